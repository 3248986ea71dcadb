"""All measures of talk on a million rows: python -m pytest -s tests/benchmarks/bench_measures.py

500 groups x 24 sessions x 9 people. Times are compared with two floors of the same run: pandas.read_csv of the same
file, and a groupby that builds one networkx graph per session (run on some of the groups and scaled to all).
"""

import resource
import time
import tracemalloc

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.stats import entropy

from taft_dash.measures.indices import by_person, by_session
from taft_dash.measures.network import ties
from taft_dash.records.study import Selection, study_from

ROWS, GROUPS, SESSIONS = 1_000_000, 500, 24
PEOPLE = np.array(["T1", *(f"M{k}" for k in range(1, 9))])
NAIVE_GROUPS = 8


def seconds(work, times=3):
    """Best of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


@pytest.fixture(scope="module")
def interactions_csv(tmp_path_factory):
    rng = np.random.default_rng(1)
    speaker = rng.integers(0, len(PEOPLE), ROWS)
    addressee = PEOPLE[(speaker + rng.integers(1, len(PEOPLE), ROWS)) % len(PEOPLE)].astype(object)
    addressee[rng.random(ROWS) < 0.25] = "GROUP"
    meeting = np.sort(rng.integers(0, GROUPS * SESSIONS, ROWS))
    talk = {
        "group": np.array([f"group {k:03}" for k in range(GROUPS)])[meeting // SESSIONS],
        "session": meeting % SESSIONS + 1,
        "speaker": PEOPLE[speaker],
        "addressee": addressee,
        "speaking_seconds": rng.integers(1, 60, ROWS),
        "category": rng.choice(["support", "question", "opinion"], ROWS),
    }
    path = tmp_path_factory.mktemp("records") / "interactions.csv"
    pd.DataFrame(talk).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def study(interactions_csv):
    talk = pd.read_csv(interactions_csv)
    members = pd.MultiIndex.from_product(
        [talk["group"].unique(), PEOPLE], names=["group", "member"]
    ).to_frame(index=False)
    members["role"] = np.where(members["member"] == "T1", "therapist", "member")
    attendance = members[["group", "member"]].merge(
        pd.Series(range(1, SESSIONS + 1), name="session"), how="cross"
    )
    attendance["status"] = "present"
    return study_from({"members": members, "attendance": attendance, "interactions": talk})


def naive(talk):
    """The same measures the obvious way, without those that need several sessions (stability, rates)."""
    for _, rows in talk.groupby(["group", "session"]):
        graph = nx.DiGraph()
        graph.add_nodes_from(PEOPLE)
        persons = rows[rows["addressee"] != "GROUP"].groupby(["speaker", "addressee"]).size()
        graph.add_weighted_edges_from((i, j, w) for (i, j), w in persons.items())
        nx.set_edge_attributes(graph, {(i, j): 1 / w for i, j, w in graph.edges(data="weight")}, "distance")
        taken = rows.groupby("speaker").size().reindex(PEOPLE, fill_value=0)
        share, n = taken / taken.sum(), len(graph)
        ordered = np.sort(taken)
        found = {
            "gini": ((2 * np.arange(1, n + 1) - n - 1) * ordered).sum() / ((n - 1) * ordered.sum()),
            "evenness": entropy(share) / np.log(n),
            "share_centralisation": (n * share.max() - 1) / (n - 1),
            "time": rows.groupby("speaker")["speaking_seconds"].sum() / rows["speaking_seconds"].sum(),
            "density": nx.density(graph),
            "reciprocity": nx.overall_reciprocity(graph),
            "betweenness": nx.betweenness_centrality(graph, weight="distance"),
        }
        weight = nx.to_numpy_array(graph)
        found["weighted_reciprocity"] = np.minimum(weight, weight.T).sum() / weight.sum()
        for degree in (graph.in_degree, graph.out_degree):
            degrees = [d for _, d in degree]
            found["centralisation"] = sum(max(degrees) - d for d in degrees) / (n - 1) ** 2
        flow = {}
        for i, j, w in graph.edges(data="weight"):
            flow[i[0], j[0]] = flow.get((i[0], j[0]), 0) + w
        for person in graph:
            given, received = (d(person, weight="weight") for d in (graph.out_degree, graph.in_degree))
            found[person] = given, received, (given - received) / (given + received)


def test_all_measures_against_reading_and_against_one_graph_per_session(interactions_csv, study, capsys):
    reading = seconds(lambda: pd.read_csv(interactions_csv))
    group = seconds(lambda: by_session(study))
    person = seconds(lambda: by_person(study))
    tie = seconds(lambda: ties(study))
    talk = pd.read_csv(interactions_csv)
    some = talk[talk["group"].isin(talk["group"].unique()[:NAIVE_GROUPS])]
    graphs = seconds(lambda: naive(some), times=2) * GROUPS / NAIVE_GROUPS

    tracemalloc.start()
    people = by_person(study)
    by_session(study)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    with capsys.disabled():
        print(f"\n{ROWS:,} interactions, {GROUPS} groups x {SESSIONS} sessions x {len(PEOPLE)} people")
        print(f"pandas.read_csv of the file         {reading:8.2f} s")
        print(f"group indices, all sessions         {group:8.2f} s")
        print(f"person measures, {len(people):,} rows  {person:8.2f} s")
        print(f"both against read_csv               {(group + person) / reading:8.1f} x   (aim: at most 10)")
        print(
            f"one networkx graph per session      {graphs:8.1f} s   (measured on {NAIVE_GROUPS} groups, scaled)"
        )
        print(f"that against ours                   {graphs / (group + person):8.1f} x   (aim: at least 20)")
        print(f"ties of all sessions                {tie:8.2f} s")
        print(
            f"memory added at the peak            {peak:8.0f} MB; table of people {_megabytes(people):.0f} MB"
        )
        print(
            f"peak of this process                {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB"
        )
    assert group + person <= 10 * reading
    assert graphs >= 20 * (group + person)
    assert peak < 500


def _megabytes(table):
    return table.memory_usage().sum() / 2**20


def test_one_group_is_instant(study, capsys):
    alone = study.select(Selection(study.groups()[0], 1, SESSIONS))
    taken = seconds(lambda: (by_session(alone), by_person(alone)), times=5)
    with capsys.disabled():
        print(f"\none group, {SESSIONS} sessions: all indices and person measures {taken * 1000:.0f} ms")
    assert taken < 0.25
