"""Headings that name a time: "WAI01_T3", "t3_bond", "bdi_2m", "post", "Session 3", "4.3.2026"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from taft_dash.records.mapping.translating import iso_date
from taft_dash.records.mapping.word_lists import TIME_UNITS, TIME_WORDS

LONGEST = 120  # letters of a heading that is looked at: a longer one is a question, or text gone astray
_SEP = r"[\s_.\-:/#]"


def _one_of(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", f"{_SEP}*") for word in longest_first)


_LONG = _one_of(word for word in TIME_UNITS if len(word) > 1)
_LETTER = _one_of(word for word in TIME_UNITS if len(word) == 1)
_TIME = (
    rf"(?:(?P<unit>(?:{_LONG}){_SEP}*|{_LETTER})0*(?P<number>\d{{1,4}})"
    rf"|(?P<before>\d{{1,4}}){_SEP}*(?:{_LONG}|m|w|d)"
    rf"|(?P<word>{_one_of(TIME_WORDS)}){_SEP}*(?P<which>\d{{0,2}}))"
)
_AT_END = re.compile(rf"(?P<rest>.*[^\s_.\-:/#]){_SEP}+{_TIME}")
_AT_START = re.compile(rf"{_TIME}{_SEP}+(?P<rest>.+)")
_ALONE = re.compile(rf"{_TIME}(?:\s*[(\[,:–].*)?")
_BARE = re.compile(r"0*(\d{1,3})(?:[.,]0)?")
# In the name of a file: no year, no first part of a day, of a range, of a list or of a number with decimals.
_NAMED = r"0*(?P<number>\d{1,3})(?![^\W_]|[\s_]*(?:[-–.,+&]|and|und|to|bis)[\s_]*\d)"
_NAMES_ONE = re.compile(rf"(?:^|[^\w]|_)(?:{_LONG}){_SEP}*{_NAMED}")
_LETTER_NAMES_ONE = re.compile(rf"(?:^s{_SEP}*|(?:[^\w]|_)s){_NAMED}")


@dataclass(frozen=True, order=True)
class Time:
    """A time as a heading names it: a number, or a word by how early it comes (and which one: "fu2")."""

    number: int | None = None
    rank: int = 0
    which: int = 0
    word: str = ""


def folded(heading: str) -> str:
    """Lower case, without accents, camel case parted; as long as what it says allows."""
    parted = re.sub(r"(?<=[a-z\d])(?=[A-Z][a-z])", "_", heading.strip())
    bare = "".join(c for c in unicodedata.normalize("NFKD", parted) if unicodedata.category(c) != "Mn")
    return bare.casefold()


def timed(heading: str) -> tuple[str, Time] | None:
    """What a heading names and at which time; None when it names no time beside something else.

    >>> timed("WAI01_T3"), timed("t3_bond")[0], timed("bdi_2m")[1].number, timed("das post")[1].word, timed("x_n1")
    (('WAI01', Time(number=3, rank=0, which=0, word='')), 'bond', 2, 'post', None)
    """
    name = folded(heading)
    found = len(name) <= LONGEST and (_AT_END.fullmatch(name) or _AT_START.fullmatch(name))
    if not found:
        return None
    first, last = found.span("rest")
    # As typed, where folding has moved no letter.
    rest = heading.strip()[first:last] if len(name) == len(heading.strip()) else found["rest"]
    return rest.strip(" _.-:/#"), _time(found)


def time_alone(heading: str) -> Time | None:
    """The time a heading names when it names nothing else: "Session 3", "S03", "3".

    >>> [time_alone(heading).number for heading in ("Session 3", "S03", "12", "S3 (4.5.)")]
    [3, 3, 12, 3]
    """
    name = folded(heading)
    if len(name) > LONGEST:
        return None
    bare = _BARE.fullmatch(name)
    found = _ALONE.fullmatch(name)
    return Time(int(bare[1])) if bare else _time(found) if found else None


def session_named_by(name: str) -> str:
    """The one session that the name of a file or sheet holds, at its end or among other words; "" for none or several.

    >>> [session_named_by(name) for name in ("c1_session3_matrix", "S12", "session 1-4", "session1_session2")]
    ['3', '12', '', '']
    """
    name = folded(name)[-LONGEST:]
    found = list(_NAMES_ONE.finditer(name)) or list(_LETTER_NAMES_ONE.finditer(name))
    return found[0]["number"] if len(found) == 1 else ""


def _time(found: re.Match) -> Time:
    number = found["number"] or found["before"]
    if number:
        return Time(int(number))
    word = " ".join(re.split(rf"{_SEP}+", found["word"]))
    return Time(None, TIME_WORDS.get(word, 0), int(found["which"] or 0), f"{word}{found['which']}")


def numbered(times: Iterable[Time]) -> tuple[dict[Time, str], str]:
    """A session number for each time, and a sentence where words had to be numbered ("" where none).

    Numbers stay as they are; words before come before the first number, words after come after the last. Without any
    number they count from 1. What cannot be numbered is left out.
    """
    distinct = sorted(set(times), key=lambda t: (t.rank, t.which))
    numbers = sorted(t.number for t in distinct if t.number is not None)
    words = [t for t in distinct if t.number is None]
    sessions = {t: str(t.number) for t in distinct if t.number is not None}
    if not numbers:
        sessions |= {t: str(k) for k, t in enumerate(words, 1)}
    else:
        early = [t for t in words if t.rank < 2]
        late = [t for t in words if t.rank > 2]
        if len(early) <= numbers[0]:
            first = 0 if len(early) == 1 else numbers[0] - len(early)
            sessions |= {t: str(first + k) for k, t in enumerate(early)}
        sessions |= {t: str(numbers[-1] + 1 + k) for k, t in enumerate(late)}
    named = [t for t in words if t in sessions]
    said = ""
    if named:
        words_said, numbers_said = ", ".join(t.word for t in named), ", ".join(sessions[t] for t in named)
        how = "are read as sessions" if len(named) > 1 else "is read as session"
        said = f"{words_said} {how} {numbers_said}."
    return sessions, said


def days_of(headings: Iterable[str]) -> dict[str, str]:
    """Heading -> ISO date, of headings that are days; none when day and month cannot be told apart.

    Where the headings could be read in two ways, the one in which they stand in order is taken.

    >>> days_of(["3.4.2026", "10.4.2026", "1.5.2026", "Name"])
    {'3.4.2026': '2026-04-03', '10.4.2026': '2026-04-10', '1.5.2026': '2026-05-01'}
    """
    headings = list(headings)
    ways = []
    for order in ("day first", "month first"):
        days = {heading: day for heading in headings if (day := iso_date(heading, order))}
        ways.append((len(days), list(days.values()) == sorted(days.values()), days))
    most = max(count for count, _, _ in ways)
    complete = [way for way in ways if way[0] == most]
    if len(complete) == 2 and complete[0][2] != complete[1][2]:
        complete = [way for way in complete if way[1]]
    return complete[0][2] if complete else {}
