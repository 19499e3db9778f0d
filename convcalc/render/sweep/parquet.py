"""All designs that fit as Parquet, chunk by chunk, by pyarrow. A part has its mark among the metadata.

Counts have 64 bits. Where the greatest of a metric may have more, that whole column is text, so that no digit is lost;
a knob's values are whole numbers, decimals or, where these would not say the same, text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, NoReturn

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.language.values import Value
from convcalc.render.sweep.listing import column_names, shown_output
from convcalc.render.values import plain_value
from convcalc.spec.model import Shape
from convcalc.study.sweep.of_knobs import shown
from convcalc.study.sweep.parts.joined import Joined
from convcalc.study.sweep.parts.mark import Mark, mark_of
from convcalc.study.sweep.parts.table import INSTALL, MARK_KEY, ParquetTable
from convcalc.study.sweep.sweeping import Progress, Sweep
from convcalc.study.sweep.terms import largest
from convcalc.study.sweep.watched import OUTPUT

WITHIN = 2**63
AT_ONCE = 1 << 18
"""How many rows are a group at least, but for the last one."""


def parquet_pieces(found: Sweep | Joined, columns: Sequence[str] | None, progress: Progress) -> Iterator[bytes]:
    """All designs that fit as Parquet, in pieces.

    Raises ConvcalcError for columns that designs do not have, where pyarrow is missing, and for parts in CSV.
    """
    if isinstance(found, Joined):
        yield from _joined(found, columns, progress)
    else:
        yield from _swept(found, columns, progress)


def _swept(sweep: Sweep, columns: Sequence[str] | None, progress: Progress) -> Iterator[bytes]:
    names = column_names(sweep, columns)
    arrow = _arrow()
    makers = {name: _maker(arrow, sweep, name) for name in names}
    schema = arrow.schema([(name, type_) for name, (type_, _) in makers.items()])

    def tables() -> Iterator[Any]:
        for found in sweep.fitting(progress):
            places = sweep.places(found.indices)
            yield arrow.table([make(found, places) for _, make in makers.values()], schema=schema)

    def mark() -> Mark | None:
        is_part = sweep.asked.part != (1, 1)
        return mark_of(sweep, names) if is_part or sweep.counts.designs == sweep.grid.size else None

    return _pieces(arrow, schema, tables(), mark)


def _joined(joined: Joined, columns: Sequence[str] | None, progress: Progress) -> Iterator[bytes]:
    first = joined.parts.tables[0]
    names = joined.parts.columns if columns is None else column_names(joined, columns)
    if not all(isinstance(table, ParquetTable) for table in joined.parts.tables):
        _refuse("parts in CSV are joined as CSV", "write to a file that ends in .csv")
    arrow = _arrow()
    assert isinstance(first, ParquetTable)
    types = {name: first.schema.field(name).type for name in names}
    schema = arrow.schema([*types.items()])

    def tables() -> Iterator[Any]:
        for piece in joined.fitting(progress):
            chosen = {name: [piece.columns[name][place] for place in piece.fit] for name in names}
            texts = {name: [*map(str, chosen[name])] for name in names if types[name] == arrow.string()}
            yield arrow.table([arrow.array((chosen | texts)[name], types[name]) for name in names], schema=schema)

    return _pieces(arrow, schema, tables(), lambda: None)


def _pieces(arrow: Any, schema: Any, tables: Iterator[Any], mark: Callable[[], Mark | None]) -> Iterator[bytes]:
    sink = _Sink()
    with arrow.writer(sink, schema) as writer:
        waiting: list[Any] = []
        for table in tables:
            waiting.append(table)
            if sum(map(len, waiting)) >= AT_ONCE:
                _write(arrow, writer, waiting)
            yield sink.taken()
        _write(arrow, writer, waiting)
        if (text := mark()) is not None:
            writer.add_key_value_metadata({MARK_KEY: str(text)})
    yield sink.taken()


def texts_in(sweep: Sweep, columns: Sequence[str] | None) -> list[str]:
    """The metrics among the columns that are text, since 64 bits may not hold them."""
    metrics = sweep.tables.metrics
    return [name for name in column_names(sweep, columns) if name in sweep.metrics and largest(metrics[name]) >= WITHIN]


def _write(arrow: Any, writer: Any, waiting: list[Any]) -> None:
    if sum(map(len, waiting)):
        writer.write_table(arrow.concat_tables(waiting))
    waiting.clear()


def _maker(arrow: Any, sweep: Sweep, name: str) -> tuple[Any, Any]:
    """The type of a column, and what makes it of rows and the places of their knobs' values."""
    axis = next((place for place, head in enumerate(sweep.heads.values()) if head == name), None)
    if axis is not None:
        values = [_plain(value) for value in sweep.space.axes[axis].values]
        kind = _kind(arrow, values)
        texts = values if kind != arrow.string() else [shown(value) for value in sweep.space.axes[axis].values]
        known = arrow.array(texts, kind)
        return kind, lambda found, places: known.take(arrow.array(places[axis], arrow.int64()))
    if name == OUTPUT:
        outputs = arrow.array([plain_value(shown_output(one)) for one in sweep.tables.outputs], arrow.string())
        return arrow.string(), lambda found, places: outputs.take(arrow.array(list(map(int, found.outputs))))
    if largest(sweep.tables.metrics[name]) < WITHIN:
        return arrow.int64(), lambda found, places: arrow.array(found.metrics[name], arrow.int64())
    return arrow.string(), lambda found, places: arrow.array([str(int(one)) for one in found.metrics[name]])


def _plain(value: Value | Shape) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def _kind(arrow: Any, values: list[Any]) -> Any:
    if all(type(value) is int and abs(value) < WITHIN for value in values):
        return arrow.int64()
    if all(type(value) in (int, float) for value in values) and len(set(map(repr, map(float, values)))) == len(values):
        return arrow.float64()
    return arrow.string()


def _arrow() -> Any:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ModuleNotFoundError:
        _refuse("Parquet is written by pyarrow, which is not installed", INSTALL)
    names = ("array", "concat_tables", "float64", "int64", "schema", "string")
    table = pyarrow.Table.from_arrays
    return SimpleNamespace(writer=ParquetWriter, table=table, **{name: getattr(pyarrow, name) for name in names})


def _refuse(message: str, hint: str) -> NoReturn:
    problems = Problems()
    problems.error(message, None, hint)
    raise ConvcalcError(problems) from None


class _Sink:
    """A file of bytes that are taken away piece by piece."""

    closed = False
    mode = "wb"

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.place = 0

    def write(self, data: Any) -> int:
        """Keep some bytes."""
        self.pieces.append(bytes(data))
        self.place += len(self.pieces[-1])
        return len(self.pieces[-1])

    def taken(self) -> bytes:
        """What was kept since it was taken."""
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)

    def tell(self) -> int:
        """How many bytes there were."""
        return self.place

    def writable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is not."""
        return False

    def seekable(self) -> bool:
        """It is not."""
        return False

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is left to do."""
        self.closed = True
