"""Sudden gains and losses: a step from one session to the next that is large, and that divides what came before from
what came after. The criteria on one course of scores; `change` applies them to the records of a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from taft_dash.measures.reliable_change import SIGNS

REACH = 3
"""Scores looked at on each side of a step, and holes that separate two sessions at most."""


@dataclass(frozen=True)
class Step:
    """A sudden gain or loss by its positions in a course: the last score before it and the first one after.

    kind : "gain" or "loss". size : difference of the two scores, signed as recorded. mean_before, mean_after : of up to
    three sessions on each side, n_before and n_after of them. needed : difference of the means that the third
    criterion asks for. reversed_at : position of the first later score by which more than half of the step was undone,
    None where there is none; followed : scores after the first one after the step.
    """

    before: int
    after: int
    kind: str
    size: float
    mean_before: float
    mean_after: float
    n_before: int
    n_after: int
    needed: float
    reversed_at: int | None
    followed: int


def intervals(scores: np.ndarray) -> np.ndarray:
    """Positions n of the steps n to n + 1 that can be judged: both scores, and two on each side among three sessions.

    `scores` : (n,) session by session, NaN where there is none.
    """
    there = ~np.isnan(scores)
    return np.array(
        [
            n
            for n in range(1, len(scores) - 2)
            if there[n] and there[n + 1]
            and there[max(0, n - REACH + 1) : n + 1].sum() >= 2
            and there[n + 1 : n + 1 + REACH].sum() >= 2
        ],
        dtype=int,
    )  # fmt: skip


def sudden_steps(
    scores, *, better: str, least: float, share: float | None = 0.25, alpha: float | None = 0.05
) -> list[Step]:
    """The sudden gains and losses of one course, in order.

    A step n to n + 1 is sudden when all criteria in use are met (Tang & DeRubeis 1999, critical values as in Lutz et
    al. 2013): 1. |x_n - x_n+1| >= `least`; 2. |x_n - x_n+1| >= `share` |x_n|; 3. the mean of x_n-2, x_n-1, x_n and
    that of x_n+1, x_n+2, x_n+3 differ in the same direction by more than t sqrt(((n1-1) s1^2 + (n2-1) s2^2) /
    (n1 + n2 - 2)), with t the two-sided critical value of Student's t at `alpha` and n1 + n2 - 2 degrees of freedom
    (2.776 with all six scores). A gain goes in the better direction. It is reversed at the first later score that is
    farther back than halfway.

    Parameters
    ----------
    scores : (n,) session by session, NaN where there is none. better : "higher" or "lower". least : see 1, in the
        unit of the scores. share, alpha : None leaves criterion 2 or 3 out.

    Notes
    -----
    The third criterion compares with the pooled standard deviation, not with a standard error: that is how it was
    published. Both directions are held to the same criteria; the R package suddengains lets any loss pass the
    second. Its gains, and its test cases for losses, were reproduced. In courses of 20 sessions that vary by error
    alone, with the smallest reliable difference as `least`, about 3 in 100 members showed a sudden step (simulated).

    Examples
    --------
    >>> step = sudden_steps([32, 31, 33, 5, 6, 7], better="lower", least=7)[0]
    >>> step.kind, step.size, step.mean_before - step.mean_after, round(step.needed, 3)
    ('gain', -28.0, 26.0, 2.776)
    """
    from scipy.stats import t

    scores, found = np.asarray(scores, float), []
    for n in intervals(scores):
        size = scores[n + 1] - scores[n]
        sides = scores[max(0, n - REACH + 1) : n + 1], scores[n + 1 : n + 1 + REACH]
        before, after = (side[~np.isnan(side)] for side in sides)
        freedom = len(before) + len(after) - 2
        squares = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
        needed = 0.0 if alpha is None else t.isf(alpha / 2, freedom) * np.sqrt(squares / freedom)
        apart = (after.mean() - before.mean()) * np.sign(size)
        if size == 0 or not abs(size) >= least:  # a NaN is no limit that is reached
            continue
        if (share is not None and abs(size) < share * abs(scores[n])) or (alpha is not None and apart <= needed):
            continue
        later = scores[n + 2 :]
        back = np.flatnonzero((later - (scores[n + 1] - size / 2)) * np.sign(size) < 0)
        found.append(
            Step(
                before=int(n), after=int(n + 1), kind="gain" if size * SIGNS[better] > 0 else "loss", size=float(size),
                mean_before=float(before.mean()), mean_after=float(after.mean()), n_before=len(before),
                n_after=len(after), needed=float(needed), reversed_at=int(n + 2 + back[0]) if len(back) else None,
                followed=int((~np.isnan(later)).sum()),
            )
        )  # fmt: skip
    return found


def session_grid(sessions: np.ndarray) -> np.ndarray:
    """Recorded session numbers with NaN for numbers that are left out, so that no step goes across them.

    Left out is what a step wider than the group's smallest passes over; never more holes than separate two sessions.

    Examples
    --------
    >>> session_grid(np.array([1, 2, 4, 20])).tolist()
    [1.0, 2.0, nan, 4.0, nan, nan, nan, 20.0]
    >>> session_grid(np.array([10, 20, 30])).tolist()
    [10.0, 20.0, 30.0]
    """
    steps = np.diff(sessions)
    if not len(steps):
        return sessions.astype(float)
    holes = np.minimum(REACH, np.ceil(steps / steps.min()).astype(int) - 1)
    parts = [[s] + [np.nan] * hole for s, hole in zip(sessions, [*holes, 0], strict=True)]
    return np.concatenate(parts).astype(float)
