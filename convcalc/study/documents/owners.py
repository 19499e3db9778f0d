"""Whose a number in a sentence is: of the network before it, of one that is joined to it behind, or of none."""

from __future__ import annotations

import re

from convcalc.study.documents.names import Name
from convcalc.study.documents.numerals import Numeral

REACH = 120
"""How many characters at most stand between a network's name and its number."""


def any_of(words: str) -> str:
    """A pattern for one of these words, which stand apart by spaces; `_` is a space in one, `*` any letters."""
    return f"(?:{'|'.join(words.split())})".replace("_", r"\s").replace("*", r"\w*")


ABOUT = any_of("about around only just approximately roughly nearly over")

_AT_A_SIZE = re.compile(
    r"(?i)\b(?:(?:an?|one|single)\s+)?\d{2,4}\s?[x×]\s?\d{2,4}\s(?:px\s|pixel\s)?(?:inputs?|images?|crops?|pictures?)\b"
    r"|\b(?:an?\s+)?(?:inputs?|images?)\s(?:size|resolution|width)?s?\s?of\s\d{2,4}(?:\s?[x×]\s?\d{2,4})?\b"
)
"""At which input a network is run, which leaves its number its own: `ResNet-50 on a 299x299 image`."""

_WITH_MORE = re.compile(r"\bwith\s+(?:an?\s+)?[A-Z]{2,}\b")
"""What makes the network before it a larger one: `ResNet-50 with CBAM`."""

