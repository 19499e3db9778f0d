"""What Python says of calls that make no sense: it names what is there, and what to write."""

from __future__ import annotations

import pytest

import convcalc

SHAPE = (3, 9, 9)


def refused(call, *words, **keywords):
    with pytest.raises(convcalc.ConvcalcError) as error:
        call(*words, **keywords)
    return str(error.value)


def test_one_design_is_enough_to_check():
    assert refused(convcalc.check) == "error: a design is missing (give one or more)"
    assert refused(convcalc.compare) == "error: a design is missing (give two or more)"


def test_a_metric_is_a_text():
    with pytest.raises(TypeError, match=r"a metric is a text, as 'conv1\.params', not of the type int"):
        convcalc.value("alexnet", 3)
    assert "no metric is asked for" in refused(convcalc.value, "alexnet")


def test_designs_in_a_list_are_the_layers_of_one():
    assert "of several write compare(*designs)" in refused(convcalc.compare, ["alexnet", "resnet18"])
    assert "give two or more" in refused(convcalc.compare, "alexnet")
    assert convcalc.compare(*["alexnet", "resnet18"]).reference == "alexnet"


def test_sizes_are_whole_numbers_from_one_on():
    with pytest.raises(TypeError, match=r"input is a size of whole numbers, and 1\.5 is none"):
        convcalc.summarize("conv 8 3", input=(3, 1.5, 32))
    for size in (-1, 0):
        said = refused(convcalc.summarize, "conv 8 3", input=(3, size, 32))
        assert said == f"error: input has a size that is not at least 1: 3, {size}, 32"
    said = refused(convcalc.summarize, "siamese", input={"left": (1, -5, 5)})
    assert said == "error: input.left has a size that is not at least 1: 1, -5, 5"
    assert convcalc.summarize("conv 8 3 padding=2", input=SHAPE, changes={"conv.padding": (0, 1)}).output == (
        8,
        7,
        9,
    )  # 9 − 3 + 1, 9 − 3 + 2 + 1


def test_what_is_expected_may_be_a_mapping_and_that_is_said():
    message = "expect is a text, a list of texts, or a mapping: {'params': '<= 5M', "
    with pytest.raises(TypeError) as error:
        convcalc.check("alexnet", expect=3)
    assert str(error.value).startswith(message)
    with pytest.raises(TypeError) as error:
        convcalc.solve("conv 8 3 padding=?", input=SHAPE, expect=None)
    assert str(error.value).startswith(message)


def test_networks_are_counted_and_cut():
    found = convcalc.networks("resnet")
    assert found[0] == found.names[0]
    assert found[:3] == found.names[:3]
    assert found[-1] in found
    with pytest.raises(IndexError):
        found[len(found)]


def test_places_are_called_by_what_was_given():
    assert refused(convcalc.summarize("alexnet").rows, ["path", "parms"]).startswith("columns:1:6: error: ")
    for call in (convcalc.check, convcalc.solve):
        assert refused(call, "conv 8 3 padding=?", expect={"parms": 3}).startswith("expect:1:1: error: 'parms' is not")
    assert refused(convcalc.sweep, "mobilenet_v1", width=[1], where="parms = 3").startswith("where:1:1: error")
    assert refused(convcalc.check, "alexnet", expect="conv9.params = 3").startswith("expect:1:1: error")
    assert refused(convcalc.value, "alexnet", "parms").startswith("metrics:1:1: error: 'parms' is not")
    assert refused(convcalc.value, "alexnet", "conv9.params").startswith("metrics:1:1: error: there is no layer")


def test_errors_stand_before_warnings(tmp_path):
    path = tmp_path / "net.yaml"
    layers = (
        "layers:\n  - conv 8 2 stride=2\n  - conv 8 2 stride=2\n  - conv 8 9\n"  # 9 and 4 pixels: one is never read
    )
    path.write_text(f"input: 3x9x9\n{layers}", "utf-8")
    lines = refused(convcalc.summarize, path).splitlines()
    kinds = [line.split(": ")[1].split()[0] for line in lines]
    assert kinds == sorted(kinds)
    assert kinds[0] == "error"


# An answer has what could be checked, and says what could not


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.md"
    path.write_text("3*3 = 10\n\n<!-- convcalc alexnt params -->61M<!-- /convcalc -->\n\n4*4 = 16\n", "utf-8")
    return path


def test_a_broken_marker_leaves_the_other_numbers(note):
    checks = convcalc.check(note)
    assert not checks
    assert not checks.passed
    assert [(claim.written, claim.holds) for claim in checks.claims] == [("10", False), ("16", True)]
    assert len(checks.failures) == 1
    (problem,) = checks.problems
    assert (problem.severity, problem.place.line) == ("error", 3)
    assert "alexnt" in repr(checks)
    assert "alexnt" in checks.to_markdown()
    assert "alexnt" in checks._repr_html_()


def test_an_answer_is_not_true_where_all_that_could_be_checked_holds(note):
    note.write_text(note.read_text("utf-8").replace("10", "9"), "utf-8")
    checks = convcalc.check(note)
    assert (bool(checks), checks.failures, len(checks.problems)) == (False, [], 1)


def test_where_nothing_was_compared_it_is_no_answer(note):
    note.write_text("<!-- convcalc alexnt params -->61M<!-- /convcalc -->\n", "utf-8")
    assert "alexnt" in refused(convcalc.check, note)


def test_warnings_fail_a_strict_check(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text("input: 3x9x9\nlayers: [conv 8 2 stride=2]\nexpect: {output: 8x4x4}\n", "utf-8")
    assert convcalc.check(path)
    checks = convcalc.check(path, strict=True)
    assert (bool(checks), checks.failures, [problem.severity for problem in checks.problems]) == (
        False,
        [],
        ["warning"],
    )
