"""Which table a file is, which column is which, and ratings that stand side by side."""

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.mapping.alternatives import alternatives
from taft_dash.records.mapping.proposing import proposals_for
from taft_dash.records.mapping.times import session_named_by
from taft_dash.records.tables import table

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
    result = opened(interactions=["session,speaker,addressee,speaking_secnds", "1,A,B,5"])
    (problem,) = result.problems
    assert (problem.code, problem.severity, problem.column) == (
        "unknown-column",
        "warning",
        "speaking_secnds",
    )
    assert "Did you mean speaking_seconds?" in problem.fix
    assert result.study.extras == {"interactions": ("speaking_secnds",)}


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


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("x", ["Sitzung,Sprecher,An", "1,A,B"], {"session": "Sitzung", "speaker": "Sprecher", "addressee": "An"}),
        ("שיח", ["מפגש,דובר,אל", "1,דנה,יוסי"], {"session": "מפגש", "speaker": "דובר", "addressee": "אל"}),
        ("x", ["Séance-Nr.,Locuteur,Destinataire", "1,A,B"],
         {"session": "Séance-Nr.", "speaker": "Locuteur", "addressee": "Destinataire"}),
        ("x", ["Meeting No,Sender,Receiver,n_messages", "1,A,B,3"],
         {"session": "Meeting No", "speaker": "Sender", "addressee": "Receiver", "turns": "n_messages"}),
        ("x", ["Meeting,fromUser,toUser", "1,A,B"],
         {"session": "Meeting", "speaker": "fromUser", "addressee": "toUser"}),
        ("x", ["session,SpeakerID,addressed to,seq,start_min,Dauer (s)", "1,A,B,1,0.5,12"],
         {"session": "session", "speaker": "SpeakerID", "addressee": "addressed to", "turn": "seq",
          "start_seconds": "start_min", "speaking_seconds": "Dauer (s)"}),
    ],
)  # fmt: skip
def test_talk_under_other_words(proposed, name, rows, columns):
    proposal = proposed(name, *rows)
    (mapping,) = proposal.mappings
    assert mapping.table == "interactions" and dict(mapping.columns) == columns
    sure = {reason.column: reason.confidence for reason in proposal.reasons}
    assert all(sure[column] in ("certain", "likely") for column in columns)


@pytest.mark.parametrize(
    ("heading", "read_as"),
    [("start_min", "minutes"), ("onset (ms)", "milliseconds"), ("Begin [s]", ""), ("start_seconds", "")],
)
def test_a_unit_in_a_heading_says_how_the_cells_are_read(proposed, heading, read_as):
    (mapping,) = proposed("talk", f"Sitzung,von,an,{heading}", "1,A,B,5", "1,B,A,6").mappings
    assert mapping.columns["start_seconds"] == heading
    assert mapping.read_as.get("start_seconds", "") == read_as


@pytest.mark.parametrize(
    ("name", "rows", "table", "columns"),
    [
        ("attendance", ["meeting,client,attended", "1,A,1", "1,B,0"], "attendance",
         {"session": "meeting", "member": "client", "status": "attended"}),
        ("Anwesenheit", ["Sitzung,Teilnehmer,anwesend", "1,A,ja", "1,B,nein"], "attendance",
         {"session": "Sitzung", "member": "Teilnehmer", "status": "anwesend"}),
        ("roster", ["Kürzel,Alter,Geschlecht", "A,33,w", "B,44,m"], "members", {"member": "Kürzel"}),
        ("x", ["id,name,role", "A,Ann,therapist", "B,Ben,client"], "members",
         {"member": "id", "name": "name", "role": "role"}),
        ("Sitzungen", ["Sitzung,Datum,Thema", "1,2026-03-04,Anfang", "2,2026-03-11,Mitte"], "sessions",
         {"session": "Sitzung", "date": "Datum", "topic": "Thema"}),
        ("x", ["week,rater,target,rank", "1,A,B,2", "1,B,A,1"], "ratings",
         {"session": "week", "rater": "rater", "target": "target", "score": "rank"}),
        ("x", ["client,measure,visit,question,answer", "A,WAI-SR,1,1,4", "A,WAI-SR,1,2,4"], "ratings",
         {"rater": "client", "instrument": "measure", "session": "visit", "item": "question", "score": "answer"}),
        ("log", ["session,event,member", "3,rupture,A", "4,repair,A"], "events",
         {"session": "session", "kind": "event", "actor": "member"}),
    ],
)  # fmt: skip
def test_every_table_under_other_words(proposed, name, rows, table, columns):
    mapping = proposed(name, *rows).mappings[0]
    assert mapping.table == table and dict(mapping.columns) == columns


