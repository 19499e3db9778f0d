"""All designs that fit as CSV, chunk by chunk.

A part has a last column `part`, empty but for its last row, which says which part this is and how many rows it has: so
spreadsheets and data frames read it as any other table, and what was cut off is known. The head of that column says it
where a part has no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from convcalc.render.records import csv_lines
from convcalc.render.sweep.listing import column_names, shown_output
from convcalc.render.values import plain_value
from convcalc.study.sweep.grid.answers import Rows
from convcalc.study.sweep.of_knobs import shown
from convcalc.study.sweep.parts.joined import Joined, value_of
from convcalc.study.sweep.parts.mark import Mark, mark_of
from convcalc.study.sweep.sweeping import Progress, Sweep
from convcalc.study.sweep.swept import PART
from convcalc.study.sweep.watched import OUTPUT

END = "\r\n"


def csv_pieces(sweep: Sweep, columns: Sequence[str] | None, progress: Progress, part: bool = False) -> Iterator[str]:
    """All designs that fit as CSV, in whole lines; as a `part` with its mark.

    Raises ConvcalcError for columns that designs do not have.
    """
    names = column_names(sweep, columns)
    chunks = _lines(sweep, names, progress)
    return marked(names, chunks, lambda: mark_of(sweep, names)) if part else headed(names, chunks)


def headed(names: Sequence[str], chunks: Iterable[list[str]]) -> Iterator[str]:
    """Lines of CSV below a head."""
    yield from csv_lines([names])
    for lines in chunks:
        yield "".join(f"{line}{END}" for line in lines)


def marked(names: Sequence[str], chunks: Iterable[list[str]], mark: Callable[[], Mark]) -> Iterator[str]:
    """The same with the mark of a part, which is known once all are given, behind the last line."""
    last = None
    for lines in chunks:
        if lines and last is None:
            yield from csv_lines([[*names, PART]])
        elif lines:
            lines.insert(0, f"{last}")
        if lines:
            last = lines.pop()
        yield "".join(f"{line},{END}" for line in lines)
    if last is None:
        yield from csv_lines([[*names, str(mark())]])
    else:
        yield f"{last},{_cells([str(mark())])[0]}{END}"


def _lines(sweep: Sweep, names: Sequence[str], progress: Progress) -> Iterator[list[str]]:
    """The lines of the designs that fit, chunk by chunk; each text is written out once."""
    axes = {head: place for place, head in enumerate(sweep.heads.values())}
    texts = {head: _cells(map(shown, sweep.space.axes[place].values)) for head, place in axes.items()}
    outputs = _cells(plain_value(shown_output(output)) for output in sweep.tables.outputs)

    def column(name: str, places: list[list[int]], rows: Rows) -> Iterable[str]:
        if name in axes:
            return map(texts[name].__getitem__, places[axes[name]])
        if name == OUTPUT:
            return map(outputs.__getitem__, map(int, rows.outputs))
        return map(str, map(int, rows.metrics[name]))

    for rows in sweep.fitting(progress):
        places = sweep.places(rows.indices)
        yield [*map(",".join, zip(*(column(name, places, rows) for name in names), strict=True))]


def joined_csv(joined: Joined, columns: Sequence[str] | None, progress: Progress) -> Iterator[str]:
    """The rows of parts that fit, as CSV. Raises ConvcalcError for columns that they do not have."""
    names = joined.parts.columns if columns is None else column_names(joined, columns)

    @lru_cache(maxsize=1 << 16)
    def cell(raw: str | float) -> str:
        return _cells([raw if isinstance(raw, str) else shown(value_of(raw))])[0]

    def lines() -> Iterator[list[str]]:
        for piece in joined.fitting(progress):
            chosen = (map(cell, map(piece.columns[name].__getitem__, piece.fit)) for name in names)
            yield [*map(",".join, zip(*chosen, strict=True))]

    return headed(names, lines())


def _cells(texts: Iterable[str]) -> list[str]:
    """Texts as cells of CSV."""
    return [line.removesuffix(END) for line in csv_lines([text] for text in texts)]
