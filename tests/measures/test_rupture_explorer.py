"""Criteria side by side, crossed with what was noted: on groups of a few members with events made for the purpose."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.overview import Line
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture import ruptures, share_in_rupture
from taft_dash.measures.rupture_explorer import explored
from taft_dash.measures.rupture_notes import notes, noting
from taft_dash.measures.rupture_rules import CRITERIA, SCORED, Rules
from taft_dash.records.study import Study, study_from

LINE = Line("WAI-SR", "total", "LEADER")
CALM = [4.0, 4.05] * 5
FALL = [4.1, 4.0, 4.1, 4.0, 4.1, 2.3, 3.3, 4.1, 4.0, 4.1]  # falls in session 6, back in 8
PEOPLE = {"A": "member", "B": "member", "C": "member", "T": "therapist", "O": "observer"}


def told(session, kind, actor=None, target=None, rater=None, type=None, minute=None) -> dict:
    return dict(session=session, kind=kind, actor=actor, target=target, rater=rater, type=type, minute=minute)


def study_of(courses, events=(), *, absent=(), target="LEADER", also=None) -> Study:
    ratings = [(s, m, target, v) for m, scores in courses.items() for s, v in enumerate(scores, 1)]
    ratings += [(s, m, other, v) for other, more in (also or {}).items() for m, scores in more.items()
                for s, v in enumerate(scores, 1)]  # fmt: skip
    ratings = pd.DataFrame(ratings, columns=["session", "rater", "target", "score"])
    sessions = range(1, 11)
    attendance = [(s, m, "absent" if (m, s) in absent else "present") for s in sessions for m in PEOPLE]
    frames = {
        "members": pd.DataFrame({"member": list(PEOPLE), "role": list(PEOPLE.values())}),
        "attendance": pd.DataFrame(attendance, columns=["session", "member", "status"]),
        "ratings": ratings[~ratings["score"].isna()].assign(instrument="WAI-SR", item="total"),
    }
    if events:
        frames["events"] = pd.DataFrame(list(events))
    return study_from(frames)


def found(*events, courses=None, lines=(LINE,), rules=None, **more):
    study = study_of(courses or {"A": FALL, "B": CALM, "C": CALM}, events, **more)
    return explored(study, trajectories(study), list(lines), rules)


def of(view, criterion="gumz", **wanted):
    rows = view.episodes[view.episodes["criterion"] == criterion]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows


# Notes


@pytest.mark.parametrize(
    ("event", "members", "level", "named"),
    [
        (told(6, "rupture", "A", "GROUP", "O"), ["A"], "member-group", [True]),
        (told(6, "rupture", "A", "B", "T"), ["A", "B"], "member-member", [True, True]),
        (told(6, "rupture", "A", "MEMBERS", "T"), ["A"], "member-member", [True]),
        (told(6, "rupture", "T", "A", "T"), ["A"], "member-therapist", [True]),
        (told(6, "rupture", "A", "LEADER", "O"), ["A"], "member-therapist", [True]),
        (told(6, "rupture", "GROUP", "LEADER", "O"), ["A", "C"], "member-therapist", [False, False]),
        (told(6, "rupture", "GROUP", None, "O"), ["A", "C"], "member-group", [False, False]),
        (told(6, "rupture", "A", None, "O"), ["A"], "", [True]),
        (told(6, "rupture", None, None, "O"), [], "", [False]),
        (told(6, "conflict", "A", "B", "O", "confrontation"), ["A", "B"], "member-member", [True, True]),
        (told(6, "repair", "A", "GROUP", "O"), ["A", "C"], "member-group", [True, False]),
    ],
)
def test_whom_a_note_concerns_and_between_whom_it_was(event, members, level, named):
    table = notes(study_of({"A": CALM, "B": CALM, "C": CALM}, [event], absent={("B", 6)}))
    assert table["member"].dropna().tolist() == members
    assert table["named"].tolist() == named
    assert (table["level"] == level).all() and len(table) == max(1, len(members))


def test_other_events_are_no_notes_of_ruptures():
    events = [told(6, "conflict", "A", "B", "O"), told(6, "disclosure", "A", "GROUP", "T")]
    study = study_of({"A": CALM}, events)
    assert notes(study).empty
    assert noting(study)[["noter", "n_events"]].values.tolist() == [["therapist", 1], ["observer", 1]]


# Noted ruptures as episodes


def test_a_noted_rupture_is_an_episode_until_a_repair_is_noted():
    view = found(told(6, "rupture", "A", "GROUP", "O", "withdrawal"), told(8, "repair", "B", "A", "O"))
    episode = of(view, "therapist_report").iloc[0]
    times = episode[["onset", "peak_session", "last_session", "repaired_session", "length"]].tolist()
    assert (episode["member"], episode["status"], times) == ("A", "repaired", [6, 5, 7, 8, 2])
    assert episode["reason"] == (
        "Noted by an observer in session 6 (withdrawal): WAI-SR total 2.3, 4.1 in session 5 before; a repair noted in"
        " session 8."
    )
    assert np.isnan(episode["depth"]) and np.isnan(episode["threshold"])


@pytest.mark.parametrize(
    ("events", "status", "last"),
    [
        ([told(6, "rupture", "A", "B", "T")], "open", 9),
        ([told(6, "rupture", "A", "B", "T"), told(10, "repair", "A", "B", "T")], "open", 9),
        ([told(6, "rupture", "A", "B", "T"), told(9, "repair", "A", "B", "T")], "repaired", 8),
        ([told(6, "rupture", "A", "B", "T"), told(6, "repair", "A", "B", "T")], "repaired", 6),
        ([told(6, "rupture", "A", "B", "T"), told(8, "repair", "C", "T", "T")], "open", 9),
        ([told(9, "rupture", "A", "B", "T")], "censored", 10),
    ],
)
def test_what_became_of_a_noted_rupture(events, status, last):
    episode = of(found(*events), "therapist_report", member="A").iloc[0]
    assert (episode["status"], episode["last_session"]) == (status, last)


def test_absences_do_not_run_down_the_time_for_a_noted_repair():
    events = [told(5, "rupture", "A", "B", "T"), told(10, "repair", "A", "B", "T")]
    absent = {("A", 7), ("A", 8)}
    assert of(found(*events, absent=absent), "therapist_report", member="A")["status"].tolist() == ["repaired"]
    assert of(found(*events), "therapist_report", member="A")["status"].tolist() == ["open"]


def test_two_notes_of_one_rupture_are_one_episode_and_a_members_note_is_none():
    events = [told(6, "rupture", "A", "B", "T"), told(6, "rupture", "A", "B", "O"), told(7, "rupture", "A", "B", "O")]
    view = found(*events, told(3, "rupture", "C", "B", "C"))
    noted = of(view, "therapist_report")
    assert noted[["member", "onset"]].values.tolist() == [["A", 6], ["B", 6]]
    assert noted["reason"].str.startswith("Noted by an observer and a therapist in session 6 (rupture)").all()


def test_a_note_by_somebody_not_recorded_is_a_note_but_no_therapists():
    view = found(told(6, "rupture", "A", "GROUP"), told(2, "other", "B", "GROUP", "T"))
    assert "somebody not recorded" in of(view, "therapist_report")["reason"].item()
    assert of(view)["therapist"].tolist() == ["missed"]


# Crossed


@pytest.mark.parametrize(
    ("event", "therapist", "observer"),
    [
        (told(6, "rupture", "A", "GROUP", "T"), "recognised", ""),
        (told(7, "rupture", "A", "GROUP", "T"), "recognised", ""),
        (told(8, "rupture", "A", "GROUP", "T"), "missed", ""),
        (told(5, "rupture", "A", "GROUP", "T"), "missed", ""),
        (told(6, "rupture", "B", "C", "T"), "noted for others", ""),
        (told(6, "rupture", "GROUP", None, "T"), "recognised", ""),
        (told(6, "rupture", None, None, "T"), "noted for others", ""),
        (told(6, "disclosure", "A", "GROUP", "T"), "missed", ""),
        (told(6, "repair", "A", "GROUP", "T"), "missed", ""),
        (told(6, "rupture", "A", "GROUP", "O"), "", "recognised"),
    ],
)
def test_recognised_noted_for_others_or_missed(event, therapist, observer):
    episode = of(found(event)).iloc[0]
    assert (episode["therapist"], episode["observer"]) == (therapist, observer)


def test_the_crossing_counts_episodes_and_what_was_noted_without_one():
    courses = {"A": FALL, "B": FALL, "C": CALM[:3] + [np.nan] * 7}
    view = found(
        told(6, "rupture", "A", "GROUP", "T"), told(2, "rupture", "A", "T", "T"), told(2, "rupture", "A", "B", "T"),
        told(3, "rupture", "C", "GROUP", "T"), courses=courses,
    )  # fmt: skip
    row = view.crossing.query("criterion == 'gumz' and noter == 'therapist'").iloc[0]
    counts = row[["n_episodes", "recognised", "noted_for_others", "missed", "noted_only", "noted_unjudged"]]
    # Noted only: Ada and Ben in session 2, each once. Cleo has three ratings and cannot be judged.
    assert counts.tolist() == [2, 1, 1, 0, 2, 1]
    silent = view.crossing.query("criterion == 'gumz' and noter == 'observer'").iloc[0]
    assert silent["reason"] == "No observer noted any event, so nothing can be said of what was seen."
    assert silent["n_episodes"] == 2 and pd.isna(silent["recognised"]) and pd.isna(silent["noted_only"])


def test_kind_level_and_repair_as_noted_stand_with_the_episode():
    view = found(
        told(6, "rupture", "A", "GROUP", "O", "withdrawal"), told(8, "repair", "B", "A", "T"),
        told(3, "rupture", "A", "T", "O", "confrontation"),
    )  # fmt: skip
    episode = of(view).iloc[0]
    assert episode[["noted_type", "level_noted", "level_rated", "repair_noted"]].tolist() == [
        "withdrawal", "member-group", "member-therapist", 8,
    ]  # fmt: skip


# Side by side


def test_agreement_counts_the_criteria_that_look_at_scores():
    view = found(told(6, "rupture", "A", "GROUP", "O"))
    row = view.agreement.iloc[0]
    assert row[[*SCORED, "therapist_report"]].notna().all()
    assert (row["n_agree"], row["n_judging"], row["member"]) == (6, 6, "A")
    assert of(view)["agree"].item().split() == [one.name for one in CRITERIA]
    assert (view.episodes["n_agree"] == 6).all()


def test_episodes_that_do_not_overlap_are_two():
    twice = [4.0, 4.1, 2.5, 4.1, 4.0, 4.1, 4.0, 2.5, 4.1, 4.0]
    view = found(courses={"A": twice, "B": CALM})
    assert view.agreement[["first_session", "gumz"]].values.tolist() == [[3, 3], [8, 8]]


def test_who_cannot_be_judged_is_not_counted_among_the_judging():
    seven = [4.1, 4.0, 4.1, 2.3, 3.3, 4.1, 4.0] + [np.nan] * 3
    view = found(courses={"A": seven, "B": CALM})
    assert of(view)["n_judging"].tolist() == [5]  # no control limits below eight ratings
    limits = view.thresholds.query("member == 'A' and criterion == 'shewhart'").iloc[0]
    assert "at least 8" in limits["reason"] and np.isnan(limits["threshold"])


def test_the_levels_are_those_of_all_lines_on_which_the_member_fell():
    group = Line("WAI-SR", "total", "GROUP")
    others = Line("WAI-SR", "total", "MEMBERS")
    view = found(lines=[LINE, group, others], also={"GROUP": {"A": FALL, "B": CALM}, "MEMBERS": {"A": CALM}})
    assert of(view, target="LEADER")["levels"].tolist() == ["member-group member-therapist"]
    assert of(view.of(group))["level_rated"].tolist() == ["member-group"]
    assert view.of(others).episodes.empty


def test_the_explorer_holds_what_the_single_criterion_finds():
    rng = np.random.default_rng(3)
    courses = {name: (3.5 + rng.normal(0, 0.5, 10)).clip(1, 5).tolist() for name in "ABC"}
    study = study_of(courses)
    scores = trajectories(study)
    view = explored(study, scores, [LINE])
    alone = ruptures(study, scores, instrument="WAI-SR")
    assert len(alone)
    pd.testing.assert_frame_equal(of(view)[list(alone)].reset_index(drop=True), alone, check_dtype=False)
    shares = view.shares[view.shares["criterion"] == "gumz"].reset_index(drop=True)
    one = share_in_rupture(study, alone)
    pd.testing.assert_frame_equal(shares[list(one)], one)


def test_shares_are_counted_for_every_criterion():
    view = found(told(6, "rupture", "GROUP", None, "T"), courses={"A": FALL, "B": FALL, "C": CALM})
    at_6 = view.shares[view.shares["session"] == 6].set_index("criterion")
    assert at_6.loc["gumz", ["n_in_rupture", "n_present", "kind"]].tolist() == [2, 3, "shared"]
    assert at_6.loc["therapist_report", ["n_in_rupture", "n_present", "kind"]].tolist() == [3, 3, "shared"]
    assert set(at_6.index) == {one.name for one in CRITERIA}


def test_the_rules_reach_every_criterion():
    loose, strict = found(rules=Rules(strauss_k=9)), found(rules=Rules(k=(9,), z=20, reliability=0))
    assert not len(of(loose, "strauss")) and len(of(loose, "rci"))
    assert not len(of(strict)) and not len(of(strict, "rci")) and len(of(strict, "strauss"))


def test_nothing_to_look_at_gives_empty_tables():
    study = study_of({"A": CALM})
    view = explored(study, trajectories(study), [])
    assert [len(t) for t in (view.thresholds, view.episodes, view.agreement, view.shares, view.crossing)] == [0] * 5


def test_nothing_given_is_changed():
    study = study_of({"A": FALL}, [told(6, "rupture", "A", "GROUP", "O")])
    scores = trajectories(study)
    before = [scores.copy(deep=True), study.events.copy(deep=True), study.presence.copy(deep=True)]
    explored(study, scores, [LINE])
    for now, then in zip((scores, study.events, study.presence), before, strict=True):
        pd.testing.assert_frame_equal(now, then)
