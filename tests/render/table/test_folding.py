"""A tree of groups as lines: what is shown at which depth, which copies fold, and that every printed sum re-adds."""

import re

import pytest

from convcalc.render.summarize.show import render_summary
from convcalc.render.table.folding import MOST_LINES, fold
from convcalc.study.design import summarize

DEEP = 10**9


def labels(design, depth, *changes):
    lines = fold(summarize(design, *changes).rows, depth)
    return ["  " * line.level + line.label + (f" ×{line.copies}" if line.copies > 1 else "") for line in lines]


def test_depth_1_is_the_table_of_the_paper():
    assert labels("resnet50", 1) == [
        "conv1", "pool1", "stage2 ×3", "stage3 ×4", "stage4 ×6", "stage5 ×3", "global_avg_pool", "flatten", "fc",
    ]  # fmt: skip


def test_a_first_copy_that_differs_stays_by_itself():
    stage = labels("resnet50", 2)[5:8]
    assert stage == ["stage2 ×3", "  1", "  2-3 ×2"]


def test_copies_that_are_all_equal_stand_once():
    design = "[{s: [conv 3 3 padding=1, relu], repeat: 4}]"
    assert labels(design, 1, "input=3x8x8") == ["s ×4"]
    assert labels(design, 2, "input=3x8x8") == ["s ×4", "  each"]
    assert labels(design, 3, "input=3x8x8") == ["s ×4", "  each", "    conv", "    relu"]


def test_what_folded_copies_are_made_of_stands_below_each():
    design = "[{s: [conv 8 3 padding=1, relu], repeat: 3}]"
    assert labels(design, 2, "input=3x8x8") == ["s ×3", "  1", "  2-3 ×2"]
    assert labels(design, 3, "input=3x8x8") == [
        "s ×3",
        "  1",
        "    conv",
        "    relu",
        "  2-3 ×2",
        "    each",
        "      conv",
        "      relu",
    ]


def test_copies_that_are_single_layers_fold_too():
    assert labels("[{s: conv 8 3 padding=1, repeat: 3}]", DEEP, "input=3x8x8") == [
        "s ×3",
        "  1",
        "  2-3 ×2",
        "    each",
    ]


def test_copies_that_differ_deep_inside_do_not_fold(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text("""
input: 8x16x16
blocks:
  unit:
    - inner: [conv 8 (3 if index == 2 else 1) padding=(1 if index == 2 else 0), relu]
layers:
  - s: [inner: [conv 8 (3 if index == 2 else 1) padding=(1 if index == 2 else 0), relu]]
    repeat: 3
""")
    assert labels(str(path), 2) == ["s ×3", "  1", "  2", "  3"]


def test_a_flat_network_shows_all_its_layers():
    layers = ", ".join(["relu"] * 100)
    assert len(labels(layers, None, "input=3x8x8")) == 100


@pytest.mark.parametrize(
    ("design", "lines"),
    [
        ("alexnet", 23),  # flat
        ("resnet50", 20),  # 9 + 3 in conv1 + 2 in each of 4 stages; depth 3 would be over 60
        ("googlenet", 24),  # 172 at depth 2
        ("densenet201", 14),  # 127 at depth 2
        ("lenet5_1998", 6),  # 69 at depth 2
    ],
)
def test_the_depth_is_chosen_for_the_reader(design, lines):
    assert len(fold(summarize(design).rows, None)) == lines <= MOST_LINES


def read_tree(text):
    """Each printed line as (level, label, params, MACs), and the totals."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if re.match("layer +operation", line))
    ends = [lines[start].index(title) + len(title) for title in ("params", "MACs")]
    rows = []
    for line in lines[start + 1 :]:
        label = re.match(r" *\S+(?: ×\d+)?(?: \(side\))?", line)[0]
        numbers = [int(re.search(r"[\d,]+$", line[:end])[0].replace(",", "")) for end in ends]
        if label == "total":
            return rows, numbers
        rows.append(((len(label) - len(label.lstrip())) // 2, label.strip(), *numbers))
    raise AssertionError("no total is printed")


def assert_adds_up(rows, level, start, expected, copies):
    """The lines one level further in, up to the next line that stands further out, add up to `expected`."""
    below = []
    for number in range(start, len(rows)):
        if rows[number][0] < level:
            break
        if rows[number][0] == level:
            below.append(number)
    if not below:
        return
    sums = [0, 0]
    for number in below:
        _, label, params, macs = rows[number]
        of = int(match[1]) if (match := re.search(r"×(\d+)", label)) else 1
        assert_adds_up(rows, level + 1, number + 1, (params, macs), of)
        times = copies if label.startswith("each") else 1
        if "(side)" not in label:
            sums = [sums[0] + times * params, sums[1] + times * macs]
    assert sums == list(expected)


@pytest.mark.parametrize("depth", [1, 2, 3, "all", None])
@pytest.mark.parametrize(
    "design",
    ["alexnet", "resnet18", "resnet50", "plain56", "googlenet", "inception_v3", "densenet121", "unet", "siamese",
     "hrnet_w18_small", "efficientnet_b0", "mobilenet_v2", "shufflenet_v2_x1_0", "lenet5_1998", "yolov3"],
)  # fmt: skip
def test_printed_lines_re_add_to_the_line_above_and_the_outermost_to_the_total(design, depth):
    report = summarize(design)
    rows, total = read_tree(render_summary(report, "text", depth=depth))
    assert total == [report.params, report.macs]
    assert_adds_up(rows, 0, 0, total, 1)


@pytest.mark.parametrize("design", ["alexnet", "googlenet", "resnet50"])
def test_a_sorted_table_re_adds_to_the_total(design):
    report = summarize(design)
    rows, total = read_tree(render_summary(report, "text", sort="macs"))
    main = [row for row in rows if "(side)" not in row[1]]
    assert [sum(row[2] for row in main), sum(row[3] for row in main)] == total
    assert [row[3] for row in rows] == sorted((row[3] for row in rows), reverse=True)
    assert len(rows) == len(report.layers)


def test_a_network_nested_deeper_than_python_recurses():
    from convcalc.network.report import Row

    report = summarize("relu", "input=1x1x1")
    outermost = row = Row(report, "g", "g", "", None)
    for _ in range(3000):
        row.children = [Row(report, row.path, "g", "", None)]
        row = row.children[0]
    row.op = "relu"
    assert len(fold([outermost], DEEP)) == 3001
