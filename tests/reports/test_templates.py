"""The templates: every record table, empty and worked, and what is downloaded can be read back."""

import datetime
import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.dictionary import dictionary, template
from taft_dash.records.tables import ENOUGH, READ_ME, TABLES
from taft_dash.reports import templates
from taft_dash.reports.templates import template_workbook, templates_zip

STUDY = ("members", "sessions", "interactions", "ratings", "events", "presence")


@pytest.fixture(scope="module")
def archive():
    return zipfile.ZipFile(io.BytesIO(templates_zip()))


@pytest.fixture(scope="module")
def books():
    """Worked or not -> the workbook as a spreadsheet program sees it."""
    return {worked: opened(template_workbook(worked=worked)) for worked in (False, True)}


@pytest.fixture(scope="module")
def from_files(archive):
    return open_study([(t.file, archive.read(f"example/{t.file}")) for t in TABLES])


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def columns():
    return [(table, place, column) for table in TABLES for place, column in enumerate(table.columns, start=1)]


def rule_of(sheet, letter, line=2):
    """The validation of a cell, or None."""
    return next((r for r in sheet.data_validations.dataValidation if f"{letter}{line}" in r.sqref), None)


def saved(book):
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_every_file_is_there_twice(archive):
    assert archive.namelist() == [f"{folder}/{t.file}" for folder in ("empty", "example") for t in TABLES]


def test_an_empty_template_has_the_headings_and_nothing_else(archive):
    for table in TABLES:
        text = archive.read(f"empty/{table.file}").decode("utf-8-sig")
        assert text == ",".join(column.name for column in table.columns) + "\n"


def test_the_worked_examples_are_sound_records(from_files):
    assert from_files.problems == ()
    assert {t["table"] for t in from_files.summary["tables"]} == {t.name for t in TABLES}


@pytest.mark.parametrize("made", [templates_zip, template_workbook, lambda: template_workbook(worked=True)])
def test_the_same_bytes_every_time(made, monkeypatch):
    first = made()
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert made() == first


