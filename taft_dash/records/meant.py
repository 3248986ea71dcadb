"""What the text of a faulty cell was most likely meant to be, on offer where exactly one reading is likely.

Each function takes the place of a fault and the distinct texts at fault there, and gives the corrections on offer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from taft_dash.records.mapping.proposing import nearest
from taft_dash.records.mapping.translating import iso_date, number_in
from taft_dash.records.problems import Offer, shown
from taft_dash.records.remedies import Place, emptied, read
from taft_dash.records.tables import WHOLES
from taft_dash.records.values import numbers

# Joiners shape letters in Persian and Indic names; every other invisible letter hides a difference.
JOINERS = "\u200c\u200d"
_WHOLE = {word.casefold(): word for word in WHOLES}


def number(place: Place, texts: Sequence[str], decimal_mark: str) -> Iterable[Offer]:
    """The one number in each text, "S7" as session 7 or "3,5" as 3.5, or nothing in its place."""
    if place.column.kind == "session":
        meant = {text: number_in(text) for text in texts}
    else:
        other = "," if decimal_mark == "." else "."
        _, is_number = numbers(texts, other)
        # Three digits behind the mark may as well be thousands.
        meant = {
            text: "" if not ok or re.search(r"[.,]\d{3}$", text) else text.replace(other, decimal_mark)
            for text, ok in zip(texts, is_number.tolist(), strict=True)
        }
    return (*_read_all(place, meant, "numbers"), *emptied(place, texts))


def word(place: Place, texts: Sequence[str]) -> Iterable[Offer]:
    """The one known word that each text is like, or nothing in its place."""
    choices = place.column.choices
    near = {text: nearest(text, choices) for text in texts}
    known = {text: one if one in choices else "" for text, one in near.items()}
    return (*_read_all(place, known, "the known words they are like"), *emptied(place, texts))


def day(place: Place, texts: Sequence[str]) -> Iterable[Offer]:
    """The day each text names where it can be no other, or nothing in its place."""
    return (*_read_all(place, {text: iso_date(text) for text in texts}, "dates"), *emptied(place, texts))


def _read_all(place: Place, meant: dict[str, str], noun: str) -> tuple[Offer, ...]:
    """The offer to read every text at fault, when every one of them can be."""
    if not all(meant.values()):
        return ()
    return read(place, meant, "" if len(meant) == 1 else f"Read the {len(meant)} different texts as {noun}")


def _seen_alone(place: Place, texts: Sequence[str]) -> Iterable[Offer]:
    """Identifiers without the letters nobody can see."""
    meant = {text: "".join(filter(_is_seen, text)).strip() for text in texts}
    if not all(meant.values()):
        return ()
    named = ", ".join(shown(one) for one in list(meant.values())[:3])
    return read(place, meant, f"Take out the characters that cannot be seen: {named}")


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C" or letter in JOINERS


def _people_or_whole(place: Place, texts: Sequence[str]) -> Iterable[Offer]:
    """Either the people or the whole, for a cell that names both."""
    if len(texts) > 1:
        return ()
    named = [part.strip() for part in texts[0].split(";") if part.strip()]
    people = ";".join(part for part in named if part.casefold() not in _WHOLE)
    whole = next(_WHOLE[part.casefold()] for part in named if part.casefold() in _WHOLE)
    return (*(read(place, {texts[0]: people}) if people else ()), *read(place, {texts[0]: whole}))


NAMES = {"hidden-character": _seen_alone, "person-and-whole": _people_or_whole}
