"""Sessions as stacked matrices: every group with the same size of roster is computed in one go.

One group of ten over 24 sessions and five hundred such groups take the same path. A `Stack` holds S sessions
of N seats; `stacks` builds all stacks of a study from the categorical codes of its tables, without a Python
loop over rows. Groups whose rosters differ in size go to different stacks, so no seat is padding and one
group of 300 does not widen the matrices of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Self

import numpy as np
import pandas as pd

from taft_dash.records.presence import PRESENCE
from taft_dash.records.roster import group_codes, person_codes, roster_rows, session_rows
from taft_dash.records.study import Study

CELLS_PER_STACK = 1 << 20
"""Largest S x N x N of one stack (8 MB per matrix); a single group is never split."""


@dataclass(frozen=True, eq=False)
class Stack:
    """S sessions x N seats of groups with N people on the roster; the sessions of a group follow one another.

    Shapes: (S,) one value per session, (S, N) per person, (S, N, N) from speaker (rows) to addressee
    (columns).

    - `group` (S,) code into `study.groups()`; `session` (S,) number as recorded; `row` (S,) row of
      `study.sessions`; `person` (S, N) row of `study.members`, in roster order; `place` (S, N) row of
      `study.presence`.
    - `member`, `therapist` (S, N): role; an observer is neither.
    - `recorded` (S, N): presence or absence stands in the attendance table. `attended` (S, N): present, as
      recorded or inferred. `presence_recorded`: there is an attendance table.
    - `turns`, `seconds` (S, N, N): person-directed turns and their speaking time, with zero diagonal. A turn
      to several people counts on each of its ties.
    - `taken`, `seconds_taken` (S, N): turns taken and their speaking time, each recorded row once.
      `to_group`, `unaddressed` (S, N): those of the turns that went to the whole group, and to nobody on
      record.
    - `talk` (S,): any turn is recorded. `addressed` (S,): any turn with its addressee. `timed` (S,): any turn
      with its speaking time.
    """

    group: np.ndarray
    session: np.ndarray
    row: np.ndarray
    person: np.ndarray
    place: np.ndarray
    member: np.ndarray
    therapist: np.ndarray
    recorded: np.ndarray
    attended: np.ndarray
    turns: np.ndarray
    seconds: np.ndarray
    taken: np.ndarray
    seconds_taken: np.ndarray
    to_group: np.ndarray
    unaddressed: np.ndarray
    talk: np.ndarray
    addressed: np.ndarray
    timed: np.ndarray
    presence_recorded: bool = True

    @cached_property
    def present(self) -> np.ndarray:
        """(S, N) counted in the session's network: members and therapists who attended, and whoever took part.

        Whoever spoke or was spoken to counts, also an observer, and also somebody recorded as absent (which
        checking reports): no recorded turn is lost. A silent observer makes a group neither larger nor less
        dense.
        """
        took_part = (self.taken > 0) | (self.given > 0) | (self.received > 0)
        return (self.attended & (self.member | self.therapist)) | took_part

    @cached_property
    def people(self) -> np.ndarray:
        """(S,) number of people present: the n of most indices."""
        return self.present.sum(axis=1)

    @cached_property
    def given(self) -> np.ndarray:
        """(S, N) person-directed turns given."""
        return self.turns.sum(axis=2)

    @cached_property
    def received(self) -> np.ndarray:
        """(S, N) person-directed turns received."""
        return self.turns.sum(axis=1)

    @cached_property
    def directed(self) -> np.ndarray:
        """(S,) person-directed turns of the session."""
        return self.given.sum(axis=1)

    @cached_property
    def start(self) -> np.ndarray:
        """(S,) position of the first session of the same group."""
        first = np.flatnonzero(np.r_[True, self.group[1:] != self.group[:-1]])
        return np.repeat(first, np.diff(np.r_[first, len(self.group)]))

    @cached_property
    def previous(self) -> np.ndarray:
        """(S,) position of the group's last earlier session whose addressees are recorded, or -1."""
        latest = np.maximum.accumulate(np.where(self.addressed, np.arange(len(self.session)), -1))
        earlier = np.r_[-1, latest[:-1]]
        return np.where(earlier >= self.start, earlier, -1)

    @cached_property
    def observed(self) -> np.ndarray:
        """(S, N) present where addressees are recorded: only there could a tie have shown, or not."""
        return self.present & self.addressed[:, None]

    def so_far(self, values: np.ndarray) -> np.ndarray:
        """Running total of `values` (S, ...) over the sessions of each group, the present one included."""
        total = np.cumsum(values, axis=0)
        return total - (total[self.start] - values[self.start])

    def between(self, begin: int, end: int) -> Self:
        """The sessions from position `begin` up to, but without, `end`."""
        return replace(self, **{name: getattr(self, name)[begin:end] for name in _ARRAYS})

    @classmethod
    def one_session(cls, turns, roles: str = "", *, to_group=None, seconds=None, absent=()) -> Self:
        """A stack of one session from its who-to-whom turns: for examples and for checking a number by hand.

        Parameters
        ----------
        turns : (N, N) person-directed turns, speakers in rows.
        roles : one letter per person, M member, T therapist, O observer; all members by default.
        to_group : (N,) turns to the whole group; none by default.
        seconds : (N,) speaking time; not recorded by default.
        absent : seats of the people who were absent.

        Examples
        --------
        >>> Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]], "TMM", to_group=[3, 0, 0]).taken
        array([[5., 1., 0.]])
        """
        turns = np.asarray(turns, dtype=float)[None]
        nobody = np.zeros(turns.shape[:2])
        to_group = nobody if to_group is None else np.asarray(to_group, dtype=float)[None]
        letters = np.array([list(roles or "M" * turns.shape[1])]).reshape(nobody.shape)
        seats = np.arange(turns.shape[1])[None]
        everyone = np.ones(nobody.shape, dtype=bool)
        one, some = np.zeros(1, dtype=int), np.ones(1, dtype=bool)
        return cls(
            group=one, session=one + 1, row=one, person=seats, place=seats,
            member=letters == "M", therapist=letters == "T",
            recorded=everyone, attended=~np.isin(seats, absent),
            turns=turns, seconds=np.zeros(turns.shape),
            taken=turns.sum(axis=2) + to_group, to_group=to_group, unaddressed=nobody,
            seconds_taken=nobody if seconds is None else np.asarray(seconds, dtype=float)[None],
            talk=some, addressed=some, timed=some & (seconds is not None),
        )  # fmt: skip


