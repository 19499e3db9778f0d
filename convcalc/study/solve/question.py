"""Solving for unknowns: which values make a design come to what is expected of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from math import prod

from convcalc.language.problems import Problems
from convcalc.language.tree import UNKNOWN
from convcalc.language.values import Value, exact, show_value
from convcalc.network.walk.binding import evaluate_parameters
from convcalc.spec.changes import apply_changes, is_of_input
from convcalc.spec.validate import warn_of_unused
from convcalc.study.design import Text, all_changes, load
from convcalc.study.goals import UNLIKE, Goal, Judgement, miss, room, show_figure
from convcalc.study.solve.answers import LOOKED, Candidate, Exact, Findings, best_first
from convcalc.study.solve.growth import Fitting, Growth
from convcalc.study.solve.outcomes import Impossible, LayerOutcome, Outcome
from convcalc.study.solve.together import Together, first_gap
from convcalc.study.solve.trials import MOST_LAYERS, Exhausted, Trials, Values
from convcalc.study.sweep.knobs.unknowns import Finder, Unknown

MOST_CANDIDATES = 100_000
"""How many designs are tried at most."""

MOST_NEAREST = 3
MOST_ELSEWHERE = 3
OTHER_INPUTS = 8
MOST_LOOKED = 4096
"""How many whole numbers are looked at one by one where all are to be known."""

TRIED_OF_GROWING = 8
"""How many numbers can be tried at least of an unknown that grows, whatever others there are."""

FINER_SHARE = 8
"""Every whole number is tried where that takes no more than this part of what may be tried."""

Progress = Callable[[int, int | None], None]
"""Told how many designs were tried, and of how many where that is known."""


class Search:
    """One question: a design with unknowns, and the goals for it. `problems` collects what is wrong with it.

    `growing` are the places of the unknowns that may be any whole number.

    `columns` are what is to be known of each solution, by names; with `sort` those come first that have most of that.
    """

    def __init__(self, trials: Trials, goals: list[Goal], problems: Problems) -> None:
        self.trials = trials
        self.goals = goals
        self.problems = problems
        self.growing = [number for number, unknown in enumerate(trials.unknowns) if unknown.whole]
        self.answer = Findings(trials.unknowns, goals)
        self.answer.name = trials.spec.name or trials.spec.file
        self.answer.inputs = {name: shape for name, (shape, _) in trials.spec.inputs.items()}
        self.progress: Progress = lambda done, total: None
        self.total: int | None = None
        self.columns: Sequence[str] | None = None
        self.sort: str | None = None
        self.near: list[tuple[float, tuple[int, ...], Values]] = []
        self.worst = UNLIKE

    def solve(self, most: int = 20, only_exact: bool = False, strict: bool = False) -> Findings | None:
        """The answer, with at most so many solutions; None where something is wrong with the question.

        Raises ConvcalcError for columns that are none, ValueError for what is no number to sort by.
        `only_exact` leaves out what leaves anything unread, `strict` what would be warned of: input that is never read.
        """
        unknowns = self.trials.unknowns
        self.answer.ask_for(self.columns, self.sort)
        try:
            if not self.trials.prepare(self.goals, self.answer.figures, self.problems):
                return None
            self.answer.check_columns(self.columns, self.sort)
            whole = len(unknowns) == 1 and unknowns[0].whole
            all_of_them = only_exact or strict or self.sort is not None
            found = self.by_growth(unknowns[0], most, all_of_them) if whole else self.by_trying()
            self.keep(found, most, only_exact, strict)
            if not self.answer.count:
                self.nearest(found)
        except Exhausted:
            self.end_early()
        return self.answer

    def end_early(self) -> None:
        """Say that not all was tried, and let what is found be shown."""
        what = f"{MOST_LAYERS:,} layers" if self.trials.single is None else f"{MOST_CANDIDATES:,} designs"
        self.answer.notes.append(f"the search ended early: {what} were computed")
        self.answer.complete = False
        self.trials.walked = 0

    def keep(self, found: list[Candidate], most: int, only_exact: bool, strict: bool) -> None:
        """Keep the first solutions: of all, of those that leave nothing unread, or of those without a warning."""
        answer = self.answer
        if only_exact or strict:
            chosen = [one for one in found if one.exact or not (only_exact or one.is_warned_of)]
            answer.left_out = len(found) - len(chosen)
            answer.left_out_as = "exact" if only_exact else "without a warning: input is never read"
            if len(found) < answer.count:
                answer.stop(f"{len(found):,} of {answer.count:,} solutions were looked at")
                answer.between = ""
            answer.count, found = len(chosen), chosen
        if self.sort is not None:
            if len(found) < answer.count:
                answer.notes.append(f"{len(found):,} of {answer.count:,} solutions were put in order by {self.sort}")
            found = answer.in_order(found, self.sort)
        answer.solutions = found[:most]

    def nearest(self, found: list[Candidate]) -> None:
        """Where there is no solution: those that were left out, or the designs that miss their goals the least."""
        answer = self.answer
        answer.nearest = found[:MOST_NEAREST]
        for _, _, values in [] if found else sorted(self.near, key=lambda one: one[:2])[:MOST_NEAREST]:
            outcome = self.trials.run(values)
            if not isinstance(outcome, Impossible):
                answer.nearest.append(Candidate(values, outcome, self.answer.figures))

    def judged(self, values: Values, indices: tuple[int, ...]) -> tuple[Outcome | None, list[Judgement] | None]:
        """The outcome with these values, None where there can be none, and the numbers that the goals compare."""
        answer = self.answer
        answer.tried += 1
        if self.trials.single is None or not answer.tried % 256:
            self.progress(answer.tried, self.total)
        outcome = self.trials.run(values)
        if isinstance(outcome, Impossible):
            answer.refusals[outcome.message] = answer.refusals.get(outcome.message, 0) + 1
            return None, None
        answer.possible += 1
        together: list[Judgement] | None = []
        missed = 0.0
        for goal, seen in zip(self.goals, answer.seen, strict=True):
            parts = goal.judgements(outcome)
            misses = miss(parts)
            missed += misses
            seen.add(outcome.figure(goal.figure), not misses)
            together = together + parts if together is not None and parts is not None else None
        if missed and missed <= self.worst:
            self.near.append((missed, _simplicity(indices), values))
            if len(self.near) > 8 * MOST_NEAREST:
                self.near = sorted(self.near, key=lambda one: one[:2])[:MOST_NEAREST]
                self.worst = self.near[-1][0]
        return outcome, together

    # Several unknowns, or one whose values are few: all that could fit is tried.

    def by_trying(self) -> list[Candidate]:
        """Try every value, or all values together: the solutions, the best first."""
        choices = self.choices()
        growing = self.growing
        self.total = None if growing else prod(map(len, choices))
        measured: dict[Values, list[Judgement] | None] = {}
        places: dict[Values, tuple[int, ...]] = {}
        found: dict[Values, Candidate] = {}

        def measure(place: tuple[int, ...], values: Values) -> list[Judgement] | None:
            places[values] = place
            if values not in measured:
                if self.answer.tried == MOST_CANDIDATES:
                    raise Exhausted
                outcome, measured[values] = self.judged(values, place)
                if outcome is not None and _right(measured[values]):
                    found[values] = Candidate(values, outcome, self.answer.figures, room(measured[values]))
            return measured[values]

        together = Together(measure, choices, growing)
        try:
            together.search()
            if (finer := self.finer(together)) is not None:
                together = Together(measure, finer, growing)
                together.search()
        except Exhausted:
            self.end_early()
        self.say_how_far(together)
        self.answer.count = len(found)
        if not any(solution.exact and not solution.unusual for solution in found.values()):
            self.elsewhere(choices)
        return best_first(sorted(found.values(), key=lambda one: _simplicity(places[one.values])))

    def limit(self) -> int:
        """How many designs may be tried."""
        if self.trials.single is not None:
            return MOST_CANDIDATES
        return max(1, min(MOST_CANDIDATES, (MOST_LAYERS - self.trials.walked) // self.trials.layers))

    def choices(self) -> list[tuple[Value, ...]]:
        """The values of each unknown; lists of single values are cut where all of them together would be too many."""
        unknowns, growing = self.trials.unknowns, self.growing
        choices = [unknown.values for unknown in unknowns]
        listed = [number for number in range(len(choices)) if number not in growing]
        limit = max(1, self.limit() // TRIED_OF_GROWING ** len(growing))
        while prod(len(choices[number]) for number in listed) > limit:
            longest = max(listed, key=lambda number: len(choices[number]))
            choices[longest] = choices[longest][: max(1, len(choices[longest]) * 7 // 8)]
        for unknown, kept in zip(unknowns, choices, strict=True):
            if len(kept) < len(unknown.values):
                self.answer.stop(
                    f"only {len(kept)} of {len(unknown.values)} values of {unknown.name} were tried, "
                    f"up to {show_value(kept[-1])}: all together are too many"
                )
        return choices

    def finer(self, together: Together) -> list[tuple[Value, ...]] | None:
        """Every whole number as far as it is worth going, where they are not too many; None where all were tried."""
        choices = list(map(tuple, together.choices))
        if together.between() > self.limit() // FINER_SHARE:
            return None
        for number in together.growing:
            end = together.farthest(number) + 1
            if not 0 < end < len(choices[number]):
                return None
            if self.trials.unknowns[number].unit == 1:
                first, last = choices[number][0], choices[number][end]
                assert isinstance(first, int) and isinstance(last, int)
                choices[number] = tuple(range(first, last + 1))
            else:
                choices[number] = choices[number][: end + 1]
        return choices if choices != together.choices else None

    def say_how_far(self, together: Together) -> None:
        """Say up to where numbers were tried where larger ones may fit too, and which were left out before."""
        for number in together.growing:
            unknown, values = self.trials.unknowns[number], together.choices[number]
            end = together.farthest(number) + 1
            if together.is_cut or end == len(values):
                last = max((place[number] for place in together.known), default=0)
                self.answer.stop(f"{unknown.name} was tried up to {show_value(values[last])}")
            elif unknown.unit == 1 and (left := first_gap(values[: end + 1])):
                tried = ", ".join(map(str, dict.fromkeys(left[1:])))
                self.answer.stop(f"over {left[0]}, {unknown.name} was tried in steps: {tried}, ...")

    def elsewhere(self, choices: list[tuple[Value, ...]]) -> None:
        """Other sizes of the input near this one for which every stride fits, of a single layer."""
        single = self.trials.single
        sizes = [number for number in range(-OTHER_INPUTS, OTHER_INPUTS + 1) if number]
        if single is None or any(unknown.axes for unknown in self.trials.unknowns):
            return
        if len(sizes) * prod(map(len, choices)) > MOST_CANDIDATES // 4:
            return
        found = []
        for indices, values in _together(choices):
            for more in sizes:
                shape = (single.shape[0], *(size + more for size in single.shape[1:]))
                outcome = self.trials.run(values, shape) if min(shape) > 0 else None
                if not isinstance(outcome, LayerOutcome) or "same" in values:
                    continue
                reached = all(_right(goal.judgements(outcome)) for goal in self.goals)
                if reached and Candidate(values, outcome, self.answer.figures).exact:
                    found.append((_simplicity(indices), abs(more), Exact(shape, values)))
        found.sort(key=lambda one: one[:2])
        self.answer.elsewhere = [exact for _, _, exact in found[:MOST_ELSEWHERE]]

    # One unknown that may be any whole number: its metrics grow with it.

    def by_growth(self, unknown: Unknown, most: int, all_of_them: bool) -> list[Candidate]:
        """Find the numbers that fit by how the goals' metrics grow: so many as are to be listed, the best first.

        Of `all_of_them` as many are listed as is sensible.
        """

        def measure(number: int) -> list[Judgement] | None:
            return self.judged((exact(number * unknown.unit),), (number,))[1]

        start = int(unknown.start / unknown.unit) if unknown.start is not None else None
        growth = Growth(measure, start, unknown.least, self.trials.largest(unknown))
        try:
            fitting = growth.search()
        except Exhausted:
            self.end_early()
            fitting = growth.fitting(sorted(growth.known))
        if fitting is None:
            return []
        self.trials.walked = 0  # what is found is shown, whatever the search took
        wanted = max(most, MOST_LOOKED if all_of_them else LOOKED if unknown.axes else 0)
        found = self.listed(unknown, growth, fitting, wanted)
        if unknown.axes and fitting.closed:
            found.sort(key=lambda solution: solution.lost)
        found = best_first(found)
        self.answer.count = len(fitting.numbers)
        self.describe(unknown, growth, fitting)
        return found

    def listed(self, unknown: Unknown, growth: Growth, fitting: Fitting, wanted: int) -> list[Candidate]:
        """The solutions of a fitting that are to be listed first."""
        answer, found = self.answer, []
        computed = {number for number in growth.known if growth.holds(number)}
        try:
            for number in growth.first_of(fitting, wanted):
                values = (exact(number * unknown.unit),)
                outcome = self.trials.run(values)
                answer.tried += number not in computed
                computed.add(number)
                if not isinstance(outcome, Impossible):
                    parts = [part for goal in self.goals for part in goal.judgements(outcome) or ()]
                    found.append(Candidate(values, outcome, answer.figures, room(parts)))
        except Exhausted:
            answer.notes.append(f"only {len(found)} were computed to be listed: {MOST_LAYERS:,} layers")
        if len(fitting.numbers) > len(computed):
            answer.between = f"the others lie between these, {self.course(unknown, growth, fitting)}"
        return found

    def course(self, unknown: Unknown, growth: Growth, fitting: Fitting) -> str:
        """`as params and macs grow with width`"""
        figures = list(dict.fromkeys(str(goal.figure) for goal in self.goals))
        ends = zip(growth.judgements(fitting.low) or (), growth.judgements(fitting.high) or (), strict=False)
        ways = {(high.value > low.value) - (high.value < low.value) for low, high in ends}
        subject, one = " and ".join(figures), len(figures) == 1
        if not ways - {0}:
            return f"where {subject} {'is' if one else 'are'} the same"
        verb = ("only grows" if one else "only grow") if 1 in ways else ("only shrinks" if one else "only shrink")
        verb = verb if len(ways - {0}) == 1 else "only grow or only shrink"
        return f"as {subject} {verb} with {unknown.name}"

    def describe(self, unknown: Unknown, growth: Growth, fitting: Fitting) -> None:
        """Say from where to where values fit, and what breaks behind the last."""

        def text_of(number: int) -> str:
            return show_value(exact(number * unknown.unit))

        notes, name = self.answer.notes, unknown.name
        low, high, step, last = fitting.low, fitting.high, fitting.step, fitting.scanned
        if not self.answer.complete:
            self.answer.stop(f"{name} was tried up to {text_of(max(growth.known))}")
            return
        if last is not None:
            notes.append(f"the figures do not simply grow with {name}: its values up to {text_of(last)} were tried")
            self.answer.complete = last == growth.most
            return
        steps = f" in steps of {text_of(step)}" if step * unknown.unit != 1 else ""
        if low == high:
            notes.append(f"only {name}={text_of(low)} fits")
        elif fitting.from_below or fitting.from_above:
            notes.append(f"{name} from {text_of(low)} to {text_of(high)}{steps} fits")
        else:
            notes.append(f"every possible {name} fits, from {text_of(low)} to {text_of(high)}{steps}")
        for number, breaks in ((low - step, fitting.from_below), (high + step, fitting.from_above)):
            if breaks and (broken := self.broken(exact(number * unknown.unit))):
                notes.append(f"{name}={text_of(number)} does not: {broken}")

    def broken(self, value: Value) -> str:
        """The figures that miss their goals with this value."""
        outcome = self.trials.run((value,))
        if isinstance(outcome, Impossible):
            return outcome.message
        missed = [goal.figure for goal in self.goals if not _right(goal.judgements(outcome))]
        return ", ".join(f"{figure} {show_figure(outcome.figure(figure))}" for figure in missed)


def _right(parts: list[Judgement] | None) -> bool:
    return parts is not None and not miss(parts)


def _together(choices: list[tuple[Value, ...]]) -> Iterator[tuple[tuple[int, ...], Values]]:
    """All values together, each with where they stand in their lists."""
    return zip(product(*(range(len(values)) for values in choices)), product(*choices), strict=True)


def _simplicity(indices: tuple[int, ...]) -> tuple[int, ...]:
    return (sum(indices), *indices)


def question(
    design: str | Text, changes: Iterable[str], goals: list[Goal], problems: Problems, input_: str | None = None
) -> Search | None:
    """The search that a command line asks for; None where something is wrong with it, which is then said."""
    design, changes = all_changes(design, changes, input_)
    inputs = [text for text in changes if is_of_input(text) and UNKNOWN in text]
    knobs = [text for text in changes if text.endswith(f"={UNKNOWN}") and "." not in text and text not in inputs]
    loaded = load(design, [text for text in changes if text not in (*inputs, *knobs)], problems)
    if loaded is None:
        return None
    spec, layer_changes = loaded
    starts = evaluate_parameters(spec, Problems(), {})
    apply_changes(spec, knobs, problems)
    finder = Finder(spec, problems)
    finder.find(layer_changes, starts)
    for text in inputs:
        finder.find_input(text)
    if not finder.unknowns and not problems.errors:
        problems.error("there is no ? in this design", None, "put one where a value stands: padding=? or width=?")
    warn_of_unused(spec, problems)
    if problems.errors:
        return None
    search = Search(Trials(spec, layer_changes, finder.unknowns), goals, problems)
    search.answer.open_inputs = finder.inputs
    return search
