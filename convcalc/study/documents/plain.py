"""What a cell of a table says, without the marks that Markdown and HTML write around it."""

from __future__ import annotations

import re
from html import unescape

from convcalc.language.numbers.units import composed

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_POWER = re.compile(r"(?<=10)<sup>\s*([0-9]+)\s*</sup>", re.I)
_RAISED = re.compile("(?P<power>(?<=10)[⁰¹²³⁴-⁹]+)|[⁰¹²³⁴-⁹ᵃᵇᶜᵈᵉ]+")
"""A power of ten, and any other raised digit or letter: the mark of a note."""

_NOTE = re.compile(
    r"(?<!\b10)<sup>\s*(?:<a\s[^<>]*>)?[\[(]?(?:[0-9]{1,3}|[a-z]|[*†‡§¶])[\])]?(?:</a>)?\s*</sup>|\[\^[^\]\s]*\](?!\()"
    r"|(?<=[\w)\]])\s*\[(?:[0-9]{1,3}(?:\s*[,–-]\s*[0-9]{1,3})*|@[^\]]*)\](?!\()|[†‡§¶]|(?<=\w)\\?\*(?=\s|\Z)",
    re.I,
)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^()\s]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ATTRIBUTES = re.compile(r"(</?[A-Za-z][A-Za-z0-9]*)(\s[^<>]*)>")
_TARGET = re.compile(r"\]\([^()]*\)")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)(.+?)(?<=\S)\*{1,3}|~~|`+|(?<!\w)_{1,3}(?=\S)(.+?)(?<=\S)_{1,3}(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
TARGET = re.compile(r"\]\(\s*<?([^()\s<>]+)>?[^()]*\)")
"""Where a link leads."""

_APART = r"(?:\\(?:up|down)arrow|[-+−–↑↓▲▼∆Δ])"
_SET = r"[\s$*]{0,9}"
DIFFERENCE = re.compile(
    rf"[(\[]{_SET}(?!\+\s){_APART}(?:{_APART}|[\s$*]){{0,6}}[\d.,]{{1,30}}{_SET}\\?[×x%\w]{{0,8}}{_SET}[)\]]"
    r"|[↑↓▲▼]\s?[\d.,]{1,30}\s?\\?[×x%]?"
)
"""By how much a number differs from another one, behind it: `4.5 (-0.1)`, `4.5 ↓2%`."""


STRUCK = "what is struck out in it is no number of the table"
_UNREAD = (
    (re.compile(r"~~|<(?:s|del|strike)\b", re.I), STRUCK),
    (re.compile(r"<[a-z][^<>]*\s(?:hidden\b|style\s*=[^<>]*(?:display\s*:\s*none|visibility\s*:\s*hidden))", re.I),
     "a part of it is hidden"),
    (re.compile("[\u061c\u202a-\u202e\u2066-\u2069]"), "it has a sign that turns the direction of what is read"),
    (re.compile(r"(?:±|\\pm\b|&(?:pm|plusmn);|\+/[-−–]|\+-)\s*[\d.]"), "it says how far its number may be off"),
)  # fmt: skip
"""What makes the number of a cell another than the one that its digits are, or more than one."""


def unread(text: str) -> str:
    """Why the number of a cell is not compared, where it is more than digits say; nothing for most."""
    return next((reason for pattern, reason in _UNREAD if pattern.search(text)), "")


def numbers_alone(text: str) -> str:
    """A text, as long as it was, without comments, notes and where links lead, which no reader sees, and without what
    says by how much a number differs.
    """
    for hidden in (_COMMENT, _NOTE, DIFFERENCE):
        text = hidden.sub(lambda found: " " * len(found[0]), text)
    text = _ATTRIBUTES.sub(lambda found: f"{found[1]} {'x' * (len(found[2]) - 1)}>".replace(" >", "/>"), text)
    return _TARGET.sub(lambda found: f"]({'x' * (len(found[0]) - 3)})", text)


def plain(text: str) -> str:
    """The words of a cell: without emphasis, tags, links, notes and references to literature."""
    text = _IMAGE.sub("", _COMMENT.sub("", text))
    text = _RAISED.sub(lambda found: f"^{composed(found[0])}" * (found[0] == found["power"]), text)
    text = _POWER.sub(r"^\1", text)
    for _ in range(2):
        text = _EMPHASIS.sub(lambda found: found[1] or found[2] or "", text)
    text = _LINK.sub(r"\1", _NOTE.sub("", text))
    text = re.sub(r"<br\s*/?>", " ", text, flags=re.I)
    text = _ESCAPE.sub(r"\1", unescape(_TAG.sub("", text)))
    return " ".join(composed(text).split())
