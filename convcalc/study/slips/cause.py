"""The likely cause of a wrong count: the one known slip that gives it to the digit.

Where two slips give the same number nothing is said, and nothing of numbers of two digits: no guess is better than a
wrong one.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from convcalc.costs.op import Shape
from convcalc.language.numbers.quantity import Quantity
from convcalc.language.tree import ExpressionError
from convcalc.language.work import count
from convcalc.network.report import Report, Row
from convcalc.study.slips.counts import COUNTS, SHAPES, Part
from convcalc.study.slips.miscounts import Miscount, significant
from convcalc.study.slips.runs import network
from convcalc.study.slips.table import SLIPS, Slip

__all__ = ["LEAST_DIGITS", "SLIPS", "Slip", "forget", "likely_cause"]

LEAST_DIGITS = 3
"""What has fewer digits says too little to find a cause by."""


def likely_cause(report: Report, row: Row | None, metric: str, written: Quantity | Shape) -> str | None:
    """What slip explains a wrong claim to the digit: a text such as 'that is 256·48·5², the count without biases'.

    `row` is None for the whole network. None where no slip does, or more than one, and for claims that hold, budgets,
    and numbers of fewer than three digits.
    """
    if metric not in (*COUNTS, *SHAPES) or not _says_enough(written):
        return None
    part = Part(report, row, metric)
    if Miscount(part.value, "").fits(written):
        return None
    fitting = {found.statement: found for found in reversed(miscounts(report, row, metric)) if found.fits(written)}
    if len(fitting) != 1:
        return None
    return fitting.popitem()[1].text(written)


def _says_enough(written: Quantity | Shape) -> bool:
    if isinstance(written, tuple):
        return sum(len(str(size)) for size in written) >= LEAST_DIGITS
    return written.comparison in ("", "==") and significant(written)[0] >= LEAST_DIGITS


@lru_cache(maxsize=64)
def miscounts(report: Report, row: Row | None, metric: str) -> tuple[Miscount, ...]:
    """What comes out of every slip for a layer, a group or the network, in the order of the table."""
    count(len(report.layers))
    part = Part(report, row, metric)
    found: list[Miscount] = []
    for slip in SLIPS:
        if metric in slip.metrics:
            # A number that is too large for the formulas was not written by anyone.
            with suppress(ExpressionError):
                found += slip.miscounts(part, slip.doc)
    return tuple(found)


def forget() -> None:
    """Let go of the networks whose counts were looked at."""
    miscounts.cache_clear()
    network.cache_clear()
