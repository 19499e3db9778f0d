"""Which networks the rows of tables are about: names with the same letters and digits, and no others; and paths."""

from __future__ import annotations

import pytest

from convcalc.spec.folders import EVERYWHERE, of_document
from convcalc.study.design import summarize
from convcalc.study.documents.tables.row_names import find_network
from convcalc.study.documents.tables.spellings import SPELLINGS

NAMES = {
    "resnet50": ["resnet50", "ResNet-50", "ResNet 50", "ResNet50", "RESNET-50", "resnet_50", "**ResNet-50**",
                 "`resnet50`", "ResNet-50 (v1.5)", "ResNet-50 v1.5", "ResNet-50-v1.5", "ResNet‑50", "ResNet–50",
                 "[ResNet-50](https://example.org/a_b)", "ResNet-50 [12]", "ResNet-50[^1]", "ResNet-50<sup>2</sup>",
                 "ResNet-50†", "ResNet-50*", "ResNet-50 (He et al., 2016)", "ResNet-50 (CVPR 2016)", "Ｒesnet５０",
                 "[ResNet-50][he]", "ResNet&nbsp;50", "ResNet\\-50", "ResNet-50 [3, 4]", "<b>ResNet-50</b>",
                 "*ResNet-50*", "**ResNet-50***", "ResNet-50²", "ResNet-50¹⁾",
                 "ResNet-50 [[paper]](https://a.b/c) [[Code]](https://a.b)", "ResNet-50 ([paper](https://a.b))",
                 "ResNet-50ᵃ"],
    "resnet50_v1": ["ResNet-50 v1", "ResNet-50 (v1)", "resnet50_v1", "ResNet50-V1"],
    "vgg16": ["VGG-16", "VGG16", "vgg 16", "VGG-16 (2014)"],
    "vgg16_bn": ["VGG-16-BN", "vgg16_bn", "VGG-16 with batch norm"],
    "mobilenet_v2": ["MobileNetV2", "MobileNet-v2", "MobileNet v2"],
    "inception_v3": ["Inception-v3", "InceptionV3", "Inception V3"],
    "convnext_tiny": ["ConvNeXt-T", "ConvNeXt-Tiny"],
    "resnext50_32x4d": ["ResNeXt-50 (32x4d)", "ResNeXt-50 32×4d"],
    "nin": ["NIN", "Network in Network"],
    "lenet5_1998": ["LeNet-5 (1998)"],
    "unet": ["U-Net", "UNet"],
    "catalogue:alexnet": ["catalogue:alexnet"],
}  # fmt: skip


@pytest.mark.parametrize(("written", "name"), [(word, name) for name, words in NAMES.items() for word in words])
def test_a_name_in_any_spelling(written, name):
    assert find_network(written, EVERYWHERE) == (name,)


@pytest.mark.parametrize(
    "written",
    [
        "Ours", "", "-", "**", "ResNet-50-D", "ResNet-50 (ours)", "ResNet-51", "ResNet", "ResNet-50 v2", "SE-ResNet-50",
        "VGG-16 v1.5", "ResNet-50/101", "ResNet-50 + FPN", "Faster R-CNN (ResNet-50)", "50",
        "ResNet-50 (0.5x)", "MobileNet", "https://example.org/resnet50.yaml",
        "[Ours](https://example.org/ours.yaml)", "[Ours](missing.yaml)", "ResNet-50 (pretrained)", "3×3",
    ],
)  # fmt: skip
def test_another_name_is_none(written):
    assert find_network(written, EVERYWHERE) is None


@pytest.mark.parametrize(
    ("written", "design"),
    [
        ("resnet50 input=3x256x256", ("resnet50", "input=3x256x256")),
        ("ResNet-50, input=3x256x256", ("resnet50", "input=3x256x256")),
        ("ResNet-50 base=32 input=3x64x64", ("resnet50", "base=32", "input=3x64x64")),
        ("`alexnet conv2.out_channels=128`", ("alexnet", "conv2.out_channels=128")),
    ],
)
def test_changes_stand_behind_a_name(written, design):
    assert find_network(written, EVERYWHERE) == design


def test_paths_are_found_from_the_document_on(tmp_path):
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "ours.yaml").write_text("input: 3x8x8\nlayers:\n  - conv 8 3\n")
    (tmp_path / "config.yaml").write_text("train: true\n")
    folders = of_document(str(tmp_path))
    assert find_network("nets/ours.yaml", folders) == ("nets/ours.yaml",)
    assert find_network("`nets/ours`", folders) == ("nets/ours",)
    assert find_network("[Ours](nets/ours.yaml)", folders) == ("nets/ours.yaml",)
    assert find_network("nets/ours.yaml base=2", folders) == ("nets/ours.yaml", "base=2")
    assert find_network("gone.yaml", folders) == ("gone.yaml",)  # which can't be read is then said
    assert find_network("[Ours](config.yaml)", folders) is None  # another tool's
    assert find_network("nets/gone", folders) is None


@pytest.mark.parametrize(
    ("written", "meant"), [(name, meant) for way in SPELLINGS for name, meant in way.names.items()]
)
def test_a_zoo_calls_a_network_so(written, meant):
    assert find_network(written, EVERYWHERE) == tuple(meant.split())
    assert find_network(f"[`{written}`](https://example.org/a_b)", EVERYWHERE) == tuple(meant.split())


@pytest.mark.parametrize("written", [name for way in SPELLINGS for name in way.others])
def test_and_no_other_one(written):
    assert find_network(written, EVERYWHERE) in (None, (written,))


def test_changes_behind_the_name_of_a_zoo_come_last():
    assert find_network("MobileNetV2 (0.5) input=3x96x96", EVERYWHERE) == (
        "mobilenet_v2", "width=0.5", "input=3x96x96",
    )  # fmt: skip


# Millions of MACs in TensorFlow's README of MobileNet, cut off or rounded; parameters as the papers have them.
WIDTHS = {
    "MobileNet_v1_0.75_224": (325, 2.6), "MobileNet_v1_0.5_160": (77, 1.3), "MobileNet_v1_0.25_128": (14, 0.5),
    "mobilenet_v2_1.4_224": (582, 6.1), "mobilenet_v2_0.75_192": (153, 2.6), "mobilenet_v2_0.35_96": (11, 1.7),
}  # fmt: skip


@pytest.mark.parametrize("name", WIDTHS)
def test_a_width_in_a_name_gives_the_counts_that_are_published_of_it(name):
    design, *changes = find_network(name, EVERYWHERE)
    report = summarize(design, *changes)
    macs, params = WIDTHS[name]
    assert abs(report.macs - macs * 10**6) < 10**6
    assert round(report.params / 10**6, 1) == params
