"""The arguments and options that several commands have, each declared once: it means the same wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click

from convcalc.cli.shared.output import AUTO, FORMATS, JSON, Sink, refusals, refuse, refuse_all
from convcalc.language.problems import Problems
from convcalc.language.reading import remembered
from convcalc.language.tuples import NamedTuple
from convcalc.spec.sides import NO_SIDE, given_by_options

if TYPE_CHECKING:
    from convcalc.cli.shared.completion import Items, Known
    from convcalc.network.report import Report, Row
    from convcalc.render.table.layout import Column
    from convcalc.render.table.listing import Listing
    from convcalc.study.design import Library

    Completer = Callable[[click.Context, click.Parameter, str], Items]

Function = Callable[..., None]
Depth = int | str | None

EVERY_LEVEL = 1_000_000
"""More levels than groups can stand inside each other."""


class Options(NamedTuple):
    """What was asked for with the options that commands share; what a command has not is as nobody asked for it."""

    input: str | None = None
    batch: int = 1
    ignore_global: bool = False
    no_side: bool = False
    strict: bool = False
    columns: tuple[str, ...] | None = None
    sort: str | None = None
    depth: Depth = None
    format: str | None = None
    output: str | None = None
    formats: Sequence[str] = FORMATS

    @property
    def levels(self) -> int | None:
        """The depth as a number of levels, None for as many as a reader takes in."""
        return EVERY_LEVEL if self.depth == "all" else int(self.depth) if self.depth is not None else None

    @property
    def changes(self) -> list[str]:
        """The changes that options make of each design."""
        return given_by_options(self.input, self.no_side)

    def sink(self) -> Sink:
        """Where the output goes, in its format."""
        return Sink(self.format, self.output, self.formats)

    def refuse_columns_of(self, sink: Sink) -> None:
        """End where columns are chosen, and the output is JSON."""
        if sink.format == JSON and self.columns is not None:
            refuse("JSON carries everything", "leave out --columns")

    def report(self, design: str, changes: Sequence[str], problems: Problems) -> Report | None:
        """The report of a design with its changes; None where it has errors, which `problems` then have."""
        from convcalc.study.design import read_report

        return read_report(design, changes, problems, self.batch, self.changes, self.ignore_global, library())


NOTHING_ASKED = Options()


def library() -> Library:
    """Where designs are looked up for the command that runs: where a document shows what it prints, as that has it."""
    from convcalc.study.design import NOTHING_KEPT, Library

    context = click.get_current_context(silent=True)
    return (context.find_object(Library) if context is not None else None) or NOTHING_KEPT


def read_design(design: str, changes: Sequence[str], options: Options, problems: Problems) -> Report:
    """The report of a design with its changes. Ends where there is none, and all problems are said."""
    refuse_other_words(design, changes)
    report = options.report(design, changes, problems)
    if report is None:
        refuse_all(problems)
    return report


def read_parts(arguments: Sequence[str], options: Options, problems: Problems) -> tuple[Report, list[Row]]:
    """The report, for one image, of the design among `arguments`, and the layers and groups they name.

    Ends with exit code 2, and all problems said, where one of these can't be had.
    """
    from convcalc.spec.changes import is_change
    from convcalc.study.figures import choose

    changes = [argument for argument in arguments if is_change(argument)]
    design, *paths = [argument for argument in arguments if not is_change(argument)] or [""]
    if not design:
        refuse_missing_design()
    report = read_design(design, changes, options._replace(batch=1), problems)
    rows = choose(report, paths, problems)
    if problems.errors:
        refuse_all(problems)
    return report, rows


def refuse_other_words(design: str, changes: Sequence[str]) -> None:
    """End where a word behind a design is no change."""
    from convcalc.spec.changes import is_change

    for change in changes:
        if not is_change(change):
            from convcalc.cli.shared.typed import instead

            refuse(f"'{change}' is not a change", instead(design, changes, change, library().folders))


def refuse_missing_design() -> None:
    """End where a command needs a design, and has none."""
    from convcalc.study.design import say_missing

    problems = Problems()
    say_missing(problems)
    refuse_all(problems)


def show_listing(listing: Listing, sink: Sink, options: Options) -> None:
    """Write a list, with the columns and in the order that were asked for."""
    options.refuse_columns_of(sink)
    with refusals():
        listing.arrange(options.columns, options.sort)
    sink.show(listing)


def _depth(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> Depth:
    """A number from 1, or `all`."""
    if value is None or value == "all":
        return value
    if value.isdecimal() and len(value) < len(str(EVERY_LEVEL)) and int(value) >= 1:
        return int(value)
    raise click.BadParameter("give a number from 1, or all")


def _columns(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """The names between the commas; none where nothing is written."""
    if value is None:
        return None
    return tuple(name.strip() for name in value.split(",")) if value.strip() else ()


def _once(_ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> str | None:
    """The one value of an option; of two, one would go unread."""
    if len(values) > 1:
        name = str(parameter.name)
        refuse(f"--{name} is given {len(values)} times", f"a design has its own behind it: {name}={values[0]}")
    return values[0] if values else None


def completed(what: str, **settings: object) -> Completer:
    """What the function of this name in `completion` gives, which is imported where a shell asks for it."""

    def complete(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
        from convcalc.cli.shared import completion

        items: Items = getattr(completion, what)(ctx, incomplete, **settings)
        return items

    return complete


_SHARED = {
    "input": partial(
        click.option,
        "--input",
        metavar="SHAPE",
        multiple=True,
        callback=_once,
        help="Size of the input, the same as input=SHAPE: 3x224x224.",
    ),
    "batch": partial(
        click.option,
        "--batch",
        type=click.IntRange(1, 1_000_000),
        default=1,
        help="Images at once, for MACs, FLOPs, activations and memory. Default: 1.",
    ),
    "ignore_global": partial(
        click.option, "--ignore-global", is_flag=True, help="Receptive fields without global pools, gates and norms."
    ),
    "strict": partial(click.option, "--strict", is_flag=True, help="Treat warnings as errors: exit code 2."),
    "no_side": partial(
        click.option, NO_SIDE, is_flag=True, help="Leave side branches out, such as heads for training: side=false."
    ),
    "columns": partial(
        click.option,
        "--columns",
        metavar="NAMES",
        callback=_columns,
        help="Which columns, in this order, separated by commas.",
    ),
    "sort": partial(
        click.option, "--sort", metavar="COLUMN", help="Order by a column: numbers from the greatest, texts from A."
    ),
    "depth": partial(
        click.option,
        "--depth",
        callback=_depth,
        metavar="N",
        help="How many levels of groups to show, or all. Default: as many as some 60 lines hold.",
    ),
}


def shared(*names: str, known: Known | None = None, sorts: Known | None = None) -> Callable[[Function], Function]:
    """The shared options that a command has, in the order in which its help has them; it takes them as `options`.

    `--columns` knows the `known` columns, and `--sort` those or, where only some can be put in order, the `sorts`.
    """
    completers = {"columns": completed("columns", known=known), "sort": completed("names", known=sorts or known)}

    def declare(function: Function) -> Function:
        command = _gathered(function, names)
        for name in reversed(names):
            command = _SHARED[name](shell_complete=completers.get(name))(command)
        return command

    return declare


def _gathered(function: Function, names: Sequence[str], **settings: Any) -> Function:
    """The function of a command that is given these values one by one, and takes them in its `options`."""

    @wraps(function)
    def command(options: Options = NOTHING_ASKED, **values: Any) -> None:
        given = {name: values.pop(name) for name in names}
        function(**values, options=options._replace(**given, **settings))

    return command


expect_option = click.option(
    "--expect",
    "goals",
    multiple=True,
    metavar="GOAL",
    shell_complete=completed("goals"),
    help="What must hold, a metric, a comparison and a value: 'params <= 5M'; repeatable.",
)


class DesignArgument(click.Argument):
    """The argument of a design, whose absence is said as everywhere else."""

    def process_value(self, ctx: click.Context, value: object) -> object:
        """Refuse in our words what click refuses in its own."""
        if self.required and self.value_is_missing(value) and not ctx.resilient_parsing:
            refuse_missing_design()
        return super().process_value(ctx, value)


design_argument = click.argument("design", cls=DesignArgument, shell_complete=completed("designs"))
changes_argument = click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...", shell_complete=completed("changes"))
parts_argument = click.argument(
    "arguments",
    nargs=-1,
    cls=DesignArgument,
    metavar="DESIGN [NAME=VALUE]... [LAYER]...",
    shell_complete=completed("designs", takes="layers"),
)
"""A design, its changes, and layers or groups of it."""


def _remember(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Where a file will be written, let it be known until the run ends which files were read.

    That it is a path is said here: click's type looks for a translation of its own name, which loads all locales.
    """
    if value is not None:
        click.Path().convert(value, parameter, ctx)
        ctx.with_resource(remembered())
    return value


