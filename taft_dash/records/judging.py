"""From text to typed rows, one cell at a time: is this a number, a session, a name, a word we know?

Every distinct text of a column is judged once and the verdict is spread over the rows by their codes, so a
million rows cost no more than their few distinct texts. A faulty cell sets its row aside, also where the cell
is optional: nothing is guessed. A column of which no cell at all can be read is left out instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records import meant
from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.moments import date_readings
from taft_dash.records.mapping.proposing import nearest
from taft_dash.records.problems import Offer
from taft_dash.records.remedies import Place, emptied
from taft_dash.records.roster import vocabulary
from taft_dash.records.scales import plain_key
from taft_dash.records.sheets import Sheet, category
from taft_dash.records.tables import WHOLES, Column
from taft_dash.records.text_tables import TextColumn, TextTable
from taft_dash.records.tidying import RESERVED, respelt

LONGEST_IDENTIFIER = 64
# A column is left out, rather than its rows, when it holds this many cells and none of them can be read.
_WRONG_COLUMN = 5
_FARTHEST_SESSION = 2**31 - 1


@dataclass(frozen=True)
class Verdict:
    """What is wrong with some of the distinct texts of a column."""

    bad: np.ndarray  # positions of the faulty texts
    code: str
    message: Callable[[str], str]
    fix: Callable[[str], str] | str
    offers: Callable[[Place, Sequence[str]], Iterable[Offer]] | None = None


def typed_sheet(known: Arranged) -> Sheet:
    """The rows of a recognised file with every column in its type, the faults reported."""
    text, rows = known.text, len(known.text.line)
    place = {
        "file": pd.Categorical.from_codes(np.zeros(rows, np.int8), dtype=vocabulary([text.file])),
        "line": text.line,
    }
    headings = {(text.file, name): heading for name, heading in known.headings.items()}
    sheet = Sheet(
        known.table, pd.DataFrame(place), headings, derived=known.derived, arranged={text.file: known}
    )
    if known.origin is not None:
        sheet.value, sheet.origin = known.value, category(known.origin)
    columns: dict[str, object] = {}
    for column in known.table.columns:
        if column.name in known.headings:
            values = _typed(sheet, column, text.columns[known.headings[column.name]], text)
            if values is not None:
                columns[column.name] = values
    for heading in known.extras:
        name = heading.strip()
        taken = {*RESERVED, *(column.name for column in known.table.columns)}
        columns[f"{name} (as recorded)" if name in taken else name] = category(text.columns[heading])
    sheet.frame = pd.DataFrame({**columns, **place}, copy=False)
    if {"joined", "left"} <= set(columns):
        _judge_belonging(sheet)
    return sheet


def _judge_belonging(sheet: Sheet) -> None:
    joined, left = sheet.frame["joined"].to_numpy(), sheet.frame["left"].to_numpy()
    for row in np.flatnonzero((joined > left) & ~sheet.aside):
        sheet.report(
            np.array([row]),
            "joined-after-left",
            f"joined in {joined[row]:g} and left after {left[row]:g}.",
            "Correct one of them.",
            column="joined",
            found=f"{joined[row]:g}",
        )


def _typed(sheet: Sheet, column: Column, cells: TextColumn, text: TextTable) -> object:
    """The column in its type, after its faults were reported; None when it is left out."""
    texts = cells.values.tolist()
    empty = np.array([value == "" for value in texts], bool)
    if column.required and not column.blank_means and empty.any():
        rows = np.flatnonzero(empty[cells.codes])
        message = f"the cell is empty ({column.meaning.partition(';')[0]})."
        sheet.report(rows, "empty-cell", message, "Fill in the cell.", column=column.name)
    if column.kind in ("number", "whole", "session"):
        values, verdicts = _numbers(column, cells, text.decimal_mark)
    elif column.kind in ("choice", "date"):
        values, verdicts = _choices(column, texts) if column.kind == "choice" else _dates(texts)
    else:
        values, verdicts = _names(column, texts) if column.kind != "text" else (None, [])
    unread = next((v for v in verdicts if v.code in ("not-a-number", "not-a-date")), None)
    if unread and not column.required and _nothing_read(cells, empty, unread.bad):
        dated = column.kind == "date"
        noun = "a date" if dated else "a number"
        sheet.report(
            np.flatnonzero(~empty[cells.codes]),
            "column-not-used",
            f"no cell of this column can be read as {noun}; the column is not used.",
            (_order_open(texts) if dated else "")
            or "Correct the column, or rename it to keep it as an attribute.",
            column=column.name,
            severity="warning",
        )
        return None
    for verdict in verdicts:
        _report(sheet, column.name, cells, verdict)
    if column.kind == "session" and column.name == "session":
        return np.nan_to_num(values).astype(np.int64)[cells.codes]
    if column.kind in ("number", "whole", "session"):
        return values[cells.codes]
    if column.kind == "choice":
        return pd.Categorical.from_codes(values[cells.codes], dtype=vocabulary(column.choices))
    if values is not None and values != texts:
        return respelt(values, cells.codes)
    return category(cells)


def _report(sheet: Sheet, column: str, cells: TextColumn, verdict: Verdict) -> None:
    if len(verdict.bad):
        faulty = np.zeros(len(cells.values), bool)
        faulty[verdict.bad] = True
        rows = np.flatnonzero(faulty[cells.codes])
        sheet.report_each(
            rows,
            cells.values[cells.codes[rows]].tolist(),
            verdict.code,
            verdict.message,
            verdict.fix,
            column=column,
            offers=verdict.offers,
        )


def _nothing_read(cells: TextColumn, empty: np.ndarray, bad: np.ndarray) -> bool:
    if len(bad) < (~empty).sum():
        return False
    return np.bincount(cells.codes, minlength=len(empty))[bad].sum() >= _WRONG_COLUMN


def _numbers(column: Column, cells: TextColumn, decimal_mark: str) -> tuple[np.ndarray, list[Verdict]]:
    """The distinct texts as numbers (NaN where empty or faulty), and which are faulty."""
    values, is_number = cells.numbers(decimal_mark)
    written = cells.values != ""
    whole = column.kind != "number"
    with np.errstate(invalid="ignore"):
        broken = is_number & whole & (values != np.floor(values))
        far = is_number & (column.kind == "session") & (np.abs(values) > _FARTHEST_SESSION)
        low = is_number & ~broken & (values < (column.low if column.low is not None else -np.inf))
        high = is_number & ~broken & (values > (column.high if column.high is not None else np.inf))
    noun = "a session is a whole number" if column.kind == "session" else "a whole number is expected"
    verdicts = [
        Verdict(
            np.flatnonzero(written & ~is_number),
            "not-a-number",
            lambda found: f"found {found}; {noun if whole else 'a number is expected'}.",
            "Correct the cell."
            if whole
            else f"Correct the cell or leave it empty. Decimals are written with {decimal_mark} in this file.",
            partial(meant.number, decimal_mark=decimal_mark),
        ),
        Verdict(
            np.flatnonzero(broken | far),
            "not-whole",
            lambda found: f"found {found}; {noun}.",
            "Correct the cell.",
            emptied,
        ),
        Verdict(
            np.flatnonzero((low | high) & ~far),
            "negative" if column.low == 0 and column.high is None else "out-of-range",
            lambda found: f"found {found}; {_limits(column)}.",
            "Correct the cell.",
            emptied,
        ),
    ]
    return values, [verdict for verdict in verdicts if len(verdict.bad)]


def _limits(column: Column) -> str:
    if column.high is not None:
        return f"{column.name} runs from {column.low:g} to {column.high:g}"
    unit = f" {column.unit}" if column.unit and column.unit != column.name else ""
    return f"{column.name} cannot be less than {column.low:g}{unit}"


def _choices(column: Column, texts: list[str]) -> tuple[np.ndarray, list[Verdict]]:
    """Position of each distinct text among the words allowed, -1 where it is none of them."""
    spelt = {plain_key(choice): code for code, choice in enumerate(column.choices)}
    values = np.array([spelt.get(plain_key(text), -1) for text in texts], np.int8)
    bad = [code for code, text in enumerate(texts) if values[code] < 0 and text]
    allowed = ", ".join(column.choices)

    def fix(found: str) -> str:
        near = nearest(found, column.choices)
        return f"Did you mean {near}?" if near else "Correct the cell."

    verdict = Verdict(
        np.array(bad, np.int64),
        "unknown-word",
        lambda found: f"found {found}; {column.name} is one of {allowed}.",
        fix,
        meant.word,
    )
    return values, [verdict] if bad else []


def _dates(texts: list[str]) -> tuple[list[str], list[Verdict]]:
    """The distinct texts as ISO dates; a time of day behind the date is left out."""
    values, bad = [], []
    for code, text in enumerate(texts):
        iso = re.fullmatch(r"(\d{4}-\d{2}-\d{2})([T ][0-9:.]+)?", text)
        try:
            values.append(date.fromisoformat(iso[1]).isoformat() if iso else "")
        except ValueError:
            values.append("")
        if text and not values[-1]:
            bad.append(code)
    verdict = Verdict(
        np.array(bad, np.int64),
        "not-a-date",
        lambda found: f"found {found}; a date is written as 2026-03-31.",
        lambda found: _order_open([found]) or "Write year, month and day in this order.",
        meant.day,
    )
    return values, [verdict] if bad else []


def _order_open(texts: list[str]) -> str:
    """What to do where the texts are dates and only the order of day and month is not known, or ""."""
    if not any(len(date_readings(text)) > 1 for text in texts):
        return ""
    return "Say whether the day or the month comes first, or write year, month and day in this order."


def _names(column: Column, texts: list[str]) -> tuple[list[str], list[Verdict]]:
    """Identifiers as typed, words for wholes in capitals, and what cannot be an identifier."""
    typed = pa.array(texts, pa.string())
    special = pc.or_(
        pc.match_substring_regex(typed, r"[;\pC]"),
        pc.or_(
            pc.greater(pc.utf8_length(typed), LONGEST_IDENTIFIER),
            pc.is_in(pc.utf8_lower(typed), pa.array([word.lower() for word in WHOLES])),
        ),
    ).to_numpy(zero_copy_only=False)
    values, faults = list(texts), {name: [] for name in _NAME_FAULTS}
    for code in np.flatnonzero(special).tolist():
        parts = (
            [part.strip() for part in texts[code].split(";")] if column.kind == "people" else [texts[code]]
        )
        parts = [_WHOLE.get(part.casefold(), part) if column.choices else part for part in parts if part]
        values[code] = ";".join(parts)
        fault = next(filter(None, (_name_fault(column, part) for part in parts)), None)
        if fault is None and len(parts) > 1 and any(part in WHOLES for part in parts):
            fault = "person-and-whole"
        if fault:
            faults[fault].append(code)
    return values, [
        Verdict(np.array(bad, np.int64), code, *_NAME_FAULTS[code], meant.NAMES.get(code))
        for code, bad in faults.items()
        if bad
    ]


_WHOLE = {word.casefold(): word for word in WHOLES}


def _name_fault(column: Column, name: str) -> str | None:
    if len(name) > LONGEST_IDENTIFIER:
        return "too-long"
    if any(unicodedata.category(letter)[0] == "C" and letter not in meant.JOINERS for letter in name):
        return "hidden-character"
    if column.kind != "group" and name.casefold() in _WHOLE and name not in column.choices:
        return "reserved-word"
    if column.kind == "person" and ";" in name:
        return "several-people"
    return None


_NAME_FAULTS: dict[str, tuple[Callable[[str], str], str]] = {
    "too-long": (
        lambda found: f"found {found}; an identifier has at most {LONGEST_IDENTIFIER} characters.",
        "Use a shorter identifier, and put the name in the column name.",
    ),
    "hidden-character": (
        lambda found: f"found {found}, which holds a control or invisible character.",
        "Type the identifier again.",
    ),
    "reserved-word": (
        lambda found: f"found {found}, which is a word for a whole and not a person.",
        "Write the person's identifier; to address everyone, write GROUP as the addressee.",
    ),
    "several-people": (
        lambda found: f"found {found}; one person is expected.",
        "Write one row for each person, or an identifier without ;.",
    ),
    "person-and-whole": (
        lambda found: f"found {found}; either people or the GROUP are expected.",
        "Keep the people, or GROUP.",
    ),
}
