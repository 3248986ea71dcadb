"""Turns in their order, Gibson's shifts, and what shuffled turns say of them."""

import json
from collections import Counter
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.sequence import TO_GROUP, lacking_order, ordered_sessions
from taft_dash.measures.sequence_pauses import pauses
from taft_dash.measures.sequence_shifts import (
    NO_SHIFT,
    SHIFTS,
    participation_shifts,
    shift_codes,
)
from taft_dash.measures.sequence_shuffles import against_chance, shuffled_orders
from taft_dash.records.study import study_from

WITNESS = json.loads((Path(__file__).parents[1] / "reference" / "sequence.json").read_text())
GIBSON = WITNESS["participation_shifts"]


def study_of(said, /, **columns):
    """Turns such as "AB", "A0" or "A?" (addressee not recorded), one session, in order."""
    table = pd.DataFrame(
        {
            "session": 1,
            "turn": range(len(said)),
            "speaker": [one[0] for one in said],
            "addressee": [{"0": "GROUP", "?": np.nan}.get(one[1:], ";".join(one[1:])) for one in said],
        }
    )
    return study_from({"interactions": table.assign(**columns)})


def exchange(count=60):
    """A is answered by B and C by D, and then E speaks to the group."""
    return ["AB", "BA", "CD", "DC", "E0"] * count


def test_the_vector_of_the_13_types():
    turns = GIBSON["turns"].split()
    speaker, target = (np.array([TO_GROUP if s[k] == "0" else ord(s[k]) for s in turns]) for k in (0, 1))
    found = shift_codes(speaker[:-1], target[:-1], speaker[1:], target[1:])
    assert " ".join(SHIFTS[code][0] for code in found) == GIBSON["shifts"]


def test_every_type_is_told_apart_and_the_same_again_is_no_shift():
    people = {"A": 0, "B": 1, "X": 2, "Y": 3, "0": TO_GROUP}
    for code, (shift, *_) in enumerate(SHIFTS):
        speaker, target, _, then, to = (people.get(sign) for sign in shift)
        assert shift_codes(speaker, target, then, to) == code
    assert shift_codes(0, 1, 0, 1) == NO_SHIFT and shift_codes(0, TO_GROUP, 0, TO_GROUP) == NO_SHIFT


def test_counts_in_a_study_and_what_is_left_out():
    turns = [*GIBSON["turns"].split(), "DE", "D?", "AB", "BAC", "A0"]
    overview = participation_shifts(study_of(turns), times=5).overview.iloc[0]
    assert overview[["n_transitions", "n_classed", "n_same", "n_not_known", "n_several"]].tolist() == [17, 12, 1, 2, 2]


def test_a_turn_to_oneself_has_no_addressee_that_is_known():
    overview = participation_shifts(study_of(["AB", "BB", "AB"]), times=5).overview.iloc[0]
    assert overview[["n_classed", "n_not_known"]].tolist() == [0, 2]


def test_turns_to_several_may_count_as_said_to_the_group():
    turns = ["AB", "BAC", "A0"]
    apart = participation_shifts(study_of(turns), times=5).sessions
    group = participation_shifts(study_of(turns), several="group", times=5).sessions
    assert apart["n"].sum() == 0 and apart["reason"].iloc[0].startswith("In session 1 no succession")
    assert group.set_index("word")["n"][["answered to the group", "took it up"]].tolist() == [1, 1]
    with pytest.raises(ValueError, match="'apart' or 'group'"):
        participation_shifts(study_of(turns), several="each")


def test_answering_beyond_chance_is_seen_and_has_its_band():
    types = participation_shifts(study_of(exchange()), times=200).types.set_index("shift")
    answered = types.loc["AB-BA"]
    assert answered["n"] == 120 and answered["ratio"] > 2 and answered["p_adjusted"] < 0.01
    assert (answered["chance_low"] <= answered["expected"]) and answered["expected"] <= answered["chance_high"]
    assert types.loc["AB-BA", "n_classed"] == 299 and answered["n"] > answered["chance_high"]


def test_people_take_the_floor_in_their_own_way():
    people = participation_shifts(study_of(exchange()), times=50).people.set_index(["member", "word"])["n"]
    assert people["B", "answered"] == 60 and people["C", "stepped in"] == 60 and people["A", "took it up"] == 59


