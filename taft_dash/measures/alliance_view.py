"""One line of members' ratings, seen from all sides: the tables behind the alliance page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import therapist_gap
from taft_dash.measures.overview import Line
from taft_dash.measures.rupture import rupture_thresholds, ruptures, share_in_rupture
from taft_dash.measures.series import Series, baselines, of_series, people_lines, scale_of, series_course
from taft_dash.records.study import Study


@dataclass(frozen=True, eq=False)
class AllianceView:
    """The tables of the alliance page for one group and one line.

    roster : member, label, role. sessions : all recorded session numbers. lines : `series.people_lines`.
    course : `series.series_course`. baselines : `series.baselines`. thresholds : `rupture.rupture_thresholds`, with
    label. episodes : `rupture.ruptures`, with label. marks : `rupture_marks`. shares : `rupture.share_in_rupture`.
    gaps : `gaps_by_session`. gap_ranges : `gap_ranges`. low, high : limits of the scale.
    """

    line: Line
    roster: pd.DataFrame
    sessions: list[int]
    lines: pd.DataFrame
    course: pd.DataFrame
    baselines: pd.DataFrame
    thresholds: pd.DataFrame
    episodes: pd.DataFrame
    marks: pd.DataFrame
    shares: pd.DataFrame
    gaps: pd.DataFrame
    gap_ranges: pd.DataFrame
    low: float
    high: float


def alliance_view(
    study: Study, scores: pd.DataFrame, line: Line, *, tolerance: float, window: int
) -> AllianceView:
    """All tables of one line; `study` is narrowed to one group, `scores` are its trajectories, see `rupture.ruptures`
    for `tolerance` and `window`."""
    series = Series(line.instrument, line.subscale, line.target, "member")
    what = dict(instrument=line.instrument, subscale=line.subscale, target=line.target)
    asked = of_series(scores, series)
    roster = study.members[["member", "label", "role"]]
    lines = people_lines(study, asked, series)
    episodes = ruptures(study, asked, **what, tolerance=tolerance, window=window)
    gaps = gaps_by_session(study, asked, series)
    scale = scale_of(study, series)
    return AllianceView(
        line=line,
        roster=roster,
        sessions=[int(session) for session in study.sessions["session"]],
        lines=lines,
        course=series_course(study, asked, series),
        baselines=baselines(lines),
        thresholds=roster[["member", "label"]].merge(rupture_thresholds(study, asked, **what), on="member"),
        episodes=roster[["member", "label"]].merge(episodes, on="member"),
        marks=rupture_marks(lines, episodes),
        shares=share_in_rupture(study, episodes),
        gaps=gaps,
        gap_ranges=gap_ranges(gaps),
        low=scale.low,
        high=scale.high,
    )


def rupture_marks(lines: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """Where the episodes of `rupture.ruptures` stand on the lines: a mark at the lowest score, one at the repair.

    Returns
    -------
    DataFrame: member, session, score, mark ("possible", "marked" or "repaired"), marked (of the episode: 1 or 2),
    reason (the episode in words).
    """
    low = episodes.assign(
        session=episodes["lowest_session"], mark=np.where(episodes["marked"] > 1, "marked", "possible")
    )
    back = episodes[episodes["status"] == "repaired"]
    back = back.assign(session=back["repaired_session"].astype("int64"), mark="repaired")
    marks = pd.concat([low, back], ignore_index=True)[["member", "session", "mark", "marked", "reason"]]
    return marks.merge(lines[["member", "session", "score"]], on=["member", "session"], how="inner")


def gaps_by_session(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """`alliance.therapist_gap` of one series, at the sessions at which a therapist rated anybody on that scale.

    Returns member, label, session, member_score, therapist_score, gap, n_therapists, reason; people in roster order.
    """
    asked = of_series(scores, series)
    gaps = therapist_gap(asked[(asked["rater_role"] != "member") | (asked["target"] == series.target)])
    gaps = gaps[gaps["session"].isin(gaps.loc[gaps["n_therapists"] > 0, "session"])]
    gaps = study.members[["member", "label"]].merge(gaps, on="member")
    columns = [
        "member",
        "label",
        "session",
        "member_score",
        "therapist_score",
        "gap",
        "n_therapists",
        "reason",
    ]
    return gaps[columns]


def gap_ranges(gaps: pd.DataFrame) -> pd.DataFrame:
    """How much each person's gap moved: between which sessions it was lowest and highest, and how far apart these are.

    A wide range is the signal; the level is not (therapists and members usually differ).

    Returns
    -------
    DataFrame, one row per person with at least two gaps, widest first: member, label, n (gaps), lowest, lowest_session,
    highest, highest_session, range (highest - lowest, unit of the instrument).

    Examples
    --------
    >>> gaps = pd.DataFrame({"member": "A", "label": "Ada", "session": [2, 6, 10], "gap": [0.25, -2.0, 0.0]})
    >>> gap_ranges(gaps)[["lowest_session", "highest_session", "range"]].values.tolist()
    [[6.0, 2.0, 2.25]]
    """
    rows = []
    for (member, label), line in gaps.groupby(["member", "label"], observed=True, sort=False):
        given = line.dropna(subset=["gap"])
        if len(given) < 2:
            continue
        low, high = given.loc[given["gap"].idxmin()], given.loc[given["gap"].idxmax()]
        ends = (low["gap"], low["session"], high["gap"], high["session"], high["gap"] - low["gap"])
        rows.append((member, label, len(given), *ends))
    columns = ["member", "label", "n", "lowest", "lowest_session", "highest", "highest_session", "range"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "range", ascending=False, kind="stable", ignore_index=True
    )
