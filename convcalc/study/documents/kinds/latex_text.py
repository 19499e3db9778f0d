"""What a paragraph in LaTeX says, as plain text: numbers of siunitx, rows of `align` that go on, signs and spaces.

What only the reader of sums understands, as `\\frac` and braces, stays as it is. Macros are not looked up.
"""

from __future__ import annotations

import re
from functools import cache

from convcalc.study.documents.kinds.formulas import ALIGNED
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.lines import MATH, PROSE
from convcalc.study.sums.context import HIDDEN
from convcalc.study.sums.tokens import UNIT_LETTERS

SIGNS = {
    "times": "×", "cdot": "·", "ast": "*", "div": "÷", "approx": "≈", "simeq": "≈", "cong": "≈", "thickapprox": "≈",
    "sim": "~", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "lfloor": "⌊",
    "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "colon": ":", "dots": "…", "ldots": "…", "nicefrac": r"\frac",
    "sfrac": r"\frac", "quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "space": " ", "nonumber": "",
    "notag": "", "hfill": " ", "centering": "", "noindent": "", "limits": "",
    "textsuperscript": "^", "textsubscript": "_", "fi": " ",
    "left": "", "right": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "", "biggl": "", "biggr": "", "Biggl": "",
    "Biggr": "", "big": "", "Big": "", "bigg": "", "Bigg": "",
}  # fmt: skip
"""Commands without arguments, and what they say."""

_PREFIXES = {
    "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E", "kibi": "Ki", "mebi": "Mi",
    "gibi": "Gi", "tebi": "Ti", "milli": "m", "micro": "µ", "nano": "n", "centi": "c", "deci": "d", "hecto": "h",
}  # fmt: skip
_UNITS = {
    "byte": "B", "bit": "bit", "percent": "%", "second": "s", "hertz": "Hz", "metre": "m", "meter": "m", "gram": "g",
    "per": "/", "square": "²", "squared": "²", "pixel": "px", "watt": "W", "joule": "J", "volt": "V", "ampere": "A",
    "gramme": "g", "minute": "min", "hour": "h", "degree": "°", "of": "",
}  # fmt: skip

SETTING = (
    "text textrm textnormal textup textsf texttt textbf textit textsc textmd emph underline mbox hbox mathrm mathsf "
    "mathit mathbf mathtt boldsymbol bm pmb operatorname ensuremath boxed smash uline hl sisetup"
)
"""Commands that only set what stands in their braces."""

_UNSEEN = (
    "label vspace hspace index phantom hphantom vphantom setcounter addtocounter setlength glsadd nocite tnote color "
    "textcolor colorbox"
)
_SIZED = "rule fontsize addtolength raisebox parbox"
"""Commands whose arguments are measures."""

_SHOWN = (
    "cite citep citet citeauthor citeyear parencite textcite autocite footcite ref eqref autoref cref Cref pageref "
    "nameref vref tag bibitem includegraphics input include cline cmidrule url path href gls acrshort "
    "multicolumn multirow resizebox scalebox documentclass usepackage footnotemark"
)
"""Commands of whose first argument a reader sees something else, or nothing that is a number of the text."""

_BORDERS = (
    "item par section subsection subsubsection paragraph subparagraph chapter part caption footnote hline toprule "
    "midrule bottomrule newline linebreak newpage title author date frametitle tabularnewline cr"
)
_ALL_JOINED = ("eqnarray", "IEEEeqnarray")
_MULTLINE = "multline"
_ROW = r"\\"

_LONGEST_NUMBER = 40
_RESULT = re.compile(r"(?:[=≈~$`]|\\[(\[]|\\(?:approx|simeq|cong|thickapprox|sim))[&\s]*[0-9][0-9.,{}\\]*\Z")
_BEHIND_RESULT = re.compile(r"\s*[.,;]?\s*(?:\$|\\[)\]]|\\\\|\\end\{|\\(?:text|mathrm|label|tag|nonumber)|`|\Z)")

_RELATION = r"\s{0,9}(?:[=≈]|\\(?:approx|simeq|cong)(?![a-zA-Z]))\s{0,9}"
_RELATION_BEHIND, _RELATION_BEFORE = re.compile(f"{_RELATION}&"), re.compile(rf"&{_RELATION}\Z")

_SIGNED = re.compile(r"(?:\$\s{1,20}\$|\\\)\s{1,20}\\\()[-−][0-9]")
"""Where one formula ends and the next begins with a sign."""

_ARGUMENT = r"\{(?:[^{}]++|\{[^{}]*+\})*+\}"
_OPTION = r"(?:\[[^\[\]{}\r\n]{0,200}\])?"
_SPACES = r"(?:[\s{}]|\\q?quad(?![a-zA-Z])|\\[,;:!> ])"


