r"""The parts of a line in which arithmetic may stand: numbers, operators, brackets, equals signs and all the rest.

Markdown, LaTeX and HTML are seen through here: `\times`, `&times;` and `\*` are operators, `$`, backquotes and the
stars of emphasis are nothing, `\frac{a}{b}` is `(a)/(b)`. Where one code span ends and the next begins is a border,
as it is between two formulas of which the second begins with a sign.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import NamedTuple

from convcalc.study.sums.irrational import ROOT

NUMBER, OPERATOR, POWER, OPEN, CLOSE, EQUALS, WORD, COMMAND, OTHER = (
    "number", "operator", "power", "open", "close", "equals", "word", "command", "other",
)  # fmt: skip


class Token(NamedTuple):
    """A part of a line, from `start` to before `end`; `gap` says that white space stands before it.

    `text` is how the language of expressions writes a number, an operator or a bracket (`35K` is `(35*K)`), `=` or `≈`
    for an equals sign, and what is written for anything else. Digits that make no number, as `1.2.3` or `1,00`, are an
    OTHER.
    """

    kind: str
    text: str
    start: int
    end: int
    gap: bool

    def spelling(self, line: str) -> str:
        """What is written for it in its line."""
        return line[self.start : self.end]


UNIT_LETTERS = "KkMGBT"
MYRIADS = "만억조"
_UNITS = UNIT_LETTERS + MYRIADS
_THIN = r"\ \xa0\u2009\u202f"
GROUPING = r"\{,\}|\\[,;][ ]?|['’]"
"""What groups digits beside commas."""

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"
_PLAIN_SUPERSCRIPTS = str.maketrans(_SUPERSCRIPTS, "0123456789-+")

_OPERATORS = {
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "✕": "*", "✖": "*", "⨯": "*", "x": "*", "X": "*",
    r"\times": "*", r"\cdot": "*", r"\ast": "*", r"\*": "*", "&times;": "*", "&middot;": "*",
    "÷": "/", r"\div": "/", "&divide;": "/",
    "−": "-", "–": "-", r"\-": "-", "&minus;": "-", r"\+": "+",
    "^": "**", r"\*\*": "**",
}  # fmt: skip
_AS_WRITTEN = {"digits": NUMBER, "plus": OPERATOR, "word": WORD, "other": OTHER, "command": COMMAND}
"""The kinds of what the pattern finds and is taken as it stands."""

_OPENING = {"⌊": "floor(", "⌈": "ceil(", r"\lfloor": "floor(", r"\lceil": "ceil("}
_WIDE = "（［"
"""Brackets that bring the white space before them along."""

_CLOSERS = {
    "[": "]", "{": "}", "（": "）", "［": "］", "⌊": "⌋", "⌈": "⌉",
    r"\[": r"\]", r"\{": r"\}", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil",
}  # fmt: skip

# No part of the pattern can be read in two ways at one place, and each repeats at most one level deep: linear time.
_SPACES = r"[\s\u200b\ufeff]|(?<!~)~(?=\\?[a-zA-Z%])|\\[ ,;:!>]|\\q?quad(?![a-zA-Z])|&(?:nbsp|thinsp);"
_DIGITS = (
    rf"[1-9][0-9]{{0,2}}(?:[{_THIN}][0-9]{{3}}(?![0-9]|[xX×*][0-9]))+(?:\.[0-9]+)?"
    r"|[0-9]+(?:(?:[,_.]|\{[,.]\}|\\,|\\[,;][ ]?(?=[0-9]{3}(?![0-9]))|['’](?=[0-9]{3}(?![0-9])))[0-9]+)*|\.[0-9]+"
)
_PATTERN = rf"""
(?P<space>(?:{_SPACES})+)
|(?P<digits>(?:0|[1-9][0-9]*+)(?![0-9,_.'’{{\\eExX{_UNITS}]|[{_THIN}][0-9{_UNITS}]))
|(?P<tag></(?:b|code|em|font|i|kbd|mark|small|span|strong|tt|u|var)>)
|(?P<plus>[+/](?![+=/>]))
|(?P<compound>[<>!:|^]=+ | [<>]+ | ={{2,}}>? | =[<>]+ | [-–—]+> | \+[+=] | -{{2,}} | \\\\(?!%)
    | (?<![a-zA-Z])[a-zA-Z]{{2,8}}://\S+ | &(?:[lg]t|amp|quot);)
|(?P<times>[xX](?![^\W\d_]))
|(?P<function>(?<![\w.\\])(?:(?:[mM]ath|np|numpy)\.)?(?:floor|ceil|round|sqrt)\()
|(?P<topic>は(?=[ ]?(?:約|およそ|ほぼ|合計で?|全部で)?[ ]?[0-9]+,?[0-9]{{3}}))
|(?P<word>make_divisible(?![^\W\d_])|[^\W\d_{_SUPERSCRIPTS}]+)
|(?P<number>0[xX][0-9a-fA-F]+(?![0-9a-zA-Z]) | [1-9][0-9]*\.(?=[ ]?(?:\\(?:times|cdot)(?![a-zA-Z])|[×*]))
    | (?:{_DIGITS})(?:
        (?:[ ]?[{MYRIADS}](?![큼각])(?:[ ]?[0-9][0-9,_]*(?![0-9.]))?)+
        | [eE][+-]?[0-9]+(?![\w.])
        | (?!(?<=[0-9],[0-9]{{3}})[ ]?B)
          [ ]?[{UNIT_LETTERS}](?![A-Za-z0-9_]|(?<=B)[-+][0-9]|[ ]?\^|\*\*[0-9(]|[{_SUPERSCRIPTS}]|\\(?:[dtc]?frac|sqrt))
      )?)
|(?P<equals>~=|[=≈≃≅≒∼] | \\(?:approx|simeq|cong|thickapprox)(?:eq)?(?![a-zA-Z]))
|(?P<power>[{_SUPERSCRIPTS}]+)
|(?P<star>\*+)
|(?P<operator>//|[-+/·×⋅∙∗✕✖⨯÷−–^]|\\\*(?:\\\*)? | \\[-+]
    | \\(?:times|cdot|ast|div)(?![a-zA-Z]) | &(?:times|middot|minus|divide);)
|(?P<fraction>\\(?:[dtc]?frac|nicefrac|sqrt)(?=[ ]?[{{0-9])|√(?=[0-9(]))
|(?P<border>`+[ \t]+`+|\$[ \t]+\$(?=[-−][0-9]))
|(?P<mark>[$`]+|\\(?:left|right|[bB]igg?[lr]?|boxed|(?:math|text)(?:bf|rm|it)|displaystyle|bm)(?![a-zA-Z])
    | \\(?:textcolor|color)\{{[\w!]{{1,30}}\}} | \\[()] | &(?![a-zA-Z#]) | \{{\}} | _(?:10(?![0-9])|\{{10\}}))
|(?P<open>[(\[{{⌊⌈（［]|\\l(?:floor|ceil)(?![a-zA-Z])|\\[\[{{])
|(?P<close>[)\]}}⌋⌉）］]|\\r(?:floor|ceil)(?![a-zA-Z])|\\[\]}}])
|(?P<command>\\[a-zA-Z]+|\\\\%|\\.)
|(?P<underscore>_+)
|(?P<other>.)
"""
_WELL_FORMED = (
    r"[1-9][0-9]{0,2}(?P<separator>[,_ ])[0-9]{3}(?:(?P=separator)[0-9]{3})*(?:\.[0-9]+)?"
    r"|(?:0|[1-9][0-9]*)?\.[0-9]+|0|[1-9][0-9]*"
)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.VERBOSE)


def tokenize(line: str, start: int = 0, certain: bool = False) -> list[Token]:
    """The parts of a line from `start` on, without white space and marks of emphasis.

    `certain` says that it is a sum and no prose: each x and each star multiplies, whatever the spaces around it.
    """
    tokenizer = _Tokenizer(line, certain)
    for match in _pattern().finditer(line, start):
        tokenizer.read(match.lastgroup or "", match[0], match.start(), match.end())
    return tokenizer.tokens


class _Tokenizer:
    """Makes tokens of what the pattern finds; stars and underscores depend on what stands around them.

    `braces` holds for each open brace whether it is the numerator or the denominator of a LaTeX fraction, or a root.
    """

    def __init__(self, line: str, certain: bool) -> None:
        self.line = line
        self.certain = certain
        self.tokens: list[Token] = []
        self.gap = False
        self.braces: list[str] = []
        self.awaited = ""
        self.fraction = 0

    def read(self, name: str, text: str, start: int, end: int) -> None:
        if self.awaited and text[0].isdigit():
            self.read_argument(text, start, end)
        elif kind := _AS_WRITTEN.get(name):
            self.add(kind, text, start, end)
        elif name == "space":
            self.gap = True
        elif name == "border":
            self.add(OTHER, text, start, end)
            self.gap = True
        elif name == "operator":
            self.add(OPERATOR, _OPERATORS.get(text, text), start, end)
        elif name == "number":
            number = _number(text)
            self.add(NUMBER if number else OTHER, number or text, start, end)
        elif name == "equals" or (self.certain and text == "=="):
            self.add(EQUALS, "=" if text[0] == "=" else "≈", start, end)
        elif name == "open":
            self.open(text, start, end)
        elif name == "function" and self.certain:
            self.add(WORD, text[:-1], start, end - 1)
            self.open("(", end - 1, end)
        elif name == "function":
            self.add(OPEN, text.rpartition(".")[2], start, end)
        elif name == "close":
            self.close(text, start, end)
        elif name == "power":
            raised = text.translate(_PLAIN_SUPERSCRIPTS)
            self.add(POWER, f"**({raised})" if re.search("[0-9][-+]", raised) else f"**{raised}", start, end)
        elif name == "fraction":
            self.awaited, self.fraction = "numerator" if text.endswith("frac") else "root", start
        elif name not in ("mark", "tag"):
            self.by_surroundings(name, text, start, end)

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        self.tokens.append(Token(kind, text, start, end, self.gap))
        self.gap = False
        self.awaited = ""

    def read_argument(self, text: str, start: int, end: int) -> None:
        r"""Digits of which the first is an argument of LaTeX, as in `\frac12` and `\sqrt3`; all are behind a `√`."""
        awaited, length = self.awaited, len(text) if self.line[self.fraction] == "√" else 1
        opening = {"numerator": "((", "root": ROOT}.get(awaited, "(")
        self.add(OPEN, opening, self.fraction if opening != "(" else start, start)
        self.add(NUMBER if text[:length].isdecimal() else OTHER, text[:length], start, start + length)
        self.add(CLOSE, "))" if awaited == "denominator" else ")", start + length, start + length)
        self.divide(awaited, start + length)
        if self.awaited and length < len(text):
            self.read_argument(text[length:], start + length, end)
        elif length < len(text):
            self.add(OTHER, text[length:], start + length, end)

    def divide(self, argument: str, end: int) -> None:
        """Go on behind an argument: the numerator is divided by the next one."""
        if argument == "numerator" and self.line[end : end + 1] in (*"{0123456789",):
            self.add(OPERATOR, "/", end, end)
            self.awaited = "denominator"

    def open(self, text: str, start: int, end: int) -> None:
        awaited = self.awaited if text == "{" or (text == "(" and self.awaited == "root") else ""
        self.gap = self.gap or text in _WIDE
        if text == "{":
            self.braces.append(awaited)
        if awaited == "numerator":
            self.add(OPEN, "((", self.fraction, end)
        elif awaited == "root":
            self.add(OPEN, ROOT, self.fraction, end)
        else:
            self.add(OPEN, _OPENING.get(text, "("), start, end)

    def close(self, text: str, start: int, end: int) -> None:
        part = self.braces.pop() if text == "}" and self.braces else ""
        self.add(CLOSE, "))" if part == "denominator" else ")", start, end)
        self.divide(part, end)

    def by_surroundings(self, name: str, text: str, start: int, end: int) -> None:
        """A letter x, stars, underscores, compound signs; `は`, which is "is" between a product and a large number."""
        spaced = end == len(self.line) or self.line[end].isspace()
        if name == "times":
            in_product = [token.text for token in self.tokens[-2:-1]] == ["*"] and self.tokens[-1].kind == NUMBER
            multiplies = self.certain or spaced == self.gap or in_product
            self.add(OPERATOR if multiplies else WORD, "*" if multiplies else text, start, end)
        elif name == "star":
            if self.certain or self.multiplies(spaced, end):
                self.add(OPERATOR if len(text) < 3 else OTHER, text, start, end)
        elif name == "topic":
            is_product = [token.text for token in self.tokens[-2:-1]] == ["*"] and not self.certain
            self.add(EQUALS if is_product else WORD, "=" if is_product else text, start, end)
        elif name == "compound" or self.certain:
            self.add(OTHER, text, start, end)
        elif self.tokens and self.tokens[-1].end == start and not spaced and self.begins_index(end):
            self.add(COMMAND, text, start, end)

    def begins_index(self, end: int) -> bool:
        return self.line[end].isalnum() or self.line[end] in "{(["

    @cached_property
    def has_emphasis(self) -> bool:
        """Whether a star in the line may begin what is emphasised."""
        return re.search(r"(?<![^\s(\[{|])\*{1,3}(?=[^\s*])", self.line) is not None

    def multiplies(self, spaced: bool, end: int) -> bool:
        """Whether a star stands between operands, with space on both sides or none, and so is no emphasis."""
        if not self.tokens or self.tokens[-1].kind in (EQUALS, OPERATOR, OPEN):
            return False
        if spaced != self.gap and (self.tokens[-1].kind not in (NUMBER, CLOSE) or self.has_emphasis):
            return False
        begin = end
        while self.line[begin : begin + 1].isspace():
            begin += 1
        following = self.line[begin : begin + 1]
        if following == ".":
            return self.line[begin + 1 : begin + 2].isdecimal()
        return following.isalnum() or following in ("(", "[", "{", "（", "［", "-", "−", "\\", "$", "⌊", "⌈", "`")


def _number(text: str) -> str:
    """A number as the language of expressions writes it; empty where the digits make none."""
    if text.isdecimal() and (text[0] != "0" or text == "0"):
        return text
    plain = re.sub(r"[\xa0\u2009\u202f]", " ", re.sub(GROUPING, ",", text.replace("{.}", ".")))
    if not set(MYRIADS).isdisjoint(plain):
        from convcalc.language.numbers.quantity import QuantityError, parse_quantity

        try:
            quantity = parse_quantity(plain)
        except QuantityError:
            return ""
        composed = quantity.style.joint is not None
        return str(quantity.number) if composed else f"({re.sub(f'[,_ {MYRIADS}]', '', plain)}*{quantity.style.scale})"
    unit = plain[-1].upper() if plain[-1] in UNIT_LETTERS else ""
    digits = plain[:-1].rstrip() if unit else plain.removesuffix(".")
    mantissa, _, exponent = digits.lower().partition("e")
    if not re.fullmatch(_WELL_FORMED, mantissa) or len(exponent) > 3:
        return ""
    digits = re.sub("[,_ ]", "", digits)
    return f"({digits}*{unit})" if unit else digits


def closes(line: str, opening: Token, closing: Token) -> bool:
    """Whether two brackets are a pair."""
    opener, written = opening.spelling(line), closing.spelling(line)
    closer = ")" if opener.endswith("(") else _CLOSERS.get(opener, "}" if opener.endswith("{") else "")
    return closer == written or f"{closer}{written}" in (")）", "）)", "]］", "］]")
