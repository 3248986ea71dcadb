"""Every fault in the records is one named problem with its file, line and column, and costs no more than its row."""

import json

import pytest

from taft_dash.records.checking import open_study

# (what is wrong, table, the rows added, code, column, severity, rows set aside, words of the message and the fix).
# The problem stands in the last row added unless lines are given.
FAULTS = [
    ("unknown speaker", "interactions", ["1,M1,T1,,,,,,,"], "unknown-person", "speaker", 1,
     '"M1" is not in members.csv'),
    ("nearest name", "interactions", ["1,T1,M-01,,,,,,,"], "unknown-person", "addressee", 1, "Did you mean M01?"),
    ("nearest by name", "attendance", ["1,Ada,present,"], "unknown-person", "member", 1, "Did you mean M01?"),
    ("stranger", "ratings", ["1,Zoltan,,WAI-SR,2,4"], "unknown-person", "rater", 1, "List the person in members.csv"),
    ("stranger rated", "ratings", ["1,M01,X9,WAI-SR,2,4"], "unknown-person", "target", 1, '"X9"'),
    ("stranger acts", "events", ["1,5,conflict,,Q,,,"], "unknown-person", "actor", 1, '"Q"'),
    ("one of several", "interactions", ["1,T1,M01;M5,,,,,,,"], "unknown-person", "addressee", 1, '"M5"'),
    ("range of items", "ratings", ["1,M02,,WAI-SR,2,9"], "out-of-range", "score", 1,
     "found 9; WAI-SR items run from 1 to 5. Correct the cell."),
    ("range of subscale", "ratings", ["1,M02,,MAS-A,mastery,9.5"], "out-of-range", "score", 1,
     "MAS-A mastery runs from 0 to 9"),
    ("below the range", "ratings", ["1,M02,,SOFTA-o,safety,-4"], "out-of-range", "score", 1, "runs from -3 to 3"),
    ("unknown item", "ratings", ["1,M02,,WAI-SR,13,3"], "unknown-item", "item", 1,
     "items 1 to 12, goal, task, bond and total"),
    ("score is text", "ratings", ["1,M02,,WAI-SR,2,high"], "not-a-number", "score", 1,
     'found "high"; a number is expected'),
    ("decimal comma", "ratings", ['1,M02,,WAI-SR,2,"3,5"'], "not-a-number", "score", 1, "found"),
    ("not a number", "ratings", ["1,M02,,WAI-SR,2,four"], "not-a-number", "score", 1, "a number is expected"),
    ("too large", "interactions", ["1,M01,T1,,,1e309,,,,"], "not-a-number", "speaking_seconds", 1,
     "a number is expected"),
    ("half session", "attendance", ["1.5,M01,present,"], "not-whole", "session", 1,
     "found 1.5; a session is a whole number"),
    ("session in words", "interactions", ["one,M01,T1,,,,,,,"], "not-a-number", "session", 1,
     "a session is a whole number"),
    ("half a turn", "interactions", ["1,M01,T1,,,,1.5,,,"], "not-whole", "turns", 1, "a whole number is expected"),
    ("empty speaker", "interactions", ["1,,T1,,,,,,,"], "empty-cell", "speaker", 1, "the cell is empty (who spoke)"),
    ("talk while absent", "interactions", ["2,M01,T1,,,,,,,"], "while-absent", "speaker", 1,
     '"M01" speaks in session 2 while recorded as absent'),
    ("talk to the absent", "interactions", ["2,T1,M01,,,,,,,"], "while-absent", "addressee", 1, '"M01" is spoken to'),
    ("talk before joining", "interactions", ["1,M03,T1,,,,,,,"], "before-joining", "speaker", 1, "before joining"),
    ("talk to one who left", "interactions", ["3,T1,M04,,,,,,,"], "after-leaving", "addressee", 1, "after leaving"),
    ("present before joining", "attendance", ["1,M03,present,"], "before-joining", "member", 1,
     "is recorded as present"),
    ("present after leaving", "attendance", ["3,M04,late,"], "after-leaving", "member", 1, "left in members.csv"),
    ("to oneself", "interactions", ["1,M01,M01,,,,,,,"], "self-addressed", "addressee", 1,
     "both speaker and addressee"),
    ("to oneself and another", "interactions", ["1,M01,M02;M01,,,,,,,"], "self-addressed", "addressee", 1, "M01"),
    ("negative duration", "interactions", ["1,M01,T1,,,-3,,,,"], "negative", "speaking_seconds", 1,
     "cannot be less than 0 seconds"),
    ("negative start", "interactions", ["1,M01,T1,,-1,,,,,"], "negative", "start_seconds", 1, "found -1"),
    ("negative minutes", "attendance", ["3,M04,absent,-5"], "negative", "minutes", 1, "cannot be less than 0"),
    ("no turns", "interactions", ["1,M01,T1,,,,0,,,"], "out-of-range", "turns", 1,
     "found 0; turns cannot be less than 1"),
    ("valence", "interactions", ["1,M01,T1,,,,,,1.2,"], "out-of-range", "valence", 1, "valence runs from -1 to 1"),
    ("unknown status", "attendance", ["3,M04,presnt,"], "unknown-word", "status", 1, "Did you mean present?"),
    ("unknown role", "members", ["M09,therapst,,,"], "unknown-word", "role", 1, "Did you mean therapist?"),
    ("unknown kind", "events", ["1,5,ruptur,,,,,"], "unknown-word", "kind", 1, "Did you mean rupture?"),
    ("unknown type", "events", ["1,5,rupture,storm,,,,"], "unknown-word", "type", 1, "withdrawal, confrontation"),
    ("no date", "sessions", ["4,2026-13-45,0,,"], "not-a-date", "date", 1, "2026-03-31"),
    ("day first", "sessions", ["4,03/02/2026,0,,"], "not-a-date", "date", 1, "year, month and day"),
    ("joined after leaving", "members", ["M09,member,,5,3"], "joined-after-left", "joined", 1,
     "joined in 5 and left after 3"),
    ("whole as member", "members", ["GROUP,member,,,"], "reserved-word", "member", 1, "a word for a whole"),
    ("whole as speaker", "interactions", ["1,LEADER,M01,,,,,,,"], "reserved-word", "speaker", 1, '"LEADER"'),
    ("leader addressed", "interactions", ["1,M01,LEADER,,,,,,,"], "reserved-word", "addressee", 1, "write GROUP"),
    ("person and group", "interactions", ["1,M01,T1;GROUP,,,,,,,"], "person-and-whole", "addressee", 1,
     "either people or the GROUP"),
    ("two speakers", "interactions", ["1,M01;M02,T1,,,,,,,"], "several-people", "speaker", 1,
     "one person is expected"),
    ("control character", "members", ["M\x0709,member,,,"], "hidden-character", "member", 1, "control or invisible"),
    ("direction override", "members", ["M\u202e09,member,,,"], "hidden-character", "member", 1,
     "control or invisible"),
    ("long identifier", "members", ["M" * 65 + ",member,,,"], "too-long", "member", 1, "at most 64 characters"),
]  # fmt: skip

