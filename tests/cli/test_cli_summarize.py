"""`convcalc summarize`: each kind of design, each change and each option, and what is right in the answer."""

import csv
import io
import json
import re

import pytest

WARNS = ("conv 96 11 stride=4", "--input", "3x224x224")  # (224 − 11)/4 = 53.25 is not whole


def numbers(text):
    """The totals that a text shows: parameters and MACs."""
    params, macs = re.search(r"^total +([\d,]+) +([\d,]+)$", text, re.M).groups()
    return int(params.replace(",", "")), int(macs.replace(",", ""))


def read_file(text):
    """Which file was read: the last part of the first line."""
    return text.splitlines()[0].split(" · ")[-1]


# Designs


@pytest.mark.parametrize("name", ["alexnet", "alexnet.yaml"])
def test_a_catalogue_name_with_and_without_its_ending(convcalc, folder, name):
    shown = convcalc("summarize", name)
    assert (shown.code, shown.stderr) == (0, "")
    assert numbers(shown.stdout) == (60_965_224, 724_406_816)  # the table in README
    assert shown.stdout.startswith("AlexNet · input 3×227×227 · ")
    assert read_file(shown.stdout) == "catalogue: alexnet.yaml"


def test_a_design_fragment_has_a_name_too(convcalc, folder):
    shown = convcalc("summarize", "conv5x5")
    assert shown.code == 0
    assert read_file(shown.stdout) == "catalogue: conv5x5.yaml"


@pytest.mark.parametrize("path", ["small.yaml", "./small.yaml"])
def test_a_path(convcalc, small, path):
    shown = convcalc("summarize", path)
    assert (shown.code, shown.stderr) == (0, "")
    assert numbers(shown.stdout) == (5_354, 18_944)
    assert read_file(shown.stdout) == path


def test_an_absolute_path(convcalc, small):
    assert numbers(convcalc("summarize", str(small / "small.yaml")).stdout) == (5_354, 18_944)


def test_standard_input(convcalc, small):
    shown = convcalc("summarize", "-", stdin=(small / "small.yaml").read_bytes())
    assert shown.code == 0
    assert numbers(shown.stdout) == (5_354, 18_944)
    assert read_file(shown.stdout) == "standard input"


def test_layers_in_quotes(convcalc, folder):
    shown = convcalc("summarize", "conv 8 3, relu, flatten, linear 10", "--input", "3x10x10")
    assert shown.code == 0
    assert numbers(shown.stdout) == (5_354, 18_944)
    assert shown.stdout.startswith("inline design · input 3×10×10\n")


def test_a_file_goes_before_a_catalogue_name_and_a_folder_does_not(convcalc, small):
    (small / "small.yaml").rename("alexnet.yaml")
    (small / "vgg16").mkdir()
    shown = convcalc("summarize", "alexnet.yaml")
    assert (numbers(shown.stdout), read_file(shown.stdout)) == ((5_354, 18_944), "alexnet.yaml")
    assert read_file(convcalc("summarize", "vgg16").stdout) == "catalogue: vgg16.yaml"


# Changes


def test_the_input_as_a_change_and_as_an_option_are_the_same(convcalc, small):
    # conv1: 12 − 3 + 1 = 10, 8·100·27 = 21,600 MACs; fc: 10·(8·100 + 1) = 8,010 parameters, 8,000 MACs
    changed = convcalc("summarize", "small.yaml", "input=3x12x12")
    assert numbers(changed.stdout) == (224 + 8_010, 21_600 + 8_000)
    assert convcalc("summarize", "small.yaml", "--input", "3x12x12") == changed


def test_a_parameter_and_an_argument_can_be_changed_together(convcalc, small):
    # conv1: 16·28 = 448 parameters, 64·16·27 = 27,648 MACs; fc: 5·(64·16 + 1) = 5,125 and 5·1,024 = 5,120
    shown = convcalc("summarize", "small.yaml", "units=5", "conv1.out_channels=16")
    assert shown.code == 0
    assert numbers(shown.stdout) == (448 + 5_125, 27_648 + 5_120)


def test_a_change_may_stand_between_options(convcalc, small):
    shown = convcalc("summarize", "small.yaml", "--batch", "1", "units=5", "--format", "json", "conv1.out_channels=16")
    assert json.loads(shown.stdout)["totals"]["params"] == 448 + 5_125


def test_a_star_stands_for_one_part_of_a_path(convcalc, folder):
    design = "[{s: [conv 8 3 padding=1], repeat: 3}]"
    # 4 filters each: 4·(3·9 + 1) = 112, then twice 4·(4·9 + 1) = 148
    shown = convcalc("summarize", design, "s.*.conv.out_channels=4", "--input", "3x8x8", "--format", "json")
    assert json.loads(shown.stdout)["totals"]["params"] == 112 + 2 * 148


