"""What a command prints, beside the text that a document shows of it.

The text may stand in a fence, which is kept; a first line there that begins with `$ ` is the command as people type it,
is kept too, and what the command says to standard error is then part of its text. In a fence a line `…` stands for any
lines that are left out.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from convcalc.language.tuples import NamedTuple
from convcalc.study.check.findings import Fix
from convcalc.study.documents.lines import LINE_END, Line
from convcalc.study.documents.markers import Binding

ELISION = "…"
LONGEST = 80
NOTHING = "nothing"

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"\s*(?:(`{3,}|~{3,})|\\begin\{([Vv]erbatim|lstlisting)\}|<pre[^<>]*>\s*\Z)", re.I)
_PRE = "</pre>"
MARKUP = re.compile(r"[\s>*+.)0-9-]*(?:`{3}|~{3})|.*(?:-->|(?<!\\)(?:\\\\)*(?:<[A-Za-z/!?]|\]\())")
"""The beginning of a fence, HTML or a link in a line: what commands print as Markdown has none of them unescaped."""


class Printed(NamedTuple):
    """What a command printed to standard output and to standard error, and its exit code."""

    output: str
    errors: str = ""
    code: int = 0

    @property
    def complaint(self) -> str:
        """The first error that a command says which failed; the first line where it only warns."""
        lines = self.errors.strip().split("\n")
        errors = (line for line in lines if line.startswith("error: ") or (": error: " in line and line[0] != " "))
        return next(errors, lines[0]).removeprefix("error: ") or "the command prints nothing"


class Compared(NamedTuple):
    """Whether a text is what its command prints; where they first differ, what is there and what is wanted.

    `markup` says that it has no fix because it would not be read as text there.
    """

    holds: bool
    offset: int
    length: int
    there: str
    wanted: str
    fix: Fix | None = None
    markup: bool = False


class InnerLine(NamedTuple):
    """A line between two markers: its text without the marks of quotes and lists, and where that stands."""

    start: int
    end: int
    text: str


def compare_text(text: str, binding: Binding, printed: Printed, own: re.Pattern[str] | None = None) -> Compared | None:
    """The text between two markers beside what their command prints; None where it prints no more than an error.

    `own` is what would be read as markup at the beginning of a line, in another kind of document than Markdown.
    """
    margin = _margin(text, binding)
    lines = _stripped(_lines(text, binding, margin))
    fence = _fence(lines)
    inner = lines[1:-1] if fence else lines
    console = bool(fence and inner and inner[0].text.startswith("$ "))
    if printed.code and not console:
        return None
    behind = inner[0].end if console else lines[0].end if fence else binding.opening.start
    inner = _stripped(inner[1:] if console else inner)
    output = printed.output + printed.errors if console else printed.output
    wanted = output.replace("\r\n", "\n").strip("\n").split("\n")
    difference = _first_difference([line.text for line in inner], [line.rstrip() for line in wanted], bool(fence))
    if difference is None:
        return Compared(True, binding.opening.start, len("<!--"), "", "")
    number, lacking = difference
    line = inner[min(number, len(inner) - 1)] if inner else InnerLine(behind, behind, "")
    there = _quoted(line.text) if number < len(inner) else NOTHING
    computed = _quoted(lacking) if lacking is not None else NOTHING
    markup = any(_is_markup(line, fence, own or MARKUP) for line in wanted)
    fix = _fix(text, binding, margin, inner, wanted, fence, behind) if not markup else None
    length = max(1, line.end - line.start) if inner else len("<!--")
    return Compared(False, line.start, length, there, computed, fix, markup)


def _is_markup(line: str, fence: str, markup: re.Pattern[str]) -> bool:
    """Whether a line would not be read as text there."""
    if fence == _PRE:
        return "<" in line or "&" in line
    return line.lstrip().startswith(fence) if fence else markup.match(line) is not None


def _margin(text: str, binding: Binding) -> str:
    """What stands before each line: the marks of quotes, and spaces for those of lists."""
    line = binding.opening.line
    return re.sub("[^>\t]", " ", text[line.start : line.text])


def _lines(text: str, binding: Binding, margin: str) -> list[InnerLine]:
    lines: list[InnerLine] = []
    for match in _LINE.finditer(text, binding.opening.end, binding.closing.start):
        start, end = match.span(1)
        if lines and text.startswith(margin, start, end):
            start += len(margin)
        elif lines and match[1].strip() == margin.strip():
            start = end
        lines.append(InnerLine(start, end, text[start:end].rstrip()))
        if not match[2]:
            break
    return lines


def _stripped(lines: list[InnerLine]) -> list[InnerLine]:
    """The lines without blank ones at the beginning and the end."""
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _fence(lines: list[InnerLine]) -> str:
    """What ends the block of code that the lines are: backquotes, tildes, the end of an environment or an element."""
    begin = _FENCE.match(lines[0].text) if len(lines) > 1 else None
    if begin is None:
        return ""
    end = lines[-1].text.strip()
    if not begin[1] and not begin[2]:
        return end if end == _PRE else ""
    if begin[2]:
        return end if end == f"\\end{{{begin[2]}}}" else ""
    return begin[1] if end.startswith(begin[1]) and not end.strip(begin[1][0]) else ""


def _first_difference(inner: list[str], wanted: list[str], elides: bool) -> tuple[int, str | None] | None:
    """The number of the first line that is wrong, and what it should be; None where all are right."""
    if elides and ELISION in inner:
        return _first_elided(inner, wanted)
    pairs = zip_longest(inner, wanted)
    return next(((number, right) for number, (line, right) in enumerate(pairs) if line != right), None)


def _first_elided(inner: list[str], wanted: list[str]) -> tuple[int, str | None] | None:
    """As `_first_difference`, where lines are left out: the parts come in this order, the outer ones at the ends."""
    head, tail = inner.index(ELISION), inner[::-1].index(ELISION)
    for number, line in enumerate(inner[:head]):
        if number >= len(wanted) or line != wanted[number]:
            return number, wanted[number] if number < len(wanted) else None
    rest = "\n".join(["", *wanted[head : max(head, len(wanted) - tail)], ""])
    for number, line in enumerate(inner[len(inner) - tail :], len(wanted) - tail):
        if number < head or line != wanted[number]:
            return len(inner) - len(wanted) + number, wanted[number] if number >= head else None
    begin, position = head + 1, 0
    while begin < len(inner) - tail:
        end = inner.index(ELISION, begin)
        part = "\n".join(["", *inner[begin:end], ""])
        if end > begin:
            place = rest.find(part, position)
            if place < 0:
                return begin, None
            position = place + len(part) - 1
        begin = end + 1
    return None


def _fix(
    text: str, binding: Binding, margin: str, inner: list[InnerLine], wanted: list[str], fence: str, behind: int
) -> Fix | None:
    """What puts the wanted text in the place of the inner lines, in an empty fence at `behind`.

    None where it is not certain which lines are left out.
    """
    texts = [line.text for line in inner]
    if fence and ELISION in texts:
        head, tail = texts.index(ELISION), texts[::-1].index(ELISION)
        if head + 1 + tail < len(texts) or head + tail > len(wanted):
            return None
        wanted = [*wanted[:head], ELISION, *wanted[len(wanted) - tail :]]
    newline = _line_end(text, binding.opening.line)
    lines = newline.join([wanted[0], *(margin + line if line else margin.rstrip() for line in wanted[1:])])
    if inner and inner[0].start > binding.opening.end:
        return Fix(inner[0].start, inner[-1].end, lines)
    if fence:
        return Fix(behind, behind, newline + margin + lines)
    blank = newline + margin.rstrip() + newline + margin
    return Fix(binding.opening.end, binding.closing.start, f"{blank}{lines}{blank}")


def _line_end(text: str, line: Line) -> str:
    """How a line ends; the last one of a document as the one before it."""
    match = LINE_END.match(text, line.end)
    if match is not None:
        return match[0]
    before = text[max(0, line.start - 2) : line.start]
    return before if before == "\r\n" else before[-1:] or "\n"


def _quoted(text: str) -> str:
    text = text.strip()
    return f"'{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}'"
