"""What the structure page says: numbers of its tables, their intervals, and what is missing."""

import re

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.alliance_structure import structure_view
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.readings import structure
from taft_dash.records.study import study_from

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
            structure.intraclass_words(view), structure.consistency_words(view),
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


FORBIDDEN = "weak|strong|poor|good|bad|healthy|normal|caused|because|diagnos|cut-?off"


def test_no_verdicts_no_causes(story):
    for view in (story, view_of(people=2, sessions=3)):
        assert not re.findall(FORBIDDEN, everything(view), re.IGNORECASE)
