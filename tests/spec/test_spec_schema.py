"""The JSON Schema: every good spec holds to it, and what one value alone shows to be wrong does not."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from convcalc.costs.metrics import METRICS
from convcalc.costs.ops import JOINS, OPS
from convcalc.language.nodes.traps import MODIFIERS
from convcalc.spec.schema import schema
from convcalc.spec.signature import op_signature

ROOT = Path(__file__).parents[2]
SPECS = Path(__file__).parents[1] / "specs"
GOOD = sorted([*(ROOT / "architectures").rglob("*.yaml"), *(SPECS / "good").glob("*.yaml")])
BAD = sorted((SPECS / "bad").glob("*.yaml"))

UNSEEN = {
    "circle": "one file does not know what it extends",
    "duplicates": "a key that stands twice is gone when YAML has been read",
    "inputs": "a name is right or wrong by what stands elsewhere",
    "shapes": "sizes are computed",
    "sizes": "what an expression gives is computed",
}
"""The bad examples that no schema can see, and why."""

NO_YAML = {"trap_alignment", "trap_bracket", "trap_budget", "trap_source", "trap_star", "traps"}
"""The bad examples that are not YAML."""

SCHEMA = schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def read(path):
    return yaml.safe_load(path.read_text("utf-8"))


def layer(call, **more):
    """A spec of one layer."""
    return {"input": "3x8x8", "layers": [call], **more}


def is_valid(spec):
    return VALIDATOR.is_valid(spec)


# The schema itself


def test_it_is_a_schema_of_its_draft():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def subschemas(node, path="#"):
    """Every subschema that describes a key or a value of a spec, with its path."""
    yield path, node
    for name, part in node.get("properties", {}).items():
        yield from subschemas(part, f"{path}/properties/{name}")
    for word in ("anyOf", "prefixItems"):
        for number, part in enumerate(node.get(word, [])):
            yield from subschemas(part, f"{path}/{word}/{number}")
    for word in ("items", "additionalProperties"):
        if isinstance(node.get(word), dict):
            yield from subschemas(node[word], f"{path}/{word}")
    for name, part in [*node.get("patternProperties", {}).items(), *node.get("$defs", {}).items()]:
        yield from subschemas(part, f"{path}/{name}")


def test_every_reference_leads_somewhere():
    found = [node["$ref"] for _, node in subschemas(SCHEMA) if "$ref" in node]
    assert found
    for reference in found:
        assert reference.removeprefix("#/$defs/") in SCHEMA["$defs"]


def described(node):
    """Whether an editor can show what a key means: at the key, or where it refers to."""
    target = SCHEMA["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else {}
    return bool(node.get("description") or target.get("description"))


def test_every_key_has_a_description():
    keys = [
        (f"{path}/{name}", part)
        for path, node in subschemas(SCHEMA)
        for name, part in node.get("properties", {}).items()
    ]
    assert len(keys) > len(SCHEMA["properties"]) + len(MODIFIERS) + len(METRICS)
    assert [path for path, part in keys if not described(part)] == []


def test_it_knows_the_keys_of_a_spec_and_no_others():
    keys = [
        "name",
        "source",
        "year",
        "input",
        "parameters",
        "include",
        "extends",
        "blocks",
        "layers",
        "expect",
        "sweep",
    ]
    assert list(SCHEMA["properties"]) == keys
    assert not is_valid({**layer("relu"), "layer": ["relu"]})


def test_it_knows_every_metric_that_can_be_expected():
    assert set(SCHEMA["$defs"]["expect"]["properties"]) == set(METRICS)
    assert not is_valid(layer("relu", expect={"prams": 3}))


# Files


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_good_spec_is_valid(path):
    errors = [f"{error.json_path}: {error.message}"[:200] for error in VALIDATOR.iter_errors(read(path))]
    assert errors == []


def test_there_are_many_good_ones():
    assert len(GOOD) > 100


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_spec_is_invalid_where_a_schema_can_see_it(path):
    if path.stem in NO_YAML:
        with pytest.raises(yaml.YAMLError):
            read(path)
    else:
        assert is_valid(read(path)) == (path.stem in UNSEEN)


def test_few_bad_ones_are_unseen():
    assert set(UNSEEN) | NO_YAML <= {path.stem for path in BAD}
    assert len(UNSEEN) == 5
    assert len(BAD) - len(UNSEEN) - len(NO_YAML) >= 10


# Ops: each argument by its name, none that is unknown, no more by position than the op takes


def call(op, *more):
    """A call with all that the op needs, by name."""
    needed = [f"{name}=2" for name in (*op.required, *op.one_of[:1])]
    return " ".join([op.name, *needed, *more])


SIGNATURES = [op_signature(op) for op in OPS.values()]
STRICT = [op for op in SIGNATURES if not OPS[op.name].new]  # of a new name there may be a block


@pytest.mark.parametrize("op", SIGNATURES, ids=lambda op: op.name)
def test_an_op_takes_its_arguments_by_name(op):
    assert is_valid(layer(call(op)))
    for name in op.arguments:
        assert is_valid(layer(call(op, f"{name}=2"))), name
    assert is_valid(layer(call(op, *(f"{name}=(a if b else c)" for name in op.arguments))))


@pytest.mark.parametrize("op", STRICT, ids=lambda op: op.name)
def test_an_op_takes_some_by_position(op):
    numbers = ["2"] * len(op.positional)
    assert is_valid(layer(" ".join([op.name, *numbers])))
    assert not is_valid(layer(" ".join([op.name, *numbers, "2"])))


@pytest.mark.parametrize("op", STRICT, ids=lambda op: op.name)
def test_an_op_takes_no_other_name(op):
    assert not is_valid(layer(call(op, "colour=2")))
    assert not is_valid(layer({"a": call(op, "colour=2")}))


def test_a_number_by_position_is_not_one_by_name():
    assert is_valid(layer("conv 8 3 stride=2"))
    assert not is_valid(layer("conv stride=2 8 3"))


# Items


@pytest.mark.parametrize(
    "item",
    [
        "relu",
        "my_block 3 width=2",
        "reuse stem.conv1",
        ["conv 8 3", "relu"],
        {"relu": None},
        {"a": "conv 8 3"},
        {"a": ["conv 8 3", "relu"], "repeat": 3, "first": "stride=2", "when": "index == 1"},
        {"a": "relu", "expect": {"output": "3x8x8", "params": "61M", "macs": "<= 5M"}},
        {"a": "relu", "when": True, "else": ["tanh"]},
        {"add": [["conv 8 3"], []]},
        {"concat": [["from a", "relu"], ["from b"]]},
        {"add": [[], {"shortcut": ["conv 8 1"], "when": "stride != 1"}]},
        {"a": {"multiply": [[], ["sigmoid"]]}},
        {"side": [["flatten", "linear 10"]]},
        {"when": "relu"},
        {"repeat": ["relu"]},
        {"else": {"add": [[], []]}},
    ],
    ids=str,
)
def test_a_right_item(item):
    assert is_valid(layer(item))
    assert is_valid({"blocks": {"b x y=2": [item]}})


@pytest.mark.parametrize(
    "item",
    [
        3,
        None,
        {},
        "conv 64, 3",
        "[/foo]",
        "1a",
        ["relu", "from a"],
        {"a": "from b"},
        "reuse",
        {"[/foo]": "relu"},
        {"1a": "relu"},
        {"a": 3},
        {"a": "conv 8 3 strid=2"},
        {"a": "relu", "repeats": 3},
        {"a": "relu", "repeat": [3]},
        {"a": "relu", "expect": {"colour": 3}},
        {"add": "conv 8 3"},
        {"add": []},
        {"add": ["conv 8 3"]},
        {"side": None},
        {"a": {"b": "relu"}},
    ],
    ids=str,
)
def test_a_wrong_item(item):
    assert not is_valid(layer(item))


@pytest.mark.parametrize("word", [*MODIFIERS, *JOINS])
def test_every_word_of_an_item_is_known(word):
    items = SCHEMA["$defs"]["item"]["anyOf"]
    assert any(word in part.get("properties", {}) for part in items)


# Keys


@pytest.mark.parametrize("shape", ["3x224x224", "3×224×224", "784", 784, "16x8000", "3x16x112x112"])
def test_a_shape(shape):
    assert is_valid({"input": shape, "layers": ["relu"]})
    assert is_valid({"input": {"left": shape, "right": shape}, "layers": ["relu"]})


def test_a_space():
    assert is_valid(layer("relu", sweep={"let k": "0..2", "width": [8, "16..64 x2"], "bias": True}))
    assert not is_valid(layer("relu", sweep={"width": []}))
    assert not is_valid(layer("relu", sweep=["width=1..8"]))


@pytest.mark.parametrize("shape", ["0x8x8", "3x0x8", "3x-8x8", "3x2.5x8", "3 x 8 x 8", "big", 0, -1, [3, 8, 8], ""])
def test_no_shape(shape):
    assert not is_valid({"input": shape, "layers": ["relu"]})


@pytest.mark.parametrize(
    "spec",
    [
        [],
        "relu",
        {"input": "3x8x8", "layers": []},
        {"input": "3x8x8", "layers": "relu"},
        {"input": "3x8x8", "layers": ["relu"], "parameters": ["a"]},
        {"input": "3x8x8", "layers": ["relu"], "blocks": {"1b": ["relu"]}},
        {"input": "3x8x8", "layers": ["relu"], "expect": 3},
        {"input": "3x8x8", "layers": ["relu"], "include": [["a"]]},
    ],
    ids=str,
)
def test_a_wrong_spec(spec):
    assert not is_valid(spec)
