"""Formulas as a person writes them: walks over the tree that also computes the value.

One walk writes a formula in its symbols, or with numbers put in; a `Notation` says how its parts look, as text or as
LaTeX.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from convcalc.costs.symbols import specialised, spread
from convcalc.language.compiler import Environment
from convcalc.language.expression import parse
from convcalc.language.tree import Application, Conditional, Literal, Name, Operation, Prefix, Tree
from convcalc.language.values import Value, is_number, show_value

_PRECEDENCE = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "**": 8}
_COMPARISON = 4
_WHOLE = 9  # holds together more tightly than any operator


class Notation:
    """How the parts of a formula are written as text: `⌊(W − F)/S⌋ + 1`."""

    times = "·"
    signs: ClassVar[dict[str, str]] = {"-": " − ", "+": " + ", "*": "·", "/": "/", "//": "//", "%": " mod ", "**": "^"}
    brackets: ClassVar[dict[str, tuple[str, str]]] = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}

    def number(self, value: Value) -> str:
        """`34,944`, `1.5`, `−1`"""
        text = f"{value:,}" if type(value) is int else show_value(value)
        return text.replace("-", "−")

    def name(self, name: str) -> str:
        """`W′`"""
        return name

    def power(self, base: str, exponent: str) -> str:
        """`K²`"""
        return base + {"2": "²", "3": "³"}.get(exponent, f"^{exponent}")

    def quotient(self, left: tuple[str, int], right: tuple[str, int]) -> tuple[str, int]:
        """A quotient of two parts, and how tightly it holds together."""
        level = _PRECEDENCE["/"]
        return f"{self.within(left, level)}/{self.within(right, level + 1)}", level

    def application(self, function: str, inner: str) -> str:
        """`⌊x⌋`, `min(x, y)`"""
        left, right = self.brackets.get(function, (f"{function}(", ")"))
        return f"{left}{inner}{right}"

    def within(self, part: tuple[str, int], level: int) -> str:
        """A part in parentheses where it holds together less tightly than what is around it."""
        return f"({part[0]})" if part[1] < level else part[0]


class Latex(Notation):
    r"""How they are written as LaTeX: `\left\lfloor \frac{W - F}{S} \right\rfloor + 1`."""

    times = r" \cdot "
    signs: ClassVar[dict[str, str]] = {**Notation.signs, "-": " - ", "*": r" \cdot ", "%": r" \bmod "}
    brackets: ClassVar[dict[str, tuple[str, str]]] = {
        "floor": (r"\left\lfloor ", r" \right\rfloor"),
        "ceil": (r"\left\lceil ", r" \right\rceil"),
        "min": (r"\min\left(", r"\right)"),
    }

    def number(self, value: Value) -> str:
        return super().number(value).replace(",", "{,}").replace("−", "-")

    def name(self, name: str) -> str:
        letters, _, below = name.replace("′", "'").replace("²", "^2").partition("_")
        if below:
            return f"{letters}_{below}" if len(below) == 1 else f"{letters}_{{{below}}}"
        return letters if is_letter(name) else rf"\text{{{letters}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^{{{exponent}}}"

    def quotient(self, left: tuple[str, int], right: tuple[str, int]) -> tuple[str, int]:
        return rf"\frac{{{left[0]}}}{{{right[0]}}}", _PRECEDENCE["*"]

    def within(self, part: tuple[str, int], level: int) -> str:
        if part[1] >= level:
            return part[0]
        return rf"\left({part[0]}\right)" if r"\frac" in part[0] else f"({part[0]})"


TEXT = Notation()
LATEX = Latex()


def is_letter(name: str) -> bool:
    """Whether a symbol is one letter (primes and powers apart), which can stand close to the next."""
    return len(name.rstrip("′²")) == 1


def show_tree(tree: Tree, notation: Notation = TEXT, values: Environment | None = None) -> str:
    """A formula in its symbols, or with their values put in."""
    return _Writer(notation, values).write(tree)[0]


class _Writer:
    """A walk that gives each part as text, and how tightly it holds together."""

    def __init__(self, notation: Notation, values: Environment | None) -> None:
        self.notation = notation
        self.values = values

    def write(self, tree: Tree) -> tuple[str, int]:
        notation = self.notation
        if isinstance(tree, Literal):
            return self._number(tree.value)
        if isinstance(tree, Name):
            if self.values is not None:
                return self._number(self.values[tree.name])
            return notation.name(tree.name), _WHOLE
        if isinstance(tree, Application):
            inner = ", ".join(self.write(part)[0] for part in tree.arguments)
            return notation.application(tree.function, inner), _WHOLE
        if isinstance(tree, Prefix):
            sign = notation.signs["-"].strip() if tree.operator == "-" else f"{tree.operator} "
            return sign + self._within(tree.operand, 7), 7
        if isinstance(tree, Conditional):
            parts = [self._within(part, 1) for part in (tree.then, tree.condition, tree.otherwise)]
            return f"{parts[0]} if {parts[1]} else {parts[2]}", 0
        assert isinstance(tree, Operation)
        if tree.operator == "*":
            return self._product(tree), _PRECEDENCE["*"]
        if tree.operator == "/":
            return notation.quotient(self.write(tree.left), self.write(tree.right))
        return self._operation(tree)

    def _operation(self, tree: Operation) -> tuple[str, int]:
        level = _PRECEDENCE.get(tree.operator, _COMPARISON)
        if tree.operator == "**":
            return self.notation.power(self._within(tree.left, _WHOLE), self._within(tree.right, level)), level
        if tree.operator in "+-":
            left, right = self._summand(tree.left, level), self._summand(tree.right, level + 1)
        else:
            left, right = self._within(tree.left, level), self._within(tree.right, level + 1)
        return left + self.notation.signs.get(tree.operator, f" {tree.operator} ") + right, level

    def _product(self, tree: Operation) -> str:
        level = _PRECEDENCE["*"]
        # A quotient's or a product's own factors may stand beside the others: the product is exact.
        grouped = isinstance(tree.right, Operation) and tree.right.operator in ("//", "%")
        left, right = self._within(tree.left, level), self._within(tree.right, level + grouped)
        close = self.values is None and (
            self.write(tree.right)[1] < level
            or (_is_letter(tree.right) and isinstance(tree.left, Operation) and tree.left.operator in "+-")
            or (isinstance(tree.left, Literal) and self._letters(tree.right) is not None)
        )
        return left + ("" if close else self.notation.times) + right

    def _summand(self, tree: Tree, level: int) -> str:
        """A product of letters stands close together in a sum: CK² + 1."""
        letters = self._letters(tree) if self.values is None else None
        return "".join(letters) if letters else self._within(tree, level)

    def _letters(self, tree: Tree) -> list[str] | None:
        """The factors of a product of letters, which a number may begin; None where it is something else."""
        if isinstance(tree, Operation) and tree.operator == "*":
            left = self._letters(tree.left)
            right = self._letters(tree.right) if not isinstance(tree.right, Literal) else None
            return left + right if left and right else None
        base = tree.left if isinstance(tree, Operation) and tree.operator == "**" else tree
        return [self.write(tree)[0]] if isinstance(base, Literal) or _is_letter(base) else None

    def _within(self, tree: Tree, level: int) -> str:
        return self.notation.within(self.write(tree), level)

    def _number(self, value: Value) -> tuple[str, int]:
        text = self.notation.number(value)
        # A negative number inside a formula stands in parentheses; a quotient binds as one.
        return text, 0 if is_number(value) and value < 0 else _PRECEDENCE["/"] if "/" in text else _WHOLE


def _is_letter(tree: Tree) -> bool:
    return isinstance(tree, Name) and is_letter(tree.name)


def show_formula(text: str) -> str:
    """`floor((W - F)/S) + 1` as ⌊(W − F)/S⌋ + 1, for two spatial axes."""
    return show_tree(specialised(parse(text).tree, {name: spread(2)[name] for name in ("HW", "H′W′")}))


def shown_formulas(formulas: Mapping[str, str]) -> list[tuple[str, str]]:
    """When each formula holds (empty: else), and the formula."""
    return [(condition, show_formula(text)) for condition, text in formulas.items()]
