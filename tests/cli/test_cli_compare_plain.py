"""`convcalc compare --plain --units`: the tables that people print, which `check` reads; and LaTeX."""

import json
import re

import pytest

MODELS = ("resnet18", "resnet50", "vgg16", "mobilenet_v2")

PRINTED = """\
| Model | Params (M) | MACs (G) |
| --- | ---: | ---: |
| ResNet-18 | 11.7 | 1.81 |
| ResNet-50 | 25.6 | 4.09 |
| VGG-16 | 138 | 15.5 |
| MobileNet v2 | 3.50 | 0.301 |
"""
"""torchvision's counts: 11,689,512, 25,557,032, 138,357,544 and 3,504,872 parameters; 1.814, 4.089, 15.47 and 0.301
billion MACs, https://docs.pytorch.org/vision/stable/models.html.
"""


def test_the_table_that_people_print(convcalc):
    shown = convcalc("compare", *MODELS, "--plain", "--units", "M,G", "--format", "markdown")
    assert (shown.stdout, shown.stderr, shown.code) == (PRINTED, "", 0)


def test_in_latex(convcalc):
    shown = convcalc("compare", "resnet50", "vgg16", "--plain", "--units", "M,G", "--format", "latex").stdout
    rows = ["Model & Params (M) & MACs (G) \\\\", "\\hline", "ResNet-50 & 25.6 & 4.09 \\\\", "VGG-16 & 138 & 15.5 \\\\"]
    assert shown.splitlines() == ["\\begin{tabular}{lrr}", "\\hline", *rows, "\\hline", "\\end{tabular}"]


@pytest.mark.parametrize(
    "more",
    [
        ["--units", "M,G"],
        ["--units", "M"],
        [],
        ["--columns", "input,params,macs,flops", "--units", "M,G,G"],
        ["--columns", "params,weight_bytes,weighted_layers", "--units", "K,MiB"],
        ["--columns", "params,macs,depth,output,receptive_field,conv_params_share", "--units", "M,-"],
    ],
)
def test_check_reads_the_very_table(convcalc, tmp_path, more):
    """All rows are known, those of another input or with other changes too, and no number is called wrong."""
    designs = (*MODELS, "alexnet", "googlenet", "resnet50", "input=3x256x256", "mobilenet_v1", "width=0.5")
    printed = convcalc("compare", *designs, "--plain", *more, "--format", "markdown").stdout
    (tmp_path / "paper.md").write_text(f"<!-- convcalc table -->\n\n{printed}")
    found = json.loads(convcalc("check", str(tmp_path / "paper.md"), "--format", "json").stdout)
    (checked,) = found["results"]
    assert checked["problems"] == [] and len(checked["claims"]) >= 2 * 8 - 1
    assert all(claim["holds"] for claim in checked["claims"])
    assert not [part for part in checked["unknown"] if part["part"] == "row"]


def test_a_marker_holds_it(convcalc, tmp_path):
    page = tmp_path / "paper.md"
    words = "compare resnet18 resnet50 vgg16 mobilenet_v2 --plain --units M,G --format markdown"
    page.write_text(f"<!-- convcalc {words} -->\n\n{PRINTED.replace('4.09', '3.8')}\n<!-- /convcalc -->\n")
    assert convcalc("check", str(page)).code == 1
    assert convcalc("check", str(page), "--fix").code == 0
    assert page.read_text() == f"<!-- convcalc {words} -->\n\n{PRINTED}\n<!-- /convcalc -->\n"


def test_units_stand_in_the_full_table_as_well(convcalc):
    shown = convcalc("compare", "resnet18", "resnet50", "--columns", "params,macs", "--units", "M,G").stdout
    assert "params (M)      11.7*      25.6   2.19×   0.457×" in shown  # 25,557,032/11,689,512 = 2.186
    assert "MACs (G)        1.81*      4.09" in shown


def test_csv_stays_exact(convcalc):
    shown = convcalc("compare", "resnet18", "resnet50", "--plain", "--columns", "params,macs", "--format", "csv").stdout
    assert shown.splitlines() == ["design,params,macs", "resnet18,11689512,1814073344", "resnet50,25557032,4089184256"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--units", "m"], "there is no unit 'm' (did you mean 'M'?)"),
        (["--units", "X"], "there is no unit 'X' (the units are K, M, G or B, T, 만 and 억)"),
        (["--units", "M,"], "a unit is missing (write - for none)"),
        (["--units", "MB,G"], "'MB' is a unit of bytes, and params are none (write M)"),
        (["--units", "M,G,M"], "--units has 3 units, and there are 2 columns of counts: params, macs (write one for "
            "all, or one for each, - for none: --units M,G)"),
        (["--units", "M", "--columns", "input,depth"], "--units is for counts, and no column has any (leave it out)"),
        (["--units", "M", "--columns", "weight_bytes"], "'M' is no unit of bytes, which weight_bytes are (write MB"),
        (["--units", "M", "--format", "csv"], "CSV and JSON have exact numbers (leave out --units)"),
        (["--json"], "JSON carries everything (leave out --plain)"),
        (["--layers"], "--plain is for designs, and --layers for their layers (leave out --plain)"),
        (["--batch", "8"], "a plain table does not say that its numbers are with --batch"),
    ],
)  # fmt: skip
def test_what_would_say_nothing_is_refused(convcalc, more, said):
    shown = convcalc("compare", "resnet18", "resnet50", "--plain", *more)
    assert (shown.code, shown.stdout) == (2, "")
    assert f"error: {said}" in shown.stderr


@pytest.mark.parametrize(
    "line",
    [
        ["summarize", "resnet50"],
        ["compare", "resnet18", "vgg16"],
        ["compare", "resnet18", "vgg16", "--layers"],
        ["ops"],
        ["ops", "conv"],
        ["metrics"],
        ["list"],
        ["memory", "lenet5"],
        ["rule"],
        ["solve", "conv 8 ? padding=?", "--input", "3x32x32", "--expect", "output = 8x32x32"],
    ],
)
def test_each_row_has_as_many_cells_as_the_tabular_has_columns(convcalc, line):
    """Between `\\begin` and `\\end` each line is `\\hline`, or ends with two backslashes and divides all columns."""
    printed = convcalc(*line, "--format", "latex").stdout
    tables = re.findall(r"\\begin\{tabular\}\{([lr]+)\}\n(.*?)\\end\{tabular\}\n", printed, re.DOTALL)
    assert tables
    for columns, inside in tables:
        rows = [row for row in inside.splitlines() if row != "\\hline"]
        assert all(row.endswith(" \\\\") for row in rows)
        assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {len(columns) - 1}
    assert not re.search(r"(?<!\\)[#%]|(?<!\\)_", printed)
