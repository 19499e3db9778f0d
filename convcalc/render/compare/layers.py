"""The layers of designs lined up: what stands for the same on one line, with what differs."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from convcalc.costs.kinds import SHARE, SIZE
from convcalc.costs.metrics import COUNTS, METRICS, OF_LAYERS
from convcalc.language.numbers.quantity import show_count
from convcalc.language.values import show_value
from convcalc.network.report import Report, Row
from convcalc.render.columns import convention, operation
from convcalc.render.compare.words import batch_note, letters
from convcalc.render.table.folding import EACH, MOST_LINES, STEP, TreeLine, fold, levels, reading
from convcalc.render.table.layout import END, MIDDLE, OPENED, PLAIN, RIGHT, SIDE, TOTAL, Column, Table, TableRow
from convcalc.render.values import show_metric
from convcalc.study.columns import checked_columns
from convcalc.study.compare.align import align
from convcalc.study.compare.designs import ComparedDesigns

DEFAULT = ("params", "macs")

METRICS_OF_LAYERS = [name for name in OF_LAYERS if METRICS[name].kind not in (SHARE, SIZE)]
"""Those that are compared layer by layer."""

CHANGED = "~"
FOLLOWS = "<"
BECOMES = " -> "

EQUAL_CALL = 3
SAME_OP = 1

AlignedLine = list[TreeLine | None]
"""What each design has on a line, None where it has nothing there."""


def layer_metrics(columns: Sequence[str] | None) -> tuple[str, ...]:
    """The metrics shown of each layer, checked. Raises ConvcalcError for those that no layer has."""
    return checked_columns(columns, METRICS_OF_LAYERS, "'{}' can't be compared layer by layer") or DEFAULT


def line_up(comparison: ComparedDesigns, depth: int | str | None) -> list[AlignedLine]:
    """The lines of all designs, down to the same depth: paired by path, and between those by what they do."""
    reports = [design.report for design in comparison.designs]
    depth = levels(depth) or _common_depth(reports)
    lines: list[AlignedLine] = [[line] for line in fold(reports[0].rows, depth)]
    for number, report in enumerate(reports[1:], 1):
        others = fold(report.rows, depth)
        pairs = align(lines, others, lambda line: _key(_first(line)), _key, _likeness)
        lines = [lines[left] if left is not None else [None] * number for left, _ in pairs]
        for line, (_, right) in zip(lines, pairs, strict=True):
            line.append(others[right] if right is not None else None)
    return lines


def _common_depth(reports: Sequence[Report]) -> int:
    """The deepest level at which each design has few enough lines to read, the outermost where there is none."""
    deepest = max((row.path.count(".") + 1 for report in reports for row in report.layers), default=1)
    for depth in range(2, deepest + 1):
        if any(len(fold(report.rows, depth)) > MOST_LINES for report in reports):
            return depth - 1
    return deepest


def _first(line: AlignedLine) -> TreeLine:
    return next(part for part in line if part is not None)


def _key(line: TreeLine) -> Hashable:
    return line.row.path, line.label == EACH


def _likeness(line: AlignedLine, other: TreeLine) -> int:
    first = _first(line)
    if first.level != other.level or bool(first.row.op) != bool(other.row.op) or EACH in (first.label, other.label):
        return 0
    if first.row.operation == other.row.operation:
        return EQUAL_CALL
    return SAME_OP if first.row.operation.split(" ")[0] == other.row.operation.split(" ")[0] else 0


def layers_table(
    comparison: ComparedDesigns, columns: Sequence[str] | None = None, depth: int | str | None = None
) -> Table:
    """The layers lined up, with the metrics in `columns` for each design.

    Raises ConvcalcError for those that are none.
    """
    metrics = layer_metrics(columns)
    names, legend = letters(comparison)
    lines = line_up(comparison, depth)
    table = Table([Column("mark", ""), Column("layer", "layer", elide=MIDDLE, rank=1)])
    table.columns.append(Column("operation", "operation", elide=END, rank=3))
    for metric in metrics:
        for name in names.values():
            table.columns.append(Column(metric, f"{METRICS[metric].title} {name}", align=RIGHT))
    marks = [mark(line, list(names.values())) for line in lines]
    for line, sign in zip(lines, marks, strict=True):
        cells = [sign, _label(line), difference(line)]
        cells += [
            show_metric(part.row, metric, part.count) if part is not None else "" for metric in metrics for part in line
        ]
        first = _first(line)
        table.rows.append(TableRow(cells, OPENED if first.opened else SIDE if first.row.side else PLAIN))
    totals = [_total(design.report, metric) for metric in metrics for design in names]
    table.rows.append(TableRow(["", "total", "", *totals], TOTAL))
    table.head = legend
    parts = (part for line in lines for part in line if part is not None)
    table.foot = [*reading(parts, _signs(marks, lines)), f"{convention()}; FLOPs = 2·MACs", *batch_note(comparison)]
    return table


def mark(line: AlignedLine, names: Sequence[str]) -> str:
    """Who has a line that not all have; else `~` where its call differs, `<` where only what comes in does."""
    if None in line:
        return "".join(name for name, part in zip(names, line, strict=True) if part is not None)
    parts = [part for part in line if part is not None]
    if len({operation(part.row, part.opened) for part in parts}) > 1 or len({part.copies for part in parts}) > 1:
        return CHANGED
    costs = {(part.row.params * part.count, part.row.macs * part.count) for part in parts}
    return FOLLOWS if len(costs) > 1 else ""


def difference(line: AlignedLine) -> str:
    """What a line does; where designs differ, each argument from one to the other: `conv 64 -> 128 out_channels`."""
    parts = [part for part in line if part is not None]
    calls = [operation(part.row, part.opened) for part in parts]
    if len(set(calls)) == 1:
        return calls[0]
    if len({part.row.op for part in parts}) > 1 or not parts[0].row.op or any(part.row.reuses for part in parts):
        return BECOMES.join(calls)
    return f"{parts[0].row.op} {', '.join(_changed_arguments([part.row for part in parts]))}"


def _changed_arguments(rows: list[Row]) -> list[str]:
    """The arguments whose values differ: those that were worked out to be equal are left out."""
    changed = []
    for name in dict.fromkeys(name for row in rows for name in row.arguments):
        given = [row.arguments.get(name) for row in rows]
        values = ["none" if value is None else show_value(value) for value in given]
        if len(set(values)) > 1:
            changed.append(f"{BECOMES.join(values)} {name}")
    return changed


def _label(line: AlignedLine) -> str:
    parts = [part for part in line if part is not None]
    label = " / ".join(dict.fromkeys(part.label for part in parts))
    copies = dict.fromkeys(f"×{part.copies or 1}" for part in parts)
    if any(part.copies > 1 for part in parts):
        label += f" {'/'.join(copies)}"
    return " " * STEP * parts[0].level + label + (" (side)" if any(part.side for part in parts) else "")


def _total(report: Report, metric: str) -> str:
    return show_count(report.total(metric)) if metric in COUNTS else ""


def _signs(marks: list[str], lines: list[AlignedLine]) -> list[str]:
    """What the marks before the lines mean."""
    said = (
        (f"{CHANGED} other arguments", CHANGED in marks),
        (f"{FOLLOWS} the same call on another input", FOLLOWS in marks),
        ("a letter: only there", any(None in line for line in lines)),
    )
    return [text for text, holds in said if holds]
