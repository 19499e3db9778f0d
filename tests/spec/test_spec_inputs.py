"""Sizes that are written the other way round: a wrong network is never counted without a word."""

import pytest

from convcalc.language.problems import ConvcalcError

FIRST = "channels come first here"
IMAGES = "input: 3x8x8\nlayers:\n  - conv: conv 4 3 padding=1\n"
SOUND = "input: 1x100\nlayers:\n  - conv: conv 4 3\n"
FEATURES = "input: 64x56x56\nlayers:\n  - conv: conv 32 1\n"
VIDEO = "input: 3x16x20x20\nlayers:\n  - conv: conv 4 3\n"
VALUES = "input: 784\nlayers:\n  - fc: linear 10\n"
FREE = "layers:\n  - conv: conv 4 3 padding=1\n"


def totals(report):
    return report.params, report.macs


@pytest.mark.parametrize(
    ("net", "shape", "said", "meant"),
    [
        # channels that stand last
        (IMAGES, "8x8x3", "8x8x3 has its channels at the end", f"did you mean 3x8x8? {FIRST}"),
        (IMAGES, "640x480x3", "640x480x3 has its channels at the end", f"did you mean 3x640x480? {FIRST}"),
        (IMAGES, "2x5x3", "2x5x3 has its channels at the end", f"did you mean 3x2x5? {FIRST}"),
        (IMAGES, "3×8", "3x8 has one axis", f"did you mean 3x8x8? {FIRST}"),
        (FEATURES, "56x56x64", "56x56x64 has its channels at the end", f"did you mean 64x56x56? {FIRST}"),
        (SOUND, "100x1", "100x1 has its channels at the end", f"did you mean 1x100? {FIRST}"),
        (VIDEO, "16x20x20x3", "16x20x20x3 has its channels at the end", f"did you mean 3x16x20x20? {FIRST}"),
        # another number of axes
        (IMAGES, "8x8", "8x8 has one axis, the input of this network has two axes", f"did you mean 3x8x8? {FIRST}"),
        (IMAGES, "8x3", "8x3 has one axis", f"did you mean 3x8x8? {FIRST}"),
        (IMAGES, "8", "8 has no axis", f"did you mean 3x8x8? {FIRST}"),
        (IMAGES, "3", "3 has no axis", f"write a shape such as 3x8x8; {FIRST}"),
        (IMAGES, "1x3x8x8", "1x3x8x8 has three axes", "did you mean 3x8x8? a batch is given with --batch"),
        (IMAGES, "32x9x9x3", "32x9x9x3 has three axes", "did you mean 3x9x9? a batch is given with --batch"),
        (IMAGES, "32x1x9x9", "32x1x9x9 has three axes", "did you mean 1x9x9? a batch is given with --batch"),
        (SOUND, "100", "100 has no axis, the input of this network has one axis", f"did you mean 1x100? {FIRST}"),
        (SOUND, "8x1x100", "8x1x100 has two axes", "did you mean 1x100? a batch is given with --batch"),
        (VIDEO, "16x20x20", "16x20x20 has two axes", f"did you mean 3x16x20x20? {FIRST}"),
        (VIDEO, "3x20x20", "3x20x20 has two axes", f"write a shape such as 3x16x20x20; {FIRST}"),
        (VALUES, "1x28x28", "1x28x28 has two axes, the input of this network has no axis", "write a shape such as 784"),
    ],
)
def test_a_change_that_turns_an_input_round_is_an_error_with_the_right_spelling(spec, net, shape, said, meant):
    spec.refuses(net, f"command line:1:7: error: {said} ... {meant}", changes=[f"input={shape}"])


