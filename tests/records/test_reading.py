"""Reading delimited text: what must load exactly, what is set aside by line, what is refused and why."""

import csv
import io
import os
import sys

import numpy as np
import pytest

from taft_dash.records import limits
from taft_dash.records.reading import read_files

HEADER = "group,session,speaker,addressee,speaking_seconds,category"
ROWS = [
    ["Tuesday", "1", "M01", "M02", "3.5", "question"],
    ["Tuesday", "1", "M02", "GROUP", "12", ""],
    ["Tuesday", "2", "007", "NA", "0.25", "support"],
    ["Tuesday", "2", "נועה", "M01", "4", "disclosure of something long"],
]
PLAIN = "\n".join([HEADER, *(",".join(row) for row in ROWS)]) + "\n"


def read(data, name="interactions.csv"):
    return read_files([(name, data if isinstance(data, bytes) else data.encode())])


def only(reading):
    (table,) = reading.tables
    return table


def rows_of(table):
    return [list(row) for row in zip(*(column.text() for column in table.columns.values()), strict=True)]


def refusal(reading):
    """The one problem of a file that was refused altogether."""
    assert not reading.tables
    (problem,) = reading.problems
    assert problem.severity == "error" and problem.message and problem.fix
    assert sum(reading.rows.values()) == problem.set_aside
    return problem


def quoted(text):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        pytest.param(PLAIN.replace("\n", "\r\n"), 0, id="CRLF"),
        pytest.param(PLAIN, 0, id="LF"),
        pytest.param(PLAIN.replace("\n", "\r"), 0, id="CR"),
        pytest.param(PLAIN.encode("utf-8-sig"), 0, id="UTF-8 mark"),
        pytest.param(PLAIN.encode("utf-16"), 0, id="UTF-16 mark"),
        pytest.param(b"\xfe\xff" + PLAIN.encode("utf-16-be"), 0, id="UTF-16 BE mark"),
        pytest.param(PLAIN.encode("utf-16-le"), 0, id="UTF-16 LE without mark"),
        pytest.param(PLAIN.encode("utf-16-be"), 0, id="UTF-16 BE without mark"),
        pytest.param(PLAIN.replace(",", ";"), 0, id="semicolon"),
        pytest.param(PLAIN.replace(",", "\t"), 0, id="tab"),
        pytest.param(PLAIN.replace(",", "|"), 0, id="bar"),
        pytest.param(PLAIN.replace(",", ", "), 0, id="comma and blank"),
        pytest.param(PLAIN.rstrip("\n"), 1, id="no trailing newline"),
        pytest.param(PLAIN + "\n", 1, id="double trailing newline"),
        pytest.param(quoted(PLAIN), 0, id="fully quoted"),
        pytest.param(PLAIN + "\n\n,,,,,\n  \n", 1, id="trailing blank lines"),
        pytest.param(PLAIN.replace("\n", ",,\n"), 1, id="blank columns at the end"),
        pytest.param(
            PLAIN.replace("\n", ",,\n").replace(",,", "", 1), 1, id="blank columns without headings"
        ),
    ],
)
def test_loads_exactly(data, notes):
    reading = read(data)
    table = only(reading)
    assert list(table.columns) == HEADER.split(",")
    assert rows_of(table) == ROWS
    assert table.line.tolist() == [2, 3, 4, 5] and table.line.dtype == np.int32
    assert reading.problems == () and reading.rows == {"interactions.csv": 4}
    assert len(table.notes) == notes


def test_one_row():
    assert rows_of(only(read(f"{HEADER}\n{','.join(ROWS[0])}\n"))) == ROWS[:1]


def test_codes_are_a_dictionary_of_what_occurs():
    table = only(read("member,role\nM1,member\n M1 , \nM2,member\n"))
    member = table.columns["member"]
    assert member.codes.tolist() == [0, 0, 1] and member.codes.dtype == np.int32
    assert member.values.tolist() == ["M1", "M2"]  # blanks around a name make no second person
    assert table.columns["role"].values.tolist() == ["member", ""]


def test_quotation_marks_make_no_second_person():
    assert only(read('member,x\nM1,1\n"M1",2\n')).columns["member"].values.tolist() == ["M1"]


def test_texts_of_rows_set_aside_do_not_stay_among_the_values():
    table = only(read("member,role\nM1,member\nmember,role\nM2,therapist\n"))
    assert table.columns["member"].values.tolist() == ["M1", "M2"]


def test_identifiers_stay_as_typed():
    table = only(read("member\n007\nNA\n1\nnull\n1.0\nTRUE\n"))
    assert table.columns["member"].text().tolist() == ["007", "NA", "1", "null", "1.0", "TRUE"]


