"""Tables that one comment binds: which cells are compared, with what, where they are wrong, and what is left alone.

The numbers are torchvision's (https://docs.pytorch.org/vision/stable/models.html, its GFLOPS are MACs): ResNet-18 has
11,689,512 parameters and 1.81 GMACs, ResNet-34 21,797,672 and 3.66, ResNet-50 25,557,032 and 4.09, ResNet-101
44,549,160 and 7.80, VGG-16 138,357,544 and 15.47, MobileNet v2 3,504,872 and 0.30, DenseNet-121 7,978,856 and 2.83.
"""

from __future__ import annotations

import pytest

MARKER = "<!-- convcalc table -->\n"
SMALL = "parameters: {base: 8}\ninput: 3x10x10\nlayers:\n  - conv1: conv base 3\n  - relu\n"  # 8·(3·9 + 1) = 224


def table(head, *rows, marker=MARKER):
    dashes = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([marker, head, dashes, *rows, ""])


def failed(checked):
    return [(str(claim.place), claim.subject, claim.written) for claim in checked.failures]


def said(checked):
    return [str(problem) for problem in checked.problems]


TORCHVISION = table(
    "| Model | Input | Params (M) | GFLOPs | Top-1 |",
    "| ResNet-18 | 224 | 11.7 | 1.81 | 69.758 |",
    "| resnet34 | 224 | 21.8 | 3.66 | 73.314 |",
    "| ResNet 50 (v1.5) | 224x224 | 25.6 | 4.09 | 76.13 |",
    "| **ResNet-101** | 3x224x224 | 44.5 | 7.80 | 77.374 |",
    "| VGG-16 | 224x224x3 | 138.4M | 15.47 | 71.592 |",
    "| MobileNetV2 | 224 | 3.5 | 0.30 | 71.878 |",
    "| [DenseNet-121](x) | 224 | 8 | 2.83 | 74.434 |",
)


def test_a_right_table_holds_cell_by_cell(document):
    checked = document(TORCHVISION)
    assert (failed(checked), said(checked)) == ([], [])
    assert len(checked.claims) == 7 * 3
    assert [(part.part, part.written) for part in checked.unknown] == [("column", "Top-1")]


@pytest.mark.parametrize(
    ("right", "wrong", "subject", "place"),
    [
        ("| 1.81 |", "| 1.8b |", None, "doc.md:5:31"),
        ("| 1.81 |", "| 1.18 |", "resnet18 macs", "doc.md:5:28"),
        ("| 21.8 |", "| 2.18 |", "resnet34 params", "doc.md:6:20"),
        ("| 8 |", "| 7 |", "densenet121 params", "doc.md:11:29"),
        ("| 138.4M |", "| 138.4K |", "vgg16 params", "doc.md:9:24"),
        ("| 25.6 |", "| 25,557,032 |", "resnet50 params", "doc.md:7:32"),
        ("| ResNet-18 | 224 |", "| AlexNet | 11.7 |", None, "doc.md:5:13"),
    ],
)
def test_a_wrong_cell_is_said_at_its_place(document, right, wrong, subject, place):
    checked = document(TORCHVISION.replace(right, wrong, 1))
    complaints = checked.complaints()
    assert place in {str(problem.place) for problem in complaints}
    if subject is not None:
        assert failed(checked) == [(place, subject, checked.failures[0].written)]
        assert checked.failures[0].code == "CC301"


def test_only_wrong_cells_are_fixed_in_their_precision(fixed):
    wrong = TORCHVISION.replace("| 1.81 |", "| 1.18 |").replace("| 21.8 |", "| 2.18 |").replace("138.4M", "**148.4M**")
    assert fixed(wrong) == TORCHVISION.replace("| 21.8 |", "| 21.80 |").replace("138.4M", "**138.4M**")


