"""What the columns of a table are, by their heads as people write them: `Params (M)`, `#Param`, `GMACs`, `参数量`."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from convcalc.costs.kinds import BYTES, SHARE
from convcalc.costs.metrics import METRICS
from convcalc.language.numbers.quantity import PERCENT, QuantityError
from convcalc.language.numbers.units import scale_of, unit_length
from convcalc.language.tuples import NamedTuple
from convcalc.spec.changes import is_change
from convcalc.study.documents.plain import plain
from convcalc.study.documents.tables.grids import Cell, Grid

LONGEST_HEAD = 200

NETWORK = "network"
"""What a column is called in a marker that has the networks."""

OPERATIONS = "operations"
"""What a head such as FLOPs says: MACs or FLOPs, which the numbers below it have to say."""

_NAMES = {
    "params": """param params parameter parameters paramcount paramscount parametercount parameterscount trainableparams
        trainableparameters modelparams learnableparameters
        parameterzahl parameteranzahl parametern paramètres parametres parámetros parametros parametri parâmetros
        параметры параметров 参数 参数量 参数数 参数数量 参数总量 模型参数量 參數 參數量 参数个数
        파라미터 파라미터수 파라메터 파라메터수 매개변수 매개변수수
        パラメータ パラメータ数 パラメーター パラメーター数""",
    "macs": """mac macs maccount macscount madd madds multadd multadds multiadds muladd muladds multiplyadd multiplyadds
        multiplyaccumulates 乘加 乘加数 乘加次数 乘加运算量 积和演算""",
    OPERATIONS: "flop flops flopcount flopscount 浮点运算 浮点运算量 浮点运算次数 计算量 計算量 연산량 계산량 演算量",
    "input": """input inputsize inputshape inputresolution imagesize imgsize inputimagesize imageresolution
        resolution eingabe eingabegröße
        entrée entrada вход 输入 输入尺寸 输入大小 输入分辨率 分辨率 图像尺寸 输入图像尺寸 图片尺寸
        입력 입력크기 입력해상도 해상도 이미지크기 입력이미지크기
        入力 入力サイズ 入力解像度 解像度 画像サイズ 入力画像サイズ""",
    "receptive_field": "receptivefield receptivefieldsize 感受野 수용영역 수용장 受容野",
}
"""The words for what has one meaning alone: a column headed Depth, Layers or Size may have another than ours.

