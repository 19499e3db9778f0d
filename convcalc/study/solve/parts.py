"""What designs come to, part by part: each is worked out once wherever it begins alike, with the same values of what it
reads; what a design comes to is the sum over its parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from convcalc.costs.op import Shape
from convcalc.costs.ops import OPS
from convcalc.language.problems import Problems
from convcalc.language.values import Value
from convcalc.network.graph import INPUT, Layer
from convcalc.network.steps.resumed import Refused as RefusedStep
from convcalc.network.steps.resumed import Resumed, State
from convcalc.network.steps.steps import Step, Steps
from convcalc.network.sums import Sums
from convcalc.network.walk.binding import Settings, evaluate_parameters
from convcalc.network.walk.room import MAXIMUM_LAYERS
from convcalc.study.figures import Figure
from convcalc.study.solve.layers import LayerUnread, OpLayer, Windows
from convcalc.study.sweep.positions import Positions
from convcalc.study.sweep.reading import Reading
from convcalc.study.sweep.runs import ADDED, DEPTH, MADE_OF, STORED, States
from convcalc.study.sweep.space import Space

if TYPE_CHECKING:
    from convcalc.study.figures import Value as FigureValue

MOST_STATES = 20_000
"""Of how many states it is remembered at once what begins there: each takes some kilobytes."""

SUMMED = (*ADDED, STORED, DEPTH)
OF_LAYERS = ("output", "params", "macs")
"""The metrics of single layers that are known without a report."""


class Made(NamedTuple):
    """What a part comes to: the state behind it, its sums, which changes meant something, and figures of its layers.

    `windows` are those of its layers. Or the `reason` why it can't be.
    """

    state: int
    sums: tuple[int, ...] = ()
    used: tuple[bool, ...] = ()
    figures: tuple[tuple[Figure, FigureValue], ...] = ()
    windows: Windows = Windows(0)
    reason: str = ""


class Known(NamedTuple):
    """What is known of a design without a report: figures, the shapes of its outputs by their names, and windows."""

    figures: dict[Figure, FigureValue]
    outputs: dict[str, Shape]
    windows: Sequence[Windows]


class Refused(NamedTuple):
    """Why a design can't be: the reason, the layer `behind` which it is, or that which `loses` something."""

    reason: str
    behind: Layer | None = None
    loses: LayerUnread | None = None


