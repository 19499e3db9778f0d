"""The one number, or shape, in a short text: `**34,944**`, `약 6100만 개`, `96 × 55 × 55`, `1.5 GMACs`, `8.7×`.

What stands around it (emphasis, words, counters, a closing `×`) is left alone. A number goes on into its unit where
one stands there, also one that is the beginning of a noun: the G of `GMACs`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from convcalc.costs.kinds import BYTES, RATIO, SHAPE, SHARE, Kind
from convcalc.language.numbers.axes import parse_axes
from convcalc.language.numbers.quantity import (
    MAXIMUM_LENGTH,
    PERCENT,
    Quantity,
    QuantityError,
    parse_percentage,
    parse_quantity,
)
from convcalc.language.numbers.units import COMPOSING_SIGNS, is_slip, unit_length
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, show_decimal
from convcalc.study.documents.markers import unquoted
from convcalc.study.documents.surroundings import CROSS, EMPHASIS, SPACE, doubt

if TYPE_CHECKING:
    from convcalc.costs.kinds import Expected
    from convcalc.study.figures import Value

_DIGITS = r"[0-9](?:[0-9,_]*[0-9])?"
_BEFORE = r"(?<![A-Za-z0-9.,])(?<![A-Za-z0-9]_)"
_NUMBER = re.compile(
    r"(?:(?:(?:(?<!\S)[<>]=?|[≤≥])\s*)?(?:~|≈|약\s*|(?i:(?<![a-z])(?:about|approx(?:imately|\.)?)\s+))?|[-−–])"
    rf"{_BEFORE}(?:{_DIGITS}\s?[{COMPOSING_SIGNS}]\s?(?=[0-9])){{0,3}}{_DIGITS}(?:\.[0-9]+)?"
)
_CROSS = rf"\s*{CROSS}\s*"
_TUPLE = (
    r"(?:(?<=[(\[])|(?<=None,\s)|(?<=[(\[]-1,\s))(?:[0-9]++(?:,\s?[0-9]++){2,4}|(?P<side>[0-9]++),\s?(?P=side))"
    r"(?=,?\s?[)\]])"
)
_SHAPE = re.compile(rf"{_TUPLE}|{_BEFORE}[0-9]++(?:{_CROSS}[0-9]++)*+")
_AXIS = r"[-−]?[0-9]++(?:\.[0-9]++|/[0-9]++)?+"
_AXES = re.compile(rf"{_BEFORE}{_AXIS}(?:{_CROSS}{_AXIS})*+")
_BETWEEN = re.compile(_CROSS)
_BETWEEN_SIZES = re.compile(rf"{_CROSS}|,\s?")
_DIGIT = r"[\d¹²³⁰⁴-⁹¼-¾⅐-⅞]"
_MORE = re.compile(
    rf"(?:[.,_'’٫٬]?{_DIGIT})+|(?:[ \xa0\u2000-\u200a\u202f][0-9]{{3}}(?![0-9]))+|[^\W\d_]{{1,4}}[-+]?\d[\d.,]*"
)
_TEN = re.compile(
    r"\s?(?:[×·⋅∙*xX]|\\times|\\cdot|&times;|&middot;)\s?10\s?(?:(?:\^|\*\*)\s?[{(]?\s?(?P<power>1?[0-9])(?:\s?[})])?"
    r"|(?P<raised>¹?[⁰¹²³⁴-⁹])|<sup>\s?(?P<sup>1?[0-9])\s?</sup>)(?![.,]?[0-9]|[⁰¹²³⁴-⁹])|[eE]\+?0?(?P<e>1?[0-9])(?![\w.,^])"
)
"""The power of ten that is the unit of the number before it: `4.1×10^9`, `4.1e9`."""

_GAP = re.compile(rf"(?:{EMPHASIS}|{SPACE}){{0,20}}+")
_WORD = re.compile(r"[^\W\d_]{1,40}")
_BYTES = re.compile(r"(?:[KMGTkmgt]i?)?B\b")
_THOUSANDS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_MAXIMUM_DIGITS = 40
_OTHER_SCALES = (1, 10**3, 10**4, 10**6, 10**8, 10**9, 10**12)
HINT = "put the markers around the number alone"


class RoundedToNothingError(QuantityError):
    """A 0 that holds only because it is rounded, as it would for any number below half of its unit."""


class Verdict(NamedTuple):
    """What stands in a text from `start` to before `end`, whether it holds, and if not what would: None if nothing can.

    `said` is the quantity or the shape that is written there, with a plain space before its unit; `doubt` says why
    nothing is to be written in its place.
    """

    start: int
    end: int
    holds: bool
    right: str | None
    said: Expected
    doubt: str = ""

    def doubted(self, doubt: str) -> Verdict:
        """The same verdict, with a reason why nothing is to be written; without one it stays as it is."""
        return self._replace(right=None, doubt=doubt) if doubt else self


class Numeral(NamedTuple):
    """A number in a text, from `start` to before `end`, with the unit that is behind it across a `gap`.

    `power` is that of ten where this is its unit, else 0.
    """

    start: int
    end: int
    number: str
    gap: str
    unit: str
    power: int = 0

    def quantity(self, parse: Callable[[str], Quantity]) -> Quantity:
        """The number as a function reads it. Raises its QuantityError, at its place in the text."""
        gap = " " if self.gap else ""
        try:
            if not self.power:
                return parse(f"{self.number}{gap}{self.unit}")
            bare = parse(self.number)
            style = bare.style._replace(unit=self.unit, scale=10**self.power)
            return Quantity(f"{self.number}{self.unit}", bare.comparison, bare.about, style)
        except QuantityError as error:
            shift = len(self.gap) - len(gap) if error.offset >= len(self.number) else 0
            raise QuantityError(error.message, self.start + error.offset + shift, error.length, error.hint) from None

    def holds(self, said: Quantity, value: Number) -> bool:
        """Whether it holds for a value. Raises RoundedToNothingError where it would for any that is small."""
        holds = said.holds(value)
        if holds and value and not said.number and not said.comparison and said.style.unit != PERCENT:
            message = f"a 0 that is rounded says nothing of {show_decimal(value, 3) if value % 1 else f'{value:,}'}"
            raise RoundedToNothingError(message, self.start, self.end - self.start, "write a digit that is no 0")
        return holds

    def judged(self, said: Quantity, value: Number) -> Verdict:
        """What it says against a value."""
        right, holds = None, self.holds(said, value)
        if not holds:
            with suppress(ValueError):
                right = (said.restyled(gap=self.gap) if self.gap else said).rewrite(value)
                right = right if self.unit == PERCENT else right.removesuffix(PERCENT)
        return Verdict(self.start, self.end, holds, right, said)


@lru_cache(maxsize=1024)
def read(kind: Kind, text: str, value: Value, before: str = "", behind: str = "") -> Verdict:
    """The one number or shape between two markers against the value of a metric, of this kind, or of a ratio.

    `before` and `behind` are what stands around the markers in their paragraph. Raises QuantityError where there is no
    number, more than one, or one that is not read for certain.
    """
    verdict = _judge(kind, text, value)
    start, end = verdict.start, verdict.end
    if (not text[:start] and before[-1:].isdecimal()) or (not text[end:] and behind[:1].isdecimal()):
        hint = "put all of it between the markers"
        raise QuantityError("this number goes on beyond its marker", start, end - start, hint)
    if verdict.holds:
        return verdict
    bare = text[end - 1].isdecimal() and not _TEN.search(text, start, end)
    around = unquoted(before + text[:start]), unquoted(text[end:] + behind)
    reason = doubt(kind, verdict.said, value, bare, *around) or verdict.doubt
    if not reason and not _holds_again(kind, text, value, verdict):
        reason = "nothing that would hold is written in this way"
    return verdict.doubted(reason)


@lru_cache(maxsize=1024)
def read_in(kind: Kind, text: str, value: Number, unit: str, scale: int) -> Verdict:
    """The same for a cell below the head of a column that has a unit: it is the number's, unless the cell has one.

    Raises QuantityError as `read` does.
    """
    numeral = _find_number(text, _BYTES if kind is BYTES else None)
    if numeral.unit:
        verdict = read(kind, text, value)
        other = isinstance(verdict.said, Quantity) and verdict.said.style.scale != scale
        if not other or verdict.holds:
            return verdict
        return verdict.doubted(f"{numeral.unit} is another unit than {unit}, which its column has")
    bare = numeral.quantity(parse_percentage if unit == PERCENT else parse_quantity)
    if bare.style.joint is not None:
        return read(kind, text, value)
    gap = " " * unit[1:].rstrip(".").isalpha()
    said = bare.restyled(unit=unit, scale=scale, gap=gap)
    if numeral.holds(said, value):
        return Verdict(numeral.start, numeral.end, True, None, said)
    before, behind = text[: numeral.start], text[numeral.end :]
    reason = doubt(kind, said, value, False, unquoted(before), unquoted(behind))
    if not reason and any(said.restyled(scale=other).holds(value) for other in _OTHER_SCALES if other != scale):
        reason = f"it holds in another unit than {unit}, which its column has"
    right = None
    with suppress(ValueError):
        right = None if reason else said.rewrite(value).removesuffix(f"{gap}{unit}")
    if not reason and not (right and _find_number(f"{before}{right}{behind}").number == right):
        right, reason = None, "nothing that would hold is written in this way"
    return Verdict(numeral.start, numeral.end, False, right, said, reason)


def _holds_again(kind: Kind, text: str, value: Value, verdict: Verdict) -> bool:
    """Whether what is right in a number's place is read there, and holds."""
    if verdict.right is None:
        return False
    try:
        again = _judge(kind, f"{text[: verdict.start]}{verdict.right}{text[verdict.end :]}", value)
    except QuantityError:
        return False
    return again.holds and again.start == verdict.start


