"""Checks the tables of a document that `<!-- convcalc table -->` binds: their rows are networks, their columns metrics.

What is not known for certain, a row, a column or a cell, is left alone and listed. A column of FLOPs has MACs or FLOPs,
as papers mean either: it is read as what more of its numbers are near to.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from convcalc.costs.kinds import COUNT
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.quantity import Quantity, QuantityError
from convcalc.language.numbers.units import UNITS
from convcalc.language.problems import Problems, Source
from convcalc.language.values import Number
from convcalc.language.work import Spent
from convcalc.study.check.findings import Checked, Claim
from convcalc.study.documents.bound import Binder, Refusal, words_of
from convcalc.study.documents.markers import BROKEN, UNCHECKED, UNKNOWN, Marker, marker_place, place_behind
from convcalc.study.documents.plain import STRUCK, numbers_alone, plain, unread
from convcalc.study.documents.tables.cells import Cells
from convcalc.study.documents.tables.divided import Divided
from convcalc.study.documents.tables.grids import BINDING, Cell, Grid, UnreadTable
from convcalc.study.documents.tables.heads import OPERATIONS, HeadUnit, Meaning, heads_of, why_unknown
from convcalc.study.documents.tables.inputs import changed_value, input_change, read_input
from convcalc.study.documents.tables.meanings import COLUMNS, ROWS, Meanings
from convcalc.study.documents.tables.row_names import FIRST, called_alike, is_second
from convcalc.study.documents.tables.rows import (
    WITHOUT_INPUT,
    Holding,
    NetworkRow,
    Origin,
    ReadCell,
    far_off,
    has_input,
    is_cut_off,
    nearer_as,
    say_which,
    says_enough,
    sizes_below,
)

_ANOTHER_INPUT = "no input is rewritten: if the network is meant at this one, head the column `input=`"
_ANOTHER_NETWORK = "no number of its row is near to this network's, which may not be the one that is meant"


def check_tables(source: Source, markers: list[Marker], binder: Binder, checked: Checked) -> None:
    """Add what the tables below these markers claim, what is wrong with them, and what of them is not known."""
    lines = list(binder.kind.read_lines(source.text))
    for marker in markers:
        problems = Problems(checked.problems.guesses)
        place = marker_place(source, marker)
        try:
            grid = binder.kind.find_table(source.text, lines, marker.end)
            words = words_of(marker.words or "")[1:]
            if grid is None:
                raise Refusal("no table stands below this marker", binder.kind.table)
            table = BoundTable(source, marker, grid, binder, problems)
            checked.claims += table.claims(words)
            checked.unknown += table.cells.unknown
        except (Refusal, UnreadTable) as refusal:
            code = refusal.code if isinstance(refusal, Refusal) else BROKEN
            if isinstance(refusal, UnreadTable) and (line := refusal.line):
                place = place_behind(source, line, line.text, line.end - line.text)
            problems.error(refusal.message, place, refusal.hint, code=code)
        checked.problems.extend(problems)


class BoundTable:
    """A table with the marker that binds it, and what is said of it; `origins` by the lines and columns of claims."""

    def __init__(self, source: Source, marker: Marker, grid: Grid, binder: Binder, problems: Problems) -> None:
        self.source = source
        self.marker = marker
        self.grid = grid
        self.binder = binder
        self.problems = problems
        self.cells = Cells(source, binder, problems)
        self.doubts: dict[int, tuple[bool, str]] = {}
        self.origins: dict[tuple[int, int], Origin] = {}

    def claims(self, words: list[str]) -> list[Claim]:
        """The claims of its cells, by the words of the marker behind `table`; where there is none, that is an error."""
        heads = heads_of(self.grid, self.source.text)
        named = [[self.cells.text(cell) for cell in cells] for cells in self.grid.rows]
        place = marker_place(self.source, self.marker)
        meanings = Meanings(words, heads, named, self.binder.library.folders, place, self.problems)
        columns = self._columns(meanings, heads)
        divided = Divided(heads, columns, meanings.names, {*meanings.said[COLUMNS]})
        self._leave_columns(columns, heads, {meanings.names, *divided.parts})
        rows = [row._replace(cells=divided.row(row.cells, self.source.text)) for row in self._rows(meanings)]
        columns = divided.columns(columns)
        self.grid = self.grid._replace(head=divided.head(self.grid.head))
        metrics = [number for number, column in enumerate(columns) if column and column.metric]
        if self.problems.errors:
            return []
        if not rows:
            self._say("no row of this table is a network that is known", meanings.other_rows(columns, heads, named))
        elif not metrics:
            self._say("no column of this table is a metric that is known", meanings.other_columns(named))
        if self.problems.errors:
            return []
        found: list[Claim] = []
        try:
            columns = [column and self._in_its_unit(number, column, rows) for number, column in enumerate(columns)]
            changed = [self._with_changes(row, columns, found) for row in rows]
            rows = [row for row in changed if row is not None]
            for number in metrics:
                column = columns[number]
                if column and column.metric != "input":
                    found += self._column(number, columns, column, rows)
        except Spent:
            message = "this table is not checked: what is above takes all the work that there is for such a document"
            self._say(message, "name fewer different networks, or split the document", UNCHECKED)
            return []
        if not found and not self.problems.errors:
            self._say("no cell of this table has a number that can be checked", "remove the marker")
        return found

    def _say(self, message: str, hint: str, code: str = UNKNOWN) -> None:
        self.problems.error(message, marker_place(self.source, self.marker), hint, code=code)

    # Rows and columns

    def _columns(self, meanings: Meanings, heads: list[str]) -> list[Meaning | None]:
        named = enumerate(zip(self.grid.head, heads, strict=True))
        return [meanings.column(number, head) if not cell.spans else None for number, (cell, head) in named]

    def _leave_columns(self, columns: list[Meaning | None], heads: list[str], known: set[int]) -> None:
        for number, column in enumerate(columns):
            if column is None and number not in known:
                self.cells.leave("column", self.grid.head[number], why_unknown(heads[number]))

    def _rows(self, meanings: Meanings) -> list[NetworkRow]:
        rows = []
        for number, cells in enumerate(self.grid.rows):
            if meanings.names >= len(cells):
                continue
            name = cells[meanings.names]
            design = meanings.row(number, self.cells.text(name))
            if STRUCK in (name.alone, unread(self.cells.text(name))):
                self.cells.leave("row", name, "its name is struck out")
            elif design is None:
                self.cells.leave("row", name, "no network of the catalogue is called so")
            else:
                rows.append(NetworkRow(cells, name, design, number in meanings.said[ROWS]))
        return rows

    def _in_its_unit(self, number: int, column: Meaning, rows: list[NetworkRow]) -> Meaning:
        """A column of counts without a unit in that of K, M and G, in which one of its bare numbers holds, and at least
        half may: papers say it elsewhere.
        """
        metrics = ("macs", "flops") if column.metric == OPERATIONS else (column.metric,)
        if column.unit or column.change or METRICS[metrics[0].rpartition(".")[2]].kind is not COUNT:
            return column
        bare: list[tuple[Quantity, list[Number]]] = []
        for row in rows:
            cell = row.cells[number] if number < len(row.cells) else None
            text = self.cells.number(cell) if cell else ""
            read = [self.cells.read(row, cell, text, column, metric, Problems()) for metric in metrics if cell and text]
            said = next((one.verdict.said for one in read if one), None)
            if isinstance(said, Quantity) and not said.style.unit and said.number:
                bare.append((said, [value for one in read if one and not isinstance(value := one.value.value, tuple)]))
        for unit in "KMG":
            scale = UNITS[unit]
            scaled = [(said.restyled(unit=unit, scale=scale), values) for said, values in bare]
            near = sum(any(one.number < 30 * value < 900 * one.number for value in values) for one, values in scaled)
            if 2 * near >= len(bare) and any(
                says_enough(said) and said.holds(value) for said, values in scaled for value in values
            ):
                return column._replace(unit=HeadUnit(unit, scale))
        return column

    def _with_changes(self, row: NetworkRow, columns: list[Meaning | None], found: list[Claim]) -> NetworkRow | None:
        """A row with what its cells change: the size of its input, a parameter or an argument; `sized` as long as what
        stands for its input is known. None where a change is not.
        """
        changes = []
        for cell, column in zip(row.cells, columns, strict=False):
            if column and column.change:
                own = self.cells.value(row, "input") if column.change == "input" else None
                try:
                    said = changed_value(column.change, self.cells.change(cell), own.value if own else None)
                except QuantityError as error:
                    self.cells.refuse(cell, error)
                    return None
                changes += [f"{column.change}={said}"] if said else []
        row = row._replace(design=(*row.design, *changes))
        for number, column in enumerate(columns[: len(row.cells)]):
            if column and column.metric == "input":
                changed = self._with_input(row, number, columns, found)
                if changed is None:
                    self.cells.leave("row", row.name, "at which input its numbers are is not known")
                    return row._replace(sized=False)
                row = changed
        return row

    def _with_input(
        self, row: NetworkRow, number: int, columns: list[Meaning | None], found: list[Claim]
    ) -> NetworkRow | None:
        """A row at the input that a cell says, unless its numbers say otherwise; then the claim that it is its own.

        None where the cell can't be read (`multi-scale`, `224/299`) and nothing else gives the row its input.
        """
        cell = row.cells[number]
        high = cell.spans and sum(cell is other for other in row.cells) == 1
        text = self.cells.number(cell._replace(spans=False) if high else cell)
        if not text:
            written = self.cells.text(cell)
            known = has_input(row) or BINDING.search(written) or not any(map(str.isalnum, plain(written)))
            return row if known else None
        own = self.cells.value(row, "input")
        if own is None:
            return row
        try:
            verdict = read_input(text, own.value)
        except QuantityError as error:
            self.cells.refuse(cell, error)
            return row if has_input(row) else None
        if verdict.doubt and not verdict.holds:
            self.cells.leave("cell", cell, verdict.doubt)
            return row if has_input(row) else None
        known = True
        change = None if verdict.holds or has_input(row) else input_change(verdict.said)
        if change:
            other = row._replace(design=(*row.design, change))
            here, there = self._holding(row, columns), self._holding(other, columns)
            if there and here and here.values:
                if (there.holding, -there.off) >= (here.holding, -here.off):
                    self.cells.leave("cell", cell, "the numbers of its row are computed for this input")
                    return other
                known = there.holding < here.holding
            verdict = verdict.doubted(self._of_another_input(row, text, columns, here) or _ANOTHER_INPUT)
        claim = self._claimed(row, number, ReadCell(cell, own, verdict, f"{' '.join(row.design)} input"))
        found.append(claim._replace(cause=""))
        return row if known else None

    def _claimed(self, row: NetworkRow, number: int, read: ReadCell) -> Claim:
        """The claim of a cell in this column, with where it is from."""
        claim = self.cells.judged(read)
        self.origins[claim.place[1:3]] = Origin(row, self.grid.head[number], read)
        return claim

    def _holding(self, row: NetworkRow, columns: list[Meaning | None]) -> Holding | None:
        """What the numbers of a row are compared with, and how many hold; None where the network can't be computed."""
        problems = Problems()
        each_holds, values, each_off = [], [], []
        if self.cells.value(row, "params", problems) is None:
            return None
        for cell, column in zip(row.cells, columns, strict=False):
            if column and column.metric not in ("", "input") and (text := self.cells.number(cell)):
                metrics = ("macs", "flops") if column.metric == OPERATIONS else (column.metric,)
                read = [self.cells.read(row, cell, text, column, metric, problems) for metric in metrics]
                values += [one.value.value for one in read if one]
                each_holds.append(any(one.verdict.holds for one in read if one))
                each_off.append(min((far_off(one) for one in read if one), default=Fraction(0)))
        return Holding(each_holds, values, each_off)

    def _doubt_of_row(self, row: NetworkRow, columns: list[Meaning | None], found: ReadCell) -> str:
        """Why the row of a wrong number may be about another network, or another size of the input."""
        start = row.name.start
        if start not in self.doubts:
            numbers = self._holding(row, columns)
            self.doubts[start] = numbers is not None and numbers.is_anothers, self._other_size(row, columns)
        is_anothers, size = self.doubts[start]
        if is_anothers:
            return _ANOTHER_NETWORK
        hangs_on_it = found.value.figure is not None and found.value.figure.metric not in WITHOUT_INPUT
        return f"it may be at {size}: head that column `Input`" if size and hangs_on_it else ""

    def _other_size(self, row: NetworkRow, columns: list[Meaning | None]) -> str:
        """What may be a size of the input other than the network's own, below a head that is not known."""
        own = self.cells.value(row, "input", Problems())
        for cell, column, head in zip(row.cells, columns, self.grid.head, strict=False):
            if column is None and cell is not row.name and own and isinstance(own.value, tuple):
                size = plain(self.cells.text(cell))
                if not sizes_below(self.cells.text(head), size) <= {*own.value}:
                    return size
        return ""

    # Networks that are called alike

    def _alike(self, row: NetworkRow) -> Iterator[NetworkRow]:
        """A row as one of each other network that goes by its name, where nothing says which is meant."""
        name, *changes = row.design
        others = called_alike(name) if not row.said and not is_second(self.cells.text(row.name)) else []
        for other in others:
            yield row._replace(design=(other, *changes))

    def _of_another(self, row: NetworkRow, cell: Cell, text: str, column: Meaning, cut_off: bool) -> str:
        """That a wrong number is of another network of this name, if it is; of a first version, perhaps `cut_off`."""
        for other in self._alike(row):
            read = self.cells.read(other, cell, text, column, column.metric, Problems())
            is_first = cut_off and other.design[0].endswith(FIRST)
            if read and (read.verdict.holds or (is_first and is_cut_off(read.verdict.said, read.value.value))):
                how = "holds for" if read.verdict.holds else f"is {read.value.text}, cut off, of"
                return say_which(plain(self.cells.text(row.name)), other.design[0], row.design[0], how)
        return ""

    def _beside_another(self, row: NetworkRow, columns: list[Meaning | None], found: ReadCell, metric: str) -> str:
        """That a wrong number is beside one that holds for another network of this name alone, which has another value.

        Which network the row is about is then not certain, and with it what is right.
        """
        here = None
        for other in self._alike(row):
            here, there = here or self._holding(row, columns), self._holding(other, columns)
            own = self.cells.value(other, metric, Problems())
            if not (here and there and own) or own.value == found.value.value:
                continue
            if any(holds and not ours for ours, holds in zip(here.each_holds, there.each_holds, strict=True)):
                name = plain(self.cells.text(row.name))
                return say_which(name, other.design[0], row.design[0], "stands beside a number of")
        return ""

    def _has_first(self, cells: list[tuple[NetworkRow, Cell, str]], column: Meaning) -> bool:
        """Whether a number of a column holds for the first version of its network alone."""
        for row, cell, text in cells:
            for other in self._alike(row):
                if other.design[0].endswith(FIRST):
                    read = [self.cells.read(one, cell, text, column, column.metric, Problems()) for one in (row, other)]
                    if [one.verdict.holds for one in read if one] == [False, True]:
                        return True
        return False

    def _of_another_input(self, row: NetworkRow, text: str, columns: list[Meaning | None], here: Holding | None) -> str:
        """The same of a wrong input, where no fewer numbers of the row hold for that network."""
        for other in self._alike(row):
            own = self.cells.value(other, "input", Problems())
            if own and read_input(text, own.value).holds:
                there = self._holding(other, columns)
                if there and here and there.holding >= here.holding:
                    return say_which(plain(self.cells.text(row.name)), other.design[0], row.design[0])
        return ""

    # Cells

    def _column(
        self, number: int, columns: list[Meaning | None], column: Meaning, rows: list[NetworkRow]
    ) -> Iterator[Claim]:
        """The claims of the cells of a column."""
        cells = []
        for row in rows:
            cell = row.cells[number] if number < len(row.cells) else None
            if not row.sized and column.metric.rpartition(".")[2] not in WITHOUT_INPUT:
                continue
            if cell and (reason := self.cells.why_alone(cell, numbers_alone(self.cells.text(cell)))):
                self.cells.leave("cell", cell, reason)
            elif cell:
                cells.append((row, cell, self.cells.number(cell)))
        other = ""
        if column.metric == OPERATIONS:
            metric = self._meant(number, column, cells)
            if metric is None:
                return
            column, other = column._replace(metric=metric), "flops" if metric == "macs" else "macs"
        has_first = self._has_first(cells, column)
        for row, cell, text in cells:
            found = self.cells.read(row, cell, text, column, column.metric, self.problems)
            if found is not None and not found.verdict.holds:
                doubt = self._of_another(row, cell, text, column, has_first)
                doubt = doubt or self._as_other(row, cell, text, column, other)
                doubt = doubt or self._beside_another(row, columns, found, column.metric)
                doubt = doubt or (self._doubt_of_row(row, columns, found) if not found.verdict.doubt else "")
                found = found._replace(verdict=found.verdict.doubted(doubt))
            if found is not None:
                yield self._claimed(row, number, found)

    def _as_other(self, row: NetworkRow, cell: Cell, text: str, column: Meaning, other: str) -> str:
        """That a wrong number of operations holds as the `other` metric, or is nearer to it, if it does or is."""
        read = self.cells.read(row, cell, text, column, other, Problems()) if other else None
        if read is None or not (read.verdict.holds or nearer_as(read, other)):
            return ""
        how = "holds" if read.verdict.holds else "is nearer to the value"
        return f"it {how} as {other}, and by its other numbers the column has {column.metric}"

    def _meant(self, number: int, column: Meaning, cells: list[tuple[NetworkRow, Cell, str]]) -> str | None:
        """Whether a column of FLOPs has MACs or FLOPs: what more of its numbers are nearer to; None where that is even.

        FLOPs are twice the MACs, so that the border is √2 times either.
        """
        votes = {"macs": 0, "flops": 0}
        for row, cell, text in cells:
            found = self.cells.read(row, cell, text, column, "macs", Problems())
            if found is not None and isinstance(found.verdict.said, Quantity):
                said, macs = found.verdict.said.number, found.value.value
                assert not isinstance(macs, tuple)
                votes["macs" if said * said < 2 * macs * macs else "flops"] += 1
        if votes["macs"] != votes["flops"]:
            return max(votes, key=lambda metric: votes[metric])
        head = self.grid.head[number]
        if cells:
            name = plain(self.cells.text(head))
            message = f"as many numbers below '{name}' are near to MACs as to FLOPs, which are 2·MACs here"
            hint = f'say which: columns="{name}=macs", or =flops'
            self.problems.error(message, self.cells.place(head), hint, code=BROKEN)
        return None
