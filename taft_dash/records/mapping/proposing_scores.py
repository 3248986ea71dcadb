"""Scores that are not as on the form: answers in words, and a scale that was entered one step lower or higher."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from taft_dash.records.instruments import find
from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.plan import Recode
from taft_dash.records.mapping.questions import Answer
from taft_dash.records.mapping.standing import Found, listed
from taft_dash.records.mapping.vocabulary import MISSING_CODES, scale_places
from taft_dash.records.problems import shown
from taft_dash.records.scales import Instrument
from taft_dash.records.values import numbers

# With fewer answers than this, that nobody chose the end of a scale says nothing.
_ENOUGH_ANSWERS = 12


@dataclass(frozen=True)
class _Answers:
    """The answers to the items of one instrument: each text, and in how many cells it stands."""

    instrument: Instrument
    counts: dict[str, int]


def about_scores(tidy: Arranged, found: Found, instruments: tuple[Instrument, ...]) -> None:
    """Answers in words become numbers where they are one scale of the instrument; a shifted scale is asked about."""
    if not {"instrument", "item", "score"} <= set(tidy.headings):
        return
    texts = tidy.text.columns[tidy.headings["score"]].values
    values, written = numbers(texts, tidy.text.decimal_mark)
    settled = found.missing.get("score", ())
    in_words = [text for text in texts[~written].tolist() if text and text not in settled]
    known = [find(name, instruments) for name in tidy.text.columns[tidy.headings["instrument"]].values]
    ends = [end for one in known if one for end in (one.low - 1, one.high + 1)]
    # A tidy file is done with here: no words, and no answer one step outside of any scale.
    if not in_words and not np.isin(values, ends).any():
        return
    answers = list(_by_instrument(tidy, known))
    if in_words and "score" not in found.read_as:
        _about_words(answers, set(in_words), found)
    for one in answers:
        _about_range(one, tidy.text.decimal_mark, found)


def _by_instrument(tidy: Arranged, known: list[Instrument | None]) -> Iterator[_Answers]:
    """The answers to the items of each known instrument; subscales rated directly are no answers."""
    instrument, item, score = (
        tidy.text.columns[tidy.headings[name]] for name in ("instrument", "item", "score")
    )
    texts = score.values.tolist()
    for one in dict.fromkeys(filter(None, known)):
        ours = np.array([other is one for other in known], bool)[instrument.codes]
        parts = [one.part(text) for text in item.values.tolist()]
        is_item = np.array([part is not None and part.isdigit() for part in parts], bool)[item.codes]
        many = np.bincount(score.codes[ours & is_item], minlength=len(texts)).tolist()
        yield _Answers(one, {text: count for text, count in zip(texts, many, strict=True) if text and count})


def _about_words(answers: list[_Answers], in_words: set[str], found: Found) -> None:
    """Words become numbers where every instrument of the file gives each of them one and the same number."""
    fitting: dict[str, set[float]] = {}
    for one in answers:
        typed = [text for text in one.counts if text in in_words]
        readings = _readings(typed, one.instrument)
        if len(readings) > 1:
            _ask_for_scale(one, readings, found)
        for text in typed:
            numbers_meant = {reading[text] for reading in readings}
            # A word that one instrument cannot place has no one meaning in the column.
            fitting.setdefault(text, set()).update(numbers_meant if len(readings) == 1 else {np.nan, np.inf})
    words = {text: f"{next(iter(meant)):g}" for text, meant in fitting.items() if len(meant) == 1}
    several = [text for text, meant in fitting.items() if len(meant - {np.nan, np.inf}) > 1]
    if several:
        found.said.append(
            f"{listed(several)} stand for different numbers in the instruments of this file, and are read as none."
        )
    if words:
        found.words["score"] = {**found.words.get("score", {}), **words}


def _readings(typed: list[str], instrument: Instrument) -> list[dict[str, float]]:
    """The different ways in which all words are answers of the instrument, low end first."""
    steps = (instrument.high - instrument.low) / (instrument.step or 1) + 1
    readings: list[dict[str, float]] = []
    for count, places in scale_places(typed):
        reading = {text: instrument.low + place * (instrument.step or 1) for text, place in places.items()}
        if count == steps and reading not in readings:
            readings.append(reading)
    return readings


def _ask_for_scale(one: _Answers, readings: list[dict[str, float]], found: Found) -> None:
    name = one.instrument.id
    found.ask(
        "score",
        f"The answers to {shown(name)} are words ({listed(readings[0])}) that are places on more than one scale. Which"
        " number is each?",
        *(
            Answer(
                ", ".join(
                    f"{shown(text, 30)} = {meant:g}"
                    for text, meant in sorted(reading.items(), key=_by_number)
                ),
                words={"score": {text: f"{meant:g}" for text, meant in reading.items()}},
            )
            for reading in readings
        ),
    )


def _by_number(entry: tuple[str, float]) -> float:
    return entry[1]


def _about_range(one: _Answers, decimal_mark: str, found: Found) -> None:
    """A scale of 1 to 5 whose answers run from 0 to 4, or the other way about, is asked about."""
    instrument = one.instrument
    texts = list(one.counts)
    values, written = numbers(texts, decimal_mark)
    # A code for missing far outside says nothing about the scale.
    near = (values >= instrument.low - 1) & (values <= instrument.high + 1)
    written &= near | ~np.isin(values, list(MISSING_CODES))
    counts = np.array([one.counts[text] for text in texts])[written]
    values = values[written]
    if counts.sum() < _ENOUGH_ANSWERS or instrument.step is None:
        return
    for add in (1, -1):
        low, high = instrument.low - add, instrument.high - add
        outermost, never = (low, instrument.high) if add > 0 else (high, instrument.low)
        if values.min() >= low and values.max() <= high and outermost in values and never not in values:
            said, form = f"{low:g} to {high:g}", f"{instrument.low:g} to {instrument.high:g}"
            found.ask(
                "score",
                f"The {counts.sum():,} answers to {shown(instrument.id)} run from {values.min():g} to {values.max():g};"
                f" its form runs from {form}. Were they entered as {said}?",
                Answer(
                    f"entered as {said}: {'add 1 to' if add > 0 else 'take 1 from'} every answer",
                    recode=(Recode(instrument.id, add=add),),
                ),
                Answer(
                    f"entered as on the form, {form}: {outermost:g} is a fault",
                    recode=(Recode(instrument.id),),
                ),
            )
