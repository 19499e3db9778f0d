"""The files that a check is about: those that a person names, and those in the folders that a person names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from convcalc.language.foreign import DOCUMENTS, FOREIGN, ending, what_is
from convcalc.language.reading import STANDARD_INPUT, open_to_read
from convcalc.language.tuples import NamedTuple
from convcalc.spec.changes import is_change
from convcalc.spec.folders import SUFFIXES, find_in_catalogue
from convcalc.study.check.excluded import Excluded
from convcalc.study.check.ignored import Ignored, Rules, TooManyTries, rules_for
from convcalc.study.design import INLINE, Text, ends_like_file, is_pipe, own_changes

SPEC_SUFFIXES = (*SUFFIXES, ".json")
"""How the name of a spec ends that a person names; in a folder JSON is left alone."""

BYTES_READ = 65_536
"""How much of a file is read to see whether it is a spec."""

# A key of the outermost mapping: at the indentation of the first line, or in a mapping that begins with a brace.
_KEYS = rb"""(?P<quote>["']?)(?:layers|extends|blocks)(?P=quote)[ \t]*:(?=\s|["'{\[]|\Z)"""
_BEGIN = rb"(?:\xef\xbb\xbf)?(?:(?:%[^\n\r]*|---(?=\s)|[ \t]*\#[^\n\r]*|[ \t]*)[\n\r]+|---[ \t]+)*(?P<indentation>[ ]*)"


class File(NamedTuple):
    """A file, and the name that it is shown under; `named` by a person.

    `problem` says why it can't be checked, `hint` what to do.

    `design` is the word by which it was named as other commands take it: a name of the catalogue, layers (which have no
    path), `-` or a pipe, a spec with `changes` or with another ending, or a text that is a spec; empty for any other
    file.
    """

    path: str
    name: str
    named: bool
    problem: str = ""
    design: str | Text = ""
    changes: tuple[str, ...] = ()
    hint: str | None = None

    @property
    def is_document(self) -> bool:
        """Whether it is checked as a document: what is named, and no YAML, is one."""
        return not self.design and not self.name.lower().endswith(SPEC_SUFFIXES)


def find_files(words: Iterable[str], excluded: Excluded | None = None) -> Iterator[File]:
    """The files that `words` name, and those below the folders among them whose names end as a spec's or a document's.

    Each comes once, those of a folder by name. Hidden files and folders are left out, and so is what `.gitignore`
    files name, and what is `excluded`; symbolic links are not followed: what they lead to is found in its own place, or
    lies elsewhere. A word that is no path may be a design, or a change of the one before it (of all, before the first).
    """
    excluded = excluded or Excluded()
    excluded.begin()
    several = list(_each_once(_named(word, changes) for word, changes in _grouped(words)))
    seen: set[str] = set()
    for one in several:
        for file in _searched(one, excluded):
            if len(several) > 1 and not file.problem and not file.design:
                real = os.path.realpath(file.path)
                if real in seen or (not file.named and not is_candidate(file)):
                    continue
                seen.add(real)
            yield file


def _searched(one: File, excluded: Excluded) -> Iterator[File]:
    """What a person named: what is in a folder, any other file itself, and nothing where it is excluded."""
    is_folder = os.path.isdir(one.path)
    try:
        rules = excluded.inside(one.path, is_folder) if one.path and one.path == one.name else excluded.rules
        if rules is not None:
            yield from _below(one.path, rules, excluded) if is_folder and not one.problem else [one]
    except TooManyTries as error:
        shown = os.path.normpath(one.path)
        yield File(shown, shown, True, f"{shown}: {error}")


def _grouped(words: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Each path or design with its changes."""
    common: list[str] = []
    found: list[tuple[str, list[str]]] = []
    for word in words:
        if os.path.lexists(word):
            found.append((word, list(common)))
        elif not is_change(word):
            design, own = own_changes(word)
            found.append((design, [*common, *own]))
        elif found:
            found[-1][1].append(word)
        else:
            common.append(word)
    return [(word, tuple(changes)) for word, changes in found or [(os.curdir, common)]]


def _each_once(files: Iterable[File]) -> Iterator[File]:
    """The same files, and a problem for standard input and pipes that are named again: what they give is read once."""
    read: set[str] = set()
    for file in files:
        if file.path in read:
            file = file._replace(problem=f"{file.name} can be read only once")
        elif file.path == "-" or is_pipe(file.path):
            read.add(file.path)
        yield file


def _named(word: str, changes: tuple[str, ...]) -> File:
    """What a person named: a path where there is one, else a design."""
    if word == "-":
        return File(word, STANDARD_INPUT, True, "", word, changes)
    if os.path.lexists(word):
        if ending(word) in FOREIGN:
            return _foreign(word, changes)
        if changes and not word.endswith(SPEC_SUFFIXES):
            kind = "a folder" if os.path.isdir(word) else "no spec"
            return File(word, word, True, f"{word} is {kind}, and {changes[0]} changes a design")
        return File(word, word, True, "", word if changes or is_pipe(word) else "", changes)
    if found := find_in_catalogue(word):
        return File(found, f"catalogue: {os.path.basename(found)}", True, "", word, changes)
    if any(mark in word for mark in " ,") and not ends_like_file(word):
        return File("", INLINE, True, "", word, changes)
    return File(word, word, True)


def _foreign(word: str, changes: tuple[str, ...]) -> File:
    """A file that by its ending is neither spec nor document: read as a spec where it looks like one, as elsewhere."""
    if os.path.isfile(word) and begins_as_spec(word):
        return File(word, word, True, "", word, changes)
    message, hint = what_is(word) or ("", None)
    return File(word, word, True, message, hint=hint)


def _below(top: str, rules: Rules, excluded: Excluded) -> Iterator[File]:
    """The files below a folder, in the order of their names, but for what `rules` exclude. Raises TooManyTries."""
    shown = os.path.normpath(top)
    pending: list[tuple[str, Ignored, Rules, Iterator[os.DirEntry[str]]]] = []

    def enter(folder: str, ignored: Ignored, rules: Rules) -> str:
        try:
            with os.scandir(folder) as entries:
                pending.append((folder, ignored, rules, iter(sorted(entries, key=lambda entry: entry.name))))
        except OSError as error:
            return f"{folder} can't be listed: {error.strerror}"
        return ""

    problem = enter(shown, rules_for(top), rules)
    if problem:
        yield File(shown, shown, True, problem)
    while pending:
        folder, ignored, rules, entries = pending[-1]
        entry = next(entries, None)
        if entry is None:
            pending.pop()
            continue
        name, is_folder = entry.name, entry.is_dir(follow_symlinks=False)
        wanted = is_folder or name.lower().endswith((*SUFFIXES, *DOCUMENTS))
        if name.startswith(".") or not wanted or ignored.leaves_out(name, is_folder):
            continue
        if excluded.leaves_out(rules, name, is_folder):
            continue
        path = name if folder == os.curdir else os.path.join(folder, name)
        if is_folder:
            problem = enter(path, ignored.inside(name, path), rules.inside(name))
            if problem:
                yield File(path, path, False, problem)
        elif entry.is_file(follow_symlinks=False):
            yield File(path, path, False)


def begins_as_spec(path: str) -> bool:
    """Whether the beginning of a file looks like that of a spec; also where it can't be read, so that it is said."""
    try:
        with open_to_read(path) as opened:
            return looks_like_spec(opened.read(BYTES_READ))
    except (OSError, ValueError):
        return True


def is_candidate(file: File) -> bool:
    """Whether a file in a folder is to be checked: a document, or YAML that looks like a spec or blocks.

    Only its beginning is read, and nothing is parsed: other YAML is left alone, however large or broken. A file that
    can't be read is one to be checked, so that it is said.
    """
    return file.is_document or begins_as_spec(file.path)


def looks_like_spec(data: bytes) -> bool:
    """Whether the beginning of a YAML file has `layers`, `extends` or `blocks` as a key of its outermost mapping."""
    if not re.search(rb"layers|extends|blocks", data):
        return False
    begin = re.match(_BEGIN, data)
    assert begin is not None
    if data.startswith(b"{", begin.end()):
        return re.search(rb"[{,]\s*" + _KEYS, data[begin.end() :]) is not None
    return re.search(rb"(?:\A|[\n\r])" + begin["indentation"] + _KEYS, data[begin.start("indentation") :]) is not None


def specs_among(words: Iterable[str], patterns: Sequence[str]) -> Iterator[str]:
    """The paths of the specs that are checked: what documents call by their names is one of these."""
    for file in find_files(words, Excluded(patterns)):
        if not file.problem and not file.is_document and not file.design and is_candidate(file):
            yield file.path
