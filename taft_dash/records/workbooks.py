"""Excel workbooks (.xlsx) to text tables, one per sheet; a formula counts by the result stored with it."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import openpyxl

from taft_dash.records import limits
from taft_dash.records.archives import unpacked
from taft_dash.records.assembly import TableRead
from taft_dash.records.grids import of_sheet
from taft_dash.records.layout import Findings, Layout, Understood
from taft_dash.records.problems import Problem, Refused, fold, shown
from taft_dash.records.tabular import NOTHING, read_grid

_SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx, or save each sheet as CSV."
_OTHER_DOCUMENTS = (
    ("mimetype", "an OpenDocument file"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
)


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether an opened ZIP is an Excel workbook; other documents that are ZIPs inside are refused in words."""
    names = set(archive.namelist())
    for name, words in _OTHER_DOCUMENTS:
        if name in names:
            raise Refused("not-a-table", f"the file is {words}, which is not read.", _SAVE_AGAIN, rows=0)
    return "xl/workbook.xml" in names


def read_workbook(
    name: str,
    data: bytes,
    archive: zipfile.ZipFile,
    largest_unpacked: int,
    layouts: Mapping[str, Layout],
) -> Iterator[TableRead | Problem | Understood]:
    """Each sheet's table, or why there is none; empty sheets are passed over."""
    merged = _inspect(archive, largest_unpacked)
    if merged:
        yield fold(
            "merged-cells",
            "found merged cells; only the first cell of each keeps the text, the others are read as empty.",
            "Split the merged cells and write the text into each.",
            file=name,
            severity="warning",
        )
    found = 0
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # about colours and menus the reader does not keep, which are no matter
        for title, lines in _sheets(data):
            file = f"{name}, sheet {shown(title)}"
            filled = sum(map(any, lines))
            if not filled:
                continue
            found += 1
            findings = Findings(file, layouts.get(file, NOTHING))
            try:
                yield from read_grid(shown(title), of_sheet(lines), findings, layouts, encoding="workbook")
            except Refused as refusal:
                yield refusal.problem(file, filled - 1)
                yield findings.understood()
    if not found:
        raise Refused(
            "empty", "the workbook is empty.", "Write the records into it, or leave it out.", rows=0
        )


def _inspect(archive: zipfile.ZipFile, largest_unpacked: int) -> bool:
    """Whether any sheet has merged cells; refused when it unpacks to too much or its formulas have no results."""
    room, merged = largest_unpacked, False
    for entry in archive.infolist():
        part = unpacked(archive, entry, room)
        room -= len(part)
        if re.search(rb"<!(DOCTYPE|ENTITY)", part) and entry.filename.endswith((".xml", ".rels")):
            raise Refused("workbook", "the workbook defines its own XML entities.", _SAVE_AGAIN, rows=0)
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            merged = merged or re.search(rb"<(\w+:)?mergeCell\s", part) is not None
            if re.search(rb"<(\w+:)?f[\s/>]", part):
                _require_results(part)
    return merged


def _require_results(part: bytes) -> None:
    """Without this a workbook written by a program that does not calculate would be read as blank cells."""
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(part)):  # noqa: S314 - entities were refused above
            if element.tag.endswith("}c"):
                parts = {child.tag.rpartition("}")[2]: child.text for child in element}
                # An empty result is one where the formula gives text, as =IF(A2="", "", 1) does.
                if "f" in parts and not parts.get("v") and not ("v" in parts and element.get("t") == "str"):
                    raise Refused(
                        "formula-without-result",
                        f"the formula in cell {shown(element.get('r', '?'))} has no stored result.",
                        _SAVE_AGAIN,
                        rows=0,
                    )
            elif element.tag.endswith("}row"):
                element.clear()
    except ElementTree.ParseError as error:
        raise Refused("workbook", "a sheet of the workbook is damaged.", _SAVE_AGAIN, rows=0) from error


def _sheets(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Title and rows of texts of each sheet; a row is as long as its last filled cell."""
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        if len(workbook.worksheets) > limits.MOST_FILES:
            raise Refused("too-many-files", "the workbook has too many sheets.", "Give fewer sheets.", rows=0)
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # the size a workbook claims may be false
            yield sheet.title, _rows(sheet.iter_rows(values_only=True))
    except Refused:
        raise
    except Exception as error:  # openpyxl lets through whatever its parser trips over in a damaged workbook
        raise Refused("workbook", "the workbook is damaged.", _SAVE_AGAIN, rows=0) from error


def _rows(rows: Iterator[tuple]) -> list[list[str]]:
    texts, cells = [], 0
    for row in rows:
        cells += max(len(row), 1)
        if cells > limits.MOST_SHEET_CELLS:
            raise Refused(
                "too-large",
                f"a sheet spans more than {limits.MOST_SHEET_CELLS:,} cells.",
                "Save the sheet as CSV, which has room for more.",
                rows=0,
            )
        written = [_written(value) for value in row]
        while written and not written[-1]:
            written.pop()
        texts.append(written)
    return texts


def _written(value: object) -> str:
    """A cell's value as a person would type it into a CSV file."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(sep=" ")
    return str(value).strip()
