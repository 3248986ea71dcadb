"""What is said of who speaks to whom: numbers of the table, nothing more."""

import numpy as np
import pandas as pd

from taft_dash.readings import network as said

PEOPLE = pd.DataFrame(
    {"member": list("ABCDO"), "label": ["Ada", "Ben", "Cy", "Di", "Oz"], "role": ["member"] * 4 + ["observer"],
     "presence": ["present", "present", "present", "absent", "present"], "turns": [6, 3, 1, np.nan, 0],
     "to_group": [1.0, 0, 1, np.nan, 0], "turns_received": [3.0, 5, 0, np.nan, 0]}
)  # fmt: skip
PAIRS = pd.DataFrame(
    {"speaker": list("ABAC"), "addressee": list("BACA"), "turns": [5.0, 3, 0, 0], "answered": [3.0, 5, 0, 0],
     "rate": [2.5, 3.0, 0, 0], "imbalance": [0.25, -0.25, np.nan, np.nan]}
)  # fmt: skip
CHANGE = pd.DataFrame(
    {"speaker": list("ABC"), "addressee": list("BAA"), "rate_earlier": [1, 2, np.nan], "rate_later": [3, 0.5, 1],
     "difference": [2, -1.5, np.nan]}
)  # fmt: skip
FLOW = pd.DataFrame({"session": [1, 2, 5], "value": [0.1, np.nan, 0.4]})


def test_the_strongest_tie_the_unaddressed_and_the_absent():
    text = said.network(PEOPLE, PAIRS)
    assert "from Ada to Ben: 5 turns." in text
    assert "Present, but addressed by nobody: Cy." in text
    assert "Absent: Di." in text and "Oz" not in text


def test_the_strongest_by_occasion_may_be_another():
    assert "from Ben to Ada: 3.00 turns per session together." in said.network(PEOPLE, PAIRS, amount="rate")


def test_no_ties_and_five_kinds_of_not_being_there():
    away = PEOPLE.iloc[:4].assign(presence=["not_recorded", "not_yet_joined", "left", "absent"])
    text = said.network(away, PAIRS.iloc[:0])
    assert text == (
        "No turn from one person to another is recorded. Absent: Di. Presence not recorded: Ada. Not yet joined: Ben."
        " Left before: Cy."
    )


def test_balance_speaks_only_of_pairs_with_enough_turns():
    assert said.balance(PEOPLE, PAIRS).endswith("Ada with Ben: gives 5 turns, gets 3 (+0.25).")
    assert "none is one-sided" in said.balance(
        PEOPLE, PAIRS.assign(turns=[1, 1, 0, 0], answered=[1, 1, 0, 0])
    )


def test_what_grew_what_shrank_and_what_cannot_be_compared():
    text = said.difference(PEOPLE, CHANGE)
    assert "Grew most: Ada to Ben, from 1.00 to 3.00" in text
    assert "Shrank most: Ben to Ada, from 2.00 to 0.50" in text
    assert "Not comparable: 1 direction" in text
    assert "Shrank" not in said.difference(PEOPLE, CHANGE.iloc[:1])
    assert "as often as before" in said.difference(PEOPLE, CHANGE.iloc[:1].assign(difference=0))
    assert "nothing can be compared" in said.difference(PEOPLE, CHANGE.iloc[2:])


def test_the_course_of_talk_between_members():
    assert said.course(FLOW) == (
        "From member to member went 10 % of the addressed turns in session 1, 40 % in session 5; most (40 %) in 5."
    )
    assert said.course(FLOW.iloc[:1]).startswith("In session 1, 10 %")
    assert said.course(FLOW.iloc[1:2]).startswith("In none")


def test_rows_of_a_person_a_pair_and_the_group_add_up():
    assert (
        said.evidence(PEOPLE, PAIRS, "A", None)
        == "Ada took 6 turns, 1 of them to the whole group, and received 3."
    )
    assert said.evidence(PEOPLE, PAIRS, "A", "B") == "Ada to Ben: 5 turns. Ben to Ada: 3 turns."
    assert said.evidence(PEOPLE, PAIRS, "C", "GROUP") == "Cy to the whole group: 1 turn."
    assert (
        said.evidence(PEOPLE, PAIRS, "B", "C")
        == "Ben and Cy were not together while addressees were recorded."
    )
    assert said.evidence(PEOPLE, PAIRS, "D", None) == "Di has no recorded turns here."


def test_a_range_of_sessions_in_words():
    assert said.sessions(3, 3) == "session 3"
    assert said.sessions(1, 4) == "sessions 1 to 4"
