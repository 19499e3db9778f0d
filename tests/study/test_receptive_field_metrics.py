"""The metrics of receptive fields: on joins, behind gates and upsampling, in `expect`, in goals; and their bounds."""

from fractions import Fraction

import pytest

from convcalc.language.numbers.axes import parse_axes
from convcalc.language.numbers.quantity import QuantityError
from convcalc.language.problems import Problems
from convcalc.network.receptive_field import Fields
from convcalc.render.fields import misalignments, show_along
from convcalc.study.design import summarize
from convcalc.study.goals import parse_goal

METRICS = ("receptive_field", "jump", "start", "effective_padding")


def row(report, path):
    return next(row for row in report.layers if row.path == path)


def last(design, change, **settings):
    """The metrics of a design's last layer, as they are shown."""
    report = summarize(design, change, **settings)
    return [show_along(report.layers[-1], metric) for metric in METRICS]


# Windows


@pytest.mark.parametrize(
    ("design", "change", "expected"),
    [
        # 1 + (5 − 1)·1; twice 1 + (3 − 1)·1 + (3 − 1)·1
        ("conv 1 5 padding=2", "input=1x9x9", ["5×5", "1×1", "0×0", "2×2"]),
        ("conv 1 3 padding=1, conv 1 3 padding=1", "input=1x9x9", ["5×5", "1×1", "0×0", "2×2"]),
        # dilated: F′ = 2·(3 − 1) + 1 = 5; start (5 − 1)/2
        ("conv 1 3 dilation=2", "input=1x9x9", ["5×5", "1×1", "2×2", "0×0"]),
        # one axis; three axes; another filter along each
        ("conv 1 80 stride=4 padding=38", "input=1x32000", ["80", "4", "1.5", "38"]),
        ("conv 1 3x1x5 padding=1x0x2", "input=1x9x9x9", ["3×1×5", "1×1×1", "0×0×0", "1×0×2"]),
        ("conv 1 1x7 padding=0x3, conv 1 7x1 padding=3x0", "input=1x17x17", ["7×7", "1×1", "0×0", "3×3"]),
        ("conv 1 3 stride=2x1", "input=1x9x9", ["3×3", "2×1", "1×1", "0×0"]),
        # TF's SAME on 8 with F 3 and S 2: (4 − 1)·2 + 3 − 8 = 1, all of it at the far side
        ("conv 1 3 stride=2 padding=same", "input=1x8x8", ["3×3", "2×2", "1×1", "0×0"]),
        # and on 7: (4 − 1)·2 + 3 − 7 = 2, one on each side
        ("conv 1 3 stride=2 padding=same", "input=1x7x7", ["3×3", "2×2", "0×0", "1×1"]),
        # F 4, S 1: 3, the smaller half at the near side
        ("conv 1 4 padding=same", "input=1x8x8", ["4×4", "1×1", "0.5×0.5", "1×1"]),
        ("crop 4", "input=1x8x8", ["1×1", "1×1", "2×2", "−2×−2"]),
        ("pad before=2x0 after=0x1", "input=1x8x8", ["1×1", "1×1", "−2×0", "2×0"]),
        ("pixel_unshuffle 2", "input=1x8x8", ["2×2", "2×2", "0.5×0.5", "0×0"]),
        # windows ⌊i·6/3⌋ to ⌈(i + 1)·6/3⌉ − 1
        ("adaptive_avg_pool 3", "input=1x6x6", ["2×2", "2×2", "0.5×0.5", "0×0"]),
        # of 7 in 3: 0–2, 2–4, 4–6
        ("adaptive_avg_pool 3", "input=1x7x7", ["3×3", "7/3×7/3", "1×1", "0×0"]),
        # each output of a 4/2 transposed convolution gets from 2 inputs: unit 0 from −1 and 0
        ("conv_transpose 1 4 stride=2 padding=1", "input=1x8x8", ["2×2", "0.5×0.5", "−0.5×−0.5", "1×1"]),
        ("upsample 2", "input=1x8x8", ["1×1", "0.5×0.5", "0×0", "0×0"]),
        # 3 places of what was doubled lie in 2
        ("upsample 2, conv 1 3 padding=1", "input=1x8x8", ["2×2", "0.5×0.5", "−0.5×−0.5", "1×1"]),
        ("conv 1 3 stride=2 padding=1, upsample 3/2", "input=1x8x8", ["3×3", "4/3×4/3", "0×0", "1×1"]),
        ("upsample 2, max_pool 2", "input=1x8x8", ["1×1", "1×1", "0×0", "0×0"]),
    ],
)  # fmt: skip
def test_windows_worked_by_hand(design, change, expected):
    assert last(design, change) == expected


