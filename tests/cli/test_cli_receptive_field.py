"""Receptive fields as a person asks for them: columns, `compare`, `solve`, `explain --at` and `--of`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lines(ran):
    assert (ran.code, ran.stderr) == (0, "")
    return [" ".join(line.split()) for line in ran.stdout.splitlines()]


# summarize


def test_columns_of_summarize(convcalc):
    """vgg16: 1 + 2·1 = 3; 3 + 2·1 = 5; 5 + 1·1 = 6 with jump 2 and start 0.5."""
    shown = lines(convcalc("summarize", "vgg16", "--columns", "layer,receptive_field,jump,start,effective_padding"))
    assert "conv1_1 3×3 1×1 0×0 1×1" in shown
    assert "conv1_2 5×5 1×1 0×0 2×2" in shown
    assert "pool1 6×6 2×2 0.5×0.5 2×2" in shown
    assert "pool5 212×212 32×32 15.5×15.5 90×90" in shown
    assert "fc8 224×224 (all) – – –" in shown
    assert shown[-1].startswith("(all): each unit reads the whole input; --ignore-global")


def test_copies_with_other_fields_stand_on_lines_of_their_own(convcalc):
    """stage2 of resnet18 is two equal blocks of two 3×3 at jump 4: 11 + 16 = 27, 27 + 16 = 43."""
    plain = lines(convcalc("summarize", "resnet18", "--depth", "2", "--columns", "layer,params"))
    assert any(line.startswith("each") for line in plain)
    shown = lines(convcalc("summarize", "resnet18", "--depth", "2", "--columns", "layer,receptive_field"))
    assert not any(line.startswith("each") for line in shown)
    assert shown[shown.index("stage2 ×2 43×43") :][1:3] == ["1 27×27", "2 43×43"]


def test_misaligned_branches_are_named_below_the_table(convcalc):
    design = "[{concat: [[conv 1 1 stride=2], [max_pool 2]]}]"
    shown = lines(convcalc("summarize", design, "--input", "1x8x8", "--columns", "layer,jump"))
    assert shown[-1] == "misaligned at concat: max_pool lies 0.5 pixel behind conv (height and width)"
    assert "misaligned" not in convcalc("summarize", design, "--input", "1x8x8").stdout


def test_csv_has_plain_numbers(convcalc):
    ran = convcalc("summarize", "conv 1 3 padding=1, max_pool 2, flatten", "--input", "1x8x8", "--format", "csv",
                   "--columns", "path,receptive_field,jump,start,effective_padding")  # fmt: skip
    assert ran.stdout.splitlines() == [
        "path,receptive_field,jump,start,effective_padding",
        "conv,3x3,1x1,0x0,1x1",
        "max_pool,4x4,2x2,0.5x0.5,1x1",
        "flatten,8x8,,,",
    ]


def test_json_has_them_where_they_are_asked_for(convcalc):
    arguments = ("summarize", "conv 1 3 padding=1, max_pool 2, flatten", "--input", "1x8x8", "--format", "json")
    assert "receptive_field" not in convcalc(*arguments).stdout
    content = json.loads(convcalc(*arguments, "--columns", "receptive_field,start").stdout)
    _, pool, flat = content["layers"]
    assert (pool["receptive_field"], pool["start"], pool["whole_input"]) == ([4, 4], ["0.5", "0.5"], [False, False])
    assert (flat["receptive_field"], flat["start"], flat["whole_input"]) == ([8, 8], None, [True, True])
    assert (content["ignore_global"], content["misaligned"]) == (False, [])
    refused = convcalc(*arguments, "--columns", "receptive_field,params")
    assert (refused.code, "JSON carries everything" in refused.stderr) == (2, True)


def test_a_plain_json_run_works_out_no_field():
    """It does not even load what would."""
    code = (
        "import sys, io; from convcalc.cli.main import program; sys.stdout = io.StringIO()\n"
        "program(['summarize', 'alexnet', '--format', 'json'], standalone_mode=False)\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stderr.split())
    assert "convcalc.render.data" in loaded
    assert not {"convcalc.network.receptive_field", "convcalc.costs.window", "fractions"} & loaded


# compare


def test_two_3x3_see_as_much_as_one_5x5(convcalc):
    shown = lines(convcalc("compare", "conv5x5", "two_conv3x3"))
    assert "receptive field 5×5 5×5 = =" in shown
    shown = lines(convcalc("compare", "conv7x7", "three_conv3x3", "--columns", "params,receptive_field"))
    assert "receptive field 7×7 7×7 = =" in shown


def test_compare_networks_without_their_heads(convcalc):
    assert "receptive field" not in convcalc("compare", "vgg16", "resnet50").stdout
    shown = lines(convcalc("compare", "vgg16", "resnet50", "--ignore-global", "--columns", "receptive_field,jump"))
    assert "receptive field 212×212 427×427 2.01× 0.496×" in shown
    content = json.loads(convcalc("compare", "conv5x5", "two_conv3x3", "--format", "json").stdout)
    assert [design["fields"]["receptive_field"] for design in content["designs"]] == [[5, 5], [5, 5]]


def test_layers_and_rows_of_compare(convcalc):
    shown = lines(convcalc("compare", "conv5x5", "two_conv3x3", "--layers", "--columns", "receptive_field"))
    assert any("3×3" in line for line in shown)
    shown = lines(convcalc("compare", "conv5x5", "two_conv3x3", "conv7x7", "conv7x7", "--columns", "receptive_field"))
    assert "two_conv3x3 5×5" in shown
    csv = convcalc("compare", "conv5x5", "two_conv3x3", "--format", "csv", "--columns", "receptive_field").stdout
    assert csv.splitlines() == ["design,receptive_field", "conv5x5,5x5", "two_conv3x3,5x5"]


# solve


def test_solve_for_a_receptive_field(convcalc):
    """F′ = D·(3 − 1) + 1 = 7 where D is 3; three layers more of 3×3 at jump 1 give 7 too."""
    shown = lines(convcalc("solve", "conv 8 3 dilation=?", "--input", "3x32x32", "--expect", "receptive_field = 7"))
    assert any(line.startswith("3 ") for line in shown)
    assert "1 solution" in " ".join(shown)


# explain


def test_at_names_the_window_of_a_unit(convcalc):
    """alexnet's conv3: 99 wide, jump 16, padding 32: from 6·16 − 32 = 64 to 64 + 98 = 162."""
    shown = lines(convcalc("explain", "alexnet", "conv3", "--at", "6,6"))
    assert shown[0] == "conv3 conv 384 3 padding=1 output 384×13×13"
    assert shown[1:] == [
        "unit 6,6 reads rows 64 to 162 and columns 64 to 162 of the input 3×227×227: 99×99 pixels",
        "none of it is padding",
    ]


