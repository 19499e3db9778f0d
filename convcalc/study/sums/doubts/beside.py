"""What stands beside a sum that does not hold, and may be part of it: a variable, another operand, a modulus."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from math import factorial

from convcalc.language.numbers.units import unit_length
from convcalc.study.sums.context import DOTS, HIDDEN, MULTIPLE, TEXTS
from convcalc.study.sums.doubts.measures import is_measure
from convcalc.study.sums.doubts.suspect import ALL, REACH, Doubt, Suspect
from convcalc.study.sums.irrational import ROOT
from convcalc.study.sums.tokens import CLOSE, COMMAND, EQUALS, NUMBER, OPEN, OPERATOR, OTHER, POWER, WORD, Token
from convcalc.study.sums.values import Side, agrees, quantity_of, readings, value_of

_VARIABLE = re.compile(r"[b-df-hj-np-tv-xzµ\u0391-\u03c9]", re.I)
"""A letter alone, Latin or Greek; a vowel may be a word: a and I, and in other languages "and", "or", "to"."""

_RAISED = re.compile(r"(?<![^\W\d_])[a-zA-Z]\s?\^")
"""A letter with an exponent, which is no word."""

_OF_FACTORS = (NUMBER, OPERATOR, POWER, OPEN, COMMAND)
"""What stands in a bracket that is a factor, beside variables."""

_NO_VARIABLE = re.compile(
    r"[a-zA-Z]['’]|[rR] ?[0-9]|\w(?:_(?:\{[^{}]{0,20}\}|\w))?(?:\([^()]{0,20}\))?[\s&$]{0,4}(?:=|≈|\\approx)"
)
"""A letter that is the beginning of another thing."""

_BORDERS = r"""
\leftarrow \rightarrow \to \gets \longrightarrow \longleftarrow \mapsto \leadsto \Rightarrow \Leftarrow \implies \iff
\Longrightarrow \Longleftarrow \Leftrightarrow \Longleftrightarrow \leftrightarrow \geq \ge \leq \le \geqslant \leqslant
\neq \ne \gt \lt \gg \ll \land \wedge \tag \label \notag \nonumber \end \hspace \vspace \hfill \newline \cr \par
\pmod \bmod \mod \checkmark \square \blacksquare \qed \because \therefore \footnote \cite \ref \item \hline
\color \cdotp \pause \equiv \not \notin \in \Omega \ohm
"""
BORDERS = frozenset(_BORDERS.split())
"""Commands of LaTeX behind a result that are no part of it."""

_MARKS = re.compile(r"[$`&]|\\(?:[()]|q?quad)")
"""Where a formula, a column of it or code ends, what follows is no part of it."""

_MODULUS = re.compile(
    r"(?:(?<![a-zA-Z])(?:mod(?:ulo)?|\\[bp]?mod)(?![a-zA-Z])[\s{(\[$]{0,4}"
    r"|(?<![a-zA-Z])(?:GF\(|(?:\\[FZ]|[FZℤ]|\\(?:mathbb|mathbf|mathrm)\{?[FZ]\}?)[_/]\{?))(?P<number>[0-9]{1,9})?"
)
"""A modulus, or a field or ring of so many numbers."""

_WIDTH = re.compile(r"(?<![\w.])(?P<bits>[2-9]|[1-5][0-9]|6[0-4])[-\s\xa0]?(?:[bB]its?(?![a-z])|位|비트|ビット)")
"""How many bits a number has, beyond which it begins again."""

CIRCLES = {"am": 12, "pm": 12, "degrees": 360}
"""What is reckoned by a modulus: hours and angles."""

_IN_MARKUP = re.compile(r",?(?:_?\{[^{}\n]{0,40}\}|</?[a-z][^<>\n]{0,60}>|[_*]){1,4}(?P<digits>[0-9]{3})(?![0-9])")
"""The last digits of a number, with marks of their own."""

_DENIED = re.compile(
    r"[^\w.,;\n]{0,6}(?:\?\s{0,3}(?:no|nein|non|wrong|falsch|faux)\b"
    r"|, (?:which|was|ce qui|lo que|lo cual) (?:[^\W\d_]{1,20} ){1,6}['\"«„“]?(?:wrong|false|falsch|faux|falso)\b"
    r"|(?:(?:which |that )?(?:is|was|being)|(?:was )?ist|(?:ce qui )?est|(?:lo que )?es|이면|이라면|이?는|은|是|は)?\s?"
    r"(?:wrong|false|incorrect|not true|nonsense|an? contradiction|falsch|unwahr|faux|fausse|falso|falsa|incorrect[oa]"
    r"|contradicción|contradiction|absurd|Widerspruch|오답|거짓|틀[린렸]|모순|错误|錯誤|错的|誤り|間違|不成立|矛盾|[❌✗✘✖⚡↯]))",
    re.I,
)
"""What says behind a result that it is wrong."""

_SIGN = re.compile(r"[\s&$]{0,9}(?:=|(?P<differs>≠|\\neq?(?![a-z])|\\not\s?=))[\s&$]{0,9}")
"""An equals sign, or that of what is not equal."""


_NOT = re.compile(
    r"[\s$,`*)(;]{0,6}(?:(?:and|but|und|et|y) )?(?:not|rather than|instead of|nicht|statt|pas|non|no|而不是|不是|而非)"
    r"[\s$`*]{0,3}(?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(?![0-9])"
)
"""What says behind a result which number it is not."""

_ON_BITS = re.compile(r"(?:(?<![\w.,])(?P<number>[0-9]{1,18})|[0-9)\]])\s*(?P<operator>N?AND|X?OR|NOR|NOT)\s*\Z")

_STATEMENT = re.compile(r"\\(?:assertion|truefalse|vraioufaux|vraifaux)\s?\{[^{}]{0,40}\Z")

_BROKEN = 5
"""Tokens in which a line of LaTeX ends and the next one begins."""

LARGEST_FACTORIAL = 30


def _parted(claim: Suspect, token: Token, following: Token) -> bool:
    """Whether a formula or code ends between two tokens, or begins."""
    return _MARKS.search(claim.right.line, token.end, following.start) is not None


def _ends(claim: Suspect) -> bool:
    """Whether its formula or code ends before what stands behind it."""
    return claim.after is not None and _parted(claim, claim.tokens[claim.unit.last], claim.after)


def _is_variable(token: Token) -> bool:
    return token.kind == WORD and _VARIABLE.fullmatch(token.text) is not None


def _follows_variable(claim: Suspect) -> bool:
    """A letter alone before it; one that is a word, the end of one as in "that's", or of another formula is none."""
    tokens, first = claim.tokens, claim.left.index
    if not first or not _is_variable(tokens[first - 1]) or _parted(claim, tokens[first - 1], tokens[first]):
        return False
    beginning = tokens[max(0, first - 3) : first]
    shortens = len(beginning) == 3 and beginning[0].kind == WORD and beginning[1].text in ("'", "’")
    return not shortens or any(token.gap for token in beginning[1:]) or len(beginning[0].text) == 1


def _is_argument(claim: Suspect) -> bool:
    """A bracket before it that is not closed, directly behind a letter: `f(√2 = √2 + 1`."""
    tokens, first = claim.tokens, claim.left.index
    name = tokens[first - 2] if first > 1 and tokens[first - 1].kind == OPEN and not tokens[first - 1].gap else None
    return name is not None and name.kind == WORD and len(name.text) == 1


def _is_operand(claim: Suspect) -> bool:
    """A bracket behind an operator on bits and a number, with which it holds, or behind what has no value here."""
    found = _ON_BITS.search(claim.before()) if claim.left.parts[0].kind == OPEN else None
    value = claim.left.values[0]
    if found is None or not found["number"] or value % 1 or value < 0:
        return found is not None
    one, other, operator = int(found["number"]), int(value), found["operator"]
    both = {"OR": one | other, "AND": one & other, "XOR": one ^ other}.get(operator)
    return both is None or claim.says([both])


def _has_indices(claim: Suspect) -> bool:
    """Its numbers are set down, as `~1~` in Markdown: `μ~1~ - μ~2~ = 0` of which the letters were lost.

    In a formula that sign is a space.
    """
    line = claim.left.line
    around = [line[part.start - 1 : part.start] + line[part.end : part.end + 1] for part in claim.left.parts[::2]]
    return len(around) > 1 and all(signs in ("~~", "\xa0\xa0") for signs in around)


def _is_judged(claim: Suspect) -> bool:
    """A statement of an exercise, which may be true or false."""
    return _STATEMENT.search(claim.before()) is not None


def _is_note(claim: Suspect) -> bool:
    """A bracket in full width around all of it, directly behind a word that it explains: `2人（200/100）= 500`."""
    return (
        re.search(r"[^\W\d_]\Z", claim.before()) is not None
        and re.fullmatch("（[^（）]*）", claim.left.text) is not None
    )


def _precedes_variable(claim: Suspect) -> bool:
    """A letter alone behind it that is no measure nor set as text, and begins no word, remainder or equation."""
    after, following = claim.after, claim.tokens[claim.unit.last + 1 : claim.unit.last + 2]
    if after is None or following[0].text in TEXTS or is_measure(after.text) or _ends(claim):
        return False
    if not _is_variable(after) and not (after.kind == WORD and _RAISED.match(claim.right.line, after.end - 1)):
        return False
    is_multiple = MULTIPLE.match(claim.right.line, after.start) is not None
    return not is_multiple and _NO_VARIABLE.match(claim.right.line, after.start) is None


def _is_modular(claim: Suspect) -> bool:
    """A modulus in its line with which it holds, or that of a clock; or one that is not known, directly behind it."""
    line, end = claim.right.line, claim.tokens[claim.unit.last].end
    result, word = value_of(claim.right.parts), claim.after.text.lower() if claim.after else ""
    moduli = list(_MODULUS.finditer(line, max(0, end - 2 * REACH), end + REACH))
    directly = any(re.fullmatch(r"[\s$({\\]*", line[end : match.start()]) for match in moduli if match.start() > end)
    if directly and any(part.text == ROOT for part in claim.left.parts):
        return True
    widths = _WIDTH.finditer(line, max(0, end - 2 * REACH), end + REACH)
    known = [CIRCLES.get(word, 0), *(int(match["number"] or 0) for match in moduli)]
    known += [2 ** int(match["bits"]) for match in widths]
    if result is not None:
        difference = Fraction(claim.left.values[0] - result).numerator
        if any(difference % number == 0 for number in known if number > max(result, 0)):
            return True
    unknown = [match.start() for match in moduli if not match["number"] and match.start() > end]
    return any(re.fullmatch(r"[\s$({\\]*", line[end:start]) for start in unknown)


def _is_multiplied(claim: Suspect) -> bool:
    """A bracket behind it that is another factor or has letters, or a unit in brackets; no words, and no other sum."""
    after, line, inner = claim.after, claim.right.line, claim.tokens[claim.unit.last + 2 : claim.unit.last + 10]
    if after is None or after.kind != OPEN or _ends(claim):
        return False
    closed = next((index for index, token in enumerate(inner) if token.kind == CLOSE), len(inner))
    inner = inner[:closed]
    if not inner or inner[0].text == "+" or (inner[0].kind == OPEN and line.startswith("[[", after.start)):
        return not after.gap
    if claim.right.index == claim.left.index and inner[0].kind != WORD:
        return True
    if inner[0].kind == WORD and len(inner) <= 2 and unit_length(inner[-1].text):
        return True
    before, other = (claim.left, claim.right) if claim.right.index == claim.left.index else (claim.right, claim.left)
    product = value_of(product_behind(before, claim.tokens[claim.unit.last :]))
    if product is not None:
        return product in other.values
    factor = all(token.kind in _OF_FACTORS or _is_variable(token) for token in inner)
    return any(map(_is_variable, inner)) or (factor and not after.gap)


def product_behind(before: Side, tokens: list[Token]) -> list[Token]:
    """What stands before brackets times these."""
    parts, depth = list(before.parts), 0
    for last, token in pairwise(tokens):
        depth += (token.kind == OPEN) - (token.kind == CLOSE)
        if depth < 0:
            break
        if token.kind not in (NUMBER, OPERATOR, POWER, OPEN, CLOSE) or (last.kind == CLOSE and token.kind == NUMBER):
            break
        if token.kind == OPEN and last.kind in (NUMBER, CLOSE):
            parts.append(token._replace(kind=OPERATOR, text="*"))
        parts.append(token)
    return parts


def _goes_on(claim: Suspect) -> bool:
    """Digits, a command, a range or a factorial behind it, or an ellipsis where its digits are but the first ones."""
    after, following, line = claim.after, claim.following, claim.right.line
    digits = _IN_MARKUP.match(line, claim.result.end)
    if digits and claim.right.number and claim.left.values[0] == int(claim.result.text + digits["digits"]):
        return True
    if after is None or _ends(claim):
        return False
    if after.text == r"\\":
        ahead = claim.tokens[claim.unit.last + 2 : claim.unit.last + _BROKEN]
        return next((token.kind for token in ahead if token.text not in (after.text, HIDDEN)), "") == OPERATOR
    if after.kind == NUMBER:
        return following[-1].kind != OPERATOR
    if after.kind == OPERATOR:
        words = claim.tokens[claim.unit.last + 2 : claim.unit.last + 4]
        return line[after.start] == "-" and [token.kind for token in words] != [WORD, WORD]
    if after.kind == COMMAND and after.text not in DOTS:
        return after.text not in BORDERS | TEXTS
    if after.kind != OTHER and after.text not in DOTS:
        return after.text in ("or", "to", "through") and _is_between(claim)
    if after.text == "!" and not after.gap:
        return following[-1].kind == OPERATOR or _is_factorial(claim)
    if after.text[0] == "…" or after.text in DOTS or [token.text for token in following] == [".", "."]:
        cut_off = claim.values[0] % 1 == 0 and str(claim.values[0]).startswith(claim.result.text)
        return cut_off or _is_between(claim) or _is_periodic_term(claim)
    if after.text in ("'", "′", "″"):
        return not after.gap and re.search(r"(?<!\w)'[^']*$", line[: claim.result.start]) is None
    if after.text == ":":
        return after.gap and following[-1].gap and _is_divided(claim)
    return (after.text in ("~", "±", "∓") and _is_between(claim)) or after.text in ("@", "&")


def _is_equation(claim: Suspect, side: str, equals: bool) -> bool:
    """Whether a side stands behind it again with its result: `0 + 0 = 1 ⇒ 0 = 1` where it `equals` that, or `3 ≠ 2`."""
    line, end = claim.right.line, claim.tokens[claim.unit.last].end
    start = line.find(side, end, end + REACH)
    sign = _SIGN.match(line, start + len(side)) if start >= 0 and not line[start - 1].isalnum() else None
    if sign is None or not (equals or sign["differs"]) or not line.startswith(claim.spelling, sign.end()):
        return False
    behind = sign.end() + len(claim.spelling)
    return not line[behind : behind + 1].isdigit()


def _is_denied(claim: Suspect) -> bool:
    """Whether the text says itself that it is wrong: in words, by what it comes to (`= -2, not 2`), or as `2 ≠ 3`."""
    line, end, value = claim.right.line, claim.tokens[claim.unit.last].end, claim.left.values[0]
    denied = _NOT.match(line, end)
    if denied and Fraction(denied["number"]) == value:
        return True
    if _is_equation(claim, str(value), True) or _is_equation(claim, claim.left.text, False):
        return True
    return _DENIED.match(claim.right.line, claim.tokens[claim.unit.last].end) is not None


def _is_divided(claim: Suspect) -> bool:
    """Whether a colon behind it divides by a number, with which it holds, or by what stands in a bracket."""
    colon, divisor = claim.following
    quotient = value_of([*claim.right.parts, colon._replace(kind=OPERATOR, text="/"), divisor])
    return divisor.kind == OPEN or (divisor.kind == NUMBER and quotient in claim.left.values)


def _is_between(claim: Suspect) -> bool:
    """Whether digits stand behind a sign or a word: no number, or one with which it holds as a range or a tolerance."""
    after, behind = claim.after, claim.following[-1]
    if behind is after or not behind.text[0].isdigit():
        return False
    first, last = value_of(claim.right.parts), value_of([behind]) if behind.kind == NUMBER else None
    if first is None or last is None or (after and re.match("~[0-9]{3}(?![0-9])", claim.right.line[after.start :])):
        return True
    bounds = (first - last, first + last) if after and after.text in ("±", "∓") else sorted((first, last))
    return bounds[0] <= claim.left.values[0] <= bounds[1]


def _is_periodic_term(claim: Suspect) -> bool:
    """Decimals that go on without end, `0.666...`, as a term of its result."""
    last = claim.unit.last
    behind = next((token for token in claim.tokens[last + 1 : last + 6] if token.text[0] not in ".…"), None)
    is_term = claim.right.number is None or (behind is not None and behind.kind == OPERATOR)
    return is_term and "." in claim.tokens[last].text


def _is_factorial(claim: Suspect) -> bool:
    number = int(claim.result.text) if claim.result.text.isdecimal() else LARGEST_FACTORIAL
    return number < LARGEST_FACTORIAL and factorial(number) in claim.left.values


def is_list(claim: Suspect) -> bool:
    """Sums between slashes with space beside them: `0 = 0 / 1 = 1 / 2 = 2`."""
    tokens, parts, first = claim.tokens, claim.left.parts, claim.left.index
    if len(parts) < 3 or parts[1].text != "/" or not (parts[1].gap and parts[2].gap):
        return False
    if first < 2 or tokens[first - 1].kind != EQUALS or tokens[first - 2].kind not in (NUMBER, CLOSE):
        return False
    signs = (tokens[first - 1], parts[0], claim.tokens[claim.right.index - 1], claim.right.parts[0])
    if not any(sign.gap for sign in signs):
        return True
    alone = first == 2 or tokens[first - 3].kind not in (OPERATOR, CLOSE)
    return (not alone or tokens[first - 2].text == parts[0].text) and claim.says(claim.times(readings(parts[2:])))


def runs_into_next(claim: Suspect) -> bool:
    """A comma between two sums that may group digits, in the result or in the first number: `4*3 = 12,100/2 = 50`."""
    tokens, parts = claim.tokens, claim.left.parts
    first, *comma = re.split("[,.]", claim.spelling, maxsplit=1)
    following = tokens[claim.unit.last + 1 : claim.unit.last + 2]
    if claim.right.number is None and comma and following and following[0].kind == EQUALS:
        quantity = quantity_of(first)
        return quantity is not None and agrees(quantity, claim.values)
    *before, rest = re.split("[,.]", parts[0].spelling(claim.left.line))
    if not rest.isdecimal() or not claim.left.index or tokens[claim.left.index - 1].kind != EQUALS:
        return False
    if before in ([], ["0"]):
        return False
    values = claim.times(readings([parts[0]._replace(text=str(int(rest))), *parts[1:]]))
    return claim.says(values) or (claim.right.about and claim.is_near(values))


BESIDE = (
    Doubt("the letter before it may be a variable", _follows_variable, ALL,
          ("n 3*4 = 13", "weights' n 3*4 = 13", "f's 3*4 = 13"),
          ("a 3*4 = 13", "that's 5*5*3*32 = 2401", "it’s 3*4 = 13", "y 3*4 = 13", "$n$ $3*4 = 13$")),
    Doubt("the letter behind it may be a variable", _precedes_variable, ALL,
          ("3*4 = 13 n", "3*4 = 13 n + 5", "$3*4 = 13 n$", "60 = 22 + 67 e^{-2t}"),
          (r"$3*4 = 13\text{ N}$", "3*4 = 13 e 5*6 = 30", "$3*4 = 13$ e", "$3*4 = 13$ n", "3*4 = 13 d'une couche",
           "3*4 = 13 a day",
           "10/5 = 3 r 0", "10/5 = 3x faster", r"$x_1 = 3*4 = 13 \qquad x_2 = 5$", "3*4 = 13 f(x) = 5")),
    Doubt("it may be the argument of a function", _is_argument, ALL,
          (r"$f(\sqrt{2} = \sqrt{2}^2 + 1$", "f(3*4 = 13"), ("(3*4 = 13)", "size (3*4 = 13)", "(a) 3*4 = 13")),
    Doubt("it may be an operand of another operation", _is_operand, ALL,
          ("1 OR (1 + 1) = 3", "9 XOR (3+1) = 13"), ("4 OR (4+1) = 6", "12 AND (3+1) = 5",
           "OR: (3*4) = 13", "so OR (3*4) = 13", "1 or (3*4) = 13")),
    Doubt("it may be a statement that is to be judged", _is_judged, ALL,
          (r"\assertion{$2\times 3 = 7$}",), (r"\emph{$2\times 3 = 7$}",)),
    Doubt("its numbers may be indices", _has_indices, ALL,
          ("H\xa00\xa0:\xa01\xa0-\xa02\xa0=0",), ("3*4\xa0= 13", "3\xa0*\xa04 = 13")),
    Doubt("it may be a note to the word before it", _is_note, ALL,
          ("250単位 × 2人訪問（200/100）= 500単位",),
          ("結果は（3+1）×2＝9", "面积 （3*4）=13", "the area (3*4) = 13")),
    Doubt("the text says that it is wrong", _is_denied, ALL,
          ("3*4 = 13? No", "3*4 = 13 is wrong", "$3*4 = 13$ is false", "3 * 2 = 7 이면 오답", "$1 + 1 = -2$, not $2$",
           "1 - 5 + 6 = 0, was hier als Wert falsch hat",
           r"$0 + 0 = 1 \Rightarrow 0 = 1$", r"$\frac{21}{11} = 7$. But $\frac{21}{11} \neq 7$", "3*4 = 13 ⚡",
           "3*4 = 13 ist falsch",
           "3*4=13 ❌",
           "3*4 = 13 (which is wrong)", "3*4=13是错误的"),
          ("3*4 = 13? Yes", "3*4 = 13. Wrong weights", "3*4 = 13 is not wrong", "3*4 = 13, not 14",
           "3*4 = 13, which is a net", "3*4 = 13 and 13 ≠ 14",
           "3*4 = 13 is true", "3*4 = 13, wrong")),
    Doubt("it may hold with a modulus", _is_modular, ALL,
          ("5*3 = 1 (mod 7)", "5 * 3 = 1 mod 7", r"$5 \cdot 3 = 1 \pmod{7}$", r"$5 * 3 = 1 \equiv 8 \pmod{7}$",
           r"$15+13 = 2$ modulo 26", "5*3 = 1 (mod p)", r"$5 * 3 = 1 \bmod n$", r"$\sqrt{5} = 4 \pmod{11}$",
           r"in $\mathbb{F}_7$ we have $2^{-1} = 4$", r"in $\mathbb{Z}/7$ we have $3*3 = 2$", "GF(7): 3*3 = 2",
           "with 4-bit integers 10 + 7 = 1", "4位: 7 + 9 = 0"),
          (r"el módulo $\sqrt{3^2 + 4^2} = 6$",
           "5*3 = 2 (mod 7)", r"in $\mathbb{F}_7$ we have $3*3 = 3$", r"$15+13 = 29 \equiv 2 \pmod{26}$",
           "5*3 = 16, which mod n is 1", "with 4-bit integers 10 + 7 = 2",
           r"$15 - 1 = 140$ and $15 \equiv 1 \pmod 7$")),
    Doubt("what stands in brackets behind it may be a factor or its unit", _is_multiplied, ALL,
          ("2*18 = 3 (4*3)", "(so 2*18 = 3(4*3))", "5*9 = 3(15)", "3*4 = 3(n + 1)", "836 = (8 × 99)[[+ | -]] 8",
           r"$5 = -2 \cdot 2 \left(\frac{10\pi}{3} - 5\right)$",
           "3*4 = 6(* + 1)",
           "5000*5000 = 25 (million)"),
          ("3*4 = 13 (of 5)", "3*4 = 13(of 5)", "3*4 = 13 (2*6)", "3*4 = 13(2*6)", "3*4 = 13 (5)",
           "3*4 = 13 (12MB)", "0.5 + 0.291 = 0.891 (79.1%)", "$3*4 = 13$ (`0x1000 - 1`)")),
    Doubt("what stands behind it may be part of it", _goes_on, ALL,
          ("3*4 = 10 or 12", "3*4 = 10 ± 5", "3*4 = 10…15", "3*4 = 10~15", "2^{10} = 1~024", "2*3 = 3!",
           "2^64 = 1844...", r"$2^{64} = 1844\ldots$", r"$3*4 = 13 \hbar$", "3*4 = 13 14", r"$3*4 = 13 \\ + 5$",
           "3*4 = 13 - padding", "5*12 = 5'",
           r"$1 + 2 + 3 = 3 \cdot 4 : 2$", "3/4 - 2/3 = 0.75 - 0.666... = 0.0833", "5/6 + 1/4 = 0.833... + 0.25",
           "5^5 = 3,<span>125</span>", "5^5 = 3,**125**"),
          ("3*4 = 13, 5*6 = 30", "3*4 = 13.", "3*4 = 13 in the net", r"$3*4 = 13 \\ 5 + 4 = 9$",
           "3*4 = 13 to be precise", "3*4 = 13 or 14",
           "3*4 = 13 ± 0.5", "3*4 = 13 : 5 filters", "3*4 = 13!", "3*4 = 13: 5", "3*4 = 13 ...", "3/4 = 0.85...",
           r"$1/\sqrt{3} = 0.577351\ldots$",
           r"$3*4 = 13 \geq 5$", r"$3*4 = 13 \leftarrow 5$", r"$3*4 = 13$ \cite{a}", r"$3*4 = 13~\Omega$",
           r"$3*4 = 13 \text{ [bytes]}$",
           "3*4 = 13 - which is much", "3*4 = 13 – padding", "it is '3*4 = 13'", "3*4 = 13~cm")),
)  # fmt: skip
"""What may stand beside it."""