def test_a_guess_is_never_silent(proposed, unsure):
    proposal = proposed("x", "who,to whom", "A,B", "B,A")
    (problem,) = unsure(proposal)
    assert problem.severity == "warning" and "no column tells it" in problem.message
    assert proposal.mappings[0].constants == {"session": "1"}
    assert any("all rows are taken as session 1" in said for said in proposal.said)


@pytest.mark.parametrize("name", ["Session 3", "talk_S03", "week 3", "מפגש 3", "Sitzung-3"])
def test_a_file_named_after_one_session_tells_it(proposed, unsure, name):
    proposal = proposed(name, "from,to", "A,B", "B,A")
    assert proposal.mappings[0].constants == {"session": "3"} and unsure(proposal) == []
    assert any("session 3" in said for said in proposal.said)


@pytest.mark.parametrize("name", ["sessions 3-5", "group 3", "phase 2", "talk3b"])
def test_a_name_that_says_something_else_tells_no_session(proposed, unsure, name):
    proposal = proposed(name, "from,to", "A,B", "B,A")
    assert proposal.mappings[0].constants == {"session": "1"} and len(unsure(proposal)) == 1


def test_two_people_without_a_direction_are_said_to_be_so(proposed, unsure):
    proposal = proposed("contacts", "session,member_a,member_b", "1,A,B", "1,B,C")
    assert proposal.mappings[0].columns == {"session": "session", "speaker": "member_a", "addressee": "member_b"}
    assert any("no direction" in said for said in proposal.said) and len(unsure(proposal)) == 1


def test_weights_that_are_no_counts_stay_attributes_and_it_is_said(proposed):
    proposal = proposed("edges", "session,from,to,weight", "1,A,B,0.2", "1,B,A,1.0")
    assert "turns" not in proposal.mappings[0].columns
    assert any('"weight" does not hold whole numbers' in said for said in proposal.said)


def test_a_tidy_table_with_a_count_under_another_name_is_asked_about(opened):
    result = opened(interactions=["session,speaker,addressee,count", "1,A,B,3"])
    (problem,) = result.problems
    assert problem.code == "unknown-column" and "Did you mean turns?" in problem.fix


def test_a_slip_of_the_pen_in_a_heading_is_read_and_said(opened):
    result = opened(attendance=["session,member,statuss", "1,A,present", "1,B,absent"])
    assert result.problems == () and result.study.presence_recorded
    assert any("there or not = statuss" in said for said in result.summary["inferred"])


def test_a_role_that_is_none_in_a_group_is_an_attribute(opened):
    result = opened(roster=["member,role", "A,PM", "B,ID"], interactions=TALK)
    assert "role" not in {problem.column for problem in result.problems}
    assert any('"role" mostly holds no roles' in said for said in result.summary["inferred"])
    assert result.study.extras["members"] == ("role (as recorded)",)


def test_in_members_csv_a_role_is_a_role(opened):
    result = opened(members=["member,role", "A,PM", "B,ID"], interactions=TALK)
    assert {problem.code for problem in result.problems} == {"unknown-word"}


def test_seconds_since_1970_are_no_sessions(proposed):
    mapping = proposed("talk", "time,from,to", "1491329893,A,B", "1491329894,B,A").mappings[0]
    assert mapping.columns.get("session") is None


