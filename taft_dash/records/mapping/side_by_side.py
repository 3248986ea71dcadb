"""Ratings side by side where the record format has rows: one column for each item, time, or both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from taft_dash.records.instruments import find, was_inferred
from taft_dash.records.mapping.fitting import number_of, numeric, seen
from taft_dash.records.mapping.headings import words_of
from taft_dash.records.mapping.plan import Confidence, Unfolded
from taft_dash.records.mapping.presence_marks import SideBySide, ends
from taft_dash.records.mapping.synonyms import words_in
from taft_dash.records.mapping.times import LONGEST, Time, numbered, time_alone, timed
from taft_dash.records.mapping.vocabulary import is_missing
from taft_dash.records.mapping.word_lists import (
    ABOUT_ONESELF,
    ALLIANCE_PARTS,
    ATTRIBUTES,
    KNOWN_SCALES,
    MADE_FROM_OTHERS,
)
from taft_dash.records.scales import Instrument
from taft_dash.records.text_tables import TextTable

_SEPARATORS = " _.-"
_NUMBERED = re.compile(r"(.*?[^\s_.\-])[\s_.\-]+0*(\d{1,3})|(.*?[^\s_.\-\d])0*(\d{1,3})")
_SAYS_ITEM = frozenset(
    words_in("q, item, items, i, v, var, question, frage, aufgabe, statement, פריט, שאלה, pregunta")
)


@dataclass(frozen=True)
class _Part:
    """What one heading says: an instrument (`stem` as typed or the registry's id), an item of it, a time."""

    heading: str
    stem: str
    item: str
    time: Time | None
    known: bool

    @property
    def key(self) -> str:
        return "".join(words_of(self.stem))


def ratings_side_by_side(
    headings: Iterable[str], instruments: tuple[Instrument, ...], file_instrument: Instrument | None
) -> tuple[Unfolded, ...]:
    """The headings that name a known instrument and an item, and what each says.

    `file_instrument` : the instrument the file is named after, of which bare headings ("goals", "1") may be items.
    """
    found = ((heading, _score(heading, instruments, file_instrument)) for heading in headings)
    return tuple(Unfolded(heading, sets) for heading, sets in found if sets)


def ratings_of_any(
    text: TextTable,
    headings: Sequence[str],
    instruments: tuple[Instrument, ...],
    file_instrument: Instrument | None,
    *,
    has_session: bool,
    has_target: bool = False,
    anything: bool = False,
) -> SideBySide | None:
    """Columns of scores, known or not, with the times their headings name; None when there are none.

    Parameters
    ----------
    has_session : a column says the session, so that no heading needs to. has_target : a column says who is rated.
    anything : also columns of numbers whose headings say nothing, as totals of instruments nobody knows.
    """
    mark = text.decimal_mark
    texts = {h: [one for one in seen(text.columns[h]) if not is_missing(one)] for h in headings}
    # A column of blanks goes with its neighbours of the same stem.
    usable = [h for h in headings if h.strip() and (not texts[h] or numeric(texts[h], mark))]
    parts = [part for h in usable if (part := _part(h, instruments, file_instrument))]
    filled = [part for part in parts if texts[part.heading]]
    taken = _timed(parts, filled) if not has_session else []
    confidence: Confidence = "likely" if all(_is_scale(part) for part in taken) else "guess"
    why = "their headings name a scale and a time."
    if not taken and not has_session:
        named = file_instrument or _named_in(text.heading, instruments)
        taken = _sessions_alone(usable, text.heading, named)
        confidence = "likely" if file_instrument else "guess"
        why = "their headings name sessions, and the file what is rated."
    if not taken:
        taken = _untimed(parts, filled, has_session)
        if not has_session and taken and all(part.time for part in taken):
            confidence, why = (
                "guess",
                "the numbers in their headings may be sessions, or items of one session.",
            )
        else:
            confidence = "likely" if taken and all(_is_scale(part) for part in taken) else "guess"
            why = "their headings name a scale, or number its items."
    if not taken and anything:
        plain = [h for h in usable if texts[h] and not _is_attribute(h) and timed(h) is None]
        taken = [_Part(h, h.strip(), "total", None, False) for h in plain]
        confidence, why = "guess", "they hold numbers; each is taken as the total of a scale nobody knows."
    if not taken:
        return None
    sessions, in_words = numbered(part.time for part in taken if part.time)
    taken = [part for part in taken if part.time is None or part.time in sessions]
    taken = _as_alliance(taken, texts, instruments, mark)
    # "Q1", "item 2": the items of whatever the file is named after.
    taken = [replace(p, stem=text.heading.strip() or p.stem) if p.key in _SAYS_ITEM else p for p in taken]
    about_self = {p.key for p in taken if p.key in ABOUT_ONESELF and not p.known and not has_target}
    columns = tuple(Unfolded(p.heading, _sets(p, sessions, p.key in about_self)) for p in taken)
    said = [*_said(taken), *([in_words] if in_words else [])]
    if about_self:
        names = dict.fromkeys(part.stem for part in taken if part.key in about_self)
        said.append(f"Scores of {', '.join(names)} are taken as about oneself.")
    return SideBySide(columns, tuple(said), confidence, why) if columns else None


def _sets(part: _Part, sessions: dict[Time, str], about_self: bool) -> dict[str, str]:
    sets = {"instrument": part.stem, "item": part.item}
    sets |= {"session": sessions[part.time]} if part.time else {}
    return sets | ({"target": "SELF"} if about_self else {})


def _part(
    heading: str, instruments: tuple[Instrument, ...], file_instrument: Instrument | None
) -> _Part | None:
    """What a heading says of the scores under it; None for what people are."""
    if len(heading) > LONGEST:
        return None
    if _is_attribute(heading) or (words_of(heading)[-1:] and words_of(heading)[-1] in MADE_FROM_OTHERS):
        return None
    whole = _score(heading, instruments, file_instrument)
    if whole:
        return _Part(heading, whole["instrument"], whole["item"], None, True)
    time = timed(heading)
    rest = time[0] if time else heading.strip()
    if _is_attribute(rest):
        return None
    known = _score(rest, instruments, file_instrument) or _vague(rest, instruments)
    if known:
        return _Part(heading, known["instrument"], known["item"], time and time[1], True)
    numbered_item = _NUMBERED.fullmatch(rest)
    if numbered_item and "".join(words_of(rest)) not in KNOWN_SCALES:
        stem, item = (part for part in numbered_item.groups() if part is not None)
        return None if _is_attribute(stem) else _Part(heading, stem, item, time and time[1], False)
    return _Part(heading, rest, "total", time and time[1], False)


def _vague(rest: str, instruments: tuple[Instrument, ...]) -> dict[str, str] | None:
    """The total of an instrument by a vague name, which counts only beside a time: "wai_t1"."""
    found = find(rest, instruments)
    return {"instrument": found.id, "item": "total"} if found and found.total else None


def _is_scale(part: _Part) -> bool:
    return part.known or part.key in KNOWN_SCALES


def _is_attribute(heading: str) -> bool:
    words = words_of(heading)
    return not words or " ".join(words) in ATTRIBUTES


def _timed(parts: Sequence[_Part], filled: Sequence[_Part]) -> list[_Part]:
    """The columns of scores at several times, or of a known scale at one."""
    times: dict[str, set[Time]] = {}
    for part in filled:
        if part.time:
            times.setdefault(part.key, set()).add(part.time)
    return [
        part
        for part in parts
        if part.time and part.key in times and (len(times[part.key]) > 1 or _is_scale(part))
    ]


def _named_in(name: str, instruments: tuple[Instrument, ...]) -> Instrument | None:
    """The one instrument that a word of a file's name names: the WAI in "15_WAI_Verlauf"."""
    found = {one.id: one for word in words_of(name) if len(word) > 2 and (one := find(word, instruments))}
    return next(iter(found.values())) if len(found) == 1 else None


def _sessions_alone(headings: Sequence[str], name: str, instrument: Instrument | None) -> list[_Part]:
    """Columns whose headings say nothing but a session, "Sitzung 3": totals of what the file is named after."""
    times = {h: time for h in headings if not h.strip().isdigit() and (time := time_alone(h))}
    if len(times) < 2 or len(set(times.values())) < len(times):
        return []
    stem = instrument.id if instrument else name
    return [_Part(heading, stem, "total", time, bool(instrument)) for heading, time in times.items()]


def _untimed(parts: Sequence[_Part], filled: Sequence[_Part], has_session: bool) -> list[_Part]:
    """The columns of numbered items, and the totals of scales, without a time."""
    here = [part for part in parts if part.time is None]
    items = Counter(
        part.key for part in filled if part.time is None and part.item != "total" and not part.known
    )
    numbered_items = [p for p in here if p.known or (items[p.key] > 1 and p.item != "total")]
    totals = [p for p in here if p.item == "total" and not p.known and p.key in KNOWN_SCALES and p in filled]
    # "bdi2" alone is the second edition; "bdi1", "bdi2" are items.
    if numbered_items and not has_session and all(part.key in ALLIANCE_PARTS for part in numbered_items):
        return [replace(part, item="total", time=Time(int(part.item))) for part in numbered_items]
    return [part for part in here if part in numbered_items or part in totals]


def _as_alliance(
    taken: list[_Part], texts: dict[str, list[str]], instruments: tuple[Instrument, ...], mark: str
) -> list[_Part]:
    """Goal, task and bond together are the Working Alliance Inventory,
    where their scores are within its range."""
    parts = [part for part in taken if part.key in ALLIANCE_PARTS and part.item == "total"]
    alliance = find("WAI", instruments)
    if alliance is None or len({alliance.part(part.key) for part in parts}) < 2:
        return taken
    for part in parts:
        low, high, _ = alliance.limits(alliance.part(part.key))
        values = [number_of(one, mark) for one in texts[part.heading]]
        if any(value is not None and not low <= value <= high for value in values):
            return taken
    return [
        replace(part, stem="WAI", item=alliance.part(part.key), known=True) if part in parts else part
        for part in taken
    ]


def _said(parts: Sequence[_Part]) -> list[str]:
    by_instrument: dict[str, list[str]] = {}
    for part in parts:
        by_instrument.setdefault(part.stem, []).append(part.heading)
    said = []
    for name, headings in by_instrument.items():
        count = f"{len(headings)} columns" if len(headings) > 1 else "1 column"
        how = "are" if len(headings) > 1 else "is"
        said.append(f"{count} ({ends(headings)}) {how} read as {name}, one rating each.")
    return said


def _score(
    heading: str, instruments: tuple[Instrument, ...], file_instrument: Instrument | None
) -> dict[str, str] | None:
    """The instrument and item a heading names: "wai_12", "WAI-SR bond", "ors", or "bond" in wai.csv."""
    name = heading.strip()
    if len(name) > LONGEST:
        return None
    splits = [match.start() for match in re.finditer(rf"[{re.escape(_SEPARATORS)}]+|(?<=\D)(?=\d)", name)]
    for split in reversed(splits):
        instrument = find(name[:split], instruments)
        part = instrument.part(name[split:].strip(_SEPARATORS)) if instrument else None
        if part:
            return {"instrument": instrument.id, "item": part}
    whole = find(name, instruments)
    if whole and whole.total and not was_inferred(name, instruments):
        return {"instrument": whole.id, "item": "total"}
    part = file_instrument.part(name) if file_instrument else None
    return {"instrument": file_instrument.id, "item": part} if part else None