WARNINGS = [
    ("off the steps", "ratings", ["1,M02,,WAI-SR,2,2.5"], "off-step", "score", 0, "in steps of 1. The value is kept"),
    ("unknown instrument", "ratings", ["1,M02,,BDI,2,50"], "unknown-instrument", "instrument", 0,
     "kept and not checked"),
    ("near instrument", "ratings", ["1,M02,,GCQSS,2,5"], "unknown-instrument", "instrument", 0,
     "Did you mean GCQ-S?"),
    ("rated while absent", "ratings", ["2,M01,,WAI-SR,2,4"], "while-absent", "rater", 0, '"M01" rates in session 2'),
    ("rated after leaving", "ratings", ["3,M04,,WAI-SR,2,4"], "after-leaving", "rater", 0, "The rows are kept"),
    ("session nobody knows", "ratings", ["42,M01,,WAI-SR,2,4"], "lone-session", "session", 0,
     "session 42 is not in sessions.csv"),
    ("session without records", "sessions", ["42,,90,,"], "lone-session", "session", 0,
     "session 42 is in no other table"),
    ("exact duplicate", "ratings", ["1,M01,,WAI-SR,1,4"], "repeated-row", "", 1, "counted once"),
    ("duplicate in other words", "ratings", ["1,M01,LEADER,wai sr,item 1,4.0"], "repeated-row", "", 1,
     "stands further up"),
    ("numbered turn twice", "interactions", ["1,M01,T1,2,5,8.5,1,support,,"], "repeated-row", "", 1, "turn"),
    ("member listed twice", "members", ["M01,member,Ada,,"], "repeated-row", "", 1, "the same member"),
    ("event twice", "events", ["2,30,rupture,withdrawal,M02,LEADER,T1,quiet"], "repeated-row", "", 1, "counted once"),
]  # fmt: skip


