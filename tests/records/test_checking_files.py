"""What a file is, what happens to the rest when one cannot be used, and what is said about it all."""

import json

import pytest

from taft_dash.records.checking import open_study

TALK = ["session,speaker,addressee", "1,A,B", "1,B,A", "2,A,GROUP"]


def _codes(opened):
    return [problem.code for problem in opened.problems]


def test_a_file_with_headings_only_is_said(opened):
    result = opened(interactions=TALK, events=["session,kind"])
    (problem,) = result.problems
    assert (problem.code, problem.file) == ("empty", "events.csv")
    assert len(result.study.interactions) == 3


@pytest.mark.parametrize("files", [{}, {"members": ["member", "A"]}, {"interactions": ["session,speaker,addressee"]},
                                   {"interactions": ["session,speaker,addressee", "x,A,B"]}])  # fmt: skip
def test_nothing_usable_is_no_study_and_says_so(opened, files):
    result = opened(**files)
    assert result.study is None
    assert "nothing-usable" in _codes(result)
    assert json.dumps(result.summary)


def test_two_files_of_one_table_are_put_together_and_that_is_said(opened):
    result = opened(
        alliance=["session,rater,instrument,item,score,mood", "1,A,WAI-SR,1,4,fine"],
        ratings=["session,rater,target,instrument,item,score", "1,A,B,SOFTA-o,safety,9", "1,A,,WAI-SR,1,4"],
    )
    assert [(p.code, p.file, p.line) for p in result.problems] == [
        ("out-of-range", "ratings.csv", 2),
        ("repeated-row", "ratings.csv", 3),
    ]
    assert len(result.study.ratings) == 1 and result.study.ratings["mood"].tolist() == ["fine"]
    assert any(
        "alliance.csv and ratings.csv are put together as ratings" in said
        for said in result.summary["inferred"]
    )
    assert result.summary["rows"]["ratings"] == {"in_file": 3, "used": 1, "set_aside": 2}


OWN = ["instrument,subscale,items,low,high,reversed", "COH,warm,1-2,0,10,", "COH,cold,3,0,10,3"]


def test_own_instruments_are_known_scored_and_checked(opened):
    result = opened(instruments=OWN, forms=["session,rater,coh_1,coh_3", "1,A,5,11"])
    assert [(p.code, p.column) for p in result.problems] == [("out-of-range", "coh_3")]
    assert "COH items run from 0 to 10" in result.problems[0].message
    assert result.study.instruments[-1].id == "COH" and result.study.instruments[-1].reversed == (3,)


def test_an_own_instrument_with_a_fault_is_said_and_not_used(opened):
    result = opened(instruments=[*OWN, "BAD,one,1-4,9,1,", "BAD,two,5,9,1,"], interactions=TALK)
    (problem,) = result.problems
    assert (problem.code, problem.file, problem.line, problem.column) == (
        "instrument-not-usable",
        "instruments.csv",
        4,
        "low",
    )
    assert [i.id for i in result.study.instruments][-1] == "COH"
    assert result.summary["rows"]["instruments"] == {"in_file": 4, "used": 2, "set_aside": 2}


def test_one_group_without_a_name_is_group_1_and_that_is_said(opened):
    result = opened(interactions=TALK)
    assert result.summary["groups"] == ["Group 1"] == result.study.groups()
    assert any("Group 1" in said for said in result.summary["inferred"])


def test_one_named_group_holds_for_every_table(opened):
    result = opened(members=["group,member", "North,A", "North,B"], interactions=TALK)
    assert result.problems == () and result.summary["groups"] == ["North"]
    assert any("rows without a group" in said for said in result.summary["inferred"])


def test_with_several_groups_every_row_names_its_own(opened):
    result = opened(
        members=["group,member", "North,A", "North,B", "South,A"],
        attendance=["session,member,status", "1,A,present"],
        interactions=["group,session,speaker,addressee", "North,1,A,B", ",1,A,B"],
    )
    assert [(p.code, p.file, p.line, p.column, p.set_aside) for p in result.problems] == [
        ("missing-column", "attendance.csv", 2, "group", 1),
        ("empty-cell", "interactions.csv", 3, "group", 1),
    ]


def test_a_group_that_stands_only_in_rows_set_aside_is_none(opened):
    result = opened(
        attendance=["session,member,status", "1,A,present"],
        interactions=["group,session,speaker,addressee", "North,1,A,B", "Nort,one,A,B"],
    )
    assert _codes(result) == ["not-a-number"] and result.study.groups() == ["North"]


