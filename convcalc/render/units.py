"""The units that tables are asked for in, `--units M,G`: one for all columns that have one, or one for each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convcalc.costs.kinds import BYTES, COUNT
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.byte_counts import BINARY_UNITS, DECIMAL_UNITS, parse_byte_quantity
from convcalc.language.numbers.units import UNITS, no_unit
from convcalc.language.problems import ConvcalcError, Problems, did_you_mean

NONE = "-"
"""What stands for no unit, where each column has its own."""

DIGITS = 3
"""The digits that a number in a unit has at least: 25.6, 4.09, 0.301."""

_OF_BYTES = (*DECIMAL_UNITS, *BINARY_UNITS)


class Unit(NamedTuple):
    """A unit as it is written, and what it multiplies by."""

    text: str
    scale: int


def read_units(written: Sequence[str] | None, metrics: Sequence[str]) -> dict[str, Unit]:
    """The unit of each metric that is shown in one: `M` for all that have one, `M,G` in their order, `-` for none.

    Counts of layers have none, nor have shapes and shares. Raises ConvcalcError, with the right spelling, for what is
    no unit, or where there are not as many as columns.
    """
    if written is None:
        return {}
    taking = [name for name in metrics if _takes_unit(name)]
    if not taking:
        raise _refused("--units is for counts, and no column has any", "leave it out")
    if len(written) == 1 and written[0] not in _OF_BYTES:
        counts = [name for name in taking if METRICS[name].kind is COUNT]
        taking = counts or taking
    elif len(written) == 1:
        taking = [name for name in taking if METRICS[name].kind is BYTES] or taking
    if len(written) not in (1, len(taking)):
        example = ",".join(
            "MB" if METRICS[name].kind is BYTES else "G" if name in ("macs", "flops") else "M" for name in taking
        )
        raise _refused(
            f"--units has {len(written)} units, and there are {len(taking)} columns of counts: {', '.join(taking)}",
            f"write one for all, or one for each, {NONE} for none: --units {example}",
        )
    each = list(written) * len(taking) if len(written) == 1 else list(written)
    pairs = [(name, unit) for name, unit in zip(taking, each, strict=True) if unit != NONE]
    return {name: Unit(unit, _scale(name, unit)) for name, unit in pairs}


def _takes_unit(name: str) -> bool:
    metric = METRICS[name]
    return metric.kind is BYTES or (metric.kind is COUNT and metric.unit != "layers")


def _scale(name: str, unit: str) -> int:
    if METRICS[name].kind is BYTES:
        if unit in _OF_BYTES:
            return int(parse_byte_quantity(f"1 {unit}").number)
        meant = f"{unit[:1].upper()}B" if unit[:1].upper() in "KMGT" and unit[:1] else "MB"
        raise _refused(f"'{unit}' is no unit of bytes, which {name} are", f"write {meant}: --units …,{meant}")
    if unit in UNITS:
        return UNITS[unit]
    if unit in _OF_BYTES:
        raise _refused(f"'{unit}' is a unit of bytes, and {name} are none", f"write {unit[0]}")
    message, hint = no_unit(unit) if unit else ("a unit is missing", f"write {NONE} for none")
    raise _refused(message, did_you_mean(unit, UNITS) or hint)


def _refused(message: str, hint: str) -> ConvcalcError:
    problems = Problems()
    problems.error(message, None, hint)
    return ConvcalcError(problems)


def title_in(title: str, metric: str, units: Mapping[str, Unit]) -> str:
    """The title of a column with its unit: `params (M)`."""
    return f"{title} ({units[metric].text})" if metric in units else title


def show_in(value: int, unit: Unit) -> str:
    """A count in a unit, in three digits or all before the point: `25.6`, `4.09`, `0.301`. A half goes up."""
    decimals = 0
    while value and (rounded := _rounded(value, unit.scale, decimals)) < 10 ** (DIGITS - 1):
        decimals += 1
    rounded = _rounded(value, unit.scale, decimals)
    point = f".{rounded % 10**decimals:0{decimals}d}" if decimals else ""
    return f"{rounded // 10**decimals:,}{point}"


def _rounded(value: int, scale: int, decimals: int) -> int:
    """How many units of the last decimal a value is, a half rounded up."""
    return int((2 * value * 10**decimals + scale) // (2 * scale))
