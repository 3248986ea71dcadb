"""Exports that hold talk: BORIS events, ELAN annotations, Gephi networks.

The headings are those of the programs: BORIS 7 to 9 (tabular and aggregated events), ELAN 5 to 7 (tab-delimited text
with headings), Gephi 0.9 and 0.10 (the tables of its data laboratory).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from taft_dash.records.mapping.fitting import decides, fits, number_of, seen, share
from taft_dash.records.mapping.guess import Guess, take_session
from taft_dash.records.mapping.headings import meanings_of
from taft_dash.records.mapping.matching import Match
from taft_dash.records.mapping.pairs import pair_in
from taft_dash.records.mapping.plan import paired_columns
from taft_dash.records.mapping.synonyms import STRONG
from taft_dash.records.mapping.translating import number_in
from taft_dash.records.tables import GROUP, table
from taft_dash.records.text_tables import TextTable

_STOPS = ("STOP",)
_TIMES_OF_BORIS = {
    "start_seconds": ("start_(s)", "start_(seconds)", "time"),
    "speaking_seconds": ("duration_(s)", "duration_(seconds)"),
}


def boris(text: TextTable, typed: Mapping[str, str]) -> Guess | None:
    if not {"subject", "behavior"} <= set(typed) or not {"start_(s)", "time", "behavioral_category"} & set(
        typed
    ):
        return None
    guess = Guess(table("interactions"))
    guess.columns["speaker"] = typed["subject"]
    guess.say("speaker", typed["subject"], "BORIS calls the one who acts the subject.", "certain")
    guess.columns["category"] = typed["behavior"]
    guess.say("category", typed["behavior"], "BORIS calls what somebody does a behavior.", "certain")
    people = set(seen(text.columns[typed["subject"]]))
    modifiers = [h for key, h in typed.items() if key.startswith(("modifier", "behavior_modifier"))]
    to = next((h for h in modifiers if _names_people(seen(text.columns[h]), people)), None)
    if to:
        guess.columns["addressee"] = to
        guess.say("addressee", to, "its modifiers are people who act elsewhere.", "likely")
    else:
        guess.fill("addressee", "", "no modifier names the people who act.", "likely")
        guess.notes.append("No modifier names people; to whom is taken as not recorded.")
    for column, keys in {
        "start_seconds": ("start_(s)", "start_(seconds)", "time"),
        "speaking_seconds": ("duration_(s)", "duration_(seconds)"),
    }.items():
        heading = next((typed[key] for key in keys if key in typed), None)
        if heading and fits(guess.known.column(column), text, heading):
            guess.columns[column] = heading
            guess.say(column, heading, "BORIS counts it in seconds.", "certain")
    _session_of_observation(guess, text, typed)
    kind = next((typed[key] for key in ("status", "behavior_type") if key in typed), None)
    if kind and any(one in _STOPS for one in text.columns[kind].values.tolist()):
        stops = np.isin(text.columns[kind].text(), _STOPS)
        guess.left_out = tuple(text.line[stops].tolist())
        guess.left_out_because = "it is the end of a behavior that began on a line above"
    return guess


def _names_people(texts: list[str], people: set[str]) -> bool:
    to = {part.strip() for one in texts for part in re.split("[;|,+]", one)}
    return bool(to) and len(to & (people | {GROUP})) >= 0.5 * len(to)


def _session_of_observation(guess: Guess, text: TextTable, typed: Mapping[str, str]) -> None:
    heading = typed.get("observation_id")
    ids = seen(text.columns[heading]) if heading else []
    if ids and share(ids, number_in) == 1 and len({number_in(one) for one in ids}) == len(ids):
        guess.columns["session"] = heading
        guess.read_as["session"] = "number in text"
        guess.say("session", heading, "each observation has a number in its name.", "likely")
    elif len(ids) > 1 and (date := typed.get("observation_date")) and decides(text, [heading], date):
        take_session(guess, text, Match("session", date, STRONG))
    else:
        take_session(guess, text, None)


def elan(text: TextTable, typed: Mapping[str, str]) -> Guess | None:
    times = {h: key for key, h in typed.items() if key.startswith(("begin_time", "duration", "end_time"))}
    begins = [h for h, key in times.items() if key.startswith("begin_time")]
    who = [typed[key] for key in ("participant", "tier") if key in typed and seen(text.columns[typed[key]])]
    if not begins or not who:
        return None
    guess = Guess(table("interactions"))
    pair = pair_in(text, [typed["tier"]]) if "tier" in typed else None
    if pair:
        guess.pair = pair[:2]
        for column in paired_columns("interactions"):
            guess.say(column, pair[0], f'the tiers name two people, parted by "{pair[1]}".', pair[2])
    else:
        guess.columns["speaker"] = who[0]
        guess.say("speaker", who[0], "ELAN keeps the annotations of one person on one tier.", "likely")
        if who[0] == typed.get("tier"):
            guess.words["speaker"] = _people_of_tiers(seen(text.columns[who[0]]))
    for column, start in (("start_seconds", "begin_time"), ("speaking_seconds", "duration")):
        headings = [h for h, key in times.items() if key.startswith(start) and seen(text.columns[h])]
        # Seconds need no rounding; clock times and milliseconds are the same moments in other words.
        best = min(
            headings,
            key=lambda h: ("seconds", "", "milliseconds", "clock").index(_elan_unit(h)),
            default=None,
        )
        if best:
            guess.columns[column] = best
            if _elan_unit(best) not in ("", "seconds"):
                guess.read_as[column] = _elan_unit(best)
            guess.say(column, best, f"ELAN writes it so, in {_elan_unit(best) or 'seconds'}.", "certain")
    annotation = next(
        (typed[key] for key in ("annotation", "value", "transcription", "default") if key in typed), None
    )
    speakers = {*seen(text.columns[who[0]]), *guess.words.get("speaker", {}).values()}
    if annotation and not pair and _names_people(seen(text.columns[annotation]), speakers):
        guess.columns["addressee"] = annotation
        guess.say("addressee", annotation, "the annotations are people who speak elsewhere.", "likely")
    elif annotation and len(text.columns[annotation].values) <= max(20, len(text.line) / 5):
        guess.columns["category"] = annotation
        guess.say("category", annotation, "few annotations recur again and again, as codes do.", "likely")
    if "addressee" not in guess.filled:
        guess.fill("addressee", "", "no column tells to whom.", "likely")
        guess.notes.append("No column tells to whom people spoke; it is taken as not recorded.")
    take_session(guess, text, None)
    return guess


def _elan_unit(heading: str) -> str:
    return meanings_of(heading)[1] or ("milliseconds" if heading.rstrip().endswith("msec") else "")


def _people_of_tiers(tiers: list[str]) -> dict[str, str]:
    """ "tx@A", "tx@B" -> "A", "B": ELAN's custom for the tiers of one kind."""
    parts = {one: one.partition("@")[2].strip() for one in tiers}
    return parts if all(parts.values()) and len(set(parts.values())) == len(parts) else {}


