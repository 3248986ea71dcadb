"""One lesson, 20 people, 691 directed events: the network that R (sna, igraph) finds in it."""

import networkx as nx
import pandas as pd
import pytest

from taft_dash.measures.indices import by_session
from taft_dash.measures.network import network


@pytest.fixture(scope="module")
def lesson(data_set):
    return data_set("mcfarland_class33")


@pytest.fixture(scope="module")
def study_of(lesson, opened):
    events, roster = lesson.table("interactions.csv"), lesson.table("roster.csv")
    role = roster["role"].map({"instructor": "therapist"}).fillna("member")
    members = pd.DataFrame({"member": roster["member"], "role": role, "grade": roster["role"]})
    everyone = pd.DataFrame({"session": 1, "member": roster["member"], "status": "present"})

    def build(category=None):
        rows = events if category is None else events[events["category"] == category]
        talk = pd.DataFrame(
            {
                "session": 1,
                "speaker": rows["speaker"],
                "addressee": rows["addressee"],
                "start_seconds": 60 * rows["start_min"].astype(float),
                "category": rows["category"],
            }
        )
        return opened({"members": members, "attendance": everyone, "interactions": talk})

    return build


@pytest.mark.parametrize(("name", "category"), [("all_counts", None), ("task", "task"), ("social", "social")])
def test_the_network_is_that_of_the_peer(lesson, study_of, name, category):
    study, peer = study_of(category), lesson.by_peer["networks"][name]
    graph = network(study, study.groups()[0])
    assert graph.number_of_nodes() == 20, "silent people are nodes"
    assert graph.number_of_edges() == peer["n_arcs"]
    assert dict(graph.out_degree()) == peer["out_degree"]
    assert dict(graph.in_degree(weight="turns")) == peer["in_strength"]
    unweighted = nx.betweenness_centrality(graph, normalized=False)
    assert unweighted == pytest.approx(peer["betweenness_unnormalised"], abs=1e-9)


def test_indices_of_the_lesson(lesson, study_of):
    values = by_session(study_of()).set_index("index")["value"]
    peer = lesson.by_peer["networks"]["all_counts"]
    assert values["density"] == pytest.approx(peer["density"], abs=1e-10)
    assert values["reciprocity"] == pytest.approx(peer["reciprocity_edgewise"], abs=1e-10)
    assert values["in_centralisation"] == pytest.approx(peer["centralization_indegree"], abs=1e-10)
    assert values["out_centralisation"] == pytest.approx(peer["centralization_outdegree"], abs=1e-10)
    assert values["turns"] == peer["total_weight"] == 691
