"""What is said of process and alliance: numbers of its tables, how often was looked, and never a cause."""

import re

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.overview import Line
from taft_dash.measures.process import Process
from taft_dash.measures.series import Series
from taft_dash.readings import association

NAN = np.nan
LINE = Line("WAI-SR", "total", "LEADER")
FEW = "An association needs at least 20 observations of people with at least 4 sessions on which both are known;"
FEW += " there are 8."


def row(label="Share of turns", timing="same", r=0.36, p=0.001, **other):
    told = dict(
        label=label, timing=timing, r=r, low=0.06, high=0.6, p=p, p_holm=0.024, p_fdr=0.011, n_observations=144,
        n_people=8, reason="", interval_reason="",
    )  # fmt: skip
    return told | other


def refused(**other):
    numbers = dict.fromkeys(("r", "low", "high", "p", "p_holm", "p_fdr"), NAN)
    return row(**numbers, reason=FEW, n_observations=8, n_people=2, **other)


TABLE = pd.DataFrame(
    [
        row(),
        row(timing="process_earlier", r=-0.25, p=0.03, p_holm=1.0, p_fdr=0.06),
        refused(timing="alliance_earlier"),
    ]
)
LAGS = pd.DataFrame(
    {
        "lag": [-1, 0, 2], "r": [0.1, 0.36, NAN], "outside": [False, True, False], "n_observations": [117, 144, 8],
        "n_people": [7, 8, 2], "reason": ["", "", FEW],
    }
)  # fmt: skip


def test_the_number_of_looks_is_said_with_what_chance_would_give():
    assert association.looks_words(TABLE, LINE) == (
        "2 associations with WAI-SR total, about the therapists looked at, 1 without enough data. p is .05 or less in 2"
        " (about 0.1 would be by chance alone), in 1 after Benjamini and Hochberg's correction, in 1 after Holm's:"
        " Share of turns (same session, r = 0.36)."
    )


def test_nothing_that_stands_out_is_said():
    none = TABLE.assign(p_holm=1.0)
    assert association.looks_words(none, LINE).endswith(
        "in 0 after Holm's: none stands out of so many looks."
    )


def test_without_any_number_what_is_missing_is_said():
    said = association.looks_words(pd.DataFrame([refused(), refused()]), LINE)
    assert said == f"None of 2 associations with WAI-SR total, about the therapists can be computed. {FEW}"


def test_a_pair_in_words_has_interval_n_and_p():
    said = association.pair_words(TABLE, LINE)
    assert said.startswith(
        "Share of turns and WAI-SR total, about the therapists. In sessions in which the first was above a member's own"
        " mean, their alliance tended to be above their own mean. Same session: r = 0.36 (95 % interval 0.06 to 0.60),"
        " 144 observations of 8 people, p = 0.001, after Holm's correction p = 0.024; process one session earlier:"
        " r = −0.25"
    )
    assert said.endswith(f"alliance one session earlier: {FEW}")
    below = association.pair_words(pd.DataFrame([row(r=-0.5, p=0.0002)]), LINE)
    assert "tended to be below" in below and "p < .001" in below


def test_a_tendency_is_not_told_where_chance_would_do():
    assert "tended" not in association.pair_words(pd.DataFrame([row(p=0.2)]), LINE)


def test_one_reason_is_said_once():
    said = association.pair_words(pd.DataFrame([refused(), refused(timing="process_earlier")]), LINE)
    assert said == f"Share of turns and WAI-SR total, about the therapists. {FEW}"


def test_a_missing_interval_has_its_reason():
    why = "An interval needs at least 5 people with enough observations; there are 4."
    said = association.row_words(pd.Series(row(low=NAN, high=NAN, interval_reason=why)))
    assert said.startswith("Share of turns, same session: r = 0.36 (An interval needs at least 5 people")


def test_distances_outside_the_band_are_named():
    said = association.lead_lag_words(LAGS)
    assert said.startswith(
        "2 distances looked at; outside the band of 95 in 100 shuffles: same session (0.36)."
    )
    assert "by chance alone" in said
    assert "at none do the two" in association.lead_lag_words(LAGS.assign(outside=False))
    assert association.lead_lag_words(LAGS.iloc[2:]) == FEW


def test_a_distance_under_the_pointer():
    assert (
        association.lag_row_words(LAGS.iloc[0])
        == "alliance 1 session earlier: r = 0.10, 117 observations of 7 people"
    )
    assert association.lag_row_words(LAGS.iloc[2]) == f"alliance 2 sessions later: {FEW}"
    assert association.lag_tick(0) == "same<br>session"


@pytest.mark.parametrize(
    ("p", "holm", "standing"),
    [(0.001, 0.04, "corrected"), (0.04, 0.4, "uncorrected"), (0.2, 1, "chance"), (NAN, NAN, "chance")],
)
def test_how_a_p_value_stands(p, holm, standing):
    assert association.standing(pd.Series(dict(p=p, p_holm=holm))) == standing


def test_courses_have_the_names_of_the_other_pages():
    assert association.process_name(Process("talk", "turn_share", None, False)) == "Share of turns"
    assert association.process_name(Process("group", "density", None, True)) == "Density"
    safety = Process("felt", "", Series("SOFTA-o", "safety", "each member", "observer"), False)
    assert association.process_name(safety) == "SOFTA-o safety, observers about each member"


FORBIDDEN = (
    r"\b(?:leads?|led|caus\w*|effects?|affects?|influenc\w*|because|due to|improv\w*|driv\w*|predict\w*)\b"
)


def test_no_causes():
    said = [
        association.looks_words(TABLE, LINE), association.pair_words(TABLE, LINE), association.lead_lag_words(LAGS),
        association.ORDINARY, association.TWO_QUESTIONS,
        *association.CAUTIONS.values(), *association.CONTROL_WORDS.values(),
    ]  # fmt: skip
    assert not re.findall(FORBIDDEN, " ".join(said), re.IGNORECASE)
