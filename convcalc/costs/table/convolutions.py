"""Convolutions."""

from __future__ import annotations

from convcalc.costs.arguments import AXES, ArgumentType
from convcalc.costs.op import ARITHMETIC, CONVOLUTION, Op
from convcalc.costs.table.shared import FITS, SPATIAL, WINDOWS

_PLAIN_PADDING = ArgumentType("padding", AXES, "P", minimum=0, doc="taken off both sides of each axis of the output")
_GROUPS = (
    ("C % G == 0", "groups", "groups={G} does not divide the {C} input channels"),
    ("N % G == 0", "groups", "groups={G} does not divide the {N} output channels"),
)
_BORDERS = (
    ("padding_mode != reflect or P < W", "padding", "reflecting {P} needs an input of more than {P}, this one is {W}"),
    ("padding_mode != circular or P <= W", "padding", "the padding {P} goes round the input of {W} more than once"),
)

CONVOLUTIONS: tuple[Op, ...] = (
    Op(
        "conv",
        "out_channels kernel_size / stride=1 padding=0 dilation=1 groups=1 bias=true padding_mode=zeros",
        kind=CONVOLUTION,
        doc="convolution with N filters that see all channels of their group",
        size=WINDOWS,
        window="sliding",
        channels="N",
        params="N*(C/G*K² + B)",
        macs="C/G*K²*N*H′W′",
        axes=SPATIAL,
        rules=(*_GROUPS, FITS, *_BORDERS),
        unread=True,
        source=ARITHMETIC,
    ),
    Op(
        "depthwise_conv",
        "kernel_size / stride=1 padding=0 dilation=1 multiplier=1 bias=true padding_mode=zeros",
        kind=CONVOLUTION,
        doc="convolution that sees each channel alone (groups = in_channels)",
        size=WINDOWS,
        window="sliding",
        channels="C*M",
        params="N*(K² + B)",
        macs="K²*N*H′W′",
        axes=SPATIAL,
        rules=(FITS, *_BORDERS),
        unread=True,
        source="Chollet 2017, Xception; Howard et al. 2017, MobileNets",
    ),
    Op(
        "conv_transpose",
        "out_channels kernel_size / stride=1 padding=0 output_padding=0 groups=1 bias=true dilation=1",
        kind=CONVOLUTION,
        doc="transposed convolution; every input element meets K²·N/G weights",
        size={"": "(W - 1)*S - 2*P + F′ + O"},
        window="transposed",
        channels="N",
        params="C*N/G*K² + N*B",
        macs="C*K²*N/G*HW",
        axes=SPATIAL,
        rules=(
            *_GROUPS,
            (
                "O < S or O < D",
                "output_padding",
                "output_padding {O} must be smaller than the stride {S} or the dilation {D}",
            ),
        ),
        redefined=(_PLAIN_PADDING,),
        source=ARITHMETIC,
    ),
    Op(
        "local_conv",
        "out_channels kernel_size / stride=1 padding=0 dilation=1 bias=true",
        kind=CONVOLUTION,
        doc="locally connected: a convolution whose filters are not shared between places",
        size=WINDOWS,
        window="sliding",
        channels="N",
        params="H′W′*N*(C*K² + B)",
        macs="C*K²*N*H′W′",
        axes=SPATIAL,
        rules=(FITS,),
        unread=True,
        source="LeCun 1989; Taigman et al. 2014, DeepFace",
    ),
)
