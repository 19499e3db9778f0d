"""The program: its commands are listed here and imported when they are called."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from convcalc import __version__
from convcalc.cli import INTERRUPTED, examples

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from convcalc.cli.shared.completion import Items

COMMANDS = {
    "summarize": "Every layer's output, parameters and MACs, and the totals.",
    "explain": "Where each number comes from: its formula with numbers put in.",
    "memory": "What a network needs in memory: inference, training, batches.",
    "compare": "Designs side by side: what one costs against the other.",
    "solve": "The values of `?` for which a design comes to what is expected.",
    "sweep": "All designs of a space: which fit, the best, their front.",
    "check": "Whether the numbers that specs and documents claim are right.",
    "value": "Bare numbers for scripts.",
    "init": "Write a spec to begin with.",
    "list": "The catalogue of networks and designs.",
    "show": "Print a file of the catalogue.",
    "ops": "The operations: signatures, formulas, sources.",
    "metrics": "The metrics: the names of all numbers.",
    "rule": "The rules of `check`: what each code means, and how to mend it.",
    "schema": "The JSON Schema of a spec, for editors.",
    "calc": "Work out sums and check equations, as `convcalc SUM` does too.",
    "help": "Help on a command.",
}

EPILOG = examples("""
  convcalc "(227 - 11)/4 + 1"
  convcalc alexnet
  convcalc summarize vgg16 input=3x256x256 --sort params
  convcalc my_network.yaml --format json
""")


OWN_OPTIONS = ("-h", "--help", "-V", "--version")
"""Those that stand before any command."""

COMPLETION = "_CONVCALC_COMPLETE"
"""The variable in which a shell asks for its script, or for what completes a line."""

PIPE_CLOSED = 141
"""The exit code of a run whose output nobody reads on, as shells give it for SIGPIPE."""


def _shows(text: Callable[[click.Context], str], names: Sequence[str], help: str) -> click.Option:
    """An option that shows a text and ends the run. Those of click look for translations, which loads all locales."""

    def show(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(text(ctx), color=ctx.color)
            ctx.exit()

    return click.Option(names, is_flag=True, is_eager=True, expose_value=False, callback=show, help=help)


_HELP = _shows(lambda ctx: ctx.get_help(), OWN_OPTIONS[:2], "Show this message and exit.")
_VERSION = _shows(lambda _ctx: f"convcalc {__version__}", OWN_OPTIONS[2:], "Show the version and exit.")


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


@contextmanager
def _ended_well() -> Iterator[None]:
    """Let what click says of a wrong call fit the terminal, as all complaints do.

    Ends with an exit code of its own where a person interrupts the run, or nobody reads its output on.
    """
    try:
        with harmless_refusals():
            yield
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(PIPE_CLOSED) from None
    except click.UsageError as error:
        if not sys.stderr.isatty():
            raise
        from convcalc.cli.shared.output import Captured, fitted

        said = Captured()
        error.show(said)
        sys.stderr.writelines(f"{fitted(line, sys.stderr)}\n" for line in said.getvalue().splitlines())
        raise SystemExit(error.exit_code) from None


class Commands(click.Group):
    """Keeps a stub for each command, which click's help and suggestions read, and imports the real one when called."""

    def make_context(self, *args: Any, **settings: Any) -> click.Context:
        with _ended_well():
            return super().make_context(*args, **settings)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"convcalc.cli.{cmd_name}").command
        command._help_option = _HELP
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take a sum that begins with a minus for a sum, and options before a design for those of a command."""
        if args and args[0].startswith("-") and args[0] not in OWN_OPTIONS and not ctx.resilient_parsing:
            args = self._behind_its_command(ctx, args)
        return super().parse_args(ctx, args)

    def _behind_its_command(self, ctx: click.Context, args: list[str]) -> list[str]:
        from convcalc.cli.shared.typed import SUMMARIZE, option_first, unsigned

        if args[0] == "-" or unsigned(args[0]) != args[0]:
            return [unsigned(args[0]), *args[1:]]
        command = self.get_command(ctx, SUMMARIZE)
        assert command is not None
        try:
            design = command.make_parser(click.Context(command)).parse_args(list(args))[0].get("design")
        except click.UsageError:
            return args
        return option_first(args, design, COMMANDS) if isinstance(design, str) else [SUMMARIZE, *args]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, or that is meant by a design, a sum or a word of another tool."""
        if args[0] not in COMMANDS:
            from convcalc.cli.shared.typed import meant, understood

            args = (meant(args) or args) if ctx.resilient_parsing else understood(args, COMMANDS)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        with _ended_well():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> Items:
        """The commands, and once something is typed the designs that are summarized without one."""
        from convcalc.cli.shared.completion import first_words

        return super().shell_complete(ctx, incomplete) + first_words(incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    invoke_without_command=True,
    commands={name: click.Command(name, short_help=text) for name, text in COMMANDS.items()},
    context_settings={"help_option_names": list(OWN_OPTIONS[:2])},
    params=[_VERSION],
    epilog=EPILOG,
)
@click.pass_context
def program(ctx: click.Context) -> None:
    """Convolution arithmetic: what each layer of a network puts out, its parameters and its work, exactly.

    A DESIGN is a YAML file, the name of a network of the catalogue, or, in quotes, a list of layers. Without a command
    a design is summarized, and a sum in quotes is worked out.
    """
    if ctx.invoked_subcommand is None:
        from convcalc.cli.shared.first_screen import first_screen

        first_screen(COMMANDS)


program._help_option = _HELP


def main() -> None:
    """Run the program; a closed pipe or an interrupt ends it quietly."""
    _open_streams()
    if os.environ.get(COMPLETION):
        from convcalc.cli.shared.shells import answer

        answer(program)
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

    def write(self, data: ReadableBuffer) -> int:
        try:
            return super().write(data) or 0
        except OSError:
            return memoryview(data).nbytes


def _open_streams() -> None:
    """Let standard streams that were closed from the start take and give nothing."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    raw = _Unfailing(sys.stderr.fileno(), "wb", closefd=False)
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(raw), sys.stderr.encoding, "replace", line_buffering=True)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
