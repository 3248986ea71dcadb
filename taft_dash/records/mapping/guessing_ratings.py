"""Ratings under headings of their own: one answer a row, or scores side by side."""

from __future__ import annotations

import re

from taft_dash.records.instruments import find
from taft_dash.records.mapping.fitting import numeric, repeats, seen
from taft_dash.records.mapping.guess import Guess, date_beside, take_session
from taft_dash.records.mapping.headings import words_of
from taft_dash.records.mapping.matching import Match, matched
from taft_dash.records.mapping.presence_marks import SideBySide
from taft_dash.records.mapping.side_by_side import ratings_of_any
from taft_dash.records.mapping.synonyms import EXACT, STRONG, WEAK
from taft_dash.records.mapping.word_lists import ATTRIBUTES, KNOWN_SCALES
from taft_dash.records.problems import shown
from taft_dash.records.scales import Instrument
from taft_dash.records.text_tables import TextTable

_SCALES, _ANYTHING = 4.5, 2.0  # points for scores side by side; for columns of numbers that nobody knows
_LAST_RATER = 15  # the words for a rater come first; those behind it are words for people
_PLACES = ("group", "session", "rater", "target")
_PREFIX = re.compile(r"([^\W\d_]{2,})[\s_.\-]")


def ratings(guess: Guess, text: TextTable, instruments: tuple[Instrument, ...], named: bool) -> bool:
    """Fill the guess; False when the table hardly holds ratings."""
    found = matched(text, guess.known)
    if "rater" not in found:
        return False
    _add_target(text, guess, found)
    _drop_doubtful_score(text, found)
    side = _side(text, found, instruments, named)
    long = "score" in found and (
        side is None or (side.confidence == "guess" and found["score"].strength >= STRONG)
    )
    if long:
        return _long(guess, text, found, instruments)
    if side is None:
        return False
    told = side.tells
    for name in _PLACES:
        match = found.get(name)
        if match and name not in told and match.heading not in {one.heading for one in side.columns}:
            guess.take(match) if name != "session" else take_session(guess, text, match)
    if "session" not in told and "session" not in guess.columns:
        take_session(guess, text, None)
    if "session" in told and not repeats(text, [guess.columns["rater"]]):
        # One row for each person, and times in the headings: whatever names the rows names people.
        guess.trust("rater")
    guess.unfold(side, "score")
    guess.points += _ANYTHING if "scale nobody knows" in side.why else _SCALES
    date_beside(guess, text)
    return True


def _add_target(text: TextTable, guess: Guess, found: dict[str, Match]) -> None:
    """Beside a rater, a column of other people says who is rated: "patient", "rater"."""
    if "target" in found or found["rater"].strength < STRONG or found["rater"].place > _LAST_RATER:
        return
    used = [match.heading for match in found.values()]
    other = matched(text, guess.known, without=used).get("rater")
    if other and other.strength >= STRONG:
        found["target"] = Match("target", other.heading, WEAK)


def _drop_doubtful_score(text: TextTable, found: dict[str, Match]) -> None:
    """A word that may mean a score does not choose one of several columns of numbers."""
    score = found.get("score")
    if score is None or score.strength >= STRONG:
        return
    used = [match.heading for match in found.values()]
    rest = [
        h for h in text.columns if h.strip() and h not in used and " ".join(words_of(h)) not in ATTRIBUTES
    ]
    if any(numeric(seen(text.columns[h]), text.decimal_mark) for h in rest):
        del found["score"]


def _side(
    text: TextTable, found: dict[str, Match], instruments: tuple[Instrument, ...], named: bool
) -> SideBySide | None:
    """Scores side by side. One row for each person and columns named after times need no column of sessions."""
    places = {m.heading for name, m in found.items() if name in _PLACES}
    rest = [h for h in text.columns if h.strip() and h not in places]
    file_instrument = find(text.heading, instruments)
    session, rater = found.get("session"), found["rater"]
    once = not repeats(text, [m.heading for name, m in found.items() if name in ("group", "rater", "target")])
    if once and session and session.strength < EXACT:
        side = ratings_of_any(
            text,
            [*rest, session.heading],
            instruments,
            file_instrument,
            has_session=False,
            has_target="target" in found,
        )
        if side and "session" in side.tells:
            return side
    # Numbers that nobody can name are scores only where rows are of people, or of raters and rated.
    anything = "score" not in found and (named or once or "target" in found or bool(session))
    anything = anything and (rater.strength >= STRONG or once)
    return ratings_of_any(
        text,
        rest,
        instruments,
        file_instrument,
        has_session=session is not None,
        has_target="target" in found,
        anything=anything,
    )


def _long(
    guess: Guess, text: TextTable, found: dict[str, Match], instruments: tuple[Instrument, ...]
) -> bool:
    """One answer a row."""
    if found["score"].strength == WEAK and not {"target", "item", "instrument"} & set(found):
        return False
    take_session(guess, text, found.pop("session", None))
    for match in found.values():
        guess.take(match)
    if "item" not in found:
        _tell_rows_apart(guess, text)
    if "item" not in guess.filled:
        guess.fill("item", "total", "no column tells it; each score is taken as a total.", "likely")
        guess.notes.append("No column tells the item; each score is taken as a total.")
    if "instrument" not in found:
        name = _instrument_of(guess, text, instruments)
        guess.fill(
            "instrument",
            name,
            "no column tells it; this is what the file, its items or its score are called.",
            "guess",
        )
        guess.notes.append(
            f'No column tells the instrument; all scores are taken as those of "{shown(name)}".'
        )
    date_beside(guess, text)
    return True


def _tell_rows_apart(guess: Guess, text: TextTable) -> None:
    """A column that parts answers which would otherwise be the same one given twice is their item."""
    by = [h for name, h in guess.columns.items() if name != "score"]
    if not repeats(text, by):
        return
    rest = [h for h in text.columns if h.strip() and h not in guess.columns.values()]
    rest = [
        h
        for h in rest
        if " ".join(words_of(h)) not in ATTRIBUTES and len(text.columns[h].values) < len(text.line)
    ]
    parting = [h for h in rest if not repeats(text, [*by, h])]
    if len(parting) == 1:
        guess.columns["item"] = parting[0]
        guess.say(
            "item", parting[0], "it is the only column that tells the scores of one rater apart.", "guess"
        )
        guess.notes.append(
            f'"{shown(parting[0])}" is taken as the item, because it alone tells the scores apart.'
        )


def _instrument_of(guess: Guess, text: TextTable, instruments: tuple[Instrument, ...]) -> str:
    """What the scores belong to: what all items begin with, a scale the score is named after,
    else the file's name."""
    if "item" in guess.columns:
        items = seen(text.columns[guess.columns["item"]])
        starts = {found[1] if (found := _PREFIX.match(item)) else "" for item in items}
        if len(starts) == 1 and (start := starts.pop()):
            known = find(start, instruments)
            fits = known and all(known.part(item) or known.part(item[len(start) :]) for item in items)
            return start if fits or not known else f"{start} ({len(items)} items)"
    score = guess.columns["score"]
    if "".join(words_of(score)) in KNOWN_SCALES or find(score, instruments):
        return score.strip()
    name = text.heading.strip() or score.strip()
    known = find(name, instruments)
    items = seen(text.columns[guess.columns["item"]]) if "item" in guess.columns else ["total"]
    return name if known is None or all(known.part(item) for item in items) else f"{name} (as named)"
