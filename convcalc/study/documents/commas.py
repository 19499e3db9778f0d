"""Numbers as languages write them that begin decimals with a comma: `25,6`, `4.231.976`, `25 557 032`.

They are read with a point for their comma and with commas between groups of digits, each in the same place, and what is
written there gets their own signs back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from convcalc.language.numbers.quantity import Quantity, QuantityError
from convcalc.study.sums.usage import Usage

if TYPE_CHECKING:
    from convcalc.study.documents.numerals import Verdict
    from convcalc.study.figures import Value

_SPACES = " \xa0\u2009\u202f"
_CANDIDATE = re.compile(rf"[0-9][.,{_SPACES}][0-9]")
_NUMBER = re.compile(
    rf"(?<![\w.,])(?<![^\W\d_][-‐‑–])[0-9]+(?:(?:[.,]|[{_SPACES}](?=[0-9]{{3}}(?![0-9])))[0-9]+)+(?![.,]?[0-9])"
)
_GROUPED = re.compile(
    rf"[0-9]{{1,3}}(?:(?P<mark>[.{_SPACES}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)(?P<decimals>,[0-9]+)?"
)
_DECIMAL = re.compile(r"[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|(?:0|[0-9]{4,}),[0-9]+")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_SWAPPED = str.maketrans({".": ",", ",": ".", **dict.fromkeys(_SPACES, ",")})

EITHER = "its comma or point may group digits or begin decimals"
_FAR = 10
"""How many times as much a number may be as its value, or as little, so that its other reading is certainly none."""


def readings(text: str, usage: Usage, alone: bool = True) -> list[str]:
    """A text as the reader of numbers knows it, in the ways in which that may be meant; most have one way.

    It is `alone` where it has one number, as that of a cell: a single space may group digits there.
    """
    if not _CANDIDATE.search(text) or not usage.of_commas:
        return [text]
    own, other = (_NUMBER.sub(partial(_read, alone=alone, either=either), text) for either in (True, False))
    return [own, other] if other != own else [own]


def _read(found: re.Match[str], alone: bool, either: bool) -> str:
    """A number with a point for a comma before decimals, and commas between groups; `either` so where it may be."""
    number = found[0]
    grouped = _GROUPED.fullmatch(number)
    if grouped and grouped["mark"] != ".":
        spaced = grouped["mark"] == " " and not alone and number.count(" ") == 1
        return number if spaced else number.translate(_SWAPPED)
    if _EITHER.fullmatch(number):
        return number.translate(_SWAPPED) if either else number
    return number.translate(_SWAPPED) if grouped or _DECIMAL.fullmatch(number) else number


def in_language(text: str, usage: Usage, value: Value, judge: Callable[[str], Verdict], alone: bool = True) -> Verdict:
    """What `judge` finds in a text against a value, where the text's language says how a number is read.

    One that may be read in two ways is read as it holds, or comes near the value; where it does in neither way, nothing
    is to be written there. Raises its QuantityError where it finds a number in no way.
    """
    several = readings(text, usage, alone)
    if several == [text]:
        verdict = judge(text)
        return _in_its_signs(text, text, verdict) if verdict.right and usage.of_commas else verdict
    verdicts, errors = [], []
    for reading in several:
        try:
            verdicts.append(_in_its_signs(text, reading, judge(reading)))
        except QuantityError as error:
            errors.append(error)
    if not verdicts:
        raise errors[0]
    near = [verdict for verdict in verdicts if verdict.holds] or [one for one in verdicts if _is_near(one, value)]
    verdict = (near or verdicts)[0]
    return verdict if near or len(verdicts) == 1 else verdict.doubted(EITHER)


def _is_near(verdict: Verdict, value: Value) -> bool:
    said = verdict.said
    return isinstance(said, Quantity) and not isinstance(value, tuple) and value < _FAR * said.number < _FAR**2 * value


def _in_its_signs(text: str, reading: str, verdict: Verdict) -> Verdict:
    """What is found in a reading of a text, as it is written there."""
    written, read = text[verdict.start : verdict.end], reading[verdict.start : verdict.end]
    signs = {mark: sign for sign, mark in zip(reversed(written), reversed(read), strict=True) if mark in ",."}
    signs = {".": "." if "," in written and "," in read else ",", **signs}

    def spelled(number: str) -> str:
        return re.sub(r"(?<=[0-9])[.,](?=[0-9])", lambda found: signs.get(found[0], found[0]), number)

    said = verdict.said
    if isinstance(said, Quantity):
        style = said.style._replace(point=signs["."], separator=signs.get(said.style.separator, said.style.separator))
        said = Quantity(spelled(said.text), said.comparison, said.about, style)
    return verdict._replace(said=said, right=verdict.right and spelled(verdict.right))