# Columns, order, depth


def test_columns(convcalc, small):
    shown = convcalc("summarize", "small.yaml", "--columns", "layer, output,params,params_share")
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert lines[2] == ["layer", "output", "params", "params", "%"]
    assert lines[3] == ["conv1", "8×8×8", "224", "4.2"]  # 224 of 5,354
    assert lines[6] == ["fc", "10", "5,130", "95.8"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("layer,parms", "there is no column 'parms' (did you mean 'params'?)"),
        ("depth", "'depth' is a total of the network, not a column"),
        (",", "there is no column ''"),
        ("", "no columns are named"),
    ],
)
def test_columns_that_are_none(convcalc, small, columns, said):
    refused = convcalc("summarize", "small.yaml", "--columns", columns)
    assert (refused.code, refused.stdout) == (2, "")
    assert said in refused.stderr


def test_sort(convcalc, small):
    shown = convcalc("summarize", "small.yaml", "--sort", "params", "--columns", "layer,params")
    assert [line.split()[0] for line in shown.stdout.splitlines()[3:7]] == ["fc", "conv1", "relu", "flatten"]
    shown = convcalc("summarize", "small.yaml", "--sort", "macs", "--format", "csv")
    assert [row.split(",")[0] for row in shown.stdout.splitlines()[1:3]] == ["conv1", "fc"]


@pytest.mark.parametrize(("sort", "hint"), [("mac", "did you mean 'macs'?"), ("output", "sort by params")])
def test_sorting_by_what_is_no_number(convcalc, small, sort, hint):
    refused = convcalc("summarize", "small.yaml", "--sort", sort)
    assert (refused.code, refused.stdout) == (2, "")
    assert f"'{sort}' is no number to sort by" in refused.stderr
    assert hint in refused.stderr


@pytest.mark.parametrize(
    ("depth", "layers"),
    [
        ("1", ["stem", "relu"]),
        ("2", ["stem", "  first", "  conv", "relu"]),
        ("3", ["stem", "  first", "    conv", "    tanh", "  conv", "relu"]),
        ("99", ["stem", "  first", "    conv", "    tanh", "  conv", "relu"]),
        ("all", ["stem", "  first", "    conv", "    tanh", "  conv", "relu"]),
    ],
)
def test_depth(convcalc, folder, depth, layers):
    design = "[{stem: [{first: [conv 8 3, tanh]}, conv 4 1]}, relu]"
    shown = convcalc("summarize", design, "--input", "3x8x8", "--depth", depth, "--columns", "layer,macs")
    body = shown.stdout.splitlines()[3:]
    assert [re.match(" *[a-z]+", line)[0] for line in body[: len(layers)]] == layers
    assert body[len(layers)].startswith("total")


@pytest.mark.parametrize("depth", ["0", "-1", "1.5", "some", "", "²"])
def test_a_depth_that_is_none(convcalc, small, depth):
    refused = convcalc("summarize", "small.yaml", "--depth", depth)
    assert (refused.code, refused.stdout) == (2, "")
    assert "a number from 1, or all" in refused.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "json", "--columns", "layer,params"],
        ["--format", "json", "--sort", "params"],
        ["--format", "json", "--depth", "1"],
        ["--format", "csv", "--depth", "1"],
        ["--sort", "params", "--depth", "1"],
        ["-o", "out.json", "--columns", "nonsense"],
    ],
    ids=" ".join,
)
def test_an_option_that_would_do_nothing_is_refused(convcalc, small, options):
    refused = convcalc("summarize", "small.yaml", *options)
    assert (refused.code, refused.stdout) == (2, "")
    assert "error: " in refused.stderr
    assert not (small / "out.json").exists()


# Batch, strict


def test_a_batch_multiplies_macs_and_activations_and_never_parameters(convcalc, small):
    shown = json.loads(convcalc("summarize", "small.yaml", "--batch", "32", "--format", "json").stdout)
    assert shown["batch"] == 32
    totals = shown["totals"]
    assert (totals["params"], totals["macs"], totals["flops"]) == (5_354, 32 * 18_944, 64 * 18_944)
    assert totals["activations"] == 32 * (512 + 512 + 512 + 10)
    assert [layer["params"] for layer in shown["layers"]] == [224, 0, 0, 5_130]
    assert shown["layers"][0]["output"] == [8, 8, 8]


@pytest.mark.parametrize("batch", ["0", "-1", "1.5", "many", "", "1000001"])
def test_a_batch_that_is_none(convcalc, small, batch):
    refused = convcalc("summarize", "small.yaml", "--batch", batch)
    assert (refused.code, refused.stdout) == (2, "")
    assert "--batch" in refused.stderr