def test_at_an_edge_it_says_how_much_is_padding(convcalc):
    """From −32 to 66 by 64 to 162: 32 rows of 99 are padding, 32·99 = 3,168 of 99·99 = 9,801."""
    shown = lines(convcalc("explain", "alexnet", "conv3", "--at", "0,6"))
    assert shown[1].startswith("unit 0,6 reads rows −32 to 66 and columns 64 to 162 of the input")
    assert shown[2] == (
        "3,168 of these 9,801 are padding, 32 %; of the input it reads rows 0 to 66 and columns 64 to 162"
    )


def test_a_unit_may_read_nothing_or_padding_alone(convcalc):
    """Between the windows of a transposed convolution with a stride past its filter, and outside of the input."""
    shown = lines(convcalc("explain", "conv_transpose 2 1 stride=2", "--input", "1x5", "--at", "1"))
    assert shown[1:] == ["unit 1 reads nothing of the input 1×5"]
    shown = lines(convcalc("explain", "conv 2 2 padding=2", "--input", "1x5", "--at", "0"))
    assert shown[1:] == [
        "unit 0 reads columns −2 to −1 of the input 1×5: 2 pixels",
        "all 2 of these are padding",
    ]


def test_of_names_the_units_that_read_a_pixel(convcalc):
    """Unit u reads 16u − 32 to 16u + 66: 100 lies in it for u from 3 (16 to 114) to 8 (96 to 194)."""
    shown = lines(convcalc("explain", "alexnet", "conv3", "--of", "100,100"))
    assert shown[1:] == ["pixel 100,100 is read by rows 3 to 8 and columns 3 to 8 of conv3: 6×6 of 13×13 units"]
    assert "pixel 1,1 is read by every unit of fc6" in lines(convcalc("explain", "alexnet", "fc6", "--of", "1,1"))
    unread = lines(convcalc("explain", "conv 1 1 stride=2", "--input", "1x8x8", "--of", "1,2"))
    assert unread[1:] == ["pixel 1,2 is read by no unit of conv"]


