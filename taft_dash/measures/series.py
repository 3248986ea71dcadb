"""Series of ratings as they are looked at: one scale, about one thing, by one kind of rater, person by person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import about, courses, group_course
from taft_dash.records.instruments import find
from taft_dash.records.scales import TOTAL, Subscale
from taft_dash.records.study import Study

BASELINE_SESSIONS = 3
"""How many of a person's first rated sessions make the baseline; a convention of ours."""
KEYS = ["instrument", "subscale", "target", "rater_role"]
NOT_RATED = {
    "present": "Present, but there is no rating.",
    "absent": "Absent.",
    "not_yet_joined": "Not yet in the group.",
    "left": "No longer in the group.",
    "not_recorded": "Attendance is not recorded, and there is no rating.",
}


@dataclass(frozen=True)
class Series:
    """One scale of one instrument, what it is about, and who rated. Raters of different roles are never mixed."""

    instrument: str
    subscale: str
    target: str
    rater_role: str


def all_series(scores: pd.DataFrame) -> list[Series]:
    """Every series with a score, in the order of the registry (totals last), on each scale the fullest first.

    `scores` : as `ratings.trajectories` returns them. Not changed.
    """
    found = courses(scores[scores["score"].notna()]).groupby(KEYS, observed=True, sort=False).size()
    found = found.rename("n").reset_index()
    part = found["subscale"].cat.codes.mask(found["subscale"] == TOTAL, len(found["subscale"].cat.categories))
    order = np.lexsort([-found["n"], part, found["instrument"].cat.codes])
    return [Series(*map(str, row)) for row in found.iloc[order][KEYS].itertuples(index=False)]


def scale_of(study: Study, series: Series) -> Subscale | None:
    """The scale's entry in the registry, with its limits; None where the instrument is not known."""
    instrument = find(series.instrument, study.instruments)
    return None if instrument is None else instrument.scale(series.subscale)


