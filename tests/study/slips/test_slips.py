"""The likely cause of a wrong count: each slip with a number worked out by hand, and where nothing may be said."""

import re
from fractions import Fraction
from math import ceil, floor, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.quantity import parse_quantity, parse_shape
from convcalc.study.design import summarize
from convcalc.study.slips.cause import Slips
from convcalc.study.slips.table import SLIPS


def find(report, path):
    pending = list(report.rows)
    while pending:
        row = pending.pop()
        if row.path == path:
            return row
        pending.extend(row.children)
    raise AssertionError(path)


def cause(report, figure, written):
    """The cause of `written` for `conv2.params`, or for `params` of the network."""
    path, _, metric = figure.rpartition(".")
    shape = metric in ("output", "input")
    quantity = parse_shape(written) if shape else parse_quantity(str(written))
    return Slips(report).likely_cause(find(report, path) if path else None, metric, quantity)


def value(said):
    """What the sum comes to that is said: `that is 256·48·5², the count without biases`."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", said.removeprefix("that is ")).split(", ")[0].split(" = ")[0]
    for sign, python in zip("·−²³⌊⌋⌈⌉", ("*", "-", "**2", "**3", "floor(", ")", "ceil(", ")"), strict=True):
        text = text.replace(sign, python)
    return eval(
        re.sub(r"(?<!\*\*)\b(\d+)", r"Fraction(\1)", text), {"Fraction": Fraction, "floor": floor, "ceil": ceil}
    )


LAYERS = [
    # A layer of a design, what is wrongly written, its sum, what it is.
    ("alexnet", "conv2.params", 256 * 48 * 25, "256·48·5²", "the count without biases"),
    ("alexnet", "fc8.params", 1000 * 4096, "1,000·4,096", "the count without biases"),
    ("alexnet", "conv2.params", 256 * 48 * 25 + 1, "256·48·5² + 1", "the count with one bias a layer"),
    ("alexnet", "conv2.params", 256 * (25 + 1), "256·(5² + 1)", "the count for filters that see one channel"),
    ("alexnet", "conv2.params", 256 * (96 * 25 + 1), "256·(96·5² + 1)", "the count without groups"),
    ("alexnet", "conv2.params", 256 * (24 * 25 + 1), "256·(24·5² + 1)", "the count with groups applied twice"),
    ("alexnet", "conv2.params", 128 * (48 * 25 + 1), "307,456/2", "one tower of two"),
    ("alexnet", "conv1.params", 48 * (3 * 121 + 1), "34,944/2", "one tower of two"),
    ("alexnet", "conv1.params", 4 * 34_944, "4·34,944", "the bytes of the parameters as float32"),
    ("alexnet", "conv3.macs", 2 * 256 * 9 * 384 * 169, "2·149,520,384", "FLOPs: two for each MAC"),
    ("alexnet", "conv3.macs", 3 * 256 * 9 * 384 * 169, "3·149,520,384", "three times one forward pass, ..."),
    ("alexnet", "conv3.flops", 256 * 9 * 384 * 169, "299,040,768/2", "MACs: half the FLOPs"),
    ("alexnet", "conv3.macs", 9 * 384 * 169, "3²·384·13·13", "the count for filters that see one channel"),
    # (224 − 11)/4 + 1 = 54.25, which is 54
    ("alexnet", "conv1.macs", 3 * 121 * 96 * 54 * 54, "3·11²·96·54·54", "with input 3×224×224"),
    ("alexnet", "conv1.flops", 2 * 3 * 121 * 96 * 54 * 54, "2·3·11²·96·54·54", "with input 3×224×224"),
    # In front of conv3 is pool2, 3x3 with stride 2 on 27x27; lrn and relu are passed over, and in front of fc6 flatten
    ("alexnet", "conv3.macs", 256 * 9 * 384 * 27 * 27, "256·3²·384·27·27", "on the size before pool2"),
    ("alexnet", "conv2.macs", 48 * 25 * 256 * 55 * 55, "48·5²·256·55·55", "on the size before pool1"),
    ("alexnet", "fc6.params", 4096 * (256 * 13 * 13 + 1), "4,096·(43,264 + 1)", "on the size before pool5"),
    ("alexnet", "fc8.params", 1001 * 4097, "1,001·(4,096 + 1)", "with 1,001 classes"),
    ("mobilenet_v1", "conv2.depthwise.depthwise_conv.params", 32 * 32 * 9, "32·32·3²", "the count without groups"),
    ("resnet50", "conv1.conv.macs", 3 * 49 * 64 * 224 * 224, "3·7²·64·224·224", "without the stride"),
    # (224 − 7)/2 + 1 = 109.5, and with 3 on one side 111
    ("resnet50", "conv1.conv.activations", 64 * 109 * 109, "64·109·109", "without padding"),
    ("resnet50", "conv1.conv.activations", 64 * 111 * 111, "64·111·111", "with the padding on one side"),
]


@pytest.mark.parametrize(("design", "figure", "written", "worked", "what"), LAYERS)
def test_slips_of_a_layer(design, figure, written, worked, what):
    said = cause(summarize(design), figure, written)
    assert said is not None
    assert said.startswith(f"that is {worked}, {what.removesuffix('...')}")
    assert value(said) == written


SHAPES = [
    ("alexnet", "conv1.output", "96x54x54", "⌊(224 − 11)/4⌋ + 1 = 54, with input 3×224×224"),
    ("alexnet", "input", "3x224x224", "3×224×224, with input 3×224×224"),
    ("alexnet", "pool1.output", "96x55x55", "96×55×55, the size before pool1"),
    ("alexnet", "conv3.output", "384x27x27", "(27 − 3 + 2·1)/1 + 1 = 27, on the size before pool2"),
    ("alexnet", "fc8.output", "1001", "1001, with 1,001 classes"),
    ("alexnet", "output", "1001", "1001, with 1,001 classes"),
    # GoogLeNet's first pool rounds up: (112 − 3)/2 = 54.5
    ("googlenet", "pool1.output", "64x55x55", "⌊(112 − 3)/2⌋ + 1 = 55, with the division rounded down"),
    ("resnet50", "conv1.conv.output", "64x113x113", "⌈(224 − 7 + 2·3)/2⌉ + 1 = 113, with the division rounded up"),
    ("resnet50", "conv1.conv.output", "64x109x109", "⌊(224 − 7)/2⌋ + 1 = 109, without padding"),
    ("resnet50", "conv1.conv.output", "64x111x111", "(224 − 7 + 3)/2 + 1 = 111, with the padding on one side"),
    ("lenet5", "C1.output", "6x32x32", "(32 − 5 + 2·2)/1 + 1 = 32, with input 1×32×32"),
]


@pytest.mark.parametrize(("design", "figure", "written", "said"), SHAPES)
def test_slips_of_a_shape(design, figure, written, said):
    assert cause(summarize(design), figure, written) == f"that is {said}"


NETWORKS = [
    # 60,965,224 and what conv2, conv4 and conv5 have with twice the channels: 307,200 + 663,552 + 442,368
    ("alexnet", "params", 62_378_344, "60,965,224 + 1,413,120, the count without groups"),
    ("alexnet", "macs", 1_135_256_096, "724,406,816 + 410,849,280, the count without groups"),
    ("alexnet", "params", 30_482_612, "60,965,224/2, one tower of two"),
    ("alexnet", "params", 2_334_080, "60,965,224 − 58,631,144, the count without linear layers"),
    ("alexnet", "params", 56_868_224, "60,965,224 − 4,097,000, the count without the last layer"),
    ("alexnet", "params", 60_930_280, "60,965,224 − 34,944, the count without the first convolution"),
    ("alexnet", "params", 60_969_321, "60,965,224 + 4,097, with 1,001 classes"),
    ("alexnet", "weight_bytes", 60_965_224, "243,860,896/4, the parameters, of four bytes each"),
    ("alexnet", "weight_bytes", "233 M", "243,860,896/1,048,576, with M = 2²⁰"),  # 232.56 MiB
    ("vgg16", "params", 138_344_128, "138,357,544 − 13,416, the count without biases"),
    # As torch's FlopCounterMode counts
    ("vgg16", "macs", 30_940_528_640, "2·15,470,264,320, FLOPs: two for each MAC"),
    ("vgg16", "macs", "30.9G", "2·15,470,264,320, FLOPs: two for each MAC"),
    ("vgg16", "flops", 15_470_264_320, "30,940,528,640/2, MACs: half the FLOPs"),
    ("mobilenet_v1", "params", 4_210_088, "4,231,976 − 21,888, the count without batch norm"),
    ("googlenet_torchvision", "params", 13_004_888, "6,624,904 + 6,379,984, the count with the side branches"),
    # Each batch norm of C channels has 2C parameters, a mean and a variance of C each, and one more counter: 53 of them
    (
        "resnet50",
        "params",
        25_610_152,
        "25,557,032 + 53,120, the count with the running mean and variance of batch norm",
    ),
    ("resnet50", "params", 25_610_205, "25,557,032 + 53,173, the count with all buffers of batch norm, ..."),
    ("resnet50", "params", 23_508_032, "25,557,032 − 2,049,000, the count without linear layers"),
    # What other tools were seen to print
    ("vgg16", "macs", 15_483_821_032, "15,470,264,320 + 13,556,712, the count with a MAC for each bias"),
    ("resnet50", "macs", 4_089_238_376, "4,089,184,256 + 54,120, torchinfo's count: ..."),
    ("resnet50", "macs", 4_111_512_576, "4,089,184,256 + 22,328,320, fvcore's count: ..."),
    ("mobilenet_v2", "macs", 314_193_216, "300,774,272 + 13,418,944, fvcore's count: ..."),
    ("alexnet_torchvision", "macs", 714_197_696, "714,188,480 + 9,216, fvcore's count: ..."),
    ("siamese", "params", 38_951_745 + 38_947_648, "38,951,745 + 38,947,648, the count with shared weights ..."),
    ("siamese", "macs", 908_627_968, "1,817,251,840 − 908,623,872, one tower of two"),
]


@pytest.mark.parametrize(("design", "figure", "written", "said"), NETWORKS)
def test_slips_of_a_network(design, figure, written, said):
    found = cause(summarize(design), figure, written)
    assert found is not None
    assert found.startswith(f"that is {said.removesuffix('...')}")
    if isinstance(written, int):
        assert value(found) == written


def test_a_transposed_convolution_on_its_output(spec):
    # 4x4, stride 2, padding 1, from 7x7 to 14x14: 32·16·16·49 is right, four times as much what three tools print
    report = spec.report("{input: 32x7x7, layers: [up: conv_transpose 16 4 stride=2 padding=1]}")
    assert report.macs == 401_408
    said = cause(report, "up.macs", 1_605_632)
    assert said == "that is 32·4²·16·14·14, the count on the output of a transposed convolution"
    assert cause(report, "macs", "1.61M").endswith("the count on the output of a transposed convolution")


def test_groups_are_sums_of_their_layers(spec):
    report = spec.report(
        """
