"""The person and the session in focus: chosen on any page, kept on all of them."""

from __future__ import annotations

import streamlit as st

from taft_dash.pages.plotly_views import Point
from taft_dash.pages.visit import Visit


def choose_person(visit: Visit, place, *, key: str) -> str | None:
    """A menu of the people in `place`; it follows the person in focus and changes it for all pages."""
    st.session_state[key] = visit.person or ""
    chosen = place.selectbox(
        "Person in focus", ["", *visit.study.members["member"]], key=key,
        format_func=lambda member: visit.label(member) if member else "everyone",
        on_change=lambda: st.session_state.update(person=st.session_state[key] or None),
    )  # fmt: skip
    return chosen or None


def follow_point(point: Point) -> None:
    """A mark was clicked: its person and session are in focus on every page."""
    st.session_state["cursor"] = int(point["x"])
    follow_person(point)


def follow_person(point: Point) -> None:
    """A mark was clicked on axes that hold no sessions: its person is in focus on every page."""
    who = (point.get("customdata") or [None])[0]
    if isinstance(who, str):
        st.session_state["person"] = who


def presence_note(visit: Visit) -> str:
    """Said on every page where nobody recorded who was there."""
    return "" if visit.study.presence_recorded else "Attendance is not recorded: presence inferred."
