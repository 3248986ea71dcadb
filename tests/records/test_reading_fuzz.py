"""Whatever the bytes: no exception, every row accounted for, and sound text read as Python's own csv reads it."""

import csv
import io
import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taft_dash.records.cells import scan
from taft_dash.records.layout import DELIMITERS, ENCODINGS, QUOTES, Layout
from taft_dash.records.reading import read_files

TEXT = "group,session,speaker,addressee,note\n" + "".join(
    f"Tuesday,{i // 3},M{i % 4},M{i % 3};GROUP,{note}\n"
    for i, note in enumerate(
        ["", "René said", '"well, yes"', "3.5", '"two\nlines"', "1,5"[:1], "נועה", "x" * 70]
    )
)
SEEDS = [
    TEXT.encode(),
    TEXT.replace(",", ";").encode("utf-8-sig"),
    TEXT.replace("נועה", "Zoë").encode("latin-1"),
    TEXT.encode("utf-16"),
    TEXT.replace("\n", "\r\n").encode(),
]
TOKENS = [
    b'"',
    b'""',
    b"'",
    b"\\",
    b",",
    b";",
    b"\t",
    b"|",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
]
TOKENS += ["\u202e".encode(), b"\x1a", b"=1+1", b",,,,,\n", b"1e309", b"\xc3", b"PK\x03\x04", b"x" * 12_000]


@st.composite
def mutated(draw):
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(start + draw(st.integers(0, 30)), len(data))
        kind = draw(st.sampled_from(["insert", "delete", "copy", "cut", "flip", "random"]))
        if kind == "insert":
            data[start:start] = draw(st.sampled_from(TOKENS))
        elif kind == "delete":
            del data[start:stop]
        elif kind == "copy":
            data[start:start] = data[start:stop]
        elif kind == "cut":
            del data[stop:]
        elif kind == "flip" and start < len(data):
            data[start] ^= 1 << draw(st.integers(0, 7))
        elif kind == "random":
            data[start:stop] = draw(st.binary(max_size=20))
    return bytes(data)


def accounted(reading, first=True):
    """Every row is in a table or set aside by a problem; `first`: the first line is no row."""
    assert reading.tables or any(problem.severity == "error" for problem in reading.problems)
    for problem in reading.problems:
        assert problem.message and problem.fix and str(problem).isprintable()
    loaded = sum(len(table.line) for table in reading.tables)
    set_aside = sum(problem.set_aside for problem in reading.problems)
    assert sum(reading.rows.values()) == loaded + set_aside
    for understood in reading.understood.values():
        assert Layout.from_json(understood.layout.to_json()) == understood.layout
    assert {table.file for table in reading.tables} <= set(reading.understood)
    for table in reading.tables:
        assert (table.line[1:] > table.line[:-1]).all() and table.line[0] > first
        for column in table.columns.values():
            assert len(column.codes) == len(table.line)
            assert sorted(set(column.codes.tolist())) == list(range(len(column.values)))
            assert all(value == value.strip() for value in column.values)
            assert len(set(column.values)) == len(column.values)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(mutated())
def test_no_bytes_raise_and_no_row_is_lost(data):
    accounted(read_files([("records.csv", data)]))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes(data):
    accounted(read_files([("records.csv", data)]))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab,;"\n é', max_size=60))
def test_any_short_text(text):
    """Small alphabets reach what large ones never do: every order of quotation marks, delimiters and line ends."""
    accounted(read_files([("records.csv", text.encode())]))


CELLS = st.text(alphabet=string.ascii_letters + string.digits + " .,;|'\"\n-éнע", max_size=80).map(str.strip)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_what_csv_writes_is_read_back(data):
    width = data.draw(st.integers(2, 5))
    row = st.lists(CELLS, min_size=width, max_size=width).filter(any)
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    header = [f"column {place}" for place in range(width)]
    rows = [texts for texts in rows if texts != header]
    out = io.StringIO()
    csv.writer(out, delimiter=data.draw(st.sampled_from(",;\t|")), lineterminator="\n").writerows(
        [header, *rows]
    )
    (table,) = read_files([("records.csv", out.getvalue().encode())]).tables
    assert list(table.columns) == header
    assert list(map(list, zip(*(column.text() for column in table.columns.values()), strict=True))) == rows
    assert table.line.tolist() == list(range(2, len(rows) + 2))


# Letters of one encoding in one text, as people write them.
LETTERS = {
    "utf-8": "éнע",
    "utf-8-sig": "éнע",
    "utf-16": "éнע",
    "utf-16-le": "éנ",
    "utf-16-be": "éנ",
    "cp1252": ("Jürgen", "Zoë", "Café"),
    "mac_roman": ("Jürgen", "Zoë", "Café"),
    "cp1255": ("נועה", "יעל", "שלום"),
    "iso8859_8": ("נועה", "יעל", "שלום"),
    "cp1256": ("محمد", "ليلى", "فاطمة"),
}


