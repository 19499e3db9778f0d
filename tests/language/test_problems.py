"""Places, problems and hints."""

import pytest

from convcalc.language.problems import ConvcalcError, Place, Problem, Problems, Source, did_you_mean, either

SOURCE = Source("net.yaml", "layers:\r\n  - conv 96\r  - relu\n")


@pytest.mark.parametrize(
    ("number", "text"), [(0, ""), (1, "layers:"), (2, "  - conv 96"), (3, "  - relu"), (4, ""), (99, "")]
)
def test_a_line_of_a_source(number, text):
    assert SOURCE.line(number) == text


def test_a_place_is_written_as_editors_read_it():
    place = Place(SOURCE, 2, 5, 7)
    assert str(place) == "net.yaml:2:5"
    assert place.part(5, 2) == Place(SOURCE, 2, 10, 2)
    assert place.part(5, 0).length == 1


def test_a_problem_says_place_severity_message_and_hint():
    problem = Problem("error", "no such op", Place(SOURCE, 2, 5), "did you mean 'conv'?")
    assert str(problem) == "net.yaml:2:5: error: no such op (did you mean 'conv'?)"
    assert str(Problem("warning", "odd", None)) == "warning: odd"


def test_the_same_complaint_at_the_same_place_counts_once():
    problems = Problems()
    problems.error("a", Place(SOURCE, 1, 1))
    problems.error("a", Place(SOURCE, 1, 1))
    problems.error("a", Place(SOURCE, 1, 2))
    problems.warning("b", None)
    problems.extend(list(problems.items))
    assert [(problem.severity, problem.message) for problem in problems.items] == [
        ("error", "a"),
        ("error", "a"),
        ("warning", "b"),
    ]
    assert len(problems.errors) == 2
    assert len(problems.warnings) == 1


def test_problems_in_the_order_of_the_file():
    problems = Problems()
    problems.error("third", Place(SOURCE, 2, 9))
    problems.error("second", Place(SOURCE, 2, 3))
    problems.error("first", None)
    assert [problem.message for problem in problems.in_order()] == ["first", "second", "third"]
    assert str(ConvcalcError(problems)).splitlines()[1] == "net.yaml:2:3: error: second"


@pytest.mark.parametrize(
    ("word", "candidates", "hint"),
    [
        ("strde", ["stride", "padding"], "did you mean 'stride'?"),
        ("zzz", ["stride"], None),
        ("Conv", ["conv", "conv1"], "did you mean 'conv'?"),
        ("conv", [], None),
    ],
)
def test_did_you_mean(word, candidates, hint):
    assert did_you_mean(word, candidates) == hint


def test_either():
    assert [either(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a or b", "a, b or c"]
