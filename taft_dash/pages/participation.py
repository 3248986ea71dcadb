"""Who is here, who speaks, who drifts away."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from taft_dash.figures import participation as figures
from taft_dash.measures.attendance import attendance
from taft_dash.measures.floor import floor, standing
from taft_dash.measures.indices import INDICES, by_session
from taft_dash.measures.talk import MOST_SEATS
from taft_dash.pages.components import nothing_to_show, show_figure, show_table
from taft_dash.pages.focus import choose_person, follow_point
from taft_dash.pages.kept import kept
from taft_dash.pages.visit import Visit
from taft_dash.readings import participation as readings

SHARED = {"turn_share": "turns", "time_share": "speaking time"}
_INDICES = [index for index in INDICES if index.room == "participation"]
_NO_TALK = (
    "No talk is recorded in these sessions. With a table interactions (session, speaker, addressee), the shares of the"
    " floor, their evenness, and what each person gives and receives would stand here."
)


class _Tables(NamedTuple):
    shares: dict[str, pd.DataFrame]
    standing: pd.DataFrame
    indices: pd.DataFrame


def show(visit: Visit) -> None:
    """Attendance, the shares of the floor, one index of it over the sessions, and what each gives and receives."""
    title, person = st.columns([2.2, 1], vertical_alignment="bottom")
    title.title("Participation")
    people = len(visit.study.members)
    if not people or visit.study.sessions.empty:
        nothing_to_show(
            "Who was there, session by session", "No person or no session is recorded for this group."
        )
        return
    choose_person(visit, person, key="participation person")
    _attendance(visit)
    if visit.study.interactions.empty:
        nothing_to_show("Who holds the floor", _NO_TALK)
    elif people > MOST_SEATS:
        why = f"{people:,} people are too many to be compared one by one (up to {MOST_SEATS})."
        nothing_to_show("Who holds the floor", why)
    else:
        tables = _tables(visit.key, visit)
        _shares(visit, tables)
        _course(visit, tables)
        _giving(visit, tables)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _tables(digest: str, _visit: Visit) -> _Tables:
    """What the page shows of talk, counted once for each selection; `digest` says all that it depends on."""
    study = _visit.study
    timed = study.interactions["speaking_seconds"].notna().any()
    shares = {name: floor(study, name) for name in SHARED if timed or name == "turn_share"}
    return _Tables(shares, standing(study), by_session(study))


def _attendance(visit: Visit) -> None:
    study, title = visit.study, "Who was there, session by session"
    people = kept(f"attendance {visit.key}", lambda: attendance(study))
    sentence = readings.attendance(people)
    note = f"{visit.selection.sentence()}: n = {len(people)} people, {len(study.sessions)} sessions."
    if people["role"].ne("member").any():
        note += " (T) therapist, (O) observer."
    if study.presence_recorded:
        note += " A rate counts the sessions with a row in the attendance table, from joining to leaving."
    else:
        note += " Presence is inferred from talk and ratings; somebody silent may have been there."
    if len(people) > figures.MOST_PEOPLE:
        _too_many(title, people, sentence, key="attendance")
        return
    drawn = kept(
        f"attendance figure {visit.key} {visit.person} {visit.cursor}",
        lambda: figures.attendance(study.presence, people, person=visit.person, cursor=visit.cursor),
    )
    show_figure(
        title, drawn, sentence=sentence,
        table=study.presence[["session", "member", "presence", "status", "minutes", "inferred"]], note=note,
        key="attendance", on_point=follow_point,
    )  # fmt: skip
    show_table("How often each person came", people, key="attendance rates")


def _shares(visit: Visit, tables: _Tables) -> None:
    measure = "turn_share"
    if len(tables.shares) > 1:
        measure = st.segmented_control(
            "Share of", list(SHARED), format_func=SHARED.get, default="turn_share", key="share of", required=True,
            persist_state="session",
        )  # fmt: skip
    shares, of = tables.shares[measure], SHARED[measure]
    label = dict(zip(visit.study.members["member"], visit.study.members["label"].astype(str), strict=True))
    title = f"Who holds the floor: share of {of}, person by person"
    sentence = readings.shares(shares, label, visit.cursor, of=of, person=visit.person)
    counted = shares.loc[shares["share"].notna(), "member"].unique()
    roster = visit.study.members[visit.study.members["member"].isin(counted)]
    if roster.empty:
        nothing_to_show(title, sentence)
    elif len(roster) > figures.MOST_PEOPLE:
        _too_many(title, shares, sentence, key="shares")
    else:
        note = (
            f"n = {len(roster)} people who were there at least once while talk was recorded. Dashed: an equal part, 1 /"
            f" people present. Gaps: not there, or no talk recorded. Squares: therapists. Line: session {visit.cursor}."
        )
        drawn = kept(
            f"shares figure {measure} {visit.key} {visit.person} {visit.cursor}",
            lambda: figures.shares(shares, roster, person=visit.person, cursor=visit.cursor),
        )
        show_figure(
            title, drawn, sentence=sentence,
            table=shares, note=note, key="shares", on_point=follow_point,
        )  # fmt: skip


def _course(visit: Visit, tables: _Tables) -> None:
    index = st.columns([1, 1.6])[0].selectbox(
        "Index of the floor", _INDICES, format_func=lambda entry: entry.label, key="floor index",
        index=[entry.name for entry in _INDICES].index("effective_speakers"), persist_state="session",
    )  # fmt: skip
    values = tables.indices[tables.indices["index"] == index.name]
    title = f"{index.label}, session by session"
    if values["value"].isna().all():
        nothing_to_show(title, readings.gaps(values))
        return
    n = values.loc[values["value"].notna(), "n"]
    drawn = kept(
        f"floor figure {index.name} {visit.key} {visit.cursor}",
        lambda: figures.index_course(
            values, label=index.unit or index.label, low=index.low, high=index.high, cursor=visit.cursor,
            most="n" if index.name == "effective_speakers" else None,
        ),
    )  # fmt: skip
    show_figure(
        title, drawn, table=values, key=f"floor {index.name}",
        sentence=readings.index_course(values, label=index.label, reading=index.reading, session=visit.cursor),
        note=f"n = {n.min()} to {n.max()} people a session. Formula: {index.source}. {readings.gaps(values)}",
    )  # fmt: skip


def _giving(visit: Visit, tables: _Tables) -> None:
    people = tables.standing[tables.standing["sessions"] > 0]
    title, sentence = "What each person gives and receives", readings.giving(people)
    if people.empty:
        nothing_to_show(title, "Nobody was present at a session with recorded talk.")
    elif len(people) > figures.MOST_PEOPLE:
        _too_many(title, people, sentence, key="giving")
    else:
        note = (
            f"n = {len(people)} people, {visit.selection.sentence()}. Left: turns taken per session attended, by whom"
            " they went to. Right: turns given to (filled) and got from (open) each other person, per session together."
        )
        show_figure(
            title,
            kept(
                f"giving figure {visit.key} {visit.person}",
                lambda: figures.giving(people, person=visit.person),
            ),
            sentence=sentence,
            table=people,
            note=note,
            key="giving",
        )


def _too_many(title: str, table: pd.DataFrame, sentence: str, *, key: str) -> None:
    """In the place of a figure with a row for everyone: the sentence and the table."""
    why = f"There are too many people to draw them one by one (up to {figures.MOST_PEOPLE}). {sentence}"
    nothing_to_show(title, why)
    show_table("Table of everyone", table, key=key)
