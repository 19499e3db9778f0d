"""The record of an op: its signature, and its output, parameters and MACs as expressions.

Nothing else computes a cost. Explaining, listing and checking walk over the same expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import prod
from typing import Any, TypeVar

from convcalc.costs.arguments import ARGUMENTS, AXES, INDEX, Argument
from convcalc.costs.unread import Unread, left_unread
from convcalc.language.expression import Expression, parse
from convcalc.language.problems import either
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Size, Value

Shape = tuple[int, ...]
"""Channels first, then the sizes of the spatial axes: (C, H, W); a flat tensor is (C,)."""

MAXIMUM_OUTPUT = 10**15
"""The largest number of channels, or size of an axis, that an output may have."""

NONE = "none"
"""The default of an argument that need not be given: `stop=none`."""


DILATED = "D*(F - 1) + 1"
"""F′, what a dilated filter covers."""

SAME = "max((ceil(W/S) - 1)*S + F′ - W, 0)"
"""The padding of `padding=same` on both sides together; where it is odd, the far side has one more.

Source: TensorFlow's SAME; Dumoulin and Visin 2016 call it half padding for odd filters and stride 1.
"""

VALUES = "N*H′W′"
"""What a layer of any op puts out: its activations."""

Entry = TypeVar("Entry")


def chosen(entries: Mapping[str, Entry], arguments: dict[str, Value]) -> Entry | None:
    """The entry whose condition holds: `argument=value`, or `argument=given`; one without a condition holds else."""
    for condition, entry in entries.items():
        argument, _, value = condition.partition("=")
        given = arguments[argument] if argument else None
        if given is not None and (value == "given" or given == _FLAGS.get(value, value)):
            return entry
    return entries.get("")


_FLAGS = {"true": True, "false": False}


@cache
def parsed(text: str) -> Expression:
    """A formula of the table, parsed where it is first needed."""
    return parse(text)


class Rule:
    """A condition, the argument it blames (of several, the first that is given), and what to say where it fails.

    A rule that names an axis (W, F, S, P, D, O, T, before, after) holds for each axis.
    """

    __slots__ = ("argument", "condition", "each_axis", "hint", "message")

    def __init__(self, condition: str, argument: str, message: str, hint: str = "") -> None:
        self.condition = parse(condition)
        self.argument = argument
        self.message = message
        self.hint = hint
        self.each_axis = any(name.name in AXIS_SYMBOLS for name in self.condition.names())


AXIS_SYMBOLS = frozenset({"W", "W′", "F", "F′", "S", "P", "D", "O", "T", "before", "after"})
"""The symbols that have a value for each axis; all others have one for the layer."""


class Cost:
    """What a layer puts out and costs: output shape, parameters, MACs for one image.

    `unread` is input that it never reads, as far as that is warned of.
    """

    __slots__ = ("macs", "output", "params", "unread")

    def __init__(self, output: Shape, params: int, macs: int, unread: tuple[Unread, ...] = ()) -> None:
        self.output = output
        self.params = params
        self.macs = macs
        self.unread = unread


class RuleError(Exception):
    """A layer that can't be: what is wrong, and which argument is to blame (empty: the input)."""

    def __init__(self, message: str, argument: str = "", hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument
        self.hint = hint


class Op:
    """One op of the language.

    `signature` is written as in a call; the arguments before `/` may go by position. `size` maps `argument=value` (or
    nothing) to the formula of an output axis; None keeps the input's sizes, an empty one makes the output flat.
    `axes` are the numbers of spatial axes it takes. `own` are arguments that mean something else than in other ops.
    Exactly one of `one_of` must be given. `window` names what a unit reads of the input, of `costs.window.WINDOWS`
    (empty: its own place alone). `unread` says that a stride may pass over input, `in_place` that the output
    can overwrite the input, `view` that it is the input, in another shape at most.
    """

    __slots__ = (
        "_arguments",
        "_changes_nothing",
        "_channels",
        "_macs",
        "_params",
        "_rules",
        "_sizes",
        "axes",
        "channels",
        "doc",
        "in_place",
        "kind",
        "macs",
        "name",
        "one_of",
        "own",
        "params",
        "rules",
        "signature",
        "size",
        "source",
        "unread",
        "view",
        "window",
    )

    def __init__(
        self,
        name: str,
        signature: str,
        *,
        kind: str,
        doc: str,
        size: dict[str, str] | None = None,
        channels: str = "C",
        params: str | dict[str, str] = "0",
        macs: str = "0",
        axes: tuple[int, ...] = (0, 1, 2, 3),
        rules: tuple[tuple[str, ...], ...] = (),
        unread: bool = False,
        in_place: bool = False,
        view: bool = False,
        own: tuple[Argument, ...] = (),
        one_of: tuple[str, ...] = (),
        source: str = "",
        window: str = "",
    ) -> None:
        self.name = name
        self.signature = signature
        self.kind = kind
        self.doc = doc
        self.size = size
        self.channels = channels
        self.params = params
        self.macs = macs
        self.axes = axes
        self.rules = rules
        self.unread = unread
        self.in_place = in_place
        self.view = view
        self.own = own
        self.one_of = one_of
        self.source = source
        self.window = window
        self._arguments: dict[str, tuple[Argument, str | None, bool]] | None = None
        self._sizes: dict[str, Expression] | None = None
        self._params: dict[str, Expression]
        self._macs: Expression
        self._channels: Expression
        self._rules: list[Rule] = []
        self._changes_nothing = size is None and channels == "C" and params == "0" and not rules

    @property
    def arguments(self) -> dict[str, tuple[Argument, str | None, bool]]:
        """By name: the argument, its default as text (None where it is required), whether it goes by position."""
        if self._arguments is None:
            self._arguments = {}
            own = {argument.name: argument for argument in self.own}
            positional = "/" in self.signature.split()
            for word in self.signature.split():
                if word == "/":
                    positional = False
                    continue
                name, equals, default = word.partition("=")
                argument = own.get(name) or ARGUMENTS[name]
                self._arguments[name] = (argument, default if equals else None, positional)
        return self._arguments

    @property
    def has_weights_of_channels(self) -> bool:
        """Whether it has parameters for each input channel, so that elsewhere it is told how many these are."""
        texts = self.params.values() if isinstance(self.params, dict) else (self.params,)
        return any(name.name == "C" for text in texts for name in parsed(text).names())

    def _compile(self) -> dict[str, Expression]:
        params = self.params if isinstance(self.params, dict) else {"": self.params}
        self._sizes = {condition: parse(text) for condition, text in (self.size or {}).items()}
        self._params = {condition: parse(text) for condition, text in params.items()}
        self._macs = parse(self.macs)
        self._channels = parse(self.channels)
        self._rules = [Rule(*rule) for rule in self.rules]
        return self._sizes

    def symbols(
        self, arguments: dict[str, Value], shape: Shape, output: Shape | None = None
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The values of the formulas' symbols: those of the layer, and for each axis those and the axis's own.

        `arguments` are checked values, one for each argument of the op. With the `output` it puts out, the layer has
        those of its output too.
        """
        layer: dict[str, Any] = {"C": shape[0], "HW": prod(shape[1:]), "axes": len(shape) - 1}
        each: list[dict[str, Any]] = [{} for _ in shape[1:]]
        for name, (argument, _, _) in self.arguments.items():
            value = arguments[name]
            symbol = argument.symbol
            if isinstance(value, Size):
                for axis, number in zip(each, value, strict=True):
                    axis[symbol] = number
            elif value is True or value is False:
                layer[symbol] = int(value)
            elif argument.kind == INDEX:
                layer[symbol] = _channel(value, shape[0])
            elif value is not None and not (argument.kind == AXES and isinstance(value, str)):
                layer[symbol] = value
        if "kernel_size" in arguments:
            layer["K²"] = prod(axis["F"] for axis in each)
        if "R" in layer:
            layer["R²"] = layer["R"] ** len(each)
        for axis, size in zip(each, shape[1:], strict=True):
            axis["W"] = size
            if "F" in axis:
                axis["F′"] = axis["F"] if axis.get("D", 1) == 1 else parsed(DILATED).evaluate(axis)
                if "P" not in axis:
                    axis["P"] = parsed(f"ceil({SAME}/2)").evaluate(axis) if arguments.get("padding") == "same" else 0
            axis.update(layer)
        if output is not None:
            _add_output(layer, output)
        return layer, each

    def formulas(self, arguments: dict[str, Value]) -> tuple[Expression, Expression | None, Expression, Expression]:
        """The formulas that hold for these arguments: channels, an output axis (None: kept, or flat), params, MACs."""
        sizes = self._sizes if self._sizes is not None else self._compile()
        params = chosen(self._params, arguments)
        assert params is not None
        return self._channels, chosen(sizes, arguments), params, self._macs

    def left_unread(self, arguments: dict[str, Value], shape: Shape) -> tuple[Unread, ...]:
        """What its windows leave unread along each axis; nothing where every stride fits."""
        size = self.formulas(arguments)[1] if self.unread else None
        return left_unread(self.symbols(arguments, shape)[1], size) if size is not None else ()

    def cost(self, arguments: dict[str, Value], shape: Shape) -> Cost:
        """Output, parameters and MACs of one layer. Raises RuleError for a layer that can't be."""
        try:
            return self._cost(arguments, shape)
        except ExpressionError as error:
            raise RuleError(error.message) from None

    def _cost(self, arguments: dict[str, Value], shape: Shape) -> Cost:
        self.check_axes(shape)
        if self._changes_nothing:
            return Cost(shape, 0, 0)
        count, size, params, macs = self.formulas(arguments)
        layer, each = self.symbols(arguments, shape)
        alike = all(axis == each[0] for axis in each[1:])
        self._check_rules(layer, each[:1] if alike else each)
        channels = count.evaluate(layer)
        if size is None:
            output = (channels, *(shape[1:] if self.size is None else ()))
        elif alike:
            output = (channels, *(size.evaluate(each[0]),) * len(each))
        else:
            output = (channels, *map(size.evaluate, each))
        self._check_output(output, shape)
        left = left_unread(each, size) if self.unread and size is not None else ()
        warned = tuple(one for one in left if one.is_warned_of)
        if self.params == "0":
            return Cost(output, 0, 0, warned)
        _add_output(layer, output)
        return Cost(output, params.evaluate(layer), macs.evaluate(layer), warned)

    def check_axes(self, shape: Shape) -> None:
        """Raise RuleError where the op does not take an input with this number of spatial axes."""
        if len(shape) - 1 in self.axes:
            return
        shown = show_shape(shape)
        if self.axes == (0,):
            raise RuleError(f"{self.name} takes a flat input, this one is {shown}", "", "put flatten before it")
        takes = either(map(str, self.axes))
        hint = "a flat tensor has no axes to go over" if len(shape) == 1 else None
        raise RuleError(f"{self.name} takes an input with {takes} spatial axes, this one is {shown}", "", hint)

    def _check_rules(self, layer: dict[str, Any], each: list[dict[str, Any]]) -> None:
        for rule in self._rules:
            for symbols in each if rule.each_axis else (layer,):
                if not rule.condition.evaluate(symbols):
                    raise RuleError(rule.message.format_map(symbols), rule.argument, rule.hint or None)

    def _check_output(self, output: Shape, shape: Shape) -> None:
        if min(output) < 1:
            message, hint = f"the output would be {show_shape(output)}", "every size must be at least 1"
            if self.unread:
                message += f", the input {show_shape(shape)} is too small"
                raise RuleError(message, "kernel_size", hint)
            raise RuleError(message, "padding" if "padding" in self.arguments else "", hint)
        if max(output) > MAXIMUM_OUTPUT:
            raise RuleError(f"the output would be too large: {show_shape(output)[:100]}")


def _channel(index: int | None, channels: int) -> int:
    """Where an index of a Python slice stands among the channels; an open stop is behind the last."""
    if index is None:
        return channels
    return min(max(index + channels, 0) if index < 0 else index, channels)


def _add_output(layer: dict[str, Any], output: Shape) -> None:
    """Add the symbols of what a layer puts out to its others."""
    layer["H′W′"] = prod(output[1:])
    layer.setdefault("N", output[0])


def show_shape(shape: Shape) -> str:
    """`96×55×55`"""
    return "×".join(map(str, shape))
