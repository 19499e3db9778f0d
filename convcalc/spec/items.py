"""From nodes to items: the entries of `layers`, of a block's body and of a branch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from convcalc.costs.ops import BRANCHED, JOINS, OPS
from convcalc.language.expression import Expression, parse
from convcalc.language.nodes.scannable import MODIFIERS, NOTE_BEGINS
from convcalc.language.nodes.source import List, Mapping, Node, Scalar
from convcalc.language.problems import Hint, Nearest, Place, Problems
from convcalc.language.tree import UNKNOWN, ExpressionError
from convcalc.spec.call import NAME, RESERVED_NAMES, CallError, ParsedCall, parse_arguments, parse_call, split_words
from convcalc.spec.expectations import Expectations
from convcalc.spec.model import Body, Branch, Call, Item, Join, Lost, Reference, Sequence, Written

if TYPE_CHECKING:
    from convcalc.spec.pasted.read import Pasted

_NOTE_BEGINS = re.compile(NOTE_BEGINS)
_REFERENCE = r"(from|reuse)\s+(\S.*)\Z"
_DOTTED = r"[A-Za-z][\w-]*(?:\.[\w-]+)*\Z"
JOIN_EXAMPLE = "add: [[conv 64 3 padding=1], []]"


class ItemReader:
    """Reads items, and collects what is wrong with them; what is wrong in `expect` hides nothing, and is kept there."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.expect = Expectations(problems)
        self.defined: set[str] = set()
        self.pasted: list[tuple[Place, Pasted]] = []
        self.calls: dict[str, ParsedCall] = {}
        self.expressions: dict[str, Expression] = {}

    def body(self, node: Node) -> Body | None:
        """What a name stands for: a call, a list, or a join."""
        if isinstance(node, List):
            return self.sequence(node)
        if isinstance(node, Scalar):
            return self.call(node)
        if len(node.entries) == 1:
            (key, value), *_ = node.entries.values()
            if (call := self.join_call(key, value)) is not None:
                return self.join(call, key, value)
        hint = "write `name: call`, with expect, repeat, first, when and else lined up with the name"
        self.problems.error("a layer is a call, a list, or a join, not a mapping", node.place, hint)
        return None

    def sequence(self, node: List) -> Sequence:
        """A list of items, which may begin with `from NAME`."""
        start: Reference | None = None
        items: list[Item] = []
        previous: Node | None = None
        for number, entry in enumerate(node.items):
            if number == 0 and isinstance(entry, Scalar) and entry.plain:
                match = re.match(_REFERENCE, entry.text)
                if match and match.group(1) == "from":
                    start = self.reference(entry, match)
                    continue
            if isinstance(entry, List) and not entry.items:
                self.problems.warning(
                    "an empty list does nothing here", entry.place, f"a join is written {JOIN_EXAMPLE}"
                )
            items.append(self.item(entry, node.flow and isinstance(previous, Mapping)) or _lost(entry))
            previous = entry
        return Sequence(node.place, start, items)

    def reference(self, scalar: Scalar, match: re.Match[str]) -> Reference:
        """`from NAME` or `reuse NAME`."""
        name, offset = match.group(2), match.start(2)
        if not re.match(_DOTTED, name):
            self.problems.error(f"'{name}' is not a layer's name", scalar.part(offset, len(name)))
        reference = Reference(name, scalar, offset)
        reference.sound = bool(re.match(_DOTTED, name))
        return reference

    def item(self, node: Node, after_mapping: bool = False) -> Item | None:
        """One entry of a list."""
        if isinstance(node, Mapping):
            return self.mapping_item(node, after_mapping)
        body = self.body(node)
        return Item(body, node.place) if body is not None else None

    def call(self, scalar: Scalar) -> Body | None:
        """A call, or `reuse NAME`; what pasted code is here may be several calls."""
        text = scalar.text
        if text.startswith(("from", "reuse")) and (match := re.match(_REFERENCE, text)):
            if match.group(1) == "reuse":
                return self.reference(scalar, match)
            self.problems.error("'from' may only begin a list", scalar.place, "as in [from enc1, conv 64 3]")
            return None
        parsed = self.calls.get(text)
        if parsed is None:
            if _NOTE_BEGINS.match(text) and self.is_pasted(text):
                return self.pasted_code(scalar)
            try:
                parsed = parse_call(text)
            except CallError as error:
                if "(" in text and self.is_pasted(text):
                    return self.pasted_code(scalar)
                self.call_errors(scalar, error.errors)
                return None
            if UNKNOWN not in text:  # each is a value of its own
                self.calls[text] = parsed
        if parsed.callee in JOINS and not JOINS[parsed.callee].new:
            hint = f"{parsed.callee}: [[conv 64 3], []]"
            self.problems.error(f"{parsed.callee} needs a list of branches", scalar.place, hint)
            return None
        return Call(parsed, scalar)

    def is_pasted(self, text: str) -> bool:
        """Whether a text is a layer as another framework or course notes write it, and no call of a block's name."""
        from convcalc.spec.pasted.read import is_pasted

        return re.split(r"[ (]", text, maxsplit=1)[0] not in self.defined and is_pasted(text)

    def pasted_code(self, scalar: Scalar) -> Body | None:
        """What pasted code is here; that it is, and how it is written here, is said once all is read."""
        from convcalc.spec.pasted.read import read_pasted

        try:
            pasted = read_pasted(scalar)
        except CallError as error:
            for wrong in error.errors:
                scalar.blame(wrong, self.problems)
            return None
        self.pasted.append((scalar.place, pasted))
        return pasted.body

    def call_errors(self, scalar: Scalar, errors: list[ExpressionError]) -> None:
        """Say what is wrong with a call, with the place of each part."""
        if scalar.is_empty:
            self.problems.error("an item is empty", scalar.place, "a '-' needs a call after it")
            return
        if scalar.lines > 1:
            last = scalar.place.line + scalar.lines - 1
            message = f"lines {scalar.place.line} to {last} are read as one call"
            self.problems.error(message, scalar.place, "is the indentation off, or a comma or a '-' missing?")
            return
        for error in errors:
            scalar.blame(error, self.problems)

    def mapping_item(self, node: Mapping, after_mapping: bool) -> Item | None:
        """A mapping with one name and its modifiers."""
        names = [key for key in node.entries if key not in MODIFIERS]
        if not names and len(node.entries) == 1:
            names = list(node.entries)
            if after_mapping:
                hint = f"[{{x: conv 64 3, {names[0]}: ...}}]"
                self.problems.error(
                    f"'{names[0]}' stands alone; in a flow list a name and its modifiers need braces", node.place, hint
                )
                return None
        if len(names) != 1:
            self.not_one_name(node, names)
            return None
        key, value = node.entries[names[0]]
        if (item := self.named_item(key, value)) is None:
            return None
        for modifier, (modifier_key, modifier_value) in node.entries.items():
            if modifier != key.text:
                self.modifier(item, modifier_key, modifier_value)
        if item.otherwise is not None and "when" not in node.entries:
            self.problems.error("else needs when beside it", node.entries["else"][0].place)
        return item

    def not_one_name(self, node: Mapping, names: list[str]) -> None:
        """Say why a mapping is no item."""
        if not names:
            hint = "the name stands before its modifiers, as in `- conv1: conv 64 3`"
            self.problems.error("these modifiers belong to no name", node.place, hint)
            return
        second = node.entries[names[1]][0]
        near = Nearest(second.text, MODIFIERS, "is a '-' missing? the modifiers are " + ", ".join(MODIFIERS))
        self.problems.error(f"an item has one name; '{names[0]}' is followed by '{names[1]}'", second.place, near)

    def named_item(self, key: Scalar, value: Node) -> Item | None:
        """`name: value`, `add: [...]`, or `name:` with nothing."""
        if (call := self.join_call(key, value)) is not None:
            return Item(join, key.place) if (join := self.join(call, key, value)) is not None else None
        if not NAME.match(key.text):
            self.bad_name(key)
            return None
        if isinstance(value, Scalar) and value.is_empty:
            return self.item(key)
        if key.text in RESERVED_NAMES:
            self.problems.error(f"a layer can't be named '{key.text}'", key.place, "it is a word of the language")
            return None
        if isinstance(value, Scalar) and key.text in OPS and re.match(r"\d", value.text):
            hint = f"write `- {key.text} {value.text}`, or give it a name: `- {key.text}1: {key.text} {value.text}`"
            self.problems.error(f"this names a layer '{key.text}' and leaves out its operation", value.place, hint)
            return None
        if (foreign := self.foreign_join(key, value)) is not None:
            return foreign
        body = self.body(value)
        return Item(body, key.place, key) if body is not None else None

    def foreign_join(self, key: Scalar, value: Node, of_branch: bool = False) -> Item | None:
        """What stands under the name of an item, or of a branch, that is another language's join; None for any other.

        That it is one has then been said; its branches are read for what else is wrong.
        """
        if not isinstance(value, List) or not value.items or not all(map(_is_branch, value.items)):
            return None
        from convcalc.costs.dialects import CONNECTIONS, join_hint

        hint = None if of_branch and key.text in CONNECTIONS else join_hint(key.text)
        if hint is None:
            return None
        self.problems.error(f"there is no join '{key.text}'", key.place, hint)
        branches = [self.branch(key.text, entry, JOIN_EXAMPLE) for entry in value.items]
        item = Item(Join(Call(ParsedCall("add", "add", []), key), key.place, branches), key.place, key)
        item.sound = False
        return item

    def bad_name(self, key: Scalar) -> None:
        """Say why a key is no name."""
        if " " in key.text.strip():
            hint = "give it a name: `- name: " + key.text[:60] + "`"
            message = "modifiers need a name before them; this is a call"
        else:
            hint = "letters, digits, _ and -, beginning with a letter"
            message = f"'{key.text[:60]}' can't be a name"
        self.problems.error(message, key.place, hint)

    def join_call(self, key: Scalar, value: Node) -> Call | None:
        """The call that a key is above branches: `add`, `concat axis=height`; None where it is no join.

        A new word is one only above a list of lists and with all that it needs: else it may well be a group's name.
        """
        word = key.text.partition(" ")[0]
        op = BRANCHED.get(word)
        if op is None or (isinstance(value, Scalar) and not value.is_empty):
            return None
        if op.new:
            needs = key.text == word and any(default is None for _, default, _ in op.arguments.values())
            if needs or word in self.defined or not (isinstance(value, List) and all(map(_is_branch, value.items))):
                return None
        try:
            call = Call(parse_call(key.text), key)
        except CallError as error:
            self.call_errors(key, error.errors)
            call = Call(ParsedCall(word, word, []), key)
            call.sound = False
        return call

    def join(self, call: Call, key: Scalar, value: Node) -> Join | None:
        """A join with its branches."""
        if not isinstance(value, List) or not value.items:
            hint = f"{key.text}: [[conv 64 3], []]"
            self.problems.error(f"{key.text} needs a list of branches, each a list", value.place, hint)
            return None
        example = f"{key.text}: {_as_branches(value)}"
        branches = [self.branch(call.parsed.callee, entry, example) for entry in value.items]
        if len(branches) == 1 and _is_branch(value.items[0]) and branches[0].when is None and key.text != "side":
            hint = f"the identity is a branch too, an empty list: {JOIN_EXAMPLE}"
            self.problems.warning(f"{key.text} has one branch, and joins nothing", key.place, hint)
        return Join(call, key.place, branches)

    def branch(self, kind: str, node: Node, example: str) -> Branch:
        """One branch: a list, or a mapping of a name to a list with perhaps a `when`.

        What is none is kept as a list of what it holds, behind something lost.
        """
        if isinstance(node, List):
            return Branch(self.sequence(node), None, None)
        if isinstance(node, Mapping):
            names = [key for key in node.entries if key not in MODIFIERS]
            for word in MODIFIERS:
                if word != "when" and word in node.entries and len(names) == 1:
                    place = node.entries[word][0].place
                    self.problems.error(f"a branch takes only when, not {word}", place, "put it on an item in the list")
            key, value = node.entries[names[0]] if len(names) == 1 else (None, None)
            if key is not None and isinstance(value, List) and self.join_call(key, value) is None:
                return self.named_branch(node, key)
            if key is not None and isinstance(value, Scalar) and not value.is_empty and NAME.match(key.text):
                example = f"{key.text}: [{' '.join(value.text.split())}]"
        self.problems.error(f"a branch of {kind} must be a list", node.place, f"one list a branch, as in {example}")
        item = ItemReader(Problems()).item(node) or _lost(node)  # what else is wrong may only follow from that
        if isinstance(item.body, Call) and not item.body.parsed.arguments:
            item.body.sound = False  # it may be the name of a layer, and no call
        return Branch(_behind_lost(node, [item]), None, None)

    def named_branch(self, node: Mapping, key: Scalar) -> Branch:
        """A branch with a name and perhaps a `when`."""
        value = node.entries[key.text][1]
        if (foreign := self.foreign_join(key, value, of_branch=True)) is not None:
            return Branch(_behind_lost(node, [foreign]), None, None)
        body = self.body(value)
        assert isinstance(body, Sequence)
        when = self.expression(node.entries["when"][1]) if "when" in node.entries else None
        if not NAME.match(key.text):
            self.bad_name(key)
            return Branch(_behind_lost(node, body.items), None, None)
        lost = when is None and "when" in node.entries
        return Branch(_behind_lost(node, body.items) if lost else body, key, when)

    def modifier(self, item: Item, key: Scalar, node: Node) -> None:
        """`expect`, `repeat`, `first`, `when` or `else` of an item."""
        if key.text == "expect":
            item.expect = self.expect.read(node, "layer")
        elif key.text == "repeat":
            item.repeat = self.expression(node)
            item.sound &= item.repeat is not None
        elif key.text == "when":
            item.when = self.expression(node)
            item.sound &= item.when is not None
        elif key.text == "else":
            item.otherwise = self.body(node) or Lost(node.place)
        elif isinstance(node, Scalar):
            arguments, errors = parse_arguments(split_words(node.text))
            self.call_errors(node, errors)
            for argument in arguments:
                if not argument.name:
                    place = node.part(argument.offset, argument.length)
                    self.problems.error("first takes arguments by name", place, "as in first: stride=2")
            item.first = (node, [argument for argument in arguments if argument.name])
            item.sound &= not errors and len(item.first[1]) == len(arguments)
        else:
            self.problems.error("first takes arguments by name", node.place, "as in first: stride=2")
            item.sound = False

    def expression(self, node: Node) -> Written | None:
        """An expression that is a whole scalar."""
        if not isinstance(node, Scalar):
            self.problems.error("an expression is expected here", node.place, "quote it if it holds a bracket or brace")
            return None
        expression = self.expressions.get(node.text)
        if expression is None:
            try:
                expression = parse(node.text)
            except ExpressionError as error:
                node.blame(error, self.problems)
                return None
            if UNKNOWN not in node.text:
                self.expressions[node.text] = expression
        return Written(expression, node)


