"""Courses within people: by hand, against published output and regressions with one dummy a person, and by property."""

import json
from itertools import permutations
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from taft_dash.measures.within_person import (
    Shuffles,
    corrected,
    correlation,
    interval,
    p_value,
    pairs_of,
    shuffled,
)

REFERENCE = Path(__file__).parents[1] / "reference" / "repeated_measures.json"
NAN = np.nan


def random_courses(seed=1, n=6, sessions=12, missing=0.15):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, sessions)).cumsum(axis=1)
    y = 0.3 * x + rng.normal(size=(n, sessions)) + rng.normal(size=(n, 1)) * 5
    x[rng.random(x.shape) < missing] = NAN
    return x, y


def test_three_people_by_hand():
    """Centred x: -1 0 1 0 | -2 0 2 0 | 0 0 0 0; centred y: 0 -1 1 0 | -1 1 1 -1 | -3 3 -1 1.

    xy = 1 + 4 + 0 = 5; xx = 2 + 8 + 0 = 10; yy = 2 + 4 + 20 = 26; r = 5 / sqrt(260).
    """
    x = np.array([[1, 2, 3, 2], [10, 12, 14, 12], [5, 5, 5, 5.0]])
    y = np.array([[4, 3, 5, 4], [1, 3, 3, 1], [0, 6, 2, 4.0]])
    assert correlation(pairs_of(x, y)) == pytest.approx(5 / sqrt(260))


def test_the_published_repeated_measures_correlation():
    found = json.loads(REFERENCE.read_text())
    people = list(found["people"].values())
    x, y = np.full((2, len(people), 9), NAN)
    for k, person in enumerate(people):
        x[k, : len(person["pH"])] = person["pH"]
        y[k, : len(person["PaCO2"])] = person["PaCO2"]
    pairs = pairs_of(x, y, least=3)
    r, freedom = correlation(pairs), len(pairs.x) - pairs.n_people - 1
    assert r == pytest.approx(found["r"], abs=5e-8)
    assert freedom == found["df"]
    t = r * sqrt(freedom / (1 - r * r))
    assert 2 * stats.t.sf(abs(t), freedom) == pytest.approx(found["p"], abs=5e-11)


@pytest.mark.parametrize("control", [False, True])
@pytest.mark.parametrize("trend", [False, True])
def test_a_regression_with_one_dummy_a_person_agrees(control, trend):
    import statsmodels.api as sm

    x, y = random_courses()
    before = np.random.default_rng(2).normal(size=x.shape) + 0.5 * y if control else None
    pairs = pairs_of(x, y, before, trend=trend)
    dummies = np.equal.outer(pairs.person, np.unique(pairs.person)).astype(float)
    design = [x[pairs.here], *dummies.T]
    design += [pairs.session * dummy for dummy in dummies.T] if trend else []
    design += [before[pairs.here]] if control else []
    fit = sm.OLS(y[pairs.here], np.column_stack(design)).fit()
    t = fit.tvalues[0]
    assert correlation(pairs) == pytest.approx(t / sqrt(t * t + fit.df_resid))


def test_people_with_too_few_sessions_are_left_out_and_what_is_missing_is_named():
    x, y = random_courses(missing=0)
    x[0, 3:] = NAN
    pairs = pairs_of(x, y)
    assert pairs.n_people == 5 and len(pairs.x) == 60
    assert pairs.too_few("a", "b") == ""
    few = pairs_of(x[:2], y[:2])
    assert few.too_few("a", "b") == (
        "An association needs at least 20 observations of people with at least 4 sessions on which both are known;"
        " there are 12."
    )


def test_what_does_not_vary_is_said_and_has_no_number():
    x, y = random_courses(missing=0)
    still = np.repeat([[0.1], [0.7], [3.3]], 4, axis=0)[: len(x), :1] * np.ones_like(x)
    pairs = pairs_of(still, y)
    assert pairs.too_few("Speaking", "bond") == (
        "Within the people, Speaking or bond does not vary over these sessions."
    )
    assert np.isnan(correlation(pairs)) and np.isnan(shuffled(pairs, Shuffles(9, 0))).all()
    assert np.isnan(p_value(NAN, np.zeros(9)))


