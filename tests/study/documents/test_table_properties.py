"""What `--fix` never does in a table of any kind: change a cell that holds, or is not known, or anything beside cells.

And where the cells of pipe tables stand, against markdown-it, which reads them as GitHub does.
"""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from convcalc.study.documents.lines import read_lines
from convcalc.study.documents.tables.grids import find_grid
from tests.study.documents.test_fix_properties import says

# From torchvision's documentation: parameters, and MACs as PyTorch counts them.
NETWORKS = {
    "ResNet-18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "ResNet 50 (v1.5)": (25_557_032, 4_089_184_256),
    "VGG-16": (138_357_544, 15_470_264_320),
}
NOT_KNOWN = ["Ours", "ResNet-50-D", "x", ""]
COLUMNS = {"Params (M)": (0, 10**6), "Param": (0, 1), "GMACs": (1, 10**9), "MACs (M)": (1, 10**6)}
OTHERS = ["Top-1", "Year", "Depth", "Speed (ms)"]
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
UNREAD = ["-", "", "n/a", "?"]
NUMBERS = ["12.5", "3M", "77.0"]

MARKED = {
    "md": ["{}", "**{}**", "`{}`", " {}  ", "{}[^1]", "<b>{}</b>", "{} ±", "{}<sup>1</sup>", "[{}](a.md)"],
    "html": ["{}", " {}\n", "\n  {}\n", "<b>{}</b>", "{}<sup>*</sup>", "<!-- 9 -->{}", "<i class='x1'>{}</i>",
             '<span style="top: 3px">{}</span>', "{}<sup>2</sup>", "{}<!-- 7 -->"],
    "tex": ["{}", r"\textbf{{{}}}", "${}$", r"\underline{{{}}}", r"{}~\cite{{a1}}", "{}$^{{3}}$", "{} % 7\n",
            r"{{\bf {}}}", r"\multicolumn{{1}}{{c}}{{{}}}", r"\cellcolor{{gray!20}}{}", r"\textcolor{{red}}{{{}}}",
            r"\emph{{\underline{{{}}}}}", r"\num{{{}}}"],
    "rst": ["{}", "**{}**", "``{}``", "*{}*", ":math:`{}`", "{} [2]_"],
}  # fmt: skip
"""What may stand around a number in a cell of each kind of document."""


@st.composite
def cells(draw, kind, value, scale):
    """A cell of a known row and column: its text in parts around the number, and whether it holds."""
    unit = draw(st.sampled_from([unit for unit in UNITS if unit or scale > 1] if draw(st.booleans()) else [""]))
    own = UNITS[unit] if unit else scale
    decimals = draw(st.integers(0, 3)) if own > 1 else 0
    exact = round(value * 10**decimals / own)
    least = 0 if own > 1 else 10**5
    whole, rest = divmod(draw(st.one_of(st.just(exact), st.integers(least, 2 * exact + 9))), 10**decimals)
    digits = (f"{whole:,}" if draw(st.booleans()) else str(whole)) + (f".{rest:0{decimals}d}" if decimals else "")
    marks = draw(st.sampled_from(MARKED[kind])) if kind != "tex" or not (unit or "," in digits) else "{}"
    before, behind = marks.format("@").split("@")
    return [(before, None), (digits + unit, says(digits, own, value)), (behind, None)]


@st.composite
def tables(draw, kind):
    """The rows of a table with its head: each cell as the texts of its parts, and whether one that is bound holds."""
    heads = draw(st.lists(st.sampled_from([*COLUMNS, *OTHERS]), min_size=1, max_size=5, unique=True))
    rows = [[[(head, None)] for head in ["Model", *heads]]]
    for name in draw(st.lists(st.sampled_from([*NETWORKS, *NOT_KNOWN]), min_size=1, max_size=5)):
        rows.append([[(name or "?" * (kind == "rst"), None)]])
        for head in heads:
            known = name in NETWORKS and head in COLUMNS
            if known and draw(st.booleans()):
                of, scale = COLUMNS[head]
                rows[-1].append(draw(cells(kind, NETWORKS[name][of], scale)))
            else:
                rows[-1].append([(draw(st.sampled_from(UNREAD if known else [*UNREAD, *NUMBERS])), None)])
    return rows


def joined(row, between):
    """The parts of the cells of a row, with a text between two of them."""
    parts = list(row[0])
    for cell in row[1:]:
        parts += [(between, None), *cell]
    return parts


def pipes(rows, draw):
    prefix = draw(st.sampled_from(["", "> ", "  "]))
    parts = [(f"{prefix}<!-- convcalc table -->\n{prefix}\n", None)]
    for number, row in enumerate(rows):
        parts += [(f"{prefix}| ", None), *joined(row, " | "), (" |\n", None)]
        parts += [] if number else [(f"{prefix}|{'---|' * len(row)}\n", None)]
    return parts