def test_the_unit_stands_in_the_head_or_in_the_cell(document):
    checked = document(
        table(
            "| 모델 | 파라미터 | 参数量（百万） | MACs | weight_bytes (MB) |",
            "| ResNet-50 | 2556만 | 26 | 4.09G | 102 |",  # 4·25,557,032 = 102,228,128
            "| ResNet-18 | 11,689,512 | 11.69 | 1.81 GMACs | 46.8 |",  # 4·11,689,512 = 46,758,048
        )
    )
    assert (failed(checked), said(checked), len(checked.claims)) == ([], [], 8)


def test_a_whole_number_is_in_the_unit_of_its_head(document):
    checked = document(table("| Model | Params (M) |", "| ResNet-50 | 26 |", "| ResNet-18 | 11 |"))
    assert failed(checked) == [("doc.md:6:15", "resnet18 params", "11M")]
    assert checked.failures[0].fix.text == "12"


def test_a_number_whose_unit_stands_nowhere_is_not_rewritten(document, fixed):
    text = table("| Model | Params |", "| ResNet-50 | 25.1 |")
    (claim,) = document(text).failures
    assert claim.difference == "a count is a whole number, or has a unit"
    assert fixed(text) == text


@pytest.mark.parametrize(
    ("head", "rows", "wrong", "right"),
    [
        ("Params", ["ResNet-50 | 25.6", "ResNet-18 | 11.6", "VGG-16 | 138"], ["11.6M"], "11.7"),
        ("FLOPs", ["ResNet-50 | 4.1", "ResNet-18 | 1.9", "VGG-16 | 15.5G"], ["1.9G"], "1.8"),
        ("FLOPs", ["ResNet-50 | 8.2", "ResNet-18 | 3.5"], ["3.5G"], "3.6"),
        ("MACs", ["ResNet-50 | 4,089", "ResNet-18 | 1,840"], ["1840M"], "1,814"),
        ("Params", ["ResNet-50 | 25,557,032", "ResNet-18 | 11.6"], ["11.6"], "11.6"),
        ("Params", ["VGG-16 | 100,000", "ResNet-18 | 10,000,000"], ["100000", "10000000"], "11,689,512"),
        ("Params", ["ResNet-50 | 25,557", "ResNet-18 | 11.6", "VGG-16 | 138"], ["11.6M", "25557M"], "11.7"),
    ],
)
def test_a_column_without_a_unit_is_in_the_one_in_which_its_numbers_hold(document, fixed, head, rows, wrong, right):
    """ResNet-18 has 11,689,512 parameters and 1,814,073,344 MACs, ResNet-50 25,557,032 and 4,089,184,256."""
    text = table(f"| Model | {head} |", *(f"| {row} |" for row in rows))
    assert sorted(claim.written.replace(",", "") for claim in document(text).failures) == wrong
    assert fixed(text) == text.replace(rows[1], f"ResNet-18 | {right}")


@pytest.mark.parametrize("power", ["e6", "E+06", "×10^6", " × 10⁶", "*10**6", " x 10<sup>6</sup>", r"\cdot 10^{6}"])
def test_a_power_of_ten_is_the_unit_of_its_number(document, fixed, power):
    """ResNet-50 has 25,557,032 parameters, ResNet-18 11,689,512."""
    text = table("| Model | Params |", f"| ResNet-50 | 25.1{power} |", f"| ResNet-18 | 11.7{power} |")
    assert [claim.written for claim in document(text).failures] == [f"25.1{power}"]
    assert fixed(text) == text.replace("25.1", "25.6")


@pytest.mark.parametrize("cell", ["25.1×10^-6", "25.1e-6", "25.1 × 10^6 × 2", "25.1×10^66", "2.5×2^6", "25.1×10^6.5"])
def test_any_other_power_is_no_unit(document, fixed, cell):
    text = table("| Model | Params |", f"| ResNet-50 | {cell} |", "| ResNet-18 | 11.7M |")
    assert len(said(document(text))) == 1
    assert fixed(text) == text