@pytest.mark.parametrize("run", [1, 3, 4, 5])  # from 4 on, runs of equal cells are looked up instead of rows
@pytest.mark.parametrize("length", [1, 7, 8, 9, 16, 17, 63, 64, 65, 200])
def test_cells_of_every_length_are_told_apart(length, run):
    texts = ["", "x" * length, "x" * (length - 1) + "y", "é" * length, "x" * length]
    texts = [text for text in texts for _ in range(run)]
    table = only(read("a,b\n" + "".join(f"{text},1\n" for text in texts)))
    assert table.columns["a"].text().tolist() == texts


def test_lines_are_the_spreadsheets():
    """A cell over two lines is one row of a spreadsheet, a blank line is one too."""
    table = only(read('a,b\n1,"two\nlines"\n\n3,x\n'))
    assert table.line.tolist() == [2, 4]
    assert table.columns["b"].text().tolist() == ["two\nlines", "x"]


def test_blank_rows_are_no_rows():
    reading = read("a,b\n1,2\n , \n\n,\n3,4\n5\n")
    assert only(reading).line.tolist() == [2, 6] and reading.rows == {"interactions.csv": 3}
    assert only(reading).notes == ("3 blank lines skipped.",)


def test_header_below_blank_lines():
    table = only(read("\n\na,b\n1,2\n"))
    assert table.line.tolist() == [4] and table.notes == ("2 blank lines skipped.",)


def test_irregular_rows_are_set_aside_by_line():
    good, short, long = "1,2,3\n", "1,2\n", "1,2,3,4\n"
    reading = read("a,b,c\n" + good * 9 + short + good * 90 + long * 41)
    (problem,) = reading.problems
    assert problem.code == "irregular-rows" and problem.found == "2 to 4 cells"
    assert problem.line == 11 and problem.lines == (11, 102, 103, 104, 105) and problem.count == 42
    assert "lines 11, 102, 103, 104, 105 … and 37 more" in str(problem)
    assert len(only(reading).line) == 99 and reading.rows["interactions.csv"] == 141
    assert 11 not in only(reading).line and 12 in only(reading).line


def test_more_irregular_rows_than_regular_ones_refuse_the_file():
    assert refusal(read("a,b,c\n1,2\n1,2\n1,2,3\n")).code == "irregular-rows"
    assert len(only(read("a,b,c\n1,2\n1,2,3\n")).line) == 1  # just half is not more


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty", None),
        (b"\xef\xbb\xbf", "empty", None),
        ("\n \n\t\n", "empty", None),
        (",,\n,,\n", "empty", None),
        (f"{HEADER}\n", "empty", None),
        (f"{HEADER}\n\n,,,,,\n", "empty", None),
        ("a,b\n1,2,3\n", "irregular-rows", 2),
        ('a,b\n1,2\n1,x"y\n', "quotation-marks", 3),
        ('a,b\n1,"x"y\n1,2\n', "quotation-marks", 2),
        ('a,b\n1,2\n\n1,"x\n1,2\n', "quotation-marks", 4),
        ('a,b\n"1","x\n"2","y"\n', "quotation-marks", 2),
        ('a,b\n1, "x"\n', "quotation-marks", 2),
        ("a,b\n1,2\n1,\0\n", "nul", 3),
        ("a,b\n1,Zoë\n".encode() + b"1,Zo\xeb\n", "encoding", 3),
        (b"\xff\xfea\0,\0b\0\n\0\x00\xd8", "encoding", None),
        ("a b c\n1 2 3\n4 5 6\n", "delimiter", None),
        ("a;b,c\n1;2,3\n", "delimiter", None),
        ("'a','b'\n'1','x'y\n", "single-quotes", None),
        (b"%PDF-1.7\n%\xe2\xe3", "not-a-table", None),
        (b"\x89PNG\r\n\x1a\n", "not-a-table", None),
        (b"SQLite format 3\0", "not-a-table", None),
        (b"MZ\x90\0\x03\0", "not-a-table", None),
        (b"\x7fELF\x02\x01", "not-a-table", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not-a-table", None),
        (b"\x1f\x8b\x08\0", "not-a-table", None),
        (b"PAR1\x15\x04", "parquet", None),
        (b"\n <!DOCTYPE html><table>", "not-a-table", None),
        (b'[{"a": 1}]', "not-a-table", None),
    ],
)
def test_refused_in_words(data, code, line):
    problem = refusal(read(data))
    assert (problem.code, problem.line) == (code, line)
    assert "Error" not in str(problem) and "Traceback" not in str(problem)


@pytest.mark.parametrize("heading", ["MZ", "PAR1", "ID3", "RIFF", "BM", "RDX", "$FL2", "abc"])
def test_a_heading_that_looks_like_another_kind_of_file_is_read(heading):
    assert only(read(f"{heading},ftyp\n1,2\n")).columns[heading].values.tolist() == ["1"]


