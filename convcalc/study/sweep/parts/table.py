"""Parts as they lie in files: their marks, their columns and their rows, read in order and a few at a time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, BinaryIO, Protocol, cast

from convcalc.language.problems import Place, Problems, Source, listed
from convcalc.language.reading import open_to_read
from convcalc.language.tuples import NamedTuple
from convcalc.study.sweep.parts.mark import Mark, read_mark
from convcalc.study.sweep.runs import is_metric
from convcalc.study.sweep.swept import PART
from convcalc.study.sweep.watched import OUTPUT

ROWS = 1 << 16
"""How many rows are read at once."""

LONGEST_LINE = 1 << 20
ENDINGS = (".csv", ".parquet")
MADE = "parts are written by convcalc sweep … --part K/N -o FILE.csv"

Columns = dict[str, list[Any]]
"""The values of some rows, a list for each column: texts of CSV, or numbers and texts of Parquet."""


class Wrong(Exception):
    """What is wrong with a file, in which line of it, and what would mend it."""

    def __init__(self, message: str, line: int = 1, hint: str = MADE) -> None:
        super().__init__(message)
        self.message, self.line, self.hint = message, line, hint


class Table(Protocol):
    """A file that has a part."""

    path: str
    mark: Mark
    columns: list[str]

    def chunks(self) -> Iterator[Columns]:
        """Its rows, some at a time. Raises Wrong where they are none, or not as many as the mark says."""


class CsvTable:
    """A part in CSV. Raises Wrong where it is none."""

    def __init__(self, path: str) -> None:
        self.path = path
        with open_to_read(path) as file:
            head = self._cells(file.readline(LONGEST_LINE), 1)
            last = self._last_line(file)
        mark = read_mark(head[-1]) or (read_mark(self._cells(last, 1)[-1]) if head[-1] == PART else None)
        if mark is None:
            raise Wrong("this is no part of designs, or not all of one")
        self.mark = mark
        self.columns = head[:-1]

    def chunks(self) -> Iterator[Columns]:
        """Its rows, some at a time."""
        import csv

        rows: list[list[str]] = []
        count = 0
        with open_to_read(self.path) as file:
            text = TextIOWrapper(cast("BinaryIO", file), "utf-8-sig", newline="")
            reader = csv.reader(_short(text))
            try:
                for row in reader:
                    count += 1
                    if count > 1 and len(row) != len(self.columns) + 1:
                        raise Wrong(f"{len(self.columns) + 1} cells are expected, not {len(row)}", count)
                    if count > 1:
                        rows.append(row)
                    if len(rows) == ROWS:
                        yield self._columns(rows)
                        rows = []
            except csv.Error as error:
                raise Wrong(f"this is no CSV: {error}", count + 1) from None
            except UnicodeDecodeError:
                raise Wrong("this is not text in UTF-8", count + 1) from None
        if count - 1 != self.mark.rows:
            raise Wrong(f"{self.mark.rows:,} rows are expected, not {count - 1:,}", max(1, count))
        yield self._columns(rows)

    def _columns(self, rows: list[list[str]]) -> Columns:
        return {name: [row[place] for row in rows] for place, name in enumerate(self.columns)}

    def _cells(self, line: bytes, number: int) -> list[str]:
        import csv

        with suppress(UnicodeDecodeError, csv.Error):
            if row := next(csv.reader([line.decode("utf-8-sig")]), None):
                return row
        raise Wrong("this is no part of designs in CSV", number)

    @staticmethod
    def _last_line(file: Any) -> bytes:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LONGEST_LINE))
        lines = file.read(LONGEST_LINE).splitlines()
        return bytes(lines[-1]) if lines else b""


class ParquetTable:
    """A part in Parquet. Raises Wrong where it is none, or where pyarrow is missing."""

    def __init__(self, path: str) -> None:
        self.path = path
        with open_to_read(path) as file:
            opened = self._open(file)
            self.schema = opened.schema_arrow
        text = (opened.metadata.metadata or {}).get(MARK_KEY)
        mark = read_mark(text.decode("utf-8", "replace")) if text is not None else None
        if mark is None:
            raise Wrong("this is no part of designs")
        self.mark = mark
        self.columns = list(self.schema.names)

    def chunks(self) -> Iterator[Columns]:
        """Its rows, some at a time."""
        from pyarrow import ArrowException

        count = 0
        with open_to_read(self.path) as file:
            try:
                opened = self._open(file)
                for batch in opened.iter_batches(ROWS) if opened.num_row_groups else ():
                    count += batch.num_rows
                    yield {name: batch.column(place).to_pylist() for place, name in enumerate(self.columns)}
            except (ArrowException, OSError) as error:
                raise Wrong(f"this Parquet can't be read: {error}") from None
        if count != self.mark.rows:
            raise Wrong(f"{self.mark.rows:,} rows are expected, not {count:,}")

    @staticmethod
    def _open(file: Any) -> Any:
        try:
            from pyarrow import ArrowException
            from pyarrow.parquet import ParquetFile
        except ModuleNotFoundError:
            raise Wrong("Parquet is read by pyarrow, which is not installed", 1, INSTALL) from None
        try:
            return ParquetFile(file)
        except (ArrowException, OSError) as error:
            raise Wrong(f"this is no Parquet: {error}") from None


MARK_KEY = b"convcalc"
INSTALL = "pip install convcalc[parquet]"


class Parts(NamedTuple):
    """All parts of a space, in their order."""

    tables: list[Table]

    @property
    def columns(self) -> list[str]:
        """Those that all have."""
        return self.tables[0].columns

    @property
    def metrics(self) -> list[str]:
        """The columns that are metrics."""
        knobs = self.tables[0].mark.knobs
        return [name for name in self.columns if is_metric(name) and name not in knobs]

    @property
    def knobs(self) -> list[str]:
        """The columns that are knobs."""
        return [name for name in self.columns if name not in {*self.metrics, OUTPUT}]

    @property
    def rows(self) -> int:
        """How many designs fit in all."""
        return sum(table.mark.rows for table in self.tables)

    @property
    def designs(self) -> int:
        """How many designs there are in all."""
        return sum(table.mark.designs for table in self.tables)

    @property
    def shut_out(self) -> dict[str, int]:
        """By each budget how many designs do not keep within it that keep within those before it."""
        return _summed(table.mark.shut_out for table in self.tables)

    @property
    def broken(self) -> dict[str, int]:
        """By each reason how many designs can't be."""
        return _summed(table.mark.broken for table in self.tables)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that say which designs there are; none where they are not known."""
        first, *others = (table.mark.words for table in self.tables)
        return first if all(words == first for words in others) else ()


def read_parts(words: Iterable[str], problems: Problems) -> Parts | None:
    """The parts in files, or in those that a pattern means; None where these are not all parts of one space, each once.

    What is wrong is then said.
    """
    found: list[Table] = []
    for path in _paths(words, problems):
        try:
            found.append(ParquetTable(path) if path.lower().endswith(".parquet") else CsvTable(path))
        except Wrong as wrong:
            blame(path, wrong, problems)
        except (OSError, ValueError) as error:
            problems.error(f"{path} can't be read: {getattr(error, 'strerror', None) or error}", None)
    if problems.errors or not found:
        return None
    first = found[0]
    for one in found[1:]:
        if (one.mark.parts, one.mark.space, one.columns) != (first.mark.parts, first.mark.space, first.columns):
            message = f"this is a part of something else than {first.path}"
            hint = "parts are of the same design, knobs, --where and columns, by the same version"
            blame(one.path, Wrong(message, 1, hint), problems)
    by_number: dict[int, Table] = {}
    for one in found if not problems.errors else ():
        other = by_number.setdefault(one.mark.number, one)
        if other is not one:
            message = f"part {one.mark.number}/{one.mark.parts} is here twice: {other.path} is it too"
            blame(one.path, Wrong(message, 1, "leave out one of them"), problems)
    missing = [number for number in range(1, first.mark.parts + 1) if number not in by_number]
    if missing and not problems.errors:
        message = f"of {first.mark.parts:,} parts {len(missing):,} are missing: {listed(map(str, missing), 10)}"
        problems.error(message, None, f"write them as the others: --part {missing[0]}/{first.mark.parts} -o FILE.csv")
    return Parts([by_number[number] for number in sorted(by_number)]) if not problems.errors else None


def _summed(each: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for counts in each:
        for text, number in counts.items():
            found[text] = found.get(text, 0) + number
    return found


def blame(path: str, wrong: Wrong, problems: Problems) -> None:
    """Say what is wrong with a file."""
    problems.error(wrong.message, Place(Source(path, ""), wrong.line, 1), wrong.hint)


def _paths(words: Iterable[str], problems: Problems) -> Sequence[str]:
    from glob import glob

    found: list[str] = []
    for word in words:
        paths = [word] if os.path.lexists(word) else sorted(glob(word))
        if not paths:
            problems.error(f"there is no file {word}", None, MADE)
        for path in paths:
            if os.path.lexists(path) and not os.path.isfile(path):
                problems.error(f"{path} is not a regular file", None)
            elif not re.search(rf"({'|'.join(map(re.escape, ENDINGS))})$", path, re.IGNORECASE):
                problems.error(f"the ending of '{path}' stands for no format of parts", None, f"{' or '.join(ENDINGS)}")
            else:
                found.append(path)
    return found


def _short(lines: TextIOWrapper) -> Iterator[str]:
    """The lines of a text, none of which may be very long."""
    number = 0
    while line := lines.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise Wrong(f"a line of more than {LONGEST_LINE:,} characters stands here", number)
        yield line
