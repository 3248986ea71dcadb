"""The rows around a fault, as typed."""

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import FileMapping, Plan, TableMapping
from taft_dash.records.surroundings import MOST_COLUMNS, surroundings


def fault(found, code):
    return next(problem for problem in found.problems if problem.code == code)


def test_the_rows_around_each_fault_as_typed(opened):
    rows = [f"{session},A,B,{session}" for session in range(1, 30)]
    rows[9], rows[19] = "10, A ,B,x", "20,A,B,x"
    found = opened(interactions=["session,speaker,addressee,turns", *rows])
    shown = surroundings(found, fault(found, "not-a-number"), around=2)
    assert shown.table["line"].tolist() == [9, 10, 11, 12, 13, 19, 20, 21, 22, 23]
    assert shown.table["turns"].tolist()[2] == "x"
    assert (shown.column, shown.lines, shown.left_out) == ("turns", (11, 21), 0)


def test_a_line_that_was_not_read_is_missing_among_its_neighbours(opened):
    found = opened(interactions=["session,speaker,addressee", "1,A,B", "1,A", "1,B,A", "2,A,B"])
    shown = surroundings(found, fault(found, "irregular-rows"), around=1)
    assert shown.table["line"].tolist() == [2, 4]
    assert shown.lines == ()


def test_of_a_wide_file_who_when_and_the_neighbours_are_shown(opened):
    items = [f"wai_{k}" for k in range(1, 13)]
    answers = ["3"] * 12
    answers[7] = "9"
    found = opened(ratings=[",".join(["session", "rater", "note", *items]), ",".join(["1", "A", "-", *answers])])
    shown = surroundings(found, fault(found, "out-of-range"))
    assert shown.table.columns.tolist() == ["line", "session", "rater", "wai_6", "wai_7", "wai_8", "wai_9", "wai_10"]
    assert shown.column == "wai_8"
    assert len(shown.table.columns) - 1 <= MOST_COLUMNS
    assert shown.left_out == 8


def test_a_fault_of_the_headings_shows_the_first_rows_and_one_of_no_file_nothing(opened):
    found = opened(events=["session,knd", "1,rupture"])
    shown = surroundings(found, fault(found, "missing-column"))
    assert shown.table["knd"].tolist() == ["rupture"]
    assert surroundings(found, fault(found, "nothing-usable")) is None


def test_a_person_of_a_pair_is_found_in_the_cell_that_names_both():
    plan = Plan((FileMapping("t.csv", tables=(TableMapping("interactions", {"session": "s"}, pair=("who", ">")),)),))
    files = [("t.csv", b"s,who\n1,A>B\n1,A>A\n"), ("members.csv", b"member\nA\nB\n")]
    found = open_study(files, plan)
    assert surroundings(found, fault(found, "self-addressed")).column == "who"


def test_a_heading_called_line_stays(opened):
    found = opened(interactions=["session,speaker,addressee,line", "x,A,B,7", "1,A,B,8"])
    shown = surroundings(found, fault(found, "not-a-number"))
    assert shown.table.columns.tolist() == ["line", "session", "speaker", "addressee", "line"]
