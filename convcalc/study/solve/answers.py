"""What solving gives: the solutions in order, what comes nearest where there is none, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from convcalc.costs.kinds import SHAPE
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import Shape
from convcalc.costs.unread import summary
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.numbers.quantity import Quantity
from convcalc.language.values import Number, Size, Value, show_value
from convcalc.spec.inputs import OpenShape
from convcalc.study.columns import checked_columns, checked_sort
from convcalc.study.figures import Figure
from convcalc.study.goals import KNOWN, Goal, show_figure
from convcalc.study.solve.layers import LayerUnread
from convcalc.study.solve.outcomes import Outcome
from convcalc.study.sweep.space import EACH, Space

if TYPE_CHECKING:
    from convcalc.study.figures import Value as FigureValue
    from convcalc.study.sweep.space import Values

    Sizes = Shape | Size

MOST_LAYERS_SHOWN = 2


class Candidate:
    """A value for each unknown, the figures they come to, and what they leave unread: a solution, or near to one.

    In `figures` stand the shapes of several outputs by their names. `room` is how far its figures are from how far they
    may go, the nearest first; empty where nothing is bounded.
    """

    def __init__(
        self, values: Values, outcome: Outcome, figures: Sequence[Figure], room: tuple[float, ...] = ()
    ) -> None:
        self.values = values
        self.room = room
        self.figures: dict[str, FigureValue | dict[str, Shape] | None] = {
            str(figure): outcome.figure(figure) for figure in figures
        }
        outputs = outcome.outputs()
        if len(outputs) > 1:
            self.figures["output"] = outputs
        self._windows = outcome.windows()

    @property
    def left(self) -> tuple[LayerUnread, ...]:
        """What its layers leave unread."""
        return self._windows.left

    @property
    def unusual(self) -> int:
        """Whether no one builds it: 2 where a window may read more padding than input, 1 where one is too wide."""
        return self._windows.unlikely

    @property
    def worked(self) -> str:
        """The output's size as a sum, for a design of one layer; read for the solutions that are shown alone."""
        return self._windows.single.worked_size() if self._windows.single is not None else ""

    @property
    def exact(self) -> bool:
        """Whether every stride fits."""
        return not self.left

    @property
    def is_warned_of(self) -> bool:
        """Whether a stride passes over input, which `summarize` warns of."""
        return any(one.is_warned_of for layer in self.left for one in layer.unread)

    @property
    def rank(self) -> tuple[int, int]:
        """How much is lost: layers that leave input unread, and layers that leave padding unread."""
        of_input = sum(layer.of_input for layer in self.left)
        return of_input, len(self.left) - of_input

    @property
    def lost(self) -> int:
        """How many places are left unread, along all axes of all layers."""
        return sum(one.padding + one.input + one.gap for layer in self.left for one in layer.unread)

    def unread(self) -> str:
        """What is left unread, as a person says it; empty where nothing is."""
        texts = []
        for layer in sorted(self.left, key=lambda layer: not layer.of_input):
            text = summary(layer.unread, layer.axes)
            texts.append(text if self._windows.layers == 1 else f"{layer.path}: {text}")
        more = len(texts) - MOST_LAYERS_SHOWN
        shown = texts if more <= 1 else [*texts[:MOST_LAYERS_SHOWN], f"{more} more layers"]
        return "; ".join(shown)


LOOKED = 64
"""Among how many sizes that are nearest to a budget the exact ones come first: far below it they are of no use."""


def best_first(found: list[Candidate]) -> list[Candidate]:
    """What people build first, then what is nearest to a budget, and what loses least; equals as they stand."""
    return sorted(found, key=lambda solution: (solution.unusual, solution.room, solution.rank))


def nearer(found: list[Candidate]) -> int:
    """How many of solutions, the best first, are nearer to a budget than the first, which people build rather."""
    return sum(solution.room < found[0].room for solution in found)


def exact_first(sizes: list[Candidate]) -> list[Candidate]:
    """Sizes of an input, the best first: of those nearest to a budget the exact ones come before the others."""
    if not any(solution.room for solution in sizes):
        return best_first(sizes)
    near = sorted(sizes, key=lambda solution: solution.room)
    first = sorted(near[:LOOKED], key=lambda one: (one.unusual, not (one.unusual or one.exact)))
    return first + near[LOOKED:]


ALWAYS = (Figure("", "output"), Figure("", "params"), Figure("", "macs"))
"""The figures that every solution has."""

