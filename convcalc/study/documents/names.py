"""The networks that a text names, as people write them in sentences: `ResNet-50`, `VGG 16`, `ResNet-50 (v1.5)`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property

from convcalc.language.problems import Problems
from convcalc.language.reading import read_source
from convcalc.language.tuples import NamedTuple
from convcalc.spec.folders import SUFFIXES, Folders, catalogue_root
from convcalc.study.catalogue import letters
from convcalc.study.check.files import begins_as_spec
from convcalc.study.documents.tables.row_names import LONGEST_NAME, find_network, has_its_numbers, known_networks

NOT_IN_PROSE = ("siamese", "siamesenetwork", "networkinnetwork", "theclassicconvnet", "m5", "nin", "unet", "wavenet")
"""Names of the catalogue that are words, too short, or those of all networks of a kind: whose number it is they do not
say in a sentence."""

_WORDS = ("nin", "m5", "plain", "classic", "siamese", "dla")
"""What names of the catalogue begin with that is in most texts: it counts where a cell begins."""

_WORD = re.compile("[^\\W_\u1100-\u11ff\u3000-\u9fff\uac00-\ud7a3]+")
_GAPS = " _.-"
_DECIMALS = re.compile(r"\.\d")
_GAP = re.compile(f"[{_GAPS}]|")
_WITHOUT_GAPS = str.maketrans("", "", _GAPS)
_VERSION = re.compile(r"[\s_-]{0,2}\(?\s?v(?:1\.5|1)\s?\)?(?![\w.]*\w)", re.I)
_JOINED_BEFORE = re.compile(r"(?:[\w@#\\]|[\w)\]][-–+/.&]|/)\Z", re.ASCII)
_JOINED_BEHIND = re.compile(r"[\w@]|[-–+/.&]\w|\+", re.ASCII)
_VARIANT_BEFORE = re.compile(
    r"(?i)\b(?:tiny|mini|slim|half|wide|dilated|pruned|quanti[sz]ed|compressed|binary|ternary|modified|smaller|larger|"
    r"custom|simplified|deeper|pre-?activation|preact|se|ibn|ghost|fast(?:er)?|mask|deep|dense|3d|2d|1d|distilled|"
    r"attention|residual|nested|lightweight|cifar|our|my|sparse|spiking)[\s-]+\Z"
)
_VARIANT_BEHIND = re.compile(
    r"(?i)[\s(\[*_`-]*(?:fpn|c4|dc5|backbones?|based|encoder|decoder|like|variants?|style|features?|stem|trunk|d|se|ibn|"
    r"ssd(?:lite)?|ns|fcn|deeplab\w*|pruned|quanti[sz]ed|compressed|int8|level|blocks?|layers?|stages?|tiny|spp|lite|"
    r"slim|small|large|xl?|cifar\w*|x?0\.\d+x?|\+)(?![a-z])"
)
_DISTINCT = re.compile(r"[0-9_-]|(?<=[a-z])[A-Z]")


class Name(NamedTuple):
    """A network that stands in a text from `start` to before `end`, and the design that it is."""

    start: int
    end: int
    design: str


class OwnSpecs:
    """The specs that documents may name besides the catalogue: those that are checked with them, by their paths, and
    those in the folder of a document. Each is read once for its name.
    """

    def __init__(self, checked: Callable[[], Iterable[str]] = tuple) -> None:
        self._find_checked = checked
        self._folders: dict[str, list[str]] = {}
        self._titles: dict[str, list[str]] = {}

    @cached_property
    def _checked(self) -> list[str]:
        return sorted({os.path.realpath(path) for path in self._find_checked()})

    def named(self, folders: Folders) -> list[tuple[str, str]]:
        """Each name of a spec that a document in this folder may name, and its path from there."""
        folder = folders.document or os.curdir
        found: list[tuple[str, str]] = []
        for path in dict.fromkeys([*self._in_folder(folder), *self._checked]):
            design = os.path.relpath(path, folder)
            if folders.find_design(design) == path:
                found += [(name, design) for name in self._names(path)]
        return found

    def _in_folder(self, folder: str) -> list[str]:
        if folder not in self._folders:
            paths = [os.path.join(folder, name) for name in _listed(folder) if name.endswith(SUFFIXES)]
            self._folders[folder] = [
                os.path.realpath(path) for path in paths if os.path.isfile(path) and begins_as_spec(path)
            ]
        return self._folders[folder]

    def _names(self, path: str) -> list[str]:
        """What a spec is called: by its file, and by itself."""
        if path not in self._titles:
            stem = os.path.splitext(os.path.basename(path))[0]
            self._titles[path] = [name for name in dict.fromkeys((stem, _title(path))) if letters(name)]
        return self._titles[path]


class Names:
    """The networks that a document may name: the catalogue's, and `own` specs.

    In prose only a name of an own spec counts that has a digit, a hyphen or a capital inside, as no word has.
    """

    def __init__(self, folders: Folders, own: OwnSpecs) -> None:
        self.folders = folders
        self._own_specs = own

    @cached_property
    def _named(self) -> list[tuple[str, str]]:
        return self._own_specs.named(self.folders)

    @cached_property
    def own(self) -> dict[str, str]:
        """The designs of the own specs by the letters of their names, in rows of tables."""
        return {letters(name): design for name, design in self._named}

    @cached_property
    def _known(self) -> dict[str, str]:
        """The designs by the letters of the names that count in prose, the own ones first."""
        own = {letters(name): design for name, design in self._named if _DISTINCT.search(name)}
        return {**_of_catalogue(catalogue_root()), **own}

    @cached_property
    def _beginnings(self) -> set[str]:
        return {name[:length] for name in self._known for length in range(1, len(name) + 1)}

    def may_stand_in(self, text: str) -> bool:
        """Whether a text in small letters may name any of them."""
        return any(stem in text for stem in _stems(catalogue_root())) or any(
            _beginning(name) in text for name, _ in self._named
        )

    def may_stand_near(self, stretch: str) -> bool:
        """Whether a stretch of a text, in small letters, may name one in a sentence."""
        root, written = catalogue_root(), stretch.translate(_WITHOUT_GAPS)
        known = any(stem in written for stem in _stems_in_prose(root)) and any(
            name in written for name in _in_prose(root)
        )
        if not known and not any(letters(name) in written for name, _ in self._named):
            return False
        return any(self._longest(stretch, word) for word in _WORD.finditer(stretch))

    def of_row(self, written: str) -> tuple[str, ...] | None:
        """The design that a cell names, with its changes; None for none that is known."""
        own = self.own.get(letters(written[:LONGEST_NAME]))
        return (own,) if own else find_network(written, self.folders)

    def is_own(self, written: str) -> bool:
        """Whether a cell names a spec of one's own otherwise than by its path."""
        return letters(written[:LONGEST_NAME]) in self.own

    def in_text(self, text: str) -> Iterator[Name]:
        """The networks that a sentence names, and not those that are part of another name, or a variant."""
        position = 0
        while word := _WORD.search(text, position):
            position = word.end()
            found = self._longest(text, word)
            if found is None:
                continue
            position = found.end
            before, behind = text[max(0, found.start - 24) : found.start], text[found.end : found.end + 24]
            joined = _JOINED_BEFORE.search(before) or _JOINED_BEHIND.match(behind)
            if not joined and not _VARIANT_BEFORE.search(before) and not _VARIANT_BEHIND.match(behind):
                yield found

    def _longest(self, text: str, word: re.Match[str]) -> Name | None:
        """The longest name that begins with a word."""
        start, end = word.span()
        written, design, here = letters(word[0]), None, end
        while written in self._beginnings:
            found = self._known.get(written)
            if found and not _DECIMALS.match(text, here) and self._has_its_numbers(text[start:here], found):
                design, end = found, here
            gap = _GAP.match(text, here)
            following = _WORD.match(text, gap.end()) if gap else None
            if following is None:
                break
            written, here = written + letters(following[0]), following.end()
        if design is None:
            return None
        version = _VERSION.match(text, end)
        newer = find_network(text[start : version.end()], self.folders) if version else None
        if version and newer:
            return Name(start, version.end(), newer[0])
        return Name(start, end, design)

    def _has_its_numbers(self, written: str, design: str) -> bool:
        return design in self.own.values() or has_its_numbers(written, design)


