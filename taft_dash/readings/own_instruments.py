"""Instruments of the reader's own: which names nobody knows, how a key scores, and what it makes of the records."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.ratings import trajectories
from taft_dash.readings.words import count, decimal, listed
from taft_dash.records.instruments import INSTRUMENTS, find
from taft_dash.records.own_instruments import BadDefinition, instruments_from
from taft_dash.records.problems import shown
from taft_dash.records.scales import Instrument
from taft_dash.records.study import Study
from taft_dash.records.tables import table


def unknown_instruments(study: Study) -> pd.DataFrame:
    """The names in ratings that no instrument has: instrument, ratings (how many), low, high and items found."""
    rows = []
    for name, ratings in study.ratings.groupby("instrument", observed=True):
        if find(str(name), study.instruments) is None:
            items = sorted({int(item) for item in ratings["item"].dropna().astype(str) if item.isdecimal()})
            rows.append((str(name), len(ratings), ratings["score"].min(), ratings["score"].max(), _run(items)))
    return pd.DataFrame(rows, columns=["instrument", "ratings", "low", "high", "items"])


def _run(items: list[int]) -> str:
    """Item numbers as they are written in a definition: 1-4, or 1,3,7."""
    whole = items and items == list(range(items[0], items[-1] + 1)) and len(items) > 2
    return f"{items[0]}-{items[-1]}" if whole else ",".join(map(str, items))


def unknown_words(unknown: pd.DataFrame) -> str:
    """What the records hold of instruments that nobody knows."""
    said = [
        f"{shown(row.instrument)} ({count(row.ratings, 'rating')}, found {row.low:g} to {row.high:g})"
        for row in unknown.itertuples()
    ]
    return (
        f"No key is known for {listed(said)}. Their scores are kept and neither checked nor scored. The limits of a"
        " form are not those that happen to be found: please take them from the form."
    )


def entered_rows(edited: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of the editor in which anything is written, cells left blank not among them."""
    written = edited.fillna("").astype(str).map(str.strip).to_dict("records")
    rows = [{name: text for name, text in row.items() if text} for row in written]
    return [row for row in rows if row]


def defined(rows: list[dict[str, str]]) -> tuple[tuple[Instrument, ...], list[BadDefinition]]:
    """The instruments these rows define, and what is wrong with the others."""
    if not rows:
        return (), []
    columns = [column.name for column in table("instruments").columns]
    frame = pd.DataFrame([[row.get(name, "") for name in columns] for row in rows], columns=columns, dtype=str)
    instruments, faults = instruments_from(frame.assign(line=np.arange(1, len(frame) + 1)))
    return instruments, faults


def fault_words(fault: BadDefinition) -> str:
    """A fault by the row of the editor, which has no lines."""
    return f"Row {fault.line}, {fault.column}: {fault.message} {fault.fix}"


def key_words(instrument: Instrument) -> str:
    """How the instrument is scored, in one sentence."""
    scales = listed([f"{scale.label} ({scale.low:g} to {scale.high:g})" for scale in instrument.scales], 8)
    reversed_items = f" Reversed: {', '.join(map(str, instrument.reversed))}." if instrument.reversed else ""
    known = find(instrument.id, INSTRUMENTS)
    instead = f" It is used in place of the key this program has for {known.id}." if known else ""
    return (
        f"{instrument.id}: answers from {instrument.low:g} to {instrument.high:g}; the {instrument.score} gives"
        f" {scales}.{reversed_items} {instrument.missing_rule.capitalize()}. {instrument.better.capitalize()} is"
        f" better.{instead}"
    )


def tried_words(study: Study, instrument: Instrument) -> str:
    """What the key makes of the ratings at hand."""
    here = [find(str(name), (instrument,)) is not None for name in study.ratings["instrument"]]
    ratings = study.ratings[np.array(here, bool)]
    if ratings.empty:
        return "These records hold no rating of it."
    if find(instrument.id, study.instruments) != instrument:
        return f"These records hold {count(len(ratings), 'rating')} of it; they are scored as soon as it is used."
    scores = trajectories(study)
    scores = scores[scores["instrument"] == instrument.id]
    scored = scores["score"].dropna()
    if scored.empty:
        return f"None of {count(len(scores), 'form')} could be scored. {scores['reason'].iloc[0]}"
    return (
        f"In these records: {count(len(scored), 'score')} from {decimal(scored.min())} to {decimal(scored.max())},"
        f" mean {decimal(scored.mean())}; {count(len(scores) - len(scored), 'form')} could not be scored."
    )
