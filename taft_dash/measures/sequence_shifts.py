"""Who takes the floor after whom: Gibson's participation shifts, in words, against shuffled turns.

A shift is written after Gibson: `AB-BA` says that A spoke to B, then B to A; 0 is the whole group, X and Y are others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from taft_dash.measures.sequence import NOT_KNOWN, TO_GROUP, TO_SEVERAL, Session, ordered_sessions
from taft_dash.measures.sequence_shuffles import (
    SEED,
    TIMES,
    against_chance,
    counted,
    shuffled_orders,
    successions,
)
from taft_dash.records.study import Study

LEAST = 100
"""Fewer successions of turns than this say too little of their order (a common rule of lag-sequential analysis)."""

SHIFTS = (
    ("AB-BA", "turn receiving", "answered"),
    ("AB-B0", "turn receiving", "answered to the group"),
    ("AB-BY", "turn receiving", "passed on"),
    ("A0-X0", "turn claiming", "took it up"),
    ("A0-XA", "turn claiming", "took it up"),
    ("A0-XY", "turn claiming", "took it up"),
    ("AB-X0", "turn usurping", "stepped in"),
    ("AB-XA", "turn usurping", "stepped in"),
    ("AB-XB", "turn usurping", "stepped in"),
    ("AB-XY", "turn usurping", "stepped in"),
    ("A0-AY", "turn continuing", "went on"),
    ("AB-A0", "turn continuing", "went on"),
    ("AB-AY", "turn continuing", "went on"),
)
"""Gibson's 13 types: the type, its class, and the word for it. The order is that of the codes of `shift_codes`."""

WORDS = tuple(dict.fromkeys(word for *_, word in SHIFTS))
NO_SHIFT, NOT_CLASSED = len(SHIFTS), len(SHIFTS) + 1
_SHIFT = {shift: code for code, (shift, *_) in enumerate(SHIFTS)} | {"": NO_SHIFT}
_TYPES = np.array(
    [
        [_SHIFT[name] for name in row]
        for row in (
            # next addressee: the group, the last speaker, the last addressee, another
            ("", "", "", "A0-AY"),  # A spoke to the group and goes on
            ("AB-A0", "", "", "AB-AY"),  # A spoke to B and goes on
            ("A0-X0", "A0-XA", "", "A0-XY"),  # A spoke to the group, another follows
            ("AB-B0", "AB-BA", "", "AB-BY"),  # A spoke to B, who follows
            ("AB-X0", "AB-XA", "AB-XB", "AB-XY"),  # A spoke to B, another follows
        )
    ],
    dtype=np.int8,
)
_WORD_OF = np.array([WORDS.index(word) for *_, word in SHIFTS] + [-1, -1], dtype=np.int8)


class Shifts(NamedTuple):
    """The tables of `participation_shifts`."""

    types: pd.DataFrame
    sessions: pd.DataFrame
    people: pd.DataFrame
    overview: pd.DataFrame


def shift_codes(speaker, target, next_speaker, next_target) -> np.ndarray:
    """The type of each succession of two turns, as its place in `SHIFTS`.

    Parameters
    ----------
    speaker, target, next_speaker, next_target : integer arrays that can be broadcast together; targets may be
        TO_GROUP, TO_SEVERAL or NOT_KNOWN.

    Returns
    -------
    Array of int8: 0 to 12, NO_SHIFT (the same person to the same addressee) or NOT_CLASSED (either addressee not
    known, or several people).

    Examples
    --------
    >>> [SHIFTS[code][0] for code in shift_codes([0, 0], [1, TO_GROUP], [1, 2], [0, 0])]
    ['AB-BA', 'A0-XA']
    """
    speaker, target, next_speaker, next_target = map(np.asarray, (speaker, target, next_speaker, next_target))
    goes_on, to_group = next_speaker == speaker, target == TO_GROUP
    follows = np.where(to_group, 2, np.where(next_speaker == target, 3, 4))
    before = np.where(goes_on, np.where(to_group, 0, 1), follows)
    after = np.where(next_target == speaker, 1, np.where(next_target == target, 2, 3))
    after = np.where(next_target == TO_GROUP, 0, after)
    known = (target >= TO_GROUP) & (next_target >= TO_GROUP)
    return np.where(known, _TYPES[before, after], NOT_CLASSED).astype(np.int8)


