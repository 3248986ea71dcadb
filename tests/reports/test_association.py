"""Associations as files: every control of the first alliance line of every group, the numbers of the screen."""

import pytest

from taft_dash.measures.association import CONTROLS, associations
from taft_dash.measures.overview import Line
from taft_dash.measures.process import courses_beside
from taft_dash.measures.ratings import trajectories
from taft_dash.records.checking import open_study
from taft_dash.records.study import Selection
from taft_dash.reports.analyses import association


@pytest.fixture(scope="module")
def study():
    return open_study(["sample_data/six_groups"]).study


def test_each_group_has_its_first_line_with_every_control(study, monkeypatch):
    monkeypatch.setitem(association.associations.__kwdefaults__, "shuffles", 39)
    monkeypatch.setitem(association.associations.__kwdefaults__, "draws", 40)
    table = association.tables(study)[association.FILE]
    assert list(table["group"].unique()) == [one for one in study.groups() if one != "harbour"]
    for _, rows in table.groupby("group"):
        assert list(rows["control"].unique()) == list(CONTROLS)
        assert rows[["alliance", "alliance_scale", "alliance_target"]].drop_duplicates().shape[0] == 1
    assert (table["looks"] == table.groupby(["group", "control"])["p"].transform("count")).all()

    mill = study.select(Selection("mill", 1, 12))
    on_screen = associations(
        courses_beside(mill, trajectories(mill), Line("GSRS", "total", "GROUP")), control="trend"
    )
    written = table[(table["group"] == "mill") & (table["control"] == "trend")]
    assert written["r"].to_numpy() == pytest.approx(on_screen["r"].to_numpy(), nan_ok=True)
    assert written["p"].to_numpy() == pytest.approx(on_screen["p"].to_numpy(), nan_ok=True)
