"""`convcalc memory`: its options, what it refuses, and its metrics in the other commands."""

import json

import pytest

FORMATS = ("table", "text", "markdown", "csv", "json")


def data(convcalc, *arguments):
    shown = convcalc("memory", *arguments, "--format", "json")
    assert (shown.stderr, shown.code) == ("", 0)
    return json.loads(shown.stdout)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format(convcalc, small, format_):
    shown = convcalc("memory", "small.yaml", "--format", format_)
    assert (shown.stderr, shown.code) == ("", 0)
    assert "conv1" in shown.stdout


def test_each_option_reaches_its_number(convcalc, small):
    # 300 + 512 + 10 values are made, 300 + 512 alive at the peak, 5,354 weights.
    found = data(
        convcalc, "small.yaml", "--batch", "3", "--dtype", "float16", "--weight-dtype", "float64",
        "--optimizer", "adam", "--limit", "1MiB",
    )  # fmt: skip
    assert found["inference"]["bytes"] == 8 * 5354 + 3 * 2 * 812
    assert found["training"]["bytes"] == 4 * 8 * 5354 + 3 * 2 * 822
    assert found["training"]["largest_batch"] == (2**20 - 4 * 8 * 5354) // (2 * 822)
    assert data(convcalc, "small.yaml", "--no-in-place")["totals"]["forward_activations"] == 300 + 3 * 512 + 10
    assert data(convcalc, "small.yaml", "--in-place")["totals"]["forward_activations"] == 822


def test_weights_are_in_the_dtype_of_the_activations_where_nothing_is_said(convcalc, small):
    assert data(convcalc, "small.yaml", "--dtype", "int8")["inference"]["fixed"] == 5354


def test_a_design_is_changed_as_everywhere(convcalc, small):
    assert data(convcalc, "small.yaml", "units=20")["totals"]["params"] == 224 + 20 * 513
    assert data(convcalc, "conv 8 3", "--input", "3x10x10")["totals"]["forward_activations"] == 812


def test_a_layer_shows_what_is_alive_while_it_runs(convcalc, small):
    shown = convcalc("memory", "small.yaml", "fc", "--format", "text").stdout
    assert shown.startswith("2.1 KB (2.0 KiB) while fc runs: conv1's output (8×8×8, 2.0 KB) and its own (10, 40 B)\n")
    assert [moment["path"] for moment in data(convcalc, "small.yaml", "f*", "conv1")["alive"]] == [
        "flatten",
        "fc",
        "conv1",
    ]


def test_a_table_on_a_terminal_has_a_bar(terminal, small):
    shown = terminal("memory", "small.yaml", columns=80)
    assert shown.code == 0
    assert "█" in shown.stdout
    assert "\x1b[32m" in shown.stdout


def test_a_file_takes_its_format_from_its_ending(convcalc, small):
    assert convcalc("memory", "small.yaml", "-o", "memory.csv") == ("", "", 0)
    assert (small / "memory.csv").read_text("utf-8").startswith("path,output,activations,")


@pytest.fixture(autouse=True)
def folder_of_small(small, request):
    return small


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "error: a design is missing"),
        (["small.yaml", "conv3"], "error: there is no layer 'conv3' (did you mean 'conv1'?)"),
        (["small.yaml", "stage1.conv"], "error: there is no layer 'stage1.conv' (it has conv1, relu, flatten, fc)"),
        (["smal.yaml"], "error: there is no file smal.yaml"),
        (["small.yaml", "unit=3"], "'unit'"),
        (["small.yaml", "--dtype", "float8"], "Invalid value for '--dtype': 'float8' is not one of 'float32',"),
        (["small.yaml", "--weight-dtype", "int4"], "Invalid value for '--weight-dtype': 'int4' is not one of"),
        (["small.yaml", "--optimizer", "lion"], "Invalid value for '--optimizer': 'lion' is not one of 'sgd',"),
        (["small.yaml", "--limit", "-16GiB"], "Invalid value for '--limit': a number of bytes is never negative"),
        (["small.yaml", "--limit=0"], "Invalid value for '--limit': in no bytes nothing fits"),
        (["small.yaml", "--limit", "16G"], "'--limit': there is no unit 'G'; write 16GB or 16GiB"),
        (["small.yaml", "--limit", "lots"], "'--limit': 'lots' is no number of bytes; write 16GiB or 500MB"),
        (["small.yaml", "--batch", "0"], "Invalid value for '--batch': 0 is not in the range"),
        (["small.yaml", "--depth", "0"], "Invalid value for '--depth': give a number from 1, or all"),
        (["small.yaml", "--depth", "9" * 5000], "Invalid value for '--depth': give a number from 1, or all"),
        (["small.yaml", "--depth", "1", "--format", "json"], "error: --depth is for the table of all layers"),
        (["small.yaml", "fc", "--depth", "1"], "error: --depth is for the table of all layers"),
        (["small.yaml", "--format", "xml"], "Invalid value for '--format'"),
        (["small.yaml", "-o", "small.yaml"], "error: small.yaml is what is read, and would be lost"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_said(convcalc, arguments, message):
    refused = convcalc("memory", *arguments)
    assert (refused.stdout, refused.code) == ("", 2)
    assert message in refused.stderr


def test_too_many_tensors_are_refused(convcalc, monkeypatch):
    monkeypatch.setattr("convcalc.network.liveness.MAXIMUM_HELD", 3)
    refused = convcalc("memory", "small.yaml", "*")
    assert (refused.stdout, refused.code) == ("", 2)
    assert "error: these layers hold more than 3 tensors (name fewer layers)" in refused.stderr


# The metrics, in the other commands


@pytest.mark.parametrize(
    "name",
    ["neurons", "forward_activations", "forward_backward_activations", "stored_activations", "peak_activations",
     "peak_bytes", "activation_bytes", "weight_bytes"],
)  # fmt: skip
def test_metrics_define_them(convcalc, name):
    listed = json.loads(convcalc("metrics", "--format", "json").stdout)["metrics"]
    assert len({metric["name"]: metric["definition"] for metric in listed}[name]) > 10


def test_compare_and_summarize_show_them(convcalc):
    shown = convcalc("compare", "small.yaml", "small.yaml", "units=20", "--columns", "peak_activations,peak_bytes")
    assert "812" in shown.stdout and "24.7 KB" in shown.stdout  # 4·(5,354 + 812) = 24,664
    shown = convcalc("summarize", "small.yaml", "--columns", "layer,activation_bytes,weight_bytes", "--format", "csv")
    assert "conv1,2048,896" in shown.stdout


def test_solve_keeps_within_them(convcalc):
    # The input 300 and N·64 at once: N = 10 comes to 940 values, N = 11 to 1,004.
    shown = convcalc(
        "solve", "conv ? 3", "--input", "3x10x10", "--expect", "peak_activations <= 1000", "--format", "json"
    )
    values = [solution["values"] for solution in json.loads(shown.stdout)["solutions"]]
    assert max(value for solution in values for value in solution.values()) == 10


def test_a_json_summary_waits_for_none_of_them(run):
    totals = json.loads(run("summarize", "small.yaml", "--format", "json").stdout)["totals"]
    assert (totals["neurons"], totals["weight_bytes"]) == (522, 4 * 5354)
    assert "peak_activations" not in totals
