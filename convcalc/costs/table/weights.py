"""Layers whose weights meet all that comes in, and what is made of weights alone."""

from __future__ import annotations

from convcalc.costs.arguments import WORD, ArgumentType
from convcalc.costs.arrange import GIVEN
from convcalc.costs.op import CONSTANT, EMBEDDING, LEARNED, LINEAR, Op
from convcalc.costs.written import VALUES

WEIGHTS: tuple[Op, ...] = (
    Op(
        "linear",
        "out_features / bias=true axis=none",
        kind=LINEAR,
        doc="fully connected layer, with axis=channels at each place",
        size={"axis=given": None, "": ()},
        window="linear",
        channels="N",
        params="N*(C + B)",
        macs={"axis=given": "C*N*HW", "": "C*N"},
        axes={"axis=given": (0, 1, 2, 3), "": (0,)},
        redefined=(ArgumentType("axis", WORD, words=("channels",), doc="`channels`: it works at each place"),),
        source="a matrix of N rows of C weights",
    ),
    Op(
        "embedding",
        "num_embeddings embedding_dim /",
        kind=EMBEDDING,
        doc="N learned values for each of the whole numbers that come in, which become places",
        size=("C",),
        channels="N",
        params="V*N",
        axes=(0,),
        new=True,
        source="a table of V rows of N weights",
    ),
    Op(
        "parameter",
        "shape /",
        kind=CONSTANT,
        doc="a learned constant, which reads nothing: a branch of a join",
        arranged=GIVEN,
        params=VALUES,
        held=LEARNED,
        inputs=(0, 0),
        new=True,
        source="PyTorch: nn.Parameter",
    ),
)
