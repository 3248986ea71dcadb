"""What the structure page says: numbers of its tables, their intervals, and what is missing."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.alliance_structure import structure_view
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.response_surface import response_surfaces
from taft_dash.measures.series import Series
from taft_dash.measures.several_groups import groups_view
from taft_dash.readings import structure
from taft_dash.records.checking import open_study
from taft_dash.records.study import Selection, study_from
from tests.measures.test_response_surface import records

GOAL = Series("WAI-SR", "goal", "LEADER", "member")


def view_of(people=6, sessions=8, *, seed=0, item=None, series=GOAL):
    """Answers to the four items of WAI-SR goal; with `item`, scores written down directly."""
    rng = np.random.default_rng(seed)
    level, shared = rng.normal(0, 0.6, people), rng.normal(0, 0.3, sessions)
    rows = []
    for k in range(people):
        for s in range(sessions):
            here = 3 + level[k] + shared[s] + 0.02 * s
            for i in (4, 6, 8, 11) if item is None else (item,):
                rows.append((s + 1, f"P{k}", str(i), float(np.clip(np.round(here + rng.normal(0, 0.4)), 1, 5))))
    ratings = pd.DataFrame(rows, columns=["session", "rater", "item", "score"])
    study = study_from({"ratings": ratings.assign(instrument="WAI-SR", target=series.target)})
    return structure_view(study, trajectories(study), series)


@pytest.fixture(scope="module")
def story():
    return view_of()


def everything(view):
    return " ".join(
        (
            structure.split_words(view), structure.growth_words(view), structure.agreement_words(view),
            structure.intraclass_words(view), structure.consistency_words(view), structure.others_words(view),
            structure.bias_words(view), *(structure.targets_words(view, pair) for pair in structure.pairs(view)),
        )
    )  # fmt: skip


def test_shares_are_told_with_intervals_and_numbers_the_largest_first(story):
    said = structure.split_words(story)
    shares = [int(part) for part in re.findall(r"(\d+) % (?:one|lasting|differences)", said)]
    assert shares == sorted(shares, reverse=True) and 99 <= sum(shares) <= 101
    assert "From 48 ratings of 6 members in 8 sessions; in brackets 95 % intervals" in said
    row = story.split.iloc[0]
    assert f"{100 * row['share']:.0f} % lasting differences between members ({100 * row['low']:.0f} %" in said


def test_growth_is_told_with_its_interval(story):
    slope = story.growth_terms.set_index("term").loc["slope per session"]
    said = structure.growth_words(story)
    assert f"{abs(slope['estimate']):.3f} per session for the group (95 %" in said
    assert "from 48 ratings of 6 members" in said


def test_agreement_names_the_sessions_at_both_ends(story):
    table = story.agreement
    said = structure.agreement_words(story)
    assert f"differed most in session {table.loc[table['sd'].idxmax(), 'session']}" in said
    assert f"r_wg lies between {table['r_wg'].min():.2f} and {table['r_wg'].max():.2f}" in said
    assert "of 8 sessions." in said


def test_without_answers_to_items_there_is_no_r_wg_and_the_reason_stands_in_its_place():
    written = view_of(item="goal")
    assert structure.agreement_words(written).endswith("The answers to the items are not recorded.")


def test_intraclass_correlations_are_explained(story):
    said = structure.intraclass_words(story)
    assert said.startswith(f"ICC(1) {story.intraclass.icc1:.2f} (95 % ".replace("-", "−"))
    assert "From 48 ratings in 8 sessions, 6.0 a session." in said


def test_consistency_says_each_coefficient_or_why_not(story):
    said = structure.consistency_words(story)
    assert "Alpha, first form of each person: 0." in said and "(6 forms, 4 items, 95 %" in said
    assert "Omega needs at least 3 items and 3 forms per item; there are 4 items and 6 complete forms." in said
    assert "Alpha within persons, all forms: 0." in said


def test_what_is_missing_is_said():
    small = view_of(people=2, sessions=3)
    assert structure.split_words(small).startswith("Splitting the variance needs at least 4 members")
    assert structure.growth_words(small).startswith("Growth needs at least 4 members")
    assert structure.intraclass_words(small).startswith("ICC over the sessions: This needs ratings in at least 4 sets")


@pytest.fixture(scope="module")
def sample():
    """The sample group: bonds with therapists and members, and therapists' ratings, are all recorded."""
    study = open_study(["sample_data/tuesday_group"]).study.select(Selection("tuesday", 1, 24))
    return structure_view(study, trajectories(study), Series("WAI-SR", "total", "LEADER", "member"))


