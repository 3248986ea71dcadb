"""How often change is called reliable, sudden or curved where there is none, and how often intervals hold.

Not collected by default: `python -m pytest tests/simulations/sim_change.py -s` prints the figures.
"""

import numpy as np
import pytest

from taft_dash.measures.consistency import cronbach_alpha
from taft_dash.measures.reliable_change import ESTIMATORS, Sample, reliable_change_index
from taft_dash.measures.shape import curve
from taft_dash.measures.sudden import sudden_steps

RNG = np.random.default_rng(20261125)
TRUE_SD, RELIABILITY = 1.0, 0.8
ERROR_SD = TRUE_SD * np.sqrt((1 - RELIABILITY) / RELIABILITY)
SD = np.hypot(TRUE_SD, ERROR_SD)


def two_ratings(groups, n, moved=0.0):
    """Scores of n members before and after, with error on both and the same true change `moved`."""
    true = RNG.normal(0, TRUE_SD, (groups, n))
    return (true + shift + RNG.normal(0, ERROR_SD, (groups, n)) for shift in (0.0, moved))


def test_members_who_did_not_change_are_called_changed_in_five_of_a_hundred():
    before, after = two_ratings(400, 250)
    said = {}
    for one in ESTIMATORS:
        wrong = []
        for b, a in zip(before, after, strict=True):
            sample = Sample(SD, RELIABILITY, b.mean(), a.mean(), a.std(ddof=1), np.corrcoef(b, a)[0, 1])
            wrong.append(np.nanmean(np.abs(reliable_change_index(b, a, sample, one.name)) > one.critical))
        said[one.name] = float(np.nanmean(wrong))
    print("\ncalled reliable without change:", {name: round(rate, 3) for name, rate in said.items()})
    assert said["JT"] == pytest.approx(0.05, abs=0.005)
    assert [said["GLN"], said["HLL"]] == pytest.approx([0.05, 0.05], abs=0.005)
    # EN divides by the error of one score although both have it: known to be lenient.
    assert said["EN"] > 0.1


def test_the_interval_of_a_change_holds_the_true_one():
    before, after = two_ratings(1, 100_000, moved=0.7)
    half = 1.96 * Sample(SD, RELIABILITY).difference_error
    held = np.mean(np.abs(after - before - 0.7) <= half)
    print(f"\ninterval of a change holds it: {held:.3f}")
    assert 0.945 < held < 0.955


@pytest.mark.parametrize("n", [5, 8, 20])
def test_with_the_spread_of_few_members_more_are_called_changed(n):
    """The figure behind the caution on the page: reliability from elsewhere, SD of the n members at hand."""
    before, after = two_ratings(20_000, n)
    sds = before.std(axis=1, ddof=1)
    rate = np.mean(np.abs(after - before) > 1.96 * sds[:, None] * np.sqrt(2 * (1 - RELIABILITY)))
    print(f"\nSD of {n} members: called reliable without change {rate:.3f}")
    assert 0.05 < rate < 0.12


def test_sudden_steps_in_courses_of_noise():
    """20 sessions without any change, smallest step the reliable difference: rate per member and per step."""
    members, sessions = 4000, 20
    courses = 20 + RNG.normal(0, ERROR_SD, (members, sessions)) * 4
    least = 1.96 * 4 * ERROR_SD * np.sqrt(2)
    found = [sudden_steps(course, better="lower", least=least) for course in courses]
    with_any = np.mean([bool(steps) for steps in found])
    gains = sum(step.kind == "gain" for steps in found for step in steps)
    total = sum(map(len, found))
    print(f"\nnoise: {with_any:.4f} of members with a sudden step, {total / members / 17:.5f} of steps; {gains} gains")
    assert with_any < 0.04
    assert abs(gains - total / 2) < 3 * np.sqrt(max(total, 1)) / 2 + 1


def test_a_planted_gain_is_found_and_named_in_either_direction():
    hits = {"higher": 0, "lower": 0}
    for _ in range(1000):
        course = RNG.normal(0, 1, 12) + 20
        course[6:] += 8
        for better, kind in (("higher", "gain"), ("lower", "loss")):
            steps = sudden_steps(course, better=better, least=3)
            hits[better] += [(s.kind, s.after) for s in steps] == [(kind, 6)]
    print(f"\nplanted step of 8 in noise of 1 found: {hits['higher'] / 1000:.3f}")
    assert hits["higher"] == hits["lower"] > 900


def test_slopes_and_curvature_of_noise_and_of_a_true_slope():
    held, curved = 0, 0
    for _ in range(4000):
        found = curve(np.arange(1, 13), 0.1 * np.arange(1, 13) + RNG.normal(0, 1, 12))
        held += found.slope_low <= 0.1 <= found.slope_high
        curved += found.curvature_p < 0.05
    print(f"\ninterval of a slope holds it: {held / 4000:.3f}; curvature where there is none: {curved / 4000:.3f}")
    assert 0.93 < held / 4000 < 0.97
    assert 0.035 < curved / 4000 < 0.065


def test_the_interval_of_alpha_holds_the_true_one():
    items, held, n = 6, 0, 3000
    loading = 0.8  # parallel items of unit variance with covariance .64
    true = items / (items - 1) * (1 - items / (items + items * (items - 1) * 0.64))
    for _ in range(n):
        answers = loading * RNG.normal(size=(20, 1)) + np.sqrt(0.36) * RNG.normal(size=(20, items))
        found = cronbach_alpha(answers)
        held += found.low <= true <= found.high
    print(f"\ninterval of alpha holds it: {held / n:.3f} (true {true:.3f})")
    assert 0.93 < held / n < 0.97
