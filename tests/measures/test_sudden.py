"""Sudden gains and losses of one course: each criterion alone, both directions, and what cannot be judged."""

import json
from pathlib import Path

import numpy as np
import pytest

from taft_dash.measures.sudden import intervals, session_grid, sudden_steps

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "change.json").read_text())["sudden_vector"]
NAN = np.nan


def steps(scores, better="lower", least=7, **criteria):
    return [(s.kind, s.before + 1) for s in sudden_steps(scores, better=better, least=least, **criteria)]


def test_the_published_vector():
    step = sudden_steps(REFERENCE["scores"], better="lower", least=7)[0]
    assert step.mean_before - step.mean_after == REFERENCE["difference"]
    assert step.needed == pytest.approx(REFERENCE["needed"], abs=5e-4)  # the pooled SD is 1
    assert (step.kind, step.size, step.n_before, step.n_after) == ("gain", -28, 3, 3)


def test_the_critical_value_follows_the_number_of_scores():
    one = sudden_steps([NAN, 31, 33, 5, 6, 7], better="lower", least=7)[0]
    pooled = np.sqrt((2 + 2) / 3)
    assert one.needed / pooled == pytest.approx(REFERENCE["one_missing"], abs=5e-4)
    two = sudden_steps([NAN, 31, 33, 5, NAN, 7], better="lower", least=7)[0]
    assert two.needed / np.sqrt((2 + 2) / 2) == pytest.approx(REFERENCE["two_missing"], abs=5e-4)


@pytest.mark.parametrize(("better", "kind"), [("lower", "gain"), ("higher", "loss")])
def test_the_sign_of_a_gain_is_that_of_the_instrument(better, kind):
    assert steps(REFERENCE["scores"], better) == [(kind, 3)]
    assert steps(REFERENCE["scores"][::-1], better) == [({"gain": "loss", "loss": "gain"}[kind], 3)]


def test_each_criterion_can_fail_alone():
    course = [20, 20, 20, 13, 13, 13]
    assert steps(course) == [("gain", 3)]
    assert steps(course, least=7.01) == []
    assert steps(course, share=0.36) == []
    assert steps([10, 30, 20, 13, 3, 23], share=None) == []  # the means are not apart against the spread
    assert ("gain", 3) in steps([10, 30, 20, 13, 3, 23], share=None, alpha=None)


def test_the_means_have_to_part_in_the_direction_of_the_step():
    falls_within_a_rise = [0, 0, 10, 8, 9, 9]
    assert ("gain", 3) not in steps(falls_within_a_rise, least=2, share=None, alpha=0.9)
    assert ("gain", 3) in steps(falls_within_a_rise, least=2, share=None, alpha=None)


def test_losses_are_held_to_the_second_criterion_too():
    course = [40, 40, 40, 48, 48, 48]
    assert steps(course, share=0.25) == []
    assert steps(course, share=0.2) == [("loss", 3)]


def test_without_a_smallest_step_nothing_is_found():
    assert steps(REFERENCE["scores"], least=NAN) == []


def test_no_step_where_nothing_moves():
    assert steps([5.0] * 6, least=0) == []


def test_steps_need_both_scores_and_two_on_each_side():
    assert intervals(np.array([1.0, 2, 3, 4, 5, 6])).tolist() == [1, 2, 3]
    assert intervals(np.array([1.0, 2, NAN, 4, 5, 6])).tolist() == [3]
    assert intervals(np.array([1.0, NAN, NAN, 4, 5, 6])).tolist() == []
    assert intervals(np.array([1.0, NAN, 3, 4, NAN, 6])).tolist() == [2]
    assert intervals(np.array([1.0, 2, 3])).tolist() == []


@pytest.mark.parametrize(
    ("after", "at"), [([19, 19], None), ([19.5, 19.5], None), ([19, 19.6], 5), ([25, 12], 4), ([NAN, 30], 5)]
)  # halfway back is 19.5
def test_a_gain_is_reversed_when_more_than_half_is_undone(after, at):
    found = sudden_steps([26, 26, 26, 13, *after], better="lower", least=7, alpha=None)
    assert [s.reversed_at for s in found if s.before == 2] == ([at] if found else [])
    assert found or np.isnan(after[0])


def test_session_numbers_that_were_left_out_part_their_neighbours():
    assert session_grid(np.array([3])).tolist() == [3.0]
    assert np.isnan(session_grid(np.array([1, 2, 3, 5]))).tolist() == [False, False, False, True, False]
    assert np.isnan(session_grid(np.array([1, 2, 90]))).sum() == 3
