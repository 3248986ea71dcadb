"""The registry of instruments: complete, consistent, honest about its sources, and found under many spellings."""

from dataclasses import replace

import pytest

from taft_dash.records.instruments import ELEMENTS, INSTRUMENTS, find, was_inferred
from taft_dash.records.scales import DIRECTIONS, KINDS, SCORES, TOTAL, plain_key
from taft_dash.records.tables import WHOLES

every_instrument = pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda i: i.id)


def test_the_registry_holds_the_instruments_of_the_contract():
    assert [i.id for i in INSTRUMENTS] == [
        *("WAI-SR", "WAI-S", "GSRS", "SRS", "ORS", "GCQ-S", "SOFTA-o", "SOFTA-s", "MAS-A", "RAS-20"),
        "TAFT-delivery",
    ]


@every_instrument
def test_every_entry_is_complete_and_consistent(instrument):
    assert instrument.kind in KINDS
    assert instrument.score in SCORES
    assert instrument.better in DIRECTIONS
    assert instrument.default_target in WHOLES
    assert instrument.key_status in ("verified", "from memory", "ours")
    assert instrument.source and instrument.reading and instrument.raters
    assert instrument.low < instrument.high
    assert set(instrument.reversed) <= set(instrument.items)
    assert len(instrument.item_names) in (0, len(instrument.items))
    for scale in instrument.scales:
        assert scale.low < scale.high
        assert set(scale.items) <= set(instrument.items)
        assert scale.better in ("", *DIRECTIONS)
    keyed = [item for scale in instrument.subscales for item in scale.items]
    assert sorted(keyed) in ([], list(instrument.items)), "every item belongs to exactly one subscale"


@every_instrument
def test_every_part_is_recognised_as_itself(instrument):
    names = [*map(str, instrument.items), *(scale.name for scale in instrument.scales)]
    assert [instrument.part(name) for name in names] == names
    spellings = [plain_key(s) for scale in instrument.scales for s in (scale.name, *scale.also)]
    assert len(spellings) == len(set(spellings)), "two scores answer to the same name"
    for name in names:
        low, high, _ = instrument.limits(name)
        assert low < high


def test_no_two_instruments_answer_to_the_same_name():
    spellings = [
        plain_key(name)
        for i in INSTRUMENTS
        for name in {plain_key(n) for n in (i.id, i.name, *i.also, *i.assumed_from)}
    ]
    assert len(spellings) == len(set(spellings))


def test_ranges_of_scores_follow_the_scoring_rule():
    ranges = {i.id: {scale.name: (scale.low, scale.high) for scale in i.scales} for i in INSTRUMENTS}
    assert ranges["WAI-SR"] == dict.fromkeys(("goal", "task", "bond", "total"), (1, 5))
    assert ranges["WAI-S"]["total"] == (12, 84)
    assert ranges["WAI-S"]["goal"] == (4, 28)
    assert ranges["GSRS"] == {"total": (0, 40)}
    assert ranges["GCQ-S"] == dict.fromkeys(("engaged", "avoiding", "conflict"), (0, 6))
    assert ranges["SOFTA-s"]["total"] == (16, 80)
    assert ranges["SOFTA-o"]["purpose"] == (-3, 3)
    assert ranges["MAS-A"]["total"] == (0, 28)
    assert ranges["RAS-20"]["total"] == (1, 5)


def test_keys_are_those_of_the_sources():
    keys = {i.id: {scale.name: scale.items for scale in i.subscales} for i in INSTRUMENTS}
    assert keys["WAI-SR"] == {"goal": (4, 6, 8, 11), "task": (1, 2, 10, 12), "bond": (3, 5, 7, 9)}
    assert keys["WAI-S"] == {"goal": (4, 6, 10, 11), "task": (1, 2, 8, 12), "bond": (3, 5, 7, 9)}
    assert keys["GCQ-S"] == {"engaged": (1, 2, 4, 8, 11), "avoiding": (3, 5, 9), "conflict": (6, 7, 10, 12)}
    softa = dict(
        engagement=(1, 5, 9, 13), connection=(2, 6, 10, 14), safety=(3, 7, 11, 15), purpose=(4, 8, 12, 16)
    )
    assert keys["SOFTA-s"] == softa
    turned = {i.id: i.reversed for i in INSTRUMENTS if i.reversed}
    assert turned == {"WAI-S": (4, 10), "SOFTA-s": (5, 11, 12, 14, 15)}


