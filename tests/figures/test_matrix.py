"""The who-to-whom matrix: the right number in the right cell, readable on both backgrounds."""

import re

import numpy as np
import pandas as pd
import pytest

from taft_dash.figures import matrix, theme

PEOPLE = pd.DataFrame(
    {"member": list("ATBU"), "label": ["Ada <b>", "Tom", "Ben $", "Uma"],
     "role": ["member", "therapist", "member", "therapist"],
     "presence": ["present", "present", "left", "present"], "to_group": [2.0, 5, np.nan, 0]}
)  # fmt: skip
PAIRS = pd.DataFrame(
    {"speaker": list("ATAU"), "addressee": list("TAUA"), "turns": [3.0, 1, 0, 0], "answered": [1.0, 3, 0, 0],
     "sessions_together": [2, 2, 1, 1], "rate": [1.5, 0.5, 0, 0], "imbalance": [0.5, -0.5, np.nan, np.nan],
     "reason": ["", "", "Neither spoke <u>.", "Neither spoke <u>."]}
)  # fmt: skip
CHANGE = pd.DataFrame(
    {"speaker": list("AT"), "addressee": list("TA"), "rate_earlier": [1, np.nan], "rate_later": [3, 2],
     "difference": [2, np.nan], "reason": ["", "not together"]}
)  # fmt: skip


