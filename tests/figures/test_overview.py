"""The strips: by meaning, never by pixels."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import overview as bands

ROSTER = pd.DataFrame({"member": ["A", "B"], "label": ["Ada <b>", "Ben"], "role": ["member", "member"]})
SCORES = pd.DataFrame(
    {"session": [1, 2, 3, 1, 2, 3], "member": list("AAABBB"), "score": [4, np.nan, 3, 5, 5, 5.0]}
)
COURSE = pd.DataFrame(
    {"session": [1, 2, 3], "mean": [4.5, 5, 4], "n_rated": [2, 1, 2], "n_present": [2, 2, 2]}
)
MARKS = pd.DataFrame(
    {"member": ["A"], "session": [3], "score": [3.0], "marked": [2], "reason": ["fell by 1"]}
)


def alliance():
    return bands.alliance_band("Alliance", SCORES, COURSE, MARKS, ROSTER, limits=(1, 5))


def traces(strip):
    return go.Figure(strip.traces).data


def drawn(*strips):
    return bands.strips([1, 2, 3], list(strips))


def test_a_missing_rating_is_a_gap():
    line = traces(alliance())[0]
    assert not line.connectgaps
    assert np.isnan(line.y[1])


def test_every_line_knows_whose_it_is_and_names_are_escaped():
    (lines,) = [t for t in traces(alliance()) if t.meta]
    assert [member for member, _ in lines.customdata] == ["A"] * 3 + [""] + ["B"] * 3 + [""]
    assert set(lines.meta["inks"]) == {"A", "B"}
    assert {name for _, name in lines.customdata} == {"Ada &lt;b&gt;", "Ben", ""}


def test_no_line_runs_on_into_the_line_of_another():
    lines = traces(alliance())[0]
    assert not lines.connectgaps
    assert [k for k, y in enumerate(lines.y) if y is None] == [3, 7]


def test_a_marked_drop_is_filled_and_a_possible_one_open():
    symbols = next(t for t in traces(alliance()) if t.name == "possible rupture").marker.symbol
    assert list(symbols) == ["triangle-down"]
    open_mark = bands.alliance_band("", SCORES, COURSE, MARKS.assign(marked=1), ROSTER, limits=(1, 5))
    assert list(traces(open_mark)[-1].marker.symbol) == ["triangle-down-open"]


def test_the_axis_shows_at_least_half_of_the_possible_range():
    low, high = alliance().axis["range"]
    assert high - low >= 2 and low <= 3 and high >= 5


def test_bands_share_one_session_axis_and_do_not_overlap():
    presence = pd.DataFrame(
        {"session": [1, 2], "member": ["A", "B"], "mark": ["spoke", "absent"], "words": ["present", "absent"]}
    )
    figure = drawn(alliance(), bands.presence_band(ROSTER, presence))
    assert {t.xaxis for t in figure.data} == {"x"}
    assert figure.layout.yaxis.domain[0] >= figure.layout.yaxis2.domain[1]
    assert figure.layout.meta["range"] == list(figure.layout.xaxis.range)


def test_every_mark_of_presence_stands_in_the_row_of_its_person():
    said = {"mark": ["spoke", "absent", "silent"], "words": ["a", "b", "c"]}
    presence = pd.DataFrame({"session": [1, 1, 2], "member": ["A", "B", "B"], **said})
    strip = bands.presence_band(ROSTER, presence)
    marks = traces(strip)[0]
    rows = dict(zip(strip.axis["tickvals"], strip.axis["ticktext"], strict=True))
    assert [(x, rows[y]) for x, y in zip(marks.x, marks.y, strict=True)] == [
        (1, "Ada &lt;b&gt;"), (1, "Ben"), (2, "Ben"),
    ]  # fmt: skip
    assert [member for member, _ in marks.customdata] == ["A", "B", "B"]
    assert list(marks.marker.symbol) == ["square", "x-thin-open", "square-open"]


def test_presence_has_a_shape_for_every_state():
    shapes = {symbol for mark, (symbol, _) in bands.PRESENCE_MARKS.items() if mark not in ("present", "late")}
    assert len(shapes) == 4


def test_flows_are_named_beside_the_bars_in_their_order():
    flows = pd.DataFrame({"session": [1, 2], **{name: [0.2, np.nan] for name in bands.theme.FLOW_STYLES}})
    strip = bands.flow_band(flows)
    *bars, key = traces(strip)
    assert [t.name for t in bars] == [words for words, *_ in bands.theme.FLOW_STYLES.values()]
    assert "M to M" in key.text[0] and list(key.y) == sorted(key.y)


def test_a_grid_leaves_a_session_without_ratings_empty():
    cells = pd.DataFrame({"session": [1, 3], "row": ["safety"] * 2, "value": [2.5, 4], "words": ["a", "b"]})
    strip = bands.grid_band("", cells, [("safety", "safety"), ("bond", "bond")], low=0, high=4)
    heat = traces(strip)[0]
    assert list(heat.x) == [1, 2, 3]
    assert heat.text[1].tolist() == ["2½", "", "4"]


def test_words_of_a_busy_week_are_put_into_lanes():
    events = pd.DataFrame(
        {
            "session": [5, 5, 6, 20],
            "kind": ["rupture", "repair", "other", "leaving"],
            "words": ["withdrawal"] * 4,
            "details": list("abcd"),
        }
    )
    marks = traces(bands.event_band(events))[0]
    assert len({(x, y) for x, y in zip(marks.x, marks.y, strict=True)}) == 4
    assert marks.y[0] != marks.y[1] != marks.y[2]
    assert marks.y[3] == marks.y[0]


def test_events_are_told_apart_by_shape_as_well_as_ink():
    assert len({symbol for symbol, _ in bands.EVENT_MARKS.values()}) == len(bands.EVENT_MARKS)


def test_strips_are_a_valid_figure():
    go.Figure(drawn(alliance()).to_dict())
