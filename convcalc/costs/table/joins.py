"""Joins: what puts the results of branches together, and costs nothing."""

from __future__ import annotations

from convcalc.costs.op import JOIN, Op


def _join(name: str, doc: str, signature: str = "", new: bool = False) -> Op:
    return Op(name, signature, kind=JOIN, doc=doc, new=new)


JOINED: tuple[Op, ...] = (
    _join("add", "the sum of its branches, which have equal shapes (a C×1×1 gate broadcasts)"),
    _join("multiply", "the product of its branches, which have equal shapes (a gate of C×1×1 or 1×H×W broadcasts)"),
    _join(
        "concat",
        "the channels of its branches one after the other, or what they have along another axis; all else is equal",
        "axis=channels",
    ),
    _join("side", "an auxiliary branch: listed, with totals of its own"),
)
