"""Sums whose result stands first, `608 = (5*5*3+1)*8`: which number may be one, and how it may be meant otherwise."""

from __future__ import annotations

import re

from convcalc.study.sums.doubts.suspect import ALL, NUMBERS, Doubt, Suspect
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, WORD, Token
from convcalc.study.sums.values import Side, readings

_MOST_OF_A_LABEL = 1000
"""A smaller number directly behind a noun is that of a layer, a table or a case, and has an equals sign of its own."""

_NO_NOUNS = """
so thus hence then is are was be have has had and that with of to get gets give gives yields need needs since because
as where total donc ainsi soit est sont ont fait also daher ist sind hat haben und wird es son tiene hay luego así
총 즉 따라서 그러므로 합계 よって 合計
"""
_NO_NOUN = frozenset(_NO_NOUNS.split())
_NO_NOUN_ENDS = "共为為是有即得于於はが"

_MOST_OF_A_KIND = 100
"""A smaller one may stand for a size or a range, as those do that a legend explains."""

_ARROW = re.compile(
    r"[\w)\]][\s$]*(?:[→⟶]|[-–]+&?(?:gt;|>)|&rarr;|\\(?:to|rightarrow|longrightarrow)(?![a-z]))[\s$]*\Z"
)
"""An arrow between two of a path."""

_ITEM = 60
"""How many characters an item of a list has at most."""

_SEPARATED = re.compile(r"[, \xa0\u2009\u202f'’]")


def may_be_result(tokens: list[Token], first: int, number: Side) -> bool:
    """Whether a number that an equals sign follows may be the result of what stands right of that."""
    if number.number is None or number.parts[-1].kind != NUMBER:
        return False
    before = tokens[first - 1] if first else None
    if before is not None and before.text == ":" and before.gap and tokens[max(0, first - 2)].kind in (NUMBER, CLOSE):
        return False
    if before is None or before.kind != WORD or number.values[0] >= _MOST_OF_A_LABEL:
        return True
    return may_stand_before(before.text)


def may_stand_before(word: str) -> bool:
    """Whether a word is none that names the number behind it, as a noun does: `Table 3`."""
    return word.lower() in _NO_NOUN or word[-1] in _NO_NOUN_ENDS


def _is_turned(claim: Suspect) -> bool:
    return claim.right.index == claim.left.index


def _is_in_another_base(claim: Suspect) -> bool:
    """Digits that hold in a base which stands in the sum, or in binary: `1101 = 8 + 4 + 1`, `21 = 2*5 + 1`."""
    digits = claim.result.text
    if not _is_turned(claim) or not digits.isdecimal() or "+" not in {part.text for part in claim.left.parts}:
        return False
    parts = claim.left.parts
    numbers = {
        int(part.text)
        for before, part, behind in zip([None, *parts], parts, [*parts[1:], None], strict=False)
        if part.text.isdecimal() and any(sign and sign.text in ("*", "**") for sign in (before, behind))
    }
    bases = {base for base in (2, *numbers) if int(max(digits)) < base <= 36}
    return any(int(digits, base) in claim.values for base in bases)


def _is_explained(claim: Suspect) -> bool:
    """A small number for a size, a range or a share: `1 = 3x3, 2 = 5x5`, `0 = 0 - 5`; or one in a list or a path."""
    if not _is_turned(claim) or not claim.result.text.isdecimal() or int(claim.result.text) >= _MOST_OF_A_KIND:
        return False
    before = claim.right.line[max(0, claim.result.start - _ITEM) : claim.result.start]
    if _ARROW.search(before) or re.search(rf"(?<![\w.,]){int(claim.result.text) - 1}\s?=[^=]*\Z", before):
        return True
    parts = claim.left.parts
    if any(part.kind in (OPEN, CLOSE) for part in parts):
        return False
    numbers, signs = [part.text for part in parts[::2]], {claim.left.line[part.start] for part in parts[1::2]}
    if signs <= set("xX×"):
        return len(set(numbers)) == 1 or not any(part.gap for part in parts[1:])
    return signs <= set("-−–") and len(parts) == 3 and claim.left.values[0] <= 0


def _runs_on(claim: Suspect) -> bool:
    """A separator that groups no digits, before the result or behind the last number: `12 = 3*4,100 = 50*2`."""
    *parts, last = claim.left.parts
    cut, *groups = _SEPARATED.split(last.spelling(claim.left.line))
    if not _is_turned(claim):
        return bool(groups) and groups[-1].isdecimal() and int(groups[-1]) in claim.right.values
    shorter = readings([*parts, last._replace(text=cut)]) if cut.isdecimal() else []
    group = _SEPARATED.split(claim.spelling)[-1]
    return claim.says(claim.times(shorter)) or (group.isdecimal() and int(group) in claim.values)


TURNED = (
    Doubt("its result may be in another base", _is_in_another_base, NUMBERS,
          ("777 = 7*8^2 + 7*8 + 7", "21 = 2*5 + 1", "12 = 1*16 + 2"),
          ("1101 = 8 + 4 + 2", "609 = 76*8", "14 = 4 + 9", "40 = 2^2 * 5", "31 = 2*5 + 1")),
    Doubt("its result may stand for a size or a range", _is_explained, NUMBERS,
          ("1 = 3x3, 2 = 5x5", "2 = 3 × 3", "1 = 1/1, 2 = 2/1, 3 = 2/1", "from 1 &rarr; 2 = 2 + 4 = 6",
           "1 → 2 = 2 + 4", "0 = 0 - 5 and 1 = 6 - 10"),
          ("577 = 3x3x64", "→ 2 = 1 + 2", "1 = 1/1, 3 = 2/1", "so 2 = 1 + 1 = 2, 3 = 2/1", "13 = 3 × 4", "13 = 3*4",
           "5 = 9 - 3")),
    Doubt("its comma may stand between two numbers", _runs_on, ALL,
          ("12 = 3*4,100 = 50*2", "see 2,608 = 76*8", "3 608 = 76*8"),
          ("13 = 3*4,100", "12 = 3*4,100 = 50*3", "see 2,609 = 76*8")),
)  # fmt: skip
"""Each way in which a number may be no result of what stands behind it."""
