"""The output of a check in every format, a file at a time; each format has a module of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from convcalc.study.check.findings import Checked, Summary

FORMATS = ("auto", "text", "json", "github", "junit", "sarif")


def on_github() -> bool:
    """Whether this is a step of a GitHub workflow, https://docs.github.com/en/actions/reference/variables-reference."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def chosen_format(format_: str) -> str:
    """The format that `auto` stands for: GitHub's annotations in a step of a workflow, else text."""
    if format_ != "auto":
        return format_
    return "github" if on_github() else "text"


def summary_path(format_: str) -> str | None:
    """The file of the step's summary, where the format is GitHub's and this is a step of a workflow."""
    return (
        (os.environ.get("GITHUB_STEP_SUMMARY") or None) if on_github() and chosen_format(format_) == "github" else None
    )


def check_pieces(
    results: Iterable[Checked],
    summary: Summary,
    format_: str,
    *,
    verbose: bool = False,
    color: bool = False,
    ascii: bool = False,
    strict: bool = False,
    cells: int | None = None,
) -> Iterator[str]:
    """The output piece by piece, a file at a time: nothing of a file is kept once it is written.

    `summary` is counted by the caller as `results` are taken, so that it is complete after the last one. `verbose`
    shows claims that hold too (JSON and JUnit always do), `strict` makes warnings errors; text fits the `cells` of a
    terminal, where it goes to one. Raises ValueError for a format that is none.
    """
    chosen = chosen_format(format_)
    if chosen == "text":
        from convcalc.render.check.text import text_pieces

        return text_pieces(results, summary, verbose, color, ascii, cells)
    if chosen == "json":
        from convcalc.render.check.json import json_pieces

        return json_pieces(results, summary)
    if chosen == "github":
        from convcalc.render.check.github import github_pieces

        return github_pieces(results, summary, verbose, ascii, strict)
    if chosen == "junit":
        from convcalc.render.check.junit import junit_pieces

        return junit_pieces(results, strict)
    if chosen == "sarif":
        from convcalc.render.check.sarif import sarif_pieces

        return sarif_pieces(results, summary, strict)
    raise ValueError(f"there is no format {format_!r}")


def step_summary(
    results: Iterable[Checked], summary: Summary, path: str | None, refused: Callable[[OSError], None]
) -> Iterator[Checked]:
    """The results as they are; after the last one a table of what was wrong is added to the file `path`, if any.

    `summary_path` says which file that is. Where it can't be written, that is `refused`, and no reason to stop.
    """
    if path is None:
        yield from results
        return
    from convcalc.render.check.step_summary import StepSummary

    table = StepSummary()
    yield from table.watch(results)
    try:
        with open(path, "a", encoding="utf-8", errors="replace") as file:
            file.write(table.markdown(summary))
    except OSError as error:
        refused(error)
