"""The layers of a spec as steps, each of which can go on from wherever the one before it may have ended.

What a step makes depends on where it begins and on the names that it reads: it is run once for each of these, whatever
else varies in the network.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set

from convcalc.language.paths import means
from convcalc.language.tree import Conditional
from convcalc.language.tuples import NamedTuple
from convcalc.network.walk.names import INDEX, SIZE_NAMES
from convcalc.network.walk.reads import given_by, has_sides, names_in, read_within
from convcalc.spec.changes import Change
from convcalc.spec.model import Block, Body, Branch, Call, Item, Join, Reference, Sequence, Spec

ENTER, LEAVE, ITEM, REPEAT = "enter", "leave", "item", "repeat"

Path = tuple[str, ...]
"""The names from the outermost group to a layer or group."""

NOTHING_READ: frozenset[str] = frozenset()


class Step(NamedTuple):
    """An item that is run, a named list that is entered or left, or a repeat, whose copies are run one by one.

    `within` are the named lists in which it stands, the outermost first. It `reads` names of the spec's environment,
    those among them that the copies of a repeat read are `copied`, and it may go back to the layers that it `mentions`,
    each by the first part of its name. `alike` says that all copies but the first are the same behind the same tensor:
    none goes back to a layer, so that one before it may be put out under its own name. `of_sizes` says that copies may
    have other layers behind a tensor of which only the sizes differ.
    """

    kind: str
    item: Item
    within: tuple[Item, ...]
    reads: frozenset[str] = NOTHING_READ
    mentions: frozenset[str] = NOTHING_READ
    copied: frozenset[str] = NOTHING_READ
    alike: bool = False
    of_sizes: bool = True


class Steps:
    """Takes a spec apart. The names `varying` have other values from design to design.

    `words` are those that each name may hold. `deep` are names of layers whose inside may be read later, or which may
    run again; the parts of words with dots are `dotted`. Where the layers begin, names are read `before` them; by those
    of `naming` layers may be named. The layers and groups of the paths that are `watched` can be told from the others.
    """

    def __init__(
        self,
        spec: Spec,
        changes: list[Change],
        varying: frozenset[str],
        words: Mapping[str, frozenset[str]],
        watched: Collection[Path] = (),
    ) -> None:
        assert spec.layers is not None
        self.spec = spec
        self.changes = changes
        self.varying = varying
        self.words = words
        self.watched = watched
        self.naming: set[str] = set()
        self.read_by: dict[str, frozenset[str]] = {}
        names, references = self._read(spec.layers)
        again = {reference.name for reference in _run_again(spec)}
        self.deep = {first_part(name) for name in references if "." in name or name in again}
        self.deep.update(names, *(map(first_part, held) for held in words.values()))
        self.dotted = {part for held in words.values() for word in held if "." in word for part in word.split(".")}
        self.before = _begun(spec.layers)
        self.steps = list(self._list(spec.layers, (), self._named_after(spec.layers)))

    def mentioned_behind(self, done: int) -> frozenset[str]:
        """The layers, each by the first part of its name, to which the steps behind so many may go back."""
        return NOTHING_READ.union(*(step.mentions for step in self.steps[done:]))

    def _named_after(self, scope: Sequence) -> Set[str]:
        """The names by whose values layers of a scope may be named: words, or where these are worked out all."""
        names = self._read(scope)[0]
        parts = [read for _, read in read_within(scope, self.spec) if isinstance(read, Call | Block)]
        if not any(isinstance(value.tree, Conditional) for part in parts for value in given_by(part)):
            names &= self.words.keys()
        self.naming |= names
        return names

    def _list(self, sequence: Sequence, within: tuple[Item, ...], naming: Set[str]) -> Iterator[Step]:
        for item in sequence.items:
            yield from self._item(item, within, naming if item.name is None else NOTHING_READ)

    def _item(self, item: Item, within: tuple[Item, ...], naming: Set[str]) -> Iterator[Step]:
        path = tuple([one.name.text for one in (*within, item) if one.name is not None])
        changes = self._meant(item, within, path)
        reads = self._reads(item, changes) | naming
        step = Step(ITEM, item, within, reads, self._mentioned(reads))
        name, body = path[-1] if item.name is not None else "", item.body
        for found in names_of(item):
            self.read_by[found] = self.read_by.get(found, NOTHING_READ) | step.reads
        if item.when is not None or name in self.deep or (path in self.watched and has_sides(body, self.spec)):
            yield step
        elif item.repeat is not None:
            varies = not self.varying.isdisjoint(item.repeat.expression.reads)
            begins_here = not isinstance(body, Sequence) or body.start is None
            told = bool(name) or not self.watched
            one_by_one = varies and begins_here and told and self.varying.isdisjoint(naming)
            yield self._repeat(step, path, changes) if one_by_one else step
        elif not isinstance(body, Sequence) or len(body.items) < 2:
            yield step
        elif name:
            begun = _begun(body)
            yield Step(ENTER, item, within, begun, self._mentioned(begun))
            yield from self._list(body, (*within, item), self._named_after(body))
            yield Step(LEAVE, item, within)
        elif body.start is None:
            yield from self._list(body, within, naming)
        else:
            yield step

    def _meant(self, item: Item, within: tuple[Item, ...], path: Path) -> list[Change]:
        """The changes that may mean something in an item; what has no name is not what another one's name means."""
        changes = [change for change in self.changes if all(map(means, change.parts, path))]
        if not changes or item.name is not None:
            return changes
        others = set(names_of(within[-1].body if within else self.spec.layers)).difference(names_of(item))
        return [change for change in changes if others.isdisjoint(change.parts[len(path) : len(path) + 1])]

    def _repeat(self, step: Step, path: Path, changes: list[Change]) -> Step:
        """A repeat of this path whose number of copies varies; `changes` may mean something in it."""
        first = step.item.first[1] if step.item.first is not None else ()
        names = self._reads(step.item.body, changes).union(names_in(argument.expression for argument in first))
        told_apart = any(path == watched[: len(path)] != watched for watched in self.watched)
        alike = not (changes or told_apart or INDEX in names or self._read(step.item.body)[1])
        read = [one for _, one in read_within(step.item.body, self.spec)]
        checked = any(isinstance(one, Call) and one.parsed.stated for one in read)
        of_sizes = checked or not alike or not names.isdisjoint(SIZE_NAMES)
        return step._replace(kind=REPEAT, copied=names, alike=alike, of_sizes=of_sizes)

    def _reads(self, part: Body | Item, changes: list[Change]) -> frozenset[str]:
        """What a part reads, with `changes` that may mean something in it: also where it goes back to."""
        names, references = self._read(part)
        found = frozenset(names).union(references, names_in(change.value.expression for change in changes))
        return found.union(*(self.read_by.get(layer, NOTHING_READ) for layer in self._mentioned(found)))

    def _mentioned(self, names: Iterable[str]) -> frozenset[str]:
        """The layers, each by the first part of its name, that may be meant where these names are read."""
        meant = set(names).union(*(self.words.get(name, NOTHING_READ) for name in names))
        return frozenset(map(first_part, meant))

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


def names_of(part: Body | Item | Branch | None) -> Iterator[str]:
    """The names by which what stands in a part can be found behind it."""
    if isinstance(part, Item | Branch) and part.name is not None:
        yield part.name.text
    elif isinstance(part, Item):
        yield from names_of(part.body)
        yield from names_of(part.otherwise)
    elif isinstance(part, Branch):
        yield from names_of(part.body)
    elif isinstance(part, Sequence | Join):
        for inner in part.items if isinstance(part, Sequence) else part.branches:
            yield from names_of(inner)


def _begun(sequence: Sequence) -> frozenset[str]:
    """What is read where a list begins."""
    return frozenset([sequence.start.name] if sequence.start is not None else [])


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
