"""Parts that are worked out once: what stands in a group, to be stamped again wherever it stands in another one.

What a part comes to depends on the shape that it reads and on the values of the names that its expressions read, and
on nothing else; a part in which something names a layer outside, or in which something is expected, is no such part.
Nothing is said of what is wrong while parts are stamped: at the first error the whole is walked again without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from convcalc.costs.ops import OPS
from convcalc.language.expression import Expression
from convcalc.language.tree import Conditional
from convcalc.network.graph import Group, Layer
from convcalc.network.scope import INPUT_NAMES
from convcalc.spec.changes import Change
from convcalc.spec.model import Block, Body, Call, Item, Join, Reference, Sequence, Spec

MOST_KEPT = 50_000
"""How many layers, groups and names the parts of a spec may have together; beyond that all are let go."""

MOST_OF_A_PART = 5_000
"""How many a single one may have; each part in it counts as one."""

BEFORE = -1
"""Stands in a part for the layer that it reads; its own layers count from 0."""

LAYER, GROUP, NAME, WARNING, PART = range(5)
"""What an entry of a part is."""


NOWHERE = Group("", None, "", None)
"""The group of the layers of parts."""


class Plain(Exception):
    """Something is wrong or can't be said of stamped parts: the spec is walked again without them."""


class Part:
    """What was made in a group, in the order in which it was made, with every number counted from the part's first.

    `layers`, `steps`, `characters`, `chains`, `nesting` and `trail` are what it takes of what there is a limit of;
    `length` was that of the group's path. `used` are the changes that meant something, counted among those that might.
    `reads` says that a layer reads the tensor before, `passes` that this goes on under another name.
    """

    __slots__ = (
        "chains",
        "characters",
        "entries",
        "layers",
        "length",
        "nesting",
        "passes",
        "reads",
        "result",
        "steps",
        "trail",
        "used",
        "weight",
    )

    def __init__(self, entries: list[tuple[Any, ...]], result: int) -> None:
        self.entries = entries
        self.result = result
        self.reads = self.passes = False
        self.layers = self.steps = self.characters = self.chains = self.nesting = self.trail = self.length = 0
        self.used: tuple[int, ...] = ()
        self.weight = len(entries)


class Parts:
    """The parts of a spec that were walked, by all that they hang on, for every walk of that spec.

    `costs` are those of layers, `read_by` the names that each body reads, None where it names a layer.
    """

    __slots__ = ("_names", "_of", "costs", "parts", "read_by", "referenced", "weight")

    def __init__(self) -> None:
        self._of: tuple[Any, ...] | None = None
        self._names: frozenset[str] = frozenset()
        self.forget()

    def forget(self) -> None:
        """Let go of everything."""
        self.parts: dict[Any, Part] = {}
        self.costs: dict[Any, Any] = {}
        self.read_by: dict[Any, tuple[str, ...] | None] = {}
        self.referenced: frozenset[str] = frozenset()
        self.weight = 0

    def begin(self, spec: Spec) -> None:
        """Begin a walk of a spec; where it is another one than before, or has other names, nothing is known of it."""
        of = (spec.layers, tuple(spec.blocks.values()), tuple(spec.parameters))
        if of == self._of:
            return
        self.forget()
        self._of = of
        blocks = spec.blocks.values()
        self._names = frozenset({*spec.parameters, "index", *(name for block in blocks for name in block.parameters)})
        bodies = [spec.layers, *(block.body for block in blocks)]
        dotted = [part.name for body in bodies for part in read_in(body) if isinstance(part, Reference)]
        self.referenced = frozenset(part for name in dotted if "." in name for part in name.split("."))

    def keep(self, key: Any, part: Part) -> None:
        """Remember a part; where all that is kept is too much, it is all let go."""
        self.weight += part.weight
        if self.weight > MOST_KEPT:
            self.parts.clear()
            self.weight = part.weight
        self.parts[key] = part

    def reads(self, body: Body | Item, spec: Spec) -> tuple[str, ...] | None:
        """The names that what stands in a body hangs on where it stands; None where it hangs on more than that.

        In the blocks that it may call these are the spec's parameters: a block's own have their values from the call.
        """
        if body not in self.read_by:
            found = self._read(body, spec)
            self.read_by[body] = tuple(sorted(found & self._names)) if found is not None else None
        return self.read_by[body]

    def _read(self, body: Body | Item, spec: Spec) -> set[str] | None:
        """The same, other names too; None also where nothing is called, which is walked as fast as it is stamped."""
        calls = 0
        names: set[str] = set()
        found: dict[str, Block] = {}
        pending: list[tuple[Body | None, Block | None]]
        if isinstance(body, Item):
            names.update(names_in(_of_item(body)))
            pending = [(body.body, None), (body.otherwise, None)]
        else:
            pending = [(body, None)]
        while pending:
            walked, block = pending.pop()
            read: set[str] = set()
            for part in read_in(walked):
                if isinstance(part, Reference):
                    return None
                if isinstance(part, Call):
                    calls += 1
                    callee = part.parsed.callee
                    own = [callee] if callee in spec.blocks else [] if callee in OPS else spec.blocks
                    new = {name: spec.blocks[name] for name in own if name not in found}
                    found.update(new)
                    pending += [(called.body, called) for called in new.values()]
                    read.add(callee)
                    values = _values(argument.expression for argument in part.parsed.arguments)
                else:
                    values = part
                if values is None:
                    return None
                read.update(names_in(values))
            if block is not None:
                defaults = [parameter.default for parameter in block.parameters.values()]
                values = _values(default.expression for default in defaults if default is not None)
                if values is None:
                    return None
                read.update(names_in(values))
                read.difference_update(block.parameters)
            names |= read
        return names if calls else None

    def known(self, names: Iterator[str]) -> tuple[str, ...]:
        """Those of some names that may have a value."""
        return tuple(sorted(self._names.intersection(names)))


