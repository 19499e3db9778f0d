"""What can stand where a person types: names of the design that is typed already, metrics, columns, and files.

Each function gives the candidates that begin with a word, as click's `shell_complete` takes them. A candidate of the
kind `OPEN` is not whole: something is typed behind it, without a space.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from convcalc.spec.changes import is_change

if TYPE_CHECKING:
    from convcalc.study.named import Named

    Items = list[CompletionItem[str]]  # which older versions of click do not take at run time

PLAIN, OPEN, FILE = "plain", "open", "file"

MOST = 400
"""How many candidates a shell is told."""


def designs(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """A design, or where one is typed already its changes, its layers, or what else the command takes behind it."""
    typed = _typed(ctx)
    several = ctx.command.name in ("compare", "check")
    design = next((word for word in (typed[::-1] if several else typed) if not is_change(word)), "")
    items = _behind(ctx, design, typed, incomplete) if design else []
    return items + _designs(incomplete) if several or not design else items


def first_words(incomplete: str) -> Items:
    """The designs that may stand without a command, once something of one is typed."""
    return _designs(incomplete) if incomplete and not incomplete.startswith("-") else []


def changes(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """What stands behind a design that has an argument of its own."""
    design = ctx.params.get("design")
    return _behind(ctx, design, _typed(ctx), incomplete) if design else []


def goals(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """The metric that a goal begins with, of the network or of a layer."""
    from convcalc.study.goals import KNOWN

    typed = _typed(ctx)
    design = next((word for word in typed if not is_change(word)), "")
    named = _named(design, typed, ctx) if design else None
    return _metrics(named, incomplete, KNOWN)


def columns(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """The last of the names between commas, one that does not stand there yet."""
    before, comma, last = incomplete.rpartition(",")
    taken = before.split(",")
    names = [name for name in known_columns(ctx) if name.startswith(last) and name not in taken]
    return _items((f"{before}{comma}{name}" for name in names), PLAIN)


def sorts(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """The columns that a command can put in order."""
    return _items((name for name in known_columns(ctx, sort=True) if name.startswith(incomplete)), PLAIN)


def catalogue(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """The files of the catalogue."""
    from convcalc.study.catalogue import names

    return _items((name for name in names(blocks=True) if name.startswith(incomplete)), PLAIN)


def commands(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """The commands."""
    from convcalc.cli.main import COMMANDS

    return _items((name for name in COMMANDS if name.startswith(incomplete)), PLAIN)


def known_columns(ctx: click.Context, sort: bool = False) -> list[str]:
    """The names that a command's --columns takes, or its --sort."""
    from convcalc.costs.metrics import COUNTS, METRICS, OF_NETWORKS

    name = ctx.command.name
    known: Iterable[str] = ()
    if name == "summarize" or (name == "compare" and ctx.params.get("layers") and not sort):
        from convcalc.render.columns import COLUMNS
        from convcalc.render.compare.layers import METRICS_OF_LAYERS

        known = COLUMNS if name == "summarize" else METRICS_OF_LAYERS
    elif name == "compare":
        known = OF_NETWORKS
    elif name == "solve":
        from convcalc.study.goals import KNOWN
        from convcalc.study.solve.answers import SIZE, UNREAD

        known = [*(metric for metric in KNOWN if METRICS[metric].total), SIZE, UNREAD]
    elif name == "memory":
        from convcalc.render.memory.columns import LAYER_COLUMNS, LAYER_NUMBERS

        return list(LAYER_NUMBERS if sort else LAYER_COLUMNS)
    else:
        return _columns_of_list(ctx)
    return [name for name in known if not sort or name in COUNTS]


def _columns_of_list(ctx: click.Context) -> list[str]:
    """The columns of a command that prints a list, each of which it can put in order."""
    from convcalc.cli import metrics, ops, rule
    from convcalc.render.catalogue import catalogue_columns

    designs = bool(ctx.params.get("designs"))
    lists = {"metrics": metrics.columns, "ops": ops.columns, "rule": rule.columns}
    lists["list"] = lambda: catalogue_columns(designs)
    name = ctx.command.name
    return [column.name for column in lists[name]()] if name in lists else []