def _names(words: str) -> str:
    return "|".join(words.split())


@cache
def _parts() -> re.Pattern[str]:
    """What is said otherwise in plain text. No part can be read in two ways, and none looks far ahead: linear time.

    All begin with one of few characters, which the next is found by.
    """
    return re.compile(
        rf"""[\\\r\n{{}}~$&0-9](?:
        (?<=\\)(?:
            (?:num{_OPTION}(?P<number>{_ARGUMENT})|(?:SI|qty){_OPTION}(?P<value>{_ARGUMENT})(?P<of>{_ARGUMENT})
                |(?:si|unit){_OPTION}(?P<unit>{_ARGUMENT}))
            |begin\{{(?P<begun>[a-zA-Z]{{1,30}})\*?\}}{_OPTION}(?:\{{[^{{}}\r\n]{{0,100}}\}})?
            |end\{{(?P<ended>[a-zA-Z]{{1,30}})\*?\}}
            |(?P<row>\\(?:\\\\)?\*?(?:\[[^\]\r\n]{{0,50}}\])?)
                (?:(?=(?P<lead>(?:{_SPACES}|&)*+)(?:(?P<equals>=|[≈]|\\(?:approx|simeq|cong)(?![a-zA-Z]))
                |(?P<factor>[*/×·]|\\(?:times|cdot|div)(?![a-zA-Z]))|(?P<term>[-+]))))?
            |(?P<set>{_names(SETTING)})\*?[ ]?\{{(?=[^{{}}]*+\}})
            |(?P<unseen>{_names(_UNSEEN)})\*?{_OPTION}{_ARGUMENT}
            |(?P<sized>{_names(_SIZED)})(?![a-zA-Z])\*?{_OPTION}(?:{_ARGUMENT})?(?:{_ARGUMENT})?
            |(?P<shown>{_names(_SHOWN)})\*?(?:\([lr]{{0,2}}\))?{_OPTION}{_OPTION}(?:{_ARGUMENT})?(?![a-zA-Z])
            |(?P<border>{_names(_BORDERS)})\*?(?![a-zA-Z]){_OPTION}
            |(?P<sign>{_names(" ".join(SIGNS))})(?![a-zA-Z])
            |(?P<thousands>(?<=[0-9]\\)[,;][ ]?(?=[0-9]{{3}}(?![0-9])))
            |(?P<space>[,;:> \t])|(?P<nothing>[!/@])
            |(?P<escaped>[%\#_])
            |(?P<display>[\[\]])
            |(?P<bracket>[()$])
        )
        |(?P<line>(?<=\r)\n?|(?<=\n))
        |(?<=\{{)(?:(?P<comma>,\}})|(?P<point>(?<=[0-9]\{{)\.\}}(?=[0-9])))
        |(?P<tie>(?<=~))
        |(?P<dollar>(?<=\$)\$?)
        |(?P<variable>(?<=[0-9])[ ]?[{UNIT_LETTERS}](?![A-Za-z0-9]))
        |(?P<and>(?<=&))
        |(?P<close>(?<=\}}))
        )""",
        re.VERBOSE,
    )


def latex_text(written: str, kind: str = PROSE) -> PlainText:
    """What a paragraph says, with `HIDDEN` for what parts it: items, cells, the borders of displayed formulas."""
    text = PlainText(written)
    put_latex(text, 0, len(written), kind == MATH)
    return text


def put_latex(text: PlainText, start: int, end: int, formula: bool) -> None:
    """Put what is written in LaTeX from `start` to before `end`; a `formula` is one that stands by itself."""
    reader = _Reader(text, formula)
    for found in text.finds(_parts(), start, end):
        reader.read(found)


