r"""Sums as written: the arithmetic claims in a line of prose, and whether each holds.

`3x3x128x64 = 73,728`, `(55-3)/2 + 1 = 27`, `2048*2*1000 = 약 4M`, `$3 \times 3 \times 64 = 576$`. The left side is the
longest expression of numbers alone, with at least one operator, and no operator, letter or digit stands before it; the
right side is a number, as precise as it is written (see `quantity`), or another expression, which must be equal. In a
chain `a = b = c` each step is a claim: what stands right of an equals sign against the nearest expression left of it.

A false alarm is worse than a miss. `context` says where a sum may begin and end: one is no claim beside an operator or
a letter (`3x`, `5ms`), before a percent sign, or with `==`, which is code and may be false on purpose. `doubts` says
what else a sum may be that does not hold.
"""

from __future__ import annotations

import re
import string
from itertools import pairwise

from convcalc.language.tuples import NamedTuple
from convcalc.study.sums.context import (
    ABOUT,
    HIDDEN,
    PERCENT,
    Unit,
    behind_total,
    ends_well,
    is_about,
    is_border,
    starts_well,
    unit_after,
)
from convcalc.study.sums.conversions import MAY_BE_CONVERTED, find_conversions
from convcalc.study.sums.doubts.table import doubt_of
from convcalc.study.sums.doubts.turned import may_be_result
from convcalc.study.sums.functions import called, in_bases
from convcalc.study.sums.irrational import begins_call
from convcalc.study.sums.labels import MAY_DIFFER, Bare, may_be_wrong, without_labels
from convcalc.study.sums.operands import joined
from convcalc.study.sums.step import Sum
from convcalc.study.sums.tokens import (
    CLOSE,
    EQUALS,
    NUMBER,
    OPEN,
    OPERATOR,
    OTHER,
    POWER,
    WORD,
    Token,
    closes,
    tokenize,
)
from convcalc.study.sums.usage import Usage, groups_alone, has_decimals, plain, with_groups, with_points
from convcalc.study.sums.values import (
    MAXIMUM_LENGTH,
    Side,
    has_units,
    is_linear,
    is_result,
    power_of_ten,
    reckons,
)

_PROMISING = re.compile(
    r"(?:floor|ceil|\\pi|π|[0-9０-９)\]}⌋⌉）］⁰¹²³⁴-⁹KkMGBT°º€£¥%％]|[0-9０-９][\s$*`\\^]{0,3}[^\W\d_]{1,14}[./]?[^\W\d_]{0,8})"
    r"[\s$&*_`\\};:!]{0,12}"
    r"(?:~=|[=＝](?![=>])|[≈≃≅≒∼は]|\\(?:approx|simeq|cong|thickapprox))"
)
"""What every claim has: an equals sign right of a digit or a bracket, or of their marks of emphasis and units."""

_RECKONING = re.compile(
    r"[\w)\]}⌋⌉）］%°′'\"$`*][^\w\n]{0,12}?[-+/·×⋅∙∗✕✖⨯÷−–^＋－＊／＾]|[0-9０-９)\]}）］]\s?[(\[{（［]"
    r"|[^\s*]\s{0,12}\*|[⁰¹²³⁴-⁹⌊⌈√]|(?<![A-Za-z])[xX](?![^\W\d_])"
    r"|\\(?:times|cdot|ast|div|(?:[dtc]|nice)?frac|lfloor|lceil)|[%％]\s[a-zа-я]{2,3}\s"
    r"|&(?:times|middot|minus|divide);|<sup|floor|ceil|round|sqrt"
    r"|[0-9)}\]]!|[0-9)][\s\\]{0,2}%\s?[0-9]|π|\\(?:[dt]?binom|pi|over|choose|exp|l[ng]|log|max|min|gcd|mod|bmod)(?![a-zA-Z])"
    r"|(?:exp|ln|max|min|gcd|lcm|C)\(|l(?:og|n|g)\s?[0-9(_{₂₁\\]|mod\s[0-9(]"
    rf"|{MAY_BE_CONVERTED.pattern}"
)
"""What else stands in the line of every claim: an operator behind an operand, a fraction or a function."""

_WIDE = frozenset("：，、。；")
"""Signs that bring white space along."""

_DIGIT = re.compile("[0-9０-９]")
_OPERAND = r"(?=\s+(?:[$`*]{0,3}[0-9(\[{⌊⌈]|\\[lf]|[^\W\d_]{2}))"
_BULLET = re.compile(rf"(?:\s*(?:>|#{{1,6}}(?=\s)|[-*+•–](?=\s)|[0-9]{{1,3}}[.)](?=\s)|\([0-9a-z]\){_OPERAND}))*\s*")

