"""Who belongs where: groups, people and meetings gathered from every table, and the integer keys that join them.

All tables of a study share two vocabularies. The codes of every `group` column count the same groups, and
the codes of every person column (member, speaker, addressee, rater, target, actor) count the same people,
so joins are integer arithmetic and a million rows stay cheap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.records.tables import ROLES, WHOLES, table

PERSON_COLUMNS: dict[str, tuple[str, ...]] = {
    "members": ("member",),
    "attendance": ("member",),
    "presence": ("member",),
    "interactions": ("speaker", "addressee"),
    "ratings": ("rater", "target"),
    "events": ("actor", "target", "rater"),
}
SOLE_GROUP = "Group 1"
# A dense table of this many keys (32 MB) is quicker than a hash; beyond it memory would suffer.
DENSE_KEYS = 8_000_000
_ROWS_AT_ONCE, _ROWS_APART = 2**16, 97


def looked_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray, span: int) -> np.ndarray:
    """The value (int32) that stands beside each wanted key (-1 <= wanted < span); -1 where the key is absent.

    `keys` are distinct and 0 <= key < span.

    Examples
    --------
    >>> looked_up(np.array([4, 9]), np.array([40, 90]), np.array([9, 7, -1, 4]), 10).tolist()
    [90, -1, -1, 40]
    """
    values = np.append(values, -1).astype(np.int32)  # the last place answers for what is absent
    if span > DENSE_KEYS:
        return values[pd.Index(keys).get_indexer(pd.Index(wanted))]
    dense = np.full(span + 1, -1, np.int32)
    dense[keys] = values[:-1]
    return dense[wanted]


def located(keys: np.ndarray, wanted: np.ndarray, span: int) -> np.ndarray:
    """Position in `keys` of each wanted key, -1 where it is absent; see `looked_up`.

    Examples
    --------
    >>> located(np.array([4, 9, 2]), np.array([2, 4, 7, -1]), 10).tolist()
    [2, 0, -1, -1]
    """
    return looked_up(keys, np.arange(len(keys)), wanted, span)


def distinct(keys: np.ndarray, span: int) -> np.ndarray:
    """The distinct keys (0 <= key < span), sorted; quicker than `first_seen`, which keeps their order."""
    if span > DENSE_KEYS:
        return np.unique(keys)
    seen = np.zeros(span, bool)
    seen[keys] = True
    return np.flatnonzero(seen)


def first_seen(keys: np.ndarray, span: int) -> np.ndarray:
    """The distinct keys (-1 <= key < span) in order of first appearance, without -1.

    Examples
    --------
    >>> first_seen(np.array([4, -1, 2, 4]), 5).tolist()
    [4, 2]
    """
    if span > max(DENSE_KEYS, len(keys)):
        distinct = pd.unique(np.asarray(keys, np.int64))
        return distinct[distinct >= 0]
    first = np.full(span + 1, len(keys), np.int32)
    # Of equal keys the last one written stays: writing backwards, that is the first one seen.
    first[keys[::-1]] = np.arange(len(keys) - 1, -1, -1, dtype=np.int32)
    found = np.flatnonzero(first[:-1] < len(keys))
    return found[np.argsort(first[found])]


def words(column: pd.Series | pd.Categorical) -> pd.Categorical:
    """A text column as category of str whose words all occur and none is "".

    Words stand in order of appearance; a category that holds no idle word keeps the order it has.
    """
    array = column if isinstance(column, pd.Categorical) else column.array
    if isinstance(array, pd.Categorical):
        codes, values = array.codes, array.categories
        if values.dtype == "str" and "" not in values and _all_used(codes, len(values)):
            return array
    else:
        codes, values = pd.factorize(column)
    values = np.asarray(values, object)
    kept = [code for code in first_seen(codes, len(values)).tolist() if str(values[code]) != ""]
    renumbered = np.full(len(values) + 1, -1, np.int32)
    renumbered[kept] = np.arange(len(kept), dtype=np.int32)
    return pd.Categorical.from_codes(renumbered[codes], dtype=vocabulary(str(values[code]) for code in kept))


def _all_used(codes: np.ndarray, count: int) -> bool:
    """Whether every code below `count` occurs; most often a few rows tell, from all over a table in order of group."""
    used = np.zeros(count + 1, bool)
    used[codes[::_ROWS_APART]] = True
    if used[:-1].all():
        return True
    for start in range(0, len(codes), _ROWS_AT_ONCE):
        used[codes[start : start + _ROWS_AT_ONCE]] = True
        if used[:-1].all():
            return True
    return False


def vocabulary(values: Iterable[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(list(values), dtype="str"))


def shared(columns: Iterable[pd.Series], reserved: tuple[str, ...] = ()) -> list[str]:
    """The distinct words of several columns (see `words`) in order of appearance, without the reserved ones."""
    seen: dict[str, None] = {}
    for column in columns:
        seen.update(dict.fromkeys(column.cat.categories.tolist()))
    return [word for word in seen if word not in reserved]


def coded(column: pd.Series | pd.Categorical, dtype: pd.CategoricalDtype) -> pd.Categorical:
    """A column (see `words`) in another vocabulary; words outside it become missing."""
    array = column if isinstance(column, pd.Categorical) else column.array
    if array.dtype is dtype:
        return array
    positions = dtype.categories.get_indexer(array.categories)
    if (positions == np.arange(len(positions))).all():
        return pd.Categorical.from_codes(array.codes, dtype=dtype)
    return pd.Categorical.from_codes(np.append(positions, -1)[array.codes], dtype=dtype)


def with_wholes(people: pd.CategoricalDtype) -> pd.CategoricalDtype:
    """The people, with the same codes, followed by the words for wholes (GROUP, MEMBERS, LEADER, SELF)."""
    return vocabulary([*people.categories.tolist(), *WHOLES])


def group_codes(frame: pd.DataFrame) -> np.ndarray:
    return frame["group"].cat.codes.to_numpy().astype(np.int64)


def person_codes(frame: pd.DataFrame, column: str, people: int) -> np.ndarray:
    """Codes of the people in a column; -1 where it is empty or names a whole."""
    codes = frame[column].cat.codes.to_numpy().astype(np.int64)
    if len(frame[column].cat.categories) > people:
        codes[codes >= people] = -1
    return codes


@dataclass(frozen=True)
class Keys:
    """Integers that stand for who and when, the same in every table of a study.

    Somebody is a (group, person): the same identifier in two groups is two people. A meeting is a
    (group, session). -1 stands for nobody: an empty cell, or a whole such as GROUP.
    """

    groups: int
    people: int
    first: int = 0
    last: int = 0

    @classmethod
    def of(cls, frames: Iterable[pd.DataFrame], members: pd.DataFrame) -> Keys:
        """Keys wide enough for the sessions of all the frames, in the vocabularies of `members`."""
        ends = [end for f in frames if len(f) for end in (int(f["session"].min()), int(f["session"].max()))]
        groups, people = len(members["group"].cat.categories), len(members["member"].cat.categories)
        return cls(groups, people, min(ends, default=0), max(ends, default=0))

    @property
    def somebodies(self) -> int:
        return self.groups * self.people

    @property
    def meetings(self) -> int:
        return self.groups * (self.last - self.first + 1)

    def somebody(self, frame: pd.DataFrame, column: str) -> np.ndarray:
        """The key of the person in a column, row by row."""
        codes = frame[column].cat.codes.to_numpy()
        keys = self._spread(frame, self.people, self.somebodies)
        keys += codes
        idle = codes < 0
        if len(frame[column].cat.categories) > self.people:
            idle |= codes >= self.people
        keys[idle] = -1
        return keys

    def meeting(self, frame: pd.DataFrame) -> np.ndarray:
        """The key of the meeting, row by row."""
        keys = self._spread(frame, self.last - self.first + 1, self.meetings)
        keys += (frame["session"].to_numpy() - self.first).astype(keys.dtype)
        return keys

    def once_each(
        self, frame: pd.DataFrame, column: str, meeting: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The keys of who was at which meeting, each pair once and in order of first appearance, also with nobody.

        Rows by the million tell of few people at few meetings; where these are too many to count, all rows stay.
        `meeting` has the key of each row's meeting.
        """
        width = self.people + 1
        span = self.meetings * width
        if span > DENSE_KEYS:
            return self.somebody(frame, column), meeting
        # A whole is nobody, and so is the last place, which stands for an empty cell (-1).
        person_of = np.full(len(frame[column].cat.categories) + 1, self.people, np.intp)
        person_of[: self.people] = np.arange(self.people)
        pairs = meeting.astype(np.intp) * width + person_of[frame[column].cat.codes.to_numpy()]
        meeting, person = np.divmod(first_seen(pairs, span), width)
        group = meeting // (self.last - self.first + 1)
        return np.where(person < self.people, group * self.people + person, -1), meeting

    def _spread(self, frame: pd.DataFrame, width: int, span: int) -> np.ndarray:
        """The groups, far enough apart to add up to `width` to each; 4 bytes a row where that is enough."""
        dtype = np.int32 if span < 2**31 else np.int64
        return frame["group"].cat.codes.to_numpy().astype(dtype) * dtype(width)


