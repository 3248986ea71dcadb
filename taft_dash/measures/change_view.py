"""One series of ratings seen as change: the tables behind the change page and the files of change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import EACH
from taft_dash.measures.change import (
    USUAL,
    Basis,
    Rule,
    basis,
    class_counts,
    direction,
    endpoints,
    judged_changes,
    member_lines,
)
from taft_dash.measures.courses_judged import curves_of, judged_steps, shapes, sudden_changes
from taft_dash.measures.reliable_change import band
from taft_dash.measures.rupture import ruptures
from taft_dash.measures.series import Series, all_series, forms, of_series, scale_of, series_course
from taft_dash.records.instruments import find
from taft_dash.records.scales import TOTAL
from taft_dash.records.study import Study

CURVE_POINTS = 25
FIRST = {"outcome": 0, "recovery": 1, "alliance": 2}


@dataclass(frozen=True)
class Steps:
    """The criteria of sudden gains and losses; see `sudden.sudden_steps`. `least` None: the smallest reliable
    difference."""

    least: float | None = None
    share: float | None = 0.25
    alpha: float | None = 0.05


@dataclass(frozen=True)
class Shapes:
    """When a course counts as level and when as erratic; see `courses_judged.shapes`."""

    level_share: float = 0.5
    erratic_from: float = 1.5


USUAL_STEPS, USUAL_SHAPES = Steps(), Shapes()


@dataclass(frozen=True, eq=False)
class ChangeView:
    """The tables of the change page for one group and one series.

    roster : member, label, role. sessions : all recorded session numbers. lines, course : of `series`. basis, changes,
    counts : of `change`. bands : before, unchanged_from, unchanged_to over the scale (empty without a basis).
    sudden, steps, shapes : of `courses_judged`. curves : member, session, height (of the fitted curve). least : the
    smallest step that was used. low, high : limits of the scale.
    """

    series: Series
    rule: Rule
    roster: pd.DataFrame
    sessions: list[int]
    lines: pd.DataFrame
    course: pd.DataFrame
    basis: Basis
    changes: pd.DataFrame
    counts: pd.DataFrame
    bands: pd.DataFrame
    sudden: pd.DataFrame
    steps: pd.DataFrame
    shapes: pd.DataFrame
    curves: pd.DataFrame
    least: float
    low: float
    high: float


def change_series(study: Study, scores: pd.DataFrame) -> list[Series]:
    """The series in which members rate, or are rated, at two sessions or more: first those whose reliability is
    published; outcomes, then the alliance, then the rest; totals before parts."""
    given = scores[scores["score"].notna()]
    found = []
    for series in all_series(given):
        instrument = find(series.instrument, study.instruments)
        of_members = series.rater_role == "member" or series.target == EACH["member"]
        sessions = forms(given, series)["session"].nunique()
        if instrument and of_members and sessions > 1:
            part = series.subscale != TOTAL
            known = instrument.alpha is not None and not part
            kind = FIRST.get(instrument.kind, len(FIRST))
            found.append((not known, kind, part, -sessions, series))
    return [series for *_, series in sorted(found, key=lambda place: place[:-1])]


def change_view(
    study: Study,
    scores: pd.DataFrame,
    series: Series,
    *,
    rule: Rule = USUAL,
    steps: Steps = USUAL_STEPS,
    shaped: Shapes = USUAL_SHAPES,
) -> ChangeView:
    """All tables of one series; `study` is narrowed to one group, `scores` are its trajectories."""
    asked = of_series(scores, series)
    lines = member_lines(study, asked, series)
    ends = endpoints(lines)
    base = basis(study, asked, series, ends, rule)
    changes = judged_changes(ends, base, rule)
    least = base.value if steps.least is None else steps.least
    better, scale = direction(study, series), scale_of(study, series)
    sudden = sudden_changes(lines, better=better, least=least, share=steps.share, alpha=steps.alpha)
    limits = dict(level_share=shaped.level_share, erratic_from=shaped.erratic_from)
    repaired = _repaired(study, asked, series) if better == "higher" else {}
    return ChangeView(
        series=series,
        rule=rule,
        roster=study.members[["member", "label", "role"]],
        sessions=[int(session) for session in study.sessions["session"]],
        lines=lines,
        course=series_course(study, asked, series),
        basis=base,
        changes=changes,
        counts=class_counts(changes, better),
        bands=_bands(base, rule, scale.low, scale.high),
        sudden=sudden,
        steps=judged_steps(lines, sudden),
        shapes=shapes(lines, value=base.value, repaired=repaired, **limits),
        curves=_curves(lines),
        least=least,
        low=scale.low,
        high=scale.high,
    )


def _bands(base: Basis, rule: Rule, low: float, high: float) -> pd.DataFrame:
    ends = np.array([low, high])
    from_, to = band(ends, base.sample, rule.estimator)
    table = pd.DataFrame({"before": ends, "unchanged_from": from_, "unchanged_to": to})
    return table.dropna().reset_index(drop=True)


def _repaired(study: Study, scores: pd.DataFrame, series: Series) -> dict[str, int]:
    """How many possible ruptures of each member were repaired."""
    by_role = scores[scores["rater_role"] == series.rater_role]
    what = dict(instrument=series.instrument, subscale=series.subscale, target=series.target)
    episodes = ruptures(study, by_role, **what)
    return episodes.loc[episodes["status"] == "repaired", "member"].value_counts().to_dict()


def _curves(lines: pd.DataFrame) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"member": member, "session": at, "height": found.at(at)})
        for member, found in curves_of(lines).items()
        if found
        for at in [np.linspace(found.first, found.last, CURVE_POINTS)]
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["member", "session", "height"])
