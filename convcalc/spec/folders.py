"""Where specs are found: beside a file, or in the catalogue; never outside those two folder trees."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

SUFFIXES = (".yaml", ".yml")

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
    """The path of a catalogue file, by its name with or without `.yaml`; None where there is none."""
    root = catalogue_root()
    for folder in (root, os.path.join(root, "designs")):
        found = _inside(folder, name)
        if found:
            return found
    return None


def find_beside(folder: str, name: str) -> str | None:
    """The path of a file below `folder`, else of one in the catalogue; None where there is none."""
    return _inside(folder, name) or find_in_catalogue(name)


def _inside(folder: str, name: str) -> str | None:
    """A regular file below a folder, with symbolic links resolved."""
    if "\0" in name or len(name) > 1000 or os.path.isabs(name):
        return None
    try:
        root = os.path.realpath(folder)
    except OSError:  # the current folder is gone
        return None
    for candidate in (name, *(name + suffix for suffix in SUFFIXES if not name.endswith(SUFFIXES))):
        if not candidate.endswith(SUFFIXES):
            continue
        path = os.path.realpath(os.path.join(root, candidate))
        if not path.startswith(root.rstrip(os.sep) + os.sep):
            continue
        try:
            if stat.S_ISREG(os.stat(path).st_mode):
                return path
        except (OSError, ValueError):
            continue
    return None


def shown_path(path: str) -> str:
    """A path as a person would write it: relative where it lies below the current folder, or that of the document."""
    try:
        relative = os.path.relpath(path, bounds())
    except (OSError, ValueError):
        return path
    return path if relative.startswith("..") else relative
