"""Goals as they are written on the command line: what is compared with what, and what can't be."""

from __future__ import annotations

import pytest

from convcalc.language.problems import Problems
from convcalc.study.check import parse_goals

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
        ("output <= input", "1:8: error: a shape is exact (write output = 96x55x55)"),
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
