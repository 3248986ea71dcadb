"""The structure page: useful on every study, silent about none of its limits, and no name becomes markup."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.records.study import study_from
from tests.measures.test_response_surface import records
from tests.pages.charts import charts


@pytest.fixture(scope="module")
def enough():
    """Six members, ten sessions, answers to all items of the WAI-SR."""
    rng = np.random.default_rng(5)
    rows = [
        (s, f"P{k}", str(i), float(rng.integers(2, 6)))
        for s in range(1, 11)
        for k in range(6)
        for i in range(1, 13)
    ]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "item", "score"])
    return study_from({"ratings": ratings.assign(instrument="WAI-SR", target="LEADER")})


def test_it_is_useful_whatever_is_missing(show, said, odd_study):
    page = show("structure", odd_study)
    assert not page.exception
    assert page.title[0].value == "Alliance structure"
    assert charts(page) or page.info, "a picture, or a sentence why not"


def test_the_whole_page(show, said, enough):
    page = show("structure", enough)
    assert len(charts(page)) == 3
    assert all(len(chart.alt) > 20 for chart in charts(page))
    for sentence in (
        "From 60 ratings of 6 members in 10 sessions", "per session for the group", "lies between", "ICC(1) ",
        "Alpha within persons, all forms", "How this was counted: Structure of the ratings", "presence inferred",
    ):  # fmt: skip
        assert sentence in said(page)


@pytest.mark.parametrize(
    ("study", "sentence"),
    [
        ("no ratings", "No ratings are recorded in these sessions."),
        ("one session", "No member rated, or was rated, on the same scale at two of these sessions."),
        ("whole", "Splitting the variance needs at least 4 members and 4 sessions"),
        ("whole", "Members rated one target only on WAI-SR total: there is nothing to compare."),
        ("whole", "This needs at least 100 steps from one session to the next"),
        ("whole", "Truth and bias need at least 20 ratings of a member by therapists"),
        ("whole", "Growth needs at least 4 members with 3 ratings or more"),
    ],
)
def test_what_is_missing_is_said(show, said, study, sentence):
    assert sentence in said(show("structure", study))


def test_bonds_with_two_targets_have_their_picture(show, said):
    rows = [(s, m, t, v) for s in range(1, 5) for m in "AB" for t, v in (("LEADER", 4.0), ("GROUP", 3.0 + s / 10))]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "target", "score"])
    study = study_from({"ratings": ratings.assign(instrument="WAI-SR", item="total")})
    page = show("structure", study)
    assert "On WAI-SR total, 2 of 2 members rate the therapists higher than the group, 0 lower." in said(page)
    assert sum("rated alike" in chart.spec for chart in charts(page)) == 1


def test_names_are_letters_not_markup(show, handed_over, markup):
    page = show("structure", "hostile", person="<b>x</b>")
    assert not page.exception and charts(page)
    assert not markup.findall(handed_over(page))
    for chart in charts(page):
        assert "<b>x" not in chart.spec.replace("<b>&lt;b&gt;x", "")


def test_masked_names_stay_masked(show, said):
    page = show("structure", "hostile", masked=True)
    everything = said(page) + "".join(chart.spec for chart in charts(page))
    assert "נועה" not in everything and "x.png" not in everything


def test_another_series_can_be_chosen(show, said, enough):
    page = show("structure", enough)
    box = page.selectbox(key="structure series")
    bond = next(one for one in box.options if "bond" in one)
    box.select_index(box.options.index(bond)).run()
    assert "Of the variance of WAI-SR bond" in said(page)


def several(groups):
    rows = [table.assign(group=f"group {k}") for k, table in enumerate([made(seed) for seed in range(groups)])]
    return study_from({"ratings": pd.concat(rows)})


def made(seed, people=4, sessions=5):
    rng = np.random.default_rng(seed)
    rows = [(s + 1, f"P{k}", 3 + rng.normal(0, 0.5)) for s in range(sessions) for k in range(people)]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "score"])
    return ratings.assign(instrument="WAI-SR", item="total", target="LEADER")


def test_all_groups_together_are_taken_apart_when_asked_for(show, said):
    folded = show("structure", several(4))
    assert "All groups together" in said(folded) and "between groups" not in said(folded)
    page = show("structure", several(4), state={"structure groups": True})
    assert not page.exception
    for sentence in ("lasting differences between groups", "of 16 members in 4 groups and 20 sessions of theirs",
                     "per session over 4 groups with 16 members", "Groups' slopes differ with an SD of"):  # fmt: skip
        assert sentence in said(page)
    assert "P0" not in "".join(chart.spec for chart in charts(page)[-2:])


def test_of_two_groups_no_variance_between_them_is_said(show, said):
    page = show("structure", several(2), state={"structure groups": True})
    assert "With fewer than 4 groups no variance between groups is estimated" in said(page)
    assert "lasting differences between groups" not in said(page)


def test_one_group_has_no_such_section(show, said, enough):
    assert "All groups together" not in said(show("structure", enough))


def test_a_response_surface_needs_many_members(show, said):
    many = show("structure", records(noise=0.5))
    assert not many.exception
    assert "From 104 members in 13 groups" in said(many) and "is not drawn" not in said(many)
    few = show("structure", records(groups=2))
    assert "A response surface would need 100 members and is not drawn." in said(few)
    assert "No outcome is recorded" in said(show("structure", records(outcome="GSRS")))
