"""Which numbers of a document stand beside a network's name without being bound, and which are another's."""

from __future__ import annotations

import pytest

from convcalc.study.documents.names import OwnSpecs


@pytest.fixture
def unbound(checking, tmp_path):
    def find(text, name="doc.md", own=()):
        specs = OwnSpecs(lambda: [str(tmp_path / spec) for spec in own])
        checked = checking(name)(text, own=lambda: specs)
        return [f"{one.subject}: {one.written}" for one in checked.unbound]

    return find


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("ResNet-50 has 25.6M params.", ["resnet50 params: 25.6M"]),
        ("ResNet-50 has 25.6M params; for VGG-16 it is 9.", ["resnet50 params: 25.6M"]),
        ("ResNet-50's 25.6M parameters are many.", ["resnet50 params: 25.6M"]),
        ("ResNet 50 (v1.5) has 25.6 million trainable parameters", ["resnet50 params: 25.6 million"]),
        ("ResNet-50 v1 needs 3.9 GFLOPs", ["resnet50_v1 macs or flops: 3.9 GFLOPs"]),
        ("`vgg16` has 138,357,544 weights", ["vgg16 params: 138,357,544"]),
        ("VGG-16 (138M params, 15.5 GMACs)", ["vgg16 params: 138M", "vgg16 macs: 15.5 GMACs"]),
        (
            "- **MobileNetV2**: params: **3.5M**, 300M mult-adds",
            ["mobilenet_v2 params: 3.5M", "mobilenet_v2 macs: 300M"],
        ),
        ("The 61M parameters of AlexNet", ["alexnet params: 61M"]),
        ("A VGG-16 checkpoint is 528 MB on disk", ["vgg16 weight_bytes: 528 MB"]),
        ("ResNet50的参数量为25.6M，计算量4.1G FLOPs。", ["resnet50 params: 25.6M", "resnet50 macs or flops: 4.1G"]),
        ("AlexNet은 약 6100만 개의 파라미터", ["alexnet params: 약 6100만"]),
        (
            "GoogLeNet uses 12x fewer parameters than AlexNet.",
            ["alexnet params / googlenet params: 12x"],
        ),
        (
            "Compared to AlexNet, GoogLeNet has 12 times fewer parameters.",
            ["alexnet params / googlenet params: 12"],
        ),
        ("VGG-16 has 2.3x more parameters than AlexNet", ["vgg16 params / alexnet params: 2.3x"]),
        ("ResNet-18 and ResNet-34 are small.\nResNet-50\nhas 25.6M\nparams.", ["resnet50 params: 25.6M"]),
        ("> ResNet-50 has 25.6M params", ["resnet50 params: 25.6M"]),
        (
            "ResNet-152 (60.3M parameters) beats ResNet-101 (44.9M parameters)",
            ["resnet152 params: 60.3M", "resnet101 params: 44.9M"],
        ),
        (
            "Unlike VGG-16 [3] (138M params, 15.5 GMACs), ours has 5M params",
            ["vgg16 params: 138M", "vgg16 macs: 15.5 GMACs"],
        ),
        (
            "ResNet-152 has 60.2M parameters, vs. 44.5M parameters for ResNet-101",
            ["resnet152 params: 60.2M", "resnet101 params: 44.5M"],
        ),
        ("Experiments with ResNet-50 (25.6M params)", ["resnet50 params: 25.6M"]),
        ("MobileNetV2 (3.5M params / 300M MAdds)", ["mobilenet_v2 params: 3.5M", "mobilenet_v2 macs: 300M"]),
        # A word on both sides: that behind the number belongs to the next one
        ("ResNet-50: params 25.6M FLOPs 4.1G", ["resnet50 params: 25.6M", "resnet50 macs or flops: 4.1G"]),
        ("ResNet-50 参数量 25.6M 计算量 4.1G", ["resnet50 params: 25.6M", "resnet50 macs or flops: 4.1G"]),
        (
            "ResNet-50은 파라미터가 2,556만 개이고 연산량은 4.1 GFLOPs이다.",
            ["resnet50 params: 2,556만", "resnet50 macs or flops: 4.1 GFLOPs"],
        ),
        ("ResNet-50 requires FLOPs of 4.1G MACs", ["resnet50 macs: 4.1G"]),
        ("The number of parameters of ResNet-50 is about 25.6M", ["resnet50 params: about 25.6M"]),
        ("ResNet-50 und hat 25,6 Mio. Parameter", ["resnet50 params: 25,6 Mio"]),
        ("Die Parameterzahl von ResNet-50 beträgt 25,6 Mio.", ["resnet50 params: 25,6 Mio"]),
        (
            "ResNet-152 (60,2 Mio. Parameter) schlägt das ResNet-101 (44,5 Mio. Parameter).",
            ["resnet152 params: 60,2 Mio", "resnet101 params: 44,5 Mio"],
        ),
        ("Les 61 millions de paramètres d'AlexNet", ["alexnet params: 61 millions"]),
        ("El número de parámetros de una ResNet-50 es de 25.6 M", ["resnet50 params: 25.6 M"]),
        ("ResNet-50의 파라미터 수는 25.6M이다.", ["resnet50 params: 25.6M"]),
        ("ResNet-50の計算量は4.1 GFLOPsです。", ["resnet50 macs or flops: 4.1 GFLOPs"]),
        ("ResNet-152（60.2M参数）优于ResNet-101（44.5M参数）", ["resnet152 params: 60.2M", "resnet101 params: 44.5M"]),
        # Before the network
        ("With 11.2M parameters, ResNet-18 is small.", ["resnet18 params: 11.2M"]),
        ("It is new. At just 3.5M parameters, MobileNetV2 fits a phone.", ["mobilenet_v2 params: 3.5M"]),
        (
            "With 25.6M parameters and 4.1 GFLOPs, ResNet-50 is common.",
            ["resnet50 params: 25.6M", "resnet50 macs or flops: 4.1 GFLOPs"],
        ),
        ("Mit 25,6 Mio. Parametern ist ResNet-50 klein.", ["resnet50 params: 25,6 Mio"]),
        ("Avec 25,6 millions de paramètres, ResNet-50 est petit.", ["resnet50 params: 25,6 millions"]),
        ("Con 25,6 millones de parámetros, la ResNet-50 es pequeña.", ["resnet50 params: 25,6 millones"]),
        ("The 25.6M-parameter ResNet-50 is common.", ["resnet50 params: 25.6M"]),
        ("the 138M parameter VGG-16", ["vgg16 params: 138M"]),
        ("Das 138 Millionen Parameter große VGG-16", ["vgg16 params: 138 Millionen"]),
        ("拥有1.38亿参数的VGG16很大。", ["vgg16 params: 1.38亿"]),
        ("参数量为25.6M的ResNet-50", ["resnet50 params: 25.6M"]),
        ("1億3800万のパラメータを持つVGG16", ["vgg16 params: 1億3800万"]),
        ("2560만 개의 파라미터를 가진 ResNet-50", ["resnet50 params: 2560만"]),
        # In a clause that tells what the network has
        ("Unlike VGG-16, which has 138M parameters, ours has 5M.", ["vgg16 params: 138M"]),
        ("ResNet-50, which needs 4.1 GFLOPs, is faster.", ["resnet50 macs or flops: 4.1 GFLOPs"]),
        ("In contrast to AlexNet with its 61M parameters, ours is small.", []),
        ("Contrairement à VGG-16, qui a 138 millions de paramètres", ["vgg16 params: 138 millions"]),
        ("A diferencia de VGG-16, que tiene 138 millones de parámetros", ["vgg16 params: 138 millones"]),
        ("ResNet-50 is a deep network with 25.6M parameters.", ["resnet50 params: 25.6M"]),
        # Of one image
        ("ResNet-50 needs 5.1 GFLOPs per image.", ["resnet50 macs or flops: 5.1 GFLOPs"]),
        ("ResNet-50 needs 4.1 GFLOPs per 224x224 image.", ["resnet50 macs or flops: 4.1 GFLOPs"]),
        ("ResNet-50 with a 299x299 input needs 7.6 GFLOPs.", ["resnet50 macs or flops: 7.6 GFLOPs"]),
        ("Running ResNet-50 on one 224x224 image takes 4.1 GMACs.", ["resnet50 macs: 4.1 GMACs"]),
        ("ResNet-50 at an input size of 299 needs 7.6 GMACs.", ["resnet50 macs: 7.6 GMACs"]),
        ("ResNet-50 benötigt 4,1 GFLOPs pro Bild.", ["resnet50 macs or flops: 4,1 GFLOPs"]),
        ("ResNet-50 v1.5 needs 4.1 GFLOPs.", ["resnet50 macs or flops: 4.1 GFLOPs"]),
    ],
)
def test_a_number_with_its_word_beside_a_name(unbound, sentence, found):
    assert unbound(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "ResNet-50 has 50 layers and came out in 2015.",
        "ResNet-50 takes 2 parameters: depth and width.",
        "ResNet-50 is old. It has 25.6M params.",
        "ResNet-50-D has 25.6M params.",
        "SE-ResNet-50 has 28.1M params.",
        "A pruned VGG-16 has 11M params.",
        "ResNet-50 FPN has 41.5M params.",
        "ResNet-50-based detectors have 41.5M params.",
        "Compared with ResNet-50, our model has 5M params.",
        "Our model has 5M params, and beats ResNet-50.",
        "Our model has 5M params, fewer than ResNet-50 with 25.6M of them.",
        "ResNet-50 and EfficientDet-D0 with 3.9M params",
        "Each layer of ResNet-50 has 2.4M parameters.",
        "Ours outperforms ResNet-101 (44.9M params vs. 30M params)",
        "Ours outperforms ResNet-101 (5M fewer params)",
        "Faster than ResNet-50 with 25.6M parameters",
        "ResNet-50 in params 25.6M FLOPs",
        "T2T-ViT with comparable size to ResNet50 (21.5M parameters)",
        "DeepLabv3 with ResNet-50 (39.6M parameters)",
        "Mask R-CNN with the ResNet-50 (44M parameters)",
        "YOLOv3 on Darknet-53 (62M parameters)",
        "The detector based on ResNet-50 (41M parameters)",
        "Using ResNet-50 as encoder gives a model with 32.5M parameters.",
        "We fine-tune ResNet-50 (2M trainable parameters).",
        "ResNet-50: 4M parameters for CIFAR-10",
        "The number of parameters of ResNet-50 is 2.1M lower than before",
        "ResNet-152 and ResNet-101 have 60.2M and 44.5M parameters, respectively.",
        "ResNet-152, ResNet-101 and ResNet-50 have 60.2M, 44.5M and 25.6M parameters.",
        "Im Vergleich zu ResNet-50 hat unser Modell 5,2 Mio. Parameter.",
        "ResNet-50 hat 5,1 Mio. Parameter weniger als das ResNet-101.",
        "Jede Schicht von ResNet-50 hat 2,4 Mio. Parameter und nicht mehr.",
        "ResNet-50 a 5,1 M de paramètres de moins que les ResNet-101.",
        "ResNet-50 tiene 5,1 M de parámetros menos que una ResNet-101.",
        "AlexNet's fc6 layer has 37.7M parameters.",
        "AlexNet saves 25M parameters.",
        "VGG-16 needs 93 MB of memory per image.",
        "VGG-16 in int8 has a size of 138 MB.",
        "VGG-16 and VGG-19 have 138M parameters.",
        "ResNet-50 has 20-30M params.",
        "ResNet-50 runs at 312 TFLOPs per second.",
        "In AlexNet 11x11x3x96 = 34,848 weights.",
        "ResNet-50 has `25.6M params`.",
        "    ResNet-50 has 25.6M params.",
        "```\nResNet-50 has 25.6M params.\n```",
        "![ResNet-50 has 25.6M params](picture.png)",
        "<!-- ResNet-50 has 25.6M params -->",
        "The U-Net of this paper has 2.1M parameters.",
        "RegNetY-16GF has 83.6M params.",  # 1.6GF is another one
        "GoogLeNet uses 12x fewer parameters.",
        "ResNet-50 has 25.6 % of the params.",
        "ResNet-18 + ResNet-34: 11.7M + 21.8M = 33.5M parameters.",
        "An ensemble of three ResNet-18 has 3 x 11.7M = 35.1M parameters.",
        "Pruning reduces AlexNet from 61M to 6.7M parameters.",
        "Our net reaches ResNet-50's accuracy and has 4.2M parameters.",
        "The encoder is a ResNet-50; the whole model has 41M parameters.",
        "A MobileNetV2 of width 0.5 has 1.97M parameters.",
        "SqueezeNet achieves AlexNet accuracy with 1.2M parameters.",
        "Our model reaches the accuracy of ResNet-50 with 8.0M parameters.",
        "ResNet-18 and -34 have 11.7M and 21.8M parameters.",
        "VGG-16/19 need 15.5 and 19.6 GFLOPs.",
        "ResNet-50 with CBAM: 28.1M parameters",
        "With 5M parameters, ResNet-50 accuracy is reached.",
        "With 41M parameters, ResNet-50 RetinaNet is slow.",
        "With 5M fewer parameters, ResNet-50 wins.",
        "With 25.6M parameters, ResNet-50 and VGG-16 differ.",
        "We beat it with 5M parameters, ResNet-50 being larger.",
        "Our net, with 5M parameters, ResNet-50 and VGG-16 are compared.",
        "Models with 25M parameters: ResNet-50 and others.",
        "At 4.1 GFLOPs our net is between ResNet-50 and ResNet-101.",
        "ResNet-50 runs at 312 GFLOPs per second.",
        "ResNet-50 has 2.4M parameters per layer.",
    ],
)
def test_what_is_another_s_or_no_number_of_a_network(unbound, sentence):
    assert unbound(sentence) == []


