"""Shares of variance, growth and agreement, by what their marks mean."""

import numpy as np
import pandas as pd

from taft_dash.figures import structure

NAN = np.nan
SPLIT = pd.DataFrame(
    {
        "part": ["member", "session", "residual"], "share": [0.5, 0.2, 0.3], "low": [0.2, 0.0, 0.1],
        "high": [0.8, 0.5, 0.6],
    }
)  # fmt: skip
ROSTER = pd.DataFrame({"member": ["A", "B"], "label": ["Ada", "Ben <br>"], "role": ["member", "member"]})
GROUP = pd.DataFrame({"session": [1, 2, 3], "height": [3.0, 3.1, 3.2], "low": [2.5, 2.8, 2.7], "high": [3.5, 3.4, 3.7]})
MEMBERS = pd.DataFrame(
    {
        "member": ["A", "A", "B", "B"], "label": ["Ada", "Ada", "Ben <br>", "Ben <br>"], "session": [1, 3, 2, 3],
        "height": [3.0, 3.4, 3.0, 2.9], "slope": [0.2, 0.2, -0.1, -0.1],
    }
)  # fmt: skip
AGREED = pd.DataFrame({"session": [1, 2, 4], "n_raters": [3, 2, 3], "sd": [0.5, 0.2, 0.4], "r_wg": [0.8, 0.9, NAN]})


def growth(**settings):
    return structure.growth_lines(
        GROUP, MEMBERS, ROSTER, sessions=[1, 2, 3], limits=(1, 5), scale="WAI <total>", **settings
    )


def test_each_share_has_its_words_shape_and_interval():
    drawn = structure.variance_shares(SPLIT)
    marks = [trace for trace in drawn.data if trace.mode == "markers+text"]
    assert [mark.text[0] for mark in marks] == ["50 % (20 % to 80 %)", "20 % (0 % to 50 %)", "30 % (10 % to 60 %)"]
    assert len({mark.marker.symbol for mark in marks}) == len({mark.marker.color for mark in marks}) == 3
    bars = [trace for trace in drawn.data if trace.mode == "lines"]
    assert [list(bar.x) for bar in bars] == [[0.2, 0.8], [0.0, 0.5], [0.1, 0.6]]
    assert list(drawn.layout.yaxis.ticktext) == [structure.PARTS[part][0] for part in SPLIT["part"]]
    four = structure.variance_shares(pd.concat([SPLIT.head(1).assign(part="group"), SPLIT]))
    assert four.layout.yaxis.ticktext[0] == "between groups, lasting" and four.layout.height > drawn.layout.height


def test_the_line_of_the_group_stands_in_its_interval():
    traces = {trace.name: trace for trace in growth().data}
    assert list(traces["the group's line"].y) == [3.0, 3.1, 3.2]
    band = traces["95 % interval of the group's line"]
    assert band.fill == "toself" and (min(band.y), max(band.y)) == (2.5, 3.7)
    assert growth().layout.yaxis.title.text == "WAI &lt;total&gt;"


def test_the_line_of_all_groups_is_called_so():
    names = {trace.name for trace in growth(whole="the line of all groups").data}
    assert {"the line of all groups", "95 % interval of the line of all groups"} <= names


def test_each_member_has_an_own_line_over_the_own_sessions():
    line = next(trace for trace in growth().data if trace.name == "Ben &lt;br&gt;")
    assert (list(line.x), list(line.y)) == ([2, 3], [3.0, 2.9])
    assert list(line.customdata[0]) == ["B", "Ben &lt;br&gt;", -0.1]


def test_names_that_would_overlap_step_aside_for_the_person_in_focus():
    close = pd.concat([MEMBERS, MEMBERS[MEMBERS["member"] == "A"].assign(member="C", label="Cleo")])
    roster = pd.concat([ROSTER, pd.DataFrame({"member": ["C"], "label": ["Cleo"], "role": ["member"]})])
    for person, shown in ((None, {"Ada", "Ben &lt;br&gt;"}), ("C", {"<b>Cleo</b>", "Ben &lt;br&gt;"})):
        drawn = structure.growth_lines(
            GROUP, close, roster, sessions=[1, 2, 3], limits=(1, 5), scale="WAI", person=person
        )
        assert {line.text[1].strip() for line in drawn.data if line.text and line.text[1]} == shown


def test_the_person_in_focus_is_bold_and_the_others_step_back():
    lines = {trace.name: trace for trace in growth(person="A").data}
    assert lines["Ada"].text[1] == "  <b>Ada</b>" and lines["Ada"].opacity == 1
    assert lines["Ben &lt;br&gt;"].opacity == 0.5


def test_each_member_stands_where_the_two_ratings_meet():
    table = MEMBERS.drop_duplicates("member").assign(
        n=3, first_mean=[4.0, 3.0], second_mean=[3.5, 3.2], difference=[0.5, -0.2]
    )
    drawn = structure.split_targets(table, ROSTER, names=("one <a>", "other"), limits=(1, 5), person="B")
    marks = {trace.name: trace for trace in drawn.data}
    assert (list(marks["Ada"].x), list(marks["Ada"].y)) == ([4.0], [3.5])
    assert marks["Ben &lt;br&gt;"].text[0] == "<b>Ben &lt;br&gt;</b>"
    assert list(marks["rated alike"].x) == list(marks["rated alike"].y) == [1, 5]
    assert drawn.layout.xaxis.title.text == "one &lt;a&gt;"


def test_agreement_breaks_where_nobody_rated_and_r_wg_has_an_axis_of_its_own():
    drawn = structure.agreement(AGREED, sessions=[1, 2, 3, 4], cursor=2)
    spread, agreed = drawn.data
    assert list(spread.x) == [1, 2, 3, 4] and np.isnan(spread.y[2])
    assert agreed.yaxis == "y2" and list(agreed.y[:2]) == [0.8, 0.9] and np.isnan(agreed.y[3])
    assert not spread.connectgaps and drawn.layout.shapes[0].x0 == 1.5


def test_without_r_wg_the_spread_stands_alone():
    drawn = structure.agreement(AGREED.assign(r_wg=NAN), sessions=[1, 2, 4])
    assert len(drawn.data) == 1 and not drawn.layout.showlegend


def test_the_lines_of_a_surface_differ_in_ink_and_dash_and_have_their_intervals():
    at = [2.0, 3.0, 4.0]
    lines = pd.concat(
        [pd.DataFrame({"line": line, "first": at, "height": [1.0, 2.0, 3.0], "low": 0.5, "high": 3.5})
         for line in ("agreement", "disagreement")]
    )  # fmt: skip
    drawn = structure.surface_lines(lines, names=("one <a>", "other"), outcome="last ORS")
    alike, apart = (trace for trace in drawn.data if trace.name)
    assert (list(alike.x), list(alike.y)) == (at, [1.0, 2.0, 3.0])
    assert alike.line.color != apart.line.color and alike.line.dash != apart.line.dash
    assert "the same" in alike.name and "other side of the middle" in apart.name
    bands = [trace for trace in drawn.data if trace.fill == "toself"]
    assert [(min(band.y), max(band.y)) for band in bands] == [(0.5, 3.5)] * 2
    assert drawn.layout.xaxis.title.text == "one &lt;a&gt;" and drawn.layout.yaxis.title.text == "last ORS"
