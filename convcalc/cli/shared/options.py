"""The arguments and options that several commands have, each declared once: it means the same wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from convcalc.cli.shared.output import AUTO, FORMATS, JSON, Sink, refusals, refuse, refuse_missing_design
from convcalc.language.reading import remembered

if TYPE_CHECKING:
    from convcalc.render.table.listing import Listing

Command = TypeVar("Command", bound=Callable[..., Any])
Depth = int | str | None

EVERY_LEVEL = 1_000_000
"""More levels than groups can stand inside each other."""


COLUMNS_OF_JSON = ("JSON carries everything", "leave out --columns")
"""What is wrong with columns where the output is JSON, and what to do."""


class Options(NamedTuple):
    """What was asked for with the options that commands share; what a command has not is as nobody asked for it."""

    input: str | None = None
    batch: int = 1
    ignore_global: bool = False
    strict: bool = False
    columns: tuple[str, ...] | None = None
    sort: str | None = None
    depth: Depth = None

    @property
    def levels(self) -> int | None:
        """The depth as a number of levels, None for as many as a reader takes in."""
        return EVERY_LEVEL if self.depth == "all" else int(self.depth) if self.depth is not None else None


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


def completed(what: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """What the function of this name in `completion` gives, which is imported where a shell asks for it."""

    def complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
        from convcalc.cli.shared import completion

        found: list[Any] = getattr(completion, what)(ctx, parameter, incomplete)
        return found

    return complete


_SHARED = {
    "input": click.option(
        "--input",
        metavar="SHAPE",
        multiple=True,
        callback=_once,
        help="Size of the input, the same as input=SHAPE: 3x224x224.",
    ),
    "batch": click.option(
        "--batch",
        type=click.IntRange(1, 1_000_000),
        default=1,
        help="Images at once, for MACs, FLOPs, activations and memory. Default: 1.",
    ),
    "ignore_global": click.option(
        "--ignore-global", is_flag=True, help="Receptive fields without global pools, gates and norms."
    ),
    "strict": click.option("--strict", is_flag=True, help="Treat warnings as errors: exit code 2."),
    "columns": click.option(
        "--columns",
        metavar="NAMES",
        callback=_columns,
        shell_complete=completed("columns"),
        help="Which columns, in this order, separated by commas.",
    ),
    "sort": click.option(
        "--sort",
        metavar="COLUMN",
        shell_complete=completed("sorts"),
        help="Order by a column: numbers from the greatest, texts from A.",
    ),
    "depth": click.option(
        "--depth",
        callback=_depth,
        metavar="N",
        help="How many levels of groups to show, or all. Default: as many as some 60 lines hold.",
    ),
}


def show_listing(listing: Listing, sink: Sink, options: Options) -> None:
    """Write a list, with the columns and in the order that were asked for."""
    from convcalc.render.table.listing import render_listing

    if sink.format == JSON and options.columns is not None:
        refuse(*COLUMNS_OF_JSON)
    with refusals():
        listing.arrange(options.columns, options.sort)
    sink.write(render_listing(listing, sink.format, sink.width, sink.color, sink.ascii))


def shared(*names: str) -> Callable[[Command], Command]:
    """The shared options that a command has, in the order in which its help has them; it takes them as `options`."""

    def declare(function: Command) -> Command:
        @wraps(function)
        def command(**values: Any) -> Any:
            own = Options(**{name: values.pop(name) for name in names})
            return function(**values, options=own)

        for name in reversed(names):
            command = _SHARED[name](command)
        return command  # type: ignore[return-value]

    return declare


expect_option = click.option(
    "--expect",
    "goals",
    multiple=True,
    metavar="GOAL",
    shell_complete=completed("goals"),
    help="What must hold, a metric, a comparison and a value: 'params <= 5M'; repeatable.",
)


class Design(click.Argument):
    """The argument of a design, whose absence is said as everywhere else."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """Refuse in our words what click refuses in its own."""
        if self.required and self.value_is_missing(value) and not ctx.resilient_parsing:
            refuse_missing_design()
        return super().process_value(ctx, value)


design_argument = click.argument("design", cls=Design, shell_complete=completed("designs"))
changes_argument = click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...", shell_complete=completed("changes"))
parts_argument = click.argument(
    "arguments",
    nargs=-1,
    cls=Design,
    metavar="DESIGN [NAME=VALUE]... [LAYER]...",
    shell_complete=completed("designs"),
)
"""A design, its changes, and layers or groups of it."""


def _remember(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Where a file will be written, let it be known until the run ends which files were read."""
    if value is not None:
        ctx.with_resource(remembered())
    return value


output_option = click.option(
    "-o", "--output", type=click.Path(), callback=_remember, help="Write to this file instead."
)
"""The only way to a Sink that writes a file."""


def output_options(
    formats: Sequence[str] = FORMATS,
    default: str | None = None,
    otherwise: str = "a table on a terminal, plain text in a pipe, by its ending in a file",
) -> Callable[[Command], Command]:
    """`--format`, with a command's formats and what it takes `otherwise`; `--json` where JSON is one; and `-o`."""

    def declare(function: Command) -> Command:
        function = output_option(function)
        if JSON in formats:
            function = _json_option(function)
        text = f"How to write it. Default: {otherwise}."
        return click.option(
            "--format", "format_", type=click.Choice(formats), default=default, callback=_format, help=text
        )(function)

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
