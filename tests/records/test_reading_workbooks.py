"""Old, binary and open workbooks (.xls, .xlsb, .ods)."""

import io
import zipfile

import pytest
import xlwt

from taft_dash.records import limits
from tests.records.writers import DAY, as_xlsb, codes, read, saved, texts, with_part


class TestXls:
    def book(self, fill, **of_book):
        book = xlwt.Workbook()
        for name, value in of_book.items():
            setattr(book, name, value)
        fill(book.add_sheet("t"))
        return saved(book)

    def test_merged_cells_and_formulas_without_results_are_reported(self):
        def fill(sheet):
            for column, heading in enumerate("abc"):
                sheet.write(0, column, heading)
            sheet.write_merge(1, 2, 0, 0, "x")
            sheet.write(1, 1, 5)
            sheet.write(1, 2, xlwt.Formula("B2+1"))

        reading = read(self.book(fill))
        assert [(p.code, p.severity) for p in reading.problems] == [
            ("merged-cells", "warning"),
            ("formula-without-result", "warning"),
        ]
        assert "(1)" in reading.problems[1].message

    def test_errors_truth_and_lengths_of_time(self):
        def fill(sheet):
            long = xlwt.easyxf(num_format_str="[h]:mm:ss")
            time = xlwt.easyxf(num_format_str="hh:mm")
            for column, (heading, cell, *style) in enumerate(
                [("a", True), ("b", 26 / 24, long), ("c", 0.4375, time), ("d", 3.0)]
            ):
                sheet.write(0, column, heading)
                sheet.write(1, column, cell, *style)
            sheet.write(0, 4, "e")
            sheet.row(1).set_cell_error(4, 0x2A)

        assert texts(read(self.book(fill))) == {
            "a": ["TRUE"], "b": ["26:00:00"], "c": ["10:30:00"], "d": ["3"], "e": ["#N/A"]}  # fmt: skip

    def test_the_calendar_of_the_macintosh(self):
        def fill(sheet):
            sheet.write(0, 0, "day")
            sheet.write(1, 0, DAY, xlwt.easyxf(num_format_str="YYYY-MM-DD"))

        assert texts(read(self.book(fill, dates_1904=True))) == {"day": ["2024-05-03"]}

    def test_a_cell_far_away_takes_no_room(self):
        """Laid out as a rectangle, these two cells of one file would span 16 million."""

        def fill(sheet):
            sheet.write(0, 0, "a")
            sheet.write(1, 0, 1)
            sheet.write(65_535, 255, " ")

        assert texts(read(self.book(fill))) == {"a": ["1"]}

    @pytest.mark.parametrize(
        ("inside", "code", "words"),
        [
            ("EncryptedPackage", "not-a-table", "password"),
            ("WordDocument", "not-a-table", "Word"),
            ("PowerPoint Document", "not-a-table", "presentation"),
            ("VisioDocument", "not-a-table", "old Office"),
            ("Workbook", "workbook", "damaged"),
        ],
    )
    def test_other_documents_on_an_old_disk(self, inside, code, words):
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + f"{inside}\0".encode("utf-16-le")
        (problem,) = read(data).problems
        assert problem.code == code and words in problem.message


class TestXlsb:
    def test_claims_are_not_believed(self, tmp_path):
        """A row number beyond the sheet, a column beyond it, a text that is longer than the file."""
        data = as_xlsb([["a", "b"], [1, "x"]], tmp_path)
        for record, damage in (
            (b"\x00\x19\x01\x00\x00\x00", b"\x00\x19\xff\xff\xff\x7f"),
            (b"\x00\x19\x01\x00\x00\x00", b"\x00\x19\x00\x00\x00\x00"),
        ):
            changed = with_part(
                data,
                "xl/worksheets/sheet1.bin",
                lambda part, record=record, damage=damage: part.replace(record, damage),
            )
            assert changed != with_part(data, "", None) and codes(read(changed)) == ["workbook"]

    def test_parts_that_are_not_there(self, tmp_path):
        data = as_xlsb([["a"], [1]], tmp_path)
        for part in ("xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/worksheets/sheet1.bin"):
            assert codes(read(with_part(data, part, lambda part: part[: len(part) // 2]))) in (
                ["workbook"],
                ["empty"],
            )


class TestOds:
    def content(self, rows, more=""):
        inside = (
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="t">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", more + inside)
        return out.getvalue()

    def row(self, *cells, times=1):
        return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'

    def cell(self, text, attributes=""):
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    def test_values(self):
        given_as = (
            ("a", 'office:value-type="float" office:value="2.50"', "2.5"),
            ("b", 'office:value-type="percentage" office:value="0.5"', "0.5"),
            ("c", 'office:value-type="boolean" office:boolean-value="true"', "TRUE"),
            ("d", 'office:value-type="time" office:time-value="PT26H00M05S"', "26:00:05"),
            ("e", 'office:value-type="date" office:date-value="2024-05-03T10:30:00"', "2024-05-03 10:30:00"),
            ("f", 'office:value-type="string" office:string-value="" table:formula="of:=NA()"', "shown"),
            ("g", "", "shown"),
        )
        data = self.content(
            self.row(*(self.cell(name) for name, _, _ in given_as))
            + self.row(*(self.cell("shown", how) for _, how, _ in given_as))
        )
        assert texts(read(data)) == {name: [expected] for name, _, expected in given_as}

    def test_blanks_written_as_elements(self):
        data = self.content(
            self.row(self.cell("a")) + self.row(self.cell('x<text:s text:c="2"/>y<text:span> z</text:span>'))
        )
        assert texts(read(data)) == {"a": ["x  y z"]}

    def test_repeats(self):
        data = self.content(
            self.row(self.cell("a"), self.cell("b"))
            + self.row('<table:table-cell table:number-columns-repeated="16384"/>', times=3)
            + self.row(self.cell("1", 'table:number-columns-repeated="2"'), times=2)
            + self.row('<table:table-cell table:number-columns-repeated="16384"/>', times=1_048_570)
        )
        reading = read(data)
        assert texts(reading) == {"a": ["1", "1"], "b": ["1", "1"]}
        assert reading.tables[0].line.tolist() == [5, 6]

    @pytest.mark.parametrize(("rows", "columns"), [(1_048_576, 16_384), (1, 999_999_999), (10**12, 1)])
    def test_bomb(self, rows, columns, monkeypatch):
        monkeypatch.setattr(limits, "MOST_SHEET_CELLS", 100_000)
        cell = self.cell("x", f'table:number-columns-repeated="{columns}"')
        data = self.content(self.row(cell, times=rows))
        assert codes(read(data))[0] in ("too-large", "workbook")

    def test_a_formula_never_calculated(self):
        data = self.content(
            self.row(self.cell("a")) + self.row('<table:table-cell table:formula="of:=1+1"/>')
        )
        assert codes(read(data)) == ["formula-without-result"]

    def test_entities(self):
        doctype = '<!DOCTYPE x [<!ENTITY a "b">]>'
        rows = self.row(self.cell("a")) + self.row(self.cell("1"))
        assert codes(read(self.content(rows, doctype))) == ["workbook"]
        utf16 = with_part(
            self.content(rows),
            "content.xml",
            lambda xml: ("\ufeff" + doctype + xml.decode()).encode("utf-16-le"),
        )
        assert codes(read(utf16)) == ["workbook"]

    def test_password(self):
        data = self.content(self.row(self.cell("a")))
        with zipfile.ZipFile(out := io.BytesIO(data), "a") as archive:
            archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        assert codes(read(out.getvalue())) == ["password"]
