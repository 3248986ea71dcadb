"""Five groups over four meetings: who spoke to whom, as R (sna, igraph) counted it in the same annotations."""

import networkx as nx
import pytest

from taft_dash.measures.indices import by_session
from taft_dash.measures.network import network
from taft_dash.measures.stack import stacks

GROUPS = ("ES2008", "ES2009", "IS1001", "IS1006", "IS1008")
COLUMNS = {
    "group": "group",
    "session": "session",
    "speaker": "speaker",
    "addressee": "addressee",
    "turn": "turn",
    "start_s": "start_seconds",
    "duration_s": "speaking_seconds",
    "category": "category",
}


@pytest.fixture(scope="module")
def ami(data_set):
    return data_set("ami_addressee")


@pytest.fixture(scope="module")
def study_of(ami, opened):
    """The records with all addressees, or only those turns that address one person."""
    members = ami.table("roster.csv")[["group", "member", "sex", "age"]]

    def build(individual: bool):
        turns = ami.table("turns.csv")
        if individual:
            turns.loc[turns["addressee_type"] != "individual", "addressee"] = ""
        return opened({"members": members, "interactions": turns[list(COLUMNS)].rename(columns=COLUMNS)})

    return {"all_addressees": build(False), "individual": build(True)}


@pytest.mark.parametrize("kind", ["all_addressees", "individual"])
@pytest.mark.parametrize("group", GROUPS)
def test_networks_are_those_of_the_peer(ami, study_of, group, kind):
    graph, peer = network(study_of[kind], group), ami.by_peer["networks"][f"{group}.{kind}"]
    assert graph.number_of_nodes() == peer["n_nodes"]
    assert graph.number_of_edges() == peer["n_arcs"]
    assert graph.size(weight="turns") == peer["total_weight"]
    assert nx.density(graph) == pytest.approx(peer["density"], abs=1e-10)
    assert dict(graph.out_degree(weight="turns")) == peer["out_strength"]
    assert dict(graph.in_degree(weight="turns")) == peer["in_strength"]
    assert nx.overall_reciprocity(graph) == pytest.approx(peer["reciprocity_edgewise"], abs=1e-10)


def test_turns_and_addressees_per_meeting(ami, study_of):
    values = by_session(study_of["all_addressees"]).set_index(["group", "session", "index"])["value"]
    for meeting in ami.by_peer["counts_per_meeting"]:
        at = (meeting["meeting"][:-1], "abcd".index(meeting["meeting"][-1]) + 1)
        assert values[(*at, "turns")] == meeting["acts"]
        marked = meeting["acts"] * (1 - values[(*at, "unaddressed_share")])
        assert marked == pytest.approx(meeting["with_addressee"])


def test_talk_seconds_per_speaker(ami, study_of):
    study = study_of["all_addressees"]
    names, groups = study.members["member"].to_numpy(object), study.groups()
    found = {}
    for stack in stacks(study):
        for s, seats in enumerate(stack.person):
            meeting = f"{groups[stack.group[s]]}{'abcd'[stack.session[s] - 1]}"
            found |= {(meeting, names[p]): stack.seconds_taken[s, k] for k, p in enumerate(seats)}
    peer = {
        (m["meeting"], m["speaker"]): m["duration_s"]
        for m in ami.by_peer["talk_seconds_per_meeting_and_speaker"]
    }
    assert {key: found[key] for key in peer} == pytest.approx(peer, abs=0.01)


def test_a_session_without_addressee_marks_gives_a_reason_not_a_zero(study_of):
    rows = by_session(study_of["all_addressees"])
    row = rows[(rows["group"] == "ES2008") & (rows["session"] == 3) & (rows["index"] == "density")].iloc[0]
    assert row["value"] != row["value"]
    assert row["reason"] == "No addressees were recorded in session 3."
