"""An op's formulas as one function of whole numbers, for a kind of call that is worked out again and again.

It is made of the trees of the op table alone, and says nothing: where a rule is broken, a number is not whole or too
large, or input is left unread, it gives None, and `Op.cost` says what there is to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from convcalc.costs.arguments import COUNT, INDEX, RATIO, WORD, LayerError
from convcalc.costs.op import MAXIMUM_OUTPUT, Bound, Cost, Op, Shape
from convcalc.costs.written import chosen
from convcalc.language.tree import Application, Literal, Name, Operation, Tree
from convcalc.language.values import Size

Run: TypeAlias = Callable[[Bound, Shape], Cost | None]
"""From the checked arguments of a layer and the shape that comes in to what it puts out and costs."""

SMALL = 1 << 60
"""Numbers below it need no look at whether they are too large."""

_OPERATORS = frozenset({"+", "-", "*", "//", "%", "<", "<=", ">", ">=", "==", "!=", "and", "or"})
Texts = dict[str, str]
"""What stands for each symbol in the text of a function."""


class _NotWhole(Exception):
    """Something in a formula is computed that is no plain arithmetic of whole numbers."""


def compiled(op: Op, arguments: Bound, axes: int) -> Run | None:
    """The function of all calls of an op that are of the same form as this one; None where there is none."""
    try:
        op.check_axes((1,) * (axes + 1), arguments)
        text = "\n  ".join(_lines(op, arguments, axes))
    except (_NotWhole, LayerError):
        return None
    names: dict[str, Any] = {"whole": _whole, "Cost": Cost}
    exec(f"def run(arguments, shape):\n try:\n  {text}\n except ArithmeticError:\n  return None", names)
    run: Run = names["run"]
    return run


def _whole(left: int, right: int) -> int:
    """A quotient that is whole. Raises ArithmeticError for any other."""
    quotient, rest = divmod(left, right)
    if rest:
        raise ArithmeticError
    return quotient


def _lines(op: Op, arguments: Bound, axes: int) -> list[str]:
    """The text of a function, line by line. Raises _NotWhole."""
    if op.along or op.beside or op.defined or chosen(op.arranged, arguments) is not None:
        raise _NotWhole
    lines = [f"{', '.join(['C', *_each('W', axes)])}, = shape"]
    layer, each = _symbols(op, arguments, axes, lines)
    channels, size, params, macs = op.formulas(arguments)
    holds = [
        _text(rule.condition.tree, symbols)
        for rule in op.parsed.rules
        for symbols in (each if rule.each_axis else [layer])
    ]
    output = ["channels"]
    lines.append(f"channels = {_text(channels.tree, layer)}")
    if size is None:
        output += [axis["W"] for axis in each]
    elif isinstance(size, tuple):
        output += _each("size", len(size))
        lines += [f"{name} = {_text(one.tree, layer)}" for name, one in zip(output[1:], size, strict=True)]
    else:
        output += _each("size", axes)
        lines += [f"{name} = {_text(size.tree, axis)}" for name, axis in zip(output[1:], each, strict=True)]
        if op.unread and "ceil" not in size.text:
            holds += ["({W} - {F′} + 2*{P}) % {S} <= {P} or {S} > {F}".format_map(axis) for axis in each]
    layer["H′W′"] = _product(output[1:])
    layer.setdefault("N", "channels")
    lines += [f"params = {_text(params.tree, layer)}", f"macs = {_text(macs.tree, layer)}"]
    holds += [f"0 < {number} <= {MAXIMUM_OUTPUT}" for number in output]
    holds += [f"params < {SMALL}", f"macs < {SMALL}"]
    lines.append(f"return Cost(({', '.join(output)},), params, macs, ()) if ({') and ('.join(holds)}) else None")
    return lines


def _symbols(op: Op, arguments: Bound, axes: int, lines: list[str]) -> tuple[Texts, list[Texts]]:
    """What stands for the symbols of the layer and of each axis, as `Op.symbols` has their values; `lines` set them."""
    each = [{"W": size} for size in _each("W", axes)]
    layer = {"C": "C", "HW": _product(axis["W"] for axis in each), "axes": str(axes)}
    for place, (name, (argument, _, _)) in enumerate(op.arguments.items()):
        value, symbol, local = arguments[name], argument.symbol, f"a{place}_"
        if value is not None and argument.kind in (INDEX, RATIO):
            raise _NotWhole
        if isinstance(value, Size):
            lines.append(f"{', '.join(_each(local, axes))}, = arguments[{name!r}]")
            for axis, text in zip(each, _each(local, axes), strict=True):
                axis[symbol] = text
        elif isinstance(value, bool):
            layer[symbol] = str(int(value))
        elif isinstance(value, str) and argument.kind == WORD:
            layer[symbol] = repr(value)
        elif argument.kind == COUNT and value is not None:
            lines.append(f"{local} = arguments[{name!r}]")
            layer[symbol] = local
    if "kernel_size" in arguments:
        layer["K²"] = _product(axis["F"] for axis in each)
    if "R" in layer:
        layer["R²"] = _product([layer["R"]] * axes)
    for axis in each:
        for symbol, formula in op.derived(axis, arguments):
            lines.append(f"d{len(lines)} = {_text(formula.tree, axis)}")
            axis[symbol] = f"d{len(lines) - 1}"
        axis.update(layer)
    return layer, each


def _each(name: str, axes: int) -> list[str]:
    """A name for each axis."""
    return [f"{name}{number}" for number in range(axes)]


def _product(names: Iterable[str]) -> str:
    """`(W0*W1)`"""
    return f"({'*'.join(names) or 1})"


def _text(tree: Tree, symbols: Texts) -> str:
    """A formula as a part of a function. Raises _NotWhole."""
    if isinstance(tree, Literal) and type(tree.value) is int:
        return str(tree.value)
    if isinstance(tree, Name) and (tree.name in symbols or tree.word):
        return symbols.get(tree.name, repr(tree.name))
    parts = [_text(part, symbols) for part in tree.parts()]
    if isinstance(tree, Operation) and tree.operator in _OPERATORS:
        return f"({parts[0]} {tree.operator} {parts[1]})"
    if isinstance(tree, Operation) and tree.operator == "/":
        return f"whole({parts[0]}, {parts[1]})"
    if isinstance(tree, Application) and tree.function in ("min", "max"):
        return f"{tree.function}({', '.join(parts)})"
    if isinstance(tree, Application) and tree.function in ("floor", "ceil"):
        return _rounded(tree, symbols)
    raise _NotWhole


def _rounded(tree: Application, symbols: Texts) -> str:
    """A quotient that is rounded down or up."""
    quotient = tree.arguments[0]
    if not isinstance(quotient, Operation) or quotient.operator != "/":
        raise _NotWhole
    left, right = _text(quotient.left, symbols), _text(quotient.right, symbols)
    return f"({left} // {right})" if tree.function == "floor" else f"(-(-{left} // {right}))"
