"""Rows of shades with their figures, and metacognition scale by scale."""

import numpy as np
import pandas as pd

from taft_dash.figures import ratings, theme

SESSIONS = [1, 2, 5]
CELLS = pd.DataFrame(
    {
        "block": ["Safety"] * 6 + ["Bond"] * 3,
        "label": ["delivered, by therapists"] * 3 + ["SOFTA-o safety"] * 3 + ["<b>x</b>"] * 3,
        "layer": ["delivered"] * 3 + ["felt"] * 6, "session": SESSIONS * 3,
        "value": [3, np.nan, 4, -1, 0, 1, 2, 3, 4.0], "position": [0.75, np.nan, 1, 0.33, 0.5, 0.67, 0.25, 0.5, 0.75],
        "words": ["three", "nobody rated", "four", "a", "b", "c", "d", "e", "f"],
    }
)  # fmt: skip


def drawn(**settings):
    return ratings.value_grid(CELLS, sessions=SESSIONS, **settings)


def test_rows_stand_under_the_heading_of_their_block():
    assert list(drawn().layout.yaxis.ticktext) == [
        "<b>Safety</b>", "<b>Bond</b>", "delivered, by therapists", "SOFTA-o safety", "&lt;b&gt;x&lt;/b&gt;",
    ]  # fmt: skip
    assert list(drawn().layout.yaxis.tickvals) == [0, 3, 1, 2, 4]


def test_delivered_and_felt_have_different_hues_and_no_common_cell():
    shades = {t.name: t for t in drawn().data if t.type == "heatmap"}
    assert shades["delivered"].colorscale != shades["felt"].colorscale
    delivered, felt = (~np.isnan(np.array(shades[name].z, float)) for name in ("delivered", "felt"))
    assert not (delivered & felt).any()


def test_the_figure_stands_in_the_cell_and_a_missing_one_is_empty():
    cells = next(t for t in drawn().data if t.name == "values")
    assert list(cells.text)[:4] == ["3.0", "", "4.0", "−1.0"]
    assert cells.customdata[1] == "delivered, by therapists, nobody rated"
    assert cells.customdata[6].startswith("&lt;b&gt;x")


def test_a_session_that_was_not_held_stays_empty():
    shade = next(t for t in drawn().data if t.name == "felt")
    assert list(shade.x) == [1, 2, 3, 4, 5]
    assert np.isnan(np.array(shade.z, float)[:, 2:4]).all()


def test_far_apart_session_numbers_do_not_make_a_giant():
    far = ratings.value_grid(CELLS.replace({"session": {5: 10**6}}), sessions=[1, 2, 10**6])
    assert list(far.data[0].x) == [1, 2, 10**6]


def test_a_large_group_is_cut():
    many = pd.concat([CELLS.iloc[:3].assign(label=f"P{k}") for k in range(200)])
    assert len(ratings.value_grid(many, sessions=SESSIONS).layout.yaxis.ticktext) == ratings.MOST_ROWS + 1


def test_the_session_in_focus_is_marked():
    assert (drawn(cursor=2).layout.shapes[0].x0, drawn(cursor=2).layout.shapes[0].x1) == (1.5, 2.5)


def scale(title, top):
    lines = pd.DataFrame({"member": list("AABB"), "label": list("AABB"), "session": [1, 2] * 2})
    lines["score"] = [1, 2, 3, np.nan]
    course = pd.DataFrame({"session": [1, 2], "mean": [2, 2.0], "n_rated": [2, 1]})
    return title, lines, course, (0, top)


def test_each_scale_has_its_own_axis_and_the_person_in_focus_their_ink():
    roster = pd.DataFrame({"member": ["A", "B"], "role": "member"})
    figure = ratings.metacognition(
        [scale("Self <i>", 9), scale("Mastery", 3)], roster, sessions=[1, 2], person="B", cursor=1
    )
    assert [n.text for n in figure.layout.annotations] == ["<b>Self &lt;i&gt;</b>", "<b>Mastery</b>"]
    assert figure.layout.yaxis.range[1] > figure.layout.yaxis2.range[1]
    own = [t for t in figure.data if t.line.color == theme.person_inks(roster)["B"]]
    assert {t.xaxis for t in own} == {"x", "x2"} and np.isnan(own[0].y[1])
    assert sum(t.name == "group mean" and t.showlegend for t in figure.data) == 1
