"""What can stand where a person types: names of the design that is typed already, metrics, columns, and files.

Each function gives the candidates that begin with a word, as click's `shell_complete` takes them. A candidate of the
kind `OPEN` is not whole: something is typed behind it, without a space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from convcalc.spec.changes import is_change
from convcalc.spec.sides import given_by_options

if TYPE_CHECKING:
    from convcalc.study.named import Named

    Items = list[CompletionItem[str]]  # which older versions of click do not take at run time
    Known = Callable[[click.Context], Iterable[str]]
    """The names that may stand somewhere, worked out where they are asked for."""

PLAIN, OPEN, FILE = "plain", "open", "file"

MOST = 400
"""How many candidates a shell is told."""


def designs(ctx: click.Context, incomplete: str, several: bool = False, takes: str = "") -> Items:
    """A design, or where one is typed already what stands behind it, and where `several` may stand another one."""
    typed = _typed(ctx)
    design = next((word for word in (typed[::-1] if several else typed) if not is_change(word)), "")
    items = _behind(ctx, design, typed, incomplete, takes) if design else []
    return items + _designs(incomplete) if several or not design else items


def first_words(incomplete: str) -> Items:
    """The designs that may stand without a command, once something of one is typed."""
    return _designs(incomplete) if incomplete and not incomplete.startswith("-") else []


def changes(ctx: click.Context, incomplete: str, takes: str = "") -> Items:
    """What stands behind a design that has an argument of its own."""
    design = ctx.params.get("design")
    return _behind(ctx, design, _typed(ctx), incomplete, takes) if design else []


def goals(ctx: click.Context, incomplete: str) -> Items:
    """The metric that a goal begins with, of the network or of a layer."""
    from convcalc.study.goals import KNOWN

    typed = _typed(ctx)
    design = next((word for word in typed if not is_change(word)), "")
    named = _named(design, typed, ctx) if design else None
    return _metrics(named, incomplete, KNOWN)


def names(ctx: click.Context, incomplete: str, known: Known) -> Items:
    """Those of the `known` names that begin so."""
    return _beginning(incomplete, known(ctx))


def columns(ctx: click.Context, incomplete: str, known: Known) -> Items:
    """The last of the names between commas, one of the `known` that does not stand there yet."""
    before, comma, _ = incomplete.rpartition(",")
    taken = before.split(",")
    return _beginning(incomplete, (f"{before}{comma}{name}" for name in known(ctx) if name not in taken))


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
    given = given_by_options(ctx.params.get("input"), bool(ctx.params.get("no_side")))
    return named_in(design, [word for word in own if is_change(word) and "?" not in word], given)


def _behind(ctx: click.Context, design: str, typed: list[str], incomplete: str, takes: str) -> Items:
    """What stands behind a design: changes, and the layers or metrics that the command takes."""
    named = _named(design, typed, ctx)
    if named is None:
        return _metrics(None, incomplete) if takes == "metrics" else []
    if "=" in incomplete:
        return _values(named, incomplete)
    path = incomplete.rpartition(".")[0]
    arguments = [f"{path}.{name}=" for name in named.arguments.get(path, ())] if path else []
    items = _beginning(incomplete, [*(f"{name}=" for name in named.knobs), *arguments], OPEN)
    if takes == "metrics":
        return items + _metrics(named, incomplete)
    paths = _paths(named, incomplete)
    if takes == "layers":
        return items + _beginning(incomplete, paths)
    return items + _beginning(incomplete, (f"{path}." for path in paths), OPEN)


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

    path, dot, _ = incomplete.rpartition(".")
    has = [name for name in known or METRICS if (METRICS[name].layer if dot else METRICS[name].total)]
    items = _beginning(incomplete, (f"{path}{dot}{name}" for name in has))
    if named is None or (dot and path not in named.paths):
        return items if not dot else []
    return items + _beginning(incomplete, (f"{name}." for name in _paths(named, incomplete)), OPEN)


def _values(named: Named, incomplete: str) -> Items:
    """The words that the argument before an equals sign takes."""
    from convcalc.costs.arguments import ARGUMENTS, FLAG

    name = incomplete.partition("=")[0]
    path, _, argument = name.rpartition(".")
    if argument not in named.arguments.get(path, ()) or argument not in ARGUMENTS:
        return []
    known = ARGUMENTS[argument]
    words = ("true", "false") if known.kind == FLAG else known.words
    return _beginning(incomplete, (f"{name}={word}" for word in words))


def _designs(incomplete: str) -> Items:
    """Names of the catalogue, and files."""
    from convcalc.study.catalogue import names

    return [*_beginning(incomplete, names()), CompletionItem(incomplete, type=FILE)]


def _beginning(incomplete: str, words: Iterable[str], kind: str = PLAIN) -> Items:
    """Those of some words that begin so."""
    found = (word for word in words if word.startswith(incomplete))
    return [CompletionItem(word, type=kind) for word in islice(found, MOST)]
