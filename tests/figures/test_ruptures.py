"""The map, the course and the matrices of ruptures, by what their marks mean."""

import numpy as np
import pandas as pd

from taft_dash.figures import ruptures

SESSIONS = [1, 2, 3, 4, 5]
ROSTER = pd.DataFrame({"member": ["A", "B"], "label": ["Ada", "Ben <br>"], "role": ["member", "member"]})
CELLS = pd.DataFrame(
    {
        "member": list("AAAAABBBBB"), "label": ["Ada"] * 5 + ["Ben <br>"] * 5, "session": SESSIONS * 2,
        "score": [4, 2, 2, 4, 4, np.nan, 3, 2, 2, 2.0],
        "state": ["rated", "onset", "inside", "repaired", "rated", "absent", "not rated", "onset", "inside", "inside"],
        "marked": [0, 2, 0, 0, 0, 0, 0, 1, 0, 0], "status": ["", "repaired", "repaired", "", "", "", "", *["open"] * 3],
        "agree": ["", "5 of 6", "", "", "", "", "", "1 of 6", "", ""],
        "last": [False] * 9 + [True], "noted": ["", "rupture", "", "repair", *[""] * 6],
        "words": ["", "fell <i>", "fell <i>", "fell <i>", "", "", "", "fell", "fell", "fell"],
    }
)  # fmt: skip
COURSE = pd.DataFrame(
    {"session": SESSIONS, "mean": 3.0, "sd_low": 2.0, "sd_high": 4.0, "n_rated": 2, "n_present": 2}
)
MARKS = pd.DataFrame(
    {"member": ["A", "A", "B", "B"], "session": [2, 4, 3, 5], "score": [2, 4, 2, 2.0],
     "mark": ["marked", "repaired", "possible", "open"], "reason": ["fell <i>", "fell <i>", "fell", "fell"]}
)  # fmt: skip
LIMITS = pd.DataFrame(
    {"member": "A", "session": SESSIONS * 2, "level": [3.5] * 5 + [2.5] * 5,
     "name": ["own mean"] * 5 + ["lower control limit"] * 5}
)  # fmt: skip
LABELS = {"gumz": "Gumz", "shewhart": "Control limits"}
MATRIX = pd.DataFrame(
    {"episode": [0, 0, 1, 1], "member": ["A", "A", "B", "B"], "label": ["Ada", "Ada", "Ben <br>", "Ben <br>"],
     "first_session": [2, 2, 3, 3], "last_session": [3, 3, 3, 3], "criterion": ["gumz", "shewhart"] * 2,
     "state": ["marks it", "does not mark it", "marks it", "cannot judge"],
     "onset": pd.array([2, None, 3, None], dtype="Int64"), "words": ["fell <i>", "", "fell", "too few <b>"]}
)  # fmt: skip
SHARES = pd.DataFrame(
    {"criterion": ["gumz"] * 3 + ["shewhart"] * 3, "session": [2, 3, 4] * 2, "n_in_rupture": [1, 2, 0, 0, 1, 0],
     "n_present": [2, 2, 0, 2, 2, 0], "share": [0.5, 1.0, np.nan, 0, 0.5, np.nan],
     "kind": ["individual", "shared", "", "none", "individual", ""], "reason": ""}
)  # fmt: skip


def by_name(figure):
    return {trace.name: trace for trace in figure.data}


def drawn_map(**settings):
    return ruptures.rupture_map(CELLS, sessions=SESSIONS, **settings)


def course(**settings):
    return ruptures.rupture_trajectories(
        CELLS, COURSE, MARKS, LIMITS, ROSTER, sessions=SESSIONS, limits=(1, 5), scale="WAI", **settings
    )


def test_every_state_of_the_map_has_its_own_shape_and_word():
    traces = by_name(drawn_map())
    shown = {name: trace.marker.symbol for name, trace in traces.items() if trace.marker.symbol and len(trace.x)}
    assert shown == {
        "rated": "circle", "present, not rated": "circle-open", "absent": "x-thin-open",
        "possible rupture": "triangle-down-open", "marked possible rupture": "triangle-down",
        "back (repaired)": "circle-x-open", "not back in time (open)": "square-open",
        "rupture noted": "hourglass", "repair noted": "circle",
    }  # fmt: skip
    assert len({(trace.marker.symbol, trace.marker.color) for trace in drawn_map().data}) >= len(shown)


