"""Who speaks to whom: every number against networkx, session by session, and by hand on three people."""

import json
import os
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from taft_dash.measures import exchange, flows, structure
from taft_dash.measures.betweenness import betweenness
from taft_dash.measures.indices import by_person, by_session
from taft_dash.measures.network import difference, network, network_tables, ties
from taft_dash.measures.stack import Stack
from taft_dash.records.study import Selection, study_from

LESSON = Path(__file__).parents[3] / "shared" / "data" / "mcfarland_class33"


# --- the oracle: one networkx graph per session, built from the rows as recorded ---------------------------------


def graphs(loose, study):
    """(group, session) -> DiGraph of the people present, with what was recorded at all as graph attributes."""
    role = {(row.group, row.member): row.role for row in loose["members"].itertuples()}
    talk = dict(list(loose["interactions"].groupby(["group", "session"])))
    found = {}
    for (group, session), people in study.presence.groupby(["group", "session"], observed=True):
        rows = talk.get((group, session), loose["interactions"].iloc[:0])
        graph = nx.DiGraph(talk=len(rows) > 0, addressed=bool(rows["addressee"].notna().any()))
        for person, state in zip(people["member"], people["presence"], strict=True):
            if state == "present" and role[group, person] != "observer":
                graph.add_node(person)
        taken, to_group = {}, {}
        for row in rows.itertuples():
            graph.add_node(row.speaker)
            taken[row.speaker] = taken.get(row.speaker, 0) + row.turns
            if row.addressee == "GROUP":
                to_group[row.speaker] = to_group.get(row.speaker, 0) + row.turns
            elif isinstance(row.addressee, str):
                for addressee in row.addressee.split(";"):
                    before = graph.get_edge_data(row.speaker, addressee, {"turns": 0})["turns"]
                    graph.add_edge(row.speaker, addressee, turns=before + row.turns)
        nx.set_edge_attributes(
            graph, {(i, j): Fraction(1, int(w)) for i, j, w in graph.edges(data="turns")}, "distance"
        )
        for name, values in (("taken", taken), ("to_group", to_group)):
            nx.set_node_attributes(graph, {person: values.get(person, 0) for person in graph}, name)
        nx.set_node_attributes(graph, {person: role[group, person] for person in graph}, "role")
        found[group, session] = graph
    return found


@pytest.fixture(scope="module", params=range(25))
def drawn(frames, request):
    loose = frames(request.param)
    study = study_from(loose)
    return study, graphs(loose, study)


def indices_of(graph):
    """The indices networkx knows, and those that follow from degrees and weights, in plain Python."""
    n, taken = len(graph), [x for _, x in graph.nodes(data="taken")]
    found = {}
    if graph.graph["talk"] and n > 1:
        found["gini"] = sum(abs(x - y) for x in taken for y in taken) / (2 * n * sum(taken)) * n / (n - 1)
        found["share_centralisation"] = (n * max(taken) / sum(taken) - 1) / (n - 1)
    if not graph.graph["addressed"]:
        return found
    weight = {(i, j): w for i, j, w in graph.edges(data="turns")}
    if n > 1:
        found["density"] = nx.density(graph)
    if graph.edges:
        found["reciprocity"] = nx.overall_reciprocity(graph)
        mutual = sum(min(w, weight.get((j, i), 0)) for (i, j), w in weight.items())
        found["weighted_reciprocity"] = mutual / sum(weight.values())
    if n > 2:
        for name, degree in (("in", graph.in_degree), ("out", graph.out_degree)):
            degrees = [d for _, d in degree]
            found[f"{name}_centralisation"] = sum(max(degrees) - d for d in degrees) / (n - 1) ** 2
    role = graph.nodes(data="role")
    total = {
        (a, b): sum(w for (i, j), w in weight.items() if (role[i], role[j]) == (a, b))
        for a in ("therapist", "member")
        for b in ("therapist", "member")
    }
    to_group = sum(x for person, x in graph.nodes(data="to_group") if role[person] != "observer")
    everything = sum(total.values()) + to_group
    if everything:
        found |= {f"flow_{a}_{b}": x / everything for (a, b), x in total.items()}
        found["flow_group"] = to_group / everything
    members, therapists = (sum(r == word for _, r in role) for word in ("member", "therapist"))
    both = members + therapists
    if members > 1 and therapists and sum(total.values()):
        expected = members * (members - 1) / (both * (both - 1))
        found["member_member_ratio"] = total["member", "member"] / sum(total.values()) / expected
    return found


