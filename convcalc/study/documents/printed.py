"""What a command prints, beside the text that a document shows of it.

The text may stand in a fence, which is kept; a first line there that begins with `$ ` is the command as people type it,
is kept too, and what the command says to standard error is then part of its text. In a fence a line `…` stands for any
lines that are left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from convcalc.study.check.findings import Fix
from convcalc.study.documents.lines import Line
from convcalc.study.documents.markers import Binding

ELISION = "…"
LONGEST = 80
NOTHING = "nothing"

_ROW = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKUP = re.compile(r"[\s>*+.)0-9-]*(?:`{3}|~{3})|.*(?:-->|(?<!\\)(?:\\\\)*(?:<[A-Za-z/!?]|\]\())")
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
    """Whether a text is what its command prints; where they first differ, what stands there and what should.

    `markup` says that it has no fix because it would not be read as text there.
    """

    holds: bool
    offset: int
    length: int
    written: str
    computed: str
    fix: Fix | None = None
    markup: bool = False


class Row(NamedTuple):
    """A line between two markers: its text without the marks of quotes and lists, and where that stands."""

    start: int
    end: int
    text: str


def compare_text(text: str, binding: Binding, printed: Printed) -> Compared | None:
    """The text between two markers beside what their command prints; None where it prints no more than an error."""
    margin = _margin(text, binding)
    every = _rows(text, binding, margin)
    rows = _stripped(every)
    fence = _fence(rows)
    shown = rows[1:-1] if fence else rows
    console = bool(fence and shown and shown[0].text.startswith("$ "))
    if printed.code and not console:
        return None
    behind = shown[0].end if console else rows[0].end if fence else binding.opening.start
    shown = _stripped(shown[1:] if console else shown)
    wanted = (
        (printed.output + printed.errors if console else printed.output).replace("\r\n", "\n").strip("\n").split("\n")
    )
    first = _first_difference([row.text for row in shown], [line.rstrip() for line in wanted], bool(fence))
    if first is None:
        return Compared(True, binding.opening.start, len("<!--"), "", "")
    found, lacking = first
    row = shown[found] if found < len(shown) else Row(behind, behind, "") if not shown else shown[-1]
    written = _quoted(shown[found].text) if found < len(shown) else NOTHING
    computed = _quoted(lacking) if lacking is not None else NOTHING
    markup = any(line.lstrip().startswith(fence) if fence else _MARKUP.match(line) for line in wanted)
    fix = _fix(text, binding, margin, shown, wanted, fence, behind) if not markup else None
    length = max(1, row.end - row.start) if shown else len("<!--")
    return Compared(False, row.start, length, written, computed, fix, markup)


def _margin(text: str, binding: Binding) -> str:
    """What stands before each line: the marks of quotes, and spaces for those of lists."""
    line = binding.opening.line
    return re.sub("[^>\t]", " ", text[line.start : line.text])


def _rows(text: str, binding: Binding, margin: str) -> list[Row]:
    rows: list[Row] = []
    for match in _ROW.finditer(text, binding.opening.end, binding.closing.start):
        start, end = match.span(1)
        if rows and text.startswith(margin, start, end):
            start += len(margin)
        elif rows and match[1].strip() == margin.strip():
            start = end
        rows.append(Row(start, end, text[start:end].rstrip()))
        if not match[2]:
            break
    return rows


def _stripped(rows: list[Row]) -> list[Row]:
    """The rows without blank ones at the beginning and the end."""
    first, last = 0, len(rows)
    while first < last and not rows[first].text.strip():
        first += 1
    while first < last and not rows[last - 1].text.strip():
        last -= 1
    return rows[first:last]


def _fence(rows: list[Row]) -> str:
    """The backquotes or tildes around the rows, where they are one block of code."""
    begin = _FENCE.match(rows[0].text) if len(rows) > 1 else None
    if begin is None:
        return ""
    end = rows[-1].text.strip()
    return begin[1] if end.startswith(begin[1]) and not end.strip(begin[1][0]) else ""


def _first_difference(shown: list[str], wanted: list[str], elides: bool) -> tuple[int, str | None] | None:
    """The number of the first line that is wrong, and what it should be; None where all are right."""
    if elides and ELISION in shown:
        return _first_elided(shown, wanted)
    for number, (one, other) in enumerate(zip(shown, wanted, strict=False)):
        if one != other:
            return number, other
    if len(shown) == len(wanted):
        return None
    return min(len(shown), len(wanted)), wanted[len(shown)] if len(shown) < len(wanted) else None


def _first_elided(shown: list[str], wanted: list[str]) -> tuple[int, str | None] | None:
    """As `_first_difference`, where lines are left out: the parts come in this order, the outer ones at the ends."""
    head, tail = shown.index(ELISION), shown[::-1].index(ELISION)
    for number, line in enumerate(shown[:head]):
        if number >= len(wanted) or line != wanted[number]:
            return number, wanted[number] if number < len(wanted) else None
    rest = "\n".join(["", *wanted[head : max(head, len(wanted) - tail)], ""])
    for number, line in enumerate(shown[len(shown) - tail :], len(wanted) - tail):
        if number < head or line != wanted[number]:
            return len(shown) - len(wanted) + number, wanted[number] if number >= head else None
    begin, position = head + 1, 0
    while begin < len(shown) - tail:
        end = shown.index(ELISION, begin)
        part = "\n".join(["", *shown[begin:end], ""])
        found = rest.find(part, position)
        if end > begin and found < 0:
            return begin, None
        position, begin = found + len(part) - 1 if end > begin else position, end + 1
    return None


def _fix(
    text: str, binding: Binding, margin: str, shown: list[Row], wanted: list[str], fence: str, behind: int
) -> Fix | None:
    """What puts the wanted text in the place of the shown one, in an empty fence at `behind`.

    None where it is not certain which lines are left out.
    """
    written = [row.text for row in shown]
    if fence and ELISION in written:
        head, tail = written.index(ELISION), written[::-1].index(ELISION)
        if head + 1 + tail < len(written) or head + tail > len(wanted):
            return None
        wanted = [*wanted[:head], ELISION, *wanted[len(wanted) - tail :]]
    newline = _line_end(text, binding.opening.line)
    lines = newline.join([wanted[0], *((margin + line).rstrip() if not line else margin + line for line in wanted[1:])])
    if shown and shown[0].start > binding.opening.end:
        return Fix(shown[0].start, shown[-1].end, lines)
    if fence:
        return Fix(behind, behind, newline + margin + lines)
    blank = newline + margin.rstrip() + newline + margin
    return Fix(binding.opening.end, binding.closing.start, f"{blank}{lines}{blank}")


def _line_end(text: str, line: Line) -> str:
    """How a line ends; the last one of a document as the one before it."""
    match = _LINE_END.match(text, line.end)
    if match is not None:
        return match[0]
    before = text[max(0, line.start - 2) : line.start]
    return before if before == "\r\n" else before[-1:] or "\n"


def _quoted(text: str) -> str:
    text = text.strip()
    return f"'{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}'"
