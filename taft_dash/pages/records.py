"""The records room: what was loaded, what needs fixing, the tables themselves, and how to write one's own."""

from __future__ import annotations

import streamlit as st

from taft_dash.pages import faults, importing, own_instruments
from taft_dash.pages.components import download, download_bytes, plain, show_table
from taft_dash.pages.sidebar import SAMPLE_NAMES
from taft_dash.pages.templates import offer_templates
from taft_dash.pages.visit import Visit
from taft_dash.readings import records as words
from taft_dash.records.dictionary import dictionary, dictionary_markdown, template
from taft_dash.records.tables import TABLES
from taft_dash.records.tables import table as table_of

ROOMS = ("What was read", "What needs fixing", "Tables", "Instruments", "Templates and data dictionary")
STUDY_TABLES = {
    table.name: table.one_row_is for table in TABLES if table.name not in ("attendance", "instruments")
}
STUDY_TABLES = {"members": STUDY_TABLES.pop("members"), "presence": "a person and a session"} | STUDY_TABLES
DICTIONARY = ("file", "column", "required", "meaning", "holds", "unit", "allowed", "empty")


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
    opened, summary = visit.opened, visit.opened.summary
    importing.show(opened, masked=visit.masked)
    general = words.general_sentences(summary)
    st.markdown("## Taken for granted about the whole")
    for sentence in general:
        st.markdown(f"- {plain(sentence)}")
    if not general:
        st.markdown("Nothing: everything needed was written down.")
    show_table("Files and tables", words.files_table(summary, opened.problems), key="records files")
    st.caption(
        "Identifiers stay as typed. Files are held in memory while this tab is open and are not sent anywhere."
    )


def _problems(visit: Visit) -> None:
    faults.show(visit.opened, masked=visit.masked)


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
    own_instruments.show(visit)


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
