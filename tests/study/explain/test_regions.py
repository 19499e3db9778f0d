"""Sets of places as unions of boxes, against plain sets of places."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from convcalc.study.explain.regions import Region, alone, along, count, merged, united


def places(boxes):
    each = [
        itertools.product(*([place for first, last in runs for place in range(first, last + 1)] for runs in box))
        for box in boxes
    ]
    return {place for box in each for place in box}


@st.composite
def boxes(draw):
    axes = draw(st.integers(1, 3))
    along_axis = st.sets(st.integers(-3, 5), min_size=1, max_size=5)
    drawn = draw(st.lists(st.lists(along_axis, min_size=axes, max_size=axes), min_size=1, max_size=6))
    return [tuple(merged((place, place) for place in sorted(numbers)) for numbers in box) for box in drawn]


@given(boxes())
def test_what_is_put_together_place_by_place(drawn):
    found = ()
    for box in drawn:
        found = united(found, (box,))
    expected = places(drawn)
    assert places(found) == expected
    assert len(found) <= len(drawn)
    assert count(found) == Region(found).size == len(expected)
    numbers = [sorted(set(axis)) for axis in zip(*expected, strict=True)]
    assert along(found) == tuple(merged((place, place) for place in axis) for axis in numbers)
    assert Region(found).ends == tuple((axis[0], axis[-1]) for axis in numbers)


@given(boxes())
def test_one_axis_has_one_box(drawn):
    found = ()
    for box in drawn:
        found = united(found, (box[:1],))
    assert len(found) == 1


def test_boxes_that_are_one():
    """One inside of the other; beside each other; and a third that makes two of one length."""
    square, inside, beside = (((0, 4),), ((0, 4),)), (((1, 2),), ((3, 3),)), (((5, 6),), ((0, 4),))
    assert united((square,), (inside,)) == united((inside,), (square,)) == (square,)
    assert united((square,), (beside,)) == ((((0, 6),), ((0, 4),)),)
    long, short, rest = (((0, 1),), ((0, 4),)), (((2, 3),), ((0, 2),)), (((2, 3),), ((3, 4),))
    assert united((long, short), (rest,)) == ((((0, 3),), ((0, 4),)),)


def test_nothing_and_what_has_no_axes():
    assert (Region(()).size, Region(()).ends, Region(()).along) == (0, None, ())
    assert (Region(((),)).size, Region(((),)).ends) == (1, ())
    assert united(((),), ((),)) == ((),)
    assert alone((2, 3)) == ((((2, 2),), ((3, 3),)),)
