"""Internal consistency of answers and of the forms of a study."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.consistency import (
    alpha_within,
    cronbach_alpha,
    first_forms,
    item_answers,
    omega_total,
)
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


def one_factor(loadings, unique, n=400, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, len(loadings))) * unique


def test_omega_of_three_items_is_the_exact_solution():
    answers = one_factor([2.0, 1.0, 0.5], [1.0, 1.0, 1.0])
    c = np.cov(answers.T)
    loadings = np.sqrt([c[0, 1] * c[0, 2] / c[1, 2], c[0, 1] * c[1, 2] / c[0, 2], c[0, 2] * c[1, 2] / c[0, 1]])
    expected = loadings.sum() ** 2 / (loadings.sum() ** 2 + (np.diag(c) - loadings**2).sum())
    assert omega_total(answers).value == pytest.approx(expected, abs=1e-4)
    assert omega_total(answers).value > cronbach_alpha(answers).value


def test_omega_refuses_few_forms_and_items_that_do_not_vary():
    assert "there are 4 items and 11 complete forms" in omega_total(one_factor(np.ones(4), 1, n=11)).reason
    still = one_factor(np.ones(3), 1, n=30)
    still[:, 0] = 3
    assert "same answer to an item" in omega_total(still).reason


def test_alpha_within_does_not_see_lasting_differences():
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(8), 20)
    level = rng.normal(0, 5, 8)[people][:, None]
    unrelated = alpha_within(level + rng.normal(size=(160, 4)), people)
    assert abs(unrelated.value) < 0.3 and unrelated.low < 0 < unrelated.high
    together = alpha_within(level + rng.normal(size=(160, 1)) + 0.3 * rng.normal(size=(160, 4)), people)
    assert together.value > 0.95 and together.n == 160
    assert cronbach_alpha(level + rng.normal(size=(160, 4))).value > 0.95


def test_alpha_within_needs_forms_beyond_the_first():
    found = alpha_within(np.arange(16.0).reshape(8, 2), list("AABBCCDE"))
    assert "at least 5 complete forms beyond each person's first; there are 3." in found.reason
