"""What the commands share: options, where output goes, and how problems end a run."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from convcalc.language.problems import Problems

if TYPE_CHECKING:
    from convcalc.network.report import Report, Row

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("table", "text", "markdown", "csv", "json")
SUFFIX_FORMATS = {".json": "json", ".csv": "csv", ".md": "markdown", ".markdown": "markdown"}
UNLIMITED = 1000
OWN_CHARACTERS = "·×…▊′²³⌊⌋⌈⌉−→"


input_option = click.option(
    "--input", "input_", metavar="SHAPE", help="Size of the input, the same as input=SHAPE: 3x224x224."
)
batch_option = click.option(
    "--batch", type=click.IntRange(1, 1_000_000), default=1, help="Images at once; multiplies MACs and activations."
)
ignore_global_option = click.option(
    "--ignore-global", is_flag=True, help="Receptive fields without global pools, gates and norms."
)
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors: exit code 2.")
"""Options that several commands have."""


def complete_design(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Names of the catalogue, else files, for shell completion: bash forgets the names where both are given."""
    from click.shell_completion import CompletionItem

    from convcalc.study.catalogue import names

    found = [CompletionItem(name) for name in names() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def output_options(function: Command) -> Command:
    """`--format` and `-o`, which every command with a table has."""
    formats = click.option(
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        help="How to write it. Default: a table on a terminal, plain text in a pipe, by its ending in a file.",
    )
    output = click.option(
        "-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Write to this file instead."
    )
    return formats(output(function))


class Captured(io.StringIO):
    """A stream that is no terminal, whatever the environment says, and can show everything."""

    encoding = "utf-8"


class Sink:
    """Where a command writes, and what can be shown there; never over one of the files `read`."""

    def __init__(self, format_: str | None, output: str | None, read: Iterable[str] = ()) -> None:
        self.output = output
        if output is not None and any(_same_file(output, path) for path in read):
            refuse(f"{output} is what is read, and would be lost", "write to another file")
        stream = sys.stdout
        self.color = output is None and _wants_color(stream)
        terminal = output is None and (stream.isatty() or self.color)
        if format_ is None:
            suffix = os.path.splitext(output)[1].lower() if output else ""
            format_ = SUFFIX_FORMATS.get(suffix, "table" if terminal else "text")
        self.format = format_
        self.ascii = output is None and not _can_show(stream)
        self.width = _width(stream.isatty()) if terminal else 80

    def write(self, pieces: Iterable[str]) -> None:
        """Write a text, or its pieces one after the other: to standard output, or to the file."""
        if self.output is None:
            sys.stdout.writelines([pieces] if isinstance(pieces, str) else pieces)
            sys.stdout.flush()
            return
        try:
            with open(self.output, "w", encoding="utf-8", newline="") as file:
                file.writelines([pieces] if isinstance(pieces, str) else pieces)
        except OSError as error:
            refuse(f"{self.output} can't be written: {error.strerror}")


def _same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def _wants_color(stream: Any) -> bool:
    if os.environ.get("NO_COLOR") or isinstance(stream, Captured):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def _can_show(stream: Any) -> bool:
    try:
        OWN_CHARACTERS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _width(terminal: bool) -> int:
    """The cells of the terminal; a pipe has room for everything."""
    from shutil import get_terminal_size

    return get_terminal_size((80 if terminal else UNLIMITED, 24)).columns


def longest_line(stream: Any) -> int:
    """How many cells of a source line are shown there: what a terminal has room for; a file (None) has room for all."""
    from convcalc.render.problems import room_for_lines

    return room_for_lines(_width(stream is not None and stream.isatty()))


def say(problems: Problems) -> None:
    """Print all problems to standard error."""
    if not problems.items:
        return
    from convcalc.render.problems import show_problems

    stream = sys.stderr
    text = show_problems(problems, _wants_color(stream), not _can_show(stream), longest_line(stream))
    sys.stdout.flush()
    stream.write(text if text.endswith("\n") else text + "\n")


def end(problems: Problems, strict: bool = False) -> None:
    """Print the problems; with errors (or, if `strict`, warnings) end with exit code 2."""
    say(problems)
    if problems.errors or (strict and problems.warnings):
        raise SystemExit(2)


def read_parts(arguments: Iterable[str], input_: str | None, problems: Problems) -> tuple[Report, list[Row], list[str]]:
    """The report of the design among `arguments`, the layers and groups they name, and the files that were read.

    Ends with exit code 2, and all problems said, where one of these can't be had.
    """
    from convcalc.spec.changes import is_change
    from convcalc.study.design import analyse, load
    from convcalc.study.explain import choose

    changes = [argument for argument in arguments if is_change(argument)]
    design, *paths = [argument for argument in arguments if not is_change(argument)] or [""]
    if not design:
        refuse("a design is missing", "a file, a name that `convcalc list` shows, or layers in quotes")
    given = [f"input={input_}"] if input_ is not None else []
    loaded = load(design, [*given, *changes], problems)
    report = analyse(*loaded, problems) if loaded is not None else None
    rows = choose(report, paths, problems) if report is not None else []
    if loaded is None or report is None or problems.errors:
        end(problems)
        raise SystemExit(2)
    return report, rows, loaded[0].files


def refuse(message: str, hint: str | None = None) -> NoReturn:
    """End with one error that has no place."""
    problems = Problems()
    problems.error(message, None, hint)
    say(problems)
    raise SystemExit(2)
