"""Process beside alliance: which courses are set side by side, in which session, and what is said of too little."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.association import CONTROLS, TIMINGS, associations, lead_lag, process_of, shifted
from taft_dash.measures.overview import Line
from taft_dash.measures.process import OF_PERSONS, Process, courses_beside
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.study import study_from

PEOPLE = list("ABCDEF")
LINE = Line("WAI-SR", "total", "LEADER")
QUICK = dict(shuffles=199, draws=200)
TURNS = Process("talk", "out_strength", None, False)


def planted(sessions=12, lag=1, seed=3, skipped=()):
    """Six members whose alliance follows the turns they gave `lag` sessions before; one therapist who delivers."""
    rng = np.random.default_rng(seed)
    turns = rng.integers(1, 30, (len(PEOPLE), sessions))
    numbers = [s for s in range(1, sessions + 1) if s not in skipped]
    talk = [(s, m, "T", turns[k, s - 1]) for s in numbers for k, m in enumerate(PEOPLE)]
    talk += [(s, "T", m, int(rng.integers(1, 5))) for s in numbers for m in PEOPLE]
    before = np.roll(turns, lag, axis=1)
    felt = 2 + before / 15 + rng.normal(0, 0.15, turns.shape)
    forms = [
        (s, m, "LEADER", "WAI-SR", "total", felt[k, s - 1]) for s in numbers for k, m in enumerate(PEOPLE)
    ]
    forms += [
        (s, m, "LEADER", "WAI-SR", "bond", felt[k, s - 1]) for s in numbers for k, m in enumerate(PEOPLE)
    ]
    forms += [(s, m, "MEMBERS", "WAI-SR", "bond", rng.uniform(1, 5)) for s in numbers for m in PEOPLE]
    forms += [(s, "T", "GROUP", "TAFT-delivery", "safety", rng.integers(0, 5)) for s in numbers]
    scales = ("mastery", "decentration", "total")
    forms += [
        (s, "O", m, "MAS-A", scale, rng.uniform(1, 9)) for s in numbers for m in PEOPLE for scale in scales
    ]
    roster = pd.DataFrame({"member": [*PEOPLE, "T", "O"], "role": ["member"] * 6 + ["therapist", "observer"]})
    columns = ["session", "rater", "target", "instrument", "item", "score"]
    return study_from(
        {
            "members": roster,
            "interactions": pd.DataFrame(talk, columns=["session", "speaker", "addressee", "turns"]),
            "ratings": pd.DataFrame(forms, columns=columns),
        }
    )


@pytest.fixture(scope="module")
def study():
    return planted()


@pytest.fixture(scope="module")
def courses(study):
    return courses_beside(study, trajectories(study), LINE)


@pytest.fixture(scope="module")
def table(courses):
    return associations(courses, **QUICK)


def row(table, timing, **what):
    asked = table[table["timing"] == timing]
    for column, value in what.items():
        asked = asked[asked[column] == value]
    assert len(asked) == 1
    return asked.iloc[0]


def test_every_kind_of_process_is_set_beside_the_alliance(courses):
    assert set(courses.members) == set(PEOPLE) and courses.alliance.shape == (6, 12)
    kinds = {one.family for one in courses.process}
    assert kinds == {"talk", "group", "delivered", "felt", "metacognition"}
    assert {one.name for one in courses.process if one.family == "talk"} == {*OF_PERSONS} - {"time_share"}
    shared = {one.family: one.shared for one in courses.process}
    assert shared == {"talk": False, "group": True, "delivered": True, "felt": False, "metacognition": False}


def test_parts_of_the_same_forms_and_totals_of_parts_are_left_out(courses):
    rated = [one.series for one in courses.process if one.series]
    assert Series("WAI-SR", "bond", "MEMBERS", "member") in rated
    assert Series("WAI-SR", "bond", "LEADER", "member") not in rated
    assert {s.subscale for s in rated if s.instrument == "MAS-A"} == {"mastery", "decentration"}


def test_a_shared_course_is_the_same_for_everybody(courses):
    for process, values in courses.process.items():
        alike = np.array_equal(values, np.broadcast_to(values[0], values.shape), equal_nan=True)
        assert alike == process.shared or process.name == "betweenness", process  # nobody between, in a star


def test_what_is_planted_one_session_earlier_is_found_there(table):
    turns = dict(process="out_strength")
    earlier = row(table, "process_earlier", **turns)
    assert earlier["r"] > 0.9 and earlier["low"] > 0.8
    assert earlier["p"] == pytest.approx(1 / 200)
    assert abs(row(table, "same", **turns)["r"]) < 0.4
    assert abs(row(table, "alliance_earlier", **turns)["r"]) < 0.4


def test_what_is_planted_one_session_later_is_found_on_the_other_side():
    study = planted(lag=-1)
    table = associations(courses_beside(study, trajectories(study), LINE), families=("talk",), **QUICK)
    assert row(table, "alliance_earlier", process="out_strength")["r"] > 0.9
    assert abs(row(table, "process_earlier", process="out_strength")["r"]) < 0.4


def test_one_number_by_other_means(courses, table):
    """Same session, turns given: centred, multiplied and divided with pandas."""
    both = pd.DataFrame({"x": courses.process[TURNS].ravel(), "y": courses.alliance.ravel()})
    centred = both - both.groupby(np.repeat(np.arange(6), 12)).transform("mean")
    same = row(table, "same", process="out_strength")
    assert same["r"] == pytest.approx(centred["x"].corr(centred["y"]))
    assert (same["n_observations"], same["n_people"], same["n_sessions"]) == (72, 6, 12)


def test_every_look_has_its_row_and_is_counted_in_the_correction(courses, table):
    assert len(table) == len(TIMINGS) * len(courses.process)
    least = table["p"].min()
    assert table["p_holm"].min() == pytest.approx(min(1, least * table["p"].notna().sum()))
    few = associations(courses, families=("talk",), **QUICK)
    assert set(few["family"]) == {"talk"}
    assert row(few, "process_earlier", process="out_strength")["p_holm"] < least * len(table)


def test_a_row_leads_back_to_its_course(courses, table):
    for _, one in table.iterrows():
        assert process_of(one) in courses.process


def test_a_gap_in_the_numbers_is_not_bridged():
    study = planted(skipped=(5, 6))
    courses = courses_beside(study, trajectories(study), LINE)
    turns = courses.process[TURNS]
    later = shifted(turns, courses.numbers, 1)
    assert courses.numbers.tolist() == [1, 2, 3, 4, 7, 8, 9, 10, 11, 12]
    assert np.isnan(later[:, 3]).all() and np.isnan(later[:, -1]).all()
    assert (later[:, 0] == turns[:, 1]).all()
    found = row(associations(courses, families=("talk",), **QUICK), "process_earlier", process="out_strength")
    assert found["n_observations"] == 6 * 8


def test_one_step_is_the_smallest_there_is():
    values = np.array([[1.0, 2, 3, 4]])
    assert shifted(values, np.array([10, 20, 30, 50]), 1).tolist()[0][:2] == [2, 3]
    assert np.isnan(shifted(values, np.array([10, 20, 30, 50]), 1)[0, 2])
    assert np.isnan(shifted(values[:, :1], np.array([3]), -1)).all()


def test_the_previous_value_is_that_of_the_later_series(courses):
    """Against least squares: alliance after the process, given the alliance of the process's session."""
    table = associations(courses, families=("talk",), control="previous", **QUICK)
    x, before, y = courses.process[TURNS][:, :-1], courses.alliance[:, :-1], courses.alliance[:, 1:]
    people = np.repeat(np.eye(6), 11, axis=0)

    def rest(values):
        design = np.column_stack([people, before.ravel()])
        return values.ravel() - design @ np.linalg.lstsq(design, values.ravel(), rcond=None)[0]

    expected = np.corrcoef(rest(x), rest(y))[0, 1]
    assert row(table, "process_earlier", process="out_strength")["r"] == pytest.approx(expected)
    plain = associations(courses, families=("talk",), **QUICK)
    same = [row(one, "same", process="out_strength")["r"] for one in (table, plain)]
    assert same[0] == same[1], "in the same session nothing is held constant"


