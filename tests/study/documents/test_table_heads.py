"""What heads of columns say, as people write them, and which say nothing for certain."""

from __future__ import annotations

import pytest

from convcalc.study.documents.tables.heads import read_head, read_meaning, why_unknown

MILLION, BILLION = 10**6, 10**9

PARAMS = {
    "Params": 1, "#Param": 1, "#Param.": 1, "# params": 1, "No. of params": 1, "Number of parameters": 1,
    "**Parameters**": 1, "`params`": 1, "[Params](glossary.md)": 1, "Params<sup>1</sup>": 1, "Params[^1]": 1,
    "参数量": 1, "参数": 1, "파라미터": 1, "파라미터 수": 1, "パラメータ数": 1, "Parameterzahl": 1, "Paramètres": 1,
    "Params (M)": MILLION, "Params(M)": MILLION, "Params [M]": MILLION, "Params / M": MILLION, "Params, M": MILLION,
    "Params in M": MILLION, "Params (in millions)": MILLION, "Params (Mio.)": MILLION, "#Params (M) ↓": MILLION,
    "M Params": MILLION, "MParams": MILLION, "Millions of parameters": MILLION, "params<br><sup>(M)": MILLION,
    "Params (10^6)": MILLION, "Params (×10⁶)": MILLION, "Params (10<sup>6</sup>)": MILLION, "Params (1e6)": MILLION,
    "Params $(\\times 10^6)$": MILLION, "Params (K)": 1000, "参数量(M)": MILLION, "参数量（百万）": MILLION,
    "参数量 (万)": 10**4, "파라미터 (만)": 10**4, "파라미터(M)": MILLION, "Params (M) [12]": MILLION,
    "*# Params*": 1, "__#Param.__ (↓)": 1, "Params¹ (M)": MILLION, "Params (M)²": MILLION, "Params :arrow_down:": 1,
    r"Params (M) $\downarrow$": MILLION, r"Params (M) \downarrow": MILLION, "#Params (M) ⬇️": MILLION,
    "param_count": 1, "Parameter count": 1, "mparams": MILLION,
}  # fmt: skip
MACS = {
    "MACs": 1, "GMACs": BILLION, "GMac": BILLION, "MMACs": MILLION, "MACs (G)": BILLION, "MAdds": 1, "MMAdds": MILLION,
    "gmacs": BILLION, "mmacs": MILLION, "Mult-Adds (M)": MILLION, "Multi-Adds": 1,
    "FLOPs (GMACs)": BILLION, "FLOPs (MACs)": 1,
}  # fmt: skip
OPERATIONS = {
    "FLOPs": 1, "FLOPs (G)": BILLION, "GFLOPs": BILLION, "GFLOPS": BILLION, "BFLOPs": BILLION, "FLOPs (B)": BILLION,
    "MFLOPs": MILLION, "FLOPs (×10⁹)": BILLION, "计算量 (G)": BILLION, "연산량": 1,
    "gflops": BILLION,
}  # fmt: skip
INPUT = dict.fromkeys(
    [
        "Input", "Input size", "img_size", "图像尺寸", "이미지 크기", "Input (px)", "Resolution", "输入",
        "입력", "入力サイズ",
    ],
    1,
)  # fmt: skip
EXACT = {"weight_bytes": 1, "weight_bytes (MB)": MILLION, "weight_bytes (MiB)": 2**20}

KNOWN = [
    (head, metric, scale)
    for metric, heads in (
        ("params", PARAMS), ("macs", MACS), ("operations", OPERATIONS), ("input", INPUT), ("weight_bytes", EXACT),
        ("receptive_field", {"Receptive field": 1}), ("conv1.params", {"conv1.params": 1}),
    )
    for head, scale in heads.items()
]  # fmt: skip


@pytest.mark.parametrize(("head", "metric", "scale"), KNOWN)
def test_a_head_says_its_metric_and_unit(head, metric, scale):
    column = read_head(head)
    assert column is not None
    assert (column.metric, column.unit.scale if column.unit else 1, column.change) == (metric, scale, "")


NOT_KNOWN = [
    "", "Top-1", "Top-1 (%)", "mAP", "Year", "Depth", "Layers", "Size (MB)", "Memory (G)", "Accuracy (M)", "M",
    "Params (m)", "Params (MB)", "Params (ours)", "Params (10e6)", "MACs (GFLOPs)", "FLOPs / MACs", "FLOPs@224 (G)",
    "GFLOPs (B)", "Params ratio", "Δ Params", "FLOPs reduction", "Activations", "Speed (M)", "conv1.", "Input (M)",
    "mParams", "size", "gops",
]  # fmt: skip


@pytest.mark.parametrize("head", NOT_KNOWN)
def test_what_may_mean_something_else_is_not_known(head):
    assert read_head(head) is None


@pytest.mark.parametrize(
    ("head", "change"), [("input=", "input"), ("`base=`", "base"), ("conv2.out_channels=", "conv2.out_channels")]
)
def test_a_head_that_ends_with_an_equals_sign_is_a_change(head, change):
    column = read_head(head)
    assert column is not None
    assert (column.metric, column.change) == ("", change)


@pytest.mark.parametrize(
    ("meaning", "head", "metric", "scale"),
    [
        ("macs", "Complexity", "macs", 1),
        ("macs", "Complexity (G)", "macs", BILLION),
        ("macs", "GFLOPs", "macs", BILLION),
        ("flops", "FLOPs (G)", "flops", BILLION),
        ("params (M)", "Size", "params", MILLION),
        ("params (K)", "Size (M)", "params", 1000),
        ("weight_bytes", "Size (MB)", "weight_bytes", MILLION),
        ("activations", "Acts (M)", "activations", MILLION),
        ("layers", "Layers", "layers", 1),
        ("conv1.params", "first", "conv1.params", 1),
        ("network", "Backbone", "network", 1),
    ],
)
def test_a_marker_says_what_a_column_is(meaning, head, metric, scale):
    column = read_meaning(meaning, head)
    assert column is not None
    assert (column.metric, column.unit.scale if column.unit else 1) == (metric, scale)


def test_a_marker_may_not_say_what_is_no_metric():
    assert read_meaning("speed", "Speed") is None


@pytest.mark.parametrize(
    ("head", "metrics"),
    [
        ("Size", "weight_bytes"),
        ("Model Size (MB)", "weight_bytes"),
        ("Weights [MB]", "weight_bytes"),
        ("Mem (MB)", "peak_bytes, activation_bytes or weight_bytes"),
        ("Output", "output"),
        ("Layers", "layers, weighted_layers or depth"),
    ],
)
def test_what_a_head_may_mean_is_said(head, metrics):
    assert read_head(head) is None
    assert why_unknown(head).endswith(f"for certain: where it is {metrics}, columns= says so")
    assert why_unknown("Top-1") == "its head is no metric that is known"
