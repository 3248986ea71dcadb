"""Lines of cells, however they were written: what a delimited text and a sheet have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from taft_dash.records.cells import Records, scan
from taft_dash.records.layout import LONGEST_SHOWN, MOST_SHOWN, Shown
from taft_dash.records.problems import Refused, shown
from taft_dash.records.text_tables import TextColumn, text_column

_MARK = b'"'
_GLANCE = 10_000  # lines that show how wide the others are


@dataclass(frozen=True)
class Grid:
    """The lines of a text or sheet, blank ones too; line n of a spreadsheet is at position n - 1.

    Parameters
    ----------
    widths : (lines,) how many cells each has.
    blank : (lines,) bool, which hold nothing.
    cells : position -> its texts, without blanks around them.
    columns : (rows,) positions in order, all of one width, and that width -> the columns.
    ragged : whether a line shorter than the headings only lacks cells that are empty, as in a sheet.
    """

    widths: np.ndarray
    blank: np.ndarray
    cells: Callable[[int], list[str]]
    columns: Callable[[np.ndarray, int], list[TextColumn]]
    ragged: bool = False

    def filled(self) -> np.ndarray:
        """Positions of the lines that are not blank."""
        return np.flatnonzero(~self.blank)

    def trimmed(self, at: int) -> list[str]:
        """The texts of a line up to its last filled cell."""
        cells = self.cells(at)
        return cells[: max((place for place, text in enumerate(cells, start=1) if text), default=0)]

    def usual_width(self, lines: np.ndarray) -> int:
        """How many cells most of the lines have, as far as the first of them show."""
        return int(np.bincount(self.widths[lines[:_GLANCE]]).argmax())

    def shown(self, positions: np.ndarray) -> Shown:
        """Lines as they stand in a preview: (line, cells), texts and rows of cells cut short."""
        return tuple(
            (int(at) + 1, tuple(shown(text, LONGEST_SHOWN) for text in self.cells(at)[:MOST_SHOWN]))
            for at in positions
        )


def of_text(
    text: bytes, delimiter: str, quote: str, *, first_is_row: bool = False
) -> tuple[Grid, int | None]:
    """The grid of a delimited text, and the position of the first line with a misplaced quotation mark, or None.

    A text that quotes with another mark is the same text with the two marks exchanged, so one scanner serves all.
    The scanner takes no columns from its first record: where the first line is a row, a line end is put before it.
    """
    other = _other_mark(text, quote)
    skipped = int(first_is_row)
    records = scan(b"\n" * skipped + _exchanged(text, other), delimiter)
    grid = Grid(
        records.widths[skipped:],
        records.blank()[skipped:],
        lambda at: [_back(cell, other) for cell in records.cells(int(at) + skipped)],
        lambda rows, width: _columns(records, rows + skipped, width, other),
    )
    return grid, None if records.misquoted is None else records.misquoted - skipped


def _other_mark(text: bytes, quote: str) -> bytes:
    """The byte that changes places with the double quotation mark: with no marks at all, one that does not occur."""
    if quote:
        return quote.encode()
    if _MARK not in text:
        return _MARK
    for byte in (*range(1, 9), *range(14, 28)):  # control characters that nothing trims as blanks
        if bytes([byte]) not in text:
            return bytes([byte])
    raise Refused("quotation-marks", "the text is full of control characters.", "Save it again as CSV.")


def _exchanged(text: bytes, other: bytes) -> bytes:
    return text if other == _MARK else text.translate(bytes.maketrans(_MARK + other, other + _MARK))


def _back(cell: str, other: bytes) -> str:
    return (
        cell if other == _MARK else cell.translate(str.maketrans('"' + other.decode(), other.decode() + '"'))
    )


def _columns(records: Records, rows: np.ndarray, width: int, other: bytes) -> list[TextColumn]:
    columns = records.columns(rows, width)
    if other == _MARK:
        return columns
    return [
        TextColumn(column.codes, np.array([_back(text, other) for text in column.values], dtype=object))
        for column in columns
    ]


def of_sheet(lines: list[list[str]]) -> Grid:
    """The grid of a sheet; each line is as long as its last filled cell."""

    def columns(rows: np.ndarray, width: int) -> list[TextColumn]:
        padded = [lines[at] + [""] * (width - len(lines[at])) for at in rows]
        return [_column(list(texts)) for texts in zip(*padded, strict=True)] or [_column([])] * width

    widths = np.array([len(line) for line in lines], dtype=np.int64)
    blank = np.array([not any(line) for line in lines], dtype=bool)
    return Grid(widths, blank, lambda at: lines[at], columns, ragged=True)


def _column(texts: list[str]) -> TextColumn:
    try:
        encoded = pa.array(texts, type=pa.string()).dictionary_encode()
    except UnicodeEncodeError as error:
        raise Refused("encoding", "a text holds half a character.", "Type the text again.") from error
    if any("\0" in text for text in encoded.dictionary.to_pylist()):
        raise Refused("nul", "found a NUL character, which no text holds.", "Type the text again.")
    return text_column(encoded.indices.to_numpy(), encoded.dictionary, distinct=True)
