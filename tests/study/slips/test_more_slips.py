"""Causes of wrong counts of whole networks, from published numbers; where several fit; and digits written wrongly."""

import csv
from pathlib import Path

import pytest

from convcalc.language.numbers.quantity import parse_quantity, parse_shape
from convcalc.study.design import summarize
from convcalc.study.slips.cause import Slips

V1 = "with strides in the 1x1 convolutions, as ResNet v1 has them"
V1_5 = "with strides behind the 1x1 convolutions, as ResNet v1.5 has them"


def cause(report, figure, written):
    """The cause of `written` for `conv2.params`, or for `params` of the network."""
    path, _, metric = figure.rpartition(".")
    quantity = parse_shape(written) if metric in ("output", "input") else parse_quantity(str(written))
    return Slips(report).likely_cause(report.by_path[path] if path else None, metric, quantity)


@pytest.mark.parametrize(
    ("size", "v1", "v1_5"),
    [(50, 3_857_973_248, 4_089_184_256), (101, 7_570_194_432, 7_801_405_440), (152, 11_282_415_616, 11_513_626_624)],
)
def test_resnet_v1_for_v1_5_and_the_other_way_round(size, v1, v1_5):
    name = f"resnet{size}"
    assert cause(summarize(name), "macs", v1) == f"that is {v1:,}, {V1}"
    assert cause(summarize(f"{name}_v1"), "macs", v1_5) == f"that is {v1_5:,}, {V1_5}"
    assert cause(summarize(name), "flops", 2 * v1) == f"that is {2 * v1:,}, {V1}"


BOTTLENECK = """
input: 256x56x56
layers:
  - conv1: conv 128 1 bias=false
  - batch_norm
  - relu
  - conv2: conv 128 3 stride=2 padding=1 bias=false
"""


def test_the_stride_of_a_block_stands_in_one_of_two_convolutions(spec):
    report = spec.report(BOTTLENECK)
    # The first has 256·128 MACs for each of 56x56 places, or of 28x28 with the stride in it; the second always 28x28
    assert cause(report, "conv1.macs", 256 * 128 * 28 * 28) == f"that is 256·1²·128·28·28, {V1}"
    assert cause(report, "conv1.output", "128x28x28").endswith(f"= 28, {V1}")
    assert cause(report, "macs", 256 * 128 * 784 + 9 * 128 * 128 * 784) == f"that is 141,295,616, {V1}"
    assert cause(report, "conv2.macs", 256 * 128 * 28 * 28 + 1) is None


def test_strides_of_two_layers_that_follow_each_other(spec):
    report = spec.report("{input: 3x227x227, layers: [c: conv 96 11 stride=4, relu, p: max_pool 3 stride=2]}")
    # (227 − 11)/2 + 1 = 109 and (109 − 3)/4 + 1 = 27.5; right are 55 and 27
    assert (
        cause(report, "c.output", "96x109x109") == "that is (227 − 11)/2 + 1 = 109, with the strides of c and p swapped"
    )
    assert cause(report, "macs", 3 * 121 * 96 * 109 * 109) == "that is 414,029,088, with the strides of c and p swapped"
    assert cause(report, "c.output", "96x108x108") is None


def test_strides_of_the_axes(spec):
    report = spec.report("{input: 1x40x40, layers: [c: conv 8 4 stride=4x2]}")
    # (40 − 4)/4 + 1 = 10 down and (40 − 4)/2 + 1 = 19 across
    assert report.output == (8, 10, 19)
    assert cause(report, "c.output", "8x19x10") == "that is 8×19×10, with the strides of the axes swapped"
    assert cause(report, "c.output", "8x18x10") is None


def test_inception_at_224():
    # As PyTorch counted it at 299: the MACs of a convolution go with the places of its output
    places = {149: 111, 147: 109, 73: 54, 71: 52, 35: 25, 17: 12, 8: 5}  # 224 − 3 is 2·110 + 1, and so on
    macs = 0
    text = (Path(__file__).parents[2] / "golden" / "inception_v3.csv").read_text("utf-8")
    for line in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        size = line["output"].split("x")[-1]
        across = places[int(size)] if line["type"] == "Conv2d" else 1
        macs += int(line["macs"]) * across**2 // (int(size) ** 2 if line["type"] == "Conv2d" else 1)
    report = summarize("inception_v3")
    assert cause(report, "macs", macs) == f"that is {macs:,}, with input 3×224×224"
    assert cause(report, "macs", macs + 1) is None
    assert cause(report, "input", "3x224x224") == "that is 3×224×224, with input 3×224×224"
    assert cause(summarize("resnet50"), "input", "3x299x299") == "that is 3×299×299, with input 3×299×299"