def _is_branch(node: Node) -> bool:
    """Whether an entry of a list looks like a branch: a list, perhaps with a name and its modifiers."""
    if isinstance(node, Mapping):
        values = [value for key, value in node.entries.values() if key.text not in MODIFIERS]
        return len(values) == 1 and isinstance(values[0], List)
    return isinstance(node, List)


def _as_branches(node: List) -> str:
    """What was probably meant by a list that is none of branches: each call a branch, beside the identity if alone."""
    texts = [entry.text[:40] for entry in node.items[:4] if isinstance(entry, Scalar) and entry.text] or ["conv 64 3"]
    texts = [f"from {text}" if " " not in text and text not in OPS else text for text in texts]
    return "[" + ", ".join(f"[{text}]" for text in texts) + (", []]" if len(texts) == 1 else "]")


def _lost(node: Node) -> Item:
    """An item that can't be read, under its name if it has one."""
    name = None
    if isinstance(node, Mapping):
        keys = [key for key, _ in node.entries.values() if key.text not in MODIFIERS and NAME.match(key.text)]
        name = keys[0] if len(keys) == 1 and keys[0].text not in (*OPS, *JOINS) else None
    hides = not isinstance(node, Scalar) or node.lines > 1
    return Item(Lost(node.place, hides), node.place, name)


def _behind_lost(node: Node, items: list[Item]) -> Sequence:
    """Items of which it is not known what they read."""
    return Sequence(node.place, None, [Item(Lost(node.place, hides=False), node.place), *items])


def unknown_callee_hint(name: str, known: Iterable[str], otherwise: str | None = None) -> Hint:
    """What an unknown op or block may have been meant to be."""
    from convcalc.costs.dialects import op_hint

    return op_hint(name) or Nearest(name, known, otherwise)
