"""`convcalc ops [NAME]`"""

from __future__ import annotations

from collections.abc import Iterator

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import Options, list_options, show_listing
from convcalc.cli.shared.output import refuse
from convcalc.costs.arguments import WORD
from convcalc.costs.dialects import op_hint
from convcalc.costs.formula import show_formula, shown_formulas
from convcalc.costs.op import Op
from convcalc.costs.ops import JOINS, OPS
from convcalc.costs.written import Written
from convcalc.language.problems import did_you_mean
from convcalc.render.table.layout import END, Column
from convcalc.render.table.listing import Listing

BRANCHES = "lists, or NAME: list with a `when`; an empty list is the input itself"

EPILOG = examples("""
  convcalc ops
  convcalc ops conv_transpose
  convcalc ops --format markdown
""")


def _columns() -> list[Column]:
    return [
        Column("call", "operation", elide=END, rank=2),
        Column("doc", "what it is", elide=END, rank=3, prose=True),
        Column("params", "params", extra=1),
        Column("macs", "MACs", extra=2),
        Column("output", "output", extra=3),
    ]


@click.command("ops", epilog=EPILOG)
@click.argument("name", required=False)
@list_options(_columns)
def command(name: str | None, options: Options) -> None:
    """List the operations with their signatures; with NAME, one with its formulas, arguments and source."""
    if name is None:
        listing = _all_ops()
    elif name in OPS:
        listing = _one_op(OPS[name])
    elif name in JOINS:
        listing = _one_join(JOINS[name])
    else:
        hint = op_hint(name) or did_you_mean(name, [*OPS, *JOINS]) or "`convcalc ops` lists them"
        refuse(f"there is no op '{name}'", hint)
    show_listing(listing, options.sink(), options)


def _all_ops() -> Listing:
    keys = ("call", "output", "params", "macs", "doc")
    lines = [
        (signature(op), _conditions(_output(op)), *map(_conditions, map(shown_formulas, (op.params, op.macs))), op.doc)
        for op in OPS.values()
    ]
    lines += [(f"{signature(op)}: [[...], [...]]", "", "", "", op.doc) for op in JOINS.values()]
    records = [dict(zip(keys, line, strict=True)) for line in lines]
    listing = Listing("ops", _columns(), records)
    listing.foot = ["arguments behind a / go by name; `convcalc ops NAME` explains an operation and its arguments"]
    listing.stacked = True
    return listing


def signature(op: Op) -> str:
    """A call of an op, with its defaults: `linear out_features / bias=true`; `size=…` may be left out."""
    words = (word.replace("=none", "=…") for word in op.signature.removesuffix(" /").split())
    return " ".join([op.name, *words])


def _output(op: Op) -> list[tuple[str, str]]:
    """The output as a person writes it: channels, and the formulas of its axes."""
    arranged = [(condition, one.words) for condition, one in op.arranged.items() if one is not None]
    sized = [
        (condition, _sized(show_formula(_of(op.channels, condition)), size)) for condition, size in op.size.items()
    ]
    return arranged if "" in dict(arranged) else [*arranged, *sized]


def _of(formulas: dict[str, str], condition: str) -> str:
    return formulas.get(condition) or formulas[""]


def _sized(channels: str, size: Written) -> str:
    if size is None:
        return f"{channels}, sizes as the input" if channels != "C" else "as the input"
    if size == ():
        return f"{channels}, flat"
    sizes = (size,) if isinstance(size, str) else size
    return f"{channels} channels, {' × '.join(map(show_formula, sizes))}"


def _conditions(formulas: list[tuple[str, str]]) -> str:
    return "; ".join(f"{formula} with {condition}" if condition else formula for condition, formula in formulas)


def _one_op(op: Op) -> Listing:
    parts = [("call", signature(op)), ("what it is", op.doc)]
    formulas = (("output", _output(op)), ("params", shown_formulas(op.params)), ("MACs", shown_formulas(op.macs)))
    parts += [(f"{part} with {when}" if when else part, text) for part, cases in formulas for when, text in cases]
    parts += _arguments(op)
    if op.inputs[1] > 1:
        parts.append(("branches", BRANCHES))
    return _page(op.name, [*parts, ("source", op.source)] if op.source else parts)


def _arguments(op: Op) -> Iterator[tuple[str, str]]:
    """Each argument of an op, and what it says."""
    for name, (argument, default, by_position) in op.arguments.items():
        notes = [argument.doc]
        if argument.symbol != name:
            notes.append(f"{argument.symbol} in the formulas")
        if default is None:
            notes.append("required")
        elif default != "none":
            notes.append(f"default {default}")
        if by_position:
            notes.append("may go by position")
        if argument.kind == WORD:
            notes.append(f"one of {', '.join(argument.words)}")
        yield name, "; ".join(notes)


def _one_join(op: Op) -> Listing:
    call = f"{op.name}: [[conv 64 3 padding=1], []]"
    return _page(op.name, [("call", call), ("what it is", op.doc), *_arguments(op), ("branches", BRANCHES)])


def _page(name: str, parts: list[tuple[str, str]]) -> Listing:
    records = [{"part": part, "text": text} for part, text in parts]
    listing = Listing("op", [Column("part", name), Column("text", "")], records)
    listing.stacked = True
    return listing
