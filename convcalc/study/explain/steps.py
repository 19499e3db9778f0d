"""How each number of a layer comes about: the op's own formulas, made plain for this call, with their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convcalc.costs.ops import OPS
from convcalc.costs.symbols import (
    AXIS_NAMES,
    DOES_NOTHING,
    evaluate,
    names,
    of_call,
    specialised,
    without_brackets,
)
from convcalc.costs.unread import Unread, are_alike
from convcalc.costs.written import DILATED, chosen, parsed
from convcalc.language.tree import Literal, Name, Tree
from convcalc.network.report import Row

CHANNELS = "channels"
OUTPUT = "output"
FILTER = "filter"
PARAMS = "params"
MACS = "macs"


class Step:
    """One number: which it is, the formula that gives it, the values of the formula's symbols, and its own.

    `axis` names the axis where each has a step of its own, else it is empty and the step holds for all. Of an output's
    size `unread` says what is left unread along its axes.
    """

    __slots__ = ("axis", "name", "tree", "unread", "value", "values")

    def __init__(self, name: str, tree: Tree, values: dict[str, Any], axis: str = "") -> None:
        self.name = name
        self.tree = tree
        self.values = {symbol: values[symbol] for symbol in names(tree)}
        self.value = evaluate(tree, values)
        self.axis = axis
        self.unread: list[Unread] = []


def layer_steps(row: Row) -> list[Step]:
    """The steps of a layer that is no join: its output, parameters and MACs, and what these are made of."""
    op = OPS[row.op]
    channels, size, params, macs = op.formulas(row.arguments)
    layer, each = op.symbols(row.arguments, row.input, row.output)
    replaced, values = of_call(layer, each, row.output)
    steps = []
    tree = specialised(channels.tree, replaced)
    if chosen(op.arranged, row.arguments) is not None:
        size = None
    elif not isinstance(tree, Name) or size == () or (size is None and tree.name != "C"):
        steps.append(Step(CHANNELS if size != () else OUTPUT, tree, values))
    if isinstance(size, tuple):
        steps += [Step(OUTPUT, specialised(one.tree, replaced), values) for one in size]
    elif size is not None:
        steps += _output_steps(size.tree, each, replaced, op.left_unread(row.arguments, row.input))
    params_tree = specialised(params.tree, replaced) if row.reuses is None else Literal(0)
    steps.append(Step(PARAMS, params_tree, values))
    steps.append(Step(MACS, specialised(macs.tree, replaced), values))
    return steps


def _output_steps(
    tree: Tree, each: list[dict[str, Any]], replaced: dict[str, Tree], left: Sequence[Unread]
) -> list[Step]:
    """The size of the output: once where all axes are alike, else axis by axis."""
    used = names(tree)
    if "F′" in used:
        used += ["F", "D"]
    axes = range(len(each))
    unread = {one.axis: one for one in left}
    alike = all(axis.get(name) == each[0].get(name) for axis in each[1:] for name in used)
    if alike and are_alike(map(unread.get, axes)):
        steps = _axis_steps(tree, each[0], replaced, "")
        steps[-1].unread = list(left)
        return steps
    steps = []
    for axis, label, number in zip(each, AXIS_NAMES[len(each)], reversed(axes), strict=True):
        steps += _axis_steps(tree, axis, replaced, label)
        steps[-1].unread = [unread[number]] if number in unread else []
    return steps


def _axis_steps(tree: Tree, axis: dict[str, Any], replaced: dict[str, Tree], label: str) -> list[Step]:
    replaced = dict(replaced)
    values = dict(axis)
    steps = []
    shown = label.removesuffix("_in")
    if axis.get("O") == DOES_NOTHING["O"]:
        replaced["O"] = Literal(0)
    if label:
        replaced["W"] = Name(label)
        values[label] = axis["W"]
    if axis.get("D", 1) == 1:
        replaced["F′"] = Name("F")
    elif "F′" in names(tree):
        steps.append(Step(FILTER, parsed(DILATED).tree, values, shown))
    tree = without_brackets(specialised(tree, replaced), values)
    return [*steps, Step(OUTPUT, tree, values, shown)]
