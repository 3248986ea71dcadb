"""Change of the members of a group: where spread and reliability come from, and every rule on a course made for it."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.change import Rule, basis, class_counts, endpoints, member_lines, reliable_changes
from taft_dash.measures.change_view import Shapes, Steps, change_series, change_view
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.study import study_from

NAN = np.nan
BOND = Series("WAI-SR", "total", "LEADER", "member")


def group(courses, *, instrument="WAI-SR", item="total", target="LEADER", sessions=None, **frames):
    """A study of members' scores, session by session; NaN is a session without a form."""
    longest = max(len(course) for course in courses.values())
    numbers = sessions or range(1, longest + 1)
    rows = [
        (session, member, score)
        for member, course in courses.items()
        for session, score in zip(numbers, course, strict=False)
        if not np.isnan(score)
    ]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "score"])
    return study_from({"ratings": ratings.assign(instrument=instrument, item=item, target=target), **frames})


def changes(courses, series=BOND, rule=Rule(sd=0.5, reliability=0.8), **made):  # noqa: B008
    study = group(courses, **made)
    return reliable_changes(study, trajectories(study), series, rule).set_index("label")


def view_of(courses, series=BOND, made=None, **choices):
    study = group(courses, **(made or {}))
    return change_view(study, trajectories(study), series, **choices)


def basis_of(study, series=BOND, rule=Rule()):  # noqa: B008
    scores = trajectories(study)
    return basis(study, scores, series, endpoints(member_lines(study, scores, series)), rule)


def test_first_and_last_rating_not_first_and_last_session():
    row = changes({"A": [NAN, 3.0, 5.0, 4.0, NAN], "B": [2.0, NAN, NAN, NAN, 2.5]}).loc["A"]
    assert row[["n_rated", "first_session", "before", "last_session", "after"]].tolist() == [3, 2, 3.0, 4, 4.0]
    # .5 sqrt(2 (1 - .8)) 1.96 = .6198
    assert row["change"] == 1
    assert [row["change_low"], row["change_high"]] == pytest.approx([1 - 0.6198, 1 + 0.6198], abs=1e-4)
    assert [row["unchanged_from"], row["unchanged_to"]] == pytest.approx([3 - 0.6198, 3 + 0.6198], abs=1e-4)
    assert row["index"] == pytest.approx(1 / (0.5 * np.sqrt(0.4)))


def test_the_direction_is_that_of_the_scale():
    risen = {"A": [2.0, 3.0], "B": [3.0, 2.0], "C": [3.0, 3.5]}
    assert changes(risen)["change_class"].tolist() == ["improved", "deteriorated", "unchanged"]
    avoiding = Series("GCQ-S", "avoiding", "GROUP", "member")
    neutral = changes(risen, avoiding, instrument="GCQ-S", item="avoiding", target="GROUP")
    assert neutral["change_class"].tolist() == ["rose", "fell", "unchanged"]


def test_a_border_only_where_the_instrument_has_one():
    mood = Series("ORS", "total", "SELF", "member")
    made = dict(instrument="ORS", target="SELF")
    courses = {"A": [10.0, 30.0], "B": [10.0, 20.0], "C": [25.0, 38.0]}
    found = changes(courses, mood, Rule(sd=6, reliability=0.9), **made)
    assert found["change_class"].tolist() == ["recovered", "improved", "improved"]
    assert found["clinical_before"].tolist() == [True, True, False]
    none = changes(courses, mood, Rule(sd=6, reliability=0.9, border="none"), **made)
    assert none["clinical_before"].isna().all() and "recovered" not in set(none["change_class"])
    # The SRS has a value at which to ask; that is no border of a clinical range.
    srs = group(courses, instrument="SRS")
    base = basis_of(srs, Series("SRS", "total", "LEADER", "member"))
    assert np.isnan(base.border) and "no published border" in base.border_from


def test_norms_make_a_border_and_say_so():
    study = group({"A": [1.0, 4.0], "B": [2.0, 4.0], "C": [3.0, 4.0]})
    given = basis_of(study, rule=Rule(border="c", clinical=(2, 0.5), functional=(4, 0.5)))
    assert given.border == 3 and given.border_from == "cut-off c, from the norms given"
    own = basis_of(study, rule=Rule(border="a"))
    assert own.border == 4 and "the first ratings of these 3 members" in own.border_from
    lacking = basis_of(study, rule=Rule(border="b"))
    assert np.isnan(lacking.border) and lacking.border_from.startswith("Cut-off b needs the mean and SD")
    with pytest.raises(ValueError, match="there are none, instrument, a, b, c"):
        basis_of(study, rule=Rule(border="x"))


