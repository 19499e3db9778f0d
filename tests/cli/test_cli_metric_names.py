"""Names of metrics that are none: all of them are said, each with what it may be meant for where it stands."""

from __future__ import annotations

import pytest

from convcalc.costs.dialects import METRICS as DIALECT
from convcalc.costs.dialects import NEAR_METRICS
from convcalc.costs.metrics import METRICS
from convcalc.render.columns import TEXTS

WRONG = "layer,rf,memory,size,flop,mac,weights"
BOTH = "'activation_bytes' or 'peak_bytes'"
# Where each name stands in it: layer is 1 to 5, and a comma follows every one.
SUMMARIZED = """\
command line:1:7: error: there is no column 'rf' (that is 'receptive_field' here)
command line:1:10: error: there is no column 'memory' (did you mean 'activation_bytes'?)
command line:1:17: error: there is no column 'size' (that is 'output' here)
command line:1:22: error: there is no column 'flop' (did you mean 'flops'?)
command line:1:27: error: there is no column 'mac' (did you mean 'macs'?)
command line:1:31: error: there is no column 'weights' (that is 'params' here)
""".splitlines()


def said(ran):
    assert (ran.code, ran.stdout) == (2, "")
    return [line for line in ran.stderr.splitlines() if "error: " in line]


def test_all_columns_that_are_none_are_named_with_the_nearest(convcalc, small):
    ran = convcalc("summarize", "small.yaml", "--columns", WRONG.replace(",", ", "))
    assert said(ran) == SUMMARIZED
    assert ran.stderr.splitlines()[1:3] == [f" 1 | {WRONG}", "   |       ^^"]
    assert ran.stderr.splitlines()[-1] == "6 errors"
    assert said(convcalc("summarize", "small.yaml", "--columns", WRONG, "-o", "out.csv")) == SUMMARIZED
    assert not (small / "out.csv").exists()


@pytest.mark.parametrize("layers", [False, True])
def test_the_nearest_is_one_that_the_command_has(convcalc, small, layers):
    """A network has a peak, its layers have none; the layers have no depth."""
    options = ["--layers"] if layers else []
    ran = convcalc("compare", "small.yaml", "small.yaml", *options, "--columns", "memory,params,dept,stride,layer")
    names = {
        1: ("memory", "did you mean 'activation_bytes'?" if layers else f"did you mean {BOTH}?"),
        15: ("dept", None if layers else "did you mean 'depth'?"),
        20: ("stride", "did you mean 'jump'?"),
        27: ("layer", "did you mean 'layers'?"),
    }
    found = dict(zip(names, said(ran), strict=True))
    for column, (name, hint) in names.items():
        start = f"command line:1:{column}: error: there is no column '{name}' "
        assert found[column].startswith(start)
        if hint is not None:
            assert found[column] == f"{start}({hint})"
    assert ("(the columns are input, output, params, " in found[15]) == layers


def test_where_none_is_near_they_are_listed_once(convcalc, small):
    ran = convcalc("summarize", "small.yaml", "--columns", "zzz,qqq,rf,www")
    listed, *others = said(ran)
    assert listed.startswith(
        "command line:1:1: error: there is no column 'zzz' (the columns are layer, path, operation, "
    )
    assert others == [
        "command line:1:5: error: there is no column 'qqq'",
        "command line:1:9: error: there is no column 'rf' (that is 'receptive_field' here)",
        "command line:1:12: error: there is no column 'www'",
    ]


@pytest.mark.parametrize(
    ("arguments", "errors"),
    [
        (
            ["value", "small.yaml", "rf", "conv1.shape", "Mult-Adds", "memory", "fc.memory"],
            [
                "command line:1:1: error: 'rf' is not a metric (that is 'receptive_field' here)",
                "command line:1:1: error: 'Mult-Adds' is not a metric (that is 'macs' here)",
                "command line:1:1: error: 'memory' is not a metric (did you mean 'activation_bytes' or 'peak_bytes'?)",
                "command line:1:4: error: 'memory' is not a metric (did you mean 'activation_bytes'?)",
                "command line:1:7: error: 'shape' is not a metric (that is 'output' here)",
            ],
        ),
        (
            ["solve", "small.yaml", "units=?", "--expect", "weights <= 5M", "--expect", "conv1.kernel_size = 3x3"],
            [
                "command line:1:1: error: 'weights' is not a metric (that is 'params' here)",
                "command line:1:7: error: 'kernel_size' is not a metric (",  # solving knows no kernels
            ],
        ),
        (
            ["check", "small.yaml", "--expect", "parameters <= 5M", "--expect", "FLOPs <= 3"],
            [
                "command line:1:1: error: 'parameters' is not a metric (that is 'params' here)",
                "command line:1:1: error: 'FLOPs' is not a metric (did you mean 'flops'?)",
            ],
        ),
        (
            ["summarize", "small.yaml", "--sort", "weights"],
            ["error: 'weights' is no number to sort by (that is 'params' here)"],
        ),
        (
            ["summarize", "small.yaml", "--sort", "rf"],
            ["error: 'rf' is no number to sort by (sort by params, macs, flops, "],
        ),
        (
            ["compare", "small.yaml", "small.yaml", "--sort", "mult_adds"],
            ["error: 'mult_adds' is no number to sort by (that is 'macs' here)"],
        ),
    ],
)
def test_the_same_words_are_known_wherever_a_metric_is_named(convcalc, small, arguments, errors):
    found = said(convcalc(*arguments))
    assert len(found) == len(errors)
    for one, wanted in zip(found, errors, strict=True):
        assert one.startswith(wanted)


def test_a_spec_and_a_document_know_them_too(convcalc, folder):
    (folder / "net.yaml").write_text(
        "input: 3x8x8\nlayers:\n  - c: conv 8 3\n    expect: {weights: 224, model_size: 1}\n"
        "expect: {mem: 1, shape: 1}\n"
    )
    assert said(convcalc("summarize", "net.yaml")) == [
        "net.yaml:4:14: error: 'weights' is not a metric (that is 'params' here)",
        "net.yaml:4:28: error: 'model_size' is not a metric (that is 'weight_bytes' here)",
        "net.yaml:5:10: error: 'mem' is not a metric (did you mean 'activation_bytes' or 'peak_bytes'?)",
        "net.yaml:5:18: error: 'shape' is not a metric (that is 'output' here)",
    ]
    (folder / "doc.md").write_text("<!-- convcalc alexnet weights -->1<!-- /convcalc -->\n")
    assert (
        "doc.md:1:1: error CC304: 'weights' is not a metric (that is 'params' here)"
        in convcalc("check", "doc.md").stdout
    )


def test_a_word_of_another_dialect_is_no_name_here_and_leads_to_one():
    names = {*METRICS, *TEXTS}
    assert not names & {*DIALECT, *NEAR_METRICS}
    assert not {*DIALECT} & {*NEAR_METRICS}
    assert {*DIALECT.values(), *(name for near in NEAR_METRICS.values() for name in near.split())} <= names
    assert all(word == word.lower() for word in (*DIALECT, *NEAR_METRICS))
