"""Layers whose weights meet all that comes in."""

from __future__ import annotations

from convcalc.costs.op import LINEAR, Op

WEIGHTS: tuple[Op, ...] = (
    Op(
        "linear",
        "out_features / bias=true",
        kind=LINEAR,
        doc="fully connected layer",
        size=(),
        window="all",
        channels="N",
        params="N*(C + B)",
        macs="C*N",
        axes=(0,),
        source="a matrix of N rows of C weights",
    ),
)
