"""YAML, read from libyaml's events into nodes that know their place.

Every scalar stays the text that was written: `no`, `1:30` and `010` mean what a person sees. Whatever makes YAML
surprising or dangerous (tags, merge keys, duplicate keys, runaway aliases, deep nesting) is refused with a place.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from convcalc.language.nodes.scannable import Beginning, TooFar, likely_pasted, prepared, stand_in
from convcalc.language.problems import Place, Problems, Source
from convcalc.language.tuples import NamedTuple
from convcalc.language.work import count

if TYPE_CHECKING:
    from convcalc.language.nodes.masked import Masked
    from convcalc.language.tree import ExpressionError

MAXIMUM_DEPTH = 64
MAXIMUM_ALIASED_NODES = 100_000

# libyaml takes this for a comment, PyYAML does not.
_CROWDED_COMMENT = r"(?:&\S+\s+)?[|>][-+0-9]*#"


class Scalar:
    """A text on so many `lines`; `plain` if it was written without quotes and on one line, as calls are."""

    __slots__ = ("_shift", "lines", "place", "plain", "text")

    def __init__(self, text: str, place: Place, plain: bool, lines: int = 1) -> None:
        self.text = text
        self.place = place
        self.plain = plain
        self.lines = lines
        self._shift: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was written."""
        return self.plain and not self.text

    def part(self, offset: int, length: int) -> Place:
        """The place of a part of the text; all of it where the text was folded or escaped."""
        shift = self._shift
        if shift is None:
            line, start = self.place.source.line(self.place.line), self.place.column - 1
            quoted = line[start : start + 1] in ("'", '"')
            shift = self._shift = quoted if line.startswith(self.text, start + quoted) else -1
        return self.place.part(offset + shift, length) if shift >= 0 else self._part_of_lines(offset, length)

    def blame(self, error: ExpressionError, problems: Problems, offset: int = 0) -> None:
        """Say what is wrong with what stands in the text from `offset` on."""
        problems.error(error.message, self.part(offset + error.offset, error.length), error.advice)

    def _part_of_lines(self, offset: int, length: int) -> Place:
        number = self.text.count("\n", 0, offset)
        start = self.text.rfind("\n", 0, offset) + 1
        indented = self.place.column - 1 if not number else 0
        written = self.text[start:].partition("\n")[0].rstrip() if "\n" in self.text else None
        if written is None or not self.place.source.line(self.place.line + number).startswith(written, indented):
            return self.place
        return Place(self.place.source, self.place.line + number, indented + offset - start + 1, max(1, length))


class List:
    """A sequence of nodes."""

    __slots__ = ("flow", "items", "place")

    def __init__(self, place: Place, flow: bool) -> None:
        self.items: list[Node] = []
        self.place = place
        self.flow = flow


class Mapping:
    """Entries in the order in which they were written, every key once."""

    __slots__ = ("entries", "place")

    def __init__(self, place: Place) -> None:
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.place = place


Node = Scalar | List | Mapping


def parse_yaml(source: Source, problems: Problems, pure: bool = False, listed: bool = False) -> Node | None:
    """The one document of `source`; None where it is empty or not YAML, with a problem that says so.

    `pure` takes PyYAML's own scanner instead of libyaml's, which is faster; both give the same nodes, and the same
    problem where it is met within FARTHEST characters. `listed` reads what stands in a flow list, without its brackets.
    """
    import yaml

    count(characters=len(source.text))
    text = prepared(source, problems)
    if text is None:
        return None
    code: Masked | None = None
    if likely_pasted(text):
        from convcalc.language.nodes.masked import mask

        text, code = mask(text)
    margin = 0
    if listed:
        text, margin = f"[{text}\n]", 1
    fast: Any = None if pure else getattr(yaml, "CSafeLoader", None)
    outcome = _read(source, text, margin, fast or yaml.SafeLoader, code)
    if fast and outcome.is_refused:
        # Both scanners refuse the same texts at different places; the slow one's are the same everywhere.
        with suppress(TooFar):
            outcome = _read(source, text, margin, yaml.SafeLoader, code, beginning=True)
    problems.extend(outcome.problems.items)
    return outcome.node


