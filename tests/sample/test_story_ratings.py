"""The story of the Tuesday group, recovered from the measures of the product: what people rated and noted.

See `test_story.py`; nothing is taken from the generator.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.alliance import group_course, therapist_gap
from taft_dash.measures.rupture import ruptures

ADAM, BELLA, CARMEN, DAVID, ELLA, GRACE, HUGO = "m01", "m02", "m03", "m04", "m05", "m07", "m08"
PRESENT = "present"


@pytest.fixture(scope="module")
def alliance(scores) -> pd.DataFrame:
    """WAI-SR totals as members rated their therapists: one row per session, one column per member."""
    return rated(scores, "WAI-SR", "total", "LEADER")


@pytest.fixture(scope="module")
def episodes(study, scores) -> pd.DataFrame:
    return ruptures(study, scores, instrument="WAI-SR", subscale="total", target="LEADER")


def where(table: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """The rows whose columns hold these words."""
    kept = np.ones(len(table), bool)
    for column, word in wanted.items():
        kept &= (table[column] == word).to_numpy()
    return table[kept]


def rated(scores: pd.DataFrame, instrument: str, subscale: str, target: str) -> pd.DataFrame:
    found = where(scores, instrument=instrument, subscale=subscale, target=target, rater_role="member")
    return found.pivot(index="session", columns="rater", values="score")


def course(study, scores, instrument: str, subscale: str, rater_role: str) -> pd.Series:
    """Group mean by session, of the sessions that have one."""
    found = group_course(study, scores)
    found = where(found, instrument=instrument, subscale=subscale, rater_role=rater_role)
    return found.set_index("session")["mean"].dropna()


def halfway(values: pd.Series) -> int:
    """The session from which on a course stays above the middle between where it began and where it ended.

    It began with its first two sessions and ended with its last quarter; the storm of 13 and 14 is left out.
    """
    calm = values.drop([13, 14], errors="ignore")
    middle = (calm.iloc[:2].mean() + calm.iloc[-(len(calm) // 4) :].mean()) / 2
    below = calm.index[calm < middle]
    return int(calm.index[calm.index > below.max()].min())


# Carmen, sessions 6 to 8


def test_carmen_has_a_marked_rupture_in_session_6_that_is_repaired_by_8(episodes):
    hers = episodes[(episodes["member"] == CARMEN) & (episodes["onset"] < 12)]
    assert len(hers) == 1
    rupture = hers.iloc[0]
    assert (rupture["onset"], rupture["lowest_session"], rupture["marked"]) == (6, 6, 2)
    assert (rupture["status"], rupture["repaired_session"]) == ("repaired", 8)
    assert rupture["depth"] > 1.5


@pytest.mark.parametrize(("instrument", "subscale"), [("WAI-SR", "bond"), ("GSRS", "total")])
def test_her_bond_and_her_session_ratings_tell_the_same(study, scores, instrument, subscale):
    found = ruptures(study, scores, instrument=instrument, subscale=subscale)
    hers = found[(found["member"] == CARMEN) & (found["onset"] == 6)].iloc[0]
    assert (hers["marked"], hers["status"], hers["repaired_session"]) == (2, "repaired", 8)


def test_nobody_else_is_in_rupture_before_the_storm(episodes):
    assert set(episodes.loc[episodes["onset"] < 12, "member"]) == {CARMEN}


# What the therapists noted, and what they missed


def noted(study, kind: str, session: int) -> set[str]:
    """Roles of those who noted such an event in the session."""
    roles = study.members.astype({"role": str}).set_index("member")["role"]
    found = study.events[(study.events["kind"] == kind) & (study.events["session"] == session)]
    return set(found["rater"].astype(str).map(roles.rename(index=str)))


def test_the_therapists_missed_the_withdrawal_and_noted_the_confrontation(study, episodes):
    assert noted(study, "rupture", 6) == {"observer"}
    assert noted(study, "rupture", 13) == {"observer", "therapist"}
    assert set(episodes["onset"]) == {6, 13}


def test_the_gap_to_the_therapists_is_carmens_in_session_6(scores):
    gaps = therapist_gap(scores)
    gaps = gaps[(gaps["subscale"] == "bond") & (gaps["instrument"] == "WAI-SR")]
    gap = gaps.pivot(index="session", columns="member", values="gap")
    assert gap.loc[6].idxmin() == CARMEN
    assert gap.loc[6, CARMEN] < -1.5
    others = gap.drop(columns=CARMEN)
    assert others.min().min() > -0.3 and others.max().max() < 1.0


def test_the_therapists_see_that_hugo_stays_low(scores):
    gaps = therapist_gap(scores)
    gaps = gaps[(gaps["member"] == HUGO) & (gaps["subscale"] == "bond")]
    hugo = gaps.set_index("session")["therapist_score"]
    assert hugo.loc[14:].max() < hugo.loc[:10].min() - 0.5


# The storm, sessions 13 to 15


def test_the_confrontation_strains_the_whole_group(episodes, presence, alliance, study):
    there = [member for member in alliance if presence.loc[13, member] == PRESENT]
    struck = episodes[episodes["onset"] == 13]
    assert len(struck) / len(there) >= 0.8
    assert set(struck["member"]) == set(there) - {BELLA}
    means = alliance.mean(axis=1)
    assert means.idxmin() == 13 and means.loc[12] - means.loc[13] > 0.8


def test_most_are_repaired_by_15_and_hugo_is_not(episodes, alliance):
    struck = episodes[episodes["onset"] == 13].set_index("member")
    mended = struck[struck["status"] == "repaired"]
    assert set(mended.index) == {ADAM, CARMEN, ELLA, GRACE}
    assert (mended["repaired_session"] <= 15).all()
    assert struck.loc[HUGO, "status"] == "open"
    assert (alliance.loc[14:, HUGO].dropna() < alliance.loc[12, HUGO] - 1.0).all()
    of_mended = alliance[list(mended.index.astype(str))]
    assert (of_mended.loc[16:].mean() > of_mended.loc[9:12].mean()).all()


def test_the_climate_shows_conflict_in_13(scores):
    conflict = rated(scores, "GCQ-S", "conflict", "GROUP").mean(axis=1)
    assert conflict.idxmax() == 13
    assert conflict.loc[13] > 2 * conflict.drop(13).max()


def test_no_rupture_is_found_that_was_not_planted(study, scores):
    planted = {(CARMEN, 6)} | {(member, 13) for member in (ADAM, CARMEN, ELLA, GRACE, HUGO)}
    for instrument, subscale in (
        ("WAI-SR", "total"), ("WAI-SR", "goal"), ("WAI-SR", "task"), ("WAI-SR", "bond"), ("GSRS", "total"),
    ):  # fmt: skip
        found = ruptures(study, scores, instrument=instrument, subscale=subscale)
        where = set(zip(found["member"].astype(str), found["onset"].tolist(), strict=True))
        assert where == planted, (instrument, subscale)


# Ella on the edge


def test_ella_had_a_bond_with_the_therapists_before_she_had_one_with_the_members(scores):
    leaders = rated(scores, "WAI-SR", "bond", "LEADER")[ELLA]
    members = rated(scores, "WAI-SR", "bond", "MEMBERS")[ELLA]
    split = (leaders - members).dropna()
    assert split.loc[:5].min() > 1.0
    assert abs(split.loc[18:]).max() <= 0.5


# David, who never quite arrived


def test_david_rates_the_alliance_lowest_until_he_leaves(alliance):
    assert alliance.loc[1:5].mean().idxmin() == DAVID
    assert alliance.loc[7:, DAVID].last_valid_index() == 7


# Missing answers


def test_answers_and_whole_forms_are_missing(study, scores):
    alliance_with_therapists = {"instrument": "WAI-SR", "subscale": "total", "target": "LEADER"}
    total = where(scores, **alliance_with_therapists)
    answered = total["items_answered"]
    assert (answered == 11).sum() >= 4 and (answered == 12).sum() > 100
    unscored = total[total["score"].isna()]
    assert len(unscored) == 2 and (unscored["reason"] != "").all()
    row = where(group_course(study, scores), **alliance_with_therapists)
    assert (row["n_rated"] < row["n_present"]).sum() >= 5


# Safety first, reflection on others after


def test_safety_is_delivered_and_felt_before_the_group_reflects_on_others(study, scores):
    safety = course(study, scores, "SOFTA-o", "safety", "observer")
    understanding = course(study, scores, "MAS-A", "understanding_others", "observer")
    talk = study.interactions.drop_duplicates("source")
    reflecting = (talk["category"] == "reflects_other").groupby(talk["session"]).mean()
    for rater_role in ("therapist", "observer"):
        assert halfway(course(study, scores, "TAFT-delivery", "safety", rater_role)) <= 6
    assert halfway(safety) <= 6
    assert halfway(understanding) >= 12
    assert halfway(reflecting) >= 12


def test_reflection_on_others_is_flat_while_safety_rises(study, scores):
    understanding = course(study, scores, "MAS-A", "understanding_others", "observer")
    safety = course(study, scores, "SOFTA-o", "safety", "observer")
    assert safety.loc[7] - safety.loc[1] > 2
    assert abs(understanding.loc[:10] - understanding.loc[1]).max() < 0.5
    assert understanding.loc[20:].mean() - understanding.loc[:10].mean() > 1.5


def test_shared_purpose_is_delivered_last(study, scores):
    when = {
        element: halfway(course(study, scores, "TAFT-delivery", element, "therapist"))
        for element in ("safety", "bond", "purpose")
    }
    assert max(when["safety"], when["bond"]) + 5 < when["purpose"]
