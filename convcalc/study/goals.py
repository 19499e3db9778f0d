"""What a design should come to: `output = 96x55x55`, `conv1.params = 34_944`, `macs <= 600M`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from convcalc.costs.kinds import SHAPE, SHARE, SIZE
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import Shape, show_shape
from convcalc.language.nodes.source import Scalar
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.numbers.quantity import COMPARISONS, SIGNS_HINT, SPELLINGS, Quantity, QuantityError, show_count
from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, Size, show_value
from convcalc.spec.expected import is_formula, parse_expected
from convcalc.study.figures import Figure, find_figure

if TYPE_CHECKING:
    from convcalc.spec.formulas import Formula
    from convcalc.study.figures import Value

_COMPARISONS = "<>=≤≥"
EXAMPLE = "as in 'output = 96x55x55' or 'params <= 5M'"
KNOWN = tuple(name for name, metric in METRICS.items() if metric.kind not in (SHARE, SIZE))

BOUNDS = {"<": 1, "<=": 1, ">": -1, ">=": -1}
"""The comparisons that say how far something may go: on which side lies what goes too far."""

UNLIKE = 1e9
"""The miss of numbers that can't be compared."""

TOUCHING = 1e-9
"""The miss of a number that must not be reached: `params < 5M` with 5,000,000."""


class Outcome(Protocol):
    """What a design comes to."""

    def figure(self, figure: Figure) -> Value | None:
        """The value of a figure; None where there is none."""


class Judgement(NamedTuple):
    """A number that a goal judges: what it is, what it should be, and on which side of that it lies.

    `side` is 0 where the number is right, −1 where it is too small, 1 where it is too large. `bound` says that the
    target is how far it may go.
    """

    value: Number
    target: Number
    side: int
    bound: bool = False

    @property
    def over(self) -> Number:
        """By how much the number is more than it should be."""
        return self.value - self.target


class Goal:
    """A figure, and what it should be: a quantity, values along axes, a shape, or what another figure is (`to`).

    Or what a `formula` comes to, which stands at `compared` and reads figures by their names in it: `reads`; `places`
    are theirs.
    """

    __slots__ = ("compared", "figure", "formula", "place", "places", "reads", "text", "to", "wanted")

    def __init__(
        self,
        figure: Figure,
        place: Place,
        wanted: Quantity | AxesQuantity | Shape | None,
        to: Figure | None = None,
        formula: Formula | None = None,
    ) -> None:
        self.figure = figure
        self.place = place
        self.text = " ".join(place.source.text.split())
        self.wanted = wanted
        self.to = to
        self.formula = formula
        self.reads: dict[str, Figure] = {}
        self.places: dict[Figure, Place] = {}
        self.compared = place

    @property
    def comparison(self) -> str:
        """The comparison of a quantity, of a formula, or along axes; else, and where there is none, empty."""
        if self.formula is not None:
            return self.formula.comparison
        return self.wanted.comparison if isinstance(self.wanted, Quantity | AxesQuantity) else ""

    def figures(self) -> list[Figure]:
        """The figures that the goal reads, each once."""
        others = [self.to] if self.to is not None else self.reads.values()
        return list(dict.fromkeys([self.figure, *others]))

    def bound(self, value_of: Callable[[Figure], Value | None]) -> Quantity | None:
        """What the formula comes to where figures have these values; None where one has none.

        Raises ExpressionError, from the formula's expression on, where it comes to none.
        """
        assert self.formula is not None
        values = {name: value_of(figure) for name, figure in self.reads.items()}
        numbers = {name: value for name, value in values.items() if value is not None and not isinstance(value, tuple)}
        return self.formula.quantity(numbers) if len(numbers) == len(values) else None

    def judgements(self, outcome: Outcome) -> list[Judgement] | None:
        """A judgement on each number that the goal compares, along each axis; None where they can't be compared."""
        value, wanted = outcome.figure(self.figure), self.wanted
        if self.formula is not None:
            wanted = None
            with suppress(ExpressionError):
                wanted = self.bound(outcome.figure)
        if isinstance(wanted, Quantity) and value is not None and not isinstance(value, tuple):
            return [self._judgement(value, wanted.number, wanted.holds(value))]
        targets = outcome.figure(self.to) if self.to is not None else wanted
        if not isinstance(value, tuple) or not value:
            return None
        along = targets.along(len(value)) if isinstance(targets, AxesQuantity) else targets
        if not isinstance(along, tuple) or len(along) != len(value):
            return None
        holds = wanted.holds_along if isinstance(wanted, AxesQuantity) else operator.eq
        return [self._judgement(*pair, holds(*pair)) for pair in zip(value, along, strict=True)]

    def _judgement(self, value: Number, target: Number, holds: bool) -> Judgement:
        side = 0 if holds else BOUNDS.get(self.comparison, 1 if value > target else -1)
        return Judgement(value, target, side, self.comparison in BOUNDS)


