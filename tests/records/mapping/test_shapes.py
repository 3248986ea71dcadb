"""Files that are shaped otherwise: pairs in a cell, matrices, presence and ratings side by side."""

import io

import openpyxl
import pytest

from taft_dash.records.checking import open_study


def unfolded(mapping, *names):
    return [(one.heading, *(one.sets.get(name) for name in names)) for one in mapping.unfold]


@pytest.mark.parametrize("mark", ["->", " > ", "→", "-->", " to "])
def test_an_arrow_parts_two_people(opened, mark):
    result = opened(talk=["session,from-to", f"1,A{mark}B", f"1,B{mark}A", f"2,A{mark}GROUP"])
    assert [p for p in result.problems if p.severity == "error"] == []
    talk = result.study.interactions
    assert talk["speaker"].tolist() == ["A", "B", "A"]
    assert talk["addressee"].tolist()[:2] == ["B", "A"]
    assert "who and to whom = from-to" in result.files[0].sentence


def test_a_dash_parts_people_only_where_the_same_stand_on_both_sides(proposed, unsure):
    proposal = proposed("talk", "session,pair", "1,A-B", "1,B-A", "2,B-C", "2,C-A")
    assert proposal.mappings[0].pair == ("pair", "-") and len(unsure(proposal)) == 1
    other = proposed("talk", "session,speaker,when", "1,A,morning-late", "1,B,evening-early")
    assert all(mapping.pair is None for mapping in other.mappings)


def test_names_with_dashes_and_days_are_no_pairs(proposed):
    rows = ["session,who,day", "1,Anne-Marie,2026-03-04", "1,Jean-Luc,2026-03-05"]
    assert all(mapping.pair is None for mapping in proposed("talk", *rows).mappings)


MATRIX = ["name,Ana,Ben,Cy,GROUP", "Ana,-,3,,1", "Ben,2,-,0,", "Cy,,,-,"]


def test_a_matrix_becomes_talk_and_everybody_stays(opened):
    result = opened(**{"matrix session 2": MATRIX})
    assert result.problems == ()
    talk = result.study.interactions
    assert talk[["session", "speaker", "addressee", "turns"]].astype(str).to_numpy().tolist() == [
        ["2", "Ana", "Ben", "3.0"],
        ["2", "Ana", "GROUP", "1.0"],
        ["2", "Ben", "Ana", "2.0"],
    ]
    assert result.study.members["member"].tolist() == ["Ana", "Ben", "Cy"]
    assert any("9 of 12 cells side by side are blank or 0" in said for said in result.summary["inferred"])


def test_a_matrix_on_each_sheet_is_a_session_each():
    book = openpyxl.Workbook()
    for number in (1, 2):
        sheet = book.active if number == 1 else book.create_sheet()
        sheet.title = f"Session {number}"
        for row in (["who", "A", "B", "C"], ["A", 0, number, 0], ["B", 1, 0, 0], ["C", 0, 0, 0]):
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    result = open_study([("group.xlsx", buffer.getvalue())])
    assert result.problems == ()
    talk = result.study.interactions
    assert talk[["session", "speaker", "addressee", "turns"]].astype(str).to_numpy().tolist() == [
        ["1", "A", "B", "1.0"],
        ["1", "B", "A", "1.0"],
        ["2", "A", "B", "2.0"],
        ["2", "B", "A", "1.0"],
    ]
    assert result.study.members["member"].tolist() == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("column", "row"),
    [("Total", "total:"), ("Summe", "Summe"), ("given", "received"), ('"סה""כ"', '"סה""כ"'), ("Ø", "Mean"), ("n", "")],
)
def test_totals_at_the_edge_of_a_matrix_are_nobody(opened, column, row):
    below = [f"{row},2,4,0,6"] if row else []
    rows = [f"name,Ana,Ben,Cy,{column}", "Ana,,3,,3", "Ben,2,,0,2", "Cy,,1,,1", *below]
    result = opened(**{"matrix session 2": rows})
    spoken_to = {"n"} if column == "n" else set()  # may be a person who is only spoken to
    assert set(result.study.members["member"]) == {"Ana", "Ben", "Cy"} | spoken_to
    assert set(result.study.interactions["addressee"]) == {"Ana", "Ben"} | spoken_to
    assert [(p.code in ("left-out", "footer"), p.line) for p in result.problems] == [(True, 5)] * len(below)
    assert any("is a total of the rows" in said for said in result.summary["inferred"]) == (not spoken_to)


