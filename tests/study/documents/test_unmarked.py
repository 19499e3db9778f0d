"""Wrong numbers for which no marker is suggested, since they may be right in their author's meaning: each is said.

torchvision's ResNet-18 has 11,689,512 parameters and 1.814 GMACs, ResNet-34 21,797,672 and 3.664, ResNet-50 25,557,032
and 4.089, VGG-16 138,357,544 and 15.470; its AlexNet 61,100,840 and 0.714, the paper's 60,965,224 and 0.724.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.study.documents.fix import fix_of, fixable, fixed_text
from convcalc.study.slips.table import OF_WRITING

HEAD = "| Model | Params (M) | FLOPs (G) |\n| --- | --- | --- |\n"


@pytest.fixture
def suggested(checking):
    """What is suggested for a text, the reasons why other wrong numbers have no marker, and the text with the markers.

    What --fix makes of that afterwards comes last.
    """

    def of(text, name="doc.md"):
        check = checking(name)
        found = check(text, suggest=True).suggestions
        claims = [f"{claim.subject} {claim.written}{'' if claim.holds else ' !'}" for claim in found.claims]
        reasons = [problem.message for problem in found.refused]
        marked = fixed_text(text, sorted((claim for claim in found.claims if claim.fix), key=fix_of))
        return claims, reasons, marked, fixed_text(marked, fixable(check(marked)))

    return of


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A ResNet-18 for CIFAR-10 has 1.17M parameters.", "with 'CIFAR-10' beside it"),  # a tenth of ImageNet's
        ("# Fashion-MNIST\n\nThe ResNet-18 has 1.17M parameters.", "with 'Fashion-MNIST' beside it"),
        ("CIFAR-100\n=========\n\n## Models\n\nResNet-18 has 1.17M parameters.", "with 'CIFAR-100' beside it"),
        ("<h2>Object detection</h2>\n\n<p>ResNet-18 has 1.17M parameters.</p>", "with 'Object detection' beside it"),
        ("ResNet-50 needs 5.1 GFLOPs at 288x288.", "3x288x288 stands beside it, and may be its input"),
        ("ResNet-18 has 11.2M parameters.", "another way of counting"),  # without its linear layer
        ("Trained on CIFAR-10, ResNet-50 needs 3.8 GFLOPs.", "with 'CIFAR-10' beside it"),
        ("VGG-16 has 99M parameters.", "another way of counting"),
        ("GoogLeNet has 6.8M parameters.", "another way of counting"),
        ("GoogLeNet has 9x more parameters than AlexNet.", "the other of the two networks has more"),
    ],
)
def test_in_a_sentence(suggested, text, reason):
    claims, reasons, marked, _ = suggested(text)
    assert (claims, len(reasons), marked) == ([], 1, text)
    assert "does not hold (computed" in reasons[0]
    assert reason in reasons[0].partition("no marker is suggested: ")[2]


@pytest.mark.parametrize(
    "text",
    [
        "# Results on CIFAR-10\n\n## ImageNet\n\n# Models\n\nResNet-18 has 1.17M parameters.",
        "CIFAR-10 is small.\n\nResNet-18 has 1.17M parameters.",
    ],
)
def test_another_section_or_paragraph_says_nothing_of_it(suggested, text):
    assert suggested(text)[:2] == (["resnet18 params 1.17M !"], [])


def test_what_holds_is_bound_all_the_same(suggested):
    text = "On COCO, our ResNet-50 is worse. ResNet-50 has 25.6M params."
    assert suggested(text)[0] == ["resnet50 params 25.6M"]


def test_a_spec_of_one_s_own_is_what_its_author_means(suggested, tmp_path):
    (tmp_path / "tiny-net.yaml").write_text("input: 3x10x10\nlayers: [conv 8 3]\n", "utf-8")  # 8·(3·9 + 1) = 224
    assert suggested("On CIFAR-10, tiny-net has 1K params.")[:2] == (["tiny-net.yaml params 1K !"], [])


@pytest.mark.parametrize(
    ("table", "marker", "right"),
    [
        # A column as another tool counts it, and a digit forgotten
        (
            "| ResNet-18 | 11.69 | 1.82 |\n| ResNet-34 | 2.18 | 3.68 |\n| ResNet-50 | 25.56 | 4.12 |\n",
            'columns="FLOPs (G)=-"',
            ("2.18", "21.80"),
        ),
        # A variant of the name
        (
            "| ResNet-18 | 11.69 | 1.81 |\n| ResNet-34 | 21.80 | 3.66 |\n| ResNet-50 | 28.10 | 4.36 |\n"
            "| VGG-16 | 138.36 | 15.47 |\n",
            'rows="ResNet-50=-"',
            None,
        ),
        # torchvision's network of that name
        (
            "| AlexNet | 61.10 | 0.71 |\n| ResNet-34 | 21.80 | 3.66 |\n",
            'rows="AlexNet=alexnet_torchvision"',
            None,
        ),
        (
            "| AlexNet | 61.10 | 0.71 |\n| ResNet-34 | 2.18 | 3.68 |\n| ResNet-50 | 25.56 | 4.12 |\n",
            'rows="AlexNet=alexnet_torchvision" columns="FLOPs (G)=-"',
            ("2.18", "21.80"),
        ),
    ],
)
def test_a_table_leaves_out_what_may_be_right(suggested, table, marker, right):
    _, reasons, marked, after = suggested(HEAD + table)
    assert marked == f"<!-- convcalc table {marker} -->\n{HEAD}{table}"
    assert all("no marker is suggested" in reason for reason in reasons)
    assert after == (marked.replace(*right) if right else marked)


def test_inputs_alone_are_no_reason_to_bind_a_table(suggested):
    text = "| Model | Input | Params (M) |\n|---|---|---|\n| ResNet-50 | 224 | 25.61 |\n| ResNet-101 | 224 | 44.65 |\n"
    claims, reasons, marked, _ = suggested(text)  # with the running statistics of batch norm
    assert (claims, len(reasons), marked) == ([], 2, text)


def test_rows_are_left_out_in_their_order(suggested):
    rows = ["| VGG-16 | 138.36 | 15.47 |", "| VGG-19 | 143.67 | 19.63 |", "| ResNet-101 | 44.55 | 7.80 |"]
    other = ["| ResNet-34 | 21.85 | 3.66 |", "| ResNet-18 | 11.75 | 1.81 |"]
    marked = suggested(HEAD + "\n".join([*rows, *other, ""]))[2]
    assert marked.startswith('<!-- convcalc table rows="ResNet-34=-, ResNet-18=-" -->\n')


@pytest.mark.parametrize(
    ("head", "rows", "beside"),
    [
        ("| Backbone | Params (M) | mAP |", ["| ResNet-50 | 41.5 | 37.4 |", "| ResNet-101 | 60.5 | 39.4 |"], "mAP"),
        ("| Network | Dataset | Params (M) |", ["| ResNet-18 | CIFAR-10 | 1.17 |"], "CIFAR-10"),
        ("| Network | Params (M) | CIFAR-100 |", ["| ResNet-18 | 1.17 | 75.6 |"], "CIFAR-100"),
    ],
)
def test_a_table_of_another_task_or_data_set(suggested, head, rows, beside):
    text = "\n".join([head, "|---|---|---|", *rows, ""])
    claims, reasons, marked, _ = suggested(text)
    assert (claims, len(reasons), marked) == ([], len(rows), text)
    assert all(f"with '{beside}' beside it, it may be another network's" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"Trained on CIFAR-10:\n\n{HEAD}| ResNet-18 | 1.17 | - |\n"),
        (
            "a.tex",
            "\\begin{table}\n\\begin{tabular}{lr}\nModel & Params (M) \\\\ \\hline\nResNet-18 & 1.17 \\\\\n"
            "\\end{tabular}\n\\caption{Models for CIFAR-10}\n\\end{table}\n",
        ),
    ],
)
def test_what_stands_beside_a_table(suggested, name, text):
    claims, (reason,), marked, _ = suggested(text, name)
    assert (claims, marked) == ([], text)
    assert "with 'CIFAR-10' beside it" in reason


OTHER_KINDS = {
    "a.tex": "\\begin{tabular}{lrr}\nModel & Params (M) & FLOPs (G) \\\\ \\hline\nResNet-18 & 11.69 & 1.82 \\\\\n"
    "ResNet-34 & 2.18 & 3.68 \\\\\nResNet-50 & 25.56 & 4.12 \\\\\n\\end{tabular}\n",
    "a.rst": "=========  ==========  =========\nModel      Params (M)  FLOPs (G)\n=========  ==========  =========\n"
    "ResNet-18  11.69       1.82\nResNet-34  2.18        3.68\nResNet-50  25.56       4.12\n"
    "=========  ==========  =========\n",
    "a.html": "<table><tr><th>Model<th>Params (M)<th>FLOPs (G)<tr><td>ResNet-18<td>11.69<td>1.82"
    "<tr><td>ResNet-34<td>2.18<td>3.68<tr><td>ResNet-50<td>25.56<td>4.12</table>\n",
}


@pytest.mark.parametrize("name", OTHER_KINDS)
def test_in_other_kinds_of_documents(suggested, checking, name):
    text = OTHER_KINDS[name]
    claims, reasons, marked, _ = suggested(text, name)
    assert claims == ["resnet18 params 11.69M", "resnet34 params 2.18M !", "resnet50 params 25.56M"]
    assert len(reasons) == 3
    checked = checking(name)(marked)
    assert [f"{claim.subject} {claim.written}{'' if claim.holds else ' !'}" for claim in checked.claims] == claims
    assert (list(checked.problems), len(marked) > len(text)) == ([], True)


NAMES = st.sampled_from(["ResNet-18", "ResNet-34", "ResNet-50", "VGG-16", "AlexNet", "GoogLeNet", "MobileNetV2"])
SIZES = st.integers(1, 99999).map(lambda size: f"{size / 100:.2f}")
KNOWN = st.sampled_from(["11.69", "21.80", "25.56", "138.36", "60.97", "61.10", "7.00", "3.50", "1.81", "3.66", "4.09"])
ROWS = st.lists(st.tuples(NAMES, st.one_of(KNOWN, SIZES), st.one_of(KNOWN, SIZES)), min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(rows=ROWS)
def test_a_fix_rewrites_nothing_that_was_suggested_but_slips_of_writing(checking, rows):
    table = HEAD + "".join(f"| {name} | {params} | {flops} |\n" for name, params, flops in rows)
    said = "".join(f"\n{name} has {params}M parameters.\n" for name, params, _ in rows)
    text = f"{table}{said}"
    check = checking()
    claims = sorted((claim for claim in check(text, suggest=True).suggestions.claims if claim.fix), key=fix_of)
    wrong = fixable(check(fixed_text(text, claims)))
    assert [claim for claim in wrong if not any(doc in claim.cause for doc in OF_WRITING)] == []
