"""Corrections on offer: the right one for each fault, on every line with it, undoable, and safe where it says so."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taft_dash.records.checking import open_study
from taft_dash.records.corrections import safely_mended
from taft_dash.records.layout import Layout
from taft_dash.records.mapping.offers import safe_offers, with_offer, without_mend, without_offer
from taft_dash.records.mapping.plan import NOTHING_DECIDED, FileMapping, Mend, Plan
from taft_dash.records.mapping.saved import plan_from_json, plan_to_json
from taft_dash.records.problems import Offer
from taft_dash.records.reading import read_files
from taft_dash.records.remedies import spelling


def offers_for(code, found):
    return [offer for problem in found.problems if problem.code == code for offer in problem.offers]


# (rows added, code of the fault, label of the first offer, whether it is safe, other labels).
OFFERED = [
    ({"interactions": ["1,M1,T1,,,,,,,"]}, "unknown-person", 'Read "M1" as M01', True, []),
    ({"interactions": ["1,m 01,T1,,,,,,,"]}, "unknown-person", 'Read "m 01" as M01', True, []),
    ({"interactions": ["1,M-01,T1,,,,,,,"]}, "unknown-person", 'Read "M-01" as M01', False,
     ["Add M-01 to the members"]),
    ({"interactions": ["1,T1,M01;M2,,,,,,,", "2,T1,M2;M01,,,,,,,"]}, "unknown-person", 'Read "M2" as M02', True, []),
    ({"attendance": ["1,Ada,present,"]}, "unknown-person", 'Read "Ada" as M01', True, ["Add Ada to the members"]),
    ({"ratings": ["1,Zoltan,,WAI-SR,2,4"]}, "unknown-person", "Add Zoltan to the members", False, []),
    ({"ratings": ["1,M01,,WAI-SR,2,9"]}, "out-of-range", "Leave the cell empty", False, []),
    ({"ratings": ["1,M01,,WAI-SR,2,x", "1,M01,,WAI-SR,3,x"]}, "not-a-number", "Leave the 2 cells empty", False, []),
    ({"ratings": ['1,M01,,WAI-SR,2,"3,5"']}, "not-a-number", 'Read "3,5" as 3.5', False, ["Leave the cell empty"]),
    ({"ratings": ["1,M01,,MAS-AA,2,5"]}, "unknown-instrument", 'Read "MAS-AA" as MAS-A', False, []),
    ({"ratings": ["1,M02,,WAI-SR,bnd,3"]}, "unknown-item", 'Read "bnd" as bond', False, []),
    ({"attendance": ["S3,M04,absent,"]}, "not-a-number", 'Read "S3" as 3', False, []),
    ({"attendance": ["3,M04,absnt,"]}, "unknown-word", 'Read "absnt" as absent', False, []),
    ({"sessions": ["4,3.4.2026,,,"]}, "not-a-date", "Leave the cell empty", False, []),
    ({"interactions": ["1,M01,M02;M01,,,,,,,"]}, "self-addressed", "Take M01 out of the addressees", False, []),
    ({"interactions": ["1,M01,GROUP;M02,,,,,,,"]}, "person-and-whole", 'Read "GROUP;M02" as M02', False,
     ['Read "GROUP;M02" as GROUP']),
    ({"attendance": ["1,M01,present,90"]}, "repeated-row", "Leave out the repeated row", True, []),
    ({"attendance": ["1,M01,absent,90"]}, "contradictory-rows", "Take the first of the two", False,
     ["Take the last of the two"]),
]  # fmt: skip


@pytest.mark.parametrize(("added", "code", "label", "safe", "others"), OFFERED)
def test_each_fault_comes_with_its_correction(added, code, label, safe, others, records):
    found = offers_for(code, open_study(records(**added)))
    first, *rest = found
    assert (first.label, first.safe, [one.label for one in rest]) == (label, safe, others)


@pytest.mark.parametrize(("added", "code", "label", "safe", "others"), OFFERED)
def test_an_offer_taken_ends_the_fault_is_in_the_log_and_can_be_undone(added, code, label, safe, others, records):
    before = open_study(records(**added))
    for offer in offers_for(code, before):
        plan = with_offer(before.plan, offer)
        assert with_offer(plan, offer) == plan
        after = open_study(records(**added), plan)
        if code != "unknown-person" or not offer.label.startswith("Add"):
            assert not [p for p in after.problems if p.code == code and p.found == offers_found(before, offer)]
        assert {mend.why for mend in offer.mends} <= {change.why for change in after.changes}
        assert not [p for p in after.problems if p.code == "nothing-to-mend"]
        assert without_offer(plan, offer) == before.plan
        for mend in offer.mends:
            plan = without_mend(plan, mend)
        assert plan == before.plan


def offers_found(found, offer):
    return next(problem.found for problem in found.problems if offer in problem.offers)


def test_a_correction_acts_on_every_line_not_on_the_first_five(records):
    added = ["1,M1,T1,,,,,,,"] * 20 + ["1,T1,M1;M02,,,,,,,"] * 20
    found = open_study(records(interactions=added))
    plan = NOTHING_DECIDED
    for offer in safe_offers(found.problems):
        plan = with_offer(plan, offer)
    mended = open_study(records(interactions=added), plan)
    assert not [p for p in mended.problems if p.code == "unknown-person"]
    assert len(mended.study.interactions) == len(found.study.interactions) + 20 + 40 - 0
    assert sum(change.cells for change in mended.changes) == 40


def test_a_person_added_stands_in_the_members(records):
    added = {"interactions": ["1,M99,T1,,,,,,,"]}
    found = open_study(records(**added))
    (offer,) = offers_for("unknown-person", found)
    mended = open_study(records(**added), with_offer(found.plan, offer))
    assert "M99" in set(mended.study.members["member"][mended.study.members["listed"]])
    assert "M99" in set(mended.study.interactions["speaker"])


def test_adding_somebody_who_is_listed_by_now_says_so_and_contradicts_nothing(records):
    plan = Plan(mends=tuple(Mend("add member", value=name) for name in ("M01", "M09", "M09")))
    found = open_study(records(), plan)
    assert [p.code for p in found.problems] == ["nothing-to-mend", "nothing-to-mend"]


def test_the_same_identifier_in_another_group_stays(opened):
    found = opened(
        members=["group,member", "A,M01", "A,M02", "B,M1", "B,M2"],
        interactions=["group,session,speaker,addressee", "A,1,M1,M02", "B,1,M1,M2", "A,1,M1,M02"],
    )
    (offer,) = [one for one in offers_for("unknown-person", found) if one.safe]
    assert [mend.lines for mend in offer.mends] == [(2, 4)]


def test_taking_the_first_of_contradictory_rows_of_a_wide_file_spares_other_answers(opened):
    wide = ["session,rater,wai_1,wai_2", "1,A,1,2", "1,A,1,3", "1,B,4,4"]
    found = opened(ratings=wide)
    (first, last) = offers_for("contradictory-rows", found)
    assert [m.lines for m in first.mends] == [(3,)]
    assert [m.lines for m in last.mends] == [(2,)]
    more = opened(ratings=["session,rater,wai_1,wai_2", "1,A,1,2", "1,A,1,9"])
    assert not offers_for("contradictory-rows", more), "a cell of the line is faulty in its own way"


def test_look_alikes_become_the_one_used_more(opened):
    rows = ["session,speaker,addressee", "1,M01,T", "1,m01,T", "2,M01,T", "2,T,m01"]
    found = opened(interactions=rows)
    (offer,) = offers_for("look-alike", found)
    assert offer.label == 'Read "m01" as M01 everywhere'
    assert not offer.safe
    text = "\n".join(rows).encode()
    mended = open_study([("interactions.csv", text)], with_offer(found.plan, offer))
    assert mended.study.members["member"].tolist() == ["M01", "T"]
    assert not mended.problems


def test_look_alikes_in_the_roster_become_one_row_of_it(records):
    added = {"members": ["m01,member,,,"], "ratings": ["1,m01,,WAI-SR,5,4"]}
    found = open_study(records(**added))
    (offer,) = offers_for("look-alike", found)
    mended = open_study(records(**added), with_offer(found.plan, offer))
    assert "m01" not in set(mended.study.members["member"])
    assert not [p for p in mended.problems if p.severity == "error"]


def test_look_alike_groups_become_one(opened):
    found = opened(interactions=["group,session,speaker,addressee", "Tue,1,A,B", "Tue,1,B,A", "tue,1,A,B"])
    (offer,) = offers_for("look-alike", found)
    assert [(m.found, m.value) for m in offer.mends] == [("tue", "Tue")]


def test_a_near_heading_is_offered_as_a_mapping(opened):
    talk = ["session,speaker,addressee", "1,A,B"]
    found = opened(interactions=talk, events=["session,knd", "1,rupture"])
    (offer,) = offers_for("missing-column", found)
    assert (offer.label, offer.mends) == ('Take the column "knd" as kind', ())
    files = [("interactions.csv", "\n".join(talk).encode()), ("events.csv", b"session,knd\n1,rupture")]
    mended = open_study(files, with_offer(found.plan, offer))
    assert mended.study.events["kind"].tolist() == ["rupture"]
    assert not mended.problems


def test_a_misspelt_optional_heading_is_offered_as_a_mapping(opened):
    found = opened(interactions=["session,speaker,addressee,speaking_secnds", "1,A,B,4"])
    (offer,) = offers_for("unknown-column", found)
    assert offer.mapping.tables[0].columns["speaking_seconds"] == "speaking_secnds"


def test_nothing_is_offered_where_cells_are_not_what_is_typed():
    wide = b"session,rater,wai_1\n1,A,9\n"
    found = open_study([("ratings.csv", wide)])
    (offer,) = offers_for("out-of-range", found)
    assert [(m.column, m.found, m.value) for m in offer.mends] == [("wai_1", "9", "")]


def test_many_strangers_in_another_spelling_are_one_safe_offer(opened):
    names = [f"M{k:03}" for k in range(1, 15)]
    found = opened(
        members=["member", *names, "T"],
        interactions=["session,speaker,addressee", *(f"1,M{int(n[1:])},T" for n in names)],
    )
    (offer,) = offers_for("unknown-person", found)
    assert offer.safe
    assert len(offer.mends) == 14


@pytest.mark.parametrize(("one", "other"), [("M1", "M10"), ("M1", "N1"), ("01", "10"), ("M1", "M1a"), ("0", "1")])
def test_other_names_are_no_spellings(one, other):
    assert spelling(one) != spelling(other)


people = st.sampled_from(["M01", "M1", "m01", "M02", "m 02", "M2", "M03", "T", "t", "X9"])
talk = st.lists(
    st.tuples(st.integers(1, 3), people, st.lists(people, min_size=1, max_size=2), st.sampled_from(["", "1", "2"])),
    max_size=8,
)
attended = st.lists(
    st.tuples(st.integers(1, 3), people, st.sampled_from(["present", "absent", "presnt"])), max_size=6
)
rated = st.lists(st.tuples(st.integers(1, 2), people, st.integers(1, 2), st.integers(0, 6)), max_size=6)


def errors(found):
    count = {}
    for p in found.problems:
        if p.severity == "error":
            count[p.file, p.code, p.column] = count.get((p.file, p.code, p.column), 0) + p.count
    return count


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(talk, attended, rated)
def test_all_safe_offers_together_bring_no_new_error(talk, attended, rated):
    sources = [
        ("members.csv", b"member\nM01\nM02\nM03\nT\n"),
        ("interactions.csv", "\n".join(["session,speaker,addressee,turn", "1,M01,M02,",
                                         *(f"{s},{a},{';'.join(b)},{t}" for s, a, b, t in talk)]).encode()),
        ("attendance.csv", "\n".join(["session,member,status", "1,M03,present",
                                       *(f"{s},{m},{how}" for s, m, how in attended)]).encode()),
        ("ratings.csv", "\n".join(["session,rater,instrument,item,score", "1,M01,WAI-SR,9,3",
                                    *(f"{s},{m},WAI-SR,{i},{x}" for s, m, i, x in rated)]).encode()),
    ]  # fmt: skip
    before = open_study(sources)
    after = safely_mended(before)
    worse = {k: n for k, n in errors(after).items() if n > errors(before).get(k, 0)}
    assert not worse
    assert not [p for p in after.problems if p.code == "nothing-to-mend"]
    again = open_study(sources, after.plan)
    assert [str(p) for p in again.problems] == [str(p) for p in after.problems]
    for name in ("members", "sessions", "presence", "interactions", "ratings", "events"):
        pd.testing.assert_frame_equal(getattr(again.study, name), getattr(after.study, name))


def test_a_safe_offer_that_would_bring_a_contradiction_is_left_to_a_person(records):
    sources = records(attendance=["3,m02,present,"])
    before = open_study(sources)
    assert [one.label for one in safe_offers(before.problems)] == ['Read "m02" as M02']
    after = safely_mended(before)
    assert after.plan == NOTHING_DECIDED
    assert errors(after) == errors(before)




def test_people_called_by_their_names_are_read_as_their_identifiers_at_one_click(opened):
    names = ["Ada", "Ben", "Cy", "Dan", "Eve", "Fay", "Gil", "Hal", "Ida", "Jon", "Kay", "Leo"]
    before = opened(
        members=["member,name", *(f"M{k},{name}" for k, name in enumerate(names, 1)), "T1,Ada"],
        interactions=["session,speaker,addressee", *(f"1,{name},GROUP" for name in (*names[1:], "Max"))],
    )
    (problem,) = (one for one in before.problems if one.code == "unknown-person")
    first, rest = problem.offers
    assert first.safe and first.label == (
        "Read 11 of them as the identifiers in members.csv: these are their names there"
    )
    assert rest.label == "Add 12 people to the members"
    after = safely_mended(before)
    assert [(one.code, one.found) for one in after.problems] == [("unknown-person", "Max")]
    assert after.study.interactions["speaker"].tolist() == [f"M{k}" for k in range(2, 13)]


CODES = ["person,code,role", "Ada,A1,member", "Ben,B2,member", "Tom,T3,therapist"]


def test_a_roster_of_names_beside_codes_is_read_by_its_codes_at_one_click(opened):
    before = opened(roster=CODES, interactions=["session,speaker,addressee", "1,A1,B2", "2,T3,GROUP"])
    assert before.study is None
    offers = {one.label: one for one in offers_for("unknown-person", before) if one.mapping}
    assert list(offers) == ['Take the column "code" of roster.csv for the identifiers: all other tables use it']
    after = safely_mended(before)
    assert [one for one in after.problems if one.severity == "error"] == []
    assert after.study.members[["member", "name", "role"]].astype(str).to_numpy().tolist() == [
        ["A1", "Ada", "member"], ["B2", "Ben", "member"], ["T3", "Tom", "therapist"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("roster", "talk"),
    [
        (CODES, ["1,A1,Ben"]),  # some by their names
        (CODES, ["1,A1,X9"]),  # somebody stands nowhere
        ([*CODES, "Cy,A1,member"], ["1,A1,B2"]),  # one code of two people
        (["person,code,kode", "Ada,A1,A1", "Ben,B2,B2"], ["1,A1,B2"]),  # two columns hold them
    ],
)
def test_another_column_is_not_on_offer_where_it_is_not_certain(roster, talk, opened):
    before = opened(roster=roster, interactions=["session,speaker,addressee", *talk])
    assert offers_for("unknown-person", before) and not any(
        one.mapping for one in offers_for("unknown-person", before)
    )


@pytest.mark.parametrize(
    ("rows", "code", "label"),
    [
        (['1,A,B,"hm', "1,B,A,so", "2,A,B,and"], "quotation-marks", "Read quotation marks as ordinary letters"),
        (['1,A,B,5" long', '1,B,"A",so'], "quotation-marks", "Read quotation marks as ordinary letters"),
    ],
)
def test_a_stray_quotation_mark_is_got_over_at_one_click(rows, code, label):
    files = [("talk.csv", "\n".join(["session,speaker,addressee,remark", *rows]).encode())]
    before = open_study(files)
    (problem,) = (one for one in before.problems if one.file == "talk.csv")
    (offer,) = problem.offers
    assert (problem.code, offer.label) == (code, label) and before.study is None
    plan = plan_from_json(plan_to_json(with_offer(before.plan, offer)))
    assert with_offer(plan, offer) == plan
    after = open_study(files, plan)
    assert len(after.study.interactions) == len(rows) and after.reading.understood["talk.csv"].layout.quote == ""


def test_what_was_settled_before_about_a_file_stays():
    settled = Plan(files=(FileMapping("talk.csv", layout=Layout(encoding="UTF-8")),))
    offer = Offer("", mapping=FileMapping("talk.csv", layout=Layout(quote="")))
    assert with_offer(settled, offer).files == (FileMapping("talk.csv", layout=Layout(encoding="UTF-8", quote="")),)


def test_every_refusal_that_leaves_a_choice_offers_it_and_each_offer_changes_something():
    refused = {
        "no-header": b"1,A,B\n1,B,A\n2,A,B\n",
        "lines-above-header": b"Study,Clinic\nsession,speaker,addressee\n1,A,B\n1,B,A\n2,B,A\n",
        "delimiter": b"a;b,c\n1;2,3\n4;5,6\n",
    }
    for code, data in refused.items():
        reading = read_files([("x.csv", data)])
        problems = [one for one in reading.problems if (one.code, one.severity) == (code, "error")]
        for offer in (offer for problem in problems for offer in problem.offers):
            again = read_files([("x.csv", data)], layouts={"x.csv": offer.mapping.layout})
            assert code not in [p.code for p in again.problems if p.severity == "error"], (code, offer.label)
        assert problems and all(problem.offers for problem in problems), code
