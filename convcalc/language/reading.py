"""Opens files to be read, all of them here: where a run will write a file, it is remembered which ones these were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ETIMEDOUT
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader

    Mark = str | tuple[int, int]

PATIENCE = 2.0
"""For how many seconds a pipe may have nobody who writes into it."""

BETWEEN = 0.01
PIECE = 1 << 20

_records: list[set[Mark]] = []
"""What was read since each of the runs began that remember it."""


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
