"""Who speaks to whom: the ties of every session, and the network of a session, of a range, or of all so far.

Everyone present at least once is in the network, silent or not. Turns to the whole group are kept apart from
turns to persons; a turn to several people is a tie to each. Observers are in it only where they took part
(`Stack.present`).
"""

from __future__ import annotations

import sys
from math import isnan
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from taft_dash.measures.stack import Stack, stacks
from taft_dash.records.roster import group_codes
from taft_dash.records.study import Selection, Study


class TalkTables(NamedTuple):
    """A network as plain tables, for figures: see `network_tables`."""

    people: pd.DataFrame
    pairs: pd.DataFrame


def ties(study: Study) -> pd.DataFrame:
    """Every tie of every session: who addressed whom, how much, and how often they had occasion to.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame, one row per group, session, speaker and addressee with turns > 0, in that order (people as in
    the roster): group, session, speaker, addressee, turns, speaking_seconds (NaN in sessions without recorded
    times), sessions_together (sessions so far, this one included, at which both were present and addressees
    were recorded), rate (turns so far per session together), imbalance ((w_ij - w_ji) / (w_ij + w_ji) in this
    session, 1: one-sided, 0: matched).

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> talk = pd.DataFrame({"session": [1, 1, 2], "speaker": ["A", "B", "A"], "addressee": ["B", "A", "B"]})
    >>> columns = ["session", "speaker", "addressee", "sessions_together", "rate"]
    >>> ties(study_from({"interactions": talk}))[columns]
       session speaker addressee  sessions_together  rate
    0        1       A         B                  1   1.0
    1        1       B         A                  1   1.0
    2        2       A         B                  2   1.0
    """
    parts = [_ties_of(stack) for stack in stacks(study) or [_nobody(0)]]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(columns.pop("row"), kind="stable")
    columns = {name: values[order] for name, values in columns.items()}
    group, member = study.members["group"].dtype, study.members["member"].array
    return pd.DataFrame(
        {
            "group": pd.Categorical.from_codes(columns.pop("group"), dtype=group),
            "session": columns.pop("session"),
            "speaker": member.take(columns.pop("speaker")),
            "addressee": member.take(columns.pop("addressee")),
            **columns,
        }
    )


def _ties_of(stack: Stack) -> dict[str, np.ndarray]:
    """The columns of `ties` for one stack, people as rows of `study.members`."""
    at = np.nonzero(stack.turns)
    session, speaker, addressee = at
    turns, answered = stack.turns[at], stack.turns[session, addressee, speaker]
    together = stack.so_far(_together(stack))[at]
    return {
        "row": stack.row[session],
        "group": stack.group[session],
        "session": stack.session[session],
        "speaker": stack.person[session, speaker],
        "addressee": stack.person[session, addressee],
        "turns": turns,
        "speaking_seconds": np.where(stack.timed[session], stack.seconds[at], np.nan),
        "sessions_together": together.astype(np.int64),
        "rate": stack.so_far(stack.turns)[at] / together,
        "imbalance": (turns - answered) / (turns + answered),
    }


def _together(stack: Stack) -> np.ndarray:
    """(S, N, N) 1 where both were present and addressees were recorded, else 0; 0 on the diagonal."""
    pairs = stack.observed[:, :, None] & stack.observed[:, None, :]
    return (pairs & ~np.eye(pairs.shape[1], dtype=bool)).astype(np.int32)


def _nobody(seats: int) -> Stack:
    """A session at which nobody was there, for groups and ranges without any."""
    return Stack.one_session(np.zeros((seats, seats)), absent=range(seats))


def network_tables(study: Study, group: str, first: int | None = None, last: int | None = None) -> TalkTables:
    """The network of one session, of a range, or of everything up to a session, as plain tables.

    Parameters
    ----------
    study : Study
    group : name of the group
    first, last : first and last session, both included; from the beginning and to the end when left out. For one
        session give its number twice, for everything so far only `last`.

    Returns
    -------
    people : one row per person of the roster, in its order: member, label, role, sessions_present (0: not in the
        network, to be drawn as absent), turns_taken, turns_given and turns_received (person-directed),
        turns_to_group, speaking_seconds (NaN where no session has recorded times).
    pairs : one row per ordered pair of people who were together at least once in the range with addressees
        recorded: speaker, addressee, turns (0: together but not addressed), speaking_seconds (NaN as for people),
        sessions_together, rate (turns per session together).

    Raises
    ------
    ValueError
        For an unknown group; it lists those there are.
    """
    earliest, latest = -sys.maxsize, sys.maxsize
    range_ = Selection(group, earliest if first is None else first, latest if last is None else last)
    chosen = study.select(range_)
    stack = next(iter(stacks(chosen)), _nobody(len(chosen.members)))
    return _talk_tables(chosen.members, stack)


