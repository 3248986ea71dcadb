"""Scores that are not as on the form: in words, entered one step lower or higher, or those of a sister form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
# Fewer answers than this share, beyond the scale of a form, are slips, and no answers to another form.
_ANOTHER_FORM = 0.1


@dataclass(frozen=True)
class _Answers:
    """The answers to the items of one instrument: each text, and in how many cells it stands."""

    instrument: Instrument
    counts: dict[str, int]


@dataclass(frozen=True)
class Scale:
    """A scale on which the answers to an instrument lie, where they do not lie on its own.

    Parameters
    ----------
    instrument : to which the answers are said to be. low, high : ends of the scale they lie on.
    add : what makes them answers on its form. other : the instrument whose scale it is; None for a shifted one.
    answers : how many they are, `least` the lowest and `most` the highest of them.
    """

    instrument: Instrument
    low: float
    high: float
    add: int
    other: Instrument | None
    answers: int
    least: float
    most: float


def about_scores(tidy: Arranged, found: Found, instruments: tuple[Instrument, ...]) -> None:
    """Answers in words become numbers where they are one scale of the instrument; a shifted scale is asked about."""
    if not {"instrument", "item", "score"} <= set(tidy.headings):
        return
    texts = tidy.text.columns[tidy.headings["score"]].values
    values, written = numbers(texts, tidy.text.decimal_mark)
    settled = found.missing.get("score", ())
    in_words = [text for text in texts[~written].tolist() if text and text not in settled]
    names = tidy.text.columns[tidy.headings["instrument"]].values
    known = [find(name, instruments) for name in names]
    ends = [end for one in known if one for end in (one.low - 1, one.high + 1)]
    # A tidy file is done with here: no words, and no answer one step outside of any scale.
    if not in_words and not np.isin(values, ends).any():
        return
    answers = list(_by_instrument(tidy, known))
    typed_as: dict[str, list[str]] = {}
    for name, one in zip(names.tolist(), known, strict=True):
        if one:
            typed_as.setdefault(one.id, []).append(name)
    if in_words and "score" not in found.read_as:
        _about_words(answers, set(in_words), found)
    for one in answers:
        _about_scale(
            one, _scales(one, instruments, tidy.text.decimal_mark), typed_as[one.instrument.id], found
        )


def doubtful_scales(tidy: Arranged, instruments: tuple[Instrument, ...]) -> list[Scale]:
    """Every scale on which the scores of a ratings table may have been entered in place of that of the form."""
    names = tidy.text.columns[tidy.headings["instrument"]].values
    known = [find(name, instruments) for name in names]
    return [
        scale
        for one in _by_instrument(tidy, known)
        for scale in _scales(one, instruments, tidy.text.decimal_mark)
    ]


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


def _scales(one: _Answers, instruments: tuple[Instrument, ...], decimal_mark: str) -> list[Scale]:
    """The scales other than that of the form on which all answers lie, the one that holds most of them first.

    A scale of 1 to 5 may have been entered as 0 to 4, or the other way about; or the answers are those of a form with
    the same items and a wider scale.
    """
    form = one.instrument
    if form.step is None:
        return []
    texts = list(one.counts)
    values, written = numbers(texts, decimal_mark)
    counts = np.array([one.counts[text] for text in texts], np.int64)[written]
    values = values[written]
    codes = np.isin(values, list(MISSING_CODES))
    sisters = [other for other in instruments if other.kind == form.kind and other.items == form.items]
    ends = [(form.low - add, form.high - add, add, None) for add in (1, -1)]
    ends += [(other.low, other.high, 0, other) for other in sisters]
    scales = []
    for low, high, add, other in ends:
        inside = (values >= low) & (values <= high)
        # A code for missing far outside says nothing about the scale.
        if (~inside & ~codes).any() or counts[inside].sum() < _ENOUGH_ANSWERS:
            continue
        here, many = values[inside], int(counts[inside].sum())
        if other:
            beyond = inside & ((values < form.low) | (values > form.high))
            next_to_it = np.isin(here, (form.low - 1, form.high + 1)).any()
            likely = next_to_it and counts[beyond].sum() >= _ANOTHER_FORM * many
        else:
            outermost, never = (low, form.high) if add > 0 else (high, form.low)
            likely = outermost in here and never not in here
        if likely:
            scales.append(Scale(form, low, high, add, other, many, here.min(), here.max()))
    return sorted(scales, key=lambda scale: -scale.answers)


def _about_scale(one: _Answers, scales: list[Scale], typed_as: list[str], found: Found) -> None:
    """Answers that lie on another scale than that of their form are asked about."""
    if not scales:
        return
    instrument, first = one.instrument, scales[0]
    form = f"{instrument.low:g} to {instrument.high:g}"
    sisters = [scale for scale in scales if scale.other]
    also = "".join(
        f", that of {shown(scale.other.id)} from {scale.low:g} to {scale.high:g}" for scale in sisters
    )
    asked = "Which was used?" if sisters else f"Were they entered as {first.low:g} to {first.high:g}?"
    beyond = "what lies beyond" if sisters else f"{first.low if first.add > 0 else first.high:g}"
    found.ask(
        "score",
        f"The {first.answers:,} answers to {shown(instrument.id)} run from {first.least:g} to {first.most:g};"
        f" its form runs from {form}{also}. {asked}",
        *(_taken_as(scale, typed_as, bool(sisters)) for scale in scales),
        Answer(
            f"entered as on the form, {form}: {beyond} is a fault",
            words=_named(typed_as if sisters else ()),
            recode=(Recode(instrument.id, add=0),),
        ),
    )


def _taken_as(scale: Scale, typed_as: list[str], sisters: bool) -> Answer:
    """Each answer says all that another may have said, and so takes its place."""
    said = f"{scale.low:g} to {scale.high:g}"
    recode = (Recode(scale.instrument.id, add=scale.add),)
    if scale.other:
        label = f"they are answers to {shown(scale.other.id)}, {said}"
        return Answer(label, words=_named(typed_as, scale.other.id), recode=recode)
    how = "add 1 to" if scale.add > 0 else "take 1 from"
    return Answer(
        f"entered as {said}: {how} every answer", words=_named(typed_as if sisters else ()), recode=recode
    )


def _named(typed_as: Iterable[str], meant: str = "") -> dict[str, dict[str, str]]:
    """The instrument that the names in the file mean; without `meant`, the one they name."""
    return {"instrument": {name: meant or name for name in typed_as}} if typed_as else {}
