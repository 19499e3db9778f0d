"""One unknown that may be any whole number: its metrics grow with it, so that few designs tell which fit."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.language.values import Number, divide, exact, is_number, show_value
from convcalc.study.goals import Judgement, room, show_figure
from convcalc.study.solve.answers import LOOKED, Candidate, best_first, exact_first
from convcalc.study.solve.designs import MOST_LAYERS, Exhausted
from convcalc.study.solve.numbers import Fitting, Numbers
from convcalc.study.solve.outcomes import Impossible
from convcalc.study.solve.search import Search, is_right

MOST_LOOKED = 4096
"""How many whole numbers are looked at one by one where all are to be known."""


class Alone:
    """Looks for the numbers of the only axis of a search."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.axis = search.axes[0]
        least, start = self.axis.values[0], self.axis.start
        assert is_number(least)
        first = self.units(start) if start is not None and is_number(start) else None
        self.numbers = Numbers(self.measure, first, self.units(least), search.designs.largest(self.axis))

    def units(self, value: Number) -> int:
        """How many units a value has."""
        return int(divide(value, self.axis.unit))

    def value(self, number: int) -> Number:
        """The value that so many units are."""
        return exact(number * self.axis.unit)

    def measure(self, number: int) -> list[Judgement] | None:
        """How the goals judge a number."""
        return self.search.judged((self.value(number),), (number,))[1]

    def found(self, most: int, all_of_them: bool) -> list[Candidate]:
        """Find the numbers that fit by how the goals' metrics grow: so many as are to be listed, the best first.

        Of `all_of_them` as many are listed as is sensible.
        """
        search, numbers = self.search, self.numbers
        try:
            fitting = numbers.search()
        except Exhausted:
            search.end_early()
            fitting = numbers.fitting(sorted(numbers.known))
        if fitting is None:
            return []
        search.designs.rest()  # what is found is shown, whatever the search took
        of_input = search.designs.of_input
        wanted = max(most, MOST_LOOKED if all_of_them else LOOKED if of_input else 0)
        found = self.listed(fitting, self.numbers.first_of(fitting, wanted, all_of_them))
        if of_input and fitting.closed:
            found.sort(key=lambda solution: solution.lost)
        found = exact_first(found) if of_input else best_first(found)
        search.answer.count = len(fitting.numbers)
        self.describe(fitting)
        return found

    def listed(self, fitting: Fitting, numbers: Sequence[int]) -> list[Candidate]:
        """The solutions that some numbers of a fitting are."""
        answer, found = self.search.answer, []
        computed = {number for number in self.numbers.known if self.numbers.holds(number)}
        try:
            for number in numbers:
                values = (self.value(number),)
                outcome = self.search.designs.run(values)
                answer.tried += number not in computed
                computed.add(number)
                if not isinstance(outcome, Impossible):
                    parts = [part for goal in self.search.goals for part in goal.judgements(outcome) or ()]
                    found.append(Candidate(values, outcome, answer.figures, room(parts)))
        except Exhausted:
            answer.notes.append(f"only {len(found)} were computed to be listed: {MOST_LAYERS:,} layers")
        if len(fitting.numbers) > len(computed):
            answer.between = f"the others lie between these, {self.course(fitting)}"
        return found

    def course(self, fitting: Fitting) -> str:
        """`as params and macs grow with width`"""
        figures = list(dict.fromkeys(str(goal.figure) for goal in self.search.goals))
        ends = zip(
            self.numbers.judgements(fitting.low) or (), self.numbers.judgements(fitting.high) or (), strict=False
        )
        ways = {(high.value > low.value) - (high.value < low.value) for low, high in ends}
        subject, one = " and ".join(figures), len(figures) == 1
        if not ways - {0}:
            return f"where {subject} {'is' if one else 'are'} the same"
        verb = ("only grows" if one else "only grow") if 1 in ways else ("only shrinks" if one else "only shrink")
        verb = verb if len(ways - {0}) == 1 else "only grow or only shrink"
        return f"as {subject} {verb} with {self.axis.name}"

    def describe(self, fitting: Fitting) -> None:
        """Say from where to where values fit, and what breaks behind the last."""

        def text_of(number: int) -> str:
            return show_value(self.value(number))

        notes, name = self.search.answer.notes, self.axis.name
        whether = f"{self.search.whether}: " if self.search.whether else ""
        low, high, step, last = fitting.low, fitting.high, fitting.step, fitting.scanned
        if not self.search.answer.complete:
            self.search.answer.stop(f"{name} was tried up to {text_of(max(self.numbers.known))}")
            return
        if last is not None:
            notes.append(f"the figures do not simply grow with {name}: its values up to {text_of(last)} were tried")
            self.search.answer.complete = last == self.numbers.most
            return
        steps = f" in steps of {text_of(step)}" if step * self.axis.unit != 1 else ""
        if low == high:
            notes.append(f"{whether}only {name}={text_of(low)} fits")
        elif fitting.from_below or fitting.from_above:
            notes.append(f"{whether}{name} from {text_of(low)} to {text_of(high)}{steps} fits")
        else:
            notes.append(f"{whether}every possible {name} fits, from {text_of(low)} to {text_of(high)}{steps}")
        for number, breaks in ((low - step, fitting.from_below), (high + step, fitting.from_above)):
            if breaks and (broken := self.broken(self.value(number))):
                notes.append(f"{name}={text_of(number)} does not: {broken}")

    def broken(self, value: Number) -> str:
        """The figures that miss their goals with this value."""
        outcome = self.search.designs.run((value,))
        if isinstance(outcome, Impossible):
            return outcome.message
        missed = [goal.figure for goal in self.search.goals if not is_right(goal.judgements(outcome))]
        return ", ".join(f"{figure} {show_figure(outcome.figure(figure))}" for figure in missed)
