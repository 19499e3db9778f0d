"""Layers that are ops, and how their windows go over what comes in: what they leave unread, and what no one builds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from convcalc.costs.formula import show_tree
from convcalc.costs.op import Bound, Op, Shape
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import evaluate, rounds, without_brackets
from convcalc.costs.unread import Unread, summary
from convcalc.language.expression import Expression
from convcalc.language.tree import Application, Literal, Operation, Tree
from convcalc.language.values import Value, show_value
from convcalc.network.graph import Layer


class LayerUnread(NamedTuple):
    """What a layer leaves unread, axis by axis; `axes` is how many spatial axes it has."""

    path: str
    axes: int
    unread: tuple[Unread, ...]

    @property
    def of_input(self) -> bool:
        """Whether it leaves more than padding unread."""
        return any(one.input or one.gap for one in self.unread)

    def rest(self, along: Collection[int]) -> str:
        """What is left behind its last window along some axes, counted from the last, in words; empty for nothing."""
        left = [one.behind for one in self.unread if one.axis in along and (one.padding or one.input)]
        return summary(left, self.axes)


class OpLayer(NamedTuple):
    """A layer that is an op: its path, its op, its checked arguments and the shape of its input."""

    path: str
    op: Op
    arguments: Bound
    shape: Shape

    @classmethod
    def of(cls, layer: Layer, shape: Shape) -> OpLayer:
        """A layer of a graph, whose input has this shape."""
        return cls(layer.path, OPS[layer.op], layer.arguments, shape)

    def left_unread(self) -> LayerUnread | None:
        """What its windows leave unread; None for nothing."""
        unread = self.op.left_unread(self.arguments, self.shape)
        return LayerUnread(self.path, len(self.shape) - 1, unread) if unread else None

    def unlikely(self) -> int:
        """2 where a first window reads more padding than input, which no pool may; 1 where one is wider than its input.

        No one builds either.
        """
        axes = self.op.symbols(self.arguments, self.shape)[1] if self.op.unread else []
        if any(2 * axis["P"] > axis["F′"] for axis in axes):
            return 2
        return int(any(axis["F′"] > axis["W"] for axis in axes))

    def worked_size(self) -> str:
        """How each output axis comes out, as `⌊217/4⌋ + 1 = 55`; empty where nothing is divided."""
        size = self.op.formulas(self.arguments)[1]
        if not isinstance(size, Expression) or "/" not in size.text:
            return ""
        texts = []
        for axis in self.op.symbols(self.arguments, self.shape)[1]:
            tree = _divided(size.tree, axis)
            texts.append(f"{show_tree(without_brackets(tree, axis))} = {show_value(evaluate(tree, axis))}")
        return ", ".join(dict.fromkeys(texts))


class Windows(NamedTuple):
    """How the windows of so many `layers` go: what these leave unread, and how unlikely the most unlikely one is built.

    `single` is the only layer, where there is one and it is an op.
    """

    layers: int
    left: tuple[LayerUnread, ...] = ()
    unlikely: int = 0
    single: OpLayer | None = None

    @classmethod
    def of(cls, layers: int, ops: Sequence[OpLayer]) -> Windows:
        """Those of layers, of which some are `ops`."""
        left = tuple([unread for layer in ops if (unread := layer.left_unread()) is not None])
        unlikely = max([layer.unlikely() for layer in ops], default=0)
        return cls(layers, left, unlikely, ops[0] if layers == len(ops) == 1 else None)

    @classmethod
    def together(cls, parts: Sequence[Windows]) -> Windows:
        """Those of all layers of some parts."""
        layers = sum(part.layers for part in parts)
        left = tuple([unread for part in parts for unread in part.left])
        single = next((part.single for part in parts if part.layers), None)
        return cls(layers, left, max([part.unlikely for part in parts], default=0), single if layers == 1 else None)


def _divided(tree: Tree, values: dict[str, Value]) -> Tree:
    """A formula worked out up to its division: `⌊(W − F′ + 2P)/S⌋ + 1` as `⌊217/4⌋ + 1`."""
    if isinstance(tree, Application):
        return Application(tree.function, [_divided(part, values) for part in tree.arguments])
    if isinstance(tree, Operation) and rounds(tree):
        return Operation(tree.operator, _divided(tree.left, values), _divided(tree.right, values))
    if isinstance(tree, Operation) and tree.operator == "/":
        return Operation("/", Literal(evaluate(tree.left, values)), Literal(evaluate(tree.right, values)))
    return Literal(evaluate(tree, values))