def test_of_damaged_text_nothing_is_shown():
    problem = refusal(read("note\nZoë was here\n".encode() + b"Zo\xeb too\n"))
    assert "was here" not in str(problem) and "too" not in str(problem)


def test_headings_standing_again_are_set_aside():
    reading = read("a,b\n1,2\na,b\n3,4\n")
    (problem,) = reading.problems
    assert (problem.code, problem.lines, problem.set_aside) == ("heading-repeated", (3,), 1)
    assert rows_of(only(reading)) == [["1", "2"], ["3", "4"]]


def test_single_quotation_marks_are_kept_and_reported():
    reading = read("a,b\n'1',x\n2,O'Brien\n3,'t Hooft\n")
    (problem,) = reading.problems
    assert (problem.severity, problem.column, problem.lines) == ("warning", "a", (2,))
    assert only(reading).columns["a"].text().tolist() == ["'1'", "2", "3"]


@pytest.mark.parametrize(
    ("data", "mark"),
    [
        ("a;b\nx;1,5\ny;2\n", ","),
        ("a;b\nx;1,5\ny;2.5\n", "."),  # both marks: neither is certain
        ("a;b\nx;1,234\ny;2\n", "."),  # may be one thousand
        ("a;b\nx;0,125\ny;2\n", ","),  # no thousand begins with 0
        ("a;b\nx;1.5\ny;2\n", "."),
        ('a,b\nx,"1,5"\n', "."),  # a single one is a slip where commas separate cells
        ('a,b\nx,"1,5"\ny,"2,25"\nz,"0,5"\nx,NA\ny,3\n', ","),
        ('a,b\nx,"1,5"\ny,"2,25"\nz,"0,5"\nx,2.5\n', "."),  # both marks
        ('a,b\nx,"1,500"\ny,"2,250"\nz,"3,500"\n', "."),  # thousands
        ('a,b\n1,"2,3"\n2,"1,3"\n3,"1,2"\n4,"1,2,3"\n', "."),  # people
        ("a\tb\nM1,M2\t3\n", "."),
    ],
)
def test_decimal_mark(data, mark):
    assert only(read(data)).decimal_mark == mark


def test_delimiter_of_a_list_is_not_taken_for_the_files():
    table = only(read("session,speaker,addressee\n1,M1,M2;M3\n1,M2,M1;M3\n"))
    assert table.delimiter == "," and table.columns["addressee"].values.tolist() == ["M2;M3", "M1;M3"]


def test_decimal_commas_between_quotation_marks_are_listed():
    reading = read('a,b\nx,"1,5"\ny,"2,25"\nz,"0,5"\nx,3\n')
    (problem,) = reading.problems
    assert (problem.code, problem.severity, problem.column) == ("decimal-mark", "warning", "b")
    assert problem.lines == (2, 3, 4)
    assert "(1,5)" in problem.message


def test_decimal_commas_are_not_taken_for_delimiters():
    table = only(read("session;speaker;seconds, rounded\n1;M1;0,5\n2;M2;1,5\n"))
    assert table.delimiter == ";" and list(table.columns)[2] == "seconds, rounded"


