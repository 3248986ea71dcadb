"""Dates that serve as sessions, numbered over all tables of a set at once so that one day is one session everywhere."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.changes import ColumnLog, changed
from taft_dash.records.mapping.standing import listed
from taft_dash.records.mapping.translating import merged
from taft_dash.records.problems import shown
from taft_dash.records.text_tables import TextColumn

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_BELONGING = ("joined", "left")


@dataclass(frozen=True)
class _Days:
    """The number of the session of each day.

    Parameters
    ----------
    number : (group, day) -> number as text; the group is "" where none is named.
    doubled : days of which there are several sessions, so that none can be told by its day.
    from_table : the numbers are those of sessions.csv, not counted.
    """

    number: dict[tuple[str, str], str]
    doubled: tuple[str, ...] = ()
    from_table: bool = False

    def of(self, group: str, day: str) -> str:
        """The session of a day, or the text as it is."""
        return self.number.get((group, day)) or self.number.get(("", day)) or day

    def first_from(self, group: str, day: str) -> str:
        """The first session on this day or later."""
        days = self._of_group(group)
        place = bisect_left(days, day)
        return self.of(group, days[place]) if place < len(days) else day

    def last_until(self, group: str, day: str) -> str:
        """The last session on this day or earlier."""
        days = self._of_group(group)
        place = bisect_right(days, day)
        return self.of(group, days[place - 1]) if place else day

    def _of_group(self, group: str) -> list[str]:
        return sorted(day for name, day in self.number if name in (group, ""))


def settle_sessions(tables: Sequence[Arranged]) -> list[Arranged]:
    """The tables with whole numbers for dates in the columns session, joined and left.

    A day that sessions.csv names has its number there; without such a table, the days of each group are counted in
    order, from 1. Who joined on a day belongs from the first session on that day or later, who left to the last one
    until then. A text that is no date, or a day with several sessions, is left as typed.
    """
    dated = [one for one in tables if _is_dated(one, "session")]
    belonging = [one for one in tables if any(_is_dated(one, name) for name in _BELONGING)]
    if not dated and not belonging:
        return list(tables)
    days = _listed(tables) or _counted(dated)
    if not days.number and not days.doubled:
        return list(tables)
    settled = [
        _numbered(one, "session", days.of, days) if _is_dated(one, "session") else one for one in tables
    ]
    for name, of in (("joined", days.first_from), ("left", days.last_until)):
        settled = [_numbered(one, name, of, days) if _is_dated(one, name) else one for one in settled]
    return settled


def _listed(tables: Sequence[Arranged]) -> _Days | None:
    """The days that a table of sessions names, None where there is no such table."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in tables:
        if one.table.name == "sessions" and not _is_dated(one, "session") and "date" in one.headings:
            for group, session, day in _kinds(one, "session", "date"):
                if _ISO.match(day):
                    found.setdefault((group, day[:10]), set()).add(session)
    if not found:
        return None
    groups = {group for group, _ in found}
    if len(groups) == 1:  # a table that names no group means the only one
        found = {("", day): sessions for (_, day), sessions in found.items()}
    single = {place: next(iter(sessions)) for place, sessions in found.items() if len(sessions) == 1}
    doubled = tuple(sorted({day for (_, day), sessions in found.items() if len(sessions) > 1}))
    return _Days(single, doubled, from_table=True)


def _counted(dated: Sequence[Arranged]) -> _Days:
    by_group = all("group" in one.headings for one in dated)
    days: dict[str, set[str]] = {}
    for one in dated:
        for group, day in _kinds(one, "session"):
            if _ISO.fullmatch(day):
                days.setdefault(group if by_group else "", set()).add(day)
    return _Days({(group, day): str(k) for group, of in days.items() for k, day in enumerate(sorted(of), 1)})


def _is_dated(one: Arranged, name: str) -> bool:
    key = one.headings.get(name)
    return key is not None and any(map(_ISO.fullmatch, one.text.columns[key].values))


def _kinds(one: Arranged, *names: str) -> list[tuple[str, ...]]:
    """The distinct texts of group and the named columns, together; the group is "" where there is no such column."""
    columns = [one.text.columns[one.headings[name]] for name in names]
    group = one.text.columns[one.headings["group"]] if "group" in one.headings else None
    combined = np.zeros(len(one.text.line), np.int64)
    for column in (group, *columns):
        if column is not None:
            combined = combined * len(column.values) + column.codes
    first = np.flatnonzero(~pd.Series(combined).duplicated().to_numpy())
    texts = [column.values[column.codes[first]].tolist() for column in columns]
    named = group.values[group.codes[first]].tolist() if group is not None else [""] * len(first)
    return list(zip(named, *texts, strict=True))


def _numbered(one: Arranged, name: str, of: Callable[[str, str], str], days: _Days) -> Arranged:
    """The table with the numbers of sessions for the days in one column."""
    key = one.headings[name]
    typed = one.text.columns[key]

    def meant(group: str, text: str) -> str:
        return of(group, text) if _ISO.fullmatch(text) else text

    if "group" in one.headings:
        groups = one.text.columns[one.headings["group"]]
        width = len(typed.values)
        codes, kinds = pd.factorize(groups.codes.astype(np.int64) * width + typed.codes, sort=True)
        pairs = [(groups.values[kind // width], typed.values[kind % width]) for kind in kinds.tolist()]
        cells = TextColumn(codes.astype(np.int32), None)
    else:
        pairs, cells = [("", text) for text in typed.values.tolist()], typed
    meanings = [meant(*pair) for pair in pairs]
    how = "by the table of sessions" if days.from_table else "in their order, from 1 in each group"
    why = f"{name}: the number of the session of that day, {how}"
    found = changed([text for _, text in pairs], meanings, why)
    said = [f'The days in column "{shown(key)}" are numbered as sessions {how}.']
    if name in _BELONGING:
        which = (
            "the first session on that day or later"
            if name == "joined"
            else "the last session until that day"
        )
        said = [f'Each day in column "{shown(key)}" is taken as {which}.']
    if not len(found):
        said = []
    if days.doubled:
        said.append(
            f"On {listed(days.doubled)} there are several sessions, so that the day does not tell which."
        )
    return replace(
        one,
        text=replace(one.text, columns=one.text.columns | {key: merged(cells, meanings)}),
        said=(*one.said, *said),
        changes=one.changes
        if one.derived
        else one.changes + ColumnLog(one.text.file, key, cells.codes, one.text.line, found),
    )
