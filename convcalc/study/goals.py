"""What a design should come to: `output = 96x55x55`, `conv1.params = 34_944`, `macs <= 600M`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.costs.metrics import COUNT, METRICS, SHAPE
from convcalc.costs.op import Shape, show_shape
from convcalc.language.problems import Place, Problems, Source, did_you_mean
from convcalc.language.quantity import Quantity, QuantityError, parse_quantity, parse_shape, show_count
from convcalc.language.source import Scalar
from convcalc.spec.changes import COMMAND_LINE

if TYPE_CHECKING:
    from convcalc.study.outcomes import Outcome

_COMPARISONS = "<>=≤≥"
EXAMPLE = "as in 'output = 96x55x55' or 'params <= 5M'"
KNOWN = tuple(name for name, metric in METRICS.items() if metric.kind in (SHAPE, COUNT))

UNLIKE = 1e9
"""The miss of numbers that can't be compared."""

TOUCHING = 1e-9
"""The miss of a number that must not be reached: `params < 5M` with 5,000,000."""


class Part(NamedTuple):
    """A number that a goal compares: what it is, what it should be, and on which side it lies.

    `side` is 0 where the number is right, −1 where it is too small, 1 where it is too large.
    """

    value: Any
    target: Any
    side: int


class Figure(NamedTuple):
    """A metric of a layer, a group, or (with an empty path) the network."""

    path: str
    metric: str

    def __str__(self) -> str:
        return f"{self.path}.{self.metric}" if self.path else self.metric


class Goal:
    """A figure and what it should be: a quantity, a shape, or another figure."""

    __slots__ = ("figure", "place", "quantity", "shape", "text", "to")

    def __init__(self, figure: Figure, place: Place, text: str) -> None:
        self.figure = figure
        self.place = place
        self.text = text
        self.quantity: Quantity | None = None
        self.shape: Shape | None = None
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
            return [Part(found, self.quantity.number, _side(self.quantity, found))]
        wanted = self.shape if self.to is None else outcome.figure(self.to)
        if wanted is None or len(wanted) != len(found):
            return None
        return [Part(one, other, (one > other) - (one < other)) for one, other in zip(found, wanted, strict=True)]


def miss(parts: list[Part] | None) -> float:
    """How far numbers are from what they should be: 0 only where all are right, 1 for twice, or none, of it."""
    if parts is None:
        return UNLIKE
    total = 0.0
    for value, target, side in parts:
        if side:
            total += abs(value - target) / max(target, 1) or TOUCHING
    return total


def _side(quantity: Quantity, value: Any) -> int:
    if quantity.holds(value):
        return 0
    if quantity.comparison in ("<", "<="):
        return 1
    if quantity.comparison in (">", ">="):
        return -1
    return 1 if value > quantity.number else -1


def show_figure(value: Any) -> str:
    """A count with its digits in groups, or a shape."""
    return show_shape(value) if isinstance(value, tuple) else show_count(value)


def parse_goal(text: str, problems: Problems) -> Goal | None:
    """The goal that `text` writes; None where it is none, which is then said with its place."""
    scalar = Scalar(text, Place(Source(COMMAND_LINE, text), 1, 1, max(1, len(text))), True)
    offset = next((number for number, character in enumerate(text) if character in _COMPARISONS), None)
    if offset is None:
        problems.error("this compares nothing", scalar.place, f"a metric, a comparison and a value, {EXAMPLE}")
        return None
    figure = _figure(text[:offset], scalar, 0, problems)
    if figure is None:
        return None
    goal = Goal(figure, scalar.place, " ".join(text.split()))
    width = 2 if text[offset + 1 : offset + 2] == "=" else 1
    comparison, value = text[offset : offset + width], text[offset + width :]
    if value[:1] in ("<", ">") and value:
        problems.error(f"'{comparison}{value[0]}' is no comparison", scalar.part(offset, 2), "they are = == < <= > >=")
        return None
    try:
        if METRICS[figure.metric].kind == COUNT:
            start = offset + 1 if comparison == "=" else offset
            goal.quantity = parse_quantity(text[start:])
            return goal
        if comparison not in ("=", "=="):
            problems.error("a shape is exact", scalar.part(offset, width), f"write {figure} = 96x55x55")
            return None
        start = offset + width
        if value.strip()[:1].isalpha():
            goal.to = _figure(value, scalar, start, problems)
            return _alike(goal, scalar.part(start, len(value)), problems)
        goal.shape = parse_shape(value)
        return goal
    except QuantityError as error:
        problems.error(error.message, scalar.part(start + error.offset, error.length), error.hint)
        return None


def _alike(goal: Goal, place: Place, problems: Problems) -> Goal | None:
    if goal.to is None:
        return None
    if METRICS[goal.to.metric].kind == COUNT:
        problems.error(f"{goal.figure} is a shape, {goal.to} is a number", place)
        return None
    return goal


def _figure(text: str, scalar: Scalar, offset: int, problems: Problems) -> Figure | None:
    """`params` or `stage2.output`; whether there is such a layer is known once there is a network."""
    written = text.strip()
    offset += len(text) - len(text.lstrip())
    path, _, name = written.rpartition(".")
    place = scalar.part(offset + len(written) - len(name), len(name))
    if name not in KNOWN:
        lower = name.lower()
        hint = f"did you mean '{lower}'?" if lower in KNOWN else did_you_mean(lower, KNOWN)
        message = f"'{name[:60]}' is not a metric" if name else "a metric is missing here"
        if name in METRICS:
            message = f"{name} can't be looked for"
        problems.error(message, place, hint or f"the metrics are {', '.join(KNOWN)}")
        return None
    if path and not METRICS[name].layer:
        problems.error(f"{name} is a metric of a whole network", place)
        return None
    return Figure(path, name)


def figure_place(goal: Goal, figure: Figure) -> Place:
    """Where the path of a figure stands in the goal."""
    text = goal.place.source.text
    offset = text.find(figure.path) if figure is goal.figure else text.rfind(figure.path)
    return goal.place.part(offset, len(figure.path))
