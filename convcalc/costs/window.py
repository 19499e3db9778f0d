"""The window of an op along one axis: which places of the input a unit of the output reads.

A unit is a place of the output, counted from 0; places of the input are counted from 0 too, so those below 0 and from W
on are padding. Unit `u` reads the places from `first` to `last`, both expressions in `u` and the symbols of the axis;
`jump` is how many places of the input lie between the windows of two units, on average where it is no whole number.
First and last never go down as `u` goes up, and repeat after as many units as the denominator of the jump says. With
dilation D a unit reads every D-th place from first to last; of a transposed one with stride S it is every D/g-th, g
being the greatest common divisor of S and D, and but one of g units reads any.

`whole` says that besides its window each unit reads all places: global pools, flatten, linear, and norms whose
statistics go over all places. With a jump of 0 there is no window but the whole axis.

Sources: Dumoulin and Visin 2016 for windows, transposed ones are the same read backwards: unit u of the output gets
from input i where u + P = i·S + t·D for a tap t of the filter, so that i·S ≤ u + P < i·S + F′; PyTorch's interpolate
for upsampling, ⌊u/R⌋ or the neighbours of (u + 1/2)/R − 1/2; its adaptive pools ⌊u·W/W′⌋ to ⌈(u + 1)·W/W′⌉ − 1. What
padding other than zeros repeats counts as padding. A crop leaves out ⌊(W − T)/2⌋ places before what it keeps.
"""

from __future__ import annotations

from math import gcd

from convcalc.costs.arguments import Symbols
from convcalc.costs.op import Bound, Op, Shape
from convcalc.costs.written import SAME, chosen
from convcalc.language.expression import Expression, parse
from convcalc.language.values import Number, divide


class Window:
    """What a unit reads, as formulas: `first` and `last` place, and the `jump` from one unit to the next.

    `dilated` says that with dilation it leaves out some of the places between; `along` that it is the window of
    that axis alone along which the op works; `moves` that the places lie in no order of the input's any more.
    """

    __slots__ = ("_parsed", "along", "dilated", "first", "jump", "last", "moves", "whole")

    def __init__(
        self,
        first: str = "u",
        last: str = "",
        jump: str = "1",
        *,
        whole: bool = False,
        dilated: bool = False,
        along: bool = False,
        moves: bool = False,
    ) -> None:
        self.along = along
        self.moves = moves
        self.first = first
        self.last = last or first
        self.jump = jump
        self.whole = whole
        self.dilated = dilated
        self._parsed: tuple[Expression, Expression, Expression] | None = None

    @property
    def expressions(self) -> tuple[Expression, Expression, Expression]:
        """First, last and jump, parsed where they are first needed."""
        if self._parsed is None:
            self._parsed = (parse(self.first), parse(self.last), parse(self.jump))
        return self._parsed


Windows = dict[str, Window]
"""The windows of an op: when each is the one that holds (`padding=same`; empty: else), and the window."""

_BEFORE = f"{SAME}//2"  # the near part: the odd place is at the far side
_SOURCE = "(2*u + 1)/(2*R) - 1/2"
_AREA = Window("floor(u*W/W′)", "ceil((u + 1)*W/W′) - 1", "W/W′")
_LINEAR = Window(f"floor({_SOURCE})", f"ceil({_SOURCE})", "1/R")
_CUBIC = Window(
    f"floor({_SOURCE}) - (1 if ({_SOURCE}) % 1 != 0 else 0)",
    f"ceil({_SOURCE}) + (1 if ({_SOURCE}) % 1 != 0 else 0)",
    "1/R",
)
_SPREAD_OUT = Window("floor(u/R)", jump="1/R")
_POINT_AND_ALL = Window(whole=True)

_ALL = Window("0", "W - 1", "0", whole=True)
_MOVED = Window(moves=True)
_POINT = Window()

WINDOWS: dict[str, Windows] = {
    "": {"": Window()},
    "all": {"": _ALL},
    "moved": {"": _MOVED},
    "flattened": {"": _ALL, "part=spatial": _MOVED},
    "linear": {"": _ALL, "axis=given": _POINT},
    "along": {"": Window(whole=True, along=True)},
    "attention": {"": _POINT_AND_ALL, "windows=given": _MOVED},
    "point_and_all": {"": _POINT_AND_ALL},
    "spatial_norm": {
        "": Window(),
        "normalized_shape=spatial": _POINT_AND_ALL,
        "normalized_shape=all": _POINT_AND_ALL,
    },
    "sliding": {
        "": Window("u*S - P", "u*S - P + F′ - 1", "S", dilated=True),
        "padding=same": Window(f"u*S - {_BEFORE}", f"u*S - {_BEFORE} + F′ - 1", "S", dilated=True),
    },
    "transposed": {"": Window("floor((u + P - F′)/S) + 1", "floor((u + P)/S)", "1/S", dilated=True)},
    "adaptive": {"": _AREA},
    "upsampled": {
        "": _SPREAD_OUT,
        "mode=linear": _LINEAR,
        "mode=bilinear": _LINEAR,
        "mode=trilinear": _LINEAR,
        "mode=bicubic": _CUBIC,
        "mode=area": _AREA,
    },
    "shuffled": {"": _SPREAD_OUT},
    "unshuffled": {"": Window("u*R", "u*R + R - 1", "R")},
    "cropped": {"": Window("u + (W - T)//2")},
    "padded": {"": Window("u - before")},
}
"""What the units of each op read, by the name in its record."""