def html(rows, draw):
    ends = draw(st.booleans())
    parts = [("<p>12</p>\n<!-- convcalc table -->\n<table class='a1'>\n", None)]
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        closing = f"</{tag}>" if ends else ""
        parts += [(f"<tr><{tag}>", None), *joined(row, f"{closing}\n<{tag} title='3'>"), (f"{closing}\n", None)]
    return [*parts, ("</table>\n<p>7</p>", None)]


def latex(rows, draw):
    name, columns = draw(st.sampled_from([("tabular", "{lrr}"), ("longtable", "[c]{lrr}"), ("tabu", " to 3in {lrr}")]))
    parts = [(f"12 % 3\n% convcalc table\n\\begin{{{name}}}{columns}\n\\hline\n", None)]
    for number, row in enumerate(rows):
        ends = [r"\\", r"\\[2pt]", r"\\ \cmidrule{1-2} % 12", r"\tabularnewline"] if number else [r"\\ \hline % 5"]
        parts += [*joined(row, " & "), (draw(st.sampled_from(ends)) + "\n", None)]
    return [*parts, (f"\\hline\n\\end{{{name}}}\n9", None)]


def drawn(rows, draw):
    """A grid table, or a simple one, whose columns are as wide as their longest cells, or wider."""
    grid, margin = draw(st.booleans()), draw(st.sampled_from(["", "   "]))
    texts = [["".join(part for part, _ in cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) + 1 + draw(st.integers(0, 2)) for column in zip(*texts, strict=True)]
    marks = [("-" if grid else "=") * (width + grid) for width in widths]
    border = margin + (f"+{'+'.join(marks)}+" if grid else "  ".join(marks)) + "\n"
    parts = [(f"12\n\n{margin}.. convcalc table\n\n{border}", None)]
    for number, row in enumerate(rows):
        parts.append((margin + "| " * grid, None))
        for text, width, cell in zip(texts[number], widths, row, strict=True):
            parts += [*cell, (" " * (width - len(text)) + ("| " if grid else "  "), None)]
        parts.append(("\n" + (border.replace("-", "=") if not number else border if grid else ""), None))
    return [*parts, ("\n3" if grid else f"{border}\n3", None)]


DRAWN = {"md": pipes, "html": html, "tex": latex, "rst": drawn, "ipynb": pipes}


@pytest.mark.parametrize("ending", DRAWN)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(data=st.data())
def test_only_wrong_cells_are_changed_and_what_is_written_holds(fixing, ending, data):
    kind = "md" if ending == "ipynb" else ending
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    parts = [(part.replace("\n", end), holds) for part, holds in DRAWN[ending](data.draw(tables(kind)), data.draw)]
    if ending == "ipynb":
        parts = [(json.dumps(part, ensure_ascii=False)[1:-1], holds) for part, holds in parts]
        parts = [('{"cells": [{"cell_type": "markdown", "source": "', None), *parts, ('"}], "nbformat": 4}', None)]
    text = "".join(part for part, _ in parts)
    check = fixing(f"doc.{ending}")
    checked, new = check(text)
    assert [claim.holds for claim in checked.claims] == [holds for _, holds in parts if holds is not None] or (
        checked.problems.errors and not checked.claims
    )
    pattern = "".join(re.escape(part) if holds is not False else r"([0-9.,]+[KMG]?)" for part, holds in parts)
    if kind == "rst":
        assert [len(line) for line in new.split(end)] == [len(line) for line in text.split(end)] or "+--" not in text
        pattern, new = re.sub(r"(?:\\ )+", "", pattern), new.replace(" ", "")
    match = re.fullmatch(pattern, new)
    assert match is not None
    again, _ = check(new if kind != "rst" else check(text)[1])
    assert [claim.written for claim in again.failures] == [
        claim.written for claim in checked.failures if claim.fix is None
    ]
    wrong = [part for part, holds in parts if holds is False]
    for claim, before, after in zip(checked.failures, wrong, match.groups(), strict=False):
        assert (before == after) is (claim.fix is None)


ROW = st.lists(st.text(alphabet="ab1 *`.-\\|中", max_size=8), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=4), st.integers(1, 5), st.booleans())
def test_cells_are_those_that_markdown_it_has(rows, columns, closed):
    rows = [[cell.replace("\\\\", "").rstrip("\\") for cell in row] for row in rows]  # of which readers differ
    lines = [f"| {' | '.join(row)}{' |' if closed else ''}" for row in rows]
    head = "| " + " | ".join("abcde"[:columns]) + " |"
    text = "\n".join([head, "|" + "---|" * columns, *lines]) + "\n"
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    read: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            read.append([])
        elif token.type == "inline" and read:
            read[-1].append(token.content)
    grid = find_grid(text, list(read_lines(text)), 0)
    assert grid is not None
    found = [[text[cell.start : cell.end].replace("\\|", "|") for cell in row] for row in [grid.head, *grid.rows]]
    assert [row + [""] * (columns - len(row)) for row in found] == read


def test_a_table_that_is_too_wide_to_be_one_of_models_is_none():
    for columns in (100, 101):
        text = f"{'|a' * columns}|\n{'|-' * columns}|\n"
        assert (find_grid(text, list(read_lines(text)), 0) is None) == (columns > 100)
