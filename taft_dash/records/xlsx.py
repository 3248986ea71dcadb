"""Excel workbooks (.xlsx, .xlsm): a formula counts by the result stored with it, and must have one."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from taft_dash.records import limits
from taft_dash.records.archives import unpacked
from taft_dash.records.assembly import TableRead
from taft_dash.records.layout import Layout, Understood
from taft_dash.records.problems import Problem, Refused, shown
from taft_dash.records.workbooks import SAVE_AGAIN, Sheets, damaged, merged_cells, read_sheets, too_many_cells
from taft_dash.records.xml_parts import require_plain


def read_xlsx(
    name: str, data: bytes, archive: zipfile.ZipFile, largest_unpacked: int, layouts: Mapping[str, Layout]
) -> Iterator[TableRead | Problem | Understood | str]:
    """Each sheet's table, or why there is none."""
    if _inspect(archive, largest_unpacked):
        yield merged_cells(name)
    with warnings.catch_warnings():
        # about colours and menus the reader does not keep, which are no matter
        warnings.simplefilter("ignore")
        yield from read_sheets(name, _sheets(data), layouts)


def _inspect(archive: zipfile.ZipFile, largest_unpacked: int) -> bool:
    """Whether any sheet has merged cells; refused when it unpacks to too much or its formulas have no results."""
    room, merged, cells = largest_unpacked, False, 0
    for entry in archive.infolist():
        part = unpacked(archive, entry, room)
        room -= len(part)
        if entry.filename.endswith((".xml", ".rels")):
            require_plain(part, "workbook", SAVE_AGAIN)
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            cells += part.count(b"<c ") + part.count(b"<c>")
            if cells > limits.MOST_SHEET_CELLS:
                raise too_many_cells()
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
                        SAVE_AGAIN,
                        rows=0,
                    )
            elif element.tag.endswith("}row"):
                element.clear()
    except ElementTree.ParseError as error:
        raise damaged("a sheet of the workbook is damaged") from error


def _sheets(data: bytes) -> Sheets:
    import openpyxl  # takes longer to load than all the rest of the reader

    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # the size a workbook claims may be false
            yield sheet.title, _cells(sheet)
    except Refused:
        raise
    except Exception as error:  # openpyxl lets through whatever its parser trips over in a damaged workbook
        raise damaged() from error


def _cells(sheet) -> Iterator[tuple]:
    try:
        yield from sheet.iter_rows(values_only=True)
    except Exception as error:  # as above
        raise damaged() from error
