"""The Tuesday group as the product opens it, and its measures as small tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from taft_dash.measures.indices import by_person, by_session
from taft_dash.measures.ratings import trajectories
from taft_dash.records.checking import open_study

FOLDER = Path(__file__).resolve().parents[2] / "sample_data" / "tuesday_group"


@pytest.fixture(scope="module")
def study():
    return open_study([FOLDER]).study


@pytest.fixture(scope="module")
def scores(study):
    return trajectories(study)


@pytest.fixture(scope="module")
def indices(study) -> pd.DataFrame:
    """One row per session, one column per index."""
    return by_session(study).pivot(index="session", columns="index", values="value")


@pytest.fixture(scope="module")
def people(study) -> pd.DataFrame:
    """One row per session and measure, one column per person; NaN where they were not there."""
    long = by_person(study)
    return long.pivot_table(index=["measure", "session"], columns="member", values="value", observed=True)


@pytest.fixture(scope="module")
def presence(study) -> pd.DataFrame:
    """One row per session, one column per person."""
    states = study.presence.astype({"presence": str})
    return states.pivot(index="session", columns="member", values="presence")
