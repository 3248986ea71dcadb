"""One series of ratings taken apart: the tables behind the structure page and the files of structure."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.agreement import Intraclass, agreement_by_session, session_intraclass
from taft_dash.measures.change import member_lines
from taft_dash.measures.consistency import (
    alpha_within,
    cronbach_alpha,
    first_forms,
    item_answers,
    omega_total,
)
from taft_dash.measures.growth import LEAST_RATINGS, Mixed, growth, middle
from taft_dash.measures.lagged_others import others_influence
from taft_dash.measures.series import Series, of_series, scale_of
from taft_dash.measures.split_alliance import split_alliance, truth_and_bias
from taft_dash.measures.variance import variance_split
from taft_dash.records.study import Study


@dataclass(frozen=True, eq=False)
class StructureView:
    """The tables of the structure page for one group and one series.

    roster : member, label, role. sessions : all recorded session numbers. lines : `change.member_lines`. split :
    `variance.variance_split`. growth : `growth.growth`, None where `growth_reason` says why. growth_terms : term,
    estimate, se, low, high, p. growth_lines : member, label, session, height, slope (of the member's line).
    group_line : session, height, low, high. agreement : `agreement.agreement_by_session`. intraclass : over sessions.
    consistency : coefficient, value, low, high, n, items, reason. others : `lagged_others.others_influence`, empty
    where `others_reason` says why. targets : `split_alliance.split_alliance`. bias : `split_alliance.truth_and_bias`,
    empty where `bias_reason` says why. low, high : limits of the scale.
    """

    series: Series
    roster: pd.DataFrame
    sessions: list[int]
    lines: pd.DataFrame
    split: pd.DataFrame
    growth: Mixed | None
    growth_reason: str
    growth_terms: pd.DataFrame
    growth_lines: pd.DataFrame
    group_line: pd.DataFrame
    agreement: pd.DataFrame
    intraclass: Intraclass
    consistency: pd.DataFrame
    others: pd.DataFrame
    others_reason: str
    targets: pd.DataFrame
    bias: pd.DataFrame
    bias_reason: str
    low: float
    high: float


def structure_view(study: Study, scores: pd.DataFrame, series: Series) -> StructureView:
    """All tables of one series; `study` is narrowed to one group, `scores` are its trajectories."""
    asked = of_series(scores, series)
    lines, scale = member_lines(study, asked, series), scale_of(study, series)
    found, reason = growth(lines)
    others, no_others = others_influence(lines)
    bias, no_bias = truth_and_bias(asked, series)
    return StructureView(
        series=series,
        roster=study.members[["member", "label", "role"]],
        sessions=[int(session) for session in study.sessions["session"]],
        lines=lines,
        split=variance_split(lines),
        growth=found,
        growth_reason=reason,
        growth_terms=_terms(found),
        growth_lines=_member_lines(found, lines),
        group_line=_group_line(found, lines),
        agreement=agreement_by_session(study, asked, series),
        intraclass=session_intraclass(asked, series),
        consistency=consistency_table(study, asked, series),
        others=others,
        others_reason=no_others,
        targets=split_alliance(study, asked, series),
        bias=bias,
        bias_reason=no_bias,
        low=scale.low,
        high=scale.high,
    )


def consistency_table(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Alpha of each person's first form, omega of the same, and alpha within persons over all forms of a series."""
    answers = item_answers(study, scores, series)
    first = first_forms(answers).iloc[:, 4:]
    found = {
        "alpha, first form of each person": cronbach_alpha(first),
        "omega, first form of each person": omega_total(first),
        "alpha within persons, all forms": alpha_within(answers.iloc[:, 4:], answers["rater"].astype("str")),
    }
    return pd.DataFrame([{"coefficient": name, **asdict(one)} for name, one in found.items()])


def _terms(found: Mixed | None) -> pd.DataFrame:
    columns = ["term", "estimate", "se", "low", "high", "p"]
    if found is None:
        return pd.DataFrame(columns=columns)
    names = {"Intercept": "level in the middle", "t": "slope per session"}
    spread = found.spread.rename(columns={"sd": "estimate"})
    spread["term"] = "SD of " + spread["part"].replace({"residual": "ratings around the lines", "slope": "slopes",
                                                        "level": "levels", "session": "sessions, shared"})  # fmt: skip
    fixed = found.fixed.assign(term=found.fixed["term"].map(names))
    return pd.concat([fixed, spread], ignore_index=True)[columns]


def _rated(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.dropna(subset=["score"])


def _member_lines(found: Mixed | None, lines: pd.DataFrame) -> pd.DataFrame:
    columns = ["member", "label", "session", "height", "slope"]
    if found is None:
        return pd.DataFrame(columns=columns)
    level, slope = found.fixed["estimate"]
    own, rows = found.by_person.set_index("person"), []
    centre = middle(_used(lines)["session"])
    for (member, label), line in _rated(lines).groupby(["member", "label"], observed=True, sort=False):
        if str(member) in own.index:
            shift = own.loc[str(member)]
            ends = line["session"].iloc[[0, -1]]
            heights = level + shift["level"] + (slope + shift["slope"]) * (ends - centre)
            pairs = zip(ends, heights, strict=True)
            rows += [(member, label, int(at), height, slope + shift["slope"]) for at, height in pairs]
    return pd.DataFrame(rows, columns=columns)


def _group_line(found: Mixed | None, lines: pd.DataFrame) -> pd.DataFrame:
    if found is None:
        return pd.DataFrame(columns=["session", "height", "low", "high"])
    from scipy.stats import t

    sessions = np.sort(_used(lines)["session"].unique())
    design = np.column_stack([np.ones(len(sessions)), sessions - middle(_used(lines)["session"])])
    height = design @ found.fixed["estimate"].to_numpy()
    error = np.sqrt(np.einsum("ij,jk,ik->i", design, found.covariance, design))
    beside = t.isf(0.025, found.n_people - 1) * error
    return pd.DataFrame({"session": sessions, "height": height, "low": height - beside, "high": height + beside})


def _used(lines: pd.DataFrame) -> pd.DataFrame:
    """The ratings that `growth` rests on."""
    given = _rated(lines)
    return given[given.groupby("member", observed=True)["score"].transform("size") >= LEAST_RATINGS]