def test_where_spread_and_reliability_come_from_is_said():
    study = group({"A": [1.0, 4.0], "B": [2.0, 4.0], "C": [3.0, 4.0], "D": [5.0]})
    base = basis_of(study)
    assert (base.sample.sd, base.sd_from, base.n) == (1.0, "of the first ratings of 3 members", 3)
    assert (base.sample.reliability, base.reliability_from[:33]) == (0.8, "internal consistency as published")
    # Chi square with 2 degrees of freedom: 7.378 and .0506.
    assert [base.sd_low, base.sd_high] == pytest.approx([np.sqrt(2 / 7.3778), np.sqrt(2 / 0.050636)], abs=1e-3)
    given = basis_of(study, rule=Rule(sd=0.7, reliability=0.9))
    assert (given.sample.sd, given.sd_from, given.sample.reliability) == (0.7, "as given", 0.9)
    assert np.isnan(given.sd_low)


def items(offsets, wobble):
    """Forms of the four items of WAI-SR goal; only of the total a reliability is published."""
    rows = [
        (s, m, str(i), float(offset + s + wobble * ((i * k) % 2)))
        for k, (m, offset) in enumerate(offsets.items())
        for s in (0, 1)
        for i in (4, 6, 8, 11)
    ]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "item", "score"])
    return study_from({"ratings": ratings.assign(instrument="WAI-SR", target="LEADER")})


def test_the_reliability_of_the_forms_at_hand_is_taken_where_it_can_be_told():
    goal = Series("WAI-SR", "goal", "LEADER", "member")
    base = basis_of(items(dict(zip("ABCDEF", (0, 1, 2, 3, 4, 2), strict=True)), 1), goal)
    assert 0.8 < base.sample.reliability < 1
    assert base.reliability_from.startswith("Cronbach's alpha of the first forms of 6 people (95 % interval 0.")
    unsure = basis_of(items(dict(zip("ABCDEF", (0, 0, 1, 0, 1, 0), strict=True)), 2), goal)
    assert np.isnan(unsure.sample.reliability)
    few = basis_of(items(dict(zip("ABCD", (0, 1, 2, 3), strict=True)), 1), goal)
    assert np.isnan(few.sample.reliability) and "The reliability of WAI-SR goal is not known" in few.reason


