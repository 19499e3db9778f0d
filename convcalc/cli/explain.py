"""`convcalc explain DESIGN [NAME=VALUE…] [LAYER…]`"""

from __future__ import annotations

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import Options, output_options, parts_argument, read_parts, shared
from convcalc.cli.shared.output import Sink, end, refusals, refuse, refuse_all
from convcalc.language.problems import Problems
from convcalc.render.explain.show import FORMATS, render_explanation

EPILOG = examples("""
  convcalc explain alexnet conv1
  convcalc explain resnet50 input=3x256x256 stage3 --depth 1
  convcalc explain vgg16 "conv3_*"
  convcalc explain --input 3x227x227 "conv 96 11 stride=4"
  convcalc explain alexnet fc6 --format markdown
  convcalc explain alexnet conv3 --at 6,6 --of 100,100
  convcalc explain --words receptive field
""")


@click.command("explain", epilog=EPILOG)
@parts_argument
@click.option("--at", metavar="PLACE", help="Which pixels of the input one unit of LAYER reads: 6,6 (row, column).")
@click.option("--of", metavar="PIXEL", help="Which units of LAYER read one pixel of the input: 100,100 (row, column).")
@click.option("--words", is_flag=True, help="Say what words mean that screens and formulas use: all, or those named.")
@shared("input", "no_side", "depth", "ignore_global", "strict")
@output_options(FORMATS, otherwise="fitted to a terminal, plain text in a pipe, by its ending in a file")
def command(arguments: tuple[str, ...], at: str | None, of: str | None, words: bool, options: Options) -> None:
    """Show where every number comes from: its formula, the formula with numbers put in, and the value.

    DESIGN and NAME=VALUE are as in `convcalc summarize`. LAYER is the path of a layer or a group, in which `*` stands
    for any one part or some letters of it; without one the whole network is explained. --at and --of are about one
    layer: places are counted from 0, along each axis of its output or of the input. With --words, a word of the
    glossary stands in place of DESIGN.
    """
    if words:
        if options.ignore_global or options.changes or any(one is not None for one in (at, of, options.depth)):
            refuse("--words is about words, not about a design", "leave out the other options")
        sink = options.sink()
        sink.write([_words(" ".join(arguments), sink)])
        return
    problems = Problems()
    report, rows = read_parts(arguments, options, problems)
    sink = options.sink()
    if at is not None or of is not None:
        if options.depth is not None:
            refuse("--depth is for explanations, not for --at and --of", "leave out --depth")
        from convcalc.render.explain.windows import render_windows
        from convcalc.study.explain.places import read_windows

        windows = read_windows(report, rows, at, of, problems)
        if windows is None:
            refuse_all(problems)
        text = render_windows(report, *windows, sink.format, sink.width, sink.ascii)
    else:
        text = render_explanation(
            report, rows, sink.format, depth=options.levels, width=sink.width, color=sink.color, ascii=sink.ascii
        )
    sink.write([text])
    end(problems, options.strict)


def _words(asked: str, sink: Sink) -> str:
    """What all words of the glossary mean, or those that are asked for."""
    from convcalc.render.glossary import render_words
    from convcalc.study.glossary import WORDS, find_words

    with refusals():
        words = find_words(asked) if asked else list(WORDS.values())
    return render_words(words, sink.format, page=not asked, width=sink.width, color=sink.color, ascii=sink.ascii)
