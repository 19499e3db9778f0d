"""Sums as they are typed on a command line: the grammar of those in documents, and nothing is prose.

`3*3*128*64`, `(227-11)/4 + 1`, `5x5x3x4 = 300`. Everything counts: an x between numbers multiplies whatever the spaces
around it, and what is no arithmetic is an error with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from convcalc.language.expression import parse
from convcalc.language.tree import FUNCTIONS, ExpressionError
from convcalc.language.values import MAXIMUM_BITS
from convcalc.study.sums.irrational import ROOT
from convcalc.study.sums.operands import with_units
from convcalc.study.sums.tokens import (
    CLOSE,
    EQUALS,
    NUMBER,
    OPEN,
    OPERATOR,
    OTHER,
    POWER,
    WORD,
    Token,
    closes,
    tokenize,
)
from convcalc.study.sums.values import MAXIMUM_LENGTH, THOUSANDS, Side, agrees, terms

LETTERS = frozenset({"x", "e", "k", "m", "g", "b", "t", "만", "억", "thousand", "million", "billion", "trillion"})
"""What stands in a sum beside functions: signs, powers of ten and units."""

_WORDS = r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+"


def is_sum(text: str) -> bool:
    """Whether nothing but numbers, signs and functions stand in a text, and a number among them."""
    if not any(map(str.isdecimal, text)) or len(text) > MAXIMUM_LENGTH:
        return False
    words = re.findall(_WORDS, re.sub(r"\\[a-zA-Z]+", " ", text).replace("make_divisible", "floor"))
    return all(word in FUNCTIONS or word.lower() in LETTERS for word in words)


def read_sum(text: str) -> list[Side]:
    """The sides of the sum that a text is, without what is to be worked out (`=`, `= ?`) at its end.

    Raises ExpressionError, at its place in the text, for what is none.
    """
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError(f"a sum has at most {MAXIMUM_LENGTH:,} characters", 0, len(text))
    tokens = list(_joined(text, tokenize(text, certain=True)))
    if not tokens:
        raise ExpressionError("there is no sum here", 0, max(1, len(text)), 'write one in quotes: "3*3*64"')
    if [token.text for token in tokens[-2:]] == ["=", "?"]:
        tokens.pop()
    sides: list[Side] = []
    for side in _split(text, tokens):
        _check(text, side.parts)
        if not side.values or _has_broken_exponent(side):
            _say_why(side)
        sides.append(side)
    return sides


def agree(left: Side, right: Side) -> bool:
    """Whether two sides are equal, one of them as precisely as its number is written."""
    for number, other in ((right, left), (left, right)):
        quantity = number.quantity()
        if quantity is not None and agrees(quantity, [number.sign * value for value in other.values]):
            return True
    return any(value == other for value in left.values for other in right.values)


# Tokens


def _joined(text: str, tokens: list[Token]) -> Iterator[Token]:
    """The tokens with what belongs together in one: a number and its unit in words.

    Commas between the arguments of a function part them, and `%` between numbers is an operator.
    """
    pending: list[bool] = []
    index = 0
    while index < len(tokens):
        token, index = with_units(text, tokens, index)
        following = tokens[index] if index < len(tokens) else None
        if token.text == "%" and following and following.kind in (NUMBER, OPEN, WORD):
            token = token._replace(kind=OPERATOR)
        elif token.kind == OPEN:
            before = tokens[index - 2].text if index > 1 else ""
            pending.append(FUNCTIONS.get(before, (1, 1))[1] > 1)
        elif token.kind == CLOSE and pending:
            pending.pop()
        if pending and pending[-1] and token.kind in (NUMBER, OTHER) and "," in token.spelling(text)[1:]:
            yield from _arguments(text, token)
        else:
            yield token


def _arguments(text: str, token: Token) -> Iterator[Token]:
    """The arguments of a function that stand together, as `3,4`. Raises ExpressionError for `3,400`."""
    together = token.spelling(text)
    if token.kind == NUMBER:
        hint = f"write {together.replace(',', ', ')} or {together.replace(',', '')}"
        _refuse(token, f"{together} may be one number, or several", hint)
    for part in re.finditer(r"[^,]+|,", together):
        for piece in tokenize(part[0], certain=True):
            start, end = (token.start + part.start() + offset for offset in (piece.start, piece.end))
            yield piece._replace(start=start, end=end)


def _has_broken_exponent(side: Side) -> bool:
    """Whether a power in a side has no exact value, as `2^(1/2)`: what is typed is worked out exactly."""
    for begin, end in terms(side.parts):
        text = "".join(part.text for part in side.parts[begin:end])
        if "**" in text and ROOT not in text:
            try:
                parse(text.lstrip("+-")).evaluate(THOUSANDS)
            except ExpressionError:
                return True
    return False


def _split(text: str, tokens: list[Token]) -> Iterator[Side]:
    """The sides, with whether each is "about" that much; nothing behind the last sign is no side."""
    side: list[Token] = []
    about = False
    for index, token in enumerate(tokens):
        if token.kind == EQUALS or (token.text == "~" and side):
            if not side:
                _refuse(token, "nothing stands before this sign")
            yield Side(text, side, 0, about)
            side, about = [], token.text in ("≈", "~")
        elif token.text == "~" and not side and index:
            about = True
        else:
            side.append(token)
    if side:
        yield Side(text, side, 0, about)


# What is wrong


def _refuse(token: Token, message: str, hint: str | None = None) -> NoReturn:
    raise ExpressionError(message, token.start, max(1, token.end - token.start), hint)


def _check(text: str, parts: list[Token]) -> None:
    """Raise ExpressionError for the first token that can't stand where it does."""
    brackets: list[tuple[Token, bool]] = []
    operand, function = True, False
    for token, before in zip(parts, [None, *parts], strict=False):
        spelling = token.spelling(text) or "/"
        if token.kind == WORD and token.text in FUNCTIONS and operand:
            function = True
            continue
        if function and token.kind != OPEN:
            _refuse(token, f"a bracket is missing behind '{before.text if before else ''}'", "as in floor(7/2)")
        if token.kind == OPEN and operand:
            brackets.append((token, function))
        elif token.kind == NUMBER and operand:
            operand = False
        elif token.kind == CLOSE and not operand and brackets and closes(text, brackets[-1][0], token):
            brackets.pop()
        elif _parts(token, operand, bool(brackets) and brackets[-1][1]):
            operand = True
        elif token.kind != POWER or operand:
            _say_wrong(token, spelling, operand, before)
        function = False
    last = parts[-1]
    if operand or function:
        _refuse(last, f"a number is missing behind '{last.spelling(text)}'")
    if brackets:
        opening = brackets[-1][0]
        _refuse(opening, f"the bracket '{opening.spelling(text)}' is never closed")


