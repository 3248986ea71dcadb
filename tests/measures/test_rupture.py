"""Possible ruptures: the reference course, and every rule of the criterion on a course made for it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.episodes import episodes
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture import rupture_thresholds, ruptures, share_in_rupture
from taft_dash.records.study import study_from
from tests.measures.rated import group

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "alliance_course.json").read_text())


def found(courses, **options) -> pd.DataFrame:
    study = group(courses)
    return ruptures(study, trajectories(study), instrument="WAI-SR", **options)


def test_the_reference_course():
    marks = found({"A": REFERENCE["scores"]})
    assert len(marks) == 1
    episode = marks.iloc[0]
    assert episode["threshold"] == pytest.approx(REFERENCE["sd"], abs=REFERENCE["tolerance"])
    assert episode["depth"] == pytest.approx(REFERENCE["drop_at_session_6"])
    assert episode[["onset", "peak_session", "lowest_session", "repaired_session"]].tolist() == [6, 5, 6, 8]
    assert episode[["marked", "status", "length", "shape", "ceiling"]].tolist() == [
        2,
        "repaired",
        2,
        "sudden",
        False,
    ]
    assert episode["reason"] == (
        "Marked possible rupture: WAI-SR total fell by 1.3, from 4.2 in session 5 to 2.9 in session 6 "
        "(threshold 0.41); back at 4.1 in session 8."
    )


def test_the_reference_course_under_single_multiples():
    for k in ((1,), (2,)):
        assert found({"A": REFERENCE["scores"]}, k=k)["onset"].tolist() == [6]
    assert found({"A": REFERENCE["scores"]}, k=(4,)).empty


def test_a_fall_between_one_and_two_spreads_is_possible_but_not_marked():
    # SD_inter is given: thresholds are .5 and 1; the fall is .8.
    episode = found({"A": [4.0, 4.0, 3.2, 4.0, 4.0]}, sd_inter=0.5).iloc[0]
    assert (episode["marked"], episode["threshold"]) == (1, 0.5)
    assert episode["reason"].startswith("Possible rupture: ")


@pytest.mark.parametrize(("fall", "counts"), [(0.5, 1), (0.499, 0)])
def test_a_fall_that_reaches_the_threshold_counts(fall, counts):
    assert len(found({"A": [4.0, 4.0, 4.0 - fall, 4.0, 4.0, 4.0, 4.0, 4.0]}, sd_inter=0.5)) == counts


def test_a_descent_may_span_sessions_and_a_repeated_score_continues_it():
    episode = found({"A": [4.0, 3.7, 3.7, 3.4, 4.0, 4.0]}, sd_inter=0.5).iloc[0]
    assert episode[["peak_session", "onset", "lowest_session", "shape"]].tolist() == [1, 4, 4, "gradual"]
    # The rise in session 3 makes a new peak: neither fall reaches the threshold.
    assert found({"A": [4.0, 3.7, 3.8, 3.4, 4.0, 4.0]}, sd_inter=0.5).empty


def test_a_small_dip_before_a_deep_fall_leaves_it_sudden():
    episode = found({"A": [4.0, 3.9, 2.9, 4.0, 4.0]}, sd_inter=0.5).iloc[0]
    assert episode[["peak_session", "onset", "shape"]].tolist() == [1, 3, "sudden"]


def test_a_level_peak_counts_from_its_last_session():
    assert found({"A": [3.0, 4.0, 4.0, 3.0, 4.0]}, sd_inter=0.5)["peak_session"].tolist() == [3]


@pytest.mark.parametrize(
    ("after", "status", "repaired", "last"),
    [
        ([3.875], "repaired", 4, 3),  # 4 - .25 x .5 = 3.875
        ([3.874, 3.9], "repaired", 5, 4),
        ([3.2, 3.2, 3.9], "repaired", 6, 5),
        ([3.2, 3.2, 3.2, 4.0], "open", None, 6),
        ([3.2, 3.2], "censored", None, 5),
        ([], "censored", None, 3),
        # A deeper score opens the window anew.
        ([2.9, 3.2, 3.2, 4.0], "repaired", 7, 6),
    ],
)
def test_repair_comes_within_three_attended_sessions_of_the_lowest_score(after, status, repaired, last):
    course = np.array([4.0, 4.0, 3.0, *after])
    (episode,) = episodes(course, threshold=0.5, tolerance=0.25 * 0.5, window=3)
    found_in_sessions = (episode.onset + 1, episode.last + 1, episode.repaired and episode.repaired + 1)
    assert found_in_sessions == (3, last, repaired)
    assert episode.status == status


def test_a_fall_that_goes_on_within_an_episode_is_part_of_it():
    (episode,) = episodes(np.array([4.0, 3.0, 2.0, 4.0]), threshold=0.5, tolerance=0.125, window=3)
    assert (episode.onset, episode.lowest, episode.repaired) == (1, 2, 3)


@pytest.mark.parametrize(
    ("course", "status", "said"),
    [
        ([4.0, 4.0, 2.0, 4.0, 4.0], "repaired", "; back at 4 in session 4."),
        ([4.0, 4.0, 2.0, 2.0, 2.0, 2.0], "open", "; not back within 3 attended sessions."),
        (
            [4.0, 4.0, 4.0, 2.0, 2.0],
            "censored",
            "; the ratings end in session 5, too early to see whether it came back.",
        ),
    ],
)
def test_what_became_of_an_episode_is_said(course, status, said):
    episode = found({"A": course}).iloc[0]
    assert episode["status"] == status
    assert episode["reason"].endswith(said)
    assert pd.isna(episode["repaired_session"]) == (status != "repaired")


def test_two_episodes_of_one_member_do_not_overlap():
    marks = found({"A": [4.0, 3.0, 4.0, 4.0, 2.5, 4.0, 4.0, 4.0, 4.0, 4.0]})
    assert marks[["onset", "repaired_session"]].values.tolist() == [[2, 3], [5, 6]]


def test_unattended_sessions_are_skipped_and_said():
    nan = np.nan
    episode = found({"A": [4.0, 4.0, 4.0, nan, nan, 2.5, nan, 4.0], "B": [4.0] * 8}, sd_inter=0.5).iloc[0]
    assert episode[["peak_session", "onset", "repaired_session", "length"]].tolist() == [3, 6, 8, 1]
    assert "with 2 sessions without a rating in between" in episode["reason"]


def test_a_rating_of_somebody_recorded_as_absent_does_not_count():
    course = {"A": [4.0, 4.0, 4.0, 2.0, 4.0, 4.0]}
    attendance = [(session, "A", "absent" if session == 4 else "present") for session in range(1, 7)]
    study = group(course, attendance=attendance)
    assert ruptures(study, trajectories(study), instrument="WAI-SR").empty
    assert rupture_thresholds(study, trajectories(study), instrument="WAI-SR")["n_sessions"].tolist() == [5]


def test_fewer_than_five_sessions_give_a_reason_and_no_mark():
    study = group({"A": [4.0, 3.9, 4.0, 4.0], "B": [4.0, 3.0, 4.0, 3.0, 4.0], "C": [4.0], "D": []})
    thresholds = rupture_thresholds(study, trajectories(study), instrument="WAI-SR").set_index("member")
    needs = "A possible rupture needs at least 5 attended sessions with a WAI-SR total score; there "
    assert thresholds["reason"].tolist() == [f"{needs}are 4.", "", f"{needs}is 1.", f"{needs}are 0."]
    assert (thresholds["threshold"].isna() == (thresholds["reason"] != "")).all()
    assert set(ruptures(study, trajectories(study), instrument="WAI-SR")["member"]) == {"B"}


def test_threshold_is_the_largest_of_own_spread_pooled_spread_and_floor():
    a, b = [1.0, 5.0, 1.0, 5.0, 1.0], [3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.5]
    study = group({"A": a, "B": b})
    scores = trajectories(study)
    thresholds = rupture_thresholds(study, scores, instrument="WAI-SR").set_index("member")
    # Pooled: variances 4.8 (4 degrees of freedom) and 1/28 (6) -> sqrt((19.2 + 6/28) / 10).
    pooled = np.sqrt((4 * 4.8 + 6 / 28) / 10)
    assert thresholds["sd_inter"].tolist() == pytest.approx([pooled] * 2)
    assert thresholds["threshold"].tolist() == pytest.approx([np.sqrt(4.8), pooled])
    raised = rupture_thresholds(study, scores, instrument="WAI-SR", floor=3.0, k=2)
    assert raised["threshold"].tolist() == [6.0, 6.0]


@pytest.mark.parametrize(("instrument", "floor"), [("WAI-SR", 1 / 12), ("GSRS", 1.0), ("RAS-20", 1.0)])
def test_the_floor_is_one_scale_point_on_one_item(instrument, floor):
    study = group({"A": [4.0] * 6}, instrument=instrument)
    thresholds = rupture_thresholds(study, trajectories(study), instrument=instrument)
    assert thresholds["threshold"].tolist() == pytest.approx([floor])
    assert ruptures(study, trajectories(study), instrument=instrument).empty


@pytest.mark.parametrize(("at_maximum", "ceiling"), [(2, True), (1, False)])
def test_a_quarter_of_the_ratings_at_the_maximum_is_flagged(at_maximum, ceiling):
    study = group({"A": [5.0] * at_maximum + [3.0] + [4.9] * (7 - at_maximum)})
    thresholds = rupture_thresholds(study, trajectories(study), instrument="WAI-SR")
    assert thresholds["share_at_maximum"].tolist() == [at_maximum / 8]
    assert thresholds["ceiling"].tolist() == [ceiling]
    assert ruptures(study, trajectories(study), instrument="WAI-SR")["ceiling"].tolist() == [ceiling]


def test_a_scale_without_a_good_direction_has_no_ruptures():
    rows = [(s, "A", "GCQ-S", "conflict", value) for s, value in enumerate([3.0, 3.0, 0.0, 3.0, 3.0, 3.0], 1)]
    columns = ["session", "rater", "instrument", "item", "score"]
    study = study_from({"ratings": pd.DataFrame(rows, columns=columns)})
    options = {"instrument": "GCQ-S", "subscale": "conflict"}
    thresholds = rupture_thresholds(study, trajectories(study), **options)
    assert thresholds["reason"].tolist() == [
        "High GCQ-S conflict scores are not the better ones, so a fall is no strain."
    ]
    assert ruptures(study, trajectories(study), **options).empty


def test_what_observers_say_of_a_member_can_be_followed_too():
    scores = [2.0, 2.0, -2.0, 2.0, 2.0, 2.0]
    ratings = pd.DataFrame({"session": range(1, 7), "rater": "O", "target": "A", "score": scores})
    study = study_from(
        {
            "members": pd.DataFrame({"member": ["A", "O"], "role": ["member", "observer"]}),
            "ratings": ratings.assign(instrument="SOFTA-o", item="safety"),
            "attendance": pd.DataFrame({"session": range(1, 7), "member": "A", "status": "present"}),
        }
    )
    options = {"instrument": "SOFTA-o", "subscale": "safety"}
    assert ruptures(study, trajectories(study), **options).empty
    marks = ruptures(study, trajectories(study), target="each member", **options)
    assert marks[["member", "onset"]].values.tolist() == [["A", 3]]


def test_share_of_the_members_present_tells_individual_from_shared():
    study = group(
        {
            "A": [4.0, 4.0, 2.0, 4.0, 4.0, 4.0],
            "B": [4.0, 4.0, 4.0, 4.0, 2.0, 4.0],
            "C": [4.0, 4.0, 4.0, 4.0, 2.0, 2.0],
            "D": [4.0, 4.0, 4.0, 4.0, 4.0, 4.0],
        }
    )
    share = share_in_rupture(study, ruptures(study, trajectories(study), instrument="WAI-SR"))
    columns = ["n_in_rupture", "n_onset", "n_present", "share", "kind"]
    assert share[columns].values.tolist() == [
        [0, 0, 4, 0.0, "none"],
        [0, 0, 4, 0.0, "none"],
        [1, 1, 4, 0.25, "individual"],
        [0, 0, 4, 0.0, "none"],
        [2, 2, 4, 0.5, "shared"],
        [1, 0, 4, 0.25, "individual"],
    ]


def test_share_without_anybody_present_says_so():
    study = study_from(
        {"sessions": pd.DataFrame({"session": [4]}), "members": pd.DataFrame({"member": ["A"]})}
    )
    share = share_in_rupture(study, ruptures(study, trajectories(study), instrument="WAI-SR"))
    assert share["reason"].tolist() == ["No member was present in session 4."]
    assert share["share"].isna().all()


def test_marks_do_not_depend_on_names_and_change_nothing():
    courses = {"A": REFERENCE["scores"], "B": REFERENCE["scores"][::-1]}
    study = group(courses)
    scores = trajectories(study)
    before = scores.copy(deep=True)
    marks = ruptures(study, scores, instrument="WAI-SR")
    pd.testing.assert_frame_equal(scores, before)
    other = found({"Zoe": courses["A"], "Ada": courses["B"]})
    assert other.drop(columns="member").equals(marks.drop(columns="member"))
    assert not marks["reason"].str.contains(r"\bA\b").any()


def test_no_word_of_cause_or_diagnosis():
    sentences = " ".join(
        found({"A": REFERENCE["scores"], "B": [4.0, 4.0, 2.0, 2.0, 2.0, 2.0, 2.0]})["reason"]
    )
    for word in ("caus", "because", "due to", "diagnos", "resist", "disorder", "deteriorat"):
        assert word not in sentences.lower()


@pytest.mark.parametrize("k", [(), (0, 1), (2, 1)])
def test_multiples_have_to_ascend_from_above_zero(k):
    with pytest.raises(ValueError, match="positive and ascending"):
        found({"A": REFERENCE["scores"]}, k=k)


def test_an_unknown_instrument_is_refused_with_the_list():
    study = group({"A": [4.0]})
    with pytest.raises(ValueError, match="WAI-SR, WAI-S, GSRS"):
        ruptures(study, trajectories(study), instrument="Mood")
