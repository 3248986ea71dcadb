"""All criteria side by side, crossed with what was noted: the tables behind the rupture explorer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.member_courses import Courses, member_courses, scale_of_line
from taft_dash.measures.overview import Line
from taft_dash.measures.rupture import shares_by
from taft_dash.measures.rupture_criteria import found_by
from taft_dash.measures.rupture_crossing import crossed, crossing
from taft_dash.measures.rupture_limits import limits, pooled_sd
from taft_dash.measures.rupture_noted import NAME as NOTED
from taft_dash.measures.rupture_noted import noted_episodes
from taft_dash.measures.rupture_notes import LEVEL_OF_TARGET, notes, noting
from taft_dash.measures.rupture_rules import CRITERIA, SCORED, Rules
from taft_dash.records.study import Study

LINE = ["instrument", "subscale", "target"]
WHO = ["group", "member", *LINE]


@dataclass(frozen=True, eq=False)
class Explored:
    """What every criterion finds on some lines of a study, and how it agrees with the others and with the notes.

    thresholds : one row per criterion, line and member: criterion, group, member, instrument, subscale, target,
        n_sessions, sd_intra, sd_inter, spread, threshold, mean, step_limit, intercept, slope (see `rupture_limits`; NaN
        where a criterion has none), share_at_maximum, ceiling, reason (why nothing can be said; then threshold is NaN).
    episodes : one row per criterion and episode: see `rupture_criteria.found_by`; then episode (number within the
        study: episodes of one member on one line that overlap, whoever finds them, are one), agree (names of the
        criteria that mark it, by blanks), n_agree (how many of those that look at scores), n_judging (how many of
        these could judge the member), level_rated (what the ratings are about), levels (of all lines on which the
        member's score fell at that time), and the columns of `rupture_crossing.crossed`.
    agreement : one row per episode number: group, member, instrument, subscale, target, first_session, last_session,
        n_agree, n_judging, and for every criterion the session of onset (missing: not marked, or not judged).
    shares : one row per criterion, line and session: see `rupture.share_in_rupture`.
    crossing : see `rupture_crossing.crossing`.
    notes : see `rupture_notes.notes`.
    """

    thresholds: pd.DataFrame
    episodes: pd.DataFrame
    agreement: pd.DataFrame
    shares: pd.DataFrame
    crossing: pd.DataFrame
    notes: pd.DataFrame

    def of(self, line: Line) -> Explored:
        """The same of one line."""
        asked = (line.instrument, line.subscale, line.target)

        def mine(table: pd.DataFrame) -> pd.DataFrame:
            kept = np.logical_and.reduce(
                [table[name] == word for name, word in zip(LINE, asked, strict=True)]
            )
            return table[kept].reset_index(drop=True)

        tables = (self.thresholds, self.episodes, self.agreement, self.shares, self.crossing)
        return Explored(*map(mine, tables), self.notes)


def explored(
    study: Study, scores: pd.DataFrame, lines: Sequence[Line], rules: Rules | None = None
) -> Explored:
    """Every criterion on every line and member at once.

    Parameters
    ----------
    study, scores : records of any number of groups and their `ratings.trajectories`. Not changed.
    lines : which ratings. rules : the choices behind the criteria; None: the defaults.

    Notes
    -----
    SD_inter and the SD of reliable change are those of all members in `study` on a line: a study narrowed to one group
    has others. Two criteria agree on an episode where the times from after the peak to the last session overlap.

    Examples
    --------
    >>> from taft_dash.measures.ratings import trajectories
    >>> from taft_dash.records.study import study_from
    >>> course = [3.8, 4.0, 4.1, 3.9, 4.2, 2.9, 3.6, 4.1, 4.3, 4.2]
    >>> ratings = pd.DataFrame({"session": range(1, 11), "rater": "A", "score": course})
    >>> study = study_from({"ratings": ratings.assign(instrument="WAI-SR", item="total")})
    >>> found = explored(study, trajectories(study), [Line("WAI-SR", "total", "LEADER")])
    >>> found.agreement[["gumz", "stiles", "shewhart", "n_agree", "n_judging"]].values.tolist()
    [[6, 6, <NA>, 5, 6]]
    """
    rules = rules or Rules()
    whole = member_courses(
        study, scores, [scale_of_line(study, line.instrument, line.subscale, line.target) for line in lines]
    )
    limit = limits(whole, rules)
    told = notes(study)
    found = [found_by(whole, limit, rules, SCORED), noted_episodes(study, whole, told, rules)]
    episodes = pd.concat([table.astype({"peak_session": "Int64"}) for table in found], ignore_index=True)
    thresholds = _thresholds(whole, limit, rules)
    episodes = _agreed(episodes, thresholds)
    episodes = crossed(episodes, told, noting(study))
    whose = whole.who[["line", "group"]].drop_duplicates()
    asked = _named(whole, whose).drop(columns="line").merge(
        pd.DataFrame({"criterion": [one.name for one in CRITERIA]}), how="cross"
    )  # fmt: skip
    return Explored(
        thresholds=thresholds,
        episodes=episodes,
        agreement=_agreement(episodes),
        shares=shares_by(study, episodes, asked),
        crossing=crossing(episodes, thresholds, told, noting(study), asked),
        notes=told,
    )


def _named(whole: Courses, table: pd.DataFrame) -> pd.DataFrame:
    """The table with instrument, subscale and target of its `line`."""
    rows = [(scale.instrument.id, scale.subscale.name, scale.target) for scale in whole.scales]
    names = pd.DataFrame(rows, columns=LINE, dtype="str")
    return table.reset_index(drop=True).join(names.take(table["line"].to_numpy()).reset_index(drop=True))


def _thresholds(whole: Courses, limit: dict[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    who = _named(whole, whole.who).assign(
        ceiling=whole.who["share_at_maximum"] >= rules.ceiling_share, sd_inter=pooled_sd(whole, rules)
    )
    numbers = ["spread", "threshold", "mean", "step_limit", "intercept", "slope"]
    parts = [
        who.drop(columns="mean").assign(criterion=name, **limit[name].reindex(columns=[*numbers, "reason"]))
        for name in SCORED
    ]
    columns = ["criterion", *WHO, "n_sessions", "sd_intra", "sd_inter", *numbers]
    columns += ["share_at_maximum", "ceiling", "reason"]
    return pd.concat(parts, ignore_index=True)[columns]


def _agreed(episodes: pd.DataFrame, thresholds: pd.DataFrame) -> pd.DataFrame:
    """The episodes with their common number, the criteria that agree, and the levels at which the member fell."""
    key = episodes.groupby(WHO, observed=True, sort=False).ngroup().tolist()
    begins = episodes["peak_session"].fillna(episodes["onset"] - 1).to_numpy(float).tolist()
    ends = episodes["last_session"].to_numpy(float).tolist()
    names = [one.name for one in CRITERIA]
    bit = episodes["criterion"].map({name: 1 << k for k, name in enumerate(names)}).tolist()
    number, agree = [0] * len(episodes), list(bit)
    for count, cluster in enumerate(_overlapping(key, begins, ends)):
        for row in cluster:
            number[row] = count
            for other in cluster:
                if begins[other] < ends[row] and begins[row] < ends[other]:
                    agree[row] |= bit[other]
    spelled = {
        which: [name for k, name in enumerate(names) if which >> k & 1] for which in sorted(set(agree))
    }
    table = episodes.assign(episode=number)
    table["agree"] = pd.array([" ".join(spelled[which]) for which in agree], dtype="str")
    table["n_agree"] = [len(set(spelled[which]) - {NOTED}) for which in agree]
    judging = thresholds[thresholds["reason"] == ""].groupby(WHO, observed=True).size().rename("n_judging")
    table = table.merge(judging.reset_index(), on=WHO, how="left")
    table["n_judging"] = table["n_judging"].fillna(0).astype("int64")
    table["level_rated"] = table["target"].map(LEVEL_OF_TARGET).fillna("")
    return table.assign(levels=_levels(table, begins, ends))


def _overlapping(key: list[int], begins: list[float], ends: list[float]) -> list[list[int]]:
    """Rows of the same key whose times overlap, directly or through others, each lot in the order of its begins."""
    lots: list[list[int]] = []
    before, reach = -1, -np.inf
    for row in np.lexsort([begins, key]).tolist():
        if key[row] != before or begins[row] >= reach:
            lots.append([])
            before, reach = key[row], -np.inf
        lots[-1].append(row)
        reach = max(reach, ends[row])
    return lots


def _levels(table: pd.DataFrame, begins: list[float], ends: list[float]) -> list[str]:
    """The levels of all lines on which the member was in a possible rupture (Gumz) at the time of each episode."""
    who = table.groupby(["group", "member"], observed=True, sort=False).ngroup().tolist()
    level = table["level_rated"].tolist()
    gumz = ((table["criterion"] == "gumz") & (table["level_rated"] != "")).to_numpy()
    felt: dict[int, list[tuple[float, float, str]]] = {}
    for row in np.flatnonzero(gumz).tolist():
        felt.setdefault(who[row], []).append((begins[row], ends[row], level[row]))
    return [
        " ".join(sorted({at for first, last, at in felt.get(one, ()) if first < end and begin < last}))
        for one, begin, end in zip(who, begins, ends, strict=True)
    ]


def _agreement(episodes: pd.DataFrame) -> pd.DataFrame:
    by = episodes.groupby(["episode", *WHO], observed=True, sort=False)
    table = by.agg(
        first_session=("onset", "min"), last_session=("last_session", "max"), n_judging=("n_judging", "first")
    )
    onsets = episodes.pivot_table(index="episode", columns="criterion", values="onset", aggfunc="min")
    onsets = onsets.reindex(columns=[one.name for one in CRITERIA]).astype("Int64")
    marked = onsets[list(SCORED)].notna().sum(axis=1)
    table.insert(2, "n_agree", marked.reindex(table.index.get_level_values("episode")).to_numpy())
    table = table.reset_index().merge(onsets.reset_index(), on="episode", how="left")
    order = ["instrument", "subscale", "target", "group", "first_session", "member"]
    return table.sort_values(order, kind="stable", ignore_index=True)
