"""The tables of a space: what each step of the network comes to, along the axes on which that hangs.

The state behind a step is a number for each combination of the values that were read so far. Where it is the same
whatever one of them was, that axis is let go: behind a stage of its own width, the widths before it are forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import product
from operator import add

from convcalc.language.problems import ConvcalcError, Nearest, Problems
from convcalc.network.fragment import Held
from convcalc.network.graph import INPUT
from convcalc.network.steps.fields import Uneven, ends_of
from convcalc.network.steps.resumed import Refused, Resumed
from convcalc.network.steps.steps import REPEAT, Step, Steps, names_of
from convcalc.network.walk.room import MAXIMUM_CHARACTERS, MAXIMUM_LAYERS, most_steps
from convcalc.spec.changes import unused_changes
from convcalc.spec.model import Shape
from convcalc.study.sweep.fields import COLUMNS, FIELDS, ending, field_terms, why_none
from convcalc.study.sweep.positions import NO_ACCOUNT, Positions
from convcalc.study.sweep.reading import Axes, Reading
from convcalc.study.sweep.runs import (
    ADDED,
    DEPTH,
    FORWARD,
    MADE_OF,
    NONE,
    PEAK,
    STORED,
    SUMMED,
    TAKEN,
    Entry,
    RepeatRuns,
    Runs,
    States,
    Unclean,
)
from convcalc.study.sweep.space import Space
from convcalc.study.sweep.terms import Ending, Tables, Term
from convcalc.study.sweep.watched import Watched

MOST_ENTRIES = 1_000_000
"""Along how many combinations a part of a network may hang."""

MOST_RUNS = 300_000
"""How often parts are worked out at most: some ten thousand times in a second."""

Progress = Callable[[int, int | None], None]
"""Told how often a part was worked out."""


def tabulate(
    space: Space,
    metrics: Collection[str] = (),
    progress: Progress = lambda done, total: None,
    watched: Sequence[Watched] = (),
) -> Tables:
    """The tables of a space, with those of `metrics` that take more states, and those of what is `watched`.

    Raises ConvcalcError for too large ones, and where no design has a layer that is watched.
    """
    unclean: set[int] = set()
    is_even = len(space.spec.inputs) == 1 and not any(one.of_field for one in watched)
    while True:
        try:
            return Tabulation(space, metrics, unclean, watched, is_even).tables(progress)
        except _AtStep as at:
            unclean.add(at.step)
        except Uneven:
            is_even = False


def check_inputs(space: Space) -> None:
    """Raise TooManyRuns where it takes too many to begin with each shape of an input, and to run what is first."""
    shapes = max((len(set(binding.values)) for binding in space.bindings if binding.of_input), default=0)
    if 2 * shapes > MOST_RUNS:
        raise TooManyRuns


class TooManyRuns(ConvcalcError):
    """Parts would have to be worked out more than `MOST_RUNS` times."""

    def __init__(self) -> None:
        problems = Problems()
        hint = "let fewer things vary together, or in fewer steps"
        message = f"this space takes parts of the network to be worked out more than {MOST_RUNS:,} times"
        problems.error(message, None, hint)
        super().__init__(problems)


class _AtStep(Exception):
    """More than one tensor is alive before a step, or in a repeat."""

    def __init__(self, step: int) -> None:
        super().__init__(step)
        self.step = step


class Tabulation:
    """The tables of a space as they are made: `sums` and `peaks` of steps, `broken` designs by `reasons`.

    Where memory is asked for, steps between which more than one tensor is alive are run as one. `unclean` are those
    before which that was found; minus its number, less one, stands for a repeat of which it was found between copies.
    Receptive fields are told from one another on where they are `is_even`; else there is a state for each.
    """

    def __init__(
        self,
        space: Space,
        metrics: Collection[str],
        unclean: Collection[int],
        watched: Sequence[Watched],
        is_even: bool = True,
    ) -> None:
        self.space = space
        self.watched = watched
        self.unclean = unclean
        needed = {part for name in metrics for part in MADE_OF.get(name, [name])}
        self.with_depth = DEPTH in needed
        self.with_memory = not {FORWARD, PEAK}.isdisjoint(needed)
        self.of_fields = [name for name in FIELDS if name in metrics]
        self.is_even = is_even
        self.positions = Positions(space.lengths)
        self.reading = reading = Reading(space, self.positions)
        paths = {one.parts for one in watched}
        self.taken_apart = Steps(space.spec, space.changes, reading.varying, reading.words(), paths)
        self.before, self.steps = self.taken_apart.before, self.taken_apart.steps
        names = frozenset(reading.bound)
        self.resumed = Resumed(space.spec, space.changes, names, self.taken_apart)
        self.resumed.with_depth = self.with_depth
        if self.of_fields or any(one.of_field for one in watched):
            self.resumed.see(relative=is_even)
            for one in watched:
                one.field = self.resumed.field
        self.sums: dict[str, list[Term]] = {name: [] for name in (*SUMMED, *TAKEN)}
        self.peaks: list[list[Term]] = []
        self.used: list[list[Term]] = [[] for _ in space.changes]
        self.gained: list[list[Term]] = []
        self.met: list[tuple[list[Term], list[Term]]] = [([], []) for _ in watched]
        self.broken: list[Term] = []
        self.reasons = {"": 0}
        self.progress: Progress = lambda done, total: None
        self.runs = 0

    def tables(self, progress: Progress) -> Tables:
        """Run all steps. Raises _AtStep, and Uneven."""
        self.progress = progress
        self._check_values()
        states, numbers = self._begin()
        field_axes = self._field_axes(states)
        self.gained = [[] for _ in range(COLUMNS * field_axes)]
        done = 0
        for steps in self._together():
            behind = self._states(done + len(steps))
            runs = self._runs(steps, done)(self.resumed, self.reading, steps, states, behind)
            runs.with_memory, runs.is_last = self.with_memory, done + len(steps) == len(self.steps)
            runs.note, runs.watched, runs.field_axes = self._note, self.watched, field_axes
            axes = tuple(sorted({*numbers.axes, *runs.axes}))
            self._check_size(axes)
            before = [*map(numbers.values.__getitem__, self.positions.along(axes, numbers.axes))]
            own = self.positions.along(axes, runs.axes)
            if len(own) > MOST_RUNS - self.runs:
                self._check_runs(len({pair for pair in zip(before, own, strict=True) if pair[0] >= 0}))
            try:
                entries = list(map(runs.entry, before, own))
            except Unclean:
                raise _AtStep(-done - 1 if isinstance(runs, RepeatRuns) else done + len(steps)) from None
            numbers = self._put(axes, entries)
            states, done = behind, done + len(steps)
        self._check_changes()
        self._check_watched(states)
        self._check_room()
        outputs, endings = list[dict[str, Shape]](), list[Ending]()
        for state in states.states:
            outputs.append(self.resumed.outputs(state))
            if self.resumed.fields is not None:
                endings.append(ending(self.resumed.fields, self.resumed.graph, state, self.is_even))
        if self.reading.input_axes and any(any(one.whole) for one in endings):
            numbers, outputs, endings = self._by_sizes(numbers, outputs, endings)
        metrics = self._metrics() | self._fields(endings, numbers)
        return Tables(self.space.lengths, metrics, self.broken, [*self.reasons][1:], numbers, outputs, endings)

    def _field_axes(self, states: States) -> int:
        """Along how many axes windows are told from one another on. Raises Uneven where that varies."""
        if not self.of_fields or not self.is_even:
            return 0
        numbers = {len(ends_of(state.seen)) for state in states.states}
        if len(numbers) > 1:
            raise Uneven
        return max(numbers, default=0)

    def _fields(self, endings: list[Ending], numbers: Term) -> dict[str, list[list[Term]]]:
        """The metrics of receptive fields; designs that lack one are broken. Raises Uneven."""
        if not self.of_fields:
            return {}
        reasons = [why_none(one, self.of_fields) for one in endings]
        self._break(numbers.axes, [reasons[number] if number >= 0 else "" for number in numbers.values])
        found = [field_terms(name, endings, numbers, self.gained) for name in self.of_fields]
        return {name: [terms] for one in found for name, terms in one.items()}

    def _by_sizes(
        self, numbers: Term, outputs: list[dict[str, Shape]], endings: list[Ending]
    ) -> tuple[Term, list[dict[str, Shape]], list[Ending]]:
        """The numbers of all designs, with endings that differ by the sizes of the input where all of it is read."""
        axes = tuple(sorted({*numbers.axes, *self.reading.input_axes}))
        self._check_size(axes)
        known: dict[tuple[int, Shape], int] = {}
        found: list[int] = []
        positions = self.positions.along(axes, numbers.axes), self.positions.along(axes, self.reading.input_axes)
        for own, of_inputs in zip(*positions, strict=True):
            number, sizes = numbers.values[own], Shape()
            if number >= 0 and any(endings[number].whole):
                sizes = next(iter(self.reading.shapes(of_inputs).values()))[1:]
            found.append(known.setdefault((number, sizes), len(known)) if number >= 0 else number)
        each = [endings[number].behind(sizes) if sizes else endings[number] for number, sizes in known]
        return self.positions.narrowed(axes, found), [outputs[number] for number, _ in known], each

    def _metrics(self) -> dict[str, list[list[Term]]]:
        known = [*ADDED, STORED, *([DEPTH] if self.with_depth else []), *([FORWARD] if self.with_memory else [])]
        metrics = {name: [self.sums[name]] for name in known}
        if self.with_memory:
            metrics[PEAK] = self.peaks
        metrics |= {one.name: [values] for one, (_, values) in zip(self.watched, self.met, strict=True)}
        made = {name: _combined(metrics, parts) for name, parts in MADE_OF.items() if parts.keys() <= metrics.keys()}
        return metrics | made

    def _together(self) -> Iterator[list[Step]]:
        """The steps, those together that have to be run as one."""
        together: list[Step] = []
        for number, step in enumerate(self.steps):
            together.append(step)
            follow = number + 1
            mentioned = self.taken_apart.mentioned_behind(follow)
            if not self.with_memory or (follow not in self.unclean and mentioned.isdisjoint(self._named(follow))):
                yield together
                together = []
        if together:
            yield together

    def _runs(self, steps: list[Step], done: int) -> type[Runs]:
        """How steps are run: a repeat copy by copy, where nothing else is alive between two of them."""
        if len(steps) > 1 or steps[0].kind != REPEAT:
            return Runs
        alone = -done - 1 not in self.unclean and steps[0].mentions.isdisjoint(self._named(done))
        return RepeatRuns if alone or not self.with_memory else Runs

    def _named(self, done: int) -> set[str]:
        """The names of layers that so many steps leave."""
        return {INPUT, *self.space.spec.inputs}.union(*(names_of(step.item) for step in self.steps[:done]))

    def _states(self, done: int) -> States:
        """The states behind so many steps: alike where all steps that follow take them alike."""
        return States(self.resumed, self.taken_apart.mentioned_behind(done))

    def _begin(self) -> tuple[States, Term]:
        """The states in which the first step may begin, by the shapes of the inputs."""
        axes, states, stored = self.reading.axes(self.before), self._states(0), list[int]()
        axes = tuple(sorted({*axes, *self.reading.input_axes}))
        positions = self.positions.along(axes, self.reading.input_axes)
        self._check_size(axes)
        entries: list[Entry] = []
        for position, of_inputs in enumerate(positions):
            self._note()
            try:
                self.resumed.bind(self.reading.values(self.before, axes, position))
                state = self.resumed.begin(self.reading.shapes(of_inputs))
                stored.append(sum(layer.values for layer in state.layers))
                if self.with_memory and len(state.layers) == 1:
                    state = state._replace(held=Held(stored[-1], False))
                entries.append(Entry(states.number(state), (), stored[-1] if state.held is not None else 0))
            except Refused as refused:
                stored.append(NO_ACCOUNT)
                entries.append(NONE._replace(reason=str(refused)))
        for name in (STORED, FORWARD):
            self.sums[name].append(self.positions.narrowed(axes, stored))
        return states, self._put(axes, entries)

    def _check_values(self) -> None:
        """Break the designs of which a name has no value, whether anything reads it or not."""
        for name in self.reading.names:
            axes = self.reading.axes([name])
            self._check_size(axes)
            self._break(axes, [self._why_none(name, axes, position) for position in range(self.positions.size(axes))])

    def _why_none(self, name: str, axes: Axes, position: int) -> str:
        try:
            self.reading.values([name], axes, position)
        except Refused as refused:
            return str(refused)
        return ""

    def _put(self, axes: Axes, entries: list[Entry]) -> Term:
        """Take down what a step comes to along axes; the numbers of the states behind it."""
        taken_down = [*self.sums.values(), *self.used, *self.gained, *(terms for met in self.met for terms in met)]
        none = (NO_ACCOUNT,) * len(taken_down)
        columns = zip(*[entry.sums or none for entry in entries], strict=True)
        for terms, values in zip(taken_down, columns, strict=True):
            if max(values) > 0:
                term = self.positions.narrowed(axes, list(values))
                terms.append(Term(term.axes, [max(value, 0) for value in term.values]))
        self.peaks.append([self.positions.narrowed(axes, [entry.peak for entry in entries])])
        self._break(axes, [entry.reason for entry in entries])
        return self.positions.narrowed(axes, [entry.state for entry in entries])

    def _break(self, axes: Axes, reasons: list[str]) -> None:
        """Take down which designs can't be, and why."""
        if any(reasons):
            numbers = [self.reasons.setdefault(reason, len(self.reasons)) for reason in reasons]
            self.broken.append(self.positions.narrowed(axes, numbers))

    def _check_changes(self) -> None:
        """Break the designs in which a change means nothing. Raises ConvcalcError for one that never means anything."""
        problems = Problems()
        for change, terms in zip(self.space.changes, self.used, strict=True):
            change.used = bool(terms or self.broken)
            if change.used:
                self._break_where_none(terms, f"there is no layer '{change.path}'")
        unused_changes(self.space.changes, list(self.resumed.takes.items()), problems)
        if problems.errors:
            raise ConvcalcError(problems)

    def _check_watched(self, states: States) -> None:
        """Break the designs without a layer that is watched. Raises ConvcalcError for one that none has."""
        problems = Problems()
        for one, (terms, _) in zip(self.watched, self.met, strict=True):
            if terms or self.broken:
                self._break_where_none(terms, f"there is no layer '{one.figure.path}' to judge")
                continue
            paths = [layer.path.split(".") for state in states.states for layer in state.layers]
            known = {".".join(path[: number + 1]) for path in paths for number in range(len(path))}
            hint = Nearest(one.figure.path, sorted(known), "summarize lists the layers")
            problems.error(f"no design has a layer '{one.figure.path}'", one.place, hint)
        if problems.errors:
            raise ConvcalcError(problems)

    def _break_where_none(self, terms: list[Term], reason: str) -> None:
        """Break the designs in which these terms come to nothing."""
        if any(all(term.values) for term in terms):
            return
        axes = tuple(sorted({axis for term in terms for axis in term.axes}))
        self._check_size(axes)
        times = [0] * self.positions.size(axes)
        for term in terms:
            times = [*map(add, times, map(term.values.__getitem__, self.positions.along(axes, term.axes)))]
        self._break(axes, ["" if met else reason for met in times])

    def _note(self) -> None:
        """Count a run. Raises TooManyRuns."""
        self.runs += 1
        self.progress(self.runs, None)
        self._check_runs(0)

    def _check_runs(self, more: int) -> None:
        """Raise TooManyRuns where so many more are too many."""
        if self.runs + more > MOST_RUNS:
            raise TooManyRuns

    def _check_size(self, axes: Axes) -> None:
        size = self.positions.size(axes)
        if size > MOST_ENTRIES:
            names = " and ".join(self.space.axes[axis].name for axis in axes)
            hint = f"at most {MOST_ENTRIES:,} combinations of what a part reads can be worked out"
            _refuse(f"a part of this network hangs on {names} together, in {size:,} combinations", hint)

    def _check_room(self) -> None:
        """Refuse a space in which a design may be larger than a network can be."""
        most = {name: sum(max(term.values) for term in self.sums[name]) for name in ("layers", *TAKEN)}
        room = {"layers": MAXIMUM_LAYERS, "steps": most_steps(0), "characters": MAXIMUM_CHARACTERS}
        if any(most[name] > room[name] for name in most):
            message = f"designs of this space may have {most['layers']:,} layers, made in {most['steps']:,} steps"
            _refuse(message, f"a network has at most {MAXIMUM_LAYERS:,} layers; repeat less")


def _refuse(message: str, hint: str) -> None:
    problems = Problems()
    problems.error(message, None, hint)
    raise ConvcalcError(problems)


def _combined(metrics: dict[str, list[list[Term]]], factors: dict[str, int]) -> list[list[Term]]:
    """A metric that is a sum of others, each times a factor."""

    def times(sums: list[Term], factor: int) -> list[Term]:
        return [Term(term.axes, [factor * value for value in term.values]) for term in sums]

    return [
        [term for sums, factor in zip(chosen, factors.values(), strict=True) for term in times(sums, factor)]
        for chosen in product(*map(metrics.__getitem__, factors))
    ]
