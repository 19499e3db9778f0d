"""The receptive field in explanations, word by word, worked by hand; and that recurrences and readings agree."""

import json

import pytest

from convcalc.network.receptive_field import JUMP, PADDING, RECEPTIVE_FIELD, START
from convcalc.network.report import walk
from convcalc.render.explain.show import render_explanation
from convcalc.study.design import summarize
from convcalc.study.explain.field import field_of
from convcalc.study.explain.sums import Explainer


def field_line(design, change, path, format="text", **settings):
    report = summarize(design, change, **settings)
    rows = [row for row in walk(report.rows) if row.path == path]
    text = render_explanation(report, rows, format)
    found = [line for line in text.splitlines() if line.startswith(("  field", "- field"))]
    return found[0].split("field", 1)[1].strip(": ") if found else None


@pytest.mark.parametrize(
    ("design", "change", "path", "expected"),
    [
        (
            "conv 96 11 stride=4", "input=3x227x227", "conv",
            "r + (F − 1)j = 1 + (11 − 1)·1 = 11, jump 1·4 = 4, start 0 + ((11 − 1)/2 − 0)·1 = 5",
        ),
        (
            "conv 8 3 padding=1, max_pool 2, conv 8 3 padding=1", "input=3x8x8", "conv2",
            "r + (F − 1)j = 4 + (3 − 1)·2 = 8, jump 2·1 = 2, start 0.5 + ((3 − 1)/2 − 1)·2 = 0.5, padding 1 + 1·2 = 3",
        ),
        (
            "conv 8 3 dilation=2", "input=3x8x8", "conv",
            "r + (F′ − 1)j = 1 + (5 − 1)·1 = 5, jump 1·1 = 1, start 0 + ((5 − 1)/2 − 0)·1 = 2",
        ),
        (
            "conv 8 1x3", "input=3x8x8", "conv",
            "H: r + (F − 1)j = 1 + (1 − 1)·1 = 1, jump 1·1 = 1, start 0 + ((1 − 1)/2 − 0)·1 = 0, "
            "W: r + (F − 1)j = 1 + (3 − 1)·1 = 3, jump 1·1 = 1, start 0 + ((3 − 1)/2 − 0)·1 = 1",
        ),
        ("flatten, linear 5", "input=3x8x9", "linear", "the whole input, 8×9"),
        ("conv 8 3 padding=1, relu", "input=3x8x8", "relu", None),
        ("conv 8 1", "input=3x8x8", "conv", None),
        ("upsample 2", "input=3x8x8", "upsample", "1×1, jump 0.5×0.5, start 0×0"),
        # places u to u + 3 of what was doubled: 2 of the input where u is even, else 3
        ("upsample 2, conv 8 4", "input=3x8x8", "conv", "2 to 3 along each axis, jump 0.5×0.5, start 0.5×0.5"),
        # every other unit reads a unit of conv, 3 places, the others nothing
        ("conv 1 3, conv_transpose 1 1 stride=2", "input=1x8", "conv_transpose", "0 to 3, jump 0.5, start 1"),
        # units 2u − 1 of conv_transpose, none of which read anything: no window to be 3 places of
        (
            "conv_transpose 1 1 stride=2, conv 1 1 stride=2 padding=1, conv 1 3", "input=1x8", "conv2",
            "0, jump 1, start 0.5",
        ),
        (
            "[{add: [[conv 3 3 padding=1], []]}]", "input=3x8x8", "add",
            "the union of 3×3 (conv) and 1×1 (input) = 3×3",
        ),
        ("[{add: [[conv 3 1], []]}]", "input=3x8x8", "add", None),
        (
            "[{concat: [[conv 1 1 stride=2], [conv 1 5]]}]", "input=1x8x8", "concat",
            "misaligned: branches with other jumps have no common one · "
            "misaligned at concat: conv2 has jump 1, conv1 2 (height and width)",
        ),
        (
            "[{multiply: [[conv 3 3 padding=1], [global_avg_pool, conv 3 1]]}]", "input=3x8x8", "multiply",
            "the whole input, 8×8; without what reads all of it: 3×3 (conv1)",
        ),
        (  # a gate inside a branch: of what it multiplies the window alone is in the union, 3 + 2 against 1
            "[{add: [[conv 3 3 padding=1, {multiply: [[], [global_avg_pool]]}, conv 3 3 padding=1], []]}]",
            "input=3x8x8", "add",
            "the whole input, 8×8; without what reads all of it: the union of 5×5 (conv2) and 1×1 (input) = 5×5",
        ),
        (
            "[{concat: [[conv 1 3 padding=1], [], [conv 1 5 padding=2]]}]", "input=1x8x8", "concat",
            "the union of 3×3 (conv1), 1×1 (input) and 5×5 (conv2) = 5×5",
        ),
    ],
)  # fmt: skip
def test_the_line_of_a_layer(design, change, path, expected):
    assert field_line(design, change, path) == expected


