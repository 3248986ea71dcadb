"""The import screen in a real browser: a lab's own files, from the drop to the picture, and back from mapping.json."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import linked_view, settled

TALK = (
    "Gruppe Dienstag; Protokoll;;\n"
    "Sitzung;Sprecher;An;Dauer (s)\n"
    "Session 1;Anna;Bernhard;12,5\nSession 1;Bernhard;Anna;3,0\nSession 2;Anna;Therapeut;4,5\n"
    "Session 2;Therapeut;Gruppe;8,0\nSession 3;Bernhardt;Anna;2,5\nSession 3;Therapeut;Anna;2,5\n"
)
PRESENT = "Person;S1;S2;S3\nAnna;x;x;x\nBernhard;x;;x\nTherapeut;x;x;x\n"
MEMBERS = "member,role,extra\nAnna,member,one\nBernhard,member,two\nTherapeut,therapist,three\n"
FILES = {
    "gespraech.csv": TALK.encode("utf-16"),
    "anwesend.csv": PRESENT.encode("cp1252"),
    "members.csv": MEMBERS.encode(),
}


def give(page, files):
    payloads = [{"name": n, "mimeType": "text/csv", "buffer": content} for n, content in files.items()]
    page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(payloads)
    page.wait_for_timeout(800)
    settled(page)


def open_tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()
    page.wait_for_timeout(400)
    settled(page)


def choose(page, label, option):
    """An option of a menu, by typing, as a person would."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def go_to(page, name):
    page.locator("[data-testid=stSidebarNav]").get_by_text(name, exact=True).click()
    page.wait_for_timeout(600)
    settled(page)


def violations(page):
    # Streamlit's own drop zone has a role and a label that do not go together.
    found = Axe().run(page, context={"exclude": [["[data-testid=stFileUploaderDropzone]"]]}).response["violations"]
    return [(v["id"], v["nodes"][0]["target"]) for v in found]


def test_from_the_drop_to_the_picture_and_back_from_mapping_json(app, visitor, tmp_path):
    page = visitor(f"{app}/?records=own")
    give(page, FILES)
    page.get_by_role("heading", name="What was read", exact=True).wait_for()
    said = page.locator("[data-testid=stMain]").inner_text()
    assert "6 rows of talk: who = Sprecher, to = An, session = Sitzung, speaking seconds = Dauer (s)" in said
    assert "3 columns side by side (S1 … S3)" in said

    open_tab(page, "What needs fixing")
    page.locator("[data-testid=stDataFrame]").first.wait_for()
    box = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 35 + 17)
    page.get_by_role("button", name='Read "Bernhardt" as Bernhard').click()
    settled(page)
    page.get_by_text("Corrections made (1)").wait_for()

    open_tab(page, "What was read")
    choose(page, "speaking_seconds", "not in this file")
    page.get_by_role("combobox", name="speaking_seconds").wait_for(state="detached")
    assert page.get_by_role("combobox", name="speaker (required)").is_visible(), "what was open stays open"
    for left in (1, 0):
        page.get_by_role("button", name="Yes, this is right").first.click()
        settled(page)
        assert page.get_by_role("button", name="Yes, this is right").count() == left
    assert "2 read with every change listed" in page.locator("[data-testid=stMain]").inner_text()

    page.get_by_role("button", name="Show the group").click()
    linked_view(page)
    assert page.locator(".taft-network").get_by_text("Bernhard").count() == 1
    go_to(page, "Records")
    open_tab(page, "What needs fixing")
    page.get_by_text("Corrections made (1)").wait_for()
    open_tab(page, "What was read")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="mapping.json").click()
    mapping = waiting.value.path().read_bytes()
    go_to(page, "Overview")
    linked_view(page)
    assert page.outside == [] and page.faults == []

    anew = visitor(f"{app}/?records=own")
    give(anew, FILES | {"mapping.json": mapping})
    linked_view(anew)
    go_to(anew, "Records")
    said = anew.locator("[data-testid=stMain]").inner_text()
    assert "who = Sprecher, to = An, session = Sitzung. " in said or "session = Sitzung.\n" in said
    assert "speaking seconds = Dauer" not in said
    open_tab(anew, "What needs fixing")
    anew.get_by_text("Corrections made (1)").wait_for()
    assert anew.outside == [] and anew.faults == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_first_look_and_the_rooms_of_the_records_are_accessible(app, visitor, dark):
    page = visitor(f"{app}/?records=own", dark=dark)
    give(page, FILES | {"notes.csv": b"what,when\nx,y\n", "report.csv": b"%PDF-1.7\n"})
    page.get_by_role("heading", name="What was read", exact=True).wait_for()
    assert violations(page) == []
    open_tab(page, "What needs fixing")
    assert violations(page) == []
    page.get_by_role("button", name="Show the group").click()
    linked_view(page)
    go_to(page, "Records")
    for room in ("What was read", "What needs fixing", "Instruments"):
        open_tab(page, room)
        assert (room, violations(page)) == (room, [])
    assert page.outside == [] and page.faults == []


def test_hostile_names_are_text_and_masked_names_are_nowhere_from_the_first_look_on(app, visitor):
    page = visitor(f"{app}/?records=own")
    evil = "![t](http://evil.example/x.png)"
    talk = f'Sitzung;Wer;"{evil}"\n1;"<b>Canary</b>";"[l](http://evil.example)"\n2;"=1+1";"<b>Canary</b>"\n'
    give(page, {"<i>x.csv": talk.encode(), "notes.csv": f'"{evil}",b\n"<b>Canary</b>",y\n'.encode()})
    for room in ("What was read", "What needs fixing"):
        open_tab(page, room)
        assert page.locator("img[src*=evil], a[href*=evil], b:text('Canary')").count() == 0, room
    open_tab(page, "What was read")
    assert "evil.example" in page.locator("[data-testid=stMain]").inner_text(), "a heading, before names are masked"
    page.get_by_text("Mask names").click()
    settled(page)
    for room in ("What was read", "What needs fixing"):
        open_tab(page, room)
        shown = page.locator("body").inner_text()
        assert "Canary" not in shown and "evil" not in shown, room
    assert page.outside == [] and page.faults == []
