"""Totals and remarks below a table: which of its last lines are no rows."""

from __future__ import annotations

import re

import numpy as np

from taft_dash.records.grids import Grid

_MOST_BELOW = 12  # lines at the end that are looked at
_TOTALS = re.compile(
    r"(grand |sub|row |column )?totals?|sums?|mean|average|avg\.?|median|count|"
    r"gesamt(summe)?|(zeilen|spalten)?summen?|insgesamt|anzahl|mittel(werte?)?|durchschnitt|[ø⌀]( .*)?|"
    r"somme|moyenne|n ?= ?.*|סה[\"״”']{0,2}כ( כללי)?|סך ?הכל|סכום|ממוצע|חציון",
    re.IGNORECASE,
)
_WITH_TOTALS = re.compile(r"s\.?d\.?|std\.?( ?dev\.?)?|min(imum)?|max(imum)?|n|סטיית תקן", re.IGNORECASE)
# How many were there, or what share; below a table of presence only.
_HEADS = re.compile(
    r"(number |no\.? |n |# ?|total |anzahl |מספר )?(of )?(people )?"
    r"(present|attended|attending|absent|excused|late|came|there|anwesend(e|en)?|abwesend(e|en)?|fehlend(e|en)?|"
    r"entschuldigt(e|en)?|teilgenommen|teilnehmer|נוכחים|נכחו|נעדרים|נעדרו|נוכחות)( %| in %)?|"
    r"(in )?%|percent(age)?|prozent|anteil|quote|rate|אחוז(ים)?",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[+-]?[\d.,]+ ?%?|-|")
_NUMBER = re.compile(r"[+-]?\d[\d.,]* ?%?")
_SAYS_PRESENCE = frozenset(("", "0", "1"))  # numbers that are marks of presence too


def names_total(text: str) -> bool:
    """Whether a text names a total, a mean or a count, and hardly a person.

    >>> names_total("Total"), names_total("Ø"), names_total("Max")
    (True, True, False)
    """
    return bool(_TOTALS.fullmatch(text.strip().rstrip(" :.")))


def footer(grid: Grid, below: np.ndarray) -> np.ndarray:
    """The lines of totals and remarks at the end of a table; one line at least stays a row."""
    last = below[-_MOST_BELOW:]
    begins, gap = len(last), False
    elsewhere = [grid.cells(line) for line in below[: max(len(below) - _MOST_BELOW, 1)][:200]]
    for at in range(len(last) - 1, 0, -1):
        cells = grid.cells(last[at])
        kind = _foot(cells, elsewhere)
        if kind in ("", "with totals") and _may_count_heads(cells):
            above = [*elsewhere, *map(grid.cells, last[:at])]
            kind = "totals" if _counts_heads(cells, above) else kind
        gap = last[at] - last[at - 1] > 1
        if not kind:
            break
        if kind == "totals" or (kind == "remark" and gap):
            begins = at
    return last[begins:]


def _foot(cells: list[str], elsewhere: list[list[str]]) -> str:
    """ "totals", "with totals" (only below totals), "remark" (only below a blank line), or ""."""
    place, first, rest = _parted(cells)
    if any(len(row) > place and row[place].rstrip(" :.") == first for row in elsewhere):
        return ""
    if all(map(_FIGURE.fullmatch, rest)) and (any(rest) or _TOTALS.fullmatch(first)):
        if _TOTALS.fullmatch(first):
            return "totals"
        if _WITH_TOTALS.fullmatch(first):
            return "with totals"
    alone = place == 0 and not any(rest) and all(sum(map(bool, row)) > 1 for row in elsewhere)
    return "remark" if alone and (len(cells) == 1 or " " in first or ":" in cells[0]) else ""


def _parted(cells: list[str]) -> tuple[int, str, list[str]]:
    """The place of the first text of a line, that text, and the cells behind it."""
    place = next((at for at, text in enumerate(cells) if text), 0)
    return place, cells[place].rstrip(" :."), cells[place + 1 :]


def _may_count_heads(cells: list[str]) -> bool:
    _, first, rest = _parted(cells)
    words = _HEADS.fullmatch(first) or _WITH_TOTALS.fullmatch(first)
    return bool(words) and any(rest) and all(map(_FIGURE.fullmatch, rest))


def _counts_heads(cells: list[str], above: list[list[str]]) -> bool:
    """Whether the figures of a line stand where the rows above hold marks of presence.

    A person may be called N or Max, and be marked with 0 and 1 among people marked with x.
    """
    people = [row for row in above if not (_may_count_heads(row) or _TOTALS.fullmatch(_parted(row)[1]))]
    places = [at for at, text in enumerate(cells) if _NUMBER.fullmatch(text)]
    over = {at: {row[at] for row in people if at < len(row)} - {""} for at in places}
    marked = [at for at in places if over[at] and not any(map(_NUMBER.fullmatch, over[at] - _SAYS_PRESENCE))]
    if len(marked) < 2 or 2 * len(marked) < len(places):
        return False
    plain = not any(over[at] & _SAYS_PRESENCE for at in marked)
    more = any(cells[at] not in _SAYS_PRESENCE for at in marked)
    return plain or more if _HEADS.fullmatch(_parted(cells)[1]) else plain and more