class TestWorkbook:
    def test_reads_as_the_same_study_as_the_worked_files(self, from_files):
        study = open_study([("records.xlsx", template_workbook(worked=True))])
        assert study.problems == ()
        assert study.summary["rows"] == from_files.summary["rows"]
        for name in STUDY:
            ours, theirs = getattr(study.study, name), getattr(from_files.study, name)
            place = ["file", "line"]
            pd.testing.assert_frame_equal(
                ours.drop(columns=place, errors="ignore"), theirs.drop(columns=place, errors="ignore")
            )
        assert study.study.instruments == from_files.study.instruments

    def test_its_first_sheet_is_passed_over_and_that_is_said(self):
        study = open_study([("records.xlsx", template_workbook(worked=True))])
        said = [sentence for sentence in study.summary["inferred"] if READ_ME in sentence]
        assert len(said) == 1 and said[0].startswith("records.xlsx, sheet Read me: passed over")

    def test_empty_it_says_that_there_are_no_rows(self):
        study = open_study([("records.xlsx", template_workbook())])
        assert study.study is None
        assert any("no sheet has rows below its headings" in problem.message for problem in study.problems)

    def test_sheets_left_empty_are_no_errors(self):
        book = opened(template_workbook())
        book["attendance"].append(["", 1, "007", "present", 90])
        study = open_study([("records.xlsx", saved(book))])
        assert study.problems == ()
        assert study.study.presence[["member", "presence"]].values.tolist() == [["007", "present"]]
        passed_over = [s for s in study.summary["inferred"] if "no row below its headings" in s]
        assert len(passed_over) == len(TABLES) - 1

    def test_one_sheet_per_table_in_their_order_after_the_explanation(self, books):
        for book in books.values():
            assert book.sheetnames == [READ_ME, *(table.name for table in TABLES)]
            for table in TABLES:
                assert tuple(cell.value for cell in book[table.name][1]) == table.names
                assert book[table.name].freeze_panes == "A2"
        assert all(books[False][table.name].max_row == 1 for table in TABLES)
        assert all(books[True][t.name].max_row == 1 + len(template(t.name, worked=True)) for t in TABLES)

    def test_the_explanation_says_of_each_sheet_what_a_row_is_and_what_is_needed(self, books):
        rows = {row[0]: row[1:] for row in books[False][READ_ME].iter_rows(values_only=True)}
        for table in TABLES:
            one_row_is, required, needed = rows[table.name][:3]
            assert one_row_is == table.one_row_is and required == ", ".join(table.required)
            assert (needed == "one of these is enough") == (table.name in ENOUGH)
        invented = "The rows of this workbook are invented. Replace them by your own."
        assert invented not in rows
        assert invented in [row[0] for row in books[True][READ_ME].iter_rows(values_only=True)]

    @pytest.mark.parametrize(("table", "place", "column"), columns())
    def test_a_heading_explains_its_column_and_says_whether_it_is_required(self, books, table, place, column):
        cell = books[False][table.name].cell(1, place)
        about = dictionary().set_index(["table", "column"]).loc[table.name, column.name]
        said = cell.comment.text
        assert column.meaning in said and f"Empty cell: {about['empty']}" in said
        assert (column.unit in said) and (about["allowed"] in said)
        assert ("(required)" in cell.number_format) == ("(required)" in said) == column.required
        others = [c for c in books[False][table.name][1] if "(required)" not in c.number_format]
        assert all((cell.fill.fgColor.rgb != c.fill.fgColor.rgb) == column.required for c in others)

    @pytest.mark.parametrize(("table", "place", "column"), columns())
    def test_cells_keep_what_is_typed_and_are_wide_enough(self, books, table, place, column):
        sheet = books[False][table.name]
        shape = sheet.column_dimensions[sheet.cell(1, place).column_letter]
        kinds = {"date": "yyyy-mm-dd", "session": "General", "whole": "General", "number": "General"}
        assert shape.number_format == kinds.get(column.kind, "@"), "007 and 1-4 stay as typed"
        assert shape.width > len(column.name) + len(" (required)") * column.required

    @pytest.mark.parametrize(("table", "place", "column"), columns())
    def test_the_limits_of_a_column_are_those_of_the_format(self, books, table, place, column):
        sheet = books[False][table.name]
        rule = rule_of(sheet, sheet.cell(1, place).column_letter)
        if column.kind in ("text", "group") or (table.name, column.name) == ("members", "member"):
            assert rule is None
            return
        assert rule == rule_of(sheet, sheet.cell(1, place).column_letter, 1_048_576)
        assert rule.allowBlank and not rule.hide_drop_down
        assert len(rule.formula1) <= 255 and len(rule.error) <= 255 and len(rule.errorTitle) <= 32
        if column.kind == "choice":
            assert rule.type == "list" and rule.formula1 == f'"{",".join(column.choices)}"'
            assert rule.showErrorMessage and rule.errorStyle in (None, "stop")
        elif column.kind in ("person", "people"):
            assert rule.type == "list" and rule.formula1.startswith("OFFSET(members!$B$2,")
            assert rule.errorStyle == "warning"
            assert rule.showErrorMessage == (column.kind == "person" and not column.choices)
        elif column.kind != "date":
            assert rule.type == ("decimal" if column.kind == "number" else "whole")
            assert (float(rule.formula1) == column.low) == (column.low is not None)
            assert (float(rule.formula2) == column.high) == (column.high is not None)

    @pytest.mark.parametrize(("table", "place", "column"), columns())
    def test_numbers_are_numbers_dates_are_dates_and_names_are_text(self, books, table, place, column):
        rows = template(table.name, worked=True)[column.name].tolist()
        for line, text in enumerate(rows, start=2):
            cell = books[True][table.name].cell(line, place)
            if not text:
                assert cell.value is None
            elif column.kind in ("session", "whole", "number"):
                assert cell.data_type == "n" and cell.value == float(text)
            elif column.kind == "date":
                assert cell.data_type == "d" and cell.value == datetime.datetime.fromisoformat(text)
            else:
                assert cell.data_type == "s" and cell.value == text

    def test_no_text_becomes_a_formula(self, monkeypatch):
        hostile = "=1+1"
        monkeypatch.setattr(
            templates, "template",
            lambda name, worked=False: template(name, worked=worked).replace("M01", hostile),
        )  # fmt: skip
        content = template_workbook(worked=True)
        cells = [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row]
        assert hostile in [cell.value for cell in cells]
        parts = zipfile.ZipFile(io.BytesIO(content))
        sheets = [parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(re.search(rb"<f[\s>]", sheet) for sheet in sheets)
