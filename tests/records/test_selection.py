"""A study narrowed to a group and sessions, and what a mask leaves of it."""

import pandas as pd
import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.selection import TABLE_NAMES
from taft_dash.records.study import Selection, study_from


def frame(*rows, columns):
    return pd.DataFrame(list(rows), columns=columns.split())


def _listed(column):
    return ["" if pd.isna(value) else value for value in column]


def test_a_selection_speaks():
    assert Selection("Tue", 1, 4, therapists=False).sentence() == "Tue, sessions 1 to 4, therapists left out"


def test_selecting_narrows_every_table_and_keeps_the_silent(study):
    narrow = study.select(Selection("Group 1", 2, 3))
    assert narrow.sessions["session"].tolist() == [2, 3]
    assert narrow.interactions["speaker"].tolist() == ["B", "B"]
    assert narrow.members["member"].tolist() == ["A", "B", "C", "D", "T"]
    assert len(narrow.ratings) == 1 and len(narrow.events) == 0
    assert narrow.fingerprint != study.fingerprint


def test_without_therapists_talk_with_them_is_gone_and_the_alliance_stays(study):
    narrow = study.select(Selection("Group 1", 1, 3, therapists=False))
    assert "T" not in narrow.members["member"].tolist()
    assert _listed(narrow.interactions["addressee"]) == ["C", ""]
    assert narrow.interactions["addressees"].tolist() == [1, 1]
    assert narrow.ratings["target"].tolist() == ["LEADER", "GROUP"]


def test_selecting_an_unknown_group_lists_the_groups(study):
    with pytest.raises(ValueError, match="'Group 1'"):
        study.select(Selection("Group 2", 1, 3))


def test_selecting_a_group_forgets_the_people_of_others():
    talk = frame(("N", 1, "Ann", "Bea"), ("S", 1, "Cleo", "Dora"), columns="group session speaker addressee")
    narrow = study_from({"interactions": talk}).select(Selection("S", 1, 1))
    assert _words(narrow) & {"Ann", "Bea", "N"} == set()


def test_a_mask_counts_by_role_within_each_group(study):
    masked = study.masked()
    assert masked.members["member"].tolist() == ["M1", "M2", "M3", "O1", "T1"]
    assert masked.members["label"].tolist() == masked.members["member"].tolist()
    assert _listed(masked.interactions["addressee"]) == ["T1", "M3", "GROUP", "T1", ""]
    assert masked.ratings["target"].tolist() == ["LEADER", "GROUP"]
    assert masked.presence["presence"].tolist() == study.presence["presence"].tolist()


def test_members_of_two_groups_are_both_m1_and_still_told_apart():
    talk = frame(("N", 1, "A", "B"), ("S", 1, "C", "A"), columns="group session speaker addressee")
    masked = study_from({"interactions": talk}).masked()
    assert masked.members[["group", "member"]].to_numpy().tolist() == [
        ["N", "M1"],
        ["N", "M2"],
        ["S", "M1"],
        ["S", "M2"],
    ]
    assert masked.interactions["speaker"].tolist() == ["M1", "M1"]
    assert masked.interactions["addressee"].tolist() == ["M2", "M2"]


def _words(study):
    """Every text a study holds in its tables, also those no row uses any more."""
    found = set()
    for name in TABLE_NAMES:
        for _, column in getattr(study, name).items():
            if isinstance(column.dtype, pd.CategoricalDtype):
                found |= set(map(str, column.cat.categories))
            elif column.dtype == object or column.dtype == "str":
                found |= set(map(str, column))
    return (
        found
        | {str(said) for said in study.inferred}
        | {str(column) for n in TABLE_NAMES for column in getattr(study, n)}
    )


def test_a_mask_leaves_no_identifier_name_note_topic_or_attribute():
    files = [
        ("members.csv", "member,name,role,city\nCANARY1,CANARY2,member,CANARY3\nCANARY4,,therapist,"),
        ("sessions.csv", "session,topic\n1,CANARY5"),
        ("attendance.csv", "session,member,status,why\n1,CANARY1,present,CANARY6\n1,CANARY4,present,"),
        (
            "interactions.csv",
            "session,speaker,addressee,text\n1,CANARY1,CANARY4;CANARY1x,CANARY7\n1,CANARY1,CANARY4,CANARY7",
        ),
        (
            "ratings.csv",
            "session,rater,target,instrument,item,score,remark\n1,CANARY1,CANARY4,wai,1,4,CANARY8",
        ),
        ("events.csv", "session,kind,actor,target,rater,note\n1,other,CANARY1,CANARY4,CANARY4,CANARY9"),
    ]
    opened = open_study([(name, text.encode()) for name, text in files])
    assert len(opened.study.ratings) == 1 and len(opened.study.events) == 1
    typed = [word for word in _words(opened.study) if "CANARY" in word]
    assert len(typed) >= 9
    assert [word for word in _words(opened.study.masked()) if "CANARY" in word] == []
