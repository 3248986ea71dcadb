"""The whole app in a real browser: pages, own files, masks, links, downloads, and nothing that leaves the machine."""

import csv
import io

import pytest
from axe_playwright_python.sync_playwright import Axe

from taft_dash.pages import PAGES as ROOMS
from tests.browser.conftest import linked_view, settled

PAGES = ("", *(page.name for page in ROOMS[1:]))
NAMES = ("Adam", "Bella", "Carmen", "David", "Ella", "Felix", "Grace", "Hugo", "Iris", "Jonas")
HOSTILE = "![t](http://evil.example/x.png)"
TALK = f"""session,speaker,addressee
1,Ann,{HOSTILE}
1,{HOSTILE},Ann
1,"=HYPERLINK(""http://evil.example"")",Ann
2,<b>Ben</b>,Ann
2,Ann,<b>Ben</b>
2,נועה,GROUP
"""


def upload(page, **files):
    give(page, [{"name": f"{n}.csv", "mimeType": "text/csv", "buffer": f.encode()} for n, f in files.items()])


def give(page, files):
    """Choose files in the sidebar, as paths or as Playwright's payloads."""
    page.locator(
        "[data-testid=stFileUploaderDropzoneInput], [data-testid=stFileUploader] input[type=file]"
    ).first.set_input_files(files)
    page.wait_for_timeout(800)
    settled(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_opens_quietly_and_is_accessible(app, visitor, name, dark):
    page = visitor(f"{app}/{name}", dark=dark)
    page.wait_for_timeout(1500)
    settled(page)
    assert page.outside == []
    assert page.faults == []
    assert page.get_by_text("could not be shown").count() == 0
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []


def test_dark_and_light_differ_and_the_linked_view_follows(app, visitor):
    def ink(dark):
        page = visitor(app, dark=dark)
        section = linked_view(page)
        text = page.locator(".taft-network text").first
        return section.evaluate("e => getComputedStyle(e).color"), text.evaluate(
            "e => getComputedStyle(e).fill"
        )

    light, dark = ink(False), ink(True)
    assert light[0] == light[1] and dark[0] == dark[1]
    assert light != dark


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 1920])
def test_no_page_needs_sideways_scrolling(app, visitor, name, width):
    page = visitor(f"{app}/{name}", width=width)
    page.wait_for_timeout(800)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("name", PAGES)
def test_masked_names_are_nowhere_on_the_page(app, visitor, name):
    page = visitor(f"{app}/{name}?names=masked")
    page.wait_for_timeout(1200)
    settled(page)
    shown = page.locator("body").inner_text() + "".join(page.locator("svg text").all_text_contents())
    assert [n for n in NAMES if n in shown] == []
    if name == "":
        assert "M3" in shown and "T1" in shown


def test_masking_changes_the_page_at_once_and_stays_on_the_next(app, visitor):
    page = visitor(app)
    linked_view(page)
    assert page.locator(".taft-network").get_by_text("Carmen").count() == 1
    page.get_by_text("Mask names").click()
    page.locator(".taft-network").get_by_text("M3", exact=True).wait_for()
    assert page.locator(".taft-network").get_by_text("Carmen").count() == 0
    page.locator("[data-testid=stSidebarNav]").get_by_text("Alliance", exact=True).click()
    settled(page)
    assert "names=masked" in page.url
    assert "Carmen" not in page.locator("body").inner_text()


def test_a_link_restores_records_group_page_and_session_and_names_nobody(app, visitor):
    page = visitor(f"{app}/?records=cohort&group=1&session=3")
    linked_view(page)
    assert page.locator(".taft-linked").get_attribute("data-session") == "3"
    group = page.get_by_role("combobox", name="Group").input_value()
    assert group == "north"
    assert group not in page.url


def test_a_link_that_fits_nothing_falls_back(app, visitor):
    page = visitor(f"{app}/?records=nonsense&group=99&session=-4&person=x&from=7e9")
    linked_view(page)
    assert page.locator(".taft-finding h2").inner_text().startswith("Session 24")


def test_own_files_with_hostile_names_are_shown_as_typed_and_fetch_nothing(app, visitor):
    page = visitor(f"{app}/?records=own")
    upload(page, interactions=TALK)
    linked_view(page)
    page.keyboard.press("Home")
    for room in ROOMS:
        if room is not ROOMS[0]:
            page.locator("[data-testid=stSidebarNav]").get_by_text(room.title, exact=True).click()
            page.wait_for_timeout(900)
            settled(page)
        assert page.get_by_text("could not be shown").count() == 0, room.name
        assert page.locator("img[src*=evil], a[href*=evil]").count() == 0, room.name
    assert page.outside == []


def test_one_visitor_never_sees_anothers_upload(app, visitor):
    mine, other = visitor(f"{app}/?records=own"), visitor(f"{app}/?records=own")
    upload(mine, interactions="session,speaker,addressee\n1,Canary,Anna\n1,Anna,Canary\n")
    linked_view(mine)
    assert "Canary" in mine.locator("body").inner_text()
    other.reload()
    settled(other)
    assert "Canary" not in other.locator("body").inner_text()


def test_without_records_a_template_is_offered_that_opens_again(app, visitor, tmp_path):
    page = visitor(f"{app}/?records=own")
    page.get_by_text("No records yet?").wait_for()
    for name, title in (("empty", "These files need a hand"), ("example", "Show the group")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download {name} workbook").click()
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
        give(page, [tmp_path / waiting.value.suggested_filename])
        page.get_by_text(title).first.wait_for()
    page.get_by_role("button", name="Show the group").click()
    assert linked_view(page).get_attribute("data-session") == "2"


def test_broken_files_are_explained_and_what_was_there_before_can_be_chosen_again(app, visitor):
    page = visitor(f"{app}/?records=own")
    upload(page, picture="\x89PNG\r\n\x1a\n not a table")
    assert page.get_by_text("These files need a hand").count() >= 1
    assert page.get_by_text("Traceback").count() == 0


def test_a_table_can_be_downloaded_and_its_formulas_are_defused(app, visitor):
    page = visitor(f"{app}/?records=own")
    upload(page, interactions=TALK)
    linked_view(page)
    page.get_by_text("Ties, session by session").click()
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").first.click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert '\'=HYPERLINK("http://evil.example")' in cells
    assert not [c for c in cells if c.startswith(("=", "+", "@"))]
    assert "Ann" not in waiting.value.suggested_filename


def test_security_headers_stand_on_the_page(app, visitor):
    page = visitor(app)
    headers = page.request.get(app).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
