"""What can be expected of a metric, and how it is written: by the metric's kind and unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from convcalc.costs.metrics import AXES, BYTES, COUNT, IN_BYTES, METRICS, SHAPE, SHARE, TEXT, Metric
from convcalc.language.numbers.quantity import QuantityError, parse_percentage, parse_quantity, parse_shape

_KINDS = {SHAPE: "a shape", SHARE: "a share in percent", AXES: "a number of pixels", TEXT: "a size"}
_NOUNS = {"flop": "flops", "mac": "macs", "param": "params", "parameter": "params"}


def parser_for(metric: Metric) -> Callable[[str], Any]:
    """What reads a value that is expected of a metric: a Quantity, an AxesQuantity or a shape.

    It raises QuantityError, with the offset of what is wrong.
    """

    def parse(text: str) -> Any:
        refuse_bytes(metric, text)
        return reader(_without_noun(metric, text) if metric.kind == COUNT else text)

    if metric.unit == BYTES:
        from convcalc.language.numbers.byte_counts import parse_byte_quantity

        return parse_byte_quantity
    if metric.kind in (AXES, TEXT):
        from convcalc.language.numbers.axes import parse_axes

        reader: Callable[[str], Any] = parse_axes
    else:
        reader = {SHAPE: parse_shape, SHARE: parse_percentage}.get(metric.kind, parse_quantity)
    return parse


def _without_noun(metric: Metric, text: str) -> str:
    """A count without what it counts: `8.2 G` of `8.2 GFLOPs`. Raises QuantityError where that is not the metric's."""
    match = re.search(r"(?<=[\s0-9KkMGBT])(flops?|macs?|params?|parameters?)\s*$", text, re.IGNORECASE)
    if match is None:
        return text
    own, counted = metric.name.rpartition("_")[2], _NOUNS[match[1].lower().rstrip("s")]
    if own != counted:
        hint = "a MAC is two FLOPs" if {own, counted} == {"macs", "flops"} else None
        raise QuantityError(f"{metric.name} counts {metric.unit}, not {match[1]}", match.start(1), len(match[1]), hint)
    return text[: match.start(1)].rstrip()


def refuse_bytes(metric: Metric, text: str) -> None:
    """Raise QuantityError where a text gives bytes, and the metric is in something else."""
    if metric.unit == BYTES or not ("b" in text or "B" in text):
        return
    from convcalc.language.numbers.byte_counts import find_byte_unit

    found = find_byte_unit(text)
    if found is None:
        return
    hint = None
    if metric.kind == COUNT:
        message = f"{metric.name} counts {metric.unit}, not bytes"
        other = METRICS.get(IN_BYTES.get(metric.name, ""))
        if other is not None:
            hint = f"{other.name} has bytes, {other.definition}"
        elif metric.unit in ("values", "parameters"):
            hint = f"no metric has these in bytes yet; a {metric.unit[:-1]} takes 4 as float32"
    else:
        message = f"{metric.name} is {_KINDS[metric.kind]}, not bytes"
    raise QuantityError(message, *found, hint)
