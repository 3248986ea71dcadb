"""For a person who maps a file by hand: which headings might be a column, the likeliest first."""

from __future__ import annotations

from taft_dash.records.mapping.fitting import fits
from taft_dash.records.mapping.matching import candidates
from taft_dash.records.tables import Table
from taft_dash.records.text_tables import TextTable


def alternatives(text: TextTable, known: Table) -> dict[str, tuple[str, ...]]:
    """Record column -> the headings that might be it, the likeliest first; every heading that is not blank is there.

    First come headings that name the column, then those whose cells can be it, then the others, in the order of the
    file.
    """
    named = candidates(text, known)
    headings = [heading for heading in text.columns if heading.strip()]
    found = {}
    for column in known.columns:
        by_words = [match.heading for match in named if match.column == column.name]
        by_cells = [heading for heading in headings if fits(column, text, heading)]
        found[column.name] = tuple(dict.fromkeys((*by_words, *by_cells, *headings)))
    return found
