"""Explanations word by word, written here by hand from the formulas; and that printed sums re-add."""

import re

import pytest

from convcalc.language.problems import Problems
from convcalc.network.report import walk
from convcalc.render.explain.show import render_explanation
from convcalc.study.design import summarize
from convcalc.study.explain.sums import Explainer
from convcalc.study.figures import choose


def explained(design, *changes, layers=(), **options):
    report = summarize(design, *changes)
    problems = Problems()
    rows = choose(report, layers, problems)
    assert not problems.errors, problems.errors
    return render_explanation(report, rows, options.pop("format", "text"), **options)


def numbers(design, *changes):
    """The lines below the title, with single spaces, without the legend and the receptive field."""
    title, *lines = explained(design, *changes).partition("\n\n")[0].splitlines()
    return [" ".join(line.split()) for line in lines if not line.startswith("  field ")] or [" ".join(title.split())]


CONV1 = """\
conv1   conv 96 11 stride=4                        input 3×227×227
  output   (W − F + 2P)/S + 1 = (227 − 11 + 2·0)/4 + 1 = 55        → 96×55×55
  params   N(CK² + 1) = 96·(3·11² + 1) = 34,944
  MACs     C·K²·N·H′·W′ = 3·11²·96·55·55 = 105,415,200
"""


def test_the_example_stands_word_for_word():
    assert explained("alexnet", layers=["conv1"]).startswith(CONV1)
    single = explained("conv 96 11 stride=4", "input=3x227x227")
    assert single.splitlines()[1:4] == CONV1.splitlines()[1:]


def test_the_legend_names_the_symbols_that_occur_once_and_at_the_end():
    legend = explained("alexnet", layers=["conv1", "fc6"]).split("\n\n")[-1]
    symbols = re.findall(r"(?:^|; |\n  )([^\s:;]+):", legend)
    assert symbols == ["W", "W′", "H′", "F", "K", "S", "P", "C", "N", "r", "j", "MACs"]
    assert "K" not in re.findall(r"(\w+):", explained("linear 10", "input=5").split("\n\n")[-1])


