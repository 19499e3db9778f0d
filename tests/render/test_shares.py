"""Percentages that are true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.render.shares import percent, percent_digits


@pytest.mark.parametrize(
    ("part", "whole", "whole_percent", "tenths"),
    [
        (0, 5, "0 %", "0"),
        (5, 5, "100 %", "100"),
        (1, 10**9, "<1 %", "<0.1"),
        (10**9 - 1, 10**9, ">99 %", ">99.9"),
        (1, 8, "13 %", "12.5"),  # a half goes up
        (995, 1000, ">99 %", "99.5"),
        (1, 2, "50 %", "50.0"),
        (0, 0, "0 %", "0"),
    ],
)
def test_shares(part, whole, whole_percent, tenths):
    assert percent(part, whole) == whole_percent
    assert percent_digits(part, whole) == tenths


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_only_nothing_is_0_and_only_all_is_100(part, rest):
    assert (percent(part, part + rest) == "0 %") == (part == 0)
    assert percent(part, part + rest) != "100 %"
    assert percent_digits(part, part + rest) not in ("100", "100.0")
