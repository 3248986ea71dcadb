"""The sociogram: what it says, never its pixels."""

import base64

import numpy as np
import pandas as pd
import pytest

from taft_dash.figures import theme
from taft_dash.figures.network import sociogram, sociogram_frames
from taft_dash.figures.seating import POINTS, seats

ROSTER = pd.DataFrame(
    {
        "member": list("TABC"),
        "label": ["Tom", "<b>Ada</b> $x$", "Ben", "Cy"],
        "role": ["therapist"] + ["member"] * 3,
    }
)
PEOPLE = pd.DataFrame(
    {"member": list("TABC"), "presence": ["present", "present", "present", "absent"], "turns": [4, 9, 0, np.nan],
     "to_group": [4, 0, 0, np.nan]}
)  # fmt: skip
TIES = pd.DataFrame({"speaker": list("AAB"), "addressee": list("BTA"), "turns": [6, 3, 1]})


def layer(figure, name):
    return next(trace for trace in figure.to_plotly_json()["data"] if trace["name"] == name)


def numbers(values):
    """A list of numbers, also where plotly carries it as packed bytes."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return np.array(values, dtype=float)


def outlines(trace) -> list[np.ndarray]:
    """The outline of each arrow, (points, 2)."""
    x, y = numbers(trace["x"]), numbers(trace["y"])
    return [np.column_stack([x, y])[k : k + POINTS - 1] for k in range(0, len(x), POINTS)]


def test_one_arrow_a_tie_in_the_ink_of_its_kind():
    drawn = sociogram(ROSTER, PEOPLE, TIES)
    assert len(outlines(layer(drawn, "between members"))) == 2
    assert len(outlines(layer(drawn, "with a therapist"))) == 1
    assert layer(drawn, "between members")["fillcolor"] != layer(drawn, "with a therapist")["fillcolor"]


def test_an_arrow_has_its_head_at_the_addressee():
    only = TIES.iloc[[1]]
    arrow = outlines(layer(sociogram(ROSTER, PEOPLE, only), "with a therapist"))[0]
    seat = seats(ROSTER).set_index("member")[["x", "y"]].astype(float)
    tip = arrow[np.linalg.norm(arrow - seat.loc["T"].to_numpy(), axis=1).argmin()]
    tail = arrow[np.linalg.norm(arrow - seat.loc["A"].to_numpy(), axis=1).argmin()]
    near_head = np.linalg.norm(arrow - tip, axis=1) < 0.15
    near_tail = np.linalg.norm(arrow - tail, axis=1) < 0.15
    assert np.ptp(arrow[near_head], axis=0).max() > np.ptp(arrow[near_tail], axis=0).max()
    turned = TIES.iloc[[1]].rename(columns={"speaker": "addressee", "addressee": "speaker"})
    back = outlines(layer(sociogram(ROSTER, PEOPLE, turned), "with a therapist"))[0]
    assert not np.allclose(np.sort(arrow, axis=0), np.sort(back, axis=0), equal_nan=True)


def test_two_directions_never_cover_each_other():
    there, back = outlines(layer(sociogram(ROSTER, PEOPLE, TIES.iloc[[0, 2]]), "between members"))
    assert np.linalg.norm(np.nanmean(there, axis=0) - np.nanmean(back, axis=0)) > 0.1


def test_more_turns_make_a_wider_arrow():
    wide, narrow = outlines(layer(sociogram(ROSTER, PEOPLE, TIES.iloc[[0, 2]]), "between members"))
    # shaft: the first and last sample of the outline lie on either side of the tail
    assert np.linalg.norm(wide[0] - wide[-2]) > 2 * np.linalg.norm(narrow[0] - narrow[-2])


def test_everyone_keeps_their_seat_whoever_is_absent():
    away = PEOPLE.assign(presence=["present", "absent", "left", "present"])
    places = []
    for people in (PEOPLE, away):
        drawn = sociogram(ROSTER, people, TIES.iloc[:0])
        both = [layer(drawn, name) for name in ("people", "not there")]
        places.append(
            {k[0]: (round(float(x), 5), round(float(y), 5))
             for t in both for k, x, y in zip(t.get("customdata", []), numbers(t["x"]), numbers(t["y"]), strict=True)}
        )  # fmt: skip
    assert places[0] == places[1]
    assert set(places[0]) == set("TABC")


@pytest.mark.parametrize("state", ["absent", "not_yet_joined", "left", "not_recorded"])
def test_who_is_not_there_is_an_open_mark_with_the_word_for_it(state):
    drawn = sociogram(ROSTER, PEOPLE.assign(presence=["present", "present", "present", state]), TIES)
    ghost, names = layer(drawn, "not there"), layer(drawn, "names")
    assert [k[0] for k in ghost["customdata"]] == ["C"]
    assert all(symbol.endswith("-open") for symbol in ghost["marker"]["symbol"])
    assert names["text"][3] == f"Cy<br><i>{theme.PRESENCE_WORDS[state]}</i>"
    assert theme.PRESENCE_WORDS[state] in ghost["customdata"][0][1]


def test_present_but_silent_is_not_a_ghost():
    said = {k[0]: k[1] for k in layer(sociogram(ROSTER, PEOPLE, TIES), "people")["customdata"]}
    assert said["B"] == "Ben: present, no turns"


def test_a_role_is_a_shape_and_colours_come_from_the_whole_roster():
    drawn = layer(sociogram(ROSTER, PEOPLE, TIES), "people")["marker"]
    assert drawn["symbol"][0] == "square" and set(drawn["symbol"][1:]) == {"circle"}
    alone = layer(
        sociogram(ROSTER, PEOPLE.assign(presence=["absent", "absent", "present", "absent"]), TIES), "people"
    )
    assert alone["marker"]["color"] == [drawn["color"][2]]


def test_names_are_shown_letter_for_letter():
    text = sociogram(ROSTER, PEOPLE, TIES).to_json()
    assert "<b>Ada" not in text and "$x$" not in text
    assert layer(sociogram(ROSTER, PEOPLE, TIES), "names")["text"][1].startswith("&lt;b&gt;Ada&lt;/b&gt;")


def test_a_pointer_finds_every_tie_with_both_its_people():
    handles = layer(sociogram(ROSTER, PEOPLE, TIES), "ties to point at")
    assert [(k[0], k[2]) for k in handles["customdata"]] == [("A", "B"), ("A", "T"), ("B", "A")]
    assert handles["customdata"][0][1].endswith("to Ben: 6 turns")


def test_change_is_told_by_ink_and_by_pattern():
    changed = TIES.assign(change=[2.0, -3.0, np.nan])
    drawn = sociogram(ROSTER, PEOPLE, changed, amount="change")
    more, less = layer(drawn, "more than before"), layer(drawn, "less than before")
    assert len(outlines(more)) == 1 and len(outlines(less)) == 1
    assert more["fillcolor"] != less["fillcolor"] and less["fillpattern"]["shape"]
    assert not outlines(layer(drawn, "between members"))


def test_sizes_mean_the_same_in_every_frame():
    people = pd.concat([PEOPLE.assign(session=1), PEOPLE.assign(session=2, turns=[4, 3, 0, np.nan])])
    ties = pd.concat([TIES.assign(session=1), TIES.iloc[:1].assign(session=2)]).assign(change=np.nan)
    frames = sociogram_frames(ROSTER, people, ties)
    sizes = [
        numbers(next(t for t in frames[s] if t["name"] == "people")["marker"]["size"]) for s in ("1", "2")
    ]
    assert sizes[0][0] == sizes[1][0]
    assert sizes[0][1] > sizes[1][1]


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person_can_be_drawn(rows):
    drawn = sociogram(ROSTER.iloc[:rows], PEOPLE.iloc[:rows], TIES.iloc[:0])
    assert len(numbers(layer(drawn, "people")["x"])) == rows
