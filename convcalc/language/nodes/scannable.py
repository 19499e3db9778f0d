"""The text of a spec as both of PyYAML's scanners read it alike, and its beginning for the slow one."""

from __future__ import annotations

import re

from convcalc.language.problems import Place, Problems, Source

FARTHEST = 200_000
"""Characters that the slow scanner reads of a text that is refused: a second's work, where 10 MB are a minute's."""

# What YAML refuses, and what only YAML takes for the end of a line (U+0085, U+2028, U+2029) or for nothing (U+FEFF).
# Patterns stay texts until one is needed: compiling them takes longer than reading most specs.
_INDENTING_TAB = r"(?m)(?:^|(?<=\r))(?: |-(?=[ \t]))*(\t)(?=[ \t]*[^\s#])"
_LINE_END = r"\r\n|\r|\n"

MODIFIERS = ("expect", "repeat", "first", "when", "else")
"""What stands beside the name of a layer, and lines up with it."""

CODE_BEGINS = r"(?<![\w.])(?:[A-Z]\w*+|[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)++)\("
"""What a call of a framework begins with, and no expression: a capital, or a name with dots, and a parenthesis."""

NOTE_BEGINS = r"\d|[A-Z]|(?:max|avg|average)[ -]?pool|conv\d"
"""What a layer as course notes write it may begin with; few calls do."""

_SIZE_FIRST = r"[x×]\d{1,5}[ -]?(?:[Cc]onv|CONV|[Mm]ax|MAX|[Aa]v|AV)"
_WORD_FIRST = (
    "Conv",
    "CONV",
    "Pool",
    "POOL",
    "ax pool",
    "vg pool",
    "ge pool",
    "ax-pool",
    "vg-pool",
    "axpool",
    "vgpool",
)


def likely_pasted(text: str) -> bool:
    """Whether layers as frameworks or course notes write them may stand in a text; it takes next to no time to look.

    Comments that have a line of their own often speak of such layers.
    """
    return _has_likely(text) and _has_likely(re.sub(r"(?m)^[ \t]*#.*", "", text))


def _has_likely(text: str) -> bool:
    if "(" in text and re.search(CODE_BEGINS, text):
        return True
    return any(word in text for word in _WORD_FIRST) or re.search(_SIZE_FIRST, text) is not None


def prepared(source: Source, problems: Problems) -> str | None:
    """The text as both scanners read it alike, each character in its place."""
    text = source.text
    if forbidden := [character for character in set(text) if not _is_allowed(character)]:
        place = place_at(source, min(map(text.index, forbidden)))
        problems.error("a character that YAML does not allow", place, "a spec is a text file")
        return None
    if "\t" in text:
        if match := re.search(_INDENTING_TAB, text):
            place = place_at(source, match.start(1))
            problems.error("a tab at the beginning of a line", place, "YAML indents with spaces")
            return None
        # libyaml takes a tab for a space, PyYAML's scanner does so only in quotes and comments.
        text = text.replace("\t", " ")
    # A question mark is an indicator for libyaml and not for PyYAML where it stands in a flow list; here it never is.
    return text.replace("?", stand_in(text)) if "?" in text else text


def _is_allowed(character: str) -> bool:
    """Whether YAML allows a character, and both scanners take it for what it is."""
    if character < "\x7f":
        return character >= " " or character in "\t\n\r"
    if character < "\ud800":
        return character >= "\xa0" and character not in "\u2028\u2029"
    return ("\ue000" <= character <= "\ufffd" and character != "\ufeff") or character >= "\U00010000"


def place_at(source: Source, offset: int) -> Place:
    """The place of the character that stands behind `offset` others."""
    before = re.split(_LINE_END, source.text[:offset])
    return Place(source, len(before), len(before[-1]) + 1)


def stand_in(text: str) -> str:
    """A character that does not stand in the text, or the question mark itself where there is none left."""
    if "\ue000" not in text:
        return "\ue000"
    used = set(text)
    return next((chr(code) for code in range(0xE000, 0xF900) if chr(code) not in used), "?")


class TooFar(Exception):
    """A scanner wants more of a text than its beginning."""


class Beginning:
    """The first FARTHEST characters of a text as a stream, which raises TooFar where there are more."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.given = 0

    def read(self, size: int) -> str:
        """The next characters, at most `size`; none at the end of the text."""
        piece = self.text[self.given : min(self.given + size, FARTHEST)]
        if not piece and self.given < len(self.text):
            raise TooFar
        self.given += len(piece)
        return piece
