"""The talk of one session, or of several together: who was there, every pair, and how the pair is balanced."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from taft_dash.measures.network import difference, network_tables
from taft_dash.records.presence import PRESENCE
from taft_dash.records.study import Study

MOST_SEATS = 300
"""Pair by pair, larger groups are neither quick to count nor readable; `spoken_pairs` still serves them."""

_AWAY = ("absent", "not_recorded", "not_yet_joined", "left")
"""States of somebody who was at none of the sessions, the one that is said first."""


class Talk(NamedTuple):
    """The network of the sessions from `first` to `last`, both included: see `talk`."""

    people: pd.DataFrame
    pairs: pd.DataFrame
    first: int
    last: int


def talk(study: Study, first: int, last: int) -> Talk:
    """The network of one session (the same number twice) or of a range of sessions of one group.

    Parameters
    ----------
    study : Study of one group
    first, last : sessions, both included

    Returns
    -------
    people : one row per person of the roster, in its order: member, label, role, presence ("present" whoever came at
        least once; else absent, not recorded, not yet joined or left), sessions_present, turns (taken), to_group (of
        these, to the whole group), turns_given and turns_received (person-directed). Turns are NaN for whoever was not
        there and where no talk was recorded.
    pairs : one row per ordered pair that was together at least once while addressees were recorded: speaker,
        addressee, turns (0: together, but not addressed), speaking_seconds, sessions_together, rate (turns per session
        together), answered (turns the other way), imbalance ((turns - answered) / (turns + answered): 1 only gives, 0
        matched, -1 only gets; NaN where neither spoke to the other), reason.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> said = pd.DataFrame({"session": [1, 1, 1, 1], "speaker": list("AAAB"), "addressee": list("BBBA")})
    >>> talk(study_from({"interactions": said}), 1, 1).pairs[["speaker", "addressee", "turns", "imbalance"]]
      speaker addressee  turns  imbalance
    0       A         B    3.0        0.5
    1       B         A    1.0       -0.5
    """
    group = study.groups()[0]
    counted, pairs = network_tables(study, group, first, last)
    people = counted[["member", "label", "role"]].copy()
    people["presence"] = _presence(study, first, last)
    people["sessions_present"] = counted["sessions_present"]
    spoken = study.interactions["session"].between(first, last).any()
    heard = (people["presence"] == "present") & spoken
    named = {"turns": "turns_taken", "to_group": "turns_to_group"}
    for name in ("turns", "to_group", "turns_given", "turns_received"):
        people[name] = counted[named.get(name, name)].where(heard)
    return Talk(people, _balanced(pairs), first, last)


def change(earlier: Talk, later: Talk) -> Talk:
    """What changed between two ranges: the later network, its pairs with the change in turns per session together.

    `pairs` has the columns of `network.difference` (speaker, addressee, rate_earlier, rate_later, difference, reason);
    `people` are those of the later range, present when they came to either.
    """
    people = later.people.copy()
    came = earlier.people["presence"].eq("present").to_numpy() & people["presence"].ne("present").to_numpy()
    people.loc[came, "presence"] = "present"
    people.loc[came, ["turns", "to_group", "turns_given", "turns_received"]] = 0.0
    return Talk(people, difference(earlier.pairs, later.pairs), later.first, later.last)


def spoken_pairs(study: Study) -> pd.DataFrame:
    """Who addressed whom at all, for groups too large for a network.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame, one row per group, speaker and addressee on record: group, speaker, addressee (or "GROUP"), turns;
    most turns first. Turns without an addressee are left out.
    """
    spoken = study.interactions.groupby(["group", "speaker", "addressee"], observed=True)["turns"].sum()
    return spoken.reset_index().sort_values("turns", ascending=False, kind="stable", ignore_index=True)


def _presence(study: Study, first: int, last: int) -> pd.Categorical:
    """The state of everyone over a range: present who came at least once, else the first of `_AWAY` that occurs."""
    # one row per session and person, people in the order of the roster
    grid = study.presence[study.presence["session"].between(first, last)]
    states = grid["presence"].astype(str).to_numpy().reshape(-1, len(study.members))
    order = ("present", *_AWAY)
    state = np.select([(states == name).any(axis=0) for name in order], order, "not_recorded")
    return pd.Categorical(state, categories=list(PRESENCE), ordered=True)


def _balanced(pairs: pd.DataFrame) -> pd.DataFrame:
    back = pairs[["speaker", "addressee", "turns"]].rename(
        columns={"speaker": "addressee", "addressee": "speaker", "turns": "answered"}
    )
    pairs = pairs.merge(back, on=["speaker", "addressee"], how="left")
    both = pairs["turns"] + pairs["answered"]
    silent = "Neither spoke to the other."
    pairs["imbalance"] = (pairs["turns"] - pairs["answered"]) / both.where(both > 0)
    pairs["reason"] = pd.Categorical(np.where(both > 0, "", silent), categories=["", silent])
    return pairs
