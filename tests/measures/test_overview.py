"""The tables of the linked view, on a group of three over three sessions, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.overview import Line, lines, linked
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.stack import stacks
from taft_dash.records.study import Selection, study_from

MEMBERS = pd.DataFrame({"member": list("TABO"), "role": ["therapist", "member", "member", "observer"]})
TALK = pd.DataFrame(
    [
        (1, "T", "A", 2),
        (1, "A", "T", 1),
        (1, "A", "GROUP", 3),
        (3, "A", "B", 4),
        (3, "B", "A", 1),
        (3, "T", "A", 1),
    ],
    columns=["session", "speaker", "addressee", "turns"],
)
ATTENDANCE = pd.DataFrame(
    [(s, m, "present") for s in (1, 3) for m in "TA"] + [(1, "B", "absent"), (3, "B", "late")],
    columns=["session", "member", "status"],
)
SESSIONS = pd.DataFrame({"session": [1, 2, 3], "minutes": [90.0, 0.0, 90.0]})
RATINGS = pd.DataFrame(
    [
        (1, "A", "WAI-SR", "total", 4.0),
        (3, "A", "WAI-SR", "total", 3.0),
        (3, "B", "WAI-SR", "total", 5.0),
        (1, "T", "TAFT-delivery", "safety", 3.0),
        (1, "O", "TAFT-delivery", "safety", 1.0),
    ],
    columns=["session", "rater", "instrument", "item", "score"],
)
TOTAL = Line("WAI-SR", "total", "LEADER")


@pytest.fixture
def study():
    whole = study_from(
        {
            "members": MEMBERS,
            "interactions": TALK,
            "attendance": ATTENDANCE,
            "sessions": SESSIONS,
            "ratings": RATINGS,
        }
    )
    return whole.select(Selection(whole.groups()[0], 1, 3))


@pytest.fixture
def view(study):
    return linked(study, trajectories(study), TOTAL)


def test_a_silent_observer_has_no_seat(view):
    assert list(view.roster["member"]) == ["T", "A", "B"]


def test_a_cancelled_session_is_named_and_kept(view):
    assert view.sessions == [1, 2, 3]
    assert view.cancelled == [2]


def test_everyone_is_there_in_every_session_with_the_right_mark(view):
    marks = view.people.pivot(index="member", columns="session", values="mark")
    assert marks.loc["A"].tolist() == ["spoke", "not_recorded", "spoke"]
    assert marks.loc["B"].tolist() == ["absent", "not_recorded", "spoke"]
    turns = view.people.set_index(["session", "member"])["turns"]
    assert turns[1, "A"] == 4 and turns[3, "B"] == 1
    assert np.isnan(turns[1, "B"]) and np.isnan(turns[2, "A"])


def test_words_say_late_and_how_many_turns(view):
    words = view.people.set_index(["session", "member"])["words"]
    assert words[3, "B"] == "present (late), 1 turn"
    assert words[2, "A"] == "attendance not recorded"


def test_change_is_against_the_session_before_with_talk(view):
    change = view.ties.set_index(["session", "speaker", "addressee"])["change"]
    assert np.isnan(change[1, "T", "A"])
    assert change[3, "T", "A"] == -1
    assert change[3, "A", "B"] == 4
    assert change[3, "A", "T"] == -1, "a tie that fell silent is still listed"


def test_the_course_counts_who_rated_of_those_present(view):
    course = view.course.set_index("session")
    assert course.loc[3, "mean"] == 4 and course.loc[3, "n_rated"] == 2 and course.loc[3, "n_present"] == 2


def test_a_missing_rating_stays_a_gap(view):
    a = view.scores[view.scores["member"] == "A"].set_index("session")["score"]
    assert a.tolist()[0::2] == [4, 3] and np.isnan(a[2])


def test_delivery_by_therapists_is_never_mixed_with_the_observers(view):
    cell = view.delivered.iloc[0]
    assert (cell["row"], cell["value"], cell["by"]) == ("safety", 3.0, "therapist")
    assert "observer 1.0" in cell["words"]


def test_lines_put_alliance_first_and_need_more_than_one_session(study):
    assert lines(study, trajectories(study))[0] == TOTAL


def test_without_ratings_there_is_no_line_and_the_rest_stands():
    whole = study_from({"interactions": TALK})
    study = whole.select(Selection(whole.groups()[0], 1, 3))
    scores = trajectories(study)
    assert lines(study, scores) == []
    view = linked(study, scores, None)
    assert len(view.ties) and view.marks.empty and view.scores.empty


def test_input_is_not_changed(study):
    before = study.interactions.copy()
    stacks(study)
    linked(study, trajectories(study), TOTAL)
    pd.testing.assert_frame_equal(study.interactions, before)


def test_members_who_rate_each_therapist_by_name_have_a_line_too():
    course = [4.0, 4.2, 4.1, 2.0]
    rated = [(s, "A", t, "WAI-SR", "total", v) for s, v in enumerate(course, 1) for t in ("T1", "T2")]
    study = study_from(
        {
            "members": pd.DataFrame(
                {"member": ["A", "T1", "T2"], "role": ["member", "therapist", "therapist"]}
            ),
            "ratings": pd.DataFrame(
                rated, columns=["session", "rater", "target", "instrument", "item", "score"]
            ),
        }
    )
    scores = trajectories(study)
    (line,) = lines(study, scores)
    assert line == Line("WAI-SR", "total", "each therapist")
    assert linked(study, scores, line).course["mean"].tolist() == course
