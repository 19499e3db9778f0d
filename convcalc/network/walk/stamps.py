"""Walks a part once, and stamps it wherever it stands again."""

from __future__ import annotations

from collections.abc import Callable

from convcalc.network.graph import Group
from convcalc.network.walk.changed import Changed
from convcalc.network.walk.frame import Earlier, Frame, Tensor, Trail
from convcalc.network.walk.names import INDEX
from convcalc.network.walk.parts import KeptGroup, KeptLayer, KeptName, KeptWarning, Known, Part, Parts, Recording
from convcalc.network.walk.reuse import Reuse
from convcalc.network.walk.walk import Walk
from convcalc.spec.changes import Change
from convcalc.spec.model import Body, Item


class Stamps:
    """What one walk stamps of `parts`, and has taken down for them; without `parts` all is walked."""

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
        values = [frame.environment.get(read) for read in reads]
        key = (body, layer.output, layer.side, self.walk.side > 0, *changed, *values, *map(type, values))
        part = parts.parts.get(key)
        if part is None and not parts.pays(body, bool(frame.trail) or INDEX in frame.environment):
            return None
        if part is not None:
            parts.met(body)
        if part is None or (part.passes and isinstance(current, Earlier)):
            return Known(key, changes, None)
        longer = len(name) + (around.length + 1 if around.name else 0) - part.length
        fits = self.walk.room.has(part.taken, len(self.walk.graph.layers), longer, len(frame.trail))
        return Known(key, changes, part if fits else None)  # what does not fit is walked to where it ends

    def fill(self, known: Known | None, frame: Frame, current: Tensor, run: Callable[[], Tensor]) -> Tensor:
        """Make what stands in the group of a frame: stamped where it is known, else walked, and kept."""
        if known is None or current.layer is None:
            return run()
        if known.part is not None:
            return self.stamp(known, known.part, frame, current)
        walk, trail = self.walk, frame.trail
        before = walk.room.begin(len(walk.graph.layers), len(trail))
        recording = Recording(known, frame.group, trail, before, walk.recording)
        recording.whole = not isinstance(current, Earlier)
        walk.recording = recording
        result = run()
        self.end(recording, result, current.layer.number)
        return result

    def end(self, recording: Recording, result: Tensor, current: int) -> None:
        """Keep what was made in a group, if it can be stamped."""
        walk, outer = self.walk, recording.outer
        assert self.parts is not None
        taken = walk.room.since(recording.before, len(walk.graph.layers), len(recording.trail))
        part = recording.end(result.number, taken) if result.number is not None else None
        walk.recording = outer
        if part is not None:
            self.parts.keep(recording.known.key, part)
        if outer is not None:
            outer.used |= recording.used
            if part is not None:
                outer.part(part, recording.around, current, recording.trail)
            else:
                outer.whole = False

    def stamp(self, known: Known, part: Part, frame: Frame, current: Tensor) -> Tensor:
        """Make in the group of a frame what a part has."""
        assert current.layer is not None
        walk, before = self.walk, current.layer.number
        for number in part.used:
            walk.use(known.changes[number])
        if part.reads:
            current.take()
        walk.room.take(part.taken, frame.group.length - part.length, len(frame.trail))
        if walk.recording is not None:
            walk.recording.part(part, frame.group, before, frame.trail)
        return Tensor(walk.graph.layers[self.put(part, frame.group, before, frame.trail)])

    def put(self, part: Part, group: Group, before: int, trail: Trail) -> int:
        """Make what is kept of a part behind the layer `before`; the number of its result."""
        layers = self.walk.graph.layers
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
                self.walk.named[first + number if number >= 0 else before] = (groups[at], name)
            elif isinstance(kept, KeptWarning):
                self.walk.problems.warning(kept.message, kept.place, None, kept.trail + trail)
            else:
                inner, at, number, calls = kept
                self.put(inner, groups[at], first + number if number >= 0 else before, calls + trail)
        return first + part.result if part.result >= 0 else before
