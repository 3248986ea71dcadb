"""Every measure of talk and presence as data, and the two long tables made of them.

To add one: write its function in its room and one entry here. Overview, hover, export, README and the
contract tests then know it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures import exchange, flows, participation, structure
from taft_dash.measures.betweenness import betweenness
from taft_dash.measures.index import Index, Reasons, evaluate
from taft_dash.measures.needs import (
    ADDRESSEES,
    ATTENDANCE,
    DIRECTED,
    EARLIER,
    FLOWING,
    IN_TOUCH,
    MEMBER_RECORDED,
    OCCASION,
    PERSON_FLOW,
    PRESENCE,
    SECONDS,
    SPOKE,
    TALK,
    THERAPIST,
    TIMED,
    TWO_MEMBERS,
    VARIED,
    at_least,
)
from taft_dash.measures.stack import stacks
from taft_dash.records.presence import PRESENCE as STATES
from taft_dash.records.study import Study

_OURS = "common practice; definition in the function"


def _flow(name: str, label: str, function, high: str) -> Index:
    return Index(
        f"flow_{name}", label, function, "share of addressed turns", 0, 1,
        f"High: {high}. One of five flows that sum to 1.",
        (TALK, ADDRESSEES, FLOWING), _OURS, "network", flows.members_and_therapists,
    )  # fmt: skip


INDICES: tuple[Index, ...] = (
    Index(
        "present", "People present", participation.present, "people", 0, None,
        "High: many came. Counts members, therapists, and observers who took part.",
        (PRESENCE,), "count", "participation",
    ),
    Index(
        "attendance_rate", "Attendance rate", participation.attendance_rate, "share of members", 0, 1,
        "1: all members who belong came; low: many stayed away.",
        (ATTENDANCE, MEMBER_RECORDED), "count", "participation", participation.members_recorded,
    ),
    Index(
        "turns", "Turns", participation.turns, "turns", 0, None,
        "High: many turns were taken; a turn to several people is one.",
        (TALK,), "count", "participation",
    ),
    Index(
        "speaking_seconds", "Speaking time", participation.speaking_seconds, "seconds", 0, None,
        "High: people spoke long, all together.",
        (TALK, TIMED), "count", "participation",
    ),
    Index(
        "effective_speakers", "Effective speakers", participation.effective_speakers, "people", 1, None,
        "As if this many people shared the floor equally; 1: one person does all the talking.",
        (TALK, SPOKE), "Hill 1973, doi 10.2307/1934352", "participation",
    ),
    Index(
        "gini", "Inequality of turns (Gini)", participation.gini, "", 0, 1,
        "0: everyone takes as many turns; 1: one person takes all.",
        (TALK, at_least(2), SPOKE), "Ceriani & Verme 2012, doi 10.1007/s10888-011-9188-x", "participation",
    ),
    Index(
        "evenness", "Evenness of turns", participation.evenness, "", 0, 1,
        "1: everyone takes as many turns; 0: one person takes all.",
        (TALK, at_least(2), SPOKE), "Pielou 1966, doi 10.1016/0022-5193(66)90013-0", "participation",
    ),
    Index(
        "share_centralisation", "Centralisation of turns", participation.share_centralisation, "", 0, 1,
        "0: equal shares; 1: a monologue.",
        (TALK, at_least(2), SPOKE), _OURS, "participation",
    ),
    Index(
        "density", "Density", structure.density, "", 0, 1,
        "1: everyone addressed everyone; 0: nobody addressed another person.",
        (TALK, ADDRESSEES, at_least(2)), "Wasserman & Faust 1994, doi 10.1017/CBO9780511815478", "network",
    ),
    Index(
        "reciprocity", "Reciprocity", structure.reciprocity, "share of ties", 0, 1,
        "1: every tie is returned; 0: all ties go one way.",
        (TALK, ADDRESSEES, DIRECTED), "Wasserman & Faust 1994, doi 10.1017/CBO9780511815478", "network",
    ),
    Index(
        "weighted_reciprocity", "Reciprocity of turns", structure.weighted_reciprocity,
        "share of turns", 0, 1,
        "1: every pair gives and takes alike; 0: all talk goes one way.",
        (TALK, ADDRESSEES, DIRECTED), "Squartini et al. 2013, doi 10.1038/srep02729", "network",
    ),
    Index(
        "in_centralisation", "Centralisation of being addressed", structure.in_centralisation, "", 0, 1,
        "1: all address one person and nobody else; 0: all are addressed by equally many.",
        (TALK, ADDRESSEES, at_least(3)), "Freeman 1978, doi 10.1016/0378-8733(78)90021-7", "network",
    ),
    Index(
        "out_centralisation", "Centralisation of addressing", structure.out_centralisation, "", 0, 1,
        "1: one person addresses all and nobody else anyone; 0: all address equally many.",
        (TALK, ADDRESSEES, at_least(3)), "Freeman 1978, doi 10.1016/0378-8733(78)90021-7", "network",
    ),
    Index(
        "therapist_share", "Therapists' share of turns", flows.therapist_share, "share of turns", 0, 1,
        "High: the therapists do much of the talking.",
        (TALK, SPOKE, THERAPIST), _OURS, "network",
    ),
    _flow("therapist_member", "Therapists to members", flows.flow_therapist_member, "the therapists carry the talk"),
    _flow("member_therapist", "Members to therapists", flows.flow_member_therapist, "members turn to the therapists"),
    _flow("member_member", "Members to members", flows.flow_member_member, "members talk among themselves"),
    _flow("therapist_therapist", "Therapists to therapists", flows.flow_therapist_therapist,
          "the therapists talk to one another"),
    _flow("group", "To the whole group", flows.flow_group, "people speak to the room, not to one another"),
    Index(
        "member_member_ratio", "Talk among members against head-count", flows.member_member_ratio,
        "ratio", 0, None,
        "1: as much as their number leads one to expect; below 1: talk runs through the therapists.",
        (TALK, ADDRESSEES, THERAPIST, TWO_MEMBERS, PERSON_FLOW),
        _OURS, "network", flows.members_and_therapists,
    ),
    Index(
        "stability", "Stability of who speaks to whom", structure.stability, "correlation", -1, 1,
        "1: the same pattern as the session before; 0: no likeness.",
        (
            TALK, ADDRESSEES, EARLIER,
            at_least(3, structure.people_in_both, "present in it and the session before"), VARIED,
        ),
        "Krackhardt 1988, doi 10.1016/0378-8733(88)90004-4", "network", structure.people_in_both,
    ),
    Index(
        "unaddressed_share", "Turns without addressee", flows.unaddressed_share, "share of turns", 0, 1,
        "High: who-to-whom rests on little; 0: every turn has its addressee.",
        (TALK, SPOKE), "count", "network",
    ),
)  # fmt: skip

PERSON_MEASURES: tuple[Index, ...] = (
    Index(
        "turn_share", "Share of turns", participation.turn_share, "share of turns", 0, 1,
        "High: holds the floor; 0: present but silent.",
        (TALK, SPOKE), "count", "participation",
    ),
    Index(
        "time_share", "Share of speaking time", participation.time_share, "share of seconds", 0, 1,
        "High: speaks long; 0: present but silent.",
        (TALK, TIMED, SECONDS), "count", "participation",
    ),
    Index(
        "received_share", "Share of turns received", exchange.received_share, "share of turns", 0, 1,
        "High: much talk goes to this person; 0: nobody addressed them.",
        (TALK, ADDRESSEES, DIRECTED), "count", "network",
    ),
    Index(
        "out_strength", "Turns to persons", exchange.out_strength, "turns", 0, None,
        "High: addresses others often; a turn to two people counts twice.",
        (TALK, ADDRESSEES), "count", "network",
    ),
    Index(
        "in_strength", "Turns received", exchange.in_strength, "turns", 0, None,
        "High: is addressed often.",
        (TALK, ADDRESSEES), "count", "network",
    ),
    Index(
        "to_group", "Turns to the group", exchange.to_group, "turns", 0, None,
        "High: speaks to the room.",
        (TALK, ADDRESSEES), "count", "network",
    ),
    Index(
        "betweenness", "Betweenness", betweenness, "", 0, 1,
        "High: talk between others passes by this person. Unstable in small groups: a hint, not a finding.",
        (TALK, ADDRESSEES, at_least(3)), "Brandes 2001, doi 10.1080/0022250X.2001.9990249", "network",
    ),
    Index(
        "imbalance", "Giving against receiving", exchange.imbalance, "", -1, 1,
        "1: only gives; 0: as much as is received; -1: only receives.",
        (TALK, ADDRESSEES, IN_TOUCH), _OURS, "network",
    ),
    Index(
        "rate_given", "Turns given per person and session together", exchange.rate_given,
        "turns per person and session together", 0, None,
        "High: addresses others often when there is occasion; from the first session to this one.",
        (TALK, ADDRESSEES, OCCASION), _OURS, "network",
    ),
    Index(
        "rate_received", "Turns received per person and session together", exchange.rate_received,
        "turns per person and session together", 0, None,
        "High: is addressed often when there is occasion; from the first session to this one.",
        (TALK, ADDRESSEES, OCCASION), _OURS, "network",
    ),
)  # fmt: skip

NOT_PRESENT = {
    "present": "An observer who did not take part in session {session}.",
    "absent": "Absent from session {session}.",
    "not_yet_joined": "Had not yet joined in session {session}.",
    "left": "Had left before session {session}.",
    "not_recorded": "Presence was not recorded for session {session}.",
}
"""Why a person who is not in a session's network has no values in it, by state of presence."""


