"""Depression scores of 43 people: the sudden gains that the R package suddengains finds in them, and its test cases."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.change import Rule
from taft_dash.measures.change_view import Steps, change_view
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.reliable_change import Sample
from taft_dash.measures.series import Series
from taft_dash.measures.sudden import intervals, sudden_steps
from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.study import study_from

BDI = Series("BDI", "total", "SELF", "member")
KEY = pd.DataFrame({"instrument": ["BDI"], "low": 0, "high": 63, "better": "lower", "target": "SELF"})
PUBLISHED = Steps(least=7)


@pytest.fixture(scope="module")
def data(data_set):
    return data_set("suddengains_bdi")


@pytest.fixture(scope="module")
def study(data):
    """Sessions 1 to 12, as the package used them."""
    scores = pd.read_csv(data.folder / "sgdata_long.csv", dtype={"member": str})
    scores = scores[(scores["measure"] == "bdi") & scores["session_order"].between(1, 12) & scores["score"].notna()]
    ratings = scores.rename(columns={"member": "rater", "session_order": "session"})
    own, faults = instruments_from(KEY)
    assert faults == []
    ratings = ratings[["session", "rater", "score"]].assign(instrument="BDI", item="total", target="SELF")
    return study_from({"ratings": ratings}, instruments=own)


@pytest.fixture(scope="module")
def view(study):
    return change_view(study, trajectories(study), BDI, rule=Rule(reliability=0.931), steps=PUBLISHED)


@pytest.fixture(scope="module")
def gains(view):
    return view.sudden[view.sudden["kind"] == "gain"]


def published(data, part):
    return next(one["value"] for one in data.expected["published"] if one["what"].startswith(part))


def test_all_24_gains_of_15_people(data, gains):
    pairs = zip(gains["member"], gains["before_session"], strict=True)
    found = sorted([int(member), session] for member, session in pairs)
    assert found == sorted(data.by_peer["sgdata_gains_id_session"])
    assert len(gains) == 24 and gains["member"].nunique() == 15


def test_size_and_reversals_by_gain_and_by_person(data, gains):
    by_gain, by_person = published(data, "sgdata (bdi"), published(data, "sgdata: by person")
    first = gains.sort_values("before_session").drop_duplicates("member")
    for expected, rows in ((by_gain, gains), (by_person, first)):
        assert int(rows["reversed_session"].notna().sum()) == expected["reversals"]
        assert -rows["size"].mean() == pytest.approx(expected["magnitude_mean"], abs=0.006)
        assert rows["size"].std() == pytest.approx(expected["magnitude_sd"], abs=0.006)
    assert len(first) == by_person["with_gain"]
    assert int((gains["member"].value_counts() > 1).sum()) == by_person["with_several"]


def test_losses_go_the_other_way(view):
    losses = view.sudden[view.sudden["kind"] == "loss"]
    assert len(losses) == 3 and (losses["size"] > 0).all() and (losses["mean_after"] > losses["mean_before"]).all()


def test_each_gain_with_its_scores_as_the_package_lists_them(data):
    table = pd.read_csv(data.folder / "peer_test18_expected_gains.csv")
    wide = pd.read_csv(data.folder / "peer_test18_wide.csv").set_index("id")[[f"bdi_s{s}" for s in range(1, 13)]]
    found = [
        (member, step.before + 1, -step.size, step.reversed_at is not None)
        for member, scores in wide.iterrows()
        for step in sudden_steps(scores.to_numpy(float), better="lower", least=7)
        if step.kind == "gain"
    ]
    expected = table[["id", "sg_session_n", "sg_magnitude", "sg_reversal"]].itertuples(index=False, name=None)
    assert found == [(a, b, c, bool(d)) for a, b, c, d in expected]
    assert [[a, b] for a, b, *_ in found] == published(data, "18 people")


@pytest.mark.parametrize("number", [1, 2])
def test_the_test_cases_of_the_package_for_gains(data, number):
    rows = pd.read_csv(data.folder / f"peer_vectors_gain_input{number}.csv").set_index("id").to_numpy(float)
    found = [marks(row, "gain") for row in rows]
    if number == 2:
        assert found == published(data, "gain vectors")
    else:
        expected = pd.read_csv(data.folder / "peer_vectors_gain_expected1.csv")
        np.testing.assert_array_equal(np.array(found), expected[["sg_2to3", "sg_3to4", "sg_4to5"]].to_numpy())


def test_the_test_cases_of_the_package_for_losses(data):
    rows = pd.read_csv(data.folder / "peer_vectors_loss_input.csv").set_index("id").to_numpy(float)
    assert [marks(row, "loss") for row in rows] == published(data, "loss vectors")


def test_the_smallest_reliable_difference(data):
    scores = pd.read_csv(data.folder / "sgdata_wide.csv")["bdi_s0"]
    known = published(data, "reliable change value from bdi_s0")
    sample = Sample(scores.std(), 0.931)
    assert sample.sd == pytest.approx(known["sd"], abs=1e-6)
    assert 1.96 * sample.difference_error == pytest.approx(known["reliable_change_value"], abs=2e-4)


def marks(row, kind) -> list[float]:
    """1, 0 or NaN (cannot be judged) for the steps 2 to 3, 3 to 4 and 4 to 5, as the package gives them."""
    sudden = {step.before for step in sudden_steps(row, better="lower", least=7) if step.kind == kind}
    judged = set(intervals(row).tolist())
    return [float(n in sudden) if n in judged else np.nan for n in (1, 2, 3)]
