"""The catalogue against published tables, of papers and course notes; and what they print wrong, by how much."""

from __future__ import annotations

import pytest

from convcalc.network.report import Report, Row
from convcalc.study.design import summarize


def every_row(rows: list[Row]) -> list[Row]:
    return [row for parent in rows for row in (parent, *every_row(parent.children))]


def by_path(report: Report) -> dict[str, Row]:
    return {row.path: row for row in every_row(report.rows)}


def leaves(row: Row) -> list[Row]:
    return [leaf for child in row.children for leaf in leaves(child)] if row.children else [row]


def weights(row: Row) -> int:
    """Parameters without biases: one for each channel that a convolution or a linear layer puts out."""
    return row.params - sum(leaf.output[0] for leaf in leaves(row) if leaf.weighted_layers)


# Krizhevsky, Sutskever, Hinton 2012: per layer (params, MACs).
ALEXNETS = {
    "alexnet": {
        "conv1": (34_944, 105_415_200),
        "conv2": (307_456, 223_948_800),
        "conv3": (885_120, 149_520_384),
        "conv4": (663_936, 112_140_288),
        "conv5": (442_624, 74_760_192),
        "fc6": (37_752_832, 37_748_736),
        "fc7": (16_781_312, 16_777_216),
        "fc8": (4_097_000, 4_096_000),
    },
    "alexnet_one_tower": {
        "conv1": (34_944, 105_415_200),
        "conv2": (614_656, 2 * 223_948_800),
        "conv3": (885_120, 149_520_384),
        "conv4": (1_327_488, 2 * 112_140_288),
        "conv5": (884_992, 2 * 74_760_192),
        "fc6": (37_752_832, 37_748_736),
        "fc7": (16_781_312, 16_777_216),
        "fc8": (4_097_000, 4_096_000),
    },
}


@pytest.mark.parametrize("name", ALEXNETS)
def test_alexnet_by_layer(name):
    report = summarize(name)
    assert {row.name: (row.params, row.macs) for row in report.layers if row.weighted_layers} == ALEXNETS[name]
    assert report.params == sum(params for params, _ in ALEXNETS[name].values())
    assert report.macs == sum(macs for _, macs in ALEXNETS[name].values())


def test_alexnet_has_290_400_units_in_layer_1():
    """The paper prints 253,440; 96 maps of 55·55 are 290,400."""
    assert by_path(summarize("alexnet"))["conv1"].activations == 96 * 55 * 55 == 290_400


def test_alexnet_with_the_input_that_the_paper_prints_does_not_fit():
    warnings = summarize("alexnet", "input=3x224x224").warnings
    assert warnings[0].message.startswith("224 columns: (224 − 11)/4 + 1 = 54.25")


# VGG-16 in the notes of CS231n: values put out, and weights without biases.
VGG16 = {
    "conv1_1": (3_211_264, 1_728),
    "conv1_2": (3_211_264, 36_864),
    "pool1": (802_816, 0),
    "conv2_1": (1_605_632, 73_728),
    "conv2_2": (1_605_632, 147_456),
    "pool2": (401_408, 0),
    "conv3_1": (802_816, 294_912),
    "conv3_2": (802_816, 589_824),
    "conv3_3": (802_816, 589_824),
    "pool3": (200_704, 0),
    "conv4_1": (401_408, 1_179_648),
    "conv4_2": (401_408, 2_359_296),
    "conv4_3": (401_408, 2_359_296),
    "pool4": (100_352, 0),
    "conv5_1": (100_352, 2_359_296),
    "conv5_2": (100_352, 2_359_296),
    "conv5_3": (100_352, 2_359_296),
    "pool5": (25_088, 0),
    "fc6": (4_096, 102_760_448),
    "fc7": (4_096, 16_777_216),
    "fc8": (1_000, 4_096_000),
}


def test_vgg16_by_layer():
    report = summarize("vgg16")
    rows = [row for row in report.layers if row.kind in ("convolution", "pooling", "linear")]
    assert {row.name: (row.activations, weights(row)) for row in rows} == VGG16
    biases = sum(row.output[0] for row in rows if row.weighted_layers)
    assert biases == 13_416
    assert report.params == sum(weight for _, weight in VGG16.values()) + biases == 138_357_544
    assert report.macs == 15_470_264_320


def test_the_memory_of_vgg16_is_15_million_values():
    """The notes print 24M values; their own rows, with the input of 150,528, add to 15,237,608."""
    assert sum(values for values, _ in VGG16.values()) + 3 * 224 * 224 == 15_237_608