_STAR = re.compile(r"(?<!\*)\*(?!\*)")
"""One that multiplies, or begins or ends what is emphasized."""

NO_USAGE = Usage("")
"""Where nothing is known of a text."""

MAY_GROUP = "its commas may group digits or begin decimals"


class Stretch(NamedTuple):
    """The tokens from `start` to before `stop`, an equals sign or the end of the line.

    The longest expression that begins at `start` ends with the token `last` (-1: there is none); the one that ends
    where the stretch does begins at `first` (-1: there is none). What says "about" before `start` begins at `about`;
    `equals` is the equals sign before it (-1: there is none), which words as `total` may part from it.
    """

    start: int
    stop: int
    last: int
    first: int
    about: int
    equals: int


def ends_open(line: str) -> bool:
    """Whether a line ends within a sum, so that the next one goes on with it: `3 x 3 x`, `the total is 576 =`."""
    return bool(re.search(r"(?:[-+/·×⋅÷−*=＝＋－／（(\[{]|(?<![^\W_])[xX]|\\times|\\cdot)[ \t$]{0,8}$", line[-20:]))


def may_have_sums(text: str) -> bool:
    """Whether there may be a claim in a line, or in one of several: where this is false there is none."""
    return end_of_sums(text, first=True) > 0


def end_of_sums(text: str, first: bool = False) -> int:
    """Where the last line ends in which there may be a claim, or the first one; 0 where there is none."""
    last = position = 0
    while equals := _PROMISING.search(text, position):
        begin, end = text.rfind("\n", position, equals.start()) + 1 or position, text.find("\n", equals.end())
        position = len(text) if end < 0 else end
        if _DIGIT.search(text, equals.end(), position) and _RECKONING.search(text, begin, position):
            last = position
            if first:
                break
    return last


def find_sums(
    line: str, continued: bool = False, doubtful: list[Sum] | None = None, usage: Usage = NO_USAGE
) -> list[Sum]:
    """The claims in a line, left to right. The time it takes grows with the length of the line, whatever stands there.

    What does not hold and may be meant in another way is no claim; `doubtful` gets it. `continued` says that the line
    before it `ends_open`: what the line begins with is then the rest of a sum; `usage` what signs mean in the text.
    """
    if not may_have_sums(line):
        return []
    signs = plain(line, usage)
    found = _claims(line, signs, continued)
    if (pointed := with_points(signs)) and usage.commas:
        found = _decimal(line, found, _claims(line, pointed, continued))
    if usage.of_commas and (grouped := with_groups(signs)):
        found = _grouped(found, _claims(line, grouped, continued))
    if bare := without_labels(signs):
        found = _labelled(line, found, _claims(line, bare.text, continued), bare)
    if MAY_BE_CONVERTED.search(signs):
        claims = {claim.offset: claim for claim in (*find_conversions(signs), *found)}
        found = [claims[offset] for offset in sorted(claims)]
    if doubtful is not None:
        doubtful += (claim for claim in found if claim.doubt)
    return [claim for claim in found if not claim.doubt]


def _decimal(line: str, found: list[Sum], decimal: list[Sum]) -> list[Sum]:
    """The claims of a line, and those that it has where commas begin decimals, each as it holds.

    What holds in neither way is wrong with decimals only where a comma can't group digits.
    """
    claims = {claim.offset: claim for claim in found}
    for claim in decimal:
        other, end = claims.get(claim.offset), claim.offset + len(claim.right)
        written = f"{claim.left} = {line[max(0, claim.offset - 1) : end + 1].lstrip(string.ascii_letters)}"
        certain = claim.holds or "," not in claim.left + claim.right or has_decimals(written)
        if not certain and not claim.doubt:
            claim = claim._replace(doubt=MAY_GROUP, said=None)
        if other is None or (not other.holds and certain):
            claims[claim.offset] = claim
    return [claims[offset] for offset in sorted(claims)]


def _grouped(found: list[Sum], grouped: list[Sum]) -> list[Sum]:
    """The claims of a line, and those that it has where points group digits, each as it holds or is left alone."""
    claims = {claim.offset: claim for claim in found}
    for claim in grouped:
        other = claims.get(claim.offset)
        wrong = other is None or not (other.holds or other.doubt)
        if (claim.holds and not (other and other.holds)) or (wrong and groups_alone(f"{claim.left} = {claim.right}")):
            claims[claim.offset] = claim
    return [claims[offset] for offset in sorted(claims)]


