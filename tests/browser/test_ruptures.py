"""The rupture page in a real browser: an episode that is clicked, in the map or in its row, is in focus everywhere."""

import pytest

from tests.browser.conftest import settled
from tests.browser.test_charts import DRAWN

# Where the leftmost filled triangle of the map stands: Carmen in session 6.
FIRST_ONSET = """() => {
  const marks = [...document.querySelector('.taft-chart').querySelectorAll('.scatterlayer path.point')];
  const boxes = marks.filter((mark) => getComputedStyle(mark).fill === 'rgb(194, 69, 60)')
    .map((mark) => mark.getBoundingClientRect()).filter((box) => box.width > 10);
  const first = boxes.sort((a, b) => a.x - b.x)[0];
  return [first.x + first.width / 2, first.y + 3]; }"""


@pytest.fixture
def page(app, visitor):
    page = visitor(f"{app}/ruptures?session=24", height=1400)
    page.wait_for_function(DRAWN, timeout=90_000)
    return page


def test_a_click_on_an_episode_of_the_map_goes_to_its_session_everywhere(page):
    page.mouse.click(*page.evaluate(FIRST_ONSET))
    page.wait_for_url(lambda url: "person=3" in url and "session=6" in url)
    settled(page)
    page.get_by_text("Session 6, Carmen, in words").wait_for()
    page.locator("[data-testid=stSidebarNav]").get_by_text("Alliance", exact=True).click()
    page.get_by_text("Carmen, session 6: 1.92.").wait_for(timeout=30_000)
    assert page.outside == [] and page.faults == []


def test_a_row_that_is_chosen_goes_to_its_session_and_lets_go_again(page):
    rows = page.locator("[data-testid=stDataFrame]").first
    rows.scroll_into_view_if_needed()
    box = rows.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 35 + 17)  # the box of the first row
    page.wait_for_url(lambda url: "person=3" in url and "session=6" in url)
    settled(page)
    page.get_by_text("Session 6, Carmen, in words").wait_for()
    # A click elsewhere holds, although the row is still chosen.
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("combobox", name="Person in focus").click()
    page.get_by_role("option", name="Hugo").click()
    page.wait_for_url(lambda url: "person=8" in url)
    settled(page)
    assert "session=6" in page.url
