"""The texts that people give, in a file or on standard input: whole, in UTF-8 and not too large."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress

from convcalc.language.nodes.scannable import place_at
from convcalc.language.problems import Problems, Source
from convcalc.language.reading import open_to_read, read_pipe, remember

MAXIMUM_BYTES = 10_000_000
STANDARD_INPUT = "standard input"


def read_source(
    path: str,
    problems: Problems,
    shown: str | None = None,
    maximum: int = MAXIMUM_BYTES,
    hint: str | None = "a spec is a YAML file",
    pipes: bool = False,
) -> Source | None:
    """The text of a file, or of standard input for `-`; None and a problem where it can't be had.

    It has at most `maximum` bytes; `hint` is for one that is no text. With `pipes` a path may be that of a pipe.
    """
    name = shown or path
    try:
        if path == "-":
            name = STANDARD_INPUT
            with suppress(OSError, ValueError):
                remember(sys.stdin.fileno())
            data = sys.stdin.buffer.read(maximum + 1)
        else:
            mode = os.stat(path).st_mode
            if stat.S_ISDIR(mode):
                inside = f"`convcalc check {name}` checks what is in it" if hint else None
                problems.error(f"{name} is a directory, not a file", None, inside)
                return None
            piped = pipes and stat.S_ISFIFO(mode)
            if not stat.S_ISREG(mode) and not piped:
                problems.error(f"{name} is not a regular file", None)
                return None
            data = read_pipe(path, maximum) if piped else _read_file(path, maximum + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.error(f"{name} can't be read: {reason}", None)
        return None
    if len(data) > maximum:
        problems.error(f"{name} is larger than {maximum // 1_000_000} MB", None)
        return None
    try:
        return _unmarked(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = _unmarked(name, data[: error.start].decode("utf-8")).text
        place = place_at(_unmarked(name, data.decode("utf-8", "replace")), len(before))
        from convcalc.language.foreign import begins_as

        known = begins_as(data)
        problems.error("this is not text in UTF-8", place, f"it is {known}" if known else hint)
        return None


def _read_file(path: str, maximum: int) -> bytes:
    with open_to_read(path) as file:
        return file.read(maximum)


def _unmarked(name: str, text: str) -> Source:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return Source(name, text[len(mark) :], mark)