def _talk_tables(members: pd.DataFrame, stack: Stack) -> TalkTables:
    """What `network_tables` returns, of all sessions of a stack that holds one group, whose roster is `members`."""
    member = members["member"].array
    together = _together(stack).sum(axis=0)
    at = np.nonzero(together)
    turns = stack.turns.sum(axis=0)[at]
    unknown = 0.0 if stack.timed.any() else np.nan
    people = members[["member", "label", "role"]].assign(
        sessions_present=stack.present.sum(axis=0),
        turns_taken=stack.taken.sum(axis=0),
        turns_given=stack.given.sum(axis=0),
        turns_received=stack.received.sum(axis=0),
        turns_to_group=stack.to_group.sum(axis=0),
        speaking_seconds=stack.seconds_taken.sum(axis=0) + unknown,
    )
    pairs = pd.DataFrame(
        {
            "speaker": member.take(at[0]),
            "addressee": member.take(at[1]),
            "turns": turns,
            "speaking_seconds": stack.seconds.sum(axis=0)[at] + unknown,
            "sessions_together": together[at],
            "rate": turns / together[at],
        }
    )
    return TalkTables(people, pairs)


def network(study: Study, group: str, first: int | None = None, last: int | None = None) -> nx.DiGraph:
    """The network of one session, of a range, or of everything up to a session.

    Parameters
    ----------
    study, group, first, last : as for `network_tables`

    Returns
    -------
    networkx.DiGraph. A node for everyone present at least once (key: member; attributes label, role,
    sessions_present, turns_taken, turns_to_group), an edge for every tie with turns > 0 (attributes turns,
    speaking_seconds where times were recorded, sessions_together, rate: turns per session together). Graph
    attributes: group, first, last. Plain Python values throughout, so that it can be written as GraphML.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> talk = pd.DataFrame({"session": [1, 1, 2], "speaker": ["A", "A", "B"], "addressee": ["B", "C", "A"]})
    >>> drawn = network(study_from({"interactions": talk}), "Group 1", last=1)
    >>> sorted(drawn.edges)
    [('A', 'B'), ('A', 'C')]
    """
    bounds = {"first": first, "last": last}
    known = {name: int(at) for name, at in bounds.items() if at is not None}
    return _drawn(network_tables(study, group, first, last), nx.DiGraph(group=group, **known))


def networks(study: Study) -> dict[str, nx.DiGraph]:
    """The network of each group over all its sessions, {group: what `network` returns}, in the order of the groups.

    The sessions of all groups are stacked once, so that hundreds of groups cost little more than their drawing.
    """
    groups, code = study.groups(), group_codes(study.members)
    held = {}
    for stack in stacks(study):
        begins = np.unique(stack.start)
        for begin, end in zip(begins, [*begins[1:], len(stack.start)], strict=True):
            held[int(stack.group[begin])] = stack.between(begin, end)
    drawn = {}
    for place, group in enumerate(groups):
        members = study.members[code == place].reset_index(drop=True)
        stack = held.get(place) or _nobody(len(members))
        drawn[group] = _drawn(_talk_tables(members, stack), nx.DiGraph(group=group))
    return drawn


def _drawn(tables: TalkTables, drawn: nx.DiGraph) -> nx.DiGraph:
    """The graph with the people and ties of the tables put in."""
    people, pairs = tables
    nodes = people.loc[people["sessions_present"] > 0, [*_NODE]].astype({"label": "str", "role": "str"})
    for member, *values in nodes.itertuples(index=False, name=None):
        drawn.add_node(member, **dict(zip(_NODE[1:], values, strict=True)))
    used = pairs.loc[pairs["turns"] > 0, [*_EDGE]]
    for speaker, addressee, *values in used.itertuples(index=False, name=None):
        known = {name: value for name, value in zip(_EDGE[2:], values, strict=True) if not isnan(value)}
        drawn.add_edge(speaker, addressee, **known)
    return drawn


_NODE = ("member", "label", "role", "sessions_present", "turns_taken", "turns_to_group")
_EDGE = ("speaker", "addressee", "turns", "speaking_seconds", "sessions_together", "rate")


def difference(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """What changed between two ranges of sessions: turns per session together, later minus earlier.

    Above 0: speaker addresses addressee more often than before when there is occasion; below 0: less often.

    Parameters
    ----------
    earlier, later : `pairs` of `network_tables` of the same group.

    Returns
    -------
    DataFrame, one row per ordered pair together in either range: speaker, addressee, rate_earlier,
    rate_later, difference, reason. difference is NaN where the pair was not together in one of the ranges;
    reason says which.
    """
    pair = ["speaker", "addressee"]
    before, after = earlier[[*pair, "rate"]], later[[*pair, "rate"]]
    both = before.merge(after, on=pair, how="outer", suffixes=("_earlier", "_later"))
    both["difference"] = both["rate_later"] - both["rate_earlier"]
    words = [f"The two were not together in the {which} sessions." for which in ("earlier", "later")]
    missing = [both["rate_earlier"].isna(), both["rate_later"].isna()]
    both["reason"] = pd.Categorical(np.select(missing, words, ""), categories=["", *words])
    return both
