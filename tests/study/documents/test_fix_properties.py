"""What `--fix` never does, whatever stands in a document: change a number that is right, or write one that is not.

What a text says is reckoned here anew: the sum of its digits, times what its unit is, rounded where it is rounded.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from convcalc.study.documents.lines import read_lines
from convcalc.study.documents.tables.grids import find_grid

# As many channels as there are weights: 1·1·n = n, without biases.
COUNT = 'input={}x1x1 "conv 1 1 bias=false" params'

POWERS = {
    "": 0, "K": 3, "k": 3, "thousand": 3, "mille": 3, "тыс.": 3, "Tsd.": 3, "천": 3, "千": 3,
    "M": 6, "million": 6, "millions": 6, "Mio.": 6, "млн": 6, "millón": 6, "millones": 6, "백만": 6, "百万": 6,
    "G": 9, "B": 9, "billion": 9, "Mrd.": 9, "milliard": 9, "milliards": 9, "млрд": 9, "T": 12,
    "만": 4, "万": 4, "萬": 4, "천만": 7, "千万": 7, "千萬": 7, "억": 8, "億": 8, "亿": 8, "crore": 7, "百萬": 6,
}  # fmt: skip
"""What the units are, as their readers know them."""

GAPS = ["", " ", "\u00a0", "\u202f", "&nbsp;", "\n", "-", "** ", "</b> ", "` ", " ("]
OPENINGS = {"** ": "**", "</b> ": "<b>", "` ": "`"}
"""What is opened before a number where it is closed behind it."""

BEFORE = ["", "about ", "≤ ", "a "]
BEHIND = ["", " values", "개", " parameters.", " xyz", "xyz", "개의", ", and 3 more", "\n", " здесь"]


def says(digits, scale, value):
    """Whether digits times what their unit is say a value: exactly, or rounded to the last digit that counts."""
    whole, _, decimals = re.sub("[,_]", "", digits).partition(".")
    number = sum(int(digit) * Fraction(10) ** place for place, digit in enumerate(reversed(whole + decimals)))
    number *= Fraction(scale, 10 ** len(decimals))
    if not decimals and scale == 1:
        return number == value
    zeros = len(whole) - len(whole.rstrip("0")) if not decimals and int(whole) else 0
    step = Fraction(scale * 10**zeros, 10 ** len(decimals))
    lowest = number - step / (20 if zeros and number == step else 2)
    return lowest <= value <= number + step / 2


@st.composite
def digits_for(draw, value, power):
    """Digits that say a value in a unit, nearly say it, or say anything."""
    decimals = draw(st.integers(0, 3))
    exact = Fraction(value) * 10**decimals / Fraction(10) ** power
    mantissa = draw(st.one_of(st.just(round(exact)), st.integers(0, 2 * round(exact) + 9), st.integers(0, 10**6)))
    whole, rest = divmod(mantissa, 10**decimals)
    shown = f"{whole:,}".replace(",", draw(st.sampled_from([",", "_", ""])))
    return f"{shown}.{rest:0{decimals}d}" if decimals else shown


@pytest.fixture
def rewritten(fixing):
    """What stands in the place of a number after a fix, what was said of it before, and what fails then."""

    def of(prefix, number, suffix):
        checked, text = fixing()(prefix + number + suffix)
        again, _ = fixing()(text)
        assert text.startswith(prefix)
        assert text.endswith(suffix)
        said, left = ([str(problem) for problem in found.complaints()] for found in (checked, again))
        return text[len(prefix) : len(text) - len(suffix)], said, left

    return of


VALUES = st.one_of(
    st.integers(1, 10**4), st.integers(1, 10**9), st.sampled_from([25_557_032, 60_965_224, 10**6, 10**8])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250, deadline=None)
@given(st.data(), VALUES, st.sampled_from(list(POWERS)), st.sampled_from(GAPS), st.booleans())
def test_no_right_count_is_changed_and_what_is_written_is_right(rewritten, data, value, unit, gap, inside):
    gap = gap if unit else ""
    digits = data.draw(digits_for(value, POWERS[unit]), "digits")
    before, behind = data.draw(st.sampled_from(BEFORE)), data.draw(st.sampled_from(BEHIND))
    assume(not (unit and behind[:1].isalpha()))
    closing = "<!-- /convcalc -->"
    parts = [gap, unit, closing] if inside else [closing, gap, unit]
    prefix = f"x {before}<!-- convcalc {COUNT.format(value)} -->{OPENINGS.get(gap, '')}"
    new, said, left = rewritten(prefix, digits, f"{''.join(parts)}{behind}\n")
    scale = 10 ** POWERS[unit]
    if says(digits, scale, value):
        assert new == digits
    if not unit and says(digits, 1, value) and not re.fullmatch(r"\d{1,3}\.\d{3}", digits):
        assert said == []
    if new != digits:
        assert says(new, scale, value)
        assert left == []
    elif said:
        assert left == said


# The convolution has the weights of its input's channels, the linear layer as many as it has outputs.
SHARE = 'input={}x1x1 "conv 1 1 bias=false, flatten, linear {} bias=false" conv_params_share'
RATIO = f"{COUNT} / {COUNT}"
BYTES = 'input={}x1x1 "conv 1 1 bias=false" weight_bytes'
SIZES = {"": 1, " B": 1, " bytes": 1, " kB": 10**3, " MB": 10**6, "MB": 10**6, "GB": 10**9, " MiB": 2**20, "KiB": 2**10}


def near(draw, exact, most):
    """Digits with decimals that are near a number, or any."""
    decimals = draw(st.integers(0, most))
    mantissa = draw(st.one_of(st.just(round(exact * 10**decimals)), st.integers(0, 10**4)))
    whole, rest = divmod(mantissa, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def rounds(digits, value):
    """Whether a number with decimals, or without, is what a value rounds to."""
    whole, _, decimals = digits.partition(".")
    unit = Fraction(1, 10 ** len(decimals))
    return abs(value - int(whole + decimals) * unit) <= unit / 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(
    st.data(), st.integers(1, 10**4), st.integers(1, 10**4), st.booleans(), st.sampled_from(["%", " %", "\u00a0%", ""])
)
def test_shares_and_ratios_stay_right(rewritten, data, one, other, is_share, percent):
    value = Fraction(one, one + other) if is_share else Fraction(one, other)
    in_percent = is_share or percent
    meant = 100 * value if in_percent else value
    digits = near(data.draw, meant if data.draw(st.booleans()) else value, 3)
    inside = data.draw(st.booleans())
    words = (SHARE if is_share else RATIO).format(one, other)
    closing = "<!-- /convcalc -->"
    suffix = f"{percent}{closing} of it\n" if inside else f"{closing}{percent} of it\n"
    new, said, left = rewritten(f"x <!-- convcalc {words} -->", digits, suffix)
    if rounds(digits, meant):
        assert new == digits
        assert said == [] or (not inside and not is_share)
    if new != digits:
        assert rounds(new, meant)
        assert left == []
    if is_share and not (inside and percent) and float(digits) <= 1 and not rounds(digits, meant):
        assert "write " in said[0]
        assert new == digits


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(st.data(), st.integers(1, 10**9), st.sampled_from(list(SIZES)), st.booleans())
def test_bytes_stay_right(rewritten, data, weights, unit, inside):
    scale = SIZES[unit]
    digits = near(data.draw, Fraction(4 * weights, scale), 2 if scale > 1 else 0)
    closing = "<!-- /convcalc -->"
    suffix = f"{unit}{closing}\n" if inside else f"{closing}{unit}\n"
    new, _, left = rewritten(f"x <!-- convcalc {BYTES.format(weights)} -->", digits, suffix)
    if says(digits, scale, 4 * weights):
        assert new == digits
    if new != digits:
        assert says(new, scale, 4 * weights)
        assert left == []


AROUND = ["{}", "**{}**", "`{}`", "({})", "{} values", "{}x7", "{}K", "{}xyz", "3x{}", "{}, 7"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(
    st.lists(st.integers(1, 300), min_size=3, max_size=3),
    st.lists(st.integers(1, 300), min_size=1, max_size=3),
    st.sampled_from(["x", "×", " × "]),
    st.sampled_from(AROUND),
    st.booleans(),
)
def test_shapes_stay_right(rewritten, shape, said, cross, around, right):
    sizes = shape if right else said
    before, behind = around.split("{}")
    words = f'input={"x".join(map(str, shape))} "relu" output'
    digits = cross.join(map(str, sizes))
    prefix, suffix = f"x {before}<!-- convcalc {words} -->", f"<!-- /convcalc -->{behind}\n"
    new, _, left = rewritten(prefix, digits, suffix)
    if sizes == shape:
        assert new == digits
    if new != digits:
        assert [int(size) for size in re.split("[ x×]+", new)] == shape
        assert not before.endswith("x")
        assert not behind[:1].isalpha()
        assert left == []


# In tables of any kind a cell that holds, or is not known, is never changed, nor anything beside cells. Where the cells
# of pipe tables stand is held against markdown-it, which reads them as GitHub does.

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
    """A cell of a known row and column: its text in parts around the number, and whether it holds; a 0 that would be
    rounded from what is more says nothing.
    """
    unit = draw(st.sampled_from([unit for unit in UNITS if unit or scale > 1] if draw(st.booleans()) else [""]))
    own = UNITS[unit] if unit else scale
    decimals = draw(st.integers(0, 3)) if own > 1 else 0
    exact = round(value * 10**decimals / own)
    least = 0 if own > 1 else 10**5
    whole, rest = divmod(draw(st.one_of(st.just(exact), st.integers(least, 2 * exact + 9))), 10**decimals)
    digits = (f"{whole:,}" if draw(st.booleans()) else str(whole)) + (f".{rest:0{decimals}d}" if decimals else "")
    marks = draw(st.sampled_from(MARKED[kind])) if kind != "tex" or not (unit or "," in digits) else "{}"
    before, behind = marks.format("@").split("@")
    holds = says(digits, own, value)
    return [(before, None), (digits + unit, holds if whole or rest or not holds else None), (behind, None)]


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


def directive(rows, draw):
    """A list-table, or a csv-table whose cells are in quotes where a comma is in them."""
    listed = draw(st.booleans())
    name = "list-table:: Networks" if listed else "csv-table::"
    parts = [(f"12\n\n.. convcalc table\n\n.. {name}\n   :header-rows: 1\n\n", None)]
    for row in rows:
        for number, cell in enumerate(row):
            quote = '"' * ("," in "".join(part for part, _ in cell) or draw(st.booleans()))
            before = f"     {' ' if number else '*'} - " if listed else f"{', ' if number else '   '}{quote}"
            behind = "\n" if listed else quote + "\n" * (number == len(row) - 1)
            parts += [(before, None), *cell, (behind, None)]
    return [*parts, ("\n3", None)]


DRAWN = {"md": pipes, "html": html, "tex": latex, "rst": drawn, "ipynb": pipes, "directive.rst": directive}
GERMAN = "Das ist nicht die Tabelle, und die Zahlen sind es nicht.\n\n"
SWAPPED = str.maketrans(",.", ".,")


@pytest.mark.parametrize("ending", DRAWN)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(data=st.data())
def test_only_wrong_cells_are_changed_and_what_is_written_holds(fixing, ending, data):
    kind = "md" if ending == "ipynb" else ending.removeprefix("directive.")
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    rows = data.draw(tables(kind))
    if german := data.draw(st.booleans()):
        rows = [[[(part if holds is None else part.translate(SWAPPED), holds) for part, holds in cell] for cell in row]
                for row in rows]  # fmt: skip
    parts = [(part.replace("\n", end), holds) for part, holds in DRAWN[ending](rows, data.draw)]
    parts = [(GERMAN.replace("\n", end) * german, None), *parts]
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
