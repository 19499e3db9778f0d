"""Which lines of a document are code, HTML or prose: as CommonMark has it, and as another parser of it finds them."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from convcalc.study.documents.check import blocks
from convcalc.study.documents.lines import CODE, HTML, MATTER, PROSE, read_lines

LETTERS = {"c": CODE, "h": HTML, "m": MATTER, "p": PROSE}


def kinds(text):
    """A letter for each line that is not blank."""
    names = {kind: letter for letter, kind in LETTERS.items()}
    return "".join(names[line.kind] for line in read_lines(text) if text[line.start : line.end].strip(" \t"))


def texts(text):
    """What each line of prose says, without the marks of quotes and lists."""
    return [text[line.text : line.end] for line in read_lines(text) if line.kind == PROSE and line.text < line.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n", "pp"),
        ("a\n\n    code\n\n    code\nb\n", "pccp"),
        ("a\n    lazy\n", "pp"),
        ("```\nx\n\n```\na\n", "cccp"),
        ("````\n```\n````\na\n", "cccp"),
        ("~~~ python\n```\n~~~\na\n", "cccp"),
        ("``` a`b\nx\n", "pp"),
        ("```\nnever closed\n", "cc"),
        ("- a\n\n  b\n\n      code\n", "ppc"),
        ("- a\n\n    b\n", "pp"),
        ("1. a\n   ```\n   x\n   ```\nb\n", "pcccp"),
        ("> ```\n> x\na\n", "ccp"),
        (">     code\n", "c"),
        ("- ```\n  x\nb\n", "ccp"),
        ("# heading\n    code\n", "pc"),
        ("a\n---\n    code\n", "ppc"),
        ("\tcode\n", "c"),
        ("-\tfoo\n\n\tbar\n", "pp"),
        ("<!-- a\n```\n-->\nb\n", "hhhp"),
        ("<div>\n    a\n```\n\n    code\n", "hhhc"),
        ("<pre>\na\n\nb</pre>\nc\n", "cccp"),
        ("<b>a</b> b\n", "p"),
        ("---\ntitle: a\n---\nb\n", "mmmp"),
        ("+++\ntitle = 1\n+++\nb\n", "mmmp"),
        ("---\ntitle: a\n", "pp"),
        ("a\n---\nb\n---\n", "pppp"),
        ("!!! note\n\n    a\n\n        code\n\n    b\n\nc\n\n    code\n", "ppcppc"),
        ('???+ tip "T"\n    a\n\n    - b\n\n        c\n', "pppp"),
        ('=== "T"\n\n    ```\n    x\n    ```\n    a\nb\n', "pcccpp"),
        ('- a\n\n    !!! note "T"\n\n        b\n\n    c\n', "pppp"),
        ("!!! a, b\n\n===\n\n    code\n", "ppc"),
        ("!!!\n\n    code\n\n!!!!! a\n\n    code\n", "pcpc"),
    ],
)
def test_a_line_is_of_a_kind(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(end):
    text = end.join(["a", "", "    b", "c"])
    lines = list(read_lines(text))
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert [text[line.start : line.end] for line in lines] == ["a", "", "    b", "c"]
    assert [line.kind for line in lines if line.start < line.end] == [PROSE, CODE, PROSE]


def test_the_text_of_a_line_begins_behind_its_marks():
    assert texts("> - 3*3 = 9\n> 1. a\n  b\n") == ["3*3 = 9", "a", "b"]
    assert texts("-\ta\n-\t- b\n") == ["a", "b"]


def test_paragraphs_items_rows_and_headings_are_blocks_of_their_own():
    text = "a\nb\n\nc\n- d\n- e\n  f\n# g\n| h |\n| i |\n"
    found = [[text[line.text : line.end] for line in block if line.text < line.end] for block in blocks(text)]
    assert [block for block in found if block] == [["a", "b"], ["c"], ["d"], ["e", "f"], ["# g"], ["| h |"], ["| i |"]]


def test_marks_stand_no_deeper_than_a_person_writes_them():
    assert texts(">" * 30 + " a\n") == [">" * 10 + " a"]


@pytest.mark.parametrize(
    "unit",
    [
        "> ", "- ", ">", "`", "~", "<a b ", "<!--", "* ", "=", "    ", "\t", "1) ", "<", "#", "- - -x\n", "> a\n",
        "[\n", "|\n",
    ],
)  # fmt: skip
def test_what_repeats_a_mark_without_end_is_read(unit):
    text = unit * (200_000 // len(unit))
    assert sum(line.end - line.start for line in read_lines(text)) == len(text.replace("\n", ""))


@pytest.mark.parametrize("fence", ["---", "+++"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_front_matter_that_is_never_closed_is_prose_however_its_many_lines_end(fence, end):
    lines = [fence, *["a"] * 30_000, "3*3 = 9"]
    assert {line.kind for line in read_lines(end.join(lines))} == {PROSE}
    assert {line.kind for line in read_lines(end.join([*lines, "..."]))} == {MATTER}


PIECES = [
    " ", "  ", "    ", "\t", "> ", "- ", "-", "* ", "+ ", "1. ", "2) ", "10. ", "# ", "#", "```", "````", "~~~",
    "`", "a", "b c", "<!--", "-->", "<div>", "</div>", "<b>", "<a b='c'>", "<pre>", "</pre>", "---", "===", "***", "_",
    "|", "<?", "?>",
]  # fmt: skip
LINES = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
RAW = re.compile(r"\s*<(?:pre|script|style|textarea|\?|!\[|![A-Za-z])", re.I)
PARSER = MarkdownIt("commonmark").disable("reference")
PARSER.core.ruler.enableOnly(["normalize", "block"])


def kinds_elsewhere(text):
    """What markdown-it-py says of each line that is not blank."""
    found = {}
    for token in PARSER.parse(text):
        if token.type in ("fence", "code_block", "html_block"):
            html = token.type == "html_block" and not RAW.match(token.content)
            found.update(dict.fromkeys(range(*token.map), "h" if html else "c"))
    rows = text.split("\n")
    return "".join(found.get(number, "p") for number, row in enumerate(rows) if row.strip(" \t"))


@settings(max_examples=1000)
@given(st.lists(LINES, max_size=8).map("\n".join))
def test_another_parser_finds_the_same_kinds(text):
    assume(not text.startswith("---"))
    # Unlike CommonMark, markdown-it-py takes what is indented behind a lone mark of a quote into the quote.
    assume(not re.search(r"(?m)^[ \t]*(?:[-+*>]|[0-9]+[.)])?.*>[ \t]*$", text) or "    " not in text.expandtabs(4))
    assert kinds(text) == kinds_elsewhere(text)
