"""Agreement, variance and growth where others have computed or printed them: multilevel, psych, lme4, HSAUR3."""

import pandas as pd
import pytest

from taft_dash.measures.agreement import intraclass, within_group_agreement
from taft_dash.measures.consistency import cronbach_alpha, omega_total
from taft_dash.measures.growth import mixed_model, own_slopes
from taft_dash.measures.raters import fleiss_kappa, rater_intraclass


@pytest.fixture(scope="module")
def groups(data_set):
    return data_set("group_agreement")


@pytest.mark.parametrize("scale", ["cohesion", "leadership", "wellbeing", "hours"])
def test_icc_of_99_companies(groups, scale):
    table, known = pd.read_csv(groups.folder / "bh1996.csv"), groups.by_peer["bh1996"][scale]
    found = intraclass(table[scale], table["group"])
    assert [found.icc1, found.icc2] == pytest.approx([known["ICC1"], known["ICC2"]], abs=1e-9)
    assert (found.n, found.groups) == (7382, 99)


def test_r_wg_of_99_companies(groups):
    table, known = pd.read_csv(groups.folder / "bh1996.csv"), groups.by_peer["bh1996"]
    agreed = table.groupby("group")["cohesion"].apply(lambda own: within_group_agreement(own.to_frame(), 5)[0])
    assert agreed.mean() == pytest.approx(known["rwg_cohesion"]["mean"], abs=1e-9)
    assert agreed.head().tolist() == pytest.approx(list(known["rwg_cohesion"]["first5"].values()), abs=1e-9)


def test_r_wg_of_platoons_with_missing_answers(groups):
    table = pd.read_csv(groups.folder / "cohesion_small.csv")
    known = groups.by_peer["cohesion_small"]["by_unit_and_platoon"]
    for (unit, platoon), own in table.groupby(["unit", "platoon"]):
        name = f"{unit}:{platoon}"
        assert within_group_agreement(own[["coh01"]], 5)[0] == pytest.approx(known["rwg_coh01"][name]["rwg"])
        assert within_group_agreement(own.filter(like="coh"), 5)[0] == pytest.approx(known["rwgj_5items"][name]["rwgj"])


def test_icc_of_judgements_that_converge(groups):
    table = pd.read_csv(groups.folder / "sherif_1935.csv")
    for session, icc in groups.by_peer["sherif"]["icc1_by_session"].items():
        own = table[table["session"] == int(session)]
        assert intraclass(own["estimate_inches"], own["group"]).icc1 == pytest.approx(icc, abs=1e-9)


@pytest.mark.parametrize(
    ("file", "columns", "name"),
    [
        ("shrout_fleiss_1979.csv", ("rating", "target"), "shrout_fleiss"),
        ("pingouin_icc_wine.csv", ("Scores", "Wine"), "wine"),
    ],
)
def test_icc_of_raters(data_set, file, columns, name):
    data = data_set("interrater")
    table, known = pd.read_csv(data.folder / file), data.by_peer[name]
    found = intraclass(table[columns[0]], table[columns[1]])
    assert [found.icc1, found.icc2] == pytest.approx([known["ICC1"], known["ICC1k"]], abs=1e-9)


def test_the_printed_model_of_beat_the_blues(data_set):
    data = data_set("beat_the_blues")
    table = pd.read_csv(data.folder / "btheb_long.csv")
    table = table.assign(
        treatment=pd.Categorical(table["treatment"], ["TAU", "BtheB"]),
        length=pd.Categorical(table["length"], ["<6m", ">6m"]),
    )
    known = data.expected["published"][0]["value"]
    formula = "bdi ~ bdi_pre + month + treatment + drug + length"
    found = mixed_model(table, formula, person="member", reml=False)
    names = ["Intercept", "bdi_pre", "month", "treatment[T.BtheB]", "drug[T.Yes]", "length[T.>6m]"]
    fixed = found.fixed.set_index("term").loc[names]
    assert fixed["estimate"].tolist() == pytest.approx(list(known["fixed"].values()), abs=6e-4)
    assert fixed["se"].tolist() == pytest.approx(known["se"], abs=6e-4)
    assert (found.spread["sd"] ** 2).tolist() == pytest.approx([known["var_member"], known["var_residual"]], abs=6e-3)
    assert found.log_likelihood == pytest.approx(known["logLik"], abs=6e-3)
    assert (found.n, found.n_people) == (known["n_obs"], known["n_members"])


