"""The numbers of a document that stand beside the name of a network, and that no marker binds to it.

They stand in sentences, and in tables whose rows are networks and whose columns metrics. Only what is plainly a number
of a network that is known is one: it has a word or a head for what it is of, and the network's name in its sentence or
row. Code, sums, and what is bound are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from convcalc.costs.kinds import BYTES
from convcalc.costs.metrics import METRICS
from convcalc.language.problems import Place, Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.study.check.findings import Claim, Unbound
from convcalc.study.documents.commas import readings
from convcalc.study.documents.hints import LONGEST_SENTENCE, Hints
from convcalc.study.documents.kinds.kind import AROUND, DocumentKind
from convcalc.study.documents.lines import HTML, PROSE, Line, Passage, line_at, painted
from convcalc.study.documents.markers import Binding, Marker, Single, marker_place, place_behind
from convcalc.study.documents.names import Names
from convcalc.study.documents.plain import STRUCK, numbers_alone, plain, unread
from convcalc.study.documents.spoken import BYTES_METRIC, HINT, Spoken, find_spoken
from convcalc.study.documents.tables.divided import Divided
from convcalc.study.documents.tables.grids import BINDING, Cell, Grid, UnreadTable
from convcalc.study.documents.tables.heads import OPERATIONS, Meaning, heads_of, read_meaning
from convcalc.study.documents.tables.meanings import Meanings
from convcalc.study.sums.usage import usage_of

LONGEST_CELL = 500

_BYTES_HEAD = re.compile(r"(?i)(?:(?:model|weights?|file|disk|checkpoint)\s*)?sizes?|weights|模型大小|크기")
_TICKS = re.compile(r"(?<!`)(`{1,9})(?!`)(?P<code>.{1,500}?)(?<!`)\1(?!`)", re.DOTALL)
_UNREAD = re.compile(
    r"\$\$.{1,1000}?\$\$|\$(?! )[^$\n]{1,300}(?<! )\$(?!\d)|!\[[^\]\n]{0,500}\](?:\([^()\n]{0,500}\))?"
    r"|\]\([^()\n]{0,500}\)|\]\[[^\]\n]{0,200}\]|\b(?:https?|ftp)://[^\s<>)]{1,500}|<(?:https?|mailto):[^<>\n]{0,500}>",
    re.DOTALL,
)
"""What stands in Markdown for something else than it says; longer ones are read as text, so that none takes long."""

_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9]{0,20})(?:\s[^<>]{0,500})?/?>")
_INLINE = ("a", "b", "big", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u")
_SENTENCE = re.compile(
    r"[.!?。！？\x01\r\n](?:"
    r"(?<=[.!?])(?<!\bvs.)(?<!\bal.)(?<!\bcf.)(?<!\bca.)(?<!approx.)(?<!\b[Mm](?:io|rd|ln|ld).)(?<!\b[Tt]sd.)[)\"”*_]{0,3}(?=\s+[^a-z\s0-9])"
    r"|(?<=[。！？\x01])|(?<=[\r\n])[ \t>]*[\r\n])"
)
_UNSEEN = "\x00"
_BORDER = "\x01"


class InText(NamedTuple):
    """A number in a sentence: where it stands in the text, in which line and block, and what it seems to be of."""

    start: int
    end: int
    written: str
    line: Line
    block: Passage
    said: Spoken


class InTable(NamedTuple):
    """A table with numbers of networks: how its rows and columns have to be said, and the cells that are numbers.

    It begins at `start`, in a line. Each cell has its design and metric; `columns` and `rows` have what no marker would
    know by the head or the name.
    """

    line: Line
    start: int
    grid: Grid
    cells: list[tuple[Cell, tuple[str, ...], str]]
    columns: dict[str, str]
    rows: dict[str, str]


class Finder:
    """Finds the unbound numbers of a document: it reads block by block, and finds all at the end.

    It has to read what begins before the end of the `hints`.
    """

    def __init__(self, source: Source, kind: DocumentKind, names: Names, hints: Hints) -> None:
        self.source = source
        self.kind = kind
        self.names = names
        self.hints = hints
        self.lines: list[Line] = []
        self.blocks: list[tuple[list[Line], list[Passage]]] = []
        self.bound: set[int] = set()
        self.in_text: list[InText] = []
        self.in_tables: list[InTable] = []

    def read(
        self,
        lines: list[Line],
        bindings: Sequence[Binding | Single],
        comments: list[Passage],
        opened: Marker | None,
    ) -> None:
        """Take note of a block of prose or HTML, with what is bound in it, and the marker that is left open there."""
        pairs = [binding for binding in bindings if isinstance(binding, Binding)]
        bound = [Passage(pair.opening.end, pair.closing.start) for pair in pairs]
        bound += [Passage(opened.end, lines[-1].end)] if opened else []
        self.lines += lines
        for part in bound:
            number = bisect_left(lines, part.start, key=lambda line: line.start)
            while number < len(lines) and lines[number].end <= part.end:
                self.bound.add(lines[number].number)
                number += 1
        if lines[0].kind in (PROSE, HTML) and self._hinted(lines[0].text, lines[-1].end):
            self.blocks.append((lines, [*bound, *comments]))

    def find(self, tables: list[Marker]) -> None:
        """Find all that is not bound; `tables` are the markers of the tables that are."""
        grids = [grid for marker in tables if (grid := self._grid(marker.end)) is not None]
        self.bound |= {line.number for grid in grids for line in _lines_of(grid)}
        self.in_tables = list(self._tables())
        inside = set(self.bound)
        for table in self.in_tables:
            inside.update(range(table.line.number, max(line.number for line in _lines_of(table.grid)) + 1))
        blocks = [(lines, hidden) for lines, hidden in self.blocks if lines[0].number not in inside]
        self.in_text = [one for lines, hidden in blocks for one in self._prose(lines, hidden)]

    def leave_out(self, claims: list[Claim]) -> None:
        """Leave out the numbers of sentences that are claimed: those that markers bind which stand alone."""
        if self.kind.binds == AROUND:
            return
        claimed: dict[int, list[Place]] = {}
        for claim in claims if self.in_text else []:
            claimed.setdefault(claim.place.line, []).append(claim.place)
        self.in_text = [
            one for one in self.in_text if not any(_covers(place, one) for place in claimed.get(one.line.number, []))
        ]

    def _hinted(self, start: int, end: int) -> bool:
        """Whether there is a word for what a number is of, with a name near it, between two offsets."""
        words = self.hints.words
        number = bisect_left(words, start)
        return number < len(words) and words[number] < end

    def _grid(self, behind: int) -> Grid | None:
        try:
            return self.kind.find_table(self.source.text, self.lines, behind)
        except UnreadTable:
            return None

    # Sentences

    def _prose(self, lines: list[Line], hidden: list[Passage]) -> Iterator[InText]:
        text, start, end = self.source.text, lines[0].text, lines[-1].end
        written = painted(text[start:end], start, ((passage, _UNSEEN) for passage in hidden))
        if not any(map(str.isdecimal, written)):
            return
        plain = self.kind.plain(written, lines[0].kind) if self.kind.plain else None
        shown = plain.text if plain else _shown(written)
        for first, last in _sentences(shown):
            if last - first > LONGEST_SENTENCE:
                continue
            for said in self._spoken(shown[first:last]):
                here, there = first + said.start, first + said.end
                number = shown[here:there]
                if plain:
                    here, there = plain.start(here), plain.end(there)
                line = lines[line_at(lines, start + here)]
                if line.number in self.bound:
                    continue
                yield InText(start + here, start + there, number, line, Passage(start, end), said)

    def _spoken(self, sentence: str) -> list[Spoken]:
        """The numbers of networks in a sentence, in each way in which it may be read."""
        several = readings(sentence, usage_of(self.source.file.text), alone=False)
        found = {said.start: said for reading in reversed(several) for said in find_spoken(reading, self.names)}
        return [found[start] for start in sorted(found)]

    # Tables

    def _tables(self) -> Iterator[InTable]:
        text = self.source.text
        number = end = 0
        for offset in self.hints.tables:
            here = line_at(self.lines, offset) + 1
            if here <= number or offset < end:
                continue
            line, number = self.lines[here - 1], here
            tagged = self.kind.opens.search(text, line.start, line.end)
            opens = tagged.start() if tagged else -1
            head = opens >= 0 or (text.find("|", line.text, line.end) >= 0 and _is_dashes(text, self.lines, number))
            directive = opens >= 0 and text.startswith("..", opens)
            if not head or (line.kind not in (PROSE, HTML) and not directive) or line.number in self.bound:
                continue
            if (
                opens < 0
                and not HINT.search(text, line.text, line.end)
                and not _BYTES_HEAD.search(text, line.text, line.end)
            ):
                continue
            grid = self._grid(line.start if opens < 0 else opens)
            if grid is None or any(line.number in self.bound for line in _lines_of(grid)):
                continue
            end = grid.end
            table = self._table(line, line.text if opens < 0 else opens, grid)
            if table is None or not table.cells:
                continue
            yield table
            number = max(number, max(line.number for line in _lines_of(grid)) - self.lines[0].number + 1)

    def _table(self, line: Line, start: int, grid: Grid) -> InTable | None:
        """A table by the heads of its columns and the names of its rows; None where nothing of it is known."""
        text = self.source.text
        heads = heads_of(grid, text)
        problems = Problems()
        meanings = Meanings([], heads, [], self.names.folders, marker_place(self.source, _nowhere(line)), problems)
        said: dict[str, str] = {}
        columns: list[Meaning | None] = []
        for number, (cell, head) in enumerate(zip(grid.head, heads, strict=True)):
            column = meanings.column(number, head) if not cell.spans else None
            if column is None and number != meanings.names and (in_bytes := _in_bytes(head)):
                column, said[plain(head)] = in_bytes, BYTES_METRIC
            columns.append(column)
        divided = Divided(heads, columns, meanings.names, set())
        columns = divided.columns(columns)
        if not any(map(_has_numbers, columns)):
            return None
        found = InTable(line, start, grid, [], said, {})
        for cells in grid.rows:
            if meanings.names < len(cells):
                self._row(cells[meanings.names], divided.row(cells, text), columns, found)
        return found

    def _row(self, named: Cell, cells: list[Cell], columns: list[Meaning | None], found: InTable) -> None:
        text = self.source.text
        name = named.says(text)
        struck = STRUCK in (named.alone, unread(name))
        design = self.names.of_row(name) if not named.spans and not struck else None
        if design is None:
            return
        numbers = [
            (cell, design, column.metric)
            for cell, column in zip(cells, columns, strict=False)
            if column and _has_numbers(column) and self._has_number(cell)
        ]
        found.cells.extend(numbers)
        if numbers and self.names.is_own(name):
            found.rows[plain(name)] = design[0]

    def _has_number(self, cell: Cell) -> bool:
        written = cell.says(self.source.text)
        if cell.spans or cell.alone or cell.end - cell.start > LONGEST_CELL or BINDING.search(written):
            return False
        return any(map(str.isdecimal, numbers_alone(written)))

    # What is said of them

    def unbound(self) -> list[Unbound]:
        """What is said of each number that is not bound, in their order."""
        text = self.source.text
        found = []
        for one in self.in_text:
            place = place_behind(self.source, one.line, one.start, one.end - one.start)
            found.append(Unbound(subject(one.said), one.written, place))
        for table in self.in_tables:
            for cell, design, metric in table.cells:
                written = cell.says(text)
                first = (written.splitlines() or [""])[0]
                place = place_behind(self.source, cell.line, *cell.place(0, len(first)))
                found.append(Unbound(f"{' '.join(design)} {_metric(metric)}", plain(written), place))
        return sorted(found, key=lambda one: (one.place.line, one.place.column))


def subject(said: Spoken) -> str:
    """What a number seems to be of: `resnet50 params`, `alexnet params / googlenet params`."""
    metric = _metric(said.metric)
    return f"{said.design} {metric} / {said.other} {metric}" if said.other else f"{said.design} {metric}"


def _metric(metric: str) -> str:
    return "macs or flops" if metric == OPERATIONS else metric


def _has_numbers(column: Meaning | None) -> bool:
    """Whether a column has numbers of networks, each of one metric."""
    return column is not None and column.metric not in ("", "input")


def _nowhere(line: Line) -> Marker:
    return Marker(line, line.start, line.start, "", Passage(line.start, line.end))


def _lines_of(grid: Grid) -> Iterator[Line]:
    for cells in (grid.head, *grid.rows):
        yield from (cell.line for cell in cells)


def _is_dashes(text: str, lines: list[Line], number: int) -> bool:
    """Whether the line of this number may be the row of dashes below a head."""
    return number < len(lines) and not text[lines[number].text : lines[number].end].strip("|-: \t")


def _in_bytes(head: str) -> Meaning | None:
    """A column of sizes in bytes, by a head that is a metric's only with its unit: `Size (MB)`."""
    name = plain(head)
    if not _BYTES_HEAD.match(name):
        return None
    column = read_meaning(BYTES_METRIC, head)
    return column if column and column.unit and METRICS[column.metric].kind is BYTES else None


def _covers(place: Place, one: InText) -> bool:
    column = one.start - one.line.start + 1
    return place.column < column + one.end - one.start and column < place.column + place.length


def _shown(text: str) -> str:
    """The same of Markdown, without what no reader sees, and what is code or math."""
    text = _TICKS.sub(_code, text)
    text = _UNREAD.sub(lambda found: _UNSEEN * len(found[0]), text)
    return _TAG.sub(lambda found: (" " if found["name"].lower() in _INLINE else _BORDER) * len(found[0]), text)


def _code(found: re.Match[str]) -> str:
    """Inline code: a name that is all of it stays, as `resnet50` does; its numbers and all else are not read."""
    code = found["code"]
    if re.fullmatch(r"[A-Za-z][\w.-]{2,40}", code):
        return found[0]
    return _UNSEEN * len(found[0])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _SENTENCE.finditer(text):
        yield start, mark.end()
        start = mark.end()
    yield start, len(text)
