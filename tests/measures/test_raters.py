"""Agreement of raters: printed numbers of Cohen, Fleiss, Shrout and Fleiss, by hand, and refused in words."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.raters import ICC_FORMS, cohen_kappa, fleiss_kappa, rater_intraclass

NAN = np.nan
COHEN = np.array([[88, 10, 2], [14, 40, 6], [18, 10, 12]])
"""Cohen 1960, 200 cases of two psychiatrists as in the help of psych::cohen.kappa: .492 is printed."""
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
"""Shrout & Fleiss 1979, table 2."""


def pairs(table):
    first, second = np.indices(table.shape)
    return np.repeat(first.ravel(), table.ravel()), np.repeat(second.ravel(), table.ravel())


def test_kappa_as_cohen_printed_it():
    found = cohen_kappa(*pairs(COHEN))
    assert found.value == pytest.approx(0.492, abs=5e-4)
    assert (found.observed, found.expected, found.n, found.raters) == (pytest.approx(0.7), pytest.approx(0.41), 200, 2)
    assert found.low < found.value < found.high and found.value == pytest.approx(0.29 / 0.59)


@pytest.mark.parametrize(("weights", "power"), [("linear", 1), ("quadratic", 2)])
def test_weights_count_steps(weights, power):
    found, share = cohen_kappa(*pairs(COHEN), weights=weights), COHEN / 200
    apart = np.abs(np.subtract.outer(range(3), range(3))) ** power
    chance = np.outer(share.sum(axis=1), share.sum(axis=0))
    assert found.value == pytest.approx(1 - (apart * share).sum() / (apart * chance).sum())
    assert found.value == pytest.approx((found.observed - found.expected) / (1 - found.expected))


def test_a_code_that_never_occurs_is_a_step_all_the_same():
    first, second = [1, 1, 2, 2, 4, 4], [1, 2, 2, 4, 4, 4]
    near, far = (cohen_kappa(first, second, codes=codes, weights="linear").value for codes in (None, [1, 2, 3, 4]))
    assert near != pytest.approx(far)
    with pytest.raises(ValueError, match="not among the codes: 4"):
        cohen_kappa(first, second, codes=[1, 2, 3])
    with pytest.raises(ValueError, match="weights are one of"):
        cohen_kappa(first, second, weights="cubic")


def test_fleiss_of_two_raters_by_hand():
    codes = pd.DataFrame([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"], ["a", "a"], ["a", NAN]])
    found = fleiss_kappa(codes)
    # Agreement 4 of 5; half of the codes are a: kappa (.8 - .5) / .5.
    assert (found.n, found.raters, found.observed, found.expected) == (5, 2, pytest.approx(0.8), pytest.approx(0.5))
    assert found.value == pytest.approx(0.6)
    assert found.low < 0.6 < found.high <= 1
    assert fleiss_kappa(codes.iloc[:, ::-1]).value == pytest.approx(0.6)


def test_the_interval_is_that_of_the_jackknife():
    rng = np.random.default_rng(3)
    codes = rng.integers(0, 3, (20, 1)) * np.ones((20, 4)) * (rng.random((20, 4)) > 0.3)
    found = fleiss_kappa(codes)
    pseudo = [20 * found.value - 19 * fleiss_kappa(np.delete(codes, place, axis=0)).value for place in range(20)]
    beside = 2.0930 * np.std(pseudo, ddof=1) / np.sqrt(20)  # Student's t with 19 degrees of freedom
    assert [found.low, found.high] == pytest.approx([found.value - beside, found.value + beside], rel=1e-4)


def test_the_six_forms_and_intervals_of_shrout_and_fleiss():
    found = rater_intraclass(SHROUT)
    assert found["form"].tolist() == list(ICC_FORMS)
    assert found["icc"].round(2).tolist() == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    # As R's psych::ICC prints them for these data.
    assert found["low"].tolist() == pytest.approx([-0.13, 0.019, 0.34, -0.88, 0.071, 0.68], abs=6e-3)
    assert found["high"].tolist() == pytest.approx([0.72, 0.76, 0.95, 0.91, 0.93, 0.99], abs=6e-3)
    assert (found["n"] == 6).all() and (found["raters"] == 4).all()


def test_raters_of_another_level_agree_in_order_but_not_in_height():
    found = rater_intraclass([[x, x + 3] for x in range(8)]).set_index("form")
    assert found.loc["ICC(3,1)", ["icc", "low", "high"]].tolist() == [1, 1, 1]
    assert found.loc["ICC(2,1)", "icc"] == pytest.approx(6 / (6 + 4.5))  # variance of x 6, of the raters 4.5


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (cohen_kappa([1, 2, 1, NAN, 2], [1, 2, 1, 1, 1]), "needs at least 5 things that all rated; there are 4."),
        (cohen_kappa([1] * 6, [1] * 6), "Only one code was given"),
        (fleiss_kappa([[1, 2]]), "there is 1."),
        (fleiss_kappa([[1]] * 6), "at least two raters"),
        (fleiss_kappa([[1, 1]] * 6), "Only one code was given"),
    ],
)
def test_too_little_is_refused_in_words(found, said):
    assert said in found.reason and np.isnan([found.value, found.low, found.high]).all()


@pytest.mark.parametrize(
    ("values", "said"),
    [(SHROUT[:4], "there are 4."), (np.ones((6, 1)), "two raters"), (np.tile([1, 2], (6, 1)), "the same mean")],
)
def test_no_intraclass_correlation_without_enough(values, said):
    found = rater_intraclass(values)
    assert found["reason"].str.contains(said).all() and found["icc"].isna().all()
