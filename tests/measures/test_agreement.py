"""Agreement within sessions and intraclass correlations: by hand, refused in words, and on the forms of a study."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.agreement import (
    agreement_by_session,
    intraclass,
    options_of,
    session_intraclass,
    within_group_agreement,
)
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.instruments import find
from taft_dash.records.study import study_from

NAN = np.nan
GOAL = Series("WAI-SR", "goal", "LEADER", "member")


def forms(answers, instrument="WAI-SR", target="LEADER"):
    """A study of item answers: {(session, rater): {item: answer}}."""
    rows = [(s, m, str(i), float(v)) for (s, m), items in answers.items() for i, v in items.items()]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "item", "score"])
    return study_from({"ratings": ratings.assign(instrument=instrument, target=target)})


def test_intraclass_by_hand_of_sets_of_unequal_size():
    # Means 2, 5 and 8.5; MSB 39.9/2 ... MSW from 2, 2 and .5.
    values, sets = [1, 2, 3, 4, 6, 8, 9], list("aaabbcc")
    grand = np.mean(values)
    between = (3 * (2 - grand) ** 2 + 2 * (5 - grand) ** 2 + 2 * (8.5 - grand) ** 2) / 2
    within, k = (2 + 2 + 0.5) / 4, 7 / 3
    found = intraclass(values, sets)
    assert found.icc1 == pytest.approx((between - within) / (between + (k - 1) * within))
    assert found.icc2 == pytest.approx((between - within) / between)
    assert (found.n, found.groups, found.k) == (7, 3, pytest.approx(k))
    assert found.icc1_low < found.icc1 < found.icc1_high and found.icc2_low < found.icc2 < found.icc2_high


def test_missing_values_are_left_out_of_the_intraclass():
    assert intraclass([1, 2, NAN, 4, 6], list("aaabb")) == intraclass([1, 2, 4, 6], list("aabb"))


def test_sets_in_full_agreement():
    found = intraclass([1, 1, 2, 2], list("aabb"))
    assert (found.icc1, found.icc2) == (1, 1)


@pytest.mark.parametrize(
    ("values", "sets", "said"),
    [
        ([1, 2], "aa", "at least 2 sets; there is 1"),
        ([], "", "at least 2 sets; there are 0"),
        ([1, 2], "ab", "In no set are there two ratings."),
        ([1, 3, 1, 3], "aabb", "All sets have the same mean"),
    ],
)
def test_no_intraclass_without_sets_that_differ(values, sets, said):
    found = intraclass(values, list(sets))
    assert said in found.reason and np.isnan(found.icc1) and np.isnan(found.icc2)


def test_agreement_of_one_item_and_of_several():
    # Variance 1 against 2 for five answers; AD 2/3.
    assert within_group_agreement([[2], [3], [4]], 5) == (pytest.approx(0.5), pytest.approx(2 / 3))
    # Two items, mean variance 1: 2 (.5) / (2 (.5) + .5).
    assert within_group_agreement([[2, 4], [3, 3], [4, 2]], 5)[0] == pytest.approx(1 / 1.5)


def test_answers_more_apart_than_by_chance_have_no_agreement():
    agreed, away = within_group_agreement([[1], [5]], 5)
    assert (agreed, away) == (0, 2)


def test_items_with_a_single_answer_are_left_out():
    one = within_group_agreement([[2], [4]], 5)
    assert within_group_agreement([[2, NAN], [4, 1.0]], 5) == one
    assert np.isnan(within_group_agreement([[2, NAN], [NAN, 1.0]], 5)).all()


def test_options_are_those_of_an_item_or_of_a_scale_rated_directly():
    def options(name, scale):
        return options_of(find(name), find(name).scale(scale))

    assert options("WAI-SR", "goal") == 5
    assert options("SOFTA-o", "safety") == 7
    assert options("MAS-A", "mastery") == 19  # half points
    assert options("GSRS", "total") is None


def test_sessions_are_judged_by_the_answers_of_those_who_rated():
    same = {4: 3, 6: 3, 8: 3, 11: 3}
    study = forms(
        {
            (1, "A"): same, (1, "B"): same, (2, "A"): same, (2, "B"): dict.fromkeys(same, 5), (3, "A"): same,
        }
    )  # fmt: skip
    table = agreement_by_session(study, trajectories(study), GOAL).set_index("session")
    assert table["n_raters"].tolist() == [2, 2, 1]
    assert table["r_wg"].tolist() == [1.0, 0.0, pytest.approx(NAN, nan_ok=True)]  # variance 2: by chance
    assert table["ad"].tolist()[:2] == [0.0, 1.0]
    assert table["ad_limit"].tolist()[0] == pytest.approx(5 / 6)
    assert table.loc[2, ["sd", "low", "high"]].tolist() == [pytest.approx(np.sqrt(2)), 3, 5]
    assert table.loc[3, "reason"] == "Agreement needs at least 2 raters; there is 1."


def test_what_cannot_be_agreed_on_is_said():
    visual = forms({(1, m): {1: v, 2: v, 3: v, 4: v} for m, v in (("A", 7.5), ("B", 8))}, "GSRS", "GROUP")
    row = agreement_by_session(visual, trajectories(visual), Series("GSRS", "total", "GROUP", "member")).iloc[0]
    assert row["reason"].startswith("A visual scale has no countable answers") and row["sd"] > 0
    own = forms({(1, m): {1: 7, 2: 7, 3: 7, 4: 7} for m in "AB"}, "ORS", "SELF")
    told = Series("ORS", "total", "SELF", "member")
    assert "about somebody else" in agreement_by_session(own, trajectories(own), told)["reason"].iloc[0]
    assert "about somebody else" in session_intraclass(trajectories(own), told).reason
    written = pd.DataFrame({"rater": ["A", "B"], "score": [3.0, 4.0]})
    written = study_from({"ratings": written.assign(session=1, instrument="WAI-SR", item="goal", target="LEADER")})
    assert agreement_by_session(written, trajectories(written), GOAL)["reason"].tolist() == [
        "The answers to the items are not recorded."
    ]


def test_sessions_are_the_sets_of_the_intraclass():
    rows = [(s, m, s % 2 + 2 + k / 4) for s in range(1, 6) for k, m in enumerate("ABC")]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "score"])
    study = study_from({"ratings": ratings.assign(instrument="WAI-SR", item="goal", target="LEADER")})
    found = session_intraclass(trajectories(study), GOAL)
    assert (found.n, found.groups, found.k) == (15, 5, 3)
    assert found.icc1 == pytest.approx(intraclass(ratings["score"], ratings["session"]).icc1)
    few = session_intraclass(trajectories(study)[lambda t: t["session"] < 4], GOAL)
    assert few.reason == "This needs ratings in at least 4 sets; there are 3."
