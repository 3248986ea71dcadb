"""What the records page says: every row accounted for, problems in order, nobody named when names are masked."""

import pandas as pd
import pytest

from taft_dash.readings import records as words
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.problems import fold


def problem(code="not-a-number", lines=(3,), **rest):
    settings = dict(file="ratings.csv", column="score", found="Ada", set_aside=len(lines)) | rest
    return fold(code, 'found "Ada"; a number is expected.', "Correct the cell.", lines=lines, **settings)


PROBLEMS = (
    problem(lines=range(3, 13)),
    problem("unknown-person", lines=(20,), column="rater"),
    problem("not-a-number", lines=(30, 31)),
    problem(
        "look-alike", lines=(1,), file="members.csv", column="Ada's notes", severity="warning", set_aside=0
    ),
)


def test_rows_set_aside_say_why(opened):
    found = opened(
        ratings="session,rater,instrument,item,score\n1,A,WAI-SR,1,x\n1,A,WAI-SR,2,9\n1,A,WAI-SR,3,4\n1,A,WAI-SR,4,y"
    )
    files = words.files_table(found.summary, found.problems).iloc[0]
    assert files[["rows in file", "used", "set aside"]].tolist() == [4, 1, 3]
    assert files["why"] == "not a number: 2; out of range: 1"
    assert (files["delimiter"], files["decimal mark"]) == ("comma", "point")
    assert "1 row used and 3 set aside" in words.loaded_words(found.summary)


def test_clean_records_need_no_fixing(records, opened):
    found = opened(ratings="session,rater,instrument,item,score\n1,A,WAI-SR,1,4")
    assert words.loaded_words(found.summary).endswith("Nothing needs fixing.")
    assert words.kinds_words(words.kinds_table(words.problems_table((), masked=False))).startswith(
        "Nothing needs"
    )


def test_one_row_a_problem_with_where_what_and_what_to_do():
    table = words.problems_table(PROBLEMS, masked=False)
    assert table.iloc[0][["severity", "file", "line", "lines", "column", "kind", "set aside"]].tolist() == [
        "error", "ratings.csv", 3, 10, "score", "not a number", 10,
    ]  # fmt: skip
    assert words.problem_words(table.iloc[0]) == (
        'ratings.csv, line 3 and 9 more, column score: found "Ada"; a number is expected. Correct the cell.'
    )


def test_a_problem_of_a_whole_file_has_no_line():
    whole_file = fold("no-rows", "there are no rows.", "Fill it in.", file="events.csv")
    table = words.problems_table((whole_file,), masked=False)
    assert table["line"].isna().all() and table["lines"].tolist() == [0]
    assert words.problem_words(table.iloc[0]) == "events.csv: there are no rows. Fill it in."


def test_problems_of_a_kind_stand_together_errors_first_most_first():
    kinds = words.kinds_table(words.problems_table(PROBLEMS, masked=False))
    assert kinds[["severity", "kind", "problems", "lines", "set aside"]].values.tolist() == [
        ["error", "not a number", 2, 12, 12],
        ["error", "unknown person", 1, 1, 1],
        ["warning", "look alike", 1, 1, 0],
    ]
    said = words.kinds_words(kinds)
    assert said.startswith("4 problems of 3 kinds; the errors are not a number and unknown person.")
    assert "13 rows are set aside" in said


@pytest.mark.parametrize("text", ["Ada"])
def test_nothing_that_may_name_somebody_is_left_when_names_are_masked(text):
    table = words.problems_table(PROBLEMS, masked=True)
    everything = table.to_csv() + " ".join(words.problem_words(row) for _, row in table.iterrows())
    assert text not in everything and "Ada" in words.problems_table(PROBLEMS, masked=False).to_csv()
    assert words.problem_words(table.iloc[0]) == "ratings.csv, line 3 and 9 more, column score: not a number"


def test_the_instruments_in_use_come_first_with_the_status_of_their_key():
    table = words.instruments_table(INSTRUMENTS, {"GSRS", "MAS-A"})
    assert set(table["instrument"].head(2)) == {"GSRS", "MAS-A"} and len(table) == len(INSTRUMENTS)
    assert set(table["key"]) <= {"verified", "from memory", "ours"}
    assert (table["missing answers"] != "").all() and table.isna().sum().sum() == 0


def test_many_problems_are_quick():
    many = tuple(problem(lines=(k,)) for k in range(5_000))
    table = words.problems_table(many, masked=False)
    assert len(table) == 5_000 and isinstance(words.kinds_table(table), pd.DataFrame)


def test_where_nothing_can_be_used_nothing_is_called_used():
    kinds = words.kinds_table(words.problems_table(PROBLEMS, masked=False))
    assert words.kinds_words(kinds, usable=False).endswith("Nothing is used yet: 13 rows are set aside.")
