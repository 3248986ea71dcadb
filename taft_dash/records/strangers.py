"""People, and groups, that only some tables know, and identifiers that look alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.called_otherwise import by_another_column
from taft_dash.records.laid import Laid
from taft_dash.records.mapping.plan import Mend
from taft_dash.records.mapping.proposing import nearest
from taft_dash.records.problems import Offer, shown
from taft_dash.records.remedies import Place, read, spelt_alike
from taft_dash.records.roster import PERSON_COLUMNS, group_codes
from taft_dash.records.sheets import MANY, quoted, several
from taft_dash.records.study import Study

# Why it is certain who is meant.
_SPELLING, _NAME = "only the spelling differs", "these are their names there"


def find_strangers(study: Study, laid: Mapping[str, Laid]) -> np.ndarray:
    """Report people, and whole groups, that stand in other tables but not in members.csv.

    Returns which rows of the roster are strangers, (people,) bool.
    """
    listed, groups = laid["members"].members("member"), study.groups()
    stranger = np.ones(len(study.members) + 1, bool)
    stranger[listed] = False
    stranger[-1] = False  # stands for nobody
    fellows = _Fellows(study, ~stranger[:-1])
    known = np.unique(group_codes(laid["members"].frame))
    unlisted = ~np.isin(np.arange(len(groups) + 1), [*known, len(groups)])  # the last stands for no group
    otherwise = by_another_column(study, laid, stranger[:-1]) if stranger.any() else ()
    for table in laid.values():
        if table.name == "members" or not (stranger.any() or unlisted.any()):
            continue
        group = group_codes(table.frame)
        for code in np.unique(group[unlisted[group]]):
            listed_groups = [groups[one] for one in known if one >= 0]
            near = spelt_alike(groups[code], listed_groups) or nearest(groups[code], listed_groups)
            table.sheet.report(
                np.unique(table.rows[group == code]),
                "unknown-group",
                f"the group {quoted(groups[code])} is not in members.csv.",
                f"Did you mean {shown(near)}?"
                if near
                else "Correct the group, or list its people in members.csv.",
                column="group",
                found=groups[code],
                offers=lambda place, typed=groups[code], near=near, names=listed_groups: (
                    read(place, {typed: near}, safe=spelt_alike(typed, names) is not None)
                    if near in names
                    else ()
                ),
            )
        for column in PERSON_COLUMNS.get(table.name, ()):
            member = table.members(column)
            wrong = stranger[member] & ~unlisted[group]
            _report_strangers(study, table, column, np.flatnonzero(wrong), member[wrong], fellows, otherwise)
    return stranger[:-1]


class _Fellows:
    """Who is listed in each group; taken out of the roster once, as there may be a stranger in every group."""

    def __init__(self, study: Study, listed: np.ndarray):
        self.listed = listed
        self.identifiers = study.members["member"].astype("str").to_numpy(object)
        self.names = (
            study.members["name"].astype(object).where(study.members["name"].notna(), "").to_numpy(object)
        )
        self.groups = group_codes(study.members)
        known = np.flatnonzero(listed)
        rows = pd.Series(known).groupby(self.groups[known]).indices
        self.of_group = {group: known[at] for group, at in rows.items()}
        self.found: dict[tuple, tuple[str | None, str]] = {}

    def near(self, person: int) -> tuple[str | None, str]:
        """The listed person of the same group who is nearest, and why that is certain: one of `_CERTAIN`, else "".

        Where two are as near, both are named, as in "M1 or M2".
        """
        fellows = self.of_group.get(int(self.groups[person]), np.empty(0, np.int64))
        identifiers, names = self.identifiers[fellows].tolist(), self.names[fellows].tolist()
        asked = (self.identifiers[person], *identifiers, *names)
        if asked not in self.found:
            self.found[asked] = _nearest(asked[0], identifiers, names)
        return self.found[asked]


def _nearest(typed: str, identifiers: list[str], names: list[str]) -> tuple[str | None, str]:
    alike = spelt_alike(typed, identifiers)
    if alike is not None:
        return alike, _SPELLING
    name = spelt_alike(typed, names)
    if name:
        return identifiers[names.index(name)], _NAME
    meant = {str(name): one for name, one in zip(names, identifiers, strict=True) if name}
    meant |= {one: one for one in identifiers}
    near = nearest(typed, meant)
    return meant.get(near, near), ""


def _report_strangers(
    study: Study,
    table: Laid,
    column: str,
    rows: np.ndarray,
    member: np.ndarray,
    fellows: _Fellows,
    otherwise: tuple[Offer, ...],
) -> None:
    """Every stranger, or all of them at once where they are many; `otherwise`: what is on offer about all of them."""
    people = pd.unique(member)
    identifiers = fellows.identifiers
    if len(people) > MANY:
        message = f"{several(identifiers[people])} are not in members.csv."
        fix = "List them in members.csv, or correct the cells."
        found = identifiers[people[0]]
        table.sheet.report(
            np.unique(table.rows[rows]), "unknown-person", message, fix, column=column, found=found,
            offers=lambda place: (*otherwise, *_people_meant(study, place, people, fellows)),
        )  # fmt: skip
        return
    for person in people:
        table.sheet.report(
            np.unique(table.rows[rows[member == person]]),
            "unknown-person",
            f"{quoted(identifiers[person])} is not in members.csv{_of_group(study, person)}.",
            _who_is_meant(study, person, fellows),
            column=column,
            found=identifiers[person],
            offers=lambda place, person=person: (*otherwise, *_people_meant(study, place, [person], fellows)),
        )


def _of_group(study: Study, person: int) -> str:
    return f" for the group {shown(study.members['group'].iloc[person])}" if len(study.groups()) > 1 else ""


def _who_is_meant(study: Study, person: int, fellows: _Fellows) -> str:
    """The listed person of the same group whose identifier or name is nearest, as a question."""
    everyone = study.members
    typed = everyone["member"].iloc[person]
    near, _ = fellows.near(person)
    if near is not None:
        return f"Did you mean {shown(near)}?"
    elsewhere = everyone["group"][fellows.listed & (everyone["member"] == typed).to_numpy()]
    if len(elsewhere):
        return f"The identifier is listed for the group {shown(elsewhere.iloc[0])}: correct the group or the cell."
    return "List the person in members.csv, or correct the cell."


def _people_meant(study: Study, place: Place, people: Sequence[int], fellows: _Fellows) -> tuple[Offer, ...]:
    """To read strangers as the listed people they are like, or to list them."""
    everyone, known = study.members["member"].astype("str"), set(fellows.identifiers[fellows.listed].tolist())
    identifiers = fellows.identifiers
    by_how: dict[str, dict[str, str]] = {"": {}, _SPELLING: {}, _NAME: {}}
    for person in people:
        near, how = fellows.near(person)
        if near in known:
            by_how[how][identifiers[person]] = near
    likely = by_how.pop("")
    # The same identifier may be right in another group of the file.
    everywhere = not everyone[people].isin(everyone[everyone.duplicated(keep=False)]).any()
    offers: list[Offer] = []
    for how, certain in by_how.items():
        label = f"Read {len(certain)} of them as the identifiers in members.csv: {how}"
        offers += read(place, certain, label if len(certain) > 1 else "", everywhere=everywhere, safe=True)
    if likely and len(people) == 1:
        offers += read(place, likely, everywhere=everywhere)
    groups = study.members["group"].astype("str").to_numpy(object)
    roles = study.members["role"].astype("str").to_numpy(object)
    added = tuple(
        Mend(
            "add member", value=identifiers[person], group=groups[person], why=place.message,
            found="observer" if roles[person] == "observer" else "",
        )
        for person in people
        if identifiers[person] not in by_how[_SPELLING]
    )
    if len(added) == 1:
        as_role = f" as an {added[0].found}" if added[0].found else ""
        return (*offers, Offer(f"Add {shown(added[0].value)} to the members{as_role}", added))
    return (*offers, Offer(f"Add {len(added):,} people to the members", added)) if added else tuple(offers)


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
        places = list(_places(laid, person))
        table, column, rows = places[0]
        _report_look_alike(
            table, column, rows, members["member"][person], members["member"][twin], "people",
            lambda _, person=person, twin=twin: _as_one(laid, study.members["member"], person, twin),
        )  # fmt: skip
    groups = pd.Series(_bare(pd.Series(study.groups())))
    for code in groups.index[groups.duplicated()]:
        twin = groups.index[groups == groups[code]][0]
        table = next(table for table in laid.values() if (group_codes(table.frame) == code).any())
        rows = np.flatnonzero(group_codes(table.frame) == code)
        _report_look_alike(
            table, "group", rows, study.groups()[code], study.groups()[twin], "groups",
            lambda _, code=code, twin=twin: _groups_as_one(laid, study.groups(), code, twin),
        )  # fmt: skip


def _report_look_alike(
    table: Laid, column: str, rows: np.ndarray, found: str, twin: str, noun: str, offers: Callable
) -> None:
    table.sheet.report(
        np.unique(table.rows[rows]),
        "look-alike",
        f'"{shown(found)}" and "{shown(twin)}" look alike and are taken as two {noun}.',
        "Write it the same way everywhere, if it is one and the same.",
        column=column,
        found=found,
        severity="warning",
        offers=offers,
    )


def _as_one(laid: Mapping[str, Laid], identifiers: pd.Series, one: int, other: int) -> tuple[Offer, ...]:
    """To read the rarer of two identifiers as the other, wherever it stands; its own row in the roster goes."""
    found = {person: list(_places(laid, person)) for person in (one, other)}
    uses = {person: sum(len(rows) for _, _, rows in places) for person, places in found.items()}
    rarer, kept = (one, other) if uses[one] <= uses[other] else (other, one)
    typed, meant = str(identifiers[rarer]), str(identifiers[kept])
    if (identifiers == typed).sum() > 1:
        return ()  # it belongs to another group too, whose rows must stay
    places = [(table, column, np.unique(table.rows[rows])) for table, column, rows in found[rarer]]
    return _one_offer(typed, meant, places, leave_out="members" if "members" in laid else "")


def _groups_as_one(
    laid: Mapping[str, Laid], groups: Sequence[str], one: int, other: int
) -> tuple[Offer, ...]:
    """To read the rarer of two names of a group as the other, in every table."""
    rows = {
        code: [
            (table, "group", np.unique(table.rows[group_codes(table.frame) == code]))
            for table in laid.values()
        ]
        for code in (one, other)
    }
    uses = {code: sum(len(found) for _, _, found in places) for code, places in rows.items()}
    rarer, kept = (one, other) if uses[one] <= uses[other] else (other, one)
    return _one_offer(groups[rarer], groups[kept], [place for place in rows[rarer] if len(place[2])])


def _one_offer(
    typed: str, meant: str, places: Sequence[tuple[Laid, str, np.ndarray]], leave_out: str = ""
) -> tuple[Offer, ...]:
    mends: list[Mend] = []
    message = f'"{shown(typed)}" and "{shown(meant)}" look alike.'
    for table, column, rows in places:
        for place in table.sheet.places(rows, column, message):
            if table.name == leave_out:
                lines = tuple(np.unique(place.lines).tolist())
                mends.append(Mend("leave out", place.file, lines=lines, why=message))
            else:
                mends += [mend for offer in read(place, {typed: meant}) for mend in offer.mends]
    label = f'Read "{shown(typed)}" as {shown(meant)} everywhere'
    return (Offer(label, tuple(dict.fromkeys(mends))),) if mends else ()


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
