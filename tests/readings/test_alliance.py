"""What the alliance page says: numbers that stand in its tables, no cut-offs, no causes."""

import re

import pandas as pd
import pytest

from taft_dash.measures.alliance_view import alliance_view
from taft_dash.measures.overview import Line
from taft_dash.measures.ratings import trajectories
from taft_dash.readings import alliance
from taft_dash.records.study import study_from

PEOPLE = pd.DataFrame(
    {
        "member": ["T", "A", "B", "C"],
        "role": ["therapist"] + ["member"] * 3,
        "name": ["Tom", "Ada", "Ben", "Cleo"],
    }
)
FALLS = [3.8, 4.0, 4.1, 3.9, 4.2, 2.9, 3.6, 4.1, 4.3, 4.2]
STEADY = [4.0, 4.04] * 5
TOP = [5.0] * 10
LINE = Line("WAI-SR", "total", "LEADER")


def view_of(courses, theirs=(), window=3):
    forms = [(s, m, "LEADER", v) for m, scores in courses.items() for s, v in enumerate(scores, 1)] + list(
        theirs
    )
    ratings = pd.DataFrame(forms, columns=["session", "rater", "target", "score"])
    study = study_from({"members": PEOPLE, "ratings": ratings.assign(instrument="WAI-SR", item="total")})
    return alliance_view(study, trajectories(study), LINE, tolerance=0.25, window=window)


@pytest.fixture(scope="module")
def story():
    return view_of({"A": FALLS, "B": STEADY, "C": FALLS[:4]}, [(2, "T", "A", 4.0), (6, "T", "A", 4.0)])


def everything(view):
    said = [
        alliance.alliance_words(view, cursor=6, person="A"), alliance.rupture_words(view), alliance.share_words(view),
        alliance.panel_words(view), alliance.gap_words(view), *alliance.cautions(view),
    ]  # fmt: skip
    return " ".join(said)


def test_the_group_and_the_person_in_focus(story):
    said = alliance.alliance_words(story, cursor=6, person="A")
    assert "3.87 in session 1 (3 of 3 members present rated)" in said
    assert "In focus: 3.47 in session 6 (2 of 2 members present rated)." in said
    assert said.endswith("Ada, session 6: 2.90.")
    assert "Ada" not in alliance.alliance_words(story, cursor=6, person=None)


def test_a_therapist_in_focus_has_no_line(story):
    assert alliance.alliance_words(story, cursor=6, person="T").endswith("Tom has no scores on this line.")


def test_ruptures_are_counted_with_what_became_of_them(story):
    assert (
        alliance.rupture_words(story)
        == "1 possible rupture in 1 of 2 members judged (1 at 2 SD): 1 repaired."
    )
    open_ = view_of({"A": FALLS, "B": STEADY}, window=1)
    assert alliance.rupture_words(open_).endswith("1 not back in time.")


def test_nothing_found_is_said_with_how_many_were_judged():
    assert alliance.rupture_words(view_of({"A": STEADY, "B": STEADY})) == (
        "No possible rupture among 2 members judged."
    )


def test_who_cannot_be_judged_is_named_with_the_reason(story):
    assert any(
        c.startswith("Not judged: Cleo. A possible rupture needs at least 5")
        for c in alliance.cautions(story)
    )


def test_ratings_at_the_ceiling_are_flagged_in_words():
    caution = alliance.cautions(view_of({"A": TOP, "B": STEADY}))[0]
    assert "Ada (100%)" in caution and "cannot be seen reliably" in caution and "Ben" not in caution


def test_individual_and_shared_sessions_are_told_apart(story):
    assert alliance.share_words(story) == (
        "At most 1 of 2 members present were in a possible rupture (session 6). One member in 6 and 7."
    )
    both = alliance.share_words(view_of({"A": FALLS, "B": FALLS}))
    assert "Shared in 6 and 7." in both
    assert (
        alliance.share_words(view_of({"A": STEADY}))
        == "No member was in a possible rupture in these sessions."
    )


def test_against_the_own_beginning(story):
    said = alliance.panel_words(story)
    assert "mean of the first 3 rated sessions" in said
    assert "Farthest: Ada, +0.23 (4.20 in session 10, baseline 3.97)." in said
    assert "no baseline yet" in alliance.panel_words(view_of({"A": FALLS[:3]}))


def test_the_gap_that_moved_most(story):
    said = alliance.gap_words(story)
    assert "Ada's: no change in session 2" not in said
    assert said.startswith("The gap that moved most is Ada's: 0.00 in session 2, −1.10 in session 6.")
    once = view_of({"A": FALLS}, [(2, "T", "A", 4.0)])
    assert "measured once" in alliance.gap_words(once)


FORBIDDEN = (
    "weak|strong|poor|good|bad|healthy|normal|abnormal|caused|because|diagnos|cut-?off|resistan|non-?complian"
)


def test_no_verdicts_no_causes(story):
    assert not re.findall(FORBIDDEN, everything(story), re.IGNORECASE)
    assert not re.findall(FORBIDDEN, everything(view_of({"A": FALLS, "B": FALLS})), re.IGNORECASE)
