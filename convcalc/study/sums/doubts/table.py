"""Why a sum that does not hold may be meant in another way, and so is no claim: a false alarm is worse than a miss.

Each way is a row of `DOUBTS`. A new one is a row more, with the texts it is for and the wrong sums it must not excuse.
"""

from __future__ import annotations

import re

from convcalc.language.values import Number, divide
from convcalc.study.sums.context import PERCENT, Unit
from convcalc.study.sums.doubts.arithmetics import ALGEBRA, BINARY
from convcalc.study.sums.doubts.beside import BESIDE, is_list, runs_into_next
from convcalc.study.sums.doubts.calls import CALLS
from convcalc.study.sums.doubts.copied import COPIED
from convcalc.study.sums.doubts.measures import CONVERTED
from convcalc.study.sums.doubts.notations import NOTATIONS
from convcalc.study.sums.doubts.suspect import ALL, EXPRESSIONS, NUMBERS, Doubt, Suspect
from convcalc.study.sums.doubts.turned import TURNED
from convcalc.study.sums.tokens import EQUALS, NUMBER, OPERATOR, POWER, WORD, Token
from convcalc.study.sums.values import Side, agrees, power_of_ten, quantity_of, readings, significant

SAYINGS = {("1+1", "3"), ("1+1", "11"), ("2+2", "5"), ("2+2", "22")}

_DIFFERENCE = r"\((?=[^/]*-)(?:[^()/]|\([^()/]*\))+\)"
_OUTPUT_SIZE = re.compile(rf"(?P<before>1\+)?\(?{_DIFFERENCE}/\(?[0-9]+\)?\)?(?(before)|\+1)")
"""An output size, in the text of its parts: `(224-7+2*3)/2+1`, or `((224-7)/(2))+1` for a fraction."""

_ROUNDED_UP = re.compile(
    r"[^.;=\d]{0,32}?(?:round(?:ed|s|ing)? up|ceil|aufgerundet|arrondie?s? (?:au|à l'entier) sup"
    r"|redonde\w+ hacia arriba|arredond\w+ para cima|arrotond\w+ per eccesso|(?<!반)올림|切り上げ|向上取整)",
    re.I,
)
"""What says behind a result that it was rounded up."""

_ROUNDS_UP = re.compile(
    r"(?:⌈|\\lceil|(?i:ceil)|(?<!반)올림|切り上げ|向上取整)[^.;=。；]{0,40}=\s*\Z"
    r"|(?:at least|至少|最少|최소|少なくとも|mindestens|wenigstens|au moins|al menos|por lo menos)[^.;=。；\d]{0,20}\Z"
)
"""What says before it that it is rounded up: another expression of the same number, or that it is the least."""

_ROUNDED_TO = re.compile(r"[^.;=\d]{0,16}?(?:round|gerundet|arrond|redond|반올림|四捨五入|四舍五入|取整|丸め)", re.I)
_LEAST_MULTIPLE = 16
"""What sizes are rounded to, as to 16 or 256."""

LONGEST_MONTH = 31
"""Days and scores are no larger."""

FLOATING = divide(1, 10**12)
"""The error that floating point may print, as a share of the result."""

MORE_DIGITS = 2
"""So many more than the least precise of its numbers the result of a product may have."""

EXACT = 2**53
"""Below it whole numbers are exact in floating point."""


def _is_shape(claim: Suspect) -> bool:
    """Crosses alone between its numbers, without spaces, or with numbers that are all the same on one side."""
    parts = claim.right.parts
    operators = [index for index, part in enumerate(parts) if part.kind == OPERATOR and part.text != "+"]
    if not operators or not all(_is_cross(claim.right, parts[index]) for index in operators):
        return False
    attached = not any(part.gap for index in operators for part in parts[index : index + 2])
    return attached or _is_square(claim.left) or _is_square(claim.right) or _multiplies_shapes(claim)


