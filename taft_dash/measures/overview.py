"""Both halves of a group on one session axis: the tables that the linked view shows, and nothing it does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import EACH, courses, group_course
from taft_dash.measures.indices import by_session
from taft_dash.measures.rupture import ruptures
from taft_dash.measures.stack import Stack, stacks
from taft_dash.records.instruments import ELEMENTS, find
from taft_dash.records.scales import TOTAL
from taft_dash.records.study import Study
from taft_dash.records.tables import WHOLES

_EPISODE = ["member", "lowest_session", "marked", "status", "repaired_session", "reason"]
DELIVERY = "TAFT-delivery"
_FIRST = {"alliance": 0, "climate": 1, "cohesion": 1}


@dataclass(frozen=True)
class Line:
    """One series of ratings that members give session by session: which scale, about whom."""

    instrument: str
    subscale: str
    target: str


@dataclass(frozen=True, eq=False)
class Linked:
    """The tables behind the linked view of one group.

    roster : member, label, role. sessions : all recorded session numbers; cancelled : those said to last 0 minutes.
    people : session, member, role, presence, turns, to_group (turns taken, of these to the whole group; NaN unless
        present at a session whose talk was recorded), mark and words (for the strip of who was there).
    ties : session, speaker, addressee, turns, change (against the preceding session whose addressees are recorded;
        NaN where there is none). A tie that fell silent has turns 0.
    indices : session, index, value, n, reason, of every index.
    scores : session, member, score. course : session, mean, sd, low, high, n_rated, n_present.
    episodes : possible ruptures, as `alliance.ruptures` returns them. marks : member, session, score, marked, reason.
    delivered : session, row (element id), value, by, words. events : session, kind, type, member, words, details.
    """

    roster: pd.DataFrame
    sessions: list[int]
    cancelled: list[int]
    people: pd.DataFrame
    ties: pd.DataFrame
    indices: pd.DataFrame
    line: Line | None
    scores: pd.DataFrame
    course: pd.DataFrame
    episodes: pd.DataFrame
    marks: pd.DataFrame
    delivered: pd.DataFrame
    events: pd.DataFrame


def lines(study: Study, scores: pd.DataFrame) -> list[Line]:
    """The series members rate at more than one session, alliance first, then the longest, totals before parts."""
    given = scores[(scores["rater_role"] == "member") & scores["score"].notna()]
    if given.empty:
        return []
    keys = ["instrument", "subscale", "target"]
    found = courses(given).groupby(keys, observed=True)["session"].nunique().rename("sessions").reset_index()
    of_the_group = found["target"].isin((*WHOLES, EACH["therapist"]))
    found = found[of_the_group & (found["sessions"] > (found["sessions"].max() > 1))]
    known = {i.id: (_FIRST.get(i.kind, 2), place) for place, i in enumerate(study.instruments)}
    found["kind"], found["place"] = zip(
        *(known.get(i, (2, len(known))) for i in found["instrument"]), strict=True
    )
    found["part"] = found["subscale"] != TOTAL
    found = found.sort_values(
        ["kind", "sessions", "part", "place"], ascending=[True, False, True, True], kind="stable"
    )
    return [Line(*map(str, row)) for row in found[keys].itertuples(index=False)]


def linked(study: Study, scores: pd.DataFrame, line: Line | None) -> Linked:
    """The tables of the linked view for a study narrowed to one group; `scores` are its trajectories."""
    stack = stacks(study)[0]
    roster = seated(study, stack)
    chosen, course, episodes = _alliance(study, scores, line)
    return Linked(
        roster=roster,
        sessions=[int(s) for s in study.sessions["session"]],
        cancelled=[int(s) for s in study.sessions.loc[study.sessions["minutes"] == 0, "session"]],
        people=people_by_session(study, stack).merge(roster[["member"]]),
        ties=ties_and_change(study, stack),
        indices=by_session(study),
        line=line,
        scores=chosen,
        course=course,
        episodes=episodes,
        marks=_marks(chosen, episodes),
        delivered=delivered(scores),
        events=events_in_words(study),
    )


def seated(study: Study, stack: Stack) -> pd.DataFrame:
    """Who has a seat in the ring: members and therapists, and an observer who ever speaks or is spoken to."""
    roster = study.members[["member", "label", "role"]]
    heard = set(stack.person[stack.present])
    return roster[(roster["role"] != "observer") | roster.index.isin(heard)].reset_index(drop=True)


def people_by_session(study: Study, stack: Stack) -> pd.DataFrame:
    """Everyone of one group at every session: presence, turns taken, and how the strip of attendance marks it."""
    names = study.members["member"].to_numpy(object)
    seats = stack.person.shape[1]
    there = study.presence.iloc[stack.place.ravel()]
    heard = stack.attended.ravel() & np.repeat(stack.talk, seats)
    people = pd.DataFrame(
        {
            "session": np.repeat(stack.session, seats),
            "member": names[stack.person.ravel()],
            "role": study.members["role"].astype(str).to_numpy()[stack.person.ravel()],
            "presence": there["presence"].astype(str).to_numpy(),
            "turns": np.where(heard, stack.taken.ravel(), np.nan),
            "to_group": np.where(heard, stack.to_group.ravel(), np.nan),
        }
    )
    late = there["status"].isin(("late", "left_early")).to_numpy()
    present = people["presence"] == "present"
    people["mark"] = np.select(
        [present & (people["turns"] > 0), present & (people["turns"] == 0), present & late, present],
        ["spoke", "silent", "late", "present"],
        people["presence"],
    )
    status = there["status"].astype(object).where(there["status"].notna(), "").to_numpy()
    inferred = there["inferred"].to_numpy(bool)
    people["words"] = [
        _presence_words(state, word, guess, turns)
        for state, word, guess, turns in zip(
            people["presence"], status, inferred, people["turns"], strict=True
        )
    ]
    return people


def ties_and_change(study: Study, stack: Stack) -> pd.DataFrame:
    """Directed ties of one group at every session, with the difference in turns from the session before.

    "Before" is the preceding session whose addressees are recorded. A pair is listed when it spoke now or then.
    """
    before = np.where((stack.previous >= 0)[:, None, None], stack.turns[stack.previous], np.nan)
    change = np.where(stack.addressed[:, None, None], stack.turns - before, np.nan)
    s, i, j = np.nonzero((stack.turns > 0) | (np.nan_to_num(change) != 0))
    names = study.members["member"].to_numpy(object)
    return pd.DataFrame(
        {
            "session": stack.session[s],
            "speaker": names[stack.person[s, i]],
            "addressee": names[stack.person[s, j]],
            "turns": stack.turns[s, i, j],
            "change": change[s, i, j],
        }
    )


def delivered(scores: pd.DataFrame) -> pd.DataFrame:
    """How far each element was delivered, session by session: the therapists' mean, or the observers' where
    therapists rated none in the whole series; the other raters' view stands in the words beside it.

    Returns session, row (element id), value (0 to 4, NaN where nobody of that role rated), by (the role whose mean it
    is), words. Felt alliance never enters here.
    """
    rated = scores[
        (scores["instrument"] == DELIVERY) & (scores["subscale"] != "total") & scores["score"].notna()
    ]
    columns = ["session", "row", "value", "by", "words"]
    if rated.empty:
        return pd.DataFrame(columns=columns)
    lead = "therapist" if (rated["rater_role"] == "therapist").any() else str(rated["rater_role"].iloc[0])
    said = rated.astype(dict.fromkeys(("subscale", "rater_role"), object))
    said = said.groupby(["session", "subscale", "rater_role"])["score"].agg(["mean", "size"]).reset_index()
    said["words"] = [
        f"{role} {mean:.1f} ({count} rater{'s' if count > 1 else ''})"
        for role, mean, count in zip(said["rater_role"], said["mean"], said["size"], strict=True)
    ]
    cells = said.groupby(["session", "subscale"])["words"].agg("; ".join).reset_index()
    led = said[said["rater_role"] == lead].rename(columns={"mean": "value"})[["session", "subscale", "value"]]
    cells = cells.merge(led, how="left").rename(columns={"subscale": "row"}).assign(by=lead)
    labels = {element.id: element.label for element in ELEMENTS}
    cells["words"] = cells["row"].map(lambda row: labels.get(row, row)) + " delivered: " + cells["words"]
    return cells[columns]


def events_in_words(study: Study) -> pd.DataFrame:
    """Events with a short word for the strip and a sentence for the pointer; notes are left out on purpose."""
    events = study.events
    label = dict(zip(study.members["member"], study.members["label"].astype(str), strict=True))
    role = dict(zip(study.members["member"], study.members["role"].astype(str), strict=True))
    rows = []
    for event in events.itertuples(index=False):
        kind, kind_type = str(event.kind), "" if event.type != event.type else str(event.type)
        actor = "" if event.actor != event.actor else label.get(event.actor, str(event.actor))
        target = "" if event.target != event.target else label.get(event.target, str(event.target))
        rater = "" if event.rater != event.rater else role.get(event.rater, "")
        words = {"joining": f"{actor} joins", "leaving": f"{actor} leaves"}.get(kind, kind_type or kind)
        parts = [f"session {event.session}: {kind}"]
        parts += [f"({kind_type})"] if kind_type else []
        parts += [f"· {actor}" if actor else "", f"towards {target}" if target else ""]
        parts += [f"· minute {event.minute:g}" if event.minute == event.minute else ""]
        parts += [f"· noted by {rater}" if rater else ""]
        rows.append((event.session, kind, kind_type, actor, words.strip(), " ".join(p for p in parts if p)))
    columns = ["session", "kind", "type", "member", "words", "details"]
    return pd.DataFrame(rows, columns=columns).sort_values("session", kind="stable", ignore_index=True)


def _alliance(study: Study, scores: pd.DataFrame, line: Line | None):
    """Scores, course and episodes of one line; empty tables with the same columns when there is no line."""
    if line is None:
        chosen = pd.DataFrame(columns=["session", "member", "score"])
        course = pd.DataFrame(columns=["session", "mean", "sd", "low", "high", "n_rated", "n_present"])
        return chosen, course, pd.DataFrame(columns=_EPISODE)
    own = scores[scores["rater_role"] == "member"]
    drawn = courses(own)
    drawn = drawn[_is(drawn, line)].set_index(["session", "member"])["score"]
    course = group_course(study, own)
    episodes = ruptures(study, scores, instrument=line.instrument, subscale=line.subscale, target=line.target)
    people = [m for m in study.members["member"] if m in set(drawn.index.get_level_values("member"))]
    everywhere = pd.MultiIndex.from_product([study.sessions["session"], people], names=["session", "member"])
    return drawn.reindex(everywhere).reset_index(), course[_is(course, line)], episodes


def _is(scores: pd.DataFrame, line: Line) -> pd.Series:
    return (
        (scores["instrument"] == line.instrument)
        & (scores["subscale"] == line.subscale)
        & (scores["target"] == line.target)
    )


def _marks(chosen: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """Where the drops stand: one mark a possible rupture, at its lowest point."""
    at = chosen.set_index(["member", "session"])["score"]
    marks = episodes.assign(session=episodes["lowest_session"])
    marks["score"] = [at.get((m, s), np.nan) for m, s in zip(marks["member"], marks["session"], strict=True)]
    return marks[["member", "session", "score", "marked", "reason"]].reset_index(drop=True)


def _presence_words(state: str, status: str, inferred: bool, turns: float) -> str:
    words = {"not_yet_joined": "not yet joined", "not_recorded": "attendance not recorded"}.get(state, state)
    if status in ("late", "left_early", "excused"):
        words += f" ({status.replace('_', ' ')})"
    if inferred and state == "present":
        words += " (inferred)"
    if turns == turns:
        words += ", no turns" if turns == 0 else f", {turns:g} turn{'s' if turns != 1 else ''}"
    return words


def scale_limits(study: Study, line: Line) -> tuple[float, float]:
    """Lowest and highest possible score of a line: the limits of its axis."""
    instrument = find(line.instrument, study.instruments)
    if instrument is None:
        return (np.nan, np.nan)
    scale = instrument.scale(line.subscale)
    return scale.low, scale.high
