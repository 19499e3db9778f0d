"""From the nodes of a file to a Spec, with everything that `include` and `extends` bring in."""

from __future__ import annotations

import os

from convcalc.costs.ops import JOINS, OPS
from convcalc.language.nodes.source import List, Mapping, Node, Scalar, parse_yaml
from convcalc.language.problems import Nearest, Place, Problems, Source, worked_out
from convcalc.language.reading import read_source
from convcalc.language.tree import RESERVED
from convcalc.spec.call import NAME, RESERVED_NAMES, parse_arguments, split_words
from convcalc.spec.folders import EVERYWHERE, Folders, find_beside
from convcalc.spec.inputs import INPUT, read_shape
from convcalc.spec.items import ItemReader
from convcalc.spec.model import BLOCKS, PARAMETERS, Block, NamedFile, Parameter, Setting, Shape, Spec, Written
from convcalc.spec.validate import ENVIRONMENT, validate

KEYS = ("name", "source", "year", "input", "parameters", "include", "extends", "blocks", "layers", "expect", "sweep")
_MEANT = {"author": "source", "authors": "source", "paper": "source", "inputs": "input", "input_shape": "input"}
_MEANT.update({"params": "parameters", "layer": "layers", "definitions": "blocks", "base": "extends"})
MAXIMUM_FILES = 100

LETTER = "let "
"""What stands before a name in a space that is no knob: others are worked out from it."""

LANGUAGE_WORDS = RESERVED | ENVIRONMENT | RESERVED_NAMES
"""What a parameter can't be named."""


