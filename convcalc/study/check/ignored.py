"""What `.gitignore` files leave out, decided as git does (gitignore(5)).

Each entry of a folder is asked for by itself, since a folder that is left out is not entered. Matching takes time in
proportion to the lengths of name and pattern, and a walk tries no more than `MOST_TRIES` rules on its entries: a file
that anyone may write must not be able to stop it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

from convcalc.language.reading import open_to_read
from convcalc.language.tuples import NamedTuple

NAME = ".gitignore"
MAXIMUM_BYTES = 1_000_000
MOST_TRIES = 50_000_000
ANY_FOLDERS = "**"
_CLASSES = {
    "alnum": "A-Za-z0-9", "alpha": "A-Za-z", "blank": " \t", "cntrl": "\x00-\x1f\x7f", "digit": "0-9",
    "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r"\s", "upper": "A-Z",
    "xdigit": "A-Fa-f0-9",
}  # fmt: skip


class Glob:
    """A pattern for one name; `literal` is the one name that a pattern without wildcards matches."""

    __slots__ = ("_compiled", "literal")

    def __init__(self, text: str) -> None:
        self.literal = None if re.search(r"[*?\[\\]", text) else text
        self._compiled: re.Pattern[str] | None = None
        if self.literal is None:
            with suppress(re.error):
                self._compiled = re.compile(_expression(text), re.DOTALL)

    @property
    def is_sound(self) -> bool:
        """Whether git could read the pattern."""
        return self.literal is not None or self._compiled is not None

    def matches(self, name: str) -> bool:
        """Whether this is the pattern of a name; a pattern that git can't read is of none."""
        return self._compiled.fullmatch(name) is not None if self._compiled is not None else name == self.literal


def _expression(text: str) -> str:
    """The regular expression of a pattern. Raises re.error where it is broken.

    What stands between two stars, each character of it for one of the name, is found where it first comes, and nowhere
    else: further behind it leaves no more room for the rest.
    """
    first, *others = _pieces(text)
    if not others:
        return first
    *inner, last = others
    return f"{first}{''.join(f'(?>.*?{piece})' for piece in inner)}.*{last}"


def _pieces(text: str) -> list[str]:
    """The regular expressions of what stands between the stars. Raises re.error where the pattern is broken."""
    pieces = [""]
    offset = 0
    while offset < len(text):
        character = text[offset]
        offset += 1
        if character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += "."
        elif character == "[":
            expression, offset = _bracket(text, offset)
            pieces[-1] += expression
        else:
            if character == "\\":
                if offset == len(text):
                    raise re.error("nothing is escaped")
                character = text[offset]
                offset += 1
            pieces[-1] += re.escape(character)
    return pieces


def _bracket(text: str, offset: int) -> tuple[str, int]:
    """The characters of `[a-z]`, from behind its bracket, and where it ends. Raises re.error where it does not."""
    negated = text[offset : offset + 1] in ("!", "^") and offset < len(text)
    offset += negated
    pattern = r"(?s)\[:(?P<name>[a-z]*):\]|(?P<first>\\.|[^\\])(?:-(?P<last>\\.|[^\\\]]))?"
    inside = ""
    while not (text.startswith("]", offset) and inside):
        part = re.compile(pattern).match(text, offset)
        if part is None:
            raise re.error("a bracket is not closed")
        if part["name"] is not None:
            if part["name"] not in _CLASSES:
                raise re.error("there is no such class")
            inside += _CLASSES[part["name"]]
        else:
            inside += re.escape(part["first"][-1])
            inside += f"-{re.escape(part['last'][-1])}" if part["last"] else ""
        offset = part.end()
    return f"[{'^' if negated else ''}{inside}]", offset + 1


States = tuple[int, ...]
"""How many parts of a rule may stand for the names that lead to a folder."""


