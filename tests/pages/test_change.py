"""The change page: useful on every study, silent about none of its limits, and no name becomes markup."""

import json

import pytest

from tests.pages.charts import charts


def specs(page):
    return [json.loads(chart.spec) for chart in charts(page)]


def test_it_is_useful_whatever_is_missing(show, said, odd_study):
    page = show("change", odd_study)
    assert not page.exception
    assert page.title[0].value == "Change"
    assert charts(page) or page.info, "a picture, or a sentence why not"


def test_the_whole_page(show, said):
    page = show("change", "whole", cursor=4)
    page.number_input(key="change sd WAI-SR total").set_value(0.1).run()
    assert len(charts(page)) == 3
    assert "Of 2 members with two ratings on WAI-SR total" in said(page)
    assert "0 improved, 2 unchanged, 0 deteriorated." in said(page)
    assert "SD 0.10 (as given)" in said(page)
    assert "sessions 1 to 8, therapists included" in said(page)
    assert "How this was counted: Change of each member" in said(page)
    assert len(page.table[0].value) == 2


@pytest.mark.parametrize(
    ("study", "sentence"),
    [
        ("no ratings", "No ratings are recorded in these sessions."),
        ("unknown instrument", "No form of these sessions could be scored."),
        ("whole", "Reliable change needs at least 3 members with two ratings on WAI-SR total; there are 2."),
        ("one session", "No member rated, or was rated, on the same scale at two of these sessions."),
        ("no attendance", "presence inferred"),
    ],
)
def test_what_is_missing_is_said(show, said, study, sentence):
    assert sentence in said(show("change", study))


def test_estimator_border_and_norms_change_the_finding(show, said):
    page = show("change", "whole")
    page.number_input(key="change sd WAI-SR total").set_value(0.1)
    page.selectbox(key="change estimator").select("EN").run()
    assert "Edwards–Nunnally needs" in said(page) or "at least 3 members" in said(page)
    page.selectbox(key="change estimator").select("JT")
    page.selectbox(key="change border WAI-SR total").select("b").run()
    assert "Cut-off b needs the mean and SD of the range it is made of." in said(page)
    page.number_input(key="change Functional mean WAI-SR total").set_value(4.2)
    page.number_input(key="change Functional sd WAI-SR total").set_value(0.05).run()
    assert "Border of the clinical range: 4.10 (cut-off b, from the norms given)." in said(page)


def test_criteria_of_sudden_steps_can_be_changed(show, said):
    page = show("change", "whole")
    assert "How large a step has to be is not known." in said(page)
    page.number_input(key="change step WAI-SR total").set_value(1.0).run()
    assert "sudden." in said(page)
    page.toggle(key="change means").set_value(False).run()
    assert "2 losses" in said(page)
    assert "pooled SD" not in said(page)


def test_names_are_letters_not_markup(show, handed_over, markup):
    page = show("change", "hostile", person="<b>x</b>")
    page.number_input(key="change step WAI-SR total").set_value(1.0).run()
    assert not page.exception
    assert not markup.findall(handed_over(page))
    assert not any(markup.findall(str(table.value.to_numpy())) for table in page.table)
    for chart in charts(page):
        assert "<b>x" not in chart.spec.replace("<b>&lt;b&gt;x", "")


def test_masked_names_stay_masked(show, said):
    page = show("change", "hostile", masked=True)
    everything = said(page) + "".join(chart.spec for chart in charts(page))
    everything += "".join(str(table.value) for table in page.table)
    assert "M1" in everything and "נועה" not in everything and "x.png" not in everything


def test_every_picture_has_its_table_and_its_words(show):
    page = show("change", "whole")
    assert all(len(chart.alt) > 20 for chart in charts(page))
    assert sum("Table behind this figure" in fold.label for fold in page.expander) == len(charts(page)) == 3


def test_the_receipt_says_what_was_chosen(show, said):
    page = show("change", "whole", state={"receipt change": True})
    page.number_input(key="change sd WAI-SR total").set_value(0.1).run()
    assert any("sd=0.1" in block.value for block in page.code)
