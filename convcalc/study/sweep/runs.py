"""What steps come to: each is run once in each state where it may begin, with each combination of what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import add

from convcalc.language.tuples import NamedTuple
from convcalc.network.fragment import Fragment, Held, fragment
from convcalc.network.measured import BYTES
from convcalc.network.steps.resumed import Refused, Resumed, Signature, State
from convcalc.network.steps.steps import Step
from convcalc.network.sums import Sums
from convcalc.network.walk.names import INPUT_NAMES
from convcalc.study.sweep.fields import COLUMNS, FIELDS, gained
from convcalc.study.sweep.positions import NO_ACCOUNT
from convcalc.study.sweep.reading import Axes, Reading
from convcalc.study.sweep.watched import COUNTED, Watched

ADDED = ("params", "macs", "activations", "neurons", "layers", "weighted_layers", "side_params", "side_macs")
"""The metrics that are sums over layers."""

DEPTH = "depth"

STORED = "stored_activations"
FORWARD = "forward_activations"
PEAK = "peak_activations"

SUMMED = (*ADDED, STORED, DEPTH, FORWARD)
"""The metrics of which each step adds to what the steps before it came to."""

MADE_OF = {
    "flops": {"macs": 2},
    "side_flops": {"side_macs": 2},
    "weight_bytes": {"params": BYTES},
    "activation_bytes": {"activations": BYTES},
    "forward_backward_activations": {FORWARD: 2},
    "peak_bytes": {"params": BYTES, PEAK: BYTES},
}
"""The metrics that are sums of others, each times a factor."""

SWEPT = (*SUMMED, PEAK, *MADE_OF, *FIELDS)
"""All metrics that are tabulated."""

TAKEN = ("steps", "characters")
"""What a step takes of what a walk has room for."""


class Unclean(Exception):
    """More than one tensor is alive behind a step, or behind a copy of a repeat."""


class Entry(NamedTuple):
    """What a step comes to: the number of the state behind it, sums, and the most it holds; or why it can't be run."""

    state: int
    sums: tuple[int, ...]
    peak: int = NO_ACCOUNT
    reason: str = ""


NONE = Entry(NO_ACCOUNT, ())
"""Of a design that there is not."""


ANY_COPY = 2
"""The number of all copies but the first where these are alike."""


class States:
    """States, of those that are alike the first: what follows, and may go back to `mentions`, takes them alike."""

    def __init__(self, resumed: Resumed, mentions: frozenset[str]) -> None:
        self.resumed = resumed
        self.mentions = mentions
        self.states: list[State] = []
        self._numbers: dict[tuple[Signature, Held | None], int] = {}

    def number(self, state: State) -> int:
        """The number of the first state like this one."""
        signature = (self.resumed.signature(state, self.mentions), state.held)
        number = self._numbers.setdefault(signature, len(self.states))
        if number == len(self.states):
            self.states.append(state)
        return number


class Runs:
    """Runs steps, each time once: from `states` to those `behind` them. They hang on the values along `axes`.

    `with_memory` says that it is worked out what they hold, `is_last` that nothing follows; what layers and groups come
    to that are `watched` stands behind the other sums, before them what windows gain along so many `field_axes`. `note`
    is called for each run, and may end them.
    """

    field_axes = 0
    watched: Sequence[Watched] = ()
    note: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, resumed: Resumed, reading: Reading, steps: list[Step], states: States, behind: States) -> None:
        self.resumed = resumed
        self.reading = reading
        self.steps = steps
        self.states = states
        self.behind = behind
        self.with_memory = self.is_last = False
        self._reads = frozenset[str]().union(*(step.reads for step in steps))
        self.axes = reading.axes(self._reads)
        self._known: dict[tuple[int, int], Entry] = {}

    def entry(self, state: int, position: int) -> Entry:
        """What the step comes to in a state, with the values at a position along its axes."""
        if state == NO_ACCOUNT:
            return NONE
        entry = self._known.get((state, position))
        if entry is None:
            self.note()
            try:
                entry = self._run(state, position)
            except Refused as refused:
                entry = NONE._replace(reason=str(refused))
            self._known[state, position] = entry
        return entry

    def _run(self, state: int, position: int) -> Entry:
        before = self.states.states[state]
        self._bind(self._reads, self.axes, position)
        reached = [before]
        for step in self.steps:
            reached.append(self.resumed.run(step, reached[-1]))
        return self.made(reached, self.behind)

    def made(self, reached: list[State], states: States) -> Entry:
        """What was made from the first to the last of some states; the last one is numbered. Raises Unclean."""
        before, after = reached[0], reached[-1]
        held = fragment_between(before, after, self.is_last) if self.with_memory else None
        if held is not None:
            after = after._replace(held=held.held)
        forward, peak = (held.forward, held.peak) if held is not None else (0, 0)
        made = Sums(after.layers[len(before.layers) :])
        sums = [getattr(made, name) for name in ADDED]
        deeper = after.deepest - before.deepest
        taken = map(sum, zip(*[(one.steps, one.characters, *one.used) for one in reached[1:]], strict=True))
        more = (*gained(before, after, self.field_axes), *self._met(reached))
        return Entry(states.number(after), (*sums, made.activations, deeper, forward, *taken, *more), peak)

    def _met(self, reached: list[State]) -> Iterator[int]:
        """What was met of each layer or group that is watched."""
        for one in self.watched:
            met = [one.met(step, *pair) for step, pair in zip(self.steps, pairwise(reached), strict=True)]
            yield from map(sum, zip(*met, strict=True))

    def _bind(self, names: Iterable[str], axes: Axes, position: int) -> None:
        """Let the walk know the values of these names, and no others. Raises Refused."""
        self.resumed.bind(self.reading.values(names, axes, position))


