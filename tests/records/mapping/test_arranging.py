"""One mapping, one tidy table: each way of reading columns, and every row of the file accounted for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taft_dash.records.checking import open_study
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.mapping.arranging import arranged, lacking
from taft_dash.records.mapping.plan import FileMapping, Plan, Recode, TableMapping, Unfolded
from taft_dash.records.reading import read_files


def read(*rows):
    (table,) = read_files([("t.csv", "\n".join(rows).encode())]).tables
    return table


def rows_of(made, *names):
    return list(zip(*(made.text.columns[made.headings[name]].text().tolist() for name in names), strict=True))


def test_headings_alone_leave_the_cells_as_they_are():
    table = read("s,who,x", "1,A,q")
    made = arranged(table, TableMapping("interactions", {"session": "s", "speaker": "who"}))
    assert made.text is table
    assert made.extras == ("x",)
    assert made.source is table


def test_columns_side_by_side_become_rows_that_keep_their_line():
    table = read("s,who,a1,a2", "1,A,3,", "2,B,4,5")
    side = tuple(Unfolded(f"a{k}", {"item": str(k), "instrument": "WAI-SR"}) for k in (1, 2))
    made = arranged(table, TableMapping("ratings", {"session": "s", "rater": "who"}, unfold=side, value="score"))
    assert rows_of(made, "session", "rater", "item", "score") == [
        ("1", "A", "1", "3"), ("1", "A", "2", ""), ("2", "B", "1", "4"), ("2", "B", "2", "5")]  # fmt: skip
    assert made.text.line.tolist() == [2, 2, 3, 3]
    assert made.origin.text().tolist() == ["a1", "a2"] * 2


def test_silence_in_a_matrix_makes_no_row_and_is_said():
    table = read("who,A,B", "A,0,2", "B,,1")
    side = tuple(Unfolded(name, {"addressee": name}) for name in ("A", "B"))
    made = arranged(
        table, TableMapping("interactions", {"speaker": "who"}, {"session": "4"}, unfold=side, value="turns")
    )
    assert rows_of(made, "session", "speaker", "addressee", "turns") == [("4", "A", "B", "2"), ("4", "B", "B", "1")]
    assert any("2 of 4 cells side by side are blank or 0" in sentence for sentence in made.said)


def test_a_pair_is_parted_and_a_cell_without_the_mark_names_the_speaker():
    made = arranged(read("s,p", "1,A > B", "1,C"), TableMapping("interactions", {"session": "s"}, pair=("p", ">")))
    assert rows_of(made, "speaker", "addressee") == [("A", "B"), ("C", "")]


def test_words_and_missing_codes_are_read_and_logged():
    mapping = TableMapping(
        "attendance", {"session": "s", "member": "m", "status": "st"},
        words={"status": {"da": "present"}}, missing={"status": ("99",)},
    )  # fmt: skip
    made = arranged(read("s,m,st", "1,A,DA", "1,B,99", "1,C,weg"), mapping)
    assert rows_of(made, "status") == [("present",), ("",), ("weg",)]
    assert [(c.found, c.now, c.cells, c.lines) for c in made.changes] == [
        ("DA", "present", 1, (2,)), ("99", "", 1, (3,))]  # fmt: skip


def test_answers_are_turned_to_the_form():
    mapping = TableMapping(
        "ratings", {n: n for n in ("session", "rater", "instrument", "item", "score")},
        recode=(Recode("WAI-SR", 1, (2,)),),
    )  # fmt: skip
    rows = ["1,A,WAI-SR,1,0", "1,A,WAI-SR,2,0", "1,A,WAI-SR,bond,3.5", "1,A,GSRS,1,0", "1,A,WAI-SR,3,x"]
    made = arranged(read("session,rater,instrument,item,score", *rows), mapping, INSTRUMENTS)
    assert [score for (score,) in rows_of(made, "score")] == ["1", "5", "3.5", "0", "x"]
    assert sum(change.cells for change in made.changes) == 2


def test_lines_left_out_are_reported_once():
    table = read("s,m", "how to,fill in", "1,A")
    made = arranged(table, TableMapping("attendance", {"session": "s", "member": "m"}, {"status": "present"},
                                        left_out=(2, 50), left_out_because="an explanation"))  # fmt: skip
    assert made.text.line.tolist() == [3]
    assert [(p.code, p.set_aside, p.lines) for p in made.problems] == [("left-out", 1, (2,))]


def test_a_table_made_beside_another_says_each_thing_once():
    table = read("m,name,s", "A,Ada,1", "A,Ada,2", ",,3", "B,,1")
    made = arranged(table, TableMapping("members", {"member": "m", "name": "name"}, derived=True))
    assert rows_of(made, "member", "name") == [("A", "Ada"), ("B", "")]
    assert not made.extras


def test_headings_that_are_gone_are_named():
    mapping = TableMapping("interactions", {"session": "s"}, pair=("p", ">"), unfold=(Unfolded("q", {}),))
    assert lacking(read("s,x", "1,2"), mapping) == ("p", "q")


@pytest.mark.parametrize("columns", [{}, {"session": "s"}, {"session": "s", "rater": "w", "score": "x"}])
def test_a_mapping_without_a_required_column_is_a_problem_and_no_traceback(columns):
    plan = Plan((FileMapping("t.csv", tables=(TableMapping("ratings", columns),)),))
    found = open_study([("t.csv", b"s,w,x\n1,A,3\n")], plan)
    assert "missing-column" in [p.code for p in found.problems]
    assert sum(p.set_aside for p in found.problems) == 1


cell = st.sampled_from(["", "0", "1", "2", "x", "9"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sets(st.integers(2, 8)),
    st.booleans(),
)
def test_every_row_of_the_file_is_accounted_for(cells, left_out, turns):
    table = read("who,a,b,c", *(",".join([f"P{k}", *row]) for k, row in enumerate(cells)))
    key, value = ("addressee", "turns") if turns else ("item", "score")
    side = tuple(Unfolded(name, {key: name}) for name in "abc")
    mapping = TableMapping("interactions" if turns else "ratings", {"speaker" if turns else "rater": "who"},
                           unfold=side, value=value, left_out=tuple(left_out))  # fmt: skip
    made = arranged(table, mapping)
    aside = sum(p.set_aside for p in made.problems)
    kept = [row for line, row in enumerate(cells, 2) if line not in left_out]
    assert aside == len(cells) - len(kept)
    said = sum(cell in ("", "0") for row in kept for cell in row) if turns else 0
    assert len(made.text.line) + said == 3 * len(kept)
    assert bool(said) == any("side by side" in sentence for sentence in made.said)
