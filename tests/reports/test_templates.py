"""The templates: every record file, empty and worked, and what is downloaded can be read back."""

import io
import zipfile

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.tables import TABLES
from taft_dash.reports.templates import templates_zip


@pytest.fixture(scope="module")
def archive():
    return zipfile.ZipFile(io.BytesIO(templates_zip()))


def test_every_file_is_there_twice(archive):
    assert archive.namelist() == [f"{folder}/{t.file}" for folder in ("empty", "example") for t in TABLES]


def test_an_empty_template_has_the_headings_and_nothing_else(archive):
    for table in TABLES:
        text = archive.read(f"empty/{table.file}").decode("utf-8-sig")
        assert text == ",".join(column.name for column in table.columns) + "\n"


def test_the_worked_examples_are_sound_records(archive):
    files = [(t.file, archive.read(f"example/{t.file}")) for t in TABLES]
    opened = open_study(files)
    assert opened.problems == ()
    assert {t["table"] for t in opened.summary["tables"]} == {t.name for t in TABLES}


def test_the_same_bytes_every_time():
    assert templates_zip() == templates_zip()
