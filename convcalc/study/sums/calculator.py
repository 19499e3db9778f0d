"""The calculator: sums worked out, and equations checked, with the slip that explains a wrong one."""

from __future__ import annotations

from itertools import pairwise

from convcalc.language.problems import COMMAND_LINE, Place, Problems, Source
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number
from convcalc.study.sums.tokens import OPERATOR
from convcalc.study.sums.typed import agree, read_sum
from convcalc.study.sums.values import Side


class Equality(NamedTuple):
    """`left = right`, both as they are typed: whether it holds, and if not which slip explains it."""

    left: str
    value: Number
    right: str
    holds: bool
    slip: str


class Calculation(NamedTuple):
    """A sum as it was typed, what its first side comes to, exactly, and the steps of a chain `a = b = c`.

    `divided` says that it has a division, which may not fit.
    """

    text: str
    value: Number
    divided: bool
    steps: list[Equality]

    @property
    def holds(self) -> bool:
        """Whether every step of it does; so does a sum that claims nothing."""
        return all(step.holds for step in self.steps)


def work_out(text: str, problems: Problems) -> Calculation | None:
    """What a sum comes to; None for what is none, which is then said with its place."""
    try:
        sides = read_sum(text)
    except ExpressionError as error:
        place = Place(Source(COMMAND_LINE, text), 1, 1 + error.offset, error.length)
        problems.error(error.message, place, error.hint)
        return None
    first, last = sides[0], sides[-1]
    divided = any(part.kind == OPERATOR and part.text == "/" for part in first.parts)
    whole = text[first.parts[0].start : last.parts[-1].end]
    return Calculation(whole, first.values[0], divided, [_equality(*step) for step in pairwise(sides)])


def _equality(left: Side, right: Side) -> Equality:
    holds, slip = agree(left, right), ""
    if not holds:
        from convcalc.study.sums.slips import likely_slip

        slip = likely_slip(left, right.quantity() if right.sign > 0 else None)
    return Equality(left.text, left.values[0], right.text, holds, slip)
