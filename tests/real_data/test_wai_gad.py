"""Alliance answers of 34 people over 15 sessions, scored here and in R (psych, on the same answers)."""

import pandas as pd
import pytest

from taft_dash.measures.alliance import courses, group_course
from taft_dash.measures.overview import Line
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture import rupture_thresholds, ruptures
from taft_dash.measures.rupture_explorer import explored
from taft_dash.measures.rupture_rules import SCORED
from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.study import Study, study_from

PARTS = ("task", "goal", "bond")
KEY = pd.DataFrame(
    {
        "instrument": "WAI-9",
        "subscale": [*PARTS, "total"],
        "items": ["1-3", "4-6", "7-9", ""],
        "low": 1,
        "high": 5,
        # R took the mean of whatever was answered; one item of nine is enough.
        "least_answered": 0.1,
    }
)


@pytest.fixture(scope="module")
def study(data_set) -> Study:
    folder = data_set("wai_gad").folder
    answers = pd.read_csv(folder / "alliance_items_long.csv", dtype={"member": str})
    number = answers["item"].str[-1].astype(int) + 3 * answers["subscale"].map(PARTS.index)
    ratings = answers.rename(columns={"member": "rater", "rating": "score"}).assign(
        item=number.astype(str), instrument="WAI-9"
    )
    own, faults = instruments_from(KEY)
    assert faults == []
    return study_from(
        {"ratings": ratings[["session", "rater", "instrument", "item", "score"]]}, instruments=own
    )


@pytest.fixture(scope="module")
def expected(data_set) -> dict:
    return data_set("wai_gad").by_peer


@pytest.mark.parametrize("subscale", [*PARTS, "total"])
def test_session_means_are_those_of_the_peer(study, expected, subscale):
    course = group_course(study, trajectories(study))
    means = course[course["subscale"] == subscale].set_index("session")["mean"]
    peer = pd.Series(expected[f"mean_by_session_{subscale}"]).rename(index=int)
    assert means.index.tolist() == peer.index.tolist()
    # The peer's numbers are printed to six decimals.
    assert means.to_numpy() == pytest.approx(peer.to_numpy(), abs=5.1e-7)


def test_every_form_is_scored_and_nobody_is_invented(study, expected):
    lines = courses(trajectories(study))
    total = lines[lines["subscale"] == "total"]
    assert total["member"].nunique() == expected["n_members"]
    assert len(total) == expected["n_rows_with_any_wai"]
    assert (total["reason"] == "").all()
    scores = trajectories(study)
    complete = scores.loc[scores["subscale"] == "total", "items_answered"] == 9
    assert complete.sum() == expected["n_rows_complete"]


def test_ruptures_are_judged_for_everybody_who_came_often_enough(study):
    scores = trajectories(study)
    thresholds = rupture_thresholds(study, scores, instrument="WAI-9")
    assert len(thresholds) == 34
    assert ((thresholds["n_sessions"] < 5) == (thresholds["reason"] != "")).all()
    found = ruptures(study, scores, instrument="WAI-9")
    assert len(found) > 0
    assert (found["depth"] >= found["threshold"] - 1e-9).all()


def test_every_criterion_judges_those_who_came_often_enough(study):
    scores = trajectories(study)
    view = explored(study, scores, [Line("WAI-9", "total", "GROUP")])
    least = view.thresholds["criterion"].map({"shewhart": 8}).fillna(5)
    too_few = view.thresholds["n_sessions"] < least
    assert too_few.any() and view.thresholds.loc[too_few, "threshold"].isna().all()
    others = view.thresholds[~too_few & (view.thresholds["criterion"] != "stiles")]
    assert (others["reason"] == "").all() and (others["threshold"] > 0).all()
    found = view.episodes.groupby("criterion").size()
    assert found["gumz"] == len(ruptures(study, scores, instrument="WAI-9"))
    # Nobody noted any event in these records.
    assert set(found.index) == set(SCORED) and (view.episodes["therapist"] == "").all()
    assert found["gumz_marked"] < found["gumz"]
