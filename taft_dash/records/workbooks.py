"""What every workbook shares, whoever wrote it: rows of cells, sheet by sheet, to text tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from taft_dash.records import limits
from taft_dash.records.as_text import written, written_column
from taft_dash.records.assembly import TableRead, assembled, irregular, require_headings
from taft_dash.records.problems import Problem, Refused, fold, shown

SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx, or save each sheet as CSV."

Sheets = Iterable[tuple[str, Iterable[list[object]]]]


def read_sheets(name: str, sheets: Sheets) -> Iterator[TableRead | Problem]:
    """Each sheet's table, or why there is none; empty sheets are passed over.

    Parameters
    ----------
    sheets : title and rows of each sheet, from its first line on; a cell is text, a number, a date or None.
    """
    found = cells = 0
    for number, (title, rows) in enumerate(sheets, start=1):
        if number > limits.MOST_FILES:
            raise Refused("too-many-files", "the workbook has too many sheets.", "Give fewer sheets.", rows=0)
        lines, spanned = _rows(rows, limits.MOST_SHEET_CELLS - cells)
        cells += spanned
        file = f"{name}, sheet {shown(title)}"
        filled = [(line, texts) for line, texts in enumerate(lines, start=1) if any(texts)]
        if not filled:
            continue
        found += 1
        try:
            yield _sheet_table(file, shown(title), filled)
        except Refused as refusal:
            yield refusal.problem(file, len(filled) - 1)
    if not found:
        raise Refused(
            "empty", "the workbook is empty.", "Write the records into it, or leave it out.", rows=0
        )


def damaged(what: str = "the workbook is damaged") -> Refused:
    """The refusal of a workbook that does not keep to its format."""
    return Refused("workbook", f"{what}.", SAVE_AGAIN, rows=0)


def too_many_cells() -> Refused:
    """The refusal of a workbook that spans more cells than one reading may hold."""
    return Refused(
        "too-large",
        f"the workbook spans more than {limits.MOST_SHEET_CELLS:,} cells.",
        "Save its sheets as CSV, which has room for more.",
        rows=0,
    )


def with_password() -> Refused:
    """The refusal of a workbook that only its password opens."""
    return Refused(
        "password", "the workbook is protected with a password.", "Save it without a password.", rows=0
    )


def merged_cells(name: str) -> Problem:
    """The warning that a workbook has merged cells."""
    return fold(
        "merged-cells",
        "found merged cells; only the first cell of each keeps the text, the others are read as empty.",
        "Split the merged cells and write the text into each.",
        file=name,
        severity="warning",
    )


def _rows(rows: Iterable[list[object]], room: int) -> tuple[list[list[str]], int]:
    """The rows as texts, each as long as its last filled cell, and how many cells they span."""
    texts, cells = [], 0
    for row in rows:
        cells += max(len(row), 1)
        if cells > room:
            raise too_many_cells()
        typed = [written(value) for value in row]
        while typed and not typed[-1]:
            typed.pop()
        texts.append(typed)
    return texts, cells


def _sheet_table(file: str, title: str, filled: list[tuple[int, list[str]]]) -> TableRead:
    (_, headings), *rows = filled
    require_headings(headings)
    width = len(headings)
    line = np.array([number for number, _ in rows], dtype=np.int64)
    found = np.array([len(texts) for _, texts in rows], dtype=np.int64)
    odd = found > width  # a shorter row only lacks cells that are empty
    irregular_rows = irregular(file, line[odd], found[odd], width, len(rows))
    regular = [texts + [""] * (width - len(texts)) for _, texts in rows if len(texts) <= width]
    columns = [written_column(texts) for texts in zip(*regular, strict=True)]
    return assembled(
        file,
        title,
        headings,
        columns or [written_column([])] * width,
        line[~odd],
        irregular_rows=irregular_rows,
        blank_lines=filled[-1][0] - len(filled),
        encoding="workbook",
    )