SIZE = "size"
UNREAD = "unread"
"""The columns of solutions that are neither values nor figures."""


class Spread:
    """What all designs that were tried have come to, for one goal."""

    __slots__ = ("high", "holds", "low", "sizes")

    def __init__(self) -> None:
        self.holds = 0
        self.low: FigureValue | None = None
        self.high: FigureValue | None = None
        self.sizes: set[int] = set()

    def add(self, value: FigureValue | None, holds: bool) -> None:
        """Count a design."""
        self.holds += holds
        low, high = self.low, self.high
        if isinstance(value, tuple):
            self.sizes.add(len(value))
            if not isinstance(low, tuple) or not isinstance(high, tuple) or len(value) != len(low):
                self.low = self.high = value
            elif value != low:
                self.low, self.high = _each(min, low, value), _each(max, high, value)
        elif value is not None:
            self.low = value if low is None or isinstance(low, tuple) or value < low else low
            self.high = value if high is None or isinstance(high, tuple) or value > high else high


def _each(choose: Callable[[Number, Number], Number], one: Sizes, other: Sizes) -> Sizes:
    chosen = (choose(*pair) for pair in zip(one, other, strict=True))
    return Size(chosen) if isinstance(other, Size) else tuple(map(int, chosen))


class Exact(NamedTuple):
    """Another input for which every stride fits, and the values with which it does."""

    input: tuple[int, ...]
    values: Values