class _Document(NamedTuple):
    """What became of a text; the scanner gave up at the character `end`, if it did."""

    node: Node | None
    problems: Problems
    end: int | None

    @property
    def is_refused(self) -> bool:
        return self.node is None and bool(self.problems.items)


def _read(
    source: Source, text: str, margin: int, loader_class: Any, code: Masked | None, beginning: bool = False
) -> _Document:
    """The document of a text, or of its `beginning`.

    A scanner reads ahead of what it hands on, each as far as it likes. Where it gives up, what the builder refuses in
    the text before that place comes first.
    """
    outcome = _build(source, Beginning(text) if beginning else text, margin, loader_class, code)
    if outcome.end is not None:
        before = _build(source, text[: outcome.end], margin, loader_class, code)
        if before.is_refused and (before.end is None or before.end < outcome.end):
            return before
    return outcome


def _build(source: Source, text: str | Beginning, margin: int, loader_class: Any, code: Masked | None) -> _Document:
    import yaml

    problems = Problems()
    node, end = None, None
    loader = loader_class(text)
    try:
        node = _Builder(source, problems, stand_in(source.text), margin, code).build(loader)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # The slow scanner lets Python refuse a number: that of a character that there is not, or of a long version.
        mark: Any = getattr(error, "problem_mark", None) or getattr(loader, "get_mark", lambda: None)()
        place = _place_of(source, mark, margin) if mark else Place(source, 1, 1)
        from convcalc.language.nodes.traps import syntax_hint

        message, hint, place = syntax_hint(place)
        problems.error(message, place, hint)
        end = mark.index if mark else 0
    except _Refused:
        pass
    finally:
        loader.dispose()
    return _Document(node, problems, end)


def _place_of(source: Source, mark: Any, margin: int, length: int = 1) -> Place:
    """The place of a scanner's mark; the first line begins `margin` characters before the source's."""
    column = mark.column + 1 - (0 if mark.line else margin)
    if margin and mark.index > len(source.text) + 1:
        # Behind the last line stands only the bracket that was added.
        last = source.text.rpartition("\n")[2]
        return Place(source, mark.line, len(last) + 1)
    return Place(source, mark.line + 1, max(1, column), max(1, length))


class _Refused(Exception):
    """The document can't be read on; the problem has been said."""