def test_simple_growth_of_beat_the_blues(data_set):
    data = data_set("beat_the_blues")
    known = data.by_peer["simple_growth_REML"]
    table = pd.read_csv(data.folder / "btheb_long.csv")[["member", "month", "bdi"]]
    found = mixed_model(table, "bdi ~ month", person="member")
    assert found.fixed["estimate"].tolist() == pytest.approx(list(known["fixef"].values()), abs=1e-3)
    assert (found.spread["sd"] ** 2).tolist() == pytest.approx(list(known["var"].values()), rel=1e-3)


@pytest.fixture(scope="module")
def alliance(data_set):
    answers = pd.read_csv(data_set("wai_gad").folder / "alliance_items_long.csv")
    return answers.groupby(["member", "session"])["rating"].mean().rename("score").reset_index()


def test_growth_of_the_alliance(data_set, alliance):
    known = data_set("wai_gad").by_peer["random_intercept_REML"]
    found = mixed_model(alliance.assign(s0=alliance["session"] - 1), "score ~ s0", person="member")
    assert found.fixed["estimate"].tolist() == pytest.approx(list(known["fixef"].values()), abs=1e-5)
    assert found.fixed["se"].tolist() == pytest.approx(list(known["se"].values()), abs=1e-5)
    assert (found.spread["sd"] ** 2).tolist() == pytest.approx([known["var_member"], known["var_residual"]], abs=1e-4)


def test_share_between_people_and_own_slopes_of_the_alliance(data_set, alliance):
    known = data_set("wai_gad").by_peer
    variance = mixed_model(alliance, "score ~ 1", person="member").spread["sd"] ** 2
    assert variance[0] / variance.sum() == pytest.approx(known["null_icc"], abs=1e-4)
    slopes = own_slopes(alliance).set_index("member")["slope"]
    assert slopes.to_dict() == pytest.approx({int(m): s for m, s in known["per_member_ols_slope"].items()}, abs=1e-9)


def test_omega_needs_three_forms_an_item_and_is_near_alpha(data_set):
    data = data_set("wai_gad")
    wide = pd.read_csv(data.folder / "session_ratings_wide.csv")
    columns = [name for name in wide if name.endswith("_cat")]
    first = wide.loc[wide["session"] == 1, columns]
    assert omega_total(first).reason.endswith("there are 9 items and 24 complete forms.")
    second = wide.loc[wide["session"] == 2, columns]
    assert omega_total(second).value == pytest.approx(cronbach_alpha(second).value, abs=0.02)


def wide(folder, file, thing, rater, value):
    return pd.read_csv(folder / file).pivot(index=thing, columns=rater, values=value)


@pytest.mark.parametrize(
    ("file", "columns", "name"),
    [
        ("shrout_fleiss_1979.csv", ("target", "rater", "rating"), "shrout_fleiss"),
        ("pingouin_icc_wine.csv", ("Wine", "Judge", "Scores"), "wine"),
    ],
)
def test_six_forms_of_icc_of_raters(data_set, file, columns, name):
    data = data_set("interrater")
    found = rater_intraclass(wide(data.folder, file, *columns))
    known = [data.by_peer[name][form] for form in ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")]
    assert found["icc"].tolist() == pytest.approx(known, abs=1e-9)


def test_kappa_of_fleiss_and_his_thirty_patients(data_set):
    data = data_set("interrater")
    found = fleiss_kappa(wide(data.folder, "fleiss_1971_diagnoses.csv", "patient", "rater", "diagnosis"))
    known = data.by_peer["fleiss1971"]
    assert [found.value, found.observed, found.expected] == pytest.approx([known["kappa"], known["Pbar"], known["Pe"]])
    assert (found.n, found.raters) == (30, 6) and found.low < 0.43 < found.high
