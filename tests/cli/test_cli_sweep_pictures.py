"""Fronts as pictures: in text below the table of a terminal, and in SVG."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from convcalc.render.sweep.axes import Scale

SPEC = """\
name: <b>A & B</b>
input: 3x8x8
parameters: {units: 4}
layers: [conv1: conv units 3]
"""
# conv1: 28·units parameters, 972·units MACs

FRONT = ("sweep", "a.yaml", "units=1..5", "--pareto", "macs, -params")


@pytest.fixture
def spec(folder):
    (folder / "a.yaml").write_text(SPEC, "utf-8")


def test_a_table_has_a_picture_below_it_and_text_has_none(convcalc, terminal, spec):
    shown = re.sub("\x1b[^m]*m", "", terminal(*FRONT, columns=80).stdout).replace("\r", "")
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert convcalc(*FRONT, "--format", "table").stdout == shown
    assert shown.count("•") == 5 and "MACs (the less the better)" in shown
    assert convcalc(*FRONT).stdout.count("•") == 0
    assert convcalc(*FRONT[:3], "--format", "table").stdout.count("•") == 0


@pytest.mark.parametrize("columns", [40, 60, 132])
def test_a_picture_fits_the_terminal(terminal, spec, columns):
    shown = re.sub("\x1b[^m]*m", "", terminal(*FRONT, columns=columns).stdout).replace("\r", "")
    picture = shown[shown.index("params (the more") :].splitlines()
    assert max(map(len, picture)) in range(min(columns, 100) - 12, min(columns, 100) + 1)


def test_a_picture_is_in_ascii_where_the_terminal_is(terminal, spec):
    shown = terminal(*FRONT, columns=80, PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout
    assert shown.isascii() and shown.count("*") >= 5 and "?" not in shown


def test_a_picture_in_svg_says_each_design(convcalc, spec, folder):
    assert convcalc(*FRONT, "-o", "front.svg").code == 0
    text = (folder / "front.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)
    name = "{http://www.w3.org/2000/svg}"
    titles = [circle.find(f"{name}title").text for circle in root.iter(f"{name}circle")]
    assert titles == [f"units={n}: params {28 * n}, macs {972 * n:,}" for n in range(1, 6)]
    assert root.find(f"{name}title").text == "<b>A & B</b>: the front of macs and params"
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title about"
    assert "prefers-color-scheme:dark" in text
    assert not re.search(r"<script|href|url\(|@import", text)
    places = [(float(circle.get("cx")), float(circle.get("cy"))) for circle in root.iter(f"{name}circle")]
    assert places == sorted(places) and [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    assert all(0 < x < 720 and 0 < y < 480 for x, y in places)
    assert convcalc(*FRONT, "--format", "svg").stdout == text


def test_a_picture_of_knobs_of_three_metrics_and_of_one_design(convcalc, spec):
    shown = convcalc(*FRONT[:-1], "macs, -units, params", "--format", "table").stdout
    assert "units (the more the better)" in shown and "the first two of 3 metrics" in shown
    one = convcalc(*FRONT[:-1], "macs, params", "--format", "svg").stdout
    assert one.count("<circle") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (FRONT[:3], "a picture is one of a front (as in --pareto"),
        ((*FRONT, "--where", "macs <= 1"), "there is no front to draw: nothing fits"),
    ],
)
def test_what_can_not_be_drawn(convcalc, spec, folder, words, said):
    ran = convcalc(*words, "-o", "front.svg")
    assert ran.code == 2 and said in ran.stderr
    assert not (folder / "front.svg").exists()


@pytest.mark.parametrize(
    ("low", "high", "by_powers", "ticks"),
    [
        (28, 140, False, [50, 100]),
        (0, 10, False, [0, 5, 10]),
        (Fraction(1, 4), Fraction(3, 2), False, [Fraction(1, 2), 1, Fraction(3, 2)]),
        (3, 4000, True, [5, 50, 500]),
        (7, 7, False, [7]),
        (10**30, 3 * 10**30, False, [10**30, 2 * 10**30, 3 * 10**30]),
    ],
)
def test_round_numbers_stand_at_an_axis(low, high, by_powers, ticks):
    scale = Scale("", low, high, by_powers, all(isinstance(one, int) for one in (low, high)))
    found = scale.ticks(4)
    assert len(found) <= 4 and all(low <= tick <= high for tick in found)
    assert found == ticks
