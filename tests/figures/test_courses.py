"""Lines over sessions: gaps stay gaps, the person in focus stands out, names are letters and not markup."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.figures import courses, theme

SESSIONS = [1, 2, 3, 4]
ROSTER = pd.DataFrame({"member": ["A", "B"], "label": ["<b>Ada</b>", "נועה"], "role": ["member", "member"]})
LINES = pd.DataFrame(
    {
        "member": list("AAAABBBB"), "label": ["<b>Ada</b>"] * 4 + ["נועה"] * 4, "session": SESSIONS * 2,
        "score": [4, np.nan, 3, 2, 5, 5, 5, np.nan],
    }
)  # fmt: skip
COURSE = pd.DataFrame(
    {
        "session": SESSIONS, "mean": [4.5, np.nan, 4, 2], "sd_low": [4, np.nan, 3, np.nan],
        "sd_high": [5, np.nan, 5, np.nan], "low": [4, np.nan, 3, 2], "high": [5, np.nan, 5, 2],
        "n_rated": [2, 0, 2, 1], "n_present": [2, 0, 2, 2],
    }
)  # fmt: skip
SETTINGS = dict(sessions=SESSIONS, limits=(1, 5), scale="WAI <i>")


def drawn(**settings):
    return courses.trajectories(LINES, COURSE, ROSTER, **SETTINGS | settings)


def line_of(figure, member):
    """The points of one person's line: (trace, sessions, scores)."""
    lines = [t for t in figure.data if t.type == "scatter" and t.mode == "lines+markers"]
    lines = [t for t in lines if isinstance(t.customdata[0][0], str)]
    trace = next(t for t in lines if member in {who[0] for who in t.customdata})
    own = [k for k, who in enumerate(trace.customdata) if who[0] == member and trace.x[k] is not None]
    return trace, [trace.x[k] for k in own], [trace.y[k] for k in own]


def test_a_missing_score_is_a_gap_in_the_line_and_in_the_mean():
    line, sessions, scores = line_of(drawn(), "A")
    mean = next(t for t in drawn().data if str(t.name).startswith("group mean of"))
    for x, y in ((sessions, scores), (list(mean.x), mean.y)):
        assert x == SESSIONS and np.isnan(y[1])
    assert not line.connectgaps and not mean.connectgaps


def test_the_lines_of_two_people_are_not_joined():
    line, _, _ = line_of(drawn(), "A")
    assert list(line.x) == [*SESSIONS, None, *SESSIONS, None] and line.y[4] is None


def test_session_numbers_left_out_are_a_gap_too():
    far = dict(SETTINGS, sessions=[1, 2, 3, 9])
    move = {"session": {4: 9}}
    figure = courses.trajectories(LINES.replace(move), COURSE.replace(move), ROSTER, **far, person="A")
    _, sessions, scores = line_of(figure, "A")
    assert sessions == [1, 2, 3, 6, 9] and np.isnan(scores[3])
    mean = next(t for t in figure.data if str(t.name).startswith("group mean of"))
    assert np.isnan(mean.y[list(mean.x).index(6)])
    assert theme.unbridged(LINES.iloc[:3].assign(session=[10, 20, 30]), [10, 20, 30])[
        "session"
    ].tolist() == [10, 20, 30]


def test_the_band_is_not_drawn_over_a_missing_session():
    band = next(t for t in drawn().data if t.fill == "toself")
    assert 2 not in band.x and None in band.x and "1 SD" in band.name
    assert next(t for t in drawn(spread="range").data if t.fill == "toself").name == "lowest to highest"


def test_the_person_in_focus_has_their_own_ink_and_the_others_step_back():
    figure, inks = drawn(person="B"), theme.person_inks(ROSTER)
    (focus, _, scores), (other, _, _) = line_of(figure, "B"), line_of(figure, "A")
    assert scores[:3] == [5, 5, 5]
    assert focus.line.color == inks["B"] and other.line.color == theme.QUIET_INK
    assert focus.line.width > other.line.width and other.opacity < line_of(drawn(), "A")[0].opacity
    assert any(t.mode == "text" and "נועה" in t.text[0] for t in figure.data)
    assert not any(t.mode == "text" for t in drawn().data if t.type == "scatter")


def test_somebody_without_a_line_makes_nobody_step_back():
    assert line_of(drawn(person="T"), "A")[0].opacity == line_of(drawn(), "A")[0].opacity


