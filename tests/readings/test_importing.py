"""The sentence and the state of every file, by hand: what is exact, changed, to be confirmed, not used."""

import pytest

from taft_dash.readings import importing as words
from taft_dash.records.checking import open_study
from taft_dash.records.layout import AS_FOUND
from taft_dash.records.mapping.plan import LEFT_OUT, FileMapping, Plan, TableMapping

TIDY = "session,speaker,addressee\n1,A,B\n2,B,A\n"
TALK = "Sitzung;Sprecher;An\nSession 1;Anna;Bernd\nSession 2;Bernd;Anna\n"
PRESENT = "Person;S1;S2;S3\nAnna;x;x;\nBernd;x;;x\n"
MEMBERS = "member,role\nAnna,member\nCleo,member\n"
DATES = "Datum;Sprecher;An\n03.04.2026;A;B\n10.04.2026;B;A\n05.05.2026;A;B\n"


def of(plan=None, **files):
    """(what was opened, file -> its entry)."""
    contents = [(f"{name}.csv", text if isinstance(text, bytes) else text.encode()) for name, text in files.items()]
    opened = open_study(contents, plan)
    return opened, {entry.file: entry for entry in words.entries(opened)}


@pytest.mark.parametrize(
    ("files", "state", "said"),
    [
        ({"interactions": TIDY}, "exact", "2 rows of talk: who = speaker, to = addressee, session = session."),
        ({"t": TALK}, "changed", "2 rows of talk: who = Sprecher, to = An, session = Sitzung."),
        ({"t": DATES}, "check", "3 rows of talk: who = Sprecher, to = An, session = Datum. 3 of 3 rows set aside."),
        ({"t": "what,when\nx,y\n"}, "refused", "neither the name nor the headings (what, when) tell"),
        ({"interactions": b"%PDF-1.7\n"}, "refused", "the file is a PDF document, not a table."),
        ({"interactions": ""}, "refused", "the file is empty."),
        ({"interactions": "session,speaker,addressee\n"}, "refused", "there is a header but no row below it."),
        ({"t": 'a;b\n"1;2\n'}, "refused", "line 2: a quotation mark"),
    ],
)
def test_a_file_is_in_one_state_with_one_sentence(files, state, said):
    _, (entry,) = of(**files)[0], of(**files)[1].values()
    assert entry.state == state and said in entry.sentence


def test_a_file_that_cannot_be_read_says_what_to_do():
    _, found = of(interactions=b"%PDF-1.7\n")
    assert found["interactions.csv"].notes and found["interactions.csv"].understood is None


def test_rows_side_by_side_are_counted_once_and_those_set_aside_among_them():
    _, found = of(p=PRESENT)
    assert (found["p.csv"].rows, found["p.csv"].used) == (6, 6), "not the people found beside"
    _, found = of(p=PRESENT, members=MEMBERS)
    assert (found["p.csv"].rows, found["p.csv"].used) == (6, 3)
    assert found["p.csv"].sentence.endswith("Of the 6 rows this makes, 3 are set aside.")


def test_notes_say_each_change_and_do_not_repeat_the_sentence():
    _, found = of(t=TALK)
    (note,) = found["t.csv"].notes
    assert note.startswith('In column "Sitzung" the program reads "Session 1" as "1" (1), "Session 2" as "2" (1)')


def test_a_required_column_without_a_source_is_asked_for():
    mapping = TableMapping("interactions", {"speaker": "what"})
    plan = Plan((FileMapping("t.csv", ("what", "when"), AS_FOUND, (mapping,)),))
    _, found = of(plan, t="what,when\nx,y\n")
    assert found["t.csv"].state == "refused"
    assert "Not used yet: please choose addressee and session." in found["t.csv"].sentence


def test_a_guess_that_was_confirmed_is_no_guess_any_more():
    opened, found = of(p=PRESENT)
    assert found["p.csv"].state == "check"
    _, found = of(Plan((opened.files[0].mapping,)), p=PRESENT)
    assert found["p.csv"].state == "changed"


def test_a_question_stays_open_until_it_is_answered():
    _, found = of(t=DATES)
    (question,) = words.open_questions(found["t.csv"].understood)
    mapping = found["t.csv"].understood.mapping
    assert of(Plan((mapping,)), t=DATES)[1]["t.csv"].state == "check", "confirming is no answer"
    answered = tuple(question.answers[0].applied(one) for one in mapping.tables)
    _, found = of(Plan((FileMapping("t.csv", mapping.headings, AS_FOUND, answered),)), t=DATES)
    assert words.open_questions(found["t.csv"].understood) == [] and found["t.csv"].state == "changed"


def test_what_was_chosen_to_be_left_out_is_not_used():
    _, found = of(Plan((FileMapping("t.csv", (), AS_FOUND, (TableMapping(LEFT_OUT),)),)), t=TALK)
    assert (found["t.csv"].state, found["t.csv"].used) == ("refused", 0)


def test_the_files_are_counted_by_their_state():
    _, found = of(interactions=TIDY, t=TALK.replace("Anna", "A").replace("Bernd", "B"), n="what,when\nx,y\n")
    said = words.entries_words(list(found.values()))
    assert said.startswith("3 tables: 1 read exactly, 1 read with every change listed and 1 not used. Open one")
    assert words.entries_words([]) == "No file was read."
    assert words.entries_words(list(of(a=b"%PDF-1.7\n")[1].values())).startswith("1 file: 1 not used.")


def test_the_table_of_files_holds_no_sentence_when_names_are_masked():
    _, found = of(p=PRESENT, members=MEMBERS)
    table = words.entries_table(list(found.values()), masked=False)
    assert table.loc[table["file"] == "p.csv", ["rows in file", "used", "set aside"]].values.tolist() == [[6, 3, 3]]
    hidden = words.entries_table(list(found.values()), masked=True)
    assert "understood as" not in hidden and "Person" not in hidden.to_csv() and "Person" in table.to_csv()


def test_of_several_sheets_alike_the_first_waits_for_a_person():
    days = {f"sheet {k}": DATES.replace("2026", f"202{k}") for k in range(1, 5)}
    opened, found = of(**days, other="what,when\nx,y\n")
    assert [found[f"sheet {k}.csv"].state for k in range(1, 5)] == ["check"] * 4
    assert words.first_of_each_shape(words.entries(opened)) == ["sheet 1.csv", "other.csv"]


def test_what_a_file_was_refused_for_and_a_person_can_settle():
    opened, _ = of(talk='session,speaker,addressee,remark\n1,A,B,"hm\n1,B,A,so\n', interactions=TIDY)
    assert [offer.label for offer in words.ways_on(opened, "talk.csv")] == [
        "Read quotation marks as ordinary letters"
    ]
    assert words.ways_on(opened, "interactions.csv") == []
