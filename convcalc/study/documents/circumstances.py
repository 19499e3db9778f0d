"""What stands around a number of a network and may make it that of another one: a data set, a task, another input.

Networks go by one name whatever they are trained on: a ResNet-18 for CIFAR-10 has another first layer and another last
one, and a detector the name of the network that it stands on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from convcalc.language.tuples import NamedTuple

REACH = 400
"""How many characters before a table, and behind it, are looked at."""

_DATA_SETS = re.compile(
    r"(?i)(?<![a-z])(?:cifar[\s-]?(?:100|10)?|(?:fashion|e|k|q)?-?mnist|svhn|stl-?10|(?:ms[\s-]?)?coco|(?:pascal[\s-]?)?voc"
    r"(?:[\s-]?(?:20)?(?:07|12))?|cityscapes|ade20k|(?:tiny|mini|down-?sampled)[\s-]?imagenet|imagenet-(?:16|32|64|100)(?!\d)"
    r"|places-?(?:205|365)|cub[\s-]?200|flowers?-?102|food-?101|caltech-?(?:101|256)|inaturalist|kinetics|ucf-?101"
    r"|lfw|celeba|kitti|nyu\s?v2|camvid|casia|ms-celeb|market-?1501|lvis|audioset|speech\scommands)(?![a-z])"
)
"""Data sets of other classes or sizes than ImageNet's."""

_TASKS = re.compile(
    r"(?i)(?<![a-z])(?:(?:object|face|text|mask|box)[\s-]?detect\w*|detectors?|detection|(?:semantic|instance|panoptic)[\s-]?"
    r"segment\w*|segmentation|(?:box|mask|bbox|segm)\s?(?:m?ap)|m-?(?:ap|iou)|ap[_\s]?(?:50|75|s|m|l|box|mask)?(?=[\s|<&]|\Z)"
    r"|(?:fast(?:er)?|mask|cascade)[\s-](?:mask[\s-])?r-?cnn|retinanet|deeplab\w*|upernet|keypoints?|pose\sestimation"
    r"|目标检测|语义分割|实例分割|检测|分割|검출|세그멘테이션|物体検出)(?![a-z])"
)
"""Tasks in which a network is a part of a larger one."""

_HEADING = re.compile(
    r"^[ \t>]*(?P<marks>\#{1,6})[ \t]+(?P<mark>[^\r\n]+)|<h(?P<number>[1-6])\b[^>]*>(?P<tag>.{1,300}?)</h[1-6]>"
    r"|\\(?P<command>part|chapter|(?:sub){0,2}section|paragraph)\*?\{(?P<latex>[^{}\r\n]{1,300})\}"
    r"|^(?P<line>[^\s|#>][^\r\n|]{0,200})(?:\r\n|\r|\n)(?P<under>=|-|~|\^|\"|\*|\+)(?P=under){2,}[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_CAPTION = re.compile(
    r"\\caption\*?\{(?P<latex>[^{}]{1,400})|<(?:fig)?caption[^>]*>(?P<html>[^<>]{1,400})"
    r"|^\W{0,4}(?P<line>(?:(?i:table|tab\.|tabelle|tableau|tabla)|表|표)\s?\d[^\r\n]*)",
    re.MULTILINE,
)
_COMMANDS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")

_SIZES = re.compile(
    r"(?<![\d.x×])(?:3\s?[x×]\s?)?(?P<high>\d{2,4})\s?(?:[x×]|\\times)\s?(?P<wide>\d{2,4})(?:\s?[x×]\s?3)?(?![.\d]*\d|\s?[x×]\s?\d)"
    r"|(?<![\d.])(?P<square>\d{2,4})(?:²|\^2)"
    r"|(?i:@|\bat|\b(?:resolution|size|inputs?|crops?|images?)(?:\s(?:size|resolution|width|is))?(?:\sof)?)\s{0,2}(?:=\s?)?"
    r"(?P<side>\d{3,4})(?=\s?(?i:px|pixels?\b)|[^\w%.]|[.]?(?:\s|\Z))"
)
"""What may be sizes of an input in a sentence: `256x256`, `256²`, `at 256`, `an input size of 256`."""

_LEAST_SIDE, _MOST_SIDE = 16, 4096


class _Heading(NamedTuple):
    level: int
    start: int
    text: str


class Circumstances:
    """What stands around the numbers of a document."""

    def __init__(self, text: str) -> None:
        self.text = text

    def another(self, start: int, parts: Iterable[str]) -> str:
        """What may make a number that begins at an offset another network's: a word in these parts of the text, or in a
        heading above; nothing for most.
        """
        around = [*parts, *reversed(self._above(start))]
        found = (pattern.search(part) for part in around for pattern in (_DATA_SETS, _TASKS))
        return next((" ".join(match[0].split()) for match in found if match), "")

    def beside_table(self, start: int, end: int) -> list[str]:
        """What stands beside a table between two offsets: the paragraph above it, and a caption below."""
        above = re.split(r"\n[ \t>]*\n", self.text[max(0, start - REACH) : start].replace("\r", "").rstrip())[-1]
        caption = _CAPTION.search(self.text, end, end + REACH)
        return [above, caption[caption.lastgroup or 0]] if caption else [above]

    def _above(self, start: int) -> list[str]:
        """The headings that an offset stands below, the outermost first."""
        number = bisect_right(self._headings, start, key=lambda heading: heading.start)
        return self._chains[number - 1] if number else []

    @cached_property
    def _chains(self) -> list[list[str]]:
        """The headings that what stands directly below each heading is below."""
        chain: list[_Heading] = []
        chains = []
        for heading in self._headings:
            while chain and chain[-1].level >= heading.level:
                chain.pop()
            chain.append(heading)
            chains.append([one.text for one in chain])
        return chains

    @cached_property
    def _headings(self) -> list[_Heading]:
        return list(self._find_headings())

    def _find_headings(self) -> Iterator[_Heading]:
        lines: list[str] = []
        for found in _HEADING.finditer(self.text):
            if found["marks"]:
                level = len(found["marks"])
            elif found["number"]:
                level = int(found["number"])
            elif found["command"]:
                level = _COMMANDS.index(found["command"])
            else:
                lines += [found["under"]] if found["under"] not in lines else []
                level = 1 + lines.index(found["under"])
            yield _Heading(level, found.start(), found["mark"] or found["tag"] or found["latex"] or found["line"])


def sizes_in(sentence: str) -> list[tuple[int, int]]:
    """What may be the height and width of an input in a sentence, each once."""
    found: dict[tuple[int, int], None] = {}
    for match in _SIZES.finditer(sentence):
        side = match["square"] or match["side"]
        size = (int(side), int(side)) if side else (int(match["high"]), int(match["wide"]))
        if all(_LEAST_SIDE <= one <= _MOST_SIDE for one in size):
            found[size] = None
    return list(found)
