"""What windows leave unread of an input: behind the last one, and between two; and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convcalc.costs.arguments import Symbols
from convcalc.language.expression import Expression

_AXES = ("column", "row", "slice")


class Unread:
    """What the windows along an axis leave unread.

    `axis` counts from the last: 0 are columns, 1 rows, 2 slices. At the far side are left `input` places of the input,
    and then `padding` places of its padding; of every `stride` places the `gap` between two windows is left too.
    `symbols` are the values of the axis's symbols.
    """

    __slots__ = ("axis", "gap", "input", "padding", "stride", "symbols")

    def __init__(self, axis: int, symbols: Symbols, rest: int, gap: int) -> None:
        self.axis = axis
        self.symbols = symbols
        self.stride: int = symbols["S"]
        self.padding: int = min(rest, symbols["P"])
        self.input = rest - self.padding
        self.gap = gap

    @property
    def places(self) -> tuple[int, int, int, int]:
        """What is left, whatever the axis."""
        return self.padding, self.input, self.gap, self.stride

    @property
    def behind(self) -> Unread:
        """What is left behind the last window, without what lies between two."""
        return Unread(self.axis, self.symbols, self.input + self.padding, 0)

    @property
    def is_warned_of(self) -> bool:
        """Whether input is lost by a filter that is as wide as its stride, and so was to read all of it."""
        return self.input > 0 and self.stride <= int(self.symbols["F"])


def left_unread(each: Sequence[Symbols], size: Expression) -> tuple[Unread, ...]:
    """What is left unread along each axis where a stride does not fit, the last axis first.

    `each` are the symbols of the axes, `size` is the formula of an output axis. (W − F′ + 2P) mod S places lie behind
    the last window, at the far side of the padded input; none where the size is rounded up, for then the last window
    may reach past the edge. S − F′ places lie between two windows.
    """
    found = []
    for number, axis in enumerate(reversed(each)):
        rest = (axis["W"] - axis["F′"] + 2 * axis["P"]) % axis["S"] if "ceil" not in size.text else 0
        gap = axis["S"] - axis["F′"] if axis["S"] > axis["F′"] and size.evaluate(axis) != 1 else 0
        if rest or gap:
            found.append(Unread(number, axis, rest, gap))
    return tuple(found)


def are_alike(unread: Iterable[Unread | None]) -> bool:
    """Whether the same is left along all these axes."""
    return len({one.places if one is not None else None for one in unread}) <= 1


def warning(unread: Sequence[Unread]) -> str:
    """`7 columns: (7 − 3)/3 + 1 = 2.33, the last column and row of the input are never read`"""
    first = unread[0]
    size, covered, padding, stride = (first.symbols[symbol] for symbol in ("W", "F′", "P", "S"))
    added = f" + 2·{padding}" if padding else ""
    quotient = f"({size} − {covered}{added})/{stride} + 1 = {(size - covered + 2 * padding) / stride + 1:.2f}"
    lost = " and ".join(_counted(one.input, one.axis) for one in unread)
    verb = "is" if len(unread) == 1 and first.input == 1 else "are"
    return f"{size} {_AXES[first.axis]}s: {quotient}, the last {lost} of the input {verb} never read"


def remark(unread: Sequence[Unread]) -> str:
    """`one column of padding unread, and one row`; between windows `1 of every 2 columns unread, and rows`.

    The same is left along all axes.
    """
    one = unread[0]
    if one.gap:
        first, *others = (f"{_AXES[each.axis]}s" for each in unread)
        said = f"{one.gap} of every {one.stride} {first} unread, between windows"
    elif one.input:
        first, *others = (f"the last {_counted(each.input, each.axis)}" for each in unread)
        said = f"{first} of the input{' and its padding' if one.padding else ''} unread"
    else:
        first, *others = (_counted(each.padding, each.axis, "one ") for each in unread)
        said = f"{first} of padding unread"
    return said + (f", and {' and '.join(others)}" if others else "")


def _counted(number: int, axis: int, one: str = "") -> str:
    return f"{one}{_AXES[axis]}" if number == 1 else f"{number:,} {_AXES[axis]}s"


def summary(unread: Sequence[Unread], axes: int) -> str:
    """`1 column and row of padding`, `2 columns of input, 1 of padding`; `axes` is how many the layer has."""
    if len(unread) == axes > 1 and are_alike(unread):
        return _summed(unread[0], _AXES[:axes])
    return "; ".join(_summed(one, _AXES[one.axis : one.axis + 1]) for one in unread)


def _summed(one: Unread, names: tuple[str, ...]) -> str:
    def counted(number: int) -> str:
        words = [name if number == 1 else f"{name}s" for name in names]
        return f"{number} {', '.join(words[:-1])}{' and ' if words[1:] else ''}{words[-1]}"

    if one.gap:
        between = f"{counted(one.gap)} of every {one.stride}, between windows"
        return f"{between}, and {_summed(one.behind, names)}" if one.input or one.padding else between
    if one.input and one.padding:
        return f"{counted(one.input)} of input, {one.padding} of padding"
    return f"{counted(one.input)} of input" if one.input else f"{counted(one.padding)} of padding"
