"""What the cells of a column are taken to mean, what is asked, and that a tidy table is left exactly as it is."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taft_dash.measures.ratings import trajectories
from taft_dash.records.checking import open_study
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.mapping.arrangement import arrange
from taft_dash.records.mapping.arranging import arranged
from taft_dash.records.mapping.offers import with_offer
from taft_dash.records.mapping.plan import FileMapping, Plan, TableMapping, Unfolded
from taft_dash.records.mapping.proposing import Proposal, propose
from taft_dash.records.mapping.proposing_values import with_values
from taft_dash.records.mapping.saved import MappingFault, plan_from_json, plan_to_json
from taft_dash.records.reading import read_files
from taft_dash.records.tables import TABLES
from taft_dash.records.text_tables import TextColumn, TextTable
from tests.records.mapping.asking import answered, files_of, questions, said

TALK = "session,speaker,addressee"
ROSTER = ["member,role", "A,member"]


# --- a tidy table stays as it is ------------------------------------------------------------------------------------

NAMES = st.text("cdefghאבגäößM0123456789 .", min_size=1, max_size=8).map(str.strip).filter(bool)
PEOPLE = st.lists(NAMES | st.sampled_from(["NA", "n/a", "-", "T", "1", "P", "x", "None", "A/B", "A, B", "A and B"]),
                  min_size=2, max_size=5, unique_by=str.casefold)  # fmt: skip


def cell(column, people):
    """Texts that are tidy in a column; of amounts, none that is a customary code for missing."""
    number = st.integers(0, 40).map(str) | st.decimals(0, 98, places=1).map(str)
    kinds = {
        "group": st.sampled_from(["g1", "NA"]),
        "person": st.sampled_from(people) | st.sampled_from([*column.choices, people[0]]),
        "people": st.lists(st.sampled_from(people), min_size=1, unique=True).map(";".join) | st.just("GROUP"),
        "session": st.integers(0, 60_000).filter(lambda k: k < 25_000).map(str),
        "whole": st.integers(1, 98).map(str),
        "number": st.sampled_from(["-1", "0", "0.5", "1"]) if column.low == -1 else number,
        "choice": st.sampled_from(column.choices or [""]),
        "text": st.sampled_from(["bond", "NA", "1.3.2026", "S7", "yes", "WAI-SR", "x"]),
        "date": st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(date.isoformat),
    }
    return kinds[column.kind] if column.required else kinds[column.kind] | st.just("")


@st.composite
def tidy_tables(draw):
    known = draw(st.sampled_from([one for one in TABLES if one.name != "instruments"]))
    people = draw(PEOPLE)
    rows = draw(st.lists(st.tuples(*(cell(c, people) for c in known.columns)), min_size=1, max_size=6))
    quoted = [",".join(f'"{text}"' for text in row) for row in rows]
    return known.name, [",".join(known.names), *quoted]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tidy_tables())
def test_a_tidy_table_is_left_exactly_as_it_is(tidy):
    name, rows = tidy
    (text,) = read_files(files_of(**{name: rows})).tables
    proposal = propose(text, INSTRUMENTS)
    (mapping,) = proposal.mappings
    assert mapping.plain and mapping.columns == dict(zip(text.columns, text.columns, strict=True))
    assert proposal.questions == () and proposal.said == ()


ODD = st.sampled_from(
    [
        *("", "NA", "-", "+", "?", "999", "0", "x", "S1", "FU2", "3/4/2026", "13.4.26", "46085", "1:30", "90 min"),
        *("٣", "agree", "never", "all", "A, B", "A/X", "P", "1;2", "\u200f", "=1+1", "٠٠", "1e9", "½"),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(TABLES),
    st.lists(st.lists(ODD | st.text(max_size=4), min_size=16, max_size=16), max_size=5),
)
def test_whatever_stands_in_the_cells_every_answer_can_be_given(known, rows):
    columns = {name: text_column_of([row[k] for row in rows]) for k, name in enumerate(known.names)}
    text = TextTable("x.csv", known.name, columns, np.arange(2, len(rows) + 2, dtype=np.int32), "UTF-8", ",")
    proposal = propose(text, INSTRUMENTS)
    for mapping in proposal.mappings:
        answers = [answer for question in proposal.questions for answer in question.answers]
        for one in [mapping, *(answer.applied(mapping) for answer in answers)]:
            tidy = arranged(text, one, INSTRUMENTS, ("999",))
            assert sum(change.cells for change in tidy.changes) <= len(rows) * len(columns)
            assert plan_from_json(plan_to_json(Plan(files=(FileMapping("x.csv", tables=(one,)),))))


def text_column_of(texts):
    trimmed = [text.strip() for text in texts]
    values = list(dict.fromkeys(trimmed))
    return TextColumn(np.array([values.index(text) for text in trimmed], np.int32), np.array(values, object))


def test_the_sound_files_are_left_exactly_as_they_are(records):
    opened = open_study(records())
    assert opened.changes == () and questions(opened) == []


# --- missing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["NA", "n/a", "N/A", "NaN", "null", "None", ".", "-", "--", "#NULL!", "#N/A", "Missing", "k.A.",
             "keine Angabe", "לא ידוע", "חסר", "אין"],
)  # fmt: skip
def test_words_for_missing_are_no_scores_and_are_counted(opened, word):
    rows = [f'1,A,WAI-SR,{item},"{word}"' for item in (1, 2)]
    result = opened(ratings=["session,rater,instrument,item,score", "1,A,WAI-SR,3,4", *rows, ""])
    assert result.problems == () and result.study.ratings["score"].isna().sum() == 2
    assert f'"{word}" as missing (2)' in said(result)
    (change,) = result.changes
    assert (change.column, change.found, change.now, change.cells, change.lines) == (
        "score",
        word,
        "",
        2,
        (3, 4),
    )


def test_a_name_is_never_missing(opened):
    result = opened(
        members=["member,name", "NA,None", "-,x", ""], interactions=[TALK, "1,NA,-", "1,-,NA", ""]
    )
    assert result.changes == () and set(result.study.members["member"]) == {"NA", "-"}
    assert result.study.interactions["speaker"].tolist() == ["NA", "-"]


def test_a_word_for_missing_is_no_count_of_one_turn(opened):
    result = opened(interactions=[f"{TALK},turns", "1,A,B,NA", "1,B,A,2", ""])
    assert [problem.code for problem in result.problems] == ["not-a-number"] and result.changes == ()


def test_codes_are_offered_and_never_read_as_missing_unasked():
    wide = ["session,rater,wai_1,wai_2,ors_1", "1,A,999,3,9", "1,B,4,999,9", "2,A,9,999,9", "2,B,5,9,9"]
    files = files_of(forms=wide)
    result = open_study(files)
    faults = [p for p in result.problems if p.code == "out-of-range"]
    assert sum(p.set_aside for p in faults) == 5 and result.changes == ()
    labels = {offer.label for p in faults for offer in p.offers if "as missing" in offer.label}
    assert labels == {
        "Read 999 as missing (3 cells in 2 columns)",
        "Read 9 as missing (2 cells in 2 columns)",
    }
    plan = result.plan
    for label in labels:
        offer = next(offer for p in faults for offer in p.offers if offer.label == label)
        plan = with_offer(plan, offer, result.files)
    again = open_study(files, plan)
    assert [file.missing for one in plan.files for file in one.tables] == [{"score": ("999",)}]
    assert again.problems == () and again.study.ratings["score"].isna().sum() == 5
    assert again.study.ratings.query("instrument == 'ORS'")["score"].tolist() == [9, 9, 9, 9]


def test_a_code_is_missing_only_where_it_is_no_answer():
    long = ["session,rater,instrument,item,score", "1,A,WAI-SR,1,9", "1,A,ORS,1,9", "1,A,WAI-SR,2,9"]
    (fault,) = open_study(files_of(ratings=long)).problems
    offer = fault.offers[0]
    assert [(mend.column, mend.found, mend.value, mend.lines) for mend in offer.mends] == [
        ("score", "9", "", (2, 4))
    ]
    scores = open_study(files_of(ratings=long), Plan(mends=offer.mends)).study.ratings["score"]
    assert scores.fillna(0).tolist() == [0, 9, 0]


@pytest.mark.parametrize("scores", [("9", "4", "5"), ("6", "6", "6"), ("12.5", "12.5", "3")])
def test_a_single_slip_or_a_likely_score_is_no_code(scores):
    rows = [f"1,A,WAI-SR,{item},{score}" for item, score in enumerate(scores, 1)]
    faults = open_study(files_of(ratings=["session,rater,instrument,item,score", *rows])).problems
    assert not any("as missing" in offer.label for fault in faults for offer in fault.offers)


def test_a_code_declared_once_is_honoured_everywhere_but_in_names_and_in_every_mean():
    rows = [
        f"1,{who},WAI-SR,{item},{score}" for who, score in (("999", 4), ("B", 2)) for item in range(1, 12)
    ]
    with_code = [*rows, "1,999,WAI-SR,12,999", "1,B,WAI-SR,12,999"]
    head = "session,rater,instrument,item,score"
    files = files_of(
        ratings=[head, *with_code], interactions=[f"{TALK},speaking_seconds", "1,999,B,999", "1,B,999,5"]
    )
    result = open_study(files, Plan(missing=("999",)))
    assert (
        result.problems == ()
        and '"999" as missing (2)' in said(result)
        and '"999" as missing (1)' in said(result)
    )
    assert result.study.interactions["speaking_seconds"].isna().tolist() == [True, False]
    assert result.study.interactions["speaker"].tolist() == ["999", "B"]
    blank = open_study(files_of(ratings=[head, *rows], interactions=[TALK, "1,999,B", "1,B,999"]))

    def totals(study):
        scored = trajectories(study).query("subscale == 'total'")
        return scored.set_index("rater")["score"].to_dict()

    assert totals(result.study) == totals(blank.study) == {"999": 4.0, "B": 2.0}


def test_a_declared_code_leaves_names_and_definitions_of_instruments_alone(opened):
    files = files_of(
        instruments=["instrument,items,low,high", "XY,1-9,0,9"],
        members=["member,name,joined", "A,9,9", "9,,1"],
        interactions=[f"{TALK},category", "1,9,A,9", "1,9,A,support"],
        ratings=["session,rater,instrument,item,score", "1,9,XY,9,9", "1,9,XY,8,8"],
    )
    study = open_study(files, Plan(missing=("9",))).study
    assert study.ratings["item"].tolist() == ["9", "8"] and study.ratings["score"].fillna(0).tolist() == [
        0,
        8,
    ]
    assert study.interactions["category"].isna().tolist() == [True, False]
    assert study.members.set_index("member").loc["A", "name"] == "9"
    assert study.members.set_index("member")["joined"].isna().tolist() == [True, False]


def amounts(name, *texts):
    return files_of(interactions=[f"{TALK},{name}", *(f'{k},A,B,"{text}"' for k, text in enumerate(texts, 1))])


def test_a_code_far_above_every_other_amount_is_asked_about_and_kept_until_then():
    files = amounts("speaking_seconds", "9", "5.5", "999", "NA", "1", "99", "2", "999")
    result = open_study(files)
    first, second = questions(result)
    assert first.text == (
        '99 stands in 1 cell of column "speaking_seconds"; the largest other value is 9. Is it a number, or does it'
        " mean missing?"
    )
    assert "999 stands in 2 cells" in second.text and second.text in said(result)
    assert result.study.interactions["speaking_seconds"].max() == 999
    missing = answered(files, second, 0)
    assert missing.study.interactions["speaking_seconds"].isna().sum() == 3
    assert second.text not in said(missing) and first.text in said(missing)
    kept = answered(files, second, 1)
    assert kept.study.interactions["speaking_seconds"].max() == 999 and second.text not in said(kept)
    assert [change.found for change in kept.changes] == ["NA"]


def test_another_answer_takes_the_place_of_the_first():
    codes = amounts("speaking_seconds", "9", "5.5", "999", "NA", "1", "2")
    forms = [f"1,{who},WAI,{k},{score}" for who in "AB" for k, score in enumerate((2, 3, 4, 5, 6, 6, 4), 1)]
    for files in (codes, files_of(ratings=["session,rater,instrument,item,score", *forms])):
        (file,) = open_study(files).files
        (question,) = file.proposal.questions
        (mapping,) = file.mapping.tables
        for answer in (*question.answers, *reversed(question.answers)):
            mapping = answer.applied(mapping)
            assert question.answered(mapping) == answer
        assert mapping == question.answers[0].applied(file.mapping.tables[0])


@pytest.mark.parametrize(
    "texts",
    [
        ("9", "5", "4", "99.9", "98"),  # no code
        ("10", "5", "4", "3", "99"),  # not far above
        ("100", "5", "4", "3", "999"),  # the same for a higher one
        ("50", "5", "4", "3", "99", "888"),  # 99 is an amount here, and 888 less than ten times as much
        ("9", "5", "4", "999"),  # too few others
    ],
)
def test_an_amount_that_may_well_be_one_is_not_asked_about(texts):
    assert questions(open_study(amounts("speaking_seconds", *texts))) == []


def test_a_missing_count_of_turns_is_one_turn_and_the_answer_says_so():
    files = amounts("turns", "2", "999", "3", "2", "2")
    (question,) = questions(open_study(files))
    assert question.answers[0].label == "missing: the row counts as one turn, as where the cell is blank"
    assert answered(files, question, 0).study.interactions["turns"].tolist() == [2, 1, 3, 2, 2]


def test_a_code_among_minutes_that_become_seconds_is_asked_about():
    files = amounts("speaking time (min)", "2", "999", "3", "2", "2")
    (question,) = questions(open_study(files))
    kept = answered(files, question, 1).study.interactions["speaking_seconds"]
    assert kept.tolist() == [120, 999 * 60, 180, 120, 120]


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("P", "A", "L", "E"), ("present", "absent", "late", "excused")),
        (("1", "0"), ("present", "absent")),
        (("x", "-"), ("present", "absent")),
        (("✓", "✗"), ("present", "absent")),
        (("TRUE", "FALSE"), ("present", "absent")),
        (("ja", "Nein"), ("present", "absent")),
        (("כן", "לא"), ("present", "absent")),
        (("נוכח", "נעדרת", "איחר"), ("present", "absent", "late")),
        (("anwesend", "entschuldigt"), ("present", "excused")),
    ],
)
def test_words_for_presence(opened, typed, meant):
    rows = [f"{k},A,{word}" for k, word in enumerate(typed, 1)]
    result = opened(attendance=["session,member,status", *rows, ""], members=[*ROSTER, ""])
    assert result.problems == () and tuple(result.study.presence["status"].dropna()) == meant


@pytest.mark.parametrize("typed", [("-", "-"), ("1", "2", "3"), ("x", "x", "P"), ("?", "?")])
def test_marks_that_may_mean_two_things_are_asked_about(typed):
    rows = [f"{k},A,{word}" for k, word in enumerate(typed, 1)]
    files = files_of(attendance=["session,member,status", *rows], members=ROSTER)
    result = open_study(files)
    question = questions(result)[0]
    assert {p.code for p in result.problems} >= {"unknown-word"} and question.text in said(result)
    absent = next(k for k, answer in enumerate(question.answers) if answer.label == "absent")
    again = answered(files, question, absent)
    assert "absent" in set(again.study.presence["status"].dropna()) and question.text not in said(again)


def test_presence_side_by_side_is_read_over_all_columns_together():
    (text,) = read_files(files_of(sheet=["member,s1,s2,s3", "A,x,-,?", "B,x,x,n/a", "C,,-,x"])).tables
    side = tuple(Unfolded(f"s{k}", {"session": str(k)}) for k in (1, 2, 3))
    wide = Proposal((TableMapping("attendance", {"member": "member"}, unfold=side, value="status"),))
    (mapping,) = with_values(text, wide, INSTRUMENTS).mappings
    assert mapping.words == {"status": {"x": "present", "-": "absent"}}
    assert mapping.missing == {"status": ("?", "n/a")}
    result = arrange([text], Plan(files=(FileMapping("sheet.csv", tables=(mapping,)),)))
    read = result.tables[0].text.columns["status"].text().tolist()
    assert read == ["present", "absent", "present", "present", "absent", "present"]
    assert "3 of 9 cells side by side are blank or mean missing (?, n/a) and make no row" in " ".join(
        result.said
    )


def test_words_for_roles_and_events(opened):
    result = opened(
        members=["member,role", "A,Patient", "B,Co-Therapist", "C,מטפלת", "D,Beobachterin", "E,n/a", ""],
        interactions=[TALK, "1,A,B", ""],
        events=["session,kind,type", "1,Bruch,Rückzug", "1,repair,none", "1,dropout,", ""],
    )
    assert [p.code for p in result.problems] == []
    assert result.study.members["role"].tolist() == ["member", "therapist", "therapist", "observer", "member"]
    assert result.study.events["kind"].tolist() == ["rupture", "repair", "leaving"]
    assert result.study.events["type"].astype(object).fillna("").tolist() == ["withdrawal", "", ""]


def test_a_column_that_is_no_role_can_be_kept_as_an_attribute():
    files = files_of(members=["member,role", "A,PM", "B,ID", "C,PM"], interactions=[TALK, "1,A,B"])
    question = questions(open_study(files))[0]
    assert '"PM" (2 cells)' in question.text
    again = answered(files, question, len(question.answers) - 1)
    assert again.study.extras == {"members": ("role (as recorded)",)} and again.study.members["listed"].all()


@pytest.mark.parametrize(
    ("typed", "meant"), [("+", 1), ("neg", -1), ("neutral", 0), ("positiv", 1), ("שלילי", -1)]
)
def test_words_for_a_tone(opened, typed, meant):
    result = opened(interactions=[f"{TALK},valence", f"1,A,B,{typed}", "1,B,A,0.5", ""])
    assert result.problems == () and result.study.interactions["valence"].tolist() == [meant, 0.5]


def test_a_minus_is_a_tone_only_beside_a_plus(opened):
    talk = [f"{TALK},valence", "1,A,B,-", "1,B,A,{}", ""]
    alone = opened(interactions="\n".join(talk).format("0.5"))
    beside = opened(interactions="\n".join(talk).format("+"))
    assert alone.study.interactions["valence"].fillna(9).tolist() == [9, 0.5]
    assert beside.study.interactions["valence"].tolist() == [-1, 1]


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["all", "Everyone", "Gruppe", "כולם", "plenum"])
def test_words_for_the_whole_group(opened, word):
    result = opened(interactions=[TALK, f"1,A,{word}", "1,B,A", ""])
    assert result.problems == () and result.study.interactions["addressee"].tolist() == ["GROUP", "A"]
    assert f'"{word}" as "GROUP" (1)' in said(result)


def test_somebody_called_all_is_somebody(opened):
    result = opened(interactions=[TALK, "1,A,All", "1,All,A", ""])
    assert result.changes == () and result.study.interactions["addressee"].tolist() == ["All", "A"]


def test_an_unknown_addressee_is_not_recorded(opened):
    result = opened(interactions=[TALK, "1,A,?", "1,B,unknown", "1,B,A", ""])
    assert result.study.interactions["addressee"].isna().tolist() == [True, True, False]
    assert '"?" as missing (1)' in said(result)


@pytest.mark.parametrize("cell", ["A/B", "A + B", "A & B", '"A, B"', "A and B", "A und B", "א ו-B", "A ; B"])
def test_several_addressees_in_a_cell(opened, cell):
    result = opened(interactions=[TALK, "1,A,B", "1,B,A", "1,א,A", f"1,C,{cell}", ""])
    assert result.problems == ()
    talk = result.study.interactions
    assert set(talk["addressee"][talk["speaker"] == "C"]) == {"א" if "א" in cell else "A", "B"}


def test_a_mark_inside_an_identifier_parts_nobody(opened):
    result = opened(interactions=[TALK, "1,A/B,C", "1,C,A/B", ""])
    assert result.changes == () and set(result.study.members["member"]) == {"A/B", "C"}


def test_people_nobody_knows_are_asked_about():
    files = files_of(interactions=[TALK, "1,A,B/X", "1,B,A"])
    (question,) = questions(open_study(files))
    assert answered(files, question, 0).study.interactions["addressee"].tolist() == ["B", "X", "A"]
    assert answered(files, question, 1).study.interactions["addressee"].tolist() == ["B/X", "A"]


# --- the plan ---------------------------------------------------------------------------------------------------------


def test_a_way_of_reading_that_does_not_exist_is_refused():
    files = files_of(sessions=["session,date", "1,2026-01-01"], interactions=[TALK, "1,A,B"])
    mapping = open_study(files).files[0].mapping
    wrong = replace(mapping, tables=(replace(mapping.tables[0], read_as={"date": "dayfirst"}),))
    with pytest.raises(MappingFault, match=r"has 'dayfirst' for date; it may be .*'day first'"):
        plan_from_json(plan_to_json(Plan(files=(wrong,))))


def test_a_code_declared_for_a_file_holds_for_the_next_one_of_its_headings():
    week = ["session,rater,wai_1,wai_2", "1,A,999,3", "1,B,4,999"]
    result = open_study(files_of(week_1=week))
    offer = next(offer for p in result.problems for offer in p.offers if "as missing" in offer.label)
    plan = with_offer(result.plan, offer, result.files)
    following = open_study(files_of(week_2=["session,rater,wai_1,wai_2", "2,A,3,999"]), plan)
    assert following.problems == () and following.study.ratings["score"].fillna(-1).tolist() == [3, -1]
