"""The lines of a document in HTML, and what they say as plain text.

Code is what stands in `pre`, `script` and the like, and what a program has set of a formula: MathML, KaTeX, MathJax. A
`pre` with markers is prose. A block begins where a tag of a block stands first on its line, never inside a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.latex_text import put_latex
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.kinds.unseen import end_of_element
from convcalc.study.documents.lines import ATTRIBUTES, BLOCK_TAGS, CODE, HTML, Line, physical_lines
from convcalc.study.sums.context import HIDDEN, PARTED

_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
"""Elements with nothing but text in them, in which a comment would be seen: HTML's raw text."""

_CODE = (*_RAW, "pre", "svg", "math", "template", "mjx-container", "noscript")
_FORMULA = re.compile(r"""\bclass\s*=\s*["']?[^"'>]{0,300}?(?:katex|mathjax)(?!_(?:ignore|process))""", re.I)
_TOKEN = re.compile(rf"<!--|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<attributes>{ATTRIBUTES})>")
_BLOCK = re.compile(rf"[ \t]*+</?(?:{'|'.join(BLOCK_TAGS.split())}|br)(?![A-Za-z0-9-])", re.I)
_INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike "
    "strong time tt u var wbr"
)
_INLINE_TAGS = frozenset(_INLINE.split())
_BREAKS = ("\xad", "\u200b")
"""Where a line may end inside a word or a number: nothing that a reader sees."""

_MARKER = re.compile(r"<!--\s{0,20}/?\s{0,20}convcalc\b")
_PART = re.compile(
    rf"[<&\r\n\\](?:(?<=<)/?(?P<name>[A-Za-z][A-Za-z0-9-]*+){ATTRIBUTES}>"
    r"|(?P<entity>(?<=&)(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|(?P<line>(?<=\r)\n?|(?<=\n))"
    r"|(?<=\\)(?P<formula>[(\[][^<>&\\]*+(?:\\[^()\[\]<>&][^<>&\\]*+)*+)\\[)\]])"
)
"""All that is not as it is written, which begins with one of few characters: the next is found by that."""


class _Region(NamedTuple):
    """A comment, which is HTML, or code, from `start` to before `end`."""

    start: int
    end: int
    kind: str


def html_lines(text: str) -> Iterator[Line]:
    """The lines of a document in HTML; one in which code begins or ends comes in several parts."""
    regions = [*_regions(text), _Region(len(text) + 1, len(text) + 1, HTML)]
    current = 0
    last = ""
    for number, start, end in physical_lines(text):
        position = start
        while True:
            while regions[current].end <= position:
                current += 1
            region = regions[current]
            inside = region.start <= position
            border = min(end, region.end if inside else region.start)
            kind = region.kind if inside else HTML
            begins = kind != last or (not inside and _BLOCK.match(text, position, end) is not None)
            yield Line(number, start, position, border, kind, begins)
            last = kind
            if border >= end:
                break
            position = border


def _regions(text: str) -> Iterator[_Region]:
    """The comments and the code of a text, in the order in which they stand."""
    position = 0
    while found := _TOKEN.search(text, position):
        position = found.end()
        if found[0] == "<!--":
            closing = text.find("-->", found.start() + 2)
            position = closing + 3 if closing >= 0 else len(text)
            yield _Region(found.start(), position, HTML)
            continue
        name = found["name"].lower()
        if found["close"] or found["attributes"].endswith("/"):
            continue
        if name in _CODE or _FORMULA.search(found["attributes"]):
            position = end_of_element(text, name, found.end(), nests=name not in _RAW) or len(text)
            if name == "pre" and _MARKER.search(text, found.end(), position):
                position = found.end()
            else:
                yield _Region(found.start(), position, CODE)


def html_text(written: str, kind: str = HTML) -> PlainText:
    """What a block says, with `HIDDEN` for the borders of its paragraphs and cells."""
    text = PlainText(written)
    tagged = False

    def keep(start: int, end: int) -> None:
        """Keep a part, which goes on with the number before it where there are tags alone between their digits."""
        nonlocal tagged
        if tagged and written[start : min(start + 1, end)].isdigit() and text.last.isdigit():
            text.put(PARTED, start, start)
        text.keep(start, end)
        tagged = tagged and start == end

    for found in text.finds(_PART, between=keep):
        if found["formula"]:
            text.put(HIDDEN, found.start(), found.start("formula") + 1)
            put_latex(text, found.start("formula") + 1, found.end("formula"), formula=True)
            text.put(HIDDEN, found.end("formula"), found.end())
        else:
            said = _said(found)
            tagged = tagged or not said
            text.put("" if said in _BREAKS else said, *found.span())
    return text


def _said(found: re.Match[str]) -> str:
    """What stands for a tag, an entity or the end of a line."""
    if found["line"] is not None:
        return " "
    if found["entity"]:
        return unescape(found[0])
    name, closes = found["name"].lower(), found[0].startswith("</")
    if name in ("sup", "sub"):
        return "}" if closes else "^{" if name == "sup" else "_{"
    return _BREAKS[-1] if name == "wbr" else "" if name in _INLINE_TAGS else HIDDEN
