"""A comparison as it is shown: ratios, the sentence, columns, rows, layers, and as data."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.render.characters import width
from convcalc.render.compare.data import comparison_json
from convcalc.render.compare.show import render_comparison
from convcalc.render.compare.words import decimal, design_names, sentence, show_ratio
from convcalc.study.compare.designs import compare, ratio

TWENTY = [
    "alexnet_torchvision", "vgg11", "vgg13", "vgg16", "vgg19", "googlenet", "resnet18", "resnet34", "resnet50",
    "resnet101", "resnet152", "densenet121", "densenet169", "densenet201", "mobilenet_v1", "mobilenet_v2",
    "squeezenet1_0", "squeezenet1_1", "shufflenet_v2_x1_0", "convnext_tiny",
]  # fmt: skip


def compared(*arguments, batch=1):
    comparison = compare(list(arguments), Problems(), batch)
    assert comparison is not None
    return comparison


def shown(*arguments, format="text", batch=1, **options):
    return render_comparison(compared(*arguments, batch=batch), format, **options)


def words(*arguments):
    comparison = compared(*arguments)
    return sentence(comparison, design_names(comparison))


def lines(text):
    return [" ".join(line.split()) for line in text.splitlines()]


def data(*arguments, **options):
    return json.loads(comparison_json(compared(*arguments), **options))


# Ratios


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (73_728, 102_400, "0.72×"),
        (102_400, 73_728, "1.39×"),
        (60_965_224, 6_998_552, "8.71×"),
        (1_582_671_872, 724_406_816, "2.18×"),
        (6_998_552, 60_965_224, "0.115×"),
        (1, 20, "0.05×"),
        (2, 1, "2×"),
        (100, 1, "100×"),
        (138_357_544, 1_000, "138,358×"),
        (5, 5, "="),
        (0, 5, "0×"),
        (1, 0, "–"),
        (61_100_840, 60_965_224, "1.002×"),  # 1.00222 is not 1
        (138_365_992, 138_357_544, "1.0001×"),  # 1.00006
        (9_997, 10_000, "0.9997×"),
        (10**9 + 1, 10**9, "<1.000001×"),
        (10**9 - 1, 10**9, ">0.999999×"),
        (1, 10**12, "<0.000000001×"),
    ],
)
def test_a_ratio_has_three_digits_and_is_true(part, whole, text):
    assert show_ratio(ratio(part, whole)) == text


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_ratio_is_shown_within_half_a_percent_and_equality_of_equals_alone(part, whole):
    text = show_ratio(ratio(part, whole))
    assert (text == "=") == (part == whole)
    if text[0].isdigit():
        assert float(text.rstrip("×").replace(",", "")) == pytest.approx(part / whole, rel=0.006, abs=1e-9)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (18, 25, "0.72"),
        (25, 18, "1.38888888889"),
        (2, 1, "2"),
        (1000, 1, "1000"),
        (0, 1, "0"),
        (1, 3, "0.333333333333"),
    ],
)
def test_a_ratio_for_programs(part, whole, text):
    assert decimal((part, whole)) == text


# The sentence


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("conv5x5", "two_conv3x3"),
            "two_conv3x3 has 0.72× the parameters and MACs of conv5x5 (conv5x5 has 1.39× two_conv3x3's), "
            "and the same output",
        ),
        (
            ("alexnet", "googlenet"),
            "googlenet has 0.115× the parameters and 2.18× the MACs of alexnet (alexnet has 8.71× and 0.458× "
            "googlenet's), and the same output",
        ),
        (
            ("resnet50_v1", "resnet50"),  # 3,857,973,248 and 4,089,184,256 MACs
            "resnet50 has 1.06× the MACs of resnet50_v1 (resnet50_v1 has 0.943× resnet50's), as many parameters, "
            "and the same output",
        ),
        (
            ("alexnet", "alexnet"),
            "alexnet (2) has as many parameters and MACs as alexnet (1), and the same output",
        ),
        (
            ("input=3x8x8", "relu", "tanh"),
            "tanh has no parameters and no MACs, like relu, and the same output",
        ),
        (
            ("input=3x8x8", "relu", "conv 3 1"),  # 3·(3 + 1) and 9·64
            "conv 3 1 has 12 parameters and 576 MACs where relu has none, and the same output",
        ),
        (
            ("input=3x8x8", "conv 3 1", "max_pool 2"),
            "max_pool 2 has no parameters where conv 3 1 has 12, no MACs where conv 3 1 has 576, "
            "but another output (3×4×4, not 3×8×8)",
        ),
        (
            ("vgg16", "vgg16_bn"),
            "vgg16_bn has 1.0001× the parameters of vgg16 (vgg16 has 0.9999× vgg16_bn's), as many MACs, "
            "and the same output",
        ),
        (
            ("input=3x8x8", "relu", "batch_norm"),
            "batch_norm has 6 parameters where relu has none, no MACs, like relu, and the same output",
        ),
        (
            ("alexnet", "resnet50", "googlenet"),
            "googlenet has the fewest parameters, alexnet has the fewest MACs; all put out 1000",
        ),
        (
            ("input=3x8x8", "relu", "tanh", "max_pool 2"),
            "all have as many parameters and MACs; the outputs differ",
        ),
        (
            ("input=3x8x8", "relu", "tanh", "conv 3 1"),
            "relu and tanh have the fewest parameters and MACs; all put out 3×8×8",
        ),
    ],
)
def test_the_sentence_is_true(arguments, said):
    assert words(*arguments) == said


# Columns


def test_two_designs_side_by_side():
    found = lines(shown("plain_conv3x3", "bottleneck_1x1_3x3"))
    assert found[2] == "plain_conv3x3 bottleneck_1x1_3x3 ratio inverse"
    assert "output 128×28×28 128×28×28 = =" in found
    assert "params 147,456 40,960* 0.278× 3.6×" in found  # 40,960/147,456 = 5/18
    assert "MACs 115,605,504 32,112,640* 0.278× 3.6×" in found
    assert "depth 1* 2 2× 0.5×" in found
    assert "float32 weights 589.8 KB 163.8 KB* 0.278× 3.6×" in found
    assert "conv params % 100 100" in found
    assert not any(line.startswith("linear") for line in found)
    assert "float32 weights: 4 bytes each; 1 MB is 1,000,000 bytes" in found


def test_three_designs_have_no_inverse():
    found = lines(shown("resnet18", "resnet34", "resnet50"))
    assert found[2] == "resnet18 resnet34 ratio resnet50 ratio"
    assert "params 11,689,512* 21,797,672 1.86× 25,557,032 2.19×" in found


def test_long_names_become_letters():
    text = shown("alexnet", "alexnet", "conv2.out_channels=128")
    found = lines(text)
    assert found[:2] == ["A: alexnet", "B: alexnet conv2.out_channels=128"]
    assert found[2].startswith("B has 0.99× the parameters and 0.742× the MACs of A (A has 1.01× and 1.35× B's), and")
    assert found[4] == "A B ratio inverse"


def test_side_branches_are_shown_where_there_are_any():
    assert "side params 0* 6,379,728 – 0×" in lines(shown("alexnet", "googlenet"))
    assert "side" not in shown("alexnet", "vgg16")


def test_columns_are_metrics():
    found = lines(shown("alexnet", "vgg16", columns=["macs", "linear_params_share"]))
    assert [line.split()[0] for line in found[3:5]] == ["MACs", "linear"]
    assert "float32" not in " ".join(found)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("parms", "there is no column 'parms' (did you mean 'params'?)"),
        ("kernel", "'kernel' is a metric of a layer, not of a network"),
        ("", "there is no column ''"),
        ("\x1b[1m", r"there is no column '\x1b[1m'"),
    ],
)
def test_columns_that_are_none(name, said):
    with pytest.raises(ConvcalcError, match=re.escape(said)):
        shown("alexnet", "vgg16", columns=["params", name])


def test_a_batch_is_said():
    assert "MACs, FLOPs and activations are for 32 images" in shown("conv5x5", "conv7x7", batch=32)


# Rows


@pytest.mark.parametrize("cells", [80, 160])
def test_twenty_networks(cells):
    text = shown(*TWENTY, format="table", cells=cells)
    found = text.splitlines()
    assert max(map(width, found)) <= cells
    vgg19 = next(line for line in found if line.startswith("vgg19"))
    assert "143,667,240" in vgg19 and "19,632,062,464" in vgg19 and "█" in vgg19
    assert ("574.7 MB" in vgg19) == (cells == 160)
    assert "squeezenet1_1 has the fewest parameters, shufflenet_v2_x1_0 has the fewest MACs" in text


def test_a_row_has_no_ratio_to_itself():
    found = lines(shown("resnet18", "resnet34", "resnet50", "resnet101", columns=["params"]))
    (resnet18,) = (line.split() for line in found if line.startswith("resnet18 1"))
    assert resnet18[1] == "11,689,512*" and not any("×" in word for word in resnet18)
    assert any(line.startswith("resnet34 21,797,672 1.86×") for line in found)


def test_rows_without_any_work():
    found = lines(shown("input=3x8x8", "relu", "tanh", "gelu", "selu"))
    assert "tanh 0 = 0 = 0" in found


# Layers


def test_layers_lined_up():
    text = shown("alexnet", "alexnet", "conv2.out_channels=128", layers=True)
    found = lines(text)
    assert found[:2] == ["A: alexnet", "B: alexnet conv2.out_channels=128"]
    assert "~ conv2 conv 256 -> 128 out_channels 307,456 153,728 223,948,800 111,974,400" in found
    assert "< conv3 conv 384 3 padding=1 885,120 442,752 149,520,384 74,760,192" in found
    assert "conv1 conv 96 11 stride=4 34,944 34,944 105,415,200 105,415,200" in found
    assert found[-3].startswith("total 60,965,224 60,369,128 ")


def test_layers_that_only_one_has():
    found = lines(shown("plain_conv3x3", "bottleneck_1x1_3x3", layers=True))
    assert "B conv1 conv 32 1 bias=false 4,096 3,211,264" in found
    assert "B relu relu 0 0" in found
    # the 3×3 convolutions are the same call; only what comes in differs
    assert "< conv / conv2 conv 128 3 padding=1 bias=false 147,456 36,864 115,605,504 28,901,376" in found


def test_groups_are_folded_to_the_same_depth():
    found = lines(shown("resnet50", "resnet101", layers=True, depth=1))
    assert "~ stage4 ×6/×23 bottleneck 256 7,098,368 26,090,496 1,464,336,384 5,176,557,568" in found
    deeper = lines(shown("resnet50", "resnet101", layers=True))
    assert "~ 2-6 / 2-23 ×5/×22 bottleneck 256 5,585,920 24,578,048 1,091,829,760 4,804,050,944" in deeper
    assert len(lines(shown("resnet50", "resnet101", layers=True, depth="all"))) > len(deeper)


@pytest.mark.parametrize("pair", [("alexnet", "googlenet"), ("vgg16", "resnet50"), ("unet", "lenet5")])
def test_lines_re_add_to_the_totals(pair):
    found = data(*pair, layers=True, depth=1)
    for number, design in enumerate(found["designs"]):
        mine = [line["designs"][number] for line in found["layers"] if line["designs"][number]]
        for metric in ("params", "macs"):
            assert sum(line[metric] for line in mine if not line["side"]) == design["totals"][metric]


def test_layers_of_three_and_by_other_metrics():
    found = lines(shown("vgg11", "vgg16", "vgg19", layers=True, columns=["output", "params"]))
    assert found[4] == "layer operation output A output B output C params A params B params C"
    assert "BC" in {line.split()[0] for line in found[5:] if line}
    with pytest.raises(ConvcalcError, match="'depth' can't be compared layer by layer"):
        shown("vgg11", "vgg16", layers=True, columns=["depth"])


# Data


def test_json_is_exact():
    found = data("conv5x5", "two_conv3x3")
    assert (found["format"], found["version"], found["batch"]) == ("convcalc compare", 1, 1)
    there, back = found["ratios"]
    assert (there["design"], there["to"]) == ("two_conv3x3", "conv5x5")
    assert there["params"] == {"exact": [18, 25], "decimal": "0.72"}
    assert back["params"] == {"exact": [25, 18], "decimal": "1.38888888889"}
    assert there["side_params"] is None
    assert found["least"]["params"] == ["two_conv3x3"] and found["least"]["side_params"] == []
    assert found["same"] == {"input": True, "output": True}
    assert found["designs"][0]["totals"]["macs"] == 321_126_400
    assert found["designs"][0]["shares"]["conv_params_share"] == [102_400, 102_400]
    assert found["warnings"] == [] and "layers" not in found


def test_json_carries_the_warnings():
    found = data("input=3x8x8", "relu", "max_pool 2")
    (warning,) = found["warnings"]
    assert warning["message"] == "the outputs differ: 3×8×8 (relu); 3×4×4 (max_pool 2)"
    assert found["same"] == {"input": True, "output": False}


def test_csv_has_a_line_for_each_design():
    rows = list(csv.DictReader(io.StringIO(shown("conv5x5", "two_conv3x3", format="csv"))))
    assert [row["design"] for row in rows] == ["conv5x5", "two_conv3x3"]
    second = rows[1]
    assert (second["output"], second["params"], second["macs"]) == ("64x56x56", "73728", "231211008")
    assert (second["params_ratio"], second["weight_bytes"]) == ("0.72", "294912")
    assert second["conv_macs_share"] == "100.0000"


def test_csv_of_layers():
    rows = list(csv.reader(io.StringIO(shown("conv5x5", "two_conv3x3", format="csv", layers=True))))
    assert rows[0][:4] == ["conv5x5 path", "conv5x5 operation", "conv5x5 params", "conv5x5 macs"]
    assert rows[1] == [
        *("conv", "conv 64 5 padding=2 bias=false", "102400", "321126400"),
        *("conv1", "conv 64 3 padding=1 bias=false", "36864", "115605504"),
    ]
    assert rows[2][:5] == ["", "", "", "", "relu"]


def test_markdown_is_a_table():
    found = shown("conv5x5", "two_conv3x3", format="markdown").splitlines()
    assert found[2:4] == ["|  | conv5x5 | two\\_conv3x3 | ratio | inverse |", "| --- | ---: | ---: | ---: | ---: |"]
    assert "| params | 102,400  | 73,728* | 0.72× | 1.39× |" in found


@pytest.mark.parametrize("layers", [False, True])
def test_ascii(layers):
    for designs in (("alexnet", "googlenet"), TWENTY[:5]):
        text = shown(*designs, ascii=True, layers=layers)
        assert text.isascii() and "?" not in text
