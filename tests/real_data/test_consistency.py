"""Internal consistency where other programs have computed it: psych and pingouin."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.consistency import cronbach_alpha


def published(data, part):
    return next(one["value"] for one in data.expected["published"] if one["what"].startswith(part))


def test_alpha_and_interval_of_a_complete_table(data_set):
    data = data_set("interrater")
    long = pd.read_csv(data.folder / "pingouin_cronbach_long.csv")
    known = published(data, "Cronbach alpha, long")
    found = cronbach_alpha(long.pivot(index="Subj", columns="Items", values="Scores"))
    assert found.value == pytest.approx(known["alpha"], abs=1e-9)
    assert [found.low, found.high] == pytest.approx(known["ci95"], abs=5.1e-4)


def test_alpha_with_missing_answers_both_ways(data_set):
    data = data_set("interrater")
    wide = pd.read_csv(data.folder / "pingouin_cronbach_wide_missing.csv")
    pairwise, complete, _ = published(data, "Cronbach alpha, wide")
    assert cronbach_alpha(wide, missing="pairwise").value == pytest.approx(pairwise, abs=1e-9)
    assert cronbach_alpha(wide).value == pytest.approx(complete, abs=1e-9)


def test_alpha_of_eleven_people(data_set):
    data = data_set("group_agreement")
    answers = pd.read_csv(data.folder / "cohesion_small.csv").filter(like="coh")
    known = data.by_peer["cohesion_small"]
    assert cronbach_alpha(answers, missing="pairwise").value == pytest.approx(known["alpha_pairwise"], abs=1e-9)
    assert cronbach_alpha(answers).value == pytest.approx(known["alpha_complete_cases"], abs=1e-9)


@pytest.mark.parametrize("part", ["task", "goal", "bond", "total9"])
def test_alpha_of_the_alliance_after_the_first_session(data_set, part):
    data = data_set("wai_gad")
    wide = pd.read_csv(data.folder / "session_ratings_wide.csv")
    columns = [c for c in wide if c.endswith("_cat") and (part == "total9" or c.startswith(part))]
    answers = wide.loc[wide["session"] == 1, columns].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    answers = answers[~np.isnan(answers).all(axis=1)]
    found = cronbach_alpha(answers, missing="pairwise")
    assert found.value == pytest.approx(data.by_peer[f"alpha_session1_{part}"], abs=1e-9)
