"""Published arithmetic: each call with the number that its source prints, and the sum that gives it."""

from __future__ import annotations

import pytest

from convcalc.language.problems import ConvcalcError
from convcalc.network.report import Report
from convcalc.study.design import summarize


def numbers(report: Report) -> tuple[tuple[int, ...], int, int]:
    return report.output, report.params, report.macs


def width(call: str, size: int) -> int:
    """The width that a call gives a map of this width."""
    return summarize(call, f"input=1x{size}x{size}").output[-1]


# Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning: the cases it draws.


@pytest.mark.parametrize(
    ("size", "call", "output"),
    [
        (4, "conv 1 3", 2),  # (4 − 3) + 1
        (5, "conv 1 4 padding=2", 6),  # (5 − 4) + 2·2 + 1
        (5, "conv 1 3 padding=1", 5),  # half padding
        (5, "conv 1 3 padding=2", 7),  # full padding: 5 + (3 − 1)
        (5, "conv 1 3 stride=2", 2),  # ⌊(5 − 3)/2⌋ + 1
        (5, "conv 1 3 stride=2 padding=1", 3),  # ⌊(5 + 2 − 3)/2⌋ + 1
        (6, "conv 1 3 stride=2 padding=1", 3),  # ⌊(6 + 2 − 3)/2⌋ + 1: the odd column is padding
    ],
)
def test_the_cases_of_the_guide(size, call, output):
    assert width(call, size) == output


SIZES = range(1, 12)
KERNELS = range(1, 6)


def test_relationships_1_to_4_without_strides():
    for i in SIZES:
        for k in KERNELS:
            if k <= i:
                assert width(f"conv 1 {k}", i) == (i - k) + 1  # 1
            for p in range(3):
                if k <= i + 2 * p:
                    assert width(f"conv 1 {k} padding={p}", i) == (i - k) + 2 * p + 1  # 2
            if k % 2:
                assert width(f"conv 1 {k} padding={k // 2}", i) == i  # 3
                assert width(f"conv 1 {k} padding=same", i) == i
            assert width(f"conv 1 {k} padding={k - 1}", i) == i + (k - 1)  # 4


def test_relationships_5_to_7_with_strides():
    for i in SIZES:
        for k in KERNELS:
            for s in (1, 2, 3):
                if k <= i:
                    assert width(f"conv 1 {k} stride={s}", i) == (i - k) // s + 1  # 5
                    assert width(f"max_pool {k} stride={s}", i) == (i - k) // s + 1  # 7
                if k <= i + 2:
                    assert width(f"conv 1 {k} stride={s} padding=1", i) == (i + 2 - k) // s + 1  # 6


def test_relationships_12_to_14_transposed():
    """14: `a` extra columns give back the size that the convolution of relationship 6 began with."""
    for i in range(3, 10):
        for k in KERNELS:
            for s in (1, 2, 3):
                assert width(f"conv_transpose 1 {k} stride={s}", i) == s * (i - 1) + k  # 12
                for p in range(2):
                    transposed = f"conv_transpose 1 {k} stride={s} padding={p}"
                    assert width(transposed, i) == s * (i - 1) + k - 2 * p  # 13
                    if k <= i + 2 * p:
                        a = (i + 2 * p - k) % s
                        o = width(f"conv 1 {k} stride={s} padding={p}", i)
                        assert width(f"{transposed} output_padding={a}", o) == s * (o - 1) + a + k - 2 * p == i  # 14


def test_relationship_15_dilated():
    for k in KERNELS:
        for d in (1, 2, 3):
            wide = k + (k - 1) * (d - 1)
            assert width(f"conv 1 {k} dilation={d}", 20) == width(f"conv 1 {wide}", 20) == 20 - wide + 1  # 15


