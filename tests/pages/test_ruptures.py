"""The rupture page: useful on every study, honest about what cannot be told, every number changeable."""

import json

import pandas as pd
import pytest

from taft_dash.measures.rupture_rules import CRITERIA
from taft_dash.records.study import study_from
from tests.pages.charts import charts

COURSE = [4.2, 4.0, 4.3, 2.5, 3.0, 4.2, 4.3, 4.1]


@pytest.fixture(scope="module")
def noted():
    """Two members who fall in session 4, and a therapist who notes it of one."""
    people = pd.DataFrame({"member": ["A", "B", "T1"], "role": ["member", "member", "therapist"]})
    rated = [(s, m, v) for m in "AB" for s, v in enumerate(COURSE, 1)]
    ratings = pd.DataFrame(rated, columns=["session", "rater", "score"])
    there = [(s, m, "present") for s in range(1, 9) for m in ("A", "B", "T1")]
    event = dict(session=4, kind="rupture", type="withdrawal", actor="A", target="GROUP", rater="T1")
    return study_from(
        {
            "members": people,
            "ratings": ratings.assign(target="LEADER", instrument="WAI-SR", item="total"),
            "attendance": pd.DataFrame(there, columns=["session", "member", "status"]),
            "events": pd.DataFrame([event]),
        }
    )


def specs(page):
    return [json.loads(chart.spec) for chart in charts(page)]


def test_it_is_useful_whatever_is_missing(show, said, odd_study):
    page = show("ruptures", odd_study)
    assert not page.exception
    assert page.title[0].value == "Ruptures"
    assert charts(page) or page.info, "a picture, or a sentence why not"


def test_the_whole_page(show, said, noted):
    page = show("ruptures", noted, cursor=4)
    assert len(charts(page)) == 4
    text = said(page)
    assert "2 possible ruptures by Gumz (possible) in 2 of 2 members judged: 2 back." in text
    assert "Therapists: of 2 possible ruptures by Gumz (possible), 1 recognised, 1 at a time" in text
    assert "No observer noted any event" in text
    assert "shared in 4 and 5" in text
    assert all(one.label in text for one in CRITERIA)
    rows = page.dataframe[0].value
    assert rows["therapists"].tolist() == ["recognised", "noted for others"]
    assert rows["criteria"].tolist() == ["4 of 6", "4 of 6"]


@pytest.mark.parametrize(
    ("study", "sentence"),
    [
        ("no ratings", "No ratings are recorded in these sessions."),
        ("unknown instrument", "No form of these sessions could be scored. <b>x</b> is not a known instrument"),
        ("others only", "In these sessions no member rated the therapists, the group or themselves."),
        ("one session", "A possible rupture needs at least 5 attended sessions"),
        ("one session", "No member can be judged by Gumz (possible)."),
        ("no attendance", "presence inferred"),
        ("no talk", "No therapist noted any event, so nothing can be said of what was seen."),
    ],
)
def test_what_is_missing_is_said(show, said, study, sentence):
    assert sentence in said(show("ruptures", study))


def test_without_therapists_their_notes_are_said_to_be_left_out(show, said, noted):
    assert "Therapists are left out of this selection, and so are their notes." in said(
        show("ruptures", noted, therapists=False)
    )


def test_names_are_letters_not_markup(show, handed_over, markup):
    page = show("ruptures", "hostile", person="<b>x</b>", cursor=4)
    assert not page.exception
    assert not markup.findall(handed_over(page))
    assert not any(markup.findall(str(table.value.to_numpy())) for table in page.table)
    for chart in charts(page):
        assert "<b>x" not in chart.spec.replace("<b>&lt;b&gt;x", "")


def test_masked_names_stay_masked(show, said):
    page = show("ruptures", "hostile", masked=True, cursor=4)
    everything = said(page) + "".join(chart.spec for chart in charts(page))
    everything += "".join(str(table.value) for table in (*page.table, *page.dataframe))
    assert "M1" in everything and "נועה" not in everything and "x.png" not in everything


@pytest.mark.parametrize("criterion", [one.name for one in CRITERIA])
def test_every_criterion_can_be_drawn(show, said, noted, criterion):
    page = show("ruptures", noted, state={"rupture criterion": criterion}, person="A", cursor=4)
    assert not page.exception and len(charts(page)) == 4
    names = {trace.get("name") for trace in specs(page)[1]["data"]}
    assert ("lower control limit" in names) == (criterion == "shewhart")
    assert ("limit below the line" in names) == (criterion == "stiles")
    assert ("Choose a criterion that looks at scores" in said(page)) == (criterion == "therapist_report")


def test_every_threshold_is_shown_and_changes_the_finding(show, said, noted):
    page = show("ruptures", noted)
    shown = {number.key: number.value for number in page.number_input}
    assert shown["rupture k"] == 1 and shown["rupture reliability"] == 0.8 and shown["rupture window"] == 3
    page.number_input(key="rupture window").set_value(1).run()
    assert "2 not back in time" in said(page) and "within 1 attended sessions" in said(page)
    page.number_input(key="rupture k").set_value(5.0).run()
    assert "No possible rupture by Gumz (possible) among 2 members judged." in said(page)
    assert "Marked needs at least as many SD" in said(page)


def test_clicks_are_listened_to_on_every_picture(show, noted):
    assert all(chart.picks for chart in charts(show("ruptures", noted)))


def test_the_words_in_focus_are_those_of_the_person(show, said, noted):
    everyone, one = (said(show("ruptures", noted, cursor=4, person=person)) for person in (None, "B"))
    assert "Session 4, in words" in everyone and "Session 4, B, in words" in one
    assert "Reliable change. Possible rupture by reliable change" in one
    assert "Reliable change. Possible" not in everyone


def test_the_receipt_holds_the_numbers_chosen(show, said, noted):
    page = show("ruptures", noted, state={"rupture window": 2, "receipt ruptures": True})
    assert any("How this was counted" in fold.label for fold in page.expander)
    assert any("Rules(window=2)" in block.value for block in page.code)


def test_every_picture_has_its_table_and_its_words(show, noted):
    page = show("ruptures", noted)
    assert all(len(chart.alt) > 20 for chart in charts(page))
    assert sum("Table behind this figure" in fold.label for fold in page.expander) == 4