input: 3x32x32
layers:
  - body: [conv 8 3 padding=1, relu, conv 8 3 padding=1]
"""
    )
    # 8·27 + 8·72 = 792, with 16 biases 808
    assert cause(report, "body.params", 792) == "that is 808 − 16, the count without biases"
    assert cause(report, "params", 794) == "that is 808 − 14, the count with one bias a layer"
    # (3 + 8)·9·8·1024, and with 28x28
    assert cause(report, "body.macs", 11 * 72 * 784) == "that is 620,928, with input 3×28×28"
    assert cause(report, "body.activations", 3 * 8 * 784) == "that is 18,816, with input 3×28×28"


def test_a_batch_counts_each_image():
    report = summarize("conv 8 3, relu, conv 16 3", "input=3x32x32", batch=4)
    # 4 images of 8·27·30·30 MACs, and 4·8·26·26 values for 28x28
    assert cause(report, "conv1.macs", 2 * 777_600) == "that is 2·777,600, FLOPs: two for each MAC"
    assert cause(report, "conv1.macs", 4 * 3 * 72 * 26 * 26) == "that is 4·3·3²·8·26·26, with input 3×28×28"
    assert cause(report, "conv1.activations", 4 * 8 * 26 * 26) == "that is 4·8·26·26, with input 3×28×28"
    assert cause(report, "macs", 3_110_400 + 777_600 + 2_000) is None
    # 4·(16·72·28·28 + 8·27·30·30) without the first
    assert cause(report, "macs", 4 * 16 * 72 * 784).endswith("the count without the first convolution")


def test_a_layer_without_a_bias_has_none_to_forget():
    report = summarize("conv 8 3 bias=false", "input=3x32x32")
    assert report.params == 216
    assert cause(report, "conv.params", 217) is None
    assert cause(report, "conv.params", 223) is None
    assert cause(report, "conv.params", 224) == "that is 8·(3·3² + 1), the count with a bias in each convolution"


def test_pools_that_round_up_change_what_is_behind_them(spec):
    report = spec.report("{input: 8x14x14, layers: [conv 8 3, max_pool 3 stride=2, last: conv 8 3]}")
    # 12 and then (12 − 3)/2 + 1 = 5.5: with 6 in place of 5 the last one puts out 4x4 in place of 3x3
    assert cause(report, "last.output", "8x4x4") == "that is (6 − 3)/1 + 1 = 4, with the division rounded up"
    assert cause(report, "macs", 8 * 9 * 8 * (144 + 16)) == "that is 92,160, with the division rounded up"


def test_a_squeezenet_without_its_last_convolution():
    # Its classes come from a convolution: 512·1000 + 1000
    report = summarize("squeezenet1_0")
    assert cause(report, "params", 735_424) == "that is 1,248,424 − 513,000, the count without the last layer"
    assert cause(report, "params", 1_248_937) == "that is 1,248,424 + 513, with 1,001 classes"


def test_a_thousand_and_twenty_four(spec):
    report = spec.report("{input: 64x8x8, layers: [conv 192 3 bias=false]}")
    # 64·9·192 = 110,592 = 108·1024, and with M nothing
    assert cause(report, "params", "108K") == "that is 110,592/1,024, with K = 2¹⁰"
    assert cause(report, "params", "108.0K") == "that is 110,592/1,024, with K = 2¹⁰"
    assert cause(report, "params", "108.1K") is None
    assert cause(report, "params", "10.8만") is None


def test_digits_that_were_cut_off():
    report = summarize("resnet152")
    assert cause(report, "params", "60.1M") == "that is 60,192,808, cut off and not rounded"
    assert cause(report, "params", "60.3M") is None


def test_rounding_comes_before_what_is_the_same_in_three_digits():
    """DenseNet-169 has 14,149,480 parameters: 14.2M also with 79,200, 14,208 or 1,665 more, as three slips have it."""
    report = summarize("densenet169")
    assert cause(report, "params", "14.2M") == "that is 14,149,480, rounded up and not to the nearest"
    assert cause(report, "params", "14.150M") == "that is 14,149,480, rounded up and not to the nearest"
    assert cause(report, "params", "14.164M") == (
        "that is 14,149,480 + 14,208, the count with a bias in each convolution"
    )


SILENT = [
    ("alexnet", "conv2.params", 307_456),  # it holds
    ("alexnet", "conv2.params", "307K"),  # it holds
    ("alexnet", "conv2.params", 307_202),  # no slip
    ("alexnet", "conv2.params", 307_199),
    ("alexnet", "conv2.params", "<= 307_200"),  # a budget
    ("alexnet", "conv2.params", "310.0K"),
    # Two digits: 2·15,470,264,320 is 31G, but so is much else
    ("vgg16", "macs", "31G"),
    ("vgg16", "macs", "30G"),
    ("vgg16", "macs", "~31,000,000,000"),
    # What the paper prints for 55·55·96 = 290,400 neurons: nobody knows why
    ("alexnet", "conv1.activations", 253_440),
    ("resnet50", "macs", 3_857_973_249),
    ("resnet18", "macs", 3_857_973_248),
    ("alexnet", "params", 61_100_840),  # another AlexNet
    ("alexnet", "layers", 999),
    ("alexnet", "depth", 999),
    ("alexnet", "relu1.params", 999),
    ("alexnet", "conv2.output", "256x28x28"),
    ("alexnet", "conv2.output", "256x27"),
]


@pytest.mark.parametrize(("design", "figure", "written"), SILENT)
def test_no_guess_is_better_than_a_wrong_one(design, figure, written):
    assert cause(summarize(design), figure, written) is None


def test_a_shape_of_two_digits_says_too_little():
    report = summarize("linear 8, softmax", "input=4")
    assert Slips(report).likely_cause(report.layers[0], "output", (4,)) is None


def test_joins_and_groups_without_layers_have_no_slips():
    report = summarize("resnet18")
    join = next(row for row in report.layers if row.op == "add")
    assert cause(report, f"{join.path}.params", 999) is None
    assert cause(report, f"{join.path}.activations", 999_999) is None


# Random layers


@st.composite
def convolutions(draw):
    groups = draw(st.sampled_from((1, 1, 2, 3, 4)))
    return {
        "channels": groups * draw(st.integers(1, 6)),
        "filters": groups * draw(st.integers(1, 9)),
        "kernel": draw(st.sampled_from((1, 3, 5, 7))),
        "groups": groups,
        "bias": draw(st.booleans()),
        "size": draw(st.integers(11, 24)),
    }


def report_of(layer):
    bias = "true" if layer["bias"] else "false"
    text = f"conv {layer['filters']} {layer['kernel']} groups={layer['groups']} bias={bias}"
    return summarize(text, f"input={layer['channels']}x{layer['size']}x{layer['size']}")


def known_params(layer):
    """The parameters of a convolution as each slip has them, written out once more."""
    channels, filters, groups = layer["channels"], layer["filters"], layer["groups"]
    area, bias = layer["kernel"] ** 2, int(layer["bias"])
    true = filters * channels // groups * area + filters * bias
    one_tower = {"one tower": Fraction(true, 2)} if groups == 2 else {}
    return {
        "biases": true - filters * bias,
        "one bias": true - filters * bias + bias,
        "one channel": filters * area + filters * bias,
        "without groups": filters * channels * area + filters * bias,
        **({"twice": filters * channels // groups**2 * area + filters * bias} if channels % groups**2 == 0 else {}),
        "bytes": 4 * true,
        "a thousand times": 1000 * true,
        "ten times": 10 * true,
        "a tenth": Fraction(true, 10),
        "a thousandth": Fraction(true, 1000),
        "with a bias": true + filters * (1 - bias),
        **one_tower,
    }, true


DIGITS = ("with two digits swapped", "with a digit too many", "with a digit missing", "with one digit wrong")


def computed(said, true):
    """What each cause that is said comes to: the number itself, and of digits that are others the true one."""
    causes = re.sub(r": \d for \d\b", "", said.removeprefix("that is ")).split("; or ")
    assert len(causes) == len(set(causes)) <= 3
    return [value(one) if not one.endswith(DIGITS) else true == value(one) and "digits" for one in causes]


@given(convolutions(), st.data())
@settings(max_examples=300)
def test_what_is_said_of_params_are_all_the_slips_that_fit(layer, data):
    slips, true = known_params(layer)
    whole = [int(number) for number in slips.values() if number == int(number)]
    written = data.draw(st.one_of(st.sampled_from(whole), st.integers(1, 2 * true)))
    fitting = [name for name, number in slips.items() if number == written]
    said = cause(report_of(layer), "conv.params", written)
    if written == true or written < 100 or len(fitting) > 3:
        assert said is None
    elif said is None:
        assert not fitting or len(fitting) == 3  # and one more that is said of digits
    else:
        found = computed(said, true)
        assert set(found) <= {written, "digits"}
        assert len([one for one in found if one != "digits"]) == len(fitting)
        assert all(name.split()[-1] in said for name in fitting)


@given(convolutions(), st.integers(100, 400_000))
def test_what_is_said_of_macs_comes_to_what_was_written(layer, offset):
    report = report_of(layer)
    for metric in ("macs", "flops", "activations"):
        true = getattr(report, metric)
        said = cause(report, f"conv.{metric}", true + offset)
        assert said is None or set(computed(said, true)) <= {true + offset, "digits"}


@given(convolutions())
def test_nothing_is_said_of_what_holds(layer):
    report = report_of(layer)
    row = report.layers[0]
    for metric in ("params", "macs", "flops", "activations"):
        assert cause(report, f"conv.{metric}", getattr(row, metric)) is None
    assert Slips(report).likely_cause(row, "output", row.output) is None
    assert prod(row.output) == row.activations


# The table


def test_every_slip_has_a_name_a_line_and_metrics():
    names = [slip.name for slip in SLIPS]
    assert len(set(names)) == len(names)
    for slip in SLIPS:
        assert slip.doc
        assert "\n" not in slip.doc
        assert slip.metrics
        assert set(slip.metrics) <= set(METRICS)


def test_slips_that_say_different_things_have_different_words():
    docs = [slip.doc for slip in SLIPS]
    assert len(set(docs)) == len(docs)
