"""One search: designs and the goals for them, how these judge each design, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from convcalc.study.goals import UNLIKE, Goal, Judgement, miss
from convcalc.study.solve.answers import Candidate, Findings, best_first, nearer
from convcalc.study.solve.designs import MOST_LAYERS, Designs
from convcalc.study.solve.outcomes import Impossible, Outcome

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Values

MOST_CANDIDATES = 100_000
"""How many designs are tried at most."""

MOST_NEAREST = 3

Progress = Callable[[int, int | None], None]
"""Told how many designs were tried, and of how many where that is known."""


class Search:
    """Judges designs by goals, and takes down in an `answer` what they come to, and which come near.

    `total` is how many designs there are to try, where that is known; `whether` says what else solutions have to be, of
    which the goals know nothing, as in "exact or not".
    """

    def __init__(self, designs: Designs, goals: list[Goal]) -> None:
        self.designs = designs
        self.axes = designs.space.axes
        self.goals = goals
        self.answer = Findings(designs.space, goals)
        self.progress: Progress = lambda done, total: None
        self.total: int | None = None
        self.near: list[tuple[float, tuple[int, ...], Values]] = []
        self.worst = UNLIKE
        self.whether = ""

    def judged(self, values: Values, indices: tuple[int, ...]) -> tuple[Outcome | None, list[Judgement] | None]:
        """The outcome with these values, None where there can be none, and the numbers that the goals compare."""
        answer = self.answer
        answer.tried += 1
        if self.designs.single is None or not answer.tried % 256:
            self.progress(answer.tried, self.total)
        outcome = self.designs.run(values)
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
            self.near.append((missed, simplicity(indices), values))
            if len(self.near) > 8 * MOST_NEAREST:
                self.near = sorted(self.near, key=lambda one: one[:2])[:MOST_NEAREST]
                self.worst = self.near[-1][0]
        return outcome, together

    def limit(self) -> int:
        """How many designs may be tried."""
        if self.designs.single is not None:
            return MOST_CANDIDATES
        return max(1, min(MOST_CANDIDATES, (MOST_LAYERS - self.designs.computed) // self.designs.layers))

    def end_early(self) -> None:
        """Say that not all was tried, and let what is found be shown."""
        what = f"{MOST_LAYERS:,} layers" if self.designs.single is None else f"{MOST_CANDIDATES:,} designs"
        if self.answer.complete:
            self.answer.notes.append(f"the search ended early: {what} were computed")
        self.answer.complete = False
        self.designs.rest()

    def best(self, found: dict[Values, Candidate], simplicity: Callable[[Values], tuple[int, ...]]) -> list[Candidate]:
        """All that was found, the best first."""
        self.designs.rest()
        self.answer.count = len(found)
        best = best_first(sorted(found.values(), key=lambda one: simplicity(one.values)))
        if best and (number := nearer(best)):
            what = "with padding of more than half of a filter, or a filter that is wider than what it reads"
            verb = "stands" if number == 1 else "stand"
            self.answer.notes.append(f"{number:,} nearer to the budget {verb} last: {what}")
        return best

    def nearest(self) -> None:
        """Let the designs be shown that miss their goals the least."""
        for _, _, values in sorted(self.near, key=lambda one: one[:2])[:MOST_NEAREST]:
            outcome = self.designs.run(values)
            if not isinstance(outcome, Impossible):
                self.answer.nearest.append(Candidate(values, outcome, self.answer.figures))


def is_right(parts: list[Judgement] | None) -> bool:
    """Whether all numbers that goals compare are as they should be."""
    return parts is not None and not miss(parts)


def simplicity(indices: tuple[int, ...]) -> tuple[int, ...]:
    """Those first whose values stand first in their lists."""
    return (sum(indices), *indices)
