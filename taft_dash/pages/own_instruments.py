"""Instruments of the visitor's own, entered in the app: checked at once and tried on the records at hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from taft_dash.pages import decisions
from taft_dash.pages.components import plain
from taft_dash.pages.visit import Visit
from taft_dash.readings import own_instruments as words
from taft_dash.records.mapping.plan import Plan
from taft_dash.records.tables import table


def show(visit: Visit) -> None:
    """A table to type in, one row a subscale; what is wrong with it; and what it makes of the ratings."""
    st.markdown("## Instruments of your own")
    unknown = words.unknown_instruments(visit.opened.study)
    if len(unknown):
        st.markdown(plain(words.unknown_words(unknown)))
        for row in unknown.head(6).itertuples():
            st.button(
                f"Define {plain(row.instrument)}", key=f"define {row.instrument}", icon=":material/add:",
                on_click=_add, args=(row.instrument, row.items),
            )  # fmt: skip
    rows = [dict(row) for row in decisions.plan().instruments]
    columns = {column.name: column for column in table("instruments").columns}
    given = pd.DataFrame(rows, columns=list(columns)).fillna("").astype(str)
    edited = st.data_editor(
        given, num_rows="dynamic", hide_index=True, key=f"own instruments {len(rows)}",
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
    instruments, faults = words.defined(entered)
    for fault in faults:
        st.warning(plain(words.fault_words(fault)), icon=":material/warning:")
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


def _add(name: str, items: str) -> None:
    _use([*map(dict, decisions.plan().instruments), {"instrument": name, "items": items}])


def _use(rows: list[dict[str, str]]) -> None:
    before: Plan = decisions.plan()
    decisions.decide(replace(before, instruments=tuple(rows)))
