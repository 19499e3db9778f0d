"""The texts that people give, in a file or on standard input: whole, in UTF-8 and not too large.

Files are opened to be read here alone: where a run will write a file, it is remembered which ones these were.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ETIMEDOUT
from typing import TYPE_CHECKING

from convcalc.language.problems import Problems, Source

if TYPE_CHECKING:
    from io import BufferedReader

    Mark = str | tuple[int, int]

MAXIMUM_BYTES = 10_000_000
STANDARD_INPUT = "standard input"

PATIENCE = 2.0
"""For how many seconds a pipe may have nobody who writes into it."""

BETWEEN = 0.01
PIECE = 1 << 20

_records: list[set[Mark]] = []
"""What was read since each of the runs began that remember it."""


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
        from convcalc.language.foreign import begins_as
        from convcalc.language.nodes.scannable import place_at

        before = _unmarked(name, data[: error.start].decode("utf-8")).text
        place = place_at(_unmarked(name, data.decode("utf-8", "replace")), len(before))
        known = begins_as(data)
        problems.error("this is not text in UTF-8", place, f"it is {known}" if known else hint)
        return None


def _read_file(path: str, maximum: int) -> bytes:
    with open_to_read(path) as file:
        return file.read(maximum)


def _unmarked(name: str, text: str) -> Source:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return Source(name, text[len(mark) :], mark)


@contextmanager
def remembered() -> Iterator[None]:
    """Let what is read within be known to `was_read`."""
    _records.append(set())
    try:
        yield
    finally:
        _records.pop()


def open_to_read(path: str) -> BufferedReader:
    """A file, open to be read as bytes. Raises OSError, or ValueError for what is no path."""
    remember(path)
    return open(path, "rb")


def read_pipe(path: str, maximum: int) -> bytes:
    """What is written into a pipe, as far as `maximum` bytes and a few more. It is read once, and gone.

    Whoever writes may take their time. Raises TimeoutError where nobody has the pipe open for that, and OSError.
    """
    from select import select
    from time import monotonic, sleep

    remember(path)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        pieces: list[bytes] = []
        end = monotonic() + PATIENCE
        while sum(map(len, pieces)) <= maximum:
            try:
                piece = os.read(handle, PIECE)
            except BlockingIOError:
                select([handle], [], [])
                continue
            if piece:
                pieces.append(piece)
            elif pieces:
                break
            elif monotonic() > end:
                raise TimeoutError(ETIMEDOUT, "nobody writes into this pipe")
            else:
                sleep(BETWEEN)
        return b"".join(pieces)
    finally:
        os.close(handle)


def remember(file: str | int) -> None:
    """Take a file for one that is read: its path, or the number under which it is open."""
    for record in _records:
        record.update(_marks(file))


def was_read(path: str) -> bool:
    """Whether a path leads to a file that was read, under whatever name."""
    return bool(_records) and not _records[-1].isdisjoint(_marks(path))


def _marks(file: str | int) -> Iterator[Mark]:
    """What tells a file from others: its path without links, and its number, which all its names share."""
    with suppress(OSError, ValueError):
        if isinstance(file, str):
            yield os.path.realpath(file)
        found = os.stat(file)
        if found.st_ino:
            yield found.st_dev, found.st_ino
