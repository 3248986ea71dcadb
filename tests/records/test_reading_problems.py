"""Problems in words."""

import numpy as np
import pytest

from taft_dash.records.problems import Refused, fold, shown


def test_sentence_of_one_fault():
    fault = fold(
        "out-of-range",
        "found 9; WAI-SR items run from 1 to 5.",
        "Correct the cell.",
        file="ratings.csv",
        lines=[41],
        column="score",
        found="9",
        set_aside=1,
    )
    assert str(fault) == (
        "ratings.csv, line 41, column score: found 9; WAI-SR items run from 1 to 5. Correct the cell."
    )
    assert (fault.line, fault.lines, fault.count, fault.set_aside) == (41, (41,), 1, 1)


def test_equal_faults_are_one_problem():
    fault = fold("x", "found it.", "Mend it.", file="a.csv", lines=np.array([9, 3, 3, 8, 7, 5, 4, 6]))
    assert (fault.line, fault.lines, fault.count) == (3, (3, 4, 5, 6, 7), 7)
    assert str(fault) == "a.csv, lines 3, 4, 5, 6, 7 … and 2 more: found it. Mend it."
    assert all(type(line) is int for line in fault.lines)  # fit for JSON


def test_fault_of_a_whole_file_or_of_none():
    assert (
        str(fold("x", "it is empty.", "Leave it out.", file="a.csv")) == "a.csv: it is empty. Leave it out."
    )
    assert str(fold("x", "nothing.", "Give a file.")) == "nothing. Give a file."
    assert fold("x", "nothing.", "Give a file.").line is None


def test_a_refusal_becomes_a_problem():
    problem = Refused("x", "broken.", "Mend it.", line=4, column="a").problem("a.csv", 7)
    assert (problem.file, problem.line, problem.column, problem.set_aside) == ("a.csv", 4, "a", 7)


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\x1b[31mb", "a\u202eb", "a\0b", "a\u2028b"])
def test_shown_text_is_one_harmless_line(text):
    assert shown(text).isprintable() and shown(text)[0] == "a" and shown(text)[-1] == "b"


def test_shown_text_is_cut():
    assert shown("x" * 100, 10) == "x" * 10 + "…" and shown("x" * 10, 10) == "x" * 10
    assert shown("נועה לוי") == "נועה לוי"
