"""The order of turns, and the social relations model: python -m pytest -s tests/benchmarks/bench_process.py

The bar for the model is 2 seconds for 500 groups in one process.
"""

import time

import numpy as np
import pandas as pd

from taft_dash.measures.relations import social_relations
from taft_dash.measures.round_robins import RoundRobin, talk_round_robins
from taft_dash.measures.sequence_lags import CODES, transitions
from taft_dash.measures.sequence_shifts import participation_shifts
from taft_dash.records.study import study_from


def seconds(work, times=3):
    """Best of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def many(groups=500, empty=0):
    rng, made = np.random.default_rng(1), []
    for g in range(groups):
        n = int(rng.integers(6, 11))
        values = rng.normal(size=(n, n))
        np.fill_diagonal(values, np.nan)
        for _ in range(empty):
            values[tuple(rng.choice(n, 2, replace=False))] = np.nan
        made.append(RoundRobin(f"g{g}", np.arange(n).astype(str), values, 5))
    return made


def talk(groups, sessions=24, turns=120):
    rng = np.random.default_rng(2)
    people = np.array(["T1", "T2", *(f"M{k}" for k in range(8))])
    count = groups * sessions * turns
    speaker = rng.integers(0, len(people), count)
    table = {
        "group": np.repeat([f"g{g}" for g in range(groups)], sessions * turns),
        "session": np.tile(np.repeat(np.arange(1, sessions + 1), turns), groups),
        "turn": np.tile(np.arange(turns), groups * sessions),
        "speaker": people[speaker],
        "addressee": people[(speaker + rng.integers(1, len(people), count)) % len(people)],
        "category": rng.choice(["ask", "tell", "support"], count),
    }
    return study_from({"interactions": pd.DataFrame(table)})


def test_social_relations_of_500_groups():
    complete, holed, study = many(), many(empty=2), talk(500)
    spent = {
        "500 complete round robins, all tables": seconds(lambda: social_relations(complete)),
        "500 with empty cells, all tables": seconds(lambda: social_relations(holed), 1),
        "500 groups from 1.4 million turns": seconds(lambda: social_relations(talk_round_robins(study)), 1),
    }
    print()
    for what, took in spent.items():
        print(f"{what:40} {took:6.2f} s")
    assert spent["500 complete round robins, all tables"] < 2


def test_sequences_of_one_group():
    study = talk(1)
    print(f"\n1,000 shuffles, 24 sessions of 120 turns: shifts {seconds(lambda: participation_shifts(study), 2):.2f} s,"
          f" transitions of one code {seconds(lambda: transitions(study, 'category'), 2):.2f} s,"
          f" of all four {seconds(lambda: transitions(study, *CODES), 1):.2f} s")  # fmt: skip
