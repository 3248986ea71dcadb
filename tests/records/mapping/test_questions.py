"""What only a person can know, asked with answers that are done by one click and can be repeated."""

import pytest

from taft_dash.readings.importing import open_questions
from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import FileMapping, Plan, Recode, TableMapping
from taft_dash.records.mapping.questions import Answer
from taft_dash.records.tables import table
from tests.records.mapping.asking import answered, files_of, questions, said


def forms_of_wai_s(turned: bool, many: int = 30) -> dict:
    """Answers to the WAI-S, items 4 and 10 against the others, or turned before they were entered."""
    rows = [
        f"{session},{who},WAI-S,{item},{answer if item not in (4, 10) or turned else 8 - answer}"
        for form, (session, who) in enumerate((s, w) for s in range(1, many // 2 + 1) for w in "AB")
        for item in range(1, 13)
        for answer in [1 + (form * 5 + item // 6) % 7]
    ]
    return files_of(ratings=["session,rater,instrument,item,score", *rows])


def test_items_that_were_reversed_before_are_asked_about_and_turned_back():
    files = forms_of_wai_s(turned=True)
    result = open_study(files)
    (question,) = questions(result)
    assert "items 4, 10 the other way round" in question.text and "over 30 forms" in question.text
    assert result.study.ratings["score"].tolist() == typed_scores(files)
    turned = answered(files, question, 0)
    assert turned.study.ratings["score"].tolist() == typed_scores(forms_of_wai_s(turned=False))
    assert turned.changes and all("items 4, 10 turned back" in change.why for change in turned.changes)
    kept = answered(files, question, 1)
    assert kept.study.ratings["score"].tolist() == typed_scores(files) and question.text not in said(kept)


def typed_scores(files: list) -> list[float]:
    return [float(line.split(",")[-1]) for line in files[0][1].decode().split("\n")[1:] if line]


@pytest.mark.parametrize("files", [forms_of_wai_s(turned=False), forms_of_wai_s(turned=True, many=18)])
def test_items_that_go_against_the_others_or_too_few_forms_are_not_asked_about(files):
    assert questions(open_study(files)) == []


def test_one_answer_about_a_form_leaves_what_another_said():
    rated = TableMapping("ratings", {name: name for name in table("ratings").required})
    added, turned = (Answer("", recode=(Recode("X", **said),)) for said in ({"add": 1}, {"reversed": (2,)}))
    both = (Recode("X", 1, (2,)),)
    assert turned.applied(added.applied(rated)).recode == added.applied(turned.applied(rated)).recode == both


def test_a_code_declared_for_all_files_answers_the_question_about_one_column():
    talk = ["session,speaker,addressee,speaking_seconds", *(f"1,A,B,{many}" for many in ("9", "5", "999", "4", "2"))]
    files = files_of(interactions=talk)
    (question,) = questions(open_study(files))
    assert question.text in said(open_study(files))
    declared = open_study(files, Plan(missing=(" 999",)))
    assert question.text not in said(declared) and open_questions(declared.files[0], (" 999",)) == []
    assert declared.study.interactions["speaking_seconds"].isna().sum() == 1
    assert open_questions(declared.files[0], ("99",)) == [question]
    # What is said of the column itself counts more.
    (file,) = declared.files
    kept = FileMapping(file.text.file, tables=(question.answers[1].applied(file.mapping.tables[0]),))
    result = open_study(files, Plan(files=(kept,), missing=("999",)))
    assert result.study.interactions["speaking_seconds"].max() == 999
    assert question.answered(kept.tables[0], ("999",)) == question.answers[1]


def forms(headings, highest, name="forms"):
    """Nine forms with one column for each of the headings, all answers from 1 to `highest`."""
    rows = [
        f"M{who},{session}," + ",".join(str(1 + (who + session + k) % highest) for k in range(len(headings)))
        for session in (1, 2, 3)
        for who in (1, 2, 3)
    ]
    return files_of(**{name: [f"participant,session,{','.join(headings)}", *rows]})


@pytest.mark.parametrize(
    ("headings", "highest", "name", "likely"),
    [
        ([f"Q{k}" for k in range(1, 13)], 5, "forms", ["WAI-SR", "WAI-S", "GCQ-S"]),
        ([f"Q{k}" for k in range(1, 13)], 5, "group climate", ["GCQ-S", "WAI-SR", "WAI-S"]),
        ([f"item_{k}" for k in range(1, 13)], 7, "forms", ["WAI-S"]),
        ([*"abcdefghijkl"], 6, "forms", ["WAI-S", "GCQ-S"]),
        ([f"Q{k}" for k in range(1, 12)], 5, "forms", None),  # no instrument has 11 items
        ([*"abcd"], 5, "forms", None),  # four columns may be four scales
        ([f"Q{k}" for k in range(1, 13)], 9, "forms", None),  # no scale is so long
    ],
)
def test_items_of_a_questionnaire_nobody_names_are_asked_about(headings, highest, name, likely):
    files = forms(headings, highest, name)
    found = [one for one in questions(open_study(files)) if one.column == "instrument"]
    if likely is None:
        assert found == []
        return
    (question,) = found
    assert [answer.label.split(",")[0] for answer in question.answers[:-1]] == likely
    taken = answered(files, question, 0)
    assert taken.study.ratings["instrument"].unique().tolist() == [likely[0]]
    assert set(taken.study.ratings["item"]) == set(map(str, range(1, 13)))
    assert question.text not in said(taken)
    other = answered(files, question, len(likely))
    assert question.text not in said(other) and likely[0] not in set(other.study.ratings["instrument"])
    assert other.study.ratings["score"].tolist() == taken.study.ratings["score"].tolist()


def test_an_answer_about_columns_takes_the_place_of_another():
    (file,) = open_study(forms([*"abcdefghijkl"], 6)).files
    (question,) = (one for one in file.proposal.questions if one.column == "instrument")
    (mapping,) = file.mapping.tables
    for answer in (*question.answers, *reversed(question.answers)):
        mapping = answer.applied(mapping)
        assert question.answered(mapping) == answer


COHORTS = ["Cohort,Sitzung,Datum,Speaker,Addressee", *(f"C{c},{s},2026-03-0{s},A,B" for c in (1, 2) for s in (1, 2))]


def test_a_column_that_may_name_the_group_is_asked_about():
    files = files_of(talk=COHORTS)
    result = open_study(files)
    (question,) = questions(result)
    assert question.column == "group" and '"C1", "C2"' in question.text and question.text in said(result)
    assert result.study.groups() == ["Group 1"]
    parted = answered(files, question, 0)
    assert parted.study.groups() == ["C1", "C2"] and question.text not in said(parted)
    assert len(parted.study.members) == 4 and parted.study.sessions["date"].notna().all()
    kept = answered(files, question, 1)
    assert kept.study.groups() == ["Group 1"] and question.text not in said(kept)
    assert "Cohort" in kept.study.extras["interactions"]
    (first, *_) = result.files[0].mapping.tables
    for answer in (*question.answers, *reversed(question.answers)):
        first = answer.applied(first)
        assert question.answered(first) == answer


@pytest.mark.parametrize(
    "rows",
    [
        [f"group,{COHORTS[0]}", *(f"g,{row}" for row in COHORTS[1:])],  # the group is told
        [row.replace("C2", "C1") for row in COHORTS],  # there is only one
        [COHORTS[0], "C1,1,2026-03-01,A,B", "C2,2,2026-03-02,B,A"],  # each stands in one row
    ],
)
def test_no_column_is_asked_about_where_it_cannot_part_groups(rows):
    assert questions(open_study(files_of(talk=rows))) == []
