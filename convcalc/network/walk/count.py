"""How many layers a network comes to, counted without writing equal parts out again.

Blocks that call each other and parts that run again may come to as many layers as there are powers of two. A part that
was walked once makes as many layers on an equal input, with equal values of all that it reads: it is counted, and what
it puts out is that of the first. Where names inside such a part are read later, the tensor is unknown; so the count is
never too high.
"""

from __future__ import annotations

from collections.abc import Callable

from convcalc.language.tuples import NamedTuple
from convcalc.network.graph import Layer
from convcalc.network.walk.changed import Changed
from convcalc.network.walk.frame import Frame, Scope, Tensor
from convcalc.network.walk.parts import Key
from convcalc.network.walk.reads import given_by, names_in, read_within
from convcalc.network.walk.reuse import Reuse
from convcalc.network.walk.room import MAXIMUM_LAYERS, STEPS_OF_A_LAYER
from convcalc.network.walk.walk import Walk
from convcalc.spec.model import Block, Body, Call, Reference

MIXED = -1
"""The weights of a call that has now more of them, now fewer."""


class Seen(NamedTuple):
    """What a part came to: its layers, its steps, and the tensor that it put out."""

    layers: int
    steps: int
    tensor: Tensor


class Count:
    """What a walk has seen of the parts of a network; it stops, as one that writes them out, at one too many.

    The graph is of no other use. `weights` are those of each call where it is run for the first time; `altered` counts
    what makes another thing of a part that was seen.
    """

    def __init__(self, walk: Walk, changed: Changed, reuse: Reuse) -> None:
        self.walk = walk
        self.changed = changed
        self.reuse = reuse
        self.seen: dict[Key, Seen] = {}
        self.read_by: dict[Body, tuple[str, ...]] = {}
        self.weights: dict[Call, int] = {}
        self.altered = 0
        self.names_read = frozenset(self._reads(walk.spec.layers)) if walk.spec.layers is not None else frozenset()

    @property
    def layers(self) -> int:
        """The layers there are so far, those that were not written out included."""
        return len(self.walk.graph.layers) + MAXIMUM_LAYERS - self.walk.room.layers

    def fill(self, body: Body, frame: Frame, current: Tensor, run: Callable[[], Tensor]) -> Tensor:
        """Walk a part; where an equal one was walked, count that again: what it puts out."""
        room = self.walk.room
        key = self._key(body, frame, current)
        seen = self.seen.get(key)
        if seen is not None:
            most = room.most_steps + STEPS_OF_A_LAYER * seen.layers
            # One that does not fit is walked again, up to the very layer or step that is too many.
            if len(self.walk.graph.layers) + seen.layers <= room.layers and room.steps + seen.steps <= most:
                room.layers -= seen.layers
                room.steps += seen.steps
                room.most_steps = most
                return seen.tensor
        layers, steps = self.layers, room.steps
        tensor = run()
        self.seen[key] = Seen(self.layers - layers, room.steps - steps, tensor)
        return tensor

    def define(self, name: str, scope: Scope) -> None:
        """Note that a name is written, which may stand for another one from now on."""
        around = scope.parent
        if around is not None and name in scope.declared and name in self.names_read and around.find(name) is not None:
            self.altered += 1

    def weigh(self, layer: Layer, call: Call) -> bool:
        """Note how many weights a call has, if it has as many each time; whether they are what it is known to have.

        Where it runs again and other weights may have been meant, that may be an error.
        """
        if self.reuse.replays:
            return not layer.params or self.weights.get(call) == layer.params
        known = self.weights.setdefault(call, layer.params)
        if known not in (layer.params, MIXED):
            self.weights[call] = MIXED
            self.altered += 1
        return True

    def _key(self, body: Body, frame: Frame, current: Tensor) -> Key:
        """All that what a part comes to hangs on: its input, and what the names that it reads stand for here."""
        shape = current.layer.output if current.layer is not None else current
        values: list[object] = []
        for name in self._reads(body):
            value = frame.environment.get(name)
            values += [type(value), value, frame.scope.find(name)]
            if isinstance(value, str):
                word_scope = frame.words.get(name)
                values += [frame.scope.find(value), word_scope.find(value) if word_scope is not None else None]
        side, again = self.walk.side > 0, bool(self.reuse.replays)
        return body, self._changed_in(frame), shape, side, again, self.altered, *values

    def _changed_in(self, frame: Frame) -> Key:
        """What the changes mean in the group of a frame, with the names that calls have there."""
        group, by_path = frame.group, self.changed.by_path
        if not by_path.changes:
            return ()
        reached = by_path.within(self.reuse.path(group.name, group.parent) if group.parent is not None else [])
        return (reached, frame.naming) if reached else ()

    def _reads(self, body: Body) -> tuple[str, ...]:
        """Every name that a body reads, with the blocks that it may call."""
        if body not in self.read_by:
            names = set(names_in(change.value.expression for change in self.changed.by_path.changes))
            for _, part in read_within(body, self.walk.spec):
                if isinstance(part, Reference):
                    names.update((part.name, part.name.partition(".")[0]))
                else:
                    names.update(names_in(given_by(part) if isinstance(part, Call | Block) else part))
                    if isinstance(part, Call):
                        names.add(part.parsed.callee)
            self.read_by[body] = tuple(sorted(names))
        return self.read_by[body]
