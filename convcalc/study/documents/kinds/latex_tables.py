r"""The table that a `tabular`, or what is written as one, of a document in LaTeX is: its head, its rows, and its cells.

Cells are parted by `&`, rows by `\\`; what stands in braces is one part of a cell. The head is what stands above the
first rule behind a row, and its last row says what the columns are.
"""

from __future__ import annotations

import re
from functools import partial

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.latex_text import SETTING, put_latex
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.lines import CODE, MATTER, Line, line_at
from convcalc.study.documents.plain import STRUCK
from convcalc.study.documents.tables.grids import MOST_CELLS, MOST_COLUMNS, Cell, Grid, UnreadTable
from convcalc.study.sums.context import HIDDEN

_ARGUMENTS = {
    "tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "longtable": 1, "array": 1, "tabu": 1, "longtabu": 1,
    "tblr": 1, "longtblr": 1, "talltblr": 1, "xltabular": 2, "supertabular": 1, "NiceTabular": 1, "NiceTabular*": 2,
    "NiceTabularX": 2,
}  # fmt: skip
"""The environments that are tables, and how many arguments each has."""

LATEX_TABLE = re.compile(rf"\\begin\{{({'|'.join(map(re.escape, _ARGUMENTS))})\}}")
_WIDTH = re.compile(r"\s*(?:to|spread)\s[^{}%]{1,60}(?=\{)")
"""How wide a tabu is to be."""

_MOST_BETWEEN = 5_000
_MOST_INSIDE = 5
"""Characters between a marker and its table, and how deep in arguments that may stand, as in a `\\resizebox`."""

_COMMENT = r"%(?![ \t%]*/?convcalc\b)[^\r\n]*"
_PASSED = re.compile(
    rf"(?:\s|{_COMMENT}|\{{|\\[(\[]|\$)++"
    r"|\\(?!(?:part|chapter|(?:sub)*section|(?:sub)?paragraph|input|include|item|end|verb)(?![a-zA-Z]))[a-zA-Z]+\*?"
)
_GAP = re.compile(rf"(?:\s|{_COMMENT})*+")
_OPTION = re.compile(r"\[[^\[\]]{0,200}\]")
_BRACE = re.compile(r"\\.|[{}]|%[^\r\n]*", re.DOTALL)

_TOKEN = re.compile(
    r"(?P<row>\\\\\*?(?:\[[^\]\r\n]{0,50}\])?|\\(?:tabularnewline|cr)(?![a-zA-Z])(?:\[[^\]\r\n]{0,50}\])?)"
    r"|(?P<verb>\\(?:verb|lstinline)(?![a-zA-Z]))|\\begin\{(?P<begun>[^{}\r\n]{1,40})\}"
    r"|\\end\{(?P<ended>[^{}\r\n]{1,40})\}|(?P<math>\\[()]|\$)|\\.|(?P<comment>%[^\r\n]*)|(?P<mark>[{}&])",
    re.DOTALL,
)
_GROUP = r"\{(?:[^{}]|\{[^{}]*\}){0,200}\}"
_BRACKETS = r"(?:\[[^\]\r\n]{0,50}\])?"
_LEADING = re.compile(
    r"(?:\s|%[^\r\n]*)++"
    rf"|\\(?P<rule>(?:hline|toprule|midrule|bottomrule|hdashline|thickhline)(?![a-zA-Z]){_BRACKETS}"
    rf"|Xhline\s*{_GROUP}|specialrule\s*(?:{_GROUP}){{3}})"
    rf"|\\(?:addlinespace|morecmidrules)(?![a-zA-Z]){_BRACKETS}"
    rf"|\\c(?:midrule|line|dashline)\s*{_BRACKETS}(?:\((?:[lr]|{_GROUP}){{0,4}}\))?\s*{_GROUP}"
    rf"|\\(?:rowcolor|arrayrulecolor|noalign|hhline|SetRow|SetHlines?)\s*{_BRACKETS}\s*{_GROUP}"
    r"|\\end(?P<part>firsthead|head|foot|lastfoot)(?![a-zA-Z])"
)
_CAPTION = re.compile(r"\s*\\(?:caption\*?|label)\s*[\[{]")
_SPANNING = re.compile(
    rf"\\(?:multicolumn\s*\{{\s*(?P<columns>[0-9]{{1,4}})\s*\}}\s*{_GROUP}"
    rf"|multirow\s*(?:\[[^\]]{{0,9}}\])?\s*\{{\s*(?P<rows>-?[0-9]{{1,4}})\s*\}}(?:\[[^\]]{{0,20}}\])?\s*(?:{_GROUP}|[*=])"
    r"(?:\[[^\]]{0,20}\])?)\s*\{"
)
_SET_CELL = re.compile(rf"\\SetCell\s*(?:\[(?P<spans>[^\]\r\n]{{0,50}})\])?\s*{_GROUP}")
"""How a cell of a tblr spans others, which stand empty beside and below it."""

