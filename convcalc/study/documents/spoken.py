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
from convcalc.study.documents.tables.heads import OPERATIONS, metric_named


def _any_of(words: str) -> str:
    """A pattern for one of these words, which stand apart by spaces; `_` is a space in one, `*` any letters."""
    return f"(?:{'|'.join(words.split())})".replace("_", r"\s").replace("*", r"\w*")


HINT = re.compile("|".join((*WORDS, BYTES)), re.IGNORECASE)
"""What any text has in which there is such a number."""

BYTES_METRIC = "weight_bytes"

REACH = 120
"""How many characters at most stand between a network's name and its number."""

LEAST_PARAMETERS = 1000
"""A whole number below it is one of arguments, which go by the same word."""

_COUNTER = re.compile("[개個个的]{1,2}\\s?")
_ADJECTIVES = _any_of("trainable learnable learned total model network free unique training")
_BEHIND = re.compile(
    rf"(?i)(?:(?<=[^\W\d_]{{2}})\.)?(?:[ \t\n*_)]|\xa0|-(?=param|weight)){{0,4}}(?:(?:of|in|de|di|von)\s+|d['’])?"
    rf"(?:{_ADJECTIVES}\s+){{0,2}}"
    r"(?P<first>[^\W\d_]{2,24})(?:[ \n-](?P<second>[^\W\d_]{3,24}))?"
)
_LINKS = _any_of("is are was of has were about totals? amounts?_to reach(?:es)? 为 是 达 约 約 が は 는 은 가 이")
_ABOUT = _any_of("about around only just approximately roughly nearly over")
_BEFORE = re.compile(
    r"(?i)(?:(?P<first>[a-z]{4,24})[ -])?(?P<second>[^\W\d_]{3,24})(?:\s*(?:count|size|number|total)s?|\s수)?[\s*_]*"
    rf"(?:[:：=≈~→]|{_LINKS})?[\s*_]*(?:{_ABOUT}\s+)?\Z"
)
_LINKED = re.compile(r"[:：=≈~→]|\b(?:is|are|was|of)\b")
_LABELS = re.compile(r"[\s*_]*(?:[:：=≈~→]|\d)")
"""What stands behind a word that belongs to the number behind it."""

_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")

_ANOTHERS = re.compile(
    r"(?i)\b"
    + _any_of(
        """ours? we my than versus vs unlike compared instead replac* student teacher proposed baselines? both but
        backbones? detectors? heads? prun* compress* quantiz* quantis* reduc* remov* sav* fewer less more extra
        additional* adds? adding added without layers? blocks? stages? modules? units? kernels? neurons? filters?
        channels? fc\\d? conv\\d? classifiers? convolution* fully.connected embedding* memory ram gpus? gradients?
        activations? while whereas another other which variant version similar outperform* beats? exceed* on_top
        branch* bias* input increas* decreas* half halv* doubles? doubled between per respectively hyper* first last
        final images? dataset samples encoders? decoders? an?_model an?_network an?_detector
        (?:whole|entire|full|complete|overall|resulting|combined)_(?:model|net|network|system|pipeline|architecture)
        unser* wir mein* spar* weniger mehr ohne pro je jede* schicht* lagen? blöcke* stufen? vergl* gegenüber statt
        ersetz* zusätzlich* reduzier* verringer* während beide jeweils sondern dagegen hingegen
        notre nos nous moins plus couches? blocs? chaque tandis alors_que contre compar* rempla* économis* supprim*
        ajout* respectivement mais autre* mémoire sans
        nuestr* más menos capas? bloques? mientras frente reempla* ahorr* añad* adicional* cada respectivamente pero
        otr[oa]s? nostr* più meno strat[oi] blocc* mentre rispetto ogni rispettivamente risparmi* altr*
        noss* mais camadas? blocos? enquanto cada outr* economi* onze meer minder laag lagen
        наш* мы слоя слой слоев больше меньше чем каждый"""
    )
    + r"\b|(?<!\bal)(?<!\bvs)(?<!\bca)(?<!\bm(?:io|rd|ln|ld))(?<!\btsd)[.!?]\s|"
    + _any_of("相比 相较 比 而 层 層 我们 本文 减少 減少 增加 基于 基於 각각 보다 우리 층 기반 レイヤ より")
)
"""What makes the number behind it that of something else than the network before it."""