def test_what_is_bound_is_not_listed(unbound):
    bound = "ResNet-50 has <!-- convcalc resnet50 params -->25.6M<!-- /convcalc --> params and 4.1 GFLOPs."
    assert unbound(bound) == ["resnet50 macs or flops: 4.1 GFLOPs"]
    table = "| Model | Params (M) |\n| --- | --- |\n| ResNet-50 | 25.6 |\n"
    assert unbound(table) == ["resnet50 params: 25.6"]
    assert unbound(f"<!-- convcalc table -->\n{table}") == []
    printed = f"<!-- convcalc compare resnet50 resnet18 --format markdown -->\n\n{table}\n<!-- /convcalc -->\n"
    assert unbound(printed) == []


def test_cells_of_a_table(unbound):
    text = """\
| Model | Params (M) | Size (MB) | FLOPs | Top-1 |
| --- | --- | --- | --- | --- |
| ResNet-34 | 2.18 | 87 | 3.6G | 73.3 |
| RegNetY-16GF | 83.6 | 334 | 16G | 80 |
| Ours | 3 | 4 | 5 | 99 |
| VGG-16 | <!-- convcalc vgg16 params -->138M<!-- /convcalc --> | - | 15.5G | 71 |
"""
    found = ["resnet34 params: 2.18", "resnet34 weight_bytes: 87", "resnet34 macs or flops: 3.6G"]
    assert unbound(text) == [*found, "vgg16 macs or flops: 15.5G"]
    html = "<table><tr><th>Model</th><th>#Param</th></tr><tr><td>ResNet-34</td><td>21.8M</td></tr></table>\n"
    assert unbound(html) == ["resnet34 params: 21.8M"]
    assert unbound("| Model | Top-1 |\n| --- | --- |\n| ResNet-34 | 73.3 |\n") == []


