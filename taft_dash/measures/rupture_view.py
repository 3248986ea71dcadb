"""One line and one criterion of the rupture explorer, laid out for the page: the map, the marks, the matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.overview import Line
from taft_dash.measures.rupture_crossing import FOR_OTHERS, MISSED, RECOGNISED
from taft_dash.measures.rupture_explorer import Explored
from taft_dash.measures.rupture_notes import NOTERS
from taft_dash.measures.rupture_rules import CRITERIA, SCORED
from taft_dash.measures.series import Series, of_series, people_lines, scale_of, series_course
from taft_dash.records.study import Study

NOTED_ONLY, NOTED_UNJUDGED = "noted only", "noted, not judged"
_STATES = {
    "absent": "absent",
    "not_recorded": "not recorded",
    "not_yet_joined": "not yet joined",
    "left": "left",
}


@dataclass(frozen=True, eq=False)
class RuptureView:
    """The tables of the rupture page for one group, one line and one criterion.

    roster : member, label, role. sessions : all recorded session numbers. lines, course : see `series`.
    found : `rupture_explorer.Explored` of the line. episodes : those of the criterion, with label. cells : see
    `map_cells`. marks : see `marks`. limits : see `own_limits`. matrix : see `side_by_side`. seen : see `recognised`.
    low, high : ends of the scale.
    """

    line: Line
    criterion: str
    roster: pd.DataFrame
    sessions: list[int]
    lines: pd.DataFrame
    course: pd.DataFrame
    found: Explored
    episodes: pd.DataFrame
    cells: pd.DataFrame
    marks: pd.DataFrame
    limits: pd.DataFrame
    matrix: pd.DataFrame
    seen: pd.DataFrame
    low: float
    high: float


def rupture_view(study: Study, scores: pd.DataFrame, found: Explored, line: Line, criterion: str) -> RuptureView:
    """All tables of one line and criterion; `study` is narrowed to one group, `found` holds all its lines."""
    series = Series(line.instrument, line.subscale, line.target, "member")
    asked = of_series(scores, series)
    here = found.of(line)
    roster = study.members[["member", "label", "role"]]
    lines = people_lines(study, asked, series)
    episodes = roster[["member", "label"]].merge(here.episodes[here.episodes["criterion"] == criterion], on="member")
    scale = scale_of(study, series)
    return RuptureView(
        line=line,
        criterion=criterion,
        roster=roster,
        sessions=[int(session) for session in study.sessions["session"]],
        lines=lines,
        course=series_course(study, asked, series),
        found=here,
        episodes=episodes.sort_values(["onset", "member"], kind="stable", ignore_index=True),
        cells=map_cells(study, lines, episodes, here.notes),
        marks=marks(lines, episodes),
        limits=own_limits(here.thresholds, criterion, [int(session) for session in study.sessions["session"]]),
        matrix=side_by_side(here, roster),
        seen=recognised(here, criterion, roster),
        low=scale.low,
        high=scale.high,
    )


def map_cells(
    study: Study, lines: pd.DataFrame, episodes: pd.DataFrame, notes: pd.DataFrame
) -> pd.DataFrame:
    """Every member who rates, at every session: where an episode begins, lasts and ends, and what was noted.

    Returns
    -------
    DataFrame: member, label, session, state ("onset": an episode begins; "inside": it lasts; "repaired"; else "rated",
    "not rated", "absent", "not recorded", "not yet joined" or "left"), marked (of an onset: 1 or 2), status and agree
    ("5 of 6": criteria that mark it, of those that could judge the member) of the episode, last (it is the last session
    of an episode that was not repaired), noted ("rupture", "repair" or "", by a therapist, an observer or somebody not
    recorded), words.
    """
    people = lines[["member", "label", "session", "score"]]
    presence = study.presence[["member", "session", "presence"]].astype({"presence": str})
    cells = people.merge(presence, on=["member", "session"], how="left")
    state = cells["presence"].map(_STATES)
    cells["state"] = state.where(state.notna(), np.where(cells["score"].notna(), "rated", "not rated"))
    cells = cells.assign(marked=0, status="", agree="", last=False, words="")
    row = {pair: k for k, pair in enumerate(zip(cells["member"], cells["session"], strict=True))}
    sessions = cells["session"].unique().tolist()
    columns = {name: cells[name].tolist() for name in ("state", "marked", "status", "agree", "last", "words")}
    # Backwards in time, so that where one episode ends as the next begins, the beginning stands.
    for episode in episodes.sort_values("onset", ascending=False).itertuples(index=False):
        lasts = [session for session in sessions if episode.onset <= session <= episode.last_session]
        spans = [(row[episode.member, session], session) for session in lasts if (episode.member, session) in row]
        if not pd.isna(episode.repaired_session):
            back = row.get((episode.member, int(episode.repaired_session)))
            if back is not None and columns["state"][back] != "onset":
                columns["state"][back], columns["words"][back] = "repaired", episode.reason
        for k, session in spans:
            columns["state"][k] = "onset" if session == episode.onset else "inside"
            columns["words"][k], columns["status"][k] = episode.reason, episode.status
            columns["last"][k] = session == episode.last_session and episode.status != "repaired"
            columns["marked"][k] = episode.marked if session == episode.onset else 0
            columns["agree"][k] = f"{episode.n_agree} of {episode.n_judging}" if session == episode.onset else ""
    return cells.assign(**columns, noted=_noted(cells, notes)).drop(columns="presence")


def _noted(cells: pd.DataFrame, notes: pd.DataFrame) -> list[str]:
    told = notes[(notes["noter"] != "member") & notes["member"].notna()]
    what = {}
    for member, session, kind in told[["member", "session", "what"]].itertuples(index=False):
        if what.get((member, session)) != "rupture":
            what[member, session] = kind
    return [what.get(pair, "") for pair in zip(cells["member"], cells["session"], strict=True)]


def marks(lines: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """Where episodes stand on the members' lines: at the lowest score (for what was noted, the session of the note), at
    the repair, and at the last session of what was not repaired.

    Returns
    -------
    DataFrame: member, session, score, mark ("possible", "marked", "repaired", "open" or "censored"), reason.
    """
    low = episodes.assign(session=episodes["lowest_session"])
    low["mark"] = np.where(episodes["marked"] > 1, "marked", "possible")
    back = episodes[episodes["status"] == "repaired"]
    back = back.assign(session=back["repaired_session"].astype("int64"), mark="repaired")
    left = episodes[(episodes["status"] != "repaired") & (episodes["last_session"] > episodes["lowest_session"])]
    left = left.assign(session=left["last_session"], mark=left["status"])
    found = pd.concat([low, back, left], ignore_index=True)[["member", "session", "mark", "reason"]]
    at = lines.loc[lines["score"].notna(), ["member", "session", "score"]]
    return found.merge(at, on=["member", "session"], how="inner")


def own_limits(thresholds: pd.DataFrame, criterion: str, sessions: list[int]) -> pd.DataFrame:
    """What a criterion draws beside a member's line: member, session, level, name; empty where it has no such line."""
    known = thresholds[(thresholds["criterion"] == criterion) & (thresholds["reason"] == "")]
    along = known.merge(pd.DataFrame({"session": sessions}), how="cross")
    if criterion == "stiles":
        middle = along["intercept"] + along["slope"] * along["session"]
        names = ("own straight line", "limit below the line")
    elif criterion == "shewhart":
        middle, names = along["mean"], ("own mean", "lower control limit")
    else:
        return pd.DataFrame(columns=["member", "session", "level", "name"])
    parts = [
        along[["member", "session"]].assign(level=level, name=name)
        for name, level in zip(names, (middle, middle - along["threshold"]), strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def side_by_side(found: Explored, roster: pd.DataFrame) -> pd.DataFrame:
    """Every episode under every criterion.

    Returns
    -------
    DataFrame, episodes in time and criteria in the order of the list: episode, member, label, first_session,
    last_session, criterion, state ("marks it", "does not mark it" or "cannot judge"), onset (session; missing where it
    does not mark it), words (the criterion's sentence, or why it cannot judge).
    """
    limits = found.thresholds.set_index(["criterion", "member"])["reason"]
    keys = zip(found.episodes["criterion"], found.episodes["episode"], strict=True)
    said = dict(reversed(list(zip(keys, found.episodes["reason"], strict=True))))
    label = dict(zip(roster["member"], roster["label"].astype(str), strict=True))
    rows = []
    for one in found.agreement.sort_values(["first_session", "member"], kind="stable").to_dict("records"):
        for criterion in CRITERIA:
            onset = one[criterion.name]
            words = said.get((criterion.name, one["episode"]), "")
            if pd.isna(onset) and criterion.name in SCORED:
                words = limits.get((criterion.name, one["member"]), "")
            state = "marks it" if not pd.isna(onset) else "cannot judge" if words else "does not mark it"
            rows.append(
                (one["episode"], one["member"], label[one["member"]], one["first_session"], one["last_session"],
                 criterion.name, state, onset, words)
            )  # fmt: skip
    columns = ["episode", "member", "label", "first_session", "last_session", "criterion", "state", "onset", "words"]
    return pd.DataFrame(rows, columns=columns).astype({"onset": "Int64"})


def recognised(found: Explored, criterion: str, roster: pd.DataFrame) -> pd.DataFrame:
    """Whom and when each outcome of `rupture_crossing` concerns, by who noted.

    Returns
    -------
    DataFrame: noter, outcome ("recognised", "noted for others", "missed", "noted only", or "noted, not judged": of a
    member whom the criterion cannot judge), member, label, session (onset; for what was only noted, the session of the
    note). Empty for the criterion of what was noted.
    """
    rows = []
    mine = found.episodes[found.episodes["criterion"] == criterion]
    limits = found.thresholds[found.thresholds["criterion"] == criterion]
    judged = set(limits.loc[limits["reason"] == "", "member"])
    ruptures = found.notes[(found.notes["what"] == "rupture") & found.notes["member"].notna()]
    for noter in NOTERS if criterion in SCORED else ():
        for episode in mine.itertuples(index=False):
            if getattr(episode, noter):
                rows.append((noter, getattr(episode, noter), episode.member, episode.onset))
        told = ruptures.loc[ruptures["noter"] == noter, ["member", "session"]].drop_duplicates()
        for member, session in told.itertuples(index=False):
            own = mine[mine["member"] == member]
            if not ((own["peak_session"] < session) & (session <= own["last_session"])).any():
                rows.append((noter, NOTED_ONLY if member in judged else NOTED_UNJUDGED, member, session))
    table = pd.DataFrame(rows, columns=["noter", "outcome", "member", "session"])
    label = dict(zip(roster["member"], roster["label"].astype(str), strict=True))
    table.insert(3, "label", table["member"].map(label))
    order = {name: k for k, name in enumerate((RECOGNISED, FOR_OTHERS, MISSED, NOTED_ONLY, NOTED_UNJUDGED))}
    return table.sort_values(
        ["noter", "outcome", "session"], key=lambda column: column.map(order) if column.name == "outcome" else column,
        ascending=[False, True, True], kind="stable", ignore_index=True,
    )  # fmt: skip
