"""The words of the linked view: every number in them stands in the tables."""

import pandas as pd
import pytest

from taft_dash.measures.overview import Line, linked
from taft_dash.measures.ratings import trajectories
from taft_dash.readings.overview import line_name, session_words
from taft_dash.records.study import Selection, study_from

PEOPLE = pd.DataFrame(
    {"member": ["T", "A", "B", "C"], "role": ["therapist"] + ["member"] * 3, "name": ["", "Ada", "Ben", ""]}
)
LINE = Line("WAI-SR", "total", "LEADER")


def words_of(talk=None, ratings=None, sessions=range(1, 9)):
    frames = {"members": PEOPLE.replace({"name": {"": None}})}
    frames["attendance"] = pd.DataFrame(
        [(s, m, "present") for s in sessions for m in "TABC"], columns=["session", "member", "status"]
    )
    if talk is not None:
        frames["interactions"] = pd.DataFrame(talk, columns=["session", "speaker", "addressee", "turns"])
    if ratings is not None:
        table = pd.DataFrame(ratings, columns=["session", "rater", "score"])
        frames["ratings"] = table.assign(instrument="WAI-SR", item="total")
    whole = study_from(frames)
    study = whole.select(Selection(whole.groups()[0], min(sessions), max(sessions)))
    return session_words(linked(study, trajectories(study), LINE if ratings else None))


def course(of, values):
    return [(s, of, v) for s, v in enumerate(values, start=1)]


STEADY = [4.0, 4.1, 4.0, 4.1, 4.0, 4.1, 4.0, 4.1]
FALL = [4.0, 4.1, 4.0, 4.1, 4.0, 2.0, 4.0, 4.1]


def test_one_members_drop_is_named_and_so_is_the_return():
    said = words_of(ratings=course("A", FALL) + course("B", STEADY) + course("C", STEADY))
    assert said[6]["title"] == "Session 6 · possible rupture: Ada"
    assert "Gumz criterion" in said[6]["text"]
    assert "Back near the level before the drop: Ada." in said[7]["text"]


def test_a_shared_drop_counts_the_members_who_rated():
    said = words_of(ratings=course("A", FALL) + course("B", FALL) + course("C", STEADY))
    assert said[6]["title"] == "Session 6 · possible rupture in 2 of 3 members who rated"


def test_talk_is_compared_with_the_session_before():
    talk = [(1, "A", "T", 9), (1, "A", "B", 1), (2, "A", "B", 3), (2, "B", "T", 1)]
    said = words_of(talk=talk, sessions=range(1, 3))
    assert said[1]["title"].endswith("more talk ran through the therapists than between members")
    assert said[2]["title"].endswith("members spoke more to each other than with the therapists")
    assert "75 % of directed turns (4 turns in all; 10 % in session 1)" in said[2]["text"]


def test_turns_without_addressee_are_not_counted_as_directed():
    talk = [(1, "A", "B", 3), (1, "B", None, 1)]
    assert "(4 turns in all, 25 % of them without addressee)" in words_of(talk=talk, sessions=[1])[1]["text"]


def test_without_therapists_nothing_is_compared_with_them():
    whole = study_from({"interactions": pd.DataFrame({"session": [1], "speaker": ["A"], "addressee": ["B"]})})
    study = whole.select(Selection(whole.groups()[0], 1, 1))
    said = session_words(linked(study, trajectories(study), None))
    assert said[1]["title"] == "Session 1 · 1 turn recorded"


def test_facts_hold_the_numbers_of_the_tables():
    facts = dict(map(tuple, words_of(talk=[(1, "A", "T", 3), (1, "T", "A", 1)], sessions=[1])[1]["facts"]))
    assert facts["members present"] == "3 of 3"
    assert facts["turns"] == "4"
    assert facts["taken by therapists"] == "25 %"


def test_unknown_presence_is_not_told_as_absence():
    table = pd.DataFrame(course("A", STEADY), columns=["session", "rater", "score"]).assign(
        instrument="WAI-SR", item="total"
    )
    whole = study_from({"members": PEOPLE, "ratings": table})
    study = whole.select(Selection(whole.groups()[0], 1, 8))
    said = session_words(linked(study, trajectories(study), LINE))
    assert said[1]["title"] == "Session 1 · 1 of 1 member present, 2 not recorded"


def test_nothing_recorded_is_said():
    sessions = pd.DataFrame({"session": [1, 2], "minutes": [90.0, 0.0]})
    talk = pd.DataFrame({"session": [1], "speaker": ["A"], "addressee": ["B"]})
    whole = study_from({"members": PEOPLE, "sessions": sessions, "interactions": talk})
    study = whole.select(Selection(whole.groups()[0], 1, 2))
    said = session_words(linked(study, trajectories(study), None))
    assert said[2]["title"] == "Session 2 · did not take place (0 minutes)"


@pytest.mark.parametrize(
    "word", ["because", "caused", "due to", "led to", "scapegoat", "weak", "strong", "improved"]
)
def test_no_causal_or_judging_words(word):
    said = words_of(
        talk=[(s, "A", "B", s) for s in range(1, 9)], ratings=course("A", FALL) + course("B", STEADY)
    )
    assert word not in str(said).lower()


def test_a_line_is_called_by_whom_it_is_about():
    assert line_name(LINE) == "WAI-SR total, about the therapists"
