"""`tidy`, and `--mapping` for every command: what is written, what is said, and which exit code ends it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from taft_dash import cli, launching
from taft_dash.records.mapping.plan import Mend, Plan
from taft_dash.records.mapping.saved import plan_to_json

FILES = {"faults.csv", "changes.csv", "data_dictionary.csv", "mapping.json", "README.txt"}


@pytest.fixture
def given(tmp_path) -> Path:
    """Records with a misspelt speaker, and beside them, apart, a mapping that corrects it."""
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "members.csv").write_text("member,role\nM01,member\nM02,member\n")
    (folder / "interactions.csv").write_text("session,speaker,addressee\n1,M01,M02\n1,M2,M01\n2,M01,M02\n")
    mend = Mend("replace", "interactions.csv", "speaker", "M2", "M02", why='"M2" is not in members.csv.')
    (tmp_path / "mapping.json").write_text(plan_to_json(Plan(mends=(mend,))))
    return folder


def run(*arguments) -> int:
    try:
        return cli.main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_tidy_writes_the_used_rows_and_the_account(given, tmp_path, capsys):
    assert run("tidy", given, "--out", tmp_path / "out") == 1
    assert set(contents(tmp_path / "out")) == FILES | {"members.csv", "interactions.csv"}
    assert len((tmp_path / "out" / "interactions.csv").read_text().splitlines()) == 3
    assert "M2" in (tmp_path / "out" / "faults.csv").read_text()
    assert "row set aside" in (tmp_path / "out" / "changes.csv").read_text()
    assert run("check", tmp_path / "out") == 0


def test_a_mapping_corrects_and_its_result_repeats_it(given, tmp_path, capsys):
    assert run("tidy", given, "--mapping", tmp_path / "mapping.json", "--out", tmp_path / "one") == 0
    assert "M2," not in (tmp_path / "one" / "interactions.csv").read_text()
    saved = tmp_path / "one" / "mapping.json"
    assert run("tidy", given, "--mapping", saved, "--out", tmp_path / "two") == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_mapping_in_the_folder_is_used_and_another_one_wins(given, tmp_path, capsys):
    (given / "mapping.json").write_bytes((tmp_path / "mapping.json").read_bytes())
    assert run("check", given) == 0
    assert "What mapping.json decides about the files is used" in capsys.readouterr().out
    (tmp_path / "other.json").write_text(plan_to_json(Plan()))
    assert run("check", given, "--mapping", tmp_path / "other.json") == 1
    assert "mapping.json is among the files; what was decided beside it" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[]", '{"taft_dash_mapping": 1, "mends": 3}', '{"a": 1}', "\x00\xff"])
def test_a_broken_mapping_is_said_and_never_a_traceback(text, given, tmp_path, capsys):
    (given / "mapping.json").write_text(text, encoding="latin-1")
    assert run("check", given, "--format", "json") == 1
    listed = json.loads(capsys.readouterr().out)
    assert "mapping-not-usable" in [problem["code"] for problem in listed["problems"]]
    assert run("check", given, "--mapping", given / "mapping.json") == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("command", [["check"], ["tidy", "--out", "x"], ["measures", "--out", "x"], ["serve"]])
def test_a_mapping_that_is_not_there(command, given, tmp_path, capsys):
    assert run(*command, given, "--mapping", tmp_path / "nowhere.json") == 2
    assert "nowhere.json" in capsys.readouterr().err


def test_check_lists_corrections_made_and_on_offer(given, tmp_path, capsys):
    assert run("check", given) == 1
    assert 'can be mended: Read "M2" as M02 (safe)' in capsys.readouterr().out
    assert run("check", given, "--mapping", tmp_path / "mapping.json") == 0
    assert 'interactions.csv, column speaker: "M2" is read as "M02", because' in capsys.readouterr().out
    assert run("check", given, "--format", "json") == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["offers"] == ['Read "M2" as M02', "Add M2 to the members"][:1]


def test_tidy_does_not_write_into_the_records_nor_beside_other_records(given, tmp_path, capsys):
    assert run("tidy", given, "--out", given) == 2
    before = contents(given)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ratings.csv").write_text("session\n")
    assert run("tidy", given, "--out", tmp_path / "out") == 2
    assert "ratings.csv of other records" in capsys.readouterr().err
    assert set(contents(tmp_path / "out")) == {"ratings.csv"}
    assert contents(given) == before


def test_serve_hands_the_mapping_on(given, tmp_path, monkeypatch):
    monkeypatch.setattr(launching.runpy, "run_module", lambda *a, **k: None)
    monkeypatch.setattr(launching.signal, "signal", lambda *a: None)
    monkeypatch.setenv("TAFT_DASH_RECORDS", "")  # set by what is tested, and put back
    monkeypatch.setenv("TAFT_DASH_MAPPING", "old")
    monkeypatch.setattr(launching.sys, "argv", [])
    assert run("serve", given, "--mapping", tmp_path / "mapping.json", "--no-browser") == 0
    assert os.environ["TAFT_DASH_MAPPING"] == str(tmp_path / "mapping.json")
    assert run("serve", given, "--no-browser") == 0
    assert "TAFT_DASH_MAPPING" not in os.environ
    assert run("serve", "--mapping", tmp_path / "mapping.json") == 2
