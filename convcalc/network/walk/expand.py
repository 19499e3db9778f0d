"""From a spec to a graph: blocks are entered, repeats counted, joins joined, and every layer gets its name and cost.

Shapes are known as the walk goes, since expressions read them. After an error the tensor is unknown: what follows is
still walked, so that all problems are found at once, but nothing is said that only follows from the first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from convcalc.costs.ops import JOINS, OPS
from convcalc.language.problems import Place, Problems
from convcalc.language.work import count
from convcalc.network.graph import Graph, Group, Layer
from convcalc.network.walk.arguments import Arguments
from convcalc.network.walk.binding import UNSET, Settings, evaluate_parameters, show_operation
from convcalc.network.walk.changed import Changed
from convcalc.network.walk.frame import NOTHING, UNKNOWN, UNNAMED, Again, First, Frame, Placed, Settled, Tensor
from convcalc.network.walk.layers import Layers
from convcalc.network.walk.limits import refuse_too_large
from convcalc.network.walk.making import Make, Maker, name_copies
from convcalc.network.walk.names import INDEX, Names
from convcalc.network.walk.naming import Namer
from convcalc.network.walk.outputs import name_outputs
from convcalc.network.walk.parts import Known, Parts, Plain, Unsaid, parts_of
from convcalc.network.walk.references import References
from convcalc.network.walk.reuse import Reuse
from convcalc.network.walk.room import STEPS_AS_LONG, InDoubt, TooLarge
from convcalc.network.walk.stamps import Stamps
from convcalc.network.walk.walk import Walk
from convcalc.spec.changes import Change, unused_changes
from convcalc.spec.inputs import say_no_input, warn_of_turned
from convcalc.spec.model import Block, Body, Branch, Call, Expectation, Item, Join, Lost, Reference, Sequence, Spec

if TYPE_CHECKING:
    from convcalc.network.walk.count import Count


class Expander:
    """Walks a spec once, from its first item to its last.

    With `parts` it stamps what is known of them, and ends with Plain at the first error. With a `count` it writes
    nothing out that was counted before. `refusal` is what was too large.
    """

    def __init__(self, spec: Spec, changes: list[Change], problems: Problems, parts: Parts | None = None) -> None:
        self.walk = walk = Walk(spec, Unsaid(problems) if parts is not None else problems)
        self.changed = Changed(changes, walk.graph.root, parts is not None)
        self.namer = Namer(walk, parts.settled if parts is not None else Settled())
        self.references = References(walk)
        self.reuse = Reuse(walk, self.references)
        self.arguments = Arguments(walk, self.changed, self.reuse, parts)
        self.layers = Layers(walk, self.arguments, self.references, parts.costs if parts is not None else {})
        self.stamps = Stamps(walk, self.changed, self.reuse, parts)
        self.maker = Maker(self.namer, self.arguments, self.layers, self.stamps)
        self.count: Count | None = None
        self.refusal: TooLarge | None = None

    def run(self, bound: Settings = UNSET, sure: bool = True) -> Graph:
        """The whole network, incomplete where there are errors. Raises InDoubt where it is not `sure` to end soon."""
        walk = self.walk
        spec, graph, problems = walk.spec, walk.graph, walk.problems
        if spec.layers is None:
            if not problems.errors:
                problems.error(f"{spec.file} has no layers", None, "a spec has input and layers")
            return graph
        walk.parameters.update(evaluate_parameters(spec, problems, bound.values))
        for name, (written, place) in spec.inputs.items():
            shape = bound.inputs.get(name, written)
            walk.input(name, shape, place)
            warn_of_turned(shape, place, problems)
        say_no_input(spec, problems)
        try:
            if not refuse_too_large(spec, walk.parameters) and not sure:
                walk.room.doubt()
            graph.final = self._layers(spec.layers).number or 0
        except TooLarge as error:
            self.refusal = error
            problems.error(error.message, error.place, error.hint)
            return graph
        if self.changed.by_path.changes and not problems.errors:
            unused_changes(self.changed.by_path.changes, self.changed.takes, problems)
        if not problems.errors:
            name_outputs(graph, walk.named, walk.aliases, problems)
        return graph

    def _layers(self, layers: Sequence) -> Tensor:
        """Run the layers of the spec."""
        graph, spec = self.walk.graph, self.walk.spec
        current = NOTHING if len(spec.inputs) > 1 else UNKNOWN
        if len(spec.inputs) == 1 and not spec.input_lost:
            current = Tensor(graph.layers[0])
        names = Names(self.walk.parameters)
        naming = self.namer.naming(layers, names)
        frame = Frame(names, self.references.inputs(), graph.root, naming, (), {})
        frame.enter(graph.root, naming)
        current = self.sequence(layers, frame, current)
        frame.scope.forget()
        return current

    # Lists and their items

    def sequence(self, sequence: Sequence, frame: Frame, current: Tensor) -> Tensor:
        """Run items one after the other."""
        self.walk.room.list(sequence.place)
        current = self.references.begin(sequence, frame, current)
        for item in sequence.items:
            current = self.item(item, frame, current)
        self.walk.room.nesting -= 1
        return current

    def item(self, item: Item, frame: Frame, current: Tensor) -> Tensor:
        """Run an item: its condition, its copies, its name."""
        self.walk.room.step(item.place)
        if not item.sound:
            return self.references.lose(item.name, frame)
        body: Body | None = item.body
        if item.when is not None:
            holds = self.arguments.condition(item.when, frame, current)
            if holds is None:
                return self.references.lose(item.name, frame)
            body = item.body if holds else item.otherwise
        if body is None:
            self.references.leave_out(item.name, frame)
            return current
        if item.repeat is not None:
            name = item.name.text if item.name is not None else frame.naming.names[item]
            return self.repeat(item, body, name, frame, current)
        if item.name is None:
            return self.unnamed(body, frame, current, item)
        before = len(frame.group.children)
        current = self.placed(body, item.name.text, frame, current)
        if item.expect and len(frame.group.children) > before:
            frame.group.children[before].expect = self.expected(item, frame)
        return current

    def expected(self, item: Item, frame: Frame) -> list[Expectation]:
        """What is expected of an item here; nothing where it runs again, since its weights were counted before."""
        if self.reuse.replays:
            return []
        return [expectation._replace(trail=frame.trail) for expectation in item.expect] if frame.trail else item.expect

    def repeat(self, item: Item, body: Body, name: str, frame: Frame, current: Tensor) -> Tensor:
        """Run an item's copies, each in a group of its number."""
        assert item.repeat is not None
        copies = self.arguments.copies(item.repeat, frame, current)
        if copies is None:
            return self.references.lose(item.name, frame)
        known = self.stamps.look(item, name, frame, current) if body is item.body else None
        group = self.walk.group(name, frame.group, "", item.place)
        group.first = self.references.begin(body, frame, current).number
        group.copies = copies
        group.expect = self.expected(item, frame)
        inner = frame.beside()
        inner.enter(group, UNNAMED)
        make = partial(self.maker.copies, item, body, copies)
        current = self.fill(known, inner, current, make, partial(self.copies, item, body, copies, inner, current))
        name_copies(group, body)
        group.result = current.number
        return self.define(name, frame, (current, inner.scope), Again(body, frame, item, None))

    def copies(self, item: Item, body: Body, copies: int, frame: Frame, current: Tensor) -> Tensor:
        """Run the copies of an item one after the other."""
        frame.environment = frame.environment.beside()
        for index in range(1, copies + 1):
            self.walk.room.step(item.place)
            frame.environment[INDEX] = index
            first = item.first if index == 1 and body is item.body else None
            current = self.placed(body, str(index), frame, current, first)
        return current

    # What stands in an item

    def unnamed(self, body: Body, frame: Frame, current: Tensor, item: Item | None = None) -> Tensor:
        """Run a body that has no written name."""
        if isinstance(body, Sequence):
            return self.sequence(body, frame, current)
        if isinstance(body, Lost):
            return self.references.lose(None, frame) if body.hides else UNKNOWN
        group, before = frame.group, len(frame.group.children)
        name = frame.naming.names.get(body, "")
        made: list[Group | Layer] = []
        if isinstance(body, Join):
            current = self.join(body, name, frame, current)
            last = group.children[before:][-1:]
            made = [part for part in last if isinstance(part, Layer) and part.place == body.place]
        else:
            current, scope = self.run_body(body, name, frame, current, None)
            if scope is not None:
                scope.forget()
            made = group.children[before : before + 1] if name else []
        if item is not None and item.expect and made:
            made[0].expect = self.expected(item, frame)
        elif item is not None and item.expect and current is not UNKNOWN:
            hint = "name the item: `- name: ...`, with expect below the name"
            message = "there is no layer or group here that this expect could be of"
            self.walk.error(frame, message, item.place, hint)
        return current

    def placed(self, body: Body, name: str, frame: Frame, current: Tensor, first: First | None = None) -> Tensor:
        """Run a body under a name that references find: a layer of that name, or a group."""
        placed = self.run_body(body, name, frame, current, first)
        return self.define(name, frame, placed, Again(body, frame, None, first))

    def define(self, name: str, frame: Frame, placed: Placed, again: Again) -> Tensor:
        """Let references find a name; the tensor goes on under it."""
        if self.count is not None:
            self.count.define(name, frame.scope)
        return self.references.define(name, frame, placed, again)

    def run_body(self, body: Body, name: str, frame: Frame, current: Tensor, first: First | None) -> Placed:
        """Run a body as a layer or a group of this name."""
        if isinstance(body, Call):
            return self.call(body, name, frame, current, first)
        if isinstance(body, Reference):
            return self.run_again(body, name, frame, current)
        if isinstance(body, Lost):
            return UNKNOWN, None
        return self.inside(body, name, "", body.place, frame.beside(), current)

    def run_again(self, reference: Reference, name: str, frame: Frame, current: Tensor) -> Placed:
        """Run an earlier layer or group again, with the same weights; it starts from the current tensor."""
        again = self.reuse.begin(reference, name, frame, current)
        if again is None:
            return UNKNOWN, None
        if again.item is not None:
            current = self.repeat(again.item, again.body, name, again.frame, current)
        else:
            current = self.placed(again.body, name, again.frame, current, again.first)
        self.reuse.replays.pop()
        referent = again.frame.scope.referents.pop(name, None)
        return current, referent.scope if referent is not None else None

    # Groups

    def inside(self, body: Body, name: str, operation: str, place: Place, frame: Frame, current: Tensor) -> Placed:
        """Run a body in a group and a scope of its own; the frame is made for it."""
        known = self.stamps.look(body, name, frame, current)
        naming = UNNAMED if known is not None else self.namer.naming(body, frame.environment)
        group = self.walk.group(name, frame.group, operation, place)
        frame.enter(group, naming)
        group.first = self.references.begin(body, frame, current).number
        make, run = partial(self.maker.named, body), partial(self.walked, body, frame, current)
        current = self.fill(known, frame, current, make, run)
        group.result = current.number
        return current, frame.scope

    def fill(self, known: Known | None, frame: Frame, current: Tensor, make: Make, run: Callable[[], Tensor]) -> Tensor:
        """What stands in the group of a frame: a part that is stamped, or else walked."""
        made = self.maker.stamped(known, frame, current, make) if known is not None else None
        return run() if made is None else made

    def walked(self, body: Body, frame: Frame, current: Tensor) -> Tensor:
        """Walk a body in its frame; what was counted before is counted again."""
        if frame.naming is UNNAMED:
            frame.name(self.namer.naming(body, frame.environment))
        run = partial(self.unnamed, body, frame, current)
        return run() if self.count is None else self.count.fill(body, frame, current, run)

    # Calls

    def call(self, call: Call, name: str, frame: Frame, current: Tensor, first: First | None) -> Placed:
        """Run a call of an op or a block."""
        callee = self.arguments.callee(call, frame)
        if callee is None:
            return UNKNOWN, None
        block = self.walk.spec.blocks.get(callee)
        if block is not None:
            return self.block_call(call, block, name, frame, current, first)
        layer = self.layers.run(call, OPS[callee], name, frame, current, first)
        if layer is None:
            return UNKNOWN, None
        return self.weighed(layer, call, frame), None

    def block_call(
        self, call: Call, block: Block, name: str, frame: Frame, current: Tensor, first: First | None
    ) -> Placed:
        """Run a block: its body, with its parameters as the only names besides the spec's; a chain has no name."""
        self.walk.room.step(call.scalar.place, len(block.parameters))
        self.walk.room.call(len(frame.trail) + 1, call, block.name)
        site = self.arguments.site(call, block)
        arguments = self.arguments.of(site, name, frame, current, first)
        if arguments is None:
            return UNKNOWN, None
        inner = self.arguments.enter(call, block, arguments, frame, current)
        if inner is None:
            return UNKNOWN, None
        if not name:
            inner.naming = frame.naming.chains[call]
            return self.walked(block.body, inner, current), None
        operation = show_operation(block.name, site.by_position, *arguments, None)
        return self.inside(block.body, name, operation, call.scalar.place, inner, current)

    # Joins

    def join(self, join: Join, name: str, frame: Frame, current: Tensor) -> Tensor:
        """Run the branches of a join, and put their results together."""
        side = join.kind == "side"
        if side and not self.walk.spec.side:
            for branch in join.branches:
                self.references.leave_out(branch.name, frame)
            return current
        self.walk.side += side
        results: list[tuple[Tensor, Branch]] = []
        for branch in join.branches:
            holds = self.arguments.condition(branch.when, frame, current) if branch.when is not None else True
            if holds is None:
                results.append((self.references.lose(branch.name, frame), branch))
            elif not holds:
                self.references.leave_out(branch.name, frame)
            elif branch.name is None:
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
        layer = self.layers.join(join, name, frame, current, results)
        if layer is None:
            return UNKNOWN
        return self.weighed(layer, join.call, frame)

    def weighed(self, layer: Layer, call: Call, frame: Frame) -> Tensor:
        """A layer whose weights are its own, or those of the one that it repeats; unknown where these do not fit."""
        if self.count is not None:
            known = self.count.weigh(layer, call)
        else:
            known = not self.reuse.replays or self.reuse.share(layer, call, frame)
        return Tensor(layer) if known else UNKNOWN