def test_cut_offs_only_where_an_instrument_has_one():
    assert {i.id: i.cut_off for i in INSTRUMENTS if i.cut_off is not None} == {"SRS": 36, "ORS": 25}
    assert all("from memory" in i.cut_off_reading for i in INSTRUMENTS if i.cut_off is not None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("WAI-SR", "WAI-SR"),
        ("wai_sr", "WAI-SR"),
        ("waisr", "WAI-SR"),
        (" Wai Sr ", "WAI-SR"),
        ("wai", "WAI-SR"),
        ("WAI-S", "WAI-S"),
        ("gcq", "GCQ-S"),
        ("SOFTA_O", "SOFTA-o"),
        ("softa-s", "SOFTA-s"),
        ("SOFTA", "SOFTA-o"),
        ("ras20", "RAS-20"),
        ("taft_delivery", "TAFT-delivery"),
        ("Outcome Rating Scale", "ORS"),
    ],
)
def test_known_spellings_are_found(typed, meant):
    assert find(typed).id == meant


@pytest.mark.parametrize("typed", ["BDI", "", "--", "WAI-SR-X"])
def test_what_is_not_known_is_not_guessed(typed):
    assert find(typed) is None
    assert not was_inferred(typed)


def test_a_vague_name_is_said_to_be_inferred():
    assert [was_inferred(name) for name in ("wai", "Softa", "alliance")] == [True] * 3
    assert [was_inferred(name) for name in ("waisr", "GCQ", "softa-o")] == [False] * 3


def test_a_users_own_key_wins_over_the_registry():
    own = replace(find("WAI-SR"), low=0, high=4, source="their manual")
    assert find("wai sr", (*INSTRUMENTS, own)) is own
    vague = replace(own, id="WAI")
    assert find("wai", (*INSTRUMENTS, vague)) is vague
    assert not was_inferred("wai", (*INSTRUMENTS, vague))


@pytest.mark.parametrize(
    ("instrument", "typed", "part"),
    [
        ("WAI-SR", "04", "4"),
        ("WAI-SR", "4.0", "4"),
        ("WAI-SR", "item 4", "4"),
        ("WAI-SR", "Q12", "12"),
        ("WAI-SR", "13", None),
        ("WAI-SR", "0", None),
        ("WAI-SR", "BOND", "bond"),
        ("WAI-SR", "Total", TOTAL),
        ("WAI-SR", "", None),
        ("GCQ-S", "total", None),
        ("SOFTA-o", "SSP", "purpose"),
        ("SOFTA-o", "ec", "connection"),
        ("MAS-A", "Self-Reflectivity", "self_reflectivity"),
        ("GSRS", "overall", "4"),
        ("RAS-20", "3", None),
    ],
)
def test_items_and_subscales_are_recognised(instrument, typed, part):
    assert find(instrument).part(typed) == part


def test_limits_of_a_row():
    assert find("WAI-SR").limits("4") == (1, 5, 1)
    # A subscale may be written down as a mean (1 to 5) or as a sum (4 to 20).
    assert find("WAI-SR").limits("bond") == (1, 20, None)
    assert find("SOFTA-o").limits("safety") == (-3, 3, 1)
    assert find("MAS-A").limits("decentration") == (0, 3, 0.5)
    assert find("GSRS").limits("1") == (0, 10, None)


def test_an_unknown_score_is_refused_with_the_list_of_scores():
    with pytest.raises(ValueError, match="goal, task, bond, total"):
        find("WAI-SR").scale("warmth")


def test_the_missing_rule_says_whose_rule_it_is():
    assert "default of this program" in find("WAI-SR").missing_rule
    assert find("GCQ-S").missing_rule == (
        "mean of the items answered; no score when more than 4 of 12 are missing (scoring sheet of the instrument)"
    )


def test_elements_point_to_scores_that_exist():
    assert [element.id for element in ELEMENTS] == ["goals", "bond", "safety", "purpose"]
    delivered = [scale.name for scale in find("TAFT-delivery").subscales]
    assert delivered == [element.id for element in ELEMENTS]
    for element in ELEMENTS:
        assert find("SOFTA-o").scale(element.softa)
        assert all(find(instrument).scale(subscale) for instrument, subscale in element.felt)
