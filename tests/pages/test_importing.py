"""What was read: each file in a sentence, every choice in the plan and from there in the study, nothing in silence."""

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import NOTHING_DECIDED

TALK = (
    "Sitzung;Sprecher;An;Dauer (s)\n"
    "Session 1;Anna;Bernd;12,5\nSession 1;Bernd;Anna;3,0\nSession 2;Anna;Bernd;4,5\nSession 3;Bernd;Gruppe;2,5\n"
)
PRESENT = "Person;S1;S2;S3\nAnna;x;x;x\nBernd;x;x;x\n"
UNKNOWN = "what,when,other\nAnna,1,Bernd\nBernd,1,Anna\nAnna,2,-9\n"
LEFT_OUT = "\0left out"  # the menu's own word for it


def turns(study):
    """(session, speaker, addressee) of every turn."""
    columns = ["session", "speaker", "addressee"]
    return [tuple(str(cell) for cell in row) for row in study.interactions[columns].itertuples(index=False)]


def plan(page):
    return page.session_state.get("plan of own", NOTHING_DECIDED)


def again(page, files):
    """The study that the plan of the visit makes of the same files, without a page."""
    contents = [(name, text.encode() if isinstance(text, str) else text) for name, text in files.items()]
    return open_study(contents, plan(page)).study


def looked(given, files, name, **state):
    """The page with one file open."""
    page = given(files, **{f"import {name}": True} | state)
    assert not page.exception
    return page


def edited(page, key, rows):
    """Cells of an editor changed: {row: {column: text}}."""
    (name,) = [editor.key for editor in page.data_editor if editor.key.startswith(key)]
    page.session_state[name] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return page.run()


def test_a_tidy_set_is_read_exactly_and_nothing_is_unfolded(given, said, records):
    page = given({name: content + b"\n" for name, content in records()})
    assert "6 tables: 6 read exactly." in said(page)
    assert not any(toggle.value for toggle in page.toggle if toggle.key.startswith("import "))
    assert not page.exception and plan(page) == NOTHING_DECIDED


def test_a_european_file_is_understood_and_says_how(given, said):
    page = given({"gespraech.csv": TALK.encode("utf-16"), "anwesend.csv": PRESENT})
    assert "4 rows of talk: who = Sprecher, to = An, session = Sitzung, speaking seconds = Dauer (s)." in said(page)
    assert "3 columns side by side (S1 … S3), session = their headings." in said(page)
    study = again(page, {"gespraech.csv": TALK.encode("utf-16"), "anwesend.csv": PRESENT})
    assert turns(study)[-1] == ("3", "Bernd", "GROUP")
    assert study.interactions["speaking_seconds"].tolist() == [12.5, 3.0, 4.5, 2.5]


def test_hebrew_letters_of_windows_are_understood(given, said):
    text = "מפגש,דובר,אל\n1,נועה,דן\n1,דן,נועה\n2,נועה,דן\n2,דן,נועה\n"
    page = given({"x.csv": text.encode("cp1255")})
    assert "4 rows of talk: who = דובר, to = אל, session = מפגש." in said(page)
    assert not page.exception


def test_each_change_is_a_sentence_and_the_sentence_of_the_file_stands_once(given, said):
    page = looked(given, {"gespraech.csv": TALK}, "gespraech.csv")
    assert 'reads "Gruppe" as "GROUP" (1)' in said(page)
    assert said(page).count("4 rows of talk: who = Sprecher") == 1


def test_rows_set_aside_are_counted_of_those_the_file_makes(given, said):
    files = {"anwesend.csv": PRESENT, "members.csv": "member,role\nAnna,member\nCleo,member\n"}
    assert "Of the 6 rows this makes, 3 are set aside." in said(given(files))
    files = {"gespraech.csv": TALK, "members.csv": "member,role\nAnna,member\nCleo,member\n"}
    assert "4 of 4 rows set aside." in said(given(files))


def test_an_unknown_file_asks_and_what_is_chosen_is_read_at_once(given, said):
    page = given({"notes.csv": UNKNOWN})
    assert "neither the name nor the headings (what, when, other) tell" in said(page)
    assert "1 not used" in said(page)
    page.selectbox(key="table of notes.csv").set_value("interactions").run()
    for column, heading in (("session", "when"), ("speaker", "what"), ("addressee", "other")):
        page.selectbox(key=f"column notes.csv 0 {column}").set_value(heading).run()
    assert not page.exception
    assert turns(again(page, {"notes.csv": UNKNOWN}))[:2] == [("1", "Anna", "Bernd"), ("1", "Bernd", "Anna")]
    assert "3 rows of talk: who = what, to = other, session = when" in said(page)


