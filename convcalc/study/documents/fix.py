"""Rewrites what is wrong in a document, and nothing else of it: a whole new file is put in its place, or none."""

from __future__ import annotations

import os
from errno import EACCES

from convcalc.language.reading import open_to_read
from convcalc.language.replacing import replace_file
from convcalc.study.check.findings import UNREADABLE, Checked, Claim, Fix


def fixable(checked: Checked) -> list[Claim]:
    """The claims of a document that do not hold and have a fix, in the order in which they stand."""
    wrong = [claim for claim in checked.failures if claim.fix is not None]
    return sorted(wrong, key=fix_of)


def fix_of(claim: Claim) -> Fix:
    """The fix of a claim that has one."""
    assert claim.fix is not None
    return claim.fix


def fixed_text(text: str, claims: list[Claim], start: int = 0) -> str:
    """The text, which begins at an offset of its document, with the fixes made of claims that come in their order."""
    pieces: list[str] = []
    position = 0
    for claim in claims:
        if claim.fix is not None:
            pieces += [text[position : claim.fix.start - start], claim.fix.text]
            position = claim.fix.end - start
    return "".join([*pieces, text[position:]])


def fix_document(path: str, checked: Checked, claims: list[Claim] | None = None) -> list[Claim]:
    """Write the fixes of a document's claims into its file, and give those that were made; or only of some `claims`.

    Where that can't be done the file is left as it is, and `checked` has one problem more. Where the path is a
    symbolic link, what it leads to must lie in its folder; the file must have no other name.
    """
    claims = fixable(checked) if claims is None else claims
    if not claims:
        return []
    source = claims[0].place.source.file

    def compare() -> None:
        with open_to_read(path) as file:
            if file.read() != (source.mark + source.text).encode():
                raise OSError("it was changed since it was read")

    try:
        replace_file(_inside(path), [source.mark, fixed_text(source.text, claims)], compare)
    except OSError as error:
        message = f"{checked.name} can't be fixed: {error.strerror or error}"
        checked.problems.error(message, None, code=UNREADABLE)
        return []
    return claims


def _inside(path: str) -> str:
    """The file that a path leads to. Raises OSError where that lies outside its folder, or goes by other names too."""
    real = os.path.realpath(path)
    root = os.path.realpath(os.path.dirname(path))
    if os.path.commonpath([real, root]) != root:
        raise OSError("it is a symbolic link to a file outside its folder")
    state = os.stat(real)
    if state.st_nlink > 1:
        raise OSError("it has other names (hard links), which would keep the old text")
    if not state.st_mode & 0o222:
        raise PermissionError(EACCES, os.strerror(EACCES))
    return real
