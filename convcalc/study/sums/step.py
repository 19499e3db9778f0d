"""One step of a sum, as it is found."""

from __future__ import annotations

from convcalc.language.numbers.quantity import Quantity
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number
from convcalc.study.sums.values import Side


class Sum(NamedTuple):
    """One step of a sum, `left = right`, both as written; `offset` (from 0) says where `right` stands.

    `left_value` is the exact value of `left`. `right` is a number with its "about" and unit, or an expression. `binary`
    says that it holds only where K is 1024, M and G its powers: `4096*4096 = 16M`; `doubt` what else one that does not
    hold may be, empty where there is no doubt. Of one that is wrong, `said` is the left side and its result.
    """

    left: str
    left_value: Number
    right: str
    offset: int
    holds: bool
    binary: bool = False
    doubt: str = ""
    said: tuple[Side, Quantity | None] | None = None

    def slip(self) -> str:
        """What explains a wrong result, in words; empty where nothing does, and for one that is right or doubtful."""
        if self.said is None:
            return ""
        from convcalc.study.sums.slips import likely_slip

        return likely_slip(*self.said)
