"""The words that make one design of a space: what `summarize` is given to show it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress

from convcalc.language.expression import Expression
from convcalc.language.paths import all_mean
from convcalc.language.problems import Place, Problems
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Size, Value, show_value
from convcalc.network.report import Report, Row
from convcalc.network.walk.binding import Settings, evaluate_parameters
from convcalc.network.walk.expand import expand
from convcalc.study.sweep.space import NoValue, Said, Space


def words(space: Space, indices: Sequence[int]) -> list[str]:
    """The words `NAME=VALUE`, as a shell takes them, with which the design of these values is made again.

    There are none for what is no design. Letters are replaced by what they come to.
    """
    bound = space.bound(indices)
    if isinstance(bound, NoValue):
        return []
    values = evaluate_parameters(space.spec, Problems(), bound.values)
    letters = {name: values[name] for name in space.letters if name in values}
    rows = rows_of(space, bound) if any(said.call is not None for said in space.said) else None
    found = []
    for said in space.said:
        text = _text(space, said, bound, letters)
        names = [said.name]
        if said.call is not None:
            paths = said.paths if rows is None else paths_of(said.call, rows)
            names = [f"{path}.{said.name}" for path in paths]
        found += [shlex.quote(f"{name}={text}") for name in names]
    return found


def rows_of(space: Space, bound: Settings) -> list[Row] | None:
    """The layers and groups of a design, each group before what is in it; None where the design is none."""
    problems = Problems()
    graph = expand(space.spec, space.changes, problems, bound)
    return list(Report(space.spec, graph, []).by_path.values()) if not problems.errors else None


def _text(space: Space, said: Said, bound: Settings, letters: Mapping[str, Value]) -> str:
    if said.key:
        return show_value(bound.values[said.key])
    if said.written is not None:
        return with_values(said.written.expression, letters)
    inputs = space.spec.inputs
    name = said.name.partition(".")[2] or next(iter(inputs))
    return "x".join(map(str, bound.inputs[name] if name in bound.inputs else inputs[name][0]))


def with_values(expression: Expression, letters: Mapping[str, Value]) -> str:
    """An expression in which letters are replaced by their values; worked out where it reads nothing else."""
    names = list(expression.names())
    if names and all(name.name in letters for name in names):
        with suppress(ExpressionError):
            return show_value(expression.evaluate(letters))
    text = expression.text
    for name in reversed(names):
        if name.name in letters:
            text = f"{text[: name.start]}{_in_place(letters[name.name])}{text[name.end :]}"
    return text


def _in_place(value: Value) -> str:
    shown = show_value(value)
    return shown if isinstance(value, Size) or re.fullmatch(r"[\w.]+", shown) else f"({shown})"


def paths_of(call: Place, rows: list[Row]) -> tuple[str, ...]:
    """The paths of the layers that are a call, the numbers of copies as `*` where that means no other layer."""
    own = [row.path for row in rows if row.place == call and not _is_again(row)]
    patterns = dict.fromkeys(re.sub(r"(?<![^.])[0-9]+(?![^.])", "*", path) for path in own)
    meant = {row.path for row in rows for pattern in patterns if all_mean(pattern.split("."), row.path.split("."))}
    return tuple(patterns if meant <= set(own) else own)


def _is_again(row: Row) -> bool:
    """Whether a layer, or all of a group, runs again what stands elsewhere."""
    return row.reuses is not None or (bool(row.children) and all(map(_is_again, row.children)))
