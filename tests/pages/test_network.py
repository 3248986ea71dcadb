"""The network page: four ways to look, the rows behind a person or a pair, and words for what is missing."""

import json
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from taft_dash.pages import evidence
from tests.pages.charts import charts

MEMBERS = pd.DataFrame(
    {"member": ["T", "A", "B"], "role": ["therapist", "member", "member"], "name": ["Tom", "Ada", "Ben"]}
)
CAME = pd.DataFrame(
    [(s, m, "present") for s in (1, 2, 3) for m in "TAB"], columns=["session", "member", "status"]
)
TALK = pd.DataFrame(
    [
        (1, "T", "A", 4),
        (1, "A", "T", 1),
        (1, "A", "GROUP", 3),
        (2, "A", "B", 2),
        (2, "B", "A;T", 5),
        (3, "A", "B", 6),
    ],
    columns=["session", "speaker", "addressee", "turns"],
)
SOUND = {"members": MEMBERS, "attendance": CAME, "interactions": TALK}
WAYS = ["One session", "A range", "Difference", "All sessions"]


def page(frames, cursor, person):
    import streamlit as st

    from taft_dash.pages import network
    from taft_dash.pages.visit import Visit
    from taft_dash.records.study import Selection, study_from

    study = study_from(frames)
    selection = Selection(study.groups()[0], 1, 99)
    st.session_state.setdefault("cursor", cursor)
    st.session_state.setdefault("person", person if person in list(study.members["member"]) else None)
    visit = Visit(
        None,
        study.select(selection),
        selection,
        st.session_state["cursor"],
        st.session_state["person"],
        False,
    )
    network.show(visit)


def shown(frames, *, cursor=1, person=None, way=None) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30, args=(frames, cursor, person)).run()
    if way is not None:
        at.segmented_control(key="network way").set_value(way).run()
    assert not at.exception, at.exception[0].value
    return at


def titles(at) -> list[str]:
    return [m.value.lstrip("# ").replace("\\", "") for m in at.markdown if m.value.startswith("##")]


def text(at) -> str:
    return " ".join(
        [m.value for m in at.markdown] + [c.value for c in at.caption] + [i.value for i in at.info]
    ).replace("\\", "")


def figures(at) -> list[dict]:
    return [json.loads(chart.spec) for chart in charts(at)]


def cells(figure) -> dict:
    """{(speaker, addressee): printed number} of a matrix."""
    layers = {trace["name"]: trace for trace in figure["data"]}
    keys, numbers = layers["cells to point at"]["customdata"], layers["numbers"]["text"]
    return {(key[0], key[2]): number for key, number in zip(keys, numbers, strict=True)}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_look_has_figures_with_title_n_and_table(way):
    at = shown(SOUND, way=way)
    assert len(figures(at)) == (1 if way == "All sessions" else 2)
    assert all(len(chart.alt) > 15 for chart in charts(at))
    assert any(
        "n = " in c.value.replace("\\", "") or "n: people present" in c.value.replace("\\", "")
        for c in at.caption
    )
    assert sum("Table behind this figure" in fold.label for fold in at.expander) == len(figures(at))


def test_one_session_shows_that_session():
    at = shown(SOUND, cursor=2)
    assert titles(at)[0] == "Who spoke to whom in session 2"
    found = cells(figures(at)[1])
    assert found["A", "B"] == "2" and found["B", "A"] == "5" and found["B", "T"] == "5"
    assert "The strongest tie runs from Ben to" in text(at)


def test_the_slider_moves_the_session_on_every_page():
    at = shown(SOUND, cursor=2)
    at.select_slider(key="network session").set_value(3).run()
    assert at.session_state["cursor"] == 3
    assert titles(at)[0] == "Who spoke to whom in session 3"


def test_a_range_adds_up_and_can_be_set_against_occasions():
    at = shown(SOUND, way="A range")
    assert cells(figures(at)[1])["A", "B"] == "8"
    at.segmented_control(key="network amount 3").set_value("rate").run()
    assert cells(figures(at)[1])["A", "B"] == "2.7"
    assert "turns per session together" in text(at)


def test_the_balance_of_pairs_has_signs_and_words():
    at = shown(SOUND)
    at.segmented_control(key="network amount 2").set_value("imbalance").run()
    assert cells(figures(at)[1])["T", "A"] == "+0.6" and cells(figures(at)[1])["A", "T"] == "−0.6"
    assert "the most one-sided is Tom with Ada: gives 4 turns, gets 1 (+0.60)" in text(at)


def test_a_difference_compares_two_ranges():
    at = shown(SOUND, way="Difference")
    assert titles(at)[0] == "What changed: session 3 against session 1"
    assert cells(figures(at)[1])["A", "B"] == "+6.0"
    assert "Grew most: Ada to Ben, from 0.00 to 6.00" in text(at)


def test_all_sessions_have_a_panel_each_with_its_n():
    notes = [
        note["text"]
        for note in figures(shown(SOUND, way="All sessions", cursor=2))[0]["layout"]["annotations"]
    ]
    assert notes == ["who sits where", "session 1 · n 3", "<b>session 2 · n 3</b>", "session 3 · n 3"]


def test_more_sessions_than_fit_are_said_to_be_left_out():
    many = pd.DataFrame({"session": range(1, 36), "speaker": "A", "addressee": "B"})
    at = shown({"interactions": many}, way="All sessions")
    assert "the last 30 are shown" in text(at)
    assert len(figures(at)[0]["layout"]["annotations"]) == 31