class IgnoreRule(NamedTuple):
    """A line of a `.gitignore`: the names that lead to what it is about, ANY_FOLDERS among them."""

    parts: tuple[Glob | str, ...]
    keeps: bool
    only_folders: bool

    @property
    def name(self) -> Glob | None:
        """The pattern of a rule that is about a name in any folder."""
        first, last = self.parts[0], self.parts[-1]
        return last if len(self.parts) == 2 and first == ANY_FOLDERS and isinstance(last, Glob) else None

    def matches(self, path: tuple[str, ...]) -> bool:
        """Whether the rule is about the entry at a path, whose names are given from the rule's folder on."""
        states: States = (0,)
        for name in path[:-1]:
            states = self.inside(states, name)
        return self.is_about(states, path[-1])

    def inside(self, states: States, name: str) -> States:
        """The states in a folder, from those of the folder that it stands in; none where the rule is about nothing."""
        after: dict[int, None] = {}
        for state in self._free(states):
            part = self.parts[state] if state < len(self.parts) else None
            if part == ANY_FOLDERS:
                after[state] = None
            elif isinstance(part, Glob) and part.matches(name):
                after[state + 1] = None
        return tuple(after)

    def is_about(self, states: States, name: str) -> bool:
        """Whether the rule is about an entry of a folder."""
        last = len(self.parts) - 1
        part = self.parts[last]
        return any(
            state == last and (part == ANY_FOLDERS or (isinstance(part, Glob) and part.matches(name)))
            for state in self._free(states)
        )

    def _free(self, states: States) -> Iterator[int]:
        """The states, with those behind `**/`, which may stand for no folder at all."""
        for state in states:
            yield state
            if state < len(self.parts) - 1 and self.parts[state] == ANY_FOLDERS:
                yield state + 1


class TooManyTries(Exception):
    """There are too many rules, for so many entries."""


