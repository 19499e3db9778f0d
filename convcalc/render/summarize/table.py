"""The report of a network as a table: its columns, its lines and what stands above and below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from convcalc.costs.kinds import SIZE
from convcalc.costs.metrics import ALONG_AXES, COUNTS, METRICS
from convcalc.language.numbers.quantity import show_count, show_short
from convcalc.network.report import Report, Row
from convcalc.network.sums import KindSum
from convcalc.render.columns import (
    LAYER,
    OPERATION,
    PATH,
    TEXTS,
    column_names,
    convention,
    counted_in,
    operation,
    sorted_layers,
)
from convcalc.render.shares import percent
from convcalc.render.table.folding import EACH, Signature, TreeLine, fold, levels, reading
from convcalc.render.table.layout import (
    BAR,
    END,
    LEFT,
    MAX,
    MIDDLE,
    OPENED,
    PLAIN,
    RIGHT,
    SIDE,
    TOTAL,
    Column,
    Table,
    TableRow,
)
from convcalc.render.values import show_metric, show_shapes

MACS_BAR = "macs_bar"

DEFAULT = (LAYER, OPERATION, "output", "params", "macs")
EXTRAS = {"input": 1, "kernel": 2, "params_share": 3, "macs_share": 4, "flops": 5, "activations": 6}
"""What a wide terminal shows besides, and in which order."""

SHOWN = (LAYER, OPERATION, "input", "kernel", "output", "params", "params_share", "macs", MACS_BAR, "macs_share",
         "flops", "activations")  # fmt: skip

KIND_TITLES = {
    "convolution": "convolutions",
    "linear": "linear layers",
    "join": "joins",
    "embedding": "embeddings",
    "constant": "learned constants",
}


def report_table(
    report: Report,
    columns: Sequence[str] | None = None,
    depth: int | str | None = None,
    sort: str | None = None,
) -> Table:
    """The table of a report: its tree down to `depth`, or with `sort` its layers, greatest first, by their paths.

    Without `columns` the default ones, and more where there is room. Raises ConvcalcError for columns that are none,
    ValueError for such a depth or metric.
    """
    names = column_names(columns)
    table = Table([_column(name, bool(names)) for name in names or SHOWN])
    if sort is not None:
        lines = [TreeLine(row, row.path, 0, copies=row.copies, side=row.side) for row in sorted_layers(report, sort)]
    else:
        lines = fold(report.rows, levels(depth), _signature(table.columns))
    most = max((line.row.macs * line.count for line in lines), default=0)
    for line in lines:
        cells = [_cell(line, column.name, most) for column in table.columns]
        table.rows.append(TableRow(cells, OPENED if line.opened else SIDE if line.row.side else PLAIN))
    table.rows += _totals(report, table.columns)
    table.head = [_head(report)]
    counted = {counted_in(column.name) for column in table.columns}
    indented = any(column.name == LAYER for column in table.columns)
    opened = f"{'indented lines' if indented else 'the lines of a group'} add up to the line they stand under"
    table.foot = [*reading(lines, opened=opened), *_outputs(report)]
    table.foot += [*_shares(report, counted), *_conventions(report, counted), *_fields(report, table)]
    return table


def _along(columns: list[Column]) -> list[str]:
    """The columns with values along axes."""
    return [column.name for column in columns if column.name in ALONG_AXES]


def _signature(columns: list[Column]) -> Signature:
    """What two copies must share to stand on one line."""
    names = _along(columns)
    return (lambda row: (row.signature(), *map(row.along, names))) if names else Row.signature


def _fields(report: Report, table: Table) -> list[str]:
    """What is to be said of receptive fields, where they are shown."""
    names = _along(table.columns)
    if not names:
        return []
    from convcalc.render.fields import field_notes

    places = [number for number, column in enumerate(table.columns) if column.name in names]
    return field_notes(report, [entry.cells[number] for entry in table.rows for number in places])


def _column(name: str, chosen: bool) -> Column:
    extra = 0 if chosen else EXTRAS.get(name, 0)
    if name == MACS_BAR:
        return Column(name, MAX, align=BAR, rank=2)
    if name in TEXTS:
        return Column(name, name, elide=END, rank=3) if name == OPERATION else Column(name, name, elide=MIDDLE, rank=1)
    metric = METRICS[name]
    return Column(name, metric.title, align=LEFT if metric.kind is SIZE else RIGHT, extra=extra)


def _cell(line: TreeLine, name: str, most: int) -> str:
    """What stands in a column; `most` are the MACs of a full bar."""
    row = line.row
    if name in (LAYER, PATH):
        return (line.indented if name == LAYER or line.label == EACH else line.path) + line.marks
    if name == OPERATION:
        return operation(row, line.opened)
    if name == MACS_BAR:
        return repr(row.macs * line.count / most) if most else ""
    return show_metric(row, name, line.count)


def _totals(report: Report, columns: list[Column]) -> list[TableRow]:
    """The total, exact and short, and that of the side branches."""
    exact, short, side = ([""] * len(columns) for _ in range(3))
    for number, column in enumerate(columns):
        if column.name in COUNTS:
            value = report.total(column.name)
            exact[number] = show_count(value)
            short[number] = show_short(value) if value >= 1000 else ""
            side[number] = show_count(report.total(column.name, side=True))
    labels = [number for number, column in enumerate(columns) if column.name in TEXTS]
    if labels:
        exact[labels[0]] = "total"
        side[labels[0]] = "side total"
    if not any(column.name in COUNTS for column in columns):
        return []
    entries = [TableRow(exact, TOTAL)]
    if any(text for text, column in zip(short, columns, strict=True) if not column.extra):
        entries.append(TableRow(short, TOTAL))
    if any(row.side for row in report.layers):
        entries.append(TableRow(side, TOTAL))
    return entries


def _head(report: Report) -> str:
    inputs = report.inputs
    where = f"input{'s' * (len(inputs) > 1)} {show_shapes(inputs)}" if inputs else ""
    year = "" if re.search(r"\b(?:19|20)\d\d\b", report.reference) else str(report.year or "")
    source = ", ".join(filter(None, (report.reference, year)))
    parts = (report.name, where, source, report.file) if report.name else (report.file, where, source)
    return " · ".join(filter(None, parts))


def _outputs(report: Report) -> list[str]:
    if len(report.outputs) < 2:
        return []
    return ["outputs: " + show_shapes(report.outputs)]


def _shares(report: Report, counted: AbstractSet[str]) -> list[str]:
    """What each kind of layer has of the parameters and MACs that are `counted`, where it is 1 % of either."""
    kinds = sorted(report.kinds, key=lambda kind: -kind.params * (report.macs or 1) - kind.macs * (report.params or 1))
    return [text for kind in kinds if (text := _share(report, kind, counted))]


def _share(report: Report, kind: KindSum, counted: AbstractSet[str]) -> str:
    if 100 * kind.params < report.params and 100 * kind.macs < report.macs:
        return ""
    shares = [
        f"{percent(part, whole)} of the {name}"
        for metric, part, whole, name in (
            ("params", kind.params, report.params, "parameters"),
            ("macs", kind.macs, report.macs, "MACs"),
        )
        if part and metric in counted
    ]
    return f"{KIND_TITLES.get(kind.kind, kind.kind)}: {', '.join(shares)}" if shares else ""


def _conventions(report: Report, counted: AbstractSet[str]) -> list[str]:
    lines = []
    if not counted.isdisjoint({"macs", "flops"}):
        lines.append(f"{convention()}; FLOPs = 2·MACs = {show_count(report.flops)}")
    if report.batch > 1 and any(METRICS[name].per_image for name in counted if name in METRICS):
        lines.append(f"MACs, FLOPs and activations are for {show_count(report.batch)} images")
    return lines