_MOST_SPANNING = 3
_MARK = r"(?:\\?[*#]|\\(?:dagger|ddagger|ast|star|S|P)(?![a-zA-Z])|[a-z]|[013-9])"
_UNSEEN = re.compile(
    rf"%[^\r\n]*(?:\r\n|[\r\n])?[ \t]*|\\(?:cellcolor|textcolor|color|colorbox)\s*{_BRACKETS}\s*{_GROUP}"
    rf"|\\(?:footnote|footnotemark|tnote|tablefootnote|textsuperscript)(?![a-zA-Z])\s*{_BRACKETS}(?:{_GROUP})?"
    rf"|\\(?:{'|'.join(SETTING.split())})(?![a-zA-Z])\*?\s?(?=\{{)"
    r"|\\(?:bf|bfseries|it|itshape|em|sl|sc|scshape|tt|ttfamily|rm|sf|small|footnotesize|scriptsize|tiny|large|"
    r"normalsize|centering|raggedright|raggedleft|arraybackslash|hfill|ignorespaces|unskip|strut|displaystyle|"
    rf"makecell|shortstack|thead)(?![a-zA-Z])\s?{_BRACKETS}"
    rf"|(?<!10)\$\s?\^\s?(?:{_MARK}|\{{\s?{_MARK}(?:\s?,\s?{_MARK})?\s?\}})\s?\$"
    r"|(?P<square>(?<=[0-9])\$?\^(?:2|\{2\})\$?(?![0-9]))|\\\\|\\(?P<escaped>[%&#_$])"
)
"""What is no word and no number of a cell: comments, colours, sizes, marks of notes."""

_NOT_SHOWN = f"{{}}{HIDDEN}"
_STRUCK = re.compile(r"\\(?:sout|st|xout|cancel|bcancel|xcancel|stkout|hcancel)(?![a-zA-Z])")
_DOUBT = re.compile(r"\\(?:pm|mp)(?![a-zA-Z])")
_COMMAND = re.compile(r"\\[a-zA-Z]+")
_SPANS = re.compile(r"\\multi(?:row|column)(?![a-zA-Z])")
_MARKED = re.compile(r"%[ \t%]*convcalc\b")


class _Part(NamedTuple):
    """A cell as it is written, and how many columns and rows it is wide and high.

    One that is `wide` stands for as many beside it, which are written as empty ones.
    """

    start: int
    end: int
    columns: int = 1
    rows: int = 1
    wide: int = 1


class _Rows(NamedTuple):
    """The rows of a table, how many of them are the head's, and which are no rows of the body."""

    rows: list[list[_Part]]
    head: int
    first: int


def find_latex_grid(text: str, lines: list[Line], behind: int) -> Grid | None:
    """The table that begins behind an offset, and what of its surroundings stands before it; None where none does.

    Raises UnreadTable where it is not ended, or has another inside.
    """
    begin = _begin(text, behind)
    if begin is None:
        return None
    body = _body(text, begin)
    found, end = _read(text, body, begin[1])
    first, last = line_at(lines, begin.start()), line_at(lines, end) + 1
    if any(line.kind in (CODE, MATTER) and line.text < line.end for line in lines[first:last]):
        return None
    if not found.rows:
        raise UnreadTable("this table has no rows", r"each ends with \\")
    return _placed(text, lines[first:last], found)


def _begin(text: str, behind: int) -> re.Match[str] | None:
    """Where a table begins behind an offset, with captions, commands and other environments before it alone."""
    position, last = behind, behind + _MOST_BETWEEN
    inside = 0
    while position < last:
        if found := LATEX_TABLE.match(text, position):
            return found
        passed = _PASSED.match(text, position, last)
        if passed is None:
            return None
        position = passed.end()
        if not passed[0].startswith("\\") or passed[0] in ("\\[", "\\("):
            continue
        while option := _OPTION.match(text, position, last):
            position = option.end()
        while text.startswith("{", position):
            end = _closed(text, position, last + _MOST_BETWEEN)
            if end is None or LATEX_TABLE.search(text, position, end):
                inside += 1
                if inside > _MOST_INSIDE:
                    return None
                position += 1
                break
            position = end
            while option := _OPTION.match(text, position, last):
                position = option.end()
    return None