class SpecReader:
    """Reads one spec and the files it names; `problems` collects everything that is wrong in any of them."""

    def __init__(self, problems: Problems, folders: Folders = EVERYWHERE) -> None:
        self.problems = problems
        self.folders = folders
        self.items = ItemReader(problems)
        self.open_files: list[str] = []
        self.count = 0
        self.known: dict[str, Spec | None] = {}
        self.files: list[NamedFile] = []

    def read(self, source: Source, path: str | None) -> Spec | None:
        """The spec in `source`; `path` is the real path of its file, None for one that is no file."""
        return self.document(parse_yaml(source, self.problems), source, path)

    def document(self, node: Node | None, source: Source, path: str | None) -> Spec | None:
        """The spec that the whole of a file writes."""
        if node is None:
            if not self.problems.errors:
                self.problems.error("the file is empty", Place(source, 1, 1), "a spec has at least input and layers")
            return None
        if not isinstance(node, Mapping):
            hint = "a spec is a mapping: name, input, layers"
            self.problems.error("this is not a spec", node.place, hint)
            return None
        return self.mapping(node, source, path)

    def mapping(self, node: Mapping, source: Source, path: str | None) -> Spec:
        """The spec that a file's top-level mapping writes."""
        self.open_files.append(path or "")
        self.count += 1
        folder = os.path.dirname(path) if path else os.curdir
        spec = Spec(source.name)
        if "extends" in node.entries:
            self.extend(spec, node.entries["extends"][1], folder)
        if "include" in node.entries:
            self.include(spec, node.entries["include"][1], folder)
        own = [node.entries[key][1] for key in (BLOCKS, PARAMETERS) if key in node.entries]
        self.items.defined |= {*spec.blocks, *spec.parameters, *(name for part in own for name in _defined(part))}
        for key, _ in node.entries.values():
            if key.text not in KEYS:
                self.unknown_key(spec, key, node)
        self.texts(spec, node)
        if "input" in node.entries:
            self.inputs(spec, node.entries["input"][1])
        for name, read in ((PARAMETERS, self.parameters), (BLOCKS, self.blocks), ("layers", self.layers)):
            if name in node.entries:
                before = len(self.problems.errors)
                read(spec, node.entries[name][1])
                spec.hidden |= len(self.problems.errors) > before
        self.stated_input(spec)
        if "expect" in node.entries:
            spec.expect = self.items.expect.read(node.entries["expect"][1], "total")
            spec.expects_side = self.items.expect.side
        if "sweep" in node.entries:
            self.sweep(spec, node.entries["sweep"][1])
        self.open_files.pop()
        if not self.open_files:
            spec.files = self.files
            self.problems.extend(self.items.expect.said)
            self.say_pasted(in_file=True)
        return spec

    def unknown_key(self, spec: Spec, key: Scalar, node: Mapping) -> None:
        meant = _MEANT.get(key.text.lower())
        near = Nearest(key.text, KEYS, f"the keys are {', '.join(KEYS)}")
        hint = f"that is '{meant}' here" if meant else worked_out(near, self.problems.guesses) or ""
        self.problems.error(f"a spec has no key '{key.text[:60]}'", key.place, hint)
        missed = {name for name in KEYS if f"'{name}'" in hint}
        spec.input_lost |= not missed.isdisjoint({"input", "extends"})
        spec.hidden |= not missed.isdisjoint({PARAMETERS, BLOCKS, "layers", "include", "extends"})
        if not missed.isdisjoint({"include", "extends"}):
            spec.missing |= {BLOCKS, PARAMETERS} if "extends" in missed else {BLOCKS}
        if not missed.isdisjoint({PARAMETERS, BLOCKS}):
            spec.lost |= _defined(node.entries[key.text][1])

    def texts(self, spec: Spec, node: Mapping) -> None:
        for key, attribute in (("name", "name"), ("source", "reference"), ("year", "year")):
            if key not in node.entries:
                continue
            value = node.entries[key][1]
            if isinstance(value, Scalar) and key == "year":
                self.year(spec, value)
            elif isinstance(value, Scalar):
                setattr(spec, attribute, value.text)
            else:
                hint = "put the text in quotes" if isinstance(value, List) else "quote a text that holds ': '"
                self.problems.error(f"{key} is a text", value.place, hint)

    def year(self, spec: Spec, value: Scalar) -> None:
        if value.text.isascii() and value.text.isdecimal() and len(value.text) <= 4:
            spec.year = int(value.text)
        else:
            self.problems.error("year is a whole number", value.place, "as in 2012")

    def inputs(self, spec: Spec, node: Node) -> None:
        spec.inputs, spec.input_lost = {}, False
        if isinstance(node, Mapping) and {"channels", "height", "width", "size"} & set(node.entries):
            self.problems.error("input is one shape", node.place, "channels, height and width: 3x224x224")
            spec.input_lost = True
        elif isinstance(node, Mapping):
            for key, value in node.entries.values():
                self.input(spec, key.text, value)
                if not NAME.match(key.text):
                    self.problems.error(f"'{key.text}' can't be the name of an input", key.place)
        else:
            self.input(spec, INPUT, node)

    def input(self, spec: Spec, name: str, node: Node) -> None:
        shape = self.shape(node)
        if shape is not None:
            spec.inputs[name] = (shape, node.place)
        else:
            spec.input_lost = True

    def stated_input(self, spec: Spec) -> None:
        """Take the shape that pasted code says comes in for the input, where the spec has none."""
        if not self.items.pasted or spec.inputs or spec.input_lost or spec.layers is None:
            return
        from convcalc.spec.pasted.read import stated_input

        found = stated_input(spec.layers)
        if found is not None:
            spec.inputs[INPUT] = found
            shape = "x".join(map(str, found[0]))
            self.problems.note(f"the input is the one that this code states, {shape}", found[1])

    def say_pasted(self, in_file: bool) -> None:
        """Say how what was pasted is written here."""
        if self.items.pasted:
            from convcalc.spec.pasted.said import say_pasted

            say_pasted(self.items.pasted, self.problems, in_file)

    def shape(self, node: Node) -> Shape | None:
        if not isinstance(node, Scalar):
            hint = "channels, height and width joined by x: 3x224x224"
            self.problems.error("input is a shape", node.place, hint)
            return None
        return read_shape(node, self.problems)

    def parameters(self, spec: Spec, node: Node) -> None:
        if not isinstance(node, Mapping):
            self.problems.error("parameters is a mapping of names to values", node.place, "{base: 64}")
            spec.lost |= _defined(node)
            return
        for key, value in node.entries.values():
            default = self.items.expression(value)
            if self.parameter_name(key.text, key.place) and default is not None:
                spec.parameters[key.text] = Parameter(key.text, key.place, default)
            else:
                spec.lost.add(key.text)

    def parameter_name(self, name: str, place: Place) -> bool:
        if not name.isidentifier() or not name.isascii():
            self.problems.error(f"'{name}' can't be a parameter", place, "letters, digits and _")
            return False
        if name in LANGUAGE_WORDS:
            self.problems.error(f"a parameter can't be named '{name}'", place, "it is a word of the language")
            return False
        return True

    def blocks(self, spec: Spec, node: Node) -> None:
        if not isinstance(node, Mapping):
            hint = "blocks: then `name parameter parameter=default:` and a list"
            self.problems.error("blocks is a mapping of definitions", node.place, hint)
            spec.lost |= _defined(node)
            return
        first: dict[str, Place] = {}
        for key, value in node.entries.values():
            before = len(self.problems)
            block = self.block(key, value)
            if block is None:
                spec.lost |= _defined(key)
                continue
            block.hidden = len(self.problems) > before
            if block.name in first:
                again = f"is defined twice (first in line {first[block.name].line})"
                self.problems.error(f"the block '{block.name}' {again}", block.place)
            elif block.name in spec.included:
                included = spec.blocks[block.name].place
                self.problems.error(f"the block '{block.name}' is also included from {included}", block.place)
            else:
                first[block.name] = block.place
                spec.blocks[block.name] = block

    def block(self, key: Scalar, value: Node) -> Block | None:
        words = split_words(key.text)
        name, offset = words[0] if words else ("", 0)
        place = key.part(offset, len(name))
        if not NAME.match(name):
            self.problems.error(f"'{name[:60]}' can't be the name of a block", place)
            return None
        op = OPS.get(name) or JOINS.get(name)
        if op is not None and not op.new:
            self.problems.error(f"a block can't be named like the op '{name}'", place)
            return None
        if op is not None:
            self.problems.note(f"'{name}' is this block here, not the operation of that name", place)
        if name in RESERVED_NAMES:
            self.problems.error(f"a block can't be named '{name}'", place, "it is a word of the language")
            return None
        parameters: dict[str, Parameter] = {}
        sound = True
        for word, word_offset in words[1:]:
            parameter = self.block_parameter(key, word, word_offset)
            if parameter is None:
                sound = False
            elif parameter.name in parameters:
                self.problems.error(f"the parameter '{parameter.name}' stands twice", parameter.place)
            else:
                parameters[parameter.name] = parameter
        body = self.items.body(value)
        return Block(name, place, parameters, body) if body is not None and sound else None

    def block_parameter(self, key: Scalar, word: str, offset: int) -> Parameter | None:
        name, equals, _ = word.partition("=")
        place = key.part(offset, len(name))
        if not self.parameter_name(name, place):
            return None
        if not equals:
            return Parameter(name, place, None)
        arguments, errors = parse_arguments([(word, offset)])
        self.items.call_errors(key, errors)
        if not arguments:
            return None
        return Parameter(name, place, Written(arguments[0].expression, key, arguments[0].value_offset))

    def layers(self, spec: Spec, node: Node) -> None:
        if isinstance(node, Scalar) and "(" in node.text and self.items.is_pasted(node.text):
            code, node = node, List(node.place, flow=False)
            node.items.append(code)
        if not isinstance(node, List):
            self.problems.error("layers is a list, one layer a line", node.place, "begin each layer with '- '")
            return
        if not node.items:
            self.problems.error("layers is empty", node.place, "one layer a line, as in '- conv 64 3'")
        spec.layers = self.items.sequence(node)

    def sweep(self, spec: Spec, node: Node) -> None:
        """Keep what varies in a space of the spec's own; what its values are is read where it is swept."""
        spec.sweep, spec.letters = {}, {}
        if not isinstance(node, Mapping):
            self.problems.error("sweep is a mapping of knobs to values", node.place, "one a line, as in width: 64,128")
            return
        for key, value in node.entries.values():
            values = value.items if isinstance(value, List) else [value]
            scalars = tuple(one for one in values if isinstance(one, Scalar))
            if not scalars or len(scalars) < len(values):
                hint = "quote it if it begins with a bracket or brace"
                self.problems.error(f"the values of {key.text[:60]} are a text or a list", value.place, hint)
            elif any(one.is_empty for one in scalars):
                hint = "YAML ends a value at a comma: write [64, 128], or quote it"
                self.problems.error(f"'{key.text[:60]}' has no values", key.place, hint)
            else:
                name = key.text.removeprefix(LETTER)
                kept = spec.sweep if name == key.text else spec.letters
                place = key.part(len(key.text) - len(name), len(name))
                listed = scalars if isinstance(value, List) else ()
                kept[name] = Setting(name, place, scalars[0], 0, listed)

    def extend(self, spec: Spec, node: Node, folder: str) -> None:
        base = self.other_file(node, folder, "extends")
        if base is None:
            spec.input_lost = spec.hidden = True
            spec.missing = {BLOCKS, PARAMETERS}
            return
        for attribute in ("name", "reference", "year", "inputs", "layers", "expect", "parameters", "blocks",
                          "sweep", "letters", "input_lost", "lost", "missing", "hidden"):  # fmt: skip
            value = getattr(base, attribute)
            setattr(spec, attribute, value.copy() if isinstance(value, dict | set) else value)

    def include(self, spec: Spec, node: Node, folder: str) -> None:
        merged: set[Spec] = set()
        for entry in node.items if isinstance(node, List) else [node]:
            other = self.other_file(entry, folder, "include")
            if other is None:
                spec.missing.add(BLOCKS)
                spec.hidden = True
                continue
            if other in merged:
                continue
            merged.add(other)
            spec.lost |= other.lost
            spec.missing |= other.missing
            spec.hidden |= other.hidden
            for name, block in other.blocks.items():
                known = spec.blocks.get(name)
                if known is not None and str(known.place) != str(block.place):
                    hint = f"the other one is {block.place}"
                    self.problems.error(f"the block '{name}' is already defined at {known.place}", entry.place, hint)
                    continue
                spec.blocks[name] = block
                spec.included.add(name)

    def other_file(self, node: Node, folder: str, key: str) -> Spec | None:
        """The spec of a file that this one names; each file is read once, whoever names it."""
        if not isinstance(node, Scalar):
            self.problems.error(f"{key} is the name of a file", node.place)
            return None
        path = find_beside(folder, node.text)
        if path is None:
            hint = "it is looked up beside the file and in the catalogue, and nowhere else"
            self.problems.error(f"there is no file '{node.text[:200]}'", node.place, hint)
            return None
        if path in self.open_files:
            self.problems.error(f"{key} goes round in a circle", node.place, f"{node.text} leads back here")
            return None
        if path in self.known:
            self.files += [NamedFile(folder, node.text, path, file.source) for file in self.files if file.path == path][
                :1
            ]
            return self.known[path]
        if self.count > MAXIMUM_FILES:
            self.problems.error(f"more than {MAXIMUM_FILES} files are included", node.place)
            return None
        source = read_source(path, self.problems, self.folders.shown_path(path))
        if source is not None:
            self.files.append(NamedFile(folder, node.text, path, source))
        self.known[path] = self.read(source, path) if source is not None else None
        return self.known[path]


