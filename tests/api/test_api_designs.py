"""What can be given for a design: names, paths, texts, lists of layers, mappings, and what `load` gave."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import convcalc
from convcalc.api.design import is_yaml
from convcalc.api.texts import yaml_of
from convcalc.language.nodes.source import List, Mapping, parse_yaml
from convcalc.language.problems import Problems, Source

YAML = """
name: Small
input: 3x10x10
parameters: {units: 10}
layers:
  - conv1: conv 8 3
    expect: {params: 224}
  - flatten
  - fc: linear units
"""
# conv1: 8·(3·9 + 1) = 224 parameters; fc: 10·(8·8·8 + 1) = 5,130
PARAMS = 224 + 5_130

MAPPING = {
    "name": "Small",
    "input": (3, 10, 10),
    "parameters": {"units": 10},
    "layers": [
        {"conv1": "conv 8 3", "expect": {"params": 224, "output": (8, 8, 8)}},
        "flatten",
        {"fc": "linear units"},
    ],
}

LAYERS = [{"conv1": "conv 8 3"}, "flatten", {"fc": "linear 10"}]


def test_a_text_may_be_yaml_or_layers():
    assert convcalc.summarize(YAML).params == PARAMS
    assert convcalc.summarize(YAML, units=5).params == 224 + 5 * 513
    assert convcalc.summarize("{input: 3x10x10, layers: [conv 8 3]}").params == 224
    assert convcalc.summarize("- conv 8 3\n- flatten\n- linear 10", input=(3, 10, 10)).params == PARAMS
    assert convcalc.summarize("conv 8 3, flatten, linear 10", input=(3, 10, 10)).params == PARAMS
    assert convcalc.summarize("conv 8 3,\n flatten,\n linear 10", input=(3, 10, 10)).params == PARAMS


@pytest.mark.parametrize("text", ["alexnet", "my net.yaml", "conv 8 3", "conv1: conv 8 3,\nrelu", "x: [conv 8 3]"])
def test_other_texts_are_no_yaml(text):
    assert not is_yaml(text)


def test_a_mapping_is_a_spec_and_a_list_its_layers():
    report = convcalc.summarize(MAPPING)
    assert (report.name, report.params) == ("Small", PARAMS)
    assert convcalc.summarize(LAYERS, input=(3, 10, 10)).params == PARAMS
    assert convcalc.summarize([*LAYERS[:2], *LAYERS[2:]], "input=3x10x10").params == PARAMS


def test_lists_have_joins_groups_and_blocks_without_arguments():
    spec = {
        "input": (4, 8, 8),
        "blocks": {"residual width=4": [{"add": [["conv width 3 padding=1", "relu"], []]}]},
        "layers": [{"residual": None}, {"stage": ["conv 8 1", {"residual": "residual 8"}], "repeat": 2}],
    }
    # residual: 4·(4·9 + 1); then twice conv 8 1 and 8·(8·9 + 1): from 4 channels, and from 8
    assert convcalc.summarize(spec).params == 4 * 37 + 8 * 5 + 8 * 73 + 8 * 9 + 8 * 73


def test_a_path_is_a_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "net.yaml"
    path.write_text(YAML, "utf-8")
    monkeypatch.chdir(tmp_path)
    for design in (path, str(path), Path("net.yaml")):
        assert convcalc.summarize(design).params == PARAMS
    for design in (Path("alexnet"), Path("net")):
        with pytest.raises(convcalc.ConvcalcError, match="there is no file"):
            convcalc.summarize(design)
    (tmp_path / "alexnet").mkdir()
    with pytest.raises(convcalc.ConvcalcError, match="alexnet is a folder"):
        convcalc.summarize(Path("alexnet"))


@pytest.mark.parametrize("design", [None, 3, ("conv 8 3", "relu"), b"alexnet", {"conv 8 3"}, object()])
def test_what_can_be_no_design_is_a_mistake_in_python(design):
    with pytest.raises(TypeError, match="a design is"):
        convcalc.summarize(design)


@pytest.mark.parametrize("design", [{1: "conv 8 3"}, ["conv 8 3", object()], [{"conv1": {3: 4}}]])
def test_what_is_no_text_in_a_list_or_a_mapping_is_a_mistake_in_python(design):
    with pytest.raises(TypeError):
        convcalc.summarize(design)


def test_a_list_that_goes_round_in_a_circle_ends():
    layers: list[object] = ["relu"]
    layers.append(layers)
    with pytest.raises(convcalc.ConvcalcError, match="nest deeper than 64 levels"):
        convcalc.summarize(layers)


def test_a_list_that_holds_itself_many_times_over_ends():
    layers: list[object] = ["relu"]
    for _ in range(40):
        layers = [layers, layers]
    with pytest.raises(convcalc.ConvcalcError, match="more than 1,000,000 parts"):
        convcalc.summarize(layers)


def test_an_error_in_a_list_shows_its_place_in_the_text_that_it_is():
    with pytest.raises(convcalc.ConvcalcError) as caught:
        convcalc.summarize(["conv 8 3", "conv 8 3 strid=2"], input=(3, 10, 10))
    (problem,) = caught.value.problems.errors
    assert str(problem) == "inline design:2:12: error: conv has no argument 'strid' (did you mean 'stride'?)"
    assert problem.place is not None
    assert problem.place.source.line(problem.place.line) == "- conv 8 3 strid=2"


@pytest.mark.parametrize("design", [{}, [], {"layers": []}, {"layers": "conv 8 3"}, [""], "", "- ", "{"])
def test_a_design_with_nothing_in_it_says_so(design):
    with pytest.raises(convcalc.ConvcalcError):
        convcalc.summarize(design, input=(3, 10, 10))


_TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
_TREES = st.recursive(_TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3))


def texts_of(node):
    """A node as the lists, mappings and texts that it was written from."""
    if isinstance(node, List):
        return [texts_of(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key.text: texts_of(value) for key, value in node.entries.values()}
    return node.text


@example([{"\n": {"0": []}}])
@example([{"\x85": {"0": "0"}}])
@example([{"a" * 200: "b"}])
@example(["0\n"])
@given(st.lists(_TREES, min_size=1, max_size=4))
def test_every_text_in_a_list_is_read_as_it_stands(tree):
    problems = Problems()
    node = parse_yaml(Source("inline design", yaml_of(tree)), problems)
    assert problems.items or texts_of(node) == tree
    refused = [problem.message for problem in problems]
    assert all("merge keys" in message or "not YAML" in message or "character" in message for message in refused)


@given(st.lists(_TREES, max_size=3) | st.dictionaries(_TEXTS, _TREES, max_size=3) | _TEXTS)
def test_any_design_is_computed_or_refused(design):
    try:
        convcalc.load(design, input=(3, 8, 8))
    except convcalc.ConvcalcError as error:
        assert error.problems.errors


# What load gives


def test_a_loaded_design_is_given_to_every_function():
    design = convcalc.load("mobilenet_v1", width=0.5)
    assert (design.name, design.year, design.changes) == ("MobileNet v1", 2017, ("width=0.5",))
    assert design.parameters["width"] == "0.5"
    assert convcalc.summarize(design).params == 1_331_592
    assert convcalc.value(design, "params") == 1_331_592
    assert convcalc.memory(design).training.parts[0].values == 1_331_592
    assert list(convcalc.compare(design, "mobilenet_v1").reports) == ["mobilenet_v1 width=0.5", "mobilenet_v1"]


def test_a_changed_design_is_another_one():
    design = convcalc.load(MAPPING)
    changed = design.changed(units=5, changes={"conv1.out_channels": 4})
    assert convcalc.summarize(design).params == PARAMS
    assert convcalc.summarize(changed).params == 4 * 28 + 5 * (4 * 64 + 1)
    assert convcalc.summarize(changed, units=1).params == 4 * 28 + 4 * 64 + 1
    assert repr(changed) == "<Design Small conv1.out_channels=4 units=5>"


def test_a_report_has_its_design():
    report = convcalc.summarize(LAYERS, input=(3, 10, 10))
    assert convcalc.summarize(report.design).params == report.params


def test_a_spec_that_was_wrong_once_stays_wrong():
    design = convcalc.load(["conv 8 30"], input=(3, 10, 10))
    said = []
    for _ in range(2):
        with pytest.raises(convcalc.ConvcalcError) as caught:
            convcalc.summarize(design)
        said.append(str(caught.value))
    assert said[0] == said[1]