def participation_shifts(
    study: Study, *, several: str = "apart", times: int = TIMES, seed: int = SEED
) -> Shifts:
    """Who took the floor after whom, how often, and how often that would be if only the order of turns were chance.

    High ratio of "answered": who is spoken to speaks next more often than chance has it. High "stepped in": others
    come between. The chance of each session is that of its own turns, shuffled so that as many turns follow one of the
    same speaker as in the record (`sequence_shuffles.shuffled_orders`).

    Parameters
    ----------
    study : Study with all its turns; see `sequence.ordered_sessions`
    several : turns to several people (not the whole group): "apart" leaves successions that touch one out of the
        types, as Gibson's scheme has one addressee or the group; "group" takes them as said to the group.
    times, seed : shuffles of each session, and the seed of their random numbers

    Returns
    -------
    types : a row per group and type: group, shift, family (Gibson's class), word, n_transitions (all successions in
        sessions with an order), n_classed (of these, of one of the 13 types), then as `against_chance`, and reason.
    sessions : a row per group, session and word: group, session, word, n_transitions, n_classed, share (n /
        n_classed), n, expected, chance_low, chance_high, reason.
    people : a row per group, person and word, of those who took a turn: group, member (who took the turn that is
        so called), word, then as `against_chance`, and reason.
    overview : as `ordered_sessions`, with n_transitions, n_classed, n_same (no shift), n_not_known (an addressee is
        missing) and n_several.

    A group with fewer than LEAST classed successions has no numbers in `types` and `people`, and a reason.

    Raises
    ------
    ValueError
        For another value of `several`.

    References
    ----------
    Gibson, D. R. (2003). Participation shifts: Order and differentiation in group conversation. Social Forces, 81(4),
    1335-1380. doi 10.1353/sof.2003.0055

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> said = {"session": 1, "turn": range(200), "speaker": ["A", "B"] * 100, "addressee": ["B", "A"] * 100}
    >>> types = participation_shifts(study_from({"interactions": pd.DataFrame(said)}), times=20).types
    >>> types.loc[types["shift"] == "AB-BA", ["n", "expected"]].iloc[0].tolist()
    [199.0, 199.0]
    """
    if several not in ("apart", "group"):
        raise ValueError(f"several is {several!r}; it may be 'apart' or 'group'")
    ordered, overview = ordered_sessions(study)
    if several == "group":
        ordered = [
            Session(**vars(one) | {"target": np.where(one.target == TO_SEVERAL, TO_GROUP, one.target)})
            for one in ordered
        ]
    people = np.asarray(study.members["member"].cat.categories, dtype=object)
    found = [_count(one, k, len(people), times, seed) for k, one in enumerate(ordered)]
    counts = {(one.group, one.session): made["sums"] for one, made in zip(ordered, found, strict=True)}
    keys = list(zip(overview["group"], overview["session"], strict=True))
    names = ("n_transitions", "n_classed", "n_same", "n_not_known", "n_several")
    sums = np.array([counts.get(key, (0,) * len(names)) for key in keys]).reshape(len(keys), len(names))
    overview = overview.assign(**dict(zip(names, sums.T, strict=True)))
    types, persons = [], []
    for group in study.groups():
        mine = [made for one, made in zip(ordered, found, strict=True) if one.group == group]
        of_group = overview[overview["group"] == group]
        types.append(_types(group, mine, of_group))
        persons.append(_people(group, mine, of_group, people))
    sessions = [_session(one, made) for one, made in zip(ordered, found, strict=True)]
    kind = study.members["group"].dtype
    return Shifts(
        pd.concat(types, ignore_index=True).astype({"group": kind}),
        pd.concat(sessions or [_NO_SESSIONS], ignore_index=True).astype({"group": kind}),
        pd.concat([part for part in persons if len(part)] or [_NO_PEOPLE], ignore_index=True).astype({"group": kind}),
        overview,
    )


_CHANCE = ["n", "expected", "chance_low", "chance_high"]
_TESTED = [*_CHANCE, "ratio", "p", "p_adjusted"]
_NO_SESSIONS = pd.DataFrame(
    columns=["group", "session", "word", "n_transitions", "n_classed", "share", *_CHANCE, "reason"]
)
_NO_PEOPLE = pd.DataFrame(columns=["group", "member", "word", *_TESTED, "reason"])


