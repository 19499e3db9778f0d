"""What is meant by a first word that is no command: a design, a sum, or what another command does.

In this order: a path that exists, a name of the catalogue, a sum, layers in quotes. Whatever has none of these meanings
is refused, with what to type instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from convcalc.cli.shared.output import refuse, refuse_all
from convcalc.cli.shared.words import ALIASES, CALLS, NOTHING
from convcalc.language.problems import Problems
from convcalc.spec.folders import EVERYWHERE, Folders, find_in_catalogue

SUMMARIZE, CALC = "summarize", "calc"

_UNSIGNED = r"\s*[-−–]\s*(?:[0-9.(\[{⌊⌈]|floor\(|ceil\(|round\(|min\(|max\(|make_divisible\()"
_EQUATION = r"[\s(\[]*[0-9.][0-9.,_]*\s*(?:[*/+^·÷=-]|\*\*)\s*\S"

_QUANTITY = r"[\s(\[]*[0-9.][0-9.,_]*\s*[^\W\d_]{1,12}\s*[*/+^·÷=-]\s*\S|[\s(\[]*[0-9.][0-9.,_]*\s+mod\s"
_SIGN = r"[-+*/^·÷(]|\bmod\b"


def unsigned(word: str) -> str:
    """A word that is a sum and begins with a minus, so that no option is seen in it; any other as it is."""
    return f" {word}" if word.startswith("-") and re.match(_UNSIGNED, word) else word


def meant(words: Sequence[str]) -> list[str] | None:
    """The words of a command that were meant by `words`, of which the first is no command; None for none."""
    first = words[0]
    if first in ALIASES:
        return [*ALIASES[first], *words[1:]]
    if os.path.lexists(first) or find_in_catalogue(first):
        return [SUMMARIZE, *words]
    from convcalc.study.sums.typed import is_sum

    if is_sum(first):
        return [CALC, *words]
    from convcalc.study.design import is_found, is_inline

    if is_found(first):
        return [SUMMARIZE, *words]
    left, equals, _ = first.partition("=")
    if re.match(_EQUATION, first) or (equals and is_sum(left)) or _is_formula(first):
        return [CALC, *words]
    return [SUMMARIZE, *words] if is_inline(first) and not _is_said_elsewhere(first) else None


def _is_formula(word: str) -> bool:
    """Whether a word is a sum but for letters, units or words in it, of which the calculator says that it has none."""
    from convcalc.language.nodes.notes import is_note
    from convcalc.language.tree import FUNCTIONS

    if not re.search(_SIGN, word) or not re.search(r"[0-9]", word) or is_note(word):
        return False
    names = re.findall(r"[^\W\d_]+", word)
    return re.match(_QUANTITY, word) is not None or all(
        len(name) == 1 or name in (*FUNCTIONS, "sqrt") for name in names
    )


def _is_said_elsewhere(design: str) -> bool:
    """Whether words in quotes are no layers: a network in other letters, or a command with what stands behind it."""
    from convcalc.cli.main import COMMANDS
    from convcalc.costs.ops import OPS
    from convcalc.spec.pasted.read import is_code
    from convcalc.study.catalogue import same_name

    first, *others = design.split()[:2] or [""]
    if not others or first in OPS or is_code(design):
        return False
    is_network = same_name(design) is not None or find_in_catalogue(first) is not None
    return is_network or first.lower() in {*COMMANDS, *CALLS, *NOTHING}


def understood(words: Sequence[str], commands: Iterable[str]) -> list[str]:
    """The same; ends with exit code 2 where nothing is known to be meant, and says what does it, or what is near."""
    found = meant(words)
    if found is None:
        from convcalc.study.catalogue import same_name
        from convcalc.study.design import say_not_found

        parted = [*words[0].split(), *words[1:]]
        refuse_other_tools(parted)
        if parted[:1] != [*words[:1]] and parted and (parted[0] in commands or find_in_catalogue(parted[0])):
            known = parted[0] in commands
            hint = f"write: convcalc {_line(parted)}" if known else instead(parted[0], parted[1:], parted[1])
            refuse(f"no layers stand in '{words[0]}'", hint)
        problems = Problems()
        whole = " ".join(words)
        say_not_found(whole if same_name(whole) else words[0], problems, commands)
        refuse_all(problems)
    return found


def refuse_other_tools(words: Sequence[str]) -> None:
    """End where the first of the words is that of another tool, and say which command does what it is about."""
    word = words[0].lower() if words else ""
    if word in CALLS and words[1:] and words[1].lower() in CALLS:
        refuse_other_tools(words[1:])
    if word in CALLS:
        behind = _line(words[1:]) or ("SUM" if CALLS[word].startswith(CALC) else "DESIGN")
        refuse(f"there is no command '{words[0]}'", f"write: convcalc {CALLS[word].replace('{}', behind)}")
    if word in NOTHING:
        refuse(f"there is no command '{words[0]}': {NOTHING[word]}", "`convcalc help` lists the commands")


def quoted(word: str) -> str:
    """A word as it is typed in a shell: in double quotes where it needs some."""
    if re.fullmatch(r"[\w@%+=:,./×-]+", word):
        return word
    if re.search(r'["$`\\!]', word):
        from shlex import quote

        return quote(word)
    return f'"{word}"'


def _line(words: Iterable[str]) -> str:
    return " ".join(map(quoted, words))


def option_first(words: Sequence[str], design: str, commands: Iterable[str]) -> list[str]:
    """The words of a command where options stand before the `design`; ends where that is a command."""
    if design in commands or design in ALIASES:
        others = list(words)
        others.remove(design)
        refuse(f"options stand behind the command '{design}'", f"write: convcalc {_line([design, *others])}")
    return [understood([design], commands)[0], *words]


def instead(design: str, words: Sequence[str], wrong: str, folders: Folders = EVERYWHERE) -> str:
    """What to type where a `wrong` one stands among the words behind a design, in which only changes are read."""
    from convcalc.cli.main import COMMANDS
    from convcalc.costs.metrics import METRICS
    from convcalc.costs.ops import OPS
    from convcalc.study.design import BETWEEN, is_found

    if design in OPS:
        return f'write: "{" ".join([design, *words])}"; a design with spaces needs quotes around it'
    others = _line([design, *(word for word in words if word != wrong)])
    if wrong in COMMANDS or wrong in ALIASES:
        return f"write: convcalc {wrong} {others}"
    if wrong.lower() in BETWEEN:
        return f"write: convcalc compare {others}"
    if re.fullmatch(r"\d+(?:[x×]\d+){1,3}", wrong):
        return f"write: convcalc {others} --input {wrong}"
    behind = _line([design, *words])
    if wrong.rpartition(".")[2] in METRICS:
        return f"write: convcalc value {behind}"
    if is_found(wrong, folders):
        return f"write: convcalc compare {behind}"
    explain = f"; of a layer: convcalc explain {behind}" if is_found(design, folders) else ""
    return f"write NAME=VALUE; a design with spaces needs quotes around it{explain}"
