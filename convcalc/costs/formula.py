"""Formulas as a person writes them: a walk over the tree that also computes the value."""

from __future__ import annotations

from convcalc.costs.op import Op
from convcalc.language.expression import parse
from convcalc.language.tree import Application, Conditional, Literal, Name, Operation, Prefix, Tree
from convcalc.language.values import show_value

_PRECEDENCE = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "**": 8}
_COMPARISON = 4
_SIGNS = {"-": " − ", "+": " + ", "*": "·", "/": "/", "//": "//", "%": " mod ", "**": "^"}
_PRODUCTS = {"HW": "H·W", "H′W′": "H′·W′"}
_BRACKETS = {"floor": "⌊⌋", "ceil": "⌈⌉"}


def show_formula(text: str) -> str:
    """`floor((W - F)/S) + 1` as ⌊(W − F)/S⌋ + 1."""
    return _show(parse(text).tree)[0]


def _show(tree: Tree) -> tuple[str, int]:
    """A part as text, and how tightly it holds together."""
    if isinstance(tree, Literal):
        return show_value(tree.value), 9
    if isinstance(tree, Name):
        return (_PRODUCTS[tree.name], 6) if tree.name in _PRODUCTS else (tree.name, 9)
    if isinstance(tree, Application):
        inner = ", ".join(_show(argument)[0] for argument in tree.arguments)
        brackets = _BRACKETS.get(tree.function)
        return (f"{brackets[0]}{inner}{brackets[1]}" if brackets else f"{tree.function}({inner})"), 9
    if isinstance(tree, Prefix):
        sign = "−" if tree.operator == "-" else f"{tree.operator} "
        return sign + _within(tree.operand, 7), 7
    if isinstance(tree, Conditional):
        parts = [_within(part, 1) for part in (tree.then, tree.condition, tree.otherwise)]
        return f"{parts[0]} if {parts[1]} else {parts[2]}", 0
    assert isinstance(tree, Operation)
    level = _PRECEDENCE.get(tree.operator, _COMPARISON)
    left = _within(tree.left, level)
    product = tree.operator == "*" and isinstance(tree.right, Name)
    right = _within(tree.right, level if product else level + 1)
    sign = _SIGNS.get(tree.operator, f" {tree.operator} ")
    if tree.operator == "*" and (right.startswith("(") or (isinstance(tree.left, Literal) and right[0].isalpha())):
        sign = ""
    return f"{left}{sign}{right}", level


def _within(tree: Tree, level: int) -> str:
    """A part in parentheses where it holds together less tightly than what is around it."""
    text, own = _show(tree)
    return f"({text})" if own < level else text


def output_formulas(op: Op) -> list[tuple[str, str]]:
    """When each formula of an output axis holds (empty: else), and the formula; none where the sizes stay."""
    return [(condition, show_formula(text)) for condition, text in (op.size or {}).items()]


def params_formulas(op: Op) -> list[tuple[str, str]]:
    """When each formula of the parameters holds (empty: else), and the formula."""
    texts = op.params if isinstance(op.params, dict) else {"": op.params}
    return [(condition, show_formula(text)) for condition, text in texts.items()]
