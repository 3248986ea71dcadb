"""The participation page: what is shown of sound records, and what is said where something is missing."""

import json

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.charts import charts

MEMBERS = pd.DataFrame(
    {"member": ["T", "A", "B"], "role": ["therapist", "member", "member"], "name": ["Tom", "Ada", "Ben"]}
)
CAME = pd.DataFrame(
    [(s, m, "absent" if (s, m) in ((2, "B"), (3, "B")) else "present") for s in (1, 2, 3) for m in "TAB"],
    columns=["session", "member", "status"],
)
TALK = pd.DataFrame(
    [
        (1, "T", "A", 4, 20.0),
        (1, "A", "GROUP", 3, 90.0),
        (1, "B", "T", 1, 5.0),
        (2, "A", "T", 2, 10.0),
        (2, "T", "A", 3, 10.0),
    ],
    columns=["session", "speaker", "addressee", "turns", "speaking_seconds"],
)
SOUND = {"members": MEMBERS, "attendance": CAME, "interactions": TALK}


def page(frames, cursor, person):
    import streamlit as st

    from taft_dash.pages import participation
    from taft_dash.pages.visit import Visit
    from taft_dash.records.study import Selection, study_from

    study = study_from(frames)
    selection = Selection(study.groups()[0], 1, 99)
    st.session_state.setdefault("cursor", cursor)
    st.session_state.setdefault("person", person)
    visit = Visit(
        None,
        study.select(selection),
        selection,
        st.session_state["cursor"],
        st.session_state["person"],
        False,
    )
    participation.show(visit)


def shown(frames, *, cursor=1, person=None) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30, args=(frames, cursor, person)).run()
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


def test_four_figures_each_with_title_sentence_words_for_screen_readers_and_table():
    at = shown(SOUND)
    assert titles(at) == [
        "Who was there, session by session",
        "Who holds the floor: share of turns, person by person",
        "Effective speakers, session by session",
        "What each person gives and receives",
    ]
    assert len(figures(at)) == 4
    assert all(len(chart.alt) > 40 for chart in charts(at))
    folds = [fold.label for fold in at.expander]
    assert sum("Table behind this figure" in label for label in folds) == 4
    assert all("n = " in caption.value.replace("\\", "") for caption in at.caption)


def test_sentences_come_from_the_records():
    said = text(shown(SOUND))
    assert "Ben missed 2 of the last 3 sessions." in said
    assert "Tom took the largest part of the turns (50 %; an equal part would be 33 %)." in said
    assert "1 gap: No talk was recorded in session 3." in said


def test_the_switch_to_speaking_time_is_there_only_when_times_are():
    at = shown(SOUND)
    at.segmented_control(key="share of").set_value("time_share").run()
    assert "Ada took the largest part of the speaking time (78 %" in text(at)
    untimed = shown(SOUND | {"interactions": TALK.drop(columns="speaking_seconds")})
    assert not untimed.get("button_group") and len(figures(untimed)) == 4


def test_another_index_of_the_floor_can_be_chosen():
    at = shown(SOUND)
    index = at.selectbox(key="floor index")
    index.set_value(next(option for option in index.options if option == "Inequality of turns (Gini)")).run()
    assert "Inequality of turns (Gini), session by session" in titles(at)
    assert "0: everyone takes as many turns" in text(at)


def test_the_person_in_focus_is_chosen_here_and_holds_everywhere():
    at = shown(SOUND)
    at.selectbox(key="participation person").set_value("A").run()
    assert at.session_state["person"] == "A"
    bold = [note["text"] for note in figures(at)[1]["layout"]["annotations"] if "<b>" in note["text"]]
    assert bold == ["<b>Ada</b>"]
    assert "Ada ranges from" in text(at)


def test_the_session_in_focus_is_marked_in_every_figure_over_sessions():
    for figure in figures(shown(SOUND, cursor=2))[:3]:
        assert {shape["x0"] for shape in figure["layout"]["shapes"]} == {2}


