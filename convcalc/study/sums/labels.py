r"""What the numbers of a sum count or measure: `10 * 14 GB = 140 GB`, `6 × 60° = 360°`, `3 层 × 4 个 = 12 个`.

A line is read once more without these labels. A sum that holds so is one; what does not hold is wrong only where no
label can have been converted to another: where all terms have that of the result, or each says what is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from convcalc.language.numbers.units import scale_of, unit_length
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number
from convcalc.study.sums.context import LARGE, OPERATIONS, PERCENTS
from convcalc.study.sums.doubts.measures import is_measure
from convcalc.study.sums.doubts.notations import is_in_formula
from convcalc.study.sums.doubts.turned import may_stand_before
from convcalc.study.sums.values import quantity_of

_NO_LABELS = OPERATIONS.union(PERCENTS, [
    "and", "or", "to", "of", "is", "are", "in", "at", "on", "for", "by", "if", "then", "than", "from", "with",
    "und", "oder", "et", "ou", "y", "o", "e", "a", "i", "est", "ist", "es", "и", "или", "на",
])  # fmt: skip

_DEGREES, _CIRCLE = "°", 360
_SYMBOLS = frozenset("msghVAWJNB°€£¥")
"""Units of one letter: any other letter alone is a variable."""

_LETTER = r"[^\W\d_⁰¹²³⁴-⁹]"
_WORD = rf"{_LETTER}{{1,14}}(?:/{_LETTER}{{1,8}})?"
_LABEL = re.compile(
    rf"(?<=[0-9])(?P<gap>[ ~\xa0]?|\\[ ,;:])(?:"
    r"(?P<circle>\^?\{?\\circ(?![a-zA-Z])\}?|°(?![CFKcf](?![a-zA-Z]))|º)|(?P<money>[€£¥])"
    rf"|\\(?:text|mathrm|textrm|mbox)\{{[ ~]{{0,2}}(?P<set>{_WORD})[ ~]?\}}(?!\^)"
    rf"|(?P<word>{_WORD})(?![\w(^²³⁻/]|-\w)|\((?!mod)(?P<note>[^\W\d_]{{3}}[\w -]{{0,25}})\))"
)
_SIGN = re.compile(
    r"[$`*\s]*(?:[-+−–×·⋅∙∗✕✖⨯÷*/=＝≈≒)\]}（]|[xX](?![^\W\d_])"
    r"|\\(?:times|cdot|div|approx|right)(?![a-zA-Z])|&(?:times|middot);)"
)
_BEHIND = re.compile(rf"(?:[ ~$\xa0]|\\[ ,;:])?(?:\\(?:text|mathrm)\{{ ?)?({_WORD})?")
_SAME = {"bits": "bit", **dict.fromkeys(("bytes", "byte", "字节", "字節", "バイト", "바이트", "octets"), "B")}
_PREFIX = re.compile(r"[kKMGT](?=(?:B|bytes?|bits?)\Z)")
_BYTES = re.compile(r"[0-9]\s?[kKMGTP]?i?(?:B|[Bb]ytes?)\s*\Z")
_BEFORE = re.compile(r"([^\W\d_]+)[\s$`*]*\Z")

MAY_DIFFER = "what its numbers count or measure may differ"


class Label(NamedTuple):
    """What a number counts, from `start` to before `end` of its line; `name` is how it is told from others."""

    name: str
    start: int
    end: int


class Bare(NamedTuple):
    """A line with spaces for its labels, and these in order, with where they start."""

    text: str
    labels: list[Label]
    starts: list[int]

    def within(self, start: int, end: int) -> list[Label]:
        """The labels that start from a place to before another."""
        return self.labels[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def end(self, place: int) -> int:
        """Where what ends at a place does so with the label behind it."""
        return next((label.end for label in self.within(place, place + 2)), place)


def without_labels(line: str) -> Bare | None:
    """A line without the labels of its operands, and of results that have the same; None where it has none."""
    found = list(_labels(line))
    names = {label.name for label in found if _SIGN.match(line, label.end)}
    if not names:
        return None
    labels = [label for label in found if label.name in names]
    pieces, position = [], 0
    for label in labels:
        pieces += [line[position : label.start], " " * (label.end - label.start)]
        position = label.end
    return Bare("".join([*pieces, line[position:]]), labels, [label.start for label in labels])


def _labels(line: str) -> Iterator[Label]:
    """The labels in a line; of one that begins with a unit, as MB and 万件, what is behind that.

    Letters of a formula are variables.
    """
    for found in _LABEL.finditer(line):
        if found["word"] and found["word"].isascii() and is_in_formula(line, found.start(), found.end()):
            continue
        name = found["set"] or found["word"] or found["note"] or found["money"] or _DEGREES
        length = unit_length(name)
        if name.lower() in _NO_LABELS or length == len(name) or (length and not found["word"]):
            continue
        if len(name) == 1 and name.isascii() and not (name in _SYMBOLS and _is_apart(line, found)):
            continue
        if found["word"] and not found["gap"] and set("ABCDEF").issuperset(name):
            continue
        if scale_of(name[:length]) is None if length else name[0] in LARGE:
            continue
        yield Label(_told(name), found.start("word") + length if length else found.start(), found.end())


def _is_apart(line: str, found: re.Match[str]) -> bool:
    """Whether one letter is no variable: behind a space, set upright, or behind two digits."""
    return bool(found["gap"] or found["set"]) or line[found.start() - 2 : found.start() - 1].isdigit()


def _told(name: str) -> str:
    """How a label is told from others: bytes are the same whatever stands before them."""
    return _SAME.get(name := _PREFIX.sub("", name), name)


def may_be_wrong(line: str, bare: Bare, place: tuple[int, int, int, int], value: Number) -> bool | None:
    """Whether what is without its labels a sum of this value can only be meant so; None where it has none in it.

    `place` is where its left side and its result begin and end.
    """
    begin, end, start, stop = place
    inner = bare.within(begin, end)
    if not inner:
        return None
    after = next((label.name for label in bare.within(stop, stop + 2)), "")
    behind = _BEHIND.match(line, stop)
    result = after or _told(behind[1] if behind and behind[1] else "") or "B" * bool(_BYTES.search(line[start:stop]))
    quantity = quantity_of(line[start:stop].strip())
    turns = quantity is not None and (value - quantity.number) % _CIRCLE == 0
    told = [label for label in inner if not _is_counted(label.name)] or inner
    alike = {label.name for label in told} == {result}
    if alike and _is_in_each_term(line[begin:end], [label.start - begin for label in told]):
        return result != _DEGREES or not turns
    before = _BEFORE.search(line[max(0, begin - 30) : begin])
    is_free = before is None or not before[1].isascii() or may_stand_before(before[1])
    names = {label.name for label in inner}
    is_converted = len(inner) == 1 and bool(result) and result not in names
    return is_free and not is_converted and all(map(_is_counted, [*names, result]))


def _is_counted(name: str) -> bool:
    """Whether it says what is counted, and is no unit that others are converted to."""
    return not name or ((len(name) > 2 or not name.isascii()) and not is_measure(name))


def _is_in_each_term(left: str, starts: list[int]) -> bool:
    """Whether each term of a left side has one of the labels that start at these places, and does not divide by it."""
    depth, terms, divides = 0, 0, False
    counts: Counter[int] = Counter()
    for place, sign in enumerate(left):
        depth += (sign in "([{（") - (sign in ")]}）")
        if place in starts:
            counts[terms] += -1 if divides else 1
        elif sign in "+-−–" and not depth and place:
            terms, divides = terms + 1, False
        elif sign in "/÷*×·":
            divides = sign in "/÷"
    return all(counts[term] == 1 for term in range(terms + 1))
