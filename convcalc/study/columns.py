"""The names that --columns and --sort take, checked: one complaint for all commands, with what may have been meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from convcalc.costs.metrics import METRICS
from convcalc.language.problems import COMMAND_LINE, ConvcalcError, Place, Problems, Source


def checked_columns(columns: Sequence[str] | None, known: Collection[str], elsewhere: str = "") -> tuple[str, ...]:
    """The names in `--columns`, of which each is to be one of the `known`; none where none are asked for.

    Raises ConvcalcError with a complaint for each that is not, with what may have been meant or, once, with all that
    are known; `elsewhere`, if given, is said of metrics that are not known here. Raises ValueError for no names.
    """
    if columns is None:
        return ()
    if not columns:
        raise ValueError("no columns are named")
    problems = Problems()
    source, offset = Source(COMMAND_LINE, ",".join(columns)), 0
    for name in columns:
        place = Place(source, 1, offset + 1, max(1, len(name)))
        offset += len(name) + 1
        if name in METRICS and name not in known and elsewhere:
            problems.error(elsewhere.format(name), place)
        elif name not in known:
            from convcalc.costs.dialects import metric_hint

            hint = metric_hint(name, known, "the columns are")
            said = any(problem.hint == hint for problem in problems if hint.startswith("the columns are"))
            problems.error(f"there is no column {name!r}", place, None if said else hint)
    if problems.errors:
        raise ConvcalcError(problems)
    return tuple(columns)


def checked_sort(sort: str, known: Collection[str], what: str = "number") -> str:
    """The name in `--sort`, which is to be one of the `known`. Raises ValueError, with what may have been meant."""
    if sort not in known:
        from convcalc.costs.dialects import metric_hint

        raise ValueError(f"{sort!r} is no {what} to sort by ({metric_hint(sort, known, 'sort by')})")
    return sort