The titles of metrics that have several words, as our tables are headed, are read besides.
"""

_UNKNOWN = "its head is no metric that is known"
_UNCERTAIN = {
    **dict.fromkeys(("size", "model size", "file size", "weight", "checkpoint", "param mem"), "weight_bytes"),
    **dict.fromkeys(("mem", "memory", "ram"), "peak_bytes, activation_bytes or weight_bytes"),
    **dict.fromkeys(("output", "output size", "output shape"), "output"),
    **dict.fromkeys(("layer", "#layer"), "layers, weighted_layers or depth"),
    **dict.fromkeys(("depth",), "depth or weighted_layers"),
    **dict.fromkeys(("activation", "act", "acts"), "activations"),
}
"""What heads may mean that mean different things to different authors."""

_COUNTING = re.compile(
    r"^(?:#|(?:no\.?|nos\.?|nr\.?|number|num\.?|nb\.?|anzahl|nombre|número|numero|total)\s)\s*(?:(?:of|de|der)\s)?",
    re.I,
)
_ARROW = re.compile(
    r"[↓↑⬇⬆▼▲\ufe0e\ufe0f]|\\(?:down|up)arrow(?![a-zA-Z])|:arrow_(?:down|up)(?:_small)?:|\(\s*[↓↑]\s*\)"
)
_IN_PARENTHESES = re.compile(r"(?P<name>.*?)\s*(?:\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])\Z")
_BEHIND_MARK = re.compile(r"(?P<name>.+?)\s*(?:/|,|:|\bin\b)\s*(?P<unit>[^\s/,:]+(?: [^\W\d_]+)?)\Z")
_BEFORE = re.compile(r"(?P<unit>[^\W\d_]+)\s*(?:(?:of|de|d')\s+)?(?P<name>[^\W\d_].*)\Z")
_WITH_UNIT = (_IN_PARENTHESES, _BEHIND_MARK, _BEFORE)
_TEN_TO = re.compile(
    r"(?:[x×*·]\s*)?(?:10\s*(?:\^|\*\*)\s*\{?(?P<power>1?[0-9])\}?|1?e\+?0?(?P<exponent>1?[0-9]))\Z", re.I
)
_NOUNS = {
    "params": ["params", "param", "parameters", "parameter", "weights", "weight"],
    "macs": ["macs", "mac", "madds", "madd", "multadds", "multadd", "muladds", "ops"],
    OPERATIONS: ["flops", "flop", "ops"],
}
_LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
PARTED = re.compile(r"\s*(?:/|\\?\||;|,(?=\s)|&(?=\s)|<br\s*/?>)\s*")
"""What stands between the parts of a head or a cell that has several."""

PIXELS = ("px", "pixel", "pixels", "pix", "像素", "픽셀", "ピクセル")


class HeadUnit(NamedTuple):
    """A unit as a head has it, and what it multiplies by."""

    text: str
    scale: int


class Meaning(NamedTuple):
    """What a column is: `metric` is that of a network, `conv1.params` of a layer, OPERATIONS or NETWORK; `change` is
    the argument or parameter that its cells give a value.
    """

    metric: str = ""
    unit: HeadUnit | None = None
    change: str = ""

    @property
    def text(self) -> str:
        """How a marker says it."""
        name = f"{self.change}=" if self.change else "FLOPs" if self.metric == OPERATIONS else self.metric
        return f"{name} ({self.unit.text})" if self.unit else name


def read_head(written: str) -> Meaning | None:
    """The column that a head says there is; None where that is not known for certain."""
    head = _clean(plain(written[:LONGEST_HEAD]))
    if head.endswith("=") and is_change(f"{head}1"):
        return Meaning(change=head[:-1])
    path, dot, metric = head.rpartition(".")
    if dot and path and metric in METRICS and METRICS[metric].layer and re.fullmatch(r"[\w.-]+", path):
        return Meaning(head)
    return _read(head, _named)


def why_unknown(head: str) -> str:
    """Why a column is left alone, with what its head may mean where that is not certain."""
    name = _IN_PARENTHESES.sub(r"\g<name>", plain(head[:LONGEST_HEAD])).casefold().strip()
    metrics = _UNCERTAIN.get(name.removesuffix("s")) or _UNCERTAIN.get(name)
    if metrics is None:
        return _UNKNOWN
    return f"{_UNKNOWN} for certain: where it is {metrics}, columns= says so"


def heads_of(grid: Grid, text: str) -> list[str]:
    """What the head of a table says of each column: its last row, with those above where that alone says nothing.

    A head over several columns says the same of each, or one thing of each, as `Params / MACs` above `(M)` and `(G)`.
    """
    heads = []
    for number, cell in enumerate(grid.head):
        last = cell.says(text).strip()
        above = [_above(row, number, text, last) for row in grid.above if number < len(row)]
        whole = " ".join(filter(None, dict.fromkeys([*above, last])))
        heads.append(whole if not last or (read_head(last) is None and read_head(whole)) else last)
    return heads


def _above(row: list[Cell], number: int, text: str, last: str) -> str:
    """What a row of a head says of a column that has a `last` one below; nothing where that is not certain."""
    cell = row[number]
    said = cell.says(text).strip()
    if not cell.spans:
        return said
    places = [place for place, other in enumerate(row) if other is cell]
    parts = parts_of(said) or [said] * len(places)
    return parts[places.index(number)] if last and 1 < len(places) == len(parts) else ""


def parts_of(written: str) -> list[str]:
    """The heads that one has of several metrics, as `Params (M) / MACs` or `Params/MACs (M/G)`; none for any other."""
    if not PARTED.search(written):
        return []
    head = _clean(plain(_LINE_BREAK.sub(" / ", written[:LONGEST_HEAD])))
    units = _IN_PARENTHESES.fullmatch(head)
    parts, of = _divided(head), _divided(_unit_text(units)) if units else []
    if units and len(of) > 1:
        names = _divided(units["name"])
        parts = [f"{name} ({unit})" for name, unit in zip(names, of, strict=False)] if len(names) == len(of) else []
    return parts if len(parts) > 1 and read_head(written) is None and all(map(read_head, parts)) else []


def _divided(text: str) -> list[str]:
    return [part.strip() for part in PARTED.split(text)]


def read_meaning(written: str, head: str) -> Meaning | None:
    """The column that a marker says there is: any metric by its name, with a unit as in a head, or with that of the
    head itself; a change ends with =.
    """
    meant = _clean(written)
    if meant == NETWORK:
        return Meaning(NETWORK)
    column = _read(meant, lambda name: name if name in METRICS else None) or read_head(meant)
    if column is None or column.unit or column.change:
        return column
    return column._replace(unit=_own_unit(_clean(plain(head[:LONGEST_HEAD])), column.metric))


def metric_named(word: str) -> str | None:
    """The metric that a word or two stand for, in prose as in a head: OPERATIONS for FLOPs; None for any other."""
    return _words().get(re.sub(r"[\s_.-]", "", word).casefold())


def _clean(head: str) -> str:
    return _ARROW.sub("", head.replace("$", "").replace("\\times", "×")).strip()


def _named(name: str) -> str | None:
    """What a name of a column says that has no unit in it."""
    name = _COUNTING.sub("", name.strip()).rstrip("#. ")
    if "_" in name and name in METRICS and METRICS[name].total:
        return name
    return metric_named(name)


def _read(head: str, named: Callable[[str], str | None]) -> Meaning | None:
    """The column of a head by what names a metric, with the unit that stands behind the name, or before it."""
    if metric := named(head):
        return Meaning(metric)
    for pattern in _WITH_UNIT:
        match = pattern.match(head)
        metric = named(match["name"]) if match else None
        column = _with_unit(metric, _unit_text(match)) if match and metric else None
        if column and (column.unit or column.metric == metric or pattern is _IN_PARENTHESES):
            return column
    length, rest = _prefix(head)
    metric = named(rest) if length else None
    return _with_unit(metric, _capital(head)[:length]) if metric else None


def _prefix(head: str) -> tuple[int, str]:
    """How long the unit is that is joined to a name, and the name: 1 in `GMACs`, `MParams`, `gmacs`."""
    length = unit_length(_capital(head)) if head[:1].isalpha() else 0
    return (length, head[length:]) if length < len(head) and head[length] not in " -" else (0, "")


def _capital(head: str) -> str:
    """A head with a capital where all of it is small, as names of columns in data are: `gmacs`."""
    return head.capitalize() if head.islower() and head.isascii() else head


def _unit_text(match: re.Match[str]) -> str:
    found = match.groupdict()
    return str(found.get("unit") or found.get("round") or found.get("square") or "").strip().removeprefix("in ")


def _own_unit(head: str, metric: str) -> HeadUnit | None:
    """The unit that stands in a head whose name is not known."""
    found = [_unit_text(match) for pattern in _WITH_UNIT if (match := pattern.match(head))]
    found.append(head[: _prefix(head)[0]])
    columns = filter(None, (_with_unit(metric, unit) for unit in found if unit))
    return next((column.unit for column in columns if column.unit), None)


def _with_unit(metric: str, unit: str) -> Meaning | None:
    """A column with a unit, which may say that FLOPs are MACs; None where it is none, or one of something else."""
    if not unit:
        return Meaning(metric)
    kind = METRICS[metric.rpartition(".")[2]].kind if metric.rpartition(".")[2] in METRICS else None
    if kind and kind.sizes:
        return Meaning(metric) if unit.casefold() in PIXELS else None
    if kind is SHARE:
        return Meaning(metric, HeadUnit(PERCENT, 1)) if unit == PERCENT else None
    if kind is BYTES:
        return _in_bytes(metric, unit)
    if power := _TEN_TO.match(unit):
        exponent = int(power["power"] or power["exponent"])
        return Meaning(metric, HeadUnit(f"·10^{exponent}", 10**exponent))
    if scale := scale_of(unit):
        return Meaning(metric, HeadUnit(unit, scale))
    return _with_noun(metric, unit)


def _with_noun(metric: str, unit: str) -> Meaning | None:
    """The same for a unit with what is counted: `GMACs`, `M params`, `MACs`."""
    first = unit.split()[0]
    length = len(first) if first != unit else unit_length(unit)
    scale = scale_of(unit[:length]) if 0 < length < len(unit) else None
    noun = re.sub(r"[\s_.-]", "", unit[length:] if scale else unit).casefold()
    if metric == OPERATIONS and noun in _NOUNS["macs"] and noun != "ops":
        metric = "macs"
    if noun not in _NOUNS.get(OPERATIONS if metric == "flops" else metric, ()):
        return None
    return Meaning(metric, HeadUnit(unit[:length], scale) if scale else None)


def _in_bytes(metric: str, unit: str) -> Meaning | None:
    from convcalc.language.numbers.byte_counts import parse_byte_quantity

    with suppress(QuantityError):
        return Meaning(metric, HeadUnit(unit, int(parse_byte_quantity(f"1 {unit}").number)))
    return None


@cache
def _words() -> dict[str, str]:
    own = {metric.title.replace(" ", ""): name for name, metric in METRICS.items() if metric.total}
    several = {title.casefold(): name for title, name in own.items() if title != METRICS[name].title}
    return several | {word.casefold(): meant for meant, words in _NAMES.items() for word in words.split()}
