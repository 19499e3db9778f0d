"""The numbers of networks that sentences speak of: `25.6M parameters`, `4.1 GFLOPs`, `a size of 98 MB`, `12x fewer`.

A number counts only with a word for what it is of directly beside it. Where something between a network's name and the
number may make it another's (a layer's, that of a variant, a difference), it is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from convcalc.language.numbers.quantity import PERCENT
from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.hints import BYTES, WORDS
from convcalc.study.documents.names import Name, Names
from convcalc.study.documents.numerals import Numeral, find_numerals
from convcalc.study.documents.owners import ABOUT, COUNTED, DIFFERENCES, OF, THE, any_of, owner_of
from convcalc.study.documents.tables.heads import OPERATIONS, metric_named

HINT = re.compile("|".join((*WORDS, BYTES)), re.IGNORECASE)
"""What any text has in which there is such a number."""

BYTES_METRIC = "weight_bytes"

LEAST_PARAMETERS = 1000
"""A whole number below it is one of arguments, which go by the same word."""

_COUNTER = re.compile("[개個个的]{1,2}\\s?")
_ADJECTIVES = any_of("trainable learnable learned total model network free unique training")
_BEHIND = re.compile(
    rf"(?i)(?:(?<=[^\W\d_]{{2}})\.)?(?:[ \t\n*_)]|\xa0|-(?=param|weight)){{0,4}}(?:(?:of|in|de|di|von)\s+|d['’])?"
    rf"(?:{_ADJECTIVES}\s+){{0,2}}"
    r"(?P<first>[^\W\d_]{2,24})(?:[ \n-](?P<second>[^\W\d_]{3,24}))?"
)
_LINKS = any_of("is are was of has were about totals? amounts?_to reach(?:es)? 为 是 达 约 約 が は 는 은 가 이")
_BEFORE = re.compile(
    r"(?i)(?:(?P<first>[a-z]{4,24})[ -])?(?P<second>[^\W\d_]{3,24})(?:\s*(?:count|size|number|total)s?|\s수)?[\s*_]*"
    rf"(?:[:：=≈~→]|{_LINKS})?[\s*_]*(?:{ABOUT}\s+)?\Z"
)
_LINKED = re.compile(r"[:：=≈~→]|\b(?:is|are|was|of)\b")
_LABELS = re.compile(r"[\s*_]*(?:[:：=≈~→]|\d)")
"""What stands behind a word that belongs to the number behind it."""

_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


_JOINED_WORD = re.compile("(?<=.)(?:的|を|[A-Za-z])")

_PARTS = any_of("layers? blocks? heads? stages? conv* classif*")
_ONCE = any_of(
    """images? img forward inference inputs? samples? frames? pictures? crops? bild eingabe durchlauf imagen imagem
    immagine entrada entrée passe"""
)
_PART = re.compile(
    rf"(?i)(?!\W{{0,3}}(?:per|pro|par|por|je|/)\s?(?:(?:single|one|\d+x\d+)\s)?{_ONCE}\b)\W{{0,3}}(?:per|pro|par|por|je|/(?!\s?[~≈]?\d)|each|in\s(?:the|each|its|every)\s(?:\w+\s)?{_PARTS}|{DIFFERENCES})(?![a-z])"
    r"|\s?(?:ps\b|per\ssecond)|\s(?:for|on)\s(?i:cifar|mnist|svhn|coco|tiny)"
)
"""What says behind a number that it is of a part, a difference, or of a second; per image is all of it."""

_JOINED_BEFORE = re.compile(r"\d\s?[-–~]\Z|[-+*x×/\d)]\s*=\s?\Z")
_JOINED_BEHIND = re.compile(r"\s?[-–~]\s?\d|\s?[x×*/+]\s?\d|\s*=")
"""What makes a number the end of a range or of a sum."""

_OPERATOR = re.compile(
    rf"(?i)[\s*_()]*(?:{COUNTED}[\s*_()]*)?"
    rf"(?:[=≈+×·→⇒]|->|(?<=\s)x(?=\s)|{any_of('to plus times auf mal à fois a por più más')}(?=\s))[\s*_(~≈]*"
    r"(?:about\s+|only\s+|just\s+)?|\s+[-−–*/]\s+"
)
"""What stands between the numbers of a sum, a range or a change; a slash behind a word lists them."""

_SIZE = re.compile(
    rf"(?i)\b{any_of('sizes? weigh* checkpoints? files? disk storage parameters params model')}\b"
    rf"|{any_of('大小 体积 模型 크기 용량 サイズ')}"
)
_OTHER_BYTES = any_of(
    """memory ram vram gpus? cache* activations? bandwidth datasets? images? per peak swap compress* prun* quantiz*
    quantis* int8 fp16 half float16 8-bit 16-bit sram dram zip* lite coreml onnx"""
)
_NO_SIZE = re.compile(rf"(?i)\b{_OTHER_BYTES}\b|/s|{any_of('显存 内存 메모리 メモリ 缓存')}")
"""What bytes in a sentence may be of besides a network's weights in 32 bits."""

