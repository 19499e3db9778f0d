"""What one unit of a layer reads of the network's input, and which units read one place of it.

Both walk the graph layer by layer with each layer's own windows, so they are exact where windows differ from unit to
unit, at joins of any branches, at edges, and in the gaps: between the taps of dilated filters and between the windows
of strides that skip places. Where there are more gaps than a walk can take apart, what is in them counts too, and the
region says that it is not exact.

`window` is what a unit reads as if every axis went on past its edges, as receptive fields are counted. `read` is what
it truly reads, only places that there are at every layer. What of the window is outside is padding, of the input or of
a layer between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from convcalc.costs.ops import OPS
from convcalc.costs.window import Reach, window_of
from convcalc.network.graph import Layer
from convcalc.network.receptive_field import Fields
from convcalc.study.explain.regions import Box, Boxes, Region, Runs, Span, alone, along, merged, united, within

MOST_SPANS = 1_000_000
"""The spans that one walk takes apart; from then on what lies between them counts too."""

MOST_BOXES = 64
"""The boxes that are kept of what one layer is read; more are held by one."""


class Read(NamedTuple):
    """What one unit reads of an input: its window, and the part of it that is read.

    `whole` says of each axis that the window goes over all of it, because something on the way reads all.
    """

    input: str
    window: Region
    read: Region
    whole: tuple[bool, ...]

    @property
    def exact(self) -> bool:
        """Whether both are exact."""
        return self.window.exact and self.read.exact

    @property
    def padding(self) -> int:
        """How many places of the window are padding."""
        return self.window.size - self.read.size


def reads(fields: Fields, number: int, unit: tuple[int, ...]) -> list[Read]:
    """What a unit of the layer of this number reads of each input that it sees.

    `unit` has a place for each axis of the layer's output, none for a flat one. Raises ExpressionError where the places
    are past all bounds.
    """
    names = {source: name for name, source in fields.graph.inputs.items()}
    windows, window_exact = _Tracer(fields, number, clipped=False).back(number, unit)
    read, read_exact = _Tracer(fields, number, clipped=True).back(number, unit)
    found = []
    for source, field in fields.of(number).items():
        sizes = fields.graph.layers[source].output[1:]
        sees_all = tuple(fields.sees_all(axis) for axis in field)
        window = _bounded(windows.get(source, ()), sizes, sees_all)
        ends = Region(window).ends or ((0, -1),) * len(sizes)
        whole = tuple(all_ and end == (0, size - 1) for all_, end, size in zip(sees_all, ends, sizes, strict=True))
        window_region, read_region = Region(window, window_exact), Region(read.get(source, ()), read_exact)
        found.append(Read(names[source], window_region, read_region, whole))
    return found


def readers(fields: Fields, number: int, source: int, place: tuple[int, ...]) -> Region:
    """The units of a layer that read a place of the input of number `source`.

    A flat layer has no axes to name: its region is of one box without axes where it reads the place.
    """
    return _Tracer(fields, number, clipped=True).forward(number, source, place)


def _bounded(boxes: Boxes, sizes: tuple[int, ...], axes: tuple[bool, ...]) -> Boxes:
    """The places that are on those of the axes; what reads all of an axis reads no further."""
    inside: Boxes = ()
    for box in boxes:
        each = zip(box, sizes, axes, strict=True)
        cut = tuple(within(runs, size) if bounded else runs for runs, size, bounded in each)
        inside = united(inside, (cut,) if all(cut) else ())
    return inside


class _Tracer:
    """Walks over the graph, from units of a layer back to the inputs or from a place of an input to the units."""

    def __init__(self, fields: Fields, number: int, clipped: bool) -> None:
        self.fields = fields
        self.layers = fields.graph.layers
        local = any(axis.local is not None for field in fields.of(number).values() for axis in field)
        self.ignore = fields.ignore_global and local
        self.clipped = clipped
        self.left = MOST_SPANS
        self.exact = True

    def back(self, number: int, unit: tuple[int, ...]) -> tuple[dict[int, Boxes], bool]:
        """The places of each input that a unit reads, and whether they are exact."""
        wanted: dict[int, Boxes] = {number: alone(unit)}
        for current in range(number, -1, -1):
            layer = self.layers[current]
            boxes = wanted.pop(current, None) if layer.inputs else None
            if boxes is None:
                continue
            for before in layer.inputs:
                found = (self._backward(layer, self.layers[before], box) for box in boxes)
                self._add(wanted, before, found)
        return wanted, self.exact

    def forward(self, number: int, source: int, place: tuple[int, ...]) -> Region:
        """The units of a layer that read a place of an input."""
        reached: dict[int, Boxes] = {source: alone(place)}
        for layer in self.layers[: number + 1]:
            for before in layer.inputs:
                found = (self._forward(layer, self.layers[before], box) for box in reached.get(before, ()))
                self._add(reached, layer.number, found)
        return Region(reached.get(number, ()), self.exact)

    def _add(self, places: dict[int, Boxes], number: int, boxes: Iterable[Box | None]) -> None:
        """Add boxes to the places of a layer."""
        for box in boxes:
            if box is not None:
                all_ = united(places.get(number, ()), (box,))
                if len(all_) > MOST_BOXES:
                    all_ = (along(all_),)
                    self.exact = False
                places[number] = all_

    def _through_join(self, sizes: tuple[int, ...], others: tuple[int, ...], box: Box) -> Box | None:
        """The same places on the other side of a join; one value that stands for all places meets all of them."""
        if sizes == others:
            return box
        if self.ignore:
            return None
        return tuple(
            runs if own == other else ((0, other - 1),) for runs, own, other in zip(box, sizes, others, strict=True)
        )

    def _is_mixed(self, layer: Layer, before: Layer) -> bool:
        """Whether all that is known is that a layer may read any place of one before it, or that it reads them all."""
        op, sizes = OPS.get(layer.op), before.output[1:]
        if op is None:
            mixed = layer.op == "concat" and sizes != layer.output[1:]
        elif before.number != layer.inputs[0]:
            return True
        else:
            mixed = bool(sizes) and bool(op.window) and window_of(op, layer.arguments).moves
        self.exact = self.exact and not mixed
        return mixed

    def _windows(self, layer: Layer) -> list[Reach] | None:
        """The windows of a layer; None where they are left aside."""
        found = self.fields.reaches(layer)
        return None if self.ignore and all(reach.jump == 0 for reach in found) else found

    def _backward(self, layer: Layer, before: Layer, box: Box) -> Box | None:
        """What units of a layer read of the one before it; None where that is nothing, or is left aside."""
        sizes = before.output[1:]
        op = OPS.get(layer.op)
        if self._is_mixed(layer, before):
            return _everything(sizes)
        if op is None:
            return self._through_join(layer.output[1:], sizes, box)
        if not op.window or not sizes:
            return box
        windows = self._windows(layer)
        if windows is None:
            return None
        each = zip(windows, box or ((),) * len(sizes), strict=True)
        found = tuple(self._read(reach, units) for reach, units in each)
        return found if all(found) else None

    def _forward(self, layer: Layer, before: Layer, box: Box) -> Box | None:
        """Which units of a layer read some of these places of the layer before it."""
        sizes = layer.output[1:]
        op = OPS.get(layer.op)
        if self._is_mixed(layer, before):
            return _everything(sizes)
        if op is None:
            return self._through_join(before.output[1:], sizes, box)
        if not op.window or len(before.output) == 1:
            return box
        windows = self._windows(layer)
        if windows is None:
            return None
        if not sizes:
            return ()
        found = tuple(self._units(reach, places) for reach, places in zip(windows, box, strict=True))
        return found if all(found) else None

    def _all(self, reach: Reach) -> bool:
        return reach.jump == 0 or (reach.whole and not self.ignore)

    def _read(self, reach: Reach, units: Runs) -> Runs:
        """The places along an axis that units read."""
        if self._all(reach):
            return ((0, reach.size - 1),)
        found = merged(sorted(span for first, last in units for span in self._read_by(reach, first, last)))
        return within(found, reach.size) if self.clipped else found

    def _read_by(self, reach: Reach, first: int, last: int) -> Iterable[Span]:
        """What a run of units reads: one span where windows touch, else those of each unit."""
        begin, end = reach.first(first), reach.last(last)
        shift, period = reach.jump.numerator, reach.jump.denominator
        touching = reach.jump <= 1 or (period == 1 and begin + shift <= reach.last(first) + 1)
        like = min(last - first + 1, period)
        periods = 1 if shift == 1 else (last - first) // period + 1
        if reach.dilated and self._afford(like + reach.taps * periods):
            pairs = ((unit, (place, place)) for unit in range(first, first + like) for place in reach.places(unit))
            return _carried(pairs, period, shift, first, last)
        if not reach.dilated and not touching and first < last and self._afford(like * periods):
            pairs = ((unit, (reach.first(unit), reach.last(unit))) for unit in range(first, first + like))
            return _carried(pairs, period, shift, first, last)
        return ((begin, end),) if begin <= end else ()

    def _units(self, reach: Reach, places: Runs) -> Runs:
        """The units along an axis that read some places."""
        if self._all(reach):
            return ((0, reach.units - 1),)
        found = merged(sorted(span for first, last in places for span in self._reading(reach, first, last)))
        return within(found, reach.units)

    def _reading(self, reach: Reach, first: int, last: int) -> Iterable[Span]:
        """The units that read a run of places."""
        if reach.dilated or reach.sparse:
            shift, period = reach.jump.numerator, reach.jump.denominator
            if self._afford(period + reach.taps * (1 if period == 1 else (last - first) // shift + 1)):
                pairs = ((place, (unit, unit)) for unit in range(period) for place in reach.places(unit))
                return _carried(pairs, shift, period, first, last)
        units = range(reach.units)
        begin, end = bisect_left(units, first, key=reach.last), bisect_right(units, last, key=reach.first)
        return ((begin, end - 1),) if begin < end else ()

    def _afford(self, spans: int) -> bool:
        """Whether so many spans are taken apart; else the walk is no longer exact."""
        self.exact = self.exact and spans <= self.left
        if spans > self.left:
            return False
        self.left -= spans
        return True


def _everything(sizes: tuple[int, ...]) -> Box:
    return tuple(((0, size - 1),) for size in sizes)


def _carried(pairs: Iterable[tuple[int, Span]], step: int, shift: int, first: int, last: int) -> Iterator[Span]:
    """Of a place and a span each, and those k·step and k·shift further on: the spans whose place is in a run."""
    for place, (begin, end) in pairs:
        low, high = -((place - first) // step), (last - place) // step
        if shift > 1:
            yield from ((begin + k * shift, end + k * shift) for k in range(low, high + 1))
        elif low <= high:
            yield begin + low, end + high
