"""ZIPs and workbooks: read like folders, opened with distrust."""

import datetime
import io
import stat
import struct
import zipfile
import zlib

import openpyxl
import pytest
import xlsxwriter

from taft_dash.records import limits
from taft_dash.records.reading import read_files

CSV = b"a,b\n1,2\n3,4\n"


def zipped(entries, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data, name, change):
    """The ZIP with one part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(
            (entry, change(archive.read(entry)) if entry == name else archive.read(entry))
            for entry in archive.namelist()
        )


def read(data, name="study.zip", **sizes):
    return read_files([(name, data)], **sizes)


def codes(reading):
    return [problem.code for problem in reading.problems]


class TestZip:
    def test_read_like_a_folder(self):
        entries = [
            ("interactions.csv", CSV),
            ("wave 1/ratings.csv", CSV),
            ("README.md", b"# x"),
            ("__MACOSX/._a.csv", b"\0"),
        ]
        reading = read(zipped(entries))
        assert [(table.file, table.heading) for table in reading.tables] == [
            ("study.zip/interactions.csv", "interactions"),
            ("study.zip/wave 1/ratings.csv", "ratings"),
        ]
        assert reading.problems == () and len(reading.notes) == 2

    def test_a_text_among_others_is_read_where_it_is_a_table(self):
        prose = b"Notes on the study\n\nWe met, with care, twice.\nAnna, who came late, is A.\n"
        entries = [
            ("talk.txt", b"session\tspeaker\taddressee\n1\tA\tB\n1\tB\tA\n"),
            ("notes.txt", prose),
            ("members.txt", b"member\nA\nB\n"),
            ("names.dat", b"A\nB\n"),
        ]
        reading = read(zipped(entries))
        assert [table.file for table in reading.tables] == ["study.zip/talk.txt", "study.zip/members.txt"]
        assert reading.problems == ()
        left_alone = [note.partition(" does not look")[0] for note in reading.notes]
        assert left_alone == ["study.zip/notes.txt", "study.zip/names.dat"]

    def test_a_damaged_table_is_no_prose(self):
        talk = b'session;speaker;addressee\n1;A;"B\n1;B;A\n2;A;B\n'
        reading = read(zipped([("talk.txt", talk), ("more.csv", CSV)]))
        assert codes(reading) == ["quotation-marks"] and reading.notes == ()

    def test_a_workbook_inside(self):
        reading = read(zipped([("study.xlsx", workbook(ratings=[["a"], [1]]))]))
        assert [table.file for table in reading.tables] == ["study.zip/study.xlsx, sheet ratings"]

    def test_content_decides_not_the_name(self):
        assert len(read(zipped([("a.csv", CSV)]), "records.csv").tables) == 1

    def test_a_zip_inside_is_not_opened(self):
        reading = read(zipped([("inner.csv", zipped([("a.csv", CSV)])), ("b.csv", CSV)]))
        assert codes(reading) == ["archive"] and len(reading.tables) == 1

    @pytest.mark.parametrize(
        "name",
        ["../../etc/passwd.csv", "/etc/cron.d/x.csv", "C:\\Windows\\x.csv", "a/../../x.csv", "..\\x.csv"],
    )
    def test_names_are_never_paths(self, name, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (table,) = read(zipped([(name, CSV)])).tables
        assert table.heading in ("passwd", "x") and not list(tmp_path.iterdir())

    def test_links_are_left_alone(self):
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        reading = read(zipped([(link, "/etc/passwd"), ("a.csv", CSV)]))
        assert len(reading.tables) == 1 and "link.csv" in reading.notes[0]

    def test_entries_of_the_same_name_stay_apart(self):
        with pytest.warns(UserWarning, match="Duplicate"):
            data = zipped([("a.csv", CSV), ("a.csv", CSV)])
        assert read(data).rows == {"study.zip/a.csv": 2, "study.zip/a.csv (2)": 2}

    def test_password(self):
        data = bytearray(zipped([("a.csv", CSV)]))
        for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(header) + flags] |= 1
        reading = read(bytes(data))
        assert codes(reading) == ["archive"] and "password" in reading.problems[0].message

    @pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_unusual_packing(self, compression):
        assert codes(read(zipped([("a.csv", CSV)], compression))) == ["archive"]

    def test_damaged(self):
        data = zipped([("a.csv", CSV * 100)])
        assert codes(read(data[:-30])) == ["archive"]
        assert codes(read(data[:40] + b"\xff\xff\xff" + data[43:])) == ["archive"]
        assert codes(read(b"PK\x03\x04 and nothing more")) == ["archive"]

    def test_nothing_in_it(self):
        assert codes(read(zipped([]))) == ["nothing"] == codes(read(zipped([("notes.md", b"x")])))

    def test_bomb(self):
        """A thousand times its size, in one entry or in many."""
        room = 2 * limits.MEGABYTE
        for entries in (
            [("a.csv", bytes(4 * room))],
            [(f"{i}.csv", b" " * limits.MEGABYTE) for i in range(8)],
        ):
            reading = read(zipped(entries), largest_unpacked=room)
            assert codes(reading)[-1] == "too-large" and not reading.tables

    def test_bomb_that_claims_to_be_small(self):
        """Sizes in the headers say ten bytes; what is unpacked counts."""
        data = bytearray(zipped([("a.csv", b"a,b\n1,2\n" * 1_000_000)]))
        for header, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            struct.pack_into("<I", data, data.index(header) + place, 10)
        reading = read(bytes(data), largest_unpacked=limits.MEGABYTE)
        assert not reading.tables and codes(reading) == ["archive"]

    def test_a_claimed_size_is_not_believed(self):
        """A header that claims 4 GB for a few bytes refuses nothing and takes no memory."""
        data = bytearray(zipped([("a.csv", CSV)]))
        for header, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            struct.pack_into("<I", data, data.index(header) + place, 2**32 - 2)
        assert codes(read(bytes(data))) in ([], ["archive"])

    def test_too_many_files(self, monkeypatch):
        monkeypatch.setattr(limits, "MOST_FILES", 3)
        assert codes(read(zipped([(f"{i}.csv", CSV) for i in range(4)])))[-1] == "too-many-files"
        assert codes(read(zipped([(f"{i}.md", CSV) for i in range(31)]))) == ["too-many-files"]

    @pytest.mark.parametrize(
        ("inside", "words"),
        [
            ("word/document.xml", "Word"),
            ("ppt/presentation.xml", "presentation"),
            ("Index/Document.iwa", "Numbers"),
            ("mimetype", "OpenDocument"),
        ],
    )
    def test_other_documents(self, inside, words):
        reading = read(zipped([(inside, b"x")]), "study.xlsx")
        assert codes(reading) == ["not-a-table"] and words in reading.problems[0].message

    def test_every_truncation_and_flip_is_a_problem_or_a_table(self):
        data = zipped([("a.csv", CSV * 5)])
        for place in range(len(data)):
            read(data[:place])
            read(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])


class TestWorkbook:
    def test_a_sheet_per_table(self):
        data = workbook(
            members=[["member", "role"], ["007", "member"], ["M2", None]],
            ratings=[["member", "score"], ["007", 3], ["M2", 2.5]],
            empty=[],
        )
        members, ratings = read(data, "study.xlsx").tables
        assert (members.file, members.heading) == ("study.xlsx, sheet members", "members")
        assert members.encoding == "workbook" and members.delimiter == "" and members.decimal_mark == "."
        assert members.columns["member"].text().tolist() == ["007", "M2"]
        assert members.columns["role"].text().tolist() == ["member", ""]
        assert ratings.columns["score"].text().tolist() == ["3", "2.5"] and ratings.line.tolist() == [2, 3]

    def test_the_explaining_sheet_and_sheets_left_empty_are_passed_over_with_a_sentence(self):
        data = workbook(
            **{"read ME": [["Write one row per line."], ["x", "y", "z"]]},
            events=[["group", "session", "kind"]],
            ratings=[["a"], [1]],
        )
        reading = read(data, "study.xlsx")
        assert [table.heading for table in reading.tables] == ["ratings"] and reading.problems == ()
        assert reading.notes == (
            "study.xlsx, sheet read ME: passed over, because a sheet of this name explains the others.",
            "study.xlsx, sheet events: passed over, because there is no row below its headings.",
        )

    @pytest.mark.parametrize(
        "sheets", [{"ratings": [[2, "M01", "WAI-SR", 1, 4]]}, {"forms": [["session", "kind"]]}]
    )
    def test_any_other_sheet_of_one_line_is_a_problem(self, sheets):
        reading = read(workbook(**sheets), "study.xlsx")
        assert codes(reading) == ["empty"] and reading.notes == ()

    def test_a_workbook_left_as_it_was_says_so(self):
        reading = read(workbook(**{"Read me": [["x"]]}, events=[["session", "kind"]]), "study.xlsx")
        assert codes(reading) == ["empty"]
        assert str(reading.problems[0]).startswith("study.xlsx: no sheet has rows below its headings.")

    def test_values_as_a_person_would_type_them(self):
        row = [
            1,
            2.0,
            0.1,
            True,
            datetime.datetime(2024, 5, 3),
            datetime.datetime(2024, 5, 3, 10, 30),
            " x ",
            1e-7,
        ]
        data = workbook(t=[[f"c{i}" for i in range(len(row))], row])
        (table,) = read(data, "t.xlsx").tables
        texts = [column.text()[0] for column in table.columns.values()]
        assert texts == ["1", "2", "0.1", "TRUE", "2024-05-03", "2024-05-03 10:30:00", "x", "1e-07"]

    def test_blank_rows_and_columns(self):
        rows = [[], [None, "a", None, "b"], [], [None, 1, None, 2], [None, None], [None, 3, None, 4]]
        (table,) = read(workbook(t=rows), "t.xlsx").tables
        assert list(table.columns) == ["a", "b"] and table.line.tolist() == [4, 6]
        assert table.notes == ("2 blank columns left out.", "3 blank lines skipped.")

    def test_cells_beyond_the_header(self):
        reading = read(workbook(t=[["a", "b"], [1, 2], [1, 2, 3], [1, 2]]), "t.xlsx")
        assert codes(reading) == ["irregular-rows"] and reading.problems[0].lines == (3,)
        assert reading.rows == {"t.xlsx, sheet t": 3} and len(reading.tables[0].line) == 2

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ([["a", "b"]], "empty"),
            ([["Export of the study"], ["M1", "M2"], ["M2", "M1"]], "lines-above-header"),
            ([["M1", 1, "x"], ["M2", 1, "x"]], "no-header"),
        ],
    )
    def test_one_sheet_refused_leaves_the_others(self, rows, code):
        reading = read(workbook(bad=rows, good=[["a"], [1]]), "t.xlsx")
        assert codes(reading) == [code] and [table.heading for table in reading.tables] == ["good"]
        assert reading.problems[0].set_aside == len(rows) - 1

    @pytest.mark.parametrize(
        ("rows", "code", "columns"),
        [
            ([["a", "A"], [1, 2]], "duplicate-heading", ["a", "A (2)"]),
            ([["a", None, "b"], [1, 2, 3]], "unnamed-column", ["a", "column 2", "b"]),
            ([["Export of the study"], [], ["a", "b"], [1, 2]], "lines-above-header", ["a", "b"]),
        ],
    )
    def test_what_was_made_of_a_sheet_is_listed(self, rows, code, columns):
        reading = read(workbook(t=rows), "t.xlsx")
        assert codes(reading) == [code] and list(reading.tables[0].columns) == columns
        assert reading.rows == {"t.xlsx, sheet t": 1 + reading.problems[0].set_aside}
        assert reading.understood["t.xlsx, sheet t"].head[-1][1][:1] == ("1",)

    def test_the_stored_result_of_a_formula_counts(self):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out) as book:
            sheet = book.add_worksheet("t")
            sheet.write_row(0, 0, ["a", "b", "c"])
            sheet.write_formula(1, 0, "=1+1", None, 2)
            sheet.write_formula(1, 1, '=IF(A2=3,"x","")', None, "no text")
            sheet.write_number(1, 2, 5)
        data = with_part(
            out.getvalue(),
            "xl/worksheets/sheet1.xml",
            lambda part: part.replace(b"<v>no text</v>", b"<v></v>"),
        )
        (table,) = read(data, "t.xlsx").tables
        assert [column.text()[0] for column in table.columns.values()] == ["2", "", "5"]

    def test_a_formula_never_calculated_is_not_read_as_blank(self):
        reading = read(workbook(t=[["a", "b"], [1, "=A2+1"]]), "t.xlsx")
        assert codes(reading) == ["formula-without-result"] and "B2" in reading.problems[0].message

    def test_merged_cells_are_reported(self):
        book = openpyxl.load_workbook(io.BytesIO(workbook(t=[["a", "b"], ["x", 1], [None, 2]])))
        book["t"].merge_cells("A2:A3")
        reading = read(saved(book), "t.xlsx")
        assert [(problem.code, problem.severity) for problem in reading.problems] == [
            ("merged-cells", "warning")
        ]
        assert len(reading.tables) == 1

    def test_a_claimed_extent_is_not_believed(self):
        data = workbook(t=[["a", "b"], [1, 2]])
        wide = with_part(
            data,
            "xl/worksheets/sheet1.xml",
            lambda part: part.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'),
        )
        assert wide != data
        (table,) = read(wide, "t.xlsx").tables
        assert len(table.line) == 1 and list(table.columns) == ["a", "b"]

    def test_a_sheet_that_spans_too_much(self, monkeypatch):
        monkeypatch.setattr(limits, "MOST_SHEET_CELLS", 100)
        far = with_part(
            workbook(t=[["a", "b"], [1, 2]]),
            "xl/worksheets/sheet1.xml",
            lambda part: (
                part.replace(b'r="2"', b'r="900000"').replace(b'r="A2"', b"").replace(b'r="B2"', b"")
            ),
        )
        assert codes(read(far, "t.xlsx")) == ["too-large"]

    def test_a_sheet_of_too_many_cells(self, monkeypatch):
        """Refused before any cell is read, and so at once."""
        monkeypatch.setattr(limits, "MOST_SHEET_CELLS", 5)
        monkeypatch.setattr(openpyxl, "load_workbook", None)
        assert codes(read(workbook(t=[["a", "b"], [1, 2], [3, 4]]), "t.xlsx")) == ["too-large"]

    def test_entities_are_refused(self):
        bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        data = with_part(workbook(t=[["a"], [1]]), "xl/worksheets/sheet1.xml", lambda part: bomb + part)
        assert codes(read(data, "t.xlsx")) == ["workbook"]

    def test_bomb(self):
        data = workbook(t=[["a"], [1]])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [(name, archive.read(name)) for name in archive.namelist()]
        reading = read(
            zipped([*entries, ("xl/media/x.bin", bytes(20 * limits.MEGABYTE))]),
            largest_unpacked=limits.MEGABYTE,
        )
        assert codes(reading) == ["too-large"]

    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
    def test_damaged(self, part):
        data = with_part(workbook(t=[["a", "b"], [1, 2]]), part, lambda xml: xml[: len(xml) // 2])
        assert codes(read(data, "t.xlsx")) == ["workbook"]

    def test_no_damage_raises(self):
        """Every part cut, emptied, or with a byte changed: always a table or a problem."""
        data = workbook(t=[["a", "b"], ["x", 2], ["y", 3.5]])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for name, part in parts.items():
            for place in range(0, len(part), max(len(part) // 8, 1)):
                flipped = part[:place] + bytes([part[place] ^ 0x11]) + part[place + 1 :]
                for changed in (part[:place], flipped, b"", zlib.compress(part)):
                    read(with_part(data, name, lambda _, changed=changed: changed), "t.xlsx")
