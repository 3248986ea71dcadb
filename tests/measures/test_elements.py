"""The four elements: delivered and felt stay apart, and so do the kinds of raters."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures import elements
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.instruments import ELEMENTS, find
from taft_dash.records.study import study_from

PEOPLE = pd.DataFrame(
    {"member": ["T", "U", "O", "A", "B"], "role": ["therapist"] * 2 + ["observer"] + ["member"] * 2}
)
FORMS = [
    ("TAFT-delivery", "safety", 1, "T", "GROUP", 4.0), ("TAFT-delivery", "safety", 1, "U", "GROUP", 3.0),
    ("TAFT-delivery", "safety", 1, "O", "GROUP", 1.0), ("TAFT-delivery", "safety", 2, "T", "GROUP", 2.0),
    ("SOFTA-o", "safety", 1, "O", "A", -3.0), ("SOFTA-o", "safety", 1, "O", "B", 0.0),
    ("WAI-SR", "bond", 1, "A", "LEADER", 5.0), ("WAI-SR", "bond", 2, "A", "LEADER", 3.0),
    ("GSRS", "total", 1, "A", "GROUP", 30.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def whole():
    columns = ["instrument", "item", "session", "rater", "target", "score"]
    present = [(s, m, "present") for s in (1, 2) for m in "TUOAB"]
    return study_from(
        {
            "members": PEOPLE,
            "ratings": pd.DataFrame(FORMS, columns=columns),
            "attendance": pd.DataFrame(present, columns=["session", "member", "status"]),
        }
    )


@pytest.fixture(scope="module")
def table(whole):
    return elements.elements_by_session(whole, trajectories(whole))


def cell(table, element, layer, role, session):
    rows = table[(table["element"] == element) & (table["layer"] == layer) & (table["session"] == session)]
    return rows[rows["rater_role"] == role].iloc[0]


def test_therapists_and_observers_are_never_averaged_together(table):
    assert cell(table, "safety", "delivered", "therapist", 1)["mean"] == 3.5
    assert cell(table, "safety", "delivered", "observer", 1)["mean"] == 1.0
    assert cell(table, "safety", "felt", "observer", 1)["mean"] == -1.5


def test_only_scales_that_speak_of_an_element_are_taken(table):
    assert set(table["instrument"]) == {"TAFT-delivery", "SOFTA-o", "WAI-SR"}
    assert set(zip(table["element"], table["layer"], strict=True)) == {
        ("safety", "delivered"), ("safety", "felt"), ("bond", "felt"),
    }  # fmt: skip


def test_the_position_is_the_place_on_the_scale(table):
    assert cell(table, "safety", "felt", "observer", 1)["position"] == 0.25
    assert cell(table, "bond", "felt", "member", 2)["position"] == 0.5


def test_a_session_without_a_rating_has_no_value_and_says_why(table):
    empty = cell(table, "safety", "felt", "observer", 2)
    assert np.isnan(empty["mean"]) and np.isnan(empty["position"])
    assert empty["reason"] == "Nobody rated SOFTA-o safety in session 2."


def test_the_summary_is_the_mean_of_the_sessions(table):
    summary = elements.element_summary(table).set_index(["element", "layer", "rater_role"])
    delivered = summary.loc[("safety", "delivered", "therapist")]
    assert delivered[["n_sessions", "mean", "first", "last"]].tolist() == [2, 2.75, 3.5, 2.0]


def test_member_by_member(whole):
    lines = elements.element_by_person(
        whole, trajectories(whole), Series("SOFTA-o", "safety", "each member", "observer")
    )
    here = lines[lines["session"] == 1].set_index("member")
    assert here["position"].to_dict() == {"A": 0.0, "B": 0.5}


def test_what_concerns_single_members(whole):
    felt = {s: elements.about_members(s) for _, _, s in elements.element_series(trajectories(whole))}
    assert felt[Series("WAI-SR", "bond", "LEADER", "member")]
    assert felt[Series("SOFTA-o", "safety", "each member", "observer")]
    assert not felt[Series("TAFT-delivery", "safety", "GROUP", "therapist")]


def test_every_felt_scale_of_the_elements_exists():
    for element in ELEMENTS:
        for instrument, subscale in element.felt:
            assert find(instrument).scale(subscale).name == subscale


def test_nothing_rated_gives_an_empty_table_with_the_same_columns(table):
    talk = pd.DataFrame({"session": [1], "speaker": ["A"], "addressee": ["B"]})
    silent = study_from({"interactions": talk})
    empty = elements.elements_by_session(silent, trajectories(silent))
    assert empty.empty and list(empty) == list(table)
    assert elements.element_summary(empty).empty
