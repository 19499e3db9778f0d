"""How many layers a network comes to, counted without writing equal parts out again.

Blocks that call each other and parts that run again may come to as many layers as there are powers of two. A part that
was walked once makes as many layers on an equal input, with equal values of all that it reads: it is counted, and what
it puts out is that of the first. Where names inside such a part are read later, the tensor is unknown; so the count is
never too high.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from convcalc.costs.op import Op
from convcalc.costs.ops import OPS
from convcalc.language.problems import Place, Problems
from convcalc.network.expand import Expander
from convcalc.network.frame import Frame, Placed, Tensor
from convcalc.network.graph import Group, Layer
from convcalc.network.parts import names_in, read_in
from convcalc.network.scope import MAXIMUM_LAYERS, STEPS_OF_A_LAYER, UNKNOWN, Again, Scope, Table
from convcalc.spec.changes import Change
from convcalc.spec.model import Block, Body, Call, Reference, Spec

MIXED = -1
"""The weights of a call that has now more of them, now fewer."""


class Begun(NamedTuple):
    """A part that is being walked: what it hangs on, and the layers and steps there were before."""

    key: Any
    layers: int
    steps: int


class Seen(NamedTuple):
    """What a part came to: its layers, its steps, and the tensor that it put out."""

    layers: int
    steps: int
    tensor: Tensor


class Counter(Expander):
    """A walk that stops, as the real one would, at the first layer or step too many: `refusal` then says which.

    Its graph is of no other use. `weights` are those of each call (by identity) where it is run for the first time;
    `changed` counts what makes another thing of a part that was seen.
    """

    def __init__(self, spec: Spec, changes: list[Change]) -> None:
        super().__init__(spec, changes, Problems())
        self.seen: dict[Any, Seen] = {}
        self.read_by: dict[int, tuple[str, ...]] = {}
        self.weights: dict[int, int] = {}
        self.changed = 0
        self.names_read = frozenset(self.reads(spec.layers)) if spec.layers is not None else frozenset()

    def body(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        begun = self.begun(body, self.changed_within(frame.group, frame.table), frame, current)
        if isinstance(begun, Begun):
            return self.ended(begun, super().body(body, frame, current))
        return begun

    def group(self, body: Body, name: str, frame: Frame, current: Tensor) -> Placed:
        begun = self.begun(body, self.changed_within(Group(name, frame.group, "", body.place), None), frame, current)
        if isinstance(begun, Begun):
            tensor, scope = super().group(body, name, frame, current)
            return self.ended(begun, tensor), scope
        return begun, None

    def changed_within(self, group: Group, table: Table | None) -> Any:
        """What the changes mean inside a group; `table` has the names there, where they are known before."""
        if not self.changes:
            return None
        reached = self.changes_by_path.within(self.mapped(group.path.split(".") if group.name else []))
        return (reached, id(table)) if reached else None

    def begun(self, body: Body, changed: Any, frame: Frame, current: Tensor) -> Begun | Tensor:
        """Begin to walk a part; where an equal one was walked, count that again: what it puts out."""
        key = (changed, self.key(body, frame, current))
        seen = self.seen.get(key)
        if seen is not None:
            layers, steps, tensor = seen
            most = self.room.most_steps + STEPS_OF_A_LAYER * layers
            # One that does not fit is walked again, up to the very layer or step that is too many.
            if len(self.graph.layers) + layers <= self.room.layers and self.room.steps + steps <= most:
                self.room.layers -= layers
                self.room.steps += steps
                self.room.most_steps = most
                return tensor
        return Begun(key, self.counted, self.room.steps)

    def ended(self, begun: Begun, tensor: Tensor) -> Tensor:
        """Remember what a part came to."""
        self.seen[begun.key] = Seen(self.counted - begun.layers, self.room.steps - begun.steps, tensor)
        return tensor

    @property
    def counted(self) -> int:
        """The layers there are so far, those that were not written out included."""
        return len(self.graph.layers) + MAXIMUM_LAYERS - self.room.layers

    def key(self, body: Body, frame: Frame, current: Tensor) -> Any:
        """All that what a part comes to hangs on: its input, and what the names that it reads stand for here."""
        shape = self.graph.layers[current].output if current is not None and current >= 0 else current
        values = []
        for name in self.reads(body):
            value = frame.environment.get(name)
            values.append((type(value), value, frame.scope.find(name)))
            if isinstance(value, str):
                values.append((str, name, frame.scope.find(value)))
                values.append((str, name, frame.words[name].find(value) if name in frame.words else None))
        return id(body), shape, self.side > 0, bool(self.replays), self.changed, tuple(values)

    def reads(self, body: Body) -> tuple[str, ...]:
        """Every name that a body reads, with the blocks that it may call."""
        found = self.read_by.get(id(body))
        if found is None:
            names: set[str] = set()
            blocks: dict[str, Block] = {}
            pending: list[Body | None] = [body]
            while pending:
                for part in read_in(pending.pop()):
                    if isinstance(part, Call):
                        callee = part.parsed.callee
                        own = [callee] if callee in self.spec.blocks else [] if callee in OPS else self.spec.blocks
                        new = {name: self.spec.blocks[name] for name in own if name not in blocks}
                        blocks.update(new)
                        pending += [block.body for block in new.values()]
                        names.add(callee)
                        names.update(names_in(argument.expression for argument in part.parsed.arguments))
                    elif isinstance(part, Reference):
                        names.update((part.name, part.name.partition(".")[0]))
                    else:
                        names.update(names_in(part))
            names.update(names_in(change.value.expression for change in self.changes))
            for block in blocks.values():
                defaults = [parameter.default for parameter in block.parameters.values()]
                names.update(names_in(default.expression for default in defaults if default is not None))
            found = self.read_by[id(body)] = tuple(sorted(names))
        return found

    # What a count does without

    def define(self, name: str, frame: Frame, current: Tensor, scope: Scope | None, again: Again) -> Tensor:
        around = frame.scope.parent
        if (
            name in frame.scope.written
            and around is not None
            and name in self.names_read
            and around.find(name) is not None
        ):
            self.changed += 1
        return super().define(name, frame, current, scope, again)

    def originals(self, reference: Reference, again: Again, frame: Frame) -> tuple[list[str], dict[str, int]]:
        last = self.meant(reference, frame)[0].rpartition(".")[2]
        return (self.path_of(again.frame.group, last) if self.changes else []), {}

    def op_call(self, call: Call, op: Op, name: str, frame: Frame, current: Tensor, first: Any) -> Tensor:
        """Run an op, and note how many weights the call has, if it has as many each time."""
        tensor = super().op_call(call, op, name, frame, current, first)
        if not self.replays and tensor is not None and tensor >= 0:
            params = self.graph.layers[tensor].params
            known = self.weights.setdefault(id(call), params)
            if known not in (params, MIXED):
                self.weights[id(call)] = MIXED
                self.changed += 1
        return tensor

    def reused(self, layer: Layer, call: Call, frame: Frame) -> Tensor:
        """Where other weights may have been meant, that may be an error: the tensor is unknown."""
        return layer.number if not layer.params or self.weights.get(id(call)) == layer.params else UNKNOWN

    def add_group(self, name: str, parent: Group, operation: str, place: Place) -> Group:
        return Group(name, parent, operation, place)

    def add_layer(self, name: str, parent: Group, op: str, operation: str, place: Place) -> Layer:
        layer = super().add_layer(name, parent, op, operation, place)
        parent.children.clear()
        return layer
