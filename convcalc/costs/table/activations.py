"""What works on each value alone."""

from __future__ import annotations

from convcalc.costs.op import ACTIVATION, IN_PLACE, OTHER, VIEW, Op


def _activation(name: str, doc: str, signature: str = "") -> Op:
    return Op(name, signature, kind=ACTIVATION, doc=doc, held=IN_PLACE)


ACTIVATIONS: tuple[Op, ...] = (
    Op("dropout", "p=0.5 /", kind=OTHER, doc="drops values at random in training", held=IN_PLACE),
    Op("identity", "", kind=OTHER, doc="passes its input on", held=VIEW),
    _activation("relu", "max(x, 0)"),
    _activation("relu6", "min(max(x, 0), 6)"),
    _activation("leaky_relu", "x, or negative_slope·x below 0", "negative_slope=0.01 /"),
    _activation("elu", "x, or alpha·(eˣ − 1) below 0", "alpha=1 /"),
    _activation("selu", "the self-normalising elu"),
    _activation("gelu", "x·Φ(x)", "approximate=none"),
    _activation("silu", "x·sigmoid(x), also called swish"),
    _activation("mish", "x·tanh(softplus(x))"),
    _activation("hardswish", "x·hardsigmoid(x)"),
    _activation("sigmoid", "1/(1 + e⁻ˣ)"),
    _activation("hardsigmoid", "min(max(x/6 + 1/2, 0), 1)"),
    _activation("tanh", "hyperbolic tangent"),
    _activation("softplus", "log(1 + eˣ)"),
    Op(
        "softmax",
        "axis=channels",
        kind=ACTIVATION,
        doc="eˣ over the sum of those along the axis",
        window="along",
        along="axis",
    ),
    Op(
        "prelu",
        "num_parameters=1 /",
        kind=ACTIVATION,
        doc="leaky_relu with a learned slope, one for all channels or one each",
        params="Q",
        rules=(("Q == 1 or Q == C", "num_parameters", "num_parameters is 1 or the number of channels {C}, not {Q}"),),
        source="He et al. 2015",
    ),
)
