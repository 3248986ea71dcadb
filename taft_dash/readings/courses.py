"""Words shared by the rooms that show ratings over sessions: what a series is called, and how its mean went."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.series import Series
from taft_dash.readings.words import decimal

ABOUT = {
    "LEADER": "the therapists",
    "GROUP": "the group",
    "MEMBERS": "the other members",
    "SELF": "themselves",
    "each member": "each member",
    "each therapist": "each therapist",
    "each observer": "each observer",
}


def who_about_whom(series: Series) -> str:
    """ "members about the therapists", "observers about each member"."""
    return f"{series.rater_role}s about {ABOUT.get(series.target, series.target)}"


def series_name(series: Series) -> str:
    """A series as it is called on screen: "SOFTA-o safety, observers about each member"."""
    return f"{series.instrument} {series.subscale}, {who_about_whom(series)}"


def mean_words(row: pd.Series) -> str:
    """One session's mean and what it rests on: "3.74 in session 1 (7 of 7 members present rated)"."""
    return f"{decimal(row['mean'])} in session {row['session']} ({rated_words(row)})"


def rated_words(row: pd.Series) -> str:
    """How many rated, or were rated, of those who were there."""
    about_each = row["rater_role"] != "member" and row["target"] == "each member"
    people = "member" if about_each or row["rater_role"] == "member" else row["rater_role"]
    return (
        f"{row['n_rated']} of {row['n_present']} {people}s present {'were rated' if about_each else 'rated'}"
    )


def course_words(name: str, course: pd.DataFrame, *, low: float, high: float, cursor: int) -> str:
    """The mean at both ends and in the session in focus, each with how many rated; "" where nobody did."""
    given = course.dropna(subset=["mean"])
    if given.empty:
        return ""
    first, last = given.iloc[0], given.iloc[-1]
    ends = [mean_words(first)] + ([mean_words(last)] if len(given) > 1 else [])
    said = f"Mean {name} ({low:g} to {high:g}): {', '.join(ends)}."
    here = course[course["session"] == cursor]
    if cursor in (first["session"], last["session"]) or here.empty:
        return said
    row = here.iloc[0]
    return f"{said} In focus: {mean_words(row)}." if row["n_rated"] else f"{said} {row['reason']}"


def person_words(label: str, lines: pd.DataFrame, cursor: int) -> str:
    """One person's score in the session in focus, or why there is none; `lines` are that person's."""
    here = lines[lines["session"] == cursor]
    if here.empty:
        return f"{label} has no scores on this line."
    row = here.iloc[0]
    return f"{label}, session {cursor}: {row['reason'] or decimal(row['score']) + '.'}"
