"""What `--fix` never does in a table: change a cell that holds, or one that is not known, or anything beside cells.

And where the cells of pipe tables stand, against markdown-it, which reads them as GitHub does.
"""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document
from convcalc.study.documents.lines import read_lines
from convcalc.study.documents.printed import Printed
from convcalc.study.documents.tables.grids import find_grid

# From torchvision's documentation: parameters, and MACs as PyTorch counts them.
NETWORKS = {
    "ResNet-18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "**ResNet 50 (v1.5)**": (25_557_032, 4_089_184_256),
    "[VGG-16](vgg.md)": (138_357_544, 15_470_264_320),
}
NOT_KNOWN = ["Ours", "ResNet-50-D", "—", ""]
COLUMNS = {"Params (M)": (0, 10**6), "#Param": (0, 1), "GMACs": (1, 10**9), "MACs (M)": (1, 10**6)}
OTHERS = ["Top-1", "Year", "Depth", "Speed (ms)"]
UNITS = {"": 0, "K": 3, "M": 6, "G": 9}
AROUND = ["{}", "**{}**", "`{}`", " {}  ", "{}[^1]", "<b>{}</b>", "{} ±"]
TEXTS = ["-", "", "n/a", "?", "✓", "<!-- 12 -->"]


def says(digits, scale, value):
    """Whether digits times their unit say a value: exactly where they are whole and have none, else rounded."""
    whole, _, decimals = digits.replace(",", "").partition(".")
    number = Fraction(int(whole + decimals), 10 ** len(decimals)) * scale
    if not decimals and scale == 1:
        return number == value
    zeros = len(whole) - len(whole.rstrip("0")) if not decimals and int(whole) else 0
    step = Fraction(scale * 10**zeros, 10 ** len(decimals))
    lowest = number - step / (20 if zeros and number == step else 2)
    return lowest <= value <= number + step / 2


@st.composite
def cells(draw, value, scale):
    """A cell of a known row and column: its text in parts around the number, and whether it holds."""
    unit = draw(st.sampled_from([unit for unit in UNITS if unit or scale > 1] if draw(st.booleans()) else [""]))
    own = 10 ** UNITS[unit] if unit else scale
    decimals = draw(st.integers(0, 3)) if own > 1 else 0
    exact = Fraction(value * 10**decimals, own)
    mantissa = draw(st.one_of(st.just(round(exact)), st.integers(0, 2 * round(exact) + 9)))
    whole, rest = divmod(mantissa, 10**decimals)
    digits = (f"{whole:,}" if draw(st.booleans()) else str(whole)) + (f".{rest:0{decimals}d}" if decimals else "")
    before, behind = draw(st.sampled_from(AROUND)).split("{}")
    return before, digits + unit, behind, says(digits, own, value)


@st.composite
def tables(draw):
    """A table as the texts of its parts: each a text, and None where it is to stay, else whether the cell holds."""
    heads = draw(st.lists(st.sampled_from([*COLUMNS, *OTHERS]), min_size=1, max_size=5, unique=True))
    names = draw(st.lists(st.sampled_from([*NETWORKS, *NOT_KNOWN]), min_size=1, max_size=5))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    prefix = draw(st.sampled_from(["", "> ", "  "]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    parts = [(f"{mark}{prefix}<!-- convcalc table -->{end}{prefix}{end}{prefix}| Model |", None)]
    parts.append((f" {' | '.join(heads)} |{end}{prefix}|{'---|' * (len(heads) + 1)}{end}", None))
    for name in names:
        parts.append((f"{prefix}| {name} |", None))
        for head in heads:
            if name in NETWORKS and head in COLUMNS and draw(st.booleans()):
                of, scale = COLUMNS[head]
                before, number, behind, holds = draw(cells(NETWORKS[name][of], scale))
                parts += [(f" {before}", None), (number, holds), (f"{behind} |", None)]
            else:
                known = name in NETWORKS and head in COLUMNS
                text = draw(st.sampled_from(TEXTS if known else [*TEXTS, "12.5", "3M", "77.0 %"]))
                parts.append((f" {text} |", None))
        parts.append((end, None))
    parts[-1] = (draw(st.sampled_from([end, ""])), None)
    return parts


def check(path):
    return check_document(str(path), "doc.md", run=lambda *_: Printed(""))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(tables())
def test_only_wrong_cells_are_changed_and_what_is_written_holds(tmp_path, parts):
    path = tmp_path / "doc.md"
    text = "".join(part for part, _ in parts)
    path.write_bytes(text.encode())
    checked = check(path)
    assert [claim.holds for claim in checked.claims] == [holds for _, holds in parts if holds is not None] or (
        checked.problems.errors and not checked.claims
    )
    fix_document(str(path), checked)
    new = path.read_bytes().decode()
    pattern = "".join(re.escape(part) if holds is not False else r"([0-9.,]+[KMG]?)" for part, holds in parts)
    match = re.fullmatch(pattern, new)
    assert match is not None
    wrong = [part for part, holds in parts if holds is False]
    again = check(path)
    assert [claim.written for claim in again.failures] == [
        claim.written for claim in checked.failures if claim.fix is None
    ]
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
