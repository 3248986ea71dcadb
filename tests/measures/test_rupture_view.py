"""The tables of the rupture page: the map, the marks, the limits, the matrix, who noticed."""

import pandas as pd
import pytest

from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture_explorer import explored
from taft_dash.measures.rupture_rules import CRITERIA
from taft_dash.measures.rupture_view import rupture_view
from tests.measures.test_rupture_explorer import CALM, FALL, LINE, study_of, told

TWICE = [4.1, 4.0, 2.3, 4.1, 2.3, 4.1, 4.0, 4.1, 4.0, 2.4]  # falls in 3, back in 4, falls in 5, back in 6, falls in 10
STAYS = [4.1, 4.0, 4.1, 4.0, 2.3, 2.4, 2.3, 2.4, 2.3, 2.4]


def view_of(*events, courses=None, criterion="gumz", **more):
    study = study_of(courses or {"A": FALL, "B": CALM}, events, **more)
    scores = trajectories(study)
    return rupture_view(study, scores, explored(study, scores, [LINE]), LINE, criterion)


def states(view, member="A"):
    own = view.cells[view.cells["member"] == member]
    return own.set_index("session")["state"].to_dict()


def test_the_map_shows_onset_course_and_repair():
    view = view_of()
    assert list(states(view).values()) == [*["rated"] * 5, "onset", "inside", "repaired", "rated", "rated"]
    onset = view.cells[view.cells["state"] == "onset"].iloc[0]
    assert (onset["agree"], onset["marked"], onset["status"]) == ("6 of 6", 2, "repaired")
    assert onset["words"].startswith("Marked possible rupture")
    assert not view.cells["last"].any()


def test_a_beginning_stands_where_another_episode_ends():
    view = view_of(courses={"A": TWICE, "B": CALM})
    assert list(states(view).values()) == [
        "rated", "rated", "onset", "repaired", "onset", "repaired", "rated", "rated", "rated", "onset",
    ]  # fmt: skip


def test_the_end_of_what_was_not_repaired_is_shown():
    own = view_of(courses={"A": STAYS, "B": CALM}).cells
    last = own[own["last"]]
    assert last[["member", "session", "status"]].values.tolist() == [["A", 8, "open"]]


def test_absent_not_rated_and_not_yet_there_are_told_apart():
    course = [4.0, 4.1, float("nan"), float("nan"), 4.0, 4.1, 4.0, 4.1, 4.0, 4.1]
    view = view_of(courses={"A": course, "B": CALM}, absent={("A", 3)})
    assert (states(view)[3], states(view)[4]) == ("absent", "not rated")


def test_notes_stand_with_the_members_whom_they_concern():
    by_therapist = (told(6, "rupture", "A", "GROUP", "T"), told(6, "repair", "B", "A", "T"))
    view = view_of(*by_therapist, told(2, "rupture", "A", "B", "A"))
    noted = view.cells[view.cells["noted"] != ""]
    # Where both were noted, the rupture stands; what a member noted is left out.
    assert noted[["member", "session", "noted"]].values.tolist() == [["A", 6, "rupture"], ["B", 6, "repair"]]


def test_marks_stand_on_ratings_only():
    view = view_of(told(3, "rupture", "A", "B", "T"), criterion="therapist_report", courses={
        "A": [*FALL[:2], float("nan"), *FALL[3:]], "B": CALM})  # fmt: skip
    assert set(zip(view.marks["member"], view.marks["session"], strict=True)) == {("A", 6), ("B", 3), ("B", 6)}
    assert set(view_of(courses={"A": STAYS, "B": CALM}).marks["mark"]) == {"marked", "open"}


@pytest.mark.parametrize(
    ("criterion", "names"),
    [
        ("gumz", set()), ("strauss", set()), ("rci", set()), ("therapist_report", set()),
        ("stiles", {"own straight line", "limit below the line"}), ("shewhart", {"own mean", "lower control limit"}),
    ],
)  # fmt: skip
def test_only_criteria_with_a_line_of_their_own_draw_one(criterion, names):
    view = view_of(criterion=criterion)
    assert set(view.limits["name"]) == names
    if names:
        own = view.limits[view.limits["member"] == "A"].pivot(index="session", columns="name", values="level")
        threshold = view.found.thresholds.query("criterion == @criterion and member == 'A'")["threshold"].item()
        upper, lower = sorted(names, key=lambda name: "limit" in name)
        assert (own[upper] - own[lower]).tolist() == pytest.approx([threshold] * 10)


def test_the_matrix_says_what_each_criterion_says():
    seven = [4.1, 4.0, 4.1, 2.3, 3.3, 4.1, 4.0] + [float("nan")] * 3
    matrix = view_of(courses={"A": seven, "B": CALM}).matrix.set_index("criterion")
    assert list(matrix.index) == [one.name for one in CRITERIA]
    assert matrix.loc["gumz", ["state", "onset"]].tolist() == ["marks it", 4]
    assert matrix.loc["shewhart", "state"] == "cannot judge" and "at least 8" in matrix.loc["shewhart", "words"]
    assert matrix.loc["therapist_report", "state"] == "does not mark it"
    assert pd.isna(matrix.loc["therapist_report", "onset"])


def test_who_noticed_whom():
    noted = (told(6, "rupture", "A", "GROUP", "T"), told(3, "rupture", "B", "T", "T"), told(1, "other", "A", "B", "O"))
    view = view_of(*noted, told(2, "rupture", "C", "T", "T"))
    assert view.seen[["noter", "outcome", "label", "session"]].values.tolist() == [
        ["therapist", "recognised", "A", 6], ["therapist", "noted only", "B", 3],
        ["therapist", "noted, not judged", "C", 2], ["observer", "missed", "A", 6],
    ]  # fmt: skip
    assert view_of(told(6, "rupture", "A", "GROUP", "T"), criterion="therapist_report").seen.empty
