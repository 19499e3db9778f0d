"""What signs mean that not every language uses in the same way: a comma between digits, 兆, digits in full width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice

_FULL_WIDTH = {0xFF01 + place: chr(0x21 + place) for place in range(0x5E)}
_PLAIN = {code: sign for code, sign in _FULL_WIDTH.items() if sign.isdecimal() or sign in "=+-*/^%"}

_TRILLION = "兆"
_TRILLION_ALONE = str.maketrans(_TRILLION, "조")
"""Puts a sign that is 10¹² to all in the place of one that is 10⁶ to some."""

_JAPANESE_OR_KOREAN = re.compile("[\u3041-\u306d\u306f-\u3096\u30a1-\u30fa\uac00-\ud7a3]")
"""の alone stands in Chinese too."""

_COMMA = r"(?:,|\{,\})"
_DECIMALS = re.compile(
    rf"(?<![\w.,}}])(?:0{_COMMA}[0-9]+|[0-9]{{1,6}}{_COMMA}(?:[0-9]{{1,2}}|[0-9]{{4,}}))(?![0-9]|{_COMMA}[0-9]|\.[0-9])"
)
"""A number with a comma that groups no digits."""

_COMMAND = re.compile(r"\\[a-zA-Z]+|[{}]")
"""What of LaTeX may stand directly beside a number: the brackets of a fraction group one, and no pair."""

_POINTED = re.compile(r"(?<![\w.,])[0-9]+(?:[.,][0-9]+)+(?![0-9]|[.,][0-9])")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_SWAPPED = str.maketrans(".,", ",.")

_HEAD = 5000
"""In so many characters a text says in which language it is."""

_LEAST = 3
"""So many such numbers stand in a text that has them for decimals."""

_ALONE = r"(?<![\\\w./@'’-])(?:%s)(?!\w)"
_COMMA_WORDS = re.compile(
    _ALONE
    % "[Dd](?:er|ie|as)|und|ist|nicht|eine|hat|mit|von|für|les|des|[Ll]e|est|une|dans|avec|pour|que|los|las|el|una"
    "|tiene|con|por|del|di|il|gli|che|não|uma|tem|het|een|van|heeft|и|не|что|это|для|имеет|на|och|har|att|og|med|jest"
    "|się|są|jsou|nebo|és|hogy|și|este|için|olan|että|ovat|và|của|dengan|και|είναι"
)
_POINT_WORDS = re.compile(_ALONE % "[Tt]he|of|and|is|to|that|with|for|has|are")
"""Words of languages that write decimals behind a comma, and of English, in which a point does so."""


_DECLARED = re.compile(
    r"<html\b[^<>]{0,200}?\blang\s*=\s*[\"']?(?P<html>[a-z]{2})\b"
    r"|\A---[ \t]*(?:(?>\r\n|\r|\n)[^\r\n]{0,200}){0,30}?(?>\r\n|\r|\n)lang(?:uage)?:"
    r"[ \t]*[\"']?(?P<matter>[a-z]{2})\b|\\usepackage\[[^\]]{0,100}?(?P<babel>[a-z]+)\]\{babel\}",
    re.IGNORECASE,
)
"""Where a document says in which language it is: of HTML, in front matter, and to LaTeX, of which the last counts."""

_COMMA_LANGUAGES = (
    "de fr es pt it nl ru uk pl cs sk sl hr sr bg ro hu el fi sv da no nb nn tr id vi ca lt lv et is "
    "german ngerman austrian naustrian french spanish portuguese brazilian italian dutch russian ukrainian polish "
    "czech slovak slovene croatian romanian hungarian greek finnish swedish danish norsk nynorsk turkish catalan"
)


class Usage:
    """What signs mean in a text, by the language that it is written in; worked out where a line asks for it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def commas(self) -> bool:
        """Whether commas between digits may begin decimals."""
        return len(list(islice(_decimals(self.text), _LEAST))) == _LEAST and self.of_commas

    @cached_property
    def of_commas(self) -> bool:
        """Whether its language begins decimals with a comma: what is one number does so then, if it may."""
        of_commas, of_points = len(_COMMA_WORDS.findall(self.text)), len(_POINT_WORDS.findall(self.text))
        return of_commas > of_points if of_commas != of_points else self._declared in _COMMA_LANGUAGES.split()

    @property
    def _declared(self) -> str:
        """The language that the text says it is in, where its words do not tell."""
        found = _DECLARED.search(self.text[:_HEAD])
        return found[found.lastgroup or 0].lower() if found else ""

    @cached_property
    def trillion(self) -> bool:
        """Whether 兆 is 10¹²."""
        return _JAPANESE_OR_KOREAN.search(self.text) is not None


usage_of = lru_cache(maxsize=1)(Usage)
"""What signs mean in a text; the parts of a file ask for that of the whole file one after the other."""


def plain(line: str, usage: Usage) -> str:
    """A line with plain digits and signs for the full-width ones of Chinese and Japanese, each in the same place.

    Brackets are seen through as they stand; points, commas and letters say other things too.
    """
    if line.isascii():
        return line
    line = line.translate(_PLAIN)
    return line.translate(_TRILLION_ALONE) if _TRILLION in line and usage.trillion else line


def with_points(line: str) -> str:
    """A line with a point for each comma between digits, in the same place; empty where none is, or points stand."""
    if not re.search(rf"[0-9]{_COMMA}[0-9]", line) or re.search(r"[0-9]\.[0-9]", line):
        return ""
    return re.sub(r"(?<=[0-9]),(?=[0-9])", ".", re.sub(r"(?<=[0-9])\{,\}(?=[0-9])", "{.}", line))


def with_groups(line: str) -> str:
    """A line with commas for the points that may group digits, and points for the commas behind which decimals stand.

    Each in the same place; empty where no point may group digits.
    """
    if not any(_GROUPED.fullmatch(number) for number in _POINTED.findall(line)):
        return ""
    return _POINTED.sub(lambda found: _swapped(found[0]), re.sub(r"(?<=[0-9])\{,\}(?=[0-9])", "{.}", line))


def _swapped(number: str) -> str:
    return number.translate(_SWAPPED) if _GROUPED.fullmatch(number) or "." not in number else number


def groups_alone(text: str) -> bool:
    """Whether all points within numbers of a text may group digits."""
    return all(_GROUPED.fullmatch(number) for number in _POINTED.findall(text) if "." in number)


def has_decimals(text: str) -> bool:
    """Whether a number of a text has decimals behind a comma for certain."""
    return any(_decimals(_COMMAND.sub(" ", text.replace("{,}", ","))))


def _decimals(text: str) -> Iterator[re.Match[str]]:
    """The numbers of a text with a comma that groups no digits; one in brackets alone may be a pair."""
    for found in _DECIMALS.finditer(text):
        before = text[max(0, found.start() - 4) : found.start()].rstrip("-−– ")
        behind = text[found.end() : found.end() + 2].lstrip()
        if before[-1:] not in tuple("([{|") or behind[:1] not in tuple(")]}|"):
            yield found
