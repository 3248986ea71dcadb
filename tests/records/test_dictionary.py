"""The data dictionary and the templates say what TABLES say, and the worked templates open without a problem."""

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.dictionary import dictionary, dictionary_markdown, template
from taft_dash.records.tables import TABLES, table


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
    assert all(f"### {one.file}" in text for one in TABLES)
    assert "| **speaker** |" in text and "| speaking_seconds | number (seconds) | 0 or more |" in text


def test_no_cell_of_the_markdown_breaks_its_table():
    rows = [line for line in dictionary_markdown().splitlines() if line.startswith("|")]
    assert all(line.count("|") == 6 for line in rows)


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
