"""How often each person came: against counts by hand, and what is not counted."""

import numpy as np
import pandas as pd

from taft_dash.measures.attendance import RECENT, attendance
from taft_dash.records.study import study_from

MEMBERS = pd.DataFrame(
    {"member": ["A", "B", "C", "T"], "role": ["member"] * 3 + ["therapist"], "joined": [np.nan, 3, np.nan, np.nan],
     "left": [np.nan, np.nan, 2, np.nan]}
)  # fmt: skip
CAME = pd.DataFrame(
    [(s, m, status) for s, row in enumerate(["p.pp", "a.ap", "ppap", "ap.p", "aa.p"], start=1)
     for m, sign in zip("ABCT", row, strict=True) if sign != "."
     for status in [{"p": "present", "a": "absent"}[sign]]],
    columns=["session", "member", "status"],
)  # fmt: skip


def people(**frames):
    return attendance(study_from(frames)).set_index("member")


def test_rates_by_hand():
    found = people(members=MEMBERS, attendance=CAME)
    assert found["sessions_present"].to_dict() == {"A": 2, "B": 2, "C": 1, "T": 5}
    # C's row of session 3 does not count: C had left after 2
    assert found["sessions_recorded"].to_dict() == {"A": 5, "B": 3, "C": 2, "T": 5}
    np.testing.assert_allclose(found["rate"], [2 / 5, 2 / 3, 1 / 2, 1])
    assert set(found["reason"]) == {""}


def test_lately_looks_at_the_last_sessions_on_record_of_each_person():
    found = people(members=MEMBERS, attendance=CAME)
    assert found["lately_missed"].to_dict() == {"A": 2, "B": 1, "C": 1, "T": 0}
    assert found["lately_recorded"].to_dict() == {"A": RECENT, "B": 3, "C": 2, "T": RECENT}


def test_somebody_who_left_stays_in_the_table_and_is_said_to_have_left():
    found = people(members=MEMBERS, attendance=CAME)
    assert found.loc["C", "now"] == "left"
    assert found.loc["A", "now"] == "absent"


def test_presence_inferred_from_talk_gives_no_rate_but_a_reason():
    found = people(
        interactions=pd.DataFrame({"session": [1, 2], "speaker": ["A", "A"], "addressee": ["B", "B"]})
    )
    assert found["rate"].isna().all()
    assert "inferred" in found.loc["A", "reason"]


def test_a_person_without_a_row_has_a_reason_while_others_have_rates():
    one = pd.DataFrame({"session": [1], "member": ["A"], "status": ["present"]})
    found = people(members=MEMBERS, attendance=one)
    assert found.loc["A", "rate"] == 1
    assert (
        np.isnan(found.loc["T", "rate"]) and found.loc["T", "reason"] == "No attendance row for this person."
    )


def test_two_groups_with_the_same_names_are_counted_apart():
    came = pd.concat([CAME.assign(group="one"), CAME.assign(group="two", status="present")])
    found = attendance(study_from({"attendance": came})).set_index(["group", "member"])["rate"]
    assert found["two", "A"] == 1
    assert found["one", "A"] == 2 / 5


def test_nothing_recorded_gives_an_empty_table():
    assert attendance(study_from({})).empty


def test_one_recorded_among_hundreds_of_people():
    crowd = pd.DataFrame({"member": [f"P{k}" for k in range(300)]})
    came = pd.DataFrame({"session": [1], "member": ["P7"], "status": ["present"]})
    assert people(members=crowd, attendance=came)["sessions_recorded"].sum() == 1
