"""How the cells of each column are read: numbers in texts, dates, words, missing codes; shown, and changed at once."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from taft_dash.pages import decisions
from taft_dash.pages.components import edition, plain
from taft_dash.readings import columns as words
from taft_dash.records.checking import Opened
from taft_dash.records.instruments import find
from taft_dash.records.mapping.arrangement import FileUnderstood
from taft_dash.records.mapping.plan import Recode, TableMapping
from taft_dash.records.tables import Column
from taft_dash.records.tables import table as table_of

BLANK = "(a blank cell)"


def show(opened: Opened, file: FileUnderstood, place: int, mapping: TableMapping) -> None:
    """One line a column that can be read in more than one way."""
    known = table_of(mapping.table)
    used = [column for column in known.columns if column.name in words.used_columns(mapping)]
    fold = st.expander("How cells are read", key=f"meanings {file.text.file} {place}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.caption(plain(words.meanings_words(mapping)))
        for column in used:
            left, middle, right = st.columns([1.2, 2, 3], vertical_alignment="top")
            left.markdown(f"**{column.name}**")
            with middle:
                _read_as(file, place, mapping, column)
            with right:
                _missing(file, place, mapping, column)
            if column.choices or mapping.words.get(column.name):
                _words(file, place, mapping, column)
        for name in words.rated_instruments(file, mapping, opened.instruments):
            _recode(opened, file, place, mapping, name)


def _read_as(file: FileUnderstood, place: int, mapping: TableMapping, column: Column) -> None:
    options = words.ways_of_reading(column)
    if len(options) < 2:
        st.caption("as typed")
        return
    key = f"read as {file.text.file} {place} {column.name}"
    st.session_state[key] = mapping.read_as.get(column.name, "")

    def choose() -> None:
        read_as = {name: how for name, how in mapping.read_as.items() if name != column.name}
        if st.session_state[key]:
            read_as[column.name] = st.session_state[key]
        decisions.decide_table(file, place, replace(mapping, read_as=read_as))

    st.selectbox(
        f"How {column.name} is read", options, format_func=lambda how: how or "as typed", key=key, on_change=choose,
        label_visibility="collapsed",
    )  # fmt: skip


def _missing(file: FileUnderstood, place: int, mapping: TableMapping, column: Column) -> None:
    now = list(mapping.missing.get(column.name, ()))
    key = f"missing {file.text.file} {place} {column.name}"
    st.session_state[key] = now
    texts = words.distinct_texts(file.text, mapping, column.name)

    def choose() -> None:
        missing = {name: codes for name, codes in mapping.missing.items() if name != column.name}
        if st.session_state[key]:
            missing[column.name] = tuple(st.session_state[key])
        decisions.decide_table(file, place, replace(mapping, missing=missing))

    st.multiselect(
        f"Texts of {column.name} that mean missing", list(dict.fromkeys((*now, *texts))), key=key, on_change=choose,
        accept_new_options=True, placeholder="nothing means missing", label_visibility="collapsed",
    )  # fmt: skip


def _words(file: FileUnderstood, place: int, mapping: TableMapping, column: Column) -> None:
    """The table of words of one column."""
    now = mapping.words.get(column.name, {})
    texts = words.distinct_texts(file.text, mapping, column.name)
    rows = [
        {"as typed": text or BLANK, "is read as": now.get(text, "")} for text in dict.fromkeys((*now, *texts))
    ]
    meant = (
        st.column_config.SelectboxColumn(options=["", *column.choices])
        if column.choices and column.kind == "choice"
        else st.column_config.TextColumn()
    )
    edited = st.data_editor(
        pd.DataFrame(rows, columns=["as typed", "is read as"]), hide_index=True, disabled=["as typed"],
        key=f"words {file.text.file} {place} {column.name} {edition(now)}", column_config={"is read as": meant},
    )  # fmt: skip
    chosen = {
        "" if row["as typed"] == BLANK else row["as typed"]: row["is read as"]
        for row in edited.to_dict("records")
        if row["is read as"]
    }
    all_words = {name: table for name, table in mapping.words.items() if name != column.name}
    if chosen:
        all_words[column.name] = chosen
    st.button(
        "Use these words", key=f"use words {file.text.file} {place} {column.name}", disabled=chosen == dict(now),
        on_click=decisions.decide_table, args=(file, place, replace(mapping, words=all_words)),
    )  # fmt: skip


def _recode(opened: Opened, file: FileUnderstood, place: int, mapping: TableMapping, name: str) -> None:
    """How the answers to one instrument were entered, where it is not as on the form."""
    now = next((one for one in mapping.recode if one.instrument == name), Recode(name))
    rated = find(name, opened.instruments)
    left, middle, right = st.columns([1.2, 2, 3])
    left.markdown(f"**{plain(name)}**")
    add, items = f"add {file.text.file} {place} {name}", f"reversed {file.text.file} {place} {name}"
    st.session_state[add], st.session_state[items] = float(now.add or 0), list(now.reversed or ())

    def change() -> None:
        # What is not changed here keeps what was said of it, also that it is as on the form.
        added, turned = st.session_state[add], tuple(sorted(st.session_state[items]))
        new = Recode(
            name,
            now.add if added == (now.add or 0) else added,
            now.reversed if turned == (now.reversed or ()) else turned,
        )
        others = tuple(one for one in mapping.recode if one.instrument != name)
        recode = others if new == Recode(name) else (*others, new)
        decisions.decide_table(file, place, replace(mapping, recode=recode))

    middle.number_input(
        f"Add to every answer of {plain(name)}", -20.0, 20.0, step=1.0, key=add, on_change=change,
        help="1 for a form of 1 to 5 that was entered as 0 to 4.",
    )  # fmt: skip
    right.multiselect(
        f"Items of {plain(name)} that are reversed in the file already", rated.items if rated else (), key=items,
        on_change=change, placeholder="none", disabled=not (rated and rated.items),
        help="They are turned back, so that the scoring key reverses them once.",
    )  # fmt: skip
    if rated and rated.reversed:
        right.caption(plain(words.reversed_words(rated, now)))
