"""What stands around a number in a document and may be part of what it says: digits, units, signs, bounds.

Where a number holds, what stands around it is prose. Where it does not, each of these is a reason not to rewrite it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from convcalc.costs.kinds import BYTES, RATIO, SHARE, Kind
from convcalc.language.numbers.quantity import PERCENT, Quantity, show_short
from convcalc.language.numbers.units import LONG_SCALE, is_counter, no_unit, scale_of, unit_length
from convcalc.language.values import divide, show_decimal
from convcalc.study.documents.markers import Binding, unquoted

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
_CROSS = r"(?:[xX×]|\\times|&times;)"
_DIGITS = r"[.,'’٫٬]\d+|[ \xa0\u2009\u202f]\d{3}(?!\d)|\s?\d[\d,]*\s?[만万萬억億亿]"
_RANGE = "[-−–—‐‑~]"
_TIMES = (
    r"(?:\s?(?:[×·⋅∙*]|[xX](?=\s?10)|\\times|\\cdot|&times;|&middot;)\s?10\s?)?"
    r"(?:(?:\^|(?<=0)\*\*|<sup>)[{(]?[-−]?\d*|[¹²³⁰⁴-⁹⁻]+)"
)
_BROKEN = rf"\d(?:[.,'’]|{_RANGE}|\s?[만万萬억億亿]\s?)\Z|(?<![\w)\]}}])[-−–‐‑]\Z"
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


def paragraph(text: str, binding: Binding) -> tuple[str, str]:
    """What stands before two markers and behind them in their paragraph, without comments and the marks of quotes."""
    opening, closing = binding
    before = text[max(opening.block.start, opening.start - REACH) : opening.start]
    behind = text[closing.end : min(closing.block.end, closing.end + REACH)]
    return _plain(before), _plain(behind)


def _plain(text: str) -> str:
    return unquoted(re.sub(r"<!--.*?(?:-->|\Z)", "", text, flags=re.DOTALL))


def doubt(kind: Kind, said: Any, value: Any, bare: bool, before: str, behind: str) -> str:
    """Why a number that does not hold is not rewritten; nothing where it can be.

    `said` is what is written, as the readers of `written` give it, `bare` that it has no unit; `before` and `behind`
    are what stands around it in its paragraph, without comments.
    """
    before = re.sub(rf"(?:{EMPHASIS}|[$\"“‘«„(\[])*\Z", "", before)
    broken = _digits(kind, before, behind)
    odd = broken or _unit(kind, said, value, bare, behind) or _bounds(said, value, before, behind)
    return odd or _difference(kind, said, before, behind)


def _digits(kind: Kind, before: str, behind: str) -> str:
    """Whether the number goes on, before the markers or behind them."""
    marks = rf"(?:{_MARKS})*+"
    size = rf"|{marks}\s*{_CROSS}\s*\d+" if kind.sizes else ""
    more = rf"{_RANGE}\d+|{marks}(?:{_TIMES})|{marks}(?:{_DIGITS}){size}"
    if found := re.match(more, behind):
        return f"'{found[0].strip()}' behind the number belongs to it: put all of it between the markers"
    found = re.search(_BROKEN, before) or (re.search(rf"\d+\s*{_CROSS}\s*\Z", before) if kind.sizes else None)
    return f"'{found[0].strip()}' before the number belongs to it: put all of it between the markers" if found else ""


def _bounds(said: Any, value: Any, before: str, behind: str) -> str:
    """Whether a word or a sign makes the number a bound, or about."""
    if not isinstance(said, Quantity) or said.comparison:
        return ""
    write = "write {} directly before the number, between the markers"
    if found := re.search(rf"(?:{_SIGNS})\s*\Z", before):
        return f"'{found[0].strip()}' makes it a bound: " + write.format("it")
    for sign, words in _BEFORE_BOUNDS.items():
        if found := re.search(rf"(?i)(?<![^\W_])(?:{words})\s*\Z", before):
            return f"'{found[0].strip()}' makes it a bound: " + write.format(sign)
    for sign, words in _BEHIND_BOUNDS.items():
        if found := re.match(rf"(?:{_MARKS}|{SPACE}|[개个個])*+({words})", behind):
            return f"'{found[1]}' makes it a bound: " + write.format(sign)
    found = re.search(rf"(?i)(?<![^\W_])(?:{_ABOUT})\s*\Z", before)
    if found and not said.about and Quantity(said.text, "", True, said.style).holds(value):
        return f"'{found[0].strip()}' makes it about: " + write.format("~")
    return ""


def _difference(kind: Kind, said: Any, before: str, behind: str) -> str:
    """Whether a word makes the number a difference; of a ratio, as in `8.7× fewer`, none does."""
    percent = re.match(rf"(?:{_MARKS}|{SPACE})*+(?:%|percent\b)", behind)
    in_percent = percent is not None or (isinstance(said, Quantity) and said.style.unit == PERCENT)
    if not isinstance(said, Quantity) or (kind is RATIO and not in_percent):
        return ""
    behind = behind[percent.end() :] if percent else behind
    found = re.match(rf"(?i)(?:{_MARKS}|{SPACE}|[개个個])*+({_DIFFERENCES})(?![a-zа-яß-ÿ])", behind)
    found = found or re.search(rf"(?i)(?<![^\W_])({_BY})(?:\s+(?:{_ABOUT}))?\s*\Z", before)
    if found is None:
        return ""
    named = "the whole number" if kind not in (RATIO, SHARE) else f"the {kind.name} itself"
    return f"'{found[1]}' makes it a difference, and the marker names {named}"


def _unit(kind: Kind, said: Any, value: Any, bare: bool, behind: str) -> str:
    """Whether a word behind the number is its unit, or may be."""
    longer = LONG_SCALE.get(said.style.unit) if isinstance(said, Quantity) else None
    if longer and said.restyled(scale=longer).holds(value):
        return f"'{said.style.unit}' is read as in English: write {show_short(value)}"
    found = re.match(_BEHIND, behind)
    if found is None:
        elsewhere = bare and (_may_hold(kind, said, value, _POWERS_OF_UNITS) or _is_far(said, value))
        return f"if its unit stands elsewhere, write {_shown(value)} between the markers" if elsewhere else ""
    word = found["word"]
    length = unit_length(word)
    belongs = f"'{word}' behind the number belongs to it: "
    if word[0] in "%％‰" or word.lower().startswith(_PERCENTS):
        right = kind is SHARE and word[0] != "‰"
        return "" if right else f"{belongs}write the number in %, between the markers"
    if length and scale_of(word[:length]) is None:
        message, hint = no_unit(word[:length])
        return f"{message}: {hint}"
    if length and isinstance(said, Quantity):
        return f"{belongs}put it between the markers, directly behind the number"
    if length:
        return f"{belongs}write the number in full"
    if re.fullmatch(_SIZE, word):
        return f"{belongs}write the number in MB or MiB, between the markers"
    if bare and _may_hold(kind, said, value, range(1, 25)):
        return f"if '{word}' behind the number is its unit, write {_shown(value)} between the markers"
    if found["gap"] is None and not is_counter(word):
        return f"'{word}' behind the number is not understood ({no_unit(word)[1]})"
    if bare and not is_counter(word) and _is_far(said, value):
        return f"'{word}' behind the number may be its unit: write {_shown(value)} between the markers"
    return ""


def _shown(value: Any) -> str:
    return show_decimal(value, 3) if value % 1 else show_short(value)


def _is_far(said: Any, value: Any) -> bool:
    """Whether a whole number is so far from the value that it has a unit, or is of something else."""
    if not isinstance(said, Quantity) or said.style.decimals or not said.number or not value:
        return False
    return not said.number * FAR > value > divide(said.number, FAR)


def _may_hold(kind: Kind, said: Any, value: Any, powers: Iterable[int]) -> bool:
    """Whether a number would hold at one of these powers of ten, a ratio in percent, bytes in KiB to TiB."""
    if not isinstance(said, Quantity) or not said.number:
        return False
    more = {RATIO: [divide(1, 100)], BYTES: [1024**power for power in range(1, 5)]}
    scales = [*(10**power for power in powers), *more.get(kind, [])]
    return any(said.restyled(unit="K", scale=scale).holds(value) for scale in scales)
