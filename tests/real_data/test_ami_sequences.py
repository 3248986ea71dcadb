"""Turns of real meetings in their order: who follows whom, counted anew from the file, and people who speak at once."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.sequence import ordered_sessions
from taft_dash.measures.sequence_pauses import pauses
from taft_dash.measures.sequence_shifts import participation_shifts

COLUMNS = {"group": "group", "session": "session", "speaker": "speaker", "addressee": "addressee", "turn": "turn",
           "start_s": "start_seconds", "duration_s": "speaking_seconds"}  # fmt: skip


@pytest.fixture(scope="module")
def turns(data_set):
    table = data_set("ami_addressee").table("turns.csv")
    return table[(table["group"] == "ES2008") & (table["session"] == "1")]


@pytest.fixture(scope="module")
def study(turns, opened):
    return opened({"interactions": turns[list(COLUMNS)].rename(columns=COLUMNS)})


def test_answers_are_those_counted_row_by_row(turns, study):
    answered = stepped = 0
    rows = turns[["speaker", "addressee"]].to_numpy().tolist()
    for (a, to_a), (b, to_b) in pairwise(rows):
        if a != b and to_a and to_b and ";" not in to_a + to_b:
            answered += b == to_a and to_b == a
            stepped += b != to_a
    made = participation_shifts(study, times=200)
    words = made.sessions.set_index("word")["n"]
    assert answered and words["answered"] == answered and words["stepped in"] == stepped
    overview = made.overview.iloc[0]
    assert overview["n_turns"] == len(turns) and overview["n_transitions"] == len(turns) - 1
    left_out = overview[["n_same", "n_not_known", "n_several"]].sum()
    assert overview["n_classed"] + left_out == overview["n_transitions"]


def test_overlaps_are_negative_pauses(turns, study):
    start, length = turns["start_s"].astype(float), turns["duration_s"].astype(float)
    gap = start.to_numpy()[1:] - (start + length).to_numpy()[:-1]
    session = pauses(study, times=20).sessions.iloc[0]
    assert session["overlapping"] == (gap < 0).sum() > 0
    assert session["median_pause"] == pytest.approx(np.median(gap))


def test_people_may_follow_themselves_as_often_as_in_the_record(study):
    (session,), _ = ordered_sessions(study)
    assert (np.diff(session.speaker) == 0).sum() > 20
    assert isinstance(pauses(study, times=5).words, pd.DataFrame)
