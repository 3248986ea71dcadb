"""Small networks side by side, and the sociogram with somebody in focus."""

import base64

import numpy as np
import pandas as pd
import pytest

from taft_dash.figures import theme
from taft_dash.figures.multiples import small_networks
from taft_dash.figures.network_focus import FAINT, MOST_ARROWS, drawn_ties, focused

ROSTER = pd.DataFrame(
    {"member": list("TABC"), "label": ["Tom", "Ada <b>", "Ben", "Cy"], "role": ["therapist"] + ["member"] * 3}
)
NODES = pd.DataFrame(
    {"member": list("TABC"), "presence": "present", "turns": [4.0, 9, 1, 0], "to_group": 0.0}
)
TIES = pd.DataFrame({"speaker": list("ABT"), "addressee": list("BAC"), "turns": [6.0, 1, 2]})
PEOPLE = pd.concat([NODES.assign(session=s) for s in (3, 5)])
ALL_TIES = pd.concat([TIES.assign(session=3), TIES.iloc[:1].assign(session=5)]).assign(change=np.nan)
WORDS = {("A", "B"): "what was said"}


def multiples(**focus):
    return small_networks(ROSTER, PEOPLE, ALL_TIES, {3: 4, 5: 2}, **focus)


def titles(figure):
    return [note.text for note in figure.layout.annotations]


def arrows(figure, axis: str | None = None):
    """Fill and opacity of the layers that hold arrows, {name: opacity}."""
    return {
        t.name: t.opacity
        for t in figure.data
        if t.fill == "toself" and (axis is None or t.xaxis == axis) and filled(t)
    }


def numbers(values) -> np.ndarray:
    """A list of numbers, also where plotly carries it as packed bytes."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return np.array([] if values is None else values, dtype=float)


def filled(trace) -> bool:
    return len(numbers(trace.x)) > 0


def test_one_panel_a_session_after_the_names_each_with_its_n():
    assert titles(multiples()) == ["who sits where", "session 3 · n 4", "session 5 · n 2"]
    assert titles(multiples(cursor=5))[2] == "<b>session 5 · n 2</b>"


def test_each_panel_holds_the_talk_of_its_session_only():
    drawn = multiples()
    assert set(arrows(drawn, "x2")) == {"between members", "with a therapist"}
    assert set(arrows(drawn, "x3")) == {"between members"}


def test_everyone_has_the_same_seat_in_every_panel_and_all_panels_one_scale():
    drawn = multiples()
    places = [t.x for t in drawn.data if t.name == "people"]
    assert len(places) == 2 and all(np.array_equal(numbers(places[0]), numbers(other)) for other in places)
    assert tuple(drawn.layout.xaxis2.range) == tuple(drawn.layout.xaxis3.range)


def test_the_first_panel_names_the_seats_letter_for_letter():
    key = next(t for t in multiples().data if t.name == "who sits where")
    assert list(key.text) == ["Tom", "Ada &lt;b&gt;", "Ben", "Cy"]


def test_a_person_in_focus_keeps_their_ink_and_their_arrows_only():
    drawn = multiples(person="B")
    colours = next(t for t in drawn.data if t.name == "people").marker.color
    inks = theme.person_inks(ROSTER)
    assert list(colours) == [theme.QUIET_INK, theme.QUIET_INK, inks["B"], theme.QUIET_INK]
    assert set(arrows(drawn, "x2")) == {"between members"}


def test_without_focus_every_arrow_has_its_full_ink():
    drawn = focused(ROSTER, NODES, TIES, words=WORDS)
    assert arrows(drawn) and FAINT not in arrows(drawn).values()
    assert not drawn.layout.shapes


def test_the_arrows_of_whoever_is_in_focus_stand_before_the_others():
    drawn = focused(ROSTER, NODES, TIES, words=WORDS, speaker="A")
    assert arrows(drawn)["between members"] > FAINT
    assert arrows(drawn)["with a therapist"] == FAINT
    (ring,) = drawn.layout.shapes
    assert ring.type == "circle"


def test_a_pair_in_focus_leaves_only_its_two_directions_in_front():
    ties = pd.concat([TIES, pd.DataFrame({"speaker": ["A"], "addressee": ["C"], "turns": [3.0]})])
    drawn = focused(ROSTER, NODES, ties, words=WORDS, speaker="A", addressee="B")
    front = [t for t in drawn.data if t.fill == "toself" and t.opacity != FAINT and filled(t)]
    pairs = {int(code) for t in front for code in numbers(t.meta)}
    assert pairs == {1 * 4 + 2, 2 * 4 + 1}
    assert [shape.line.dash for shape in drawn.layout.shapes] == ["solid", "dot"]


def test_the_pointer_says_the_given_words_of_every_tie():
    drawn = focused(ROSTER, NODES, TIES, words=WORDS, speaker="A")
    said = {(k[0], k[2]): k[1] for t in drawn.data if t.name == "ties to point at" for k in t.customdata}
    assert set(said) == {("A", "B"), ("B", "A"), ("T", "C")}
    assert said["A", "B"] == "what was said"


def test_only_the_strongest_ties_are_drawn_and_all_of_the_focus():
    people = [f"P{k}" for k in range(9)]
    ties = pd.DataFrame([(i, j, 1.0 + 9 * k + m) for k, i in enumerate(people) for m, j in enumerate(people) if i != j],
                        columns=["speaker", "addressee", "turns"])  # fmt: skip
    assert drawn_ties(ties) == (MOST_ARROWS, 72)
    some, of = drawn_ties(ties, speaker="P0")
    assert (some, of) == (MOST_ARROWS + 10, 72)
    roster = pd.DataFrame({"member": people, "label": people, "role": "member"})
    nodes = roster.assign(presence="present", turns=1.0, to_group=0.0)
    handles = [
        k
        for t in focused(roster, nodes, ties, words={}, speaker="P0").data
        if t.name == "ties to point at"
        for k in t.customdata
    ]
    assert len(handles) == some
    assert sum("P0" in (k[0], k[2]) for k in handles) == 16


def test_arrow_widths_mean_the_same_with_and_without_focus():
    def span(figure):
        trace = next(t for t in figure.data if t.name == "with a therapist" and filled(t))
        return np.nanmax(numbers(trace.x)) - np.nanmin(numbers(trace.x))

    assert span(focused(ROSTER, NODES, TIES, words={})) == pytest.approx(
        span(focused(ROSTER, NODES, TIES, words={}, speaker="T"))
    )


def test_no_ties_at_all_can_be_drawn():
    for focus in ({}, {"speaker": "A"}, {"speaker": "A", "addressee": "GROUP"}):
        assert focused(ROSTER, NODES, TIES.iloc[:0], words={}, **focus).data
    assert drawn_ties(TIES.iloc[:0]) == (0, 0)
    assert small_networks(ROSTER, PEOPLE, ALL_TIES.iloc[:0], {3: 4, 5: 2}).data