def _closed(text: str, start: int, last: int) -> int | None:
    """Where the brace at an offset is closed."""
    depth = 0
    for mark in _BRACE.finditer(text, start, last):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if not depth and mark[0] == "}":
            return mark.end()
    return None


def _body(text: str, begin: re.Match[str]) -> int:
    """Where the rows of a table begin, behind its arguments. Raises UnreadTable where these are not there."""
    width = _WIDTH.match(text, begin.end()) if begin[1].endswith("tabu") else None
    position = width.end() if width else begin.end()
    for _ in range(_ARGUMENTS[begin[1]]):
        position = _behind_gap(text, position)
        while option := _OPTION.match(text, position):
            position = _behind_gap(text, option.end())
        end = _closed(text, position, position + _MOST_BETWEEN) if text.startswith("{", position) else None
        if end is None:
            raise UnreadTable(rf"the columns of this \begin{{{begin[1]}}} are not read", r"write \begin{tabular}{lrr}")
        position = end
    option = _OPTION.match(text, position) if begin[1].startswith("Nice") else None
    return option.end() if option else position


def _behind_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _read(text: str, position: int, name: str) -> tuple[_Rows, int]:
    """The rows of a table as they are written, and where it ends. Raises UnreadTable where it is not understood."""
    rows: list[list[_Part]] = []
    row: list[_Part] = []
    inside: list[str] = []
    head = first = 0
    math = begun = False
    start = -1
    while True:
        if start < 0:
            begun = False
            start, is_rule, part = _behind_rules(text, position)
            position = start
            head = head or (len(rows) if is_rule else 0)
            if part:
                head, first = head or len(rows), len(rows)
        token = _TOKEN.search(text, position)
        if token is None:
            raise UnreadTable(f"the {name} below this marker is never ended", rf"end it with \end{{{name}}}")
        position = token.end()
        kind = token.lastgroup
        if kind == "verb":
            raise UnreadTable(r"no table with \verb in it is read", r"write the cell with \texttt")
        if kind == "begun" and LATEX_TABLE.fullmatch(token[0]):
            raise UnreadTable("the table below this marker has another inside", "put the marker above the inner one")
        if kind in ("begun", "mark") and token[0] != "}" and token[0] != "&":
            inside.append(token["begun"] or "{")
        elif kind == "math":
            math = not math if token[0] == "$" else token[0] == "\\("
        elif kind == "ended" and not inside and token["ended"] == name:
            if math:
                raise UnreadTable("a formula in this table is not ended", "write $ on both sides of it")
            if begun or text[start : token.start()].strip():
                rows.append([*row, _part(text, start, token.start())])
            return _Rows(rows, head, first), token.start()
        elif kind == "ended" or token[0] == "}":
            if not inside or inside.pop() != (token["ended"] or "{"):
                raise UnreadTable("the braces or environments in this table do not match", f"'{token[0]}' closes none")
        elif kind in ("row", "mark") and not inside and not (math and kind == "mark"):
            if math:
                raise UnreadTable("a formula in this table is not ended", "write $ on both sides of it")
            row.append(_part(text, start, token.start()))
            start, begun = position, True
            if len(row) > MOST_COLUMNS:
                raise UnreadTable(f"a table has at most {MOST_COLUMNS} columns", "divide it")
            if kind == "row":
                if len(row) > 1 or not _CAPTION.match(text, row[0].start):
                    rows.append(row)
                row, start = [], -1


def _behind_rules(text: str, position: int) -> tuple[int, bool, bool]:
    """Where a row begins behind rules, colours and comments; whether a rule is among them, or the end of a head."""
    is_rule = ends = False
    while (found := _LEADING.match(text, position)) and found.end() > position:
        position = found.end()
        is_rule = is_rule or found["rule"] is not None
        ends = ends or found["part"] is not None
    return position, is_rule, ends


