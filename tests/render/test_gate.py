"""What may go out: no control character but our colors', and no line that a CI server obeys."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.render.gate import harmless, named_first, passed

STEERING = "\x1b\x00\x07\x9b\r\t\u202e\u2066\u200b\u2028\ud800\ufeff\U000e0041"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::no", "\\x3a:error::no"),
        ("  ::error::no", "  \\x3a:error::no"),
        ("\u3000::error::no", "\u3000\\x3a:error::no"),
        ("\u200d::error::no", "\u200d\\x3a:error::no"),  # compared as .NET does, a joiner is nothing
        (":\ufe0f:error::no", "\\x3a\ufe0f:error::no"),
        ("\x1b[1m::error::no", "\x1b[1m\\x3a:error::no"),
        ("a\n::error::no\n::warning::no", "a\n\\x3a:error::no\n\\x3a:warning::no"),
        ("a\r::error::no", "a\r\\x3a:error::no"),
        ("a ##[error]no", "a \\x23#[error]no"),
        ("###[error]no", "#\\x23#[error]no"),
        ("##vso[task.complete]", "\\x23#vso[task.complete]"),
        ("#\u200d#[error]no", "\\x23\u200d#[error]no"),
        ("a ::error::", "a ::error::"),
        (":a:", ":a:"),
        ("## a [b]", "## a [b]"),
        ("#a[b]", "#a[b]"),
    ],
)
def test_a_line_that_a_server_would_obey_is_none(line, shown):
    assert harmless(line) == shown
    assert harmless(shown) == shown


def test_a_file_of_such_a_name_is_named_from_its_folder():
    assert [named_first(name) for name in ("::error::x", " ::x", "a::x")] == ["./::error::x", "./ ::x", "a::x"]


@pytest.mark.parametrize("format_", ["text", "table", "markdown", "what is not known yet"])
def test_text_keeps_its_lines_and_nothing_else_that_steers(format_):
    assert passed("a\x1b[31mb\r\n\u202ec\n", format_) == "a\\x1b[31mb\\r\n\\u202ec\n"


def test_of_colors_ours_remain():
    assert passed("\x1b[1;31ma\x1b[0m\n", "table", color=True) == "\x1b[1;31ma\x1b[0m\n"
    assert passed("\x1b[8ma\x1b[2J\n", "table", color=True) == "\\x1b[8ma\\x1b[2J\n"
    assert passed("\x1b[1ma\n", "table") == "\\x1b[1ma\n"


def test_csv_keeps_its_line_ends():
    assert passed("a\r\n::b\rc\r\n", "csv") == "a\r\n\\x3a:b\\rc\r\n"


@given(st.text(st.one_of(st.sampled_from(f"{STEERING}#:[ a"), st.characters()), max_size=20))
def test_json_stays_the_same_json(text):
    for ascii_ in (True, False):
        shown = passed(json.dumps({"name": text}, ensure_ascii=ascii_, indent=1), "json")
        assert json.loads(shown) == {"name": text}
        assert not any(character in shown for character in STEERING)
        assert harmless(shown) == shown


@pytest.mark.parametrize(
    "text", ["conv1  conv 96 11   96×55×55\n", "a 가나다 · b — c\n", "\u0645\u06cc\u200c\u062e\n", ""]
)
def test_ordinary_text_passes_as_it_is(text):
    assert [passed(text, format_) for format_ in ("text", "json", "github", "diff")] == [text] * 4


@pytest.mark.parametrize("piece", ["\x0b", "\x1c", "\u2028", "\x1b", "\x1b[1", "#", "##a", ":", ":\u200d", " ", "\r"])
def test_a_long_text_takes_as_long_as_it_is(piece):
    passed(piece * 200_000 + "::", "diff")
    assert harmless(piece * 200_000 + "x::").endswith("x::")
