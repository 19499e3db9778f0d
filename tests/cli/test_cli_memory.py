"""`convcalc memory`: its options, what it refuses, and its metrics in the other commands."""

import json

import pytest

FORMATS = ("table", "text", "markdown", "latex", "csv", "json")


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
        (["small.yaml", "--depth", "1", "--format", "json"], "error: --depth is for the tree of groups"),
        (["small.yaml", "fc", "--depth", "1"], "error: --depth is for the tree of groups"),
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


# --columns and --sort

# The input has 300 values, conv1 512, fc 10; relu and flatten stand in conv1's. While a layer runs its input is alive
# beside its own output: 300 + 512 for conv1, 512 + 10 for fc.
ALIVE = {"input": 300, "conv1": 812, "relu": 512, "flatten": 512, "fc": 522}


def test_columns_in_their_order(convcalc, small):
    shown = convcalc("memory", "small.yaml", "--columns", "alive,path,tensor,params", "--format", "csv")
    assert shown.stdout.splitlines() == [
        "alive,path,tensor,params",
        "300,input,input,0",
        "812,conv1,conv1,224",
        "512,relu,conv1,0",
        "512,flatten,conv1,0",
        "522,fc,fc,5130",
    ]
    lines = convcalc("memory", "small.yaml", "--columns", "path,alive,tensor").stdout.splitlines()
    assert lines[2].split() == ["path", "values", "alive", "tensor"]
    assert {line.split()[0]: int(line.split()[1]) for line in lines[3:8]} == ALIVE
    assert lines[8].split() == ["total", "812"]


def test_sort_puts_the_greatest_first_the_input_too(convcalc, small):
    for columns in ("layer,alive", "path,alive"):
        lines = convcalc("memory", "small.yaml", "--sort", "alive", "--columns", columns).stdout.splitlines()
        assert [line.split()[0] for line in lines[3:8]] == ["conv1", "fc", "relu", "flatten", "input"]
    csv = convcalc("memory", "small.yaml", "--sort", "params", "--columns", "path", "--format", "csv").stdout.split()
    assert csv[:3] == ["path", "fc", "conv1"]


def test_copies_that_stand_together_have_no_tensor_of_their_own(convcalc, folder):
    design = "[{a: [conv 3 1, relu], repeat: 3}]"
    shown = convcalc("memory", design, "--input", "3x8x8", "--depth", "1", "--columns", "path,layer,tensor,params")
    assert "a      a ×3                36\n" in shown.stdout  # 3·(3 + 1) each


def test_tensors_have_columns_too(convcalc, small):
    shown = convcalc("memory", "small.yaml", "fc", "--columns", "layer,tensor,values", "--sort", "values")
    assert [line.split() for line in shown.stdout.splitlines()[2:6]] == [
        ["while", "made", "by", "values"],
        ["fc", "conv1", "512"],
        ["fc", "fc", "10"],
        ["total", "522"],
    ]
    csv = convcalc("memory", "small.yaml", "fc", "--columns", "tensor,bytes", "--format", "csv")
    assert csv.stdout.split() == ["tensor,bytes", "conv1,2048", "fc,40"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--columns", "weights"), "there is no column 'weights' (that is 'params' here)"),
        (("fc", "--columns", "params"), "there is no column 'params' (the columns are path, layer, tensor, "),
        (("--sort", "output"), "'output' is no number to sort by (sort by activations, "),
        (("fc", "--sort", "params"), "'params' is no number to sort by (sort by values, bytes)"),
        (("--sort", "params", "--depth", "1"), "--depth is for the tree of groups"),
        (("--sort", "params", "--json"), "JSON carries everything, in the order of the network"),
        (("--columns", "params", "--json"), "JSON carries everything, in the order of the network"),
    ],
)
def test_columns_and_orders_that_are_none(convcalc, small, words, said):
    refused = convcalc("memory", "small.yaml", *words)
    assert (refused.code, refused.stdout) == (2, "")
    assert said in refused.stderr


def test_a_legend_is_for_the_tables_of_a_network(convcalc, small):
    assert "left out: workspace" in convcalc("memory", "small.yaml", "--legend").stdout
    for arguments in (["conv1"], ["--json"], ["--format", "csv"]):
        refused = convcalc("memory", "small.yaml", *arguments, "--legend")
        assert (refused.code, refused.stdout) == (2, "")
        assert "--legend is for the tables of a network" in refused.stderr
