"""The cells of a notebook, and where they stand in it: https://nbformat.readthedocs.io/en/latest/format_description.html

A cell of Markdown is a document; what a cell of code prints, and the code itself, is code. What is written into a cell
is written as JSON, in the strings that are there, and nothing else of the file changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from convcalc.language.problems import Place, Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.kind import DocumentKind, Part
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.lines import CODE, Line, physical_lines, read_lines

LEAST_FORMAT = 4
"""What is read: version 4 of the format has the cells in one list, as all since have."""

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_ESCAPED = {"\\n": "\n", '\\"': '"', "\\\\": "\\", "\\t": "\t", "\\r": "\r", "\\/": "/", "\\b": "\b", "\\f": "\f"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_UPGRADE = "`jupyter nbconvert --to notebook --inplace` writes it anew"
_SAVE = "save it anew in Jupyter"
_DEEPEST = 8
"""No text that is read stands in more lists and mappings."""

Path = tuple[Any, ...]


class Cell(Source):
    """The text of the cell of a number, or of what it printed, as `plain` reads it in the file of the notebook.

    `between` is what stands between two strings of its list, one a line; nothing where it is one string.
    """

    __slots__ = ("between", "number", "plain", "whole")

    def __init__(self, whole: Source, number: int, name: str, plain: PlainText, between: str) -> None:
        super().__init__(f"{whole.name}:{name}", plain.text)
        self.whole = whole
        self.number = number
        self.plain = plain
        self.between = between

    @property
    def file(self) -> Source:
        """The notebook."""
        return self.whole

    def in_file(self, place: Place) -> Place:
        """The place in the file of the notebook."""
        offset = min(self.starts[place.line - 1] + place.column - 1, len(self.text))
        start = self.plain.start(offset)
        end = self.plain.end(min(offset + place.length, len(self.text)))
        return self.whole.place(start, max(1, end - start))

    def fix_in_file(self, start: int, end: int, text: str) -> tuple[int, int, str]:
        """What to write into the file, from where to before where, so that a text stands there in the cell."""
        if start == end:
            begins_line = not start or self.text[start - 1] == "\n"
            start = end = self.plain.start(start) if begins_line else self.plain.end(start)
        else:
            start, end = self.plain.start(start), self.plain.end(end)
        ends_string = self.whole.text.startswith('"', end)
        ascii = self.whole.text.isascii()
        lines = [json.dumps(line, ensure_ascii=ascii)[1:-1] for line in text.split("\n")]
        text = f"\\n{self.between}".join(lines)
        if ends_string and lines[-1:] == [""] and len(lines) > 1:
            text = text.removesuffix(self.between)
        return start, end, text


class _Strings(NamedTuple):
    """The strings, without their quotes, that a text of a notebook is written in."""

    spans: list[tuple[int, int]]
    listed: bool
    begins: int


def notebook_parts(source: Source, problems: Problems, markdown: DocumentKind, code: bool) -> Iterator[Part]:
    """The cells of Markdown of a notebook, and with `code` those of code and what they printed."""
    data = _loaded(source, problems)
    if data is None:
        return
    texts = _texts(source, problems)
    of_cell = markdown._replace(name="a notebook", read_lines=partial(read_lines, matter=False))
    of_code = of_cell._replace(read_lines=_code_lines)
    for path, strings in texts.items():
        number = path[1]
        kind = data["cells"][number].get("cell_type")
        shown = f"cell {number + 1}" if path[2] == "source" else f"cell {number + 1} output {path[3] + 1}"
        if kind == "markdown" and path[2] == "source":
            yield Part(_cell(source, number + 1, shown, strings), of_cell)
        elif kind == "code" and code:
            yield Part(_cell(source, number + 1, shown, strings), of_code)


def _code_lines(text: str) -> Iterator[Line]:
    return (Line(number, start, start, end, CODE, False) for number, start, end in physical_lines(text))


def _loaded(source: Source, problems: Problems) -> dict[str, Any] | None:
    """What a notebook holds; None where it is none that is read, which is said."""
    outermost: list[str] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        outermost[:] = [key for key, _ in pairs]  # the last mapping that ends
        return dict(pairs)

    try:
        data = json.loads(source.text, parse_int=str, parse_float=str, object_pairs_hook=mapping)
    except json.JSONDecodeError as error:
        problems.error(f"this is no notebook: {error.msg} in its JSON", source.place(error.pos), _SAVE)
        return None
    except RecursionError:
        problems.error("this is no notebook: it is nested too deeply", source.place(0))
        return None
    if not isinstance(data, dict) or "nbformat" not in data:
        problems.error("this is no notebook: it has no nbformat", source.place(0), _SAVE)
        return None
    twice = next((key for key in ("cells", "nbformat") if outermost.count(key) > 1), None)
    if twice is not None:
        problems.error(f"this notebook has {twice} twice", _key(source, twice), _SAVE)
        return None
    version = data["nbformat"]
    if not str(version).isdecimal() or len(version) > 3 or int(version) < LEAST_FORMAT:
        message = f"this notebook has format {str(version)[:20]}, and those from {LEAST_FORMAT} on are read"
        problems.error(message, _key(source, "nbformat"), _UPGRADE)
        return None
    cells = data.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        problems.error("this notebook has no list of cells", _key(source, "cells"), _SAVE)
        return None
    return data


def _key(source: Source, key: str) -> Place:
    """Where a key of the outermost mapping stands; the beginning of the file where it is not found."""
    found = re.search(rf'"{key}"\s*:', source.text)
    return source.place(found.start(), len(key) + 2) if found else source.place(0)


def _texts(source: Source, problems: Problems) -> dict[Path, _Strings]:
    """The texts of all cells, by the keys and numbers that lead to them, in their order."""
    texts: dict[Path, _Strings] = {}
    twice: set[Path] = set()
    for path, start, end in _values(source.text):
        inner = path[:-1] if isinstance(path[-1], int) else path
        if inner[2:] != ("source",) and not (
            inner[2] == "outputs" and inner[4:] in (("text",), ("data", "text/plain"))
        ):
            continue
        listed = inner != path
        strings = texts.setdefault(inner, _Strings([], listed, start))
        if strings.listed != listed or (path[-1] if listed else 0) != len(strings.spans):
            twice.add(inner)
        strings.spans.append((start + 1, end - 1))
    for path in twice:
        place = source.place(texts.pop(path).begins)
        problems.error(f"cell {path[1] + 1} of this notebook has a key twice", place, _SAVE)
    return texts


def _values(text: str) -> Iterator[tuple[Path, int, int]]:
    """The strings of the cells that are values, with the keys and numbers that lead to each; the text is JSON."""
    path: list[Any] = []
    awaits_key = False
    for token in _TOKEN.finditer(text):
        written = token[0]
        first = written[0]
        if first == "{":
            path.append(None)
            awaits_key = True
        elif first == "[":
            path.append(0)
            awaits_key = False
        elif first in "}]":
            path.pop()
            awaits_key = False
        elif first == ",":
            awaits_key = not isinstance(path[-1], int)
            if not awaits_key:
                path[-1] += 1
        elif awaits_key:
            path[-1] = json.loads(written) if len(path) < _DEEPEST else ""
            awaits_key = False
        elif first == '"' and 3 <= len(path) < _DEEPEST and path[0] == "cells" and isinstance(path[1], int):
            yield tuple(path), token.start(), token.end()


def _escaped(written: str) -> str:
    """The character that `\\uXXXX` is; half of one is no character."""
    character: str = json.loads(f'"{written}"')
    return _SURROGATE.sub("\ufffd", character)


def _cell(source: Source, number: int, shown: str, strings: _Strings) -> Cell:
    plain = PlainText(source.text)
    for start, end in strings.spans:
        for escape in plain.finds(_ESCAPE, start, end):
            plain.put(_ESCAPED.get(escape[0]) or _escaped(escape[0]), *escape.span())
    between = ""
    if strings.listed:
        first, *more = strings.spans
        indented = source.text[source.text.rfind("[", 0, first[0]) + 1 : first[0]]
        between = source.text[first[1] : more[0][0]] if more else f'",{indented}'
    return Cell(source, number, shown, plain, between)