def test_specs_beside_the_document_and_those_checked_with_it(unbound, tmp_path):
    (tmp_path / "models").mkdir()
    spec = "name: Tiny-Net\ninput: 3x10x10\nlayers: [conv 8 3]\n"  # 8·(3·9 + 1) = 224
    (tmp_path / "models" / "own_net.yaml").write_text(spec, "utf-8")
    (tmp_path / "small.yaml").write_text(spec.replace("Tiny-Net", "Small"), "utf-8")
    text = "own_net has 224K parameters.\n\nTiny-Net has 224K params.\n\nsmall has 224K parameters.\n"
    assert unbound(text) == []
    own = ["models/own_net.yaml"]
    assert unbound(text, own=own) == ["models/own_net.yaml params: 224K"] * 2
    table = "| Model | Params |\n| --- | --- |\n| Small | 224 |\n| Tiny-Net | 224 |\n"
    assert unbound(table) == ["small.yaml params: 224"]
    assert unbound(table, own=own) == ["small.yaml params: 224", "models/own_net.yaml params: 224"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.tex", "ResNet-50 has \\num{25.6}M params and $4.1$\\,GFLOPs.\n", ["resnet50 params: 25.6M"]),
        ("a.tex", "ResNet-50 has 25.6M params. % convcalc resnet50 params\n", []),
        ("a.rst", "ResNet-50 has **25.6M** params.\n", ["resnet50 params: 25.6M"]),
        ("a.rst", ".. convcalc resnet50 params\n\nResNet-50 has 25.6M params.\n", []),
        ("a.html", "<p>ResNet-50 has <b>25.6M</b>&nbsp;params.</p>", ["resnet50 params: 25.6M"]),
        ("a.txt", "ResNet-50 has 25.6M params.", ["resnet50 params: 25.6M"]),
    ],
)
def test_other_kinds_of_documents(unbound, name, text, found):
    assert [one for one in unbound(text, name) if "flops" not in one] == found


def test_a_pipe_table_inside_a_table_of_html_is_found(document):
    inner = "\n\nModel | Params (M)\n---|---\nVGG-16 | 138\n\n"
    text = f"<table>\n<tr><td>{inner}</td>\n<td>{inner}</td></tr>\n</table>\n"
    assert [(one.subject, one.place.line) for one in document(text).unbound] == [
        ("vgg16 params", 6),
        ("vgg16 params", 13),
    ]
