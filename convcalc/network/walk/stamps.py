"""Stamps a part that is known wherever it stands."""

from __future__ import annotations

from convcalc.network.graph import Group, Layer
from convcalc.network.walk.changed import Changed
from convcalc.network.walk.frame import Earlier, Frame, Naming, Tensor, Trail
from convcalc.network.walk.parts import KeptGroup, KeptName, KeptWarning, Key, Known, Part, Parts
from convcalc.network.walk.reuse import Reuse
from convcalc.network.walk.walk import Walk
from convcalc.spec.changes import Change
from convcalc.spec.model import Body, Call, Item


class Stamps:
    """What one walk stamps of `parts`; without `parts` all is walked."""

    def __init__(self, walk: Walk, changed: Changed, reuse: Reuse, parts: Parts | None) -> None:
        self.walk = walk
        self.changed = changed
        self.reuse = reuse
        self.parts = parts

    def look(self, body: Body | Item, name: str, frame: Frame, current: Tensor) -> Known | None:
        """What is known of what stands in a group of this name; None where it runs again, or can't be stamped."""
        parts, layer, around = self.parts, current.layer, frame.group
        if parts is None or layer is None or self.reuse.replays or name in parts.referenced:
            return None
        reads = parts.reads(body, self.walk.spec)
        if reads is None:
            return None
        changes: list[Change] = []
        changed: list[tuple[tuple[str, ...], str, str]] = []
        for change, rest in self.changed.within(around, name):
            changes.append(change)
            changed.append((rest, change.argument, change.value.expression.text))
        if changes:
            reads += parts.known(read for change in changes for read in change.value.expression.reads)
        key = (*self._key(body, reads, frame, layer), *changed)
        return Known(key, changes, parts.parts.get(key))

    def chain_key(self, call: Call, naming: Naming, frame: Frame, current: Tensor) -> Key | None:
        """All that a call of a chain in a part hangs on; None where changes may mean something in it."""
        parts, layer = self.parts, current.layer
        if parts is None or layer is None or self.changed.may_mean(frame.group):
            return None
        reads = parts.reads(call, self.walk.spec)
        return (naming, *self._key(call, reads, frame, layer)) if reads is not None else None

    def _key(self, body: Body | Item, reads: tuple[str, ...], frame: Frame, before: Layer) -> Key:
        values = [frame.environment.get(read) for read in reads]
        return body, before.output, before.side, self.walk.side > 0, *values, *map(type, values)

    def fits(self, part: Part, frame: Frame, current: Tensor) -> bool:
        """Whether a part can be stamped in the group of a frame; what there is no room for is walked to where it ends.

        A tensor to which a `from` went back goes on under other names, which no part knows.
        """
        if part.passes and isinstance(current, Earlier):
            return False
        longer = frame.group.length - part.length
        return self.walk.room.has(part.taken, self.walk.layers, longer, len(frame.trail))

    def stamp(self, known: Known, part: Part, frame: Frame, current: Tensor) -> Tensor:
        """Make in the group of a frame what a part has."""
        assert current.layer is not None
        walk, before = self.walk, current.layer
        for number in part.used:
            walk.use(known.changes[number])
        if part.reads:
            current.take()
        walk.room.take(part.taken, frame.group.length - part.length, len(frame.trail))
        if walk.draft is not None:
            return Tensor(walk.draft.part(part, frame, before))
        return Tensor(walk.graph.layers[self.put(part, frame.group, before.number, frame.trail)])

    def put(self, part: Part, group: Group, before: int, trail: Trail) -> int:
        """Make what is kept of a part behind the layer `before`; the number of its result."""
        layers = self.walk.graph.layers
        first = len(layers)
        groups = [group]
        for kept in part.kept:
            if isinstance(kept, Layer):
                parent = groups[kept.number]
                read = tuple([first + number if number >= 0 else before for number in kept.inputs])
                made = kept.again(len(layers), parent, read)
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
                self.walk.named[first + number if number >= 0 else before] = (groups[at], name)
            elif isinstance(kept, KeptWarning):
                self.walk.problems.warning(kept.message, kept.place, None, kept.trail + trail)
            else:
                inner, at, number, calls = kept
                self.put(inner, groups[at], first + number if number >= 0 else before, calls + trail)
        return first + part.result if part.result >= 0 else before
