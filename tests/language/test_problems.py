"""Places, problems and hints."""

from difflib import SequenceMatcher, get_close_matches

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.problems import (
    COMMAND_LINE,
    ERROR,
    WARNING,
    ConvcalcError,
    Nearest,
    Place,
    Problem,
    Problems,
    Source,
    did_you_mean,
    either,
    listed,
)

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
        ("RELU", ["tanh", "relu"], "did you mean 'relu'?"),
    ],
)
def test_did_you_mean(word, candidates, hint):
    assert did_you_mean(word, candidates) == hint


WORDS = st.text("abcAB_1", max_size=8)


@given(WORDS, st.lists(WORDS, max_size=12))
def test_the_nearest_are_those_that_difflib_finds(word, candidates):
    """Else the first one that differs in capitals alone."""
    near = get_close_matches(word, candidates, n=3, cutoff=0.6)
    if near and near[0].lower() == word.lower():
        near = near[:1]
    ratios = [SequenceMatcher(None, name, word).ratio() for name in near]
    best = [repr(name) for name, ratio in zip(near, ratios, strict=True) if ratio > ratios[0] - 0.1]
    best = best or [repr(name) for name in candidates if name and name.lower() == word.lower()][:1]
    assert did_you_mean(word, candidates) == (f"did you mean {either(best)}?" if best else None)


def test_a_hint_is_worked_out_where_it_is_said_and_only_there():
    looked = []

    def candidates():
        looked.append(1)
        yield "stride"

    problems = Problems()
    for _ in range(3):
        problems.error("no argument 'strde'", Place(SOURCE, 1, 1), Nearest("strde", candidates()))
    problems.error("no argument 'zzz'", Place(SOURCE, 1, 2), Nearest("zzz", candidates(), "it takes stride"))
    assert [problem.hint for problem in problems] == ["did you mean 'stride'?", "it takes stride"]
    assert len(looked) == 2


def test_the_first_names_of_many():
    assert [listed("abc"[:number], 2) for number in range(4)] == ["", "a", "a, b", "a, b, …"]


def test_either():
    assert [either(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a or b", "a, b or c"]


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\r\nb\rc\nd", "\r\r\n\n", "a\x0bb\x85c\u2028d\n"])
def test_the_lines_of_a_source_end_with_any_line_end_and_nothing_else(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    source = Source("a.md", text)
    assert [source.line(number) for number in range(len(lines) + 3)] == ["", *lines, "", ""]


# What is said differently in its surroundings


def said_on(source, line=1):
    return Place(source, line, 3, 2)


def test_what_was_said_is_never_rewritten():
    problem = Problem(ERROR, "wrong", None)
    for name in ("severity", "message", "place", "hint", "trail", "code"):
        with pytest.raises(AttributeError):
            setattr(problem, name, "other")


def test_sources_have_their_own_names_where_they_are_told_of_and_keep_theirs_elsewhere():
    typed, file = Source(COMMAND_LINE, "strde=2"), Source("net.yaml", "conv 3 3\n")
    first = Problems()
    first.error("wrong", said_on(typed), None, (("conv 3 3", said_on(file)), ("strde=2", said_on(typed))))
    first.error("also wrong", said_on(file))
    told = Problems(sources={COMMAND_LINE: "changes"})
    told.extend(first)
    assert list(map(str, told)) == ["changes:1:3: error: wrong", "net.yaml:1:3: error: also wrong"]
    assert [str(place) for _, place in told.items[0].trail] == ["net.yaml:1:3", "changes:1:3"]
    assert told.items[0].place.source.line(1) == "strde=2"
    assert str(first.items[0]) == "command line:1:3: error: wrong"


def test_a_check_gives_each_severity_its_rule_and_keeps_no_other():
    found = Problems(codes={ERROR: "CC002", WARNING: "CC003"})
    found.error("wrong", None)
    found.error("worse", None, code="CC001")
    found.warning("odd", None)
    found.note("by the way", None)
    assert [(one.message, one.code) for one in found] == [("wrong", "CC002"), ("worse", "CC001"), ("odd", "CC003")]


def test_an_unknown_knob_may_mean_an_option_where_nothing_nearer_is_known():
    first = Problems()
    first.error("there is no parameter 'stric'", None, Nearest("stric", ["width"], "it has width", knob=True))
    first.error("there is no parameter 'widht'", None, Nearest("widht", ["width"], "it has width", knob=True))
    first.error("there is no argument 'stric'", None, Nearest("stric", ["width"], "it takes width"))
    assert [one.hint for one in first] == ["it has width", "did you mean 'width'?", "it takes width"]
    told = Problems(options=("strict", "weight"))
    told.extend(first)
    assert [one.hint for one in told] == ["did you mean 'strict'?", "did you mean 'width'?", "it takes width"]
