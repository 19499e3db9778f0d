"""What a marker says of the table below it: `rows=`, `columns=`, and changes that all its networks have."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.language.problems import Place, Problems
from convcalc.spec.changes import is_change
from convcalc.spec.folders import Folders
from convcalc.study.catalogue import letters, near_names
from convcalc.study.documents.markers import BROKEN
from convcalc.study.documents.plain import plain
from convcalc.study.documents.tables.heads import NETWORK, Meaning, read_head, read_meaning
from convcalc.study.documents.tables.row_names import find_network

ROWS, COLUMNS = "rows", "columns"
_MOST_HEADS = 3
LEFT_OUT = "-"
"""What leaves a row or a column alone, whatever it is called."""

_MODELS = tuple(
    """model models network networks net nets architecture architectures arch name modell netz netzwerk modèle réseau
    modelo red модель сеть 模型 模型名称 网络 网络结构 网络模型 モデル ネットワーク 모델 모델명 네트워크""".split()  # noqa: SIM905
)
"""How the column of the networks is headed where it is not the first."""

_SYNTAX = {
    ROWS: 'write rows="Ours=./ours.yaml, Baseline=resnet50", or one for each row in order, - for none',
    COLUMNS: 'write columns="Cost (G)=macs, Size=params", or one for each column in order, - for none',
}


class Meanings:
    """What the rows and columns of a table are, as the marker says it, and as they are called.

    `names` is the column in which the networks stand.
    """

    def __init__(
        self,
        words: list[str],
        heads: list[str],
        rows: list[list[str]],
        folders: Folders,
        place: Place,
        problems: Problems,
    ):
        self.folders = folders
        self.place = place
        self.problems = problems
        self.changes: list[str] = []
        self.said: dict[str, dict[int, str]] = {ROWS: {}, COLUMNS: {}}
        entries: dict[str, list[str]] = {ROWS: [], COLUMNS: []}
        for word in words:
            option, equals, value = word.partition("=")
            if equals and option in entries:
                entries[option] += _divided(value)
            elif equals and option in ("row", "column", "cols"):
                self._say(f"a table has no '{option}'", _SYNTAX[COLUMNS if option.startswith("c") else ROWS])
            elif is_change(word):
                self.changes.append(word)
            else:
                hint = (
                    'write <!-- convcalc table --> with rows="…", columns="…" or changes as input=3x256x256 behind it'
                )
                self._say(f"'{word}' is not expected in the marker of a table", hint)
        self._place_entries(COLUMNS, entries[COLUMNS], heads)
        self.names = self._names_column(heads)
        first = [row[self.names] if self.names < len(row) else "" for row in rows]
        self._place_entries(ROWS, entries[ROWS], first)

    def column(self, number: int, head: str) -> Meaning | None:
        """What a column is; None where that is not known."""
        meaning = self.said[COLUMNS].get(number)
        if number == self.names or meaning == LEFT_OUT:
            return None
        if meaning is None:
            return read_head(head)
        column = read_meaning(meaning, head)
        if column is None:
            self._say(
                f"'{meaning}' is no metric and no change", "`convcalc metrics` lists the metrics; a change is base="
            )
        return column

    def row(self, number: int, name: str) -> tuple[str, ...] | None:
        """The design of a row, with its changes; None where it is not known."""
        meaning = self.said[ROWS].get(number)
        if meaning == LEFT_OUT:
            return None
        found = (
            find_network(name, self.folders) if meaning is None else (find_network(meaning, self.folders) or (meaning,))
        )
        return (*found, *self.changes) if found else None

    def is_network(self, name: str) -> bool:
        """Whether a cell names a network that is known, whatever column it stands in."""
        return find_network(name, self.folders) is not None

    def other_rows(self, columns: Sequence[Meaning | None], heads: list[str], rows: list[list[str]]) -> str:
        """How the marker says which networks the rows are about, or in which column these stand."""
        for number in range(len(columns)):
            cells = [row[number] for row in rows if number < len(row)]
            if number != self.names and any(map(self.is_network, cells)):
                named = [column.text if column else LEFT_OUT for column in columns]
                named[number] = NETWORK
                return f'if the networks stand in another column: columns="{", ".join(named)}"'
        if sum(map(self.is_network, heads)) > 1:
            return "its networks stand in the head: turn the table, so that each has a row"
        first = next((row[self.names] for row in rows if self.names < len(row)), "")
        return (near_names(plain(first)) if first else None) or 'say which: rows="Ours=./ours.yaml"'

    def other_columns(self, rows: list[list[str]]) -> str:
        """How the marker says what the columns are, or which row is one of the head."""
        if any(any(map(read_head, row)) for row in rows[:_MOST_HEADS]):
            return "a row below is of the head: in LaTeX a rule (\\hline) stands below its last, in HTML it has <th>"
        return 'say which: columns="Cost (G)=macs"'

    def _names_column(self, heads: list[str]) -> int:
        """The column with the networks: the one that the marker says, or whose head says so, or the first."""
        said = [number for number, meaning in self.said[COLUMNS].items() if meaning == NETWORK]
        if len(said) > 1:
            self._say("a table has one column with networks", _SYNTAX[COLUMNS])
        called = (number for number, head in enumerate(heads) if letters(plain(head[:100])) in _MODELS)
        return said[0] if said else next(called, 0)

    def _place_entries(self, option: str, entries: list[str], names: list[str]) -> None:
        """Find what each entry is of: a name and what it means, or all in their order."""
        if any("=" not in entry for entry in entries) and not any(entry.partition("=")[2] for entry in entries):
            if len(entries) != len(names):
                self._say(f"{option}= has {len(entries)} entries, and the table {len(names)} {option}", _SYNTAX[option])
                return
            self.said[option] = {number: entry for number, entry in enumerate(entries) if entry}
            return
        known: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            known.setdefault(_key(name), []).append(number)
        for entry in entries:
            name, equals, meaning = entry.partition("=")
            numbers = known.get(_key(name))
            if not equals or not meaning.strip():
                self._say(f"'{entry}' says not what it means", _SYNTAX[option])
            elif numbers is None:
                some = ", ".join(f"'{plain(one)}'" for one in names[:8])
                self._say(f"the table has no {option[:-1]} '{name.strip()}'", f"its {option} are {some}")
            else:
                self.said[option].update(dict.fromkeys(numbers, meaning.strip()))

    def _say(self, message: str, hint: str) -> None:
        self.problems.error(message, self.place, hint, code=BROKEN)


def _divided(value: str) -> list[str]:
    """The entries of an option: divided by semicolons where there is one, else by commas."""
    mark = ";" if ";" in value else ","
    parts = [part.strip() for part in value.split(mark)]
    return parts[:-1] if not parts[-1] and len(parts) > 1 else parts


def _key(name: str) -> str:
    return plain(name).casefold()
