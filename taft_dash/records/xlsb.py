"""Excel's binary workbooks (.xlsb): the parts of an .xlsx as records of bytes, each with its kind and length.

The documents are [MS-XLSB] of Microsoft. Whether a number is a date is asked of openpyxl, as for .xlsx.
"""

from __future__ import annotations

import datetime
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taft_dash.records.archives import unpacked
from taft_dash.records.assembly import TableRead
from taft_dash.records.layout import Layout, Understood
from taft_dash.records.problems import Problem
from taft_dash.records.workbooks import SAVE_AGAIN, damaged, merged_cells, read_sheets
from taft_dash.records.xml_parts import events, require_plain

_ROW, _SHEET_DATA_ENDS, _MERGED, _SHARED = 0, 146, 176, 19
_SHEET, _BOOK, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 156, 153, 44, 47, 617, 618
_CELLS = {1: "", 2: "rk", 3: "error", 4: "truth", 5: "number", 6: "text", 7: "shared", 62: "rich text"}
_CELLS |= {8: "text", 9: "number", 10: "truth", 11: "error"}  # results of formulas, which are always stored
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MOST_COLUMNS = 2**14
_SHEET_KIND = "/worksheet"


def read_xlsb(
    name: str, archive: zipfile.ZipFile, largest_unpacked: int, layouts: Mapping[str, Layout]
) -> Iterator[TableRead | Problem | Understood | str]:
    """Each sheet's table, or why there is none."""
    parts, room = {}, largest_unpacked
    for entry in archive.infolist():
        part = unpacked(archive, entry, room)
        room -= len(part)
        if entry.filename.endswith((".bin", ".rels")):
            parts[entry.filename.lstrip("/").lower()] = part  # names of parts do not tell capitals apart
    try:
        book = _book(parts)
        sheets = [(title, parts[part]) for title, part in book.sheets]
        if any(kind == _MERGED for _, part in sheets for kind, _ in _records(part)):
            yield merged_cells(name)
    except (KeyError, IndexError, struct.error, UnicodeDecodeError) as error:
        raise damaged() from error
    yield from read_sheets(name, ((title, _rows(part, book)) for title, part in sheets), layouts)


@dataclass(frozen=True)
class _Book:
    """What the sheets refer to: the shared texts, which styles are dates or lengths of time, and day one."""

    sheets: list[tuple[str, str]]
    shared: list[str]
    dates: frozenset[int]
    lengths: frozenset[int]
    first_day: datetime.datetime


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record; both kind and length are numbers of seven bits to the byte."""
    place = 0
    while place < len(part):
        kind, place = part[place], place + 1
        if kind & 128:
            kind, place = kind & 127 | (part[place] & 127) << 7, place + 1
        size = shift = 0
        while True:
            byte, place = part[place], place + 1
            size |= (byte & 127) << shift
            shift += 7
            if not byte & 128 or shift > 21:
                break
        if place + size > len(part):
            raise damaged("a sheet of the workbook is damaged")
        yield kind, part[place : place + size]
        place += size


def _text(record: bytes, place: int) -> tuple[str, int]:
    """The text that stands at a place, and the place behind it."""
    (length,) = struct.unpack_from("<I", record, place)
    end = place + 4 + 2 * length
    if length == 0xFFFFFFFF:  # none
        return "", place + 4
    if end > len(record):
        raise damaged("a sheet of the workbook is damaged")
    return record[place + 4 : end].decode("utf-16-le"), end


def _book(parts: dict[str, bytes]) -> _Book:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

    targets = _targets(parts["xl/_rels/workbook.bin.rels"])
    sheets, first_day = [], WINDOWS_EPOCH
    for kind, record in _records(parts["xl/workbook.bin"]):
        if kind == _SHEET:
            relation, place = _text(record, 8)
            of, part = targets[relation]
            if of.endswith(_SHEET_KIND):  # a chart stands on a sheet of its own and holds no cells
                sheets.append((_text(record, place)[0], part))
        elif kind == _BOOK and record and record[0] & 1:
            first_day = MAC_EPOCH
    shared = [
        _text(record, 1)[0]
        for kind, record in _records(parts.get("xl/sharedstrings.bin", b""))
        if kind == _SHARED
    ]
    formats, styles, counted = dict(BUILTIN_FORMATS), [], False
    for kind, record in _records(parts.get("xl/styles.bin", b"")):
        counted = kind == _STYLES_BEGIN or (counted and kind != _STYLES_END)
        if kind == _FORMAT:
            formats[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
        elif kind == _STYLE and counted:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    shown_as = [formats.get(style, "General") for style in styles]
    dates = frozenset(place for place, how in enumerate(shown_as) if is_date_format(how))
    lengths = frozenset(place for place, how in enumerate(shown_as) if is_timedelta_format(how))
    return _Book(sheets, shared, dates, lengths, first_day)


def _targets(relations: bytes) -> dict[str, tuple[str, str]]:
    """Id of each relation -> its kind and the part it leads to."""
    require_plain(relations, "workbook", SAVE_AGAIN)
    found: dict[str, tuple[str, str]] = {}
    for event, element in events(relations, damaged()):
        if event == "end" and element.tag.endswith("}Relationship"):
            target = element.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[element.get("Id", "")] = element.get("Type", ""), part.lower()
    return found


def _rows(part: bytes, book: _Book) -> Iterator[list[object]]:
    """Every row up to the last, those without a record as empty ones."""
    row: list[object] = []
    line = -1
    try:
        for kind, record in _records(part):
            if kind == _ROW:
                if line >= 0:
                    yield row
                (following,) = struct.unpack_from("<I", record)
                if following <= line or following >= 2**20:
                    raise damaged("a sheet of the workbook is damaged")
                for _ in range(line + 1, following):
                    yield []
                line, row = following, []
            elif kind in _CELLS and line >= 0:
                column, style = struct.unpack_from("<II", record)
                if column >= _MOST_COLUMNS:
                    raise damaged("a sheet of the workbook is damaged")
                row += [None] * (column + 1 - len(row))
                row[column] = _value(_CELLS[kind], record, style & 0xFFFFFF, book)
            elif kind == _SHEET_DATA_ENDS:
                break
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise damaged("a sheet of the workbook is damaged") from error
    if line >= 0:
        yield row


def _value(kind: str, record: bytes, style: int, book: _Book) -> object:
    match kind:
        case "rk":
            (packed,) = struct.unpack_from("<i", record, 8)
            whole = packed >> 2
            number = float(whole) if packed & 2 else struct.unpack("<d", struct.pack("<q", whole << 34))[0]
            return _dated(number / 100 if packed & 1 else number, style, book)
        case "number":
            return _dated(struct.unpack_from("<d", record, 8)[0], style, book)
        case "truth":
            return record[8] != 0
        case "error":
            return _ERRORS.get(record[8], "#ERROR!")
        case "text":
            return _text(record, 8)[0]
        case "rich text":
            return _text(record, 9)[0]
        case "shared":
            return book.shared[struct.unpack_from("<I", record, 8)[0]]
    return None


def _dated(number: float, style: int, book: _Book) -> object:
    from openpyxl.utils.datetime import from_excel

    if style not in book.dates:
        return number
    try:
        return from_excel(number, book.first_day, timedelta=style in book.lengths)
    except (OverflowError, ValueError):  # beyond the calendar; Excel shows such a cell as ####
        return number
