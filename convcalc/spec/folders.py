"""Where specs are found: beside a file, or in the catalogue; never outside those two folder trees.

A document may name those in the folder tree that it belongs to, which `tree_of` knows.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

SUFFIXES = (".yaml", ".yml")
CATALOGUE = "catalogue:"
"""Before a name: what the catalogue has by it, whatever files there are."""


class _Bounds(NamedTuple):
    """The folder of a document, from which its paths are told, and the tree that what they lead to must lie in."""

    folder: str
    tree: str


_bounds: list[_Bounds] = []
"""Those of the document that is read: the last one."""


@contextmanager
def bounded(folder: str) -> Iterator[None]:
    """Let designs be found in the tree of a document, whose folder this is, and in the catalogue, and nowhere else."""
    real = os.path.realpath(folder)
    _bounds.append(_Bounds(real, tree_of(real)))
    try:
        yield
    finally:
        _bounds.pop()


def bounds() -> str | None:
    """The folder of the document that is read; None where there is none, and designs may lie anywhere."""
    return _bounds[-1].folder if _bounds else None


def tree_of(folder: str) -> str:
    """The folder tree that a document in `folder` belongs to, by the real path of its topmost folder.

    It is the repository: the nearest folder from there upwards that has a `.git`; without one the current folder, where
    the document lies below it; else its own folder. It is never the whole file system.
    """
    real = os.path.realpath(folder)
    root = real
    while (above := os.path.dirname(root)) != root:
        if os.path.lexists(os.path.join(root, ".git")):
            return root
        root = above
    with suppress(OSError):  # the current folder may be gone
        current = os.path.realpath(os.curdir)
        if current != root and _is_below(real, current):
            return current
    return real


def leaves_tree(name: str) -> bool:
    """Whether a path in the document that is read leads out of its tree, whatever is there."""
    if not _bounds or name.startswith(CATALOGUE):
        return False
    folder, tree = _bounds[-1]
    try:
        return os.path.isabs(name) or not _is_below(os.path.realpath(os.path.join(folder, name)), tree)
    except (OSError, ValueError):
        return False


def _is_below(path: str, root: str) -> bool:
    """Whether a path is a folder or lies in it; both are real."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


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
    """The path of what a document in `folder` means by a name, as a shell there would; None where there is nothing.

    It lies in the tree of the document that is read, or below the folder where none is. A file has its ending, or a
    folder before it (`./alexnet`): a bare name is the catalogue's, and `catalogue:alexnet` always is.
    """
    own = None if name.startswith(CATALOGUE) else _inside(folder, spellings(name), _tree())
    return own or find_in_catalogue(name)


def spellings(name: str) -> tuple[str, ...]:
    """How a file may be called that a person names: without its ending only where a folder stands before it."""
    return _with_endings(name) if "/" in name or os.sep in name else (name,)


def near_file(folder: str, name: str) -> str | None:
    """The name of a file that `find_design` would find if it had its ending here; None where there is none."""
    found = _inside(folder, _with_endings(name), _tree())
    return name + os.path.splitext(found)[1] if found else None


def _with_endings(name: str) -> tuple[str, ...]:
    return (name,) if name.endswith(SUFFIXES) else (name, *(name + suffix for suffix in SUFFIXES))


def _tree() -> str | None:
    return _bounds[-1].tree if _bounds else None


def _inside(folder: str, names: tuple[str, ...], tree: str | None = None) -> str | None:
    """The first of these paths from a folder that leads to a regular file with a spec's ending.

    The file lies below the folder, or in a `tree` with a real path that this is part of, symbolic links resolved.
    """
    if any("\0" in name or len(name) > 1000 or os.path.isabs(name) for name in names):
        return None
    with suppress(OSError):  # the current folder may be gone
        own = os.path.realpath(folder)
        root = tree or own
        for name in names:
            with suppress(OSError, ValueError):
                path = os.path.realpath(os.path.join(own, name))
                inside = name.endswith(SUFFIXES) and _is_below(path, root)
                if inside and stat.S_ISREG(os.stat(path).st_mode):
                    return path
    return None


def shown_path(path: str) -> str:
    """A path as a person would write it: relative where it lies below the current folder, or in the document's tree."""
    try:
        relative = os.path.relpath(path, bounds())
    except (OSError, ValueError):
        return path
    outside = not _is_below(path, _bounds[-1].tree) if _bounds else relative.startswith("..")
    return path if outside else relative
