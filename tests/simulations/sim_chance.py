"""How often chance alone lies outside the bands, and whether bootstrap intervals hold the value they are meant for.

    python -m pytest -n0 -s tests/simulations/sim_chance.py

Not part of the default tests: it takes about a minute and prints figures.
"""

import numpy as np
import pandas as pd

from taft_dash.measures.chance import bands
from taft_dash.measures.flags import on_the_edge
from taft_dash.records.study import study_from

PEOPLE, SESSIONS = list("ABCDEFGH"), 150
ROLES = pd.DataFrame({"member": PEOPLE, "role": ["therapist"] + ["member"] * 7})


def talk(rng, chances, turns):
    """Sessions in which every turn is drawn from the same chances of pairs (8, 8)."""
    rows = []
    for session in range(1, SESSIONS + 1):
        cells = rng.choice(64, turns, p=chances.ravel())
        rows += [(session, PEOPLE[cell // 8], PEOPLE[cell % 8]) for cell in cells]
    frame = pd.DataFrame(rows, columns=["session", "speaker", "addressee"])
    there = pd.MultiIndex.from_product([range(1, SESSIONS + 1), PEOPLE], names=["session", "member"])
    attendance = there.to_frame(index=False).assign(status="present")
    return study_from({"interactions": frame, "attendance": attendance, "members": ROLES})


def test_chance_lies_outside_about_one_time_in_twenty():
    equal = ~np.eye(8, dtype=bool) / 56
    found = bands(talk(np.random.default_rng(1), equal, 120), times=400)
    outside = (found["value"] < found["low"]) | (found["value"] > found["high"])
    shares = outside.groupby(found["index"].astype(str)).mean()
    print("\nshare of sessions outside the band where everything is chance (aim .05):")
    print(shares.round(3).to_string())
    assert shares.max() < 0.12


def test_bootstrap_intervals_hold_the_flow_they_are_meant_for():
    rng = np.random.default_rng(2)
    chances = rng.gamma(1.0, 1.0, (8, 8)) * ~np.eye(8, dtype=bool)
    chances /= chances.sum()
    found = bands(talk(rng, chances, 150), times=300)
    truth = chances[1:, 1:].sum()
    flows = found[found["index"] == "flow_member_member"]
    cover = ((flows["boot_low"] <= truth) & (truth <= flows["boot_high"])).mean()
    print(f"\ncoverage of the interval of talk among members: {cover:.3f} (aim .93 to .97)")
    assert 0.9 < cover < 0.99


def test_how_often_somebody_is_on_the_edge_by_chance():
    equal = ~np.eye(8, dtype=bool) / 56
    for turns in (20, 60, 120):
        flags = on_the_edge(talk(np.random.default_rng(3), equal, turns))
        print(f"\n{turns} turns a session: {len(flags) / (7 * SESSIONS):.4f} of members on the edge by chance alone")
        assert len(flags) / (7 * SESSIONS) < 0.04
