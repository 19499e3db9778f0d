"""Several unknowns, or one whose values are few: all that could fit is tried."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from convcalc.language.values import divide, exact, is_number
from convcalc.study.goals import Judgement, room
from convcalc.study.solve.answers import Candidate, Exact, show_setting
from convcalc.study.solve.designs import Exhausted
from convcalc.study.solve.numbers import NEIGHBOURS
from convcalc.study.solve.outcomes import LayerOutcome
from convcalc.study.solve.search import MOST_CANDIDATES, Search, is_right, simplicity
from convcalc.study.solve.together import Measure, Together, first_gap

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Values

MOST_ELSEWHERE = 3
OTHER_INPUTS = 8

TRIED_OF_GROWING = 8
"""How many numbers can be tried at least of an unknown that grows, whatever others there are."""

FINER_SHARE = 8
"""Every whole number is tried where that takes no more than this part of what may be tried."""


class Combined:
    """Tries all combinations of values of the axes of a search; `growing` are those that may be any whole number."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.axes = search.axes
        self.designs = search.designs
        self.answer = search.answer
        self.growing = [number for number, axis in enumerate(self.axes) if axis.unit]

    def found(self) -> list[Candidate]:
        """Try every value, or all values together: the solutions, the best first."""
        choices = self.choices()
        growing = self.growing
        self.search.total = None if growing else prod(map(len, choices))
        measured: dict[Values, list[Judgement] | None] = {}
        places: dict[Values, tuple[int, ...]] = {}
        found: dict[Values, Candidate] = {}

        def measure(place: tuple[int, ...], values: Values) -> list[Judgement] | None:
            places[values] = place
            if values not in measured:
                if self.answer.tried == MOST_CANDIDATES:
                    raise Exhausted
                outcome, measured[values] = self.search.judged(values, place)
                if outcome is not None and is_right(measured[values]):
                    found[values] = Candidate(values, outcome, self.answer.figures, room(measured[values]))
            return measured[values]

        together = Together(measure, choices, growing)
        try:
            together.search()
            if (finer := self.finer(together)) is not None:
                together = Together(measure, finer, growing)
                together.search()
            for place, values in together.edges():
                self.up_to_the_last(place, values, measure)
        except Exhausted:
            self.search.end_early()
        self.say_how_far(together)
        if self.designs.single is not None and not any(one.exact and one.unusual < 2 for one in found.values()):
            self.elsewhere(choices)
        return self.search.best(found, lambda values: simplicity(places[values]))

    def choices(self) -> list[Values]:
        """The values of each unknown; lists of single values are cut where all of them together would be too many."""
        growing = self.growing
        choices = [axis.values for axis in self.axes]
        listed = [number for number in range(len(choices)) if number not in growing]
        limit = max(1, self.search.limit() // TRIED_OF_GROWING ** len(growing))
        while prod(len(choices[number]) for number in listed) > limit:
            longest = max(listed, key=lambda number: len(choices[number]))
            choices[longest] = choices[longest][: max(1, len(choices[longest]) * 7 // 8)]
        for axis, kept in zip(self.axes, choices, strict=True):
            if len(kept) < len(axis.values):
                self.answer.stop(
                    f"only {len(kept)} of {len(axis.values)} values of {axis.name} were tried, "
                    f"up to {show_setting(kept[-1])}: all together are too many"
                )
        return choices

    def finer(self, together: Together) -> list[Values] | None:
        """Every whole number as far as it is worth going, where they are not too many; None where all were tried."""
        choices = list(map(tuple, together.choices))
        if together.between() > self.search.limit() // FINER_SHARE:
            return None
        for number in together.growing:
            end = together.farthest(number) + 1
            if not 0 < end < len(choices[number]):
                return None
            if self.axes[number].unit == 1:
                first, last = choices[number][0], choices[number][end]
                assert isinstance(first, int) and isinstance(last, int)
                choices[number] = tuple(range(first, last + 1))
            else:
                choices[number] = choices[number][: end + 1]
        return choices if choices != together.choices else None

    def up_to_the_last(self, place: tuple[int, ...], ends: tuple[Values, Values], measure: Measure) -> None:
        """Go on, by halves, from numbers that fit towards the next of a list that do not: so far as numbers fit."""
        (axis,) = (number for number in self.growing if ends[0][number] != ends[1][number])
        unit, given = self.axes[axis].unit, ends[0]
        fits, breaks = (int(divide(end, unit)) for one in ends if is_number(end := one[axis]))
        while breaks - fits > 1:
            middle = (fits + breaks) // 2
            for number in (*range(middle, fits, -1)[:NEIGHBOURS], *range(middle + 1, breaks)[:NEIGHBOURS]):
                judged = measure(place, (*given[:axis], exact(number * unit), *given[axis + 1 :]))
                if judged is not None:
                    break
            fits, breaks = (number, breaks) if is_right(judged) else (fits, min(number, middle))

    def say_how_far(self, together: Together) -> None:
        """Say up to where numbers were tried where larger ones may fit too, and which were left out before."""
        for number in together.growing:
            axis, values = self.axes[number], together.choices[number]
            end = together.farthest(number) + 1
            is_cut = together.is_cut or end == len(values)
            last = max((place[number] for place in together.known), default=0) if is_cut else end
            if axis.unit == 1 and (left := first_gap(values[: last + 1])):
                tried = ", ".join(map(str, dict.fromkeys(left[1:])))
                up_to = f" up to {show_setting(values[last])}" if is_cut else ""
                self.answer.stop(f"over {left[0]}, {axis.name} was tried in steps: {tried}, ...{up_to}")
            elif is_cut:
                self.answer.stop(f"{axis.name} was tried up to {show_setting(values[last])}")

    def elsewhere(self, choices: list[Values]) -> None:
        """Other sizes of the input near this one for which every stride fits, of a single layer."""
        single = self.designs.single
        sizes = [number for number in range(-OTHER_INPUTS, OTHER_INPUTS + 1) if number]
        if single is None or self.designs.of_input:
            return
        if len(sizes) * prod(map(len, choices)) > MOST_CANDIDATES // 4:
            return
        found = []
        for indices, values in _together(choices):
            for more in sizes:
                shape = (single.shape[0], *(size + more for size in single.shape[1:]))
                outcome = self.designs.run(values, shape) if min(shape) > 0 else None
                if not isinstance(outcome, LayerOutcome) or "same" in values:
                    continue
                reached = all(is_right(goal.judgements(outcome)) for goal in self.search.goals)
                if reached and Candidate(values, outcome, self.answer.figures).exact:
                    found.append((simplicity(indices), abs(more), Exact(shape, values)))
        found.sort(key=lambda one: one[:2])
        self.answer.elsewhere = [exact for _, _, exact in found[:MOST_ELSEWHERE]]


def _together(choices: list[Values]) -> Iterator[tuple[tuple[int, ...], Values]]:
    """All values together, each with where they stand in their lists."""
    return zip(product(*(range(len(values)) for values in choices)), product(*choices), strict=True)
