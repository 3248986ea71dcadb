"""Delimited text (CSV, TSV, TXT) to a text table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from taft_dash.records import limits
from taft_dash.records.assembly import TableRead, assembled, irregular, require_headings
from taft_dash.records.cells import Records, scan
from taft_dash.records.dialect import decimal_mark_of, delimiter_of, to_utf8
from taft_dash.records.problems import Refused


def read_delimited(file: str, heading: str, data: bytes) -> TableRead:
    """The table in the bytes of one file; Refused when there is none that can be trusted."""
    text, encoding = to_utf8(data)
    if not text or text.isspace():
        raise Refused("empty", "the file is empty.", "Write a header and rows, or leave the file out.")
    if len(text) > limits.MOST_LINES and text.count(b"\n") > limits.MOST_LINES:
        raise Refused("too-large", f"the file has more than {limits.MOST_LINES:,} lines.", "Split the file.")
    delimiter = delimiter_of(text)
    records = scan(text, delimiter)
    if records.misquoted is not None:
        raise Refused(
            "quotation-marks",
            'a quotation mark (") stands inside a text that has none around it, or its partner is missing. '
            "From here on cells cannot be told apart.",
            "Put the whole text into quotation marks and double those inside it, or take the mark out.",
            line=records.misquoted + 1,
        )
    blank = records.blank()
    filled = np.flatnonzero(~blank)
    if not len(filled):
        raise Refused(
            "empty", "the file holds blank cells only.", "Write a header and rows, or leave the file out."
        )
    header, rows = int(filled[0]), filled[1:]
    widths = records.widths()[rows]
    written = records.cells(header)
    headings = _fitted(written, widths)
    require_headings(headings)
    _require_delimiter(headings, records, rows)
    odd = widths != len(headings)
    irregular_rows = irregular(file, rows[odd] + 1, widths[odd], len(headings), len(rows))

    columns = records.columns(rows[~odd], len(headings))
    if any(any(column.values) for column in columns[len(written) :]):
        irregular(
            file, rows + 1, widths, len(written), len(rows)
        )  # text beyond the header in every row: refused
    read = assembled(
        file,
        heading,
        headings,
        columns,
        rows[~odd] + 1,
        irregular_rows=irregular_rows,
        blank_lines=int(blank.sum()),
        notes=() if text.endswith(b"\n") else ("The last line does not end; was the file cut short?",),
        encoding=encoding,
        delimiter=delimiter,
    )
    decimal_mark = decimal_mark_of(read.table.columns.values(), delimiter)
    return replace(read, table=replace(read.table, decimal_mark=decimal_mark))


def _fitted(headings: list[str], widths: np.ndarray) -> list[str]:
    """The headings without, or with, the unnamed columns at the right that all rows alike lack, or have."""
    width = int(widths[0]) if len(widths) and (widths == widths[0]).all() else len(headings)
    if width > len(headings):
        return headings + [""] * (width - len(headings))
    return headings[:width] if not any(headings[width:]) else headings


def _require_delimiter(headings: list[str], records: Records, rows: np.ndarray) -> None:
    """Refuse a table of one column whose rows all have as many words as the heading: it is separated by blanks."""
    words = len(headings[0].split())
    if len(headings) > 1 or words == 1 or not len(rows):
        return
    if all(len(records.cells(row)[0].split()) == words for row in rows[:100]):
        raise Refused(
            "delimiter",
            "the cells seem to be separated by blanks.",
            "Save the file with commas between the cells.",
        )