def test_yolo_at_another_size():
    # YOLOv3's page names 38.97, 65.86 and 140.69 billion operations at 320, 416 and 608: in proportion to their areas
    report = summarize("yolov3")
    for size, operations in ((320, "38.97G"), (608, "140.69G")):
        found = cause(report, "flops", operations)
        assert found is not None
        assert found.endswith(f"with input 3×{size}×{size}")


@pytest.mark.parametrize(
    ("layer", "printed", "said"),
    # The paper's table 1 prints weights in K of 1,024. Of conv2 the biases make no difference: 110,784/1,024 = 108.2
    [
        ("inception3a", "159K", "163,328/1,024, the count without biases, with K = 2¹⁰"),
        ("conv2", "108K", "110,784/1,024, with K = 2¹⁰"),
        ("conv2", "157K", None),
    ],
)
def test_googlenets_table_has_two_slips_together(layer, printed, said):
    assert cause(summarize("googlenet"), f"{layer}.params", printed) == (f"that is {said}" if said else None)


KERAS = [
    # What `count_params()` says, and what weight files of Darknet hold: four numbers for each channel of a batch norm
    ("mobilenet_v1", 4_253_864, "running mean and variance"),
    ("densenet121", 8_062_504, "running mean and variance"),
    ("xception", 22_910_480, "running mean and variance"),
    ("yolov3", 62_001_757, "running mean and variance"),  # a file of 5·4 bytes and 4 for each: 248,007,048
    ("resnet50", 25_636_712, "Keras's count of a ResNet"),
    ("resnet101", 44_707_176, "Keras's count of a ResNet"),
    ("resnet152", 60_419_944, "Keras's count of a ResNet"),
    ("inception_v3", 23_851_784, "without gains, as of Keras's Inception"),
]


@pytest.mark.parametrize(("name", "params", "said"), KERAS)
def test_counts_of_keras_and_darknet(name, params, said):
    report = summarize(name)
    assert said in (cause(report, "params", params) or "")
    assert cause(report, "params", params + 1) is None


def test_where_two_slips_fit_both_are_named():
    alexnet, vgg16 = summarize("alexnet"), summarize("vgg16")
    # With two groups, without them and two for each MAC are the same number; so are half and 24·25·256·27·27
    assert cause(alexnet, "conv2.macs", 2 * 223_948_800) == (
        "that is 96·5²·256·27·27, the count without groups; or 2·223,948,800, FLOPs: two for each MAC"
    )
    assert cause(alexnet, "conv2.macs", 111_974_400) == (
        "that is 24·5²·256·27·27, the count with groups applied twice; or 223,948,800/2, one tower of two"
    )
    # 16 layers have weights: without biases these are 138,344,128, with one each 138,344,144
    assert cause(vgg16, "params", "138.3M") == (
        "that is 138,357,544 − 13,416, the count without biases; "
        "or 138,357,544 − 13,400, the count with one bias a layer; or 138,357,544, cut off and not rounded"
    )


DIGITS = [
    ("resnet50", "params", "25,575,032", "25,557,032, with two digits swapped"),
    ("resnet50", "params", "52.6M", "25,557,032, with two digits swapped"),
    ("resnet50", "params", "255,557,032", "25,557,032, with a digit too many"),
    ("resnet50", "params", "2,557,032", "25,557,032, with a digit missing"),
    ("resnet50", "params", "25.6G", "1,000·25,557,032, a thousand times the count"),
    ("resnet50", "params", "25.6K", "25,557,032/1,000, a thousandth of the count"),
    ("resnet50", "params", "255,570,320", "10·25,557,032, ten times the count"),
    ("resnet50", "params", "2.56M", "25,557,032/10, a tenth of the count"),
    ("resnet50", "params", "25,575,023", None),
    ("resnet50", "params", "62.5M", None),
    ("resnet50", "params", "27,557,032", "25,557,032, with one digit wrong: 7 for 5"),
    ("resnet50", "params", "25,557,033", None),
    ("resnet50", "params", "25.52M", None),
    ("resnet50", "params", "23.56M", "25,557,032, with one digit wrong: 3 for 5"),
    ("resnet50", "params", "23.6M", None),
]


@pytest.mark.parametrize(("name", "metric", "written", "said"), DIGITS)
def test_digits_written_wrongly(name, metric, written, said):
    found = cause(summarize(name), metric, written)
    assert found == (f"that is {said}" if said else None)
