"""What the rupture page says: numbers that stand in its tables, no causes, no blame."""

import re

import pytest

from taft_dash.measures.rupture_rules import CRITERIA, Rules
from taft_dash.readings import ruptures as words
from tests.measures.test_rupture_explorer import CALM, FALL, told
from tests.measures.test_rupture_view import view_of

TOP = [5.0] * 10
EVENTS = (told(6, "rupture", "A", "GROUP", "O", "withdrawal"), told(2, "rupture", "B", "T", "T"))


@pytest.fixture(scope="module")
def story():
    return view_of(*EVENTS, courses={"A": FALL, "B": CALM, "C": FALL[:3] + [float("nan")] * 7})


def everything(view):
    said = [
        words.map_words(view), words.agreement_words(view), words.share_words(view),
        words.course_words(view, cursor=6, person="A"), *words.focus_words(view, "A", 6), *words.cautions(view),
        *(words.recognition_words(view, noter) for noter in ("therapist", "observer")),
        *(words.rule_words(one.name, Rules()) for one in CRITERIA), words.seen_table(view).to_string(),
        words.episode_table(view).to_string(),
    ]  # fmt: skip
    return " ".join(said)


def test_how_many_in_whom_and_what_became_of_them(story):
    assert words.map_words(story) == "1 possible rupture by Gumz (possible) in 1 of 2 members judged: 1 back."
    noted = view_of(*EVENTS, criterion="therapist_report")
    assert words.map_words(noted).startswith("2 possible ruptures as noted in 2 members: ")


def test_nothing_found_and_nobody_judged_are_two_things():
    assert words.map_words(view_of(courses={"A": CALM, "B": CALM})) == (
        "No possible rupture by Gumz (possible) among 2 members judged."
    )
    assert words.map_words(view_of(courses={"A": CALM[:3]})) == "No member can be judged by Gumz (possible)."
    assert words.map_words(view_of(criterion="therapist_report")) == "No possible rupture as noted."


def test_how_far_the_criteria_agree(story):
    said = words.agreement_words(story)
    assert said == (
        "2 possible ruptures marked by any criterion: 1 by all criteria that can judge the member by scores,"
        " 1 as noted alone."
    )
    assert words.agreement_words(view_of(courses={"A": CALM})) == "No criterion marks anything in these sessions."


def test_one_criterion_alone_is_named():
    slow = [4.0, 4.0, 3.9, 3.8, 3.7, 3.8, 3.9, 4.0, 4.0, 4.0]
    view = view_of(courses={"A": slow, "B": [3 + k / 10 for k in range(10)]})
    assert words.agreement_words(view) == (
        "1 possible rupture marked by any criterion: 0 by all criteria that can judge the member by scores,"
        " 1 by one alone (such as A, session 5, by Gumz (possible))."
    )


def test_who_noticed_is_said_by_role(story):
    assert words.recognition_words(story, "therapist") == (
        "Therapists: of 1 possible rupture by Gumz (possible), 0 recognised, 0 at a time for which one was noted for"
        " others, 1 missed; 1 noted only."
    )
    assert "1 recognised" in words.recognition_words(story, "observer")
    assert words.recognition_words(view_of(), "therapist").startswith("No therapist noted any event")
    rows = words.seen_table(story).values.tolist()
    assert [row[0] for row in rows] == ["therapists", "therapists", "observers"]
    assert rows[0][1:] == ["missed: none was noted at that time", 1, "A in 6"]


def test_shares_are_those_of_the_criterion_drawn(story):
    assert words.share_words(story) == (
        "At most 1 of 3 members present were in a possible rupture, by Gumz (possible) (session 6);"
        " one member in 6 and 7."
    )


def test_focus_words_of_a_person_name_every_criterion(story):
    assert len(words.focus_words(story, "A", 6)) == len(CRITERIA)
    assert words.focus_words(story, None, 6)[0].startswith("A. Marked possible rupture: ")
    assert words.focus_words(story, None, 1) == []


def test_levels_are_said_as_rated_and_as_noted(story):
    assert words.episode_table(story)["level"].tolist() == ["rated: member-therapist; noted: member-group"]
    assert words.level_words("", "") == ""


def test_who_cannot_be_judged_and_who_is_at_the_top_is_said(story):
    assert any(one.startswith("Not judged: C. A possible rupture needs at least 5") for one in words.cautions(story))
    assert "A (100%)" in words.cautions(view_of(courses={"A": TOP, "B": CALM}))[0]


def test_the_rules_are_said_with_the_numbers_chosen_and_their_source():
    said = words.rule_words("rci", Rules(reliability=0.9))
    assert "reliability of 0.9" in said and "Jacobson & Truax 1991" in said and "choice" in said
    assert said.endswith("that only fluctuate, it marks about 3.5 of 100 ratings by its usual numbers.")
    assert "simulated" not in words.rule_words("therapist_report", Rules())


FORBIDDEN = "weak|poor|good\\b|bad\\b|healthy|abnormal|caused|because|diagnos|resistan|non-?complian|fail|blame"


def test_no_verdicts_no_causes(story):
    assert not re.findall(FORBIDDEN, everything(story), re.IGNORECASE)