def test_without_gates_only_the_window_is_left():
    design = "[conv 3 3 padding=1, {multiply: [[], [global_avg_pool, conv 3 1]]}, conv 3 3 padding=1]"
    rest = "r + (F − 1)j = 3 + (3 − 1)·1 = 5, jump 1·1 = 1, start 0 + ((3 − 1)/2 − 1)·1 = 0, padding 1 + 1·1 = 2"
    assert field_line(design, "input=3x8x8", "conv3") == f"the whole input, 8×8; without what reads all of it: {rest}"
    assert field_line(design, "input=3x8x8", "conv3", ignore_global=True) == rest


def test_in_latex():
    expected = (
        r"$r + (F - 1)j = 1 + (11 - 1) \cdot 1 = 11$, jump $1 \cdot 4 = 4$, "
        r"start $0 + \left(\frac{11 - 1}{2} - 0\right) \cdot 1 = 5$"
    )
    assert field_line("conv 96 11 stride=4", "input=3x227x227", "conv", "markdown") == expected


def test_copies_that_stand_on_one_line_have_no_common_field():
    report = summarize("resnet50")
    text = render_explanation(report, [row for row in report.rows if row.path == "stage3"], "text", depth=3)
    blocks = [block for block in text.split("\n\n") if block.startswith("each of")]
    assert blocks
    assert not any("\n  field" in block for block in blocks)


@pytest.mark.parametrize(
    "name", ["alexnet", "vgg16", "resnet50", "inception_v3", "unet", "fcn8s", "m5", "c3d", "wavenet"]
)
def test_recurrences_give_what_units_read(name):
    """Wherever they are shown; the readings themselves are checked by brute force."""
    report = summarize(name)
    shown = 0
    for row in report.layers:
        explanation = field_of(row)
        for step in explanation.steps if explanation is not None else ():
            metric = {RECEPTIVE_FIELD, JUMP, START, PADDING} & {step.name}
            if metric and not all(explanation.whole):
                values = row.along(step.name)
                index = {"": 0, "D": 0, "H": len(values) - 2, "W": len(values) - 1}[step.axis]
                assert step.value == values[index], row.path
                shown += 1
    assert shown


def test_json_names_misaligned_branches():
    report = summarize("[{concat: [[conv 1 1 stride=2], [max_pool 2]]}]", "input=1x8x8")
    text = render_explanation(report, [report.layers[-1]], "json")
    found = json.loads(text)["explanations"][0]["field"]["misaligned"]
    assert found[1] == {"branch": "max_pool", "other": "conv", "axis": 1, "distance": "0.5"}


def test_an_explainer_adds_the_field_to_each_layer():
    report = summarize("alexnet")
    conv2 = next(row for row in report.layers if row.path == "conv2")
    explanation = Explainer(report).explain(conv2)
    assert explanation.field.sizes == ((51, 51), (51, 51))
