"""The first screen after files were given, where a guess is to be confirmed or nothing can be used yet."""

from __future__ import annotations

import streamlit as st

from taft_dash.pages import faults, importing
from taft_dash.pages.templates import offer_templates
from taft_dash.readings.importing import entries
from taft_dash.records.checking import Opened

ROOMS = ("What was read", "What needs fixing")
# The page on which the look was begun, and the files that were looked at before.
_BEGUN, _DONE = "first look begun on", "first look done for"


def due(opened: Opened, page: str) -> bool:
    """Whether the files are shown in place of the page: until somebody goes on, or to another page."""
    state = st.session_state
    if opened.study is None:
        state[_BEGUN] = page
        return True
    if state.get("records") not in ("own", "served"):
        return False
    new = state.get(_DONE) != opened.reading.fingerprint and state.get(_BEGUN) is None
    if new and (opened.summary["errors"] or any(e.state in ("check", "refused") for e in entries(opened))):
        state[_BEGUN] = page
    if state.get(_BEGUN) == page:
        return True
    _go_on(opened.reading.fingerprint)
    return False


def _go_on(fingerprint: str) -> None:
    st.session_state[_DONE] = fingerprint
    st.session_state[_BEGUN] = None


def show(opened: Opened, *, masked: bool) -> None:
    """What was read and what needs fixing; a way on as soon as there is something to show."""
    if opened.study is None:
        st.title("These files need a hand")
        st.markdown(
            "Nothing in them can be shown yet. Below, say what a file holds; whatever you choose is read at once."
        )
    else:
        st.title("What was read")
        st.markdown("Please look whether the files were understood. All of this stays on the page *Records*.")
        st.button(
            "Show the group", type="primary", icon=":material/arrow_forward:", key="first look go on",
            on_click=_go_on, args=(opened.reading.fingerprint,),
        )  # fmt: skip
    read, fixing = st.tabs(ROOMS, key="first look room", on_change="rerun")
    if read.open:
        with read:
            importing.show(opened, masked=masked)
    if fixing.open:
        with fixing:
            faults.show(opened, masked=masked)
    if opened.study is None:
        st.markdown("## What the files have to look like")
        offer_templates()
