"""The couples with whom Jacobson & Truax set out the reliable change index: the published classes."""

import pandas as pd
import pytest

from taft_dash.measures.change import Rule, reliable_changes
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.study import study_from

KEY = pd.DataFrame(
    {"instrument": ["GDS", "DAS"], "low": 0, "high": [100, 151], "better": ["lower", "higher"], "target": "SELF"}
)
FUNCTIONAL = (30.0, 7.0)


@pytest.fixture(scope="module")
def study(data_set):
    wide = pd.read_csv(data_set("jacobson_1989").folder / "ratings.csv", dtype={"member": str})
    ratings = wide.melt(["member", "time"], ["das", "gds"], "instrument", "score").dropna()
    session = ratings["time"].map({"pre": 1, "post": 2})
    ratings = ratings.assign(session=session, instrument=ratings["instrument"].str.upper())
    ratings = ratings.rename(columns={"member": "rater"}).assign(item="total", target="SELF")
    own, faults = instruments_from(KEY)
    assert faults == []
    return study_from({"ratings": ratings.drop(columns="time")}, instruments=own)


def table(study, instrument, **rule):
    told = Series(instrument, "total", "SELF", "member")
    return reliable_changes(study, trajectories(study), told, Rule(reliability=0.8, **rule))


@pytest.mark.parametrize(
    ("instrument", "rule", "what"),
    [
        ("GDS", dict(border="a"), "GDS, JT, reliability .80, cut-off a (M-2SD of pre)"),
        ("DAS", dict(border="a"), "DAS (higher better), JT, .80, cut-off a"),
        ("GDS", dict(border="c", functional=FUNCTIONAL), "GDS, JT, .80, cut-off c with functional M 30 SD 7"),
        ("GDS", dict(estimator="EN", border="c", functional=FUNCTIONAL), "GDS, Edwards-Nunnally, cut-off c"),
        ("GDS", dict(estimator="HA", border="c", functional=FUNCTIONAL), "GDS, Hageman-Arrindell, individual"),
    ],
)
def test_the_published_classes(study, data_set, instrument, rule, what):
    found = table(study, instrument, **rule)["change_class"].value_counts().to_dict()
    known = next(one["value"] for one in data_set("jacobson_1989").expected["published"] if one["what"] == what)
    classes = ("recovered", "improved", "unchanged", "deteriorated")
    assert [found.get(name, 0) for name in classes] == [known[name] for name in classes]


def test_who_has_one_rating_only_is_named_and_not_judged(study):
    found = table(study, "GDS", border="none")
    once = found[found["n_rated"] == 1]
    assert len(found) - len(once) == 26
    assert (once["change_class"] == "").all()
    assert set(once["reason"]) == {"Change needs two ratings; there is 1."}


def test_without_a_border_nobody_recovers(study):
    assert "recovered" not in set(table(study, "GDS")["change_class"])
