"""The alliance page: useful on every study, silent about none of its limits, and no name becomes markup."""

import json

import pytest

from tests.pages.charts import charts


def specs(page):
    return [json.loads(chart.spec) for chart in charts(page)]


def test_it_is_useful_whatever_is_missing(show, said, odd_study):
    page = show("alliance", odd_study)
    assert not page.exception
    assert page.title[0].value == "Alliance"
    assert charts(page) or page.info, "a picture, or a sentence why not"


def test_the_whole_page(show, said):
    page = show("alliance", "whole", cursor=4)
    assert len(charts(page)) == 4
    assert "In focus: 2.50 in session 4 (2 of 2 members present rated)" in said(page)
    assert "2 possible ruptures in 2 of 2 members judged" in said(page)
    assert "Shared in 4 and 5" in said(page)
    assert "sessions 1 to 8, therapists included" in said(page)
    assert len(page.table[0].value) == 2


@pytest.mark.parametrize(
    ("study", "sentence"),
    [
        ("no ratings", "No ratings are recorded in these sessions."),
        ("only attendance", "No ratings are recorded in these sessions."),
        (
            "unknown instrument",
            "No form of these sessions could be scored. <b>x</b> is not a known instrument",
        ),
        ("others only", "In these sessions no member rated the therapists, the group or themselves."),
        ("no talk", "No therapist rated a member on WAI-SR total in these sessions."),
        ("one session", "A possible rupture needs at least 5 attended sessions"),
        ("one session", "so there is no baseline yet"),
        ("no attendance", "presence inferred"),
    ],
)
def test_what_is_missing_is_said(show, said, study, sentence):
    assert sentence in said(show("alliance", study))


def test_presence_is_not_called_inferred_where_it_was_recorded(show, said):
    assert "presence inferred" not in said(show("alliance", "whole"))


def test_without_therapists_the_gap_says_how_to_get_it(show, said):
    page = show("alliance", "whole", therapists=False)
    assert "Therapists are left out of this selection." in said(page)
    assert len(charts(page)) == 3


def test_names_are_letters_not_markup(show, handed_over, markup):
    page = show("alliance", "hostile", person="<b>x</b>")
    assert not page.exception
    assert not markup.findall(handed_over(page))
    assert not any(markup.findall(str(table.value.to_numpy())) for table in page.table)
    for chart in charts(page):
        assert "<b>x" not in chart.spec.replace("<b>&lt;b&gt;x", "")


def test_masked_names_stay_masked(show, said):
    page = show("alliance", "hostile", masked=True)
    everything = said(page) + "".join(chart.spec for chart in charts(page))
    everything += "".join(str(table.value) for table in page.table)
    assert "M1" in everything and "נועה" not in everything and "x.png" not in everything


def test_the_person_in_focus_is_chosen_for_all_pages(show):
    page = show("alliance", "whole")
    assert page.selectbox(key="alliance person").value == ""
    page.selectbox(key="alliance person").select("B").run()
    assert page.session_state["person"] == "B"
    page = show("alliance", "whole", person="B")
    assert page.selectbox(key="alliance person").value == "B"
    page.selectbox(key="alliance person").select("").run()
    assert page.session_state["person"] is None


def test_marks_can_be_two_sd_only_or_none(show):
    page = show("alliance", "whole")
    shown = {trace.get("name") for trace in specs(page)[0]["data"]}
    assert "possible rupture, 2 SD" in shown
    page.segmented_control(key="alliance marks").set_value("none").run()
    assert not any("rupture" in str(trace.get("name")) for trace in specs(page)[0]["data"])


def test_the_parameters_of_the_criterion_are_shown_and_change_the_finding(show, said):
    page = show("alliance", "whole")
    assert page.number_input(key="alliance tolerance").value == 0.25
    assert page.number_input(key="alliance window").value == 3
    assert "2 repaired" in said(page)
    page.number_input(key="alliance window").set_value(1).run()
    assert "2 not back in time" in said(page)


def test_the_spread_and_the_axis_can_be_chosen(show):
    page = show("alliance", "whole")
    assert any(trace.get("name") == "group mean ± 1 SD" for trace in specs(page)[0]["data"])
    page.segmented_control(key="alliance spread").set_value("range")
    page.segmented_control(key="alliance axis").set_value("whole scale").run()
    spec = specs(page)[0]
    assert any(trace.get("name") == "lowest to highest" for trace in spec["data"])
    assert spec["layout"]["yaxis"]["range"] == [0.8, 5.2]


def test_every_picture_has_its_table_and_its_words(show):
    page = show("alliance", "whole")
    assert all(len(chart.alt) > 20 for chart in charts(page))
    assert sum("Table behind this figure" in fold.label for fold in page.expander) == 4
