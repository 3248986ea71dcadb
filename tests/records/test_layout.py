"""What a person may lay down about a file, what was understood of it, and that the one overrides the other."""

import json

import numpy as np
import pytest

from taft_dash.records.layout import DELIMITERS, ENCODINGS, QUOTES, Layout
from taft_dash.records.reading import read_files

PLAIN = "rater;session;score\nA;1;2,5\nB;2;3\n"


def read(data, name="x.csv", **chosen):
    data = data if isinstance(data, bytes) else data.encode()
    return read_files([(name, data)], layouts={name: Layout(**chosen)} if chosen else None)


def rows_of(table):
    return [list(row) for row in zip(*(column.text() for column in table.columns.values()), strict=True)]


def codes(reading):
    return [problem.code for problem in reading.problems]


class TestLayout:
    def test_only_what_is_set_is_written(self):
        assert Layout().to_json() == {}
        layout = Layout(encoding="Windows-1255", quote="", header=0, left_out=(3, 4))
        written = json.loads(json.dumps(layout.to_json()))
        assert written == {"encoding": "Windows-1255", "quote": "", "header": 0, "left_out": [3, 4]}
        assert Layout.from_json(written) == layout

    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ({"encoding": "Klingon"}, "encoding is 'Klingon'; it is one of 'UTF-8', "),
            ({"delimiter": " "}, "delimiter is ' '; it is one of ',', ';', "),
            ({"quote": "`"}, "quote is '`'; it is one of "),
            ({"decimal_mark": 1}, "decimal_mark is 1; it is one of '.', ','"),
            ({"header": -1}, "header is -1; it is a line number from 0 on"),
            ({"header": True}, "header is True"),
            ({"header_lines": 4}, "header_lines is 4; it is one of 1, 2, 3"),
            ({"header_lines": True}, "header_lines is True"),
            ({"header_lines": []}, "header_lines is \\[\\]"),
            ({"left_out": [0]}, "left_out is \\[0\\]; it is a list of line numbers from 1 on"),
            ({"left_out": 3}, "left_out is 3"),
            ({"left_out": None}, "left_out is None"),
            ({"last": 2.5}, "last is 2.5; it is a line number from 1 on"),
            ({"header": 3, "last": 3}, "last is 3; it is a line number after header, 3"),
            ({"separator": ";"}, "no field 'separator'; it has encoding, delimiter, "),
            ([";"], "a layout is \\[';'\\]; it is an object with encoding, "),
        ],
    )
    def test_what_it_cannot_be_is_said(self, written, words):
        with pytest.raises(ValueError, match=words):
            Layout.from_json(written)


class TestUnderstood:
    def test_everything_is_said(self):
        (understood,) = read(PLAIN).understood.values()
        assert understood.layout == Layout("UTF-8", ";", '"', ",", 1, 1)
        fields = {"encoding", "delimiter", "quote", "decimal_mark", "header", "header_lines"}
        assert set(understood.reasons) == set(understood.sure) == set(understood.options) == fields
        assert all(understood.reasons.values()) and all(understood.sure.values())
        assert understood.options["delimiter"][0] == ";" and set(understood.options["delimiter"]) == set(
            DELIMITERS
        )
        assert understood.options["header"] == (1, 2, 3, 0)
        assert understood.head == (
            (1, ("rater", "session", "score")),
            (2, ("A", "1", "2,5")),
            (3, ("B", "2", "3")),
        )

    def test_the_preview_is_short(self):
        long = "a,b\n" + "".join(f"{line},{'x' * 500}\n" for line in range(500))
        understood = read(long).understood["x.csv"]
        assert [line for line, _ in understood.head] == list(range(1, 13))
        assert [line for line, _ in understood.tail] == [499, 500, 501]
        assert all(len(text) <= 61 for _, cells in understood.head for text in cells)

    def test_an_assumption_is_not_sure(self):
        understood = read("name;x\nZoë;1\n".encode("cp1252")).understood["x.csv"]
        assert understood.layout.encoding == "Windows-1252" and not understood.sure["encoding"]
        assert set(understood.options["encoding"]) <= set(ENCODINGS)

    @pytest.mark.parametrize(
        ("data", "field", "options"),
        [
            ("a;b,c\n1;2,3\n", "delimiter", (",", ";")),
            ("a,b\n1,2\n1,'x'y\n1,x\"y\n", "quote", ("",)),
            ("A,1,2\nB,2,3\nA,2,4\n", "header", (0, 1)),
            ("Study\nM1,M2\nM2,M1\nM3,M1\n", "header", (2, 1)),
            ("a,,b,c\nx,y,z,w\n1,2,3,4\n1,2,3,4\n", "header_lines", (2, 1, 3)),
            ("Zoë\n".encode() + b"\xeb\n", "encoding", ("UTF-8", "Windows-1252")),
        ],
    )
    def test_a_refused_file_says_what_to_choose(self, data, field, options):
        reading = read(data)
        assert not reading.tables and reading.problems[-1].severity == "error"
        understood = reading.understood["x.csv"]
        assert not understood.sure[field] and understood.reasons[field]
        assert understood.options[field][: len(options)] == options
        assert understood.head

    def test_tables_in_a_zip_and_sheets_are_understood_too(self):
        import io
        import zipfile

        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("ratings.csv", PLAIN)
        name = "study.zip/ratings.csv"
        assert set(read_files([("study.zip", out.getvalue())]).understood) == {name}
        reading = read_files([("study.zip", out.getvalue())], layouts={name: Layout(decimal_mark=".")})
        assert reading.tables[0].decimal_mark == "." and reading.understood[name].reasons["decimal_mark"]


