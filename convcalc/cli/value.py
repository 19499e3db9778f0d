"""`convcalc value DESIGN [NAME=VALUE…] METRIC…`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import DesignArgument, Options, completed, output_options, shared
from convcalc.cli.shared.output import end, refuse_all
from convcalc.language.problems import Problems
from convcalc.spec.changes import is_change
from convcalc.study.figures import AskedFigure

if TYPE_CHECKING:
    from convcalc.language.values import Json
    from convcalc.study.figures import OfEach, Value

EPILOG = examples("""
  convcalc value alexnet params
  convcalc value alexnet conv1.params conv1.output
  convcalc value vgg16 input=3x256x256 macs
  convcalc value resnet50 stage2.params conv_macs_share --json
""")

FORMATS = ("text", "json")


@click.command("value", epilog=EPILOG)
@click.argument("design", cls=DesignArgument, shell_complete=completed("designs", takes="metrics"))
@click.argument(
    "words", nargs=-1, metavar="[NAME=VALUE]... METRIC...", shell_complete=completed("changes", takes="metrics")
)
@shared("input", "no_side", "batch", "ignore_global", "strict")
@output_options(FORMATS, otherwise="text, by its ending in a file")
def command(design: str, words: tuple[str, ...], options: Options) -> None:
    """Print bare numbers, one a line, in the order in which they are asked for.

    DESIGN and NAME=VALUE are as for `summarize`. METRIC is one of the network (`params`), or of a layer or a group
    (`conv1.params`, `stage2.output`); `convcalc metrics` lists them. Counts are written in digits, shapes as 96x55x55,
    shares in percent with four decimals. Where each of several outputs has its own, each stands on a line with its
    name.
    """
    problems = Problems()
    report = options.report(design, [word for word in words if is_change(word)], problems)
    asked = [AskedFigure(word, problems) for word in words if not is_change(word)]
    if not asked:
        problems.error("no metric is asked for", None, "as in `convcalc value alexnet conv1.params`")
    values = [(str(one.figure), one.value(report, problems)) for one in asked] if report is not None else []
    if problems.errors:
        refuse_all(problems)
    sink = options.sink()
    sink.write(json_text(dict(values)) if sink.format == "json" else [lines(value) for _, value in values])
    end(problems, options.strict)


def lines(value: Value | OfEach | None) -> str:
    """A value on a line, or several, each behind its name."""
    from convcalc.render.values import plain_value

    if isinstance(value, dict):
        return "".join(f"{name} {plain_value(own)}\n" for name, own in value.items())
    return f"{plain_value(value)}\n"


def json_text(values: dict[str, Value | OfEach | None]) -> str:
    """One JSON object: counts are exact integers, shapes lists, shares numbers; several outputs have an object."""
    from convcalc.render.records import json_object

    return "".join(json_object({name: _plain(value) for name, value in values.items()}, ascii=True, indentation=" "))


def _plain(value: Value | OfEach | None) -> Json:
    from convcalc.render.values import plain_value

    if isinstance(value, dict):
        return {name: _plain(own) for name, own in value.items()}
    if isinstance(value, tuple):
        return [part if isinstance(part, int) else float(part) for part in value]
    return value if isinstance(value, int) else float(plain_value(value))
