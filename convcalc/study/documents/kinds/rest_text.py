"""What a block in reStructuredText says, as plain text: formulas are in LaTeX, roles are not seen."""

from __future__ import annotations

import re
import string
from functools import partial
from unicodedata import east_asian_width

from convcalc.study.documents.kinds.latex_text import put_latex
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.lines import MATH, PROSE
from convcalc.study.sums.context import HIDDEN

_PART = re.compile(
    r"(?P<footnote>\A\.\.[ ]+\[[^\]]{1,60}\]|\A[ \t]*\(?[0-9]{1,9}[.)](?=[ \t\r\n]))"
    r"|(?P<formula>:math:`(?P<inner>[^`]*+)`)|:(?P<script>sup|sub)(?:erscript|script)?:(?=`)"
    r"|(?P<elsewhere>:(?:[a-z]+:)?(?:cite|footcite|ref|numref|eq|doc|pep|rfc|term|download)[\w:]{0,20}:`[^`]*+`"
    r"|`[^`]{1,300}`_{1,2}(?!\w))|(?P<role>:[A-Za-z][\w:.+-]{0,40}:(?=`))|(?P<nothing>\\[ \r\n])"
    r"|(?P<line>\r\n|[\r\n])|(?P<reference>\|[^|\s][^|\r\n]{0,60}\|_{0,2}|\[[^\]\s]{1,40}\]_)"
)
_FORMULA = re.compile(r"\.\.[ ]+math::|(?P<part>(?:\r\n|[\r\n])[ \t]*(?:\r\n|[\r\n]))")

OUTGROWN = "`--fix` leaves it, since what is right is longer than the line below its title"


def rest_text(written: str, kind: str = PROSE) -> PlainText:
    """What a block says, with `HIDDEN` for what parts it; the lines of one are one text."""
    return _formula(written) if kind == MATH else _prose(written)


def _prose(written: str) -> PlainText:
    text = PlainText(written)
    for found in text.finds(_PART):
        start, end = found.span()
        if found["formula"]:
            text.put("`", start, found.start("inner"))
            put_latex(text, *found.span("inner"), formula=True)
            text.put("`", found.end("inner"), end)
        elif found["line"]:
            text.put(" ", start, end)
        elif found["script"]:
            text.put("^" if found["script"] == "sup" else "_", start, end)
        elif found["reference"] or found["footnote"] or found["elsewhere"]:
            text.put(HIDDEN, start, end)
    return text


def _formula(written: str) -> PlainText:
    """The formulas of a directive, which blank lines part."""
    text = PlainText(written)
    for found in text.finds(_FORMULA, between=partial(put_latex, text, formula=True)):
        text.put(HIDDEN, *found.span())
    return text


def outgrows_rule(written: str) -> bool:
    """Whether a title is longer than the line below it, of which docutils warns; full-width signs count twice."""
    lines = [line.rstrip() for line in written.rstrip().splitlines()[-2:]]
    if len(lines) < 2 or len(set(lines[1])) != 1 or lines[1][0] not in string.punctuation:
        return False
    return sum(1 + (east_asian_width(sign) in "WF") for sign in lines[0]) > len(lines[1])
