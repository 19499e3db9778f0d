"""The lines of a Markdown document: which are prose, which code, which front matter, and where their text begins.

This is the block structure of CommonMark 0.31 (quotes, lists, fences, indented code, HTML blocks), with its lazy lines
and tab stops, and the notes and tabs of MkDocs, and nothing of what stands inside a line. It goes once over the lines,
and a line takes as long as it is long: quotes and lists stand at most `MAXIMUM_DEPTH` deep in each other, what is
deeper is text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

PROSE = "prose"
HTML = "html"
CODE = "code"
MATTER = "front matter"
MATH = "math"
"""A formula that stands by itself, in LaTeX."""

MAXIMUM_DEPTH = 20

_PARAGRAPH = "paragraph"
_FENCE = "fence"
_INDENTED = "indented"

_QUOTE = 0
"""A container that is a quote; a list item is the number of columns that its text stands to the right."""

_NOTE = 4
"""The same of a note of MkDocs, `!!! note`, `??? tip "Title"`, or of a tab, `=== "Title"`: it has its text below it."""

LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"(?!\Z)([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_MATTER = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*(?=[\r\n])")
_MATTER_ENDS = {
    fence: re.compile(rf"(?<=[\r\n])(?:{re.escape(fence)}|\.\.\.)[ \t]*+(?:\r\n|[\r\n]|\Z)") for fence in ("---", "+++")
}
_SPECIAL = frozenset(" \t>#`~<*+-_=!?0123456789")
"""What a line that is no plain text may begin with."""

BLOCK_TAGS = (
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link "
    "main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead "
    "title tr track ul"
)
ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
"""A pattern for what stands in a tag behind its name."""

_TAG = (
    r"</[A-Za-z][A-Za-z0-9-]*+\s*+>|<[A-Za-z][A-Za-z0-9-]*+"
    r"""(?:\s++[A-Za-z_:][\w:.-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+)*+\s*+/?>"""
)
_START = re.compile(
    r"(?P<quote>>)|(?P<heading>\#{1,6}(?:\ |$))|(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
    r"|(?P<raw><(?:script|pre|textarea|style)(?:\s|>|$)|<\?|<![A-Za-z]|<!\[CDATA\[)|(?P<comment><!--)"
    rf"|(?P<block></?(?:{'|'.join(BLOCK_TAGS.split())})(?:\s|/?>|$))|(?P<tag>(?:{_TAG})\s*$)"
    r"|(?P<note>(?:!!!|\?\?\?\+?)\ +[a-z\"]|===[!+]?\ +\")"
    r"|(?P<underline>(?:=+|-+)\ *$)|(?P<rule>(?:\*\ *){3,}$|(?:_\ *){3,}$|(?:-\ *){3,}$)"
    r"|(?P<item>(?:[-+*]|(?P<number>[0-9]{1,9})[.)])(?=\ |$))",
    re.I | re.X,
)
_MATH = ("math", "{math}")
"""What stands behind a fence of formulas, as GitHub and MyST spell it."""

_RULE = re.compile(r"(?:-\ *){3,}$")
_ITEM = re.compile(r"-(?=\ |$)")
_ENDS = {"<?": "?>", "<![": "]]>", "<!": ">"}
_RAW_END = re.compile("</(?:script|pre|textarea|style)>", re.I)


class Passage(NamedTuple):
    """A part of the text, from `start` to before `end`."""

    start: int
    end: int


class Line(NamedTuple):
    """One line: its number (from 1), and the offsets where it starts, where its text begins, and where it ends.

    The text begins behind the marks of quotes and lists; `begins` says that a block (paragraph, heading, fence) does.
    """

    number: int
    start: int
    text: int
    end: int
    kind: str
    begins: bool


def read_lines(text: str, matter: bool = True) -> Iterator[Line]:
    """The lines of a document, ended by `\\n`, `\\r\\n` or `\\r`; it has front matter only where `matter` says so."""
    behind = _behind_matter(text) if matter else 0
    blocks = _Blocks()
    for number, match in enumerate(_LINE.finditer(text), 1):
        start, end = match.span(1)
        if start < behind:
            yield Line(number, start, start, end, MATTER, start == 0)
        elif start < end and text[start] not in _SPECIAL and not blocks.containers and blocks.leaf in ("", _PARAGRAPH):
            yield Line(number, start, start, end, PROSE, not blocks.leaf)
            blocks.leaf = _PARAGRAPH
        elif start == end and not blocks.containers and blocks.leaf in ("", _PARAGRAPH):
            yield Line(number, start, start, end, PROSE, False)
            blocks.leaf = ""
        else:
            line = match[1]
            wide = line.expandtabs(4) if "\t" in line else line
            kind, column, begins = blocks.read(wide)
            shift = column if wide is line else _unexpanded(line, column)
            yield Line(number, start, min(start + shift, end), end, kind, begins)


def physical_lines(text: str) -> Iterator[tuple[int, int, int]]:
    """The number of each line (from 1), where it starts and where it ends."""
    for number, match in enumerate(_LINE.finditer(text), 1):
        yield (number, *match.span(1))


def _behind_matter(text: str) -> int:
    """Where the front matter ends; 0 where there is none."""
    opening = _MATTER.match(text)
    closing = _MATTER_ENDS[opening["fence"]].search(text, opening.end()) if opening else None
    return closing.end() if closing else 0


def _unexpanded(line: str, column: int) -> int:
    """How many characters of a line with tabs stand before a column."""
    width = 0
    for offset, character in enumerate(line):
        if width >= column:
            return offset
        width += 4 - width % 4 if character == "\t" else 1
    return len(line)


def line_at(lines: list[Line], offset: int) -> int:
    """The number among some lines of that in which an offset stands."""
    return bisect_right(lines, offset, key=lambda line: line.start) - 1


def painted(text: str, shift: int, passages: Iterable[tuple[Passage, str]]) -> str:
    """A part of a text that begins at `shift`, as long as it was, with a character for each of those in passages."""
    pieces: list[str] = []
    position = 0
    for passage, character in sorted(passages, key=lambda part: part[0]):
        start, end = max(position, passage.start - shift), min(passage.end - shift, len(text))
        if start < end:
            pieces += [text[position:start], character * (end - start)]
            position = end
    return "".join([*pieces, text[position:]])


class _Blocks:
    """What is open where a line begins: quotes and list items inside each other, and the block in the innermost."""

    def __init__(self) -> None:
        self.containers: list[int] = []
        self.leaf = ""
        self.empty_item = False
        self.fence = ""
        self.end: str | None = None
        self.kind = HTML

    def read(self, line: str) -> tuple[str, int, bool]:
        """The kind of a line, the column where its text begins, and whether a block does."""
        position, depth = self._go_on(line)
        whole = depth == len(self.containers)
        if not line[position:].strip(" "):
            return self._read_blank(depth), len(line), False
        if whole and self.leaf in (_FENCE, HTML):
            return self._inside(line, position)
        if whole and self.leaf == _INDENTED and line.startswith("    ", position):
            return CODE, position, False
        paragraph = self.leaf == _PARAGRAPH
        while True:
            start = position + _indentation(line, position)
            if start - position >= 4:
                if paragraph:
                    break
                self._close(depth)
                self.leaf = _INDENTED
                return CODE, position, True
            match = _START.match(line, start)
            name = match and self._opened(match, paragraph, whole)
            if match is None or not name:
                break
            if name == "underline":
                self.leaf = ""
                return PROSE, start, False
            self._close(depth)
            if name not in ("quote", "item"):
                return self._open(name, match, line, start)
            if depth >= MAXIMUM_DEPTH:
                paragraph = False
                break
            position = self._enter(name, match, line, position)
            depth, whole, paragraph = depth + 1, True, False
            if not line[position:].strip(" "):
                self.empty_item = name == "item"
                return PROSE, len(line), True
        if paragraph:
            return PROSE, start, False
        self._close(depth)
        self.leaf = _PARAGRAPH
        return PROSE, start, True

    def _go_on(self, line: str) -> tuple[int, int]:
        """How far the marks of the open quotes and items reach in a line, and how many of these go on."""
        position = 0
        for depth, columns in enumerate(self.containers):
            indentation = _indentation(line, position)
            if columns == _QUOTE:
                if indentation > 3 or not line.startswith(">", position + indentation):
                    return position, depth
                position = _behind_quote(line, position + indentation)
            elif indentation >= columns:
                position += columns
            elif line[position:].strip(" ") or (self.empty_item and depth + 1 == len(self.containers)):
                return position, depth
        return position, len(self.containers)

    def _read_blank(self, depth: int) -> str:
        """The kind of a blank line: it ends paragraphs, quotes without their mark, items that nothing stands in yet."""
        if depth < len(self.containers):
            self._close(depth)
        self.empty_item = False
        if self.leaf == _PARAGRAPH or (self.leaf == HTML and self.end is None):
            self.leaf = ""
        return CODE if self.leaf == _INDENTED else self.kind if self.leaf in (_FENCE, HTML) else PROSE

    def _close(self, depth: int) -> None:
        del self.containers[depth:]
        self.leaf = ""
        self.empty_item = False

    def _inside(self, line: str, position: int) -> tuple[str, int, bool]:
        """A line inside a fence or a block of HTML, which it may end."""
        if self.leaf == _FENCE:
            closing = line[position:].strip(" ")
            if closing.startswith(self.fence) and not closing.strip(self.fence[0]) and _indentation(line, position) < 4:
                self.leaf = ""
                return CODE, position, False
            return self.kind, position, False
        if self.end is not None and self._ends(line, position):
            self.leaf = ""
        return self.kind, position, False

    def _ends(self, line: str, position: int) -> bool:
        return bool(_RAW_END.search(line, position)) if self.end == "" else line.find(self.end or "", position) >= 0

    def _opened(self, match: re.Match[str], paragraph: bool, whole: bool) -> str | None:
        """The name of what begins at a match; None where a paragraph goes on there."""
        name = match.lastgroup if match.lastgroup != "number" else "item"
        goes_on = paragraph and whole
        if name == "underline" and not goes_on:
            line, start = match.string, match.start()
            return "rule" if _RULE.match(line, start) else "item" if _ITEM.match(line, start) else None
        empty = not match.string[match.end() :].strip(" ")
        if name == "item" and goes_on and (empty or int(match["number"] or 1) != 1):
            return None
        return None if name == "tag" and paragraph else name

    def _enter(self, name: str, match: re.Match[str], line: str, position: int) -> int:
        """Open a quote or an item, and go behind its mark."""
        if name == "quote":
            self.containers.append(_QUOTE)
            return _behind_quote(line, match.start())
        end = match.end() if match["item"] else match.start() + 1
        spaces = _indentation(line, end)
        if spaces > 4 or end + spaces == len(line):
            spaces = 1
        self.containers.append(end + spaces - position)
        return min(end + spaces, len(line))

    def _open(self, name: str, match: re.Match[str], line: str, start: int) -> tuple[str, int, bool]:
        """Open a heading, a rule, a fence, a block of HTML or a note."""
        self.empty_item = False
        if name == "fence":
            self.leaf, self.fence = _FENCE, match["fence"]
            self.kind = MATH if line[match.end() :].strip() in _MATH else CODE
            return CODE, start, True
        if name in ("heading", "rule", "note"):
            if name == "note" and len(self.containers) < MAXIMUM_DEPTH:
                self.containers.append(_NOTE)
            return PROSE, start, True
        self.leaf = HTML
        self.kind = CODE if name == "raw" else HTML
        self.end = "-->" if name == "comment" else None
        if name == "raw":
            self.end = next((end for begin, end in _ENDS.items() if match["raw"].startswith(begin)), "")
        if self.end is not None and self._ends(line, start):
            self.leaf = ""
        return self.kind, start, True


def _indentation(line: str, position: int) -> int:
    """How many spaces stand at a position."""
    end = position
    while line.startswith(" ", end):
        end += 1
    return end - position


def _behind_quote(line: str, start: int) -> int:
    return start + 2 if line.startswith(" ", start + 1) else start + 1