def test_a_group_that_members_does_not_know_is_one_problem(opened):
    result = opened(
        members=["group,member", "North,A", "North,B", "South,C"],
        interactions=["group,session,speaker,addressee", "North,1,A,B", "Nort,1,A,B", "Nort,1,B,A"],
    )
    (problem,) = result.problems
    assert (problem.code, problem.column, problem.lines, problem.set_aside) == (
        "unknown-group",
        "group",
        (3, 4),
        2,
    )
    assert problem.fix == "Did you mean North?"
    assert result.study.groups() == ["North", "South"]


def test_groups_that_look_alike_are_two_groups_and_said(opened):
    result = opened(interactions=["group,session,speaker,addressee", "North,1,A,B", "north,1,A,B"])
    (problem,) = result.problems
    assert (problem.code, problem.severity, problem.line, problem.column) == (
        "look-alike",
        "warning",
        3,
        "group",
    )
    assert result.study.groups() == ["North", "north"]


def test_somebody_of_another_group_is_told_apart(opened):
    result = opened(
        members=["group,member", "North,A", "North,B", "South,XY"],
        interactions=["group,session,speaker,addressee", "North,1,A,B", "North,1,XY,B"],
    )
    (problem,) = result.problems
    assert '"XY" is not in members.csv for the group North' in problem.message
    assert "listed for the group South" in problem.fix


def test_without_members_people_are_inferred_and_that_is_said(opened):
    result = opened(interactions=TALK)
    assert result.problems == () and result.summary["members"] == 2
    assert any("2 people are taken from the other tables" in said for said in result.summary["inferred"])


def test_presence_recorded_or_inferred_is_said(opened):
    attendance = ["session,member,status", "1,A,present", "1,B,present", "2,A,present"]
    assert opened(interactions=TALK, attendance=attendance).summary["presence"] == "recorded"
    without = opened(interactions=TALK)
    assert without.summary["presence"] == "inferred"
    assert any("presence is inferred" in said for said in without.summary["inferred"])


def test_a_cancelled_session_needs_no_records(opened):
    sessions = ["session,minutes", "1,90", "2,90", "3,0"]
    result = opened(interactions=TALK, sessions=sessions)
    assert result.problems == ()
    assert (result.study.presence.query("session == 3")["presence"] == "not_recorded").all()


def test_sessions_between_tables_are_compared_also_without_a_list_of_sessions(opened):
    result = opened(
        interactions=TALK, attendance=["session,member,status", "1,A,present", "2,A,present", "7,A,present"]
    )
    assert [(p.code, p.file, p.line) for p in result.problems] == [("lone-session", "attendance.csv", 4)]


def test_the_summary_says_how_each_file_was_read(opened):
    (entry,) = opened(interactions=TALK).summary["tables"]
    assert entry == {
        "table": "interactions", "file": "interactions.csv", "rows": 3, "used": 3, "set_aside": 0,
        "encoding": "UTF-8", "delimiter": ",", "decimal_mark": ".",
    }  # fmt: skip


def test_decimal_commas_are_read_where_the_file_uses_them(opened):
    rows = ["session;speaker;addressee;speaking_seconds", "1;A;B;2,5", "1;B;A;3"]
    assert opened(interactions=rows).study.interactions["speaking_seconds"].tolist() == [2.5, 3]


def test_opening_never_raises_on_what_a_file_holds(opened):
    for text in (
        "",
        "\n",
        "session",
        "session,speaker,addressee\n1",
        "\x00",
        ",,,\n,,,",
        "session,speaker,addressee\n,,",
    ):
        assert open_study([("interactions.csv", text.encode())]).study is None


def test_a_codebook_among_the_records_is_a_warning_and_no_error(tmp_path):
    (tmp_path / "talk.txt").write_text("\n".join(TALK))
    (tmp_path / "codebook.txt").write_text("variable\tmeaning\nA\tAnna\nB\tBen\n")
    result = open_study(tmp_path)
    assert [(p.code, p.file, p.severity) for p in result.problems] == [
        ("not-a-record-file", "codebook.txt", "warning")
    ]
    assert len(result.study.interactions) == 3 and result.summary["not_used"] == ["codebook.txt"]
