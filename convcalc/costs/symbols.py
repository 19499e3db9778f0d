"""The symbols of formulas: what each means, and a formula with some of them replaced.

A formula of the op table holds for any call. For one call, symbols that do nothing there give way (`C/G` is `C` where
G is 1), and symbols of areas become products of what stands along each axis. The value stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from convcalc.costs.arguments import Symbols
from convcalc.language.compiler import Environment, compile_tree
from convcalc.language.tree import Application, Conditional, Literal, Name, Operation, Prefix, Tree
from convcalc.language.values import Number, Size

AXIS_NAMES: tuple[tuple[str, ...], ...] = ((), ("W",), ("H", "W"), ("D_in", "H", "W"))
"""The names of an input's axes, by how many there are. Depth is no plain D, which is the dilation."""

AXIS_WORDS: tuple[tuple[str, ...], ...] = ((), ("width",), ("height", "width"), ("depth", "height", "width"))
"""The same in words."""

OUTPUT_NAMES: tuple[tuple[str, ...], ...] = ((), ("W′",), ("H′", "W′"), ("D′", "H′", "W′"))
FILTER_NAMES: tuple[tuple[str, ...], ...] = ((), ("K",), ("K_h", "K_w"), ("K_d", "K_h", "K_w"))

SYMBOLS: dict[str, str] = {
    "W": "input size along the axis",
    "H": "input height",
    "D_in": "input depth",
    "W′": "output size along the axis",
    "H′": "output height",
    "D′": "output depth",
    "F": "filter or window size along the axis",
    "F′": "filter size with dilation",
    "K": "filter size",
    "K_d": "filter depth",
    "K_h": "filter height",
    "K_w": "filter width",
    "S": "stride",
    "P": "padding on each side",
    "D": "dilation",
    "O": "output padding",
    "T": "output size asked for",
    "C": "input channels",
    "N": "output channels",
    "G": "groups",
    "M": "filters for each input channel",
    "R": "factor along the axis",
    "Q": "learned slopes",
    "V": "whole numbers that are known",
    "start": "first channel kept",
    "stop": "channel after the last one kept",
    "before": "padding before the axis",
    "after": "padding after it",
    "channels": "channels added",
    "r": "receptive field of what comes in",
    "j": "its jump",
    "s": "its start",
    "p": "its effective padding",
}
"""What each symbol means, in the order of a legend."""

DOES_NOTHING = {"G": 1, "M": 1, "O": 0, "channels": 0}
"""Symbols that give way where they have this value; the numbers stay as they are."""

FLAGS = ("A", "B")
"""Symbols that are 1 or 0: `+ B` is `+ 1` with a bias, and nothing without."""

_WHOLE_NUMBERS = ("floor", "ceil", "round")


def of_call(layer: Environment, each: Sequence[Environment], output: Sequence[int]) -> tuple[dict[str, Tree], Symbols]:
    """What stands in the place of symbols in one call, and the value of each that then stands in its formulas.

    `layer` are the values of the layer's symbols, `each` those of each axis, `output` is the shape that it puts out.
    """
    axes, places = len(each), len(output) - 1
    replaced = spread(axes, len({axis.get("F") for axis in each}) <= 1)
    replaced["H′W′"] = _product(OUTPUT_NAMES[places])
    given_way = [symbol for symbol, value in DOES_NOTHING.items() if layer.get(symbol) == value]
    replaced.update((symbol, Literal(layer[symbol])) for symbol in (*given_way, *FLAGS) if symbol in layer)
    values = dict(layer)
    values.update(zip(AXIS_NAMES[axes], (axis["W"] for axis in each), strict=True))
    values.update(zip(OUTPUT_NAMES[places], output[1:], strict=True))
    if each and "F" in each[0]:
        values["K"] = each[0]["F"]
        values.update(zip(FILTER_NAMES[axes], (axis["F"] for axis in each), strict=True))
    return replaced, values