def people_of(graph):
    """member -> person measures, from networkx."""
    if not graph.graph["addressed"]:
        return {}
    found = {
        person: {
            "out_strength": graph.out_degree(person, weight="turns"),
            "in_strength": graph.in_degree(person, weight="turns"),
            "to_group": graph.nodes[person]["to_group"],
        }
        for person in graph
    }
    if len(graph) > 2:
        for person, value in nx.betweenness_centrality(graph, weight="distance").items():
            found[person]["betweenness"] = value
    for measures in found.values():
        given_, received = measures["out_strength"], measures["in_strength"]
        if given_ + received:
            measures["imbalance"] = (given_ - received) / (given_ + received)
    return found


def test_every_session_equals_networkx(drawn):
    study, oracle = drawn
    expected = {key: indices_of(graph) for key, graph in oracle.items()}
    names = {name for values in expected.values() for name in values} | {"density", "reciprocity"}
    table = by_session(study)
    for row in table[table["index"].isin(names)].itertuples():
        value = expected[row.group, row.session].get(row.index, np.nan)
        assert row.value == pytest.approx(value, abs=1e-12, nan_ok=True), row


def test_every_person_equals_networkx(drawn):
    study, oracle = drawn
    expected = {key: people_of(graph) for key, graph in oracle.items()}
    table = by_person(study)
    compared = ["out_strength", "in_strength", "to_group", "betweenness", "imbalance"]
    for row in table[table["measure"].isin(compared)].itertuples():
        value = expected[row.group, row.session].get(row.member, {}).get(row.measure, np.nan)
        assert row.value == pytest.approx(value, abs=1e-12, nan_ok=True), row


def test_ties_and_rates_count_sessions_together(drawn):
    study, oracle = drawn
    together, so_far, met, exchanged = {}, {}, {}, {}
    expected, rates = [], {}
    for (group, session), graph in oracle.items():
        if not graph.graph["addressed"]:
            continue
        for pair in permutations(graph, 2):
            together[group, pair] = together.get((group, pair), 0) + 1
        for i, j, w in graph.edges(data="turns"):
            so_far[group, (i, j)] = so_far.get((group, (i, j)), 0) + w
            count, back = together[group, (i, j)], graph.get_edge_data(j, i, {"turns": 0})["turns"]
            row = (group, session, i, j, w, count, so_far[group, (i, j)] / count, (w - back) / (w + back))
            expected.append(row)
        for person in graph:
            met[group, person] = met.get((group, person), 0) + len(graph) - 1
            for name, degree in (("rate_given", graph.out_degree), ("rate_received", graph.in_degree)):
                key = group, person, name
                exchanged[key] = exchanged.get(key, 0) + degree(person, weight="turns")
                if met[group, person]:
                    rates[group, session, person, name] = exchanged[key] / met[group, person]
    columns = ["group", "session", "speaker", "addressee", "turns", "sessions_together", "rate", "imbalance"]
    found = ties(study)[columns]
    assert sorted(found.itertuples(index=False, name=None)) == sorted(expected)
    people = list(zip(study.members["group"], study.members["member"], strict=True))
    order = [
        (study.groups().index(row.group), row.session, people.index((row.group, row.speaker)))
        for row in found.itertuples()
    ]
    assert order == sorted(order)
    people = by_person(study).query("measure in ('rate_given', 'rate_received')")
    for row in people.itertuples():
        value = rates.get((row.group, row.session, row.member, row.measure), np.nan)
        assert row.value == pytest.approx(value, abs=1e-12, nan_ok=True), row