@cache
def _of_catalogue(root: str) -> dict[str, str]:
    return {name: design for name, design in known_networks().items() if name not in NOT_IN_PROSE}


@cache
def _stems(root: str) -> list[str]:
    """What a text in small letters has where it names a network of the catalogue in this folder, but for hyphens."""
    found = {_beginning(name) for name in known_networks().values()} - set(_WORDS) | {"u-net", "c3d"}
    found |= {f"{before}{word}" for word in _WORDS for before in ("|", "| ", ">", "**")}
    return _shortest(found)


@cache
def _in_prose(root: str) -> list[str]:
    """What a sentence that names a network of the catalogue has, in small letters and without hyphens and spaces."""
    return _shortest(set(_of_catalogue(root)))


@cache
def _stems_in_prose(root: str) -> list[str]:
    """What all of these begin with: few, since most begin alike."""
    beginnings = {name: _beginning(name) for name in _in_prose(root)}
    return _shortest({name if beginning in _WORDS else beginning for name, beginning in beginnings.items()})


def _shortest(stems: set[str]) -> list[str]:
    """Those that have no other one in them."""
    return sorted(stem for stem in stems if not any(other != stem and other in stem for other in stems))


def _beginning(name: str) -> str:
    """The letters that a name begins with, or the digits."""
    found = re.match(r"[^\W\d_]{2,}|\w+", name.casefold())
    return found[0] if found else name.casefold()


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _title(path: str) -> str:
    """What a spec calls itself; nothing where it can't be read."""
    from convcalc.language.nodes.source import Mapping, Scalar, parse_yaml

    source = read_source(path, Problems(), path)
    node = parse_yaml(source, Problems()) if source else None
    entry = node.entries.get("name") if isinstance(node, Mapping) else None
    return entry[1].text if entry and isinstance(entry[1], Scalar) else ""
