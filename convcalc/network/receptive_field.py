"""The receptive field of every layer: which places of the network's input its units read, axis by axis, exactly.

A unit is a place of a layer's output. Units and places of the input are counted from 0; places below 0 and behind the
input are padding. What unit u reads goes from its first to its last place, padding between layers included, as if the
input went on: so published tables count. `Spans` keeps both ends for the units of one period, after which they
repeat `shift` places further on: the jump is shift / period, and the period 1 unless something was upsampled. So
nothing is rounded or averaged where units read differently many places, or none: between the windows, or the taps, of a
transposed convolution.

    size              places from the first to the last that a unit reads; the most of any
    jump              places of the input from one unit to the next (effective stride)
    start             the centre of what unit 0 reads
    effective padding places before the input that unit 0 reads: minus its first

With a period of 1 the RECURRENCES give these. At a join a unit reads what any of the branches' units reads. Branches
whose units lie on other places are kept in `misaligned`; with other jumps the union has no jump, and the axis is
`Undefined` from there on.

An axis is `whole` where units read all of it: behind global pools, flatten and linear, norms over all places, and where
a gate made of these is multiplied. The window beside it is still known (`local`), unless there is only the gate.

Sources: Araujo, Norris, Sim 2019, Computing receptive fields of convolutional neural networks; the same recurrences in
google-research/receptive_field.
"""

from __future__ import annotations

from functools import reduce
from math import gcd, lcm, prod
from typing import TYPE_CHECKING, NamedTuple