def _judge(kind: Kind, text: str, value: Value) -> Verdict:
    """What stands between two markers against a value, by the kind of what they name."""
    if isinstance(value, tuple):
        return _judge_shape(text, value) if kind is SHAPE else _judge_axes(text, value)
    judge = {BYTES: _judge_bytes, SHARE: _judge_share, RATIO: _judge_ratio}.get(kind, _judge_count)
    return judge(text, value)


def _judge_count(text: str, value: Number) -> Verdict:
    """The one number of a text against a count. Raises QuantityError where there is none, or more than one."""
    numeral = _find_number(text)
    verdict = numeral.judged(numeral.quantity(parse_quantity), value)
    if numeral.unit or "." not in numeral.number:
        return verdict
    if _THOUSANDS.fullmatch(numeral.number) and (verdict.holds or int(numeral.number.replace(".", "")) == value):
        hint = f"write {value:,} if that is meant"
        raise QuantityError("points do not group digits here", numeral.start, len(numeral.number), hint)
    # A whole count with decimals has a unit that is not known here: no number in its place would be right.
    return verdict.doubted("a count is a whole number, or has a unit")


def _judge_bytes(text: str, value: Number) -> Verdict:
    """The one number of a text against a number of bytes: `553 MB`, `527.8 MiB`, or a count like any other."""
    from convcalc.language.numbers.byte_counts import parse_byte_quantity

    numeral = _find_number(text, _BYTES)
    if not numeral.unit.endswith("B"):
        return _judge_count(text, value)
    return numeral.judged(numeral.quantity(parse_byte_quantity), value)


