"""Goals as people write them who know another notation: what is read, and which hint the others get."""

from __future__ import annotations

import pytest

from convcalc.costs.metrics import METRICS
from convcalc.language.problems import Problems
from convcalc.study.goals import parse_goal

SIGNS = "they are = == < <= > >="
ONCE = "give each its own --expect: --expect"


def refused(text):
    problems = Problems()
    assert parse_goal(text, problems, METRICS) is None
    (problem,) = problems.errors
    return problem.place.column, problem.place.length, problem.message, problem.hint


@pytest.mark.parametrize(
    ("text", "column", "length", "message", "hint"),
    [
        ("params != 84", 8, 2, "'!=' is no comparison", SIGNS),
        ("params => 84", 8, 2, "'=>' is no comparison", SIGNS),
        ("output <> 84", 8, 2, "'<>' is no comparison", SIGNS),
        ("params <= 30M and macs <= 5G", 24, 2, "a goal compares once",
         f'{ONCE} "params <= 30M" --expect "macs <= 5G"'),
        ("params <= 30M, macs <= 5G", 21, 2, "a goal compares once",
         f'{ONCE} "params <= 30M" --expect "macs <= 5G"'),
        ("20M <= params <= 30M", 15, 2, "a goal compares once",
         f'{ONCE} "params >= 20M" --expect "params <= 30M"'),
        ("5 < layers<1,000", 11, 1, "a goal compares once", f'{ONCE} "layers > 5" --expect "layers <1,000"'),
        ("1 <= params <= 2 <= macs", 13, 2, "a goal compares once",
         f'{ONCE} "params >= 20M" --expect "params <= 30M"'),
        ("GFLOPs <= 8.2", 1, 6, "'GFLOPs' is a unit, and no metric", "write flops <= 8.2G"),
        ("conv1.MMACs = 105", 1, 11, "'MMACs' is a unit, and no metric", "write conv1.macs = 105M"),
        ("params <= 30e6", 11, 4, "powers of ten are not written with e", "write 30M"),
        ("macs <= 4.1 GFLOPs", 14, 5, "macs counts multiply-adds, not FLOPs", "a MAC is two FLOPs"),
        ("flops <= 8.2 GMACs", 15, 4, "flops counts operations, not MACs", "a MAC is two FLOPs"),
        ("params <= 8.2 GMACs", 16, 4, "params counts parameters, not MACs", None),
    ],
)  # fmt: skip
def test_what_is_not_written_so_gets_its_hint(text, column, length, message, hint):
    assert refused(text) == (column, length, message, hint)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("flops <= 8.2 GFLOPs", 8_200_000_000),
        ("macs <= 4.1GMACs", 4_100_000_000),
        ("conv1.macs <= 105 MMACs", 105_000_000),
        ("params <= 61M params", 61_000_000),
        ("side_params <= 5 M parameters", 5_000_000),
        ("macs<=4 MACs", 4),
    ],
)
def test_what_is_counted_may_stand_behind_its_count(text, limit):
    problems = Problems()
    goal = parse_goal(text, problems, METRICS)
    assert problems.items == []
    assert goal.wanted.holds(limit)
    assert not goal.wanted.holds(limit + 1)
