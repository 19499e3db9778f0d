"""Units of measure behind a result that may have been converted to them: 60*5 = 5 minutes, 4000*2 = 8 Gbps."""

from __future__ import annotations

import re

from convcalc.language.numbers.units import is_counter
from convcalc.language.values import Number, divide
from convcalc.study.sums.doubts.suspect import ALL, NUMBERS, Doubt, Suspect
from convcalc.study.sums.tokens import NUMBER, OPERATOR, POWER, WORD, Token
from convcalc.study.sums.values import KIBI, THOUSANDS, Side, agrees, quantity_of, readings

_MEASURES = """
s sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks month months year years ms us
ns mm cm m km inch inches ft feet foot mile miles g mg kg lb lbs oz ml l liter liters litre litres hz khz mhz ghz
w kw kwh amps volts px pt em degrees dozen hundred usd eur dollars cents bit bits byte bytes kb mb gb tb pb kib mib gib
sekunden minuten stunden tage wochen monate jahre secondes heures jours semaines mois ans années segundos minutos horas
días semanas meses años segundos секунд минут часов час ч дней недель месяцев лет
"""
MEASURES = frozenset(_MEASURES.split())
"""Units of measure that other units are converted to."""

_EASTERN_MEASURES = re.compile("秒|分钟|分鐘|小时|小時|時間|日|天|周|週|個月|个月|年|초|분|시간|일|주|개월|년")
"""Those that other letters may follow at once."""

_CONVERSIONS = (7, 8, 12, 24, 60, 100, 365, 24 * 60, 3600, 24 * 3600, 365 * 24, 365 * 24 * 3600)
"""What one unit of measure is of another: days, bits, months, hours, minutes, seconds, cents."""

LARGER = [divide(1, base**n) for base, most in ((1000, 12), (1024, 6)) for n in range(1, most + 1)]
"""What a number is multiplied by where its unit gets a prefix, kilo to exa and kibi to exbi, or is a large numeral."""

SMALLER = [1000, 10**6, 10**9, 1024, 2**20, 2**30]
"""What it is multiplied by where its unit loses one, or gets one of milli to nano."""

CONVERSIONS = [*_CONVERSIONS, *(divide(1, factor) for factor in _CONVERSIONS), *LARGER]

_THINGS = """
parameters weights biases neurons nodes units connections synapses activations features elements entries numbers
coefficients multiplications multiplies additions adds operations computations filters kernels channels maps positions
images samples examples tokens words and or for per with of if so which that because since total altogether overall
paramètres poids parámetros pesos neuronas gewichte neuronen parametern параметров параметра весов нейронов
"""
THINGS = frozenset(_THINGS.split())
"""Words behind a number that are no unit with a prefix and no large numeral, beside those that `is_counter` knows."""

_SMALL_UNIT = re.compile(
    r"(?:kilo|mega|giga|tera|[kmg]ibi|milli|micro|nano)[a-z]+|[kKM]i?(?:b|bits?|bps|Bps)|[kmuµμn](?:A|V|W|Wh|L|J|N|Pa|eV)"
    r"|[kMGT]?Hz|(?:gram|m[eè]t(?:er|re)|lit(?:er|re)|watt|volt|amp(?:ere)?|joule|hertz|pascal|newton)s?|[muµμn]s|[mµμn][mg]|ml"
    r"|(?:gram|metr|litr)os|(?:кило|милли|микро|нано|санти)?(?:грамм|метр|литр)[а-я]{0,2}|мк?с|нс|мм|мк?г|мл"
)
"""A unit of measure that a number may have been converted to, away from a larger one."""

SIZES: dict[str, list[Number]] = {"bytes": [2, 4, 8, divide(1, 8)], "bits": [8, 16, 32]}
"""The bytes of a number, and of a bit; the bits of a byte, and of a number."""

_BYTES = re.compile(r"(?<![^\W\d_])(?:(?P<bytes>[kKMGT]?i?B|[Bb]ytes?)|(?P<bits>[Bb]its?))\Z")


def is_measure(word: str) -> bool:
    """Whether a word is a unit of measure that is converted to others."""
    return word.lower() in MEASURES or _EASTERN_MEASURES.match(word) is not None


def _is_converted(claim: Suspect) -> bool:
    """A measure behind it, which holds in another one."""
    after = claim.after
    if after is None or after.kind != WORD or not is_measure(after.text):
        return False
    return claim.says(claim.times(claim.left.values, CONVERSIONS), about=True)


