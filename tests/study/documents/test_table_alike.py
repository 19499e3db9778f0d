"""Rows of tables whose name several networks of the catalogue go by: --fix does not take one for the other.

AlexNet of 2012 has 60,965,224 parameters, 724,406,816 MACs and an input of 227; torchvision's 61,100,840, 714,188,480
and 224. GoogLeNet of 2014 has 6,998,552 parameters, torchvision's 6,624,904 (without biases and auxiliary classifiers).
ResNet-50 with the stride in its first convolutions (v1) has 3,857,973,248 MACs, v1.5 4,089,184,256; at 299 the latter
7,627,668,224.
"""

from __future__ import annotations

import pytest

HEAD = "| Model | Input | Params (M) | FLOPs (G) |\n|---|---|---|---|\n"
TORCHVISION = HEAD + "| AlexNet | 224 | 61.1 | 0.71 |\n| GoogLeNet | 224 | 6.6 | 1.5 |\n"


@pytest.fixture
def check(fixing):
    def check(table, options=""):
        checked, after = fixing()(f"<!-- convcalc table{options} -->\n\n{table}")
        return {claim.written: claim.difference for claim in checked.failures}, after.partition("\n\n")[2]

    return check


def test_what_holds_for_another_of_its_name_is_not_rewritten(check):
    wrong, fixed = check(TORCHVISION)
    assert fixed == TORCHVISION
    assert set(wrong) == {"224", "61.1M", "6.6M", "1.5G"}
    assert 'rows="AlexNet=alexnet_torchvision", or =alexnet' in wrong["224"]
    assert 'rows="GoogLeNet=googlenet_torchvision", or =googlenet' in wrong["6.6M"]


def test_it_holds_where_the_marker_says_which_is_meant(check):
    rows = ' rows="AlexNet=alexnet_torchvision, GoogLeNet=googlenet_torchvision"'
    assert check(TORCHVISION, rows) == ({}, TORCHVISION)


def test_it_is_rewritten_where_the_marker_says_the_first(check):
    text = HEAD + "| GoogLeNet | 224 | 6.6 | 1.6 |\n"
    wrong, fixed = check(text, ' rows="GoogLeNet=googlenet"')
    assert (set(wrong), fixed) == ({"6.6M"}, text.replace("6.6", "7.0"))


def test_what_holds_for_none_is_rewritten(check):
    text = (
        HEAD + "| GoogLeNet | 224 | 6.8 | 1.6 |\n| ResNet-50 | 224 | 25.6 | 3.9 |\n| ResNet-50 | 224 | 25.5 | 4.1 |\n"
    )
    wrong, fixed = check(text)
    assert fixed == text.replace("6.8", "7.0").replace("25.5", "25.6")
    assert "resnet50_v1" in wrong["3.9G"]


@pytest.mark.parametrize(
    ("row", "wrong_number", "meant"),
    [
        ("| AlexNet | 227 | 62.3 | 1.1 |", "62.3M", "alexnet_one_tower"),
        ("| GoogLeNet | 224 | 13.0 | 1.5 |", "13.0M", "googlenet_torchvision"),
    ],
)
def test_what_stands_beside_a_number_of_another_of_its_name_is_not_rewritten(check, row, wrong_number, meant):
    """Without its two towers AlexNet has 62,378,344 parameters; torchvision's GoogLeNet has 1,498,376,192 MACs."""
    wrong, fixed = check(HEAD + row + "\n")
    assert fixed == HEAD + row + "\n"
    assert wrong[wrong_number].startswith(f"it stands beside a number of {meant}; say which is meant: rows=")


def test_what_both_have_in_common_is_rewritten_there(check):
    """ResNet-50 has 25,557,032 parameters in v1 and in v1.5; 3.9 GFLOPs are v1's."""
    text = HEAD + "| ResNet-50 | 224 | 52.6 | 3.9 |\n"
    assert check(text)[1] == text.replace("52.6", "25.6")


def test_an_input_that_is_of_another_of_its_name_alone_is_wrong_and_is_kept(check):
    text = HEAD + "| AlexNet | 224 | 61.0 | 0.72 |\n"
    wrong, fixed = check(text)
    assert (set(wrong), fixed) == ({"224"}, text)


def test_numbers_of_the_first_versions_are_kept_where_they_are_cut_off_too(check):
    """The paper has 3.8, 7.6 and 11.3 for 3,857,973,248, 7,570,194,432 and 11,282,415,616; it rounds the last two."""
    rows = "| ResNet-50 | 224 | 25.6 | 3.8 |\n| ResNet-101 | 224 | 44.5 | 7.6 |\n| ResNet-152 | 224 | 60.2 | 11.3 |\n"
    wrong, fixed = check(HEAD + rows)
    assert fixed == HEAD + rows
    assert wrong["3.8G"].startswith("it is 3,857,973,248, cut off, of resnet50_v1; say which is meant: rows=")
    assert "it holds for resnet101_v1" in wrong["7.6G"]


def test_a_number_that_is_cut_off_alone_is_that_of_the_name(check):
    text = HEAD + "| ResNet-50 | 224 | 25.6 | 3.8 |\n| ResNet-101 | 224 | 44.5 | 7.8 |\n"
    assert check(text)[1] == text.replace("3.8", "4.1")


def test_a_name_that_says_the_second_version_is_not_the_first(check):
    text = HEAD + "| ResNet-50 (v1.5) | 224 | 25.6 | 3.9 |\n"
    assert check(text)[1] == text.replace("3.9", "4.1")


@pytest.mark.parametrize(("written", "right"), [("7.3", "7.6"), ("4.2", "4.2")])
def test_numbers_that_hold_at_no_input_are_of_the_one_that_a_cell_says_where_they_are_nearer_to_it(
    check, written, right
):
    text = HEAD + f"| ResNet-50 | 299 | 25.6 | {written} |\n| VGG-16 | 224 | 138.4 | 15.5 |\n"
    wrong, fixed = check(text)
    assert len(wrong) == 1
    assert fixed == text.replace(written, right)


def test_what_it_says_to_write_can_be_written_of_a_name_with_a_comma(check):
    text = HEAD + "| AlexNet (Krizhevsky et al., 2012) | 224 | 61.1 | 0.71 |\n"
    option = check(text)[0]["224"].partition(": ")[2].partition(", or =")[0]
    assert option.startswith("rows=")
    assert check(text, f" {option}") == ({}, text)
