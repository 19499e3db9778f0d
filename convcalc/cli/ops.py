"""`convcalc ops [NAME]`"""

from __future__ import annotations

import click

from convcalc.cli import examples
from convcalc.cli.shared.options import Options, list_options, show_listing
from convcalc.cli.shared.output import refuse
from convcalc.costs.arguments import WORD
from convcalc.costs.dialects import op_hint
from convcalc.costs.formula import output_formulas, params_formulas, show_formula
from convcalc.costs.op import Op
from convcalc.costs.ops import JOINS, OPS
from convcalc.language.problems import did_you_mean
from convcalc.render.table.layout import END, Column
from convcalc.render.table.listing import Listing

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
        listing = _one_join(name)
    else:
        hint = op_hint(name) or did_you_mean(name, [*OPS, *JOINS]) or "`convcalc ops` lists them"
        refuse(f"there is no op '{name}'", hint)
    show_listing(listing, options.sink(), options)


def _all_ops() -> Listing:
    keys = ("call", "output", "params", "macs", "doc")
    lines = [
        (signature(op), _conditions(_output(op)), _conditions(params_formulas(op)), show_formula(op.macs), op.doc)
        for op in OPS.values()
    ]
    lines += [(f"{name}: [[...], [...]]", "", "", "", doc) for name, doc in JOINS.items()]
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
    """The output as a person writes it: channels, and the formula of each axis."""
    channels = show_formula(op.channels)
    if op.size is None:
        return [("", f"{channels}, sizes as the input" if channels != "C" else "as the input")]
    if not op.size:
        return [("", f"{channels}, flat")]
    return [(condition, f"{channels} channels, {formula}") for condition, formula in output_formulas(op)]


def _conditions(formulas: list[tuple[str, str]]) -> str:
    return "; ".join(f"{formula} with {condition}" if condition else formula for condition, formula in formulas)


def _one_op(op: Op) -> Listing:
    parts = [("call", signature(op)), ("what it is", op.doc)]
    formulas = (("output", _output(op)), ("params", params_formulas(op)), ("MACs", [("", show_formula(op.macs))]))
    parts += [(f"{part} with {when}" if when else part, text) for part, cases in formulas for when, text in cases]
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
        parts.append((name, "; ".join(notes)))
    return _page(op.name, [*parts, ("source", op.source)] if op.source else parts)


def _one_join(name: str) -> Listing:
    branches = "lists, or NAME: list with a `when`; an empty list is the input itself"
    call = f"{name}: [[conv 64 3 padding=1], []]"
    return _page(name, [("call", call), ("what it is", JOINS[name]), ("branches", branches)])


def _page(name: str, parts: list[tuple[str, str]]) -> Listing:
    records = [{"part": part, "text": text} for part, text in parts]
    listing = Listing("op", [Column("part", name), Column("text", "")], records)
    listing.stacked = True
    return listing