def _judge_ratio(text: str, value: Number) -> Verdict:
    """The one number of a text against a ratio: a whole one is what rounds to it, `8 %` is 0.08."""
    numeral = _find_number(text)
    return numeral.judged(numeral.quantity(parse_percentage), 100 * value if numeral.unit == PERCENT else value)


def _judge_share(text: str, value: Number) -> Verdict:
    """The one number of a text against a share in percent: `92 %`, or `92` without the sign.

    Raises QuantityError for what may be a ratio and no share in percent: 0.92.
    """
    numeral = _find_number(text)
    said = numeral.quantity(parse_percentage)
    bounded = not said.holds(value) or said.comparison.startswith(">")
    if numeral.unit != PERCENT and said.number <= 1 and bounded:
        right = "95.8 %"
        with suppress(ValueError):
            right = said.restyled(decimals=max(0, said.style.decimals - 2), gap=" ").rewrite(value)
        message = "a share is in percent, and this number has no %"
        raise QuantityError(message, numeral.start, len(numeral.number), f"write {right}")
    return numeral.judged(said, value)


def _judge_shape(text: str, shape: tuple[Number, ...]) -> Verdict:
    """The one shape of a text, perhaps behind a batch of 1, against another. Raises QuantityError where there is none,
    or more than one.
    """
    start, end, said = find_sizes(text)
    batch = said[:1] if len(said) == len(shape) + 1 and said[0] == 1 else ()
    said, wanted = said[len(batch) :], shape
    if _channels_last(said, shape):
        said, wanted = (said[-1], *said[:-1]), (*shape[1:], shape[0])
    return Verdict(start, end, said == shape, in_style(text[start:end], (*batch, *wanted)), said)