_RATIO = re.compile(
    r"\s?(?:[x×X]|times|-?fold)\s+"
    rf"(?:(?P<less>fewer|less|lower|smaller)|{any_of('more larger higher greater bigger as_many the')})\b"
)
_OTHER = re.compile(
    rf"(?i)\b{any_of('than compared_(?:to|with) against over relative_to versus vs.? as of')}"
    r"\s+(?:(?:the|that|those|in|of|original)\s+)*[\[*_`]*\Z"
)
_NOUN_OF = re.compile(rf"(?i)(?P<noun>[^\W\d_]{{3,24}})(?:\s(?:count|size|number|total)s?)?\s+{OF}\s+{THE}[\[*_`]*\Z")
_IS = re.compile(
    rf"(?i)[\]*_`]*\s*(?:[:=≈]|(?:is|are|was|totals|amounts\sto|beträgt|ist|est\sde|es\sde|è\sdi|é\sde)\s)\s*"
    rf"(?:{ABOUT}\s+)?[*_`]*"
)
_WITHIN = re.compile(r"[^\W\d_]{2,24}(?:-[^\W\d_]{3,24})?")
_NOUN_JOINED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")


class Spoken(NamedTuple):
    """A number of a network, from `start` to before `end` of a sentence: what would stand between its markers.

    `metric` is one of METRICS or OPERATIONS; `other` the design that a ratio is to, whose number is the lower part.
    `either` says that the sentence leaves open of which of the two it is: `AlexNet against GoogLeNet: 12x fewer`.
    """

    start: int
    end: int
    metric: str
    design: str
    other: str = ""
    either: bool = False

    def turned(self) -> Spoken:
        """The ratio the other way round."""
        return self._replace(design=self.other, other=self.design, either=False)


def find_spoken(text: str, names: Names) -> Iterator[Spoken]:
    """The numbers of networks in a sentence."""
    if not any(map(str.isdecimal, text)) or not HINT.search(text):
        return
    named = list(names.in_text(text))
    if not named:
        return
    numerals = list(find_numerals(text))
    summed = _summed(text, numerals, named)
    for numeral in numerals:
        ratio = _ratio(text, numeral, named)
        if ratio is not None:
            yield ratio
            continue
        if numeral.start in summed:
            continue
        found = _metric(text, numeral) or _noun_of(text, numeral, named)
        name = owner_of(text, numeral, found[1], named) if found else None
        if found and name:
            yield Spoken(numeral.start, _behind_noun(text, numeral.end), found[0], name.design)


def _summed(text: str, numerals: list[Numeral], named: list[Name]) -> set[int]:
    """Where the numbers start that are part of a sum, a range or a change, by what stands between two."""
    own = [one for one in numerals if not any(name.start <= one.start < name.end for name in named)]
    pairs = [pair for pair in pairwise(own) if _OPERATOR.fullmatch(text, pair[0].end, pair[1].start)]
    return {one.start for pair in pairs for one in pair}


def _metric(text: str, numeral: Numeral) -> tuple[str, int] | None:
    """What a number is of by the words beside it, and where they end."""
    before, behind = text[max(0, numeral.start - 8) : numeral.start], text[numeral.end : numeral.end + 8]
    if numeral.unit == PERCENT or _JOINED_BEFORE.search(before) or _JOINED_BEHIND.match(behind):
        return None
    if numeral.unit.endswith("B") and numeral.unit != "B":
        sized = _SIZE.search(text) and not _NO_SIZE.search(text)
        return (BYTES_METRIC, numeral.end) if sized else None
    left, right = _noun_before(text, numeral), _noun_behind(text, numeral)
    if left and right and left[0] != right[0] and {left[0], right[0]} != {"macs", OPERATIONS}:
        labels = _LABELS.match(text, right[1]) or _EASTERN.search(text, numeral.end, right[1])
        return left if labels else None
    return right or left


