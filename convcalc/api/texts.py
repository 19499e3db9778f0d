"""Lists and mappings of Python as YAML, so that they are read, and complained of, like any other spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from convcalc.api.values import is_size, refuse, written
from convcalc.language.nodes.source import MAXIMUM_DEPTH
from convcalc.language.reading import MAXIMUM_BYTES

MOST_VALUES = 1_000_000

_TEXT = "tag:yaml.org,2002:str"
_PLAIN = ("null", "bool", "int", "float", "timestamp")
"""What YAML takes plain texts for, and here they are none of it."""


class _Word(str):
    """A text as it stands in YAML, in quotes only where it would not stay what it is."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def check_simple_key(self) -> bool:
        # No key stands behind a `?`, however long it is: the language has none of these.
        return True


def _represent_word(dumper: _Dumper, word: _Word) -> yaml.ScalarNode:
    # Whatever YAML would make of a plain text, here it stays a text: no quotes for `34944` or `no`.
    tag: Any = dumper.resolve(yaml.ScalarNode, str(word), (True, False))  # type: ignore[no-untyped-call]
    is_plain = word and word.isprintable() and tag.rpartition(":")[2] in _PLAIN
    return dumper.represent_scalar(tag if is_plain else _TEXT, str(word))


def _represent_nothing(dumper: _Dumper, _nothing: None) -> yaml.ScalarNode:
    # Where nothing is written, `residual:`, nothing stands, and no `null`.
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(_Word, _represent_word)
_Dumper.add_representer(type(None), _represent_nothing)


def yaml_of(design: Mapping[Any, Any] | list[Any]) -> str:
    """A spec or a list of layers in YAML: each layer on a line.

    Numbers, True and tuples are written as the language has them. Raises TypeError for values and keys that are none of
    it, ConvcalcError for what is nested too deeply, goes round in a circle, or is too large.
    """
    plain = _Plain()
    data = plain.of(design, "the design", 0)
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"))
    if len(text) > MAXIMUM_BYTES:
        refuse(f"the design is longer than {MAXIMUM_BYTES // 1_000_000} MB")
    return str(text)


class _Plain:
    """Turns values into lists, mappings and texts, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, value: object, name: str, depth: int) -> Any:
        self.count += 1
        if self.count > MOST_VALUES:
            refuse(f"the design has more than {MOST_VALUES:,} parts")
        if depth > MAXIMUM_DEPTH:
            refuse(f"lists and mappings nest deeper than {MAXIMUM_DEPTH} levels")
        if isinstance(value, Mapping):
            return {self.key(key): self.of(own, str(key), depth + 1) for key, own in value.items()}
        if isinstance(value, tuple | list) and not is_size(value):
            return [self.of(own, name, depth + 1) for own in value]
        return None if value is None else _Word(written(name, value))

    def key(self, key: object) -> _Word:
        if not isinstance(key, str):
            raise TypeError(f"a key is a text, not of the type {type(key).__name__}")
        return _Word(key)
