"""`convcalc explain` as a person calls it."""

import json
import re
import subprocess
import sys

import pytest

CONV1 = """\
  output   (W − F + 2P)/S + 1 = (227 − 11 + 2·0)/4 + 1 = 55        → 96×55×55
  params   N(CK² + 1) = 96·(3·11² + 1) = 34,944
  MACs     C·K²·N·H′·W′ = 3·11²·96·55·55 = 105,415,200
"""


def test_a_layer_of_the_catalogue_and_a_layer_without_a_file(convcalc):
    title = "conv1   conv 96 11 stride=4                        input 3×227×227\n"
    assert convcalc("explain", "alexnet", "conv1").stdout.startswith(title + CONV1)
    single = convcalc("explain", "--input", "3x227x227", "conv 96 11 stride=4")
    assert single.stdout.partition("\n")[2].startswith(CONV1)
    assert (single.code, single.stderr) == (0, "")


def test_changes_may_stand_anywhere(convcalc):
    for arguments in (
        ("alexnet", "conv1.out_channels=64", "conv1"),
        ("alexnet", "conv1", "conv1.out_channels=64"),
        ("conv1.out_channels=64", "alexnet", "conv1"),
    ):
        assert "64·(3·11² + 1) = 23,296" in convcalc("explain", *arguments).stdout


def test_several_layers_and_stars(convcalc):
    shown = convcalc("explain", "vgg16", "conv3_*", "fc8").stdout
    titles = [line.split()[0] for line in shown.splitlines() if re.search(r"   input \d", line)]
    assert titles == ["conv3_1", "conv3_2", "conv3_3", "fc8"]


def test_a_group_and_depth(convcalc):
    shallow = convcalc("explain", "resnet50", "stage2", "--depth", "1").stdout
    assert shallow.splitlines()[0].startswith("stage2 ×3   bottleneck 64 ")
    assert "75,008 + 2 × 70,400 = 215,808" in shallow
    assert "stage2.1.conv1" not in shallow
    assert "stage2.1.conv1   conv 64 1 bias=false" in convcalc("explain", "resnet50", "stage2", "--depth", "all").stdout


def test_an_unknown_layer_is_an_error_with_suggestions(convcalc):
    ran = convcalc("explain", "alexnet", "conv11", "conv2")
    assert (ran.code, ran.stdout) == (2, "")
    assert "command line:1:1: error: there is no layer 'conv11' (did you mean 'conv1'?)" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "a design is missing"),
        (("input=3x4x4",), "a design is missing"),
        (("nonet",), "there is no file and no catalogue network 'nonet'"),
        (("alexnet", "--depth", "0"), "give a number from 1, or all"),
        (("alexnet", "--format", "csv"), "csv"),
        (("alexnet", "conv1.strde=2"), "conv1 has no argument 'strde'"),
    ],
)
def test_a_wrong_call_is_refused(convcalc, arguments, said):
    ran = convcalc("explain", *arguments)
    assert ran.code == 2
    assert said in ran.stderr


def test_files_and_their_endings(convcalc, folder):
    convcalc("explain", "alexnet", "conv1", "-o", "conv1.md")
    assert r"$N(CK^2 + 1) = 96 \cdot (3 \cdot 11^2 + 1) = 34{,}944$" in (folder / "conv1.md").read_text("utf-8")
    convcalc("explain", "alexnet", "conv1", "-o", "conv1.json")
    assert json.loads((folder / "conv1.json").read_text("utf-8"))["explanations"][0]["path"] == "conv1"
    refused = convcalc("explain", "alexnet", "-o", "all.csv")
    assert (refused.code, "the ending of 'all.csv' stands for no format" in refused.stderr) == (2, True)
    assert not (folder / "all.csv").exists()


def test_json_has_every_step_exact(convcalc):
    content = json.loads(convcalc("explain", "alexnet", "conv1", "pool1", "--format", "json").stdout)
    assert (content["format"], content["version"]) == ("convcalc explain", 1)
    assert (content["name"], content["inputs"]) == ("AlexNet", {"input": [3, 227, 227]})
    conv1, pool1 = content["explanations"]
    assert conv1["steps"][1] == {
        "name": "params",
        "axis": None,
        "formula": "N(CK² + 1)",
        "numbers": "96·(3·11² + 1)",
        "rounded": None,
        "value": 34944,
        "symbols": {"N": 96, "C": 3, "K": 11},
        "unread": None,
    }
    assert [(step["name"], step["value"]) for step in pool1["steps"]] == [("output", 27), ("params", 0), ("macs", 0)]
    assert content["legend"]["S"] == "stride"


