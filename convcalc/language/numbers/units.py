"""The units that counts are written in, in every spelling: K, million, Mio., млн, 만, 百万.

What every reader takes for the same number is read; what two readers may take for two numbers is refused.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

UNITS = {"K": 10**3, "k": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12, "만": 10**4, "억": 10**8}
"""What the short units multiply by; none of them is a power of two."""

COMPOSING = {
    "조": 10**12, **dict.fromkeys("억億亿", 10**8), **dict.fromkeys("만万萬", 10**4), **dict.fromkeys("천千", 10**3),
}  # fmt: skip
"""The units behind which a number may go on, as in `1억 3836만` and `7만 3천`."""

COMPOSING_SIGNS = "".join(COMPOSING)

FAMILIES = (("억", "만", "천"), ("億", "万", "千"), ("億", "萬", "千"), ("亿", "万", "千"))
"""Which of them go together, the largest first; `조` before any of them."""

HINT = "the units are K, M, G or B, T, 만 and 억"

_WORDS = {
    3: """thousand tausend tsd mille milliers mila тыс тысяча тысячи тысяч тис тисяча тисячі тисяч tys tysiąc tysiące
        tysięcy tisíc tisíce duizend tusen tusind tuhat tuhatta ezer ribu nghìn ngàn χιλιάδες 킬로 キロ""",
    5: "lakh lakhs",
    6: """million millions millionen mio mln млн миллион миллиона миллионов мільйон мільйони мільйонів millón millon
        millones milione milioni milhão milhao milhões milhoes milion miliony milionu milionów milionů milión milióny
        miliónů miljoen miljon miljoner millioner miljoona miljoonaa millió milioane milyon juta triệu εκατομμύρια
        밀리언 메가 ミリオン メガ""",
    7: "crore crores",
    9: """milliard milliards milliarde milliarden mrd mld mia bn млрд миллиард миллиарда миллиардов мільярд мільярди
        мільярдів miliardo miliardi bilhão bilhao bilhões bilhoes miliard miliardy miliardu miliardów miliarda miliárd
        miliardů miljard miljarder milliarder miljardi miljardia milliárd miliarde milyar miliar tỷ tỉ δισεκατομμύρια
        빌리언 기가 ビリオン ギガ""",
    12: "трлн триллион триллиона триллионов trilhão trilhao trilhões trilhoes 테라 テラ",
}
"""The words for powers of ten, in any case; with a point behind them where they are short."""

_ENGLISH = {"billion": 10**9, "trillion": 10**12}
"""In small letters and without an ending they are English; `Billion`, `Billionen`, `billones` need not be."""

LONG_SCALE = {"billion": 10**12, "trillion": 10**18}
"""What the same words are in other languages."""

_AMBIGUOUS = (
    (
        """billion billions billionen billioner billón billon billones biljoen biljoner biljon bilion biliony bilionů
        bilione bilioni bilião biliões bilyon биллион биллиона биллионов""",
        "10⁹ to some readers and 10¹² to others",
        "write billion or G, or T for 10¹²",
    ),
    (
        "trillion trillions trillionen trillón trillones triljoen triljoner",
        "10¹² to some readers and 10¹⁸ to others",
        "write trillion or T for 10¹²",
    ),
    ("mil", "10³ to some readers and 10⁶ to others", "write K or M"),
    ("兆", "10⁶ to some readers and 10¹² to others", "write M or T"),
)
"""What readers take for different numbers: the words, the numbers, and what to write."""

_MEANT = {"m": "M", "mm": "M", "b": "B", "g": "G", "t": "T"}
"""Letters that are not units, and those that are."""

_SMALL = {"": 1, "십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
_LARGE = {"": 1, "만": 10**4, "억": 10**8, "조": 10**12, "万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8}
_MYRIADS = "만억万萬億亿"
_SIGNS = f"{_MYRIADS}십백천조경十百千兆京"
_COUNTERS = "개원건번회장배여个個枚件回倍次层層"
_NUMERALS = rf"(?!만[큼약일]|[{_SIGNS}]*(?![{_MYRIADS}])[{_SIGNS}](?![{_SIGNS}{_COUNTERS}])[^\W\d_])[{_SIGNS}]+"
"""Numerals at the beginning of a word, but of none that is another word: 만큼, 조각, 十分."""

_COUNTED = (
    *("macs", "mac", "madds", "flops", "flop", "ops", "params", "param", "parameters", "parameter"),
    *("weights", "values", "bytes", "b"),
)
"""What is counted, and may be joined to a unit's letter: GMACs, Mparams."""

