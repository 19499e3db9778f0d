"""`convcalc value`: bare numbers for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("params", "60965224"),
        ("macs", "724406816"),
        ("flops", "1448813632"),
        ("conv1.params", "34944"),  # 96·(3·121 + 1)
        ("conv1.output", "96x55x55"),
        ("input", "3x227x227"),
        ("output", "1000"),
        ("conv1.kernel", "11x11"),
        ("weight_bytes", "243860896"),  # 4·60,965,224
        ("conv1.receptive_field", "11x11"),
        ("conv1.params_share", "0.0573"),  # 34,944 of 60,965,224
        ("depth", "8"),
    ],
)
def test_a_number_is_printed_bare(convcalc, folder, metric, value):
    assert convcalc("value", "alexnet", metric) == (f"{value}\n", "", 0)


def test_several_are_printed_in_the_order_in_which_they_are_asked_for(convcalc, small):
    ran = convcalc("value", "small.yaml", "fc.params", "params", "conv1.output", "fc.params")
    assert ran == ("5130\n5354\n8x8x8\n5130\n", "", 0)


def test_changes_stand_among_them(convcalc, small):
    assert convcalc("value", "small.yaml", "units=20", "fc.params", "conv1.out_channels=4") == ("5140\n", "", 0)
    # 20·(4·8·8 + 1) = 5,140
    assert convcalc("value", "conv 4 3", "--input", "3x8x8", "macs", "--batch", "2") == ("7776\n", "", 0)  # 2·3,888


def test_json_keeps_each_under_its_name(convcalc, small):
    ran = convcalc(
        "value", "small.yaml", "params", "conv1.output", "linear_params_share", "conv1.kernel", "--format", "json"
    )
    assert (ran.code, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) == {
        "params": 5354,
        "conv1.output": [8, 8, 8],
        "linear_params_share": 95.8162,  # 5,130 of 5,354
        "conv1.kernel": [3, 3],
    }


def test_into_a_file(convcalc, small):
    assert convcalc("value", "small.yaml", "params", "-o", "x.json") == ("", "", 0)
    assert json.loads(Path("x.json").read_text("utf-8")) == {"params": 5354}
    assert convcalc("value", "small.yaml", "params", "-o", "x.txt") == ("", "", 0)
    assert Path("x.txt").read_bytes() == b"5354\n"
    assert convcalc("value", "small.yaml", "params", "-o", "small.yaml").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["prams"], "command line:1:1: error: 'prams' is not a metric (did you mean 'params'?)"),
        (["conv1.prams"], "command line:1:7: error: 'prams' is not a metric (did you mean 'params'?)"),
        (["con1.params"], "command line:1:1: error: there is no layer 'con1' (did you mean 'conv1'?)"),
        (["zzz.params"], "command line:1:1: error: there is no layer 'zzz' (it has conv1, relu, flatten, fc)"),
        ([".params"], "command line:1:1: error: the name of a layer is missing before the point"),
        (["conv1.depth"], "command line:1:7: error: depth is a metric of a whole network"),
        (["kernel"], "command line:1:1: error: kernel is a metric of a layer (write LAYER.kernel)"),
        (["conv1"], "command line:1:1: error: 'conv1' is not a metric"),
        (["relu.kernel"], "command line:1:1: error: relu.kernel is not defined"),
        (["fc.receptive_field.x"], "command line:1:20: error: 'x' is not a metric"),
        ([], "error: no metric is asked for (as in `convcalc value alexnet conv1.params`)"),
        (["params", "unit=3"], "command line:1:1: error: there is no parameter 'unit' (did you mean 'units'?)"),
    ],
)
def test_what_is_no_figure_is_an_error_and_nothing_is_printed(convcalc, small, words, said):
    ran = convcalc("value", "small.yaml", *words)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(said)


def test_all_that_is_wrong_is_said(convcalc, small):
    ran = convcalc("value", "small.yaml", "prams", "conv9.macs", "start.start")
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[-1] == "3 errors"


def test_a_field_without_what_sees_everything(convcalc):
    # published for VGG-16 up to pool5: 212, as in the notes of google-research/receptive_field
    assert convcalc("value", "vgg16", "receptive_field", "--ignore-global").stdout == "212x212\n"
    assert convcalc("value", "vgg16", "receptive_field").stdout == "224x224\n"
