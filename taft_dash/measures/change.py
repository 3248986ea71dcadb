"""Did members change by more than the error of measurement? First against last rating, member by member.

Works for every series in which members rate or are rated. The formulas stand in `reliable_change`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.consistency import cronbach_alpha, first_forms, item_answers
from taft_dash.measures.reliable_change import (
    CLASSES,
    SIGNS,
    Sample,
    band,
    change_classes,
    crossed,
    cut_off,
    estimator,
    reliable_change_index,
    true_spread,
)
from taft_dash.measures.series import Series, people_lines, scale_of
from taft_dash.records.instruments import find
from taft_dash.records.scales import TOTAL
from taft_dash.records.study import Study

LEAST_MEMBERS = 3
"""Members with two ratings below which no spread is taken from them; a choice of this program."""
PLAIN_CLASSES = {"improved": "rose", "deteriorated": "fell"}
"""In place of the classes where an instrument has no better direction."""
BORDERS = ("none", "instrument", "a", "b", "c")


@dataclass(frozen=True)
class Rule:
    """How change is judged. What is None is taken from the instrument or from the ratings at hand, and said.

    estimator : of reliable_change.ESTIMATORS. sd, reliability : of the scale. border : "none"; "instrument", its own
    where it has one; or "a", "b", "c" (see reliable_change.cut_off) from `clinical` and `functional`, mean and SD.
    """

    estimator: str = "JT"
    sd: float | None = None
    reliability: float | None = None
    border: str = "instrument"
    clinical: tuple[float, float] | None = None
    functional: tuple[float, float] | None = None


USUAL = Rule()


@dataclass(frozen=True)
class Basis:
    """What the judgements of a series rest on; NaN and "" where not known, and then `reason` says what is missing.

    n : members with a first and a last rating. sample : see reliable_change.Sample. sd_low, sd_high : 95 % interval of
    an SD taken from the members (chi square; NaN where it was given). sd_from, reliability_from, border_from : in
    words. value : the smallest reliable difference, 1.96 standard errors of a difference. border : of the clinical
    range. better : "higher", "lower" or "neither".
    """

    n: int
    sample: Sample
    sd_low: float
    sd_high: float
    sd_from: str
    reliability_from: str
    value: float
    border: float
    border_from: str
    better: str
    reason: str


def direction(study: Study, series: Series) -> str:
    """ "higher", "lower" or "neither": which scores of a series are the better ones, as the registry has it."""
    instrument, scale = find(series.instrument, study.instruments), scale_of(study, series)
    return (scale.better or instrument.better) if instrument and scale else "neither"


def member_lines(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """`series.people_lines` of the members; therapists and observers are left out."""
    lines = people_lines(study, scores, series)
    return lines[lines["member"].isin(study.members.loc[study.members["role"] == "member", "member"])]


def endpoints(lines: pd.DataFrame) -> pd.DataFrame:
    """The first and the last rating of every member with a line (`member_lines`).

    Returns
    -------
    DataFrame: member, label, n_rated, first_session, before, last_session, after (NaN with a single rating).
    """
    people = lines.dropna(subset=["score"]).groupby(["member", "label"], observed=True, sort=False)
    table = people.agg(
        n_rated=("score", "size"), first_session=("session", "first"), before=("score", "first"),
        last_session=("session", "last"), after=("score", "last"),
    ).reset_index()  # fmt: skip
    table["after"] = table["after"].where(table["n_rated"] > 1)
    return table


def basis(
    study: Study, scores: pd.DataFrame, series: Series, ends: pd.DataFrame, rule: Rule = USUAL
) -> Basis:
    """The spread, the reliability and the border that a series is judged by, and where each comes from.

    `ends` are the `endpoints` of the series. What `rule` gives comes first. Else the SD is that of the first ratings of
    the members with two ratings, at least LEAST_MEMBERS; the reliability is the instrument's (of its total only), else
    Cronbach's alpha of each member's first form, where its interval lies above 0; the border is the instrument's, of
    outcome measures only: a border for the alliance is not known.
    """
    both = ends.dropna(subset=["after"])
    before, after, n = both["before"].to_numpy(), both["after"].to_numpy(), len(both)
    many = n >= LEAST_MEMBERS
    varied = many and before.std() > 0 and after.std() > 0
    own_sd = before.std(ddof=1) if many else np.nan
    sd, sd_from = (rule.sd, "as given") if rule.sd is not None else (own_sd, f"of the first ratings of {n} members")
    reliability, reliability_from = _reliability(study, scores, series, rule.reliability)
    sample = Sample(
        sd=sd, reliability=reliability,
        mean=before.mean() if many else np.nan, mean_after=after.mean() if many else np.nan,
        sd_after=after.std(ddof=1) if many else np.nan,
        correlation=np.corrcoef(before, after)[0, 1] if varied else np.nan,
    )  # fmt: skip
    reason = _lacking(series, rule, sample, n)
    better = direction(study, series)
    border, border_from = _border(study, series, rule, sample, better, n)
    known = sd > 0 and reliability == reliability
    return Basis(
        n=n, sample=sample, sd_from=sd_from if sd == sd else "", reliability_from=reliability_from,
        value=1.96 * sample.difference_error if known else np.nan, border=border, border_from=border_from,
        better=better, reason=reason, **_interval_of_sd(own_sd if rule.sd is None else np.nan, n),
    )  # fmt: skip


def reliable_changes(study: Study, scores: pd.DataFrame, series: Series, rule: Rule = USUAL) -> pd.DataFrame:
    """Whether each member's last rating differs from the first by more than error would, and in which direction.

    improved, deteriorated: a difference this large would seldom come of error alone. unchanged: it may, or there was
    none; that a member has not changed is not shown by it. recovered: improved, and across the border.

    Parameters
    ----------
    study : narrowed to one group. scores : its `ratings.trajectories`. Not changed.
    series : which ratings. rule : see `Rule`.

    Returns
    -------
    DataFrame, one row per member with a rating: member, label, n_rated, first_session, before, last_session, after,
    change (after - before), change_low and change_high (95 % interval from the error of measurement alone: change
    minus and plus the smallest reliable difference), index (see reliable_change.reliable_change_index),
    unchanged_from and unchanged_to (last scores that would have counted as unchanged), change_class ("recovered",
    "improved", "unchanged", "deteriorated"; "rose" and "fell" where the instrument has no better direction; "" exactly
    where `reason` is not empty), clinical_before and clinical_after (on the clinical side of the border; missing
    without a border), reason.

    Notes
    -----
    First and last rating are single sessions; who came late or left early has them at other sessions than the rest.
    Members who improve and members whose first rating was unusually low look alike in a single group: extreme first
    scores tend to be followed by less extreme ones. GLN, HLL and EN allow for that.

    Examples
    --------
    >>> from taft_dash.measures.ratings import trajectories
    >>> from taft_dash.records.study import study_from
    >>> forms = [(1, "A", 9.0), (2, "A", 30.0), (1, "B", 20.0), (2, "B", 21.0)]
    >>> ratings = pd.DataFrame(forms, columns=["session", "rater", "score"]).assign(instrument="ORS", item="total")
    >>> study = study_from({"ratings": ratings})
    >>> told = Series("ORS", "total", "SELF", "member")
    >>> table = reliable_changes(study, trajectories(study), told, Rule(sd=8, reliability=0.9))
    >>> table[["change", "change_class"]].values.tolist()
    [[21.0, 'recovered'], [1.0, 'unchanged']]
    """
    ends = endpoints(member_lines(study, scores, series))
    return judged_changes(ends, basis(study, scores, series, ends, rule), rule)


def judged_changes(table: pd.DataFrame, base: Basis, rule: Rule) -> pd.DataFrame:
    """`reliable_changes` of `endpoints` whose `basis` is known."""
    before, after = table["before"].to_numpy(float), table["after"].to_numpy(float)
    index = reliable_change_index(before, after, base.sample, rule.estimator)
    neutral = base.better not in SIGNS
    towards = dict(border=base.border, better="higher" if neutral else base.better)
    over = crossed(before, after, base.sample, rule.estimator, **towards)
    classes = change_classes(
        index, over, critical=estimator(rule.estimator).critical, better=towards["better"]
    )
    unchanged_from, unchanged_to = band(before, base.sample, rule.estimator)
    once = "Change needs two ratings; there is 1."
    table = table.assign(
        change=after - before, change_low=after - before - base.value, change_high=after - before + base.value,
        index=index, unchanged_from=unchanged_from, unchanged_to=unchanged_to,
        change_class=[PLAIN_CLASSES.get(one, one) if neutral else one for one in classes],
        clinical_before=_clinical(before, towards), clinical_after=_clinical(after, towards),
        reason=np.where(np.isnan(after), once, base.reason),
    )  # fmt: skip
    lacking = (table["change_class"] == "") & (table["reason"] == "")
    table.loc[lacking, "reason"] = "The differences vary no more than error alone would make them."
    return table


def class_counts(changes: pd.DataFrame, better: str) -> pd.DataFrame:
    """How many members fall in each class: change_class, n, n_judged, share (0 to 1), low and high (95 % Wilson
    interval of the share, as for members of a like group); every class that there could be, also with nobody in it.
    Empty where nobody could be judged."""
    from scipy.stats import binomtest

    judged = changes[changes["change_class"] != ""]
    neutral = better not in SIGNS
    bordered = changes["clinical_before"].notna().any()
    rows = []
    for name in (CLASSES if bordered else CLASSES[1:]) if len(judged) else ():
        name = PLAIN_CLASSES.get(name, name) if neutral else name
        count = int((judged["change_class"] == name).sum())
        ends = binomtest(count, len(judged)).proportion_ci(method="wilson")
        rows.append((name, count, len(judged), count / len(judged), ends.low, ends.high))
    return pd.DataFrame(rows, columns=["change_class", "n", "n_judged", "share", "low", "high"])


def _reliability(study, scores, series, given) -> tuple[float, str]:
    if given is not None:
        return given, "as given"
    instrument = find(series.instrument, study.instruments)
    if instrument and instrument.alpha is not None and series.subscale == TOTAL:
        return instrument.alpha, f"internal consistency as published: {instrument.reliability}"
    if instrument and scale_of(study, series).items:
        answers = first_forms(item_answers(study, scores, series))
        own = cronbach_alpha(answers.iloc[:, 4:])
        if own.low > 0:
            return own.value, (
                f"Cronbach's alpha of the first forms of {own.n} people (95 % interval {own.low:.2f} to {own.high:.2f})"
            )
    return np.nan, ""


def _border(study, series, rule, sample, better, n) -> tuple[float, str]:
    """The border and where it comes from; NaN and why there is none."""
    if rule.border not in BORDERS:
        raise ValueError(f"no border {rule.border!r}; there are {', '.join(BORDERS)}")
    if better not in SIGNS:
        return np.nan, "The instrument has no better direction, and so no border."
    if rule.border == "none":
        return np.nan, "No border was asked for."
    if rule.border == "instrument":
        instrument = find(series.instrument, study.instruments)
        if instrument.cut_off is None or instrument.kind != "outcome" or series.subscale != TOTAL:
            return np.nan, f"{series.instrument} {series.subscale} has no published border of a clinical range."
        return instrument.cut_off, instrument.cut_off_reading
    unknown = (np.nan, np.nan)
    own = rule.clinical is None
    clinical = (sample.mean, sample.sd) if own else rule.clinical
    functional = rule.functional or unknown
    if rule.estimator == "HA":
        clinical, functional = ((mean, true_spread(sd, sample)) for mean, sd in (clinical, functional))
    border = cut_off(rule.border, better=better, clinical=clinical, functional=functional)
    if border != border:
        return np.nan, f"Cut-off {rule.border} needs the mean and SD of the range it is made of."
    own_words = f"; clinical range: the first ratings of these {n} members" if own and rule.border != "b" else ""
    return float(border), f"cut-off {rule.border}, from the norms given{own_words}"


def _clinical(values: np.ndarray, towards: dict) -> pd.arrays.BooleanArray:
    sign, border = SIGNS[towards["better"]], towards["border"]
    return pd.arrays.BooleanArray(sign * values < sign * border, np.isnan(values) | np.isnan(border))


def _lacking(series: Series, rule: Rule, sample: Sample, n: int) -> str:
    """What is missing for the estimator, in words."""
    scale = f"{series.instrument} {series.subscale}"
    if sample.sd != sample.sd or (estimator(rule.estimator).needs and sample.mean != sample.mean):
        return f"Reliable change needs at least {LEAST_MEMBERS} members with two ratings on {scale}; there are {n}."
    if not sample.sd > 0:
        return f"All first ratings on {scale} are the same: without a spread no change can be judged."
    if sample.reliability != sample.reliability:
        return (
            f"The reliability of {scale} is not known: no value is published with the instrument, and the first answers"
            " to its items are missing or too few. Give one."
        )
    if any(np.isnan(getattr(sample, name)) for name in estimator(rule.estimator).needs):
        return f"{estimator(rule.estimator).label} needs ratings that differ at the beginning and at the end."
    return ""


def _interval_of_sd(sd: float, n: int) -> dict[str, float]:
    from scipy.stats import chi2

    if sd != sd:
        return dict(sd_low=np.nan, sd_high=np.nan)
    low, high = (float(sd * np.sqrt((n - 1) / chi2.ppf(p, n - 1))) for p in (0.975, 0.025))
    return dict(sd_low=low, sd_high=high)