def test_totals_below_each_of_several_matrices_are_left_out(opened):
    rows = ["session,who,A,B,Sum", "1,A,0,3,3", "1,B,2,0,2", "1,Sum,2,3,5", "2,A,0,1,1", "2,B,0,0,0", "2,Sum,0,1,1"]
    result = opened(matrix=rows)
    (problem,) = result.problems
    assert (problem.code, problem.lines, problem.set_aside) == ("left-out", (4, 7), 2)
    assert problem.message == "the line is left out: it holds the totals of a matrix."
    assert result.study.members["member"].tolist() == ["A", "B"]
    assert result.study.interactions["turns"].tolist() == [3, 2, 1]


def test_matrices_below_one_another_with_a_column_of_sessions(opened):
    rows = ["session,who,A,B", "1,A,0,3", "1,B,2,0", "2,A,0,1", "2,B,0,0"]
    talk = opened(matrix=rows).study.interactions
    assert talk["session"].tolist() == [1, 1, 2] and talk["turns"].tolist() == [3, 2, 1]


def test_a_matrix_of_ratings_is_ratings(proposed):
    (mapping, people) = proposed("liking", "rater,A,B,C", "A,,5,-3", "B,4,,2", "C,3,3,").mappings
    assert (mapping.table, mapping.value, people.table) == ("ratings", "score", "members")
    assert unfolded(mapping, "target") == [("A", "A"), ("B", "B"), ("C", "C")]


def test_a_table_whose_headings_are_few_of_its_people_is_no_matrix(proposed):
    rows = ["client,A,age", *(f"{name},1,3" for name in "ABCDEF")]
    assert all(mapping.value != "turns" for mapping in proposed("x", *rows).mappings)


@pytest.mark.parametrize(
    ("headings", "sessions"),
    [
        ("S1,S2,S3", "123"),
        ("Session 1,Session 2,Session 5", "125"),
        ("1,2,3", "123"),
        ("מפגש 1,מפגש 2,מפגש 3", "123"),
        ("Sitzung 01,Sitzung 02,Sitzung 03", "123"),
        ("S1 (4.3.),S2 (11.3.),S3 (18.3.)", "123"),
    ],
)
def test_presence_session_by_session(proposed, unsure, headings, sessions):
    proposal = proposed(
        "x", f"client,role,{headings}", "A,client,present,absent,late", "T,therapist,present,present,"
    )
    (mapping, people) = proposal.mappings
    assert (mapping.table, mapping.value) == ("attendance", "status")
    assert [sets["session"] for sets in (one.sets for one in mapping.unfold)] == list(sessions)
    assert people.derived and people.columns == {"member": "client", "role": "role"}
    assert unsure(proposal) == []


def test_numbers_under_numbers_may_be_items_unless_the_file_says_attendance(proposed, unsure):
    rows = ["client,1,2,3", "A,1,0,1", "B,0,0,1"]
    assert "might be items as well" in unsure(proposed("sheet", *rows))[0].message
    assert unsure(proposed("attendance list", *rows)) == []


@pytest.mark.parametrize(
    ("headings", "days"),
    [
        (("4.3.2026", "11.3.2026", "18.3.2026"), ("2026-03-04", "2026-03-11", "2026-03-18")),
        (("03/04/2026", "03/11/2026", "03/18/2026"), ("2026-03-04", "2026-03-11", "2026-03-18")),
        (("2026-03-04", "2026-03-11", "2026-04-01"), ("2026-03-04", "2026-03-11", "2026-04-01")),
        (("05/03/2026", "12/03/2026", "02/04/2026"), ("2026-03-05", "2026-03-12", "2026-04-02")),
    ],
)
def test_presence_under_days(proposed, headings, days):
    (mapping, _) = proposed(
        "x", f"client,{','.join(headings)}", "A,present,absent,late", "B,present,,late"
    ).mappings
    assert tuple(one.sets["session"] for one in mapping.unfold) == days
    assert mapping.read_as["session"] == "date"


def test_days_that_stand_in_order_in_neither_reading_are_not_guessed(proposed):
    rows = ["client,02/01/2026,01/02/2026,03/01/2026", "A,present,absent,late"]
    assert not any(mapping.unfold for mapping in proposed("x", *rows).mappings)


def test_one_kind_of_mark_leaves_blanks_absent_and_says_it_is_a_guess(opened, unsure):
    result = opened(sheet=["client,S1,S2,S3", "A,x,,x", "B,x,x,x"])
    (problem,) = result.problems
    assert problem.code == "read-by-guess" and "a blank cell is taken as absent" in problem.message
    presence = result.study.presence.set_index(["member", "session"])["status"]
    assert presence["A"].tolist() == ["present", "absent", "present"] and set(presence["B"]) == {"present"}


def test_sessions_without_a_single_mark_were_not_held(opened):
    result = opened(sheet=["client,S1,S2,S3", "A,present,absent,", "B,present,present,"])
    assert result.study.sessions["session"].tolist() == [1, 2]
    assert any("(S3) stands for sessions that were not held" in said for said in result.summary["inferred"])


