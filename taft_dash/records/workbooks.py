"""What every workbook shares, whoever wrote it: rows of cells, sheet by sheet, to text tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from taft_dash.records import limits
from taft_dash.records.as_text import written
from taft_dash.records.assembly import TableRead
from taft_dash.records.grids import of_sheet
from taft_dash.records.layout import AS_FOUND, Findings, Layout, Understood
from taft_dash.records.problems import Problem, Refused, fold, shown
from taft_dash.records.tables import READ_ME, TABLES
from taft_dash.records.tabular import read_grid

SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx, or save each sheet as CSV."

Sheets = Iterable[tuple[str, Iterable[list[object]]]]


def read_sheets(
    name: str, sheets: Sheets, layouts: Mapping[str, Layout]
) -> Iterator[TableRead | Problem | Understood | str]:
    """Each sheet's table, or why there is none; empty sheets are passed over, those of the template with a sentence.

    Parameters
    ----------
    sheets : title and rows of each sheet, from its first line on; a cell is text, a number, a date or None.
    layouts : what a person laid down, by the names sheets are shown by.
    """
    found = cells = 0
    left = False
    for number, (title, rows) in enumerate(sheets, start=1):
        if number > limits.MOST_FILES:
            raise Refused("too-many-files", "the workbook has too many sheets.", "Give fewer sheets.", rows=0)
        lines, spanned = _rows(rows, limits.MOST_SHEET_CELLS - cells)
        cells += spanned
        file = f"{name}, sheet {shown(title)}"
        filled = [texts for texts in lines if any(texts)]
        if not filled:
            continue
        if reason := _no_records(title, filled):
            left = True
            yield f"{file}: passed over, because {reason}."
            continue
        found += 1
        findings = Findings(file, layouts.get(file, AS_FOUND))
        try:
            yield from read_grid(shown(title), of_sheet(lines), findings, layouts, encoding="workbook")
        except Refused as refusal:
            yield refusal.problem(file, len(filled) - 1)
            yield findings.understood()
    if not found:
        message = "no sheet has rows below its headings." if left else "the workbook is empty."
        raise Refused("empty", message, "Write the records into it, or leave it out.", rows=0)


def _no_records(title: str, filled: list[list[str]]) -> str:
    """Why a sheet as it stands in the template holds no records; "" for any other."""
    name = title.strip().casefold()
    if name == READ_ME.casefold():
        return "a sheet of this name explains the others"
    known = next((table for table in TABLES if table.name == name), None)
    unfilled = known is not None and len(filled) == 1 and set(known.required) <= set(filled[0])
    return "there is no row below its headings" if unfilled else ""


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
