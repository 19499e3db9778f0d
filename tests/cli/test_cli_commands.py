"""The other commands, and their help."""

import json
import re
import shlex
from pathlib import Path

import pytest

import convcalc as package
from convcalc.cli.main import COMMANDS
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import Op
from convcalc.costs.ops import JOINS, OPS

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "architectures"

FORMATS = ("table", "text", "markdown", "latex", "csv", "json")


def examples(text):
    """The commands that a help shows."""
    return re.findall(r"^ +((?:cat \S+ \| )?convcalc .+)$", text.partition("Example")[2], re.M)


# Help


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(convcalc, option):
    shown = convcalc(option)
    assert (shown.code, shown.stderr) == (0, "")
    for name, text in COMMANDS.items():
        assert f" {name} {text} " in " ".join(shown.stdout.split())  # a long text goes on in the next line
    assert set(COMMANDS) >= {"summarize", "list", "show", "ops", "metrics", "schema"}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(convcalc, command):
    shown = convcalc(command, "--help")
    assert (shown.code, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: convcalc {command} ")
    assert any(f"convcalc {command}" in example for example in examples(shown.stdout))
    assert convcalc(command, "-h") == shown


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_commands_that_help_shows_run(convcalc, folder, command):
    text = convcalc(*command.split(), "--help").stdout
    (folder / "my_network.yaml").write_bytes((CATALOGUE / "lenet5.yaml").read_bytes())
    (folder / "notes.md").write_text("A filter has 5x5x3 = 75 weights.\n", "utf-8")
    (folder / "README.md").write_text("A filter has 5x5x3 = 75 weights.\n", "utf-8")
    (folder / "paper.tex").write_text("A filter has $5 \\times 5 \\times 3 = 75$ weights.\n", "utf-8")
    cell = {"cell_type": "markdown", "metadata": {}, "source": ["A filter has 5x5x3 = 75 weights.\n"]}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (folder / "lecture.ipynb").write_text(json.dumps(notebook), "utf-8")
    shown = [line.rpartition("| ")[2] for line in examples(text)]
    shown += [part for part in re.findall(r"`(convcalc \w+ [^`]+)`", " ".join(text.split())) if "NAME" not in part]
    assert shown
    for line in shown:
        ran = convcalc(*shlex.split(line.partition(" > ")[0])[1:], stdin=(folder / "my_network.yaml").read_bytes())
        assert (ran.code, ran.stderr) == (0, ""), line


def test_no_command_shows_the_help(convcalc):
    shown = convcalc()
    assert (shown.code, shown.stderr) == (0, "")
    assert all(name in shown.stdout for name in {*COMMANDS} - {"calc"})


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(convcalc, option):
    assert convcalc(option) == (f"convcalc {package.__version__}\n", "", 0)


def test_it_runs_as_a_module(run, folder):
    assert run("--version") == (f"convcalc {package.__version__}\n", "", 0)


@pytest.mark.parametrize(("typed", "meant"), [("summarise", "summarize"), ("opps", "ops"), ("metric", "metrics")])
def test_an_unknown_command_suggests_the_right_one(convcalc, typed, meant):
    refused = convcalc(typed)
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("error: there is no command, no file and no catalogue network ")
    assert f"'{typed}' (did you mean '{meant}'?)" in refused.stderr


# show


@pytest.mark.parametrize("name", ["alexnet", "alexnet.yaml", "conv5x5", "squeeze_excite_blocks"])
def test_show_prints_a_file_as_it_is(run, folder, name):
    stem = name.removesuffix(".yaml")
    (path,) = [*CATALOGUE.glob(f"{stem}.yaml"), *(CATALOGUE / "designs").glob(f"{stem}.yaml")]
    assert run("show", name) == (path.read_text("utf-8"), "", 0)


def test_what_show_prints_can_be_summarized(convcalc, folder):
    (folder / "copy.yaml").write_text(convcalc("show", "lenet5").stdout, "utf-8")
    totals = [
        json.loads(convcalc("summarize", name, "--format", "json").stdout)["totals"] for name in ("copy.yaml", "lenet5")
    ]
    assert totals[0] == totals[1]


@pytest.mark.parametrize("name", ["alexne", "../pyproject", "../README.md", "/etc/passwd", "", "-", "designs"])
def test_show_knows_the_catalogue_alone(convcalc, folder, name):
    refused = convcalc("show", name)
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("error: there is no catalogue file ")
    assert name != "alexne" or "(did you mean 'alexnet'?)" in refused.stderr


# ops, metrics, schema


def test_ops_lists_every_op_and_join_once(convcalc):
    shown = json.loads(convcalc("ops", "--format", "json").stdout)["ops"]
    assert [record["call"].split()[0].rstrip(":") for record in shown] == [*OPS, *JOINS]
    assert {"conv", "conv_transpose", "max_pool", "linear", "batch_norm", "relu", "add", "concat"} <= {*OPS, *JOINS}


@pytest.mark.parametrize("format_", FORMATS)
def test_ops_in_every_format(convcalc, format_):
    shown = convcalc("ops", "--format", format_)
    assert (shown.code, shown.stderr) == (0, "")
    assert "conv_transpose" in shown.stdout.replace("\\_", "_")


@pytest.mark.parametrize("op", OPS.values(), ids=OPS)
def test_an_op_says_its_call_formulas_arguments_and_source(convcalc, op: Op):
    parts = {
        record["part"]: record["text"] for record in json.loads(convcalc("ops", op.name, "--format", "json")[0])["op"]
    }
    assert parts["call"].split()[0] == op.name
    assert parts["what it is"] == op.doc
    assert any(part.startswith("output") for part in parts)
    assert any(part.startswith("params") for part in parts)
    assert "MACs" in parts
    for name, (_, default, _) in op.arguments.items():
        assert ("required" in parts[name]) == (default is None)
        assert re.search(rf"\b{name}\b", parts["call"])
    assert not op.source or parts["source"] == op.source


def test_an_op_is_explained_as_a_person_writes(convcalc):
    shown = convcalc("ops", "conv").stdout
    for formula in ("⌊(W − F′ + 2P)/S⌋ + 1", "⌈W/S⌉", "N(C/G·K² + B)", "C/G·K²·N·H′·W′", "Dumoulin"):
        assert formula in shown


@pytest.mark.parametrize(
    ("name", "hint"),
    [("fc", "that is 'linear' here"), ("maxpol", "did you mean 'max_pool'?"), ("zzz", "`convcalc ops`")],
)
def test_an_unknown_op(convcalc, name, hint):
    refused = convcalc("ops", name)
    assert (refused.code, refused.stdout) == (2, "")
    assert f"there is no op '{name}' ({hint}" in refused.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_metrics_lists_every_metric(convcalc, format_):
    shown = convcalc("metrics", "--format", format_)
    assert (shown.code, shown.stderr) == (0, "")
    for name in METRICS:
        assert re.search(rf"\b{name}\b", shown.stdout.replace("\\_", "_"))


def test_schema_prints_one_and_writes_it(convcalc, folder):
    shown = convcalc("schema")
    assert (shown.code, shown.stderr) == (0, "")
    assert json.loads(shown.stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert convcalc("schema", "-o", "convcalc.schema.json") == ("", "", 0)
    assert (folder / "convcalc.schema.json").read_text("utf-8") == shown.stdout
