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
        # Cells that span, as docutils 0.23 has them
        ("+--+--+\n|a | b|\n+--+--+\n|1   2|\n+--+--+\n", ["a", "b"], [["1   2", "1   2"]]),
        (
            "+--+--+\n|a | b|\n+--+--+\n|1 | 2|\n|  +--+\n|  | 3|\n+--+--+\n",
            ["a", "b"],
            [["1", "2"], ["1", "3"]],
        ),
        ("+--+--+\n|a    |\n+--+--+\n|b |c |\n+==+==+\n|1 |2 |\n+--+--+\n", ["b", "c"], [["1", "2"]]),
        ("+----+-+\n|a   |b|\n+----+-+\n|+--+|2|\n+----+-+\n", ["a", "b"], [["+--+", "2"]]),
        ("== == ==\na  b   c\n-- -----\na  b  c\n== == ==\n1  2  3\n== == ==\n", ["a", "b", "c"], [["1", "2", "3"]]),
        ("== ==\na  b\n== ==\n1  2\n-----\n3  4\n== ==\n", ["a", "b"], [["1  2", "1  2"], ["3", "4"]]),
        # Directives
        (".. list-table:: T\n   :header-rows: 1\n\n   * - a\n     - b\n   * - 1\n     -\n", ["a", "b"], [["1", ""]]),
        (
            "  .. list-table::\n\n    *  - a\n\n       - b c\n    *  - 1\n       - 2\n\nText\n",
            ["a", "b c"],
            [["1", "2"]],
        ),
        (".. csv-table:: T\n   :header-rows: 1\n\n   a, b\n   1,2\n", ["a", "b"], [["1", "2"]]),
        ('.. csv-table::\n   :header: "a", b\n\n   "1,5", 2\n   3\n', ["a", "b"], [["1,5", "2"], ["3"]]),
        (".. csv-table::\n   :delim: ;\n\n   a; b\n   1,5;'2'\n", ["a", "b"], [["1,5", "'2'"]]),
        (".. csv-table::\n   :delim: tab\n   :quote: '\n\n   a\tb\n   '1'\t2\n", ["a", "b"], [["1", "2"]]),
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
        (".. flat-table::\n\n   * - a\n     - b\n", "no flat-table is read"),
        (".. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n", "no rows below its head"),
        (".. list-table::\n   :header-rows: one\n\n   * - a\n", ":header-rows: of this table is no number"),
        (
            ".. list-table::\n\n   * - a\n     - b\n   * - 1\n",
            "row 2 of this list-table has 1 cells, and its head has 2",
        ),
        (".. list-table::\n\n   * a\n   * b\n", "in no cell"),
        (".. list-table::\n\n   Text\n", "in no cell"),
        (".. list-table::\n\nText\n", "has no rows"),
        (".. csv-table:: Title\n   :header-rows: 1\n\n   a, b\n   1,5, 2\n", "row 2 of this csv-table has 3 cells"),
        (".. csv-table:: Title\n   :file: a.csv\n", "stand in another file"),
        ('.. csv-table::\n\n   a, "b\n   c", d\n', "not ended on its line"),
        ('.. csv-table::\n\n   "a" b, c\n', "something stands behind a quoted cell"),
        (".. csv-table::\n   :delim: 0x3b\n\n   a;b\n", "this :delim: or :quote:"),
        ("+--+--+\n|a | b|\n+--+--+\n|1   2|\n+  +--+\n|  | 3|\n+--+--+\n", "not drawn as rectangles"),
        ("+--+--+\n|a | b|\n+--+--+\n|1 | 2|\n", "not ended"),
        ("+--+--+\n|a | b |\n+--+--+\n", "not as long"),
        ("+--+--+\n|a\t| b|\n+--+--+\n", "tabs"),
        ("== == ==\na  b   c\n---- ---\na  b  c\n== == ==\n1  2  3\n== == ==\n", "do not join whole columns"),
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
    (problem,) = check(MARKER + ".. flat-table::\n\n   * - a\n     - b\n").problems
    assert (problem.code, problem.message) == ("CC303", "no flat-table is read")
    assert problem.hint.endswith("a list-table or a csv-table is read")


def test_what_is_wrong_in_a_table_is_said_at_its_line(check):
    (problem,) = check(MARKER + ".. list-table::\n\n   * - a\n     - b\n   * - 1\n").problems
    assert (problem.place.line, problem.place.column) == (7, 4)


LISTED = """\
.. list-table:: Networks
   :header-rows: 1

   * - Model
     - Params (M)
     - GMACs
   * - ResNet-50
     - 25.6
     - 3.8
   * - resnet34
     - **2.18**
     - 3.66
"""
SEPARATED = """\
.. csv-table:: Networks
   :header: "Model", "Params (M)", "GMACs"

   ResNet-50, 25.6, 3.8
   resnet34, "**2.18**", 3.66
"""
SPANNING = """\
+--------------+--------------------+
| Model        | Cost               |
|              +------------+-------+
|              | Params (M) | GMACs |
+==============+============+=======+
| ResNet-50    | 25.6       | 3.8   |
+--------------+------------+-------+
| resnet34     | **2.18**   | 3.66  |
+--------------+------------+-------+
"""


@pytest.mark.parametrize("table", [LISTED, SEPARATED, SPANNING])
def test_directives_and_cells_that_span_are_bound(check, table):
    text = MARKER + table + "\nText.\n"
    checked = check(text)
    assert {claim.written for claim in checked.failures} == {"3.8G", "2.18M"}
    assert (len(checked.claims), checked.unknown, list(checked.problems)) == (4, [], [])
    shorter = "" if table is SPANNING else "**2.18**"
    right = text.replace("3.8", "4.1").replace(shorter or "**2.18** ", "**21.80**")
    assert check(text, fix=True) == right


@pytest.mark.parametrize("table", [LISTED, SEPARATED, SPANNING])
def test_directives_and_cells_that_span_are_suggested(check, table):
    checked = check(f"Text.\n\n{table.replace('3.8', '4.1')}", suggest=True)
    assert len(checked.unbound) == 4
    (claim,) = (claim for claim in checked.suggestions.claims if claim.fix)
    assert claim.fix.text == MARKER
    assert claim.fix.start == len("Text.\n\n")


def test_a_cell_of_several_rows_is_left_alone(check):
    table = "+---------+------+\n|Model    |Params|\n+=========+======+\n|ResNet-50|25.9M |\n+---------+      |\n"
    checked = check(f"{MARKER}{table}|ResNet-34|      |\n+---------+------+\n")
    assert checked.claims == []
    assert [left.reason for left in checked.unknown] == ["it stands in several rows or columns"]


@pytest.mark.parametrize(("cell", "right"), [("3", "3"), ('"3"', '"0,06"')])
def test_a_comma_is_not_written_where_it_would_end_a_cell(check, cell, right):
    """LeNet-5 has 61,706 parameters, and a comma begins decimals in this text."""
    table = f".. csv-table::\n   :header: Modell, Parameter (Mio.)\n\n   LeNet-5, {cell}\n"
    text = f"Das ist die Tabelle und nicht mehr.\n\n{MARKER}{table}"
    assert len(check(text).failures) == 1
    assert check(text, fix=True) == text.replace(cell, right)
