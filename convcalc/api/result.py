"""What all answers have in common: each is a text, Markdown, a table in notebooks, rows for data frames, and a dict."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TypeVar

from convcalc.language.problems import COMMAND_LINE, ConvcalcError, Problem, Problems

if TYPE_CHECKING:
    from convcalc.render.table.layout import Table

Record = dict[str, Any]
Found = TypeVar("Found")


class Result(ABC):
    """An answer. `warnings` and `notes` are what is to be said of it, each with its place, message and hint.

    A note is never an error, and says such things as how pasted code is written here.
    """

    __slots__ = ("notes", "warnings")

    _is_table = True

    def __init__(self, warnings: list[Problem], notes: Sequence[Problem] = ()) -> None:
        self.warnings = warnings
        self.notes = list(notes)

    def to_dict(self) -> dict[str, Any]:
        """What the command prints as JSON: texts, whole numbers of any size, lists, dicts, True, False and None."""
        data: dict[str, Any] = json.loads(self._text("json", 0))
        return data

    def to_markdown(self) -> str:
        """The answer in GitHub's Markdown, as the command writes it."""
        return self._passed("markdown", 0)

    def to_latex(self) -> str:
        """The answer as a plain `tabular` of LaTeX, as the command writes it.

        Raises ConvcalcError where the command has none.
        """
        if not self._is_table:
            from convcalc.api.values import refuse

            refuse("an explanation is no table", "to_markdown() has its formulas in LaTeX")
        return self._passed("latex", 0)

    @abstractmethod
    def rows(self) -> list[Record]:
        """A dict for each line of the answer, all with the same keys, as pandas and polars take them."""

    @abstractmethod
    def _text(self, format: str, width: int) -> str:
        """The answer in a format of its command, a table in so many cells."""

    @abstractmethod
    def _tables(self) -> list[Table]:
        """The answer as tables, with all that can be folded in them."""

    def _passed(self, format: str, width: int) -> str:
        from convcalc.render.gate import passed

        return passed(self._text(format, width), format)

    def _repr_html_(self) -> str:
        from convcalc.render.html import show_html

        return show_html(self._tables(), list(map(str, [*self.warnings, *self.notes])))

    def __repr__(self) -> str:
        from convcalc.render.characters import visible

        said = [visible(str(problem)) for problem in [*self.warnings, *self.notes]]
        return "\n".join([self._passed("table", get_terminal_size().columns).rstrip("\n"), *said])


def in_terms_of_options(make: Callable[[], Found]) -> Found:
    """What `make` gives. Raises ConvcalcError where it says by ValueError that an option is wrong."""
    try:
        return make()
    except ConvcalcError as error:
        problems = Problems(sources={COMMAND_LINE: "columns"})
        problems.extend(error.problems)
        raise ConvcalcError(problems) from None
    except ValueError as error:
        from convcalc.api.values import refuse

        refuse(str(error))
