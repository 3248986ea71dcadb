"""Typed cells to text: numbers, dates and truth as a person would type them into a CSV file."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.problems import Refused
from taft_dash.records.text_tables import TextColumn, text_column


def written(value: object) -> str:
    """A cell's value as a person would type it.

    >>> written(3.0), written(True), written(datetime.timedelta(hours=25, seconds=5)), written(None)
    ('3', 'TRUE', '25:00:05', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value != value:
            return ""
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case decimal.Decimal():
            return str(int(value)) if value == value.to_integral_value() else f"{value:f}"
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(sep=" ")
        case datetime.timedelta():  # a length of time, which may pass a day
            hours, rest = divmod(abs(value), datetime.timedelta(hours=1))
            within = (datetime.datetime.min + rest).time().isoformat()
            return f"{'-' * (value < datetime.timedelta())}{hours:02}{within[2:]}"
    return str(value).strip()


def written_column(texts: Sequence[str]) -> TextColumn:
    """One column from the text of each row; refused where a text is none that a file could hold."""
    encoded = _array(texts).dictionary_encode()
    return _checked(encoded.indices.to_numpy(), encoded.dictionary)


def coded_column(places: np.ndarray, texts: Sequence[str]) -> TextColumn:
    """One column that has `texts[places]`, for typed columns, of which each distinct value is written once.

    >>> column = coded_column(np.array([2, 0, 1, 2]), ["1", "1", "2"])
    >>> column.codes.tolist(), column.values.tolist()
    ([0, 1, 1, 0], ['2', '1'])
    """
    first_of: dict[str, int] = {}
    same = np.array([first_of.setdefault(text, place) for place, text in enumerate(texts)], np.int32)[places]
    used, first, codes = np.unique(same, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return _checked(rank[codes.reshape(-1)], _array([texts[place] for place in used[order]]))


def _array(texts: Sequence[str]) -> pa.StringArray:
    try:
        return pa.array(texts, type=pa.string())
    except UnicodeEncodeError as error:
        raise Refused("encoding", "a text holds half a character.", "Type the text again.") from error


def _checked(codes: np.ndarray, distinct: pa.StringArray) -> TextColumn:
    if pc.any(pc.match_substring(distinct, "\0")).as_py():
        raise Refused("nul", "found a NUL character, which no text holds.", "Type the text again.")
    return text_column(codes, distinct, distinct=True)
