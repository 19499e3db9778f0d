"""Goals as they are written on the command line: what is compared with what, and what can't be."""

from __future__ import annotations

import pytest

from convcalc.costs.kinds import BYTES
from convcalc.costs.metrics import IN_BYTES, METRICS
from convcalc.language.problems import Problems
from convcalc.study.check.specs import parse_goals

TWICE = """\
input: 3x32x48
layers:
  - conv1: conv 8 3
  - conv2: conv 8 1x5
"""
# conv1 reads 3×3; conv2 3 + (1 − 1) = 3 rows and 3 + (5 − 1) = 7 columns; the jump is 1


@pytest.fixture
def checked(convcalc, folder):
    (folder / "net.yaml").write_text(TWICE, "utf-8")
    return lambda goal: convcalc("check", "net.yaml", "--expect", goal)


@pytest.mark.parametrize(
    ("goal", "difference"),
    [
        ("receptive_field = jump", "written jump, 1x1, computed 3x7 (height 3, not 1; width 7, not 1)"),
        ("receptive_field == conv1.receptive_field", "conv1.receptive_field, 3x3, computed 3x7 (width 7, not 3)"),
        ("conv1.kernel = conv2.kernel", "conv2.kernel, 1x5, computed 3x3 (height 3, not 1; width 3, not 5)"),
    ],
)
def test_two_metrics_of_axes_are_compared_axis_by_axis(checked, goal, difference):
    ran = checked(goal)
    assert ran.code == 1
    assert difference in ran.stdout


@pytest.mark.parametrize("goal", ["jump = conv1.jump", "conv1.kernel = conv1.kernel", "conv2.start=start"])
def test_two_that_are_equal_hold(checked, goal):
    assert checked(goal).code == 0


def test_what_is_not_defined_equals_nothing(convcalc, folder):
    (folder / "net.yaml").write_text("input: 3x8x8\nlayers: [conv: conv 4 3, flatten, fc: linear 2]\n", "utf-8")
    ran = convcalc("check", "net.yaml", "--expect", "conv.jump = jump", "--expect", "fc.jump = jump")
    assert "conv jump of net.yaml: written jump, not defined, computed 1x1\n" in ran.stdout
    assert "fc jump of net.yaml: written jump, not defined, computed not defined\n" in ran.stdout
    assert ran.code == 1


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        (
            "receptive_field <= jump",
            "1:17: error: two metrics are compared with = alone (write receptive_field = jump)",
        ),
        ("conv1.kernel >= conv2.kernel", "1:14: error: two metrics are compared with = alone"),
        ("output <= input", "1:8: error: a shape is exact (write output = input)"),
        ("output = params", "1:9: error: output is a shape, params is a number"),
        ("output = jump", "1:9: error: output and jump can't be compared"),
        ("jump = output", "1:7: error: jump and output can't be compared"),
        ("conv1.kernel = output", "1:15: error: conv1.kernel and output can't be compared"),
        ("output = conv1.kernel", "1:9: error: output and conv1.kernel can't be compared"),
        ("jump = params", "1:7: error: jump and params can't be compared"),
    ],
)
def test_what_can_not_be_compared_is_said(goal, said):
    problems = Problems()
    assert parse_goals([goal], problems) == []
    assert str(problems.items[0]).startswith(f"command line:{said}")


# Bytes where something else is counted

NONE_YET = "no metric has these in bytes yet; a {} takes 4 as float32"


