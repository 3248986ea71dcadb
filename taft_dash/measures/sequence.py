"""Turns in the order in which they were taken, and in the words of a reader why a session has no order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.records.roster import group_codes
from taft_dash.records.study import Study
from taft_dash.records.tables import GROUP

TO_GROUP, TO_SEVERAL, NOT_KNOWN = -1, -2, -3
"""What stands in the place of an addressee's code where a turn did not go to one person."""


@dataclass(frozen=True, eq=False)
class Session:
    """The turns of one session in their order; all arrays are (n,).

    group, session : as recorded. speaker : code of the person in the study's vocabulary of people. target : code of
    the one person addressed, else TO_GROUP, TO_SEVERAL or NOT_KNOWN. start, seconds : when the turn began and how long
    it lasted, NaN where not recorded. row : place of the turn in `study.interactions`.
    """

    group: str
    session: int
    speaker: np.ndarray
    target: np.ndarray
    start: np.ndarray
    seconds: np.ndarray
    row: np.ndarray


def ordered_sessions(study: Study) -> tuple[list[Session], pd.DataFrame]:
    """The sessions whose turns have an order, and for every session whether it has one.

    A turn to several people is one turn. The order is that of `turn` where every row of the session has one, else that
    of `start_seconds` where every row has one; equal values stand by start, then as recorded. Rows that count several
    turns have no order, and one such row leaves its session without.

    Parameters
    ----------
    study : Study with all its turns. One from which therapists were left out has lost turns, and others then seem to
        follow one another: do not use it here.

    Returns
    -------
    sessions : list of Session, by group and session
    overview : one row per session of the study: group, session, n_turns (recorded rows), order ("turn",
        "start_seconds" or ""), n_tied (turns that share their number or start with another), reason.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> said = pd.DataFrame({"session": 1, "turn": [2, 1], "speaker": ["B", "A"], "addressee": ["A", "B"]})
    >>> sessions, overview = ordered_sessions(study_from({"interactions": said}))
    >>> sessions[0].row, overview["order"].tolist()
    (array([1, 0]), ['turn'])
    """
    talk = study.interactions
    rows = np.flatnonzero(~talk["source"].duplicated().to_numpy())
    taken = talk.iloc[rows]
    held = dict(tuple(pd.Series(rows).groupby([group_codes(taken), taken["session"].to_numpy()])))
    columns = {
        name: talk[name].to_numpy(float) for name in ("turn", "start_seconds", "speaking_seconds", "turns")
    }
    speaker, target = talk["speaker"].cat.codes.to_numpy().astype(np.int64), _targets(talk)
    ordered, overview = [], []
    for group, session in zip(study.sessions["group"], study.sessions["session"].tolist(), strict=True):
        mine = held.get((study.groups().index(group), session), pd.Series([], dtype=int)).to_numpy()
        name, tied, reason = _order(session, {key: values[mine] for key, values in columns.items()})
        overview.append((group, session, len(mine), name, tied, reason))
        if not reason:
            at = mine[np.lexsort((mine, columns["start_seconds"][mine], columns[name][mine]))]
            ordered.append(
                Session(
                    group, session, speaker[at], target[at], columns["start_seconds"][at],
                    columns["speaking_seconds"][at], at,
                )
            )  # fmt: skip
    names = ["group", "session", "n_turns", "order", "n_tied", "reason"]
    return ordered, pd.DataFrame(overview, columns=names).astype({"group": study.members["group"].dtype})


def _order(session: int, rows: dict[str, np.ndarray]) -> tuple[str, int, str]:
    """The column that orders the rows, how many share its value with another, and why there is no order."""
    count = len(rows["turns"])
    if count == 0:
        return "", 0, f"No talk is recorded in session {session}."
    several = int((rows["turns"] > 1).sum())
    if several:
        stands = "1 row stands" if several == 1 else f"{several:,} rows stand"
        return "", 0, (
            f"In session {session}, {stands} for several turns at once: how often is recorded, but not in which order,"
            " so nobody can say who followed whom."
        )  # fmt: skip
    for name in ("turn", "start_seconds"):
        if not np.isnan(rows[name]).any():
            _, times = np.unique(rows[name], return_counts=True)
            return name, int(times[times > 1].sum()), ""
    lacking = [int(np.isnan(rows[name]).sum()) for name in ("turn", "start_seconds")]
    return "", 0, (
        f"The order of turns in session {session} is not known: of {count:,} rows, {lacking[0]:,} have no turn number"
        f" and {lacking[1]:,} no start."
    )  # fmt: skip


def _targets(talk: pd.DataFrame) -> np.ndarray:
    code = talk["addressee"].cat.codes.to_numpy().astype(np.int64)
    whole = list(talk["addressee"].cat.categories).index(GROUP)
    unknown = (code < 0) | (code == talk["speaker"].cat.codes.to_numpy())
    several = talk["addressees"].to_numpy() > 1
    return np.select([several, code == whole, unknown], [TO_SEVERAL, TO_GROUP, NOT_KNOWN], code)


def lacking_order(overview: pd.DataFrame) -> str:
    """One sentence for the sessions that have no order, or "" where all have one; `overview` of one group."""
    without = overview[(overview["reason"] != "") & (overview["n_turns"] > 0)]
    if without.empty:
        return ""
    first = without["reason"].iloc[0]
    more = len(without) - 1
    return first + (f" The same holds for {more} more session{'s' * (more > 1)}." if more else "")