def test_json_of_a_rounded_division_and_of_fractions(convcalc):
    def step(*arguments):
        ran = convcalc("explain", "--format", "json", *arguments)
        return json.loads(ran.stdout)["explanations"][0]["steps"][0]

    floor = step("conv 64 7 stride=2 padding=3", "--input", "3x224x224")
    assert (floor["rounded"], floor["value"]) == ("⌊111.5⌋ + 1", 112)
    assert floor["unread"] == {"padding": 1, "input": 0, "between": 0}
    assert step("upsample 7/3", "--input", "3x8x8")["symbols"] == {"W": 8, "R": "7/3"}


def test_json_of_a_network_has_every_row_and_ends_with_the_totals(convcalc):
    content = json.loads(convcalc("explain", "resnet50", "--format", "json").stdout)
    kinds = [part["kind"] for part in content["explanations"]]
    assert kinds[-1] == "network"
    assert kinds.count("layer") == len(
        json.loads(convcalc("summarize", "resnet50", "--format", "json").stdout)["layers"]
    )
    params, macs = content["explanations"][-1]["sums"]
    assert (params["value"], macs["value"]) == (25557032, 4089184256)
    assert sum(term["count"] * term["value"] for term in params["terms"]) == 25557032


@pytest.mark.parametrize("columns", [80, 160])
def test_on_a_terminal_it_fits(terminal, columns):
    shown = terminal("explain", "googlenet", "inception3a", columns=columns, NO_COLOR="1").stdout
    assert max(map(len, shown.splitlines())) <= columns
    assert "inception3a.conv3   conv 128 3 padding=1" in shown


def test_color_changes_no_letter(terminal):
    colored = terminal("explain", "alexnet", columns=80).stdout
    assert "\x1b[1mconv1" in colored
    plain = terminal("explain", "alexnet", columns=80, NO_COLOR="1").stdout
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_a_pipe_without_unicode_gets_ascii(run):
    ran = run("explain", "resnet50", "conv1", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ran.stdout.isascii()
    assert "floor((W - F + 2P)/S) + 1 = floor((224 - 7 + 2*3)/2) + 1 = floor(111.5) + 1 = 112" in ran.stdout
    assert "->" in ran.stdout
    json.loads(run("explain", "resnet50", "--format", "json", PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout)


OWN = {
    "convcalc.cli.explain", "convcalc.costs.formula", "convcalc.costs.symbols", "convcalc.render.explain.show",
    "convcalc.render.explain.data", "convcalc.study.explain.sums", "convcalc.study.explain.steps",
    "convcalc.costs.window", "convcalc.network.receptive_field", "convcalc.network.spans",
    "convcalc.study.explain.field",
    "convcalc.render.explain", "convcalc.study.explain", "convcalc.study.figures",
    "convcalc.render.explain.field", "convcalc.render.fields",
}  # fmt: skip


def test_it_loads_no_more_than_summarize_and_its_own_modules():
    def loaded(*arguments):
        code = (
            "import sys, io; from convcalc.cli.main import program; sys.stdout = io.StringIO()\n"
            f"program({list(arguments)!r}, standalone_mode=False)\n"
            "sys.stderr.write(' '.join(sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return set(done.stderr.split())

    more = loaded("explain", "alexnet", "conv1", "--format", "json") - loaded(
        "summarize", "alexnet", "--format", "json"
    )
    assert more <= OWN


def test_axes_that_leave_something_else_are_explained_apart(convcalc):
    lines = convcalc("explain", "conv 8 1x3 stride=2 padding=same", "--input", "3x8x8").stdout.splitlines()
    rows, columns = (line.strip() for line in lines[1:3])
    assert rows == "output   H: H/S = 8/2 = 4, 1 of every 2 rows unread, between windows"
    assert columns.startswith("output   W: W/S = 8/2 = 4 ") and "unread" not in columns
