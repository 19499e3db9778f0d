"""From a spec to a graph: blocks are entered, repeats counted, joins joined, and every layer gets its name and cost.

Shapes are known as the walk goes, since expressions read them. After an error the tensor is unknown: what follows is
still walked, so that all problems are found at once, but nothing is said that only follows from the first.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from convcalc.costs.ops import OPS
from convcalc.language.problems import Problems
from convcalc.language.work import count
from convcalc.network.binding import evaluate_parameters, show_operation
from convcalc.network.frame import Frame, Placed, Replay, Tensor
from convcalc.network.graph import INPUT, Graph, Layer
from convcalc.network.layers import LayerWalk
from convcalc.network.limits import refuse_too_large
from convcalc.network.names import INDEX, Names
from convcalc.network.outputs import name_outputs
from convcalc.network.parts import Parts, Plain, parts_of
from convcalc.network.scope import (
    COUNTED_FROM,
    MAXIMUM_DEPTH,
    MAXIMUM_NESTING,
    STEPS_AS_LONG,
    STEPS_OF_A_LAYER,
    UNKNOWN,
    Again,
    Entry,
    InDoubt,
    Scope,
    Table,
    TooLarge,
    most_steps,
)
from convcalc.network.stamps import Known
from convcalc.spec.changes import Change, unused_changes
from convcalc.spec.inputs import warn_of_turned
from convcalc.spec.model import Block, Body, Branch, Call, Item, Join, Lost, Reference, Sequence, Spec
from convcalc.spec.signature import block_signature, by_position


class Expander(LayerWalk):
    """Walks a spec once, from its first item to its last; where it is not `sure` that this ends soon, not far."""

    def __init__(
        self, spec: Spec, changes: list[Change], problems: Problems, sure: bool = True, parts: Parts | None = None
    ) -> None:
        super().__init__(spec, changes, problems, parts)
        self.sure = sure
        self.restarted: dict[int, Sequence] = {}
        self.refusal: TooLarge | None = None

    def run(self) -> Graph:
        """The whole network; where there are errors it is not complete."""
        spec = self.spec
        if spec.layers is None:
            if not self.problems.errors:
                self.problems.error(f"{spec.file} has no layers", None, "a spec has input and layers")
            return self.graph
        if self.stamps.parts is not None:
            self.stamps.parts.begin(spec)
        self.parameters.update(evaluate_parameters(self.spec, self.problems))
        self.broken = {*spec.parameters, *spec.lost}.difference(self.parameters)
        for name, (shape, place) in spec.inputs.items():
            layer = self.add_layer(name, self.graph.root, INPUT, "", place)
            layer.output = shape
            warn_of_turned(shape, place, self.problems)
            self.graph.inputs[name] = layer.number
        if not spec.inputs and not spec.input_lost:
            self.problems.error(
                "the size of the input is missing", spec.layers.place, "input: 3x224x224, or --input 3x224x224"
            )
        if self.stamps.parts is not None and self.problems.errors:
            raise Plain
        current: Tensor = None if len(spec.inputs) > 1 else (0 if spec.inputs and not spec.input_lost else UNKNOWN)
        scope = Scope(self.input_scope())
        try:
            if not refuse_too_large(spec, self.parameters) and not self.sure:
                room = self.room
                room.in_doubt, room.layers, room.most_steps = True, COUNTED_FROM, most_steps(0) // STEPS_OF_A_LAYER
            names = Names(self.parameters)
            table, scope.written = self.namer.names(spec.layers, names)
            frame = Frame(names, scope, self.graph.root, table, (), {})
            current = self.sequence(spec.layers, frame, current)
            scope.forget()
        except TooLarge as error:
            if self.stamps.parts is not None:
                raise Plain from None
            self.refusal = error
            self.problems.error(error.message, error.place, error.hint)
            return self.graph
        if self.stamps.parts is not None and (self.problems.errors or not all(change.used for change in self.changes)):
            raise Plain
        if self.changes and not self.problems.errors:
            unused_changes(self.changes, self.known, self.problems)
        if current is not None and current >= 0:
            self.graph.final = int(current)
        if not self.problems.errors:
            name_outputs(self.graph, self.stamps.named, self.aliases, self.problems)
        return self.graph

    def sequence(self, sequence: Sequence, frame: Frame, current: Tensor) -> Tensor:
        """Run items one after the other."""
        self.room.nesting += 1
        self.room.deepest = max(self.room.deepest, self.room.nesting)
        if self.room.nesting > MAXIMUM_NESTING:
            message = f"lists stand inside each other more than {MAXIMUM_NESTING} deep"
            raise TooLarge(message, sequence.place, "is a block calling itself?")
        if sequence.start is not None:
            current = self.reference(sequence.start, frame)
        for item in sequence.items:
            current = self.item(item, frame, current)
        self.room.nesting -= 1
        return current

    def item(self, item: Item, frame: Frame, current: Tensor) -> Tensor:
        """Run an item: its condition, its copies, its name."""
        self.room.step(item.place)
        if not item.sound:
            return self.lose(item.name, frame)
        body: Body | None = item.body
        if item.when is not None:
            held = self.condition(item.when, frame, current)
            if held is None:
                return self.lose(item.name, frame)
            body = item.body if held else item.otherwise
        if body is None:
            if item.name is not None:
                frame.scope.entries[item.name.text] = Entry(None, None, None, False)
            return current
        if item.repeat is not None:
            name = item.name.text if item.name is not None else frame.table[id(item)]
            return self.repeat(item, body, name, frame, current)
        if item.name is None:
            return self.unnamed(body, item, frame, current)
        return self.named_item(body, item, frame, current)

    def repeat(self, item: Item, body: Body, name: str, frame: Frame, current: Tensor) -> Tensor:
        """Run an item's copies, each in a group of its number."""
        assert item.repeat is not None
        copies = self.copies(item.repeat, frame, current)
        if copies is None:
            return self.lose(item.name, frame)
        known = self.look(item, frame.environment, name, frame, frame.trail, current) if body is item.body else None
        group = self.add_group(name, frame.group, "", item.place)
        begin = self.begin(body, frame, current)
        group.copies = copies
        group.expect = self.expected(item, frame)
        scope = Scope(frame.scope)
        inside = frame.inside(group, scope, {})
        walk = partial(self.all_copies, item, body, copies, inside, current)
        current = self.stamps.fill(known, inside, current, walk)
        if isinstance(body, Call) and group.children:
            alike = {copy.operation for copy in group.children[1:] or group.children}
            group.operation = alike.pop() if len(alike) == 1 else body.parsed.text
        group.first, group.result = begin, current
        return self.define(name, frame, current, scope, Again(body, frame, item, None))

    def all_copies(self, item: Item, body: Body, copies: int, frame: Frame, current: Tensor) -> Tensor:
        """Run the copies of an item one after the other."""
        environment = frame.environment
        for index in range(1, copies + 1):
            self.room.step(item.place)
            frame.environment = environment.beside()
            frame.environment[INDEX] = index
            first = item.first if index == 1 and body is item.body else None
            current = self.placed(body, str(index), frame, current, first)
        return current

    def unnamed(self, body: Body, item: Item, frame: Frame, current: Tensor) -> Tensor:
        """Run a body that has no written name."""
        group, before = frame.group, len(frame.group.children)
        name = frame.table.get(id(body), "")
        if isinstance(body, Lost):
            return self.lose(None, frame) if body.hides else UNKNOWN
        if isinstance(body, Sequence):
            return self.sequence(body, frame, current)
        if isinstance(body, Join):
            current = self.join(body, name, frame, current)
            made = group.children[-1:] if len(group.children) > before else []
            made = [part for part in made if isinstance(part, Layer) and part.place == body.place]
        elif isinstance(name, dict):
            assert isinstance(body, Call)
            current, made = self.call(body, "", frame, current, None, name)[0], []
        else:
            current = self.placed(body, name, frame, current, None, defined=False)
            made = group.children[before : before + 1]
        if item.expect and made:
            made[0].expect = self.expected(item, frame)
        elif item.expect and current != UNKNOWN:
            hint = "name the item: `- name: ...`, with expect below the name"
            self.error(frame, "there is no layer or group here that this expect could be of", item.place, hint)
        return current

    def named_item(self, body: Body, item: Item, frame: Frame, current: Tensor) -> Tensor:
        """Run a body under the name that is written for it."""
        assert item.name is not None
        before = len(frame.group.children)
        current = self.placed(body, item.name.text, frame, current, None)
        if item.expect and len(frame.group.children) > before:
            frame.group.children[before].expect = self.expected(item, frame)
        return current

    def placed(self, body: Body, name: str, frame: Frame, current: Tensor, first: Any, defined: bool = True) -> Tensor:
        """Run a body under a name: a layer of that name, or a group."""
        scope: Scope | None = None
        if isinstance(body, Lost):
            current = UNKNOWN
        elif isinstance(body, Call):
            current, scope = self.call(body, name, frame, current, first, None)
        elif isinstance(body, Reference):
            current, scope = self.reuse(body, name, frame, current)
        else:
            current, scope = self.group(body, name, frame, current)
        if defined:
            return self.define(name, frame, current, scope, Again(body, frame, None, first))
        if scope is not None:
            scope.forget()
        return current

    def group(self, body: Body, name: str, frame: Frame, current: Tensor) -> Placed:
        """A named list or join: a group and a scope of its own."""
        known = self.look(body, frame.environment, name, frame, frame.trail, current)
        names = self.namer.names if known is None else partial(self.names, known)
        table, written = names(body, frame.environment)
        scope = Scope(frame.scope, written)
        group = self.add_group(name, frame.group, "", body.place)
        inner = frame.inside(group, scope, table)
        group.first = self.begin(body, inner, current)
        if known is None and isinstance(body, Sequence):
            group.result = self.sequence(body, inner, current)
        else:
            group.result = self.stamps.fill(known, inner, current, partial(self.listed, body, inner, current))
        return group.result, scope

    def names(self, known: Known | None, body: Body, environment: Names) -> tuple[Table, frozenset[str]]:
        """The names in a group; a part that is stamped has its own."""
        if known is not None and known.part is not None:
            return {}, frozenset()
        return self.namer.names(body, environment)

    def listed(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        """Run a list or a join that has a name."""
        if isinstance(body, Sequence):
            return self.sequence(body, frame, current)
        assert isinstance(body, Join)
        return self.join(body, frame.table.get(id(body), ""), frame, current)

    def call(self, call: Call, name: str, frame: Frame, current: Tensor, first: Any, chain: Table | None) -> Placed:
        """Run a call of an op or a block; one of a chain block adds no name, its calls have theirs in `chain`."""
        callee = call.parsed.callee
        if callee not in OPS and callee not in self.spec.blocks:
            callee = self.namer.callee(call, frame.environment)
            if not self.callable(call, callee, frame):
                return UNKNOWN, None
        if not call.sound and self.stamps.parts is not None:
            raise Plain
        if not call.sound or self.is_ambiguous(call, frame):
            return UNKNOWN, None
        if callee in OPS:
            return self.op_call(call, OPS[callee], name, frame, current, first), None
        return self.block_call(call, self.spec.blocks[callee], name, frame, current, first, chain)

    def block_call(
        self, call: Call, block: Block, name: str, frame: Frame, current: Tensor, first: Any, chain: Table | None
    ) -> Placed:
        """Run a block: its body, with its parameters as the only names besides the spec's."""
        self.room.step(call.scalar.place, len(block.parameters))
        if len(frame.trail) >= MAXIMUM_DEPTH:
            message = f"blocks call each other more than {MAXIMUM_DEPTH} levels deep"
            raise TooLarge(message, call.argument_place(None), f"'{block.name}' may be calling itself")
        self.room.longest = max(self.room.longest, len(frame.trail) + 1)
        signature = block_signature(block)
        arguments = self.arguments(call, signature, name, frame, current, first)
        if arguments is None:
            return UNKNOWN, None
        given, values = arguments
        trail = ((call.parsed.text, call.place), *frame.trail)
        bound = self.block_parameters(block, values, frame, current, trail)
        if bound is None:
            return UNKNOWN, None
        words = self.word_scopes(given, bound, block, frame)
        if chain is not None:
            inner = Frame(bound, frame.scope, frame.group, chain, trail, words)
            return self.body(block.body, inner, current), None
        known = self.look(block.body, bound, name, frame, trail, current)
        table, written = self.names(known, block.body, bound)
        scope = Scope(frame.scope, written)
        operation = show_operation(block.name, by_position(call.parsed, signature), given, values, None)
        group = self.add_group(name, frame.group, operation, call.scalar.place)
        inner = Frame(bound, scope, group, table, trail, words)
        group.first = self.begin(block.body, inner, current)
        group.result = self.stamps.fill(known, inner, current, partial(self.body, block.body, inner, current))
        return group.result, scope

    def body(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        """Run a block's body in its frame."""
        return self.unnamed(body, Item(body, body.place), frame, current)

    def join(self, join: Join, name: str, frame: Frame, current: Tensor) -> Tensor:
        """Run the branches of a join, and put their results together."""
        side = join.kind == "side"
        self.side += side
        results: list[tuple[Tensor, Branch]] = []
        for branch in join.branches:
            held = self.condition(branch.when, frame, current) if branch.when is not None else True
            if held is None:
                results.append((self.lose(branch.name, frame), branch))
            elif held:
                results.append((self.branch(branch, frame, current), branch))
            elif branch.name is not None:
                frame.scope.entries[branch.name.text] = Entry(None, None, None, False)
        self.side -= side
        if side:
            return current
        if not results:
            return self.error(frame, f"no branch of this {join.kind} is left", join.place)
        if len(results) == 1:
            return results[0][0]
        return self.join_layer(join, name, frame, results)

    def branch(self, branch: Branch, frame: Frame, current: Tensor) -> Tensor:
        if branch.name is None:
            return self.sequence(branch.body, frame, current)
        return self.placed(branch.body, branch.name.text, frame, current, None)

    def reuse(self, reference: Reference, name: str, frame: Frame, current: Tensor) -> Placed:
        """Run an earlier layer or group again, with the same weights; it starts from the current tensor."""
        entry = self.find(reference, frame)
        if entry is None or entry.number == UNKNOWN or current == UNKNOWN:
            return UNKNOWN, None
        if entry.again is None:
            return self.error(frame, f"'{reference.name}' is no layer that could run again", reference.place), None
        if entry.side and not self.side:
            hint = "the main network's weights can't be counted in a side branch"
            return self.error(frame, f"'{reference.name}' is in a side branch", reference.place, hint), None
        trail = ((f"reuse {reference.name}", reference.place), *frame.trail)
        if len(trail) >= MAXIMUM_DEPTH:
            return self.error(frame, "reuse goes too deep", reference.place), None
        again = entry.again
        body = again.body
        if isinstance(body, Sequence) and body.start is not None:
            body = self.restarted.setdefault(id(body), Sequence(body.place, None, body.items))
        scope = Scope(again.frame.scope, frame.scope.written)
        names = again.frame.environment.beside()
        last = self.meant(reference, frame)[0].rpartition(".")[2]
        if last.isdecimal():
            names[INDEX] = int(last)  # all copies have stood in one frame
        inner = Frame(names, scope, frame.group, again.frame.table, trail, again.frame.words)
        old, originals = self.originals(reference, again, frame)
        self.replays.append(Replay(originals, self.path_of(frame.group, name), old))
        if again.item is not None:
            current = self.repeat(again.item, body, name, inner, current)
        else:
            current = self.placed(body, name, inner, current, again.first)
        self.replays.pop()
        entry = scope.entries.pop(name, None)
        return current, entry.scope if entry is not None else None


def expand(spec: Spec, changes: list[Change], problems: Problems, sure: bool = False) -> Graph:
    """The graph of a spec; where `problems` has errors it is not complete."""
    sure = sure or bool(problems.errors)
    walk = Expander(spec, changes, problems, sure, parts_of(spec) if not problems.errors else None)
    try:
        try:
            return walk.run()
        except Plain:
            walk = Expander(spec, changes, problems, sure)
            return walk.run()
    except InDoubt:
        from convcalc.network.count import Counter
    finally:
        count(max(len(walk.graph.layers), walk.room.steps / STEPS_AS_LONG))
    counter = Counter(spec, changes)
    if not problems.errors:
        counter.run()  # what is wrong may be what makes it large, and is said first
    if counter.refusal is None:
        return expand(spec, changes, problems, sure=True)
    problems.error(counter.refusal.message, counter.refusal.place, counter.refusal.hint)
    return Graph()
