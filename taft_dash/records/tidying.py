"""Loose frames made tidy: columns in their types, one vocabulary of groups and of people, known names for ratings."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from taft_dash.records.instruments import find, was_inferred
from taft_dash.records.roster import (
    PERSON_COLUMNS,
    SOLE_GROUP,
    Keys,
    coded,
    distinct,
    group_codes,
    shared,
    vocabulary,
    with_wholes,
    words,
)
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import GROUP, TABLES, WHOLES, Table

DATA_TABLES = tuple(table for table in TABLES if table.name != "instruments")
# Names the study adds to a table; an attribute of that name in a file has to give way.
RESERVED = ("file", "line", "label", "listed", "source", "addressees")
RESERVED += ("presence", "inferred", "spoke", "addressed", "rated")


def tidy_table(table: Table, frame: pd.DataFrame | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The table with all its columns in their types, `file` and `line`, and its attributes behind."""
    frame = pd.DataFrame() if frame is None else frame
    rows = len(frame)
    columns: dict[str, object] = {}
    for column in table.columns:
        given = frame.get(column.name)
        if column.name == "session":
            columns["session"] = np.zeros(0, np.int64) if given is None else given.to_numpy(np.int64)
        elif column.kind in ("number", "whole", "session"):
            columns[column.name] = _numbers(given, rows, np.nan if column.default is None else column.default)
        elif column.kind == "choice":
            columns[column.name] = _choices(given, rows, column.choices, column.default)
        else:
            columns[column.name] = _text(given, rows)
    extras = tuple(name for name in frame.columns if name not in columns and name not in RESERVED)
    file = _text(frame.get("file"), rows)
    file = coded(file, vocabulary([*file.categories.tolist(), ""]))
    columns["file"] = file.fillna("") if (file.codes < 0).any() else file
    columns["line"] = frame["line"].to_numpy(np.int32) if "line" in frame else np.zeros(rows, np.int32)
    columns.update((name, _text(frame[name], rows)) for name in extras)
    return pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False), extras


def _numbers(given: pd.Series | None, rows: int, blank: float) -> np.ndarray:
    if given is None:
        # One number seen `rows` times: a column nobody recorded takes no memory.
        return np.broadcast_to(np.float64(blank), rows)
    plain = given.dtype == np.float64  # nothing to convert, so nothing is copied
    values = given.to_numpy() if plain else given.to_numpy(np.float64, na_value=np.nan)
    return values if np.isnan(blank) else np.where(np.isnan(values), blank, values)


def _text(given: pd.Series | None, rows: int) -> pd.Categorical:
    if given is None:
        return pd.Categorical.from_codes(np.full(rows, -1, np.int8), dtype=vocabulary([]))
    return words(given)


def _choices(given: pd.Series | None, rows: int, choices: tuple[str, ...], default: object) -> pd.Categorical:
    chosen = coded(_text(given, rows), vocabulary(choices))
    return chosen if default is None else chosen.fillna(default)


def into_groups(tables: dict[str, pd.DataFrame], said: list[str]) -> None:
    """Put `group` of every table into one vocabulary; a sole group fills the tables that do not name it."""
    names = shared(frame["group"] for frame in tables.values())
    if not names:
        said.append(f'No group is named: everything is taken as one group, "{SOLE_GROUP}".')
    elif len(names) == 1:
        unnamed = [t.file for t in DATA_TABLES if t.name in tables and tables[t.name]["group"].isna().any()]
        if unnamed:
            said.append(f"There is one group: rows without a group in {', '.join(unnamed)} belong to it.")
    dtype = vocabulary(names or [SOLE_GROUP])
    for name, frame in tables.items():
        group = coded(frame["group"], dtype)
        tables[name] = frame.assign(
            group=group.fillna(dtype.categories[0]) if len(dtype.categories) == 1 else group
        )


