"""What the change page says: numbers that stand in its tables, what they rest on, and no verdicts."""

import re

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.change import Rule
from taft_dash.measures.change_view import Steps, change_view
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.readings import change
from taft_dash.records.study import study_from

NAN = np.nan
COURSES = {
    "A": [3.0, 3.1, 3.0, 4.2, 4.3, 4.2],
    "B": [3.5, 3.6, 3.5, 3.6, 3.5, 3.4],
    "C": [4.0, 4.0, 3.0, 3.0, 3.0, 2.9],
    "D": [NAN, 2.5, NAN, NAN, NAN, NAN],
}
NAMES = {"A": "Ada", "B": "Ben", "C": "Cleo", "D": "Dan"}
RULE = Rule(sd=0.5, reliability=0.8)


def view_of(courses=COURSES, rule=RULE, instrument="WAI-SR", target="LEADER", steps=Steps(share=None)):  # noqa: B008
    rows = [(s, m, v) for m, course in courses.items() for s, v in enumerate(course, 1) if not np.isnan(v)]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "score"])
    people = pd.DataFrame({"member": list(NAMES), "name": list(NAMES.values())})
    ratings = ratings.assign(instrument=instrument, item="total", target=target)
    study = study_from({"ratings": ratings, "members": people[people["member"].isin(courses)]})
    series = Series(instrument, "total", target, "member")
    return change_view(study, trajectories(study), series, rule=rule, steps=steps)


@pytest.fixture(scope="module")
def story():
    return view_of()


def everything(view):
    rows = view.changes.itertuples(index=False)
    parts = [
        change.change_words(view), change.basis_words(view), *change.cautions(view), change.sudden_words(view),
        change.criteria_words(view, share_needed=0.25, alpha=0.05), change.shapes_words(view),
        change.limits_words(view),
        change.change_rows(view).to_string(), change.shape_rows(view).to_string(),
        *(change.change_sentence(row, view.basis, "WAI") for row in rows),
        *(change.step_sentence(row) for row in view.sudden.itertuples(index=False)),
    ]  # fmt: skip
    return " ".join(parts)


def test_how_many_are_in_each_class_with_an_interval(story):
    assert change.change_words(story) == (
        "Of 3 members with two ratings on WAI-SR total, members about the therapists: 1 improved, 1 unchanged, 1"
        " deteriorated. Improved: 33 %; in a like group anything from 6 % to 79 % would be no surprise."
    )


def test_what_it_rests_on_is_said(story):
    said = change.basis_words(story)
    assert "SD 0.50 (as given); reliability 0.80 (as given)." in said
    assert "from 0.62 points on" in said
    assert said.endswith("has no published border of a clinical range. Nobody can be called recovered.")
    own = change.basis_words(view_of(rule=Rule()))
    assert "SD 0.50 (of the first ratings of 3 members; 95 % interval 0.26 to 3.14)" in own
    assert "internal consistency as published: alpha > .80" in own


def test_a_border_is_said_with_its_source():
    courses = {m: [10 * v for v in course] for m, course in {"A": [1.0, 3.0], "B": [2.0, 2.4]}.items()}
    view = view_of(courses, Rule(sd=6, reliability=0.9), "ORS", "SELF")
    assert "Border of the clinical range: 25.00 (below 25 is the clinical range" in change.basis_words(view)
    assert "1 recovered, 0 improved, 1 unchanged, 0 deteriorated. Improved: 0 %" in change.change_words(view)
    assert change.change_rows(view)["reliable change"].tolist() == [
        "recovered; clinical range before, functional after",
        "unchanged; clinical range before, clinical after",
    ]


def test_cautions_name_few_members_restless_scores_and_other_sessions():
    courses = COURSES | {"B": [NAN, 3.6, 3.5, 3.6, 3.5, 3.4]}
    said = change.cautions(view_of(courses, Rule()))
    assert "The spread is that of 3 members." in said[0]
    assert "First or last rated at another session than most: Ben." in said[-1]
    restless = {"A": [3, 5, 3, 5, 3, 5.0], "B": [2, 4, 2, 4, 2, 4.0], "C": [4, 2, 4, 2, 4, 2.0]}
    assert any("move about their own course by" in one for one in change.cautions(view_of(restless)))
    assert change.cautions(view_of(rule=Rule(sd=0.5, reliability=0.5))) == []


