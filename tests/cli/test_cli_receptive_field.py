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


def test_a_causal_network_says_it_once(convcalc):
    shown = lines(convcalc("summarize", "wavenet", "--columns", "layer,receptive_field"))
    assert [line for line in shown if "misaligned" in line] == []
    (said,) = [line for line in shown if line.startswith("causal at")]
    assert said.startswith("causal at layer.1.add, layer.2.add, ")
    assert said.endswith("…: their branches end at the same pixel")


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
    assert "convcalc.render.summarize.data" in loaded
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


GAPS = [
    # of places 4 to 6 the two that a filter's taps meet
    ("conv 1 2 dilation=2", "1x9", "4", "reads columns 4 and 6 of the input 1×9: 2 pixels"),
    # units 1 and 3 lie between the pixels, which are units 0, 2, 4, …
    ("conv_transpose 1 1 stride=2, conv 1 2 dilation=2", "1x9", "1", "reads nothing of the input 1×9"),
    ("conv 1 1 stride=4, conv 1 3", "1x64", "2", "reads columns 8, 12 and 16 of the input 1×64: 3 pixels"),
    ("conv 1 1 stride=4, conv 1 6", "1x64", "2", "reads every 4th column from 8 to 28 of the input 1×64: 6 pixels"),
    ("conv 1 1 stride=2, conv 1 16", "1x64", "0", "reads every other column from 0 to 30 of the input 1×64: 16 pixels"),
    # 7 = i·2 + t·3: i = 2 and t = 1; 6: i = 3, t = 0; 9: i = 3 and t = 1
    ("conv_transpose 1 2 stride=2 dilation=3", "1x9", "7", "reads column 2 of the input 1×9: 1 pixel"),
    # taps of 2 units 3 apart, each of 3 places 2 apart: 0, 2, 4 and 3, 5, 7
    (
        "conv 1 3 dilation=2, conv 1 2 dilation=3", "1x8", "0",
        "reads columns 0, 2 to 5 and 7 of the input 1×8: 6 pixels",
    ),
    # 4a + 10b and the place behind it, a from 0 to 2 and b to 4: 2·3·5 of 0 to 49
    (
        "conv 1 2, conv 1 3 dilation=4, conv 1 5 dilation=10", "1x64", "0",
        "reads 30 of the 50 columns from 0 to 49 of the input 1×64: 30 pixels",
    ),
    ("conv 1 2 dilation=2", "1x9x9", "4,4", "reads rows 4 and 6, columns 4 and 6 of the input 1×9×9: 2×2 pixels"),
    (
        "conv 1 5x1 stride=1x2 dilation=3x1, conv 1 3", "1x20x20", "0,1",
        "reads rows 0 to 14 and columns 2, 4 and 6 of the input 1×20×20: 15×3 pixels",
    ),
    # a row and a column of 3 that meet in one place
    (
        "{add: [[conv 1 1x3 padding=0x1], [conv 1 3x1 padding=1x0]]}", "1x9x9", "4,4",
        "reads 5 of the 9 pixels in rows 3 to 5 and columns 3 to 5 of the input 1×9×9",
    ),
    # a global pool reads what the layers before it do: 4 of 8, and the middle 4 of 8
    ("conv 1 1 stride=2, global_avg_pool", "1x8", "0", "reads columns 0, 2, 4 and 6 of the input 1×8: 4 pixels"),
    ("crop 4, global_avg_pool", "1x8", "0", "reads columns 2 to 5 of the input 1×8: 4 pixels"),
    ("conv 1 3, global_avg_pool", "1x8", "0", "reads columns 0 to 7 of the input 1×8, all of it: 8 pixels"),
]  # fmt: skip


@pytest.mark.parametrize(("design", "size", "unit", "said"), GAPS)
def test_at_leaves_out_what_a_unit_skips(convcalc, design, size, unit, said):
    layer = json.loads(convcalc("summarize", f"[{design}]", "--input", size, "--format", "json").stdout)["layers"][-1]
    shown = lines(convcalc("explain", f"[{design}]", layer["path"], "--input", size, "--at", unit))
    assert shown[1] == f"unit {unit} {said}"
    assert shown[2:] == ([] if "nothing" in said else ["none of it is padding"])


def test_padding_is_counted_without_what_a_unit_skips(convcalc):
    """−1 and 2, the places between are neither; and of the cross at a corner one arm each."""
    shown = lines(convcalc("explain", "conv 1 2 dilation=3 padding=1", "--input", "1x9", "--at", "0"))
    assert shown[1:] == [
        "unit 0 reads columns −1 and 2 of the input 1×9: 2 pixels",
        "1 of these 2 is padding, 50 %; of the input it reads column 2",
    ]
    cross = "[{add: [[conv 1 1x3 padding=0x1], [conv 1 3x1 padding=1x0]]}]"
    shown = lines(convcalc("explain", cross, "add", "--input", "1x9x9", "--at", "0,0"))
    assert shown[1:] == [
        "unit 0,0 reads 5 of the 9 pixels in rows −1 to 1 and columns −1 to 1 of the input 1×9×9",
        "2 of these 5 are padding, 40 %; of the input it reads 3 of the 4 pixels in rows 0 to 1 and columns 0 to 1",
    ]


