"""Designs of a space in every format. The JSON is one object; its `version` grows when a key changes its meaning.

format       "convcalc designs"
version      1
design       the name of what was swept
knobs        {name: [values]}, as they are combined, the last fastest; null for values of which parts have only some;
             `chosen` are those whose values were not given
where        the budgets, as they were written
size         how many designs there are
fit          how many keep within all budgets, null for a sample
shut_out     {budget: how many designs keep within all budgets before it, and not within it}, null for a sample
broken       {reason: how many designs can't be, for that reason first}, null for a sample
complete     whether all were gone through: false where that was interrupted
shown        how many designs follow: of those that fit the first, the top, or the front
designs      [{values, output, alike, metric: number}]; `alike` is how many come to the same, in a front
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from convcalc.costs.kinds import BYTES
from convcalc.costs.metrics import METRICS
from convcalc.language.values import Value
from convcalc.render.records import Content, json_object
from convcalc.render.sweep.plot import show_plot
from convcalc.render.table.layout import RIGHT, Column
from convcalc.render.table.listing import Listing
from convcalc.render.values import show_shapes
from convcalc.spec.model import Shape
from convcalc.study.columns import checked_columns
from convcalc.study.sweep.of_knobs import shown
from convcalc.study.sweep.parts.joined import Joined
from convcalc.study.sweep.sweeping import Sweep
from convcalc.study.sweep.swept import ALIKE, Design, Swept
from convcalc.study.sweep.watched import OUTPUT

MOST_REASONS = 5


def swept_listing(swept: Swept, columns: Sequence[str] | None = None) -> Listing:
    """The designs that were found, below how many there are."""
    names = column_names(swept, columns)
    listing = Listing("designs", list(map(_column, names)), [record(design, swept.heads) for design in swept.designs])
    listing.head = [_head(swept)]
    listing.foot = [*_foot(swept)]
    listing.plain = tuple(swept.heads.values())
    listing.rounded = tuple(name for name in names if name in METRICS and METRICS[name].kind.counted)
    listing.data = lambda: _json(swept)
    if swept.is_front:
        listing.picture = lambda cells, ascii: show_plot(swept, cells, ascii)
    return listing


def _column(name: str) -> Column:
    metric = METRICS.get(name)
    title = metric.title if metric is not None else name
    return Column(name, f"{title}, bytes" if metric is not None and metric.kind is BYTES else title, align=RIGHT)


def column_names(swept: Swept | Sweep | Joined, columns: Sequence[str] | None = None) -> list[str]:
    """The columns that are asked for, else the metrics, and where some designs are alike how many are.

    Knobs stand before them, unless some are among them. Raises ConvcalcError for columns that designs do not have.
    """
    some_alike = isinstance(swept, Swept) and any(design.alike > 1 for design in swept.designs)
    knobs, alike = [*swept.heads.values()], [ALIKE] if some_alike else []
    if columns is None:
        return [*knobs, *swept.metrics, *alike]
    asked = checked_columns(columns, [*knobs, *(swept.known or Sweep.known), *alike])
    return [*([] if set(asked) & set(knobs) else knobs), *asked]


def record(design: Design, heads: Mapping[str, str]) -> dict[str, Any]:
    """A design as a record, with the heads of its knobs."""
    values = {heads[name]: shown(value) for name, value in design.values.items()}
    return {**values, **design.metrics, ALIKE: design.alike, OUTPUT: shown_output(design.output)}


def shown_output(output: Mapping[str, Shape]) -> Shape | str:
    """The shape of an only output; of several a text with the name of each."""
    return next(iter(output.values())) if len(output) == 1 else show_shapes(output)


def value_data(design: Design) -> dict[str, Any]:
    """The values of a design's knobs as JSON has them; a fraction as the decimal that is written."""
    return {name: _data(value) for name, value in design.values.items()}


def _head(swept: Swept) -> str:
    size = f"{swept.size:,} design{'s' if swept.size != 1 else ''}"
    if swept.counts is None:
        return f"{swept.name} · {size}; {len(swept.designs):,} of those that break no rule, each as likely"
    done = "" if swept.complete else f" of the first {swept.counts.designs:,}, where it was interrupted,"
    return f"{swept.name} · {size};{done} {swept.counts.fit:,} fit"


def _foot(swept: Swept) -> Iterator[str]:
    counts = swept.counts
    for axis in swept.axes:
        if axis.chosen:
            yield f"{axis.name} is one of {len(axis.values):,} from {shown(axis.values[0])} to {shown(axis.values[-1])}"
    if counts is not None:
        for text, number in zip(swept.budgets, counts.shut_out, strict=True):
            if number:
                before = " of those left" if text != swept.budgets[0] else ""
                yield f"{text} shuts out {number:,}{before}"
        for order, design in swept.nearest:
            extreme, least = design.metrics[order.metric], "most" if order.greatest else "least"
            values = " ".join(f"{name}={shown(value)}" for name, value in design.values.items())
            yield f"the {least} {order.metric} of all is {extreme:,}: {values}"
        broken = sorted(swept.broken.items(), key=lambda one: (-one[1], one[0]))
        for reason, number in broken[:MOST_REASONS]:
            yield f"{number:,} can't be: {reason}"
        if len(broken) > MOST_REASONS:
            yield f"{sum(number for _, number in broken[MOST_REASONS:]):,} can't be for other reasons"
        if swept.is_first and len(swept.designs) < counts.fit:
            those = f"the first {len(swept.designs):,} of {counts.fit:,} that fit"
            yield f"{those}: --top N --by METRIC, --pareto, or all by -o FILE.csv"
    if swept.again:
        yield f"the first of these: convcalc summarize {shlex.quote(swept.asked.design)} {' '.join(swept.again)}"


def _json(swept: Swept) -> str:
    counts = swept.counts
    content: Content = {
        "format": "convcalc designs",
        "version": 1,
        "design": swept.name,
        "knobs": {axis.name: [*map(_data, axis.values)] if swept.known is None else None for axis in swept.axes},
        "chosen": [axis.name for axis in swept.axes if axis.chosen],
        "where": swept.budgets,
        "size": swept.size,
        "fit": counts.fit if counts is not None else None,
        "shut_out": dict(zip(swept.budgets, counts.shut_out, strict=True)) if counts is not None else None,
        "broken": swept.broken if counts is not None else None,
        "complete": swept.complete,
        "shown": len(swept.designs),
        "designs": (
            {
                "values": value_data(design),
                **design.metrics,
                OUTPUT: {name: list(shape) for name, shape in design.output.items()},
                ALIKE: design.alike,
            }
            for design in swept.designs
        ),
    }
    return "".join(json_object(content))


def _data(value: Value | Shape) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, int | str) else float(value)
