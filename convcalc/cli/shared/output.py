"""What the commands share: where output goes, and how problems end a run."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EACCES, EBUSY, EPERM
from typing import TYPE_CHECKING, NoReturn, TextIO

from convcalc.language.problems import ConvcalcError, Problems, either
from convcalc.language.reading import was_read

if TYPE_CHECKING:
    from convcalc.render.table.listing import Listing

AUTO = "auto"
JSON = "json"
FORMATS = ("table", "text", "markdown", "latex", "csv", "json")
"""Those of a command that prints a table."""

ENDINGS = {
    "text": (".txt",),
    "markdown": (".md", ".markdown"),
    "latex": (".tex",),
    "csv": (".csv",),
    "json": (".json",),
    "junit": (".xml",),
    "sarif": (".sarif",),
    "diff": (".diff", ".patch"),
    "parquet": (".parquet",),
    "svg": (".svg",),
}
"""How the name of a file ends that has a format."""

KINDS = {stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}

UNLIMITED = 1000
OWN_CHARACTERS = "·×…▊′²³⌊⌋⌈⌉−→"


class Captured(io.StringIO):
    """A stream that is no terminal, whatever the environment says, and can show everything."""

    encoding = "utf-8"


class Sink:
    """Where a command writes, in one of its `formats`, and what can be shown there.

    A file is never one that was read, where it is `new` none that exists, and has the format of its ending where no
    other is asked for.
    """

    def __init__(
        self, format_: str | None, output: str | None, formats: Sequence[str] = FORMATS, new: bool = False
    ) -> None:
        self.output = output
        self.new = new
        stream = sys.stdout
        self.color = output is None and _wants_color(stream)
        terminal = output is None and (stream.isatty() or self.color)
        if output is not None:
            self._refuse_to_lose()
            _refuse_what_is_no_file(output)
        if format_ in (None, AUTO) and output is not None:
            format_ = _by_ending(output, formats)
        usual = (AUTO, "table" if terminal else "text", formats[0])
        self.format = format_ or next(name for name in usual if name in formats)
        self.ascii = output is None and not _can_show(stream)
        self.width = _width(stream) if terminal else 80

    def show(self, listing: Listing) -> None:
        """Write a list in the format that was asked for."""
        from convcalc.render.table.listing import render_listing

        self.write(render_listing(listing, self.format, self.width, self.color, self.ascii))

    def write(self, pieces: Iterable[str]) -> None:
        """Write a text, or its pieces of whole lines: to standard output, or to a file, whole or not at all."""
        from convcalc.render.gate import passed

        pieces = [pieces] if isinstance(pieces, str) else pieces
        pieces = (passed(piece, self.format, self.color) for piece in pieces)
        if self.output is not None:
            self.replace(pieces)
            return
        sys.stdout.writelines(pieces)
        sys.stdout.flush()

    def replace(self, pieces: Iterable[str | bytes]) -> None:
        """Write pieces into the file, whole or not at all."""
        assert self.output is not None
        from convcalc.language.replacing import replace_file

        try:
            replace_file(os.path.realpath(self.output), pieces, self._refuse_to_lose)
        except OSError as error:
            fixed = error.errno in (EACCES, EPERM, EBUSY) and os.access(self.output, os.W_OK)
            hint = "no new file can take its place; redirect standard output to write into it" if fixed else None
            refuse(f"{self.output} can't be written: {error.strerror}", hint)

    def _refuse_to_lose(self) -> None:
        if self.output is not None and was_read(self.output):
            refuse(f"{self.output} is what is read, and would be lost", "write to another file")
        if self.output is not None and self.new and os.path.lexists(self.output):
            refuse(f"{self.output} exists, and is left as it is", "give another name")


def _refuse_what_is_no_file(path: str) -> None:
    """End where no new file can take the place of what stands at a path."""
    if path == "-":
        refuse("-o names a file, and - is none", "leave out -o for standard output")
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        refuse(f"{path} can't be written: {getattr(error, 'strerror', None) or error}")
    if stat.S_ISDIR(found.st_mode):
        refuse(f"{path} is a folder, not a file", "name a file in it, or redirect standard output")
    if not stat.S_ISREG(found.st_mode):
        kind = KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        refuse(f"{path} is {kind}, not a file", f"leave out -o, and redirect standard output: > {path}")
    for name, stream in (("output", sys.stdout), ("error", sys.stderr)):
        with suppress(OSError, ValueError):
            if os.path.samestat(found, os.fstat(stream.fileno())):
                refuse(f"{path} is where standard {name} goes", "leave out -o, or write to another file")


def _by_ending(path: str, formats: Sequence[str]) -> str:
    """The format that the ending of a file's name stands for; ends where there is none."""
    known = {ending: name for name in formats for ending in ENDINGS.get(name, ())}
    format_ = known.get(os.path.splitext(path)[1].lower())
    if format_ is None:
        endings = either(f"{ending} (plain text)" if name == "text" else ending for ending, name in known.items())
        way = "; or say --format" if len(formats) > 1 else ""
        refuse(f"the ending of '{path}' stands for no format", f"write to a file that ends in {endings}{way}")
    return format_


def _wants_color(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR") or isinstance(stream, Captured):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def _can_show(stream: TextIO) -> bool:
    try:
        OWN_CHARACTERS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _width(stream: TextIO) -> int:
    """The cells of a line of the terminal; a pipe has room for everything."""
    with suppress(ValueError):
        if (cells := int(os.environ.get("COLUMNS", 0))) > 0:
            return cells
    with suppress(OSError, ValueError):
        if (cells := os.get_terminal_size(stream.fileno()).columns) > 0:
            return cells
    return 80 if stream.isatty() else UNLIMITED


def cells_of(stream: TextIO) -> int | None:
    """The cells of a line that a sentence must fit: those of a terminal; None where the stream is none."""
    return _width(stream) if stream.isatty() else None


def fitted(text: str, stream: TextIO) -> str:
    """A text as it is written to a stream: on a terminal in lines that end between words."""
    from convcalc.render.characters import wrap_words
    from convcalc.render.problems import INDENTATION

    return "\n".join(wrap_words(text, cells_of(stream), "", INDENTATION))


def say(problems: Problems) -> None:
    """Print all problems to standard error."""
    if not problems.items:
        return
    from convcalc.render.gate import passed
    from convcalc.render.problems import show_problems

    stream = sys.stderr
    color = _wants_color(stream)
    text = passed(show_problems(problems, color, not _can_show(stream), cells_of(stream)), "text", color)
    sys.stdout.flush()
    stream.write(text if text.endswith("\n") else text + "\n")


def end(problems: Problems, strict: bool = False) -> None:
    """Print the problems; with errors (or, if `strict`, warnings) end with exit code 2."""
    say(problems)
    if problems.errors or (strict and problems.warnings):
        raise SystemExit(2)


def refuse(message: str, hint: str | None = None) -> NoReturn:
    """End with one error that has no place."""
    problems = Problems()
    problems.error(message, None, hint)
    refuse_all(problems)


@contextmanager
def refusals() -> Iterator[None]:
    """End with what is said of columns that are none, or of what is no number to sort by."""
    try:
        yield
    except ConvcalcError as error:
        refuse_all(error.problems)
    except ValueError as error:
        refuse(str(error))


def refuse_all(problems: Problems) -> NoReturn:
    """End with these problems."""
    say(problems)
    raise SystemExit(2)
