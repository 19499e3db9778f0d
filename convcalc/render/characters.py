"""Text as a terminal shows it: how wide it is, what in it must be made visible, and how it is shortened."""

from __future__ import annotations

import re
from collections.abc import Iterable

_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_JOINERS = "\u200c\u200d"  # many scripts are not written without them
_SHORT_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}

_ASCII = {
    "×": "x", "·": "*", "…": "...", "′": "'", "²": "^2", "³": "^3", "→": "->",
    "–": "-", "—": "-", "−": "-", "≤": "<=", "≥": ">=",
    "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")",
    "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#", "▍": " ", "▎": " ", "▏": " ",
}  # fmt: skip
_SEPARATOR = " · "


def is_plain(text: str) -> bool:
    """Whether each character is printable ASCII, one cell wide."""
    return text.isascii() and text.isprintable()


def visible(text: str, ascii: bool = False) -> str:
    """The text in one line, what would steer a terminal written out: an escape character becomes `\\x1b`."""
    text = text if text.isprintable() else "".join(map(visible_character, text))
    return to_ascii(text) if ascii else text


def visible_character(character: str) -> str:
    """A character, or its escape where it is none that stands on the page: control, direction, half of a pair."""
    from unicodedata import category

    if category(character) not in _INVISIBLE or character in _JOINERS:
        return character
    number = ord(character)
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def to_ascii(text: str) -> str:
    """The text in ASCII: `96x55x55` for `96×55×55`, `?` for what has no such spelling."""
    if text.isascii():
        return text
    text = text.replace(_SEPARATOR, " - ")
    return "".join(character if character.isascii() else _ASCII.get(character, "?") for character in text)


def width(text: str) -> int:
    """How many cells of a terminal the text takes: a Chinese or Korean character two, a combining accent none."""
    if text.isascii():
        return len(text)
    return sum(map(character_width, text))


def character_width(character: str) -> int:
    """0, 1 or 2 cells."""
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def take(text: str, cells: int) -> str:
    """As much of the beginning of the text as `cells` cells hold."""
    used = 0
    for number, character in enumerate(text):
        used += character_width(character)
        if used > cells:
            return text[:number]
    return text


def shorten_end(text: str, cells: int, mark: str) -> str:
    """The text in `cells` cells, its end replaced by `mark` where it is longer."""
    if width(text) <= cells:
        return text
    return take(text, max(0, cells - width(mark))).rstrip() + mark


def shorten_middle(text: str, cells: int, mark: str) -> str:
    """The text in `cells` cells, its middle replaced by `mark` where it is longer; its indentation stays."""
    if width(text) <= cells:
        return text
    body = text.lstrip(" ")
    indentation = text[: len(text) - len(body)]
    room = max(0, cells - len(indentation) - width(mark))
    end = take(body[::-1], room // 2)[::-1]
    return indentation + take(body, room - width(end)) + mark + end


def wrap(text: str, cells: int) -> list[str]:
    """The text in lines of at most `cells` cells where its words allow it; all but the first are indented.

    It breaks behind `·`, ` -` and `;`, and between words only where such a piece is longer than a line.
    """
    return in_lines(re.split(r"(?:(?<=[·;])|(?<= -)) ", text), cells)


def wrap_words(text: str, cells: int | None, start: str = "", indentation: str = "") -> list[str]:
    """As `in_lines`, broken between any two words."""
    return in_lines(_words(text), cells, start, indentation)


def in_lines(pieces: Iterable[str], cells: int | None, start: str = "", indentation: str = "  ") -> list[str]:
    """Pieces of a text in lines of at most `cells` cells (None: in one), broken between them.

    A piece that is longer than a line is broken between its words; a word never is. The first line begins with
    `start`, each other one with the indentation.
    """
    if cells is None:
        return [start + " ".join(pieces)]
    lines = [start]
    fresh = True
    for piece in pieces:
        too_long = width(indentation) + width(piece) > cells
        for word in _words(piece) if too_long else [piece]:
            used, margin = width(lines[-1]), width(indentation) if fresh else 0
            if used + (not fresh) + width(word) > cells and used > margin:
                lines[-1] = lines[-1].rstrip()
                lines.append(indentation)
                fresh = True
            lines[-1] += word if fresh else f" {word}"
            fresh = False
    return lines


def _words(text: str) -> list[str]:
    """The words of a text; a number and its percent sign are one."""
    return re.split(" (?!%)", text)
