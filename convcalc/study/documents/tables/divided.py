"""Columns of several metrics, `Params / MACs` above `25.6M / 4.1G`, as a column for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.study.documents.plain import numbers_alone
from convcalc.study.documents.tables.grids import Cell
from convcalc.study.documents.tables.heads import PARTED, Meaning, parts_of, read_head

OTHER_PARTS = "it has not as many numbers as its head has metrics"


class Divided:
    """How the columns of a table are divided that have several metrics: those of a head that is not known as one."""

    def __init__(self, heads: list[str], columns: Sequence[Meaning | None], names: int, left_out: set[int]) -> None:
        self.parts = {
            number: parts
            for number, head in enumerate(heads)
            if columns[number] is None and number != names and number not in left_out and (parts := parts_of(head))
        }

    def columns(self, columns: Sequence[Meaning | None]) -> list[Meaning | None]:
        """What each column is."""
        found: list[Meaning | None] = []
        for number, column in enumerate(columns):
            parts = self.parts.get(number)
            found += [read_head(part) for part in parts] if parts else [column]
        return found

    def row(self, cells: list[Cell], text: str) -> list[Cell]:
        """The cells of a row; one that has another number of parts than its head stands for each, left alone."""
        if not self.parts:
            return cells
        found: list[Cell] = []
        for number, cell in enumerate(cells):
            parts = self.parts.get(number)
            found += _divided(cell, text, len(parts)) if parts else [cell]
        return found

    def head(self, cells: list[Cell]) -> list[Cell]:
        """The head of each column."""
        return [cell for number, cell in enumerate(cells) for _ in self.parts.get(number, [""])]


def _divided(cell: Cell, text: str, count: int) -> list[Cell]:
    said = numbers_alone(cell.says(text))
    borders = [found.span() for found in PARTED.finditer(said)]
    if cell.spans or cell.alone or not any(map(str.isdecimal, said)):
        return [cell] * count
    if len(borders) != count - 1 or len({said[start:end].strip() for start, end in borders}) > 1:
        return [cell._replace(alone=OTHER_PARTS)] * count
    starts, ends = [0, *(end for _, end in borders)], [*(start for start, _ in borders), len(said)]
    return [cell.between(start, end) for start, end in zip(starts, ends, strict=True)]
