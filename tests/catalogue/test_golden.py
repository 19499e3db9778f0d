"""The catalogue against PyTorch: each weighted, normalising and pooling layer of tests/golden/*.csv, and the totals."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from convcalc.network.report import Report
from convcalc.study.design import summarize

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = sorted(GOLDEN.glob("*.csv"))


class Row(NamedTuple):
    """One layer, the same in PyTorch and here: what it is, and its numbers."""

    what: str
    output: tuple[int, ...]
    params: int
    macs: int


MODULES = {
    "AdaptiveAvgPool2d": "average pooling",
    "AvgPool2d": "average pooling",
    "BatchNorm2d": "batch norm",
    "BatchNormAct2d": "batch norm",
    "CNBlock": "scale",  # its own parameter is the layer scale
    "Conv2d": "convolution",
    "LayerNorm": "layer norm",
    "LayerNorm2d": "layer norm",
    "Linear": "linear",
    "MaxPool2d": "max pooling",
}
OPS = {
    "adaptive_avg_pool": "average pooling",
    "adaptive_max_pool": "max pooling",
    "avg_pool": "average pooling",
    "batch_norm": "batch norm",
    "conv": "convolution",
    "depthwise_conv": "convolution",
    "global_avg_pool": "average pooling",
    "layer_norm": "layer norm",
    "linear": "linear",
    "max_pool": "max pooling",
    "scale": "scale",
}
UNCOUNTED_KINDS = {"activation", "shaping", "other", "join"}

# Layers that run in another order: the rows are compared as a multiset.
ANOTHER_ORDER = {
    "convnext_tiny": "CNBlock's own row stands before its layers, the scale here behind them",
    "dla34": "a tree's pooling and projection run before its first block, here in the branch that reads them",
    "hrnet_w18_small": "the columns of a fusion are computed row by row",
    "regnet_x_400mf": "a block's projection runs before its main branch, here behind it",
    "regnet_y_1_6gf": "a block's projection runs before its main branch, here behind it",
}

# Pooling that is a function in PyTorch, of which hooks on modules see nothing: what we have more.
FUNCTIONS = {
    "densenet121": [("average pooling", (1024, 1, 1))],
    "densenet169": [("average pooling", (1664, 1, 1))],
    "densenet201": [("average pooling", (1920, 1, 1))],
    "inception_v3": [
        ("average pooling", (192, 35, 35)),
        ("average pooling", (256, 35, 35)),
        ("average pooling", (288, 35, 35)),
        ("max pooling", (288, 17, 17)),
        *[("average pooling", (768, 17, 17))] * 4,
        ("max pooling", (768, 8, 8)),
        ("average pooling", (1280, 8, 8)),
        ("average pooling", (2048, 8, 8)),
    ],
    "mnasnet1_0": [("average pooling", (1280, 1, 1))],
    "mobilenet_v2": [("average pooling", (1280, 1, 1))],
    "shufflenet_v2_x1_0": [("average pooling", (1024, 1, 1))],
}

# AdaptiveAvgPool2d(7) of a 7x7 map does nothing: what we leave out.
NOTHING = {name: [("average pooling", (512, 7, 7))] for name in ("vgg11", "vgg13", "vgg16", "vgg16_bn", "vgg19")}


def sizes(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split("x")))


def header(file: Path) -> dict[str, str]:
    line = [line for line in file.read_text("utf-8").splitlines() if line.startswith("#")][-1]
    words = line.split()[1:]
    return dict(zip(words[::2], words[1::2], strict=True))


def pytorch(file: Path) -> list[Row]:
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = []
    for row in csv.DictReader(lines):
        what, output = MODULES[row["type"]], sizes(row["output"])
        if row["type"] in ("Linear", "LayerNorm") and len(output) > 1:  # ConvNeXt: channels last, a 1x1 convolution
            output = (output[-1], *output[:-1])
            what = "convolution" if what == "linear" else what
        rows.append(Row(what, output, int(row["params"]), int(row["macs"])))
    return rows


def ours(report: Report) -> list[Row]:
    counted = [row for row in report.layers if not row.side and row.kind not in UNCOUNTED_KINDS]
    return [Row(OPS[row.op], row.output, row.params, row.macs) for row in counted]


def without_functions(name: str, rows: list[Row]) -> list[Row]:
    """Our rows without the pooling that is a function in PyTorch; all of it must be there."""
    left = list(rows)
    for what, output in FUNCTIONS.get(name, []):
        left.remove(Row(what, output, 0, 0))
    return left


def test_every_network_is_here():
    assert len(FILES) == 32
    assert ({*ANOTHER_ORDER} | {*FUNCTIONS} | {*NOTHING}) <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_totals_are_those_of_pytorch(file):
    total = header(file)
    report = summarize(file.stem)
    assert report.input == sizes(total["input"])
    assert report.output == sizes(total["output"])
    assert report.params == int(total["params"])
    assert report.side_params == int(total["side"])
    assert report.macs == int(total["macs"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_layer_has_the_numbers_of_pytorch(file):
    truth = pytorch(file)
    for what, output in NOTHING.get(file.stem, []):
        truth.remove(Row(what, output, 0, 0))
    rows = ours(summarize(file.stem))
    if file.stem in FUNCTIONS:
        weighted = [row for row in truth if "pooling" not in row.what]
        assert [row for row in rows if "pooling" not in row.what] == weighted
        assert Counter(without_functions(file.stem, rows)) == Counter(truth)
    elif file.stem in ANOTHER_ORDER:
        assert Counter(rows) == Counter(truth)
        assert rows != truth
    else:
        assert rows == truth


def test_convnext_but_for_its_scales_runs_in_the_order_of_pytorch():
    truth = [row for row in pytorch(GOLDEN / "convnext_tiny.csv") if row.what != "scale"]
    assert [row for row in ours(summarize("convnext_tiny")) if row.what != "scale"] == truth


def test_the_rows_add_to_the_totals():
    for file in FILES:
        rows, total = pytorch(file), header(file)
        assert sum(row.params for row in rows) == int(total["params"])
        assert sum(row.macs for row in rows) == int(total["macs"])
