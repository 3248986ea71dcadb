"""What needs fixing: corrections taken and taken back, a fault in its surroundings, nothing taken by mistake."""

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import NOTHING_DECIDED

ROOM = "What needs fixing"
MEMBERS = "member,role\nM01,member\nM02,member\nT1,therapist\n"
TALK = "session,speaker,addressee\n1,m01,M02\n1,M02,T1\n2,M01,M02\n2,M02,Bob\n3,T1,Bob\n"
RATINGS = "session,rater,instrument,item,score\n1,M01,WAI-SR,1,4\n1,m01,WAI-SR,2,3\n2,Bob,WAI-SR,1,5\n"
FILES = {"members.csv": MEMBERS, "interactions.csv": TALK, "ratings.csv": RATINGS}


def plan(page):
    return page.session_state.get("plan of own", NOTHING_DECIDED)


def again(page, files=FILES):
    return open_study([(name, text.encode()) for name, text in files.items()], plan(page))


def listed(page):
    """The list of faults: the first table with messages."""
    return next(table for table in page.dataframe if "severity" in table.value)


def select(page, message):
    """The first fault whose message holds this text, selected."""
    rows = listed(page).value["message"].str.contains(message, regex=False).to_numpy().nonzero()[0]
    page.session_state[listed(page).key] = {"selection": {"rows": [int(rows[0])], "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    return page


def offers(page):
    return {b.label.replace("\\", ""): b for b in page.button if b.key.startswith("offer ")}


def test_what_leaves_no_doubt_is_corrected_at_one_click_and_each_can_be_undone(given, said):
    page = given(FILES, ROOM)
    assert "can be made without a doubt" in said(page)
    page.button(key="take safe").click().run()
    assert not page.exception and not [b for b in page.button if b.key == "take safe"]
    mends = plan(page).mends
    assert {(m.file, m.found, m.value) for m in mends} == {
        ("interactions.csv", "m01", "M01"), ("ratings.csv", "m01", "M01"),
    }  # fmt: skip
    assert "## Corrections made (2)" in said(page) and 'column speaker: "m01" is read as "M01"' in said(page)
    assert again(page).study.interactions["speaker"].astype(str).tolist()[0] == "M01"
    page.button(key="undo 0").click().run()
    assert plan(page).mends == mends[1:] and "## Corrections made (1)" in said(page)
    page.button(key="undo 0").click().run()
    assert plan(page).mends == () and "can be made without a doubt" in said(page)


def test_one_correction_is_taken_wherever_it_is_on_offer(given, said):
    files = FILES | {"members.csv": MEMBERS.replace("T1", "T1,therapist\nBobb,member\nT2")}
    page = select(given(files, ROOM), '"Bob" is not in')
    (label,) = [label for label in offers(page) if label.startswith('Read "Bob" as Bobb')]
    assert label == 'Read "Bob" as Bobb (2 places)'
    offers(page)[label].click().run()
    assert {(m.file, m.column) for m in plan(page).mends} == {
        ("interactions.csv", "addressee"), ("ratings.csv", "rater"),
    }  # fmt: skip
    assert not listed(page).value["message"].str.contains('"Bob"').any()
    assert "Bobb" in again(page, files).study.ratings["rater"].astype(str).tolist()
    assert offers(page) == {}, "no other fault is selected in its place, where a second click would take its offer"


def test_a_person_is_added_to_the_members_once(given):
    page = select(given(FILES, ROOM), '"Bob" is not in')
    (label,) = [label for label in offers(page) if "to the members" in label]
    assert label == "Add Bob to the members"
    offers(page)[label].click().run()
    assert [m.kind for m in plan(page).mends] == ["add member"]
    assert "Bob" in again(page).study.members["member"].astype(str).tolist()


def test_a_fault_is_shown_with_the_rows_around_it(given):
    page = select(given(FILES, ROOM), '"Bob" is not in')
    around = next(table.value for table in page.dataframe if "fault" in table.value)
    assert list(around.columns) == ["line", "fault", "addressee", "session", "speaker"]
    assert around.loc[around["fault"] == "◀", ["line", "addressee"]].values.tolist() == [[5, "Bob"], [6, "Bob"]]
    assert around["line"].tolist() == [2, 3, 4, 5, 6]


def test_headings_called_as_ours_are_shown_beside_them(given):
    talk = "line,fault,session,speaker,addressee\na,b,x,A,B\nc,d,1,A,B\n"
    page = select(given({"interactions.csv": talk}, ROOM), "")
    around = next(table.value for table in page.dataframe if "fault (counted)" in table.value)
    assert around[["line (counted)", "fault (counted)", "line", "fault"]].values.tolist()[0] == [2, "◀", "a", "b"]


def test_the_lists_can_be_filtered_without_losing_the_place_of_a_fault(given):
    page = given(FILES, ROOM)
    page.selectbox(key="records file").set_value("ratings.csv").run()
    page = select(page, '"Bob"')
    around = next(table.value for table in page.dataframe if "fault" in table.value)
    assert around.loc[around["fault"] == "◀", "rater"].tolist() == ["Bob"]
    page.segmented_control(key="records severity").set_value("warning").run()
    assert not page.exception and offers(page) == {}


def test_masked_nothing_is_quoted_and_nothing_can_be_taken(given, everything):
    page = given(FILES, ROOM, masked=True)
    shown = everything(page)
    assert not page.exception and "Bob" not in shown and "m01" not in shown
    assert not [b for b in page.button if b.key.startswith(("offer", "take", "undo"))]


HOSTILE = ("<script>x</script>", "![t](http://h/x.png)", "[l](http://h)", ":red[r]", "=1+1", "\u202etang")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_typed_in_offers_and_corrections(given, handed_over, everything, markup, name):
    files = {
        "members.csv": f'member,role\n"{name}",member\nB,member\n',
        "interactions.csv": f'session,speaker,addressee\n1,"{name}{name[-1]}",B\n1,B,B\n2,"{name}",B\n3,B,A\n',
    }
    page = select(given(files, ROOM), "is not in" if name[0] != "\u202e" else "invisible character")
    shown = "\n".join([*(b.label + str(b.help) for b in page.button), handed_over(page)])
    assert offers(page) and markup.findall(shown) == [] and "\u202e" not in shown
    next(iter(offers(page).values())).click().run()
    assert not page.exception and plan(page).mends
    shown = "\n".join([*(b.label + str(b.help) for b in page.button), handed_over(page)])
    assert markup.findall(shown) == [] and name[1:] in everything(page)
