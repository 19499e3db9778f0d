"""`convcalc help [COMMAND]`"""

from __future__ import annotations

import click

from convcalc.cli import examples
from convcalc.cli.main import COMMANDS
from convcalc.cli.shared.options import completed
from convcalc.cli.shared.output import refuse
from convcalc.language.problems import did_you_mean

EPILOG = examples("""
  convcalc help
  convcalc help summarize
""")


@click.command("help", epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="[COMMAND]", shell_complete=completed("names", known=lambda _ctx: COMMANDS))
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command, or all commands."""
    program = ctx.find_root()
    assert isinstance(program.command, click.Group)
    if not words:
        click.echo(program.get_help())
        return
    from convcalc.cli.shared.typed import quoted, refuse_other_tools

    if len(words) > 1:
        refuse("help is about one command", f"write: convcalc help {quoted(words[0])}")
    found = program.command.get_command(program, words[0])
    if found is None:
        refuse_other_tools(words)
        refuse(f"there is no command '{words[0]}'", did_you_mean(words[0], COMMANDS) or "`convcalc help` lists them")
    click.echo(found.get_help(click.Context(found, info_name=words[0], parent=program)))
