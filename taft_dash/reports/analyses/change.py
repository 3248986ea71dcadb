"""Reliable change, sudden gains and losses, and shapes of courses, of every series of every group, as files."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from taft_dash.measures.change import USUAL, Rule
from taft_dash.measures.change_view import (
    USUAL_SHAPES,
    USUAL_STEPS,
    ChangeView,
    Shapes,
    Steps,
    change_series,
    change_view,
)
from taft_dash.measures.method import Method
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.reliable_change import estimator
from taft_dash.measures.series import KEYS, Series
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis, group_by_group
from taft_dash.reports.measures import GROUP, REASON

EXAMPLE = Series("WAI-SR", "total", "LEADER", "member")
TANG = (
    "Tang, T. Z., & DeRubeis, R. J. (1999). Sudden gains and critical sessions in cognitive-behavioral therapy for "
    "depression. Journal of Consulting and Clinical Psychology, 67(6), 894-904. "
    "https://doi.org/10.1037/0022-006X.67.6.894",
    "Lutz, W., Ehrlich, T., Rubel, J., Hallwachs, N., Röttger, M.-A., Jorasz, C., Mocanu, S., Vocks, S., Schulte, D., "
    "& Tschitsaz-Stucki, A. (2013). The ups and downs of psychotherapy: Sudden gains and sudden losses identified with "
    "session reports. Psychotherapy Research, 23(1), 14-24. https://doi.org/10.1080/10503307.2012.693837",
)
STILES = (
    "Stiles, W. B., Glick, M. J., Osatuke, K., Hardy, G. E., Shapiro, D. A., Agnew-Davies, R., Rees, A., & Barkham, M. "
    "(2004). Patterns of alliance development and the rupture-repair hypothesis: Are productive relationships U-shaped "
    "or V-shaped? Journal of Counseling Psychology, 51(1), 81-92. https://doi.org/10.1037/0022-0167.51.1.81"
)


def method(
    series: Series = EXAMPLE, rule: Rule = USUAL, steps: Steps = USUAL_STEPS, shaped: Shapes = USUAL_SHAPES
) -> Method:
    """The method as it is used with these choices."""
    one = estimator(rule.estimator)
    options = f"rule={rule!r}, steps={steps!r}, shaped={shaped!r}"
    return Method(
        name="change",
        title="Change of each member",
        text=_text(rule, steps, shaped),
        references=tuple(dict.fromkeys((estimator("JT").source, one.source, *TANG, STILES))),
        parameters={**asdict(rule), **asdict(steps), **asdict(shaped), "critical": one.critical},
        snippet=(
            "from taft_dash.measures.change import Rule\n"
            "from taft_dash.measures.change_view import Shapes, Steps, change_view\n"
            "from taft_dash.measures.ratings import trajectories\n"
            "from taft_dash.measures.series import Series\n"
            f"view = change_view(study, trajectories(study), {series!r}, {options})\n"
            "table = view.changes  # and view.sudden, view.shapes"
        ),
    )


def _text(rule: Rule, steps: Steps, shaped: Shapes) -> str:
    """What was done, in the past tense."""
    one = estimator(rule.estimator)
    taken = "as given" if rule.sd is not None else "of the first ratings of the members with two ratings"
    reliability = (
        "as given"
        if rule.reliability is not None
        else "as published with the instrument or, where none is, Cronbach's alpha of each member's first form"
    )
    border = {
        "none": "No border of a clinical range was used.",
        "instrument": "Where an outcome measure has a published border of the clinical range, members who improved and "
        "crossed it were called recovered.",
    }.get(
        rule.border,
        f"Members who improved and crossed cut-off {rule.border} (Jacobson & Truax, 1991) were called recovered.",
    )
    criteria = ["was at least " + ("the smallest reliable difference" if steps.least is None else f"{steps.least:g}")]
    if steps.share is not None:
        criteria.append(f"was at least {100 * steps.share:g} % of the score before it")
    if steps.alpha is not None:
        criteria.append(
            "parted the means of up to three sessions on each side by more than the two-sided critical value of "
            f"Student's t at {steps.alpha:g} times their pooled standard deviation"
        )
    return (
        f"Each member's first rating was compared with the last by the {one.label} index; beyond {one.critical:g} a "
        f"change was called reliable, and improved or deteriorated by the direction of the instrument. The standard "
        f"deviation was {taken}, the reliability {reliability}. {border} A step from one session to the next was "
        f"called a sudden gain or loss (Tang & DeRubeis, 1999) where it {', '.join(criteria[:-1])}"
        f"{' and ' if len(criteria) > 1 else ''}{criteria[-1]}; critical values followed the number of scores (Lutz et "
        "al., 2013), both directions were held to the same criteria, and steps across a missing session were not "
        "judged. A parabola was laid through the scores of members with five or more (level, slope, curvature and "
        "scatter: Stiles et al., 2004) and the course named: U or arch where it bent (p < .05) with its turn in the "
        f"middle third; erratic where the scatter was above {shaped.erratic_from:g} times the median of the members; "
        "rising or falling where its straight part moved by "
        f"{shaped.level_share:g} smallest reliable differences or more; else stable or, with more than the median "
        "scatter, unsteady; with V-episodes where a possible rupture was repaired. The names are choices of the "
        "program."
    )


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """The tables of `change_view` of every series, group by group, as the page shows them."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in COLUMNS}
    for own in group_by_group(study):
        group = own.groups()[0]
        scores = trajectories(own)
        for series in change_series(own, scores):
            for name, table in _files(change_view(own, scores, series)).items():
                found[name].append(table.assign(group=group, **{key: getattr(series, key) for key in KEYS}))
    return {
        name: pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS[name]))
        for name, parts in found.items()
    }


