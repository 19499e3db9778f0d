"""The table of a check in the summary of a GitHub step, which shows all that ten annotations have no room for.

It is HTML, as GitHub's own toolkit writes it: inside a table nothing is read as Markdown, so that names and source
lines need no more than HTML's three references. https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
allows a step 1 MiB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.render.characters import visible
from convcalc.render.check.parts import location, rule_name, summary_line
from convcalc.render.problems import with_hint
from convcalc.study.check.findings import Checked, Summary

MOST_ROWS = 500
MOST_BYTES = 500_000
LONGEST_CELL = 300  # characters


class StepSummary:
    """Keeps the first complaints of a check while it runs, and how many more there were."""

    def __init__(self) -> None:
        self._rows: list[str] = []
        self._bytes = 0
        self._more = 0

    def watch(self, results: Iterable[Checked]) -> Iterator[Checked]:
        """The results as they are, each after it was looked at."""
        for checked in results:
            for problem in checked.each_complaint():
                where = location(problem.place, checked.name)
                place = str(problem.place) if problem.place else where.path if where else ""
                self._add(place, rule_name(problem, problem.severity), with_hint(problem))
            yield checked

    def _add(self, *cells: str) -> None:
        if self._more or len(self._rows) >= MOST_ROWS or self._bytes >= MOST_BYTES:
            self._more += 1
            return
        row = "".join(f"<td>{_cell(cell)}</td>" for cell in cells)
        self._rows.append(f"<tr>{row}</tr>\n")
        self._bytes += len(row.encode("utf-8", "replace"))

    def markdown(self, summary: Summary) -> str:
        """The counts, and a table of what is wrong; to be written once all results were seen."""
        parts = [f"### convcalc check\n\n{summary_line(summary)}\n\n"]
        if self._rows:
            parts += [
                "<table>\n<tr><th>place</th><th>rule</th><th>what is wrong</th></tr>\n",
                *self._rows,
                "</table>\n\n",
            ]
        if self._more:
            parts.append(f"and {self._more:,} more\n\n")
        return "".join(parts)


def _cell(text: str) -> str:
    text = visible(text[: LONGEST_CELL + 1])
    if len(text) > LONGEST_CELL:
        text = text[:LONGEST_CELL] + "…"
    return f"<code>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</code>"
