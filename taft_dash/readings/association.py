"""What the page "Process and alliance" says: how often it was looked, what stands out of chance, one pair in words."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.overview import Line
from taft_dash.measures.process import Process, measure_label
from taft_dash.readings.courses import series_name
from taft_dash.readings.overview import line_name
from taft_dash.readings.words import count, decimal, listed

TIMING_WORDS = {
    "same": "same session",
    "process_earlier": "process one session earlier",
    "alliance_earlier": "alliance one session earlier",
}
CONTROL_WORDS = {
    "none": "nothing held constant",
    "previous": "given the previous value of the later series",
    "trend": "each person's own trend taken out",
}
CONTROL_NAMES = {"none": "nothing", "previous": "previous value", "trend": "own trend"}
CAUTIONS = {
    "none": "Nothing is held constant: two courses that both rise, or fall, over the whole treatment go together for"
    " that alone, and shuffled sessions do not show it. Hold each person's own trend constant to see what remains from"
    " session to session.",
    "previous": "The previous value is held constant only where one of the two is a session earlier. What rises or"
    " falls over the whole treatment may still go together for that alone.",
    "trend": "",
}
LEVEL = 0.05
TWO_QUESTIONS = (
    "The interval looks beyond these people and sessions; p asks only whether the sessions of these people could as"
    " well have come in any order. The two may differ."
)
ORDINARY = "Going together says when, not why: either may come of the other, or both of something else."


def process_name(process: Process) -> str:
    """A course as it is called on screen: "Share of turns", "SOFTA-o safety, observers about each member"."""
    return measure_label(process.name) if process.series is None else series_name(process.series)


def looks_words(table: pd.DataFrame, line: Line) -> str:
    """How many associations were looked at, how many stay after correction, and how many chance alone would give."""
    looks = int(table["p"].notna().sum())
    refused = len(table) - looks
    if not looks:
        return f"None of {len(table)} associations with {line_name(line)} can be computed. {table['reason'].iloc[0]}"
    kept = table[table["p_holm"] <= LEVEL]
    bare, rate = int((table["p"] <= LEVEL).sum()), int((table["p_fdr"] <= LEVEL).sum())
    said = f"{count(looks, 'association')} with {line_name(line)} looked at"
    said += f", {refused} without enough data." if refused else "."
    said += (
        f" p is .05 or less in {bare} (about {LEVEL * looks:.{0 if looks >= 20 else 1}f} would be by chance alone),"
        f" in {rate} after Benjamini and Hochberg's correction, in {len(kept)} after Holm's"
    )
    if kept.empty:
        return f"{said}: none stands out of so many looks."
    parts = [
        f"{one['label']} ({TIMING_WORDS[one['timing']]}, r = {decimal(one['r'])})"
        for _, one in kept.iterrows()
    ]
    return f"{said}: {listed(parts, 5)}."


def pair_words(rows: pd.DataFrame, line: Line) -> str:
    """One course and the alliance in the same session, earlier and later, each with interval, n and p."""
    opening = f"{rows['label'].iloc[0]} and {line_name(line)}."
    if rows["reason"].iloc[0] and rows["reason"].nunique() == 1:
        return f"{opening} {rows['reason'].iloc[0]}"
    same = rows[rows["timing"] == "same"].iloc[0]
    said = "; ".join(f"{TIMING_WORDS[one['timing']]}: {_number(one)}" for _, one in rows.iterrows())
    return f"{opening} {_meaning(same)}{said[0].upper()}{said[1:]}."


def lead_lag_words(table: pd.DataFrame) -> str:
    """At which distances the two courses go together more than shuffled sessions do."""
    known = table[table["r"].notna()]
    if known.empty:
        return table["reason"].iloc[0]
    outside = known[known["outside"]]
    looked = f"{count(len(known), 'distance')} looked at"
    if outside.empty:
        return f"{looked}: at none do the two go together more than in 95 of 100 shuffles of the sessions."
    parts = [f"{lag_words(one['lag'])} ({decimal(one['r'])})" for _, one in outside.iterrows()]
    return f"{looked}; outside the band of 95 in 100 shuffles: {listed(parts, 7)}. One in twenty is by chance alone."


def lag_words(lag: int) -> str:
    """How far the alliance is from the process: "same session", "alliance 2 sessions later"."""
    if lag == 0:
        return "same session"
    return f"alliance {count(abs(lag), 'session')} {'later' if lag > 0 else 'earlier'}"


def lag_tick(lag: int) -> str:
    """The same in the little room under an axis."""
    return lag_words(lag).replace("alliance ", "alliance<br>").replace("same ", "same<br>")


def lag_row_words(one: pd.Series) -> str:
    """One distance as its mark says it under the pointer."""
    n = f"{count(one['n_observations'], 'observation')} of {count(one['n_people'], 'person', 'people')}"
    return f"{lag_words(one['lag'])}: " + (one["reason"] or f"r = {decimal(one['r'])}, {n}")


def row_words(one: pd.Series) -> str:
    """One association as its mark says it under the pointer."""
    return f"{one['label']}, {TIMING_WORDS[one['timing']]}: {one['reason'] or _number(one)}"


def standing(one: pd.Series) -> str:
    """Whether an association stays below .05 after Holm's correction, only before it, or not at all."""
    if one["p_holm"] <= LEVEL:
        return "corrected"
    return "uncorrected" if one["p"] <= LEVEL else "chance"


def _number(one: pd.Series) -> str:
    if one["reason"]:
        return one["reason"].rstrip(".")
    said = f"r = {decimal(one['r'])}"
    if one["low"] == one["low"]:
        said += f" (95 % interval {decimal(one['low'])} to {decimal(one['high'])})"
    else:
        said += f" ({one['interval_reason'].rstrip('.')})"
    people = count(one["n_people"], "person", "people")
    corrected = f"{_p(one['p'])}, after Holm's correction {_p(one['p_holm'])}"
    return f"{said}, {count(one['n_observations'], 'observation')} of {people}, {corrected}"


def _p(value: float) -> str:
    return "p < .001" if value < 0.001 else f"p = {decimal(value, 3)}"


def _meaning(same: pd.Series) -> str:
    """The same-session association as a tendency of a member against themselves."""
    if same["reason"] or same["p"] > LEVEL:
        return ""
    other = "above" if same["r"] > 0 else "below"
    return (
        f"In sessions in which the first was above a member's own mean, their alliance tended to be {other} their own"
        " mean. "
    )
