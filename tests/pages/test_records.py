"""The records page: every file and row accounted for, problems found again, nothing named when names are masked."""

import time
from dataclasses import replace

import pytest

from taft_dash.pages.records import ROOMS
from taft_dash.records.checking import open_study
from taft_dash.records.dictionary import dictionary_markdown
from taft_dash.records.tables import TABLES

BAD = "\n".join(
    ["session,rater,instrument,item,score", "1,<b>x</b>,WAI-SR,1,4", "1,<b>x</b>,WAI-SR,2,9"]
    + ["1,<b>x</b>,WAI-SR,3,![t](http://h/x.png)"]
    + [f"1,<b>x</b>,GSRS,{item},11" for item in (1, 2)]
)  # fmt: skip


@pytest.fixture(scope="module")
def bad():
    return open_study([("members.csv", b"member,role\n<b>x</b>,member\n"), ("ratings.csv", BAD.encode())])


@pytest.fixture(scope="module")
def look(show):
    def look(opened, room=ROOMS[0], **visit):
        return show(
            "records", opened.study, opened=opened,
            state={"records room": room} | visit.pop("state", {}), **visit,
        )  # fmt: skip

    return look


@pytest.mark.parametrize("room", [ROOMS[2], ROOMS[3]])
def test_it_is_useful_whatever_is_missing(show, studies, odd_study, room, bad):
    study = studies[odd_study]
    page = show("records", study, problems=bad.problems, summary=bad.summary, state={"records room": room})
    assert not page.exception
    assert page.dataframe or page.info


def test_every_file_with_its_rows_and_why_some_are_set_aside(look, said, bad):
    page = look(bad, state={"fold records files": True})
    assert "rows used and" in said(page)
    files = page.dataframe[0].value.set_index("table")
    assert files.loc["ratings", ["rows in file", "used", "set aside"]].tolist() == [5, 1, 4]
    assert files.loc["ratings", "why"] == "out of range: 3; not a number: 1"
    assert "taken as present" in said(page) or "presence is inferred" in said(page)


def test_problems_by_kind_and_one_by_one(look, bad):
    page = look(bad, ROOMS[1])
    assert page.table[0].value["kind"].tolist() == ["out of range", "not a number"]
    assert set(page.table[0].value["severity"]) == {":red[:material/error: error]"}
    listed = page.dataframe[0].value
    assert listed["severity"].map(list).tolist() == [["✖ error"]] * len(listed)
    assert listed["file"].tolist() == ["ratings.csv"] * len(listed) and listed["line"].min() == 3
    assert any("<b>x</b>" in str(v) or "![t]" in str(v) for v in listed["found"]), (
        "shown as it is, in a table"
    )


def test_problems_can_be_filtered(look, bad):
    page = look(bad, ROOMS[1])
    page.selectbox(key="records kind").select("not a number").run()
    assert page.dataframe[0].value["kind"].unique().tolist() == ["not a number"]
    page.segmented_control(key="records severity").set_value("warning").run()
    assert page.dataframe[0].value.empty and not page.exception


def test_no_text_of_the_records_becomes_markup(look, handed_over, markup, bad):
    for room in ROOMS:
        page = look(bad, room)
        assert not markup.findall(handed_over(page))
        assert not any(markup.findall(str(table.value.to_numpy())) for table in page.table)


def test_masked_problems_hide_what_may_name_somebody_and_say_so(look, said, bad):
    page = look(bad, ROOMS[1], masked=True)
    assert "Names are masked" in said(page)
    assert {"found", "message", "what to do"}.isdisjoint(page.dataframe[0].value.columns)
    assert "<b>x" not in said(page) + page.dataframe[0].value.to_csv()


def test_clean_records_have_nothing_to_fix(look, said, records):
    page = look(open_study(records()), ROOMS[1])
    assert "Nothing needs fixing" in said(page) and not page.dataframe


