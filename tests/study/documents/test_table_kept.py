"""Cells of tables that do not hold and are not rewritten, since what stands there is no number of parameters alone."""

from __future__ import annotations

import pytest

from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document
from convcalc.study.documents.printed import Printed


def fixed(folder, head, row):
    """The row of a bound table after --fix, and what did not hold before."""
    text = "<!-- convcalc table -->\n\n{}\n|{}\n{}\n"
    path = folder / "doc.md"
    path.write_text(text.format(head, "---|" * head.count(" | ") + "---|", row), "utf-8")
    checked = check_document(str(path), "doc.md", run=lambda *_: Printed(""))
    fix_document(str(path), checked)
    *_, after = path.read_text("utf-8").splitlines()
    return after, [claim.difference for claim in checked.failures]


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
def test_a_ratio_and_a_number_that_goes_on_are_kept(tmp_path, cell, named):
    row = f"| ResNet-101 | {cell} |"  # it has 44,549,160 parameters
    after, (difference,) = fixed(tmp_path, "| Model | Params (M) |", row)
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
def test_a_row_of_which_no_number_is_near_is_kept(tmp_path, row, right):
    """torchvision's ResNet-50 has 25,557,032 parameters and 4.09 GMACs."""
    after, differences = fixed(tmp_path, "| Backbone network | Params | MACs |", f"| {row} |")
    assert after == f"| {right or row} |"
    if right is None:
        assert len(differences) == 2
        assert all("no number of its row is near to this network's" in difference for difference in differences)


@pytest.mark.parametrize("head", ["Input size (test)", "Res.", "test crop", "Eval resolution"])
def test_a_number_beside_a_size_that_is_not_understood_is_kept(tmp_path, head):
    """ResNet-50 has 4.09 GMACs at 224, and 7.63 at 299, which torchvision's own count gives."""
    row = "| ResNet-50 | 299 | 25.6 | 7.6 |"
    after, (difference,) = fixed(tmp_path, f"| Model | {head} | Params (M) | MACs (G) |", row)
    assert "it may be at 299: head that column `Input`" in difference
    assert after == row


def test_a_number_of_operations_that_holds_as_the_other_kind_is_kept(tmp_path):
    """torchvision's MACs: ResNet-18 1.81 G, ResNet-34 3.66 G, ResNet-50 4.09 G; twice that are FLOPs."""
    rows = "| ResNet-18 | 3.6 |\n| ResNet-34 | 7.3 |\n| ResNet-50 | 4.1 |"
    after, (difference,) = fixed(tmp_path, "| Model | FLOPs (G) |", rows)
    assert "it holds as macs, and by its other numbers the column has flops" in difference
    assert after == "| ResNet-50 | 4.1 |"