@pytest.mark.parametrize(
    ("net", "shape", "params", "macs"),
    [
        (IMAGES, "1x8x8", 4 * (9 + 1), 9 * 4 * 64),
        (IMAGES, "12x8x8", 4 * (12 * 9 + 1), 12 * 9 * 4 * 64),
        (IMAGES, "3x9x3", 4 * (27 + 1), 27 * 4 * 27),  # the first number is the spec's channels
        (IMAGES, "3x3x3", 4 * (27 + 1), 27 * 4 * 9),
        (FEATURES, "128x64x64", 32 * (128 + 1), 128 * 32 * 64 * 64),
        (
            FEATURES,
            "128x60x64",
            32 * (128 + 1),
            128 * 32 * 60 * 64,
        ),  # 128 and 60 differ, and images have no 64 channels
        (SOUND, "2x50", 4 * (2 * 3 + 1), 6 * 4 * 48),
        (VIDEO, "1x16x20x20", 4 * (27 + 1), 27 * 4 * 14 * 18 * 18),
        (VALUES, "100", 10 * (100 + 1), 1000),
    ],
)
def test_other_sizes_and_other_channels_stay_possible(spec, net, shape, params, macs):
    report = spec.report(net, f"input={shape}")
    assert totals(report) == (params, macs)
    assert report.warnings == []


def test_each_of_several_inputs_is_held_against_its_own_shape(spec):
    net = "input: {left: 1x9x9, right: 3x9x9}\nlayers:\n  - concat: [[from left], [from right]]\n"
    said = "command line:1:12: error: 9x9x1 has its channels at the end ... did you mean 1x9x9?"
    spec.refuses(net, said, changes=["input.left=9x9x1"])
    said = "command line:1:13: error: 9x9x3 has its channels at the end ... did you mean 3x9x9?"
    spec.refuses(net, said, changes=["input.right=9x9x3"])
    assert spec.rows(net, "input.left=3x9x9") == ["concat 6x9x9 0 0"]


def test_only_the_last_of_several_changes_is_another_size_of_the_file(spec):
    assert totals(spec.report(IMAGES, "input=1x8x8", "input=3x4x4")) == (4 * 28, 27 * 4 * 16)
    spec.refuses(IMAGES, "command line:1:7: error: 8x8x3 has its", changes=["input=1x8x8", "input=8x8x3"])


def test_a_network_of_the_catalogue_keeps_its_channels_first(spec):
    # PyTorch's resnet18: 11,689,512 and 1,814,073,344; its first filters, 64·7² for each channel, run at 112·112 places
    assert totals(spec.design("resnet18", "input=3x224x224")) == (11_689_512, 1_814_073_344)
    fewer = 2 * 64 * 49
    grey = spec.design("resnet18", "input=1x224x224")
    assert totals(grey) == (11_689_512 - fewer, 1_814_073_344 - fewer * 112 * 112)
    for shape in ("224x224x3", "224x224", "1x3x224x224"):
        with pytest.raises(ConvcalcError) as caught:
            spec.design("resnet18", f"input={shape}")
        (problem,) = caught.value.problems.items
        assert problem.hint is not None
        assert problem.hint.startswith("did you mean 3x224x224?")


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("32x32x3", "32x32x3 is read as 32 channels of 32x3 (did you mean 3x32x32? channels come first here)"),
        ("28x28x1", "28x28x1 is read as 28 channels of 28x1 (did you mean 1x28x28? channels come first here)"),
        ("640x480x4", "640x480x4 is read as 640 channels of 480x4 (did you mean 4x640x480? channels come first here)"),
        ("8000x1", "8000x1 is read as 8000 channels of 1 (did you mean 1x8000? channels come first here)"),
    ],
)
def test_an_input_that_looks_turned_round_is_a_warning_where_nothing_tells(spec, shape, said):
    assert spec.warnings(f"input: {shape}\n{FREE}") == [f"1:8 warning: {said}"]
    assert spec.warnings(FREE, f"input={shape}") == [f"command line:1:7: warning: {said}"]
    inline = spec.design("conv 4 3 padding=1", f"input={shape}")
    assert [spec.shown(warning) for warning in inline.warnings] == [f"command line:1:7: warning: {said}"]


@pytest.mark.parametrize(
    "shape", ["100x1x1", "8x4x4", "64x1x1", "3x32x32", "32x32x2", "64x7x4", "32x32x32", "4", "3x1"]
)
def test_an_input_that_may_well_be_meant_is_silent(spec, shape):
    net = f"input: {shape}\nlayers: [flatten, linear 2]\n"
    assert spec.warnings(net) == []