def test_tables_are_those_of_the_selection_and_masked(show, bad):
    state = {"records room": ROOMS[2]}
    page = show("records", "hostile", summary=bad.summary, state=state)
    page.selectbox(key="records table").select("ratings").run()
    assert "נועה" in page.dataframe[0].value["rater"].tolist()
    hidden = show("records", "hostile", summary=bad.summary, state=state, masked=True)
    hidden.selectbox(key="records table").select("ratings").run()
    assert "M1" in hidden.dataframe[0].value["rater"].tolist()
    assert "נועה" not in hidden.dataframe[0].value.to_csv()


def test_notes_are_shown_here_and_never_downloaded(show, said, bad, monkeypatch):
    downloaded = []
    monkeypatch.setattr(
        "taft_dash.pages.records.download", lambda label, table, key: downloaded.append(table)
    )
    page = show("records", "hostile", summary=bad.summary, state={"records room": ROOMS[2]})
    page.selectbox(key="records table").select("events").run()
    assert "secret" in page.dataframe[0].value.to_csv() and "left out of the download" in said(page)
    assert "kind" in downloaded[-1] and "secret" not in downloaded[-1].to_csv()


def test_every_table_can_be_looked_at_and_an_empty_one_says_so(show, bad):
    page = show("records", "only attendance", summary=bad.summary, state={"records room": ROOMS[2]})
    for table in page.selectbox(key="records table").options:
        page.selectbox(key="records table").select(table).run()
        assert not page.exception and (page.dataframe or page.info)


def test_the_registry_says_how_sure_it_is(look, said, bad):
    page = look(bad, ROOMS[3])
    table = page.dataframe[0].value.set_index("instrument")
    assert table.loc["WAI-SR", "key"] == "verified" and table.loc["WAI-SR", "in these records"] == "yes"
    assert "instruments.csv" in said(page)


def test_templates_are_offered_as_workbook_zip_and_single_files(look, said, bad):
    page = look(bad, ROOMS[4])
    for table in [table.name for table in TABLES]:
        page.selectbox(key="records template").set_value(table).run()
        assert not page.exception and len(page.dataframe[0].value)
        offered = [button.proto.label for button in page.get("download_button")]
        assert offered == [
            "Download empty workbook", "Download example workbook", "Download all CSV files as ZIP",
            f"Download {table}.csv empty", f"Download {table}.csv with these rows",
            "Download as CSV", "Download as Markdown",
        ]  # fmt: skip
    assert "One of interactions, ratings or attendance is enough" in said(page)
    assert {"ratings.csv", "instruments.csv"} <= set(page.dataframe[1].value["file"])


def test_what_is_offered_is_what_its_label_says(look, bad, monkeypatch):
    given = {}
    for module in ("records", "templates"):
        monkeypatch.setattr(
            f"taft_dash.pages.{module}.download_bytes",
            lambda label, content, *, key, ending, mime: given.update({label: (content, ending)}),
        )
    look(bad, ROOMS[4])
    empty, ending = given["Download empty workbook"]
    example, _ = given["Download example workbook"]
    assert ending == "xlsx" and open_study([("a.xlsx", empty)]).study is None
    assert open_study([("a.xlsx", example)]).summary["rows"]["interactions"]["used"] == 3
    assert given["Download as Markdown"] == (dictionary_markdown().encode(), "md")


def test_sample_records_are_said_to_be_synthetic(look, said, bad):
    assert "synthetic" in said(look(bad, state={"records": "sample"}))
    assert "synthetic" not in said(look(bad, state={"records": "own"}))


def test_thousands_of_problems_stay_quick(show, bad):
    many = tuple(replace(bad.problems[0], line=k, found=f"v{k}") for k in range(3000))
    settings = dict(problems=many, summary=bad.summary, state={"records room": ROOMS[1]})
    page = show("records", bad.study, **settings)
    began = time.perf_counter()
    page.run()
    assert len(page.dataframe[0].value) == 3000 and time.perf_counter() - began < 5
