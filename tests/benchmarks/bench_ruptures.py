"""The whole rupture explorer for a hundred groups: python -m pytest -s tests/benchmarks/bench_ruptures.py

100 groups x 8 members x 24 sessions, answers to WAI-SR and GSRS item by item, a note of a rupture every sixth session.
Members hold their level with some noise and fall well below it in one session of twenty-five.
"""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.overview import lines
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture_explorer import explored
from taft_dash.records.study import study_from
from taft_dash.reports.analyses.ruptures import tables
from tests.benchmarks.bench_measures import seconds

GROUPS, MEMBERS, SESSIONS = 100, 8, 24
FORMS = (("WAI-SR", "LEADER", 12, 1, 5), ("GSRS", "GROUP", 4, 0, 10))


@pytest.fixture(scope="module")
def study():
    rng = np.random.default_rng(11)
    cells = pd.MultiIndex.from_product(
        [[f"group {g:03}" for g in range(GROUPS)], range(1, SESSIONS + 1), [f"M{m}" for m in range(MEMBERS)]],
        names=["group", "session", "member"],
    ).to_frame(index=False)
    there = cells[rng.random(len(cells)) < 0.9]
    held = rng.normal(0.7, 0.05, len(there)) - 0.35 * (rng.random(len(there)) < 0.04)
    parts = []
    for instrument, target, items, low, high in FORMS:
        level = held[:, None] + rng.normal(0, 0.05, (len(there), items))
        answers = (low + level * (high - low)).round().clip(low, high)
        form = there.rename(columns={"member": "rater"})
        wide = form.loc[form.index.repeat(items)].assign(
            target=target, instrument=instrument, item=[str(k) for k in range(1, items + 1)] * len(there),
            score=answers.ravel(),
        )  # fmt: skip
        parts.append(wide)
    people = cells[["group", "member"]].drop_duplicates().assign(role="member")
    leads = people.drop_duplicates("group").assign(member="T1", role="therapist")
    events = cells[(cells["member"] == "M0") & (cells["session"] % 6 == 0)].rename(columns={"member": "actor"})
    return study_from(
        {
            "members": pd.concat([people, leads], ignore_index=True),
            "attendance": cells.assign(
                status=np.where(cells.index.isin(there.index), "present", "absent")
            ),
            "ratings": pd.concat(parts, ignore_index=True),
            "events": events.assign(kind="rupture", target="M1", rater="T1"),
        }
    )


def test_the_whole_explorer_for_a_hundred_groups(study, capsys):
    scores = trajectories(study)
    asked = lines(study, scores)
    scoring = seconds(lambda: trajectories(study), times=2)
    one = seconds(lambda: explored(study, scores, asked[:1]), times=2)
    every = seconds(lambda: explored(study, scores, lines(study, scores)), times=2)
    files = seconds(lambda: tables(study), times=1)
    found = explored(study, scores, asked)
    with capsys.disabled():
        print(f"\n{GROUPS} groups x {MEMBERS} members x {SESSIONS} sessions, {len(study.ratings):,} answers")
        print(f"answers to scores                       {scoring:6.2f} s")
        print(f"explorer, one line, all criteria         {one:6.2f} s   (aim: at most 3)")
        print(f"explorer, all {len(asked)} lines, all criteria      {every:6.2f} s   (aim: at most 3)")
        print(f"all files of the analysis, with scoring  {files:6.2f} s")
        print(f"episodes {len(found.episodes):,}, limits {len(found.thresholds):,}, shares {len(found.shares):,}")
    assert len(asked) == 5 and len(found.episodes) > 10_000
    assert every <= 3