def test_nobody_is_no_crash():
    nothing = np.zeros((0, 5))
    assert "there are 0" in pairs_of(nothing, nothing).too_few("a", "b")
    assert "there are 0" in pairs_of(np.full((3, 5), NAN), np.ones((3, 5)), trend=True).too_few("a", "b")


def test_a_shuffle_keeps_everybodys_values_and_what_people_share_in_a_session():
    x, y = random_courses(missing=0)
    x[1, 4] = NAN
    pairs = pairs_of(x, y)
    (sources,) = Shuffles(50, 3).of(pairs)
    assert (np.sort(pairs.person[sources], axis=1) == pairs.person).all()
    assert all(len(set(source)) == len(source) for source in sources)
    assert (pairs.person[sources] == pairs.person).all()
    session = pairs.session[sources]
    whole = [session[:, pairs.person == k] for k in (0, 2, 3)]
    assert (whole[0] == whole[1]).all() and (whole[0] == whole[2]).all()
    one = session[:, pairs.person == 1]
    same = whole[0][:, np.arange(12) != 4]
    assert (one != same).sum(axis=1).max() == 1, "only the session that was missed is passed over"


def test_every_shuffle_of_a_persons_own_sessions_is_as_likely():
    x = np.array([[1.0, 2, NAN, 3], [1, 2, 3, 4]])
    pairs = pairs_of(x, np.ones_like(x) * np.arange(4), least=3)
    (sources,) = Shuffles(6000, 1).of(pairs)
    _, counts = np.unique(sources[:, :3], axis=0, return_counts=True)
    assert len(counts) == 6 and stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize("trend", [False, True])
def test_p_is_that_of_all_orders_of_the_sessions(trend):
    x, y = random_courses(seed=4, n=3, sessions=5, missing=0)
    pairs = pairs_of(x, y, trend=trend)
    r = correlation(pairs)
    rest = pairs.x.reshape(3, 5)
    orders = [
        abs(correlation(pairs_of(rest[:, list(order)], y, trend=trend))) for order in permutations(range(5))
    ]
    exact = np.mean(np.array(orders) >= abs(r) - 1e-12)
    assert p_value(r, shuffled(pairs, Shuffles(20000, 0))) == pytest.approx(exact, abs=0.015)


@pytest.mark.parametrize("trend", [False, True])
def test_what_everybody_shares_is_shuffled_as_it_is(trend):
    """p of all orders of five sessions; the values of a session that somebody missed are known all the same."""
    rng = np.random.default_rng(6)
    course, y = rng.normal(size=5), rng.normal(size=(5, 5))
    y[0, 1] = NAN
    x = np.broadcast_to(course, y.shape)
    r = correlation(pairs_of(x, y, trend=trend))
    left = course - np.polyval(np.polyfit(np.arange(5), course, 1), np.arange(5)) if trend else course
    orders = [np.broadcast_to(left[list(order)], y.shape) for order in permutations(range(5))]
    exact = np.mean([abs(correlation(pairs_of(one, y, trend=trend))) >= abs(r) - 1e-12 for one in orders])
    pairs = pairs_of(x, y, trend=trend, shared=True)
    assert correlation(pairs) == r
    assert p_value(r, shuffled(pairs, Shuffles(20000, 0))) == pytest.approx(exact, abs=0.015)


def test_p_is_never_nought():
    assert p_value(0.9, np.zeros(999)) == 0.001
    assert p_value(-0.2, np.array([0.1, 0.2, -0.3])) == 0.75