def test_what_would_hold_in_another_unit_is_not_rewritten(document):
    checked = document(table("| Model | Params (M) |", "| ResNet-50 | 25,557,032 |", "| ResNet-18 | 11.7K |"))
    assert [claim.fix for claim in checked.failures] == [None, None]
    assert checked.failures[0].difference == "it holds in another unit than M, which its column has"


def test_where_the_networks_stand_in_another_column_the_hint_says_which(document):
    rows = ["| # | Which | Params (M) | FLOPs (G) | `input=` | x |", "| 1 | ResNet-50 | 25.6 | 4.1 | 224 | 1 |"]
    columns = 'columns="-, network, params (M), FLOPs (G), input=, -"'
    (message,) = said(document(table(*rows)))
    assert message.endswith(f"(if the networks stand in another column: {columns})")
    checked = document(table(*rows, marker=f"<!-- convcalc table {columns} -->\n\n"))
    assert (failed(checked), said(checked), len(checked.claims)) == ([], [], 2)


@pytest.mark.parametrize(
    "behind",
    [" (-2%)", " (↓0.1)", " (**+3.1**)", " ↑ 2%", "<sub>(+0.3)</sub>", r" ($\downarrow$ 2\%)", " [−1.2M]", " ($-$0.1)"],
)
def test_by_how_much_a_number_differs_is_no_second_one(document, fixed, behind):
    """ResNet-50 has 25,557,032 parameters, ResNet-18 11,689,512."""
    text = table("| Model | Params (M) |", f"| ResNet-50 | 25.6{behind} |", f"| ResNet-18 | 11.6{behind} |")
    (wrong,) = document(text).failures
    assert (len(document(text).claims), said(document(text))) == (2, [])
    assert wrong.difference == "by how much it differs from another number stands behind it"
    assert fixed(text) == text


@pytest.mark.parametrize("cell", ["25.6 (2016)", "25.6 / 4.1", "25.6 → 24.1", "25.6 (26.1)", "25.6 - 2", "25.6+0.3"])
def test_two_numbers_are_no_one(document, fixed, cell):
    text = table("| Model | Params (M) |", f"| ResNet-50 | {cell} |", "| ResNet-18 | 11.7 |")
    assert len(said(document(text))) == 1
    assert fixed(text) == text


@pytest.mark.parametrize("name", ["~~ResNet-50~~", "<s>ResNet-50</s>", "<del>ResNet-50</del>"])
def test_a_row_whose_name_is_struck_out_is_left_alone(document, fixed, name):
    text = table("| Model | Params (M) |", f"| {name} | 23.5 |", "| ResNet-18 | 11.7 |")
    checked = document(text)
    assert ([part.reason for part in checked.unknown], len(checked.claims)) == (["its name is struck out"], 1)
    assert fixed(text) == text
    assert len(document(text.replace(MARKER, "")).unbound) == 1


def test_a_head_may_go_over_several_rows(document, fixed):
    """ResNet-50 has 25,557,032 parameters and 4,089,184,256 MACs."""
    head = "<tr><th>Model<th colspan=2>ImageNet<th>Params<th>FLOPs<tr><th><th>Top-1<th>Top-5<th>(M)<th>(G)"
    text = f"{MARKER}<table>{head}<tr><td>ResNet-50<td>76.1<td>92.9<td>25.1<td>4.1</table>\n"
    checked = document(text)
    assert ([claim.written for claim in checked.claims], said(checked)) == (["25.1M", "4.1G"], [])
    assert [part.written for part in checked.unknown] == ["Top-1", "Top-5"]
    assert fixed(text) == text.replace("25.1", "25.6")