def _multiplies_shapes(claim: Suspect) -> bool:
    """Matrices, each as wide as the next one is high: `2 × 3 · 3 × 4 = 2 × 4`."""
    first, *inner, last = (part.text for part in claim.left.parts if part.kind == NUMBER)
    signs = {part.text for part in claim.left.parts if part.kind == OPERATOR}
    result = [part.text for part in claim.right.parts[::2]]
    return signs == {"*"} and inner[::2] == inner[1::2] != [] and result == [first, last]


def _is_cross(side: Side, part: Token) -> bool:
    """Whether an operator is one that sizes are written with."""
    return part.text == "*" and part.start < part.end and side.line[part.start] in "xX×\\"


def _is_square(side: Side) -> bool:
    """`3 x 3`, `3x3x3`"""
    return len({part.text for part in side.parts[::2]}) == 1 and all(_is_cross(side, part) for part in side.parts[1::2])


def _is_cut_off(claim: Suspect) -> bool:
    """What does not come out even, cut off; or what is nearest to it, but for an output size, which is no larger."""
    ten = 1 if claim.right.number else power_of_ten(claim.right.parts)
    if ten is None:
        return False
    digits, _, decimals = claim.result.text.partition(".")
    end = claim.tokens[claim.unit.last].end
    if digits.isdecimal() and not decimals and _ROUNDED_TO.match(claim.right.line, end):
        multiple, off = int(digits) & -int(digits), claim.values[0] - int(digits)
        if multiple >= _LEAST_MULTIPLE and max(off, -off) < min(multiple, divide(int(digits), _LEAST_MULTIPLE)):
            return True
    exact = divide(claim.values[0] * 10 ** len(decimals), ten)
    if exact % 1 == 0 or not (digits + decimals).isdecimal():
        return False
    nearest = exact // 1 if not decimals and _is_output_size(claim.left) else (2 * exact + 1) // 2
    if _ROUNDED_UP.match(claim.right.line, end) or _ROUNDS_UP.search(claim.before()):
        nearest = exact // 1 + 1
    return int(digits + decimals) in (exact // 1, nearest)


def _is_begun(claim: Suspect) -> bool:
    """Its first terms alone, with which the chain goes on."""
    parts = claim.right.parts
    begun = [part.text for part in claim.left.parts[: len(parts)]] == [part.text for part in parts]
    goes_on = claim.after is not None and claim.after.kind == EQUALS
    return begun and goes_on and claim.left.parts[len(parts) :][0].text in ("+", "-")


def _is_output_size(side: Side) -> bool:
    """A difference over a stride, and one more."""
    return _OUTPUT_SIZE.fullmatch("".join(part.text for part in side.parts)) is not None


def _is_saying(claim: Suspect) -> bool:
    """One and one that are three or eleven, two and two that are five; not in a formula or a step of a chain."""
    tokens, first, end = claim.tokens, claim.left.index, claim.tokens[claim.unit.last].end
    if claim.before()[-1:] == claim.right.line[end : end + 1] == "$":
        return False
    is_step = first > 0 and tokens[first - 1].kind == EQUALS
    return not is_step and (claim.left.written, claim.result.text) in SAYINGS


def _is_rounded(claim: Suspect) -> bool:
    """Off by no more than rounded numbers leave open, or floating point."""
    quantity = quantity_of(claim.spelling + claim.numeral)
    others: list[Number] = [quantity.number] if quantity else []
    slack, floating = claim.left.slack, FLOATING
    if claim.right.number is None:
        others, slack = claim.right.values, slack + claim.right.slack
    elif quantity:
        step = divide(quantity.style.scale, 10**quantity.style.decimals)
        in_full = claim.values[0] % step == 0 and claim.result.text.isdecimal() and not claim.numeral
        floating = 0 if in_full and quantity.number < EXACT else FLOATING
        slack = _left_open(claim, step, in_full)
        if claim.right.index == claim.left.index and significant(claim.result.text) > MORE_DIGITS:
            slack = claim.left.slack_of(lambda part: part.kind == NUMBER and "." in part.text)
    offs = [(max(value - other, other - value), max(value, -value)) for value in claim.values for other in others]
    return any(off < slack or off <= floating * size for off, size in offs)


def _has_products(side: Side) -> bool:
    return any(part.kind in (OPERATOR, POWER) and part.text not in ("+", "-") for part in side.parts)


def _left_open(claim: Suspect, step: Number, in_full: bool) -> Number:
    """How far rounded numbers may put it off its result, which is written in steps.

    Products of rounded numbers hardly come out even, and are given with few more digits than these have.
    """
    slack = claim.left.slack + divide(step, 2) if claim.left.slack else 0
    if not claim.left.once(_has_products):
        return slack
    if in_full or significant(claim.result.text) > claim.left.fewest_digits + MORE_DIGITS:
        return 0
    return slack if claim.values[0] % step else min(slack, divide(3 * step, 2))


def _is_other_share(claim: Suspect) -> bool:
    """A number that holds in percent already, a change, what is left, a split, or what is rounded or cut off."""
    if claim.unit.text != PERCENT:
        return False
    value, parts = claim.values[0], [part.text for part in claim.left.parts]
    if claim.result.text in parts and sum(float(text) for text in parts if text.isdecimal()) == 100:
        return True
    changes = [divide(1, value)] if value and 2 * value != 1 else []
    others = [share - 1 for share in (value, *changes)]
    if claim.says(claim.values) or claim.says([*others, *(-share for share in others), *changes], PERCENT):
        return True
    quantity = quantity_of(claim.spelling + PERCENT)
    if quantity is None:
        return True
    off = max(value - quantity.number, quantity.number - value)
    step = divide(1, 100 * 10**quantity.style.decimals)
    tens = 10 * step if claim.right.about and claim.spelling.endswith("0") else 0
    slack = claim.left.slack + divide(step, 2)
    return off <= tens or off <= slack or quantity.number in (value // step * step, (2 * value // step + 1) // 2 * step)


def _is_attached(side: Side) -> bool:
    """Whole numbers directly between dashes alone, or slashes."""
    numbers, signs = [part.text for part in side.parts[::2]], {part.text for part in side.parts[1::2]}
    attached = not any(part.gap or side.line[part.start] in "\\÷" for part in side.parts[1:])
    return attached and signs in ({"-"}, {"/"}) and all(map(str.isdecimal, numbers))


def _is_range(claim: Suspect) -> bool:
    """A range, a score, a date, years: whole numbers with dashes, or slashes, directly between them.

    A score is small; what a range stands for is no negative number, and what stands behind an equals sign is none.
    """
    tokens, parts, first = claim.tokens, claim.left.parts, claim.left.index
    if re.fullmatch(r"\[[0-9]+[-–−][0-9]+\]", claim.left.text):
        return claim.left.values[0] <= 0
    if not claim.right.number or claim.right.sign < 0 or (first and tokens[first - 1].kind == EQUALS):
        return False
    if not claim.left.once(_is_attached):
        return False
    numbers, signs = [part.text for part in parts[::2]], {part.text for part in parts[1::2]}
    sizes = list(map(int, numbers))
    if claim.unit.text == PERCENT:
        return signs == {"-"} and sizes == sorted(sizes)
    if signs == {"/"}:
        quotient = claim.left.values[0]
        is_division = quotient > 1 and quotient % 1 == 0
        score = int(claim.result.text) if claim.result.text.isdecimal() else LONGEST_MONTH + 1
        return not is_division and score <= LONGEST_MONTH and _is_date(sizes)
    first_year = 1800 <= sizes[0] < 2100 and (_is_day(sizes[1:]) if len(sizes) > 2 else 10 <= sizes[1] < 100)
    return first_year or claim.left.values[0] <= 0


def _is_date(sizes: list[int]) -> bool:
    """A day and a month, or a score; or a day and a month with a year, of two digits only where it is the last."""
    if len(sizes) != 3:
        return len(sizes) == 2 and max(sizes) <= LONGEST_MONTH
    *first, last = sizes
    return (1800 <= sizes[0] < 2100 and _is_day(sizes[1:])) or ((last < 100 or 1800 <= last < 2100) and _is_day(first))


def _is_day(sizes: list[int]) -> bool:
    """A day and a month, in either order."""
    return 0 < min(sizes) <= 12 and max(sizes) <= LONGEST_MONTH


def _is_resolution(claim: Suspect) -> bool:
    """Named after its width."""
    width, *more = claim.left.parts
    crossed = len(more) == 2 and _is_cross(claim.left, more[0])
    return crossed and claim.result.text.endswith("*K)") and claim.says(readings([width]))


def _is_rounded_within(claim: Suspect) -> bool:
    """Each division rounded down, or a half up."""
    parts, texts = claim.left.parts, claim.left.texts
    if "round(" in texts:
        changed = {"round(": "floor(1/2+"}
    elif "/" in texts and not any(text[0] in "fc" for text in texts):
        changed = {"/": "//"}
    else:
        return False
    values = readings([part._replace(text=changed.get(part.text, part.text)) for part in parts])
    return claim.says(claim.times(values), claim.numeral, binary=False)


def _is_without_sign(claim: Suspect) -> bool:
    """A share in percent, with decimals and without the sign."""
    values = [100 * value for value in claim.values if 0 < value <= 1]
    return "." in claim.result.text and "/" in claim.left.texts and claim.says(values)


def _is_parted(claim: Suspect) -> bool:
    """A label before a dash, behind a word, or a dash that is a bullet; a space between two numbers, left or right."""
    tokens, parts, first = claim.tokens, claim.left.parts, claim.left.index
    left, _, last = parts[0].spelling(claim.left.line).rpartition(" ")
    rests = [[parts[0]._replace(text=last), *parts[1:]]] if left else []
    if parts[0].text == "-":
        rests.append(parts[1:])
    elif len(parts) > 4 and parts[1].text == "-" and parts[1].gap and parts[2].gap:
        rests += [parts[2:]] if first and tokens[first - 1].kind == WORD else []
    values = [value for rest in rests for value in readings(rest)]
    alone = quantity_of(re.split(r" (?![^\W\d_]{2})", claim.spelling)[0] + claim.numeral)
    others = claim.times(values)
    return claim.says(others, claim.numeral, binary=False) or (
        alone is not None and agrees(alone, [*claim.values, *others], binary=False)
    )


def _has_decimal_comma(claim: Suspect) -> bool:
    """Three decimals, all needed, behind a comma: in other languages than English it is the decimal point."""
    digits = re.fullmatch(r"([0-9]{1,3})(?:,|\{,\})([0-9]{2}[1-9])", claim.spelling)
    thousandths = int(digits[1] + digits[2]) if digits else 0
    return any(thousandths in (1000 * value // 1, (2000 * value + 1) // 2) for value in claim.values if thousandths)


DOUBTS = (
    *BESIDE,
    Doubt("these may be shapes", _is_shape, EXPRESSIONS,
          ("3x3 + 2 = 5x5", "7x7 = 3x3 + 3x3 + 3x3", "5 x 5 = 2 x 3 x 3", "224/16 = 14 x 14",
           "1 × 3 · 3 × 3 = 1 × 3", "(2 x 3) * (3 x 4) = 2 x 4"),
          ("3 x 4 = 5 x 6", "2 x 3 x 3 x 4 = 2 x 5", "2 x 3 x 4 = 2 x 4", "2 x 4 = 2 x 5")),
    Doubt("its result may be reckoned with at once", lambda claim: claim.says(claim.values), EXPRESSIONS,
          ("3 * 3 = 9 + 1 = 10",), ("3 * 3 = 8 + 2",)),
    Doubt("its first terms may be reckoned first", _is_begun, EXPRESSIONS,
          ("12 + 17 + 70 = 12 + 17 = 29",), ("12 + 17 + 70 = 12 + 17", "12 + 17 + 70 = 12 + 18 = 30")),
    Doubt("it does not come out even, and the result may be rounded", _is_cut_off, ALL,
          ("7/2 = 3", "7/2 = 4", "16/9 = 1.77", r"1/24 = 4.16 · 10^{-2}",
           "(224-11)/4 + 1 = 54", "(224 - 7 + 2*3)/2 + 1 = 112", "223/2 + 1 = 113",
           "(6 + 7)/2 + 1 = 8", "(224 - 7)/2 = 109", "(224 - 7)/2 - 1 = 108",
           "(224 - 7 + 2*3)/2 + 1 = 113 (rounded up)", "21.2/4 = 6 (arrondi au supérieur)",
           r"$209/4 = 53 \text{ réacteurs (arrondi au supérieur)}$",
           "209/4 = 53（切り上げ）", "209/4 = 53 rounded up",
           r"$\lceil N/B \rceil = 209/4 = 53$", "at least 209/4 = 53 times", "至少需要 $209/4 = 53$ 次",
           "向上取整(N/B)=209/4=53",
           "4096*8/3 = 11,008 (반올림)", "2.65*100 = 272 (rounded to 16)"),
          ("16/9 = 1.79", r"1/24 = 4.18 · 10^{-2}",
           "(224-11)/4 + 1 = 55", "(224 - 7 + 2*3)/2 + 1 = 113", "(226 - 11)/4 + 1 = 55",
           "1 + (112 - 3)/2 = 56", "[(112 - 3)/2] + 1 = 56", r"$\frac{224 - 7 + 2 \times 3}{2} + 1 = 113$",
           "(224 + 2*3 - 2*(4 - 1) - 1)/2 + 1 = 113", "((112 - 3) / 2) + 1 = 56 (rounded)",
           "213/4 = 55 (rounded up)", "200/4 = 51 (rounded up)", "209/4 = 54 (반올림)",
           "209/4 = 64 (반올림)", "ceil(7/2) = 4 and n = 201/4 = 51",
           r"$\lceil N/B \rceil = 209/4 = 54$", "4096*8/3 = 11,008",
           "209/4 = 54; 9/4 is rounded up")),
    Doubt("its comma may be the decimal point", _has_decimal_comma, NUMBERS,
          ("1 + 0.001 = 1,001", r"$1 + 4 \times 10^{-3} - 10^{-3} = 1,003$", "578/27 = 21,407",
           r"$117/38 \approx 3{,}079$", "5/3 = 1,666 …", r"$\frac{-5}{3} = -1,666$"),
          ("1 * 1 = 1,001", "0.5 * 3 = 1,500")),
    Doubt("it may be a saying", _is_saying, NUMBERS, ("1 + 1 = 3", "2 + 2 = 5"),
          ("2 + 3 = 6", "2 * 2 = 5", "2 + 2 = 8", "3 + 3 = 7", "0 + 0 = 1", "6 + 6 = 120",
           "f(1) = 1 + 1 = 3", "so $2 + 2 = 5$ addresses")),
    Doubt("numbers in it are rounded", _is_rounded, ALL,
          ("1.96 * 0.41 = 0.81", "0.1 + 0.2 = 0.30000000000000004", "3.4 + 2.4 = 5.9", "61.1M * 4 = 245M",
           "783.5 = 28.0^2",
           "123.9 / 2 = 61.94", "2^64 + 1 = 18446744073709551616"),
          ("1.96 * 0.41 = 0.90", "781 = 28.0^2", "28.0^2 = 783.5", "1500 * 1.04 = 1561", "384 * 4.0 = 1537",
           "56 + 1.2 + 1.8 = 60",
           "3^28 + 4 = 22876792454966", "36 * 1.2^3 = 63.208", "9.41 * 5.0 + 2.68 = 49.9", "3.4 + 2.4 = 6.0",
           "12.75 + 1 = 13.76", "65535 * 0.000064 = 4.1924")),
    *BINARY,
    Doubt("these may be the items of a list", is_list, ALL,
          ("0 = 0 / 1 = 1 / 2 = 2 / 3 = 3", "8 = 8 / 9 = 9", "6 = 6 / 2 + 2 = 4 / 5 + 5 = 10",
           "6.0=2 / 7.0=1"),
          ("6 / 3 = 3", "12 = 6 / 3 = 3", "x = 6 / 3 = 3", "8 = 80/90 = 90", "5 = 5 / 2 + 2 = 6")),
    Doubt("its comma may stand between two sums", runs_into_next, ALL,
          ("1000/16≈62,600/16≈38", "3*4 = 12,100/2 = 50", "3*4 = 12,100/2 = 6050",
           "1000/16≈60,600/16≈40"),
          ("62,600/16≈38", "x = 62,600/16≈42", "x = 0.4*1 + 0.7*0 = 4", "3*4 = 13,100/2 = 6550", "3*4 = 12,100/2 = 55",
           "1000/16≈60,600/16≈50")),
    Doubt("its percentage may be a change, or rounded", _is_other_share, NUMBERS,
          ("120/100 = 20% more", "80/100 = 20%", "100/80 = 25%", "2/3 = 66%", "80/20 = 80% and 20%", "2/3 ≈ 70%"),
          ("24/30 = 90%", "24/30 = 81%", "1 - 1/5 = 90%", "1/3 = 36 %", "100/105 = 96%", "700/(700+200+100) = 700%",
           "700/1400 = 100%")),
    Doubt("it may be a range, a score or a date", _is_range, ALL,
          ("0-9 = 10", "3/4 = 2", "9/11 = 3", "21/9 = 5", "2026-11-22 = 1", "1982-84 = 100", "24/12/2026 = 3",
           "2026/1/31 = 2", "2/28/25 = 7", "[90-100] = .33 + .13 + .07", "6–12 ≈ 85%"),
          ("9-4 = 6", "3 / 4 = 2", "28/2 = 15", "24/12 = 3", "224/2/2/2/2/2 = 8", "224/2/2 = 57", "32/2/2 = 7",
           "2048/2/2 = 500", "2048/16/16 = 9", "512/2/32 = 9", "1/3 = 333", "10/23 = 430", "5-7 = -3",
           "10-3-2 = 6", "2000-100-50 = 1950", "20-5 = 85%", "[100-90] = 11", "90-100 = 0.33 + 0.13", "γ = 1/2 = 5",
           r"$6\div5 = 12$", "2000-1 = 1998")),
    Doubt("it may be the name of a resolution", _is_resolution, NUMBERS, ("3840x2160 = 4K",), ("3840x2160 = 5K",)),
    *CONVERTED,
    Doubt("its divisions may be rounded one by one", _is_rounded_within, NUMBERS,
          ("7/2 * 2 = 6", "round(5/2) + 1 = 4"),
          ("7/2 * 2 = 8", "round(5/2) + 1 = 5", "round(7/2) = 3", "round(7/3) + 1 = 4")),
    Doubt("its percent sign may be left out", _is_without_sign, NUMBERS,
          ("999/1000 = 99.9",), ("999/1000 = 999.0", "999/1000 = 99.8", "20*3*64 = 3.84", "9.8125 * 5 = 49062.5")),
    Doubt("a dash or a space in it may part two numbers", _is_parted, NUMBERS,
          ("layer 2 - 3*4 = 12", "layer 4 512 * 3 = 1,536", "3*4 = 12 500"),
          ("layer 2 - 3*4 = 13", "b = 2 - 2 + 2 = 4", "1 - 1 + 1 = 2")),
    *TURNED,
    *NOTATIONS,
    *COPIED,
    *ALGEBRA,
    *CALLS,
)  # fmt: skip
"""In their order: the first that applies is the one that is said."""


def doubt_of(tokens: list[Token], left: Side, right: Side, unit: Unit) -> str:
    """What else a sum that does not hold may be; empty where it can be nothing but wrong.

    `unit` is what follows the right side and belongs to it.
    """
    claim = Suspect(tokens, left, right, unit)
    doubts = (doubt for doubt in DOUBTS if (right.number is not None) in doubt.results)
    return next((doubt.reason for doubt in doubts if doubt.applies(claim)), "")
