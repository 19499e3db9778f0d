"""Puts a whole new file in the place of an old one, or leaves that as it is.

The new text is written into a file beside the old one and then takes its name, so that whoever reads it, and whenever
this is killed, there is the old file or the new one. What a run that was killed leaves is removed by the next one that
replaces the same file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import suppress

ENDING = ".tmp"
LONGEST_NAME = 50
"""How many characters of a file's name the new one has until it gets it whole: a name has 255 bytes, a character 4."""

FOR_ALL = 0o666
"""The rights of a file that is made, less what the user keeps from others."""

FOR_ONE = 0o600
"""Those that it has until it gets the old one's."""


def replace_file(path: str, pieces: Iterable[str | bytes], ready: Callable[[], None]) -> None:
    """Write a text or bytes, given in pieces, into a new file that takes the place of the one at a path.

    There may be none. `path` is a real path, no symbolic link. `ready` is called once all is written: what it, the
    pieces or the disk raise leaves everything as it was. Raises OSError where the file can't be written.
    """
    exists = os.path.exists(path)
    if exists and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    folder, beginning = os.path.dirname(path), f".{os.path.basename(path)[:LONGEST_NAME]}."
    _remove_leftovers(folder, beginning)
    temporary = os.path.join(folder, f"{beginning}{os.getpid()}.{os.urandom(4).hex()}{ENDING}")

    def create(name: str, flags: int) -> int:
        return os.open(name, flags, FOR_ONE if exists else FOR_ALL)

    try:
        with open(temporary, "xb", opener=create) as file:
            if exists:
                _copy_rights(path, file.fileno())
            for piece in pieces:
                file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        ready()
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _settle(folder)


def _remove_leftovers(folder: str, beginning: str) -> None:
    """Remove what runs that were killed have left: their files are named after the process, which is gone.

    The ids are those of this machine. A run on another one that shares the folder is taken for one that is gone: it
    then finds its file missing, says so, and leaves the old one as it is.
    """
    import re

    name = re.compile(rf"{re.escape(beginning)}(?P<process>[0-9]+)\.[0-9a-f]{{8}}{re.escape(ENDING)}")
    with suppress(OSError), os.scandir(folder or os.curdir) as entries:
        for entry in entries:
            match = name.fullmatch(entry.name)
            if match and entry.is_file(follow_symlinks=False) and not _runs(int(match["process"])):
                os.unlink(entry.path)


def _runs(process: int) -> bool:
    """Whether there is a process with this id, as far as that can be known."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _copy_rights(path: str, handle: int) -> None:
    """Give the new file the mode of the old one, and where that is allowed its owner."""
    old = os.stat(path)
    if hasattr(os, "fchown"):
        with suppress(OSError):
            os.fchown(handle, old.st_uid, old.st_gid)
    if hasattr(os, "fchmod"):
        os.fchmod(handle, old.st_mode & 0o7777)


def _settle(folder: str) -> None:
    """Let the new name reach the disk, where a folder can be told to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
