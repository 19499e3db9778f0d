"""Text as a terminal shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.render.characters import shorten_end, shorten_middle, to_ascii, visible, width, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\tb\nc\r", "a\\tb\\nc\\r"),
        ("\u202egnp", "\\u202egnp"),  # turns the direction of what follows
        ("\udcff", "\\udcff"),  # half of a pair
        ("\u2028", "\\u2028"),
        ("가나다", "가나다"),
        ("[/foo]", "[/foo]"),
    ],
)
def test_what_would_steer_a_terminal_is_written_out(text, shown):
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_nothing_invisible_remains(text):
    assert not any(ord(character) < 32 or ord(character) == 127 for character in visible(text))
    visible(text).encode()


@pytest.mark.parametrize(("text", "cells"), [("abc", 3), ("가나다", 6), ("e\u0301", 1), ("×", 1), ("", 0)])
def test_width(text, cells):
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("96×55×55", "96x55x55"), ("A · B", "A - B"), ("C/G·K²·N·H′", "C/G*K^2*N*H'"), ("conv…", "conv..."), ("가", "?")],
)
def test_ascii(text, spelled):
    assert to_ascii(text) == spelled


def test_shortening():
    assert shorten_end("conv 96 11 stride=4", 9, "…") == "conv 96…"
    assert shorten_middle("  batch_norm", 8, "…") == "  bat…rm"
    assert shorten_middle("가나다라", 6, "…") == "가…라"


@given(st.text("가ab é", max_size=30), st.integers(1, 20))
def test_what_is_shortened_fits(text, cells):
    assert width(shorten_end(text, cells, "…")) <= cells
    assert width(shorten_middle(text.strip(), cells, "…")) <= cells


def test_lines_break_between_parts_where_they_can():
    assert wrap("AlexNet · input 3×227×227 · catalogue: alexnet.yaml", 40) == [
        "AlexNet · input 3×227×227 ·",
        "  catalogue: alexnet.yaml",
    ]
    assert wrap("linear layers: 96 % of the parameters", 20) == ["linear layers: 96 %", "  of the parameters"]