# Szegedy et al. 2014, table 1: weights and MACs of each row, computed; the paper rounds them, and prints three wrong.
GOOGLENET = {
    "conv1": (9_408, 118_013_952),  # printed 2.7K and 34M
    "inception3a": (163_328, 128_049_152),  # 159K (of 1,024), 128M
    "inception3b": (388_096, 304_267_264),
    "inception4a": (375_552, 73_608_192),
    "inception4b": (448_512, 87_908_352),
    "inception4c": (509_440, 99_850_240),  # printed 463K
    "inception4d": (604_672, 118_515_712),
    "inception4e": (867_328, 169_996_288),
    "inception5a": (1_042_432, 51_079_168),  # printed 1072K, 54M
    "inception5b": (1_442_816, 70_697_984),
    "fc": (1_024_000, 1_024_000),
}


def test_googlenet_by_module():
    report = summarize("googlenet")
    rows = by_path(report)
    assert {name: (weights(rows[name]), rows[name].macs) for name in GOOGLENET} == GOOGLENET
    # 64·64 and 9·64·192 weights at 56·56 places
    assert weights(rows["conv2_reduce"]) + weights(rows["conv2"]) == 4_096 + 110_592 == 114_688
    assert rows["conv2_reduce"].macs + rows["conv2"].macs == 114_688 * 3_136
    assert (report.params, report.macs) == (6_998_552, 1_582_671_872)
    assert sum(weight for weight, _ in GOOGLENET.values()) + 114_688 == 6_990_272


# Table 1, the widths of the branches: #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj.
INCEPTION = {
    "inception3a": (64, 96, 128, 16, 32, 32),
    "inception3b": (128, 128, 192, 32, 96, 64),
    "inception4a": (192, 96, 208, 16, 48, 64),
    "inception4b": (160, 112, 224, 24, 64, 64),
    "inception4c": (128, 128, 256, 24, 64, 64),
    "inception4d": (112, 144, 288, 32, 64, 64),
    "inception4e": (256, 160, 320, 32, 128, 128),
    "inception5a": (256, 160, 320, 32, 128, 128),
    "inception5b": (384, 192, 384, 48, 128, 128),
}


def test_googlenet_by_branch():
    rows = by_path(summarize("googlenet"))
    found = {name: tuple(row.output[0] for row in leaves(rows[name]) if row.weighted_layers) for name in INCEPTION}
    assert found == INCEPTION
    for name, (one, _, three, _, five, pool) in INCEPTION.items():
        assert rows[name].output[0] == one + three + five + pool


def test_the_heads_of_googlenet_are_beside_it():
    """1x1 to 128, 1024 and 1000 units, on 4x4 maps of 512 and 528 channels."""
    first = 128 * 513 + 1024 * 2049 + 1000 * 1025
    second = 128 * 529 + 1024 * 2049 + 1000 * 1025
    assert summarize("googlenet").side_params == first + second
    # torchvision's have batch norm in place of the bias: 13,004,888 in all, 6,624,904 without the heads
    report = summarize("googlenet_torchvision")
    assert report.params + report.side_params == 13_004_888
    assert report.side_params == first + second + 2 * 128


# Iandola et al. 2016, by module (params).
SQUEEZENET = {
    "conv1": 14_208,
    "fire2": 11_920,
    "fire3": 12_432,
    "fire4": 45_344,
    "fire5": 49_440,
    "fire6": 104_880,
    "fire7": 111_024,
    "fire8": 188_992,
    "fire9": 197_184,
    "conv10": 513_000,
}


def test_squeezenet_by_module():
    report = summarize("squeezenet1_0")
    rows = by_path(report)
    assert {row.name: row.params for row in report.rows if row.params} == SQUEEZENET
    assert report.params == sum(SQUEEZENET.values()) == 1_248_424
    widths = [rows[name].output[-1] for name in ("conv1", "pool1", "pool4", "pool8")]
    assert widths == [109, 54, 27, 13]  # (109 − 3)/2 = 53, (54 − 3)/2 = 25.5 and (27 − 3)/2 = 12: the pools round up


# LeCun, Bottou, Bengio, Haffner 1998, section II.B: trainable parameters.
LENET5 = {
    "C1": 156,  # 6(25 + 1)
    "S2": 12,  # a coefficient and a bias a map
    "C3": 1_516,  # the connection table: 6(75 + 1) + 9(100 + 1) + (150 + 1)
    "S4": 32,
    "C5": 48_120,  # 120(16·25 + 1)
    "F6": 10_164,  # 84(120 + 1)
}


