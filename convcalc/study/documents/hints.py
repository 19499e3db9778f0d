"""Where a document may have numbers of networks, looked for before its lines are read: most have none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.kind import DocumentKind

if TYPE_CHECKING:
    from convcalc.study.documents.names import Names

LONGEST_SENTENCE = 2000
"""Characters of a sentence in which numbers are read."""

_LATIN = ("param", "flop", "macs", "madd", "mult", "weights")
_OTHERS = (
    *("parám", "parâm", "парам"),
    *("参数", "參數", "参量", "计算量", "計算量", "浮点", "乘加"),
    *("파라", "매개", "연산", "계산량"),
    *("演算", "パラメ", "積和"),
)
WORDS = (*_LATIN, *_OTHERS)
"""What any text has, in small letters, in which there is a number of a network that is none of bytes."""

_OTHER = re.compile(f"[{''.join(sorted({letter for word in _OTHERS for letter in word if letter > 'z'}))}]")
BYTES = r"[kmg]i?b\b"
"""A pattern for what one has in which there is a number of bytes."""

_BYTES = re.compile(BYTES)
_SIZES = ("size", "模型大小", "크기")
"""What else the head of a pipe table has that has a column of a network's metric."""

_BLANK = re.compile(r"\n[ \t>]*\n")


class Hints(NamedTuple):
    """Where a text may have numbers of networks; it has none from `end` on.

    `words` are the offsets of the words for what a number is of that have a network's name so near that both may stand
    in one sentence; `tables` are offsets in the lines in which tables may begin.
    """

    words: list[int]
    tables: list[int]
    end: int


def find_hints(text: str, kind: DocumentKind, names: Callable[[], Names]) -> Hints | None:
    """The hints of a document; None where it can't have a number of a network. It takes as long as the text is."""
    small = _small(text)
    written = WORDS if not small.isascii() and _OTHER.search(small) else _LATIN
    words = sorted([*(match.start() for match in _BYTES.finditer(small)), *_found(small, written)])
    opened = [match.start() for match in kind.opens.finditer(small)]
    near = words if kind.plain else list(_near(small, words, names))
    piped = [] if kind.plain else list(_heads(small, words))
    if not (near or opened or piped) or not names().may_stand_in(small):
        return None
    if opened:
        return Hints(near, sorted([*opened, *piped]), len(text))
    ends = [near[-1] + 1] if near else []
    if piped:
        blank = _BLANK.search(small, piped[-1])
        ends.append(blank.end() if blank else len(text))
    return Hints(near, piped, max(ends))


def _small(text: str) -> str:
    """A text in small letters, as long as it was, in which `\\n` ends each line."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(letter.lower()[0] for letter in text)
    return small.replace("\r\n", " \n").replace("\r", "\n") if "\r" in small else small


def _found(small: str, words: tuple[str, ...]) -> Iterator[int]:
    """Where one of these words stands."""
    for word in words:
        position = small.find(word)
        while position >= 0:
            yield position
            position = small.find(word, position + 1)


def _near(small: str, words: list[int], names: Callable[[], Names]) -> Iterator[int]:
    """The words that may have a name in their sentence, which is not too long and goes over no blank line."""
    number = 0
    while number < len(words):
        first = max(0, words[number] - LONGEST_SENTENCE)
        start = max(first, small.rfind("\n\n", first, words[number]))
        end, behind = _stretch(small, words, number)
        if names().may_stand_near(small[start:end]):
            yield from words[number:behind]
        number = behind


def _stretch(small: str, words: list[int], number: int) -> tuple[int, int]:
    """Where the sentences end at the latest in which a word stands, or one that is in these; and the next word."""
    end = words[number]
    while True:
        reach = words[number] + LONGEST_SENTENCE
        blank = small.find("\n\n", max(0, end - 1), reach)
        if blank >= 0:
            return blank, max(number + 1, bisect_left(words, blank, number))
        end, behind = reach, bisect_left(words, reach, number)
        if behind - 1 == number:
            return end, behind
        number = behind - 1


def _heads(small: str, words: list[int]) -> Iterator[int]:
    """The words that stand in the head of a pipe table of Markdown, the first in each."""
    behind = 0
    for word in sorted([*words, *_found(small, _SIZES)]) if "|" in small else ():
        if word < behind:
            continue
        end = small.find("\n", word)
        if end < 0:
            return
        start, behind = small.rfind("\n", 0, word) + 1, end + 1
        following = small.find("\n", behind)
        below = small[behind : following if following >= 0 else len(small)]
        if "|" in below and not below.strip("|-: \t>") and small.find("|", start, end) >= 0:
            yield word
