"""The arguments of ops: what a value must be, and which symbol of the formulas it is.

Names are PyTorch's. An argument means the same in every op that takes it, so it stands here once.
"""

from __future__ import annotations

from typing import Any

from convcalc.language.problems import either
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, Size, Value, show_value

Symbols = dict[str, Any]
"""The values of the formulas' symbols by their names: numbers, and words where rules alone read them."""

LONGEST_SHAPE = 4
"""The most axes that a tensor may have, the channels among them."""

MAXIMUM = 1_000_000_000
"""The largest number an argument or an input may be."""

COUNT = "count"
AXES = "axes"
RATIO = "ratio"
FLAG = "flag"
WORD = "word"
DECIMAL = "decimal"
INDEX = "index"
SHAPE = "shape"
"""What a value is: a whole number; one for each axis; a positive fraction for each axis; true or false; one of
some words; any number; a channel's index, which may be negative; a shape, channels first."""

_TAKES = {
    COUNT: "a whole number",
    AXES: "a number, a size such as 1x7",
    RATIO: "a number, one for each axis such as 2x1.5",
    FLAG: "true or false",
    DECIMAL: "a number",
    INDEX: "a whole number",
    SHAPE: "a shape such as 768x14x14",
}


_WHOLE = (COUNT, AXES)