def gephi(text: TextTable, typed: Mapping[str, str]) -> Guess | None:
    if {"source", "target"} <= set(typed) and {"type", "weight", "label", "id", "timeset", "kind"} & set(
        typed
    ):
        guess = Guess(table("interactions"))
        for column, key in (("speaker", "source"), ("addressee", "target")):
            guess.columns[column] = typed[key]
            guess.say(column, typed[key], "Gephi calls the ends of an edge so.", "certain")
        weight = typed.get("weight")
        if weight and fits(guess.known.column("turns"), text, weight) and _positive(text, weight):
            guess.columns["turns"] = weight
            guess.say("turns", weight, "the weight of an edge is how many turns it stands for.", "likely")
        elif weight:
            guess.notes.append(
                f'"{weight}" does not hold whole numbers from 1 and is kept as an attribute; each edge is one turn.'
            )
        if "type" in typed and "Undirected" in text.columns[typed["type"]].values:
            guess.notes.append("Undirected edges have no speaker; the source is taken as the one who speaks.")
        take_session(guess, text, Match("session", typed["session"], STRONG) if "session" in typed else None)
        return guess
    if {"id", "label"} <= set(typed) and not {"session", "score", "rating", "status"} & set(typed):
        guess = Guess(table("members"))
        for column, key in (("member", "id"), ("name", "label")):
            guess.columns[column] = typed[key]
            guess.say(column, typed[key], "Gephi calls the nodes of a network so.", "certain")
        return guess
    return None


def _positive(text: TextTable, heading: str) -> bool:
    values = [number_of(one, text.decimal_mark) for one in seen(text.columns[heading])]
    return all(value is None or value >= 1 for value in values)
