"""Columns of a table whose head, or cells, have several parts: which metric each number is of.

ResNet-50 has 25,557,032 parameters and 4,089,184,256 MACs, VGG-16 138,357,544 and 15,470,264,320.
"""

from __future__ import annotations

import pytest


@pytest.fixture
def said(checking):
    """For a document of this name: what each cell of a table is compared with, and what is left alone and why."""

    def of(text, name="doc.md"):
        checked = checking(name)(text)
        assert list(checked.problems.in_order()) == []
        claims = [f"{claim.subject} {claim.written}{'' if claim.holds else ' !'}" for claim in checked.claims]
        return claims, [f"{left.part} {left.written}: {left.reason}" for left in checked.unknown]

    return of


BOTH = ["resnet50 params 25.9M !", "resnet50 macs 4.1G"]
UNKNOWN = "its head is no metric that is known"


def latex(*rows):
    head, *body = rows
    lines = " \\\\\n".join(body)
    return f"% convcalc table\n\\begin{{tabular}}{{lrrr}}\n{head}\n\\midrule\n{lines} \\\\\n\\end{{tabular}}\n"


@pytest.mark.parametrize(
    ("head", "alone"),
    [
        (r"Model & \multicolumn{2}{c}{Params / MACs} \\ & (M) & (G) \\", []),
        (r"\multirow{2}{*}{Model} & \multicolumn{2}{c}{Params, MACs} \\ & (M) & (G) \\", []),
        (r"\multirow{2}{*}{Model} & \multicolumn{2}{c}{ImageNet} \\ \cmidrule{2-3} & Params (M) & MACs (G) \\", []),
        (r"Model & Params & MACs \\ & (M) & (G) \\", []),
    ],
)
def test_heads_in_two_rows_of_latex(said, head, alone):
    assert said(latex(head, "ResNet-50 & 25.9 & 4.1"), "doc.tex") == (BOTH, alone)


def test_a_head_over_several_columns_of_a_tblr(said):
    head = r"\SetCell[r=2]{c} Model & \SetCell[c=2]{c} Params / MACs & \\ & (M) & (G) \\"
    table = latex(head, "ResNet-50 & 25.9 & 4.1").replace("tabular", "tblr").replace(r"\midrule", r"\hline")
    assert said(table, "doc.tex") == (BOTH, [])


def test_one_head_above_two_units(said):
    table = latex(r"Model & \multicolumn{2}{c}{Params} & Top-1 \\ & (M) & (K) & \\", "ResNet-50 & 25.9 & 25557 & 76")
    assert said(table, "doc.tex")[0] == ["resnet50 params 25.9M !", "resnet50 params 25557K"]


@pytest.mark.parametrize(
    "head",
    [
        r"Model & \multicolumn{3}{c}{Params / MACs} \\ & (M) & (G) & (K)",  # three columns, two metrics
        r"Model & \multicolumn{3}{c}{Params} \\ & ours & theirs & all",
        r"Model & \multicolumn{3}{c}{Params} \\ & & & ",
        r"Model & \multicolumn{3}{c}{Size / Speed / Error} \\ & (M) & (G) & (K)",
    ],
)
def test_what_is_not_certain_is_left_alone(checking, head):
    checked = checking("doc.tex")(latex(f"{head} \\\\", "ResNet-50 & 25.9 & 4.1 & 3"))
    assert checked.claims == []
    assert "no column of this table is a metric that is known" in [one.message for one in checked.problems.in_order()]


@pytest.mark.parametrize("name", ["doc.md", "doc.html"])
def test_heads_in_two_rows_of_html(said, name):
    table = (
        "<!-- convcalc table -->\n<table>\n<tr><th rowspan=2>Model</th><th colspan=2>{}</th></tr>\n"
        "<tr><th>{}</th><th>{}</th></tr>\n<tr><td>ResNet-50</td><td>25.9</td><td>4.1</td></tr>\n</table>\n"
    )
    assert said(table.format("Params / MACs", "(M)", "(G)"), name) == (BOTH, [])
    assert said(table.format("ImageNet", "Params (M)", "MACs (G)"), name) == (BOTH, [])
    one = said(table.format("Params", "(M)", "Rank"), name)
    assert one == (["resnet50 params 25.9M !"], [f"column Rank: {UNKNOWN}"])


def pipes(head, *cells):
    rows = "".join(f"| {name} | {cell} |\n" for name, cell in zip(("ResNet-50", "VGG-16"), cells, strict=False))
    return f"<!-- convcalc table -->\n\n| Model | {head} |\n| --- | --- |\n{rows}"


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("Params / MACs", "25.9M / 4.1G"),
        ("Params (M) / MACs (G)", "25.9 / 4.1"),
        ("Params/MACs (M/G)", "**25.9**/4.1"),
        ("#Params (M), GMACs", "25.9, 4.1"),
        (r"Params (M) \| MACs (G)", r"25.9 \| 4.1"),
        ("Params (M)<br>MACs (G)", "25.9<br>4.1"),
        ("参数量 (M) / 计算量 (G)", "25.9 / 4.1"),
    ],
)
def test_a_cell_with_a_number_for_each_metric_of_its_head(said, fixed, head, cell):
    assert said(pipes(head, cell)) == (BOTH, [])
    assert fixed(pipes(head, cell)) == pipes(head, cell.replace("25.9", "25.6"))


def test_a_cell_with_another_number_of_parts(said):
    claims, alone = said(pipes("Params (M) / MACs (G)", "25.9", "138.4 / 15.5"))
    assert claims == ["vgg16 params 138.4M", "vgg16 macs 15.5G"]
    assert alone == ["cell 25.9: it has not as many numbers as its head has metrics"]
    claims, alone = said(pipes("Params (M) / MACs (G)", "25.6 / 4.1 / 3", "– / 15.5"))
    assert claims == ["vgg16 macs 15.5G"]
    assert alone == [
        "cell 25.6 / 4.1 / 3: it has not as many numbers as its head has metrics",
        "cell –: it has no number",
    ]


def test_parts_in_other_kinds_of_documents(fixing):
    table = latex(r"Model & Params / MACs \\", r"ResNet-50 & \textbf{25.9M} / 4.1G")
    assert fixing("doc.tex")(table)[1] == table.replace("25.9", "25.6")
    table = (
        ".. convcalc table\n\n=========  =============\nModel      Params / MACs\n=========  =============\n"
        "ResNet-50  25.9M / 4.15G\n=========  =============\n"
    )
    assert fixing("doc.rst")(table)[1] == table.replace("25.9", "25.6").replace("4.15", "4.09")


def test_a_head_of_two_metrics_is_suggested(checking):
    text = pipes("Params / MACs", "2.56M / 4.1G").split("\n", 2)[2]
    checked = checking()(text, suggest=True)
    assert [f"{one.subject}: {one.written}" for one in checked.unbound] == [
        "resnet50 params: 2.56M",
        "resnet50 macs: 4.1G",
    ]
    assert [claim.holds for claim in checked.suggestions.claims] == [False, True]
