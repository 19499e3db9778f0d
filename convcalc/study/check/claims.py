"""Claims: what is written of a number beside what it is, and by how much the two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.costs.kinds import SHARE, Kind
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.numbers.quantity import PERCENT, Quantity, show_count
from convcalc.language.problems import Place, Trail
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size, divide, show_decimal, show_value
from convcalc.network.report import Row
from convcalc.study.check.findings import Claim
from convcalc.study.figures import metric_of

if TYPE_CHECKING:
    from fractions import Fraction

    from convcalc.costs.kinds import Expected
    from convcalc.study.figures import Value
    from convcalc.study.slips.cause import Slips

COUNT_IS_WRONG = "CC101"
SHAPE_IS_WRONG = "CC102"
BUDGET_IS_EXCEEDED = "CC103"

_BUDGETS = ("<=", "<", ">=", ">")
_WITHOUT_GROUPS = str.maketrans("", "", "_,. \xa0\u2009\u202f")
_AXES = ("width", "height", "depth")


class Judged(NamedTuple):
    """What a comparison comes to: the rule, whether it holds, both numbers as they are shown, and what lies between."""

    code: str
    holds: bool
    written: str
    computed: str
    difference: str = ""


def make_claim(
    slips: Slips, row: Row | None, metric: str, said: Expected, text: str, place: Place, of: str = "", trail: Trail = ()
) -> Claim:
    """The claim that a metric of a layer, or of the network where there is no row, is what is `said` as `text`.

    Where it does not hold the claim says which of the network's slips explains it. `of` is put behind what it is about,
    `trail` are the calls that led to its place.
    """
    kind, value = METRICS[metric].kind, metric_of(row or slips.report, metric)
    code, holds, written, computed, difference = judge(kind, value, said, text.strip())
    subject = (f"{row.path} {metric}" if row is not None else metric) + of
    cause = None
    if not holds and code != BUDGET_IS_EXCEEDED and not isinstance(said, AxesQuantity):
        cause = slips.likely_cause(row, metric, said)
    return Claim(code, subject, place, written, computed, holds, difference, cause or "", trail, None, kind, value)


def judge(kind: Kind, value: Value, said: Expected, text: str) -> Judged:
    """A value of a kind against what is said of it as `text`."""
    if isinstance(said, Quantity):
        assert not isinstance(value, tuple)
        return _judge_number(kind, value, said, text)
    assert isinstance(value, tuple)
    return _judge_shape(value, said, text) if isinstance(said, tuple) else _judge_axes(value, said, text)


def _judge_number(kind: Kind, value: int | Fraction, quantity: Quantity, text: str) -> Judged:
    """A number against what is written: `307,200` for 307,456 is 256 too few, `92 %` holds for a share of 91.6 %."""
    code = BUDGET_IS_EXCEEDED if quantity.comparison in _BUDGETS else COUNT_IS_WRONG
    exact = not quantity.style.decimals and text.translate(_WITHOUT_GROUPS).isdecimal()
    gap = value - quantity.number if value > quantity.number else quantity.number - value
    if kind is SHARE:
        digits = quantity.style.decimals + 2
        written = text if text.endswith(PERCENT) else f"{text} %"
        computed = f"{show_decimal(value, digits)} %"
        amount = f"{show_decimal(gap, digits)} point{'' if gap == 1 else 's'}"
    else:
        written = show_count(quantity.number) if exact else text
        computed, amount = show_count(value), show_count(gap)
    if quantity.holds(value):
        return Judged(code, True, written, computed)
    too = f"too {'many' if quantity.number > value else 'few'}"
    if code == BUDGET_IS_EXCEEDED:
        over = f"{amount} {'over' if quantity.comparison.startswith('<') else 'under'}"
        difference = over if gap else "that is the limit itself"  # which must not be reached
    elif kind is SHARE or (not quantity.comparison and (exact or not value)):
        difference = f"{amount} {too}"
    elif quantity.comparison:
        difference = f"written {amount} {too}"
        if Quantity(text, "", quantity.about, quantity.style).holds(value):
            difference += f"; {text.lstrip('= ')} without == holds"
    else:
        percent = show_decimal(divide(100 * gap, value), 1)
        by = f"{percent} %" if percent != "0" else "less than 0.1 %"
        difference = f"{by} {too}; {quantity.rewrite(value).strip()} holds"
    return Judged(code, False, written, computed, difference)


def _judge_shape(value: tuple[int | Fraction, ...], shape: tuple[int, ...], text: str) -> Judged:
    """A shape against what is written: `96x55x55` for 96x54x54 has another height and width."""
    difference = _apart(["channels", *_axes(len(value) - 1)], value, shape) if value != shape else ""
    return Judged(SHAPE_IS_WRONG, value == shape, text, "x".join(map(str, value)), difference)


def _judge_axes(value: tuple[int | Fraction, ...], quantity: AxesQuantity, text: str) -> Judged:
    """What there is along each axis against what is written: `195` for 195x99 is wrong along the width."""
    code = BUDGET_IS_EXCEEDED if quantity.comparison in _BUDGETS else SHAPE_IS_WRONG
    computed = str(Size(value)) or "not defined"
    if quantity.holds(value) or not value or not quantity.numbers:
        return Judged(code, quantity.holds(value), text, computed)
    names, wanted = _axes(len(value)), quantity.along(len(value)) or quantity.numbers
    if code == BUDGET_IS_EXCEEDED and len(wanted) == len(value):
        beyond = [not quantity.holds_along(true, said) for true, said in zip(value, wanted, strict=True)]
        difference = ", ".join(f"the {name}" for name, is_beyond in zip(names, beyond, strict=True) if is_beyond)
        return Judged(code, False, text, computed, difference if not all(beyond) else "")
    return Judged(code, False, text, computed, _apart(names, value, wanted))


def _axes(number: int) -> list[str]:
    return list(reversed(_AXES[: max(0, number)]))


def _apart(names: list[str], value: tuple[int | Fraction, ...], written: tuple[int | Fraction, ...]) -> str:
    """Which numbers differ, by the names of their axes."""
    if len(value) != len(written):
        return f"{len(value)} {'number' if len(value) == 1 else 'numbers'}, not {len(written)}"
    axes = zip(names, value, written, strict=True)
    return "; ".join(f"{name} {show_value(true)}, not {show_value(said)}" for name, true, said in axes if true != said)
