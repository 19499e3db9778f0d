"""`convcalc.solve`: the values for which a design comes to what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.api.design import CHANGES, DesignLike, lookup, parsed_goals, said_of
from convcalc.api.result import Record, Result
from convcalc.api.values import Shape, Value, refuse, whole
from convcalc.language.problems import ConvcalcError, Problems
from convcalc.spec.changes import is_of_input
from convcalc.study.goals import EXAMPLE, KNOWN
from convcalc.study.solve.answers import Candidate, Findings
from convcalc.study.solve.question import question

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table

OPTIONS = ("expect", "most", "exact", "strict", "changes")
MOST = 100_000

Goals = str | Sequence[str] | Mapping[str, Value]
"""What is expected: "params <= 5M", several of these, or {"output": (96, 55, 55), "params": "<= 5M"}."""


class Solution(NamedTuple):
    """A value for each unknown, by its name, and the figures that they come to.

    `exact` says that every stride fits; else `unread` says in words what is left unread.
    """

    values: dict[str, Any]
    figures: dict[str, Any]
    exact: bool
    unread: str


class Solutions(Result):
    """All that solving found.

    `count` is how many solutions there are, of which `solutions` are the first: those nearest to a budget, or else
    exact ones before others, the simplest first. If not `complete`, there are `count` at least. Where none was found,
    `nearest` miss the goals by least, and `reasons` say why. `tried` is how many designs were computed, `unknowns` the
    names of what was looked for, `remarks` are what is to be said besides.
    """

    __slots__ = ("_answer", "complete", "count", "nearest", "reasons", "remarks", "solutions", "tried", "unknowns")

    def __init__(self, answer: Findings, problems: Problems) -> None:
        super().__init__(problems.warnings)
        self._answer = answer
        self.unknowns: list[str] = [unknown.name for unknown in answer.unknowns]
        self.count: int = answer.count
        self.complete: bool = answer.complete
        self.tried: int = answer.tried
        self.solutions: list[Solution] = list(map(self._solution, answer.solutions))
        self.nearest: list[Solution] = list(map(self._solution, answer.nearest))
        self.reasons: list[str] = [] if answer.count else answer.reasons()
        self.remarks: list[str] = [*answer.stops, *answer.notes]

    def _solution(self, candidate: Candidate) -> Solution:
        values = dict(zip(self.unknowns, candidate.values, strict=True))
        return Solution(values, dict(candidate.figures), candidate.exact, candidate.unread())

    def rows(self) -> list[Record]:
        """A dict for each of the `solutions`: the unknowns, the figures, `exact` and `unread`; none where none fits."""
        rows: list[Record] = []
        for data, solution in zip(self.to_dict()["solutions"], self.solutions, strict=True):
            rest = {"exact": solution.exact, "unread": solution.unread}
            rows.append({**data["figures"], **rest, **data["values"]})
        return rows

    def _text(self, format: str, width: int) -> str:
        from convcalc.render.solve import answer_listing
        from convcalc.render.table.listing import render_listing

        return render_listing(answer_listing(self._answer), format, width)

    def _tables(self) -> list[Table]:
        from convcalc.render.solve import answer_listing
        from convcalc.render.table.listing import listing_table

        return [listing_table(answer_listing(self._answer))]


def solve(
    design: DesignLike,
    /,
    *words: str,
    expect: Goals,
    input: Shape | Mapping[str, Shape] | None = None,
    most: int = 20,
    exact: bool = False,
    strict: bool = False,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Solutions:
    """The values for which a design comes to what is expected of it.

    Up to three values are "?": in the design ("conv 96 11 stride=4 padding=?"), of a knob (width="?"), in `changes`, or
    in the input: (3, "?", "?") has a size a side, "3x{?}" one for all. Several values are a text: width="0.25,0.5,1".
    `expect` says what must hold, as `--expect` does: "output = 96x55x55", several in a list, or {"output": (96, 55,
    55)}; where it is empty it is asked which sizes of the input are allowed, and `remarks` have the rule. At most
    `most` solutions are kept; if `exact`, only those for which every stride fits, if `strict` none that is warned of.
    The other arguments are as for `summarize`. Raises ConvcalcError with everything that is wrong, and for nothing
    else: that nothing fits is an answer.

    >>> solve("conv 96 11 stride=4 padding=?", input=(3, 224, 224), expect={"output": (96, 55, 55)}).solutions[0].values
    {'padding': 2}
    """
    most = whole("most", most, 1, MOST)
    found = lookup(design, words, input, changes, knobs)
    problems = said_of(CHANGES, OPTIONS)
    goals = parsed_goals(expect, problems, KNOWN)
    if not goals and not problems.errors and not any(map(is_of_input, found.changes)):
        refuse("nothing is expected", f"say it with expect, {EXAMPLE}")
    search = question(found.design, found.changes, goals, problems)
    answer = search.solve(most, bool(exact), bool(strict)) if search is not None and not problems.errors else None
    if answer is None or (strict and problems.warnings):
        raise ConvcalcError(problems)
    return Solutions(answer, problems)
