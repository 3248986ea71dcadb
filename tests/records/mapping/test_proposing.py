"""Which table a file is, which column is which, and ratings that stand side by side."""

import pytest

TALK = ["session,speaker,addressee", "1,A,B", "1,B,A", "2,A,GROUP"]


@pytest.mark.parametrize(
    ("name", "rows", "table"),
    [
        ("week", ["Session , SPEAKER,Addressee", "1,A,B"], "interactions"),
        ("sheet1", ["session,member,status", "1,A,present"], "attendance"),
        ("forms", ["session,rater,instrument,item,score", "1,A,WAI-SR,1,4"], "ratings"),
        ("alliance", ["session,rater,instrument,item,score", "1,A,WAI-SR,1,4"], "ratings"),
        ("Metacognition", ["session,rater,target,instrument,item,score", "1,T,A,MAS-A,mastery,4"], "ratings"),
        ("INTERACTIONS", ["session,speaker,addressee", "1,A,B"], "interactions"),
    ],
)
def test_a_table_is_known_by_its_name_or_by_its_headings(opened, name, rows, table):
    result = opened(**{name: rows})
    assert result.problems == ()
    assert [entry["table"] for entry in result.summary["tables"]] == [table]


def test_headings_with_blanks_are_the_same_columns(opened):
    study = opened(interactions=["session,speaker,addressee,Speaking Seconds", "1,A,B,7"]).study
    assert study.interactions["speaking_seconds"].tolist() == [7]


def test_the_mark_of_a_required_column_is_no_part_of_its_heading(opened):
    result = opened(interactions=["session (required),Speaker  (Required) ,addressee (required)", "1,A,B"])
    assert result.problems == () and len(result.study.interactions) == 1


def test_a_file_nobody_knows_is_an_error_and_the_rest_goes_on(opened):
    result = opened(interactions=TALK, notes=["what,when", "x,y", "x,z"])
    (problem,) = result.problems
    assert (problem.code, problem.file, problem.severity, problem.set_aside) == (
        "not-a-record-file",
        "notes.csv",
        "error",
        2,
    )
    assert "what, when" in problem.message and "speaker" in problem.fix
    assert len(result.study.interactions) == 3 and result.summary["not_used"] == ["notes.csv"]


def test_a_missing_required_column_stops_only_its_table(opened):
    result = opened(interactions=TALK, attendance=["session,member,stat", "1,A,present"])
    (problem,) = result.problems
    assert (problem.code, problem.file, problem.line, problem.column) == (
        "missing-column",
        "attendance.csv",
        1,
        "status",
    )
    assert 'Is it the column "stat"?' in problem.fix and problem.set_aside == 1
    assert len(result.study.interactions) == 3 and not result.study.presence_recorded


def test_rows_lost_to_several_missing_columns_are_counted_once(opened):
    result = opened(interactions=TALK, ratings=["session,who", "1,A", "2,A"])
    assert [problem.code for problem in result.problems] == ["missing-column"] * 4
    assert sum(problem.set_aside for problem in result.problems) == 2


def test_two_columns_of_one_name_are_not_chosen_between(opened):
    talk = ["session,speaker,addressee,speaking_seconds,Speaking Seconds", "1,A,B,5,6"]
    result = opened(attendance=["session,member,status", "1,A,present"], interactions=talk)
    (problem,) = result.problems
    assert (problem.code, problem.line, problem.set_aside) == ("two-columns-alike", 1, 1)
    assert '"speaking_seconds" and "Speaking Seconds"' in problem.message
    assert len(result.study.interactions) == 0


def test_a_misspelt_optional_column_is_asked_about(opened):
    result = opened(interactions=["session,speaker,addressee,speaking_second", "1,A,B,5"])
    (problem,) = result.problems
    assert (problem.code, problem.severity, problem.column) == (
        "unknown-column",
        "warning",
        "speaking_second",
    )
    assert "Did you mean speaking_seconds?" in problem.fix
    assert result.study.extras == {"interactions": ("speaking_second",)}


def test_unknown_columns_are_carried_as_attributes(opened):
    result = opened(
        members=["member,age,label", "A,34,x", "B,,y"],
        interactions=["session,speaker,addressee,coder,file", "1,A,B,K,f"],
    )
    assert result.problems == ()
    assert result.study.extras == {
        "members": ("age", "label (as recorded)"),
        "interactions": ("coder", "file (as recorded)"),
    }
    assert result.study.members["age"].tolist()[0] == "34" and result.study.members[
        "age"
    ].isna().tolist() == [False, True]
    assert result.study.interactions["file (as recorded)"].tolist() == ["f"]


WIDE = ["session,member,wai_1,wai_2,wai_12,age", "1,A,4,,5,33", "2,A,9,x,2.5,33"]


def test_ratings_side_by_side_become_one_row_per_answer(opened):
    result = opened(forms=WIDE)
    ratings = result.study.ratings
    assert ratings[["session", "rater", "target", "instrument", "item"]].astype(str).to_numpy().tolist() == [
        ["1", "A", "LEADER", "WAI-SR", "1"],
        ["1", "A", "LEADER", "WAI-SR", "2"],
        ["1", "A", "LEADER", "WAI-SR", "12"],
        ["2", "A", "LEADER", "WAI-SR", "12"],
    ]
    assert ratings["score"].fillna(-1).tolist() == [4, -1, 5, 2.5]
    assert ratings["line"].tolist() == [2, 2, 2, 3]
    assert [(p.code, p.line, p.column) for p in result.problems] == [
        ("out-of-range", 3, "wai_1"),
        ("not-a-number", 3, "wai_2"),
        ("off-step", 3, "wai_12"),
    ]
    assert result.summary["rows"]["ratings"] == {"in_file": 6, "used": 4, "set_aside": 2}
    said = " ".join(result.summary["inferred"])
    assert (
        "3 columns (wai_1 … wai_12) are read as WAI-SR" in said
        and "The member of a row is taken as its rater" in said
    )


def test_a_fault_in_a_row_of_ratings_side_by_side_costs_all_its_answers(opened):
    result = opened(forms=[*WIDE[:2], "one,A,1,2,3,33"])
    (problem,) = result.problems
    assert (problem.code, problem.line, problem.count, problem.set_aside) == ("not-a-number", 3, 1, 3)
    assert len(result.study.ratings) == 3


@pytest.mark.parametrize(
    ("name", "heading", "instrument", "item"),
    [
        ("x", "WAI-SR bond", "WAI-SR", "bond"),
        ("x", "wai12", "WAI-SR", "12"),
        ("x", "gsrs_3", "GSRS", "3"),
        ("x", "mas_a_mastery", "MAS-A", "mastery"),
        ("x", "ORS", "ORS", "total"),
        ("elements", "safety", "TAFT-delivery", "safety"),
        ("gsrs", "2", "GSRS", "2"),
    ],
)
def test_headings_name_an_instrument_and_an_item(opened, name, heading, instrument, item):
    result = opened(**{name: [f"session,rater,{heading}", "1,A,2"]})
    assert result.problems == ()
    assert result.study.ratings[["instrument", "item"]].to_numpy().tolist() == [[instrument, item]]


def test_a_vague_heading_is_no_instrument(opened):
    result = opened(forms=["session,rater,ors,alliance", "1,A,20,3"])
    assert result.study.ratings["instrument"].tolist() == ["ORS"]
    assert result.study.extras == {"ratings": ("alliance",)}
