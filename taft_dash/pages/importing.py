"""What was read: each file in one sentence; opened, it shows what was understood and lets it be changed at once."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from taft_dash.pages import decisions, mapper, written
from taft_dash.pages.components import download_bytes, plain
from taft_dash.pages.kept import kept
from taft_dash.readings import importing as words
from taft_dash.records.checking import Opened
from taft_dash.records.layout import AS_FOUND
from taft_dash.records.mapping.saved import plan_to_json
from taft_dash.reports.tables import csv_bytes
from taft_dash.reports.tidy import change_list, fault_list, plan_used, tidy_zip

MOST_FILES = 40
MOST_OPEN = 3
USUAL_CODES = ("-9", "-99", "9", "99", "999", "NA", "n/a", ".", "#NULL!", "k.A.", "חסר")
ICONS = {
    "exact": ":material/check_circle:",
    "changed": ":material/rule:",
    "check": ":material/help:",
    "refused": ":material/block:",
}


def show(opened: Opened, *, masked: bool) -> None:
    """Every file with what was made of it; masked, without headings or cells."""
    entries = words.entries(opened)
    st.markdown(plain(words.entries_words(entries)))
    if masked:
        st.info(words.HIDDEN, icon=":material/visibility_off:")
        st.dataframe(words.entries_table(entries, masked=True), hide_index=True, key="import files masked")
        return
    shown = entries
    if len(entries) > MOST_FILES:
        names = [entry.file for entry in entries]
        chosen = st.selectbox("File", names, key="import file", persist_state="session")
        shown = [entry for entry in entries if entry.file == chosen]
    waiting = words.first_of_each_shape(shown)[:MOST_OPEN]
    for entry in shown:
        # The words of a toggle stay the same whatever is chosen below it, so that it stays on meanwhile.
        key = f"import {entry.file}"
        st.session_state.setdefault(key, entry.file in waiting)
        with st.container(border=True):
            said, look = st.columns([5, 1.2], vertical_alignment="center")
            state = f"{ICONS[entry.state]} **{plain(entry.file)}** · *{words.STATES[entry.state]}*"
            said.markdown(f"{state} · {plain(entry.sentence)}")
            if look.toggle("Look, change", key=key, help=plain(f"How {entry.file} was read")):
                _file(opened, entry)
    for note in opened.reading.notes:
        st.caption(plain(note))
    _missing_everywhere(opened)
    _downloads(opened)


def _missing_everywhere(opened: Opened) -> None:
    """Codes that mean "missing" in all files, declared once."""
    st.markdown("## Codes for missing in all files")
    key = "missing everywhere"
    st.session_state[key] = list(opened.plan.missing)

    def declare() -> None:
        decisions.decide(replace(opened.plan, missing=tuple(st.session_state[key])))

    st.multiselect(
        "Read as missing in every column but identifiers", list(dict.fromkeys((*opened.plan.missing, *USUAL_CODES))),
        key=key, on_change=declare, accept_new_options=True, placeholder="choose, or type your own",
    )  # fmt: skip
    said = words.missing_words(opened)
    if said:
        st.caption(plain(said))


def _file(opened: Opened, entry: words.Entry) -> None:
    for note in entry.notes:
        st.markdown(f"- {plain(note)}")
    if entry.state == "check" and not words.open_questions(entry.understood, opened.plan.missing):
        st.button(
            "Yes, this is right", key=f"confirm {entry.file}", icon=":material/check:", on_click=decisions.confirm,
            args=(entry.understood, entry.layout.layout if entry.layout else AS_FOUND),
        )  # fmt: skip
    if entry.understood is not None:
        mapper.show(opened, entry.understood)
    if entry.layout is not None:
        written.show(entry.file, entry.layout, words.ways_on(opened, entry.file))
    if entry.file in {one.file for one in decisions.plan().files}:
        st.button(
            "Undo my choices for this file", key=f"forget {entry.file}", icon=":material/undo:",
            on_click=decisions.forget_file, args=(entry.file,),
        )  # fmt: skip


def _downloads(opened: Opened) -> None:
    """What a person takes along: how the files are read, and the corrected records with the log of every change."""
    st.markdown("## To take along")
    state = f"{opened.reading.fingerprint} {plan_to_json(opened.plan)}"
    with st.container(horizontal=True):
        download_bytes(
            "mapping.json", plan_to_json(plan_used(opened)).encode(), key="mapping", ending="json",
            mime="application/json",
        )  # fmt: skip
        if opened.study is not None:
            tidy = kept(f"tidy {state}", lambda: tidy_zip(opened))
            download_bytes("Tidy records (ZIP)", tidy, key="tidy records", ending="zip", mime="application/zip")
        faults = kept(f"faults {state}", lambda: csv_bytes(fault_list(opened.problems)))
        download_bytes("List of faults (CSV)", faults, key="faults")
        changes = kept(f"changes {state}", lambda: csv_bytes(change_list(opened.changes, opened.problems)))
        download_bytes("Log of changes (CSV)", changes, key="changes")
    st.caption(
        "mapping.json holds every choice made here. Given with the same files, or with new ones of the same shape, they"
        " are read in the same way, here and on the command line (--mapping). All of these hold names, and the tidy"
        " records also notes, as they were given: keep them as you keep the originals."
    )
