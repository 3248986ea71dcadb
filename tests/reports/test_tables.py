"""Files that leave the house: no formula gets out, no number is rounded, no row is lost, nothing is half written."""

from __future__ import annotations

import csv
import io
import math
import os
import unicodedata

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taft_dash.reports import tables

# Texts with which a cell can begin to act in Excel, LibreOffice or Google Sheets.
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "   -1", "＝1", "＋1", "－1", "＠1",
    "|cmd", "%0", '"=1', ";=1", "=HYPERLINK(\"http://x.example\";\"y\")", "=cmd|' /C calc'!A0", "-Anna", "-3",
    "\ufeff=1", "\u200b=1", "\u3000=1", "'=1", "''=1", "\tAnna", "\rAnna", "\nAnna", "=",
)  # fmt: skip
HARMLESS = ("Anna", "O'Neill", "M05", "007", "NA", "א׳", "a=b", "1-2", "a;b", "'tis", "x@y.example", "−1", "")


def cells(text: str) -> list[list[str]]:
    """The file as a strict reader sees it."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def written(table: pd.DataFrame) -> list[list[str]]:
    return cells("".join(tables.csv_lines(table)))


def bare(text: str) -> str:
    """Text as a spreadsheet trims and unquotes it before it looks for a formula."""
    return text.lstrip("\x00\t\r\n \xa0\u200b\u3000\ufeff\"';")


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("dtype", ["object", "category", "str"])
def test_no_cell_and_no_heading_begins_with_a_formula(text, dtype):
    heading, row = written(pd.DataFrame({text: pd.Series([text], dtype=dtype), "other": [1]}))
    assert heading[0] == row[0] == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stands_as_it_was_typed(text):
    assert written(pd.DataFrame({"name": [text], "other": [1]}))[1] == [text, "1"]


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_taking_one_apostrophe_off_gives_the_text_back(text):
    safe = tables.defused(text)
    assert safe in (text, "'" + text)
    assert not bare(text).startswith(tuple("=+-@|%＝＋－＠")) or safe == "'" + text


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_keep_every_digit_and_their_sign(numbers):
    rows = written(pd.DataFrame({"value": numbers, "other": 1}))[1:]
    assert [float(value) for value, _ in rows] == numbers


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "Float64", "int32", "float32", "object"])
def test_numbers_stay_numbers(dtype):
    assert written(pd.DataFrame({"value": pd.Series([-3, 7], dtype=dtype), "other": "x"}))[1:] == [
        ["-3", "x"],
        ["7", "x"],
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\x00"))),
            st.integers(),
        ),
        min_size=1,
    )
)
def test_every_row_comes_back(rows):
    table = pd.DataFrame(rows, columns=["name", "n"], dtype=object)
    expected = [["" if name is None else tables.defused(name), str(n)] for name, n in rows]
    assert written(table)[1:] == expected
    assert written(table.astype({"name": "category"}))[1:] == expected


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_what_is_undefined_is_empty(missing):
    table = pd.DataFrame({"a": pd.Series([missing, "x"], dtype=object), "value": [np.nan, 0.1]})
    assert written(table)[1:] == [["", ""], ["x", "0.1"]]


def test_a_lone_empty_cell_is_still_a_row():
    assert written(pd.DataFrame({"name": ["a", None, "b"]})) == [["name"], ["a"], [""], ["b"]]


def test_a_table_without_rows_has_its_heading():
    assert written(pd.DataFrame(columns=["group", "value"])) == [["group", "value"]]


def test_long_tables_are_written_in_pieces_that_fit_together(monkeypatch):
    table = pd.DataFrame({"n": range(10), "name": pd.Categorical(list("abcabcabca"))})
    whole = list(tables.csv_lines(table))
    monkeypatch.setattr(tables, "_ROWS_AT_ONCE", 3)
    pieces = list(tables.csv_lines(table))
    assert len(pieces) > len(whole)
    assert "".join(pieces) == "".join(whole)


def test_a_file_for_a_person_says_that_it_is_unicode_and_one_for_programs_does_not(tmp_path):
    table = pd.DataFrame({"name": ["שרה"], "n": [1]})
    tables.write_csv(table, tmp_path / "a.csv")
    assert tables.csv_bytes(table) == b"\xef\xbb\xbf" + (tmp_path / "a.csv").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == "name,n\nשרה,1\n".encode()


def test_a_file_name_of_unknown_encoding_does_not_stop_the_writing():
    table = pd.DataFrame({"file": ["a\udcffb"], "n": [1]}, dtype=object)
    assert written(table)[1] == ["a\\udcffb", "1"]


@pytest.fixture
def graph():
    graph = nx.DiGraph(group='The "=1" & <b> group', sessions=np.int64(3))
    graph.add_node("<b>M1</b>", role="member", share=np.float64(0.25), note=None)
    graph.add_node("M\x0b2&", role="therapist", share=np.nan, listed=np.True_)
    graph.add_edge("<b>M1</b>", "M\x0b2&", turns=3, seconds=1.5)
    graph.add_edge("M\x0b2&", "<b>M1</b>", turns=2.5, seconds=math.inf)
    return graph


def test_graphml_can_be_read_back_with_hostile_names(graph):
    read = nx.read_graphml(io.BytesIO(tables.graphml_bytes(graph)))
    assert dict(read.nodes(data=True)) == {
        "<b>M1</b>": {"role": "member", "share": 0.25},
        "M\\x0b2&": {"role": "therapist", "listed": True},
    }
    assert list(read.edges(data=True)) == [
        ("<b>M1</b>", "M\\x0b2&", {"turns": 3.0, "seconds": 1.5}),
        ("M\\x0b2&", "<b>M1</b>", {"turns": 2.5}),
    ]
    assert read.graph["group"] == 'The "=1" & <b> group'
    assert read.is_directed()


def test_graphml_leaves_the_network_as_it_was(graph):
    before = {node: dict(data) for node, data in graph.nodes(data=True)}
    tables.graphml_bytes(graph)
    assert {node: dict(data) for node, data in graph.nodes(data=True)} == before


@settings(deadline=None)
@given(st.sets(st.text(st.characters(codec="utf-8")), max_size=8))
def test_group_names_become_safe_and_distinct_file_names(groups):
    names = list(tables.graphml_names(sorted(groups)).values())
    assert len({name.casefold() for name in names}) == len(groups)
    for name in names:
        assert not set(name) & set('/\\:*?"<>|\x00\n')
        assert name.startswith("network_")
        assert len(unicodedata.normalize("NFD", name).encode()) <= 255 or not name.isascii()
        assert len(name.encode()) <= 255


@pytest.mark.parametrize(
    "groups", [("tuesday", "Tuesday"), ("Tuesday", "tuesday"), ("a b", "a_b"), ("STRASSE", "straße")]
)
def test_names_that_differ_only_to_some_file_systems_are_told_apart(groups):
    one, other = tables.graphml_names(groups).values()
    assert one.casefold() != other.casefold()


def test_a_folder_is_written_whole(tmp_path, graph):
    table = pd.DataFrame({"a": [1], "b": ["x"]})
    tables.write_folder(tmp_path / "new" / "deep", {"a.csv": table, "network_x.graphml": graph})
    assert sorted(os.listdir(tmp_path / "new" / "deep")) == ["a.csv", "network_x.graphml"]
    assert (tmp_path / "new" / "deep" / "a.csv").read_text() == "a,b\n1,x\n"


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr(
        tables, "graphml_bytes", lambda _: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(OSError, match="No space left"):
        tables.write_folder(tmp_path, {"a.csv": pd.DataFrame({"a": [1]}), "n.graphml": nx.DiGraph()})
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "mine.txt"]
    assert (tmp_path / "a.csv").read_text() == "old"