output_option = click.option(
    "-o",
    "--output",
    metavar="PATH",
    callback=_remember,
    shell_complete=lambda *asked: click.Path().shell_complete(*asked),
    help="Write to this file instead.",
)
"""The only way to a Sink that writes a file."""


def output_options(
    formats: Sequence[str] = FORMATS,
    default: str | None = None,
    otherwise: str = "a table on a terminal, plain text in a pipe, by its ending in a file",
) -> Callable[[Function], Function]:
    """`--format`, with a command's formats and what it takes `otherwise`; `--json` where JSON is one; and `-o`."""

    def declare(function: Function) -> Function:
        command = output_option(_gathered(function, ("format", "output"), formats=formats))
        if JSON in formats:
            command = _json_option(command)
        text = f"How to write it. Default: {otherwise}."
        choice = click.Choice(formats)
        return click.option("--format", type=choice, default=default, callback=_format, help=text)(command)

    return declare


def list_options(columns: Callable[[], list[Column]]) -> Callable[[Function], Function]:
    """All options of a command that prints a list, which has these columns."""

    def declare(function: Function) -> Function:
        known = lambda _ctx: [column.name for column in columns()]  # noqa: E731
        return shared("columns", "sort", known=known)(output_options()(function))

    return declare


_WANTS_JSON = "convcalc.json"

_json_option = click.option(
    "--json",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _parameter, value: ctx.meta.update({_WANTS_JSON: value}),
    help="The same as --format json.",
)


def _format(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """The format, which `--json` names as well as `--format`."""
    if not ctx.meta.get(_WANTS_JSON):
        return value
    if value not in (None, AUTO, JSON):
        raise click.UsageError(f"--json is --format json, and not --format {value}; leave out one of the two")
    return JSON
