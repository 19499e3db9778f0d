"""What a design should come to: `output = 96x55x55`, `conv1.params = 34_944`, `macs <= 600M`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.costs.kinds import SHAPE, SHARE, SIZE
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import Shape, show_shape
from convcalc.language.nodes.source import Scalar
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.numbers.quantity import COMPARISONS, SIGNS_HINT, SPELLINGS, Quantity, QuantityError, show_count
from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source
from convcalc.language.values import Size, show_value
from convcalc.spec.expected import parse_expected
from convcalc.study.figures import Figure, find_figure

if TYPE_CHECKING:
    from convcalc.study.solve.outcomes import Outcome

_COMPARISONS = "<>=≤≥"
EXAMPLE = "as in 'output = 96x55x55' or 'params <= 5M'"
KNOWN = tuple(name for name, metric in METRICS.items() if metric.kind not in (SHARE, SIZE))

BOUNDS = ("<", "<=", ">", ">=")
"""The comparisons that say how far something may go."""

UNLIKE = 1e9
"""The miss of numbers that can't be compared."""

TOUCHING = 1e-9
"""The miss of a number that must not be reached: `params < 5M` with 5,000,000."""


class Part(NamedTuple):
    """A number that a goal compares: what it is, what it should be, and on which side it lies.

    `side` is 0 where the number is right, −1 where it is too small, 1 where it is too large. `bound` says that the
    target is how far it may go.
    """

    value: Any
    target: Any
    side: int
    bound: bool = False


class Goal:
    """A figure and what it should be: a quantity, a shape, or another figure."""

    __slots__ = ("axes", "figure", "place", "quantity", "shape", "text", "to")

    def __init__(self, figure: Figure, place: Place, text: str) -> None:
        self.figure = figure
        self.place = place
        self.text = text
        self.quantity: Quantity | None = None
        self.shape: Shape | None = None
        self.axes: AxesQuantity | None = None
        self.to: Figure | None = None

    def figures(self) -> list[Figure]:
        """The figures that the goal reads."""
        return [self.figure, self.to] if self.to is not None else [self.figure]

    def parts(self, outcome: Outcome) -> list[Part] | None:
        """The numbers that the goal compares, one for each axis of a shape; None where they can't be compared."""
        found = outcome.figure(self.figure)
        if found is None:
            return None
        if self.quantity is not None:
            bound = self.quantity.comparison in BOUNDS
            return [Part(found, self.quantity.number, _side(self.quantity, found), bound)]
        if self.axes is not None:
            return _along(self.axes, found)
        wanted = self.shape if self.to is None else outcome.figure(self.to)
        if not found or wanted is None or len(wanted) != len(found):
            return None
        return [Part(one, other, (one > other) - (one < other)) for one, other in zip(found, wanted, strict=True)]


def miss(parts: list[Part] | None) -> float:
    """How far numbers are from what they should be: 0 only where all are right, 1 for twice, or none, of it."""
    if parts is None:
        return UNLIKE
    total = 0.0
    for part in parts:
        if part.side:
            total += _distance(part) or TOUCHING
    return total


def room(parts: list[Part] | None) -> tuple[float, ...]:
    """How far numbers are from how far they may go, the nearest first: 0 where a budget is used up to the last."""
    return tuple(sorted(_distance(part) for part in parts or () if part.bound))


def _distance(part: Part) -> float:
    return float(abs(part.value - part.target) / max(part.target, 1))


def _side(quantity: Quantity, value: Any) -> int:
    return 0 if quantity.holds(value) else _wrong_side(quantity.comparison, value, quantity.number)


def _wrong_side(comparison: str, value: Any, number: Any) -> int:
    if comparison in ("<", "<="):
        return 1
    if comparison in (">", ">="):
        return -1
    return 1 if value > number else -1


def _along(axes: AxesQuantity, found: tuple[Any, ...]) -> list[Part] | None:
    """The numbers along each axis; None where there are none, or not as many."""
    wanted = axes.along(len(found))
    if not found or wanted is None:
        return None
    comparison = axes.comparison
    sides = [
        0 if axes.holds_along(value, number) else _wrong_side(comparison, value, number)
        for value, number in zip(found, wanted, strict=True)
    ]
    return [Part(*numbers, comparison in BOUNDS) for numbers in zip(found, wanted, sides, strict=True)]