def test_the_person_in_focus_has_their_rows_below():
    at = shown(SOUND, person="A")
    rows = at.dataframe[0].value
    assert "Ada took 4 turns, 3 of them to the whole group, and received 4. Rows: 3." in text(at)
    assert rows[["speaker", "addressee", "turns"]].to_numpy().tolist() == [
        ["Tom", "Ada", 4],
        ["Ada", "Tom", 1],
        ["Ada", "GROUP", 3],
    ]
    assert {"file", "line"} & set(rows.columns)


def test_a_pair_is_chosen_from_a_menu_as_well():
    at = shown(SOUND, person="A")
    at.selectbox(key="network partner").set_value("T").run()
    assert "Ada to Tom: 1 turn. Tom to Ada: 4 turns. Rows: 2." in text(at)
    at.selectbox(key="network partner").set_value("GROUP").run()
    assert "Ada to the whole group: 3 turns. Rows: 1." in text(at)
    frames = [s for s in figures(at)[1]["layout"]["shapes"] if s["type"] == "rect"]
    assert len(frames) == 1, "the cell of the pair is framed"


@pytest.mark.parametrize(
    ("customdata", "person", "partner"),
    [(["A", "words"], "A", ""), (["T", "words", "A"], "T", "A"), (["T", "", "GROUP"], "T", "GROUP")],
)
def test_a_click_puts_its_person_in_focus_and_its_addressee_beside(customdata, person, partner):
    state = {}
    with patch.object(evidence.st, "session_state", state):
        evidence.pick({"x": 0.5, "customdata": customdata})
    assert (state["person"], state["network partner"]) == (person, partner)


def test_a_click_on_what_stands_for_nobody_changes_nothing():
    state = {"person": "A"}
    with patch.object(evidence.st, "session_state", state):
        evidence.pick({"x": 0.5})
    assert state == {"person": "A"}


def test_a_partner_who_is_the_person_themselves_is_nobody():
    at = AppTest.from_function(page, default_timeout=30, args=(SOUND, 1, "A"))
    at.session_state["network partner"] = "A"
    at.run()
    assert "Ada took 4 turns" in text(at)


def test_without_a_person_the_page_says_how_to_see_rows():
    at = shown(SOUND)
    assert "Click a person, an arrow or a cell" in text(at) and not at.dataframe


def test_without_talk_who_was_there_is_shown_and_said():
    for way in WAYS:
        at = shown({"members": MEMBERS, "attendance": CAME}, way=way, person="A")
        assert "No talk is recorded in these sessions" in text(at)
        assert figures(at) and "The rows behind it" not in titles(at)


def test_without_attendance_presence_is_said_to_be_inferred():
    assert "presence inferred" in text(shown({"members": MEMBERS, "interactions": TALK}))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "frames",
    [
        {"attendance": CAME.iloc[:1]},
        {"interactions": TALK.iloc[2:3]},
        {"interactions": TALK.assign(addressee=np.nan)},
        {"members": MEMBERS.iloc[:1], "sessions": pd.DataFrame({"session": [1]})},
        {"attendance": CAME.assign(status="absent")},
        {
            name: frame[frame["session"] == 1] if "session" in frame else frame
            for name, frame in SOUND.items()
        },
    ],
    ids=[
        "one person",
        "one turn to the group",
        "no addressees",
        "nothing but a session",
        "all absent",
        "one session",
    ],
)
def test_little_is_shown_as_little(frames, way):
    for person in (None, "A"):
        at = shown(frames, way=way, person=person)
        assert titles(at) and (figures(at) or at.info)


def test_nobody_and_no_session_are_said():
    assert "No person or no session is recorded" in text(shown({"members": MEMBERS}))


def crowd(count):
    people = [f"P{k}" for k in range(count)]
    return {
        "interactions": pd.DataFrame({"session": 1, "speaker": people, "addressee": people[1:] + people[:1]})
    }


@pytest.mark.parametrize(
    ("count", "charts", "said"),
    [
        (41, 1, "41 people do not fit on one ring"),
        (101, 0, "101 people do not fit into a matrix"),
        (301, 0, "301 people are too many"),
    ],
)
def test_large_groups_lose_the_ring_then_the_matrix_then_the_network(count, charts, said):
    at = shown(crowd(count))
    assert len(figures(at)) == charts
    assert said in text(at)
    assert at.expander, "the table is always there"
    if count <= 300:
        assert "do not fit into small networks" in text(shown(crowd(count), way="All sessions"))


HOSTILE = "<b>x</b> $y$ :red[z] ![i](http://a.example/b)"


@pytest.mark.parametrize("way", WAYS)
def test_names_reach_the_screen_as_typed_and_never_as_markup(way):
    members = MEMBERS.assign(name=["Tom", HOSTILE, "Ben"])
    at = shown(SOUND | {"members": members}, person="A", way=way)
    said = [m.value for m in at.markdown] + [c.value for c in at.caption]
    assert any("\\<b\\>x" in value for value in said)
    assert not any("<b>x" in value or "![i](" in value or "$y$" in value for value in said)
    assert all("<b>x</b>" not in chart.spec and "$y$" not in chart.spec for chart in charts(at))
