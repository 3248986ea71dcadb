"""Sessions, dates, times and scores of a file: what is read, what decides it, and what only a person can say."""

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import FileMapping, Plan

TALK = "session,speaker,addressee"
RATED = "session,rater,instrument,item,score"


def files_of(**texts):
    return [(f"{name}.csv", "\n".join([*rows, ""]).encode()) for name, rows in texts.items()]


def asked(result):
    return [question for one in result.files for question in one.proposal.questions]


def with_answer(files, place, question=0):
    """The files as they are opened after an answer."""
    result = open_study(files)
    chosen = asked(result)[question]
    understood = next(one for one in result.files if chosen in one.proposal.questions)
    tables = tuple(chosen.answers[place].applied(one) for one in understood.mapping.tables)
    return open_study(files, Plan(files=(FileMapping(understood.text.file, tables=tables),)))


def said(result):
    return " ".join(result.summary["inferred"])


def sessions_of(*texts):
    talk = [f'"{text}",A,B' for text in texts]
    result = open_study(files_of(interactions=[TALK, *talk]))
    return result, [] if result.study is None else result.study.interactions["session"].tolist()


# --- numbers of sessions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [("Session 1", "session 07"), ("S1", "S7"), ("T1", "7"), ("1st", "7th"),
                                   ("מפגש 1", "מפגש 7"), ("Sitzung_1", "Sitzung-7")])  # fmt: skip
def test_the_number_in_the_text_is_the_session(texts):
    result, sessions = sessions_of(*texts)
    if texts[0] == "1st":  # two endings are two series for all the program knows
        assert sessions == [] and "numbers two series" in said(result)
    else:
        assert result.problems == () and sessions == [1, 7] and f'"{texts[0]}" as "1" (1)' in said(result)


@pytest.mark.parametrize("texts", [("7.0", "07"), ("1", "2")])
def test_whole_numbers_need_no_reading(texts):
    result, _ = sessions_of(*texts)
    assert result.problems == () and result.changes == ()


def test_two_series_are_asked_about_and_never_merged():
    files = files_of(interactions=[TALK, "S1,A,B", "S2,A,B", "FU1,B,A"])
    result = open_study(files)
    assert result.study is None and [p.code for p in result.problems].count("not-a-number") == 3
    assert with_answer(files, 0).study.interactions["session"].tolist() == [1, 2, 3]
    assert with_answer(files, 1).study.interactions["session"].tolist() == [2, 3, 1]


@pytest.mark.parametrize("texts", [("S1", "1"), ("S1", "FU1", "1"), ("S1", "T1", "FU1")])
def test_more_ways_of_numbering_are_said_and_not_put_together(texts):
    result, sessions = sessions_of(*texts)
    assert set(sessions) <= {1} and "in several ways" in said(result) and result.changes == ()


def test_a_session_without_a_number_stays_a_fault():
    result, sessions = sessions_of("S1", "S2", "intake")
    assert sessions == [1, 2] and [p.found for p in result.problems] == ["intake"]


# --- dates ------------------------------------------------------------------------------------------------------------


def sessions(*dates, heading="date"):
    rows = [f'{k},"{day}"' for k, day in enumerate(dates, 1)]
    talk = [f"{k},A,B" for k in range(1, len(dates) + 1)]
    return files_of(sessions=[f"session,{heading}", *rows], interactions=[TALK, *talk])


def days_of(result):
    return [str(day) if day == day else "" for day in result.study.sessions["date"]]


def test_a_date_that_can_be_two_days_is_asked_once_and_not_read_until_then():
    files = sessions("3/4/2026", "10/4/2026", "11/5/2026", "12/5/2026", "12/6/2026")
    result = open_study(files)
    (question,) = asked(result)
    assert days_of(result) == [""] * 5 and question.text in said(result)
    (problem,) = result.problems
    assert problem.code == "column-not-used" and "whether the day or the month comes first" in problem.fix
    assert days_of(with_answer(files, 0))[:2] == ["2026-04-03", "2026-04-10"]
    assert days_of(with_answer(files, 1))[:2] == ["2026-03-04", "2026-10-04"]
    assert asked(with_answer(files, 1))[0].text not in said(with_answer(files, 1))


def test_a_day_after_the_twelfth_decides_for_the_others_and_it_is_said():
    result = open_study(sessions("3.4.2026", "13.4.2026"))
    assert result.problems == () and days_of(result) == ["2026-04-03", "2026-04-13"] and asked(result) == []
    assert 'with the day first, as "13.4.2026" can be nothing else' in said(result)
    assert '"3.4.2026" as "2026-04-03" (1)' in said(result)


