"""Who came, person by person: how often, and whether somebody is drifting away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.records.presence import PRESENCE
from taft_dash.records.roster import group_codes, person_codes, roster_rows
from taft_dash.records.study import Study

RECENT = 3
"""How many of a person's last recorded sessions "lately" means."""

_NO_ATTENDANCE = "Attendance is inferred, so a rate cannot be given."
_NO_ROW = "No attendance row for this person."


def attendance(study: Study) -> pd.DataFrame:
    """How often each person came, of the sessions for which that was written down.

    High: came nearly always; low: stayed away often. Sessions before joining, after leaving, or without an attendance
    row count neither for nor against anybody. rate = sessions_present / sessions_recorded.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame, one row per person of the roster, in its order: group, member, label, role, sessions_recorded,
    sessions_present (of those), rate (0 to 1; NaN where nothing was recorded), lately_recorded (the last sessions
    with a record, at most `RECENT`), lately_missed (of those), now (presence at the last session of the study),
    reason ("" where there is a rate).

    Notes
    -----
    Presence inferred from talk is not counted: whoever is silent would seem absent, and the rate would measure talk.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> came = pd.DataFrame({"session": [1, 2, 3], "member": "A", "status": ["present", "absent", "late"]})
    >>> attendance(study_from({"attendance": came}))[["member", "rate", "lately_missed"]].round(2)
      member  rate  lately_missed
    0      A  0.67              1
    """
    grid = study.presence
    row = _roster_row(study, grid)
    state = grid["presence"].astype(str).to_numpy()
    recorded = grid["status"].notna().to_numpy() & np.isin(state, ("present", "absent"))
    lately = np.zeros(len(grid), bool)
    lately[recorded] = pd.Series(row[recorded]).groupby(row[recorded]).cumcount(ascending=False) < RECENT
    counts = {
        "sessions_recorded": recorded,
        "sessions_present": recorded & (state == "present"),
        "lately_recorded": lately,
        "lately_missed": lately & (state == "absent"),
    }
    people = study.members[["group", "member", "label", "role"]].copy()
    for name, which in counts.items():
        people[name] = np.bincount(row[which], minlength=len(people))
    asked = people["sessions_recorded"]
    people.insert(6, "rate", people["sessions_present"] / asked.where(asked > 0))
    last = pd.Series(state, index=row).groupby(level=0).last()
    people["now"] = pd.Categorical(last.reindex(range(len(people))), categories=list(PRESENCE), ordered=True)
    why = _NO_ROW if study.presence_recorded else _NO_ATTENDANCE
    people["reason"] = pd.Categorical(np.where(people["rate"].isna(), why, ""), categories=["", why])
    return people


def _roster_row(study: Study, grid: pd.DataFrame) -> np.ndarray:
    """The row of `study.members` that each row of the presence grid speaks of."""
    people = len(study.members["member"].cat.categories)
    return roster_rows(study.members, group_codes(grid), person_codes(grid, "member", people))
