"""Parts that are worked out once: what stands in a group, to be stamped again wherever it stands in another one.

What a part comes to depends on the shape that it reads and on the values of the names that its expressions read, and
on nothing else; a part in which something names a layer outside, or in which something is expected, is no such part.
Nothing is said of what is wrong while parts are stamped: at the first error the whole is walked again without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from convcalc.costs.op import Bound, Cost
from convcalc.costs.ops import OPS
from convcalc.language.problems import Hint, Place, Problems
from convcalc.language.tuples import NamedTuple
from convcalc.network.graph import Group, Layer
from convcalc.network.walk.binding import Sites
from convcalc.network.walk.frame import Frame, Settled, Trail
from convcalc.network.walk.reads import OwnReads, given_by, hangs_on_input, names_in, own_reads, read_in
from convcalc.network.walk.room import Taken
from convcalc.spec.changes import Change
from convcalc.spec.model import Block, Body, Item, Reference, Spec

MOST_KEPT = 50_000
"""How many layers, groups and names the parts of a spec may have together; beyond that all are let go."""

MOST_OF_A_PART = 5_000
"""How many a single one may have; each part in it counts as one."""

BEFORE = -1
"""Stands in a part for the layer that it reads; its own layers count from 0."""

Key = tuple[Any, ...]
"""All that a part hangs on."""

WorkedOut = tuple[str, Bound, Cost]
"""What a call of an op comes to: the call as it is shown, the checked arguments, and the cost."""

Costs = dict[Key, WorkedOut]
"""What the calls of ops come to, by what they are given and what comes in."""

NOWHERE = Group("", None, "", None)
"""The group of the layers and groups of parts."""


class Plain(Exception):
    """Something is wrong or can't be said of stamped parts: the spec is walked again without them."""


class NoPart(Exception):
    """What was to be made as a part is too much for one: it is walked."""


class Unsaid(Problems):
    """The problems of a walk that stamps parts: it ends with the first error, which a walk without parts will say.

    Where it is `silent`, nothing is warned of.
    """

    __slots__ = ("silent",)

    def __init__(self, problems: Problems, silent: bool = False) -> None:
        super().__init__(problems.guesses)
        self.items, self._seen = problems.items, problems._seen
        self.silent = silent

    def error(self, message: str, place: Place | None, hint: Hint = None, trail: Trail = (), code: str = "") -> None:
        """Raise Plain."""
        raise Plain

    def warning(self, message: str, place: Place | None, hint: Hint = None, trail: Trail = ()) -> None:
        """Warn, unless it is silent."""
        if not self.silent:
            super().warning(message, place, hint, trail)


# What a part is made of: layers, and what follows. Numbers of layers are counted from its first, those of groups from
# the part's own, which is 0. A layer is kept with the number of its group, and those of the layers that it reads.


class KeptGroup(NamedTuple):
    """A group as it is made again in another one, and the layers before it and of its result."""

    parent: int
    group: Group
    first: int
    result: int


class KeptName(NamedTuple):
    """A written name of a result."""

    layer: int
    group: int
    name: str


class KeptWarning(NamedTuple):
    """A warning, and the calls in the part that led to it."""

    message: str
    place: Place
    trail: Trail


class KeptPart(NamedTuple):
    """A part that stands in this one, the layer that it reads, and the calls in this one that led to it."""

    part: Part
    group: int
    before: int
    trail: Trail


Kept = Layer | KeptGroup | KeptName | KeptWarning | KeptPart


class Part(NamedTuple):
    """What was made in a group, in the order in which it was made, and the layer of its result.

    `last` is that layer, `result` its number, which may be BEFORE. `taken` is what it takes of what
    there is a limit of; `length` was that of the group's path. `used` are the changes that meant something, counted
    among those that might. `reads` says that a layer reads the tensor before, `passes` that this goes on under another
    name.
    """

    kept: list[Kept]
    last: Layer
    result: int
    taken: Taken
    length: int
    used: tuple[int, ...]
    reads: bool
    passes: bool


