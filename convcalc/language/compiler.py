"""From the tree of an expression to a function that computes its value."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from convcalc.language.problems import Nearest
from convcalc.language.tree import Application, Axes, Conditional, Literal, Name, Operation, Placeholder, Prefix, Tree
from convcalc.language.values import (
    USUAL_DIVISOR,
    Number,
    Size,
    Value,
    axis_by_axis,
    divide,
    exact,
    is_number,
    kind_of,
    make_divisible,
    power,
    show_value,
)

Environment = Mapping[str, Value]
Compiled = Callable[[Environment], Value]
Calculation = Callable[[Number, Number], Number]


def _exactly(function: Calculation) -> Calculation:
    return lambda left, right: exact(function(left, right))


_ARITHMETIC: dict[str, Calculation] = {
    "+": _exactly(operator.add),
    "-": _exactly(operator.sub),
    "*": _exactly(operator.mul),
    "/": divide,
    "//": operator.floordiv,
    "%": _exactly(operator.mod),
    "**": power,
}
_OF_WHOLE: dict[str, Calculation] = {**_ARITHMETIC, "+": operator.add, "-": operator.sub, "*": operator.mul}
"""The same, of two whole numbers."""

_ORDER: dict[str, Callable[[Number, Number], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OF_NUMBERS: dict[str, Calculation] = {"min": min, "max": max, "make_divisible": make_divisible}
_WHOLE: dict[str, Callable[[Number], int]] = {"floor": lambda x: x // 1, "ceil": lambda x: -(-x // 1), "round": round}


def _calculate(tree: Tree, function: Calculation, *values: Number | Size) -> Number | Size:
    """A function of numbers, from left to right and axis by axis. Raises ExpressionError, which blames `tree`."""
    try:
        result = values[0]
        for value in values[1:]:
            result = axis_by_axis(function, result, value)
        return result
    except ZeroDivisionError:
        raise tree.error("this divides by zero") from None
    except OverflowError:
        raise tree.error("this number is too large") from None
    except ValueError as error:
        raise tree.error(str(error)) from None


def _calculable(tree: Tree, name: str, value: Value) -> Number | Size:
    """A value with which something can be calculated. Raises ExpressionError for any other."""
    if isinstance(value, (bool, str)):
        hint = "is it the name of a parameter?" if isinstance(value, str) else None
        raise tree.error(f"{name} needs numbers, '{show_value(value)}' is {kind_of(value)}", hint)
    return value


def compile_tree(tree: Tree) -> Compiled:
    """A function from an environment to the value of `tree`; it raises ExpressionError."""
    if isinstance(tree, Literal):
        value = tree.value
        return lambda environment: value
    if isinstance(tree, Name):
        return _compile_name(tree)
    if isinstance(tree, Placeholder):
        return _compile_placeholder(tree)
    if isinstance(tree, Prefix):
        return _compile_prefix(tree)
    if isinstance(tree, Conditional):
        condition = _condition(tree.condition)
        then, otherwise = compile_tree(tree.then), compile_tree(tree.otherwise)
        return lambda environment: then(environment) if condition(environment) else otherwise(environment)
    if isinstance(tree, Application):
        return _compile_application(tree)
    if isinstance(tree, Axes):
        return _compile_axes(tree)
    assert isinstance(tree, Operation)
    if tree.operator in ("and", "or"):
        left, right = _condition(tree.left), _condition(tree.right)
        if tree.operator == "and":
            return lambda environment: left(environment) and right(environment)
        return lambda environment: left(environment) or right(environment)
    if tree.operator in _ARITHMETIC:
        return _compile_arithmetic(tree)
    return _compile_comparison(tree)


def _compile_name(tree: Name) -> Compiled:
    name, is_word = tree.name, tree.word

    def look_up(environment: Environment) -> Value:
        try:
            return environment[name]
        except KeyError:
            if is_word:
                return name
            raise tree.error(f"the name '{name}' is not known here", Nearest(name, environment)) from None

    return look_up


def _compile_placeholder(tree: Placeholder) -> Compiled:
    def look_up(environment: Environment) -> Value:
        try:
            return environment[tree.name]
        except KeyError:
            raise tree.error("? stands for an unknown, which only solve looks for") from None

    return look_up


def _condition(tree: Tree) -> Compiled:
    run = compile_tree(tree)

    def decide(environment: Environment) -> bool:
        value = run(environment)
        if value is True or value is False:
            return value
        if isinstance(value, str) and isinstance(tree, Name):
            raise tree.error(f"the name '{tree.name}' is not known here", Nearest(tree.name, environment))
        raise tree.error(f"a condition must be true or false, this is {kind_of(value)}", "compare it: x != 1")

    return decide


def _compile_prefix(tree: Prefix) -> Compiled:
    if tree.operator == "not":
        condition = _condition(tree.operand)
        return lambda environment: not condition(environment)
    run = compile_tree(tree.operand)
    sign = -1 if tree.operator == "-" else 1

    def signed(environment: Environment) -> Value:
        value = run(environment)
        if isinstance(value, (bool, str)):
            raise tree.error(f"{tree.operator} needs a number, this is {kind_of(value)}")
        return axis_by_axis(operator.mul, value, sign)

    return signed


def _compile_axes(tree: Axes) -> Compiled:
    runs = [(axis, compile_tree(axis)) for axis in tree.axes]

    def of_numbers(environment: Environment) -> Size:
        axes = []
        for axis, run in runs:
            value = run(environment)
            if not is_number(value):
                raise axis.error(f"an axis of a size is a number, '{show_value(value)}' is {kind_of(value)}")
            axes.append(value)
        return Size(axes)

    return of_numbers


def _compile_arithmetic(tree: Operation) -> Callable[[Environment], Number | Size]:
    left, right = compile_tree(tree.left), compile_tree(tree.right)
    name = tree.operator
    function, fast = _ARITHMETIC[name], _OF_WHOLE[name]

    def calculate(environment: Environment) -> Number | Size:
        a, b = left(environment), right(environment)
        if type(a) is int and type(b) is int:
            try:
                return fast(a, b)
            except ArithmeticError:
                return _calculate(tree, function, a, b)
        return _calculate(tree, function, _calculable(tree, name, a), _calculable(tree, name, b))

    return calculate


def _compile_comparison(tree: Operation) -> Compiled:
    left, right = compile_tree(tree.left), compile_tree(tree.right)
    if tree.operator in ("==", "!="):
        wanted = tree.operator == "=="

        def compare(environment: Environment) -> bool:
            a, b = left(environment), right(environment)
            if type(a) is type(b) and type(a) in (int, str):
                return (a == b) is wanted
            _same_kind(tree, a, b, environment)
            return _equal(a, b) is wanted

        return compare
    function = _ORDER[tree.operator]

    def order(environment: Environment) -> bool:
        a, b = left(environment), right(environment)
        if is_number(a) and is_number(b):
            return function(a, b)
        value = b if is_number(a) else a
        raise tree.error(f"{tree.operator} compares numbers, '{show_value(value)}' is {kind_of(value)}")

    return order


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, Size) and not isinstance(right, Size):
        return all(axis == right for axis in left)
    if isinstance(right, Size) and not isinstance(left, Size):
        return all(axis == left for axis in right)
    return left == right


def _same_kind(tree: Operation, left: Value, right: Value, environment: Environment) -> None:
    for kind in (bool, str):
        if isinstance(left, kind) != isinstance(right, kind):
            for part, value in ((tree.left, left), (tree.right, right)):
                if isinstance(part, Name) and isinstance(value, str) and part.name not in environment:
                    raise part.error(f"the name '{part.name}' is not known here", Nearest(part.name, environment))
            raise tree.error(f"{kind_of(left)} and {kind_of(right)} are never equal")


def _compile_rounded_quotient(tree: Application, quotient: Operation) -> Compiled:
    """`floor(a/b)` and `ceil(a/b)`, which need no fraction where both are whole."""
    left, right = compile_tree(quotient.left), compile_tree(quotient.right)
    slowly = _compile_arithmetic(quotient)
    whole = _WHOLE[tree.function]
    down = tree.function == "floor"

    def divide_and_round(environment: Environment) -> Value:
        a, b = left(environment), right(environment)
        if type(a) is int and type(b) is int and b:
            return a // b if down else -(-a // b)
        return _rounded(whole, slowly(environment))

    return divide_and_round


def _rounded(whole: Callable[[Number], int], value: Number | Size) -> Number | Size:
    return Size(map(whole, value)) if isinstance(value, Size) else whole(value)


def _compile_application(tree: Application) -> Compiled:
    runs = [compile_tree(argument) for argument in tree.arguments]
    name = tree.function
    quotient = tree.arguments[0]
    if name in ("floor", "ceil") and isinstance(quotient, Operation) and quotient.operator == "/":
        return _compile_rounded_quotient(tree, quotient)

    def apply(environment: Environment) -> Value:
        values = [run(environment) for run in runs]
        numbers = [_calculable(tree, name, value) for value in values]
        if name in _WHOLE:
            return _rounded(_WHOLE[name], numbers[0])
        if name == "make_divisible" and len(numbers) == 1:
            numbers.append(USUAL_DIVISOR)
        return _calculate(tree, _OF_NUMBERS[name], *numbers)

    return apply
