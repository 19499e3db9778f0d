"""The ops and joins of the language, by their names: no other place knows one by name.

Symbols: W an axis of the input, W′ of the output; F the filter along the axis, F′ = D(F − 1) + 1 dilated; S stride,
P padding, D dilation, O output padding, T the size asked for; C channels of the input, N of the output, G groups,
B 1 with a bias, else 0; A likewise for affine; M multiplier; K² the filter's area; HW the input's, H′W′ the output's;
R a factor and R² its power for all axes; Q the number of slopes.
"""

from __future__ import annotations

from convcalc.costs.op import Op
from convcalc.costs.table.activations import ACTIVATIONS
from convcalc.costs.table.convolutions import CONVOLUTIONS
from convcalc.costs.table.joins import JOINED
from convcalc.costs.table.normalisations import NORMALISATIONS
from convcalc.costs.table.pools import POOLS
from convcalc.costs.table.shaping import SHAPES
from convcalc.costs.table.weights import WEIGHTS

_TABLE = (*CONVOLUTIONS, *POOLS, *WEIGHTS, *NORMALISATIONS, *ACTIVATIONS, *SHAPES)

OPS: dict[str, Op] = {op.name: op for op in _TABLE}

JOINS: dict[str, Op] = {op.name: op for op in JOINED}
"""What puts several tensors together at no cost; of these ops nothing but the signature is read, see `joins`."""

BRANCHED: dict[str, Op] = {**JOINS, **{op.name: op for op in _TABLE if op.inputs[1] > 1}}
"""What a list of branches may stand under."""