def people_lines(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The line of every person in a series, with a row for every session: the points, and why one is missing.

    Parameters
    ----------
    study : narrowed to one group. Not changed.
    scores : its `ratings.trajectories`. Not changed.
    series : which ratings.

    Returns
    -------
    DataFrame, people in roster order and all sessions for each: member (whose line it is, see `alliance.courses`),
    label, session, score (unit of the instrument; NaN exactly where `reason` is not empty), n_ratings (ratings
    averaged in the score), reason. Only people with at least one score; empty where there is none.

    Examples
    --------
    >>> from taft_dash.measures.ratings import trajectories
    >>> from taft_dash.records.study import study_from
    >>> forms = [(1, "A", 4.0), (2, "A", 3.0), (1, "B", 5.0)]
    >>> ratings = pd.DataFrame(forms, columns=["session", "rater", "score"]).assign(instrument="WAI-SR", item="bond")
    >>> study = study_from({"ratings": ratings})
    >>> bond = Series("WAI-SR", "bond", "LEADER", "member")
    >>> people_lines(study, trajectories(study), bond)[["member", "session", "score"]].values.tolist()
    [['A', 1, 4.0], ['A', 2, 3.0], ['B', 1, 5.0], ['B', 2, nan]]
    """
    return _people_lines(study, courses(of_series(scores, series)), series)


def series_course(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The group in one series: `alliance.group_course`, with the limits of one standard deviation around the mean.

    Adds sd_low = mean - sd and sd_high = mean + sd (NaN where sd is).
    """
    return _series_course(group_course(study, of_series(scores, series)), series)


def lines_and_courses(study: Study, scores: pd.DataFrame, chosen: list[Series]) -> dict[Series, tuple]:
    """`people_lines` and `series_course` of several series in one pass: {series: (lines, course)}."""
    scales = {(series.instrument, series.subscale) for series in chosen}
    pairs = zip(scores["instrument"], scores["subscale"], strict=True)
    asked = scores[np.fromiter((pair in scales for pair in pairs), bool, len(scores))]
    points, course = courses(asked), group_course(study, asked)
    return {
        series: (_people_lines(study, points, series), _series_course(course, series)) for series in chosen
    }


def baselines(lines: pd.DataFrame, first: int = BASELINE_SESSIONS) -> pd.DataFrame:
    """Where each person started and where they stand, against themselves.

    change = latest - baseline; baseline = mean of the first `first` scores. High: above the own start. Low: below it.

    Parameters
    ----------
    lines : as `people_lines` returns them. Not changed.
    first : how many scores make the baseline.

    Returns
    -------
    DataFrame, one row per person: member, label, n_rated (sessions with a score), baseline (unit of the instrument; NaN
    exactly where `reason` is not empty), latest_session, latest (score there), change, reason.

    Examples
    --------
    >>> lines = pd.DataFrame({"member": "A", "label": "Ada", "session": range(1, 6),
    ...                       "score": [4.0, float("nan"), 3.0, 5.0, 2.0]})
    >>> baselines(lines)[["n_rated", "baseline", "latest", "change"]].values.tolist()
    [[4.0, 4.0, 2.0, -2.0]]
    """
    rows = []
    for (member, label), line in lines.groupby(["member", "label"], observed=True, sort=False):
        rated = line.dropna(subset=["score"]).sort_values("session")
        enough = len(rated) > first
        baseline = rated["score"].head(first).mean() if enough else np.nan
        reason = (
            "" if enough else f"A baseline needs more than {first} rated sessions; there are {len(rated)}."
        )
        last = rated.iloc[-1]
        rows.append(
            (
                member,
                label,
                len(rated),
                baseline,
                last["session"],
                last["score"],
                last["score"] - baseline,
                reason,
            )
        )
    columns = ["member", "label", "n_rated", "baseline", "latest_session", "latest", "change", "reason"]
    return pd.DataFrame(rows, columns=columns)


def of_series(scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The forms of a series' scale, whoever rated and whatever about."""
    return scores[(scores["instrument"] == series.instrument) & (scores["subscale"] == series.subscale)]


def forms(scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The forms of exactly one series, as `ratings.trajectories` returns them."""
    asked = of_series(scores, series)
    return asked[(asked["rater_role"] == series.rater_role) & (about(asked) == series.target)]


def _of(table: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The rows of exactly this series in a table of several."""
    mine = np.ones(len(table), bool)
    for key in KEYS:
        mine &= (table[key] == getattr(series, key)).to_numpy()
    return table[mine]


def _people_lines(study: Study, points: pd.DataFrame, series: Series) -> pd.DataFrame:
    points = _of(points, series)
    people = study.members["member"].cat.categories
    seats = study.members[["member", "label"]]
    seats = seats[seats["member"].isin(points.loc[points["score"].notna(), "member"])]
    sessions = study.sessions["session"].to_numpy()
    grid = pd.DataFrame({column: seats[column].repeat(len(sessions)) for column in seats}).reset_index(
        drop=True
    )
    grid["session"] = np.tile(sessions, len(seats))

    def place(frame):  # of each row in a grid of everybody and all sessions
        member = frame["member"].cat.codes.to_numpy().astype(np.int64)  # codes are int8 and would wrap around
        return member * len(sessions) + np.searchsorted(sessions, frame["session"])

    here, there = place(grid), place(points)
    score, n_ratings = (
        np.full(len(people) * len(sessions), np.nan),
        np.zeros(len(people) * len(sessions), int),
    )
    reason = np.full(len(score), NOT_RATED["not_recorded"], dtype=object)
    reason[place(study.presence)] = study.presence["presence"].map(NOT_RATED)
    score[there], n_ratings[there], reason[there] = points["score"], points["n_ratings"], points["reason"]
    return grid.assign(score=score[here], n_ratings=n_ratings[here], reason=reason[here])


def _series_course(course: pd.DataFrame, series: Series) -> pd.DataFrame:
    course = _of(course, series)
    course = course.assign(sd_low=course["mean"] - course["sd"], sd_high=course["mean"] + course["sd"])
    return course.reset_index(drop=True)