@pytest.mark.parametrize(
    ("call", "shape", "expected"),
    [
        (
            "conv 64 7 stride=2 padding=3",
            "3x224x224",
            """output ⌊(W − F + 2P)/S⌋ + 1 = ⌊(224 − 7 + 2·3)/2⌋ + 1 = ⌊111.5⌋ + 1
               = 112, one column of padding unread, and one row → 64×112×112
               params N(CK² + 1) = 64·(3·7² + 1) = 9,472
               MACs C·K²·N·H′·W′ = 3·7²·64·112·112 = 118,013,952""",
        ),
        (
            "conv 256 5 padding=2 groups=2 bias=false",
            "96x27x27",
            """output (W − F + 2P)/S + 1 = (27 − 5 + 2·2)/1 + 1 = 27 → 256×27×27
               params N·C/G·K² = 256·96/2·5² = 307,200
               MACs C/G·K²·N·H′·W′ = 96/2·5²·256·27·27 = 223,948,800""",
        ),
        (
            "conv 8 3 dilation=2",
            "4x9x9",
            """F′ D(F − 1) + 1 = 2·(3 − 1) + 1 = 5
               output (W − F′ + 2P)/S + 1 = (9 − 5 + 2·0)/1 + 1 = 5 → 8×5×5
               params N(CK² + 1) = 8·(4·3² + 1) = 296
               MACs C·K²·N·H′·W′ = 4·3²·8·5·5 = 7,200""",
        ),
        (
            "conv 8 1x7 padding=0x3",
            "4x10x12",
            """output H: (H − F + 2P)/S + 1 = (10 − 1 + 2·0)/1 + 1 = 10
               output W: (W − F + 2P)/S + 1 = (12 − 7 + 2·3)/1 + 1 = 12 → 8×10×12
               params N(C·K_h·K_w + 1) = 8·(4·1·7 + 1) = 232
               MACs C·K_h·K_w·N·H′·W′ = 4·1·7·8·10·12 = 26,880""",
        ),
        (
            "conv 8 3 stride=2 padding=same",
            "4x9x9",
            """output ⌈W/S⌉ = ⌈9/2⌉ = ⌈4.5⌉ = 5 → 8×5×5
               params N(CK² + 1) = 8·(4·3² + 1) = 296
               MACs C·K²·N·H′·W′ = 4·3²·8·5·5 = 7,200""",
        ),
        (
            "conv 8 3",
            "4x10",
            """output (W − F + 2P)/S + 1 = (10 − 3 + 2·0)/1 + 1 = 8 → 8×8
               params N(CK + 1) = 8·(4·3 + 1) = 104
               MACs C·K·N·W′ = 4·3·8·8 = 768""",
        ),
        (
            "conv 8 3",
            "4x5x5x5",
            """output (W − F + 2P)/S + 1 = (5 − 3 + 2·0)/1 + 1 = 3 → 8×3×3×3
               params N(CK³ + 1) = 8·(4·3³ + 1) = 872
               MACs C·K³·N·D′·H′·W′ = 4·3³·8·3·3·3 = 23,328""",
        ),
        (
            "conv 8 3x1x1 dilation=2x1x1",
            "4x7x5x5",
            """F′ D: D(F − 1) + 1 = 2·(3 − 1) + 1 = 5
               output D: (D_in − F′ + 2P)/S + 1 = (7 − 5 + 2·0)/1 + 1 = 3
               output H: (H − F + 2P)/S + 1 = (5 − 1 + 2·0)/1 + 1 = 5
               output W: (W − F + 2P)/S + 1 = (5 − 1 + 2·0)/1 + 1 = 5 → 8×3×5×5
               params N(C·K_d·K_h·K_w + 1) = 8·(4·3·1·1 + 1) = 104
               MACs C·K_d·K_h·K_w·N·D′·H′·W′ = 4·3·1·1·8·3·5·5 = 7,200""",
        ),
        (
            "depthwise_conv 3 padding=1 multiplier=2",
            "32x14x14",
            """channels C·M = 32·2 = 64
               output (W − F + 2P)/S + 1 = (14 − 3 + 2·1)/1 + 1 = 14 → 64×14×14
               params N(K² + 1) = 64·(3² + 1) = 640
               MACs K²·N·H′·W′ = 3²·64·14·14 = 112,896""",
        ),
        (
            "conv_transpose 8 4 stride=2 padding=1",
            "3x7x7",
            """output (W − 1)S − 2P + F = (7 − 1)·2 − 2·1 + 4 = 14 → 8×14×14
               params CNK² + N = 3·8·4² + 8 = 392
               MACs C·K²·N·H·W = 3·4²·8·7·7 = 18,816""",
        ),
        (
            "conv_transpose 8 3 stride=2 output_padding=1 groups=2",
            "4x7x7",
            """output (W − 1)S − 2P + F + O = (7 − 1)·2 − 2·0 + 3 + 1 = 16 → 8×16×16
               params C·N/G·K² + N = 4·8/2·3² + 8 = 152
               MACs C·K²·N/G·H·W = 4·3²·8/2·7·7 = 7,056""",
        ),
        (
            "local_conv 8 3",
            "3x8x8",
            """output (W − F + 2P)/S + 1 = (8 − 3 + 2·0)/1 + 1 = 6 → 8×6×6
               params H′·W′·N(CK² + 1) = 6·6·8·(3·3² + 1) = 8,064
               MACs C·K²·N·H′·W′ = 3·3²·8·6·6 = 7,776""",
        ),
        (
            "max_pool 3 stride=2 ceil_mode=true",
            "64x112x112",
            """output min(⌈(W − F + 2P)/S⌉ + 1, (W + P)/S)
               = min(⌈(112 − 3 + 2·0)/2⌉ + 1, (112 + 0)/2) = min(⌈54.5⌉ + 1, 56) = 56 → 64×56×56
               params none, no MACs""",
        ),
        (
            "max_pool 2",
            "64x7x7",
            """output ⌊(W − F + 2P)/S⌋ + 1 = ⌊(7 − 2 + 2·0)/2⌋ + 1 = ⌊2.5⌋ + 1
               = 3, the last column of the input unread, and the last row → 64×3×3
               params none, no MACs""",
        ),
        ("adaptive_avg_pool 6", "8x13x13", "output T = 6 → 8×6×6\nparams none, no MACs"),
        ("global_avg_pool", "8x13x13", "output 1 → 8×1×1\nparams none, no MACs"),
        ("linear 10", "84", "output N = 10 → 10\nparams N(C + 1) = 10·(84 + 1) = 850\nMACs C·N = 84·10 = 840"),
        ("linear 10 bias=false", "84", "output N = 10 → 10\nparams N·C = 10·84 = 840\nMACs C·N = 84·10 = 840"),
        ("batch_norm", "64x9x9", "output as the input → 64×9×9\nparams 2C = 2·64 = 128\nMACs none"),
        ("batch_norm affine=false", "64x9x9", "batch_norm batch_norm affine=false 64×9×9, nothing to count"),
        ("group_norm 8", "64x9x9", "output as the input → 64×9×9\nparams 2C = 2·64 = 128\nMACs none"),
        ("instance_norm", "64x9x9", "instance_norm instance_norm 64×9×9, nothing to count"),
        ("layer_norm bias=false", "64x9x9", "output as the input → 64×9×9\nparams C = 64\nMACs none"),
        (
            "layer_norm normalized_shape=all",
            "64x9x9",
            "output as the input → 64×9×9\nparams 2C·H·W = 2·64·9·9 = 10,368\nMACs none",
        ),
        ("scale bias=true", "6x9x9", "output as the input → 6×9×9\nparams 2C = 2·6 = 12\nMACs none"),
        ("global_response_norm", "6x9x9", "output as the input → 6×9×9\nparams 2C = 2·6 = 12\nMACs none"),
        ("prelu", "6x9x9", "output as the input → 6×9×9\nparams Q = 1\nMACs none"),
        ("lrn", "6x9x9", "lrn lrn 6×9×9, nothing to count"),
        ("relu", "6x9x9", "relu relu 6×9×9, nothing to count"),
        ("channel_shuffle 2", "6x9x9", "channel_shuffle channel_shuffle 2 6×9×9, nothing to count"),
        ("flatten", "6x9x8", "output C·H·W = 6·9·8 = 432 → 432\nparams none, no MACs"),
        ("upsample 2", "6x9x9", "output W·R = 9·2 = 18 → 6×18×18\nparams none, no MACs"),
        ("upsample 7/3", "6x8x8", "output ⌊W·R⌋ = ⌊8·7/3⌋ = ⌊56/3⌋ = 18 → 6×18×18\nparams none, no MACs"),
        ("upsample size=20", "6x8x8", "output T = 20 → 6×20×20\nparams none, no MACs"),
        (
            "pixel_shuffle 2",
            "16x8x8",
            "channels C/R² = 16/2² = 4\noutput W·R = 8·2 = 16 → 4×16×16\nparams none, no MACs",
        ),
        (
            "pixel_unshuffle 2",
            "4x8x8",
            "channels C·R² = 4·2² = 16\noutput W/R = 8/2 = 4 → 16×4×4\nparams none, no MACs",
        ),
        ("slice 8 -2", "64x9x9", "channels stop − start = 62 − 8 = 54 → 54×9×9\nparams none, no MACs"),
        ("crop 5", "64x9x9", "output T = 5 → 64×5×5\nparams none, no MACs"),
        (
            "pad -1 channels=3",
            "64x9x9",
            "channels C + channels = 64 + 3 = 67\n"
            "output W + before + after = 9 + (−1) + (−1) = 7 → 67×7×7\nparams none, no MACs",
        ),
        ("concat: [[conv 2 1 bias=false], []]", "3x4x4", None),
    ],
)  # fmt: skip
def test_each_form(call, shape, expected):
    if expected is None:
        text = explained(call, f"input={shape}", layers=["concat"])
        assert "channels   2 + 3 = 5" in text
        assert "→ 5×4×4" in text
        return
    expected = re.sub(r"\n +=", " =", expected)
    assert numbers(call, f"input={shape}") == [" ".join(line.split()) for line in expected.splitlines()]