class _Reader:
    """Puts plain text in the place of what is found; `opened` are the environments, `closers` braces that go."""

    def __init__(self, text: PlainText, formula: bool) -> None:
        self.text = text
        self.written = text.written
        self.opened: list[str] = [ALIGNED[0]] if formula else []
        self.formula = formula
        self.column = 0
        self.closers: set[int] = set()

    def read(self, found: re.Match[str]) -> None:
        name = found.lastgroup or ""
        start, end = found.span()
        if name == "number":
            self.number(start, *found.span("number"))
        elif name == "of":
            self.number(start, *found.span("value"))
            self.text.put(f" {_unit(found['of'][1:-1])}", *found.span("of"))
        elif name == "unit":
            self.text.put(_unit(found["unit"][1:-1]), start, end)
        elif name in ("begun", "ended"):
            self.environment(name, found[name])
            self.text.put(HIDDEN, start, end)
        elif found["row"] is not None:
            self.row(found)
        elif name == "set":
            self.closers.add(self.written.index("}", end))
        elif name == "sign":
            self.text.put(SIGNS[found["sign"]], start, end)
        elif name == "and":
            self.column += 1
            self.text.put(" " if self.joins() or self.is_beside_relation(start, end) else HIDDEN, start, end)
        elif name == "close" and start not in self.closers:
            self.text.keep(start, end)
        elif name in ("display", "bracket", "dollar"):
            self.border(name, found[0], start, end)
        elif name == "variable":
            start = found.start(name)
            self.text.keep(start - 1, start)
            variable = (self.formula or self.in_environment()) and not self.is_result(start, end)
            self.text.put(f"\\{found[0][-1]}" if variable else found[name], start, end)
        elif name == "escaped":
            self.text.put(found[0][1], start, end)
        else:
            self.text.put(_PLAIN.get(name, ""), start, end)

    def number(self, start: int, begin: int, end: int) -> None:
        """A number of siunitx, in which a comma is a decimal point, and spaces say nothing."""
        inner = self.written[begin + 1 : end - 1]
        if not re.fullmatch(r"[0-9.eE+\-\s x×~<>]*+|[0-9\s~<>]*+,[0-9eE+\-\s]++", inner):
            self.text.put(HIDDEN, start, end)
            return
        position = begin + 1
        for sign in re.finditer(r",|(?<=[0-9])\s+(?=[0-9])", inner):
            self.text.keep(position, begin + 1 + sign.start())
            position = begin + 1 + sign.end()
            self.text.put("." * (sign[0] == ","), begin + 1 + sign.start(), position)
        self.text.keep(position, end - 1)

    def border(self, name: str, written: str, start: int, end: int) -> None:
        """Where a formula begins or ends."""
        parts_digits = self.written[start - 1 : start].isdigit() and self.written[end : end + 1].isdigit()
        parts = parts_digits or _SIGNED.match(self.written, start) is not None
        if written == "\\$":
            self.text.keep(start, end)
        else:
            self.text.put(HIDDEN if name == "display" or parts else "", start, end)
        if written != "\\$":
            self.formula = written in ("\\(", "\\[") or (written[0] == "$" and not self.formula)

    def in_environment(self) -> bool:
        return bool(self.opened) and self.opened[-1] in ALIGNED

    def is_result(self, start: int, end: int) -> bool:
        """Whether a letter behind a number, which is mostly a variable in a formula, ends a result, and is its unit."""
        before = self.written[max(0, start - _LONGEST_NUMBER) : start]
        return bool(_RESULT.search(before) and _BEHIND_RESULT.match(self.written, end))

    def environment(self, name: str, called: str) -> None:
        self.column = 0
        if name == "begun":
            self.opened.append(called)
        elif called in self.opened:
            while self.opened.pop() != called:
                pass

    def joins(self) -> bool:
        """Whether what stands on both sides of the last `&` is one formula."""
        if not self.in_environment():
            return False
        return self.column % 2 == 1 or self.opened[-1] in _ALL_JOINED

    def is_beside_relation(self, start: int, end: int) -> bool:
        """Whether one of the cells beside an `&` is an equals sign alone: `3 &=& 1 + 2`."""
        before = self.written[max(0, start - _LONGEST_NUMBER) : start]
        return bool(_RELATION_BEHIND.match(self.written, end) or _RELATION_BEFORE.search(before))

    def row(self, found: re.Match[str]) -> None:
        """The end of a row: the only formula in it goes on where the next begins with what needs a left side."""
        inner = self.opened[-1] if self.opened else ""
        is_one = self.column <= 1 or inner in _ALL_JOINED
        self.column = 0
        goes_on = (
            inner in ALIGNED
            and is_one
            and bool(
                found["equals"]
                or found["factor"]
                or found["term"] == "+"
                or (found["term"] and ("&" in found["lead"] or inner == _MULTLINE))
            )
        )
        parts = f"{_ROW}{HIDDEN}" if found["term"] else HIDDEN  # a minus sign may go on, or begin what is negative
        self.text.put(" " if goes_on else parts, *found.span())


_PLAIN = {
    "line": " ",
    "shown": HIDDEN,
    "sized": HIDDEN,
    "border": HIDDEN,
    "thousands": ",",
    "comma": ",",
    "point": ".",
    "tie": "\u00a0",
    "space": " ",
}


def _unit(written: str) -> str:
    """A unit of siunitx: `\\mega\\byte` is MB; names that are not known stay names."""
    parts = re.findall(r"\\[a-zA-Z]+|[^\\{}\s~]+", written)
    names = (part[1:] if part.startswith("\\") else part for part in parts)
    return "".join(_PREFIXES.get(name) or _UNITS.get(name, name) for name in names)