def one_row_per_addressee(talk: pd.DataFrame) -> pd.DataFrame:
    """Rows to several people become one row for each, sharing `source`; looked at once per distinct value."""
    source = np.arange(len(talk), dtype=np.int32)
    cells = talk["addressee"].cat
    values = cells.categories.tolist()
    if not any(";" in value for value in values):
        return talk.assign(source=source, addressees=np.broadcast_to(np.int16(1), len(talk)))
    parts = [addressees(value) for value in values]
    counts = np.array([len(part) for part in parts] + [1])
    repeats = counts[cells.codes]
    code_of = {name: code for code, name in enumerate(dict.fromkeys(name for part in parts for name in part))}
    flat = np.array([code_of[name] for part in parts for name in part] + [-1])
    source = np.repeat(source, repeats)
    within = np.arange(len(source)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    place = (np.cumsum(counts) - counts)[cells.codes.to_numpy()[source]] + within
    single = pd.Categorical.from_codes(flat[place], dtype=vocabulary(code_of))
    expanded = talk.take(source).reset_index(drop=True)
    return expanded.assign(addressee=single, source=source, addressees=repeats[source].astype(np.int16))


def addressees(cell: str) -> tuple[str, ...]:
    """The people named in one addressee cell, each once.

    >>> addressees("M1; M2;M1"), addressees("GROUP")
    (('M1', 'M2'), ('GROUP',))
    """
    named = dict.fromkeys(part.strip() for part in cell.split(";"))
    return tuple(name for name in named if name) or (cell,)


def into_people(tables: dict[str, pd.DataFrame]) -> None:
    """Put every person column into one vocabulary, the roster of members.csv first."""
    order = ("members", "attendance", "interactions", "ratings", "events")
    columns = [tables[name][column] for name in order for column in PERSON_COLUMNS[name]]
    people = vocabulary(shared(columns, reserved=WHOLES))
    people_or_wholes = with_wholes(people)
    for name in order:
        known = {
            column: coded(
                tables[name][column],
                people_or_wholes if column in ("addressee", "target", "actor") else people,
            )
            for column in PERSON_COLUMNS[name]
        }
        tables[name] = tables[name].assign(**known)


def known_ratings(ratings: pd.DataFrame, known: tuple[Instrument, ...], said: list[str]) -> pd.DataFrame:
    """Instruments and items in the registry's spelling, and the instrument's usual target where none is given."""
    instrument, item = ratings["instrument"].cat, ratings["item"].cat
    typed, items = instrument.categories.tolist(), item.categories.tolist()
    found = [find(name, known) for name in typed]
    names = [rated.id if rated else name for rated, name in zip(found, typed, strict=True)]
    for name, rated in zip(typed, found, strict=True):
        if rated and (name != rated.id or was_inferred(name, known)):
            said.append(f'Ratings of "{name}" are taken as {rated.id}.')

    codes = instrument.codes.to_numpy().astype(np.int64)
    width = len(items) + 1
    pairs, pair_of = np.unique(codes * width + item.codes, return_inverse=True)
    spelt = []
    for rated_code, item_code in zip(*np.divmod(pairs, width), strict=True):
        unread = rated_code < 0 or item_code == len(items)
        rated = None if unread else found[rated_code]
        spelt.append("" if unread else (rated and rated.part(items[item_code])) or items[item_code])

    target = ratings["target"].array if "target" in ratings else _text(None, len(ratings))
    people = [word for word in target.categories if word not in WHOLES]
    target = target.set_categories([*people, *WHOLES])
    usual = np.array(
        [len(people) + WHOLES.index(rated.default_target if rated else GROUP) for rated in found] + [-1]
    )
    unnamed = target.codes < 0
    for code in np.unique(codes[unnamed & (codes >= 0)]):
        whole = WHOLES[usual[code] - len(people)]
        said.append(f"Ratings of {names[code]} without a target are taken as ratings of {whole}.")
    return ratings.assign(
        instrument=respelt(names, codes),
        item=respelt(spelt, pair_of),
        target=pd.Categorical.from_codes(np.where(unnamed, usual[codes], target.codes), dtype=target.dtype),
    )


def respelt(names: list[str], codes: np.ndarray) -> pd.Categorical:
    """Codes into a list of words that may hold a word twice, as a category that holds it once; "" is missing."""
    code_of = {name: code for code, name in enumerate(name for name in dict.fromkeys(names) if name)}
    codes_of = np.array([code_of.get(name, -1) for name in names] + [-1], np.int32)
    return pd.Categorical.from_codes(codes_of[codes], dtype=vocabulary(code_of))


def all_sessions(listed: pd.DataFrame, held: Iterable[np.ndarray], keys: Keys) -> pd.DataFrame:
    """sessions.csv, and every meeting held according to another table only, sorted by group and session.

    `held` has the keys of the meetings of each other table (see `Keys.meeting`).
    """
    listed_keys = keys.meeting(listed)
    known = np.unique(np.concatenate([distinct(table, keys.meetings) for table in held]))
    group, session = np.divmod(np.setdiff1d(known, listed_keys), keys.last - keys.first + 1)
    added = pd.DataFrame({"session": session + keys.first, "line": np.zeros(len(group), np.int32)})
    sessions = pd.concat([listed, added.astype({"session": np.int64})], ignore_index=True)
    sessions["group"] = pd.Categorical.from_codes(
        np.concatenate([group_codes(listed), group]), dtype=listed["group"].dtype
    )
    sessions["file"] = sessions["file"].fillna("")
    order = np.lexsort([sessions["session"], group_codes(sessions)])
    return sessions.iloc[order].reset_index(drop=True)