RECURRENCES = {
    "receptive_field": "r + (F - 1)*j",
    "jump": "j*S",
    "start": "s + ((F - 1)/2 - P)*j",
    "effective_padding": "p + P*j",
}
"""The field behind windows of F places, S apart, of which P lie before the input, from the field before them: where all
units read as many places. Source: Araujo, Norris, Sim 2019."""


class Reach:
    """The window of one layer along one axis, with its numbers: what each of `units` units reads of `size` places.

    `jump` is exact; `step` is how far apart the places lie that one unit reads, which are at most as many as the filter
    has `taps`. `dilated` says that there are gaps between these taps, `sparse` that some units read none, since the
    stride of a transposed convolution is greater than its filter.
    """

    __slots__ = (
        "_ends",
        "_every",
        "_known",
        "_values",
        "dilated",
        "jump",
        "size",
        "sparse",
        "step",
        "taps",
        "units",
        "whole",
    )

    def __init__(self, window: Window, values: Symbols, size: int, units: int) -> None:
        *self._ends, jump = window.expressions
        self._values = values
        self._known: dict[int, tuple[int, int, range]] = {}
        self.size = size
        self.units = units
        one = window is _AREA and units == 1
        self.whole = window.whole or one
        self.jump: Number = 0 if one else jump.number(values)
        stride = self.jump.denominator
        self.taps: int = values.get("F", stride)
        dilation: int = values.get("D", 1) if window.dilated else 1
        self.dilated = dilation > 1
        self._every = gcd(stride, dilation)
        self.step: int = dilation // self._every
        self.sparse = stride > self.taps

    def first(self, unit: int) -> int:
        """The first place of a unit's window; below 0 in the padding."""
        shift, (first, _, _) = self._window(unit)
        return first + shift

    def last(self, unit: int) -> int:
        """The last place of it; before the first where the window is empty."""
        shift, (_, last, _) = self._window(unit)
        return last + shift

    def places(self, unit: int) -> range:
        """The places of the window that the unit reads."""
        shift, (_, _, read) = self._window(unit)
        return range(read.start + shift, read.stop + shift, read.step)

    def _window(self, unit: int) -> tuple[int, tuple[int, int, range]]:
        """First, last and read places of the like unit of the first period, and how far they are from the unit's."""
        periods, like = divmod(unit, self.jump.denominator)
        found = self._known.get(like)
        if found is None:
            first, last = (each.whole({**self._values, "u": like}) for each in self._ends)
            found = self._known[like] = (first, last, self._read(like, first, last))
        return periods * self.jump.numerator, found

    def _read(self, unit: int, first: int, last: int) -> range:
        """The places of a window that its unit reads."""
        stride = self.jump.denominator
        if self.dilated and stride > 1:
            # of a transposed convolution the i where u + P = i·S + t·D for a whole number t: one in D/g, or none
            multiple, rest = divmod(unit + self._values["P"], self._every)
            if rest:
                return range(first, first)
            first += (multiple * pow(stride // self._every, -1, self.step) - first) % self.step
        return range(first, last + 1, self.step)


def window_of(op: Op, arguments: Bound) -> Window:
    """The window that holds for these arguments."""
    windows = WINDOWS[op.window]
    return chosen(windows, arguments) or windows[""]


def reaches(op: Op, arguments: Bound, shape: Shape, output: Shape) -> list[Reach]:
    """The window along each axis of the input. Where the output is flat, each unit reads all of every axis."""
    chosen_window = window_of(op, arguments)
    each = op.symbols(arguments, shape)[1]
    along = op.axis(arguments, shape) - 1
    found = []
    for number, (axis, units) in enumerate(zip(each, output[1:] or (1,) * len(each), strict=True)):
        window = _POINT if chosen_window.along and number != along else chosen_window
        axis["W′"] = units
        if "T" in axis:
            axis["R"] = divide(units, axis["W"])
        found.append(Reach(window, axis, axis["W"], units))
    return found
