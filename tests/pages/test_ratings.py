"""The ratings page: three rooms on every study; delivered and felt, and the kinds of raters, stay apart."""

import json

import pytest

from tests.pages.charts import charts

ROOMS = ("Elements delivered and felt", "Metacognition", "Any instrument")


@pytest.mark.parametrize("room", ROOMS)
def test_it_is_useful_whatever_is_missing(show, odd_study, room):
    page = show("ratings", odd_study, state={"ratings room": room})
    assert not page.exception
    assert charts(page) or page.info


def test_only_the_open_room_is_built(show):
    page = show("ratings", "hostile")
    assert [tab.label for tab in page.tabs] == list(ROOMS)
    assert len(charts(page)) == 1 and not page.selectbox


def test_the_footer_is_always_there(show, said):
    for room in ROOMS:
        page = show("ratings", "no ratings", state={"ratings room": room})
        assert "Default element names follow SOFTA; the TAFT chapter's wording may differ." in said(page)
        assert "never averaged together" in said(page)


@pytest.mark.parametrize(
    ("study", "room", "sentence"),
    [
        ("no ratings", ROOMS[0], "Neither what was delivered (TAFT-delivery) nor what was felt (SOFTA, WAI)"),
        ("no ratings", ROOMS[1], "No metacognition scale (MAS-A, or one of your own) is rated"),
        ("no ratings", ROOMS[2], "No form could be scored in these sessions."),
        ("unknown instrument", ROOMS[2], "Without any score: <b>x</b>. <b>x</b> is not a known instrument"),
        ("whole", ROOMS[0], "Nobody rated what members felt in these sessions"),
        ("whole", ROOMS[0], "mean of the sessions: as the therapists rated it, Safety in the group 3.0"),
        ("whole", ROOMS[0], "No scale of these sessions says how a single member felt an element."),
        ("no attendance", ROOMS[2], "presence inferred"),
    ],
)
def test_what_is_there_and_what_is_missing_is_said(show, said, study, room, sentence):
    assert sentence in said(show("ratings", study, state={"ratings room": room}))


@pytest.mark.parametrize("room", ROOMS)
def test_names_are_letters_not_markup(show, handed_over, markup, room):
    page = show("ratings", "hostile", person="<b>x</b>", state={"ratings room": room})
    assert not page.exception
    assert not markup.findall(handed_over(page))
    for chart in charts(page):
        assert "<b>x" not in chart.spec.replace("<b>&lt;b&gt;x", "")


@pytest.mark.parametrize("room", ROOMS)
def test_masked_names_stay_masked(show, said, room):
    page = show("ratings", "hostile", masked=True, state={"ratings room": room})
    everything = said(page) + "".join(chart.spec for chart in charts(page))
    assert "נועה" not in everything and "x.png" not in everything


def test_any_instrument_with_its_entry(show, said):
    page = show("ratings", "whole", state={"ratings room": ROOMS[2]})
    assert page.selectbox(key="ratings instrument").options == ["WAI-SR", "TAFT-delivery"]
    assert "Mean WAI-SR total, members about the therapists (1 to 5): 4.20 in session 1" in said(page)
    assert "verified" in str(page.table[0].value) and "Hatcher" in str(page.table[0].value)
    page.selectbox(key="ratings instrument").select("TAFT-delivery").run()
    assert "therapists about the group" in said(page) and "not a published scale" in str(page.table[0].value)


def test_raters_of_each_role_are_a_choice_never_a_mean(show, said):
    page = show("ratings", "whole", state={"ratings room": ROOMS[2]})
    raters = page.selectbox(key="ratings raters WAI-SR total")
    assert raters.options == ["members about the therapists", "therapists about each member"]
    raters.select_index(1).run()
    assert "3.50 in session 2 (1 of 2 members present were rated)" in said(page)


def test_metacognition_shows_each_scale_and_the_person_in_focus(show):
    page = show("ratings", "hostile", person="נועה", state={"ratings room": ROOMS[1]})
    spec = json.loads(charts(page)[0].spec)
    assert spec["layout"]["annotations"][0]["text"] == "<b>Mastery (0 to 9)</b>"
    assert any(trace.get("name") == "נועה" for trace in spec["data"])
