"""Numbers in a sum with their units in words: `1.2 million * 4`, `25 Mio. + 3 Mio.`, `1億2000万 × 2`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from convcalc.language.numbers.quantity import QuantityError, parse_quantity
from convcalc.language.numbers.units import COMPOSING, scale_of
from convcalc.study.sums.irrational import BY_LETTER, PI, begins_call
from convcalc.study.sums.tokens import CLOSE, EQUALS, NUMBER, OPEN, OPERATOR, POWER, WORD, Token

_LONGEST_ABBREVIATION = 4

_PERCENT_SIGNS = frozenset({"%", "％", r"\%", r"\\%"})
_OF = frozenset({"of", "von", "de", "di", "des", "от"})
"""Words that multiply by a percentage before them."""

_MULTIPLIED = ("(", "⌊", "⌈", r"\lfloor", r"\lceil")
"""Brackets that a number may stand directly before as a factor."""

_THIN = re.compile(r" ?|\\[,;:!] ?")
"""What may stand between two factors."""

_MAY_LACK_SIGN = {(NUMBER, OPEN), (CLOSE, OPEN), (POWER, OPEN), (NUMBER, NUMBER), (CLOSE, NUMBER), (POWER, NUMBER)}


def joined(line: str, tokens: list[Token]) -> list[Token]:
    """The tokens, with each operand and its unit in one; a result and its unit stay apart, as what it counts does.

    Where a product is written without a sign, `2(0.5 + 3)`, one stands that has no width.
    """
    if any(token.text in _PERCENT_SIGNS for token in tokens):
        tokens = list(_with_percents(tokens))
    kinds = [token.kind for token in tokens]
    pairs = set(pairwise(kinds))
    if (NUMBER, WORD) in pairs and any(_is_unit(token) for before, token in pairwise(tokens) if before.kind == NUMBER):
        tokens = list(_joined(line, tokens))
    if pairs.isdisjoint(_MAY_LACK_SIGN):
        return tokens
    ends = ends_of_brackets(tokens)
    opens = {end: start for start, end in ends.items()}
    signed = tokens[:1]
    for place in range(1, len(tokens)):
        token = tokens[place]
        if _may_lack_sign(line, tokens, place, opens) and (place < 2 or _goes_on(tokens, place, ends.get(place))):
            signed.append(Token(OPERATOR, "*", token.start, token.start, False))
        signed.append(token)
    return signed


def _with_percents(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with each operand in percent as one number, and a sign for "of" behind it: `20% of 50`, `1 - 20%`.

    A result in percent stays a number and its sign, but for one that others are added to, `= 3% + 6%`.
    """
    before, place = "", 0
    while place < len(tokens):
        token, *following = tokens[place : place + 5]
        texts, kinds = [part.text for part in following], [*(part.kind for part in following), "", "", ""]
        place += 1
        is_added = texts[1:2] == ["+"] and texts[3:] and texts[3] in _PERCENT_SIGNS
        if token.kind == NUMBER and (before != EQUALS or is_added) and texts[:1] and texts[0] in _PERCENT_SIGNS:
            is_of = kinds[1] == WORD and texts[1].lower() in _OF and kinds[2] == NUMBER
            ends = kinds[1] in (EQUALS, CLOSE) and before in (OPERATOR, OPEN)
            if is_of or ends or kinds[1] == OPERATOR:
                token = token._replace(text=f"({token.text}/100)", end=following[0].end)
                place += 1
            if is_of:
                yield token
                token = following[1]._replace(kind=OPERATOR, text="*")
                place += 1
        before = token.kind
        yield token


def _may_lack_sign(line: str, tokens: list[Token], place: int, opens: dict[int, int]) -> bool:
    """Whether a part of a line may multiply the one before it without a sign; a fraction behind a number is added.

    A letter that ends a number is a variable then, as in `2B(1 + 2)`, and no unit. `opens` says of each closing bracket
    where it is opened.
    """
    before, token = tokens[place - 1 : place + 1]
    if before.kind not in (NUMBER, CLOSE, POWER) or token.text == PI:
        return token.text == PI and before.kind in (NUMBER, CLOSE, POWER)
    is_thin = _THIN.fullmatch(line, before.end, token.start) is not None
    is_call, ends_call = begins_call(token.text), begins_call(tokens[opens.get(place - 1, place - 1)].text)
    if token.kind == NUMBER:
        ends_part = ends_call or before.text == "))" or _is_exponent(tokens, place - 1, opens)
        return ends_part and line[before.end - 1] == "}" and is_thin
    is_factor = before.text == "))" or ends_call or _is_raised_bracket(tokens, place - 1, opens)
    is_near = is_call and is_thin and (line[token.start] == "\\" or token.text == BY_LETTER)
    if token.kind != OPEN or (token.gap and not is_near and not is_factor):
        return False
    if line[before.end - 1].isalpha():
        return before.text == PI and (is_call or token.spelling(line) in (*_MULTIPLIED, "["))
    if token.text == "((":
        return before.kind != NUMBER
    return is_call or token.spelling(line) in _MULTIPLIED