def test_the_same_seed_gives_the_same_numbers_and_nothing_is_changed():
    study = study_of(exchange(30))
    before = study.interactions.copy()
    one, two = (participation_shifts(study, times=30, seed=4).types for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(study.interactions, before)


def test_renaming_people_changes_no_count_of_the_group():
    renamed = [said.translate(str.maketrans("ABC", "XYZ")) for said in exchange(30)]
    one, two = (participation_shifts(study_of(turns), times=10).types for turns in (exchange(30), renamed))
    pd.testing.assert_frame_equal(one.drop(columns="group"), two.drop(columns="group"))


def test_fewer_than_100_successions_give_no_number_but_a_sentence():
    made = participation_shifts(study_of(exchange(20)), times=5)
    assert made.types["n"].isna().all() and made.people.empty
    assert made.types["reason"].iloc[0] == (
        "Participation shifts need at least 100 successions of turns; here are 99."
    )


def test_counted_turns_are_refused_in_words():
    study = study_of(["AB", "BA", "AB"], turns=[1, 7, 1])
    sessions, overview = ordered_sessions(study)
    assert sessions == []
    assert lacking_order(overview) == (
        "In session 1, 1 row stands for several turns at once: how often is recorded, but not in which order, so"
        " nobody can say who followed whom."
    )
    assert participation_shifts(study, times=5).types["reason"].iloc[0].endswith("followed whom.")


@pytest.mark.parametrize(
    ("columns", "order", "tied"),
    [
        ({"turn": [3, 2, 1]}, "turn", 0),
        ({"turn": [np.nan] * 3, "start_seconds": [9, 5, 0]}, "start_seconds", 0),
        ({"turn": [3, np.nan, 1], "start_seconds": [9, 5, 0]}, "start_seconds", 0),
        ({"turn": [2, 2, 1], "start_seconds": [9, 5, 0]}, "turn", 2),
    ],
)
def test_the_order_is_that_of_turns_or_else_of_starts(columns, order, tied):
    (session,), overview = ordered_sessions(study_of(["AB", "BA", "AB"], **columns))
    assert session.row.tolist() == [2, 1, 0]
    assert overview[["order", "n_tied"]].iloc[0].tolist() == [order, tied]


def test_without_any_order_a_session_says_so():
    _, overview = ordered_sessions(study_of(["AB", "BA"], turn=[1, np.nan]))
    assert overview["reason"].iloc[0] == (
        "The order of turns in session 1 is not known: of 2 rows, 1 have no turn number and 2 no start."
    )


@pytest.mark.parametrize("speakers", [[0, 1, 2, 0, 3, 1], [0, 0, 1, 2, 3, 1], [0, 1, 2, 3, 4]])
def test_every_order_with_as_many_repeats_is_equally_likely(speakers):
    from scipy.stats import chisquare

    speakers = np.array(speakers)

    def repeats(order):
        return int((speakers[list(order)][1:] == speakers[list(order)][:-1]).sum())

    allowed = [o for o in permutations(range(len(speakers))) if repeats(o) == repeats(range(len(speakers)))]
    drawn = shuffled_orders(speakers, times=20_000, random=np.random.default_rng(2), sweeps=200)
    counts = Counter(map(tuple, drawn.tolist()))
    assert set(counts) <= set(allowed)
    assert chisquare([counts[order] for order in allowed]).pvalue > 0.001


def test_a_long_session_forgets_its_order():
    speakers = np.random.default_rng(0).permutation(np.repeat(np.arange(8), 15))
    drawn = shuffled_orders(speakers, times=500, random=np.random.default_rng(1))
    still = (np.diff(drawn, axis=1) == 1).mean()
    assert still == pytest.approx(1 / len(speakers), abs=0.004)
    assert len(np.unique((np.diff(speakers[drawn], axis=1) == 0).sum(axis=1))) == 1


def test_p_counts_the_record_and_is_corrected_for_looking_often():
    shuffled = np.array([[1, 5], [2, 5], [3, 5], [2, 6]])
    rows = against_chance(np.array([9, 5]), shuffled)
    assert rows["p"].tolist() == [0.2, 1.0]
    assert rows["p_adjusted"].tolist() == [0.2, 1.0]
    assert rows["expected"].tolist() == [2.0, 5.25]


def timed(**columns):
    turns = ["AB", "BA", "CA"] * 50
    starts = np.cumsum(np.tile([10, 1, 4], 50))  # B answers after 1, C steps in after 4, A after 10
    return study_of(turns, start_seconds=starts, speaking_seconds=2.0, **columns)


def test_pauses_and_overlaps_by_how_the_floor_is_taken():
    sessions, words = pauses(timed(), times=200)
    assert sessions[["n_timed", "median_pause", "longest_pause", "overlapping"]].iloc[0].tolist() == [149, 2, 8, 50]
    words = words.set_index("word")
    assert words.loc["answered", ["median_pause", "overlap_share"]].tolist() == [-1, 1]
    assert words.loc["answered", "p_adjusted"] < 0.01
    assert np.isnan(words.loc["went on", "median_pause"]) and words.loc["went on", "reason"]


def test_turns_without_times_have_no_pauses():
    sessions, words = pauses(study_of(exchange(30)), times=5)
    assert np.isnan(sessions["median_pause"].iloc[0]) and "no two successive turns" in sessions["reason"].iloc[0]
    assert words["reason"].iloc[0] == "Pauses need at least 100 successions of turns with times; here are 0."
