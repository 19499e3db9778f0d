"""The one-line notation of an operation: `conv 96 11 stride=4`."""

from __future__ import annotations

import re
from typing import Any

from convcalc.language.expression import Expression, parse
from convcalc.language.tree import ExpressionError, Literal
from convcalc.language.tuples import NamedTuple

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
RESERVED_NAMES = frozenset({"input", "from", "reuse"})
_KEYWORD = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(?!=)")


class Argument:
    """A value in a call, by position (no name) or by name; offsets count characters from the call's first."""

    __slots__ = ("expression", "length", "name", "offset", "value_offset")

    def __init__(self, name: str, expression: Expression, offset: int, length: int, value_offset: int) -> None:
        self.name = name
        self.expression = expression
        self.offset = offset
        self.length = length
        self.value_offset = value_offset


class Stated(NamedTuple):
    """What pasted code says of what comes in: so many channels, axes, or a whole shape (None: any size).

    `layer` is how the code calls its layer; the offset counts characters from the call's first. `hint` is what to write
    where something else comes in; without one, the line that is not written as in code.
    """

    what: str
    value: Any
    layer: str
    offset: int
    length: int
    hint: str | None = None


class ParsedCall:
    """A call as it is written: the name of what is called, and its arguments in order.

    `literal` says that no name stands in any argument, so that it means the same everywhere; `plain` is the call as it
    is shown, empty where something in it is computed. Of pasted code, `text` is how it is written here, `head` has as
    many characters as the name of its layer there, and `stated` is what it says of what comes in.
    """

    __slots__ = ("arguments", "callee", "head", "literal", "plain", "stated", "text")

    def __init__(self, text: str, callee: str, arguments: list[Argument]) -> None:
        self.text = text
        self.callee = callee
        self.arguments = arguments
        self.head = len(callee)
        self.stated: tuple[Stated, ...] = ()
        self.literal = all(argument.expression.literal for argument in arguments)
        self.plain = ""
        if all(isinstance(argument.expression.tree, Literal) for argument in arguments):
            self.plain = " ".join(text.split())


class CallError(Exception):
    """What is wrong with a call; each an ExpressionError with its offset in the call."""

    def __init__(self, errors: list[ExpressionError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


def split_words(text: str) -> list[tuple[str, int]]:
    """The words of a call with their offsets; spaces inside parentheses do not separate."""
    words: list[tuple[str, int]] = []
    depth = 0
    start: int | None = None
    for offset, character in enumerate(text):
        if character in " \t\n" and depth <= 0:
            if start is not None:
                words.append((text[start:offset], start))
                start = None
            continue
        depth += (character == "(") - (character == ")")
        if start is None:
            start = offset
    if start is not None:
        words.append((text[start:], start))
    return words


def parse_arguments(words: list[tuple[str, int]]) -> tuple[list[Argument], list[ExpressionError]]:
    """The arguments that `words` write, and everything that is wrong with them."""
    arguments: list[Argument] = []
    errors: list[ExpressionError] = []
    given: set[str] = set()
    for word, offset in words:
        match = _KEYWORD.match(word)
        name, value = (match[1], word[match.end() :]) if match else ("", word)
        value_offset = offset + len(word) - len(value)
        if not name and given:
            message = "a value without a name can't follow one with a name"
            errors.append(ExpressionError(message, offset, len(word), _loose_hint(word)))
            continue
        if name in given:
            errors.append(ExpressionError(f"{name} is given twice", offset, len(word)))
            continue
        try:
            expression = parse(value)
        except ExpressionError as error:
            hint = (None if word == "=" else error.hint) or _loose_hint(word)
            if not hint and value.count("(") > value.count(")"):
                hint = "inside [...] a comma ends the item; a call with a comma needs a line of its own, a size is 1x7"
            errors.append(ExpressionError(error.message, value_offset + error.offset, error.length, hint))
            continue
        if name:
            given.add(name)
        arguments.append(Argument(name, expression, offset, len(word), value_offset))
    return arguments, errors


def _loose_hint(word: str) -> str | None:
    if word == "=":
        return "write name=value, without spaces around the ="
    if word.endswith(","):
        return "arguments are separated by spaces, without commas"
    if word[0] in "=+-*/%<>!" or word[-1] in "=+-*/%<>" or word in ("if", "else", "and", "or", "not"):
        return "put an expression with spaces in parentheses"
    return None


def parse_call(text: str) -> ParsedCall:
    """The call that `text` writes. Raises CallError with everything that is wrong with it."""
    words = split_words(text)
    callee, offset = words[0] if words else ("", 0)
    if not NAME.match(callee):
        raise CallError([_callee_error(callee, offset)])
    arguments, errors = parse_arguments(words[1:])
    if errors:
        raise CallError(errors)
    return ParsedCall(text, callee, arguments)


def _callee_error(callee: str, offset: int) -> ExpressionError:
    if re.match(r"[A-Za-z]\w*\(", callee):
        name = callee.partition("(")[0]
        return ExpressionError("an operation is written without parentheses", offset, len(callee), f"{name} 64 3")
    if callee.endswith(","):
        return ExpressionError("an operation's name ends with a comma", offset, len(callee), "separate by spaces")
    if not callee:
        return ExpressionError("an operation is missing here", 0, 1, "as in: conv 64 3")
    message = f"'{callee[:40]}' is not the name of an operation"
    return ExpressionError(message, offset, len(callee), "a layer is written as OP ARGUMENTS, or NAME: OP ARGUMENTS")
