"""Attendance, shares, an index over sessions, giving and receiving: by meaning, never by pixels."""

import numpy as np
import pandas as pd

from taft_dash.figures import participation, theme

PEOPLE = pd.DataFrame(
    {"member": list("ABT"), "label": ["Ada <i>", "Ben $", "Tom"], "role": ["member", "member", "therapist"],
     "sessions_recorded": [4, 2, 0], "sessions_present": [3, 1, 0], "rate": [0.75, 0.5, np.nan]}
)  # fmt: skip
STATES = {"A": ["present", "absent", "present", "present"], "B": ["not_yet_joined", "present", "absent", "left"],
          "T": ["present", "not_recorded", "present", "present"]}  # fmt: skip
PRESENCE = pd.DataFrame(
    [(s, m, state, "late" if (s, m) == (3, "A") else np.nan)
     for m, states in STATES.items() for s, state in enumerate(states, 1)],
    columns=["session", "member", "presence", "status"],
)  # fmt: skip
FLOOR = pd.DataFrame(
    {"session": [1, 2, 3, 1, 2, 3, 1, 2, 3], "member": list("AAABBBTTT"),
     "presence": ["present"] * 7 + ["left", "left"],
     "share": [0.5, np.nan, 0.4, 0.1, 0.2, 0, 0.4, np.nan, np.nan], "equal_share": [1 / 3, 1 / 2, 1 / 2] * 3}
)  # fmt: skip
INDEX = pd.DataFrame(
    {
        "session": [1, 2, 4],
        "value": [2.0, np.nan, 3.0],
        "n": [4, 0, 5],
        "reason": ["", "Nobody <b>spoke</b>.", ""],
    }
)
STANDING = PEOPLE.assign(
    to_persons_per_session=[3.0, 1, 2], to_group_per_session=[1.0, 0, 5], unaddressed_per_session=[0.0, 0, 0],
    rate_given=[1.5, 0.5, 2], rate_received=[1.0, 1.0, 2.5],
)  # fmt: skip


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def texts(figure) -> str:
    return figure.to_json()


def test_every_state_of_presence_has_a_mark_and_a_word_of_its_own():
    drawn = participation.attendance(PRESENCE, PEOPLE)
    marks = {trace.name: trace.marker.symbol for trace in drawn.data if trace.marker.symbol}
    assert set(marks) == {"present", "late or left early", "absent", "not recorded", "not yet joined", "left"}
    assert len(set(marks.values())) == len(marks)


def test_a_mark_stands_in_the_row_of_its_person_and_at_its_session():
    drawn = participation.attendance(PRESENCE, PEOPLE)
    absent = named(drawn, "absent")
    assert list(zip(absent.x, absent.y, strict=True)) == [(2, 3), (3, 2)]
    assert [key[0] for key in absent.customdata] == ["A", "B"]
    assert drawn.layout.yaxis.ticktext[0].startswith("Ada")
    assert list(drawn.layout.yaxis.tickvals) == [3, 2, 1]


def test_rates_stand_beside_the_rows_and_none_is_a_dash():
    words = named(participation.attendance(PRESENCE, PEOPLE), "came to").text
    assert [w.strip() for w in words[1:]] == ["3 of 4 · 75 %", "1 of 2 · 50 %", "–"]


def test_the_person_in_focus_keeps_their_ink_and_the_others_are_grey():
    ink = theme.person_inks(PEOPLE)["A"]
    present = named(participation.attendance(PRESENCE, PEOPLE, person="A"), "present")
    assert {key[0]: colour for key, colour in zip(present.customdata, present.marker.color, strict=True)} == {
        "A": ink, "B": theme.QUIET_INK, "T": theme.QUIET_INK,
    }  # fmt: skip
    lines = participation.shares(FLOOR, PEOPLE, person="A").data[1::2]
    assert [line.line.color for line in lines] == [ink, theme.QUIET_INK, theme.QUIET_INK]


def test_the_session_in_focus_is_one_thin_line_in_every_panel():
    assert [s.x0 for s in participation.attendance(PRESENCE, PEOPLE, cursor=3).layout.shapes] == [3]
    assert [s.x0 for s in participation.shares(FLOOR, PEOPLE, cursor=2).layout.shapes] == [2, 2, 2]
    assert not participation.shares(FLOOR, PEOPLE).layout.shapes


