"""Scores of questionnaires: by hand from their keys, and the same for every instrument of the registry."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.ratings import trajectories
from taft_dash.records.instruments import INSTRUMENTS, find
from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.study import study_from

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "scoring.json").read_text())
RATING = ["session", "rater", "target", "instrument", "item", "score"]


def scored(rows, *, members=None, instruments=()) -> pd.DataFrame:
    """Scores of rows (session, rater, target, instrument, item, score)."""
    frames = {"ratings": pd.DataFrame(rows, columns=RATING)}
    if members is not None:
        frames["members"] = pd.DataFrame(members, columns=["member", "role"])
    return trajectories(study_from(frames, instruments=instruments))


def form(instrument, answers, *, session=1, rater="A", target=np.nan) -> list[tuple]:
    return [(session, rater, target, instrument, str(item), score) for item, score in answers.items()]


def by_subscale(scores: pd.DataFrame) -> pd.DataFrame:
    return scores.set_index(scores["subscale"].astype("str"))


@pytest.mark.parametrize("example", REFERENCE["forms"], ids=lambda e: f"{e['instrument']}: {e['case']}")
def test_forms_worked_by_hand(example):
    scores = by_subscale(scored(form(example["instrument"], example["answers"])))
    plotted = find(example["instrument"]).score
    assert list(scores.index) == list(example["scores"])
    for name, expected in example["scores"].items():
        found = scores.loc[name]
        assert found["items_answered"] == expected["answered"]
        assert found["items"] == len(find(example["instrument"]).scale(name).items)
        assert found["reason"] == expected.get("reason", "")
        for column in ("mean", "sum"):
            assert found[column] == pytest.approx(expected.get(column, np.nan), rel=1e-12, nan_ok=True)
        assert found["score"] == pytest.approx(expected.get(plotted, np.nan), rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda i: i.id)
def test_every_instrument_scores_within_its_limits(instrument):
    """Lowest, highest and random answers stay within the limits; the extremes reach them if nothing is reversed."""
    rng = np.random.default_rng(7)
    parts = [str(item) for item in instrument.items] or [scale.name for scale in instrument.subscales]
    rows = []
    for session in range(1, 21):
        for part in parts:
            low, high, _ = instrument.limits(part)
            value = {1: low, 2: high}.get(session, rng.integers(low, high + 1))
            rows.append((session, "A", np.nan, instrument.id, part, float(value)))
    scores = scored(rows)
    shown = [
        scale
        for scale in instrument.scales
        if instrument.items or instrument.score == "sum" or scale.name != "total"
    ]
    assert set(scores["subscale"]) == {scale.name for scale in shown}
    assert (scores["reason"] == "").all()
    for scale in shown:
        own = scores[scores["subscale"] == scale.name].set_index("session")["score"]
        assert own.between(scale.low, scale.high).all()
        if not set(scale.items) & set(instrument.reversed):
            assert (own[1], own[2]) == (scale.low, scale.high)


def test_a_score_is_missing_exactly_where_a_reason_is_given():
    rng = np.random.default_rng(3)
    rows = [row for s in range(1, 40) for row in form("WAI-S", dict.fromkeys(range(1, 13), 4.0), session=s)]
    rows = [(*row[:5], np.nan if rng.random() < 0.3 else row[5]) for row in rows if rng.random() < 0.9]
    scores = scored(rows)
    assert 0 < scores["score"].isna().sum() < len(scores)
    assert (scores["score"].isna() == (scores["reason"] != "")).all()
    assert (scores["mean"].isna() == scores["score"].isna()).all()


def test_a_form_on_which_nothing_was_answered_is_there_with_its_reason():
    scores = by_subscale(scored(form("GSRS", {1: np.nan, 2: np.nan})))
    assert scores.loc["total", "reason"] == "GSRS total needs at least 3 of its 4 items; 0 were answered."


def test_written_down_subscales_and_totals_are_taken_as_they_are():
    scores = by_subscale(scored(form("WAI-SR", {"bond": 4.25, "total": 3.5})))
    assert scores.loc["bond", ["mean", "sum", "score"]].tolist() == [4.25, 17, 4.25]
    assert scores.loc["total", ["mean", "sum", "score"]].tolist() == [3.5, 42, 3.5]
    assert scores["items_answered"].isna().all()
    assert list(scores.index) == ["bond", "total"]


def test_answers_win_over_a_written_down_score_and_a_difference_is_said():
    answers = dict.fromkeys(range(1, 13), 4.0)
    scores = by_subscale(scored(form("WAI-SR", {**answers, "bond": 2.0, "task": 4.0})))
    assert scores.loc["bond", "score"] == 4
    assert scores.loc["bond", "note"] == "A different score is also written down; the answers are used."
    assert scores.loc["task", "note"] == ""


def test_a_score_rounded_to_one_decimal_is_no_difference():
    scores = by_subscale(
        scored(form("GCQ-S", {**dict.fromkeys(range(1, 12), 1.0), 12: 2.0, "conflict": 1.3}))
    )
    assert scores.loc["conflict", "score"] == 1.25
    assert scores.loc["conflict", "note"] == ""


def test_a_written_down_score_does_not_replace_a_form_with_too_few_answers():
    scores = by_subscale(scored(form("WAI-SR", {3: 4.0, "bond": 4.5})))
    assert scores.loc["bond", "reason"] == (
        "WAI-SR bond needs at least 3 of its 4 items; 1 was answered. The score written down is not used."
    )


def test_sums_are_told_from_means_by_the_whole_column():
    sums = scored(
        [row for s, bond in ((1, 18), (2, 15), (3, 4.0)) for row in form("WAI-SR", {"bond": bond}, session=s)]
    )
    assert sums["score"].tolist() == [4.5, 3.75, 1]
    assert set(sums["note"]) == {"Written down as the sum of 4 items."}
    means = scored(
        [
            row
            for s, bond in ((1, 4.5), (2, 4.0), (3, 18))
            for row in form("WAI-SR", {"bond": bond}, session=s)
        ]
    )
    assert means["score"].tolist()[:2] == [4.5, 4]
    assert (
        means["reason"].tolist()[2] == "The score written down for WAI-SR bond cannot be the mean of 4 items."
    )
    # A scale that is plotted as a sum, written down as means.
    wai_s = scored(
        [row for s, bond in ((1, 3.5), (2, 2.0)) for row in form("WAI-S", {"bond": bond}, session=s)]
    )
    assert wai_s["score"].tolist() == [14, 8]


def test_a_total_is_made_of_subscales_when_all_are_there():
    scores = by_subscale(scored(form("WAI-SR", {"goal": 3, "task": 4, "bond": 5})))
    assert scores.loc["total", ["mean", "sum", "note"]].tolist() == [4, 48, "Made of the subscales."]
    mas = {"self_reflectivity": 4.5, "understanding_others": 3, "decentration": 1, "mastery": 5}
    assert by_subscale(scored(form("MAS-A", mas))).loc["total", "score"] == 13.5


def test_a_total_of_subscales_needs_all_of_them():
    rows = form("MAS-A", {"S": 4, "O": 3, "D": 1, "M": 5}) + form("MAS-A", {"S": 4, "O": 3}, session=2)
    second = scored(rows).query("session == 2").pipe(by_subscale)
    assert second.loc["total", "reason"] == "MAS-A total needs a score on all 4 subscales; 2 have one."


def test_no_total_is_made_where_weights_are_unknown_or_subscales_are_used_singly():
    assert "total" not in by_subscale(
        scored(form("RAS-20", {"hope": 4, "help": 3, "reliance": 4, "symptoms": 2}))
    )
    assert list(scored(form("WAI-SR", {"bond": 4}))["subscale"]) == ["bond"]


def test_equal_duplicates_are_one_answer_and_contradictory_ones_none():
    answers = form("GSRS", {1: 8.0, 2: 7.0, 3: 9.0, 4: 6.0})
    assert scored(answers * 2)["score"].tolist() == [30]
    contradicted = scored([*answers, (1, "A", np.nan, "GSRS", "4", 2.0)])
    assert contradicted[["score", "items_answered"]].values.tolist() == [[32, 3]]
    assert contradicted["note"].tolist() == ["Contradictory answers to 1 item count as not answered."]
    written = scored([(1, "A", np.nan, "ORS", "total", 20.0), (1, "A", np.nan, "ORS", "total", 30.0)])
    assert written["reason"].tolist() == ["Contradictory scores are written down for ORS total."]


def test_raters_targets_sessions_and_spellings_are_kept_apart_or_together():
    rows = [(1, "A", "LEADER", "WAI-SR", "bond", 4.0), (1, "A", "MEMBERS", "wai_sr", "bond", 2.0)]
    rows += [(1, "T", "A", "WAI-SR", "Bond", 3.0), (2, "A", "LEADER", "waisr", "bond", 5.0)]
    scores = scored(rows, members=[("T", "therapist"), ("A", "member")])
    columns = ["session", "rater", "target", "instrument", "score", "rater_role", "target_role"]
    assert scores[columns].values.tolist() == [
        [1, "T", "A", "WAI-SR", 3.0, "therapist", "member"],
        [1, "A", "MEMBERS", "WAI-SR", 2.0, "member", "whole"],
        [1, "A", "LEADER", "WAI-SR", 4.0, "member", "whole"],
        [2, "A", "LEADER", "WAI-SR", 5.0, "member", "whole"],
    ]


def test_an_unknown_instrument_is_listed_without_a_score():
    scores = scored([*form("BDI", {1: 2.0, 2: 3.0}), *form("GSRS", dict.fromkeys((1, 2, 3, 4), 5.0))])
    unknown = scores[scores["instrument"] == "BDI"]
    assert unknown["reason"].tolist() == ["BDI is not a known instrument; define it in instruments.csv."]
    assert unknown["score"].isna().all()


def test_a_users_own_instrument_is_scored_by_its_own_key():
    key = {"instrument": "OWN", "items": "1-4", "low": 0, "high": 3, "reversed": "2", "least_answered": 0.5}
    own, _ = instruments_from(pd.DataFrame([key]))
    scores = scored(form("own", {1: 3, 2: 3, 3: np.nan, 4: np.nan}), instruments=own)
    assert scores[["mean", "sum", "items_answered"]].values.tolist() == [[1.5, 6, 2]]


def test_scores_do_not_depend_on_names_or_on_the_order_of_rows_and_the_study_is_not_changed():
    rng = np.random.default_rng(11)
    rows = [
        row
        for s in (1, 2, 3)
        for rater in "ABC"
        for row in form(
            "WAI-SR", dict(enumerate(rng.integers(1, 6, 12).astype(float), 1)), session=s, rater=rater
        )
    ]
    members = [("A", "member"), ("B", "member"), ("C", "member")]
    study = study_from({"ratings": pd.DataFrame(rows, columns=RATING)})
    before = study.ratings.copy(deep=True)
    expected = trajectories(study)
    pd.testing.assert_frame_equal(study.ratings, before)
    shuffled = scored([rows[k] for k in rng.permutation(len(rows))], members=members)
    pd.testing.assert_frame_equal(
        shuffled.astype({"rater": "str"}), expected.astype({"rater": "str"}), check_categorical=False
    )
    new_name = {"A": "Zoe", "B": "Yan", "C": "Xia"}
    renamed = scored([(s, new_name[rater], *rest) for s, rater, *rest in rows])
    assert renamed["score"].tolist() == expected["score"].tolist()
    assert renamed["rater"].tolist() == [new_name[rater] for rater in expected["rater"]]


def test_no_ratings_is_an_empty_table_with_all_columns():
    scores = trajectories(study_from({}))
    assert scores.empty
    assert scores.columns[:7].tolist() == [
        "group",
        "session",
        "rater",
        "target",
        "instrument",
        "subscale",
        "score",
    ]
