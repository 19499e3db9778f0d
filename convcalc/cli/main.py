"""The program: its commands are listed here and imported when they are called."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from convcalc import __version__
from convcalc.cli import INTERRUPTED

COMMANDS = {
    "summarize": "Every layer's output, parameters and MACs, and the totals.",
    "compare": "Designs side by side, each with its changes: what one costs against the other.",
    "explain": "Where each number comes from: its formula, with numbers put in, and the value.",
    "memory": "What a network needs in memory: inference, training, the largest batch.",
    "solve": "The values of `?` for which a design comes to what is expected of it.",
    "check": "Whether the numbers that specs and documents claim are right.",
    "value": "Bare numbers for scripts.",
    "list": "The catalogue of networks and designs.",
    "show": "Print a file of the catalogue.",
    "ops": "The operations: signatures, formulas, sources.",
    "metrics": "The metrics: the names of all numbers.",
    "rule": "The rules of `check`: what each code means, why it matters, how to mend it.",
    "schema": "The JSON Schema of a spec, for editors.",
}

EPILOG = """
\b
Examples:
  convcalc summarize alexnet
  convcalc summarize vgg16 input=3x256x256 --sort params
  convcalc summarize my_network.yaml --format json
"""


PIPE_CLOSED = 141
"""The exit code of a run whose output nobody reads on, as shells give it for SIGPIPE."""


@contextmanager
def _ended_from_outside() -> Iterator[None]:
    """End with an exit code of its own where a person interrupts the run, or nobody reads its output on."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(PIPE_CLOSED) from None


@contextmanager
def harmless_refusals() -> Iterator[None]:
    """Let click refuse in words that steer nothing, whatever it quotes of the command line."""
    try:
        yield
    except click.UsageError as refusal:
        from convcalc.render.gate import passed

        message = passed(refusal.format_message(), "text")
        if message != refusal.format_message():
            raise click.UsageError(message, refusal.ctx) from None
        raise


class Commands(click.Group):
    """Keeps a stub for each command, which click's help and suggestions read, and imports the real one when called."""

    def make_context(self, *args: Any, **settings: Any) -> click.Context:
        with harmless_refusals(), _ended_from_outside():
            return super().make_context(*args, **settings)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"convcalc.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click says of a wrong call fits the terminal, as all complaints do."""
        try:
            with harmless_refusals(), _ended_from_outside():
                return super().invoke(ctx)
        except click.UsageError as error:
            if not sys.stderr.isatty():
                raise
            from convcalc.cli.common import Captured, fitted

            said = Captured()
            error.show(said)
            sys.stderr.writelines(f"{fitted(line, sys.stderr)}\n" for line in said.getvalue().splitlines())
            raise SystemExit(error.exit_code) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    commands={name: click.Command(name, short_help=text) for name, text in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)
@click.version_option(__version__, "-V", "--version", prog_name="convcalc", message="%(prog)s %(version)s")
def program() -> None:
    """Convolution arithmetic: what each layer of a network puts out, its parameters and its work, exactly.

    A DESIGN is a YAML file, the name of a network of the catalogue, or, in quotes, a list of layers.
    """


def main() -> None:
    """Run the program; a closed pipe or an interrupt ends it quietly."""
    _open_streams()
    try:
        program(prog_name="convcalc")
    except OSError as error:
        _drop_output()
        gone = isinstance(error, FileNotFoundError) and error.filename is None
        what = "the current folder is gone" if gone else f"the output can't be written: {error.strerror}"
        sys.stderr.write(f"error: {what}\n")
        raise SystemExit(2) from None


def _drop_output() -> None:
    """Keep Python from writing once more what is left, and from saying in its own words that it can't."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115


class _Unfailing(io.FileIO):
    """Standard error on a full disk or a closed pipe: what can't be said there changes no exit code."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data) or 0
        except OSError:
            return len(data)


def _open_streams() -> None:
    """Let standard streams that were closed from the start take and give nothing."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    raw = _Unfailing(sys.stderr.fileno(), "wb", closefd=False)
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(raw), sys.stderr.encoding, "replace", line_buffering=True)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
