r"""Functions in a sum: `\log_2 8`, `e^{-3}`, `5!`, `\binom{5}{2}`, `\sqrt[3]{27}`, `17 mod 5`, `2\pi`.

Each becomes an opening bracket that bears its name, its arguments, and a closing one that has no width; a remainder an
operator. How far an argument without brackets reaches is not always plain, as in `\ln 2/3`: such a function stays a
word, and what stands beside it no sum.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from convcalc.study.sums.irrational import BY_LETTER, CHOSEN, PI, ROOT, UNKNOWN_BASE
from convcalc.study.sums.tokens import CLOSE, COMMAND, EQUALS, NUMBER, OPEN, OPERATOR, OTHER, POWER, WORD, Token
from convcalc.study.sums.values import Side

_ALONE = {
    "ln": "ln(", r"\ln": "ln(", "exp": "exp(", r"\exp": "exp(", "log₂": "log2(", "log₁₀": "log10(", r"\sqrt": ROOT,
    **dict.fromkeys(("log", r"\log", "lg", r"\lg"), UNKNOWN_BASE),
}  # fmt: skip
"""Functions of one argument, and how they are called."""

_SEVERAL = {
    "max": "max(", r"\max": "max(", "min": "min(", r"\min": "min(", "gcd": "gcd(", r"\gcd": "gcd(", "lcm": "lcm(",
    "C": CHOSEN,
}  # fmt: skip
"""Functions of several, with commas between these."""

_BINOMIALS = frozenset({r"\binom", r"\dbinom", r"\tbinom"})
_REMAINDERS = frozenset({"mod", r"\bmod", r"\mod", "%", r"\%"})
_PIS = frozenset({"π", r"\pi"})
_DIVIDED = {r"\over": "/", r"\choose": ","}
"""What stands in braces between two that are divided, or of which one is chosen from the other."""

_MARKS = frozenset({*_ALONE, *_SEVERAL, *_BINOMIALS, *_REMAINDERS, *_PIS, *_DIVIDED, "!", "e"})
_INSIDE = _MARKS | {",", "_"}
_LARGEST_BASE = 36
_DEEPEST = 10
"""So many functions may stand in each other."""

BASES = ("ln(", "log2(", "log10(")
"""The logarithms that one may be of which no base is said."""


def called(line: str, tokens: list[Token]) -> list[Token]:
    """The tokens of a line with its functions as brackets that bear their names."""
    if _MARKS.isdisjoint([token.text for token in tokens]):
        return tokens
    reader = _Reader(line, tokens)
    reader.read(0, len(tokens), 0)
    return reader.made


def in_bases(side: Side) -> list[Side]:
    """A side alone, or what it may be where it has logarithms of which no base is said."""
    if UNKNOWN_BASE not in side.texts:
        return [side]
    bases = ([part._replace(text=base) if part.text == UNKNOWN_BASE else part for part in side.parts] for base in BASES)
    return [Side(side.line, parts, side.index, side.about) for parts in bases]


class _Reader:
    """Reads the tokens of a line, each once; `made` are those with functions.

    `has_factorial` says that a side has one already. `ends` holds for each bracket where it is closed, `divided` the
    sign inside it that divides what it holds, and `strangers` how many tokens before each have no part in a sum.
    """

    def __init__(self, line: str, tokens: list[Token]) -> None:
        self.line = line
        self.tokens = tokens
        self.made: list[Token] = []
        self.has_factorial = False
        self.ends: dict[int, int] = {}
        self.divided: dict[int, int] = {}
        self.strangers = [0]
        opened: list[int] = []
        for index, token in enumerate(tokens):
            is_strange = token.kind in (WORD, COMMAND, OTHER) and token.text not in _INSIDE
            self.strangers.append(self.strangers[-1] + is_strange)
            if token.kind == OPEN:
                opened.append(index)
            elif token.kind == CLOSE and opened:
                self.ends[opened.pop()] = index
            elif token.text in _DIVIDED and opened:
                self.divided.setdefault(opened[-1], index)

    def read(self, start: int, end: int, depth: int) -> None:
        """Put what stands from an index to before another, inside so many functions."""
        index = start
        while index < end:
            function = self.function_at(index) if depth < _DEEPEST else None
            index = function(index, depth) if function else self.put_token(index)

    def function_at(self, index: int) -> Callable[[int, int], int] | None:
        """What puts the function that begins at an index, and says where it ends; None where there is none."""
        token = self.tokens[index]
        text = token.text
        if token.kind in (NUMBER, OPEN):
            if self.is_factorial(index):
                return self.factorial
            return self.quotient if index in self.divided and self.behind_operand(index) else None
        if self.is_part_of_name(token):
            return None
        if text in _ALONE:
            return self.of_one if self.argument(index) else None
        if text in _SEVERAL:
            return self.of_several if self.arguments(index) else None
        if text in _BINOMIALS:
            middle = self.behind(index + 1) and self.behind_operand(index + 1)
            return self.binomial if middle and self.behind(middle) and self.behind_operand(middle) else None
        return self.exponential if text == "e" and self.exponent_end(index) else None

    def put_token(self, index: int) -> int:
        """Put a token that begins no function: as it is, or as a number or a sign that it stands for."""
        token = self.tokens[index]
        self.has_factorial = self.has_factorial and token.kind != EQUALS
        if token.text in _PIS and not self.is_indexed(index + 1):
            token = token._replace(kind=NUMBER, text=PI)
        elif token.text in _REMAINDERS and self.is_remainder(index):
            token = token._replace(kind=OPERATOR, text="%")
        self.made.append(token)
        return index + 1

    def add(self, kind: str, text: str, place: int) -> None:
        """Put a token that has no width."""
        self.made.append(Token(kind, text, place, place, False))

    def at(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def kind(self, index: int) -> str:
        token = self.at(index)
        return token.kind if token else ""

    def text(self, index: int) -> str:
        token = self.at(index)
        return token.text if token else ""

    def is_part_of_name(self, token: Token) -> bool:
        """Whether a word is the end of a name, as in `x.log` and `d_ln`, or of a word."""
        before = self.line[max(0, token.start - 1) : token.start]
        return token.kind == WORD and (before.isalpha() or before in ("_", "."))

    def is_indexed(self, index: int) -> bool:
        r"""Whether an index stands at a place, or a bracket behind a letter alone: `\pi_1`, `π(10)`."""
        token = self.at(index)
        if token is None or token.gap:
            return False
        is_factor = index > 1 and self.kind(index - 2) in (NUMBER, CLOSE) and not self.tokens[index - 1].gap
        return token.text == "_" or (token.text == "(" and not is_factor)

    def behind(self, index: int) -> int:
        """Where a bracket ends that begins at an index; 0 where there is none."""
        return self.ends.get(index, -1) + 1

    def behind_operand(self, index: int) -> int:
        """Where a number, a bracket or a fraction ends that begins at an index; 0 where there is none."""
        if self.kind(index) == NUMBER:
            return index + 1
        end = self.behind(index)
        if end and self.text(index) == "((" and self.text(end) == "/":
            end = self.behind(end + 1)
        return end if self.strangers[end] == self.strangers[min(index, end)] else 0

    def argument(self, index: int) -> tuple[str, int, int] | None:
        """Of a function of one argument its name, and where the argument begins and ends.

        None of what follows may be a part of an argument, nor of what the function is raised to.
        """
        name, start = self.with_base(index, _ALONE[self.tokens[index].text])
        end = self.behind_operand(start) if name else 0
        if name.startswith("l") and end == start + 1 and self.text(end) == "**":
            end = self.behind_operand(end + 1)
        if not end or name == ROOT:
            return None
        first, following = self.tokens[start], self.at(end)
        if name.startswith("root") and first.kind == NUMBER and (first.gap or len(first.text) > 1):
            return None
        if self.tokens[index].kind == WORD and first.gap and (first.kind == OPEN or name == "exp("):
            return None
        if following is not None:
            divides = following.text in ("*", "/") and not following.gap
            if following.kind == POWER or following.text in ("**", "!", *_PIS):
                return None
            if first.kind == NUMBER and (divides or following.kind == OPEN):
                return None
        return name, start, end

    def with_base(self, index: int, name: str) -> tuple[str, int]:
        """The name of a function with its base or index, and where its argument begins."""
        token, following = self.tokens[index], self.at(index + 1)
        if following is None or name not in (UNKNOWN_BASE, ROOT):
            return name, index + 1
        between = self.line[token.end : following.start].strip()
        if between.replace(" ", "") in ("_10", "_{10}"):
            return "log10(", index + 1
        is_based = "_" in (following.text, between) or (
            token.kind == WORD and following.kind == NUMBER and not following.gap
        )
        if name == ROOT:
            is_based = following.spelling(self.line) == "["
        if not is_based:
            return name, index + 1
        place = index + 1 + (following.text == "_")
        end = self.behind_operand(place)
        base = self.text(place) if end == place + 1 else self.text(place + 1) if end == place + 3 else ""
        if not base.isdecimal() or len(base) > 2 or not 2 <= int(base) <= _LARGEST_BASE:
            return "", place
        return f"{'root' if name == ROOT else 'log'}{base}(", end

    def put(self, name: str, index: int, arguments: list[tuple[int, int]], depth: int) -> int:
        """Put a function, named at an index, of arguments that stand from an index to before another."""
        head, before = self.tokens[index], self.tokens[arguments[0][0] - 1]
        self.made.append(Token(OPEN, name, head.start, before.end, head.gap))
        for place, (start, end) in enumerate(arguments):
            if place:
                self.add(OPERATOR, ",", self.tokens[start].start)
            self.read(start, end, depth + 1)
        return arguments[-1][1]

    def of_one(self, index: int, depth: int) -> int:
        r"""`\ln(2)`, `\log_2 8`, `\sqrt[3]{27}`"""
        name, start, end = self.argument(index) or ("", 0, 0)
        self.put(name, index, [(start, end)], depth)
        self.add(CLOSE, ")", self.tokens[end - 1].end)
        return end

    def arguments(self, index: int) -> list[tuple[int, int]]:
        """Where the arguments begin and end that stand in a bracket behind a name, with commas between them."""
        opening, end = self.at(index + 1), self.behind(index + 1)
        if opening is None or opening.gap or not end:
            return []
        if end == index + 4 and self.is_pair(self.tokens[index + 2]):
            return [(index + 2, index + 3)]
        if end != self.behind_operand(index + 1):
            return []
        commas, inner = [index + 1], index + 2
        while inner < end - 1:
            if self.text(inner) == ",":
                commas.append(inner)
            inner = self.behind(inner) or inner + 1
        parts = [(before + 1, comma) for before, comma in pairwise([*commas, end - 1])]
        return parts if len(parts) > 1 and all(start < stop for start, stop in parts) else []

    def is_pair(self, token: Token) -> bool:
        """Whether two whole numbers stand together that are no number: `C(5,2)`."""
        numbers = token.text.split(",")
        return token.kind == OTHER and len(numbers) == 2 and all(map(str.isdecimal, numbers))

    def of_several(self, index: int, depth: int) -> int:
        r"""`C(5,2)`, `\max(3, 5)`"""
        parts, name = self.arguments(index), _SEVERAL[self.tokens[index].text]
        end = self.put(name, index, parts, depth)
        if len(parts) == 1:
            pair = self.made.pop()
            first, _, second = pair.text.partition(",")
            middle = pair.start + len(first)
            self.made += [
                Token(NUMBER, first, pair.start, middle, False),
                Token(OPERATOR, ",", middle, middle + 1, False),
                Token(NUMBER, second, middle + 1, pair.end, False),
            ]
        self.made.append(self.tokens[end])
        return end + 1

    def binomial(self, index: int, depth: int) -> int:
        r"""`\binom{5}{2}`"""
        middle = self.behind(index + 1)
        end = self.put(CHOSEN, index, [(index + 1, middle), (middle, self.behind(middle))], depth)
        self.add(CLOSE, ")", self.tokens[end - 1].end)
        return end

    def exponent_end(self, index: int) -> int:
        """Where the exponent of a letter ends, which nothing is raised to or attached to; 0 where it has none."""
        end = self.behind_operand(index + 2) if self.text(index + 1) == "**" else 0
        following = self.at(end)
        return 0 if end and following is not None and following.text in ("**", "!") else end

    def exponential(self, index: int, depth: int) -> int:
        """`e^{-3}`"""
        end = self.put(BY_LETTER, index, [(index + 2, self.exponent_end(index))], depth)
        self.add(CLOSE, ")", self.tokens[end - 1].end)
        return end

    def quotient(self, index: int, depth: int) -> int:
        r"""`{200 - 3 \over 2}`, `{5 \choose 2}`"""
        sign, end = self.divided[index], self.ends[index]
        opening, divides = self.tokens[index], self.tokens[sign]
        self.made.append(opening._replace(text="(" if divides.text == r"\over" else CHOSEN))
        self.add(OPEN, "(", opening.end)
        self.read(index + 1, sign, depth + 1)
        self.add(CLOSE, ")", divides.start)
        self.made.append(divides._replace(kind=OPERATOR, text=_DIVIDED[divides.text]))
        self.add(OPEN, "(", divides.end)
        self.read(sign + 1, end, depth + 1)
        self.add(CLOSE, ")", self.tokens[end].start)
        self.made.append(self.tokens[end])
        return end + 1

    def is_factorial(self, index: int) -> bool:
        """Whether a sign behind an operand is no end of a sentence: the sum goes on behind it, or has one already."""
        end = index + 1 if self.kind(index) == NUMBER else self.behind(index)
        token, following = self.at(end) if end else None, self.at(end + 1)
        if token is None or token.text != "!" or token.gap:
            return False
        if following is None or following.text == ".":
            return self.has_factorial
        return following.kind in (OPERATOR, EQUALS, CLOSE) or self.is_factor(end + 1)

    def is_factor(self, index: int) -> bool:
        """Whether another factorial of a number stands at an index: `3!2!`."""
        behind = self.at(index + 1)
        return self.kind(index) == NUMBER and behind is not None and behind.text == "!" and not behind.gap

    def factorial(self, index: int, depth: int) -> int:
        """`5!`, `(5 - 2)!`"""
        self.has_factorial = True
        first = self.tokens[index]
        end = index + 1 if first.kind == NUMBER else self.behind(index)
        self.made += [Token(OPEN, "factorial(", first.start, first.start, first.gap), first]
        if first.kind == OPEN:
            self.read(index + 1, end, depth + 1)
        place = self.tokens[end].end
        self.add(CLOSE, ")", place)
        if self.is_factor(end + 1):
            self.add(OPERATOR, "*", place)
        return end + 1

    def is_remainder(self, index: int) -> bool:
        """Whether a sign or a word stands between two operands of which the first is divided by the second.

        A percent sign does so between two numbers alone, with spaces on both sides or none.
        """
        following = self.at(index + 1)
        if not self.made or self.made[-1].kind not in (NUMBER, CLOSE) or following is None:
            return False
        token = self.tokens[index]
        if "%" not in token.text:
            return following.kind in (NUMBER, OPEN)
        return (
            token.gap == following.gap
            and following.kind == NUMBER
            and self.kind(index + 2) in (EQUALS, CLOSE, OPERATOR)
        )
