r"""The formulas of several rows in a text that is not LaTeX: environments as `align`, and lines between `$$`.

Those of Markdown, notebooks and pages of HTML are read as LaTeX's own are: a row goes on with the one above.
"""

from __future__ import annotations

import re

from convcalc.study.documents.lines import Passage

ALIGNED = (
    "align", "aligned", "alignat", "alignedat", "flalign", "split", "eqnarray", "IEEEeqnarray", "gather", "gathered",
    "multline", "equation", "displaymath", "math", "dmath", "empheq", "xalignat",
)  # fmt: skip
"""The environments of formulas whose rows may go on."""

MAY_BEGIN = ("$$", "\\begin{")

_BEGINS = re.compile(rf"(?<!\\)\$\$|\\begin\{{(?P<name>(?:{'|'.join(ALIGNED)})\*?)\}}")
_COMMENT = re.compile(r"(?<![^\\]\\)%")


def find_formulas(text: str) -> list[Passage]:
    """The formulas of several rows or lines in a text; one with a comment of LaTeX, which ends a line, is left out."""
    found: list[Passage] = []
    if not any(sign in text for sign in MAY_BEGIN):
        return found
    position = 0
    unended: set[str] = set()
    while begins := _BEGINS.search(text, position):
        position, name = begins.end(), begins["name"]
        closing = f"\\end{{{name}}}" if name else "$$"
        end = text.find(closing, position) if closing not in unended else -1
        if end < 0:
            unended.add(closing)
            continue
        formula = Passage(begins.start(), end + len(closing)) if name else Passage(position, end)
        position = end + len(closing)
        written = text[formula.start : formula.end]
        if any(sign in written for sign in ("\n", "\r", "\\\\")) and not _COMMENT.search(written):
            found.append(formula)
    return found
