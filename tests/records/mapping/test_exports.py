"""Exports of other programs, each in the shape that the program writes it, with invented records."""

import pytest


def said_first(proposal):
    return proposal.said[0]


REDCAP = [
    "record_id,redcap_event_name,redcap_data_access_group,wai_1,wai_2,age,wai_complete",
    "1,baseline_arm_1,site_a,4,5,33,2",
    "1,week_4_arm_1,site_a,3,4,,2",
    "2,baseline_arm_1,site_a,2,2,44,2",
    "2,followup_arm_1,site_a,2,,,0",
]


def test_redcap_events_are_sessions(opened):
    result = opened(export=REDCAP)
    assert result.summary["errors"] == 0
    assert any("Read as a REDCap export" in said for said in result.summary["inferred"])
    ratings = result.study.ratings
    assert ratings[["rater", "session", "item"]].astype(str).to_numpy().tolist()[:4] == [
        ["1", "0", "1"], ["1", "0", "2"], ["1", "4", "1"], ["1", "4", "2"],
    ]  # fmt: skip
    assert sorted(set(ratings["session"])) == [0, 4, 5] and set(ratings["instrument"]) == {"WAI-SR"}
    assert any("followup_arm_1 = 5" in said for said in result.summary["inferred"])
    assert "wai_complete" in result.study.extras["ratings"]


def test_redcap_with_labels_says_the_same_in_other_words(opened):
    rows = [
        "Record ID,Event Name,wai_1,wai_2,Complete?",
        "1,Session 1 (Arm 1: A),4,5,Complete",
        "1,Session 2 (Arm 1: A),3,3,Complete",
    ]
    ratings = opened(export=rows).study.ratings
    assert ratings["session"].tolist() == [1, 1, 2, 2] and set(ratings["rater"]) == {"1"}


def test_redcap_forms_that_repeat_are_sessions_and_other_rows_are_left_out_with_a_reason(opened):
    rows = [
        "record_id,redcap_repeat_instrument,redcap_repeat_instance,age,ors_1,ors_2,ors_complete",
        "1,,,33,,,",
        "1,ors,1,,4,5,2",
        "1,ors,2,,6,5,2",
    ]
    result = opened(export=rows)
    (left_out,) = [problem for problem in result.problems if problem.code == "left-out"]
    assert left_out.lines == (2,) and "belongs to no repeated form" in left_out.message
    assert result.study.ratings["session"].tolist() == [1, 1, 2, 2]


def import_ids(count):
    return ",".join(f'"{{""ImportId"":""x{k}""}}"' for k in range(count))


QUALTRICS = [
    "StartDate,Status,IPAddress,Duration (in seconds),Finished,RecordedDate,ResponseId,code,session,WAI_1,WAI_2",
    "Start Date,Response Type,IP,Duration,Finished,Recorded,Response ID,Your code?,Which session?,I - a,I - b",
    import_ids(11),
    "2026-03-04 10:00:00,IP Address,1.1.1.1,300,True,2026-03-04 10:05:00,R_1,A,1,4,5",
    "2026-03-11 10:00:00,IP Address,1.1.1.1,300,True,2026-03-11 10:05:00,R_2,B,2,3,5",
]


def test_qualtrics_lines_of_explanation_are_left_out_with_a_reason(opened):
    result = opened(survey=QUALTRICS)
    (left_out,) = [problem for problem in result.problems if problem.code == "header-lines"]
    assert left_out.lines == (2, 3) and left_out.set_aside == 2
    assert any("Qualtrics" in said for said in result.summary["inferred"])
    ratings = result.study.ratings
    assert ratings[["rater", "session", "instrument", "item"]].astype(str).to_numpy().tolist() == [
        ["A", "1", "WAI-SR", "1"], ["A", "1", "WAI-SR", "2"], ["B", "2", "WAI-SR", "1"], ["B", "2", "WAI-SR", "2"],
    ]  # fmt: skip
    assert result.summary["errors"] == 0 and "Status" in result.study.extras["ratings"]


def test_qualtrics_without_a_question_for_the_person_takes_the_number_of_the_form(proposed, unsure):
    rows = ["ResponseId,Q1_1,Q1_2", "Response ID,a,b", import_ids(3), "R_1,4,5", "R_2,3,3"]
    proposal = proposed("survey", *rows)
    mapping = proposal.mappings[0]
    assert mapping.columns == {"rater": "ResponseId"} and mapping.left_out == ()
    assert [one.sets for one in mapping.unfold] == [
        {"instrument": "Q1", "item": "1"},
        {"instrument": "Q1", "item": "2"},
    ]
    assert any("is taken as who answered" in said for said in proposal.said) and len(unsure(proposal)) == 1


