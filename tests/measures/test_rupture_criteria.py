"""Every criterion for a possible rupture: the vector on which they disagree, and each rule on a course made for it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.member_courses import member_courses, scale_of_line
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture_criteria import found_by
from taft_dash.measures.rupture_limits import limits
from taft_dash.measures.rupture_rules import CRITERIA, SCORED, Rules, criterion, in_words
from tests.measures.rated import group

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "rupture_criteria.json").read_text())
SCORES = REFERENCE["scores"]


def courses_of(courses, *, instrument="WAI-SR", attendance=None):
    study = group(courses, instrument=instrument, attendance=attendance)
    return member_courses(study, trajectories(study), [scale_of_line(study, instrument, "total", None)])


def found(courses, *names, attendance=None, **rules) -> pd.DataFrame:
    whole, chosen = courses_of(courses, attendance=attendance), Rules(**rules)
    return found_by(whole, limits(whole, chosen), chosen, names or SCORED)


def limit(name, courses, **rules) -> pd.DataFrame:
    return limits(courses_of(courses), Rules(**rules))[name]


def near(number):
    return pytest.approx(number, abs=REFERENCE["tolerance"])


def test_the_limits_of_the_reference_course():
    made = limits(courses_of({"A": SCORES}), Rules())
    assert made["strauss"]["threshold"].item() == near(REFERENCE["sd"])
    assert made["gumz"]["threshold"].item() == near(REFERENCE["sd"])
    chart = made["shewhart"].iloc[0]
    assert chart["mean"] == near(REFERENCE["mean"])
    assert chart["spread"] == near(REFERENCE["mean_moving_range"])
    assert chart["mean"] - chart["threshold"] == near(REFERENCE["lower_limit"])
    assert chart["step_limit"] == near(REFERENCE["step_limit"])
    line = made["stiles"].iloc[0]
    assert (line["intercept"], line["slope"]) == (near(REFERENCE["intercept"]), near(REFERENCE["slope"]))
    assert line["spread"] == near(REFERENCE["standard_error"])
    residual = (SCORES[5] - line["intercept"] - 6 * line["slope"]) / line["spread"]
    assert residual == pytest.approx(REFERENCE["residual_at_6_by_standard_error"], abs=0.0005)


def test_the_criteria_disagree_on_the_reference_course():
    marks = found({"A": SCORES})
    assert marks["criterion"].tolist() == REFERENCE["flag_session_6"]
    assert set(SCORED) - set(marks["criterion"]) == set(REFERENCE["do_not_flag"])
    assert (marks["onset"] == 6).all()
    assert marks["depth"].tolist() == pytest.approx([REFERENCE["drop_at_session_6"]] * 5)
    assert dict(zip(marks["criterion"], marks["repaired_session"], strict=True)) == {
        "gumz": 8, "gumz_marked": 8, "strauss": 8, "stiles": 8, "rci": 7,
    }  # fmt: skip


def test_reliable_change_has_the_published_threshold():
    known = REFERENCE["reliable_change"]
    table = limit("rci", {"A": SCORES}, reliability=known["reliability"])
    ratio = table["threshold"].item() / table["spread"].item()
    assert known["sd"] * ratio == pytest.approx(known["threshold"], abs=known["tolerance"])


def test_reliable_change_takes_the_spread_of_all_ratings():
    table = limit("rci", {"A": [1.0] * 5, "B": [3.0] * 5})
    assert table["spread"].tolist() == pytest.approx([np.std([1.0] * 5 + [3.0] * 5, ddof=1)] * 2)


def test_reliable_change_is_repaired_by_as_large_a_rise():
    # SD is replaced by a floor of 1, reliability .5: threshold 1.96 x 1 x sqrt(2) x sqrt(.5) = 1.96.
    courses = {"A": [5.0, 5.0, 3.04, 4.9, 5.0, 5.0]}
    marks = found(courses, "rci", floor=1.0, reliability=0.5)
    assert marks[["onset", "status", "repaired_session"]].values.tolist() == [[3, "repaired", 5]]
    assert marks["reason"].item().endswith("(reliable change 1.96); reliably up again at 5 in session 5.")
    assert found({"A": [5.0, 5.0, 3.05, 4.9, 5.0, 5.0]}, "rci", floor=1.0, reliability=0.5).empty


def test_strauss_looks_at_single_steps_and_gumz_at_descents():
    courses = {"A": [4.0, 3.7, 3.4, 4.0, 4.0]}
    assert found(courses, "strauss", sd_inter=0.5).empty
    assert found(courses, "gumz", sd_inter=0.5)["onset"].tolist() == [3]
    step = found({"A": [4.0, 3.5, 3.4, 3.9, 4.0]}, "strauss", sd_inter=0.5)
    assert step[["onset", "lowest_session", "repaired_session", "shape"]].values.tolist() == [[2, 3, 4, "sudden"]]


def test_an_absence_parts_two_sessions_but_a_missing_form_does_not():
    course = {"A": [4.0, 4.0, np.nan, 3.0, 4.0, 4.0], "B": [4.0] * 6}
    absent = [(s, m, "absent" if (s, m) == (3, "A") else "present") for s in range(1, 7) for m in "AB"]
    there = [(s, m, "present") for s in range(1, 7) for m in "AB"]
    for name in ("strauss", "rci"):
        assert found(course, name, attendance=absent, floor=0.2).empty
        assert found(course, name, attendance=there, floor=0.2)["onset"].tolist() == [4]
        assert found(course, name, attendance=absent, floor=0.2, absence_breaks=False)["onset"].tolist() == [4]
    assert found(course, "gumz", attendance=absent, floor=0.2)["onset"].tolist() == [4]


def test_a_session_in_which_nobody_rated_is_no_absence():
    course = {"A": [4.0, 4.0, np.nan, 3.0, 4.0, 4.0], "B": [4.0, 4.0, np.nan, 4.0, 4.0, 4.0]}
    absent = [(s, m, "absent" if s == 3 else "present") for s in range(1, 7) for m in "AB"]
    assert found(course, "strauss", attendance=absent, floor=0.2)["onset"].tolist() == [4]


def test_stiles_follows_the_slope():
    # Rising by .2 a session: the fall in 6 is below the line, though higher than where the course began.
    rising = [3.0, 3.2, 3.4, 3.6, 3.8, 3.2, 4.2, 4.4, 4.6, 4.8]
    marks = found({"A": rising}, "stiles")
    assert marks[["onset", "repaired_session", "shape"]].values.tolist() == [[6, 7, "sudden"]]
    assert "below the own line, threshold" in marks["reason"].item()
    assert "back on the line at 4.2 in session 7." in marks["reason"].item()


def test_stiles_says_nothing_of_a_declining_or_a_flat_course():
    declining = [4.8, 4.6, 4.5, 4.2, 4.0, 3.0, 3.6, 3.4, 3.2, 3.0]
    table = limit("stiles", {"A": declining, "B": [4.0] * 9 + [4.05]})
    assert table["threshold"].isna().all()
    assert table["reason"].tolist() == [
        "The course declines, so a fall below its line is no V shape.",
        "The ratings hardly vary around their line, less than one point on one item.",
    ]
    assert found({"A": declining}, "stiles").empty


def test_a_score_far_below_the_line_that_rises_is_no_fall():
    # Still far below in session 13, after the search for a return has ended, but on the way up.
    course = [4.0, 4.1] * 5 + [2.0, 2.1, 2.2] + [4.0, 4.1] * 5
    assert found({"A": course}, "stiles", window=1)[["onset", "status"]].values.tolist() == [[11, "open"]]


def test_stiles_counts_time_by_the_session_number():
    whole = courses_of({"A": [3.0, np.nan, np.nan, 3.3, 3.4, 3.5, 3.6, 3.7]})
    assert limits(whole, Rules())["stiles"]["slope"].item() == pytest.approx(0.1)


def test_control_limits_mark_a_fall_below_the_limit_and_too_large_a_step():
    # mean 3.88; moving ranges .2 x 7 and 2 x 2: mean .6; lower limit 3.88 - 1.596 = 2.284; steps up to 1.9602.
    marks = found({"A": [4.0, 4.2, 4.0, 4.2, 4.0, 4.2, 4.0, 2.0, 4.0, 4.2]}, "shewhart")
    assert marks[["onset", "repaired_session"]].values.tolist() == [[8, 9]]
    assert "(below the lower limit 2.28); back inside the limit at 4 in session 9." in marks["reason"].item()
    # A step from a high score that ends inside the limits: 4.9 to 4, mean range .2, limit for steps .6534.
    stepped = found({"A": [4.0, 4.0, 4.0, 4.0, 4.0, 4.9, 4.0, 4.0, 4.0, 4.0]}, "shewhart")
    # Back means no farther below 4.9 than the limit for steps, and the scores stay at 4.
    assert stepped[["onset", "status"]].values.tolist() == [[7, "open"]]
    assert "a step of 0.9, limit for steps 0.65" in stepped["reason"].item()


def test_control_limits_need_eight_sessions():
    table = limit("shewhart", {"A": [4.0, 4.2, 4.0, 2.0, 4.0, 4.2, 4.0], "B": [4.0, 4.1] * 4})
    assert table["reason"].tolist() == [
        "Control limits need at least 8 attended sessions with a WAI-SR total score; there are 7.", "",
    ]  # fmt: skip
    assert table["threshold"].isna().tolist() == [True, False]


def test_control_limits_need_two_ratings_without_an_absence_in_between():
    course = {"A": [4.0, np.nan] * 8, "B": [4.0] * 16}
    absent = [(s, "A", "absent" if s % 2 == 0 else "present") for s in range(1, 17)]
    absent += [(s, "B", "present") for s in range(1, 17)]
    table = limits(courses_of(course, attendance=absent), Rules())["shewhart"]
    assert table["reason"].tolist() == [
        "No two ratings without an absence in between, so there is no moving range.", "",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SCORED)
def test_moving_one_item_by_less_than_a_point_marks_nothing(name):
    assert found({"A": [4.0] * 9 + [3.95] + [4.0] * 3}, name).empty


@pytest.mark.parametrize("name", SCORED)
def test_too_few_sessions_give_a_reason_and_no_mark(name):
    table = limit(name, {"A": [4.0, 2.0, 4.0, 4.0]})
    assert table["threshold"].isna().all() and "attended sessions" in table["reason"].item()
    assert found({"A": [4.0, 2.0, 4.0, 4.0]}, name).empty


@pytest.mark.parametrize("name", SCORED)
def test_the_first_rating_is_no_fall(name):
    assert found({"A": [1.0] + [4.0, 4.1] * 6}, name).empty


@pytest.mark.parametrize("name", SCORED)
def test_marks_do_not_depend_on_names_or_on_other_lines(name):
    courses = {"A": SCORES, "B": SCORES[::-1]}
    marks = found(courses, name)
    other = found({"Zoe": courses["A"], "Ada": courses["B"]}, name)
    assert other.drop(columns="member").equals(marks.drop(columns="member"))


def test_marked_are_the_possible_ones_that_reach_the_second_multiple():
    courses = {"A": [4.0, 4.0, 3.2, 4.0, 4.0, 2.9, 4.0]}
    assert found(courses, "gumz", sd_inter=0.5, floor=0.5)["marked"].tolist() == [1, 2]
    marked = found(courses, "gumz_marked", sd_inter=0.5, floor=0.5)
    assert marked["onset"].tolist() == [6]
    table = limits(courses_of(courses), Rules(sd_inter=0.5, k=(1, 3)))
    assert table["gumz_marked"]["threshold"].item() == pytest.approx(3 * table["gumz"]["threshold"].item())


def test_in_very_short_courses_the_tested_rating_can_be_left_out_of_the_spread():
    # With the fall the own SD is .894, and the fall of 2 reaches two of them; without it the others do not vary.
    course = {"A": [4.0, 4.0, 2.0, 4.0, 4.0]}
    assert found(course, "gumz", sd_inter=0.01)["threshold"].item() == pytest.approx(np.std(course["A"], ddof=1))
    left_out = found(course, "gumz", sd_inter=0.01, leave_out_below=6)
    assert left_out["threshold"].item() == pytest.approx(1 / 12)
    assert found(course, "gumz", sd_inter=0.01, leave_out_below=5)["threshold"].item() > 0.8


def test_several_lines_at_once_are_the_same_as_one_by_one():
    rng = np.random.default_rng(7)
    study = group({name: (3 + rng.normal(0, 0.6, 12)).round(2).clip(1, 5).tolist() for name in "ABCD"})
    scores = trajectories(study)
    other = group({name: rng.integers(10, 40, 12).astype(float).tolist() for name in "ABCD"}, instrument="GSRS")
    both = pd.concat([scores.astype({"instrument": str, "subscale": str}), trajectories(other).astype(
        {"instrument": str, "subscale": str})], ignore_index=True).astype(
        {name: scores[name].dtype for name in ("group", "rater", "target", "rater_role", "target_role")})  # fmt: skip
    scales = [scale_of_line(study, name, "total", None) for name in ("WAI-SR", "GSRS")]
    whole = member_courses(study, both, scales)
    together = found_by(whole, limits(whole, Rules()), Rules(), SCORED)
    assert len(together) > 10
    for scale in scales:
        alone = member_courses(study, both, [scale])
        one = found_by(alone, limits(alone, Rules()), Rules(), SCORED)
        same = together[together["instrument"] == scale.instrument.id]
        pd.testing.assert_frame_equal(same.reset_index(drop=True), one)


def test_every_criterion_says_its_rule_with_the_numbers_chosen():
    rules = Rules(k=(1.5, 3), strauss_k=1.2, window=4)
    said = {one.name: in_words(one, rules) for one in CRITERIA}
    assert "at least 1.5 SD" in said["gumz"][0] and "at least 3 SD" in said["gumz_marked"][0]
    assert "at least 1.2 SD" in said["strauss"][0] and "within 4 attended sessions" in said["strauss"][1]
    assert all("{" not in rule + repair for rule, repair in said.values())
    assert all(one.source and one.status and one.label for one in CRITERIA)
    with pytest.raises(ValueError, match="there are gumz, gumz_marked, strauss"):
        criterion("charm")


@pytest.mark.parametrize(("wrong", "said"), [({"k": (2, 1)}, "ascending"), ({"reliability": 1.0}, "between 0 and 1")])
def test_rules_that_make_no_sense_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        Rules(**wrong)
