"""`convcalc compare` as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PAIR = ("conv5x5", "two_conv3x3")


def test_two_designs(convcalc, folder):
    shown = convcalc("compare", *PAIR)
    assert (shown.code, shown.stderr) == (0, "")
    assert shown.stdout.startswith("two_conv3x3 has 0.72× the parameters and MACs of conv5x5 (conv5x5 has 1.39× ")


def test_input_is_for_all_and_the_same_as_a_change_before_the_first(convcalc, folder):
    designs = ("conv 128 5 padding=2", "conv 128 3 padding=1, conv 128 3 padding=1")
    shown = convcalc("compare", *designs, "--input", "128x56x56")
    assert (shown.code, shown.stderr) == (0, "")
    assert shown == convcalc("compare", "input=128x56x56", *designs)
    assert "409,728" in shown.stdout and "295,168" in shown.stdout  # 409,600 + 128 and 294,912 + 256


def test_a_change_is_for_the_design_before_it(convcalc, folder):
    shown = convcalc("compare", "alexnet", "alexnet", "conv2.out_channels=128", "--format", "json")
    designs = json.loads(shown.stdout)["designs"]
    assert [design["changes"] for design in designs] == [[], ["conv2.out_channels=128"]]
    assert [design["totals"]["params"] for design in designs] == [60_965_224, 60_369_128]


def test_other_outputs_are_a_warning(convcalc, folder):
    arguments = ("compare", "--input", "3x8x8", "relu", "max_pool 2")
    shown = convcalc(*arguments)
    assert shown.code == 0
    assert "warning: the outputs differ: 3×8×8 (relu); 3×4×4 (max_pool 2)" in shown.stderr
    assert convcalc(*arguments, "--strict").code == 2


def test_all_errors_at_once(convcalc, folder):
    refused = convcalc("compare", "--input", "3x8x8", "cnv 8 3", "relu", "relu.p=2", "alexnt")
    assert (refused.code, refused.stdout) == (2, "")
    for said in ("design 1:1:1: error", "changes of design 2:1:1: error", "'alexnt'", "3 errors"):
        assert said in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "a design is missing"),
        (("alexnet",), "one design can't be compared"),
        (("alexnet,vgg16",), "one design can't be compared (write: convcalc compare alexnet vgg16)"),
        (("alexnet, vgg16",), "one design can't be compared (write: convcalc compare alexnet vgg16)"),
        ((*PAIR, "--columns", "parms"), "there is no column 'parms' (did you mean 'params'?)"),
        ((*PAIR, "--columns", ""), "no columns are named"),
        ((*PAIR, "--sort", "output"), "'output' is no number to sort by"),
        ((*PAIR, "--depth", "2"), "--depth is for layers"),
        ((*PAIR, "--columns", "params", "--format", "json"), "JSON carries everything"),
        ((*PAIR, "--input", ""), "input"),
    ],
)
def test_calls_that_are_wrong(convcalc, folder, arguments, said):
    refused = convcalc("compare", *arguments)
    assert (refused.code, refused.stdout) == (2, "")
    assert said in refused.stderr


def test_sort(convcalc, folder):
    shown = convcalc("compare", *PAIR, "conv7x7", "--sort", "params", "--format", "json")
    found = json.loads(shown.stdout)
    assert [design["name"] for design in found["designs"]] == ["conv7x7", *PAIR]
    assert found["reference"] == "conv5x5"


def test_into_a_file_by_its_ending(convcalc, folder):
    assert convcalc("compare", *PAIR, "-o", "out.json") == ("", "", 0)
    assert json.loads((folder / "out.json").read_text("utf-8"))["format"] == "convcalc compare"


def test_what_is_read_is_not_written_over(convcalc, small):
    before = (small / "small.yaml").read_text()
    assert convcalc("compare", "lenet5", "small.yaml", "-o", "small.yaml").code == 2
    assert (small / "small.yaml").read_text() == before


def test_standard_input(convcalc, small):
    shown = convcalc("compare", "-", "small.yaml", "units=5", stdin=(small / "small.yaml").read_bytes())
    assert "standard input" in shown.stdout
    assert "5,354" in shown.stdout  # its parameters; the other has 5·513 less


@pytest.mark.parametrize("columns", [80, 160])
def test_a_terminal(terminal, folder, columns):
    shown = terminal("compare", "resnet18", "resnet50", "vgg16", "--batch", "8", columns=columns)
    assert (shown.code, shown.stderr) == (0, "")
    assert "138,357,544" in shown.stdout


@pytest.mark.parametrize("layers", [(), ("--layers",)])
def test_json_loads_little(layers):
    code = (
        "import sys; from convcalc.cli.main import program;"
        f"program(['compare', 'vgg16', 'vgg19', '--format', 'json', *{layers!r}], standalone_mode=False);"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=30)
    assert done.returncode == 0, done.stderr
    heavy = {"rich", "numpy", "csv", "fractions", "decimal", "dataclasses", "difflib", "convcalc.render.table.terminal"}
    assert not heavy & set(done.stderr.split())
