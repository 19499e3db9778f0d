"""Reuse: an earlier layer or group runs again, with the same weights."""

from __future__ import annotations

from convcalc.costs.op import show_shape
from convcalc.language.tuples import NamedTuple
from convcalc.network.graph import Graph, Group, Layer
from convcalc.network.walk.frame import UNKNOWN, Again, Frame, Scope, Tensor
from convcalc.network.walk.names import INDEX
from convcalc.network.walk.references import References
from convcalc.network.walk.room import MAXIMUM_DEPTH
from convcalc.network.walk.walk import Walk
from convcalc.spec.model import Call, Reference, Sequence


class Replay(NamedTuple):
    """What `reuse` runs again: the layers whose weights it uses, by path, and which path stands for which."""

    originals: dict[str, int]
    new: list[str]
    old: list[str]


class Reuse:
    """What is being run again: `replays`, the innermost last. `restarted` are lists, without their `from`."""

    def __init__(self, walk: Walk, references: References) -> None:
        self.walk = walk
        self.references = references
        self.replays: list[Replay] = []
        self.restarted: dict[Sequence, Sequence] = {}

    def begin(self, reference: Reference, name: str, frame: Frame, current: Tensor) -> Again | None:
        """What a `reuse` runs again from the current tensor, and where; None where it can't, which has been said."""
        referent = self.references.find(reference, frame)
        if referent is None or referent.tensor is UNKNOWN or current is UNKNOWN:
            return None
        hint = None
        if referent.again is None:
            message = f"'{reference.name}' is no layer that could run again"
        elif referent.side and not self.walk.side:
            message = f"'{reference.name}' is in a side branch"
            hint = "the main network's weights can't be counted in a side branch"
        elif len(frame.trail) + 1 >= MAXIMUM_DEPTH:
            message = "reuse goes too deep"
        else:
            return self._begin(referent.again, reference, name, frame)
        self.walk.error(frame, message, reference.place, hint)
        return None

    def _begin(self, again: Again, reference: Reference, name: str, frame: Frame) -> Again:
        old = again.frame
        body = again.body
        if isinstance(body, Sequence) and body.start is not None:
            body = self.restarted.setdefault(body, Sequence(body.place, None, body.items))
        names = old.environment.beside()
        last = self.references.meant(reference, frame)[0].rpartition(".")[2]
        if last.isdecimal():
            names[INDEX] = int(last)  # all copies have stood in one frame
        scope = Scope(old.scope, frame.scope.declared)
        trail = ((f"reuse {reference.name}", reference.place), *frame.trail)
        part = old.group.child(last)
        layers = [part] if isinstance(part, Layer) else list(part.layers()) if part is not None else []
        originals = {layer.path: layer.number for layer in layers}
        self.replays.append(Replay(originals, path_of(frame.group, name), path_of(old.group, last)))
        return Again(body, Frame(names, scope, frame.group, old.naming, trail, old.words), again.item, again.first)

    def path(self, name: str, group: Group) -> list[str]:
        """The path by which changes name what stands in a group: what runs again as it was named the first time."""
        path = path_of(group, name)
        for replay in reversed(self.replays):
            if path[: len(replay.new)] == replay.new:
                path = replay.old + path[len(replay.new) :]
        return path

    def original(self, layer: Layer) -> int | None:
        """The number of the layer that one of a `reuse` stands for."""
        return self.replays[-1].originals.get(".".join(self.path(layer.name, layer.parent)))

    def share(self, layer: Layer, call: Call, frame: Frame) -> bool:
        """Make a layer use the weights of the one it repeats; false where it can't, which has been said."""
        number = layer.original = self.original(layer)
        if not layer.params:
            return True
        graph = self.walk.graph
        original = graph.layers[number] if number is not None else None
        if original is None and self.walk.problems.errors:
            return False
        hint = None
        if original is None or original.op != layer.op:
            message = "there are no weights to use again: this layer did not run before"
        elif _params_shared(original, graph) != layer.params:
            message = f"the weights of {original.path} can't be used again here"
            shapes = [show_shape(graph.layers[one.inputs[0]].output) for one in (original, layer)]
            hint = f"there its input is {shapes[0]}, here {shapes[1]}"
        else:
            layer.params = 0
            return True
        self.walk.error(frame, message, call.place, hint)
        return False


def path_of(group: Group, name: str) -> list[str]:
    """The parts of the path of what stands in a group."""
    return [*group.path.split("."), name] if group.name else [name]


def _params_shared(layer: Layer, graph: Graph) -> int:
    """The parameters of the layer whose weights these are."""
    while layer.original is not None:
        layer = graph.layers[layer.original]
    return layer.params
