"""A small study by hand, with every state of presence."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.records.study import study_from


def frame(*rows, columns):
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture(scope="session")
def study():
    """A is absent in 2, B joins in 2, C leaves after 1, D is silent, T talks; session 3 was cancelled."""
    return study_from(
        {
            "members": frame(
                ("A", "member", "Ada", np.nan, np.nan), ("B", "member", "Ada", 2, np.nan),
                ("C", "member", None, np.nan, 1), ("D", "observer", None, np.nan, np.nan),
                ("T", "therapist", "Tom", np.nan, np.nan),
                columns="member role name joined left"),
            "sessions": frame((1, 90.0), (2, 90.0), (3, 0.0), columns="session minutes"),
            "attendance": frame(
                (1, "A", "present"), (1, "C", "late"), (1, "D", "present"), (1, "T", "present"),
                (2, "A", "excused"), (2, "B", "left_early"), (2, "C", "absent"), columns="session member status"),
            "interactions": frame(
                (1, "A", "T;C"), (1, "T", "GROUP"), (2, "B", "T"), (2, "B", None), columns="session speaker addressee"),
            "ratings": frame((1, "A", "wai", "1", 4.0), (2, "B", "gsrs", "total", np.nan),
                             columns="session rater instrument item score"),
            "events": frame((1, "rupture", "A", "T", "a secret"), columns="session kind actor target note"),
        }
    )  # fmt: skip
