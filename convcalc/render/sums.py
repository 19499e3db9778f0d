"""Sums that were worked out, as a person writes them, and as JSON.

The JSON is one object. A value that is not whole is a text, exact: "54.25", "100/7". `version` grows when a key changes
its meaning or goes; new keys may come at any time.

    format     "convcalc sums"
    version    1
    holds      whether everything that was claimed holds
    sums       [{sum, value, floor, holds, steps: [{left, value, right, holds, slip}]}]; `steps` are those of an
               equation, `slip` says in words what explains a wrong one
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from convcalc.language.values import show_value
from convcalc.render.characters import to_ascii
from convcalc.render.records import Content, json_object
from convcalc.study.sums.calculator import Calculation, Equality

DIGITS = 4
"""Of a number that no decimal is: behind its point, or from its first digit other than zero on."""

LONGEST_DECIMAL = 8
MOST_DIGITS = 40


def sum_line(answer: Calculation, ascii: bool = False) -> str:
    """`3*3*64 = 576`, `28/2 = 15 is wrong: 28/2 = 14, not 15`"""
    if not answer.steps:
        line = f"{answer.text} {_result(answer)}"
    elif answer.holds:
        shown = show_number(answer.value)
        exact = "" if any(step.right == shown for step in answer.steps) else f" ({shown})"
        line = f"{answer.text} holds{exact}"
    else:
        line = f"{answer.text} is wrong: {'; '.join(_wrong(step) for step in answer.steps if not step.holds)}"
    return to_ascii(line) if ascii else line


def _result(answer: Calculation) -> str:
    """`= 73,728`; what does not fit with its fraction and its floor, `= 54.25 (217/4), ⌊⌋ 54`."""
    value = answer.value
    shown = show_number(value)
    if not value % 1:
        return f"= {shown}"
    sign = "=" if _is_exact(value) else "≈"
    fraction = f"{value.numerator}/{value.denominator}"
    known = not answer.divided or answer.text.replace(" ", "") == fraction or len(fraction) > MOST_DIGITS
    floor = f", ⌊⌋ {value // 1:,}" if answer.divided and value > 1 else ""
    return f"{sign} {shown}{'' if known else f' ({fraction})'}{floor}"


def _wrong(step: Equality) -> str:
    shown = show_number(step.value)
    slip = f" ({step.slip})" if step.slip else ""
    known = "" if step.left == shown else f" {'=' if _is_exact(step.value) else '≈'} {shown},"
    return f"{step.left}{known} {'not' if known else 'is not'} {step.right}{slip}"


def show_number(value: Any) -> str:
    """A number with its digits in groups of three; one that no short decimal is, rounded: `14.2857`."""
    if not value % 1:
        return f"{int(value):,}"
    places = DIGITS
    while places < MOST_DIGITS and (abs(value) * 10**places < 10 ** (DIGITS - 1)):
        places += 1
    if _is_exact(value):
        places = max(places, LONGEST_DECIMAL)
    scaled = int(2 * abs(value) * 10**places + 1) // 2
    whole, rest = divmod(scaled, 10**places)
    return f"{'-' if value < 0 else ''}{whole:,}.{rest:0{places}d}".rstrip("0").removesuffix(".")


def _is_exact(value: Any) -> bool:
    """Whether a short decimal is the number itself."""
    return not value * 10**LONGEST_DECIMAL % 1


def sums_json(answers: Iterable[Calculation]) -> str:
    """All sums as JSON, each on a line."""
    records = list(map(_record, answers))
    holds = all(record["holds"] for record in records)
    content: Content = {"format": "convcalc sums", "version": 1, "holds": holds, "sums": iter(records)}
    return "".join(json_object(content, ascii=True, indentation=" "))


def _record(answer: Calculation) -> dict[str, Any]:
    value = answer.value
    steps = [{**step._asdict(), "value": _plain(step.value)} for step in answer.steps]
    return {"sum": answer.text, "value": _plain(value), "floor": value // 1, "holds": answer.holds, "steps": steps}


def _plain(value: Any) -> Any:
    return int(value) if not value % 1 else show_value(value)