BORIS = [
    "Observation id,Observation date,Description,Observation type,Source,Subject,"
    "Observation duration by subject by observation,"
    "Behavior,Behavioral category,Modifier #1,Behavior type,Start (s),Stop (s),Duration (s),Comment start",
    "session 1,2026-03-04,,Media file,x.mp4,Anna,90,question,talk,Ben,STATE,1.5,4.5,3.0,",
    "session 1,2026-03-04,,Media file,x.mp4,Ben,90,answer,talk,Anna,STATE,5,9,4,",
    "session 2,2026-03-11,,Media file,x.mp4,Ben,90,answer,talk,Anna,STATE,5,9,4,",
]  # fmt: skip


def test_boris_aggregated_events_are_talk(opened):
    result = opened(events=BORIS)
    assert result.problems == ()
    talk = result.study.interactions
    assert talk[["session", "speaker", "addressee", "category"]].astype(str).to_numpy().tolist() == [
        ["1", "Anna", "Ben", "question"], ["1", "Ben", "Anna", "answer"], ["2", "Ben", "Anna", "answer"],
    ]  # fmt: skip
    assert talk["start_seconds"].tolist() == [1.5, 5, 5] and talk["speaking_seconds"].tolist() == [3, 4, 4]
    assert any("Read as a BORIS export" in said for said in result.summary["inferred"])


def test_boris_events_that_end_a_behavior_are_no_turns(opened):
    rows = [
        "Time,Media file path,Total length,FPS,Subject,Behavior,Behavioral category,Modifiers,Comment,Status",
        "1.0,x.mp4,90,25,Anna,speaks,talk,loud,,START",
        "3.0,x.mp4,90,25,Anna,speaks,talk,loud,,STOP",
        "4.0,x.mp4,90,25,Ben,nods,,,,POINT",
    ]
    result = opened(boris=rows)
    (left_out,) = [problem for problem in result.problems if problem.code == "left-out"]
    assert left_out.lines == (3,) and "end of a behavior" in left_out.message
    assert result.study.interactions["start_seconds"].tolist() == [1, 4]
    assert result.study.interactions["addressee"].isna().all()


@pytest.mark.parametrize(
    ("headings", "cells", "column", "read_as"),
    [
        ("Begin Time - hh:mm:ss.ms,Begin Time - ss.msec", "00:00:01.500,1.5", "Begin Time - ss.msec", None),
        ("Begin Time - hh:mm:ss.ms", "00:00:01.500", "Begin Time - hh:mm:ss.ms", "clock"),
        ("Begin Time - msec", "1500", "Begin Time - msec", "milliseconds"),
    ],
)
def test_elan_times_in_every_form(proposed, headings, cells, column, read_as):
    proposal = proposed(
        "elan", f"Tier,Participant,{headings},Annotation", f"tx,Anna,{cells},hm", f"tx,Ben,{cells},hm"
    )
    mapping = proposal.mappings[0]
    assert mapping.columns["speaker"] == "Participant" and mapping.columns["start_seconds"] == column
    assert mapping.read_as.get("start_seconds") == read_as
    assert "ELAN" in said_first(proposal)


def test_elan_tiers_name_the_speaker_or_both(opened, proposed):
    head = "Tier,Begin Time - msec,Duration - msec,Annotation"
    rows = [head, "talk@Anna,0,1000,question", "talk@Ben,1500,1000,answer", "talk@Ben,3000,500,answer"]
    talk = opened(elan=rows).study.interactions
    assert talk["speaker"].tolist() == ["Anna", "Ben", "Ben"] and talk["speaking_seconds"].tolist() == [
        1,
        1,
        0.5,
    ]
    pairs = [head, "Anna@Ben,0,1000,hm", "Ben@Anna,1500,1000,ja", "Anna@Ben,3000,1000,so"]
    assert proposed("elan", *pairs).mappings[0].pair == ("Tier", "@")


def test_gephi_edges_and_nodes(opened):
    result = opened(
        edges=["Source,Target,Type,Id,Label,Weight", "A,B,Directed,0,,2", "B,C,Directed,1,,1"],
        nodes=["Id,Label,Modularity Class", "A,Anna,1", "B,Ben,1", "C,Cy,2", "D,Dora,2"],
    )
    assert [problem.code for problem in result.problems] == ["read-by-guess"]
    assert result.study.interactions["turns"].tolist() == [2, 1]
    assert result.study.members["name"].tolist() == ["Anna", "Ben", "Cy", "Dora"]
    assert any("Read as a Gephi table" in said for said in result.summary["inferred"])


def test_undirected_edges_and_weights_that_are_no_counts_are_said(proposed):
    proposal = proposed("edges", "Source,Target,Type,Weight", "A,B,Undirected,0.5", "B,C,Undirected,2")
    assert "turns" not in proposal.mappings[0].columns
    assert any("Undirected edges have no speaker" in said for said in proposal.said)
    assert any("does not hold whole numbers" in said for said in proposal.said)


def test_qualtrics_questions_with_a_letter_in_front_say_who_and_when(proposed):
    headings = [heading.replace("code", "Q_code").replace("session", "Q_session") for heading in QUALTRICS[:1]]
    (mapping, *_) = proposed("survey", *headings, *QUALTRICS[1:]).mappings
    assert mapping.columns == {"session": "Q_session", "rater": "Q_code"}
