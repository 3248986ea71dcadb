"""Instruments of the visitor's own, entered in the app: checked at once and tried on the records at hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from taft_dash.pages import decisions
from taft_dash.pages.components import edition, plain
from taft_dash.pages.visit import Visit
from taft_dash.readings import own_instruments as words
from taft_dash.records.mapping.plan import Plan
from taft_dash.records.tables import table

MOST_OFFERED = 6


def show(visit: Visit) -> None:
    """A table to type in, one row a subscale; what is wrong with it; and what it makes of the ratings."""
    st.markdown("## Instruments of your own")
    unknown = words.unknown_instruments(visit.opened.study)
    above = st.container()
    rows = [dict(row) for row in decisions.plan().instruments]
    columns = {column.name: column for column in table("instruments").columns}
    start = [[row.get(name, "") for name in columns] for row in decisions.begun() or rows]
    given = pd.DataFrame(start, columns=list(columns), dtype=str)
    edited = st.data_editor(
        given, num_rows="dynamic", hide_index=True, key=f"own instruments {edition(start)}",
        column_config={
            name: st.column_config.SelectboxColumn(options=["", *column.choices], help=column.meaning)
            if column.choices
            else st.column_config.TextColumn(
                help=column.meaning, label=f"{name} (required)" if column.required else name
            )
            for name, column in columns.items()
        },
    )  # fmt: skip
    entered = words.entered_rows(edited)
    begun = {row.get("instrument") for row in entered}
    _unknown(unknown[~unknown["instrument"].isin(begun)], entered, above)
    instruments, faults = words.defined(entered)
    if faults:
        st.warning("\n\n".join(plain(words.fault_words(fault)) for fault in faults), icon=":material/warning:")
    left, right = st.columns([1, 5], vertical_alignment="center")
    left.button(
        "Use these", type="primary", key="use own instruments", on_click=_use, args=(entered,),
        disabled=bool(faults) or entered == rows,
    )  # fmt: skip
    if faults:
        right.caption("An instrument with a fault is not used: half a key gives wrong totals.")
    elif entered != rows:
        right.caption("Not used yet.")
    for instrument in instruments:
        st.markdown(plain(words.key_words(instrument)))
        st.caption(plain(words.tried_words(visit.opened.study, instrument)))
    st.caption(
        "One row is one subscale. They are part of mapping.json and of the tidy set, so that the same records are read"
        " in the same way again; an instruments.csv given with the records does the same."
    )


def _unknown(unknown: pd.DataFrame, entered: list[dict[str, str]], above) -> None:
    """The names without a key; a row is begun for one, beside what is entered already."""
    if unknown.empty:
        return
    above.markdown(plain(words.unknown_words(unknown)))
    with above.container(horizontal=True):
        for row in unknown.head(MOST_OFFERED).itertuples():
            st.button(
                f"Define {plain(row.instrument)}", key=f"define {row.instrument}", icon=":material/add:",
                on_click=decisions.begin, args=([*entered, {"instrument": row.instrument, "items": row.items}],),
            )  # fmt: skip


def _use(rows: list[dict[str, str]]) -> None:
    before: Plan = decisions.plan()
    decisions.begin([])
    decisions.decide(replace(before, instruments=tuple(rows)))
