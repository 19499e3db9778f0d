"""The catalogue: the networks and designs that come with convcalc."""

from __future__ import annotations

import os

from convcalc.spec.folders import catalogue_root

BLOCKS = "_blocks.yaml"
DESIGNS = "designs"


def files(folder: str = "") -> list[str]:
    """The paths of the catalogue's networks (or of its designs), by name; files of blocks alone are left out."""
    root = os.path.join(catalogue_root(), folder) if folder else catalogue_root()
    try:
        found = sorted(os.listdir(root))
    except OSError:
        return []
    return [os.path.join(root, name) for name in found if name.endswith(".yaml") and not name.endswith(BLOCKS)]


def names() -> list[str]:
    """The names of all networks and designs."""
    return [os.path.basename(path).removesuffix(".yaml") for path in [*files(), *files(DESIGNS)]]