def test_same_is_that_of_tensorflow():
    """o = ⌈i/s⌉, also with an even kernel, for which no symmetric padding keeps the size."""
    for i in SIZES:
        for k in KERNELS:
            for s in (1, 2, 3):
                assert width(f"conv 1 {k} stride={s} padding=same", i) == -(-i // s)


def test_same_with_an_even_kernel_counts_every_place():
    """Tools that read the padding as a number lose a row and a column, or all of it."""
    report = summarize("conv 32 4 padding=same", "input=16x28x28")
    # 16·4·4·32 = 8,192 weights, each used at 28·28 = 784 places
    assert numbers(report) == ((32, 28, 28), 8_192 + 32, 8_192 * 784)


# The stride that does not fit.


@pytest.mark.parametrize(
    ("call", "size", "quotient", "lost"),
    [
        # AlexNet with the input that is printed: 213 = 53·4 + 1
        ("conv 96 11 stride=4", "224x224", "224 columns: (224 − 11)/4 + 1 = 54.25", "column and row of the input are"),
        ("conv 1 3 stride=3", "7x7", "7 columns: (7 − 3)/3 + 1 = 2.33", "column and row of the input are"),  # 4 = 3 + 1
        ("max_pool 3 stride=3", "7x9", "7 rows: (7 − 3)/3 + 1 = 2.33", "row of the input is"),
        ("conv 1 4 stride=4", "7", "7 columns: (7 − 4)/4 + 1 = 1.75", "3 columns of the input are"),
        # 8 − 5 + 2 = 5 = 3 + 2: one of the two is padding
        ("conv 1 5 stride=3 padding=1", "8", "8 columns: (8 − 5 + 2·1)/3 + 1 = 2.67", "column of the input is"),
    ],
)
def test_a_stride_that_passes_over_input_is_a_warning(call, size, quotient, lost):
    warnings = summarize(call, f"input=3x{size}").warnings
    assert [warning.message for warning in warnings] == [f"{quotient}, the last {lost} never read"]


@pytest.mark.parametrize(
    ("call", "size"),
    [
        ("conv 96 11 stride=4", "227x227"),  # (227 − 11)/4 = 54
        ("conv 64 7 stride=2 padding=3", "224x224"),  # 223 = 2·111 + 1: the odd column is padding
        ("conv 64 1 stride=2", "56x56"),  # S > F passes over input on purpose
        ("max_pool 3 stride=2 ceil_mode=true", "112x112"),
        ("conv 1 3 stride=2 padding=same", "8x8"),
    ],
)
def test_a_stride_that_loses_nothing_is_none(call, size):
    assert summarize(call, f"input=3x{size}").warnings == []


# Comparisons that people make.


@pytest.mark.parametrize(
    ("shape", "design", "params", "macs"),
    [
        # two 3x3 against a 5x5 at 128 channels: 2·9·128² and 25·128²
        ("128x28x28", "conv 128 3 padding=1 bias=false, conv 128 3 padding=1 bias=false", 294_912, 294_912 * 784),
        ("128x28x28", "conv 128 5 padding=2 bias=false", 409_600, 409_600 * 784),
        # a 3x3 against a 1x1 to 32 channels before it: 9·128² and 128·32 + 9·32·128
        ("128x28x28", "conv 128 3 padding=1 bias=false", 147_456, 147_456 * 784),
        ("128x28x28", "conv 32 1 bias=false, conv 128 3 padding=1 bias=false", 40_960, 40_960 * 784),
        # the same at 64 channels on 56x56: 25·64² and 18·64², each at 3,136 places
        ("64x56x56", "conv 64 5 padding=2 bias=false", 102_400, 321_126_400),
        ("64x56x56", "conv 64 3 padding=1 bias=false, conv 64 3 padding=1 bias=false", 73_728, 231_211_008),
        # a 7x7 against three 3x3: 49·C² and 27·C²
        ("10x7x7", "conv 10 7 padding=3 bias=false", 49 * 100, 49 * 100 * 49),
        ("10x7x7", "conv 10 3 padding=1 bias=false, " * 2 + "conv 10 3 padding=1 bias=false", 27 * 100, 27 * 100 * 49),
        # ResNet's bottleneck against two 3x3 at 256: 2·256·64 + 9·64² and 2·9·256²
        (
            "256x56x56",
            "conv 64 1 bias=false, conv 64 3 padding=1 bias=false, conv 256 1 bias=false",
            69_632,
            69_632 * 3136,
        ),
        ("256x56x56", "conv 256 3 padding=1 bias=false, conv 256 3 padding=1 bias=false", 1_179_648, 1_179_648 * 3136),
        # MobileNet's table 3, 14x14 and 512 to 512: 9·512² and 9·512 + 512²
        ("512x14x14", "conv 512 3 padding=1 bias=false", 2_359_296, 462_422_016),
        ("512x14x14", "depthwise_conv 3 padding=1 bias=false, conv 512 1 bias=false", 266_752, 52_283_392),
        # VGG's fc6 as a linear layer and as a convolution: 25,088·4,096 + 4,096
        ("512x7x7", "flatten, linear 4096", 102_764_544, 102_760_448),
        ("512x7x7", "conv 4096 7", 102_764_544, 102_760_448),
    ],
)
def test_designs_that_are_compared(shape, design, params, macs):
    report = summarize(design, f"input={shape}")
    assert (report.params, report.macs) == (params, macs)


# Where tools go wrong.


def test_a_transposed_convolution_multiplies_input_elements():
    """16·14·14 elements, each with 8·4·4 weights: 3,136·128 = 401,408. On the output it would be four times that."""
    report = summarize("conv_transpose 8 4 stride=2 padding=1", "input=16x14x14")
    # (14 − 1)·2 − 2 + 4 = 28; 16·8·4·4 weights and 8 biases
    assert numbers(report) == ((8, 28, 28), 2_048 + 8, 401_408)
    assert report.macs * 4 == 1_605_632 == 16 * 8 * 4 * 4 * 28 * 28


def test_groups_of_a_transposed_convolution_share_the_work():
    """Each element meets only its group's 8/2·4·4 = 64 weights."""
    report = summarize("conv_transpose 8 4 stride=2 padding=1 groups=2", "input=16x14x14")
    assert numbers(report) == ((8, 28, 28), 1_024 + 8, 16 * 14 * 14 * 64)


def test_linear_is_counted_once_on_a_flat_tensor_and_refused_on_any_other():
    # 64·7·7 = 3,136 inputs, each with ten weights
    assert numbers(summarize("flatten, linear 10", "input=64x7x7")) == ((10,), 31_360 + 10, 31_360)
    with pytest.raises(ConvcalcError, match=r"linear takes a flat input, this one is 64×7×7 \(put flatten before"):
        summarize("linear 10", "input=64x7x7")


def test_weights_used_twice_are_counted_once_and_their_work_twice():
    # 8·8·9 weights at 16·16 places, twice
    report = summarize("c: conv 8 3 padding=1 bias=false, relu, reuse c", "input=8x16x16")
    assert (report.params, report.macs) == (576, 2 * 576 * 256)


def test_ceil_mode_adds_no_window_that_begins_in_the_far_padding():
    # ⌈(4 − 2 + 2)/3⌉ + 1 = 3, but the third would begin at −1 + 6 = 5, behind the input's last place
    assert width("max_pool 2 stride=3 padding=1 ceil_mode=true", 4) == 2
    # ⌈(112 − 3)/2⌉ + 1 = 56: the last window begins at 110, in the input
    assert width("max_pool 3 stride=2 ceil_mode=true", 112) == 56
    assert width("max_pool 3 stride=2", 112) == 55


def test_an_unknown_operation_is_never_counted_as_nothing():
    with pytest.raises(ConvcalcError, match="conformer"):
        summarize("conv 8 3, conformer 8", "input=3x8x8")


# Known networks, written in the test.

ALEXNET = (  # conv1 to conv5, a pooling behind 1, 2 and 5, then three linear layers
    "conv1: conv 96 11 stride=4, relu, max_pool 3 stride=2, "
    "conv2: conv 256 5 padding=2 groups=G, relu, max_pool 3 stride=2, conv3: conv 384 3 padding=1, relu, "
    "conv4: conv 384 3 padding=1 groups=G, relu, conv5: conv 256 3 padding=1 groups=G, relu, max_pool 3 stride=2, "
    "flatten, fc6: linear 4096, relu, fc7: linear 4096, relu, fc8: linear 1000"
)


@pytest.mark.parametrize(
    ("groups", "rows", "total"),
    [
        (
            "2",
            {
                "conv1": (34_944, 105_415_200),  # 96(11·11·3 + 1); 96·363·55·55
                "conv2": (307_456, 223_948_800),  # 256(5·5·48 + 1); 307,200·27·27
                "conv3": (885_120, 149_520_384),  # 384(3·3·256 + 1); 884,736·13·13
                "conv4": (663_936, 112_140_288),  # 384(3·3·192 + 1)
                "conv5": (442_624, 74_760_192),  # 256(3·3·192 + 1)
                "fc6": (37_752_832, 37_748_736),  # 4096(256·6·6 + 1)
                "fc7": (16_781_312, 16_777_216),
                "fc8": (4_097_000, 4_096_000),
            },
            (60_965_224, 724_406_816),
        ),
        (
            "1",
            {
                "conv1": (34_944, 105_415_200),
                "conv2": (614_656, 447_897_600),  # 256(5·5·96 + 1); 614,400·27·27
                "conv3": (885_120, 149_520_384),
                "conv4": (1_327_488, 224_280_576),  # 384(3·3·384 + 1); 1,327,104·13·13
                "conv5": (884_992, 149_520_384),  # 256(3·3·384 + 1)
                "fc6": (37_752_832, 37_748_736),
                "fc7": (16_781_312, 16_777_216),
                "fc8": (4_097_000, 4_096_000),
            },
            (62_378_344, 1_135_256_096),
        ),
    ],
)
def test_alexnet(groups, rows, total):
    report = summarize(ALEXNET.replace("G", groups), "input=3x227x227")
    assert {row.name: (row.params, row.macs) for row in report.layers if row.params} == rows
    assert (report.params, report.macs) == total
    assert report.flops == 2 * total[1]


def test_alexnet_of_torchvision():
    """Input 224 with padding 2: (224 + 4 − 11)/4 + 1 = 55.25; 64, 192, 384, 256, 256 filters."""
    report = summarize(
        "conv 64 11 stride=4 padding=2, max_pool 3 stride=2, conv 192 5 padding=2, max_pool 3 stride=2, "
        "conv 384 3 padding=1, conv 256 3 padding=1, conv 256 3 padding=1, max_pool 3 stride=2, flatten, "
        "linear 4096, linear 4096, linear 1000",
        "input=3x224x224",
    )
    weighted = [23_296, 307_392, 663_936, 884_992, 590_080, 37_752_832, 16_781_312, 4_097_000]
    assert [row.params for row in report.layers if row.params] == weighted
    assert (report.params, report.macs) == (61_100_840, 714_188_480)


def test_the_depth_counts_weighted_layers_on_the_longest_path():
    assert summarize("conv 8 3, relu, max_pool 2, flatten, linear 10", "input=3x8x8").depth == 2
    two_and_one = "add: [[conv 8 3 padding=1, conv 8 3 padding=1], [conv 8 1]], conv 8 1"
    assert summarize(two_and_one, "input=3x8x8").depth == 3  # 2 of the longer branch and the last
    assert summarize(two_and_one, "input=3x8x8").weighted_layers == 4


@pytest.mark.parametrize(
    ("network", "depth"),
    [
        ("alexnet", 8),
        ("vgg11", 11),
        ("vgg13", 13),
        ("vgg16", 16),
        ("vgg19", 19),
        ("googlenet", 22),
        ("resnet18", 18),
        ("resnet34", 34),
        ("resnet50", 50),
        ("resnet101", 101),
        ("resnet152", 152),
        ("resnet20", 20),
        ("resnet110", 110),
        ("densenet121", 121),
        ("densenet201", 201),
        ("darknet53", 53),
    ],
)
def test_networks_are_as_deep_as_their_names(network, depth):
    assert summarize(network).depth == depth


def test_a_healthy_resnet_gives_no_warning():
    assert summarize("resnet50").warnings == []