def layer(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def cells(figure) -> dict:
    """{(speaker, addressee): (printed number, words of the pointer)}"""
    points, texts = layer(figure, "cells to point at"), layer(figure, "numbers").text
    return {(k[0], k[2]): (text, k[1]) for k, text in zip(points.customdata, texts, strict=True)}


def test_rows_speak_and_columns_are_addressed():
    drawn = matrix.who_to_whom(PAIRS, PEOPLE)
    assert drawn.layout.yaxis.title.text == "speaker" and drawn.layout.xaxis.title.text == "addressee"
    shades = np.array(layer(drawn, "shades").z, dtype=float)
    order = list(matrix.ordered(PEOPLE)["member"])
    assert shades[order.index("A"), order.index("T")] == 3
    assert shades[order.index("T"), order.index("A")] == 1


def test_therapists_stand_first_and_both_axes_have_the_same_order():
    drawn = matrix.who_to_whom(PAIRS, PEOPLE)
    rows = [re.sub("<br>.*", "", name) for name in drawn.layout.yaxis.ticktext]
    assert rows == ["Tom", "Uma", "Ada &lt;b&gt;", "Ben ＄"]
    assert list(drawn.layout.xaxis.ticktext[:4]) == rows
    assert drawn.layout.yaxis.range[0] > drawn.layout.yaxis.range[1], "the first row is at the top"


def test_zero_is_a_dot_and_never_together_stays_blank():
    found = cells(matrix.who_to_whom(PAIRS, PEOPLE))
    assert found["A", "T"] == ("3", "Ada &lt;b&gt; to Tom: 3 turns")
    assert found["T", "A"][1].endswith("1 turn")
    assert found["A", "U"][0] == "·"
    assert ("T", "U") not in found
    assert np.isnan(np.array(layer(matrix.who_to_whom(PAIRS, PEOPLE), "shades").z, float)[0, 1])


def test_talk_to_the_whole_group_has_a_column_of_its_own():
    drawn = matrix.who_to_whom(PAIRS, PEOPLE)
    found = cells(drawn)
    assert found["T", "GROUP"][0] == "5" and found["U", "GROUP"][0] == "·"
    assert ("B", "GROUP") not in found
    assert "whole group" in drawn.layout.xaxis.ticktext[-1]
    assert not any(to == "GROUP" for _, to in cells(matrix.who_to_whom(PAIRS, PEOPLE, amount="rate")))


def test_balance_shows_a_sign_and_says_it_in_words():
    drawn = matrix.who_to_whom(PAIRS, PEOPLE, amount="imbalance")
    found = cells(drawn)
    assert found["A", "T"] == ("+0.5", "Ada &lt;b&gt; gives Tom 3 turns and gets 1: +0.50, gives more")
    assert found["T", "A"][0] == "−0.5" and found["T", "A"][1].endswith("gets more")
    assert found["A", "U"] == ("", "Ada &lt;b&gt; to Uma: Neither spoke &lt;u&gt;.")
    shades = layer(drawn, "shades")
    assert (shades.zmin, shades.zmax) == (-0.5, 0.5)
    assert shades.colorscale[0][1] != shades.colorscale[-1][1]


def test_a_difference_is_signed_and_what_cannot_be_compared_is_blank():
    found = cells(matrix.who_to_whom(CHANGE, PEOPLE, amount="difference"))
    assert found["A", "T"][0] == "+2.0" and "1.00, then 3.00" in found["A", "T"][1]
    assert found["T", "A"][0] == ""


def test_a_difference_that_rounds_to_nothing_has_no_sign():
    slight = CHANGE.assign(difference=[-0.01, 0.01])
    assert {text for text, _ in cells(matrix.who_to_whom(slight, PEOPLE, amount="difference")).values()} == {
        "0"
    }


def test_one_scale_can_serve_several_matrices():
    assert layer(matrix.who_to_whom(PAIRS, PEOPLE, most=20), "shades").zmax == 20


def test_every_cell_can_be_pointed_at_though_heatmaps_cannot_be_clicked():
    points = layer(matrix.who_to_whom(PAIRS, PEOPLE), "cells to point at")
    assert points.mode == "markers" and points.marker.symbol == "square"
    assert re.fullmatch(r"rgba\(0, ?0, ?0, ?0\)", points.marker.color)


def test_the_focus_is_framed():
    def frames(**focus):
        return [s for s in matrix.who_to_whom(PAIRS, PEOPLE, **focus).layout.shapes if s.type == "rect"]

    assert len(frames()) == 0
    row, column = frames(person="A")
    assert (row.y0, row.y1) == (1.5, 2.5) and (column.x0, column.x1) == (1.5, 2.5)
    (cell,) = frames(person="A", pair=("A", "T"))
    assert (cell.x0, cell.y0) == (-0.5, 1.5)
    (group,) = frames(person="T", pair=("T", "GROUP"))
    assert group.x0 > 3.5
    assert frames(person="nobody") == []


def test_who_is_not_there_is_said_at_the_row():
    names = matrix.who_to_whom(PAIRS, PEOPLE).layout.yaxis.ticktext
    assert names[3] == "Ben ＄<br><i>left</i>"


def test_names_are_shown_letter_for_letter():
    for amount in matrix.AMOUNTS:
        table = CHANGE if amount == "difference" else PAIRS
        text = matrix.who_to_whom(table, PEOPLE, amount=amount).to_json()
        assert "Ada <b>" not in text and "Ben $" not in text and "<u>" not in text


def test_large_matrices_drop_their_numbers_but_not_their_pointers():
    many = pd.DataFrame(
        {"member": [f"P{k}" for k in range(30)], "role": "member", "presence": "present", "to_group": 0.0}
    )
    drawn = matrix.who_to_whom(PAIRS.iloc[:0], many.assign(label=many["member"]))
    assert layer(drawn, "numbers").mode == "none"
    assert len(layer(drawn, "cells to point at").x) == 30


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person_can_be_drawn(rows):
    drawn = matrix.who_to_whom(PAIRS.iloc[:0], PEOPLE.iloc[:rows])
    assert len(layer(drawn, "cells to point at").x) == rows


@pytest.mark.parametrize("stops", matrix.SHADES.values(), ids=list(matrix.SHADES))
def test_numbers_reach_a_contrast_of_four_and_a_half_on_every_shade(stops):
    for background, text in zip(theme.BACKGROUNDS, ((16, 24, 31), (228, 234, 239)), strict=True):
        below = np.array([int(background[k : k + 2], 16) for k in (1, 3, 5)])
        for _, colour in stops:
            *ink, alpha = map(float, re.findall(r"[\d.]+", colour))
            for part in np.linspace(0, alpha, 9):
                assert contrast(part * np.array(ink) + (1 - part) * below, np.array(text)) >= 4.5


def contrast(one, other) -> float:
    """WCAG 2 contrast of two colours given as 0 to 255."""

    def luminance(colour):
        value = np.asarray(colour, float) / 255
        return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4) @ [
            0.2126,
            0.7152,
            0.0722,
        ]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
