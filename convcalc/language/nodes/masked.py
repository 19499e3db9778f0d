"""Calls of frameworks and notes, found in a text and masked for YAML, to which commas and brackets mean more."""

from __future__ import annotations

import re
from typing import NamedTuple

from convcalc.language.nodes.code import LINE_BEGINS, MAXIMUM_DEPTH, PARTNER, TOKENS
from convcalc.language.nodes.notes import NOTE_WITH_COMMAS
from convcalc.language.nodes.scannable import CODE_BEGINS

MASK = "\uf8ff"
"""What stands for each character of a call while YAML is read, of a text that has none of its own."""


class Masked(NamedTuple):
    """A text with every call of a framework and every note masked, each character in its place.

    `plain` has them without comments.
    """

    text: str
    plain: str

    def restored(self, value: str, start: int, end: int, verbatim: bool) -> str:
        """What a scalar holds, of which `value` was read between two offsets of the masked text.

        `verbatim` says that it is all that stands there, with its line ends.
        """
        if MASK not in self.text[start:end]:
            return value
        if verbatim:
            return self.plain[start:end]
        hidden = (self.plain[offset] for offset in range(start, end) if self.text[offset] == MASK)
        return "".join(next(hidden, "") if character == MASK else character for character in value)


def mask(text: str) -> tuple[str, Masked | None]:
    """The text with its calls masked, for a reader to which commas and brackets mean something; None without any."""
    spans = _spans(text) if MASK not in text else []
    if not spans:
        return text, None
    masked: list[str] = []
    plain: list[str] = []
    last = 0
    for start, end in spans:
        for list_ in (masked, plain):
            list_.append(text[last:start])
        code = re.sub(TOKENS, _without_comment, text[start:end], flags=re.ASCII)
        plain.append(code)
        masked.append(re.sub(r"\S", MASK, code))
        last = end
    hidden = "".join([*masked, text[last:]])
    return hidden, Masked(hidden, "".join([*plain, text[last:]]))


def _without_comment(match: re.Match[str]) -> str:
    return " " * len(match[0]) if match.lastgroup == "comment" else match[0]


def _spans(text: str) -> list[tuple[int, int]]:
    """Where notes stand, and the outermost calls that begin as those of frameworks do and hold literals alone.

    Calls on lines that follow each other are one.
    """
    skipped = r"(?:(?<=[\s\[{,:])|^)(?:'(?:[^'\n]|'')*'|\"(?:[^\"\\\n]|\\.)*\"|\#[^\n]*)"
    begins = re.compile(CODE_BEGINS, re.ASCII)
    outside = re.compile(
        rf"(?P<skipped>{skipped})|(?P<note>(?<![\w.]){NOTE_WITH_COMMAS})|(?P<begins>{LINE_BEGINS}?{CODE_BEGINS})",
        re.ASCII,
    )
    inside = re.compile(rf"(?P<item>\n[ ]*-\s)|(?P<call>[A-Za-z_][\w.]*\()|{TOKENS}", re.ASCII)
    next_line = re.compile(r"[ ]*+(?:\#[^\n]*+)?\n(?:\s++|\#[^\n]*+\n)*+")
    spans: list[tuple[int, int]] = []
    open_: list[tuple[str, int, int]] = []
    offset = 0
    while offset < len(text):
        if not open_:
            found = outside.search(text, offset)
            if found is None:
                break
            offset = found.end()
            if found.lastgroup == "begins":
                open_.append((")", found.start(), len(spans)))
            elif found.lastgroup == "note":
                spans.append(found.span())
            continue
        token = inside.match(text, offset)
        if token is None or token.lastgroup == "item" or len(open_) > MAXIMUM_DEPTH:
            open_.clear()
            continue
        offset = token.end()
        last = token[0][-1]
        if token.lastgroup == "call":
            open_.append((")", token.start(), len(spans)))
        elif token.lastgroup == "mark" and last in "([":
            open_.append((PARTNER[last], -1, len(spans)))
        elif token.lastgroup == "mark" and last in ")]":
            partner, start, before = open_.pop()
            if partner != last:
                open_.clear()
            elif start >= 0 and (not open_ or begins.match(text, start)):
                above = spans[before - 1] if before and not open_ else (0, 0)
                if text.endswith(")", 0, above[1]) and next_line.fullmatch(text, above[1], start):
                    start, before = above[0], before - 1
                spans[before:] = [(start, offset)]
    return spans
