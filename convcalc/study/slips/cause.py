"""The likely cause of a wrong count: the known slip that gives it to the digit, or each of two or three that do.

Where more give the same number nothing is said, and nothing of numbers of two digits: no guess is better than a wrong
one. Where only the last of three digits is one too many or too few, it is the rounding first, and alone where other
slips come to that too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from convcalc.costs.op import Shape
from convcalc.language.numbers.quantity import Quantity
from convcalc.language.tree import ExpressionError
from convcalc.language.work import count
from convcalc.network.report import Report, Row
from convcalc.study.slips.counts import COUNTS, SHAPES, Claimed
from convcalc.study.slips.miscounts import LEAST_DIGITS, CutOff, Miscount, RoundedUp, fitting, said_of, significant
from convcalc.study.slips.network import Network
from convcalc.study.slips.table import LAST, OF_WRITING, SLIPS, TOGETHER, Slip


class Slips:
    """The slips that may stand behind what is written of one network; what comes out of each is worked out once."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._network: Network | None = None
        self._miscounts: dict[tuple[Row | None, str], list[list[tuple[str, Miscount]]]] = {}

    def likely_cause(self, row: Row | None, metric: str, written: Quantity | Shape) -> str | None:
        """What slip explains a wrong claim to the digit: a text such as 'that is 256·48·5², the count without biases'.

        `row` is None for the whole network. Where two or three slips do, all are named; None where none does
        or more, and for claims that hold, budgets, and numbers of fewer than three digits.
        """
        found = self._explain(row, metric, written)
        return said_of(one.text(written, what) for what, one in found.items()) or None

    def is_of_writing(self, row: Row | None, metric: str, written: Quantity | Shape) -> bool:
        """Whether a wrong claim is the true number but for how it is written, and no other way of counting gives it."""
        found = self._explain(row, metric, written)
        return bool(found) and all(what in OF_WRITING for what in found)

    def _explain(self, row: Row | None, metric: str, written: Quantity | Shape) -> dict[str, Miscount]:
        """What comes out of the slips that give a wrong claim, by what they are."""
        if metric not in (*COUNTS, *SHAPES) or not _says_enough(written):
            return {}
        self._network = self._network or Network(self.report)
        claimed = Claimed(self._network, row, metric)
        if Miscount(claimed.value).fits(written):
            return {}
        found = next(filter(None, (fitting(written, slips) for slips in self.miscounts(claimed))), {})
        rounded: dict[str, Miscount] = {
            what: one for what, one in found.items() if isinstance(one, (CutOff, RoundedUp))
        }
        if rounded and isinstance(written, Quantity) and significant(written)[0] == LEAST_DIGITS:
            found = {**rounded, **found} if len(found) <= len(rounded) + 1 else rounded
        return found

    def miscounts(self, claimed: Claimed) -> list[list[tuple[str, Miscount]]]:
        """What comes out of each slip, of two together and of the last, each with what it is, in the tables' order."""
        key = (claimed.row, claimed.metric)
        if key not in self._miscounts:
            count(len(self.report.layers))
            self._miscounts[key] = [list(_miscounts(slips, claimed)) for slips in (SLIPS, TOGETHER, LAST)]
        return self._miscounts[key]


def _miscounts(slips: tuple[Slip, ...], claimed: Claimed) -> Iterator[tuple[str, Miscount]]:
    for slip in slips:
        if claimed.metric in slip.metrics:
            # A number that is too large for the formulas was not written by anyone.
            with suppress(ExpressionError):
                yield from ((one.statement or slip.doc, one) for one in slip.miscounts(claimed))


def _says_enough(written: Quantity | Shape) -> bool:
    if isinstance(written, tuple):
        return sum(len(str(size)) for size in written) >= LEAST_DIGITS
    return written.comparison in ("", "==") and significant(written)[0] >= LEAST_DIGITS