def expand(spec: Spec, changes: list[Change], problems: Problems, bound: Settings = UNSET, sure: bool = False) -> Graph:
    """The graph of a spec with what is `bound`; where `problems` has errors it is not complete."""
    expander = Expander(spec, changes, problems, parts_of(spec, bound.values) if not problems.errors else None)
    try:
        try:
            return expander.run(bound, sure or bool(problems.errors))
        except Plain:
            expander = Expander(spec, changes, problems)
            return expander.run(bound, sure)
    except InDoubt:
        refusal = counted(spec, changes, bound).refusal if not problems.errors else None  # what is wrong may be why
    finally:
        count(max(len(expander.walk.graph.layers), expander.walk.room.steps / STEPS_AS_LONG))
    if refusal is None:
        return expand(spec, changes, problems, bound, sure=True)
    problems.error(refusal.message, refusal.place, refusal.hint)
    return Graph()


def counted(spec: Spec, changes: list[Change], bound: Settings = UNSET) -> Expander:
    """A walk that has counted the layers of a spec: `refusal` says whether they, or the steps to them, are too many."""
    from convcalc.network.walk.count import Count

    expander = Expander(spec, changes, Problems())
    expander.count = Count(expander.walk, expander.changed, expander.reuse)
    expander.run(bound)
    return expander
