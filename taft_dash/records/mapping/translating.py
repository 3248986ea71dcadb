"""What stands in a cell and what it means: one distinct text at a time, spread over the rows by their codes.

A text that the chosen way of reading does not fit is left as typed; the checks then name it with its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from taft_dash.records.problems import shown
from taft_dash.records.tables import Column
from taft_dash.records.text_tables import TextColumn

_WHOLE = re.compile(r"\d+(?:[.,]0+)?")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):([0-5]?\d(?:[.,]\d+)?)")
_NUMERIC_DATE = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})(?:[T ,]+\d{1,2}[:h]\d{2}.*)?")
_NAMED_DATE = re.compile(
    r"(\d{1,2})\.?[\s\-/]+([^\W\d_]{3,})\.?,?[\s\-/]+(\d{2,4})"  # 4 March 2026
    r"|([^\W\d_]{3,})\.?\s+(\d{1,2}),?\s+(\d{4})"  # March 4, 2026
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_ALSO = {"mär": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_SECONDS_IN = {"minutes": 60.0, "milliseconds": 0.001, "seconds": 1.0}


@dataclass(frozen=True)
class Change:
    """Cells that were read as something other than what is typed in them.

    Parameters
    ----------
    column : heading as typed. found : the text as typed. now : what it is read as, "" for missing.
    cells : how many cells. lines : the first five lines. why : the rule or choice, as a sentence.
    """

    file: str
    column: str
    found: str
    now: str
    cells: int
    lines: tuple[int, ...]
    why: str


def translated(
    cells: TextColumn,
    column: Column,
    *,
    read_as: str = "",
    words: Mapping[str, str] | None = None,
    missing: tuple[str, ...] = (),
    decimal_mark: str = ".",
) -> tuple[TextColumn, dict[str, tuple[str, str]]]:
    """The column as it is meant, and {text as typed: (what it is read as, why)} for each that was changed.

    Missing codes come first, then words; what neither knows is read as `read_as` says.
    """
    reader = reader_of(column, read_as, decimal_mark)
    meanings, changed = [], {}
    codes_of_missing = {_folded(code) for code in missing}
    meaning_of = {_folded(typed): meant for typed, meant in (words or {}).items()}
    for typed in cells.values.tolist():
        folded = _folded(typed)
        if typed and folded in codes_of_missing:
            meant, why = "", "declared as missing"
        elif folded in meaning_of:
            meant, why = meaning_of[folded], "by the table of words"
        else:
            meant, why = (reader(typed) or typed) if typed else typed, f"read as {read_as}"
        meanings.append(meant)
        if meant != typed:
            changed[typed] = (meant, why)
    return (merged(cells, meanings) if changed else cells), changed


def merged(cells: TextColumn, meanings: list[str]) -> TextColumn:
    """The column with other texts in place of its distinct ones; texts that are then the same share one code."""
    code_of = {text: code for code, text in enumerate(dict.fromkeys(meanings))}
    renumbered = np.fromiter((code_of[text] for text in meanings), np.int32, len(meanings))
    return TextColumn(renumbered[cells.codes], np.array(list(code_of), dtype=object))


def reader_of(column: Column, read_as: str, decimal_mark: str = ".") -> Callable[[str], str]:
    """A function from a text to what it means, "" where this way of reading does not fit it."""
    if read_as == "number in text":
        return number_in
    if read_as in ("date", "day first", "month first") or read_as.startswith("date, "):
        order = read_as.removeprefix("date, ")
        return lambda text: iso_date(text, "" if order == "date" else order)
    if read_as == "clock" or read_as in _SECONDS_IN:
        unit = _SECONDS_IN.get(column.unit, 1.0)
        return lambda text: _duration(text, read_as, unit, decimal_mark)
    if read_as.startswith("several, parted by "):
        mark = read_as.removeprefix("several, parted by ")
        return lambda text: ";".join(part.strip() for part in text.split(mark))
    return lambda text: text


def number_in(text: str) -> str:
    """The one whole number in a text; "" when there is none or more than one.

    >>> number_in("Session 07"), number_in("7.0"), number_in("S7"), number_in("7 of 24"), number_in("7.5")
    ('7', '7', '7', '', '')
    """
    found = re.findall(r"(?<!\w)-?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?", text)
    if len(found) != 1 or not _WHOLE.fullmatch(found[0]):
        return ""
    return str(int(re.split("[.,]", found[0])[0]))


def iso_date(text: str, order: str = "") -> str:
    """A date as YYYY-MM-DD; "" when it is none, or could be two dates and `order` does not say which.

    `order` is "day first", "month first" or "".

    >>> iso_date("31.3.2026"), iso_date("03/04/2026"), iso_date("03/04/2026", "month first"), iso_date("4 Mar 2026")
    ('2026-03-31', '', '2026-03-04', '2026-03-04')
    """
    text = text.strip()
    named = _NAMED_DATE.fullmatch(text)
    if named:
        day, month, year = (named[1], named[2], named[3]) if named[1] else (named[5], named[4], named[6])
        short = unicodedata.normalize("NFC", month.casefold())[:3]
        short = _MONTH_ALSO.get(short, short)
        return _valid(year, _MONTHS.index(short) + 1, day) if short in _MONTHS else ""
    parts = _NUMERIC_DATE.fullmatch(text)
    if not parts:
        return ""
    first, second, third = parts[1], parts[2], parts[3]
    if len(first) == 4:
        return _valid(first, second, third)
    if len(first) > 2 or len(third) not in (2, 4):
        return ""
    day_first, month_first = _valid(third, second, first), _valid(third, first, second)
    if order:
        return day_first if order == "day first" else month_first
    return day_first if not month_first or day_first == month_first else "" if day_first else month_first


def _valid(year: str, month: str | int, day: str) -> str:
    whole_year = int(year) + (2000 if int(year) < 70 else 1900) * (len(str(year)) == 2)
    try:
        return date(whole_year, int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _duration(text: str, read_as: str, unit: float, decimal_mark: str) -> str:
    """A time span in the unit of its column."""
    if read_as == "clock":
        parts = _CLOCK.fullmatch(text.strip())
        if not parts:
            return ""
        seconds = 3600 * int(parts[1] or 0) + 60 * int(parts[2]) + float(parts[3].replace(",", "."))
    else:
        try:
            seconds = float(text.replace(decimal_mark, ".")) * _SECONDS_IN[read_as]
        except ValueError:
            return ""
    return f"{round(seconds / unit, 6):.15g}".replace(".", decimal_mark)


def said_of(heading: str, changed: Mapping[str, tuple[str, str]], cells: Mapping[str, int]) -> list[str]:
    """What was changed in one column, in a sentence for each reason."""
    by_reason: dict[str, list[str]] = {}
    for typed, (_, why) in changed.items():
        by_reason.setdefault(why, []).append(typed)
    sentences = []
    for why, texts in by_reason.items():
        examples = [
            f'"{shown(typed)}" as {_meant(changed[typed][0])} ({cells[typed]:,})'
            for typed in sorted(texts, key=lambda typed: -cells[typed])[:4]
        ]
        more = f" and {len(texts) - 4:,} other texts" if len(texts) > 4 else ""
        sentences.append(
            f'In column "{shown(heading)}" the program reads {", ".join(examples)}{more}: {why}.'
        )
    return sentences


def _meant(text: str) -> str:
    return f'"{shown(text)}"' if text else "missing"


def _folded(text: str) -> str:
    """Text by which words are compared: no case, no outer blanks, one form of each letter."""
    return unicodedata.normalize("NFC", text.strip()).casefold()
