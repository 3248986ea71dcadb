"""Change, sudden steps and shapes, by what their marks mean."""

import numpy as np
import pandas as pd

from taft_dash.figures import change

NAN = np.nan
CHANGES = pd.DataFrame(
    {
        "member": list("ABCD"), "label": ["Ada", "Ben <br>", "Cleo", "Dan"], "before": [2.0, 3.0, 4.0, 3.0],
        "after": [4.0, 3.1, 2.0, NAN], "change_class": ["improved", "unchanged", "deteriorated", ""],
        "words": ["rose", "stayed <i>", "fell", ""],
    }
)  # fmt: skip
BANDS = pd.DataFrame({"before": [1.0, 5.0], "unchanged_from": [0.5, 4.5], "unchanged_to": [1.5, 5.5]})
SESSIONS = [1, 2, 3, 4, 5]
LINES = pd.DataFrame(
    {
        "member": ["A"] * 5 + ["B"] * 5, "label": ["Ada"] * 5 + ["Ben <br>"] * 5, "session": SESSIONS * 2,
        "score": [2, 2, 4, 4, 4, 3, NAN, 3, 3, 3.0],
    }
)  # fmt: skip
COURSE = pd.DataFrame({"session": SESSIONS, "mean": 3.0, "sd_low": 2.0, "sd_high": 4.0, "n_rated": 2, "n_present": 2})
ROSTER = pd.DataFrame({"member": ["A", "B"], "label": ["Ada", "Ben <br>"], "role": ["member", "member"]})
STEPS = pd.DataFrame({"member": ["A"], "after_session": [3], "after": [4.0], "kind": ["gain"], "words": ["gain <b>"]})
SHAPES = pd.DataFrame({"member": ["A", "B"], "label": ["Ada", "Ben <br>"], "shape": ["rising", ""]})
CURVES = pd.DataFrame({"member": ["A", "A"], "session": [1.0, 5.0], "height": [2.0, 4.2]})


def before_and_after(changes=CHANGES, bands=BANDS, **settings):
    return change.before_and_after(changes, bands, limits=(1, 5), scale="WAI <total>", **settings)


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_each_class_has_its_word_shape_and_ink():
    drawn = traces(before_and_after())
    marks = [drawn[name].marker for name in ("improved", "unchanged", "deteriorated")]
    assert len({mark.symbol for mark in marks}) == len({mark.color for mark in marks}) == 3
    assert (list(drawn["improved"].x), list(drawn["improved"].y)) == ([2.0], [4.0])


def test_who_has_one_rating_is_not_drawn():
    assert "not judged" not in traces(before_and_after())


def test_names_and_words_are_shown_as_typed():
    mark = traces(before_and_after())["unchanged"]
    assert mark.text[0] == "Ben &lt;br&gt;" and list(mark.customdata[0]) == ["B", "stayed &lt;i&gt;"]
    assert before_and_after().layout.xaxis.title.text == "first rating, WAI &lt;total&gt;"


def test_the_person_in_focus_is_larger_and_bold():
    mark = traces(before_and_after(person="A"))["improved"]
    assert mark.text[0] == "<b>Ada</b>" and mark.marker.size[0] > 12


def test_in_a_crowd_only_the_person_in_focus_is_named():
    many = pd.concat([CHANGES.assign(member=CHANGES["member"] + str(k)) for k in range(6)])
    assert set(traces(before_and_after(many, person="A3"))["improved"].text) == {"", "<b>Ada</b>"}


def test_marks_on_one_spot_have_their_names_on_different_sides():
    twins = CHANGES.assign(before=2.0, after=4.0, change_class="improved")
    assert len(set(traces(before_and_after(twins))["improved"].textposition)) == 4


def test_the_shade_is_the_band_and_absent_without_one():
    shade = traces(before_and_after())["not more than error may make"]
    assert max(shade.y) == 5.5 and min(shade.y) == 0.5 and shade.fill == "toself"
    assert "not more than error may make" not in traces(before_and_after(bands=BANDS.iloc[:0]))


def test_a_border_is_drawn_on_both_axes():
    lines = before_and_after(border=3.5).layout.shapes
    assert [line.y0 for line in lines if line.y0 == line.y1] == [3.5]
    assert [line.x0 for line in lines if line.x0 == line.x1] == [3.5]
    assert not before_and_after().layout.shapes


def sudden(**settings):
    return change.sudden_courses(
        LINES, COURSE, STEPS, ROSTER, sessions=SESSIONS, limits=(1, 5), scale="WAI", **settings
    )


def test_a_sudden_step_is_marked_at_the_first_score_after_it():
    mark = traces(sudden())["sudden gain"]
    assert (list(mark.x), list(mark.y), mark.marker.symbol) == ([3], [4.0], "triangle-up")
    assert list(mark.customdata[0]) == ["A", "gain &lt;b&gt;"]
    assert "sudden loss" not in traces(sudden())
    assert list(traces(sudden(person="B"))["sudden gain"].marker.opacity) == [0.45]


def test_every_course_has_its_panel_with_the_name_of_its_shape():
    figure = change.shape_panels(LINES, CURVES, SHAPES, ROSTER, sessions=SESSIONS, limits=(1, 5), cursor=2)
    assert [note.text for note in figure.layout.annotations] == [
        "<b>Ada · rising</b>",
        "<b>Ben &lt;br&gt; · no shape yet</b>",
    ]
    curve = next(trace for trace in figure.data if trace.legendgroup == "curve" and len(trace.x))
    assert (list(curve.x), list(curve.y), curve.xaxis) == ([1.0, 5.0], [2.0, 4.2], "x")
    assert sum(bool(trace.showlegend) for trace in figure.data) == 1