def test_of_leaves_out_the_units_that_skip_a_pixel(convcalc):
    """Pixel 3 is unit 6's with tap 0 and unit 9's with tap 1; 4,4 is in the crosses of 5 units."""
    shown = lines(convcalc("explain", "conv_transpose 1 2 stride=2 dilation=3", "--input", "1x9", "--of", "3"))
    assert shown[1:] == ["pixel 3 is read by columns 6 and 9 of conv_transpose: 2 of 20 units"]
    cross = "[{add: [[conv 1 1x3 padding=0x1], [conv 1 3x1 padding=1x0]]}]"
    shown = lines(convcalc("explain", cross, "add", "--input", "1x9x9", "--of", "4,4"))
    assert shown[1:] == ["pixel 4,4 is read by 5 of the 9 units in rows 3 to 5 and columns 3 to 5 of add"]


def test_sets_as_json(convcalc):
    """Ranges of first, last and step, along each axis of each box; windows are spans that go over the gaps.

    Unit 0 reads 2 pixels for each tap at −3, 0, … 12, and none for that in the padding; pixel 20 is read by units 19
    and 20 of conv1, these by 19 − 3k + 3 and 20 − 3k + 3 of conv2, which has 0 to 19.
    """
    design = "conv 1 2, conv 1 6 dilation=3 padding=3"
    ran = convcalc("explain", design, "conv2", "--input", "1x30", "--at", "0", "--of", "20", "--format", "json")
    content = json.loads(ran.stdout)
    (read,) = content["at"]["reads"]
    pairs = [[0, 1, 1], [3, 4, 1], [6, 7, 1], [9, 10, 1], [12, 13, 1]]
    assert (read["window"], read["window_sets"]) == ([[-3, 13]], [[[[-3, -2, 1], *pairs]]])
    assert (read["read"], read["read_sets"]) == ([[0, 13]], [[pairs]])
    assert (read["places"], read["padding"]) == (12, 2)
    assert content["of"]["units"] == {"input": [[7, 19]]}
    assert content["of"]["unit_sets"] == {"input": [[[[7, 8, 1], [10, 11, 1], [13, 14, 1], [16, 17, 1], [19, 19, 1]]]]}


@pytest.mark.parametrize(
    ("design", "size", "unit", "sets"),
    [
        ("conv 1 1 stride=4, conv 1 3", "1x64", "2", [[[[8, 16, 4]]]]),
        ("conv 1 2 dilation=3, conv 1 2 dilation=8", "1x12", "0", [[[[0, 3, 3], [8, 11, 3]]]]),
        (
            "{add: [[conv 1 1x3 padding=0x1], [conv 1 3x1 padding=1x0]]}", "1x9x9", "4,4",
            [[[[3, 5, 1]], [[4, 4, 1]]], [[[4, 4, 1]], [[3, 5, 1]]]],
        ),
    ],
)  # fmt: skip
def test_sets_are_short(convcalc, design, size, unit, sets):
    """Places at equal distances are one range, and what is no box several sets."""
    layer = json.loads(convcalc("summarize", f"[{design}]", "--input", size, "--format", "json").stdout)["layers"][-1]
    ran = convcalc("explain", f"[{design}]", layer["path"], "--input", size, "--at", unit, "--format", "json")
    assert sorted(json.loads(ran.stdout)["at"]["reads"][0]["read_sets"]) == sets


def test_what_is_not_exact_says_so(convcalc):
    """Two million taps are more than are kept apart."""
    arguments = ("explain", "conv 1 2000000 dilation=2", "--input", "1x9000000", "--at", "1", "--of", "5000000")
    shown = lines(convcalc(*arguments))
    assert shown[1:] == [
        "unit 1 reads at most columns 1 to 3,999,999 of the input 1×9000000: 3,999,999 pixels",
        "its gaps are too many to tell apart: how much of it is read, and how much is padding, is not known",
        "pixel 5000000 is read by at most columns 1,000,002 to 5,000,000 of conv: 3,999,999 of 5000002 units",
    ]
    content = json.loads(convcalc(*arguments, "--format", "json").stdout)
    (read,) = content["at"]["reads"]
    assert (read["exact"], read["padding"], content["of"]["exact"]) == (False, None, False)


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
            "window_sets": [[[[-32, 66, 1]], [[64, 162, 1]]]], "read_sets": [[[[0, 66, 1]], [[64, 162, 1]]]],
            "exact": True,
        }],
    }  # fmt: skip
    assert content["of"] == {
        "pixel": [0, 0],
        "units": {"input": [[0, 2], [0, 2]]},
        "unit_sets": {"input": [[[[0, 2, 1]], [[0, 2, 1]]]]},
        "exact": True,
    }
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
