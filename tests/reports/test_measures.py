"""The folder of measures: its columns are a contract, its numbers those of the measures, its dictionary complete."""

from __future__ import annotations

import io
from contextlib import contextmanager
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from taft_dash.measures import indices
from taft_dash.records.checking import open_study
from taft_dash.records.study import study_from
from taft_dash.reports import measures, tables

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "six_groups"
CONTRACT = {
    "indices.csv": "group session index value n reason",
    "people.csv": "group session member role presence measure value reason",
    "ties.csv": "group session speaker addressee turns speaking_seconds sessions_together rate",
    "trajectories.csv": "group session rater target instrument subscale score items_answered items",
}


@pytest.fixture(scope="module")
def study():
    return open_study([SAMPLE]).study


@pytest.fixture(scope="module")
def files(study):
    return measures.measure_files(study)


def as_read(table: pd.DataFrame) -> pd.DataFrame:
    """The table as a program reads its file, every cell as text."""
    return pd.read_csv(
        io.BytesIO("".join(tables.csv_lines(table)).encode()), dtype=str, keep_default_na=False
    )


@pytest.mark.parametrize("name", CONTRACT)
def test_the_columns_are_the_contract(files, name):
    assert list(files[name].columns) == CONTRACT[name].split()


@pytest.mark.parametrize("name", ["indices.csv", "people.csv"])
def test_a_value_or_a_reason_and_never_both(files, name):
    table = as_read(files[name])
    assert ((table["value"] == "") == (table["reason"] != "")).all()
    assert (table["value"] == "").any()


def test_the_numbers_in_the_file_are_those_of_the_measures(study, files):
    expected = indices.by_session(study)["value"].to_numpy()
    read = pd.to_numeric(as_read(files["indices.csv"])["value"]).to_numpy()
    np.testing.assert_array_equal(read, expected)


def test_every_group_has_its_network(study, files):
    names = [name for name in files if name.endswith(".graphml")]
    assert len(names) == len(study.groups())
    read = [nx.read_graphml(io.BytesIO(tables.graphml_bytes(files[name]))) for name in names]
    assert {graph.graph["group"] for graph in read} == set(study.groups())
    assert all(graph.is_directed() and len(graph) for graph in read)


def test_what_else_is_recorded_of_people_travels_with_the_network():
    members = pd.DataFrame({"member": ["A", "B"], "ward": ["north", None], "role": ["member", "therapist"]})
    talk = pd.DataFrame({"session": [1], "speaker": ["A"], "addressee": ["B"]})
    study = study_from({"members": members, "interactions": talk})
    graph = measures.measure_files(study)["network_Group_1.graphml"]
    assert graph.nodes["A"]["recorded ward"] == "north"
    assert "recorded ward" not in graph.nodes["B"]
    assert graph.nodes["B"]["role"] == "therapist"


def test_the_dictionary_explains_every_column_and_every_entry(files):
    explained = as_read(files["data_dictionary.csv"])
    columns = {(row.file, row.column) for row in explained.itertuples() if not row.entry}
    assert columns >= {(name, column) for name in CONTRACT for column in CONTRACT[name].split()}
    for graph in (content for name, content in files.items() if name.endswith(".graphml")):
        written = {f"node {name}" for _, data in graph.nodes(data=True) for name in data}
        written |= {f"edge {name}" for *_, data in graph.edges(data=True) for name in data}
        assert columns >= {("network_*.graphml", name) for name in written}
    entries = {(row.file, row.entry) for row in explained.itertuples() if row.entry}
    assert entries >= {("indices.csv", name) for name in files["indices.csv"]["index"].unique()}
    assert entries >= {("people.csv", name) for name in files["people.csv"]["measure"].unique()}
    scored = files["trajectories.csv"][["instrument", "subscale"]].drop_duplicates()
    assert entries >= {("trajectories.csv", f"{a}, {b}") for a, b in scored.itertuples(index=False)}
    assert (explained["meaning"] != "").all()


def test_whoever_waits_is_told_what_is_done(study):
    told = []

    @contextmanager
    def step(work):
        told.append(work)
        yield

    measures.measure_files(study, step)
    assert len(told) == len(CONTRACT) + 1


@pytest.mark.parametrize(
    "frames",
    [
        {"interactions": {"session": [1], "speaker": ["A"], "addressee": ["B"]}},
        {
            "ratings": {
                "session": [1],
                "rater": ["A"],
                "instrument": ["GSRS"],
                "item": ["total"],
                "score": [20.0],
            }
        },
        {"attendance": {"session": [1], "member": ["A"], "status": ["absent"]}},
    ],
    ids=lambda frames: next(iter(frames)),
)
def test_any_one_table_is_enough(frames, tmp_path):
    study = study_from({name: pd.DataFrame(columns) for name, columns in frames.items()})
    tables.write_folder(tmp_path, measures.measure_files(study))
    assert {path.name for path in tmp_path.iterdir()} == {
        *CONTRACT,
        "data_dictionary.csv",
        "network_Group_1.graphml",
    }
