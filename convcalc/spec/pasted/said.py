"""What is said of pasted layers once all is read: of each how it is written here, and what was taken for granted."""

from __future__ import annotations

from convcalc.language.problems import Place, Problems
from convcalc.spec.pasted.read import Pasted


def say_pasted(found: list[tuple[Place, Pasted]], problems: Problems, in_file: bool) -> None:
    """Say how layers are written here: of each in a file, which has one notation, and of all at once elsewhere."""
    for place, pasted in found:
        if pasted.ordered:
            problems.note("the order of these lines is taken for the order in which the layers run", place)
    unpadded = [place for place, pasted in found if pasted.unpadded]
    if unpadded:
        more = f", nor in {len(unpadded) - 1} more of these notes: it is 0 there too" if unpadded[1:] else ""
        problems.warning(f"no padding is written, and it is 0 here{more}", unpadded[0], "pad 0 says so")
    if in_file:
        for place, pasted in found:
            problems.warning(f"this is written as in {pasted.framework}", place, f"write {pasted.text}")
        return
    frameworks = " and ".join(dict.fromkeys(pasted.framework for _, pasted in found))
    line = ", ".join(pasted.text for _, pasted in found)
    problems.note(f"this is written as in {frameworks}", found[0][0], f"here it is written {line}")
