"""What a design comes to with a value for each unknown: its figures, and the input that its strides do not read.

A single layer is computed straight from its op, everything else from its parts, and by a walk where more is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from convcalc.costs.arguments import LayerError
from convcalc.costs.op import Bound, Cost, Op, Shape
from convcalc.language.problems import Problem, Problems
from convcalc.language.values import Value
from convcalc.network.measured import Several
from convcalc.network.report import Report
from convcalc.network.walk.binding import Settings
from convcalc.network.walk.expand import expand
from convcalc.spec.changes import Change
from convcalc.spec.model import Spec
from convcalc.study.figures import Figure, value_of
from convcalc.study.solve.layers import OpLayer, Windows
from convcalc.study.solve.parts import Known

if TYPE_CHECKING:
    from convcalc.study.figures import Value as FigureValue


class LayerOutcome(NamedTuple):
    """A design of a single layer, and what it costs."""

    layer: OpLayer
    cost: Cost

    def figure(self, figure: Figure) -> FigureValue | None:
        """The value of one of the `QUICK` metrics; None where there is no such layer."""
        return QUICK[figure.metric](self) if figure.path in ("", self.layer.path) else None

    def outputs(self) -> dict[str, Shape]:
        """The layer's output."""
        return {"output": self.cost.output}

    def windows(self) -> Windows:
        """How its windows go."""
        return Windows.of(1, [self.layer])


QUICK: dict[str, Callable[[LayerOutcome], FigureValue]] = {
    "output": lambda outcome: outcome.cost.output,
    "params": lambda outcome: outcome.cost.params,
    "macs": lambda outcome: outcome.cost.macs,
    "input": lambda outcome: outcome.layer.shape,
    "flops": lambda outcome: 2 * outcome.cost.macs,
    "activations": lambda outcome: prod(outcome.cost.output),
}
"""The metrics that a single layer has without a report."""


class NetworkOutcome:
    """A design of any number of layers: `known` are figures, all others are those of a report, made when asked for."""

    __slots__ = ("_walk", "known", "walked")

    def __init__(self, known: Known, walk: Callable[[], Report]) -> None:
        self.known = known
        self.walked: Report | None = None
        self._walk = walk

    @property
    def report(self) -> Report:
        """The report of an ordinary walk."""
        if self.walked is None:
            self.walked = self._walk()
        return self.walked

    def figure(self, figure: Figure) -> FigureValue | None:
        """The value of a metric; None where there is no such layer, or more than one output has a value."""
        if figure in self.known.figures:
            return self.known.figures[figure]
        with suppress(Several):
            return value_of(self.report, figure)
        return None

    def outputs(self) -> dict[str, Shape]:
        """The shape of each output of the main network."""
        return self.known.outputs

    def windows(self) -> Windows:
        """How the windows of its layers go."""
        return Windows.together(self.known.windows)


Outcome = LayerOutcome | NetworkOutcome


class Impossible(NamedTuple):
    """Why a design can't be with these values; `problems` are those of a whole network."""

    message: str
    problems: tuple[Problem, ...] = ()


class LayerTrial:
    """Computes a single layer with other arguments or another input; `names` are the arguments by what binds them."""

    def __init__(self, op: Op, name: str, fixed: Bound, shape: Shape, names: Mapping[str, str]) -> None:
        self.op = op
        self.name = name
        self.fixed = fixed
        self.shape = shape
        self.names = names
        self.checked: dict[tuple[str, Value], Value | None] = {}
        self.following = [
            (argument, default) for argument, (_, default, _) in op.arguments.items() if default in op.arguments
        ]

    def run(self, bound: Settings, shape: Shape | None = None) -> LayerOutcome | Impossible:
        """The layer with these arguments besides the fixed ones, on the input that is bound or on one of this shape."""
        arguments: dict[str, Value | None] = dict(self.fixed)
        shape = shape or next(iter(bound.inputs.values()), self.shape)
        try:
            for key, value in bound.values.items():
                arguments[self.names[key]] = self.check(self.names[key], value)
            for name, default in self.following:
                if name not in arguments:
                    arguments[name] = arguments[default]
            return LayerOutcome(OpLayer(self.name, self.op, arguments, shape), self.op.cost(arguments, shape))
        except LayerError as error:
            return Impossible(error.message)

    def check(self, name: str, value: Value) -> Value:
        """The value as the formulas take it. Raises LayerError."""
        known = self.checked.get((name, value))
        if known is None:
            known = self.checked[(name, value)] = self.op.arguments[name][0].check(value, len(self.shape) - 1)
        return known


def run_network(spec: Spec, changes: list[Change], bound: Settings) -> Report | Impossible:
    """What a spec comes to with what is bound."""
    problems = Problems()
    graph = expand(spec, changes, problems, bound)
    errors = problems.errors
    return Impossible(errors[0].message, tuple(errors)) if errors else Report(spec, graph, [])
