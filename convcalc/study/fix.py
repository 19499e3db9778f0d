"""Rewrites what is wrong in a document, and nothing else of it: a whole new file is put in its place, or none.

The new text is written into a file beside the document and then takes its name, so that whoever reads it, and whenever
this is killed, there is the old file or the new one.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress

from convcalc.language.problems import ERROR, Problem
from convcalc.study.findings import Checked, Claim, Fix

UNREADABLE = "CC001"

_MARK = b"\xef\xbb\xbf"


def fixable(checked: Checked) -> list[Claim]:
    """The claims of a document that do not hold and have a fix, in the order in which they stand."""
    found = [claim for claim in checked.failures if claim.fix is not None]
    return sorted(found, key=lambda claim: claim.fix or Fix(0, 0, ""))


def fixed_text(text: str, claims: list[Claim], start: int = 0) -> str:
    """The text, which begins at an offset of its document, with the fixes made of claims that come in their order."""
    pieces: list[str] = []
    position = 0
    for claim in claims:
        if claim.fix is not None:
            pieces += [text[position : claim.fix.start - start], claim.fix.text]
            position = claim.fix.end - start
    return "".join([*pieces, text[position:]])


def fix_document(path: str, checked: Checked, tree: str | None = None) -> list[Claim]:
    """Write the fixes of a document's claims into its file, and give those that were made.

    Where that can't be done the file is left as it is, and `checked` has one problem more. `tree` is the folder that
    the file must lie in once all symbolic links are followed: its own where none is given.
    """
    claims = fixable(checked)
    if not claims:
        return []
    text = claims[0].place.source.text
    try:
        real = _inside(path, tree)
        mark = _MARK if _read(real).startswith(_MARK) else b""
        _replace(real, mark + text.encode(), mark + fixed_text(text, claims).encode())
    except OSError as error:
        message = f"{checked.name} can't be fixed: {error.strerror or error}"
        checked.problems.add(Problem(ERROR, message, None, None, (), UNREADABLE))
        return []
    return claims


def _inside(path: str, tree: str | None) -> str:
    """The file that a path leads to. Raises OSError where that lies outside the folder."""
    real = os.path.realpath(path)
    root = os.path.realpath(tree if tree is not None else os.path.dirname(path) or os.curdir)
    if os.path.commonpath([real, root]) != root:
        raise OSError("it is a symbolic link to a file outside its folder")
    if not os.access(real, os.W_OK):
        raise PermissionError(13, "Permission denied")
    return real


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _replace(path: str, old: bytes, new: bytes) -> None:
    """Put a new file in the place of one that still has the old content. Where OSError is raised nothing is changed."""
    folder = os.path.dirname(path)
    handle, temporary = tempfile.mkstemp(".tmp", f".{os.path.basename(path)[:100]}.", folder)
    try:
        with os.fdopen(handle, "wb") as file:
            _copy_rights(path, file.fileno())
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        if _read(path) != old:
            raise OSError("it was changed since it was read")
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _settle(folder)


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
