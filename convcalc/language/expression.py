"""Expressions: parsed once to a tree, compiled once to a function, evaluated often.

The same trees are a spec's arguments and conditions and the op table's formulas, so that what is computed can be
printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from convcalc.language.compiler import Compiled, Environment, compile_tree
from convcalc.language.parser import parse_tree
from convcalc.language.tree import Literal, Name, Placeholder, Tree
from convcalc.language.values import Number, Value, is_number, within_bounds


class Expression:
    """A parsed expression: its text, its tree and (compiled when first asked for) its value.

    `literal` says that no name and no `?` stands in it, so that it has one value everywhere.
    """

    __slots__ = ("_known", "_reads", "_run", "literal", "text", "tree")

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self.tree = tree
        self._run: Compiled | None = None
        self._known = isinstance(tree, Literal) and within_bounds(tree.value)
        self._reads: tuple[str, ...] | None = None
        self.literal = self._known or not (isinstance(tree, Placeholder) or any(self.names()))

    def evaluate(self, environment: Environment) -> Value:
        """The value, with the names of `environment`. Raises ExpressionError."""
        if self._known and type(self.tree) is Literal:
            return self.tree.value
        run = self._run
        if run is None:
            run = self._run = compile_tree(self.tree)
        value = run(environment)
        if type(value) is int and -(1 << 60) < value < (1 << 60):
            return value
        if not within_bounds(value):
            raise self.tree.error("this number is too large")
        return value

    def number(self, environment: Environment) -> Number:
        """The value of a formula, which is a number with these symbols."""
        value = self.evaluate(environment)
        assert is_number(value)
        return value

    def whole(self, environment: Environment) -> int:
        """The value of a formula, which is a whole number with these symbols."""
        value = self.evaluate(environment)
        assert isinstance(value, int)
        return value

    @property
    def reads(self) -> tuple[str, ...]:
        """The names whose values it hangs on, words included, each once."""
        if self._reads is None:
            names = [self.tree] if isinstance(self.tree, Placeholder) else self.names()
            self._reads = tuple(dict.fromkeys(name.name for name in names))
        return self._reads

    def names(self) -> Iterator[Name]:
        """Every name that stands in the expression, words included."""
        return (part for part in self.tree.walk() if isinstance(part, Name))


def parse(text: str) -> Expression:
    """The expression that `text` writes. Raises ExpressionError with the offset of what is wrong."""
    return Expression(text, parse_tree(text))
