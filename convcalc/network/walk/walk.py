"""One walk over a spec: the graph as it grows, and what is known, taken down and said on the way."""

from __future__ import annotations

from convcalc.language.problems import Hint, Place, Problems
from convcalc.language.values import Value
from convcalc.network.graph import INPUT, Graph, Group, Layer
from convcalc.network.walk.frame import UNKNOWN, Frame, Referent, Tensor, Trail
from convcalc.network.walk.parts import Draft
from convcalc.network.walk.room import Room
from convcalc.spec.changes import Change
from convcalc.spec.model import Shape, Spec


class Walk:
    """Makes the layers and groups of a graph, as far as there is room. `parameters` are the values of the spec's.

    `side` is how many side branches the walk is in, `draft` the part that is being made, to be kept. `named` are the
    outermost written names of results, by their numbers, `aliases` names of earlier results.
    """

    def __init__(self, spec: Spec, problems: Problems) -> None:
        self.spec = spec
        self.problems = problems
        self.parameters: dict[str, Value] = {}
        self.graph = Graph()
        self.room = Room()
        self.side = 0
        self.draft: Draft | None = None
        self.named: dict[int, tuple[Group, str]] = {}
        self.aliases: list[tuple[Group, str, Referent]] = []

    def error(self, frame: Frame, message: str, place: Place, hint: Hint = None) -> Tensor:
        """Say what is wrong in a frame; the tensor is unknown from now on."""
        self.problems.error(message, place, hint, frame.trail)
        return UNKNOWN

    def warn(self, message: str, place: Place, trail: Trail) -> None:
        """Warn of what a layer does."""
        if self.draft is not None:
            self.draft.warn(message, place, trail)
        else:
            self.problems.warning(message, place, None, trail)

    @property
    def layers(self) -> int:
        """How many layers there are, with those of the part that is being made."""
        return len(self.graph.layers) if self.draft is None else self.draft.first + self.draft.layers

    def input(self, name: str, shape: Shape, place: Place) -> None:
        """Make an input of the network."""
        layer = self.layer(name, self.graph.root, INPUT, "", place)
        layer.output = shape
        self.graph.root.children.pop()
        self.graph.inputs[name] = layer.number

    def layer(self, name: str, parent: Group, op: str, operation: str, place: Place) -> Layer:
        """Make a layer. Raises TooLarge."""
        layer = Layer(self._next, name, parent, op, operation, place)
        layer.side = self.side > 0
        return self._put(layer, parent)

    def again(self, like: Layer, parent: Group, inputs: tuple[int, ...]) -> Layer:
        """Make a layer like another one. Raises TooLarge."""
        return self._put(like.again(self._next, parent, inputs), parent)

    @property
    def _next(self) -> int:
        """The number of the next layer."""
        return len(self.graph.layers) if self.draft is None else self.draft.layers

    def _put(self, layer: Layer, parent: Group) -> Layer:
        draft, layers = self.draft, self.graph.layers
        assert layer.place is not None
        self.room.layer(self.layers, parent.length + len(layer.name) + 1, layer.place)
        parent.children.append(layer)
        if draft is not None:
            draft.make_layer(layer)
        else:
            layers.append(layer)
        return layer

    def group(self, name: str, parent: Group, operation: str, place: Place) -> Group:
        """Make a group."""
        group = Group(name, parent, operation, place)
        parent.children.append(group)
        if self.draft is not None:
            self.draft.make_group(group)
        return group

    def use(self, change: Change) -> None:
        """Note that a change meant something."""
        change.used = True
        if self.draft is not None:
            self.draft.used.add(change)