@pytest.mark.parametrize(
    "rows",
    [
        ["sepal_length,sepal_width,species", "5.1,3.5,setosa", "4.9,3.0,setosa"],
        ["Month,Rent,Food", "Jan,1000,300", "Feb,1000,200"],
        ["group,cohesion,leadership", "1,3.75,3.1", "1,3.25,3.0"],
    ],
)
def test_a_table_of_something_else_is_not_forced_into_the_format(proposed, rows):
    proposal = proposed("x", *rows)
    assert proposal.mappings == ()
    assert [problem.code for problem in proposal.problems] == ["not-a-record-file"]


def test_the_days_beside_sessions_are_kept(opened):
    result = opened(
        attendance=["session,date,member,status", "1,2026-03-04,A,present", "2,2026-03-11,A,present"],
        Kontakte=["Sitzung,Datum,von,an", "1,2026-03-04,A,B", "2,2026-03-11,B,A"],
    )
    assert result.problems == ()
    assert result.study.sessions["date"].astype(str).str[:10].tolist() == ["2026-03-04", "2026-03-11"]


def test_two_accounts_of_the_same_turns_are_not_added_up(opened):
    result = opened(
        turns=["session,turn,speaker,addressee,category", "1,1,A,B,x", "1,2,B,A,y", "1,3,A,B,z"],
        replies=["session,turn,responder,to_member", "1,2,B,A", "1,3,A,B"],
    )
    (problem,) = result.problems
    assert (problem.code, problem.file, problem.set_aside) == ("second-account", "replies.csv", 2)
    assert len(result.study.interactions) == 3


def test_files_with_the_same_headings_are_parts_of_one_record(opened):
    first = ["session,turn,speaker,addressee", "1,1,A,B"]
    result = opened(one=first, two=[first[0], "2,1,B,A"])
    assert result.problems == () and len(result.study.interactions) == 2


def test_headings_are_offered_by_likelihood(table_of):
    text = table_of("x", "Bemerkung,Termin,Wer,An wen", "ach so,1,A,B", "nun ja,2,B,A")
    offered = alternatives(text, table("interactions"))
    assert offered["addressee"][0] == "An wen" and offered["session"][0] == "Termin"
    assert all(set(headings) == set(text.columns) for headings in offered.values())


def test_what_a_person_says_a_table_is_comes_filled_as_far_as_can_be(table_of):
    text = table_of("x", "Wer,Wert", "A,3", "B,4")
    (mapping,) = proposals_for(text, "attendance", INSTRUMENTS)
    assert mapping.table == "attendance" and mapping.columns["member"] == "Wer"
    assert proposals_for(table_of("x", *TALK), "interactions", INSTRUMENTS)[0].columns["speaker"] == "speaker"


def test_groups_that_only_a_roster_knows_are_no_therapy_groups(opened):
    result = opened(
        roster=["actor,age,group", "A,33,red", "B,44,blue"], contacts=["session,from,to", "1,A,B", "1,B,A"]
    )
    assert result.summary["errors"] == 0 and result.study.groups() == ["Group 1"]
    assert "group (as recorded)" in result.study.extras["members"]
    assert any('"group" is kept as an attribute of people' in said for said in result.summary["inferred"])
    tidy = opened(members=["member,group", "A,red", "B,blue"], contacts=["session,from,to", "1,A,B"])
    assert {problem.code for problem in tidy.problems} >= {"missing-column"}


@pytest.mark.parametrize(
    ("whom", "how_long", "seconds"),
    [
        ("Angesprochene", "Dauer (s)", 90),
        ("Angesprochene(r)", "Dauer in Sekunden", 90),
        ("Adressat(in)", "seconds", 90),
        ("Empfänger:in", "Dauer in Min.", 5400),
        ("AdressatIn", "משך", 90),
        ("אל מי", "משך בשניות", 90),
        ("נמען", "שניות", 90),
    ],
)
def test_whom_and_how_long_by_the_words_of_other_tongues(opened, whom, how_long, seconds):
    result = opened(talk=[f"Sitzung,Sprecher(in),{whom},{how_long}", "1,A,B,90", "1,B,A,7"])
    talk = result.study.interactions
    assert talk["addressee"].tolist() == ["B", "A"] and talk["speaking_seconds"].tolist()[0] == seconds
    assert not [problem for problem in result.problems if problem.code == "read-by-guess"]


