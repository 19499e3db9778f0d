"""What is found of all designs at once is what looking at one after the other finds, with NumPy and without it."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from math import prod
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.language.problems import ConvcalcError
from convcalc.study.sweep.grid import fronts, joins
from convcalc.study.sweep.grid.answers import Counts, First, Front, Order, Top
from convcalc.study.sweep.grid.grid import Grid, engine
from convcalc.study.sweep.terms import Budget, Tables, Term

METRICS = ("params", "macs", "peak")
REASONS = ["groups do not divide", "no pixel is left"]


def looked_at(tables, budgets):
    """Each design by itself, in the order of the knobs: its metrics, why it is none, which budget it does not keep."""
    designs = []
    for index, values in enumerate(product(*map(range, tables.lengths))):

        def entry(term, values=values):
            place = 0
            for axis in term.axes:
                place = place * tables.lengths[axis] + values[axis]
            return term.values[place]

        metrics = {name: max(sum(map(entry, terms)) for terms in sums) for name, sums in tables.metrics.items()}
        broken = next((entry(term) for term in tables.broken if entry(term)), 0)
        totals = [sum(factor * metrics[name] for name, factor in budget.factors.items()) for budget in budgets]
        kept = [
            (budget.least is None or budget.least <= total) and (budget.most is None or total <= budget.most)
            for budget, total in zip(budgets, totals, strict=True)
        ]
        shut_out = kept.index(False) + 1 if False in kept else 0
        designs.append(
            SimpleNamespace(
                index=index, metrics=metrics, broken=broken, shut_out=shut_out, output=entry(tables.output),
                fits=not broken and not shut_out,
            )
        )  # fmt: skip
    return designs


def counted(designs, budgets):
    """How many designs there are of what."""
    broken = tuple(sum(one.broken == reason for one in designs) for reason in (1, 2))
    whole = [one for one in designs if not one.broken]
    shut_out = tuple(sum(one.shut_out == number for one in whole) for number in range(1, len(budgets) + 1))
    return Counts(len(designs), broken, shut_out, sum(one.fits for one in designs))


def signed(design, orders):
    return tuple(-design.metrics[name] if greatest else design.metrics[name] for name, greatest in orders)


def best(designs, orders):
    """The index of the first design of each point of the front, and how many come to the same."""
    points = {}
    for one in designs:
        if one.fits:
            points.setdefault(signed(one, orders), []).append(one.index)
    kept = [
        point
        for point in points
        if not any(other != point and all(a <= b for a, b in zip(other, point, strict=True)) for other in points)
    ]
    return [(points[point][0], len(points[point])) for point in sorted(kept)]


def listed(rows):
    """The designs of rows, as they were looked at."""
    columns = (rows.indices, *(rows.metrics[name] for name in METRICS), rows.broken, rows.shut_out, rows.outputs)
    return [tuple(map(int, row)) for row in zip(*columns, strict=True)]


def as_listed(designs):
    return [(one.index, *(one.metrics[m] for m in METRICS), one.broken, one.shut_out, one.output) for one in designs]


small = st.integers(-3, 9)
huge = st.sampled_from([*(2**power + more for power in (61, 62, 63, 64) for more in (-1, 0, 1)), -(2**63), 3**60])
numbers = st.one_of(small, small, huge)


@st.composite
def spaces(draw):
    lengths = tuple(draw(st.lists(st.integers(1, 4), max_size=4)))

    def terms(entries):
        axes = tuple(sorted(draw(st.sets(st.sampled_from(range(len(lengths)))) if lengths else st.just(set()))))
        size = prod(lengths[axis] for axis in axes)
        return Term(axes, draw(st.lists(entries, min_size=size, max_size=size)))

    entries = draw(st.sampled_from([small, numbers]))
    some = [draw(st.integers(1, 3)) for _ in METRICS]
    common = [terms(entries) for _ in range(draw(st.integers(0, 2)))]
    metrics = {
        name: [[*(terms(entries) for _ in range(draw(st.integers(0, 3)))), *common] for _ in range(count)]
        for name, count in zip(METRICS, some, strict=True)
    }
    broken = [terms(st.sampled_from([0, 0, 0, 1, 2])) for _ in range(draw(st.integers(0, 3)))]
    return Tables(lengths, metrics, broken, REASONS, terms(st.integers(0, 2)), [])


bounds = st.one_of(st.none(), st.integers(-9, 30), numbers)
factors = st.dictionaries(st.sampled_from(METRICS), st.integers(-2, 3) | st.just(2**40), min_size=1, max_size=2)
budgets = st.lists(st.builds(Budget, st.just("…"), factors, bounds, bounds), max_size=3)
ways = st.fixed_dictionaries(
    {"jobs": st.sampled_from([1, 3]), "at_once": st.integers(1, 100), "without_numpy": st.booleans()}
)
limits = st.sampled_from([(1 << 16, 4096, 256), (1, 2, 4), (6, 8, 2)])
orders = st.lists(st.sampled_from(METRICS), min_size=2, max_size=3, unique=True).flatmap(
    lambda names: st.tuples(*(st.builds(Order, st.just(name), st.booleans()) for name in names))
)


def limited(entries, points, row):
    """What is done only where much is to do is done for little."""
    return patch.multiple(joins, MOST_JOINED=entries, ROW=row), patch.multiple(fronts, MANY=points, SAMPLE=points // 2)


@given(spaces(), budgets, ways, limits, orders, st.integers(1, 30))
@settings(max_examples=300, deadline=None)
def test_what_is_found_at_once_is_what_looking_at_each_design_finds(tables, budgets, way, limits, orders, number):
    designs = looked_at(tables, budgets)
    fit = [one for one in designs if one.fits]
    of_entries, of_points = limited(*limits)
    with of_entries, of_points:
        grid = Grid(tables, budgets, **way)
        survey = grid.survey(First(number), Top(number, orders[0]), Front(orders))
        assert survey.counts == counted(designs, budgets)
        assert survey.is_complete
        first, top, front = survey.found
        assert listed(first.rows) == as_listed(fit[:number])
        assert listed(top.rows) == as_listed(sorted(fit, key=lambda one: (signed(one, orders[:1]), one.index))[:number])
        assert list(zip(map(int, front.rows.indices), map(int, front.counts), strict=True)) == best(designs, orders)
        assert listed(grid.rows([one.index for one in designs])) == as_listed(designs)
        assert [row for _, rows in grid.fitting() for row in listed(rows)] == as_listed(fit)


@given(spaces(), budgets, ways, st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_parts_together_are_the_whole(tables, budgets, way, parts):
    grids = [Grid(tables, budgets, part=(number, parts), **way) for number in range(1, parts + 1)]
    assert sum(grid.size for grid in grids) == prod(tables.lengths)
    assert max(grid.size for grid in grids) - min(grid.size for grid in grids) <= 1
    rows = [row for grid in grids for _, rows in grid.fitting() for row in listed(rows)]
    assert rows == as_listed(one for one in looked_at(tables, budgets) if one.fits)


@given(st.lists(st.tuples(numbers, numbers, small), min_size=1, max_size=200), st.integers(2, 3), limits)
@settings(max_examples=100, deadline=None)
def test_the_front_of_rows_is_what_no_row_is_better_than(rows, columns, limits):
    rows = [row[:columns] for row in rows]
    kept = {row for row in rows if not any(other != row and all(map(int.__le__, other, row)) for other in rows)}
    expected = [(rows.index(row), rows.count(row)) for row in sorted(kept)]
    for without_numpy in (False, True):
        with limited(*limits)[1]:
            points = engine(without_numpy).front_of(list(zip(*rows, strict=True)))
        assert list(zip(map(int, points.indices), map(int, points.counts), strict=True)) == expected


def chain(lengths, entry):
    """A space in which each part depends on an axis and the one before it."""
    metrics = {}
    for seed, name in enumerate(METRICS, 1):
        terms = []
        for axis, length in enumerate(lengths):
            axes, size = ((axis - 1, axis), lengths[axis - 1] * length) if axis else ((0,), length)
            terms.append(Term(axes, [entry(seed, place + axis) for place in range(size)]))
        metrics[name] = [terms]
    return Tables(tuple(lengths), metrics, [Term((1,), [0, 1] * (lengths[1] // 2))], REASONS, Term((), [0]), [])


def scrambled(seed, place):
    return (place * 7919 * seed + place * place * 31 * seed) % 1009


BUDGETS = [Budget("params <= 4000", {"params": 1}, None, 4000)]
ANSWERS = (
    First(5),
    Top(30, Order("macs", greatest=True)),
    Front((Order("params"), Order("macs", greatest=True))),
    Front((Order("params"), Order("macs"), Order("peak", greatest=True))),
)


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("at_once", [1 << 20, 20_000, 700])
def test_jobs_and_chunks_change_nothing_in_a_grid_of_98304(jobs, at_once):
    tables = chain([8, 8, 6, 4, 8, 8], scrambled)
    plain = Grid(tables, BUDGETS, without_numpy=True).survey(*ANSWERS)
    survey = Grid(tables, BUDGETS, jobs=jobs, at_once=at_once).survey(*ANSWERS)
    assert survey.counts == plain.counts
    for found, expected in zip(survey.found, plain.found, strict=True):
        assert listed(found.rows) == listed(expected.rows)
        assert expected.counts is None or found.counts.tolist() == expected.counts


def test_sums_that_would_wrap_do_not():
    """2^62 + 2^62 is 2^63, one more than 64 bits with a sign hold; with 2^62 - 1 it is as much as they hold."""
    for most in (2**62 - 1, 2**62):
        term = Term((0,), [0, most])
        metrics = {name: [[term, Term((1,), [0, 2**62])]] for name in METRICS}
        tables = Tables((2, 2), metrics, [], REASONS, Term((), [0]), [])
        survey = Grid(tables, [Budget("", {"params": 1, "macs": -1}, 0, 0)]).survey(Top(1, Order("peak", True)))
        assert survey.counts.fit == 4
        assert listed(survey.found[0].rows) == [(3, *[most + 2**62] * 3, 0, 0, 0)]


# Samples


def wide(axes, broken):
    """8 to the power of `axes` designs, of which those are none whose first value is among `broken`."""
    metrics = {name: [[Term((axis,), list(range(8))) for axis in range(axes)]] for name in METRICS}
    return Tables(
        (8,) * axes, metrics, [Term((0,), [value in broken for value in range(8)])], REASONS, Term((), [0]), []
    )


@pytest.mark.parametrize("without_numpy", [False, True])
@pytest.mark.parametrize("axes", [20, 70])  # 8^20 is 2^60; 8^70 has no room in 64 bits, nor 70 axes in an array
def test_a_sample_of_more_designs_than_can_be_gone_through(axes, without_numpy):
    budget = Budget("params <= 60", {"params": 1}, None, 60)
    grid = Grid(wide(axes, broken={0, 1}), [budget], without_numpy=without_numpy)
    rows, drawn = grid.sample(500, seed=3)
    indices = [int(index) for index in rows.indices]
    assert indices == sorted(set(indices)) and len(indices) == 500
    assert 500 < drawn < 1000
    assert {index // 8 ** (axes - 1) for index in indices} == {2, 3, 4, 5, 6, 7}
    assert [int(number) for number in rows.metrics["macs"]] == [
        sum(index // 8**axis % 8 for axis in range(axes)) for index in indices
    ]
    assert [int(number) for number in rows.shut_out] == [int(number > 60) for number in rows.metrics["params"]]
    again = Grid(wide(axes, broken={0, 1}), without_numpy=not without_numpy).sample(500, seed=3)
    assert [int(index) for index in again.rows.indices] == indices
    assert [int(index) for index in grid.sample(500, seed=4).rows.indices] != indices


def test_a_sample_of_all_is_all_that_break_no_rule():
    grid = Grid(wide(3, broken={0, 1, 2}))
    rows, drawn = grid.sample(1000)
    assert rows.indices.tolist() == list(range(3 * 64, 512))
    assert drawn == 512


def test_a_sample_is_uniform():
    """Each of the 6 values that break no rule is drawn of 6,000 about 1,000 times: within 5 √(6000/6 · 5/6) = 144."""
    rows, _ = Grid(wide(20, broken={0, 1})).sample(6000)
    for axis in (0, 1, 19):
        values = [int(index) // 8 ** (19 - axis) % 8 for index in rows.indices]
        expected = 1000 if axis == 0 else 750
        assert all(abs(values.count(value) - expected) < 144 for value in set(values))
        assert len(set(values)) == (6 if axis == 0 else 8)


def test_where_all_break_a_rule_a_sample_ends():
    rows, drawn = Grid(wide(20, broken=set(range(8)))).sample(10)
    assert (len(rows.indices), drawn) == (0, 100_000)


# Long runs


def test_progress_says_how_many_are_done():
    said = []
    grid = Grid(wide(3, broken=set()), at_once=100)
    grid.survey(progress=lambda done, size: said.append((done, size)))
    assert said == [(64 * number, 512) for number in range(1, 9)]
    said.clear()
    list(Grid(wide(3, broken=set()), at_once=64 * 8, part=(2, 4)).fitting(lambda done, size: said.append((done, size))))
    assert said == [(64, 128), (128, 128)]


@pytest.mark.parametrize("without_numpy", [False, True])
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_leaves_what_was_found_so_far(jobs, without_numpy):
    def interrupt(done, size):
        if done == 192:
            raise KeyboardInterrupt

    at_once = 64 if without_numpy else 64 * jobs  # without NumPy there is one job
    grid = Grid(wide(3, broken={0}), at_once=at_once, jobs=jobs, without_numpy=without_numpy)
    survey = grid.survey(First(100), Top(1, Order("macs", greatest=True)), progress=interrupt)
    assert survey.counts == Counts(192, (64, 0), (), 128)
    assert not survey.is_complete and survey.size == 512
    first, top = survey.found
    assert [int(index) for index in first.rows.indices] == list(range(64, 164))
    assert [int(number) for number in top.rows.metrics["macs"]] == [2 + 7 + 7]


# Without NumPy


def test_without_numpy_a_large_grid_says_what_to_install():
    grid = Grid(wide(6, broken=set()), without_numpy=True)
    with pytest.raises(ConvcalcError, match=r"262,144.*pip install convcalc\[sweep\]"):
        grid.survey()
    with pytest.raises(ConvcalcError):
        next(grid.fitting())
    assert Grid(wide(6, broken=set()), without_numpy=True, part=(1, 4)).survey().counts.fit == 65_536


def test_nothing_but_what_needs_it_imports_numpy():
    code = """
import sys
sys.modules["numpy"] = None
from convcalc.study.sweep.grid.grid import Grid
from convcalc.study.sweep.terms import Tables, Term
tables = Tables((9,), {"macs": [[Term((0,), list(range(9)))]]}, [], [], Term((), [0]), [])
print(Grid(tables).survey().counts.fit)
"""
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert (run.stdout, run.stderr) == ("9\n", "")
