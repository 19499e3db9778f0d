"""Normalisations, and what scales channels."""

from __future__ import annotations

from convcalc.costs.arguments import COUNT, ArgumentType
from convcalc.costs.op import NORMALISATION, Op
from convcalc.costs.table.shared import SPATIAL

NORMALISATIONS: tuple[Op, ...] = (
    Op(
        "batch_norm",
        "affine=true eps=0.00001 momentum=0.1",
        kind=NORMALISATION,
        doc="batch normalisation; running statistics are buffers, not parameters",
        params="2*A*C",
        source="Ioffe and Szegedy 2015",
    ),
    Op(
        "group_norm",
        "num_groups / affine=true eps=0.00001",
        kind=NORMALISATION,
        doc="normalises groups of channels",
        window="point_and_all",
        params="2*A*C",
        rules=(("C % G == 0", "num_groups", "num_groups={G} does not divide the {C} channels"),),
        source="Wu and He 2018",
    ),
    Op(
        "layer_norm",
        "elementwise_affine=true bias=true normalized_shape=channels eps=0.00001",
        kind=NORMALISATION,
        doc="normalises the channels of each place (or `spatial`, or `all`)",
        window="spatial_norm",
        params={
            "": "A*(1 + B)*C",
            "normalized_shape=spatial": "A*(1 + B)*HW",
            "normalized_shape=all": "A*(1 + B)*C*HW",
        },
        rules=(("normalized_shape != spatial or axes > 0", "normalized_shape", "a flat input has no spatial axes"),),
        source="Ba, Kiros, Hinton 2016",
    ),
    Op(
        "instance_norm",
        "affine=false eps=0.00001 momentum=0.1",
        kind=NORMALISATION,
        doc="normalises each channel of each image",
        window="point_and_all",
        params="2*A*C",
        axes=SPATIAL,
        source="Ulyanov, Vedaldi, Lempitsky 2016",
    ),
    Op(
        "global_response_norm",
        "",
        kind=NORMALISATION,
        doc="scales each channel by its share of the response, with a learned gain and offset",
        window="point_and_all",
        params="2*C",
        axes=SPATIAL,
        source="Woo et al. 2023, ConvNeXt V2",
    ),
    Op(
        "lrn",
        "size=5 /",
        kind=NORMALISATION,
        doc="local response normalisation across neighbouring channels",
        redefined=(ArgumentType("size", COUNT, "size", doc="number of neighbouring channels"),),
        source="Krizhevsky, Sutskever, Hinton 2012",
    ),
    Op(
        "scale",
        "bias=false",
        kind=NORMALISATION,
        doc="a learned gain a channel (with bias: and an offset)",
        params="C*(1 + B)",
        source="LeCun et al. 1998 (trainable subsampling); Touvron et al. 2021 (LayerScale)",
    ),
)
