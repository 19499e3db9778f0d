"""Joins and branches: what comes out, what is left out, and what does not fit."""

import pytest

H = "input: 4x8x8\n"


def test_an_empty_branch_is_the_identity(spec, table):
    text = H + "layers:\n  - add: [[conv 4 3 padding=1], []]\n  - concat: [[], []]\n"
    # 4(36 + 1) = 148, 36·4·64 = 9,216
    assert spec.rows(text) == table("conv 4x8x8 148 9216 \n add 4x8x8 0 0 \n concat 8x8x8 0 0")


@pytest.mark.parametrize("kind", ["add", "multiply"])
@pytest.mark.parametrize("branches", ["[[], [global_avg_pool]]", "[[global_avg_pool], []]"])
def test_a_gate_of_one_value_a_channel_stands_for_all_places(spec, kind, branches):
    rows = spec.rows(f"{H}layers:\n  - {kind}: {branches}\n")
    assert rows == ["global_avg_pool 4x1x1 0 0", f"{kind} 4x8x8 0 0"]


@pytest.mark.parametrize(
    ("stride", "rows"),
    [
        ("1", ["conv 4x8x8 148 9216", "add 4x8x8 0 0"]),
        ("2", ["conv 4x4x4 148 2304", "shortcut.max_pool 4x4x4 0 0", "add 4x4x4 0 0"]),
    ],
)
def test_an_item_in_a_branch_may_have_a_condition(spec, stride, rows):
    text = f"""{H}parameters: {{s: {stride}}}
layers:
  - add:
      - [conv 4 3 padding=1 stride=s]
      - - shortcut: [max_pool 2]
          when: s != 1
"""
    assert spec.rows(text) == rows


@pytest.mark.parametrize(
    ("limit", "rows"),
    [
        ("9", ["left.relu 4x8x8 0 0", "right.conv 4x8x8 20 1024", "add 4x8x8 0 0", "relu 4x8x8 0 0"]),
        ("8", ["right.conv 4x8x8 20 1024", "relu 4x8x8 0 0"]),
    ],
)
def test_a_join_left_with_one_branch_is_that_branch(spec, limit, rows):
    text = f"""{H}parameters: {{limit: {limit}}}
layers:
  - add:
      - left: [relu]
        when: in_height < limit
      - right: [conv 4 1]
  - relu
"""
    assert spec.rows(text) == rows


def test_no_branch_left_is_an_error(spec):
    text = H + "layers:\n  - add: [{a: [relu], when: false}, {b: [relu], when: in_channels > 4}]\n"
    spec.refuses(text, "3:5 error: no branch of this add is left")


def test_when_and_else_choose_at_the_place_where_they_stand(spec, table):
    text = """layers:
  - a: conv 8 1
    when: in_channels == 3
    else: conv 6 1
  - b: conv 8 1
    when: in_channels == 6
  - relu:
    when: in_height != 8
    else: [tanh, sigmoid]
  - c: tanh
    when: in_width == 8 and not in_channels == 9
    else: relu
"""
    assert spec.rows(H + text) == table(
        """
        a        6x8x8  30  1536    # 6·5, 4·6·64
        b        8x8x8  56  3072    # 8·7, 6·8·64
        tanh     8x8x8   0     0
        sigmoid  8x8x8   0     0
        c        8x8x8   0     0
        """
    )


MISMATCHES = {
    "channels": ("add", "conv 2 1", "", "add needs equal shapes", "4×8×8", "2×8×8", "4:9", "line 5"),
    "sizes": ("multiply", "max_pool 2", "", "multiply needs equal shapes", "4×4×4", "4×8×8", "4:9", "line 5"),
    "spatial": ("concat", "conv 4 3", "", "concat joins equal spatial sizes", "4×6×6", "4×8×8", "5:9", "line 4"),
    "flat": ("add", "flatten", "", "add needs equal shapes", "256", "4×8×8", "4:9", "line 5"),
}


@pytest.mark.parametrize("case", MISMATCHES)
def test_mismatched_branches_say_both_shapes_and_both_places(spec, case):
    kind, first, second, message, one, other, place, line = MISMATCHES[case]
    (said,) = spec.errors(f"{H}layers:\n  - {kind}:\n      - [{first}]\n      - [{second}]\n")
    assert said.startswith(f"{place} error: {message}")
    assert one in said
    assert other in said
    assert line in said


