"""OpenDocument spreadsheets (.ods), as LibreOffice and Google Sheets write them.

A few bytes may say that a row stands there a million times. So the sheet is read as it is written, and repeats count
before they are laid out; a library that lays them out first took 2 GB for a file of 1.5 kB.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain, islice, repeat
from xml.etree import ElementTree

from taft_dash.records import limits
from taft_dash.records.archives import unpacked
from taft_dash.records.as_text import written
from taft_dash.records.assembly import TableRead
from taft_dash.records.layout import Layout, Understood
from taft_dash.records.problems import Problem, Refused, shown
from taft_dash.records.workbooks import (
    SAVE_AGAIN,
    Sheets,
    damaged,
    merged_cells,
    read_sheets,
    too_many_cells,
    with_password,
)
from taft_dash.records.xml_parts import events, require_plain

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MERGED = re.compile(rb"number-(columns|rows)-spanned=.(0*[2-9]|0*1\d)")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")


def read_ods(
    name: str, archive: zipfile.ZipFile, largest_unpacked: int, layouts: Mapping[str, Layout]
) -> Iterator[TableRead | Problem | Understood | str]:
    """Each sheet's table, or why there is none."""
    parts = {entry.filename: entry for entry in archive.infolist()}
    if "META-INF/manifest.xml" in parts:
        manifest = unpacked(archive, parts["META-INF/manifest.xml"], largest_unpacked)
        if b"encryption-data" in manifest:
            raise with_password()
    if "content.xml" not in parts:
        raise damaged()
    content = unpacked(archive, parts["content.xml"], largest_unpacked)
    require_plain(content, "workbook", SAVE_AGAIN)
    if _MERGED.search(content):
        yield merged_cells(name)
    yield from read_sheets(name, _sheets(content), layouts)


def _sheets(content: bytes) -> Sheets:
    found = events(content, damaged("a sheet of the workbook is damaged"))
    for event, element in found:
        if event == "start" and element.tag == f"{_TABLE}table":
            yield element.get(f"{_TABLE}name", ""), _rows(found)


def _rows(found: Iterator[tuple[str, ElementTree.Element]]) -> Iterator[list[str]]:
    """The rows up to the end of the sheet, as often as each is repeated; none below the last that is filled."""
    depth, blank = 1, 0
    for event, element in found:
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if not depth:
                element.clear()
                return
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            if depth > 1:  # a table within a cell
                continue
            times, texts = _repeated(element, "rows"), _texts(element)
            element.clear()
            if texts:
                if blank + times * len(texts) > limits.MOST_SHEET_CELLS:
                    raise too_many_cells()
                yield from repeat([], blank)
                yield from repeat(texts, times)
            blank = 0 if texts else blank + times


def _repeated(element: ElementTree.Element, of: str) -> int:
    times = element.get(f"{_TABLE}number-{of}-repeated", "1")
    if not times.isdecimal() or len(times) > 9:
        raise damaged("a sheet of the workbook is damaged")
    return int(times)


def _texts(row: ElementTree.Element) -> list[str]:
    """The texts of a row up to its last filled cell."""
    cells = []
    for cell in row:
        if cell.tag == f"{_TABLE}table-cell":
            cells.append((_text(cell), _repeated(cell, "columns")))
        elif cell.tag == f"{_TABLE}covered-table-cell":  # beneath a merged cell
            cells.append(("", _repeated(cell, "columns")))
    while cells and not cells[-1][0]:
        cells.pop()
    laid_out = chain.from_iterable(repeat(text, times) for text, times in cells)
    return list(islice(laid_out, limits.MOST_SHEET_CELLS + 1))


def _text(cell: ElementTree.Element) -> str:
    """The value of a cell; what is shown of it may be rounded, and counts only where it is text or says #N/A."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    attribute = {"": "string", "float": "", "percentage": "", "currency": ""}.get(kind, kind)
    value = cell.get(f"{_OFFICE}{attribute}-value" if attribute else f"{_OFFICE}value")
    if value:
        return _typed(kind, value.strip())
    text = "\n".join(_paragraph(part) for part in cell if part.tag == f"{_TEXT}p").strip()
    if not text and value is None and cell.get(f"{_TABLE}formula") is not None:
        raise Refused(
            "formula-without-result",
            f"the formula {shown(cell.get(f'{_TABLE}formula'))} has no stored result.",
            SAVE_AGAIN,
            rows=0,
        )
    return text


def _paragraph(paragraph: ElementTree.Element) -> str:
    for part in paragraph.iter():
        if part.tag == f"{_TEXT}s":
            times = part.get(f"{_TEXT}c", "1")
            part.text = " " * min(int(times) if times.isdecimal() else 1, limits.LONGEST_CELL + 1)
        elif part.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            part.text = " "
    return "".join(paragraph.itertext())


def _typed(kind: str, value: str) -> str:
    try:
        if kind in ("float", "percentage", "currency"):
            return written(float(value))
        if kind == "date":
            return written(datetime.datetime.fromisoformat(value))
    except ValueError as error:
        raise damaged(f"a cell of the workbook says that {shown(value)} is a {kind}") from error
    if kind == "time" and (parts := _DURATION.fullmatch(value)):
        sign, *lengths = parts.groups(default="0")
        days, hours, minutes = map(int, lengths[:3])
        length = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=float(lengths[3]))
        return written(-length if sign == "-" else length)
    return value.upper() if kind == "boolean" else value
