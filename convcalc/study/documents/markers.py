"""The markers of a document, `<!-- convcalc WORDS -->` and `<!-- /convcalc -->`, and what stands between them.

In some kinds of documents a marker, `% convcalc WORDS`, stands alone, and binds a number before or below it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from convcalc.language.problems import Place, Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.kind import AROUND, BELOW, DocumentKind
from convcalc.study.documents.lines import LINE_END, Line, Passage

BROKEN = "CC303"
UNKNOWN = "CC304"
UNCHECKED = "CC305"

TABLE = "table"
"""What a marker names that binds the table below it."""

_NAME = "convcalc"
_INLINE = re.compile(r"\\[`<\\]|(?P<ticks>`+)|<!--")
_TICKS = re.compile("`+")
_BELOW = "an empty line stands below it, then the paragraph of which it binds the first number"
_UNENDED = re.compile(rf"<!--\s*+/?\s*+{_NAME}(?:\s|\Z)")


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


class Single(NamedTuple):
    """A marker that stands alone, with the block of its number, and the part in which that is the first, or last."""

    opening: Marker
    part: Passage
    is_last: bool


class Markers:
    """Reads the markers of a document, block by block, and pairs them; those of `tables` stand alone.

    `printing` are the words that begin a marker of a text which a command prints.
    """

    def __init__(self, source: Source, problems: Problems, kind: DocumentKind, printing: Collection[str] = ()) -> None:
        self.source = source
        self.problems = problems
        self.kind = kind
        self.printing = printing
        self.open: Marker | None = None
        self.tables: list[Marker] = []
        self.left_open = 0
        self.awaiting: Marker | None = None

    def read(self, lines: list[Line]) -> tuple[list[Binding | Single], list[Passage]]:
        """What closes in a block of prose or HTML, and where all comments of the block stand."""
        text = self.source.text
        bindings: list[Binding | Single] = []
        comments: list[Passage] = []
        block = Passage(lines[0].text, lines[-1].end)
        current = iter(lines)
        line = next(current)
        spans = list(self.kind.find_comments(text, lines))
        if self.awaiting is not None:
            bindings += self._below(self.awaiting, lines, bool(spans))
        for span in spans:
            while span.start > line.end:
                line = next(current)
            comments.append(span)
            marker = _marker(self.kind, text, line, span, block)
            if marker is not None:
                bindings += self._pair(marker)
        return bindings, comments

    def finish(self) -> None:
        """Say of a marker that it was never closed, or that nothing stands below it."""
        self.pass_over()
        if self.open is not None:
            self._say("this marker is never closed", self.open, f"close it with <!-- /{_NAME} -->")

    def pass_over(self) -> None:
        """Say of a marker above something else that no paragraph stands below it."""
        if self.awaiting is not None:
            self._say("no paragraph stands below this marker", self.awaiting, _BELOW)
            self.awaiting = None

    def _pair(self, marker: Marker) -> Iterator[Binding | Single]:
        opening = self.open
        if marker.words is None:
            self.open = None
            if opening is not None:
                yield Binding(opening, marker)
            elif self.left_open:
                self.left_open -= 1
            else:
                hint = "it stands alone" if self._stands_alone("") else f"open it with <!-- {_NAME} DESIGN METRIC -->"
                self._say("this marker closes none", marker, hint)
        elif marker.end == marker.start:
            self._say("this marker is not ended", marker, "end it with -->")
        elif opening is None and marker.words.split(None, 1)[:1] == [TABLE]:
            self.tables.append(marker)
        elif opening is None and self._stands_alone(marker.words):
            yield from self._alone(marker)
        else:
            if opening is not None:
                self.left_open += 1
                message = f"this marker stands inside that of line {opening.line.number}, which is not closed before"
                self._say(message, marker, f"close each with <!-- /{_NAME} --> before the next")
            self.open = marker

    def _stands_alone(self, words: str) -> bool:
        """Whether a marker binds a number without a second one."""
        if self.kind.binds == AROUND:
            return False
        return not self.kind.prints or words.split(None, 1)[:1] not in [[word] for word in self.printing]

    def _alone(self, marker: Marker) -> Iterator[Single]:
        if self.kind.binds == BELOW:
            self.awaiting = marker
        else:
            yield Single(marker, Passage(marker.line.text, marker.start), is_last=True)

    def _below(self, marker: Marker, lines: list[Line], commented: bool) -> Iterator[Single]:
        """What a marker binds in the block below it, which has to be a paragraph behind an empty line."""
        block = Passage(lines[0].text, lines[-1].end)
        if commented or len(LINE_END.findall(self.source.text, marker.end, block.start)) < 2:
            self.pass_over()
        else:
            self.awaiting = None
            yield Single(marker._replace(block=block), block, is_last=False)

    def _say(self, message: str, marker: Marker, hint: str) -> None:
        place = marker_place(self.source, marker)
        self.problems.error(message, place, self.kind.spelled(hint), code=BROKEN)


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


def _marker(kind: DocumentKind, text: str, line: Line, comment: Passage, block: Passage) -> Marker | None:
    """The marker that a comment is; one that is not ended, an empty passage, names nothing."""
    inner = kind.inside(text[comment.start : comment.end]) if comment.end > comment.start else _NAME
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
