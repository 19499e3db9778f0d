"""What stands around a sum: whether it may begin and end there, and which unit follows its result."""

from __future__ import annotations

import re

from convcalc.language.numbers.units import scale_of, unit_length
from convcalc.language.tuples import NamedTuple
from convcalc.study.sums.irrational import begins_call
from convcalc.study.sums.tokens import CLOSE, COMMAND, EQUALS, NUMBER, OPEN, OPERATOR, OTHER, POWER, WORD, Token

_ABOUT = """
~ ≈ about approx approximately roughly around circa ca nearly almost 약 대략 총약 约 大约 大概 约为 共约 約 大約
およそ ほぼ ungefähr etwa rund environ aproximadamente
"""
ABOUT = frozenset(_ABOUT.split())
"""What says, left of a number, that it is not exact."""

_ABOUT_BEHIND = re.compile(
    r"[^\w\n]{0,6}(?:[^\W\d_]{1,12}?\s?)?"
    r"(?:左右(?![各两兩对對])|정도|쯤|가량|程度|前後|くらい|ぐらい|ほど|(?<=\s)or so\b)"
)
"""The same right of a number, perhaps behind what is counted: `36,000개 정도`, `3600万个左右`."""

_TOTAL = """
total, total of, a total of, grand total, a grand total of, in total, exactly, only, 총, 총합, 합계, 모두, 전체, 정확히,
共, 共有, 共计, 一共, 总共, 总计, 合计, 總共, 合計, 計, 全部で, 合計で, insgesamt, zusammen, genau, exactement,
au total, un total de, en total, un total di, um total de, exactamente, всего, итого
"""
_TOTALS = frozenset(tuple(words.split()) for words in _TOTAL.split(","))
_BEGIN_TOTALS = frozenset(words[0] for words in _TOTALS)
_LONGEST_TOTAL = max(map(len, _TOTALS))

_OPERATIONS = """
times plus minus over per twice thrice double half triple quarter x log ln lg exp sqrt root cbrt sin cos tan cot max min
mod abs sgn det tr rank dim deg gcd lcm choose not
"""
OPERATIONS = frozenset(_OPERATIONS.split())
"""Words that do something to the number behind them, so that a sum does not begin there."""

HIDDEN = "\ufffc"
"""Stands for each character that is no part of any sum, as those that a command has printed."""

PARTED = "\ufff9"
"""Stands between digits that a reader sees together, as in a number of which a part is in bold: it is not read."""

_TAG = r"/?(?:a|b|big|code|em|font|i|kbd|mark|s|samp|small|span|strong|sup|tt|u|var)(?![a-zA-Z])[^<>]{0,100}>"
_BEFORE_TAG, _BEHIND_TAG = re.compile(rf"[0-9]<{_TAG}\Z"), re.compile(rf"sup|{_TAG}[0-9]")
"""Tags inside a line, between digits that a reader sees together; what is raised is another number."""

BEFORE = frozenset("`$\"'“”‘’«»「」『』|:;,—?!>→⇒➔•●▪◦・。、，：；" + HIDDEN)
"""What may stand directly before a sum; after white space a full stop may as well."""

_RELATIONS = frozenset(
    {
        *(r"\le", r"\leq", r"\leqslant", r"\ge", r"\geq", r"\geqslant", r"\to", r"\rightarrow", r"\longrightarrow"),
        *(r"\Rightarrow", r"\Longrightarrow", r"\leadsto", r"\mapsto", r"\therefore", r"\because", r"\item"),
    }
)
"""Commands of LaTeX that stand between two expressions, or before one."""

DOTS = frozenset({r"\dots", r"\ldots", r"\cdots"})
"""Commands of LaTeX for digits that go on."""

LARGE = frozenset("천백십조경万亿億千百十兆萬")
"""What units begin with. Behind one that is not read a number is none of its own."""

_BOUND = LARGE | frozenset("乘加减減除以倍和与與方根号號数第图図表层層页頁年月日时時分秒点點一二三四五六七八九")
"""Letters of Chinese and Japanese that bind the number behind them: an operation, a label, a date, a numeral."""

_WIDE_SEPARATORS = frozenset("，．")
"""Between digits they may be part of the number."""

TEXTS = frozenset({r"\text", r"\textrm", r"\mbox", r"\emph", r"\mathop", r"\operatorname", r"\textsf", r"\mathsf"})
"""Commands of LaTeX that set words."""

