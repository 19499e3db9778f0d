"""The designs of a space of which some axes are looked for: what each comes to, and what is wrong with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.costs.arguments import MAXIMUM
from convcalc.costs.op import Shape
from convcalc.costs.ops import OPS
from convcalc.language.problems import Problem, Problems
from convcalc.language.tree import UNKNOWN
from convcalc.language.values import divide, exact
from convcalc.network.report import Report
from convcalc.network.walk.binding import Settings
from convcalc.spec.model import Call
from convcalc.spec.signature import match_arguments, op_signature
from convcalc.study.figures import Figure, say_no_layer, say_no_value
from convcalc.study.goals import Goal, figure_place
from convcalc.study.remembered import free_dropped
from convcalc.study.solve.outcomes import QUICK, Impossible, LayerTrial, NetworkOutcome, Outcome, run_network
from convcalc.study.solve.parts import Parts, Refused
from convcalc.study.sweep.space import Axis, NoValue, Space

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Values

MOST_LAYERS = 200_000
"""How many layers all designs that are tried may have together, so that no search takes minutes."""

MOST_PROBES = 64
MOST_COPIES = 1024
_COPIES = (1, 4, 16, 64)


class Exhausted(Exception):
    """Enough was computed."""


class Designs:
    """Designs by the values of the axes of a space, which need not be their own.

    `base` are values that are possible; a design of these has so many `layers`. `walked` is how many layers ordinary
    walks had.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self.of_input = frozenset(axis for one in space.bindings if one.of_input for axis in one.axes)
        self.base: Values = ()
        self.layers = 1
        self.walked = 0
        self.single: LayerTrial | None = None
        self.parts: Parts | None = None

    def run(self, values: Values, shape: Shape | None = None) -> Outcome | Impossible:
        """What the design comes to with these values, and, of a single layer, with another input."""
        bound = self.space.given(values)
        if isinstance(bound, NoValue):
            return Impossible(bound.message)
        if self.single is not None:
            return self.single.run(bound, shape)
        assert self.parts is not None
        if self.computed > MOST_LAYERS:
            raise Exhausted
        free_dropped()
        known = self.parts.design(bound)
        if isinstance(known, Refused):
            return Impossible(known.reason)
        return NetworkOutcome(known, lambda: self._report(bound))

    def refused(self, values: Values, along: set[int]) -> Refused | None:
        """Why a design can't be, or which layer's stride does not fit along some axes; None where neither is so."""
        bound = self.space.given(values)
        if isinstance(bound, NoValue):
            return Refused(bound.message)
        assert self.parts is not None
        found = self.parts.design(bound, along)
        return found if isinstance(found, Refused) else None

    @property
    def shape(self) -> Shape:
        """The shape of the first input in a design that is possible."""
        bound = self.space.given(self.base)
        own = {name: shape for name, (shape, _) in self.space.spec.inputs.items()}
        return next(iter({**own, **(bound.inputs if not isinstance(bound, NoValue) else {})}.values()))

    @property
    def computed(self) -> int:
        """How many layers were computed so far."""
        return self.walked + (self.parts.layers if self.parts is not None else 0)

    def rest(self) -> None:
        """Let as much be computed again as at first."""
        self.walked = 0
        if self.parts is not None:
            self.parts.layers = 0

    def _report(self, bound: Settings) -> Report:
        """An ordinary walk of a design that is possible. Raises Exhausted."""
        if self.computed > MOST_LAYERS:
            raise Exhausted
        report = self._walked(bound)
        assert isinstance(report, Report), report
        return report

    def _walked(self, bound: Settings) -> Report | Impossible:
        report = run_network(self.space.spec, self.space.changes, bound)
        self.walked += len(report.layers) if isinstance(report, Report) else self.layers
        return report

    # What is wrong whatever the values are

    def prepare(self, goals: list[Goal], figures: list[Figure], problems: Problems) -> bool:
        """Compute the design with some values; false where it or a goal is wrong whatever the values are.

        `figures` are all that is to be known of it.
        """
        report = self._probe(problems)
        if problems.errors:
            return False
        self.parts = Parts(self.space, figures)
        if report is None:
            return True
        self.layers = max(1, len(report.layers))
        for goal in goals:
            for figure in goal.figures():
                place = figure_place(goal, figure)
                if not figure.path:
                    say_no_value(report, figure, place, problems)
                elif figure.path not in report.by_path and not self._exists(figure):
                    say_no_layer(report, figure.path, place.part(0, len(figure.path)), problems)
        if all(figure.metric in QUICK for figure in figures):
            self.single = self._single_layer(report)
        return not problems.errors

    def _probe(self, problems: Problems) -> Report | None:
        """The first design that is possible; errors that are in all of them are the design's own, and are said."""
        first: tuple[Problem, ...] = ()
        shared = True
        for number in range(MOST_PROBES):
            self.base = tuple(axis.probed(number) for axis in self.space.axes)
            bound = self.space.given(self.base)
            report = self._walked(bound) if not isinstance(bound, NoValue) else Impossible(bound.message)
            if isinstance(report, Report):
                return report
            first = first or report.problems
            shared = shared and list(map(str, first)) == list(map(str, report.problems))
        if shared:
            problems.extend(first)
        return None

    def _exists(self, figure: Figure) -> bool:
        """Whether another number of copies, or another condition, makes a layer appear."""
        for number in _COPIES:
            values = tuple(number if axis.unit else axis.values[number % len(axis.values)] for axis in self.space.axes)
            outcome = self.run(values)
            if isinstance(outcome, NetworkOutcome) and figure.path in outcome.report.by_path:
                return True
        return False

    def largest(self, axis: Axis) -> int:
        """The largest number of units that makes sense of an only axis: less where it is a number of layers."""
        counts = set()
        for number in (8, 16) if self.single is None else ():
            outcome = self.run((exact(number * axis.unit),))
            if not isinstance(outcome, Impossible):
                counts.add(outcome.figure(Figure("", "layers")))
        return int(divide(MOST_COPIES if len(counts) > 1 else MAXIMUM, axis.unit))

    def _single_layer(self, report: Report) -> LayerTrial | None:
        """A quick way to compute a design of one layer; None for any other."""
        spec, rows = self.space.spec, report.layers
        items = spec.layers.items if spec.layers is not None else []
        if len(rows) != 1 or len(items) != 1 or self.space.changes or len(spec.inputs) != 1:
            return None
        row, item, body = rows[0], items[0], items[0].body
        if not isinstance(body, Call) or item.when is not None or item.repeat is not None:
            return None
        op = OPS.get(body.parsed.callee)
        if op is None:
            return None
        given = match_arguments(body.parsed, op_signature(op))
        keys = {binding.target for binding in self.space.bindings if not binding.of_input}
        names = {name: one for one, argument in given.items() for name in argument.expression.reads}
        unknown = set(names.values())
        if set(names) != keys or any(given[one].expression.text != UNKNOWN for one in unknown):
            return None
        fixed = {
            name: value
            for name, value in row.arguments.items()
            if name not in unknown and (name in given or op.arguments[name][1] not in unknown)
        }
        return LayerTrial(op, row.path, fixed, row.input, names)
