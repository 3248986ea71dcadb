"""Draws by chance keep what they promise; bands, prompts, subgroups and links against hand-worked cases."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taft_dash.measures import shuffles
from taft_dash.measures.chance import BASELINES, COMPARED, bands
from taft_dash.measures.communities import communities
from taft_dash.measures.flags import criticised, on_the_edge, prompts, rows_behind
from taft_dash.measures.links import links
from taft_dash.measures.qap import mrqap, qap
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.stack import Stack
from taft_dash.records.checking import open_study
from taft_dash.records.study import Selection, study_from
from tests.measures.conftest import random_frames

FIVE = np.array([[0, 3, 1, 0, 2], [2, 0, 1, 1, 0], [0, 1, 0, 2, 2], [1, 0, 3, 0, 1], [2, 1, 0, 1, 0.0]])


@pytest.fixture(scope="module")
def sample():
    return open_study(["sample_data/tuesday_group"]).study


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_shuffling_keeps_what_everyone_gives_and_receives(people, seed):
    rng = np.random.default_rng(seed)
    turns = rng.integers(0, 4, (people, people)) * ~np.eye(people, dtype=bool)
    drawn = shuffles.shuffled(Stack.one_session(turns), 20, rng)
    assert not drawn.turns[:, range(people), range(people)].any(), "nobody addresses themselves"
    whole = drawn.turns[drawn.turns.any(axis=(1, 2))]
    assert (whole.sum(axis=2) == turns.sum(axis=1)).all() and (whole.sum(axis=1) == turns.sum(axis=0)).all()
    assert len(whole) == 20 or not turns.any(), "a session that happened can always be dealt again"


def test_equal_chances_reach_everybody_there_and_nobody_else():
    turns = [[0, 9, 9, 0], [9, 0, 9, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    stack = Stack.one_session(turns, to_group=[6, 0, 0, 0], absent=[3])
    drawn = shuffles.alike(stack, 400, np.random.default_rng(1))
    assert (drawn.turns.sum(axis=(1, 2)) == 36).all() and (drawn.to_group.sum(axis=1) == 6).all()
    assert not drawn.turns[:, 3].any() and not drawn.turns[:, :, 3].any() and not drawn.to_group[:, 3].any()
    assert drawn.turns.mean(axis=0)[:3, :3][~np.eye(3, dtype=bool)] == pytest.approx(np.full(6, 6.0), abs=0.5)
    assert drawn.people.tolist() == [3] * 400


def test_a_session_drawn_again_has_its_own_turns_on_average():
    stack = Stack.one_session([[0, 9, 0], [3, 0, 1], [0, 0, 0]], to_group=[2, 0, 0])
    drawn = shuffles.resampled(stack, 2000, np.random.default_rng(1))
    assert drawn.turns.mean(axis=0) == pytest.approx(stack.turns[0], abs=0.25)
    assert (drawn.turns > 0).any(axis=0).tolist() == (stack.turns[0] > 0).tolist()


@pytest.mark.parametrize("seed", [0, 1])
def test_bands_of_any_study_are_whole(seed):
    study = study_from(random_frames(seed))
    found = bands(study, times=60)
    assert len(found) == len(study.sessions) * len(COMPARED)
    assert sorted(name for names in BASELINES.values() for name in names) == sorted(i.name for i in COMPARED)
    known = found["reason"].astype(str) == ""
    numbers = found[["value", "expected", "low", "high", "p", "boot_low", "boot_high"]]
    assert numbers[known].notna().all(axis=None) and numbers[~known].isna().all(axis=None)
    some = found[known]
    assert (some["low"] <= some["high"]).all() and some["p"].between(2 / 61, 1).all()
    assert ((some["boot_low"] <= some["value"] + 1e-9) & (some["value"] <= some["boot_high"] + 1e-9)).all()
    pd.testing.assert_frame_equal(found, bands(study, times=60))


def test_talk_among_members_by_head_count_is_one_by_chance(sample):
    found = bands(sample, times=300)
    ratio = found[(found["index"] == "member_member_ratio") & found["value"].notna()]
    assert ratio["expected"].to_numpy() == pytest.approx(np.ones(len(ratio)), abs=0.06)
    early = ratio[ratio["session"] <= 10]
    assert (early["value"] < early["low"]).all(), "the planted story: talk runs through the therapists at first"


def test_the_planted_edge_is_found_and_nobody_else_twice(sample):
    found = prompts(sample)
    assert set(found.loc[found["member"] == "m05", "session"]) == {1, 2, 3, 4, 5, 6, 7, 8, 9, 11}
    assert found["member"].astype(str).value_counts().drop("m05").tolist() == [1]
    rows = rows_behind(sample, found.iloc[0])
    assert len(rows) and ((rows["speaker"] == "m05") | (rows["addressee"] == "m05")).all()


def test_the_edge_by_hand():
    talk = pd.DataFrame({"session": 1, "speaker": list("ABC"), "addressee": list("BCA"), "turns": 4})
    there = pd.DataFrame({"session": 1, "member": list("ABCD"), "status": "present"})
    (flag,) = on_the_edge(study_from({"interactions": talk, "attendance": there})).itertuples()
    assert (flag.member, flag.observed, flag.expected, flag.n) == ("D", 0, 6.0, 4)
    assert flag.p == pytest.approx(0.5**12), "each of 12 turns passes by with chance 1 - 2 / 4"
    fewer = study_from({"interactions": talk.assign(turns=1), "attendance": there})
    assert on_the_edge(fewer).empty, "three turns pass by one of four by chance: 1 in 8"


def test_criticism_needs_several_senders_an_unequal_part_and_few_warm_turns():
    talk = pd.DataFrame(
        {"session": 1, "speaker": list("ABCDAB"), "addressee": list("DDDABA"), "valence": [-1, -0.5, -0.2, 0.4, 0, 0.3]}
    )
    study = study_from({"interactions": talk})
    (flag,) = criticised(study).itertuples()
    assert (flag.member, flag.observed, flag.senders, flag.expected) == ("D", 3, 3, 0.75)
    assert "3 people" in flag.reason and len(rows_behind(study, criticised(study).iloc[0])) == 3
    warm = pd.concat([talk, pd.DataFrame({"session": 1, "speaker": list("ABC"), "addressee": "D", "valence": 0.5})])
    assert criticised(study_from({"interactions": warm})).empty
    assert criticised(study_from({"interactions": talk.assign(valence=np.nan)})).empty
    assert criticised(study_from({"interactions": talk.assign(speaker=list("AAADAB"))})).empty


def test_only_the_pair_that_kept_to_itself_is_a_subgroup(sample):
    found = communities(sample.select(Selection("tuesday", 6, 16)), draws=60)
    pairs = found.people.groupby("session")["member"].agg(lambda names: sorted(map(str, names))).to_dict()
    assert pairs == {session: ["m07", "m08"] for session in (9, 10, 11, 12)}
    assert (found.sessions["shown"] == found.sessions["session"].isin([9, 10, 11, 12])).all()
    assert (found.sessions["shown"] == (found.sessions["reason"] == "")).all()


def test_subgroups_are_refused_below_six_people():
    talk = pd.DataFrame({"session": 1, "speaker": list("ABCDE"), "addressee": list("BCDEA"), "turns": 9})
    found = communities(study_from({"interactions": talk}), draws=20)
    assert found.people.empty and "at least 6 people present; session 1 had 5" in found.sessions["reason"].iloc[0]


def test_qap_counts_every_relabelling():
    other = np.arange(25.0).reshape(5, 5) % 7
    found = qap(FIVE, other)
    off = ~np.eye(5, dtype=bool)
    again = [abs(np.corrcoef(FIVE[np.ix_(o, o)][off], other[off])[0, 1]) for o in map(list, permutations(range(5)))]
    assert found.exact and found.relabellings == 120 and found.pairs == 20
    assert found.r == pytest.approx(np.corrcoef(FIVE[off], other[off])[0, 1])
    assert found.p == pytest.approx(np.mean(np.array(again) >= abs(found.r) - 1e-12))


def test_qap_says_why_not():
    assert "At least 5 people" in qap(FIVE[:4, :4], FIVE[:4, :4]).reason
    assert "no pattern" in qap(FIVE, np.ones((5, 5))).reason
    assert qap(np.kron(FIVE, np.ones((2, 2))), np.random.default_rng(1).random((10, 10)), times=50).exact is False


def test_regression_of_matrices_has_the_coefficients_of_least_squares():
    from statsmodels.api import OLS, add_constant

    rng = np.random.default_rng(5)
    one, other = rng.random((6, 6)), rng.random((6, 6))
    outcome = 2 * one - other + 0.05 * rng.random((6, 6))
    coefficient, t, p = mrqap(outcome, [one, other])
    off = ~np.eye(6, dtype=bool)
    fitted = OLS(outcome[off], add_constant(np.column_stack([one[off], other[off]]))).fit()
    assert coefficient == pytest.approx(fitted.params[1:]) and t == pytest.approx(fitted.tvalues[1:])
    assert (p <= 2 / 720).all(), "no relabelling of six people comes near"
    with pytest.raises(ValueError, match="the same for all pairs"):
        mrqap(outcome, [one, np.ones((6, 6))])


def test_links_name_what_they_compare_and_refuse_in_words(sample):
    what = dict(instrument="WAI-SR", subscale="total", target="LEADER")
    pairwise, together = links(sample, trajectories(sample), **what)
    assert pairwise["r"].notna().all() and pairwise["exact"].all() and (pairwise["n"] >= 5).all()
    assert together["reason"].eq("").all() and len(together) == 4
    few = sample.select(Selection("tuesday", 1, 1))
    pairwise, together = links(few, trajectories(few), **what)
    assert pairwise["reason"].str.contains("At least 5 people").all()
    assert together["reason"].str.contains("At least 6 members").all()
