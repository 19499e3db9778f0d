"""Names: what a layer is called where nothing is written, and what `from` and `reuse` find.

An unnamed call is named after its op or block, and numbered by its place in the source where its scope has more than
one. A scope is the layers of the network, a block's body, a named group, or a copy of a repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from convcalc.costs.ops import OPS
from convcalc.language.expression import Expression
from convcalc.language.problems import Place
from convcalc.language.tree import Conditional, ExpressionError
from convcalc.network.names import Names
from convcalc.spec.model import Block, Body, Call, Item, Join, Reference, Sequence, Spec

MAXIMUM_LAYERS = 250_000

MAXIMUM_CHAINS = 50_000
"""How many unnamed calls of chain blocks all scopes may come to."""

MAXIMUM_LISTS = 8
"""How many lists may stand inside each other in a chain block; one with more is no chain."""

INPUT_NAMES = ("in_channels", "in_depth", "in_height", "in_width", "in_length")
"""The names by which expressions read the size of what comes in."""

MAXIMUM_NESTING = 80
"""How many lists may stand inside each other, those of blocks that call each other included."""

MAXIMUM_DEPTH = 40
"""How many levels deep blocks may call each other."""

UNKNOWN = -1
"""The number of a tensor that an error left without a shape."""

Table = dict[int, Any]
"""For each unnamed call or join (by identity) its name; for a call of a chain block the table of its own calls."""


STEPS_OF_A_LAYER = 16

STEPS_AS_LONG = 4
"""How many steps take as long as a layer."""

COUNTED_FROM = 5_000
"""A network that has more layers is first counted, where it is in doubt how many they are."""


def most_steps(layers: int) -> int:
    """How many items, calls and copies may be run for a number of layers: more are a trap, not a network."""
    return STEPS_OF_A_LAYER * layers + 100_000


class TooLarge(Exception):
    """The network has more layers or steps than it may: what is too large, and where it stands."""

    def __init__(self, message: str, place: Place, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


class InDoubt(Exception):
    """Much was written out, and it is not certain yet that the rest is not too large."""


class Again(NamedTuple):
    """What `reuse` runs again: a body, the frame where it stood, a repeat's item, a first copy's arguments."""

    body: Body
    frame: Any
    item: Item | None
    first: Any


class Entry:
    """What a name stands for: the number of its last layer, the names inside it, and what to run again."""

    __slots__ = ("again", "number", "read", "scope", "side")

    def __init__(self, number: int | None, scope: Scope | None, again: Again | None, side: bool) -> None:
        self.number = number
        self.scope = scope
        self.again = again
        self.side = side
        self.read = False

    @property
    def lost(self) -> bool:
        """Whether an error left nothing of it, so that anything may have stood in it."""
        return self.number == UNKNOWN and self.scope is None

    def inside(self, name: str) -> Entry | None:
        """The entry of a name within it."""
        if self.scope is None:
            return LOST if self.lost else None
        return self.scope.entries.get(name) or (LOST if self.scope.lost else None)


LOST = Entry(UNKNOWN, None, None, False)
"""What may have stood in something that an error left out."""


class Scope:
    """The written names of one scope, and the scope around it. `lost` that some of them an error left out."""

    __slots__ = ("entries", "lost", "parent", "written")

    def __init__(self, parent: Scope | None, written: frozenset[str] = frozenset()) -> None:
        self.parent = parent
        self.written = written
        self.lost = False
        self.entries: dict[str, Entry] = {}

    def find(self, path: str) -> Entry | None:
        """The entry of a name or a dotted path, the innermost scope first."""
        first, *rest = path.split(".")
        scope: Scope | None = self
        lost = False
        while scope is not None:
            entry: Entry | None = scope.entries.get(first)
            if entry is not None:
                for part in rest:
                    entry = entry.inside(part) if entry is not None else None
                return entry
            lost |= scope.lost
            scope = scope.parent
        return LOST if lost and not self.comes_later(path) else None

    def forget(self) -> None:
        """Let go of all names in here, which nothing can find any more: they keep each other, and much besides."""
        pending = [self]
        while pending:
            scope = pending.pop()
            pending += [entry.scope for entry in scope.entries.values() if entry.scope is not None]
            scope.entries.clear()

    def comes_later(self, name: str) -> bool:
        """Whether a name is written in a scope around here, though nothing has it yet."""
        scope: Scope | None = self
        while scope is not None:
            first = name.partition(".")[0]
            if first in scope.entries:
                return False
            if first in scope.written:
                return True
            scope = scope.parent
        return False

    def known(self) -> Iterator[str]:
        """All names that can be found from here."""
        scope: Scope | None = self
        while scope is not None:
            yield from (name for name in scope.entries if not name.isdecimal())
            scope = scope.parent


class Namer:
    """Names the unnamed calls of each scope, once for each body and what its parameters call.

    `parameters` are the values of the spec's. `steps` are the unnamed calls of chain blocks that were walked, `asked`
    those of all scopes that were asked for, `skipped` those of parts that were stamped.
    """

    def __init__(self, spec: Spec, parameters: dict[str, Any]) -> None:
        self.spec = spec
        self.parameters = parameters
        self.steps = 0
        self.asked = 0
        self.skipped = 0
        self.depth = 0
        self.computed: dict[int, bool] = {}
        self.chains: dict[str, bool] = {}
        self.known: dict[tuple[Any, ...], tuple[Table, frozenset[str], int]] = {}

    def names(self, body: Body, environment: Names) -> tuple[Table, frozenset[str]]:
        """The table of a scope's unnamed calls, and its written names."""
        words = tuple(
            (name, value)
            for name, value in environment.varying()
            if isinstance(value, str) or (name not in INPUT_NAMES and self._computes_words(body))
        )
        key = (id(body), words)
        found = self.known.get(key)
        if found is None:
            slots: list[tuple[str, Table, int]] = []
            written: set[str] = set()
            table: Table = {}
            before = self.steps
            self._collect(body, environment, table, slots, written)
            _number(slots, written)
            found = self.known[key] = (table, frozenset(written), self.steps - before)
        self.asked += found[2]
        return found[:2]

    def has_room(self, chains: int) -> bool:
        """Whether so many unnamed calls of chain blocks more are surely not too many."""
        return self.steps + self.skipped + chains <= MAXIMUM_CHAINS

    def skip(self, chains: int) -> None:
        """Count what stands in a part that is stamped, though some of it may be known."""
        self.skipped += chains
        self.asked += chains

    def _computes_words(self, body: Body | None) -> bool:
        """Whether a chain block in a scope is given a word by an expression, so that names hang on more than words."""
        known = self.computed.get(id(body))
        if known is None:
            known = self.computed[id(body)] = any(
                isinstance(expression.tree, Conditional)
                for call in _unnamed_calls(body)
                for expression in self._expressions(call)
            )
        return known

    def _expressions(self, call: Call) -> list[Expression]:
        """The expressions that give a block's parameters their values in a call."""
        expressions = [argument.expression for argument in call.parsed.arguments]
        block = self.spec.blocks.get(call.parsed.callee)
        for parameter in block.parameters.values() if block is not None else ():
            if parameter.default is not None:
                expressions.append(parameter.default.expression)
        return expressions

    def callee(self, call: Call, environment: Names) -> str:
        """The name of the op or block that is called: a parameter stands for the word it holds."""
        name = call.parsed.callee
        value = environment.get(name)
        if isinstance(value, str) and name not in OPS and name not in self.spec.blocks:
            return value
        return name

    def is_chain(self, block: Block, seen: tuple[str, ...] = ()) -> bool:
        """Whether a block is only a chain of ops: no join, no name, no repeat, no `from` inside."""
        known = self.chains.get(block.name)
        if known is not None:
            return known
        if block.name in seen or len(seen) > MAXIMUM_DEPTH:
            return False
        result = self._body_is_chain(block.body, (*seen, block.name), 0)
        self.chains[block.name] = result
        return result

    def _body_is_chain(self, body: Body | None, seen: tuple[str, ...], lists: int) -> bool:
        if isinstance(body, Call):
            block = self.spec.blocks.get(body.parsed.callee)
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

    def _collect(
        self, body: Body | None, environment: Names, table: Table, slots: list[Any], written: set[str]
    ) -> None:
        if isinstance(body, Call):
            self._collect_call(body, environment, table, slots, written)
        elif isinstance(body, Reference) and body.sound:
            named = [part for part in body.name.split(".") if not part.isdecimal()]
            slots.append((named[-1], table, id(body)))
        elif isinstance(body, Join):
            if body.kind != "side":
                slots.append((body.kind, table, id(body)))
            for branch in body.branches:
                if branch.name is not None:
                    written.add(branch.name.text)
                else:
                    self._collect(branch.body, environment, table, slots, written)
        elif isinstance(body, Sequence):
            for item in body.items:
                self._collect_item(item, environment, table, slots, written)

    def _collect_item(self, item: Item, environment: Names, table: Table, slots: list[Any], written: set[str]) -> None:
        if item.name is not None:
            written.add(item.name.text)
        elif item.repeat is not None:
            slots.append((self._repeat_name(item.body, environment), table, id(item)))
        else:
            self._collect(item.body, environment, table, slots, written)
            self._collect(item.otherwise, environment, table, slots, written)

    def _repeat_name(self, body: Body, environment: Names) -> str:
        if isinstance(body, Call):
            return self.callee(body, environment)
        return body.kind if isinstance(body, Join) else "group"

    def _collect_call(self, call: Call, environment: Names, table: Table, slots: list[Any], written: set[str]) -> None:
        name = self.callee(call, environment)
        block = self.spec.blocks.get(name)
        if block is not None and self.is_chain(block):
            self.steps += 1
            if self.steps + self.skipped > MAXIMUM_CHAINS:
                raise TooLarge(f"chains of chains come to more than {MAXIMUM_CHAINS:,} calls here", call.place)
            inner: Table = {}
            table[id(call)] = inner
            self.depth += 1
            if self.depth > MAXIMUM_DEPTH:
                message = f"blocks call each other more than {MAXIMUM_DEPTH} levels deep"
                raise TooLarge(message, call.place, f"'{block.name}' may be calling itself")
            self._collect(block.body, self._called(call, block, environment), inner, slots, written)
            self.depth -= 1
        else:
            slots.append((name, table, id(call)))

    def _called(self, call: Call, block: Block, environment: Names) -> Names:
        """The words that a block's parameters hold in a call, as far as they are known before any shape is."""
        words = Names(self.parameters, block.parameters)
        parameters = list(block.parameters)
        given = {}
        for number, argument in enumerate(call.parsed.arguments):
            given[argument.name or (parameters[number] if number < len(parameters) else "")] = argument.expression
        for name, parameter in block.parameters.items():
            expression = given.get(name)
            source = environment if expression is not None else words
            if expression is None and parameter.default is not None:
                expression = parameter.default.expression
            if expression is None:
                continue
            try:
                words[name] = expression.evaluate(source)
            except ExpressionError:
                continue
        return words


def _unnamed_calls(body: Body | None) -> Iterator[Call]:
    """The calls of a scope that have no name of their own."""
    if isinstance(body, Call):
        yield body
    elif isinstance(body, Sequence):
        for item in body.items:
            if item.name is None:
                yield from _unnamed_calls(item.body)
                yield from _unnamed_calls(item.otherwise)
    elif isinstance(body, Join):
        for branch in body.branches:
            if branch.name is None:
                yield from _unnamed_calls(branch.body)


def _number(slots: list[tuple[str, Table, int]], written: set[str]) -> None:
    """Give each slot its name: the base alone where it is the only one, else with the next free number."""
    counts: dict[str, int] = {}
    for base, _, _ in slots:
        counts[base] = counts.get(base, 0) + 1
    taken = set(written)
    last: dict[str, int] = {}
    for base, table, key in slots:
        name = base
        if counts[base] > 1 or base in taken:
            number = last.get(base, 0) + 1
            while f"{base}{number}" in taken:
                number += 1
            last[base] = number
            name = f"{base}{number}"
        taken.add(name)
        table[key] = name
