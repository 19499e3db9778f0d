"""`check` of designs as other commands take them: a name of the catalogue, layers in quotes, standard input, a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

OUTPUT = "output = 96x55x55"  # (227 − 11)/4 + 1


def test_a_name_of_the_catalogue(convcalc, folder):
    ran = convcalc("check", "alexnet", "--expect", "params = 61M")
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("1 spec, ")
    ran = convcalc("check", "alexnet", "--expect", "params = 62M")
    assert ran.code == 1
    assert "params of alexnet: written 62M, computed 60,965,224" in ran.stdout
    assert convcalc("check", "alexnet").code == 0  # what its file expects
    assert convcalc("check", "catalogue:alexnet.yaml").code == 0


def test_layers_in_quotes(convcalc, folder):
    words = ("check", "conv 96 11 stride=4", "--expect", OUTPUT)
    assert convcalc(*words, "--input", "3x227x227") == ("1 spec, 1 expectation, no failures\n", "", 0)
    assert convcalc("check", "input=3x227x227", *words[1:]).code == 0
    ran = convcalc(*words, "--input", "3x228x228", "--exit-zero")
    assert ran.code == 0
    ran = convcalc(*words[:2], "input=3x231x231", *words[2:])
    assert ran.code == 1
    assert ": output of inline design input=3x231x231: written 96x55x55, computed 96x56x56" in ran.stdout
    assert convcalc(*words).code == 2  # the size of the input is missing


def test_changes_of_a_file_and_of_a_name(convcalc, small):
    # 20·(8·8·8 + 1) in place of 10·513 units, and 8·(3·9 + 1)
    for words in (("small.yaml", "units=20"), ("small.yaml units=20",)):
        assert convcalc("check", *words, "--expect", "params = 10,484").code == 0
    ran = convcalc("check", "small.yaml", "small.yaml", "units=20", "--expect", "params = 5,354")
    assert ran.code == 1
    assert "params of small.yaml units=20: written 5,354, computed 10,484" in ran.stdout
    assert convcalc("check", "alexnet conv2.out_channels=128", "--expect", "conv2.params = 153,728").code == 0


def test_what_a_file_expects_is_not_expected_of_it_with_changes(convcalc, folder):
    ran = convcalc("check", "alexnet", "fc8.out_features=10")
    assert ran.code == 2
    assert "nothing is expected of alexnet fc8.out_features=10 (say it with --expect" in ran.stdout


def test_standard_input_is_a_spec(convcalc, folder):
    text = "input: 3x9x9\nlayers: [conv 8 3]\nexpect: {params: 224}\n"  # 8·(3·9 + 1)
    assert convcalc("check", "-", stdin=text) == ("1 spec, 1 expectation, no failures\n", "", 0)
    ran = convcalc("check", "-", stdin=text.replace("224", "216"))
    assert ran.code == 1
    assert ran.stdout.startswith("standard input:3:18: error CC101: params: written 216, computed 224")
    assert "standard input can be read only once" in convcalc("check", "-", "-", stdin=text).stdout


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="this system does not name what is open")
def test_a_pipe_is_a_spec(folder):
    show = subprocess.Popen([sys.executable, "-m", "convcalc", "show", "lenet5"], stdout=subprocess.PIPE)
    ran = subprocess.run(
        [sys.executable, "-m", "convcalc", "check", f"/dev/fd/{show.stdout.fileno()}"],
        pass_fds=[show.stdout.fileno()],
        capture_output=True,
        text=True,
        timeout=30,
    )
    show.stdout.close()
    show.wait()
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("word", ["alexnt", "relu", "missing.yaml", "my net.yaml", "model.onnx", "notes.md", "a/b"])
def test_what_is_no_design_stays_a_missing_file(convcalc, folder, word):
    ran = convcalc("check", word)
    assert ran.code == 2
    assert ran.stdout.startswith(f"error CC001: there is no file {word}")
    assert ("did you mean 'alexnet'?" in ran.stdout) == (word == "alexnt")


@pytest.mark.parametrize("word", [".", "notes.md"])
def test_only_designs_have_changes(convcalc, folder, word):
    (folder / "notes.md").write_text("3*3 = 9\n", "utf-8")
    ran = convcalc("check", word, "input=3x8x8")
    assert ran.code == 2
    assert "and input=3x8x8 changes a design" in ran.stdout


def test_a_folder_of_the_name_of_a_network_is_searched(convcalc, small):
    (small / "alexnet").mkdir()
    (small / "alexnet" / "notes.md").write_text("3*3 = 9\n", "utf-8")
    assert convcalc("check", "alexnet").stdout == "1 document, 1 claim, no failures\n"


@pytest.mark.parametrize("format_", ["json", "junit", "sarif", "github"])
def test_in_other_formats(convcalc, folder, format_):
    words = ("alexnet", "conv 96 11 stride=4", "input=3x227x227")
    ran = convcalc("check", *words, "--expect", "macs <= 1M", "--format", format_)
    assert ran.code == 1
    assert "CC103" in ran.stdout
    if format_ == "json":
        names = [result["file"] for result in json.loads(ran.stdout)["results"]]
        assert names == ["catalogue: alexnet.yaml", "inline design"]
