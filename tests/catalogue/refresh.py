"""Computes `architectures/catalogue.csv` again: `python tests/catalogue/refresh.py`.

What people write in it (family and kind, what a design shows and is compared with) stays; a new network gets a line
where these are empty, to be filled in.
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from convcalc.language.reading import remembered, was_read
from convcalc.spec.folders import catalogue_root
from convcalc.study.catalogue import DESIGNS, files
from convcalc.study.design import summarize
from convcalc.study.listed import DATA, WRITTEN, data, digest

COLUMNS = ("name", *WRITTEN, "title", "input", "params", "macs", "year", "source", "reads", "digest")


def line(path: str, written: dict[str, str]) -> dict[str, str]:
    """The line of a file of the catalogue, with what people wrote of it."""
    root = catalogue_root()
    with remembered():
        report = summarize(path)
        others = [other for other in [*files(blocks=True), *files(DESIGNS)] if was_read(other) and other != path]
    reads = [os.path.relpath(file, root).replace(os.sep, "/") for file in [path, *sorted(others)]]
    return {
        **{key: written.get(key, "") for key in WRITTEN},
        "name": Path(path).stem,
        "title": report.name,
        "input": " ".join("x".join(map(str, shape)) for shape in report.inputs.values()),
        "params": str(report.params),
        "macs": str(report.macs),
        "year": str(report.year or ""),
        "source": report.reference,
        "reads": " ".join(reads),
        "digest": digest(reads),
    }


def refreshed() -> str:
    """The whole file as it should be."""
    known = data()
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(line(path, known.get(Path(path).stem, {})) for path in [*files(), *files(DESIGNS)])
    return text.getvalue()


if __name__ == "__main__":
    Path(catalogue_root(), DATA).write_text(refreshed(), "utf-8")
