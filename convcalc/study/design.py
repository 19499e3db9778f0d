"""From a design, as it stands on a command line, to its report: a path, a catalogue name, or an inline design."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from convcalc.costs.ops import OPS
from convcalc.language.problems import COMMAND_LINE, ConvcalcError, Problem, Problems, Source
from convcalc.language.reading import read_source
from convcalc.language.tuples import NamedTuple
from convcalc.language.work import Work, begin, counted
from convcalc.network.report import Report
from convcalc.network.walk.expand import expand
from convcalc.spec.call import split_words
from convcalc.spec.changes import Change, apply_changes, is_change
from convcalc.spec.folders import (
    CATALOGUE,
    EVERYWHERE,
    SUFFIXES,
    Folders,
    catalogue_root,
    find_in_catalogue,
    spellings,
)
from convcalc.spec.model import Spec
from convcalc.spec.reader import read_inline, read_spec, read_text
from convcalc.spec.validate import warn_of_unused
from convcalc.study.unchanged import read_once

if TYPE_CHECKING:
    from convcalc.study.remembered import Remembered

    Networks = Remembered[tuple["str | Text | int", ...], "Analysed"]
    """What designs came to, each by its name, the size of its batch and its changes."""

BETWEEN = ("vs", "versus")
"""What people write between two designs that are to be compared."""

INLINE = "inline design"
"""What layers in quotes are called where something is said of them."""

LISTED = "`convcalc list` shows the catalogue"


class Text(NamedTuple):
    """A design that is at hand as YAML, a spec or a list of layers, and what it is called where designs are shown."""

    yaml: str
    name: str = INLINE


class Analysed(NamedTuple):
    """What a design came to: its report, None where it has errors, all that is said of it, and the work it took."""

    report: Report | None
    problems: list[Problem]
    work: float


class Library(NamedTuple):
    """Where designs are looked up, and what is kept of those that were computed, None where nothing is."""

    folders: Folders = EVERYWHERE
    networks: Networks | None = None


NOTHING_KEPT = Library()


def split_designs(
    arguments: list[str], problems: Problems, folders: Folders = EVERYWHERE
) -> list[tuple[str, list[str]]]:
    """The designs that stand among `arguments`, each with its changes.

    A change (`NAME=VALUE`) belongs to the design before it or in the same word, one before the first design to all.
    """
    common: list[str] = []
    designs: list[tuple[str, list[str]]] = []
    for argument in arguments:
        if not is_change(argument):
            design, own = own_changes(argument, folders)
            designs.append((design, [*common, *own]))
        elif designs:
            designs[-1][1].append(argument)
        else:
            common.append(argument)
    if not designs:
        say_missing(problems)
    return designs


def say_missing(problems: Problems) -> None:
    """Say that there is no design."""
    problems.error("a design is missing", None, "a file, a name that `convcalc list` shows, or layers in quotes")


def own_changes(word: str, folders: Folders = EVERYWHERE) -> tuple[str, list[str]]:
    """The design that a word writes, and the changes behind it in the same word: `alexnet conv2.out_channels=128`.

    A word that is a file has none, and neither has a call, such as `conv 64 3 padding=1`.
    """
    words = [] if _path(word, folders) is not None else split_words(word)
    behind = list(takewhile(lambda part: is_change(part[0]), reversed(words)))
    if not behind:
        return word, []
    design = word[: behind[-1][1]].strip()
    changes = [text for text, _ in reversed(behind)]
    if design in OPS or not design:
        return word, []
    known = design == "-" or design.endswith(SUFFIXES) or _path(design, folders) is not None
    names = [text.partition("=")[0] for text in changes]
    of_no_call = " " not in design and any("." in name or name == "input" for name in names)
    return (design, changes) if known or of_no_call else (word, [])


def all_changes(
    design: str | Text, changes: Iterable[str], before: Sequence[str] = (), folders: Folders = EVERYWHERE
) -> tuple[str | Text, list[str]]:
    """A design and all its changes: those that options give, those in its word, and `changes`."""
    design, own = own_changes(design, folders) if isinstance(design, str) else (design, [])
    return design, [*before, *own, *changes]


def load(
    design: str | Text, changes: Iterable[str], problems: Problems, before: Sequence[str] = ()
) -> tuple[Spec, list[Change]] | None:
    """The spec of a design with its changes made, and the changes left for the network to make.

    `design` is a path, `-` for standard input, a catalogue name, or an inline design, perhaps with changes behind it,
    or a text that is the design itself; `input_` is the size of the input where that is given apart. None where it is
    no spec.
    """
    design, texts = all_changes(design, changes, before)
    return _load(design, texts, problems, EVERYWHERE)


def _load(
    design: str | Text, texts: list[str], problems: Problems, folders: Folders
) -> tuple[Spec, list[Change]] | None:
    spec = _find(design, problems, folders)
    if spec is None:
        return None
    return spec, apply_changes(spec, texts, problems)


def _find(design: str | Text, problems: Problems, folders: Folders) -> Spec | None:
    if isinstance(design, Text):
        text = Source(INLINE, design.yaml)
        return read_once(partial(read_text, text), "text", text, None, problems, folders)
    if design == "-" and folders.document is None:
        return _from_stream(read_source(design, problems), problems)
    path = _path(design, folders)
    if is_pipe(design, folders):
        return _from_stream(read_source(design, problems, pipes=True), problems)
    if path is not None and (foreign := _foreign(path, folders)):
        problems.error(foreign[0], None, foreign[1])
        return None
    if path is not None:
        shown = design if folders.document is None and os.path.exists(design) else folders.shown_path(path)
        source = read_source(path, problems, shown)
        spec = _read_file(source, os.path.realpath(path), problems, folders) if source is not None else None
        if spec is not None and path.startswith(catalogue_root() + os.sep):
            spec.file = f"catalogue: {os.path.basename(path)}"
        return spec
    if is_inline(design):
        line = Source(INLINE, design)
        return read_once(partial(read_inline, line), "line", line, None, problems, folders)
    say_not_found(design, problems, folders=folders)
    return None


def _read_file(source: Source, path: str, problems: Problems, folders: Folders) -> Spec | None:
    return read_once(partial(read_spec, source, path, folders=folders), "file", source, path, problems, folders)


def _from_stream(source: Source | None, problems: Problems) -> Spec | None:
    """The spec that standard input or a pipe gives, or the layers: a list, or a line as it stands in quotes."""
    if source is None:
        return None
    from convcalc.study.check.files import looks_like_spec

    text = source.text.strip()
    if "\n" not in text and is_inline(text) and not looks_like_spec(text.encode()):
        return read_inline(source, problems)
    return read_text(source, problems)


def is_found(word: str, folders: Folders = EVERYWHERE) -> bool:
    """Whether a word is a design that is read: `-`, a path, or a catalogue name, perhaps with changes behind it."""
    design, _ = own_changes(word, folders)
    return design == "-" or _path(design, folders) is not None


def _path(design: str, folders: Folders) -> str | None:
    """The path of a design that is a file: as it is written, else of that name in the catalogue."""
    if folders.document is not None or design.startswith(CATALOGUE):
        return folders.find_design(design)
    try:
        for name in spellings(design):
            if os.path.lexists(name) and not (os.path.isdir(name) and find_in_catalogue(name)):
                return name
    except ValueError:
        return None
    return find_in_catalogue(design)


def is_pipe(path: str, folders: Folders = EVERYWHERE) -> bool:
    """Whether a path is that of a pipe, as a shell writes `<(...)`; none beside a document is read."""
    try:
        return folders.document is None and stat.S_ISFIFO(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _foreign(path: str, folders: Folders) -> tuple[str, str] | None:
    """What is said of a file that by its ending is no spec, and does not look like one, and what to do."""
    if path.endswith(SUFFIXES):
        return None
    from convcalc.language.foreign import is_document, what_is
    from convcalc.study.check.files import begins_as_spec

    said = what_is(folders.shown_path(path))
    return None if said is None or (not is_document(path) and begins_as_spec(path)) else said


def is_inline(design: str) -> bool:
    """Whether a word that is no file is a design itself: layers, as in a YAML flow list, or one as notes have it."""
    if design in OPS or ends_like_file(design):
        return design in OPS
    if any(mark in design for mark in " ,[{("):
        return True
    from convcalc.language.nodes.notes import is_note

    return is_note(design)


def ends_like_file(design: str) -> bool:
    """Whether a word ends as the names of files do."""
    from convcalc.language.foreign import ending

    return design.endswith(SUFFIXES) or ending(design) != ""


def say_not_found(design: str, problems: Problems, commands: Iterable[str] = (), folders: Folders = EVERYWHERE) -> None:
    """Say that there is nothing by a name, and what is near to it; among `commands` too where one could stand there."""
    from convcalc.study.catalogue import near_names

    if design.startswith(CATALOGUE):
        name = design.removeprefix(CATALOGUE)
        problems.error(f"there is no catalogue network '{name}'", None, near_names(name) or LISTED)
        return
    if os.sep in design or ends_like_file(design):
        base = os.path.basename(design)
        hint = near_names(os.path.splitext(base)[0])
        if folders.leaves_tree(design):
            hint = "a path is told from the document on, and stays in its repository, or else in the current folder"
            problems.error(f"{design} leads out of the folders of this document, and is not read", None, hint)
            return
        if folders.document is not None and (os.sep in design or not hint):
            hint = "a path is told from the document on; a name is also looked up in the catalogue"
        problems.error(f"there is no file {design}", None, hint)
        return
    near = folders.near_file(design)
    hint = f"did you mean '{near}'?" if near else near_names(design, list(commands))
    if commands:
        message = f"there is no command, no file and no catalogue network '{design}'"
        problems.error(message, None, hint or "`convcalc help` lists the commands, `convcalc list` the networks")
        return
    if design.lower() in BETWEEN:
        hint = "leave it out: a space separates designs"
    from convcalc.study.sums.typed import is_sum

    otherwise = f'`convcalc "{design}"` works out a sum' if is_sum(design) else LISTED
    problems.error(f"there is no file and no catalogue network '{design}'", None, hint or otherwise)


def summarize(
    design: str, *changes: str, batch: int = 1, ignore_global: bool = False, library: Library = NOTHING_KEPT
) -> Report:
    """The report of a design: every layer's output, parameters and MACs, and the totals.

    `design` is a path, a catalogue name (`"alexnet"`), or an inline design (`"conv 64 3, relu"`); `changes` are as on
    the command line: `"input=3x256x256"`, `"conv1.out_channels=32"`, or stand behind the design in the same text.
    Raises ConvcalcError, with everything that is wrong.
    """
    problems = Problems()
    report = read_report(design, changes, problems, batch, (), ignore_global, library)
    if report is None:
        raise ConvcalcError(problems)
    return report


def read_report(
    design: str | Text,
    changes: Iterable[str],
    problems: Problems,
    batch: int = 1,
    before: Sequence[str] = (),
    ignore_global: bool = False,
    library: Library = NOTHING_KEPT,
) -> Report | None:
    """The report of a design with its changes made, both as for `load`; None where there are errors.

    `ignore_global` leaves out of receptive fields what reads everything. Where the library keeps networks it is
    computed once, however often it is asked for. Raises Spent where no work is left for it.
    """
    design, texts = all_changes(design, changes, before, library.folders)
    if library.networks is None:
        return _read_report(design, texts, problems, batch, ignore_global, library.folders)

    def compute() -> Analysed:
        own, work = Problems(problems.guesses), Work()
        with counted(work):
            report = _read_report(design, texts, own, batch, ignore_global, library.folders)
            return Analysed(report, own.items, work.done)

    found = library.networks.get((design, batch, ignore_global, *texts), compute)
    problems.extend(found.problems)
    return found.report


def _read_report(
    design: str | Text, texts: list[str], problems: Problems, batch: int, ignore_global: bool, folders: Folders
) -> Report | None:
    begin()
    loaded = _load(design, texts, problems, folders)
    return analyse(*loaded, problems, batch, ignore_global) if loaded is not None else None


def analyse(
    spec: Spec, changes: list[Change], problems: Problems, batch: int = 1, ignore_global: bool = False
) -> Report | None:
    """The report of a spec; None where there are errors."""
    own = Problems(problems.guesses)
    own.extend(problems)
    before = len(own)
    graph = expand(spec, changes, own)
    errors = bool(own.errors)
    problems.extend(_with_changes(own.items[before:], changes) if errors else own.items[before:])
    warn_of_unused(spec, problems)
    if errors:
        return None
    return Report(spec, graph, problems.warnings, batch, problems.notes, ignore_global)


def _with_changes(problems: Iterable[Problem], changes: list[Change]) -> Iterator[Problem]:
    """Beside what no longer fits in a file it is said which changes were made to it."""
    made = tuple((change.place.source.text, change.place) for change in changes if change.used)
    for problem in problems:
        elsewhere = problem.place is not None and problem.place.source.name != COMMAND_LINE
        yield problem._replace(trail=problem.trail + made) if elsewhere else problem
