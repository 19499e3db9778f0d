"""Shapes in documents, with the channels first or last: AlexNet's pool1 puts out 96×27×27, an input may be 3×64×32."""

from __future__ import annotations

import pytest

POOL = "alexnet pool1.output"
WIDE = 'input=3x64x32 "relu" output'
SAME = 'input=64x32x64 "relu" output'
DEEP = 'input=8x4x5x6 "relu" output'


@pytest.fixture
def judged(fixing):
    """Whether a shape between two markers holds, and what stands there after a fix."""

    def judge(words, shape):
        checked, after = fixing()(f"It is <!-- convcalc {words} -->{shape}<!-- /convcalc --> here.\n")
        (claim,) = checked.claims
        return claim.holds, after.partition("-->")[2].partition("<!--")[0]

    return judge


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (POOL, "96x27x27"), (POOL, "27x27x96"), (POOL, "27 × 27 × 96"), (POOL, "**27×27×96**"),
        (WIDE, "3x64x32"), (WIDE, "64x32x3"), (SAME, "64x32x64"), (DEEP, "8x4x5x6"), (DEEP, "4x5x6x8"),
    ],
)  # fmt: skip
def test_either_order_holds(judged, words, shape):
    assert judged(words, shape) == (True, shape)


@pytest.mark.parametrize(
    ("words", "wrong", "right"),
    [
        (POOL, "27x27x95", "27x27x96"),
        (POOL, "55×55×96", "27×27×96"),
        (POOL, "96x55x55", "96x27x27"),
        (POOL, "96x96x27", "96x27x27"),
        (POOL, "95x27x27", "96x27x27"),
        (POOL, "27x96x27", "96x27x27"),
        (WIDE, "32x64x3", "64x32x3"),
        (POOL, "28x27x96", "27x27x96"),
    ],
)
def test_a_fix_keeps_the_order_where_it_is_plain(judged, words, wrong, right):
    assert judged(words, wrong) == (False, right)


def test_what_is_as_likely_another_shape_is_wrong(judged):
    """32×64×64 is 64×32×64 with its channels last, and reads as 32 channels of 64×64."""
    assert judged(SAME, "32x64x64")[0] is False


CONV1 = "It puts out <!-- convcalc alexnet conv1.output -->{}<!-- /convcalc -->."
TABLE = "<!-- convcalc table -->\n\n| Model | Input | conv1.output |\n|---|---|---|\n| AlexNet | (3, 227, 227) | {} |\n"


@pytest.mark.parametrize(
    "written",
    ["(96, 55, 55)", "[96,55,55]", "(1, 96, 55, 55)", "Size([1, 96, 55, 55])", "(None, 55, 55, 96)", "1x96x55x55"],
)
def test_a_shape_as_programs_print_it(document, written):
    """Krizhevsky's first layer: (227 - 11)/4 + 1 = 55 in each direction, of 96 filters."""
    assert [claim.holds for claim in document(CONV1.format(written)).claims] == [True]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("(96, 54, 55)", "(96, 55, 55)"),
        ("[1, 96, 54, 54]", "[1, 96, 55, 55]"),
        ("(None, 54, 54, 96)", "(None, 55, 55, 96)"),
    ],
)
def test_its_brackets_and_its_batch_stay(fixed, written, right):
    assert fixed(CONV1.format(written)) == CONV1.format(right)
    assert fixed(TABLE.format(written)) == TABLE.format(right)


def test_two_sizes_that_differ_are_no_shape_in_brackets(document):
    text = "<!-- convcalc table -->\n\n| Model | Input | Params |\n|---|---|---|\n| ResNet-50 | (224, 299) | 25.6M |\n"
    assert [problem.message for problem in document(text).problems] == ["there are 2 shapes in this cell"]
