"""Where a walk over a spec stands: the tensor that is current, the names that are known there, and what they stand for.

A scope is the layers of the network, a block's body, a named group, or a copy of a repeat.
"""

from __future__ import annotations

from collections.abc import Iterator

from convcalc.language.nodes.source import Scalar
from convcalc.language.problems import Place
from convcalc.language.tuples import NamedTuple
from convcalc.network.graph import Group, Layer
from convcalc.network.walk.names import Names
from convcalc.spec.call import Argument
from convcalc.spec.model import Body, Item

Trail = tuple[tuple[str, Place], ...]
"""The calls that led to a place, innermost first."""

First = tuple[Scalar, list[Argument]]
"""The arguments of a repeat's first copy, and where they stand."""


class Tensor:
    """What the walk goes on with: the output of a layer. NOTHING where there is none, UNKNOWN after an error."""

    __slots__ = ("layer",)

    def __init__(self, layer: Layer | None) -> None:
        self.layer = layer

    @property
    def number(self) -> int | None:
        """The number of its layer."""
        return self.layer.number if self.layer is not None else None

    def take(self) -> None:
        """Note that a layer reads it."""


NOTHING = Tensor(None)
UNKNOWN = Tensor(None)


class Earlier(Tensor):
    """The tensor of an earlier layer, to which a `from` went back.

    `alias` is the last name that the result got since then, as in `- scores: [from b2]`: who reads it, reads that.
    """

    __slots__ = ("alias",)

    def __init__(self, layer: Layer | None, alias: Referent | None = None) -> None:
        super().__init__(layer)
        self.alias = alias

    def under(self, alias: Referent) -> Earlier:
        """The same tensor under another name; the name before was for this one."""
        self.take()
        return Earlier(self.layer, alias)

    def take(self) -> None:
        """Note that a layer reads it, under its last name."""
        if self.alias is not None:
            self.alias.read = True


class Naming:
    """The names of the unnamed calls, joins and repeats of a scope, and those that are `declared`: that are written.

    A call of a chain block has no name: `chains` has those of its own calls.
    """

    __slots__ = ("chains", "declared", "names")

    def __init__(self) -> None:
        self.names: dict[Body | Item, str] = {}
        self.chains: dict[Body, Naming] = {}
        self.declared: set[str] = set()


class Settled:
    """What is the same of names in every walk of a spec.

    `names` are those of each body that hang on no word, None of one that hangs on words; `computed` says whether these
    come from an expression, `chains` by their names whether blocks are chains.
    """

    __slots__ = ("chains", "computed", "names")

    def __init__(self) -> None:
        self.names: dict[Body, Naming | None] = {}
        self.computed: dict[Body, bool] = {}
        self.chains: dict[str, bool] = {}


UNNAMED = Naming()
"""Of a group in which nothing is to be named."""


class Again(NamedTuple):
    """What `reuse` runs again: a body, the frame where it stood, a repeat's item, a first copy's arguments."""

    body: Body
    frame: Frame
    item: Item | None
    first: First | None


class Referent:
    """What a name stands for: its last tensor, the names inside it, and what to run again.

    `side` says that it stands in a side branch, `read` that a `from` went back to it.
    """

    __slots__ = ("again", "read", "scope", "side", "tensor")

    def __init__(
        self, tensor: Tensor, scope: Scope | None = None, again: Again | None = None, side: bool = False
    ) -> None:
        self.tensor = tensor
        self.scope = scope
        self.again = again
        self.side = side
        self.read = False

    @property
    def lost(self) -> bool:
        """Whether an error left nothing of it, so that anything may have stood in it."""
        return self.tensor is UNKNOWN and self.scope is None

    def inside(self, name: str) -> Referent | None:
        """What a name within it stands for."""
        if self.scope is None:
            return LOST if self.lost else None
        return self.scope.referents.get(name) or (LOST if self.scope.lost else None)


LOST = Referent(UNKNOWN)
"""What may have stood in something that an error left out."""


class Scope:
    """The names of one scope that were met, those `declared` in it, and the scope around it.

    `lost` says that some of them an error left out.
    """

    __slots__ = ("declared", "lost", "parent", "referents")

    def __init__(self, parent: Scope | None, declared: set[str] | frozenset[str] = frozenset()) -> None:
        self.parent = parent
        self.declared = declared
        self.lost = False
        self.referents: dict[str, Referent] = {}

    def around(self) -> Iterator[Scope]:
        """This scope and those around it, the innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def find(self, path: str) -> Referent | None:
        """What a name or a dotted path stands for, the innermost scope first."""
        first, *rest = path.split(".")
        lost = False
        for scope in self.around():
            referent: Referent | None = scope.referents.get(first)
            if referent is not None:
                for part in rest:
                    referent = referent.inside(part) if referent is not None else None
                return referent
            lost |= scope.lost
        return LOST if lost and not self.comes_later(path) else None

    def forget(self) -> None:
        """Let go of all names in here, which nothing can find any more: they keep each other, and much besides."""
        pending = [self]
        while pending:
            scope = pending.pop()
            pending += [referent.scope for referent in scope.referents.values() if referent.scope is not None]
            scope.referents.clear()

    def comes_later(self, name: str) -> bool:
        """Whether a name is declared in a scope around here, though nothing has it yet."""
        first = name.partition(".")[0]
        near = next((scope for scope in self.around() if first in scope.referents or first in scope.declared), None)
        return near is not None and first not in near.referents

    def known(self) -> Iterator[str]:
        """All names that can be found from here."""
        return (name for scope in self.around() for name in scope.referents if not name.isdecimal())


class Frame:
    """Where the walk stands: the names that expressions know, the scope, and the group that layers are put into.

    `naming` has the names of the unnamed calls there; `words` the scope in which each word that a block's parameters
    hold names a layer.
    """

    __slots__ = ("environment", "group", "naming", "scope", "trail", "words")

    def __init__(
        self, environment: Names, scope: Scope, group: Group, naming: Naming, trail: Trail, words: dict[str, Scope]
    ) -> None:
        self.environment = environment
        self.scope = scope
        self.group = group
        self.naming = naming
        self.trail = trail
        self.words = words

    def beside(self) -> Frame:
        """The same place, to go on from into something."""
        return Frame(self.environment.beside(), self.scope, self.group, self.naming, self.trail, self.words)

    def within(self, group: Group, naming: Naming) -> Frame:
        """A place in a group where no name can be found again."""
        return Frame(self.environment.beside(), self.scope, group, naming, self.trail, self.words)

    def enter(self, group: Group, naming: Naming) -> None:
        """Go into a group, which has a scope of its own."""
        self.group = group
        self.scope = Scope(self.scope)
        self.name(naming)

    def name(self, naming: Naming) -> None:
        """Name what stands in the scope."""
        self.naming = naming
        self.scope.declared = naming.declared


Placed = tuple[Tensor, Scope | None]
"""What running something under a name gives: the tensor, and the names inside it."""
