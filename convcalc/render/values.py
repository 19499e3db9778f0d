"""How a metric is written, for a reader and for a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from convcalc.costs.kinds import BYTES, PIXELS, SHAPE, SHARE, SIZE, Kind, plain_decimal
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import Shape, show_shape
from convcalc.language.numbers.byte_counts import show_bytes
from convcalc.language.values import show_value
from convcalc.network.report import Report, Row
from convcalc.render.fields import named, show_along, values_along
from convcalc.render.shares import percent_digits
from convcalc.study.figures import share_of

Counted = Report | Row
"""A network, a layer or a group."""


def show_metric(part: Counted, metric: str, copies: int = 1) -> str:
    """A metric as a person reads it, of `copies` equal layers together."""
    kind = METRICS[metric].kind
    if kind in _SHOWN:
        return _SHOWN[kind](part, metric, copies)
    if kind is SHAPE and isinstance(part, Report):
        return show_shapes(part.each(metric))
    return ", ".join(map(kind.show, _values(part, metric, copies)))


def show_shapes(shapes: Mapping[str, Shape]) -> str:
    """The shapes of all inputs or outputs: an only one without its name."""
    return named({name: show_shape(shape) for name, shape in shapes.items()})


def plain_metric(part: Counted, metric: str, copies: int = 1) -> str:
    """The same for a program."""
    return " ".join(map(plain_value, _values(part, metric, copies)))


def plain_value(value: Any) -> str:
    """A value for a program: `34944`, `96x55x55`, `3.8301`; true is 1, and nothing stands for what there is none of."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return "x".join(map(show_value, value))
    if isinstance(value, list):
        return ", ".join(map(plain_value, value))
    return str(value) if isinstance(value, (int, str)) else plain_decimal(value)


def _values(part: Counted, metric: str, copies: int) -> list[Any]:
    """The value of a metric; of a network one for each input or output where these have one each."""
    kind = METRICS[metric].kind
    if kind is SHARE:
        share, whole = share_of(part, metric)
        return [100 * share * copies / (whole or 1)]
    if kind is PIXELS:
        return values_along(part, metric)
    if not isinstance(part, Report):
        return [getattr(part, metric) * copies if kind.counted else getattr(part, metric)]
    return [part.total(metric)] if kind.counted else list(part.each(metric).values())


def _show_bytes(part: Counted, metric: str, copies: int) -> str:
    """The bytes of a network in units, those of its layers exactly."""
    (value,) = _values(part, metric, copies)
    return show_bytes(value) if isinstance(part, Report) else BYTES.show(value)


def _show_share(part: Counted, metric: str, copies: int) -> str:
    if isinstance(part, Row) and part.side:
        return ""
    share, whole = share_of(part, metric)
    return percent_digits(share * copies, whole)


_SHOWN: dict[Kind, Callable[[Counted, str, int], str]] = {
    BYTES: _show_bytes,
    SHARE: _show_share,
    PIXELS: lambda part, metric, _: show_along(part, metric),
    SIZE: lambda part, metric, _: str(getattr(part, metric)),
}
"""The kinds of which a table shows more, or less, than the value."""
