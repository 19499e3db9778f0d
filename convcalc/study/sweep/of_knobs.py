"""What is asked of the knobs themselves: bounds on their values, and the order of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import lcm
from typing import Any

from convcalc.language.expression import parse
from convcalc.language.nodes.source import Scalar
from convcalc.language.numbers.quantity import COMPARISONS, SPELLINGS
from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size, Value, is_number, kind_of, show_value
from convcalc.spec.model import Shape
from convcalc.study.goals import Goal, parse_goal
from convcalc.study.sweep.runs import SWEPT, is_metric
from convcalc.study.sweep.space import Axis
from convcalc.study.sweep.terms import Term
from convcalc.study.sweep.watched import OUTPUT

NUMBER = "a number"

_SIGN = "|".join(sorted([*COMPARISONS, *SPELLINGS], key=len, reverse=True))
_BOUND = re.compile(rf"\s*(?P<name>\S+?)\s*(?P<sign>{_SIGN})(?P<value>[^<>=≤≥]+)")


class KnobGoal(NamedTuple):
    """What must hold of the knob of an axis, as `width <= 0.5`; `compared` are the comparison and the value."""

    text: str
    axis: int
    compared: tuple[str, Value]

    def holds(self, value: Value | Shape) -> bool:
        """Whether a value of the knob keeps within it; one of another kind does not."""
        sign, wanted = self.compared
        return _kind(value) == _kind(wanted) and COMPARISONS[sign](value, wanted)

    def term(self, values: Sequence[Value | Shape]) -> Term:
        """1 for a design that keeps within it, 0 for another, by the values of the axis."""
        return Term((self.axis,), [int(self.holds(value)) for value in values])


def read_wheres(
    texts: Iterable[str], axes: Sequence[Axis], problems: Problems, option: str = "--where"
) -> list[Goal | KnobGoal]:
    """What must hold, of metrics or of knobs; what is none of both is said.

    A name of both is the metric's. What is written twice counts once.
    """
    found = []
    for text in dict.fromkeys(texts):
        match = _BOUND.fullmatch(text)
        place = _place(match["name"], axes) if match is not None else None
        if match is None or place is None:
            goal: Goal | KnobGoal | None = parse_goal(text, problems, option=option)
        else:
            goal = _knob_goal(match, place, axes[place], problems)
        found += [goal] if goal is not None else []
    return found


def shown(value: Value | Shape) -> str:
    """A value of a knob as it is written."""
    return show_value(value) if isinstance(value, Size) or not isinstance(value, tuple) else "x".join(map(str, value))


def ordered_knobs(axes: Sequence[Axis]) -> list[str]:
    """The knobs whose values are numbers, by which designs can be put in order."""
    return [axis.name for axis in axes if axis.name not in SWEPT and {*map(_kind, axis.values)} == {NUMBER}]


def in_order(name: str, axes: Sequence[Axis]) -> Term:
    """Whole numbers in the order of a knob's values."""
    place = next(place for place, axis in enumerate(axes) if axis.name == name)
    numbers = [value for value in axes[place].values if not isinstance(value, tuple) and is_number(value)]
    scale = lcm(*(number.denominator for number in numbers))
    return Term((place,), [int(number * scale) for number in numbers])


def _kind(value: Value | Shape) -> str:
    if isinstance(value, tuple):
        return "a size"
    return NUMBER if is_number(value) else kind_of(value)


def _place(name: str, axes: Sequence[Axis]) -> int | None:
    if is_metric(name) or name == OUTPUT:
        return None
    return next((place for place, axis in enumerate(axes) if axis.name == name), None)


def _knob_goal(match: re.Match[str], place: int, axis: Axis, problems: Problems) -> KnobGoal | None:
    text = match.string
    scalar = Scalar(text, Place(Source(problems.name_of(COMMAND_LINE), text), 1, 1, len(text)), True)
    written = match["value"].strip()
    offset = match.end("value") - len(match["value"].lstrip())
    try:
        wanted: Any = parse(written).evaluate({})
    except ExpressionError as error:
        scalar.blame(error, problems, offset)
        return None
    kinds, kind = {*map(_kind, axis.values)}, _kind(wanted)
    hint = f"as in {axis.name} = {shown(axis.values[0])}" if axis.values else None
    if kinds and kind not in kinds:
        problems.error(f"no value of {axis.name} is {kind}", scalar.part(offset, len(written)), hint)
        return None
    sign = SPELLINGS.get(match["sign"], match["sign"])
    if sign != "==" and kinds - {NUMBER}:
        message = f"{max(kinds - {NUMBER})} is neither less nor more"
        problems.error(message, scalar.part(match.start("sign"), len(match["sign"])), hint)
        return None
    return KnobGoal(" ".join(text.split()), place, (sign, wanted))
