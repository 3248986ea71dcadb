"""Dates that serve as sessions, numbered over all tables of a set at once so that one day is one session everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.translating import merged
from taft_dash.records.text_tables import TextColumn

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def settle_sessions(tables: Sequence[Arranged]) -> list[Arranged]:
    """The tables with whole numbers for dates in the column session.

    A day that sessions.csv names has its number there; without such a table, the days of each group are counted in
    order, from 1. A text that is no date is left as typed.
    """
    dated = [one for one in tables if _is_dated(one)]
    if not dated:
        return list(tables)
    listed = {}
    for one in tables:
        if one.table.name == "sessions" and not _is_dated(one) and "date" in one.headings:
            listed |= {(group, day): session for group, session, day in _rows(one, "session", "date")}
    by_group = all("group" in one.headings for one in dated)
    days: dict[str, set[str]] = {}
    for one in dated:
        for group, day, _ in _rows(one, "session", "session"):
            if _ISO.fullmatch(day):
                days.setdefault(group if by_group else "", set()).add(day)
    number = {(group, day): str(k) for group, found in days.items() for k, day in enumerate(sorted(found), 1)}

    def of(group: str, day: str) -> str:
        if listed:
            return listed.get((group, day), listed.get(("", day), day))
        return number.get((group if by_group else "", day), day)

    return [_numbered(one, of, bool(listed)) if _is_dated(one) else one for one in tables]


def _is_dated(one: Arranged) -> bool:
    key = one.headings.get("session")
    return key is not None and any(_ISO.fullmatch(value) for value in one.text.columns[key].values)


def _rows(one: Arranged, *names: str) -> list[tuple[str, ...]]:
    """The distinct texts of group and the named columns, together."""
    columns = [one.text.columns[one.headings[name]].text() for name in names]
    group = (
        one.text.columns[one.headings["group"]].text() if "group" in one.headings else [""] * len(columns[0])
    )
    return list(dict.fromkeys(zip(group, *columns, strict=True)))


def _numbered(one: Arranged, of, listed: bool) -> Arranged:
    key = one.headings["session"]
    sessions = one.text.columns[key]
    if "group" in one.headings:
        groups = one.text.columns[one.headings["group"]]
        width = len(sessions.values)
        combined = groups.codes.astype("int64") * width + sessions.codes
        kinds, codes = _distinct(combined)
        meanings = [of(groups.values[kind // width], sessions.values[kind % width]) for kind in kinds]
        column = merged(TextColumn(codes, None), meanings)
    else:
        column = merged(sessions, [of("", day) for day in sessions.values])
    how = "by the table of sessions" if listed else "in their order, from 1 in each group"
    said = f'The days in column "{key}" are numbered as sessions {how}.'
    return replace(
        one, text=replace(one.text, columns=one.text.columns | {key: column}), said=(*one.said, said)
    )


def _distinct(combined: np.ndarray) -> tuple[list[int], np.ndarray]:
    kinds, codes = np.unique(combined, return_inverse=True)
    return kinds.tolist(), codes.astype(np.int32)