def roster_rows(members: pd.DataFrame, group: np.ndarray, person: np.ndarray) -> np.ndarray:
    """Row of `members` for each pair of a group code and a person code; -1 where nobody belongs to the pair."""
    keys = Keys.of((), members)
    wanted = np.where((person >= 0) & (group >= 0), group * keys.people + person, -1)
    return located(keys.somebody(members, "member"), wanted, keys.somebodies)


def session_rows(sessions: pd.DataFrame, group: np.ndarray, session: np.ndarray) -> np.ndarray:
    """Row of `sessions` for each pair of a group code and a session number; -1 where there is no such meeting."""
    numbers = sessions["session"].to_numpy()
    if not len(numbers) or not len(session):
        return np.full(len(session), -1, np.int64)
    low, high = min(int(numbers.min()), int(session.min())), max(int(numbers.max()), int(session.max()))
    span = high - low + 1
    keys = group_codes(sessions) * span + (numbers - low)
    wanted = np.where(group >= 0, group * span + (session - low), -1)
    return located(keys, wanted, len(sessions["group"].cat.categories) * span)


def full_roster(
    members: pd.DataFrame, named: Iterable[np.ndarray], keys: Keys, observers: np.ndarray
) -> pd.DataFrame:
    """Everyone of every group: the rows of members.csv, then the people found only in other tables.

    Parameters
    ----------
    members : group and member in the shared vocabularies; role, name, joined, left and attributes.
    named : for each person column of the other tables, the keys of the people in it (see `Keys.somebody`).
    observers : keys of those among the latter who only observe; the others are members.

    Returns
    -------
    DataFrame sorted by group, in order of appearance within a group, with `listed` (stands in members.csv)
    and `label` (name, else identifier; the identifier is added where two people of a group share a name).
    """
    listed_keys = keys.somebody(members, "member")
    everyone = np.concatenate([listed_keys, *(first_seen(column, keys.somebodies) for column in named)])
    everyone = first_seen(everyone, keys.somebodies)
    row = located(listed_keys, everyone, keys.somebodies)
    unlisted_keys = everyone[row < 0]
    group, person = np.divmod(unlisted_keys, max(keys.people, 1))
    roles = members["role"].dtype
    role = np.where(np.isin(unlisted_keys, observers), ROLES.index("observer"), ROLES.index("member"))
    listed = members.take(row[row >= 0]).assign(listed=True)
    unlisted = pd.DataFrame(
        {
            "group": pd.Categorical.from_codes(group, dtype=members["group"].dtype),
            "member": pd.Categorical.from_codes(person, dtype=members["member"].dtype),
            "role": pd.Categorical.from_codes(role.astype(np.int8), dtype=roles),
            "listed": np.zeros(len(group), bool),
        }
    )
    for column in members.columns.difference(unlisted.columns, sort=False):
        unlisted[column] = _missing(len(group), members[column].dtype)
    roster = pd.concat([listed, unlisted[listed.columns]], ignore_index=True)
    roster = roster.iloc[np.argsort(group_codes(roster), kind="stable")].reset_index(drop=True)
    roster["label"] = _labels(roster)
    front = [*(c.name for c in table("members").columns), "label", "listed", "file", "line"]
    return roster[[*front, *(c for c in roster.columns if c not in front)]]


def _missing(rows: int, dtype: object) -> pd.Series:
    """A column of that many missing values: no word, NaN, file "" or line 0."""
    filler = 0 if pd.api.types.is_integer_dtype(dtype) else np.nan
    if isinstance(dtype, pd.CategoricalDtype) and "" in dtype.categories:
        filler = ""
    return pd.Series([filler] * rows, dtype=dtype)


def _labels(roster: pd.DataFrame) -> pd.Categorical:
    identifier = roster["member"].astype("str")
    label = roster["name"].astype("str").where(roster["name"].notna(), identifier)
    same_name = pd.DataFrame({"group": group_codes(roster), "label": label}).duplicated(keep=False)
    label = label.where(~same_name | (label == identifier), label + " (" + identifier + ")")
    return pd.Categorical(label, dtype=vocabulary(pd.unique(label)))