def test_own_trends_can_be_taken_out(courses):
    rising = courses.alliance + np.arange(12) * 2.0
    trending = {TURNS: courses.process[TURNS] + np.arange(12) * 20.0}
    both = type(courses)(courses.line, courses.members, courses.numbers, rising, trending)
    plain, without = (
        row(associations(both, control=control, **QUICK), "same", process="out_strength")
        for control in ("none", "trend")
    )
    assert plain["r"] > 0.8 and plain["p"] < 0.01
    assert abs(without["r"]) < 0.4 and without["p"] > 0.05


def test_an_unknown_control_names_those_there_are(courses):
    with pytest.raises(ValueError, match="none, previous, trend"):
        associations(courses, control="weather")
    assert CONTROLS[0] == "none"


def test_too_little_has_no_number_and_says_what_is_missing():
    study = planted(sessions=3)
    table = associations(courses_beside(study, trajectories(study), LINE), **QUICK)
    assert table[["r", "low", "high", "p", "p_holm", "p_fdr"]].isna().all().all()
    assert (table["n_observations"] == 0).all()
    assert table["reason"].str.contains("at least 20 observations of people with at least 4 sessions").all()


def test_the_interval_is_refused_on_its_own(courses):
    four = type(courses)(
        courses.line, courses.members[:4], courses.numbers, courses.alliance[:4],
        {one: values[:4] for one, values in courses.process.items()},
    )  # fmt: skip
    found = row(associations(four, families=("talk",), **QUICK), "same", process="out_strength")
    assert (
        np.isfinite(found[["r", "p"]].astype(float)).all()
        and np.isnan(found["low"])
        and found["reason"] == ""
    )
    assert found["interval_reason"].startswith("An interval needs at least 5 people")


def test_the_lead_lag_picture_peaks_where_it_was_planted(courses):
    table = lead_lag(courses, TURNS, shuffles=199)
    assert table["lag"].tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert table.loc[table["r"].idxmax(), "lag"] == 1
    assert table.set_index("lag").loc[1, "outside"]
    assert (table["chance_low"] < 0).all() and (table["chance_high"] > 0).all()
    assert table["n_observations"].tolist() == [6 * 9, 6 * 10, 6 * 11, 6 * 12, 6 * 11, 6 * 10, 6 * 9]


def test_names_change_nothing_and_the_seed_gives_the_same_again(study, table):
    again = associations(courses_beside(study, trajectories(study), LINE), **QUICK)
    pd.testing.assert_frame_equal(again, table)
    hidden = study.masked()
    masked = associations(courses_beside(hidden, trajectories(hidden), LINE), **QUICK)
    assert masked["r"].to_numpy() == pytest.approx(table["r"].to_numpy(), nan_ok=True)


def test_without_talk_the_ratings_remain():
    whole = planted()
    study = study_from({"members": whole.members, "ratings": whole.ratings})
    courses = courses_beside(study, trajectories(study), LINE)
    assert {one.family for one in courses.process} == {"delivered", "felt", "metacognition"}
