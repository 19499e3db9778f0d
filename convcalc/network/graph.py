"""A network as a graph: layers in the order in which they run, and the tree of groups that names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from convcalc.costs.op import Bound, Shape
from convcalc.costs.unread import Unread
from convcalc.language.problems import Place
from convcalc.spec.model import Expectation

INPUT = "input"


class Group:
    """A named part of a network: a block's call, a named list, or the copies of a repeat.

    `copies` is the number of a repeat's copies, 0 for a group that is none; `first` and `result` are the numbers of the
    layers before it and of its result, None where there is none; `length` is that of its path, in characters.
    """

    __slots__ = (
        "_named",
        "_seen",
        "children",
        "copies",
        "expect",
        "first",
        "length",
        "name",
        "operation",
        "parent",
        "place",
        "result",
    )

    def __init__(self, name: str, parent: Group | None, operation: str, place: Place | None) -> None:
        self.name = name
        self.parent = parent
        self.operation = operation
        self.place = place
        self.copies = 0
        self.first: int | None = None
        self.result: int | None = None
        self.children: list[Group | Layer] = []
        self.expect: Sequence[Expectation] = ()
        self.length: int = len(name) + (parent.length + 1 if parent is not None and parent.name else 0)
        self._named: dict[str, Group | Layer] | None = None
        self._seen = 0

    def again(self, parent: Group) -> Group:
        """The same group in another one, where nothing is in it yet and nothing is expected of it."""
        group = Group(self.name, parent, self.operation, self.place)
        group.copies = self.copies
        return group

    def child(self, name: str) -> Group | Layer | None:
        """The last child of a name; None where there is none yet."""
        if self._named is None:
            self._named = {}
        self._named.update((part.name, part) for part in self.children[self._seen :])
        self._seen = len(self.children)
        return self._named.get(name)

    def put_in(self, children: list[Group | Layer]) -> None:
        """Let other parts stand in it than before."""
        self.children = list(children)
        self._named, self._seen = None, 0

    @property
    def path(self) -> str:
        """The names from the outermost group to this one, joined by dots."""
        return join_path(self.parent, self.name)

    def layers(self) -> Iterator[Layer]:
        """Every layer of the group, in order."""
        pending: list[Group | Layer] = [self]
        while pending:
            part = pending.pop()
            if isinstance(part, Group):
                pending.extend(reversed(part.children))
            else:
                yield part


class Layer:
    """One layer: what it does, what it reads (`inputs`, the numbers of earlier layers) and what it costs.

    `original` is the number of the layer whose weights it uses again; `side` that it stands in a side branch. The
    network's inputs are layers too, with the op `input`.
    """

    __slots__ = (
        "arguments",
        "expect",
        "inputs",
        "macs",
        "name",
        "number",
        "op",
        "operation",
        "original",
        "output",
        "params",
        "parent",
        "place",
        "side",
        "unread",
    )

    def __init__(self, number: int, name: str, parent: Group, op: str, operation: str, place: Place | None) -> None:
        self.number = number
        self.name = name
        self.parent = parent
        self.op = op
        self.operation = operation
        self.place = place
        self.arguments: Bound = {}
        self.inputs: tuple[int, ...] = ()
        self.output: Shape = ()
        self.params = 0
        self.macs = 0
        self.side = False
        self.original: int | None = None
        self.unread: tuple[Unread, ...] = ()
        self.expect: Sequence[Expectation] = ()

    def again(self, number: int, parent: Group, inputs: tuple[int, ...]) -> Layer:
        """The same layer at another place, where nothing is expected of it."""
        layer = Layer.__new__(Layer)
        layer.number = number
        layer.name = self.name
        layer.parent = parent
        layer.op = self.op
        layer.operation = self.operation
        layer.place = self.place
        layer.arguments = self.arguments
        layer.inputs = inputs
        layer.output = self.output
        layer.params = self.params
        layer.macs = self.macs
        layer.side = self.side
        layer.original = None
        layer.unread = self.unread
        layer.expect = ()
        return layer

    @property
    def values(self) -> int:
        """How many values it puts out that are no parameters."""
        return prod(self.output) if self.inputs or self.op == INPUT else 0

    @property
    def path(self) -> str:
        """The names of the groups around it and its own, joined by dots."""
        return join_path(self.parent, self.name)


class Graph:
    """A whole network. `layers` begins with its inputs; `outputs` names the results that nothing reads.

    `main_outputs` are those of the main network, without what side branches put out.
    """

    __slots__ = ("final", "inputs", "layers", "main_outputs", "outputs", "root")

    def __init__(self) -> None:
        self.root = Group("", None, "", None)
        self.layers: list[Layer] = []
        self.inputs: dict[str, int] = {}
        self.outputs: dict[str, int] = {}
        self.main_outputs: dict[str, int] = {}
        self.final = 0


def join_path(parent: Group | None, name: str) -> str:
    """A dotted path; the root has no name."""
    parts = [name]
    while parent is not None and parent.name:
        parts.append(parent.name)
        parent = parent.parent
    return ".".join(reversed(parts))
