"""What each criterion holds a member's ratings against, or why it cannot: all members and lines at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from taft_dash.measures.episodes import CLOSE
from taft_dash.measures.member_courses import Courses
from taft_dash.measures.rupture_rules import Rules

MEAN_RANGE_OF_SD = 1.128
"""d2 for two values: the mean moving range of independent normal values is so many standard deviations."""


def limits(whole: Courses, rules: Rules) -> dict[str, pd.DataFrame]:
    """The limits of every criterion that looks at scores, by its name; rows as in `whole.who`.

    Returns
    -------
    Tables with spread (the standard deviation, standard error or mean moving range used), threshold (what a fall, a
    step, or a distance below the line or the mean has to reach; NaN exactly where `reason` is not empty), reason; for
    shewhart also mean and step_limit, for stiles intercept and slope (per session). All in the instrument's unit.

    Notes
    -----
    No spread is taken smaller than one scale point on one item (`Rules.floor`): a member who always gave the same
    answers is not in a rupture for moving one of them. A flat course in that sense has no line for stiles.
    """
    found = {name: made(whole, rules) for name, made in _MADE.items()}
    found["gumz_marked"] = found["gumz"].assign(threshold=found["gumz"]["spread"] * rules.k[-1])
    least = dict.fromkeys(found, ("A possible rupture needs", rules.least_sessions))
    least["shewhart"] = ("Control limits need", max(rules.least_sessions, rules.least_for_limits))
    for name, table in found.items():
        reason = _too_few(whole, *least[name]).where(lambda said: said != "", table["reason"])
        found[name] = table.assign(reason=reason, threshold=table["threshold"].where(reason == ""))
    return found


def floors(whole: Courses, rules: Rules) -> np.ndarray:
    """The smallest spread that is believed, for each course."""
    return whole.of_line(scale.one_point if rules.floor is None else rules.floor for scale in whole.scales)


def pooled_sd(whole: Courses, rules: Rules) -> np.ndarray:
    """SD_inter of each course's line: sqrt(sum_i (n_i - 1) SD_i^2 / sum_i (n_i - 1)); NaN without two ratings."""
    if rules.sd_inter is not None:
        return np.full(len(whole.who), float(rules.sd_inter))
    line, lines = whole.who["line"].to_numpy(), len(whole.scales)
    freedom = np.maximum(whole.who["n_sessions"].to_numpy() - 1, 0)
    squares = np.bincount(line, np.nan_to_num(freedom * whole.who["sd_intra"].to_numpy() ** 2), lines)
    all_freedom = np.bincount(line, freedom, lines)
    return np.sqrt(squares / np.where(all_freedom > 0, all_freedom, np.nan))[line]


def consecutive_steps(whole: Courses, rules: Rules) -> np.ndarray:
    """How far each rating lies below the one before; NaN at the first and, where absences part, after one."""
    steps = whole.before("score") - whole.rated["score"].to_numpy()
    return np.where(rules.absence_breaks & (whole.rated["missed"].to_numpy() > 0), np.nan, steps)


def own_spreads(whole: Courses, rules: Rules) -> np.ndarray:
    """The spread (Gumz) that each rating is held against: the course's, or without that rating in very short ones."""
    who, course = whole.who, whole.rated["course"].to_numpy()
    n, sd, mean = (who[name].to_numpy(float)[course] for name in ("n_sessions", "sd_intra", "mean"))
    apart = n / np.maximum(n - 1, 1) * (whole.rated["score"].to_numpy() - mean) ** 2
    without = np.sqrt(np.maximum((n - 1) * sd**2 - apart, 0) / np.where(n > 2, n - 2, np.nan))
    own = np.where(n < rules.leave_out_below, without, sd)
    return np.fmax(own, np.fmax(pooled_sd(whole, rules), floors(whole, rules))[course])


def _gumz(whole: Courses, rules: Rules) -> pd.DataFrame:
    spread = np.fmax(whole.who["sd_intra"], np.fmax(pooled_sd(whole, rules), floors(whole, rules)))
    return _table(whole, spread, rules.k[0] * spread)