def test_a_column_can_be_taken_from_elsewhere_and_the_choice_taken_back(given, said):
    page = looked(given, {"gespraech.csv": TALK}, "gespraech.csv")
    page.selectbox(key="column gespraech.csv 0 speaker").set_value("An").run()
    page.selectbox(key="column gespraech.csv 0 addressee").set_value("Sprecher").run()
    assert turns(again(page, {"gespraech.csv": TALK}))[0] == ("1", "Bernd", "Anna")
    assert said(page).count("Your choice.") == 2
    assert page.toggle(key="import gespraech.csv").value
    page.button(key="forget gespraech.csv").click().run()
    assert plan(page) == NOTHING_DECIDED and "Your choice." not in said(page)
    assert turns(again(page, {"gespraech.csv": TALK}))[0] == ("1", "Anna", "Bernd")


def test_a_column_not_in_the_file_can_be_the_same_in_every_row(given):
    files = {"interactions.csv": "who,to,with\nA,B,x\nB,A,y\n"}
    page = looked(given, files, "interactions.csv")
    if not page.selectbox(key="table of interactions.csv").value:
        page.selectbox(key="table of interactions.csv").set_value("interactions").run()
    page.selectbox(key="column interactions.csv 0 speaker").set_value("who").run()
    page.selectbox(key="column interactions.csv 0 addressee").set_value("to").run()
    session = page.selectbox(key="column interactions.csv 0 session")
    (same,) = [option for option in session.proto.options if option.startswith("the same in every row")]
    session.select(same).run()
    assert turns(again(page, files)) == [("1", "A", "B"), ("1", "B", "A")]
    page.text_input(key="constant interactions.csv 0 session").set_value(" 7 ").run()
    assert turns(again(page, files)) == [("7", "A", "B"), ("7", "B", "A")]


def test_the_same_in_every_row_begins_with_a_word_the_column_may_hold(given):
    files = {"attendance.csv": "session,member\n1,A\n1,B\n"}
    page = looked(given, files, "attendance.csv")
    if not page.selectbox(key="table of attendance.csv").value:
        page.selectbox(key="table of attendance.csv").set_value("attendance").run()
    page.selectbox(key="column attendance.csv 0 session").set_value("session").run()
    page.selectbox(key="column attendance.csv 0 member").set_value("member").run()
    page.selectbox(key="column attendance.csv 0 status").select("the same in every row …").run()
    assert set(again(page, files).presence["presence"].astype(str)) == {"present"}
    page.selectbox(key="constant attendance.csv 0 status").set_value("absent").run()
    assert plan(page).of("attendance.csv").tables[0].constants == {"status": "absent"}


def test_how_cells_are_read_and_what_means_missing(given):
    text = "session,speaker,addressee,speaking_seconds\n1,A,B,1:30\n1,B,A,999\n2,A,B,0:10\n"
    files = {"interactions.csv": text}
    page = looked(given, files, "interactions.csv", **{"meanings interactions.csv 0": True})
    page.selectbox(key="read as interactions.csv 0 speaking_seconds").set_value("clock").run()
    assert again(page, files).interactions["speaking_seconds"].tolist()[0] == 90.0
    page.multiselect(key="missing interactions.csv 0 speaking_seconds").set_value(["999"]).run()
    seconds = again(page, files).interactions["speaking_seconds"]
    assert seconds.fillna(-1).tolist() == [90.0, -1.0, 10.0] and not page.exception
    page.selectbox(key="read as interactions.csv 0 speaking_seconds").set_value("").run()
    assert plan(page).of("interactions.csv").tables[0].read_as == {}


def test_words_can_be_given_their_meaning(given):
    files = {"attendance.csv": "session,member,status\n1,A,present\n1,B,was there\n2,A,elsewhere\n2,B,present\n"}
    page = looked(given, files, "attendance.csv", **{"meanings attendance.csv 0": True})
    key = "words attendance.csv 0 status"
    page = edited(page, key, {1: {"is read as": "late"}, 2: {"is read as": "absent"}})
    page.button(key="use words attendance.csv 0 status").click().run()
    assert plan(page).of("attendance.csv").tables[0].words["status"] == {"was there": "late", "elsewhere": "absent"}
    present = again(page, files).presence.set_index(["session", "member"])["presence"].astype(str)
    assert present[2, "A"] == "absent" and not page.exception
    # One word instead of another: as many as before, and no edit is laid on the wrong row.
    page = edited(page, key, {1: {"is read as": ""}, 2: {"is read as": "present"}})
    page.button(key="use words attendance.csv 0 status").click().run()
    now = plan(page).of("attendance.csv").tables[0].words["status"]
    assert now == {"was there": "late", "present": "present"}
    assert page.button(key="use words attendance.csv 0 status").disabled


