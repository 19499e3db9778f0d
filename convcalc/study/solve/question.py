"""A question: which values make a design come to what is expected of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from convcalc.language.problems import Problems
from convcalc.study.design import Text
from convcalc.study.goals import EXAMPLE, Goal, room
from convcalc.study.solve.allowed import Allowed
from convcalc.study.solve.alone import Alone
from convcalc.study.solve.answers import Candidate, Findings
from convcalc.study.solve.combined import Combined
from convcalc.study.solve.designs import Designs, Exhausted
from convcalc.study.solve.search import MOST_NEAREST, Progress, Search, is_right
from convcalc.study.solve.sides import Sides
from convcalc.study.sweep.knobs.read import read_space
from convcalc.study.sweep.space import EACH, Space

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Values

MOST_UNKNOWNS = 3
"""How many values may be written `?`; all sizes of an input are one."""


class Question:
    """A design with unknowns, and the goals for it. `problems` collects what is wrong with it.

    `columns` are what is to be known of each solution, by names; with `sort` those come first that have most of that.
    """

    def __init__(self, designs: Designs, goals: list[Goal], problems: Problems) -> None:
        self.search = Search(designs, goals)
        self.designs = designs
        self.answer = self.search.answer
        self.problems = problems
        self.columns: Sequence[str] | None = None
        self.sort: str | None = None

    def tell(self, progress: Progress) -> None:
        """Let someone know how many designs were tried."""
        self.search.progress = progress

    def solve(self, most: int = 20, only_exact: bool = False, strict: bool = False) -> Findings | None:
        """The answer, with at most so many solutions; None where something is wrong with the question.

        Raises ConvcalcError for columns that are none, ValueError for what is no number to sort by.
        `only_exact` leaves out what leaves anything unread, `strict` what would be warned of: input that is never read.
        """
        self.answer.ask_for(self.columns, self.sort)
        try:
            if not self.designs.prepare(self.search.goals, self.answer.figures, self.problems):
                return None
            self.answer.check_columns(self.columns, self.sort)
            self.search.whether = "exact or not" if only_exact else "with a warning or not" if strict else ""
            all_of_them = only_exact or strict or self.sort is not None
            found = self.found(most, all_of_them) if self.search.goals else Allowed(self.search).found(most)
            self.keep(found, most, only_exact, strict)
            if not self.answer.count:
                self.answer.nearest = found[:MOST_NEAREST]
                if not found:
                    self.search.nearest()
        except Exhausted:
            self.search.end_early()
        return self.answer

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

    def found(self, most: int, all_of_them: bool) -> list[Candidate]:
        """The solutions, the best first: so many as are to be listed, or of `all_of_them` as many as is sensible."""
        sides = Sides(self.designs, self.search.goals)
        if sides.of_inputs:
            return self.by_sides(sides, sides.of_inputs)
        axes = self.search.axes
        if sum(axis.side not in (None, EACH) for axis in axes) > 1:
            self.answer.notes.append("each side has its own size here; one for all sides is written {?}")
        is_alone = len(axes) == 1 and axes[0].unit
        found = Alone(self.search).found(most, all_of_them) if is_alone else Combined(self.search).found()
        if not found and sides.of_arguments and self.answer.complete:
            self.answer.sided = True
            found = self.by_sides(sides, sides.of_arguments)
        return found

    def by_sides(self, sides: Sides, sided: Sequence[int]) -> list[Candidate]:
        """Combine what fits side by side."""
        found: dict[Values, Candidate] = {}
        places: dict[Values, tuple[int, ...]] = {}
        try:
            for place, values in enumerate(sides.solutions(sided, self.search.limit())):
                outcome, judged = self.search.judged(values, (place,))
                if outcome is not None and is_right(judged):
                    found[values] = Candidate(values, outcome, self.answer.figures, room(judged))
                    places[values] = (place,)
        except Exhausted:
            self.search.end_early()
        if sides.is_cut:
            self.answer.stop("not all values were tried along each side: all together are too many")
        self.answer.tried += sides.tried
        return self.search.best(found, places.__getitem__)


def question(
    design: str | Text, changes: Iterable[str], goals: list[Goal], problems: Problems, before: Sequence[str] = ()
) -> Question | None:
    """The question that a command line asks for; None where something is wrong with it, which is then said."""
    space = read_space(design, changes, (), problems, before, solving=True)
    if space is None or problems.errors:
        return None
    if not space.axes:
        problems.error("there is no ? in this design", None, "put one where a value stands: padding=? or width=?")
    chosen = [axis for axis in space.axes if axis.chosen and axis.side in (None, EACH)]
    if len(chosen) > MOST_UNKNOWNS:
        message = f"there are at most {MOST_UNKNOWNS} unknowns"
        problems.error(message, chosen[MOST_UNKNOWNS].place, "give this one a value")
    if space.axes and not goals and not problems.errors and not _is_of_sizes(space):
        problems.error("nothing is expected", None, f"say it with --expect, {EXAMPLE}")
    return Question(Designs(space), goals, problems) if not problems.errors else None


def _is_of_sizes(space: Space) -> bool:
    """Whether all that is looked for are sizes of inputs."""
    of_inputs = {axis for one in space.bindings if one.of_input for axis in one.axes}
    sizes = [axis.unit and not axis.name.endswith("channels") for axis in space.axes]
    return of_inputs == set(range(len(space.axes))) and all(sizes)