def test_the_tables_are_built_when_opened_and_hold_what_was_drawn():
    at = shown(SOUND)
    assert not at.dataframe
    at.session_state["fold shares"] = True
    at.run()
    table = at.dataframe[0].value
    assert {"session", "member", "share", "equal_share", "reason"} <= set(table.columns) and len(table) == 9


def test_without_talk_attendance_is_shown_and_the_rest_is_said_to_be_missing():
    at = shown({"members": MEMBERS, "attendance": CAME})
    assert len(figures(at)) == 1
    assert "No talk is recorded in these sessions." in at.info[0].value.replace("\\", "")


def test_without_attendance_presence_is_said_to_be_inferred():
    at = shown({"members": MEMBERS, "interactions": TALK})
    assert "Attendance is inferred" in text(at) and "Presence is inferred from talk and ratings" in text(at)
    assert len(figures(at)) == 4


def test_talk_without_addressees_still_shows_shares():
    at = shown(SOUND | {"interactions": TALK.assign(addressee=np.nan)})
    assert len(figures(at)) == 4
    assert "no addressees are recorded" in text(at)


@pytest.mark.parametrize(
    "frames",
    [
        {"attendance": CAME.iloc[:1]},
        {"interactions": TALK.iloc[1:2]},
        {"members": MEMBERS.iloc[:1], "sessions": pd.DataFrame({"session": [1]})},
        {"attendance": CAME.assign(status="absent")},
        {
            "ratings": pd.DataFrame(
                {"session": [1], "rater": ["A"], "instrument": ["GSRS"], "item": ["1"], "score": [5]}
            )
        },
        {
            name: frame[frame["session"] == 1] if "session" in frame else frame
            for name, frame in SOUND.items()
        },
    ],
    ids=[
        "one person",
        "one turn to the group",
        "nothing but a session",
        "all absent",
        "ratings only",
        "one session",
    ],
)
def test_little_is_shown_as_little(frames):
    at = shown(frames)
    assert titles(at) and (figures(at) or at.info)


def test_nobody_and_no_session_are_said():
    at = shown({"members": MEMBERS})
    assert "No person or no session is recorded" in text(at) and not figures(at)


def test_an_index_that_is_nowhere_defined_says_why():
    at = shown({"interactions": TALK.iloc[:1]})
    at.selectbox(key="floor index").set_value("Attendance rate").run()
    assert "Attendance is inferred, so a rate cannot be given." in text(at)


def test_too_many_people_get_tables_instead_of_rows():
    crowd = [f"P{k}" for k in range(70)]
    came = pd.DataFrame({"session": 1, "member": crowd, "status": "present"})
    talk = pd.DataFrame({"session": 1, "speaker": crowd, "addressee": "GROUP"})
    at = shown({"attendance": came, "interactions": talk})
    assert len(figures(at)) == 1, "the index of the group has no row for each person"
    assert sum("too many people" in info.value for info in at.info) == 3
    large = pd.DataFrame({"session": 1, "speaker": [f"P{k}" for k in range(400)], "addressee": "GROUP"})
    assert "400 people are too many" in text(shown({"interactions": large})).replace("\\", "")


HOSTILE = "<b>x</b> $y$ :red[z] ![i](http://a.example/b) [l](http://a.example)"


def test_names_reach_the_screen_as_typed_and_never_as_markup():
    members = MEMBERS.assign(name=[HOSTILE, "*Ada*", "Ben"])
    at = shown(SOUND | {"members": members}, person="T")
    said = [m.value for m in at.markdown] + [c.value for c in at.caption]
    assert any("\\<b\\>x" in value for value in said)
    assert not any(
        "<b>x" in value.replace("\\<b\\>x", "") or "![i](" in value or "$y$" in value for value in said
    )
    assert all("<b>x</b>" not in chart.spec and "$y$" not in chart.spec for chart in charts(at))
