"""`convcalc show NAME`"""

from __future__ import annotations

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import completed
from convcalc.cli.shared.output import refuse, refuse_all
from convcalc.language.problems import Problems, did_you_mean
from convcalc.language.reading import read_source
from convcalc.spec.folders import find_in_catalogue
from convcalc.study.catalogue import names

EPILOG = examples("""
  convcalc show alexnet
  convcalc show resnet50 > my_network.yaml
""")


@click.command("show", epilog=EPILOG)
@click.argument("name", required=False, shell_complete=completed("names", known=lambda _ctx: names(blocks=True)))
def command(name: str | None) -> None:
    """Print a file of the catalogue, to read, to copy and to change.

    Files of blocks that several networks share are printed too: `convcalc show darknet_blocks`.
    """
    if name is None:
        refuse("a name is missing", "`convcalc list` and `convcalc list --designs` show them")
    path = find_in_catalogue(name)
    if path is None:
        hint = did_you_mean(name, names(blocks=True)) or "`convcalc list` and `convcalc list --designs` show them"
        refuse(f"there is no catalogue file '{name}'", hint)
    problems = Problems()
    source = read_source(path, problems)
    if source is None:
        refuse_all(problems)
    click.echo(source.text, nl=not source.text.endswith("\n"))