_KINDS = _any_of("[Nn]et NET CNN ViT YOLO SSD BERT GPT LSTM DETR GAN VGG [A-Z][a-z]+[A-Z]")
_NETWORK = re.compile(rf"(?<![\w+-])(?!ImageNet|PyTorch|TensorFlow|networks?\b)[\w+-]*{_KINDS}[\w.+-]*")
"""What may be the name of another network."""

_PARTS = _any_of("layers? blocks? heads? stages? conv* classif*")
_DIFFERENCES = _any_of(
    """fewer less lower higher more smaller larger reduction savings? than weniger mehr de_moins de_plus en_moins menos
    más meno più mais a_menos a_mais меньше больше"""
)
_PART = re.compile(
    rf"(?i)\W{{0,3}}(?:per|pro|par|por|je|/(?!\s?[~≈]?\d)|each|in\s(?:the|each|its|every)\s(?:\w+\s)?{_PARTS}|{_DIFFERENCES})(?![a-z])"
    r"|\s?(?:ps\b|per\ssecond)|\s(?:for|on)\s(?i:cifar|mnist|svhn|coco|tiny)"
)
"""What says behind a number that it is of a part, a difference, or of a second."""

_JOINED_BEFORE = re.compile(r"\d\s?[-–~]\Z|[-+*x×/\d)]\s*=\s?\Z")
_JOINED_BEHIND = re.compile(r"\s?[-–~]\s?\d|\s?[x×*/+]\s?\d|\s*=")
"""What makes a number the end of a range or of a sum."""

_COUNTED = _any_of("params? parameters? weights bytes? bits? mult-adds madds macs flops parameter* paramètres")
_OPERATOR = re.compile(
    rf"(?i)[\s*_()]*(?:{_COUNTED}[\s*_()]*)?"
    rf"(?:[=≈+×·→⇒]|->|(?<=\s)x(?=\s)|{_any_of('to plus times auf mal à fois a por più más')}(?=\s))[\s*_(~≈]*"
    r"(?:about\s+|only\s+|just\s+)?|\s+[-−–*/]\s+"
)
"""What stands between the numbers of a sum, a range or a change; a slash behind a word lists them."""

_SIZE = re.compile(
    rf"(?i)\b{_any_of('sizes? weigh* checkpoints? files? disk storage parameters params model')}\b"
    rf"|{_any_of('大小 体积 模型 크기 용량 サイズ')}"
)
_OTHER_BYTES = _any_of(
    """memory ram vram gpus? cache* activations? bandwidth datasets? images? per peak swap compress* prun* quantiz*
    quantis* int8 fp16 half float16 8-bit 16-bit sram dram zip* lite coreml onnx"""
)
_NO_SIZE = re.compile(rf"(?i)\b{_OTHER_BYTES}\b|/s|{_any_of('显存 内存 메모리 メモリ 缓存')}")
"""What bytes in a sentence may be of besides a network's weights in 32 bits."""

