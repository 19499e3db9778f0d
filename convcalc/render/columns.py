"""What a report can be shown by: the columns there are, what each layer is said to do, and the sums of a column."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from convcalc.costs.metrics import COUNT, METRICS, OF_LAYERS
from convcalc.language.problems import ConvcalcError, Place, Problems, Source
from convcalc.network.report import JOIN, Report, Row
from convcalc.render.characters import visible
from convcalc.spec.changes import COMMAND_LINE

LAYER = "layer"
PATH = "path"
OPERATION = "operation"
TEXTS = (LAYER, PATH, OPERATION)
"""The columns that are no metric: the name in the tree, the whole path, and the call."""


def column_names(columns: Sequence[str] | None) -> tuple[str, ...] | None:
    """The names of columns, checked. Raises ConvcalcError, with what may have been meant, for those that are none."""
    if columns is not None and not columns:
        raise ValueError("no columns are named")
    known = (*TEXTS, *OF_LAYERS)
    total = "'{}' is a total of the network, not a column"
    return checked(columns, known, "there is no column '{}'", "the columns are", total) if columns is not None else None


def checked(
    columns: Sequence[str], known: Collection[str], unknown: str, listed: str, elsewhere: str = ""
) -> tuple[str, ...]:
    """The names in `--columns`, of which each is to be one of the `known`.

    Raises ConvcalcError with a complaint for each that is not: `unknown`, with what may have been meant or, once, with
    all that are `listed`; or `elsewhere`, if that is said of metrics that are not known here.
    """
    problems = Problems()
    source, offset = Source(COMMAND_LINE, ",".join(columns)), 0
    for name in columns:
        place = Place(source, 1, offset + 1, max(1, len(name)))
        offset += len(name) + 1
        if name in METRICS and name not in known and elsewhere:
            problems.error(elsewhere.format(name), place)
        elif name not in known:
            from convcalc.costs.dialects import metric_hint

            hint = metric_hint(name, known, listed)
            said = any(problem.hint == hint for problem in problems if hint.startswith(listed))
            problems.error(unknown.format(visible(name)), place, None if said else hint)
    if problems.errors:
        raise ConvcalcError(problems)
    return tuple(columns)


def sorted_layers(report: Report, sort: str) -> list[Row]:
    """The layers, the greatest first by the metric `sort`. Raises ValueError where that is no count of a layer."""
    known = [metric.name for metric in METRICS.values() if metric.layer and metric.kind == COUNT]
    if sort not in known:
        from convcalc.costs.dialects import metric_hint

        raise ValueError(f"'{visible(sort)}' is no number to sort by ({metric_hint(sort, known, 'sort by')})")
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
