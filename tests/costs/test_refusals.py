"""What an op refuses: each call with the part that is blamed in «», what is said of it, and where it stands."""

from __future__ import annotations

import re

import pytest

from convcalc.costs.ops import OPS
from convcalc.language.problems import ConvcalcError, Problem
from convcalc.study.design import summarize

# Every rule of the table is broken by at least one of these calls: (call, input, message).
BROKEN_RULES = [
    ("conv 6 3 groups=«2»", "3x8x8", "groups=2 does not divide the 3 input channels"),
    ("conv 6 3 groups=«4»", "4x8x8", "groups=4 does not divide the 6 output channels"),
    ("conv 6 «9»", "4x8x8", "the filter covers 9, the input with padding is only 8 + 2·0 wide"),
    ("conv 6 «1x9»", "4x8x8", "the filter covers 9, the input with padding is only 8 + 2·0 wide"),
    # 3·(5 − 1) + 1 = 13
    ("conv 6 «5» dilation=3 padding=2", "4x8", "the filter covers 13, the input with padding is only 8 + 2·2 long"),
    ("conv 6 3 padding=«8» padding_mode=reflect", "4x8x8", "reflecting 8 needs an input of more than 8, this one is 8"),
    ("conv 6 3 padding=«9» padding_mode=circular", "4x8", "the padding 9 goes round the input of 8 more than once"),
    ("depthwise_conv «9»", "4x8x8x8", "the filter covers 9, the input with padding is only 8 + 2·0 wide"),
    (
        "depthwise_conv 3 padding=«0x8» padding_mode=reflect",
        "4x9x8",
        "reflecting 8 needs an input of more than 8, this one is 8",
    ),
    (
        "depthwise_conv 3 padding=«9» padding_mode=circular",
        "4x8",
        "the padding 9 goes round the input of 8 more than once",
    ),
    ("conv_transpose 6 3 groups=«3»", "4x8x8", "groups=3 does not divide the 4 input channels"),
    ("conv_transpose 6 3 groups=«4»", "4x8x8", "groups=4 does not divide the 6 output channels"),
    (
        "conv_transpose 6 3 stride=2 output_padding=«2»",
        "4x8x8",
        "output_padding 2 must be smaller than the stride 2 or the dilation 1",
    ),
    (
        "conv_transpose 6 3 stride=3x2 output_padding=«2x3»",
        "4x8x8",
        "output_padding 3 must be smaller than the stride 2 or the dilation 1",
    ),
    ("local_conv 6 «9»", "4x8x8", "the filter covers 9, the input with padding is only 8 + 2·0 wide"),
    ("max_pool 3 padding=«2»", "4x8x8", "padding 2 is more than half of the window 3"),
    ("avg_pool 2 padding=«2»", "4x8x8", "padding 2 is more than half of the window 2"),
    ("group_norm «3»", "4x8x8", "num_groups=3 does not divide the 4 channels"),
    ("prelu «3»", "4x8x8", "num_parameters is 1 or the number of channels 4, not 3"),
    ("upsample 2 mode=«linear»", "4x8x8", "linear is for one spatial axis"),
    ("upsample 2 mode=«bilinear»", "4x8", "bilinear is for two spatial axes"),
    ("upsample 2 mode=«bicubic»", "4x8x8x8", "bicubic is for two spatial axes"),
    ("upsample 2 mode=«trilinear»", "4x8x8", "trilinear is for three spatial axes"),
    ("pixel_shuffle «3»", "4x8x8", "9 does not divide the 4 channels"),
    ("pixel_unshuffle «3»", "4x9x8", "3 does not divide the size 8"),
    ("channel_shuffle «3»", "4x8x8", "groups=3 does not divide the 4 channels"),
    ("flatten «spatial»", "8", "a flat input has no spatial axes"),
    ("layer_norm normalized_shape=«spatial»", "8", "a flat input has no spatial axes"),
    ("slice «3» 2", "4x8x8", "no channel is left between 3 and 2"),
    ("slice «4»", "4x8x8", "no channel is left between 4 and 4"),
    ("crop «9»", "4x9x8", "the size 9 is larger than the input's 8"),
    (
        "pad «8» padding_mode=reflect",
        "4x8x8",
        "reflecting 8 and 8 needs an input of more than that, this one is 8",
    ),
    ("pad «9» padding_mode=circular", "4x8x8", "the padding goes round the input of 8 more than once"),
]