class TestChosen:
    """Whatever was found, a person's choice holds."""

    @pytest.mark.parametrize(
        ("data", "chosen", "rows"),
        [
            ("a;b,c\n1;2,3\n", {"delimiter": ";"}, [["1", "2,3"]]),
            ('a,b\n1,x"y\n2,z\n', {"quote": ""}, [["1", 'x"y'], ["2", "z"]]),
            ("a,b\n'1',x\n'2',y\n", {"quote": '"'}, [["'1'", "x"], ["'2'", "y"]]),
            ("a,b\n'1',x\n2,y\n", {"quote": "'"}, [["1", "x"], ["2", "y"]]),
            ("A,1,2\nB,2,3\nA,2,4\n", {"header": 0}, [["A", "1", "2"], ["B", "2", "3"], ["A", "2", "4"]]),
            ("a,b\nx,y\n1,2\n", {"header": 2}, [["1", "2"]]),
            ("a,b\nx,y\n1,2\n", {"header_lines": 2}, [["1", "2"]]),
            ("a,b\n1,2\n3,4\n5,6\n", {"left_out": (3,)}, [["1", "2"], ["5", "6"]]),
            ("a,b\n1,2\nTotal,2\n", {"last": 3}, [["1", "2"], ["Total", "2"]]),
            ("a,b\n1,2\n3,4\n5,6\n", {"last": 3}, [["1", "2"], ["3", "4"]]),
            ("name\nZoë\n".encode("cp1252"), {"encoding": "MacRoman"}, [["ZoÎ"]]),
            ("name\nZoë\n".encode("utf-16-le"), {"encoding": "UTF-16"}, [["Zoë"]]),
            ("name\nZoë\n".encode("utf-16"), {"encoding": "UTF-16"}, [["Zoë"]]),
            ("name\nZoë\n".encode(), {"encoding": "UTF-8 with a mark"}, [["Zoë"]]),
        ],
    )
    def test_it_holds(self, data, chosen, rows):
        reading = read(data, **chosen)
        (table,) = reading.tables
        assert rows_of(table) == rows
        understood = reading.understood["x.csv"]
        for field in chosen:
            assert understood.sure[field] and understood.reasons[field] == "chosen by you"
            assert getattr(understood.layout, field) == chosen[field]
        set_aside = sum(problem.set_aside for problem in reading.problems)
        assert reading.rows["x.csv"] == len(table.line) + set_aside
        assert not {"encoding-assumed", "footer"} & set(codes(reading))

    def test_names_without_headings(self):
        (table,) = read("A,1\nB,2\n", header=0).tables
        assert list(table.columns) == ["column 1", "column 2"] and table.line.tolist() == [1, 2]

    def test_two_lines_of_headings_are_joined_when_chosen(self):
        (table,) = read("a,,b\nx,y,z\nM,N,O\n", header_lines=2).tables
        assert list(table.columns) == ["a x", "a y", "b z"]

    def test_a_table_further_down_is_laid_down_by_its_own_name(self):
        data = "member;role\nA;member\n\nrater;session;score\nx;y;z\nA;1;2\nB;2;3\n"
        assert [table.line.tolist() for table in read(data).tables] == [[2], [6, 7]]
        reading = read_files([("x.csv", data.encode())], layouts={"x.csv, table 2": Layout(left_out=(6,))})
        assert [table.line.tolist() for table in reading.tables] == [[2], [7]]

    @pytest.mark.parametrize(
        "chosen", [{"header": 9}, {"header": 3}, {"left_out": (1, 2, 4)}, {"header": 4, "last": 5}]
    )
    def test_a_choice_that_leaves_nothing_is_refused_in_words(self, chosen):
        reading = read("a,b\n1,2\n\n3,4\n", **chosen)
        assert not reading.tables and reading.problems[-1].code in {"layout", "empty"}
        assert reading.understood["x.csv"].options

    def test_a_wrong_encoding_is_refused_with_the_others_to_choose(self):
        reading = read("name\nZoë\n".encode("cp1252"), encoding="UTF-8")
        assert codes(reading) == ["encoding"] and reading.problems[0].line == 2
        assert "Windows-1252" in reading.understood["x.csv"].options["encoding"]
        assert not reading.understood["x.csv"].sure["encoding"]

    @pytest.mark.parametrize(
        "data",
        [
            PLAIN,
            "Export\n\n" + PLAIN,
            PLAIN + "Total;3;5\n",
            PLAIN + "\nmember;role\nA;member\nB;therapist\n",
            PLAIN + "Total;3;5\n\nmember;role\nA;member\nB;therapist\n",
            ",,WAI,,GCQ,\ngroup,session,1,2,1,2\nA,1,2,3,4,5\nA,2,2,3,4,5\n",
            "'a';'b'\n'1';'2,5'\n'x; y';'3'\n",
            "sep=;\na;b\nx;y\n",
            PLAIN.replace("A", "Zoë").encode("cp1252"),
            PLAIN.replace("A", "נועה").encode("cp1255"),
            PLAIN.encode("utf-16-be"),
        ],
    )
    def test_what_was_understood_reads_the_same_again(self, data):
        data = data if isinstance(data, bytes) else data.encode()
        first = read_files([("x.csv", data)])
        layouts = {name: understood.layout for name, understood in first.understood.items()}
        again = read_files([("x.csv", data)], layouts=layouts)
        assert len(first.tables) == len(again.tables) >= 1
        for one, other in zip(first.tables, again.tables, strict=True):
            assert list(one.columns) == list(other.columns) and rows_of(one) == rows_of(other)
            assert np.array_equal(one.line, other.line) and one.decimal_mark == other.decimal_mark
        assert {understood.layout for understood in again.understood.values()} == set(layouts.values())

    def test_marks_around_texts_have_names(self):
        assert set(QUOTES) == {'"', "'", ""}
