"""The sequence page: useful on every study, honest about what has no order, and no name becomes markup."""

import json

import pandas as pd
import pytest

from taft_dash.records.study import study_from
from tests.pages.charts import charts
from tests.pages.conftest import HOSTILE


def ordered_talk(people=("A", "B", "C", "D", "E"), count=40, **columns):
    said = [(0, 1), (1, 0), (2, 3), (3, 2), (4, None)] * count
    table = {
        "session": [1] * (len(said) // 2) + [2] * (len(said) // 2), "turn": range(len(said)),
        "speaker": [people[a] for a, _ in said], "addressee": ["GROUP" if b is None else people[b] for _, b in said],
        "start_seconds": range(0, 5 * len(said), 5), "speaking_seconds": 2.0,
        "category": ["ask", "tell", "ask", "<b>x</b>", "hum"] * count,
    }  # fmt: skip
    return study_from({"interactions": pd.DataFrame(table | columns)})


def test_it_is_useful_whatever_is_missing(show, said, odd_study):
    page = show("sequence", odd_study)
    assert not page.exception
    assert page.title[0].value == "Sequences"
    assert charts(page) or page.info, "a picture, or a sentence why not"


def test_the_whole_page(show, said):
    page = show("sequence", ordered_talk())
    assert not page.exception and len(charts(page)) == 6
    assert "80 times the person spoken to answered" in said(page)
    assert "How this was counted: Sequences of turns" in said(page)
    assert all(len(chart.alt) > 20 for chart in charts(page))


def test_other_codes_and_lags(show, said):
    page = show("sequence", ordered_talk())
    page.selectbox(key="sequence code").select("speaker").run()
    assert "Nothing follows itself in these records" in said(page)
    page.number_input(key="sequence lag").set_value(2).run()
    assert "turn 2 further on" in said(page) and not page.exception
    page.selectbox(key="sequence code").select("element").run()
    assert "needs at least 100 successions of turns that serve an element; here are 0." in said(page)


def test_turns_to_several_may_be_taken_as_to_the_group(show, said):
    study = ordered_talk(addressee=["B", "A", "D", "C", "A;B"] * 40)
    page = show("sequence", study)
    assert "78 a turn to several people" in said(page)
    page.segmented_control(key="sequence several").set_value("as to the group").run()
    assert "a turn to several people" not in said(page)


def test_without_therapists_there_is_no_order(show, said):
    assert "Without their turns others would seem to follow" in said(show("sequence", "whole", therapists=False))


@pytest.mark.parametrize(
    ("study", "sentence"),
    [
        (ordered_talk(turns=3), "for several turns at once"),
        (ordered_talk(turn=None, start_seconds=None), "have no turn number"),
        (ordered_talk(count=10), "need at least 100 successions of turns; here are"),
    ],
)
def test_what_is_missing_is_said(show, said, study, sentence):
    assert sentence in said(show("sequence", study))


def test_names_are_letters_not_markup(show, handed_over, markup):
    page = show("sequence", ordered_talk(HOSTILE), person="<b>x</b>")
    page.selectbox(key="sequence code").select("speaker").run()
    assert not page.exception
    assert not markup.findall(handed_over(page))
    for chart in charts(page):
        assert "<b>x" not in chart.spec.replace("<b>&lt;b&gt;x", "")


def test_masked_names_stay_masked(show, said):
    page = show("sequence", ordered_talk(HOSTILE), masked=True)
    everything = said(page) + "".join(chart.spec for chart in charts(page))
    assert "M1" in json.dumps(everything) and "נועה" not in everything and "x.png" not in everything
