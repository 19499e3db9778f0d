"""Cells of tables that say more than a number of the network: they are left alone, or kept, each with the reason."""

from __future__ import annotations

import pytest

HELD = "| ResNet-18 | 11.7 |"  # 11,689,512
HEAD = "| Model | Params (M) |"


@pytest.fixture
def check(fixing):
    """What a check finds of a bound table of models with these lines, and the lines after --fix."""

    def of(head, *rows):
        lines = ["<!-- convcalc table -->", "", head, "|---|" + "---|" * (head.count(" | ")), *rows]
        checked, after = fixing()("\n".join([*lines, ""]))
        return checked, after.splitlines()[4:]

    return of


@pytest.fixture
def kept(check):
    """The last row of a bound table after --fix, and what did not hold before."""

    def of(head, *rows):
        checked, after = check(head, *rows)
        return after[-1], [claim.difference for claim in checked.failures]

    return of


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("1.7×", "'×' makes it a ratio, and its column has the whole number"),
        ("2x", "'x' makes it a ratio"),
        ("**0.5**&times;", "'&times;' makes it a ratio"),
        ("×2", "'×' makes it a ratio"),
        ("44\u200b.5", ".5' behind the number belongs to it: put all of it in the cell"),
        ("44\u2060.5", ".5' behind the number belongs to it"),
        ("44<wbr>.5", "'<wbr>.5' behind the number belongs to it"),
        ("44\\.5", "'\\.5' behind the number belongs to it"),
    ],
)
def test_a_ratio_and_a_number_that_goes_on_are_kept(kept, cell, named):
    row = f"| ResNet-101 | {cell} |"  # it has 44,549,160 parameters
    after, (difference,) = kept("| Model | Params (M) |", row)
    assert named in difference
    assert after == row


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ("ResNet-50 | 41M | 207G", None),  # Faster R-CNN's on it
        ("ResNet-50 | 25.1M | 4.1G", "ResNet-50 | 25.6M | 4.1G"),
        ("ResNet-50 | 2.56M | 4.1G", "ResNet-50 | 25.56M | 4.1G"),
        ("ResNet-50 | 25.1M | 3.8G", "ResNet-50 | 25.6M | 4.1G"),
    ],
)
def test_a_row_of_which_no_number_is_near_is_kept(kept, row, right):
    """torchvision's ResNet-50 has 25,557,032 parameters and 4.09 GMACs."""
    after, differences = kept("| Backbone network | Params | MACs |", f"| {row} |")
    assert after == f"| {right or row} |"
    if right is None:
        assert len(differences) == 2
        assert all("no number of its row is near to this network's" in difference for difference in differences)


@pytest.mark.parametrize("head", ["Input size (test)", "Res.", "test crop", "Eval resolution"])
def test_a_number_beside_a_size_that_is_not_understood_is_kept(kept, head):
    """ResNet-50 has 4.09 GMACs at 224, and 7.63 at 299, which torchvision's own count gives."""
    row = "| ResNet-50 | 299 | 25.6 | 7.6 |"
    after, (difference,) = kept(f"| Model | {head} | Params (M) | MACs (G) |", row)
    assert "it may be at 299: head that column `Input`" in difference
    assert after == row


def test_a_number_of_operations_that_holds_as_the_other_kind_is_kept(kept):
    """torchvision's MACs: ResNet-18 1.81 G, ResNet-34 3.66 G, ResNet-50 4.09 G; twice that are FLOPs."""
    rows = "| ResNet-18 | 3.6 |\n| ResNet-34 | 7.3 |\n| ResNet-50 | 4.1 |"
    after, (difference,) = kept("| Model | FLOPs (G) |", rows)
    assert "it holds as macs, and by its other numbers the column has flops" in difference
    assert after == "| ResNet-50 | 4.1 |"


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
def test_a_cell_that_says_more_than_its_digits_is_left_alone(check, cell, reason):
    row = f"| ResNet-50 | {cell} |"
    checked, after = check(HEAD, HELD, row)
    assert [(part.part, part.reason) for part in checked.unknown] == [("cell", reason)]
    assert (len(checked.claims), checked.failures, checked.problems.items) == (1, [], [])
    assert after == [HELD, row]


@pytest.mark.parametrize("size", ["1x3x224x224", "1×224×224×3", "1 x 3 x 224 x 224"])
def test_one_image_may_stand_before_the_size_of_the_input(check, size):
    checked, _ = check("| Model | Input | Params (M) |", f"| ResNet-18 | {size} | 11.7 |")
    assert [claim.holds for claim in checked.claims] == [True, True]


def test_a_size_that_the_numbers_of_its_row_are_not_of_is_wrong_and_kept(check):
    rows = ["| ResNet-18 | 1x3x240x224 | 11.7 | 1.81 |"]
    checked, after = check("| Model | Input | Params (M) | MACs (G) |", *rows)
    assert ([claim.written for claim in checked.failures], after) == (["1x3x240x224"], rows)


def test_the_third_of_a_column_is_not_brought_to_the_kind_of_two(check):
    """ResNet-18, ResNet-50 and VGG-16 have 1.81, 4.09 and 15.47 GMACs; twice 15.47 is 30.94, near to which is 30.5."""
    rows = ["| ResNet-18 | 1.81 |", "| ResNet-50 | 4.09 |", "| VGG-16 | 30.5 |"]
    checked, after = check("| Model | FLOPs (G) |", *rows)
    (wrong,) = checked.failures
    assert wrong.difference == "it is nearer to the value as flops, and by its other numbers the column has macs"
    assert after == rows


def test_a_right_count_of_another_tool_is_kept(check):
    """Keras's ResNet-50 has 25,636,712 parameters, with biases and running statistics: keras.io/api/applications."""
    rows = ["| ResNet-18 | 11,689,512 |", "| ResNet-50 | 25,636,712 |"]
    checked, after = check("| Model | Params |", *rows)
    (wrong,) = checked.failures
    assert "Keras" in wrong.cause
    assert wrong.difference == "another tool counts so, and --fix leaves its number as it is"
    assert after == rows


def test_a_0_that_is_rounded_says_nothing(check):
    """LeNet-5 has 61,706 parameters."""
    rows = ["| LeNet-5 | 0 |", "| LeNet-5 | 0.06 |"]
    checked, after = check(HEAD, *rows)
    assert [(part.part, part.written, part.reason) for part in checked.unknown] == [
        ("cell", "0", "a 0 that is rounded says nothing of 61,706")
    ]
    assert ([claim.holds for claim in checked.claims], after) == ([True], rows)
