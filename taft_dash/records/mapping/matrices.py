"""Adjacency matrices: the same people down the side and along the top,"
"in each cell how often the one spoke to the other."""

from __future__ import annotations

from taft_dash.records.mapping.fitting import number_of, numeric, seen
from taft_dash.records.mapping.guess import Guess, take_session
from taft_dash.records.mapping.headings import words_of
from taft_dash.records.mapping.matching import matched
from taft_dash.records.mapping.plan import TableMapping, Unfolded
from taft_dash.records.mapping.side_by_side import SideBySide
from taft_dash.records.tables import GROUP, table
from taft_dash.records.text_tables import TextTable

_ALIKE = 0.6  # the share of the people along the top that must stand down the side too
_TO_ALL = frozenset(
    ("group", "all", "everyone", "whole group", "gruppe", "alle", "plenum", "קבוצה", "כולם", "כל הקבוצה")
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
    people = set(text.columns[side].values.tolist()) - {""}
    top = [h for h in text.columns if h.strip() in people and h != side]
    to_all = [h for h in text.columns if h not in top and h != side and " ".join(words_of(h)) in _TO_ALL]
    rest = [h for h in text.columns if h.strip() and h not in {side, *top, *to_all}]
    told = matched(text, table("interactions"), without=[side, *top, *to_all])
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
    guess.beside.append(TableMapping("members", group | {"member": side}, derived=True))
    return guess


def _down_the_side(text: TextTable) -> str | None:
    """The column whose cells are people that stand in the headings too."""
    typed = {heading.strip() for heading in text.columns if heading.strip()}
    for heading in list(text.columns)[:4]:
        people = {one for one in text.columns[heading].values.tolist() if one}
        if len(people) > 1000 or heading.strip() in people:
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
