"""Small groups of members who rate one scale, for the tests of ruptures."""

import numpy as np
import pandas as pd

from taft_dash.records.study import Study, study_from


def group(courses: dict[str, list[float]], *, instrument="WAI-SR", attendance=None) -> Study:
    """A study of members' totals, session by session from 1; NaN is a session without a form."""
    rows = [
        (session, member, score)
        for member, course in courses.items()
        for session, score in enumerate(course, 1)
        if not np.isnan(score)
    ]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "score"]).assign(
        instrument=instrument, item="total"
    )
    longest = max(len(course) for course in courses.values())
    frames = {
        "ratings": ratings,
        "members": pd.DataFrame({"member": list(courses)}),
        "sessions": pd.DataFrame({"session": np.arange(1, longest + 1)}),
    }
    if attendance is not None:
        frames["attendance"] = pd.DataFrame(attendance, columns=["session", "member", "status"])
    return study_from(frames)
