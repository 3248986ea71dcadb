"""The episodes that each criterion finds in members' scores: all members, lines and criteria in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.episodes import CLOSE, Back, Episode, episodes, episodes_at, sentence, shown
from taft_dash.measures.member_courses import Courses
from taft_dash.measures.rupture_limits import consecutive_steps, own_spreads
from taft_dash.measures.rupture_rules import Rules, criterion

EPISODE_DTYPES = {
    "criterion": "str", "group": "category", "member": "category", "instrument": "str", "subscale": "str",
    "target": "str", "onset": "int64", "peak_session": "int64", "lowest_session": "int64", "last_session": "int64",
    "depth": "float64", "threshold": "float64", "marked": "int64", "status": "str", "repaired_session": "Int64",
    "length": "int64", "shape": "str", "ceiling": "bool", "reason": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One episode: whose course it is in (row of `Courses.who`), the threshold that was reached, what it was held
    against in words, and how a return is called."""

    course: int
    episode: Episode
    threshold: float
    test: str
    returned: str


@dataclass(frozen=True)
class Look:
    """How a criterion looks at every rating of every course: arrays with one value per row of `Courses.rated`.

    onset : an episode may begin here. threshold : what was reached if it does, in the instrument's unit.
    sudden : the step into this rating alone reaches the threshold. test : what the rating in a row was held against, in
        words. back : the score that counts as back, by the rows of an onset, a later rating and the lowest so far.
    """

    onset: np.ndarray
    threshold: np.ndarray
    sudden: np.ndarray
    test: Callable[[int], str]
    back: Back
    returned: str = "back at"


def found_by(
    whole: Courses, limits: dict[str, pd.DataFrame], rules: Rules, names: Sequence[str]
) -> pd.DataFrame:
    """The episodes found by these criteria, as `rupture.ruptures` describes them, with `criterion` in front.

    `limits` : as `rupture_limits.limits` gives them. Rows by criterion, then as in `whole.who`, then in time.

    Notes
    -----
    depth is peak minus lowest score; for all criteria but those of Gumz the peak is the score before the onset.
    shape "sudden" means that the step into the onset alone reaches the threshold. marked is 2 for what reaches the
    last of `Rules.k` (Gumz), else 1.
    """
    found = {name: _rows(name, whole, limits[name], rules) for name in dict.fromkeys(names) if name != "gumz_marked"}
    if "gumz_marked" in names:
        falls = found.get("gumz") or _rows("gumz", whole, limits["gumz"], rules)
        marked = list(EPISODE_DTYPES).index("marked")
        found["gumz_marked"] = [("gumz_marked", *row[1:]) for row in falls if row[marked] == len(rules.k)]
    dtypes = EPISODE_DTYPES | {name: whole.who[name].dtype for name in ("group", "member")}
    return pd.DataFrame([row for name in names for row in found[name]], columns=list(dtypes)).astype(dtypes)


def _rows(name: str, whole: Courses, limit: pd.DataFrame, rules: Rules) -> list[tuple]:
    """What one criterion finds, in the columns of EPISODE_DTYPES."""
    score, session, place = (whole.rated[column].tolist() for column in ("score", "session", "place"))
    starts, ends = [0, *whole.ends[:-1].tolist()], whole.ends.tolist()
    who = whole.who
    about = [(s.instrument.id, s.subscale.name, s.target, s.called) for s in whole.scales]
    keys = list(zip(who["group"], who["member"], who["line"].tolist(), strict=True))
    ceiling = (who["share_at_maximum"] >= rules.ceiling_share).tolist()
    by = criterion(name).by
    falls = _from_peaks(whole, limit, rules) if name == "gumz" else _looked_through(whole, limit, rules, _LOOKS[name])
    rows = []
    for one in falls:
        start, episode = starts[one.course], one.episode
        group, member, line = keys[one.course]
        *what, called = about[line]
        peak, lowest, own = start + episode.peak, start + episode.lowest, slice(start, ends[one.course])
        depth = score[peak] - score[lowest]
        marked = sum(depth >= times / rules.k[0] * one.threshold - CLOSE for times in rules.k) if not by else 1
        reason = sentence(
            episode, score[own], session[own], scale=called, test=one.test, marked=marked > 1,
            unrated=place[lowest] - place[peak] - (lowest - peak), window=rules.window, by=by, returned=one.returned,
        )  # fmt: skip
        repaired = pd.NA if episode.repaired is None else session[start + episode.repaired]
        rows.append(
            (name, group, member, *what, session[start + episode.onset], session[peak], session[lowest],
             session[start + episode.last], depth, one.threshold, marked, episode.status, repaired,
             episode.last - episode.onset + 1, episode.shape, ceiling[one.course], reason)
        )  # fmt: skip
    return rows


