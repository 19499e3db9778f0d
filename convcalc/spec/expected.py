"""What can be expected of a metric, and how it is written: by the metric's kind and unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convcalc.costs.kinds import BYTES, COUNT
from convcalc.costs.metrics import IN_BYTES, METRICS, Metric
from convcalc.language.numbers.quantity import QuantityError

if TYPE_CHECKING:
    from convcalc.costs.kinds import Expected

_OPERATORS = frozenset("*/+-(")
_ARITHMETIC = r"[*/]|^\(|[a-z]\(|[^\s~≈]\s*(?<![0-9][eE])[-+]"

_NOUNS = {"flop": "flops", "mac": "macs", "param": "params", "parameter": "params"}


def parse_expected(metric: Metric, text: str) -> Expected:
    """What is expected of a metric: a Quantity, an AxesQuantity or a shape, as its kind has it.

    Raises QuantityError, with the offset of what is wrong.
    """
    refuse_bytes(metric, text)
    return metric.kind.parse(_without_noun(metric, text) if metric.kind is COUNT else text)


def is_formula(metric: Metric, text: str) -> bool:
    """Whether what a count is compared with is worked out: `<= 2*params`, `= macs`."""
    if not metric.kind.counted:
        return False
    compared = text.lstrip("<>=≤≥ \t").rstrip()
    if compared[:1].isalpha() and compared.rpartition(".")[2] in METRICS:
        return True
    return not _OPERATORS.isdisjoint(compared) and re.search(_ARITHMETIC, compared) is not None


def _without_noun(metric: Metric, text: str) -> str:
    """A count without what it counts: `8.2 G` of `8.2 GFLOPs`. Raises QuantityError where that is not the metric's."""
    match = re.search(r"(?<=[\s0-9KkMGBT])(flops?|macs?|params?|parameters?)\s*$", text, re.IGNORECASE)
    if match is None:
        return text
    wanted, counted = metric.name.rpartition("_")[2], _NOUNS[match[1].lower().rstrip("s")]
    if wanted != counted:
        hint = "a MAC is two FLOPs" if {wanted, counted} == {"macs", "flops"} else None
        raise QuantityError(f"{metric.name} counts {metric.unit}, not {match[1]}", match.start(1), len(match[1]), hint)
    return text[: match.start(1)].rstrip()


def refuse_bytes(metric: Metric, text: str) -> None:
    """Raise QuantityError where a text gives bytes, and the metric is in something else."""
    if metric.kind is BYTES or not ("b" in text or "B" in text):
        return
    from convcalc.language.numbers.byte_counts import find_byte_unit

    place, hint = find_byte_unit(text), None
    if place is None:
        return
    if metric.kind is COUNT:
        message = f"{metric.name} counts {metric.unit}, not bytes"
        other = METRICS.get(IN_BYTES.get(metric.name, ""))
        if other is not None:
            hint = f"{other.name} has bytes, {other.definition}"
        elif metric.unit in ("values", "parameters"):
            hint = f"no metric has these in bytes yet; a {metric.unit[:-1]} takes 4 as float32"
    else:
        message = f"{metric.name} is {metric.kind.noun}, not bytes"
    raise QuantityError(message, *place, hint)
