"""How the zoos of frameworks and papers call networks: with their weights, a recipe, a width and a size of the input.

Each way is a row of a table. What stands there besides a name has to be known to leave the network as it is, or to
change it in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.language.tuples import NamedTuple

TORCHVISION = "_torchvision"
"""How the networks of the catalogue end that torchvision has otherwise than the paper."""

_WIDTH = r"x?(?P<width>[01]\.[0-9]{1,2}|1_0)x?"
OWN_SIZE = "224"
"""The size of the inputs of those networks whose names have one."""

_SIZE = r"(?P<size>96|1[0-9]{2}|2[0-9]{2})"


class Spelling(NamedTuple):
    """A way of naming networks: what it looks like, the design where its `name` does not say it, and whose it is.

    `names` are some with what they mean, `others` are some that look alike and are none of these.
    """

    pattern: str
    design: str
    names: dict[str, str]
    others: tuple[str, ...] = ()
    torchvision: bool = False


class Spelled(NamedTuple):
    """What a name says: the name of a network alone, whether it is torchvision's, and its changes."""

    name: str
    torchvision: bool
    changes: tuple[str, ...]


SPELLINGS = (
    Spelling(
        r"(?P<name>[A-Za-z]\w*?)_Weights(?:\.(?:DEFAULT|IMAGENET1K_V[12]))?",
        "",
        {"ResNet50_Weights.IMAGENET1K_V2": "resnet50", "ResNeXt50_32X4D_Weights": "resnext50_32x4d",
         "GoogLeNet_Weights.DEFAULT": "googlenet_torchvision", "VGG16_BN_Weights.IMAGENET1K_V1": "vgg16_bn"},
        ("VGG16_Weights.IMAGENET1K_FEATURES", "ViT_B_16_Weights.IMAGENET1K_V1", "FCN_ResNet50_Weights.DEFAULT",
         "RegNet_Y_400MF_Weights.IMAGENET1K_SWAG_E2E_V1"),
        torchvision=True,
    ),
    Spelling(
        r"torchvision(?:\.models\.|/)(?P<name>[A-Za-z]\w*)",
        "",
        {"torchvision.models.resnet50": "resnet50", "torchvision/alexnet": "alexnet_torchvision"},
        ("torchvision.models.detection.ssd300_vgg16", "torchvision.ops"),
        torchvision=True,
    ),
    Spelling(
        r"(?:timm/)?(?P<name>[a-z][a-z0-9_]*)\.(?!\w*_r(?!224_)[0-9])(?:[a-z]\w*_)?in1k",
        "",
        {"resnet50.a1_in1k": "resnet50", "timm/efficientnet_b0.ra4_e3600_r224_in1k": "efficientnet_b0",
         "convnext_tiny.fb_in22k_ft_in1k": "convnext_tiny", "mobilenetv2_140.ra_in1k": "mobilenet_v2 width=1.4"},
        ("resnet50.fb_swsl_ig1b_ft_in1k_288", "efficientnet_b1.ra4_e3600_r256_in1k", "convnext_tiny.fb_in22k",
         "resnet50d.a1_in1k", "resnet50.yaml"),
    ),
    Spelling(
        r"(?P<name>[a-z][a-z0-9-]*?)_(?:3rdparty_)?[0-9]{1,3}xb[0-9]{1,4}(?:-[a-z0-9-]+)?_in1k",
        "",
        {"resnet50_8xb32-fp16_in1k": "resnet50", "convnext-tiny_32xb128_in1k": "convnext_tiny"},
        ("resnet18_8xb16_cifar10", "resnetv1d50_8xb32_in1k", "convnext-tiny_3rdparty_32xb128_in1k-384px"),
    ),
    Spelling(
        rf"(?i)(?P<name>mobile[\s_-]*net[\s_-]*v[12])[\s_-]*\(?(?:{_WIDTH}|(?P<percent>[0-9]{{3}}))\)?(?:[\s_-]+{_SIZE})?",
        "",
        {"MobileNet_v1_0.75_192": "mobilenet_v1 width=0.75 input=3x192x192", "mobilenet_v2_1.0_224": "mobilenet_v2",
         "MobileNetV2 (1.4)": "mobilenet_v2 width=1.4", "MobileNetV2_x1_0": "mobilenet_v2",
         "MobileNet v2 1.0×": "mobilenet_v2", "mobilenetv2_050": "mobilenet_v2 width=0.5"},
        ("MobileNet_v1_1.0_224_quant", "MobileNetV2 (ours)", "mobilenetv1_100h", "MobileNetV2 3.5", "mobilenetv2_110d",
         "MobileNetV2_x0_5",
         "MobileNetV4 1.0"),
    ),
    Spelling(
        rf"{_WIDTH}\s+MobileNet-{_SIZE}",
        "mobilenet_v1",
        {"1.0 MobileNet-224": "mobilenet_v1", "0.5 MobileNet-160": "mobilenet_v1 width=0.5 input=3x160x160"},
        ("0.5 ShuffleNet-160",),
    ),
    Spelling(
        r"(?P<name>.*\w\)?)\s*(?:@|↑|\$?\\uparrow\$?)\s*(?P<at>[1-9][0-9]{2})(?:\s?px|²)?",
        "",
        {"ConvNeXt-T ↑384": "convnext_tiny input=3x384x384", "ResNet-50 @ 224": "resnet50 input=3x224x224",
         r"ResNet-50\uparrow256": "resnet50 input=3x256x256", "resnet50.a1_in1k@288": "resnet50 input=3x288x288"},
        ("ResNet-50@75", "ResNet-50 @ 256/320", "ResNet-50-D @ 256", "ResNet-50 ↑2048"),
    ),
    *(
        Spelling(pattern, design, dict.fromkeys(names, design), others)
        for pattern, design, names, others in (
            (r"(?i)mobile[\s_-]*net[\s_-]*v3[\s_-]*\(?large\)?[\s_-]*\(?(?:x?1[._]0x?|100)\)?", "mobilenet_v3_large",
             ["MobileNetV3_large_x1_0", "MobileNetV3-Large 1.0", "mobilenetv3_large_100"], ("MobileNetV3-Large 0.75",)),
            (r"(?i)mobile[\s_-]*net[\s_-]*v3[\s_-]*\(?small\)?[\s_-]*\(?(?:x?1[._]0x?|100)\)?", "mobilenet_v3_small",
             ["MobileNetV3_small_x1_0", "mobilenetv3_small_100"], ("MobileNetV3_small_x0_35",)),
            (r"(?i)shuffle[\s_-]*net[\s_-]*v2[\s_-]*\(?1(?:\.0)?\s*x\)?", "shufflenet_v2_x1_0",
             ["ShuffleNetV2 1.0×", "ShuffleNet v2 (1x)"], ("ShuffleNetV2 1.5×", "ShuffleNet 1x")),
            (r"mnasnet_100", "mnasnet1_0", ["mnasnet_100"], ("mnasnet_140",)),
            (r"regnety_004", "regnet_y_400mf", ["regnety_004"], ("regnety_008",)),
            (r"regnety_016", "regnet_y_1_6gf", ["regnety_016"], ("regnety_160",)),
            (r"(?:tf_)?efficientnet_?v2_s", "efficientnet_v2_s", ["tf_efficientnetv2_s"], ("efficientnetv2_rw_s",)),
        )
    ),
)  # fmt: skip
"""Every way. Another one is a row more."""


def spelled(written: str) -> Iterator[Spelled]:
    """What a name says in each of these ways."""
    for way in SPELLINGS:
        found = re.fullmatch(way.pattern, written.replace("×", "x"))
        if found is not None:
            said = found.groupdict()
            percent = int(said.get("percent") or 100) / 100
            width = float((said.get("width") or str(percent)).replace("_", "."))
            size = said.get("size") or OWN_SIZE
            changes = [f"width={width:g}"] if width != 1 else []
            size = said.get("at") or (size if size != OWN_SIZE else "")
            changes += [f"input=3x{size}x{size}"] if size else []
            yield Spelled(said.get("name") or way.design, way.torchvision, tuple(changes))