def test_stability_is_the_correlation_of_pairs_present_in_both(drawn):
    study, oracle = drawn
    previous, expected = {}, {}
    for (group, session), graph in oracle.items():
        if not graph.graph["addressed"]:
            continue
        before = previous.get(group)
        previous[group] = graph
        if before is None:
            continue
        both = [person for person in graph if person in before]
        now, then = (
            [g.get_edge_data(i, j, {"turns": 0})["turns"] for i, j in permutations(both, 2)]
            for g in (graph, before)
        )
        if len(both) >= 3 and len(set(now)) > 1 and len(set(then)) > 1:
            expected[group, session] = np.corrcoef(now, then)[0, 1]
    for row in by_session(study).query("index == 'stability'").itertuples():
        value = expected.get((row.group, row.session), np.nan)
        assert row.value == pytest.approx(value, abs=1e-12, nan_ok=True), row


@pytest.mark.parametrize("size", [12, 40])
def test_betweenness_of_larger_groups_with_many_equal_paths(size):
    rng = np.random.default_rng(size)
    turns = rng.integers(0, 4, (size, size)) * (rng.random((size, size)) < 0.4)
    np.fill_diagonal(turns, 0)
    graph = nx.from_numpy_array(turns, create_using=nx.DiGraph)
    for _, _, data in graph.edges(data=True):
        data["distance"] = Fraction(1, int(data["weight"]))
    expected = nx.betweenness_centrality(graph, weight="distance")
    found = betweenness(Stack.one_session(turns))[0]
    np.testing.assert_allclose(found, [float(expected[i]) for i in range(size)], atol=1e-12)


# --- by hand ---------------------------------------------------------------------------------------------------------

TRIADS = {
    # T speaks to A twice and to B once, A answers once.
    "answered": ([[0, 2, 1], [1, 0, 0], [0, 0, 0]],
                 dict(density=3 / 6, reciprocity=2 / 3, weighted_reciprocity=2 / 4,
                      in_centralisation=0, out_centralisation=3 / 4)),
    "star out": ([[0, 2, 1], [0, 0, 0], [0, 0, 0]],
                 dict(density=2 / 6, reciprocity=0, weighted_reciprocity=0,
                      in_centralisation=1 / 4, out_centralisation=1)),
    "star in": ([[0, 0, 0], [2, 0, 0], [1, 0, 0]],
                dict(density=2 / 6, reciprocity=0, weighted_reciprocity=0,
                     in_centralisation=1, out_centralisation=1 / 4)),
    "ring": ([[0, 1, 0], [0, 0, 1], [1, 0, 0]],
             dict(density=3 / 6, reciprocity=0, weighted_reciprocity=0,
                  in_centralisation=0, out_centralisation=0)),
    "complete": ([[0, 1, 1], [1, 0, 1], [1, 1, 0]],
                 dict(density=1, reciprocity=1, weighted_reciprocity=1,
                      in_centralisation=0, out_centralisation=0)),
}  # fmt: skip


@pytest.mark.parametrize("name", TRIADS)
def test_triads_by_hand(name):
    turns, expected = TRIADS[name]
    group = Stack.one_session(turns)
    assert {index: getattr(structure, index)(group)[0] for index in expected} == pytest.approx(expected)


