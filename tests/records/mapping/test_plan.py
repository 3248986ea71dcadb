"""A plan survives its file, and whatever is wrong with the file is one sentence that names the place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import FileMapping, Mend, Plan, Recode, TableMapping, Unfolded
from taft_dash.records.mapping.saved import MappingFault, plan_at, plan_from_json, plan_to_json
from taft_dash.records.tables import TABLES
from tests.records.mapping.asking import files_of

texts = st.text(max_size=8)
names = st.sampled_from(["ratings", "interactions", "attendance", "members", ""])


@st.composite
def table_mappings(draw):
    name = draw(names)
    columns = [c.name for t in TABLES if t.name == name for c in t.columns] or ["x"]
    column = st.sampled_from(columns)
    unfold = draw(st.lists(st.builds(Unfolded, texts, st.dictionaries(column, texts, max_size=2)), max_size=2))
    pair = draw(st.none() | st.tuples(texts, texts.filter(bool))) if name in ("ratings", "interactions") else None
    added, turned = st.sampled_from([None, 0.0, -2.5]), st.sampled_from([None, (), (1, 3)])
    recode = draw(st.lists(st.builds(Recode, texts, added, turned), max_size=2))
    return TableMapping(
        name, draw(st.dictionaries(column, texts)), draw(st.dictionaries(column, texts)), tuple(unfold),
        draw(column) if unfold else "", pair,
        {"session": "date"} if "session" in columns else {},
        draw(st.dictionaries(column, st.dictionaries(texts, texts))),
        draw(st.dictionaries(column, st.lists(texts).map(tuple))),
        tuple(recode) if name == "ratings" else (),
        tuple(draw(st.lists(st.integers(1, 9)))), draw(texts), tuple(draw(st.lists(texts))), draw(st.booleans()),
    )  # fmt: skip


plans = st.builds(
    Plan,
    st.lists(st.builds(FileMapping, texts, st.lists(texts).map(tuple), tables=st.lists(table_mappings()).map(tuple)),
             max_size=2).map(tuple),
    st.lists(texts).map(tuple),
    st.lists(st.builds(Mend, st.sampled_from(["replace", "leave out", "add member"]), texts, texts, texts, texts,
                       st.lists(st.integers(1, 99)).map(tuple), texts, texts), max_size=3).map(tuple),
    st.lists(st.dictionaries(texts, texts), max_size=2).map(tuple),
)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["files", "mends", "tables", "kind", "unfold", "sets", "layout", "missing", "pair", "table",
                         "recode", "columns", "words", "file", "lines", "add", "derived", "encoding", "x"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(plans)
def test_a_plan_comes_back_from_its_file(plan):
    text = plan_to_json(plan)
    assert plan_from_json(text) == plan
    assert plan_to_json(plan_from_json(text)) == text


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(["files", "mends", "missing", "instruments", "x"]), anything, max_size=3))
def test_whatever_a_file_holds_is_a_plan_or_a_sentence(data):
    try:
        plan = plan_from_json(json.dumps({"taft_dash_mapping": 1, **data}))
    except MappingFault:
        return
    assert plan_from_json(plan_to_json(plan)) == plan


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_whatever_bytes_are_no_plan(text):
    with pytest.raises(MappingFault):
        plan_from_json(text)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"files": {}}, "files of the mapping should be a list in brackets"),
        ({"files": [{"tables": []}]}, "files of the mapping, entry 1 lacks file"),
        ({"files": [{"file": "a", "tables": [{"table": "rating"}]}]}, "there are members, sessions"),
        ({"files": [{"file": "a", "tables": [{"table": "ratings", "columns": {"scor": "x"}}]}]},
         "names the column 'scor'"),
        ({"files": [{"file": "a", "tables": [{"table": "ratings", "read_as": {"session": "clock"}}]}]}, "'clock'"),
        ({"files": [{"file": "a", "tables": [{"table": "ratings", "pair": ["a"]}]}]}, "what parts the two names"),
        ({"files": [{"file": "a", "tables": [{"table": "ratings", "pair": ["a", ""]}]}]}, "what parts the two names"),
        ({"files": [{"file": "a", "layout": {"x": 1}}]}, "layout"),
        ({"files": [{"file": "a", "layout": []}]}, "layout"),
        ({"mends": [{"kind": "mend"}]}, "replace, leave out, add member"),
        ({"mends": [{"kind": "leave out", "lines": [1.5]}]}, "should be a whole number"),
        ({"mends": [{"kind": "leave out", "lines": [1e400]}]}, "should be"),
        ({"mends": [{"kind": "leave out", "lines": [10**30]}]}, "line"),
        ({"x": 1}, "has 'x'"),
    ],
)  # fmt: skip
def test_each_slip_is_named_by_its_place(data, words):
    with pytest.raises(MappingFault, match=r".*" + words.replace("(", r"\(")):
        plan_from_json(json.dumps({"taft_dash_mapping": 1, **data}))


def test_a_deep_file_and_a_missing_file(tmp_path):
    with pytest.raises(MappingFault):
        plan_from_json("[" * 100_000)
    with pytest.raises(MappingFault, match="could not be opened"):
        plan_at(tmp_path / "nowhere.json")


def test_a_file_is_known_by_its_name_or_its_headings():
    one, other = FileMapping("a.csv", ("x", "y")), FileMapping("b.csv", ("z",))
    plan = Plan((one, other))
    assert plan.of("a.csv", ["x", "y"]) == one
    assert plan.of("c.csv", ["y", "x"]) == one
    assert plan.of("a.csv", ["z"]) == other
    assert plan.of("a.csv") == one
    assert plan.of("c.csv", ["q"]) is None
    assert plan.of("c.csv") is None


def test_what_is_confirmed_of_one_sheet_cuts_no_row_off_another():
    talk = {f"sitzung {k}": ["Wer;Wem;Anzahl", *["Ana;Ben;3", "Ben;Ana;2"] * k, ";;", "Total;;5"] for k in (1, 2, 3)}
    files = files_of(**talk)
    before = open_study(files)
    first = before.files[0]
    layout = before.reading.understood[first.text.file].layout
    assert layout.last == 3
    plan = Plan(files=(FileMapping(first.text.file, tuple(first.text.columns), layout, first.mapping.tables),))
    after = open_study(files, plan)
    assert after.summary["rows"] == before.summary["rows"] and len(after.study.interactions) == 12
    assert after.study.interactions["session"].value_counts().to_dict() == {1: 2, 2: 4, 3: 6}
