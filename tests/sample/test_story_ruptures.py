"""The ruptures of the Tuesday group under every criterion, and who noticed them; see `test_story.py`."""

from __future__ import annotations

import pytest

from taft_dash.measures.overview import Line
from taft_dash.measures.rupture_explorer import explored

ADAM, BELLA, CARMEN, ELLA, GRACE, HUGO = "m01", "m02", "m03", "m05", "m07", "m08"
PLANTED = {(CARMEN, 6)} | {(member, 13) for member in (ADAM, CARMEN, ELLA, GRACE, HUGO)}
LEFT_OUT = {
    # Carmen's first fall is so deep that it widens her own spread, and Hugo's course declines to the end.
    "gumz": set(),
    "gumz_marked": {(CARMEN, 13)},
    "strauss": set(),
    "stiles": {(CARMEN, 13), (HUGO, 13)},
    "shewhart": {(CARMEN, 13)},
    "rci": set(),
    "therapist_report": {(CARMEN, 13), (ELLA, 13), (GRACE, 13)},
}


@pytest.fixture(scope="module")
def explorer(study, scores):
    return explored(study, scores, [Line("WAI-SR", "total", "LEADER")])


@pytest.mark.parametrize("criterion", list(LEFT_OUT))
def test_every_criterion_finds_what_was_planted_and_no_other_session(explorer, criterion):
    found = explorer.episodes[explorer.episodes["criterion"] == criterion]
    where = set(zip(found["member"].astype(str), found["onset"].tolist(), strict=True))
    assert PLANTED - where == LEFT_OUT[criterion]
    # Bella's small dip in the storm stands out against her own steady course alone.
    assert where - PLANTED == ({(BELLA, 13)} if criterion in ("stiles", "shewhart") else set())


def test_the_planted_ruptures_are_those_on_which_most_criteria_agree(explorer):
    table = explorer.agreement
    most = table[table["n_agree"] >= 3]
    agreed = set(zip(most["member"], most["first_session"], strict=True))
    assert agreed == PLANTED and len(table) == len(PLANTED) + 1


def test_carmen_was_missed_by_the_therapists_and_the_storm_was_recognised(explorer):
    found = explorer.episodes[explorer.episodes["criterion"] == "gumz"].set_index(["member", "onset"])
    assert found.loc[(CARMEN, 6), ["therapist", "observer"]].tolist() == ["missed", "recognised"]
    noted = found.loc[(CARMEN, 6), ["noted_type", "level_noted", "repair_noted"]].tolist()
    assert noted == ["withdrawal", "member-group", 8]
    for member in (ADAM, HUGO):
        assert found.loc[(member, 13), ["therapist", "noted_type"]].tolist() == ["recognised", "confrontation"]
        assert found.loc[(member, 13), "level_noted"] == "member-member"
    for member in (CARMEN, ELLA, GRACE):
        assert found.loc[(member, 13), "therapist"] == "noted for others"
    row = explorer.crossing.query("criterion == 'gumz' and noter == 'therapist'").iloc[0]
    counts = ["n_episodes", "recognised", "noted_for_others", "missed", "noted_only", "noted_unjudged"]
    assert row[counts].tolist() == [6, 2, 3, 1, 0, 0]


def test_by_the_notes_hugos_rupture_was_repaired_and_by_his_ratings_it_was_not(explorer):
    his = explorer.episodes[explorer.episodes["member"] == HUGO].set_index("criterion")["status"]
    assert his["therapist_report"] == "repaired"
    assert set(his.drop("therapist_report")) == {"open"}


def test_the_storm_is_the_groups_and_carmens_withdrawal_is_hers_under_every_criterion(explorer):
    kinds = explorer.shares.pivot(index="criterion", columns="session", values="kind")
    scored = kinds.drop(index="therapist_report")
    assert set(scored[13]) == {"shared"} and set(kinds[6]) == {"individual"}
    assert kinds.loc["therapist_report", 13] == "several"