def _has_prefix(claim: Suspect) -> bool:
    """A word behind it that may be a unit with a prefix, or a numeral; one that is larger must be in a smaller unit.

    What is added up has the unit of its terms, and is not made larger by one.
    """
    after = claim.after
    if after is None or after.kind != WORD or after.text.casefold() in THINGS or is_counter(after.text):
        return False
    is_product = any(part.text not in ("+", "-") for part in claim.left.parts if part.kind in (OPERATOR, POWER))
    factors = [*LARGER, *(SMALLER if is_product and _SMALL_UNIT.fullmatch(after.text) else ())]
    return claim.says(claim.times(claim.left.values, factors), binary=False, about=True)


def _is_in_bytes(claim: Suspect) -> bool:
    """Numbers of 2, 4 or 8 bytes each, where none of these is a factor of it already, bits, or in an operand's unit."""
    end = claim.tokens[claim.unit.last].end
    match = _BYTES.search(claim.right.line, max(0, end - len("bytes")), end)
    sizes = SIZES[match.lastgroup or ""] if match else []
    counted = {str(size) for size in sizes} & claim.left.texts
    factors = [size for size in sizes if size < 1 or not counted]
    values = claim.times(claim.left.values, [*factors, *_units_before(claim, bool(sizes))])
    return claim.says(values, claim.unit.text) or (claim.right.about and claim.is_near(values, claim.unit.text))


def _units_before(claim: Suspect, in_bytes: bool) -> list[Number]:
    """The units that its operands have where they stand before it: `each has 16 GB, so 8 * 16`."""
    numbers = "|".join(part.text for part in claim.left.parts if part.text.isdecimal()) if in_bytes else ""
    if not numbers:
        return []
    units = re.findall(rf"(?<![\w.,])(?:{numbers})\s?([KMGT])i?B", claim.before())
    return [scale[unit] for unit in units for scale in (THOUSANDS, KIBI)]


def _has_bytes(claim: Suspect) -> bool:
    """A B on the left that is bytes, and no billion."""
    in_bytes = claim.left.once(_in_bytes)
    if not in_bytes or claim.right.number is not None:
        return bool(in_bytes) and claim.says(readings(in_bytes), claim.unit.text)
    others = set(readings(claim.right.once(_in_bytes) or claim.right.parts))
    return not others.isdisjoint(readings(in_bytes))


def _in_bytes(side: Side) -> list[Token]:
    """A side with each B as bytes; nothing where it has none."""
    if not any(part.text.endswith("*B)") for part in side.parts):
        return []
    return [part._replace(text=part.text[1:-3]) if part.text.endswith("*B)") else part for part in side.parts]


def _is_unit_of_all(claim: Suspect) -> bool:
    """Terms that a unit behind their result, or behind the last of them, is meant for alike: `10 + 5 - 3 = 12만`."""
    *before, last = claim.left.parts
    if in_words := re.fullmatch(r"\((?P<digits>[0-9.]+)\*(?P<scale>[0-9]+)\)", last.text):
        values = readings([*before, last._replace(text=in_words["digits"])])
        return claim.says(claim.times(values, [int(in_words["scale"])]), claim.numeral)
    if not claim.left.once(_is_of_small_terms) and not claim.left.once(_is_share):
        return False
    result = re.fullmatch(r"([0-9.,]+)[ \xa0]?[^\W\d_]+", claim.spelling + claim.unit.text)
    quantity = quantity_of(result[1]) if result else None
    return quantity is not None and agrees(quantity, claim.values)


def _is_of_small_terms(side: Side) -> bool:
    numbers = [part for part in side.parts if part.kind == NUMBER]
    signs = {part.text for part in side.parts if part.kind != NUMBER}
    plain = signs <= {"+", "-", "(", ")"} and all(part.text.replace(".", "", 1).isdecimal() for part in numbers)
    return plain and all(float(part.text) < 1000 for part in numbers)


def _is_share(side: Side) -> bool:
    """A percentage of one number, which is in the same unit."""
    numbers = [part.text for part in side.parts if part.kind == NUMBER]
    return len(numbers) == 2 and "*" in side.texts and sum(text.endswith("/100)") for text in numbers) == 1


