"""The record of an op: its signature, and its output, parameters and MACs as expressions.

Nothing else computes a cost. Explaining, listing and checking walk over the same expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import TypeAlias

from convcalc.costs.arguments import ARGUMENTS, AXES, INDEX, SHAPE, ArgumentType, LayerError, Symbols
from convcalc.costs.symbols import AXIS_WORDS
from convcalc.costs.unread import Unread, left_unread
from convcalc.costs.written import (
    AXIS_SYMBOLS,
    DILATED,
    HALF_OF_SAME,
    Formulas,
    Requirement,
    Sizes,
    Written,
    all_parsed,
    by_condition,
    chosen,
    parsed,
    parsed_size,
)
from convcalc.language.expression import Expression
from convcalc.language.problems import either
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size, Value

Shape = tuple[int, ...]
"""Channels first, then the sizes of the spatial axes: (C, H, W); a flat tensor is (C,)."""

Bound: TypeAlias = "Mapping[str, Value | None]"
"""One checked value for each argument of an op; None for one that need not be given."""

CONVOLUTION = "convolution"
LINEAR = "linear"
POOLING = "pooling"
NORMALISATION = "normalisation"
ACTIVATION = "activation"
SHAPING = "shaping"
ATTENTION = "attention"
RECURRENCE = "recurrence"
EMBEDDING = "embedding"
CONSTANT = "constant"
OTHER = "other"
JOIN = "join"
"""The kinds of ops."""

IN_PLACE = "in place"
VIEW = "view"
LEARNED = "learned"
"""How an output is held in memory, where it takes none of its own."""

ARITHMETIC = "Dumoulin and Visin 2016, A guide to convolution arithmetic"

_EXTENTS = ((), ("long",), ("high", "wide"), ("deep", "high", "wide"))
"""What an input is so much along each axis, by how many axes it has."""

MAXIMUM_OUTPUT = 10**15
"""The largest number of channels, or size of an axis, that an output may have."""

NONE = "none"
"""The default of an argument that need not be given: `stop=none`."""


class Arrangement(NamedTuple):
    """The shape that comes of another one with some arguments, in words and worked out; raises LayerError."""

    words: str
    shape: Callable[[Bound, Shape], Shape]


class Cost(NamedTuple):
    """What a layer puts out and costs: output shape, parameters, MACs for one image.

    `unread` is input that it never reads, as far as that is warned of.
    """

    output: Shape
    params: int
    macs: int
    unread: tuple[Unread, ...] = ()


class Op:
    """One op of the language.

    `signature` is written as in a call; the arguments before `/` may go by position. Formulas may hang on arguments:
    then they stand by conditions, `argument=value` or nothing. `size` has the formula of an output axis, or a tuple
    with one for each axis of the output where none of them is the input's, so that () is flat; None keeps the input's
    sizes; where no formula of an axis says it, the whole shape is `arranged`. `axes` are the numbers of spatial axes
    it takes. `redefined` are arguments that mean something else than in other ops. Exactly one of `one_of` must be
    given. `window` names what a unit reads of the input, of `costs.window.WINDOWS` (empty: its own place alone).
    `unread` says that a stride may pass over input, `held` how the output is: IN_PLACE where it can overwrite the
    input, as a VIEW of it in another shape at most, or LEARNED, among the parameters. `inputs` are the fewest and the
    most tensors that it takes; those behind the first are named `beside`, each with the symbols of its channels and its
    places. `along` is the argument that says which axis stands for the channels in its formulas. `defined` are symbols
    that it defines by others, in order; where the formula reads an axis, the symbol is the product over all. Of a `new`
    one a spec may have a block of its own by the same name, which is meant then.
    """

    def __init__(
        self,
        name: str,
        signature: str,
        *,
        kind: str,
        doc: str,
        size: Written | Mapping[str, Written] = None,
        arranged: Arrangement | Mapping[str, Arrangement] | None = None,
        channels: str | dict[str, str] = "C",
        params: str | dict[str, str] = "0",
        macs: str | dict[str, str] = "0",
        axes: tuple[int, ...] | dict[str, tuple[int, ...]] = (0, 1, 2, 3),
        rules: tuple[tuple[str, ...], ...] = (),
        unread: bool = False,
        held: str = "",
        redefined: tuple[ArgumentType, ...] = (),
        one_of: tuple[str, ...] = (),
        source: str = "",
        window: str = "",
        inputs: tuple[int, int] = (1, 1),
        beside: dict[str, tuple[str, str]] | None = None,
        along: str = "",
        defined: dict[str, str | dict[str, str]] | None = None,
        new: bool = False,
    ) -> None:
        self.name = name
        self.signature = signature
        self.kind = kind
        self.doc = doc
        self.size: Mapping[str, Written] = size if isinstance(size, Mapping) else {"": size}
        self.arranged = arranged if isinstance(arranged, Mapping) else {"": arranged}
        self.channels = by_condition(channels)
        self.params = by_condition(params)
        self.macs = by_condition(macs)
        self.axes_by = axes if isinstance(axes, dict) else {"": axes}
        self.axes = tuple(sorted(set().union(*self.axes_by.values())))
        self.rules = rules
        self.unread = unread
        self.held = held
        self.redefined = redefined
        self.one_of = one_of
        self.source = source
        self.window = window
        self.inputs = inputs
        self.beside = beside or {}
        self.along = along
        self.defined = {symbol: by_condition(formula) for symbol, formula in (defined or {}).items()}
        self.new = new

    @cached_property
    def has_params(self) -> bool:
        """Whether it may have parameters."""
        return self.params != {"": "0"}

    @cached_property
    def is_free(self) -> bool:
        """Whether it never costs anything."""
        return not self.has_params and self.macs == {"": "0"}

    @cached_property
    def changes_nothing(self) -> bool:
        """Whether what it puts out is of the shape that comes in, whatever that is, and costs nothing."""
        kept = self.size == {"": None} and self.channels == {"": "C"} and self.arranged == {"": None}
        return kept and self.is_free and not self.rules and not self.along

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
    def sized_by(self) -> tuple[str, ...]:
        """The arguments for which the name of a layer means its size."""
        return tuple(name for name, (argument, *_) in self.arguments.items() if argument.of_layer)

    @cached_property
    def parsed(self) -> Formulas:
        """Its formulas and rules, parsed where they are first needed."""
        return Formulas(
            all_parsed(self.channels),
            {condition: parsed_size(size) for condition, size in self.size.items()},
            all_parsed(self.params),
            all_parsed(self.macs),
            tuple(Requirement(*rule) for rule in self.rules),
            {symbol: all_parsed(formulas) for symbol, formulas in self.defined.items()},
        )

    @property
    def has_weights_of_channels(self) -> bool:
        """Whether it has parameters for each input channel, so that elsewhere it is told how many these are."""
        return any("C" in formula.reads for formula in self.parsed.params.values())

    def symbols(self, arguments: Bound, shape: Shape, output: Shape | None = None) -> tuple[Symbols, list[Symbols]]:
        """The values of the formulas' symbols: those of the layer, and for each axis those and the axis's own.

        With the `output` it puts out, the layer has those of its output too.
        """
        shape = shape or (1,)  # of what takes no input
        channels = shape[self.axis(arguments, shape)]
        layer: Symbols = {"C": channels, "HW": prod(shape) // channels, "axes": len(shape) - 1}
        each: list[Symbols] = [{"W": size} for size in shape[1:]]
        for name, (argument, _, _) in self.arguments.items():
            value = arguments[name]
            symbol = argument.letter or name
            if argument.kind == SHAPE:
                continue
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
        if self.beside or self.defined:
            self._define(layer, each, arguments)
        for axis in each:
            axis.update(layer)
        if output is not None:
            _add_output(layer, output)
        return layer, each

    def _define(self, layer: Symbols, each: list[Symbols], arguments: Bound) -> None:
        """Add the symbols of further inputs, and those that the op defines."""
        layer["others"] = sum(arguments.get(name) is not None for name in self.beside)
        for name, (channels, places) in self.beside.items():
            other = arguments.get(name)
            sizes = other if isinstance(other, Size) else (layer["C"], layer["HW"])
            layer[channels], layer[places] = sizes[0], prod(sizes[1:])
        for symbol, formulas in self.parsed.defined.items():
            formula = chosen(formulas, arguments)
            assert formula is not None
            if AXIS_SYMBOLS.isdisjoint(formula.reads):
                layer[symbol] = formula.evaluate(layer)
            else:
                layer[symbol] = prod(formula.whole({**layer, **axis}) for axis in each)

    def derived(self, axis: Mapping[str, object], arguments: Bound) -> Iterator[tuple[str, Expression]]:
        """The symbols of an axis that follow from its others, each with its formula."""
        if "F" in axis:
            yield "F′", parsed(DILATED if "D" in axis else "F")
            if "P" not in axis:
                yield "P", parsed(HALF_OF_SAME if arguments.get("padding") == "same" else "0")

    def beside_by(self, arguments: Bound, others: Sequence[Shape]) -> Bound:
        """The arguments with the shapes of what it takes besides its input; the last stands for those not given."""
        if not others:
            return arguments
        return {
            **arguments,
            **{name: Size((others[number:] or others[-1:])[0]) for number, name in enumerate(self.beside)},
        }

    def formulas(self, arguments: Bound) -> tuple[Expression, Sizes, Expression, Expression]:
        """The formulas that hold for these arguments: channels and sizes of the output, params, MACs."""
        known = self.parsed
        channels, params, macs = (chosen(each, arguments) for each in (known.channels, known.params, known.macs))
        assert channels is not None
        assert params is not None
        assert macs is not None
        return channels, chosen(known.sizes, arguments), params, macs

    def axis(self, arguments: Bound, shape: Shape) -> int:
        """The axis of a shape that its formulas take for the channels. Raises LayerError where there is none."""
        word = arguments.get(self.along)
        return axis_number(str(word), shape, self.along) if word is not None else 0

    def puts_out_other_axes(self, arguments: Bound) -> bool:
        """Whether no axis of the output is one of the input's, though there are some."""
        size = chosen(self.parsed.sizes, arguments)
        return isinstance(size, tuple) and size != ()

    def left_unread(self, arguments: Bound, shape: Shape) -> tuple[Unread, ...]:
        """What its windows leave unread along each axis; nothing where every stride fits."""
        size = self.formulas(arguments)[1] if self.unread else None
        return left_unread(self.symbols(arguments, shape)[1], size) if isinstance(size, Expression) else ()

    def cost(self, arguments: Bound, shape: Shape) -> Cost:
        """Output, parameters and MACs of one layer. Raises LayerError for one that can't be."""
        try:
            return self._cost(arguments, shape)
        except ExpressionError as error:
            raise LayerError(error.message) from None

    def _cost(self, arguments: Bound, shape: Shape) -> Cost:
        self.check_axes(shape, arguments)
        if self.changes_nothing:
            return Cost(shape, 0, 0)
        count, size, params, macs = self.formulas(arguments)
        layer, each = self.symbols(arguments, shape)
        alike = all(axis == each[0] for axis in each[1:])
        for rule in self.parsed.rules:
            for axis, symbols in enumerate((each[:1] if alike else each) if rule.each_axis else (layer,)):
                if not rule.condition.evaluate(symbols):
                    extent = _EXTENTS[len(each)][-1 if alike else axis] if each else ""
                    message = rule.message.format_map({**symbols, "wide": extent})
                    raise LayerError(message, rule.hint or None, rule.argument)
        channels = count.whole(layer)
        arranged = chosen(self.arranged, arguments)
        if arranged is not None:
            output: Shape = arranged.shape(arguments, shape)
        elif isinstance(size, tuple):
            output = (channels, *(one.whole(layer) for one in size))
        elif size is not None:
            output = (channels, *((size.whole(each[0]),) * len(each) if alike else map(size.whole, each)))
        else:
            axis = self.axis(arguments, shape)
            output = (*shape[:axis], channels, *shape[axis + 1 :])
        self._check_output(output, shape)
        left = left_unread(each, size) if self.unread and isinstance(size, Expression) else ()
        warned = tuple(unread for unread in left if unread.is_warned_of) if left else ()
        if self.is_free:
            return Cost(output, 0, 0, warned)
        _add_output(layer, output)
        return Cost(output, params.whole(layer), macs.whole(layer), warned)

    def check_axes(self, shape: Shape, arguments: Bound | None = None) -> None:
        """Raise LayerError where the op does not take an input with this number of spatial axes.

        Without its arguments, where it takes none whatever they are.
        """
        if not self.inputs[1]:
            return
        axes = self.axes if arguments is None else chosen(self.axes_by, arguments) or self.axes
        if len(shape) - 1 in axes:
            return
        shown = show_shape(shape)
        if axes == (0,):
            instead = ", or axis=channels to work at each place" if "axis" in self.arguments else ""
            raise LayerError(f"{self.name} takes a flat input, this one is {shown}", f"put flatten before it{instead}")
        takes = either(map(str, axes))
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


def axis_number(word: str, shape: Shape, argument: str) -> int:
    """Which axis of a shape a word means, `height`; 0 the channels. Raises LayerError where there is none."""
    if word == "length":
        word = "width" if len(shape) == 2 else word
    names = ("channels", *AXIS_WORDS[len(shape) - 1])
    if word not in names:
        shown = either(("channels", "length") if len(shape) == 2 else names)
        raise LayerError(f"{show_shape(shape)} has no {word}", f"its axes are {shown}", argument)
    return names.index(word)


def show_shape(shape: Shape) -> str:
    """`96×55×55`"""
    return "×".join(map(str, shape))