def test_columns_side_by_side_can_be_corrected(given):
    files = {"anwesend.csv": PRESENT}
    page = looked(given, files, "anwesend.csv", **{"side anwesend.csv 0": True})
    page = edited(page, "unfold anwesend.csv 0", {2: {"used": False}, 1: {"session": "5"}})
    page.button(key="use side anwesend.csv 0").click().run()
    side = {one.heading: one.sets for one in plan(page).of("anwesend.csv").tables[0].unfold}
    assert side == {"S1": {"session": "1"}, "S2": {"session": "5"}}
    assert again(page, files).sessions["session"].tolist() == [1, 5] and not page.exception


def test_what_only_a_person_can_know_is_asked_once_and_the_answer_used(given, said):
    files = {"t.csv": "Datum;Sprecher;An\n03.04.2026;A;B\n10.04.2026;B;A\n05.05.2026;A;B\n"}
    page = given(files)
    (question,) = page.radio
    assert "What comes first, the day or the month?" in question.label.replace("\\", "") and question.value is None
    assert not [button for button in page.button if button.key == "confirm t.csv"]
    (day,) = [option for option in question.options if "day" in option.split("month")[0]]
    question.set_value(day).run()
    assert not page.exception and page.radio[0].value is not None
    study = again(page, files)
    assert [s for s, *_ in turns(study)] == ["1", "2", "3"]
    assert "(1): a date, day first" in said(page)


def test_a_guess_can_be_confirmed_without_changing_anything(given, said):
    page = given({"anwesend.csv": PRESENT})
    assert "1 read with a guess to confirm" in said(page) and page.toggle(key="import anwesend.csv").value
    page.button(key="confirm anwesend.csv").click().run()
    assert "1 read with every change listed" in said(page) and not page.exception
    assert page.toggle(key="import anwesend.csv").value, "what was open stays open"
    assert not [button for button in page.button if button.key == "confirm anwesend.csv"]


def test_a_file_can_be_left_out(given, said):
    page = given({"notes.csv": UNKNOWN, "gespraech.csv": TALK})
    page.selectbox(key="table of notes.csv").set_value(LEFT_OUT).run()
    assert not page.exception and "1 not used" in said(page)
    assert plan(page).of("notes.csv").tables[0].table == ""


def test_how_the_file_is_written_can_be_changed(given, said):
    files = {"t.csv": "session;speaker;addressee;speaking_seconds\n1;A;B;1,5\n1;B;A;2,5\n"}
    page = looked(given, files, "t.csv", **{"written t.csv": True})
    page.selectbox(key="layout t.csv delimiter").set_value(",").run()
    assert not page.exception and plan(page).layouts()["t.csv"].delimiter == ","
    page.selectbox(key="layout t.csv delimiter").set_value(";").run()
    assert again(page, files).interactions["speaking_seconds"].tolist() == [1.5, 2.5]


def test_everything_to_take_along_is_offered_and_mapping_json_reads_the_files_as_before(given, said, monkeypatch):
    kept = {}
    monkeypatch.setattr(
        "taft_dash.pages.importing.download_bytes", lambda label, content, **rest: kept.update({label: content})
    )
    files = {"notes.csv": UNKNOWN}
    page = given(files)
    page.selectbox(key="table of notes.csv").set_value("interactions").run()
    for column, heading in (("session", "when"), ("speaker", "what"), ("addressee", "other")):
        page.selectbox(key=f"column notes.csv 0 {column}").set_value(heading).run()
    assert kept["Tidy records (ZIP)"][:2] == b"PK"
    before = turns(again(page, files))
    assert set(kept) == {"mapping.json", "Tidy records (ZIP)", "List of faults (CSV)", "Log of changes (CSV)"}
    anew = given(files | {"mapping.json": kept["mapping.json"]})
    assert turns(again(anew, files)) == before and plan(anew).of("notes.csv").tables[0].table == "interactions"
    assert "read with a guess" not in said(anew)