def _line(records, table):
    return dict(records)[f"{table}.csv"].decode().count("\n") + 1


def test_sound_records_have_no_problem(records):
    opened = open_study(records())
    assert opened.problems == ()
    assert all(
        rows["set_aside"] == 0 and rows["used"] == rows["in_file"] for rows in opened.summary["rows"].values()
    )
    assert opened.summary["rows"]["interactions"] == {"in_file": 6, "used": 6, "set_aside": 0}
    assert json.loads(json.dumps(opened.summary)) == opened.summary


@pytest.mark.parametrize(
    ("severity", "table", "rows", "code", "column", "set_aside", "words"),
    [pytest.param("error", *case[1:], id=case[0]) for case in FAULTS]
    + [pytest.param("warning", *case[1:], id=case[0]) for case in WARNINGS],
)
def test_each_fault_is_one_problem_in_its_place(
    records, severity, table, rows, code, column, set_aside, words
):
    files = records(**{table: rows})
    opened = open_study(files)
    (problem,) = opened.problems
    assert (problem.severity, problem.code, problem.column) == (severity, code, column)
    assert (problem.file, problem.line, problem.count) == (f"{table}.csv", _line(files, table), 1)
    assert words in f"{problem.message} {problem.fix}"
    assert problem.set_aside == set_aside == opened.summary["rows"][table]["set_aside"]
    assert opened.study is not None


@pytest.mark.parametrize(
    ("table", "row", "column", "found"),
    [
        ("ratings", "1,M01,,WAI-SR,1,5", "score", "4 and 5"),
        ("attendance", "1,M01,absent,90", "status", "present and absent"),
        ("sessions", "1,2026-01-06,60,opening,hello", "minutes", "90 and 60"),
        ("interactions", "1,M01,T1,2,5,9,1,support,,", "speaking_seconds", "8.5 and 9"),
        ("members", "M02,observer,Bo,,", "role", "member and observer"),
    ],
)
def test_rows_that_contradict_each_other_are_all_set_aside(records, table, row, column, found):
    opened = open_study(records(**{table: [row]}))
    problem = next(p for p in opened.problems if p.code == "contradictory-rows")
    assert (problem.severity, problem.file, problem.column) == ("error", f"{table}.csv", column)
    assert problem.count == 2 and problem.set_aside == 2
    assert problem.found == found and found in problem.message
    assert opened.summary["rows"][table]["set_aside"] == 2


def test_contradictions_about_free_text_do_not_quote_it(records):
    opened = open_study(records(sessions=["1,2026-01-06,90,opening,a secret"]))
    (problem,) = [p for p in opened.problems if p.code == "contradictory-rows"]
    assert problem.column == "topic" and "secret" not in str(problem) and problem.found == ""


def test_identical_rows_without_a_turn_number_are_turns_of_their_own(records):
    study = open_study(records()).study
    assert (study.interactions["session"] == 2).sum() == 2


def test_the_same_fault_on_many_lines_is_one_problem_with_its_first_lines(records):
    opened = open_study(records(ratings=[f"{s},M02,,WAI-SR,{i},9" for s in (1, 2) for i in range(1, 11)]))
    (problem,) = [p for p in opened.problems if p.code == "out-of-range"]
    assert problem.count == 20 and problem.set_aside == 20
    assert problem.lines == (7, 8, 9, 10, 11)
    assert "and 15 more" in str(problem)


def test_many_different_faulty_values_are_one_problem(records):
    rows = [f"1,M02,,WAI-SR,{i},{9 + i / 10}" for i in range(1, 13)]
    (problem,) = [p for p in open_study(records(ratings=rows)).problems if p.code == "out-of-range"]
    assert problem.count == 12
    assert "found 9.1, 9.2, 9.3 and 9 others" in problem.message


def test_many_unknown_items_are_one_problem(records):
    rows = [f"1,M02,,WAI-SR,{i},3" for i in range(13, 31)]
    (problem,) = open_study(records(ratings=rows)).problems
    assert (problem.code, problem.count, problem.set_aside) == ("unknown-item", 18, 18)
    assert "found 13, 14, 15 and 15 others; WAI-SR has" in problem.message


