"""What is said of attendance and the floor: numbers of the table, nothing more."""

import numpy as np
import pandas as pd

from taft_dash.readings import participation as said

PEOPLE = pd.DataFrame(
    {"member": list("ABCT"), "label": ["Ada", "Ben", "Cy", "Tom"], "role": ["member"] * 3 + ["therapist"],
     "rate": [1.0, 0.5, 0.5, 0.2], "lately_recorded": [3, 3, 2, 3], "lately_missed": [0, 2, 2, 3],
     "now": ["present", "absent", "left", "present"], "reason": ""}
)  # fmt: skip
FLOOR = pd.DataFrame(
    {"session": [1, 1, 1, 2, 2, 2], "member": list("ABC") * 2, "share": [0.6, 0.4, 0, 0.2, 0.8, np.nan],
     "equal_share": [1 / 3] * 3 + [1 / 2] * 3, "reason": [""] * 5 + ["Absent from session 2."]}
)  # fmt: skip
LABEL = {"A": "Ada", "B": "Ben", "C": "Cy"}
INDEX = pd.DataFrame(
    {
        "session": [1, 2, 4],
        "value": [2.0, np.nan, 3.5],
        "n": [4, 0, 5],
        "reason": ["", "No talk in session 2.", ""],
    }
)
STANDING = pd.DataFrame(
    {"label": ["Ada", "Ben", "Tom"], "rate_given": [1.5, 0.25, np.nan], "rate_received": [1.0, 0.5, np.nan]}
)


def test_who_missed_lately_who_left_and_the_range_of_members():
    text = said.attendance(PEOPLE)
    assert "Ben missed 2 of the last 3 sessions." in text
    assert "No longer in the group: Cy." in text and "Cy missed" not in text
    assert "between 50 % (Ben) and 100 % (Ada)" in text
    assert "Tom" not in text


def test_attendance_alike_and_attendance_unknown():
    assert "Every member came to 50 % of their sessions." in said.attendance(PEOPLE.iloc[1:2])
    unknown = PEOPLE.iloc[:1].assign(rate=np.nan, reason="Attendance is inferred.")
    assert said.attendance(unknown) == "Attendance is inferred."
    assert said.attendance(PEOPLE.iloc[3:]) == "There is no member on the roster."


def test_the_floor_of_one_session():
    text = said.shares(FLOOR, LABEL, 1, of="turns")
    assert text == (
        "In session 1, Ada took the largest part of the turns (60 %; an equal part would be 33 %)."
        " Present but silent: Cy."
    )


def test_the_person_in_focus_is_compared_with_themselves():
    assert "Ben ranges from 40 % (session 1) to 80 % (session 2)." in said.shares(
        FLOOR, LABEL, 1, of="turns", person="B"
    )


def test_a_session_without_values_says_its_reason():
    away = FLOOR.assign(share=np.nan, reason="No talk was recorded in session 2.")
    assert said.shares(away, LABEL, 2, of="turns") == "No talk was recorded in session 2."
    assert "session 9" in said.shares(FLOOR, LABEL, 9, of="turns")


def test_an_index_is_read_with_its_range_and_its_meaning():
    text = said.index_course(INDEX, label="Effective speakers", reading="As if so many spoke.", session=4)
    assert text == (
        "Effective speakers is 3.50 in session 4 (n = 5). Lowest 2.00 (session 1), highest 3.50 (session 4)."
        " How to read it: As if so many spoke."
    )
    assert "in session 2 (" not in said.index_course(INDEX, label="X", reading="", session=2)
    nothing = INDEX.assign(value=np.nan)
    assert (
        said.index_course(nothing, label="X", reading="", session=1)
        == "X is not defined in any of these sessions."
    )


def test_gaps_are_counted_and_explained():
    assert said.gaps(INDEX) == "1 gap: No talk in session 2."
    assert said.gaps(INDEX.iloc[[0]]) == ""
    many = pd.concat([INDEX.iloc[[1]]] * 5)
    assert said.gaps(many).startswith("5 gaps: ") and said.gaps(many).endswith("And 2 more gaps.")


def test_giving_and_receiving():
    text = said.giving(STANDING)
    assert "Ada gives most (1.50 turns) and Ben least (0.25)" in text
    assert "differ most for Ada: gives 1.50, receives 1.00" in text
    assert "Ada gives 1.50 and receives 1.00" in said.giving(STANDING.iloc[:1])
    assert "no addressees" in said.giving(STANDING.iloc[2:])
