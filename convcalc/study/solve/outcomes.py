"""What a design comes to with a value for each unknown: its figures, and the input that its strides do not read.

A single layer is computed straight from its op; everything else walks the parsed spec again with other values in it.
"""

from __future__ import annotations

from contextlib import suppress
from math import prod
from typing import Any, NamedTuple, Protocol

from convcalc.costs.arguments import LayerError
from convcalc.costs.formula import show_tree
from convcalc.costs.op import Bound, Cost, Op, Shape
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import evaluate, rounds, without_brackets
from convcalc.language.problems import Problem, Problems
from convcalc.language.tree import Application, Literal, Operation, Tree
from convcalc.language.values import show_value
from convcalc.network.binding import Settings
from convcalc.network.expand import expand
from convcalc.network.measured import Several
from convcalc.network.report import Report
from convcalc.spec.changes import Change
from convcalc.spec.model import Spec
from convcalc.study.figures import Figure, metric_of

QUICK = ("output", "params", "macs", "input", "flops", "activations")
"""The metrics that a single layer has without a report."""


class Outcome(Protocol):
    """What a design comes to."""

    def figure(self, figure: Figure) -> Any:
        """The value of a metric; None where there is no such layer."""

    def outputs(self) -> dict[str, Shape]:
        """The shape of each output of the main network."""

    def layers(self) -> list[tuple[str, Op, Bound, Shape]]:
        """Each layer that is an op: its path, its op, its checked arguments and its input."""


class LayerOutcome:
    """A design of a single layer."""

    __slots__ = ("arguments", "cost", "name", "op", "shape")

    def __init__(self, op: Op, name: str, arguments: Bound, shape: Shape, cost: Cost) -> None:
        self.op = op
        self.name = name
        self.arguments = arguments
        self.shape = shape
        self.cost = cost

    def figure(self, figure: Figure) -> Any:
        """The value of one of the `QUICK` metrics; None where there is no such layer."""
        if figure.path and figure.path != self.name:
            return None
        metric, cost = figure.metric, self.cost
        if metric == "output":
            return cost.output
        if metric in ("params", "macs"):
            return cost.params if metric == "params" else cost.macs
        if metric == "input":
            return self.shape
        return 2 * cost.macs if metric == "flops" else prod(cost.output)

    def outputs(self) -> dict[str, Shape]:
        """The layer's output."""
        return {"output": self.cost.output}

    def layers(self) -> list[tuple[str, Op, Bound, Shape]]:
        """The layer."""
        return [(self.name, self.op, self.arguments, self.shape)]


class NetworkOutcome:
    """A design of any number of layers."""

    __slots__ = ("report",)

    def __init__(self, report: Report) -> None:
        self.report = report

    def figure(self, figure: Figure) -> Any:
        """The value of a metric; None where there is no such layer, or more than one output has a value."""
        part = self.report.by_path.get(figure.path) if figure.path else self.report
        with suppress(Several):
            return metric_of(part, figure.metric) if part is not None else None
        return None

    def outputs(self) -> dict[str, Shape]:
        """The shape of each output of the main network."""
        return self.report.main_outputs

    def layers(self) -> list[tuple[str, Op, Bound, Shape]]:
        """The layers that are ops, in the order in which they run."""
        return [(row.path, OPS[row.op], row.arguments, row.input) for row in self.report.layers if row.op in OPS]


class Refusal(NamedTuple):
    """Why a design can't be with these values; `problems` are those of a whole network."""

    message: str
    problems: tuple[Problem, ...] = ()


class LayerTrial:
    """Computes a single layer with other arguments or another input."""

    def __init__(self, op: Op, name: str, fixed: dict[str, Any], shape: Shape) -> None:
        self.op = op
        self.name = name
        self.fixed = fixed
        self.shape = shape
        self.checked: dict[tuple[str, Any], Any] = {}
        self.following = [
            (argument, default) for argument, (_, default, _) in op.arguments.items() if default in op.arguments
        ]

    def run(self, values: dict[str, Any], shape: Shape | None = None) -> LayerOutcome | Refusal:
        """The layer with these arguments instead of the fixed ones."""
        arguments = dict(self.fixed)
        shape = shape or self.shape
        try:
            for name, value in values.items():
                arguments[name] = self.check(name, value)
            for name, default in self.following:
                if name not in arguments:
                    arguments[name] = arguments[default]
            return LayerOutcome(self.op, self.name, arguments, shape, self.op.cost(arguments, shape))
        except LayerError as error:
            return Refusal(error.message)

    def check(self, name: str, value: Any) -> Any:
        """The value as the formulas take it. Raises LayerError."""
        known = self.checked.get((name, value))
        if known is None:
            known = self.checked[(name, value)] = self.op.arguments[name][0].check(value, len(self.shape) - 1)
        return known


def run_network(spec: Spec, changes: list[Change], bound: Settings) -> NetworkOutcome | Refusal:
    """What a spec comes to with what is bound."""
    problems = Problems()
    graph = expand(spec, changes, problems, bound)
    errors = problems.errors
    if errors:
        return Refusal(errors[0].message, tuple(errors))
    return NetworkOutcome(Report(spec, graph, []))


def worked_size(op: Op, arguments: Bound, shape: Shape) -> str:
    """How each output axis comes out, as `⌊217/4⌋ + 1 = 55`; empty where nothing is divided."""
    size = op.formulas(arguments)[1]
    if size is None or "/" not in size.text:
        return ""
    texts = []
    for axis in op.symbols(arguments, shape)[1]:
        tree = _divided(size.tree, axis)
        texts.append(f"{show_tree(without_brackets(tree, axis))} = {show_value(evaluate(tree, axis))}")
    return ", ".join(dict.fromkeys(texts))


def _divided(tree: Tree, values: dict[str, Any]) -> Tree:
    """A formula worked out up to its division: `⌊(W − F′ + 2P)/S⌋ + 1` as `⌊217/4⌋ + 1`."""
    if isinstance(tree, Application):
        return Application(tree.function, [_divided(part, values) for part in tree.arguments])
    if isinstance(tree, Operation) and rounds(tree):
        return Operation(tree.operator, _divided(tree.left, values), _divided(tree.right, values))
    if isinstance(tree, Operation) and tree.operator == "/":
        return Operation("/", Literal(evaluate(tree.left, values)), Literal(evaluate(tree.right, values)))
    return Literal(evaluate(tree, values))
