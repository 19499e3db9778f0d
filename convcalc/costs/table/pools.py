"""Pools."""

from __future__ import annotations

from convcalc.costs.op import ARITHMETIC, POOLING, Op
from convcalc.costs.table.shared import FIXED, SPATIAL, WINDOWS

_POOLED = {**WINDOWS, "ceil_mode=true": "min(ceil((W - F′ + 2*P)/S) + 1, ceil((W + P)/S))"}
_HALF = ("2*P <= F′", "padding", "padding {P} is more than half of the window {F′}")


def _pool(name: str, signature: str, doc: str) -> Op:
    return Op(
        name,
        signature,
        kind=POOLING,
        doc=doc,
        size=_POOLED,
        window="sliding",
        axes=SPATIAL,
        rules=(_HALF,),
        unread=True,
        source=f"{ARITHMETIC}; ceil_mode as PyTorch: no window begins in the far padding",
    )


POOLS: tuple[Op, ...] = (
    _pool(
        "max_pool",
        "kernel_size / stride=kernel_size padding=0 dilation=1 ceil_mode=false",
        "the greatest value of each window",
    ),
    _pool(
        "avg_pool",
        "kernel_size / stride=kernel_size padding=0 ceil_mode=false count_include_pad=true divisor_override=none",
        "the mean of each window",
    ),
    *(
        Op(
            f"adaptive_{kind}_pool",
            "output_size /",
            kind=POOLING,
            doc=f"the {doc} of windows that are chosen so that the output has this size",
            size=FIXED,
            window="adaptive",
            axes=SPATIAL,
            source="PyTorch",
        )
        for kind, doc in (("avg", "mean"), ("max", "greatest value"))
    ),
    *(
        Op(
            f"global_{kind}_pool",
            "",
            kind=POOLING,
            doc=f"the {doc} of each channel; the output is C×1×1",
            size={"": "1"},
            window="all",
            axes=SPATIAL,
            source="Lin, Chen, Yan 2013, Network in network",
        )
        for kind, doc in (("avg", "mean"), ("max", "greatest value"))
    ),
)
