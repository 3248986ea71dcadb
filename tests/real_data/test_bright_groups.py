"""Attendance of three real open groups: who came, and who was not in the group yet or any more."""

import pandas as pd
import pytest

from taft_dash.measures.indices import by_session


@pytest.fixture(scope="module")
def bright(data_set):
    return data_set("bright_groups")


@pytest.fixture(scope="module")
def study(bright, opened):
    rows = bright.table("attendance.csv")
    rows["session"] = rows["session"].astype(int)
    came = rows[rows["attended"] == "1"].groupby(["group", "client"], sort=False)["session"]
    members = came.agg(joined="min", left="max").reset_index().rename(columns={"client": "member"})
    belongs = rows.merge(members, left_on=["group", "client"], right_on=["group", "member"])
    belongs = belongs[(belongs["session"] >= belongs["joined"]) & (belongs["session"] <= belongs["left"])]
    status = belongs["attended"].map({"1": "present", "0": "absent"})
    attendance = pd.DataFrame(
        {
            "group": belongs["group"],
            "session": belongs["session"],
            "member": belongs["member"],
            "status": status,
        }
    )
    return opened({"members": members, "attendance": attendance})


@pytest.mark.parametrize("group", ["G1", "G2", "G3"])
def test_people_present_per_session(bright, study, group):
    rows = by_session(study)
    present = rows[(rows["group"] == group) & (rows["index"] == "present")]["value"]
    peer = bright.by_peer[group]
    assert len(present) == peer["sessions"]
    assert present.sum() == peer["attendances"]
    assert (present.min(), present.max()) == (peer["present_min"], peer["present_max"])
    assert present.mean() == pytest.approx(peer["present_mean"], abs=1e-6)


@pytest.mark.parametrize("group", ["G1", "G2", "G3"])
def test_each_client_came_as_often_as_the_peer_counted(bright, study, group):
    here = study.presence[(study.presence["group"] == group) & (study.presence["presence"] == "present")]
    assert (
        here.groupby("member", observed=True).size().to_dict() == bright.by_peer[group]["attended_per_client"]
    )


def test_before_joining_and_after_leaving_is_not_absence(study):
    states = study.presence["presence"].value_counts()
    assert states["not_yet_joined"] > 0 and states["left"] > 0
    assert states["not_recorded"] == 0


def test_without_talk_the_indices_say_so(study):
    rows = by_session(study)
    gini = rows[rows["index"] == "gini"]
    assert gini["value"].isna().all()
    assert set(gini["reason"].str.extract(r"^(No talk was recorded)")[0]) == {"No talk was recorded"}
