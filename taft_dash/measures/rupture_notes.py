"""What people noted of ruptures and repairs: whom it names, who noted it, and between whom it was."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import EACH
from taft_dash.records.roster import group_codes, person_codes, roster_rows
from taft_dash.records.study import Study

LEVELS = ("member-therapist", "member-member", "member-group")
LEVEL_OF_TARGET = {
    "LEADER": LEVELS[0],
    EACH["therapist"]: LEVELS[0],
    "MEMBERS": LEVELS[1],
    EACH["member"]: LEVELS[1],
    "GROUP": LEVELS[2],
}
"""What a member's rating is about, as a level; a rating of oneself has none."""
NOTERS = ("therapist", "observer")
_WHOLE = ("GROUP", "MEMBERS")


def notes(study: Study) -> pd.DataFrame:
    """Every note of a rupture or a repair, once for each member whom it concerns.

    A note is of a rupture where `kind` is rupture, or where `type` says withdrawal or confrontation and `kind` is not
    repair. It concerns the members who are its actor or target. A rupture that names no member but the group concerns
    all members present; a repair that names the group does so whoever else is named.

    Parameters
    ----------
    study : its `events`, with who was present. Not changed.

    Returns
    -------
    DataFrame, by group, session and minute: event (its number among the events), group, session, minute, what
    ("rupture" or "repair"), type, noter (role of who noted it; "" where that is not recorded), member (NaN where it
    concerns no member), named (the member is actor or target; False: as one of the group), level (one of LEVELS, ""
    where actor and target do not tell).

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> told = {"session": 6, "kind": "rupture", "type": "withdrawal", "actor": "A", "target": "GROUP", "rater": "O"}
    >>> people = pd.DataFrame({"member": ["A", "O"], "role": ["member", "observer"]})
    >>> study = study_from({"events": pd.DataFrame([told]), "members": people, "attendance":
    ...     pd.DataFrame({"session": [6], "member": ["A"], "status": ["present"]})})
    >>> notes(study)[["what", "type", "noter", "member", "named", "level"]].values.tolist()
    [['rupture', 'withdrawal', 'observer', 'A', True, 'member-group']]
    """
    events = study.events.reset_index(drop=True)
    repair = events["kind"] == "repair"
    rupture = ((events["kind"] == "rupture") | events["type"].notna()) & ~repair
    told = events[repair | rupture]
    told = told.assign(
        event=told.index,
        what=np.where(repair[told.index], "repair", "rupture"),
        type=told["type"].astype(object).where(told["type"].notna(), ""),
        noter=_roles(study, told, "rater"),
    )
    sides = [_sides(study, told, column) for column in ("actor", "target")]
    told["level"] = [_level(*pair) for pair in zip(*sides, strict=True)]
    members = [
        told.loc[[side == "member" for side in of], ["event"]].assign(
            member=told[column].astype(object), named=True
        )
        for column, of in zip(("actor", "target"), sides, strict=True)
    ]
    named = pd.concat(members, ignore_index=True)
    whole = np.array([bool({"group", "members"} & set(pair)) for pair in zip(*sides, strict=True)], bool)
    to_all = told[whole & ((told["what"] == "repair") | ~told["event"].isin(named["event"]))]
    there = study.presence[(study.presence["presence"] == "present")]
    there = there[_roles(study, there, "member") == "member"]
    all_there = to_all[["event", "group", "session"]].merge(
        there[["group", "session", "member"]].astype({"member": object}), on=["group", "session"]
    )
    concerned = pd.concat([named, all_there[["event", "member"]].assign(named=False)], ignore_index=True)
    concerned = concerned.drop_duplicates(["event", "member"])
    columns = ["event", "group", "session", "minute", "what", "type", "noter", "member", "named", "level"]
    table = told.drop(columns="actor").merge(concerned, on="event", how="left")
    table["named"] = table["named"].eq(True)
    table["member"] = pd.Categorical(table["member"], dtype=study.members["member"].dtype)
    return table.sort_values(["group", "session", "minute", "event"], kind="stable", ignore_index=True)[
        columns
    ]


def noting(study: Study) -> pd.DataFrame:
    """Who noted anything at all in each group: group, noter ("therapist" or "observer"), n_events (of any kind).

    Where a role noted nothing, that it noted no rupture says nothing.
    """
    role = pd.Series(_roles(study, study.events, "rater"), index=study.events.index)
    counted = pd.crosstab(study.events["group"].astype(object), role).reindex(
        index=study.groups(), columns=list(NOTERS), fill_value=0
    )
    counted.index.name, counted.columns.name = "group", "noter"
    return counted.stack().rename("n_events").reset_index()


def _roles(study: Study, frame: pd.DataFrame, column: str) -> np.ndarray:
    """The role of the people in a column, "" where it is empty or names a whole."""
    people = person_codes(frame, column, len(study.members["member"].cat.categories))
    rows = roster_rows(study.members, group_codes(frame), people)
    return np.append(study.members["role"].astype(object).to_numpy(), "")[rows]


def _sides(study: Study, told: pd.DataFrame, column: str) -> list[str]:
    """What an actor or target is: "member", "therapist", "observer", "group", "members", or "" where it is empty."""
    roles = _roles(study, told, column)
    wholes = {"GROUP": "group", "MEMBERS": "members", "LEADER": "therapist"}
    return [
        role or wholes.get(name, "") for role, name in zip(roles, told[column].astype(object), strict=True)
    ]


def _level(actor: str, target: str) -> str:
    sides = {actor, target}
    if "therapist" in sides and sides & {"member", "members", "group"}:
        return LEVELS[0]
    if "group" in sides:
        return LEVELS[2]
    if sides == {"member"} or sides == {"member", "members"}:
        return LEVELS[1]
    return ""
