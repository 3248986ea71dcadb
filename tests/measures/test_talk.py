"""The talk of a session or a range: presence over the range, pairs and their balance, and what changed."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.network import network
from taft_dash.measures.talk import change, spoken_pairs, talk
from taft_dash.records.study import study_from

MEMBERS = pd.DataFrame(
    {"member": list("TABCDO"), "role": ["therapist", "member", "member", "member", "member", "observer"],
     "joined": [np.nan, np.nan, np.nan, 3, np.nan, np.nan], "left": [np.nan, np.nan, np.nan, np.nan, 1, np.nan]}
)  # fmt: skip
CAME = pd.DataFrame(
    [(1, m, "present") for m in "TABDO"] + [(2, "T", "present"), (2, "A", "present"), (2, "B", "absent")]
    + [(3, m, "present") for m in "TABC"],
    columns=["session", "member", "status"],
)  # fmt: skip
TALK = pd.DataFrame(
    [(1, "A", "B", 3), (1, "B", "A", 1), (1, "T", "GROUP", 2), (3, "A", "B", 1), (3, "A", "C", 4)],
    columns=["session", "speaker", "addressee", "turns"],
)
STUDY = study_from({"members": MEMBERS, "attendance": CAME, "interactions": TALK})


def pairs(first, last):
    return talk(STUDY, first, last).pairs.set_index(["speaker", "addressee"])


def people(first, last):
    return talk(STUDY, first, last).people.set_index("member")


def test_presence_over_a_range_is_the_best_of_its_states():
    assert people(1, 1)["presence"].to_dict() == {
        "T": "present", "A": "present", "B": "present", "C": "not_yet_joined", "D": "present", "O": "present",
    }  # fmt: skip
    assert people(2, 2)["presence"].to_dict() == {
        "T": "present", "A": "present", "B": "absent", "C": "not_yet_joined", "D": "left", "O": "not_recorded",
    }  # fmt: skip
    assert people(2, 3)["presence"].to_dict()["B"] == "present"


def test_turns_are_counted_only_for_who_was_there_while_talk_was_recorded():
    first = people(1, 1)
    assert first.loc["T", ["turns", "to_group", "turns_received"]].tolist() == [2, 2, 0]
    assert np.isnan(first.loc["C", "turns"])
    assert people(2, 2)["turns"].isna().all()


def test_together_but_silent_is_zero_and_never_together_has_no_row():
    first = pairs(1, 1)
    assert first.loc[("T", "A"), "turns"] == 0
    assert ("A", "C") not in first.index
    assert len(pairs(2, 2)) == 0


def test_balance_has_a_sign_and_a_reason_where_there_was_none():
    first = pairs(1, 3)
    assert first.loc[("A", "B"), "imbalance"] == (4 - 1) / 5
    assert first.loc[("B", "A"), "imbalance"] == -(4 - 1) / 5
    assert np.isnan(first.loc[("T", "A"), "imbalance"])
    assert first.loc[("T", "A"), "reason"] == "Neither spoke to the other."
    assert (first["imbalance"].isna() == (first["reason"] != "")).all()


def test_the_network_is_that_of_the_graph(frames):
    study = study_from(frames(5, groups=1))
    sessions = study.sessions["session"]
    shown = talk(study, int(sessions.iloc[1]), int(sessions.iloc[-2]))
    graph = network(study, study.groups()[0], shown.first, shown.last)
    spoken = shown.pairs[shown.pairs["turns"] > 0]
    rows = spoken[["speaker", "addressee", "turns"]].itertuples(index=False, name=None)
    assert {(i, j): w for i, j, w in rows} == nx.get_edge_attributes(graph, "turns")


def test_a_difference_compares_rates_and_keeps_everyone_who_came_to_either():
    shown = change(talk(STUDY, 1, 1), talk(STUDY, 3, 3))
    found = shown.pairs.set_index(["speaker", "addressee"])
    assert found.loc[("A", "B"), "difference"] == 1 - 3
    assert np.isnan(found.loc[("A", "C"), "difference"])
    assert found.loc[("A", "C"), "reason"] == "The two were not together in the earlier sessions."
    assert shown.people.set_index("member").loc["D", "presence"] == "present"
    assert talk(STUDY, 3, 3).people.set_index("member").loc["D", "presence"] == "left"


def test_pairs_of_a_group_too_large_for_a_network():
    found = spoken_pairs(STUDY)
    assert found.iloc[0].tolist()[1:] == ["A", "B", 4] or found.iloc[0].tolist()[1:] == ["A", "C", 4]
    assert found["turns"].is_monotonic_decreasing
    assert found.loc[found["addressee"] == "GROUP", "turns"].tolist() == [2]
    assert spoken_pairs(study_from({})).empty


@pytest.mark.parametrize("first", [1, 2])
def test_one_person_alone_has_no_pairs(first):
    alone = pd.DataFrame({"session": [1, 2], "speaker": ["A", "A"], "addressee": ["GROUP", "GROUP"]})
    shown = talk(study_from({"interactions": alone}), first, 2)
    assert shown.pairs.empty
    assert shown.people["turns"].tolist() == [3 - first]
