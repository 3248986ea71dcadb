"""Sudden gains and losses, and the shape of the course, of every member in a series: the tables.

The rules for one course stand in `sudden` and `shape`. Lines are those of `change.member_lines`: one row per member and
session, NaN where there is no score.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.shape import LEAST_SCORES, Curve, curve, label
from taft_dash.measures.sudden import intervals, session_grid, sudden_steps

LEAST_COMPARED = 3
"""Members with a curve below which scatter is not compared; a choice of this program."""
KINDS = {"gain": "rise", "loss": "drop"}
"""In place of gain and loss where an instrument has no better direction."""
STEP_COLUMNS = {
    "member": "category", "label": "str", "before_session": "int64", "after_session": "int64", "kind": "str",
    "before": "float64", "after": "float64", "size": "float64", "mean_before": "float64", "n_before": "int64",
    "mean_after": "float64", "n_after": "int64", "needed": "float64", "reversed_session": "Int64", "followed": "int64",
}  # fmt: skip


def sudden_changes(
    lines: pd.DataFrame,
    *,
    better: str,
    least: float,
    share: float | None = 0.25,
    alpha: float | None = 0.05,
) -> pd.DataFrame:
    """Sudden gains and losses of every member: large steps from one session to the next that last for a while.

    A gain goes in the better direction, so for the alliance it is a rise; a loss goes in the other. See
    `sudden.sudden_steps` for the criteria.

    Parameters
    ----------
    lines : `change.member_lines` of one group. Not changed.
    better : "higher", "lower", or "neither": steps are then called rise and drop.
    least : smallest step, in the instrument's unit, such as the smallest reliable difference (`change.basis`); NaN:
        nothing is found. share, alpha : second and third criterion, None to leave it out.

    Returns
    -------
    DataFrame, one row per step: member, label, before_session, after_session, kind, before, after, size (after -
    before, signed), mean_before and mean_after of n_before and n_after sessions, needed (difference of these means
    that the third criterion asks for), reversed_session (of the first later score that is farther back than halfway;
    missing where there is none), followed (scores that came later).

    Notes
    -----
    A step is only looked for between sessions that follow one another, with a score in both and two on each side
    among the three sessions before and after; see `judged_steps` for how many there were. The second criterion counts
    from zero, as published; on scales that do not begin there it asks for more, or less, than a quarter of the way.

    References
    ----------
    Tang & DeRubeis 1999, Journal of Consulting and Clinical Psychology 67:894-904, doi 10.1037/0022-006X.67.6.894;
    Wiedemann, Thew, Stott & Ehlers 2020, PLoS ONE 15:e0230276, doi 10.1371/journal.pone.0230276
    """
    rows = []
    for member, name, session, score in _by_member(lines):
        grid, course = _on_grid(session, score)
        towards = "higher" if better == "neither" else better
        for step in sudden_steps(course, better=towards, least=least, share=share, alpha=alpha):
            kind = KINDS[step.kind] if better == "neither" else step.kind
            back = pd.NA if step.reversed_at is None else int(grid[step.reversed_at])
            rows.append(
                (member, name, grid[step.before], grid[step.after], kind, course[step.before], course[step.after],
                 step.size, step.mean_before, step.n_before, step.mean_after, step.n_after, step.needed, back,
                 step.followed)
            )  # fmt: skip
    dtypes = dict(STEP_COLUMNS, member=lines["member"].dtype)
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def judged_steps(lines: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """How many steps of each member could be judged at all, and how many were sudden.

    Returns
    -------
    DataFrame, one row per member with a rating: member, label, n_rated, n_steps (that could be judged), n_up and n_down
    (`found` among them, by the sign of their size), reason ("" where a step could be judged).
    """
    rows = []
    for member, name, session, score in _by_member(lines):
        steps = len(intervals(_on_grid(session, score)[1]))
        own = found.loc[found["member"] == member, "size"]
        reason = "" if steps else (
            "A sudden change needs scores in two sessions that follow one another, and two on each side among the three"
            " sessions before and after."
        )  # fmt: skip
        counts = (int(np.isfinite(score).sum()), steps, int((own > 0).sum()), int((own < 0).sum()))
        rows.append((member, name, *counts, reason))
    return pd.DataFrame(rows, columns=["member", "label", "n_rated", "n_steps", "n_up", "n_down", "reason"])


def shapes(
    lines: pd.DataFrame,
    *,
    value: float,
    repaired: dict[str, int],
    level_share: float = 0.5,
    erratic_from: float = 1.5,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """What shape each member's course has, with the numbers behind the name; see `shape.curve` and `shape.label`.

    Parameters
    ----------
    lines : `change.member_lines` of one group. Not changed.
    value : smallest reliable difference (`change.basis`). repaired : possible ruptures that were repaired, by member;
        nobody where a fall is no strain. level_share : of it, below which a rise counts as level.
    erratic_from : multiple of the median scatter. alpha : for the curvature.

    Returns
    -------
    DataFrame, one row per member with a rating: member, label, n_rated, level (height at the mean session), slope with
    slope_low and slope_high (95 % interval), rise (slope times sessions from first to last), curvature, curvature_p,
    vertex (session), scatter (standard deviation around the curve), usual_scatter (median over members; NaN with fewer
    than LEAST_COMPARED), level_within, repaired, shape ("" exactly where `reason` is not empty), reason. Numbers of
    the curve are NaN with fewer than LEAST_SCORES ratings.
    """
    curves = curves_of(lines)
    fitted = [one.scatter for one in curves.values() if one]
    usual = float(np.median(fitted)) if len(fitted) >= LEAST_COMPARED else np.nan
    within = level_share * value
    numbers = ("level", "slope", "slope_low", "slope_high", "rise", "curvature", "curvature_p", "vertex", "scatter")
    rows = []
    for member, name, _, score in _by_member(lines):
        found, n = curves[member], int(np.isfinite(score).sum())
        back, shape, reason = int(repaired.get(member, 0)), "", ""
        if found is None:
            reason = f"A shape needs at least {LEAST_SCORES} ratings; there {'is 1' if n == 1 else f'are {n}'}."
        elif within != within:
            reason = "Without the reliability and the spread of the scale it cannot be said what counts as level."
        else:
            limits = dict(level_within=within, usual_scatter=usual, repaired=back)
            shape = label(found, **limits, erratic_from=erratic_from, alpha=alpha)
        values = [getattr(found, one) if found else np.nan for one in numbers]
        rows.append((member, name, n, *values, usual, within, back, shape, reason))
    columns = ["member", "label", "n_rated", *numbers, "usual_scatter", "level_within", "repaired", "shape", "reason"]
    return pd.DataFrame(rows, columns=columns)


def curves_of(lines: pd.DataFrame) -> dict[str, Curve | None]:
    """The parabola of every member with a rating; None where there are too few."""
    found = {}
    for member, _, session, score in _by_member(lines):
        there = np.isfinite(score)
        found[member] = curve(session[there], score[there])
    return found


def _by_member(lines: pd.DataFrame):
    """Member, label, session numbers and scores of every member with a line."""
    for (member, name), line in lines.groupby(["member", "label"], observed=True, sort=False):
        yield member, name, line["session"].to_numpy(), line["score"].to_numpy(float)


def _on_grid(session: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Session numbers and scores with holes where numbers are left out."""
    grid = session_grid(session)
    course = np.full(len(grid), np.nan)
    course[np.isfinite(grid)] = score
    return grid, course