def _files(view: ChangeView) -> dict[str, pd.DataFrame]:
    base = view.basis
    basis = {
        "n_members": base.n, "sd": base.sample.sd, "sd_low": base.sd_low, "sd_high": base.sd_high,
        "sd_from": base.sd_from, "reliability": base.sample.reliability, "reliability_from": base.reliability_from,
        "measurement_error": base.sample.measurement_error, "smallest_reliable_difference": base.value,
        "border": base.border, "border_from": base.border_from, "better": base.better, "reason": base.reason,
    }  # fmt: skip
    return {
        "change.csv": view.changes,
        "change_basis.csv": pd.DataFrame([basis]),
        "change_classes.csv": view.counts,
        "sudden_changes.csv": view.sudden,
        "sudden_changes_judged.csv": view.steps,
        "course_shapes.csv": view.shapes,
    }


UNIT = "see the instrument"
LINE = {
    "instrument": ("identifier of the instrument", ""),
    "subscale": ("name of the subscale, or total", ""),
    "target": ("what the rating is about", ""),
    "rater_role": ("who rated: member, therapist or observer", ""),
}
WHO = {"group": GROUP, "member": ("identifier of the member as recorded", ""), **LINE}
RATED = ("sessions with a rating", "sessions")
COLUMNS = {
    "change.csv": {
        **WHO,
        "n_rated": RATED,
        "first_session": ("session of the first rating", ""),
        "before": ("the first rating", UNIT),
        "last_session": ("session of the last rating", ""),
        "after": ("the last rating; empty with a single one", UNIT),
        "change": ("after minus before", UNIT),
        "change_low": ("lower end of its 95 % interval, from the error of measurement alone", UNIT),
        "change_high": ("upper end", UNIT),
        "index": ("reliable change index of the estimator", "standard errors"),
        "unchanged_from": ("lowest last rating that would have counted as unchanged", UNIT),
        "unchanged_to": ("highest", UNIT),
        "change_class": ("recovered, improved, unchanged or deteriorated; rose or fell without a better direction", ""),
        "clinical_before": ("the first rating lies on the clinical side of the border; empty without one", ""),
        "clinical_after": ("the last rating does", ""),
        "reason": REASON,
    },
    "change_basis.csv": {
        "group": GROUP,
        **LINE,
        "n_members": ("members with a first and a last rating", "people"),
        "sd": ("standard deviation that change is measured against", UNIT),
        "sd_low": ("lower end of its 95 % interval; empty where it was given", UNIT),
        "sd_high": ("upper end", UNIT),
        "sd_from": ("where it comes from", ""),
        "reliability": ("reliability of the score, 0 to 1", ""),
        "reliability_from": ("where it comes from", ""),
        "measurement_error": ("standard error of measurement", UNIT),
        "smallest_reliable_difference": ("1.96 standard errors of a difference", UNIT),
        "border": ("border of the clinical range; empty where there is none", UNIT),
        "border_from": ("where it comes from, or why there is none", ""),
        "better": ("which scores are the better ones: higher, lower or neither", ""),
        "reason": ("what is missing for reliable change, in words; empty where nothing is", ""),
    },
    "change_classes.csv": {
        "group": GROUP,
        **LINE,
        "change_class": ("recovered, improved, unchanged or deteriorated; rose or fell without a better direction", ""),
        "n": ("members in the class", "people"),
        "n_judged": ("members who could be judged", "people"),
        "share": ("n / n_judged", ""),
        "low": ("lower end of its 95 % Wilson interval", ""),
        "high": ("upper end", ""),
    },
    "sudden_changes.csv": {
        **WHO,
        "before_session": ("session before the step", ""),
        "after_session": ("session after it", ""),
        "kind": ("gain or loss; rise or drop without a better direction", ""),
        "before": ("score before the step", UNIT),
        "after": ("score after it", UNIT),
        "size": ("after minus before", UNIT),
        "mean_before": ("mean of up to three sessions before the step", UNIT),
        "n_before": ("of how many", "sessions"),
        "mean_after": ("mean of up to three sessions after it", UNIT),
        "n_after": ("of how many", "sessions"),
        "needed": ("difference of these means that the third criterion asks for", UNIT),
        "reversed_session": ("session by which more than half of the step was undone; empty: it was not", ""),
        "followed": ("ratings after the first one after the step", "sessions"),
    },
    "sudden_changes_judged.csv": {
        **WHO,
        "n_rated": RATED,
        "n_steps": ("steps between sessions that could be judged", "steps"),
        "n_up": ("sudden steps up", "steps"),
        "n_down": ("sudden steps down", "steps"),
        "reason": ("why none could be judged; empty where one could", ""),
    },
    "course_shapes.csv": {
        **WHO,
        "n_rated": RATED,
        "level": ("height of the curve at the mean session", UNIT),
        "slope": ("its slope there, per session", UNIT),
        "slope_low": ("lower end of its 95 % interval", UNIT),
        "slope_high": ("upper end", UNIT),
        "rise": ("slope times sessions from first to last", UNIT),
        "curvature": ("coefficient of the squared session", UNIT),
        "curvature_p": ("p value of no curvature", ""),
        "vertex": ("session of the turn of the curve", ""),
        "scatter": ("standard deviation around the curve", UNIT),
        "usual_scatter": ("median scatter of the members", UNIT),
        "level_within": ("rise below which a course counts as level", UNIT),
        "repaired": ("possible ruptures that were repaired", ""),
        "shape": ("U, arch, erratic, rising, falling, stable or unsteady; with V-episodes or not", ""),
        "reason": REASON,
    },
}
ANALYSIS = Analysis(method(), "looking for change", tables, COLUMNS)
