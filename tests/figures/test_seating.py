"""Seats and arrows: geometry that a reader relies on."""

import numpy as np
import pandas as pd

from taft_dash.figures.seating import POINTS, arrows, radius, seats, width

ROSTER = pd.DataFrame(
    {"member": list("TABUCD"), "role": ["therapist", "member", "member", "therapist", "member", "member"]}
)


def test_two_therapists_sit_opposite_each_other():
    placed = seats(ROSTER).set_index("member")
    np.testing.assert_allclose(placed.loc["T", ["x", "y"]].astype(float), [0, 1], atol=1e-12)
    np.testing.assert_allclose(placed.loc["U", ["x", "y"]].astype(float), [0, -1], atol=1e-12)


def test_nobody_shares_a_seat_and_all_sit_on_the_ring():
    placed = seats(ROSTER)
    assert list(placed["member"]) == list(ROSTER["member"])
    np.testing.assert_allclose(np.hypot(placed["x"], placed["y"]), 1)
    assert len(set(zip(placed["x"].round(6), placed["y"].round(6), strict=True))) == len(placed)


def test_a_group_without_therapists_and_one_person_alone_are_seated():
    assert len(seats(ROSTER[ROSTER["role"] == "member"].reset_index(drop=True))) == 4
    assert len(seats(ROSTER.iloc[:1])) == 1


def test_an_arrow_leaves_one_mark_and_ends_at_the_edge_of_the_other():
    start, end = [[-1.0, 0.0]], [[1.0, 0.0]]
    x, y, _ = arrows(start, end, np.array([0.1]), np.array([0.2]), np.array([0.04]))
    outline = np.column_stack([x[0, :-1], y[0, :-1]])
    from_start, from_end = np.linalg.norm(outline - start, axis=1), np.linalg.norm(outline - end, axis=1)
    assert x.shape == (1, POINTS) and np.isnan(x[0, -1])
    assert 0.1 < from_start.min() < 0.2
    assert 0.2 < from_end.min() < 0.26


def test_both_directions_of_a_pair_bend_apart():
    seat = np.array([[-1.0, 0.0], [1.0, 0.0]])
    small = np.array([0.1, 0.1])
    _, _, middle = arrows(seat, seat[::-1], small, small, np.array([0.02, 0.02]))
    assert middle[0, 1] * middle[1, 1] < 0


def test_area_of_a_mark_and_width_of_an_arrow_grow_with_what_they_stand_for():
    size = radius([0, 5, 20], most=20)
    assert size[0] < size[1] < size[2]
    np.testing.assert_allclose((size[1] - size[0]) / (size[2] - size[0]), 0.5)
    np.testing.assert_allclose(np.diff(width([0, 5, 10], most=10)), np.diff(width([0, 5, 10], most=10))[0])


def test_no_talk_at_all_is_drawn_as_the_smallest_mark():
    np.testing.assert_array_equal(radius([0, np.nan], most=0), [radius([0], 1)[0]] * 2)
