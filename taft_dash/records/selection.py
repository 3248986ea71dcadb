"""What is looked at, and with which names: a study narrowed to a group and sessions, or masked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from taft_dash.records.roster import (
    PERSON_COLUMNS,
    group_codes,
    person_codes,
    roster_rows,
    vocabulary,
    with_wholes,
)
from taft_dash.records.tables import WHOLES

if TYPE_CHECKING:
    from taft_dash.records.study import Study

TABLE_NAMES = ("members", "sessions", "presence", "interactions", "ratings", "events")
MASKS = {"member": "M", "therapist": "T", "observer": "O"}
# Words people typed freely, which may name someone; never shown when names are masked.
_FREE_TEXT = {"members": ("name",), "sessions": ("topic",), "events": ("note",)}
# Vocabularies that stay whole when rows are left out, so that counts over them keep their zeros.
_FIXED = {"role", "presence", "status", "kind", "type", "file"}


@dataclass(frozen=True)
class Selection:
    """One group, a range of its sessions (both ends included), and whether therapists are counted."""

    group: str
    first: int
    last: int
    therapists: bool = True

    def sentence(self) -> str:
        """The selection in words, for captions and exports.

        Examples
        --------
        >>> Selection("Tuesday group", 1, 24).sentence()
        'Tuesday group, sessions 1 to 24, therapists included'
        >>> Selection("Tuesday group", 7, 7, therapists=False).sentence()
        'Tuesday group, session 7, therapists left out'
        """
        range_ = (
            f"session {self.first}" if self.first == self.last else f"sessions {self.first} to {self.last}"
        )
        return f"{self.group}, {range_}, therapists {'included' if self.therapists else 'left out'}"


def selected(study: Study, selection: Selection) -> Study:
    """The study narrowed to one group and its sessions; the whole roster stays, silent or not.

    Without therapists, every row that names one goes from every table (as speaker, addressee, rater, target or
    actor) and `addressees` counts the addressees that remain. What members say of the LEADER stays: it is theirs.
    """
    if selection.group not in study.groups():
        raise ValueError(f"no group {selection.group!r}; there are {', '.join(map(repr, study.groups()))}")
    code = study.groups().index(selection.group)
    tables = {}
    for name in TABLE_NAMES:
        frame = getattr(study, name)
        kept = group_codes(frame) == code
        if name != "members":
            session = frame["session"].to_numpy()
            kept &= (session >= selection.first) & (session <= selection.last)
        if not selection.therapists and name != "sessions":
            kept &= ~_names_therapist(study, name)
        tables[name] = frame[kept].reset_index(drop=True)
    talk = tables["interactions"]
    if not selection.therapists and len(talk):
        rows = np.bincount(talk["source"])
        tables["interactions"] = talk.assign(addressees=rows[talk["source"]].astype(np.int16))
    people = list(pd.unique(tables["members"]["member"]))
    return replace(
        study,
        **{name: _narrowed(name, frame, selection.group, people) for name, frame in tables.items()},
        # one group of several may have no attendance rows: its presence is inferred whatever the others have
        presence_recorded=bool(tables["presence"]["status"].notna().any()),
        fingerprint=_derived(study, repr(selection)),
    )


def _names_therapist(study: Study, name: str) -> np.ndarray:
    frame, people = getattr(study, name), len(study.members["member"].cat.categories)
    therapist = np.append((study.members["role"] == "therapist").to_numpy(), False)
    named = np.zeros(len(frame), bool)
    for column in PERSON_COLUMNS[name]:
        named |= therapist[
            roster_rows(study.members, group_codes(frame), person_codes(frame, column, people))
        ]
    return named


def _narrowed(name: str, frame: pd.DataFrame, group: str, people: list[str]) -> pd.DataFrame:
    """The table with vocabularies that no longer hold other groups' people or words."""
    columns: dict[str, object] = {"group": frame["group"].cat.set_categories([group])}
    for column in frame.columns.difference(["group"], sort=False):
        if column in PERSON_COLUMNS.get(name, ()):
            wholes = frame[column].cat.categories[-len(WHOLES) :]
            known = [*people, *WHOLES] if tuple(wholes) == WHOLES else people
            columns[column] = frame[column].cat.set_categories(vocabulary(known).categories)
        elif isinstance(frame[column].dtype, pd.CategoricalDtype) and column not in _FIXED:
            columns[column] = frame[column].cat.remove_unused_categories()
    return frame.assign(**columns)


def masked(study: Study) -> Study:
    """The study with members as M1, M2 …, therapists T1 …, observers O1 … within each group, in roster order.

    Names, notes, topics and the attributes of extra columns are emptied. The names of groups, files, phases,
    categories and instruments stay as they are.
    """
    members = study.members
    role = members["role"].astype("str").map(MASKS)
    number = members.groupby(["group", "role"], observed=True).cumcount() + 1
    mask = role + number.astype("str")
    people = vocabulary(sorted(pd.unique(mask), key=lambda m: ("MTO".index(m[0]), int(m[1:]))))
    mask_codes = people.categories.get_indexer(pd.Index(mask, dtype="str"))
    tables = {name: _renamed(study, name, mask_codes, people) for name in TABLE_NAMES}
    label = pd.Categorical.from_codes(mask_codes, dtype=people)
    tables["members"] = tables["members"].assign(label=label)
    return replace(study, **tables, fingerprint=_derived(study, "masked"))


def _renamed(study: Study, name: str, mask_codes: np.ndarray, people: pd.CategoricalDtype) -> pd.DataFrame:
    frame, typed = getattr(study, name), len(study.members["member"].cat.categories)
    columns: dict[str, object] = {}
    for column in PERSON_COLUMNS.get(name, ()):
        rows = roster_rows(study.members, group_codes(frame), person_codes(frame, column, typed))
        codes = np.append(mask_codes, -1)[rows]
        dtype = people
        if len(frame[column].cat.categories) > typed:
            dtype = with_wholes(people)
            whole = frame[column].cat.codes.to_numpy().astype(np.int64) - typed
            codes = np.where(whole >= 0, len(people.categories) + whole, codes)
        columns[column] = pd.Categorical.from_codes(codes, dtype=dtype)
    for column in (*_FREE_TEXT.get(name, ()), *study.extras.get(name, ())):
        columns[column] = pd.Categorical.from_codes(np.full(len(frame), -1, np.int8), dtype=vocabulary([]))
    return frame.assign(**columns)


def _derived(study: Study, how: str) -> str:
    """A fingerprint of its own for what is made of a study, so that nothing keyed by it is mixed up."""
    return hashlib.sha256(f"{study.fingerprint}|{how}".encode()).hexdigest()