@pytest.mark.parametrize("dates", [("3/4/2026", "13.4.2026"), ("3/4/2026", "13/4/2026", "4/13/2026"),
                                   ("13-12-04", "14-12-04")])  # fmt: skip
def test_another_form_of_date_decides_nothing(dates):
    result = open_study(sessions(*dates))
    assert days_of(result)[0] == "" and len(asked(result)) == 1


def test_dates_that_can_each_be_one_day_only_are_read():
    result = open_study(sessions("31.3.2026", "4/13/2026", "2026-05-01", "1 June 2026", "n/a"))
    assert result.problems == ()
    assert days_of(result) == ["2026-03-31", "2026-04-13", "2026-05-01", "2026-06-01", ""]


def test_day_numbers_of_a_spreadsheet_are_asked_about():
    files = sessions("46085", "46092")
    assert [p.code for p in open_study(files).problems if p.column == "date"] == ["not-a-date"] * 2
    assert days_of(with_answer(files, 0)) == ["2026-03-04", "2026-03-11"]
    assert days_of(with_answer(files, 1)) == ["2030-03-05", "2030-03-12"]


def test_sessions_that_look_like_day_numbers_stay_numbers_until_somebody_says_so():
    files = files_of(interactions=[TALK, "46085,A,B", "46092,B,A"])
    assert open_study(files).study.interactions["session"].tolist() == [46085, 46092]
    assert with_answer(files, 0).study.interactions["session"].tolist() == [1, 2]
    assert with_answer(files, 2).study.interactions["session"].tolist() == [46085, 46092]


# --- times ------------------------------------------------------------------------------------------------------------


def test_clock_times_are_seconds(opened):
    result = opened(interactions=[f"{TALK},start_seconds,speaking_seconds", "1,A,B,00:01:23.456,1:30",
                                  "1,B,A,0:02:00,45",
                                  "1,B,A,NA,-", ""])  # fmt: skip
    talk = result.study.interactions
    assert result.problems == () and talk["start_seconds"].fillna(-1).tolist() == [83.456, 120, -1]
    assert talk["speaking_seconds"].fillna(-1).tolist() == [90, 45, -1]


def test_a_clock_in_minutes_is_hours_or_minutes_and_is_asked():
    files = files_of(sessions=["session,minutes", "1,1:30", "2,1:45"], interactions=[TALK, "1,A,B", "2,A,B"])
    assert with_answer(files, 0).study.sessions["minutes"].tolist() == [90, 105]
    assert with_answer(files, 1).study.sessions["minutes"].tolist() == [1.5, 1.75]
    clear = files_of(
        sessions=["session,minutes", "1,90 min", "2,1h45"], interactions=[TALK, "1,A,B", "2,A,B"]
    )
    assert open_study(clear).study.sessions["minutes"].tolist() == [90, 105]


# --- scores -----------------------------------------------------------------------------------------------------------


def rated(scores, instrument="WAI-SR"):
    return files_of(
        ratings=[RATED, *(f'{k // 12 + 1},A,{instrument},{k % 12 + 1},"{s}"' for k, s in enumerate(scores))]
    )


def test_a_scale_entered_from_zero_is_asked_about_and_never_shifted_unasked():
    scores = [0, 1, 2, 3, 4, 2] * 4
    files = rated(scores)
    result = open_study(files)
    (question,) = asked(result)
    assert "Were they entered as 0 to 4?" in question.text
    assert sum(p.set_aside for p in result.problems if p.code == "out-of-range") == scores.count(0)
    shifted = with_answer(files, 0)
    assert shifted.problems == () and shifted.study.ratings["score"].tolist() == [s + 1 for s in scores]
    assert sum(change.cells for change in shifted.changes) == len(scores)
    kept = with_answer(files, 1)
    assert kept.changes == () and question.text not in said(kept) and len(kept.study.ratings) == 20


@pytest.mark.parametrize(
    "scores", [[0, 1, 2, 3, 5, 2] * 4, [1, 2, 3, 4] * 6, [0, 1, 4], [0, 1, 2, 3, 4, 6] * 4]
)
def test_a_scale_that_is_as_on_the_form_or_cannot_be_shifted_is_not_asked_about(scores):
    assert asked(open_study(rated(scores))) == []


def test_a_code_for_missing_does_not_hide_a_scale_entered_from_zero():
    (question,) = asked(open_study(rated([0, 1, 2, 4] * 5 + [999, -9])))
    assert "The 20 answers" in question.text


