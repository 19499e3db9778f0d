"""What windows leave unread, counted behind the last one and between two."""

import pytest

from convcalc.costs.ops import OPS
from convcalc.language.values import Size


def left(op="conv", shape=(1, 7, 7), **arguments):
    """What is left along each axis, the last one first: (axis, padding, input, gap)."""
    known = {"out_channels": 1, "stride": 1, "padding": 0, "dilation": 1, "ceil_mode": False, **arguments}
    sizes = {name: Size((value,) * (len(shape) - 1)) if type(value) is int else value for name, value in known.items()}
    checked = {**sizes, "out_channels": 1, "groups": 1, "bias": True, "padding_mode": "zeros"}
    return [(one.axis, one.padding, one.input, one.gap) for one in OPS[op].left_unread(checked, shape)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"kernel_size": 3, "stride": 2}, []),  # (7 − 3) mod 2 = 0
        ({"kernel_size": 3, "stride": 3}, [(0, 0, 1, 0), (1, 0, 1, 0)]),  # 4 mod 3 = 1, of the input: no padding
        ({"kernel_size": 4, "stride": 2, "padding": 1}, [(0, 1, 0, 0), (1, 1, 0, 0)]),  # (7 − 4 + 2) mod 2 = 1
        ({"kernel_size": 3, "stride": 4, "padding": 1}, [(0, 1, 1, 1), (1, 1, 1, 1)]),  # 6 mod 4 = 2; 4 − 3 = 1
        ({"kernel_size": 2, "stride": 3, "dilation": 2}, [(0, 0, 1, 0), (1, 0, 1, 0)]),  # F′ = 3
        ({"kernel_size": 1, "stride": 7}, [(0, 0, 6, 0), (1, 0, 6, 0)]),  # one window: nothing lies between two
        ({"kernel_size": 1, "stride": 2, "padding": "same"}, [(0, 0, 0, 1), (1, 0, 0, 1)]),  # ⌈7/2⌉ = 4 windows
        ({"kernel_size": Size((1, 3)), "stride": 2, "padding": "same"}, [(1, 0, 0, 1)]),  # 3 columns reach over the 2
    ],
)
def test_what_is_left_along_each_axis(arguments, expected):
    assert left(**arguments) == expected


def test_a_size_that_is_rounded_up_leaves_nothing_behind_the_last_window():
    assert left("max_pool", (1, 8, 8), kernel_size=3, stride=2) == [(0, 0, 1, 0), (1, 0, 1, 0)]  # 5 mod 2
    assert left("max_pool", (1, 8, 8), kernel_size=3, stride=2, ceil_mode=True) == []
