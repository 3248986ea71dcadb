"""The tables behind the alliance page: marks on the lines, gaps where they were measured, and what moved."""

import numpy as np
import pandas as pd

from taft_dash.measures.alliance_view import alliance_view, gap_ranges, gaps_by_session
from taft_dash.measures.overview import Line
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.study import study_from

PEOPLE = pd.DataFrame({"member": ["T", "U", "A", "B"], "role": ["therapist"] * 2 + ["member"] * 2})
FALLS = [3.8, 4.0, 4.1, 3.9, 4.2, 2.9, 3.6, 4.1, 4.3, 4.2]
STEADY = [4.0, 4.1] * 5
LINE = Line("WAI-SR", "total", "LEADER")


def study(theirs=()):
    forms = [(s, "A", "LEADER", v) for s, v in enumerate(FALLS, 1)]
    forms += [(s, "B", "LEADER", v) for s, v in enumerate(STEADY, 1)] + list(theirs)
    ratings = pd.DataFrame(forms, columns=["session", "rater", "target", "score"])
    return study_from({"members": PEOPLE, "ratings": ratings.assign(instrument="WAI-SR", item="total")})


def view_of(whole, tolerance=0.25, window=3):
    return alliance_view(whole, trajectories(whole), LINE, tolerance=tolerance, window=window)


def test_the_published_course_has_one_episode_marked_at_its_lowest_and_at_its_repair():
    view = view_of(study())
    assert view.marks[["member", "session", "score", "mark", "marked"]].values.tolist() == [
        ["A", 6, 2.9, "marked", 2],
        ["A", 8, 4.1, "repaired", 2],
    ]
    assert view.episodes[["label", "onset", "repaired_session"]].values.tolist() == [["A", 6, 8]]
    assert view.shares.set_index("session")["kind"][[5, 6, 7, 8]].tolist() == [
        "none",
        *["individual"] * 2,
        "none",
    ]


def test_the_parameters_change_what_counts_as_repaired():
    assert view_of(study(), window=1).episodes["status"].tolist() == ["open"]
    assert view_of(study(), tolerance=0.0).episodes["repaired_session"].tolist() == [9]


def test_an_open_episode_has_no_mark_of_repair():
    assert view_of(study(), window=1).marks["mark"].tolist() == ["marked"]


def test_a_gap_is_the_members_score_less_the_mean_of_the_therapists():
    whole = study([(2, "T", "A", 3.0), (2, "U", "A", 4.0), (6, "T", "A", 4.0), (6, "T", "B", 4.1)])
    view = view_of(whole)
    gaps = view.gaps.set_index(["member", "session"])
    assert gaps.loc[("A", 2), ["gap", "n_therapists"]].tolist() == [0.5, 2]
    assert gaps.loc[("A", 6), "gap"].round(9) == -1.1
    assert (
        np.isnan(gaps.loc[("B", 2), "gap"])
        and gaps.loc[("B", 2), "reason"] == "No therapist rated the member."
    )
    assert set(view.gaps["session"]) == {2, 6}, "only where a therapist rated"
    assert view.gap_ranges[["member", "lowest_session", "highest_session"]].values.tolist() == [["A", 6, 2]]


def test_without_therapists_there_is_no_gap():
    view = view_of(study())
    assert view.gaps.empty and view.gap_ranges.empty


def test_the_gap_is_that_of_the_line_looked_at():
    whole = study([(2, "A", "GROUP", 1.0), (2, "T", "A", 3.0)])
    gaps = gaps_by_session(whole, trajectories(whole), Series("WAI-SR", "total", "GROUP", "member"))
    assert gaps.set_index("member").loc["A", "gap"] == -2.0


def test_the_widest_range_stands_first_and_one_gap_is_no_range():
    gaps = pd.DataFrame(
        {
            "member": list("AABBC"), "label": list("AABBC"), "session": [1, 2, 1, 2, 1],
            "gap": [0.5, 0.25, -1.0, 1.0, 3.0],
        }
    )  # fmt: skip
    assert gap_ranges(gaps)[["member", "range"]].values.tolist() == [["B", 2.0], ["A", 0.25]]
