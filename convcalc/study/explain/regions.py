"""Sets of places, exactly: unions of boxes, each the product of a set along every axis.

A set along an axis is kept as its runs. What a unit reads through one chain of layers is one box, whose runs have gaps
where filters are dilated or strides skip places; at joins boxes come together that are no box, a row and a column in a
cross. Boxes that are alike along all axes but one are put together, those inside of others left out: so along one axis
there is always one box.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import NamedTuple

Span = tuple[int, int]
"""First and last place along an axis."""

Spans = tuple[Span, ...]
"""A span for each axis."""

Runs = tuple[Span, ...]
"""The places along an axis, as spans in order and apart."""

Box = tuple[Runs, ...]
"""For each axis its places; all places whose numbers are among these."""

Boxes = tuple[Box, ...]
"""The places in any of the boxes."""


class Region(NamedTuple):
    """The places in any of these boxes; where it is not `exact`, all that is known is that there are no others."""

    boxes: Boxes
    exact: bool = True

    @property
    def size(self) -> int:
        """How many places there are."""
        return count(self.boxes)

    @property
    def along(self) -> Box:
        """The places along each axis at which there is one; of nothing, none along no axis."""
        return along(self.boxes)

    @property
    def ends(self) -> Spans | None:
        """From the first to the last place along each axis; None where there are none."""
        return tuple((runs[0][0], runs[-1][1]) for runs in self.along) if self.boxes else None


def alone(place: tuple[int, ...]) -> Boxes:
    """One place."""
    return (tuple(((number, number),) for number in place),)


def merged(spans: Iterable[Span]) -> Runs:
    """Spans in the order of their first places as runs."""
    runs: list[Span] = []
    for first, last in spans:
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return tuple(runs)


def within(runs: Runs, size: int) -> Runs:
    """Those of the places that are on an axis of this size."""
    inside = ((max(0, first), min(size - 1, last)) for first, last in runs)
    return tuple(span for span in inside if span[0] <= span[1])


def length(runs: Runs) -> int:
    """How many places there are along an axis."""
    return sum(last - first + 1 for first, last in runs)


def united(one: Boxes, other: Boxes) -> Boxes:
    """The places of both, in few boxes."""
    boxes = list(one)
    for box in other:
        new: Box | None = box
        at = 0
        while new is not None and at < len(boxes):
            joined = _as_one(boxes[at], new)
            if joined is None:
                at += 1
            elif joined == boxes[at]:
                new = None
            else:  # a box that has grown may meet those before it too
                del boxes[at]
                new, at = joined, 0
        if new is not None:
            boxes.append(new)
    return tuple(boxes)


def _as_one(one: Box, other: Box) -> Box | None:
    """The places of two boxes as one box; None where they are none."""
    differing = [axis for axis, runs in enumerate(one) if runs != other[axis]]
    if len(differing) <= 1:
        return tuple(a if a == b else merged(sorted(a + b)) for a, b in zip(one, other, strict=True))
    both = tuple(merged(sorted(one[axis] + other[axis])) for axis in differing)
    for box in (one, other):
        if all(box[axis] == runs for axis, runs in zip(differing, both, strict=True)):
            return box
    return None


def along(boxes: Boxes) -> Box:
    """The places along each axis at which a box has some: the smallest box that holds them all."""
    return tuple(merged(sorted({span for runs in axis for span in runs})) for axis in zip(*boxes, strict=True))


def count(boxes: Boxes) -> int:
    """How many places are in any of the boxes."""
    if len(boxes) <= 1:
        return sum(prod(map(length, box)) for box in boxes)
    turns: dict[int, int] = {}
    for number, box in enumerate(boxes):
        for first, last in box[0]:
            turns[first] = turns.get(first, 0) ^ (1 << number)
            turns[last + 1] = turns.get(last + 1, 0) ^ (1 << number)
    # between two turns the same boxes, whose numbers are the bits of `met`, have places along the first axis
    known: dict[int, int] = {}
    total = met = before = 0
    for place in sorted(turns):
        if met not in known:
            known[met] = count(tuple({box[1:] for number, box in enumerate(boxes) if met >> number & 1}))
        total += (place - before) * known[met]
        met ^= turns[place]
        before = place
    return total
