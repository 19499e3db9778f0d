"""What steps come to: each is run once in each state where it may begin, with each combination of what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import add

from convcalc.language.tuples import NamedTuple
from convcalc.network.sums import Sums
from convcalc.network.walk.names import INPUT_NAMES
from convcalc.network.walk.resumed import Refused, Resumed, Signature, State
from convcalc.network.walk.steps import Step
from convcalc.study.sweep.positions import NO_ACCOUNT
from convcalc.study.sweep.reading import Axes, Reading

ADDED = ("params", "macs", "activations", "neurons", "layers", "weighted_layers", "side_params", "side_macs")
"""The metrics that are sums over layers."""

DEPTH = "depth"

STORED = "stored_activations"

SUMMED = (*ADDED, STORED, DEPTH)
"""The metrics of which each step adds to what the steps before it came to."""

TAKEN = ("steps", "characters")
"""What a step takes of what a walk has room for."""


class Entry(NamedTuple):
    """What a step comes to: the number of the state behind it, and sums; or why it can't be run."""

    state: int
    sums: tuple[int, ...]
    reason: str = ""


NONE = Entry(NO_ACCOUNT, ())
"""Of a design that there is not."""


ANY_COPY = 2
"""The number of all copies but the first where these are alike."""


class States:
    """States, of those that are alike the first."""

    def __init__(self, signature: Callable[[State], Signature]) -> None:
        self.signature = signature
        self.states: list[State] = []
        self._numbers: dict[Signature, int] = {}

    def number(self, state: State) -> int:
        """The number of the first state like this one."""
        number = self._numbers.setdefault(self.signature(state), len(self.states))
        if number == len(self.states):
            self.states.append(state)
        return number


class Runs:
    """Runs one step, each time once: from `states` to those `behind` it. It hangs on the values along `axes`."""

    def __init__(self, resumed: Resumed, reading: Reading, step: Step, states: States, behind: States) -> None:
        self.resumed = resumed
        self.reading = reading
        self.step = step
        self.states = states
        self.behind = behind
        self.axes = reading.axes(step.reads)
        self._known: dict[tuple[int, int], Entry] = {}

    def entry(self, state: int, position: int) -> Entry:
        """What the step comes to in a state, with the values at a position along its axes."""
        if state == NO_ACCOUNT:
            return NONE
        entry = self._known.get((state, position))
        if entry is None:
            try:
                entry = self._run(state, position)
            except Refused as refused:
                entry = NONE._replace(reason=str(refused))
            self._known[state, position] = entry
        return entry

    def _run(self, state: int, position: int) -> Entry:
        before = self.states.states[state]
        self._bind(self.step.reads, self.axes, position)
        after = self.resumed.run(self.step, before)
        return Entry(self.behind.number(after), added(before, after), "")

    def _bind(self, names: Iterable[str], axes: Axes, position: int) -> None:
        """Let the walk know the values of these names, and no others. Raises Refused."""
        values = self.reading.values(names, axes, position)
        self.resumed.parameters.clear()
        self.resumed.parameters.update(values)


class RepeatRuns(Runs):
    """Runs a repeat copy by copy: each is run once for all designs that have so many or more of them.

    `between` are the states between copies; what `entries` reach there begins with that before the first one.
    """

    def __init__(self, resumed: Resumed, reading: Reading, step: Step, states: States, behind: States) -> None:
        super().__init__(resumed, reading, step, states, behind)
        assert step.item.repeat is not None
        self._counted = step.item.repeat.expression.reads
        self._of_shape = not set(INPUT_NAMES).isdisjoint(self._counted)
        self._count_axes, self._copy_axes = reading.axes(self._counted), reading.axes(step.copied)
        self._count_positions = reading.positions.along(self.axes, self._count_axes)
        self._copy_positions = reading.positions.along(self.axes, self._copy_axes)
        self.between = States(lambda state: (behind.signature(state), self._inside(state)))
        self._counts: dict[tuple[int, int], int | str] = {}
        self._reached: dict[tuple[int, int], list[Entry]] = {}
        self._copies: dict[tuple[int, int, int], Entry] = {}
        self._ends: dict[int, int] = {}

    def _run(self, state: int, position: int) -> Entry:
        count = self._count(state, self._count_positions[position])
        reached = self._copied(state, self._copy_positions[position], count)
        if reached.reason:
            return reached
        end = self._ends.get(reached.state)
        if end is None:
            last = self.between.states[reached.state]
            end = self._ends[reached.state] = self.behind.number(self.resumed.repeated(self.step, last))
        return Entry(end, reached.sums, "")

    def _inside(self, state: State) -> Signature:
        """What the copies that follow hang on."""
        return self.resumed.signature(state, self.step.mentions, False)

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
            reached = self._reached[state, position] = [Entry(self.between.number(begin), added(begin, begin))]
        while len(reached) <= count and not reached[-1].reason:
            before = reached[-1]
            copy = self._copy(before.state, len(reached), position)
            reached.append(copy if copy.reason else Entry(copy.state, tuple(map(add, before.sums, copy.sums)), ""))
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
                self._bind(step.copied, self._copy_axes, position)
                after = self.resumed.copy(step, before, number)
                copy = Entry(self.between.number(after), added(before, after), "")
            except Refused as refused:
                copy = NONE._replace(reason=str(refused))
            self._copies[state, number, position] = copy
        return copy


def added(before: State, state: State) -> tuple[int, ...]:
    """What was made between two states: the sums, what it took, and for each change whether it meant something."""
    if state is before:
        return (0,) * (len(SUMMED) + len(TAKEN) + len(state.used))
    made = Sums(state.layers[len(before.layers) :])
    sums = [getattr(made, name) for name in ADDED]
    return (*sums, made.activations, state.deepest - before.deepest, state.steps, state.characters, *state.used)