def _channels_last(said: tuple[int, ...], shape: tuple[Number, ...]) -> bool:
    """Whether sizes are plainly in the order of `27x27x96`: the last alone is the shape's channels, or the others are
    equal, as the shape's are. Where those behind the first are equal, the first is as likely the channels.
    """
    if len(said) != len(shape) or len(said) < 3 or said[0] == shape[0] or len(set(said[1:])) == 1:
        return False
    return said[-1] == shape[0] or len(set(said[:-1])) == len(set(shape[1:])) == 1


def find_sizes(text: str) -> tuple[int, int, tuple[int, ...]]:
    """Where the one shape of a text stands, and its sizes. Raises QuantityError where there is none, or more."""
    match = _only(_SHAPE, text, "shape")
    sizes = _BETWEEN_SIZES.split(match[0])
    if max(map(len, sizes)) > _MAXIMUM_DIGITS:
        raise QuantityError(f"a number has at most {_MAXIMUM_DIGITS} digits", match.start(), len(match[0]))
    return (*match.span(), tuple(map(int, sizes)))


def _judge_axes(text: str, value: tuple[Number, ...]) -> Verdict:
    """The one number, or the numbers for each axis, of a text against what there is along the axes: `195`, `7 × 11`."""
    match = _only(_AXES, text, "value")
    try:
        said = parse_axes(_BETWEEN.sub("x", match[0]))
    except QuantityError as error:
        raise QuantityError(error.message, match.start(), len(match[0]), error.hint) from None
    holds = said.holds(value)
    right = None if holds else in_style(match[0], said.rewrite(value).split("x"))
    return Verdict(*match.span(), holds, right, said)


def find_numerals(text: str) -> Iterator[Numeral]:
    """Every number of a text with what is its unit, also one of bytes; without those that go on as no number does."""
    for match in _matches(_NUMBER, text):
        goes_on = _MORE.match(text, match.end()) and not _TEN.match(text, match.end())
        if not goes_on and not re.match(_DIGIT, text[max(0, match.start() - 1) : match.start()]):
            yield _with_unit(match, text, _BYTES)


def _find_number(text: str, units: re.Pattern[str] | None = None) -> Numeral:
    """The one number of a text, with its "about", and with its unit or percent sign; `units` are read first."""
    return _with_unit(_behind_quote(_only(_NUMBER, text, "number"), text), text, units)


