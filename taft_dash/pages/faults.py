"""What needs fixing: every fault with its place, the row in its surroundings, and corrections that can be undone."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from taft_dash.pages.components import download, plain
from taft_dash.readings import records as words
from taft_dash.records.checking import Opened

SEVERITIES = {"error": ":red[:material/error: error]", "warning": ":orange[:material/warning: warning]"}
SIGNS = {"error": "✖ error", "warning": "▲ warning"}
MOST_KINDS = 25


def show(opened: Opened, *, masked: bool) -> None:
    """The faults by kind and one by one; what quotes a cell is left out where names are masked."""
    problems = words.problems_table(opened.problems, masked=masked)
    kinds = words.kinds_table(problems)
    st.markdown(plain(words.kinds_words(kinds)))
    if masked and len(problems):
        st.info(words.HIDDEN, icon=":material/visibility_off:")
    if problems.empty:
        return
    _by_kind(kinds)
    _one_by_one(opened, problems)


def _by_kind(kinds: pd.DataFrame) -> None:
    st.markdown("## By kind")
    listed = kinds.head(MOST_KINDS).astype(str)
    listed = listed.assign(**{name: listed[name].map(plain) for name in listed.columns.drop("severity")})
    st.table(listed.assign(severity=listed["severity"].map(SEVERITIES)), hide_index=True, border="horizontal")
    if len(kinds) > MOST_KINDS:
        st.caption(f"The first {MOST_KINDS} of {len(kinds):,} kinds; the list below holds them all.")


def _one_by_one(opened: Opened, problems: pd.DataFrame) -> None:
    st.markdown("## One by one")
    chosen = _filtered(problems)
    picked = st.dataframe(
        chosen.assign(severity=[[SIGNS[s]] for s in chosen["severity"]]), hide_index=True, key="records problems",
        on_select="rerun", selection_mode="single-row",
        column_config={
            "severity": st.column_config.MultiselectColumn(options=list(SIGNS.values()), color=["red", "orange"]),
            "line": st.column_config.NumberColumn("first line", format="%d"),
            "message": st.column_config.TextColumn(width="large"),
            "what to do": st.column_config.TextColumn(width="large"),
        },
    )  # fmt: skip
    for row in [row for row in picked.selection.rows if row < len(chosen)]:
        st.text(words.problem_words(chosen.iloc[row]))
    st.caption("Lines are the spreadsheet's: the header is line 1. Select a row to read it in full.")
    download("Download the list as CSV", chosen, key="records problems")


def _filtered(problems: pd.DataFrame) -> pd.DataFrame:
    left, middle, right = st.columns(3)
    severity = left.segmented_control(
        "Severity", ["all", "error", "warning"], default="all", required=True, key="records severity"
    )
    file = middle.selectbox("File", ["all", *problems["file"].unique()], key="records file")
    kind = right.selectbox("Kind", ["all", *problems["kind"].unique()], key="records kind")
    for column, value in (("severity", severity), ("file", file), ("kind", kind)):
        if value != "all":
            problems = problems[problems[column] == value]
    return problems.reset_index(drop=True)
