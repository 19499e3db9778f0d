"""Tables for notebooks: real tables, with bars and folds, in which every text stands for itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import convcalc
from convcalc.render.html import MOST_LINES, MOST_OPEN, show_html
from convcalc.render.table.layout import BAR, OPENED, RIGHT, TOTAL, Column, Table, TableRow


class Page(HTMLParser):
    """The rows of all tables as texts, the elements there are, and whether each one is closed."""

    VOID = ("br", "hr", "img", "input", "link", "meta")

    def __init__(self, text):
        super().__init__()
        self.rows, self.open, self.names, self.attributes = [], [], set(), []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag not in self.VOID
        self.open.append(tag)
        self.names.add(tag)
        self.attributes += [name for name, _ in attrs]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "tr" in self.open:
            self.rows[-1][-1] += data


def html(answer):
    """What a notebook gets."""
    return answer._repr_html_()


ANSWERS = {
    "summarize": lambda: convcalc.summarize("resnet18"),
    "explain": lambda: convcalc.explain("alexnet"),
    "unit": lambda: convcalc.explain("alexnet", "conv3", at=(6, 6)),
    "compare": lambda: convcalc.compare("conv5x5", "two_conv3x3"),
    "layers": lambda: convcalc.compare("resnet18", "resnet34", layers=True),
    "solve": lambda: convcalc.solve("conv 96 11 padding=?", input=(3, 224, 224), expect="output = 96x214x214"),
    "memory": lambda: convcalc.memory("googlenet"),
    "tensors": lambda: convcalc.memory("googlenet", "inception3a"),
    "check": lambda: convcalc.check("alexnet", expect="params = 60M"),
    "networks": lambda: convcalc.networks("alexnet"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_page_is_well_formed_and_loads_nothing(name):
    page = Page(html(ANSWERS[name]()))
    assert page.names <= {
        "div",
        "style",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
        "details",
        "summary",
    }
    assert set(page.attributes) <= {"class", "style", "scope", "title", "open"}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_page_takes_its_colors_from_where_it_stands(name):
    (style,) = re.findall(r"<style>(.*?)</style>", html(ANSWERS[name]()), re.S)
    assert re.findall(r"(?:color|background|border\w*):([^;}]+)", style)
    assert not re.search(r"#[0-9a-f]{3}|rgb|url|@import", style)


def test_the_rows_are_those_of_the_report():
    report = convcalc.summarize("conv1: conv 8 3, flatten, fc: linear 10", input=(3, 10, 10))
    rows = Page(html(report)).rows
    assert rows[0][:5] == ["layer", "operation", "output", "params", "MACs"]
    assert rows[1][:5] == ["conv1", "conv 8 3", "8×8×8", "224", "13,824"]
    assert rows[-2][:5] == ["total", "", "", "5,354", "18,944"]


def table(*entries):
    """A table of names, numbers and bars."""
    columns = [Column("name", "name"), Column("number", "number", align=RIGHT), Column("bar", "", align=BAR)]
    made = Table(columns)
    made.rows = [TableRow([name, number, bar], style) for name, number, bar, style in entries]
    return made


def test_a_bar_is_as_long_as_its_part():
    page = show_html([table(("a", "1", "0.5", ""), ("b", "2", "1.0", ""), ("c", "", "", ""))], [])
    assert re.findall(r'<span style="width:([\d.]+)%"></span>', page) == ["50.0", "100.0"]


def test_lines_fold_below_the_line_that_they_add_up_to():
    page = show_html(
        [
            table(
                ("a", "3", "", OPENED),
                ("  b", "2", "", OPENED),
                ("    c", "2", "", ""),
                ("  d", "1", "", ""),
                ("e", "1", "", ""),
                ("total", "4", "", TOTAL),
            )
        ],
        [],
    )
    lines = re.findall(r"<tr(?: class=\"([^\"]*)\")?><th scope=\"row\"[^>]*>(?:&nbsp;)*(.*?)</th>", page)
    assert [names for names, _ in lines] == ["opened", "in1 opened", "in1 in2", "in1", "", "total"]
    assert lines[0][1] == '<details class="fold1" open><summary>a</summary></details>'
    assert ".convcalc:has(.fold2:not([open])) .in2{display:none}" in page


def test_many_lines_are_folded_at_first_and_few_are_not():
    deep = html(convcalc.summarize("densenet121"))
    assert '<details class="fold1">' in deep
    seen = [line for line in re.findall(r"<tr[^>]*>", deep) if "in" not in line]
    assert len(seen) <= MOST_OPEN + 1
    few = html(convcalc.summarize([{"a": ["conv 8 1", {"b": ["relu"]}]}], input=(3, 8, 8)))
    assert few.count(" open>") == few.count("<details") == 2


def test_a_network_that_is_very_large_is_shown_as_the_command_shows_it():
    report = convcalc.summarize([{f"g{number}": ["conv 8 1", "relu"]} for number in range(MOST_LINES)], input=(8, 1, 1))
    assert html(report).count("<tr") == 1 + MOST_LINES + 2  # the titles, the groups, and the totals


HOSTILE = "<script>alert(1)</script>&amp;\"'$x$\x1b[31m\u202e`"


def test_what_a_stranger_wrote_is_text():
    spec = {"name": HOSTILE, "source": HOSTILE, "input": (3, 8, 8), "layers": ["conv 8 3", "conv 7 3 stride=4"]}
    for answer in (
        convcalc.summarize(spec),
        convcalc.memory(spec),
        convcalc.compare(spec, spec),
        convcalc.explain(spec),
    ):
        page = html(answer)
        assert "<script" not in page
        assert page.replace("\n", "").isprintable()
        assert Page(page).names.isdisjoint({"script", "img"})
        assert "tex2jax_ignore" in page


def test_warnings_stand_below():
    assert "warning: " in html(convcalc.summarize("conv 96 11 stride=4", input=(3, 224, 224)))
