"""The networks that rows of tables are about, as people write them: `ResNet-50`, `ResNet 50 (v1.5)`, a path."""

from __future__ import annotations

import os
import re
from functools import cache
from itertools import takewhile

from convcalc.spec.changes import is_change
from convcalc.spec.folders import CATALOGUE, SUFFIXES, Folders, catalogue_root
from convcalc.study.catalogue import DESIGNS, files, letters, names
from convcalc.study.check.files import begins_as_spec
from convcalc.study.documents.plain import TARGET, plain
from convcalc.study.documents.tables.spellings import TORCHVISION, spelled
from convcalc.study.listed import data

LONGEST_NAME = 300

_CITED = re.compile(r"\s*[(\[][^()\[\]]*(?<!\d)(?:19|20)\d\d[a-z]?[)\]]\Z|\s*\((?:[^()]*\set al\.?[^()]*)\)\Z")
"""Where a network was published, behind its name: `(He et al., 2016)`."""

_LINKED = re.compile(
    r"\s*\(?\[{1,2}\s*(?:paper|arxiv|pdf|code|github|config|cfg|model|weights?|checkpoint|ckpt|download|link|log|hub|hf)s?"
    r"\s*\]{1,2}\([^()\s]{0,200}\)\)?",
    re.I,
)
"""A link behind a name to its paper or code."""

FIRST = "_v1"
"""How the residual networks of the catalogue end that are as they were published first."""

_NUMBERS = re.compile("[0-9]+")
_SECOND = re.compile(r"[\s_-]*\(?\s*v1\.5\s*\)?\Z", re.I)
"""What the residual networks of the catalogue are called beside those that it has as they were first."""


def find_network(written: str, folders: Folders) -> tuple[str, ...] | None:
    """The design that a cell names, and its changes behind it; None where it names none that is known.

    Only the same letters and digits make the same name: `ResNet-50-D` is no ResNet-50. A path to a file that is not
    there is a design all the same, of which that can be said.
    """
    words = plain(_LINKED.sub("", written[:LONGEST_NAME])).replace("×", "x").split()
    behind = list(takewhile(is_change, reversed(words)))
    changes = tuple(word.rstrip(",;") for word in reversed(behind))
    name = " ".join(words[: len(words) - len(behind)]).rstrip(",;:")
    design = _by_name(name)
    if design is None and (named := _by_spelling(name)):
        design, *more = named
        changes = (*more, *changes)
    design = design or _by_path(name, folders) or _by_link(written[:LONGEST_NAME], folders)
    return (design, *changes) if design else None


def known_networks() -> dict[str, str]:
    """The networks of the catalogue by the letters of their names and titles, without the designs to compare."""
    return _networks(catalogue_root())


def has_its_numbers(written: str, design: str) -> bool:
    """Whether a name has the numbers of a network and not others with the same digits: RegNetY-16GF is no 1.6GF."""
    numbers = _NUMBERS.findall(written)
    return numbers in (_NUMBERS.findall(design), _NUMBERS.findall(_titles(catalogue_root()).get(design, "")))


def is_second(written: str) -> bool:
    """Whether a name says that a residual network is v1.5, and so no first version."""
    return bool(_SECOND.search(plain(written[:LONGEST_NAME])))


def called_alike(design: str) -> list[str]:
    """The other networks of the catalogue that go by the name of one: alexnet_torchvision is called AlexNet too."""
    return _called_alike(catalogue_root(), design)


def _by_name(written: str) -> str | None:
    known = _known(catalogue_root())
    cited = _CITED.sub("", written)
    for name in dict.fromkeys((written, cited)):
        if (found := known.get(letters(name))) and has_its_numbers(name, found):
            return found
        found = known.get(letters(_SECOND.sub("", name))) if _SECOND.search(name) else None
        if found and f"{found}{FIRST}" in known.values():
            return found
    return None


def _by_spelling(written: str) -> tuple[str, ...] | None:
    """The network of the catalogue that a zoo calls so, with its changes."""
    for name, torchvision, changes in spelled(written):
        design = _by_name(name)
        found = (design,) if design else _by_spelling(name) if len(name) < len(written) else None
        if found:
            other = f"{found[0]}{TORCHVISION}"
            return (other if torchvision and other in names() else found[0], *found[1:], *changes)
    return None


def _by_path(written: str, folders: Folders) -> str | None:
    if written.startswith(CATALOGUE):
        return written
    if " " in written or "://" in written:
        return None
    is_file = written.endswith(SUFFIXES)
    return written if is_file or ("/" in written and folders.find_design(written)) else None


def _by_link(written: str, folders: Folders) -> str | None:
    """The spec that a link in a cell leads to."""
    for match in TARGET.finditer(written):
        target = match[1].partition("#")[0]
        path = folders.find_design(target) if target.endswith(SUFFIXES) and "://" not in target else None
        if path and begins_as_spec(path):
            return target
    return None


@cache
def _known(root: str) -> dict[str, str]:
    """The names of the catalogue in this folder by their letters, and those of its titles that are no other's name."""
    found = {letters(name): name for name in names()}
    for name, line in data().items():
        found.setdefault(letters(line["title"]), name)
    return found


@cache
def _titles(root: str) -> dict[str, str]:
    return {name: line["title"] for name, line in data().items()}


@cache
def _networks(root: str) -> dict[str, str]:
    designs = {os.path.basename(path).removesuffix(".yaml") for path in files(DESIGNS)}
    return {written: name for written, name in _known(root).items() if name not in designs}


@cache
def _called_alike(root: str, design: str) -> list[str]:
    return [name for name in names() if name.startswith(f"{design}_")]