def test_a_list_of_members_and_nothing_else_may_name_somebody_twice(opened):
    result = opened(members=["member", "A", "A"], attendance=["session,member,status", "1,A,present"])
    assert [(p.code, p.line) for p in result.problems] == [("repeated-row", 3)]


def test_many_contradictions_are_one_problem(records):
    rows = [f"1,M02,,WAI-SR,{i},{score}" for i in range(1, 13) for score in (3, 4)]
    (problem,) = open_study(records(ratings=rows)).problems
    assert (problem.code, problem.count, problem.set_aside) == ("contradictory-rows", 24, 24)


def test_many_strangers_are_one_problem(records):
    opened = open_study(records(interactions=[f"1,X{i:02},T1,,,,,,," for i in range(11)]))
    (problem,) = opened.problems
    assert problem.count == 11 and '"X00", "X01", "X02" and 8 others' in problem.message


def test_a_row_with_two_faults_is_set_aside_once(records):
    opened = open_study(records(interactions=["1,M01,T1,,-1,-1,,,,"]))
    assert [p.column for p in opened.problems] == ["speaking_seconds", "start_seconds"]
    assert opened.summary["rows"]["interactions"]["set_aside"] == 1


def test_errors_come_before_warnings(records):
    opened = open_study(records(attendance=["1,M9,present,"], ratings=["1,M02,,WAI-SR,2,2.5"]))
    assert [p.severity for p in opened.problems] == ["error", "warning"]
    assert (opened.summary["errors"], opened.summary["warnings"]) == (1, 1)


def test_look_alike_identifiers_are_two_people_and_said(records):
    opened = open_study(records(members=["m01,member,,,", "M 02,member,,,"]))
    assert {p.code for p in opened.problems} == {"look-alike"}
    assert [(p.line, p.found) for p in opened.problems] == [(7, "m01"), (8, "M 02")]
    assert '"m01" and "M01" look alike' in opened.problems[0].message
    assert {"m01", "M01"} <= set(opened.study.members["member"])


def test_letters_written_in_two_forms_look_alike(opened):
    both = opened(attendance="session,member,status\n1,José,present\n2,Jose\u0301,present")
    (problem,) = both.problems
    assert (problem.code, problem.line, problem.column) == ("look-alike", 3, "member")


@pytest.mark.parametrize("identifier", ["007", "NA", "1", "null", "דנה", "O'Neil", "M-1"])
def test_identifiers_stay_as_typed(opened, identifier):
    study = opened(attendance=f"session,member,status\n1,{identifier},present\n1,x,absent").study
    assert study.members["member"].tolist() == [identifier, "x"]


def test_words_are_known_in_any_case_and_the_group_too(opened):
    study = opened(
        members="member,role\nA,Therapist\nB,MEMBER",
        interactions="session,speaker,addressee\n1,A,group\n1,B,A",
    ).study
    assert study.members["role"].tolist() == ["therapist", "member"]
    assert study.interactions["addressee"].tolist() == ["GROUP", "A"]


def test_an_optional_column_without_any_number_is_left_out_and_its_rows_stay(opened):
    rows = [f"1,A,B,{word}" for word in ("long", "short", "long", "mid", "brief")]
    result = opened(interactions=["session,speaker,addressee,speaking_seconds", *rows])
    (problem,) = result.problems
    assert (problem.code, problem.severity, problem.column) == (
        "column-not-used",
        "warning",
        "speaking_seconds",
    )
    assert len(result.study.interactions) == 5 and result.study.interactions["speaking_seconds"].isna().all()


def test_a_faulty_row_of_members_makes_nobody_a_stranger(records):
    opened = open_study(records(members=["M09,membr,,,"], attendance=["1,M09,present,"]))
    assert [p.code for p in opened.problems] == ["unknown-word"]
    assert "M09" in set(opened.study.members["member"])
    assert not opened.study.members.set_index("member").loc["M09", "listed"]


def test_a_faulty_row_of_sessions_makes_no_session_unknown(records):
    opened = open_study(records(sessions=["4,2026-01-27,-90,,"], attendance=["4,M01,present,"]))
    assert [p.code for p in opened.problems] == ["negative"]