_RATIO = re.compile(
    r"\s?(?:[x×X]|times|-?fold)\s+"
    rf"(?:(?P<less>fewer|less|lower|smaller)|{_any_of('more larger higher greater bigger as_many the')})\b"
)
_OTHER = re.compile(
    rf"(?i)\b{_any_of('than compared_(?:to|with) against over relative_to versus vs.? as of')}"
    r"\s+(?:(?:the|that|those|in|of|original)\s+)*[\[*_`]*\Z"
)
_OBJECTS = _any_of(
    """than unlike replac* instead_of compared_(?:to|with) beats? outperform* als statt gegenüber schlägt übertrifft
    match(?:es)? reach(?:es)? surpass* exceed* equals? attains? approach(?:es)? like
    verglichen_mit que contre rapport_à dépasse bat remplace frente_a supera_a rispetto_a do_que relação_[aà]o? чем"""
)
_THE = rf"(?:{_any_of('the d(?:as|ie|e[rmn]) l[ae]s? el los una? il')}\s+)?"
_COMPARED = re.compile(rf"(?i)\b{_OBJECTS}\s+{_THE}[\[*_`]*\Z")
_OBJECT = re.compile(rf"(?i)\b(?:{_OBJECTS}|on|over|to|from|zu[mr]?)\s+{_THE}[\[*_`]*\Z")
_WITHIN_ANOTHER = re.compile(
    rf"(?i)\b{_any_of('with on in using via mit auf avec sur con')}\s+(?:an?\s+)?{_THE}[\[*_`]*\Z"
)
_ANOTHER = re.compile(
    rf"{_NETWORK.pattern}|(?i:\b{_any_of('detect* segment* models? encoders? frameworks? pipelines?')}\b)"
)
"""What says that a network stands in another one, whose number may be meant."""

_TUNED = re.compile(
    r"(?i)\bfine-?tun|\bfrozen|\bfreez|\bunfrozen|\b(?:width|alpha|α)(?:\s+(?:multiplier|factor))?\s*(?:of|=|:)?\s*"
    r"[x×]?(?!1(?:\.0*)?(?![\d.]*\d))\d"
)
"""What says that a network is not meant as it is."""
_OF = _any_of("of for in from von für des? du pour d[aei]l? dell[ao] para do van")
_OWNER = re.compile(rf"(?i)[\s*_)]{{0,3}}(?:(?:{_OF}|的)\s+|d['’]){_THE}(?:original\s+)?[\[*_`]*")
_NOUN_OF = re.compile(rf"(?i)(?P<noun>[^\W\d_]{{3,24}})(?:\s(?:count|size|number|total)s?)?\s+{_OF}\s+{_THE}[\[*_`]*\Z")
_IS = re.compile(
    rf"(?i)[\]*_`]*\s*(?:[:=≈]|(?:is|are|was|totals|amounts\sto|beträgt|ist|est\sde|es\sde|è\sdi|é\sde)\s)\s*"
    rf"(?:{_ABOUT}\s+)?[*_`]*"
)
_OF_PART = re.compile(
    rf"(?i)(?:layer|block|stage|head|unit|module|schicht|lage|stufe|couche|bloc|capa|bloque|strato|camada)\w*\s+{_OF}"
    rf"\s+{_THE}[\[*_`]*\Z"
)
"""What makes the network behind it one of which a part is meant."""

_BESIDE = re.compile(
    r"(?i)[\]*_`]{0,4}(?:\s?(?:\[[^\[\]()]{1,60}\](?:\([^()\s]{1,200}\))?|\\cite\w*\{[^{}]{1,60}\}))?\s*\((?:with\s+)?"
)
_NOT_ALONE = re.compile(rf"(?i)\b(?:vs|versus|instead|{_DIFFERENCES})\b|[→⇒>]|->")
"""How a bracket with numbers begins directly behind the name that they are of, and what says that one is not."""
_LISTED = re.compile(r"(?i)[\s\]*_`]*(?:[,/&+]|and|or|plus|und|et|y|e|,\s*and|和|与|及|와|과)[\s\[*_`]*(?:an?\s+)?")
_SEVERAL = re.compile(
    rf"(?i)\b(?:{_any_of('ensembles? pairs? two three four five six seven eight nine ten several many multiple all')}"
    r"|\d{1,2}\s?[x×]?)\s+(?:of\s+)?[\[*_`]*\Z"
)
"""What makes the network behind it one of several whose numbers are added."""