def _is_exponent(tokens: list[Token], last: int, opens: dict[int, int]) -> bool:
    """Whether a token ends an exponent."""
    return tokens[last].kind == POWER or tokens[opens.get(last, last) - 1].text == "**"


def _is_raised_bracket(tokens: list[Token], last: int, opens: dict[int, int]) -> bool:
    """Whether a token ends a power of what stands in a bracket: `(0.6)^7`."""
    base = opens.get(last, last) - (1 if tokens[last].kind == POWER else 2)
    return base >= 0 and _is_exponent(tokens, last, opens) and tokens[base].kind == CLOSE


def _goes_on(tokens: list[Token], place: int, end: int | None) -> bool:
    """Whether a bracket is a factor and no note behind a result, `= 12(3 filters)`: then a sum goes on behind it."""
    text = tokens[place].text
    if tokens[place - 1].kind != NUMBER or tokens[place - 2].kind != EQUALS or text == PI or begins_call(text):
        return True
    following = tokens[end + 1 : end + 2] if end else []
    return bool(following) and following[0].kind in (EQUALS, OPERATOR)


def ends_of_brackets(tokens: list[Token]) -> dict[int, int]:
    """Where each bracket is closed that is."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == OPEN:
            opened.append(index)
        elif token.kind == CLOSE and opened:
            ends[opened.pop()] = index
    return ends


def is_implied(part: Token) -> bool:
    """Whether a sign multiplies that is not written."""
    return part.text == "*" and part.start == part.end


def _joined(line: str, tokens: list[Token]) -> Iterator[Token]:
    index, before = 0, ""
    while index < len(tokens):
        number, behind = with_units(line, tokens, index)
        following = tokens[behind].kind if behind < len(tokens) else ""
        composed = behind > index + 2 and tokens[behind - 1].text != "."
        if not (composed or before in (OPERATOR, OPEN) or following in (OPERATOR, EQUALS)):
            number, behind = tokens[index], index + 1
        index, before = behind, number.kind
        yield number


def with_units(line: str, tokens: list[Token], index: int) -> tuple[Token, int]:
    """A number with the units in words that are behind it, in one token, and the index behind them.

    A token that is no number, or has no such unit, stays as it is.
    """
    number, end = tokens[index], index + 1
    spelling = number.spelling(line)
    if number.kind != NUMBER or end == len(tokens) or not _is_unit(tokens[end]) or not spelling[-1:].isdigit():
        return number, end
    end = _behind_units(tokens, end)
    if end == index + 2 and COMPOSING.keys().isdisjoint(spelling):
        text = f"({number.text}*{scale_of(tokens[index + 1].text)})"
    else:
        try:
            text = str(parse_quantity(line[number.start : tokens[end - 1].end]).number)
        except QuantityError:
            return number, index + 1
    end += _is_abbreviated(tokens, end)
    return number._replace(text=text, end=tokens[end - 1].end), end


def _is_unit(token: Token) -> bool:
    return token.kind == WORD and (len(token.text) > 1 or not token.text.isascii()) and scale_of(token.text) is not None


def _behind_units(tokens: list[Token], end: int) -> int:
    """The index behind the unit at an index and the digits and units that go on from it."""
    for _ in COMPOSING:  # more units than go together
        composes = tokens[end].text in COMPOSING
        end += 1
        following = tokens[end : end + 2]
        if not composes or not following or following[0].kind != NUMBER:
            return end
        unit = len(following) > 1 and not following[1].gap and following[1].text in COMPOSING
        if following[0].gap and not unit:
            return end
        end += 1
        if not unit:
            break
    return end


def _is_abbreviated(tokens: list[Token], end: int) -> bool:
    """Whether a point stands behind a unit that is none of the end of a sentence."""
    following = tokens[end : end + 2]
    is_point = len(following) > 1 and following[0].text == "." and not following[0].gap
    return is_point and len(tokens[end - 1].text) <= _LONGEST_ABBREVIATION and following[1].kind in (OPERATOR, EQUALS)
