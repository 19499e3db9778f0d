"""Specs of texts that were read before in this process and have not changed: each is read once, and walked once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from convcalc.language.problems import Problem, Problems, Source
from convcalc.language.reading import read_source
from convcalc.language.tuples import NamedTuple
from convcalc.spec.folders import Folders, find_beside
from convcalc.spec.model import Spec
from convcalc.study.remembered import Remembered

KEPT = 16
"""How many specs are kept, those that were asked for last."""

KEPT_CHARACTERS = 1_000_000
"""How long their texts may be together."""

KEPT_PARTS = 50_000
"""How many layers, groups and names the parts of their walks may have together."""


class _Read(NamedTuple):
    """A spec as it was read, what was said of it, and how long its texts are."""

    spec: Spec
    said: list[Problem]
    characters: int


_specs: Remembered[tuple[str, str | None, str, str], _Read] = Remembered(
    KEPT, lambda read: read.characters, KEPT_CHARACTERS, lambda: None
)


class _NotKept(Exception):
    """What was read is no sound spec, and is not kept."""

    def __init__(self, spec: Spec | None) -> None:
        super().__init__()
        self.spec = spec


def read_once(
    read: Callable[[Problems], Spec | None],
    kind: str,
    source: Source,
    path: str | None,
    problems: Problems,
    folders: Folders,
) -> Spec | None:
    """What `read` makes of `source`, with all that is said of it, whether now or before; it is the caller's to change.

    `kind` tells ways of reading apart, `path` is the file's. A spec that was read before is taken where its text and
    those of all files that it names are what they were, and where they are found, too.
    """
    if problems.errors:
        return read(problems)

    def compute() -> _Read:
        own = Problems(problems.guesses)
        spec = read(own)
        if spec is None or own.errors:
            problems.extend(own)
            raise _NotKept(spec)
        return _Read(spec, own.items, len(source.text) + sum(len(file.source.text) for file in spec.files))

    try:
        found = _specs.get((kind, path, source.name, source.text), compute, partial(_is_unchanged, folders))
    except _NotKept as refused:
        return refused.spec
    problems.extend(found.said)
    _let_go(found)
    return found.spec.copy()


def _let_go(asked: _Read) -> None:
    """Let go of the parts of other specs, where all are too many."""
    others = [parts for read in _specs.known.values() if read is not asked for parts in read.spec.worked_out]
    if sum(parts.weight for parts in others) > KEPT_PARTS:
        for parts in others:
            parts.forget()


def _is_unchanged(folders: Folders, read: _Read) -> bool:
    """Whether the files that a spec names are found where they were, and say what they said."""
    for file in read.spec.files:
        if find_beside(file.folder, file.name) != file.path or folders.shown_path(file.path) != file.source.name:
            return False
        source = read_source(file.path, Problems(), file.source.name)
        if source is None or source.text != file.source.text:
            return False
    return True
