"""The layers of a spec as steps, each of which can go on from wherever the one before it may have ended.

What a step makes depends on where it begins and on the names that it reads: it is run once for each of these, whatever
else varies in the network.
"""

from __future__ import annotations

from collections.abc import Iterator

from convcalc.language.paths import means
from convcalc.language.tuples import NamedTuple
from convcalc.network.walk.names import INDEX
from convcalc.network.walk.reads import given_by, names_in, read_within
from convcalc.spec.changes import Change
from convcalc.spec.model import Block, Body, Call, Item, Join, Reference, Sequence, Spec

ENTER, LEAVE, ITEM, REPEAT = "enter", "leave", "item", "repeat"

NOTHING_READ: frozenset[str] = frozenset()


class Step(NamedTuple):
    """An item that is run, a named list that is entered or left, or a repeat, whose copies are run one by one.

    `within` are the named lists in which it stands, the outermost first. It `reads` names of the spec's environment,
    those among them that the copies of a repeat read are `copied`, and it may go back to the layers that it `mentions`,
    each by the first part of its name. `alike` says that all copies but the first are the same behind the same tensor.
    """

    kind: str
    item: Item
    within: tuple[Item, ...]
    reads: frozenset[str] = NOTHING_READ
    mentions: frozenset[str] = NOTHING_READ
    copied: frozenset[str] = NOTHING_READ
    alike: bool = False


class Steps:
    """Takes a spec apart. The names `varying` have other values from design to design.

    `words` are those that names may hold. `deep` are names of layers whose inside may be read later, or which may run
    again.
    """

    def __init__(self, spec: Spec, changes: list[Change], varying: frozenset[str], words: frozenset[str]) -> None:
        assert spec.layers is not None
        self.spec = spec
        self.changes = changes
        self.varying = varying
        self.read_by: dict[str, frozenset[str]] = {}
        names, references = self._read(spec.layers)
        again = {reference.name for reference in _run_again(spec)}
        self.deep = {first_part(name) for name in references if "." in name or name in again} | names | words
        self.steps = list(self._list(spec.layers, ()))

    def _list(self, sequence: Sequence, within: tuple[Item, ...]) -> Iterator[Step]:
        for item in sequence.items:
            yield from self._item(item, within)

    def _item(self, item: Item, within: tuple[Item, ...]) -> Iterator[Step]:
        names, references = self._read(item)
        for reference in references:
            names |= self.read_by.get(first_part(reference), NOTHING_READ)
        path = [one.name.text for one in (*within, item) if one.name is not None]
        changes = [change for change in self.changes if all(map(means, change.parts, path))]
        names |= {*names_in(change.value.expression for change in changes)}
        step = Step(
            ITEM, item, within, frozenset(names | references), frozenset(names | set(map(first_part, references)))
        )
        name, body = path[-1] if item.name is not None else "", item.body
        self.read_by[name] = self.read_by.get(name, NOTHING_READ) | step.reads
        if item.when is not None or name in self.deep:
            yield step
        elif item.repeat is not None:
            yield self._repeat(step, changes) if not self.varying.isdisjoint(item.repeat.expression.reads) else step
        elif not isinstance(body, Sequence) or len(body.items) < 2:
            yield step
        elif name:
            begin = [first_part(body.start.name)] if body.start is not None else []
            yield Step(ENTER, item, within, mentions=frozenset(begin))
            yield from self._list(body, (*within, item))
            yield Step(LEAVE, item, within)
        elif body.start is None:
            yield from self._list(body, within)
        else:
            yield step

    def _repeat(self, step: Step, changes: list[Change]) -> Step:
        """A repeat whose number of copies varies; `changes` may mean something in it."""
        item = step.item
        names, references = self._read(item.body)
        names |= {*names_in(argument.expression for argument in (item.first[1] if item.first is not None else ()))}
        names |= {*names_in(change.value.expression for change in changes)}
        for reference in references:
            names |= self.read_by.get(first_part(reference), NOTHING_READ) | {reference}
        return step._replace(kind=REPEAT, copied=frozenset(names), alike=not changes and INDEX not in names)

    def _read(self, part: Body | Item) -> tuple[set[str], set[str]]:
        """The names that expressions and calls in a part read, and those of layers that it refers to."""
        names: set[str] = set()
        references: set[str] = set()
        for block, read in read_within(part, self.spec):
            if isinstance(read, Reference):
                references.add(read.name)
                continue
            expressions = given_by(read) if isinstance(read, Call | Block) else read
            found = {*names_in(expressions), *([read.parsed.callee] if isinstance(read, Call) else [])}
            names |= found.difference(block.parameters) if block is not None else found
        return names, references


def first_part(path: str) -> str:
    """The outermost name of a path."""
    return path.partition(".")[0]


def _run_again(spec: Spec) -> Iterator[Reference]:
    """What is run again anywhere in a spec."""
    pending: list[Body | Item | None] = [spec.layers, *(block.body for block in spec.blocks.values())]
    while pending:
        part = pending.pop()
        if isinstance(part, Reference):
            yield part
        elif isinstance(part, Join):
            pending += [branch.body for branch in part.branches]
        elif isinstance(part, Sequence):
            pending += part.items
        elif isinstance(part, Item):
            pending += [part.body, part.otherwise]