def test_lenet5_of_1998_by_layer():
    report = summarize("lenet5_1998")
    assert {row.name: row.params for row in report.rows} == LENET5
    assert report.params == sum(LENET5.values()) == 60_000


def test_lenet5_as_everyone_draws_it():
    report = summarize("lenet5")
    assert [row.params for row in report.layers if row.params] == [156, 2_416, 48_120, 10_164, 850]
    # 25·6·28² + 25·6·16·10² + 400·120 + 120·84 + 84·10
    assert (report.params, report.macs) == (61_706, 117_600 + 240_000 + 48_000 + 10_080 + 840)


def test_zfnet():
    """fc6 sees 6·6·256 = 9,216 values, and 6·6·512 = 18,432 of the wider one."""
    narrow = {"conv1": 14_208, "conv2": 614_656, "conv3": 885_120, "conv4": 1_327_488, "conv5": 884_992}
    wide = {"conv1": 14_208, "conv2": 614_656, "conv3": 1_180_160, "conv4": 4_719_616, "conv5": 4_719_104}
    last = {"fc7": 16_781_312, "fc8": 4_097_000}
    for name, rows in (
        ("zfnet", {**narrow, "fc6": 4096 * 9_217, **last}),
        ("zfnet_512_1024_512", {**wide, "fc6": 4096 * 18_433, **last}),
    ):
        assert {row.name: row.params for row in summarize(name).layers if row.params} == rows
    assert summarize("zfnet").params == 62_357_608
    assert summarize("zfnet_512_1024_512").params == 107_627_624


@pytest.mark.parametrize(
    ("name", "changes", "params", "macs"),
    [
        # He et al. 2015: v1 has the stride on the first 1x1, v1.5 on the 3x3; the paper prints 3.8, 7.6, 11.3 billion
        ("resnet50", [], 25_557_032, 4_089_184_256),
        ("resnet101", [], 44_549_160, 7_801_405_440),
        ("resnet152", [], 60_192_808, 11_513_626_624),
        ("resnet50_v1", [], 25_557_032, 3_857_973_248),
        ("resnet101_v1", [], 44_549_160, 7_570_194_432),
        ("resnet152_v1", [], 60_192_808, 11_282_415_616),
        # on CIFAR-10, with option A: identity shortcuts are free, a plain network has as many parameters
        ("resnet20", [], 269_722, 40_551_040),
        ("resnet56", [], 853_018, 125_485_696),
        ("resnet110", [], 1_727_962, 252_887_680),
        ("plain20", [], 269_722, 40_551_040),
        ("plain56", [], 853_018, 125_485_696),
        # option B: 16·32 and 32·64 weights and batch norm of 2·32 and 2·64, 2,752 parameters more
        ("resnet20", ["projection=true"], 269_722 + 2_752, 40_551_040 + 512 * 256 + 2_048 * 64),
        ("resnet56", ["projection=true"], 855_770, 125_747_840),
        ("resnet110", ["projection=true"], 1_730_714, 253_149_824),
        # Howard et al. 2017: 4.2M with 21,888 of batch norm, 569M
        ("mobilenet_v1", [], 4_210_088 + 21_888, 568_740_352),
        ("vgg16_1x1", [], 133_638_952, 11_770_888_192),
    ],
)
def test_totals(name, changes, params, macs):
    report = summarize(name, *changes)
    assert (report.params, report.macs) == (params, macs)


@pytest.mark.parametrize(
    ("width", "params", "macs"),
    [
        # table 6 of MobileNets prints 4.2, 2.6, 1.3, 0.5 M and 569, 325, 149, 41 M; batch norm is not counted there
        ("1", 4.2, 569),
        ("0.75", 2.6, 325),
        ("0.5", 1.3, 149),
        ("0.25", 0.5, 41),
    ],
)
def test_the_widths_of_mobilenet(width, params, macs):
    report = summarize("mobilenet_v1", f"width={width}")
    counted = sum(row.params for row in report.layers if row.weighted_layers)
    assert round(counted / 1e6, 1) == params
    assert round(report.macs / 1e6) == macs


@pytest.mark.parametrize(
    ("name", "macs"),
    [  # weights only, the convention of this tool: what nine others print differs by up to 7 %
        ("alexnet_torchvision", 714_188_480),
        ("vgg16", 15_470_264_320),
        ("resnet50", 4_089_184_256),
        ("mobilenet_v2", 300_774_272),
    ],
)
def test_flops_are_twice_the_macs_of_weights(name, macs):
    report = summarize(name)
    assert (report.macs, report.flops) == (macs, 2 * macs)