def test_the_other_branch_is_the_one_whose_shape_is_said(spec):
    branches = "      - [conv 2 1]\n      - [conv 2 1]\n      - [conv 4 1]\n"
    (said,) = spec.errors(f"{H}layers:\n  - add:\n{branches}")
    assert "2×8×8" in said
    assert "4×8×8" in said
    lines = {int(said.split(":")[0]), int(said.rpartition("line ")[2].rstrip(")"))}
    assert 6 in lines
    assert lines & {4, 5}


def test_a_gate_is_not_what_a_mismatch_is_about(spec):
    branches = "      - [global_avg_pool]\n      - [conv 4 1]\n      - [conv 2 1]\n"
    (said,) = spec.errors(f"{H}layers:\n  - add:\n{branches}")
    assert "4×8×8 and 2×8×8" in said


def test_side_branches_have_totals_of_their_own(spec, table):
    text = H + "layers:\n  - conv 4 1\n  - side: [[conv 2 1, flatten, linear 3], [x: conv 1 1]]\n  - y: conv 5 1\n"
    report = spec.report(text)
    assert spec.rows(text) == table(
        """
        conv1    4x8x8   20  1024
        conv2    2x8x8   10   512
        flatten  128      0     0
        linear   3      387   384    # 3(128 + 1)
        x        1x8x8    5   256
        y        5x8x8   25  1280
        """
    )
    assert [row.name for row in report.layers if row.side] == ["conv2", "flatten", "linear", "x"]
    assert (report.params, report.macs) == (45, 2304)
    assert (report.side_params, report.side_macs, report.side_flops) == (402, 1152, 2304)
    assert report.output == (5, 8, 8)


def test_a_named_output_and_a_last_one_are_both_listed(spec):
    text = H + "layers:\n  - side:\n      - output: [conv 2 1]\n  - relu\n"
    assert sorted(spec.report(text).outputs.values()) == [(2, 8, 8), (4, 8, 8)]


def test_a_result_that_nothing_reads_is_an_output_and_an_unnamed_one_a_warning(spec):
    text = H + "layers:\n  - a: [conv 2 1]\n  - b: [from input, conv 3 1]\n  - c: [from input, conv 5 1]\n"
    assert spec.report(text).outputs == {"a": (2, 8, 8), "b": (3, 8, 8), "c": (5, 8, 8)}
    assert spec.warnings(text) == []
    text = H + "layers:\n  - a: [conv 2 1]\n  - [from input, conv 3 1]\n  - [from input, conv 5 1]\n"
    (warning,) = spec.warnings(text)
    assert warning.startswith("4:18 warning: nothing reads what conv1 puts out")
    assert spec.report(text).outputs["conv1"] == (3, 8, 8)


@pytest.mark.parametrize(
    ("join", "output"),
    [
        ("concat axis=height", (4, 16, 8)),
        ("concat axis=width", (4, 8, 16)),
        ("concat axis=channels", (8, 8, 8)),
        ("concat axis=(height if in_height > 4 else width)", (4, 16, 8)),
    ],
)
def test_the_arguments_of_a_join_stand_in_its_key(spec, join, output):
    report = spec.report(f"{H}layers:\n  - {join}: [[], [relu]]\n")
    assert report.output == output
    assert (report.params, report.macs) == (0, 0)


def test_a_join_of_another_axis_has_all_else_equal(spec):
    text = H + "layers:\n  - concat axis=height: [[], [max_pool 2x1]]\n"
    assert spec.report(text).output == (4, 12, 8)
    spec.refuses(
        H + "layers:\n  - concat axis=height: [[], [max_pool 2]]\n",
        "3:30 error: concat axis=height joins what is equal along all other axes, these are 4×8×8 and 4×4×4",
    )


@pytest.mark.parametrize(
    ("join", "said"),
    [
        ("concat axis=depth", "3:17 error: 4×8×8 has no depth ... its axes are channels, height or width"),
        ("concat axis=time", "3:17 error: axis can't be 'time'"),
        ("concat dim=1", "3:12 error: concat has no argument 'dim'"),
        ("concat 1", "3:12 error: concat takes no value by position, not 1"),
        ("add axis=height", "3:9 error: add has no argument 'axis'"),
    ],
)
def test_a_wrong_argument_of_a_join_is_blamed(spec, join, said):
    spec.refuses(f"{H}layers:\n  - {join}: [[], []]\n", said)


def test_what_a_join_of_another_axis_reads_is_not_told_along_it(spec):
    """Its units lie in an order of their own: those of the second branch begin again at the first place."""
    report = spec.report(H + "layers:\n  - concat axis=height: [[], [conv 4 3 padding=1]]\n")
    assert report.layers[-1].along("receptive_field") == ()
    assert report.fields.undefined(report.layers[-1].number) == "moved"
