"""The records room: what was loaded, what needs fixing, the tables themselves, and how to write one's own."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from taft_dash.pages.components import download, download_bytes, plain
from taft_dash.pages.kept import kept
from taft_dash.pages.sidebar import SAMPLE_NAMES
from taft_dash.pages.templates import offer_templates
from taft_dash.pages.visit import Visit
from taft_dash.readings import records as words
from taft_dash.records.dictionary import dictionary, dictionary_markdown, template
from taft_dash.records.tables import TABLES
from taft_dash.records.tables import table as table_of

ROOMS = ("What was loaded", "What needs fixing", "Tables", "Instruments", "Templates and data dictionary")
SEVERITIES = {"error": ":red[:material/error: error]", "warning": ":orange[:material/warning: warning]"}
SIGNS = {"error": "✖ error", "warning": "▲ warning"}
STUDY_TABLES = {
    table.name: table.one_row_is for table in TABLES if table.name not in ("attendance", "instruments")
}
STUDY_TABLES = {"members": STUDY_TABLES.pop("members"), "presence": "a person and a session"} | STUDY_TABLES
DICTIONARY = ("file", "column", "required", "meaning", "holds", "unit", "allowed", "empty")
MOST_KINDS = 25


def show(visit: Visit) -> None:
    """A sentence about everything, then the rooms, of which only the open one is built."""
    st.title("Records")
    st.markdown(plain(words.loaded_words(visit.opened.summary)))
    if st.session_state.get("records") in SAMPLE_NAMES:
        st.info(
            "These sample records are synthetic: a program wrote them, and no person or group in them ever existed.",
            icon=":material/science:",
        )
    rooms = st.tabs(ROOMS, key="records room", on_change="rerun")
    for room, shown in zip(rooms, (_loaded, _problems, _tables, _instruments, _templates), strict=True):
        if room.open:
            with room:
                shown(visit)


def _loaded(visit: Visit) -> None:
    summary = visit.opened.summary
    files = words.files_table(summary, visit.opened.problems)
    st.markdown("## Files and tables")
    st.dataframe(files, hide_index=True, key="records files")
    download("Download as CSV", files, key="records files")
    if summary["not_used"]:
        st.markdown("## Files that were not used")
        st.text("\n".join(summary["not_used"]))
    st.markdown("## What was inferred or taken for granted")
    for sentence in summary["inferred"]:
        st.markdown(f"- {plain(sentence)}")
    if not summary["inferred"]:
        st.markdown("Nothing: everything needed was written down.")
    st.caption(
        "Identifiers stay as typed. Files are held in memory while this tab is open and are not sent anywhere."
    )


def _problems(visit: Visit) -> None:
    problems = kept(
        f"problems {visit.opened.study.fingerprint} {visit.masked}",
        lambda: words.problems_table(visit.opened.problems, masked=visit.masked),
    )
    kinds = words.kinds_table(problems)
    st.markdown(plain(words.kinds_words(kinds)))
    if visit.masked and len(problems):
        st.info(words.HIDDEN, icon=":material/visibility_off:")
    if problems.empty:
        return
    st.markdown("## By kind")
    listed = kinds.head(MOST_KINDS).astype(str)
    listed = listed.assign(**{name: listed[name].map(plain) for name in listed.columns.drop("severity")})
    st.table(listed.assign(severity=listed["severity"].map(SEVERITIES)), hide_index=True, border="horizontal")
    if len(kinds) > MOST_KINDS:
        st.caption(f"The first {MOST_KINDS} of {len(kinds):,} kinds; the list below holds them all.")
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


def _tables(visit: Visit) -> None:
    name = st.selectbox(
        "Table", list(STUDY_TABLES), format_func=lambda table: f"{table}: one row is {STUDY_TABLES[table]}",
        key="records table",
    )  # fmt: skip
    table = getattr(visit.study, name)
    st.caption(
        plain(f"{visit.selection.sentence()}: {len(table):,} rows, with the file and line each came from.")
    )
    if table.empty:
        st.info(f"No {name} are recorded in these sessions.", icon=":material/info:")
        return
    st.dataframe(table, hide_index=True, key=f"records table {name}")
    download("Download as CSV", table.drop(columns="note", errors="ignore"), key=f"records {name}")
    if "note" in table:
        st.caption("Notes are free text about people: they are shown here only and left out of the download.")


def _instruments(visit: Visit) -> None:
    used = {str(name) for name in visit.study.ratings["instrument"].dropna().unique()}
    table = words.instruments_table(visit.study.instruments, used)
    st.markdown(
        "Every instrument that can be scored. **key** says how sure its scoring key is: *verified* was read in a public"
        " source, *from memory* should be compared with your own form, *ours* was made for this program or comes from"
        " your own file. Item wording is never stored: it belongs to its owners."
    )
    st.dataframe(
        table, hide_index=True, key="records instruments", height="content" if len(table) <= 30 else "auto",
        column_config={"instrument": {"pinned": True}},
    )  # fmt: skip
    download("Download as CSV", table, key="records instruments")
    st.markdown(
        "To add your own, or to use another key for a known one, give an `instruments.csv` with the records: one row"
        " per subscale, with item numbers, limits and reversed items. The templates hold an example."
    )


def _templates(visit: Visit) -> None:
    st.markdown("## Templates")
    offer_templates()
    name = st.selectbox(
        "Look at one table", [table.name for table in TABLES], key="records template",
        format_func=lambda name: f"{name}: one row is {table_of(name).one_row_is}",
    )  # fmt: skip
    st.dataframe(template(name, worked=True), hide_index=True, key=f"records template {name}")
    with st.container(horizontal=True):
        download(f"Download {name}.csv empty", template(name), key=f"template {name}")
        download(f"Download {name}.csv with these rows", template(name, worked=True), key=f"example {name}")
    st.markdown("## Data dictionary")
    columns = dictionary()
    st.dataframe(
        columns, hide_index=True, key="records dictionary", height=600, column_order=DICTIONARY,
        column_config={"meaning": {"width": "large"}, "allowed": {"width": "medium"}},
    )  # fmt: skip
    with st.container(horizontal=True):
        download("Download as CSV", columns, key="records dictionary")
        download_bytes(
            "Download as Markdown", dictionary_markdown().encode(),
            key="records dictionary Markdown", ending="md", mime="text/markdown",
        )  # fmt: skip