def test_shuffles_come_again_with_the_same_seed_and_in_any_blocks(monkeypatch):
    pairs = pairs_of(*random_courses())
    once = shuffled(pairs, Shuffles(40, 7))
    assert (once == shuffled(pairs, Shuffles(40, 7))).all()
    assert (once != shuffled(pairs, Shuffles(40, 8))).any()
    monkeypatch.setattr("taft_dash.measures.within_person.CELLS", 10 * len(pairs.x))
    blocks = Shuffles(45, 7).of(pairs)
    assert [len(block) for block in blocks] == [10, 10, 10, 10, 5]
    monkeypatch.setattr("taft_dash.measures.within_person.CELLS", 1)
    assert shuffled(pairs, Shuffles(40, 7)) == pytest.approx(once), "and where there is no room to keep them"


def test_an_interval_holds_its_correlation_and_comes_again():
    pairs = pairs_of(*random_courses())
    low, high, reason = interval(pairs, draws=400, seed=1)
    assert low < correlation(pairs) < high and reason == ""
    assert (low, high, reason) == interval(pairs, draws=400, seed=1)


def test_what_everybody_shares_in_a_session_widens_the_interval():
    rng = np.random.default_rng(5)
    shared = np.broadcast_to(rng.normal(size=12), (8, 12))
    own = rng.normal(size=(8, 12))
    climate = rng.normal(size=12)
    widths = [
        np.subtract(
            *interval(pairs_of(x, climate + 0.3 * rng.normal(size=(8, 12))), draws=400, seed=1)[1::-1]
        )
        for x in (shared, own)
    ]
    assert widths[0] > 1.5 * widths[1]


def test_people_who_differ_widen_the_interval_as_the_delta_method_says():
    """40 people, in half of whom the courses go together and in half of whom against each other."""
    rng = np.random.default_rng(8)
    x = rng.normal(size=(40, 10))
    y = np.where(np.arange(40)[:, None] % 2, 1, -0.6) * x + 0.5 * rng.normal(size=x.shape)
    pairs = pairs_of(x, y)
    r = correlation(pairs)
    xx, yy, xy = (np.bincount(pairs.person, a) for a in (pairs.x**2, pairs.y**2, pairs.x * pairs.y))
    pull = xy / sqrt(xx.sum() * yy.sum()) - r / 2 * (xx / xx.sum() + yy / yy.sum())
    error = sqrt(40 / 39 * (pull**2).sum()) / (1 - r * r)
    low, high, _ = interval(pairs, draws=4000, seed=1)
    assert (np.arctanh(high) - np.arctanh(low)) / 2 == pytest.approx(stats.t.ppf(0.975, 39) * error, rel=0.08)


@pytest.mark.parametrize(("n", "sessions", "missing"), [(4, 12, "people"), (8, 4, "sessions")])
def test_too_few_to_draw_from_is_said(n, sessions, missing):
    low, _, reason = interval(pairs_of(*random_courses(n=n, sessions=sessions, missing=0)), draws=100, seed=1)
    assert np.isnan(low) and reason == (
        f"An interval needs at least 5 {missing} with enough observations; there are 4."
    )


def test_points_on_a_line_have_no_interval():
    x, _ = random_courses(missing=0)
    assert interval(pairs_of(x, 2 * x), draws=100, seed=1)[2].startswith("The points lie on one line")


def test_many_looks_are_corrected_by_hand():
    p = np.array([0.005, 0.04, NAN, 0.03, 0.02])
    holm, rate = corrected(p)
    assert holm == pytest.approx([0.02, 0.06, NAN, 0.06, 0.06], nan_ok=True)
    assert rate == pytest.approx([0.02, 0.04, NAN, 0.04, 0.04], nan_ok=True)
    assert np.isnan(corrected(np.array([NAN]))[0]).all()


def test_the_input_is_not_changed():
    x, y = random_courses()
    kept = x.copy(), y.copy()
    pairs_of(x, y, y, trend=True)
    assert np.array_equal(x, kept[0], equal_nan=True) and np.array_equal(y, kept[1])
