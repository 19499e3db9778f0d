"""Calls as Python writes them, `nn.Conv2d(3, 64, kernel_size=7)`, are read here. None of it is ever run.

What is read is a call of which every argument is a literal: a number, a text, true, false or None, a tuple or list of
these, a sum or product of whole numbers; or a call again; or a name, which stands for nothing but itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from convcalc.language.expression import parse
from convcalc.language.tree import ExpressionError
from convcalc.language.values import show_value

MAXIMUM_DEPTH = 32
MAXIMUM_LENGTH = 100_000
"""How deep parentheses may nest, and how many characters a call may have."""

LINE_BEGINS = r"(?:(?<![\w.])[A-Za-z_][\w.]*+[ ]*+=[ ]*+|\((?:[A-Za-z_]\w*+|\d++)\):[ ]*+)"
"""What may stand before a layer of code on its line: `self.conv1 = `, and `(0): ` as PyTorch prints it."""

TOKENS = (
    r"(?P<entry>\((?:[A-Za-z_]\w*+|\d++)\):)|(?P<space>\s+)|(?P<comment>\#[^\n]*)|(?P<text>'[^'\\\n]*'|\"[^\"\\\n]*\")"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<number>\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)"
    r"|(?P<operator>//|\*\*|[-+*/%])|(?P<mark>[()\[\],=])|(?P<wide>[\uff01-\uff5e])"
)
"""What a call is made of, each kind under its name."""

_NUMBER = r"(?:\d{1,30}|\d{1,15}\.\d{0,15}|\.\d{1,15})(?:[eE][-+]?\d{1,2})?\Z"
PARTNER = {"(": ")", "[": "]"}
"""What closes each bracket."""

_WORDS = {"True": True, "False": False, "None": None}


class CodeName(NamedTuple):
    """A name where a value stands: `x`, `tf.nn.relu`."""

    name: str


CodeValue: TypeAlias = "int | Fraction | str | CodeName | CodeCall | tuple[CodeValue, ...] | None"
"""What stands in code for a value; True and False are whole numbers, and lists are tuples."""


class CodeArgument(NamedTuple):
    """An argument, by position (no name) or by name; offsets count characters of the text, the value's own apart.

    The name of a printed one is as it is printed: `(0):`.
    """

    name: str
    value: CodeValue
    offset: int
    length: int
    value_offset: int


class CodeCall(NamedTuple):
    """A call: the dotted name, its arguments in order, and where it stands in the text."""

    name: str
    arguments: tuple[CodeArgument, ...]
    offset: int
    length: int


def written_call(op: str, arguments: Iterable[CodeArgument]) -> str:
    """A call as it is written here, of an op and arguments whose values are texts."""
    return " ".join([op, *(f"{one.name}={one.value}" if one.name else str(one.value) for one in arguments)])


class CodeLine(NamedTuple):
    """A call on a line of its own, under the name that it is assigned to or printed with; empty for none."""

    name: str
    offset: int
    call: CodeCall


def read_lines(text: str) -> list[CodeLine]:
    """The calls that `text` writes, each on a line of its own or behind a comma. Raises ExpressionError."""
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError(f"this call has more than {MAXIMUM_LENGTH:,} characters", 0)
    return _CodeReader(text).lines()


_BETWEEN = {
    "(": "a layer that is called on a name, Dense(10)(x), is written without it: Dense(10)",
    **dict.fromkeys(")]=+-*/", None),
}
"""What to do with what stands behind a call on its line, by its first character; a name is of another layer."""


class _CodeReader:
    """Reads the tokens of a text from left to right; behind the last one stand two empty ones."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [token for token in _tokens(text) if token.lastgroup not in ("space", "comment")]
        end = re.compile("").match(text, len(text))
        assert end is not None
        self.tokens += [end, end]
        self.at = 0

    def lines(self) -> list[CodeLine]:
        lines: list[CodeLine] = []
        while self.peek() or not lines:
            first = self.at
            if first:
                before, token = self.tokens[first - 1 : first + 1]
                if before[0] != "," and "\n" not in self.text[before.end() : token.start()]:
                    raise self.unexpected(_BETWEEN.get(token[0][0], "put commas between the layers"))
            name, offset = self.name_before()
            call = self.value(0)
            if not isinstance(call, CodeCall):
                raise self.no_layer(first)
            lines.append(CodeLine(name, offset, call))
            if self.peek() == ",":
                self.at += 1
        return lines

    def name_before(self) -> tuple[str, int]:
        """The name that the next call is assigned to, or printed with, and where it stands."""
        token = self.tokens[self.at]
        if token.lastgroup == "entry":
            self.at += 1
            return token[0][1:-2], token.start() + 1
        if token.lastgroup == "name" and self.tokens[self.at + 1][0] == "=":
            self.at += 2
            return token[0], token.start()
        return "", token.start()

    def no_layer(self, at: int) -> ExpressionError:
        """That from a token on there stands no call."""
        if not at:
            return self.unexpected()
        token = self.tokens[at]
        hint = "each is a call, as in nn.ReLU(); leave out what is none"
        return ExpressionError(f"'{token[0][:40]}' begins no layer", token.start(), len(token[0]), hint)

    def peek(self) -> str:
        return self.tokens[self.at][0]

    def unexpected(self, hint: str | None = None) -> ExpressionError:
        token = self.tokens[self.at]
        if not token[0]:
            return ExpressionError("the call ends too early", max(0, len(self.text) - 1), 1, "is a ) missing?")
        if token.lastgroup == "wide":
            hint = "Python takes ASCII's digits and signs"
        return ExpressionError(f"'{token[0][:40]}' can't stand here", token.start(), len(token[0]), hint)

    def expect(self, mark: str) -> None:
        if self.peek() != mark:
            raise self.unexpected()
        self.at += 1

    def value(self, depth: int) -> CodeValue:
        """A literal, a name, or a call."""
        token = self.tokens[self.at]
        if token[0] and depth > MAXIMUM_DEPTH:
            raise ExpressionError(f"parentheses nest deeper than {MAXIMUM_DEPTH} levels", token.start(), 1)
        kind = token.lastgroup
        if kind == "text":
            self.at += 1
            return token[0][1:-1]
        if kind == "name":
            self.at += 1
            if self.peek() == "(":
                return self.call(token, depth)
            return _WORDS[token[0]] if token[0] in _WORDS else CodeName(token[0])
        end = self.end_of_sum()
        if end > self.at:
            return self.sum(end)
        if token[0] in PARTNER:
            return self.several(PARTNER[token[0]], depth)
        raise self.unexpected()

    def call(self, name: re.Match[str], depth: int) -> CodeCall:
        """The arguments of a call behind its name; printed ones, `(0): ReLU()`, stand there without commas."""
        arguments: list[CodeArgument] = []
        self.expect("(")
        while self.peek() != ")":
            first, following = self.tokens[self.at : self.at + 2]
            printed = first.lastgroup == "entry"
            keyword = ""
            if printed or (first.lastgroup == "name" and following[0] == "="):
                keyword = first[0]
                self.at += 1 if printed else 2
            start, offset = self.tokens[self.at].start(), first.start()
            value = self.value(depth + 1)
            arguments.append(CodeArgument(keyword, value, offset, self.tokens[self.at - 1].end() - offset, start))
            if printed and self.tokens[self.at].lastgroup == "entry":
                continue
            if self.peek() != ")":
                self.expect(",")
        self.at += 1
        return CodeCall(name[0], tuple(arguments), name.start(), self.tokens[self.at - 1].end() - name.start())

    def several(self, closing: str, depth: int) -> CodeValue:
        """A tuple or a list; what stands alone in parentheses, without a comma, is itself."""
        self.at += 1
        values = []
        comma = closing == "]"
        while self.peek() != closing:
            values.append(self.value(depth + 1))
            if self.peek() != closing:
                self.expect(",")
                comma = True
        self.at += 1
        return tuple(values) if comma or not values else values[0]

    def end_of_sum(self) -> int:
        """The place behind the numbers, signs and parentheses that stand here; this one where no sum does."""
        brackets, at, numbers = 0, self.at, 0
        while True:
            token = self.tokens[at]
            brackets += (token[0] == "(") - (token[0] == ")")
            if brackets < 0 or (token.lastgroup not in ("number", "operator") and token[0] not in ("(", ")")):
                break
            numbers += token.lastgroup == "number"
            at += 1
        return at if numbers and brackets <= 0 else self.at

    def sum(self, end: int) -> CodeValue:
        """A number, or numbers with signs between; it is worked out as expressions are, within the same bounds.

        What Python has as a float is a Fraction, whole or not.
        """
        start, self.at = self.at, end
        parts = self.tokens[start : self.at]
        for part in parts:
            if part.lastgroup == "number" and not re.match(_NUMBER, part[0].replace("_", "")):
                raise ExpressionError(f"'{part[0][:40]}' is not a number here", part.start(), len(part[0]))
        if len(parts) == 1 and parts[0][0].isdecimal():
            return int(parts[0][0])
        written = "".join(_number(part[0]) if part.lastgroup == "number" else part[0] for part in parts).lstrip("+")
        try:
            value = parse(written).number({})
            return Fraction(value) if any(part[0] == "/" or re.search("[.eE]", part[0]) for part in parts) else value
        except ExpressionError as error:
            raise ExpressionError(error.message, parts[0].start(), parts[-1].end() - parts[0].start()) from None


