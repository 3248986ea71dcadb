"""Single corrections: each in the log, each row accounted for, and one that finds nothing says so."""

import numpy as np
import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.mending import mended
from taft_dash.records.mapping.plan import Mend, Plan
from taft_dash.records.text_tables import TextColumn, TextTable


def text(**columns) -> TextTable:
    coded = {}
    for heading, cells in columns.items():
        values, codes = np.unique(np.array(cells, object), return_inverse=True)
        coded[heading] = TextColumn(codes.astype(np.int32), values)
    rows = len(next(iter(columns.values())))
    return TextTable("a.csv", "a", coded, np.arange(2, rows + 2, dtype=np.int32), "UTF-8", ",")


def cells(table, heading):
    return table.columns[heading].text().tolist()


def test_every_cell_that_holds_the_text_is_replaced():
    problems = []
    table = text(x=["M5", "M05", "M5"], y=["M5", "a", "b"])
    (now,), (change,) = mended([table], [Mend("replace", "a.csv", "x", "M5", "M05", why="w")], problems)
    assert cells(now, "x") == ["M05"] * 3
    assert cells(now, "y") == ["M5", "a", "b"]
    assert len(now.columns["x"].values) == 1, "each distinct text is held once"
    assert (change.cells, change.lines, change.found, change.now, change.why) == (2, (2, 4), "M5", "M05", "w")
    assert not problems
    assert cells(table, "x") == ["M5", "M05", "M5"], "what was read stays as it is"


def test_lines_keep_a_correction_to_themselves():
    (now,), (change,) = mended([text(x=["a", "a", "a"])], [Mend("replace", "a.csv", "x", "a", "b", (3, 9))], [])
    assert cells(now, "x") == ["a", "b", "a"]
    assert change.cells == 1


def test_corrections_are_made_in_their_order():
    mends = [Mend("replace", "a.csv", "x", "a", "b"), Mend("replace", "a.csv", "x", "b", "c")]
    (now,), changes = mended([text(x=["a", "b"])], mends, [])
    assert cells(now, "x") == ["c", "c"]
    assert [change.cells for change in changes] == [1, 2]


def test_rows_left_out_are_reported_and_counted():
    problems = []
    (now,), (change,) = mended([text(x=["a", "b", "c"])], [Mend("leave out", "a.csv", lines=(2, 4, 99))], problems)
    assert cells(now, "x") == ["b"]
    assert now.line.tolist() == [3]
    assert change.cells == 2
    assert [(p.code, p.set_aside, p.severity) for p in problems] == [("left-out", 2, "warning")]


@pytest.mark.parametrize(
    "mend",
    [
        Mend("replace", "b.csv", "x", "a", "b"), Mend("replace", "a.csv", "z", "a", "b"),
        Mend("replace", "a.csv", "x", "q", "b"), Mend("replace", "a.csv", "x", "a", "b", (77,)),
        Mend("leave out", "a.csv", lines=(77,)), Mend("leave out", "a.csv"), Mend("leave out", "b.csv", lines=(2,)),
    ],
)  # fmt: skip
def test_a_correction_that_finds_nothing_says_so(mend):
    """Those for a file that is not here are told together, and by another name."""

    problems = []
    table = text(x=["a"])
    (now,), changes = mended([table], [mend], problems)
    assert now is table
    assert not changes
    assert [p.code for p in problems] == [
        "nothing-to-mend" if mend.file == "a.csv" else "mends-for-other-files"
    ]


def test_without_a_roster_nobody_is_added(opened):
    rows = b"session,speaker,addressee\n1,A,B\n"
    found = open_study([("interactions.csv", rows)], Plan(mends=(Mend("add member", value="C"),)))
    assert [p.code for p in found.problems] == ["nothing-to-mend"]
    assert found.study.members["member"].tolist() == ["A", "B"]


def test_somebody_is_added_to_the_group_that_is_named():
    files = [
        ("members.csv", b"group,member\nX,A\nY,A\n"),
        ("interactions.csv", b"group,session,speaker,addressee\nX,1,A,B\nY,1,A,B\n"),
    ]
    found = open_study(files, Plan(mends=(Mend("add member", value="B", group="X", found="therapist"),)))
    roster = found.study.members
    added = roster[roster["member"].eq("B") & roster["listed"]]
    assert added[["group", "role"]].astype("str").to_numpy().tolist() == [["X", "therapist"]]
    assert [p.code for p in found.problems] == ["unknown-person"]
