"""How often each criterion marks what is not there, and what is: python -m pytest tests/simulations/sim_ruptures.py -s

Groups of 8 members, 24 sessions, 10 % of them missed; alliance on a scale from 1 to 5. A member's course is their own
level (SD .4 between members), a trend, and noise from session to session (SD .25; with or without carry-over .5).
Without a planted fall, every mark is a false one. With it, one session of each member's second half falls by a number
of noise SDs, and the next by half of it.
"""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.overview import Line
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture_explorer import explored
from taft_dash.measures.rupture_rules import CRITERIA, SCORED
from taft_dash.records.study import study_from

GROUPS, MEMBERS, SESSIONS, NOISE = 150, 8, 24, 0.25
LINE = Line("WAI-SR", "total", "LEADER")
COURSES = {
    "level, independent noise": dict(slope=0.0, carry=0.0),
    "level, noise that carries over": dict(slope=0.0, carry=0.5),
    "rising by .02 a session": dict(slope=0.02, carry=0.0),
    "falling by .02 a session": dict(slope=-0.02, carry=0.0),
}


def simulated(rng, *, slope: float, carry: float, fall: float = 0.0):
    """Scores of all members, one row each, and the session (from 0) in which each falls."""
    people = GROUPS * MEMBERS
    noise = rng.normal(0, NOISE, (people, SESSIONS))
    for session in range(1, SESSIONS):
        noise[:, session] = carry * noise[:, session - 1] + np.sqrt(1 - carry**2) * noise[:, session]
    scores = 3.5 + rng.normal(0, 0.4, (people, 1)) + slope * (np.arange(SESSIONS) - SESSIONS / 2) + noise
    when = rng.integers(SESSIONS // 2, SESSIONS - 3, people)
    scores[np.arange(people), when] -= fall * NOISE
    scores[np.arange(people), when + 1] -= fall * NOISE / 2
    scores = (scores.clip(1, 5) * 12).round() / 12  # twelve items
    scores[rng.random(scores.shape) < 0.1] = np.nan
    return scores, when


def marked(scores: np.ndarray) -> pd.DataFrame:
    """The episodes of all groups, with the row of `scores` each is in; SD_inter is pooled over all of them."""
    person, session = np.nonzero(~np.isnan(scores))
    ratings = pd.DataFrame(
        {
            "group": [f"g{p // MEMBERS:03}" for p in person], "session": session + 1,
            "rater": [f"M{p % MEMBERS}" for p in person], "score": scores[person, session],
        }
    )  # fmt: skip
    study = study_from({"ratings": ratings.assign(target="LEADER", instrument="WAI-SR", item="total")})
    episodes = explored(study, trajectories(study), [LINE]).episodes
    group, seat = (episodes[name].astype(str).str[1:].astype(int) for name in ("group", "member"))
    return episodes.assign(person=group * MEMBERS + seat)


@pytest.mark.parametrize("name", list(COURSES))
def test_false_positives_on_courses_without_a_fall(name, capsys):
    scores, _ = simulated(np.random.default_rng(2024), **COURSES[name])
    episodes = marked(scores)
    rated = int((~np.isnan(scores)).sum())
    with capsys.disabled():
        print(f"\nno fall, {name}: {len(scores):,} courses, {rated:,} ratings")
        for criterion in SCORED:
            own = episodes[episodes["criterion"] == criterion]
            share = own["person"].nunique() / len(scores)
            marks = 100 * len(own) / rated
            print(f"  {criterion:12} {marks:6.2f} marks per 100 ratings, {share:6.1%} of members marked")
        agreed = episodes[(episodes["n_agree"] == episodes["n_judging"])]["person"].nunique() / len(scores)
        print(f"  by all that can judge: {agreed:6.1%} of members")
    rate = episodes["criterion"].value_counts() / rated
    if COURSES[name] == dict(slope=0.0, carry=0.0):
        for criterion in CRITERIA:
            if criterion.by_chance is not None:
                assert 100 * rate[criterion.name] == pytest.approx(criterion.by_chance, rel=0.1), criterion.name
    assert rate["gumz_marked"] < rate["gumz"]


@pytest.mark.parametrize("fall", [3.0, 5.0])
def test_planted_falls_are_found(fall, capsys):
    scores, when = simulated(np.random.default_rng(7), slope=0.0, carry=0.0, fall=fall)
    known = ~np.isnan(scores[np.arange(len(scores)), when])
    episodes = marked(scores)
    session = when[episodes["person"]] + 1
    covers = ((episodes["peak_session"] < session) & (session <= episodes["last_session"])).to_numpy(bool)
    found = {}
    with capsys.disabled():
        print(f"\na fall of {fall:g} noise SDs, back over two sessions: {int(known.sum()):,} courses")
        for criterion in SCORED:
            own = (episodes["criterion"] == criterion).to_numpy()
            hit = set(episodes.loc[own & covers, "person"]) & set(np.flatnonzero(known))
            found[criterion] = len(hit) / known.sum()
            other = int((own & ~covers).sum()) / len(scores)
            print(f"  {criterion:12} found in {found[criterion]:6.1%}; other marks {other:5.2f} a member")
    assert found["gumz"] > 0.9
    assert found["stiles"] > (0.85 if fall == 5 else 0.5)