@st.composite
def dialects(draw):
    """A random table, the bytes of it in a random dialect, and how that was written."""
    codec = draw(st.sampled_from(list(LETTERS)))
    quote = draw(st.sampled_from("\"'"))
    delimiter = draw(st.sampled_from(",;\t|"))
    mark = draw(st.sampled_from(".,")) if delimiter != "," else "."
    words = LETTERS[codec]
    alphabet = string.ascii_letters + " -;,|" + (words if isinstance(words, str) else "")
    text = st.text(alphabet=alphabet, min_size=1, max_size=20).map(str.strip).filter(any)
    if isinstance(words, tuple):
        text = st.sampled_from(words)
    width = draw(st.integers(1, 3))
    header = ["rater", "session", "score", *(f"heading {chr(97 + place)}" for place in range(width))]
    rows = [
        [
            f"M{draw(st.integers(1, 9))}",
            str(draw(st.integers(1, 20))),
            f"{draw(st.integers(0, 9))}{mark}{draw(st.integers(1, 99))}",
            *(draw(text) for _ in range(width)),
        ]
        for _ in range(draw(st.integers(4, 9)))
    ]
    above = draw(
        st.sampled_from([[], ["Export of the study"], ["Export of the study", "made by the clinic", ""]])
    )
    below = draw(st.sampled_from([[], [["Total", "", "12"]], [["Mean", "4", "1"], ["SD", "1", "2"]]]))
    below = [[*foot, *([""] * width)] for foot in below]
    out = io.StringIO()
    always = csv.QUOTE_ALL if quote == "'" else draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    writer = csv.writer(out, delimiter=delimiter, quotechar=quote, quoting=always, lineterminator=end)
    for line in above:
        out.write(line + end)
    writer.writerows([header, *rows, *below])
    return header, rows, out.getvalue().encode(codec), (codec, delimiter, quote, mark, len(above), len(below))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dialects())
def test_a_table_in_any_dialect_is_read_back(case):
    header, rows, data, (codec, delimiter, quote, mark, above, below) = case
    reading = read_files([("records.csv", data)])
    accounted(reading)
    (table,) = reading.tables
    assert table.delimiter == delimiter
    assert list(table.columns) == header
    assert list(map(list, zip(*(column.text() for column in table.columns.values()), strict=True))) == rows
    assert table.line.tolist() == list(range(above + 2, above + len(rows) + 2))
    assert table.decimal_mark == mark
    lines = above - (above == 3)
    assert reading.rows["records.csv"] == len(rows) + lines + below
    assumed = any(problem.code == "encoding-assumed" for problem in reading.problems)
    assert assumed == (not codec.startswith("utf") and not data.isascii())
    understood = reading.understood["records.csv"]
    assert understood.layout.quote == quote
    again = read_files([("records.csv", data)], layouts={"records.csv": understood.layout})
    assert [list(column.text()) for column in again.tables[0].columns.values()] == [
        list(column.text()) for column in table.columns.values()
    ]


@st.composite
def layouts(draw):
    """Any choice a person could make, sensible or not."""
    line = st.integers(0, 12)
    chosen = {
        "encoding": draw(st.none() | st.sampled_from(list(ENCODINGS))),
        "delimiter": draw(st.none() | st.sampled_from(list(DELIMITERS))),
        "quote": draw(st.none() | st.sampled_from(list(QUOTES))),
        "header": draw(st.none() | line),
        "header_lines": draw(st.none() | st.integers(1, 3)),
        "left_out": tuple(draw(st.lists(st.integers(1, 12), max_size=3))),
        "last": draw(st.none() | st.integers(1, 12)),
    }
    try:
        return Layout(**chosen)
    except ValueError:
        return Layout()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated() | st.sampled_from(SEEDS), layouts())
def test_no_choice_raises_and_no_row_is_lost(data, layout):
    accounted(read_files([("records.csv", data)], layouts={"records.csv": layout}), first=layout.header != 0)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab,"\n', max_size=40))
def test_cells_are_those_of_csv_wherever_quotation_marks_are_in_order(text):
    """Python's csv is the oracle for the cells; that every mark is in its place, only ours checks."""
    records = scan(text.encode(), ",")
    if records.misquoted is None:
        oracle = csv.reader(io.StringIO(text + "\n" * (not text.endswith("\n"))), strict=True)
        expected = [[cell.strip() for cell in cells] or [""] for cells in oracle]
        assert [records.cells(record) for record in range(len(records.last))] == expected


def test_blocks_join_seamlessly(monkeypatch):
    """Scanned in blocks of a few bytes, the cells are those of one block: also where a quoted cell spans several."""
    whole = scan(TEXT.encode(), ",")
    for size in range(1, 40):
        monkeypatch.setattr("taft_dash.records.cells._BLOCK", size)
        pieces = scan(TEXT.encode(), ",")
        assert pieces.stops.tolist() == whole.stops.tolist() and pieces.last.tolist() == whole.last.tolist()
        assert scan(TEXT.encode() + b'a,"b"c\n', ",").misquoted == len(whole.last)
