"""The arguments of ops: what a value must be, and which symbol of the formulas it is.

Names are PyTorch's. An argument means the same in every op that takes it, so it stands here once.
"""

from __future__ import annotations

from typing import Any

from convcalc.language.problems import either
from convcalc.language.values import Size, Value, is_number, kind_of, show_value

MAXIMUM = 1_000_000_000
"""The largest number an argument or an input may be."""

COUNT = "count"
AXES = "axes"
RATIO = "ratio"
FLAG = "flag"
WORD = "word"
DECIMAL = "decimal"
INDEX = "index"
"""What a value is: a whole number; one for each axis; a positive fraction for each axis; true or false; one of
some words; any number; a channel's index, which may be negative."""


class ArgumentError(Exception):
    """A value that an argument does not take."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Argument:
    """What an argument takes: its kind, its symbol in formulas, its least and greatest value and the words it knows.

    `round_it` is the hint where a whole number is not whole. `led_by_channels` says that elsewhere the channels of the
    input may stand before its axes.
    """

    __slots__ = ("doc", "kind", "led_by_channels", "maximum", "minimum", "name", "round_it", "symbol", "words")

    def __init__(
        self,
        name: str,
        kind: str,
        symbol: str = "",
        minimum: int | None = 1,
        words: tuple[str, ...] = (),
        doc: str = "",
        maximum: int = MAXIMUM,
        round_it: str | None = "round it: x//1 or ceil(x)",
        led_by_channels: bool = False,
    ) -> None:
        self.round_it = round_it
        self.led_by_channels = led_by_channels
        self.maximum = maximum
        self.name = name
        self.kind = kind
        self.symbol = symbol or name
        self.minimum = minimum
        self.words = words
        self.doc = doc

    def check(self, value: Value, axes: int) -> Value:
        """The value as the formulas take it: one number for each of `axes` where the kind says so.

        Raises ArgumentError.
        """
        if isinstance(value, str):
            if value in self.words:
                return value
            lower = value.lower()
            known = lower in self.words or (self.kind == FLAG and lower in ("true", "false"))
            raise ArgumentError(f"{self.name} can't be '{value}'", f"write {lower}" if known else self._takes())
        if self.kind == FLAG:
            if value is True or value is False:
                return value
            raise ArgumentError(f"{self.name} is true or false, not {show_value(value)}")
        if self.kind == WORD:
            raise ArgumentError(f"{self.name} can't be {show_value(value)}", self._takes())
        if isinstance(value, bool):
            raise ArgumentError(f"{self.name} can't be {show_value(value)}", self._takes())
        if self.kind in (AXES, RATIO):
            return self._each_axis(value, axes)
        if isinstance(value, Size):
            raise ArgumentError(f"{self.name} is one number, not a size ({value})")
        return self._number(value)

    def _each_axis(self, value: Value, axes: int) -> Size:
        if not isinstance(value, Size):
            return Size((self._number(value),) * axes)
        if len(value) != axes:
            hint = "one number stands for all axes"
            if self.led_by_channels and len(value) == axes + 1:
                window = Size(value[1:] if len(set(value[1:])) < len(set(value[:-1])) else value[:-1])
                hint = f"did you mean {window}? the channels are those of the input, and never written"
            raise ArgumentError(f"{self.name} {value} has {len(value)} axes, the input has {axes}", hint)
        return Size(self._number(axis) for axis in value)

    def _number(self, value: Any) -> Any:
        if not is_number(value):
            raise ArgumentError(f"{self.name} must be a number, not {kind_of(value)}", self._takes())
        if self.kind in (COUNT, AXES, INDEX) and type(value) is not int:
            raise ArgumentError(f"{self.name} must be a whole number, not {show_value(value)}", self.round_it)
        if self.kind == RATIO and value <= 0:
            raise ArgumentError(f"{self.name} must be greater than 0, not {show_value(value)}")
        if self.kind not in (RATIO, INDEX) and self.minimum is not None and value < self.minimum:
            raise ArgumentError(f"{self.name} must be at least {self.minimum}, not {show_value(value)}")
        if not -MAXIMUM <= value <= self.maximum:
            shown = f"{value:,}" if type(value) is int else show_value(value)
            if len(shown) > 25:
                shown = f"a number of {len(str(abs(int(value))))} digits"
            raise ArgumentError(f"{self.name} must be at most {self.maximum:,}, not {shown}")
        return value

    def _takes(self) -> str:
        numbers = {
            COUNT: "a whole number",
            AXES: "a number, a size such as 1x7",
            RATIO: "a number, one for each axis such as 2x1.5",
            FLAG: "true or false",
            WORD: "",
            DECIMAL: "a number",
            INDEX: "a whole number",
        }[self.kind]
        choices = [*filter(None, [numbers]), *self.words]
        return f"it takes {either(choices)}"


_ROUND_CHANNELS = "round it: make_divisible(x, 8), or x//1"
_PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
_MODES = ("nearest", "linear", "bilinear", "bicubic", "trilinear", "area")

ARGUMENTS: dict[str, Argument] = {
    argument.name: argument
    for argument in (
        Argument(
            "out_channels",
            COUNT,
            "N",
            doc="number of filters, the channels of the output",
            round_it=_ROUND_CHANNELS,
        ),
        Argument("out_features", COUNT, "N", doc="number of units, the length of the output", round_it=_ROUND_CHANNELS),
        Argument("kernel_size", AXES, "F", doc="size of the filter or window along each axis", led_by_channels=True),
        Argument("stride", AXES, "S", doc="step between windows along each axis"),
        Argument(
            "padding",
            AXES,
            "P",
            minimum=0,
            words=("same", "valid"),
            doc="added on both sides of each axis; `same` keeps ⌈W/S⌉, `valid` is 0",
        ),
        Argument("dilation", AXES, "D", doc="distance between the taps of a filter"),
        Argument("output_padding", AXES, "O", minimum=0, doc="added to one side of the output"),
        Argument("groups", COUNT, "G", doc="groups of channels that do not see each other", round_it=None),
        Argument("multiplier", COUNT, "M", doc="filters for each input channel"),
        Argument("bias", FLAG, "B", doc="whether each output has a learned bias"),
        Argument("padding_mode", WORD, words=_PADDING_MODES, doc="what the padding holds"),
        Argument("ceil_mode", FLAG, doc="round the output size up"),
        Argument("count_include_pad", FLAG, doc="whether averages count the padding"),
        Argument("divisor_override", COUNT, doc="what averages divide by"),
        Argument("output_size", AXES, "T", doc="size of the output along each axis"),
        Argument("size", AXES, "T", doc="size of the output along each axis"),
        Argument("affine", FLAG, "A", doc="whether it learns a gain and an offset a channel"),
        Argument("elementwise_affine", FLAG, "A", doc="whether it learns a gain and an offset"),
        Argument("normalized_shape", WORD, words=("channels", "spatial", "all"), doc="the axes that share a mean"),
        Argument("num_groups", COUNT, "G", doc="groups of channels that share a mean", round_it=None),
        Argument("num_parameters", COUNT, "Q", doc="number of learned slopes: 1, or one a channel"),
        Argument("scale_factor", RATIO, "R", doc="how many times larger each axis becomes"),
        Argument("upscale_factor", COUNT, "R", doc="how many times larger each axis becomes"),
        Argument("downscale_factor", COUNT, "R", doc="how many times smaller each axis becomes"),
        Argument("mode", WORD, words=_MODES, doc="how values in between are found"),
        Argument("start", INDEX, doc="the first channel kept; negative counts from the end"),
        Argument("stop", INDEX, doc="the channel after the last one kept; negative counts from the end"),
        Argument("before", AXES, minimum=-MAXIMUM, doc="added before each axis; negative crops"),
        Argument("after", AXES, minimum=-MAXIMUM, doc="added after each axis; negative crops"),
        Argument("channels", COUNT, minimum=0, doc="how many channels of zeros are added"),
        Argument("p", DECIMAL, minimum=0, maximum=1, doc="probability of dropping a value"),
        Argument("eps", DECIMAL, minimum=None, doc="added to the variance"),
        Argument("momentum", DECIMAL, minimum=None, doc="of the running statistics"),
        Argument("alpha", DECIMAL, minimum=None, doc="scale of the negative side"),
        Argument("negative_slope", DECIMAL, minimum=None, doc="slope of the negative side"),
        Argument("approximate", WORD, words=("none", "tanh"), doc="which formula approximates it"),
    )
}
