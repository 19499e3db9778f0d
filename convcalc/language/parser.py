"""From the text of an expression to its tree.

Python's own parser is not used: sizes (`1x7`, `0x3`), K² and H′W′ are words of this language, and every complaint
needs its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from convcalc.language.problems import did_you_mean
from convcalc.language.tree import (
    FUNCTIONS,
    RESERVED,
    Application,
    Axes,
    Conditional,
    ExpressionError,
    Literal,
    Name,
    Operation,
    Placeholder,
    Prefix,
    Tree,
)
from convcalc.language.values import Number, Size, exact

MAXIMUM_LENGTH = 1000
MAXIMUM_PARTS = 100
MAXIMUM_DEPTH = 30
MAXIMUM_DIGITS = 40

_END = r"(?![\w.](?<![x×](?=\(|-[0-9])))"
"""Behind a number stands no letter, but for the x before another axis in parentheses or with a sign."""

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<size>[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?(?:[x×][0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?)+"
    rf"{_END})"
    r"|(?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
    rf"{_END})"
    r"|(?P<name>[^\W\d]\w*[²′]*(?:[^\W\d_]′)*(?:\.\w+)*)"
    r"|(?P<operator>\*\*|//|[<>=!]=|[-+*/%<>(),×·])"
    r"|(?P<unknown>\?)"
    r")"
)
_NEXT_AXIS = re.compile(r"[x×](?=-?[0-9]|\()")

ReadNumber = Callable[[str, int], tuple[Number, int] | None]
"""Reads a number that is written with more than digits, from an offset of a text on: its value, and where it ends."""

_LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), (), (), ("+", "-"), ("*", "/", "//", "%"))
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")


class _Parser:
    """Recursive descent, one level of precedence after the other."""

    def __init__(self, text: str, read_number: ReadNumber | None) -> None:
        self.text = text
        self.read_number = read_number
        self.numbers: dict[int, Number] = {}
        self.tokens: list[tuple[str, str, int, int]] = []
        self.position = 0
        self.parts = 0
        self.depth = 0
        self.unknown: Placeholder | None = None
        self.tokenize()

    def tokenize(self) -> None:
        offset = 0
        end = len(self.text.rstrip())
        while offset < end:
            if self.read_number is not None and (end_of_number := self.number(self.read_number, offset)):
                offset = end_of_number
                continue
            match = _TOKEN.match(self.text, offset)
            if match is None:
                raise self.unreadable(offset)
            kind = match.lastgroup or ""
            if kind == "unknown":
                self.unknown = Placeholder(match.start(kind))
                return
            self.tokens.append((kind, match.group(kind), match.start(kind), match.end()))
            offset = match.end()
            if self.read_number is None and (kind in ("number", "size") or match.group(kind) == ")"):
                offset = self.next_axis(offset)
        self.tokens.append(("end", "", end, end + 1))

    def next_axis(self, offset: int) -> int:
        """Where what follows an `x` between axes begins; where it stood, if there is none."""
        match = _NEXT_AXIS.match(self.text, offset)
        if match is None:
            return offset
        self.tokens.append(("axis", match.group(), offset, match.end()))
        return match.end()

    def number(self, read_number: ReadNumber, offset: int) -> int:
        """The end of a number that is read in another way; 0 where there is none."""
        start = offset + len(self.text[offset:]) - len(self.text[offset:].lstrip())
        found = read_number(self.text, start)
        if found is None:
            return 0
        self.numbers[start], end = found
        self.tokens.append(("number", self.text[start:end], start, end))
        return end

    def unreadable(self, offset: int) -> ExpressionError:
        rest = self.text[offset:]
        start = offset + len(rest) - len(rest.lstrip())
        word = re.match(r"[\w.]+|.", self.text[start:])
        length = len(word.group()) if word else 1
        shown = self.text[start : start + length]
        if shown == "=":
            return ExpressionError("a single = compares nothing", start, 1, "write == to compare")
        if shown[0].isdigit():
            return ExpressionError(f"'{shown[:40]}' is not a number or a size", start, length, "a size is 3x3 or 1x7")
        return ExpressionError(f"'{shown}' can't stand in an expression", start, length)

    def peek(self) -> str:
        kind, text, _, _ = self.tokens[self.position]
        return text if kind in ("operator", "name") else ""

    def accept(self, *operators: str) -> str | None:
        text = self.peek()
        if text and text in operators:
            self.position += 1
            return text
        return None

    def spanned(self, tree: Tree, start: int) -> Tree:
        tree.start = start
        tree.end = self.tokens[self.position - 1][3]
        self.parts += 1
        if self.parts > MAXIMUM_PARTS:
            raise ExpressionError(f"this expression has more than {MAXIMUM_PARTS} parts", 0, len(self.text))
        return tree

    def here(self) -> int:
        return self.tokens[self.position][2]

    def whole(self) -> Tree:
        tree = self.conditional()
        kind, text, start, end = self.tokens[self.position]
        if kind != "end":
            hint = None
            if text == ",":
                hint = "arguments are separated by spaces, axes by x"
            raise ExpressionError(f"'{text}' is not expected here", start, end - start, hint)
        return tree

    def conditional(self) -> Tree:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise ExpressionError(f"this nests deeper than {MAXIMUM_DEPTH} levels", self.here())
        start = self.here()
        tree = self.binary(0)
        if self.accept("if"):
            condition = self.binary(0)
            if not self.accept("else"):
                raise ExpressionError("an 'else' is missing", self.here(), 1, "write a if condition else b")
            otherwise = self.conditional()
            tree = self.spanned(Conditional(tree, condition, otherwise), start)
        self.depth -= 1
        return tree

    def binary(self, level: int) -> Tree:
        if level == 2:
            return self.negation()
        if level == 3:
            return self.comparison()
        if level == len(_LEVELS):
            return self.prefix()
        start = self.here()
        tree = self.binary(level + 1)
        while found := self.accept(*_LEVELS[level]):
            right = self.binary(level + 1)
            tree = self.spanned(Operation(found, tree, right), start)
        return tree

    def negation(self) -> Tree:
        start = self.here()
        negations = 0
        while self.accept("not"):
            negations += 1
        tree = self.binary(3)
        return self.spanned(Prefix("not", tree), start) if negations % 2 else tree

    def comparison(self) -> Tree:
        start = self.here()
        left = self.binary(4)
        tree = left
        compared = False
        while found := self.accept(*_COMPARISONS):
            right = self.binary(4)
            step = self.spanned(Operation(found, left, right), start)
            tree = self.spanned(Operation("and", tree, step), start) if compared else step
            left, compared = right, True
        return tree

    def prefix(self) -> Tree:
        start = self.here()
        sign = 1
        signed = False
        while found := self.accept("-", "+"):
            signed = True
            sign = -sign if found == "-" else sign
        begin = self.here()
        tree = self.power()
        if sign < 0 and tree.start == begin and (negative := self.first_axis_negative(tree)) is not None:
            return self.spanned(negative, start)
        return self.spanned(Prefix("-" if sign < 0 else "+", tree), start) if signed else tree

    def first_axis_negative(self, tree: Tree) -> Tree | None:
        """A size whose first axis has the sign before it, as a size is shown: `-1x2`; None for what is no size."""
        if isinstance(tree, Axes):
            first = self.spanned(Prefix("-", tree.axes[0]), tree.start)
            first.end = tree.axes[0].end
            return Axes([first, *tree.axes[1:]])
        if isinstance(tree, Literal) and isinstance(tree.value, Size):
            return Literal(Size((-tree.value[0], *tree.value[1:])))
        return None

    def power(self) -> Tree:
        start = self.here()
        tree = self.atom()
        if self.accept("**"):
            self.depth += 1
            if self.depth > MAXIMUM_DEPTH:
                raise ExpressionError(f"this nests deeper than {MAXIMUM_DEPTH} levels", self.here())
            tree = self.spanned(Operation("**", tree, self.prefix()), start)
            self.depth -= 1
        return tree

    def atom(self) -> Tree:
        """A value, or a size of which an axis is computed: `(in_height - 2)x3`."""
        start = self.here()
        tree = self.value()
        if self.tokens[self.position][0] != "axis":
            return tree
        axes = _axes_of(tree, start)
        while self.tokens[self.position][0] == "axis":
            self.position += 1
            begin, negative, start_of_axis = self.here(), self.accept("-"), self.here()
            first, *others = _axes_of(self.value(), start_of_axis)
            axes += [self.spanned(Prefix("-", first), begin) if negative else first, *others]
        return self.spanned(Axes(axes), start)

    def value(self) -> Tree:
        kind, text, start, end = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            value = self.numbers[start] if start in self.numbers else _number(text, start)
            return self.spanned(Literal(value), start)
        if kind == "size":
            axes = re.split("[x×]", text)
            return self.spanned(Literal(Size(_number(axis, start) for axis in axes)), start)
        if kind == "name" and text in ("true", "false"):
            return self.spanned(Literal(text == "true"), start)
        if kind == "name" and self.peek() == "(":
            return self.application(text, start)
        if kind == "name" and text not in RESERVED:
            return self.spanned(Name(text), start)
        if text == "(":
            tree = self.conditional()
            if not self.accept(")"):
                comma = self.peek() == ","
                hint = "a size is written 1x7" if comma else "inside [...] a comma ends the item; write sizes as 1x7"
                raise ExpressionError("a closing ) is missing", start, 1, hint)
            return tree
        if kind == "end":
            raise ExpressionError("the expression ends too early", start, 1, "a value is missing here")
        if text in FUNCTIONS:
            raise ExpressionError(f"{text} needs its arguments in parentheses", start, end - start, f"{text}(...)")
        raise ExpressionError(f"'{text}' is not expected here", start, end - start)

    def application(self, function: str, start: int) -> Tree:
        if function not in FUNCTIONS:
            hint = did_you_mean(function, FUNCTIONS) or f"the functions are {', '.join(FUNCTIONS)}"
            raise ExpressionError(f"there is no function '{function}'", start, len(function), hint)
        self.position += 1
        arguments = [self.conditional()]
        while self.accept(","):
            arguments.append(self.conditional())
        if not self.accept(")"):
            hint = "a call with a comma can't stand inside [...]; give it a line of its own"
            raise ExpressionError(f"the closing ) of {function}( is missing", start, len(function), hint)
        least, most = FUNCTIONS[function]
        tree = self.spanned(Application(function, arguments), start)
        if not least <= len(arguments) <= most:
            takes = f"{least}" if least == most else f"{least} to {most}"
            raise tree.error(f"{function} takes {takes} arguments, not {len(arguments)}")
        return tree


def _axes_of(tree: Tree, start: int) -> list[Tree]:
    """What stands between the `x` of a size: each axis of one that is written in digits, from `start` on."""
    if not (isinstance(tree, Literal) and isinstance(tree.value, Size) and tree.start == start):
        return [tree]
    axes: list[Tree] = [Literal(axis) for axis in tree.value]
    for axis in axes:
        axis.start, axis.end = tree.start, tree.end
    return axes


def _number(text: str, offset: int) -> Number:
    digits = text.replace("_", "")
    if digits.isdecimal():
        if len(digits) > MAXIMUM_DIGITS:
            raise ExpressionError("this number is too large", offset, len(text))
        return int(digits)
    from fractions import Fraction

    if len(digits) > MAXIMUM_DIGITS:
        raise ExpressionError(f"a number has at most {MAXIMUM_DIGITS} digits here", offset, len(text))
    return exact(Fraction(digits))


def parse_tree(text: str, read_number: ReadNumber | None = None) -> Tree:
    """The tree of an expression. Raises ExpressionError with the offset of what is wrong.

    `read_number` reads numbers that the language has not: with units, or with their digits in groups.
    """
    if text.isascii() and text.isdecimal() and len(text) <= MAXIMUM_DIGITS:
        whole = Literal(int(text))
        whole.start, whole.end = 0, len(text)
        return whole
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError(f"an expression has at most {MAXIMUM_LENGTH} characters", 0, MAXIMUM_LENGTH)
    parser = _Parser(text, read_number)
    if parser.unknown is not None:
        return parser.unknown  # it is a whole value or none, so that what stands beside it is not looked at
    tree = parser.whole()
    _mark_words(tree)
    return tree


def _mark_words(tree: Tree) -> None:
    """Words may stand alone, as a branch of a conditional, or beside == and !=: elsewhere a name must be known."""
    if isinstance(tree, Name):
        tree.word = True
    elif isinstance(tree, Conditional):
        _mark_words(tree.then)
        _mark_words(tree.otherwise)
        _mark_comparisons(tree.condition)
    else:
        _mark_comparisons(tree)


def _mark_comparisons(tree: Tree) -> None:
    equality = isinstance(tree, Operation) and tree.operator in ("==", "!=")
    for part in tree.parts():
        if equality and isinstance(part, Name):
            part.word = True
        elif isinstance(part, Conditional):
            _mark_words(part)
        else:
            _mark_comparisons(part)
