"""The number that a marker binds which stands alone: the last one before it on its line, or the first one below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from convcalc.costs.kinds import SHAPE, Kind
from convcalc.language.numbers.quantity import QuantityError
from convcalc.language.numbers.units import unit_length
from convcalc.language.problems import Source
from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.commas import in_language
from convcalc.study.documents.kinds.kind import DocumentKind
from convcalc.study.documents.kinds.plain_text import ASTRAY, PlainText
from convcalc.study.documents.kinds.rest_text import OUTGROWN, outgrows_rule
from convcalc.study.documents.lines import PROSE, Line, physical_lines
from convcalc.study.documents.markers import Single
from convcalc.study.documents.numerals import Verdict, numbers_in, read
from convcalc.study.documents.surroundings import REACH
from convcalc.study.sums.usage import usage_of

if TYPE_CHECKING:
    from convcalc.study.figures import Value

_NAME = re.compile(r"(?:[^\W\d_]|(?<![0-9])[^\W\d_][-‐‑–]|[_^]\s?[{(`]?\s?)\Z")
"""What stands before a number that belongs to a name (ResNet-50), to a power or to an index."""

_GROUPED = re.compile(r"[0-9][ \xa0\u2009\u202f]\Z")
_POWER = re.compile(r"\s?(?:\^|\*\*\s?[0-9({])")
_RANGE = re.compile(r"[0-9]\s?[^\W\d_]{0,9}\s?[-‐‑–—~]{1,3}\s?\Z")
_RANGE_GOES_ON = re.compile(r"\s?([^\W\d_]{0,9})\s?[-‐‑–—~]{1,3}\s?[0-9]")
_ASIDE = re.compile(r"\\(?:footnote|footnotetext|thanks|marginpar)\*?(?:\[[^\]]{0,20}\])?\{[^{}]*+\Z")


class Found(NamedTuple):
    """What a number says against its value, and the offsets in the document between which it stands.

    `written` is how it reads, and `right` what to write there, from where to before where; None if nothing can be.
    """

    verdict: Verdict
    start: int
    end: int
    written: str
    right: tuple[int, int, str] | None


class _Stretch(NamedTuple):
    """The part of a plain text with one number in it, and what stands before and behind it."""

    start: int
    text: str
    before: str
    behind: str


def read_single(document: DocumentKind, source: Source, single: Single, kind: Kind, value: Value) -> Found:
    """The number that a marker binds against a value of a kind.

    Raises QuantityError where there is none, or one that is not read for certain, with its place in the document.
    """
    assert document.plain is not None
    text = source.text
    begin, end = single.part
    before = behind = ""
    if single.is_last:
        block = single.opening.block
        before = _without_comments(document, text, max(block.start, begin - REACH), begin)
        behind = _without_comments(document, text, single.opening.end, min(block.end, single.opening.end + REACH))
    written = text[begin:end]
    plain = document.plain(written, PROSE)

    def judged(plain: PlainText, before: str = "", behind: str = "") -> Verdict:
        judge = partial(_read, is_last=single.is_last, kind=kind, value=value, before=before, behind=behind)
        return in_language(plain.text, usage_of(source.file.text), value, judge, alone=False)

    try:
        verdict = judged(plain, before, behind)
    except QuantityError as error:
        start, stop = plain.start(error.offset), plain.end(error.offset + max(1, error.length))
        message = error.message.replace("between the markers", _where(single))
        hint = (error.hint or "").replace("put the markers around the number alone", "") or None
        raise QuantityError(message, begin + start, max(1, stop - start), hint) from None
    first, last = verdict.start, verdict.end
    if _ASIDE.search(written, 0, plain.start(first)):
        start = plain.start(first)
        hint = "end the line with the marker before the note begins"
        raise QuantityError("this number stands in a note", begin + start, plain.end(last) - start, hint)
    right = None
    if verdict.right is not None:
        right = plain.rewritten(first, last, verdict.right)
        if right is None or not _holds_again(document, written, right, first, judged):
            verdict, right = verdict.doubted(ASTRAY), None
        elif not single.is_last and not outgrows_rule(written) and outgrows_rule(_replaced(written, right)):
            verdict, right = verdict.doubted(OUTGROWN), None
    if right is not None:
        right = (begin + right[0], begin + right[1], right[2])
    return Found(verdict, begin + plain.start(first), begin + plain.end(last), plain.text[first:last], right)


def _replaced(written: str, right: tuple[int, int, str]) -> str:
    return f"{written[: right[0]]}{right[2]}{written[right[1] :]}"


def _where(single: Single) -> str:
    return "before this marker on its line" if single.is_last else "in the paragraph below this marker"


def _without_comments(document: DocumentKind, text: str, start: int, end: int) -> str:
    """A part of a block as plain text, with a space for each of its comments."""
    assert document.plain is not None
    pieces = []
    for _, begin, stop in physical_lines(text[start:end]):
        line = Line(0, start + begin, start + begin, start + stop, PROSE, False)
        comment = next(document.find_comments(text, [line]), None)
        pieces.append(text[line.start : comment.start if comment else line.end])
    return document.plain("\n".join(pieces), PROSE).text


def _stretch(text: str, is_last: bool, kind: Kind, value: Value) -> _Stretch:
    """The first number of a text that is no part of a name, or the last one."""
    numbers = numbers_in(text, kind, value)
    own = [found for found in numbers if not _NAME.search(text[max(0, found[0] - 4) : found[0]])]
    if kind is SHAPE and isinstance(value, tuple) and len(value) > 1:
        shapes = [found for found in own if not text[found[0] : found[1]].isdecimal()]
        own = shapes or own[:0]
    if not own:
        stripped = text.strip()
        what = "shape" if kind is SHAPE else "number"
        raise QuantityError(f"there is no {what} between the markers", text.find(stripped), max(1, len(stripped)))
    start, end = own[-1] if is_last else own[0]
    if _GROUPED.search(text[max(0, start - 2) : start]) and text[start].isdecimal():
        raise QuantityError("a number has no spaces in it here", start, end - start, "write its digits without them")
    goes_on = _RANGE_GOES_ON.match(text, end)
    goes_on = goes_on if goes_on and unit_length(goes_on[1]) == len(goes_on[1]) else None
    if _RANGE.search(text[max(0, start - REACH) : start]) or goes_on:
        raise QuantityError("a range is not read here", start, end - start, "write one number")
    if _POWER.match(text, end):
        raise QuantityError("a power is not read here", start, end - start, "write the number with a unit")
    stop = next((number[0] for number in numbers if number[0] > start), len(text))
    return _Stretch(start, text[start:stop], text[:start], text[stop:])


def _read(text: str, is_last: bool, kind: Kind, value: Value, before: str, behind: str) -> Verdict:
    stretch = _stretch(text, is_last, kind, value)
    try:
        verdict = read(kind, stretch.text, value, before + stretch.before, stretch.behind + behind)
    except QuantityError as error:
        raise QuantityError(error.message, stretch.start + error.offset, error.length, error.hint) from None
    return verdict._replace(start=stretch.start + verdict.start, end=stretch.start + verdict.end)


def _holds_again(
    document: DocumentKind,
    written: str,
    right: tuple[int, int, str],
    start: int,
    judged: Callable[[PlainText], Verdict],
) -> bool:
    """Whether what would be written is read where the number stood, and holds."""
    assert document.plain is not None
    plain = document.plain(_replaced(written, right), PROSE)
    try:
        again = judged(plain)
        return again.start == start and again.holds
    except QuantityError:
        return False