def test_a_broken_mapping_is_reported_and_stays_reported(given, everything):
    page = given({"gespraech.csv": TALK, "mapping.json": "{"}, room="What needs fixing")
    for _ in range(2):
        assert "the mapping cannot be used" in everything(page) and not page.exception
        page.run()


def test_masked_no_heading_and_no_cell_is_anywhere(given, everything):
    typed = "Sitzung;Wer;Kanarium\nSession 1;Annegret;Zebulon\nSession 2;Zebulon;999\nSession 3;Annegret;x\n"
    files = {"gespraech.csv": typed, "notes.csv": "vogel,fisch\nMeise,Karpfen\n"}
    for room in ("What was read", "What needs fixing", "Instruments"):
        page = given(files, room=room, masked=True)
        shown = everything(page)
        assert not page.exception
        assert [w for w in ("Annegret", "Zebulon", "Kanarium", "vogel", "Meise", "Karpfen") if w in shown] == [], room
    assert "Annegret" in everything(given(files, **{"import gespraech.csv": True}))



HOSTILE = ("<script>x</script>", "![t](http://h/x.png)", "[l](http://h)", "=1+1", "\u202egnat", "*s*:red[r]")


def test_hostile_names_headings_and_cells_are_shown_as_typed(given, handed_over, everything, markup):
    header = f"session,speaker,{HOSTILE[0]},{HOSTILE[1]},{HOSTILE[2]},{HOSTILE[5]}"
    rows = [f"1,{HOSTILE[3]},{HOSTILE[1]},{HOSTILE[4]},A,{HOSTILE[0]}", f"2,{HOSTILE[0]},A,{HOSTILE[5]},x,y"]
    name = "![t](http:h) <b>x<b> :red[r] [l](http:h).csv"
    files = {name: "\n".join([header, *rows]), "members.csv": "member,role\n" + HOSTILE[1] + ",chief\n"}
    page = given(files)
    page.toggle(key=f"import {name}").set_value(True).run()
    page.selectbox(key=f"table of {name}").set_value("interactions").run()
    page.selectbox(key=f"column {name} 0 addressee").set_value(HOSTILE[0]).run()
    open_folds = {f"meanings {name} 0": True, f"written {name}": True, f"others {name} 0": True}
    for key, value in open_folds.items():
        page.session_state[key] = value
    page.run()
    assert not page.exception
    labels = "\n".join(widget.label for kind in (page.button, page.toggle, page.radio) for widget in kind)
    helps = "\n".join(str(widget.help) for kind in (page.button, page.toggle) for widget in kind)
    assert markup.findall(handed_over(page) + labels + helps) == []
    assert "<script>x</script>" in everything(page) and "\u202egnat" in everything(page)


@pytest.mark.parametrize(
    "files",
    [
        {"interactions.csv": ""},
        {"interactions.csv": "session,speaker,addressee\n"},
        {"interactions.csv": "session,speaker,addressee\n1,A,B\n"},
        {"x.csv": "\n\n,,\n"},
        {"x.csv": "one cell"},
        {"interactions.csv": b"%PDF-1.7\n\x00\x01 obj"},
        {"ratings.csv": b"\x00a\x00,\x00\x00\n\x00"},
        {"odd.csv": 'a;b\n"1;2\n3;4\n1,2,3\n'},
        {"a.xlsx": b"PK\x03\x04broken"},
        {"line.csv": "session,line,fault,speaker,addressee\n1,x,y,A,B\n"},
        {f"f{k:02}.csv": f"session,speaker,addressee\n{k + 1},A,B\n" for k in range(60)},
        {f"n{k:02}.csv": "what\nx\n" for k in range(60)},
    ],
    ids=["empty", "header", "one row", "blank", "one cell", "pdf", "nul", "quotes", "zip", "line", "60", "60 unknown"],
)
@pytest.mark.parametrize("room", ["What was read", "What needs fixing"])
def test_whatever_is_dropped_the_page_stays_useful(given, said, everything, files, room):
    opens = {f"{fold} {name}": True for name in files for fold in ("import", "written")}
    page = given(files, room=room, **opens if len(files) < 3 else {})
    assert not page.exception
    assert "table" in said(page) or "problem" in said(page) or "Nothing needs fixing" in said(page)
    assert all(name in everything(page) for name in list(files)[:1]) or "Nothing needs fixing" in said(page)
