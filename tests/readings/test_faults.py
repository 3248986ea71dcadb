"""Corrections in words, and a fault in its surroundings, by hand."""

import pandas as pd
import pytest

from taft_dash.readings import faults as words
from taft_dash.records.mapping.plan import Mend
from taft_dash.records.problems import Offer
from taft_dash.records.surroundings import Surroundings


def test_safe_corrections_are_counted_and_the_first_named():
    said = words.safe_words([Offer(f'Read "m{k}" as M{k}') for k in range(7)])
    assert said.startswith('7 corrections can be made without a doubt: Read "m0" as M0, ')
    assert "and 2 more." in said and "each one can be undone" in said
    assert words.safe_words([Offer("X")]).startswith("1 correction can be made without a doubt: X.")


@pytest.mark.parametrize(
    ("mend", "said"),
    [
        (Mend("replace", "a.csv", "who", "m5", "M05", why="As in members.csv."),
         'a.csv, column who: "m5" is read as "M05". As in members.csv.'),
        (Mend("replace", "a.csv", "who", "x", "", lines=(3,)), 'a.csv, column who: "x" is read as nothing on line 3.'),
        (Mend("leave out", "a.csv", lines=(3, 4)), "a.csv: lines 3 and 4 left out."),
        (Mend("leave out", "a.csv", lines=tuple(range(2, 9))), "a.csv: lines 2, 3, 4, 5, 6 and 2 more left out."),
        (Mend("add member", value="Bob"), "Bob is added to the members."),
        (Mend("add member", value="Bob", group="north"), "Bob is added to the members of north."),
    ],
)  # fmt: skip
def test_a_correction_is_said_as_it_was_made(mend, said):
    assert words.mend_words(mend) == said


def around(columns, column="", lines=(3,)):
    rows = [[2, *("a" * len(columns))], [3, *("b" * len(columns))]]
    return Surroundings(pd.DataFrame(rows, columns=["line", *columns]), column, lines)


def test_the_faulty_column_stands_beside_the_lines_and_the_faulty_line_is_marked():
    table = words.surroundings_table(around(["x", "y", "z"], "y"))
    assert list(table.columns) == ["line", "fault", "y", "x", "z"]
    assert table["fault"].tolist() == ["", "◀"] and table["line"].tolist() == [2, 3]
    assert list(words.surroundings_table(around(["x", "y"])).columns) == ["line", "fault", "x", "y"]


def test_headings_with_our_own_names_are_kept_and_no_two_are_alike():
    table = words.surroundings_table(around(["line", "fault", "line (counted)"], "fault"))
    assert table.columns.is_unique and table["line (counted) (counted)"].tolist() == [2, 3]
    assert table["fault"].tolist() == ["a", "b"] and table["fault (counted)"].tolist() == ["", "◀"]