@pytest.mark.parametrize(
    ("goal", "unit", "said"),
    [
        ("forward_activations = 200MB", "MB", f"counts values, not bytes ({NONE_YET.format('value')})"),
        ("forward_backward_activations = 200MB", "MB", f"counts values, not bytes ({NONE_YET.format('value')})"),
        ("stored_activations <= 1 GiB", "GiB", f"counts values, not bytes ({NONE_YET.format('value')})"),
        ("peak_activations <= 512KiB", "KiB", "counts values, not bytes (peak_bytes has bytes, 4·(params + peak_a"),
        ("conv1.activations = 5mb", "mb", "counts values, not bytes (activation_bytes has bytes, 4·activations: "),
        ("params <= 5 bytes", "bytes", "counts parameters, not bytes (weight_bytes has bytes, 4·params: each "),
        ("params = 5 megabytes", "megabytes", "counts parameters, not bytes (weight_bytes "),
        ("params = 5 M bytes", "bytes", "counts parameters, not bytes (weight_bytes "),
        ("side_params = 1KB", "KB", f"counts parameters, not bytes ({NONE_YET.format('parameter')})"),
        ("macs = 5GB", "GB", "counts multiply-adds, not bytes"),
        ("flops = 5GB", "GB", "counts operations, not bytes"),
        ("neurons = 5KB", "KB", "counts units, not bytes"),
        ("layers = 5KB", "KB", "counts layers, not bytes"),
        ("conv_params_share <= 5MB", "MB", "is a share in percent, not bytes"),
        ("output = 5MB", "MB", "is a shape, not bytes"),
        ("receptive_field = 5MB", "MB", "is a number of pixels, not bytes"),
        ("conv1.kernel = 5KB", "KB", "is a size, not bytes"),
    ],
)
def test_bytes_of_what_is_not_counted_in_bytes(goal, unit, said):
    metric = goal.split()[0].rpartition(".")[2]
    problems = Problems()
    assert parse_goals([goal], problems) == []
    place = f"command line:1:{goal.index(unit) + 1}: error: {metric} "
    assert str(problems.items[0]).startswith(place + said)
    assert problems.items[0].place.length == len(unit)


def test_every_metric_in_bytes_that_a_hint_names_counts_what_it_says():
    for counted, name in IN_BYTES.items():
        assert METRICS[name].kind is BYTES
        assert counted in METRICS[name].definition


@pytest.mark.parametrize("written", ["= 2_208 bytes", "= 2_208B", "= 2.2 KB", "= 2.16KiB", "<= 1 MB", "= 2_208"])
def test_what_is_counted_in_bytes_is_written_in_them(checked, written):
    # 4·(8·(3·9 + 1) + 8·(8·5 + 1)) = 4·(224 + 328) = 2,208 = 2.156·1,024
    assert checked(f"weight_bytes {written}").code == 0


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("weight_bytes = 5 MM", "there is no unit 'MM' (the units are B, KB to TB, and KiB to TiB)"),
        ("weight_bytes = 5 zillion bytes", "there is no unit 'zillion' (the units are B, KB to TB, and KiB to TiB)"),
        ("conv_params_share = 5 px", "there is no unit 'px' (write 92 % or 3.8 %)"),
        ("params = 5 px", "there is no unit 'px' (the units are K, M, G or B, T, 만 and 억)"),
        ("jump = 5px", "'5px' is not a number of pixels (write 195, 7x11, 0.5 or -3)"),
        ("jump = 5 pixels", "'5 pixels' is not a number of pixels (write 195, 7x11, 0.5 or -3)"),
    ],
)
def test_the_hint_for_a_unit_is_about_what_the_metric_is_written_in(goal, said):
    problems = Problems()
    assert parse_goals([goal], problems) == []
    assert str(problems.items[0]).partition(" error: ")[2] == said


def test_a_lone_b_is_a_billion(checked):
    assert checked("params <= 5B").code == 0
    assert checked("macs <= 5 B").code == 0


def test_a_spec_is_refused_with_the_same_words(convcalc, folder):
    text = TWICE + "expect: {forward_backward_activations: 200MB, peak_activations: <= 512KiB}\n"
    (folder / "net.yaml").write_text(text, "utf-8")
    ran = convcalc("check", "net.yaml")
    assert "net.yaml:5:43: error CC002: forward_backward_activations counts values, not bytes (" in ran.stdout
    assert "net.yaml:5:71: error CC002: peak_activations counts values, not bytes (peak_bytes" in ran.stdout
