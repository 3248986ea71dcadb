"""Lines, group means and gaps, worked by hand on small groups."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.alliance import courses, group_course, therapist_gap
from taft_dash.measures.ratings import trajectories
from taft_dash.records.study import Study, study_from

PEOPLE = [
    ("T1", "therapist"),
    ("T2", "therapist"),
    ("A", "member"),
    ("B", "member"),
    ("C", "member"),
    ("O", "observer"),
]


def rated(rows, *, attendance=(), sessions=()) -> Study:
    """A study of rows (session, rater, target, instrument, item, score); presence is inferred without attendance."""
    return study_from(
        {
            "members": pd.DataFrame(PEOPLE, columns=["member", "role"]),
            "sessions": pd.DataFrame({"session": list(sessions)}, dtype="int64"),
            "attendance": pd.DataFrame(attendance, columns=["session", "member", "status"]),
            "ratings": pd.DataFrame(
                rows, columns=["session", "rater", "target", "instrument", "item", "score"]
            ),
        }
    )


def records(table: pd.DataFrame, *columns: str) -> list[list]:
    return table[list(columns)].values.tolist()


def test_whose_line_a_rating_belongs_to():
    scores = trajectories(
        rated(
            [
                (1, "A", "LEADER", "WAI-SR", "bond", 4.0),
                (1, "A", "T1", "WAI-SR", "bond", 5.0),
                (1, "A", "T2", "WAI-SR", "bond", 2.0),
                (1, "T1", "A", "WAI-SR", "bond", 3.0),
                (1, "O", "A", "WAI-SR", "bond", 1.0),
                (1, "T1", "GROUP", "WAI-SR", "bond", 2.0),
                (1, "B", "B", "WAI-SR", "bond", 1.5),
            ]
        )
    )
    lines = courses(scores)
    assert sorted(records(lines, "member", "target", "rater_role", "score", "n_ratings")) == [
        ["A", "LEADER", "member", 4.0, 1],
        ["A", "each member", "observer", 1.0, 1],
        ["A", "each member", "therapist", 3.0, 1],
        ["A", "each therapist", "member", 3.5, 2],
        ["B", "SELF", "member", 1.5, 1],
        ["T1", "GROUP", "therapist", 2.0, 1],
    ]


def test_a_point_without_a_score_keeps_its_reason():
    lines = courses(trajectories(rated([(1, "A", "LEADER", "WAI-SR", "3", 4.0)])))
    assert lines["score"].isna().all()
    assert lines["reason"].str.contains("needs at least").all()


def test_group_mean_spread_and_how_many_of_those_present():
    attendance = [(1, person, "present") for person, _ in PEOPLE]
    rows = [(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (1, "B", "LEADER", "WAI-SR", "bond", 5.0)]
    study = rated(rows, attendance=attendance)
    course = group_course(study, trajectories(study))
    columns = ("target", "rater_role", "mean", "low", "high", "n_rated", "n_present", "reason")
    assert records(course, *columns) == [["LEADER", "member", 3.5, 2, 5, 2, 3, ""]]
    # sqrt(((2 - 3.5)^2 + (5 - 3.5)^2) / 1) = sqrt(4.5)
    assert course["sd"].tolist() == pytest.approx([4.5**0.5])


def test_every_session_of_the_group_has_a_row_and_says_why_it_is_empty():
    rows = [(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (3, "A", "LEADER", "WAI-SR", "bond", np.nan)]
    study = rated(rows, sessions=[1, 2, 3])
    course = group_course(study, trajectories(study))
    assert records(course, "session", "n_rated", "reason") == [
        [1, 1, ""],
        [2, 0, "Nobody rated WAI-SR bond in session 2."],
        [3, 0, "No form of session 3 could be scored on WAI-SR bond."],
    ]
    assert course["sd"].isna().all()
    assert (course["mean"].isna() == (course["reason"] != "")).all()


def test_rated_members_are_counted_among_the_members_present():
    attendance = [(1, person, "present") for person in ("T1", "A", "B", "O")]
    rows = [(1, "O", "A", "SOFTA-o", "safety", 2.0), (1, "O", "B", "SOFTA-o", "safety", -1.0)]
    rows += [(1, "O", "GROUP", "SOFTA-o", "purpose", 1.0)]
    study = rated(rows, attendance=attendance)
    course = group_course(study, trajectories(study))
    assert records(course, "subscale", "target", "mean", "n_rated", "n_present") == [
        ["safety", "each member", 0.5, 2, 2],
        ["purpose", "GROUP", 1.0, 1, 1],
    ]


def test_gap_between_a_member_and_the_mean_of_the_therapists():
    rows = [(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (1, "T1", "A", "WAI-SR", "bond", 4.0)]
    rows += [(1, "T2", "A", "WAI-SR", "bond", 3.0), (1, "A", "MEMBERS", "WAI-SR", "bond", 5.0)]
    gap = therapist_gap(trajectories(rated(rows)))
    columns = ("member", "member_score", "therapist_score", "gap", "n_therapists", "reason")
    assert records(gap, *columns) == [["A", 2.0, 3.5, -1.5, 2, ""]]


def test_a_missing_side_is_said():
    rows = [(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (1, "T1", "B", "WAI-SR", "bond", 4.0)]
    rows += [(1, "C", "LEADER", "WAI-SR", "bond", 3.0), (1, "T1", "C", "WAI-SR", "bond", np.nan)]
    gap = therapist_gap(trajectories(rated(rows)))
    assert records(gap, "member", "n_therapists", "reason") == [
        ["A", 0, "No therapist rated the member."],
        ["B", 1, "The member gave no rating."],
        ["C", 0, "No score is written down for WAI-SR bond."],
    ]
    assert gap["gap"].isna().all()


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(1, "A", "LEADER", "WAI-SR", "bond", 2.0)],
        [(1, "T1", "A", "WAI-SR", "bond", 2.0)],
        [(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (1, "T1", "A", "WAI-SR", "task", 2.0)],
        [(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (1, "O", "A", "WAI-SR", "bond", 2.0)],
        [(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (1, "T1", "T2", "WAI-SR", "bond", 2.0)],
    ],
    ids=["nothing", "members only", "therapists only", "other subscales", "an observer", "about a therapist"],
)
def test_no_gap_without_both_sides_on_one_scale(rows):
    assert therapist_gap(trajectories(rated(rows))).empty


def test_groups_are_kept_apart():
    study = study_from(
        {
            "ratings": pd.DataFrame(
                {
                    "group": ["g", "h"],
                    "session": 1,
                    "rater": "A",
                    "instrument": "GSRS",
                    "item": "total",
                    "score": [10.0, 30.0],
                }
            )
        }
    )
    scores = trajectories(study)
    assert records(group_course(study, scores), "group", "mean", "n_rated") == [
        ["g", 10.0, 1],
        ["h", 30.0, 1],
    ]
    assert records(courses(scores), "group", "member", "score") == [["g", "A", 10.0], ["h", "A", 30.0]]


def test_nothing_given_is_changed():
    study = rated([(1, "A", "LEADER", "WAI-SR", "bond", 2.0), (1, "T1", "A", "WAI-SR", "bond", 4.0)])
    scores = trajectories(study)
    before = scores.copy(deep=True)
    courses(scores), group_course(study, scores), therapist_gap(scores)
    pd.testing.assert_frame_equal(scores, before)
