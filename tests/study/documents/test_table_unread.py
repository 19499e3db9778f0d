"""Cells of tables that say more than a number of the network: they are left alone, or kept, each with the reason."""

import pytest

from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document
from convcalc.study.documents.printed import Printed


def check(folder, *rows):
    """What a check finds of a bound table of models with these lines, and the lines after --fix."""
    head, *others = rows
    lines = ["<!-- convcalc table -->", "", head, "|---|" + "---|" * (head.count(" | ")), *others]
    path = folder / "doc.md"
    path.write_text("\n".join([*lines, ""]), "utf-8")
    checked = check_document(str(path), "doc.md", run=lambda *_: Printed(""))
    fix_document(str(path), checked)
    return checked, path.read_text("utf-8").splitlines()[4:]


HELD = "| ResNet-18 | 11.7 |"  # 11,689,512
HEAD = "| Model | Params (M) |"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("~~23.5~~", "what is struck out in it is no number of the table"),
        ("<s>23.5</s>", "what is struck out in it is no number of the table"),
        ("<del>23.5</del> 25.6", "what is struck out in it is no number of the table"),
        ("<span hidden>23.5</span>", "a part of it is hidden"),
        ('<span style="display: none">23.5</span>', "a part of it is hidden"),
        ("\u202e5.52", "it has a sign that turns the direction of what is read"),
        ("23.5 ± 0.1", "it says how far its number may be off"),
        ("$23.5 \\pm 0.1$", "it says how far its number may be off"),
        ("23.5 +/- 0.1", "it says how far its number may be off"),
        ("<!-- 23.5 -->", "it has no number"),
    ],
)
def test_a_cell_that_says_more_than_its_digits_is_left_alone(tmp_path, cell, reason):
    row = f"| ResNet-50 | {cell} |"
    checked, after = check(tmp_path, HEAD, HELD, row)
    assert [(part.part, part.reason) for part in checked.unknown] == [("cell", reason)]
    assert (len(checked.claims), checked.failures, checked.problems.items) == (1, [], [])
    assert after == [HELD, row]


@pytest.mark.parametrize("size", ["1x3x224x224", "1×224×224×3", "1 x 3 x 224 x 224"])
def test_one_image_may_stand_before_the_size_of_the_input(tmp_path, size):
    checked, _ = check(tmp_path, "| Model | Input | Params (M) |", f"| ResNet-18 | {size} | 11.7 |")
    assert [claim.holds for claim in checked.claims] == [True, True]


def test_a_wrong_size_keeps_the_one_image_before_it(tmp_path):
    _, after = check(tmp_path, "| Model | Input | Params (M) | MACs (G) |", "| ResNet-18 | 1x3x240x224 | 11.7 | 1.81 |")
    assert after == ["| ResNet-18 | 1x3x224x224 | 11.7 | 1.81 |"]


def test_the_third_of_a_column_is_not_brought_to_the_kind_of_two(tmp_path):
    """ResNet-18, ResNet-50 and VGG-16 have 1.81, 4.09 and 15.47 GMACs; twice 15.47 is 30.94, near to which is 30.5."""
    rows = ["| ResNet-18 | 1.81 |", "| ResNet-50 | 4.09 |", "| VGG-16 | 30.5 |"]
    checked, after = check(tmp_path, "| Model | FLOPs (G) |", *rows)
    (wrong,) = checked.failures
    assert wrong.difference == "it is nearer to the value as flops, and by its other numbers the column has macs"
    assert after == rows


def test_a_right_count_of_another_tool_is_kept(tmp_path):
    """Keras's ResNet-50 has 25,636,712 parameters, with biases and running statistics: keras.io/api/applications."""
    rows = ["| ResNet-18 | 11,689,512 |", "| ResNet-50 | 25,636,712 |"]
    checked, after = check(tmp_path, "| Model | Params |", *rows)
    (wrong,) = checked.failures
    assert "Keras" in wrong.cause
    assert wrong.difference == "another tool counts so, and --fix leaves its number as it is"
    assert after == rows
