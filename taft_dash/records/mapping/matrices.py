"""Adjacency matrices: the same people down the side and along the top,
in each cell how often the one spoke to the other."""

from __future__ import annotations

import numpy as np

from taft_dash.records.footers import names_total
from taft_dash.records.mapping.fitting import number_of, numeric, seen
from taft_dash.records.mapping.guess import Guess, take_session
from taft_dash.records.mapping.headings import words_of
from taft_dash.records.mapping.matching import matched
from taft_dash.records.mapping.plan import TableMapping, Unfolded
from taft_dash.records.mapping.presence_marks import SideBySide
from taft_dash.records.mapping.synonyms import words_in
from taft_dash.records.problems import shown
from taft_dash.records.tables import GROUP, table
from taft_dash.records.text_tables import TextTable

_ALIKE = 0.6  # the share of the people along the top that must stand down the side too
_TO_ALL = frozenset(
    ("group", "all", "everyone", "whole group", "gruppe", "alle", "plenum", "קבוצה", "כולם", "כל הקבוצה")
)
# What the totals of a matrix are called beside the words for totals of any table.
_SUMS = frozenset(
    words_in(
        "given, received, sent, out, in, out degree, in degree, outdegree, indegree, given total, received total,"
        "total given, total received, total sent, total out, total in, marginal, marginals, gegeben, gesendet,"
        "erhalten, empfangen, נתן, קיבל, נתנו, קיבלו"
    )
)
_NOTHING = ("-", "–", "—", "x", "X", ".", "/", "na", "NA", "nan")
_RATED = frozenset(
    (
        "liking",
        "rating",
        "ratings",
        "trust",
        "rank",
        "ranks",
        "ranking",
        "closeness",
        "sympathie",
        "attraction",
        "acquaintance",
    )
)


def matrix_in(text: TextTable) -> Guess | None:
    """The talk, or the ratings, that an adjacency matrix holds; None when the table is none."""
    side = _down_the_side(text)
    if side is None:
        return None
    people = _people(text, side)
    sums = [h for h in text.columns if h != side and _is_sum(h)]
    top = [h for h in text.columns if h.strip() in people and h != side]
    to_all = [h for h in text.columns if h not in top and h != side and " ".join(words_of(h)) in _TO_ALL]
    rest = [h for h in text.columns if h.strip() and h not in {side, *top, *to_all, *sums}]
    told = matched(text, table("interactions"), without=[side, *top, *to_all, *sums])
    places = {name: told[name] for name in ("group", "session") if name in told}
    # Whoever never speaks may have no row, and whoever is never spoken to no column.
    also = [h for h in rest if h not in {m.heading for m in places.values()} and _counts(text, h)]
    if len(also) > (1 - _ALIKE) * (len(top) + len(also)):
        return None
    top = [h for h in text.columns if h in {*top, *also, *to_all}]
    rated = bool(set(words_of(text.heading)) & _RATED) or _negative(text, top)
    guess = Guess(table("ratings" if rated else "interactions"), points=9)
    who, whom, value = ("rater", "target", "score") if rated else ("speaker", "addressee", "turns")
    take_session(guess, text, places.get("session"))
    if "group" in places:
        guess.take(places["group"])
    guess.columns[who] = side
    guess.say(who, side, "its cells are the people who stand in the headings too.", "likely")
    if rated:
        guess.fill("instrument", text.heading.strip() or "rating", "the matrix is named so.", "likely")
        guess.fill("item", "total", "a matrix has one score for each pair.", "likely")
    columns = tuple(Unfolded(h, {whom: GROUP if h in to_all else h.strip()}) for h in top)
    why = "the headings are people who stand down the side too."
    guess.unfold(SideBySide(columns, (_said(side, rated),), "likely", why), value)
    nothing = tuple(one for one in _NOTHING if any(one in text.columns[h].values for h in top))
    if nothing:
        guess.missing[value] = nothing
    group = {"group": guess.columns["group"]} if "group" in guess.columns else {}
    _without_sums(guess, text, side, sums)
    sums_aside = {"left_out": guess.left_out, "left_out_because": guess.left_out_because}
    guess.beside.append(TableMapping("members", group | {"member": side}, derived=True, **sums_aside))
    return guess


def _without_sums(guess: Guess, text: TextTable, side: str, sums: list[str]) -> None:
    """Totals at the edge of a matrix are neither people nor talk."""
    if sums:
        named = ", ".join(f'"{shown(heading)}"' for heading in sums)
        are = (
            "are totals of the rows and no people"
            if len(sums) > 1
            else "is a total of the rows and no person"
        )
        guess.notes.append(f"{named} {are}; kept as an attribute.")
    cells = text.columns[side]
    rows = np.isin(cells.codes, [code for code, one in enumerate(cells.values) if _is_sum(one)])
    if rows.any():
        guess.left_out = tuple(text.line[rows].tolist())
        guess.left_out_because = "it holds the totals of a matrix"


def _is_sum(text: str) -> bool:
    return names_total(text) or " ".join(words_of(text)) in _SUMS


def _people(text: TextTable, side: str) -> set[str]:
    return {one for one in text.columns[side].values.tolist() if one and not _is_sum(one)}


def _down_the_side(text: TextTable) -> str | None:
    """The column whose cells are people that stand in the headings too."""
    typed = {heading.strip() for heading in text.columns if heading.strip()}
    for heading in list(text.columns)[:4]:
        if len(text.columns[heading].values) > 1001:
            continue
        people = _people(text, heading)
        if heading.strip() in people:
            continue
        both = people & typed
        if len(both) >= max(2, _ALIKE * len(people)) and all(
            _counts(text, h) for h in text.columns if h.strip() in both
        ):
            return heading
    return None


def _counts(text: TextTable, heading: str) -> bool:
    cells = [one for one in seen(text.columns[heading]) if one not in _NOTHING]
    return not cells or numeric(cells, text.decimal_mark)


def _negative(text: TextTable, headings: list[str]) -> bool:
    numbers = (number_of(one, text.decimal_mark) for h in headings for one in seen(text.columns[h]))
    return any(number is not None and number < 0 for number in numbers)


def _said(side: str, rated: bool) -> str:
    rows, cells = ("rates", "the score") if rated else ("speaks", "how many turns")
    name = f'column "{side}"' if side.strip() else "the column without a heading"
    return f"Read as a matrix: {name} is who {rows}, the headings are to whom, and the cells are {cells}."
