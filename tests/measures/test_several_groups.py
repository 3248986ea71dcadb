"""Several groups together: planted parts and slopes are found, few groups are taken as they are, and that is said."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.growth import growth
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.measures.several_groups import FEW_GROUPS, groups_view, split_of_groups
from taft_dash.measures.variance import variance_split
from taft_dash.records.study import study_from

TOTAL = Series("WAI-SR", "total", "LEADER", "member")


def lines(
    groups=6, people=6, sessions=10, *, group=0.0, member=0.3, session=0.3, residual=0.3, slope=0.0, group_slope=0.0,
    missing=0.0, seed=0, rng=None,
):  # fmt: skip
    """group, member, session, score by the model; members of all groups have the same names."""
    rng = rng or np.random.default_rng(seed)
    rows = []
    for g in range(groups):
        level, rise = 3 + rng.normal(0, group), slope + rng.normal(0, group_slope)
        lasting, shared = rng.normal(0, member, people), rng.normal(0, session, sessions)
        for k in range(people):
            for s in range(sessions):
                if rng.random() >= missing:
                    height = level + lasting[k] + shared[s] + rise * (s - (sessions - 1) / 2)
                    rows.append((f"group {g}", f"P{k}", s + 1, height + rng.normal(0, residual)))
    return pd.DataFrame(rows, columns=["group", "member", "session", "score"])


def view(table):
    ratings = table.rename(columns={"member": "rater"}).assign(instrument="WAI-SR", item="total", target="LEADER")
    study = study_from({"ratings": ratings})
    return groups_view(study, trajectories(study), TOTAL)


@pytest.mark.parametrize("largest", ["group", "member", "session", "residual"])
def test_the_planted_part_is_the_largest_and_its_interval_holds_it(largest):
    sds = dict(group=0.4, member=0.4, session=0.4, residual=0.4) | {largest: 1.5}
    split = split_of_groups(lines(10, **sds, missing=0.1, seed=3)).set_index("part")
    assert split["share"].idxmax() == largest and split["share"].sum() == pytest.approx(1)
    assert split.loc[largest, "low"] < sds[largest] ** 2 / sum(v**2 for v in sds.values()) < split.loc[largest, "high"]
    assert split.loc["group", ["n_groups", "n_members", "n_sessions"]].tolist() == [10, 60, 100]


def test_complete_groups_agree_with_the_analysis_of_variance():
    table = lines(5, 6, 8, group=1.0, seed=2)
    g, m, s = 5, 6, 8
    cube = table["score"].to_numpy().reshape(g, m, s)
    t = np.arange(s) - (s - 1) / 2
    rows, columns = cube.mean(axis=2), cube.mean(axis=1)
    means = cube.mean(axis=(1, 2))
    rest = cube - rows[:, :, None] - columns[:, None, :] + means[:, None, None]
    error = (rest**2).sum() / (g * (m - 1) * (s - 1))
    between_members = s * ((rows - means[:, None]) ** 2).sum() / (g * (m - 1))
    apart = columns - means[:, None]
    apart = apart - (apart @ t / (t @ t))[:, None] * t
    between_sessions = m * (apart**2).sum() / (g * (s - 2))
    between_groups = m * s * means.var(ddof=1)
    member, session = (between_members - error) / s, (between_sessions - error) / m
    expected = [(between_groups - s * member - m * session - error) / (m * s), member, session, error]
    assert split_of_groups(table)["variance"].tolist() == pytest.approx(expected, rel=1e-3)


def test_what_two_groups_differ_in_does_not_count_as_anybodys_variance():
    table = lines(2, seed=1)
    apart = table.assign(score=table["score"] + np.where(table["group"] == "group 1", 5 + table["session"], 0))
    near, far = split_of_groups(table), split_of_groups(apart)
    assert near["part"].tolist() == ["member", "session", "residual"] and FEW_GROUPS in near["note"].iloc[0]
    assert far["share"].tolist() == pytest.approx(near["share"].tolist(), abs=1e-3)
    assert far["low"].tolist() == pytest.approx(near["low"].tolist(), abs=1e-6)


def test_a_group_beside_one_too_small_stands_alone():
    split = split_of_groups(pd.concat([lines(1), lines(1, people=1).assign(group="small")]))
    assert "This needs at least two groups" in split["reason"].iloc[0] and "there is 1." in split["reason"].iloc[0]
    assert split[["variance", "share", "low", "high"]].isna().all(axis=None)
    assert "there is none." in split_of_groups(lines().iloc[:0])["reason"].iloc[0]


def test_a_session_that_one_member_rated_is_left_out():
    table = lines(4)
    alone = table[(table["session"] > 1) | (table["member"] == "P0")]
    pd.testing.assert_frame_equal(split_of_groups(alone), split_of_groups(table[table["session"] > 1]))


def test_sessions_and_members_of_one_name_in_two_groups_are_two():
    """Two copies of a group that differ by a constant: the same split as one of them."""
    one = lines(1, people=8, sessions=12, member=0.8, session=0.6)
    both = pd.concat([one, one.assign(group="copy", score=one["score"] + 2)])
    alone, pair = variance_split(one), split_of_groups(both)
    assert pair["n_members"].iloc[0] == 16 and pair["n_sessions"].iloc[0] == 24
    assert pair["share"].tolist() == pytest.approx(alone["share"].tolist(), abs=2e-3)


def test_the_slope_of_all_groups_and_of_each():
    found = view(lines(6, slope=0.05, group_slope=0.03, group=0.1, member=0.1, session=0.05, residual=0.05, seed=5))
    terms = found.terms.set_index("term")
    slope = terms.loc["slope per session"]
    assert found.reason == "" and slope["low"] < 0.05 < slope["high"]
    own = found.groups.set_index("group")["slope"]
    assert own.mean() == pytest.approx(slope["estimate"], abs=1e-3)
    assert own.std() == pytest.approx(terms.loc["SD of groups' slopes", "estimate"], rel=0.2)
    # Student's t with 5 degrees of freedom: 2.571
    assert (slope["high"] - slope["estimate"]) / slope["se"] == pytest.approx(2.5706, abs=1e-3)


@pytest.mark.filterwarnings("ignore::statsmodels.tools.sm_exceptions.ConvergenceWarning")
def test_statsmodels_asked_the_usual_way_says_the_same():
    """Random intercept of the group, parts of variance inside it: groups="group", re_formula="1"."""
    from statsmodels.formula.api import mixedlm

    table = lines(8, group=0.3, slope=0.04, group_slope=0.04, missing=0.1, seed=6)
    d = table.assign(t=table["session"] - 5.5)
    parts = {"m": "0 + C(member)", "mt": "0 + C(member):t", "s": "0 + C(session)", "gt": "0 + t"}
    known = mixedlm("score ~ t", d, groups=d["group"], re_formula="1", vc_formula=parts).fit(method="powell")
    terms = view(table).terms.set_index("term")["estimate"]
    fixed = terms[["level in the middle", "slope per session"]].tolist()
    assert fixed == pytest.approx(known.fe_params.tolist(), abs=1e-3)
    assert terms["SD of groups' levels"] == pytest.approx(np.sqrt(known.cov_re.iloc[0, 0]), rel=0.01)
    assert terms["SD of ratings around the lines"] == pytest.approx(np.sqrt(known.scale), rel=0.01)


def test_two_groups_have_the_mean_of_their_own_slopes():
    table = lines(2, slope=0.05, group_slope=0.1, residual=0.1, session=0.05, seed=4)
    found = view(table)
    alone = [growth(own)[0].fixed.set_index("term").loc["t", "estimate"] for _, own in table.groupby("group")]
    assert found.groups["slope"].tolist() == pytest.approx(alone, abs=1e-3)
    slope = found.terms.set_index("term").loc["slope per session"]
    assert slope["estimate"] == pytest.approx(np.mean(alone), abs=1e-3)
    assert FEW_GROUPS in slope["note"] and not found.terms["term"].str.contains("groups'").any()


def test_lines_are_drawn_over_each_groups_own_sessions():
    table = lines(4, slope=0.05)
    late = table[(table["group"] != "group 3") | (table["session"] > 5)]
    found = view(late)
    ends = found.group_lines[found.group_lines["member"] == "group 3"]
    assert ends["session"].tolist() == [6, 10]
    row = found.groups.set_index("group").loc["group 3"]
    assert ends["height"].tolist() == pytest.approx([row["level"] + row["slope"] * t for t in (0.5, 4.5)])
    assert ((found.line["low"] < found.line["height"]) & (found.line["height"] < found.line["high"])).all()


def test_a_group_left_out_is_named_and_nobody_else_is():
    found = view(pd.concat([lines(4), lines(1, sessions=2).assign(group="short")]))
    row = found.groups.set_index("group").loc["short"]
    assert row["reason"].endswith("there are 0 and 0.") and np.isnan(row["slope"])
    shown = pd.concat([found.groups, found.split, found.terms, found.line, found.group_lines]).to_csv()
    assert "P0" not in shown


def test_the_input_is_not_changed():
    table = lines(4)
    before = table.copy()
    split_of_groups(table)
    pd.testing.assert_frame_equal(table, before)
