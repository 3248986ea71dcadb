"""Names of series and the words for a mean: what was rated, by whom, of how many."""

import numpy as np
import pandas as pd

from taft_dash.measures.series import Series
from taft_dash.readings import courses

COURSE = pd.DataFrame(
    {
        "session": [1, 2, 3], "mean": [3.5, np.nan, 4.25], "n_rated": [2, 0, 1], "n_present": [3, 3, 2],
        "rater_role": "member", "target": "LEADER", "reason": ["", "Nobody rated WAI-SR total in session 2.", ""],
    }
)  # fmt: skip


def said(cursor, course=COURSE):
    return courses.course_words("WAI-SR total", course, low=1, high=5, cursor=cursor)


def test_a_series_is_called_by_scale_raters_and_rated():
    assert courses.series_name(Series("SOFTA-o", "safety", "each member", "observer")) == (
        "SOFTA-o safety, observers about each member"
    )
    assert (
        courses.who_about_whom(Series("WAI-SR", "bond", "LEADER", "member")) == "members about the therapists"
    )


def test_both_ends_with_how_many_rated():
    assert said(1) == (
        "Mean WAI-SR total (1 to 5): 3.50 in session 1 (2 of 3 members present rated),"
        " 4.25 in session 3 (1 of 2 members present rated)."
    )


def test_the_session_in_focus_is_added_and_a_missing_one_says_why():
    later = pd.concat([COURSE, COURSE.iloc[2:].assign(session=4, mean=2.0)])
    assert "In focus: 4.25 in session 3" in said(3, later)
    assert said(2).endswith("Nobody rated WAI-SR total in session 2.")


def test_one_session_is_said_once_and_none_not_at_all():
    assert (
        said(1, COURSE.head(1))
        == "Mean WAI-SR total (1 to 5): 3.50 in session 1 (2 of 3 members present rated)."
    )
    assert said(2, COURSE.iloc[1:2]) == ""


def test_members_that_observers_rate_were_rated():
    observed = COURSE.assign(rater_role="observer", target="each member").iloc[0]
    assert courses.rated_words(observed) == "2 of 3 members present were rated"
    delivered = COURSE.assign(rater_role="therapist", target="GROUP").iloc[0]
    assert courses.rated_words(delivered) == "2 of 3 therapists present rated"


def test_one_person_in_the_session_in_focus():
    lines = pd.DataFrame({"session": [1, 2], "score": [2.5, np.nan], "reason": ["", "Absent."]})
    assert courses.person_words("Ada", lines, 1) == "Ada, session 1: 2.50."
    assert courses.person_words("Ada", lines, 2) == "Ada, session 2: Absent."
    assert courses.person_words("Ada", lines.iloc[:0], 2) == "Ada has no scores on this line."