class TestFlops:
    """FLOPs are MACs to many papers, and twice that here: 8.18 for ResNet-50."""

    def test_they_are_macs_where_more_numbers_are_near_to_these(self, document):
        checked = document(
            table("| Model | FLOPs (G) |", "| ResNet-18 | 1.8 |", "| ResNet-34 | 3.7 |", "| VGG16 | 31 |")
        )
        assert failed(checked) == [("doc.md:7:11", "vgg16 macs", "31G")]

    def test_and_two_for_each_mac_where_they_are_near_to_those(self, document):
        checked = document(
            table("| Model | FLOPs (G) |", "| ResNet-18 | 3.6 |", "| ResNet-34 | 7.3 |", "| VGG16 | 15 |")
        )
        assert failed(checked) == [("doc.md:7:11", "vgg16 flops", "15G")]

    def test_where_that_is_even_it_has_to_be_said(self, document, fixed):
        even = table("| Model | FLOPs (G) |", "| ResNet-18 | 1.8 |", "| ResNet-34 | 7.3 |")
        assert said(document(even)) == [
            "doc.md:3:11: error CC303: as many numbers below 'FLOPs (G)' are near to MACs as to FLOPs, which are 2·MACs"
            ' here (say which: columns="FLOPs (G)=macs", or =flops)'
        ]
        assert fixed(even) == even
        as_macs = even.replace("table", 'table columns="FLOPs (G)=macs"')
        assert failed(document(as_macs)) == [("doc.md:6:15", "resnet34 macs", "7.3G")]


class TestInput:
    """A cell below Input is that for which the rest of its row is; where this says otherwise it is wrong, and kept."""

    def test_numbers_of_another_input_are_computed_for_it(self, document):
        # ResNet-50 at 256: all but the linear layer times (256/224)²: 4,087,136,256·64/49 + 2,048,000 = 5,340,348,416
        checked = document(table("| Model | Input | GMACs |", "| ResNet-50 | 256 | 5.34 |"))
        assert (failed(checked), len(checked.claims)) == ([], 1)
        assert [(part.part, part.written) for part in checked.unknown] == [("cell", "256")]

    @pytest.mark.parametrize("size", ["224", "224 px", "224 pixels", "224x224x3", "3×224×224"])
    def test_where_the_numbers_are_of_its_own_the_input_is_wrong(self, document, fixed, size):
        # the paper's AlexNet has 6 instead of 5 rows and columns before its linear layers at 227 alone
        wrong = table("| Model | Input | Params |", f"| AlexNet | {size} | 61.0M |")
        assert [failure[:2] for failure in failed(document(wrong))] == [("doc.md:5:13", "alexnet input")]
        assert fixed(wrong) == wrong

    def test_where_the_network_can_not_have_it_that_is_all_that_is_said(self, document, fixed):
        wrong = table("| Model | Input | Params (M) |", "| Inception v3 | 16 | 23.8 |")
        assert (said(document(wrong)), len(document(wrong).failures)) == ([], 1)
        assert fixed(wrong) == wrong

    def test_where_no_number_depends_on_it_the_row_is_at_that_input(self, document, fixed):
        text = table("| Model | Input | Params |", "| ResNet-50 | 256 | 25.6M |", "| ResNet-50 | 256 | 25.1M |")
        checked = document(text)
        assert [claim.written for claim in checked.failures] == ["25.1M"]
        assert [part.written for part in checked.unknown] == ["256", "256"]
        assert fixed(text) == text.replace("25.1", "25.6")

    def test_an_input_alone_is_the_network_s(self, document, fixed):
        text = table("| Model | Input |", "| ResNet-50 | 256 |")
        assert failed(document(text)) == [("doc.md:5:15", "resnet50 input", "256")]
        assert "input=" in document(text).failures[0].difference
        assert fixed(text) == text

    @pytest.mark.parametrize("size", ["224/299", "multi-scale", "16 kHz", "5 s"])
    def test_where_it_is_not_understood_what_does_not_hang_on_it_is_compared(self, document, fixed, size):
        text = table("| Model | Input | Params (M) | MACs (G) |", f"| ResNet-50 | {size} | 25.5 | 7.3 |")
        assert failed(document(text)) == [(f"doc.md:5:{18 + len(size)}", "resnet50 params", "25.5M")]
        assert fixed(text) == text.replace("25.5", "25.6")

    @pytest.mark.parametrize(
        "size",
        ["224/299", "224→299", "multi-scale", "2K", "1,024", "1.5 MP", "1 MB", "2 KiB", "602112 bytes", "16 kHz"],
    )
    def test_where_it_is_not_understood_the_row_is_left_alone(self, document, fixed, size):
        # the MACs of a network that runs at another size than its own are none of those at its own
        text = table("| Model | Input | MACs (G) |", f"| ResNet-50 | {size} | 7.3 |", "| VGG-16 | 224 | 15.5 |")
        checked = document(text)
        assert (failed(checked), len(checked.claims)) == ([], 2)
        assert ("row", "ResNet-50", "at which input its numbers are is not known") in [
            (part.part, part.written, part.reason) for part in checked.unknown
        ]
        assert len(said(checked)) == (size[0].isdecimal() and size != "16 kHz")
        assert fixed(text) == text

    def test_a_size_that_stands_in_several_rows_is_that_of_each(self, document, fixed):
        # torchvision's ResNet-50 has 4.09 GMACs at 224 and 7.63 at 299, its ResNet-34 3.66 at 224
        text = (
            f"{MARKER}<table><tr><th>Model<th>Input<th>MACs (G)<tr><td>ResNet-50<td rowspan=2>299<td>7.6"
            "<tr><td>ResNet-50<td>7.7<tr><td>ResNet-50<td rowspan=2>{}<td>4.1<tr><td>ResNet-34<td>3.6</table>\n"
        )
        checked = document(text.format(224))
        assert ([claim.written for claim in checked.failures], said(checked)) == (["7.7G", "3.6G"], [])
        assert fixed(text.format(224)) == text.format(224).replace("7.7", "7.6").replace("3.6<", "3.7<")
        assert fixed(text.format(225)) == text.format(225).replace("7.7", "7.6")

    @pytest.mark.parametrize("size", ["256²", "256^2", "$256^2$", "256<sup>2</sup>", "256 px"])
    def test_a_size_that_is_squared(self, document, size):
        checked = document(table("| Model | Input | GMACs |", f"| ResNet-50 | {size} | 5.34 |"))  # as above
        assert (failed(checked), said(checked), len(checked.claims)) == ([], [], 1)