def test_a_warning_goes_to_standard_error_and_all_is_well(convcalc, folder):
    shown = convcalc("summarize", *WARNS)
    assert shown.code == 0
    assert numbers(shown.stdout)[0] == 34_944  # 96·(3·121 + 1)
    assert shown.stderr.startswith("inline design:1:1: warning: 224 columns: (224 − 11)/4 + 1 = 54.25, ")
    assert shown.stderr.endswith("1 warning\n")
    assert "warning" not in shown.stdout


@pytest.mark.parametrize("format_", ["text", "json", "csv", "markdown", "table"])
def test_with_strict_a_warning_ends_in_exit_code_2(convcalc, folder, format_):
    refused = convcalc("summarize", *WARNS, "--strict", "--format", format_)
    assert refused.code == 2
    assert "224 columns" in refused.stderr


def test_strict_changes_nothing_where_there_is_no_warning(convcalc, small):
    assert convcalc("summarize", "small.yaml", "--strict") == convcalc("summarize", "small.yaml")


@pytest.mark.parametrize("format_", ["text", "json", "csv", "markdown", "table"])
def test_an_error_leaves_standard_output_empty(convcalc, folder, format_):
    refused = convcalc("summarize", "cnv 8 3", "--input", "3x8x8", "--format", format_)
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("inline design:1:1: error: there is no op or block 'cnv'")


# Formats


def test_json(convcalc, small):
    report = json.loads(convcalc("summarize", "small.yaml", "--format", "json").stdout)
    assert (report["format"], report["version"]) == ("convcalc summarize", 1)
    assert (report["name"], report["year"], report["file"]) == ("Small", 2020, "small.yaml")
    assert report["inputs"] == {"input": [3, 10, 10]}
    assert report["outputs"] == {"fc": [10]}
    assert (report["totals"]["params"], report["totals"]["macs"]) == (5_354, 18_944)
    assert [layer["path"] for layer in report["layers"]] == ["conv1", "relu", "flatten", "fc"]
    assert [layer["inputs"] for layer in report["layers"]] == [["input"], ["conv1"], ["relu"], ["flatten"]]


def test_json_carries_warnings_with_their_places(convcalc, folder):
    (warning,) = json.loads(convcalc("summarize", *WARNS, "--format", "json").stdout)["warnings"]
    assert (warning["file"], warning["line"], warning["column"]) == ("inline design", 1, 1)


def test_csv(convcalc, small):
    rows = list(csv.DictReader(io.StringIO(convcalc("summarize", "small.yaml", "--format", "csv").stdout)))
    assert [row["path"] for row in rows] == ["conv1", "relu", "flatten", "fc"]
    assert sum(int(row["params"]) for row in rows) == 5_354
    assert sum(int(row["macs"]) for row in rows) == 18_944
    assert rows[0]["output"] == "8x8x8"


def test_markdown(convcalc, small):
    lines = convcalc("summarize", "small.yaml", "--format", "markdown").stdout.splitlines()
    table = [[cell.strip(" `*") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert {len(row) for row in table} == {5}
    assert ["conv1", "conv 8 3", "8×8×8", "224", "13,824"] in table
    assert set("".join(table[1])) <= set(":-")


def test_text_and_table(convcalc, small):
    design = "a_layer_with_a_name_that_is_rather_long: conv 8 3 stride=1 padding=1 dilation=1 groups=1 bias=false"
    text = convcalc("summarize", design, "--input", "3x8x8", "--format", "text").stdout
    table = convcalc("summarize", design, "--input", "3x8x8", "--format", "table").stdout
    assert "stride=1 padding=1 dilation=1 groups=1 bias=false" in text
    assert max(map(len, table.splitlines())) <= 80
    assert numbers(text) == numbers(table) == (216, 13_824)  # 8·27 and 64·216


def test_a_pipe_gets_text(convcalc, small):
    assert convcalc("summarize", "small.yaml") == convcalc("summarize", "small.yaml", "--format", "text")


def test_a_format_that_is_none(convcalc, small):
    refused = convcalc("summarize", "small.yaml", "--format", "yaml")
    assert (refused.code, refused.stdout) == (2, "")
    assert "'table', 'text', 'markdown', 'latex', 'csv', 'json'" in refused.stderr


# The call itself


def test_a_second_design_is_refused_with_a_hint(convcalc, folder):
    refused = convcalc("summarize", "conv", "8", "3", "--input", "3x8x8")
    assert (refused.code, refused.stdout) == (2, "")
    assert "'8' is not a change (write: \"conv 8 3\"; a design with spaces needs quotes around it)" in refused.stderr


def test_an_empty_input_is_refused_as_an_empty_change_is(convcalc, small):
    for arguments in (["input="], ["--input", ""]):
        refused = convcalc("summarize", "small.yaml", *arguments)
        assert (refused.code, refused.stdout) == (2, ""), arguments