class Tries:
    """How many rules may still be tried on entries."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_TRIES

    def take(self, number: int) -> None:
        """Raises TooManyTries where no more are left."""
        self.left -= number
        if self.left < 0:
            raise TooManyTries(f"its .gitignore files need more than {MOST_TRIES:,} comparisons; check parts of it")


class Tried(NamedTuple):
    """A rule that is tried on the entries of a folder: its number, its pattern where it is about a name, its states."""

    number: int
    glob: Glob | None
    states: States


class Rules:
    """The rules of one `.gitignore`, the last first, as they are looked through in one folder.

    `names` are the numbers of those about one name in any folder, no more than decide: the last, and before one about
    folders alone the last that is about files too. `tried` has the others, without those that can't be about anything
    in this folder; `states` is how many these have.
    """

    __slots__ = ("names", "rules", "states", "tried")

    def __init__(self, rules: list[IgnoreRule], names: dict[str, list[int]], tried: list[Tried]) -> None:
        self.rules = rules
        self.names = names
        self.tried = tried
        self.states = sum(len(one.states) for one in tried)

    def decides(self, name: str, is_folder: bool, tries: Tries) -> IgnoreRule | None:
        """The last rule about an entry of the folder; None where there is none."""
        tries.take(self.states)
        rules = self.rules
        numbers = self.names.get(name, ())
        named = next((number for number in numbers if is_folder or not rules[number].only_folders), len(rules))
        for number, glob, states in self.tried:
            if number > named:
                break
            rule = rules[number]
            if rule.only_folders and not is_folder:
                continue
            if glob.matches(name) if glob is not None else rule.is_about(states, name):
                return rule
        return rules[named] if named < len(rules) else None

    def inside(self, name: str) -> Rules:
        """The rules as they are looked through in a folder of this one."""
        tried = (
            one if one.glob is not None else one._replace(states=self.rules[one.number].inside(one.states, name))
            for one in self.tried
        )
        return Rules(self.rules, self.names, [one for one in tried if one.states])


def read_rules(folder: str) -> Rules | None:
    """The rules of a folder's own `.gitignore`; None where it has none or it can't be read."""
    path = os.path.join(folder, NAME)
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open_to_read(path) as file:
            text = file.read(MAXIMUM_BYTES).decode("utf-8", "surrogateescape")
    except OSError:
        return None
    rules = [rule for line in text.removeprefix("\ufeff").split("\n") if (rule := parse_rule(line)) is not None]
    return looked_through(rules[::-1]) if rules else None


def looked_through(rules: list[IgnoreRule]) -> Rules:
    """Rules, the last first, as they are looked through in the folder of their `.gitignore`."""
    names: dict[str, list[int]] = {}
    tried: list[Tried] = []
    for number, rule in enumerate(rules):
        glob = rule.name
        if glob is not None and glob.literal is not None:
            numbers = names.setdefault(glob.literal, [])
            if not numbers or (rules[numbers[-1]].only_folders and not rule.only_folders):
                numbers.append(number)
        else:
            tried.append(Tried(number, glob, (0,)))
    return Rules(rules, names, tried)


def parse_rule(line: str) -> IgnoreRule | None:
    """The rule that a line writes; None for a comment and for a line that says nothing."""
    line = line.removesuffix("\r")
    if line.startswith("#"):
        return None
    text = line.rstrip(" ")
    escaped = len(text) - len(text.rstrip("\\"))
    if escaped % 2 and len(text) < len(line):
        text += " "
    keeps = text.startswith("!")
    text = text.removeprefix("!")
    only_folders = text.endswith("/")
    text = text.removesuffix("/")
    if not text:
        return None
    if "/" not in text:
        return IgnoreRule((ANY_FOLDERS, Glob(text)), keeps, only_folders)
    parts = list(map(_part, text.removeprefix("/").split("/")))
    once = [part for before, part in pairwise(["", *parts]) if part != ANY_FOLDERS or before != ANY_FOLDERS]
    return IgnoreRule(tuple(once), keeps, only_folders)


def _part(text: str) -> Glob | str:
    return Glob(text) if len(text) < 2 or text.strip("*") else ANY_FOLDERS


class Ignored(NamedTuple):
    """What is left out of one folder: the rules of each `.gitignore` that counts there, the innermost last.

    `tries` are shared by all folders of a walk.
    """

    levels: tuple[Rules, ...]
    tries: Tries

    def leaves_out(self, name: str, is_folder: bool) -> bool:
        """Whether an entry of the folder is left out: the last rule about it decides, of the innermost file first.

        Raises TooManyTries.
        """
        for rules in reversed(self.levels):
            rule = rules.decides(name, is_folder, self.tries)
            if rule is not None:
                return not rule.keeps
        return False

    def inside(self, name: str, folder: str) -> Ignored:
        """What is left out of a folder in this one; a repository of its own has rules of its own."""
        if os.path.lexists(os.path.join(folder, ".git")):
            return rules_in(folder, self.tries)
        rules = read_rules(folder)
        levels = [inside for level in self.levels if (inside := level.inside(name)).names or inside.tried]
        return Ignored((*levels, rules) if rules else tuple(levels), self.tries)


def rules_in(folder: str, tries: Tries) -> Ignored:
    """What the `.gitignore` in a folder leaves out of it."""
    rules = read_rules(folder)
    return Ignored((rules,) if rules else (), tries)


def rules_for(folder: str) -> Ignored:
    """What is left out of a folder by its own `.gitignore` and those above it, up to the repository's root.

    Nothing above it counts for a folder that is left out as a whole, and yet was asked for. Raises TooManyTries.
    """
    real = os.path.realpath(folder)
    tries = Tries()
    root, names = real, []
    while not os.path.lexists(os.path.join(root, ".git")):
        above, name = os.path.split(root)
        if above == root:
            return rules_in(folder, tries)
        names.append(name)
        root = above
    ignored = rules_in(root, tries)
    for name in reversed(names):
        if ignored.leaves_out(name, True):
            return rules_in(folder, tries)
        root = os.path.join(root, name)
        ignored = ignored.inside(name, root)
    return ignored
