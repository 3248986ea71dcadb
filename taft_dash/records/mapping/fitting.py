"""Whether the cells of a column can be what its heading suggests, by the first few hundred distinct texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from taft_dash.records.mapping.headings import words_of
from taft_dash.records.mapping.translating import iso_date, number_in
from taft_dash.records.mapping.vocabulary import is_word_of
from taft_dash.records.mapping.word_lists import MARKS, TIME_WORDS
from taft_dash.records.tables import EVENT_KINDS, Column
from taft_dash.records.text_tables import TextColumn, TextTable

LOOKED_AT = 400
_MOST = 0.8  # the share of distinct texts that must be of a kind
_CLOCK = re.compile(r"(?:\d+:)?\d+:[0-5]?\d(?:[.,]\d+)?")
_LONGEST_NAME = 60
_FEW_WORDS = 12


def seen(column: TextColumn) -> list[str]:
    """The first distinct texts that are not blank."""
    return [text for text in column.values[: LOOKED_AT + 1].tolist() if text][:LOOKED_AT]


def number_of(text: str, decimal_mark: str = ".") -> float | None:
    try:
        return float(text.replace(decimal_mark, "."))
    except ValueError:
        return None


def numeric(texts: Sequence[str], decimal_mark: str = ".") -> bool:
    """Most of the texts are numbers, and there is one."""
    return share(texts, lambda text: number_of(text, decimal_mark) is not None) >= _MOST


def share(texts: Sequence[str], is_so) -> float:
    """The share of texts for which something is so; 0 of none."""
    return sum(map(bool, map(is_so, texts))) / len(texts) if texts else 0.0


def is_date(text: str) -> bool:
    return bool(
        iso_date(text, "day first")
        or iso_date(text, "month first")
        or iso_date(text.partition("T")[0].partition(" ")[0], "day first")
    )


def _is_moment(text: str) -> bool:
    return is_date(text) or bool(_CLOCK.fullmatch(text))


def is_mark(text: str) -> bool:
    """Whether a text marks somebody as there or not."""
    return is_word_of("status", text) or text.casefold() in MARKS


def is_time_word(text: str) -> bool:
    return " ".join(words_of(text)) in TIME_WORDS


def fits(column: Column, text: TextTable, heading: str) -> bool:
    """Whether the cells can be those of `column`; a column of blanks fits everything but what must be filled."""
    cells = text.columns[heading]
    texts = seen(cells)
    if not texts:
        return not column.required or bool(column.blank_means)
    mark = text.decimal_mark
    if column.kind == "session":
        return _sessions(column, texts, cells, text)
    if column.kind in ("person", "people"):
        # "1,3" in a list of people is no decimal.
        mark = "." if column.kind == "people" else mark
        whole = share(texts, lambda one: (value := number_of(one, mark)) is None or value.is_integer())
        short = share(texts, lambda one: len(one) <= _LONGEST_NAME)
        return whole >= _MOST and short >= _MOST and not share(texts, _is_moment) >= _MOST
    if column.kind == "whole":
        return (
            share(texts, lambda one: (value := number_of(one, mark)) is not None and value.is_integer()) == 1
        )
    if column.name in ("start_seconds", "speaking_seconds", "minutes", "minute"):
        clock = share(texts, _CLOCK.fullmatch)
        return clock >= _MOST or numeric(texts, mark)
    if column.name == "score":
        return numeric(texts, mark) or (
            len(cells.values) <= _FEW_WORDS and len(cells.values) < len(text.line) / 2
        )
    if column.kind == "number":
        return numeric(texts, mark)
    if column.kind == "date":
        return share(texts, is_date) >= _MOST
    if column.name == "status":
        return len(cells.values) <= _FEW_WORDS and share(texts, is_mark) >= 0.5
    if column.name == "role":
        return len(cells.values) <= _FEW_WORDS
    if column.name == "kind":
        return share(texts, lambda one: one.casefold() in EVENT_KINDS) >= 0.5
    return True


def _sessions(column: Column, texts: list[str], cells: TextColumn, text: TextTable) -> bool:
    """Numbers, texts with one number, or days; not times within a session."""
    if not column.required:  # first and last session: the number is there or not
        return share(texts, number_in) >= _MOST
    if share(texts, lambda one: number_in(one) or is_date(one) or is_time_word(one)) < _MOST:
        return False
    return len(cells.values) <= max(3, len(text.line)) and _small(texts)


def _small(texts: Sequence[str]) -> bool:
    """Session numbers have few digits; seconds since 1970 do not."""
    return all(len(number) <= 5 for one in texts if (number := number_in(one)) and not is_date(one))


def repeats(text: TextTable, headings: Sequence[str]) -> bool:
    """Whether any two rows are the same in these columns."""
    columns = [text.columns[heading] for heading in headings]
    rows = len(text.line)
    if len(columns) == 1:
        return len(columns[0].values) < rows
    combined = np.zeros(rows, np.int64)
    for column in columns:
        _, combined = np.unique(combined * len(column.values) + column.codes, return_inverse=True)
    return int(combined.max(initial=-1)) + 1 < rows


def decides(text: TextTable, headings: Sequence[str], other: str) -> bool:
    """Whether the cells in `headings` say what stands in `other`: one date for each session."""
    columns = [text.columns[heading] for heading in headings]
    combined = np.zeros(len(text.line), np.int64)
    for column in columns:
        combined = combined * len(column.values) + column.codes
    both = combined * len(text.columns[other].values) + text.columns[other].codes
    return len(np.unique(both)) == len(np.unique(combined))