def test_the_map_says_where_an_episode_begins_how_long_it_lasts_and_who_agrees():
    traces = by_name(drawn_map())
    assert list(traces["marked possible rupture"].x) == [2] and list(traces["possible rupture"].x) == [3]
    assert [x for x in traces["lasts"].x if x is not None] == [1.88, 3.12, 2.88, 5.12]
    assert list(traces["criteria that agree"].text) == ["5 of 6", "1 of 6"]
    assert list(traces["marked possible rupture"].customdata[0]) == ["A", "Ada, session 2: fell &lt;i&gt;"]


def test_what_was_noted_stands_below_its_session():
    noted, onset = by_name(drawn_map())["rupture noted"], by_name(drawn_map())["marked possible rupture"]
    assert noted.x[0] == onset.x[0] and noted.y[0] > onset.y[0]


def test_nothing_to_say_is_no_entry_in_the_legend():
    assert not by_name(drawn_map())["too recent to tell (censored)"].showlegend


def test_the_person_is_bold_and_the_session_shaded():
    figure = drawn_map(person="B", cursor=3)
    assert list(figure.layout.yaxis.ticktext) == ["Ada", "<b>Ben &lt;br&gt;</b>"]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (2.5, 3.5)


def test_numbers_give_way_where_there_are_many_sessions():
    many = list(range(1, 60))
    assert "criteria that agree" not in by_name(ruptures.rupture_map(CELLS, sessions=many))
    assert by_name(ruptures.share_matrix(SHARES, LABELS, sessions=many))["shared"].mode == "markers"


def test_marks_of_the_course_differ_in_shape_and_others_are_paler():
    traces = {trace.legendgroup: trace for trace in course(person="A").data if trace.legendgroup in ruptures.MARKS}
    assert {mark: trace.marker.symbol for mark, trace in traces.items()} == {
        "marked": "triangle-down", "repaired": "circle-x-open", "possible": "triangle-down-open", "open": "square-open",
    }  # fmt: skip
    assert list(traces["open"].marker.opacity) == [0.45] and list(traces["marked"].marker.opacity) == [1]
    assert list(traces["marked"].customdata[0]) == ["A", "fell &lt;i&gt;"]


def test_limits_and_dots_across_gaps_are_those_of_the_person_in_focus():
    assert not {"own mean", "not rated in between"} & set(by_name(course()))
    traces = by_name(course(person="A"))
    assert set(traces["own mean"].y) == {3.5} and set(traces["lower control limit"].y) == {2.5}
    assert traces["lower control limit"].line.dash != traces["own mean"].line.dash
    assert traces["not rated in between"].line.dash == "dot"
    assert "own mean" not in by_name(course(person="B"))


def test_the_matrix_tells_marked_from_unmarked_and_from_not_judged():
    figure = ruptures.criteria_matrix(MATRIX, LABELS, person="A")
    traces = by_name(figure)
    assert list(traces["marks it"].text) == ["  2", "  3"]
    assert (traces["does not mark it"].x[0], traces["cannot judge"].x[0]) == (1, 1)
    assert traces["cannot judge"].customdata[0] == ["B", "Ben &lt;br&gt;: too few &lt;b&gt;", 3]
    assert list(figure.layout.yaxis.ticktext) == ["<b>Ada, sessions 2 to 3</b>", "Ben &lt;br&gt;, session 3"]
    assert len({trace.marker.symbol for trace in figure.data}) == 3


def test_shares_stand_as_numbers_and_shared_is_framed():
    traces = by_name(ruptures.share_matrix(SHARES, LABELS, sessions=SESSIONS, cursor=3))
    assert list(traces["shared"].text) == ["2/2"] and list(traces["one member"].text) == ["1/2", "1/2"]
    assert traces["shared"].marker.line.width > 2 * traces["one member"].marker.line.width
    assert traces["shared"].customdata[0] == [None, "Gumz, session 3: 2 of 2 members present (shared)", 3]
    assert list(traces["nobody present"].x) == [4]
