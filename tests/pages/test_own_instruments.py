"""Instruments of one's own: begun from a name nobody knows, checked while typed, used, exported, taken back."""

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import NOTHING_DECIDED

ROOM = "Instruments"
ANSWERS = [(s, m, item, (s + item) % 5) for s in (1, 2) for m in ("A", "B") for item in (1, 2, 3, 4)]


def ratings(instrument="OWN-Q"):
    rows = [f'{s},{m},"{instrument}",{item},{score}' for s, m, item, score in ANSWERS]
    return "\n".join(["session,rater,instrument,item,score", *rows, ""])


FILES = {"ratings.csv": ratings()}


def plan(page):
    return page.session_state.get("plan of own", NOTHING_DECIDED)


def write(page, *, changed=None, added=(), deleted=()):
    """What was typed into the editor."""
    (editor,) = page.data_editor
    page.session_state[editor.key] = {
        "edited_rows": changed or {}, "added_rows": list(added), "deleted_rows": list(deleted),
    }  # fmt: skip
    page.run()
    assert not page.exception
    return page


def use(page):
    return page.button(key="use own instruments")


def test_an_unknown_name_is_begun_and_nothing_is_used_before_it_is_whole(given, said):
    page = given(FILES, ROOM)
    assert "No key is known for OWN-Q (16 ratings, found 0 to 4)." in said(page)
    page.button(key="define OWN-Q").click().run()
    assert page.data_editor[0].value.iloc[0][["instrument", "items"]].tolist() == ["OWN-Q", "1-4"]
    assert "Row 1, low: the cell is empty." in said(page) and use(page).disabled
    assert plan(page) == NOTHING_DECIDED, "half a key is no decision"
    assert not [b for b in page.button if b.key == "define OWN-Q"]
    page = write(page, changed={0: {"low": "0", "high": "4", "reversed": "2"}})
    assert "the mean gives" in said(page) or "the sum gives" in said(page)
    assert "16 ratings of it; they are scored as soon as it is used." in said(page)
    use(page).click().run()
    assert plan(page).instruments == (
        {"instrument": "OWN-Q", "items": "1-4", "low": "0", "high": "4", "reversed": "2"},
    )
    # Session 1: 2, 4 - 3, 4, 0 is 7 of four items; session 2: 3, 4 - 4, 0, 1 is 4.
    study = open_study([("ratings.csv", ratings().encode())], plan(page)).study
    own = next(one for one in study.instruments if one.id == "OWN-Q")
    assert (own.low, own.high, own.reversed) == (0, 4, (2,))
    assert "In these records: 4 scores from 1.00 to 1.75" in said(page) and not page.exception


def test_a_name_begun_keeps_what_was_typed_for_another(given):
    files = {"ratings.csv": ratings() + "3,A,Other,1,2\n"}
    page = given(files, ROOM)
    page = write(page, added=[{"instrument": "OWN-Q", "low": "0", "high": "4"}])
    page.button(key="define Other").click().run()
    assert page.data_editor[0].value["instrument"].tolist() == ["OWN-Q", "Other"]
    assert page.data_editor[0].value["low"].tolist() == ["0", ""]


def test_one_row_in_place_of_another_is_not_edited_twice(given):
    x, y, z = ({"instrument": name, "low": "0", "high": "4", "items": "1"} for name in "XYZ")
    page = write(given(FILES, ROOM), added=[x, y])
    use(page).click().run()
    page = write(page, deleted=[0], added=[z])
    use(page).click().run()
    assert [row["instrument"] for row in plan(page).instruments] == ["Y", "Z"]
    assert use(page).disabled, "what is used is what stands in the editor"


def test_a_fault_is_named_by_its_row_and_nothing_is_used(given, said):
    page = write(given(FILES, ROOM), added=[{"instrument": "OWN-Q", "low": "4", "high": "0", "items": "1-4"}])
    assert "Row 1, low:" in said(page) and "is not below the highest" in said(page)
    assert use(page).disabled and "half a key gives wrong totals" in said(page)


def test_an_instrument_can_be_taken_back(given, said):
    page = write(given(FILES, ROOM), added=[{"instrument": "OWN-Q", "low": "0", "high": "4", "items": "1-4"}])
    use(page).click().run()
    page = write(page, deleted=[0])
    use(page).click().run()
    assert plan(page).instruments == () and "No key is known for OWN-Q" in said(page)


def test_they_are_part_of_what_is_taken_along(given, monkeypatch):
    kept = {}
    page = write(given(FILES, ROOM), added=[{"instrument": "OWN-Q", "low": "0", "high": "4", "items": "1-4"}])
    use(page).click().run()
    monkeypatch.setattr(
        "taft_dash.pages.importing.download_bytes", lambda label, content, **rest: kept.update({label: content})
    )
    page.session_state["records room"] = "What was read"
    page.run()
    anew = open_study([("ratings.csv", ratings().encode()), ("mapping.json", kept["mapping.json"])])
    assert "OWN-Q" in {one.id for one in anew.study.instruments}
    assert not [p for p in anew.problems if p.code == "unknown-instrument"]


@pytest.mark.parametrize("name", ["<script>x</script>", "![t](http://h/x.png)", "[l](http://h)", ":red[r]", "=1+1"])
def test_hostile_names_are_shown_as_typed(given, said, handed_over, markup, name):
    page = given({"ratings.csv": ratings(name)}, ROOM)
    page.button(key=f"define {name}").click().run()
    page = write(page, changed={0: {"low": "0", "high": "4"}})
    use(page).click().run()
    assert not page.exception
    assert markup.findall(handed_over(page) + "".join(b.label for b in page.button)) == []
    assert name in said(page)
