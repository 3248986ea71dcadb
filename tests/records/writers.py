"""One table written in every format that is read: rows of cells, the headings first, to the bytes of a file."""

import datetime
import io
import zipfile

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pyxlsbwriter
import xlwt

from taft_dash.records.reading import read_files

DAY, MOMENT = datetime.date(2024, 5, 3), datetime.datetime(2024, 5, 3, 10, 30)


def as_csv(rows, _):
    return "".join(",".join(_text(cell) for cell in row) + "\n" for row in rows).encode()


def as_xlsx(rows, _):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def as_xls(rows, _):
    book = xlwt.Workbook()
    sheet = book.add_sheet("t")
    styles = {
        datetime.date: xlwt.easyxf(num_format_str="YYYY-MM-DD"),
        datetime.datetime: xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM"),
    }
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(line, column, cell, styles.get(type(cell), xlwt.Style.default_style))
    return saved(book)


def as_ods(rows, _):
    document = odf.opendocument.OpenDocumentSpreadsheet()
    table = odf.table.Table(name="t")
    for row in rows:
        line = odf.table.TableRow()
        for cell in row:
            line.addElement(_ods_cell(cell))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    return saved(document)


def as_xlsb(rows, folder):
    with pyxlsbwriter.XlsbWriter(str(folder / "t.xlsb")) as book:
        book.add_sheet("t")
        book.write_sheet(rows)
    return (folder / "t.xlsb").read_bytes()


def as_parquet(rows, _):
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(as_frame(rows), preserve_index=False), out)
    return out.getvalue()


def as_sav(rows, folder, **more):
    pyreadstat.write_sav(as_frame(rows), folder / "t.sav", **more)
    return (folder / "t.sav").read_bytes()


def as_zsav(rows, folder):
    return as_sav(rows, folder, compress=True)


def as_frame(rows):
    return pd.DataFrame([list(row) for row in rows[1:]], columns=rows[0])


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(cell):
    return "" if cell is None else str(cell)


def _ods_cell(cell):
    match cell:
        case None:
            return odf.table.TableCell()
        case datetime.date():
            return odf.table.TableCell(valuetype="date", datevalue=cell.isoformat())
        case int() | float():
            return odf.table.TableCell(valuetype="float", value=repr(cell))
    written = odf.table.TableCell(valuetype="string")
    written.addElement(odf.text.P(text=cell))
    return written


ENDINGS = ("csv", "xlsx", "xls", "ods", "xlsb", "parquet", "sav", "zsav")
WRITERS = [as_csv, as_xlsx, as_xls, as_ods, as_xlsb, as_parquet, as_sav, as_zsav]


def read(data, name="t", **sizes):
    return read_files([(name, data)], **sizes)


def texts(reading):
    (table,) = reading.tables
    return {heading: column.text().tolist() for heading, column in table.columns.items()}


def codes(reading):
    return [problem.code for problem in reading.problems]


def with_part(data, name, change):
    """The ZIP with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return out.getvalue()