def _count(one: Session, place: int, people: int, times: int, seed: int) -> dict[str, np.ndarray]:
    """Codes of one session as recorded and shuffled, counted by type, and by the word for each next speaker."""
    random = np.random.default_rng([seed, place])
    pair = shift_codes(one.speaker[:, None], one.target[:, None], one.speaker[None, :], one.target[None, :])
    by_person = np.where(
        _WORD_OF[pair] >= 0, one.speaker[None, :] * len(WORDS) + _WORD_OF[pair], people * len(WORDS)
    )
    orders = np.vstack([np.arange(len(one.speaker)), shuffled_orders(one.speaker, times=times, random=random)])
    follows = successions(orders)
    types = counted(pair.ravel()[follows], len(SHIFTS) + 2)
    sides = np.column_stack([one.target[:-1], one.target[1:]])
    unknown = (sides == NOT_KNOWN).any(axis=1)
    sums = (
        len(sides), types[0, :NO_SHIFT].sum(), types[0, NO_SHIFT], unknown.sum(),
        (~unknown & (sides == TO_SEVERAL).any(axis=1)).sum(),
    )  # fmt: skip
    return {
        "types": types[:, :NO_SHIFT],
        "people": counted(by_person.ravel()[follows], people * len(WORDS)),
        "spoke": np.bincount(one.speaker, minlength=people) > 0,
        "sums": np.array(sums),
    }


def too_few(what: str, overview: pd.DataFrame, column: str = "n_classed") -> str:
    """Why a group's successions are too few for `what`, or "" where they are enough; `overview` of that group."""
    count = int(overview[column].sum())
    if count >= LEAST:
        return ""
    why = next((reason for reason in overview["reason"] if reason), "")
    return f"{what} need at least {LEAST} successions of turns; here are {count}.{' ' * bool(why)}{why}"


def _types(group: str, found: list[dict], overview: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame(SHIFTS, columns=["shift", "family", "word"])
    rows.insert(0, "group", group)
    rows["n_transitions"], rows["n_classed"] = (
        int(overview[name].sum()) for name in ("n_transitions", "n_classed")
    )
    reason = too_few("Participation shifts", overview)
    if reason:
        return rows.assign(**dict.fromkeys(_TESTED, np.nan), reason=reason)
    counts = sum(made["types"] for made in found)
    rows = pd.concat([rows, against_chance(counts[0], counts[1:])[_TESTED]], axis=1)
    return without_occasion(rows)


def _people(group: str, found: list[dict], overview: pd.DataFrame, people: np.ndarray) -> pd.DataFrame:
    reason = too_few("Participation shifts", overview)
    if reason:
        return _NO_PEOPLE
    counts = sum(made["people"] for made in found)
    spoke = np.flatnonzero(np.any([made["spoke"] for made in found], axis=0))
    counts = counts.reshape(len(counts), len(people), len(WORDS))[:, spoke].reshape(len(counts), -1)
    rows = against_chance(counts[0], counts[1:])[_TESTED]
    rows.insert(0, "word", WORDS * len(spoke))
    rows.insert(0, "member", np.repeat(people[spoke], len(WORDS)))
    rows.insert(0, "group", group)
    return without_occasion(rows)


def without_occasion(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `against_chance` with a reason, and without p where nothing could have been otherwise."""
    never = (rows["expected"] == 0) & (rows["n"] == 0)
    rows[["p", "p_adjusted"]] = rows[["p", "p_adjusted"]].where(~never)
    return rows.assign(reason=np.where(never, "Does not occur, in the record or shuffled.", ""))


def _session(one: Session, made: dict) -> pd.DataFrame:
    words = np.column_stack([made["types"][:, _WORD_OF[:NO_SHIFT] == k].sum(axis=1) for k in range(len(WORDS))])
    classed = int(made["sums"][1])
    rows = against_chance(words[0], words[1:])[_CHANCE]
    rows.insert(0, "share", rows["n"] / classed if classed else np.nan)
    for name, value in (("n_classed", classed), ("n_transitions", int(made["sums"][0]))):
        rows.insert(0, name, value)
    rows.insert(0, "word", WORDS)
    rows.insert(0, "session", one.session)
    rows.insert(0, "group", one.group)
    none = f"In session {one.session} no succession of two turns has both addressees on record."
    return rows.assign(reason="" if classed else none)


