"""The lines of a document in reStructuredText, and the comments in them.

Code is a literal block, what stands in a directive for code, and a session of the interpreter; options of a directive
are no text. Each line belongs to the innermost of these by its indentation, as docutils has it, and a comment goes as
far as what is indented below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.study.documents.lines import CODE, HTML, MATH, MATTER, PROSE, Line, Passage, physical_lines

_MARKUP = re.compile(
    r"\.\.(?:\ +|$)(?:(?P<directive>[A-Za-z][\w:+.-]{0,60})::(?:\ |$)|(?P<footnote>\[[^\]]{1,60}\](?:\ |$))"
    r"|(?P<substitution>\|)|(?P<target>_(?!_\ )))?",
    re.X,
)
_CODE = (
    "code code-block sourcecode literalinclude parsed-literal highlight doctest testcode testoutput testsetup prompt "
    "testcleanup ipython plot raw jupyter-execute jupyter-input jupyter-output graphviz mermaid productionlist index "
    "digraph graph tikz uml bibliography toctree include automodule autoclass autofunction nbplot exec_code "
    "command-output program-output runblock pyodide code-cell try-examples csv-table meta figure-code"
)
"""Directives in which nothing is prose."""

_CODE_DIRECTIVES = frozenset(_CODE.split())

MOST_BULLETS = 20
_OPTION = re.compile(r":[A-Za-z][\w -]{0,40}:(?:\s|$)")
_BULLET = re.compile(r"(?:[-*+•]|\(?(?:[0-9]{1,4}|[A-Za-z#])[.)])(?:\ +|$)")
_TERM = re.compile(r"[-+*] +[0-9(\\]")
"""What goes on with the sum of a paragraph: a list, which begins so too, begins only behind a blank line."""

_QUOTING = re.compile(r"[!-/:-@\[-`{-~]")
_PROMPT = ">>>"


def rest_lines(text: str) -> Iterator[Line]:
    """The lines of a document in reStructuredText; a block begins behind a blank line and with what is indented."""
    reader = _Blocks()
    for number, start, end in physical_lines(text):
        written = text[start:end]
        stripped = written.lstrip(" \t")
        indentation = len(written[: len(written) - len(stripped)].expandtabs(8))
        kind, begins = reader.read(stripped.rstrip(), indentation)
        yield Line(number, start, start + len(written) - len(stripped), end, kind, begins)


class _Blocks:
    """What is open where a line begins: `deeper` is the indentation beyond which lines are of the kind `inside`.

    `awaits` says that a literal block may begin, `options` that options of a directive may stand there. `quoting` is
    the mark that each line of a quoted literal block has; a comment that is `bare` ends with a blank line.
    """

    def __init__(self) -> None:
        self.inside = PROSE
        self.deeper = 0
        self.awaits = self.options = False
        self.quoting = ""
        self.session = self.bare = False
        self.last = PROSE
        self.blank = True

    def read(self, line: str, indentation: int) -> tuple[str, bool]:
        """The kind of a line, and whether a block begins with it."""
        if not line:
            self.blank, self.session, self.options = True, False, False
            if self.bare:
                self.inside = PROSE
            return (self.last if self.inside != PROSE else PROSE), False
        self.bare = False
        kind, begins = self._filled(line, indentation)
        begins = begins or (self.blank and kind == PROSE) or kind != self.last
        self.blank, self.last = False, kind
        return kind, begins

    def _filled(self, line: str, indentation: int) -> tuple[str, bool]:
        if self.quoting and line.startswith(self.quoting) and not self.blank:
            return CODE, False
        self.quoting = ""
        if self.options and indentation > self.deeper and _OPTION.match(line):
            return MATTER, False
        self.options = False
        if self.inside != PROSE and indentation > self.deeper:
            return self.inside, False
        self.inside = PROSE
        if self.awaits and self.blank:
            self.awaits = False
            if indentation > self.deeper:
                self.inside = CODE
                return CODE, True
            if indentation == self.deeper and _QUOTING.match(line) and not line.startswith(".. "):
                self.quoting = line[0]
                return CODE, True
        if self.session or line.startswith(_PROMPT):
            self.session = True
            return CODE, False
        return self._begun(line, indentation)

    def _begun(self, line: str, indentation: int) -> tuple[str, bool]:
        """A line of prose, or what begins there."""
        if not self.blank and self.last == PROSE and indentation == self.deeper and _TERM.match(line):
            return PROSE, False
        behind = behind_bullets(line, 0, len(line))
        inner, line = indentation + behind, line[behind:]
        markup = _MARKUP.match(line)
        self.awaits, self.deeper = False, inner
        if markup is None:
            self.awaits = line.endswith("::")
            return PROSE, inner > indentation
        name = (markup["directive"] or "").lower()
        if name:
            self.inside = CODE if name in _CODE_DIRECTIVES else MATH if name == MATH else PROSE
            self.options = True
            has_text = line[markup.end() :].strip() and name not in ("image", "figure")
            return (
                MATTER if self.inside == CODE else MATH if self.inside == MATH else PROSE if has_text else MATTER,
                True,
            )
        if markup["target"]:
            self.inside = MATTER
            return MATTER, True
        if markup["footnote"] or markup["substitution"]:
            return PROSE, True
        self.inside, self.bare = HTML, line == ".."
        return HTML, True


def find_rest_comments(text: str, lines: list[Line]) -> Iterator[Passage]:
    """The comment that a block is; no other block has any."""
    start = behind_bullets(text, lines[0].text, lines[0].end)
    if not text.startswith("..", start):
        return
    markup = _MARKUP.match(text, start, lines[0].end)
    if markup is not None and markup.lastgroup is None:
        yield Passage(start, max(line.end for line in lines if line.text < line.end))


def behind_bullets(text: str, start: int, end: int) -> int:
    """Where the text of a line begins behind the bullets and numbers of lists, one in another."""
    for _ in range(MOST_BULLETS):
        bullet = _BULLET.match(text, start, end)
        if bullet is None:
            break
        start = bullet.end()
    return start


def inside_rest_comment(comment: str) -> str:
    """What stands in a comment."""
    return comment[2:].strip()
