"""Goals with arithmetic on their right side: exact, in `check --expect`, in specs and in `solve`; errors placed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.costs.metrics import METRICS
from convcalc.language.problems import Problems
from convcalc.study.check.files import File
from convcalc.study.check.specs import check_spec, parse_goals
from convcalc.study.design import Text, summarize
from convcalc.study.goals import parse_goal
from convcalc.study.solve.question import question
from convcalc.study.sweep.budgets import budget_of

VALUES = {"params": 1_000, "macs": 40_000, "layers": 7, "weight_bytes": 4_000, "conv1.params": 300}


def parsed(text):
    problems = Problems()
    goal = parse_goal(text, problems, METRICS)
    assert problems.items == []
    return goal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("params <= 0.5*macs/1000", 20),
        ("macs <= 2*params + 1M", 1_002_000),
        ("macs<=2*params+1M", 1_002_000),
        ("macs <= macs/3", Fraction(40_000, 3)),
        ("params <= macs", 40_000),
        ("params = 3*conv1.params + 100", 1_000),
        ("macs ≥ 34,944 - params", 33_944),
        ("macs > 1.5K*2", 3_000),
        ("macs >= 3만 + params", 31_000),
        ("params = 64*3*9", 1_728),
        ("params <= (macs - 4_000)//7 % 100", 42),  # 36,000//7 = 5,142
        ("params <= min(macs, 2**10)", 1_024),
        ("weight_bytes <= 2*weight_bytes + 1 MiB", 8_000 + 1_048_576),
        ("macs <= 1e3*params", 1_000_000),
    ],
)
def test_what_a_goal_comes_to(text, number):
    goal = parsed(text)
    assert goal.bound(lambda figure: VALUES[str(figure)]).number == number


@pytest.mark.parametrize(
    "text", ["params <= 5M", "params = ~663,000", "macs <= 4.1 GMACs", "params <= 61M params", "params = 1억 3836만"]
)
def test_numbers_alone_are_as_precise_as_they_were(text):
    assert parsed(text).formula is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("params <= 2*parms", "13: error: 'parms' is not a metric (did you mean 'params'?)"),
        ("params <= 2*conv1.depth", "19: error: depth is a metric of a whole network"),
        ("params <= 2*params_share", "13: error: params_share is a metric of a layer"),
        ("params <= output*2", "11: error: output is a shape, and no count"),
        ("params <= output", "11: error: output is a shape, and no count"),
        ("params <= ~2*macs", "11: error: arithmetic is exact, never about"),
        ("params = about 2*macs", "10: error: arithmetic is exact, never about"),
        ("params <= 2*macs +", "19: error: the expression ends too early"),
        ("params <= 2*(macs + 1", "13: error: a closing ) is missing"),
        ("params <= 2 macs + 1", "13: error: a sign is missing before macs (write 2*macs)"),
        ("params <= 2*3MB + macs", "14: error: params counts parameters, not bytes (weight_bytes has bytes"),
        ("params <= 2*3Q + macs", "14: error: there is no unit 'Q'"),
        ("params = 20M-30M", "10: error: a range is no number (compare twice: >= 20M, and <= 30M)"),
        ("params = 3*-2", "10: error: a count is never negative"),
        ("params = 3x3*macs", "10: error: a count is one number (sizes, true and false are none)"),
        ("params <= (macs if layers > 6 else 5)", "27: error: a goal compares once"),
        ("params != 2*macs", "8: error: '!=' is no comparison"),
        ("params <= 2*macs <= 4", "18: error: a goal compares once"),
        ("params <= words.then + 1", "17: error: 'then' is not a metric"),
        ("conv1.params_share <= 2*macs", "24: error: '*macs' is not expected here"),
        ("receptive_field <= 2*jump", "20: error: '2*jump' is not a number of pixels"),
    ],
)
def test_errors_stand_where_they_are(text, complaint):
    problems = Problems()
    goal = parse_goal(text, problems, METRICS)
    assert goal is None
    assert next(map(str, problems.errors)).startswith(f"command line:1:{complaint}")


# In specs, and in check

SPEC = """\
input: 3x32x32
layers:
  - conv1: conv 8 3 padding=1     # 8·(27 + 1) = 224; 8·27·32·32 = 221,184
    expect: {params: "<= macs/1000 + 10", flops: 2*macs, macs: 8*27*1024}
  - conv2: conv 16 3 padding=1    # 16·(72 + 1) = 1,168; 16·72·1,024 = 1,179,648
    expect: {params: "> 5*conv1.params + 48"}