def miss(judgements: list[Judgement] | None) -> float:
    """How far numbers are from what they should be: 0 only where all are right, 1 for twice, or none, of it."""
    if judgements is None:
        return UNLIKE
    return sum(_distance(judgement) or TOUCHING for judgement in judgements if judgement.side)


def room(judgements: list[Judgement] | None) -> tuple[float, ...]:
    """How far numbers are from how far they may go, the nearest first: 0 where a budget is used up to the last."""
    return tuple(sorted(_distance(judgement) for judgement in judgements or () if judgement.bound))


def _distance(judgement: Judgement) -> float:
    over = judgement.over
    target = judgement.target if judgement.target > 1 else 1
    return float((over if over > 0 else -over) / target)


def show_figure(value: Value | None) -> str:
    """A count with its digits in groups, a shape, or values along axes; where there is no such layer, that."""
    if value is None:
        return "none"
    if not isinstance(value, tuple):
        return show_count(value)
    return ("×".join(map(show_value, value)) or "not defined") if isinstance(value, Size) else show_shape(value)


def parse_goal(text: str, problems: Problems, known: Collection[str] = KNOWN, option: str = "--expect") -> Goal | None:
    """The goal that `text` writes, about one of the `known` metrics; None where it is none, which is then said.

    `option` is the one before it on the command line.
    """
    scalar = Scalar(text, Place(Source(problems.name_of(COMMAND_LINE), text), 1, 1, max(1, len(text))), True)
    offset = next((number for number, character in enumerate(text) if character in _COMPARISONS), None)
    if offset is None:
        problems.error("this compares nothing", scalar.place, f"a metric, a comparison and a value, {EXAMPLE}")
        return None
    if _says_otherwise(scalar, offset, problems, option):
        return None
    figure = find_figure(text[:offset], scalar.part(0, offset), problems, known)
    if figure is None:
        return None
    width = 2 if text[offset + 1 : offset + 2] == "=" else 1
    comparison, value = text[offset : offset + width], text[offset + width :]
    kind, of_figure = METRICS[figure.metric].kind, value.strip()[:1].isalpha()
    compared, start = scalar.part(offset + width, len(value)), offset + width
    if is_formula(METRICS[figure.metric], value):
        start = offset + 1 if comparison == "=" else offset
        return _with_formula(figure, scalar, start, problems, known)
    if not kind.sizes and of_figure:
        problems.error(f"{figure} is compared with a number", compared, EXAMPLE)
        return None
    if not kind.sizes or (kind is not SHAPE and not of_figure):
        start = offset + 1 if comparison == "=" else offset
    elif comparison not in ("=", "=="):
        exact = kind is SHAPE
        message = "a shape is exact" if exact else "two metrics are compared with = alone"
        hint = f"write {figure} = {value.strip() if of_figure else '96x55x55'}"
        problems.error(message, scalar.part(offset, width), hint)
        return None
    elif of_figure:
        other = find_figure(value, compared, problems, known)
        alike = other is not None and _alike(figure, other, compared, problems)
        return Goal(figure, scalar.place, None, other) if alike else None
    try:
        return Goal(figure, scalar.place, parse_expected(METRICS[figure.metric], text[start:]))
    except QuantityError as error:
        problems.error(error.message, scalar.part(start + error.offset, error.length), error.hint)
        return None


