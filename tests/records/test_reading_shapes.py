"""Lines above and below a table, headings of several lines or none, several tables, and files of other programs."""

import time

import pytest

from taft_dash.records import limits
from taft_dash.records.headings import joined, named
from taft_dash.records.reading import read_files

ROWS = "A,1,2\nB,2,3\n"
MARKS = "name,role,S1,S2,Sum\nA,m,x,e,2\nB,m,x,x,2\n"
WIDE = ["name", "role", "S1", "S2", "Sum"]
HEADER = "rater,session,score\n"
NAMES = ["rater", "session", "score"]


def read(data, name="x.csv"):
    return read_files([(name, data if isinstance(data, bytes) else data.encode())])


def told(reading):
    return [(problem.code, problem.lines) for problem in reading.problems]


def accounted(reading):
    loaded = sum(len(table.line) for table in reading.tables)
    return sum(reading.rows.values()) == loaded + sum(problem.set_aside for problem in reading.problems)


@pytest.mark.parametrize(
    ("data", "names", "lines", "said"),
    [
        ("Study\n" + HEADER + ROWS, NAMES, [3, 4], [("lines-above-header", (1,))]),
        ("Study,,\nby me,,\n,,\n" + HEADER + ROWS, NAMES, [5, 6], [("lines-above-header", (1, 2))]),
        ("On:,2024-01-31\n\n" + HEADER + ROWS, NAMES, [4, 5], [("lines-above-header", (1,))]),
        ("sep=,\n" + HEADER + ROWS, NAMES, [3, 4], [("lines-above-header", (1,))]),
        ("sep=;\nname;role\nA;b\nC;d\n", ["name", "role"], [3, 4], [("lines-above-header", (1,))]),
        (HEADER + ROWS + "Total,3,5\n", NAMES, [2, 3], [("footer", (4,))]),
        (HEADER + ROWS + "\nMean,1,2.5\nSD,0.5,0.5\nn = 2,,\n", NAMES, [2, 3], [("footer", (5, 6, 7))]),
        (HEADER + ROWS + '"סה""כ",3,5\n', NAMES, [2, 3], [("footer", (4,))]),
        (HEADER + ROWS + "\nSource: the clinic,,\n", NAMES, [2, 3], [("footer", (5,))]),
        *(
            (f"name,S1,S2\nA,1.5,2\nB,3,4\n{word},2.25,3\n", ["name", "S1", "S2"], [2, 3], [("footer", (4,))])
            for word in ("Mittel", "Mittelwert", "Durchschnitt", "Ø", "Anzahl", "count")
        ),
        # Numbers below marks of presence.
        (MARKS + "present,,2,1,\n", WIDE, [2, 3], [("footer", (4,))]),
        (MARKS + "Anwesend:,,2,1,\nfehlend,,0,1,\nN,,2,2,\n", WIDE, [2, 3], [("footer", (4, 5, 6))]),
        (MARKS + "Total,,2,1,\nAnteil,,100 %,50 %,\n", WIDE, [2, 3], [("footer", (4, 5))]),
        (MARKS.replace("x", "1") + "attended,,2,1,\n", WIDE, [2, 3], [("footer", (4,))]),
        # They may be marks themselves, and no name is a count by its place alone.
        (MARKS + "Max,,1,0,\n", WIDE, [2, 3, 4], []),
        (MARKS + "Dov,,2,2,\n", WIDE, [2, 3, 4], []),
        ("who,S1,S2\nA,4,2\nB,3,1\npresent,2,2\n", ["who", "S1", "S2"], [2, 3, 4], []),
        # A person called Max, an instrument's total, and a name without more are rows.
        (HEADER + ROWS + "Max,3,5\n", NAMES, [2, 3, 4], []),
        ("item,score\ntotal,3\n1,2\ntotal,5\n", ["item", "score"], [2, 3, 4], []),
        ("member,role\nA,x\nB,y\n\nC,\n", ["member", "role"], [2, 3, 5], []),
        (HEADER + "who,which,points\n" + ROWS, NAMES, [3, 4], [("header-lines", (2,))]),
        (HEADER + "who,which,points\na,b,c\n" + ROWS, NAMES, [4, 5], [("header-lines", (2, 3))]),
        (HEADER + "NA,NA,NA\n" + ROWS, NAMES, [2, 3, 4], []),
        (
            ",,WAI,,GCQ,\ngroup,session,1,2,1,2\nA,1,2,3,4,5\nA,2,2,3,4,5\n",
            ["group", "session", "WAI 1", "WAI 2", "GCQ 1", "GCQ 2"],
            [3, 4],
            [("headings-joined", (1, 2))],
        ),
        (
            "group,session,WAI,,GCQ,\n,,1,2,1,2\nA,1,2,3,4,5\nA,2,2,3,4,5\n",
            ["group", "session", "WAI 1", "WAI 2", "GCQ 1", "GCQ 2"],
            [3, 4],
            [("headings-joined", (1, 2))],
        ),
        ("a,b,A\n1,2,3\n", ["a", "b", "A (2)"], [2], [("duplicate-heading", (1,))]),
        ("a,,c\n1,2,3\n", ["a", "column 2", "c"], [2], [("unnamed-column", (1,))]),
        (",M1,M2\nM1,0,3\nM2,1,0\n", ["column 1", "M1", "M2"], [2, 3], [("unnamed-column", (1,))]),
        ("member,kind\na,kind\nb,other\n", ["member", "kind"], [2, 3], []),
        ("member,1,2,3\nA,x,x,x\nB,x,,x\n", ["member", "1", "2", "3"], [2, 3], []),
        # A column without heading that few rows fill shows rows with a cell too many.
        ("a,b,\nx,1,\nx,y,1\nx,2,\nx,3,\n", ["a", "b"], [2, 4, 5], [("irregular-rows", (3,))]),
        (HEADER + ROWS + HEADER + "C,3,4\n", NAMES, [2, 3, 5], [("heading-repeated", (4,))]),
    ],
)
def test_one_table(data, names, lines, said):
    reading = read(data)
    (table,) = reading.tables
    assert list(table.columns) == names and table.line.tolist() == lines
    assert told(reading) == said and accounted(reading)
    assert reading.rows["x.csv"] == len(lines) + sum(problem.set_aside for problem in reading.problems)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        ("A,1,2\nB,2,3\nA,2,4\n", "no-header", 1),
        ("1,2,2\n1,3,4\n", "no-header", 1),
        ("Study\nM1,M2\nM2,M1\nM3,M1\n", "lines-above-header", 1),
        ("On,2024-01-31,\n" + HEADER + ROWS, "lines-above-header", 2),
        ("a,,b,c\nx,y,z,w\n1,2,3,4\n1,2,3,4\n", "header-lines", 1),
        ("a,b\n1,2,3\n4,5,6\n", "irregular-rows", 2),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(data, code, line):
    reading = read(data)
    (problem,) = reading.problems
    assert not reading.tables and (problem.code, problem.line) == (code, line) and accounted(reading)