@pytest.mark.parametrize(
    ("courses", "rule", "said"),
    [
        ({"A": [1.0, 2.0], "B": [2.0, 3.0]}, Rule(), "3 members with two ratings on WAI-SR total; there are 2"),
        ({"A": [3.0, 2.0], "B": [3.0, 3.0], "C": [3.0, 4.0]}, Rule(), "All first ratings on WAI-SR total are the same"),
        ({"A": [3.0, 2.0], "B": [3.0, 3.0]}, Rule(sd=1, estimator="GLN"), "at least 3 members with two ratings"),
        ({"A": [3.0, 4.0], "B": [2.0, 4.0], "C": [1.0, 4.0]}, Rule(estimator="HA"), "needs ratings that differ"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(courses, rule, said):
    found = changes(courses, rule=rule)
    assert (found["change_class"] == "").all()
    assert found["reason"].str.contains(said, regex=False).all()


def test_the_jacobson_truax_index_needs_nobody_else_when_the_norms_are_given():
    assert changes({"A": [2.0, 4.0]}, rule=Rule(sd=0.5, reliability=0.8))["change_class"].tolist() == ["improved"]


def test_differences_that_error_alone_would_make_have_no_hageman_arrindell_index():
    same = {"A": [1.0, 1.1], "B": [2.0, 2.0], "C": [3.0, 3.1], "D": [4.0, 4.0]}
    found = changes(same, rule=Rule(estimator="HA", reliability=0.8))
    assert set(found["reason"]) == {"The differences vary no more than error alone would make them."}


def test_classes_are_counted_with_an_interval():
    found = changes({"A": [2.0, 3.0], "B": [3.0, 2.0], "C": [3.0, 3.5], "D": [3.0]}).reset_index()
    counts = class_counts(found, "higher").set_index("change_class")
    assert counts["n"].to_dict() == {"improved": 1, "unchanged": 1, "deteriorated": 1}
    assert set(counts["n_judged"]) == {3}
    # Wilson's interval of 1 in 3.
    assert counts.loc["improved", ["low", "high"]].tolist() == pytest.approx([0.0615, 0.7923], abs=1e-3)
    assert class_counts(found[found["n_rated"] == 1], "higher").empty


def test_therapists_and_observers_are_no_members():
    people = pd.DataFrame({"member": ["A", "T"], "role": ["member", "therapist"]})
    study = group({"A": [2.0, 3.0], "T": [2.0, 3.0]}, target="GROUP", members=people)
    lines = member_lines(study, trajectories(study), Series("WAI-SR", "total", "GROUP", "therapist"))
    assert lines.empty


def test_sudden_changes_stand_at_their_sessions_and_not_across_one_that_was_left_out():
    course = [3.0, 3.1, 3.0, 4.2, 4.3, 4.2]
    found = view_of({"A": course}, steps=Steps(least=0.5)).sudden.iloc[0]
    assert found[["before_session", "after_session", "kind", "size"]].tolist() == [3, 4, "gain", pytest.approx(1.2)]
    apart = view_of({"A": course}, made=dict(sessions=[1, 2, 3, 5, 6, 7]), steps=Steps(least=0.5))
    assert apart.sudden.empty and apart.steps["n_steps"].tolist() == [2]
    tens = view_of({"A": course}, made=dict(sessions=[10, 20, 30, 40, 50, 60]), steps=Steps(least=0.5))
    assert tens.sudden["after_session"].tolist() == [40]


def test_the_smallest_step_is_the_smallest_reliable_difference_unless_given():
    course = {"A": [3.0, 3.1, 3.0, 4.2, 4.3, 4.2]}
    assert len(view_of(course, rule=Rule(sd=0.5, reliability=0.8)).sudden) == 1
    assert view_of(course, rule=Rule(sd=1.5, reliability=0.8)).sudden.empty
    unknown = view_of(course)
    assert unknown.sudden.empty and np.isnan(unknown.least)


def test_steps_that_can_be_judged_are_counted():
    steps = view_of({"A": [3.0, 3.1, 3.0, 4.2, 4.3, 4.2], "B": [3.0, NAN, 3.0, NAN, 3.0, 3.0]}).steps.set_index("label")
    assert steps["n_steps"].tolist() == [3, 0]
    assert steps.loc["A", "reason"] == "" and "two sessions that follow one another" in steps.loc["B", "reason"]


def test_shapes_have_their_numbers_or_a_reason():
    courses = {
        "A": [3.0, 3.2, 3.3, 3.5, 3.6, 3.8], "B": [4.0, 4.1, 2.5, 4.1, 4.0, 4.1], "C": [4.0, 4.0, 4.1, 4.0, 4.0, 4.1],
        "D": [3.0, 4.0],
    }  # fmt: skip
    rule = Rule(sd=0.5, reliability=0.8)
    shapes = view_of(courses, rule=rule).shapes.set_index("label")
    assert shapes["shape"].tolist() == ["rising", "erratic with V-episodes", "stable", ""]
    assert shapes.loc["B", "repaired"] == 1
    assert shapes.loc["D", "reason"] == "A shape needs at least 5 ratings; there are 2."
    assert shapes.loc["A", "level_within"] == pytest.approx(0.6198 / 2, abs=1e-4)
    # With a higher limit for scatter, the fall leaves the course as a whole level.
    mild = view_of(courses, rule=rule, shaped=Shapes(erratic_from=50)).shapes.set_index("label")
    assert mild.loc["B", "shape"] == "unsteady with V-episodes"
    part = Series("WAI-SR", "bond", "LEADER", "member")
    unknown = view_of(courses, part, made=dict(item="bond")).shapes.set_index("label").loc["A"]
    assert unknown["shape"] == "" and unknown["slope"] > 0
    assert "cannot be said what counts as level" in unknown["reason"]


def test_series_that_can_be_judged_come_first():
    study = group({"A": [3.0, 4.0]})
    other = group({"A": [3.0, 4.0], "B": [3.0, 3.0]}, instrument="RAS-20", item="hope", target="SELF")
    both = pd.concat([other.ratings, study.ratings])[["session", "rater", "target", "instrument", "item", "score"]]
    whole = study_from({"ratings": both.astype({"rater": str, "target": str, "instrument": str, "item": str})})
    assert [one.instrument for one in change_series(whole, trajectories(whole))] == ["WAI-SR", "RAS-20"]
    once = group({"A": [3.0]})
    assert change_series(once, trajectories(once)) == []


def test_nothing_given_is_changed():
    study = group({"A": [3.0, 4.0, 3.0, 4.0, 3.0], "B": [2.0, 2.0, 3.0, 4.0, 5.0], "C": [3.0, 4.0, 3.0, 4.0, 3.5]})
    scores = trajectories(study)
    before = scores.copy(deep=True)
    change_view(study, scores, BOND)
    pd.testing.assert_frame_equal(scores, before)


def test_other_names_of_the_same_people_change_nothing():
    courses = {"A": [3.0, 4.0, 3.0], "B": [2.0, 2.0, 3.5], "C": [3.5, 4.0, 3.0]}
    renamed = dict(zip("zyx", courses.values(), strict=True))
    columns = ["before", "after", "index", "change_class"]
    one, other = (changes(group_of, rule=Rule())[columns].values.tolist() for group_of in (courses, renamed))
    assert one == other
