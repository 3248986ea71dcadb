"""Series of ratings: who has a line, what is a gap and why, and where everybody began."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import (
    Series,
    all_series,
    baselines,
    lines_and_courses,
    people_lines,
    scale_of,
    series_course,
)
from taft_dash.records.study import Selection, study_from

PEOPLE = pd.DataFrame(
    {
        "member": ["T", "A", "B", "C", "O"],
        "role": ["therapist", "member", "member", "member", "observer"],
        "joined": [None, None, 2, None, None],
        "left": [None, None, None, 2, None],
    }
)
FORMS = [
    (1, "A", "LEADER", 4.0), (2, "A", "LEADER", 3.0), (1, "C", "LEADER", 2.0), (3, "B", "LEADER", 5.0),
    (1, "T", "A", 3.0), (1, "O", "A", 1.0), (2, "A", "MEMBERS", 2.0),
]  # fmt: skip
PRESENT = [(s, m, "present") for s in (1, 2, 3) for m in "TABCO" if (s, m) not in ((1, "B"), (3, "C"))]
BOND = Series("WAI-SR", "bond", "LEADER", "member")


def study(forms=FORMS, attendance=PRESENT):
    ratings = pd.DataFrame(forms, columns=["session", "rater", "target", "score"])
    attended = pd.DataFrame(attendance, columns=["session", "member", "status"])
    return study_from(
        {
            "members": PEOPLE,
            "ratings": ratings.assign(instrument="WAI-SR", item="bond"),
            "attendance": attended.replace({"status": {"away": "absent"}}),
        }
    )


def lines_of(whole, series=BOND):
    return people_lines(whole, trajectories(whole), series).set_index(["member", "session"])


def test_raters_of_different_roles_and_targets_are_different_series():
    found = all_series(trajectories(study()))
    bonds = [s for s in found if s.subscale == "bond"]
    assert bonds[0] == BOND, "the fullest comes first"
    assert {(s.target, s.rater_role) for s in bonds} == {
        ("LEADER", "member"), ("MEMBERS", "member"), ("each member", "therapist"), ("each member", "observer"),
    }  # fmt: skip


def test_a_scale_without_any_score_is_no_series():
    assert {s.subscale for s in all_series(trajectories(study()))} == {"bond"}


def test_everybody_who_rated_has_a_row_for_every_session():
    lines = lines_of(study())
    assert lines["score"].unstack().round(9).fillna(-1).values.tolist() == [
        [4, 3, -1],
        [-1, -1, 5],
        [2, -1, -1],
    ]


@pytest.mark.parametrize(
    ("member", "session", "reason"),
    [
        ("A", 3, "Present, but there is no rating."),
        ("B", 1, "Not yet in the group."),
        ("C", 3, "No longer in the group."),
        ("C", 2, "Absent."),
    ],
)
def test_a_gap_says_why(member, session, reason):
    away = [(s, m, "away" if (s, m) == (2, "C") else "present") for s, m, _ in PRESENT]
    lines = lines_of(study(attendance=away))
    assert lines.loc[(member, session), "reason"] == reason
    assert (lines["score"].isna() == (lines["reason"] != "")).all()


def test_a_session_nobody_noted_attendance_for_is_not_called_an_absence():
    lines = lines_of(study(attendance=[row for row in PRESENT if row[0] != 3]))
    assert lines.loc[("A", 3), "reason"] == "Attendance is not recorded, and there is no rating."


def test_the_course_carries_one_standard_deviation_around_the_mean():
    whole = study()
    course = series_course(whole, trajectories(whole), BOND).set_index("session")
    assert course.loc[1, ["mean", "sd_low", "sd_high"]].tolist() == [3.0, 3 - np.sqrt(2), 3 + np.sqrt(2)]
    assert course.loc[1, ["n_rated", "n_present"]].tolist() == [2, 2], "B has not yet joined"
    assert np.isnan(course.loc[3, "sd_low"]), "one rater has no spread"


def test_several_series_at_once_are_the_same_as_one_by_one():
    whole = study()
    scores = trajectories(whole)
    for series, (lines, course) in lines_and_courses(whole, scores, all_series(scores)).items():
        pd.testing.assert_frame_equal(lines, people_lines(whole, scores, series))
        pd.testing.assert_frame_equal(course, series_course(whole, scores, series))


def test_what_therapists_rate_about_a_member_is_that_members_line():
    lines = lines_of(study(), Series("WAI-SR", "bond", "each member", "therapist"))
    assert lines["score"].dropna().to_dict() == {("A", 1): 3.0}


def test_a_group_among_others_gives_the_same_lines():
    whole = study()
    alone = whole.select(Selection(whole.groups()[0], 1, 3))
    pd.testing.assert_frame_equal(lines_of(alone), lines_of(whole), check_index_type=False)


def test_many_people_and_sessions_keep_their_places():
    people, sessions = [f"P{k:03}" for k in range(100)], range(1, 41)
    forms = [(s, m, "LEADER", 1 + (7 * k + s) % 4) for k, m in enumerate(people) for s in sessions]
    ratings = pd.DataFrame(forms, columns=["session", "rater", "target", "score"])
    large = study_from({"ratings": ratings.assign(instrument="WAI-SR", item="bond")})
    lines = people_lines(large, trajectories(large), BOND).set_index(["member", "session"])["score"]
    assert lines.to_dict() == {(m, s): float(v) for s, m, _, v in forms}


def test_nobody_rated():
    whole = study()
    assert people_lines(whole, trajectories(whole), Series("WAI-SR", "goal", "LEADER", "member")).empty


def test_the_limits_are_those_of_the_registry():
    assert (scale_of(study(), BOND).low, scale_of(study(), BOND).high) == (1, 5)
    assert scale_of(study(), Series("nobody knows it", "total", "GROUP", "member")) is None


def test_a_baseline_needs_something_to_compare_it_with():
    line = pd.DataFrame({"member": "A", "label": "Ada", "session": [1, 2, 5], "score": [4.0, 3.0, 5.0]})
    alone = baselines(line).iloc[0]
    assert np.isnan(alone["baseline"]) and alone["reason"] == (
        "A baseline needs more than 3 rated sessions; there are 3."
    )
    more = pd.concat([line, line.iloc[-1:].assign(session=6, score=1.0)])
    assert baselines(more)[["baseline", "latest_session", "latest", "change"]].values.tolist() == [
        [4.0, 6, 1.0, -3.0]
    ]


def test_the_input_is_left_as_it_was():
    whole = study()
    scores = trajectories(whole)
    before = scores.copy(deep=True)
    people_lines(whole, scores, BOND)
    pd.testing.assert_frame_equal(scores, before)