# What no rule says, since it is the same for every op.
REFUSED = [
    ("«conv» 6 3", "4", "conv takes an input with 1, 2 or 3 spatial axes, this one is 4"),
    ("«max_pool» 2", "4", "max_pool takes an input with 1, 2 or 3 spatial axes, this one is 4"),
    ("«linear» 10", "4x8x8", "linear takes a flat input, this one is 4×8×8"),
    ("max_pool «9»", "4x8x8", "the output would be 4×0×0, the input 4×8×8 is too small"),
    ("conv_transpose 6 3 padding=«9»", "4x8x8", "the output would be 6×-8×-8"),  # 7 − 18 + 3: the padding takes it off
    ("«upsample»", "4x8x8", "upsample needs either scale_factor or size"),
    ("upsample «0»", "4x8x8", "scale_factor must be greater than 0, not 0"),
    ("«conv» 6", "4x8x8", "conv needs kernel_size"),
    ("«conv»", "4x8x8", "conv needs out_channels and kernel_size"),
    ("conv 3 64 «3»", "3x8x8", "conv takes 2 values by position (out_channels, kernel_size), not 3"),
    ("conv 6 3 «strde»=2", "3x8x8", "conv has no argument 'strde'"),
    ("conv «0» 3", "4x8x8", "out_channels must be at least 1, not 0"),
    ("conv «-6» 3", "4x8x8", "out_channels must be at least 1, not -6"),
    ("conv «1.5» 3", "4x8x8", "out_channels must be a whole number, not 1.5"),
    ("conv «6x6» 3", "4x8x8", "out_channels is one number, not a size (6x6)"),
    ("conv «true» 3", "4x8x8", "out_channels can't be true"),
    ("conv «six» 3", "4x8x8", "out_channels can't be 'six'"),
    ("conv «10**30» 3", "4x8x8", "out_channels must be at most 1,000,000,000, not a number of 31 digits"),
    ("conv 6 «3.5»", "4x8x8", "kernel_size must be a whole number, not 3.5"),
    ("conv 6 «3x3x3»", "4x8x8", "kernel_size 3x3x3 has 3 axes, the input has 2"),
    ("conv 6 «0x3»", "4x8x8", "kernel_size must be at least 1, not 0"),
    ("conv 6 3 bias=«1»", "4x8x8", "bias is true or false, not 1"),
    ("conv 6 3 bias=«maybe»", "4x8x8", "bias can't be 'maybe'"),
    ("conv 6 3 padding=«full»", "4x8x8", "padding can't be 'full'"),
    ("conv 6 3 padding_mode=«1»", "4x8x8", "padding_mode can't be 1"),
    ("lrn «3x3»", "4x8x8", "size is one number, not a size (3x3)"),
    ("pad channels=«-1»", "4x8x8", "channels must be at least 0, not -1"),
    # PyTorch: dropout probability has to be between 0 and 1
    ("dropout «2»", "4x8x8", "p must be"),
    ("dropout «-1»", "4x8x8", "p must be"),
    ("dropout «half»", "4x8x8", "p can't be 'half'"),
]


def complaint(marked: str, shape: str, folder) -> tuple[Problem, int, int]:
    """The only problem of a call in a file, and the column and the length of the part that is marked."""
    call = marked.replace("«", "").replace("»", "")
    path = folder / "x.yaml"
    path.write_text(f"input: {shape}\nlayers:\n  - {call}\n", "utf-8")
    with pytest.raises(ConvcalcError) as error:
        summarize(str(path))
    (problem,) = error.value.problems.errors
    start = marked.index("«")
    return problem, len("  - ") + start + 1, marked.index("»") - start - 1