def _is_of_the_whole(claim: Suspect) -> bool:
    """A percentage added to a number that is of it, `50 + 20% = 60`, numbers beside some that are some, or a range.

    Or a sign of a remainder, before a number with a sign of its own: `-16 % -4 = 0`.
    """
    *before, sign, last = claim.left.parts
    if "/100)" not in claim.left.written:
        return False
    values = readings([part._replace(text=part.text.replace("/100)", ")")) for part in claim.left.parts])
    if before and sign.text in ("+", "-") and last.text.endswith("/100)"):
        times = sign._replace(text="*")
        values += readings([*before, sign, *before, times, last]) if len(before) == 1 else []
    elif before and before[-1].text.endswith("/100)") and sign.text in ("+", "-"):
        number = [part._replace(text=part.text.replace("/100)", ")")) for part in before]
        pairs = zip(readings(number), readings([sign, last] if sign.text == "-" else [last]), strict=False)
        values += [one % other for one, other in pairs if other]
    is_range = len(before) == 1 and sign.text == "-" and claim.left.values[0] < 0
    return is_range or claim.says(claim.times(values))


CONVERTED = (
    Doubt("it may be converted to the measure behind it", _is_converted, NUMBERS,
          ("60*5 = 5 minutes", "1024 * 1024 * 8 = 8 mb of bits", "2*12 = 1 day", "2 * 50 = 1 m", "60*5 = 5分钟",
           "6e12 / 2e3 = 95 years"),
          ("60*5 = 6 minutes", "3*4 = 13 s", "3*4 = 24 hours", "3*4 = 120 px", "3*4 = 12,000 bytes", "3*4 = 13 days")),
    Doubt("the word behind it may be a unit", _has_prefix, NUMBERS,
          ("4000 * 2 = 8 Gbps", "2^16 = 64 kilobits", "2 * 3 = 6000 Mbps", "0.5 * 3 = 1,500 mA", "2 * 3 = 6000 meters",
           "5000*5000 = 25 mil", "2 * 3 = 6000 грамм", r"$1/(2 + 20 + 1) = 43.5\text{ MHz}$",
           r"<b>\(2^{20} \times 12 = 12\)</b> Mbit", r"$2^{64} = 16\text{ EB}$",
           "2^128 = 340 undecillion"),
          ("4000 * 2 = 9 Gbps", "3x3x64x64 = 36,864,000 weights", "3x3x64x64 = 36,864,000 in the net",
           "3x3x64x64 = 36,864,000 multiply-adds", "3x3x64x64 = 36,864,000 Gewichte", "3x3x64x64 = 37 weights",
           "3x3x64x64 = 36 864 000 parameters", "3x3x64x64 = 36,864,000 per filter",
           "3x3x64x64 = 36,864,000 paramètres", "5000*5000 = 25 parameters",
           "0.4 + 6.5 + 0.3 = 7,200 ns", "2^64 = 17 EB", "2^128 = 341 undecillion", "3x3x64x64 = 36,864,000个参数")),
    Doubt("it may be in bytes or bits", _is_in_bytes, NUMBERS,
          ("3*3*64 = 2.3 KB", "3*3*64 = 2.3KB", "each has 16GB, so 256 * 16 = 4TB", "1080×1080 ≈ 4.5MB"),
          ("3*3*64 = 2.9 KB", "2048*1000*4 = 16.4 MB", "each has 16GB, so 256 * 16 = 5TB",
           "each has 32GB, so 256 * 16 = 4TB", "1080×1080 = 4.5MB", "1080×1080 ≈ 4.0MB")),
    Doubt("its B may be bytes", _has_bytes, ALL,
          ("61M × 4B = 244MB", "2^(64-12) × 4 B = 2^54"),
          ("61M × 4B = 245MB", "2^(64-12) × 4 B = 2^53")),
    Doubt("its unit may be that of all its terms", _is_unit_of_all, NUMBERS,
          ("10 + 5 - 3 = 12만", "(50 + 100) + (80 + 60) = 290万円", "10 + 5 = 15 million", "1.2 + 2.3 = 3.5M",
           "10 + 5 million = 15 million", "4000x4.5% = 180万元",
           "3/4 million = 750,000", "12/4万 = 3万"),
          ("10 * 5 = 50만", "10 * 5 = 50 million", "4000x4.5% = 190万元",
           "10 + 5 = 16만", "9,408 + 64 = 9,472K", "10만 + 5 = 15만",
           "10 + 5 million = 16 million", "10 million + 5 = 15 million", "2 * 3 million = 7 million")),
    Doubt("its percentage may be of the number before it", _is_of_the_whole, NUMBERS,
          ("50 + 20% = 60", "100 - 20% = 80", "60% + 25 + 15 = 100%", "8% - 12% = 4%",
           "-16 % -4 = 0", r"$-17 ~\% -4=-1$"),
          ("50 + 20% = 61", "50 * 20% = 60", "60% + 25% = 95%", "-16 % -4 = 1", "50% + 20% = 10")),
)  # fmt: skip
"""Units that may have changed on the way to the result."""