expect:
  params: "< 0.001*macs"
  macs: "= 1_006*params + 480"
"""


def checked(spec, text, *goals):
    spec.write("net.yaml", text)
    problems = Problems()
    found = check_spec(File("net.yaml", "net.yaml", True), parse_goals(list(goals), problems))
    assert problems.items == []
    return found


def test_all_that_holds(spec):
    # 224 ≤ 231.184; 1,168 = 5·224 + 48 is not more; 1,392 < 1,400.832; 1,006·1,392 + 480 = 1,400,832
    found = checked(spec, SPEC, "conv1.params <= 0.25*conv2.params", "macs >= 1000*params")
    assert not found.problems.items
    assert [(claim.subject, claim.holds) for claim in found.claims] == [
        ("conv1 params", True),
        ("conv1 flops", True),
        ("conv1 macs", True),
        ("conv2 params", False),
        ("params", True),
        ("macs", True),
        ("conv1 params of net.yaml", True),
        ("macs of net.yaml", True),
    ]


@pytest.mark.parametrize(
    ("goal", "written", "difference"),
    [
        ("macs <= 1000*params", "<= 1000*params, 1,392,000", "8,832 over"),
        ("conv2.params < 5*conv1.params + 48", "< 5*conv1.params + 48, 1,168", "that is the limit itself"),
        ("params >= macs/3", ">= macs/3, 466,944", "465,552 under"),
        ("params = conv1.params", "conv1.params, 224", "written 1,168 too few"),
        ("params <= 1000/3", "<= 1000/3", "1,058.6667 (3176/3) over"),
    ],
)
def test_what_does_not_hold_says_what_it_comes_to(spec, goal, written, difference):
    (claim,) = [claim for claim in checked(spec, SPEC, goal).claims if claim.subject.endswith("net.yaml")]
    assert (claim.holds, claim.written, claim.difference) == (False, written, difference)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SPEC.replace("0.001*macs", "0.001*mac"), "net.yaml:8:20: error CC002: 'mac' is not a metric"),
        (SPEC.replace("conv1.params + 48", "conv1.neurons"), "net.yaml:6:33: error CC002: neurons is a metric of"),
        (SPEC.replace("5*conv1.params", "5*conv3.params"), "net.yaml:6:27: error CC002: there is no layer 'conv3'"),
        (SPEC.replace("macs/1000 + 10", "macs/(macs - macs)"), "net.yaml:4:26: error CC002: this divides by zero"),
        (SPEC.replace("0.001*macs", "(macs == 3*2)"), "net.yaml:8:15: error CC002: this is true or false, a count"),
        (SPEC.replace("2*macs", "2*output"), "net.yaml:4:52: error CC002: output is a shape, and no count"),
    ],
)  # fmt: skip
def test_places_in_a_spec(spec, text, complaint):
    (error,) = checked(spec, text).problems.errors
    assert str(error).startswith(complaint)


# In solve

NETWORK = """\
input: 3x16x16
parameters: {width: 16}
layers:
  - conv1: conv width 3 padding=1
  - conv2: conv 2*width 3 padding=1
  - global_avg_pool
  - flatten
  - linear 10
