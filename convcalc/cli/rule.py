"""`convcalc rule [CODE]`"""

from __future__ import annotations

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import Options, completed, list_options, show_listing
from convcalc.cli.shared.output import refuse
from convcalc.language.problems import did_you_mean
from convcalc.render.table.layout import END, Column
from convcalc.render.table.listing import Listing
from convcalc.study.check.rules import RULES, CheckRule

EPILOG = examples("""
  convcalc rule
  convcalc rule CC101
  convcalc rule --all --format markdown
""")


def _columns() -> list[Column]:
    return [
        Column("code", "code"),
        Column("name", "name"),
        Column("severity", "severity"),
        Column("summary", "what holds", elide=END, rank=1, prose=True),
    ]


@click.command("rule", epilog=EPILOG)
@click.argument("code", required=False, shell_complete=completed("names", known=lambda _ctx: RULES))
@click.option("--all", "everything", is_flag=True, help="All rules in full, instead of a line for each.")
@list_options(_columns)
def command(code: str | None, everything: bool, options: Options) -> None:
    """List the rules of `convcalc check`; with CODE, say what one means, why it matters and how to mend it."""
    rules = _chosen(code)
    sink = options.sink()
    in_full = everything or code is not None
    if in_full and (options.columns is not None or options.sort is not None):
        refuse("--columns and --sort are for the list of rules", "leave out the code and --all")
    if in_full and sink.format in ("table", "text"):
        from convcalc.render.check.rules import rule_text

        cells = min(sink.width, 100)
        sink.write("\n".join(rule_text(rule, cells, sink.ascii) for rule in rules))
    elif in_full and sink.format == "markdown":
        from convcalc.render.check.rules import rule_markdown, rules_page

        sink.write(rules_page(rules) if code is None else rule_markdown(rules[0]))
    else:
        records = [{**rule._asdict(), "text": "\n\n".join(rule.paragraphs)} for rule in rules]
        show_listing(Listing("rules", _columns(), records), sink, options)


def _chosen(code: str | None) -> list[CheckRule]:
    if code is None:
        return list(RULES.values())
    names = {rule.name: rule.code for rule in RULES.values()}
    known = names.get(code.lower(), code.upper())
    if known not in RULES:
        refuse(f"there is no rule '{code}'", did_you_mean(code.upper(), RULES) or "`convcalc rule` lists them")
    return [RULES[known]]
