"""Anxiety and alliance of 34 people over 15 sessions: associations within people against R and least squares."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.association import associations
from taft_dash.measures.overview import Line
from taft_dash.measures.process import Courses, Process
from taft_dash.measures.within_person import correlation, pairs_of

ANXIETY = Process("talk", "anxiety", None, False)


@pytest.fixture(scope="module")
def wide(data_set):
    table = pd.read_csv(data_set("wai_gad").folder / "session_ratings_wide.csv", dtype={"member": str})
    items = [f"{part}{k}_cat" for part in ("task", "goal", "bond") for k in (1, 2, 3)]
    table["alliance"] = table[items].mean(axis=1)
    table["anxiety"] = table[["bai1", "bai2", "bai3"]].mean(axis=1, skipna=False)
    return {
        name: table.pivot(index="member", columns="session", values=name) for name in ("alliance", "anxiety")
    }


def test_session_and_alliance_are_what_the_slopes_of_the_peer_make_them(wide, data_set):
    """R's slope of each member times the spread of their sessions is the sum of products that r is made of."""
    alliance = wide["alliance"]
    slopes = pd.Series(data_set("wai_gad").by_peer["per_member_ols_slope"]).reindex(alliance.index)
    rated = alliance.notna().to_numpy()
    session = np.where(rated, alliance.columns.to_numpy(float), np.nan)
    enough = rated.sum(axis=1) >= 4
    assert slopes[enough].notna().all()
    spread = (np.nanvar(session, axis=1) * rated.sum(axis=1))[enough]
    heights = (np.nanvar(alliance, axis=1) * rated.sum(axis=1))[enough]
    expected = (slopes[enough] * spread).sum() / np.sqrt(spread.sum() * heights.sum())
    found = correlation(
        pairs_of(np.broadcast_to(alliance.columns.to_numpy(float), rated.shape), alliance.to_numpy())
    )
    assert found == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("timing", "later", "earlier"),
    [("process_earlier", "alliance", "anxiety"), ("alliance_earlier", "anxiety", "alliance")],
)
def test_next_session_associations_are_those_of_a_regression_with_dummies(wide, timing, later, earlier):
    """The t value of the earlier series, given the later one's value before and one dummy a person (statsmodels)."""
    import statsmodels.formula.api as smf

    long = pd.DataFrame({name: table.stack(future_stack=True) for name, table in wide.items()}).reset_index()
    following = long.assign(session=long["session"] - 1)[["member", "session", later]]
    rows = long.merge(following, on=["member", "session"], suffixes=("", "_next")).dropna()
    rows = rows[rows.groupby("member")["session"].transform("size") >= 4]
    fit = smf.ols(f"{later}_next ~ {earlier} + {later} + C(member)", rows).fit()
    expected = fit.tvalues[earlier] / np.sqrt(fit.tvalues[earlier] ** 2 + fit.df_resid)

    numbers = wide["alliance"].columns.to_numpy()
    courses = Courses(
        Line("WAI-9", "total", "LEADER"), list(wide["alliance"].index), numbers, wide["alliance"].to_numpy(),
        {ANXIETY: wide["anxiety"].to_numpy()},
    )  # fmt: skip
    table = associations(courses, control="previous", shuffles=199, draws=200).set_index("timing")
    assert table.loc[timing, "r"] == pytest.approx(expected, abs=1e-9)
    assert (
        table.loc[timing, "n_observations"] == len(rows)
        and table.loc[timing, "n_people"] == rows["member"].nunique()
    )
    assert table.loc["same", "r"] < 0 and table.loc["same", "p"] < 0.05, (
        "less anxious where the alliance is better"
    )
    assert table.loc["same", "low"] < table.loc["same", "r"] < table.loc["same", "high"]
