"""Designs side by side: their names, their numbers, their ratios, and whether they replace each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.problems import Problems
from convcalc.study.compare.align import align
from convcalc.study.compare.designs import compare, ratio

FILTER_GROUPS = (966_986, 736_586, 455_498, 314_954, 244_682)  # Ioannou et al., Deep Roots, with biases


def compared(*arguments, batch=1):
    problems = Problems()
    comparison = compare(list(arguments), problems, batch)
    assert comparison is not None, problems.items
    return comparison


def counts(comparison, metric):
    return [design.count(metric) for design in comparison.designs]


def said(*arguments):
    """The complaints, each as it is printed."""
    problems = Problems()
    compare(list(arguments), problems)
    return [str(problem) for problem in problems.in_order()]


# Numbers


@pytest.mark.parametrize(
    ("designs", "params", "macs"),
    [
        # 9·128·128 against 128·32 + 9·32·128, on 28×28
        (("plain_conv3x3", "bottleneck_1x1_3x3"), (147_456, 40_960), (147_456 * 784, 40_960 * 784)),
        # 25·64² against 2·9·64², on 56×56
        (("conv5x5", "two_conv3x3"), (102_400, 73_728), (321_126_400, 231_211_008)),
        (("alexnet", "googlenet"), (60_965_224, 6_998_552), (724_406_816, 1_582_671_872)),
        # MobileNet's table 3
        (
            ("input=512x14x14", "plain_conv3x3", "depthwise_separable"),
            (2_359_296, 266_752),
            (462_422_016, 52_283_392),
        ),
        # 25·128² + 128 and 2·(9·128² + 128), on 56×56
        (
            ("input=128x56x56", "conv 128 5 padding=2", "conv 128 3 padding=1, conv 128 3 padding=1"),
            (409_600 + 128, 294_912 + 256),
            (409_600 * 56 * 56, 294_912 * 56 * 56),
        ),
    ],
)
def test_the_numbers_of_published_comparisons(designs, params, macs):
    comparison = compared(*designs)
    assert counts(comparison, "params") == list(params)
    assert counts(comparison, "macs") == list(macs)


def test_filter_groups():
    groups = [part for number in (2, 4, 8, 16) for part in ("nin_cifar", f"groups={number}")]
    comparison = compared("nin_cifar", *groups)
    assert counts(comparison, "params") == list(FILTER_GROUPS)
    assert [design.name for design in comparison.least("params")] == ["nin_cifar groups=16"]


def test_depth():
    # AlexNet's "eight learned layers", and what the names of the others say
    assert counts(compared("alexnet", "vgg19", "googlenet", "resnet152"), "depth") == [8, 19, 22, 152]


def test_pruned_filters_save_downstream_too():
    comparison = compared("alexnet", "alexnet", "conv2.out_channels=128")
    layers = [{row.path: row for row in design.report.layers} for design in comparison.designs]
    assert [rows["conv2"].params for rows in layers] == [307_456, 153_728]  # 256 and 128 of 48·25 + 1
    assert [rows["conv3"].params for rows in layers] == [885_120, 384 * (128 * 9 + 1)]
    saved = (307_456 - 153_728) + (885_120 - 442_752)
    assert counts(comparison, "params") == [60_965_224, 60_965_224 - saved]


def test_bytes_and_shares():
    alexnet = compared("alexnet", "googlenet").reference
    assert alexnet.count("weight_bytes") == 4 * 60_965_224
    linear = 37_752_832 + 16_781_312 + 4_097_000
    assert alexnet.report.share("linear_params_share") == (linear, 60_965_224)
    assert alexnet.report.share("conv_params_share") == (60_965_224 - linear, 60_965_224)
    assert alexnet.report.share("conv_macs_share") == (724_406_816 - 58_621_952, 724_406_816)  # without fc6 to fc8


def test_a_batch_multiplies_work_and_no_weights():
    comparison = compared("conv5x5", "two_conv3x3", batch=32)
    assert counts(comparison, "macs") == [32 * 321_126_400, 32 * 231_211_008]
    assert counts(comparison, "params") == [102_400, 73_728]


def test_outputs_of_side_branches_are_none_of_the_network():
    comparison = compared("alexnet", "googlenet")
    assert [design.shapes("output") for design in comparison.designs] == [[(1000,)], [(1000,)]]


# Order and the least


def test_the_reference_stays_the_first_that_was_given():
    comparison = compared("conv5x5", "conv7x7", "two_conv3x3")
    comparison.sort("params")
    assert [design.name for design in comparison.designs] == ["conv7x7", "conv5x5", "two_conv3x3"]
    assert comparison.reference.name == "conv5x5"


@pytest.mark.parametrize("metric", ["output", "conv_params_share", "params_share", "parms"])
def test_no_order_by_what_is_no_count(metric):
    with pytest.raises(ValueError, match="is no number to sort by"):
        compared("conv5x5", "two_conv3x3").sort(metric)


def test_the_least_may_be_several_and_never_all():
    comparison = compared("input=3x8x8", "relu", "relu", "conv 3 1")
    assert [design.name for design in comparison.least("params")] == ["relu (1)", "relu (2)"]
    assert comparison.least("activations") == []


# Names


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("alexnet", "vgg16"), ["alexnet", "vgg16"]),
        (("alexnet", "alexnet", "conv2.out_channels=128"), ["alexnet", "alexnet conv2.out_channels=128"]),
        (("alexnet", "alexnet"), ["alexnet (1)", "alexnet (2)"]),
        (("input=3x9x9", "conv 8 3", "relu"), ["conv 8 3", "relu"]),  # a change for all tells none apart
        (("input=3x9x9", "relu", "relu", "input=3x8x8"), ["relu", "relu input=3x8x8"]),
        (("input=3x64x64", "conv 8 3, " * 9 + "relu", "relu"), ["conv 8 3, conv 8 3, conv 8 3, conv 8 3…", "relu"]),
    ],
)
def test_what_designs_are_called(arguments, names):
    assert [design.name for design in compared(*arguments).designs] == names


# Warnings and errors


def test_designs_that_do_not_replace_each_other():
    differs = "warning: the outputs differ: 3×8×8 (relu); 8×6×6 (conv 8 3) (these designs do not replace each other)"
    assert said("input=3x8x8", "relu", "conv 8 3") == [differs]
    (warning,) = said("input=3x8x8", "relu", "max_pool 2", "tanh")
    assert "3×8×8 (relu, tanh); 3×4×4 (max_pool 2)" in warning


def test_different_inputs_are_no_warning():
    """AlexNet reads 227, GoogLeNet 224; both put out 1000 scores, and so can replace each other."""
    assert said("alexnet", "googlenet") == []


def test_all_that_is_wrong_with_all_designs():
    found = said("input=3x8x8", "cnv 8 3", "cnv 8 3", "alexnt", "relu", "relu", "relu9.p=1")
    assert len(found) == 4
    assert found[0] == "error: there is no file and no catalogue network 'alexnt' (did you mean 'alexnet'?)"
    assert found[1].startswith("changes of design 5:1:1: error: there is no layer 'relu9'")
    assert found[2].startswith("design 1:1:1: error: there is no op or block 'cnv'")
    assert found[3].startswith("design 2:1:1: error: there is no op or block 'cnv'")


def test_what_no_longer_fits_is_said_with_its_place():
    (error,) = said("alexnet", "alexnet", "conv2.out_channels=127")
    assert error.endswith("error: groups=2 does not divide the 127 output channels")
    assert "alexnet.yaml:" in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "a design is missing"),
        (("base=3",), "a design is missing"),
        (("alexnet",), "one design can't be compared"),
        (("alexnet", "conv2.out_channels=128"), "one design can't be compared"),
        (("-", "-"), "standard input can be read only once"),
    ],
)
def test_too_few_designs(arguments, message):
    (error,) = said(*arguments)
    assert error.startswith(f"error: {message}")


# Ratios and lining up


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_a_ratio_is_exact(part, whole):
    numerator, denominator = ratio(part, whole)
    assert numerator * whole == denominator * part


def test_nothing_is_divided_by_zero():
    assert ratio(1, 0) is None and ratio(0, 0) is None and ratio(0, 5) == (0, 1)


def same(left, right):
    return 3 if left == right else 1 if left[0] == right[0] else 0


def lined_up(left, right):
    """Entries are `key:what`; equal keys pair first."""
    left, right = left.split(), right.split()
    pairs = align(left, right, key, key, lambda one, other: same(one.split(":")[1], other.split(":")[1]))
    return " ".join(f"{left[a] if a is not None else '.'}|{right[b] if b is not None else '.'}" for a, b in pairs)


def key(entry):
    return entry.split(":")[0]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", ""),
        ("a:c", "", "a:c|."),
        ("", "a:c", ".|a:c"),
        ("a:c b:r", "a:c b:r", "a:c|a:c b:r|b:r"),
        ("a:c b:r c:c", "a:c c:c", "a:c|a:c b:r|. c:c|c:c"),
        ("a:c1", "x:r y:c1", ".|x:r a:c1|y:c1"),  # by what they do, equal calls first
        ("a:c1", "x:c2 y:c1", ".|x:c2 a:c1|y:c1"),
        ("a:c b:r", "b:r a:c", "a:c|. b:r|b:r .|a:c"),  # never crossing
        ("a:c b:c", "x:r", "a:c|. b:c|. .|x:r"),
    ],
)
def test_lining_up(left, right, expected):
    assert lined_up(left, right) == expected


SEQUENCES = st.lists(st.integers(0, 30), unique=True, max_size=12)


@given(SEQUENCES, SEQUENCES)
def test_each_stands_once_and_in_order(left, right):
    pairs = align(left, right, lambda entry: entry, lambda entry: entry, lambda one, other: int(one % 3 == other % 3))
    assert [a for a, _ in pairs if a is not None] == list(range(len(left)))
    assert [b for _, b in pairs if b is not None] == list(range(len(right)))