class Parts:
    """The parts of the designs of a space, for which some `figures` are to be known.

    `layers` is how many layers were worked out so far.
    """

    def __init__(self, space: Space, figures: Collection[Figure]) -> None:
        self.space = space
        self.asked = {*figures, Figure("", "layers")}
        self.paths = {figure.path for figure in figures if figure.path and figure.metric in OF_LAYERS}
        self.with_depth = any(figure.metric == DEPTH for figure in figures)
        reading = Reading(space, Positions(space.lengths))
        self.taken_apart = steps = Steps(space.spec, space.changes, frozenset(), reading.words())
        self.before, self.steps = sorted(steps.before), steps.steps
        self.resumed = Resumed(space.spec, space.changes, frozenset(reading.bound), steps)
        self.resumed.with_depth = self.with_depth
        self.layers = 0
        self.forget()

    def forget(self) -> None:
        """Let go of all parts."""
        self.known: dict[tuple[object, ...], Made] = {}
        self.outputs: dict[int, dict[str, Shape]] = {}
        behind = map(self.taken_apart.mentioned_behind, range(len(self.steps) + 1))
        self.states = [States(self.resumed, mentions) for mentions in behind]

    def design(self, bound: Settings, exact: Collection[int] = ()) -> Known | Refused:
        """What a design comes to, or why it can't be.

        One that is to be `exact` along some axes can't where a stride does not fit along one of them.
        """
        if sum(len(states.states) for states in self.states) > MOST_STATES:
            self.forget()
        problems = Problems()
        values = evaluate_parameters(self.space.spec, problems, bound.values)
        if problems.errors:
            return Refused(problems.errors[0].message)
        made = self._begin(bound, values)
        if made.reason:
            return Refused(made.reason)
        sums, used, figures, windows = made.sums, [made.used], dict[Figure, "FigureValue"](), [made.windows]
        for number, step in enumerate(self.steps):
            begin = made.state
            made = self._made(number, step, begin, values)
            if made.reason:
                return Refused(made.reason, self.states[number].states[begin].layers[-1])
            for layer in made.windows.left if exact else ():
                if rest := layer.rest(exact):
                    return Refused(f"{layer.path} leaves unread {rest}", loses=layer)
            sums = tuple(map(add, sums, made.sums))
            used.append(made.used)
            figures.update(made.figures)
            windows.append(made.windows)
        for change, times in zip(self.space.changes, zip(*used, strict=True), strict=True):
            if not any(times):
                return Refused(f"there is no layer '{change.path}'")
        totals = dict(zip(SUMMED, sums, strict=True))
        if totals["layers"] > MAXIMUM_LAYERS:
            return Refused(f"a network has at most {MAXIMUM_LAYERS:,} layers")
        shapes = {name: bound.inputs.get(name, shape) for name, (shape, _) in self.space.spec.inputs.items()}
        if len(shapes) == 1:
            (figures[Figure("", "input")],) = shapes.values()
        return self._known(totals, figures, made.state, windows)

    def _known(
        self, totals: dict[str, int], figures: dict[Figure, FigureValue], state: int, windows: Sequence[Windows]
    ) -> Known:
        if state not in self.outputs:
            self.outputs[state] = self.resumed.outputs(self.states[-1].states[state])
        outputs = self.outputs[state]
        if not self.with_depth:
            del totals[DEPTH]
        for name, factors in MADE_OF.items():
            if factors.keys() <= totals.keys():
                totals[name] = sum(factor * totals[part] for part, factor in factors.items())
        figures.update((Figure("", name), total) for name, total in totals.items())
        if len(outputs) == 1:
            (figures[Figure("", "output")],) = outputs.values()
        return Known({figure: value for figure, value in figures.items() if figure in self.asked}, outputs, windows)

    def _begin(self, bound: Settings, values: dict[str, Value]) -> Made:
        """Where the layers begin."""
        key = (*bound.inputs.values(), *_told_apart(self.before, values))
        if key not in self.known:
            try:
                self.resumed.bind(values)
                state = self.resumed.begin(bound.inputs)
                stored = sum(layer.values for layer in state.layers)
                sums = tuple(stored if name == STORED else 0 for name in SUMMED)
                self.known[key] = Made(self.states[0].number(state), sums, state.used)
            except RefusedStep as refused:
                self.known[key] = Made(0, reason=str(refused))
        return self.known[key]

    def _made(self, number: int, step: Step, state: int, values: dict[str, Value]) -> Made:
        """What a step comes to behind a state."""
        key = (number, state, *_told_apart(step.reads, values))
        made = self.known.get(key)
        if made is None:
            before = self.states[number].states[state]
            try:
                self.resumed.bind(values)
                after = self.resumed.run(step, before)
                made = self._summed(number, before, after)
            except RefusedStep as refused:
                made = Made(0, reason=str(refused))
                self.layers += 1
            self.known[key] = made
        return made

    def _summed(self, number: int, before: State, after: State) -> Made:
        layers = after.layers[len(before.layers) :]
        self.layers += len(layers)
        found = Sums(layers)
        sums = (*[getattr(found, name) for name in ADDED], found.activations, after.deepest - before.deepest)
        figures = [figure for layer in layers if self.paths and layer.path in self.paths for figure in _of(layer)]
        ops = [OpLayer.of(layer, after.layers[layer.inputs[0]].output) for layer in layers if layer.op in OPS]
        windows = Windows.of(len(layers), ops)
        return Made(self.states[number + 1].number(after), sums, after.used, tuple(figures), windows)


def _told_apart(names: Collection[str], values: dict[str, Value]) -> list[object]:
    """The values of names, with their types: true is no 1."""
    found = map(values.get, names)
    return [(type(value), value) for value in found]


def _of(layer: Layer) -> list[tuple[Figure, FigureValue]]:
    return [(Figure(layer.path, name), getattr(layer, name)) for name in OF_LAYERS if layer.op != INPUT]
