"""Internal consistency of answers and of the forms of a study."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.consistency import cronbach_alpha, first_forms, item_answers
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.study import study_from


def test_alpha_of_parallel_answers_is_one_and_of_unrelated_ones_zero():
    assert cronbach_alpha([[x, x, x] for x in range(1, 7)]).value == pytest.approx(1)
    # Items without covariance: the variance of the sum is the sum of the variances.
    unrelated = [[1, 1], [1, 2], [2, 1], [2, 2], [1, 1], [1, 2], [2, 1], [2, 2]]
    assert cronbach_alpha(unrelated).value == pytest.approx(0)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([[1.0, 2.0]] * 4, "at least 5 complete forms; there are 4."),
        ([[1.0, 2.0], [2.0, np.nan]], "at least 5 complete forms; there is 1."),
        ([[1.0]] * 9, "at least 2 items"),
        ([[1.0, 2.0]] * 9, "do not differ"),
    ],
)
def test_refusals_name_what_is_missing(answers, said):
    found = cronbach_alpha(answers)
    assert said in found.reason
    assert np.isnan([found.value, found.low, found.high]).all()


def test_how_missing_answers_are_handled_is_named():
    with pytest.raises(ValueError, match="complete or pairwise"):
        cronbach_alpha([[1, 2]] * 6, missing="mean")


def test_answers_of_a_series_with_reversed_items_turned():
    form = {4: 2.0, 10: 7.0, 6: 3.0}
    answers = [(s, "A", t, i, v) for s in (2, 1) for t in ("LEADER", "GROUP") for i, v in form.items()]
    ratings = pd.DataFrame(answers, columns=["session", "rater", "target", "item", "score"]).astype({"item": str})
    study = study_from({"ratings": ratings.assign(instrument="WAI-S")})
    told = Series("WAI-S", "total", "GROUP", "member")
    forms = item_answers(study, trajectories(study), told)
    assert forms["session"].tolist() == [1, 2] and set(forms["target"]) == {"GROUP"}
    assert forms.loc[0, ["4", "10", "6"]].tolist() == [6, 1, 3]  # 4 and 10 are reversed: 8 - answer
    assert forms.loc[0, ["1", "2", "3"]].isna().all()
    assert first_forms(forms)["session"].tolist() == [1]