class _Builder:
    """Puts the events of one document together, with a stack of its own instead of recursion."""

    def __init__(self, source: Source, problems: Problems, stand_in: str, margin: int, code: Masked | None) -> None:
        self.source = source
        self.margin = margin
        self.code = code
        self.problems = problems
        self.stand_in = stand_in
        self.stack: list[tuple[List | Mapping, Scalar | None]] = []
        self.anchors: dict[str, Node] = {}
        self.sizes: dict[int, int] = {}
        self.aliased = 0
        self.root: Node | None = None
        self.key: Scalar | None = None
        self.documents = 0

    def build(self, loader: Any) -> Node | None:
        handlers = {
            "ScalarEvent": self.scalar,
            "SequenceStartEvent": self.start,
            "MappingStartEvent": self.start,
            "SequenceEndEvent": self.end,
            "MappingEndEvent": self.end,
            "AliasEvent": self.alias,
            "DocumentStartEvent": self.document,
        }
        while (event := loader.get_event()) is not None:
            handler = handlers.get(type(event).__name__)
            if handler is not None:
                handler(event)
        # A document without anything in it ends at places of its own in each scanner.
        return None if isinstance(self.root, Scalar) and self.root.is_empty else self.root

    def place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if end.line == start.line else 1
        return _place_of(self.source, start, self.margin, length)

    def refuse(self, message: str, place: Place, hint: str | None = None) -> None:
        self.problems.error(message, place, hint)
        raise _Refused

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self.refuse("a second document begins here", self.place(event), "one file is one spec")

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        place = self.place(event)
        if event.tag is not None:
            self.refuse(f"YAML tags such as {event.tag} are not allowed", place)
        if event.style in ("|", ">"):
            crowded = re.compile(_CROWDED_COMMENT).match(self.source.line(place.line), start.column)
            if crowded:
                place = Place(self.source, place.line, crowded.end())
                self.refuse("this is not YAML", place, "a comment begins with a space and #")
        if event.style == '"' and any("\ud800" <= character <= "\udfff" for character in event.value):
            self.refuse("half a character (a surrogate) is no text", place)
        if not event.value and not event.style and self.key is not None:
            # Where nothing is written each scanner has a place of its own for it; this is the colon's.
            place = self.key.place.part(self.key.place.length, 1)
        plain = not event.style and start.line == end.line
        text = event.value
        if self.code is not None:
            verbatim = not event.style and event.anchor is None
            text = self.code.restored(text, start.index - self.margin, end.index - self.margin, verbatim)
        if self.stand_in in text:
            text = text.replace(self.stand_in, "?")
        self.put(Scalar(text, place, plain, end.line - start.line + 1), event.anchor)

    def start(self, event: Any) -> None:
        place = self.place(event)
        if event.tag is not None:
            self.refuse(f"YAML tags such as {event.tag} are not allowed", place)
        if len(self.stack) >= MAXIMUM_DEPTH:
            self.refuse(f"lists and mappings nest deeper than {MAXIMUM_DEPTH} levels", place)
        is_list = type(event).__name__ == "SequenceStartEvent"
        node = List(place, bool(event.flow_style)) if is_list else Mapping(place)
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)
        self.stack.append((node, self.key))
        self.key = None
        if event.anchor is not None:
            self.sizes[id(node)] = -1
            self.anchors[event.anchor] = node

    def end(self, _event: Any) -> None:
        node, self.key = self.stack.pop()
        self.put(node, None)
        if id(node) in self.sizes:
            self.sizes[id(node)] = _size(node, self.sizes)

    def alias(self, event: Any) -> None:
        place = self.place(event)
        node = self.anchors.get(event.anchor)
        if node is None:
            hint = f"YAML reads *{event.anchor} as an alias; a product needs both sides, as in 4*{event.anchor}"
            self.refuse(f"there is no anchor &{event.anchor} before this alias", place, hint)
        elif self.sizes.get(id(node), 1) < 0:
            self.refuse(f"*{event.anchor} stands inside what it refers to", place)
        else:
            self.aliased += self.sizes.get(id(node), 1)
            if self.aliased > MAXIMUM_ALIASED_NODES:
                self.refuse(f"aliases expand to more than {MAXIMUM_ALIASED_NODES:,} values", place)
            self.put(node, None)

    def put(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1][0]
        if isinstance(parent, List):
            parent.items.append(node)
        elif self.key is None:
            self.key = self.check_key(node, parent)
        else:
            if self.key.text not in parent.entries:
                parent.entries[self.key.text] = (self.key, node)
            self.key = None

    def check_key(self, node: Node, parent: Mapping) -> Scalar:
        if not isinstance(node, Scalar):
            self.refuse("a key must be a word, not a list or mapping", node.place, "is a quote missing?")
            raise _Refused
        if node.text == "<<" and node.plain:
            self.refuse("merge keys (<<) are not allowed", node.place, "write a block, or use extends")
        if node.text in parent.entries:
            first = parent.entries[node.text][0].place
            self.problems.error(f"the key '{node.text}' stands twice here (first in line {first.line})", node.place)
        return node


def _size(node: Node, sizes: dict[int, int]) -> int:
    """How many nodes this one stands for; what is shared counts each time it is met."""
    total = 0
    pending = [node]
    while pending:
        current = pending.pop()
        known = sizes.get(id(current), 0) if current is not node else 0
        total += known or 1
        if total > MAXIMUM_ALIASED_NODES:
            break
        if not known:
            if isinstance(current, List):
                pending.extend(current.items)
            elif isinstance(current, Mapping):
                pending.extend(value for _, value in current.entries.values())
    return total