def test_pixel_shuffle_reads_one_place_for_several():
    assert last("pixel_shuffle 2", "input=4x3x3") == ["1×1", "0.5×0.5", "0×0", "0×0"]


def test_unet_of_ronneberger():
    """188 pixels, the number that is told of it, is what some of the last units read; others up to 204."""
    report = summarize("unet")
    reading = report.fields.of(report.graph.final)[0][0].local
    counts = {last - first + 1 for first, last in zip(reading.firsts, reading.lasts, strict=True)}
    assert (min(counts), max(counts)) == (188, 204)
    assert report.jump == (1, 1)


# What reads everything


@pytest.mark.parametrize(
    "layers",
    ["global_avg_pool", "flatten", "flatten, linear 3", "adaptive_avg_pool 1", "global_max_pool, conv 4 1"],
)
def test_the_whole_input_is_said_so(layers):
    design = f"conv 4 3, {layers}"
    expected = ["8×9 (all)", "–", "–", "–"]
    assert last(design, "input=3x8x9") == expected
    assert last(design, "input=3x8x9", ignore_global=True) == expected


GATED = "conv 4 3 padding=1, {multiply: [[], [global_avg_pool, conv 4 1, sigmoid]]}, conv 4 3 padding=1"


def test_behind_a_gate_units_read_everything_and_the_window_is_still_known():
    assert last(f"[{GATED}]", "input=3x8x8") == ["8×8 (all)", "1×1", "0×0", "2×2"]
    assert last(f"[{GATED}]", "input=3x8x8", ignore_global=True) == ["5×5", "1×1", "0×0", "2×2"]


@pytest.mark.parametrize(
    ("norm", "everything"),
    [
        ("batch_norm", False), ("layer_norm", False), ("lrn", False), ("softmax", False), ("instance_norm", True),
        ("group_norm 2", True), ("global_response_norm", True), ("layer_norm normalized_shape=spatial", True),
        ("layer_norm normalized_shape=all", True),
    ],
)  # fmt: skip
def test_a_norm_over_all_places_reads_them(norm, everything):
    design = f"conv 4 3, {norm}"
    assert last(design, "input=3x8x8")[0] == ("8×8 (all)" if everything else "3×3")
    assert last(design, "input=3x8x8", ignore_global=True)[0] == "3×3"


def test_a_network_has_the_field_of_its_output():
    report = summarize("vgg16")
    assert report.receptive_field == (224, 224)
    report = summarize("vgg16", ignore_global=True)
    assert (report.receptive_field, report.jump) == ((212, 212), (32, 32))


def test_a_group_has_the_field_of_its_output_and_a_flat_input_has_none():
    report = summarize("resnet18")
    stage = next(row for row in report.rows if row.path == "stage2")
    assert stage.receptive_field == row(report, "stage2.2.relu2").receptive_field == (43, 43)
    assert last("linear 5, relu", "input=7") == ["", "", "", ""]


def test_several_inputs_have_a_field_each(spec):
    text = """
        input: {left: 1x16x16, right: 1x8x8}
        layers:
          - a: [from left, conv 4 3 stride=2 padding=1]
          - b: [from right, conv 4 5 padding=2]
          - concat: [[from a], [from b]]
    """
    fields = Fields(spec.report(text).graph)
    found = fields.of(fields.graph.final)
    assert [[axis.local.size for axis in axes] for axes in found.values()] == [[3, 3], [5, 5]]
    assert fields.misaligned == []


# Joins


def test_a_join_is_the_union_of_its_branches():
    """Inception: 1, 3 and 5 wide, all around the same centre."""
    design = "[{concat: [[conv 1 1], [conv 1 3 padding=1], [conv 1 5 padding=2]]}]"
    assert last(design, "input=1x8x8") == ["5×5", "1×1", "0×0", "2×2"]


def test_branches_on_other_places_are_named_with_the_pixels_between():
    """A 2×2 pool has its first centre at 0.5, a 1×1 convolution of stride 2 at 0."""
    report = summarize("[{concat: [[conv 1 1 stride=2], [max_pool 2]]}]", "input=1x8x8")
    said = ["misaligned at concat: max_pool lies 0.5 pixel behind conv (height and width)"]
    assert misalignments(report) == said
    # the union still has one size: from 0 to 1
    assert [report.along(metric) for metric in METRICS] == [(2, 2), (2, 2), (Fraction(1, 2),) * 2, (0, 0)]


def test_branches_with_other_jumps_have_no_common_one_from_there_on():
    report = summarize("[{concat: [[conv 1 1 stride=2], [conv 1 5]]}, conv 1 3]", "input=1x8x8")
    assert misalignments(report) == ["misaligned at concat: conv2 has jump 1, conv1 2 (height and width)"]
    assert [show_along(report.layers[-1], metric) for metric in METRICS] == ["misaligned"] * 4
    assert report.receptive_field == ()