class LayerError(Exception):
    """A layer that can't be: what is wrong, what would mend it, and which argument is to blame (empty: the input)."""

    def __init__(self, message: str, hint: str | None = None, argument: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.argument = argument


class ArgumentType(NamedTuple):
    """What an argument takes: its kind, its symbol in formulas, its least and greatest value and the words it knows.

    `round_it` is the hint where a whole number is not whole. `after_channels` says that elsewhere the channels of the
    input may stand before its axes, `of_layer` that the name of a layer means its size. One that has no symbol has its
    name for it.
    """

    name: str
    kind: str
    letter: str = ""
    minimum: int | None = 1
    words: tuple[str, ...] = ()
    doc: str = ""
    maximum: int = MAXIMUM
    round_it: str | None = "round it: x//1 or ceil(x)"
    after_channels: bool = False
    of_layer: bool = False

    @property
    def symbol(self) -> str:
        """Its symbol in formulas: its name where it has no letter."""
        return self.letter or self.name

    def check(self, value: Value, axes: int) -> Value:
        """The value as the formulas take it: one number for each of `axes` where the kind says so.

        Raises LayerError.
        """
        minimum = self.minimum
        if type(value) is int and minimum is not None and minimum <= value <= self.maximum and self.kind in _WHOLE:
            return Size((value,) * axes) if self.kind == AXES else value
        if isinstance(value, str):
            if value in self.words:
                return value
            lower = value.lower()
            known = lower in self.words or (self.kind == FLAG and lower in ("true", "false"))
            raise LayerError(f"{self.name} can't be '{value}'", f"write {lower}" if known else self._takes())
        if self.kind == FLAG:
            if isinstance(value, bool):
                return value
            raise LayerError(f"{self.name} is true or false, not {show_value(value)}")
        if self.kind == WORD or isinstance(value, bool):
            raise LayerError(f"{self.name} can't be {show_value(value)}", self._takes())
        if self.kind in (AXES, RATIO):
            return self._each_axis(value, axes)
        if self.kind == SHAPE:
            return self._shape(value)
        if isinstance(value, Size):
            raise LayerError(f"{self.name} is one number, not a size ({value})")
        return self._number(value)

    def _each_axis(self, value: Number | Size, axes: int) -> Size:
        if not isinstance(value, Size):
            return Size((self._number(value),) * axes)
        if len(value) != axes:
            hint = "one number stands for all axes"
            if self.after_channels and len(value) == axes + 1:
                window = Size(value[1:] if len(set(value[1:])) < len(set(value[:-1])) else value[:-1])
                hint = f"did you mean {window}? the channels are those of the input, and never written"
            raise LayerError(f"{self.name} {value} has {len(value)} axes, the input has {axes}", hint)
        return Size(map(self._number, value))

    def _shape(self, value: Number | Size) -> Size:
        sizes = value if isinstance(value, Size) else (value,)
        if len(sizes) > LONGEST_SHAPE:
            raise LayerError(f"{self.name} {value} has {len(sizes)} axes", "channels, and up to three spatial axes")
        return Size(map(self._number, sizes))

    def _number(self, value: Number) -> Number:
        if self.kind in (COUNT, AXES, INDEX, SHAPE) and type(value) is not int:
            raise LayerError(f"{self.name} must be a whole number, not {show_value(value)}", self.round_it)
        if self.kind == RATIO and value <= 0:
            raise LayerError(f"{self.name} must be greater than 0, not {show_value(value)}")
        if self.kind not in (RATIO, INDEX) and self.minimum is not None and value < self.minimum:
            raise LayerError(f"{self.name} must be at least {self.minimum}, not {show_value(value)}")
        if not -MAXIMUM <= value <= self.maximum:
            shown = f"{value:,}" if type(value) is int else show_value(value)
            if len(shown) > 25:
                shown = f"a number of {len(str(abs(int(value))))} digits"
            raise LayerError(f"{self.name} must be at most {self.maximum:,}, not {shown}")
        return value

    def _takes(self) -> str:
        return f"it takes {either([*filter(None, [_TAKES.get(self.kind)]), *self.words])}"


_CHANNELS = "round it: make_divisible(x, 8), or x//1"
_PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
AXIS_NAMED = ("channels", "depth", "height", "width", "length")
_MODES = ("nearest", "linear", "bilinear", "bicubic", "trilinear", "area")

_OF_OUTPUT = "size of the output along each axis, or the name of an earlier layer, whose size it is"

ARGUMENTS: dict[str, ArgumentType] = {
    argument.name: argument
    for argument in (
        ArgumentType(
            "out_channels",
            COUNT,
            "N",
            doc="number of filters, the channels of the output",
            round_it=_CHANNELS,
        ),
        ArgumentType("out_features", COUNT, "N", doc="number of units, the length of the output", round_it=_CHANNELS),
        ArgumentType("kernel_size", AXES, "F", doc="size of the filter or window along each axis", after_channels=True),
        ArgumentType("stride", AXES, "S", doc="step between windows along each axis"),
        ArgumentType(
            "padding",
            AXES,
            "P",
            minimum=0,
            words=("same", "valid"),
            doc="added on both sides of each axis; `same` keeps ⌈W/S⌉, `valid` is 0",
        ),
        ArgumentType("dilation", AXES, "D", doc="distance between the taps of a filter"),
        ArgumentType("output_padding", AXES, "O", minimum=0, doc="added to one side of the output"),
        ArgumentType("groups", COUNT, "G", doc="groups of channels that do not see each other", round_it=None),
        ArgumentType("multiplier", COUNT, "M", doc="filters for each input channel"),
        ArgumentType("bias", FLAG, "B", doc="whether each output has a learned bias"),
        ArgumentType("padding_mode", WORD, words=_PADDING_MODES, doc="what the padding holds"),
        ArgumentType("ceil_mode", FLAG, doc="round the output size up"),
        ArgumentType("count_include_pad", FLAG, doc="whether averages count the padding"),
        ArgumentType("divisor_override", COUNT, doc="what averages divide by"),
        ArgumentType("output_size", AXES, "T", doc=_OF_OUTPUT, of_layer=True),
        ArgumentType("size", AXES, "T", doc=_OF_OUTPUT, of_layer=True),
        ArgumentType("affine", FLAG, "A", doc="whether it learns a gain and an offset a channel"),
        ArgumentType("elementwise_affine", FLAG, "A", doc="whether it learns a gain and an offset"),
        ArgumentType("normalized_shape", WORD, words=("channels", "spatial", "all"), doc="the axes that share a mean"),
        ArgumentType("num_groups", COUNT, "G", doc="groups of channels that share a mean", round_it=None),
        ArgumentType("num_parameters", COUNT, "Q", doc="number of learned slopes: 1, or one a channel"),
        ArgumentType("scale_factor", RATIO, "R", doc="how many times larger each axis becomes"),
        ArgumentType("upscale_factor", COUNT, "R", doc="how many times larger each axis becomes"),
        ArgumentType("downscale_factor", COUNT, "R", doc="how many times smaller each axis becomes"),
        ArgumentType("mode", WORD, words=_MODES, doc="how values in between are found"),
        ArgumentType("start", INDEX, doc="the first channel kept; negative counts from the end"),
        ArgumentType("stop", INDEX, doc="the channel after the last one kept; negative counts from the end"),
        ArgumentType("axis", WORD, words=AXIS_NAMED, doc="the axis that it works along"),
        ArgumentType("before", AXES, minimum=-MAXIMUM, doc="added before each axis; negative crops"),
        ArgumentType("after", AXES, minimum=-MAXIMUM, doc="added after each axis; negative crops"),
        ArgumentType("channels", COUNT, minimum=0, doc="how many channels of zeros are added"),
        ArgumentType("shape", SHAPE, doc="its shape, channels first"),
        ArgumentType("part", WORD, words=("all", "spatial"), doc="which axes become one"),
        ArgumentType("num_embeddings", COUNT, "V", doc="how many whole numbers it knows"),
        ArgumentType("embedding_dim", COUNT, "N", doc="how many values stand for each", round_it=_CHANNELS),
        ArgumentType("p", DECIMAL, minimum=0, maximum=1, doc="probability of dropping a value"),
        ArgumentType("eps", DECIMAL, minimum=None, doc="added to the variance"),
        ArgumentType("momentum", DECIMAL, minimum=None, doc="of the running statistics"),
        ArgumentType("alpha", DECIMAL, minimum=None, doc="scale of the negative side"),
        ArgumentType("negative_slope", DECIMAL, minimum=None, doc="slope of the negative side"),
        ArgumentType("approximate", WORD, words=("none", "tanh"), doc="which formula approximates it"),
    )
}

SIZES = frozenset(name for name, argument in ARGUMENTS.items() if argument.of_layer)
"""The arguments for which the name of a layer means its size."""
