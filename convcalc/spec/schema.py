"""The JSON Schema (draft 2020-12) of a spec, derived from the op table, for editors.

A schema sees one value at a time: it knows every op and its arguments, but not which blocks a spec defines, so what is
no op may be a block.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from convcalc.costs.kinds import SHAPE
from convcalc.costs.metrics import METRICS
from convcalc.costs.op import Op
from convcalc.costs.ops import BRANCHED, JOINS, OPS
from convcalc.language.nodes.scannable import MODIFIERS
from convcalc.language.values import Json
from convcalc.spec.sides import SIDE
from convcalc.spec.signature import op_signature

Schema: TypeAlias = "dict[str, Json]"

NAME = r"[A-Za-z][A-Za-z0-9_-]*"
_PATH = rf"{NAME}(?:\.[A-Za-z0-9_-]+)*"
_VALUE = r"(?:[^\s,=()]|[=<>!]=|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+"
_SIZE = r"[1-9][0-9_]*(?:[x×][1-9][0-9_]*){0,3}"


def call_pattern(op: Op) -> str:
    """A regular expression for the calls of an op."""
    signature = op_signature(op)
    by_name = list(signature.arguments)
    positional = rf"(?:\s+{_VALUE}){{0,{len(signature.positional)}}}" if signature.positional else ""
    named = rf"(?:\s+(?:{'|'.join(by_name)})={_VALUE})*" if by_name else ""
    return rf"^{op.name}{positional}{named}$"


def _reference(name: str, description: str = "") -> Schema:
    return {"$ref": f"#/$defs/{name}", **({"description": description} if description else {})}


def _text(pattern: str, description: str, **more: Json) -> Schema:
    return {"type": "string", "pattern": pattern, "description": description, **more}


def _scalar(description: str) -> Schema:
    return {"type": ["string", "number", "boolean"], "description": description}


def _mapping(
    properties: Mapping[str, Json], most: int = 0, patterns: Mapping[str, Json] | None = None, description: str = ""
) -> Schema:
    """A mapping with no other keys than these and those of `patterns`, of which it has one to `most` (0: any)."""
    return {
        "type": "object",
        **({"description": description} if description else {}),
        "properties": properties,
        **({"patternProperties": patterns} if patterns else {}),
        "additionalProperties": False,
        **({"minProperties": 1, "maxProperties": most} if most else {}),
    }


def _calls() -> Schema:
    """A call: of an op, with its arguments; of a block; or `reuse NAME`."""
    words = "|".join([*(name for name, op in [*OPS.items(), *JOINS.items()] if not op.new), "from", "reuse"])
    bare = [name for name, op in OPS.items() if not op_signature(op).required]
    return {
        "description": "OP ARGUMENTS, as in `conv 64 3 stride=2`; the name of a block stands for its layers",
        "anyOf": [
            {"enum": bare, "description": "ops that need no arguments"},
            *(_text(call_pattern(op), f"{op.name}: {op.doc}", title=op.signature) for op in OPS.values()),
            _text(rf"^(?!(?:{words})(?:\s|$)){NAME}(?:\s.*)?$", "a block"),
            _text(rf"^reuse\s+{_PATH}$", "the same weights again"),
        ],
    }


def _item() -> Schema:
    """An entry of a list; a modifier's word that stands alone is a name like any other."""
    modifiers: Schema = {
        "expect": _reference("expect"),
        "repeat": _scalar("how many copies, one after the other"),
        "first": {"type": "string", "description": "arguments of the first copy, as in stride=2"},
        "when": _scalar("run it only where this expression is true"),
        "else": _reference("body", "what runs where `when` is false"),
    }
    taken = [*MODIFIERS, *(name for name, op in JOINS.items() if not op.new)]
    names = {rf"^(?!(?:{'|'.join(taken)})$){NAME}$": _reference("named"), **_joins_with_arguments()}
    description = "NAME: CALL, a list or a join; with modifiers on the same column"
    item = _mapping({**modifiers, **_joins()}, len(MODIFIERS) + 1, names, description)
    item["not"] = {"propertyNames": {"enum": list(MODIFIERS)}}
    alone = {word: _reference("named", f"a layer named '{word}', since it stands alone") for word in MODIFIERS}
    return {"anyOf": [_reference("call"), _reference("list"), item, _mapping(alone, 1)]}


