"""Claims: what is written of a number beside what it is, and by how much the two differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.costs.metrics import AXES, COUNT, METRICS, SHAPE, SHARE, TEXT
from convcalc.costs.op import Shape
from convcalc.language.numbers.quantity import PERCENT, Quantity, show_count
from convcalc.language.problems import Place
from convcalc.language.values import Size, divide, show_value
from convcalc.network.report import Row
from convcalc.study.check.findings import Claim
from convcalc.study.figures import metric_of
from convcalc.study.slips.cause import Slips

if TYPE_CHECKING:
    from convcalc.language.numbers.axes import AxesQuantity

COUNT_IS_WRONG = "CC101"
SHAPE_IS_WRONG = "CC102"
BUDGET_IS_EXCEEDED = "CC103"

_BUDGETS = ("<=", "<", ">=", ">")
_AXES = ("width", "height", "depth")


class Judged(NamedTuple):
    """What a comparison comes to: the rule, whether it holds, both numbers as they are shown, and what lies between."""

    code: str
    holds: bool
    written: str
    computed: str
    difference: str = ""


def make_claim(
    slips: Slips, row: Row | None, metric: str, written: Any, text: str, place: Place, of: str = ""
) -> Claim:
    """The claim that a metric of a layer, or of the network where there is no row, is what is `written` as `text`.

    `written` is a Quantity, an AxesQuantity or a shape, as the metric's kind has it. Where it does not hold the claim
    says which of the network's slips explains it. `of` is put behind what it is about.
    """
    value: Any = metric_of(row or slips.report, metric)
    judged = JUDGES[METRICS[metric].kind](value, written, text.strip())
    subject = f"{row.path} {metric}" if row is not None else metric
    claim = Claim(judged.code, subject + of, place, judged.written, judged.computed, judged.holds, judged.difference)
    if not judged.holds and judged.code != BUDGET_IS_EXCEEDED:
        claim.cause = slips.likely_cause(row, metric, written) or ""
    return claim


def judge_count(value: Any, quantity: Quantity, text: str) -> Judged:
    """A count against what is written: `307,200` for 307,456 is 256 too few."""
    exact = text.replace("_", "").replace(",", "").isdecimal()
    written = show_count(quantity.number) if exact else text
    if quantity.holds(value):
        return Judged(_code(quantity), True, written, show_count(value))
    gap = abs(value - quantity.number)
    if quantity.comparison in _BUDGETS:
        difference = _beyond(quantity, gap, show_count(gap))
    elif quantity.comparison:
        difference = f"written {show_count(gap)} too {_much(quantity, value)}"
        if Quantity(text, "", quantity.about, quantity.style).holds(value):
            difference += f"; {text.lstrip('= ')} without == holds"
    elif exact or not value:
        difference = f"{show_count(gap)} too {_much(quantity, value)}"
    else:
        difference = f"{_percent(gap, value)} too {_much(quantity, value)}; {quantity.rewrite(value).strip()} holds"
    return Judged(_code(quantity), False, written, show_count(value), difference)


def judge_share(value: Any, quantity: Quantity, text: str) -> Judged:
    """A share in percent against what is written: `92 %` for 91.6 % holds."""
    digits = quantity.style.decimals + 2
    written = text if text.endswith(PERCENT) else f"{text} %"
    computed = f"{show_decimal(value, digits)} %"
    if quantity.holds(value):
        return Judged(_code(quantity), True, written, computed)
    gap = abs(value - quantity.number)
    points = f"{show_decimal(gap, digits)} point{'' if gap == 1 else 's'}"
    over = quantity.comparison in _BUDGETS
    difference = _beyond(quantity, gap, points) if over else f"{points} too {_much(quantity, value)}"
    return Judged(_code(quantity), False, written, computed, difference)


def judge_shape(value: Shape, shape: Shape, text: str) -> Judged:
    """A shape against what is written: `96x55x55` for 96x54x54 has another height and width."""
    computed = "x".join(map(str, value))
    if value == shape:
        return Judged(SHAPE_IS_WRONG, True, text, computed)
    names = ["channels", *_axes(len(value) - 1)]
    return Judged(SHAPE_IS_WRONG, False, text, computed, _apart(names, value, shape))


def judge_axes(value: Size, quantity: AxesQuantity, text: str) -> Judged:
    """What there is along each axis against what is written: `195` for 195x99 is wrong along the width."""
    code = BUDGET_IS_EXCEEDED if quantity.comparison in _BUDGETS else SHAPE_IS_WRONG
    computed = str(value) or "not defined"
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


def _apart(names: list[str], value: tuple[Any, ...], written: tuple[Any, ...]) -> str:
    """Which numbers differ, by the names of their axes."""
    if len(value) != len(written):
        return f"{len(value)} {'number' if len(value) == 1 else 'numbers'}, not {len(written)}"
    axes = zip(names, value, written, strict=True)
    return "; ".join(f"{name} {show_value(true)}, not {show_value(said)}" for name, true, said in axes if true != said)


JUDGES: dict[str, Callable[[Any, Any, str], Judged]] = {
    COUNT: judge_count,
    SHARE: judge_share,
    SHAPE: judge_shape,
    AXES: judge_axes,
    TEXT: judge_axes,
}
"""How a value of each kind of metric is compared with what is written."""


def _code(quantity: Quantity) -> str:
    return BUDGET_IS_EXCEEDED if quantity.comparison in _BUDGETS else COUNT_IS_WRONG


def _much(quantity: Quantity, value: Any) -> str:
    return "many" if quantity.number > value else "few"


def _beyond(quantity: Quantity, gap: Any, shown: str) -> str:
    """By how much a budget is missed; a limit that must not be reached may be."""
    if not gap:
        return "that is the limit itself"
    return f"{shown} {'over' if quantity.comparison.startswith('<') else 'under'}"


def _percent(gap: Any, value: Any) -> str:
    """How much a gap is of a value, in percent with a decimal."""
    shown = show_decimal(divide(100 * gap, value), 1)
    return f"{shown} %" if shown != "0" else "less than 0.1 %"


def show_decimal(value: Any, digits: int) -> str:
    """A number with at most so many decimals, a half rounded up."""
    whole, rest = divmod(int((2 * value * 10**digits + 1) // 2), 10**digits)
    return f"{whole:,}.{rest:0{digits}d}".rstrip("0").removesuffix(".")
