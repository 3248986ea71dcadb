"""What stands in a cell and what it means: one distinct text at a time, spread over the rows by their codes.

A text that the chosen way of reading does not fit is left as typed; the checks then name it with its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from taft_dash.records.mapping.moments import iso_date, seconds_in
from taft_dash.records.mapping.plan import READ_AS
from taft_dash.records.problems import FIRST_LINES, shown
from taft_dash.records.tables import Column
from taft_dash.records.text_tables import TextColumn
from taft_dash.records.values import numbers

_NUMBER_IN = re.compile(r"(?<!\w)-?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_WHOLE = re.compile(r"\d+(?:[.,]0+)?")
_SECONDS_IN = {"minutes": 60.0, "milliseconds": 0.001, "seconds": 1.0}
# Why a cell is read as it is, for the sentences and the log.
_WHY = {
    "number in text": "the number in the text is meant",
    "other digits": "the same number in the digits and signs of this program",
    "date": "the day as year, month and day",
    "clock": "a time as hours, minutes and seconds",
    "hours and minutes": "a time as hours and minutes",
}
_LIKE_MINUS, _LIKE_BLANK = "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "\u00a0\u2007\u202f"


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
    why_read = _why(read_as)
    meanings, changed = [], {}
    codes_of_missing = {folded(code) for code in missing}
    meaning_of = {folded(typed): meant for typed, meant in (words or {}).items()}
    for typed in cells.values.tolist():
        word = folded(typed) if codes_of_missing or meaning_of else typed
        if typed and word in codes_of_missing:
            meant, why = "", "a word or code for a value that is missing"
        elif word in meaning_of:
            meant, why = meaning_of[word], "as the table of words says"
        else:
            meant, why = (reader(typed) or typed) if typed else typed, why_read
        meanings.append(meant)
        if meant != typed:
            changed[typed] = (meant, why)
    return (merged(cells, meanings) if changed else cells), changed


def may_be_missing(column: Column) -> bool:
    """Whether a code that a person declared may stand in a column; a name, or what the row is about, is no code."""
    if column.kind in ("session", "text"):
        return not column.required and column.name != "name"
    return column.kind in ("number", "whole", "choice", "date")


def logged(
    file: str, heading: str, cells: TextColumn, line: np.ndarray, changed: Mapping[int, tuple[str, str, str]]
) -> list[Change]:
    """The log of one column, an entry for each of its distinct texts that was changed.

    Parameters
    ----------
    cells : as typed; of its values only the number is used. line : (rows,) the spreadsheet's line of each row.
    changed : position of a distinct text -> the text, what it is read as, and why.
    """
    if not changed:
        return []
    rows = np.isin(cells.codes, list(changed))
    codes, lines = cells.codes[rows].astype(np.int64), line[rows]
    many = np.bincount(codes)
    # Each line once for each text, in order; a row of columns side by side is one line many times.
    place_of, line_of = np.divmod(
        np.unique(codes * (int(lines.max(initial=0)) + 1) + lines), lines.max(initial=0) + 1
    )
    starts = np.searchsorted(place_of, np.arange(len(many) + 1))
    stops = np.minimum(starts[:-1] + FIRST_LINES, starts[1:])
    starts, stops, line_of, many = (array.tolist() for array in (starts, stops, line_of, many))
    return [
        Change(file, heading, found, now, many[code], tuple(line_of[starts[code] : stops[code]]), why)
        for code, (found, now, why) in changed.items()
    ]


def merged(cells: TextColumn, meanings: list[str]) -> TextColumn:
    """The column with other texts in place of its distinct ones; texts that are then the same share one code."""
    code_of = {text: code for code, text in enumerate(dict.fromkeys(meanings))}
    renumbered = np.fromiter((code_of[text] for text in meanings), np.int32, len(meanings))
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
        left = len(texts) - 4
        more = f" and {left:,} other text{'s' * (left > 1)}" if left > 0 else ""
        sentences.append(
            f'In column "{shown(heading)}" the program reads {", ".join(examples)}{more}: {why}.'
        )
    return sentences


def _why(read_as: str) -> str:
    if is_date(read_as) and read_as != "date":
        return f"a date, {read_as.removeprefix('date, ')}"
    return _WHY.get(read_as, f"read as {read_as}")


def _meant(text: str) -> str:
    return f'"{shown(text)}"' if text else "missing"


def folded(text: str) -> str:
    """Text by which words are compared: no case, no outer blanks, one form of each letter."""
    return unicodedata.normalize("NFC", text.strip()).casefold()