_ANOTHERS = re.compile(
    r"(?i)\b"
    + any_of(
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
    + any_of("相比 相较 比 而 层 層 我们 本文 减少 減少 增加 基于 基於 각각 보다 우리 층 기반 レイヤ より")
)
"""What makes the number behind it that of something else than the network before it."""

_KINDS = any_of("[Nn]et NET CNN ViT YOLO SSD BERT GPT LSTM DETR GAN VGG [A-Z][a-z]+[A-Z]")
_NETWORK = re.compile(rf"(?<![\w+-])(?!ImageNet|PyTorch|TensorFlow|networks?\b)[\w+-]*{_KINDS}[\w.+-]*")
"""What may be the name of another network."""

DIFFERENCES = any_of(
    """fewer less lower higher more smaller larger reduction savings? than weniger mehr de_moins de_plus en_moins menos
    más meno più mais a_menos a_mais меньше больше"""
)

COUNTED = any_of("params? parameters? weights bytes? bits? mult-adds madds macs flops parameter* paramètres")

_OBJECTS = any_of(
    """than unlike replac* instead_of compared_(?:to|with) beats? outperform* als statt gegenüber schlägt übertrifft
    match(?:es)? reach(?:es)? surpass* exceed* equals? attains? approach(?:es)? like
    verglichen_mit que contre rapport_à dépasse bat remplace frente_a supera_a rispetto_a do_que relação_[aà]o? чем"""
)
THE = rf"(?:{any_of('the d(?:as|ie|e[rmn]) l[ae]s? el los una? il')}\s+)?"
_COMPARED = re.compile(rf"(?i)\b{_OBJECTS}\s+{THE}[\[*_`]*\Z")
_OBJECT = re.compile(rf"(?i)\b(?:{_OBJECTS}|on|over|to|from|zu[mr]?)\s+{THE}[\[*_`]*\Z")
_WITHIN_ANOTHER = re.compile(
    rf"(?i)\b{any_of('with on in using via mit auf avec sur con')}\s+(?:an?\s+)?{THE}[\[*_`]*\Z"
)
_ANOTHER = re.compile(
    rf"{_NETWORK.pattern}|(?i:\b{any_of('detect* segment* models? encoders? frameworks? pipelines?')}\b)"
)
"""What says that a network stands in another one, whose number may be meant."""

_TUNED = re.compile(
    r"(?i)\bfine-?tun|\bfrozen|\bfreez|\bunfrozen|\b(?:width|alpha|α)(?:\s+(?:multiplier|factor))?\s*(?:of|=|:)?\s*"
    r"[x×]?(?!1(?:\.0*)?(?![\d.]*\d))\d"
)
"""What says that a network is not meant as it is."""

OF = any_of("of for in from von für des? du pour d[aei]l? dell[ao] para do van")

_OWNER = re.compile(rf"(?i)[\s*_)]{{0,3}}(?:{OF}\s+|(?:的|を(?:持つ|有する))\s*|d['’]){THE}(?:original\s+)?[\[*_`]*")

_MEASURES = any_of("accura* level performance quality results? baselines? scores?")
_ATTRIBUTE = re.compile(rf"(?i)[\]*_`]*(?:['’]s?)?[\s-]+{_MEASURES}\b")
"""What makes the network before it a measure of another one: `at ResNet-50 accuracy`."""

_HAS = any_of(
    """has have had needs? requires? uses? takes? contains? comprises? hat haben braucht benötigt besitzt a ont possède
    nécessite compte utilise tiene requiere necesita usa contiene ha richiede tem precisa requer имеет содержит"""
)
_ROUGHLY = any_of(
    "a_total_of roughly about around only just approximately nearly over rund etwa nur environ unos solo circa"
)
_ALL = rf"(?:{_ROUGHLY}\s+)?"
_RELATIVE = re.compile(
    rf"(?i)[\]*_`]*(?:\s?\[\d{{1,3}}\])?(?:,?\s+{any_of('which that das die der qui que che')}\s+{_HAS}\s+"
    rf"|,?\s+{any_of('with mit avec con com')}\s+{any_of('its seinen ses sus i_suoi seus')}\s+"
    rf"|\s+(?:is|was)\s+an?\s+(?:[\w-]+\s+){{0,3}}?{any_of('net network model cnn convnet architecture')}\s+"
    rf"{any_of('of with having containing (?:that|which)_has')}\s+){_ALL}[*_~≈]*"
)
"""What stands between a network and a number that it is told to have: `VGG-16, which has 138M parameters`."""

_COMPOUND = re.compile(
    r"(?i)[\s-]*(?:param|parameter|g?flop|gmac)[\s-]+[\[*_`]*|\s+(?:parameter)\s+(?:große[rns]?|schwere[rns]?)\s+[\[*_`]*"
    r"|[\s\w]{0,6}(?:파라미터|매개변수)를?\s?(?:가진|갖는|갖춘|지닌)\s+[\[*_`]*"
)
"""What joins a number to a network behind it: `a 25.6M-parameter ResNet-50`."""

_MORE = r"\d[\d.,]*\s?[^\W\d_]{1,12}(?:\s[^\W\d_]{3,14}){0,2}"
_AND = rf"\s+{any_of('and und et y e')}\s+"
_GOES_ON = re.compile(rf"(?i)[\]*_`]*\s*(?:,|{any_of('and or und oder et ou y o e')}\b)")
_WITH = re.compile(
    rf"(?i)(?:\A|[.;:(]\s)[\s>*_-]*{any_of('with at having mit bei avec con com à')}\s+"
    rf"(?:{any_of('its seinen ses sus')}\s+)?(?:{_ALL}[*_~≈]*{_MORE}{_AND})?{_ALL}[*_~≈]*\Z"
)
_SUBJECT = re.compile(
    rf"(?i)[*_]*(?:{_AND}{_ALL}[*_~≈]*{_MORE})?,?\s+"
    rf"(?:{any_of('ist hat braucht benötigt kommt gehört war bleibt')}\s+)?(?:{THE})?[\[*_`]*"
)
"""What opens a sentence before a number, and what stands between this and the network that it is about."""

_OF_PART = re.compile(
    rf"(?i)(?:layer|block|stage|head|unit|module|accurac|performance|quality|precision|speed|genauigkeit|précision|precisión|schicht|lage|stufe|couche|bloc|capa|bloque|strato|camada)\w*\s+{OF}"
    rf"\s+{THE}[\[*_`]*\Z"
)
"""What makes the network behind it one of which a part is meant."""

_BESIDE = re.compile(
    r"(?i)[\]*_`]{0,4}(?:\s?(?:\[[^\[\]()]{1,60}\](?:\([^()\s]{1,200}\))?|\\cite\w*\{[^{}]{1,60}\}))?\s*\((?:with\s+)?"
)
_NOT_ALONE = re.compile(rf"(?i)\b(?:vs|versus|instead|{DIFFERENCES})\b|[→⇒>]|->")
"""How a bracket with numbers begins directly behind the name that they are of, and what says that one is not."""
_LISTED = re.compile(r"(?i)[\s\]*_`]*(?:[,/&+]|and|or|plus|und|et|y|e|,\s*and|和|与|及|와|과)[\s\[*_`]*(?:an?\s+)?")
_SHORTENED = re.compile(
    r"(?i)\s*(?:(?:and|or|und|oder|et|ou|y|o|e|[/&])\s*-?|,\s*-)\d{1,3}(?![\w.,%]*\w)"
    r"(?!\s?(?:[kmg]i?b|m|b|g|params?|parameters?|million|layers?)\b)"
)
"""What says that more networks are meant, of which the numbers alone are told: `ResNet-18 and -34`."""

_SEVERAL = re.compile(
    rf"(?i)\b(?:{any_of('ensembles? pairs? two three four five six seven eight nine ten several many multiple all')}"
    r"|\d{1,2}\s?[x×]?)\s+(?:of\s+)?[\[*_`]*\Z"
)
"""What makes the network behind it one of several whose numbers are added."""

_CHANGES = re.compile(
    r"(?i)\b"
    + any_of("prun* compress* quanti[sz]* reduc* shrink* shrunk distil* sparsif* slim* trim* squeez(?:es?|ed|ing) cut*")
    + r"\b[^.;:,]{0,40}\Z"
)
"""What makes the network behind it one that is no more what it was."""

_ROLE = re.compile(
    rf"(?i)\b{any_of('encoders? backbones? trunks? extractors? decoders? heads? teachers? students? baselines?')}"
    rf"(?:\s+(?:is|are|was)|\s*[:=])\s+(?:an?\s+|the\s+)?[\[*_`]*\Z"
)
"""What makes the network behind it a part of another model."""

_OWNED = re.compile(
    r"(?i)['’]s?\s+(?!"
    + any_of("trainable learnable learned total original full own number size parameter* params? weight* count cost")
    + "|"
    + any_of("compute computation* mult* macs? flops? complexity checkpoint file model only about")
    + r"|[~≈]?\d)"
)
"""What is the network's before it, and has itself no number."""

_CLAUSE = re.compile(rf"(?i);\s*(?:the|an?|this|that|these|those|its)\s+(?!{COUNTED}|number|size|total|count)")
"""Where a sentence begins to speak of something else."""


def owner_of(text: str, numeral: Numeral, end: int, named: list[Name]) -> Name | None:
    """The network that a number is of: the last one before it, or one that it is joined to behind; None for none that
    is certain. Its word ends at `end`.
    """
    behind = next((name for name in named if name.start >= end), None)
    if behind and _is_joined(text, numeral, end, behind):
        return behind
    before = [name for name in named if name.end <= numeral.start]
    if not before or numeral.start - before[-1].end > REACH:
        return None
    name = before[-1]
    between = _AT_A_SIZE.sub(" ", text[name.end : numeral.start])
    beyond = text[max(0, name.start - 60) : name.start]
    told = _RELATIVE.fullmatch(text, name.end, numeral.start) is not None
    if not told and any(pattern.search(between) for pattern in (_ANOTHERS, _NETWORK, _WITH_MORE)):
        return None
    if _OF_PART.search(beyond) or _TUNED.search(text) or _ATTRIBUTE.match(text, name.end):
        return None
    if (within := _WITHIN_ANOTHER.search(beyond)) and _ANOTHER.search(beyond, 0, within.start()):
        return None
    alone = told or _in_its_bracket(text, name, numeral)
    if _OBJECT.search(beyond) and not (_COMPARED.search(beyond) and alone):
        return None
    if _OWNED.match(text, name.end) or _CLAUSE.search(between) or _SEVERAL.search(beyond) or _CHANGES.search(beyond):
        return None
    if _ROLE.search(beyond) and not alone:
        return None
    several = len(before) > 1 and _LISTED.fullmatch(text, before[-2].end, name.start)
    return None if several or _SHORTENED.match(text, name.end) else name


def _is_joined(text: str, numeral: Numeral, end: int, name: Name) -> bool:
    """Whether a network behind a number and its word is joined to it: `parameters of AlexNet`, `25.6M-parameter
    ResNet-50`, `With 25.6M parameters, ResNet-50`.
    """
    if _OWNER.fullmatch(text, end, name.start):
        return True
    if _ATTRIBUTE.match(text, name.end) or _NETWORK.match(text, name.end + 1) or _TUNED.search(text):
        return False
    if _COMPOUND.fullmatch(text, numeral.end, name.start):
        return True
    opened = _WITH.search(text[max(0, numeral.start - 60) : numeral.start])
    is_subject = opened is not None and _SUBJECT.fullmatch(text, end, name.start) is not None
    return is_subject and not _GOES_ON.match(text, name.end)


def _in_its_bracket(text: str, name: Name, numeral: Numeral) -> bool:
    """Whether a number stands in a bracket directly behind a network that compares it with nothing."""
    opened = _BESIDE.match(text, name.end, numeral.start)
    end = text.find(")", opened.end()) if opened else -1
    return opened is not None and end >= numeral.end and not _NOT_ALONE.search(text, opened.end(), end)
