"""What stands in a cell and what it means: one distinct text at a time, spread over the rows by their codes.

A text that the chosen way of reading does not fit is left as typed; the checks then name it with its line.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.mapping.moments import iso_date, on_the_clock, seconds_in
from taft_dash.records.mapping.plan import READ_AS
from taft_dash.records.problems import FIRST_LINES, shown
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
_LIKE_MINUS, _LIKE_BLANK = "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "\u00a0\u2007\u202f"


class Change(NamedTuple):
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
) -> tuple[TextColumn, dict[int, tuple[str, str, str]]]:
    """The column as it is meant, and {position: (text as typed, what it is read as, why)} for each that was changed.

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
    why = _why(read_as)
    changed = {
        code: (typed, meant, told[typed][1] if typed in told else why)
        for code, (typed, meant) in enumerate(zip(texts, meanings, strict=True))
        if meant != typed
    }
    return (merged(cells, meanings) if changed else cells), changed


def _told(texts: list[str], words: Mapping[str, str], missing: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """What the codes for missing and the table of words say about texts, and why."""
    if not (words or missing):
        return {}
    codes = {folded(code) for code in missing}
    meaning_of = {folded(typed): meant for typed, meant in words.items()}
    told = {}
    for typed in texts:
        word = folded(typed)
        if typed and word in codes:
            told[typed] = ("", "a word or code for a value that is missing")
        elif word in meaning_of:
            told[typed] = (meaning_of[word], "as the table of words says")
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


def logged(
    file: str,
    heading: str,
    cells: TextColumn,
    line: np.ndarray,
    changed: Mapping[int, tuple[str, str, str]],
    column: str = "",
) -> list[Change]:
    """The log of one column, an entry for each of its distinct texts that was changed.

    Parameters
    ----------
    cells : as typed; of its values only the number is used. line : (rows,) the spreadsheet's line of each row.
    changed : position of a distinct text -> the text, what it is read as, and why.
    column : the record column, which the reason then names.
    """
    if not changed:
        return []
    with _no_collection():
        return _log(file, heading, cells, line, changed, column)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for cyclic garbage: there is none in a long log, and looking takes longer than making it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _log(
    file: str,
    heading: str,
    cells: TextColumn,
    line: np.ndarray,
    changed: Mapping[int, tuple[str, str, str]],
    column: str,
) -> list[Change]:
    distinct = int(cells.codes.max()) + 1
    positions = np.fromiter(changed, np.int64, len(changed))
    wanted = np.zeros(distinct, bool)
    wanted[positions] = True
    rows = wanted[cells.codes]
    codes, lines = cells.codes[rows], line[rows]
    many = np.bincount(codes, minlength=distinct)[positions]
    order = _by_code(codes, lines, distinct)
    codes, lines = codes[order], lines[order]
    # Each line once for each text, in order; a row of columns side by side is one line many times.
    new = np.ones(len(codes), bool)
    new[1:] = (codes[1:] != codes[:-1]) | (lines[1:] != lines[:-1])
    line_of, counts = lines[new], np.bincount(codes[new], minlength=distinct)
    starts = (np.cumsum(counts) - counts)[positions]
    stops = starts + np.minimum(counts[positions], FIRST_LINES)
    first = list(zip(line_of[starts].tolist(), strict=True))
    for place in np.flatnonzero(stops - starts > 1).tolist():
        first[place] = tuple(line_of[starts[place] : stops[place]].tolist())
    found, now, why = zip(*changed.values(), strict=True)
    reasons = {reason: f"{column}: {reason}" if column else reason for reason in set(why)}
    whys = map(reasons.__getitem__, why)
    return list(
        map(
            Change._make,
            zip(repeat(file), repeat(heading), found, now, many.tolist(), first, whys, strict=False),
        )
    )


def _by_code(codes: np.ndarray, lines: np.ndarray, distinct: int) -> np.ndarray:
    """The order of rows by code, and by line among those of one code; small codes are quicker to sort."""
    if (lines[1:] < lines[:-1]).any():
        return np.lexsort((lines, codes))
    return np.argsort(codes.astype(np.int16) if distinct < 2**15 else codes, kind="stable")


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


def said_of(heading: str, changed: Mapping[int, tuple[str, str, str]], cells: np.ndarray) -> list[str]:
    """What was changed in one column, in a sentence for each reason.

    `changed` as for `logged`; `cells` : (distinct,) how many cells hold each text.
    """
    by_reason: dict[str, list[int]] = {}
    for code, (_, _, why) in changed.items():
        by_reason.setdefault(why, []).append(code)
    sentences = []
    for why, codes in by_reason.items():
        of_reason = np.array(codes)
        most = of_reason[np.argsort(-cells[of_reason], kind="stable")[:4]].tolist()
        examples = [
            f'"{shown(changed[code][0])}" as {_meant(changed[code][1])} ({cells[code]:,})' for code in most
        ]
        left = len(codes) - 4
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
