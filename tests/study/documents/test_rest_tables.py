"""Tables in reStructuredText: where their cells stand, and that `--fix` keeps them as they are drawn.

ResNet-34 has 21,797,672 parameters and 3,663,761,408 MACs, ResNet-50 25,557,032 and 4,089,184,256 (torchvision's).
"""

from __future__ import annotations

import pytest

from convcalc.study.documents.kinds.rest_lines import rest_lines
from convcalc.study.documents.kinds.rest_tables import find_rest_grid
from convcalc.study.documents.tables.grids import TOO_LONG, UnreadTable

MARKER = ".. convcalc table\n\n"
GRID = """\
+--------------+------------+-------+
| Model        | Params (M) | GMACs |
+==============+============+=======+
| ResNet-50    | 25.6       | 3.8   |
+--------------+------------+-------+
| resnet34     | **2.18**   | 3.66  |
+--------------+------------+-------+
"""
SIMPLE = """\
============  ==========  =====
Model         Params (M)  GMACs
============  ==========  =====
ResNet-50     25.6        3.8
resnet34      **2.18**    3.66
============  ==========  =====
"""


def grid(text):
    """What the head and the rows of a table say."""
    found = find_rest_grid(text, list(rest_lines(text)), 0)
    if found is None:
        return None
    head, *rows = ([cell.says(text).strip() for cell in row] for row in (found.head, *found.rows))
    return head, rows


@pytest.fixture
def check(checking):
    return checking("doc.rst")


@pytest.mark.parametrize(
    ("text", "head", "rows"),
    [
        ("+--+--+\n|a | b|\n+==+==+\n|1 | 2|\n+--+--+\n", ["a", "b"], [["1", "2"]]),
        ("\n+--+--+\n|a | b|\n+--+--+\n|1 |  |\n+--+--+", ["a", "b"], [["1", ""]]),
        ("  +--+--+\r\n  |a | b|\r\n  +--+--+\r\n  |1 | 2|\r\n  +--+--+\r\n", ["a", "b"], [["1", "2"]]),
        ("+----+--+\n|이름|b |\n+----+--+\n|e\u0301   |2 |\n+----+--+\n", ["이름", "b"], [["e\u0301", "2"]]),
        ("+--+--+\n|a | b|\n|c |  |\n+--+--+\n|1 | 2|\n+--+--+\n", ["a c", "b"], [["1", "2"]]),
        (
            ".. table:: Networks\n   :widths: auto\n\n   == ==\n   a  b\n   == ==\n   1  2\n   == ==\n",
            ["a", "b"],
            [["1", "2"]],
        ),
        ("== ==\na  b\n== ==\n1  2 and more\n\n3  4\n   5\n== ==\n", ["a", "b"], [["1", "2 and more"], ["3", "4 5"]]),
        ("== ==\na  b\n1  2\n== ==\n\ntext", ["a", "b"], [["1", "2"]]),
        ("==== ==\n이름 b\n==== ==\n[1]_ 2\n==== ==\n", ["이름", "b"], [["", "2"]]),
    ],
)
def test_cells_stand_in_rows_and_columns(text, head, rows):
    assert grid(text) == (head, rows)


@pytest.mark.parametrize("text", ["", "text\n\n== ==\na  b\n== ==\n", "::\n\n  == ==\n  a  b\n  == ==\n"])
def test_where_no_table_begins_there_is_none(text):
    assert grid(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".. list-table::\n\n   * - a\n     - b\n", "no list-table is read"),
        (".. csv-table:: Title\n\n   a, b\n", "no csv-table is read"),
        ("+--+--+\n|a | b|\n+--+--+\n|1   2|\n+--+--+\n", "several rows or columns"),
        ("+--+--+\n|a | b|\n+--+--+\n|1 | 2|\n|  +--+\n|  | 3|\n+--+--+\n", "several rows or columns"),
        ("+--+--+\n|a | b|\n+-----+\n|1   2|\n+-----+\n", "several rows or columns"),
        ("+--+--+\n|a | b|\n+--+--+\n|1 | 2|\n", "not ended"),
        ("+--+--+\n|a | b |\n+--+--+\n", "not as long"),
        ("+--+--+\n|a\t| b|\n+--+--+\n", "tabs"),
        ("== == ==\na  b   c\n----- --\na  b  c\n== == ==\n1  2  3\n== == ==\n", "several columns"),
        ("== ==\na  b\n== ==\n123  2\n== ==\n", "longer than its column"),
        ("== ==\na  b\n", "not ended"),
        ("= " * 10_000 + "=\n", "at most 100 columns"),
        ("== ==\n" + "a  b\n" * 60_000 + "== ==\n", "at most 100,000 cells"),
    ],
)
def test_what_is_not_read_for_certain_is_refused_with_the_reason(text, message):
    with pytest.raises(UnreadTable) as refused:
        grid(text)
    assert message in refused.value.message


@pytest.mark.parametrize("table", [GRID, SIMPLE])
def test_wrong_cells_are_said_at_their_place_and_fixed_alone(check, table):
    text = MARKER + table + "\nText.\n"
    checked = check(text)
    assert {claim.written for claim in checked.failures} == {"3.8G", "2.18M"}
    assert len(checked.claims) == 4
    assert not checked.problems
    assert not checked.unbound
    right = text.replace("3.8 ", "4.1 ").replace("3.8\n", "4.1\n").replace("**2.18** ", "**21.80**")
    assert check(text, fix=True) == right


def test_what_is_longer_than_its_column_is_left_alone_with_the_reason(check):
    border = "========= ==== =====\n"
    rows = f"{border}Model     (M)  GMACs\n{border}resnet34  2.18 3.66\n{border}"
    text = f'.. convcalc table columns="-, params (M), macs (G)"\n\n{rows}'
    (claim,) = check(text).failures
    assert (claim.written, claim.difference, claim.fix) == ("2.18M", TOO_LONG, None)
    assert check(text, fix=True) == text


def test_a_shorter_number_leaves_spaces_in_its_place(check):
    text = MARKER + GRID.replace("| 3.8   |", "| 10.1  |").replace("**2.18**  ", "**21.80** ")
    assert check(text, fix=True) == text.replace("| 10.1  |", "| 4.1   |")


def test_the_last_column_of_a_simple_table_may_be_longer(check):
    text = MARKER + "=========  =====\nModel      Params (M)\n=========  =====\nresnet34   2.18\n=========  =====\n"
    assert check(text, fix=True) == text.replace("2.18", "21.80")


def test_a_role_that_is_not_known_is_left_alone(check):
    text = MARKER + GRID.replace("**2.18**  ", ":x:`2.18` ")
    assert [part.reason for part in check(text).unknown] == ["it has a role that is not known here"]


def test_of_a_table_that_is_not_read_is_said_which_are(check):
    (problem,) = check(MARKER + ".. list-table::\n\n   * - a\n     - b\n").problems
    assert (problem.code, problem.message) == ("CC303", "no list-table is read")


@pytest.mark.parametrize(
    "link", ["`{} <a/b_c.html>`_", "`{} <https://a.b/50>`__", ":ref:`{} <x50>`", ":py:class:`{} <torch.X>`"]
)
def test_a_link_says_its_text(check, link):
    """ResNet-34 has 21,797,672 parameters."""
    name, number = link.format("ResNet-34"), link.format("2.18")
    border = f"{'=' * 40}  {'=' * 40}\n"
    text = f"{MARKER}{border}{'Model':40}  Params (M)\n{border}{name:40}  {number}\n{border}"
    assert check(text, fix=True) == text.replace("2.18", "21.80")
