"""The parts of an expression, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Iterator

from convcalc.language.problems import Hint, worked_out
from convcalc.language.values import Value

FUNCTIONS: dict[str, tuple[int, int]] = {
    "min": (1, 20),
    "max": (1, 20),
    "ceil": (1, 1),
    "floor": (1, 1),
    "round": (1, 1),
    "make_divisible": (1, 2),
}
"""Each function, with the least and the greatest number of its arguments."""

UNKNOWN = "?"
"""How a value is written that is not known; `solve` looks for it."""

RESERVED = frozenset({"and", "or", "not", "if", "else", "true", "false", *FUNCTIONS})


class ExpressionError(Exception):
    """What is wrong with an expression, at `offset` (from 0) for `length` characters.

    `advice` is the hint, which may yet have to be worked out.
    """

    def __init__(self, message: str, offset: int, length: int = 1, hint: Hint = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.length = length
        self.advice = hint

    @property
    def hint(self) -> str | None:
        """What would mend it."""
        return worked_out(self.advice)


class Tree:
    """A part of an expression; `start` and `end` are its offsets in the text."""

    __slots__ = ("end", "start")
    start: int
    end: int

    def error(self, message: str, hint: Hint = None) -> ExpressionError:
        """An error that blames this part."""
        return ExpressionError(message, self.start, self.end - self.start, hint)

    def parts(self) -> tuple[Tree, ...]:
        """The parts below this one, left to right."""
        return ()

    def walk(self) -> Iterator[Tree]:
        """This part and all below it, each before its own, left to right."""
        pending: list[Tree] = [self]
        while pending:
            tree = pending.pop()
            yield tree
            pending.extend(reversed(tree.parts()))


class Literal(Tree):
    """A number, a size, true or false."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class Name(Tree):
    """A name, or a word where words may stand (`word`) and the name is not known."""

    __slots__ = ("name", "word")

    def __init__(self, name: str) -> None:
        self.name = name
        self.word = False


class Placeholder(Tree):
    """`?`: a value that is bound for a walk, by a name that no other has; where it is not, it has none."""

    __slots__ = ()

    def __init__(self, start: int) -> None:
        self.start, self.end = start, start + len(UNKNOWN)

    @property
    def name(self) -> str:
        """The name by which it is bound."""
        return f"{UNKNOWN}{id(self)}"


class Operation(Tree):
    """`+ - * / // % **`, a comparison, `and`, `or`: `left operator right`."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, operator: str, left: Tree, right: Tree) -> None:
        self.operator = operator
        self.left = left
        self.right = right

    def parts(self) -> tuple[Tree, ...]:
        return (self.left, self.right)


class Prefix(Tree):
    """`-x`, `+x`, `not x`."""

    __slots__ = ("operand", "operator")

    def __init__(self, operator: str, operand: Tree) -> None:
        self.operator = operator
        self.operand = operand

    def parts(self) -> tuple[Tree, ...]:
        return (self.operand,)


class Conditional(Tree):
    """`then if condition else otherwise`."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, then: Tree, condition: Tree, otherwise: Tree) -> None:
        self.then = then
        self.condition = condition
        self.otherwise = otherwise

    def parts(self) -> tuple[Tree, ...]:
        return (self.then, self.condition, self.otherwise)


class Application(Tree):
    """`function(argument, ...)`."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: str, arguments: list[Tree]) -> None:
        self.function = function
        self.arguments = arguments

    def parts(self) -> tuple[Tree, ...]:
        return tuple(self.arguments)


class Axes(Tree):
    """A size of which an axis is computed: `(in_height - 2)x3`; each part is a number."""

    __slots__ = ("axes",)

    def __init__(self, axes: list[Tree]) -> None:
        self.axes = axes

    def parts(self) -> tuple[Tree, ...]:
        return tuple(self.axes)
