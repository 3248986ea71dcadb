"""People, and groups, that only some tables know, and identifiers that look alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.laid import Laid
from taft_dash.records.mapping.proposing import nearest
from taft_dash.records.problems import shown
from taft_dash.records.roster import PERSON_COLUMNS, group_codes
from taft_dash.records.sheets import MANY, quoted, several
from taft_dash.records.study import Study


def find_strangers(study: Study, laid: Mapping[str, Laid]) -> np.ndarray:
    """Report people, and whole groups, that stand in other tables but not in members.csv.

    Returns which rows of the roster are strangers, (people,) bool.
    """
    listed, groups = laid["members"].members("member"), study.groups()
    stranger = np.ones(len(study.members) + 1, bool)
    stranger[listed] = False
    stranger[-1] = False  # stands for nobody
    known = np.unique(group_codes(laid["members"].frame))
    unlisted = ~np.isin(np.arange(len(groups) + 1), [*known, len(groups)])  # the last stands for no group
    for table in laid.values():
        if table.name == "members" or not (stranger.any() or unlisted.any()):
            continue
        group = group_codes(table.frame)
        for code in np.unique(group[unlisted[group]]):
            near = nearest(groups[code], [groups[one] for one in known if one >= 0])
            table.sheet.report(
                np.unique(table.rows[group == code]),
                "unknown-group",
                f"the group {quoted(groups[code])} is not in members.csv.",
                f"Did you mean {shown(near)}?"
                if near
                else "Correct the group, or list its people in members.csv.",
                column="group",
                found=groups[code],
            )
        for column in PERSON_COLUMNS.get(table.name, ()):
            member = table.members(column)
            wrong = stranger[member] & ~unlisted[group]
            _report_strangers(study, table, column, np.flatnonzero(wrong), member[wrong], ~stranger[:-1])
    return stranger[:-1]


def _report_strangers(
    study: Study, table: Laid, column: str, rows: np.ndarray, member: np.ndarray, listed: np.ndarray
) -> None:
    people = pd.unique(member)
    identifiers = study.members["member"].astype("str").to_numpy(object)
    if len(people) > MANY:
        message = f"{several(identifiers[people])} are not in members.csv."
        fix = "List them in members.csv, or correct the cells."
        found = identifiers[people[0]]
        table.sheet.report(
            np.unique(table.rows[rows]), "unknown-person", message, fix, column=column, found=found
        )
        return
    for person in people:
        table.sheet.report(
            np.unique(table.rows[rows[member == person]]),
            "unknown-person",
            f"{quoted(identifiers[person])} is not in members.csv{_of_group(study, person)}.",
            _who_is_meant(study, person, listed),
            column=column,
            found=identifiers[person],
        )


def _of_group(study: Study, person: int) -> str:
    return f" for the group {shown(study.members['group'].iloc[person])}" if len(study.groups()) > 1 else ""


def _who_is_meant(study: Study, person: int, listed: np.ndarray) -> str:
    """The listed person of the same group whose identifier or name is nearest, as a question."""
    everyone = study.members
    typed = everyone["member"].iloc[person]
    fellows = everyone[listed & (everyone["group"] == everyone["group"].iloc[person]).to_numpy()]
    meant = {str(name): str(member) for name, member in zip(fellows["name"], fellows["member"], strict=True)}
    meant |= {str(member): str(member) for member in fellows["member"]}
    near = nearest(typed, meant)
    if near is not None:
        return f"Did you mean {shown(meant[near])}?"
    elsewhere = everyone["group"][listed & (everyone["member"] == typed).to_numpy()]
    if len(elsewhere):
        return f"The identifier is listed for the group {shown(elsewhere.iloc[0])}: correct the group or the cell."
    return "List the person in members.csv, or correct the cell."


def find_look_alikes(study: Study, laid: Mapping[str, Laid], considered: np.ndarray) -> None:
    """Report identifiers of one group, and groups, that differ only in case, blanks or the form of their letters.

    `considered` : (people,) bool, who of the roster is looked at.
    """
    members = study.members[considered]
    bare = pd.DataFrame(
        {"group": group_codes(members), "bare": _bare(members["member"])}, index=members.index
    )
    for person in bare.index[bare.duplicated()]:
        twin = bare.index[(bare == bare.loc[person]).all(axis=1)][0]
        table, column, rows = next(_places(laid, person))
        _report_look_alike(table, column, rows, members["member"][person], members["member"][twin], "people")
    groups = pd.Series(_bare(pd.Series(study.groups())))
    for code in groups.index[groups.duplicated()]:
        twin = groups.index[groups == groups[code]][0]
        table = next(table for table in laid.values() if (group_codes(table.frame) == code).any())
        rows = np.flatnonzero(group_codes(table.frame) == code)
        _report_look_alike(table, "group", rows, study.groups()[code], study.groups()[twin], "groups")


def _report_look_alike(table: Laid, column: str, rows: np.ndarray, found: str, twin: str, noun: str) -> None:
    table.sheet.report(
        np.unique(table.rows[rows]),
        "look-alike",
        f'"{shown(found)}" and "{shown(twin)}" look alike and are taken as two {noun}.',
        "Write it the same way everywhere, if it is one and the same.",
        column=column,
        found=found,
        severity="warning",
    )


def _bare(identifiers: pd.Series) -> np.ndarray:
    """What look-alikes have in common: letters without case, blanks, joiners and forms."""
    letters = pc.utf8_lower(pc.utf8_normalize(pa.array(identifiers.tolist(), pa.string()), "NFKC"))
    return pc.replace_substring_regex(letters, r"[\s\pZ\pC]", "").to_numpy(zero_copy_only=False)


def _places(laid: Mapping[str, Laid], person: int) -> Iterator[tuple[Laid, str, np.ndarray]]:
    for table in laid.values():
        for column in PERSON_COLUMNS.get(table.name, ()):
            rows = np.flatnonzero(table.members(column) == person)
            if len(rows):
                yield table, column, rows
