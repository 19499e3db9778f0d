"""Walks a part once, and stamps it wherever it stands again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from convcalc.network.builder import Builder
from convcalc.network.changed import Changed
from convcalc.network.frame import Earlier, Frame, Tensor, Trail
from convcalc.network.graph import Group
from convcalc.network.names import INDEX, Names
from convcalc.network.parts import KeptGroup, KeptLayer, KeptName, KeptWarning, Key, Part, Parts, Recording
from convcalc.spec.changes import Change
from convcalc.spec.model import Body, Item, Spec


class Known(NamedTuple):
    """All that a part hangs on, and the part, where it was walked and there is room for it.

    `changes` are those that may mean something in it.
    """

    key: Key
    changes: list[Change]
    part: Part | None


class Stamps:
    """What one walk stamps of `parts`, and has taken down for them; without `parts` all is walked."""

    __slots__ = ("builder", "changed", "parts", "spec")

    def __init__(self, spec: Spec, changed: Changed, builder: Builder, parts: Parts | None) -> None:
        self.spec = spec
        self.changed = changed
        self.builder = builder
        self.parts = parts

    def look(
        self, body: Body | Item, names: Names, name: str, around: Group, trail: Trail, current: Tensor
    ) -> Known | None:
        """What is known of what stands in a group of this name; None where it can't be walked once for all."""
        parts, layer = self.parts, current.layer
        if parts is None or layer is None or name in parts.referenced:
            return None
        reads = parts.reads(body, self.spec)
        if reads is None:
            return None
        changes: list[Change] = []
        changed: list[tuple[tuple[str, ...], str, str]] = []
        for change, rest in self.changed.within(around, name):
            changes.append(change)
            changed.append((rest, change.argument, change.value.expression.text))
        if changes:
            reads += parts.known(read for change in changes for read in change.value.expression.reads)
        values = [names.get(read) for read in reads]
        key = (body, layer.output, layer.side, self.builder.side > 0, *changed, *values, *map(type, values))
        part = parts.parts.get(key)
        if part is None and not parts.pays(body, bool(trail) or INDEX in names):
            return None
        if part is not None:
            parts.met(body)
        if part is None or (part.passes and isinstance(current, Earlier)):
            return Known(key, changes, None)
        longer = len(name) + (around.length + 1 if around.name else 0) - part.length
        fits = self.builder.room.has(part.taken, len(self.builder.graph.layers), longer, len(trail))
        return Known(key, changes, part if fits else None)  # what does not fit is walked to where it ends

    def fill(self, known: Known | None, frame: Frame, current: Tensor, walk: Callable[[], Tensor]) -> Tensor:
        """Make what stands in the group of a frame: stamped where it is known, else walked, and kept."""
        if known is None or current.layer is None:
            return walk()
        if known.part is not None:
            return self.stamp(known, known.part, frame, current)
        builder, depth = self.builder, len(frame.trail)
        before = builder.room.begin(len(builder.graph.layers), depth)
        recording = Recording(known.key, known.changes, frame.group, before, depth, builder.recording)
        recording.whole = not isinstance(current, Earlier)
        builder.recording = recording
        result = walk()
        self.end(recording, result, current.layer.number)
        return result

    def end(self, recording: Recording, result: Tensor, current: int) -> None:
        """Keep what was made in a group, if it can be stamped."""
        builder, outer = self.builder, recording.outer
        assert self.parts is not None and result.number is not None
        taken = builder.room.since(recording.before, len(builder.graph.layers), recording.trail)
        part = recording.end(result.number, taken)
        builder.recording = outer
        if part is not None:
            self.parts.keep(recording.key, part)
        if outer is not None:
            outer.used |= recording.used
            if part is not None:
                outer.part(part, recording.around, current)
            else:
                outer.whole = False

    def stamp(self, known: Known, part: Part, frame: Frame, current: Tensor) -> Tensor:
        """Make in the group of a frame what a part has."""
        assert current.layer is not None
        builder, before = self.builder, current.layer.number
        for number in part.used:
            builder.use(known.changes[number])
        if part.reads:
            current.take()
        builder.room.take(part.taken, frame.group.length - part.length, len(frame.trail))
        if builder.recording is not None:
            builder.recording.part(part, frame.group, before)
        return Tensor(builder.graph.layers[self.put(part, frame.group, before, frame.trail)])

    def put(self, part: Part, group: Group, before: int, trail: Trail) -> int:
        """Make what is kept of a part behind the layer `before`; the number of its result."""
        layers = self.builder.graph.layers
        first = len(layers)
        groups = [group]
        for kept in part.kept:
            if isinstance(kept, KeptLayer):
                number, layer, inputs = kept
                parent = groups[number]
                read = tuple([first + number if number >= 0 else before for number in inputs])
                made = layer.again(len(layers), parent, read)
                layers.append(made)
                parent.children.append(made)
            elif isinstance(kept, KeptGroup):
                number, like, *ends = kept
                parent = groups[number]
                inside = like.again(parent)
                inside.first, inside.result = [first + end if end >= 0 else before for end in ends]
                parent.children.append(inside)
                groups.append(inside)
            elif isinstance(kept, KeptName):
                number, at, name = kept
                self.builder.named[first + number if number >= 0 else before] = (groups[at], name)
            elif isinstance(kept, KeptWarning):
                self.builder.problems.warning(kept.message, kept.place, None, kept.trail + trail)
            else:
                inner, at, number = kept
                self.put(inner, groups[at], first + number if number >= 0 else before, trail)
        return first + part.result if part.result >= 0 else before
