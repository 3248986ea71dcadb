"""Shares of the floor against an equal part, and giving and receiving per occasion: by hand, and as properties."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.floor import SHARES, floor, standing
from taft_dash.measures.indices import by_person
from taft_dash.records.study import Selection, study_from

TALK = pd.DataFrame(
    [
        (1, "A", "B", 3),
        (1, "B", "A", 1),
        (1, "T", "GROUP", 4),
        (2, "A", "T", 2),
        (2, "T", "A", 1),
        (2, "T", np.nan, 1),
    ],
    columns=["session", "speaker", "addressee", "turns"],
)
MEMBERS = pd.DataFrame({"member": ["T", "A", "B", "C"], "role": ["therapist"] + ["member"] * 3})
CAME = pd.DataFrame(
    [(1, m, "present") for m in "TABC"] + [(2, m, "present") for m in "TAC"]
    + [(2, "B", "absent"), (3, "A", "present")],
    columns=["session", "member", "status"],
)  # fmt: skip
STUDY = study_from({"members": MEMBERS, "attendance": CAME, "interactions": TALK})


def test_the_share_beside_an_equal_part():
    found = floor(STUDY).set_index(["session", "member"])
    assert found.loc[(1, "A"), "share"] == 3 / 8
    assert found.loc[(1, "C"), "share"] == 0
    assert found.loc[(1, "A"), "equal_share"] == 1 / 4
    assert found.loc[(2, "A"), "equal_share"] == 1 / 3


def test_absent_and_unrecorded_are_undefined_with_a_reason_not_zero():
    found = floor(STUDY).set_index(["session", "member"])
    assert np.isnan(found.loc[(2, "B"), "share"]) and "Absent" in found.loc[(2, "B"), "reason"]
    assert np.isnan(found.loc[(3, "A"), "share"]) and "No talk" in found.loc[(3, "A"), "reason"]
    assert (found["share"].isna() == (found["reason"] != "")).all()


def test_speaking_time_is_shared_too_and_other_names_are_refused():
    timed = study_from({"interactions": TALK.assign(speaking_seconds=[30, 10, 0, 5, 5, 0])})
    assert floor(timed, "time_share").set_index(["session", "member"]).loc[(1, "A"), "share"] == 0.75
    with pytest.raises(ValueError, match="turn_share"):
        floor(STUDY, "betweenness")


def test_standing_by_hand():
    found = standing(STUDY).set_index("member")
    # T: 4 + 2 of 8 + 4 turns; A: 3 + 2; B was there in session 1 only: 1 of 8; C was silent
    np.testing.assert_allclose(found["share"], [6 / 12, 5 / 12, 1 / 8, 0])
    np.testing.assert_allclose(
        found["equal_share"], [(8 / 4 + 4 / 3) / 12] * 2 + [1 / 4, (8 / 4 + 4 / 3) / 12]
    )
    assert found[["to_persons", "to_group", "unaddressed"]].loc["T"].tolist() == [1, 4, 1]
    # three others in session 1, two in session 2
    np.testing.assert_allclose(found["rate_given"], [1 / 5, 5 / 5, 1 / 3, 0])
    np.testing.assert_allclose(found["rate_received"], [2 / 5, 2 / 5, 3 / 3, 0])
    np.testing.assert_allclose(found["turns_taken_per_session"], [3, 2.5, 1, 0])


@pytest.mark.parametrize("seed", range(3))
def test_the_rates_are_those_of_the_person_measures_at_their_last_session(frames, seed):
    study = study_from(frames(seed, groups=1))
    last = (
        by_person(study)
        .dropna(subset=["value"])
        .groupby(["measure", "member"], observed=True)["value"]
        .last()
    )
    found = standing(study).set_index("member")
    for member, row in found.iterrows():
        for rate in ("rate_given", "rate_received"):
            np.testing.assert_allclose(row[rate], last.get((rate, member), np.nan))


@pytest.mark.parametrize("seed", range(3))
def test_turns_fall_into_three_kinds_and_undefined_values_have_reasons(frames, seed):
    study = study_from(frames(seed, groups=1))
    found = standing(study)
    np.testing.assert_allclose(
        found[["to_persons", "to_group", "unaddressed"]].sum(axis=1), found["turns_taken"]
    )
    assert found["turns_taken"].sum() == study.interactions.drop_duplicates("source")["turns"].sum()
    undefined = found[["share", "rate_given", "rate_received"]].isna().any(axis=1)
    assert (undefined == (found["reason"] != "")).all()


def test_nobody_and_no_sessions_are_served():
    empty = study_from({})
    assert standing(empty).empty
    assert all(floor(empty, measure).empty for measure in SHARES)
    without = STUDY.select(Selection(STUDY.groups()[0], 90, 99))
    assert standing(without)["sessions"].eq(0).all()
