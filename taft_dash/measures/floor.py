"""Who holds the floor: each person's part session by session against an equal part, and over all sessions together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.indices import by_person, by_session
from taft_dash.measures.participation import turns
from taft_dash.measures.stack import Stack, stacks
from taft_dash.records.study import Study

SHARES = ("turn_share", "time_share")


def floor(study: Study, measure: str = "turn_share") -> pd.DataFrame:
    """Each person's share of the floor at every session, beside the part that would be equal.

    Above `equal_share`: spoke more than an equal part; below: less; 0: present but silent. equal_share = 1 / n, n the
    people present.

    Parameters
    ----------
    study : Study
    measure : "turn_share" or "time_share"

    Returns
    -------
    DataFrame, one row per row of `study.presence`: group, session, member, role, presence, share (0 to 1), equal_share
    (0 to 1), n, reason. share is NaN exactly where there is a reason, equal_share where nobody was present.
    """
    if measure not in SHARES:
        raise ValueError(f"no share {measure!r}; there are {', '.join(map(repr, SHARES))}")
    people, sessions = by_person(study), by_session(study)
    people = people[people["measure"] == measure].rename(columns={"value": "share"})
    present = sessions[sessions["index"] == "present"]
    n = (
        people[["group", "session"]]
        .merge(present[["group", "session", "n"]], how="left")["n"]
        .to_numpy(float)
    )
    people = people.assign(n=n.astype(int), equal_share=1 / np.where(n > 0, n, np.nan))
    columns = ["group", "session", "member", "role", "presence", "share", "equal_share", "n", "reason"]
    return people[columns].reset_index(drop=True)


def standing(study: Study) -> pd.DataFrame:
    """What each person says and hears over all sessions together, corrected for how often they had occasion.

    share above equal_share: spoke more than an equal part of the sessions they came to; rate_given and rate_received:
    turns to, and from, each other person per session together. A person who came seldom is not made to look silent.
    share = sum_s x_is / sum_s X_s and equal_share = sum_s (X_s / n_s) / sum_s X_s over the sessions s with talk at
    which i was present, x_is the turns taken by i, X_s all turns, n_s the people present;
    rate_given = sum_s sum_j w_ij,s / sum_s (n_s - 1) over those of them whose addressees are recorded.

    Parameters
    ----------
    study : Study of one group

    Returns
    -------
    DataFrame, one row per person of the roster, in its order: member, label, role, sessions (with talk, and present),
    turns_taken, to_persons, to_group, unaddressed (the same turns by addressee), each of the four once more per
    session (`…_per_session`), share, equal_share, rate_given, rate_received, reason. Values other than counts are NaN
    where there was no occasion; reason ("" where there is a value) says why.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> talk = pd.DataFrame({"session": [1, 1, 1], "speaker": ["A", "A", "B"], "addressee": ["B", "GROUP", "A"]})
    >>> standing(study_from({"interactions": talk}))[["member", "share", "equal_share", "rate_given", "rate_received"]]
      member     share  equal_share  rate_given  rate_received
    0      A  0.666667          0.5         1.0            1.0
    1      B  0.333333          0.5         1.0            1.0
    """
    people = study.members[["member", "label", "role"]].copy()
    stack = next(iter(stacks(study)), None)
    nobody = np.zeros(len(people))
    sums = {name: nobody if stack is None else values(stack).sum(axis=0) for name, values in _SUMS.items()}
    people["sessions"] = sums["sessions"].astype(int)
    people["turns_taken"] = sums["taken"]
    people["to_persons"] = sums["taken"] - sums["to_group"] - sums["unaddressed"]
    people["to_group"], people["unaddressed"] = sums["to_group"], sums["unaddressed"]
    for name in ("turns_taken", "to_persons", "to_group", "unaddressed"):
        people[f"{name}_per_session"] = people[name] / _or_nan(sums["sessions"])
    heard, occasions = _or_nan(sums["heard"]), _or_nan(sums["occasions"])
    people["share"], people["equal_share"] = sums["taken"] / heard, sums["equal"] / heard
    people["rate_given"], people["rate_received"] = sums["given"] / occasions, sums["received"] / occasions
    people["reason"] = _reasons(people)
    return people


def _there(stack: Stack) -> np.ndarray:
    """(S, N) present at a session with recorded talk."""
    return stack.present & stack.talk[:, None]


_SUMS = {
    "sessions": _there,
    "taken": lambda stack: stack.taken,
    "to_group": lambda stack: stack.to_group,
    "unaddressed": lambda stack: stack.unaddressed,
    "heard": lambda stack: _there(stack) * turns(stack)[:, None],
    "equal": lambda stack: _there(stack) * (turns(stack) / np.maximum(stack.people, 1))[:, None],
    "occasions": lambda stack: stack.observed * (stack.people - 1)[:, None],
    "given": lambda stack: stack.given,
    "received": lambda stack: stack.received,
}
"""What is summed over the sessions for each person: (S, N) values of a stack. `heard` are the turns of anybody while
the person was there, `equal` an equal part of them, `occasions` the others they were with."""


def _or_nan(count: np.ndarray) -> np.ndarray:
    return np.where(count > 0, count, np.nan)


def _reasons(people: pd.DataFrame) -> pd.Categorical:
    absent = "Was not present at any session with recorded talk."
    alone = "Was never together with anybody while addressees were recorded."
    why = np.select([people["sessions"] == 0, people["rate_given"].isna()], [absent, alone], "")
    return pd.Categorical(why, categories=["", absent, alone])
