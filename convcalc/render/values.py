"""How a metric is written, for a reader and for a program: a record for each kind of metric."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from convcalc.costs.metrics import AXES, BYTES, COUNT, METRICS, SHAPE, SHARE, TEXT
from convcalc.costs.op import Shape, show_shape
from convcalc.language.numbers.byte_counts import show_bytes
from convcalc.language.numbers.quantity import show_count
from convcalc.language.values import show_value
from convcalc.network.report import Report, Row
from convcalc.render.fields import plain_along, show_along
from convcalc.render.shares import percent_digits
from convcalc.study.figures import share_of

Counted = Report | Row
"""A network, a layer or a group."""


class Form(NamedTuple):
    """How metrics of a kind are written: `show` in tables and Markdown, `plain` in CSV."""

    show: Callable[[Counted, str, int], str]
    plain: Callable[[Counted, str, int], str]


def show_metric(part: Counted, metric: str, copies: int = 1) -> str:
    """A metric as a person reads it, of `copies` equal layers together."""
    return FORMS[METRICS[metric].kind].show(part, metric, copies)


def plain_metric(part: Counted, metric: str, copies: int = 1) -> str:
    """The same for a program."""
    return FORMS[METRICS[metric].kind].plain(part, metric, copies)


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
    return str(value) if isinstance(value, (int, str)) else plain_percent(value)


def plain_percent(value: Any) -> str:
    """A share in percent: `3.8301`."""
    return f"{float(value):.4f}"


def _count(part: Counted, metric: str, copies: int) -> int:
    return part.total(metric) if isinstance(part, Report) else copies * int(getattr(part, metric))


def _show_count(part: Counted, metric: str, copies: int) -> str:
    """A count; the bytes of a network in units, those of its layers exactly."""
    in_units = METRICS[metric].unit == BYTES and isinstance(part, Report)
    return (show_bytes if in_units else show_count)(_count(part, metric, copies))


def _shapes(part: Counted, metric: str) -> list[Shape]:
    """The shape of a layer; of a network those of all inputs, or outputs."""
    return list(part.each(metric).values()) if isinstance(part, Report) else [getattr(part, metric)]


def _show_share(part: Counted, metric: str, copies: int) -> str:
    if isinstance(part, Row) and part.side:
        return ""
    share, whole = share_of(part, metric)
    return percent_digits(share * copies, whole)


def _plain_share(part: Counted, metric: str, copies: int) -> str:
    share, whole = share_of(part, metric)
    return plain_percent(100 * share * copies / (whole or 1))


FORMS = {
    COUNT: Form(_show_count, lambda part, metric, copies: str(_count(part, metric, copies))),
    SHARE: Form(_show_share, _plain_share),
    SHAPE: Form(
        lambda part, metric, _: ", ".join(map(show_shape, _shapes(part, metric))),
        lambda part, metric, _: " ".join(map(plain_value, _shapes(part, metric))),
    ),
    AXES: Form(lambda part, metric, _: show_along(part, metric), lambda part, metric, _: plain_along(part, metric)),
    TEXT: Form(*2 * [lambda part, metric, _: str(getattr(part, metric))]),
}