MULTIPLE = re.compile(
    r"[xX][)`*]{0,3}\s(?:faster|slower|speed-?up|more|less|fewer|larger|smaller|bigger|higher|lower|better|worse|cheaper"
    r"|reduction|compression|improvement|increase|as|the)(?![^\W\d_])"
)
"""A letter behind a number that says how many times as much it is."""

_GOES_ON = re.compile(r"(?<=,)_|[^\W_\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
"""What parts no sentence behind a point or a comma: a digit or a letter, but for those of Chinese, Japanese, Korean."""

_COUNTED = re.compile(
    r"(?P<letter>[kKMGT])(?:i?B|[Bb]ytes?|FLOPs?|FLOPS|flops|MACs?|macs|MAdds?|madds|OPs?|OPS|ops|[Pp]arams?)"
)
"""A unit's letter joined to what is counted: MB, KiB, GFLOPs, MMACs."""


PERCENT = "%"
PERCENTS = frozenset({"%", "％", r"\%", r"\\%", "percent", "pct", "퍼센트", "프로"})
"""What says, behind a number, that it is in hundredths."""


def behind_total(tokens: list[Token], start: int) -> int:
    """Where what stands from a token on goes on behind words which say that a number is all there is."""
    while start < len(tokens) and tokens[start].text.lower() in _BEGIN_TOTALS:
        words = tuple(token.text.lower() for token in tokens[start : start + _LONGEST_TOTAL])
        length = next((length for length in range(len(words), 0, -1) if words[:length] in _TOTALS), 0)
        if not length:
            break
        start += length
    return start


def is_about(line: str, number: Token) -> bool:
    """Whether what stands behind a number says that it is not exact."""
    return _ABOUT_BEHIND.match(line, number.end) is not None


class Unit(NamedTuple):
    """The unit behind a number, empty where there is none, and the last token that belongs to the two."""

    text: str
    last: int


def starts_well(line: str, tokens: list[Token], first: int) -> bool:
    """Whether an expression may begin at a token: nothing before it belongs to it.

    That is no operator, letter or digit; across white space a word may, but for those that are operations.
    """
    if not first:
        return True
    token, before = tokens[first], tokens[first - 1]
    if before.kind in (EQUALS, OPEN):
        return True
    if before.kind == WORD:
        if len(before.text) == 1 and first > 1 and tokens[first - 2].text == "_":
            return False
        is_operand = token.kind == NUMBER or token.text in ("-", "((") or begins_call(token.text)
        borders = token.gap or (is_operand and is_border(before.text[-1]))
        return borders and before.text.lower() not in OPERATIONS
    if before.kind == CLOSE:
        return _closes_words(tokens, first - 1)
    if before.kind == COMMAND:
        return before.text in _RELATIONS
    if before.kind != OTHER or before.text[0].isdigit():
        return False
    if before.text in ("<", "≤", "≥", "≠") and token.gap:
        return True
    if before.text in (":", ",", ";", ".") and not token.gap:
        return before.text != "." and not line[before.start - 1 : before.start].isdigit()
    if before.text in _WIDE_SEPARATORS and _groups(line, before.start):
        return False
    if before.text == ">" and not token.gap and _BEFORE_TAG.search(line[max(0, before.start - 120) : token.start]):
        return False
    if before.text in ("'", "’", "′", '"', "″") and not token.gap:
        return re.search(r"[\w)}]\Z", line[: before.start].rstrip(before.text)[-1:]) is None
    return before.text[0] in BEFORE or (token.gap and before.text[0] in ".")


def _groups(line: str, index: int) -> bool:
    """Whether a comma in full width may group digits, or a point begin decimals."""
    digits = "[0-9]{3}(?![0-9])" if line[index] == "，" else "[0-9]"
    return line[index - 1 : index].isdigit() and re.match(digits, line[index + 1 : index + 5]) is not None


def is_border(letter: str) -> bool:
    """Whether a letter directly before digits is Chinese or Japanese, and no operation, numeral or part of a name."""
    return bool(re.match("[\u3040-\u30ff\u4e00-\u9fff]", letter)) and letter not in _BOUND


def _closes_words(tokens: list[Token], last: int) -> bool:
    """Whether a bracket closes words alone, as `(first layer)` or `\\text{weights: }`, or a line's number `(1)`."""
    index = last - 1
    while index >= max(0, last - 12) and _is_of_words(tokens[index]):
        index -= 1
    if index < 0 or tokens[index].kind != OPEN or index == last - 1:
        return False
    if not any(len(token.text) > 1 for token in tokens[index + 1 : last] if token.kind == WORD):
        return False
    opener = tokens[index - 1] if index else None
    if opener is None or tokens[index].gap:
        return True
    return opener.kind != WORD and (opener.kind != COMMAND or opener.text in TEXTS)


def _is_of_words(token: Token) -> bool:
    """Whether a token is a word, what stands between words, or a hyphen."""
    return token.kind in (WORD, OTHER) or (token.text == "-" and not token.gap)


def behind(line: str, tokens: list[Token], last: int) -> tuple[Token | None, int]:
    """What stands behind a token, and its index; of what LaTeX sets as text, `\\text{ words}`, the first word."""
    index, gap = last + 1, False
    while tokens[index + 1 : index + 2] and (tokens[index].text in TEXTS or line.startswith("{", tokens[index].start)):
        gap = gap or tokens[index].gap
        index += 1
    if index == last + 1 or tokens[index].kind != WORD:
        return (tokens[last + 1], last + 1) if tokens[last + 1 : last + 2] else (None, last)
    return tokens[index]._replace(gap=gap or tokens[index].gap), index


def unit_after(line: str, tokens: list[Token], last: int) -> Unit:
    """The unit behind a number: `4 million`, `400万`, `12MB`, `3 GFLOPs`, `80 %`; none where the number has one."""
    following, end = behind(line, tokens, last)
    if following is not None and following.text.lower() in PERCENTS:
        return Unit(PERCENT, end)
    if following is None or following.kind != WORD or not line[tokens[last].end - 1].isdigit():
        return Unit("", last)
    unit = following.text[: unit_length(following.text)]
    if (len(unit) > 1 or not unit.isascii()) and scale_of(unit):
        return Unit(unit, end)
    if match := _COUNTED.fullmatch(following.text):
        return Unit(match["letter"], end)
    if following.text in ("B", "bytes", "bits"):
        return Unit("", end)
    return Unit("", last)


def ends_well(line: str, tokens: list[Token], last: int) -> bool:
    """Whether a result may end with a token: no operator, letter, digit or percent sign makes it another thing."""
    following, _ = behind(line, tokens, last)
    if following is None or following.kind in (EQUALS, CLOSE):
        return True
    text, attached = following.text, not following.gap
    if text == PARTED or text in ("‰", "°", "º") or text.lower() in PERCENTS:
        return False
    if following.kind == OPERATOR:
        ahead = tokens[last + 2 : last + 3]
        is_prose = bool(ahead) and ahead[0].kind == WORD and ahead[0].gap and len(ahead[0].text) > 1
        return (text in ("-", "/") and following.gap and is_prose) or _says_times(line, following, ahead)
    if following.kind == WORD:
        if attached and MULTIPLE.match(line, following.start):
            return True
        if text[0] in LARGE and (attached or len(text) == 1):
            return False
        return not attached or not text[0].isascii()
    if following.text in DOTS:
        return True
    if following.kind in (NUMBER, POWER, COMMAND):
        return not attached and following.kind != POWER
    if following.kind == OPEN:
        sign = [token.kind for token in tokens[last + 2 : last + 4]] == [OPERATOR, CLOSE]
        return not sign and not (attached and line[following.end - 1] == "{")
    if attached and text == "<" and _BEHIND_TAG.match(line, following.end):
        return False
    if attached and text in _WIDE_SEPARATORS and _groups(line, following.start):
        return False
    if attached and text in (":", ",", ".", "/", "'", "’", "´", "′", "`"):
        return _GOES_ON.match(line, following.end) is None
    return True


def _says_times(line: str, sign: Token, ahead: list[Token]) -> bool:
    """Whether a sign behind a result says that it is so many times as much, `= 1.97×`, and multiplies by nothing."""
    if sign.gap or sign.text != "*" or line[sign.start] in "*·⋅∙":
        return False
    if line[sign.start] in "xX":
        return MULTIPLE.match(line, sign.start) is not None
    is_word = bool(ahead) and ahead[0].kind == WORD and ahead[0].gap and len(ahead[0].text) > 1
    if not ahead or is_word or ahead[0].kind in (OTHER, CLOSE):
        return True
    return ahead[0].kind == OPEN and "$" in line[sign.end : ahead[0].start]