class Findings:
    """All that solving found; `count` is how many solutions there are, of which `solutions` are the first.

    Where it is not `complete`, there may be more: `stops` say up to where it was looked. `between` says why there are
    solutions that were not computed.

    `inputs` are the shapes of the design's inputs, without the sizes that are looked for: those are bound `of_input`.
    `sided` says that a number for each side was looked for where one number for all fits nothing.

    `figures` are those of each solution: of the goals, those that all have, and what was asked for besides.
    `left_out` is how many others there are that are not as the solutions were to be besides: `left_out_as` says how.
    """

    def __init__(self, space: Space, goals: list[Goal]) -> None:
        self.unknowns = space.axes
        self.goals = goals
        self.figures = list(dict.fromkeys([*(figure for goal in goals for figure in goal.figures()), *ALWAYS]))
        self.name = space.spec.name or space.spec.file
        self.inputs: dict[str, OpenShape] = {name: shape for name, (shape, _) in space.spec.inputs.items()}
        self.of_input = [one for one in space.bindings if one.of_input]
        self.inputs.update((one.target, space.open_shape(one)) for one in self.of_input)
        self.sided = False
        self.solutions: list[Candidate] = []
        self.count = 0
        self.left_out = 0
        self.left_out_as = ""
        self.nearest: list[Candidate] = []
        self.elsewhere: list[Exact] = []
        self.seen = [Spread() for _ in goals]
        self.refusals: dict[str, int] = {}
        self.tried = 0
        self.possible = 0
        self.complete = True
        self.between = ""
        self.stops: list[str] = []
        self.notes: list[str] = []

    def stop(self, text: str) -> None:
        """Say up to where it was looked, so that there may be more solutions."""
        self.complete = False
        self.stops.append(text)

    def ask_for(self, columns: Sequence[str] | None, sort: str | None) -> None:
        """Let each solution have the metrics of the network among `columns`, and that in `sort`."""
        names = [*(columns or ()), *([sort] if sort is not None else [])]
        known = {*map(str, self.figures), *self.names}
        figures = [Figure("", name) for name in names if name not in known and name in KNOWN and METRICS[name].total]
        self.figures += dict.fromkeys(figures)

    @property
    def names(self) -> list[str]:
        """The names of the unknowns, in their order."""
        return [unknown.name for unknown in self.unknowns]

    def check_columns(self, columns: Sequence[str] | None, sort: str | None) -> None:
        """Raise ConvcalcError for columns that solutions do not have, ValueError for what is no number to sort by."""
        networks = [name for name in KNOWN if METRICS[name].total]
        if columns is not None:
            checked_columns(columns, [*dict.fromkeys([*self.names, *map(str, self.figures), *networks, SIZE, UNREAD])])
        if sort is not None:
            counts = [str(figure) for figure in self.figures if METRICS[figure.metric].kind.counted]
            numbers = [name for name in networks if METRICS[name].kind.counted]
            checked_sort(sort, [*dict.fromkeys([*self.names, *counts, *numbers])])

    def in_order(self, found: list[Candidate], sort: str) -> list[Candidate]:
        """The solutions, those first that have most of an unknown or a figure; what has no number comes last."""
        names = self.names

        def number(solution: Candidate) -> Number | None:
            value = solution.values[names.index(sort)] if sort in names else solution.figures[sort]
            return None if isinstance(value, str | tuple | dict) else value

        return sorted(found, key=lambda one: (number(one) is None, -(number(one) or 0)))

    def assigned(self, values: Values) -> str:
        """`padding=2 stride=4`"""
        return " ".join(
            f"{unknown.name}={show_setting(value)}" for unknown, value in zip(self.unknowns, values, strict=True)
        )

    def cut(self) -> str:
        """What rows alone do not say: that there are more solutions than those that are kept, or may be."""
        more = len(self.solutions) < self.count
        texts = [f"{len(self.solutions):,} of {self.count:,} solutions are shown (--most)"] if more else []
        return "; ".join([*texts, *(["there may be more solutions", *self.stops] if not self.complete else [])])

    def reasons(self) -> list[str]:
        """Why nothing fits."""
        if not self.possible:
            refusal = max(self.refusals, key=lambda message: self.refusals[message], default="")
            return [f"none of {self.tried:,} tried is possible: {refusal}" if refusal else "nothing could be tried"]
        if not self.goals:
            return ["no size is allowed"]
        if self.left_out:
            plural = "s" if self.left_out > 1 else ""
            return [f"of {self.left_out:,} solution{plural} none is {self.left_out_as}"]
        texts = []
        for goal, seen in zip(self.goals, self.seen, strict=True):
            if not seen.holds:
                texts.append(self.missed(goal, seen) + self.one_number(goal, seen))
        if not texts:
            texts.append("each goal can be reached, but not all together")
        return texts

    def missed(self, goal: Goal, seen: Spread) -> str:
        """Why one goal is never reached."""
        figure = goal.figure
        names = " or ".join(unknown.name for unknown in self.unknowns)
        if seen.low is None:
            return f"there is no {figure} with any value"
        if isinstance(goal.wanted, tuple) and len(goal.wanted) not in seen.sizes:
            return f"{figure} is {show_figure(seen.low)}: {min(seen.sizes)} numbers, not {len(goal.wanted)}"
        if goal.formula is not None:
            low, high = show_figure(seen.low), show_figure(seen.high)
            return f"{figure} goes from {low} to {high} in what was tried, and never is {goal.formula.text}"
        if seen.low == seen.high:
            return f"{figure} is {show_figure(seen.low)} whatever {names} is"
        if goal.comparison in ("<", "<="):
            return f"{figure} is at least {show_figure(seen.low)} in what was tried"
        if goal.comparison in (">", ">="):
            return f"{figure} is at most {show_figure(seen.high)} in what was tried"
        low, high = show_figure(seen.low), show_figure(seen.high)
        missed = f"{figure} goes from {low} to {high} in what was tried, and is never as expected"
        if isinstance(goal.wanted, Quantity) and goal.comparison == "==":
            looser = goal.text.replace("==", "=", 1)
            missed += f"; == is exact to the last digit, '{looser}' is as precise as it is written"
        return missed

    def one_number(self, goal: Goal, seen: Spread) -> str:
        """What stands in the way where the axes differ, in what is expected or in what was found."""
        kind = METRICS[goal.figure.metric].kind
        if not isinstance(seen.low, tuple):
            return ""
        channels = int(kind is SHAPE)
        wanted = goal.wanted.numbers if isinstance(goal.wanted, AxesQuantity) else goal.wanted
        along = wanted[channels:] if isinstance(wanted, tuple) else ()
        if len({*along}) <= 1 and len({*seen.low[channels:]}) <= 1:
            return ""
        of_input = {axis for one in self.of_input for axis in one.axes}
        names = []
        for number, unknown in enumerate(self.unknowns):
            whole = number in of_input and unknown.side is None and "channels" not in unknown.name
            names += [unknown.name] if whole or (unknown.side == EACH and not self.sided) else []
        if not names:
            return ""
        return f"; {' and '.join(names)} {'is' if len(names) == 1 else 'are each'} one number for all axes"


def show_setting(value: Value | Shape) -> str:
    """A value as it is written; of an input its shape."""
    return show_value(value) if not isinstance(value, tuple) or isinstance(value, Size) else "x".join(map(str, value))
