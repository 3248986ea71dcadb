"""The recorded rows behind a network: of the person in focus, or of a pair, with the file and line of each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from taft_dash.measures.talk import Talk
from taft_dash.pages.components import download, plain
from taft_dash.pages.plotly_views import Point
from taft_dash.pages.visit import Visit
from taft_dash.readings import network as readings

_COLUMNS = (
    "session", "turn", "start_seconds", "speaker", "addressee", "turns", "speaking_seconds", "category", "valence",
    "element", "file", "line",
)  # fmt: skip
_MAYBE = ("turn", "start_seconds", "speaking_seconds", "category", "valence", "element")


def pick(point: Point) -> None:
    """A click on a person, an arrow or a cell: its person is in focus on every page, its addressee on this one."""
    if not point.get("customdata"):
        return
    speaker, _, *addressee = point["customdata"]
    st.session_state["person"] = speaker
    st.session_state["network partner"] = addressee[0] if addressee else ""


def partner(visit: Visit) -> str | None:
    """Whom the person in focus is looked at with: a member, "GROUP", or None for everyone."""
    chosen = st.session_state.get("network partner") or None
    known = [*visit.study.members["member"], "GROUP"]
    return chosen if visit.person and chosen in known and chosen != visit.person else None


def show_rows(visit: Visit, shown: Talk) -> None:
    """What the rows add up to, and the rows; a menu stands in for the click."""
    st.markdown("## The rows behind it")
    if visit.person is None:
        st.markdown(
            "Click a person, an arrow or a cell, or choose a person above, and the recorded rows stand here."
        )
        return
    others = [member for member in visit.study.members["member"] if member != visit.person]
    st.session_state["network partner"] = partner(visit) or ""
    st.columns([1, 2])[0].selectbox(
        "Talk with", ["", "GROUP", *others], key="network partner", persist_state="session",
        format_func=lambda member: _WHOLE.get(member) or visit.label(member),
    )  # fmt: skip
    rows = _recorded(visit, shown, partner(visit))
    said = readings.evidence(shown.people, shown.pairs, visit.person, partner(visit))
    when = readings.sessions(shown.first, shown.last).capitalize()
    st.markdown(plain(f"{when}: {said} Rows: {len(rows):,}."))
    if len(rows):
        st.dataframe(rows, hide_index=True, key="rows behind it", height=min(38 + 35 * len(rows), 360))
        download("Download these rows as CSV", rows, key="network rows")


_WHOLE = {"": "everyone", "GROUP": "the whole group"}


def _recorded(visit: Visit, shown: Talk, other: str | None) -> pd.DataFrame:
    """The rows as read; a turn to several people stands once for each. Columns without any entry are left out."""
    said = visit.study.interactions
    said = said[said["session"].between(shown.first, shown.last)]
    speaks, hears = said["speaker"] == visit.person, said["addressee"] == visit.person
    if other is not None:
        speaks, hears = speaks & (said["addressee"] == other), hears & (said["speaker"] == other)
    empty = [name for name in _MAYBE if said[name].isna().all()]
    names = dict(zip(visit.study.members["member"], visit.study.members["label"].astype(str), strict=True))
    rows = said.loc[speaks | hears, [name for name in _COLUMNS if name not in empty]]
    typed = {who: rows[who].astype(object) for who in ("speaker", "addressee")}
    return rows.assign(**{who: ids.map(names).fillna(ids) for who, ids in typed.items()})
