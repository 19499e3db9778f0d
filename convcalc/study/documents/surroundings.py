"""What stands around a number in a document and may be part of what it says: digits, units, signs, bounds.

Where a number holds, what stands around it is prose. Where it does not, each of these is a reason not to rewrite it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from convcalc.costs.kinds import BYTES, RATIO, SHARE, Kind
from convcalc.language.numbers.quantity import PERCENT, Quantity, show_short
from convcalc.language.numbers.units import COMPOSING_SIGNS, LONG_SCALE, is_counter, no_unit, scale_of, unit_length
from convcalc.language.values import Number, divide, show_decimal
from convcalc.study.documents.markers import Binding, unquoted

if TYPE_CHECKING:
    from convcalc.costs.kinds import Expected
    from convcalc.study.figures import Value

REACH = 200
"""How many characters before and behind two markers are looked at."""

FAR = 500
"""How many times as much is no slip of a person who counts in the same unit: the least unit is 1,000."""

SPACE = r"(?:[^\S\r\n]|[\u200b\ufeff]|&(?:[a-zA-Z]{1,4}sp|\#x?[0-9a-fA-F]{1,6});|(?:\r\n|\r|\n)[ \t>]*(?![\s>]))"
"""White space, also as HTML writes it; one line may end there, a paragraph may not."""

EMPHASIS = (
    r"(?:[*_`]|</?(?:a|b|big|code|em|font|i|kbd|mark|s|samp|small|span|strong|su[bp]|tt|u|var)(?:\s[^<>]{0,200})?>)"
)
"""What marks a part of a line, as Markdown and HTML write it."""

_MARKS = rf"(?:{EMPHASIS}|\]\([^()\s]{{0,200}}\)|[~$\"'”’»{{}})\]]|\\[,;:! ()]|\\(?=%)|\\[a-z]{{2,8}}\{{)"
_BEHIND = rf"(?:{_MARKS}|(?P<gap>{SPACE}|[-‐‑](?=[^\W\d_])|[(\[“‘«„]))*+(?P<word>[^\W\d_]+|[%％‰])"
CROSS = r"(?:[xX×]|\\times|&(?:times|\#215|\#[xX][dD]7);)"
"""What sizes are written with."""

_DIGITS = rf"[.,'’٫٬]\d+|[ \xa0\u2009\u202f]\d{{3}}(?!\d)|\s?\d[\d,]*\s?[{COMPOSING_SIGNS}]"
_RANGE = "[-−–—‐‑~]"
_UNSEEN = r"(?:[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|<wbr\s*/?>|&(?:shy|zwn?j);|\\(?=[.,]))"
"""What a reader does not see between the parts of a number."""

_TIMES = (
    r"(?:\s?(?:[×·⋅∙*]|[xX](?=\s?10)|\\times|\\cdot|&times;|&middot;)\s?10\s?)?"
    r"(?:(?:\^|(?<=0)\*\*|<sup>)[{(]?[-−]?\d*|[¹²³⁰⁴-⁹⁻]+)"
)
_BROKEN = rf"\d(?:[.,'’]|{_RANGE}|\s?[{COMPOSING_SIGNS}]\s?)\Z|(?<![\w)\]}}])[-−–‐‑]\Z"
_SIGNS = r"(?<![-=<>\w\"'/])[<>]=?|[≤≥≦≧⩽⩾]|&[lg][et];|\\[lg]eq?(?:slant)?(?![a-z])"
_POWERS_OF_UNITS = (3, 4, 6, 8, 9, 12)
_SIZE = "(?i:[kmgtкмгт]i?(?:bytes?|b|octets?|o|б|байт))"
_PERCENTS = ("percent", "pct", "prozent", "procent", "процент", "퍼센트", "パーセント")

_BEFORE_BOUNDS = {
    ">": "more than|greater than|over|above|mehr als|über|plus de|más de|более|больше|超过|超過",
    "<": "less than|fewer than|under|below|weniger als|unter|moins de|menos de|менее|меньше|不到|不足",
    ">=": "at least|mindestens|au moins|al menos|至少|최소",
    "<=": "at most|up to|maximal|höchstens|au plus|hasta|至多|最多|최대",
}
_BEHIND_BOUNDS = {
    ">=": "이상|以上|or more|and more|and above|\\+",
    "<=": "이하|以下|以内|or less|or fewer|and below",
    ">": "초과|超",
    "<": "미만|未満|未满",
}
_DIFFERENCES = (
    "fewer|less|more|lower|higher|smaller|larger|bigger|greater|faster|slower|cheaper|lighter|heavier|better|worse|off"
    "|saved|savings?|reductions?|decrease|increase|drop|weniger|mehr|kleiner|größer|geringer|höher|schneller|günstiger"
    "|de moins|de plus|moins|plus|menos|más|meno|più|mindre|färre|minder|меньше|больше|ниже|выше"
    "|적[다은게습]?|많[다은이습]?|작[다은게습]?|감소|증가|절감|더|少|多|减少|減少|增加|更少|更多|削減"
)
"""What makes the number before it a difference from another one."""

_BY = "by|um|saves?|saving|spares?|cuts?|cutting"
"""What makes the number behind it one."""

_ABOUT = (
    r"~|≈|∼|≃|약|대략|約|约|大约|大約|about|approx(?:imately|\.)?|around|roughly|circa|ca\.|nearly|almost"
    "|etwa|rund|environ|около"
)


_COUNTERS_BETWEEN = rf"(?:{_MARKS}|{SPACE}|[개个個])*+"
"""What may stand between a number and a word that says more of it."""


def paragraph(text: str, binding: Binding) -> tuple[str, str]:
    """What stands before two markers and behind them in their paragraph, without comments and the marks of quotes."""
    opening, closing = binding
    before = text[max(opening.block.start, opening.start - REACH) : opening.start]
    behind = text[closing.end : min(closing.block.end, closing.end + REACH)]
    return _plain(before), _plain(behind)


def _plain(text: str) -> str:
    return unquoted(re.sub(r"<!--.*?(?:-->|\Z)", "", text, flags=re.DOTALL))


def doubt(kind: Kind, said: Expected, value: Value, bare: bool, before: str, behind: str) -> str:
    """Why a number that does not hold is not rewritten; nothing where it can be.

    `said` is what is written, as the readers of `numerals` give it, `bare` that it has no unit; `before` and `behind`
    are what stands around it in its paragraph, without comments.
    """
    before = re.sub(rf"(?:{EMPHASIS}|[$\"“‘«„(\[])*\Z", "", before)
    broken = _digits(kind, before, behind)
    if broken or not isinstance(said, Quantity) or isinstance(value, tuple):
        return broken or _unit(kind, None, 0, behind)
    odd = _long_scale(said, value) or _unit(kind, said if bare else None, value, behind)
    return odd or _bounds(said, value, before, behind) or _difference(kind, said, before, behind)


def _digits(kind: Kind, before: str, behind: str) -> str:
    """Whether the number goes on, before the markers or behind them."""
    marks = rf"(?:{_MARKS})*+"
    more, broken = rf"{_RANGE}\d+|{marks}(?:{_TIMES})|{marks}(?:{_DIGITS})", _BROKEN
    more = rf"{more}|(?:{_MARKS}|{SPACE}|{_UNSEEN})*+[.,]\d+"
    if kind.sizes:
        more, broken = rf"{more}|{marks}\s*{CROSS}\s*\d+", rf"{broken}|\d+\s*{CROSS}\s*\Z"
    for side, match in (("behind", re.match(more, behind)), ("before", re.search(broken, before))):
        if match:
            return f"'{match[0].strip()}' {side} the number belongs to it: put all of it between the markers"
    return ""


def _bounds(said: Quantity, value: Number, before: str, behind: str) -> str:
    """Whether a word or a sign makes the number a bound, or about."""
    if said.comparison:
        return ""
    sign = re.search(rf"({_SIGNS})\s*\Z", before)
    words = ((mark, _word_before(words, before)) for mark, words in _BEFORE_BOUNDS.items())
    more = ((mark, re.match(rf"{_COUNTERS_BETWEEN}({words})", behind)) for mark, words in _BEHIND_BOUNDS.items())
    for mark, match in (("it", sign), *words, *more):
        if match:
            return f"'{match[1]}' makes it a bound: write {mark} directly before the number, between the markers"
    match = _word_before(_ABOUT, before)
    if match and not said.about and Quantity(said.text, "", True, said.style).holds(value):
        return f"'{match[1]}' makes it about: write ~ directly before the number, between the markers"
    return ""


def _word_before(words: str, before: str, more: str = "") -> re.Match[str] | None:
    """One of these words where it stands last, `more` perhaps behind it."""
    return re.search(rf"(?i)(?<![^\W_])({words}){more}\s*\Z", before)


def _difference(kind: Kind, said: Quantity, before: str, behind: str) -> str:
    """Whether a word makes the number a difference; of a ratio, as in `8.7× fewer`, none does. Or × makes it one."""
    percent = re.match(rf"(?:{_MARKS}|{SPACE})*+(?:%|percent\b)", behind)
    if kind is RATIO and not percent and said.style.unit != PERCENT:
        return ""
    behind = behind[percent.end() :] if percent else behind
    match = re.match(rf"(?i){_COUNTERS_BETWEEN}({_DIFFERENCES})(?![a-zа-яß-ÿ])", behind)
    match = match or _word_before(_BY, before, rf"(?:\s+(?:{_ABOUT}))?")
    ratio = re.match(rf"{_COUNTERS_BETWEEN}({CROSS})(?![a-z]|\s*[\d(])", behind)
    ratio = ratio or re.fullmatch(rf"\s*({CROSS})", before)
    named = "the whole number" if kind not in (RATIO, SHARE) else f"the {kind.name} itself"
    if ratio and kind is not RATIO:
        return f"'{ratio[1]}' makes it a ratio, and the marker names {named}"
    if match is None:
        return ""
    return f"'{match[1]}' makes it a difference, and the marker names {named}"


def _long_scale(said: Quantity, value: Number) -> str:
    """Whether its unit is meant as in other languages than English."""
    scale = LONG_SCALE.get(said.style.unit)
    holds = scale is not None and said.restyled(scale=scale).holds(value)
    return f"'{said.style.unit}' is read as in English: write {show_short(value)}" if holds else ""


def _unit(kind: Kind, bare: Quantity | None, value: Number, behind: str) -> str:
    """Whether a word behind the number is its unit, or may be; `bare` is what it says where it is a count without."""
    match = re.match(_BEHIND, behind)
    if match is None:
        elsewhere = bare and (_may_hold(kind, bare, value, _POWERS_OF_UNITS) or _is_far(bare, value))
        return f"if its unit stands elsewhere, write {_short(value)} between the markers" if elsewhere else ""
    word = match["word"]
    length = unit_length(word)
    belongs = f"'{word}' behind the number belongs to it: "
    if word[0] in "%％‰" or word.lower().startswith(_PERCENTS):
        right = kind is SHARE and word[0] != "‰"
        return "" if right else f"{belongs}write the number in %, between the markers"
    if length and scale_of(word[:length]) is None:
        message, hint = no_unit(word[:length])
        return f"{message}: {hint}"
    if length:
        in_full = "write the number in full"
        return belongs + (in_full if kind.sizes else "put it between the markers, directly behind the number")
    if re.fullmatch(_SIZE, word):
        return f"{belongs}write the number in MB or MiB, between the markers"
    if bare and _may_hold(kind, bare, value, range(1, 25)):
        return f"if '{word}' behind the number is its unit, write {_short(value)} between the markers"
    if match["gap"] is None and not is_counter(word):
        return f"'{word}' behind the number is not understood ({no_unit(word)[1]})"
    if bare and not is_counter(word) and _is_far(bare, value):
        return f"'{word}' behind the number may be its unit: write {_short(value)} between the markers"
    return ""


def _short(value: Number) -> str:
    return show_decimal(value, 3) if value % 1 else show_short(value)


def _is_far(said: Quantity, value: Number) -> bool:
    """Whether a whole number is so far from the value that it has a unit, or is of something else."""
    if said.style.decimals or not said.number or not value:
        return False
    return not said.number * FAR > value > divide(said.number, FAR)


def _may_hold(kind: Kind, said: Quantity, value: Number, powers: Iterable[int]) -> bool:
    """Whether a number would hold at one of these powers of ten, a ratio in percent, bytes in KiB to TiB."""
    more = {RATIO: [divide(1, 100)], BYTES: [1024**power for power in range(1, 5)]}
    scales = [*(10**power for power in powers), *more.get(kind, [])]
    if not said.comparison:  # then what holds is half of the value at least, and twice as much at most
        number = divide(said.style.mantissa, 10**said.style.decimals)
        scales = [scale for scale in scales if value <= 2 * number * scale <= 4 * value]
    return said.number > 0 and any(said.restyled(unit="K", scale=scale).holds(value) for scale in scales)