def test_joins_say_what_they_join():
    text = explained("googlenet", layers=["inception3a.concat"])
    assert "inputs 64×28×28, 128×28×28, 32×28×28, 32×28×28" in text
    assert "64 + 128 + 32 + 32 = 256 " in text
    assert "output   equal shapes  " in explained("resnet18", layers=["stage2.1.add"])
    gate = explained("multiply: [[], [global_avg_pool]]", "input=8x4x4", layers=["multiply"])
    assert "the smaller stands for all places" in gate


def test_a_layer_that_is_reused_says_whose_weights_it_uses():
    lines = explained("siamese", layers=["other.twin.conv1"]).splitlines()
    assert "  params   none, uses the weights of twin.conv1 again" in lines


def test_activations_take_one_line_together():
    assert "\nrelu1   relu                                       96×55×55, nothing to count\nlrn1 " in explained(
        "alexnet"
    )


def test_sums_name_their_parts_and_fold_equal_copies():
    text = explained("resnet50", layers=["stage2"], depth=1)
    assert "  params   75,008 + 2 × 70,400 = 215,808\n" in text
    network = explained("alexnet")
    assert (
        "  params   conv1 34,944 + conv2 307,456 + conv3 885,120 + conv4 663,936 + conv5 442,624 + fc6 37,752,832 + "
        "fc7 16,781,312 + fc8 4,097,000 = 60,965,224\n"
    ) in network
    googlenet = explained("googlenet", depth=1)
    assert "  side params   aux1 3,188,840 + aux2 3,190,888 = 6,379,728\n" in googlenet


