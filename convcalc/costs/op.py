"""The record of an op: its signature, and its output, parameters and MACs as expressions.

Nothing else computes a cost. Explaining, listing and checking walk over the same expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from math import prod
from typing import TypeAlias, TypeVar

from convcalc.costs.arguments import ARGUMENTS, AXES, INDEX, ArgumentType, LayerError, Symbols
from convcalc.costs.unread import Unread, left_unread
from convcalc.language.expression import Expression, parse
from convcalc.language.problems import either
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size, Value

Shape = tuple[int, ...]
"""Channels first, then the sizes of the spatial axes: (C, H, W); a flat tensor is (C,)."""

Bound: TypeAlias = "Mapping[str, Value | None]"
"""One checked value for each argument of an op; None for one that need not be given."""

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

HALF_OF_SAME = f"ceil({SAME}/2)"
"""The padding of `padding=same` on the near side."""

VALUES = "N*H′W′"
"""What a layer of any op puts out: its activations."""

Entry = TypeVar("Entry")


def chosen(entries: Mapping[str, Entry], arguments: Bound) -> Entry | None:
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


class Requirement:
    """A condition, the argument it blames (of several, the first that is given), and what to say where it fails.

    One that names an axis (W, F, S, P, D, O, T, before, after) must hold for each axis.
    """

    def __init__(self, condition: str, argument: str, message: str, hint: str = "") -> None:
        self.condition = parse(condition)
        self.argument = argument
        self.message = message
        self.hint = hint
        self.each_axis = not AXIS_SYMBOLS.isdisjoint(self.condition.reads)


AXIS_SYMBOLS = frozenset({"W", "W′", "F", "F′", "S", "P", "D", "O", "T", "before", "after"})
"""The symbols that have a value for each axis; all others have one for the layer."""


class Cost(NamedTuple):
    """What a layer puts out and costs: output shape, parameters, MACs for one image.

    `unread` is input that it never reads, as far as that is warned of.
    """

    output: Shape
    params: int
    macs: int
    unread: tuple[Unread, ...] = ()


class Formulas(NamedTuple):
    """The formulas of an op: channels of the output, an axis of it and parameters, by when each holds, and MACs."""

    channels: Expression
    sizes: dict[str, Expression]
    params: dict[str, Expression]
    macs: Expression
    rules: tuple[Requirement, ...]


class Op:
    """One op of the language.

    `signature` is written as in a call; the arguments before `/` may go by position. `size` maps `argument=value` (or
    nothing) to the formula of an output axis; None keeps the input's sizes, an empty one makes the output flat.
    `axes` are the numbers of spatial axes it takes. `redefined` are arguments that mean something else than in other
    ops. Exactly one of `one_of` must be given. `window` names what a unit reads of the input, of
    `costs.window.WINDOWS` (empty: its own place alone). `unread` says that a stride may pass over input, `in_place`
    that the output can overwrite the input, `view` that it is the input, in another shape at most. One that
    `changes_nothing` puts out the shape that comes in, and costs nothing.
    """

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
        redefined: tuple[ArgumentType, ...] = (),
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
        self.params = params if isinstance(params, dict) else {"": params}
        self.macs = macs
        self.axes = axes
        self.rules = rules
        self.unread = unread
        self.in_place = in_place
        self.view = view
        self.redefined = redefined
        self.one_of = one_of
        self.source = source
        self.window = window
        self.has_params = params != "0"
        self._is_free = not self.has_params and macs == "0"
        self.changes_nothing = size is None and channels == "C" and self._is_free and not rules

    @cached_property
    def arguments(self) -> dict[str, tuple[ArgumentType, str | None, bool]]:
        """By name: the argument, its default as text (None where it is required), whether it goes by position."""
        known = {**ARGUMENTS, **{argument.name: argument for argument in self.redefined}}
        before, _, behind = self.signature.rpartition("/")
        arguments = {}
        for words, by_position in ((before, True), (behind, False)):
            for word in words.split():
                name, equals, default = word.partition("=")
                arguments[name] = (known[name], default if equals else None, by_position)
        return arguments

    @cached_property
    def parsed(self) -> Formulas:
        """Its formulas and rules, parsed where they are first needed."""
        sizes = {condition: parse(text) for condition, text in (self.size or {}).items()}
        params = {condition: parse(text) for condition, text in self.params.items()}
        rules = tuple(Requirement(*rule) for rule in self.rules)
        return Formulas(parse(self.channels), sizes, params, parse(self.macs), rules)

    @property
    def has_weights_of_channels(self) -> bool:
        """Whether it has parameters for each input channel, so that elsewhere it is told how many these are."""
        return any("C" in formula.reads for formula in self.parsed.params.values())

    def symbols(self, arguments: Bound, shape: Shape, output: Shape | None = None) -> tuple[Symbols, list[Symbols]]:
        """The values of the formulas' symbols: those of the layer, and for each axis those and the axis's own.

        With the `output` it puts out, the layer has those of its output too.
        """
        layer: Symbols = {"C": shape[0], "HW": prod(shape[1:]), "axes": len(shape) - 1}
        each: list[Symbols] = [{"W": size} for size in shape[1:]]
        for name, (argument, _, _) in self.arguments.items():
            value = arguments[name]
            symbol = argument.letter or name
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
        for axis in each:
            for symbol, formula in self.derived(axis, arguments):
                axis[symbol] = formula.evaluate(axis)
            axis.update(layer)
        if output is not None:
            _add_output(layer, output)
        return layer, each

    def derived(self, axis: Mapping[str, object], arguments: Bound) -> Iterator[tuple[str, Expression]]:
        """The symbols of an axis that follow from its others, each with its formula."""
        if "F" in axis:
            yield "F′", parsed(DILATED if "D" in axis else "F")
            if "P" not in axis:
                yield "P", parsed(HALF_OF_SAME if arguments.get("padding") == "same" else "0")

    def formulas(self, arguments: Bound) -> tuple[Expression, Expression | None, Expression, Expression]:
        """The formulas that hold for these arguments: channels, an output axis (None: kept, or flat), params, MACs."""
        known = self.parsed
        params = chosen(known.params, arguments)
        assert params is not None
        return known.channels, chosen(known.sizes, arguments), params, known.macs

    def left_unread(self, arguments: Bound, shape: Shape) -> tuple[Unread, ...]:
        """What its windows leave unread along each axis; nothing where every stride fits."""
        size = self.formulas(arguments)[1] if self.unread else None
        return left_unread(self.symbols(arguments, shape)[1], size) if size is not None else ()

    def cost(self, arguments: Bound, shape: Shape) -> Cost:
        """Output, parameters and MACs of one layer. Raises LayerError for one that can't be."""
        try:
            return self._cost(arguments, shape)
        except ExpressionError as error:
            raise LayerError(error.message) from None

    def _cost(self, arguments: Bound, shape: Shape) -> Cost:
        self.check_axes(shape)
        if self.changes_nothing:
            return Cost(shape, 0, 0)
        count, size, params, macs = self.formulas(arguments)
        layer, each = self.symbols(arguments, shape)
        alike = all(axis == each[0] for axis in each[1:])
        for rule in self.parsed.rules:
            for symbols in (each[:1] if alike else each) if rule.each_axis else (layer,):
                if not rule.condition.evaluate(symbols):
                    raise LayerError(rule.message.format_map(symbols), rule.hint or None, rule.argument)
        sizes: Shape = shape[1:] if self.size is None else ()
        if size is not None:
            sizes = (size.whole(each[0]),) * len(each) if alike else tuple(map(size.whole, each))
        output = (count.whole(layer), *sizes)
        self._check_output(output, shape)
        left = left_unread(each, size) if self.unread and size is not None else ()
        warned = tuple(unread for unread in left if unread.is_warned_of) if left else ()
        if self._is_free:
            return Cost(output, 0, 0, warned)
        _add_output(layer, output)
        return Cost(output, params.whole(layer), macs.whole(layer), warned)

    def check_axes(self, shape: Shape) -> None:
        """Raise LayerError where the op does not take an input with this number of spatial axes."""
        if len(shape) - 1 in self.axes:
            return
        shown = show_shape(shape)
        if self.axes == (0,):
            raise LayerError(f"{self.name} takes a flat input, this one is {shown}", "put flatten before it")
        takes = either(map(str, self.axes))
        hint = "a flat tensor has no axes to go over" if len(shape) == 1 else None
        raise LayerError(f"{self.name} takes an input with {takes} spatial axes, this one is {shown}", hint)

    def _check_output(self, output: Shape, shape: Shape) -> None:
        if min(output) < 1:
            message, blamed = f"the output would be {show_shape(output)}", "padding"
            if self.unread:
                message, blamed = f"{message}, the input {show_shape(shape)} is too small", "kernel_size"
            raise LayerError(message, "every size must be at least 1", blamed)
        if max(output) > MAXIMUM_OUTPUT:
            raise LayerError(f"the output would be too large: {show_shape(output)[:100]}")


def _channel(index: Value | None, channels: int) -> int:
    """Where an index of a Python slice stands among the channels; an open stop is behind the last."""
    if not isinstance(index, int):
        return channels
    return min(max(index + channels, 0) if index < 0 else index, channels)


def _add_output(layer: Symbols, output: Shape) -> None:
    """Add the symbols of what a layer puts out to its others."""
    layer["H′W′"] = prod(output[1:])
    layer.setdefault("N", output[0])


def show_shape(shape: Shape) -> str:
    """`96×55×55`"""
    return "×".join(map(str, shape))