def _labelled(line: str, found: list[Sum], bare: list[Sum], labels: Bare) -> list[Sum]:
    """The claims of a line, and those that it has without its labels."""
    claims = {claim.offset: claim for claim in found}
    for claim in bare:
        begin = line.rfind(claim.left, max(0, claim.offset - 2 * MAXIMUM_LENGTH), claim.offset)
        if claim.offset in claims or begin < 0:
            continue
        end, stop = labels.end(begin + len(claim.left)), claim.offset + len(claim.right)
        place = (begin, end, claim.offset, stop)
        is_wrong = may_be_wrong(line, labels, place, claim.left_value)
        if is_wrong is not None:
            in_doubt = not (claim.holds or claim.doubt or is_wrong)
            claim = claim._replace(left=line[begin:end], right=line[claim.offset : labels.end(stop)])
            claims[claim.offset] = claim._replace(doubt=MAY_DIFFER, said=None) if in_doubt else claim
    return [claims[offset] for offset in sorted(claims)]


def _claims(written: str, line: str, continued: bool) -> list[Sum]:
    """The claims in a line, and what is in doubt; `written` is how it stands, before its signs were made plain."""
    bullet = None if continued else _BULLET.match(line)
    tokens = joined(line, called(line, tokenize(line, bullet.end() if bullet else 0)))
    stretches = [_stretch(line, tokens, 0)]
    while (start := stretches[-1].stop + 1) <= len(tokens):
        stretches.append(_stretch(line, tokens, start))
    claims: list[Sum] = []
    side: Side | None = None
    for left, right in pairwise(stretches):
        if side and left.first == left.start and left.last == left.stop - 1:
            side, begins = _expression(line, tokens, left) or side, True
        else:
            begins = left.first >= continued and _begins(line, tokens, left)
            side = _expression(line, tokens, left) if begins else None
        if side:
            claim = _claim(written, line, tokens, side, right) if right.last >= 0 else None
        else:
            claim = _turned(written, line, tokens, left, right) if begins and right.last > right.start else None
        if claim:
            claims.append(claim)
    return claims


def _begins(line: str, tokens: list[Token], left: Stretch) -> bool:
    """Whether a sum may begin where it does: behind an equals sign, behind the result of another sum, or in prose."""
    first, before = tokens[left.first], tokens[max(0, left.first - 2) : left.first]
    if len(before) == 2 and before[0].kind == OPERATOR and before[1].text == HIDDEN:
        return False  # the row before ends with an operator
    is_operand = first.kind == NUMBER or begins_call(first.text)
    if left.start and left.first in (left.start, left.last + 1) and (left.first == left.start or is_operand):
        multiplied = _STAR.search(line, tokens[left.first - 1].end, first.start)
        return left.first == left.start or (first.gap and not multiplied)
    return starts_well(line, tokens, left.first)


def _stretch(line: str, tokens: list[Token], start: int) -> Stretch:
    """The stretch that begins at a token; what says "total" or "about" is passed over. One step for each token."""
    equals = start - 1
    about = start = _behind_plus(tokens, behind_total(tokens, start)) if start else 0
    while start and start < len(tokens) and _says_about(tokens, start):
        start += 1
    pending: list[tuple[int, int]] = []
    first, last, operand, unbroken = -1, -1, True, True
    index = start
    for index in range(start, len(tokens)):
        token = tokens[index]
        kind = token.kind
        if kind == EQUALS:
            return Stretch(start, index, last, first if not operand else -1, about, equals)
        if kind == NUMBER and operand:
            first, operand = (index if first < 0 else first), False
        elif kind == OPERATOR and not operand:
            operand = True
        elif kind == OPEN and operand:
            pending.append((index if first < 0 else first, index))
            first = -1
        elif kind == CLOSE and pending and first >= 0 and not operand and closes(line, tokens[pending[-1][1]], token):
            first = pending.pop()[0]
        elif kind == OPERATOR and token.text == "-" and _is_sign(line, tokens, index, start):
            first = index if first < 0 else first
        elif kind != POWER or operand:
            unbroken, operand = False, kind != NUMBER
            pending = [(index, index)] if kind == OPEN else []
            first = index if kind == NUMBER else -1
        if unbroken and not pending and not operand:
            last = index
    return Stretch(start, len(tokens), last, first if not operand else -1, about, equals)


def _behind_plus(tokens: list[Token], start: int) -> int:
    """Where a stretch begins that a plus sign stands before: `= +26`."""
    signed = tokens[start : start + 2]
    return start + (len(signed) > 1 and signed[0].text == "+" and signed[1].kind == NUMBER and not signed[1].gap)