def _noun_behind(text: str, numeral: Numeral) -> tuple[str, int] | None:
    counter = _COUNTER.match(text, numeral.end)
    match = _BEHIND.match(text, counter.end() if counter else numeral.end)
    if match is None:
        return None
    both = _named(f"{match['first']}{match['second']}") if match["second"] else None
    first = match.start("first") + _length(match["first"])
    metric, end = both or _named(match["first"]), match.end() if both else first
    return (metric, end) if metric and not _PART.match(text, end) and _is_count(numeral) else None


def _length(word: str) -> int:
    """How long a word is, which ends where another one begins that is joined to it in Chinese or Japanese."""
    joined = _JOINED_WORD.search(word) if _EASTERN.match(word) else None
    return joined.start() if joined else len(word)


def _noun_before(text: str, numeral: Numeral) -> tuple[str, int] | None:
    before = text[max(0, numeral.start - 60) : numeral.start]
    match = _BEFORE.search(before)
    if match is None:
        return None
    metric = (_named(match["first"] + match["second"]) if match["first"] else None) or _named(match["second"])
    linked = numeral.unit or _LINKED.search(before, match.end("second"))
    return (metric, numeral.end) if metric and linked and _is_count(numeral) else None


def _noun_of(text: str, numeral: Numeral, named: list[Name]) -> tuple[str, int] | None:
    """The same where the word stands before the network: `The number of parameters of VGG-16 is 138M`."""
    name = next((name for name in reversed(named) if name.end <= numeral.start), None)
    if name is None or not _IS.fullmatch(text, name.end, numeral.start) or _PART.match(text, numeral.end):
        return None
    match = _NOUN_OF.search(text[max(0, name.start - 80) : name.start])
    metric = _named(match["noun"]) if match else None
    return (metric, numeral.end) if metric and numeral.unit and numeral.unit[-1:] != "B" else None


def _named(word: str) -> str | None:
    """The metric that a word stands for, also where one in Chinese, Japanese or Korean has more around it."""
    if word.casefold() in ("weights", "weight"):
        return "params"
    if metric := metric_named(word):
        return metric if metric in ("params", "macs", OPERATIONS) else None
    if not _EASTERN.search(word):
        return None
    parts = (word[start : start + size] for size in range(8, 1, -1) for start in range(len(word) - size + 1))
    return next((found for part in parts if (found := metric_named(part)) and found != "input"), None)


def _is_count(numeral: Numeral) -> bool:
    """Whether a number may be a count of parameters or operations, and no number of arguments."""
    digits = re.sub(r"\D", "", numeral.number)
    return bool(numeral.unit) or ("." not in numeral.number and int(digits) >= LEAST_PARAMETERS)


def _behind_noun(text: str, end: int) -> int:
    """Where a word ends that a unit is joined to: `GFLOPs`."""
    match = _NOUN_JOINED.match(text, end) if text[end - 1].isalpha() else None
    return match.end() if match else end


def _ratio(text: str, numeral: Numeral, named: list[Name]) -> Spoken | None:
    """A ratio of two networks: `12x fewer parameters than AlexNet`."""
    match = _RATIO.match(text, numeral.end)
    if match is None or numeral.unit or len(named) != 2:
        return None
    words = list(_WITHIN.finditer(text, match.end(), match.end() + 60))[:3]
    metric = next(filter(None, (_named(word[0].replace("-", "")) for word in words)), None)
    others = [name for name in named if _OTHER.search(text[max(0, name.start - 60) : name.start])]
    if metric is None or len(others) != 1:
        return None
    other = others[0]
    own = named[0] if other is named[1] else named[1]
    if own.design == other.design or own.start > numeral.start:
        return None
    end = next(
        (end for end in (numeral.end + 1, numeral.end + 2) if text[end - 1 : end] in ("x", "X", "×")), numeral.end
    )
    upper, lower = (other, own) if match["less"] else (own, other)
    return Spoken(numeral.start, end, metric, upper.design, lower.design, other.start < numeral.start)
