"""The catalogue: the networks and designs that come with convcalc."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache

from convcalc.language.problems import did_you_mean, either
from convcalc.spec.folders import catalogue_root

BLOCKS = "_blocks.yaml"
DESIGNS = "designs"

_LEAST = 3
_FEW = 3
"""How many letters the name of a family has, and how many of its networks are named one by one."""


def files(folder: str = "", blocks: bool = False) -> list[str]:
    """The paths of the catalogue's networks (or of its designs), by name; files of blocks alone only with `blocks`."""
    root = os.path.join(catalogue_root(), folder) if folder else catalogue_root()
    try:
        found = sorted(os.listdir(root))
    except OSError:
        return []
    return [
        os.path.join(root, name) for name in found if name.endswith(".yaml") and (blocks or not name.endswith(BLOCKS))
    ]


def names(blocks: bool = False) -> list[str]:
    """The names of all networks and designs, and with `blocks` of the files of blocks that they share."""
    return [os.path.basename(path).removesuffix(".yaml") for path in [*files(blocks=blocks), *files(DESIGNS)]]


@lru_cache(maxsize=4096)
def letters(word: str) -> str:
    """What tells one name from another: `ResNet-50` is `resnet50`, `U-Net` is `unet`."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def same_name(word: str) -> str | None:
    """The name of the catalogue that is a word but for capitals, hyphens and spaces; None where there is none."""
    wanted = letters(word)
    return next((name for name in names() if letters(name) == wanted), None) if wanted else None


def near_names(word: str, others: Sequence[str] = ()) -> str | None:
    """A hint that says which names of the catalogue, or of `others`, may be meant by a word; None for none."""
    if same := same_name(word):
        return f"did you mean '{same}'?"
    asked = word.lower()
    if len(asked) < _LEAST:
        return did_you_mean(word, [*others, *names()])
    family = [name for name in names() if re.search(rf"(?<![a-z]){re.escape(asked)}(?![a-z])", name)]
    if len(family) > _FEW:
        return f"`convcalc list {asked}` shows {len(family)} that are called so"
    return f"did you mean {either(map(repr, family))}?" if family else did_you_mean(word, [*others, *names()])
