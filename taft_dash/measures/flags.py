"""On the edge, or drawing criticism from several: prompts to look, each with its rule, its numbers and its rows.

A flag says what the records hold of one session. It says nothing about a person, and nothing about why.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.stack import Stack, stacks
from taft_dash.records.study import Study

EDGE_SHARE, EDGE_TAIL = 0.25, 0.025
SENDERS, TIMES_EXPECTED = 3, 2.0
_COLUMNS = ("group", "session", "member", "kind", "observed", "expected", "n", "senders", "p", "reason")
KINDS = {
    "edge": "on the edge this session",
    "criticism": "criticism from several people this session",
}


def prompts(study: Study) -> pd.DataFrame:
    """All flags of a study, in the order of the sessions; columns as `on_the_edge` gives."""
    both = pd.concat([on_the_edge(study), criticised(study)])
    return both.sort_values(["group", "session", "kind"], kind="stable", ignore_index=True)


def on_the_edge(study: Study, *, share: float = EDGE_SHARE, tail: float = EDGE_TAIL) -> pd.DataFrame:
    """Members who were there and had hardly any part in the talk of a session.

    x = turns taken + turns received. Flagged where x / (sum of x over all present) < share / n and
    P(X <= x) <= tail, X the turns of somebody with the same chance as anybody of each person-directed turn (2 / n, as
    speaker or addressee) and each turn to the group (1 / n), n the people present.

    Parameters
    ----------
    study : Study. Not changed.
    share : part of an equal share below which the talk of a person is looked at.
    tail : how rare so little talk has to be by chance.

    Returns
    -------
    DataFrame, one row per flag: group, session, member, kind ("edge"), observed (x), expected (its mean by chance),
    n (people present), senders (0), p, reason (a sentence with the numbers).

    Notes
    -----
    The rule is a default of this program (a quarter of an equal share, 2.5 per cent), not a published cut-off.
    Where few turns were taken, up to one in forty members present is flagged by chance alone.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> talk = pd.DataFrame({"session": 1, "speaker": list("ABC"), "addressee": list("BCA"), "turns": 20})
    >>> there = pd.DataFrame({"session": 1, "member": list("ABCD"), "status": "present"})
    >>> found = on_the_edge(study_from({"interactions": talk, "attendance": there}))
    >>> found[["member", "observed", "expected"]].values.tolist()
    [['D', 0, 30.0]]
    """
    from scipy.stats import binom

    rows = []
    for stack in stacks(study):
        took = stack.given + stack.to_group + stack.received
        directed, to_group = stack.directed, stack.to_group.sum(axis=1)
        n = stack.people
        with np.errstate(divide="ignore", invalid="ignore"):
            part = took / took.sum(axis=1, keepdims=True)
            little = (part < share / n[:, None]) & stack.member & stack.observed & (n > 2)[:, None]
        for session, seat in zip(*np.nonzero(little), strict=True):
            x, people = int(took[session, seat]), int(n[session])
            given = np.arange(x + 1)
            chance = binom.pmf(given, int(directed[session]), 2 / people)
            p = float((chance * binom.cdf(x - given, int(to_group[session]), 1 / people)).sum())
            if p > tail:
                continue
            expected = (2 * directed[session] + to_group[session]) / people
            reason = (
                f"Took and received {x} turns together in session {stack.session[session]}, where {people} people were"
                f" present and an equal part would be about {expected:.0f}."
            )
            rows.append((*_who(study, stack, session, seat), "edge", x, expected, people, 0, p, reason))
    return _flags(study, rows)


def criticised(
    study: Study, *, senders: int = SENDERS, times: float = TIMES_EXPECTED, negative: float = 0.0
) -> pd.DataFrame:
    """Members to whom several others spoke in a negative tone, more than an equal part of it.

    Flagged where turns of negative tone came from at least `senders` people, were at least `times` an equal part
    (negative turns / n), and outnumbered the positive ones received.

    Parameters
    ----------
    study : Study. Not changed.
    senders : how many different people. times : how many times an equal part.
    negative : tone (valence) below which a turn is negative; above minus this it is positive.

    Returns
    -------
    DataFrame, one row per flag: group, session, member, kind ("criticism"), observed (negative turns received),
    expected (negative turns / n), n (people present), senders, p (NaN: no test), reason. Empty where no tone is
    recorded.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> talk = pd.DataFrame({"session": 1, "speaker": list("ABCD"), "addressee": list("DDDA"), "valence": -0.5})
    >>> criticised(study_from({"interactions": talk}))[["member", "observed", "senders"]].values.tolist()
    [['D', 3, 3]]
    """
    talk = study.interactions
    toned = talk[talk["valence"].notna() & talk["addressee"].notna()]
    members = study.members.loc[study.members["role"] == "member", ["group", "member"]]
    ours = set(members.astype("str").itertuples(index=False, name=None))
    rows = []
    counts = {
        (group, int(session)): int(people)
        for stack in stacks(study)
        for group, session, people in zip(
            np.array(study.groups(), dtype=object)[stack.group], stack.session, stack.people, strict=True
        )
    }
    for (group, session), turns in toned.groupby(["group", "session"], observed=True):
        people, bad = counts[group, int(session)], turns[turns["valence"] < negative]
        expected = bad["turns"].sum() / people
        for member, received in bad.groupby("addressee", observed=True):
            if (group, member) not in ours:
                continue
            count, distinct = received["turns"].sum(), received["speaker"].nunique()
            to_them = turns[turns["addressee"] == member]
            good = to_them.loc[to_them["valence"] > -negative, "turns"].sum()
            if distinct >= senders and count >= times * expected and good < count:
                reason = (
                    f"{distinct} people spoke to them in a negative tone in session {session}: {count:.0f} turns, where"
                    f" an equal part would be {expected:.1f}; {good:.0f} turns to them were positive."
                )
                rows.append((group, session, member, "criticism", count, expected, people, distinct, np.nan, reason))
    return _flags(study, rows)


def rows_behind(study: Study, flag: pd.Series) -> pd.DataFrame:
    """The turns a flag rests on: those taken and received by the person in that session, or the negative ones received.

    Returns
    -------
    DataFrame: speaker, addressee, turns, valence, category, file, line; empty where the person had no part at all.
    """
    talk = study.interactions
    talk = talk[(talk["group"] == flag["group"]) & (talk["session"] == flag["session"])]
    mine = talk["addressee"] == flag["member"]
    mine = mine & (talk["valence"] < 0) if flag["kind"] == "criticism" else mine | (talk["speaker"] == flag["member"])
    columns = ["speaker", "addressee", "turns", "valence", "category", "file", "line"]
    return talk.loc[mine, columns].reset_index(drop=True)


def _who(study: Study, stack: Stack, session: int, seat: int) -> tuple:
    member = study.members.iloc[stack.person[session, seat]]
    return member["group"], int(stack.session[session]), member["member"]


def _flags(study: Study, rows: list[tuple]) -> pd.DataFrame:
    dtypes = dict(
        group=study.members["group"].dtype, session="int64", member=study.members["member"].dtype, observed="int64",
        expected="float64", n="int64", senders="int64", p="float64",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(dtypes)