def _with_unit(match: re.Match[str], text: str, units: re.Pattern[str] | None) -> Numeral:
    """A number of a text with its unit, power of ten or percent sign; `units` are read first."""
    if ten := _TEN.match(text, match.end()):
        power = ten["power"] or ten["sup"] or ten["e"] or unicodedata.normalize("NFKC", ten["raised"])
        return Numeral(match.start(), ten.end(), match[0], "", ten[0], int(power))
    behind = _GAP.match(text, match.end())
    assert behind is not None
    gap, end = behind[0], behind.end()
    unit = PERCENT if text.startswith(PERCENT, end) else ""
    if not unit and units and (known := units.match(text, end)):
        unit = known[0]
    if not unit and (word := _WORD.match(text, end)):
        slip = is_slip(word[0]) and not gap
        unit = word[0] if slip else word[0][: unit_length(word[0])]
    if not unit or (gap.strip() and not match[0].isascii()):
        return Numeral(*match.span(), match[0], "", "")
    return Numeral(match.start(), end + len(unit), match[0], gap, unit)


def _behind_quote(match: re.Match[str], text: str) -> re.Match[str]:
    """A number without the `>` that only marks its line as quoted."""
    if match[0].startswith(">") and re.search(r"[\r\n][ \t>]*\Z", text[: match.start()]):
        return _NUMBER.search(text, match.start() + 1) or match
    return match


def numbers_in(text: str, kind: Kind, value: Value) -> list[tuple[int, int]]:
    """Where the numbers of a text begin and end, or what may be the shapes, as a value of this kind is written."""
    pattern = _NUMBER if not isinstance(value, tuple) else _SHAPE if kind is SHAPE else _AXES
    spans = [match.span() for match in _matches(pattern, text)]
    tens = [_TEN.match(text, end) if pattern is _NUMBER else None for _, end in spans]
    return [(start, ten.end() if ten else end) for (start, end), ten in zip(spans, tens, strict=True)]


def _matches(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """What a pattern finds in a text; of numbers not those of the power of ten behind another one."""
    found: list[re.Match[str]] = []
    behind = 0
    for match in pattern.finditer(text):
        if match.start() >= behind:
            found.append(match)
            ten = _TEN.match(text, match.end()) if pattern is _NUMBER else None
            behind = ten.end() if ten else behind
    return found


def _only(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    matches = _matches(pattern, text)
    if not matches:
        stripped = text.strip()
        offset = text.find(stripped)
        hint = "write its digits as 0 to 9" if re.search(r"\d", stripped) else HINT
        raise QuantityError(f"there is no {what} between the markers", offset, max(1, len(stripped)), hint)
    first = matches[0]
    more = _MORE.match(text, first.end())
    more = None if pattern is _NUMBER and _TEN.match(text, first.end()) else more
    if more or re.match(_DIGIT, text[max(0, first.start() - 1) : first.start()]):
        _refuse(text[: more.end() if more else first.end()], first.start(), what)
    if len(matches) > 1:
        second = matches[1]
        message = f"there are {len(matches)} {what}s between the markers"
        raise QuantityError(message, second.start(), len(second[0]), HINT)
    return first


def _refuse(text: str, start: int, what: str) -> None:
    """Say why what stands in a text from `start` on is not one number, though it begins as one."""
    whole = text[start:]
    if what == "number" and len(whole) <= MAXIMUM_LENGTH:
        try:
            parse_quantity(whole)
        except QuantityError as error:
            raise QuantityError(error.message, start + error.offset, error.length, error.hint) from None
    raise QuantityError(f"'{whole[:_MAXIMUM_DIGITS]}' is no {what}", start, len(whole), HINT)


def in_style(style: str, shape: Sequence[Number | str]) -> str:
    """A shape in the style of another one: `96 × 55 × 55`, `96x55x55`, `(96, 55, 55)`."""
    between = _BETWEEN_SIZES.findall(style)
    if len(between) != len(shape) - 1:
        between = [between[0] if between else "×"] * (len(shape) - 1)
    return "".join(f"{size}{mark}" for size, mark in zip(shape, [*between, ""], strict=True))
