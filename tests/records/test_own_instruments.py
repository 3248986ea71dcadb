"""The user's own questionnaires: what an instruments.csv may say, and what is wrong with one that cannot be used."""

import io

import pandas as pd
import pytest

from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.scales import Subscale


def defined(text: str, **options):
    return instruments_from(pd.read_csv(io.StringIO(text), **options))


@pytest.mark.parametrize("options", [{}, {"dtype": str, "keep_default_na": False}], ids=["typed", "as text"])
def test_one_row_per_subscale_becomes_one_instrument(options):
    (form,), faults = defined(
        "instrument,name,subscale,label,items,low,high,reversed,score,least_answered,better,target,source\n"
        'OUR-6,Our form,task,Work,"1,2,3",1,7,2,sum,0.6,higher,LEADER,Author 2020\n'
        "OUR-6,,bond,,4-6,,,,,,,,\n"
        "OUR-6,,total,,,,,,,,,,\n",
        **options,
    )
    assert faults == []
    assert (form.id, form.name, form.source) == ("OUR-6", "Our form", "Author 2020")
    assert form.subscales == (
        Subscale("task", "Work", (1, 2, 3), 3, 21),
        Subscale("bond", "bond", (4, 5, 6), 3, 21),
    )
    assert form.items == (1, 2, 3, 4, 5, 6)
    assert form.reversed == (2,)
    assert form.scale("total") == Subscale("total", "Total", (1, 2, 3, 4, 5, 6), 6, 42)
    assert (form.score, form.least_answered, form.default_target) == ("sum", 0.6, "LEADER")
    assert "instruments.csv" in form.missing_rule


def test_defaults_of_a_bare_definition():
    (form,), faults = defined("instrument,low,high\nMOOD,0,10\n")
    assert faults == []
    assert [scale.name for scale in form.scales] == ["total"]
    assert (form.score, form.better, form.least_answered, form.kind) == ("mean", "higher", 0.75, "other")
    assert form.limits("total") == (0, 10, None)


def test_a_total_is_made_only_where_one_is_defined():
    (form,), _ = defined("instrument,subscale,items,low,high\nA,x,1-2,1,5\nA,y,3-4,,\n")
    assert [scale.name for scale in form.scales] == ["x", "y"]


def test_scores_rated_directly_may_each_have_their_limits():
    (form,), faults = defined(
        "instrument,subscale,low,high,score\nR,depth,0,9,sum\nR,play,0,3,\nR,total,,,\n"
    )
    assert faults == []
    assert {scale.name: scale.high for scale in form.scales} == {"depth": 9, "play": 3, "total": 12}


@pytest.mark.parametrize("items", ["1,2,10", "1;2;10", "1 2 10", "1-2, 10", "1 - 2;10"])
def test_item_lists_may_be_written_in_several_ways(items):
    (form,), faults = defined(f'instrument,items,low,high\nA,"{items}",1,5\n')
    assert faults == []
    assert form.items == (1, 2, 10)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (",x,1-3,1,5,,,,", "instrument", "no name"),
        ("A,x,1-3,,5,,,,", "low", "the cell is empty"),
        ("A,x,1-3,one,5,,,,", "low", 'found "one"; a number is expected'),
        ("A,x,1-3,5,1,,,,", "low", "not below the highest"),
        ("A,x,1-3,5,5,,,,", "low", "not below the highest"),
        ("A,x,1-3,1,inf,,,,", "high", "a number is expected"),
        ("A,x,1.5,1,5,,,,", "items", "item numbers are expected"),
        ("A,x,3-1,1,5,,,,", "items", "item numbers are expected"),
        ("A,x,1;1,1,5,,,,", "items", "stands twice"),
        ("A,x,1-3,1,5,4,,,", "reversed", "4 is not"),
        ("A,x,1-3,1,5,,median,,", "score", "one of mean, sum is expected"),
        ("A,x,1-3,1,5,,,75,", "least_answered", "a share above 0 and up to 1"),
        ("A,x,1-3,1,5,,,0,", "least_answered", "a share above 0 and up to 1"),
        ("A,x,1-3,1,5,,,,up", "better", "one of higher, lower, neither"),
    ],
)
def test_a_bad_definition_is_said_with_its_line_and_not_used(row, column, said):
    head = "instrument,subscale,items,low,high,reversed,score,least_answered,better\n"
    instruments, faults = defined(f"{head}GOOD,x,1-3,1,5,,,,\n{row}\n")
    assert [i.id for i in instruments] == ["GOOD"]
    assert [(fault.line, fault.column) for fault in faults] == [(3, column)]
    assert said in str(faults[0])
    assert faults[0].fix


def test_rows_of_one_instrument_have_to_agree():
    instruments, faults = defined(
        "instrument,subscale,items,low,high,score\nA,x,1-2,1,5,mean\nA,x,3-4,1,7,sum\nB,x,1,1,5,\nb,y,2,1.0,5,\n"
    )
    assert [i.id for i in instruments] == ["B"]
    assert [(fault.line, fault.column) for fault in faults] == [(3, "high"), (3, "score"), (3, "subscale")]
    assert "line 2 of the same instrument has another value" in str(faults[0])


def test_lines_of_the_file_are_kept_where_they_are_given():
    frame = pd.DataFrame({"line": [7], "instrument": [""], "low": [1.0], "high": [5.0]})
    assert [fault.line for fault in instruments_from(frame)[1]] == [7]


def test_an_empty_table_defines_nothing():
    assert instruments_from(pd.DataFrame(columns=["instrument", "low", "high"])) == ((), [])
