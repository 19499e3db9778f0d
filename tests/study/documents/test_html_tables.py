"""Tables in HTML: where their cells stand, and that `--fix` changes those alone that are wrong.

ResNet-34 has 21,797,672 parameters and 3,663,761,408 MACs, ResNet-50 25,557,032 and 4,089,184,256 (torchvision's).
"""

from __future__ import annotations

import pytest

from convcalc.study.documents.lines import read_lines
from convcalc.study.documents.tables.html_grids import find_html_grid

MARKER = "<!-- convcalc table -->\n"
HEAD = "<tr><th>Model</th><th>Params (M)</th><th>GMACs</th></tr>\n"


def grid(html):
    """The texts of the head and of the rows of a table."""
    text = f"<!-- x -->{html}"
    found = find_html_grid(text, list(read_lines(text)), 10)
    if found is None:
        return None
    head, *rows = ([text[cell.start : cell.end] for cell in row] for row in (found.head, *found.rows))
    return head, rows


@pytest.fixture
def check(checking):
    return checking("doc.md")


@pytest.mark.parametrize(
    ("html", "head", "rows"),
    [
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>", ["a", "b"], [["1", "2"]]),
        ("\n\n<TABLE border=1>\n<TR><TD> a <TD>b\n<TR><TD>1\n<TD>\n 2 </TABLE>", ["a", "b"], [["1", "2"]]),
        (
            "<table><thead><tr><td>a<td>b</thead><tbody><tr><td>1<td>2<tr><td>3</tbody></table>",
            ["a", "b"],
            [["1", "2"], ["3"]],
        ),
        ("<table><tr><th>a<th>b<tr><th>1<td>2</table>", ["a", "b"], [["1", "2"]]),
        (
            "<table><tr><th rowspan=2>a<th colspan='2'>b<tr><th>c<th>d<tr><td>1<td>2<td>3</table>",
            ["a", "c", "d"],
            [["1", "2", "3"]],
        ),
        ('<table><tr><th>a<th>b<tr><td rowspan="2">1<td>2<tr><td>3</table>', ["a", "b"], [["1", "2"], ["1", "3"]]),
        ("<table><tr><th>a<th>b<tr><td rowspan=0>1<td>2<tr><td>3</table>", ["a", "b"], [["1", "2"], ["1", "3"]]),
        ("<table><caption>A <b>1</b></caption><tr><th>a<tr><!-- <td>x<tr> --><td>1</table>", ["a"], [["1"]]),
        ('<table title="<tr><td>x"><tr><th>a<tr><td title="</td>">1</table>', ["a"], [["1"]]),
        ("<!-- prettier-ignore --> <table><tr><th>a<tr><td>1</table>", ["a"], [["1"]]),
        ("<table><tr><th>a</tr>\n\n<tr><td>1</tr></table>", ["a"], [["1"]]),
    ],
)
def test_cells_stand_in_rows_and_columns(html, head, rows):
    assert grid(html) == (head, rows)


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>a",
        "<table><tr><td>a<tr><td><table><tr><td>1</table></table>",
        "<table></table>",
        "<table><tr><td>a <!-- </table>",
        "<p>text</p><table><tr><td>a</table>",
        "<tables><tr><td>a</tables>",
        "<table>\n<tr><th>a</tr>\n\n    <tr><td>1</tr>\n</table>",  # four spaces behind a blank line are code
        "<table><tr><th>a" + "<td colspan=9999>1" + "</table>",
        "<table><tr><th>a" + "<tr>" + "<td rowspan=9999>1" * 99 + "<tr>" * 2000 + "</table>",
    ],
)
def test_what_is_not_read_for_certain_is_no_table(html):
    assert grid(html) is None


def test_wrong_cells_are_said_at_their_place_and_fixed_alone(check):
    text = (
        MARKER + '<table class="x1">\n' + HEAD + "<tr><td><b>ResNet-50</b></td><td style='width: 12px'>\n"
        '  25.6 <sup>1</sup>\n</td><td>3.8</td></tr>\n<tr><td><a href="x2.md">ResNet-34</a><td>2.18<td>3.66\n</table>\n'
    )
    checked = check(text)
    assert [(str(claim.place), claim.written) for claim in checked.failures] == [
        ("doc.md:6:10", "3.8G"),
        ("doc.md:7:42", "2.18M"),
    ]
    assert len(checked.claims) == 4
    assert not checked.problems
    assert check(text, fix=True) == text.replace("3.8<", "4.1<").replace("2.18", "21.80")


def test_a_name_may_stand_for_several_rows_and_a_number_may_not(check):
    rows = '<tr><td rowspan=2>ResNet-50<td>26<td rowspan="2">4.1<tr><td>25\n'
    checked = check(f"{MARKER}<table>\n{HEAD}{rows}</table>\n")
    assert [(claim.written, claim.holds) for claim in checked.claims] == [("26M", True), ("25M", False)]
    assert {part.written for part in checked.unknown} == {"4.1"}


def test_a_row_may_stand_over_all_columns(check):
    rows = "<tr><td colspan=3>VGG-16 and 3 others<tr><td>ResNet-50<td>26<td>4.1\n"
    checked = check(f"{MARKER}<table>\n{HEAD}{rows}</table>\n")
    assert [claim.holds for claim in checked.claims] == [True, True]


def test_without_a_table_below_it_a_marker_is_broken(check):
    (problem,) = check(MARKER + "<table><tr><td>a\n").problems
    assert (problem.code, problem.message) == ("CC303", "no table stands below this marker")