_EASTERN = "[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
"""The signs of Chinese, Japanese and Korean."""

_NOUNS = (*_COUNTED, "weight", "value", "layers", "layer", "pixels", "pixel", "px", "times", "fold", "x")


@lru_cache(maxsize=1024)
def scale_of(unit: str) -> int | None:
    """What a unit multiplies by, however it is spelled; None where it is not known, or not known for certain."""
    if unit in UNITS:
        return UNITS[unit]
    unit = composed(unit.removesuffix("."))
    return UNITS.get(unit) or _ENGLISH.get(unit) or _words().get(unit.casefold()) or _numerals(unit)


def unit_length(word: str) -> int:
    """How many characters at the beginning of a word are a unit, known or not: 1 of `GMACs`, 2 of `백만개`."""
    if scale_of(word) is not None or _meanings(word):
        return len(word)
    if word[0] in UNITS and word[0].isascii():
        counted = re.match(f"[A-Za-z]*(?={_EASTERN})", word[1:])
        return int(word[1:].lower() in _COUNTED or (counted is not None and counted[0].lower() in ("", *_COUNTED)))
    numerals = re.match(_NUMERALS, word)
    return numerals.end() if numerals else 0


def no_unit(word: str) -> tuple[str, str]:
    """Why a word is no unit that can be read, and what to write."""
    word = word.removesuffix(".")
    if found := _meanings(word):
        return f"'{word}' is {found[0]}", found[1]
    meant = _MEANT.get(word.lower())
    return f"there is no unit '{word}'", f"write {meant}; {HINT}" if meant else HINT


def is_slip(word: str) -> bool:
    """Whether this is a letter that is nearly a unit: the m of `61m`."""
    return word.lower() in _MEANT and word not in UNITS


def is_counter(word: str) -> bool:
    """Whether a word that is joined to a number is known to leave it as it is: `개`, `个参数`, `params`.

    What multiplies numbers in Korean, Chinese and Japanese begins with one of few signs, so any other word counts.
    """
    if word.lower() in _NOUNS:
        return not is_slip(word)
    return bool(re.match(_EASTERN, word)) and not unit_length(word) and not word.startswith(_loans())


def composed(word: str) -> str:
    """A word with accents and syllables as one character each, and full-width letters as plain ones."""
    if word.isascii():
        return word
    from unicodedata import normalize

    return normalize("NFKC", word)


def _meanings(word: str) -> tuple[str, str] | None:
    word = composed(word)
    return None if word in _ENGLISH else _ambiguous().get(word.casefold())


def _numerals(word: str) -> int | None:
    if word in ("万亿", "萬億"):
        return 10**12
    small, large = (word[:1], word[1:]) if word[:1] in _SMALL else ("", word)
    scale = _SMALL[small] * _LARGE.get(large, 0)
    return scale if scale >= 1000 else None


@cache
def _words() -> dict[str, int]:
    return {word.casefold(): 10**power for power, words in _WORDS.items() for word in words.split()}


@cache
def _ambiguous() -> dict[str, tuple[str, str]]:
    return {word.casefold(): (meaning, hint) for words, meaning, hint in _AMBIGUOUS for word in words.split()}


@cache
def _loans() -> tuple[str, ...]:
    """Mega and its kin in Korean and Japanese, which begin words as well: メガバイト."""
    return tuple(word for word in _words() if re.match("[\u30a0-\u30ff\uac00-\ud7a3]", word))
