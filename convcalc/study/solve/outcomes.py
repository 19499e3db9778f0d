"""What a design comes to with a value for each unknown: its figures, and the input that its strides do not read.

A single layer is computed straight from its op; everything else walks the loaded spec again with other values bound.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from convcalc.costs.arguments import LayerError
from convcalc.costs.formula import show_tree
from convcalc.costs.op import Bound, Cost, Op, Shape
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import evaluate, rounds, without_brackets
from convcalc.costs.unread import Unread
from convcalc.language.problems import Problem, Problems
from convcalc.language.tree import Application, Literal, Operation, Tree
from convcalc.language.values import Value, show_value
from convcalc.network.measured import Several
from convcalc.network.report import Report
from convcalc.network.walk.binding import Settings
from convcalc.network.walk.expand import expand
from convcalc.spec.changes import Change
from convcalc.spec.model import Spec
from convcalc.study.figures import Figure, value_of

if TYPE_CHECKING:
    from convcalc.study.figures import Value as FigureValue


class OpLayer(NamedTuple):
    """A layer that is an op: its path, its op, its checked arguments and the shape of its input."""

    path: str
    op: Op
    arguments: Bound
    shape: Shape

    def left_unread(self) -> tuple[Unread, ...]:
        """What its windows leave unread along each axis."""
        return self.op.left_unread(self.arguments, self.shape)

    def pads_too_much(self) -> bool:
        """Whether a first window reads more padding than input, which no one builds, and no pool may have."""
        if not self.op.unread:
            return False
        return any(2 * axis["P"] > axis["F′"] for axis in self.op.symbols(self.arguments, self.shape)[1])

    def worked_size(self) -> str:
        """How each output axis comes out, as `⌊217/4⌋ + 1 = 55`; empty where nothing is divided."""
        size = self.op.formulas(self.arguments)[1]
        if size is None or "/" not in size.text:
            return ""
        texts = []
        for axis in self.op.symbols(self.arguments, self.shape)[1]:
            tree = _divided(size.tree, axis)
            texts.append(f"{show_tree(without_brackets(tree, axis))} = {show_value(evaluate(tree, axis))}")
        return ", ".join(dict.fromkeys(texts))


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

    def layers(self) -> list[OpLayer]:
        """The layer."""
        return [self.layer]


QUICK: dict[str, Callable[[LayerOutcome], FigureValue]] = {
    "output": lambda outcome: outcome.cost.output,
    "params": lambda outcome: outcome.cost.params,
    "macs": lambda outcome: outcome.cost.macs,
    "input": lambda outcome: outcome.layer.shape,
    "flops": lambda outcome: 2 * outcome.cost.macs,
    "activations": lambda outcome: prod(outcome.cost.output),
}
"""The metrics that a single layer has without a report."""


class NetworkOutcome(NamedTuple):
    """A design of any number of layers."""

    report: Report

    def figure(self, figure: Figure) -> FigureValue | None:
        """The value of a metric; None where there is no such layer, or more than one output has a value."""
        with suppress(Several):
            return value_of(self.report, figure)
        return None

    def outputs(self) -> dict[str, Shape]:
        """The shape of each output of the main network."""
        return self.report.main_outputs

    def layers(self) -> list[OpLayer]:
        """The layers that are ops, in the order in which they run."""
        rows = self.report.layers
        return [OpLayer(row.path, OPS[row.op], row.arguments, row.input) for row in rows if row.op in OPS]


Outcome = LayerOutcome | NetworkOutcome


class Impossible(NamedTuple):
    """Why a design can't be with these values; `problems` are those of a whole network."""

    message: str
    problems: tuple[Problem, ...] = ()


class LayerTrial:
    """Computes a single layer with other arguments or another input."""

    def __init__(self, op: Op, name: str, fixed: Bound, shape: Shape) -> None:
        self.op = op
        self.name = name
        self.fixed = fixed
        self.shape = shape
        self.checked: dict[tuple[str, Value], Value | None] = {}
        self.following = [
            (argument, default) for argument, (_, default, _) in op.arguments.items() if default in op.arguments
        ]

    def run(self, values: dict[str, Value], shape: Shape | None = None) -> LayerOutcome | Impossible:
        """The layer with these arguments instead of the fixed ones."""
        arguments: dict[str, Value | None] = dict(self.fixed)
        shape = shape or self.shape
        try:
            for name, value in values.items():
                arguments[name] = self.check(name, value)
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


def run_network(spec: Spec, changes: list[Change], bound: Settings) -> NetworkOutcome | Impossible:
    """What a spec comes to with what is bound."""
    problems = Problems()
    graph = expand(spec, changes, problems, bound)
    errors = problems.errors
    return Impossible(errors[0].message, tuple(errors)) if errors else NetworkOutcome(Report(spec, graph, []))


def _divided(tree: Tree, values: dict[str, Value]) -> Tree:
    """A formula worked out up to its division: `⌊(W − F′ + 2P)/S⌋ + 1` as `⌊217/4⌋ + 1`."""
    if isinstance(tree, Application):
        return Application(tree.function, [_divided(part, values) for part in tree.arguments])
    if isinstance(tree, Operation) and rounds(tree):
        return Operation(tree.operator, _divided(tree.left, values), _divided(tree.right, values))
    if isinstance(tree, Operation) and tree.operator == "/":
        return Operation("/", Literal(evaluate(tree.left, values)), Literal(evaluate(tree.right, values)))
    return Literal(evaluate(tree, values))
