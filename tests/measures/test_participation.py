"""Who is here and how the floor is shared: by hand on a group of three, and against scipy."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import entropy

from taft_dash.measures import participation
from taft_dash.measures.indices import by_person, by_session
from taft_dash.measures.stack import Stack
from taft_dash.records.study import study_from

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "reference" / "who_to_whom.json").read_text(encoding="utf-8")
)


def indices_of(study, session=1) -> pd.DataFrame:
    table = by_session(study)
    return table[table["session"] == session].set_index("index")


@pytest.fixture(scope="module")
def reference_study(one_group):
    people, turns = REFERENCE["people"], REFERENCE["turns"]
    talk = [
        (1, speaker, addressee, turns[i][j])
        for i, speaker in enumerate(people)
        for j, addressee in enumerate(people)
        if turns[i][j]
    ]
    attendance = [(1, person, "present") for person in people]
    return one_group(talk, people=people, roles=REFERENCE["roles"], attendance=attendance)


@pytest.mark.parametrize("name", REFERENCE["indices"])
def test_indices_of_the_reference_group(reference_study, name):
    printed = REFERENCE["indices"][name]
    digits = len(printed.partition(".")[2])
    assert indices_of(reference_study).loc[name, "value"] == pytest.approx(
        float(printed), abs=0.5001 * 10**-digits
    )


def test_strengths_of_the_reference_group(reference_study):
    people = by_person(reference_study).pivot(index="member", columns="measure", values="value")
    assert people.loc[REFERENCE["people"], "out_strength"].tolist() == REFERENCE["out_strength"]
    assert people.loc[REFERENCE["people"], "in_strength"].tolist() == REFERENCE["in_strength"]


def test_the_printed_gini_without_the_small_group_correction():
    n = len(REFERENCE["people"])
    corrected = participation.gini(Stack.one_session(REFERENCE["turns"]))[0]
    assert corrected * (n - 1) / n == pytest.approx(float(REFERENCE["gini_uncorrected"]), abs=5e-6)


@pytest.mark.parametrize(
    ("turns", "gini", "evenness", "speakers", "centralisation"),
    [
        ([5, 0, 0], 1, 0, 1, 1),
        ([2, 2, 2], 0, 1, 3, 0),
        ([3, 1, 0], 0.75, 0.5118595, 1.7547654, 0.625),
    ],
)
def test_three_people_by_hand(turns, gini, evenness, speakers, centralisation):
    # 3, 1, 0: |3-1| + |3-0| + |1-0| = 6, twice, over 2 * 9 * 4/3, times 3/2 = 0.75; H = 0.75 ln(4/3) + 0.25 ln 4.
    group = Stack.one_session(np.zeros((3, 3)), to_group=turns)
    assert participation.gini(group) == pytest.approx([gini])
    assert participation.evenness(group) == pytest.approx([evenness])
    assert participation.effective_speakers(group) == pytest.approx([speakers])
    assert participation.share_centralisation(group) == pytest.approx([centralisation])


def test_the_absent_are_not_counted_and_the_silent_are():
    turns = [[0, 3, 0], [1, 0, 0], [0, 0, 0]]
    silent, absent = Stack.one_session(turns), Stack.one_session(turns, absent=[2])
    assert participation.present(silent).tolist() == [3]
    assert participation.present(absent).tolist() == [2]
    assert participation.gini(silent) == pytest.approx([0.75])
    assert participation.gini(absent) == pytest.approx([0.5])
    assert participation.evenness(absent) == pytest.approx([entropy([3, 1], base=2)])


def test_entropy_equals_scipy(frames):
    study = study_from(frames(11))
    shares = by_person(study).query("measure == 'turn_share'").dropna(subset="value")
    speakers = (
        by_session(study).query("index == 'effective_speakers'").set_index(["group", "session"])["value"]
    )
    expected = shares.groupby(["group", "session"], observed=True)["value"].agg(
        lambda share: np.exp(entropy(share))
    )
    assert len(expected) > 5
    np.testing.assert_allclose(speakers[expected.index], expected, rtol=1e-12)


def test_attendance_counts_members_with_a_recorded_presence(one_group):
    attendance = [(1, "T", "present"), (1, "A", "late"), (1, "B", "excused"), (1, "C", "left_early")]
    roles = ["therapist"] + ["member"] * 5
    study = one_group([(1, "D", "A", 1)], people=list("TABCDE"), roles=roles, attendance=attendance)
    found = indices_of(study).loc["attendance_rate"]
    # A and C came, B did not. T is a therapist; of D, who spoke, and E nothing was written down.
    assert found["value"] == pytest.approx(2 / 3)
    assert found["n"] == 3
    assert indices_of(study).loc["present", "value"] == 4


def test_members_outside_their_time_do_not_lower_the_rate():
    members = pd.DataFrame(
        {"member": ["A", "B", "C"], "joined": [np.nan, 2, np.nan], "left": [np.nan, np.nan, 1]}
    )
    attendance = pd.DataFrame(
        {
            "session": [1, 1, 2, 2],
            "member": ["A", "C", "A", "B"],
            "status": ["present", "absent", "absent", "present"],
        }
    )
    rates = by_session(study_from({"members": members, "attendance": attendance})).query(
        "index == 'attendance_rate'"
    )
    assert rates["value"].tolist() == [0.5, 0.5]
    assert rates["n"].tolist() == [2, 2]


def test_each_way_of_not_being_there_has_its_own_words():
    members = pd.DataFrame(
        {
            "member": ["A", "B", "C", "D", "E", "O", "S"],
            "role": ["member"] * 5 + ["observer", "member"],
            "joined": [np.nan, 3, np.nan, np.nan, np.nan, np.nan, np.nan],
            "left": [np.nan, np.nan, 1, np.nan, np.nan, np.nan, np.nan],
        }
    )
    status = {"A": "present", "D": "absent", "O": "present", "S": "present"}
    attendance = pd.DataFrame({"session": 2, "member": list(status), "status": list(status.values())})
    talk = pd.DataFrame({"session": [2], "speaker": ["A"], "addressee": ["GROUP"]})
    table = by_person(study_from({"members": members, "attendance": attendance, "interactions": talk}))
    share = table.query("measure == 'turn_share'").set_index("member")
    assert share["reason"].to_dict() == {
        "A": "",
        "B": "Had not yet joined in session 2.",
        "C": "Had left before session 2.",
        "D": "Absent from session 2.",
        "E": "Presence was not recorded for session 2.",
        "O": "An observer who did not take part in session 2.",
        "S": "",
    }
    assert share.loc[["A", "S"], "value"].tolist() == [1, 0]
    assert share["value"].isna().tolist() == (share["reason"] != "").tolist()


def test_speaking_time_is_shared_out_where_it_was_recorded():
    talk = pd.DataFrame(
        {
            "session": [1, 1, 1, 2],
            "speaker": ["A", "B", "A", "A"],
            "addressee": ["B;C", "A", "GROUP", "B"],
            "speaking_seconds": [20, 10, np.nan, np.nan],
        }
    )
    study = study_from({"interactions": talk})
    assert indices_of(study).loc["speaking_seconds", "value"] == 30
    assert (
        indices_of(study, 2).loc["speaking_seconds", "reason"]
        == "Speaking time was not recorded in session 2."
    )
    shares = by_person(study).query("measure == 'time_share' and session == 1")["value"]
    assert shares.tolist() == pytest.approx([2 / 3, 1 / 3, 0])
