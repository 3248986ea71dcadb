"""Growth: planted slopes are found for the group and for each member, and too little is refused."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.alliance_structure import structure_view
from taft_dash.measures.growth import growth, mixed_model, own_slopes
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.study import study_from

SLOPES = np.array([-0.2, -0.1, 0.0, 0.1, 0.2, 0.3])


def lines(slopes=SLOPES, *, noise=0.05, swing=0.0, sessions=12, seed=0):
    rng = np.random.default_rng(seed)
    shared = rng.normal(0, swing, sessions)
    return pd.DataFrame(
        [
            (f"P{k}", s + 1, 3 + slope * s + shared[s] + rng.normal(0, noise))
            for k, slope in enumerate(slopes)
            for s in range(sessions)
        ],
        columns=["member", "session", "score"],
    )


def test_the_slope_of_the_group_and_of_each_member():
    found, reason = growth(lines())
    assert reason == "" and found.note == ""
    slope = found.fixed.set_index("term").loc["t"]
    assert slope["estimate"] == pytest.approx(SLOPES.mean(), abs=0.01)
    own = found.by_person.set_index("person")["slope"] + slope["estimate"]
    assert own.index.tolist() == [f"P{k}" for k in range(6)]
    assert own.tolist() == pytest.approx(SLOPES, abs=0.02)
    sds = found.spread.set_index("part")["sd"]
    assert sds["slope"] == pytest.approx(SLOPES.std(ddof=1), rel=0.05)
    assert sds["residual"] == pytest.approx(0.05, rel=0.2)


def test_the_interval_has_as_many_degrees_of_freedom_as_lines():
    slope = growth(lines())[0].fixed.set_index("term").loc["t"]
    # Student's t with 5 degrees of freedom: 2.571. The slopes' own spread makes the error: .187 / sqrt(6).
    assert (slope["high"] - slope["estimate"]) / slope["se"] == pytest.approx(2.5706, abs=1e-3)
    assert slope["se"] == pytest.approx(SLOPES.std(ddof=1) / np.sqrt(6), rel=0.04)


def test_swings_of_the_whole_group_make_its_slope_uncertain():
    calm, swaying = (growth(lines(np.full(6, 0.1), noise=0.2, swing=swing))[0] for swing in (0.0, 1.0))
    assert swaying.spread.set_index("part")["sd"]["session"] > 0.5
    assert swaying.fixed["se"].iloc[1] > 3 * calm.fixed["se"].iloc[1]


def test_slopes_that_do_not_differ_are_said_to_be_one():
    found, _ = growth(lines(np.full(6, 0.1), noise=0.3, seed=3))
    assert "too small to be estimated" in found.note
    assert found.by_person["slope"].abs().max() < 0.01


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (lines(SLOPES[:3]), "at least 4 members with 3 ratings or more and 4 sessions; there are 3 and 12."),
        (lines(sessions=3), "there are 6 and 3."),
        (lines(sessions=2), "there are 0 and 0."),
        (lines(np.zeros(6), noise=0), "All ratings are the same"),
    ],
)
def test_too_little_is_refused_in_words(table, said):
    found, reason = growth(table)
    assert found is None and said in reason


def test_rows_with_anything_missing_are_left_out():
    table = lines().assign(t=lambda d: d["session"] - 6.5)
    table.loc[0, "score"] = np.nan
    found = mixed_model(table, "score ~ t", person="member", slope="t")
    assert (found.n, found.n_people) == (71, 6)


def test_own_slopes_need_two_sessions():
    table = pd.DataFrame({"member": list("AAB"), "session": [1, 3, 1], "score": [2.0, 3.0, 4.0]})
    assert own_slopes(table)["member"].tolist() == ["A"]
    assert own_slopes(table)["slope"].tolist() == pytest.approx([0.5])


def test_the_view_draws_each_line_over_the_sessions_of_the_member():
    table = lines(SLOPES / 4).rename(columns={"member": "rater"})
    late = (table["rater"] == "P5") & (table["session"] < 7)
    study = study_from({"ratings": table[~late].assign(instrument="WAI-SR", item="total", target="LEADER")})
    view = structure_view(study, trajectories(study), Series("WAI-SR", "total", "LEADER", "member"))
    own = view.growth_lines[view.growth_lines["member"] == "P5"]
    assert own["session"].tolist() == [7, 12]
    assert own["height"].tolist() == pytest.approx([3 + 0.075 * 6, 3 + 0.075 * 11], abs=0.1)
    assert view.group_line["session"].tolist() == list(range(1, 13))
    band = view.group_line
    assert ((band["low"] < band["height"]) & (band["height"] < band["high"])).all()
    assert view.growth_terms["term"].tolist()[:3] == ["level in the middle", "slope per session", "SD of levels"]