class TestChanges:
    def test_in_a_column(self, tmp_path, document):
        (tmp_path / "small.yaml").write_text(SMALL)
        # base·(3·9 + 1); the MACs are base·27·8·8, and at 3x6x6 base·27·4·4
        checked = document(
            table(
                "| Net | base= | `input=` | Params | MACs |",
                "| small.yaml | 8 | - | 224 | 13,824 |",
                "| [S](small.yaml) | 16 | | 448 | 27,648 |",
                "| ./small | 1 | 3x6x6 | 28 | 432 |",
                "| small.yaml base=2 | | | 56 | 3,456 |",
            )
        )
        assert (failed(checked), said(checked), len(checked.claims)) == ([], [], 8)

    def test_an_input_takes_the_channels_of_the_network(self, document):
        checked = document(table("| Model | input= | GMACs |", "| ResNet-50 | 256 | 5.34 |", "| VGG16 | | 15.47 |"))
        assert (failed(checked), said(checked), len(checked.claims)) == ([], [], 2)

    @pytest.mark.parametrize("size", ["256²", "$256^2$", "256<sup>2</sup>", "**256** px", "256x256", "3×256×256"])
    def test_an_input_may_be_written_in_any_way(self, document, fixed, size):
        # ResNet-50 at 256: 4,087,136,256·64/49 + 2,048,000 = 5,340,348,416
        wrong = table("| Model | input= | GMACs |", f"| ResNet-50 | {size} | 5.4 |")
        assert fixed(wrong) == wrong.replace("5.4", "5.3")

    @pytest.mark.parametrize(
        ("head", "value", "message"),
        [
            ("input=", "16 kHz", "'16 kHz' is no size of an input (write it in pixels, or samples)"),
            ("base=", "3²", "a power is no value of 'base' (write it out)"),
            ("base=", "3^2", "a power is no value of 'base' (write it out)"),
        ],
    )
    def test_what_is_no_value_keeps_its_row(self, tmp_path, document, fixed, head, value, message):
        (tmp_path / "small.yaml").write_text(SMALL)
        text = table(f"| Net | {head} | Params |", f"| small.yaml | {value} | 1 |", "| small.yaml | 8 | 224 |")
        assert said(document(text)) == [f"doc.md:5:16: error CC303: {message}"]
        assert fixed(text) == text

    def test_in_the_comment(self, document):
        marker = "<!-- convcalc table input=3x256x256 -->\n"
        checked = document(table("| Model | Input | GMACs |", "| ResNet-50 | 256 | 5.34 |", marker=marker))
        assert (failed(checked), len(checked.claims)) == ([], 2)

    def test_one_that_is_none_is_said_once_for_a_row(self, document):
        marker = "<!-- convcalc table bse=3 -->\n"
        checked = document(table("| Model | Params | MACs |", "| ResNet-50 | 1 | 1 |", marker=marker))
        assert len(said(checked)) == 1
        assert "bse" in said(checked)[0]


