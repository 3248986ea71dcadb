"""An index beside chance: the mark says by shape and word whether it lies outside, gaps say why."""

import numpy as np
import pandas as pd

from taft_dash.figures.chance import chance_dots, index_and_chance

NAN = np.nan
VALUES = pd.DataFrame(
    {
        "session": [1, 2, 3, 5], "value": [0.1, 0.5, NAN, 0.9], "expected": [0.5, 0.5, NAN, 0.5],
        "low": [0.3, 0.3, NAN, 0.3], "high": [0.7, 0.7, NAN, 0.7], "p": [0.01, 1.0, NAN, 0.02],
        "boot_low": [0.0, 0.4, NAN, 0.8], "boot_high": [0.2, 0.6, NAN, 1.0], "n": [4, 5, 0, 6],
        "reason": ["", "", "Nobody <b>spoke</b>.", ""],
    }
)  # fmt: skip


def test_marks_tell_outside_from_inside_by_shape_and_word():
    traces = {trace.name: trace for trace in index_and_chance(VALUES, label="Density", low=0, cursor=2).data}
    assert list(traces["outside the band"].x) == [1, 5] and traces["outside the band"].marker.symbol == "diamond"
    assert list(traces["as chance gives"].x) == [2] and traces["as chance gives"].marker.symbol == "circle-open"
    assert [words[1].split()[0] for words in traces["outside the band"].customdata] == ["below", "above"]
    assert "&lt;b&gt;spoke" in traces["not defined"].customdata[0][0]
    assert list(traces["outside the band"].error_y.arrayminus) == [0.1, 0.9 - 0.8]


def test_the_band_never_bridges_a_session_without_a_value():
    band = next(trace for trace in index_and_chance(VALUES, label="Density").data if trace.fill == "toself")
    pieces = " ".join("|" if x is None else str(x) for x in band.x).split("|")
    assert [sorted(set(map(float, piece.split()))) for piece in pieces if piece.strip()] == [[1.0, 2.0], [5.0]]


def test_twenty_dots_are_all_there_and_never_on_top_of_each_other():
    dots = np.sort(np.random.default_rng(1).normal(size=20))
    pile, session = chance_dots(dots, 3.0, label="Density", session=4).data
    assert len(set(zip(pile.x, pile.y, strict=True))) == 20 and list(session.x) == [3.0]
    assert np.abs(np.array(pile.x) - dots).max() < (3.0 - dots.min()) / 30
    same, _ = chance_dots(np.ones(20), 1.0, label="Density", session=4).data
    assert sorted(same.y) == list(range(20))
