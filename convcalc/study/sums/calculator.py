"""The calculator: sums worked out, and equations checked, with the slip that explains a wrong one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source
from convcalc.language.tree import ExpressionError
from convcalc.study.sums.tokens import OPERATOR
from convcalc.study.sums.typed import TypedSide, agree, read_sum


class Step(NamedTuple):
    """One step of an equation, `left = right`, both as written: whether it holds, and if not which slip explains it."""

    left: str
    value: Any
    right: str
    holds: bool
    slip: str


class Answer(NamedTuple):
    """A sum as it was typed, what its first side comes to, exactly, and the steps of an equation.

    `divided` says that it has a division, which may not fit.
    """

    text: str
    value: Any
    divided: bool
    steps: list[Step]

    @property
    def holds(self) -> bool:
        """Whether every step of it does; so does a sum that claims nothing."""
        return all(step.holds for step in self.steps)


def work_out(text: str, problems: Problems) -> Answer | None:
    """What a sum comes to; None for what is none, which is then said with its place."""
    try:
        typed = read_sum(text)
    except ExpressionError as error:
        place = Place(Source(COMMAND_LINE, text), 1, 1 + error.offset, error.length)
        problems.error(error.message, place, error.hint)
        return None
    first = typed.sides[0]
    divided = any(part.kind == OPERATOR and part.text == "/" for part in first.parts)
    steps = [_step(text, left, right) for left, right in pairwise(typed.sides)]
    return Answer(typed.text, first.value, divided, steps)


def _step(text: str, left: TypedSide, right: TypedSide) -> Step:
    if agree(text, left, right):
        return Step(left.written, left.value, right.written, True, "")
    from convcalc.study.sums.slips import likely_slip

    return Step(left.written, left.value, right.written, False, likely_slip(left, right.quantity(text)))