def _typed(ctx: click.Context) -> list[str]:
    """The words that are typed already: a design, its changes, layers."""
    words: list[str] = []
    for name in ("designs", "arguments", "design", "changes", "words"):
        value = ctx.params.get(name) or ()
        words += [value] if isinstance(value, str) else value
    return words or ctx.args  # click reads no arguments where the value of an option is still to be typed


def _named(design: str, typed: list[str], ctx: click.Context) -> Named | None:
    """The names of a design, with those of its changes that are whole."""
    from convcalc.study.named import named_in

    own = typed[len(typed) - typed[::-1].index(design) :] if design in typed else []
    return named_in(design, [word for word in own if is_change(word) and "?" not in word], ctx.params.get("input"))


def _behind(ctx: click.Context, design: str, typed: list[str], incomplete: str) -> Items:
    """What stands behind a design: changes, and the layers or metrics that the command takes."""
    named = _named(design, typed, ctx)
    command = ctx.command.name
    if named is None:
        return _metrics(None, incomplete) if command == "value" else []
    if "=" in incomplete:
        return _values(named, incomplete)
    items = [_item(f"{name}=", OPEN) for name in named.knobs if name.startswith(incomplete)]
    path, dot, argument = incomplete.rpartition(".")
    if dot:
        names = named.arguments.get(path, ())
        items += [_item(f"{path}.{name}=", OPEN) for name in names if name.startswith(argument)]
    if command == "value":
        return items + _metrics(named, incomplete)
    paths = _paths(named, incomplete)
    if command in ("explain", "memory"):
        return items + _items(paths, PLAIN)
    return items + _items((f"{name}." for name in paths), OPEN)


def _paths(named: Named, incomplete: str) -> list[str]:
    """The layers and groups that begin so, with as many parts as are typed; what is in a group that stands alone."""
    level = incomplete.count(".")
    found = [path for path in named.paths if path.count(".") == level and path.startswith(incomplete)]
    if len(found) == 1:
        inside = f"{found[0]}."
        found += [path for path in named.paths if path.startswith(inside) and path.count(".") == level + 1]
    return found


def _metrics(named: Named | None, incomplete: str, known: Iterable[str] | None = None) -> Items:
    """The metrics of the network, or of the layer or group that stands before the last point."""
    from convcalc.costs.metrics import METRICS

    path, dot, metric = incomplete.rpartition(".")
    has = [name for name in known or METRICS if (METRICS[name].layer if dot else METRICS[name].total)]
    items = _items((f"{path}{dot}{name}" for name in has if name.startswith(metric)), PLAIN)
    if named is None or (dot and path not in named.paths):
        return items if not dot else []
    return items + _items((f"{name}." for name in _paths(named, incomplete)), OPEN)


def _values(named: Named, incomplete: str) -> Items:
    """The words that the argument before an equals sign takes."""
    from convcalc.costs.arguments import ARGUMENTS, FLAG

    name, _, value = incomplete.partition("=")
    path, _, argument = name.rpartition(".")
    if argument not in named.arguments.get(path, ()) or argument not in ARGUMENTS:
        return []
    known = ARGUMENTS[argument]
    words = ("true", "false") if known.kind == FLAG else known.words
    return _items((f"{name}={word}" for word in words if word.startswith(value)), PLAIN)


def _designs(incomplete: str) -> Items:
    """Names of the catalogue, and files."""
    from convcalc.study.catalogue import names

    found = _items((name for name in names() if name.startswith(incomplete)), PLAIN)
    return [*found, _item(incomplete, FILE)]


def _items(values: Iterable[str], kind: str) -> Items:
    return [_item(value, kind) for value in islice(values, MOST)]


def _item(value: str, kind: str) -> CompletionItem[str]:
    return CompletionItem(value, type=kind)