def parts_of(spec: Spec) -> Parts | None:
    """What is kept of walks of a spec; None of one that is not whole, in which all has to be looked at."""
    if spec.hidden or spec.lost or spec.missing or spec.input_lost:
        return None
    if spec.worked_out is None:
        spec.worked_out = Parts()
    found: Parts = spec.worked_out
    return found


class Recording:
    """A part that is being walked: its key, its group, what is made in it, and how far the walk was before.

    `changes` are those that may mean something in it, `used` those that did.
    """

    __slots__ = ("before", "changes", "events", "first", "group", "kept", "key", "outer", "trail", "used")

    def __init__(
        self, key: Any, changes: list[Change], group: Group, first: int, trail: int, outer: Recording | None
    ) -> None:
        self.key = key
        self.changes = changes
        self.used: set[Change] = set()
        self.group = group
        self.first = first
        self.trail = trail
        self.outer = outer
        self.events: list[Any] = []
        self.kept = True
        self.before: tuple[int, ...] = ()

    def part(self, result: int) -> Part | None:
        """The part as it can be stamped; None where it can't be."""
        if len(self.events) > MOST_OF_A_PART:
            return None
        groups = {self.group: 0}
        entries: list[tuple[Any, ...]] = []
        part = Part(entries, self.number(result))
        for event in self.events:
            if isinstance(event, Layer):
                if event.expect:
                    return None
                inputs = tuple(map(self.number, event.inputs))
                part.reads = part.reads or BEFORE in inputs
                entries.append((LAYER, groups[event.parent], event.again(0, NOWHERE, ()), inputs))
            elif isinstance(event, Group):
                if event.expect:
                    return None
                groups[event] = len(groups)
                assert event.parent is not None and event.first is not None and event.result is not None
                ends = self.number(event.first), self.number(event.result)
                own = event.name, event.operation, event.place, event.copies
                entries.append((GROUP, groups[event.parent], *own, *ends))
            elif event[0] == NAME:
                _, number, group, name = event
                part.passes = part.passes or number < self.first
                entries.append((NAME, self.number(number), groups[group], name))
            elif event[0] == WARNING:
                _, message, place, trail = event
                entries.append((WARNING, message, place, trail[: len(trail) - self.trail]))
            else:
                _, inner, group, number = event
                part.reads = part.reads or (inner.reads and number < self.first)
                part.passes = part.passes or (inner.passes and number < self.first)
                entries.append((PART, inner, groups[group], self.number(number)))
        part.passes = part.passes or part.result == BEFORE
        part.weight = len(entries)
        part.length = self.group.length
        return part

    def number(self, number: int) -> int:
        """A layer's number counted from the part's first; the only one before is that which it reads."""
        return int(number) - self.first if number >= self.first else BEFORE


def read_in(body: Body | None) -> Iterator[Call | Reference | Iterator[Expression]]:
    """The calls and references in a body, and the expressions of its items."""
    pending = [body]
    while pending:
        part = pending.pop()
        if isinstance(part, Call | Reference):
            yield part
        elif isinstance(part, Join):
            for branch in part.branches:
                pending.append(branch.body)
                yield iter([branch.when.expression] if branch.when is not None else [])
        elif isinstance(part, Sequence):
            if part.start is not None:
                yield part.start
            for item in part.items:
                pending += [item.body, item.otherwise]
                yield _of_item(item)


def _of_item(item: Item) -> Iterator[Expression]:
    for written in (item.when, item.repeat):
        if written is not None:
            yield written.expression
    for argument in item.first[1] if item.first is not None else ():
        yield argument.expression


def names_in(expressions: Iterable[Expression]) -> Iterator[str]:
    """Every name that expressions read."""
    return (name for expression in expressions for name in expression.reads)


def _values(expressions: Iterable[Expression]) -> Iterator[Expression] | None:
    """Values that a call or a block gives; None where one may be this or that word as the sizes of what comes in say.

    Names of layers come from such words, and are the same for the whole of a walk.
    """
    values = list(expressions)
    if any(isinstance(value.tree, Conditional) and not set(INPUT_NAMES).isdisjoint(value.reads) for value in values):
        return None
    return iter(values)
