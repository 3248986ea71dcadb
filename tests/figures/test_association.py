"""Process and alliance, by what the marks mean: shape says the timing, fill and size how the p value stands."""

import numpy as np
import pandas as pd

from taft_dash.figures import association

NAN = np.nan
ROWS = pd.DataFrame(
    {
        "family_name": ["Talk"] * 3 + ["Felt"] * 3,
        "label": ["Share of turns"] * 3 + ["WAI <b>x</b>"] * 3,
        "timing": ["same", "process_earlier", "alliance_earlier"] * 2,
        "standing": ["corrected", "uncorrected", "chance", "chance", "chance", "uncorrected"],
        "r": [0.5, 0.3, 0.1, NAN, -0.2, -0.4],
        "low": [0.2, 0.1, -0.1, NAN, -0.4, NAN],
        "high": [0.7, 0.5, 0.3, NAN, 0.1, NAN],
        "words": ["a", "b", "c", "too <few>", "e", "f"],
    }
)
LAGS = pd.DataFrame(
    {
        "lag": [-1, 0, 1, 2], "r": [0.1, 0.6, -0.4, NAN], "chance_low": [-0.2, -0.3, -0.3, NAN],
        "chance_high": [0.2, 0.3, 0.3, NAN], "outside": [False, True, True, False],
        "words": ["one <i>", "two", "three", "four"], "tick": ["a", "b", "c", "d"],
    }
)  # fmt: skip


def marks(figure, axis):
    return [t for t in figure.data if t.xaxis == axis and t.mode == "markers" and t.x[0] is not None]


def test_each_timing_has_its_panel_and_its_shape():
    figure = association.associations(ROWS)
    shapes = {
        axis: {t.marker.symbol.removesuffix("-open") for t in marks(figure, axis)}
        for axis in ("x", "x2", "x3")
    }
    assert shapes == {"x": {"circle"}, "x2": {"triangle-right"}, "x3": {"triangle-left"}}
    titles = [note.text for note in figure.layout.annotations]
    assert titles == list(association.TITLES.values())
    assert all(figure.layout[f"xaxis{k}"].range == (-1.05, 1.05) for k in ("", 2, 3))


def test_how_p_stands_is_fill_and_size_and_ink():
    figure = association.associations(ROWS)
    by_r = {round(t.x[0], 2): t.marker for axis in ("x", "x2", "x3") for t in marks(figure, axis)}
    assert by_r[0.5].size > by_r[0.3].size == by_r[0.1].size
    assert by_r[0.1].symbol.endswith("-open") and not by_r[0.3].symbol.endswith("-open")
    assert len({by_r[r].color for r in (0.5, 0.3, 0.1)}) == 3
    legend = [t.name for t in figure.data if t.showlegend]
    assert legend == [name for name, *_ in association.STANDING.values()]


def test_intervals_reach_from_low_to_high_and_lack_where_there_is_none():
    mark = marks(association.associations(ROWS), "x")[0]
    assert (mark.x[0] - mark.error_x.arrayminus[0], mark.x[0] + mark.error_x.array[0]) == (0.2, 0.7)
    bare = next(t for t in marks(association.associations(ROWS), "x3") if -0.4 in t.x)
    assert np.isnan(bare.error_x.array[list(bare.x).index(-0.4)])


def test_lines_stand_under_their_family_and_too_little_is_said():
    figure = association.associations(ROWS)
    ticks = list(figure.layout.yaxis.ticktext)
    assert ticks == ["<b>Talk</b>", "Share of turns", "<b>Felt</b>", "WAI &lt;b&gt;x&lt;/b&gt;"]
    lacking = next(t for t in figure.data if t.name == "too few data")
    assert list(lacking.y) == [3] and lacking.xaxis == "x"
    assert list(lacking.customdata[0]) == ["WAI <b>x</b>", "too &lt;few&gt;"]
    assert marks(figure, "x")[0].customdata[0][0] == "Share of turns", "a click leads to the course"


def test_long_names_are_cut_and_the_same_label_in_two_families_has_two_lines():
    rows = ROWS.assign(label=["x" * 80] * 6)
    ticks = list(association.associations(rows).layout.yaxis.ticktext)
    assert len(ticks) == 4 and all(len(tick) <= 52 for tick in ticks)


def test_lead_and_lag_stand_over_the_band_of_the_shuffles():
    figure = association.lead_lag(LAGS)
    band = next(t for t in figure.data if t.type == "bar")
    assert list(band.x) == [-1, 0, 1]
    assert np.allclose(np.array(band.base) + np.array(band.y), [0.2, 0.3, 0.3])
    outside = next(t for t in figure.data if t.name == "outside the band")
    within = next(t for t in figure.data if t.name == "within the band")
    assert (list(outside.x), list(within.x)) == ([0, 1], [-1])
    assert outside.marker.symbol != within.marker.symbol and outside.marker.color != within.marker.color
    assert list(outside.text) == ["0.60", "−0.40"]
    assert within.customdata[0] == "one &lt;i&gt;"
    assert list(figure.layout.xaxis.ticktext) == ["a", "b", "c", "d"]
    assert figure.layout.yaxis.range == (-0.75, 0.75)
