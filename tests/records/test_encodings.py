"""In which encoding a text is written: found by its words, and said every time it is an assumption."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taft_dash.records.encodings import ONE_BYTE
from taft_dash.records.layout import ENCODINGS
from taft_dash.records.letter_runs import HIGH, LETTERS, runs_of_letters
from taft_dash.records.reading import read_files

TEXTS = {
    "German": "name,note\nJürgen,schön\nMädchen,Straße\nBjörn,Äpfel\n",
    "French": "nom,note\nZoë,Café\nEmployée,être là\n",
    "Spanish": "nombre,nota\nNúñez,¿qué?\nPeña,años\n",
    "Norwegian": "navn,x\nBjørn,1\nÅse,2\nSøren,3\n",
    "quotation": "name,note\nM01,“well” he said\nM02,it’s fine – René\n",
    "Hebrew": "שם,הערה\nנועה,שלום לכולם\nדנה,אמרה כן\n",
    "Hebrew names": "member,name\nM01,נועה\nM02,יעל\nM03,אברהם\n",
    "Hebrew beside Latin": "member,name\nNOA1,נועה WAI\nYAEL,יעל GCQ\n",
    "Arabic": "اسم,ملاحظة\nمحمد,ليلى قالت\nفاطمة,نعم\n",
}
WRITTEN = {
    **dict.fromkeys(("German", "French", "Spanish", "Norwegian", "quotation"), ("Windows-1252", "MacRoman")),
    **dict.fromkeys(("Hebrew", "Hebrew names", "Hebrew beside Latin"), ("Windows-1255", "ISO-8859-8")),
    "Arabic": ("Windows-1256",),
}


def read(data):
    return read_files([("x.csv", data)])


@pytest.mark.parametrize(
    ("language", "name"), [(key, name) for key, names in WRITTEN.items() for name in names]
)
def test_words_tell_the_encoding(language, name):
    text = TEXTS[language]
    reading = read(text.encode(ENCODINGS[name]))
    plain = read(text.encode())
    (table,) = reading.tables
    assert table.encoding == ("Windows-1255" if name == "ISO-8859-8" else name)
    assert list(table.columns) == list(plain.tables[0].columns)
    for heading, column in plain.tables[0].columns.items():
        assert table.columns[heading].text().tolist() == column.text().tolist()
    (warning,) = reading.problems
    assert (warning.code, warning.severity, warning.set_aside) == ("encoding-assumed", "warning", 0)
    first = next(line for line, written in enumerate(text.splitlines(), start=1) if not written.isascii())
    assert warning.line == first and table.encoding in warning.message
    words = set(text.replace(",", " ").replace("\n", " ").split())
    assert warning.found and any(part in word for word in words for part in warning.found.split())
    options = reading.understood["x.csv"].options["encoding"]
    assert options[0] == table.encoding and set(options) <= set(ONE_BYTE)


def test_the_line_is_counted_by_any_line_end():
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["a,b", "1,x", "2,Jürgen", ""])
        assert read(text.encode("cp1252")).problems[0].line == 3


def test_plain_letters_need_no_assumption():
    assert read(b"a,b\n1,x\n").problems == () and read("a,b\n1,é\n".encode()).problems == ()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("a\nnoël\n".encode() + b"no\xebl\n", 3),  # UTF-8 but for one byte
        ("a\nנועה\nיעל\n".encode()[:-2], 3),  # cut within a letter
        (b"a\nx\x81y\x8dz\x9d\n", 2),  # no encoding has words of these
        (b"a\n\xb8\xa8\xff\xfd\xfe\n", 2),
    ],
)
def test_bytes_that_make_no_words_are_refused_with_the_line(data, line):
    reading = read(data)
    (problem,) = reading.problems
    assert not reading.tables and (problem.code, problem.line) == ("encoding", line)
    assert (
        not reading.understood["x.csv"].sure["encoding"] and reading.understood["x.csv"].options["encoding"]
    )


def test_the_library_only_orders(monkeypatch):
    """Whatever it says, words no language has are not taken, and candidates it does not know are not lost."""
    monkeypatch.setattr(
        "chardet.detect_all", lambda *_, **__: [{"encoding": "mac-roman"}, {"encoding": "cp1256"}]
    )
    assert read(TEXTS["German"].encode("cp1252")).tables[0].encoding == "Windows-1252"
    assert read(TEXTS["Hebrew"].encode("cp1255")).tables[0].encoding == "Windows-1255"


@given(st.binary(max_size=60) | st.text("aZ ä1€", max_size=60).map(lambda text: text.encode("cp1252")))
def test_words_are_counted_in_order_of_appearance(text):
    words = Counter(re.findall(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*", text))
    assert list(runs_of_letters(text, LETTERS).items()) == list(words.items())
    assert runs_of_letters(text, HIGH) == Counter(re.findall(rb"[\x80-\xff]+", text))
    assert runs_of_letters(text, LETTERS, 2).total() == words.total()