_CHANGES = re.compile(
    r"(?i)\b"
    + _any_of(
        "prun* compress* quanti[sz]* reduc* shrink* shrunk distil* sparsif* slim* trim* squeez(?:es?|ed|ing) cut*"
    )
    + r"\b[^.;:,]{0,40}\Z"
)
"""What makes the network behind it one that is no more what it was."""

_ROLE = re.compile(
    rf"(?i)\b{_any_of('encoders? backbones? trunks? extractors? decoders? heads? teachers? students? baselines?')}"
    rf"(?:\s+(?:is|are|was)|\s*[:=])\s+(?:an?\s+|the\s+)?[\[*_`]*\Z"
)
"""What makes the network behind it a part of another model."""

_OWNED = re.compile(
    r"(?i)['’]s?\s+(?!"
    + _any_of("trainable learnable learned total original full own number size parameter* params? weight* count cost")
    + "|"
    + _any_of("compute computation* mult* macs? flops? complexity checkpoint file model only about")
    + r"|[~≈]?\d)"
)
"""What is the network's before it, and has itself no number."""

_CLAUSE = re.compile(rf"(?i);\s*(?:the|an?|this|that|these|those|its)\s+(?!{_COUNTED}|number|size|total|count)")
"""Where a sentence begins to speak of something else."""
_WITHIN = re.compile(r"[^\W\d_]{2,24}(?:-[^\W\d_]{3,24})?")
_NOUN_JOINED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")


class Spoken(NamedTuple):
    """A number of a network, from `start` to before `end` of a sentence: what would stand between its markers.

    `metric` is one of METRICS or OPERATIONS; `other` the design that a ratio is to, whose number is the lower part.
    """

    start: int
    end: int
    metric: str
    design: str
    other: str = ""


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
        name = _whose(text, numeral, found[1], named) if found else None
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
    metric, end = both or _named(match["first"]), match.end() if both else match.end("first")
    return (metric, end) if metric and not _PART.match(text, end) and _is_count(numeral) else None


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


def _whose(text: str, numeral: Numeral, end: int, named: list[Name]) -> Name | None:
    """The network that a number is of: the last one before it, or one that `of` or `for` joins to it; None for none
    that is certain.
    """
    behind = next((name for name in named if name.start >= end), None)
    if behind and _OWNER.fullmatch(text, end, behind.start):
        return behind
    before = [name for name in named if name.end <= numeral.start]
    if not before or numeral.start - before[-1].end > REACH:
        return None
    name = before[-1]
    between = text[name.end : numeral.start]
    beyond = text[max(0, name.start - 60) : name.start]
    if _ANOTHERS.search(between) or _NETWORK.search(between) or _OF_PART.search(beyond) or _TUNED.search(text):
        return None
    if (within := _WITHIN_ANOTHER.search(beyond)) and _ANOTHER.search(beyond, 0, within.start()):
        return None
    alone = _in_its_bracket(text, name, numeral)
    if _OBJECT.search(beyond) and not (_COMPARED.search(beyond) and alone):
        return None
    if _OWNED.match(text, name.end) or _CLAUSE.search(between) or _SEVERAL.search(beyond) or _CHANGES.search(beyond):
        return None
    if _ROLE.search(beyond) and not alone:
        return None
    several = len(before) > 1 and _LISTED.fullmatch(text, before[-2].end, name.start)
    return None if several else name


def _in_its_bracket(text: str, name: Name, numeral: Numeral) -> bool:
    """Whether a number stands in a bracket directly behind a network that compares it with nothing."""
    opened = _BESIDE.match(text, name.end, numeral.start)
    end = text.find(")", opened.end()) if opened else -1
    return opened is not None and end >= numeral.end and not _NOT_ALONE.search(text, opened.end(), end)


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
    return Spoken(numeral.start, end, metric, upper.design, lower.design)