def _part(text: str, start: int, end: int) -> _Part:
    """A cell as it is written between two offsets, of which spaces and what makes it span more are no part."""
    columns = rows = 1
    wide = 1
    for _ in range(_MOST_SPANNING):
        start = min(_behind_gap(text, start), end)
        end = start + len(text[start:end].rstrip())
        if cell := _SET_CELL.match(text, start, end):
            start = cell.end()
            spans = dict(re.findall(r"\b([rc])\s*=\s*([0-9]{1,4})", cell["spans"] or ""))
            rows, wide = int(spans.get("r", rows)), max(wide, int(spans.get("c", 1)))
            continue
        spanning = _SPANNING.match(text, start, end)
        if spanning is None or _closed(text, spanning.end() - 1, end) != end:
            break
        if spanning["columns"]:
            columns = max(1, int(spanning["columns"]))
        else:
            rows = int(spanning["rows"])
        start, end = spanning.end(), end - 1
    return _Part(start, end, columns, rows, wide)


def _placed(text: str, lines: list[Line], found: _Rows) -> Grid:
    """The cells in their columns, those of several columns in each, and those of several rows where the rest is empty.

    Raises UnreadTable where there are too many.
    """
    heads = found.head if 0 < found.head < len(found.rows) else 1
    marked = _marked(text, lines)
    placed: list[list[Cell]] = []
    high: list[tuple[int, int, int]] = []
    total = 0
    for number, row in enumerate(found.rows):
        cells: list[Cell] = []
        beside = 0
        for part in row:
            if beside and part.start >= part.end:
                cells.append(cells[-1])
                beside -= 1
                continue
            beside = part.wide - 1
            if part.rows != 1:
                high.append((number, len(cells), part.rows))
            if len(cells) + part.columns > MOST_COLUMNS:
                raise UnreadTable(f"a table has at most {MOST_COLUMNS} columns", "divide it")
            cells += [_cell(text, lines, part, number >= heads, marked)] * part.columns
        total += len(cells)
        if total > MOST_CELLS:
            raise UnreadTable(f"a table has at most {MOST_CELLS:,} cells", "divide it")
        placed.append(cells)
    for number, column, count in high:
        _spread(text, placed, heads, number, column, count)
    head = placed[heads - 1]
    rows = [cells[: len(head)] for cells in placed[max(heads, found.first) :]]
    return Grid(head, rows, above=placed[: heads - 1])


def _spread(text: str, placed: list[list[Cell]], heads: int, number: int, column: int, count: int) -> None:
    """Put a cell of several rows in those below it, or above it, where all of its places there are empty."""
    step = 1 if count > 0 else -1
    first, last = (0, heads) if number < heads else (heads, len(placed))
    rows = []
    for other in range(number + step, number + (count or 1), step):
        if not first <= other < last or column >= len(placed[other]):
            break
        if placed[other][column].says(text).strip():
            return
        rows.append(placed[other])
    for row in rows:
        row[column] = placed[number][column]


def _marked(text: str, lines: list[Line]) -> set[int]:
    """The numbers of the lines of a table that have a marker of their own."""
    marks = _MARKED.finditer(text, lines[0].start, lines[-1].end)
    return {lines[line_at(lines, mark.start())].number for mark in marks}


def _cell(text: str, lines: list[Line], part: _Part, in_body: bool, marked: set[int]) -> Cell:
    """A cell with what it says."""
    first, last = line_at(lines, part.start), line_at(lines, part.end)
    written = text[part.start : part.end]
    shown = _shown(written)
    spans = part.wide > 1 or part.columns > 1 or (part.rows != 1 and in_body) or _SPANS.search(written) is not None
    alone = ""
    if _STRUCK.search(shown.text):
        alone = STRUCK
    elif marked and any(line.number in marked for line in lines[first : last + 1]):
        alone = "a marker of its own stands on its line"
    elif _DOUBT.search(shown.text):
        alone = "it says how far its number may be off"
    elif _COMMAND.search(shown.text):
        alone = "it has a command that is not known here"
    return Cell(part.start, part.end, lines[first], spans, shown, alone)


def _shown(written: str) -> PlainText:
    """What a cell says, without colours, comments, and what only sets its words."""
    shown = PlainText(written)
    for found in shown.finds(_UNSEEN, between=partial(put_latex, shown, formula=False)):
        shown.put(found["escaped"] or ("²" if found["square"] else " "), *found.span())
    shown.blank(_NOT_SHOWN)
    return shown
