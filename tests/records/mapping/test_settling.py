"""Days that serve as sessions: numbered once for all tables, also for joining and leaving, and each in the log."""

from dataclasses import replace

from taft_dash.records.checking import open_study
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.mapping.arrangement import arrange
from taft_dash.records.mapping.plan import FileMapping, Plan
from taft_dash.records.mapping.proposing import propose
from taft_dash.records.reading import read_files

TALK = "session,speaker,addressee"
LISTED = ["session,date", "1,2026-03-01", "2,2026-03-08", "4,2026-03-15"]


def opened_files(**texts):
    return open_study([(f"{name}.csv", "\n".join([*rows, ""]).encode()) for name, rows in texts.items()])


def said(result):
    return " ".join(result.summary["inferred"])


def test_one_day_is_one_session_in_every_table_and_in_the_log():
    result = opened_files(
        interactions=[TALK, "2026-03-08,A,B", "2026-03-22,A,B"],
        attendance=["session,member,status", "15.3.2026,A,present", "8.3.2026,B,present"],
    )
    assert result.study.interactions["session"].tolist() == [1, 3]
    assert result.study.sessions["session"].tolist() == [1, 2, 3]
    log = {(c.file, c.found): (c.now, c.lines) for c in result.changes}
    assert log["interactions.csv", "2026-03-22"] == ("3", (3,))
    assert log["attendance.csv", "2026-03-15"] == ("2", (2,))


def test_each_group_counts_its_own_days():
    head = f"group,{TALK}"
    result = opened_files(interactions=[head, "g,2026-03-01,A,B", "g,2026-03-08,A,B", "h,2026-03-08,X,Y"])
    assert result.study.interactions["session"].tolist() == [1, 2, 1]


def test_the_table_of_sessions_gives_the_numbers():
    result = opened_files(
        sessions=LISTED, interactions=[TALK, "2026-03-15,A,B", "2026-03-01,A,B", "2026-04-01,A,B"]
    )
    assert result.study.interactions["session"].tolist() == [4, 1]
    assert [(p.code, p.found) for p in result.problems if p.severity == "error"] == [
        ("not-a-number", "2026-04-01")
    ]


def test_a_day_with_two_sessions_does_not_tell_which():
    result = opened_files(sessions=["session,date", "1,2026-03-01", "2,2026-03-01", "3,2026-03-08"],
                          interactions=[TALK, "2026-03-01,A,B", "2026-03-08,A,B"])  # fmt: skip
    assert result.study.interactions["session"].tolist() == [3]
    assert 'On "2026-03-01" there are several sessions' in said(result)


def test_who_joined_on_a_day_belongs_from_the_next_session():
    result = opened_files(
        members=[
            "member,joined,left",
            "A,2026-03-02,",
            "B,,2026-03-14",
            "C,2026-03-01,2026-03-15",
            "D,2026-05-01,",
        ],
        sessions=LISTED,
        interactions=[TALK, "1,B,C"],
    )
    members = result.study.members.set_index("member")
    assert members.loc[["A", "B", "C"], "joined"].fillna(0).tolist() == [2, 0, 1]
    assert members.loc[["A", "B", "C"], "left"].fillna(0).tolist() == [0, 2, 4]
    assert [p.found for p in result.problems if p.severity == "error"] == ["2026-05-01"]
    assert "taken as the first session on that day or later" in said(result)


def test_numbers_stay_numbers():
    result = opened_files(members=["member,joined", "A,2"], sessions=LISTED, interactions=[TALK, "2,A,GROUP"])
    assert result.changes == () and result.study.interactions["session"].tolist() == [2]


def test_a_table_made_beside_another_says_and_logs_nothing_twice():
    talk = ["group,session,speaker,addressee", "g,S1,A,B", "g,S2,B,A"]
    (text,) = read_files([("talk.csv", "\n".join([*talk, ""]).encode())]).tables
    main = propose(text, INSTRUMENTS).mappings[0]
    beside = replace(main, table="sessions", columns={"group": "group", "session": "session"}, derived=True)
    plan = Plan(files=(FileMapping("talk.csv", tables=(main, beside)),))
    result = arrange([text], plan)
    assert [change.found for change in result.changes] == ["S1", "S2"]
    assert sum("number in the text" in sentence for sentence in result.said) == 1
