"""Tables in LaTeX: one tabular, in which nothing that somebody wrote is markup."""

import pytest

from convcalc.render.table.latex import escape, show_latex
from convcalc.render.table.layout import BAR, END, RIGHT, TOTAL, Column, Table, TableRow


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ResNet-50", "ResNet-50"),
        ("a_b & 50 % of #1 for $2", "a\\_b \\& 50 \\% of \\#1 for \\$2"),
        ("\\input{x}", "\\textbackslash{}input\\{x\\}"),
        ("a~b^c", "a\\textasciitilde{}b\\textasciicircum{}c"),
        ("<= 5 | > 2", "\\textless{}= 5 \\textbar{} \\textgreater{} 2"),
        ("64×56×56", "64$\\times$56$\\times$56"),
        ("K²·N", "K$^2$$\\cdot$N"),
        ("--columns", "-{-}columns"),
        ("``x''", "`{`}x'{'}"),
        ("[1] first", "{}[1] first"),
        ("* the least", "{}* the least"),
        ("::error::x", "{}::error::x"),
        ("参数", "参数"),
        ("a\nb\x1b", "a\\textbackslash{}nb\\textbackslash{}x1b"),
    ],
)
def test_each_character_stands_for_itself(text, written):
    assert escape(text) == written


def test_a_table():
    table = Table(
        [Column("layer", "layer", elide=END), Column("params", "params", align=RIGHT), Column("bar", "", BAR)]
    )
    table.rows = [TableRow(["conv_1", "1,728", "1.0"]), TableRow(["total", "1,728", ""], TOTAL)]
    table.head, table.foot = ["A & B"], ["ratio: 50 %"]
    assert show_latex(table).splitlines() == [
        "A \\& B",
        "",
        "\\begin{tabular}{lr}",
        "\\hline",
        "layer & params \\\\",
        "\\hline",
        "\\texttt{conv\\_1} & 1,728 \\\\",
        "\\textbf{total} & \\textbf{1,728} \\\\",
        "\\hline",
        "\\end{tabular}",
        "",
        "ratio: 50 \\%",
    ]