def _strauss(whole: Courses, rules: Rules) -> pd.DataFrame:
    spread = np.fmax(pooled_sd(whole, rules), floors(whole, rules))
    return _table(whole, spread, rules.strauss_k * spread)


def _rci(whole: Courses, rules: Rules) -> pd.DataFrame:
    """SD over all ratings of all members on the line, n - 1: the sample to which a reliability belongs."""
    line = whole.who["line"].to_numpy()
    of_line = whole.rated["score"].groupby(line[whole.rated["course"].to_numpy()]).std()
    spread = np.fmax(of_line.reindex(range(len(whole.scales))).to_numpy()[line], floors(whole, rules))
    return _table(whole, spread, rules.z * spread * np.sqrt(2) * np.sqrt(1 - rules.reliability))


def _shewhart(whole: Courses, rules: Rules) -> pd.DataFrame:
    ranges = np.abs(consecutive_steps(whole, rules))
    known = whole.sum_of(~np.isnan(ranges))
    mean_range = whole.sum_of(np.nan_to_num(ranges)) / np.where(known > 0, known, np.nan)
    used = np.where(known > 0, np.fmax(mean_range, MEAN_RANGE_OF_SD * floors(whole, rules)), np.nan)
    table = _table(whole, used, rules.limit * used)
    reason = np.where(
        known > 0, "", "No two ratings without an absence in between, so there is no moving range."
    )
    return table.assign(mean=whole.who["mean"], step_limit=rules.step_limit * used, reason=reason)


def _stiles(whole: Courses, rules: Rules) -> pd.DataFrame:
    """Least squares of score on session number; s_e with n - 2."""
    from scipy.special import stdtrit

    session, score = (whole.rated[name].to_numpy(float) for name in ("session", "score"))
    course, n = whole.rated["course"].to_numpy(), whole.who["n_sessions"].to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, middle = whole.who["mean"].to_numpy(), whole.sum_of(session) / n
        along = session - middle[course]
        squares = whole.sum_of(along**2)
        slope = whole.sum_of(along * (score - mean[course])) / squares
        intercept = mean - slope * middle
        left = whole.sum_of((score - intercept[course] - slope[course] * session) ** 2)
        error = np.sqrt(left / np.where(n > 2, n - 2, np.nan))
        highest = slope + stdtrit(np.where(n > 2, n - 2, np.nan), 0.975) * error / np.sqrt(squares)
    steady, declines = error < floors(whole, rules) - CLOSE, highest < 0
    reason = np.select(
        [declines, steady],
        ["The course declines, so a fall below its line is no V shape.",
         "The ratings hardly vary around their line, less than one point on one item."],
        "",
    )  # fmt: skip
    return _table(whole, error, rules.stiles_k * error).assign(
        intercept=intercept, slope=slope, reason=reason
    )


_MADE: dict[str, Callable[[Courses, Rules], pd.DataFrame]] = {
    "gumz": _gumz,
    "strauss": _strauss,
    "stiles": _stiles,
    "shewhart": _shewhart,
    "rci": _rci,
}


def _table(whole: Courses, spread, threshold) -> pd.DataFrame:
    return pd.DataFrame({"spread": spread, "threshold": threshold}, index=whole.who.index).assign(reason="")


def _too_few(whole: Courses, needs: str, least: int) -> pd.Series:
    """Why a member cannot be judged: a scale on which a fall is no strain, or too few ratings; "" where neither."""
    n = whole.who["n_sessions"]
    line = whole.who["line"].to_numpy()
    called = (
        pd.Series([scale.called for scale in whole.scales], dtype="str").reindex(line).reset_index(drop=True)
    )
    counted = pd.Series(np.where(n == 1, "is ", "are "), dtype="str") + n.astype("str")
    reason = f"{needs} at least {least} attended sessions with a " + called + " score; there " + counted + "."
    reason = reason.where(n < least, "")
    no_strain = "High " + called + " scores are not the better ones, so a fall is no strain."
    counts = (
        np.array([scale.falls_count for scale in whole.scales], bool)[line]
        if len(line)
        else np.empty(0, bool)
    )
    return reason.where(counts, no_strain)
