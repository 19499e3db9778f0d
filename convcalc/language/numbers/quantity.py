"""Quantities: counts as people write them, each as precise as it is written.

`34_944` is exact, `61M` is what rounds to it, `~663,000` is about that much, `<= 5M` is a budget. A quantity checks a
true value, and writes another one in its own unit, precision and style.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from convcalc.language.numbers.units import COMPOSING, FAMILIES, HINT, UNITS, no_unit, scale_of
from convcalc.language.tree import ExpressionError
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import divide, is_short, show_fraction, show_number, show_value

if TYPE_CHECKING:
    from fractions import Fraction

MAXIMUM_LENGTH = 100
MAXIMUM_DIGITS = 40

PERCENT = "%"
_SHARE_HINT = "write 92 % or 3.8 %"
SPELLINGS = {"≤": "<=", "≥": ">=", "=": "=="}
"""Comparisons that are written in another way."""

SIGNS_HINT = "they are = == < <= > >="

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
}

# Patterns stay texts until one is needed: compiling them takes longer than reading most specs.
_HEAD = r"(?i)\s*(?P<comparison>[<>=]=|[<>=≤≥])?\s*(?P<about>~|≈|약|(?:about|approx(?:imately|\.)?)(?![^\W\d_]))?\s*"
_PART = (
    r"(?P<digits>(?P<whole>[0-9](?:[0-9,_]*[0-9])?)?(?:\.(?P<decimals>[0-9]+))?)"
    r"(?P<gap>\s*)(?P<unit>[^\W\d_]+(?:(?<=[^\W\d_]{2})\.)?)?\s*"
)
_GROUPED = r"[0-9]*|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:_[0-9]{3})+"
_SHAPE = r"[0-9]+(?:\s*[x×]\s*[0-9]+)*"

# Each row: what the number looks like (`at` is what is blamed), the message, the hint; {} is the number meant.
_TRAPS: tuple[tuple[str, str, str | None], ...] = (
    (r"^(?P<at>[-−–])\s*[0-9.]", "a count is never negative", None),
    (r"(?P<at>[0-9]+(?:,[0-9]+)*,\s+[0-9][0-9,]*)", "a space stands inside this number", "write {}"),
    (r"(?P<at>[0-9]+(?:\s+[0-9]+)+)", "a space stands inside this number", "write {}"),
    (r"(?P<at>[0-9]+\.[0-9]{3}(?:[.,][0-9]{3})+)", "points do not group digits here", "write {}"),
    (r"(?P<at>[0-9]+(?:['’][0-9]+)+)", "apostrophes do not group digits here", "write {}"),
    (r"(?P<at>[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+)", "powers of ten are not written with e", "write {short}"),
    (r"(?P<at>[0-9]+\s*[x×]\s*[0-9].*)", "this is a shape, a count is expected", None),
    (r"[0-9](?P<at>\.)(?![0-9])", "digits are missing after the point", None),
    (r"(?P<at>%)", "a percentage is not a count", HINT),
)


class QuantityError(ExpressionError):
    """What is wrong with a quantity, at `offset` (from 0) for `length` characters."""


class Style(NamedTuple):
    """How a quantity was written: what `rewrite` keeps.

    `mantissa` counts units of `scale / 10^decimals`, behind a `point` if any; `unit` is the last one as it was written,
    `scale` what it multiplies by. A number composed with 만 and its kin has a `joint` between its parts, their `signs`.
    """

    prefix: str
    mantissa: int
    decimals: int
    separator: str
    gap: str
    unit: str
    scale: int
    joint: str | None
    signs: str = ""
    point: str = "."


class Quantity:
    """A count as it is written, and the values that it is true of.

    `number` is what the digits say, exactly; `comparison` is '', '<=', '<', '>=', '>' or '=='. With a comparison, and
    for a plain whole number, `number` alone counts. Else a value holds if it rounds to the written digits, where the
    place rounded to is the last written decimal, and without decimals the last digit other than zero: zeros before a
    unit are place-holders, so `400K` says 350,000 to 450,000 and `60M` 55 to 65 million, but `60.0M` 59.95 to 60.05.
    Exactly half may be rounded either way. A lone 1 before such zeros is rounded down to as to any digit, but up to
    only from 95 %: nobody writes 60K as 100K.

    "About" makes the trailing zeros of a plain number place-holders as well, but keeps two digits (`~600,000` rounds
    to 10,000), and takes values cut off at that place too; zeros before a unit are place-holders enough.
    """

    __slots__ = ("_cut", "_highest", "_lowest", "about", "comparison", "number", "style", "text")

    def __init__(self, text: str, comparison: str, about: bool, style: Style) -> None:
        self.text, self.style = text, style
        self.comparison, self.about = comparison, about
        number = divide(style.mantissa * style.scale, 10**style.decimals)
        step, held_by_zeros = _step(style, about)
        lone_one = held_by_zeros and step == number
        self.number: int | Fraction = number
        self._lowest = number - divide(step, 20 if lone_one else 2)
        self._highest = number + divide(step, 2)
        self._cut = number + step if about and not held_by_zeros else number

    def holds(self, value: int | Fraction) -> bool:
        """Whether a true value agrees with what is written."""
        number = self.number
        if self.comparison:
            return COMPARISONS[self.comparison](value, number)
        return bool(self._lowest <= value <= self._highest or number <= value < self._cut)

    def whole(self) -> tuple[int | None, int | None]:
        """The least and the greatest whole number for which it holds; None where there is no such end."""
        if not self.comparison:
            return _ceiling(self._lowest), max(int(self._highest // 1), _ceiling(self._cut) - 1)
        down, up = int(self.number // 1), _ceiling(self.number)
        ends = {"<=": (None, down), "<": (None, up - 1), ">=": (up, None), ">": (down + 1, None)}
        return ends.get(self.comparison, (up, down))

    def restyled(self, **changes: Any) -> Quantity:
        """This quantity, but for some parts of its style."""
        return Quantity(self.text, self.comparison, self.about, self.style._replace(**changes))

    def rewrite(self, value: int | Fraction) -> str:
        """The true value in this unit, precision and style; the text it gives holds for the value.

        Zeros before a unit become digits (`60M` for 60,965,224 is rewritten `61M`); a value too small for the written
        decimals gets more of them; a budget is rounded to the side on which it holds. Raises ValueError where there is
        no such text: below zero, `> 0` for 0, `== 1M` for 1/3.
        """
        if value < 0:
            raise ValueError("a quantity is never negative")
        style = self.style
        if self.about and not style.unit and not style.decimals and value >= 10:
            kept = max(2, len(str(style.mantissa).rstrip("0")))
            place = int(10 ** max(0, len(str(int(value))) - kept))
            return style.prefix + _in_style(style, _rounded(divide(value, place), "") * place, 0)
        decimals = self._decimals(value)
        mantissa = _rounded(divide(value * 10**decimals, style.scale), self.comparison)
        if mantissa < 0:
            raise ValueError("no count is below 0")
        return style.prefix + _in_style(style, mantissa, decimals)

    def _decimals(self, value: int | Fraction) -> int:
        """How many decimals show a value: as written, more where it would be lost or must be exact."""
        style = self.style
        decimals = style.decimals
        exact = self.comparison == "=="
        if not (style.unit or decimals or self.comparison or self.about) and value % 1:
            decimals = 1
        least = 1 if style.mantissa < 10 else 10
        while value * 10**decimals % style.scale and (exact or value * 10**decimals < least * style.scale):
            decimals += 1
            if decimals > MAXIMUM_DIGITS:
                raise ValueError("the value has no such decimal")
        return decimals


def parse_quantity(text: str) -> Quantity:
    """The quantity that `text` writes. Raises QuantityError with the offset of what is wrong, and often a hint.

    Units: K or k 10³, 만 10⁴, M 10⁶, 억 10⁸, G or B 10⁹, T 10¹², and their names (see `units`); 억, 만 and 천 compose,
    as 億, 万 and 千 do (`1억 3836만`, `30만7000`, `7만 3천`).
    """
    if len(text) > MAXIMUM_LENGTH:
        raise QuantityError(f"a quantity has at most {MAXIMUM_LENGTH} characters", 0, len(text))
    if _is_plain(text):
        style = Style("", int(text.replace("_", "")), 0, "_" if "_" in text else "", "", "", 1, None)
        return Quantity(text, "", False, style)
    refuse_other_signs(text)
    head = re.match(_HEAD, text)
    assert head is not None
    start, end = head.end(), len(text.rstrip())
    comparison = SPELLINGS.get(head["comparison"], head["comparison"] or "")
    if start >= end:
        raise QuantityError("a number is missing here", max(0, end), 1, "write a count, as 34_944 or 61M")
    if comparison and head["about"]:
        raise QuantityError("a budget is exact, never about", head.start("about"), len(head["about"]))
    _refuse_traps(text[:end], start)
    parts = _parts(text[:end], start)
    prefix = text[:start].lstrip()
    return Quantity(text, comparison, bool(head["about"]), _style(prefix, parts))


def parse_with_units(text: str, units_hint: str) -> Quantity:
    """The same, with another hint where a unit is not known."""
    try:
        return parse_quantity(text)
    except QuantityError as error:
        hint = units_hint if error.hint and error.hint.endswith(HINT) else error.hint
        raise QuantityError(error.message, error.offset, error.length, hint) from None


def parse_percentage(text: str) -> Quantity:
    """The share in percent that `text` writes: `92 %` or `92` says 91.5 to 92.5, `92.0 %` 91.95 to 92.05.

    Zeros before the sign are digits like any others. Raises QuantityError as `parse_quantity` does.
    """
    number = text.rstrip().removesuffix(PERCENT)
    found = parse_with_units(number, _SHARE_HINT)
    if found.style.unit:
        raise QuantityError(f"a share is in percent, not in {found.style.unit}", 0, len(text), _SHARE_HINT)
    style = found.style._replace(gap=number[len(number.rstrip()) :], unit=PERCENT, joint=None)
    return Quantity(text, found.comparison, found.about, style)


def _is_plain(text: str) -> bool:
    """Whether this is a whole number as it is mostly written: `34944`, `34_944`."""
    first, *groups = text.split("_")
    digits = text.replace("_", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= MAXIMUM_DIGITS):
        return False
    return not groups or (0 < len(first) <= 3 and all(len(group) == 3 for group in groups))


def _refuse_traps(text: str, start: int) -> None:
    for pattern, message, hint in _TRAPS:
        if match := re.search(pattern, text[start:]):
            written = match["at"]
            if hint:
                digits = re.sub("[^0-9]", "", written)
                hint = hint.format(f"{int(digits or 0):,}", short=_with_unit(written))
            raise QuantityError(message, start + match.start("at"), len(written), hint)


def _with_unit(written: str) -> str:
    """A whole number with a power of ten, `30e6`, as it is written here: `30M`; an example for any other."""
    mantissa, _, exponent = written.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    if len(exponent.lstrip("+-")) not in (1, 2) or len(mantissa) > 12 or not 0 <= int(exponent) - len(decimals) <= 15:
        return "1.5M"
    value = int(whole + decimals) * 10 ** (int(exponent) - len(decimals))
    unit = next((unit for unit in "TGMK" if value >= UNITS[unit]), "")
    return f"{show_value(divide(value, UNITS[unit]))}{unit}" if unit else f"{value:,}"


def refuse_other_signs(text: str) -> None:
    """Raise QuantityError where a text begins with signs that are no comparison, as `=>` and `!=` are not."""
    match = re.match(r"\s*([<>=≤≥!]+)", text)
    if match and match[1] not in COMPARISONS and match[1] not in SPELLINGS:
        raise QuantityError(f"'{match[1]}' is no comparison", match.start(1), len(match[1]), SIGNS_HINT)


def _parts(text: str, start: int) -> list[re.Match[str]]:
    """The parts of a number, checked: one, or several that 만 and its kin compose."""
    parts: list[re.Match[str]] = []
    offset = start
    while offset < len(text):
        match = re.compile(_PART).match(text, offset)
        if match is None or not match["digits"]:
            rest = text[offset:]
            message = f"'{rest}' is not expected here" if parts else f"'{rest}' is not a count"
            raise QuantityError(message, offset, len(rest), "a count is a number as 34_944, with a unit as 61M")
        _check_part(match)
        if parts:
            _check_joint(parts[-1], match)
        parts.append(match)
        offset = match.end()
    return parts


def _check_part(part: re.Match[str]) -> None:
    whole, digits, unit = part["whole"] or "", part["digits"], part["unit"]
    start = part.start("digits")
    if sum(character.isdecimal() for character in digits) > MAXIMUM_DIGITS:
        raise QuantityError(f"a number has at most {MAXIMUM_DIGITS} digits", start, len(digits))
    if not re.fullmatch(_GROUPED, whole):
        grouped = f"{int(re.sub('[,_]', '', whole)):,}"
        comma = re.fullmatch("[0-9]+,[0-9]{1,2}", whole) and not part["decimals"]
        hint = f"write {grouped}, or {whole.replace(',', '.')} with a decimal point" if comma else f"write {grouped}"
        raise QuantityError("the digits are not in groups of three", start, len(whole), hint)
    if unit and scale_of(unit) is None:
        message, hint = no_unit(unit)
        raise QuantityError(message, part.start("unit"), len(unit), hint)


def _check_joint(left: re.Match[str], right: re.Match[str]) -> None:
    start, length = right.start(), len(right["digits"])
    signs = set(f"{left['unit']}{right['unit'] or ''}") - {"조", "백", "百"}
    scale = COMPOSING.get(left["unit"])
    if scale is None or not any(signs <= set(family) for family in FAMILIES):
        raise QuantityError(
            "one number has one unit", start, length, "only 억, 만 and 천 are followed by more digits, as in 1억 3836만"
        )
    if left["decimals"] or right["decimals"]:
        raise QuantityError("a number with a decimal point has one part", start, length, "write 3.5만 or 3만5000")
    if _scaled(right) >= scale:
        raise QuantityError(f"the digits after {left['unit']} are too many", start, length)


def _scaled(part: re.Match[str]) -> int:
    return int(re.sub("[,_]", "", part["whole"])) * ((part["unit"] and scale_of(part["unit"])) or 1)


def _style(prefix: str, parts: list[re.Match[str]]) -> Style:
    last = parts[-1]
    unit = last["unit"] or ""
    scale = (unit and scale_of(unit)) or 1
    if len(parts) > 1:
        mantissa = sum(_scaled(part) for part in parts) // scale
        joint = " " if last.string[last.start() - 1].isspace() else ""
        signs = " ".join(part["unit"] or "" for part in parts).strip()
        return Style(prefix, mantissa, 0, "", last["gap"] if unit else "", unit, scale, joint, signs)
    whole, decimals = last["whole"] or "0", last["decimals"] or ""
    separator = "," if "," in whole else "_" if "_" in whole else ""
    mantissa = int(re.sub("[,_]", "", whole) + decimals)
    return Style(prefix, mantissa, len(decimals), separator, last["gap"] if unit else "", unit, scale, None)


def _step(style: Style, about: bool) -> tuple[int | Fraction, bool]:
    """The distance between numbers of this precision (0: exact), and whether zeros before a unit set it."""
    digits = str(style.mantissa)
    zeros = len(digits) - len(digits.rstrip("0")) if style.mantissa else 0
    if style.decimals or style.unit == PERCENT:
        return divide(style.scale, 10**style.decimals), False
    if style.unit:
        return style.scale * 10**zeros, zeros > 0
    return (10 ** max(0, min(zeros, len(digits) - 2)) if about else 0), False


def _ceiling(value: int | Fraction) -> int:
    return -int(-value // 1)


def _rounded(value: int | Fraction, comparison: str) -> int:
    """The nearest whole number (a half goes up), or the nearest that a comparison holds for."""
    below = int(value // 1)
    above = _ceiling(value)
    nearest = int((2 * value + 1) // 2)
    return {"<=": above, "<": below + 1, ">=": below, ">": above - 1}.get(comparison, nearest)


def _in_style(style: Style, mantissa: int, decimals: int) -> str:
    if style.joint is not None and not decimals:
        from convcalc.language.numbers.composing import write_composed

        return write_composed(mantissa * style.scale, style.signs.split(), bool(style.unit), style.gap, style.joint)
    whole, rest = divmod(mantissa, 10**decimals)
    shown = f"{whole:,}".replace(",", style.separator)
    point = f"{style.point}{rest:0{decimals}d}" if decimals else ""
    return f"{shown}{point}{style.gap}{style.unit}"


def parse_shape(text: str) -> tuple[int, ...]:
    """The sizes that a shape writes, channels first: `96x55x55` or `96×55×55`, and `1000` for one axis.

    Raises QuantityError where it is none, or a size is 0.
    """
    if len(text) > MAXIMUM_LENGTH:
        raise QuantityError(f"a shape has at most {MAXIMUM_LENGTH} characters", 0, len(text))
    plain = text.split("x")
    if text.isascii() and all(size.isdecimal() and len(size) < 10 and int(size) for size in plain):
        return tuple(map(int, plain))
    start = len(text) - len(text.lstrip())
    written = text.strip()
    if not written:
        raise QuantityError("a shape is missing here", 0, 1, "write 96x55x55")
    if not re.fullmatch(_SHAPE, written):
        numbers = re.findall("[0-9]+", written)
        separated = re.fullmatch(r"[(\[]?\s*[0-9]+(?:\s*[,*X ]\s*[0-9]+)+,?\s*[)\]]?", written)
        hint = f"write {'x'.join(numbers)}" if separated else "write 96x55x55"
        raise QuantityError(f"'{written}' is not a shape", start, len(written), hint)
    sizes = []
    for match in re.finditer("[0-9]+", text):
        if len(match[0]) > MAXIMUM_DIGITS:
            raise QuantityError(f"a number has at most {MAXIMUM_DIGITS} digits", match.start(), len(match[0]))
        if not int(match[0]):
            raise QuantityError("a size is at least 1", match.start(), len(match[0]))
        sizes.append(int(match[0]))
    return tuple(sizes)


def show_count(value: int | Fraction) -> str:
    """A count in full, its digits in groups of three, `34,944`; rounded with its fraction: `2.6891 (320/119)`."""
    shown = show_number(value)
    if is_short(value):
        return shown
    fraction = show_fraction(value)
    return f"{shown} ({fraction})" if fraction else f"≈ {shown}"


def show_short(value: int | Fraction) -> str:
    """A count in K, M, G or T with one decimal: `61.0 M`, `1.1 G`; in full below 1000: `412`. A half goes up."""
    if -1000 < value < 1000:
        return show_count(value)
    sign, value = ("-", -value) if value < 0 else ("", value)
    for unit in "KMGT":
        tenths = _rounded(divide(value * 10, UNITS[unit]), "")
        if tenths < 10_000 or unit == "T":
            break
    return f"{sign}{tenths // 10:,}.{tenths % 10} {unit}"
