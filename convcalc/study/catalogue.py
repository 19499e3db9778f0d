"""The catalogue: the networks and designs that come with convcalc."""

from __future__ import annotations

import os

from convcalc.spec.folders import catalogue_root

BLOCKS = "_blocks.yaml"
DESIGNS = "designs"


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