def test_flows_of_a_triad_by_hand():
    # Five addressed turns: T to A, T to the other therapist, A to T, A to B, B to the group.
    turns = [[0, 1, 0, 1], [1, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    group = Stack.one_session(turns, "TMMT", to_group=[0, 0, 1, 0])
    names = ("therapist_member", "member_therapist", "member_member", "therapist_therapist", "group")
    assert [getattr(flows, f"flow_{name}")(group)[0] for name in names] == [0.2] * 5
    # One of four person-directed turns went from member to member; by head-count 2 of 12 pairs would.
    assert flows.member_member_ratio(group)[0] == pytest.approx((1 / 4) / (2 / 12))
    assert flows.therapist_share(group)[0] == pytest.approx(2 / 5)


def test_turns_of_observers_are_in_the_network_but_not_in_the_flows():
    turns = [[0, 3, 0], [0, 0, 0], [5, 0, 0]]
    group = Stack.one_session(turns, "TMO", to_group=[0, 1, 9])
    assert flows.flow_therapist_member(group)[0] == pytest.approx(3 / 4)
    assert flows.flow_group(group)[0] == pytest.approx(1 / 4)
    assert structure.density(group)[0] == pytest.approx(2 / 6)


def test_the_shorter_way_is_the_one_with_more_talk():
    # From A to C directly with 1 turn (length 1), or by way of B with 3 and 3 (length 2/3).
    assert betweenness(Stack.one_session([[0, 3, 1], [0, 0, 3], [0, 0, 0]])).tolist() == [[0, 0.5, 0]]
    # By way of B with 2 and 2 it is as long: half of the one path counts.
    assert betweenness(Stack.one_session([[0, 2, 1], [0, 0, 2], [0, 0, 0]])).tolist() == [[0, 0.25, 0]]


def test_equal_lengths_are_equal_although_their_sums_round_differently():
    first, second = (3, 15), (5, 5)
    assert sum(Fraction(1, w) for w in first) == sum(Fraction(1, w) for w in second)
    assert 1 / 3 + 1 / 15 != 1 / 5 + 1 / 5
    turns = np.zeros((4, 4))
    (turns[0, 1], turns[1, 3]), (turns[0, 2], turns[2, 3]) = first, second
    assert betweenness(Stack.one_session(turns))[0] == pytest.approx([0, 1 / 12, 1 / 12, 0])


def test_absent_people_do_not_thin_the_network():
    turns = [[0, 2, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert structure.density(Stack.one_session(turns)) == pytest.approx([3 / 12])
    assert structure.density(Stack.one_session(turns, absent=[3])) == pytest.approx([3 / 6])
    assert structure.out_centralisation(Stack.one_session(turns, absent=[3])) == pytest.approx([3 / 4])


def test_someone_who_came_seldom_is_not_made_to_look_silent(one_group):
    attendance = [(s, p, "present") for s in (1, 2, 3) for p in "AB"] + [
        (1, "C", "present"),
        (2, "C", "absent"),
    ]
    talk = [(1, "C", "A", 4), (1, "A", "B", 1), (2, "A", "B", 1), (3, "A", "B", 1)]
    table = by_person(one_group(talk, people=["A", "B", "C"], attendance=attendance))
    given_ = table.query("measure == 'rate_given'").set_index(["member", "session"])["value"]
    # A met 2, 1 and 1 other people and gave 1 turn each time; C met 2 and gave 4.
    assert given_["A"].tolist() == pytest.approx([1 / 2, 2 / 3, 3 / 4])
    assert given_["C"].tolist() == pytest.approx([2, np.nan, np.nan], nan_ok=True)


def test_rates_pass_over_sessions_whose_addressees_nobody_wrote_down(one_group):
    attendance = [(s, p, "present") for s in (1, 2, 3) for p in "AB"]
    talk = [(1, "A", "B", 4), (2, "A", np.nan, 9), (3, "A", "B", 2)]
    study = one_group(talk, people=["A", "B"], attendance=attendance)
    found = ties(study)
    assert found[["session", "sessions_together", "rate"]].to_numpy().tolist() == [[1, 1, 4], [3, 2, 3]]
    rate = by_person(study).query("measure == 'rate_given' and member == 'A'").set_index("session")
    assert rate["value"].tolist() == pytest.approx([4, np.nan, 3], nan_ok=True)
    assert rate.loc[2, "reason"] == "No addressees were recorded in session 2."


# --- networks of sessions and ranges ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(one_group):
    """Three sessions of T, A, B, C: C only from session 2 on and silent, B away in session 3."""
    here = {1: "TAB", 2: "TABC", 3: "TAC"}
    attendance = [(s, p, "present" if p in here[s] else "absent") for s in here for p in "TABC"]
    talk = [(1, "T", "A", 2), (1, "A", "GROUP", 3), (2, "T", "A", 1), (2, "A", "B", 4), (3, "A", "T", 5)]
    return one_group(talk, people=list("TABC"), roles=["therapist"] + ["member"] * 3, attendance=attendance)


def test_one_session_has_everyone_present_and_nobody_else(course):
    first, third = (network(course, "Group 1", s, s) for s in (1, 3))
    assert list(first) == ["T", "A", "B"]
    assert dict(first.nodes["A"]) == dict(
        label="A", role="member", sessions_present=1, turns_taken=3, turns_to_group=3
    )
    assert list(first.edges(data="turns")) == [("T", "A", 2)]
    assert list(third) == ["T", "A", "C"]
    assert third.degree("C") == 0


def test_a_range_and_the_course_so_far(course):
    whole = network(course, "Group 1")
    assert whole.nodes["C"]["sessions_present"] == 2
    assert whole.edges["T", "A"] == dict(turns=3, sessions_together=3, rate=1)
    assert whole.edges["A", "B"] == dict(turns=4, sessions_together=2, rate=2)
    assert (
        nx.utils.graphs_equal(whole, network(course, "Group 1", None, 3)) is False
    )  # graph attributes differ
    assert network(course, "Group 1", last=3).edges == whole.edges
    assert set(network(course, "Group 1", 2, 3).edges) == {("T", "A"), ("A", "B"), ("A", "T")}
    assert network(course, "Group 1", last=1).edges == network(course, "Group 1", 1, 1).edges


def test_a_range_without_sessions_is_empty(course):
    assert len(network(course, "Group 1", 7, 9)) == 0
    people, pairs = network_tables(course, "Group 1", 7, 9)
    assert people["sessions_present"].tolist() == [0, 0, 0, 0]
    assert pairs.empty


def test_an_unknown_group_is_refused_with_the_groups_there_are(course):
    with pytest.raises(ValueError, match="Group 1"):
        network(course, "Tuesday")


def test_the_network_can_be_written_as_graphml(course, tmp_path):
    nx.write_graphml(network(course, "Group 1", 1, 2), tmp_path / "group.graphml")
    again = nx.read_graphml(tmp_path / "group.graphml")
    assert again.edges["A", "B"]["turns"] == 4
    assert again.nodes["T"]["role"] == "therapist"
    assert again.graph["last"] == 2


def test_speaking_time_of_a_tie_is_given_only_where_it_was_recorded():
    talk = pd.DataFrame(
        {
            "session": [1, 2, 2],
            "speaker": ["A", "A", "B"],
            "addressee": ["B", "B", "A"],
            "speaking_seconds": [np.nan, 8, np.nan],
        }
    )
    study = study_from({"interactions": talk})
    assert ties(study)["speaking_seconds"].tolist() == pytest.approx([np.nan, 8, 0], nan_ok=True)
    assert "speaking_seconds" not in network(study, "Group 1", 1, 1).edges["A", "B"]
    assert network(study, "Group 1").edges["A", "B"]["speaking_seconds"] == 8
    assert network_tables(study, "Group 1", 1, 1).people["speaking_seconds"].isna().all()


def test_plain_tables_tell_the_silent_pair_from_the_pair_never_together(course):
    people, pairs = network_tables(course, "Group 1")
    assert people["member"].tolist() == ["T", "A", "B", "C"]
    assert people["turns_given"].tolist() == [3, 9, 0, 0]
    assert people["turns_received"].tolist() == [5, 3, 4, 0]
    assert (pairs["speaker"].astype(str) != pairs["addressee"].astype(str)).all()
    by_pair = pairs.set_index(["speaker", "addressee"])
    assert by_pair.loc[("B", "C"), ["turns", "sessions_together"]].tolist() == [0, 1]
    assert ("C", "B") not in network_tables(course, "Group 1", 3, 3).pairs.set_index(
        ["speaker", "addressee"]
    ).index
    ghosts = network_tables(course, "Group 1", 1, 1).people
    assert ghosts.loc[ghosts["member"] == "C", "sessions_present"].item() == 0


def test_the_network_of_a_range_is_the_sum_of_its_sessions(drawn):
    study, oracle = drawn
    table = ties(study)
    for group in study.groups():
        whole = network(study, group)
        turns = table[table["group"] == group].groupby(["speaker", "addressee"], observed=True)["turns"].sum()
        assert {(i, j): w for i, j, w in whole.edges(data="turns")} == turns.to_dict()
        sessions = [graph for (name, _), graph in oracle.items() if name == group]
        assert set(whole) == set().union(*sessions)
        assert all(whole.nodes[p]["sessions_present"] == sum(p in graph for graph in sessions) for p in whole)


def test_difference_of_two_ranges(course):
    before, after = (
        network_tables(course, "Group 1", 1, 1).pairs,
        network_tables(course, "Group 1", 2, 3).pairs,
    )
    found = difference(before, after).set_index(["speaker", "addressee"])
    assert found.loc[("T", "A"), ["rate_earlier", "rate_later", "difference"]].tolist() == [2, 0.5, -1.5]
    assert found.loc[("A", "B"), "difference"] == 4
    assert found.loc[("A", "T"), "difference"] == 2.5
    assert np.isnan(found.loc[("C", "A"), "difference"])
    assert found.loc[("C", "A"), "reason"] == "The two were not together in the earlier sessions."
    assert (found["difference"].isna() == (found["reason"] != "")).all()
    back = difference(after, before).set_index(["speaker", "addressee"])
    assert back.loc[("C", "A"), "reason"] == "The two were not together in the later sessions."
    pd.testing.assert_series_equal(back["difference"], -found["difference"])


def test_ties_of_a_study_without_talk_are_an_empty_table_with_its_columns(course):
    empty, full = ties(study_from({})), ties(course)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert (empty.dtypes == full.dtypes)[["session", "turns", "sessions_together", "rate"]].all()


def test_a_masked_study_has_the_same_numbers_under_other_names(course):
    plain, masked = ties(course), ties(course.masked())
    assert set(masked["speaker"]) <= {"T1", "M1", "M2", "M3"}
    pd.testing.assert_frame_equal(plain.iloc[:, 4:], masked.iloc[:, 4:])


# --- a real lesson, against R ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not LESSON.exists() and "CI" not in os.environ, reason="the shared data are not here")
@pytest.mark.parametrize("kind", ["all_counts", "sanction", "social", "task"])
def test_a_lesson_equals_sna_and_igraph(kind):
    """20 people, 691 events; density, reciprocity, centralisation, betweenness by the R packages sna and igraph."""
    expected = json.loads((LESSON / "expected.json").read_text(encoding="utf-8"))
    expected = expected["computed_by_peer"]["values"]["networks"][kind]
    rows = pd.read_csv(LESSON / "interactions.csv", dtype={"speaker": str, "addressee": str})
    rows = rows if kind == "all_counts" else rows[rows["category"] == kind]
    # The reference ignores weights, so every pair speaks once.
    pairs = rows[["speaker", "addressee"]].drop_duplicates().query("speaker != addressee").assign(session=1)
    roster = pd.read_csv(LESSON / "roster.csv", dtype=str)[["member"]]
    attendance = roster.assign(session=1, status="present")
    study = study_from({"members": roster, "interactions": pairs, "attendance": attendance})
    found = by_session(study).set_index("index")["value"]
    names = {
        "density": "density",
        "reciprocity_edgewise": "reciprocity",
        "centralization_indegree": "in_centralisation",
        "centralization_outdegree": "out_centralisation",
    }
    for theirs, ours in names.items():
        assert found[ours] == pytest.approx(expected[theirs], abs=1e-10), ours
    people = by_person(study).query("measure == 'betweenness'").set_index("member")["value"]
    for member, value in expected["betweenness_unnormalised"].items():
        assert people[member] * 19 * 18 == pytest.approx(value, abs=1e-6), member


def test_measures_of_a_person_do_not_depend_on_what_is_selected_afterwards(course):
    until_2 = by_person(course.select(Selection("Group 1", 1, 2)))
    whole = by_person(course).query("session <= 2").reset_index(drop=True)
    np.testing.assert_array_equal(until_2["value"], whole["value"])


def test_imbalance_of_someone_out_of_touch_is_left_open():
    group = Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]])
    with np.errstate(invalid="ignore"):
        assert exchange.imbalance(group)[0].tolist() == pytest.approx([1 / 3, -1 / 3, np.nan], nan_ok=True)
