"""Walks a part once, and stamps it wherever it stands again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from convcalc.language.problems import Place, Problems
from convcalc.network.frame import Earlier, Frame, Tensor
from convcalc.network.graph import Graph, Group
from convcalc.network.names import Names
from convcalc.network.parts import GROUP, LAYER, NAME, PART, WARNING, Part, Parts, Recording
from convcalc.network.room import MAXIMUM_CHARACTERS, Room
from convcalc.network.scope import MAXIMUM_DEPTH, MAXIMUM_NESTING, STEPS_OF_A_LAYER, Namer
from convcalc.spec.changes import Change, ChangedParts, ChangesByPath, further
from convcalc.spec.model import Body, Item, Spec

Trail = tuple[tuple[str, Place], ...]
"""The calls that led to a place, innermost first."""


class Known(NamedTuple):
    """All that a part hangs on, and the part, where it was walked and there is room for it.

    `changes` are those that may mean something in it.
    """

    key: Any
    changes: list[Change]
    part: Part | None


class Stamps:
    """What one walk stamps of `parts`, and takes down for them; `recording` is the part that is being walked.

    Without `parts` all is walked. `named` are the outermost written names of results, by their numbers; `side` says
    whether the walk is in a side branch.
    """

    def __init__(
        self, spec: Spec, changes: ChangesByPath, graph: Graph, room: Room, namer: Namer, problems: Problems
    ) -> None:
        self.spec = spec
        self.changes = changes
        self.graph = graph
        self.room = room
        self.namer = namer
        self.problems = problems
        self.parts: Parts | None = None
        self.recording: Recording | None = None
        self.named: dict[int, tuple[Group, str]] = {}
        self.reach: dict[Group, list[ChangedParts]] = {graph.root: [changes.begin]}

    def note(self, *event: Any) -> None:
        """Take down what is made in the part that is being walked."""
        if self.recording is not None:
            self.recording.events.append(event[0] if len(event) == 1 else event)

    def reached(self, group: Group) -> list[ChangedParts]:
        """What the changes may mean inside a group."""
        known = self.reach.get(group)
        if known is None:
            assert group.parent is not None
            known = self.reach[group] = further(self.reached(group.parent), group.name)
        return known

    def look(
        self, body: Body | Item, names: Names, name: str, frame: Frame, trail: Trail, current: Tensor, side: bool
    ) -> Known | None:
        """What is known of what stands in a group of this name; None where it can't be walked once for all."""
        parts = self.parts
        if parts is None or current is None or name in parts.referenced:
            return None
        reads = parts.reads(body, self.spec)
        if reads is None:
            return None
        changes: list[Change] = []
        changed: list[tuple[tuple[str, ...], str, str]] = []
        if self.changes.changes:
            for change, rest in self.changes.meant(further(self.reached(frame.group), name)):
                changes.append(change)
                changed.append((rest, change.argument, change.value.expression.text))
            if changes:
                reads += parts.known(read for change in changes for read in change.value.expression.reads)
        layer = self.graph.layers[current]
        values = [names.get(read) for read in reads]
        key = (body, layer.output, layer.side, side, *changed, *values, *map(type, values))
        part = parts.parts.get(key)
        if part is None or (part.passes and isinstance(current, Earlier)):
            return Known(key, changes, None)
        return Known(key, changes, part if self.has_room(part, name, frame.group, len(trail)) else None)

    def has_room(self, part: Part, name: str, around: Group, trail: int) -> bool:
        """Whether there is surely room for a part in a group of this name; where not, it is walked to where it ends."""
        room = self.room
        longer = len(name) + (around.length + 1 if around.name else 0) - part.length
        return (
            len(self.graph.layers) + part.layers <= room.layers
            and room.steps + part.steps <= room.most_steps
            and room.characters + part.characters + longer * part.layers <= MAXIMUM_CHARACTERS
            and room.nesting + part.nesting <= MAXIMUM_NESTING
            and trail + part.trail <= MAXIMUM_DEPTH
            and self.namer.has_room(part.chains)
        )

    def fill(self, known: Known | None, frame: Frame, current: Tensor, walk: Callable[[], Tensor]) -> Tensor:
        """Make what stands in the group of a frame: stamped where it is known, else walked, and kept."""
        if known is None or current is None:
            return walk()
        if known.part is not None:
            for number in known.part.used:
                self.use(known.changes[number])
            return self.stamp(known.part, frame, current)
        self.begin(known, frame, current)
        result = walk()
        self.end(result, int(current))
        return result

    def use(self, change: Change) -> None:
        """Note that a change meant something."""
        change.used = True
        if self.recording is not None:
            self.recording.used.add(change)

    def begin(self, known: Known, frame: Frame, current: int) -> None:
        """Begin to take down what is made in a group."""
        room = self.room
        recording = Recording(
            known.key, known.changes, frame.group, len(self.graph.layers), len(frame.trail), self.recording
        )
        recording.before = (room.steps, room.characters, self.namer.asked, room.deepest, room.longest)
        recording.kept = not isinstance(current, Earlier)
        self.recording = recording
        room.deepest, room.longest = room.nesting, len(frame.trail)

    def end(self, result: Tensor, current: int) -> None:
        """Keep what was made in a group, if it can be stamped."""
        recording, parts, room = self.recording, self.parts, self.room
        assert recording is not None and parts is not None and result is not None
        steps, characters, chains, deepest, longest = recording.before
        part = recording.part(result) if recording.kept else None
        self.recording = recording.outer
        if recording.outer is not None:
            recording.outer.used |= recording.used
        if part is not None:
            part.used = tuple(n for n, change in enumerate(recording.changes) if change in recording.used)
            part.layers = len(self.graph.layers) - recording.first
            part.steps = room.steps - steps
            part.characters = room.characters - characters
            part.chains = self.namer.asked - chains
            part.nesting, part.trail = room.deepest - room.nesting, room.longest - recording.trail
            parts.keep(recording.key, part)
            self.note(PART, part, recording.group, current)
        elif self.recording is not None:
            self.recording.kept = False
        room.deepest, room.longest = max(deepest, room.deepest), max(longest, room.longest)

    def stamp(self, part: Part, frame: Frame, current: int) -> int:
        """Make in the group of a frame what a part has; the number of its result."""
        if part.reads and isinstance(current, Earlier):
            current.take()
        room, group = self.room, frame.group
        room.steps += part.steps
        room.most_steps += STEPS_OF_A_LAYER * part.layers
        room.characters += part.characters + (group.length - part.length) * part.layers
        room.deepest = max(room.deepest, room.nesting + part.nesting)
        room.longest = max(room.longest, len(frame.trail) + part.trail)
        self.namer.skip(part.chains)
        self.note(PART, part, group, int(current))
        return self.put(part, group, int(current), frame.trail)

    def put(self, part: Part, group: Group, before: int, trail: Trail) -> int:
        """Make the entries of a part behind the layer `before`; the number of its result."""
        layers = self.graph.layers
        first = len(layers)
        groups = [group]
        for kind, *entry in part.entries:
            if kind == LAYER:
                number, layer, inputs = entry
                parent = groups[number]
                read = tuple([first + number if number >= 0 else before for number in inputs])
                made = layer.again(len(layers), parent, read)
                layers.append(made)
                parent.children.append(made)
            elif kind == GROUP:
                number, name, operation, place, copies, *ends = entry
                parent = groups[number]
                inside = Group(name, parent, operation, place)
                inside.copies = copies
                inside.first, inside.result = [first + end if end >= 0 else before for end in ends]
                parent.children.append(inside)
                groups.append(inside)
            elif kind == NAME:
                number, parent, name = entry
                self.named[first + number if number >= 0 else before] = (groups[parent], name)
            elif kind == WARNING:
                message, place, calls = entry
                self.problems.warning(message, place, None, calls + trail)
            else:
                inner, parent, number = entry
                self.put(inner, groups[parent], first + number if number >= 0 else before, trail)
        return first + part.result if part.result >= 0 else before
