"""What stands beside a sum that does not hold, and may be part of it: a variable, another operand, a modulus."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from math import factorial

from convcalc.language.numbers.units import unit_length
from convcalc.study.sums.context import MULTIPLE
from convcalc.study.sums.measures import is_measure
from convcalc.study.sums.roots import ROOT
from convcalc.study.sums.suspect import ALL, REACH, Doubt, Suspect
from convcalc.study.sums.tokens import CLOSE, COMMAND, NUMBER, OPEN, OPERATOR, OTHER, POWER, WORD, Token
from convcalc.study.sums.values import Side, value_of

_VARIABLE = re.compile(r"[b-df-hj-np-tv-xzµ\u0391-\u03c9]", re.I)
"""A letter alone, Latin or Greek; a vowel may be a word: a and I, and in other languages "and", "or", "to"."""

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
\color \cdotp \pause \equiv \not \notin \in
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

CIRCLES = {"am": 12, "pm": 12, "degrees": 360}
"""What is reckoned by a modulus: hours and angles."""

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


def _precedes_variable(claim: Suspect) -> bool:
    """A letter alone behind it that is no measure, and begins no word, remainder or equation."""
    after = claim.after
    if after is None or not _is_variable(after) or is_measure(after.text) or _ends(claim):
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
    known = [CIRCLES.get(word, 0), *(int(match["number"] or 0) for match in moduli)]
    if result is not None:
        difference = Fraction(claim.left.values[0] - result).numerator
        if any(difference % number == 0 for number in known if number > max(result, 0)):
            return True
    unknown = [match.start() for match in moduli if not match["number"] and match.start() > end]
    return any(re.fullmatch(r"[\s$({\\]*", line[end:start]) for start in unknown)


def _is_multiplied(claim: Suspect) -> bool:
    """A bracket behind it that is another factor or has letters, or a unit in brackets; no words, and no other sum."""
    after, inner = claim.after, claim.tokens[claim.unit.last + 2 : claim.unit.last + 10]
    if after is None or after.kind != OPEN or _ends(claim):
        return False
    closed = next((index for index, token in enumerate(inner) if token.kind == CLOSE), len(inner))
    inner = inner[:closed]
    if not inner or inner[0].text == "+":
        return not after.gap
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
    if after is None or _ends(claim):
        return False
    if after.kind == NUMBER:
        return following[-1].kind != OPERATOR
    if after.kind == OPERATOR:
        words = claim.tokens[claim.unit.last + 2 : claim.unit.last + 4]
        return line[after.start] == "-" and [token.kind for token in words] != [WORD, WORD]
    if after.kind == COMMAND:
        return after.text not in BORDERS
    if after.kind != OTHER:
        return after.text in ("or", "to", "through") and _is_between(claim)
    if after.text == "!" and not after.gap:
        return following[-1].kind == OPERATOR or _is_factorial(claim)
    if after.text[0] == "…" or [token.text for token in following] == [".", "."]:
        cut_off = claim.values[0] % 1 == 0 and str(claim.values[0]).startswith(claim.result.text)
        return cut_off or _is_between(claim) or _is_periodic_term(claim)
    if after.text in ("'", "′", "″"):
        return not after.gap and re.search(r"(?<!\w)'[^']*$", line[: claim.result.start]) is None
    if after.text == ":":
        return after.gap and following[-1].gap and _is_divided(claim)
    return (after.text in ("~", "±", "∓") and _is_between(claim)) or after.text in ("@", "&")


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


BESIDE = (
    Doubt("the letter before it may be a variable", _follows_variable, ALL,
          ("n 3*4 = 13", "weights' n 3*4 = 13", "f's 3*4 = 13"),
          ("a 3*4 = 13", "that's 5*5*3*32 = 2401", "it’s 3*4 = 13", "y 3*4 = 13", "$n$ $3*4 = 13$")),
    Doubt("the letter behind it may be a variable", _precedes_variable, ALL,
          ("3*4 = 13 n", "3*4 = 13 n + 5", "$3*4 = 13 n$"),
          ("3*4 = 13 e 5*6 = 30", "$3*4 = 13$ e", "$3*4 = 13$ n", "3*4 = 13 d'une couche", "3*4 = 13 a day",
           "10/5 = 3 r 0", "10/5 = 3x faster", r"$x_1 = 3*4 = 13 \qquad x_2 = 5$", "3*4 = 13 f(x) = 5")),
    Doubt("it may hold with a modulus", _is_modular, ALL,
          ("5*3 = 1 (mod 7)", "5 * 3 = 1 mod 7", r"$5 \cdot 3 = 1 \pmod{7}$", r"$5 * 3 = 1 \equiv 8 \pmod{7}$",
           r"$15+13 = 2$ modulo 26", "5*3 = 1 (mod p)", r"$5 * 3 = 1 \bmod n$", r"$\sqrt{5} = 4 \pmod{11}$",
           r"in $\mathbb{F}_7$ we have $2^{-1} = 4$", r"in $\mathbb{Z}/7$ we have $3*3 = 2$", "GF(7): 3*3 = 2"),
          (r"el módulo $\sqrt{3^2 + 4^2} = 6$",
           "5*3 = 2 (mod 7)", r"in $\mathbb{F}_7$ we have $3*3 = 3$", r"$15+13 = 29 \equiv 2 \pmod{26}$",
           "5*3 = 16, which mod n is 1",
           r"$15 - 1 = 140$ and $15 \equiv 1 \pmod 7$")),
    Doubt("what stands in brackets behind it may be a factor or its unit", _is_multiplied, ALL,
          ("2*18 = 3 (4*3)", "(so 2*18 = 3(4*3))", "5*9 = 3(15)", "3*4 = 3(n + 1)", "3*4 = 6(* + 1)",
           "5000*5000 = 25 (million)"),
          ("3*4 = 13 (of 5)", "3*4 = 13(of 5)", "3*4 = 13 (2*6)", "3*4 = 13(2*6)", "3*4 = 13 (5)",
           "3*4 = 13 (12MB)", "0.5 + 0.291 = 0.891 (79.1%)", "$3*4 = 13$ (`0x1000 - 1`)")),
    Doubt("what stands behind it may be part of it", _goes_on, ALL,
          ("3*4 = 10 or 12", "3*4 = 10 ± 5", "3*4 = 10…15", "3*4 = 10~15", "2^{10} = 1~024", "2*3 = 3!",
           "5*4*3 = 5! / 2!", "2^64 = 1844...", r"$3*4 = 13 \pi$", "3*4 = 13 14", "3*4 = 13 - padding", "5*12 = 5'",
           r"$1 + 2 + 3 = 3 \cdot 4 : 2$", "3/4 - 2/3 = 0.75 - 0.666... = 0.0833", "5/6 + 1/4 = 0.833... + 0.25"),
          ("3*4 = 13, 5*6 = 30", "3*4 = 13.", "3*4 = 13 in the net", "3*4 = 13 to be precise", "3*4 = 13 or 14",
           "3*4 = 13 ± 0.5", "3*4 = 13 : 5 filters", "3*4 = 13!", "3*4 = 13: 5", "3*4 = 13 ...", "3/4 = 0.85...",
           r"$3*4 = 13 \geq 5$", r"$3*4 = 13 \leftarrow 5$", r"$3*4 = 13$ \cite{a}",
           "3*4 = 13 - which is much", "3*4 = 13 – padding", "it is '3*4 = 13'", "3*4 = 13~cm")),
)  # fmt: skip
"""What may stand beside it."""