_ARRAYS = {field.name for field in fields(Stack)} - {"presence_recorded"}


def stacks(study: Study) -> list[Stack]:
    """All sessions of a study as stacks, small rosters first; each row of `study.sessions` is in one of them.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Stack, each of at most `CELLS_PER_STACK` cells unless one group alone has more. Empty without
    sessions.
    """
    seating = _Seating(study)
    flat = {1: seating.sessions(), 2: _people(study, seating), 3: {}}
    _add_talk(flat, study, seating)
    found = []
    for first, last in seating.blocks():
        shape = (last - first, seating.size[first], seating.size[first])
        block = {}
        for dimensions, arrays in flat.items():
            begin, end = seating.starts[dimensions][[first, last]]
            block.update(
                (name, values[begin:end].reshape(shape[:dimensions])) for name, values in arrays.items()
            )
        found.append(Stack(**block, presence_recorded=study.presence_recorded))
    return found


class _Seating:
    """Where each session and person sits when all stacks lie one after another in flat memory.

    Sessions are ordered by size of roster, then group, then session. `order` (rows of `study.sessions`) and
    `size` (seats) follow that order; `starts[d]` is where a session's values of d dimensions begin, with the
    end last.
    """

    def __init__(self, study: Study):
        self.study = study
        group = group_codes(study.sessions)
        roster = np.bincount(group_codes(study.members), minlength=len(study.groups()))
        self.first_person = np.cumsum(roster) - roster
        seats = roster[group]
        self.first_place = np.cumsum(seats) - seats
        self.order = np.lexsort((study.sessions["session"], group, seats))
        self.position = np.argsort(self.order)
        self.group = group[self.order]
        self.size = seats[self.order]
        ends = {dimensions: np.cumsum(self.size ** (dimensions - 1)) for dimensions in (1, 2, 3)}
        self.starts = {dimensions: np.r_[0, end] for dimensions, end in ends.items()}

    def sessions(self) -> dict[str, np.ndarray]:
        session = self.study.sessions["session"].to_numpy()[self.order]
        return {"row": self.order, "group": self.group, "session": session}

    def session_of(self, table: pd.DataFrame) -> np.ndarray:
        """Position of each row's session in the stacked order."""
        return self.position[
            session_rows(self.study.sessions, group_codes(table), table["session"].to_numpy())
        ]

    def seat_of(self, table: pd.DataFrame, column: str) -> np.ndarray:
        """Seat of the person each row names in `column`; -1 where it names nobody of the group."""
        members, group = self.study.members, group_codes(table)
        rows = roster_rows(members, group, person_codes(table, column, len(members["member"].cat.categories)))
        return np.where(rows >= 0, rows - self.first_person[group], -1)

    def blocks(self) -> list[tuple[int, int]]:
        """First and one-past-last session of each stack: whole groups of one size, up to CELLS_PER_STACK."""
        edges = (
            np.flatnonzero(np.r_[True, self.group[1:] != self.group[:-1], True]) if len(self.group) else []
        )
        cells, found = self.starts[3], []
        for begin, end in pairwise(edges):
            first = found[-1][0] if found else begin
            if (
                found
                and self.size[first] == self.size[begin]
                and cells[end] - cells[first] <= CELLS_PER_STACK
            ):
                found[-1] = (first, end)
            else:
                found.append((begin, end))
        return found


