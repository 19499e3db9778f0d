"""The record that a kind of document is: what has to be said once so that documents of that kind are checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from convcalc.language.problems import Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.lines import Line, Passage
from convcalc.study.documents.tables.grids import Grid

AROUND = "around"
"""Two markers bind what stands between them."""

BEFORE = "before"
"""A marker binds the last number before it on its line."""

BELOW = "below"
"""A marker binds the first number of the paragraph below it."""

_SPELLED = re.compile(r"<!-- (/?convcalc\b[^>\n]*?) ?-->")


class Part(NamedTuple):
    """A part of a file that is a document by itself, of a kind: the cell of a notebook."""

    source: Source
    kind: DocumentKind


class DocumentKind(NamedTuple):
    """A kind of document.

    `read_lines` gives all lines of a text: prose, code, markup and what is no text of it. `find_comments` gives the
    comments in the lines of one block, and `inside` what stands in a comment; a marker is a comment that begins with
    `convcalc`, spelled as `marker` has it, and binds the number that stands `binds` it; `prints` says whether two
    markers may also hold what a command prints. `find_table` is the table that begins below an offset, None where none
    does, `table` says of what kind it must be, and `opens` where one may begin, but for those of pipes. `above` gives
    the number of the line above which the comment of a table has to stand, where that may be another than its first.

    `plain` gives what a block says as plain text, by the kind of its lines, and sums are read in that as a whole. Where
    it is None they are read in each line as it is written. `markup` is what a line must not begin with that --fix
    writes, None as in Markdown. `parts` gives the parts of a file that is no document as a whole, those of code
    too where that is asked for. `unseen` gives what no reader sees beside comments, in the order in which it stands.
    """

    name: str
    read_lines: Callable[[str], Iterator[Line]]
    find_comments: Callable[[str, list[Line]], Iterator[Passage]]
    inside: Callable[[str], str]
    marker: str
    find_table: Callable[[str, list[Line], int], Grid | None]
    table: str
    opens: re.Pattern[str]
    binds: str = AROUND
    prints: bool = True
    plain: Callable[[str, str], PlainText] | None = None
    markup: re.Pattern[str] | None = None
    above: Callable[[str, list[Line], int], int] | None = None
    parts: Callable[[Source, Problems, bool], Iterator[Part]] | None = None
    unseen: Callable[[str], Iterator[Passage]] = lambda text: iter(())

    def spelled(self, text: str) -> str:
        """What is said of markers, which are written as in Markdown there, with those of this kind."""
        return _SPELLED.sub(lambda found: self.marker.format(found[1]), text)