def _tokens(text: str) -> Iterator[re.Match[str]]:
    pattern = re.compile(TOKENS, re.ASCII)
    offset = 0
    while offset < len(text):
        token = pattern.match(text, offset)
        if token is None:
            raise ExpressionError(f"'{text[offset]}' can't stand in a call that is read", offset)
        yield token
        offset = token.end()


def _number(text: str) -> str:
    """A number of Python's as expressions write it: without an exponent, with a digit on both sides of the point."""
    digits, _, exponent = text.replace("_", "").lower().partition("e")
    whole, _, places = digits.partition(".")
    power = int(exponent or 0)
    if power >= 0:
        whole, places = whole + places[:power].ljust(power, "0"), places[power:]
    else:
        padded = whole.rjust(1 - power, "0")
        whole, places = padded[:power], padded[power:] + places
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{places}" if places.strip("0") else whole


def as_in_python(value: CodeValue) -> str:
    """A value as Python writes it."""
    if isinstance(value, CodeName | CodeCall):
        return value.name if isinstance(value, CodeName) else f"{value.name}(…)"
    if isinstance(value, tuple):
        return f"({', '.join(map(as_in_python, value))}{',' * (len(value) == 1)})"
    if isinstance(value, Fraction):
        return show_value(value) if value.denominator > 1 else f"{show_value(value)}.0"
    return repr(value)
