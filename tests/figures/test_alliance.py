"""Possible ruptures and gaps, by what their marks mean."""

import numpy as np
import pandas as pd

from taft_dash.figures import alliance

SESSIONS = [1, 2, 3]
ROSTER = pd.DataFrame({"member": ["A", "B"], "label": ["Ada", "Ben <br>"], "role": ["member", "member"]})
LINES = pd.DataFrame(
    {
        "member": list("AAABBB"), "label": ["Ada"] * 3 + ["Ben <br>"] * 3, "session": SESSIONS * 2,
        "score": [4, 2, 4, 5, 3, 3.0],
    }
)  # fmt: skip
COURSE = pd.DataFrame(
    {
        "session": SESSIONS,
        "mean": [4.5, 2.5, 3.5],
        "sd_low": 2.0,
        "sd_high": 5.0,
        "n_rated": 2,
        "n_present": 2,
    }
)
MARKS = pd.DataFrame(
    {
        "member": ["A", "B", "A"], "session": [2, 2, 3], "score": [2, 3, 4.0], "marked": [2, 1, 2],
        "mark": ["marked", "possible", "repaired"], "reason": ["fell by 2", "fell <i>", "fell by 2"],
    }
)  # fmt: skip
SHARES = pd.DataFrame(
    {
        "session": SESSIONS, "n_in_rupture": [0, 1, 2], "n_present": [2, 2, 2], "share": [0, 0.5, 1.0],
        "kind": ["none", "individual", "shared"],
    }
)  # fmt: skip
GAPS = pd.DataFrame(
    {
        "member": list("AABB"), "label": ["Ada", "Ada", "Ben <br>", "Ben <br>"], "session": [2, 6, 2, 6],
        "member_score": [4, 2, 5, np.nan], "therapist_score": [3.5, 3.5, 4, 4], "gap": [0.5, -1.5, 1, np.nan],
        "n_therapists": 2, "reason": ["", "", "", "The member gave no rating."],
    }
)  # fmt: skip


def course(**settings):
    return alliance.alliance_trajectories(
        LINES, COURSE, MARKS, ROSTER, sessions=SESSIONS, limits=(1, 5), scale="WAI", **settings
    )


def marks_of(figure):
    return {t.legendgroup: t for t in figure.data if t.legendgroup in alliance.MARKS}


def test_one_sd_is_open_two_sd_is_filled_and_a_repair_has_another_shape():
    symbols = {mark: trace.marker.symbol for mark, trace in marks_of(course()).items()}
    assert symbols == {
        "possible": "triangle-down-open",
        "marked": "triangle-down",
        "repaired": "circle-x-open",
    }


def test_marks_stand_on_the_line_and_say_what_happened():
    marked = marks_of(course())["marked"]
    assert (list(marked.x), list(marked.y)) == ([2], [2.0])
    assert list(marked.customdata[0]) == ["A", "fell by 2"]
    assert marks_of(course())["possible"].customdata[0][1] == "fell &lt;i&gt;"


def test_the_marks_of_others_are_paler():
    assert list(marks_of(course(person="A"))["possible"].marker.opacity) == [0.45]
    assert list(marks_of(course(person="A"))["marked"].marker.opacity) == [1]


def test_the_marks_stay_strong_when_the_person_in_focus_has_no_line():
    assert list(marks_of(course(person="T"))["possible"].marker.opacity) == [1]


def test_no_marks_no_legend_of_marks():
    figure = alliance.alliance_trajectories(
        LINES, COURSE, MARKS.iloc[:0], ROSTER, sessions=SESSIONS, limits=(1, 5), scale="WAI"
    )
    assert not marks_of(figure)


def test_every_panel_has_its_own_marks_only():
    figure = alliance.alliance_panels(
        LINES, COURSE, MARKS, ROSTER, levels={"A": 4.0, "B": np.nan}, sessions=SESSIONS, limits=(1, 5)
    )
    where = {(t.legendgroup, t.xaxis) for t in figure.data if t.legendgroup in alliance.MARKS}
    assert where == {("marked", "x"), ("repaired", "x"), ("possible", "x2")}


def test_shares_are_told_apart_by_word_and_fill():
    bars = {t.name: t for t in alliance.rupture_shares(SHARES, sessions=SESSIONS).data}
    assert set(bars) == {"one member", "shared"}
    assert list(bars["shared"].x) == [3] and list(bars["shared"].text) == ["2/2"]
    assert bars["shared"].marker.color != bars["one member"].marker.color


def test_the_sign_of_a_gap_stands_in_its_cell():
    figure = alliance.therapist_gaps(GAPS, person="A", cursor=6)
    cells = next(t for t in figure.data if t.name == "gap")
    assert list(cells.text) == ["+0.5", "−1.5", "+1.0", ""]
    assert "own 4.00, therapists 3.50 (n = 2)" in cells.customdata[0][1]
    assert cells.customdata[3][1] == "Ben &lt;br&gt;, session 6: The member gave no rating."
    assert list(figure.layout.yaxis.ticktext) == ["<b>Ada</b>", "Ben &lt;br&gt;"]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (0.5, 1.5)


def test_shades_are_even_on_both_sides_of_no_gap():
    shade = alliance.therapist_gaps(GAPS).data[0]
    assert shade.zmin == -shade.zmax == -1.5
