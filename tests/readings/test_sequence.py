"""Sequences in words: what the tables hold, no verdicts, no causes."""

import re

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.sequence_lags import transitions
from taft_dash.measures.sequence_pauses import pauses
from taft_dash.measures.sequence_shifts import participation_shifts
from taft_dash.readings import sequence
from taft_dash.records.study import study_from

LABELS = {"A": "Ada", "B": "Ben", "C": "Cleo", "D": "Di", "E": "Eva"}


def study_of(count, **columns):
    said = ["AB", "BA", "CD", "DC", "E0"] * count
    table = pd.DataFrame(
        {
            "session": np.repeat([1, 2], len(said) // 2), "turn": list(range(len(said) // 2)) * 2,
            "speaker": [one[0] for one in said], "addressee": [{"0": "GROUP"}.get(one[1], one[1]) for one in said],
            "category": ["ask", "tell", "ask", "tell", "hum"] * count, "start_seconds": np.arange(len(said)) * 5.0,
            "speaking_seconds": ([6.0, 1, 1, 1, 1] * count), **columns,
        }
    )  # fmt: skip
    return study_from({"interactions": table})


@pytest.fixture(scope="module")
def shifts():
    return participation_shifts(study_of(60), times=200)


def test_answers_beside_chance(shifts):
    said = sequence.shift_words(shifts.types)
    assert said.startswith("Of 298 successions of turns, 120 times the person spoken to answered, where shuffled turns")
    assert "More often than chance: answered (AB-BA, " in said and "Less often than chance: stepped in (AB-X" in said


def test_too_few_give_the_reason_only():
    made = participation_shifts(study_of(10), times=5)
    assert sequence.shift_words(made.types) == made.types["reason"].iloc[0]


def test_the_session_in_focus(shifts):
    said = sequence.course_words(shifts.sessions, cursor=2)
    assert said.startswith("Session 2, 149 successions: answered 40 %, ")
    assert "Outside the band of shuffled turns: answered" in said
    assert sequence.course_words(shifts.sessions, cursor=7) == "Session 7 has no order of turns."


def test_what_was_left_out_is_counted():
    names = ["n_transitions", "n_same", "n_not_known", "n_several", "n_tied"]
    overview = pd.DataFrame([(20, 1, 2, 0, 0), (5, 0, 0, 0, 4)], columns=names)
    assert sequence.left_out_words(overview) == (
        "Of 25 successions, left out: 1 the same person to the same addressee (no shift) and 2 an addressee not"
        " recorded. 4 turns share their number with another and stand as recorded."
    )


def test_who_takes_the_floor_how(shifts):
    said = sequence.people_words(shifts.people, LABELS)
    assert said.startswith("Answered more often than chance: Ben and Di; ")
    nobody = shifts.people.assign(p_adjusted=1.0)
    assert "Nobody takes the floor otherwise" in sequence.people_words(nobody, LABELS)


def test_what_follows_what():
    cells, fit = transitions(study_of(60), "category", times=200)
    said = sequence.transition_words(cells, fit.iloc[0], {name: name for name in cells["given"]})
    assert said.startswith("298 successions of 3 kinds of turns: what comes next goes with what was")
    assert "More often than shuffled: ask, then tell came 120 times (by chance" in said
    few = transitions(study_of(10), "category", times=5)
    assert sequence.transition_words(*few[:1], few.fit.iloc[0], {}) == few.fit["reason"].iloc[0]


def test_pauses_and_overlaps():
    said = sequence.pause_words(*pauses(study_of(60), times=200))
    assert said.startswith("The median pause of a session runs from 4.0 to 4.0 seconds; in 60 of 298 successions")
    assert "Otherwise than by chance: answered (" in said
    untimed = pauses(study_of(60, start_seconds=np.nan), times=5)
    assert sequence.pause_words(*untimed) == "Pauses need at least 100 successions of turns with times; here are 0."


def test_no_verdicts_no_causes(shifts):
    everything = sequence.shift_words(shifts.types) + sequence.people_words(shifts.people, LABELS)
    verdicts = "weak|strong|poor|good|bad|healthy|normal|caused|because|diagnos|domina|interrupt"
    assert not re.findall(verdicts, everything, re.IGNORECASE)
