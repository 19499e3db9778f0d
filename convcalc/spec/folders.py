"""Where specs are found: beside a file, or in the catalogue; never outside those two folder trees."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SUFFIXES = (".yaml", ".yml")
CATALOGUE = "catalogue:"
"""Before a name: what the catalogue has by it, whatever files there are."""

_bounds: list[str] = []
"""The folder that designs must lie in, while a document is read: the last one."""


@contextmanager
def bounded(folder: str) -> Iterator[None]:
    """Let designs be found beside a document, whose folder this is, and in the catalogue, and nowhere else."""
    _bounds.append(os.path.realpath(folder))
    try:
        yield
    finally:
        _bounds.pop()


def bounds() -> str | None:
    """The folder that designs must lie in; None where they may lie anywhere."""
    return _bounds[-1] if _bounds else None


def catalogue_root() -> str:
    """The folder of the catalogue: inside the package where it is installed, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "architectures")
    if os.path.isdir(installed):
        return installed
    return os.path.join(os.path.dirname(package), "architectures")


def find_in_catalogue(name: str) -> str | None:
    """The path of a catalogue file, by its name with or without `.yaml`; None where there is none.

    What begins with `./` or `../` is a file of one's own, whether there is one or not.
    """
    root = catalogue_root()
    own = name.removeprefix(CATALOGUE)
    if own.startswith("."):
        return None
    for folder in (root, os.path.join(root, "designs")):
        found = _inside(folder, _with_endings(own))
        if found:
            return found
    return None


def find_beside(folder: str, name: str) -> str | None:
    """The path of a file below `folder`, else of one in the catalogue, with or without its ending; None for none."""
    own = None if name.startswith(CATALOGUE) else _inside(folder, _with_endings(name))
    return own or find_in_catalogue(name)


def find_design(folder: str, name: str) -> str | None:
    """The path of what a document beside `folder` means by a name, as a shell there would; None where there is nothing.

    A file has its ending, or a folder before it (`./alexnet`): a bare name is the catalogue's, and `catalogue:alexnet`
    always is.
    """
    own = None if name.startswith(CATALOGUE) else _inside(folder, spellings(name))
    return own or find_in_catalogue(name)


def spellings(name: str) -> tuple[str, ...]:
    """How a file may be called that a person names: without its ending only where a folder stands before it."""
    return _with_endings(name) if "/" in name or os.sep in name else (name,)


def near_file(folder: str, name: str) -> str | None:
    """The name of a file below `folder` that only lacks its ending here; None where there is none."""
    found = _inside(folder, _with_endings(name))
    return name + os.path.splitext(found)[1] if found else None


def _with_endings(name: str) -> tuple[str, ...]:
    return (name,) if name.endswith(SUFFIXES) else (name, *(name + suffix for suffix in SUFFIXES))


def _inside(folder: str, names: tuple[str, ...]) -> str | None:
    """The first of these that is a regular file below a folder, symbolic links resolved, and has a spec's ending."""
    if any("\0" in name or len(name) > 1000 or os.path.isabs(name) for name in names):
        return None
    with suppress(OSError):  # the current folder may be gone
        root = os.path.realpath(folder)
        for name in names:
            with suppress(OSError, ValueError):
                path = os.path.realpath(os.path.join(root, name))
                inside = name.endswith(SUFFIXES) and path.startswith(root.rstrip(os.sep) + os.sep)
                if inside and stat.S_ISREG(os.stat(path).st_mode):
                    return path
    return None


def shown_path(path: str) -> str:
    """A path as a person would write it: relative where it lies below the current folder, or that of the document."""
    try:
        relative = os.path.relpath(path, bounds())
    except (OSError, ValueError):
        return path
    return path if relative.startswith("..") else relative
