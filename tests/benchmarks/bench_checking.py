"""Reading and checking a million interactions: python -m pytest -n0 -s tests/benchmarks/bench_checking.py

500 groups x 24 sessions x 9 people. The floor, in the same run, is pandas.read_csv of the same file. The aim of
the whole is 4 times the floor, and 1.5 GB of memory at the peak.
"""

import resource
import time

import numpy as np
import pandas as pd
import pytest

from taft_dash.records.checking import check, open_study
from taft_dash.records.reading import read_files

ROWS, GROUPS, SESSIONS = 1_000_000, 500, 24
PEOPLE = np.array(["T1", *(f"M{k}" for k in range(1, 9))])


def seconds(work, times=5):
    """Best of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rng = np.random.default_rng(1)
    meeting = np.sort(rng.integers(0, GROUPS * SESSIONS, ROWS))
    speaker = rng.integers(0, len(PEOPLE), ROWS)
    addressee = PEOPLE[(speaker + rng.integers(1, len(PEOPLE), ROWS)) % len(PEOPLE)].astype(object)
    addressee[rng.random(ROWS) < 0.25] = "GROUP"
    talk = {
        "group": np.array([f"group {k:03}" for k in range(GROUPS)])[meeting // SESSIONS],
        "session": meeting % SESSIONS + 1,
        "speaker": PEOPLE[speaker],
        "addressee": addressee,
        "speaking_seconds": rng.integers(1, 600, ROWS) / 10,
        "category": rng.choice(["support", "question", "opinion"], ROWS),
    }
    path = tmp_path_factory.mktemp("records")
    pd.DataFrame(talk).to_csv(path / "interactions.csv", index=False)
    return path


def test_reading_and_checking_a_million_rows(folder):
    file = folder / "interactions.csv"
    opened = open_study([file])
    assert opened.problems == () and opened.summary["rows"]["interactions"]["used"] == ROWS
    read = read_files([file])
    floor = seconds(lambda: pd.read_csv(file))
    reading, checking = seconds(lambda: read_files([file])), seconds(lambda: check(read))
    whole = seconds(lambda: open_study([file]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"\npandas.read_csv {floor:.2f} s; reading {reading / floor:.1f} x, checking {checking / floor:.1f} x,"
    )
    print(f"both {whole:.2f} s = {whole / floor:.1f} x (aim 4); peak memory {peak:.2f} GB (aim 1.5)")
    assert peak < 1.5


def test_a_million_rows_with_faults_are_checked_too(folder, tmp_path):
    talk = pd.read_csv(folder / "interactions.csv", dtype="str")
    rng = np.random.default_rng(2)
    talk.loc[rng.choice(ROWS, 2000, replace=False), "speaking_seconds"] = "long"
    talk.loc[rng.choice(ROWS, 2000, replace=False), "speaker"] = "M99"
    talk.to_csv(tmp_path / "interactions.csv", index=False)
    members = talk[["group"]].drop_duplicates().merge(pd.Series(PEOPLE, name="member"), how="cross")
    members.to_csv(tmp_path / "members.csv", index=False)
    floor = seconds(lambda: pd.read_csv(tmp_path / "interactions.csv"))
    whole = seconds(lambda: open_study(tmp_path), times=3)
    opened = open_study(tmp_path)
    assert {problem.code for problem in opened.problems} == {"not-a-number", "unknown-person"}
    print(f"\nwith 4,000 faulty rows and a roster: {whole:.2f} s = {whole / floor:.1f} x pandas.read_csv")
