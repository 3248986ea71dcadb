"""What the ratings page says: kinds of raters apart, an instrument's entry with how sure it is."""

import numpy as np
import pandas as pd

from taft_dash.measures.series import Series
from taft_dash.readings import ratings
from taft_dash.records.instruments import INSTRUMENTS, find

LABELS = {"safety": "Safety", "bond": "Bond"}
SUMMARY = pd.DataFrame(
    [("safety", "delivered", "therapist", 3.26), ("bond", "delivered", "therapist", 3.5),
     ("safety", "delivered", "observer", 1.0), ("safety", "felt", "observer", -1.0)],
    columns=["element", "layer", "rater_role", "mean"],
)  # fmt: skip


def test_elements_are_said_by_each_kind_of_rater_most_delivered_first():
    assert ratings.element_words(SUMMARY, LABELS) == (
        "Delivered (0 to 4), mean of the sessions: as the therapists rated it, Bond 3.5 and Safety 3.3; as the"
        " observers rated it, Safety 1.0."
    )


def test_what_is_felt_never_counts_as_delivered():
    assert ratings.element_words(SUMMARY[SUMMARY["layer"] == "felt"], LABELS) == (
        "Nobody rated what was delivered; the rows show what was felt."
    )


def test_rows_say_which_layer_scale_and_rater():
    assert ratings.row_name("delivered", Series("TAFT-delivery", "safety", "GROUP", "observer")) == (
        "delivered, by observers"
    )
    assert ratings.row_name("felt", Series("SOFTA-o", "safety", "each member", "observer")) == (
        "SOFTA-o safety, observers on members"
    )


def test_a_cell_says_its_value_its_scale_and_n_or_why_there_is_none():
    cell = pd.Series(
        dict(session=3, mean=-0.5, scale_low=-3.0, scale_high=3.0, n_rated=6, n_present=7, rater_role="observer",
             target="each member", reason="")
    )  # fmt: skip
    assert ratings.cell_words(cell) == "session 3: −0.50 (-3 to 3; 6 of 7 members present were rated)"
    assert (
        ratings.cell_words(pd.Series(dict(session=3, reason="Nobody rated."))) == "session 3: Nobody rated."
    )


def test_lowest_and_highest_member_in_the_session_in_focus():
    lines = pd.DataFrame(
        {"session": [1, 1, 1, 2], "label": ["Ada", "Ben", "Cleo", "Ada"], "score": [2.0, -1, np.nan, 1]}
    )
    assert ratings.member_words(lines, "SOFTA-o safety", 1) == (
        "SOFTA-o safety in session 1: from −1.00 (Ben) to 2.00 (Ada), 2 members with a score."
    )
    assert ratings.member_words(lines, "X", 9) == "X: no scores in session 9."
    assert (
        ratings.member_words(lines, "X", 2)
        == "X in session 2: 1.00, the same for everyone with a score (n = 1)."
    )


def test_metacognition_at_both_ends():
    course = pd.DataFrame({"session": [1, 4, 7], "mean": [2.0, np.nan, 4.5]})
    assert ratings.metacognition_words([("Mastery", course)]) == (
        "Group means: Mastery 2.0 in session 1, 4.5 in session 7."
    )
    assert ratings.metacognition_words([("Mastery", course.iloc[1:2])]) == ""


def test_the_entry_says_source_missing_rule_and_status_of_key_and_cut_off():
    entry = dict(ratings.entry_words(find("WAI-SR")))
    assert entry["Key"].startswith("verified") and "Hatcher" in entry["Source"]
    assert "75%" in entry["Missing answers"] and entry["Cut-off"].startswith("none")
    assert "Reversed items" not in entry
    srs = dict(ratings.entry_words(find("SRS")))
    assert srs["Cut-off"].startswith("36: ") and "from memory" in srs["Cut-off"]


def test_every_instrument_has_an_entry_without_empty_lines():
    for instrument in INSTRUMENTS:
        entry = ratings.entry_words(instrument)
        assert all(text for _, text in entry) and {"Key", "Source", "Missing answers"} <= dict(entry).keys()
        assert dict(entry)["Key"] in ratings.KEY_STATUS.values()