def test_whoever_has_no_mark_stays_a_member(opened):
    result = opened(sheet=["client,S1,S2", "A,present,absent", "B,,"])
    assert result.study.members["member"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        ("WAI01_T3,WAI02_T3", [("WAI-SR", "1", "3"), ("WAI-SR", "2", "3")]),
        ("wai_sr_5_s3,wai_sr_6_s3", [("WAI-SR", "5", "3"), ("WAI-SR", "6", "3")]),
        ("t3_bond,t3_goal", [("WAI", "bond", "3"), ("WAI", "goal", "3")]),
        ("bdi_s0,bdi_s12", [("bdi", "total", "0"), ("bdi", "total", "12")]),
        ("phq9_pre,phq9_post", [("phq9", "total", "1"), ("phq9", "total", "2")]),
        ("bdi_pre,bdi_2m,bdi_8m,bdi_fu", [("bdi", "total", s) for s in ("0", "2", "8", "9")]),
        ("stress_t1,stress_t2", [("stress", "total", "1"), ("stress", "total", "2")]),
        ("oq45_1_w1,oq45_2_w1", [("oq45", "1", "1"), ("oq45", "2", "1")]),
        ("ors_t1,ors_t2", [("ORS", "total", "1"), ("ORS", "total", "2")]),
        ("Session 1 SRS,Session 2 SRS", [("SRS", "total", "1"), ("SRS", "total", "2")]),
    ],
)
def test_headings_that_name_a_scale_and_a_time(proposed, headings, told):
    cells = ",".join("345"[k % 3] for k in range(len(told)))
    mapping = proposed("x", f"client,age,{headings}", f"A,33,{cells}", f"B,44,{cells}").mappings[0]
    assert mapping.table == "ratings" and mapping.columns == {"rater": "client"}
    assert [rest for _, *rest in unfolded(mapping, "instrument", "item", "session")] == [
        list(one) for one in told
    ]


def test_pre_and_post_are_numbered_and_it_is_said(proposed):
    proposal = proposed("x", "client,phq9_pre,phq9_post", "A,3,4")
    assert "pre, post are read as sessions 1, 2." in proposal.said
    proposal = proposed("x", "client,time,das", "A,pre,90", "A,post,97", "B,pre,80", "B,post,81")
    assert proposal.mappings[0].words == {"session": {"pre": "1", "post": "2"}}
    assert any("pre, post are read as sessions 1, 2" in said for said in proposal.said)


def test_numbers_behind_a_subscale_are_sessions_only_where_nothing_else_is(proposed, unsure):
    proposal = proposed("x", "id,bond_1,bond_2,bond_3", "A,4,5,3", "B,3,3,3")
    assert unfolded(proposal.mappings[0], "item", "session")[2] == ("bond_3", "total", "3")
    assert "may be sessions, or items" in unsure(proposal)[0].message
    (mapping,) = proposed("x", "session,member,bond_1,bond_2", "1,A,4,5", "1,B,4,4").mappings
    assert unfolded(mapping, "item", "session") == [("bond_1", "1", None), ("bond_2", "2", None)]


def test_scores_about_oneself_have_oneself_as_target(opened):
    ratings = opened(x=["client,bdi_s1,bdi_s2", "A,30,20", "B,10,12"]).study.ratings
    assert set(ratings["target"]) == {"SELF"}


def test_numbers_nobody_knows_are_ratings_only_as_a_guess(proposed, unsure):
    proposal = proposed("x", "rater,target,liking,trust,age", "A,B,3,4,33", "B,A,2,2,44")
    (mapping,) = proposal.mappings
    assert unfolded(mapping, "instrument", "item") == [
        ("liking", "liking", "total"),
        ("trust", "trust", "total"),
    ]
    assert "a scale nobody knows" in unsure(proposal)[0].message


@pytest.mark.parametrize("heading", ["age", "Geschlecht", "diagnosis", "group2", "income", "bond_z"])
def test_what_people_are_is_no_score(proposed, heading):
    mapping = proposed("x", f"client,{heading},bdi_s1,bdi_s2", "A,1,3,4", "B,2,4,5").mappings[0]
    assert heading not in mapping.headings()


def test_one_row_of_answers_a_person_and_session(opened):
    rows = ["Sitzung;Teilnehmer;WAI 1;WAI 2;WAI 12", "1;A;4;5;3", "2;A;4;4;3"]
    ratings = opened(bogen=rows).study.ratings
    assert ratings["instrument"].unique().tolist() == ["WAI-SR"] and len(ratings) == 6