class TestNamesThatDiffer:
    ROWS = ("| Method | Cost (G) | Size |", "| Baseline | 4.1 | 25.6M |", "| Ours | 0.0138 | 224 |")  # 8·27·64 = 13,824

    @pytest.mark.parametrize(
        "marker",
        [
            'rows="Baseline=resnet50, Ours=./small.yaml" columns="Cost (G)=macs, Size=params"',
            'rows="Baseline=ResNet-50;Ours=small.yaml" columns=-,macs,params',
            "rows=resnet50,./small.yaml columns=network,macs,params",
        ],
    )
    def test_are_said_in_the_marker(self, tmp_path, document, marker):
        (tmp_path / "small.yaml").write_text(SMALL)
        text = table(*self.ROWS, marker=f"<!-- convcalc table {marker} -->\n").replace("0.0138", "0.00001382")
        checked = document(text)
        assert said(checked) == []
        assert failed(checked) == []
        assert len(checked.claims) == 4

    @pytest.mark.parametrize(
        ("marker", "message"),
        [
            ("rows=Theirs=resnet50", "the table has no row 'Theirs' (its rows are 'Baseline', 'Ours')"),
            ("columns=Speed=macs", "the table has no column 'Speed' (its columns are 'Method', 'Cost (G)', 'Size')"),
            ("columns=Size=speed", "'speed' is no metric and no change"),
            ("rows=resnet50", "rows= has 1 entries, and the table 2 rows"),
            ("row=Ours=resnet50", "a table has no 'row'"),
            ("resnet50 params", "'resnet50' is not expected in the marker of a table"),
            ('rows="Baseline=resnet50', "a quote in this marker is never closed"),
            ("rows=Baseline=resnet51", "there is no file and no catalogue network 'resnet51'"),
            ("rows=Baseline=gone.yaml columns=Size=params", "there is no file gone.yaml"),
        ],
    )
    def test_what_a_marker_says_wrong_is_an_error(self, document, marker, message):
        text = table(*self.ROWS, marker=f"<!-- convcalc table {marker} -->\n")
        checked = document(text.replace("Cost (G)", "GMACs") if "resnet51" in marker else text)
        assert any(message in problem for problem in said(checked))

    def test_the_networks_may_stand_in_another_column(self, document):
        named = table("| # | Model | Params |", "| 1 | ResNet-50 | 25.6M |")
        assert len(document(named).claims) == 1
        backbone = table("| Method | Backbone | Params |", "| Mask R-CNN | ResNet-50 | 44M |")
        assert "no row of this table is a network" in said(document(backbone))[0]
        assert len(document(backbone.replace("table", "table columns=Backbone=network")).claims) == 1

    def test_a_dash_leaves_one_alone(self, document):
        text = table("| Model | Params | MACs |", "| VGG16 | 1 | 15.5G |", "| ResNet-50 | 25.6M | 4.1G |")
        checked = document(text.replace("table", "table rows=-,resnet50 columns=Params=-"))
        assert [claim.subject for claim in checked.claims] == ["resnet50 macs"]


