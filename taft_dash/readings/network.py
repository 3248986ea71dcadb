"""Who speaks to whom: in sentences, each number from the table of the figure."""

from __future__ import annotations

import pandas as pd

from taft_dash.readings.words import count, decimal, listed, share, signed

ENOUGH = 5
"""Turns that a pair exchanges at least before its balance is put into words; a wording rule of ours."""


AWAY = {
    "absent": "Absent",
    "not_recorded": "Presence not recorded",
    "not_yet_joined": "Not yet joined",
    "left": "Left before",
}


def sessions(first: int, last: int) -> str:
    """ "session 13", or "sessions 1 to 4"."""
    return f"session {first}" if first == last else f"sessions {first} to {last}"


def network(people: pd.DataFrame, pairs: pd.DataFrame, *, amount: str = "turns") -> str:
    """From `measures.talk`: the strongest tie, who was addressed by nobody, and who was not there."""
    label = _labels(people)
    said = []
    spoken = pairs[pairs["turns"] > 0]
    if spoken.empty:
        said.append("No turn from one person to another is recorded.")
    else:
        top = spoken.loc[spoken[amount].idxmax()]
        how = (
            count(top["turns"], "turn")
            if amount == "turns"
            else f"{decimal(top['rate'])} turns per session together"
        )
        said.append(
            f"The strongest tie runs from {label[top['speaker']]} to {label[top['addressee']]}: {how}."
        )
        silent = people.loc[(people["turns_received"] == 0) & (people["role"] != "observer"), "label"]
        if len(silent):
            said.append(f"Present, but addressed by nobody: {listed(silent)}.")
    away = people[people["presence"] != "present"]
    for state, words in AWAY.items():
        who = away.loc[away["presence"] == state, "label"]
        if len(who):
            said.append(f"{words}: {listed(who)}.")
    return " ".join(said)


def balance(people: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """From `measures.talk`: the pair that is most one-sided among those who exchanged enough turns to tell."""
    label = _labels(people)
    able = pairs[(pairs["turns"] + pairs["answered"] >= ENOUGH) & (pairs["imbalance"] > 0)]
    rule = f"Of the pairs with {ENOUGH} turns or more"
    if able.empty:
        return f"{rule}, none is one-sided, or there is no such pair."
    top = able.loc[able["imbalance"].idxmax()]
    return (
        f"{rule}, the most one-sided is {label[top['speaker']]} with {label[top['addressee']]}: gives"
        f" {count(top['turns'], 'turn')}, gets {top['answered']:g} ({signed(top['imbalance'])})."
    )


def difference(people: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """From `measures.talk.change`: the tie that grew most and the one that shrank most, and what cannot be compared."""
    label = _labels(people)
    able = pairs.dropna(subset=["difference"])
    if able.empty:
        return "No pair was together in both ranges, so nothing can be compared."
    said = []
    for row, grew in (
        (able.loc[able["difference"].idxmax()], True),
        (able.loc[able["difference"].idxmin()], False),
    ):
        if (row["difference"] > 0) == grew and row["difference"] != 0:
            said.append(
                f"{'Grew' if grew else 'Shrank'} most: {label[row['speaker']]} to {label[row['addressee']]}, from"
                f" {decimal(row['rate_earlier'])} to {decimal(row['rate_later'])} turns per session together."
            )
    said = said or ["Every pair speaks as often as before."]
    apart = len(pairs) - len(able)
    if apart:
        said.append(
            f"Not comparable: {count(apart, 'direction')} between people who were not together in both."
        )
    return " ".join(said)


def course(values: pd.DataFrame) -> str:
    """From `measures.indices`, the flow from members to members: where it starts and ends, and where it is highest."""
    defined = values.dropna(subset=["value"])
    if defined.empty:
        return "In none of these sessions are turns between people recorded."
    first, last = defined.iloc[0], defined.iloc[-1]
    if len(defined) == 1:
        return f"In session {first['session']:g}, {share(first['value'])} of addressed turns went between members."
    top = defined.loc[defined["value"].idxmax()]
    return (
        f"From member to member went {share(first['value'])} of the addressed turns in session {first['session']:g},"
        f" {share(last['value'])} in session {last['session']:g}; most ({share(top['value'])}) in {top['session']:g}."
    )


def evidence(people: pd.DataFrame, pairs: pd.DataFrame, person: str, partner: str | None) -> str:
    """From `measures.talk`: what the recorded rows of a person, or of a pair, add up to."""
    label = _labels(people)
    own = people[people["member"] == person].iloc[0]
    if own["turns"] != own["turns"]:
        return f"{own['label']} has no recorded turns here."
    if partner is None:
        return (
            f"{own['label']} took {count(own['turns'], 'turn')}, {own['to_group']:g} of them to the whole group,"
            f" and received {own['turns_received']:g}."
        )
    if partner == "GROUP":
        return f"{own['label']} to the whole group: {count(own['to_group'], 'turn')}."
    said = []
    for speaker, addressee in ((person, partner), (partner, person)):
        tie = pairs[(pairs["speaker"] == speaker) & (pairs["addressee"] == addressee)]
        if tie.empty:
            return f"{label[person]} and {label[partner]} were not together while addressees were recorded."
        said.append(f"{label[speaker]} to {label[addressee]}: {count(tie.iloc[0]['turns'], 'turn')}.")
    return " ".join(said)


def _labels(people: pd.DataFrame) -> dict[str, str]:
    return dict(zip(people["member"], people["label"].astype(str), strict=True))
