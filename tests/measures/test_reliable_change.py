"""The estimators of reliable change against printed numbers, and what they say where they can say nothing."""

import json
from pathlib import Path

import numpy as np
import pytest

from taft_dash.measures.reliable_change import (
    ESTIMATORS,
    Sample,
    band,
    change_classes,
    crossed,
    cut_off,
    estimator,
    reliable_change_index,
    true_spread,
)

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "change.json").read_text())
FULL = Sample(5, 0.8, mean=10, mean_after=7, sd_after=4, correlation=0.5)


def test_errors_and_cut_off_of_the_published_example():
    known = REFERENCE["claus_2020"]
    sample = Sample(known["sd"], known["reliability"])
    assert sample.difference_error == pytest.approx(known["difference_error"], abs=5e-4)
    assert 1.96 * sample.difference_error == pytest.approx(known["threshold"], abs=5e-3)
    clinical, functional = (known["mean_clinical"], known["sd"]), (known["mean_functional"], known["sd_functional"])
    border = cut_off("c", better="lower", clinical=clinical, functional=functional)
    assert border == pytest.approx(known["cut_off_c"], abs=5e-3)


def test_the_smallest_reliable_difference_of_the_peer():
    known = REFERENCE["suddengains"]
    sample = Sample(known["sd"], known["reliability"])
    assert sample.measurement_error == pytest.approx(known["measurement_error"], abs=5e-7)
    assert sample.difference_error == pytest.approx(known["difference_error"], abs=5e-6)
    assert 1.96 * sample.difference_error == pytest.approx(known["value"], abs=5e-6)


@pytest.mark.parametrize("kind", ["a", "b", "c"])
def test_cut_offs_of_the_paper_in_both_directions(kind):
    known = REFERENCE["jacobson_truax_1991"]
    ranges = dict(clinical=known["clinical"], functional=known["functional"])
    assert cut_off(kind, better="higher", **ranges) == known[kind]
    turned = {name: (-mean, sd) for name, (mean, sd) in ranges.items()}
    assert cut_off(kind, better="lower", **turned) == -known[kind]
    with pytest.raises(ValueError, match="there are a, b, c"):
        cut_off("d", better="higher", **ranges)


def test_b_takes_the_spread_of_the_functional_range():
    assert cut_off("b", better="higher", clinical=(40, 9), functional=(60, 5)) == 50


@pytest.mark.parametrize("name", ["JT", "GLN", "HLL", "EN", "HA"])
def test_every_estimator_by_hand(name):
    known = REFERENCE["estimators"] | REFERENCE["hageman_arrindell"]
    index = reliable_change_index([known["before"]], [known["after"]], FULL, name)
    assert index == pytest.approx(known[name], abs=5e-7)


@pytest.mark.parametrize("one", ESTIMATORS, ids=lambda one: one.name)
def test_the_band_is_where_the_index_is_critical(one):
    at = np.array([3.0, 12.0])
    for side, critical in zip(band(at, FULL, one.name), (-one.critical, one.critical), strict=True):
        assert reliable_change_index(at, side, FULL, one.name) == pytest.approx(critical)


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (Sample(0, 0.8), "JT"),
        (Sample(5, 1.0), "JT"),
        (Sample(5, np.nan), "JT"),
        (Sample(np.nan, 0.8), "JT"),
        (Sample(5, 0.8), "GLN"),
        (Sample(5, 0.8, 10, 7, 5, 0.9), "HA"),  # differences vary by 5, error alone by 10
    ],
)
def test_no_number_where_something_is_missing(sample, name):
    assert np.isnan(reliable_change_index([20.0], [2.0], sample, name)).all()


def test_names_are_known():
    assert estimator("JT").critical == 1.96
    with pytest.raises(ValueError, match="there are JT, GLN, HLL, EN, HA"):
        estimator("XX")


def test_classes_in_both_directions():
    index = [3.0, 3.0, 1.96, -1.97, np.nan]
    over = [True, False, True, True, True]
    up = change_classes(index, over, critical=1.96, better="higher").tolist()
    assert up == ["recovered", "improved", "unchanged", "deteriorated", ""]
    down = change_classes(index, over, critical=1.96, better="lower").tolist()
    assert down == ["deteriorated", "deteriorated", "unchanged", "recovered", ""]


def test_a_score_on_the_border_is_on_neither_side():
    before, after = [30, 21, 30, 30], [20, 20, 21, 22]
    assert crossed(before, after, FULL, border=21, better="lower").tolist() == [True, False, False, False]
    assert not crossed(before, after, FULL, border=np.nan, better="lower").any()


def test_hageman_arrindell_ask_for_more_than_the_other_side():
    # SD_after 4, SEM^2 5: r_after = 11/16; 1.645 sqrt(r_after) SEM = 3.05 beyond 8 for the shrunk score 7 + r (x - 7).
    before, after = [20, 20], [8 - 0.1, 1.0]
    assert crossed(before, after, FULL, border=8, better="lower").tolist() == [True, True]
    assert crossed(before, after, FULL, "HA", border=8, better="lower").tolist() == [False, True]
    assert true_spread(4, FULL) == pytest.approx(np.sqrt(11))
    assert np.isnan(true_spread(2, FULL))