def test_a_scale_entered_one_too_high_is_asked_about_too():
    files = rated([1, 2, 3, 7] * 6, "GCQ-S")
    assert with_answer(files, 0).study.ratings["score"].tolist() == [0, 1, 2, 6] * 6


def test_an_answer_on_a_likelier_scale_is_offered_as_missing_only_once_the_scale_is_known():
    files = rated([2, 3, 4, 5, 6, 7, 7, 9, 9] * 3, "GCQ-S")

    def offered(result):
        return {offer.label for p in result.problems for offer in p.offers if "as missing" in offer.label}

    nines = "Read 9 as missing (6 cells)"
    assert offered(open_study(files)) == {nines}
    assert offered(with_answer(files, 1)) == {nines, "Read 7 as missing (6 cells)"}
    shifted = with_answer(files, 0)
    assert offered(shifted) == {nines} and {p.found for p in shifted.problems} == {"9"}


def test_answers_on_the_scale_of_a_form_with_the_same_items_are_asked_about():
    files = rated([2, 4, 6, 1, 3, 5, 7] * 4, "wai")
    (question,) = asked(open_study(files))
    assert (
        "run from 1 to 7; its form runs from 1 to 5, that of WAI-S from 1 to 7. Which was used?"
        in question.text
    )
    other = with_answer(files, 0)
    assert other.problems == () and set(other.study.ratings["instrument"]) == {"WAI-S"}
    assert {(change.found, change.now, change.cells) for change in other.changes} == {("wai", "WAI-S", 28)}
    kept = with_answer(files, 1)
    assert kept.changes == () and len(kept.study.ratings) == 20


def test_a_slip_or_a_code_beyond_the_scale_is_no_other_form():
    assert asked(open_study(rated([1, 2, 3, 4, 5] * 4 + [6]))) == []
    coded = open_study(rated([1, 2, 3, 4, 5, 7] * 4))
    assert asked(coded) == []
    assert any("Read 7 as missing" in offer.label for p in coded.problems for offer in p.offers)


def test_a_shifted_scale_that_may_be_another_form_has_both_answers():
    (question,) = asked(open_study(rated([2, 3, 4, 5, 6] * 4)))
    labels = [answer.label for answer in question.answers]
    assert [label.split(":")[0] for label in labels] == [
        "entered as 2 to 6",
        "they are answers to WAI-S, 1 to 7",
        "entered as on the form, 1 to 5",
    ]


def test_answers_in_words_are_places_on_the_scale_of_the_instrument():
    words = ["seldom", "Sometimes", "fairly often", "very often", "ALWAYS"]
    result = open_study(rated([*words, "n/a"]))
    assert result.problems == () and result.study.ratings["score"].fillna(0).tolist() == [1, 2, 3, 4, 5, 0]
    assert '"fairly often" as "3" (1)' in said(result)


@pytest.mark.parametrize(
    ("words", "instrument", "scores"),
    [
        (["stimme gar nicht zu", "stimme voll zu"], "WAI-SR", [1, 5]),
        (["כלל לא", "במידה רבה מאוד"], "WAI-SR", [1, 5]),
        (["strongly disagree", "neutral", "strongly agree"], "WAI-S", [1, 4, 7]),
        (["not at all", "a great deal"], "GCQ-S", [0, 5]),
    ],
)
def test_the_number_of_steps_decides_which_scale_it_is(words, instrument, scores):
    assert open_study(rated(words, instrument)).study.ratings["score"].tolist() == scores


def test_words_on_two_scales_are_asked_about():
    files = rated(["seldom", "always"])
    assert open_study(files).study is None
    assert [with_answer(files, k).study.ratings["score"].tolist() for k in (0, 1)] == [[2, 5], [1, 5]]


def test_one_word_is_never_two_numbers():
    rows = ["1,A,WAI-SR,1,agree", "1,A,WAI-S,1,agree", "1,A,WAI-SR,2,5"]
    result = open_study(files_of(ratings=[RATED, *rows]))
    assert result.changes == () and '"agree" stand for different numbers' in said(result)
    assert result.study.ratings["score"].tolist() == [5]


def test_words_of_no_known_instrument_stay_faults():
    result = open_study(files_of(ratings=[RATED, "1,A,XYZ,1,agree", "1,A,XYZ,2,3"]))
    assert result.changes == () and "not-a-number" in {p.code for p in result.problems}


def test_digits_of_other_scripts_are_numbers():
    result = open_study(rated(["٣", "４", "5"]))
    assert result.problems == () and result.study.ratings["score"].tolist() == [3, 4, 5]
    assert open_study(rated(["1 000", "4"])).changes == ()
