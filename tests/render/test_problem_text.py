"""Problems as text: the line, and carets that stand under the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.problems import ConvcalcError, Place, Problems, Source
from convcalc.render.characters import width
from convcalc.render.problems import LONGEST_LINE, excerpt, room_for_lines, show_problems
from convcalc.study.design import summarize


def place(line, marked, name="net.yaml"):
    """The place of `marked` in a source of this one line."""
    return Place(Source(name, line), 1, line.index(marked) + 1, len(marked))


def problems(*errors):
    collected = Problems()
    for error in errors:
        collected.error(*error)
    return collected


def test_an_error_with_its_place_and_hint():
    source = Source("alexnet.yaml", "a\nb\nc\n  - conv1: conv 96 strde=4\n")
    found = problems(("conv has no argument 'strde'", Place(source, 4, 20, 5), "did you mean 'stride'?"))
    assert show_problems(found) == (
        "alexnet.yaml:4:20: error: conv has no argument 'strde' (did you mean 'stride'?)\n"
        " 4 |   - conv1: conv 96 strde=4\n"
        "   |                    ^^^^^\n"
        "1 error\n"
    )


def test_the_calls_that_led_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(
        "input: 3x8x8\nblocks:\n  inner size:\n    - conv 4 size\n  outer:\n    - inner 33\nlayers:\n  - outer\n"
    )
    with pytest.raises(ConvcalcError) as caught:
        summarize("net.yaml")
    lines = show_problems(caught.value.problems).splitlines()
    assert lines[1:] == [
        " 4 |     - conv 4 size",
        "   |              ^^^^",
        "  called from net.yaml:6:7: inner 33",
        "  called from net.yaml:8:5: outer",
        "1 error",
    ]


def test_long_trails_keep_both_ends():
    at = place("relu", "relu")
    trail = tuple((f"call{number}", at) for number in range(40))
    lines = show_problems(problems(("wrong", at, None, trail))).splitlines()[3:-1]
    assert [line.split()[-1] for line in lines] == ["call0", "call1", "call2", "calls", "call38", "call39"]
    assert lines[3] == "  ... 35 more calls"


def test_all_are_counted():
    found = problems(("one", None), ("two", place("relu", "relu")))
    found.warning("three", None)
    assert show_problems(found).splitlines()[-1] == "2 errors, 1 warning"
    assert show_problems(Problems()) == ""


def test_a_problem_without_a_place_or_in_an_empty_line_has_no_excerpt():
    found = problems(("there is no file x", None), ("the file is empty", Place(Source("net.yaml", ""), 1, 1)))
    assert show_problems(found) == ("error: there is no file x\nnet.yaml:1:1: error: the file is empty\n2 errors\n")


@pytest.mark.parametrize(
    ("line", "marked", "shown", "carets"),
    [
        ("relu six", "six", "relu six", "     ^^^"),
        ("가나 six", "six", "가나 six", "     ^^^"),  # two cells each
        ("가나 다", "다", "가나 다", "     ^^"),
        ("e\u0301 six", "six", "e\u0301 six", "  ^^^"),  # an accent takes no cell
        ("\tsix", "six", "    six", "    ^^^"),
        ("ab\tsix", "six", "ab  six", "    ^^^"),
        ("\x1bsix", "six", "\\x1bsix", "    ^^^"),
        ("a\u202eb", "b", "a\\u202eb", "       ^"),
    ],
)
def test_carets_stand_under_the_place(line, marked, shown, carets):
    assert excerpt(place(line, marked)) == [f" 1 | {shown}", f"   | {carets}"]


def test_in_ascii():
    assert excerpt(place("가나 six", "six"), ascii=True) == [" 1 | ?? six", "   |    ^^^"]


def test_something_missing_at_the_end_of_a_line():
    assert excerpt(Place(Source("x", "conv"), 1, 5, 1))[1] == "   |     ^"
    assert excerpt(Place(Source("x", "conv"), 1, 50, 7))[1] == "   |     ^"


def test_a_long_line_is_shown_around_the_place():
    line = "relu, " * 100 + "six" + ", relu" * 100
    shown, carets = excerpt(place(line, "six"))
    start = carets.index("^")
    assert shown[start : start + 3] == "six"
    assert shown.startswith(" 1 | …") and shown.endswith("…")
    assert len(shown) <= LONGEST_LINE + 5


@given(st.text(st.characters(exclude_characters="\r\n"), min_size=1, max_size=300), st.data(), st.booleans())
def test_any_line_can_be_shown_and_its_carets_stand_inside(line, data, ascii):
    column = data.draw(st.integers(1, len(line) + 1))
    length = data.draw(st.integers(1, 300))
    lines = excerpt(Place(Source("x", line), 1, column, length), ascii=ascii)
    if lines:
        shown, carets = lines
        assert width(shown) <= LONGEST_LINE + 5
        assert carets.count("^") >= 1
        assert width(carets) <= max(width(shown), LONGEST_LINE + 5, carets.index("^") + 1)
        assert shown.isascii() or not ascii


def test_a_name_that_would_steer_the_terminal_is_written_out():
    found = problems(("no op \x1b[31mred\x07", place("x", "x", "a\nb.yaml"), "\u202e?"))
    assert show_problems(found).splitlines()[0] == "a\\nb.yaml:1:1: error: no op \\x1b[31mred\\x07 (\\u202e?)"


def test_colors_change_no_character():
    import re

    found = problems(("wrong", place("relu six", "six"), "so"))
    assert re.sub(r"\x1b\[[0-9;]*m", "", show_problems(found, color=True)) == show_problems(found)


@pytest.mark.parametrize("width_of_terminal", [30, 40, 80, 100])
def test_an_excerpt_fits_the_terminal(width_of_terminal):
    line = "params: 34_944, " * 12
    place_of_it = Place(Source("net.yaml", "\n" * 998 + line), 999, 81, 6)
    for shown in excerpt(place_of_it, longest=room_for_lines(width_of_terminal)):
        assert width(shown) <= width_of_terminal
    source, carets = excerpt(place_of_it, longest=room_for_lines(width_of_terminal))
    assert source[carets.index("^") :].startswith("params")
