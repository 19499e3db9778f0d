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

from convcalc.language.values import is_short, show_fraction, show_number, show_value
from convcalc.render.characters import to_ascii
from convcalc.render.records import Content, json_object
from convcalc.study.sums.calculator import Calculation, Equality


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
    sign = "=" if is_short(value) else "≈"
    fraction = show_fraction(value) if answer.divided else ""
    known = not fraction or answer.text.replace(" ", "") == fraction
    floor = f", ⌊⌋ {value // 1:,}" if answer.divided and value > 1 else ""
    return f"{sign} {shown}{'' if known else f' ({fraction})'}{floor}"


def _wrong(step: Equality) -> str:
    shown = show_number(step.value)
    slip = f" ({step.slip})" if step.slip else ""
    known = "" if step.left == shown else f" {'=' if is_short(step.value) else '≈'} {shown},"
    return f"{step.left}{known} {'not' if known else 'is not'} {step.right}{slip}"


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
