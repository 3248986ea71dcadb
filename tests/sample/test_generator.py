"""The sample records are what the generator writes, are clean, small, and described."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.tables import TABLES

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
SETS = ("tuesday_group", "six_groups")
README = (SAMPLE / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    command = [sys.executable, str(SAMPLE / "generate.py"), "--out", str(folder)]
    subprocess.run(command, check=True, timeout=120, cwd=folder)
    return folder


@pytest.fixture(scope="module", params=SETS)
def opened(request):
    return request.param, open_study([SAMPLE / request.param])


def text(name: str, table: str) -> pd.DataFrame:
    """A file of a set with every cell as text."""
    return pd.read_csv(SAMPLE / name / f"{table}.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", SETS)
def test_the_generator_writes_the_same_bytes(name, written):
    kept = {path.name: path.read_bytes() for path in (SAMPLE / name).glob("*")}
    again = {path.name: path.read_bytes() for path in (written / name).glob("*")}
    assert kept.keys() == again.keys()
    for file in kept:
        assert kept[file] == again[file], f"{name}/{file} is not what the generator writes"


@pytest.mark.parametrize("name", SETS)
def test_each_set_is_small_enough_to_travel_with_the_program(name):
    assert sum(path.stat().st_size for path in (SAMPLE / name).glob("*")) < 600_000


def test_the_records_check_without_a_fault(opened):
    _, found = opened
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert not errors, errors[:3]
    assert not found.problems, found.problems[:3]


def test_no_row_is_lost(opened):
    name, found = opened
    study = found.study
    assert len(study.members) == len(text(name, "members"))
    assert len(study.sessions) == len(text(name, "sessions"))
    assert study.interactions["source"].nunique() == len(text(name, "interactions"))
    assert len(study.ratings) == len(text(name, "ratings"))


def test_only_known_columns_and_instruments_are_used(opened):
    _, found = opened
    assert not found.study.extras
    known = {instrument.id for instrument in found.study.instruments}
    assert set(found.study.ratings["instrument"].cat.categories) <= known


def test_nobody_speaks_before_the_last_turn_has_ended():
    talk = text("tuesday_group", "interactions").astype(
        {"session": int, "turn": int, "start_seconds": float, "speaking_seconds": float}
    )
    for session, turns in talk.groupby("session"):
        assert turns["turn"].tolist() == list(range(1, len(turns) + 1)), session
        ends = turns["start_seconds"] + turns["speaking_seconds"]
        assert (turns["start_seconds"].iloc[1:].to_numpy() >= ends.iloc[:-1].to_numpy()).all(), session


def test_turns_fall_within_the_time_their_speaker_was_there():
    talk = text("tuesday_group", "interactions")
    stayed = text("tuesday_group", "attendance").set_index(["session", "member"])
    length = text("tuesday_group", "sessions").set_index("session")["minutes"].astype(int)
    checked = 0
    for row in talk.itertuples():
        speaker = stayed.loc[(row.session, row.speaker)]
        assert speaker["status"] in ("present", "late", "left_early")
        missed = (length[row.session] - int(speaker["minutes"])) * 60
        if speaker["status"] == "late":
            assert float(row.start_seconds) >= missed
            checked += 1
        elif speaker["status"] == "left_early":
            end = float(row.start_seconds) + float(row.speaking_seconds)
            assert end <= length[row.session] * 60 - missed
            checked += 1
    assert checked > 20


def test_the_tuesday_group_has_turns_of_every_kind():
    addressee = text("tuesday_group", "interactions")["addressee"]
    per_session = text("tuesday_group", "interactions").groupby("session").size()
    assert per_session.between(90, 150).all()
    assert addressee.eq("GROUP").mean() > 0.1
    assert 20 < addressee.str.contains(";").sum() < 150
    assert 20 < addressee.eq("").sum() < 150


def test_the_readme_says_that_the_records_are_synthetic():
    assert "synthetic" in README[:200]


def test_the_readme_describes_every_file_column_instrument_and_category():
    dictionary = README[README.index("## Data dictionary") :]
    for name in SETS:
        for path in (SAMPLE / name).glob("*.csv"):
            frame = text(name, path.stem)
            line = next(row for row in dictionary.splitlines() if row.startswith(f"| `{path.name}`"))
            assert [column for column in frame if f"`{column}`" not in line] == []
            if path.stem == "ratings":
                assert [used for used in frame["instrument"].unique() if used not in README] == []
            if path.stem == "interactions":
                assert [used for used in set(frame["category"]) - {""} if f"`{used}`" not in dictionary] == []


def test_the_readme_names_every_group_of_the_cohort():
    for group in text("six_groups", "members")["group"].unique():
        assert f"| {group} |" in README


def test_the_six_groups_differ_as_the_readme_says():
    tables = {table.name: text("six_groups", table.name) for table in TABLES[:5]}
    members = tables["members"].query("role == 'member'").groupby("group").size()
    meetings = tables["sessions"].groupby("group").size()
    assert (members.min(), members.max(), meetings.min(), meetings.max()) == (4, 10, 6, 20)
    assert len(members) == 6
    assert set(members.index) - set(tables["attendance"]["group"]) == {"north"}
    assert set(members.index) - set(tables["interactions"]["group"]) == {"harbour"}
    counts = tables["interactions"].query("group == 'mill'")
    assert counts["turn"].eq("").all() and counts["turns"].astype(int).gt(1).any()
    others = tables["interactions"].query("group != 'mill'")
    assert others["turn"].ne("").all() and others["turns"].eq("").all()
    garden = tables["sessions"].query("group == 'garden'")["session"].astype(int)
    assert garden.diff().max() > 10
    hebrew = tables["members"].query("group == 'רימון'")
    assert hebrew["member"].str.contains("[א-ת]").all() and hebrew["name"].str.contains("[א-ת]").all()
