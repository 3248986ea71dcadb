"""The page "Process and alliance": useful on every study, honest about looks and limits, and no name becomes markup."""

import json

import pytest

from taft_dash.measures.association import method_of
from taft_dash.measures.overview import Line
from taft_dash.records.checking import open_study
from taft_dash.records.study import Selection
from tests.pages.charts import charts

KINDS = "association families talk group delivered felt metacognition"
TALK = {KINDS: ["talk"]}


@pytest.fixture(scope="module")
def sample():
    return open_study(["sample_data/tuesday_group"]).study


def specs(page):
    return [json.loads(chart.spec) for chart in charts(page)]


def test_it_is_useful_whatever_is_missing(show, odd_study):
    page = show("association", odd_study)
    assert not page.exception
    assert page.title[0].value == "Process and alliance"
    assert charts(page) or page.info, "a picture, or a sentence why not"


@pytest.mark.parametrize(
    ("study", "sentence"),
    [
        ("no ratings", "In these sessions no member rated the therapists, the group or themselves at all."),
        ("no talk", "Nothing is recorded that could be set beside the alliance"),
        ("whole", "An association needs at least 20 observations of people with at least 4 sessions"),
    ],
)
def test_what_is_missing_is_said(show, said, study, sentence):
    assert sentence in said(show("association", study))


def test_the_whole_page(show, said, sample):
    page = show("association", sample, state=TALK)
    assert not page.exception
    assert len(charts(page)) == 2 and all(len(chart.alt) > 20 for chart in charts(page))
    text = said(page)
    assert "21 associations with WAI-SR total, about the therapists looked at." in text
    assert "Going together says when, not why" in text
    assert "tuesday, sessions 1 to 24, therapists included; nothing held constant" in text
    assert sum("Table behind this figure" in fold.label for fold in page.expander) == 2
    assert any("How this was counted" in fold.label for fold in page.expander)


def test_fewer_kinds_are_fewer_looks_and_none_is_said(show, said, sample):
    page = show("association", sample, state={KINDS: ["metacognition"]})
    assert "12 associations with" in said(page)
    page = show("association", sample, state={KINDS: []})
    assert "No kind of process is chosen." in said(page) and not charts(page)


def test_what_is_held_constant_is_chosen_said_and_cautioned(show, said, sample):
    page = show("association", sample, state=TALK)
    assert any("Nothing is held constant" in info.value for info in page.info)
    page.segmented_control(key="association control").set_value("trend").run()
    assert "each person's own trend taken out" in said(page)
    assert not any("held constant" in info.value for info in page.info)


def test_another_line_can_be_chosen_and_leaves_its_own_forms_out(show, said, sample):
    page = show("association", sample, state={KINDS: ["felt"]})
    first = said(page)
    box = page.selectbox(key="association line")
    members = next(option for option in box.options if "about the other members" in option)
    box.set_value(members).run()
    assert "total, about the other members looked at" in said(page) and said(page) != first
    assert not any("members about the other members" in option for option in page.selectbox[1].options)


def test_a_course_is_chosen_or_clicked(show, said, sample):
    page = show("association", sample, state=TALK)
    assert "Share of turns: sessions earlier and later" in said(page)
    page.selectbox(key="association pair").set_value("Betweenness").run()
    assert "Betweenness: sessions earlier and later" in said(page)
    assert charts(page)[0].picks
    dots = [trace for trace in specs(page)[0]["data"] if trace.get("customdata")]
    assert {mark[0] for trace in dots for mark in trace["customdata"]} <= set(
        page.selectbox(key="association pair").options
    )


def test_a_course_that_is_gone_gives_way_to_the_first(show, said, sample):
    page = show("association", sample, state=TALK | {"association pair": "Density"})
    assert page.selectbox(key="association pair").value == "Share of turns"


def test_names_are_letters_not_markup(show, handed_over, markup):
    page = show("association", "hostile")
    assert not page.exception and not markup.findall(handed_over(page))


def test_the_receipt_does_the_same_again(sample):
    made = {"study": sample.select(Selection(sample.groups()[0], 1, 24))}
    method = method_of(Line("WAI-SR", "total", "LEADER"), control="trend", families=("talk",))
    exec(method.snippet, made)
    assert set(made["table"]["family"]) == {"talk"} and len(made["table"]) == 21
    assert method.parameters["control"] == "trend" and "control='trend'" in method.snippet