def _defined(node: Node) -> set[str]:
    """The names that something which can't be read may have been meant to define."""
    if isinstance(node, Scalar):
        return {word for word, _ in split_words(node.text)[:1]}
    parts = node.items if isinstance(node, List) else [key for key, _ in node.entries.values()]
    return {name for part in parts for name in _defined(part)}


def read_spec(source: Source, path: str | None, problems: Problems, folders: Folders = EVERYWHERE) -> Spec | None:
    """The spec in `source`, with all problems of the file and of those it names; None where it is no spec."""
    return _validated(SpecReader(problems, folders).read(source, path), source, problems)


def read_inline(source: Source, problems: Problems) -> Spec | None:
    """The design that stands in `source` as in a YAML flow list: `conv 64 3 padding=1, relu`."""
    node = parse_yaml(source, problems, listed=True)
    if node is None:
        return None
    if isinstance(node, List):
        return _read_layers(node, source, problems)
    problems.error("an inline design is a list of calls", node.place, '"conv 64 3, relu"')
    return None


def read_text(source: Source, problems: Problems, folders: Folders = EVERYWHERE) -> Spec | None:
    """The spec in `source`, which may be the list of its layers alone; None where it is neither."""
    node = parse_yaml(source, problems)
    if isinstance(node, List):
        return _read_layers(node, source, problems)
    return _validated(SpecReader(problems, folders).document(node, source, None), source, problems)


def _read_layers(node: List, source: Source, problems: Problems) -> Spec | None:
    spec = Spec(source.name)
    reader = SpecReader(problems)
    reader.layers(spec, node)
    reader.stated_input(spec)
    problems.extend(reader.items.expect.said)
    reader.say_pasted(in_file=False)
    return _validated(spec, source, problems)


def _validated(spec: Spec | None, source: Source, problems: Problems) -> Spec | None:
    if spec is not None:
        validate(spec, problems, source.name)
    return spec
