"""`convcalc check [PATH…]`"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial

import click

from convcalc.cli import examples
from convcalc.cli.shared.ahead import Ahead
from convcalc.cli.shared.options import Options, completed, expect_option, output_options, shared
from convcalc.cli.shared.output import AUTO, cells_of, end, refuse, say
from convcalc.cli.shared.progress import Bar
from convcalc.language.problems import Problems
from convcalc.language.reading import remember
from convcalc.render.check.formats import FORMATS, check_pieces, chosen_format, step_summary, summary_path
from convcalc.study.check.excluded import Excluded
from convcalc.study.check.files import File, find_files, specs_among
from convcalc.study.check.findings import Checked, Summary
from convcalc.study.check.specs import check_files, parse_goals, unmet
from convcalc.study.goals import Goal
from convcalc.study.remembered import free_dropped

EPILOG = examples("""
  convcalc check my_network.yaml
  convcalc check . -v
  convcalc check . --exclude tests/drafts --exclude "*.draft.md"
  convcalc check notes.md lecture.ipynb paper.tex --fix
  convcalc check README.md --suggest
  convcalc check README.md --suggest --fix
  convcalc check . --require-bound
  convcalc check my_network.yaml --expect "params <= 26M"
  convcalc check alexnet --expect "params = 61M"
  convcalc check "conv 8 3" --input 3x9x9 --expect "output = 8x7x7"
  convcalc check . --format junit -o report.xml

The exit code is 0 where everything holds, 1 where a number is wrong, and 2 where a file could not be read or checked,
or nothing was found to check in a file that is named. What --suggest shows changes no exit code.
""")

DIFFERENCE = ("diff",)
"""The only format of what --diff and --suggest show."""


@click.command("check", epilog=EPILOG)
@click.argument(
    "words",
    nargs=-1,
    metavar="[PATH | DESIGN [NAME=VALUE]...]...",
    type=click.Path(),
    shell_complete=completed("designs", several=True),
)
@expect_option
@click.option(
    "--exclude",
    "patterns",
    multiple=True,
    metavar="PATTERN",
    help="Leave out files and folders, by a pattern as in .gitignore; repeatable.",
)
@click.option("--code", is_flag=True, help="Read sums in code blocks, front matter and what notebooks print too.")
@click.option("--fix", is_flag=True, help="Rewrite the numbers and texts of documents that are bound and wrong.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--suggest", is_flag=True, help="Show markers for numbers that are not bound; with --fix, put them in.")
@click.option("--require-bound", is_flag=True, help="Fail where a number beside a network's name is not bound.")
@click.option("-v", "--verbose", is_flag=True, help="Show everything that was checked, not only what is wrong.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="How many processes check many documents at once. Default: one for each core.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where numbers are wrong; what can't be checked stays 2.")
@shared("input", "no_side", "strict")
@output_options(FORMATS, AUTO, "GitHub's annotations in its workflows, else text; by its ending in a file")
def command(
    words: tuple[str, ...],
    goals: tuple[str, ...],
    patterns: tuple[str, ...],
    verbose: bool,
    jobs: int | None,
    exit_zero: bool,
    options: Options,
    **documents: bool,
) -> None:
    """Compare the numbers that specs and documents claim with the true ones.

    PATH is a file, or a folder that is searched for specs (YAML with layers or extends), Markdown, LaTeX, .rst, HTML
    and notebooks; what .gitignore names is left out, and what --exclude names, as a .gitignore in the current folder
    would. Without a PATH it is the current folder. DESIGN and NAME=VALUE are as for `summarize`.
    A spec claims numbers with `expect`: beside a layer or a group, or for the network, exactly, as precisely as it is
    written (`61M`), about (`~663,000`) or as a budget (`<= 5M`); a document in sums, and by markers that name a design.
    A number beside a network's name that no marker binds is counted, and -v lists it. GOAL is as for `solve`: a metric
    of the network or of a layer, a comparison and a value. It holds for each spec that is checked, and is all that is
    expected of a list of layers, and of a design with changes.
    """
    from convcalc.cli.shared.documents import Asked, Checker, differences

    problems = Problems()
    expected = parse_goals(list(goals), problems)
    excluded = Excluded(patterns, problems)
    end(problems)
    words = (*options.changes, *(words or (os.curdir,)))
    asked = Asked(**documents, specs=partial(specs_among, words, patterns))
    if asked.shows and options.format != AUTO:
        refuse(f"{asked.shows} has a format of its own, a unified difference", "leave out --format")
    replaces = options.output is not None and os.path.lexists(options.output)
    if replaces:
        remember_all(words, excluded)
    sink = options._replace(formats=DIFFERENCE if asked.shows else FORMATS).sink()
    format_ = chosen_format(AUTO if asked.shows else sink.format)
    sink.format = DIFFERENCE[0] if asked.shows else format_
    summary, bar = Summary(), Bar("files checked")
    # What is rewritten is told in its order; and what was read, so that no output replaces it, this process must know.
    ahead = Ahead(Checker(asked), 1 if asked.fix or replaces else jobs)
    results = check_all(words, expected, summary, bar, ahead, excluded, asked.suggest)
    results = step_summary(results, summary, summary_path(format_), _no_step_summary)
    look = {"verbose": verbose, "strict": options.strict, "color": sink.color, "ascii": sink.ascii}
    cells = cells_of(sys.stdout) if sink.output is None else None
    shown = check_pieces(results, summary, format_, cells=cells, **look)
    pieces = differences(results, asked, verbose) if asked.shows else shown
    with closing(bar), closing(ahead):
        sink.write(bar.beside(pieces))
    status = summary.exit_code(options.strict)
    raise SystemExit(0 if exit_zero and status == 1 else status)


def _no_step_summary(error: OSError) -> None:
    problems = Problems()
    problems.warning(f"the summary of this step can't be written to {error.filename}: {error.strerror}", None)
    say(problems)


def check_all(
    words: Sequence[str],
    goals: list[Goal],
    summary: Summary,
    bar: Bar,
    ahead: Ahead,
    excluded: Excluded | None = None,
    suggest: bool = False,
) -> Iterator[Checked]:
    """Check one file after the other, documents `ahead`; nothing is kept once the next one is asked for.

    Where markers are suggested, numbers that are not bound are something that was found.
    """
    excluded = excluded or Excluded()
    total = sum(1 for _ in find_files(words, excluded)) if bar.active else None
    files = _each(ahead.files(find_files(words, excluded)), total, bar)
    yield from check_files(files, goals, ahead.check, summary)
    summary.excluded = excluded.count
    last = unmet(words, goals, summary)
    if last is not None and not (suggest and summary.unbound and not goals):
        summary.add(last)
        yield last


def _each(files: Iterable[File], total: int | None, bar: Bar) -> Iterator[File]:
    """The files, with what was kept of the last one given back."""
    for done, file in enumerate(files):
        bar(done, total)
        free_dropped()
        yield file


def remember_all(words: Iterable[str], excluded: Excluded) -> None:
    """Take all that will be checked for read, so that none of it is fixed or checked before the output is refused."""
    for file in find_files(words, excluded):
        remember(file.path)
