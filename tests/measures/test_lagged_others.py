"""The others' ratings of the session before: who counts as the others, which steps count, and a planted effect."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.lagged_others import lagged_steps, others_influence

NAN = np.nan


def grid(courses, sessions=None):
    numbers = sessions or range(1, len(next(iter(courses.values()))) + 1)
    return pd.DataFrame(
        [(m, s, v) for m, course in courses.items() for s, v in zip(numbers, course, strict=True)],
        columns=["member", "session", "score"],
    )


def simulated(effect, *, people=8, sessions=30, seed=0):
    rng = np.random.default_rng(seed)
    score = np.zeros((sessions, people))
    level = rng.normal(0, 0.3, people)
    for s in range(1, sessions):
        others = (score[s - 1].sum() - score[s - 1]) / (people - 1)
        score[s] = 0.2 * score[s - 1] + effect * others + level + rng.normal(0, 0.3) + rng.normal(0, 0.5, people)
    return grid({f"P{k}": score[:, k] for k in range(people)})


def test_the_others_are_everybody_else_who_rated():
    steps = lagged_steps(grid({"A": [1.0, 5.0], "B": [2.0, 5.0], "C": [4.0, NAN], "D": [NAN, 5.0]}))
    assert steps[["member", "own_before", "others_before", "n_others"]].values.tolist() == [
        ["A", 1.0, 3.0, 2], ["B", 2.0, 2.5, 2],
    ]  # fmt: skip


def test_a_session_that_was_left_out_is_no_step():
    courses = {"A": [1.0, 2, 3], "B": [1.0, 2, 3], "C": [1.0, 2, 3]}
    assert set(lagged_steps(grid(courses, [1, 2, 4]))["session"]) == {2}
    assert set(lagged_steps(grid(courses, [10, 20, 30]))["session"]) == {20, 30}


def test_one_other_is_too_few():
    assert lagged_steps(grid({"A": [1.0, 2], "B": [1.0, 2]})).empty


@pytest.mark.parametrize("effect", [0.6, -0.6])
def test_a_planted_effect_is_found_with_its_sign(effect):
    terms, reason = others_influence(simulated(effect))
    row = terms.set_index("term").loc["others_before"]
    assert reason == "" and np.sign(row["estimate"]) == np.sign(effect) and row["p"] < 0.05
    assert row["low"] < effect < row["high"]
    assert (row["n_steps"], row["n_members"], row["n_sessions"]) == (232, 8, 29)


def test_no_effect_is_not_called_one():
    row = others_influence(simulated(0.0, seed=2))[0].set_index("term").loc["others_before"]
    assert row["low"] < 0 < row["high"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (simulated(0.5, sessions=8), "there are 56 in 7."),
        (grid({"A": [1.0]}), "there are 0 in 0."),
        (grid({"A": [1.0]}).iloc[:0], "at least 100 steps from one session to the next in 8 sessions"),
        (grid({f"P{k}": [3.0] * 30 for k in range(8)}), "All ratings are the same."),
    ],
)
def test_too_little_is_refused_in_words(lines, said):
    terms, reason = others_influence(lines)
    assert terms.empty and said in reason