def show_figure(value: Any) -> str:
    """A count with its digits in groups, a shape, or values along axes."""
    if isinstance(value, Size):
        return "×".join(map(show_value, value)) or "not defined"
    return show_shape(value) if isinstance(value, tuple) else show_count(value)


def parse_goal(text: str, problems: Problems, known: Collection[str] = KNOWN) -> Goal | None:
    """The goal that `text` writes, about one of the `known` metrics; None where it is none, which is then said."""
    scalar = Scalar(text, Place(Source(problems.name_of(COMMAND_LINE), text), 1, 1, max(1, len(text))), True)
    offset = next((number for number, character in enumerate(text) if character in _COMPARISONS), None)
    if offset is None:
        problems.error("this compares nothing", scalar.place, f"a metric, a comparison and a value, {EXAMPLE}")
        return None
    if _says_otherwise(scalar, offset, problems):
        return None
    figure = find_figure(text[:offset], scalar.part(0, offset), problems, known)
    if figure is None:
        return None
    goal = Goal(figure, scalar.place, " ".join(text.split()))
    width = 2 if text[offset + 1 : offset + 2] == "=" else 1
    comparison, value = text[offset : offset + width], text[offset + width :]
    try:
        kind = METRICS[figure.metric].kind
        parse: Callable[[str], Any] = partial(parse_expected, METRICS[figure.metric])
        if not kind.sizes:
            if value.strip()[:1].isalpha():
                problems.error(f"{figure} is compared with a number", scalar.part(offset + width, len(value)), EXAMPLE)
                return None
            start = offset + 1 if comparison == "=" else offset
            goal.quantity = parse(text[start:])
            return goal
        if kind is not SHAPE and not value.strip()[:1].isalpha():
            start = offset + 1 if comparison == "=" else offset
            goal.axes = parse(text[start:])
            return goal
        if comparison not in ("=", "=="):
            exact = kind is SHAPE
            message = "a shape is exact" if exact else "two metrics are compared with = alone"
            hint = f"write {figure} = {'96x55x55' if exact else value.strip()}"
            problems.error(message, scalar.part(offset, width), hint)
            return None
        start = offset + width
        if value.strip()[:1].isalpha():
            goal.to = find_figure(value, scalar.part(start, len(value)), problems, known)
            return _alike(goal, scalar.part(start, len(value)), problems)
        goal.shape = parse(value)
        return goal
    except QuantityError as error:
        problems.error(error.message, scalar.part(start + error.offset, error.length), error.hint)
        return None


def _says_otherwise(goal: Scalar, offset: int, problems: Problems) -> bool:
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
        problems.error("a goal compares once", place, "give --expect once for each: 'params >= 20M', 'params <= 30M'")
    elif unit:
        right = f"{path}{dot}{unit[2].lower().rstrip('s')}s {sign} {text[start + len(sign) :].strip()}{unit[1].upper()}"
        problems.error(f"'{name}' is a unit, and no metric", goal.part(0, len(text[:start].rstrip())), f"write {right}")
    else:
        return False
    return True


def _alike(goal: Goal, place: Place, problems: Problems) -> Goal | None:
    if goal.to is None:
        return None
    own, other = METRICS[goal.figure.metric].kind, METRICS[goal.to.metric].kind
    if own == other:
        return goal
    if own is SHAPE and not other.sizes:
        problems.error(f"{goal.figure} is a shape, {goal.to} is a number", place)
    else:
        problems.error(f"{goal.figure} and {goal.to} can't be compared", place)
    return None


def figure_place(goal: Goal, figure: Figure) -> Place:
    """Where a figure stands in the goal."""
    text, written = goal.place.source.text, str(figure)
    offset = text.find(written) if figure is goal.figure else text.rfind(written)
    return goal.place.part(offset, len(written))