class TestLeftAlone:
    def test_rows_columns_and_cells_that_are_not_known(self, document):
        checked = document(
            table("| Model | Params | Top-1 |", "| Ours | 1M | 99 |", "| ResNet-50 | - | 76 |", "| VGG16 | 138M |")
        )
        assert (failed(checked), said(checked)) == ([], [])
        assert [(part.part, part.written, part.place.line, part.place.column) for part in checked.unknown] == [
            ("column", "Top-1", 3, 20),
            ("row", "Ours", 5, 3),
            ("cell", "-", 6, 15),
        ]

    def test_a_cell_with_a_marker_of_its_own_is_compared_with_that_alone(self, document):
        bound = "<!-- convcalc resnet50 params -->26M<!-- /convcalc -->"
        checked = document(table("| Model | Params | MACs |", f"| ResNet-50 | {bound} | 4.1G |"))
        assert [claim.subject for claim in checked.claims] == ["resnet50 params", "resnet50 macs"]

    def test_other_comments_in_cells_are_not_read(self, document):
        checked = document(table("| Model | Params |", "| ResNet-50 | 25.6M <!-- was 12 --> |"))
        assert failed(checked) == []
        assert len(checked.claims) == 1

    @pytest.mark.parametrize(
        "cell",
        [
            "25.6M[^1]",
            "<b id='12' >25.6M</b>",
            "[25.6M](nets/12.md)",
            "25.6M<sup>2</sup>",
            "25.6M [3]",
            "25.6M†",
            "25.6M\\*",
        ],
    )
    def test_notes_and_where_links_lead_are_not_read(self, document, cell):
        checked = document(table("| Model | Params |", f"| ResNet-50 | {cell} |"))
        assert (failed(checked), said(checked), len(checked.claims)) == ([], [], 1)

    @pytest.mark.parametrize("tag", ['<b id="1" >', "<b >", "<b>", "<b\t>"])
    def test_the_end_of_a_tag_is_no_bound(self, document, tag):
        checked = document(table("| Model | Params |", f"| ResNet-50 | {tag}24M</b> |"))
        assert failed(checked) == [(f"doc.md:5:{15 + len(tag)}", "resnet50 params", "24M")]

    @pytest.mark.parametrize("cell", ["25.6M / 12M", "25.6M (+ 3M)", "20-30M", "2.5.6", "25,6M", "25.6m"])
    def test_a_cell_that_has_not_one_number_for_certain_is_an_error(self, document, fixed, cell):
        text = table("| Model | Params |", f"| ResNet-50 | {cell} |", "| VGG16 | 138M |")
        (problem,) = document(text).problems
        assert (problem.code, problem.place.line) == ("CC303", 5)
        assert "between the markers" not in str(problem)
        assert fixed(text) == text

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            (("| Model | Params |", "| Ours | 1M |"), "no row of this table is a network that is known"),
            (("| Model | Top-1 |", "| ResNet-50 | 76 |"), "no column of this table is a metric that is known"),
            (("| Model | Params |", "| ResNet-50 | - |"), "no cell of this table has a number that can be checked"),
            (("| Model | Params |",), "no row of this table is a network that is known"),
        ],
    )
    def test_where_nothing_is_known_that_is_an_error(self, document, rows, message):
        (problem,) = document(table(*rows)).problems
        assert (problem.message, str(problem.place)) == (message, "doc.md:1:1")
        assert problem.code == "CC304"

    def test_a_name_that_is_nearly_known_is_hinted_at(self, document):
        (problem,) = document(table("| Model | Params |", "| resnt50 | 25.6M |")).problems
        assert "resnet50" in str(problem.hint)

    def test_networks_in_the_head_are_hinted_at(self, document):
        text = table("| | ResNet-18 | ResNet-50 |", "| Params (M) | 11.7 | 25.6 |", "| MACs (G) | 1.8 | 4.1 |")
        (problem,) = document(text).problems
        assert problem.hint == "its networks stand in the head: turn the table, so that each has a row"

    def test_a_second_row_of_the_head_is_hinted_at(self, document):
        text = table("| Model | Cost | |", "| | Params (M) | MACs (G) |", "| ResNet-50 | 25.6 | 4.1 |")
        (problem,) = document(text).problems
        assert problem.hint.startswith("a row below is of the head: ")


