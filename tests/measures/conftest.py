"""Groups to measure: random ones with every irregularity the records may have, and small ones by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from taft_dash.records.study import Study, study_from


def random_frames(seed: int, groups: int = 3) -> dict[str, pd.DataFrame]:
    """Loose frames of groups of 1 to 7 people with gaps, joiners, leavers, absences, missing attendance rows, silent
    sessions, sessions without addressees or times, turns to several people, and now and then a turn of somebody
    recorded as absent."""
    rng = np.random.default_rng(seed)
    members, attendance, talk, sessions = [], [], [], []
    for group in [f"group {chr(97 + g)}" for g in range(groups)]:
        size = int(rng.integers(1, 8))
        people = [f"P{k}" for k in rng.permutation(size)]
        roles = rng.choice(["member", "member", "member", "therapist", "observer"], size)
        joined = np.where(rng.random(size) < 0.2, 3, np.nan)
        left = np.where(rng.random(size) < 0.2, 5, np.nan)
        members += list(zip([group] * size, people, roles, joined, left, strict=True))
        for session in sorted(rng.choice(np.arange(1, 12), 6, replace=False).tolist()):
            sessions.append((group, session))
            kind = rng.choice(["usual", "no talk", "no addressees", "no times"], p=[0.6, 0.15, 0.1, 0.15])
            here = []
            for person, first, last in zip(people, joined, left, strict=True):
                away = session < first or session > last
                status = rng.choice(["present", "late", "absent", ""], p=[0.7, 0.1, 0.15, 0.05])
                if status and not away:
                    attendance.append((group, session, person, status))
                if (status in ("present", "late") and not away) or rng.random() < 0.02:
                    here.append(person)
            if kind == "no talk" or not here:
                continue
            for _ in range(int(rng.integers(1, 40))):
                speaker = rng.choice(here)
                others = [person for person in here if person != speaker]
                draw = rng.random()
                addressee = np.nan
                if kind != "no addressees" and draw < 0.9:
                    count = min(len(others), 1 if draw < 0.6 else 2)
                    addressee = "GROUP"
                    if count and draw < 0.7:
                        addressee = ";".join(rng.choice(others, count, replace=False))
                seconds = np.nan if kind == "no times" or rng.random() < 0.1 else float(rng.integers(0, 60))
                talk.append((group, session, speaker, addressee, float(rng.integers(1, 4)), seconds))
    return {
        "members": pd.DataFrame(members, columns=["group", "member", "role", "joined", "left"]),
        "sessions": pd.DataFrame(sessions, columns=["group", "session"]),
        "attendance": pd.DataFrame(attendance, columns=["group", "session", "member", "status"]),
        "interactions": pd.DataFrame(
            talk, columns=["group", "session", "speaker", "addressee", "turns", "speaking_seconds"]
        ),
    }


@pytest.fixture(scope="session")
def frames():
    return random_frames


def one_group(talk, *, people, roles=None, attendance=(), sessions=None) -> Study:
    """A study of one group from rows (session, speaker, addressee, turns); everyone belongs throughout.

    `attendance` holds (session, member, status); without it presence is inferred from talk.
    """
    numbers = sessions or sorted({row[0] for row in [*talk, *attendance]}) or [1]
    return study_from(
        {
            "members": pd.DataFrame({"member": people, "role": roles or ["member"] * len(people)}),
            "sessions": pd.DataFrame({"session": numbers}),
            "interactions": pd.DataFrame(talk, columns=["session", "speaker", "addressee", "turns"]),
            "attendance": pd.DataFrame(attendance, columns=["session", "member", "status"]),
        }
    )


@pytest.fixture(scope="session", name="one_group")
def _one_group():
    return one_group