class Chain(NamedTuple):
    """What an unnamed call of a chain block made in a part: layers, which read those before them in it, and its steps.

    A number below 0 stands for the layer before.
    """

    layers: list[Layer]
    steps: int


class Parts:
    """The parts of a spec that were made, by all that they hang on, for every walk of that spec.

    `chains` are made like parts in one, without a group of their own. `costs` are those of layers, `read_by` the names
    that each body reads, None where it names a layer. `callable` are the ops and blocks whose names no parameter has.
    What else is kept is the same in every walk of a spec.
    """

    __slots__ = (
        "_names",
        "_of",
        "_own",
        "callable",
        "chains",
        "costs",
        "parts",
        "read_by",
        "referenced",
        "settled",
        "sites",
        "weight",
    )

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Let go of everything."""
        self._of: Key = ()
        self._names: frozenset[str] = frozenset()
        self.parts: dict[Key, Part] = {}
        self.chains: dict[Key, Chain] = {}
        self.costs: Costs = {}
        self.sites: Sites = {}
        self.settled = Settled()
        self.callable: frozenset[str] = frozenset()
        self.read_by: dict[Body | Item, tuple[str, ...] | None] = {}
        self._own: dict[Body | Item, OwnReads | None] = {}
        self.referenced: frozenset[str] = frozenset()
        self.weight = 0

    def begin(self, spec: Spec, bound: Iterable[str] = ()) -> None:
        """Begin a walk of a spec; where it is another one than before, or has other names, nothing is known of it.

        `bound` are the names that have a value in this walk.
        """
        own = (*spec.parameters, *bound)
        of = (spec.layers, tuple(spec.blocks.values()), own)
        if of == self._of:
            return
        self.forget()
        self._of = of
        blocks = spec.blocks.values()
        self._names = frozenset({*own, "index", *(name for block in blocks for name in block.parameters)})
        self.callable = frozenset(OPS).union(spec.blocks) - self._names
        bodies = [spec.layers, *(block.body for block in blocks)]
        dotted = [part.name for body in bodies for part in read_in(body) if isinstance(part, Reference)]
        self.referenced = frozenset(part for name in dotted if "." in name for part in name.split("."))

    def keep(self, key: Key, part: Part) -> None:
        """Remember a part; where all that is kept is too much, it is all let go."""
        self._weigh(len(part.kept))
        self.parts[key] = part

    def keep_chain(self, key: Key, chain: Chain) -> None:
        """Remember a chain, as a part."""
        self._weigh(len(chain.layers))
        self.chains[key] = chain

    def _weigh(self, more: int) -> None:
        self.weight += more
        if self.weight > MOST_KEPT:
            self.parts.clear()
            self.chains.clear()
            self.weight = more

    def refuse(self, key: Key) -> None:
        """Remember of what was too much for a part that it is none."""
        self.read_by[key[0]] = None

    def reads(self, body: Body | Item, spec: Spec) -> tuple[str, ...] | None:
        """The names that what stands in a body hangs on where it stands; None where it hangs on more than that.

        In the blocks that it may call these are the spec's parameters: a block's own have their values from the call.
        """
        if body not in self.read_by:
            names = self._read(body, spec)
            self.read_by[body] = tuple(sorted(names & self._names)) if names is not None else None
        return self.read_by[body]

    def _read(self, body: Body | Item, spec: Spec) -> set[str] | None:
        """The same, other names too; None also where nothing is called, which is walked as fast as it is stamped."""
        names: set[str] = set()
        calls, reached = False, set[Block]()
        pending: list[tuple[Block | None, Body | Item]] = [(None, body)]
        while pending:
            block, walked = pending.pop()
            own = self._own_reads(walked, spec)
            if own is None or (block is not None and hangs_on_input(block)):
                return None
            calls = calls or own.calls
            names |= own.names if block is None else own.names.union(names_in(given_by(block))) - set(block.parameters)
            pending += [(called, called.body) for called in own.blocks - reached]
            reached |= own.blocks
        return names if calls else None

    def _own_reads(self, body: Body | Item, spec: Spec) -> OwnReads | None:
        """What a body reads, without the blocks that it calls."""
        if body not in self._own:
            self._own[body] = own_reads(body, spec)
        return self._own[body]

    def known(self, names: Iterator[str]) -> tuple[str, ...]:
        """Those of some names that may have a value."""
        return tuple(sorted(self._names.intersection(names)))


def parts_of(spec: Spec, bound: Iterable[str] = ()) -> Parts | None:
    """What is kept for a walk of a spec; None of one that is not whole, in which all has to be looked at.

    `bound` are the names that have a value in this walk.
    """
    if spec.layers is None or spec.hidden or spec.lost or spec.missing or spec.input_lost:
        return None
    if not spec.worked_out:
        spec.worked_out.append(Parts())
    parts: Parts = spec.worked_out[0]
    parts.begin(spec, bound)
    return parts


class Known(NamedTuple):
    """All that a part hangs on, and the part, where it was made before.

    `changes` are those that may mean something in it.
    """

    key: Key
    changes: list[Change]
    part: Part | None


class Draft:
    """A part that is being made, in a group and in the calls of `trail`, behind `first` layers of the network.

    What is made is taken down in `events`; its `layers` are counted. `used` are the changes that meant something.
    """

    __slots__ = ("_groups", "events", "first", "group", "layers", "passes", "reads", "trail", "used")

    def __init__(self, group: Group, trail: Trail, first: int) -> None:
        self.group = Group(group.name, group.parent, "", None)
        self.trail = trail
        self.first = first
        self.layers = 0
        self.events: list[Layer | Group | KeptName | KeptWarning | KeptPart] = []
        self.used: set[Change] = set()
        self.reads = self.passes = False
        self._groups = {self.group: 0}

    def make_layer(self, layer: Layer) -> None:
        """Take down a layer. Raises NoPart for one too many."""
        self.layers += 1
        if self.layers > MOST_OF_A_PART:
            raise NoPart
        self.events.append(layer)

    def make_group(self, group: Group) -> None:
        """Take down a group."""
        self._groups[group] = len(self._groups)
        self.events.append(group)

    def name(self, number: int, group: Group, name: str) -> None:
        """Take down a written name of a result."""
        self.passes = self.passes or number == BEFORE
        self.events.append(KeptName(number, self._groups[group], name))

    def warn(self, message: str, place: Place, trail: Trail) -> None:
        """Take down a warning."""
        self.events.append(KeptWarning(message, place, self._inside(trail)))

    def part(self, part: Part, frame: Frame, before: Layer) -> Layer:
        """Take down a part that stands in the group of a frame, behind a layer; its result."""
        if before.number == BEFORE:
            self.reads = self.reads or part.reads
            self.passes = self.passes or part.passes
        first = self.layers
        self.layers += part.taken.layers
        self.events.append(KeptPart(part, self._groups[frame.group], before.number, self._inside(frame.trail)))
        return before if part.result == BEFORE else part.last.again(first + part.result, NOWHERE, ())

    def _inside(self, trail: Trail) -> Trail:
        """The calls of a trail that stand in the part."""
        return trail[: len(trail) - len(self.trail)]

    def end(self, last: Layer, taken: Taken, changes: list[Change]) -> Part:
        """The part, with the layer of its result, and what it took; `changes` are those that might mean something."""
        result, kept = last.number, list[Kept]()
        for event in self.events:
            if isinstance(event, Layer):
                event.number = self._groups[event.parent]
                self.reads = self.reads or BEFORE in event.inputs
                kept.append(event)
            elif isinstance(event, Group):
                assert event.parent is not None and event.first is not None and event.result is not None
                kept.append(KeptGroup(self._groups[event.parent], event, event.first, event.result))
                event.children = []
            else:
                kept.append(event)
        for made in kept:
            if isinstance(made, Layer):
                made.parent = NOWHERE
            elif isinstance(made, KeptGroup):
                made.group.parent = NOWHERE
        used = tuple([n for n, change in enumerate(changes) if change in self.used])
        passes = self.passes or result == BEFORE
        return Part(kept, last, result, taken, self.group.length, used, self.reads, passes)
