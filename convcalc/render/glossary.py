"""The glossary in every format."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.render.table.layout import Column
from convcalc.render.table.listing import Listing, render_listing
from convcalc.study.glossary import Word

PAGE = "# The words of convcalc\n\nThis page is what `convcalc explain --words --format markdown` prints.\n\n"


def render_words(
    words: Sequence[Word], format: str, *, page: bool = False, width: int = 80, color: bool = False, ascii: bool = False
) -> str:
    """Words with their meanings, as text that ends with a line end; in Markdown, where all are there, as a `page`."""
    records = [{"word": word.word, "also": ", ".join(word.also), "meaning": word.meaning} for word in words]
    columns = [Column("word", "word"), Column("also", "also"), Column("meaning", "meaning")]
    if format in ("table", "text"):
        columns = [Column("word", "word"), Column("meaning", "meaning")]
        for record in records:
            record["word"] += f" ({record['also']})" if record["also"] else ""
    listing = Listing("words", columns, records)
    listing.stacked = True
    text = render_listing(listing, format, width, color, ascii)
    return PAGE + text if page and format == "markdown" else text
