"""Where the sizes of two branches parted that a join can't put together."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.costs.op import show_shape
from convcalc.costs.unread import summary
from convcalc.network.graph import Layer


def parted(layers: Sequence[Layer], one: Layer, other: Layer) -> str | None:
    """What both branches come from, and the layer between that loses a part of it, or makes another size of it.

    A layer that leaves places unread is to blame where the sizes are near to each other, as when a decoder comes back
    to an even size. None where their sizes are equal, where they come from nothing that is the same, or where one layer
    alone lies between: that stands beside the join.
    """
    if one.output[1:] == other.output[1:] or len(one.output) != len(other.output):
        return None
    behind, beside = _before(layers, one), _before(layers, other)
    common = max(behind & beside, default=None)
    if common is None:
        return None
    ways = [_way(layers, common, end, reached) for end, reached in ((one, behind), (other, beside))]
    between = sorted({layer.number for way in ways for layer in way})
    if len(between) < 2:
        return None
    source = layers[common]
    said = f"both come from {_named(source)}"
    is_near = all(2 * min(pair) > max(pair) for pair in zip(one.output[1:], other.output[1:], strict=True))
    losing = next((layers[number] for number in between if layers[number].unread), None)
    if losing is not None and is_near:
        read = layers[losing.inputs[0]].output
        lost = summary(losing.unread, len(read) - 1)
        return f"{said}, and {losing.path} leaves {lost} unread, of {show_shape(read)}"
    return f"{said}; {' and '.join(_change(layers, source, way) for way in ways)}"


def _before(layers: Sequence[Layer], end: Layer) -> set[int]:
    """The layers that one is worked out from, itself among them, by their numbers."""
    reached: set[int] = set()
    pending = [end.number]
    while pending:
        number = pending.pop()
        if number not in reached:
            reached.add(number)
            pending += layers[number].inputs
    return reached


def _way(layers: Sequence[Layer], common: int, end: Layer, reached: set[int]) -> list[Layer]:
    """The layers behind a common one, up to the end of a branch, that lead there from it."""
    leads = {common}
    for number in sorted(reached):
        if number > common and not leads.isdisjoint(layers[number].inputs):
            leads.add(number)
    return [layers[number] for number in sorted(leads - {common}) if number <= end.number]


def _change(layers: Sequence[Layer], source: Layer, way: Sequence[Layer]) -> str:
    """Where the size of what comes from a layer changes for the last time on a way, and to what."""
    for layer in reversed(way):
        if layer.output[1:] != layers[layer.inputs[0]].output[1:]:
            return f"{layer.path} makes {show_shape(layer.output)} of it"
    return "one stays as large" if source.output[1:] else "one stays flat"


def _named(layer: Layer) -> str:
    return f"{layer.path}, {show_shape(layer.output)}"
