"""What single layers and groups come to while the steps of a network are run: counts, shapes, receptive fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.problems import Place
from convcalc.language.values import Size
from convcalc.network.graph import Group, Layer
from convcalc.network.measured import BYTES
from convcalc.network.steps.resumed import State
from convcalc.network.steps.steps import ENTER, ITEM, REPEAT, Step
from convcalc.network.sums import WEIGHTED, kind_of_layer
from convcalc.spec.model import Shape
from convcalc.study.figures import Figure

PARAMS, MACS, ACTIVATIONS, LAYERS, WEIGHTED_LAYERS = range(5)

COUNTED = {
    "params": (PARAMS, 1),
    "weight_bytes": (PARAMS, BYTES),
    "macs": (MACS, 1),
    "flops": (MACS, 2),
    "activations": (ACTIVATIONS, 1),
    "activation_bytes": (ACTIVATIONS, BYTES),
    "layers": (LAYERS, 1),
    "weighted_layers": (WEIGHTED_LAYERS, 1),
}
"""The counts of layers and groups, each a sum over layers times a factor."""

INPUT, OUTPUT = "input", "output"

Node = Layer | Group
Met = tuple[int, int]
"""How often a layer or group, or a part of it, was met, and what that comes to."""

NOT_MET = (0, 0)


class Watched:
    """A count of a layer or group, or whether its shape or receptive field is what is `wanted`: 1 or 0.

    `name` is its name among the metrics of tables, `place` where the layer or group is named; `field` gives a metric of
    the receptive field of a layer of a state, where one is wanted.
    """

    field: Callable[[State, int, str], Size] = staticmethod(lambda state, number, metric: Size())

    def __init__(
        self, figure: Figure, name: str, place: Place | None = None, wanted: Shape | AxesQuantity | None = None
    ) -> None:
        self.figure = figure
        self.name = name
        self.place = place
        self.parts = tuple(figure.path.split("."))
        self.wanted = wanted
        self.known_at = self.figure.metric if wanted is None or self.figure.metric == INPUT else OUTPUT

    @property
    def of_field(self) -> bool:
        """Whether it is a receptive field."""
        return isinstance(self.wanted, AxesQuantity)

    def met(self, step: Step, before: State, after: State) -> Met:
        """What a step comes to, or one copy of a repeat."""
        within = _names(step)
        if step.kind not in (ITEM, REPEAT):
            return self._at_end(step, before, after, INPUT if step.kind == ENTER else OUTPUT)
        made = after.children[len(within)][len(before.children[len(within)]) :]
        if self.parts == within[: len(self.parts)]:
            main = [part for part in made if not _sides(part)[0]]
            return self._of(main, after) if self.wanted is None else NOT_MET
        if within != self.parts[: len(within)]:
            return NOT_MET
        found = _inside(made, self.parts[len(within) :])
        is_copy = step.kind == REPEAT and len(self.parts) == len(within) + 1
        return self._of(found, after) if not is_copy or self.wanted is None else NOT_MET

    def repeated(self, step: Step, before: State, after: State) -> Met:
        """What a repeat comes to beside its copies, where all have been run."""
        return self._at_end(step, before, after, self.known_at)

    def _at_end(self, step: Step, before: State, after: State, known: str) -> Met:
        """What is met where a list begins, or where it or a repeat ends: its input or its output is known there."""
        if step.item.name is None or self.parts != (*_names(step), step.item.name.text):
            return NOT_MET
        if self.wanted is None or self.known_at != known:
            return 1, 0
        state = before if known == INPUT and step.kind == REPEAT else after
        return 1, int(self._is_wanted(state.current.number, state))

    def _of(self, found: Sequence[Node], after: State) -> Met:
        if self.wanted is None:
            index, factor = COUNTED[self.figure.metric]
            return len(found), factor * sum(_sides(part)[1][index] for part in found)
        return len(found), sum(self._is_wanted(_number(part, self.known_at), after) for part in found)

    def _is_wanted(self, number: int | None, state: State) -> bool:
        """Whether a layer of this number puts out what is wanted, or reads it."""
        if number is None or number < 0:
            return False
        if isinstance(self.wanted, AxesQuantity):
            return self.wanted.holds(self.field(state, number, self.figure.metric))
        return state.layers[number].output == self.wanted


def _names(step: Step) -> tuple[str, ...]:
    return tuple([item.name.text for item in step.within if item.name is not None])


def _inside(made: Sequence[Node], path: Sequence[str]) -> list[Node]:
    """What has this path among what was made."""
    found = [part for part in made if part.name == path[0]]
    for name in path[1:]:
        found = [inner for part in found if isinstance(part, Group) for inner in part.children if inner.name == name]
    return found


def _sides(part: Node) -> tuple[bool, tuple[int, ...]]:
    """Whether a layer or group is a side branch, and its counts: those of the main network, unless it is one."""
    if isinstance(part, Layer):
        weighted = kind_of_layer(part) in WEIGHTED
        return part.side, (part.params, part.macs, part.values, 1, int(weighted))
    inside = [_sides(inner) for inner in part.children]
    side = bool(inside) and all(of_side for of_side, _ in inside)
    chosen = [counts for of_side, counts in inside if of_side == side]
    return side, tuple(map(sum, zip(*chosen, strict=True))) or (0,) * (WEIGHTED_LAYERS + 1)


def _number(part: Node, known_at: str) -> int | None:
    """The number of the layer whose output comes into a layer or group, or is its own; None where there is none."""
    if isinstance(part, Layer):
        return part.number if known_at == OUTPUT else next(iter(part.inputs), None)
    return part.result if known_at == OUTPUT else part.first