def _joins() -> Schema:
    return {name: _reference("branches", op.doc) for name, op in JOINS.items() if not op.new}


def _joins_with_arguments() -> Schema:
    """The joins that take arguments, which stand in the key."""
    return {call_pattern(op): _reference("branches", op.doc) for op in BRANCHED.values() if op.arguments}


def _definitions() -> Schema:
    counts = {
        name: _shape(metric.definition) if metric.kind is SHAPE else _scalar(f"{metric.definition} ({metric.unit})")
        for name, metric in METRICS.items()
    }
    start = _text(rf"^from\s+{_PATH}$", "begin there instead")
    when = {"when": _scalar("drop the branch where this is false")}
    branch = _mapping(when, 2, {rf"^(?!when$){NAME}$": _reference("list")})
    side: Schema = {"type": "boolean", "description": "false where side branches are left out"}
    expected = "the numbers that a person expects: 34_944, 61M, ~663,000, '<= 5M', 96x55x55"
    return {
        "call": _calls(),
        "list": {
            "type": "array",
            "prefixItems": [{"anyOf": [start, _reference("item")]}],
            "items": _reference("item"),
        },
        "branches": {"type": "array", "items": {"anyOf": [_reference("list"), branch]}, "minItems": 1},
        "join": _mapping(_joins(), 1, _joins_with_arguments()),
        "body": {"anyOf": [_reference("call"), _reference("list"), _reference("join")]},
        "named": {"anyOf": [{"type": "null"}, _reference("body")]},
        "item": _item(),
        "expect": _mapping(counts, description=expected),
        "totals": _mapping({**counts, SIDE: side}, description=expected),
    }


def _shape(description: str) -> Schema:
    return {
        "anyOf": [{"type": "string", "pattern": rf"^{_SIZE}$"}, {"type": "integer", "minimum": 1}],
        "description": f"{description}: 3x224x224",
    }


def schema() -> Schema:
    """The schema of a spec file."""
    parameter = _scalar("a number, a size, a word or an expression")
    shapes: list[Json] = [
        _shape("channels, height and width"),
        {"type": "object", "additionalProperties": _shape("one input")},
    ]
    values = _scalar("64, 1..8, 0.25..1 step 0.25, 64..512 x2 or relu,silu")
    files: list[Json] = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    blocks: Schema = {
        "type": "object",
        "description": "definitions: `name parameter parameter=default:` and a list of layers",
        "patternProperties": {rf"^{NAME}(?:\s.*)?$": _reference("body")},
        "additionalProperties": False,
    }
    properties: Schema = {
        "name": _scalar("what the network is called"),
        "source": {"type": "string", "description": "who published it, where and when"},
        "year": {"type": ["integer", "string"], "description": "when it was published"},
        "input": {"anyOf": shapes, "description": "the size of the input, or of each by its name"},
        "parameters": {"type": "object", "description": "knobs", "additionalProperties": parameter},
        "include": {"anyOf": files, "description": "files whose blocks are used here"},
        "extends": {"type": "string", "description": "the spec that this one changes"},
        "blocks": blocks,
        "layers": {**_reference("list"), "minItems": 1, "description": "the network, one layer a line"},
        "expect": _reference("totals"),
        "sweep": {
            "type": "object",
            "description": "a space of designs: values of knobs, as in `width: 64,128` or `input: 3x{96..256 step 32}`",
            "additionalProperties": {"anyOf": [values, {"type": "array", "items": values, "minItems": 1}]},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "convcalc architecture",
        "description": "A convolutional network, one layer a line",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": _definitions(),
    }
