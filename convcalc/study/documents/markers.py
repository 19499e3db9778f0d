"""The markers of a document, `<!-- convcalc WORDS -->` and `<!-- /convcalc -->`, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from convcalc.language.problems import Place, Problems, Source
from convcalc.study.documents.lines import HTML, LINE_END, Line

BROKEN = "CC303"
UNKNOWN = "CC304"
UNCHECKED = "CC305"

TABLE = "table"
"""What a marker names that binds the table below it."""

_NAME = "convcalc"
_INLINE = re.compile(r"\\[`<\\]|(?P<ticks>`+)|<!--")
_TICKS = re.compile("`+")
_UNENDED = re.compile(rf"<!--\s*+/?\s*+{_NAME}(?:\s|\Z)")


class Passage(NamedTuple):
    """A part of the text, from `start` to before `end`."""

    start: int
    end: int


class Marker(NamedTuple):
    """A comment that is a marker, from `start` to before `end` of the text; `line` is the one in which it begins.

    `words` is what it names, None where it closes; `block` is the paragraph, or another block, in which it stands.
    """

    line: Line
    start: int
    end: int
    words: str | None
    block: Passage


class Binding(NamedTuple):
    """Two markers, and so the text between them."""

    opening: Marker
    closing: Marker


class Markers:
    """Reads the markers of a document, block by block, and pairs them; those of `tables` stand alone."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.open: Marker | None = None
        self.tables: list[Marker] = []
        self.left_open = 0

    def read(self, lines: list[Line]) -> tuple[list[Binding], list[Passage]]:
        """What closes in a block of prose or HTML, and where all comments of the block stand."""
        text = self.source.text
        bindings: list[Binding] = []
        comments: list[Passage] = []
        block = Passage(lines[0].text, lines[-1].end)
        current = iter(lines)
        line = next(current)
        for span in find_comments(text, lines[0].text, lines[-1].end, lines[0].kind == HTML):
            while span.start > line.end:
                line = next(current)
            comments.append(span)
            marker = _marker(text, line, span, block)
            if marker is not None:
                bindings += self._pair(marker)
        return bindings, comments

    def finish(self) -> None:
        """Say of a marker that it was never closed."""
        if self.open is not None:
            self._say("this marker is never closed", self.open, f"close it with <!-- /{_NAME} -->")

    def _pair(self, marker: Marker) -> Iterator[Binding]:
        opening = self.open
        if marker.words is None:
            self.open = None
            if opening is not None:
                yield Binding(opening, marker)
            elif self.left_open:
                self.left_open -= 1
            else:
                self._say("this marker closes none", marker, f"open it with <!-- {_NAME} DESIGN METRIC -->")
        elif marker.end == marker.start:
            self._say("this marker is not ended", marker, "end it with -->")
        elif opening is None and marker.words.split(None, 1)[:1] == [TABLE]:
            self.tables.append(marker)
        else:
            if opening is not None:
                self.left_open += 1
                message = f"this marker stands inside that of line {opening.line.number}, which is not closed before"
                self._say(message, marker, f"close each with <!-- /{_NAME} --> before the next")
            self.open = marker

    def _say(self, message: str, marker: Marker, hint: str) -> None:
        self.problems.error(message, marker_place(self.source, marker), hint, code=BROKEN)


def marker_place(source: Source, marker: Marker) -> Place:
    """Where a marker stands: all of it that is in its first line."""
    start, end = marker.start, marker.end
    length = min(end, marker.line.end) - start if end > start else len("<!--")
    return Place(source, marker.line.number, start - marker.line.start + 1, max(1, length))


def place_behind(source: Source, line: Line, offset: int, length: int) -> Place:
    """The place of what stands at an offset of the text, in a line or in one of those below it."""
    number, start = line.number, line.start
    for match in LINE_END.finditer(source.text, min(line.end, offset), offset):
        number, start = number + 1, match.end()
    return Place(source, number, offset - start + 1, max(1, length))


def _marker(text: str, line: Line, comment: Passage, block: Passage) -> Marker | None:
    """The marker that a comment is; one that is not ended, an empty passage, names nothing."""
    inner = unquoted(text[comment.start + 4 : comment.end - 3]).strip() if comment.end > comment.start else _NAME
    closes = inner.startswith("/")
    if inner[closes:].split(None, 1)[:1] != [_NAME]:
        return None
    return Marker(line, *comment, None if closes else inner[len(_NAME) :].strip(), block)


def unquoted(text: str) -> str:
    """A part of a paragraph without the marks at the beginning of its lines that only say that they are quoted."""
    return re.sub(r"(\r\n|\r|\n)[ \t>]*", r"\1", text)


def find_comments(text: str, start: int, end: int, html: bool) -> Iterator[Passage]:
    """The comments of HTML in a block, without those in inline code; in a block of HTML nothing is inline code.

    A marker that is not ended comes as an empty span.
    """
    if text.find("<!--", start, end) < 0:
        return
    runs: dict[int, int] | None = None
    ended = True
    position = start
    while match := _INLINE.search(text, position, end):
        position = match.end()
        ticks = match["ticks"]
        if ticks and not html:
            if runs is None:  # where the last run of so many backquotes begins
                runs = {len(run[0]): run.start() for run in _TICKS.finditer(text, position, end)}
            if runs.get(len(ticks), -1) >= position:
                position = next(run.end() for run in _TICKS.finditer(text, position) if run[0] == ticks)
        elif match[0] == "<!--" and ended:
            closing = text.find("-->", match.start() + 2, end)
            if closing >= 0:
                position = closing + 3
                yield Passage(match.start(), position)
                continue
            ended = False
        if match[0] == "<!--" and _UNENDED.match(text, match.start(), end):
            yield Passage(match.start(), match.start())
