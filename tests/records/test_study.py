"""The tidy study: who belongs, who was there, and what a turn to several people is."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taft_dash.records.checking import check
from taft_dash.records.mapping.offers import with_offer
from taft_dash.records.roster import DENSE_KEYS, first_seen, located, roster_rows, session_rows
from taft_dash.records.selection import TABLE_NAMES
from taft_dash.records.study import PRESENCE, Selection, study_from


def frame(*rows, columns):
    return pd.DataFrame(list(rows), columns=columns.split())


def _listed(column):
    return ["" if pd.isna(value) else value for value in column]


def _presence(study):
    grid = study.presence
    return {(s, m): p for s, m, p in zip(grid["session"], grid["member"], grid["presence"], strict=True)}


def test_the_five_states_of_presence_are_told_apart(study):
    assert study.presence["presence"].cat.categories.tolist() == list(PRESENCE)
    assert _presence(study) == {
        (1, "A"): "present", (1, "B"): "not_yet_joined", (1, "C"): "present", (1, "D"): "present", (1, "T"): "present",
        (2, "A"): "absent", (2, "B"): "present", (2, "C"): "left", (2, "D"): "not_recorded", (2, "T"): "present",
        (3, "A"): "not_recorded", (3, "B"): "not_recorded", (3, "C"): "left", (3, "D"): "not_recorded",
        (3, "T"): "not_recorded",
    }  # fmt: skip


def test_presence_says_what_it_rests_on(study):
    grid = study.presence.set_index(["session", "member"])
    assert grid.index[grid["inferred"]].tolist() == [(2, "T")]
    assert grid.loc[(2, "A"), "status"] == "excused" and pd.isna(grid.loc[(2, "T"), "status"])
    assert grid.index[grid["spoke"]].tolist() == [(1, "A"), (1, "T"), (2, "B")]
    assert grid.index[grid["addressed"]].tolist() == [(1, "C"), (1, "T"), (2, "T")]
    assert grid.index[grid["rated"]].tolist() == [(1, "A")]  # an unanswered item shows nobody


def test_a_turn_to_two_people_is_two_rows_that_share_their_source(study):
    talk = study.interactions
    assert _listed(talk["addressee"]) == ["T", "C", "GROUP", "T", ""]
    assert talk["source"].tolist() == [0, 0, 1, 2, 3]
    assert talk["addressees"].tolist() == [2, 2, 1, 1, 1]
    assert talk["turns"].tolist() == [1, 1, 1, 1, 1]


def test_ratings_have_registry_names_and_targets(study):
    assert study.ratings[["instrument", "item", "target"]].to_numpy().tolist() == [
        ["WAI-SR", "1", "LEADER"],
        ["GSRS", "total", "GROUP"],
    ]
    assert any('"wai"' in said for said in study.inferred)


def test_names_are_labels_and_told_apart(study):
    assert study.members["label"].tolist() == ["Ada (A)", "Ada (B)", "C", "D", "Tom"]


def test_all_tables_share_their_codes(study):
    people = study.members["member"].cat.categories.tolist()
    for table, column in [("presence", "member"), ("interactions", "speaker"), ("interactions", "addressee"),
                          ("ratings", "rater"), ("ratings", "target"), ("events", "actor")]:  # fmt: skip
        assert getattr(study, table)[column].cat.categories.tolist()[: len(people)] == people
        assert getattr(study, table)["group"].cat.categories.tolist() == study.groups()


def test_without_attendance_presence_is_inferred():
    study = study_from(
        {
            "members": frame(("A", np.nan), ("B", np.nan), ("C", 2), columns="member joined"),
            "interactions": frame((1, "A", "GROUP"), (2, "A", "GROUP"), columns="session speaker addressee"),
        }
    )
    assert not study.presence_recorded
    assert _presence(study) == {
        (1, "A"): "present", (1, "B"): "not_recorded", (1, "C"): "not_yet_joined",
        (2, "A"): "present", (2, "B"): "not_recorded", (2, "C"): "not_recorded",
    }  # fmt: skip


def test_nobody_is_absent_from_a_group_they_do_not_belong_to():
    study = study_from(
        {
            "members": frame(("A", 2.0), columns="member joined"),
            "attendance": frame((1, "A", "absent"), (2, "A", "absent"), columns="session member status"),
        }
    )
    assert _presence(study) == {(1, "A"): "not_yet_joined", (2, "A"): "absent"}


def test_the_roster_keeps_the_order_of_members_and_adds_whom_others_name():
    study = study_from(
        {
            "members": frame(("S", "B"), ("N", "Z"), ("S", "A"), columns="group member"),
            "interactions": frame(
                ("N", 1, "Q", "Z"), ("S", 1, "A", "B"), columns="group session speaker addressee"
            ),
        }
    )
    assert study.groups() == ["S", "N"]
    assert study.members[["group", "member", "listed"]].to_numpy().tolist() == [
        ["S", "B", True], ["S", "A", True], ["N", "Z", True], ["N", "Q", False],
    ]  # fmt: skip


def test_the_same_identifier_in_two_groups_is_two_people():
    talk = frame(("N", 1, "A", "B"), ("S", 4, "A", "C"), columns="group session speaker addressee")
    study = study_from({"interactions": talk})
    assert list(zip(study.members["group"], study.members["member"], strict=True)) == [
        ("N", "A"), ("N", "B"), ("S", "A"), ("S", "C"),
    ]  # fmt: skip
    assert len(study.presence) == 4


def test_an_empty_study_has_all_tables_with_their_columns():
    study = study_from({})
    for name in TABLE_NAMES:
        table = getattr(study, name)
        assert len(table) == 0 and "group" in table and "file" in table
    assert study.groups() == ["Group 1"]


def test_sessions_far_apart_are_found_too():
    talk = frame((1, "A", "B"), (20260106, "B", "A"), columns="session speaker addressee")
    study = study_from({"interactions": talk})
    assert study.sessions["session"].tolist() == [1, 20260106]
    assert (study.presence["presence"] == "present").all()


def test_input_frames_are_unchanged():
    talk = frame(("N", 1, "A", "B;C"), columns="group session speaker addressee")
    before = talk.copy(deep=True)
    study_from({"interactions": talk}).masked()
    pd.testing.assert_frame_equal(talk, before)


def test_keys_too_many_for_a_table_are_looked_up_otherwise():
    span = DENSE_KEYS + 10
    keys, wanted = np.array([span - 1, 3]), np.array([3, span - 1, -1, 4])
    assert located(keys, wanted, span).tolist() == [1, 0, -1, -1]
    assert first_seen(wanted, span).tolist() == [3, span - 1, 4]


@st.composite
def _talk(draw):
    people = draw(st.lists(st.sampled_from("ABCDEFG"), min_size=2, max_size=6, unique=True))
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(["x", "y"]), st.integers(1, 5), st.sampled_from(people),
                      st.lists(st.sampled_from([*people, "GROUP"]), max_size=3)),
            min_size=1, max_size=25,
        )
    )  # fmt: skip
    return [
        (group, session, speaker, [a for a in to if a != "GROUP"] or to[:1])
        for group, session, speaker, to in rows
    ]


def _study_of_talk(rows, rename=lambda name: name):
    talk = [
        (group, session, rename(speaker), ";".join(a if a == "GROUP" else rename(a) for a in to) or None)
        for group, session, speaker, to in rows
    ]
    return study_from({"interactions": frame(*talk, columns="group session speaker addressee")})


@settings(max_examples=60, deadline=None)
@given(rows=_talk())
def test_renaming_people_renames_them_and_changes_nothing_else(rows):
    plain, renamed = _study_of_talk(rows), _study_of_talk(rows, lambda name: f"person {ord(name):03}")
    for name in TABLE_NAMES:
        before, after = getattr(plain, name).copy(), getattr(renamed, name)
        for column in before.columns.intersection(["member", "speaker", "addressee", "label"]):
            before[column] = (
                before[column]
                .astype("str")
                .map(lambda name: f"person {ord(name):03}" if len(name) == 1 else name, na_action="ignore")
            )
        pd.testing.assert_frame_equal(before, after, check_dtype=False, check_categorical=False)


@settings(max_examples=60, deadline=None)
@given(rows=_talk())
def test_every_recorded_turn_is_there_once_per_addressee_and_everybody_has_a_seat(rows):
    study = _study_of_talk(rows)
    assert study.interactions["source"].nunique() == len(rows)
    assert len(study.interactions) == sum(max(len(set(to)), 1) for *_, to in rows)
    group = study.interactions["group"].cat.codes.to_numpy()
    person = study.interactions["speaker"].cat.codes.to_numpy()
    assert study.members["member"].iloc[roster_rows(study.members, group, person)].tolist() == [
        *study.interactions["speaker"]
    ]
    meeting = session_rows(study.sessions, group, study.interactions["session"].to_numpy())
    assert study.sessions["session"].iloc[meeting].tolist() == study.interactions["session"].tolist()


def test_a_group_without_attendance_rows_says_so_though_others_have_them():
    talk = pd.DataFrame({"group": ["a", "b"], "session": 1, "speaker": ["A", "B"], "addressee": "GROUP"})
    sheet = pd.DataFrame({"group": ["a"], "session": 1, "member": ["A"], "status": ["present"]})
    study = study_from({"interactions": talk, "attendance": sheet})
    assert study.select(Selection("a", 1, 1)).presence_recorded
    assert not study.select(Selection("b", 1, 1)).presence_recorded


MASTERY = ["session,rater,target,instrument,item,score", "1,O1,A,MAS-A,mastery,4", "1,O1,B,MAS-A,mastery,3"]


@pytest.mark.parametrize(
    ("tables", "roles"),
    [
        ({"ratings": MASTERY}, {"O1": "observer", "A": "member", "B": "member"}),
        # Whoever also speaks, or fills in what members fill in, is no mere observer.
        ({"ratings": MASTERY, "interactions": ["session,speaker,addressee", "1,O1,A"]}, {"O1": "member"}),
        ({"ratings": [*MASTERY, "2,O1,,WAI-SR,1,4"]}, {"O1": "member"}),
        ({"ratings": [line.replace("MAS-A,mastery", "OWN,1") for line in MASTERY]}, {"O1": "member"}),
        (
            {"ratings": [line.replace("MAS-A,mastery", "OWN,1").replace("rater", "Observer") for line in MASTERY]},
            {"O1": "observer", "A": "member"},
        ),
        ({"ratings": MASTERY, "members": ["member,role", "O1,therapist", "A,member", "B,member"]}, {"O1": "therapist"}),
    ],
)
def test_raters_who_only_observe_are_observers_unless_the_roster_says_otherwise(opened, tables, roles):
    result = opened(**tables)
    members = dict(result.study.members[["member", "role"]].astype(str).to_numpy().tolist())
    assert roles.items() <= members.items()
    told = any(said.startswith("Observers: O1 only rates") for said in result.summary["inferred"])
    assert told == (roles["O1"] == "observer")


def test_an_observer_who_is_not_listed_can_be_added_as_one(opened):
    result = opened(ratings=MASTERY, members=["member", "A", "B"])
    (offer,) = (offer for problem in result.problems for offer in problem.offers)
    assert offer.label == "Add O1 to the members as an observer"
    added = check(result.reading, with_offer(result.plan, offer))
    roles = dict(added.study.members[["member", "role"]].astype(str).to_numpy().tolist())
    assert roles == {"A": "member", "B": "member", "O1": "observer"} and added.summary["errors"] == 0
