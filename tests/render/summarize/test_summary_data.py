"""A report as JSON and CSV: everything, exact, and safe to open."""

import csv
import io
import json
import subprocess
import sys

import pytest

from convcalc.language.problems import ConvcalcError
from convcalc.render.records import csv_text, guarded
from convcalc.render.summarize.data import csv_pieces
from convcalc.render.summarize.show import render_summary
from convcalc.study.design import summarize


def load(design, *changes, batch=1):
    return json.loads(render_summary(summarize(design, *changes, batch=batch), "json"))


def test_json_of_a_small_network():
    data = load("[{s: [conv 8 3, relu]}]", "input=3x10x10", batch=2)
    conv = {
        "path": "s.conv", "op": "conv", "operation": "conv 8 3", "kind": "convolution", "side": False,
        "inputs": ["input"], "reuses": None, "input": [3, 10, 10], "output": [8, 8, 8], "kernel": "3x3",
        "params": 224,  # 8·(3·9 + 1)
        "macs": 27648,  # 2·27·8·64
        "flops": 55296,
        "activations": 1024,  # 2·8·64
        "layers": 1, "weighted_layers": 1,
    }  # fmt: skip
    assert (data["format"], data["version"], data["batch"]) == ("convcalc summarize", 1, 2)
    assert data["inputs"] == {"input": [3, 10, 10]}
    assert list(data["outputs"].values()) == [[8, 8, 8]]
    assert {**data["layers"][0], **conv} == data["layers"][0]
    assert data["layers"][1]["inputs"] == ["s.conv"]
    assert data["totals"]["params"] == 224 and data["totals"]["macs"] == 27648 and data["totals"]["layers"] == 2
    group = data["tree"][0]
    assert (group["path"], group["copies"], group["params"], group["activations"]) == ("s", 0, 224, 2048)
    assert group["children"] == [{"layer": "s.conv"}, {"layer": "s.relu"}]
    assert {"kind": "convolution", "layers": 1, "params": 224, "macs": 27648} in data["kinds"]
    assert data["warnings"] == []


def test_a_layer_stands_on_one_line():
    lines = render_summary(summarize("alexnet"), "json").splitlines()
    assert sum(line.startswith('  {"path": ') for line in lines) == 23


@pytest.mark.parametrize("design", ["alexnet", "resnet50", "googlenet", "siamese", "hrnet_w18_small", "yolov3"])
def test_json_re_adds(design):
    data = load(design)
    layers = {layer["path"]: layer for layer in data["layers"]}
    for name in ("params", "macs", "flops", "activations", "layers"):
        assert sum(layer[name] for layer in layers.values() if not layer["side"]) == data["totals"][name]
    for name in ("params", "macs"):
        assert sum(layer[name] for layer in layers.values() if layer["side"]) == data["totals"][f"side_{name}"]
        assert sum(kind[name] for kind in data["kinds"]) == data["totals"][name]

    def check(group):
        children = [layers[child["layer"]] if "layer" in child else child for child in group["children"]]
        for name in ("params", "macs", "activations"):
            assert group[name] == sum(child[name] for child in children if child["side"] == group["side"])
        return [path for child in group["children"] for path in paths(child)]

    def paths(entry):
        return [entry["layer"]] if "layer" in entry else check(entry)

    assert sorted(path for entry in data["tree"] for path in paths(entry)) == sorted(layers)


def test_edges_name_layers_or_inputs():
    data = load("siamese")
    known = {layer["path"] for layer in data["layers"]} | set(data["inputs"])
    assert {path for layer in data["layers"] for path in layer["inputs"]} <= known
    assert {layer["reuses"] for layer in data["layers"]} - {None} <= known


def test_numbers_of_any_size_are_exact():
    data = load("conv 1_000_000_000 3 padding=1", "input=999999937x999999937x999999937")
    macs = 10**9 * 9 * 999_999_937**3
    assert data["totals"]["macs"] == macs and data["totals"]["flops"] == 2 * macs


def test_warnings_stand_in_the_json():
    data = load("conv 8 3 stride=3", "input=3x7x7")  # (7 − 3)/3 is not whole
    (warning,) = data["warnings"]
    assert (warning["file"], warning["line"], warning["column"]) == ("inline design", 1, 1)
    assert "2.33" in warning["message"]


def test_json_loads_neither_rich_nor_csv():
    code = """
import sys
from convcalc.study.design import summarize
from convcalc.render.summarize.show import render_summary
render_summary(summarize("alexnet"), "json")
print([name for name in ("rich", "csv", "dataclasses", "numpy", "convcalc.render.table.layout") if name in sys.modules])
"""
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_csv_has_a_line_for_each_layer():
    # conv: 8·(3·9 + 1) = 224; 27·8·64 = 13,824; 2·13,824 = 27,648; 8·64 = 512
    assert render_summary(summarize("conv 8 3, relu", "input=3x10x10"), "csv") == (
        "path,operation,input,output,params,macs,flops,activations\r\n"
        "conv,conv 8 3,3x10x10,8x8x8,224,13824,27648,512\r\n"
        "relu,relu,8x8x8,8x8x8,0,0,0,512\r\n"
    )


def test_csv_with_columns_and_sorted():
    text = render_summary(
        summarize("relu, conv 8 3", "input=3x10x10"), "csv", columns=["layer", "macs", "macs_share"], sort="macs"
    )
    assert text == "layer,macs,macs_share\r\nconv,13824,100.0000\r\nrelu,0,0.0000\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text):
    assert guarded(text) == "'" + text
    assert guarded("conv 1 =1") == "conv 1 =1"


def test_csv_has_numbers_as_they_are_and_a_row_on_a_line():
    assert csv_text([["-0.5x-0.5", "-1/3", "-1+A1"], ["a\r\nb", "\x1b[1m", "\t=1"]]) == (
        "-0.5x-0.5,-1/3,'-1+A1\r\na\\r\\nb,\\x1b[1m,\\t=1\r\n"
    )


def test_csv_quotes_what_needs_it():
    report = summarize("relu", "input=3x8x8")
    report.layers[0].operation = '=relu "a", b'
    row = list(csv.reader(io.StringIO(render_summary(report, "csv"))))[1]
    assert row[1] == '\'=relu "a", b'


def test_csv_comes_line_by_line_once_its_columns_are_known():
    report = summarize("lenet5")
    pieces = csv_pieces(report, ["layer", "params"])
    assert next(pieces) == "layer,params\r\n"
    assert len(list(pieces)) == len(report.layers)
    with pytest.raises(ConvcalcError):
        csv_pieces(report, ["layer", "parms"])