def test_scores_and_presence_in_one_file_are_two_tables_and_people(opened):
    rows = [
        "id,sex,S1,S2,S3,wai_1_t1,wai_2_t1,wai_1_t3,wai_2_t3",
        "A,f,present,absent,late,4,5,3,3",
        "B,m,late,present,,4,4,4,3",
    ]
    result = opened(cohort=rows)
    study = result.study
    assert (len(study.ratings), len(study.members), study.presence["status"].notna().sum()) == (8, 2, 5)
    assert study.extras["ratings"] == ("sex",)
    assert [mapping.table for mapping in result.files[0].mapping.tables] == [
        "attendance",
        "members",
        "ratings",
    ]


@pytest.mark.parametrize("heading", ["_" * 9000, "t1_" * 3000, "a > " * 2000])
def test_a_heading_without_end_is_looked_at_no_further(proposed, heading):
    proposal = proposed("x", f"client,{heading},bdi_s1,bdi_s2", "A,3,4,5")
    assert heading.strip() not in proposal.mappings[0].headings()


def test_items_without_a_name_belong_to_the_file(proposed):
    mapping = proposed("cohesion", "member,session,Q1,Q2,Q3", "A,1,3,4,5", "B,1,2,3,4").mappings[0]
    assert unfolded(mapping, "instrument", "item")[2] == ("Q3", "cohesion", "3")


def test_a_column_that_alone_tells_scores_apart_is_their_item(proposed, unsure):
    proposal = proposed("wine", "Wine,Judge,Scores", "1,A,1", "1,B,2", "2,A,3", "2,B,4")
    assert proposal.mappings[0].columns["item"] == "Wine" and len(unsure(proposal)) == 1


def test_items_that_begin_alike_name_their_instrument_unless_they_are_no_items_of_it(proposed):
    rows = ["member,session,item,rating", "A,1,ors_1,4", "A,1,ors_2,4"]
    assert proposed("x", *rows).mappings[0].constants["instrument"] == "ors"
    rows = ["member,session,item,rating", "A,1,wai_bond1,4", "A,1,wai_bond2,4"]
    assert proposed("x", *rows).mappings[0].constants["instrument"] == "wai (2 items)"


def test_headings_that_name_only_sessions_over_scores_are_sessions(opened):
    result = opened(**{"15_WAI_Verlauf": ["Name;Sitzung 1;Sitzung 2;Sitzung 3", "Anna;3,5;4,25;2", "Uli;3,2;;4"]})
    ratings = result.study.ratings
    assert ratings["session"].tolist() == [1, 2, 3, 1, 2, 3] and set(ratings["instrument"]) == {"WAI-SR"}
    assert ratings["score"].fillna(-1).tolist() == [3.5, 4.25, 2, 3.2, -1, 4]
    assert [problem.code for problem in result.problems] == ["read-by-guess"]


def test_a_word_for_missing_does_not_hide_a_session(opened):
    rows = ["Name;Sitzung 1;Sitzung 2;Sitzung 3", "Anna;3,5;entf.;2", "Uli;3,2;4;entf."]
    ratings = opened(WAI=rows).study.ratings
    assert ratings["session"].tolist() == [1, 2, 3, 1, 2, 3]
    assert ratings["score"].fillna(-1).tolist() == [3.5, -1, 2, 3.2, 4, -1]


@pytest.mark.parametrize(
    ("rows", "table"),
    [
        (["Session,Date,From,To,Minutes", "1,2026-03-04,Ana,Ben,3", "2,2026-03-11,Ben,Ana,4"], "interactions"),
        (["Sitzung,Datum,Von,An,Thema", "1,2026-03-04,Ana,Ben,a", "2,2026-03-11,Cy,Ana,b"], "interactions"),
        (["Session,Date,From,To", "1,2026-03-04,7,9", "2,2026-03-11,9,7"], "interactions"),
        (["Session,Date,From,To,Topic", "1,2026-03-04,10:00,11:30,a", "2,2026-03-11,10:00,11:35,b"], "sessions"),
        (["Session,Date,From,To", "1,2026-03-04,1000,1130", "2,2026-03-11,1000,1130"], "sessions"),
    ],
)
def test_who_spoke_to_whom_once_a_session_is_no_list_of_sessions(proposed, rows, table):
    assert proposed("week", *rows).mappings[0].table == table


def test_what_the_days_beside_mean_is_asked(proposed):
    proposal = proposed("talk", "Sitzung;Von;An;Datum", "1;Ana;Ben;04.03.2026", "2;Ben;Ana;11.03.2026")
    assert [(one.table, one.column) for one in proposal.questions] == [("sessions", "date")]
    answered = [proposal.questions[0].answers[0].applied(one) for one in proposal.mappings]
    assert [one.read_as for one in answered] == [{}, {"date": "day first"}]
