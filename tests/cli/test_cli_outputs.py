"""No command takes one of several outputs, or inputs, for the only one: it shows them all, or says which there are."""

from __future__ import annotations

import json

import pytest

HEADS = """\
input: 3x8x8
parameters: {width: 4}
layers:
  - trunk: conv width 3
  - mask: [from trunk, conv 6 1]
  - [from trunk, conv 8 3]
"""
# trunk 8 − 3 + 1 = 6, reads 3; mask 6×6×6 reads 3 + (1 − 1) = 3; the last 6 − 3 + 1 = 4, reads 3 + (3 − 1) = 5

SAID = "2 outputs: mask 6×6×6, output 8×4×4"
YOLO = "3 outputs: large_objects 255×13×13, medium_objects 255×26×26, small_objects 255×52×52"


@pytest.fixture
def heads(folder):
    (folder / "heads.yaml").write_text(HEADS, "utf-8")
    return folder


def test_value_prints_each_behind_its_name(convcalc, heads):
    assert convcalc("value", "heads.yaml", "output", "mask.output") == ("mask 6x6x6\noutput 8x4x4\n6x6x6\n", "", 0)
    assert convcalc("value", "heads.yaml", "receptive_field") == ("mask 3x3\noutput 5x5\n", "", 0)
    assert convcalc("value", "yolov3", "output").stdout == (
        "large_objects 255x13x13\nmedium_objects 255x26x26\nsmall_objects 255x52x52\n"
    )
    assert convcalc("value", "siamese", "input", "output").stdout == "left 1x105x105\nright 1x105x105\n1\n"


def test_value_as_json_has_an_object_of_them(convcalc, heads):
    ran = convcalc("value", "heads.yaml", "output", "mask.output", "jump", "--format", "json")
    assert json.loads(ran.stdout) == {
        "output": {"mask": [6, 6, 6], "output": [8, 4, 4]},
        "mask.output": [6, 6, 6],
        "jump": {"mask": [1, 1], "output": [1, 1]},
    }


def test_outputs_of_side_branches_do_not_count(convcalc, heads):
    assert convcalc("value", "googlenet", "output") == ("1000\n", "", 0)
    side = "a: conv 4 1, side: [aux: [conv 2 1]], b: conv 5 1"
    assert convcalc("value", side, "output", "--input", "3x8x8") == ("5x8x8\n", "", 0)


def test_value_says_of_which_output_something_is_not_defined(convcalc, heads):
    flat = "a: conv 4 1, b: [flatten, linear 3], [from a, conv 2 1]"
    ran = convcalc("value", flat, "jump", "--input", "3x8x8")
    assert (ran.stdout, ran.code) == ("", 2)
    assert ran.stderr.startswith("command line:1:1: error: jump of b is not defined\n")


@pytest.mark.parametrize("goal", ["output = 8x4x4", "output = input", "receptive_field = 5", "jump <= 1"])
def test_a_goal_of_one_of_them_is_an_error_that_names_them(convcalc, heads, goal):
    metric = goal.split()[0]
    said = f"{SAID} (ask for that of a layer: mask.{metric})\n"
    ran = convcalc("check", "heads.yaml", "--expect", goal)
    assert ran.code == 2
    assert f"command line:1:1: error CC002: heads.yaml has {said}" in ran.stdout
    ran = convcalc("solve", "heads.yaml", "width=?", "--expect", goal)
    assert (ran.stdout, ran.code) == ("", 2)
    assert ran.stderr.startswith(f"command line:1:1: error: this network has {said}")


def test_a_goal_of_a_layer_is_as_ever(convcalc, heads):
    assert convcalc("check", "heads.yaml", "--expect", "mask.output = 6x6x6", "--expect", "conv.jump = 1").code == 0
    assert convcalc("check", "heads.yaml", "--expect", "mask.output = 8x4x4").code == 1


def test_the_second_metric_of_a_goal_is_one_too(convcalc, heads):
    ran = convcalc("check", "heads.yaml", "--expect", "trunk.output = output")
    assert ran.stdout.startswith(f"command line:1:16: error CC002: heads.yaml has {SAID} (")