ROWS = "| Model | Params |\n|---|---|\n| ResNet-50 | 25M |\n"  # wrong: 26M


class TestWhereItStands:
    @pytest.mark.parametrize(
        "text",
        [
            MARKER + ROWS,
            MARKER + "\n\n" + ROWS,
            "Text above.\n<!-- convcalc table -->\n" + ROWS,
            "Text above. <!-- convcalc table -->\n\n" + ROWS,
            "<!-- convcalc\n  table -->\n" + ROWS,
            MARKER + "<!-- prettier-ignore -->\n" + ROWS,
            "\ufeff" + MARKER + ROWS,
            (MARKER + ROWS).replace("\n", "\r\n"),
            "> " + (MARKER + ROWS).replace("\n", "\n> "),
            "- item\n\n  " + (MARKER + ROWS).replace("\n", "\n  "),
            MARKER + "Model | Params\n:--|--:\nResNet-50 | 25M\n",
            MARKER + "| Model | Params |\n|---|---|\n| ResNet-50 | 25M",
            MARKER + ROWS + "\nText below, 25M.\n",
            MARKER + ROWS + "# Heading | 25M\n",
            MARKER + "| Model | A \\| B | Params |\n|---|---|---|\n| ResNet-50 | a \\| b | 25M | 12 |\n",
        ],
    )
    def test_the_table_is_found_and_only_its_wrong_cell_is_fixed(self, document, fixed, text):
        checked = document(text)
        assert [claim.written for claim in checked.failures] == ["25M"]
        line, column = checked.failures[0].place.line, checked.failures[0].place.column
        assert text.lstrip("\ufeff").splitlines()[line - 1][column - 1 :].startswith("25M")
        before, _, behind = text.partition("25M")
        assert fixed(text) == f"{before}26M{behind}"

    @pytest.mark.parametrize(
        "text",
        [
            MARKER,
            MARKER + "Text.\n\n" + ROWS,
            MARKER + "| Model | Params |\n|---|\n| ResNet-50 | 25M |\n",
            MARKER + "| Model | Params |\n\n|---|---|\n",
            MARKER + "```\n" + ROWS + "```\n",
            MARKER + MARKER,
            MARKER + "Model Params\n---\n",
        ],
    )
    def test_without_a_table_below_it_a_marker_is_broken(self, document, text):
        checked = document(text)
        assert {problem.code for problem in checked.problems} == {"CC303"}
        assert "no table stands below this marker" in said(checked)[0]

    def test_several_tables_are_checked(self, document):
        checked = document(f"{MARKER}{ROWS}\n{MARKER}{ROWS}\n{ROWS}")
        assert [claim.place.line for claim in checked.failures] == [4, 9]

    def test_a_marker_in_code_is_text(self, document):
        assert document(f"```\n{MARKER}{ROWS}```\n`{MARKER.strip()}`\n{ROWS}").claims == []

    def test_inside_other_markers_it_is_broken(self, document):
        checked = document(f"<!-- convcalc ops -->\n{MARKER}{ROWS}\n<!-- /convcalc -->\n")
        assert "CC303" in {problem.code for problem in checked.problems}
