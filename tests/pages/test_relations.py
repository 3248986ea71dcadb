"""The relations page: useful on every study, says what is missing, and no name becomes markup."""

import pandas as pd
import pytest

from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.study import study_from
from tests.measures.test_round_robins import OWN, talk_study
from tests.pages.charts import charts
from tests.pages.conftest import HOSTILE


def liked(people, groups=1):
    """Members of a group rating one another, and speaking in three sessions."""
    pairs = [(a, b) for a in people for b in people if a != b]
    score = {pair: (7 * k) % 10 for k, pair in enumerate(pairs)}
    rows = [(f"g{g}", 1, a, b, score[a, b]) for g in range(groups) for a, b in pairs]
    talk = [(f"g{g}", s, a, b) for g in range(groups) for s in (1, 2, 3) for a, b in pairs for _ in range(score[a, b])]
    return study_from(
        {
            "ratings": pd.DataFrame(rows, columns=["group", "session", "rater", "target", "score"]).assign(
                instrument="LIKE", item="total"
            ),
            "interactions": pd.DataFrame(talk, columns=["group", "session", "speaker", "addressee"]),
        },
        instruments=instruments_from(OWN)[0],
    )


def test_it_is_useful_whatever_is_missing(show, said, odd_study):
    page = show("relations", odd_study)
    assert not page.exception
    assert page.title[0].value == "Relations"
    assert charts(page) or page.info, "a picture, or a sentence why not"


def test_the_whole_page_of_talk(show, said):
    page = show("relations", liked("ABCDEF"))
    assert len(charts(page)) == 4
    assert "n = 6, 3 sessions pooled" in said(page)
    assert "How this was counted: Social relations" in said(page)
    assert all(len(chart.alt) > 20 for chart in charts(page))
    page.segmented_control(key="relations scale").set_value("log(1 + turns per session together)").run()
    assert not page.exception and "log(1 + turns per session together)" in charts(page)[2].spec


def test_ratings_of_one_another_can_be_chosen(show, said):
    page = show("relations", liked("ABCDEF"))
    page.selectbox(key="relations source").set_value(("LIKE", "total")).run()
    assert not page.exception and "rating everyone high or low" in said(page)
    assert "n = 6, 1 sessions pooled" not in said(page) and "n = 6, 1 session pooled" in said(page)


def test_several_groups_are_pooled(show, said):
    page = show("relations", liked("ABCDE", groups=3))
    assert len(charts(page)) == 5
    assert "Over 3 groups and 15 members" in said(page)


def test_the_person_in_focus_is_named(show, said):
    assert "B: as actor" in said(show("relations", liked("ABCDEF"), person="B"))


@pytest.mark.parametrize(
    ("study", "sentence"),
    [
        (talk_study(2), "needs at least 3 sessions with addressees; 2 sessions have them."),
        (talk_study(3, "ABC"), "needs at least 4 members who were together; here are 3."),
        ("only attendance", "needs at least 3 sessions with addressees; 0 sessions have them."),
    ],
)
def test_what_is_missing_is_said(show, said, study, sentence):
    assert sentence in said(show("relations", study))


def test_names_are_letters_not_markup(show, handed_over, markup):
    page = show("relations", liked(HOSTILE), person="<b>x</b>")
    assert not page.exception
    assert not markup.findall(handed_over(page))
    for chart in charts(page):
        assert "<b>x" not in chart.spec.replace("<b>&lt;b&gt;x", "")


def test_masked_names_stay_masked(show, said):
    page = show("relations", liked(HOSTILE), masked=True)
    everything = said(page) + "".join(chart.spec for chart in charts(page))
    assert "M1" in everything and "נועה" not in everything and "x.png" not in everything
