"""What stands in a document and no reader sees, beside comments: hidden elements of HTML, `\\iffalse` of LaTeX."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import takewhile

from convcalc.study.documents.lines import ATTRIBUTES, BLOCK_TAGS, Passage

_HIDING = ("hidden", "none")
"""What stands in small letters where something is hidden."""

_ELEMENT = re.compile(
    rf"<!--(?:.*?-->|.*\Z)|<(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<attributes>{ATTRIBUTES})>",
    re.DOTALL,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"(?<![^\s\"'])hidden(?![^\s=/])", re.I)
_STYLE = re.compile(r"""\sstyle\s*=\s*["'][^"']*(?:display\s*:\s*none|visibility\s*:\s*hidden)""", re.I)
_VOID = "area base br col embed hr img input link meta source track wbr"
"""Elements in which nothing stands."""

_PARAGRAPH_ENDS = re.compile(rf"</p\s*>|<(?:{'|'.join(BLOCK_TAGS.split())})(?![A-Za-z0-9-])", re.I)

_CONDITION = re.compile(
    r"(?<!\\)%[^\r\n]*|\\(?:(?P<begun>if(?!f(?![a-zA-Z])|thenelse)[a-zA-Z]*)|(?P<turned>else)|(?P<ended>fi))(?![a-zA-Z])"
)
_NEVER = "iffalse"


def html_unseen(text: str) -> Iterator[Passage]:
    """The elements that are hidden, by their attributes; none that is never closed."""
    small = text.lower()
    if not any(word in small for word in _HIDING):
        return
    position, never_closed = 0, set(_VOID.split())
    while found := _ELEMENT.search(text, position):
        position = found.end()
        name = (found["name"] or "").lower()
        if not name or name in never_closed or not _is_hidden(found["attributes"]):
            continue
        if end := _closed(text, name, position):
            yield Passage(found.start(), end)
            position = end
        else:
            never_closed.add(name)


def _is_hidden(attributes: str) -> bool:
    small = attributes.lower()
    if not any(word in small for word in _HIDING):
        return False
    return bool(_HIDDEN.search(_QUOTED.sub('""', attributes)) or _STYLE.search(attributes))


def _closed(text: str, name: str, position: int) -> int:
    """The same for a paragraph too, which the next block ends."""
    if name != "p":
        return end_of_element(text, name, position)
    found = _PARAGRAPH_ENDS.search(text, position)
    return 0 if found is None else found.end() if found[0][1] == "/" else found.start()


def end_of_element(text: str, name: str, position: int, nests: bool = True) -> int:
    """Where an element ends whose content begins at a position, perhaps with others of its name; 0 for never."""
    depth = 1
    for found in re.compile(rf"<(/?){re.escape(name)}(?![A-Za-z0-9-])[^<>]*>", re.I).finditer(text, position):
        depth += -1 if found[1] else 1
        if not depth or not nests:
            return found.end()
    return 0


def latex_unseen(text: str) -> Iterator[Passage]:
    """What stands between `\\iffalse` and its `\\else` or `\\fi`."""
    if _NEVER not in text:
        return
    start = depth = 0
    for found in _CONDITION.finditer(text):
        if not depth:
            start, depth = found.start(), int(found["begun"] == _NEVER)
        else:
            depth += bool(found["begun"]) - bool(found["ended"]) - (found["turned"] is not None and depth == 1)
            if not depth:
                yield Passage(start, found.end())


class Unseen:
    """The passages of a document that no reader sees, none of them in another, for its blocks in their order."""

    def __init__(self, passages: Iterator[Passage]) -> None:
        self._passages = deque(passages)

    def within(self, start: int, end: int) -> list[Passage]:
        """Their parts in a block."""
        while self._passages and self._passages[0].end <= start:
            self._passages.popleft()
        here = takewhile(lambda passage: passage.start < end, self._passages)
        return [Passage(max(start, passage.start), min(end, passage.end)) for passage in here]

    def leave_out(self, start: int, end: int) -> None:
        """Leave out those that begin in a block of code, where they are text."""
        begun = [self._passages.popleft() for _ in self.within(start, end)]
        self._passages.extendleft(passage for passage in begun if passage.start < start)
