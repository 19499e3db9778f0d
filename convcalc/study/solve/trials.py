"""A design with unknowns, and what it comes to with a value for each."""

from __future__ import annotations

from convcalc.costs.arguments import MAXIMUM
from convcalc.costs.ops import OPS
from convcalc.language.problems import Problem, Problems
from convcalc.language.values import Value, exact
from convcalc.network.report import Row
from convcalc.network.walk.binding import Settings
from convcalc.spec.changes import Change
from convcalc.spec.model import Call, Spec
from convcalc.spec.signature import match_arguments, op_signature
from convcalc.study.figures import Figure, say_no_layer, say_no_value
from convcalc.study.goals import Goal, figure_place
from convcalc.study.remembered import free_dropped
from convcalc.study.solve.outcomes import QUICK, Impossible, LayerTrial, NetworkOutcome, Outcome, run_network
from convcalc.study.sweep.knobs.unknowns import Unknown

MOST_LAYERS = 200_000
"""How many layers all designs that are tried may have together, so that no search takes minutes."""

MOST_PROBES = 64
MOST_COPIES = 1024
_COPIES = (1, 4, 16, 64)

Values = tuple[Value, ...]


class Exhausted(Exception):
    """Enough was computed."""


class Trials:
    """A spec whose unknowns are given values. `layers` is how many it has with the first values that are possible."""

    def __init__(self, spec: Spec, changes: list[Change], unknowns: list[Unknown]) -> None:
        self.spec = spec
        self.changes = changes
        self.unknowns = unknowns
        self.layers = 1
        self.walked = 0
        self.single: LayerTrial | None = None

    def run(self, values: Values, shape: tuple[int, ...] | None = None) -> Outcome | Impossible:
        """What the design comes to with these values, and, of a single layer, with another input."""
        if self.single is not None:
            arguments = {}
            for unknown, value in zip(self.unknowns, values, strict=True):
                if unknown.axes:
                    shape = unknown.shape(shape or self.single.shape, value)
                else:
                    arguments[unknown.argument] = value
            return self.single.run(arguments, shape)
        if self.walked > MOST_LAYERS:
            raise Exhausted
        free_dropped()
        outcome = run_network(self.spec, self.changes, self.bound(values))
        self.walked += len(outcome.report.layers) if isinstance(outcome, NetworkOutcome) else self.layers
        return outcome

    def bound(self, values: Values) -> Settings:
        """What a walk takes in place of the unknowns."""
        bound = Settings({}, {name: shape for name, (shape, _) in self.spec.inputs.items()})
        for unknown, value in zip(self.unknowns, values, strict=True):
            if unknown.axes:
                bound.inputs[unknown.key] = unknown.shape(bound.inputs[unknown.key], value)
            else:
                bound.values[unknown.key] = value
        return bound

    def prepare(self, goals: list[Goal], figures: list[Figure], problems: Problems) -> bool:
        """Compute the design with some values; false where it or a goal is wrong whatever the values are.

        `figures` are all that is to be known of it.
        """
        probe = self.probe(problems)
        if probe is None:
            return not problems.errors
        self.layers = max(1, len(probe.report.layers))
        for unknown in self.unknowns:
            self.look_around(unknown, probe.report.layers)
        for goal in goals:
            for figure in goal.figures():
                if figure.path and probe.figure(figure) is None and not self.exists(figure):
                    place = figure_place(goal, figure).part(0, len(figure.path))
                    say_no_layer(probe.report, figure.path, place, problems)
                elif not figure.path:
                    say_no_value(probe.report, figure, figure_place(goal, figure), problems)
        if all(figure.metric in QUICK for figure in figures):
            self.single = self.single_layer(probe)
        return not problems.errors

    def probe(self, problems: Problems) -> NetworkOutcome | None:
        """The design with the first values that are possible; errors that all values share are the design's own."""
        first: tuple[Problem, ...] = ()
        shared = True
        for number in range(MOST_PROBES):
            outcome = self.run(tuple(unknown.probed(number) for unknown in self.unknowns))
            if isinstance(outcome, NetworkOutcome):
                return outcome
            found = outcome.problems if isinstance(outcome, Impossible) else ()
            first = first or found
            shared = shared and list(map(str, first)) == list(map(str, found))
        if shared:
            problems.extend(first)
        return None

    def exists(self, figure: Figure) -> bool:
        """Whether another number of copies, or another condition, makes a layer appear."""
        for number in _COPIES:
            values = [number if unknown.whole else unknown.values[number % 2] for unknown in self.unknowns]
            outcome = self.run(tuple(values))
            if not isinstance(outcome, Impossible) and outcome.figure(figure) is not None:
                return True
        return False

    def largest(self, unknown: Unknown) -> int:
        """The largest number of units that makes sense: less where it is a number of layers."""
        counts = set()
        for number in (8, 16):
            outcome = self.run((exact(number * unknown.unit),))
            if isinstance(outcome, NetworkOutcome):
                counts.add(len(outcome.report.layers))
        if len(counts) > 1:
            return int(MOST_COPIES / unknown.unit)
        return int(MAXIMUM / unknown.unit)

    def look_around(self, unknown: Unknown, rows: list[Row]) -> None:
        """Fit an unknown to its layers, of all `rows` of a design."""

        def is_possible(value: Value) -> bool:
            values = [value if one is unknown else one.probed(0) for one in self.unknowns]
            return not isinstance(self.run(tuple(values)), Impossible)

        unknown.fit_rows(rows)
        unknown.fit_steps(is_possible)

    def single_layer(self, probe: NetworkOutcome) -> LayerTrial | None:
        """A quick way to compute a design of one layer; None for any other."""
        spec, rows = self.spec, probe.report.layers
        items = spec.layers.items if spec.layers is not None else []
        if len(rows) != 1 or len(items) != 1 or self.changes or len(spec.inputs) != 1:
            return None
        row, item, body = rows[0], items[0], items[0].body
        if not isinstance(body, Call) or item.when is not None or item.repeat is not None:
            return None
        op = OPS.get(body.parsed.callee)
        if op is None:
            return None
        given = match_arguments(body.parsed, op_signature(op))
        names = {name for argument in given.values() for name in argument.expression.reads}
        unknown = {unknown.argument for unknown in self.unknowns if not unknown.axes}
        if names - {unknown.key for unknown in self.unknowns} or unknown - set(given):
            return None
        fixed = {
            name: value
            for name, value in row.arguments.items()
            if name not in unknown and (name in given or op.arguments[name][1] not in unknown)
        }
        return LayerTrial(op, row.path, fixed, row.input)