@pytest.mark.parametrize(
    "design", ["alexnet", "googlenet", "resnet50", "densenet121", "efficientnet_b0", "unet", "siamese", "yolov3"]
)
def test_printed_sums_re_add(design):
    found = 0
    for line in explained(design, depth=1).splitlines():
        match = re.match(r"\s+(?:side )?(?:params|MACs)\s+(.*[+×].*) = ([\d,]+)$", line)
        if not match or "·" in line:
            continue
        terms = [re.search(r"(?:([\d,]+) × )?([\d,]+)$", term) for term in match[1].split(" + ")]
        parts = [number(term[1] or "1") * number(term[2]) for term in terms]
        assert sum(parts) == number(match[2]), line
        found += 1
    assert found >= 2


def number(text):
    return int(text.replace(",", ""))


def test_every_sum_is_its_row_and_re_adds():
    for design in ("resnet50", "googlenet", "siamese", "hrnet_w18_small", "shufflenet_v2_x1_0"):
        report = summarize(design)
        explainer = Explainer(report)
        explanations = [explainer.explain(row) for row in walk(report.rows)]
        for explanation in explanations:
            for total in explanation.sums:
                assert sum(term.count * term.value for term in total.terms) == total.value
                if total.name != "channels":
                    assert total.value == getattr(explanation.row, total.name)
        sums = {("side " if total.side else "") + total.name: total for total in explainer.network().sums}
        assert sums["params"].value == report.params
        assert sums["macs"].value == report.macs
        for total in sums.values():
            assert sum(term.count * term.value for term in total.terms) == total.value


def test_a_sum_of_many_parts_puts_equal_ones_together():
    design = "conv 4 3 padding=1, " * 30 + "linear 10"
    text = explained(design.replace(", linear 10", ", flatten, linear 10"), "input=4x6x6")
    # 4·(4·9 + 1) = 148; 10·(4·36 + 1) = 1,450; 30·148 + 1,450 = 5,890
    assert "  params   30 × 148 + linear 1,450 = 5,890\n" in text


