"""The Python API, as its page and `help(convcalc)` tell of it."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import convcalc

ROOT = Path(__file__).parents[1]

SMALL = "input: 3x10x10\nparameters: {units: 10}\nlayers:\n  - conv1: conv 8 3\n  - flatten\n  - fc: linear units\n"
# conv1: 8·(3·9 + 1) = 224 parameters, 8·8·8·27 = 13,824 MACs; fc: 10·(512 + 1) = 5,130 and 5,120


def test_the_examples_of_the_package_hold():
    found = doctest.testmod(convcalc, raise_on_error=True)
    assert found.attempted >= 4


def test_the_first_example_of_its_page_runs():
    example, *_ = re.findall(r"```python\n(.+?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.S)
    done = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=30
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    # VGG-16 at 256x256: the first linear layer reads 512·8·8: 4,096·(32,768 + 1) of 14,714,688 + 134,221,824 +
    # 16,781,312 + 4,097,000 parameters
    assert lines[0].split()[0] == str(14_714_688 + 4_096 * 32_769 + 16_781_312 + 4_097_000)
    assert lines[1].startswith("conv1_1 conv 64 3 padding=1 (64, 256, 256) 1792 ")  # 64·(3·9 + 1)


def test_a_report_has_its_layers_and_totals():
    report = convcalc.summarize("conv1: conv 8 3, flatten, fc: linear 10", "input=3x10x10")
    assert isinstance(report, convcalc.Report)
    assert (report.params, report.macs, report.output) == (5_354, 18_944, (10,))
    assert [(row.path, row.op, row.output) for row in report.layers] == [
        ("conv1", "conv", (8, 8, 8)),
        ("flatten", "flatten", (512,)),
        ("fc", "linear", (10,)),
    ]
    assert all(isinstance(row, convcalc.Row) for row in report.layers)
    assert sum(row.params for row in report.layers) == report.params
    assert sum(row.macs for row in report.layers) == report.macs


def test_a_design_is_a_path_a_name_or_layers(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(SMALL, "utf-8")
    assert convcalc.summarize(str(path)).params == 5_354
    assert convcalc.summarize(str(path), "units=5").params == 224 + 5 * 513
    assert convcalc.summarize("alexnet").params == convcalc.summarize("alexnet.yaml").params == 60_965_224


def test_a_batch():
    report = convcalc.summarize("conv1: conv 8 3", "input=3x10x10", batch=4)
    assert (report.params, report.macs) == (224, 4 * 13_824)


def test_warnings_stand_in_the_report():
    (warning,) = convcalc.summarize("conv 96 11 stride=4", "input=3x224x224").warnings
    assert warning.severity == "warning"
    assert "(224 − 11)/4 + 1 = 54.25" in warning.message


def test_load_computes_nothing(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(SMALL.replace("conv 8 3", "conv 8 300"), "utf-8")  # no such filter fits
    design = convcalc.load(str(path), "units=5")
    assert isinstance(design, convcalc.Design)
    assert design.parameters == {"units": "5"}
    assert design.inputs == {"input": (3, 10, 10)}
    with pytest.raises(convcalc.ConvcalcError):
        convcalc.summarize(design)


@pytest.mark.parametrize("function", ["load", "summarize"])
def test_an_error_carries_every_problem_with_its_place_message_and_hint(tmp_path, function):
    path = tmp_path / "net.yaml"
    path.write_text("input: 3x8x8\nlayers:\n  - cnv 8 3\n  - conv 8 3 strid=2\n", "utf-8")
    with pytest.raises(convcalc.ConvcalcError) as caught:
        getattr(convcalc, function)(str(path))
    first, second = caught.value.problems.in_order()
    assert (first.severity, first.message) == ("error", "there is no op or block 'cnv'")
    assert first.hint == "did you mean 'conv'?"
    assert (first.place.source.name, first.place.line, first.place.column) == (str(path), 3, 5)
    assert (second.place.line, second.place.column, second.hint) == (4, 14, "did you mean 'stride'?")
    assert str(caught.value).splitlines() == [str(first), str(second)]
    assert str(first) == f"{path}:3:5: error: there is no op or block 'cnv' (did you mean 'conv'?)"


@pytest.mark.parametrize(("design", "changes"), [("alexne", ()), ("relu", ()), ("alexnet", ("nope=3",)), ("", ())])
def test_whatever_is_wrong_raises_the_same_error(design, changes):
    for function in (convcalc.summarize, convcalc.load):
        if function is convcalc.load and design == "relu":
            continue  # a spec without the size of its input can be read
        with pytest.raises(convcalc.ConvcalcError) as caught:
            function(design, *changes)
        assert caught.value.problems.errors


FUNCTIONS = {"check", "compare", "explain", "load", "memory", "networks", "solve", "summarize", "sweep", "value"}


def test_what_it_shows_are_the_functions_the_error_and_the_version():
    assert set(dir(convcalc)) == {*FUNCTIONS, "ConvcalcError", "__version__"}
    assert dir(convcalc) == sorted(convcalc.__all__)


def test_all_that_is_named_is_there_and_documented():
    for name in (*convcalc.__all__, "Report", "Comparison", "Explanation", "Reading", "Solutions", "Solution", "Memory",
                 "Checks", "Networks", "Design", "Row", "Problem"):  # fmt: skip
        assert getattr(convcalc, name) is not None
        assert name == "__version__" or getattr(convcalc, name).__doc__
    with pytest.raises(AttributeError, match="has no attribute 'sumarize'"):
        convcalc.sumarize  # noqa: B018


@pytest.mark.parametrize("name", sorted(FUNCTIONS - {"load"}))
def test_the_examples_of_each_function_hold(name):
    assert doctest.testmod(import_module(f"convcalc.api.{name}"), raise_on_error=True).attempted >= 1


def test_no_answer_is_worked_out_before_it_is_asked_for():
    """What a table or Markdown takes is imported only for them."""
    code = "import sys, convcalc; convcalc.summarize('alexnet').rows; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=30)
    assert not [name for name in done.stdout.split() if name.startswith("convcalc.render")]