def test_a_missing_session_is_a_gap_and_silence_is_zero():
    ada, ben = (participation.shares(FLOOR, PEOPLE).data[k] for k in (1, 3))
    assert not ada.connectgaps and np.isnan(ada.y[1])
    assert ben.y[2] == 0


def test_panels_share_one_scale_and_show_an_equal_part():
    drawn = participation.shares(FLOOR, PEOPLE)
    ranges = {tuple(axis.range) for axis in (drawn.layout.yaxis, drawn.layout.yaxis2, drawn.layout.yaxis3)}
    assert len(ranges) == 1
    assert list(named(drawn, "an equal part").y) == [1 / 3, 1 / 2, 1 / 2]
    assert np.isnan(drawn.data[4].y[1]), "nobody is owed a part after leaving"


def test_a_therapist_is_told_apart_by_shape_and_line():
    ada, tom = (participation.shares(FLOOR, PEOPLE).data[k] for k in (1, 5))
    assert (tom.marker.symbol, tom.line.dash) == ("square", "dot")
    assert (ada.marker.symbol, ada.line.dash) == ("circle", "solid")


def test_panels_follow_the_roster_and_names_are_shown_letter_for_letter():
    drawn = participation.shares(FLOOR, PEOPLE, person="B")
    titles = [note.text for note in drawn.layout.annotations]
    assert titles == ["Ada &lt;i&gt;", "<b>Ben ＄</b>", "Tom"]
    every = [participation.attendance(PRESENCE, PEOPLE), drawn, participation.giving(STANDING)]
    assert all("Ada <i>" not in texts(figure) and "Ben $" not in texts(figure) for figure in every)


def test_an_undefined_index_is_a_gap_with_its_reason():
    drawn = participation.index_course(INDEX, label="people", low=1, high=5)
    line, gap = drawn.data
    assert np.isnan(line.y[1]) and not line.connectgaps
    assert list(gap.x) == [2] and gap.customdata[0][0] == "Nobody &lt;b&gt;spoke&lt;/b&gt;."
    assert list(drawn.layout.yaxis.range) == [1, 5]


def test_session_numbers_stay_as_recorded_and_no_line_bridges_a_jump():
    drawn = participation.index_course(INDEX, label="people")
    assert list(drawn.data[0].x) == [1, 2, 3.5, 4]
    assert np.isnan(drawn.data[0].y[2])
    jumped = FLOOR.assign(session=FLOOR["session"].replace({2: 5, 3: 6}))
    ada = participation.shares(jumped, PEOPLE).data[1]
    assert list(ada.x) == [1, 4.5, 5, 6] and np.isnan(ada.y[1])
    assert drawn.layout.xaxis.range[1] > 4


def test_the_highest_possible_value_is_drawn_where_asked():
    line = named(participation.index_course(INDEX, label="people", most="n"), "people present")
    assert [line.y[0], line.y[3]] == [4, 5] and np.isnan(line.y[1])


def test_giving_is_filled_receiving_open_and_a_kind_nobody_used_is_left_out():
    drawn = participation.giving(STANDING)
    assert list(named(drawn, "gives").x) == [1.5, 0.5, 2]
    assert list(named(drawn, "receives").x) == [1.0, 1.0, 2.5]
    assert list(named(drawn, "receives").marker.symbol) == ["circle-open", "circle-open", "square-open"]
    assert "addressee not recorded" not in [trace.name for trace in drawn.data]


def test_a_patterned_bar_keeps_its_ink_under_the_pattern():
    bar = named(participation.giving(STANDING), "to the whole group")
    assert bar.marker.pattern.shape and bar.marker.pattern.bgcolor == bar.marker.color


def test_nobody_and_one_person_can_be_drawn():
    assert participation.giving(STANDING.iloc[:0]).data
    assert participation.giving(STANDING.iloc[:1]).data
    alone = participation.attendance(PRESENCE[PRESENCE["member"] == "A"], PEOPLE.iloc[:1])
    assert list(alone.layout.yaxis.tickvals) == [1]


def test_one_session_is_one_point():
    once = FLOOR[FLOOR["session"] == 1]
    assert [len(trace.x) for trace in participation.shares(once, PEOPLE).data] == [1] * 6
    assert len(participation.index_course(INDEX.iloc[:1], label="people").data[0].x) == 1
