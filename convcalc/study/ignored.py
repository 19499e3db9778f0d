"""What `.gitignore` files leave out, decided as git does (gitignore(5)).

Each entry of a folder is asked for by itself, since a folder that is left out is not entered. Matching takes time in
proportion to the lengths of name and pattern: a file that anyone may write must not be able to stop a walk.
"""

from __future__ import annotations

import os
import re
import stat
from typing import NamedTuple

from convcalc.language.reading import open_to_read

NAME = ".gitignore"
MAXIMUM_BYTES = 1_000_000
ANY_FOLDERS = "**"
_CLASSES = {
    "alnum": "A-Za-z0-9", "alpha": "A-Za-z", "blank": " \t", "cntrl": "\x00-\x1f\x7f", "digit": "0-9",
    "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r"\s", "upper": "A-Z",
    "xdigit": "A-Fa-f0-9",
}  # fmt: skip


class Glob:
    """A pattern for one name; `pieces` are what stands between its stars, each as long as what it matches."""

    __slots__ = ("literal", "pieces")

    def __init__(self, text: str) -> None:
        self.literal = None if re.search(r"[*?\[\\]", text) else text
        self.pieces: list[re.Pattern[str]] | None = None
        if self.literal is None:
            try:
                self.pieces = [re.compile(piece, re.DOTALL) for piece in _pieces(text)]
            except re.error:
                self.pieces = None

    def matches(self, name: str) -> bool:
        """Whether this is the pattern of a name; a pattern that git can't read is of none."""
        if self.literal is not None or not self.pieces:
            return name == self.literal
        first, *others = self.pieces
        if not others:
            return first.fullmatch(name) is not None
        begin = first.match(name)
        offset = begin.end() if begin else -1
        for piece in others[:-1]:
            found = piece.search(name, offset) if offset >= 0 else None
            offset = found.end() if found else -1
        return offset >= 0 and re.compile(f"(?:{others[-1].pattern})\\Z", re.DOTALL).search(name, offset) is not None


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


class Rule(NamedTuple):
    """A line of a `.gitignore`: the names that lead to what it is about, ANY_FOLDERS among them."""

    parts: tuple[Glob | str, ...]
    keeps: bool
    only_folders: bool

    def matches(self, path: tuple[str, ...]) -> bool:
        """Whether the rule is about the entry at a path, whose names are given from the rule's folder on."""
        reached = {0}
        for number, name in enumerate(path):
            after = set()
            for state in self._free(reached):
                part = self.parts[state] if state < len(self.parts) else None
                if part == ANY_FOLDERS:
                    after.add(state)
                    if number == len(path) - 1 and state == len(self.parts) - 1:
                        return True
                elif isinstance(part, Glob) and part.matches(name):
                    after.add(state + 1)
            reached = after
        return len(self.parts) in reached

    def _free(self, reached: set[int]) -> set[int]:
        """The states, with those behind `**/`, which may stand for no folder at all."""
        found = set(reached)
        for state in sorted(reached):
            while state < len(self.parts) - 1 and self.parts[state] == ANY_FOLDERS:
                state += 1
                found.add(state)
        return found


def read_rules(folder: str) -> list[Rule]:
    """The rules of a folder's own `.gitignore`, the last first; none where it has none or it can't be read."""
    path = os.path.join(folder, NAME)
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return []
        with open_to_read(path) as file:
            text = file.read(MAXIMUM_BYTES).decode("utf-8", "surrogateescape")
    except OSError:
        return []
    rules = [rule for line in text.removeprefix("\ufeff").split("\n") if (rule := parse_rule(line)) is not None]
    return rules[::-1]


def parse_rule(line: str) -> Rule | None:
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
        return Rule((ANY_FOLDERS, Glob(text)), keeps, only_folders)
    parts = text.removeprefix("/").split("/")
    return Rule(tuple(map(_part, parts)), keeps, only_folders)


def _part(text: str) -> Glob | str:
    return Glob(text) if len(text) < 2 or text.strip("*") else ANY_FOLDERS


class Ignored:
    """What is left out of one folder: `path` are the names from the outermost `.gitignore` on, `levels` the rules.

    Each level is how many names lead to its folder, and its rules; the innermost is the last.
    """

    __slots__ = ("levels", "path")

    def __init__(self, path: tuple[str, ...], levels: tuple[tuple[int, list[Rule]], ...]) -> None:
        self.path = path
        self.levels = levels

    def leaves_out(self, name: str, is_folder: bool) -> bool:
        """Whether an entry of the folder is left out: the last rule about it decides, of the innermost file first."""
        path = (*self.path, name)
        for depth, rules in reversed(self.levels):
            for rule in rules:
                if (is_folder or not rule.only_folders) and rule.matches(path[depth:]):
                    return not rule.keeps
        return False

    def inside(self, name: str, folder: str) -> Ignored:
        """What is left out of a folder in this one; a repository of its own has rules of its own."""
        if os.path.lexists(os.path.join(folder, ".git")):
            return own_rules(folder)
        rules = read_rules(folder)
        path = (*self.path, name)
        return Ignored(path, (*self.levels, (len(path), rules)) if rules else self.levels)


def own_rules(folder: str) -> Ignored:
    """What the `.gitignore` in a folder leaves out of it."""
    rules = read_rules(folder)
    return Ignored((), ((0, rules),) if rules else ())


def rules_for(folder: str) -> Ignored:
    """What is left out of a folder by its own `.gitignore` and those above it, up to the repository's root.

    Nothing above it counts for a folder that is left out as a whole, and yet was asked for.
    """
    real = os.path.realpath(folder)
    root, names = real, []
    while not os.path.lexists(os.path.join(root, ".git")):
        above, name = os.path.split(root)
        if above == root:
            return own_rules(folder)
        names.append(name)
        root = above
    ignored = own_rules(root)
    for name in reversed(names):
        if ignored.leaves_out(name, True):
            return own_rules(folder)
        root = os.path.join(root, name)
        ignored = ignored.inside(name, root)
    return ignored
