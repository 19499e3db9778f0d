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


def fix_document(path: str, checked: Checked) -> list[Claim]:
    """Write the fixes of a document's claims into its file, and give those that were made.

    Where that can't be done the file is left as it is, and `checked` has one problem more. Where the path is a
    symbolic link, what it leads to must lie in its folder.
    """
    claims = fixable(checked)
    if not claims:
        return []
    source = claims[0].place.source
    old, new = source.text, fixed_text(source.text, claims)
    try:
        _replace(_inside(path), (source.mark + old).encode(), (source.mark + new).encode())
    except OSError as error:
        message = f"{checked.name} can't be fixed: {error.strerror or error}"
        checked.problems.add(Problem(ERROR, message, None, None, (), UNREADABLE))
        return []
    return claims


def _inside(path: str) -> str:
    """The file that a path leads to. Raises OSError where that lies outside its folder."""
    real = os.path.realpath(path)
    root = os.path.realpath(os.path.dirname(path))
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
