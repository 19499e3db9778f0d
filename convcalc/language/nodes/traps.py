"""What people mean when YAML refuses what they wrote: one row a trap."""

from __future__ import annotations

import re

from convcalc.language.nodes.scannable import MODIFIERS
from convcalc.language.problems import Place

# Each row: what the line looks like (`at` is what is blamed; YAML must have stopped in `here`, if there is one), the
# message, the hint. The first that matches is the one that is said.
_TRAPS: tuple[tuple[str, str, str], ...] = (
    (
        r"^[^#]*?:\s+(?P<at>[>|])\s*[=\d]",
        "an unquoted > begins a block of text in YAML",
        'quote the comparison: ">= 3"',
    ),
    (
        r"^\s*(?P<here>(?P<at>" + "|".join(MODIFIERS) + r")\s*:)",
        "this modifier does not line up with the name it belongs to",
        "put it on the column where the name above it begins",
    ),
    (
        r"^\s*(?:name|source)\s*:\s*(?P<at>\[)",
        "a text that begins with [ is a list in YAML",
        "put the text in quotes",
    ),
    (
        r"^\s*(?:name|source)\s*:\s*(?P<at>[^\"'\s#][^#]*:\s.*)",
        "a colon and a space begin a mapping in YAML",
        "put the text in quotes",
    ),
    (
        r"^[^#]*?\[[^\]]*(?P<at>\([^)]*,)",
        "a comma inside [...] ends the item, also inside parentheses",
        "write the size with x, as in 1x7, or the call on a line of its own",
    ),
    (
        r"[:\-,\[]\s+(?P<here>(?P<at>[@`%&]).?)",
        "a text can't begin with this character in YAML",
        "put the text in quotes",
    ),
    (
        r"^(?P<here>[^\[{\"'#]*?:\s[^\[{\"'#]*?(?P<at>:)(?:\s.*|$))",
        "a colon and a space begin a mapping in YAML",
        "one name and one value a line; put a text with a colon in quotes",
    ),
)
_TRAPS_COMPILED: list[tuple[re.Pattern[str], str, str]] = []


_UNNAMED = r"^\s*-\s+(?P<call>[A-Za-z][\w-]*(?:\s+[^:#]*)?)(?:#.*)?$"


_BRACKETS = r"""(?<![^\s\[{,:])(?:"(?:[^"\\]|\\.)*"|'[^']*'|#.*)|[\[\]{}]"""
"""Brackets, and what is in quotes or a comment, in which they mean nothing."""


def _above(place: Place) -> str:
    """The line of the item that a modifier stands under."""
    for line in range(place.line - 1, max(0, place.line - 10), -1):
        text = place.source.line(line)
        if text.strip() and not text.lstrip().startswith("#") and text.lstrip().partition(":")[0] not in MODIFIERS:
            return text
    return ""


def syntax_hint(place: Place) -> tuple[str, str | None, Place]:
    """What to say of a place where YAML can't be read: message, hint, and the place to show."""
    if not _TRAPS_COMPILED:
        _TRAPS_COMPILED.extend((re.compile(pattern), message, hint) for pattern, message, hint in _TRAPS)
    modifier = re.match(r"\s*(" + "|".join(MODIFIERS) + r")\s*:", place.source.line(place.line)[:300])
    if modifier and (unnamed := re.match(_UNNAMED, _above(place)[:300])):
        hint = f"give the layer a name: `- name: {unnamed['call'].strip()}`"
        return (
            f"'{modifier[1]}' needs a layer with a name",
            hint,
            Place(place.source, place.line, modifier.start(1) + 1),
        )
    for line in (place.line, place.line - 1):
        text = place.source.line(line)[:300]
        if not text.strip():
            continue
        for pattern, message, hint in _TRAPS_COMPILED:
            match = pattern.search(text)
            if match and _is_near(match, place, line):
                return message, hint, Place(place.source, line, match.start("at") + 1)
    before = place.source.text.count("[") - place.source.text.count("]")
    braces = place.source.text.count("{") - place.source.text.count("}")
    if before or braces:
        bracket = ("[" if before > 0 else "]") if before else ("{" if braces > 0 else "}")
        message = f"this is not YAML: a bracket '{bracket}' has no partner"
        return message, None, _open_bracket(place, bracket) or place
    return "this is not YAML", "is a quote, a colon or an indentation missing?", place


def _open_bracket(place: Place, bracket: str) -> Place | None:
    """The innermost bracket that is open at a place and was opened in a line above it."""
    if bracket not in "[{":
        return None
    opened: list[Place] = []
    for line in range(1, place.line):
        for match in re.finditer(_BRACKETS, place.source.line(line)):
            if match[0] in ("[", "{"):
                opened.append(Place(place.source, line, match.start() + 1))
            elif match[0] in ("]", "}") and opened:
                opened.pop()
    return opened[-1] if opened else None


def _is_near(match: re.Match[str], place: Place, line: int) -> bool:
    if "here" not in match.re.groupindex:
        return True
    return line == place.line and match.start("here") < place.column <= match.end("here")
