"""Sessions as matrices: every recorded turn is counted once, where it belongs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taft_dash.measures import stack as stack_module
from taft_dash.measures.stack import Stack, stacks
from taft_dash.records.study import Selection, study_from

PEOPLE = ["T", "A", "B"]


def only(study) -> Stack:
    (found,) = stacks(study)
    return found


def test_a_turn_to_two_people_is_taken_once_and_received_by_each():
    talk = pd.DataFrame(
        {
            "session": 1,
            "speaker": ["A", "A"],
            "addressee": ["B;C", "B"],
            "turns": [2, 1],
            "speaking_seconds": [30, 5],
        }
    )
    found = only(study_from({"interactions": talk}))
    assert found.taken.tolist() == [[3, 0, 0]]
    assert found.seconds_taken.tolist() == [[35, 0, 0]]
    assert found.turns[0].tolist() == [[0, 3, 2], [0, 0, 0], [0, 0, 0]]
    assert found.seconds[0].tolist() == [[0, 35, 30], [0, 0, 0], [0, 0, 0]]


def test_group_directed_and_unaddressed_turns_are_no_ties(one_group):
    study = one_group([(1, "A", "GROUP", 2), (1, "B", np.nan, 3), (1, "T", "A", 1)], people=PEOPLE)
    found = only(study)
    assert found.turns.sum() == 1
    assert found.to_group.tolist() == [[0, 2, 0]]
    assert found.unaddressed.tolist() == [[0, 0, 3]]
    assert found.taken.tolist() == [[1, 2, 3]]


def test_a_turn_to_oneself_is_taken_but_no_tie(one_group):
    found = only(one_group([(1, "A", "A", 2), (1, "A", "B", 1)], people=PEOPLE))
    assert found.turns[0].diagonal().tolist() == [0, 0, 0]
    assert found.taken.tolist() == [[0, 3, 0]]


def test_observers_count_only_where_they_take_part(one_group):
    attendance = [(s, p, "present") for s in (1, 2, 3) for p in ("T", "A", "O")]
    talk = [(1, "A", "T", 1), (2, "O", "GROUP", 1), (2, "A", "T", 1), (3, "A", "O", 1)]
    study = one_group(
        talk, people=["T", "A", "O"], roles=["therapist", "member", "observer"], attendance=attendance
    )
    found = only(study)
    assert found.attended.tolist() == [[True, True, True]] * 3
    assert found.present.tolist() == [[True, True, False], [True, True, True], [True, True, True]]


def test_somebody_recorded_absent_who_speaks_is_in_the_network_but_did_not_attend(one_group):
    attendance = [(1, "T", "present"), (1, "A", "absent"), (1, "B", "absent")]
    found = only(one_group([(1, "A", "T", 1)], people=PEOPLE, attendance=attendance))
    assert found.attended.tolist() == [[True, False, False]]
    assert found.present.tolist() == [[True, True, False]]


def test_what_was_recorded_is_kept_apart_from_what_happened(one_group):
    talk = [(1, "A", "B", 1), (2, "A", np.nan, 1), (4, "B", "GROUP", 1)]
    found = only(one_group(talk, people=PEOPLE, sessions=[1, 2, 3, 4]))
    assert found.session.tolist() == [1, 2, 3, 4]
    assert found.talk.tolist() == [True, True, False, True]
    assert found.addressed.tolist() == [True, False, False, True]
    assert found.timed.tolist() == [False] * 4
    assert found.previous.tolist() == [-1, 0, 0, 0]


def test_the_first_session_of_a_group_has_no_predecessor_in_another_group():
    talk = pd.DataFrame(
        {"group": ["g", "g", "h", "h"], "session": [1, 2, 1, 2], "speaker": ["A"] * 4, "addressee": ["B"] * 4}
    )
    found = only(study_from({"interactions": talk}))
    assert found.previous.tolist() == [-1, 0, -1, 2]
    assert found.so_far(found.taken)[:, 0].tolist() == [1, 2, 1, 2]


def test_groups_share_a_stack_only_with_rosters_of_the_same_size():
    talk = pd.DataFrame(
        {
            "group": ["pair", "three", "three", "other pair"],
            "session": 1,
            "speaker": ["A", "A", "B", "X"],
            "addressee": ["B", "B", "C", "Y"],
        }
    )
    study = study_from({"interactions": talk})
    found = stacks(study)
    assert [part.turns.shape for part in found] == [(2, 2, 2), (1, 3, 3)]
    assert [[study.groups()[g] for g in part.group] for part in found] == [["pair", "other pair"], ["three"]]


def test_one_group_of_300_leaves_the_others_small():
    big = pd.DataFrame(
        {"group": "big", "session": 1, "speaker": "P0", "addressee": [f"P{i}" for i in range(1, 300)]}
    )
    small = pd.DataFrame(
        {"group": [f"g{i}" for i in range(200)], "session": 1, "speaker": "A", "addressee": "B"}
    )
    found = stacks(study_from({"interactions": pd.concat([big, small])}))
    assert sum(part.turns.size for part in found) == 200 * 2**2 + 300**2


@pytest.mark.parametrize("cells", [1, 100, 200, 10**6])
def test_stacks_are_cut_between_groups(frames, monkeypatch, cells):
    study = study_from(frames(5, groups=12))
    monkeypatch.setattr(stack_module, "CELLS_PER_STACK", cells)
    found = stacks(study)
    assert sorted(np.concatenate([part.row for part in found])) == list(range(len(study.sessions)))
    for part in found:
        assert part.turns.size <= cells or len(set(part.group)) == 1
    groups = [group for part in found for group in set(part.group.tolist())]
    assert len(groups) == len(set(groups))


def test_a_study_without_sessions_has_no_stacks():
    assert stacks(study_from({})) == []
    assert stacks(study_from({"members": pd.DataFrame({"member": ["A"]})})) == []


def test_sessions_of_a_group_without_people_are_still_there():
    found = only(study_from({"sessions": pd.DataFrame({"session": [1, 2]})}))
    assert found.turns.shape == (2, 0, 0)


def test_a_row_without_a_speaker_is_refused():
    talk = pd.DataFrame({"session": [1, 1], "speaker": ["A", np.nan], "addressee": ["B", "A"]})
    with pytest.raises(ValueError, match="without a speaker"):
        stacks(study_from({"interactions": talk}))


def test_without_therapists_their_turns_are_gone_and_the_rest_stays(one_group):
    talk = [(1, "T", "A", 4), (1, "A", "T;B", 2), (1, "B", "GROUP", 1), (1, "A", "T", 7)]
    study = one_group(talk, people=PEOPLE, roles=["therapist", "member", "member"])
    found = only(study.select(Selection("Group 1", 1, 1, therapists=False)))
    assert found.turns[0].tolist() == [[0, 2], [0, 0]]
    assert found.taken.tolist() == [[2, 1]]
    assert not found.therapist.any()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_recorded_turn_is_counted_and_rows_lead_back_to_the_tables(frames, seed):
    loose = frames(seed)
    study = study_from(loose)
    found = stacks(study)
    rows = loose["interactions"]
    addressees = rows["addressee"].str.split(";").str.len()
    to_group = rows["addressee"] == "GROUP"
    ties = (rows["turns"] * addressees)[rows["addressee"].notna() & ~to_group]
    assert sum(part.taken.sum() for part in found) == rows["turns"].sum()
    assert sum(part.turns.sum() for part in found) == ties.sum()
    assert sum(part.to_group.sum() for part in found) == rows["turns"][to_group].sum()
    assert sum(part.unaddressed.sum() for part in found) == rows["turns"][rows["addressee"].isna()].sum()
    for part in found:
        people, places = study.members.iloc[part.person.ravel()], study.presence.iloc[part.place.ravel()]
        seats = part.person.shape[1]
        assert places["member"].tolist() == people["member"].tolist()
        assert places["session"].tolist() == np.repeat(part.session, seats).tolist()
        assert study.sessions["session"].iloc[part.row].tolist() == part.session.tolist()
        assert (places["presence"] == "present").tolist() == part.attended.ravel().tolist()
        assert part.turns[:, range(seats), range(seats)].sum() == 0