def _people(study: Study, seating: _Seating) -> dict[str, np.ndarray]:
    """(S, N) arrays, flat: who is on the roster and who was there."""
    seat = np.arange(seating.starts[2][-1]) - np.repeat(seating.starts[2][:-1], seating.size)
    person = seat + np.repeat(seating.first_person[seating.group], seating.size)
    # The presence grid lists the roster of every session in order: a place is an offset from the session's
    # first.
    place = seat + np.repeat(seating.first_place[seating.order], seating.size)
    state = study.presence["presence"].cat.codes.to_numpy()[place]
    present, absent = (state == PRESENCE.index(word) for word in ("present", "absent"))
    role = study.members["role"].astype("str").to_numpy()
    return {
        "person": person,
        "place": place,
        "member": (role == "member")[person],
        "therapist": (role == "therapist")[person],
        "recorded": (present | absent) & ~study.presence["inferred"].to_numpy()[place],
        "attended": present,
    }


def _add_talk(flat: dict[int, dict[str, np.ndarray]], study: Study, seating: _Seating) -> None:
    """Count who spoke to whom into `flat`, each array by one weighted count over integer keys."""
    rows = study.interactions
    at = seating.session_of(rows)
    speaker, addressee = seating.seat_of(rows, "speaker"), seating.seat_of(rows, "addressee")
    if (speaker < 0).any():
        raise ValueError("a turn without a speaker: interactions need a speaker of the group in every row")
    seat = seating.starts[2][at] + speaker
    cell = seating.starts[3][at] + speaker * seating.size[at] + addressee
    named = rows["addressee"].notna().to_numpy()
    to_person = (addressee >= 0) & (addressee != speaker)
    once = ~rows["source"].duplicated().to_numpy()
    timed = rows["speaking_seconds"].notna().to_numpy()
    turns, seconds = rows["turns"].to_numpy(), rows["speaking_seconds"].fillna(0.0).to_numpy()

    def count(keys, kept, weights, dimensions):
        counted = np.bincount(keys[kept], weights[kept], minlength=seating.starts[dimensions][-1])
        return counted.astype(float, copy=False)  # of no rows at all, numpy counts in integers

    def any_of(kept):
        return np.bincount(at[kept], minlength=len(seating.size)) > 0

    flat[1] |= {"talk": any_of(once), "addressed": any_of(named), "timed": any_of(timed)}
    flat[2] |= {
        "taken": count(seat, once, turns, 2),
        "seconds_taken": count(seat, once, seconds, 2),
        "to_group": count(seat, named & (addressee < 0), turns, 2),
        "unaddressed": count(seat, ~named, turns, 2),
    }
    flat[3] |= {"turns": count(cell, to_person, turns, 3), "seconds": count(cell, to_person, seconds, 3)}
