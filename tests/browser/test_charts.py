"""The charts of a page in a real browser: redrawn in place, drawn where nobody looks yet, clicked, saved, missing."""

import pytest

from tests.browser.conftest import linked_view, settled

# On a page that has charts: before they are there, none is waited for.
DRAWN = """() => { const charts = [...document.querySelectorAll('.taft-chart')];
  return charts.length && charts.every((c) => !c.ariaBusy && c.querySelector('.main-svg')); }"""


@pytest.fixture
def page(app, visitor):
    opened = visitor(f"{app}/participation")
    opened.wait_for_function(DRAWN)
    return opened


def test_what_is_below_the_fold_is_drawn_without_being_scrolled_to(page):
    charts = page.locator(".taft-chart")
    assert charts.count() == 4
    assert charts.last.bounding_box()["y"] > 900
    assert charts.last.get_by_text("turns per session attended").count() == 1


def test_a_change_is_drawn_into_the_chart_that_stands_there(page):
    charts = page.locator(".taft-chart")
    before = [chart.bounding_box() for chart in charts.all()]
    pictures = (
        "[...document.querySelectorAll('.taft-chart')].map((chart) => chart.querySelector('.main-svg'))"
    )
    page.evaluate(f"{pictures}.forEach((picture) => {{ picture.stood = 'before'; }})")
    page.get_by_text("Mask names").click()
    charts.first.get_by_text("M1", exact=True).wait_for()
    page.wait_for_function(DRAWN)
    assert page.evaluate(f"{pictures}.map((picture) => picture.stood)") == ["before"] * 4
    assert [chart.bounding_box() for chart in charts.all()] == before
    assert charts.first.get_by_text("Carmen").count() == 0


def test_a_click_on_a_mark_brings_its_person_and_session_into_focus(page):
    mark = page.locator(".taft-chart").first.locator(".scatterlayer .trace").first.locator(".point").first
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(lambda url: "person=1" in url and "session=1" in url)
    settled(page)
    assert page.get_by_role("combobox", name="Person in focus").input_value() == "Adam"


def test_a_chart_can_be_saved_and_says_what_it_shows(page):
    chart = page.locator(".taft-chart").first
    assert chart.get_attribute("aria-label").startswith("Who was there, session by session. ")
    chart.hover()
    with page.expect_download() as waiting:
        chart.locator(".modebar-btn").first.click()
    assert waiting.value.suggested_filename == "taft_dash-attendance.png"
    assert page.outside == [] and page.faults == []


def test_a_chart_follows_the_width_of_the_page(page):
    page.set_viewport_size({"width": 1600, "height": 900})
    page.wait_for_function("() => document.querySelector('.taft-chart .main-svg').clientWidth > 1200")
    page.wait_for_function(DRAWN)
    assert page.locator(".taft-chart").first.evaluate("c => c.scrollWidth <= c.clientWidth")


def test_without_plotly_the_page_keeps_its_words_and_its_room(app, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.route("**/assets/plotly-*", lambda route: route.abort())
    page.goto(f"{app}/participation")
    settled(page)
    page.get_by_text("could not be loaded").first.wait_for()
    assert page.locator(".taft-chart").first.bounding_box()["height"] > 300
    assert page.get_by_text("Members came to between").count() >= 1
    context.close()


def test_plotly_is_loaded_once_for_all_that_draws(app, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url) if "plotly" in request.url else None)
    page.goto(app)
    linked_view(page)
    page.locator("[data-testid=stSidebarNav]").get_by_text("Participation").click()
    page.wait_for_selector(".taft-chart .main-svg")
    page.wait_for_function(DRAWN)
    assert len(asked) == 1 and page.locator("script[src*=plotly]").count() == 1
    context.close()
