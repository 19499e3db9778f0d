"""The lines of a document in LaTeX, and the comments in them.

Prose is what stands between `\\begin{document}` and `\\end{document}`, all of it where there is neither, and lines with
markers. What LaTeX
prints as it is typed, and what is drawn, is code; the environment `comment` is no text. A comment goes from a percent
sign to the end of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.study.documents.lines import CODE, MATTER, PROSE, Line, Passage, physical_lines

_VERBATIM = (
    "verbatim", "verbatim*", "Verbatim", "Verbatim*", "BVerbatim", "LVerbatim", "lstlisting", "minted", "alltt",
    "filecontents", "filecontents*", "tikzpicture", "pgfpicture", "picture", "pycode", "pyverbatim", "sagesilent",
    "sageblock", "Sinput", "Soutput", "Schunk", "Highlighting", "Shaded", "tcblisting", "luacode", "luacode*",
)  # fmt: skip
_OPENED = re.compile(r"\\begin\{(document|comment|" + "|".join(map(re.escape, _VERBATIM)) + r")\}")
_MARK = re.compile(r"\\(?:verb(?![a-zA-Z])\*?|lstinline(?![a-zA-Z])(?:\[[^\]]{0,200}\])?)|\\(?:url|href|path)\{|\\.|%")
_COMMENTED = re.compile(r"%+\s*")
_DOCUMENT = "document"
_COMMENT = "comment"


def latex_lines(text: str) -> Iterator[Line]:
    """The lines of a document in LaTeX; a block begins behind a blank line and behind what is no prose."""
    kind = MATTER if _begins_document(text) else PROSE
    inside = ""
    begins = True
    for number, start, end in physical_lines(text):
        if inside:
            ends = text.find(f"\\end{{{inside}}}", start, end) >= 0
            yield Line(number, start, start, end, MATTER if inside == _COMMENT else CODE, begins)
            begins = ends
            inside = "" if ends else inside
            continue
        opened = next(_opened(text, start, end), None) if text.find("\\begin{", start, end) >= 0 else None
        if opened == _DOCUMENT:
            yield Line(number, start, start, end, MATTER, False)
            kind, begins = PROSE, True
            continue
        if kind == PROSE and text.startswith("\\end{document}", start):
            kind, begins = MATTER, True
        if opened is not None:
            inside = "" if text.find(f"\\end{{{opened}}}", start, end) >= 0 else opened
            yield Line(number, start, start, end, MATTER if opened == _COMMENT else CODE, True)
            begins = True
            continue
        bound = kind == MATTER and text.find("convcalc", start, end) >= 0
        yield Line(number, start, _indented(text, start, end), end, PROSE if bound else kind, begins or bound)
        begins = bound


def _begins_document(text: str) -> bool:
    """Whether a document begins in a text, outside of comments."""
    return any(
        text.rfind("%", text.rfind("\n", 0, found.start()) + 1, found.start()) < 0
        for found in re.finditer(r"\\begin\{document\}", text)
    )


def _opened(text: str, start: int, end: int) -> Iterator[str]:
    """The environments that a line opens whose lines are no prose."""
    comment = next(latex_comments(text, start, end), None)
    for found in _OPENED.finditer(text, start, comment.start if comment else end):
        yield found[1]


def _indented(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t":
        start += 1
    return start


def find_latex_comments(text: str, lines: list[Line]) -> Iterator[Passage]:
    """The comments in some lines of prose."""
    if text.find("%", lines[0].start, lines[-1].end) >= 0:
        for line in lines:
            yield from latex_comments(text, line.text, line.end)


def latex_comments(text: str, start: int, end: int) -> Iterator[Passage]:
    """The comment of a line, which goes to its end; a percent sign that is escaped, typed or in an address is none."""
    if text.find("%", start, end) < 0:
        return
    position = start
    unended: set[str] = set()
    while mark := _MARK.search(text, position, end):
        position = mark.end()
        written = mark[0]
        if written == "%":
            yield Passage(mark.start(), end)
            return
        if written.endswith("{"):
            delimiter = "}"
        elif written.startswith(("\\verb", "\\lstinline")):
            delimiter = text[position : position + 1]
            delimiter = "}" if delimiter == "{" else delimiter
            position += 1
        else:
            continue
        closing = text.find(delimiter, position, end) if delimiter and delimiter not in unended else -1
        if closing >= 0:
            position = closing + 1
        else:
            unended.add(delimiter)


def inside_latex_comment(comment: str) -> str:
    """What stands in a comment."""
    found = _COMMENTED.match(comment)
    return comment[found.end() if found else 0 :].strip()
