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
