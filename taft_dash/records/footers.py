"""Totals and remarks below a table: which of its last lines are no rows."""

from __future__ import annotations

import re

import numpy as np

from taft_dash.records.grids import Grid

_MOST_BELOW = 12  # lines at the end that are looked at
_TOTALS = re.compile(
    r"(grand |sub)?totals?|sum|mean|average|avg\.?|median|gesamt(summe)?|summe|insgesamt|mittelwert|durchschnitt|"
    r"somme|moyenne|n ?= ?.*|סה[\"״”']{0,2}כ( כללי)?|סך ?הכל|סכום|ממוצע|חציון",
    re.IGNORECASE,
)
_WITH_TOTALS = re.compile(
    r"s\.?d\.?|std\.?( ?dev\.?)?|min(imum)?|max(imum)?|n|count|anzahl|סטיית תקן", re.IGNORECASE
)
_FIGURE = re.compile(r"[+-]?[\d.,]+ ?%?|-|")


def footer(grid: Grid, below: np.ndarray) -> np.ndarray:
    """The lines of totals and remarks at the end of a table; one line at least stays a row."""
    last = below[-_MOST_BELOW:]
    begins, gap = len(last), False
    elsewhere = [grid.cells(line) for line in below[: max(len(below) - _MOST_BELOW, 1)][:200]]
    for at in range(len(last) - 1, 0, -1):
        cells = grid.cells(last[at])
        kind = _foot(cells, elsewhere)
        gap = last[at] - last[at - 1] > 1
        if not kind:
            break
        if kind == "totals" or (kind == "remark" and gap):
            begins = at
    return last[begins:]


def _foot(cells: list[str], elsewhere: list[list[str]]) -> str:
    """ "totals", "with totals" (only below totals), "remark" (only below a blank line), or ""."""
    place = next((at for at, text in enumerate(cells) if text), 0)
    first, rest = cells[place].rstrip(" :."), cells[place + 1 :]
    if any(len(row) > place and row[place].rstrip(" :.") == first for row in elsewhere):
        return ""
    if all(map(_FIGURE.fullmatch, rest)) and (any(rest) or _TOTALS.fullmatch(first)):
        if _TOTALS.fullmatch(first):
            return "totals"
        if _WITH_TOTALS.fullmatch(first):
            return "with totals"
    alone = place == 0 and not any(rest) and all(sum(map(bool, row)) > 1 for row in elsewhere)
    return "remark" if alone and (len(cells) == 1 or " " in first or ":" in cells[0]) else ""
