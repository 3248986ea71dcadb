"""The story of the Tuesday group, recovered from the measures of the product: who was there, who spoke to whom.

What is asserted here and in `test_story_ratings.py` is what `sample_data/README.md` tells. Nothing is taken
from the generator: if a measure went wrong, or the records no longer carried the story, a supervisor would be
shown something else, and a test here fails.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from taft_dash.measures.network import network, ties

GROUP = "tuesday"
CARMEN, DAVID, ELLA, FELIX, GRACE, HUGO = "m03", "m04", "m05", "m06", "m07", "m08"
PRESENT, ABSENT = "present", "absent"


def test_eight_members_and_two_therapists_met_in_24_sessions(study):
    roles = study.members["role"].astype(str).value_counts()
    assert (roles["member"], roles["therapist"], roles["observer"]) == (8, 2, 1)
    assert study.sessions["session"].tolist() == list(range(1, 25))
    assert study.presence_recorded and not study.presence["inferred"].any()


# Talk moves from the therapists to the members


def test_talk_runs_through_the_therapists_at_first(indices):
    opening = indices.loc[1:4]
    through = opening["flow_therapist_member"] + opening["flow_member_therapist"]
    assert (through > 0.6).all()
    assert (opening["flow_member_member"] < 0.15).all()
    assert opening["member_member_ratio"].max() < 0.25


def test_talk_among_members_grows_steadily(indices):
    among = indices["flow_member_member"].dropna()
    assert spearmanr(among.index, among).statistic > 0.9
    thirds = [part.mean() for part in np.array_split(among, 4)]
    assert thirds == sorted(thirds)
    assert among.loc[20:].mean() > 0.45
    assert indices.loc[20:, "therapist_share"].mean() < 0.6 * indices.loc[:4, "therapist_share"].mean()


# Carmen, sessions 6 to 8


def test_carmen_withdraws_from_talk_in_6_and_7_and_is_back_in_8(people):
    for measure in ("turn_share", "received_share"):
        hers = people.loc[measure, CARMEN]
        usual = hers.loc[1:5].mean()
        assert hers.loc[6] < 0.65 * usual and hers.loc[7] < 0.65 * usual, measure
        assert hers.loc[8] > 0.85 * usual, measure
    assert 0 < people.loc[("turn_share", 6), CARMEN] < 0.03


# The storm, sessions 13 to 15


def test_the_tone_of_talk_turns_in_13(study):
    tone = study.interactions.groupby("session")["valence"].mean()
    assert tone.idxmin() == 13 and tone.loc[13] < 0 < tone.drop(13).min()


# Ella on the edge


def test_ella_is_on_the_edge_in_the_first_third_and_comes_back_in(people, indices):
    share = (people.loc["turn_share", ELLA] + people.loc["received_share", ELLA]) / 2
    edge = 0.25 / indices["present"]
    assert (share.loc[1:9] < edge.loc[1:9].reindex(share.loc[1:9].index)).all()
    assert share.loc[15:].min() > 0.8 / 10
    assert share.loc[15:].mean() > 8 * share.loc[1:8].mean()


def test_only_ella_was_on_the_edge_for_long(people):
    share = (people.loc["turn_share"] + people.loc["received_share"]) / 2
    early = share.loc[1:8].mean()
    assert early.idxmin() == ELLA and early.nsmallest(2).iloc[1] > 3 * early[ELLA]


# The pair that keeps to itself


def kept_to_itself(study, first: int, last: int) -> float:
    """Of what Grace and Hugo say to persons, the share they say to each other."""
    talk = network(study, GROUP, first, last)
    between = sum(talk.get_edge_data(a, b, {"turns": 0})["turns"] for a, b in ((GRACE, HUGO), (HUGO, GRACE)))
    return between / sum(talk.out_degree(person, weight="turns") for person in (GRACE, HUGO))


def test_grace_and_hugo_keep_to_themselves_from_9_to_12(study):
    assert kept_to_itself(study, 1, 8) < 0.1
    assert kept_to_itself(study, 9, 12) > 0.6
    assert kept_to_itself(study, 13, 24) < 0.15


def test_no_other_pair_is_as_close(study):
    turns = ties(study).query("9 <= session <= 12").astype({"speaker": str, "addressee": str})
    pairs = turns.assign(pair=[frozenset(p) for p in zip(turns["speaker"], turns["addressee"], strict=True)])
    closest = pairs.groupby("pair")["turns"].sum().nlargest(2)
    assert closest.index[0] == frozenset((GRACE, HUGO))
    assert closest.iloc[0] > 1.5 * closest.iloc[1]


# Coming and going


def test_felix_joins_in_session_5(presence):
    assert (presence.loc[1:4, FELIX] == "not_yet_joined").all()
    assert presence.loc[5, FELIX] == PRESENT


def test_david_leaves_after_session_7(presence, people):
    assert presence.loc[7, DAVID] == PRESENT
    assert (presence.loc[8:, DAVID] == "left").all()
    assert (presence.loc[1:7, DAVID] == ABSENT).sum() == 2
    assert people.loc["turn_share", DAVID].loc[8:].isna().all()


def test_session_17_was_cancelled(study, presence, indices, scores):
    assert study.sessions.set_index("session").loc[17, "minutes"] == 0
    belonging = presence.loc[17].drop(DAVID)
    assert (belonging == "not_recorded").all()
    assert np.isnan(indices.loc[17, "turns"]) and np.isnan(indices.loc[17, "attendance_rate"])
    assert 17 not in set(scores["session"])
    assert not (study.events["session"] == 17).any()


def test_there_are_absences_but_attendance_is_good(presence, indices):
    assert (presence == ABSENT).drop(columns=DAVID).sum().sum() > 8
    assert (presence[["t1", "t2"]] == ABSENT).sum().sum() == 1
    assert indices["attendance_rate"].mean() > 0.85


def test_some_turns_go_to_two_people_and_some_to_nobody_on_record(study, indices):
    assert (study.interactions["addressees"] == 2).sum() > 40
    assert 0.005 < indices["unaddressed_share"].mean() < 0.05