def test_one_axis_alone_may_be_misaligned():
    report = summarize("[{add: [[conv 1 1 stride=1x2], [max_pool 1x2]]}]", "input=1x8x8")
    assert misalignments(report) == ["misaligned at add: max_pool lies 0.5 pixel behind conv (width)"]


def test_residual_networks_are_aligned():
    assert [misalignments(summarize(name)) for name in ("resnet50", "densenet121", "unet", "inception_v3")] == [[]] * 4


# What is written


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("195", (195, 195), True), ("195", (195, 194), False), ("7x11", (7, 11), True), ("7×11", (11, 7), False),
        ("0.5", (Fraction(1, 2),), True), ("7/3", (Fraction(7, 3),), True), ("-3", (-3, -3), True),
        ("−3x0", (-3, 0), True), (">= 99", (99, 100), True), (">= 99", (98, 100), False), ("<5x7", (4, 6), True),
        ("≤ 5", (5,), True), ("7x11", (7,), False), ("195", (), False), ("== 5", (5, 5), True),
    ],
)  # fmt: skip
def test_values_along_axes(text, values, holds):
    assert parse_axes(text).holds(values) is holds
    if values and "x" not in text and ">" not in text:
        assert parse_axes(parse_axes("1").rewrite(values)).holds(values)


def test_a_rewrite_keeps_the_comparison_and_says_equal_axes_once():
    assert parse_axes(">= 99").rewrite((67, 67)) == ">= 67"
    assert parse_axes("5").rewrite((7, 11)) == "7x11"
    assert parse_axes("5").rewrite((Fraction(1, 2), -3)) == "0.5x-3"


@pytest.mark.parametrize(
    "text", ["", "a", "5x", "x5", "5x5x", "1e3", "1/0", "5%", "5 5", "9" * 50, "1" * 200, ">=", "٣"]
)
def test_what_is_no_value_is_refused(text):
    with pytest.raises(QuantityError):
        parse_axes(text)


def test_expectations_are_read_and_wrong_ones_have_a_place(spec):
    text = """\
input: 1x9x9
layers:
  - conv: conv 1 3
    expect: {receptive_field: 3, jump: 1x1, start: 0.5, effective_padding: -3}
expect: {receptive_field: ">= 3"}
"""
    report = spec.report(text)
    own = report.layers[0].expect
    assert [expectation.expected.holds(report.along(expectation.metric)) for expectation in own] == [
        True, True, False, False,
    ]  # fmt: skip
    assert report.expect[0].expected.holds(report.receptive_field)
    refused = spec.errors(text.replace("jump: 1x1", "jump: 1xa"))
    assert refused == ["4:42 error: 'a' is not a number of pixels (write 195, 7x11, 0.5 or -3)"]


def test_a_goal_about_a_receptive_field():
    problems = Problems()
    goal = parse_goal("conv2.receptive_field >= 51", problems)
    assert not problems.items
    assert (goal.wanted.numbers, goal.comparison) == ((51,), ">=")
    assert parse_goal("start = -3x0", problems).wanted.numbers == (-3, 0)
    assert parse_goal("a.jump = b.jump", problems).to == ("b", "jump")
    assert parse_goal("jump = params", problems) is None
    assert [problem.message for problem in problems.items] == ["jump and params can't be compared"]


# Bounds


def test_readings_that_hardly_repeat_are_not_kept():
    """Units that repeat only after 3·5·7·11·13 = 15,015 are said to be uneven, and none hangs."""
    design = ", ".join(f"upsample {number}" for number in (3, 5, 7, 11, 13))
    assert last(design, "input=1x4x4") == ["uneven"] * 4


def test_jumps_past_all_bounds_are_said_so():
    """Strides of 10⁹ on one place: after 9 of them the jump has more than 256 bits."""
    design = ", ".join(["conv 1 1 stride=1000000000"] * 12)
    assert last(design, "input=1x1x1") == ["too large"] * 4


def test_a_long_chain_of_uneven_units_stays_within_its_memory(spec, monkeypatch):
    """Each of these keeps 4,096 entries: the ninth layer behind the first is one too many for 40,000."""
    monkeypatch.setattr("convcalc.network.receptive_field.MOST_ENTRIES", 40_000)
    text = "input: 1x4\nlayers:\n  - upsample 4096\n  - {a: conv 1 3 padding=1, repeat: 20}\n"
    report = spec.report(text)
    fields = report.fields
    assert [fields.undefined(number) for number in range(1, 12)] == [""] * 9 + ["uneven"] * 2
    assert fields._entries <= 40_000 + 1
    assert fields.undefined(report.graph.final) == "uneven"
