"""`convcalc.value`: bare numbers, asked for by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from convcalc.api.design import MOST_BATCH, DesignLike, computed, lookup, said_of
from convcalc.api.summarize import OPTIONS
from convcalc.api.values import Shape, Value, refuse, whole
from convcalc.language.problems import ConvcalcError
from convcalc.spec.changes import is_change
from convcalc.study.figures import AskedFigure

if TYPE_CHECKING:
    from convcalc.study.figures import OfEach
    from convcalc.study.figures import Value as Counted

METRICS = "metrics"
"""What the command line is called here for the metrics in it."""


def value(
    design: DesignLike,
    /,
    *words: str,
    input: Shape | Mapping[str, Shape] | None = None,
    batch: int = 1,
    ignore_global: bool = False,
    strict: bool = False,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Any:
    """The number that a metric is: an int for a count, a tuple for a shape or for what there is along each axis.

    `words` are metrics of the network ("params") or of a layer or group ("conv1.output"), and changes; the other
    arguments are as for `summarize`. Several metrics give a tuple of their values, in their order; where each of
    several inputs or outputs has its own value, a dict has them by its names. What is not whole is a Fraction: a share
    is exact, in percent. Raises ConvcalcError with everything that is wrong.

    >>> value("alexnet", "params", "conv1.output")
    (60965224, (96, 55, 55))
    """
    batch = whole("batch", batch, 1, MOST_BATCH)
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"a metric is a text, as 'conv1.params', not of the type {type(word).__name__}")
    metrics = [word for word in words if not is_change(word)]
    problems = said_of(METRICS)
    wanted = [AskedFigure(metric, problems) for metric in metrics]
    if not metrics:
        refuse("no metric is asked for", "as in convcalc.value('alexnet', 'conv1.params')")
    if problems.errors:
        raise ConvcalcError(problems)
    found = lookup(design, [word for word in words if word not in metrics], input, changes, knobs)
    report = computed(found, OPTIONS, strict, batch, ignore_global)
    values = [_plain(one.value(report, problems)) for one in wanted]
    if problems.errors:
        raise ConvcalcError(problems)
    return values[0] if len(values) == 1 else tuple(values)


def _plain(value: Counted | OfEach | None) -> object:
    """A value with tuples for shapes and sizes."""
    if isinstance(value, dict):
        return {name: _plain(own) for name, own in value.items()}
    return tuple(value) if isinstance(value, tuple) else value