"""


def solved(design, change, *goals):
    problems = Problems()
    search = question(Text(design) if "\n" in design else design, [change], [parsed(goal) for goal in goals], problems)
    answer = search.solve(100_000)
    assert problems.errors == []
    return answer


@pytest.mark.parametrize(
    "goal",
    ["macs <= 230*params", "macs >= 230*params", "conv2.params <= 12*conv1.params", "params < 0.0045*macs - 20"],
)
def test_goals_that_move_against_a_linear_scan(spec, goal):
    spec.write("net.yaml", NETWORK)

    def holds(width):
        report = summarize("net.yaml", f"width={width}")
        one, two = report.by_path["conv1"].params, report.by_path["conv2"].params
        return {
            "macs <= 230*params": report.macs <= 230 * report.params,
            "macs >= 230*params": report.macs >= 230 * report.params,
            "conv2.params <= 12*conv1.params": two <= 12 * one,
            "params < 0.0045*macs - 20": 10_000 * report.params < 45 * report.macs - 200_000,
        }[goal]

    found = sorted(solution.values[0] for solution in solved(NETWORK, "width=?", goal, "params <= 100K").solutions)
    fits = [width for width in range(1, 100) if summarize("net.yaml", f"width={width}").params <= 100_000]
    assert found == [width for width in fits if holds(width)]


def test_a_single_layer():
    answer = solved("conv ? 3 padding=1", "input=4x8x8", "params >= 25*activations/40", "activations <= 1K")
    # 37·N ≥ 25·64·N/40 = 40·N never holds
    assert answer.count == 0
    (reason,) = answer.reasons()
    assert reason.startswith("params goes from 37 to ")
    assert reason.endswith(" in what was tried, and never is >= 25*activations/40")


# Budgets


@pytest.mark.parametrize(
    ("text", "factors", "least", "most"),
    [
        ("params <= 3M", {"params": 1}, None, 3_000_000),
        ("params < 3M", {"params": 1}, None, 2_999_999),
        ("params >= 7.5", {"params": 1}, 8, None),
        ("params = 3.5M", {"params": 1}, 3_450_000, 3_550_000),
        ("params == 3.5M", {"params": 1}, 3_500_000, 3_500_000),
        ("params = 400K", {"params": 1}, 350_000, 450_000),
        ("conv1.params = ~663,000", {"conv1.params": 1}, 662_500, 663_999),  # rounded, or cut off
        ("params <= 0.5*macs/1000", {"params": 2_000, "macs": -1}, None, 0),
        ("macs <= 2*params + 1M", {"macs": 1, "params": -2}, None, 1_000_000),
        ("params > (macs - 3)/3 - params", {"params": 6, "macs": -1}, -2, None),
        ("params = 4*params - 6", {"params": -1}, -2, -2),
        ("macs <= 2*(params + 3)*2/4 + 1/2", {"macs": 1, "params": -1}, None, 3),
        ("macs < 3*layers", {"macs": 1, "layers": -3}, None, -1),
        ("params <= params", {}, None, 0),
    ],
)
def test_a_goal_as_a_budget(text, factors, least, most):
    budget = budget_of(parsed(text), Problems())
    assert (budget.text, budget.factors, budget.least, budget.most) == (text, factors, least, most)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("macs <= params*layers", "9: error: this is no budget: it is not linear"),
        ("macs <= 3 + 2/params", "13: error: this is no budget: it is not linear"),
        ("macs <= max(params, 3)", "9: error: this is no budget: it is not linear"),
        ("macs <= params/(2 - 2)", "9: error: this divides by zero"),
        ("output = 3x3x3", "1: error: output is a shape, and no count"),
        ("receptive_field >= 99", "1: error: receptive_field is a number of pixels, and no count"),
    ],
)
def test_what_is_no_budget(text, complaint):
    problems = Problems()
    assert budget_of(parsed(text), problems) is None
    assert str(problems.errors[0]).startswith(f"command line:1:{complaint}")


NUMBERS = st.sampled_from(
    ["7", "60", "100K", "1M", "2.5K", "0.3K", "~120", "~99,500", "12.0", "1/3*9", "35/2", "-3 + 10"]
)


@given(st.sampled_from(["=", "<", "<=", ">", ">=", "=="]), NUMBERS, st.integers(0, 130_000))
def test_a_budget_holds_where_the_goal_does(sign, number, value):
    if sign != "=" and "~" in number:
        return
    goal = parsed(f"params {sign} {number}")
    budget = budget_of(goal, Problems())
    near = {value, *(end for end in (budget.least, budget.most) if end is not None)}
    for one in [found + step for found in near for step in (-1, 0, 1) if found + step >= 0]:
        wanted = goal.wanted or goal.bound(lambda figure: 0)
        within = (budget.least is None or budget.least <= one) and (budget.most is None or one <= budget.most)
        assert within == wanted.holds(one), (one, budget)


FACTORS = st.integers(-9, 9)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "="])


@given(st.tuples(FACTORS, FACTORS, FACTORS, st.integers(1, 9)), SIGNS, st.integers(0, 50), st.integers(0, 50))
def test_a_linear_goal_is_its_budget(numbers, sign, params, macs):
    first, second, third, under = numbers
    goal = parsed(f"params {sign} ({first}*params + {second}*macs + {third})/{under}")
    budget = budget_of(goal, Problems())
    values = {"params": params, "macs": macs}
    total = sum(factor * values[name] for name, factor in budget.factors.items())
    within = (budget.least is None or budget.least <= total) and (budget.most is None or total <= budget.most)
    right = Fraction(first * params + second * macs + third, under)
    assert within == {"<": params < right, "<=": params <= right, ">": params > right, ">=": params >= right,
                      "=": params == right}[sign]  # fmt: skip