def test_a_spec_expects_it_beside_a_layer(convcalc, heads):
    (heads / "heads.yaml").write_text(HEADS + "expect: {output: 8x4x4, jump: 1, params: 442}\n", "utf-8")
    ran = convcalc("check", "heads.yaml")
    assert ran.code == 2  # 4·(3·9 + 1) + 6·(4 + 1) + 8·(4·9 + 1) = 112 + 30 + 296 = 438
    assert f"heads.yaml:7:18: error CC002: this network has {SAID} (expect it beside mask)\n" in ran.stdout
    assert f"heads.yaml:7:31: error CC002: this network has {SAID} (expect it beside mask)\n" in ran.stdout
    assert "params: written 442, computed 438 (4 too many)" in ran.stdout
    assert ran.stdout.endswith("1 spec, 1 expectation, 1 failure, 2 errors\n")


@pytest.mark.parametrize("metric", ["output", "receptive_field", "start", "output / alexnet output"])
def test_a_marker_says_which_there_are(convcalc, folder, metric):
    (folder / "a.md").write_text(f"<!-- convcalc yolov3 {metric} -->255x52x52<!-- /convcalc -->\n", "utf-8")
    ran = convcalc("check", "a.md")
    hint = f"ask for that of a layer: large_objects.{metric.split()[0]}"
    assert ran.stdout.startswith(f"a.md:1:1: error CC304: yolov3 has {YOLO} ({hint})\n")
    assert ran.code == 2


def test_a_marker_of_several_inputs_does_too(convcalc, folder):
    (folder / "a.md").write_text("<!-- convcalc siamese input -->1x105x105<!-- /convcalc -->\n", "utf-8")
    said = "siamese has 2 inputs: left 1×105×105, right 1×105×105 (ask for that of a layer: LAYER.input)"
    assert convcalc("check", "a.md").stdout.startswith(f"a.md:1:1: error CC304: {said}\n")


def test_solutions_show_them_all(convcalc, heads):
    solve = ("solve", "heads.yaml", "width=?", "--expect", "params <= 438")
    # width·28 + 6·(width + 1) + 8·(9·width + 1) = 106·width + 14, of 4: 438
    csv = convcalc(*solve, "--format", "csv").stdout.splitlines()
    assert csv[1] == f'4,438,"mask 6×6×6, output 8×4×4",{27 * 4 * 36 + 4 * 6 * 36 + 36 * 8 * 16}'
    first = json.loads(convcalc(*solve, "--format", "json").stdout)["solutions"][0]
    assert first["figures"]["output"] == {"mask": [6, 6, 6], "output": [8, 4, 4]}


def test_comparisons_show_them_all(convcalc, heads):
    columns = ("--columns", "output,receptive_field,jump")
    ran = convcalc("compare", "heads.yaml", "heads.yaml", "heads.yaml", "input=3x9x9", *columns)
    lines = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    assert "output mask 6×6×6, output 8×4×4 mask 6×6×6, output 8×4×4 = mask 6×7×7, output 8×5×5 other" in lines
    assert "receptive field mask 3×3, output 5×5 mask 3×3, output 5×5 = mask 3×3, output 5×5 =" in lines
    ran = convcalc("compare", "heads.yaml", "alexnet", *columns, "--format", "csv")
    assert ran.stdout.splitlines()[1] == "heads.yaml,6x6x6 8x4x4,3x3 5x5,1x1 1x1"
    data = json.loads(convcalc("compare", "heads.yaml", "alexnet", "--format", "json").stdout)
    assert data["designs"][0]["outputs"] == {"mask": [6, 6, 6], "output": [8, 4, 4]}
    assert data["designs"][0]["fields"]["receptive_field"] is None


def test_a_network_is_explained_without_one_output(convcalc, heads):
    data = json.loads(convcalc("explain", "heads.yaml", "--format", "json").stdout)
    assert data["explanations"][-1]["output"] == []
    assert data["outputs"] == {"mask": [6, 6, 6], "output": [8, 4, 4]}