def spread(axes: int, square: bool = True) -> dict[str, Tree]:
    """The symbols of areas, as products over `axes` axes; `square` that the filter is as large along each."""
    return {
        "HW": _product(AXIS_NAMES[axes]),
        "H′W′": _product(OUTPUT_NAMES[axes]),
        "K²": _power("K", axes) if square else _product(FILTER_NAMES[axes]),
        "R²": _power("R", axes),
    }


def _product(names: Sequence[str]) -> Tree:
    if not names:
        return Literal(1)
    tree: Tree = Name(names[0])
    for name in names[1:]:
        tree = Operation("*", tree, Name(name))
    return tree


def _power(name: str, exponent: int) -> Tree:
    return Operation("**", Name(name), Literal(exponent)) if exponent > 1 else Name(name)


def specialised(tree: Tree, replaced: Mapping[str, Tree]) -> Tree:
    """The formula with other parts in the place of some symbols, without what then does nothing: `+ 0`, `/ 1`."""
    if isinstance(tree, Name):
        return replaced.get(tree.name, tree)
    if isinstance(tree, Operation):
        return _simplified(tree.operator, specialised(tree.left, replaced), specialised(tree.right, replaced))
    parts = [specialised(part, replaced) for part in tree.parts()]
    if isinstance(tree, Application):
        return Application(tree.function, parts)
    if isinstance(tree, Prefix):
        return Prefix(tree.operator, *parts)
    return Conditional(*parts) if isinstance(tree, Conditional) else tree


def _simplified(operator: str, left: Tree, right: Tree) -> Tree:
    tree = Operation(operator, left, right)
    if isinstance(left, Literal) and isinstance(right, Literal) and operator in ("+", "-", "*"):
        return Literal(evaluate(tree, {}))
    first = left.value if isinstance(left, Literal) else None
    second = right.value if isinstance(right, Literal) else None
    if operator == "*" and 0 in (first, second):
        return Literal(0)
    if (operator, first) in (("+", 0), ("*", 1)):
        return right
    if (operator, second) in (("+", 0), ("-", 0), ("*", 1), ("/", 1)):
        return left
    return Operation("*", right, left) if operator == "*" and second is not None else tree


def without_brackets(tree: Tree, values: Environment) -> Tree:
    """The formula without ⌊⌋ and ⌈⌉ around what is whole with these values."""
    if isinstance(tree, Application):
        inner = [without_brackets(part, values) for part in tree.arguments]
        if tree.function in _WHOLE_NUMBERS and type(evaluate(inner[0], values)) is int:
            return inner[0]
        return Application(tree.function, inner)
    if isinstance(tree, Operation):
        return Operation(tree.operator, without_brackets(tree.left, values), without_brackets(tree.right, values))
    return tree


def rounds(tree: Tree, *functions: str) -> bool:
    """Whether ⌊⌋ or ⌈⌉ stand in the formula, or one of `functions`."""
    wanted = functions or _WHOLE_NUMBERS
    return any(isinstance(part, Application) and part.function in wanted for part in tree.walk())


def worked_out(tree: Tree, values: Environment) -> Tree:
    """The formula with everything inside and beside ⌊⌋ and ⌈⌉ worked out: ⌊111.5⌋ + 1."""
    if isinstance(tree, Application) and rounds(tree):
        return Application(tree.function, [worked_out(part, values) for part in tree.arguments])
    if isinstance(tree, Operation) and rounds(tree):
        return Operation(tree.operator, worked_out(tree.left, values), worked_out(tree.right, values))
    return Literal(evaluate(tree, values))


def names(tree: Tree) -> list[str]:
    """The symbols of a formula, each once, in the order in which they stand."""
    return list(dict.fromkeys(part.name for part in tree.walk() if isinstance(part, Name)))


def evaluate(tree: Tree, values: Environment) -> Number:
    """The exact value of a formula."""
    value = compile_tree(tree)(values)
    assert not isinstance(value, (str, Size))
    return value