class RepeatRuns(Runs):
    """Runs a repeat copy by copy: each is run once for all designs that have so many or more of them.

    `between` are the states between copies; what `entries` reach there begins with that before the first one.
    `_led` has the states between which a copy was run, by all but the sizes of the tensor before it.
    """

    def __init__(self, resumed: Resumed, reading: Reading, steps: list[Step], states: States, behind: States) -> None:
        super().__init__(resumed, reading, steps, states, behind)
        self.step = step = steps[0]
        assert step.item.repeat is not None
        self._counted = step.item.repeat.expression.reads
        self._of_shape = not set(INPUT_NAMES).isdisjoint(self._counted)
        self._count_axes, self._copy_axes = reading.axes(self._counted), reading.axes(step.copied)
        self._count_positions = reading.positions.along(self.axes, self._count_axes)
        self._copy_positions = reading.positions.along(self.axes, self._copy_axes)
        self.between = States(resumed, behind.mentions | step.mentions)
        self._counts: dict[tuple[int, int], int | str] = {}
        self._reached: dict[tuple[int, int], list[Entry]] = {}
        self._copies: dict[tuple[int, int, int], Entry] = {}
        self._ends: dict[int, int] = {}
        self._led: dict[tuple[int, int, int, int, bool], tuple[State, State]] = {}

    def _run(self, state: int, position: int) -> Entry:
        count = self._count(state, self._count_positions[position])
        reached = self._copied(state, self._copy_positions[position], count)
        if reached.reason:
            return reached
        end = self._ends.get(reached.state)
        if end is None:
            last = self.between.states[reached.state]
            after = self.resumed.repeated(self.step, last)._replace(held=last.held)
            end = self._ends[reached.state] = self.behind.number(after)
        if not self.watched:
            return Entry(end, reached.sums, reached.peak, "")
        ends = self.states.states[state], self.behind.states[end]
        met = [number for one in self.watched for number in one.repeated(self.step, *ends)]
        return Entry(end, (*reached.sums[: -len(met)], *map(add, reached.sums[-len(met) :], met)), reached.peak, "")

    def _count(self, state: int, position: int) -> int:
        """How many copies there are. Raises Refused."""
        key = (state if self._of_shape else 0, position)
        count = self._counts.get(key)
        if count is None:
            try:
                self._bind(self._counted, self._count_axes, position)
                count = self.resumed.count(self.step, self.states.states[state])
            except Refused as refused:
                count = str(refused)
            self._counts[key] = count
        if isinstance(count, str):
            raise Refused(count)
        return count

    def _copied(self, state: int, position: int, count: int) -> Entry:
        """Where so many copies lead to."""
        reached = self._reached.get((state, position))
        if reached is None:
            begin = self.states.states[state]
            more = COLUMNS * self.field_axes + 2 * len(self.watched)
            nothing = (0,) * (len(SUMMED) + len(TAKEN) + len(begin.used) + more)
            reached = self._reached[state, position] = [Entry(self.between.number(begin), nothing, 0)]
        while len(reached) <= count and not reached[-1].reason:
            before = reached[-1]
            copy = self._copy(before.state, len(reached), position)
            sums = tuple(map(add, before.sums, copy.sums))
            reached.append(copy if copy.reason else Entry(copy.state, sums, max(before.peak, copy.peak), ""))
        return reached[min(count, len(reached) - 1)]

    def _copy(self, state: int, number: int, position: int) -> Entry:
        """What one copy comes to."""
        step = self.step
        if step.alike:
            number = 1 if number == 1 and step.item.first is not None else ANY_COPY
        copy = self._copies.get((state, number, position))
        if copy is None:
            before = self.between.states[state]
            try:
                copy = self.made([before, self._lead(before, number, position)], self.between)
            except Refused as refused:
                copy = NONE._replace(reason=str(refused))
            self._copies[state, number, position] = copy
        return copy

    def _lead(self, before: State, number: int, position: int) -> State:
        """Where a copy leads to; it is run once for tensors of which only the sizes differ. Raises Refused."""
        layer = before.current.layer
        key, after = None, None
        if layer is not None and not self.step.of_sizes and not self.watched:
            key = (number, position, layer.output[0], len(layer.output), layer.side)
            after = self.resumed.resized(*self._led[key], before) if key in self._led else None
        if after is None:
            self._bind(self.step.copied, self._copy_axes, position)
            after = self.resumed.copy(self.step, before, number)
        if key is not None:
            self._led.setdefault(key, (before, after))
        return after


def fragment_between(before: State, after: State, is_last: bool) -> Fragment:
    """The memory of what was made between two states. Raises Unclean where it hangs on what follows."""
    last = after.current.number
    if last is None:
        raise Unclean
    outputs = [(number, layer.side) for number, layer in after.unread.items()]
    outputs += [(one.tensor.number or 0, one.side) for _, _, one in after.aliases if one not in after.read]
    if not is_last and any(number != last and not side for number, side in outputs):
        raise Unclean
    crossing = before.current.number
    if before.held is None or crossing is None:
        return fragment(after.layers, 0, None, outputs, last)
    return fragment(after.layers[len(before.layers) :], crossing, before.held, outputs, last)


def is_metric(name: str) -> bool:
    """Whether tables may have a metric of this name, of the network or, as `stage3.macs`, of a layer or group."""
    path, _, counted = name.rpartition(".")
    return counted in (COUNTED if path else SWEPT)