def test_the_others_before_are_told_with_an_interval_and_without_a_cause(sample, story):
    said, row = structure.others_words(sample), sample.others.set_index("term").loc["others_before"]
    side = "lower" if row["estimate"] < 0 else "higher"
    assert f"a member's rating was {abs(row['estimate']):.2f} {side} (95 %" in said
    assert f"From {row['n_steps']} steps of {row['n_members']} members." in said
    assert ("neither direction is shown" in said) == (row["low"] < 0 < row["high"])
    assert structure.others_words(story).startswith("This needs at least 100 steps from one session to the next")


def test_bonds_are_compared_pair_by_pair(sample, story):
    (pair,) = structure.pairs(sample)
    assert pair == ("LEADER", "MEMBERS")
    said, table = structure.targets_words(sample, pair), structure.of_pair(sample, pair)
    assert f"{(table['difference'] > 0).sum()} of 8 members rate the therapists higher than the other members" in said
    assert "Beyond chance (95 % interval without 0): Bella and Carmen." in said
    assert structure.pairs(story) == []


def test_truth_and_bias_are_told_with_intervals(sample, story):
    said, terms = structure.bias_words(sample), sample.bias.set_index("term")["estimate"]
    assert f"{abs(terms['bias']):.2f} points lower than the member does (95 %" in said
    assert f"they rate +{terms['tracking']:.2f}" in said and "From 39 pairs of 8 members in 6 sessions." in said
    assert structure.bias_words(story).startswith("Truth and bias need at least 20 ratings")


FORBIDDEN = "weak|strong|poor|good|bad|healthy|normal|caused|because|diagnos|cut-?off"


def test_no_verdicts_no_causes(story, sample):
    for view in (story, sample, view_of(people=2, sessions=3)):
        assert not re.findall(FORBIDDEN, everything(view), re.IGNORECASE)


def test_groups_left_out_are_named():
    frames = [table.assign(group=f"group {k}") for k, table in enumerate(map(alone, (5, 6, 7, 8)))]
    study = study_from({"ratings": pd.concat([*frames, frames[0].head(3).assign(group="short")])})
    view = groups_view(study, trajectories(study), GOAL)
    said = structure.groups_split_words(view)
    assert "From 128 ratings of 16 members in 4 groups and 32 sessions of theirs" in said
    assert said.endswith("Left out, with too few ratings: short.")
    slope = view.terms.set_index("term").loc["slope per session", "estimate"]
    assert f"{abs(slope):.3f} per session over 4 groups with 16 members" in structure.groups_growth_words(view)
    assert not re.findall(FORBIDDEN, said + structure.groups_growth_words(view), re.IGNORECASE)


def alone(seed, people=4, sessions=8):
    rng = np.random.default_rng(seed)
    rows = [(s + 1, f"P{k}", 3 + rng.normal(0, 0.5)) for s in range(sessions) for k in range(people)]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "score"])
    return ratings.assign(instrument="WAI-SR", item="goal", target="LEADER")


def test_a_surface_is_told_with_intervals_and_a_refusal_in_words():
    study = records()
    (surface,) = response_surfaces(study, trajectories(study), Series("WAI-SR", "total", "LEADER", "member"))
    said = structure.surface_words(surface)
    assert "+3.00 where the bonds with the therapists and the other members are both one point higher (a1" in said
    assert "−1.00 where the first is one point higher and the second one lower (a3" in said
    assert "From 104 members in 13 groups." in said and not re.findall(FORBIDDEN, said, re.IGNORECASE)
    assert structure.surface_words(replace(surface, reason="No outcome is recorded.")) == "No outcome is recorded."
