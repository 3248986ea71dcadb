"""Where the real data sets lie: beside the repository, never in it."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data"


class DataSet:
    """One data set: its tables as text, and the numbers other programs found in it."""

    def __init__(self, name: str):
        self.folder = FOLDER / name

    def table(self, file: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / file, dtype=str, keep_default_na=False)

    @property
    def expected(self) -> dict:
        return json.loads((self.folder / "expected.json").read_text())

    @property
    def by_peer(self) -> dict:
        return self.expected["computed_by_peer"]["values"]


@pytest.fixture(scope="module")
def data_set():
    """`data_set(name)`: skipped where the folder is absent, a failure under CI."""

    def find(name: str) -> DataSet:
        found = DataSet(name)
        if not found.folder.exists():
            missing = f"the data set {name} is not beside the repository"
            if os.environ.get("CI"):
                pytest.fail(missing)
            pytest.skip(missing)
        return found

    return find


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """`opened(tables)`: the tables written as files and opened as a user would, without a single problem."""
    from taft_dash.records.checking import open_study

    def open_tables(tables: dict[str, pd.DataFrame]):
        folder = tmp_path_factory.mktemp("records")
        for name, table in tables.items():
            table.to_csv(folder / f"{name}.csv", index=False)
        found = open_study([folder])
        assert [p for p in found.problems if p.severity == "error"] == []
        return found.study

    return open_tables
