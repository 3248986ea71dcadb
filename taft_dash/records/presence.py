"""Who was there: one state for every person at every meeting of their group, recorded or inferred.

Absent, present (silent or not), not yet joined, left, and not recorded are five different things. Rules, in order:

1. A recorded present, late or left_early is present.
2. A session before `joined` is not_yet_joined and one after `left` is left, also where the sheet says absent:
   nobody is absent from a group they do not belong to.
3. A recorded absent or excused is absent.
4. Somebody who belongs, has no attendance row, but spoke, was spoken to or rated, is present (inferred).
5. Everybody else who belongs is not_recorded.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from taft_dash.records.roster import Keys, group_codes, looked_up, roster_rows, session_rows
from taft_dash.records.tables import PRESENT_STATUSES, table

PRESENCE = ("present", "absent", "not_yet_joined", "left", "not_recorded")
_PRESENT, _ABSENT, _NOT_YET, _LEFT, _NOT_RECORDED = range(5)


def presence_grid(
    members: pd.DataFrame,
    sessions: pd.DataFrame,
    attendance: pd.DataFrame,
    seats: Mapping[tuple[str, str], tuple[np.ndarray, np.ndarray]],
    answered: np.ndarray,
    keys: Keys,
) -> pd.DataFrame:
    """The state of every roster member at every meeting of their group.

    Parameters
    ----------
    seats : (table, column) -> the key of the person in each row (see `Keys.somebody`), and that of the meeting; of
        interactions each pair may stand once (see `Keys.once_each`).
    answered : (ratings,) whether the row holds an answer; who left a form empty need not have been there.

    Returns
    -------
    DataFrame: group, session, member (in that order: groups and sessions sorted, members as in the roster),
    presence (ordered category), status (as recorded, else NaN), minutes (NaN where not recorded), inferred
    (the state rests on talk or ratings, or on nothing because there is no attendance at all), spoke, addressed
    (by name), rated (gave an answer), file, line, and the attributes of attendance.csv.
    """
    people = np.bincount(group_codes(members), minlength=keys.groups)
    first_member = np.cumsum(people) - people
    per_session = people[group_codes(sessions)]
    start = np.cumsum(per_session) - per_session
    size = int(per_session.sum())
    session_row = np.repeat(np.arange(len(sessions)), per_session)
    member_row = first_member[group_codes(sessions)][session_row] + np.arange(size) - start[session_row]

    seat = np.arange(len(members)) - first_member[group_codes(members)]
    seated, listed = keys.somebody(members, "member"), keys.meeting(sessions)

    def cells(name: str, column: str) -> np.ndarray:
        """The cell of the grid each row of a table speaks of, -1 for none."""
        somebody, meeting = seats[name, column]
        place = looked_up(seated, seat, somebody, keys.somebodies)
        begin = looked_up(listed, start, meeting, keys.meetings)
        return np.where(place >= 0, begin + place, np.int32(-1))

    recorded = cells("attendance", "member")
    status = _scattered(size, recorded, attendance["status"].cat.codes, -1)
    attributes = [name for name in attendance if name not in table("attendance").names and name != "line"]
    texts = {
        name: pd.Categorical.from_codes(
            _scattered(size, recorded, attendance[name].cat.codes, -1), dtype=attendance[name].dtype
        )
        for name in attributes
    }
    seen = {
        "spoke": _scattered(size, cells("interactions", "speaker"), True, False),
        "addressed": _scattered(size, cells("interactions", "addressee"), True, False),
        "rated": _scattered(size, cells("ratings", "rater")[answered], True, False),
    }

    session = sessions["session"].to_numpy()[session_row]
    early = session < members["joined"].to_numpy()[member_row]
    late = session > members["left"].to_numpy()[member_row]
    there = (status >= 0) & (status < len(PRESENT_STATUSES))
    active = seen["spoke"] | seen["addressed"] | seen["rated"]
    state = np.select(
        [there, early, late, status >= 0, active],
        [_PRESENT, _NOT_YET, _LEFT, _ABSENT, _PRESENT],
        _NOT_RECORDED,
    )
    unrecorded = (status < 0) & ~early & ~late
    return pd.DataFrame(
        {
            "group": sessions["group"].array.take(session_row),
            "session": session,
            "member": members["member"].array.take(member_row),
            "presence": pd.Categorical.from_codes(state, categories=list(PRESENCE), ordered=True),
            "status": pd.Categorical.from_codes(status, dtype=attendance["status"].dtype),
            "minutes": _scattered(size, recorded, attendance["minutes"], np.nan),
            "inferred": unrecorded & (active | (len(attendance) == 0)),
            **seen,
            **texts,
            "file": texts["file"].fillna(""),
            "line": _scattered(size, recorded, attendance["line"], 0),
        }
    )


def _scattered(size: int, cells: np.ndarray, values: object, blank: object) -> np.ndarray:
    """Values put into their cells of the grid, `blank` elsewhere; what has no cell (-1) is left out."""
    values = np.asarray(values)
    grid = np.full(size + 1, blank, values.dtype)
    grid[cells] = values
    return grid[:-1]


def presence_rows(
    members: pd.DataFrame, sessions: pd.DataFrame, group: np.ndarray, person: np.ndarray, session: np.ndarray
) -> np.ndarray:
    """Row of the presence grid for each group code, person code and session number; -1 where there is none."""
    groups = len(members["group"].cat.categories)
    people = np.bincount(group_codes(members), minlength=groups)
    per_session = people[group_codes(sessions)]
    start = np.cumsum(per_session) - per_session
    seat = np.arange(len(members)) - (np.cumsum(people) - people)[group_codes(members)]
    member, meeting = roster_rows(members, group, person), session_rows(sessions, group, session)
    known = (member >= 0) & (meeting >= 0)
    return np.where(known, np.append(start, -1)[meeting] + np.append(seat, -1)[member], -1)