def test_channels_that_images_have_are_a_warning_also_where_the_spec_has_others(spec):
    said = "8x8x1 is read as 8 channels of 8x1 (did you mean 1x8x8? channels come first here)"
    assert spec.warnings(IMAGES, "input=8x8x1") == [f"command line:1:7: warning: {said}"]


def test_an_input_that_a_file_writes_over_its_base_is_that_files(spec):
    spec.write("base.yaml", IMAGES)
    assert spec.rows("extends: base.yaml\ninput: 5x5x3\n") == ["conv 4x5x3 184 2700"]  # 4(45 + 1), 45·4·15
    assert spec.rows("extends: base.yaml\ninput: 7x6\n") == ["conv 4x6 88 504"]  # a 1-D network: 4(21 + 1), 21·4·6
    spec.refuses(
        "extends: base.yaml\ninput: 7x6\n",
        "command line:1:7: error: 3x6x6 has two axes, the input of this network has one axis",
        changes=["input=3x6x6"],
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("227,227,3", f"write 3x227x227; {FIRST}"),
        ("(28, 28, 1)", f"write 1x28x28; {FIRST}"),
        ("3,227,227", "write 3x227x227"),
        ("64,56,56", "write 64x56x56"),
    ],
)
def test_a_shape_that_is_misspelled_is_spelled_with_its_channels_first(spec, written, meant):
    spec.refuses(f'input: "{written}"\nlayers: [relu]\n', f"1:9 error: '{written}' is not a shape ({meant})")


@pytest.mark.parametrize("shape", ["227x227x3", "64x64x2", "640x480x3"])
def test_an_error_in_the_first_layer_says_what_may_be_wrong_with_the_input(spec, shape):
    first, second, last = shape.split("x")
    net = f"input: {shape}\nlayers:\n  - conv 96 11\n  - relu\n"
    spec.refuses(net, f"3:13 error: the filter covers 11 ... did you mean {last}x{first}x{second}? {FIRST}")


def test_an_error_in_a_later_layer_or_of_another_kind_says_nothing_of_the_input(spec):
    (error,) = spec.errors("input: 227x227x3\nlayers:\n  - relu\n  - conv 96 11\n")
    assert "did you mean" not in error
    (error,) = spec.errors("input: 64x64x64\nlayers:\n  - conv 96 99\n")
    assert "did you mean" not in error


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        ("conv 4 5x5x3", "5x5"),
        ("conv 4 3x5x5", "5x5"),
        ("conv 4 1x7x3", "1x7"),
        ("conv 4 3x3x3", "3x3"),
        ("max_pool 2x2x64", "2x2"),
    ],
)
def test_a_window_with_its_channels_written_is_an_error_with_the_right_spelling(spec, call, meant):
    net = f"input: 3x32x32\nlayers:\n  - {call}\n"
    spec.refuses(net, f"3:{len(call) - len(call.split()[-1]) + 5} error: kernel_size ... did you mean {meant}?")


def test_nothing_follows_from_an_input_that_could_not_be_read(spec):
    wrong = "input: {left: 3x0x8, right: 3x8x8}\n"
    net = "layers:\n  - a: [from left, conv 3 3 padding=1]\n  - b: reuse a\n  - concat: [[from b], [from right]]\n"
    spec.refuses(wrong + net, "1:17 error: a size is at least 1")
    spec.refuses(wrong + net, "1:17 error: a size is at least 1", changes=["input.left=3x8x8"])
    single = "input: 3x8x8\nlayers:\n  - conv 4 3 stride=2\n  - concat: [[from input], []]\n"
    assert len(spec.refused(single, "input=3x8")) == 1  # and no warning of a stride that does not fit 8


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("28x28", ["28x28 is read as 28 channels of length 28"]),
        ("227x227", ["227x227 is read as 227 channels of length 227"]),
        ("32x32x3", ["32x32x3 is read as 32 channels of 32x3"]),
        ("80x3000", []),
        ("4x4", []),
        ("1x28x28", []),
    ],
)
def test_an_image_whose_channels_are_forgotten_is_warned_of(spec, shape, said):
    report = spec.report(f"input: {shape}\nlayers:\n  - conv: conv 4 3\n")
    assert [problem.message for problem in report.warnings] == said
    assert all(FIRST in str(problem.hint) for problem in report.warnings)
