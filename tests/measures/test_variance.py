"""The split of variance: planted parts are found, parts sum up, and too little is refused."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.variance import fitted, variance_split


def lines(member=0.0, session=0.0, residual=0.0, *, people=12, sessions=16, trend=0.0, seed=1, missing=0.0):
    rng = np.random.default_rng(seed)
    lasting, shared = rng.normal(0, member, people), rng.normal(0, session, sessions)
    score = 3 + lasting[:, None] + shared + rng.normal(0, residual, (people, sessions)) + trend * np.arange(sessions)
    score[rng.random(score.shape) < missing] = np.nan
    names = [f"P{k:02d}" for k in range(people)]
    return pd.DataFrame(
        [(m, s + 1, score[k, s]) for k, m in enumerate(names) for s in range(sessions)],
        columns=["member", "session", "score"],
    )


@pytest.mark.parametrize("largest", ["member", "session", "residual"])
def test_the_planted_part_is_the_largest_and_its_interval_holds_it(largest):
    sds = dict(member=0.5, session=0.5, residual=0.5) | {largest: 1.5}
    split = variance_split(lines(**sds, missing=0.1)).set_index("part")
    assert split["share"].idxmax() == largest
    assert split["share"].sum() == pytest.approx(1)
    true = sds[largest] ** 2 / sum(v**2 for v in sds.values())
    assert split.loc[largest, "low"] < true < split.loc[largest, "high"]
    assert (split["reason"] == "").all() and ((split["low"] >= 0) & (split["high"] <= 1)).all()


def test_a_complete_table_agrees_with_the_analysis_of_variance():
    table = lines(1.0, 0.8, 0.6, people=8, sessions=10, seed=4)
    wide = table.pivot(index="member", columns="session", values="score").to_numpy()
    people, sessions = wide.shape
    rest = wide - wide.mean(axis=1, keepdims=True) - wide.mean(axis=0) + wide.mean()
    error = (rest**2).sum() / ((people - 1) * (sessions - 1))
    between = sessions * wide.mean(axis=1).var(ddof=1)
    time = np.arange(sessions) - np.arange(sessions).mean()
    means = wide.mean(axis=0)
    means = means - means.mean() - (means @ time) / (time @ time) * time
    shared = people * (means**2).sum() / (sessions - 2)
    expected = [(between - error) / sessions, (shared - error) / people, error]
    assert variance_split(table)["variance"].tolist() == pytest.approx(expected, rel=1e-3)


def test_a_trend_that_all_share_belongs_to_no_part():
    flat, steep = (variance_split(lines(0.5, 0.5, 0.5, trend=trend)) for trend in (0.0, 2.0))
    assert steep["share"].tolist() == pytest.approx(flat["share"].tolist(), abs=1e-3)
    assert steep["low"].tolist() == pytest.approx(flat["low"].tolist(), abs=1e-6)


def test_a_part_that_is_not_there_is_at_the_border_and_said():
    split = variance_split(lines(1.0, 0.0, 1.0, seed=2)).set_index("part")
    assert split.loc["session", "share"] < 0.02 and split.loc["session", "low"] == 0
    assert split.loc["session", "high"] > 0


def test_the_same_ratings_give_the_same_interval():
    table = lines(1, 1, 1)
    shuffled = variance_split(table.sample(frac=1, random_state=0))
    pd.testing.assert_frame_equal(variance_split(table), shuffled, rtol=1e-3)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (lines(1, 1, 1, people=3), "at least 4 members and 4 sessions with two ratings or more, and 20 ratings"),
        (lines(1, 1, 1, sessions=3), "there are 12, 3 and 36."),
        (lines(), "All ratings are the same"),
        (lines(1, 1, 1).iloc[:0], "there are 0, 0 and 0."),
    ],
)
def test_too_little_is_refused_in_words(table, said):
    split = variance_split(table)
    assert split["reason"].str.contains(said, regex=False).all()
    assert split[["variance", "share", "low", "high"]].isna().all(axis=None)


def test_parts_of_a_group_that_never_met_cannot_be_compared():
    table = lines(1, 1, 1, people=8, sessions=12)
    early, late = table["member"] < "P04", table["session"] <= 6
    assert "overlap too little" in variance_split(table[early == late])["reason"].iloc[0]


def test_where_one_method_finds_no_solution_another_is_asked():
    class Strays:
        def fit(self, *, reml, method, **_):
            if method != "nm":
                raise np.linalg.LinAlgError("Singular matrix")
            return method

    assert fitted(Strays()) == "nm"
