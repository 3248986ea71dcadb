"""Templates of the record files: a workbook with one sheet per table, and all CSV files in one ZIP.

Both come empty and with a few rows that fit together, both are made from `TABLES`, and both have the same bytes
every time. A workbook says in its headings what a column means, and refuses while one types what the reader would
set aside.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from taft_dash.records.dictionary import dictionary, enough_words, template
from taft_dash.records.tables import ENOUGH, READ_ME, REQUIRED, TABLES, Column, table
from taft_dash.reports.tables import csv_bytes

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LAST_ROW = 1_048_576  # of a sheet
_FARTHEST = 10**15  # where the format sets no limit; a spreadsheet keeps 15 digits


class _Look(NamedTuple):
    """How the cells of a column look: number format, width in characters, alignment."""

    format: str
    width: int
    alignment: Alignment


# Numbers stand in the general format. Everything else is text, so that 007 stays 007 and items 1-4 no day in April.
_TEXT, _GENERAL = "@", "General"
_FROM_LEFT, _FROM_RIGHT = (Alignment(side, "center", indent=1) for side in ("left", "right"))
_LOOKS = {
    "group": _Look(_TEXT, 14, _FROM_LEFT),
    "person": _Look(_TEXT, 14, _FROM_LEFT),
    "people": _Look(_TEXT, 20, _FROM_LEFT),
    "session": _Look(_GENERAL, 10, _FROM_LEFT),  # a name more than a quantity
    "whole": _Look(_GENERAL, 10, _FROM_RIGHT),
    "number": _Look(_GENERAL, 12, _FROM_RIGHT),
    "choice": _Look(_TEXT, 16, _FROM_LEFT),
    "text": _Look(_TEXT, 22, _FROM_LEFT),
    "date": _Look("yyyy-mm-dd", 14, _FROM_LEFT),
}
_FONT = "Calibri"
_TITLE = Font(_FONT, 14, bold=True)
# Both pairs of ink and fill reach a contrast of 4.5:1.
_STRONG = Font(_FONT, 11, bold=True, color="FFFFFF"), PatternFill("solid", fgColor="2A6A8A")
_PALE = Font(_FONT, 11, color="10181F"), PatternFill("solid", fgColor="E3E9EE")


def templates_zip() -> bytes:
    """`empty/members.csv`, `example/members.csv` and so on; the same bytes every time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for folder, worked in (("empty", False), ("example", True)):
            for one in TABLES:
                text = csv_bytes(template(one.name, worked=worked))
                archive.writestr(_entry(f"{folder}/{one.file}"), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def template_workbook(*, worked: bool = False) -> bytes:
    """An Excel workbook to write records into, or, `worked`, to look at: a sheet that explains, then one per table."""
    workbook = Workbook()
    workbook.properties.creator = "taft_dash"
    workbook.properties.title = "Session records"
    workbook.properties.created = workbook.properties.modified = datetime(*_EARLIEST)
    _explain(workbook.active, worked)
    described = {(row.table, row.column): row for row in dictionary().itertuples()}
    for one in TABLES:
        sheet = workbook.create_sheet(one.name)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        for place, column in enumerate(one.columns, start=1):
            _head(sheet, place, column, described[one.name, column.name])
            _guard(sheet, place, column, described[one.name, column.name])
        for line, row in enumerate(template(one.name, worked=worked).itertuples(index=False), start=2):
            for place, (column, text) in enumerate(zip(one.columns, row, strict=True), start=1):
                look = _LOOKS[column.kind]
                _write(sheet.cell(line, place), _typed(column, text), look.format).alignment = look.alignment
    for sheet in workbook.worksheets:
        # Printed, a sheet is as wide as the paper: empty ones may be filled in by hand during a session.
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return _bytes(workbook)


def _explain(sheet: Worksheet, worked: bool) -> None:
    """The first sheet: what to do, and what one row is on each of the others."""
    sheet.title = READ_ME
    sheet.sheet_view.showGridLines = False
    sentences = [
        "Write one row per line under the headings of the other sheets, then open this workbook in taft_dash.",
        f"{enough_words()} Leave a sheet empty where you have nothing to write.",
        f"Columns marked{REQUIRED} must be there. Others may stay empty or be taken out, and you may add your own.",
        "Point at a heading to read what it means, what may stand below it and what an empty cell stands for.",
        "Some cells offer a list. A word or number that could not be used later is refused at once.",
        "Keep the names of the sheets and the headings. This sheet holds no records and is passed over.",
    ]
    if worked:
        sentences = ["The rows of this workbook are invented. Replace them by your own.", *sentences]
    _write(sheet.cell(1, 1), "Session records for taft_dash").font = _TITLE
    sheet.row_dimensions[1].height = 24
    for line, sentence in enumerate(sentences, start=3):
        _write(sheet.cell(line, 1), sentence)
    listed = [("sheet", "one row is", "columns that must be there", "needed")]
    for one in TABLES:
        needed = "one of these is enough" if one.name in ENOUGH else "optional"
        listed.append((one.name, one.one_row_is, ", ".join(one.required), needed))
    first = len(sentences) + 4
    for line, texts in enumerate(listed, start=first):
        for place, text in enumerate(texts, start=1):
            cell = _write(sheet.cell(line, place), text)
            if line == first:
                cell.font, cell.fill = _STRONG
    for letter, width in zip("ABCD", (16, 56, 44, 24), strict=True):
        sheet.column_dimensions[letter].width = width


def _head(sheet: Worksheet, place: int, column: Column, about) -> None:
    """The heading of a column, what the data dictionary says about it as a comment, and the look of its cells."""
    look, seen = _LOOKS[column.kind], column.name + REQUIRED * column.required
    # The format adds the word to what is seen; the cell holds the heading alone.
    cell = _write(sheet.cell(1, place), column.name, f'@"{REQUIRED}"' if column.required else _TEXT)
    cell.font, cell.fill = _STRONG if column.required else _PALE
    cell.alignment = look.alignment
    said = [seen, column.meaning, f"Holds: {_holds(about)}", f"Empty cell: {about.empty}"]
    if about.allowed:
        said.insert(3, f"Allowed: {about.allowed}")
    lines = sum(1 + len(line) // 42 for line in said)
    cell.comment = Comment("\n".join(said), "taft_dash", width=320, height=24 + 18 * lines)
    dimension = sheet.column_dimensions[cell.column_letter]
    dimension.width = max(len(seen) + 4, look.width)
    dimension.number_format, dimension.alignment = look.format, look.alignment


def _holds(about) -> str:
    return f"{about.holds} ({about.unit})" if about.unit else about.holds


def _guard(sheet: Worksheet, place: int, column: Column, about) -> None:
    """Drop-down and limits for the cells of a column: what the reader would set aside is refused."""
    rule = _rule(column)
    if rule is None or (about.table == "members" and column.name == "member"):
        return
    rule.allow_blank = True
    rule.errorTitle = column.name
    rule.showErrorMessage = True
    rule.error = f"Expected: {_holds(about)}{about.allowed and ', '}{about.allowed}."
    if column.kind in ("person", "people"):
        # A list has no room for words such as GROUP, or for several people: then it suggests, and asks nothing.
        rule.showErrorMessage = column.kind == "person" and not column.choices
        rule.errorStyle = "warning"
        rule.error = "Nobody on the sheet members has this identifier."
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _rule(column: Column) -> DataValidation | None:
    match column.kind:
        case "choice":
            return DataValidation("list", f'"{",".join(column.choices)}"')
        case "person" | "people":
            return DataValidation("list", _everybody())
        case "date":
            return DataValidation("date", "1", operator="greaterThanOrEqual")
        case "session" | "whole" | "number":
            low = -_FARTHEST if column.low is None else column.low
            high = _FARTHEST if column.high is None else column.high
            kind = "decimal" if column.kind == "number" else "whole"
            return DataValidation(kind, f"{low:.16g}", f"{high:.16g}", operator="between")
    return None


def _everybody() -> str:
    """The identifiers on the sheet members, as many as there are, as the source of a list."""
    letter = get_column_letter(table("members").names.index("member") + 1)
    first, column = f"members!${letter}$2", f"members!${letter}$2:${letter}${_LAST_ROW}"
    return f"OFFSET({first},0,0,MAX(1,COUNTA({column})),1)"


def _typed(column: Column, text: str) -> str | int | float | date | None:
    """A cell of a template in the type in which a person would have typed it."""
    match column.kind:
        case _ if not text:
            return None
        case "session" | "whole":
            return int(text)
        case "number":
            return float(text)
        case "date":
            return date.fromisoformat(text)
    return text


def _write(cell: Cell, value: str | int | float | date | None, number_format: str = _TEXT) -> Cell:
    cell.value = value
    cell.number_format = number_format
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    return cell


def _bytes(workbook: Workbook) -> bytes:
    """The workbook as a file, without the time at which it was made."""
    made, content = io.BytesIO(), io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(made, "w")).save()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(content, "w") as archive:
        for name in parts.namelist():
            archive.writestr(_entry(name), parts.read(name), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _EARLIEST)
