"""The gate that all output passes, so that nothing of what a stranger wrote steers what stands behind it.

Names, sources, file names and whatever else a spec, a document or a command line holds may be any text. Where a line is
made of them (a table, a complaint) they are made visible, so that they have no line end of their own; what is then
printed passes here: a terminal gets no control character but those of our colors, and a CI server no line that it
obeys. GitHub's commands begin a line, `::name ...::`; its older ones, Azure's and TeamCity's are `##name[` anywhere in
it (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
"""

from __future__ import annotations

import re

_OWN = ("github", "diff")
"""Formats that are commands, or have to stay what they are; they see to it themselves."""

_JSON = ("json", "sarif")

_COLOR = r"(\x1b\[(?:[012]|3[0-7])(?:;3[0-7])?m)"

# What .NET takes for nothing where it compares texts, as GitHub's runner does: a command may hold any of it.
_NOTHING = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
_COLONS = rf":[{_NOTHING}]*:"
_COMMAND = rf"(?m)(?:^|(?<=\r))((?:\x1b\[[\d;]*m|(?![\r\n])[\s{_NOTHING}])*)(?={_COLONS}):"
_OLD_COMMAND = rf"#(?=[{_NOTHING}]*#[\w.{_NOTHING}]*\[)"


def passed(text: str, format: str, color: bool = False) -> str:
    """Whole lines of an output in its format, as they may go out; with `color` control sequences for color may too."""
    if format in _OWN:
        return text
    if format in _JSON:
        return escaped(text)
    parts = re.split(_COLOR, text) if color else [text]
    parts[::2] = (_visible_lines(part, "\r\n" if format == "csv" else "\n") for part in parts[::2])
    return harmless("".join(parts))


def _visible_lines(text: str, end: str) -> str:
    if text.replace(end, "").isprintable():
        return text
    from convcalc.render.characters import visible

    return end.join(map(visible, text.split(end)))


def harmless(text: str) -> str:
    """Lines that no CI server obeys: `\\x3a:error::` for `::error::`, `\\x23#[error]` for `##[error]`."""
    if "#" in text and "[" in text:
        text = re.sub(_OLD_COMMAND, r"\\x23", text)
    return re.sub(_COMMAND, r"\1\\x3a", text) if re.search(_COLONS, text) else text


def named_first(name: str) -> str:
    """The name of a file as a line begins with it: `./::error::x.yaml` is the same file, and no command."""
    return f"./{name}" if re.match(_COMMAND, name) else name


def escaped(text: str) -> str:
    """The same JSON without a character that steers anything: each is its escape, `##[` is `#\\u0023[`."""
    if "#" in text:
        text = re.sub(rf"(#[{_NOTHING}]*)#", r"\1\\u0023", text)
    if text.replace("\n", "").isprintable():
        return text
    import json

    from convcalc.render.characters import visible_character

    for character in set(text) - {"\n"}:
        if visible_character(character) != character:
            text = text.replace(character, json.dumps(character)[1:-1])
    return text
