"""A design and its changes in one word: `alexnet conv2.out_channels=128` is what it is with the changes behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

import convcalc as api
from convcalc.study.design import own_changes

WORD = "alexnet conv2.out_channels=128"
APART = WORD.split()


@pytest.mark.parametrize("command", ["summarize", "explain", "memory"])
def test_one_word_is_as_good_as_two(convcalc, folder, command):
    assert convcalc(command, WORD, "--format", "json") == convcalc(command, *APART, "--format", "json")


def test_compare_calls_it_by_the_same_name(convcalc, folder):
    ran = convcalc("compare", "alexnet", WORD)
    assert ran == convcalc("compare", "alexnet", *APART)
    assert ran.stdout.startswith("A: alexnet\nB: alexnet conv2.out_channels=128\n")


def test_a_layer_or_a_metric_stands_behind_it(convcalc, folder):
    assert convcalc("value", WORD, "conv2.params") == ("153728\n", "", 0)  # 128·(48·5² + 1), in two groups of 48
    assert convcalc("explain", WORD, "conv2") == convcalc("explain", *APART, "conv2")


def test_solve_looks_for_what_is_unknown_in_it(convcalc, folder):
    asked = ("--expect", "params <= 60M")
    ran = convcalc("solve", "alexnet conv2.out_channels=?", *asked)
    assert ran == convcalc("solve", "alexnet", "conv2.out_channels=?", *asked)
    ran = convcalc("solve", WORD, "conv3.out_channels=?", *asked)
    assert ran == convcalc("solve", *APART, "conv3.out_channels=?", *asked)
    assert ran.code == 0


def test_markers_take_it(convcalc, folder):
    text = (
        f'<!-- convcalc "{WORD}" conv2.params -->153,728<!-- /convcalc -->\n\n'
        f'<!-- convcalc "{WORD}" conv2.params / alexnet conv2.params -->0.5×<!-- /convcalc -->\n\n'  # 128 of 256
        f'<!-- convcalc summarize "{WORD}" -->\n<!-- /convcalc -->\n'
    )
    Path("a.md").write_text(text, "utf-8")
    assert convcalc("check", "a.md", "--fix").code == 0
    shown = convcalc("summarize", WORD).stdout.partition("\n")[2]  # the first line says of the catalogue where it is
    assert shown in Path("a.md").read_text("utf-8")


def test_so_does_python():
    assert api.summarize(WORD).params == api.summarize(*APART).params
    assert api.load("nin_cifar groups=4").parameters["groups"] == "4"


def test_the_last_change_holds_and_its_own_comes_before_those_behind(convcalc, folder):
    assert convcalc("value", WORD, "conv2.out_channels=64", "conv2.params").stdout == "76864\n"  # 64·(48·5² + 1)
    own = "nin_cifar input=3x48x48"
    assert convcalc("value", own, "input", "--input", "3x64x64").stdout == "3x48x48\n"
    ran = convcalc("compare", "input=3x64x64", own, "nin_cifar", "--columns", "input", "--format", "csv")
    assert [line.split(",")[1] for line in ran.stdout.splitlines()] == ["input", "3x48x48", "3x64x64"]


def test_a_file_that_is_called_so_is_that_file(convcalc, small):
    small_spec = Path("small.yaml").read_text("utf-8")
    Path("my net.yaml").write_text(small_spec, "utf-8")
    Path("small.yaml units=20").write_text(small_spec, "utf-8")
    assert convcalc("value", "my net.yaml", "fc.params").stdout == "5130\n"
    assert convcalc("value", "my net.yaml units=20", "fc.params").stdout == "10260\n"  # 20·(8·8·8 + 1)
    assert convcalc("value", "small.yaml units=20", "fc.params").stdout == "5130\n"


def test_no_file_of_it_is_written_over(convcalc, small):
    before = Path("small.yaml").read_bytes()
    for command in (("compare", "alexnet"), ("summarize",), ("value",), ("memory",)):
        more = ["params"] if command == ("value",) else []
        assert convcalc(*command, "small.yaml units=20", *more, "-o", "small.yaml").code == 2
        assert Path("small.yaml").read_bytes() == before


def test_what_begins_with_an_op_is_a_call(convcalc, folder):
    # 64·(3·3² + 1)
    for call in ("conv 64 3 padding=1", "conv out_channels=64 kernel_size=3", "x: conv 64 3 padding=1"):
        assert convcalc("value", call, "params", "--input", "3x8x8").stdout == "1792\n"
        assert own_changes(call) == (call, [])
    assert own_changes("relu") == ("relu", [])
    Path("conv").write_text("no spec\n", "utf-8")
    assert own_changes("conv out_channels=64") == ("conv out_channels=64", [])


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("alexnet bse=3", "command line:1:1: error: there is no parameter 'bse'"),
        ("nin_cifar grups=3", "command line:1:1: error: there is no parameter 'grups' (did you mean 'groups'?)"),
        ("alexnet conv9.stride=3", "command line:1:1: error: there is no layer 'conv9' (did you mean 'conv"),
        ("missing.yaml width=3", "error: there is no file missing.yaml\n"),
        (
            "alexnt conv2.stride=3",
            "error: there is no file and no catalogue network 'alexnt' (did you mean 'alexnet'?)",
        ),
        ("alexnt input=3x64x64", "error: there is no file and no catalogue network 'alexnt' (did you mean 'alexnet'?)"),
        ("cnov out_channels=3", "inline design:1:1: error: there is no op or block 'cnov' (did you mean 'conv'?)"),
    ],
)
def test_what_is_wrong_in_it_is_said_as_if_it_stood_apart(convcalc, folder, word, said):
    ran = convcalc("summarize", word)
    assert ran.code == 2
    assert ran.stderr.startswith(said)


def test_standard_input_may_have_changes_too():
    assert own_changes("- width=3") == ("-", ["width=3"])
    assert own_changes("alexnet conv2.out_channels=(64 + 64)") == ("alexnet", ["conv2.out_channels=(64 + 64)"])