def _from_peaks(whole: Courses, limit: pd.DataFrame, rules: Rules) -> Iterator[Found]:
    scores = np.split(whole.rated["score"].to_numpy(), whole.ends[:-1])
    thresholds = np.split(rules.k[0] * own_spreads(whole, rules), whole.ends[:-1])
    for course in np.flatnonzero(limit["threshold"].notna()).tolist():
        threshold = thresholds[course]
        for episode in episodes(scores[course], threshold, rules.tolerance * threshold, rules.window):
            reached = float(threshold[episode.onset])
            yield Found(course, episode, reached, f"threshold {shown(reached)}", "back at")


def _looked_through(
    whole: Courses, limit: pd.DataFrame, rules: Rules, at_ratings: Callable[[Courses, pd.DataFrame, Rules], Look]
) -> Iterator[Found]:
    """The episodes of every course that can be judged and has an onset."""
    look = at_ratings(whole, limit, rules)
    course, starts = whole.rated["course"].to_numpy(), np.concatenate(([0], whole.ends))
    judged = limit["threshold"].notna().to_numpy()
    rows = np.flatnonzero(look.onset & judged[course])
    score = whole.rated["score"].tolist()
    for own in np.split(rows, np.flatnonzero(np.diff(course[rows])) + 1) if len(rows) else ():
        number = int(course[own[0]])
        start, end = int(starts[number]), int(starts[number + 1])

        def back(onset: int, later: int, lowest: int, start=start) -> float:
            return look.back(start + onset, start + later, start + lowest)

        for episode in episodes_at(
            score[start:end], (own - start).tolist(), look.sudden[start:end].tolist(), back, rules.window
        ):
            at = start + episode.onset
            yield Found(number, episode, float(look.threshold[at]), look.test(at), look.returned)


def _strauss(whole: Courses, limit: pd.DataFrame, rules: Rules) -> Look:
    step, threshold = consecutive_steps(whole, rules), _each(whole, limit, "threshold")
    before = whole.before("score")
    large = step >= threshold - CLOSE
    return Look(
        large, threshold, large, lambda at: f"threshold {shown(threshold[at])}",
        lambda at, _later, _lowest: before[at] - rules.tolerance * threshold[at],
    )  # fmt: skip


def _rci(whole: Courses, limit: pd.DataFrame, rules: Rules) -> Look:
    step, threshold = consecutive_steps(whole, rules), _each(whole, limit, "threshold")
    score, large = whole.rated["score"].to_numpy(), step >= threshold - CLOSE
    return Look(
        large, threshold, large, lambda at: f"reliable change {shown(threshold[at])}",
        lambda at, _later, lowest: score[lowest] + threshold[at], "reliably up again at",
    )  # fmt: skip


def _stiles(whole: Courses, limit: pd.DataFrame, _rules: Rules) -> Look:
    score, threshold = whole.rated["score"].to_numpy(), _each(whole, limit, "threshold")
    line = _each(whole, limit, "intercept") + _each(whole, limit, "slope") * whole.rated["session"].to_numpy()
    below, step = line - score, whole.before("score") - score
    return Look(
        (below >= threshold - CLOSE) & (step > CLOSE), threshold, step >= threshold - CLOSE,
        lambda at: f"{shown(below[at])} below the own line, threshold {shown(threshold[at])}",
        lambda _at, later, _lowest: line[later], "back on the line at",
    )  # fmt: skip


def _shewhart(whole: Courses, limit: pd.DataFrame, rules: Rules) -> Look:
    score, before, step = (
        whole.rated["score"].to_numpy(),
        whole.before("score"),
        consecutive_steps(whole, rules),
    )
    threshold, widest = _each(whole, limit, "threshold"), _each(whole, limit, "step_limit")
    lower = _each(whole, limit, "mean") - threshold
    below, large = (score < lower - CLOSE) & (before - score > CLOSE), step > widest + CLOSE

    def test(at: int) -> str:
        if below[at]:
            return f"below the lower limit {shown(lower[at])}"
        return f"a step of {shown(step[at])}, limit for steps {shown(widest[at])}"

    return Look(
        below | large, np.where(below, threshold, widest), before - score >= threshold - CLOSE, test,
        lambda at, _later, _lowest: lower[at] if below[at] else before[at] - widest[at],
        "back inside the limit at",
    )  # fmt: skip


_LOOKS: dict[str, Callable[[Courses, pd.DataFrame, Rules], Look]] = {
    "strauss": _strauss,
    "stiles": _stiles,
    "shewhart": _shewhart,
    "rci": _rci,
}


def _each(whole: Courses, limit: pd.DataFrame, name: str) -> np.ndarray:
    """A limit of every course, for each of its ratings."""
    return limit[name].to_numpy(float)[whole.rated["course"].to_numpy()]
