"""The JSON Schema (draft 2020-12) of a spec, derived from the op table, for editors.

A schema sees one value at a time: it knows every op and its arguments, but not which blocks a spec defines, so what is
no op may be a block.
"""

from __future__ import annotations

from typing import Any

from convcalc.costs.kinds import SHAPE
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import Op
from convcalc.costs.ops import JOINS, OPS
from convcalc.language.nodes.traps import MODIFIERS
from convcalc.spec.signature import op_signature

NAME = r"[A-Za-z][A-Za-z0-9_-]*"
_VALUE = r"(?:[^\s,=()]|[=<>!]=|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+"
_SIZE = r"[1-9][0-9_]*(?:[x×][1-9][0-9_]*){0,3}"


def call_pattern(op: Op) -> str:
    """A regular expression for the calls of an op."""
    signature = op_signature(op)
    by_name = list(signature.arguments)
    positional = rf"(?:\s+{_VALUE}){{0,{len(signature.positional)}}}" if signature.positional else ""
    named = rf"(?:\s+(?:{'|'.join(by_name)})={_VALUE})*" if by_name else ""
    return rf"^{op.name}{positional}{named}$"


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _scalar(description: str) -> dict[str, Any]:
    return {"type": ["string", "number", "boolean"], "description": description}


def _calls() -> dict[str, Any]:
    """A call: of an op, with its arguments; of a block; or `reuse NAME`."""
    words = "|".join([*OPS, *JOINS, "from", "reuse"])
    ops = [
        {"type": "string", "pattern": call_pattern(op), "description": f"{op.name}: {op.doc}", "title": op.signature}
        for op in OPS.values()
    ]
    bare = [name for name, op in OPS.items() if not op_signature(op).required]
    return {
        "description": "OP ARGUMENTS, as in `conv 64 3 stride=2`; the name of a block stands for its layers",
        "anyOf": [
            {"enum": bare, "description": "ops that need no arguments"},
            *ops,
            {"type": "string", "pattern": rf"^(?!(?:{words})(?:\s|$)){NAME}(?:\s.*)?$", "description": "a block"},
            {
                "type": "string",
                "pattern": rf"^reuse\s+{NAME}(?:\.[A-Za-z0-9_-]+)*$",
                "description": "the same weights again",
            },
        ],
    }


def _item() -> dict[str, Any]:
    """An entry of a list; a modifier's word that stands alone is a name like any other."""
    modifiers: dict[str, Any] = {
        "expect": _reference("expect"),
        "repeat": _scalar("how many copies, one after the other"),
        "first": {"type": "string", "description": "arguments of the first copy, as in stride=2"},
        "when": _scalar("run it only where this expression is true"),
        "else": {**_reference("body"), "description": "what runs where `when` is false"},
    }
    item = {
        "type": "object",
        "description": "NAME: CALL, a list or a join; with modifiers on the same column",
        "properties": {**modifiers, **_joins()},
        "patternProperties": {rf"^(?!(?:{'|'.join([*MODIFIERS, *JOINS])})$){NAME}$": _reference("named")},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": len(MODIFIERS) + 1,
        "not": {"propertyNames": {"enum": list(MODIFIERS)}},
    }
    alone = {
        "type": "object",
        "properties": {
            word: {**_reference("named"), "description": f"a layer named '{word}', since it stands alone"}
            for word in MODIFIERS
        },
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [_reference("call"), _reference("list"), item, alone]}


def _joins() -> dict[str, Any]:
    return {name: {**_reference("branches"), "description": text} for name, text in JOINS.items()}


def _definitions() -> dict[str, Any]:
    join = {
        "type": "object",
        "properties": _joins(),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    start = {
        "type": "string",
        "pattern": rf"^from\s+{NAME}(?:\.[A-Za-z0-9_-]+)*$",
        "description": "begin there instead",
    }
    counts = {
        name: _shape(metric.definition) if metric.kind is SHAPE else _scalar(f"{metric.definition} ({metric.unit})")
        for name, metric in METRICS.items()
    }
    branch = {
        "type": "object",
        "properties": {"when": _scalar("drop the branch where this is false")},
        "patternProperties": {rf"^(?!when$){NAME}$": _reference("list")},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 2,
    }
    return {
        "call": _calls(),
        "list": {
            "type": "array",
            "prefixItems": [{"anyOf": [start, _reference("item")]}],
            "items": _reference("item"),
        },
        "branches": {"type": "array", "items": {"anyOf": [_reference("list"), branch]}, "minItems": 1},
        "join": join,
        "body": {"anyOf": [_reference("call"), _reference("list"), _reference("join")]},
        "named": {"anyOf": [{"type": "null"}, _reference("body")]},
        "item": _item(),
        "expect": {
            "type": "object",
            "description": "the numbers that a person expects: 34_944, 61M, ~663,000, '<= 5M', 96x55x55",
            "properties": counts,
            "additionalProperties": False,
        },
    }


def _shape(description: str) -> dict[str, Any]:
    return {
        "anyOf": [{"type": "string", "pattern": rf"^{_SIZE}$"}, {"type": "integer", "minimum": 1}],
        "description": f"{description}: 3x224x224",
    }


def schema() -> dict[str, Any]:
    """The schema of a spec file."""
    parameter = _scalar("a number, a size, a word or an expression")
    files = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "convcalc architecture",
        "description": "A convolutional network, one layer a line",
        "type": "object",
        "properties": {
            "name": _scalar("what the network is called"),
            "source": {"type": "string", "description": "who published it, where and when"},
            "year": {"type": ["integer", "string"], "description": "when it was published"},
            "input": {
                "anyOf": [
                    _shape("channels, height and width"),
                    {"type": "object", "additionalProperties": _shape("one input")},
                ],
                "description": "the size of the input, or of each by its name",
            },
            "parameters": {"type": "object", "description": "knobs", "additionalProperties": parameter},
            "include": {**files, "description": "files whose blocks are used here"},
            "extends": {"type": "string", "description": "the spec that this one changes"},
            "blocks": {
                "type": "object",
                "description": "definitions: `name parameter parameter=default:` and a list of layers",
                "patternProperties": {rf"^{NAME}(?:\s.*)?$": _reference("body")},
                "additionalProperties": False,
            },
            "layers": {**_reference("list"), "minItems": 1, "description": "the network, one layer a line"},
            "expect": _reference("expect"),
        },
        "additionalProperties": False,
        "$defs": _definitions(),
    }
