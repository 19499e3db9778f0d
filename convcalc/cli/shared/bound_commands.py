"""Runs the commands whose text a document shows: in this process, without a shell, and without writing any file."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import click

from convcalc.cli.main import harmless_refusals, program
from convcalc.cli.shared.output import Captured
from convcalc.language.problems import ConvcalcError
from convcalc.render.problems import show_problems
from convcalc.study.design import Library

if TYPE_CHECKING:
    from convcalc.study.documents.printed import Printed

WIDTH = 78
"""The columns of a help text in a pipe."""


def run(words: list[str], library: Library) -> Printed:
    """What a command prints as it would into a pipe: `words` are its name and arguments, `library` has the designs."""
    from convcalc.study.documents.printed import Printed

    name, *arguments = words
    output, errors = Captured(), Captured()
    code = 0
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            with harmless_refusals():
                _run(name, arguments, library)
        except click.exceptions.Exit as end:
            code = end.exit_code
        except click.ClickException as refusal:
            code = refusal.exit_code
            errors.write(f"error: {refusal.format_message()}\n")
        except ConvcalcError as error:
            code = 2
            errors.write(show_problems(error.problems))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 2
    return Printed(output.getvalue(), errors.getvalue(), code)


def _run(name: str, arguments: list[str], library: Library) -> None:
    helped = program.context_settings["help_option_names"]
    parent = click.Context(program, None, "convcalc", library, terminal_width=WIDTH, help_option_names=helped)
    command = program.get_command(parent, name)
    assert command is not None
    with command.make_context(name, arguments, parent=parent) as context:
        if context.params.get("output") is not None:
            raise click.UsageError("a marker writes no file; leave out --output")
        command.invoke(context)
