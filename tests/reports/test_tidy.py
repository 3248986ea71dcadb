"""Tidy files say what the study says: opened again they are the same, whatever stood in the cells."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import FileMapping, Mend, Plan, TableMapping
from taft_dash.records.mapping.saved import plan_from_json, plan_to_json
from taft_dash.reports.tables import write_folder
from taft_dash.reports.tidy import plan_used, stale_names, tidy_files, tidy_zip

TABLES = ("members", "sessions", "presence", "interactions", "ratings", "events")
PLACE = ["file", "line", "listed"]  # where a row stands, and that of which file, is new


def content(study, name) -> pd.DataFrame:
    table = getattr(study, name).drop(columns=PLACE, errors="ignore")
    table = table.astype({c: "str" for c in table if isinstance(table[c].dtype, pd.CategoricalDtype)})
    return table.reindex(columns=sorted(table.columns))


def assert_same(one, other):
    for name in TABLES:
        if len(getattr(one, name)) == len(getattr(other, name)) == 0:
            continue  # a table without a row is not written, nor its attributes
        pd.testing.assert_frame_equal(content(one, name), content(other, name), check_dtype=False)


def zipped(opened):
    return open_study([("tidy.zip", tidy_zip(opened))])


def errors(opened):
    return [str(p) for p in opened.problems if p.severity == "error"]


def test_tidy_records_give_the_same_study(records):
    once = open_study(records())
    again = zipped(once)
    assert_same(once.study, again.study)
    assert not again.problems
    assert_same(again.study, zipped(again).study)


def test_faulty_rows_stay_out_and_nobody_becomes_a_stranger(records):
    once = open_study(
        records(
            members=["M05,boss,Eve,,"], attendance=["1,M05,present,9"], ratings=["1,M01,,WAI-SR,2,9"],
            interactions=["1,M9,T1,,,,,,,", "1,M05,T1;M02;M01,5,,,,,,"],
        )
    )  # fmt: skip
    assert len(errors(once)) == 3
    again = zipped(once)
    assert_same(once.study, again.study)
    assert not errors(again)
    log = tidy_files(once)["changes.csv"]
    assert log["now"].tolist() == ["row set aside"] * 3
    assert set(log["cells"]) == {1}
    assert len(tidy_files(once)["faults.csv"]) == 3


@pytest.mark.parametrize(
    "name", ["=1+1", "-Anna", "+Bo", "@x", "'=1", "'Cy", "NA", "007", 'A "B"', "a,b", "שרה", "| x"]
)
def test_a_name_comes_back_as_typed(name):
    table = pd.DataFrame({"session": [1, 1], "speaker": [name, "T"], "addressee": ["T", name], name: ["x", name]})
    once = open_study([("interactions.csv", table.to_csv(index=False).encode())])
    once = zipped(once)
    again = zipped(once)
    assert_same(once.study, again.study)
    assert name.removeprefix("'" if name == "'=1" else "") in set(again.study.interactions["speaker"])


def test_a_defused_cell_is_said_and_logged():
    rows = b"session,speaker,addressee\n1,'-Anna,T\n1,T,'-Anna\n"
    once = open_study([("interactions.csv", rows)])
    assert once.study.members["member"].tolist() == ["-Anna", "T"]
    assert [change.cells for change in once.changes] == [1, 1]
    assert any("apostrophe" in sentence for sentence in once.summary["inferred"])


def test_attributes_stay_attributes():
    rows = b"session,speaker,addressee,Wer,turn nr,room\n1,A,B,x,9,1\n"
    columns = {name: name for name in ("session", "speaker", "addressee")}
    plan = Plan((FileMapping("t.csv", tables=(TableMapping("interactions", columns),)),))
    once = open_study([("t.csv", rows)], plan)
    assert_same(once.study, zipped(once).study)


def test_several_files_are_one_table(records):
    once = open_study([*records(), ("alliance.csv", b"session,rater,instrument,item,score\n1,M02,WAI-SR,5,2\n")])
    files = tidy_files(once)
    assert len(files["ratings.csv"]) == 6
    assert "alliance.csv" not in files
    assert_same(once.study, zipped(once).study)
    assert "put together as ratings" in files["README.txt"]


def test_instruments_of_ones_own_come_along(records):
    own = b"instrument,items,low,high\nXY,1-3,1,7\n"
    once = open_study([*records(ratings=["1,M01,,XY,1,6"]), ("instruments.csv", own)])
    again = zipped(once)
    assert not again.problems
    assert again.study.instruments == once.study.instruments


def test_the_saved_plan_does_everything_again(records, tmp_path):
    files = records(interactions=["1,M1,T1,,,,,,,", "1,T1,M99,,,,,,,"], attendance=["1,M01,absent,"])
    files = [(name, data.replace(b"speaker,addressee", b"Wer,An")) for name, data in files]
    headings = {name: name for name in ("session", "turn", "start_seconds", "speaking_seconds", "turns")}
    talk = TableMapping("interactions", {**headings, "speaker": "Wer", "addressee": "An"})
    plan = Plan(
        (FileMapping("interactions.csv", tables=(talk,)),),
        mends=(Mend("replace", "interactions.csv", "Wer", "M1", "M01"), Mend("add member", value="M99"),
               Mend("leave out", "attendance.csv", lines=(15,), why="twice")),
    )  # fmt: skip
    once = open_study(files, plan)
    assert "M99" in set(once.study.members["member"])
    text = plan_to_json(plan_used(once))
    again = open_study(files, plan_from_json(text))
    assert tidy_zip(once) == tidy_zip(again)
    beside = open_study([*files, ("mapping.json", text.encode())])
    assert_same(once.study, beside.study)


def test_the_account_beside_tidy_records_is_no_record(records, tmp_path):
    once = open_study(records(interactions=["1,M1,T1,,,,,,,"]))
    write_folder(tmp_path / "out", tidy_files(once))
    again = open_study(tmp_path / "out")
    assert not again.problems
    assert_same(once.study, again.study)
    assert any("decides nothing" in sentence for sentence in again.summary["inferred"])


def test_record_files_left_from_before_are_named():
    assert stale_names(["ratings.csv", "notes.csv", "events.csv"], {"events.csv": 0}) == ["ratings.csv"]


def test_the_zip_holds_what_the_folder_holds(records):
    once = open_study(records())
    with zipfile.ZipFile(io.BytesIO(tidy_zip(once))) as archive:
        assert set(archive.namelist()) == set(tidy_files(once))
    assert tidy_zip(once) == tidy_zip(once)


cells = st.text(st.characters(exclude_categories=["C"]), max_size=6).map(str.strip)
name_of = st.sampled_from(["A", "-B", "=C", "'D", "e f", "é", "7"])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(1, 3), name_of, st.lists(name_of, max_size=3, unique=True),
                  st.sampled_from(["", "1", "0.5"]), cells, cells),
        min_size=1, max_size=6,
    ),
    st.lists(st.tuples(st.integers(1, 3), name_of, st.integers(0, 6)), max_size=5),
    st.booleans(),
)  # fmt: skip
def test_random_records_come_back(talk, rated, roster):
    rows = pd.DataFrame(
        [(s, a, ";".join(b), x, c, d) for s, a, b, x, c, d in talk],
        columns=["session", "speaker", "addressee", "speaking_seconds", "category", "room"],
    )
    scores = pd.DataFrame([(s, r, "WAI-SR", "1", x) for s, r, x in rated],
                          columns=["session", "rater", "instrument", "item", "score"])  # fmt: skip
    files = [("interactions.csv", rows)] + ([("ratings.csv", scores)] if len(scores) else [])
    if roster:
        roles = {"member": ["A", "-B", "e f"], "role": ["member", "boss", "therapist"]}
        files.append(("members.csv", pd.DataFrame(roles)))
    once = open_study([(name, table.to_csv(index=False).encode()) for name, table in files])
    if once.study is None:
        return
    again = zipped(once)
    assert_same(once.study, again.study)
    assert not errors(again)