def _says_about(tokens: list[Token], index: int) -> bool:
    token = tokens[index]
    if token.kind == OTHER and token.text == ".":
        return tokens[index - 1].kind == WORD and not token.gap
    return token.text.lower() in ABOUT


def _is_sign(line: str, tokens: list[Token], index: int, start: int) -> bool:
    """Whether a minus before an operand is a sign: attached to it, and not that of `3x - 4`."""
    token, following = tokens[index], tokens[index + 1 : index + 2]
    if not following or following[0].kind not in (NUMBER, OPEN):
        return False
    if index == start and start and begins_call(following[0].text):
        return True
    if following[0].gap or index == start:
        return not following[0].gap
    before = tokens[index - 1]
    if before.kind == OPERATOR:
        return token.gap or (before.text in ("*", "/", "**") and line[before.start] not in "xX")
    if before.kind == WORD:
        return (token.gap and (len(before.text) > 1 or not before.text.isascii())) or is_border(before.text[-1])
    return before.kind == OPEN or (before.kind == OTHER and (token.gap or before.text in _WIDE))


def _expression(line: str, tokens: list[Token], left: Stretch) -> Side | None:
    """The expression that a stretch ends with; None where it is a number alone, also in brackets, or has no value."""
    parts = tokens[left.first : left.stop]
    if not reckons(parts):
        return None
    side = Side(line, parts, left.first)
    return side if side.values and not side.number else None


def _claim(written: str, line: str, tokens: list[Token], left: Side, stretch: Stretch) -> Sum | None:
    """The claim that what stands right of an equals sign equals the left side; None where it is no claim.

    `written` is the line before its signs were made plain.
    """
    about = tokens[stretch.equals].text == "≈" or stretch.about < stretch.start or is_about(line, tokens[stretch.last])
    right = Side(line, tokens[stretch.start : stretch.last + 1], stretch.start, about)
    unit = unit_after(line, tokens, stretch.last)
    if not ends_well(line, tokens, unit.last):
        return None
    for side in in_bases(left):
        holds = is_result(side.values, right, unit, linear=left.once(is_linear))
        if holds:
            left = side
            break
    if holds is None:
        return None
    offset, end = tokens[stretch.about].start, tokens[unit.last].end
    if unit.last > stretch.last + 1 and line.startswith("}", end):
        end += 1
    if right.number and right.parts[0].kind == OPEN and stretch.about == stretch.start:
        offset, end = right.number.start, right.number.end
    return _sum(written, tokens, left, right, unit, holds, (offset, end))


def _turned(written: str, line: str, tokens: list[Token], first: Stretch, second: Stretch) -> Sum | None:
    """The claim of a result that stands first, `608 = (5*5*3+1)*8`; None where it is none for certain."""
    parts = tokens[second.start : second.last + 1]
    if tokens[second.equals].text != "=" or second.about < second.start or power_of_ten(parts):
        return None
    ends = second.stop == len(tokens) or second.last < second.stop - 1
    if not ends and any(part.text == "/" for part in parts):
        return None
    if not reckons(parts) or not ends_well(line, tokens, second.last):
        return None
    number, side = Side(line, tokens[first.first : first.stop], first.first), Side(line, parts, first.first)
    unit = unit_after(line, tokens, second.last)
    if not may_be_result(tokens, first.first, number) or unit.text or not side.values:
        return None
    holds = is_result(side.values, number, unit, linear=side.once(is_linear))
    if holds is None:
        return None
    return _sum(written, tokens, side, number, unit, holds, (number.parts[0].start, number.parts[-1].end))


def _sum(
    written: str, tokens: list[Token], left: Side, right: Side, unit: Unit, holds: bool, place: tuple[int, int]
) -> Sum:
    """The claim of two sides, of which the right one is written at a place."""
    in_units = holds and (unit.text or has_units(right.parts) or len(left.values) > 1)
    binary = bool(in_units and not is_result(left.values[:1], right, unit, binary=False))
    doubts = (doubt_of(tokens, side, right, unit) for side in dict.fromkeys([*in_bases(left), left]))
    doubt = "" if holds else next(filter(None, doubts), "")
    explainable = not holds and not doubt and unit.text != PERCENT
    said = (left, right.quantity(unit.text) if right.sign > 0 else None) if explainable else None
    text, value = written[left.parts[0].start : left.parts[-1].end], left.values[-1 if binary else 0]
    return Sum(text, value, written[place[0] : place[1]], place[0], holds, binary, doubt, said)
