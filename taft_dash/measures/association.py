"""How the process goes together with the alliance, within members: in the same session, earlier and later."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from taft_dash.measures.method import Method
from taft_dash.measures.overview import Line
from taft_dash.measures.process import Courses, Process
from taft_dash.measures.series import Series
from taft_dash.measures.within_person import (
    Pairs,
    Shuffles,
    corrected,
    correlation,
    interval,
    p_value,
    pairs_of,
    shuffled,
)

TIMINGS = {"same": 0, "process_earlier": 1, "alliance_earlier": -1}
"""By how many sessions the alliance is later than the process."""
CONTROLS = ("none", "previous", "trend")
FURTHEST = 3
PARAMETERS = {"control": "none", "shuffles": 4999, "draws": 1000}
SEED = 20240613
COLUMNS = [
    *("family", "process", "instrument", "subscale", "target", "rater_role", "shared", "timing", "lag", "control"),
    *("r", "low", "high", "p", "p_holm", "p_fdr", "n_observations", "n_people", "n_sessions", "reason"),
    "interval_reason",
]  # fmt: skip
METHOD = Method(
    name="association",
    title="Process and alliance together",
    text=(
        "Courses of talk, of therapeutic elements and of metacognition were set beside members' alliance ratings by "
        "within-person correlations: both series were centred on each person's own mean over the sessions used and "
        "pooled over people (repeated measures correlation; Bakdash & Marusich, 2017). Each course was looked at in "
        "three ways: both in the same session, the process one session before the alliance, and the alliance one "
        "session before the process. A next session is the next session number; absences, cancelled sessions and gaps "
        "in the numbering were not bridged. People with fewer than four such sessions were left out, and no "
        "association was computed from fewer than 20 observations. Two-sided p values come from shuffling the sessions "
        "of the process, with the same shuffle for everybody, so that what people share in a session stays together, "
        "and each person keeping their own values: (1 + shuffles at least as far from zero) / (1 + shuffles) (Phipson "
        "& Smyth, 2010). They take sessions as exchangeable; where both courses rise or fall over the whole treatment "
        "that alone lets them go together, which the control for each person's own linear trend takes out. The control "
        "for the previous value gives the partial correlation with the later series given the value it had the session "
        "before. All looks at one alliance line with one control were corrected together (Holm, 1979; Benjamini & "
        "Hochberg, 1995). The "
        "95 % intervals are Fisher z intervals with a standard error from resampling people and, apart from that, "
        "sessions, of which the wider is given, with Student's t for the number resampled; they need five people and "
        "five sessions. Intervals look beyond these people and sessions, p values only at the order of these sessions; "
        "the two may differ. Ratings from the same forms as the alliance were left out. Associations are descriptive: "
        "earlier and later say when, not why."
    ),
    references=(
        "Bakdash, J. Z., & Marusich, L. R. (2017). Repeated measures correlation. Frontiers in Psychology, 8, 456. "
        "https://doi.org/10.3389/fpsyg.2017.00456",
        "Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate: A practical and powerful approach "
        "to multiple testing. Journal of the Royal Statistical Society: Series B, 57(1), 289-300. "
        "https://doi.org/10.1111/j.2517-6161.1995.tb02031.x",
        "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, "
        "6(2), 65-70.",
        "Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero: Calculating exact p-values "
        "when permutations are randomly drawn. Statistical Applications in Genetics and Molecular Biology, 9(1), 39. "
        "https://doi.org/10.2202/1544-6115.1585",
    ),
    parameters=PARAMETERS,
    seed=SEED,
    snippet=(
        "from taft_dash.measures.association import associations\n"
        "from taft_dash.measures.overview import lines\n"
        "from taft_dash.measures.process import courses_beside\n"
        "from taft_dash.measures.ratings import trajectories\n"
        "scores = trajectories(study)\n"
        "line = lines(study, scores)[0]  # or Line(instrument, subscale, target)\n"
        "table = associations(courses_beside(study, scores, line))"
    ),
)


def method_of(line: Line, *, control: str, families: tuple[str, ...]) -> Method:
    """METHOD as it was used on one line with these choices, for its receipt."""
    chosen = f", control={control!r}, families={families!r}"
    snippet = METHOD.snippet.replace(
        "courses_beside(study, scores, line))", f"courses_beside(study, scores, line){chosen})"
    )
    snippet = snippet.replace("lines(study, scores)[0]  # or Line(instrument, subscale, target)", repr(line))
    snippet = snippet.replace("import lines", "import Line")
    used = {"line": (line.instrument, line.subscale, line.target), "families": families, "control": control}
    return replace(METHOD, parameters=PARAMETERS | used, snippet=snippet)


def associations(
    courses: Courses,
    *,
    families: tuple[str, ...] = (),
    control: str = PARAMETERS["control"],
    shuffles: int = PARAMETERS["shuffles"],
    draws: int = PARAMETERS["draws"],
    seed: int = SEED,
) -> pd.DataFrame:
    """Does a member's alliance go together with what they did, or with what went on in the group?

    High r: in sessions in which the process was above a member's own mean, their alliance was above their own mean too;
    0: no such pattern; below 0: the other way round. See `within_person.correlation`, `shuffled` and `interval`.

    Parameters
    ----------
    courses : of one group, see `process.courses_beside`.
    families : of process to look at; all where none is named. More looks, harder correction.
    control : "none"; "previous": given the value of the later series in the session before it (next-session
        associations only); "trend": each person's own straight line taken out of both.
    shuffles, draws, seed : of the permutations and of the bootstrap.

    Returns
    -------
    DataFrame, one row for each course and entry of TIMINGS: family, process (index or measure; "" for ratings),
    instrument, subscale, target, rater_role (of ratings), shared (one value a session for everybody), timing, lag
    (sessions by which the alliance is later), control, r (-1 to 1), low, high (95 % interval), p (two-sided), p_holm,
    p_fdr (corrected over all rows with a p), n_observations, n_people, n_sessions, reason (why there is no r; "" where
    there is one), interval_reason (why there is no interval beside an r).
    """
    if control not in CONTROLS:
        raise ValueError(f"control is one of {', '.join(CONTROLS)}, not {control!r}")
    rows, orders = [], Shuffles(shuffles, seed)
    for process in courses.process:
        if families and process.family not in families:
            continue
        for timing, lag in TIMINGS.items():
            pairs = _pairs(courses, process, lag, control)
            reason = pairs.too_few("the process", "the alliance")
            r, low, high, p, why = np.nan, np.nan, np.nan, np.nan, ""
            if not reason:
                r = correlation(pairs)
                low, high, why = interval(pairs, draws=draws, seed=seed)
                p = p_value(r, shuffled(pairs, orders))
            counts = (len(pairs.x), pairs.n_people, pairs.n_sessions)
            numbers = (r, low, high, p, np.nan, np.nan, *counts)
            rows.append((*_names(process), timing, lag, control, *numbers, reason, why))
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["p_holm"], table["p_fdr"] = corrected(table["p"].to_numpy(float))
    return table


def lead_lag(
    courses: Courses,
    process: Process,
    *,
    control: str = PARAMETERS["control"],
    shuffles: int = PARAMETERS["shuffles"],
    seed: int = SEED,
    furthest: int = FURTHEST,
) -> pd.DataFrame:
    """One course against the alliance some sessions earlier and later, with what shuffled sessions give.

    Returns
    -------
    DataFrame, one row for each lag from -furthest to furthest: lag (sessions by which the alliance is later than the
    process; below 0: earlier), r, chance_low, chance_high (2.5 % and 97.5 % of the shuffles), outside (r is beyond
    them), n_observations, n_people, reason. Lags are looks too: about one in twenty lies outside by chance alone.
    """
    rows, orders = [], Shuffles(shuffles, seed)
    for lag in range(-furthest, furthest + 1):
        pairs = _pairs(courses, process, lag, control)
        reason = pairs.too_few("the process", "the alliance")
        r, low, high = np.nan, np.nan, np.nan
        if not reason:
            r = correlation(pairs)
            low, high = np.quantile(shuffled(pairs, orders), [0.025, 0.975])
        rows.append((lag, r, low, high, bool(r < low or r > high), len(pairs.x), pairs.n_people, reason))
    columns = ["lag", "r", "chance_low", "chance_high", "outside", "n_observations", "n_people", "reason"]
    return pd.DataFrame(rows, columns=columns)


def process_of(row) -> Process:
    """The course that a row of `associations` is about."""
    series = (
        None
        if row["process"]
        else Series(row["instrument"], row["subscale"], row["target"], row["rater_role"])
    )
    return Process(row["family"], row["process"], series, bool(row["shared"]))


def shifted(values: np.ndarray, numbers: np.ndarray, lag: int) -> np.ndarray:
    """(n, T) the values `lag` sessions later at each session; NaN where there is no session of that number.

    One session is the smallest step between session numbers: numbers left out are gaps and never bridged.

    Examples
    --------
    >>> shifted(np.array([[5.0, 6.0, 7.0]]), np.array([1, 2, 4]), 1).tolist()
    [[6.0, nan, nan]]
    """
    if lag == 0 or len(numbers) < 2:
        return values if lag == 0 else np.full(values.shape, np.nan)
    step = min(later - earlier for earlier, later in pairwise(numbers))
    wanted = numbers + lag * step
    place = np.searchsorted(numbers, wanted).clip(max=len(numbers) - 1)
    return np.where(numbers[place] == wanted, values[:, place], np.nan)


def _pairs(courses: Courses, process: Process, lag: int, control: str) -> Pairs:
    """Observations at the session of the process, with the alliance `lag` sessions later."""
    values = courses.process[process]
    alliance = shifted(courses.alliance, courses.numbers, lag)
    before = None
    if control == "previous" and lag > 0:
        before = shifted(courses.alliance, courses.numbers, lag - 1)
    elif control == "previous" and lag < 0:
        before = shifted(values, courses.numbers, -1)
    return pairs_of(values, alliance, before, trend=control == "trend", shared=process.shared)


def _names(process: Process) -> tuple:
    series = process.series
    rated = (series.instrument, series.subscale, series.target, series.rater_role) if series else ("",) * 4
    return process.family, process.name, *rated, process.shared
