"""The markers of a document, `<!-- convcalc WORDS -->` and `<!-- /convcalc -->`, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from convcalc.language.problems import ERROR, Place, Problem, Problems, Source
from convcalc.study.documents.lines import HTML, Line

BROKEN = "CC303"
UNKNOWN = "CC304"
UNCHECKED = "CC305"

_NAME = "convcalc"
_INLINE = re.compile(r"\\[`<\\]|(?P<ticks>`+)|<!--")
_TICKS = re.compile("`+")
_UNENDED = re.compile(rf"<!--\s*+/?\s*+{_NAME}(?:\s|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")


class Span(NamedTuple):
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
    block: Span


class Binding(NamedTuple):
    """Two markers, and so the text between them."""

    opening: Marker
    closing: Marker


class Markers:
    """Reads the markers of a document, block by block, and pairs them."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.open: Marker | None = None
        self.left_open = 0

    def read(self, lines: list[Line]) -> tuple[list[Binding], list[Span]]:
        """What closes in a block of prose or HTML, and where all comments of the block stand."""
        text = self.source.text
        bindings: list[Binding] = []
        comments: list[Span] = []
        block = Span(lines[0].text, lines[-1].end)
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
        else:
            if opening is not None:
                self.left_open += 1
                message = f"this marker stands inside that of line {opening.line.number}, which is not closed before"
                self._say(message, marker, f"close each with <!-- /{_NAME} --> before the next")
            self.open = marker

    def _say(self, message: str, marker: Marker, hint: str) -> None:
        self.problems.add(Problem(ERROR, message, marker_place(self.source, marker), hint, (), BROKEN))


def marker_place(source: Source, marker: Marker) -> Place:
    """Where a marker stands: all of it that is in its first line."""
    start, end = marker.start, marker.end
    length = min(end, marker.line.end) - start if end > start else len("<!--")
    return Place(source, marker.line.number, start - marker.line.start + 1, max(1, length))


def place_behind(source: Source, line: Line, offset: int, length: int) -> Place:
    """The place of what stands at an offset of the text, in a line or in one of those below it."""
    number, start = line.number, line.start
    for match in _LINE_END.finditer(source.text, min(line.end, offset), offset):
        number, start = number + 1, match.end()
    return Place(source, number, offset - start + 1, max(1, length))


def _marker(text: str, line: Line, span: Span, block: Span) -> Marker | None:
    if span.end == span.start:
        return Marker(line, span.start, span.end, "", block)
    inner = unquoted(text[span.start + 4 : span.end - 3]).strip()
    if inner.startswith("/") and inner[1:].split(None, 1)[:1] == [_NAME]:
        return Marker(line, span.start, span.end, None, block)
    if inner.split(None, 1)[:1] != [_NAME]:
        return None
    return Marker(line, span.start, span.end, inner[len(_NAME) :].strip(), block)


def unquoted(text: str) -> str:
    """A part of a paragraph without the marks at the beginning of its lines that only say that they are quoted."""
    return re.sub(r"(\r\n|\r|\n)[ \t>]*", r"\1", text)


def find_comments(text: str, start: int, end: int, html: bool) -> Iterator[Span]:
    """The comments of HTML in a block, without those in inline code; in a block of HTML nothing is inline code.

    A marker that is not ended comes as an empty span.
    """
    if text.find("<!--", start, end) < 0:
        return
    last: dict[int, int] | None = None
    ended = True
    position = start
    while match := _INLINE.search(text, position, end):
        position = match.end()
        ticks = match["ticks"]
        if ticks and not html:
            last = _last_runs(text, position, end) if last is None else last
            if last.get(len(ticks), -1) >= position:
                position = _behind_run(text, len(ticks), position)
        elif match[0] == "<!--" and ended:
            closing = text.find("-->", match.start() + 2, end)
            if closing >= 0:
                position = closing + 3
                yield Span(match.start(), position)
                continue
            ended = False
        if match[0] == "<!--" and _UNENDED.match(text, match.start(), end):
            yield Span(match.start(), match.start())


def _last_runs(text: str, start: int, end: int) -> dict[int, int]:
    """Where the last run of so many backquotes begins, by their number."""
    return {len(match[0]): match.start() for match in _TICKS.finditer(text, start, end)}


def _behind_run(text: str, count: int, position: int) -> int:
    """Behind the next run of exactly so many backquotes, which there is."""
    return next(match.end() for match in _TICKS.finditer(text, position) if len(match[0]) == count)
