"""Subgroups: who talks mostly among themselves, shown only where chance does not give as much and where it recurs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from taft_dash.measures import shuffles
from taft_dash.measures.chance import one_by_one
from taft_dash.measures.stack import Stack, stacks
from taft_dash.records.study import Study

LEAST_PEOPLE, LEAST_SESSIONS, DRAWS, LEVEL, SEED = 6, 3, 200, 0.95, 1


@dataclass(frozen=True, eq=False)
class Communities:
    """sessions : one row per session, see `communities`. people : one row per subgroup that is shown in a session:
    group, session, subgroup (number within the session), member."""

    sessions: pd.DataFrame
    people: pd.DataFrame


def communities(
    study: Study,
    *,
    draws: int = DRAWS,
    least_people: int = LEAST_PEOPLE,
    least_sessions: int = LEAST_SESSIONS,
    seed: int = SEED,
    tell: Callable[[float], None] | None = None,
) -> Communities:
    """The subgroups of each session, shown only where they pass both tests.

    Modularity Q of the partition found by Louvain on w_ij + w_ji. It passes where Q is above 95 per cent of the same
    search on sessions with shuffled addressees (everyone gives and receives as much). A subgroup of a session that
    passes is shown where, of the people present in both, the very same are a subgroup in at least `least_sessions`
    sessions that pass.

    Parameters
    ----------
    study : Study. Not changed.
    draws : shuffled sessions. least_people, least_sessions : below which nothing is said. seed : of draws and search.
    tell : is told the share of the work that is done, session by session.

    Returns
    -------
    Communities; `sessions` has group, session, n (people present), q, q_limit (95 per cent point of the shuffles),
    subgroups (how many), beats (Q above the limit), recurs (most sessions in which one of its subgroups is found,
    this one counted), shown (a subgroup recurs often enough), reason ("" where shown). q and q_limit are NaN where
    they cannot be given.

    References
    ----------
    Blondel et al. (2008), J. Stat. Mech. P10008, doi 10.1088/1742-5468/2008/10/P10008. Newman & Girvan (2004),
    Physical Review E 69, 026113, doi 10.1103/PhysRevE.69.026113.
    """
    rng = np.random.default_rng(seed)
    rows, people, done = [], [], 0
    for stack in stacks(study):
        for group in one_by_one(stack):
            found = []
            for at in range(len(group.session)):
                found.append(_of_session(group, at, draws, least_people, rng, seed))
                done += 1
                if tell:
                    tell(done / len(study.sessions))
            passing = [one["parts"] for one in found if one["beats"]]
            for at, one in enumerate(found):
                often = [sum(_recurs(part, one["parts"], parts) for parts in passing) for part in one["parts"]]
                one["recurs"] = max(often, default=0) if one["beats"] else 0
                one["shown"] = one["recurs"] >= least_sessions
                if one["beats"] and not one["shown"]:
                    one["reason"] = (
                        f"No subgroup of session {group.session[at]} is found in more than {one['recurs']} "
                        f"session{'s' * (one['recurs'] > 1)}; {least_sessions} are needed."
                    )
                rows.append((group.group[at], group.session[at], *(one[name] for name in _SESSION_COLUMNS)))
                shown = [part for part, times in zip(one["parts"], often, strict=True) if times >= least_sessions]
                people += [
                    (group.group[at], group.session[at], number, group.person[at, seat])
                    for number, part in enumerate(shown if one["shown"] else (), start=1)
                    for seat in sorted(part)
                ]
    return Communities(_sessions(study, rows), _people(study, people))


_SESSION_COLUMNS = ("n", "q", "q_limit", "subgroups", "beats", "recurs", "shown", "reason")


def _of_session(
    stack: Stack, at: int, draws: int, least_people: int, rng: np.random.Generator, seed: int
) -> dict:
    n, session = int(stack.people[at]), stack.session[at]
    said = dict(n=n, q=np.nan, q_limit=np.nan, subgroups=0, beats=False, recurs=0, shown=False, parts=[])
    if n < least_people:
        return said | {"reason": f"Subgroups need at least {least_people} people present; session {session} had {n}."}
    if not stack.directed[at]:
        return said | {"reason": f"No turn from one person to another is recorded in session {session}."}
    seats = np.flatnonzero(stack.present[at])
    parts, q = _found(stack.turns[at][np.ix_(seats, seats)], seed)
    one = stack.between(at, at + 1)
    drawn = shuffles.shuffled(one, draws, rng)
    by_chance = [_found(turns[np.ix_(seats, seats)], seed)[1] for turns in drawn.turns if turns.any()]
    if len(by_chance) < draws / 2:
        return said | {"q": q, "reason": f"The addressees of session {session} cannot be shuffled: too few turns."}
    limit = float(np.quantile(by_chance, LEVEL))
    beats = q > limit and len(parts) > 1
    reason = "" if beats else (
        f"The subgroups of session {session} are no clearer than shuffled talk gives (Q {q:.2f}, limit {limit:.2f})."
    )
    seated = [frozenset(int(seats[place]) for place in part) for part in parts]
    return said | dict(q=q, q_limit=limit, subgroups=len(parts), beats=beats, reason=reason, parts=seated)


def _found(turns: np.ndarray, seed: int) -> tuple[list[set[int]], float]:
    """The partition of one who-to-whom matrix, and its modularity."""
    graph = nx.from_numpy_array(np.triu(turns + turns.T))
    parts = nx.community.louvain_communities(graph, seed=seed)
    return sorted(parts, key=min), nx.community.modularity(graph, parts)


def _recurs(part: frozenset[int], here: list[frozenset[int]], there: list[frozenset[int]]) -> bool:
    """Whether a subgroup, as far as its people are in both sessions (two at least), is one in the other session."""
    both = frozenset().union(*here) & frozenset().union(*there)
    mine = part & both
    return 1 < len(mine) < len(both) and any(other & both == mine for other in there)


def _sessions(study: Study, rows: list[tuple]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["group", "session", *_SESSION_COLUMNS])
    group = pd.Categorical.from_codes(table["group"].to_numpy(int), dtype=study.members["group"].dtype)
    return table.assign(group=group).sort_values(["group", "session"], ignore_index=True)


def _people(study: Study, rows: list[tuple]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["group", "session", "subgroup", "member"])
    group = pd.Categorical.from_codes(table["group"].to_numpy(int), dtype=study.members["group"].dtype)
    return table.assign(group=group, member=study.members["member"].array.take(table["member"].to_numpy(int)))
