"""What columns and cells are taken to mean, in words and small tables, by hand."""

import numpy as np
import pytest

from taft_dash.readings import columns as words
from taft_dash.records.checking import open_study
from taft_dash.records.layout import Layout, Understood
from taft_dash.records.mapping.plan import READ_AS, FileMapping, Plan, TableMapping, Unfolded
from taft_dash.records.mapping.saved import plan_from_json, plan_to_json
from taft_dash.records.tables import TABLES, table

TALK = "Sitzung;Sprecher;An;Dauer\n1;Anna;Bernd;12\n1;Bernd;Anna;3\n2;Anna;Bernd;\n3;Bernd;Anna;12\n"
PAIR = TableMapping("interactions", {"session": "s"}, pair=("who > whom", " > "))


def file_of(text, plan=None):
    return open_study([("t.csv", text.encode())], plan).files[0]


def test_the_reason_says_how_sure_it_is_and_what_the_cells_hold():
    file = file_of(TALK)
    said = words.reason_words(file, file.mapping.tables[0], "speaker").replace("\u2068", "").replace("\u2069", "")
    assert said.startswith("Likely: ") and said.endswith('Holds "Anna" and "Bernd".')
    assert words.reason_words(file, file.mapping.tables[0], "valence") == ""
    certain = file_of("session,speaker,addressee\n1,A,B\n")
    said = words.reason_words(certain, certain.mapping.tables[0], "speaker")
    assert said.startswith("The heading is the name of the column. Holds ")


def test_only_what_a_person_changed_is_their_choice():
    file = file_of(TALK)
    columns = dict(file.mapping.tables[0].columns) | {"speaker": "An", "addressee": "Sprecher"}
    changed = file_of(TALK, Plan((FileMapping("t.csv", (), Layout(), (TableMapping("interactions", columns),)),)))
    mapping = changed.mapping.tables[0]
    assert words.reason_words(changed, mapping, "speaker").startswith("Your choice.")
    assert not words.reason_words(changed, mapping, "session").startswith("Your choice.")


def test_texts_from_right_to_left_do_not_turn_the_sentence_around():
    file = file_of("מפגש,דובר,אל\n1,נועה,דן\n2,דן,נועה\n")
    assert '"\u2068נועה\u2069" and "\u2068דן\u2069"' in words.reason_words(file, file.mapping.tables[0], "speaker")


def test_samples_are_the_first_distinct_cells_cut_to_length():
    text = file_of(TALK.replace("Bernd", "B" * 40)).text
    assert words.samples(text, "Dauer") == ("12", "3")
    assert words.samples(text, "An", most=1) == ("B" * 30 + "…",)
    assert words.samples(text, "An") == ("B" * 30 + "…", "Anna")


def test_pairs_and_columns_side_by_side_are_said_in_words():
    assert words.pair_words(PAIR) == '"who > whom" holds two people: speaker before ">", addressee behind it.'
    side = TableMapping("attendance", {"member": "P"}, value="status", unfold=(
        Unfolded("S1", {"session": "1"}), Unfolded("S2", {"session": "2"}), Unfolded("S3", {"session": "3"})
    ))  # fmt: skip
    said = words.side_by_side_words(side)
    assert said == "3 columns side by side (S1 … S3): the heading says the session, the cell the status"
    assert words.used_columns(side) == {"member", "status"}
    assert words.used_columns(PAIR) == {"session", "speaker", "addressee"}


def test_what_is_read_as_something_else_is_named():
    assert words.meanings_words(TableMapping("interactions")) == "All as typed."
    changed = TableMapping("interactions", read_as={"session": "date"}, missing={"addressee": ("-",)})
    assert words.meanings_words(changed) == "Changed in addressee and session; all else as typed."


@pytest.mark.parametrize("name", [known.name for known in TABLES])
def test_every_way_that_may_be_chosen_can_be_saved(name):
    for column in table(name).columns:
        for how in words.ways_of_reading(column):
            plan = Plan((FileMapping("t", tables=(TableMapping(name, read_as={column.name: how}),)),))
            assert plan_from_json(plan_to_json(plan)) == plan
        assert words.ways_of_reading(column)[0] == ""


def test_times_can_be_read_by_the_clock_and_numbers_in_other_digits():
    seconds = words.ways_of_reading(table("interactions").column("speaking_seconds"))
    assert {"clock", "minutes", "other digits"} <= set(seconds)
    assert set(words.ways_of_reading(table("interactions").column("session"))) == set(READ_AS["session"])


def test_the_distinct_texts_of_a_column_are_those_of_all_its_sources():
    text = file_of("P,S1,S2\nA,x,\nB,,0\n").text
    side = TableMapping("attendance", {"member": "P"}, value="status", unfold=(
        Unfolded("S1", {"session": "1"}), Unfolded("S2", {"session": "2"})
    ))  # fmt: skip
    assert words.distinct_texts(text, side, "status") == ["x", "0"]
    assert words.distinct_texts(text, side, "member") == ["A", "B"]


def test_the_first_rows_as_typed_and_as_understood():
    file = file_of("Sitzung;Sprecher;An\n" + "".join(f"Session {k};A;B\n" for k in range(1, 12)))
    typed = words.as_typed(file.text)
    assert typed.shape == (words.FIRST_ROWS, 4) and typed["line"].tolist() == list(range(2, 10))
    (understood,) = words.as_understood(file, (), ())
    assert list(understood.columns) == ["line", "session", "speaker", "addressee"]
    assert understood["session"].tolist() == [str(k) for k in range(1, 9)]


def test_a_heading_called_line_keeps_its_cells():
    typed = words.as_typed(file_of("session,line,speaker,addressee\n1,x,A,B\n").text)
    assert typed["line"].tolist() == ["x"] and typed["line (counted)"].tolist() == [2]


UNDERSTOOD = Understood(
    "t.csv", Layout("Windows-1255", ";", '"', ",", 2, 1), {}, {"encoding": False, "header": False}, {},
    ((1, ("title",)), (2, ("a", "b"))), ((9, ("1", "")),),
)  # fmt: skip


def test_how_a_file_is_written_is_said_and_what_is_unsure_is_to_be_checked():
    said = words.layout_words(UNDERSTOOD)
    assert said == (
        "Letters are written in Windows-1255. Cells are parted by semicolon ;. Decimals are written with comma 1,5."
        " Please check the letters and where the headings stand."
    )
    unknown = Understood("t.csv", Layout("UTF-8"), {}, {"quote": False}, {}, (), ())
    assert words.layout_words(unknown) == (
        "Letters are written in UTF-8. Please check what stands around texts."
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("delimiter", "\t", "tab"), ("decimal_mark", ",", "comma 1,5"), ("header", 3, "3"),
     ("quote", "", "no marks: they are ordinary letters"),
     ("header", 0, "no line: there are none"), ("last", None, "the last line"), ("header", None, "found by rule")],
)  # fmt: skip
def test_a_value_of_a_layout_is_said_as_a_person_would(name, value, said):
    assert words.layout_value(name, value) == said


def test_the_lines_of_a_file_are_shown_cell_by_cell():
    table = words.head_table(UNDERSTOOD)
    assert table.values.tolist() == [[1, "title", ""], [2, "a", "b"], [9, "1", ""]]
    assert words.head_table(Understood("t", Layout(), {}, {}, {}, (), ())).empty
    assert np.issubdtype(table["line"].dtype, np.integer)
