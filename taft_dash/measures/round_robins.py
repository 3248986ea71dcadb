"""What every member gives every other: round robins of ratings and of talk, and why a group has none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.social_relations import LEAST_PEOPLE, most_missing
from taft_dash.measures.stack import stacks
from taft_dash.records.study import Study

LEAST_SESSIONS = 3
SCALES = ("rate", "log")


@dataclass(frozen=True, eq=False)
class RoundRobin:
    """What every member of a group gives every other.

    group : as recorded. members : (n,) identifiers. values : (n, n), from actors in rows to partners in columns, NaN
    where not observed. n_sessions : how many sessions are pooled in it. left_out : members without a value on either
    side. reason : why the model cannot be used, else "".
    """

    group: str
    members: np.ndarray
    values: np.ndarray
    n_sessions: int
    left_out: tuple[str, ...] = ()
    reason: str = ""

    @property
    def n_missing(self) -> int:
        """Ordered pairs of two people without a value."""
        return int(np.isnan(self.values).sum()) - len(self.members)


def rated_lines(study: Study, scores: pd.DataFrame) -> list[tuple[str, str]]:
    """(instrument, subscale) of every scale on which members rated one another; `scores`: `ratings.trajectories`."""
    rows = _among_members(study, scores)
    pairs = rows[["instrument", "subscale"]].astype(str).drop_duplicates()
    return sorted(pairs.itertuples(index=False, name=None))


def rating_round_robins(study: Study, scores: pd.DataFrame, instrument: str, subscale: str) -> list[RoundRobin]:
    """Each group's members rating one another, the sessions pooled: a cell is the mean over the sessions it was given.

    Parameters
    ----------
    study, scores : records and their `ratings.trajectories`; ratings of oneself, and by or of others, are not used
    instrument, subscale : one of `rated_lines`

    Returns
    -------
    A RoundRobin for every group of the study, with a reason where it has fewer than 4 members who rated and were
    rated, or more empty cells than `social_relations.most_missing`.
    """
    rows = _among_members(study, scores)
    rows = rows[(rows["instrument"].astype(str) == instrument) & (rows["subscale"].astype(str) == subscale)]
    found = []
    for group in study.groups():
        of = rows[rows["group"] == group]
        people = study.members[study.members["group"].eq(group) & study.members["role"].eq("member")]["member"]
        people = people.to_numpy(object)
        place = {member: k for k, member in enumerate(people)}
        total, count = np.zeros((2, len(people), len(people)))
        at = of["rater"].map(place).to_numpy(int), of["target"].map(place).to_numpy(int)
        np.add.at(total, at, of["score"].to_numpy(float))
        np.add.at(count, at, 1)
        values = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
        found.append(_round_robin(group, people, values, of["session"].nunique(), "rated one another"))
    return found


def talk_round_robins(study: Study, scale: str = "rate") -> list[RoundRobin]:
    """Each group's members speaking to one another: turns per session at which both were present.

    Parameters
    ----------
    study : Study. Therapists and observers are no part of it: they are not exchangeable with members. Turns to the
        group are not used; a turn to several people counts toward each.
    scale : "rate", or "log" for log(1 + rate), which keeps a few very talkative pairs from deciding everything

    Returns
    -------
    A RoundRobin for every group of the study, with a reason where it has fewer than 3 sessions with addressees, fewer
    than 4 members, or too many pairs that never met.

    Raises
    ------
    ValueError
        For another scale.
    """
    if scale not in SCALES:
        raise ValueError(f"no scale {scale!r}; there are {', '.join(SCALES)}")
    names, member = study.groups(), study.members["member"].to_numpy(object)
    found = {group: RoundRobin(group, np.array([]), np.empty((0, 0)), 0, reason=_NO_TALK) for group in names}
    for stack in stacks(study):
        begins = np.unique(stack.start)
        here = stack.observed.astype(float)
        turns = np.add.reduceat(stack.turns, begins)
        together = np.add.reduceat(here[:, :, None] * here[:, None, :], begins)
        sessions = np.add.reduceat(stack.addressed.astype(int), begins)
        for k, begin in enumerate(begins):
            seats = np.flatnonzero(stack.member[begin])
            cells = np.ix_(seats, seats)
            met, nobody = together[k][cells], np.full((len(seats),) * 2, np.nan)
            rate = np.divide(turns[k][cells], met, out=nobody, where=met > 0)
            values = np.log1p(rate) if scale == "log" else rate
            group, people = names[stack.group[begin]], member[stack.person[begin, seats]]
            found[group] = _round_robin(group, people, values, int(sessions[k]), "were together", LEAST_SESSIONS)
    return list(found.values())


_NO_TALK = "No talk is recorded."


def _among_members(study: Study, scores: pd.DataFrame) -> pd.DataFrame:
    """Scores that a member gave another member of the group."""
    members = study.members[study.members["role"] == "member"]
    known = pd.MultiIndex.from_frame(members[["group", "member"]].astype(object))
    sides = [
        pd.MultiIndex.from_arrays([scores["group"].astype(object), scores[side].astype(object)]).isin(known)
        for side in ("rater", "target")
    ]
    own = scores["rater"].astype(object) == scores["target"].astype(object)
    return scores[sides[0] & sides[1] & ~own & scores["score"].notna()]


def _round_robin(group, people, values, sessions: int, did: str, least_sessions: int = 1) -> RoundRobin:
    """The values of those who have at least one on either side, and the reason why they are too few."""
    values = np.where(np.eye(len(people), dtype=bool), np.nan, values)
    kept = np.arange(len(people))
    while len(kept):
        seen = ~np.isnan(values[np.ix_(kept, kept)])
        both = seen.any(axis=0) & seen.any(axis=1)
        if both.all():
            break
        kept = kept[both]
    out = tuple(str(people[k]) for k in np.setdiff1d(np.arange(len(people)), kept))
    values, n = values[np.ix_(kept, kept)], len(kept)
    missing = int(np.isnan(values).sum()) - n
    reason = ""
    if sessions < least_sessions:
        had = "1 session has" if sessions == 1 else f"{sessions} sessions have"
        reason = f"The model of talk needs at least {least_sessions} sessions with addressees; {had} them."
    elif n < LEAST_PEOPLE:
        reason = f"The social relations model needs at least {LEAST_PEOPLE} members who {did}; here are {n}."
    elif missing > most_missing(n):
        reason = (
            f"Of {n * (n - 1)} ordered pairs of members, {missing} have no value; with {n} members at most"
            f" {most_missing(n)} may be missing."
        )
    return RoundRobin(group, people[kept], values, sessions, out, reason)
