"""What can be expected of a metric, and how it is written: by the metric's kind and unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from convcalc.costs.metrics import AXES, BYTES, SHAPE, SHARE, TEXT, Metric
from convcalc.language.quantity import parse_percentage, parse_quantity, parse_shape


def parser_for(metric: Metric) -> Callable[[str], Any]:
    """What reads a value that is expected of a metric: a Quantity, an AxesQuantity or a shape.

    It raises QuantityError, with the offset of what is wrong.
    """
    if metric.kind in (AXES, TEXT):
        from convcalc.language.axes import parse_axes

        return parse_axes
    if metric.unit == BYTES:
        from convcalc.language.byte_counts import parse_byte_quantity

        return parse_byte_quantity
    return {SHAPE: parse_shape, SHARE: parse_percentage}.get(metric.kind, parse_quantity)