def test_other_numbers_of_axes(convcalc):
    shown = lines(convcalc("explain", "conv 1 5", "--input", "1x9", "--at", "2", "--of", "0"))
    assert shown[1] == "unit 2 reads columns 2 to 6 of the input 1×9: 5 pixels"
    assert shown[3] == "pixel 0 is read by column 0 of conv: 1 of 5 units"
    shown = lines(convcalc("explain", "conv 1 3", "--input", "1x5x6x7", "--at", "1,2,3"))
    assert shown[1].startswith("unit 1,2,3 reads slices 1 to 3, rows 2 to 4 and columns 3 to 5 of the input")


def test_a_gate_reads_everything_unless_it_is_ignored(convcalc):
    shown = lines(convcalc("explain", "efficientnet_b0", "stage2.1", "--at", "5,5"))
    assert "rows 0 to 223 and columns 0 to 223 of the input 3×224×224, all of it" in shown[1]
    shown = lines(convcalc("explain", "efficientnet_b0", "stage2.1", "--at", "5,5", "--ignore-global"))
    assert "reads rows 15 to 25 and columns 15 to 25 of the input" in shown[1]  # 11 wide, jump 4, padding 5


def test_windows_as_json_and_markdown(convcalc):
    ran = convcalc("explain", "alexnet", "conv3", "--at", "0,6", "--of", "0,0", "--format", "json")
    content = json.loads(ran.stdout)
    assert content["at"] == {
        "unit": [0, 6],
        "reads": [{
            "input": "input", "window": [[-32, 66], [64, 162]], "whole": [False, False],
            "read": [[0, 66], [64, 162]], "places": 9801, "padding": 3168,
        }],
    }  # fmt: skip
    assert content["of"] == {"pixel": [0, 0], "units": {"input": [[0, 2], [0, 2]]}}
    markdown = convcalc("explain", "alexnet", "conv3", "--at", "6,6", "--format", "markdown").stdout
    assert markdown.startswith("**conv3** `conv 384 3 padding=1`, output 384×13×13\n\n- unit 6,6 reads")


def test_json_of_an_explanation_has_the_recurrences(convcalc):
    content = json.loads(convcalc("explain", "alexnet", "pool1", "fc6", "--format", "json").stdout)
    pool1, fc6 = content["explanations"]
    assert pool1["field"]["steps"][0] == {
        "name": "receptive_field", "axis": None, "formula": "r + (F − 1)j", "numbers": "11 + (3 − 1)·4", "value": 19,
        "symbols": {"r": 11, "F": 3, "j": 4},
    }  # fmt: skip
    assert [step["value"] for step in pool1["field"]["steps"]] == [19, 8, 9, 0]
    assert (fc6["field"]["steps"], fc6["field"]["whole_input"]) == ([], [True, True])
    assert content["legend"]["r"] == "receptive field of what comes in"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("alexnet", "conv3", "--at", "13,0"), "there is no 13,0 among the units of conv3 (they go from 0,0 to 12,12"),
        (("alexnet", "conv3", "--at", "-1,0"), "there is no -1,0 among the units of conv3"),
        (("alexnet", "conv3", "--at", "6"), "this has 1 number, the units of conv3 have 2 (height and width, as in"),
        (("alexnet", "conv3", "--at", "6,6,6"), "this has 3 numbers"),
        (("alexnet", "conv3", "--at", "six"), "'six' is not a place (as in --at 6,6)"),
        (("alexnet", "conv3", "--at", ""), "'' is not a place"),
        (("alexnet", "conv3", "--at", "9" * 200), "is not a place"),
        (("alexnet", "conv3", "--at", "٣,٣"), "is not a place"),
        (("alexnet", "fc6", "--at", "0,0"), "fc6 is flat, its units have no places (each of its units reads"),
        (("alexnet", "--at", "0,0"), "--at is about one layer (name it behind the design"),
        (("alexnet", "conv*", "--at", "0,0"), "--at is about one layer, these are 5"),
        (("alexnet", "conv9", "--at", "0,0"), "there is no layer 'conv9' (did you mean"),
        (("alexnet", "conv3", "--of", "227,0"), "there is no 227,0 among the pixels of the input (they go from"),
        (("alexnet", "conv3", "--at", "6,6", "--depth", "2"), "--depth is for explanations, not for --at and --of"),
        (("linear 5", "--input", "7", "--of", "0"), "the input is flat, it has no pixels"),
    ],
)  # fmt: skip
def test_bad_places_are_refused(convcalc, arguments, said):
    ran = convcalc("explain", *arguments)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_nothing_is_written_where_a_place_is_wrong(convcalc, folder):
    assert convcalc("explain", "alexnet", "conv3", "--at", "99,99", "-o", "window.md").code == 2
    assert not (folder / "window.md").exists()
