"""Shifts, transitions and pauses, by what their marks mean."""

import numpy as np
import pandas as pd

from taft_dash.figures import sequence, theme
from taft_dash.measures.sequence_shifts import WORDS

CHANCE = {"expected": [10.0, 10.0, 0.0], "chance_low": [5.0, 5.0, 0.0], "chance_high": [15.0, 15.0, 0.0]}
TYPES = pd.DataFrame(
    {
        "shift": ["AB-BA", "AB-XY", "A0-AY"], "word": ["answered", "stepped in", "went on"], "n": [30.0, 8.0, 0.0],
        "ratio": [3.0, 0.8, np.nan], "p_adjusted": [0.001, 0.9, np.nan], **CHANCE,
    }
)  # fmt: skip
SESSIONS = pd.DataFrame(
    [
        (session, word, 20, n, 4.0, 2.0, 6.0, n / 20)
        for session in (1, 2, 5)
        for word, n in zip(WORDS, (8, 0, 4, 0, 8, 0), strict=True)
    ],
    columns=["session", "word", "n_classed", "n", "expected", "chance_low", "chance_high", "share"],
)
PEOPLE = pd.DataFrame(
    {
        "member": ["A", "A", "B<br>", "B<br>"], "word": ["answered", "stepped in"] * 2, "n": [9.0, 0.0, 4.0, 2.0],
        "expected": 4.0, "chance_low": 2.0, "chance_high": 6.0, "ratio": [2.25, 0.0, 1.0, 0.5],
        "p_adjusted": [0.01, 0.01, 1.0, 0.5],
    }
)  # fmt: skip
LABELS = {"A": "Ada", "B<br>": "Ben <br>", "x": "x", "y": "y"}
CELLS = pd.DataFrame(
    {
        "given": list("xxyy"), "then": list("xyxy"), "possible": [False, True, True, True], "n": [0.0, 40.0, 9.0, 3.0],
        "probability": [0, 1, 0.75, 0.25], "expected_independent": [np.nan, 20, 15, 3],
        "residual": [np.nan, 4.0, -2.5, 0.0], "expected": [0.0, 21, 16, 3], "chance_low": 1.0, "chance_high": 30.0,
        "p_adjusted": [np.nan, 0.001, 0.02, 1.0], "reason": ["A structural zero <b>", "", "", ""],
    }
)  # fmt: skip


def named(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def test_beyond_chance_is_filled_and_within_is_open():
    figure = sequence.shift_ratios(TYPES)
    (beyond,), (within,) = named(figure, "beyond chance"), named(figure, "within chance")
    assert list(beyond.x) == [3.0] and list(beyond.marker.symbol) == ["circle"]
    assert list(within.x) == [0.8] and list(within.marker.symbol) == ["x-open"]
    assert beyond.customdata[0].startswith("AB-BA, answered: 30 times, by chance 10.0 (5 to 15); ratio 3.00")


def test_the_band_is_that_of_the_shuffles_and_what_never_occurs_has_no_row():
    figure = sequence.shift_ratios(TYPES)
    (band,) = named(figure, "95 % of shuffles")
    assert list(band.base) == [0.5, 0.5] and list(band.x) == [1.0, 1.0]
    assert len(figure.layout.yaxis.ticktext) == 2


def test_each_word_has_a_panel_a_line_and_no_bridge_over_gaps():
    figure = sequence.shift_course(SESSIONS, shown=[1, 2, 5], cursor=2)
    assert [note.text for note in figure.layout.annotations] == ["answered", "passed on", "stepped in"]
    (line,) = named(figure, "answered")
    assert np.isnan(line.y[2]) and list(line.x) == [1, 2, 4.5, 5]
    assert line.customdata[0] == "session 1: answered 8 of 20, by chance 4.0"
    assert len(named(figure, "95 % of shuffles")) == 6 and len(figure.layout.shapes) == 3


def test_a_persons_cell_says_count_and_side():
    figure = sequence.person_shifts(PEOPLE, LABELS, person="A")
    (counts,), (shades,) = named(figure, "counts"), named(figure, "shades")
    assert list(counts.text) == ["▲ 9", "▽ 0", "4", "2"]
    assert shades.z[0][0] > 0 > shades.z[0][1] and shades.z[1][1] == 0
    assert list(figure.layout.yaxis.ticktext) == ["<b>Ada</b>", "Ben &lt;br&gt;"]


def test_transitions_show_counts_sides_and_what_cannot_be():
    figure = sequence.transition_matrix(CELLS, LABELS)
    (counts,), (shades,) = named(figure, "counts"), named(figure, "shades")
    assert list(counts.text) == ["–", "▲ 40", "▽ 9", "3"]
    assert counts.customdata[0] == "x, then x: A structural zero &lt;b&gt;"
    assert np.isnan(shades.z[0][0]) and shades.z[0][1] == 4.0


def test_arrows_tell_more_less_and_as_by_chance_apart():
    figure = sequence.transition_network(CELLS, LABELS)
    inks = {name: named(figure, name)[0] for name in sequence.SIGNS.values()}
    assert [inks[name].fillcolor for name in ("more than chance", "less than chance")] == [
        theme.MORE_INK,
        theme.LESS_INK,
    ]
    assert inks["less than chance"].fillpattern.shape == "/"
    loops = [trace for trace in named(figure, "follows itself") if len(trace.x)]
    assert len(loops) == 1 and list(named(figure, "arrows to point at")[0].customdata) == [
        "x, then y: 40 times (100 %), more than chance", "y, then x: 9 times (75 %), less than chance",
    ]  # fmt: skip


def test_pauses_stand_on_their_band():
    words = pd.DataFrame(
        {
            "word": ["answered", "went on"], "n": [120, 0], "median_pause": [-0.5, np.nan], "chance_low": [0.5, np.nan],
            "chance_high": [1.5, np.nan], "p_adjusted": [0.001, np.nan], "overlap_share": [0.6, np.nan],
        }
    )  # fmt: skip
    figure = sequence.pause_bands(words)
    (beyond,) = named(figure, "beyond chance")
    assert list(beyond.x) == [-0.5]
    assert beyond.customdata[0] == "answered: median -0.5 s, by chance 0.5 to 1.5 (n = 120), 60 % overlapping"
