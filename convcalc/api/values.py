"""Plain values of Python as the language writes them: `0.1` for 0.1, `3x224x224` for (3, 224, 224), `true` for True."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from operator import index
from typing import NoReturn, SupportsIndex, TypeGuard

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.language.tree import UNKNOWN

Value = SupportsIndex | float | Fraction | Decimal | str | Sequence[SupportsIndex | str]
"""What an argument or a knob is set to: a number, True or False, a word or an expression, or a size as a tuple."""

Shape = str | Sequence[SupportsIndex | str]
"""Channels first: "3x224x224" or (3, 224, 224)."""

LONGEST = 300
"""The digits that a number has at most."""


def refuse(message: str, hint: str | None = None) -> NoReturn:
    """Raise ConvcalcError with one problem that has no place."""
    problems = Problems()
    problems.error(message, None, hint)
    raise ConvcalcError(problems)


def written(name: str, value: object) -> str:
    """A value as a spec writes it; a float is the decimal that Python prints.

    `name` is what it is a value of. Raises TypeError for what is no plain value, ConvcalcError for a number that the
    language does not have, such as an infinite one.
    """
    if isinstance(value, str):
        return value
    if is_size(value):
        if name.partition(".")[0] == "input" and any(not isinstance(axis, str) and index(axis) < 1 for axis in value):
            refuse(f"{name} has a size that is not at least 1: {', '.join(_axis(name, axis) for axis in value)}")
        return "x".join(_axis(name, axis) for axis in value)
    if isinstance(value, tuple | list):
        _refuse_decimals(name, value)
    number = _number(name, value)
    if number is None:
        hint = "a value is a number, a text, True or False, or a tuple of numbers"
        raise TypeError(f"{name} is {_article(value)}; {hint}")
    return number


def _refuse_decimals(name: str, value: Sequence[object]) -> None:
    """Raise TypeError where what would be a size but for that has a number that is not whole."""
    part = next((axis for axis in value if not _is_axis(axis)), None)
    if isinstance(part, Real | Decimal) and not isinstance(part, bool):
        raise TypeError(f"{name} is a size of whole numbers, and {_number(name, part)} is none")


def is_size(value: object) -> TypeGuard[Sequence[SupportsIndex | str]]:
    """Whether a value is a size or a shape: numbers, or ? for those to be found, in a tuple or a list.

    A list of texts alone is one of layers.
    """
    if not isinstance(value, tuple | list) or not all(map(_is_axis, value)):
        return False
    return (isinstance(value, tuple) and bool(value)) or any(not isinstance(axis, str) for axis in value)


def _is_axis(value: object) -> bool:
    return value == UNKNOWN if isinstance(value, str) else hasattr(value, "__index__") and not isinstance(value, bool)


def _axis(name: str, value: SupportsIndex | str) -> str:
    return value if isinstance(value, str) else _whole(name, index(value))


def _number(name: str, value: object) -> str | None:
    """The text of a number, of True or of False; None for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "__index__"):
        return _whole(name, index(value))
    if isinstance(value, Rational):
        return f"{_whole(name, index(value.numerator))}/{_whole(name, index(value.denominator))}"
    if isinstance(value, Real | Decimal):
        # What is printed is the number that was meant: 0.1 is a tenth, not the binary fraction next to it.
        return _decimal(name, Decimal(str(value)))
    return None


def _whole(name: str, value: int) -> str:
    if value.bit_length() > 3 * LONGEST:
        refuse(f"{name} is a number of more than {LONGEST} digits")
    return str(value)


def _decimal(name: str, value: Decimal) -> str:
    if not value.is_finite():
        refuse(f"{name} is {value}, which is no number to count with")
    if abs(value.adjusted()) > LONGEST or len(value.as_tuple().digits) > LONGEST:
        refuse(f"{name} is a number of more than {LONGEST} digits")
    return format(value, "f")


def whole(name: str, value: object, least: int, most: int) -> int:
    """A whole number that an option takes. Raises TypeError for anything else, ConvcalcError for one out of bounds."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} is {_article(value)}; it is a whole number")
    number = index(value)
    if not least <= number <= most:
        refuse(f"{name} is {written(name, number)}, and goes from {least:,} to {most:,}")
    return number


def texts(name: str, value: object) -> list[str]:
    """One text, or several in a list. Raises TypeError for anything else."""
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, tuple | list) or not all(isinstance(text, str) for text in several):
        raise TypeError(f"{name} is a text, or a list of texts")
    return list(several)


def goal_texts(expect: object, argument: str = "expect") -> list[str]:
    """Goals as `--expect` takes them: a text, several, or {metric: value}, where a value may begin with <=.

    They are those of an `argument`. Raises TypeError for what can be none.
    """
    if not isinstance(expect, Mapping):
        try:
            return texts(argument, expect)
        except TypeError:
            hint = f"{argument} is a text, a list of texts, or a mapping: {{'params': '<= 5M', 'output': (96, 55, 55)}}"
            raise TypeError(hint) from None
    goals = []
    for metric, value in expect.items():
        if not isinstance(metric, str):
            raise TypeError(f"a metric is a text, not {_article(metric)}")
        text = written(metric, value).strip()
        goals.append(f"{metric} {text}" if text.startswith(("<", ">", "=", "≤", "≥")) else f"{metric} = {text}")
    return goals


def change_texts(
    words: Sequence[str],
    input_: Shape | Mapping[str, Shape] | None,
    changes: Mapping[str, Value] | None,
    knobs: Mapping[str, Value],
) -> list[str]:
    """All changes as the command line has them, `width=0.5`: of texts, the input, a mapping and keywords.

    Raises TypeError where one is given twice, or is nothing that a change can be.
    """
    given = [_named(f"input.{name}", shape) for name, shape in input_.items()] if isinstance(input_, Mapping) else []
    given += [_named("input", input_)] if input_ is not None and not given else []
    given += [_named(name, value) for part in (changes or {}, knobs) for name, value in part.items()]
    names = [text.partition("=")[0] for text in words]
    for text in given:
        name = text.partition("=")[0]
        if name in names:
            raise TypeError(f"{name} is given twice")
        names.append(name)
    return [*words, *given]


def _named(name: object, value: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"what is changed is named by a text, not {_article(name)}")
    if "=" in name or not name.strip():
        refuse(f"'{name}' is not the name of anything to change", "as in changes={'conv2.out_channels': 128}")
    return f"{name}={written(name, value)}"


def _article(value: object) -> str:
    return f"of the type {type(value).__name__}"
