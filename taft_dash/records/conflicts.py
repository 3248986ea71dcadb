"""What only shows when tables are laid beside one another: strangers, talk of the absent, meetings nobody else knows.

Works on the tidy study, where people and meetings have their keys, and reports on the sheets it was made of.
What is wrong is looked for in the small tables first (the roster, the presence grid, the list of meetings);
the million rows of talk are searched only when something was found there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from taft_dash.records.laid import Laid
from taft_dash.records.problems import Offer, shown
from taft_dash.records.remedies import Place, read
from taft_dash.records.roster import group_codes, person_codes, roster_rows
from taft_dash.records.sheets import MANY, Sheet, quoted, several
from taft_dash.records.strangers import find_look_alikes, find_strangers
from taft_dash.records.study import Study
from taft_dash.records.tables import PRESENT_STATUSES

_BEFORE, _AFTER, _ABSENT = 1, 2, 3
_WHEN = {_BEFORE: "before joining", _AFTER: "after leaving", _ABSENT: "while recorded as absent"}
_CODES = {_BEFORE: "before-joining", _AFTER: "after-leaving", _ABSENT: "while-absent"}
_FIXES = {
    _BEFORE: "Correct the row, or joined in members.csv.",
    _AFTER: "Correct the row, or left in members.csv.",
    _ABSENT: "Correct the row, or the status in attendance.csv.",
}


def find_conflicts(study: Study, sheets: Mapping[str, Sheet]) -> None:
    """Report every contradiction between tables on the sheet that holds the row.

    `study` was made of the good rows of `sheets` (table name -> sheet), in their order.
    """
    laid = {name: Laid.out(study, name, sheet) for name, sheet in sheets.items() if name != "instruments"}
    # A roster made beside another table holds only whom that table names: others are no strangers for that.
    roster = "members" in laid and not laid["members"].sheet.derived
    strangers = find_strangers(study, laid) if roster else np.zeros(len(study.members), bool)
    find_look_alikes(study, laid, ~strangers)
    if "interactions" in laid:
        _self_addressed(study, laid["interactions"])
    _out_of_place(study, laid)
    _lone_meetings(study, laid)


def _self_addressed(study: Study, talk: Laid) -> None:
    speaker, addressee = (
        study.interactions[column].cat.codes.to_numpy() for column in ("speaker", "addressee")
    )
    rows = np.flatnonzero((speaker == addressee) & (speaker >= 0))
    talk.sheet.report_each(
        talk.rows[rows],
        study.interactions["speaker"].iloc[rows].astype("str").tolist(),
        "self-addressed",
        lambda found: f"{found} is both speaker and addressee.",
        "Correct the addressee.",
        column="addressee",
        offers=_not_to_oneself,
    )


def _not_to_oneself(place: Place, people: Sequence[str]) -> tuple[Offer, ...]:
    """To take the speaker out of the addressees; nobody left means that the addressee is not recorded."""
    if len(people) > 1:
        return ()  # whoever speaks in one row may be spoken to in another
    label = f"Take {shown(people[0])} out of the addressees"
    return read(place, {people[0]: ""}, label, everywhere=False)


def _out_of_place(study: Study, laid: Mapping[str, Laid]) -> None:
    """Talk, ratings and attendance of people who were absent, had not joined yet, or had left."""
    grid = study.presence
    person = roster_rows(study.members, group_codes(grid), person_codes(grid, "member", 2**31))
    session = grid["session"].to_numpy()
    state = np.zeros(len(grid), np.int8)
    status = grid["status"].cat.codes.to_numpy()
    state[status >= len(PRESENT_STATUSES)] = _ABSENT
    state[session > study.members["left"].to_numpy()[person]] = _AFTER
    state[session < study.members["joined"].to_numpy()[person]] = _BEFORE
    there = (status >= 0) & (status < len(PRESENT_STATUSES)) & (state > 0)
    for name, column, wrong, does, severity in (
        ("attendance", "member", there, "is recorded as present", "error"),
        ("interactions", "speaker", grid["spoke"].to_numpy() & (state > 0), "speaks", "error"),
        ("interactions", "addressee", grid["addressed"].to_numpy() & (state > 0), "is spoken to", "error"),
        ("ratings", "rater", grid["rated"].to_numpy() & (state > 0), "rates", "warning"),
    ):
        if name in laid and wrong.any():
            table = laid[name]
            cells = table.cells(column)
            rows = np.flatnonzero(np.append(wrong, False)[cells])
            for when in np.unique(state[cells[rows]]):
                here = rows[state[cells[rows]] == when]
                _report_out_of_place(study, table, column, here, person[cells[here]], when, does, severity)


def _report_out_of_place(
    study: Study,
    table: Laid,
    column: str,
    rows: np.ndarray,
    person: np.ndarray,
    when: int,
    does: str,
    severity: str,
) -> None:
    """One problem per person, or one for all when there are many."""
    people = pd.unique(person)
    identifiers = study.members["member"].astype("str").to_numpy(object)
    sessions = table.frame["session"].to_numpy()
    many = len(people) > MANY
    kept = " The rows are kept." if severity == "warning" else ""
    for first in people[:1] if many else people:
        here = rows if many else rows[person == first]
        who = several(identifiers[people]) if many else quoted(identifiers[first])
        verb = {"speaks": "speak", "rates": "rate"}.get(does, does.replace("is ", "are ")) if many else does
        table.sheet.report(
            pd.unique(table.rows[here]),
            _CODES[when],
            f"{who} {verb} in {_sessions(sessions[here])} {_WHEN[when]}.{kept}",
            _FIXES[when],
            column=column,
            found=identifiers[first],
            severity=severity,
        )


def _sessions(numbers: np.ndarray) -> str:
    """Session numbers in words: "session 4", "sessions 4, 5 and 7", "sessions 1, 2, 3, 4, 5 and 19 more"."""
    distinct = [str(number) for number in np.sort(pd.unique(numbers))]
    if len(distinct) == 1:
        return f"session {distinct[0]}"
    named, rest = distinct[:5], len(distinct) - 5
    if rest > 0:
        return f"sessions {', '.join(named)} and {rest:,} more"
    return f"sessions {', '.join(named[:-1])} and {named[-1]}"


def _lone_meetings(study: Study, laid: Mapping[str, Laid]) -> None:
    """Meetings that stand in one table only, or not in sessions.csv though there is one."""
    tables = [table for table in laid.values() if table.name != "members" and len(table.frame)]
    if len(tables) < 2:
        return
    held = np.zeros((len(tables), len(study.sessions)), bool)
    for place, table in enumerate(tables):
        meetings = table.meetings()
        held[place, meetings[meetings >= 0]] = True
    lone = held.sum(axis=0) == 1
    planned = next((held[place] for place, table in enumerate(tables) if table.name == "sessions"), None)
    for place, table in enumerate(tables):
        alone = lone & held[place]
        if table.name == "sessions":
            alone &= (study.sessions["minutes"] != 0).to_numpy()  # a cancelled meeting has no records
        unlisted = held[place] & ~planned if planned is not None else np.zeros(len(study.sessions), bool)
        for wrong, says, fix in (
            (unlisted, "not in sessions.csv", "Correct the session, or list it in sessions.csv."),
            (alone & ~unlisted, "in no other table", "Correct the session, if it is a slip."),
        ):
            if wrong.any():
                rows = np.flatnonzero(np.append(wrong, False)[table.meetings()])
                which = _sessions(table.frame["session"].to_numpy()[rows])
                table.sheet.report(
                    pd.unique(table.rows[rows]),
                    "lone-session",
                    f"{which} {'are' if which.startswith('sessions') else 'is'} {says}.",
                    fix,
                    column="session",
                    severity="warning",
                )