def test_one_member_in_a_row_and_in_a_sentence(story):
    rows = change.change_rows(story).set_index("member")
    assert rows.loc["Ada"].tolist() == [
        "3.00 (session 1)", "4.20 (session 6)", "+1.20 (+0.58 to +1.82)", "2.38 to 3.62", "improved",
    ]  # fmt: skip
    assert rows.loc["Dan"].tolist() == [
        "2.50 (session 2)", "–", "–", "–", "Change needs two ratings; there is 1.",
    ]  # fmt: skip
    sentences = [change.change_sentence(row, story.basis, "WAI") for row in story.changes.itertuples(index=False)]
    assert sentences[0] == (
        "Ada: 3.00 in session 1, 4.20 in session 6, +1.20 on WAI (95 % +0.58 to +1.82). Unchanged would be 2.38 to"
        " 3.62. Improved."
    )
    assert sentences[3] == "Dan: Change needs two ratings; there is 1."


def test_sudden_steps_are_counted_among_those_that_could_be_judged(story):
    assert change.sudden_words(story) == (
        "1 gain and 1 loss among 9 steps between sessions of 3 members, in Ada and Cleo; 0 of 2 more than half undone"
        " later."
    )
    assert change.step_sentence(next(story.sudden.itertuples(index=False))) == (
        "Sudden gain: Ada rose by 1.20, from 3.00 in session 3 to 4.20 in session 4; mean of 3 sessions before 3.03, of"
        " 3 after 4.23 (difference needed 0.16); not undone in 2 later ratings."
    )


def test_no_sudden_step_and_none_that_could_be_judged_are_two_things():
    assert change.sudden_words(view_of({"B": COURSES["B"]})) == (
        "None of the 3 steps between sessions of 1 member was sudden."
    )
    assert "two sessions that follow one another" in change.sudden_words(view_of({"A": [3.0, NAN, 4.0]}))
    assert "How large a step has to be is not known." in change.sudden_words(view_of({"A": COURSES["A"]}, Rule()))


def test_the_criteria_are_said_as_they_are_used(story):
    said = change.criteria_words(story, share_needed=0.25, alpha=0.05)
    assert "at least 0.62 points; at least 25 % of the score before it; the means" in said
    assert said.endswith("The share counts from 0, as published, though this scale begins at 1.")
    assert "score before it" not in change.criteria_words(story, share_needed=None, alpha=None)


def test_shapes_are_named_with_their_numbers(story):
    assert change.shapes_words(story).startswith("Shape of 3 courses. ")
    rows = change.shape_rows(story).set_index("member")
    assert rows.loc["Dan", "shape"] == "A shape needs at least 5 ratings; there is 1."
    # 3.0, 3.1, 3.0, 4.2, 4.3, 4.2: slope 5.4 / 17.5.
    assert rows.loc["Ada", "per session (95 %)"] == "+0.309 (−0.004 to +0.621)"
    assert change.limits_words(story).startswith("Level: within 0.31 points over the sessions. Median scatter")


def test_what_is_missing_is_said_in_place_of_a_finding():
    view = view_of({"A": [3.0, 4.0]}, Rule())
    assert change.change_words(view).startswith("Reliable change needs at least 3 members with two ratings")
    assert change.basis_words(view) == ""


FORBIDDEN = "weak|strong|poor|good|bad|healthy|normal|abnormal|caused|because|diagnos|resistan|non-?complian|respond"


def test_no_verdicts_no_causes(story):
    for view in (story, view_of(rule=Rule()), view_of({"A": [3.0, 4.0]}, Rule())):
        assert not re.findall(FORBIDDEN, everything(view), re.IGNORECASE)