def _parts(token: Token, operand: bool, function: bool) -> bool:
    """Whether a token stands between two operands, or is a sign before one; `function`: it is among its arguments."""
    if token.kind == OPERATOR:
        return not operand or token.text in ("-", "+")
    return token.text == "," and not operand and function


def _say_wrong(token: Token, spelling: str, operand: bool, before: Token | None) -> NoReturn:
    """Refuse a token that can't stand where it does, by what it is."""
    if token.kind == WORD:
        hint = f"the functions are {', '.join(FUNCTIONS)}" if operand else "leave it out: a sum has no words"
        if spelling == "mod":
            hint = "write %, as in 27 % 4"
        elif len(spelling) == 1:
            hint = "put in the number that it stands for: a sum has no letters"
        _refuse(token, f"'{spelling}' is no number and no sign", hint)
    if token.text == ",":
        _refuse(token, "this comma separates nothing", "several sums stand in quotes of their own")
    if token.text == "%":
        _refuse(token, "a percentage is no number here", "write 8 % as 8/100")
    if token.kind == OTHER and token.text[0].isdigit():
        _refuse(token, f"'{spelling}' is no number", _number_hint(spelling))
    if token.kind not in (NUMBER, OPEN, CLOSE, POWER, OPERATOR):
        _refuse(token, f"'{spelling}' is no sign of a sum", "the signs are + - * x / // % ^ ( ) =")
    if token.kind == CLOSE and not operand:
        _refuse(token, f"'{spelling}' closes nothing")
    if token.kind in (NUMBER, OPEN) and before is not None:
        _refuse(token, f"a sign is missing before '{spelling}'", "write x before it if they are multiplied")
    _refuse(token, f"a number is missing before '{spelling}'")


def _number_hint(spelling: str) -> str | None:
    """How a number may be meant that is none."""
    if re.fullmatch(r"0[xX][0-9a-fA-F]+", spelling):
        return f"write {spelling[0]} x {spelling[2:]} for a product; hexadecimal numbers are not read"
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", spelling):
        return f"points do not group digits here; write {spelling.replace('.', ',')}"
    if re.fullmatch(r"0[0-9]+", spelling):
        return f"write {spelling.lstrip('0') or '0'}"
    if spelling.isdecimal():
        return "put what stands below a root, or in a fraction, in braces"
    if re.fullmatch(r"[0-9,]+", spelling):
        point = f"{spelling.replace(',', '.')} or " if spelling.count(",") == 1 else ""
        return f"commas group three digits; write {point}{spelling.replace(',', '')}"
    return None


def _say_why(side: Side) -> NoReturn:
    """Refuse an expression that has no value, for what its reader says of it."""
    start, length = side.parts[0].start, len(side.text)
    try:
        parse("".join(part.text for part in side.parts)).evaluate(THOUSANDS)
    except ExpressionError as error:
        large = f"a result is at most 2^{MAXIMUM_BITS}" if "large" in error.message else None
        raise ExpressionError(error.message, start, length, error.hint or large) from None
    raise ExpressionError("this is too long for one sum", start, length, "work out its parts one after the other")