class TestLimits:
    def test_file(self):
        problem = refusal(read_files([("a.csv", b"a,b\n1,2\n")], largest_file=7))
        assert problem.code == "too-large"
        assert only(read_files([("a.csv", b"a,b\n1,2\n")], largest_file=8))

    def test_file_on_disk(self, tmp_path):
        (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
        assert refusal(read_files(tmp_path / "a.csv", largest_file=7)).code == "too-large"

    def test_columns(self):
        row = ",".join(f"c{i}" for i in range(limits.MOST_COLUMNS))
        assert len(only(read(f"{row}\n{row.replace('c', '')}\n")).columns) == limits.MOST_COLUMNS
        assert refusal(read(f"{row},x\n{row},x\n")).code == "too-many-columns"

    def test_cell(self):
        fits, too_long = "é" * limits.LONGEST_CELL, "é" * (limits.LONGEST_CELL + 1)
        reading = read(f"a,b\n1,{fits}\n2,{too_long}\n3,x\n")
        assert [problem.lines for problem in reading.problems] == [(3,)]
        assert only(reading).line.tolist() == [2, 4] and reading.rows["interactions.csv"] == 3
        assert refusal(read(f"a,{too_long}\n1,2\n")).code == "cell-too-long"

    def test_lines(self, monkeypatch):
        monkeypatch.setattr(limits, "MOST_LINES", 3)
        assert refusal(read("a\n1\n2\n3\n")).code == "too-large"
        assert only(read("a\n1\n2\n"))

    def test_files(self, monkeypatch):
        monkeypatch.setattr(limits, "MOST_FILES", 2)
        reading = read_files([(f"{i}.csv", b"a\n1\n") for i in range(3)])
        assert len(reading.tables) == 2 and [problem.code for problem in reading.problems] == [
            "too-many-files"
        ]


class TestSources:
    def test_folder(self, tmp_path):
        (tmp_path / "ratings.csv").write_text("a,b\n1,2\n")
        (tmp_path / "Members.TSV").write_text("a\tb\n1\t2\n")
        (tmp_path / "README.md").write_text("# about")
        (tmp_path / ".hidden.csv").write_text("a,b\n1,2\n")
        (tmp_path / "inner").mkdir()
        reading = read_files(str(tmp_path))
        assert [(table.file, table.heading) for table in reading.tables] == [
            ("Members.TSV", "Members"),
            ("ratings.csv", "ratings"),
        ]
        assert len(reading.notes) == 3 and reading.problems == ()

    @pytest.mark.skipif(sys.platform == "win32", reason="no pipes and links as on Unix")
    def test_no_link_pipe_or_folder_is_followed(self, tmp_path):
        folder = tmp_path / "records"
        folder.mkdir()
        (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
        (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
        (folder / "inner.csv").mkdir()
        os.mkfifo(folder / "pipe.csv")
        reading = read_files(folder)
        assert not reading.tables
        assert {problem.code for problem in reading.problems} == {"not-a-file", "nothing"}
        assert refusal(read_files(folder / "pipe.csv")).code == "not-a-file"

    def test_several_paths_and_uploads(self, tmp_path):
        (tmp_path / "a.csv").write_text("a,b\n1,2\n")
        reading = read_files([tmp_path / "a.csv", ("b.csv", bytearray(b"c,d\n1,2\n"))])
        assert [table.heading for table in reading.tables] == ["a", "b"]

    def test_files_of_the_same_name_stay_apart(self):
        reading = read_files([("a.csv", b"a\n1\n"), ("a.csv", b"a\n1\n2\n")])
        assert reading.rows == {"a.csv": 1, "a.csv (2)": 2}

    @pytest.mark.parametrize("sources", ["no such folder", ["\0.csv"], [], ["x" * 5000]])
    def test_nothing_there(self, sources):
        assert refusal(read_files(sources)).code in {"missing-file", "unreadable", "nothing"}

    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd.csv",
            "a\0b.csv",
            ".csv",
            "=cmd.csv",
            "<img>.csv",
            "\u202ea.csv",
            "a\r\nb.csv",
            "x" * 5000,
        ],
    )
    def test_a_name_is_only_shown(self, name):
        reading = read_files([(name, b"a,b\n1,\n"), (name, b"")])
        shown = [only(reading).file, only(reading).heading, *(str(problem) for problem in reading.problems)]
        assert all(text.isprintable() and len(text) < 300 for text in shown)

    def test_fingerprint(self):
        one, other = read_files([("a.csv", b"a\n1\n")]), read_files([("a.csv", b"a\n2\n")])
        renamed, again = read_files([("b.csv", b"a\n1\n")]), read_files([("a.csv", b"a\n1\n")])
        assert one.fingerprint == again.fingerprint
        assert len({one.fingerprint, other.fingerprint, renamed.fingerprint}) == 3
        assert len(one.fingerprint) == 64


class TestFilesThatBrokeOthers:
    """The five inputs that crashed jamovi and JASP (jamovi 257; JASP 291, 4295, 4023, 1554)."""

    def test_nul_bytes(self):
        assert refusal(read(b"a,b\n1,2\0\0\n")).code == "nul"

    def test_xml_in_a_cell(self):
        cell = '<?xml version="1.0"?><w:p a="1">&amp;</w:p>'
        table = only(read('a,b\n1,"{}"\n'.format(cell.replace('"', '""'))))
        assert table.columns["b"].values.tolist() == [cell]
        assert refusal(read(f"a,b\n1,{cell}\n")).code == "quotation-marks"

    def test_commas_in_free_text(self):
        assert only(read('a,b\n1,"well, you see, no"\n')).columns["b"].values.tolist() == [
            "well, you see, no"
        ]
        reading = read("a,b\n1,x\n2,well, you see\n3,y\n")
        assert reading.problems[0].lines == (3,) and len(only(reading).line) == 2

    def test_any_ordinary_csv(self):
        assert rows_of(only(read(PLAIN))) == ROWS

    def test_not_utf8(self):
        reading = read("name\nZoë\n".encode("cp1252"))
        (warning,) = reading.problems
        assert only(reading).columns["name"].values.tolist() == ["Zoë"]
        assert (
            warning.code == "encoding-assumed"
            and "Windows-1252" in warning.message
            and "Zoë" in warning.found
        )