@pytest.mark.parametrize(("call", "shape", "message"), BROKEN_RULES + REFUSED)
def test_a_call_is_refused_where_it_is_wrong(call, shape, message, tmp_path):
    problem, column, length = complaint(call, shape, tmp_path)
    assert problem.message.startswith(message)
    assert (problem.place.line, problem.place.column, problem.place.length) == (3, column, length)


@pytest.mark.parametrize(
    ("call", "shape", "output"),
    [  # one step inside what is refused
        ("conv 6 8", "4x8", (6, 1)),
        ("conv 6 3 padding=7 padding_mode=reflect", "4x8", (6, 20)),  # 8 + 14 − 2
        ("conv 6 3 padding=8 padding_mode=circular", "4x8", (6, 22)),  # 8 + 16 − 2
        ("depthwise_conv 3 padding=7 padding_mode=reflect", "4x8", (4, 20)),
        ("depthwise_conv 3 padding=8 padding_mode=circular", "4x8", (4, 22)),
        ("conv_transpose 6 3 stride=2 output_padding=1", "4x8", (6, 18)),  # 7·2 + 3 + 1
        ("conv_transpose 6 3 dilation=3 output_padding=2", "4x8", (6, 16)),  # 7 + 7 + 2
        ("conv_transpose 6 3 padding=4", "4x7", (6, 1)),  # 6 + 3 − 8
        ("local_conv 6 8", "4x8", (6, 1)),
        ("max_pool 8", "4x8", (4, 1)),
        ("max_pool 2 padding=1", "4x8", (4, 5)),  # 8/2 + 1
        ("max_pool 2 padding=2 dilation=3", "4x8", (4, 5)),  # the window covers 4: ⌊(8 + 4 − 4)/2⌋ + 1
        ("crop 8", "4x8", (4, 8)),
        ("slice 3 4", "4x8", (1, 8)),
        ("pad 7 padding_mode=reflect", "4x8", (4, 22)),
        ("pad 8 padding_mode=circular", "4x8", (4, 24)),
        ("pad -3", "4x8", (4, 2)),
        ("dropout 0", "4x8", (4, 8)),
        ("dropout 1", "4x8", (4, 8)),
    ],
)
def test_what_is_just_right_is_accepted(call, shape, output):
    assert summarize(call, f"input={shape}").output == output


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.rules], ids=lambda op: op.name)
def test_every_rule_is_broken_above(op):
    said = [message for call, _, message in BROKEN_RULES if call.split()[0] == op.name]
    for _, _, message, *_ in op.rules:
        pattern = re.sub(r"\\\{.*?\\\}", ".+", re.escape(message))
        assert any(re.fullmatch(pattern, line) for line in said), message


def test_either_a_factor_or_a_size(tmp_path):
    """Both are one too many, and the message does not say that one is missing."""
    problem, *_ = complaint("upsample 2 size=«16»", "4x8x8", tmp_path)
    assert "both" in problem.message or "not both" in (problem.hint or "")


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("pad before=«8» padding_mode=reflect", "4x8x8"),
        ("pad after=«9» padding_mode=circular", "4x8x8"),
        ("slice stop=«-4»", "4x8x8"),
    ],
)
def test_what_is_blamed_was_written(call, shape, tmp_path):
    """A rule that two arguments can break points at the one that stands in the call."""
    problem, column, length = complaint(call, shape, tmp_path)
    assert (problem.place.column, problem.place.length) == (column, length)


def test_layer_norm_over_space_needs_space():
    with pytest.raises(ConvcalcError):
        summarize("layer_norm normalized_shape=spatial", "input=8")


def test_an_output_has_a_largest_size():
    with pytest.raises(ConvcalcError, match="the output would be too large"):
        summarize("upsample 1000000000", "input=3x1000000000x1000")
