"""Other people's networks, ranked friends, messages and liking among monks, as R (sna, igraph) describes them.

Ties are made into one session's who-to-whom matrix; betweenness of the peer counts steps, so it is compared on ties
without their weights, as are triads.
"""

import networkx as nx
import numpy as np
import pytest

from taft_dash.measures import structure
from taft_dash.measures.betweenness import betweenness
from taft_dash.measures.stack import Stack


def messages(data):
    table = data.table("messages.csv")
    return {"messages": (data.table("roster.csv")["member"], table, "n_messages")}


def friends(data):
    table = data.table("rankings.csv").rename(columns={"rater": "speaker", "target": "addressee"})
    top = table[table["rank"].astype(float) <= 8].assign(named="1")
    return {
        f"week{week}.top8": (table["speaker"].drop_duplicates(), top[top["week"] == week], "named")
        for week in ("0", "15")
    }


def monks(data):
    roster, named = data.table("roster.csv")["member"], {"rater": "speaker", "target": "addressee"}
    waves, all_of_them = data.table("nominations.csv"), data.table("liking_cumulative.csv").rename(columns=named)
    liked = waves[waves["relation"] == "like"].rename(columns=named)
    each = {f"like.wave{wave}": (roster, liked[liked["wave"] == wave], "score") for wave in ("2", "3", "4")}
    return each | {"like.cumulative": (roster, all_of_them, "nominations")}


@pytest.mark.parametrize(
    ("name", "networks"),
    [("eies_messages", messages), ("newcomb_fraternity", friends), ("sampson_monastery", monks)],
)
def test_networks_are_those_of_the_peer(data_set, name, networks):
    data = data_set(name)
    for kind, (people, ties, weight) in networks(data).items():
        peer = data.by_peer["networks"][kind]
        turns = matrix(list(people), ties, weight)
        stack, n = Stack.one_session(turns), len(turns)
        assert (n, np.count_nonzero(turns)) == (peer["n_nodes"], peer["n_arcs"])
        assert structure.density(stack) == pytest.approx(peer["density"], abs=1e-10)
        assert structure.reciprocity(stack) == pytest.approx(peer["reciprocity_edgewise"], abs=1e-10)
        assert structure.in_centralisation(stack) == pytest.approx(peer["centralization_indegree"], abs=1e-10)
        assert structure.out_centralisation(stack) == pytest.approx(peer["centralization_outdegree"], abs=1e-10)
        between = betweenness(Stack.one_session(turns > 0))[0] * (n - 1) * (n - 2)
        expected = [peer["betweenness_unnormalised"][person] for person in people]
        assert between == pytest.approx(expected, abs=1e-8)
        assert nx.triadic_census(nx.from_numpy_array(turns, create_using=nx.DiGraph)) == peer["triad_census"]


def matrix(people, ties, weight):
    at = {person: place for place, person in enumerate(people)}
    turns = np.zeros((len(people), len(people)))
    for speaker, addressee, amount in zip(ties["speaker"], ties["addressee"], ties[weight], strict=True):
        if speaker != addressee:
            turns[at[speaker], at[addressee]] += float(amount)
    return turns
