"""What the columns of one file mean: the guess with its reason, the cells beside it, and a menu to say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from taft_dash.pages import cell_meanings, decisions
from taft_dash.pages.components import edition, plain
from taft_dash.readings import columns as words
from taft_dash.records.checking import Opened
from taft_dash.records.mapping.alternatives import alternatives, chosen, unfolded
from taft_dash.records.mapping.arrangement import FileUnderstood
from taft_dash.records.mapping.plan import LEFT_OUT, TableMapping, Unfolded
from taft_dash.records.mapping.proposing import proposals_for
from taft_dash.records.tables import TABLES, Column
from taft_dash.records.tables import table as table_of

# No heading begins with a NUL.
_NONE, _SAME, _BLANK, _OUT = "", "\0the same", "\0blank", "\0left out"
_ACROSS = 3


def show(opened: Opened, file: FileUnderstood) -> None:
    """The menus of one file; every choice is read at once."""
    _questions(file)
    _table(opened, file)
    for place, mapping in enumerate(file.mapping.tables):
        if mapping.table == LEFT_OUT or mapping.derived:
            continue
        if sum(not one.derived for one in file.mapping.tables) > 1:
            st.markdown(f"#### {table_of(mapping.table).one_row_is.capitalize()}")
        _columns(opened, file, place, mapping)
        _side_by_side(opened, file, place, mapping)
        cell_meanings.show(opened, file, place, mapping)
    _preview(opened, file)


def _questions(file: FileUnderstood) -> None:
    """What only a person can know; until it is answered the cells stay as typed."""
    tables = file.mapping.tables
    for number, question in enumerate(file.proposal.questions):
        asked = next((mapping for mapping in tables if question.concerns(mapping)), None)
        if asked is None:
            continue
        key = f"question {file.text.file} {number}"
        st.session_state[key] = question.answered(asked, decisions.plan().missing)

        def answer(key=key) -> None:
            chosen = st.session_state[key]
            decisions.decide_tables(file, tuple(chosen.applied(mapping) for mapping in tables))

        st.radio(
            plain(question.text), question.answers, key=key, on_change=answer,
            format_func=lambda answer: plain(answer.label), index=None,
        )  # fmt: skip


def _table(opened: Opened, file: FileUnderstood) -> None:
    """Which record table this is."""
    tables = file.mapping.tables
    now = _NONE if not tables else tables[0].table or _OUT
    options = {table.name: f"{words.NOUNS[table.name]}: one row is {table.one_row_is}" for table in TABLES}
    options[_OUT] = "nothing for this study: leave it out"
    if not tables:
        options = {_NONE: "not known yet: please choose"} | options
    key = f"table of {file.text.file}"
    st.session_state[key] = now

    def choose() -> None:
        chosen = st.session_state[key]
        mappings = (
            (TableMapping(LEFT_OUT),)
            if chosen == _OUT
            else proposals_for(file.text, chosen, opened.instruments)
        )
        decisions.decide_tables(file, mappings)

    st.selectbox("This table holds", list(options), format_func=options.get, key=key, on_change=choose)


def _columns(opened: Opened, file: FileUnderstood, place: int, mapping: TableMapping) -> None:
    """A menu for each record column: those needed and those found first, the others folded away."""
    known = table_of(mapping.table)
    side = {name for one in mapping.unfold for name in one.sets} | ({mapping.value} if mapping.unfold else set())
    paired = set(mapping.pair_fills)
    open_columns = [column for column in known.columns if column.name not in side | paired]
    found = {*mapping.columns, *mapping.constants}
    first = [column for column in open_columns if column.required or column.name in found]
    others = [column for column in open_columns if column not in first]
    if paired:
        st.markdown(plain(words.pair_words(mapping)))
    _menus(opened, file, place, mapping, first)
    if others:
        fold = st.expander(
            "More columns this table may have", key=f"others {file.text.file} {place}", on_change="rerun"
        )
        if fold.open:
            with fold:
                _menus(opened, file, place, mapping, others)


def _menus(
    opened: Opened, file: FileUnderstood, place: int, mapping: TableMapping, columns: list[Column]
) -> None:
    likely = alternatives(file.text, table_of(mapping.table))
    for start in range(0, len(columns), _ACROSS):
        for column, slot in zip(columns[start : start + _ACROSS], st.columns(_ACROSS), strict=False):
            with slot:
                _menu(opened, file, place, mapping, column, likely.get(column.name, ()))


def _menu(
    opened: Opened,
    file: FileUnderstood,
    place: int,
    mapping: TableMapping,
    column: Column,
    likely: Sequence[str],
) -> None:
    headings = list(dict.fromkeys((*likely, *(h for h in file.text.columns if h.strip()))))
    key = f"column {file.text.file} {place} {column.name}"
    now = mapping.columns.get(column.name, _NONE)
    if column.name in mapping.constants:
        now = _SAME if mapping.constants[column.name] or not column.blank_means else _BLANK
    st.session_state[key] = now

    def choose() -> None:
        option = st.session_state[key]
        first = "1" if column.kind == "session" else next(iter(column.choices), column.name)
        constant = {_SAME: first, _BLANK: ""}.get(option)
        heading = option if constant is None else ""
        new = chosen(
            file.text, mapping, column.name, heading=heading, constant=constant, instruments=opened.instruments
        )
        decisions.decide_table(file, place, new)

    st.selectbox(
        f"{column.name}{' (required)' if column.required else ''}",
        [_NONE, *headings, _SAME, *([_BLANK] if column.blank_means else [])],
        format_func=lambda option: {
            _NONE: "please choose" if column.required else "not in this file",
            _SAME: "the same in every row …",
            _BLANK: f"{column.blank_means}, in every row",
        }.get(option, option),
        key=key, on_change=choose, help=column.meaning,
    )  # fmt: skip
    if now == _SAME:
        _constant(file, place, mapping, column)
    else:
        st.caption(plain(words.reason_words(file, mapping, column.name)))


def _constant(file: FileUnderstood, place: int, mapping: TableMapping, column: Column) -> None:
    key = f"constant {file.text.file} {place} {column.name}"
    st.session_state[key] = mapping.constants[column.name]

    def write() -> None:
        constants = {**mapping.constants, column.name: st.session_state[key].strip()}
        decisions.decide_table(file, place, replace(mapping, constants=constants))

    label = f"{column.name} of every row"
    if column.kind == "choice":
        now = mapping.constants[column.name]
        st.selectbox(label, list(dict.fromkeys((now, *column.choices))), key=key, on_change=write)
    else:
        st.text_input(label, key=key, on_change=write)


def _side_by_side(opened: Opened, file: FileUnderstood, place: int, mapping: TableMapping) -> None:
    """What each of the columns side by side says, one line a heading, to be said or corrected in place."""
    value = mapping.value or words.SIDE_BY_SIDE.get(mapping.table, ("", ()))[0]
    if not value:
        return
    if mapping.unfold:
        st.markdown(plain(words.side_by_side_words(mapping)))
    rows = words.side_by_side_table(file.text, mapping)
    if rows.empty:
        return
    label = f"Columns side by side, each a {words.ONE_CELL.get(value, value)}"
    fold = st.expander(label, key=f"side {file.text.file} {place}", on_change="rerun")
    if not fold.open:
        return
    names = [name for name in rows.columns if name not in ("used", "heading", "cells")]
    with fold:
        st.caption(f"Tick the columns and say what the heading of each means; their cells are read as {value}.")
        edited = st.data_editor(
            rows, hide_index=True, key=f"unfold {file.text.file} {place} {edition(mapping)}",
            disabled=["heading", "cells"],
            column_config={"used": st.column_config.CheckboxColumn(width="small")},
        )  # fmt: skip
        ticked = tuple(
            Unfolded(row["heading"], {name: row[name].strip() for name in names if row[name].strip()})
            for row in edited.fillna("").to_dict("records")
            if row["used"]
        )
        st.button(
            "Use these", key=f"use side {file.text.file} {place}", disabled=ticked == mapping.unfold,
            on_click=lambda: decisions.decide_table(
                file, place, unfolded(file.text, mapping, ticked, value, opened.instruments)
            ),
        )  # fmt: skip


def _preview(opened: Opened, file: FileUnderstood) -> None:
    """The first rows as typed, and as understood."""
    understood, typed = st.tabs(
        ("As it is understood", "As it stands in the file"), key=f"preview {file.text.file}",
        default=None if file.mapping.tables else "As it stands in the file",
    )  # fmt: skip
    typed.dataframe(words.as_typed(file.text), hide_index=True, key=f"typed {file.text.file}")
    with understood:
        tables = words.as_understood(file, opened.instruments, decisions.plan().missing)
        for number, table in enumerate(tables):
            st.dataframe(table, hide_index=True, key=f"understood {file.text.file} {number}")
        if not tables:
            st.caption("Nothing yet: say what this table holds.")
