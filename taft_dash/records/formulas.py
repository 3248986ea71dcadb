"""Spreadsheet formulas in text: what a spreadsheet would run is written with an apostrophe in front, and read without.

The apostrophe is a spreadsheet's own sign for "this is text". A cell that was written in this way, by this program or
by another, is read as what it says, and the change is said.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from taft_dash.records.mapping.changes import Change
from taft_dash.records.mapping.translating import merged
from taft_dash.records.problems import FIRST_LINES
from taft_dash.records.text_tables import TextTable

# What a spreadsheet may read as a formula: a sign, whatever stands before it that a program may trim or split at.
_FORMULA = re.compile(r"""[\t\r\n\x00]|[\x00-\x20\xa0\u200b\u3000\ufeff"';]*[=+\-@|%＝＋－＠]""")
_WHY = "an apostrophe in front of what a spreadsheet would take for a formula marks text"


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula; taking one leading apostrophe off gives it back.

    Examples
    --------
    >>> defused("=1+1"), defused("-Anna"), defused("'=1"), defused("Anna"), defused("O'Neill")
    ("'=1+1", "'-Anna", "''=1", 'Anna', "O'Neill")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def as_meant(text: str) -> str:
    """The text that `defused` was given.

    >>> as_meant("'-Anna"), as_meant("''=1"), as_meant("'Anna"), as_meant("-Anna")
    ('-Anna', "'=1", "'Anna", '-Anna')
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def without_apostrophes(text: TextTable) -> tuple[TextTable, list[Change]]:
    """The table with every defused cell and heading as it is meant, and the log of it."""
    columns, changes = {}, []
    for typed, column in text.columns.items():
        heading = as_meant(typed)
        heading = typed if heading in text.columns or heading in columns else heading
        if heading != typed:
            changes.append(Change(text.file, heading, typed, heading, 1, (1,), _WHY))
        cells = column.values.tolist()
        # One search through all texts is far quicker than a look at each, and most tables hold no apostrophe.
        marked = "'" in "".join(cells) and [code for code, cell in enumerate(cells) if as_meant(cell) != cell]
        if marked:
            rows = np.isin(column.codes, marked)
            lines = tuple(np.unique(text.line[rows])[:FIRST_LINES].tolist())
            # Never the text itself: it may be a clinical note.
            changes.append(Change(text.file, heading, "'", "", int(rows.sum()), lines, _WHY))
            column = merged(column, [as_meant(cell) for cell in cells])
        columns[heading] = column
    return (replace(text, columns=columns) if changes else text), changes
