"""Beyond chance: useful on every study, a reason where there is nothing, evidence behind every prompt."""

import pytest

from taft_dash.records.checking import open_study
from tests.pages.charts import charts
from tests.pages.conftest import shown, visit_of


@pytest.fixture(scope="module")
def sample():
    return open_study(["sample_data/tuesday_group"]).study


def test_it_is_useful_whatever_is_missing(show, odd_study):
    page = show("chance", odd_study)
    assert not page.exception
    assert page.title[0].value == "Beyond chance"
    assert charts(page) or page.info, "a picture, or a sentence why not"


def test_the_whole_page_on_the_sample(sample, said):
    page = shown("chance", visit_of(sample, cursor=3))
    assert not page.exception and len(charts(page)) == 2
    assert "None of 20 draws by chance are as low as session 3" in said(page)
    assert "below in 1" in said(page) and "Session 3: 0.08" in said(page)
    assert "Ella (10 sessions)" in said(page) and "relabellings, all" in said(page)
    page.selectbox(key="chance index").set_value(page.selectbox(key="chance index").options[0]).run()
    assert not page.exception


def test_masked_names_are_masked_in_prompts(sample, said):
    page = shown("chance", visit_of(sample, masked=True))
    assert "Ella" not in said(page) and "M5 (10 sessions)" in said(page)
