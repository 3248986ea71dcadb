"""The linked view in a real browser: one cursor, no rerun, a person in focus who stays in focus."""

import re

import pytest

from taft_dash.figures.theme import PEOPLE_INKS
from tests.browser.conftest import linked_view, settled

CARMEN = "rgb({}, {}, {})".format(*(int(PEOPLE_INKS[2][i : i + 2], 16) for i in (1, 3, 5)))


@pytest.fixture
def page(app, visitor):
    opened = visitor(f"{app}/?session=13")
    linked_view(opened)
    return opened


def frames_sent(page):
    """Counts what the browser tells the server from now on."""
    sent = []
    page.evaluate(
        """() => { const send = WebSocket.prototype.send; window.sent = 0;
                   WebSocket.prototype.send = function (data) { window.sent += 1; return send.call(this, data); }; }"""
    )
    return lambda: sent or page.evaluate("window.sent")


def title(page):
    return page.locator(".taft-finding h2").inner_text()


def test_it_opens_at_the_session_of_the_link_with_the_finding_on_top(page):
    assert title(page) == "Session 13 · possible rupture in 5 of 6 members who rated"
    assert page.locator(".taft-network .scatterlayer .trace").count() >= 6


def test_stepping_moves_everything_without_telling_the_server(page):
    sent = frames_sent(page)
    cursor = page.locator(".taft-cursor")
    before = cursor.bounding_box()["x"]
    page.mouse.move(900, 400)
    page.keyboard.press("ArrowRight")
    assert title(page).startswith("Session 14")
    assert page.locator(".taft-session").input_value() == "14"
    assert cursor.bounding_box()["x"] > before
    page.keyboard.press("Home")
    assert title(page).startswith("Session 1 ")
    page.keyboard.press("End")
    assert title(page).startswith("Session 24")
    page.get_by_role("button", name="Previous session").click()
    assert title(page).startswith("Session 23")
    page.wait_for_timeout(300)
    assert sent() == 0


def test_the_slider_steps_by_keyboard_and_says_where_it_is(page):
    slider = page.get_by_role("slider", name="Session", exact=True)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert title(page).startswith("Session 12")
    assert slider.get_attribute("aria-valuetext") == "Session 12"


def test_play_runs_on_its_own_and_pauses(page):
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Pause").click()
    at = title(page)
    assert not at.startswith("Session 13")
    page.wait_for_timeout(1500)
    assert title(page) == at


def test_a_click_on_a_strip_goes_to_that_session(page):
    box = page.locator(".taft-plot").bounding_box()
    page.mouse.click(box["x"] + 92 + 6, box["y"] + 150)
    assert title(page).startswith("Session 1 ")


def test_names_keep_their_seats(page):
    def seats():
        return page.evaluate(
            """() => [...document.querySelectorAll('.taft-network .textpoint text')].map((t) =>
                 [t.dataset.unformatted.split('<br>')[0], Math.round(t.getBoundingClientRect().x)])"""
        )

    first = seats()
    page.keyboard.press("ArrowRight")
    assert [n for n, _ in seats()] == [n for n, _ in first]
    assert all(abs(a - b) <= 40 for (_, a), (_, b) in zip(seats(), first, strict=True))


def test_a_person_in_focus_survives_stepping_and_a_change_of_page(page):
    page.get_by_label("Follow one person").select_option(label="Carmen")
    settled(page)
    assert re.search(r"person=\d+", page.url)
    page.keyboard.press("ArrowLeft")
    assert page.get_by_label("Follow one person").evaluate("s => s.selectedOptions[0].text") == "Carmen"
    page.locator("[data-testid=stSidebarNav]").get_by_text("Network").click()
    settled(page)
    page.locator("[data-testid=stSidebarNav]").get_by_text("Overview").click()
    settled(page)
    linked_view(page)
    assert page.get_by_label("Follow one person").evaluate("s => s.selectedOptions[0].text") == "Carmen"
    assert title(page).startswith("Session 12")


def test_a_click_on_a_person_follows_them(page):
    mark = page.locator(f'.taft-network path.point[style*="{CARMEN}"]').last
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)
    assert page.get_by_label("Follow one person").evaluate("s => s.selectedOptions[0].text") == "Carmen"
    page.keyboard.press("Escape")
    assert page.get_by_label("Follow one person").input_value() == ""


def test_change_against_the_session_before_is_drawn_in_its_own_inks(page):
    page.get_by_label("show change").check()
    assert page.get_by_text("more than in the session before").is_visible()
    assert not page.get_by_text("between members", exact=True).is_visible()


def test_the_picture_can_be_saved(page, tmp_path):
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save").click()
    saved = waiting.value
    assert saved.suggested_filename == "taft_dash-session-13.png"
    saved.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_a_reload_with_the_same_link_comes_back_to_the_same_session(page):
    page.keyboard.press("ArrowLeft")
    page.mouse.move(800, 300)
    page.mouse.move(50, 600)
    settled(page)
    page.wait_for_function("location.search.includes('session=12')")
    page.reload()
    settled(page)
    linked_view(page)
    assert title(page).startswith("Session 12")
