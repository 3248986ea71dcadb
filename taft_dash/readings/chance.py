"""What can be said of an index beside chance, of flags, subgroups and links, in plain sentences."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.flags import KINDS
from taft_dash.readings.words import count, decimal, listed

BASELINE_WORDS = {
    "equal chances": "Chance: everybody present has the same chance of every turn, as speaker and as addressee.",
    "shuffled addressees": "Chance: everybody gives and receives as many turns as they did; who speaks to whom"
    " is shuffled.",
}


def index_words(values: pd.DataFrame, label: str, cursor: int) -> str:
    """In how many sessions the index lies outside the band, and how it is in the session in focus."""
    known = values[values["value"].notna()]
    if known.empty:
        return values["reason"].astype(str).iloc[0] if len(values) else "No session is recorded."
    above, below = known[known["value"] > known["high"]], known[known["value"] < known["low"]]
    by_chance = 0.05 * len(known)
    said = (
        f"{label} lies above what chance gives in {len(above)} and below in {len(below)} of"
        f" {count(len(known), 'session')}; by chance alone about {by_chance:.0f} would lie outside."
    )
    now = known[known["session"] == cursor]
    if now.empty:
        return said
    one = now.iloc[0]
    place = "above" if one["value"] > one["high"] else "below" if one["value"] < one["low"] else "inside"
    return (
        f"{said} Session {cursor}: {decimal(one['value'])} (had its turns fallen otherwise,"
        f" {decimal(one['boot_low'])} to {decimal(one['boot_high'])}), {place} the band of"
        f" {decimal(one['low'])} to {decimal(one['high'])}, n = {one['n']}."
    )


def dot_words(dots, value: float, session: int) -> str:
    """How many of twenty draws lie as far out as the session, on its side."""
    low, high = int((dots <= value).sum()), int((dots >= value).sum())
    beyond, side = (high, "high") if high <= low else (low, "low")
    many = "None" if beyond == 0 else f"{beyond}"
    return f"{many} of 20 draws by chance {'is' if beyond == 1 else 'are'} as {side} as session {session} or {side}er."


def flag_words(flags: pd.DataFrame, label: dict[str, str], sessions: int) -> str:
    """How many prompts there are, for whom, and in how many sessions were looked at."""
    if flags.empty:
        return f"No prompt in {count(sessions, 'session')}: nobody was on the edge or drew criticism by these"
        " rules."
    said = []
    for kind, words in KINDS.items():
        mine = flags[flags["kind"] == kind]
        people = [
            f"{label[member]} ({count(len(rows), 'session')})"
            for member, rows in mine.groupby(mine["member"].astype(str), sort=False)
        ]
        if people:
            said.append(f"{words[0].upper()}{words[1:].replace(' this session', '')}: {listed(people)}.")
    return " ".join(said) + " A prompt is an occasion to look at the session, and says nothing about why."


def subgroup_words(sessions: pd.DataFrame, people: pd.DataFrame, label: dict[str, str]) -> str:
    """Who forms a subgroup that beats shuffled talk and recurs, and in which sessions."""
    if sessions.empty or not sessions["q_limit"].notna().any():
        reason = sessions["reason"].iloc[0] if len(sessions) else ""
        return f"Subgroups cannot be looked for in these sessions. {reason}".strip()
    tried = int(sessions["q_limit"].notna().sum())
    if people.empty:
        return (
            f"In none of {count(tried, 'session')} is there a subgroup that is clearer than shuffled talk gives"
            " and found in several sessions."
        )
    where: dict[tuple[str, ...], list[int]] = {}
    for (session, _), rows in people.groupby(["session", "subgroup"], sort=True):
        names = tuple(label[str(member)] for member in rows["member"])
        where.setdefault(names, []).append(int(session))
    said = [
        f"{listed(names, 8)} talk mostly among themselves in session{'s' * (len(at) > 1)} {listed(at, 12)}"
        for names, at in where.items()
    ]
    return "; ".join(said) + f" (of {count(tried, 'session')} looked at)."


def link_words(pairwise: pd.DataFrame) -> str:
    """Each correlation of two ways of being connected, with p and n, or why there is none."""
    said = []
    for row in pairwise.itertuples(index=False):
        name = f"{row.pair[0].upper()}{row.pair[1:]}"
        if row.reason:
            said.append(f"{name}: {row.reason}")
            continue
        how = "all" if row.exact else "drawn"
        said.append(
            f"{name}: r = {decimal(row.r)}, p = {decimal(row.p, 3)} ({row.n} members, {row.relabellings:,}"
            f" relabellings, {how})."
        )
    return " ".join(said)