def test_tables_below_one_another_are_tables_of_their_own():
    data = "member,role\nA,member\nB,x\n\n\nTalk\n" + HEADER + ROWS + "Total,3,5\n\n" + HEADER.upper() + ROWS
    reading = read(data, "study.csv")
    assert [(table.file, table.heading) for table in reading.tables] == [
        ("study.csv", "study"),
        ("study.csv, table 2", "study, table 2"),
        ("study.csv, table 3", "study, table 3"),
    ]
    assert [table.line.tolist() for table in reading.tables] == [[2, 3], [8, 9], [13, 14]]
    assert told(reading) == [
        ("several-tables", (6,)),
        ("lines-above-header", (6,)),
        ("footer", (10,)),
        ("several-tables", (12,)),
    ]
    assert reading.rows == {"study.csv": 2, "study.csv, table 2": 4, "study.csv, table 3": 2}
    assert set(reading.understood) == set(reading.rows) and accounted(reading)


def test_a_blank_line_alone_begins_no_table():
    reading = read(HEADER + ROWS + "\nC,3,4\n\n" + HEADER + "D,4,5\n")
    assert [table.line.tolist() for table in reading.tables] == [[2, 3, 5, 8]]
    assert told(reading) == [("heading-repeated", (7,))]


def test_both_decimal_marks_are_reported():
    reading = read("a;b\nx;1,5\ny;2.5\n")
    assert told(reading) == [("decimal-mark", (2,))] and not reading.understood["x.csv"].sure["decimal_mark"]


