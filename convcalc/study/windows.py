"""What one unit of a layer reads of the network's input, and which units read one place of it.

Both walk the graph layer by layer with each layer's own windows, so they are exact where windows differ from unit to
unit, at joins of any branches, at edges and between the taps of dilated filters; but transposed convolutions with
dilation count as if they had no gaps.

`window` is what a unit reads as if every axis went on past its edges, as receptive fields are counted. `read` is what
it truly reads, only places that there are at every layer, from the first to the last. What of the window is outside is
padding, of the input or of a layer between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from math import prod
from typing import NamedTuple

from convcalc.costs.ops import OPS
from convcalc.costs.window import Reach
from convcalc.network.graph import Layer
from convcalc.network.receptive_field import Fields

MOST_SPANS = 2_000_000
"""The runs of places that one walk keeps apart; from then on what lies between them counts as read."""

Span = tuple[int, int]
"""First and last place along an axis."""

Spans = tuple[Span, ...]
"""A span for each axis."""

Places = tuple[Spans, ...]
"""For each axis the runs of places, in order and apart."""


class Read(NamedTuple):
    """What one unit reads of an input: its window, and the part of it that is read (None: nothing but padding).

    `whole` says of each axis that all of it is read, so that the window is the input.
    """

    input: str
    window: Spans
    read: Spans | None
    whole: tuple[bool, ...]

    @property
    def places(self) -> int:
        """The places of the window."""
        return _count(self.window)

    @property
    def padding(self) -> int:
        """How many of them are padding."""
        return self.places - (_count(self.read) if self.read is not None else 0)


def reads(fields: Fields, number: int, unit: tuple[int, ...]) -> list[Read]:
    """What a unit of the layer of this number reads of each input that it sees.

    `unit` has a place for each axis of the layer's output, none for a flat one. Raises ExpressionError where the places
    are past all bounds.
    """
    names = {source: name for name, source in fields.graph.inputs.items()}
    window = _Tracer(fields, number, clipped=False).back(number, unit)
    read = _Tracer(fields, number, clipped=True).back(number, unit)
    found = []
    for source, field in fields.of(number).items():
        whole = tuple(fields.sees_all(axis) for axis in field)
        sizes = fields.graph.layers[source].output[1:]
        ends = _ends(window[source]) if source in window else ((0, -1),) * len(sizes)
        shown = tuple((0, size - 1) if all_ else end for end, size, all_ in zip(ends, sizes, whole, strict=True))
        found.append(Read(names[source], shown, _ends(read[source]) if source in read else None, whole))
    return found


def readers(fields: Fields, number: int, source: int, place: tuple[int, ...]) -> Spans | None:
    """The units of a layer that read a place of the input of number `source`; None where there are none.

    From the first to the last unit along each axis; a flat layer has no axes to name and gives none where it reads it.
    """
    return _Tracer(fields, number, clipped=True).forward(number, source, place)


class _Tracer:
    """Walks over the graph, from units of a layer back to the inputs or from a place of an input to the units."""

    def __init__(self, fields: Fields, number: int, clipped: bool) -> None:
        self.fields = fields
        self.layers = fields.graph.layers
        local = any(axis.local is not None for field in fields.of(number).values() for axis in field)
        self.ignore = fields.ignore_global and local
        self.clipped = clipped
        self.left = MOST_SPANS

    def back(self, number: int, unit: tuple[int, ...]) -> dict[int, Places]:
        """The places of each input that a unit reads."""
        wanted: dict[int, Places] = {number: _alone(unit)}
        for current in range(number, -1, -1):
            layer = self.layers[current]
            places = wanted.pop(current, None) if layer.inputs else None
            if places is None:
                continue
            for before in layer.inputs:
                found = self._backward(layer, self.layers[before], places)
                if found is not None:
                    wanted[before] = _union(wanted.get(before), found)
        return wanted

    def forward(self, number: int, source: int, place: tuple[int, ...]) -> Spans | None:
        """The units of a layer that read a place of an input."""
        reached: dict[int, Places] = {source: _alone(place)}
        for layer in self.layers[: number + 1]:
            for before in layer.inputs:
                if before in reached:
                    found = self._forward(layer, self.layers[before], reached[before])
                    if found is not None:
                        reached[layer.number] = _union(reached.get(layer.number), found)
        return _ends(reached[number]) if number in reached else None

    def _through_join(self, sizes: tuple[int, ...], others: tuple[int, ...], places: Places) -> Places | None:
        """The same places on the other side of a join; one value that stands for all places meets all of them."""
        if sizes == others:
            return places
        if self.ignore:
            return None
        return tuple(
            spans if own == other else ((0, other - 1),)
            for spans, own, other in zip(places, sizes, others, strict=True)
        )

    def _windows(self, layer: Layer) -> list[Reach] | None:
        """The windows of a layer; None where they are left aside."""
        found = self.fields.reaches(layer)
        return None if self.ignore and all(reach.jump == 0 for reach in found) else found

    def _backward(self, layer: Layer, before: Layer, places: Places) -> Places | None:
        """What units of a layer read of the one before it; None where that is nothing, or is left aside."""
        sizes = before.output[1:]
        op = OPS.get(layer.op)
        if op is None:
            return self._through_join(layer.output[1:], sizes, places)
        if not op.window or not sizes:
            return places
        windows = self._windows(layer)
        if windows is None:
            return None
        each = zip(windows, places or ((),) * len(sizes), strict=True)
        found = tuple(self._read(reach, spans) for reach, spans in each)
        return found if all(found) else None

    def _forward(self, layer: Layer, before: Layer, places: Places) -> Places | None:
        """Which units of a layer read some of these places of the layer before it."""
        sizes = layer.output[1:]
        op = OPS.get(layer.op)
        if op is None:
            return self._through_join(before.output[1:], sizes, places)
        if not op.window or len(before.output) == 1:
            return places
        windows = self._windows(layer)
        if windows is None:
            return None
        if not sizes:
            return ()
        found = tuple(self._units(reach, spans) for reach, spans in zip(windows, places, strict=True))
        return found if all(found) else None

    def _all(self, reach: Reach) -> bool:
        return reach.jump == 0 or (reach.whole and not self.ignore)

    def _read(self, reach: Reach, units: Spans) -> Spans:
        """The places along an axis that units read."""
        if self._all(reach):
            return ((0, reach.size - 1),)
        found = _merged(sorted(span for first, last in units for span in self._each(reach, first, last)))
        if not self.clipped:
            return found
        inside = ((max(0, first), min(reach.size - 1, last)) for first, last in found)
        return tuple(span for span in inside if span[0] <= span[1])

    def _each(self, reach: Reach, first: int, last: int) -> Iterable[Span]:
        """What a run of units reads: one run of places where windows touch, else those of each unit."""
        begin, end = reach.first(first), reach.last(last)
        taps = (reach.last(first) - begin) // reach.step + 1
        touching = reach.jump <= 1 or (reach.jump.denominator == 1 and begin + reach.jump <= reach.last(first) + 1)
        runs = (last - first + 1) * (taps if reach.step > 1 else 1)
        if (reach.step == 1 and (touching or first == last)) or not self.clipped or runs > self.left:
            return ((begin, end),) if begin <= end else ()
        self.left -= runs
        if reach.step == 1:
            return ((reach.first(unit), reach.last(unit)) for unit in range(first, last + 1))
        starts = (reach.first(unit) for unit in range(first, last + 1))
        return {(place, place) for start in starts for place in range(start, start + taps * reach.step, reach.step)}

    def _units(self, reach: Reach, places: Spans) -> Spans:
        """The units along an axis that read some places."""
        units = range(reach.units)
        if self._all(reach):
            return ((0, reach.units - 1),)
        runs = []
        for first, last in places:
            begin, end = bisect_left(units, first, key=reach.last), bisect_right(units, last, key=reach.first)
            if (reach.step > 1 or reach.sparse) and end - begin <= self.left:
                self.left -= max(0, end - begin)
                runs += [(unit, unit) for unit in range(begin, end) if _hits(reach, unit, first, last)]
            elif begin < end:
                runs.append((begin, end - 1))
        return _merged(sorted(runs))


def _hits(reach: Reach, unit: int, first: int, last: int) -> bool:
    """Whether one of the places that a unit reads lies within a run."""
    begin = reach.first(unit)
    tap = begin + max(0, -((begin - first) // reach.step)) * reach.step
    return tap <= min(last, reach.last(unit))


def _alone(place: tuple[int, ...]) -> Places:
    return tuple(((number, number),) for number in place)


def _ends(places: Places) -> Spans:
    """From the first to the last place along each axis."""
    return tuple((spans[0][0], spans[-1][1]) for spans in places)


def _union(one: Places | None, other: Places) -> Places:
    if one is None or one == other:
        return other
    return tuple(_merged(sorted(a + b)) for a, b in zip(one, other, strict=True))


def _merged(spans: Iterable[Span]) -> Spans:
    """The runs with those that touch as one; they come in the order of their first places."""
    merged: list[Span] = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def _count(spans: Spans) -> int:
    return prod(last - first + 1 for first, last in spans)