def by_session(study: Study) -> pd.DataFrame:
    """Every group index for every session of every group.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame, one row per row of `study.sessions` and entry of `INDICES`, in that order: group, session,
    index (name), value (NaN exactly where there is a reason), n (people the value rests on), reason ("" where
    there is a value).
    """
    shape = (len(study.sessions), len(INDICES))
    value, n, reason = np.empty(shape), np.empty(shape, np.int32), np.empty(shape, np.int32)
    reasons = Reasons()
    for stack in stacks(study):
        for column, index in enumerate(INDICES):
            numbers = np.zeros(len(stack.session), np.int32)
            value[stack.row, column] = evaluate(index, stack, reasons, numbers)
            n[stack.row, column] = index.people(stack)
            reason[stack.row, column] = numbers
    return pd.DataFrame(
        {
            **_repeated(study.sessions, ("group", "session"), len(INDICES)),
            "index": _named(INDICES, len(study.sessions)),
            "value": value.ravel(),
            "n": n.ravel(),
            "reason": pd.Categorical.from_codes(reason.ravel(), categories=reasons.sentences),
        }
    )


def by_person(study: Study) -> pd.DataFrame:
    """Every person measure for everyone on the roster in every session of their group.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame, one row per row of `study.presence` and entry of `PERSON_MEASURES`, in that order: group,
    session, member, role, presence, measure (name), value (NaN exactly where there is a reason), reason.
    People who were not there have a reason of their own: absent, not yet joined, left, presence not recorded.
    Present but silent people have values, and so has somebody recorded as absent who took part all the same.
    """
    shape = (len(study.presence), len(PERSON_MEASURES))
    value, reason, person = (
        np.empty(shape),
        np.empty(shape, np.int32),
        np.empty(len(study.presence), np.int64),
    )
    state = study.presence["presence"].cat.codes.to_numpy()
    reasons = Reasons()
    for stack in stacks(study):
        person[stack.place] = stack.person
        away = np.zeros(stack.present.shape, np.int32)
        for code, word in enumerate(STATES):
            where = ~stack.present & (state[stack.place] == code)
            reasons.write(away, where, NOT_PRESENT[word], stack.session)
        for column, measure in enumerate(PERSON_MEASURES):
            numbers = away.copy()
            value[stack.place, column] = evaluate(measure, stack, reasons, numbers)
            reason[stack.place, column] = numbers
    people = study.presence.assign(role=study.members["role"].array.take(person))
    return pd.DataFrame(
        {
            **_repeated(people, ("group", "session", "member", "role", "presence"), len(PERSON_MEASURES)),
            "measure": _named(PERSON_MEASURES, len(people)),
            "value": value.ravel(),
            "reason": pd.Categorical.from_codes(reason.ravel(), categories=reasons.sentences),
        }
    )


def _repeated(table: pd.DataFrame, columns: tuple[str, ...], times: int) -> dict[str, object]:
    return {name: table[name].array.repeat(times) for name in columns}


def _named(entries: tuple[Index, ...], times: int) -> pd.Categorical:
    codes = np.tile(np.arange(len(entries), dtype=np.int8), times)
    return pd.Categorical.from_codes(codes, categories=[entry.name for entry in entries])
