"""Naming: what a layer is called where nothing is written.

An unnamed call is named after its op or block, and numbered by its place in the source where its scope has more than
one.
"""

from __future__ import annotations

from collections import Counter

from convcalc.costs.ops import OPS
from convcalc.language.tree import Conditional, ExpressionError
from convcalc.language.values import Value
from convcalc.network.walk.frame import Naming, Settled
from convcalc.network.walk.names import INPUT_NAMES, Names
from convcalc.network.walk.reads import given_by, read_in
from convcalc.network.walk.room import MAXIMUM_DEPTH, too_deep
from convcalc.network.walk.walk import Walk
from convcalc.spec.model import Block, Body, Call, Item, Join, Reference, Sequence

MAXIMUM_LISTS = 8
"""How many lists may stand inside each other in a chain block; one with more is no chain."""


Slots = list[tuple[str, Naming, Body | Item]]
"""What is to be named, in order: after what, and where its name is kept."""


class Namer:
    """Names the unnamed calls of each scope, once for each body and what its parameters call.

    `settled` is known of the spec from walks before.
    """

    def __init__(self, walk: Walk, settled: Settled) -> None:
        self.walk = walk
        self.depth = 0
        self.settled = settled
        self.known: dict[tuple[Body, tuple[tuple[str, Value], ...]], tuple[Naming, int]] = {}

    def naming(self, body: Body, environment: Names) -> Naming:
        """The names in a scope."""
        fixed = self.settled.names.get(body)
        if fixed is not None:
            return fixed
        if body not in self.settled.names:
            self.settled.names[body] = fixed = self._fixed(body, environment)
            if fixed is not None:
                return fixed
        words = tuple(
            (name, value)
            for name, value in environment.varying()
            if isinstance(value, str) or (name not in INPUT_NAMES and self._computes_words(body))
        )
        known = self.known.get((body, words))
        if known is None:
            before = self.walk.room.chains
            naming = self._named(body, environment)
            known = self.known[body, words] = (naming, self.walk.room.chains - before)
        naming, chains = known
        self.walk.room.asked += chains
        return naming

    def _named(self, body: Body, environment: Names) -> Naming:
        """The names in a scope, worked out."""
        slots: Slots = []
        naming = Naming()
        self._collect(body, environment, naming, slots)
        _number(slots, naming.declared)
        return naming

    def _fixed(self, body: Body, environment: Names) -> Naming | None:
        """The names in a scope where all that is called names itself, so that they hang on no word."""
        blocks = self.walk.spec.blocks
        called = {part.parsed.callee for part in read_in(body) if isinstance(part, Call)}
        is_fixed = all(not self.is_chain(blocks[name]) if name in blocks else name in OPS for name in called)
        return self._named(body, environment) if is_fixed else None

    def _computes_words(self, body: Body) -> bool:
        """Whether a block in a scope is given a word by an expression, so that names hang on more than words."""
        known = self.settled.computed.get(body)
        if known is None:
            called = [part for part in read_in(body) if isinstance(part, Call)]
            blocks = self.walk.spec.blocks
            givers: list[Call | Block] = [
                *called,
                *(blocks[call.parsed.callee] for call in called if call.parsed.callee in blocks),
            ]
            values = (value for giver in givers for value in given_by(giver))
            known = self.settled.computed[body] = any(isinstance(value.tree, Conditional) for value in values)
        return known

    def callee(self, call: Call, environment: Names) -> str:
        """The name of the op or block that is called: a parameter stands for the word it holds."""
        name = call.parsed.callee
        value = environment.get(name)
        if isinstance(value, str) and name not in self.walk.spec.blocks and (name not in OPS or OPS[name].new):
            return value
        return name

    def is_chain(self, block: Block, seen: tuple[str, ...] = ()) -> bool:
        """Whether a block is only a chain of ops: no join, no name, no repeat, no `from` inside."""
        known = self.settled.chains.get(block.name)
        if known is None:
            if block.name in seen or len(seen) > MAXIMUM_DEPTH:
                return False
            known = self.settled.chains[block.name] = self._body_is_chain(block.body, (*seen, block.name), 0)
        return known

    def _body_is_chain(self, body: Body | None, seen: tuple[str, ...], lists: int) -> bool:
        if isinstance(body, Call):
            block = self.walk.spec.blocks.get(body.parsed.callee)
            return block is None or self.is_chain(block, seen)
        if isinstance(body, Sequence):
            return (
                body.start is None
                and lists <= MAXIMUM_LISTS
                and all(
                    item.name is None
                    and item.repeat is None
                    and self._body_is_chain(item.body, seen, lists + 1)
                    and (item.otherwise is None or self._body_is_chain(item.otherwise, seen, lists + 1))
                    for item in body.items
                )
            )
        return False

    def _collect(self, body: Body | None, environment: Names, naming: Naming, slots: Slots) -> None:
        """Take down what is to be named in a body, and the names that are written in it."""
        if isinstance(body, Call):
            self._collect_call(body, environment, naming, slots)
        elif isinstance(body, Reference) and body.sound:
            parts = [part for part in body.name.split(".") if not part.isdecimal()]
            slots.append((parts[-1], naming, body))
        elif isinstance(body, Join):
            if body.kind != "side":
                slots.append((body.kind, naming, body))
            for branch in body.branches:
                if branch.name is not None:
                    naming.declared.add(branch.name.text)
                else:
                    self._collect(branch.body, environment, naming, slots)
        elif isinstance(body, Sequence):
            for item in body.items:
                if item.name is not None:
                    naming.declared.add(item.name.text)
                elif item.repeat is not None:
                    repeated = item.body.kind if isinstance(item.body, Join) else "group"
                    if isinstance(item.body, Call):
                        repeated = self.callee(item.body, environment)
                    slots.append((repeated, naming, item))
                else:
                    self._collect(item.body, environment, naming, slots)
                    self._collect(item.otherwise, environment, naming, slots)

    def _collect_call(self, call: Call, environment: Names, naming: Naming, slots: Slots) -> None:
        name = self.callee(call, environment)
        block = self.walk.spec.blocks.get(name)
        if block is not None and self.is_chain(block):
            self.walk.room.chain(call.place)
            self.depth += 1
            if self.depth > MAXIMUM_DEPTH:
                raise too_deep(block.name, call.place)
            inner = naming.chains[call] = Naming()
            self._collect(block.body, self._called(call, block, environment), inner, slots)
            self.depth -= 1
        else:
            slots.append((name, naming, call))

    def _called(self, call: Call, block: Block, environment: Names) -> Names:
        """The words that a block's parameters hold in a call, as far as they are known before any shape is."""
        words = Names(self.walk.parameters, block.parameters)
        pairs = zip(block.parameters, call.parsed.arguments, strict=False)
        given = {argument.name or name: argument.expression for name, argument in pairs}
        for name, parameter in block.parameters.items():
            try:
                if name in given:
                    words[name] = given[name].evaluate(environment)
                elif parameter.default is not None:
                    words[name] = parameter.default.expression.evaluate(words)
            except ExpressionError:
                continue
        return words


def _number(slots: Slots, declared: set[str]) -> None:
    """Give each slot its name: the base alone where it is the only one, else with the next free number."""
    counts = Counter(base for base, _, _ in slots)
    taken = set(declared)
    last: dict[str, int] = {}
    for base, naming, key in slots:
        name = base
        if counts[base] > 1 or base in taken:
            number = last.get(base, 0) + 1
            while f"{base}{number}" in taken:
                number += 1
            last[base] = number
            name = f"{base}{number}"
        taken.add(name)
        naming.names[key] = name
