"""Instruments of one's own in words: who is unknown, how a key scores, what it makes of the records, by hand."""

import pandas as pd
import pytest

from taft_dash.readings import own_instruments as words
from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import Plan

ROW = {"instrument": "OWN-Q", "items": "1-4", "low": "0", "high": "4", "reversed": "2"}
# A in session 1: 2, 4 turned to 0, 4, 2; in session 2: 4, 0 turned to 4, 0, 4.
CELLS = {1: (2, 4, 4, 2), 2: (4, 0, 0, 4)}
RATINGS = "session,rater,instrument,item,score\n" + "".join(
    f"{session},A,OWN-Q,{item},{score}\n" for session, row in CELLS.items() for item, score in enumerate(row, 1)
)


def study(text=RATINGS, rows=()):
    return open_study([("ratings.csv", text.encode())], Plan(instruments=tuple(rows)) if rows else None).study


def test_unknown_names_are_listed_with_what_was_found():
    found = words.unknown_instruments(study(RATINGS + "3,A,WAI-SR,1,4\n3,A,Mood,1,7\n3,A,Mood,3,9\n"))
    assert found.values.tolist() == [["OWN-Q", 8, 0.0, 4.0, "1-4"], ["Mood", 2, 7.0, 9.0, "1,3"]]
    said = words.unknown_words(found)
    assert said.startswith("No key is known for OWN-Q (8 ratings, found 0 to 4) and Mood (2 ratings, found 7 to 9).")
    assert "please take them from the form" in said
    assert words.unknown_instruments(study(rows=[ROW])).empty


def test_rows_of_the_editor_are_those_in_which_something_is_written():
    edited = pd.DataFrame({"instrument": [" X ", "", None], "low": ["0", " ", None], "high": ["", "", None]})
    assert words.entered_rows(edited) == [{"instrument": "X", "low": "0"}]


def test_a_key_is_defined_or_its_fault_named_by_its_row():
    (own,), faults = words.defined([ROW])
    assert (own.id, own.low, own.high, own.items, own.reversed) == ("OWN-Q", 0, 4, (1, 2, 3, 4), (2,))
    assert faults == [] and words.defined([]) == ((), [])
    none, (fault,) = words.defined([ROW | {"low": "9"}])
    assert none == () and words.fault_words(fault).startswith("Row 1, low: ")


def test_how_a_key_scores_is_one_sentence():
    (own,), _ = words.defined([ROW | {"better": "lower"}])
    said = words.key_words(own)
    assert said.startswith("OWN-Q: answers from 0 to 4; the mean gives ") and "Reversed: 2." in said
    assert said.endswith("Lower is better.")
    (known,), _ = words.defined([ROW | {"instrument": "wai-sr"}])
    assert "in place of the key this program has for WAI-SR" in words.key_words(known)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "These records hold 8 ratings of it; they are scored as soon as it is used."),
        ([ROW], "In these records: 2 scores from 2.00 to 3.00, mean 2.50; 0 forms could not be scored."),
    ],
)
def test_what_a_key_makes_of_the_records(rows, said):
    (own,), _ = words.defined([ROW])
    assert words.tried_words(study(rows=rows), own) == said
    (other,), _ = words.defined([ROW | {"instrument": "Other"}])
    assert words.tried_words(study(rows=rows), other) == "These records hold no rating of it."


def test_forms_that_cannot_be_scored_are_counted_with_the_reason():
    half = "session,rater,instrument,item,score\n1,A,OWN-Q,1,2\n"
    (own,), _ = words.defined([ROW])
    said = words.tried_words(study(half, [ROW]), own)
    assert said.startswith("None of 1 form could be scored. ") and len(said) > 40
