"""What a report can be shown by: the columns there are, what each layer is said to do, and the sums of a column."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.costs.metrics import COUNTS_OF_LAYERS, OF_LAYERS
from convcalc.costs.op import JOIN
from convcalc.costs.ops import OPS
from convcalc.network.report import Report, Row

LAYER = "layer"
PATH = "path"
OPERATION = "operation"
TEXTS = (LAYER, PATH, OPERATION)
"""The columns that are no metric: the name in the tree, the whole path, and the call."""

COLUMNS = (*TEXTS, *OF_LAYERS)


def convention() -> str:
    """What counts as a MAC, with the formula that a convolution has in the table of ops."""
    from convcalc.costs.formula import show_formula

    return f"MACs: one multiply-add each, {show_formula(OPS['conv'].macs[''])}"


def column_names(columns: Sequence[str] | None) -> tuple[str, ...]:
    """The names of columns, checked. Raises ConvcalcError, with what may have been meant, for those that are none."""
    from convcalc.study.columns import checked_columns

    return checked_columns(columns, COLUMNS, "'{}' is a total of the network, not a column")


def sorted_layers(report: Report, sort: str) -> list[Row]:
    """The layers, the greatest first by the metric `sort`. Raises ValueError where that is no count of a layer."""
    from convcalc.study.columns import checked_sort

    checked_sort(sort, COUNTS_OF_LAYERS)
    return sorted(report.layers, key=lambda row: -int(getattr(row, sort)))


def operation(row: Row, opened: bool = False) -> str:
    """What a row does: its call as it is computed, or the layer whose weights it uses again.

    A group that was written as a list has no call; unless it is `opened`, it shows its last join, or how it
    begins.
    """
    reused = row.reuses if not row.children else _reused_group(row)
    if reused:
        return f"reuses {reused}"
    joins = [part for part in row.children if part.kind == JOIN] if not row.operation and not opened else []
    if joins:
        return f"{joins[-1].op} of {len(joins[-1].inputs)}" + (", …" if joins[-1] is not row.children[-1] else "")
    more = ""
    while row.children and not row.operation and not opened:
        more = ", …" if more or len(row.children) > 1 else ""
        row = row.children[0]
    return row.operation + more


def _reused_group(row: Row) -> str | None:
    """The group that all layers of a group reuse, each its own of the same name."""
    reused: str | None = None
    pending = list(row.children)
    while pending:
        part = pending.pop()
        pending.extend(part.children)
        if not part.children:
            own = part.path.removeprefix(row.path)
            group = part.reuses.removesuffix(own) if part.reuses and part.reuses.endswith(own) else None
            if group is None or reused not in (None, group):
                return None
            reused = group
    return reused


def counted_in(name: str) -> str:
    """The count that a share is of: `params` for `params_share`."""
    return name.removesuffix("_share")
