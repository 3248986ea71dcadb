"""Excel 97 to 2003 workbooks (.xls), which many programs of the clinic still write.

Read by xlrd, which is Python throughout: a reader in machine code was seen to end the whole program on a damaged file.
"""

from __future__ import annotations

import datetime
import io
import re
import struct
from collections.abc import Iterator, Mapping

from taft_dash.records.assembly import TableRead
from taft_dash.records.layout import Layout, Understood
from taft_dash.records.problems import Problem, fold
from taft_dash.records.workbooks import Sheets, damaged, merged_cells, read_sheets, with_password

_FORMULA, _MERGED = 0x0006, 0x00E5
_YEAR_10000 = 2_958_466 - 1_462  # in days of either calendar of Excel; no date of a record lies beyond
_LENGTH = re.compile(r"\[[hms]+\]", re.IGNORECASE)  # how [h]:mm is told from a time of day
_NO_RESULT = (3, 0xFFFF)  # first byte and last two bytes of the result of a formula that has none


def read_xls(
    name: str, data: bytes, layouts: Mapping[str, Layout]
) -> Iterator[TableRead | Problem | Understood | str]:
    """Each sheet's table, or why there is none."""
    import xlrd  # only for those who still have such files

    try:
        book = xlrd.open_workbook(
            file_contents=data,
            logfile=io.StringIO(),
            use_mmap=False,
            ragged_rows=True,
            on_demand=True,
            formatting_info=True,
        )
    except Exception as error:  # xlrd lets through whatever it trips over in a damaged workbook
        if "encrypted" in str(error):
            raise with_password() from error
        raise damaged() from error
    with book:
        merged, without_result = _inspect(memoryview(book.mem)[book.base : book.base + book.stream_len])
        if merged:
            yield merged_cells(name)
        if without_result:
            yield fold(
                "formula-without-result",
                f"found formulas without a stored result ({without_result:,}); they are read as empty cells.",
                "If they should give a value, open the workbook in a spreadsheet program and save it again.",
                file=name,
                severity="warning",
            )
        yield from read_sheets(name, _sheets(book), layouts)


def _inspect(stream: memoryview) -> tuple[bool, int]:
    """Whether any cells are merged, and how many formulas have no result.

    A result of no text and one that was never calculated look the same here, and so both are only reported.
    """
    merged, without_result, place = False, 0, 0
    while place + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, place)
        if record == _MERGED:
            merged = True
        elif record == _FORMULA and size >= 14 and place + 18 <= len(stream):
            without_result += struct.unpack_from("<B5xH", stream, place + 10) == _NO_RESULT
        place += 4 + size
    return merged, without_result


def _sheets(book) -> Sheets:
    for number in range(book.nsheets):
        try:
            sheet = book.sheet_by_index(number)
        except Exception as error:  # as above
            raise damaged() from error
        yield sheet.name, (_cells(book, sheet, row) for row in range(sheet.nrows))
        book.unload_sheet(number)


def _cells(book, sheet, row: int) -> list[object]:
    from xlrd import biffh, xldate

    values = []
    for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
        if kind == biffh.XL_CELL_DATE and 0 <= value < _YEAR_10000:
            style = book.xf_list[sheet.cell_xf_index(row, column)]
            if _LENGTH.search(book.format_map[style.format_key].format_str):
                value = datetime.timedelta(seconds=round(value * 86_400, 3))
            else:
                moment = xldate.xldate_as_datetime(value, book.datemode)
                value = moment if value >= 1 else moment.time()
        elif kind == biffh.XL_CELL_BOOLEAN:
            value = bool(value)
        elif kind == biffh.XL_CELL_ERROR:
            value = biffh.error_text_from_code.get(value, "#ERROR!")
        values.append(value)
    return values
