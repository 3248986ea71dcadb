"""Liking of everyone by everyone, as TripleR printed and computed it."""

import json

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.relations import social_relations
from taft_dash.measures.round_robins import RoundRobin

NAMES = {
    "actor_variance": "actor", "partner_variance": "partner", "relationship_variance": "relationship",
    "actor-partner_covariance": "actor_partner", "relationship_covariance": "dyadic",
}  # fmt: skip


def robins(table: pd.DataFrame, column: str) -> list[RoundRobin]:
    table = table.assign(value=pd.to_numeric(table[column]))
    made = []
    for group, rows in table.groupby(table.get("group", pd.Series("1", table.index))):
        square = rows.pivot(index="rater", columns="target", values="value")
        square = square.loc[sorted(square.index, key=int), sorted(square.columns, key=int)]
        made.append(RoundRobin(group, square.index.to_numpy(object), square.to_numpy(float), 1))
    return made


def same(rows: pd.DataFrame, peer: dict) -> None:
    rows = rows.set_index("component")
    for name, numbers in peer.items():
        row = rows.loc[NAMES[name]]
        standardised = row["share"] if row["share"] == row["share"] else row["correlation"]
        assert row["estimate"] == pytest.approx(numbers["estimate"], rel=1e-9), name
        if numbers["standardized"] is not None:
            assert standardised == pytest.approx(numbers["standardized"], rel=1e-9), name
        if numbers["se"] is not None:
            assert row["se"] == pytest.approx(numbers["se"], rel=1e-9), name
        elif name in list(NAMES)[:4]:
            assert np.isnan(row["se"]), name


@pytest.fixture(scope="module")
def liking(data_set):
    return data_set("srm_liking")


@pytest.mark.parametrize("what", ["liking_a", "metaliking_a"])
def test_one_group_of_54_as_published(liking, what):
    published = next(
        one["value"] for one in json.loads((liking.folder / "expected.json").read_text())["published"]
        if one["what"].startswith(f"SRM of {what}")
    )  # fmt: skip
    made = social_relations(robins(liking.table("ratings.csv"), what))
    rows = made.components.set_index("component").round(3)
    assert rows.loc["actor", "estimate"] == published["actor_variance"]
    assert rows.loc["partner", "estimate"] == published["partner_variance"]
    assert rows.loc["relationship", "estimate"] == published["relationship_variance"]
    assert rows.loc["actor_partner", "estimate"] == published["actor_partner_covariance"]
    assert round(rows.loc["dyadic", "estimate"], 3) == pytest.approx(published["relationship_covariance"], abs=6e-4)
    assert rows.loc[["actor", "partner"], "reliability"].tolist() == [
        published["actor_reliability"], published["partner_reliability"],
    ]  # fmt: skip
    if "se" in published:
        assert rows.loc[["actor", "partner", "relationship"], "se"].tolist() == list(published["se"].values())
        shares = [published["standardized"][name] for name in ("actor", "partner", "relationship")]
        assert rows.loc[["actor", "partner", "relationship"], "share"].tolist() == shares
        correlations = [published["standardized"][name] for name in ("actor_partner_r", "relationship_r")]
        assert rows.loc[["actor_partner", "dyadic"], "correlation"].tolist() == correlations


@pytest.mark.parametrize("what", ["liking_a", "metaliking_a"])
def test_one_group_of_54_as_the_peer_computed(liking, what):
    peer = liking.by_peer[f"srm_liking.{what}"]
    made = social_relations(robins(liking.table("ratings.csv"), what))
    same(made.components, peer["var"])
    effects = made.effects.set_index("member")
    for member, numbers in peer.get("effects_all", {}).items():
        assert effects.loc[member, "actor"] == pytest.approx(numbers["actor"], abs=1e-9)
        assert effects.loc[member, "partner"] == pytest.approx(numbers["partner"], abs=1e-9)


@pytest.mark.parametrize("what", ["liking_a", "liking_b", "metaliking_a", "metaliking_b"])
def test_five_groups_of_10_each_and_pooled(data_set, what):
    data = data_set("srm_multiliking")
    peer = data.by_peer[f"srm_multiliking.{what}"]
    made = social_relations(robins(data.table("ratings.csv"), what))
    same(made.pooled, peer["var"])
    for group in "12345":
        same(made.components[made.components["group"] == group], peer[f"group{group}"])
