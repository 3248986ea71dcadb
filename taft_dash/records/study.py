"""A study: the tidy tables of one records set, sharing their groups, people and sessions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.observers import observing, only_observing
from taft_dash.records.presence import PRESENCE, presence_grid
from taft_dash.records.problems import shown
from taft_dash.records.roster import PERSON_COLUMNS, Keys, full_roster
from taft_dash.records.scales import Instrument
from taft_dash.records.selection import Selection, masked, selected
from taft_dash.records.tidying import (
    DATA_TABLES,
    all_sessions,
    into_groups,
    into_people,
    known_ratings,
    one_row_per_addressee,
    tidy_table,
)

__all__ = ["PRESENCE", "Selection", "Study", "study_from"]


# Attendance is held as presence, and its attributes with it.
_KEPT_IN = {"attendance": "presence"}


@dataclass(frozen=True, eq=False)
class Study:
    """Everything that was recorded, tidy. No table is ever changed in place.

    Text is `category` of str with NaN where missing, `session` int64, numbers float64. Codes of `group` are
    the same in every table, and codes of people (member, speaker, addressee, rater, target, actor) are the
    same in every table, followed by the codes of the wholes (GROUP, MEMBERS, LEADER, SELF). Every row says
    its `file` ("" when it came from none) and spreadsheet `line` (0).

    Parameters
    ----------
    members : group, member, role, name, joined, left (first and last session of belonging, NaN: open), label,
        listed, file, line, attributes. Sorted by group, in order of appearance within it.
    sessions : group, session, date (ISO text), minutes, phase, topic, file, line, attributes; every meeting known
        from any table, sorted.
    presence : group, session, member, presence, status, minutes, inferred, spoke, addressed, rated, file, line;
        one row for everyone of the group at every meeting, see `presence_grid`.
    interactions : group, session, speaker, addressee (a person, GROUP, or NaN: not recorded), turn,
        start_seconds, speaking_seconds, turns, category, valence, element, source, addressees, file, line.
        A row addressed to k people is k rows here that share `source` (its number among the recorded rows)
        and say `addressees` = k: one turn taken, one turn received by each addressee (the convention of the AMI
        who-to-whom networks); its seconds count once for the speaker and fully on each tie.
    ratings : group, session, rater, target, instrument (registry id where known, else as typed), item (number,
        subscale or "total"), score (NaN: not answered), file, line.
    events : group, session, minute, kind, type, actor, target, rater, note, file, line.
    instruments : the registry, then the user's own, which win.
    presence_recorded : False when there is no attendance table.
    inferred : one sentence for everything that was inferred or defaulted.
    fingerprint : sha256 of the input; a narrowed or masked study has its own.
    extras : names of the attributes (unknown columns) carried by each table.
    """

    members: pd.DataFrame
    sessions: pd.DataFrame
    presence: pd.DataFrame
    interactions: pd.DataFrame
    ratings: pd.DataFrame
    events: pd.DataFrame
    instruments: tuple[Instrument, ...]
    presence_recorded: bool
    inferred: tuple[str, ...]
    fingerprint: str
    extras: dict[str, tuple[str, ...]]

    def groups(self) -> list[str]:
        """Names of the groups, in order of appearance."""
        return list(self.members["group"].cat.categories)

    def select(self, selection: Selection) -> Study:
        """One group and a range of its sessions; see `selection.selected`."""
        return selected(self, selection)

    def masked(self) -> Study:
        """Members as M1 …, therapists T1 …, observers O1 …, free text emptied; see `selection.masked`."""
        return masked(self)


def study_from(
    frames: Mapping[str, pd.DataFrame],
    *,
    instruments: tuple[Instrument, ...] = (),
    inferred: tuple[str, ...] = (),
    fingerprint: str = "",
    observers: Collection[str] = (),
) -> Study:
    """A study of loose frames: any subset of the tables, with the column names of `TABLES`.

    The content is trusted (`checking` looks at it first); what is left out is filled in and said in `inferred`.

    Parameters
    ----------
    frames : table name -> DataFrame. Unknown columns are carried as text attributes. Not changed.
    instruments : the user's own instruments, added to the registry.
    inferred : sentences about what was inferred before.
    fingerprint : sha256 of the input bytes; made from the frames when empty.
    observers : raters whom a file calls so; whoever of them does nothing else and is not in members.csv is one.

    Examples
    --------
    >>> talk = pd.DataFrame({"session": [1, 1], "speaker": ["A", "B"], "addressee": ["B", "GROUP"]})
    >>> study = study_from({"interactions": talk})
    >>> study.groups(), study.members["member"].tolist(), study.presence_recorded
    (['Group 1'], ['A', 'B'], False)
    """
    known = INSTRUMENTS + tuple(instruments)
    said = list(inferred)
    tables, extras = {}, {}
    for table in DATA_TABLES:
        tables[table.name], extras[table.name] = tidy_table(table, frames.get(table.name))
    into_groups(tables, said)
    tables["interactions"] = one_row_per_addressee(tables["interactions"])
    tables["ratings"] = known_ratings(tables["ratings"], known, said)
    into_people(tables)
    others = [tables[name] for name in ("attendance", "interactions", "ratings", "events")]
    keys = Keys.of([tables["sessions"], *others], tables["members"])
    answered = tables["ratings"]["score"].notna().to_numpy()
    met = {name: keys.meeting(tables[name]) for name in ("attendance", "interactions", "ratings", "events")}
    seats = {
        (name, column): keys.once_each(tables[name], column, met[name])
        if name == "interactions"
        else (keys.somebody(tables[name], column), met[name])
        for name in met
        for column in PERSON_COLUMNS[name]
    }
    observers = only_observing(
        observing(tables["ratings"], known, observers),
        {seat: somebody for seat, (somebody, _) in seats.items()},
        keys.somebody(tables["members"], "member"),
    )
    members = full_roster(tables["members"], (somebody for somebody, _ in seats.values()), keys, observers)
    held = met | {"interactions": seats["interactions", "speaker"][1]}
    sessions = all_sessions(tables["sessions"], held.values(), keys)
    grid = presence_grid(members, sessions, tables["attendance"], seats, answered, keys)
    recorded = len(tables["attendance"]) > 0
    _say_defaults(frames, members, grid, recorded, said)
    return Study(
        members=members,
        sessions=sessions,
        presence=grid,
        interactions=tables["interactions"],
        ratings=tables["ratings"],
        events=tables["events"],
        instruments=known,
        presence_recorded=recorded,
        inferred=tuple(dict.fromkeys(said)),
        fingerprint=fingerprint or _fingerprint(frames),
        extras={_KEPT_IN.get(name, name): names for name, names in extras.items() if names},
    )


def _say_defaults(
    frames: Mapping[str, pd.DataFrame],
    members: pd.DataFrame,
    grid: pd.DataFrame,
    recorded: bool,
    said: list[str],
) -> None:
    observing = members.loc[~members["listed"] & (members["role"] == "observer"), "member"].astype(str).tolist()
    unlisted = int((~members["listed"]).sum()) - len(observing)
    if observing:
        only = f"{', '.join(map(shown, observing[:5]))}{' and others' * (len(observing) > 5)}"
        said.append(
            f"Observers: {only} only rate{'s' * (len(observing) == 1)}, as observers do; members.csv may say otherwise."
        )
    people = "1 person is" if unlisted == 1 else f"{unlisted:,} people are"
    if unlisted and "members" in frames:
        said.append(f"{people} without a usable row in members.csv and taken as a member.")
    elif unlisted:
        said.append(f"No members.csv: {people} taken from the other tables, in the role member.")
    if "members" in frames and "role" not in frames["members"]:
        said.append("members.csv has no column role: everyone in it is taken as a member.")
    inferred = int((grid["inferred"] & (grid["presence"] == "present")).sum())
    if not recorded:
        said.append(
            "No attendance is recorded: presence is inferred. Who belongs and spoke, was spoken to or rated was there."
        )
    elif inferred:
        said.append(
            f"{inferred} times somebody without an attendance row spoke, was spoken to or rated: taken as present."
        )
    if "interactions" in frames and "turns" not in frames["interactions"]:
        said.append("interactions.csv has no column turns: every row counts as one turn.")


def _fingerprint(frames: Mapping[str, pd.DataFrame]) -> str:
    digest = hashlib.sha256()
    for name in sorted(frames):
        digest.update(repr((name, list(frames[name].columns))).encode())
        digest.update(pd.util.hash_pandas_object(frames[name], index=False).to_numpy().tobytes())
    return digest.hexdigest()