@pytest.mark.parametrize(
    ("name", "session"),
    [
        *(("c1_session3_matrix", "3"), ("Sitzung 4 Gruppe 2", "4"), ("2026-03-01_week5", "5"), ("s1_session2", "2")),
        *(("11_S3_talk", "3"), ("S 3", "3"), ("session_3_2026", "3"), ("WAI-S 3", ""), ("meeting_2026", "")),
        *(("meeting_12.03.2026", ""), ("session 1 and 2", ""), ("session_1-4_talk", ""), ("session1_session2", "")),
    ],
)
def test_the_name_of_a_file_tells_the_one_session_it_holds(name, session):
    assert session_named_by(name) == session


def test_a_session_among_other_words_of_a_file_name_is_a_guess_and_said():
    rows = b"from,Ann,Ben\nAnn,,3\nBen,2,\n"
    result = open_study([("c1_session3_matrix.csv", rows)])
    assert set(result.study.interactions["session"]) == {3}
    assert any("taken as session 3, which the name of the table holds" in one for one in result.summary["inferred"])
    assert "read-by-guess" in {problem.code for problem in result.problems}
    (named_after,) = open_study([("talk_session_03.csv", rows)]).files
    assert not any(reason.confidence == "guess" for reason in named_after.proposal.reasons)


def test_lists_of_numbered_people_are_no_decimals(opened):
    rows = ["session,speaker,addressee", '1,1,"2,3"', '1,2,"1,3"', '2,3,"1,2"', "2,1,2"]
    result = opened(talk=rows)
    assert result.files[0].text.decimal_mark == ","  # by the cells alone
    assert result.study.interactions["addressee"].tolist() == ["2", "3", "1", "3", "1", "2", "2"]


@pytest.mark.parametrize(
    ("heading", "seconds"),
    [
        ("speaking_minutes", [120, 180]),
        ("speaking_hours", [7200, 10800]),
        ("Redezeit in Stunden", [7200, 10800]),
        ("minutes of talk", [120, 180]),
        ("seconds_talking", [2, 3]),
        ("talk (s)", [2, 3]),
    ],
)
def test_a_heading_of_talk_and_a_unit_is_how_long_people_spoke(opened, heading, seconds):
    result = opened(talk=[f"session,speaker,addressee,{heading}", "1,A,B,2", "1,B,A,3"])
    assert result.problems == ()
    assert result.study.interactions["speaking_seconds"].tolist() == seconds
    changed = [(change.found, change.column, change.cells) for change in result.changes]
    assert changed == ([] if seconds == [2, 3] else [("2", heading, 1), ("3", heading, 1)])


def test_a_word_for_talk_without_a_unit_is_no_length(opened):
    result = opened(talk=["session,speaker,addressee,talk id", "1,A,B,2", "1,B,A,3"])
    assert result.study.interactions["speaking_seconds"].isna().all()


def test_who_whom_and_how_often_are_talk(proposed):
    (mapping, *_) = proposed("Sitzung 2", "Wer,Wem,Anzahl", "Ana,Ben,3", "Ben,Ana,2").mappings
    assert (mapping.table, mapping.columns, mapping.constants) == (
        "interactions", {"speaker": "Wer", "addressee": "Wem", "turns": "Anzahl"}, {"session": "2"},
    )  # fmt: skip


def test_an_observer_beside_a_patient_rates_the_patient(opened):
    rows = [f"P{p};O{o};{s};{3 + o};{o}" for s in (1, 2) for p in (1, 2) for o in (1, 2)]
    result = opened(mas=["Patient;Beobachter;Sitzung;Mastery;Decentration", *rows])
    assert [p for p in result.problems if p.severity == "error"] == []
    roles = dict(result.study.members[["member", "role"]].astype(str).to_numpy().tolist())
    assert roles == {"O1": "observer", "O2": "observer", "P1": "member", "P2": "member"}