from convcalc.costs.op import Op, Shape
from convcalc.costs.ops import OPS
from convcalc.costs.window import RECURRENCES, Reach, reaches, window_of
from convcalc.costs.written import parsed
from convcalc.language.tree import ExpressionError
from convcalc.language.values import MAXIMUM_BITS, Number, Size, Value
from convcalc.language.work import count
from convcalc.network.graph import Graph, Layer
from convcalc.network.spans import (
    EVERYTHING,
    IDENTITY,
    MISALIGNED,
    MOVED,
    TOO_FINE,
    TOO_LARGE,
    Axis,
    Field,
    Spans,
    Undefined,
    both,
    nothing,
    spans_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_PERIOD = 4096
MOST_ENTRIES = 4_000_000
"""Of spans that differ from unit to unit no more are kept, for one axis and for the whole network."""

RECEPTIVE_FIELD = "receptive_field"
JUMP = "jump"
START = "start"
PADDING = "effective_padding"

_COMPUTED = (RECEPTIVE_FIELD, JUMP, PADDING)


class Misalignment(NamedTuple):
    """Branches of a join (both numbers of layers) whose units lie on other places along an axis of an input.

    `jumps` are those of the branch and of the `other` one; `distance` is how far behind the other's the branch's grid
    begins, in places of the input.
    """

    join: int
    branch: int
    other: int
    input: int
    axis: int
    jumps: tuple[Number, Number]
    distance: Number


class Fields:
    """The receptive fields of all layers of a graph, worked out at once; a layer's are in order of the inputs it reads.

    `ignore_global` leaves aside what reads everything wherever there is a window beside it. `causal` are the joins, by
    their numbers, whose branches begin at other places and end at the same, as those of causal networks do.
    """

    def __init__(self, graph: Graph, ignore_global: bool = False) -> None:
        self.graph = graph
        self.ignore_global = ignore_global
        self.misaligned: list[Misalignment] = []
        self.causal: list[int] = []
        self._entries = 0
        self._reaches: dict[tuple[str, int, Shape], list[Reach]] = {}
        self._known: dict[tuple[int, int], tuple[Axis, Axis, Reach]] = {}
        self._of: list[dict[int, Field]] = []
        self.resume((), graph.layers)
        count(len(graph.layers))

    def resume(self, before: Sequence[dict[int, Field]], layers: Sequence[Layer]) -> list[dict[int, Field]]:
        """The fields of more layers of the graph, behind those whose fields are known."""
        self._of, self._entries = list(before), 0
        self.misaligned.clear()
        self.causal.clear()
        self._reaches.clear()  # by the arguments of layers, of which those of other graphs may have been let go
        for layer in layers:
            self._of.append(self._field(layer))
        return self._of

    def of(self, number: int) -> dict[int, Field]:
        """What the layer of this number reads: by the number of each input that it sees, its axes."""
        return self._of[number]

    def value(self, number: int | None, metric: str) -> Size:
        """A metric of a layer for each axis of the first input it reads; empty where it is not defined."""
        if number is None:
            return Size()
        source, field = next(iter(self._of[number].items()), (0, ()))
        sizes = self.graph.layers[source].output[1:]
        values = [self._value(axis, metric, size) for axis, size in zip(field, sizes, strict=True)]
        known = [value for value in values if value is not None]
        return Size(known) if len(known) == len(values) else Size()

    def whole(self, number: int) -> tuple[bool, ...]:
        """Whether each axis of the first input is read as a whole."""
        return tuple(self.sees_all(axis) for axis in next(iter(self._of[number].values()), ()))

    def sees_all(self, axis: Axis) -> bool:
        """Whether an axis counts as read as a whole: not where that is ignored and a window is left."""
        return axis.whole and not (self.ignore_global and axis.local is not None)

    def undefined(self, number: int) -> str:
        """Why the field of a layer has no size: MISALIGNED, TOO_FINE, TOO_LARGE or MOVED; empty where it has one."""
        axes = next(iter(self._of[number].values()), ())
        return next((axis.local.reason for axis in axes if isinstance(axis.local, Undefined)), "")

    def last_local(self, number: int) -> int:
        """The last layer on the way to this one that has windows: the layer itself, or the one before it became one."""
        pending, best = [number], -1
        seen = set()
        while pending:
            current = pending.pop()
            if current in seen or current <= best:
                continue
            seen.add(current)
            if any(axis.local is not None for axes in self._of[current].values() for axis in axes):
                best = max(best, current)
            else:
                pending.extend(self.graph.layers[current].inputs)
        return best if best >= 0 else number

    def reaches(self, layer: Layer) -> list[Reach]:
        """The window of an op's layer along each axis of what it reads."""
        before = self.graph.layers[layer.inputs[0]].output
        key = (layer.op, id(layer.arguments), before)
        if key not in self._reaches:
            self._reaches[key] = reaches(OPS[layer.op], layer.arguments, before, layer.output)
        return self._reaches[key]

    def _value(self, axis: Axis, metric: str, size: int) -> Number | None:
        if metric == RECEPTIVE_FIELD:
            if self.sees_all(axis):
                return size
            return axis.local.size if isinstance(axis.local, Spans) else None
        return getattr(axis.local, metric) if isinstance(axis.local, Spans) else None

    def _field(self, layer: Layer) -> dict[int, Field]:
        op = OPS.get(layer.op)
        if op is None:
            return self._join(layer) if layer.inputs else {layer.number: (IDENTITY,) * (len(layer.output) - 1)}
        if not layer.inputs:
            return {}
        fields = dict(self._behind(op, layer))
        for number in layer.inputs[1:]:
            for source, field in self._of[number].items():
                one = fields.get(source, (EVERYTHING,) * len(field))
                fields[source] = tuple(Axis(axis.local, True) for axis in one)
        return fields

    def _behind(self, op: Op, layer: Layer) -> dict[int, Field]:
        """What the units of an op's layer read through its first input."""
        before = self._of[layer.inputs[0]]
        if not op.window or len(self.graph.layers[layer.inputs[0]].output) == 1:
            return before
        if window_of(op, layer.arguments).moves:
            return {source: tuple(map(_moved, field)) for source, field in before.items()}
        try:
            along = self.reaches(layer)
            return {source: self._through_all(field, along) for source, field in before.items()}
        except ExpressionError:
            lost = Axis(Undefined(TOO_LARGE), False)
            return {source: (lost,) * len(field) for source, field in before.items()}

    def _through_all(self, field: Field, along: list[Reach]) -> Field:
        """A field behind windows; where its axes have moved, these say no more than whether everything is read."""
        if len(field) == len(along) and not any(map(is_moved, field)):
            return tuple(self._through(axis, reach) for axis, reach in zip(field, along, strict=True))
        if all(reach.jump == 0 for reach in along):
            return (EVERYTHING,) * len(field)
        whole = all(reach.whole for reach in along)
        return tuple(Axis(axis.local, axis.whole or whole) for axis in field)

    def _through(self, axis: Axis, reach: Reach) -> Axis:
        """What is read through a layer's windows."""
        if reach.jump == 0 or axis.local is None:
            return EVERYTHING
        key = (id(axis), id(reach))
        if key not in self._known:
            self._known[key] = (self._read(axis, reach), axis, reach)  # both kept, so that each stays itself
        return self._known[key][0]

    def _read(self, axis: Axis, reach: Reach) -> Axis:
        local, whole = axis.local, axis.whole or reach.whole
        if not isinstance(local, Spans):
            return Axis(local, whole)
        values = recurrence_values(local, reach)
        if values is not None:
            size, jump, padding = (parsed(RECURRENCES[each]).whole(values) for each in _COMPUTED)
            return Axis(self._refused(1, jump) or Spans((-padding,), (size - padding - 1,), jump), whole)
        step, units = reach.jump.numerator, reach.jump.denominator
        period = len(local.firsts)
        times = period // gcd(period, step)
        shift = times * step // period * local.shift
        refused = self._refused(times * units, shift)
        if refused is not None:
            return Axis(refused, whole)
        ends = []
        together: dict[int, Spans] = {}
        for unit in range(times * units):
            places = reach.places(unit)
            count = len(places)
            if count and count not in together:
                together[count] = local.together(count, places.step)
            if count:
                ends.append((together[count].first(places[0]), together[count].last(places[0])))
            else:
                ends.append(nothing(local.first(reach.first(unit)), local.last(reach.last(unit))))
        return Axis(spans_of(ends, shift), whole)

    def _refused(self, period: int, shift: int) -> Undefined | None:
        """Why spans of this period are not kept."""
        if shift.bit_length() > MAXIMUM_BITS:
            return Undefined(TOO_LARGE)
        if period > LONGEST_PERIOD or (period > 1 and self._entries + period > MOST_ENTRIES):
            return Undefined(TOO_FINE)
        self._entries += period
        return None

    def branches(self, layer: Layer) -> dict[int, list[tuple[int, Field]]]:
        """For each input that a join sees, the branches (by number) that read it, and what each brings to its units."""
        by_source: dict[int, list[tuple[int, Field]]] = {}
        for number in layer.inputs:
            for source, field in self._of[number].items():
                by_source.setdefault(source, []).append((number, self._spread(number, layer, field)))
        return dict(sorted(by_source.items()))

    def _join(self, layer: Layer) -> dict[int, Field]:
        return {
            source: tuple(self._union(layer, source, place, branches) for place in range(len(branches[0][1])))
            for source, branches in self.branches(layer).items()
        }

    def _spread(self, number: int, layer: Layer, field: Field) -> Field:
        """The field of a branch; where one value of it stands for all places, it is read as a whole."""
        shape = self.graph.layers[number].output
        if shape[1:] == layer.output[1:]:
            return field
        if len(field) != len(shape) - 1 or any(map(is_moved, field)):
            return field if prod(shape[1:]) > 1 else (EVERYTHING,) * len(field)
        if layer.op == "concat":  # along this axis what stands behind it begins at another place
            axes = zip(field, shape[1:], layer.output[1:], strict=True)
            return tuple(axis if own == all_ else _moved(axis) for axis, own, all_ in axes)
        return tuple(
            axis if own == all_ else EVERYTHING
            for axis, own, all_ in zip(field, shape[1:], layer.output[1:], strict=True)
        )

    def _union(self, layer: Layer, source: int, place: int, branches: Sequence[tuple[int, Field]]) -> Axis:
        """What is read through any of the branches along an axis."""
        axes = [field[place] for _, field in branches]
        if all(axis is axes[0] for axis in axes):
            return axes[0]
        whole = any(axis.whole for axis in axes)
        local = [
            (number, axis.local) for (number, _), axis in zip(branches, axes, strict=True) if axis.local is not None
        ]
        if not local:
            return EVERYTHING
        lost = next((one for _, one in local if isinstance(one, Undefined)), None)
        if lost is not None:
            return Axis(lost, whole)
        spans = [(number, one) for number, one in local if isinstance(one, Spans)]
        if not self._aligned(layer, source, place, spans):
            return Axis(Undefined(MISALIGNED), whole)
        distinct = list(dict.fromkeys(one for _, one in spans))
        if len(distinct) > 1:
            return Axis(self._merged(distinct), whole)
        joined = Axis(distinct[0], whole)
        return next((axis for axis in axes if axis == joined), joined)

    def _merged(self, spans: list[Spans]) -> Spans | Undefined:
        """From the first to the last place of any; the jumps are equal."""
        period = lcm(*(len(one.firsts) for one in spans))
        shift = period // len(spans[0].firsts) * spans[0].shift
        each = ([(one.first(unit), one.last(unit)) for one in spans] for unit in range(period))
        return self._refused(period, shift) or spans_of([reduce(both, ends) for ends in each], shift)

    def _aligned(self, layer: Layer, source: int, place: int, spans: list[tuple[int, Spans]]) -> bool:
        """Whether the jumps are equal; keeps what lies on other places."""
        other, first = spans[0]
        same = True
        for number, one in spans[1:]:
            if one is first:
                continue
            jumps = (one.jump, first.jump)
            distance = one.offset - first.offset
            same = same and jumps[0] == jumps[1]
            if distance and (one.lasts, one.shift) == (first.lasts, first.shift):
                self.causal.append(layer.number)
            elif jumps[0] != jumps[1] or distance:
                self.misaligned.append(Misalignment(layer.number, number, other, source, place, jumps, distance))
        return same


def is_moved(axis: Axis) -> bool:
    """Whether the places of an axis no longer lie in the order of the input's."""
    return axis.local == Undefined(MOVED)


def _moved(axis: Axis) -> Axis:
    """An axis whose units read the same, but lie in another order."""
    return axis if axis.local is None else Axis(Undefined(MOVED), axis.whole)


def recurrence_values(before: Spans, reach: Reach) -> dict[str, Value] | None:
    """The values of the symbols of RECURRENCES but the start's; None where units do not all read as many places."""
    if len(before.firsts) > 1 or reach.jump.denominator > 1 or not before.size:
        return None
    first, last = reach.first(0), reach.last(0)
    field = {"r": before.size, "j": before.jump, "p": before.effective_padding}
    return {**field, "F": last - first + 1, "S": reach.jump, "P": -first}
