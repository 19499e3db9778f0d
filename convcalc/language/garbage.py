"""Frees what is no longer used, where a run drops much of it: the program itself starts with collection off.

Networks and reports are circular (a layer knows its group, a row its report), so dropping one frees nothing by itself.
"""

from __future__ import annotations

import gc

MOST_KEPT = 50_000
"""How many objects may pile up before it pays to look for those that nothing uses: some 10 MB."""


def free_dropped() -> None:
    """Free what was dropped, where many objects were made since the last time."""
    if gc.get_count()[0] > MOST_KEPT:
        gc.collect()