def test_paths_with_a_star_name_all_that_match_each_once():
    report = summarize("resnet50")
    rows = choose(report, ["stage[23].1.conv1", "stage2.*.conv1", "stage2"], Problems())
    assert [row.path for row in rows] == [
        "stage2.1.conv1", "stage3.1.conv1", "stage2.2.conv1", "stage2.3.conv1", "stage2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("conv11", "did you mean 'conv1'?"),
        ("relu", "did you mean 'relu7', 'relu6' or 'relu5'?"),
        ("xyz", "it has conv1, relu1, lrn1, pool1, conv2, relu2, lrn2, pool2, …"),
    ],
)
def test_an_unknown_path_suggests_near_ones(path, hint):
    problems = Problems()
    assert choose(summarize("alexnet"), [path], problems) == []
    assert [(problem.message, problem.hint) for problem in problems.errors] == [(f"there is no layer '{path}'", hint)]


def test_each_of_equal_copies_is_explained_once():
    titles = [line.split("   ")[0] for line in explained("resnet50", layers=["stage3"], depth=2).splitlines()]
    assert [title for title in titles if title and "stage" in title] == ["stage3 ×4", "stage3.1", "each of stage3.2-4"]


def test_lines_fit_the_width_where_words_allow_it():
    for width in (60, 80, 160):
        for design in ("alexnet", "googlenet", "resnet50", "c3d"):
            assert max(map(len, explained(design, format="table", width=width).splitlines())) <= width
    text = explained("conv 64 7 stride=2 padding=3", "input=3x224x224", format="table", width=60)
    assert text.splitlines()[1:5] == [
        "  output   ⌊(W − F + 2P)/S⌋ + 1 = ⌊(224 − 7 + 2·3)/2⌋ + 1",
        "           = ⌊111.5⌋ + 1 = 112, one column of padding",
        "           unread, and one row                  → 64×112×112",
        "  params   N(CK² + 1) = 64·(3·7² + 1) = 9,472",
    ]


def test_text_is_as_long_as_it_needs_to_be_and_says_all_the_table_says():
    for design in ("alexnet", "googlenet"):
        table = explained(design, format="table", width=60).partition("total")[0]
        text = explained(design).partition("total")[0]
        assert "".join(table.split()) == "".join(text.split())


def test_ascii():
    for format in ("text", "markdown", "table"):
        for design in ("resnet50", "c3d"):
            shown = explained(design, ascii=True, format=format)
            assert shown.isascii()
            assert "?" not in shown
    assert "N(CK^2 + 1) = 96*(3*11^2 + 1)" in explained("alexnet", layers=["conv1"], ascii=True)
    assert "-> 96x55x55" in explained("alexnet", layers=["conv1"], ascii=True)


def test_markdown_has_latex():
    assert explained("alexnet", layers=["conv1"], format="markdown").splitlines()[:5] == [
        "**conv1** `conv 96 11 stride=4`, input 3×227×227",
        "",
        r"- output: $\frac{W - F + 2P}{S} + 1 = \frac{227 - 11 + 2 \cdot 0}{4} + 1 = 55$ → 96×55×55",
        r"- params: $N(CK^2 + 1) = 96 \cdot (3 \cdot 11^2 + 1) = 34{,}944$",
        r"- MACs: $C \cdot K^2 \cdot N \cdot H' \cdot W' = 3 \cdot 11^2 \cdot 96 \cdot 55 \cdot 55 = 105{,}415{,}200$",
    ]
    floor = explained("conv 64 7 stride=2 padding=3", "input=3x224x224", format="markdown")
    assert r"\left\lfloor 111.5 \right\rfloor + 1 = 112$, one column of padding unread, and one row" in floor
    assert "- params: `conv1` 34,944 + `conv2` 307,456" in explained("alexnet", format="markdown")
