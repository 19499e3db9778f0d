"""Several unknowns at once: all that fit, against a sum or a brute force, nearest to the budget first, and no more."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.language.problems import Problems
from convcalc.study.goals import Judgement, parse_goal
from convcalc.study.solve import designs
from convcalc.study.solve.question import question
from convcalc.study.solve.together import Together

TWO = "conv ? 3, relu, conv ? 3"
"""On 3×32×32 it has A·(3·9 + 1) + B·(9·A + 1) parameters."""


def ask(design, *changes, expect, most=100_000):
    problems = Problems()
    search = question(design, list(changes), [parse_goal(text, problems) for text in expect], problems)
    assert search is not None, problems.errors
    return search.solve(most)


def values(answer):
    return [solution.values for solution in answer.solutions]


def two_convs(budget):
    """What fits, by its parameters."""
    counts = {(a, b): 28 * a + b * (9 * a + 1) for a, b in product(range(1, budget // 28 + 1), range(1, budget // 10))}
    return {pair: count for pair, count in counts.items() if count <= budget}


def test_blocks_of_two_stages():
    """A block is two filters of 3×3: 2·9·128²·28² = 2·9·256²·14² MACs, and ResNet-18 has two in each stage."""
    block = 2 * 9 * 128**2 * 28**2
    sizes = range(1, 40)
    fits = {(a, b) for a, b in product(sizes, sizes) if 1_814_073_344 + (a + b - 4) * block <= 3_000_000_000}
    assert len(fits) == 36 and {(4, 4), (8, 1), (1, 8)} <= fits
    answer = ask("resnet18", "stage4_blocks=?", "stage3_blocks=?", expect=["params <= 25M", "macs <= 3G"])
    assert set(values(answer)) == fits
    assert (answer.count, answer.complete, answer.stops) == (36, True, [])
    assert answer.tried < 100  # 36, those that are just too large, and what lies behind them on two lines


@settings(max_examples=10, deadline=None)
@given(st.integers(38, 1500))
def test_all_widths_within_a_budget_the_nearest_first(budget):
    fits = two_convs(budget)
    answer = ask(TWO, "input=3x32x32", expect=[f"params <= {budget}"])
    assert sorted(values(answer)) == sorted(fits)
    assert answer.complete and answer.count == len(fits)
    counts = [fits[pair] for pair in values(answer)]
    assert counts == sorted(counts, reverse=True)
    assert [solution.figures["params"] for solution in answer.solutions] == counts


def test_the_best_is_among_the_first():
    (first, *_) = ask(TWO, "input=3x32x32", expect=["params <= 1K"], most=20).solutions
    assert first.figures["params"] == 1000  # 4·28 + 24·37, all of the budget


def test_the_nearest_of_several_budgets_is_the_tightest():
    """Params are 28·N, MACs 27·N·30²; 3,000 allow 107 and 1M allows 41: MACs are what is used up."""
    answer = ask("conv ? 3", "input=3x32x32", expect=["params <= 3_000", "macs <= 1M"], most=3)
    assert values(answer) == [(41,), (40,), (39,)]


def test_steps_are_said_where_not_every_number_was_tried():
    answer = ask(TWO, "input=3x32x32", expect=["params <= 50K"])
    fits = two_convs(50_000)
    assert set(values(answer)) < set(fits)
    assert not answer.complete and answer.count == len(answer.solutions) < len(fits)
    assert answer.stops[0] == "over 16, conv1.out_channels was tried in steps: 20, 24, ..."


def test_a_search_that_ends_early_says_up_to_where(monkeypatch):
    monkeypatch.setattr(designs, "MOST_LAYERS", 300)
    answer = ask("resnet18", "stage4_blocks=?", "stage3_blocks=?", expect=["params <= 25M", "macs <= 3G"])
    assert not answer.complete and 0 < answer.count < 36
    last = {name: max(pair[axis] for pair in values(answer)) for axis, name in enumerate(answer.names)}
    assert min(last.values()) >= 2 and max(last.values()) <= 2 * min(last.values())  # small values of all come first
    for stop, name in zip(answer.stops, answer.names, strict=True):
        assert stop.startswith(f"{name} was tried up to ") and int(stop.split()[-1]) >= last[name]


def test_one_unknown_whose_search_ends_early_is_not_said_to_be_all_either(monkeypatch):
    """1,814,073,344 MACs with 2 blocks, and 231,211,008 more with each: 3 G allow 7."""
    monkeypatch.setattr(designs, "MOST_LAYERS", 800)
    answer = ask("resnet18", "stage4_blocks=?", expect=["macs <= 3G"])
    assert not answer.complete
    assert {value for (value,) in values(answer)} <= set(range(1, 8))
    assert answer.stops[0].startswith("stage4_blocks was tried up to ")


def test_of_solutions_that_were_not_all_looked_at_there_are_so_many_at_least():
    """76·N ≤ 10M where N ≤ 131,578, of which each is exact."""
    problems = Problems()
    search = question("conv ? 5", ["input=3x32x32"], [parse_goal("params <= 10M", problems)], problems)
    answer = search.solve(2, only_exact=True)
    assert values(answer) == [(131_578,), (131_577,)]
    assert not answer.complete and answer.stops == ["4,096 of 131,578 solutions were looked at"]


def test_an_only_exact_size_is_found_however_small_it_is():
    """(3 − 3)/2 + 1 = 1; what is larger leaves columns between the windows of a filter of 1 with a stride of 2."""
    problems = Problems()
    search = question(
        "conv 8 3 stride=2, conv 8 1 stride=2", ["input=3x{?}"], [parse_goal("params <= 1K", problems)], problems
    )
    answer = search.solve(20, only_exact=True)
    assert values(answer) == [(3,)]
    assert not answer.complete and answer.stops == ["4,096 of 999,999,998 solutions were looked at"]
    assert answer.notes == ["exact or not: every possible input fits, from 3 to 1000000000"]


def test_what_nothing_bounds_is_not_said_to_be_all(monkeypatch):
    monkeypatch.setattr(designs, "MOST_LAYERS", 3_000)
    answer = ask(TWO, "input=3x32x32", expect=["params >= 1K"])
    assert not answer.complete
    assert min(solution.figures["params"] for solution in answer.solutions) >= 1000
    assert len(answer.stops) == 2


def part(value, budget):
    return Judgement(value, budget, int(value > budget), True)


class TestTogether:
    @settings(max_examples=60)
    @given(*[st.integers(0, 9)] * 3, st.integers(1, 300), st.booleans())
    def test_what_grows_against_all_combinations(self, first, second, both, budget, listed):
        """A third value, from a list, may make the figure larger or smaller."""
        tried = []

        def figure(values):
            a, b, c = values
            return first * a + second * b + both * a * b + c

        def measure(point, values):
            tried.append(values)
            return [part(figure(values), budget)]

        others = (7, 0, 30, 2) if listed else (5,)
        choices = [range(1, 31), range(1, 31), others]
        together = Together(measure, choices, [0, 1])
        together.search()
        fits = {values for values in product(*choices) if figure(values) <= budget}
        assert {values for values in tried if figure(values) <= budget} == fits
        assert len(tried) == len(set(tried))
        over = {values for values in tried if figure(values) > budget}
        for a, b, c in over:  # no more than the edge, and what is looked at behind its ends
            assert {(a - 1, b, c), (a, b - 1, c)} & fits or 1 in (a, b)

    def test_what_does_not_simply_grow_spares_nothing(self):
        def figure(values):
            return sum(value + 40 * (value % 4) for value in values)

        seen = set()

        def measure(point, values):
            seen.add(values)
            return [part(figure(values), 100)]

        Together(measure, [range(1, 25), range(1, 25)], [0, 1]).search()
        assert seen == set(product(range(1, 25), repeat=2))

    def test_what_shrinks_is_not_gone_past_either(self):
        tried = []

        def measure(point, values):
            tried.append(values)
            value = 100 - sum(values)
            return [Judgement(value, 80, -int(value < 80), True)]

        Together(measure, [range(1, 60), range(1, 60)], [0, 1]).search()
        fits = {(a, b) for a, b in product(range(1, 60), repeat=2) if a + b <= 20}
        assert fits <= set(tried)
        assert len(tried) < 2 * len(fits)


@pytest.mark.parametrize("most", [1, 7, 64, 100])
def test_as_many_as_are_asked_for(most):
    """28·N ≤ 2,800 where N ≤ 100."""
    answer = ask("conv ? 3", "input=3x32x32", expect=["params <= 2_800"], most=most)
    assert values(answer) == [(100 - number,) for number in range(most)]
    assert answer.count == 100


def test_between_two_budgets_the_nearest_to_either_come_first():
    """28·N from 1,000 to 2,000: 36 (1,008) to 71 (1,988); 8 in 1,000 and 12 in 2,000 are left."""
    answer = ask("conv ? 3", "input=3x32x32", expect=["params >= 1_000", "params <= 2_000"], most=4)
    assert answer.count == 36
    # 71: 12/2000 = 0.6 %, 36: 8/1000 = 0.8 %, 70: 40/2000 = 2 %, 69: 68/2000 = 3.4 %, 37: 36/1000 = 3.6 %
    assert values(answer) == [(71,), (36,), (70,), (69,)]


def test_of_the_inputs_nearest_to_a_budget_exact_ones_come_first():
    """216·W′² ≤ 100,000 where W′ ≤ 21, of a W of 43, where (43 − 3)/2 is whole, or 44."""
    answer = ask("conv 8 3 stride=2", "input=3x{?}", expect=["macs <= 100K"])
    assert values(answer) == [(size,) for size in [*range(43, 2, -2), *range(44, 2, -2)]]
    few = ask("conv 8 3 stride=2", "input=3x{?}", expect=["macs <= 100K"], most=5)
    assert values(few) == values(answer)[:5]


STEPS = "over 16, out_channels was tried in steps: 20, 24, ... up to 4096"


@pytest.mark.parametrize(("budget", "stops"), [(21_675, []), (2_000_000, [STEPS])])
def test_of_each_stride_and_padding_the_most_filters_within_a_budget_the_nearest_first(budget, stops):
    """75·N·W′² MACs, where W′ = ⌊(32 − 5 + 2P)/S⌋ + 1; 21,675 = 75·17² takes a padding that no one builds."""
    answer = ask("conv ? 5 stride=? padding=?", "input=3x32x32", expect=[f"macs <= {budget}"])
    pairs = product(range(1, 17), range(33))
    each = {(s, p): budget // (75 * ((27 + 2 * p) // s + 1) ** 2) for s, p in pairs}
    found = values(answer)
    for (stride, padding), filters in each.items():
        assert not filters or (min(filters, 4096), stride, padding) in found
        assert (filters + 1, stride, padding) not in found
    unbuilt = [padding != "same" and 2 * padding > 5 for _, _, padding in found]
    assert unbuilt == sorted(unbuilt)
    figures, last = [solution.figures["macs"] for solution in answer.solutions], unbuilt.index(True)
    assert figures == sorted(figures[:last], reverse=True) + sorted(figures[last:], reverse=True)
    nearer = sum(macs > figures[0] for macs in figures)
    assert [note.split(":")[0] for note in answer.notes] == (
        [f"{nearer} nearer to the budget stand last"] if nearer else []
    )
    assert bool(nearer) == (budget == 21_675) and answer.stops == stops


def test_what_no_one_builds_comes_last():
    """⌊(32 − 3 + 2P)/S⌋ + 1 = 16: exact too with P = 8 and S = 3, but then a whole window reads padding alone."""
    answer = ask("conv 8 3 padding=? stride=?", "input=3x32x32", expect=["output = 8x16x16"])
    fits = {(p, s) for p, s in product(range(33), range(1, 17)) if (29 + 2 * p) // s + 1 == 16}
    assert set(values(answer)) == fits | {("same", 2)}
    assert values(answer)[:2] == [("same", 2), (1, 2)]
    assert all(2 * padding > 3 for padding, _ in values(answer)[2:])


def test_what_is_exact_to_the_digit_is_said_where_nothing_is():
    (reason,) = ask("conv ? 3", "input=3x32x32", expect=["params == 3.51M"]).reasons()  # 28·N: 3,509,996 or 3,510,024
    assert reason.endswith("; == is exact to the last digit, 'params = 3.51M' is as precise as it is written")
    (looser,) = ask("conv ? 3", "input=3x32x32", expect=["params = 3.51M"], most=1).solutions
    assert 3_505_000 <= looser.figures["params"] <= 3_515_000
