"""What stands in a cell and what it means: one distinct text at a time, spread over the rows by their codes.

A text that the chosen way of reading does not fit is left as typed; the checks then name it with its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import repeat

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.mapping.changes import Changed, changed
from taft_dash.records.mapping.moments import iso_date, on_the_clock, seconds_in
from taft_dash.records.mapping.plan import READ_AS
from taft_dash.records.tables import Column
from taft_dash.records.text_tables import TextColumn
from taft_dash.records.values import numbers

_NUMBER_IN = re.compile(r"(?<!\w)-?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_WHOLE = re.compile(r"\d+(?:[.,]0+)?")
_SECONDS_IN = {"hours": 3600.0, "minutes": 60.0, "milliseconds": 0.001, "seconds": 1.0}
# Why a cell is read as it is, for the sentences and the log.
_WHY = {
    "number in text": "the number in the text is meant",
    "other digits": "the same number in the digits and signs of this program",
    "date": "the day as year, month and day",
    "clock": "a time as hours, minutes and seconds",
    "hours and minutes": "a time as hours and minutes",
}
_TOLD = ("a word or code for a value that is missing", "as the table of words says")
_LIKE_MINUS, _LIKE_BLANK = "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "\u00a0\u2007\u202f"


def translated(
    cells: TextColumn,
    column: Column,
    *,
    read_as: str = "",
    words: Mapping[str, str] | None = None,
    missing: tuple[str, ...] = (),
    decimal_mark: str = ".",
) -> tuple[TextColumn, Changed]:
    """The column as it is meant, and which of its distinct texts were changed, and why.

    Missing codes come first, then words; what neither knows is read as `read_as` says.
    """
    reader = reader_of(column, read_as, decimal_mark)
    texts = cells.values.tolist()
    told = _told(texts, words or {}, missing)
    at_once = _clock_times(cells, column, decimal_mark) if read_as == "clock" else repeat(None)
    meanings = [
        told[typed][0] if typed in told else known or (typed and reader(typed)) or typed
        for typed, known in zip(texts, at_once, strict=False)
    ]
    why = [told[typed][1] if typed in told else 0 for typed in texts] if told else None
    found = changed(cells.values, meanings, _why(read_as), *_TOLD, why=why)
    return (merged(cells, meanings) if len(found) else cells), found


def _told(texts: list[str], words: Mapping[str, str], missing: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """What the codes for missing (1) and the table of words (2) say about texts."""
    if not (words or missing):
        return {}
    codes = {folded(code) for code in missing}
    meaning_of = {folded(typed): meant for typed, meant in words.items()}
    told = {}
    for typed in texts:
        word = folded(typed)
        if typed and word in codes:
            told[typed] = ("", 1)
        elif word in meaning_of:
            told[typed] = (meaning_of[word], 2)
    return told


def _clock_times(cells: TextColumn, column: Column, decimal_mark: str) -> Iterable[str | None]:
    """The distinct texts that are plain clock times in a column of seconds, as `reader_of` reads each; else None."""
    if column.unit != "seconds":
        return repeat(None)
    seconds = np.round(on_the_clock(pa.array(cells.values, type=pa.string())), 6)
    written = pa.array(seconds, from_pandas=True).cast(pa.string())
    return pc.replace_substring(written, ".", decimal_mark).to_pylist()


def may_be_missing(column: Column) -> bool:
    """Whether a code that a person declared may stand in a column; a name, or what the row is about, is no code."""
    if column.kind in ("session", "text"):
        return not column.required and column.name != "name"
    return column.kind in ("number", "whole", "choice", "date")


def merged(cells: TextColumn, meanings: list[str]) -> TextColumn:
    """The column with other texts in place of its distinct ones; texts that are then the same share one code."""
    distinct = dict.fromkeys(meanings)
    if len(distinct) == len(meanings):
        return TextColumn(cells.codes, np.array(meanings, dtype=object))
    code_of = {text: code for code, text in enumerate(distinct)}
    renumbered = np.fromiter(map(code_of.__getitem__, meanings), np.int32, len(meanings))
    return TextColumn(renumbered[cells.codes], np.array(list(code_of), dtype=object))


def reader_of(column: Column, read_as: str, decimal_mark: str = ".") -> Callable[[str], str]:
    """A function from a text to what it means, "" where this way of reading does not fit it."""
    if read_as == "number in text":
        return number_in
    if read_as == "other digits":
        return lambda text: plain_number(text, decimal_mark)
    if is_date(read_as):
        order = read_as.removeprefix("date, ").removeprefix("date")
        return lambda text: iso_date(text, order)
    unit = _SECONDS_IN.get(column.unit, 1.0)
    if read_as in ("clock", "hours and minutes"):
        hours_first = read_as == "hours and minutes"
        return lambda text: _span(
            seconds_in(text, hours_first=hours_first, decimal_mark=decimal_mark), unit, decimal_mark
        )
    if read_as in _SECONDS_IN:
        return lambda text: _span(_times(text, _SECONDS_IN[read_as], decimal_mark), unit, decimal_mark)
    if read_as.startswith("several, parted by "):
        mark = read_as.removeprefix("several, parted by ")
        return lambda text: ";".join(part.strip() for part in text.split(mark))
    return lambda text: text


def is_date(read_as: str) -> bool:
    """Whether a way of reading makes days of texts."""
    return read_as == "date" or read_as.removeprefix("date, ") in READ_AS["date"][1:]


def number_in(text: str) -> str:
    """The one whole number in a text; "" when there is none or more than one.

    >>> number_in("Session 07"), number_in("7.0"), number_in("S7"), number_in("7 of 24"), number_in("7.5")
    ('7', '7', '7', '', '')
    """
    found = _NUMBER_IN.findall(text)
    if len(found) != 1 or not _WHOLE.fullmatch(found[0]):
        return ""
    return str(int(re.split("[.,]", found[0])[0]))


def plain_number(text: str, decimal_mark: str = ".") -> str:
    """A number in the digits of any script, with any minus sign, in plain digits; "" when it is none, or is plain.

    Marks between thousands are never guessed at: such a text is no number.

    >>> plain_number("٣٫٥"), plain_number("\u22122"), plain_number("７"), plain_number("1,500"), plain_number("1 500")
    ('3.5', '-2', '7', '', '')
    """
    if text.isascii():
        return ""
    letters = []
    for letter in text:
        digit = unicodedata.decimal(letter, None)
        if digit is not None:
            letters.append(str(digit))
        elif letter in _LIKE_MINUS:
            letters.append("-")
        elif letter in "\u066b\uff0e\uff0c":
            letters.append({"\uff0e": ".", "\uff0c": ","}.get(letter, decimal_mark))
        elif unicodedata.category(letter) != "Cf":
            letters.append(letter)
    plain = "".join(letters).strip().strip(_LIKE_BLANK)
    _, written = numbers([plain], decimal_mark)
    return plain if written[0] else ""


def _times(text: str, factor: float, decimal_mark: str) -> float | None:
    values, written = numbers([text], decimal_mark)
    return float(values[0]) * factor if written[0] else None


def _span(seconds: float | None, unit: float, decimal_mark: str) -> str:
    """A time span in the unit of its column, "" for none."""
    return "" if seconds is None else f"{round(seconds / unit, 6):.15g}".replace(".", decimal_mark)


def _why(read_as: str) -> str:
    if is_date(read_as) and read_as != "date":
        return f"a date, {read_as.removeprefix('date, ')}"
    return _WHY.get(read_as, f"read as {read_as}")


def folded(text: str) -> str:
    """Text by which words are compared: no case, no outer blanks, one form of each letter."""
    return unicodedata.normalize("NFC", text.strip()).casefold()