def test_names_given_do_not_meet_others():
    names, problems = named("x.csv", ["a", "A", "a (2)", "", "column 4"], [True] * 5, 1)
    assert names == ["a", "A (3)", "a (2)", "column 4 (2)", "column 4"]
    assert [problem.column for problem in problems] == ["A (3)", "column 4 (2)"]


def test_upper_headings_hold_until_the_next():
    assert joined(["", "WAI", "", "GCQ"], ["group", "1", "2", ""]) == ["group", "WAI 1", "WAI 2", "GCQ"]


class TestOtherPrograms:
    """Files as other programs write them."""

    def test_european_spreadsheet(self):
        rows = "Sitzung;Sprecher;An;Sekunden\r\n1;Jürgen;Zoë;3,5\r\n2;Zoë;Jürgen;12,25\r\n"
        for codec, assumed in (("cp1252", True), ("utf-8-sig", False)):
            reading = read(rows.encode(codec))
            (table,) = reading.tables
            assert (table.delimiter, table.decimal_mark) == (";", ",")
            assert table.columns["Sprecher"].text().tolist() == ["Jürgen", "Zoë"]
            assert [code for code, _ in told(reading)] == ["encoding-assumed"] * assumed

    def test_unicode_text_of_a_spreadsheet(self):
        reading = read("session\tname\r\n1\tנועה\r\n2\tיעל\r\n".encode("utf-16"), "x.txt")
        assert reading.tables[0].delimiter == "\t" and not reading.problems

    def test_hebrew_spreadsheet(self):
        reading = read("מפגש,שם,ציון\r\n1,נועה,3\r\n2,יעל,4\r\n".encode("cp1255"))
        assert list(reading.tables[0].columns) == ["מפגש", "שם", "ציון"]
        assert told(reading) == [("encoding-assumed", (1,))]

    def test_rows_named_by_number(self):
        reading = read(',"rater","score"\n"1","A",2\n"2","B",3\n')
        assert list(reading.tables[0].columns) == ["column 1", "rater", "score"]

    def test_wording_below_the_headings(self):
        data = (
            'rater,Q1,Q2\nName,"I felt heard, today",I felt safe\n"{""ImportId"":""a""}",b,c\nA,1,2\nB,2,3\n'
        )
        reading = read(data)
        assert reading.tables[0].line.tolist() == [4, 5] and told(reading) == [("header-lines", (2, 3))]


class TestWhatBrokeOthersTwice:
    """What crashed jamovi and JASP or was analysed wrongly, beyond the five in test_reading.py."""

    def test_quotes_within_single_quotes(self):
        (table,) = read("'a','b'\n'it is \"so\"','1'\n'x, y','2'\n").tables
        assert table.columns["a"].text().tolist() == ['it is "so"', "x, y"]

    def test_a_name_in_an_older_encoding_and_a_decimal_comma(self):
        (table,) = read("name;score\nZoë;1,5\nJürgen;2,5\n".encode("mac_roman")).tables
        assert table.columns["name"].text().tolist() == ["Zoë", "Jürgen"] and table.decimal_mark == ","


class TestLimits:
    @pytest.mark.parametrize(
        "data",
        [
            b"h," * 200_000 + b"\n" + b"1," * 200_000 + b"\n",
            b"x\n" * 20 + (b"1," * 200_000 + b"\n") * 5,
            b"a,b\n1," + b"x" * 20_000_000 + b"\n",
            "é".encode("cp1252") * 5_000_000,
            b"t\n\n" * 100_000,
            b'"' * 2_000_001,
        ],
        ids=["columns", "columns below", "cell", "one word", "blocks", "quotes"],
    )
    def test_refused_fast(self, data):
        start = time.perf_counter()
        reading = read(data)
        assert time.perf_counter() - start < 10
        assert not reading.tables and reading.problems[-1].severity == "error"
        assert all(len(cells) <= 100 for _, cells in reading.understood["x.csv"].head)

    def test_wide_tables_are_read_up_to_the_limit(self):
        width = limits.MOST_COLUMNS
        text = ",".join(f"c{place}" for place in range(width)) + "\n" + "1," * (width - 1) + "1\n"
        assert len(read("Study\n" + text).tables[0].columns) == width
