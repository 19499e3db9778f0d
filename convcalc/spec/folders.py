"""Where specs are found: beside a file, or in the catalogue; never outside those two folder trees.

A document may name those in the folder tree that it belongs to, which `tree_of` knows.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from functools import cache

from convcalc.language.tuples import NamedTuple

SUFFIXES = (".yaml", ".yml")
CATALOGUE = "catalogue:"
"""Before a name: what the catalogue has by it, whatever files there are."""


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


def _is_below(path: str, root: str) -> bool:
    """Whether a path is a folder or lies in it; both are real."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


@cache
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


def spellings(name: str) -> tuple[str, ...]:
    """How a file may be called that a person names: without its ending only where a folder stands before it."""
    return _with_endings(name) if "/" in name or os.sep in name else (name,)


def _with_endings(name: str) -> tuple[str, ...]:
    return (name,) if name.endswith(SUFFIXES) else (name, *(name + suffix for suffix in SUFFIXES))


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


class Folders(NamedTuple):
    """Where designs may lie besides the catalogue: anywhere, or in the `tree` of a `document`, both by real paths.

    `document` is its folder, from which its paths are told.
    """

    document: str | None = None
    tree: str | None = None

    def leaves_tree(self, name: str) -> bool:
        """Whether a path in a document leads out of its tree, whatever is there."""
        if self.document is None or self.tree is None or name.startswith(CATALOGUE):
            return False
        try:
            return os.path.isabs(name) or not _is_below(os.path.realpath(os.path.join(self.document, name)), self.tree)
        except (OSError, ValueError):
            return False

    def find_design(self, name: str) -> str | None:
        """The path of what a document means by a name, as a shell in its folder would; None where there is nothing.

        It lies in the document's tree, or below the current folder where there is none. A file has its ending, or a
        folder before it (`./alexnet`): a bare name is the catalogue's, and `catalogue:alexnet` always is.
        """
        own = None if name.startswith(CATALOGUE) else self._inside(spellings(name))
        return own or find_in_catalogue(name)

    def near_file(self, name: str) -> str | None:
        """The name of a file that `find_design` would find if it had its ending here; None where there is none."""
        found = self._inside(_with_endings(name))
        return name + os.path.splitext(found)[1] if found else None

    def _inside(self, names: tuple[str, ...]) -> str | None:
        return _inside(self.document or os.curdir, names, self.tree)

    def shown_path(self, path: str) -> str:
        """A path as a person would write it: relative where it lies below the current folder, or in the tree."""
        try:
            relative = os.path.relpath(path, self.document)
        except (OSError, ValueError):
            return path
        outside = not _is_below(path, self.tree) if self.tree is not None else relative.startswith("..")
        return path if outside else relative


EVERYWHERE = Folders()


def of_document(folder: str) -> Folders:
    """Where the designs of a document may lie, whose folder this is."""
    real = os.path.realpath(folder)
    return Folders(real, tree_of(real))