def test_names_are_shown_as_typed():
    spec = drawn(person="A").to_json()
    assert "<b>Ada" not in spec.replace("<b>&lt;b", "") and "&lt;b&gt;Ada" in spec
    assert "WAI &lt;i&gt;" in spec


def test_how_many_rated_of_those_present_stands_below():
    bars = [t for t in drawn().data if t.type == "bar"]
    assert [list(bar.y) for bar in bars] == [[2, 2, 2], [2, 2, 1]]
    assert list(bars[0].x) == [1, 3, 4] and list(bars[0].text) == ["2/2", "2/2", "1/2"]


def test_the_session_in_focus_is_marked():
    shape = drawn(cursor=3).layout.shapes[0]
    assert (shape.x0, shape.x1) == (2.5, 3.5)
    assert not drawn().layout.shapes


def test_a_scale_given_now_and_then_is_dotted_from_rating_to_rating():
    seldom = LINES.assign(score=[4, np.nan, np.nan, np.nan] * 2)
    assert courses.is_sparse(seldom, SESSIONS) and not courses.is_sparse(LINES, SESSIONS)
    line, sessions, _ = line_of(courses.trajectories(seldom, COURSE, ROSTER, **SETTINGS), "A")
    assert line.line.dash == "dot" and sessions == [1]
    assert line_of(drawn(), "A")[0].line.dash == "solid"


@pytest.mark.parametrize(("used", "expected"), [([3.0, 3.1], 2.0), ([1.0, 5.0], 4.4), ([], 4.4)])
def test_the_axis_never_shows_less_than_half_of_the_scale(used, expected):
    low, high = theme.score_range(pd.Series(used, dtype=float), (1, 5), whole=False)
    assert (
        high - low == pytest.approx(expected) and low <= min(used, default=1) and high >= max(used, default=5)
    )


def test_the_axis_can_show_the_whole_scale():
    assert theme.score_range(pd.Series([3.0]), (1, 5), whole=True) == [0.8, 5.2]


def test_each_person_has_a_panel_with_their_own_level():
    figure = courses.panels(
        LINES, COURSE, ROSTER, sessions=SESSIONS, limits=(1, 5), levels={"A": 3.5, "B": np.nan}
    )
    assert [note.text for note in figure.layout.annotations] == [
        "<b>&lt;b&gt;Ada&lt;/b&gt;</b>",
        "<b>נועה</b>",
    ]
    assert [list(t.y) for t in figure.data if t.name == "own baseline"] == [[3.5, 3.5]]
    assert line_of(figure, "B")[0].xaxis == "x2" and np.isnan(line_of(figure, "A")[2][1])
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range, "panels are compared"


def test_a_large_group_is_cut_but_never_the_person_in_focus():
    many = pd.concat([LINES.iloc[:4].assign(member=f"M{k}", label=f"M{k}") for k in range(40)])
    roster = pd.DataFrame({"member": [f"M{k}" for k in range(40)], "role": "member"})
    settings = dict(sessions=SESSIONS, limits=(1, 5))
    assert len(courses.panels(many, COURSE, roster, **settings).layout.annotations) == courses.MOST_PANELS
    with_focus = courses.panels(many, COURSE, roster, person="M39", **settings)
    assert with_focus.layout.annotations[-1].text == "<b>M39</b>"


def test_panels_of_different_scales_are_each_labelled():
    figure, _ = courses.panel_grid(["a", "b"], sessions=[1], ranges=[[0, 9], [0, 3]], cursor=None)
    assert figure.layout.yaxis2.showticklabels and list(figure.layout.yaxis2.range) == [0, 3]


def test_one_session_one_person():
    one = courses.trajectories(
        LINES.iloc[:1], COURSE.iloc[:1], ROSTER, sessions=[1], limits=(1, 5), scale="WAI"
    )
    assert line_of(one, "A")[1:] == ([1], [4])


def test_a_large_group_is_few_traces():
    many = pd.concat([LINES.iloc[:4].assign(member=f"M{k}") for k in range(200)])
    roster = pd.DataFrame({"member": [f"M{k}" for k in range(200)], "role": "member"})
    assert len(courses.trajectories(many, COURSE, roster, person="M7", **SETTINGS).data) < 10


def test_the_tables_are_left_as_they_were():
    before = LINES.copy(), COURSE.copy()
    drawn(person="A")
    pd.testing.assert_frame_equal(LINES, before[0])
    pd.testing.assert_frame_equal(COURSE, before[1])
