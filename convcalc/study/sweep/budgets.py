"""From a goal to a budget: bounds on a whole-numbered combination of metrics, a sum of terms as each metric is."""

from __future__ import annotations

from math import gcd, lcm
from typing import TYPE_CHECKING

from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.quantity import Quantity
from convcalc.language.problems import Problems
from convcalc.language.tree import ExpressionError, Literal, Name, Operation, Prefix, Tree
from convcalc.language.values import Number, divide, exact, is_number
from convcalc.spec.formulas import worked_out
from convcalc.study.sweep.terms import Budget

if TYPE_CHECKING:
    from convcalc.study.goals import Goal

Linear = dict[str, Number]
"""A factor for each metric, and under the empty name what is added."""

_HINT = "a budget is a sum of metrics, each times a number, as in params <= 0.5*macs + 1M"


def budget_of(goal: Goal, problems: Problems) -> Budget | None:
    """The budget that a goal is; None where it is none, which is then said."""
    figure = goal.figure
    if not METRICS[figure.metric].kind.counted:
        message = f"{figure} is {METRICS[figure.metric].kind.noun}, and no count"
        problems.error(message, goal.place.part(0, len(str(figure))), "a budget bounds counts, as in params <= 5M")
        return None
    if goal.formula is None:
        assert isinstance(goal.wanted, Quantity)
        return Budget(goal.text, {str(figure): 1}, *goal.wanted.whole())
    try:
        right = _linear(goal.formula.expression.tree, {name: str(read) for name, read in goal.reads.items()})
    except ExpressionError as error:
        problems.error(error.message, goal.compared.part(error.offset, error.length), error.hint)
        return None
    number = right.pop("", 0)
    factors = _sum({str(figure): 1}, right, -1)
    scale = lcm(*(factor.denominator for factor in factors.values()))
    shared = gcd(*(int(factor * scale) for factor in factors.values())) or 1
    least, most = worked_out("", goal.comparison, exact(divide(number * scale, shared))).whole()
    return Budget(goal.text, {name: int(divide(one * scale, shared)) for name, one in factors.items()}, least, most)


def _linear(tree: Tree, names: dict[str, str]) -> Linear:
    """A formula as a sum of metrics. Raises ExpressionError, which blames what makes it none."""
    if isinstance(tree, Name):
        return {names[tree.name]: 1}
    if isinstance(tree, Literal) and is_number(tree.value):
        return {"": tree.value}
    if isinstance(tree, Prefix) and tree.operator in ("-", "+"):
        return _sum({}, _linear(tree.operand, names), -1 if tree.operator == "-" else 1)
    if not any(isinstance(part, Name) for part in tree.walk()):
        return {"": _number(tree)}
    if isinstance(tree, Operation) and tree.operator in ("+", "-"):
        return _sum(_linear(tree.left, names), _linear(tree.right, names), -1 if tree.operator == "-" else 1)
    if isinstance(tree, Operation) and tree.operator in ("*", "/"):
        left, right = _linear(tree.left, names), _linear(tree.right, names)
        if set(right) <= {""}:
            factor = right.get("", 0)
            if tree.operator == "/" and not factor:
                raise tree.error("this divides by zero")
            return _sum({}, left, divide(1, factor) if tree.operator == "/" else factor)
        if tree.operator == "*" and set(left) <= {""}:
            return _sum({}, right, left.get("", 0))
    raise tree.error("this is no budget: it is not linear", _HINT)


def _number(tree: Tree) -> Number:
    from convcalc.language.compiler import compile_tree

    value = compile_tree(tree)({})
    if not is_number(value):
        raise tree.error("a count is expected")
    return value


def _sum(left: Linear, right: Linear, factor: Number) -> Linear:
    """A sum and another one times a factor; what comes to nothing is left out."""
    names = dict.fromkeys([*left, *right])
    both = {name: exact(left.get(name, 0) + factor * right.get(name, 0)) for name in names}
    return {name: number for name, number in both.items() if number}
