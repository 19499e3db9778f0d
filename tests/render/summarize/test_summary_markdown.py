"""A table in GitHub's Markdown."""

from convcalc.render.summarize.show import render_summary
from convcalc.render.table.layout import RIGHT, Column, Table, TableRow
from convcalc.render.table.markdown import code, escape, show_markdown
from convcalc.study.design import summarize


def test_a_small_network():
    # conv: 8·(3·9 + 1) = 224; 27·8·64 = 13,824
    report = summarize("[{stem: [conv 8 3, relu]}]", "input=3x10x10")
    assert render_summary(report, "markdown", depth="all") == (
        "inline design · input 3×10×10\n"
        "\n"
        "| layer | operation | output | params | MACs |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| `stem` |  | 8×8×8 | 224 | 13,824 |\n"
        "| &nbsp;&nbsp;`conv` | `conv 8 3` | 8×8×8 | 224 | 13,824 |\n"
        "| &nbsp;&nbsp;`relu` | `relu` | 8×8×8 | 0 | 0 |\n"
        "| **total** |  |  | **224** | **13,824** |\n"
        "|  |  |  |  | **13.8 K** |\n"
        "\n"
        "indented lines add up to the line they stand under\n"
        "\n"
        "convolutions: 100 % of the parameters, 100 % of the MACs\n"
        "\n"
        "MACs: one multiply-add each, C/G·K²·N·H′·W′; FLOPs = 2·MACs = 27,648\n"
    )


def test_code_spans_hold_backticks_and_bars():
    assert code("a|b") == "`a\\|b`"
    assert code("a`b") == "``a`b``"
    assert code("`a``") == "``` `a`` ```"
    assert code("") == ""


def test_text_outside_code_is_no_markup():
    assert escape("<b>*x* [a](b) | `c`") == "\\<b\\>\\*x\\* \\[a\\](b) \\| \\`c\\`"
    assert escape("# title") == "\\# title"
    assert escape("1. one") == "1\\. one"
    assert escape("AT&T") == "AT&amp;T"


def test_a_bar_in_a_cell_starts_no_new_one():
    table = Table([Column("name", "a|b"), Column("count", "count", align=RIGHT)])
    table.rows = [TableRow(["x|y", "1"])]
    assert show_markdown(table).splitlines() == ["| a\\|b | count |", "| --- | ---: |", "| x\\|y | 1 |"]
