"""The window of an op along one axis: which places of the input a unit of the output reads.

A unit is a place of the output, counted from 0; places of the input are counted from 0 too, so those below 0 and from W
on are padding. Unit `u` reads the places from `first` to `last`, both expressions in `u` and the symbols of the axis;
`jump` is how many places of the input lie between the windows of two units, on average where it is no whole number.
First and last never go down as `u` goes up, and repeat after as many units as the denominator of the jump says.

`whole` says that besides its window each unit reads all places: global pools, flatten, linear, and norms whose
statistics go over all places. With a jump of 0 there is no window but the whole axis.

Sources: Dumoulin and Visin 2016 for windows, transposed ones are the same read backwards: unit u of the output gets
from input i where i·S ≤ u + P < i·S + F′ (a dilated one leaves out some of them); PyTorch's interpolate for upsampling,
⌊u/R⌋ or the neighbours of (u + 1/2)/R − 1/2; its adaptive pools ⌊u·W/W′⌋ to ⌈(u + 1)·W/W′⌉ − 1. What padding other
than zeros repeats counts as padding. A crop leaves out ⌊(W − T)/2⌋ places before what it keeps.
"""

from __future__ import annotations

from typing import Any

from convcalc.costs.op import Form, Op, Shape
from convcalc.language.expression import Expression, parse
from convcalc.language.values import Value, divide


class Window:
    """What a unit reads, as formulas: `first` and `last` place, and the `jump` from one unit to the next.

    `dilated` says that it reads only every D-th place from the first on.
    """

    __slots__ = ("_parsed", "dilated", "first", "jump", "last", "whole")

    def __init__(
        self, first: str = "u", last: str = "", jump: str = "1", *, whole: bool = False, dilated: bool = False
    ) -> None:
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

_BEFORE = "max((ceil(W/S) - 1)*S + F′ - W, 0)//2"  # the near part of `same`: the odd place is at the far side
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

WINDOWS: dict[str, Windows] = {
    "": {"": Window()},
    "all": {"": Window("0", "W - 1", "0", whole=True)},
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
    "transposed": {"": Window("floor((u + P - F′)/S) + 1", "floor((u + P)/S)", "1/S")},
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


class Reach:
    """The window of one layer along one axis, with its numbers: what each of `units` units reads of `size` places.

    `jump` is exact; `step` is how far apart the places lie that one unit reads. `sparse` says that some units read
    none: between the windows of a transposed convolution whose stride is greater than its filter.
    """

    __slots__ = ("_first", "_last", "_values", "jump", "size", "sparse", "step", "units", "whole")

    def __init__(self, window: Window, values: dict[str, Any], size: int, units: int) -> None:
        self._first, self._last, jump = window.expressions
        self._values = values
        self.size = size
        self.units = units
        one = window is _AREA and units == 1
        self.whole = window.whole or one
        self.step: int = values.get("D", 1) if window.dilated else 1
        self.jump: Any = 0 if one else jump.evaluate(values)
        self.sparse: bool = self.jump.denominator > values.get("F′", self.jump.denominator)

    def first(self, unit: int) -> int:
        """The first place that a unit reads; below 0 in the padding."""
        return int(self._first.evaluate({**self._values, "u": unit}))

    def last(self, unit: int) -> int:
        """The last place that a unit reads; before the first where it reads none."""
        return int(self._last.evaluate({**self._values, "u": unit}))


def window_of(op: Op, arguments: dict[str, Value]) -> Window:
    """The window that holds for these arguments."""
    windows = WINDOWS[op.window]
    for condition, window in windows.items():
        argument, _, value = condition.partition("=")
        if condition and Form(argument, value, window.expressions[0]).holds(arguments):
            return window
    return windows[""]


def reaches(op: Op, arguments: dict[str, Value], shape: Shape, output: Shape) -> list[Reach]:
    """The window along each axis of the input. Where the output is flat, each unit reads all of every axis."""
    window = window_of(op, arguments)
    each = op.symbols(arguments, shape)[1]
    found = []
    for axis, units in zip(each, output[1:] or (1,) * len(each), strict=True):
        axis["W′"] = units
        if "T" in axis:
            axis["R"] = divide(units, axis["W"])
        found.append(Reach(window, axis, axis["W"], units))
    return found
