"""Headings as they can be compared: no case, accents, marks or brackets; the unit they name kept apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from taft_dash.records.tables import REQUIRED

# Last word of a heading, or what stands in brackets -> the way its cells are read.
UNITS: dict[str, str] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sek", "sekunden", "seg", "שניות", "שנ", "בשניות"),
                    "seconds"),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "minuten", "minutos", "דקות", "דק", "בדקות"), "minutes"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours", "stunde", "stunden", "horas", "heures", "שעות", "בשעות"), "hours"),
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds", "millisekunden"), "milliseconds"),
    **dict.fromkeys(("ss msec", "sec msec"), "seconds"),
    **dict.fromkeys(("hh mm ss", "hh mm ss ms", "hh mm ss ff", "mm ss", "hh mm", "hms", "clock"), "clock"),
}  # fmt: skip
UNITS |= {f"in {unit}": how for unit, how in UNITS.items()}  # "Dauer in Sekunden"
_UNITS_IN_FULL = ("seconds", "minutes", "hours", "sekunden", "minuten", "stunden", "שניות", "דקות", "שעות")
# Words that say only that a cell identifies something: "speaker id", "Session No.".
_IDENTIFIES = frozenset(
    ("id", "ids", "nr", "no", "num", "number", "nummer", "name", "code", "label", "key", "kennung", "numero", "nombre",
     "מספר", "שם", "קוד", "מס", "the", "der", "die", "of")
)  # fmt: skip
# German headings for people of any gender: "Adressat(in)", "Sprecher:in", "TeilnehmerIn", "Angesprochene(r)".
_GENDERED = re.compile(r"(?<=[^\W\d_]{5})(?:[(/:*]-?(?:in|innen|r)\)?|(?<=[a-z])In(?:nen)?)$")


def plain_heading(heading: str) -> str:
    """A heading without case and outer blanks, with blanks and hyphens as underscores.

    The workbook template shows "(required)" behind some headings; spreadsheet programs save it with them as CSV.

    >>> plain_heading(" Speaking Seconds "), plain_heading("speaker (required)")
    ('speaking_seconds', 'speaker')
    """
    return re.sub(r"[\s\-]+", "_", heading.strip().casefold().removesuffix(REQUIRED).rstrip())


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a heading or file name, in lower case and without accents; "fromUser" is two words.

    >>> words_of("Séance-Nr."), words_of("fromUser"), words_of("WAI01_T3")
    (('seance', 'nr'), ('from', 'user'), ('wai01', 't3'))
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", parted) if unicodedata.category(letter) != "Mn"
    )
    return tuple(re.findall(r"[^\W_]+", bare.casefold()))


@lru_cache(maxsize=4096)
def meanings_of(heading: str) -> tuple[tuple[str, ...], str]:
    """The spellings under which a heading may be known, the fullest first, and the unit it names ("" for none).

    >>> meanings_of("start_ms"), meanings_of("minutes of talk")
    ((('start ms', 'start', 'start time'), 'milliseconds'), (('minutes of talk', 'talk time'), 'minutes'))
    >>> meanings_of("Speaker ID")
    (('speaker id', 'speaker'), '')
    """
    words = words_of(heading)
    spellings, unit = [" ".join(words)], UNITS.get(" ".join(words), "")
    for length in (4, 3, 2, 1):
        last = " ".join(words[-length:])
        if length < len(words) and last in UNITS:
            words, unit = words[:-length], UNITS[last]
            spellings += [" ".join(words), " ".join((*words, "time"))]
            break
    if not unit and len(words) > 1 and words[0] in _UNITS_IN_FULL:  # "minutes of talk"
        words, unit = words[1 + (words[1] == "of") :], UNITS[words[0]]
        spellings.append(" ".join((*words, "time")))
    if not unit and (gendered := _GENDERED.search(heading.strip())):
        words = words_of(heading.strip()[: gendered.start()])
        spellings.append(" ".join(words))
    if words[:1] == ("q",):  # "Q_code" among the questions of a survey
        words = words[1:] or words
        spellings.append(" ".join(words))
    bare = [word for word in words if word not in _IDENTIFIES]
    if bare and len(bare) < len(words):
        spellings.append(" ".join(bare))
    return tuple(dict.fromkeys(spellings)), unit
