"""Corrections in words: what is on offer, and what was done."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from taft_dash.readings.words import apart, count, listed
from taft_dash.records.mapping.plan import Mend
from taft_dash.records.problems import Offer, shown
from taft_dash.records.surroundings import Surroundings

MOST_LABELS = 5


def safe_words(offers: Sequence[Offer]) -> str:
    """How many corrections leave no room for another meaning, and the first of them."""
    labels = listed([offer.label for offer in offers], MOST_LABELS)
    return (
        f"{count(len(offers), 'correction')} can be made without a doubt: {labels}. What would bring about another"
        " fault is left for you; each one can be undone."
    )


def mend_words(mend: Mend) -> str:
    """One correction as it was made."""
    if mend.kind == "replace":
        now = f'"{shown(mend.value)}"' if mend.value else "nothing"
        on = f" on {_lines(mend.lines)}" if mend.lines else ""
        said = f'{mend.file}, column {shown(mend.column)}: "{shown(mend.found)}" is read as {now}{on}.'
    elif mend.kind == "leave out":
        said = f"{mend.file}: {_lines(mend.lines)} left out."
    else:
        said = f"{shown(mend.value)} is added to the members{f' of {shown(mend.group)}' if mend.group else ''}."
    return f"{said} {mend.why}".strip()


def surroundings_table(around: Surroundings) -> pd.DataFrame:
    """The rows around a fault: their lines, which are at fault, the column meant, and then the others."""
    cells = around.table.iloc[:, 1:]
    lines = around.table.iloc[:, 0]
    marks = ["◀" if line in around.lines else "" for line in lines]
    first = [around.column] if around.column else []
    ordered = cells[[*first, *(heading for heading in cells.columns if heading not in first)]]
    ordered.insert(0, apart("line", cells.columns), lines)
    ordered.insert(1, apart("fault", cells.columns), marks)
    return ordered


def _lines(lines: Sequence[int]) -> str:
    return f"line{'s' * (len(lines) > 1)} {listed(lines, 5)}"
