"""The data dictionary and the templates say what TABLES say, and the worked templates open without a problem."""

import re

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.dictionary import dictionary, dictionary_markdown, template
from taft_dash.records.tables import TABLES, Column, Table, table


def _csv(frame):
    return frame.to_csv(index=False).encode()


def test_every_column_is_described_with_what_is_allowed():
    described = dictionary()
    assert list(zip(described["table"], described["column"], strict=True)) == [
        (one.name, column.name) for one in TABLES for column in one.columns
    ]
    assert described["meaning"].ne("").all() and described["holds"].ne("").all()
    rows = described.set_index(["table", "column"])
    assert rows.loc[("interactions", "valence"), "allowed"] == "-1 to 1"
    assert rows.loc[("interactions", "turns"), "empty"] == "1"
    assert rows.loc[("interactions", "addressee"), ["required", "empty"]].tolist() == ["yes", "not recorded"]
    assert rows.loc[("members", "role"), "allowed"] == "member, therapist, observer"


def test_the_markdown_names_every_file_and_marks_what_is_required():
    text = dictionary_markdown()
    assert all(f"## {one.file}" in text for one in TABLES)
    assert "| **speaker** |" in text and r"| speaking\_seconds | number (seconds) | 0 or more |" in text
    assert "One of interactions, ratings or attendance is enough" in text


def test_the_markdown_reads_as_the_definition_says_whatever_signs_it_holds(monkeypatch):
    hostile = "a|b\nc *d* _e_ `f` <g> [h](i) ~~j~~ &amp; \\|"
    column = Column(hostile, "choice", hostile, unit=hostile, choices=(hostile,), blank_means=hostile)
    monkeypatch.setattr("taft_dash.records.dictionary.TABLES", (Table("t", "t.csv", hostile, (column,), ()),))
    lines = dictionary_markdown().splitlines()
    assert lines[4] == "## t.csv" and len(lines) == 11
    cells = re.split(r"(?<!\\)\|", lines[-1])[1:-1]
    assert len(cells) == 5
    plain = " ".join(hostile.split())
    assert [re.sub(r"\\([\W_])", r"\1", cell).strip() for cell in cells] == [
        plain, f"word ({plain})", plain, plain, plain,
    ]  # fmt: skip
    assert not re.search(r"(?<!\\)[*_`<\[~&]", lines[-1])


@pytest.mark.parametrize("name", [one.name for one in TABLES])
def test_templates_have_the_headings_of_the_table(name):
    assert list(template(name)) == list(table(name).names) == list(template(name, worked=True))
    assert len(template(name)) == 0 and len(template(name, worked=True)) > 0


def test_the_worked_templates_open_together_without_a_problem():
    opened = open_study([(one.file, _csv(template(one.name, worked=True))) for one in TABLES])
    assert opened.problems == ()
    assert {name: rows["used"] for name, rows in opened.summary["rows"].items()} == {
        one.name: len(template(one.name, worked=True)) for one in TABLES
    }


def test_an_unknown_table_lists_those_there_are():
    with pytest.raises(ValueError, match="members, sessions, attendance"):
        template("people")
    with pytest.raises(ValueError, match="group, member, role"):
        table("members").column("age")
