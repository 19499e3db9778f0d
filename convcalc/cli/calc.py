"""`convcalc calc SUM…`, which `convcalc SUM…` is too"""

from __future__ import annotations

import os
import sys

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import Options, output_options
from convcalc.cli.shared.output import Sink, fitted, refuse, refuse_all
from convcalc.cli.shared.typed import unsigned
from convcalc.language.problems import Problems
from convcalc.study.sums.calculator import Calculation, work_out
from convcalc.study.sums.typed import is_sum

EPILOG = examples("""
  convcalc "3*3*128*64"
  convcalc "(227-11)/4 + 1"
  convcalc "5x5x3x4 = 300"
  convcalc calc "(224 - 11)/4 + 1" "floor((224 - 11)/4) + 1"
  convcalc calc "60,965,224 * 4 = 244M" --format json

The exit code is 0 where every equation holds, 1 where one is wrong, and 2 where something is no sum.
""")

FORMATS = ("text", "json")


class Calculator(click.Command):
    """Takes a sum that begins with a minus for a sum, and not for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(map(unsigned, args)))


@click.command("calc", cls=Calculator, epilog=EPILOG)
@click.argument("sums", nargs=-1, metavar="SUM...")
@output_options(FORMATS, otherwise="text, by its ending in a file")
def command(sums: tuple[str, ...], options: Options) -> None:
    """Work out sums, and check equations.

    A SUM has numbers (34,944, 61M, 1.5, 3e8), the signs + - * x × · / // % ^ ( ) and the functions floor, ceil, round,
    min, max and make_divisible. Everything is exact: what does not come out even is shown with its fraction and its
    floor. With `=` the two sides are compared, as precisely as the result is written: `61M` holds for 60,965,224.
    """
    problems = Problems()
    if not sums:
        refuse("a sum is missing", 'write one in quotes: convcalc "3*3*128*64"')
    answers = [work_out(text, problems) for text in _whole(sums)]
    if problems.errors:
        refuse_all(problems)
    found = [answer for answer in answers if answer is not None]
    sink = options.sink()
    sink.write(_text(found, sink))
    if not all(answer.holds for answer in found):
        raise SystemExit(1)


def _whole(words: tuple[str, ...]) -> list[str]:
    """The sums that words are; one where no quotes stood around it, `3 x 3 x 64`."""
    if len(words) == 1 or all(is_sum(word) and work_out(word, Problems()) for word in words):
        return list(words)
    for word in words[1:]:
        if not is_sum(word) and os.path.lexists(word):
            refuse(f"'{word}' is a file, and no part of a sum", "put the sum in quotes: a shell makes file names of *")
    return [" ".join(words)]


def _text(answers: list[Calculation], sink: Sink) -> str:
    if sink.format == "json":
        from convcalc.render.sums import sums_json

        return sums_json(answers)
    from convcalc.render.characters import visible
    from convcalc.render.sums import sum_line

    lines = [visible(sum_line(answer, sink.ascii)) for answer in answers]
    return "".join(f"{line if sink.output else fitted(line, sys.stdout)}\n" for line in lines)