def _with_formula(
    figure: Figure, scalar: Scalar, start: int, problems: Problems, known: Collection[str]
) -> Goal | None:
    """The goal that compares a figure with what stands from `start` on; None where it is none, which is then said."""
    from convcalc.spec.formulas import parse_formula

    try:
        formula = parse_formula(METRICS[figure.metric], scalar.text[start:])
    except QuantityError as error:
        problems.error(error.message, scalar.part(start + error.offset, error.length), error.hint)
        return None
    goal = Goal(figure, scalar.place, None, formula=formula)
    goal.compared = scalar.part(start + formula.offset, len(formula.expression.text))
    for name in formula.names():
        place = scalar.part(start + formula.offset + name.start, name.end - name.start)
        read = find_figure(name.name, place, problems, known)
        if read is None:
            return None
        kind = METRICS[read.metric].kind
        if not kind.counted:
            problems.error(f"{read} is {kind.noun}, and no count", place)
            return None
        goal.reads[name.name] = read
        goal.places.setdefault(read, place)
    return goal


def _says_otherwise(goal: Scalar, offset: int, problems: Problems, option: str) -> bool:
    """Whether a goal, whose first sign of a comparison stands at `offset`, is written in a way that has another here.

    That is then said: signs that are no comparison, several comparisons, a unit in place of a metric.
    """
    text = goal.text
    signs = [(match.start(), match[0]) for match in re.finditer(r"[<>=≤≥!]+", text)]
    start, sign = next(found for found in signs if found[0] + len(found[1]) > offset)
    path, dot, name = text[:start].strip().rpartition(".")
    unit = re.fullmatch(r"([KMGT])(flops?|macs?|params?)", name, re.IGNORECASE)
    if sign not in COMPARISONS and sign not in SPELLINGS:
        problems.error(f"'{sign}' is no comparison", goal.part(start, len(sign)), SIGNS_HINT)
    elif len(signs) > 1:
        place = goal.part(signs[1][0], len(signs[1][1]))
        problems.error("a goal compares once", place, _one_by_one(text, option, problems))
    elif unit:
        right = f"{path}{dot}{unit[2].lower().rstrip('s')}s {sign} {text[start + len(sign) :].strip()}{unit[1].upper()}"
        problems.error(f"'{name}' is a unit, and no metric", goal.part(0, len(text[:start].rstrip())), f"write {right}")
    else:
        return False
    return True


def _one_by_one(text: str, option: str, problems: Problems) -> str:
    """How several goals in one text are given one by one."""
    parts = [part.strip() for part in re.split(r"\band\b|&&?|,(?!\d{3}\b)|;", text)]
    between = re.fullmatch(r"(?P<low>[^<>=≤≥]+)(?P<one>[<>≤≥]=?)(?P<name>[^<>=≤≥]+)(?P<other>[<>≤≥]=?.+)", text)
    if between is not None and len(parts) == 1:
        back = between["one"].translate(str.maketrans("<>≤≥", "><≥≤"))
        name = between["name"].strip()
        parts = [f"{name} {back} {between['low'].strip()}", f"{name} {between['other']}"]
    if not all(len(re.findall("[<>=≤≥]+", part)) == 1 for part in parts):
        parts = ["params >= 20M", "params <= 30M"]
    if problems.name_of(COMMAND_LINE) != COMMAND_LINE:
        return f"give each alone, in a list: {parts}"
    return f"give each its own {option}: {' '.join(f'{option} {chr(34)}{part}{chr(34)}' for part in parts)}"


def _alike(figure: Figure, other: Figure, place: Place, problems: Problems) -> bool:
    """Whether two figures can be compared; if not, that is said."""
    kind, of_other = METRICS[figure.metric].kind, METRICS[other.metric].kind
    if kind == of_other:
        return True
    if kind is SHAPE and not of_other.sizes:
        problems.error(f"{figure} is a shape, {other} is a number", place)
    else:
        problems.error(f"{figure} and {other} can't be compared", place)
    return False


def figure_place(goal: Goal, figure: Figure) -> Place:
    """Where a figure stands in the goal."""
    if figure is not goal.figure and figure in goal.places:
        return goal.places[figure]
    text, name = goal.place.source.text, str(figure)
    offset = text.find(name) if figure is goal.figure else text.rfind(name)
    return goal.place.part(offset, len(name))
