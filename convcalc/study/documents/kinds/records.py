"""The kinds of documents that there are, by the endings of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.language.foreign import ending
from convcalc.study.documents.kinds.kind import BEFORE, BELOW, DocumentKind
from convcalc.study.documents.kinds.unseen import html_unseen, latex_unseen
from convcalc.study.documents.lines import HTML, MATH, PROSE, Line, Passage, physical_lines, read_lines
from convcalc.study.documents.markers import find_comments, unquoted
from convcalc.study.documents.tables.grids import MOST_COLUMNS, Grid, find_grid

_COMMENT = "<!-- {} -->"
_HTML_TABLE_OPENS = re.compile(r"<table\b", re.I)
_HTML_TABLE = f"a <table> without another inside, that begins on the next line and has at most {MOST_COLUMNS} columns"


def _markdown_table(text: str, lines: list[Line], behind: int) -> Grid | None:
    from convcalc.study.documents.tables.html_grids import find_html_grid

    return find_html_grid(text, lines, behind) or find_grid(text, lines, behind)


def _comments(text: str, lines: list[Line]) -> Iterator[Passage]:
    if lines[0].kind == MATH:
        return iter(())
    return find_comments(text, lines[0].text, lines[-1].end, lines[0].kind == HTML)


def _html_comments(text: str, lines: list[Line]) -> Iterator[Passage]:
    return find_comments(text, lines[0].text, lines[-1].end, html=True)


def _inside(comment: str) -> str:
    return unquoted(comment[4:-3]).strip()


def _text_lines(text: str) -> Iterator[Line]:
    """The lines of a plain text, all of which are prose."""
    return (Line(number, start, start, end, PROSE, False) for number, start, end in physical_lines(text))


MARKDOWN = DocumentKind(
    "Markdown",
    read_lines,
    _comments,
    _inside,
    _COMMENT,
    _markdown_table,
    "one with a head and a row of dashes, or a <table> without another inside, begins on the next line, "
    f"and has at most {MOST_COLUMNS} columns",
    _HTML_TABLE_OPENS,
    unseen=html_unseen,
)
TEXT = MARKDOWN._replace(name="text", read_lines=_text_lines, find_comments=_html_comments)


def kind_of(name: str) -> DocumentKind:
    """The kind of a document by its name; one whose ending says nothing is read as Markdown."""
    return _LOADERS.get(ending(name), _markdown)()


def _markdown() -> DocumentKind:
    return MARKDOWN


def _text() -> DocumentKind:
    return TEXT


def _latex() -> DocumentKind:
    from convcalc.study.documents.kinds.latex_lines import find_latex_comments, inside_latex_comment, latex_lines
    from convcalc.study.documents.kinds.latex_tables import LATEX_TABLE, find_latex_grid
    from convcalc.study.documents.kinds.latex_text import latex_text

    return DocumentKind(
        "LaTeX",
        latex_lines,
        find_latex_comments,
        inside_latex_comment,
        "% {}",
        find_latex_grid,
        "a tabular, longtable, tblr, tabu or array begins below it, with its caption and commands between them alone",
        LATEX_TABLE,
        BEFORE,
        plain=latex_text,
        markup=re.compile(r"[^%\\]*+(?:\\.[^%\\]*+)*+%|.*\\end\{(?!tabular\})"),
        unseen=latex_unseen,
    )


def _rest() -> DocumentKind:
    from convcalc.study.documents.kinds.rest_lines import find_rest_comments, inside_rest_comment, rest_lines
    from convcalc.study.documents.kinds.rest_tables import REST_TABLE, above_rest_table, find_rest_grid
    from convcalc.study.documents.kinds.rest_text import rest_text

    return DocumentKind(
        "reStructuredText",
        rest_lines,
        find_rest_comments,
        inside_rest_comment,
        ".. {}",
        find_rest_grid,
        "a grid table, a simple table, a list-table or a csv-table begins below it, behind an empty line",
        REST_TABLE,
        BELOW,
        prints=False,
        plain=rest_text,
        above=above_rest_table,
    )


def _html() -> DocumentKind:
    from convcalc.study.documents.kinds.html_lines import html_lines, html_text
    from convcalc.study.documents.tables.html_grids import find_html_grid

    return DocumentKind(
        "HTML",
        html_lines,
        _html_comments,
        _inside,
        _COMMENT,
        find_html_grid,
        _HTML_TABLE,
        _HTML_TABLE_OPENS,
        plain=html_text,
        unseen=html_unseen,
    )


def _notebook() -> DocumentKind:
    from convcalc.study.documents.kinds.notebook import notebook_parts

    return MARKDOWN._replace(
        name="a notebook",
        parts=lambda source, problems, code: notebook_parts(source, problems, MARKDOWN, code),
    )


_LOADERS = {
    ".tex": _latex, ".rst": _rest, ".html": _html, ".htm": _html, ".txt": _text, ".ipynb": _notebook,
}  # fmt: skip
"""What makes the record of a kind, which loads what reads it."""
