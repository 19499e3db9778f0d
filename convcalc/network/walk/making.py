"""Makes parts: what stands in a group or is called, worked out by itself from the shape and the names that it reads.

In a part nothing is named from elsewhere, nothing runs again and nothing is expected: only layers, their groups, names
and warnings come of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from convcalc.costs.ops import JOINS, OPS
from convcalc.network.graph import Group, Layer
from convcalc.network.walk.arguments import Arguments, Bound
from convcalc.network.walk.binding import Site, show_operation
from convcalc.network.walk.frame import UNNAMED, First, Frame, Tensor
from convcalc.network.walk.layers import Layers
from convcalc.network.walk.names import INDEX
from convcalc.network.walk.naming import Namer
from convcalc.network.walk.parts import BEFORE, MOST_OF_A_PART, NOWHERE, Chain, Draft, Known, NoPart, Part
from convcalc.network.walk.stamps import Stamps
from convcalc.spec.model import Block, Body, Branch, Call, Item, Join, Sequence

Make = Callable[[Frame, Tensor], Tensor]
"""Makes what stands in the group of a frame, from the current tensor on."""


class Maker:
    """Makes the parts of one walk, each where none is known that hangs on the same."""

    def __init__(self, namer: Namer, arguments: Arguments, layers: Layers, stamps: Stamps) -> None:
        self.walk = arguments.walk
        self.namer = namer
        self.arguments = arguments
        self.layers = layers
        self.stamps = stamps

    def stamped(self, known: Known, frame: Frame, current: Tensor, make: Make) -> Tensor | None:
        """What stands in the group of a frame, stamped: as it is known, or now made. None where it has to be walked."""
        try:
            part = known.part or self.part(known, frame, current, make)
        except NoPart:
            if self.walk.draft is not None:
                raise
            assert self.stamps.parts is not None
            self.stamps.parts.refuse(known.key)
            return None
        if self.stamps.fits(part, frame, current):
            return self.stamps.stamp(known, part, frame, current)
        if self.walk.draft is not None:
            raise NoPart
        return None

    def part(self, known: Known, frame: Frame, current: Tensor, make: Make) -> Part:
        """Make a part, and keep it. Raises NoPart."""
        assert current.layer is not None and self.stamps.parts is not None
        walk, room = self.walk, self.walk.room
        before, side, outer = room.begin(len(frame.trail)), walk.side, walk.draft
        draft = walk.draft = Draft(frame.group, frame.trail, walk.layers)
        try:
            inside = frame.within(draft.group, frame.naming)
            last = make(inside, Tensor(current.layer.again(BEFORE, NOWHERE, ()))).layer
        finally:
            walk.draft, walk.side = outer, side
            taken = room.end(before, draft.layers, len(frame.trail))
        assert last is not None
        part = draft.end(last, taken, known.changes)
        self.stamps.parts.keep(known.key, part)
        return part

    # Lists and their items

    def body(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        """Make what has no written name."""
        if isinstance(body, Sequence):
            return self.sequence(body, frame, current)
        name = frame.naming.names.get(body, "")
        if isinstance(body, Join):
            return self.join(body, name, frame, current)
        assert isinstance(body, Call)
        return self.call(body, name, frame, current, None)

    def sequence(self, sequence: Sequence, frame: Frame, current: Tensor) -> Tensor:
        """Make items one after the other."""
        self.walk.room.list(sequence.place)
        for item in sequence.items:
            current = self.item(item, frame, current)
        self.walk.room.nesting -= 1
        return current

    def item(self, item: Item, frame: Frame, current: Tensor) -> Tensor:
        """Make an item: its condition, its copies, its name."""
        self.walk.room.step(item.place)
        body: Body | None = item.body
        if item.when is not None and not self.arguments.condition(item.when, frame, current):
            body = item.otherwise
        if body is None:
            return current
        if item.expect:
            raise NoPart
        if item.repeat is not None:
            name = item.name.text if item.name is not None else frame.naming.names[item]
            return self.repeat(item, body, name, frame, current)
        if item.name is None:
            return self.body(body, frame, current)
        return self.placed(body, item.name.text, frame, current)

    def repeat(self, item: Item, body: Body, name: str, frame: Frame, current: Tensor) -> Tensor:
        """Make an item's copies, each in a group of its number."""
        assert item.repeat is not None
        group = self.walk.group(name, frame.group, "", item.place)
        group.first = current.number
        group.copies = self.arguments.copies(item.repeat, frame, current) or 0
        current = self.copies(item, body, group.copies, frame.within(group, UNNAMED), current)
        name_copies(group, body)
        group.result = current.number
        return self.define(name, frame, current)

    def copies(self, item: Item, body: Body, copies: int, frame: Frame, current: Tensor) -> Tensor:
        """Make the copies of an item one after the other."""
        if copies > MOST_OF_A_PART:
            raise NoPart
        for index in range(1, copies + 1):
            self.walk.room.step(item.place)
            frame.environment[INDEX] = index
            first = item.first if index == 1 and body is item.body else None
            current = self.placed(body, str(index), frame, current, first)
        return current

    def placed(self, body: Body, name: str, frame: Frame, current: Tensor, first: First | None = None) -> Tensor:
        """Make a body under a written name: a layer of that name, or a group."""
        if isinstance(body, Call):
            current = self.call(body, name, frame, current, first)
        else:
            group = self.walk.group(name, frame.group, "", body.place)
            group.first = current.number
            current = self.named(body, frame.within(group, UNNAMED), current)
            group.result = current.number
        return self.define(name, frame, current)

    def named(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        """Make a body in its own scope."""
        frame.naming = self.namer.naming(body, frame.environment)
        return self.body(body, frame, current)

    def define(self, name: str, frame: Frame, current: Tensor) -> Tensor:
        """Take down a written name of a result."""
        assert current.layer is not None and self.walk.draft is not None
        if current.layer.side or not self.walk.side:
            self.walk.draft.name(current.layer.number, frame.group, name)
        return current

    # Calls and joins

    def call(self, call: Call, name: str, frame: Frame, current: Tensor, first: First | None) -> Tensor:
        """Make what a call of an op or a block makes."""
        callee = self.arguments.callee(call, frame)
        assert callee is not None
        block = self.walk.spec.blocks.get(callee)
        if block is None:
            return Tensor(self.layers.run(call, OPS[callee], name, frame, current, first))
        return self.block_call(call, block, name, frame, current, first)

    def block_call(
        self, call: Call, block: Block, name: str, frame: Frame, current: Tensor, first: First | None
    ) -> Tensor:
        """Make what a block makes: a part in this one, but for a chain, which has no name."""
        self.walk.room.step(call.scalar.place, len(block.parameters))
        self.walk.room.call(len(frame.trail) + 1, call, block.name)
        if not name:
            return self.chain(call, block, frame, current, first)
        site, arguments, inner = self._entered(call, block, name, frame, current, first)
        known = self.stamps.look(block.body, name, inner, current)
        operation = show_operation(block.name, site.by_position, *arguments, None)
        group = inner.group = self.walk.group(name, frame.group, operation, call.scalar.place)
        group.first = current.number
        made = self.stamped(known, inner, current, partial(self.named, block.body)) if known is not None else None
        current = self.named(block.body, inner, current) if made is None else made
        group.result = current.number
        return current

    def _entered(
        self, call: Call, block: Block, name: str, frame: Frame, current: Tensor, first: First | None
    ) -> tuple[Site, Bound, Frame]:
        """The arguments of a block's call, and the frame of its body."""
        site = self.arguments.site(call, block)
        arguments = self.arguments.of(site, name, frame, current, first)
        assert arguments is not None
        inner = self.arguments.enter(call, block, arguments, frame, current)
        assert inner is not None
        return site, arguments, inner

    def chain(self, call: Call, block: Block, frame: Frame, current: Tensor, first: First | None) -> Tensor:
        """Make what an unnamed chain makes, as it was made before where that hangs on the same."""
        walk, parts, naming = self.walk, self.stamps.parts, frame.naming.chains[call]
        key = self.stamps.chain_key(call, naming, frame, current) if first is None else None
        draft, before = walk.draft, current.number
        assert draft is not None and parts is not None and before is not None
        known = parts.chains.get(key) if key is not None else None
        if known is not None:
            return self._chain_again(known, frame, current)
        number, events, steps = draft.layers, len(draft.events), walk.room.steps
        _, _, inner = self._entered(call, block, "", frame, current, first)
        inner.naming = naming
        last = self.body(block.body, inner, current)
        new = [event for event in draft.events[events:] if isinstance(event, Layer)]
        if key is not None and len(new) == len(draft.events) - events:
            reads = [[read - number if read >= number else BEFORE for read in layer.inputs] for layer in new]
            kept = [layer.again(0, NOWHERE, tuple(read)) for layer, read in zip(new, reads, strict=True)]
            parts.keep_chain(key, Chain(kept, walk.room.steps - steps))
        return last

    def _chain_again(self, known: Chain, frame: Frame, current: Tensor) -> Tensor:
        """Make the layers of a chain that is known."""
        walk, made, before = self.walk, current.layer, current.number
        assert walk.draft is not None and before is not None
        first = walk.draft.layers
        walk.room.steps += known.steps
        for layer in known.layers:
            inputs = tuple([first + number if number >= 0 else before for number in layer.inputs])
            made = walk.again(layer, frame.group, inputs)
        return Tensor(made)

    def join(self, join: Join, name: str, frame: Frame, current: Tensor) -> Tensor:
        """Make the branches of a join, and put their results together."""
        side = join.kind == "side"
        if side and not self.walk.spec.side:
            return current
        self.walk.side += side
        results: list[tuple[Tensor, Branch]] = []
        for branch in join.branches:
            if branch.when is not None and not self.arguments.condition(branch.when, frame, current):
                continue
            if branch.name is None:
                results.append((self.sequence(branch.body, frame, current), branch))
            else:
                results.append((self.placed(branch.body, branch.name.text, frame, current), branch))
        self.walk.side -= side
        if side:
            return current
        if not results:
            return self.walk.error(frame, f"no branch of this {join.kind} is left", join.place)
        if len(results) == 1 and join.kind in JOINS:
            return results[0][0]
        return Tensor(self.layers.join(join, name, frame, current, results))


def name_copies(group: Group, body: Body) -> None:
    """Say of the group of copies of a call which operation they all are, but for the first; else what is written."""
    if isinstance(body, Call) and group.children:
        alike = {copy.operation for copy in group.children[1:] or group.children}
        group.operation = alike.pop() if len(alike) == 1 else body.parsed.text
