"""Tables of what follows what, against published matrices and other estimators."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from taft_dash.measures import sequence_tables
from taft_dash.measures.sequence_lags import CODES, transitions
from taft_dash.measures.sequence_tables import enough_expected, fitted
from taft_dash.records.study import study_from

WITNESS = json.loads((Path(__file__).parents[1] / "reference" / "sequence.json").read_text())
COUPLE, ZEROS = WITNESS["griffin_gottman"], WITNESS["structural_zeros"]


@pytest.mark.parametrize(
    ("table", "numbers"),
    [
        (np.array(COUPLE["table"]), COUPLE["as_recorded"]),
        (np.where(np.array(COUPLE["table"]) == 0, 0.5, COUPLE["table"]), COUPLE["zeros_as_a_half"]),
    ],
)
def test_residuals_of_the_couple(table, numbers):
    fit, place = fitted(table), COUPLE["codes"].index
    assert table.sum() == numbers["N"]
    assert round(fit.expected[place("Ho"), place("Wo")], 3) == numbers["expected_Ho_Wo"]
    for cell in ("Ho_Wo", "Wo_Ho", "Ho_Ho"):
        assert round(fit.residual[tuple(map(place, cell.split("_")))], 3) == numbers[cell]


def test_structural_zeros():
    fit = fitted(np.array(ZEROS["table"]), ~np.eye(4, dtype=bool))
    for cell, value in ZEROS["expected"].items():
        assert round(fit.expected[tuple(map(int, cell.split(",")))], 4) == value
    assert (round(fit.X2, 3), round(fit.G2, 2), fit.freedom) == (ZEROS["X2"], ZEROS["G2"], ZEROS["df"])
    assert fit.p == pytest.approx(ZEROS["p"], abs=5e-5)
    assert np.isnan(np.diagonal(fit.expected)).all()


def test_quasi_independence_is_the_poisson_model():
    table, possible = np.array(ZEROS["table"]), ~np.eye(4, dtype=bool)
    row, column = np.nonzero(possible)
    effects = np.hstack([np.eye(4)[row], np.eye(4)[column][:, 1:]])
    model = sm.GLM(table[possible], effects, family=sm.families.Poisson()).fit()
    leverage = model.get_influence().hat_matrix_diag
    fit = fitted(table, possible)
    assert fit.expected[possible] == pytest.approx(model.fittedvalues, abs=1e-6)
    assert fit.residual[possible] == pytest.approx(model.resid_pearson / np.sqrt(1 - leverage), abs=1e-6)
    assert pytest.approx(model.pearson_chi2, abs=1e-6) == fit.X2
    assert pytest.approx(model.deviance, abs=1e-6) == fit.G2
    assert fit.freedom == model.df_resid


def test_without_structural_zeros_leverage_gives_the_same_residuals():
    table = np.array(COUPLE["table"], float)
    fit, used = fitted(table), np.ones(table.shape, bool)
    assert sequence_tables._residuals(table, fit.expected, used, sequence_tables._model(used)) == pytest.approx(
        fit.residual
    )


def test_a_count_where_none_can_be_is_an_error():
    with pytest.raises(ValueError, match="structural zero"):
        fitted(np.ones((2, 2)), ~np.eye(2, dtype=bool))


@pytest.mark.parametrize("table", [np.zeros((3, 3)), [[5]], [[0, 4], [0, 0]], [[3, 0, 1], [0, 0, 0], [2, 0, 9]]])
def test_degenerate_tables_give_no_residual_rather_than_a_wrong_one(table):
    fit = fitted(np.array(table))
    assert np.isfinite(fit.residual[~np.isnan(fit.residual)]).all()
    assert fit.freedom >= 0 and (np.isnan(fit.p) or 0 <= fit.p <= 1)


def test_p_values_need_enough_in_most_cells():
    assert enough_expected(fitted(np.full((3, 3), 6)))
    assert not enough_expected(fitted(np.full((3, 3), 4)))


def talk(count=300, **columns):
    rng = np.random.default_rng(3)
    steps = {"ask": ["tell", "tell", "ask", "hum"], "tell": ["hum", "ask"], "hum": ["ask", "tell", "hum"]}
    said = ["ask"]
    while len(said) < count:
        said.append(rng.choice(steps[said[-1]]))
    table = {
        "session": np.repeat([1, 2], count // 2), "turn": np.tile(range(count // 2), 2),
        "speaker": (list("ABC") * count)[:count], "addressee": (list("BCA") * count)[:count], "category": said,
    }  # fmt: skip
    return study_from({"interactions": pd.DataFrame(table | columns)})


def test_what_follows_what_is_counted_within_sessions():
    study = talk()
    cells, fit = transitions(study, "category", times=100)
    said, first = study.interactions["category"].astype(str), study.interactions["session"]
    by_hand = sum(
        a == "ask" and b == "tell" and s == t
        for a, b, s, t in zip(said, said[1:], first, first[1:], strict=False)
    )
    cell = cells[(cells["given"] == "ask") & (cells["then"] == "tell")].iloc[0]
    assert cell["n"] == by_hand and fit["n_transitions"].iloc[0] == 298
    assert cell["residual"] > 2 and cell["p_adjusted"] < 0.05 and cell["n"] > cell["chance_high"]
    assert fit["p_chance"].iloc[0] < 0.05 and fit["p_chi2"].iloc[0] < 0.05


def test_speakers_that_never_follow_themselves_are_structural_zeros():
    cells, fit = transitions(talk(), "speaker", times=50)
    assert fit[["diagonal", "df"]].iloc[0].tolist() == ["structural zeros", 1]
    own = cells[cells["given"] == cells["then"]]
    assert not own["possible"].any() and own["residual"].isna().all() and own["reason"].str.contains("zero").all()


def test_longer_lags_look_further_on():
    cells, fit = transitions(talk(), "speaker", lag=3, times=20)
    assert fit["n_transitions"].iloc[0] == 294
    assert cells.loc[cells["given"] == cells["then"], "n"].sum() == 294


def test_a_turn_without_category_ends_the_chain_and_one_without_element_is_passed_over():
    said = np.array(["x", "y", None, "x", "y"] * 60, dtype=object)
    study = talk(category=said, element=said)
    category, element = (transitions(study, code, times=10) for code in ("category", "element"))
    category, element = (made.cells.set_index(["given", "then"])["n"] for made in (category, element))
    assert category["x", "y"] == 120 and category["y", "x"] == 58
    assert element["y", "x"] == 118 and element["x", "y"] == 120
    lagged = transitions(study, "category", lag=2, times=10).cells.set_index(["given", "then"])["n"]
    assert lagged["x", "x"] == 58  # x y | x y, never across the gap


def test_directions_are_roles_and_the_group():
    people = pd.DataFrame({"member": list("ABC"), "role": ["therapist", "member", "member"]})
    table = {"session": 1, "turn": range(120), "speaker": list("ABC") * 40, "addressee": ["B", "GROUP", "A;B"] * 40}
    study = study_from({"members": people, "interactions": pd.DataFrame(table)})
    cells = transitions(study, "direction", times=5).cells
    assert set(cells["given"]) == {"therapist to member", "member to the group", "member to several"}


@pytest.mark.parametrize("code", CODES)
def test_too_few_are_refused_in_words(code):
    cells, fit = transitions(talk(100), code, times=5)
    assert cells.empty
    assert fit["reason"].iloc[0].startswith("A table of transitions needs at least 100 successions of turns")


def test_too_many_kinds_and_unknown_codes():
    many = transitions(talk(category=[f"k{k % 50}" for k in range(300)]), "category", times=5).fit
    assert many["reason"].iloc[0].startswith("50 kinds of turns are more than")
    with pytest.raises(ValueError, match="no code 'mood'; there are category"):
        transitions(talk(), "mood")
    with pytest.raises(ValueError, match="1 or more"):
        transitions(talk(), "category", lag=0)
